// Places of addresses from files made by tests/data/make_places.pl (HU-8).
#include "sessions/places.hpp"

#include "support/desk.hpp"
#include "support/folder.hpp"

#include <roster/sessions/sessions.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace roster::test {
namespace {

const std::string data = ROSTER_SOURCE_DIR "/tests/data/";
const std::string both = data + "places.mmdb";
const std::string ipv4_only = data + "places_ipv4.mmdb";

std::unique_ptr<const sessions::Places> opened(const std::string& file) {
    FieldErrors errors;
    auto places = sessions::Places::open(file, errors);
    EXPECT_NE(errors.empty(), places == nullptr);
    return places;
}

std::string fault_of(const std::string& file) {
    FieldErrors errors;
    EXPECT_EQ(sessions::Places::open(file, errors), nullptr);
    EXPECT_EQ(errors.list().size(), 1U);
    return errors.empty() ? "" : errors.list()[0].field + ":" + errors.list()[0].reason;
}

std::string bytes_of(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}
void write(const std::string& file, std::string_view bytes) { std::ofstream(file, std::ios::binary) << bytes; }

/// Asks for everything there is, and for more.
std::size_t ask_all(const sessions::Places& places) {
    std::size_t length = 0;
    for (const char* address :
         {"192.0.2.1", "192.0.2.200", "198.51.100.1", "198.51.100.200", "8.8.8.8", "2001:db8:1::1", "2001:db8:2::1",
          "2001:db8:3::1", "2001:db8:4::1", "2001:db8:5::1", "2001:db8:8::1", "::1"})
        length += places.of(address).size();
    return length;
}

TEST(Places, HU8_CityAndCountry) {
    const std::pair<const char*, const char*> cases[] = {
        {"192.0.2.1", "Amsterdam, Netherlands"},
        {"192.0.2.127", "Amsterdam, Netherlands"},
        {"192.0.2.128", "Springfield"},
        {"198.51.100.1", "Japan"},
        {"198.51.100.254", "Bavaria"},
        {"203.0.113.1", ""},
        {"2001:db8:1::1", "Lisbon, Portugal"},
        {"2001:DB8:1:ffff::", "Lisbon, Portugal"},
        {"::ffff:192.0.2.1", "Amsterdam, Netherlands"},
        {"2001:db8:2::1", ""},      // a country without a name
        {"2001:db8:3::1", ""},      // names in German alone
        {"2001:db8:4::1", "Peru"},  // a city without a name
        {"2001:db8:5::1", "Zu\xCC\x88rich, Switzerland"},
        {"2001:db8:6::1", "Nowhere"},  // a line feed in the city's name
        {"2001:db8:8::1", "Chad"},     // a city of 2,000 letters
        {"2001:db8:ffff::1", ""},
        {"::1", ""},
    };
    const auto places = opened(both);
    for (const auto& [address, place] : cases) EXPECT_EQ(places->of(address), place) << address;
}

TEST(Places, HU8_AFileOfIPv4Alone) {
    const auto places = opened(ipv4_only);
    EXPECT_EQ(places->of("192.0.2.1"), "Amsterdam, Netherlands");
    EXPECT_EQ(places->of("::ffff:192.0.2.1"), "Amsterdam, Netherlands");
    EXPECT_EQ(places->of("2001:db8:1::1"), "");
}

TEST(Places, HU8_WhatIsNoAddressHasNoPlace) {
    const auto places = opened(both);
    for (const std::string& text :
         {std::string(), std::string(" "), std::string("192.0.2"), std::string("192.0.2.1 "),
          std::string("192.0.2.1:443"), std::string("192.0.2.256"), std::string("0xC0.0.2.1"),
          std::string("3221225985"), std::string("192.0.2.01"), std::string("[2001:db8:1::1]"),
          std::string("2001:db8:1::1%eth0"), std::string("2001:db8:1::1/48"), std::string("2001:db8:1:::1"),
          std::string("localhost"), std::string("unknown"), std::string("192.0.2.1\0x", 11),
          std::string("\xff\xfe\x00", 3), std::string(100'000, '1'), std::string(100'000, ':')})
        EXPECT_EQ(places->of(text), "") << text.substr(0, 40);
    std::mt19937 random(8);
    for (int i = 0; i < 20'000; ++i) {
        std::string text(random() % 50, '\0');
        for (char& c : text) c = i % 2 == 0 ? static_cast<char>(random()) : "0123456789abcdef:.."[random() % 19];
        const auto place = places->of(text);
        EXPECT_LT(place.size(), 3'000U);
    }
}

TEST(Places, HU8_AFileThatIsNotThereOrDamagedIsRefused) {
    const Folder folder;
    EXPECT_EQ(fault_of(folder.file("none.mmdb")), "place_file:unreadable");
    EXPECT_EQ(fault_of(std::filesystem::path(folder.file("x")).parent_path().string()), "place_file:unreadable");
    EXPECT_EQ(fault_of(both + std::string("\0.mmdb", 6)), "place_file:unreadable");
    EXPECT_EQ(fault_of(data + "make_places.pl"), "place_file:invalid");

    const auto whole = bytes_of(both);
    ASSERT_GT(ask_all(*opened(both)), 0U);
    const auto cut = folder.file("cut.mmdb");
    std::size_t tried = 0, refused = 0;
    for (std::size_t size = 0; size < whole.size(); size += size < 64 || whole.size() - size < 256 ? 1 : 37) {
        write(cut, std::string_view(whole).substr(0, size));
        FieldErrors errors;
        ++tried;
        if (sessions::Places::open(cut, errors) == nullptr && !errors.empty()) ++refused;
        std::filesystem::remove(cut);
    }
    EXPECT_GT(tried, 300U);
    EXPECT_EQ(refused, tried) << "what describes the file stands at its end";
}

TEST(Places, HU8_DamagedBytesAreSurvived) {
    const Folder folder;
    const auto whole = bytes_of(both);
    // What follows describes the file. Damaged there it is refused, and libmaxminddb 1.7.1 can leak memory by that.
    const auto tree_and_data = whole.rfind("\xAB\xCD\xEFMaxMind.com");
    ASSERT_NE(tree_and_data, std::string::npos);
    std::mt19937 random(7);
    std::size_t still_open = 0;
    for (int i = 0; i < 2'000; ++i) {
        auto bytes = whole;
        for (auto n = 1 + random() % 20; n > 0; --n) bytes[random() % tree_and_data] = static_cast<char>(random());
        const auto file = folder.file(std::to_string(i) + ".mmdb");
        write(file, bytes);
        FieldErrors errors;
        if (const auto places = sessions::Places::open(file, errors)) {
            ++still_open;
            EXPECT_LT(ask_all(*places), 40'000U);
        }
        std::filesystem::remove(file);
    }
    EXPECT_GT(still_open, 100U) << "nearly everything was refused at once: the rest was not tried";
}

SessionSettings with_places(const std::string& file) {
    SessionSettings settings;
    settings.place_file = file;
    return settings;
}

class SessionPlaces : public Desk {
protected:
    explicit SessionPlaces(const SessionSettings& settings = with_places(both)) : Desk(settings) {}

    Session let_in(const User& user, const std::string& address) {
        const auto& sessions = desk.sessions();
        sessions.link_identity(system, user.id, "https://id.example", to_string(user.id));
        return *sessions
                    .sign_in_with_identity({.issuer = "https://id.example",
                                            .subject = to_string(user.id),
                                            .client = {.user_agent = "curl/8.5.0", .address = address}})
                    .session;
    }
};
ROSTER_OVER_ALL_STORES(SessionPlaces);

TEST_P(SessionPlaces, HU8_SessionsListWhereTheyBegan) {
    let_in(agent, "192.0.2.1");
    world.advance(minutes(1));
    let_in(agent, "2001:db8:5::1");
    world.advance(minutes(1));
    let_in(agent, "203.0.113.9");
    world.advance(minutes(1));
    let_in(agent, "no address");
    std::vector<std::string> seen;
    for (const auto& one : desk.sessions().list(as(agent), agent.id))
        seen.push_back(one.address + ": " + one.place);
    std::sort(seen.begin(), seen.end());
    EXPECT_EQ(seen, (std::vector<std::string>{"192.0.2.1: Amsterdam, Netherlands",
                                              "2001:db8:5::1: Z\xC3\xBCrich, Switzerland",
                                              "203.0.113.9: ", "no address: "}))
        << "names are kept in NFC";
    const auto events = desk.sessions().events(system).items;
    ASSERT_FALSE(events.empty());
    EXPECT_NE(events.front().data.find("Z\xC3\xBCrich, Switzerland"), std::string::npos);
}

TEST_P(SessionPlaces, HU8_LongNamesAreCut) {
    const auto place = let_in(agent, "2001:db8:7::1").place;
    EXPECT_EQ(place, std::string(100, 'a'));
}

class PlacesByBoth : public SessionPlaces {
protected:
    PlacesByBoth()
        : SessionPlaces([] {
              auto settings = with_places(both);
              settings.place = [](std::string_view address) { return "Asked for " + std::string(address); };
              return settings;
          }()) {}
};
ROSTER_OVER_ALL_STORES(PlacesByBoth);

TEST_P(PlacesByBoth, HU8_TheHostsOwnFunctionIsAskedFirst) {
    EXPECT_EQ(let_in(agent, "192.0.2.1").place, "Asked for 192.0.2.1");
}

TEST(Places, HU8_OpeningAStoreTellsOfBadFiles) {
    OpenOptions options;
    options.sessions.place_file = data + "none.mmdb";
    options.sessions.product = "";
    const auto open_it = [&] { open(":memory:", options); };
    EXPECT_EQ(outcome(open_it), "invalid_argument sessions.invalid_settings");
    EXPECT_EQ(faults(open_it), "product:required place_file:unreadable");
}

}  // namespace
}  // namespace roster::test
