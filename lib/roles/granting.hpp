// What the services of this room share: whose access it is, and how it is changed.
#pragma once

#include "roles/rule_lists.hpp"
#include "users/change.hpp"
#include "users/named.hpp"

#include <roster/roles/inboxes.hpp>

#include <functional>
#include <span>
#include <string_view>
#include <unordered_map>

namespace roster::roles {

/// What is set for a user; an empty one where nothing ever was.
UserAccess access_of(const rules::Holder& user);

/// A user whose access the actor may have to do with. @throws Error not_found "users.unknown", permission_denied
rules::Holder subject_of(Transaction& tx, const Acting& who, UserId id);
/// The same of one for whom access can be set. @throws Error invalid_argument "roles.invalid" for customers
rules::Holder staff_of(Transaction& tx, const Acting& who, UserId id);

/// Changes what is set for a user, by `edit`, and writes the history. Refused when the user would get more than the
/// actor has. @param verb  of the history
UserAccess change_access(const Scope& scope, Transaction& tx, const Acting& who, const rules::Holder& user,
                         std::string_view verb, const std::function<void(UserAccess&)>& edit);

/// Gives a user another role, whoever that is: the caller has seen to the right. Owners are counted.
void set_role(const Scope& scope, Transaction& tx, const Acting& who, const User& before, RoleId role,
              std::string_view verb);

/// @param field  what asks for it; empty: the call as a whole
/// @throws Error failed_precondition "roles.not_on_plan", "teams.not_on_plan"
void demand_custom_permissions(const AccountRecord& account, std::string_view field = {});
void demand_teams(const AccountRecord& account, std::string_view field = {});

/// Whether a role can be given to somebody as far as the plan goes: a role of one's own is out of use on some.
inline bool is_on_plan(const AccountRecord& account, RoleId role) {
    return !role || rules::is_built_in(role) || rules::feature_on(account, &FeatureSwitches::custom_permissions);
}
/// The same, thrown.
inline void demand_on_plan(const AccountRecord& account, RoleId role, std::string_view field) {
    if (!is_on_plan(account, role)) demand_custom_permissions(account, field);
}

/// Whether the actor may, on whatever plan: for putting away what a lowered plan has put out of use.
void demand_kept(const Acting& who, Permission needed, const PermissionScope& scope = {});

/// The permission of a name. @throws Error invalid_argument "roles.invalid"
Permission permission_of(std::string_view name);

/// @param field  what names it, when it is not what the call is about  @throws Error not_found "inboxes.unknown"
Inbox inbox_of(Transaction& tx, InboxId id, std::string_view field = {});
/// @throws Error resource_exhausted "roles.too_many"
[[noreturn]] void throw_too_many(std::string_view field, const char* message);

/// How many conversations people have.
using Loads = std::unordered_map<UserId, std::int32_t>;
/// @throws Error invalid_argument "roles.invalid"
Loads loads_of(std::span<const Load> loads);
/// Whether work can be given to somebody, and why. @param place  the inbox that they serve, or a team of theirs
Candidate candidate_of(const rules::Holder& user, const PermissionScope& place, const Loads& loads);

}  // namespace roster::roles
