#include "roles/rule_lists.hpp"

#include <roster/roles/rules.hpp>

#include <algorithm>

namespace roster::roles {
namespace {

using Texts = std::vector<std::string>;

bool has(const Texts& list, const std::string& text) {
    return std::find(list.begin(), list.end(), text) != list.end();
}

/// Those that are in one of the two only.
template <class Visit>
void each_difference(const Texts& before, const Texts& after, Visit&& visit) {
    for (const auto& text : before)
        if (!has(after, text)) visit(text);
    for (const auto& text : after)
        if (!has(before, text)) visit(text);
}

bool is_there(Transaction& tx, const PermissionScope& place) {
    if (place.kind == PermissionScope::Kind::inbox) return tx.roles().inboxes().find(place.inbox()).has_value();
    return tx.roles().teams().find(place.team()).has_value();
}

/// What is wrong with a rule that was not there before, as reason and message; empty when nothing is.
std::pair<const char*, const char*> fault_of(Transaction& tx, const rules::RuleView& rule) {
    const auto catalogue = permissions::catalogue();
    const auto one = catalogue->find(rule.permission);
    if (!one) return {"unknown_permission", "must name a permission"};
    if (rule.scope.kind == PermissionScope::Kind::account) return {};
    if (!catalogue->scoped(rule.scope.kind).has(*one))
        return {"not_scoped", "names a permission that cannot be given for such a place"};
    if (!is_there(tx, rule.scope)) return {"unknown_place", "names an inbox or team that is not in this account"};
    return {};
}

/// What the owner has needs no comparing: it is everything, also what this process does not know.
bool has_all(const Acting& who) { return !who.user || (who.user->role == role::owner && !who.user->facts.limit); }

}  // namespace

void throw_more_than_own() {
    throw Error(ErrorCode::permission_denied, "users.above_own_role",
                "Nobody can give, or change, more than they may do themselves.");
}

void clean_permissions(Transaction& tx, const Texts& before, Texts& after, FieldErrors& errors) {
    if (after == before) return;
    if (after.size() > rules::most_rules) {
        errors.add("permissions", "too_many", "may have at most " + std::to_string(rules::most_rules) + " items");
        return;
    }
    Texts clean;
    for (std::size_t i = 0; i < after.size(); ++i) {
        const auto wrong = [&](const char* reason, const char* message) {
            errors.add("permissions[" + std::to_string(i) + "]", reason, message);
        };
        if (!has(before, after[i])) {
            const auto rule = rules::parse_rule(after[i]);
            if (!rule) {
                errors.add(
                    "permissions[" + std::to_string(i) + "]", "invalid_rule",
                    "must be a permission, with \"-\" before it to deny it and \"@inbox:…\" or \"@team:…\" after it");
                continue;
            }
            if (const auto [reason, message] = fault_of(tx, *rule); reason != nullptr) {
                wrong(reason, message);
                continue;
            }
            after[i] = rules::to_string(PermissionRule{rule->effect, std::string(rule->permission), rule->scope});
        }
        if (!has(clean, after[i])) clean.push_back(after[i]);
    }
    if (errors.empty()) after = std::move(clean);
}

void check_rule(Transaction& tx, std::string_view permission, const PermissionScope& scope) {
    const auto [reason, message] = fault_of(tx, {Effect::allow, permission, scope});
    if (reason == nullptr) return;
    FieldErrors errors;
    errors.add(std::string_view(reason) == "unknown_place" ? "scope" : "permission", reason, message);
    errors.throw_if_any("roles.invalid", "This cannot be chosen.");
}

void clean_inboxes(Transaction& tx, const Texts& before, Texts& after, FieldErrors& errors) {
    if (after == before) return;
    if (after.size() > rules::most_rules) {
        errors.add("inboxes", "too_many", "may have at most " + std::to_string(rules::most_rules) + " items");
        return;
    }
    Texts clean;
    std::vector<InboxId> named;
    for (std::size_t i = 0; i < after.size(); ++i) {
        const auto wrong = [&](const char* reason, const char* message) {
            errors.add("inboxes[" + std::to_string(i) + "]", reason, message);
        };
        const auto rule = rules::parse_inbox_rule(after[i]);
        if (!rule) wrong("invalid_rule", "must be a level and an inbox: \"reply@…\"");
        else if (std::find(named.begin(), named.end(), rule->inbox) != named.end())
            wrong("duplicate", "names an inbox a second time");
        else if (!has(before, after[i]) && !tx.roles().inboxes().find(rule->inbox))
            wrong("unknown_place", "names an inbox that is not in this account");
        else named.push_back(rule->inbox), clean.push_back(rules::to_string(*rule));
    }
    if (errors.empty()) after = std::move(clean);
}

void demand_own(const Acting& who, const Texts& before, const Texts& after) {
    if (has_all(who)) return;
    const Access own = who.user->of_person(), to_give = who.user->to_give();
    const auto catalogue = permissions::catalogue();
    const auto demand = [&](const Access& of, const std::string& text) {
        const auto rule = rules::parse_rule(text);
        const auto one = rule ? catalogue->find(rule->permission) : std::nullopt;
        if (!one || !of.holds(*one, rule->scope)) throw_more_than_own();
    };
    for (const auto& text : before)
        if (!text.starts_with('-')) demand(own, text);
    each_difference(before, after, [&](const std::string& text) { demand(to_give, text); });
}

void demand_own_levels(const Acting& who, const Texts& before, const Texts& after) {
    if (has_all(who)) return;
    const Access own = who.user->to_give();
    const auto level_of = [&](const std::string& text) {
        const auto rule = rules::parse_inbox_rule(text);
        return rule ? *rule : rules::InboxRule{InboxLevel::full, {}};
    };
    for (const auto& text : before)
        if (const auto rule = level_of(text); !rules::covers(own.level(rule.inbox), rule.level))
            throw_more_than_own();
    each_difference(before, after, [&](const std::string& text) {
        // Where something is taken away, what is more general decides, and where "none" is, other groups: that may be
        // anything.
        const auto rule = level_of(text);
        const bool replaced = rule.level != InboxLevel::none &&
                              rules::level_in(after, rule.inbox).value_or(InboxLevel::none) != InboxLevel::none;
        const auto needed = has(after, text) ? rule.level : replaced ? rule.level : InboxLevel::full;
        if (!rules::covers(own.level(rule.inbox), needed)) throw_more_than_own();
    });
}

}  // namespace roster::roles
