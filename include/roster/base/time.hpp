// Time: instants in UTC with microseconds, calendar days, and zones by IANA name.
#pragma once

#include <boost/date_time/gregorian/gregorian_types.hpp>
#include <boost/date_time/posix_time/posix_time_types.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace roster {

/// A point in time, UTC, in microseconds. Never a local time: those exist only beside a zone name.
using Instant = boost::posix_time::ptime;
/// A calendar day with no zone attached.
using Date = boost::gregorian::date;
/// A length of time, or a time of day.
using Duration = boost::posix_time::time_duration;

inline const Date unix_epoch_day{1970, 1, 1};

/// Microseconds since 1970-01-01T00:00:00Z, the stored form and the C form of an instant.
/// @pre not special (not_a_date_time, ±infinity); the library never returns one and refuses them as input
inline std::int64_t to_micros(Instant instant) {
    const auto days = static_cast<std::int64_t>((instant.date() - unix_epoch_day).days());
    return days * 86'400'000'000 + instant.time_of_day().total_microseconds();
}

/// The earliest and the latest instant that can be held: years 1400 to 9999.
inline constexpr std::int64_t min_micros = -17'987'443'200'000'000;
inline constexpr std::int64_t max_micros = 253'402'300'799'999'999;

/// nullopt outside [min_micros, max_micros].
inline std::optional<Instant> instant_from_micros(std::int64_t micros) {
    if (micros < min_micros || micros > max_micros) return std::nullopt;
    std::int64_t days = micros / 86'400'000'000, rest = micros % 86'400'000'000;
    if (rest < 0) {
        rest += 86'400'000'000;
        --days;
    }
    return Instant(unix_epoch_day + boost::gregorian::days(static_cast<long>(days)),
                   boost::posix_time::microseconds(rest));
}

/// Days since 1970-01-01, the stored form and the C form of a calendar day.
inline std::int32_t to_days(Date date) { return static_cast<std::int32_t>((date - unix_epoch_day).days()); }
/// nullopt outside the years 1400 to 9999.
inline std::optional<Date> date_from_days(std::int32_t days) {
    if (days < -208'188 || days > 2'932'896) return std::nullopt;
    return unix_epoch_day + boost::gregorian::days(days);
}

using ChronoInstant = std::chrono::sys_time<std::chrono::microseconds>;
inline ChronoInstant to_chrono(Instant instant) {
    return ChronoInstant{std::chrono::microseconds{to_micros(instant)}};
}
/// nullopt outside the years 1400 to 9999.
inline std::optional<Instant> from_chrono(ChronoInstant instant) {
    return instant_from_micros(instant.time_since_epoch().count());
}

/// "2024-05-06T07:08:09.000010Z" (RFC 3339; the fraction is left out when it is zero).
/// @throws Error invalid_argument "time.special" for a special value
std::string to_text(Instant instant);
/// "2024-05-06".
/// @throws Error invalid_argument "time.special" for a special value
std::string to_text(Date date);
/// RFC 3339 with "Z" or a numeric offset; nullopt for anything else: local times without an offset, leap seconds
/// (":60"), instants outside the years 1400 to 9999. "t" and "z" may be small; "-00:00" is UTC; digits of the
/// fraction after the sixth are dropped.
std::optional<Instant> parse_instant(std::string_view text);
/// "YYYY-MM-DD"; nullopt for anything else.
std::optional<Date> parse_date(std::string_view text);

/// Time zones, by the system's tz database (`TZDIR` points elsewhere), which is read at first use and then kept: a
/// newer one is seen by the next process. Safe from any thread.
///
/// Where a zone is asked for, the errors are: invalid_argument "time.unknown_zone" for a name that is not known,
/// "time.special" for a special value, "time.out_of_range" for a result outside the years 1400 to 9999; and
/// failed_precondition "time.zone_data" when the database lists the zone and the zone's file is missing.
namespace zones {
/// True for a zone or link name listed by the tz database ("UTC", "Europe/Berlin"). Never a path or an offset, nor
/// "Factory" (the database's placeholder). "UTC" is known even where there is no tz database.
bool known(std::string_view name);
/// The instant at which this calendar day begins in the zone. A day that begins in a gap begins at the gap's end; so a
/// day that the zone left out altogether begins, and ends, where the next one begins. Of a midnight that comes twice
/// the first counts.
Instant start_of_day(Date day, std::string_view zone);
/// The calendar day it is in the zone at that instant.
Date day_at(Instant instant, std::string_view zone);
/// Every zone's name, sorted; links are left out. Just "UTC" where there is no tz database.
std::vector<std::string> names();
}  // namespace zones

}  // namespace roster
