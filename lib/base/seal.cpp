#include <roster/base/seal.hpp>

#include <roster/base/error.hpp>

#include "base64.hpp"
#include "sodium.hpp"

#include <algorithm>
#include <optional>

// A box:            "1." id "." base64url(nonce (24) │ ciphertext │ tag (16))
// What it binds:    "roster/seal" and then version, id, purpose, account, user, each after its length (4, big-endian)

namespace roster {
namespace {

constexpr std::string_view version = "1";
constexpr std::size_t max_id_size = 32;
constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(KeyRing::key_size == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

const unsigned char* bytes(std::string_view s) noexcept { return reinterpret_cast<const unsigned char*>(s.data()); }
unsigned char* bytes(char* s) noexcept { return reinterpret_cast<unsigned char*>(s); }

bool is_key_id(std::string_view id) noexcept {
    if (id.empty() || id.size() > max_id_size) return false;
    return id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") == id.npos;
}

std::string bound_to(std::string_view id, const SealContext& context) {
    std::string all = "roster/seal";
    for (const auto part : {version, id, context.purpose, context.account.bytes(), context.user.bytes()}) {
        for (int shift = 24; shift >= 0; shift -= 8) all += static_cast<char>(part.size() >> shift & 0xFF);
        all += part;
    }
    return all;
}

struct Parts {
    std::string_view id, sealed;
};
std::optional<Parts> take_apart(std::string_view box) noexcept {
    if (!box.starts_with(version) || box.substr(version.size(), 1) != ".") return std::nullopt;
    box.remove_prefix(version.size() + 1);
    const auto dot = box.find('.');
    if (dot == box.npos || !is_key_id(box.substr(0, dot))) return std::nullopt;
    return Parts{box.substr(0, dot), box.substr(dot + 1)};
}

[[noreturn]] void damaged() {
    throw Error(ErrorCode::data_loss, "seal.damaged", "A sealed value is damaged, or belongs elsewhere.");
}

}  // namespace

struct KeyRing::Key {
    std::string id;
    Secret key;
};

KeyRing::KeyRing() = default;

KeyRing& KeyRing::add(std::string_view id, Secret key) {
    FieldErrors errors;
    if (!is_key_id(id)) errors.add("id", "invalid", "must be 1 to 32 of a-z, 0-9, _ and -");
    if (std::any_of(keys_.begin(), keys_.end(), [&](const auto& one) { return one->id == id; }))
        errors.add("id", "duplicate", "is that of another key");
    if (key.size() != key_size) errors.add("key", "out_of_range", "must have 32 bytes");
    errors.throw_if_any("seal.key", "The sealing key cannot be used.");
    keys_.push_back(std::make_shared<const Key>(Key{std::string(id), std::move(key)}));
    return *this;
}

std::string KeyRing::seal(std::string_view plain, const SealContext& context,
                          const Environment& environment) const {
    ensure_sodium();
    if (keys_.empty())
        throw Error(ErrorCode::failed_precondition, "seal.no_key",
                    "This needs a sealing key, and the store was opened without one.");
    if (plain.size() > max_plain_size)
        throw Error(ErrorCode::invalid_argument, "seal.too_long", "At most 4,096 bytes can be sealed.");
    const auto& key = *keys_.front();
    const auto bound = bound_to(key.id, context);
    std::string sealed(nonce_size + plain.size() + tag_size, '\0');
    environment.fill_random(sealed.data(), nonce_size);
    crypto_aead_xchacha20poly1305_ietf_encrypt(bytes(sealed.data()) + nonce_size, nullptr, bytes(plain),
                                               plain.size(), bytes(bound), bound.size(), nullptr,
                                               bytes(sealed.data()), bytes(key.key.reveal()));
    return std::string(version) + "." + key.id + "." + base64::encode(sealed, base64::Form::url);
}

Secret KeyRing::open(std::string_view box, const SealContext& context) const {
    ensure_sodium();
    constexpr std::size_t most = (nonce_size + max_plain_size + tag_size) * 4 / 3 + 3 + max_id_size + 4;
    if (box.size() > most) damaged();
    const auto parts = take_apart(box);
    if (!parts) damaged();
    const auto found =
        std::find_if(keys_.begin(), keys_.end(), [&](const auto& one) { return one->id == parts->id; });
    if (found == keys_.end())
        throw Error(ErrorCode::failed_precondition, "seal.unknown_key",
                    "A value was sealed with a key that the store was opened without.");
    const auto sealed = base64::decode(parts->sealed, base64::Form::url);
    if (!sealed || sealed->size() < nonce_size + tag_size ||
        sealed->size() > nonce_size + max_plain_size + tag_size)
        damaged();
    const auto bound = bound_to(parts->id, context);
    auto plain = Secret::zeros(sealed->size() - nonce_size - tag_size);
    unsigned char nowhere = 0;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(plain.empty() ? &nowhere : bytes(plain.data()), nullptr, nullptr,
                                                   bytes(*sealed) + nonce_size, sealed->size() - nonce_size,
                                                   bytes(bound), bound.size(), bytes(*sealed),
                                                   bytes((*found)->key.reveal())) != 0)
        damaged();
    return plain;
}

bool KeyRing::is_current(std::string_view box) const noexcept {
    const auto parts = take_apart(box);
    return parts && !keys_.empty() && parts->id == keys_.front()->id;
}

}  // namespace roster
