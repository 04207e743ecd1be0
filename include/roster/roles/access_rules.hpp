// What one user may, ready to be asked: the answers of the law (rules.hpp) to everything, compiled. Pure, as it is.
#pragma once

#include <roster/roles/rules.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace roster {

// ---- the answer to everything --------------------------------------------------------------------------------------

/// What one user may, ready to be asked: immutable, small, independent of the number of rules in the account. Asking
/// looks at a bit, after a binary search among the places of which something is said of this user. Any thread.
class Access {
public:
    /// Whether they may. Of a place where a permission cannot be given it is the account-wide answer.
    [[nodiscard]] bool may(Permission one, const PermissionScope& scope = {}) const noexcept {
        if (scope.kind == PermissionScope::Kind::account) return account_.any.has(one);
        const Area& area = at(scope);
        return (scope.assigned ? area.assigned : area.any).has(one);
    }
    /// All they may there.
    [[nodiscard]] const PermissionSet& all(const PermissionScope& scope = {}) const noexcept {
        if (scope.kind == PermissionScope::Kind::account) return account_.any;
        const Area& area = at(scope);
        return scope.assigned ? area.assigned : area.any;
    }
    /// Their level at an inbox.
    [[nodiscard]] InboxLevel level(InboxId inbox) const noexcept { return at(inbox).level; }
    /// Whether whoever has this has no more than whoever has the other: at every place no permission that the other
    /// lacks there, and no higher level. Of permissions that this process does not know it is true where the other is
    /// allowed, and not denied, the same by the same rules.
    [[nodiscard]] bool within(const Access& other) const noexcept {
        return unknown_within(other) && known_within(Access(), other);
    }
    /// The same of what is new alone: what whoever has this had before counts for nothing.
    [[nodiscard]] bool new_within(const Access& before, const Access& other) const noexcept {
        return (unknown_within(before) || unknown_within(other)) && known_within(before, other);
    }
    /// Whether it is allowed there by all that is said, levels aside; account-wide: at every single place too.
    [[nodiscard]] bool holds(Permission one, const PermissionScope& scope = {}) const noexcept {
        if (scope.kind != PermissionScope::Kind::account) return at(scope).ruled.has(one);
        return account_.ruled.has(one) && inbox_.ruled.has(one) && team_.ruled.has(one) &&
               std::all_of(areas_.begin(), areas_.end(), [&](const Area& area) { return area.ruled.has(one); });
    }
    /// Whether their level covers that one at every inbox.
    [[nodiscard]] bool covers_everywhere(InboxLevel level) const noexcept {
        return rules::covers(inbox_.level, level) &&
               std::all_of(areas_.begin(), areas_.end(), [&](const Area& area) {
                   return area.place.kind != PermissionScope::Kind::inbox || rules::covers(area.level, level);
               });
    }
    /// How many permissions this process knew when it was made (permissions::count).
    [[nodiscard]] std::size_t known() const noexcept { return known_; }

private:
    struct Area {
        PermissionScope place;
        InboxLevel level = InboxLevel::none;
        PermissionSet ruled;          ///< by the rules alone
        PermissionSet any, assigned;  ///< what comes of it
    };
    [[nodiscard]] const Area& at(const PermissionScope& scope) const noexcept {
        const auto found =
            std::lower_bound(areas_.begin(), areas_.end(), scope,
                             [](const Area& area, const PermissionScope& key) { return area.place < key; });
        if (found != areas_.end() && found->place == scope) return *found;
        return scope.kind == PermissionScope::Kind::inbox  ? inbox_
               : scope.kind == PermissionScope::Kind::team ? team_
                                                           : account_;
    }

    [[nodiscard]] bool known_within(const Access& before, const Access& other) const noexcept {
        // What comes of rules and level is looked at too: it may be had by neither, where each had one of the two.
        const auto no_more = [](const Area& mine, const Area& had, const Area& theirs) {
            return mine.ruled.within(had.ruled | theirs.ruled) && mine.any.within(had.any | theirs.any) &&
                   mine.assigned.within(had.assigned | theirs.assigned) &&
                   (rules::covers(had.level, mine.level) || rules::covers(theirs.level, mine.level));
        };
        if (!no_more(account_, before.account_, other.account_) || !no_more(inbox_, before.inbox_, other.inbox_) ||
            !no_more(team_, before.team_, other.team_))
            return false;
        const auto everywhere = [&](const std::vector<Area>& areas) {
            return std::all_of(areas.begin(), areas.end(), [&](const Area& area) {
                return no_more(at(area.place), before.at(area.place), other.at(area.place));
            });
        };
        return everywhere(areas_) && everywhere(before.areas_) && everywhere(other.areas_);
    }
    [[nodiscard]] bool unknown_within(const Access& other) const noexcept {
        const auto includes = [](const std::vector<std::string>& all, const std::vector<std::string>& some) {
            return std::includes(all.begin(), all.end(), some.begin(), some.end());
        };
        return other.has_all_ || (includes(other.unknown_allowed_, unknown_allowed_) &&
                                  includes(unknown_denied_, other.unknown_denied_));
    }

