// Decisions about permissions. Pure: values in, answer out, no store, no clock.
//
// `decide` is the law: it goes through the rules in their order and tells what each said. access_rules.hpp makes of the same
// facts an `Access` that gives the same answers in a few nanoseconds; a property test holds one against the other.
#pragma once

#include <roster/accounts/rules.hpp>
#include <roster/roles/access_model.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace roster::rules {

// ---- limits --------------------------------------------------------------------------------------------------------

inline constexpr std::size_t most_rules = 500;  ///< permissions, or inboxes, of one role, group, team or user
inline constexpr std::size_t most_served_inboxes = 200;
inline constexpr std::int32_t most_capacity = 10'000;

// ---- the order -----------------------------------------------------------------------------------------------------

/// One row of the order.
struct PrecedenceRow {
    RuleKind rule;
    Verdict verdict;  ///< what it says when it applies
    std::string_view when;
};

/// The order in which rules are asked; the first that applies decides. Circumstances come first, then what is said of
/// the user, of groups and teams, of the role: who is more specific is asked before who is more general, a scope before
/// the whole account, and of two at one place the one that denies.
inline constexpr PrecedenceRow precedence[] = {
    {RuleKind::status, Verdict::no, "the user is not active: not accepted yet, suspended or deleted"},
    {RuleKind::second_factor, Verdict::no, "the policy wants a second factor of the user and the grace is over"},
    {RuleKind::credential, Verdict::no, "an API key or app is used that is not for this"},
    {RuleKind::plan, Verdict::no, "it depends on a feature that the account's plan does not have, or that is off"},
    {RuleKind::kind, Verdict::no, "the user is a customer and it is not for everybody"},
    {RuleKind::owner, Verdict::yes, "the user is an owner"},
    {RuleKind::type, Verdict::no, "the user is a collaborator and it is not for collaborators"},
    {RuleKind::inbox_access, Verdict::no, "it is asked of an inbox at which the user's level is too low"},
    {RuleKind::user_scoped_deny, Verdict::no, "it is denied to this user in this inbox or team"},
    {RuleKind::user_scoped_allow, Verdict::yes, "it is allowed to this user in this inbox or team"},
    {RuleKind::user_deny, Verdict::no, "it is denied to this user"},
    {RuleKind::user_allow, Verdict::yes, "it is allowed to this user"},
    {RuleKind::group_scoped_deny, Verdict::no, "a group or team of the user denies it in this inbox or team"},
    {RuleKind::group_scoped_allow, Verdict::yes, "a group or team of the user allows it in this inbox or team"},
    {RuleKind::group_deny, Verdict::no, "a group or team of the user denies it"},
    {RuleKind::group_allow, Verdict::yes, "a group or team of the user allows it"},
    {RuleKind::role_scoped_deny, Verdict::no, "the role denies it in this inbox or team"},
    {RuleKind::role_scoped_allow, Verdict::yes, "the role allows it in this inbox or team"},
    {RuleKind::role_deny, Verdict::no, "the role denies it"},
    {RuleKind::role_allow, Verdict::yes, "the role allows it"},
    {RuleKind::nothing, Verdict::no, "nothing allows it"},
};

// ---- rules as texts --------------------------------------------------------------------------------------------------

/// "delete_tickets", "-delete_tickets@inbox:0190…".
inline std::string to_string(const PermissionRule& rule) {
    std::string text = rule.effect == Effect::deny ? "-" + rule.permission : rule.permission;
    if (rule.scope.kind == PermissionScope::Kind::inbox) text += "@inbox:" + roster::to_string(rule.scope.inbox());
    if (rule.scope.kind == PermissionScope::Kind::team) text += "@team:" + roster::to_string(rule.scope.team());
    return text;
}

/// The rule, the name of its permission a part of the text; nullopt for a text that is none.
struct RuleView {
    Effect effect = Effect::allow;
    std::string_view permission;
    PermissionScope scope;
};
inline std::optional<RuleView> parse_rule(std::string_view text) noexcept {
    RuleView rule;
    if (!text.empty() && text.front() == '-') {
        rule.effect = Effect::deny;
        text.remove_prefix(1);
    }
    const auto at = text.find('@');
    rule.permission = text.substr(0, at);
    if (rule.permission.empty()) return std::nullopt;
    if (at == text.npos) return rule;
    const auto place = text.substr(at + 1);
    if (place.starts_with("inbox:")) {
        const auto id = InboxId::parse(place.substr(6));
        if (!id || id->is_nil()) return std::nullopt;
        rule.scope = *id;
    } else if (place.starts_with("team:")) {
        const auto id = TeamId::parse(place.substr(5));
        if (!id || id->is_nil()) return std::nullopt;
        rule.scope = *id;
    } else {
        return std::nullopt;
    }
    return rule;
}

