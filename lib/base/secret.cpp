#include <roster/base/secret.hpp>

#include <roster/base/error.hpp>

#include "sodium.hpp"

#include <cstring>
#include <utility>

namespace roster {

Secret::Secret(std::string_view bytes) : Secret(zeros(bytes.size())) {
    if (!bytes.empty()) std::memcpy(bytes_.get(), bytes.data(), bytes.size());
}

Secret Secret::zeros(std::size_t size) {
    Secret secret;
    if (size == 0) return secret;
    secret.bytes_ = std::make_unique<char[]>(size);
    secret.size_ = size;
    return secret;
}

Secret::Secret(Secret&& other) noexcept : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, 0)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
    if (this == &other) return *this;
    secrets::wipe(bytes_.get(), size_);
    bytes_ = std::move(other.bytes_);
    size_ = std::exchange(other.size_, 0);
    return *this;
}

Secret::~Secret() { secrets::wipe(bytes_.get(), size_); }

Secret Secret::clone() const { return Secret(reveal()); }

bool operator==(const Secret& a, const Secret& b) noexcept { return secrets::equal(a.reveal(), b.reveal()); }

namespace secrets {

bool equal(std::string_view a, std::string_view b) noexcept {
    if (a.size() != b.size()) return false;
    return a.empty() || sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

void wipe(void* bytes, std::size_t size) noexcept {
    if (size != 0) sodium_memzero(bytes, size);
}

void hash(std::string_view bytes, unsigned char out[32], std::string_view key) {
    ensure_sodium();
    // libsodium takes shorter keys without a word, and aborts on some faults of longer ones.
    if (!key.empty() &&
        (key.size() < crypto_generichash_KEYBYTES_MIN || key.size() > crypto_generichash_KEYBYTES_MAX))
        throw Error(ErrorCode::invalid_argument, "secret.key_length", "A hash key must be 16 to 64 bytes long.");
    const auto* message = reinterpret_cast<const unsigned char*>(bytes.data());
    const auto* key_bytes = key.empty() ? nullptr : reinterpret_cast<const unsigned char*>(key.data());
    if (crypto_generichash(out, 32, message, bytes.size(), key_bytes, key.size()) != 0)
        throw Error(ErrorCode::internal, "secret.hash", "A hash could not be computed.");
}

}  // namespace secrets
}  // namespace roster
