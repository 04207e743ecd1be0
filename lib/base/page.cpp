#include <roster/base/page.hpp>

#include <roster/base/error.hpp>

#include "base64.hpp"
#include "sodium.hpp"

// A cursor's bytes before base64url:
//
//     version (1) │ part … │ digest (16)        part = length (4, big-endian) │ bytes
//
// The digest is BLAKE2b over version, binding's length (8, big-endian), binding, and the parts. It has no key: it tells
// cursors of other lists and damaged ones apart; it does not keep anybody from making one, nor has to.

namespace roster::cursor {
namespace {

constexpr char version = 1;
constexpr std::size_t digest_size = 16;

[[noreturn]] void refuse() {
    constexpr auto message = "The cursor does not belong to this list, or it was changed.";
    throw Error(ErrorCode::invalid_argument, "page.cursor", message,
                {{"after", "invalid_cursor", "must be the `next` of a page of this very list"}});
}

template <std::size_t bytes>
std::string big_endian(std::uint64_t value) {
    std::string text(bytes, '\0');
    for (std::size_t i = bytes; i-- > 0; value >>= 8) text[i] = static_cast<char>(value & 0xFF);
    return text;
}

std::uint64_t number_of(std::string_view bytes) noexcept {
    std::uint64_t value = 0;
    for (char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
    return value;
}

/// @param head  the version and the parts
std::string digest_of(std::string_view binding, std::string_view head) {
    ensure_sodium();
    crypto_generichash_state state;
    const auto add = [&state](std::string_view bytes) {
        crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    };
    std::string digest(digest_size, '\0');
    crypto_generichash_init(&state, nullptr, 0, digest_size);
    add(head.substr(0, 1));
    add(big_endian<8>(binding.size()));
    add(binding);
    add(head.substr(1));
    crypto_generichash_final(&state, reinterpret_cast<unsigned char*>(digest.data()), digest_size);
    return digest;
}

}  // namespace

std::string encode(std::string_view binding, const Position& position) {
    std::string bytes(1, version);
    for (const auto& part : position) {
        if (part.size() > max_bytes)
            throw Error(ErrorCode::internal, "page.position", "A list's sort key is too long for a cursor.");
        bytes += big_endian<4>(part.size());
        bytes += part;
    }
    bytes += digest_of(binding, bytes);

    auto text = base64::encode(bytes, base64::Form::url);
    if (text.size() > max_bytes)
        throw Error(ErrorCode::internal, "page.position", "A list's sort key is too long for a cursor.");
    return text;
}

Position decode(std::string_view binding, std::string_view cursor) {
    if (cursor.empty() || cursor.size() > max_bytes) refuse();
    const auto bytes = base64::decode(cursor, base64::Form::url);
    if (!bytes || bytes->size() < 1 + digest_size || bytes->front() != version) refuse();

    const auto head = std::string_view(*bytes).substr(0, bytes->size() - digest_size);
    const auto digest = std::string_view(*bytes).substr(head.size());
    if (digest_of(binding, head) != digest) refuse();

    Position position;
    for (auto rest = head.substr(1); !rest.empty();) {
        if (rest.size() < 4) refuse();
        const auto length = number_of(rest.substr(0, 4));
        rest.remove_prefix(4);
        if (length > rest.size()) refuse();
        position.emplace_back(rest.substr(0, length));
        rest.remove_prefix(length);
    }
    return position;
}

Position decode(std::string_view binding, std::string_view cursor, std::size_t parts) {
    auto position = decode(binding, cursor);
    if (position.size() != parts) refuse();
    return position;
}

// Flipping the sign bit makes the order of unsigned bytes the order of signed numbers.
std::string from_int(std::int64_t value) {
    return big_endian<8>(static_cast<std::uint64_t>(value) ^ 0x8000'0000'0000'0000u);
}

std::int64_t to_int(std::string_view bytes) {
    if (bytes.size() != 8) refuse();
    return static_cast<std::int64_t>(number_of(bytes) ^ 0x8000'0000'0000'0000u);
}

const void* id_bytes(std::string_view bytes) {
    if (bytes.size() != 16) refuse();
    return bytes.data();
}

}  // namespace roster::cursor
