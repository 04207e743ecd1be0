#include "roles/granting.hpp"

#include <roster/accounts/rules.hpp>

#include <algorithm>

namespace roster::roles {
namespace {

/// The one field that is at fault, if one is.
std::vector<FieldError> named(std::string_view field, const char* reason, const char* message) {
    if (field.empty()) return {};
    return {{std::string(field), reason, message}};
}

}  // namespace

UserAccess access_of(const rules::Holder& user) {
    if (user.facts.grants.own) return *user.facts.grants.own;
    UserAccess none;
    none.user_id = user.id;
    return none;
}

rules::Holder subject_of(Transaction& tx, const Acting& who, UserId id) {
    auto user = find_holder(tx, id, who.now);
    if (!user) {
        refuse(rules::may_list(who.user_or_system()));  // a customer must not learn who is not there
        throw_unknown_user();
    }
    refuse(rules::may_touch(who.user_or_system(), *user));
    return *std::move(user);
}

rules::Holder staff_of(Transaction& tx, const Acting& who, UserId id) {
    auto user = subject_of(tx, who, id);
    if (user.kind != UserKind::staff)
        throw Error(ErrorCode::invalid_argument, "roles.invalid", "Customers have no access that could be changed.",
                    {{"user", "not_staff", "must be a member of the staff"}});
    return user;
}

UserAccess change_access(const Scope& scope, Transaction& tx, const Acting& who, const rules::Holder& user,
                         std::string_view verb, const std::function<void(UserAccess&)>& edit) {
    const UserAccess before = access_of(user);
    UserAccess after = before;
    edit(after);
    auto changes = history::diff(before, after);
    if (changes.empty()) return before;
    if (before.type != after.type || before.permissions != after.permissions || before.inboxes != after.inboxes) {
        auto facts = user.facts;
        facts.grants.own = after;
        refuse(rules::may_give(who.user_or_system(), &user, rules::Holder(user, std::move(facts))));
    }
    after.revision = before.revision + 1;
    auto& store = tx.roles().access();
    const bool won = before.revision == 0 ? store.insert(after) : store.replace(before, after);
    if (!won) throw_changed();
    history::record(tx, scope.environment, who.author, who.now, verb, "user", user.id, std::move(changes));
    return after;
}

void set_role(const Scope& scope, Transaction& tx, const Acting& who, const User& before, RoleId role,
              std::string_view verb) {
    User after = before;
    after.role = role;
    FieldErrors errors;
    IndexedUser indexed = index(std::move(after), errors);
    const Counters change{.owners = rules::is_owner(indexed.user) - rules::is_owner(before)};
    if (change.owners != 0 && tx.accounts().count(change).outcome == AccountStore::Count::last_owner)
        throw_last_owner();
    auto changes = history::diff<User>(before, indexed.user);
    indexed.user.revision = before.revision + 1;
    indexed.user.updated_at = who.now;
    if (tx.users().save(before, indexed).outcome != Saved::done) throw_changed();
    history::record(tx, scope.environment, who.author, who.now, verb, "user", before.id, std::move(changes));
}

void demand_custom_permissions(const AccountRecord& account, std::string_view field) {
    if (!rules::feature_on(account, &FeatureSwitches::custom_permissions))
        throw Error(ErrorCode::failed_precondition, "roles.not_on_plan",
                    "The account's plan has no permissions and roles of one's own, or they are switched off.",
                    named(field, "not_in_plan", "is not for this account's plan"));
}

void demand_teams(const AccountRecord& account, std::string_view field) {
    if (!rules::feature_on(account, &FeatureSwitches::teams))
        throw Error(ErrorCode::failed_precondition, "teams.not_on_plan",
                    "The account's plan has no teams, or they are switched off.",
                    named(field, "not_in_plan", "is not for this account's plan"));
}

void demand_kept(const Acting& who, Permission needed, const PermissionScope& scope) {
    if (who.user && (who.user->kind != UserKind::staff || who.user->facts.second_factor_overdue ||
                     !who.user->to_give().may(needed, scope)))
        refuse(rules::Denial{"users.not_administrator",
                             "Only administrators, owners and those to whom it was allowed can do this."});
}

Permission permission_of(std::string_view name) {
    if (const auto one = permissions::find(name)) return *one;
    throw Error(ErrorCode::invalid_argument, "roles.invalid", "There is no such permission.",
                {{"permission", "unknown_permission", "must name a permission"}});
}

Inbox inbox_of(Transaction& tx, InboxId id, std::string_view field) {
    if (auto inbox = tx.roles().inboxes().find(id)) return *std::move(inbox);
    throw Error(ErrorCode::not_found, "inboxes.unknown", "There is no such inbox in this account.",
                named(field, "unknown", "must be an inbox of the account"));
}

void throw_too_many(std::string_view field, const char* message) {
    throw Error(ErrorCode::resource_exhausted, "roles.too_many", message, named(field, "too_many", message));
}

Loads loads_of(std::span<const Load> loads) {
    FieldErrors errors;
    Loads known;
    if (loads.size() > 10'000) errors.add("loads", "too_many", "may have at most 10,000 items");
    else
        for (std::size_t i = 0; i < loads.size(); ++i) {
            if (loads[i].conversations < 0)
                errors.add("loads[" + std::to_string(i) + "].conversations", "out_of_range",
                           "must not be negative");
            known.insert_or_assign(loads[i].user_id, loads[i].conversations);
        }
    errors.throw_if_any("roles.invalid", "This cannot be looked up like this.");
    return known;
}

Candidate candidate_of(const rules::Holder& user, const PermissionScope& place, const Loads& loads) {
    const bool of_team = place.kind == PermissionScope::Kind::team;
    Candidate candidate;
    candidate.user_id = user.id;
    candidate.capacity = access_of(user).capacity;
    if (const auto load = loads.find(user.id); load != loads.end()) candidate.conversations = load->second;
    if (!of_team) candidate.level = user.access.level(place.inbox());
    const bool active = user.facts.status == UserStatus::active;
    const bool on_plan = !of_team || rules::feature_on(user.facts, "teams");
    const bool gets_there = user.access.may(permission::reply_tickets, place.assigned_to_them());
    const bool has_room = !candidate.capacity || candidate.conversations < *candidate.capacity;
    candidate.reasons = {of_team ? "member" : "serves"};
    if (!active) candidate.reasons.emplace_back("not_active");
    if (!on_plan) candidate.reasons.emplace_back("not_on_plan");
    candidate.reasons.emplace_back(gets_there ? "access" : "no_access");
    candidate.reasons.emplace_back(has_room ? "capacity" : "full");
    candidate.eligible = active && on_plan && gets_there && has_room;
    return candidate;
}

}  // namespace roster::roles
