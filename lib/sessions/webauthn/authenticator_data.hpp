// Authenticator data (WebAuthn Level 3, 6.1) and the attestation object around it (6.5.4), cut into their parts.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace roster::webauthn {

/// A new passkey in authenticator data (6.5.2).
struct Attested {
    std::string_view aaguid;
    std::string_view credential_id;
    std::string_view public_key;  ///< one item of CBOR: a COSE_Key
    std::string_view before;      ///< the authenticator data up to here: without extensions
};

struct AuthenticatorData {
    std::string_view rp_id_hash;
    bool user_present = false, user_verified = false, backup_eligible = false, backed_up = false;
    std::uint32_t sign_count = 0;
    std::optional<Attested> attested;
    std::string_view extensions;  ///< a map of CBOR; empty for none
};

/// Nothing when a part is missing, a flag promises what is not there, or something is left over; or the passkey is
/// called backed up and cannot be (6.1.3).
std::optional<AuthenticatorData> read_authenticator_data(std::string_view bytes);

struct AttestationObject {
    std::string_view format;
    std::string_view statement;  ///< a map of CBOR
    std::string_view authenticator_data;
};
std::optional<AttestationObject> read_attestation_object(std::string_view bytes);

/// An attestation statement of the format "packed" (8.2), as far as it matters here.
struct PackedStatement {
    std::optional<std::int64_t> algorithm;
    std::string_view signature;
    bool has_certificates = false;
};
std::optional<PackedStatement> read_packed_statement(std::string_view statement);

}  // namespace roster::webauthn
