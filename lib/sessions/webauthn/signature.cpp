#include "sessions/webauthn/signature.hpp"

#include "sessions/webauthn/cbor.hpp"

#include <roster/base/error.hpp>

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>

#include <memory>

namespace roster::webauthn {
namespace {

struct Free {
    void operator()(fido_cred_t* p) const noexcept { fido_cred_free(&p); }
    void operator()(fido_assert_t* p) const noexcept { fido_assert_free(&p); }
    void operator()(es256_pk_t* p) const noexcept { es256_pk_free(&p); }
    void operator()(eddsa_pk_t* p) const noexcept { eddsa_pk_free(&p); }
    void operator()(rs256_pk_t* p) const noexcept { rs256_pk_free(&p); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

template <class T>
Owned<T> owned(T* made) {
    if (made == nullptr) throw Error(ErrorCode::resource_exhausted, "secret.memory", "There is no memory left.");
    return Owned<T>(made);
}

const unsigned char* raw(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

constexpr PasskeyAlgorithm algorithms[] = {PasskeyAlgorithm::es256, PasskeyAlgorithm::eddsa,
                                           PasskeyAlgorithm::rs256};

/// Calls use(the library's key); false when it is none.
template <class Use>
bool with_key(const PublicKey& key, Use&& use) {
    const auto* const bytes = raw(key.bytes);
    switch (key.algorithm) {
        case PasskeyAlgorithm::es256: {
            // With the mark of an uncompressed point before it, so that an x that begins like the mark is not taken for it.
            const std::string point = "\x04" + key.bytes;
            const auto pk = owned(es256_pk_new());
            return key.bytes.size() == 64 && es256_pk_from_ptr(pk.get(), raw(point), point.size()) == FIDO_OK &&
                   use(static_cast<const void*>(pk.get()));
        }
        case PasskeyAlgorithm::eddsa: {
            const auto pk = owned(eddsa_pk_new());
            return key.bytes.size() == 32 && eddsa_pk_from_ptr(pk.get(), bytes, key.bytes.size()) == FIDO_OK &&
                   use(static_cast<const void*>(pk.get()));
        }
        case PasskeyAlgorithm::rs256: {
            const auto pk = owned(rs256_pk_new());
            return key.bytes.size() == 259 && rs256_pk_from_ptr(pk.get(), bytes, key.bytes.size()) == FIDO_OK &&
                   use(static_cast<const void*>(pk.get()));
        }
    }
    return false;
}

/// What the library is told to expect of extensions: those it knows must be named, and nothing depends on them here.
void expect_extensions(fido_cred_t* cred, std::string_view extensions) {
    if (extensions.empty()) return;
    CborReader reader(extensions);
    const auto map = reader.next();
    int known = 0;
    for (std::uint64_t i = 0; map && i < map->number; ++i) {
        const auto name = reader.next();
        CborReader look(reader.rest());
        const auto value = look.next();
        if (!name || !value || !reader.item(4)) return;
        const auto number = static_cast<int>(value->small().value_or(0));
        if (name->content == "hmac-secret") known |= FIDO_EXT_HMAC_SECRET;
        else if (name->content == "credProtect") static_cast<void>(fido_cred_set_prot(cred, number));
        else if (name->content == "minPinLength") static_cast<void>(fido_cred_set_pin_minlen(cred, value->number));
    }
    if (known != 0) static_cast<void>(fido_cred_set_extensions(cred, known));
}

}  // namespace

std::optional<PublicKey> read_public_key(const Attested& attested) {
    // Without the extensions, which say nothing of the key.
    std::string data(attested.before);
    data[32] = static_cast<char>(data[32] & 0x7F);
    for (const auto algorithm : algorithms) {
        const auto cred = owned(fido_cred_new());
        if (fido_cred_set_type(cred.get(), static_cast<int>(algorithm)) != FIDO_OK ||
            fido_cred_set_authdata_raw(cred.get(), raw(data), data.size()) != FIDO_OK)
            continue;
        PublicKey key{algorithm, std::string(reinterpret_cast<const char*>(fido_cred_pubkey_ptr(cred.get())),
                                             fido_cred_pubkey_len(cred.get()))};
        if (with_key(key, [](const void*) { return true; })) return key;
    }
    return std::nullopt;
}

bool is_signed(const PublicKey& key, const std::string& rp_id, std::string_view client_data,
               std::string_view authenticator_data, std::string_view signature) {
    const auto assertion = owned(fido_assert_new());
    auto* const to = assertion.get();
    const bool ready =
        fido_assert_set_clientdata(to, raw(client_data), client_data.size()) == FIDO_OK &&
        fido_assert_set_rp(to, rp_id.c_str()) == FIDO_OK && fido_assert_set_count(to, 1) == FIDO_OK &&
        fido_assert_set_up(to, FIDO_OPT_TRUE) == FIDO_OK &&
        fido_assert_set_authdata_raw(to, 0, raw(authenticator_data), authenticator_data.size()) == FIDO_OK &&
        fido_assert_set_sig(to, 0, raw(signature), signature.size()) == FIDO_OK;
    return ready && with_key(key, [&](const void* pk) {
               return fido_assert_verify(to, 0, static_cast<int>(key.algorithm), pk) == FIDO_OK;
           });
}

bool is_self_attested(const PublicKey& key, const std::string& rp_id, std::string_view client_data,
                      std::string_view authenticator_data, const AuthenticatorData& data,
                      std::string_view statement) {
    const auto cred = owned(fido_cred_new());
    auto* const to = cred.get();
    if (fido_cred_set_type(to, static_cast<int>(key.algorithm)) != FIDO_OK ||
        fido_cred_set_clientdata(to, raw(client_data), client_data.size()) != FIDO_OK ||
        fido_cred_set_rp(to, rp_id.c_str(), nullptr) != FIDO_OK || fido_cred_set_fmt(to, "packed") != FIDO_OK)
        return false;
    expect_extensions(to, data.extensions);
    return fido_cred_set_authdata_raw(to, raw(authenticator_data), authenticator_data.size()) == FIDO_OK &&
           fido_cred_set_attstmt(to, raw(statement), statement.size()) == FIDO_OK &&
           fido_cred_verify_self(to) == FIDO_OK;
}

}  // namespace roster::webauthn