/// A level at an inbox.
struct InboxRule {
    InboxLevel level = InboxLevel::none;
    InboxId inbox;
};
/// "reply@0190…".
inline std::string to_string(const InboxRule& rule) {
    return std::string(roster::to_string(rule.level)) + "@" + roster::to_string(rule.inbox);
}
inline std::optional<InboxRule> parse_inbox_rule(std::string_view text) noexcept {
    const auto at = text.find('@');
    if (at == text.npos) return std::nullopt;
    const auto level = parse_enum<InboxLevel>(text.substr(0, at));
    const auto inbox = InboxId::parse(text.substr(at + 1));
    if (!level || !inbox || inbox->is_nil()) return std::nullopt;
    return InboxRule{*level, *inbox};
}

/// The level that a list gives at an inbox; nullopt where it says nothing. Of two the lower.
inline std::optional<InboxLevel> level_in(const std::vector<std::string>& inboxes, InboxId inbox) {
    std::optional<InboxLevel> found;
    for (const auto& text : inboxes)
        if (const auto rule = parse_inbox_rule(text); rule && rule->inbox == inbox)
            found = std::min(found.value_or(rule->level), rule->level);
    return found;
}

/// Whether who has a level has all of the other: `only_assigned` is `reply` for what is assigned, and more than `read` there.
constexpr bool covers(InboxLevel own, InboxLevel other) noexcept {
    return own >= other && (own != InboxLevel::read || other != InboxLevel::only_assigned);
}

/// Whether a rule is about that permission, wherever it holds; about a level at that inbox. Without reading all of it.
inline bool is_about(std::string_view text, std::string_view permission) noexcept {
    if (text.starts_with('-')) text.remove_prefix(1);
    return text.starts_with(permission) && (text.size() == permission.size() || text[permission.size()] == '@');
}
inline bool is_about(std::string_view text, InboxId inbox) noexcept {
    const auto rule = parse_inbox_rule(text);
    return rule && rule->inbox == inbox;
}

// ---- what of it is in use ------------------------------------------------------------------------------------------

/// Whether a feature is on, by its name in FeatureSwitches; no name is no feature, and on.
inline bool feature_on(const AccessFacts& facts, std::string_view feature) {
    if (feature.empty()) return true;
    bool on = false;
    for_each_field<FeatureSwitches>([&](const auto& f) {
        if (f.name == feature) on = feature_on(facts.plan, facts.features, f.member);
    });
    return on;
}

/// A feature that is not on, with the cause: `the feature "teams", which is switched off`.
inline std::string missing_feature(const AccessFacts& facts, std::string_view feature) {
    std::string cause = "is not known";
    for_each_field<FeatureSwitches>([&](const auto& f) {
        if (f.name != feature) return;
        for (const auto& row : plan_features) {
            if (row.feature != f.member) continue;
            if (facts.plan < row.from)
                cause = "the plan \"" + std::string(roster::to_string(facts.plan)) + "\" does not have";
            else cause = (facts.features.*f.member).has_value() ? "is switched off" : "is not switched on";
        }
    });
    return "the feature \"" + std::string(feature) + "\", which " + cause;
}

// A lowered plan takes away what it gave and never a restriction: what is denied stays denied.
inline bool own_rules_in_use(const AccessFacts& facts, const Gates& gates) {
    return !gates.sources || feature_on(facts.plan, facts.features, &FeatureSwitches::custom_permissions);
}
inline bool teams_in_use(const AccessFacts& facts, const Gates& gates) {
    return !gates.sources || feature_on(facts.plan, facts.features, &FeatureSwitches::teams);
}
inline bool in_use(const RuleSource& source, const AccessFacts& facts, const Gates& gates) {
    return !source.is_team || teams_in_use(facts, gates);
}

