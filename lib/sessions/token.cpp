#include "sessions/token.hpp"

#include "base/base64.hpp"

#include <boost/crc.hpp>

#include <algorithm>
#include <cstdint>
#include <string>

namespace roster::sessions {
namespace {

constexpr std::size_t prefix_size = 5, random_size = 32, check_size = 4, bytes_size = random_size + check_size;
constexpr std::size_t line_size = 16;
constexpr std::size_t hint_size = prefix_size + 4;
static_assert(token_size == prefix_size + bytes_size / 3 * 4 && bytes_size % 3 == 0);  // no spare bits, no padding

consteval bool prefixes_are_distinct() {
    for (const auto& a : token_kinds) {
        if (a.prefix.size() != prefix_size) return false;
        for (const auto& b : token_kinds)
            if (&a != &b && (a.prefix == b.prefix || a.kind == b.kind)) return false;
    }
    return true;
}
static_assert(prefixes_are_distinct());

std::string_view prefix_of(TokenKind kind) noexcept {
    for (const auto& one : token_kinds)
        if (one.kind == kind) return one.prefix;
    return {};
}

/// Every change of up to 32 bits in a row alters a CRC-32, and so does every change of five characters in a row.
std::uint32_t checksum(std::string_view prefix, const unsigned char* random) noexcept {
    boost::crc_32_type crc;
    crc.process_bytes(prefix.data(), prefix.size());
    crc.process_bytes(random, random_size);
    return crc.checksum();
}

void put(std::uint32_t value, unsigned char* out) noexcept {
    for (int i = 0; i < 4; ++i) out[i] = static_cast<unsigned char>(value >> (24 - 8 * i));
}
std::uint32_t get(const unsigned char* in) noexcept {
    return std::uint32_t{in[0]} << 24 | std::uint32_t{in[1]} << 16 | std::uint32_t{in[2]} << 8 | in[3];
}

Digest hash_of(std::string_view text) {
    Digest hash;
    secrets::hash(text, hash.raw.data());
    return hash;
}

/// The bytes of a token, wiped when they go.
struct Bytes {
    unsigned char value[bytes_size];

    ~Bytes() { secrets::wipe(value, sizeof value); }
};

/// The token of the bytes that are there.
NewToken token_of(TokenKind kind, Bytes& bytes) {
    const auto prefix = prefix_of(kind);
    put(checksum(prefix, bytes.value), bytes.value + random_size);

    NewToken token;
    token.text = Secret::zeros(token_size);
    prefix.copy(token.text.data(), prefix_size);
    base64::encode_to(token.text.data() + prefix_size, {reinterpret_cast<const char*>(bytes.value), bytes_size},
                      base64::Form::url);
    token.hash = hash_of(token.text.reveal());
    token.hint = std::string(token.text.reveal().substr(0, hint_size)) + "\u2026";
    return token;
}

/// The bytes of a token's text; false when it is not that of a token of this kind.
bool read(TokenKind kind, std::string_view text, Bytes& bytes) {
    const auto prefix = prefix_of(kind);
    if (prefix.empty() || text.size() != token_size || !text.starts_with(prefix)) return false;
    if (base64::decode_to(reinterpret_cast<char*>(bytes.value), text.substr(prefix_size), base64::Form::url) !=
        bytes_size)
        return false;
    return checksum(prefix, bytes.value) == get(bytes.value + random_size);
}

/// 32 bytes made of a token, a salt and what they are for.
void derive(std::string_view from, const Digest& salt, std::string_view purpose, unsigned char* out) {
    auto text = Secret::zeros(from.size() + purpose.size());
    from.copy(text.data(), from.size());
    purpose.copy(text.data() + from.size(), purpose.size());
    secrets::hash(text.reveal(), out, salt.bytes());
}

}  // namespace

NewToken make_token(TokenKind kind, const Environment& environment) {
    Bytes bytes;
    environment.fill_random(bytes.value, random_size);
    return token_of(kind, bytes);
}

std::optional<Digest> line_of_token(TokenKind kind, std::string_view text) {
    Bytes bytes;
    if (!read(kind, text, bytes)) return std::nullopt;
    return hash_of({reinterpret_cast<const char*>(bytes.value), line_size});
}

NewToken next_token(TokenKind kind, std::string_view earlier, const Digest& salt) {
    Bytes bytes, derived;
    read(kind, earlier, bytes);
    derive(earlier, salt, "next", derived.value);
    std::copy_n(derived.value, random_size - line_size, bytes.value + line_size);
    return token_of(kind, bytes);
}

NewToken token_beside(TokenKind kind, std::string_view earlier, const Digest& salt, std::string_view purpose) {
    Bytes bytes;
    derive(earlier, salt, "beside " + std::string(purpose), bytes.value);
    return token_of(kind, bytes);
}

std::optional<Digest> read_token(TokenKind kind, std::string_view text) {
    Bytes bytes;
    if (!read(kind, text, bytes)) return std::nullopt;
    return hash_of(text);
}

std::optional<TokenKind> kind_of_token(std::string_view text) noexcept {
    for (const auto& one : token_kinds)
        if (text.starts_with(one.prefix)) return one.kind;
    return std::nullopt;
}

std::string_view to_string(TokenKind kind) noexcept {
    for (const auto& one : token_kinds)
        if (one.kind == kind) return one.name;
    return "unknown";
}

}  // namespace roster::sessions
