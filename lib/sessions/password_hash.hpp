// Passwords at rest: Argon2id, with its parameters in the stored text; hashes of other systems are checked too.
#pragma once

#include "sessions/hashing_gate.hpp"
#include "sessions/stored_hash.hpp"

#include <roster/base/environment.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace roster::sessions {

/// A password may have so many bytes. Asked before anything else looks at it.
inline constexpr std::size_t max_password_bytes = 1'024;

/// What a new hash costs. OWASP ASVS 5 asks for 19 MiB with 2 passes, or more.
struct HashParameters {
    std::uint32_t memory_kib = 19'456;
    std::uint32_t passes = 2;

    friend bool operator==(const HashParameters&, const HashParameters&) = default;
};

/// What a check of a password found.
struct Verified {
    bool matches = false;
    bool needs_rehash = false;       ///< It matches, and the stored hash is not what hash() would make today.
    std::optional<HashFault> fault;  ///< The stored text cannot be used at all: for the log, not for the person.
};

/// Makes and checks password hashes. Every check costs one run of a key derivation function, whatever it is given and
/// whatever comes out (see verify for the one exception). Copies share the gate. Safe from any thread.
class PasswordHasher {
public:
    /// @throws Error invalid_argument "sessions.hash_parameters" unless the parameters are at least 19 MiB and 2 passes,
    ///         46 MiB and 1, or 12 MiB and 3, and within the bounds of stored hashes
    PasswordHasher(Environment environment, const HashParameters& parameters, std::shared_ptr<HashingGate> gate);

    /// A new hash, of the password's NFC form: "$argon2id$v=19$m=…,t=…,p=1$salt$hash", 97 characters with the usual
    /// parameters, with a salt of 128 random bits.
    /// @throws Error invalid_argument "sessions.password" when the password is longer than 1,024 bytes or not UTF-8
    ///         (rules about good passwords are in password_rules.hpp); unavailable "sessions.hashing_busy";
    ///         resource_exhausted "secret.memory"
    [[nodiscard]] std::string hash(std::string_view password) const;

    /// Whether the password is the one that was hashed. What is longer than 1,024 bytes or not UTF-8 matches nothing,
    /// nor does anything match a stored text that is malformed or beyond the bounds; both cost the usual run.
    ///
    /// Hashes of this library are of the NFC form. Those of other systems are of what was typed there: the password is
    /// tried as given, and where that is not NFC and does not match, in its NFC form too (a second run, for imported
    /// hashes and passwords outside NFC only). bcrypt overlooks what follows a NUL or the 72nd byte: such passwords do not
    /// match it, and their owners need a reset.
    /// @throws Error unavailable "sessions.hashing_busy"; resource_exhausted "secret.memory"
    [[nodiscard]] Verified verify(std::string_view stored, std::string_view password) const;

    /// As costly as verify() of a hash of this library: for users who are unknown, disabled or have no password.
    void verify_nothing(std::string_view password) const;

    /// True unless hash() would write the same parameters and format today.
    [[nodiscard]] bool needs_rehash(std::string_view stored) const;

    /// Why a hash from another system cannot be taken over; nothing when it can. Does no hashing.
    [[nodiscard]] static std::optional<HashFault> check_imported(std::string_view stored);

    [[nodiscard]] const HashParameters& parameters() const noexcept { return parameters_; }

private:
    bool matches(const StoredHash& stored, std::string_view password) const;

    Environment environment_;
    HashParameters parameters_;
    std::shared_ptr<HashingGate> gate_;
};

}  // namespace roster::sessions