/// The built-in role that a role amounts to: itself; or what it is a variant of, or the lowest above that which has all it
/// allows: who is allowed what administrators are is not less than one by what it is called.
inline RoleId counts_as(RoleId role, const std::optional<Role>& custom) {
    if (!custom || custom->id != role) return role;
    const auto catalogue = permissions::catalogue();
    PermissionSet allowed;
    for (const auto& text : custom->permissions)
        if (const auto rule = parse_rule(text);
            rule && rule->effect == Effect::allow && rule->scope.kind == PermissionScope::Kind::account)
            if (const auto one = catalogue->find(rule->permission)) allowed.insert(*one);
    for (const RoleId higher : {role::light_user, role::user, role::administrator})
        if (rank(higher) >= rank(custom->base) && allowed.within(catalogue->held_by(higher))) return higher;
    return role::owner;
}

/// The role's level at inboxes of which nothing else is said.
inline InboxLevel role_level(const AccessFacts& facts, const Gates& gates = {}) {
    if (facts.role == role::owner || facts.role == role::administrator) return InboxLevel::full;
    if (!facts.grants.role || facts.grants.role->id != facts.role) return InboxLevel::none;
    const auto& custom = *facts.grants.role;
    const bool counts = own_rules_in_use(facts, gates) || custom.base == role::administrator;
    return counts ? custom.inbox_level : InboxLevel::none;
}

/// `team "Night"`.
inline std::string name_of(const RuleSource& source) {
    return std::string(source.is_team ? "team" : "group") + " \"" + source.name + "\"";
}

/// How a level came about, for a screen: `from the group "Sales"`, and what says more and is not in use.
struct LevelStory {
    std::string from, unused;
};
inline LevelStory story_of_role_level(const AccessFacts& facts, InboxLevel level) {
    const auto& custom = facts.grants.role;
    if (!custom || custom->id != facts.role)
        return {facts.role ? "from the role \"" + std::string(role_name(facts.role)) + "\"" : "from nothing", {}};
    const std::string name = "the role \"" + custom->name + "\"";
    if (level == custom->inbox_level) return {"from " + name, {}};
    return {"from nothing", name + " says \"" + std::string(roster::to_string(custom->inbox_level)) +
                                "\", and that needs " + missing_feature(facts, "custom_permissions")};
}

/// The level at an inbox: the user's own; else, of groups and teams, none when one says so, or the highest; else the
/// role's (HU-11). What a team says out of use gives nothing, and holds back as before.
/// @param story  where it is given, it tells how that came about
inline InboxLevel inbox_level(const AccessFacts& facts, InboxId inbox, const Gates& gates = {},
                              LevelStory* story = nullptr) {
    if (facts.role == role::owner) return InboxLevel::full;
    if (facts.grants.own)
        if (const auto own = level_in(facts.grants.own->inboxes, inbox)) {
            if (story != nullptr) story->from = "set for this user";
            return *own;
        }
    const RuleSource *said_by = nullptr, *shared_by = nullptr;
    std::optional<InboxLevel> said, shared;
    for (const auto& source : facts.grants.sources) {
        const auto level = level_in(source.inboxes, inbox);
        if (!level) continue;
        if (*level == InboxLevel::none) {
            if (story != nullptr) story->from = "from the " + name_of(source);
            return InboxLevel::none;
        }
        if (!said || *said < *level) said = level, said_by = &source;
        if (in_use(source, facts, gates) && (!shared || *shared < *level)) shared = level, shared_by = &source;
    }
    const InboxLevel of_role = role_level(facts, gates), free = shared.value_or(of_role);
    const InboxLevel level = said ? std::min(free, *said) : free;
    if (story == nullptr) return level;
    if (shared_by != nullptr) story->from = "from the " + name_of(*shared_by);
    else if (level < free) story->from = "held back by the " + name_of(*said_by);
    else *story = story_of_role_level(facts, of_role);
    if (said && level < *said)
        story->unused = "the " + name_of(*said_by) + " says \"" + std::string(roster::to_string(*said)) +
                        "\", and that needs " + missing_feature(facts, "teams");
    return level;
}

// ---- the law ---------------------------------------------------------------------------------------------------------

