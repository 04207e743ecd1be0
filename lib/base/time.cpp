#include <roster/base/time.hpp>

#include <roster/base/error.hpp>

#include <cctz/civil_time.h>
#include <cctz/time_zone.h>

#include <algorithm>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <mutex>
#include <sstream>
#include <unordered_map>
#include <utility>

namespace roster {
namespace {

constexpr std::int64_t day_micros = 86'400'000'000;

// ---- RFC 3339 ----

void put_digits(char* out, int digits, std::int64_t value) noexcept {
    for (int i = digits; i-- > 0; value /= 10) out[i] = static_cast<char>('0' + value % 10);
}

/// The number in exactly these digits, or -1.
int read_digits(const char* in, int digits) noexcept {
    int value = 0;
    for (int i = 0; i < digits; ++i) {
        if (in[i] < '0' || in[i] > '9') return -1;
        value = value * 10 + (in[i] - '0');
    }
    return value;
}

/// Writes "YYYY-MM-DD".
void put_date(char* out, std::int64_t days) noexcept {
    const std::chrono::year_month_day date{
        std::chrono::sys_days{std::chrono::days{static_cast<std::int32_t>(days)}}};
    put_digits(out, 4, static_cast<int>(date.year()));
    out[4] = out[7] = '-';
    put_digits(out + 5, 2, static_cast<unsigned>(date.month()));
    put_digits(out + 8, 2, static_cast<unsigned>(date.day()));
}

/// Days since 1970 of "YYYY-MM-DD"; any year from 0 to 9999, for an offset may move an instant over the year's end.
/// @pre ten characters
std::optional<std::int64_t> read_date(const char* in) noexcept {
    const int year = read_digits(in, 4), month = read_digits(in + 5, 2), day = read_digits(in + 8, 2);
    if (year < 0 || month < 0 || day < 0 || in[4] != '-' || in[7] != '-') return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{year},
                                           std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days{date}.time_since_epoch().count();
}

/// Microseconds of "hh:mm:ss". A leap second (60) is refused: the stored form has no place for it.
/// @pre eight characters
std::optional<std::int64_t> read_time(const char* in) noexcept {
    const int hour = read_digits(in, 2), minute = read_digits(in + 3, 2), second = read_digits(in + 6, 2);
    if (hour < 0 || minute < 0 || second < 0 || in[2] != ':' || in[5] != ':') return std::nullopt;
    if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
    return ((hour * 60 + minute) * 60 + second) * std::int64_t{1'000'000};
}

/// Takes ".123…" off the front: its microseconds, the digits after them dropped; 0 when there is no fraction.
std::optional<std::int64_t> take_fraction(std::string_view& rest) noexcept {
    if (rest.empty() || rest[0] != '.') return 0;
    rest.remove_prefix(1);
    std::int64_t micros = 0, unit = 100'000;
    std::size_t digits = 0;
    for (; digits < rest.size() && rest[digits] >= '0' && rest[digits] <= '9'; ++digits, unit /= 10)
        micros += (rest[digits] - '0') * unit;
    if (digits == 0) return std::nullopt;
    rest.remove_prefix(digits);
    return micros;
}

/// Microseconds of "Z" or "±hh:mm", and of nothing else.
std::optional<std::int64_t> read_offset(std::string_view text) noexcept {
    if (text == "Z" || text == "z") return 0;
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
    const int hours = read_digits(text.data() + 1, 2), minutes = read_digits(text.data() + 4, 2);
    if (hours < 0 || minutes < 0 || hours > 23 || minutes > 59) return std::nullopt;
    const auto micros = (hours * 60 + minutes) * std::int64_t{60'000'000};
    return text[0] == '-' ? -micros : micros;
}

[[noreturn]] void refuse_special() {
    throw Error(ErrorCode::invalid_argument, "time.special",
                "A date or an instant is needed, not a special value.");
}

}  // namespace

std::string to_text(Instant instant) {
    if (instant.is_special()) refuse_special();
    const auto micros = to_micros(instant);
    auto days = micros / day_micros, rest = micros % day_micros;
    if (rest < 0) {
        rest += day_micros;
        --days;
    }
    char text[27];
    put_date(text, days);
    const auto seconds = rest / 1'000'000, fraction = rest % 1'000'000;
    text[10] = 'T';
    text[13] = text[16] = ':';
    put_digits(text + 11, 2, seconds / 3'600);
    put_digits(text + 14, 2, seconds / 60 % 60);
    put_digits(text + 17, 2, seconds % 60);
    std::size_t size = 19;
    if (fraction != 0) {
        text[size] = '.';
        put_digits(text + size + 1, 6, fraction);
        size += 7;
    }
    text[size++] = 'Z';
    return {text, size};
}

std::string to_text(Date date) {
    if (date.is_special()) refuse_special();
    char text[10];
    put_date(text, to_days(date));
    return {text, sizeof text};
}

std::optional<Instant> parse_instant(std::string_view text) {
    if (text.size() < 20 || (text[10] != 'T' && text[10] != 't')) return std::nullopt;
    const auto days = read_date(text.data());
    const auto time = read_time(text.data() + 11);
    auto rest = text.substr(19);
    const auto fraction = take_fraction(rest);
    const auto offset = read_offset(rest);
    if (!days || !time || !fraction || !offset) return std::nullopt;
    return instant_from_micros(*days * day_micros + *time + *fraction - *offset);
}

std::optional<Date> parse_date(std::string_view text) {
    if (text.size() != 10) return std::nullopt;
    const auto days = read_date(text.data());
    return days ? date_from_days(static_cast<std::int32_t>(*days)) : std::nullopt;
}

// ---- zones ----

namespace zones {
namespace {

/// The tz database's list of names. cctz is asked for listed names only: by itself it also opens absolute paths,
/// "../" and "file:", and keeps memory for every name that it did not find.
class Table {
public:
    /// The process's table, read at first use and kept: a host may still ask while its statics are destroyed.
    static const Table& get() {
        static const Table* const table = new Table;
        return *table;
    }

    [[nodiscard]] bool knows(std::string_view name) const { return find(name) != nullptr; }

    /// The zone, loaded by the first who asks for it.
    [[nodiscard]] cctz::time_zone zone(std::string_view name) const {
        const Entry* const entry = find(name);
        if (entry == nullptr) {
            constexpr auto message = "There is no time zone of this name.";
            throw Error(ErrorCode::invalid_argument, "time.unknown_zone", message,
                        {{"time_zone", "unknown_zone", "must be an IANA time zone, e.g. \"Europe/Berlin\""}});
        }
        std::call_once(entry->once, [entry] { entry->loaded = cctz::load_time_zone(entry->name, &entry->zone); });
        if (!entry->loaded)
            throw Error(ErrorCode::failed_precondition, "time.zone_data",
                        "The time zone's data is missing from the system's tz database.");
        return entry->zone;
    }

    [[nodiscard]] std::vector<std::string> zone_names() const {
        std::vector<std::string> names;
        for (const auto& entry : entries_)
            if (!entry.is_link) names.push_back(entry.name);
        std::sort(names.begin(), names.end());
        return names;
    }

private:
    struct Entry {
        Entry(std::string n, bool link) : name(std::move(n)), is_link(link) {}
        std::string name;
        bool is_link;
        mutable std::once_flag once;
        mutable bool loaded = false;
        mutable cctz::time_zone zone;
    };

    Table() {
        const char* const chosen = std::getenv("TZDIR");
        const std::string folder = chosen != nullptr && *chosen != '\0' ? chosen : "/usr/share/zoneinfo";
        if (!read_rules(folder + "/tzdata.zi")) {
            // Older or trimmed installations: the tables of places (older names only in zone.tab), and the old links.
            read_places(folder + "/zone1970.tab", false);
            read_places(folder + "/zone.tab", !entries_.empty());
            read_rules(folder + "/backward");
        }
        add("UTC", !entries_.empty());  // cctz has it built in
    }

    /// The lines "Z <name> …" and "L <target> <name>" of the zic language. @return whether there were any
    bool read_rules(const std::string& path) {
        const auto before = entries_.size();
        std::ifstream file(path);
        for (std::string line; std::getline(file, line);) {
            if (line.empty() || (line[0] != 'Z' && line[0] != 'L')) continue;
            std::istringstream words(line);
            std::string kind, first, second;
            words >> kind >> first >> second;
            if (kind == "Z" || kind == "Zone") add(first, false);
            if (kind == "L" || kind == "Link") add(second, true);
        }
        return entries_.size() != before;
    }

    /// The third column of a table of places.
    void read_places(const std::string& path, bool are_links) {
        std::ifstream file(path);
        for (std::string line; std::getline(file, line);) {
            if (line.empty() || line[0] == '#') continue;
            std::istringstream words(line);
            std::string countries, place, name;
            words >> countries >> place >> name;
            add(name, are_links);
        }
    }

    void add(const std::string& name, bool is_link) {
        // "Factory" is the database's word for "nobody has chosen a zone yet".
        if (!is_plain(name) || name == "Factory" || by_name_.contains(name)) return;
        const auto& entry = entries_.emplace_back(name, is_link);
        by_name_.emplace(entry.name, &entry);
    }

    static bool is_plain(std::string_view name) noexcept {
        if (name.empty() || name.size() > max_name || name.front() == '/' || name.find("..") != name.npos)
            return false;
        return std::all_of(name.begin(), name.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
                   c == '_' || c == '+' || c == '-';
        });
    }

    [[nodiscard]] const Entry* find(std::string_view name) const {
        if (name.size() > max_name) return nullptr;  // before anything is computed over it
        const auto found = by_name_.find(name);
        return found == by_name_.end() ? nullptr : found->second;
    }

    static constexpr std::size_t max_name = 64;
    std::deque<Entry> entries_;  // stable addresses: by_name_ points into it
    std::unordered_map<std::string_view, const Entry*> by_name_;
};

[[noreturn]] void refuse_range() {
    throw Error(ErrorCode::invalid_argument, "time.out_of_range", "The day is outside the years 1400 to 9999.");
}

}  // namespace

bool known(std::string_view name) { return Table::get().knows(name); }

Instant start_of_day(Date day, std::string_view zone) {
    if (day.is_special()) refuse_special();
    const auto found = Table::get().zone(zone);
    const auto ymd = day.year_month_day();
    const cctz::civil_second midnight(static_cast<int>(ymd.year), static_cast<int>(ymd.month.as_number()),
                                      static_cast<int>(ymd.day));
    // A skipped midnight becomes the gap's end, a repeated one its first occurrence.
    const auto seconds = cctz::convert(midnight, found).time_since_epoch().count();
    const auto instant = instant_from_micros(static_cast<std::int64_t>(seconds) * 1'000'000);
    if (!instant) refuse_range();
    return *instant;
}

Date day_at(Instant instant, std::string_view zone) {
    if (instant.is_special()) refuse_special();
    const auto found = Table::get().zone(zone);
    const auto seconds = std::chrono::floor<cctz::seconds>(std::chrono::microseconds{to_micros(instant)});
    const cctz::civil_day day(cctz::convert(cctz::time_point<cctz::seconds>(seconds), found));
    const auto date = date_from_days(static_cast<std::int32_t>(day - cctz::civil_day()));
    if (!date) refuse_range();
    return *date;
}

std::vector<std::string> names() { return Table::get().zone_names(); }

}  // namespace zones
}  // namespace roster
