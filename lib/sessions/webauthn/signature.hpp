// Keys and signatures of passkeys: libfido2 behind one face.
// @throws Error resource_exhausted "secret.memory" when the memory cannot be had
#pragma once

#include "sessions/webauthn/authenticator_data.hpp"

#include <roster/sessions/passkeys_model.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace roster::webauthn {

struct PublicKey {
    PasskeyAlgorithm algorithm = PasskeyAlgorithm::es256;
    std::string bytes;  ///< as StoredPasskey::public_key, decoded
};

/// The key of a new passkey; nothing for one of another algorithm, curve or length, or that is no point of its curve.
std::optional<PublicKey> read_public_key(const Attested& attested);

/// Whether the passkey signed authenticator data and client data.
bool is_signed(const PublicKey& key, const std::string& rp_id, std::string_view client_data,
               std::string_view authenticator_data, std::string_view signature);

/// Whether a new passkey signed its own registration: the format "packed" without certificates (WebAuthn Level 3, 8.2.1).
bool is_self_attested(const PublicKey& key, const std::string& rp_id, std::string_view client_data,
                      std::string_view authenticator_data, const AuthenticatorData& data,
                      std::string_view statement);

}  // namespace roster::webauthn
