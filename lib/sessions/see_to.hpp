// Who may see to a user's sessions, factors and keys.
#pragma once

#include "users/acting.hpp"
#include "users/change.hpp"

namespace roster::sessions {

/// Oneself, administrators of at least the user's rank, the system. @return the user
/// @throws Error permission_denied "users.not_administrator", "users.above_own_role"; not_found "users.unknown"
inline User see_to(Transaction& tx, const Acting& who, UserId id) {
    const bool own = who.user && who.user->id == id;
    if (!own) refuse(rules::may_administer(who.user_or_system()));
    auto user = tx.users().find(id);
    if (!user) throw_unknown_user();
    if (!own && who.user && rules::rank(user->role) > rules::rank(who.user->role))
        refuse({"users.above_own_role", "Nobody can see to somebody who may do more than they may."});
    return *std::move(user);
}

}  // namespace roster::sessions
