// What browsers answer, read and checked (WebAuthn Level 3, 7.1 and 7.2), as far as that needs no store: the form, the
// page it comes from, the domain, the flags, the signature. Challenge, counter and whose passkey it is are looked at by
// those who call. A build without passkeys has its own bodies of these (webauthn_left_out.cpp).
#pragma once

#include <roster/sessions/passkeys_model.hpp>
#include <roster/sessions/settings.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace roster::webauthn {

// Nothing longer is looked into. Ten times what authenticators send.
inline constexpr std::size_t most_response = 64 * 1024;
inline constexpr std::size_t most_client_data = 8 * 1024;
inline constexpr std::size_t most_attestation = 32 * 1024;
inline constexpr std::size_t most_authenticator_data = 8 * 1024;
inline constexpr std::size_t most_signature = 1024;
inline constexpr std::size_t least_credential_id = 16, most_credential_id = 1023;  // 4, "Credential ID"
inline constexpr std::size_t most_user_handle = 64;

/// What an authenticator says of itself with every signature (6.1).
struct Said {
    bool user_verified = false;
    bool backup_eligible = false;
    bool backed_up = false;
    std::uint32_t sign_count = 0;
};

struct Registration {
    std::string challenge;      ///< its bytes
    std::string credential_id;  ///< its bytes
    PasskeyAlgorithm algorithm = PasskeyAlgorithm::es256;
    std::string public_key;  ///< as StoredPasskey, its bytes
    std::string aaguid;      ///< as a UUID; empty for none
    std::vector<std::string> transports;
    bool discoverable = false;
    Said said;
};

struct Assertion {
    std::string challenge;      ///< its bytes
    std::string credential_id;  ///< its bytes
    std::string user_handle;    ///< its bytes; empty when there was none
    Said said;
    std::string client_data, authenticator_data, signature;
};

/// @throws Error unimplemented "passkeys.left_out" in a build without them; failed_precondition "passkeys.not_set_up"
void demand(const SessionSettings& settings);

/// RegistrationResponseJSON (5.1.8.1). @throws Error invalid_argument "passkeys.invalid"
Registration read_registration(std::string_view json, const SessionSettings& settings);
/// AuthenticationResponseJSON (5.1.8.2). The signature is not looked at yet. @throws Error invalid_argument
/// "passkeys.invalid"
Assertion read_assertion(std::string_view json, const SessionSettings& settings);
/// Whether the key made the signature.
bool is_signed_by(const Assertion& assertion, PasskeyAlgorithm algorithm, std::string_view public_key,
                  const SessionSettings& settings);

}  // namespace roster::webauthn
