// Setting second factors up and taking them away: what all kinds of them share.
#pragma once

#include "sessions/gate.hpp"

#include <roster/sessions/store.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace roster::sessions {

/// A session in which the user proved who they are within ten minutes: with a second factor, if they have one.
/// @throws Error unauthenticated "sessions.no_session", permission_denied "sessions.not_fresh"
WithUser<StoredSession> fresh_session(Transaction& tx, std::string_view token, Instant now);

/// The user of a session, as the history names them.
history::Author author_of(const User& user);

/// Ten new recovery codes in place of those there are.
std::vector<std::string> renew_recovery_codes(const Scope& scope, Transaction& tx, UserId user);

/// The user's sessions but this one, and what waits for a factor: begun with fewer factors, or with one that is gone.
void end_others(Transaction& tx, const StoredSession& but);

/// What else goes when a second factor was taken away: the other sessions; with the last one the recovery codes, and this
/// session is one of a single factor from then on.
void end_with_factor(Transaction& tx, const StoredSession& session);

}  // namespace roster::sessions