namespace detail {

/// What one list of rules says to a question at one place.
inline bool says(const std::vector<std::string>& rules, Effect effect, const PermissionInfo& asked,
                 const PermissionScope& place) {
    return std::any_of(rules.begin(), rules.end(), [&](const std::string& text) {
        const auto rule = parse_rule(text);
        return rule && rule->effect == effect && rule->permission == asked.name && rule->scope == place;
    });
}

/// A decision being made.
class Law {
public:
    Law(const PermissionCatalogue& catalogue, const AccessFacts& facts, Permission asked,
        const PermissionScope& scope, const Gates& gates)
        : catalogue_(catalogue),
          facts_(facts),
          asked_(asked),
          info_(catalogue[asked]),
          gates_(gates),
          scope_(scope) {
        // What cannot be given for the place is about the whole account.
        if (!catalogue.scoped(scope.kind).has(asked)) scope_ = PermissionScope();
    }

    Decision decide() {
        decision_.permission = info_.name;
        for (const auto& row : precedence) {
            decision_.trail.push_back({row.rule, Verdict::silent, {}});
            auto& step = decision_.trail.back();
            if (applies(row.rule, step.says)) {
                step.verdict = row.verdict;
                decision_.allowed = row.verdict == Verdict::yes;
                if (step.says.empty()) step.says = sentence(row);
                break;
            }
            if (step.says.empty()) step.says = "Not so: " + std::string(row.when) + ".";
        }
        return std::move(decision_);
    }
    /// The answer alone.
    bool allows() const {
        std::string says;
        for (const auto& row : precedence)
            if (applies(row.rule, says)) return row.verdict == Verdict::yes;
        return false;
    }

private:
    static std::string sentence(const PrecedenceRow& row) {
        return std::string(row.verdict == Verdict::yes ? "Yes: " : "No: ") + std::string(row.when) + ".";
    }

    bool applies(RuleKind rule, std::string& says) const {
        switch (rule) {
            case RuleKind::status:
                if (!gates_.now || facts_.status == UserStatus::active) return false;
                says = "No: the user is " + std::string(roster::to_string(facts_.status)) + ".";
                return true;
            case RuleKind::second_factor: return gates_.now && facts_.second_factor_overdue;
            case RuleKind::credential:
                return facts_.limit &&
                       std::find(facts_.limit->begin(), facts_.limit->end(), info_.name) == facts_.limit->end();
            case RuleKind::plan: return is_off(says);
            case RuleKind::kind:
                return facts_.kind == UserKind::customer && !catalogue_.held_by(RoleId()).has(asked_);
            case RuleKind::owner: return facts_.role == role::owner;
            case RuleKind::type:
                return facts_.grants.own && facts_.grants.own->type == UserType::collaboration &&
                       !info_.collaboration;
            case RuleKind::inbox_access: return level_is_too_low(says);
            case RuleKind::user_scoped_deny: return of_user(Effect::deny, true, says);
            case RuleKind::user_scoped_allow: return of_user(Effect::allow, true, says);
            case RuleKind::user_deny: return of_user(Effect::deny, false, says);
            case RuleKind::user_allow: return of_user(Effect::allow, false, says);
            case RuleKind::group_scoped_deny: return of_groups(Effect::deny, true, says);
            case RuleKind::group_scoped_allow: return of_groups(Effect::allow, true, says);
            case RuleKind::group_deny: return of_groups(Effect::deny, false, says);
            case RuleKind::group_allow: return of_groups(Effect::allow, false, says);
            case RuleKind::role_scoped_deny: return of_role(Effect::deny, true, says);
            case RuleKind::role_scoped_allow: return of_role(Effect::allow, true, says);
            case RuleKind::role_deny: return of_role(Effect::deny, false, says);
            case RuleKind::role_allow: return of_role(Effect::allow, false, says);
            case RuleKind::nothing: return true;
        }
        return true;
    }

    bool is_off(std::string& says) const {
        if (!gates_.now) return false;
        const std::string_view missing =
            !feature_on(facts_, info_.feature) ? std::string_view(info_.feature)
            : scope_.kind == PermissionScope::Kind::team && !feature_on(facts_, "teams") ? "teams"
                                                                                         : "";
        if (missing.empty()) return false;
        says = "No: it depends on " + missing_feature(facts_, missing) + ".";
        return true;
    }

