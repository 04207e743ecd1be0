// Lists of rules as they are given: cleaned, checked, and never more than the actor has.
#pragma once

#include "users/acting.hpp"

#include <roster/base/error.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace roster::roles {

/// Cleans a list of permissions and checks what is new in it: known, given where it can be, the place there. What was
/// in the list before may stay even where this process does not know it.
void clean_permissions(Transaction& tx, const std::vector<std::string>& before, std::vector<std::string>& after,
                       FieldErrors& errors);
/// Whether such a rule can be: the permission known, given where it can be, the place there.
/// @throws Error invalid_argument "roles.invalid" with "permission" or "scope"
void check_rule(Transaction& tx, std::string_view permission, const PermissionScope& scope);
/// The same of levels at inboxes: one for each inbox.
void clean_inboxes(Transaction& tx, const std::vector<std::string>& before, std::vector<std::string>& after,
                   FieldErrors& errors);

/// Whether the actor may make `after` of `before`, lists that others have their rights from: everything that is allowed
/// by `before` the actor has, and everything that changes they have to give; at the inboxes too.
/// @throws Error permission_denied "users.above_own_role"
void demand_own(const Acting& who, const std::vector<std::string>& before, const std::vector<std::string>& after);
void demand_own_levels(const Acting& who, const std::vector<std::string>& before,
                       const std::vector<std::string>& after);

/// @throws Error permission_denied "users.above_own_role"
[[noreturn]] void throw_more_than_own();

/// Of groups and teams.
template <class Thing>
void check_source(Transaction& tx, const Acting& who, const Thing& before, Thing& after, FieldErrors& errors) {
    clean_permissions(tx, before.permissions, after.permissions, errors);
    clean_inboxes(tx, before.inboxes, after.inboxes, errors);
    if (!errors.empty()) return;
    demand_own(who, before.permissions, after.permissions);
    demand_own_levels(who, before.inboxes, after.inboxes);
}

}  // namespace roster::roles
