#include <roster/base/error.hpp>
#include <roster/base/time.hpp>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <boost/date_time/gregorian/gregorian.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <unistd.h>

namespace {

using namespace roster;
using boost::gregorian::date;

Instant at(const char* text) { return parse_instant(text).value(); }
std::string starts(const char* day, const char* zone) {
    return to_text(zones::start_of_day(*parse_date(day), zone));
}
std::string day_of(const char* instant, const char* zone) { return to_text(zones::day_at(at(instant), zone)); }

// ---- instants and days as numbers ----

TEST(Time, BoundsAreTheYears1400To9999) {
    EXPECT_EQ(to_text(*instant_from_micros(min_micros)), "1400-01-01T00:00:00Z");
    EXPECT_EQ(to_text(*instant_from_micros(max_micros)), "9999-12-31T23:59:59.999999Z");
    EXPECT_FALSE(instant_from_micros(min_micros - 1));
    EXPECT_FALSE(instant_from_micros(max_micros + 1));
    EXPECT_FALSE(instant_from_micros(std::numeric_limits<std::int64_t>::min()));
    EXPECT_FALSE(instant_from_micros(std::numeric_limits<std::int64_t>::max()));
    EXPECT_EQ(to_text(*date_from_days(-208'188)), "1400-01-01");
    EXPECT_EQ(to_text(*date_from_days(2'932'896)), "9999-12-31");
    EXPECT_FALSE(date_from_days(-208'189));
    EXPECT_FALSE(date_from_days(2'932'897));
}

TEST(Time, NumbersTextsAndChronoAgree) {
    EXPECT_TRUE(rc::check("micros → instant → text → instant → micros", [] {
        const auto micros = *rc::gen::inRange(min_micros, max_micros + 1);
        const auto instant = *instant_from_micros(micros);
        RC_ASSERT(to_micros(instant) == micros);
        RC_ASSERT(to_micros(parse_instant(to_text(instant)).value()) == micros);
        RC_ASSERT(from_chrono(to_chrono(instant)) == instant);
    }));
    EXPECT_TRUE(rc::check("days → date → text → date → days", [] {
        const auto days = *rc::gen::inRange(-208'188, 2'932'897);
        const auto day = *date_from_days(days);
        RC_ASSERT(to_days(day) == days);
        RC_ASSERT(to_text(day) == boost::gregorian::to_iso_extended_string(day));
        RC_ASSERT(parse_date(to_text(day)) == day);
    }));
}

TEST(Time, SpecialValuesHaveNoText) {
    EXPECT_THROW(to_text(Instant(boost::posix_time::not_a_date_time)), Error);
    EXPECT_THROW(to_text(Instant(boost::posix_time::pos_infin)), Error);
    EXPECT_THROW(to_text(Date(boost::gregorian::not_a_date_time)), Error);
}

// ---- RFC 3339 ----

TEST(TimeText, FractionIsSixDigitsOrNone) {
    EXPECT_EQ(to_text(*instant_from_micros(0)), "1970-01-01T00:00:00Z");
    EXPECT_EQ(to_text(*instant_from_micros(-1)), "1969-12-31T23:59:59.999999Z");
    EXPECT_EQ(to_text(at("2024-05-06T07:08:09.00001Z")), "2024-05-06T07:08:09.000010Z");
}

TEST(TimeText, ReadsOffsets) {
    for (const auto* same :
         {"2024-05-06T07:08:09Z", "2024-05-06t07:08:09z", "2024-05-06T07:08:09+00:00", "2024-05-06T07:08:09-00:00",
          "2024-05-06T12:53:09+05:45", "2024-05-05T21:38:09-09:30", "2024-05-06T07:08:09.0Z",
          "2024-05-06T07:08:09.000000999Z", "2024-05-07T07:07:09+23:59"})
        EXPECT_EQ(to_text(at(same)), "2024-05-06T07:08:09Z") << same;
    EXPECT_EQ(to_text(at("2024-02-29T23:59:59.123456789Z")), "2024-02-29T23:59:59.123456Z");
}

TEST(TimeText, OffsetDecidesWhetherTheYearIsInRange) {
    EXPECT_EQ(to_text(at("1399-12-31T23:30:00-01:00")), "1400-01-01T00:30:00Z");
    EXPECT_FALSE(parse_instant("1400-01-01T00:30:00+01:00"));
    EXPECT_FALSE(parse_instant("9999-12-31T23:30:00-01:00"));
    EXPECT_FALSE(parse_instant("0000-01-01T00:00:00Z"));
}

TEST(TimeText, RefusesEverythingElse) {
    for (const auto* bad : {"",
                            "Z",
                            "2024-05-06",
                            "2024-05-06T07:08:09",
                            "2024-05-06 07:08:09Z",
                            "2024-05-06T07:08Z",
                            "2024-05-06T07:08:09.Z",
                            "2024-05-06T07:08:09,5Z",
                            "2024-05-06T07:08:09+0100",
                            "2024-05-06T07:08:09+01",
                            "2024-05-06T07:08:09+24:00",
                            "2024-05-06T07:08:09+01:60",
                            "2024-05-06T07:08:09+01:00:00",
                            "2024-05-06T24:00:00Z",
                            "2024-05-06T23:60:00Z",
                            "2016-12-31T23:59:60Z",
                            "2024-13-06T07:08:09Z",
                            "2024-00-06T07:08:09Z",
                            "2024-05-00T07:08:09Z",
                            "2023-02-29T07:08:09Z",
                            "1900-02-29T00:00:00Z",
                            "2024-05-06T07:08:09ZZ",
                            " 2024-05-06T07:08:09Z",
                            "2024-05-06T07:08:09Z ",
                            "+024-05-06T07:08:09Z",
                            "2024-05-06T07:08:-9Z",
                            "20240506T070809Z",
                            "12024-05-06T07:08:09Z",
                            "2024-05-06T07:08:09 Z",
                            "2024-05-06T07:08:09−01:00",
                            "٢٠٢٤-05-06T07:08:09Z"})
        EXPECT_FALSE(parse_instant(bad)) << bad;
    EXPECT_FALSE(parse_instant(std::string_view("2024-05-06T07:08:09Z\0", 21)));
    for (const auto* bad : {"", "2024-5-06", "2024-05-6", "2024-05-06Z", "2024/05/06", "20240506", "2023-02-29",
                            "1399-12-31", "0000-00-00", "2024-05-32", " 024-05-06"})
        EXPECT_FALSE(parse_date(bad)) << bad;
}

TEST(TimeText, AnyChangeOfOneCharacterIsRefusedOrMeansAnotherInstant) {
    const std::string good = "2024-05-06T07:08:09.123456+01:30";
    for (std::size_t i = 0; i < good.size(); ++i)
        for (int c = 0; c < 256; ++c) {
            auto other = good;
            other[i] = static_cast<char>(c);
            const auto read = parse_instant(other);
            if (other != good && !(good[i] == 'T' && c == 't')) {
                EXPECT_NE(read, parse_instant(good)) << other;
            }
        }
    for (std::size_t size = 0; size < good.size(); ++size) EXPECT_FALSE(parse_instant(good.substr(0, size)));
}

// ---- zones ----

TEST(Zones, KnowsZonesAndLinksOnly) {
    for (const auto* good : {"UTC", "Etc/UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Asia/Calcutta",
                             "Asia/Kolkata", "US/Eastern", "Etc/GMT+12"})
        EXPECT_TRUE(zones::known(good)) << good;
    for (const auto* bad : {"",
                            "utc",
                            "europe/berlin",
                            "/etc/localtime",
                            "/usr/share/zoneinfo/Europe/Berlin",
                            "../zoneinfo/Europe/Berlin",
                            "Europe/../Europe/Berlin",
                            "file:Europe/Berlin",
                            "localtime",
                            "posix/Europe/Berlin",
                            "right/Europe/Berlin",
                            "Fixed/UTC+01:00:00",
                            "+01:00",
                            "UTC+1",
                            "Factory",
                            "Europe",
                            "Europe/",
                            "Europe/Berlin ",
                            "tzdata.zi",
                            "PST",
                            "Mars/Olympus"})
        EXPECT_FALSE(zones::known(bad)) << bad;
    EXPECT_FALSE(zones::known(std::string_view("UTC\0", 4)));
    EXPECT_FALSE(zones::known(std::string(1'000'000, 'A')));
}

TEST(Zones, NamesAreSortedAndWithoutLinks) {
    const auto names = zones::names();
    EXPECT_GT(names.size(), 300u);
    EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
    const auto has = [&](const char* name) { return std::binary_search(names.begin(), names.end(), name); };
    EXPECT_TRUE(has("Europe/Berlin"));
    EXPECT_TRUE(has("America/Sao_Paulo"));
    EXPECT_FALSE(has("US/Eastern"));
    EXPECT_FALSE(has("Factory"));
    for (const auto& name : names) EXPECT_TRUE(zones::known(name)) << name;
}

TEST(Zones, EveryListedZoneLoadsAndItsDaysHoldTogether) {
    for (const auto& zone : zones::names())
        for (const auto& day : {date(1950, 6, 1), date(2011, 12, 29), date(2018, 11, 4), date(2023, 4, 28)}) {
            const auto start = zones::start_of_day(day, zone);
            EXPECT_EQ(zones::day_at(start, zone), day) << zone << ' ' << to_text(day);
            EXPECT_LT(zones::day_at(start - boost::posix_time::microseconds(1), zone), day) << zone;
        }
}

TEST(Zones, StartOfAnOrdinaryDay) {
    EXPECT_EQ(starts("2024-05-06", "UTC"), "2024-05-06T00:00:00Z");
    EXPECT_EQ(starts("2024-05-06", "Europe/Berlin"), "2024-05-05T22:00:00Z");
    EXPECT_EQ(starts("2024-05-06", "Asia/Kathmandu"), "2024-05-05T18:15:00Z");
    EXPECT_EQ(starts("2024-05-06", "Asia/Kolkata"), "2024-05-05T18:30:00Z");
    EXPECT_EQ(starts("2024-05-06", "Australia/Lord_Howe"), "2024-05-05T13:30:00Z");
    EXPECT_EQ(starts("2024-05-06", "Pacific/Kiritimati"), "2024-05-05T10:00:00Z");
    EXPECT_EQ(starts("2024-05-06", "Pacific/Pago_Pago"), "2024-05-06T11:00:00Z");
}

TEST(Zones, StartOfADayThatBeginsInAGapIsTheGapsEnd) {
    EXPECT_EQ(starts("2018-11-04", "America/Sao_Paulo"), "2018-11-04T03:00:00Z");  // 01:00 at -02
    EXPECT_EQ(starts("2023-04-28", "Africa/Cairo"), "2023-04-27T22:00:00Z");       // 01:00 at +03
    EXPECT_EQ(day_of("2018-11-04T03:00:00Z", "America/Sao_Paulo"), "2018-11-04");
    EXPECT_EQ(day_of("2018-11-04T02:59:59.999999Z", "America/Sao_Paulo"), "2018-11-03");
}

TEST(Zones, DayThatWasLeftOutBeginsWhereTheNextOneDoes) {
    EXPECT_EQ(starts("2011-12-29", "Pacific/Apia"), "2011-12-29T10:00:00Z");
    EXPECT_EQ(starts("2011-12-30", "Pacific/Apia"), "2011-12-30T10:00:00Z");
    EXPECT_EQ(starts("2011-12-31", "Pacific/Apia"), "2011-12-30T10:00:00Z");
    EXPECT_EQ(day_of("2011-12-30T09:59:59Z", "Pacific/Apia"), "2011-12-29");
    EXPECT_EQ(day_of("2011-12-30T10:00:00Z", "Pacific/Apia"), "2011-12-31");
}

TEST(Zones, OfAMidnightThatComesTwiceTheFirstCounts) {
    EXPECT_EQ(starts("2022-11-06", "America/Havana"), "2022-11-06T04:00:00Z");  // 01:00 went back to 00:00
    EXPECT_EQ(starts("2022-11-07", "America/Havana"), "2022-11-07T05:00:00Z");
}

TEST(Zones, DayAtTheFraction) {
    EXPECT_EQ(day_of("2024-05-05T21:59:59.999999Z", "Europe/Berlin"), "2024-05-05");
    EXPECT_EQ(day_of("2024-05-05T22:00:00Z", "Europe/Berlin"), "2024-05-06");
    EXPECT_EQ(day_of("1969-12-31T23:59:59.999999Z", "UTC"), "1969-12-31");
    EXPECT_EQ(day_of("2090-07-01T22:30:00Z", "Europe/Berlin"), "2090-07-02");
}

TEST(Zones, FaultsAreErrors) {
    const auto reason = [](auto call) -> std::string {
        try {
            call();
        } catch (const Error& e) {
            EXPECT_EQ(e.code(), ErrorCode::invalid_argument);
            return e.reason();
        }
        return "none";
    };
    EXPECT_EQ(reason([] { zones::start_of_day(date(2024, 1, 1), "/etc/localtime"); }), "time.unknown_zone");
    EXPECT_EQ(reason([] { zones::day_at(at("2024-01-01T00:00:00Z"), ""); }), "time.unknown_zone");
    EXPECT_EQ(reason([] { zones::start_of_day(Date(boost::gregorian::pos_infin), "UTC"); }), "time.special");
    EXPECT_EQ(reason([] { zones::day_at(Instant(), "UTC"); }), "time.special");
    EXPECT_EQ(reason([] { zones::start_of_day(date(1400, 1, 1), "Asia/Tokyo"); }), "time.out_of_range");
    EXPECT_EQ(reason([] { zones::day_at(*instant_from_micros(max_micros), "Asia/Tokyo"); }), "time.out_of_range");
    EXPECT_EQ(reason([] { zones::start_of_day(date(1400, 1, 1), "America/New_York"); }), "none");
    EXPECT_EQ(reason([] { zones::start_of_day(date(9999, 12, 31), "Asia/Tokyo"); }), "none");
}

TEST(Zones, AreSafeFromManyThreads) {
    std::vector<std::jthread> running;
    for (int i = 0; i < 8; ++i)
        running.emplace_back([] {
            for (const auto* zone : {"Europe/Paris", "Asia/Tokyo", "America/Lima", "Africa/Lagos", "Europe/Oslo"})
                for (int n = 0; n < 200; ++n)
                    EXPECT_EQ(zones::day_at(zones::start_of_day(date(2024, 5, 6), zone), zone), date(2024, 5, 6));
        });
}

// The table is read once a process: each of these runs in a process of its own.

struct ZoneFolder {
    std::filesystem::path path;
    ZoneFolder() {
        auto name = (std::filesystem::temp_directory_path() / "roster_zones_XXXXXX").string();
        path = mkdtemp(name.data());
        setenv("TZDIR", path.c_str(), 1);
    }
    void write(const char* name, const char* content) const { std::ofstream(path / name) << content; }
    /// Leaves this process with 0 when all is well.
    [[noreturn]] void leave(bool well) const {
        std::filesystem::remove_all(path);
        std::exit(well ? 0 : 1);
    }
};

TEST(ZonesDeathTest, UtcIsKnownWithoutATzDatabase) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_EXIT(
        {
            const ZoneFolder folder;
            folder.leave(zones::known("UTC") && !zones::known("Europe/Berlin") &&
                         zones::names() == std::vector<std::string>{"UTC"} &&
                         starts("2024-05-06", "UTC") == "2024-05-06T00:00:00Z");
        },
        testing::ExitedWithCode(0), "");
}

TEST(ZonesDeathTest, TablesOfPlacesServeWhereTheRulesAreMissing) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_EXIT(
        {
            const ZoneFolder folder;
            folder.write("zone1970.tab", "# comment\nDE,DK,NO,SE,SJ\t+5230+01322\tEurope/Berlin\tmost\n");
            folder.write("zone.tab", "NO\t+5955+01045\tEurope/Oslo\nDE\t+5230+01322\tEurope/Berlin\n");
            folder.write("backward", "# comment\nLink\tEurope/Berlin\tAtlantic/Jan_Mayen\n");
            folder.leave(zones::names() == std::vector<std::string>{"Europe/Berlin"} &&
                         zones::known("Europe/Oslo") && zones::known("Atlantic/Jan_Mayen") && zones::known("UTC"));
        },
        testing::ExitedWithCode(0), "");
}

TEST(ZonesDeathTest, ListedZoneWithoutDataIsAnErrorAndPathsAreNeverListed) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_EXIT(
        {
            const ZoneFolder folder;
            folder.write("tzdata.zi",
                         "# version x\nZ Europe/Nowhere 1 - CET\nZ /etc/evil 0 - X\nL Europe/Nowhere ../a\n");
            bool missing = false;
            try {
                starts("2024-05-06", "Europe/Nowhere");
            } catch (const Error& e) {
                missing = e.reason() == "time.zone_data" && e.code() == ErrorCode::failed_precondition;
            }
            folder.leave(missing && !zones::known("/etc/evil") && !zones::known("../a"));
        },
        testing::ExitedWithCode(0), "");
}

}  // namespace