    bool level_is_too_low(std::string& says) const {
        if (scope_.kind != PermissionScope::Kind::inbox || !info_.inbox_level) return false;
        LevelStory story;
        const InboxLevel level = inbox_level(facts_, scope_.inbox(), gates_, &story);
        InboxLevel counts = level;
        if (level == InboxLevel::only_assigned) counts = scope_.assigned ? InboxLevel::reply : InboxLevel::none;
        if (counts >= *info_.inbox_level) return false;
        says = "No: the user's level at the inbox is \"" + std::string(roster::to_string(level)) + "\", " +
               story.from + ", and it needs \"" + std::string(roster::to_string(*info_.inbox_level)) + "\".";
        if (!story.unused.empty()) says += " Not in use: " + story.unused + ".";
        return true;
    }

    /// A scoped rule of a question that has a scope, or one of the whole account.
    [[nodiscard]] bool said_by(const std::vector<std::string>& rules, Effect effect, bool scoped) const {
        if (scoped && scope_.kind == PermissionScope::Kind::account) return false;
        return detail::says(rules, effect, info_, scoped ? scope_ : PermissionScope());
    }

    bool of_user(Effect effect, bool scoped, std::string& says) const {
        if (!facts_.grants.own || !said_by(facts_.grants.own->permissions, effect, scoped)) return false;
        if (effect == Effect::deny || own_rules_in_use(facts_, gates_)) return true;
        says = "Not in use: it is allowed to this user, and that needs " +
               missing_feature(facts_, "custom_permissions") + ".";
        return false;
    }

    bool of_groups(Effect effect, bool scoped, std::string& says) const {
        for (const auto& source : facts_.grants.sources) {
            if (!said_by(source.permissions, effect, scoped)) continue;
            const std::string name = name_of(source);
            if (effect == Effect::deny || in_use(source, facts_, gates_)) {
                says = (effect == Effect::deny ? "No: the " + name + " denies it"
                                               : "Yes: the " + name + " allows it") +
                       (scoped ? " here." : ".");
                return true;
            }
            says =
                "Not in use: the " + name + " allows it, and that needs " + missing_feature(facts_, "teams") + ".";
        }
        return false;
    }

    bool of_role(Effect effect, bool scoped, std::string& says) const {
        const auto& custom = facts_.grants.role;
        if (!custom || custom->id != facts_.role) {
            if (effect == Effect::deny || scoped || !catalogue_.held_by(facts_.role).has(asked_)) return false;
            says = facts_.role ? "Yes: the role \"" + std::string(role_name(facts_.role)) + "\" allows it."
                               : std::string("Yes: everybody may.");
            return true;
        }
        if (!said_by(custom->permissions, effect, scoped)) {
            if (effect == Effect::deny || scoped || !catalogue_.held_by(RoleId()).has(asked_)) return false;
            says = "Yes: everybody may.";
            return true;
        }
        const std::string name = "the role \"" + custom->name + "\"";
        if (effect == Effect::allow && !own_rules_in_use(facts_, gates_) &&
            !catalogue_.held_by(custom->base).has(asked_)) {
            says = "Not in use: " + name + " allows it, and that needs " +
                   missing_feature(facts_, "custom_permissions") + ": without, it allows what \"" +
                   std::string(role_name(custom->base)) + "\" does.";
            return false;
        }
        says = (effect == Effect::deny ? "No: " + name + " denies it" : "Yes: " + name + " allows it") +
               (scoped ? " here." : ".");
        return true;
    }

    const PermissionCatalogue& catalogue_;
    const AccessFacts& facts_;
    Permission asked_;
    const PermissionInfo& info_;
    Gates gates_;
    PermissionScope scope_;
    Decision decision_;
};

}  // namespace detail

/// Whether the user may, and why: the rules that were asked, in the order of `precedence`.
inline Decision decide(const PermissionCatalogue& catalogue, const AccessFacts& facts, Permission asked,
                       const PermissionScope& scope = {}, const Gates& gates = {}) {
    return detail::Law(catalogue, facts, asked, scope, gates).decide();
}
/// The same without the why.
inline bool allows(const PermissionCatalogue& catalogue, const AccessFacts& facts, Permission asked,
                   const PermissionScope& scope = {}, const Gates& gates = {}) {
    return detail::Law(catalogue, facts, asked, scope, gates).allows();
}

}  // namespace roster::rules
