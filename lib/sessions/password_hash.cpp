#include "sessions/password_hash.hpp"

#include "base/base64.hpp"
#include "base/kdf.hpp"

#include <roster/base/error.hpp>
#include <roster/base/secret.hpp>
#include <roster/base/text.hpp>

#include <utility>

namespace roster::sessions {
namespace {

constexpr std::size_t salt_size = 16, digest_size = 32;
constexpr std::size_t bcrypt_bytes = 72;

bool is_usable(std::string_view password) noexcept {
    return password.size() <= max_password_bytes && text::is_valid_utf8(password);
}

/// @pre is_usable(password)
Secret nfc_of(std::string_view password) {
    auto text = text::nfc(password);
    Secret kept(text);
    secrets::wipe(text.data(), text.size());
    return kept;
}

std::string phc(const HashParameters& parameters, std::string_view salt, std::string_view digest) {
    return "$argon2id$v=19$m=" + std::to_string(parameters.memory_kib) + ",t=" + std::to_string(parameters.passes) +
           ",p=1$" + base64::encode(salt, base64::Form::unpadded) + "$" +
           base64::encode(digest, base64::Form::unpadded);
}

/// The reference implementation's text of any Argon2 hash.
std::string phc(const StoredHash& stored) {
    return std::string(stored.scheme == HashScheme::argon2id ? "$argon2id" : "$argon2i") +
           "$v=19$m=" + std::to_string(stored.memory_kib) + ",t=" + std::to_string(stored.passes) +
           ",p=" + std::to_string(stored.lanes) + "$" + base64::encode(stored.salt, base64::Form::unpadded) + "$" +
           base64::encode(stored.digest, base64::Form::unpadded);
}

bool matches_bcrypt(const StoredHash& stored, std::string_view password) {
    // What bcrypt would overlook does not match; it is given something else to do instead.
    const bool whole = password.size() <= bcrypt_bytes && password.find('\0') == password.npos;
    const auto made = kdf::bcrypt(stored.salt, whole ? password : std::string_view("x"));
    return made && secrets::equal(*made, stored.digest) && whole;
}

kdf::Digest digest_of(HashScheme scheme) noexcept {
    return scheme == HashScheme::pbkdf2_sha1     ? kdf::Digest::sha1
           : scheme == HashScheme::pbkdf2_sha256 ? kdf::Digest::sha256
                                                 : kdf::Digest::sha512;
}

/// One run, whatever it is.
bool run(const StoredHash& stored, std::string_view password) {
    switch (stored.scheme) {
        case HashScheme::argon2id:
            if (stored.plain_format)
                return secrets::equal(
                    stored.digest,
                    kdf::argon2id(password, stored.salt, {stored.memory_kib, stored.passes}, digest_size));
            [[fallthrough]];
        case HashScheme::argon2i: return kdf::argon2_matches(phc(stored), password, stored.memory_kib);
        case HashScheme::bcrypt: return matches_bcrypt(stored, password);
        case HashScheme::bcrypt_sha256: {
            auto hex = kdf::sha256_hex(password);
            const Secret kept(hex);
            secrets::wipe(hex.data(), hex.size());
            return matches_bcrypt(stored, kept.reveal());
        }
        case HashScheme::pbkdf2_sha1:
        case HashScheme::pbkdf2_sha256:
        case HashScheme::pbkdf2_sha512:
            return secrets::equal(stored.digest, kdf::pbkdf2(digest_of(stored.scheme), password, stored.salt,
                                                             stored.passes, stored.digest.size()));
        case HashScheme::scrypt:
            return secrets::equal(stored.digest, kdf::scrypt(password, stored.salt, stored.n, stored.block_size,
                                                             stored.lanes, stored.digest.size()));
    }
    return false;
}

bool is_strong_enough(const HashParameters& p) noexcept {
    constexpr HashParameters least[] = {{19'456, 2}, {47'104, 1}, {12'288, 3}};
    for (const auto& one : least)
        if (p.memory_kib >= one.memory_kib && p.passes >= one.passes) return true;
    return false;
}

}  // namespace

PasswordHasher::PasswordHasher(Environment environment, const HashParameters& parameters,
                               std::shared_ptr<HashingGate> gate)
    : environment_(std::move(environment)), parameters_(parameters), gate_(std::move(gate)) {
    if (!gate_) gate_ = std::make_shared<HashingGate>();
    FieldErrors errors;
    if (!is_strong_enough(parameters))
        errors.add("memory_kib", "out_of_range",
                   "must be 19,456 or more with 2 passes, 47,104 with 1, 12,288 with 3");
    else if (check_imported(phc(parameters, std::string(salt_size, '\0'), std::string(digest_size, '\0'))))
        errors.add("memory_kib", "out_of_range", "must be at most 1,048,576, and 4,194,304 in all passes together");
    errors.throw_if_any("sessions.hash_parameters", "Passwords cannot be hashed like this.");
}

std::string PasswordHasher::hash(std::string_view password) const {
    FieldErrors errors;
    if (password.size() > max_password_bytes) errors.add("password", "too_long", "may have at most 1,024 bytes");
    else if (!text::is_valid_utf8(password)) errors.add("password", "invalid_utf8", "is not valid UTF-8");
    errors.throw_if_any("sessions.password", "This password cannot be used.");

    const auto normalised = nfc_of(password);
    std::string salt(salt_size, '\0');
    environment_.fill_random(salt.data(), salt.size());
    const auto pass = gate_->enter(std::size_t{parameters_.memory_kib} * 1024);
    return phc(parameters_, salt,
               kdf::argon2id(normalised.reveal(), salt, {parameters_.memory_kib, parameters_.passes}, digest_size));
}

bool PasswordHasher::matches(const StoredHash& stored, std::string_view password) const {
    const auto normalised = nfc_of(password);
    const auto pass = gate_->enter(std::size_t{stored.memory_kib} * 1024);
    if (stored.plain_format) return run(stored, normalised.reveal());
    if (run(stored, password)) return true;
    return normalised.reveal() != password && run(stored, normalised.reveal());
}

Verified PasswordHasher::verify(std::string_view stored, std::string_view password) const {
    const auto read = read_stored_hash(stored);
    const auto* const fault = std::get_if<HashFault>(&read);
    if (fault != nullptr || !is_usable(password)) {
        verify_nothing(password);
        return {.fault = fault != nullptr ? std::optional(*fault) : std::nullopt};
    }
    const bool found = matches(std::get<StoredHash>(read), password);
    return {.matches = found, .needs_rehash = found && needs_rehash(stored)};
}

void PasswordHasher::verify_nothing(std::string_view password) const {
    StoredHash nobody;
    nobody.memory_kib = parameters_.memory_kib;
    nobody.passes = parameters_.passes;
    nobody.salt.assign(salt_size, '\0');
    nobody.digest.assign(digest_size, '\0');
    nobody.plain_format = true;
    static_cast<void>(matches(nobody, is_usable(password) ? password : std::string_view()));
}

bool PasswordHasher::needs_rehash(std::string_view stored) const {
    const auto read = read_stored_hash(stored);
    const auto* const hash = std::get_if<StoredHash>(&read);
    return hash == nullptr || !hash->plain_format || hash->memory_kib != parameters_.memory_kib ||
           hash->passes != parameters_.passes;
}

std::optional<HashFault> PasswordHasher::check_imported(std::string_view stored) {
    const auto read = read_stored_hash(stored);
    const auto* const fault = std::get_if<HashFault>(&read);
    return fault == nullptr ? std::nullopt : std::optional(*fault);
}

}  // namespace roster::sessions