    Area account_, inbox_, team_;  ///< the latter two: where nothing is said of the very place
    std::vector<Area> areas_;      ///< by place
    /// Rules about permissions that this process does not know: whose each is, and its text; in order.
    std::vector<std::string> unknown_allowed_, unknown_denied_;
    bool has_all_ = false;  ///< an owner without a limit: what nobody here knows, too
    std::size_t known_ = 0;

    friend class Compiler;
};

/// Makes an Access. Used through rules::compile.
class Compiler {
public:
    Compiler(const PermissionCatalogue& catalogue, const AccessFacts& facts, const Gates& gates)
        : catalogue_(catalogue), facts_(facts), gates_(gates) {}

    Access compile() {
        cells_.push_back({});  // the account, before all places
        collect();
        std::sort(cells_.begin(), cells_.end(), [](const Cell& a, const Cell& b) { return a.place < b.place; });
        bounds();
        const Cell& account = cells_.front();
        finish(access_.account_, account, account);
        access_.inbox_.place.kind = PermissionScope::Kind::inbox;
        access_.inbox_.level = rules::role_level(facts_, gates_);
        finish(access_.inbox_, {}, account);
        access_.team_.place.kind = PermissionScope::Kind::team;
        finish(access_.team_, {}, account);
        access_.areas_.reserve(cells_.size() - 1);
        for (std::size_t i = 1; i < cells_.size(); ++i) {
            const Cell& cell = cells_[i];
            auto& area = access_.areas_.emplace_back();
            area.place = cell.place;
            if (cell.place.kind == PermissionScope::Kind::inbox) area.level = level_of(cell);
            finish(area, cell, account);
        }
        access_.account_.level = InboxLevel::none;
        access_.has_all_ = is_owner_ && !is_customer() && !facts_.limit;
        access_.known_ = catalogue_.all().size();
        for (auto* texts : {&access_.unknown_allowed_, &access_.unknown_denied_}) {
            std::sort(texts->begin(), texts->end());
            texts->erase(std::unique(texts->begin(), texts->end()), texts->end());
        }
        return std::move(access_);
    }

private:
    struct Layer {
        PermissionSet allow, deny;
    };
    enum { of_role = 0, of_groups = 1, of_user = 2 };
    /// What is said at one place.
    struct Cell {
        PermissionScope place;
        std::array<Layer, 3> layers{};
        std::optional<InboxLevel> own, said, shared;  ///< said: by groups and teams, in use or not
        bool shut = false;                            ///< a group or team says "none"
    };

    Cell& cell(const PermissionScope& place) {
        if (place.kind == PermissionScope::Kind::account) return cells_.front();
        for (auto& one : cells_)
            if (one.place == place) return one;
        cells_.push_back({});
        cells_.back().place = place;
        return cells_.back();
    }

    void add(const std::vector<std::string>& rules, std::size_t layer, bool in_use,
             const PermissionSet* otherwise = nullptr) {
        for (const auto& text : rules) {
            const auto rule = rules::parse_rule(text);
            if (!rule) continue;
            const auto one = catalogue_.find(rule->permission);
            if (!one) {  // another process knows it
                add_unknown(*rule, layer, in_use);
                continue;
            }
            const bool scoped = rule->scope.kind != PermissionScope::Kind::account;
            if (scoped && !catalogue_.scoped(rule->scope.kind).has(*one)) continue;
            auto& to = cell(rule->scope).layers[layer];
            if (rule->effect == Effect::deny) to.deny.insert(*one);
            else if (in_use || (otherwise != nullptr && otherwise->has(*one))) to.allow.insert(*one);
        }
    }

    /// A more specific layer stands over a more general one, so that the same text in another is another rule.
    void add_unknown(const rules::RuleView& rule, std::size_t layer, bool in_use) {
        const bool denies = rule.effect == Effect::deny;
        if (!denies && (!in_use || is_customer() || is_shut_out(rule.permission))) return;
        (denies ? access_.unknown_denied_ : access_.unknown_allowed_)
            .push_back(std::to_string(layer) +
                       rules::to_string(PermissionRule{rule.effect, std::string(rule.permission), rule.scope}));
    }
    /// Whether an actor cannot be said to have it: the key or app is not for it, or who knows if collaborators can.
    [[nodiscard]] bool is_shut_out(std::string_view permission) const {
        if (facts_.limit &&
            std::find(facts_.limit->begin(), facts_.limit->end(), permission) == facts_.limit->end())
            return true;
        return gates_.sources && facts_.grants.own && facts_.grants.own->type == UserType::collaboration;
    }

