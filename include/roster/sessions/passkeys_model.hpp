// Passkeys (WebAuthn Level 3). Plain values.
#pragma once

#include <roster/sessions/model.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace roster {

/// What a passkey signs with. The numbers are COSE's (IANA registry of COSE algorithms).
enum class PasskeyAlgorithm : std::int32_t { es256 = -7, eddsa = -8, rs256 = -257 };
template <>
struct EnumNames<PasskeyAlgorithm> {
    static constexpr std::pair<PasskeyAlgorithm, std::string_view> all[] = {
        {PasskeyAlgorithm::es256, "es256"}, {PasskeyAlgorithm::eddsa, "eddsa"}, {PasskeyAlgorithm::rs256, "rs256"}};
};

/// A passkey as it is listed. What tells of its maker is the authenticator's own word: no attestation is asked for.
struct Passkey {
    FactorId id;
    UserId user_id;
    std::string name;
    PasskeyAlgorithm algorithm = PasskeyAlgorithm::es256;
    std::string aaguid;
    std::vector<std::string> transports;
    bool discoverable = false;
    bool verifies_user = false;
    bool backup_eligible = false;
    bool backed_up = false;
    std::int64_t sign_count = 0;
    Instant created_at;
    std::optional<Instant> last_used_at;

    static constexpr auto fields() {
        using P = Passkey;
        return FieldTable{
            field("id", &P::id, "The passkey's id here; not its credential id."),
            field("user_id", &P::user_id, "Whose it is."),
            field("name", &P::name, "What the user calls it."),
            field("algorithm", &P::algorithm, "What it signs with."),
            field("aaguid", &P::aaguid,
                  "Which model its authenticator says to be, as a UUID; empty when it does not say."),
            field("transports", &P::transports,
                  "How browsers reach it: internal, hybrid, usb, nfc, ble and so on."),
            field("discoverable", &P::discoverable, "The browser said that it is found without being named."),
            field("verifies_user", &P::verifies_user,
                  "It has shown to ask for a PIN, finger or face: then it signs in alone, as two factors."),
            field("backup_eligible", &P::backup_eligible,
                  "It may be copied to other devices of its owner (synced)."),
            field("backed_up", &P::backed_up, "It was copied, as it last said."),
            field("sign_count", &P::sign_count,
                  "Its counter when it was last used; 0 for one that does not count."),
            field("created_at", &P::created_at, "When it was set up."),
            field("last_used_at", &P::last_used_at, "When it was last used; none if never."),
        };
    }
};

/// What a browser is asked, as its own functions take it.
struct PasskeyOptions {
    std::string options;
    Instant expires_at;

    static constexpr auto fields() {
        using P = PasskeyOptions;
        return FieldTable{
            field("options", &P::options,
                  "JSON for PublicKeyCredential.parseCreationOptionsFromJSON or parseRequestOptionsFromJSON.",
                  Trait::secret),
            field("expires_at", &P::expires_at, "Until when the answer is taken."),
        };
    }
};

}  // namespace roster
