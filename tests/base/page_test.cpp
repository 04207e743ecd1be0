#include <roster/base/error.hpp>
#include <roster/base/page.hpp>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <limits>
#include <random>
#include <string>

namespace {

namespace cursor = roster::cursor;
using cursor::Position;

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

bool refused(std::string_view binding, std::string_view text) {
    try {
        cursor::decode(binding, text);
        return false;
    } catch (const roster::Error& e) {
        EXPECT_EQ(e.code(), roster::ErrorCode::invalid_argument);
        EXPECT_EQ(e.reason(), "page.cursor");
        return true;
    }
}

const Position place{"Hopper", cursor::from_int(-5), std::string("\0\xFF", 2), ""};

TEST(Cursor, BringsBackEveryPosition) {
    EXPECT_EQ(cursor::decode("users", cursor::encode("users", place)), place);
    EXPECT_EQ(cursor::decode("", cursor::encode("", {})), Position{});
    EXPECT_TRUE(rc::check("position → cursor → position", [](const std::string& binding) {
        const auto position = *rc::gen::resize(40, rc::gen::arbitrary<Position>());
        std::size_t size = 0;
        for (const auto& part : position) size += part.size() + 4;
        RC_PRE(size < 3000u);
        RC_ASSERT(cursor::decode(binding, cursor::encode(binding, position)) == position);
    }));
}

TEST(Cursor, IsPrintable) {
    const auto text = cursor::encode("users", place);
    EXPECT_EQ(text.find_first_not_of(alphabet), text.npos);
}

TEST(Cursor, TellsPartsApart) {
    EXPECT_NE(cursor::encode("", {"a", "b"}), cursor::encode("", {"ab"}));
    EXPECT_NE(cursor::encode("", {"a", ""}), cursor::encode("", {"a"}));
    EXPECT_NE(cursor::encode("ab", {"c"}), cursor::encode("a", {"bc"}));
}

TEST(Cursor, RefusesEveryTruncation) {
    const auto text = cursor::encode("users", place);
    for (std::size_t size = 0; size < text.size(); ++size) {
        EXPECT_TRUE(refused("users", text.substr(0, size))) << size;
        EXPECT_TRUE(refused("users", text.substr(text.size() - size))) << size;
    }
}

TEST(Cursor, RefusesEveryExtension) {
    const auto text = cursor::encode("users", place);
    for (int c = 0; c < 256; ++c) {
        EXPECT_TRUE(refused("users", text + static_cast<char>(c)));
        EXPECT_TRUE(refused("users", static_cast<char>(c) + text));
    }
    for (const auto* tail : {"=", "==", "AA", "AAA", "AAAA", " ", "\n"}) EXPECT_TRUE(refused("users", text + tail));
    EXPECT_TRUE(refused("users", text + text));
}

TEST(Cursor, RefusesEveryChangeOfOneCharacter) {
    // Every length modulo 3, for the last character holds 2, 4 or 6 bits: stray ones must be refused as well.
    for (const auto& position : {Position{"a"}, Position{"ab"}, Position{"abc"}, Position{}}) {
        const auto text = cursor::encode("users", position);
        for (std::size_t i = 0; i < text.size(); ++i)
            for (int c = 0; c < 256; ++c) {
                auto changed = text;
                changed[i] = static_cast<char>(c);
                if (changed != text) {
                    EXPECT_TRUE(refused("users", changed)) << i << ' ' << c;
                }
            }
    }
}

TEST(Cursor, RefusesOtherBindings) {
    const std::string binding = "users|account 7|status=active|name";
    const auto text = cursor::encode(binding, place);
    EXPECT_FALSE(refused(binding, text));
    for (std::size_t i = 0; i < binding.size(); ++i) {
        EXPECT_TRUE(refused(binding.substr(0, i), text));
        for (int bit = 0; bit < 8; ++bit) {
            auto other = binding;
            other[i] = static_cast<char>(other[i] ^ (1 << bit));
            EXPECT_TRUE(refused(other, text));
        }
    }
    EXPECT_TRUE(refused(binding + '\0', text));
}

TEST(Cursor, RefusesEmptyAndOverlong) {
    EXPECT_TRUE(refused("users", ""));
    EXPECT_TRUE(refused("users", std::string(cursor::max_bytes + 1, 'A')));
    EXPECT_TRUE(refused("users", std::string(10'000'000, 'A')));
}

TEST(Cursor, HoldsAboutThreeThousandBytes) {
    const std::size_t room = cursor::max_bytes / 4 * 3 - 17 - 4;
    const auto text = cursor::encode("b", {std::string(room, 'x')});
    EXPECT_EQ(text.size(), cursor::max_bytes);
    EXPECT_FALSE(refused("b", text));
    for (std::size_t size : {room + 1, std::size_t{1'000'000}}) {
        try {
            cursor::encode("b", {std::string(size, 'x')});
            ADD_FAILURE();
        } catch (const roster::Error& e) {
            EXPECT_EQ(e.reason(), "page.position");
        }
    }
}

TEST(Cursor, SurvivesRandomBytes) {
    std::mt19937 random(7);
    for (int round = 0; round < 50'000; ++round) {
        std::string text(random() % 96, '\0');
        const bool printable = round % 2;
        for (auto& c : text) c = printable ? alphabet[random() % 64] : static_cast<char>(random());
        ASSERT_TRUE(refused("users", text));
    }
}

TEST(Cursor, IntegersSortAsBytes) {
    using limits = std::numeric_limits<std::int64_t>;
    for (auto n : {limits::min(), std::int64_t{-1}, std::int64_t{0}, std::int64_t{1}, limits::max()})
        EXPECT_EQ(cursor::to_int(cursor::from_int(n)), n);
    EXPECT_TRUE(rc::check("order is kept", [](std::int64_t a, std::int64_t b) {
        RC_ASSERT((a < b) == (cursor::from_int(a) < cursor::from_int(b)));
        RC_ASSERT(cursor::to_int(cursor::from_int(a)) == a);
    }));
    EXPECT_THROW(cursor::to_int("1234567"), roster::Error);
    EXPECT_THROW(cursor::to_int("123456789"), roster::Error);
}

}  // namespace
