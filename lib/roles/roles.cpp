// Roles of one's own, what is set for single users, and handing the account over.
#include <roster/roles/roles.hpp>

#include "roles/granting.hpp"

#include <algorithm>

namespace roster {
namespace {

RoleStore& stored_roles(Transaction& tx) { return tx.roles().roles(); }

void check_role(Transaction& tx, const Acting& who, const Role& before, Role& after, FieldErrors& errors) {
    const bool goes = !before.id.is_nil() && after.id.is_nil();
    if (!goes) roles::demand_custom_permissions(account_of(tx));
    if (!rules::is_built_in(after.base) || after.base == role::owner)
        errors.add("base", "unknown_role", "must be administrator, user or light_user");
    if (!enum_from<InboxLevel>(static_cast<std::int64_t>(after.inbox_level)))
        errors.add("inbox_level", "unknown_value", "must be none, only_assigned, read, reply or full");
    roles::clean_permissions(tx, before.permissions, after.permissions, errors);
    if (!errors.empty()) return;
    roles::demand_own(who, before.permissions, after.permissions);
    if (!who.user) return;
    const Access own = who.user->to_give();
    if (!own.covers_everywhere(before.inbox_level) || !own.covers_everywhere(after.inbox_level))
        roles::throw_more_than_own();
}

auto named(const Scope& scope) {
    return Named<Role, RoleId, NewRole, RolePatch, &stored_roles>(
        scope, {"roles", "role", permission::manage_roles, true}, check_role,
        [](Transaction&, const Acting& who, const Role&) { roles::demand_kept(who, permission::manage_roles); });
}

/// Gives all who have a role another one, deleted users too: they may come back.
void replace_role(const Scope& scope, Transaction& tx, const Acting& who, RoleId from, RoleId to) {
    const bool known = to != role::owner && to != from && (rules::is_built_in(to) || stored_roles(tx).find(to));
    if (!known)
        throw Error(ErrorCode::invalid_argument, "roles.invalid", "The role cannot be replaced by this.",
                    {{"replacement", "unknown_role", "must be another role of the account, and not owner"}});
    roles::demand_on_plan(account_of(tx), to, "replacement");
    for (const auto status : {std::optional<UserStatus>(), std::optional(UserStatus::deleted)})
        for (;;) {
            UserListing listing{
                .query = {.status = status, .role = from, .sort = UserSort::number}, .now = who.now, .limit = 500};
            const auto rows = tx.users().list(listing);
            for (const auto& row : rows) {
                const auto user = find_holder(tx, row.user.id, who.now);
                User after = *user;
                after.role = to;
                refuse(rules::may_touch(who.user_or_system(), *user));
                refuse(rules::may_give(
                    who.user_or_system(), &*user,
                    {after, rules::facts_of(after, account_of(tx),
                                            grants_with(tx, user->facts.grants, *user, after), who.now)}));
                roles::set_role(scope, tx, who, *user, to, "users.update");
            }
            if (rows.size() < 500) break;
        }
}

}  // namespace

Role Roles::add(const Actor& actor, const NewRole& role) const { return named(scope_).add(actor, role); }

Role Roles::update(const Actor& actor, RoleId id, const RolePatch& patch,
                   std::optional<std::int64_t> expected) const {
    return named(scope_).update(actor, id, patch, expected);
}

Role Roles::get(const Actor& actor, RoleId id) const { return named(scope_).get(actor, id); }

std::optional<Role> Roles::find_by_name(const Actor& actor, std::string_view name) const {
    return named(scope_).find_by_name(actor, name);
}

Page<Role> Roles::list(const Actor& actor, std::string_view search, const PageRequest& page) const {
    return named(scope_).list(actor, search, page);
}

void Roles::remove(const Actor& actor, RoleId id, RoleId replacement) const {
    named(scope_).remove(actor, id, [&](Transaction& tx, const Acting& who, const Role&) {
        if (replacement) replace_role(scope_, tx, who, id, replacement);
    });
}

// ---- One user ------------------------------------------------------------------------------------------------------

UserAccess Roles::access_of(const Actor& actor, UserId user) const {
    return scope_.read([&](Transaction& tx) {
        const Acting who = acting(tx, actor, scope_.environment.now());
        const auto found = find_holder(tx, user, who.now);
        if (!found) {
            refuse(rules::may_list(who.user_or_system()));
            throw_unknown_user();
        }
        refuse(rules::may_see(who.user_or_system(), *found));
        return roles::access_of(*found);
    });
}

UserAccess Roles::update_access(const Actor& actor, UserId id, const UserAccessPatch& patch,
                                std::optional<std::int64_t> expected) const {
    return scope_.write([&](Transaction& tx) {
        const Acting who = acting_alone(tx, actor, scope_.environment.now());
        const bool own = who.user && who.user->id == id && !patch.type.is_set() && !patch.capacity.is_set() &&
                         who.user->access.may(permission::edit_own_profile);
        if (const auto denial = rules::may_administer(who.user_or_system()); denial && !own) refuse(denial);
        else if (denial && !rules::is_self_editable(account_of(tx).policy, "default_inbox"))
            refuse(
                {"users.field_not_self_editable", "Under this account's policy only administrators change this."});
        const auto user = roles::staff_of(tx, who, id);
        FieldErrors errors;
        if (patch.type.is_set() && !enum_from<UserType>(static_cast<std::int64_t>(patch.type.value())))
            errors.add("type", "unknown_value", "must be regular or collaboration");
        if (patch.capacity.is_set() && patch.capacity.value() &&
            (*patch.capacity.value() < 0 || *patch.capacity.value() > rules::most_capacity))
            errors.add("capacity", "out_of_range", "must be from 0 to 10,000");
        errors.throw_if_any("roles.invalid", "This cannot be set.");
        if (patch.default_inbox.is_set() && patch.default_inbox.value())
            roles::inbox_of(tx, patch.default_inbox.value(), "default_inbox");
        if (expected && *expected != roles::access_of(user).revision) throw_changed();
        return roles::change_access(scope_, tx, who, user, "roles.update_access",
                                    [&](UserAccess& access) { apply(patch, access); });
    });
}

UserAccess Roles::choose(const Actor& actor, UserId id, std::string_view permission, Choice choice,
                         const PermissionScope& scope) const {
    return scope_.write([&](Transaction& tx) {
        const Acting who = acting_alone(tx, actor, scope_.environment.now());
        roles::demand_kept(who, permission::choose_permissions);
        const auto user = roles::staff_of(tx, who, id);
        if (!enum_from<Choice>(static_cast<std::int64_t>(choice)))
            throw Error(ErrorCode::invalid_argument, "roles.invalid", "This cannot be chosen.",
                        {{"choice", "unknown_value", "must be standard, allow or deny"}});
        if (choice != Choice::standard) {
            roles::demand_custom_permissions(account_of(tx), "permission");
            if (user.role == role::owner)
                throw Error(ErrorCode::failed_precondition, "roles.owner_has_all",
                            "An owner may everything: there is nothing to choose.");
        }
        return roles::change_access(scope_, tx, who, user, "roles.choose", [&](UserAccess& access) {
            const auto chosen = std::erase_if(access.permissions, [&](const std::string& text) {
                const auto rule = rules::parse_rule(text);
                return rule && rule->permission == permission && rule->scope == scope;
            });
            // What was chosen once may be put away even where this process does not know it.
            if (chosen == 0 || choice != Choice::standard) roles::check_rule(tx, permission, scope);
            if (choice != Choice::standard)
                access.permissions.push_back(rules::to_string(PermissionRule{
                    choice == Choice::allow ? Effect::allow : Effect::deny, std::string(permission), scope}));
            if (access.permissions.size() > rules::most_rules)
                roles::throw_too_many("permissions", "Five hundred choices are the most one user can have.");
        });
    });
}

void Roles::transfer_ownership(const Actor& actor, UserId to, UserId from, RoleId becomes) const {
    scope_.write([&](Transaction& tx) {
        const Acting who = acting_alone(tx, actor, scope_.environment.now());
        const UserId leaving = from ? from : actor.user_id();
        if (who.user && (leaving != who.user->id || !who.user->access.may(permission::transfer_ownership) ||
                         who.user->role != role::owner))
            refuse(rules::Denial{"roles.not_owner",
                                 "Only an owner can hand the account over, and only for themselves."});
        const auto old_owner = find_holder(tx, leaving, who.now), next = find_holder(tx, to, who.now);
        if (!next) throw_unknown_user("to");
        if (!old_owner) throw_unknown_user("from");
        if (old_owner->role != role::owner)
            throw Error(ErrorCode::failed_precondition, "roles.not_owner", "This user is no owner of the account.");
        if (next->kind != UserKind::staff || next->role == role::owner || next->facts.status != UserStatus::active)
            throw Error(ErrorCode::failed_precondition, "roles.cannot_own",
                        "The account can be handed over to an active member of the staff who is no owner yet.");
        const bool known =
            becomes != role::owner && (rules::is_built_in(becomes) || stored_roles(tx).find(becomes));
        if (!known)
            throw Error(ErrorCode::invalid_argument, "roles.invalid",
                        "The account cannot be handed over like this.",
                        {{"becomes", "unknown_role", "must be a role of the account, and not owner"}});
        roles::demand_on_plan(account_of(tx), becomes, "becomes");
        roles::set_role(scope_, tx, who, *next, role::owner, "roles.transfer_ownership");
        roles::set_role(scope_, tx, who, *old_owner, becomes, "roles.transfer_ownership");
    });
}

}  // namespace roster