    void collect() {
        const auto& grants = facts_.grants;
        if (is_custom()) {
            add(grants.role->permissions, of_role, rules::own_rules_in_use(facts_, gates_),
                &catalogue_.held_by(grants.role->base));
            cells_.front().layers[of_role].allow =
                cells_.front().layers[of_role].allow | catalogue_.held_by(RoleId());
        } else {
            cells_.front().layers[of_role].allow = catalogue_.held_by(facts_.role);
        }
        for (const auto& source : grants.sources) {
            const bool in_use = rules::in_use(source, facts_, gates_);
            add(source.permissions, of_groups, in_use);
            for (const auto& text : source.inboxes) {
                const auto rule = rules::parse_inbox_rule(text);
                if (!rule) continue;
                // A list that names an inbox twice means the lower of the two.
                const auto level = *rules::level_in(source.inboxes, rule->inbox);
                auto& at = cell(rule->inbox);
                at.shut = at.shut || level == InboxLevel::none;
                at.said = std::max(at.said.value_or(level), level);
                if (in_use) at.shared = std::max(at.shared.value_or(level), level);
            }
        }
        if (!grants.own) return;
        add(grants.own->permissions, of_user, rules::own_rules_in_use(facts_, gates_));
        for (const auto& text : grants.own->inboxes)
            if (const auto rule = rules::parse_inbox_rule(text)) {
                auto& own = cell(rule->inbox).own;
                own = std::min(own.value_or(rule->level), rule->level);
            }
    }

    /// What no rule can go beyond.
    void bounds() {
        bound_ = catalogue_.everything();
        is_owner_ = facts_.role == role::owner;
        if (is_customer()) bound_ = bound_ & catalogue_.held_by(RoleId());
        if (!is_owner_ && facts_.grants.own && facts_.grants.own->type == UserType::collaboration)
            bound_ = bound_ & catalogue_.for_collaborators();
        if (facts_.limit) {
            PermissionSet limit;
            for (const auto& name : *facts_.limit)
                if (const auto one = catalogue_.find(name)) limit.insert(*one);
            bound_ = bound_ & limit;
        }
        if (!gates_.now) return;
        for (const auto& [feature, set] : catalogue_.by_feature())
            if (!rules::feature_on(facts_, feature)) bound_ = bound_ - set;
        if (facts_.status != UserStatus::active || facts_.second_factor_overdue) bound_ = {};
        // Teams that are off are no places.
        team_bound_off_ = !rules::feature_on(facts_, "teams");
    }

    [[nodiscard]] bool is_customer() const { return facts_.kind == UserKind::customer; }
    [[nodiscard]] bool is_custom() const { return facts_.grants.role && facts_.grants.role->id == facts_.role; }

    [[nodiscard]] InboxLevel level_of(const Cell& cell) const {
        if (facts_.role == role::owner) return InboxLevel::full;
        if (cell.own) return *cell.own;
        if (cell.shut) return InboxLevel::none;
        const InboxLevel level = cell.shared.value_or(rules::role_level(facts_, gates_));
        return cell.said ? std::min(level, *cell.said) : level;
    }

    /// From the general to the specific, each over what was before it.
    void finish(Access::Area& area, const Cell& cell, const Cell& account) const {
        PermissionSet result;
        if (is_owner_) {
            result = catalogue_.everything();
        } else {
            for (std::size_t i = 0; i < 3; ++i) {
                const Layer &wide = account.layers[i], &here = cell.layers[i];
                result = (result | wide.allow) - wide.deny;
                // What the layer says here stands over what it says of the whole account, not over more specific layers.
                result = (result | here.allow) - here.deny;
            }
        }
        area.ruled = result & bound_;
        area.any = area.assigned = area.ruled;
        if (area.place.kind == PermissionScope::Kind::inbox && !is_owner_) {
            const bool assigned_only = area.level == InboxLevel::only_assigned;
            area.any = area.any & catalogue_.at_level(assigned_only ? InboxLevel::none : area.level);
            area.assigned = area.assigned & catalogue_.at_level(assigned_only ? InboxLevel::reply : area.level);
        }
        if (area.place.kind == PermissionScope::Kind::team && team_bound_off_) {
            area.any = area.any - catalogue_.scoped(PermissionScope::Kind::team);
            area.assigned = area.any;
        }
    }

    const PermissionCatalogue& catalogue_;
    const AccessFacts& facts_;
    Gates gates_;
    std::vector<Cell> cells_;
    PermissionSet bound_;
    bool is_owner_ = false, team_bound_off_ = false;
    Access access_;
};

}  // namespace roster

namespace roster::rules {

/// The answers to everything that `decide` could be asked of these facts.
inline Access compile(const PermissionCatalogue& catalogue, const AccessFacts& facts, const Gates& gates = {}) {
    return Compiler(catalogue, facts, gates).compile();
}

// What nobody may give more of than they have is compared beside the circumstances of the moment: somebody suspended is
// compared by what they have when they come back. An actor's rules count while they are in use, other people's as if the
// plan were the highest.

/// What an actor has to give.
inline constexpr Gates as_actor{.now = false, .sources = true};
/// What somebody has, at most.
inline constexpr Gates as_subject{.now = false, .sources = false};

/// A built-in role alone: what a user has of whom nothing else is known.
inline AccessFacts facts_of_role(RoleId role) {
    AccessFacts facts;
    facts.role = role;
    facts.kind = role ? UserKind::staff : UserKind::customer;
    facts.plan = Plan::pro;
    return facts;
}

}  // namespace roster::rules
