// A digest: what is kept of a secret instead of it.
#pragma once

#include <array>
#include <compare>
#include <cstring>
#include <optional>
#include <string_view>

namespace roster {

/// 32 bytes of BLAKE2b (RFC 7693). Ordered by its bytes; not secret, and compared as such: who has it has no token.
struct Digest {
    std::array<unsigned char, 32> raw{};

    /// @return nullopt unless 32 bytes long
    static std::optional<Digest> from_bytes(std::string_view bytes) noexcept {
        Digest digest;
        if (bytes.size() != digest.raw.size()) return std::nullopt;
        std::memcpy(digest.raw.data(), bytes.data(), bytes.size());
        return digest;
    }
    [[nodiscard]] std::string_view bytes() const noexcept {
        return {reinterpret_cast<const char*>(raw.data()), raw.size()};
    }
    /// All zeros: none.
    [[nodiscard]] bool is_nil() const noexcept { return *this == Digest{}; }

    friend auto operator<=>(const Digest&, const Digest&) = default;
};

}  // namespace roster
