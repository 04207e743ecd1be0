// Roles: what may they do, and why.
//
// Read permissions.hpp for what can be allowed, rules.hpp for the order in which it is decided (docs/roles.md shows it as
// a table); inboxes.hpp for access to inboxes and who serves them, teams.hpp for teams.
#pragma once

#include <roster/base/actor.hpp>
#include <roster/roles/access_model.hpp>
#include <roster/roles/access_rules.hpp>
#include <roster/sessions/model.hpp>
#include <roster/storage/scope.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace roster {

/// The roles of one account, what single users are allowed, and every question about it. A light handle; copies are
/// free, any thread may use it.
///
/// A change is in force at the next question, in every process: nothing is remembered here. Nobody gives, by whatever
/// call, more than they have, and nobody changes somebody who has more (BX-6).
///
/// Errors common to all: as Users, with the reasons "roles.unknown", "roles.invalid" with every wrong field,
/// "roles.taken", "roles.changed"; permission_denied "users.above_own_role"; failed_precondition "roles.not_on_plan"
/// where the plan has no custom permissions: what is kept stays, and is out of use until the plan has them again.
class Roles {
public:
    explicit Roles(Scope scope) : scope_(std::move(scope)) {}

    // ---- roles of one's own (HU-9) -------------------------------------------------------------------------------

    Role add(const Actor& actor, const NewRole& role) const;
    Role update(const Actor& actor, RoleId id, const RolePatch& patch,
                std::optional<std::int64_t> expected = {}) const;
    /// @throws Error not_found "roles.unknown", also for built-in roles, which are no records
    [[nodiscard]] Role get(const Actor& actor, RoleId id) const;
    [[nodiscard]] std::optional<Role> find_by_name(const Actor& actor, std::string_view name) const;
    [[nodiscard]] Page<Role> list(const Actor& actor, std::string_view search = {},
                                  const PageRequest& page = {}) const;
    /// Removes a role. @param replacement  what those who have it, deleted users too, get instead; nil: nobody may have it
    /// @throws Error failed_precondition "roles.in_use"
    void remove(const Actor& actor, RoleId id, RoleId replacement = {}) const;

    // ---- one user (HU-10, AI-4) ------------------------------------------------------------------------------------

    /// What is set for one user besides the role. One's own, anybody's for staff.
    [[nodiscard]] UserAccess access_of(const Actor& actor, UserId user) const;
    /// Type, default inbox and capacity. Whoever manages users may; one's own default inbox everybody whom the policy lets
    /// (Policy::self_editable).
    /// @throws Error not_found "inboxes.unknown"
    UserAccess update_access(const Actor& actor, UserId user, const UserAccessPatch& patch,
                             std::optional<std::int64_t> expected = {}) const;
    /// Allows or denies one permission to one user, in the account or one inbox or team, or lets the role decide again.
    /// Needs choose_permissions. @throws Error failed_precondition "roles.owner_has_all"; resource_exhausted
    ///   "roles.too_many"; invalid_argument "roles.invalid" for a customer, and for a permission that nobody knows or that
    ///   cannot be given there, unless it was chosen before and goes
    UserAccess choose(const Actor& actor, UserId user, std::string_view permission, Choice choice,
                      const PermissionScope& scope = {}) const;

    /// Hands the account over: `to`, an active member of the staff, becomes an owner, and `from` gets `becomes` instead.
    /// Only an owner can, for themselves; the system for any owner.
    /// @param from  the owner who goes; nil for the acting owner
    /// @throws Error permission_denied "roles.not_owner"; failed_precondition "roles.cannot_own", "roles.not_owner"
    void transfer_ownership(const Actor& actor, UserId to, UserId from = {},
                            RoleId becomes = role::administrator) const;

    // ---- questions ---------------------------------------------------------------------------------------------------

    /// Whether somebody who was found good just now may. No store is asked: what the principal carries is read, and it
    /// was read in the statement that found them; so it is not known either whether the scope's inbox or team is there.
    [[nodiscard]] bool may(const Principal& principal, Permission permission,
                           const PermissionScope& scope = {}) const noexcept {
        return principal.access != nullptr && principal.access->may(permission, scope);
    }
    /// Everything that a user may now, ready to be asked; one statement. One's own, anybody's for staff.
    [[nodiscard]] Access all(const Actor& actor, UserId user) const;
    /// Whether a user may now, or would, and why (BX-1): the rules that were visited, in their order. What is supposed is
    /// for those who may see colleagues.
    /// @throws Error not_found "inboxes.unknown", "teams.unknown" for a scope that is not there; invalid_argument
    ///   "roles.invalid" with every wrong field for a permission that nobody knows, or what cannot be supposed
    [[nodiscard]] Decision why(const Actor& actor, UserId user, std::string_view permission,
                               const PermissionScope& scope = {}, const Hypothesis& what_if = {}) const;
    /// Exactly those for whom the answer is yes, by id: staff, and customers where everybody has the permission.
    /// @throws Error as why
    [[nodiscard]] Page<UserId> who_may(const Actor& actor, std::string_view permission,
                                       const PermissionScope& scope = {}, const PageRequest& page = {}) const;
    /// Everything that can be allowed, with a sentence for each: those that ship and the host's own.
    [[nodiscard]] std::vector<PermissionInfo> permissions() const { return permissions::catalogue()->all(); }

private:
    Scope scope_;
};

}  // namespace roster
