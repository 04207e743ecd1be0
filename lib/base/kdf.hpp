// Functions that turn a password into a key, slowly on purpose: libsodium, libxcrypt and OpenSSL behind one face.
// Private to the library's bodies. Nothing here bounds a cost: whoever calls has looked at the numbers first.
//
// Each takes passwords with any bytes, NULs included, unless it says otherwise, and wipes what it copies.
// @throws Error resource_exhausted "secret.memory" when the memory cannot be had, internal "secret.hash" when the
// library refuses the parameters
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace roster::kdf {

/// How often this process ran one of these functions. For tests: a sign-in must cost one, whoever asks.
std::uint64_t runs() noexcept;

struct Argon2Cost {
    std::uint32_t memory_kib;
    std::uint32_t passes;
};

/// Argon2id, version 1.3, one lane. @param salt  16 bytes  @param size  16 bytes or more
std::string argon2id(std::string_view password, std::string_view salt, const Argon2Cost& cost, std::size_t size);

/// Whether the password matches a hash that Argon2i or Argon2id made, with any number of lanes. Lanes are computed one
/// after another, on the calling thread.
/// @param phc  in the form of the reference implementation, version 1.3; what is malformed does not match
bool argon2_matches(const std::string& phc, std::string_view password, std::uint32_t memory_kib);

enum class Digest { sha1, sha256, sha512 };
std::string pbkdf2(Digest digest, std::string_view password, std::string_view salt, std::uint32_t iterations,
                   std::size_t size);

/// @param n  a power of two
std::string scrypt(std::string_view password, std::string_view salt, std::uint64_t n, std::uint32_t r,
                   std::uint32_t p, std::size_t size);

/// bcrypt of a password without NULs, of at most 72 bytes: it would overlook the rest.
/// @param setting  "$2b$10$" and 22 characters of salt; what follows is overlooked
/// @return the 31 characters that follow the salt; none when the setting is malformed
std::optional<std::string> bcrypt(const std::string& setting, std::string_view password);

/// SHA-256 in lower-case hexadecimal: what some systems hand to bcrypt in the password's place. Not slow.
std::string sha256_hex(std::string_view bytes);
/// SHA-256 (FIPS 180-4), 32 bytes. Not slow.
std::string sha256(std::string_view bytes);

}  // namespace roster::kdf
