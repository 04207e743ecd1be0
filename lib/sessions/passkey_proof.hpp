// Challenges, and passkeys that answer them, inside a transaction.
#pragma once

#include "sessions/gate.hpp"
#include "sessions/webauthn.hpp"

#include <roster/sessions/store.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace roster::sessions {

/// What a challenge is made for, and what it must be answered for.
struct Asked {
    ChallengePurpose purpose = ChallengePurpose::sign_in;
    UserId user;      ///< nil: whoever comes
    Digest bound_to;  ///< of the session or pending sign-in; zeros: none

    /// Whoever shows nothing else must be verified by the passkey: otherwise it is one factor.
    [[nodiscard]] bool wants_user_verified() const noexcept { return purpose == ChallengePurpose::sign_in; }
};
Asked asked_in_session(ChallengePurpose purpose, const StoredSession& session);
Asked asked_of_pending(const StoredPending& pending);
inline Asked asked_of_anybody() { return {}; }

/// A new challenge, as base64url.
std::string make_challenge(const Scope& scope, Transaction& tx, const Asked& asked, Instant now);
/// Uses a challenge up. @param challenge  its bytes
/// @return whether it was one, made for just this, in time, and nobody else has used it
bool redeem_challenge(Transaction& tx, std::string_view challenge, const Asked& asked, Instant now);

/// The passkey that answered; none when it is not good. The challenge is used up either way. A counter that went back is
/// told of as "sessions.passkey_cloned".
std::optional<StoredPasskey> use_passkey(const Scope& scope, Transaction& tx, const webauthn::Assertion& shown,
                                         const Asked& asked, Instant now);

/// What browsers know a user by: says nothing to anybody, and is the same for all their passkeys. 32 bytes.
std::string user_handle(AccountId account, UserId user);
Digest digest_of_credential(std::string_view credential_id);

}  // namespace roster::sessions
