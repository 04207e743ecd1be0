// Instants, days and zones.
#include "support.hpp"

using namespace roster;
using namespace roster::c;

namespace {
/// @pre `to` has room for the longest text
void copy(const std::string& text, char* to) { std::memcpy(to, text.c_str(), text.size() + 1); }
}  // namespace

roster_status roster_time_format(int64_t time, char text[ROSTER_TIME_TEXT_SIZE], roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        in.need("text", text);
        const Instant instant = in.instant("time", time);
        in.done();
        copy(to_text(instant), text);
    });
}

roster_status roster_time_parse(const roster_str* text, int64_t* time, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        in.need("time", time);
        const auto instant = parse_instant(in.text("text", text));
        if (!instant) in.fault("text", "invalid_time", "is not an instant with an offset, as in RFC 3339");
        in.done();
        *time = to_micros(*instant);
    });
}

roster_status roster_date_format(int32_t date, char text[ROSTER_DATE_TEXT_SIZE], roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        in.need("text", text);
        const Date day = in.date("date", date);
        in.done();
        copy(to_text(day), text);
    });
}

roster_status roster_date_parse(const roster_str* text, int32_t* date, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        in.need("date", date);
        const auto day = parse_date(in.text("text", text));
        if (!day) in.fault("text", "invalid_date", "is not a day as in \"2024-05-06\"");
        in.done();
        *date = to_days(*day);
    });
}

roster_status roster_zone_known(const roster_str* zone, int32_t* known, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        in.need("known", known);
        const auto name = in.text("zone", zone);
        in.done();
        *known = zones::known(name) ? 1 : 0;
    });
}

roster_status roster_zone_start_of_day(int32_t date, const roster_str* zone, int64_t* time, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        in.need("time", time);
        const Date day = in.date("date", date);
        const auto name = in.text("zone", zone);
        in.done();
        *time = to_micros(zones::start_of_day(day, name));
    });
}

roster_status roster_zone_day_at(int64_t time, const roster_str* zone, int32_t* date, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        in.need("date", date);
        const Instant instant = in.instant("time", time);
        const auto name = in.text("zone", zone);
        in.done();
        *date = to_days(zones::day_at(instant, name));
    });
}

roster_status roster_zone_names(roster_text_page** names, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("names", names));
        in.done();
        result.give(zones::names());
    });
}
