// Who may see to a user's sessions, factors and keys.
#pragma once

#include "users/acting.hpp"
#include "users/change.hpp"

namespace roster::sessions {

/// Oneself, who may see to other people's security (or what else is needed) and may do as much as they may, the system.
/// @return the user
/// @throws Error permission_denied "users.not_administrator", "users.above_own_role"; not_found "users.unknown"
inline rules::Holder see_to(Transaction& tx, const Acting& who, UserId id,
                            Permission needed = permission::manage_security) {
    const bool own = who.user && who.user->id == id;
    if (!own) refuse(rules::may_use(who.user_or_system(), needed));
    // An API key that is limited to other things does not see to its owner's sessions.
    else if (who.user->facts.limit && !who.user->access.may(permission::edit_own_profile))
        refuse({"users.not_administrator", "What is used here is not for this."});
    auto user = find_holder(tx, id, who.now);
    if (!user) throw_unknown_user();
    refuse(rules::may_touch(who.user_or_system(), *user));
    return *std::move(user);
}

}  // namespace roster::sessions
