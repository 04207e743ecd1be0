// What a stored password hash says of itself: the formats of this library and of the systems people come from.
//
//     $argon2id$v=19$m=19456,t=2,p=1$salt$hash    this library, and others; $argon2i$ too; Django puts "argon2" before
//     $2b$10$salt-and-hash                        bcrypt; 2a, 2b, 2y. Django puts "bcrypt$" before
//     bcrypt_sha256$$2b$12$salt-and-hash          Django: bcrypt of the SHA-256
//     pbkdf2_sha256$600000$salt$hash              Django; sha512 and sha1 too
//     $pbkdf2-sha256$29000$salt$hash              passlib; sha512 too
//     pbkdf2:sha256:600000$salt$hex               Werkzeug; sha512 and sha1 too
//     base64 of 01, PRF, iterations, salt, key    ASP.NET Identity v3: HMAC-SHA1, SHA256, SHA512
//     base64 of 00, 16 of salt, 32 of key         ASP.NET Identity v2: PBKDF2-SHA1, 1,000 rounds
//     $scrypt$ln=16,r=8,p=1$salt$hash             PHC, passlib
//     scrypt$16384$salt$8$5$hash                  Django
//     scrypt:32768:8:1$salt$hex                   Werkzeug
#pragma once

#include <roster/base/error.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace roster::sessions {

enum class HashScheme {
    argon2id,
    argon2i,
    bcrypt,
    bcrypt_sha256,
    pbkdf2_sha1,
    pbkdf2_sha256,
    pbkdf2_sha512,
    scrypt
};

/// A stored hash, taken apart. Every number is within the bounds below.
struct StoredHash {
    HashScheme scheme = HashScheme::argon2id;
    std::uint32_t memory_kib = 0;  ///< Argon2; scrypt too: what it will take
    std::uint32_t passes = 0;      ///< Argon2: passes; PBKDF2: iterations
    std::uint32_t lanes = 1;       ///< Argon2, scrypt: p
    std::uint64_t n = 0;           ///< scrypt: N
    std::uint32_t block_size = 0;  ///< scrypt: r
    std::string salt;              ///< bytes; bcrypt: the setting
    std::string digest;            ///< bytes; bcrypt: its 31 characters
    bool plain_format = false;     ///< written exactly as this library writes its own
};

/// Why a stored hash is not used.
enum class HashFault {
    unknown_format = 1,  ///< none of the formats above
    malformed = 2,       ///< one of them, with something wrong in it
    too_costly = 3,      ///< checking a password against it would take too long, or too much memory
    too_weak = 4,        ///< it protects nothing: next to no work, or next to no salt
};
/// Adds it to the wrong fields of an input.
void refuse_hash(FieldErrors& errors, std::string_view field, HashFault fault);

namespace hash_bounds {
inline constexpr std::size_t text = 512;                     ///< bytes of a stored hash
inline constexpr std::uint32_t argon2_memory_kib = 1 << 20;  ///< 1 GiB
inline constexpr std::uint32_t argon2_passes = 10;
inline constexpr std::uint32_t argon2_lanes = 16;
inline constexpr std::uint64_t argon2_work = 4ULL << 20;  ///< KiB times passes: some seconds
inline constexpr std::uint32_t pbkdf2_least = 1'000;
inline constexpr std::uint32_t pbkdf2_most = 10'000'000;
inline constexpr std::uint32_t bcrypt_least = 4, bcrypt_most = 15;
inline constexpr std::uint64_t scrypt_least = 1 << 10, scrypt_most = 1 << 17;  ///< N
inline constexpr std::uint32_t scrypt_block = 32, scrypt_lanes = 16;
inline constexpr std::uint64_t scrypt_work = 1 << 23;  ///< N times r times p: some seconds
inline constexpr std::size_t salt_least = 8;           ///< bytes
inline constexpr std::size_t digest_least = 16, digest_most = 128;
}  // namespace hash_bounds

/// Takes any bytes. Does no hashing, and takes memory in proportion to the text at most.
std::variant<StoredHash, HashFault> read_stored_hash(std::string_view stored);

}  // namespace roster::sessions
