// What passkeys need kept. For those who write a store; applications use passkeys.hpp.
#pragma once

#include <roster/base/digest.hpp>
#include <roster/base/records.hpp>
#include <roster/sessions/passkeys_model.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace roster {

/// A passkey with its public key. Nothing of it is secret.
struct StoredPasskey : Passkey {
    std::string credential_id;
    Digest digest;
    std::string public_key;
    std::int64_t revision = 1;

    static constexpr std::array<std::string_view, 1> key{"id"};

    static constexpr auto fields() {
        using P = StoredPasskey;
        return joined(
            Passkey::fields(),
            FieldTable{
                field("credential_id", &P::credential_id, "What browsers know it by, as base64url."),
                field("digest", &P::digest, "Of the credential id: an account has each once."),
                field(
                    "public_key", &P::public_key,
                    "As base64url: x and y (ES256, 64 bytes), the point (EdDSA, 32), modulus and exponent (RS256, 259)."),
                field("revision", &P::revision, "Grows by one with every change."),
            });
    }
};

/// What a challenge was made for.
enum class ChallengePurpose : std::int32_t { registration = 1, sign_in = 2, second_factor = 3, step_up = 4 };
template <>
struct EnumNames<ChallengePurpose> {
    static constexpr std::pair<ChallengePurpose, std::string_view> all[] = {
        {ChallengePurpose::registration, "registration"},
        {ChallengePurpose::sign_in, "sign_in"},
        {ChallengePurpose::second_factor, "second_factor"},
        {ChallengePurpose::step_up, "step_up"}};
};

/// A challenge that was not answered yet.
struct StoredChallenge {
    Digest digest;
    ChallengePurpose purpose = ChallengePurpose::sign_in;
    UserId user_id;
    Digest bound_to;
    Instant created_at;
    Instant expires_at;

    static constexpr auto fields() {
        using C = StoredChallenge;
        return FieldTable{
            field("digest", &C::digest, "Of the challenge.", Trait::secret),
            field("purpose", &C::purpose, "What it was made for."),
            field("user_id", &C::user_id, "Whom it was made for; nil where anybody may sign in."),
            field("bound_to", &C::bound_to,
                  "Of the session or pending sign-in it was made in; 32 zero bytes for none."),
            field("created_at", &C::created_at, "When it was made."),
            field("expires_at", &C::expires_at, "Until when it can be answered."),
        };
    }
};
constexpr auto key_of(const StoredChallenge& record) { return record.digest; }

/// Challenges. Each is answered once, rightly or wrongly.
class ChallengeStore : public RecordStore<StoredChallenge> {
public:
    virtual void add(const StoredChallenge& challenge) = 0;
    /// Takes a challenge out: of all who want it at the same time one gets it.
    virtual std::optional<StoredChallenge> take(const Digest& digest) = 0;
    /// @return how many there were
    virtual std::int64_t remove_of_user(UserId user) = 0;
};

}  // namespace roster
