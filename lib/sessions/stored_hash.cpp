#include "sessions/stored_hash.hpp"

#include "base/base64.hpp"

#include <array>

namespace roster::sessions {
namespace {

using Read = std::variant<StoredHash, HashFault>;
namespace bounds = hash_bounds;

// ---- Reading -------------------------------------------------------------------------------------------------

/// A decimal number as programs write it: no sign, no leading zero. Larger ones than fit become the largest.
std::optional<std::uint64_t> number(std::string_view text) noexcept {
    if (text.empty() || (text.size() > 1 && text[0] == '0')) return std::nullopt;
    std::uint64_t value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        if (value < UINT64_MAX / 100) value = value * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return value;
}

/// The parts of a text between the given separators, one more than there are of these: split("$,", "a$b,c") is a, b, c.
/// None when a separator is missing. The last part is all the rest.
template <std::size_t size>
std::optional<std::array<std::string_view, size>> split(const char (&separators)[size],
                                                        std::string_view text) noexcept {
    std::array<std::string_view, size> parts;
    for (std::size_t i = 0; i + 1 < size; ++i) {
        const auto at = text.find(separators[i]);
        if (at == text.npos) return std::nullopt;
        parts[i] = text.substr(0, at);
        text.remove_prefix(at + 1);
    }
    parts[size - 1] = text;
    return parts;
}

/// "m=19456": the number after the name.
std::optional<std::uint64_t> named_number(std::string_view text, std::string_view name) noexcept {
    if (!text.starts_with(name)) return std::nullopt;
    return number(text.substr(name.size()));
}

/// passlib's base64: "." for "+", no padding.
std::optional<std::string> decode_passlib(std::string_view text) {
    std::string standard(text);
    for (char& c : standard) {
        if (c == '+') return std::nullopt;
        if (c == '.') c = '+';
    }
    return base64::decode(standard, base64::Form::unpadded);
}

std::optional<std::string> decode_hex(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    const auto digit = [](char c) {
        return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    };
    std::string bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = digit(text[i]), low = digit(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        bytes += static_cast<char>(high * 16 + low);
    }
    return bytes;
}

std::optional<std::string> decode_padded(std::string_view text) {
    return base64::decode(text, base64::Form::standard);
}

/// Systems that make their salt of letters use it as it stands, and not what it might encode.
std::optional<std::string> text_salt(std::string_view salt) {
    for (const char c : salt)
        if (c <= ' ' || c > '~') return std::nullopt;
    return std::string(salt);
}

// ---- Bounds --------------------------------------------------------------------------------------------------

Read with_parts(StoredHash hash) {
    if (hash.digest.size() < bounds::digest_least || hash.digest.size() > bounds::digest_most)
        return HashFault::malformed;
    if (hash.salt.size() < bounds::salt_least) return HashFault::too_weak;
    return hash;
}

Read argon2(HashScheme scheme, std::uint64_t m, std::uint64_t t, std::uint64_t p, std::string salt,
            std::string digest) {
    if (t == 0 || p == 0 || m < 8 * p) return HashFault::malformed;
    if (m > bounds::argon2_memory_kib || t > bounds::argon2_passes || p > bounds::argon2_lanes ||
        m * t > bounds::argon2_work)
        return HashFault::too_costly;
    StoredHash hash;
    hash.scheme = scheme;
    hash.memory_kib = static_cast<std::uint32_t>(m);
    hash.passes = static_cast<std::uint32_t>(t);
    hash.lanes = static_cast<std::uint32_t>(p);
    hash.salt = std::move(salt);
    hash.digest = std::move(digest);
    return with_parts(std::move(hash));
}

/// @param size  what the digest must have: a part of a PBKDF2 or scrypt key is the key of that length, so that a hash cut
///              short would still match, and match more
Read pbkdf2(HashScheme scheme, std::uint64_t iterations, std::string salt, std::string digest, std::size_t size) {
    if (iterations == 0 || digest.size() != size) return HashFault::malformed;
    if (iterations > bounds::pbkdf2_most) return HashFault::too_costly;
    if (iterations < bounds::pbkdf2_least) return HashFault::too_weak;
    StoredHash hash;
    hash.scheme = scheme;
    hash.passes = static_cast<std::uint32_t>(iterations);
    hash.salt = std::move(salt);
    hash.digest = std::move(digest);
    return with_parts(std::move(hash));
}

/// @param size  as for pbkdf2
Read scrypt(std::uint64_t n, std::uint64_t r, std::uint64_t p, std::string salt, std::string digest,
            std::size_t size) {
    if (digest.size() != size || n < 2 || (n & (n - 1)) != 0 || r == 0 || p == 0) return HashFault::malformed;
    if (n > bounds::scrypt_most || r > bounds::scrypt_block || p > bounds::scrypt_lanes ||
        n * r * p > bounds::scrypt_work)
        return HashFault::too_costly;
    if (n < bounds::scrypt_least) return HashFault::too_weak;
    StoredHash hash;
    hash.scheme = HashScheme::scrypt;
    hash.n = n;
    hash.block_size = static_cast<std::uint32_t>(r);
    hash.lanes = static_cast<std::uint32_t>(p);
    hash.memory_kib = static_cast<std::uint32_t>((128 * r * (n + p)) / 1024 + 1);
    hash.salt = std::move(salt);
    hash.digest = std::move(digest);
    return with_parts(std::move(hash));
}

// ---- Formats -------------------------------------------------------------------------------------------------

/// After "$argon2id$".
Read read_argon2(HashScheme scheme, std::string_view text) {
    const auto parts = split("$,,$$", text);
    if (!parts || (*parts)[0] != "v=19") return HashFault::malformed;
    const auto& [version, m, t, p, salt, hash] = *parts;
    const auto memory = named_number(m, "m="), passes = named_number(t, "t="), lanes = named_number(p, "p=");
    auto salt_bytes = base64::decode(salt, base64::Form::unpadded);
    auto digest = base64::decode(hash, base64::Form::unpadded);
    if (!memory || !passes || !lanes || !salt_bytes || !digest) return HashFault::malformed;
    return argon2(scheme, *memory, *passes, *lanes, std::move(*salt_bytes), std::move(*digest));
}

/// "$2b$10$…", 60 characters.
Read read_bcrypt(HashScheme scheme, std::string_view text) {
    const bool known = text.starts_with("$2a$") || text.starts_with("$2b$") || text.starts_with("$2y$");
    if (!known || text.size() != 60 || text[6] != '$') return HashFault::malformed;
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (!is_digit(text[4]) || !is_digit(text[5])) return HashFault::malformed;
    for (const char c : text.substr(7))
        if (!is_digit(c) && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && c != '.' && c != '/')
            return HashFault::malformed;
    const auto cost = static_cast<std::uint32_t>((text[4] - '0') * 10 + (text[5] - '0'));
    if (cost > bounds::bcrypt_most) return HashFault::too_costly;
    if (cost < bounds::bcrypt_least) return HashFault::malformed;
    StoredHash hash;
    hash.scheme = scheme;
    hash.passes = cost;
    hash.salt = text.substr(0, 29);
    hash.digest = text.substr(29);
    return hash;
}

/// Of the digests that PBKDF2 is made with.
std::size_t size_of(HashScheme scheme) noexcept {
    return scheme == HashScheme::pbkdf2_sha1 ? 20 : scheme == HashScheme::pbkdf2_sha256 ? 32 : 64;
}

std::optional<HashScheme> pbkdf2_scheme(std::string_view name) noexcept {
    if (name == "sha1") return HashScheme::pbkdf2_sha1;
    if (name == "sha256") return HashScheme::pbkdf2_sha256;
    if (name == "sha512") return HashScheme::pbkdf2_sha512;
    return std::nullopt;
}

/// After "pbkdf2_", "$pbkdf2-" or "pbkdf2:": the name of the digest, the iterations, the salt, the hash.
/// @param salt_of, hash_of  what the texts stand for, or none
template <class Texts, class SaltOf, class HashOf>
Read read_pbkdf2(const std::optional<Texts>& parts, SaltOf&& salt_of, HashOf&& hash_of) {
    if (!parts) return HashFault::malformed;
    const auto scheme = pbkdf2_scheme((*parts)[0]);
    if (!scheme) return HashFault::unknown_format;
    const auto iterations = number((*parts)[1]);
    std::optional<std::string> salt = salt_of((*parts)[2]), digest = hash_of((*parts)[3]);
    if (!iterations || !salt || !digest) return HashFault::malformed;
    return pbkdf2(*scheme, *iterations, std::move(*salt), std::move(*digest), size_of(*scheme));
}

Read read_pbkdf2_django(std::string_view text) { return read_pbkdf2(split("$$$", text), text_salt, decode_padded); }
Read read_pbkdf2_passlib(std::string_view text) {
    return read_pbkdf2(split("$$$", text), decode_passlib, decode_passlib);
}
Read read_pbkdf2_werkzeug(std::string_view text) { return read_pbkdf2(split(":$$", text), text_salt, decode_hex); }

/// After "$scrypt$".
Read read_scrypt_phc(std::string_view text) {
    const auto parts = split(",,$$", text);
    if (!parts) return HashFault::malformed;
    const auto& [ln, r, p, salt, hash] = *parts;
    const auto log = named_number(ln, "ln="), block = named_number(r, "r="), lanes = named_number(p, "p=");
    auto salt_bytes = base64::decode(salt, base64::Form::unpadded);
    auto digest = base64::decode(hash, base64::Form::unpadded);
    if (!log || *log == 0 || !block || !lanes || !salt_bytes || !digest) return HashFault::malformed;
    if (*log > 63) return HashFault::too_costly;
    const std::size_t size = digest->size() == 64 ? 64 : 32;
    return scrypt(std::uint64_t{1} << *log, *block, *lanes, std::move(*salt_bytes), std::move(*digest), size);
}

/// Of Django and Werkzeug: what they have in common.
Read read_scrypt(std::string_view n, std::string_view r, std::string_view p, std::string_view salt,
                 std::optional<std::string> digest) {
    const auto cost = number(n), block = number(r), lanes = number(p);
    auto salt_bytes = text_salt(salt);
    if (!cost || !block || !lanes || !salt_bytes || !digest) return HashFault::malformed;
    return scrypt(*cost, *block, *lanes, std::move(*salt_bytes), std::move(*digest), 64);
}

/// After "scrypt$".
Read read_scrypt_django(std::string_view text) {
    const auto parts = split("$$$$", text);
    if (!parts) return HashFault::malformed;
    const auto& [n, salt, r, p, hash] = *parts;
    return read_scrypt(n, r, p, salt, decode_padded(hash));
}

/// After "scrypt:".
Read read_scrypt_werkzeug(std::string_view text) {
    const auto parts = split("::$$", text);
    if (!parts) return HashFault::malformed;
    const auto& [n, r, p, salt, hash] = *parts;
    return read_scrypt(n, r, p, salt, decode_hex(hash));
}

std::uint32_t big_endian(std::string_view four) noexcept {
    std::uint32_t value = 0;
    for (const char c : four) value = value << 8 | static_cast<unsigned char>(c);
    return value;
}

/// ASP.NET Identity: bytes in base64.
Read read_asp_net(std::string_view text) {
    const auto bytes = base64::decode(text, base64::Form::standard);
    if (!bytes || bytes->size() < 13) return HashFault::unknown_format;
    const std::string_view all(*bytes);
    if (all[0] == 0) {
        if (all.size() != 1 + 16 + 32) return HashFault::malformed;
        return pbkdf2(HashScheme::pbkdf2_sha1, 1'000, std::string(all.substr(1, 16)), std::string(all.substr(17)),
                      32);
    }
    if (all[0] != 1) return HashFault::unknown_format;
    constexpr HashScheme schemes[] = {HashScheme::pbkdf2_sha1, HashScheme::pbkdf2_sha256,
                                      HashScheme::pbkdf2_sha512};
    const auto prf = big_endian(all.substr(1, 4)), iterations = big_endian(all.substr(5, 4)),
               salt_size = big_endian(all.substr(9, 4));
    if (prf >= std::size(schemes) || salt_size > all.size() - 13) return HashFault::malformed;
    return pbkdf2(schemes[prf], iterations, std::string(all.substr(13, salt_size)),
                  std::string(all.substr(13 + salt_size)), 32);
}

struct Format {
    std::string_view begins;
    Read (*read)(std::string_view rest);
};

constexpr Format formats[] = {
    {"$argon2id$", [](std::string_view rest) { return read_argon2(HashScheme::argon2id, rest); }},
    {"$argon2i$", [](std::string_view rest) { return read_argon2(HashScheme::argon2i, rest); }},
    {"argon2$argon2id$", [](std::string_view rest) { return read_argon2(HashScheme::argon2id, rest); }},
    {"argon2$argon2i$", [](std::string_view rest) { return read_argon2(HashScheme::argon2i, rest); }},
    {"bcrypt$", [](std::string_view rest) { return read_bcrypt(HashScheme::bcrypt, rest); }},
    {"bcrypt_sha256$", [](std::string_view rest) { return read_bcrypt(HashScheme::bcrypt_sha256, rest); }},
    {"pbkdf2_", read_pbkdf2_django},
    {"$pbkdf2-", read_pbkdf2_passlib},
    {"pbkdf2:", read_pbkdf2_werkzeug},
    {"$scrypt$", read_scrypt_phc},
    {"scrypt$", read_scrypt_django},
    {"scrypt:", read_scrypt_werkzeug},
};

}  // namespace

Read read_stored_hash(std::string_view stored) {
    if (stored.empty() || stored.size() > bounds::text) return HashFault::unknown_format;
    for (const auto& format : formats) {
        if (!stored.starts_with(format.begins)) continue;
        auto read = format.read(stored.substr(format.begins.size()));
        if (auto* const hash = std::get_if<StoredHash>(&read))
            hash->plain_format = format.begins == "$argon2id$" && hash->lanes == 1 && hash->salt.size() == 16 &&
                                 hash->digest.size() == 32;
        return read;
    }
    for (const std::string_view begins : {"$2a$", "$2b$", "$2y$"})
        if (stored.starts_with(begins)) return read_bcrypt(HashScheme::bcrypt, stored);
    return read_asp_net(stored);
}

void refuse_hash(FieldErrors& errors, std::string_view field, HashFault fault) {
    switch (fault) {
        case HashFault::unknown_format:
            return errors.add(field, "unknown_format", "is a password hash of a kind that cannot be taken over");
        case HashFault::malformed: return errors.add(field, "damaged_hash", "is a damaged password hash");
        case HashFault::too_costly:
            return errors.add(field, "too_costly", "is a password hash that would take too long to check");
        case HashFault::too_weak:
            return errors.add(field, "too_weak", "is a password hash that protects too little");
    }
}

}  // namespace roster::sessions
