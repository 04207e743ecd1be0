// Strong identifiers: UUID version 7 (RFC 9562), one C++ type for each kind of thing.
#pragma once

#include <boost/uuid/uuid.hpp>

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace roster {

/// The identifier of one kind of thing. Ids of different kinds do not convert into each other, so a mailbox
/// number can never be checked where a user's is meant. Made by the library only, never reused; ids made by one
/// process sort by the order they were made in. A default-made id is nil and stands for "none".
///
/// Size: 16 bytes, trivially copyable. Text form: the 36 characters of RFC 9562, lower case.
template <class Tag>
class Id {
public:
    constexpr Id() noexcept : value_{} {}
    constexpr explicit Id(const boost::uuids::uuid& value) noexcept : value_(value) {}

    /// The built-in id number n (only for things the library itself defines, such as the built-in roles).
    static constexpr Id well_known(std::uint8_t n) noexcept {
        Id id;
        id.value_.data[15] = n;
        return id;
    }
    /// From 16 bytes, most significant first.
    static Id from_bytes(const void* bytes) noexcept {
        Id id;
        std::memcpy(id.value_.data, bytes, 16);
        return id;
    }
    /// From the text form (either case); nullopt when it is anything else.
    static std::optional<Id> parse(std::string_view text) noexcept {
        if (text.size() != 36) return std::nullopt;
        Id id;
        std::size_t at = 0;
        for (std::size_t i = 0; i < 36;) {
            if (i == 8 || i == 13 || i == 18 || i == 23) {
                if (text[i++] != '-') return std::nullopt;
                continue;
            }
            const int high = hex_digit(text[i]), low = hex_digit(text[i + 1]);
            if (high < 0 || low < 0) return std::nullopt;
            id.value_.data[at++] = static_cast<std::uint8_t>(high * 16 + low);
            i += 2;
        }
        return id;
    }

    [[nodiscard]] constexpr const boost::uuids::uuid& uuid() const noexcept { return value_; }
    [[nodiscard]] constexpr const std::uint8_t* data() const noexcept { return value_.data; }
    [[nodiscard]] std::string_view bytes() const noexcept {
        return {reinterpret_cast<const char*>(value_.data), 16};
    }
    [[nodiscard]] constexpr bool is_nil() const noexcept {
        for (auto b : value_.data)
            if (b != 0) return false;
        return true;
    }
    constexpr explicit operator bool() const noexcept { return !is_nil(); }

    friend constexpr bool operator==(const Id& a, const Id& b) noexcept { return std::is_eq(a <=> b); }
    friend constexpr std::strong_ordering operator<=>(const Id& a, const Id& b) noexcept {
        for (std::size_t i = 0; i < 16; ++i)
            if (a.value_.data[i] != b.value_.data[i]) return a.value_.data[i] <=> b.value_.data[i];
        return std::strong_ordering::equal;
    }

private:
    static constexpr int hex_digit(char c) noexcept {
        if (c >= '0' && c <= '9') return c - '0';
        if (c >= 'a' && c <= 'f') return c - 'a' + 10;
        if (c >= 'A' && c <= 'F') return c - 'A' + 10;
        return -1;
    }

    boost::uuids::uuid value_;
};

template <class Tag>
std::string to_string(const Id<Tag>& id) {
    constexpr char digits[] = "0123456789abcdef";
    std::string text(36, '-');
    std::size_t at = 0;
    for (std::size_t i = 0; i < 16; ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) ++at;
        text[at++] = digits[id.data()[i] >> 4];
        text[at++] = digits[id.data()[i] & 15];
    }
    return text;
}

/// The two ids that every room speaks of: the tenant, and a person in it. All others are declared by their room.
using AccountId = Id<struct AccountTag>;
using UserId = Id<struct UserTag>;

}  // namespace roster

template <class Tag>
struct std::hash<roster::Id<Tag>> {
    std::size_t operator()(const roster::Id<Tag>& id) const noexcept {
        std::uint64_t tail;  // the random half of a version 7 UUID
        std::memcpy(&tail, id.data() + 8, 8);
        return static_cast<std::size_t>(tail * 0x9E3779B97F4A7C15ull);
    }
};
