#include <roster/base/error.hpp>
#include <roster/base/secret.hpp>

#include <gtest/gtest.h>

#include <concepts>
#include <cstdio>
#include <cstring>
#include <ostream>
#include <string>
#include <type_traits>

namespace {

using roster::Secret;

template <class T>
concept streamable = requires(std::ostream& out, const T& value) { out << value; };

static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
static_assert(!streamable<Secret> && !std::convertible_to<Secret, std::string_view>);
static_assert(std::is_nothrow_move_constructible_v<Secret> && std::is_nothrow_move_assignable_v<Secret>);

std::string hex(const unsigned char* bytes, std::size_t size) {
    std::string text;
    char two[3];
    for (std::size_t i = 0; i < size; ++i) {
        std::snprintf(two, sizeof two, "%02x", bytes[i]);
        text += two;
    }
    return text;
}

TEST(Secret, KeepsItsBytesNulIncluded) {
    const std::string_view bytes("a\0b", 3);
    const Secret secret(bytes);
    EXPECT_EQ(secret.reveal(), bytes);
    EXPECT_EQ(secret.size(), 3u);
    EXPECT_TRUE(Secret("").empty());
    EXPECT_EQ(Secret().reveal(), "");
}

TEST(Secret, MovedFromIsEmpty) {
    Secret first("one");
    Secret second(std::move(first));
    EXPECT_TRUE(first.empty());
    EXPECT_EQ(first.reveal(), "");
    Secret third("other");
    third = std::move(second);
    EXPECT_TRUE(second.empty());
    EXPECT_EQ(third.reveal(), "one");
    auto& same = third;
    third = std::move(same);
    EXPECT_EQ(third.reveal(), "one");
}

TEST(Secret, CloneIsItsOwn) {
    Secret first("abc");
    const auto second = first.clone();
    first.data()[0] = 'x';
    EXPECT_EQ(second.reveal(), "abc");
    EXPECT_TRUE(Secret().clone().empty());
}

TEST(Secret, ZerosAreZero) { EXPECT_EQ(Secret::zeros(3).reveal(), std::string_view("\0\0\0", 3)); }

TEST(Secret, ComparesContentAndLength) {
    EXPECT_TRUE(Secret("abc") == Secret("abc"));
    EXPECT_FALSE(Secret("abc") == Secret("abd"));
    EXPECT_FALSE(Secret("abc") == Secret("abcd"));
    EXPECT_TRUE(Secret() == Secret(""));
    EXPECT_FALSE(roster::secrets::equal("", "a"));
}

TEST(Secrets, WipeLeavesNothing) {
    char bytes[] = "password";
    roster::secrets::wipe(bytes, sizeof bytes);
    for (char c : bytes) EXPECT_EQ(c, 0);
    roster::secrets::wipe(nullptr, 0);
}

TEST(Secrets, HashIsBlake2bOf32Bytes) {
    unsigned char out[32];
    roster::secrets::hash("", out);
    EXPECT_EQ(hex(out, 32), "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
    roster::secrets::hash("abc", out);
    EXPECT_EQ(hex(out, 32), "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

TEST(Secrets, KeyedHashDependsOnTheKeyAndItsLengthIsBounded) {
    unsigned char plain[32], one[32], two[32];
    roster::secrets::hash("abc", plain);
    roster::secrets::hash("abc", one, std::string(16, 'k'));
    roster::secrets::hash("abc", two, std::string(64, 'k'));
    EXPECT_NE(std::memcmp(plain, one, 32), 0);
    EXPECT_NE(std::memcmp(one, two, 32), 0);
    for (std::size_t size : {1u, 15u, 65u, 1000u}) {
        try {
            roster::secrets::hash("abc", one, std::string(size, 'k'));
            ADD_FAILURE() << size;
        } catch (const roster::Error& e) {
            EXPECT_EQ(e.code(), roster::ErrorCode::invalid_argument);
            EXPECT_EQ(e.reason(), "secret.key_length");
        }
    }
}

}  // namespace
