// Scanning bytes eight at a time, in plain C++: the cells of people's files are short, so that what counts is the
// cost of starting a search, and wider registers gain little.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace roster::records::scan {

/// Bytes that must be readable (not meaningful) after the end of every range given to these functions, so that they
/// need no slow path for the last few bytes.
inline constexpr std::size_t slack = 8;

inline constexpr std::uint64_t ones = 0x0101010101010101, highs = 0x8080808080808080;

constexpr std::uint64_t repeat(char c) noexcept { return ones * static_cast<unsigned char>(c); }

/// Eight bytes, the first one in the lowest bits whatever the machine.
inline std::uint64_t load(const char* p) noexcept {
    std::uint64_t word;
    std::memcpy(&word, p, sizeof word);
    if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
    return word;
}

/// Non-zero if and only if a byte of the word is zero; its lowest set bit is in the first such byte (higher ones
/// may be wrong, a borrow runs upwards).
constexpr std::uint64_t zero_bytes(std::uint64_t word) noexcept { return (word - ones) & ~word & highs; }

namespace detail {
template <typename Match>
const char* find(const char* p, const char* end, Match match) noexcept {
    for (; p < end; p += 8) {
        if (const auto hit = match(load(p))) {
            p += std::countr_zero(hit) / 8;
            return p < end ? p : end;
        }
    }
    return end;
}
}  // namespace detail

/// The first CR or LF, `end` when there is none.
inline const char* line_end(const char* p, const char* end) noexcept {
    return detail::find(p, end, [](std::uint64_t word) {
        return zero_bytes(word ^ repeat('\n')) | zero_bytes(word ^ repeat('\r'));
    });
}

/// The first CR, LF or byte of `delimiter` (given repeated), `end` when there is none.
inline const char* cell_end(const char* p, const char* end, std::uint64_t delimiter) noexcept {
    return detail::find(p, end, [delimiter](std::uint64_t word) {
        return zero_bytes(word ^ delimiter) | zero_bytes(word ^ repeat('\n')) | zero_bytes(word ^ repeat('\r'));
    });
}

/// What a stretch of bytes holds, found in one pass.
struct Survey {
    bool non_ascii = false;
    bool nul = false;
    bool line_end = false;
};

inline Survey survey(const char* p, const char* end) noexcept {
    std::uint64_t high = 0, nul = 0, line = 0;
    const auto look = [&](std::uint64_t word) {
        high |= word & highs;
        nul |= zero_bytes(word);
        line |= zero_bytes(word ^ repeat('\n')) | zero_bytes(word ^ repeat('\r'));
    };
    for (; end - p >= 8; p += 8) look(load(p));
    if (const auto rest = static_cast<unsigned>(end - p)) {
        const std::uint64_t keep = (std::uint64_t{1} << (rest * 8)) - 1;
        look((load(p) & keep) | (repeat(' ') & ~keep));
    }
    return {high != 0, nul != 0, line != 0};
}

}  // namespace roster::records::scan
