// Second factors and passwords, checked inside a transaction.
#pragma once

#include "sessions/gate.hpp"
#include "sessions/passkey_proof.hpp"

#include <roster/sessions/sessions.hpp>
#include <roster/sessions/store.hpp>

#include <optional>
#include <string_view>

namespace roster::sessions {

/// The live session of a token. @throws Error unauthenticated "sessions.no_session"
WithUser<StoredSession> session_of(Transaction& tx, std::string_view token, Instant now);

/// The sign-in that waits for its second factor; none when it is over, or its user may not sign in (any more).
std::optional<StoredPending> pending_of(Transaction& tx, std::string_view token, Instant now);

/// What a second factor showed to be: "totp", "passkey" or "recovery_code"; empty when it is not good. A code, or the
/// challenge that a passkey answers, is used up by it, for everybody who tries it at the same time but one.
/// @param asked  what a passkey was asked for
std::string_view use_second_factor(const Scope& scope, Transaction& tx, const SecondFactor& proof,
                                   const Asked& asked, Instant now);

/// The seed of an authenticator. @throws Error as KeyRing::open
Secret open_seed(const Scope& scope, const StoredAuthenticator& authenticator);
/// The same; none of one that is damaged, which is to be no obstacle to what else there is.
std::optional<Secret> sound_seed(const Scope& scope, const StoredAuthenticator& authenticator);
/// What recovery codes are hashed with, so that one user's are not another's.
std::string owner_of_codes(AccountId account, UserId user);

/// What tries are counted under.
Digest subject_of(std::string_view what, std::string_view value);

/// Counts a try. @return whether it is to be looked at, and when the next one is
struct Tried {
    bool waits = false;
    std::optional<Instant> retry_at;  ///< none for one that waits: nothing is looked at until the tries are cleared
};
/// @param most  tries in a row without success, after which none is looked at any more; none: there are always more
Tried count_try(Transaction& tx, const Digest& subject, const Digest& device, Instant now,
                std::optional<std::int32_t> most = {});

/// What tries at a user's second factors are counted under.
Digest factor_subject(UserId user);
/// The user's second factors are looked at again, wherever too many tries came from.
void clear_factor_tries(Transaction& tx, UserId user);

}  // namespace roster::sessions
