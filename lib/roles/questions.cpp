// Questions: what may they do, why, and who may.
#include <roster/roles/roles.hpp>

#include "roles/granting.hpp"

#include <algorithm>
#include <concepts>
#include <functional>
#include <map>
#include <unordered_map>

namespace roster {
namespace {

rules::Holder seen(Transaction& tx, const Acting& who, UserId id) {
    auto user = find_holder(tx, id, who.now);
    if (!user) {
        refuse(rules::may_list(who.user_or_system()));
        throw_unknown_user();
    }
    refuse(rules::may_see(who.user_or_system(), *user));
    return *std::move(user);
}

/// A place that is asked about must be there: of one that is not, nothing would be said, and that is no answer.
void demand_place(Transaction& tx, const PermissionScope& scope) {
    if (scope.kind == PermissionScope::Kind::inbox) static_cast<void>(roles::inbox_of(tx, scope.inbox()));
    if (scope.kind == PermissionScope::Kind::team && !tx.roles().teams().find(scope.team()))
        throw Error(ErrorCode::not_found, "teams.unknown", "There is no such team in this account.");
}

// ---- what if -------------------------------------------------------------------------------------------------------

bool supposes_anything(const Hypothesis& what_if) {
    bool any = false;
    for_each_field<Hypothesis>([&](const auto& f) { any = any || (what_if.*f.member).is_set(); });
    return any;
}

/// Puts these groups, or teams, in the place of those that there are.
template <class ThingId, class Store>
void suppose_sources(std::vector<RuleSource>& sources, bool teams, const std::vector<ThingId>& ids, Store& store,
                     FieldErrors& errors) {
    std::erase_if(sources, [&](const RuleSource& source) { return source.is_team == teams; });
    const std::string field = teams ? "teams" : "groups";
    if (ids.size() > rules::most_groups)
        return errors.add(field, "too_many", "may have at most " + std::to_string(rules::most_groups) + " items");
    for (std::size_t i = 0; i < ids.size(); ++i) {
        if (const auto thing = store.find(ids[i]))
            sources.push_back(
                {teams, std::string(ids[i].bytes()), thing->name, thing->permissions, thing->inboxes});
        else
            errors.add(field + "[" + std::to_string(i) + "]", "unknown",
                       teams ? "there is no such team in this account" : "there is no such group in this account");
    }
}

template <class E>
void suppose_value(const Change<E>& given, E& value, const char* field, FieldErrors& errors) {
    if (!given.is_set()) return;
    if (!enum_from<E>(static_cast<std::int64_t>(given.value())))
        errors.add(field, "unknown_value", "is no known value");
    value = given.value();
}

void suppose_role(Transaction& tx, AccessFacts& facts, const User& user, RoleId role, Instant now,
                  FieldErrors& errors) {
    User then = user;
    facts.role = then.role = role;
    facts.grants.role = role.is_nil() || rules::is_built_in(role) ? std::nullopt : tx.roles().roles().find(role);
    const bool known =
        role.is_nil() ? user.kind == UserKind::customer : rules::is_built_in(role) || facts.grants.role.has_value();
    if (!known) errors.add("role", "unknown_role", "must be one of the account's roles");
    facts.second_factor_overdue = rules::second_factor_overdue(then, account_of(tx).policy, facts.grants, now);
}

/// @throws Error invalid_argument "roles.invalid" with every wrong field
void suppose(Transaction& tx, AccessFacts& facts, const User& user, const Hypothesis& what_if, Instant now) {
    FieldErrors errors;
    if (what_if.role.is_set()) suppose_role(tx, facts, user, what_if.role.value(), now, errors);
    auto& sources = facts.grants.sources;
    if (what_if.groups.is_set()) suppose_sources(sources, false, what_if.groups.value(), tx.groups(), errors);
    if (what_if.teams.is_set()) suppose_sources(sources, true, what_if.teams.value(), tx.roles().teams(), errors);
    auto& own = facts.grants.own;
    if (!own && (what_if.permissions.is_set() || what_if.inboxes.is_set() || what_if.type.is_set()))
        own.emplace().user_id = user.id;
    if (what_if.permissions.is_set()) {
        auto supposed = what_if.permissions.value();
        roles::clean_permissions(tx, own->permissions, supposed, errors);
        own->permissions = std::move(supposed);
    }
    if (what_if.inboxes.is_set()) {
        auto supposed = what_if.inboxes.value();
        roles::clean_inboxes(tx, own->inboxes, supposed, errors);
        own->inboxes = std::move(supposed);
    }
    if (own) suppose_value(what_if.type, own->type, "type", errors);
    suppose_value(what_if.status, facts.status, "status", errors);
    suppose_value(what_if.plan, facts.plan, "plan", errors);
    if (what_if.scopes.is_set()) facts.limit = what_if.scopes.value();
    errors.throw_if_any("roles.invalid", "This cannot be supposed.");
}

// ---- many at once --------------------------------------------------------------------------------------------------

/// Records of users in the order of their ids, beside a walk through the users. `next_page(last key, rows)` reads on.
template <class Record>
class Beside {
public:
    using NextPage = std::function<std::vector<Record>(const KeyOf<Record>& after, std::int32_t rows)>;
    /// @param rows  read at once: as many as there are users in a page
    Beside(KeyOf<Record> after, std::int32_t rows, NextPage next_page)
        : next_page_(std::move(next_page)), last_(after), rows_(rows) {}
    /// Calls visit(record) for each of the user's; the record lives during the call alone, or where a user has but one until
    /// the next. Users must come in order.
    template <class Visit>
    void of(UserId user, Visit&& visit) {
        for (;; ++at_) {
            if (at_ == page_.size()) {
                if (ended_) return;
                page_ = next_page_(last_, rows_);
                at_ = 0;
                ended_ = page_.size() < static_cast<std::size_t>(rows_);
                if (page_.empty()) return;
                last_ = key_of(page_.back());
            }
            if (user < page_[at_].user_id) return;
            if (page_[at_].user_id != user) continue;
            visit(page_[at_]);
            if constexpr (std::same_as<KeyOf<Record>, UserId>) {  // the only one
                ++at_;
                return;
            }
        }
    }

private:
    NextPage next_page_;
    KeyOf<Record> last_;
    std::int32_t rows_;
    std::vector<Record> page_;
    std::size_t at_ = 0;
    bool ended_ = false;
};

/// Things that many users share, each looked up once.
template <class Thing, class ThingId>
class Shared {
public:
    explicit Shared(NamedStore<Thing, ThingId>& store) : store_(store) {}
    const std::optional<Thing>& find(ThingId id) {
        const auto known = found_.find(id);
        return known != found_.end() ? known->second : found_.emplace(id, store_.find(id)).first->second;
    }

private:
    NamedStore<Thing, ThingId>& store_;
    std::unordered_map<ThingId, std::optional<Thing>> found_;
};

/// Decides of one user after the other; those of whom the same is known are decided once.
class Many {
public:
    Many(Transaction& tx, std::string_view permission, const PermissionScope& scope, UserId after,
         std::int32_t at_once, Instant now)
        : account_(account_of(tx)),
          asked_(roles::permission_of(permission)),
          scope_(scope),
          now_(now),
          roles_(tx.roles().roles()),
          groups_(tx.groups()),
          teams_(tx.roles().teams()),
          access_(after, at_once,
                  [&tx, permission, inbox = scope.kind == PermissionScope::Kind::inbox ? scope.inbox() : InboxId()](
                      UserId from, std::int32_t rows) {
                      return tx.roles().access_about(permission, inbox, from, rows);
                  }),
          members_({after, TeamId::from_bytes(std::string(16, '\xFF').data())}, at_once,
                   [&tx](const KeyOf<TeamMember>& from, std::int32_t rows) {
                       return tx.roles().members().records(from, rows);
                   }) {}

    /// Whom to walk through: customers have nothing but what everybody has.
    [[nodiscard]] PeopleWalk walk() const {
        return {.customers = catalogue_->held_by(RoleId()).has(asked_),
                .second_factors = !account_.policy.second_factor_roles.empty()};
    }

    bool may(const PersonRow& row) {
        // Everything that an answer depends on, and how much of each kind, so that no two are alike by chance.
        key_.assign(row.role.bytes());
        const bool overdue = is_overdue(row);
        key_ += row.kind == UserKind::staff ? 's' : 'c';
        key_ += overdue ? 'o' : '-';
        key_ += std::to_string(row.groups.size()) + ":";
        for (const auto& group : row.groups) key_ += group.bytes();
        teams_of_.clear();
        members_.of(row.id, [&](const TeamMember& member) {
            teams_of_.push_back(member.team_id);
            key_ += member.team_id.bytes();
        });
        key_ += std::to_string(teams_of_.size()) + ":";
        const UserAccess* own = nullptr;
        access_.of(row.id, [&](const UserAccess& access) { own = &access; });
        if (own != nullptr) {
            key_ += own->type == UserType::regular ? 'r' : 'c';
            key_ += std::to_string(own->permissions.size()) + ":";
            for (const auto& text : own->permissions) (key_ += text) += '\n';
            for (const auto& text : own->inboxes) (key_ += text) += '\n';
        }
        const auto known = answers_.find(key_);
        if (known != answers_.end()) return known->second;
        const bool answer = rules::allows(*catalogue_, facts_of(row, own, overdue), asked_, scope_);
        answers_.emplace(key_, answer);
        return answer;
    }

private:
    bool is_overdue(const PersonRow& row) {
        if (!row.created_at) return false;  // the policy wants second factors of nobody
        User user;
        user.role = row.role;
        user.created_at = *row.created_at;
        Grants grants;
        grants.has_second_factor = row.has_second_factor;
        if (row.role && !rules::is_built_in(row.role)) grants.role = roles_.find(row.role);
        return rules::second_factor_overdue(user, account_.policy, grants, now_);
    }

    AccessFacts facts_of(const PersonRow& row, const UserAccess* own, bool overdue) {
        AccessFacts facts;
        facts.user = row.id;
        facts.kind = row.kind;
        facts.second_factor_overdue = overdue;
        facts.role = row.role;
        facts.plan = account_.plan;
        facts.features = account_.features;
        if (row.role && !rules::is_built_in(row.role)) facts.grants.role = roles_.find(row.role);
        for (const auto& id : row.groups)
            if (const auto& group = groups_.find(id))
                facts.grants.sources.push_back(
                    {false, std::string(id.bytes()), group->name, group->permissions, group->inboxes});
        for (const auto& id : teams_of_)
            if (const auto& team = teams_.find(id))
                facts.grants.sources.push_back(
                    {true, std::string(id.bytes()), team->name, team->permissions, team->inboxes});
        if (own != nullptr) facts.grants.own = *own;
        return facts;
    }

    const std::shared_ptr<const PermissionCatalogue> catalogue_ = permissions::catalogue();
    const AccountRecord account_;
    const Permission asked_;
    const PermissionScope scope_;
    const Instant now_;
    Shared<Role, RoleId> roles_;
    Shared<Group, GroupId> groups_;
    Shared<Team, TeamId> teams_;
    Beside<UserAccess> access_;
    Beside<TeamMember> members_;
    std::vector<TeamId> teams_of_;
    std::string key_;
    std::unordered_map<std::string, bool> answers_;
};

bool is_active(const PersonRow& row, Instant now) {
    const bool suspended = row.suspension_starts_at && *row.suspension_starts_at <= now &&
                           (!row.suspension_ends_at || now < *row.suspension_ends_at);
    return row.onboarding == Onboarding::active && !suspended;
}

}  // namespace

Access Roles::all(const Actor& actor, UserId user) const {
    return scope_.read(
        [&](Transaction& tx) { return seen(tx, acting(tx, actor, scope_.environment.now()), user).access; });
}

Decision Roles::why(const Actor& actor, UserId user, std::string_view permission, const PermissionScope& scope,
                    const Hypothesis& what_if) const {
    const Permission asked = roles::permission_of(permission);
    return scope_.read([&](Transaction& tx) {
        const Acting who = acting(tx, actor, scope_.environment.now());
        const auto found = seen(tx, who, user);
        demand_place(tx, scope);
        auto facts = found.facts;
        if (supposes_anything(what_if)) {
            // What is supposed may be any role, group or team, and the trail tells of it: that is for those who see them.
            refuse(rules::may_list(who.user_or_system()));
            suppose(tx, facts, found, what_if, who.now);
        }
        return rules::decide(*permissions::catalogue(), facts, asked, scope);
    });
}

Page<UserId> Roles::who_may(const Actor& actor, std::string_view permission, const PermissionScope& scope,
                            const PageRequest& page) const {
    check_page(page);
    (void)roles::permission_of(permission);  // refuses an unknown one before anything is read
    const std::string binding = "who_may\n" + std::string(scope_.account.bytes()) + std::string(permission) +
                                static_cast<char>('0' + static_cast<int>(scope.kind)) +
                                (scope.assigned ? "a" : "-") +
                                std::string(reinterpret_cast<const char*>(scope.id.data()), scope.id.size());
    UserId after;
    if (!page.after.empty()) after = cursor::to_id<UserId>(cursor::decode(binding, page.after, 1)[0]);
    return scope_.read([&](Transaction& tx) {
        const Instant now = scope_.environment.now();
        refuse(rules::may_list(acting(tx, actor, now).user_or_system()));
        demand_place(tx, scope);
        Many many(tx, permission, scope, after, page.limit + 1, now);
        std::vector<UserId> found;
        const auto wanted = static_cast<std::size_t>(page.limit) + 1;
        for (UserId last = after; found.size() < wanted;) {
            const auto rows = tx.roles().people(many.walk(), last, page.limit + 1);
            for (const auto& row : rows)
                if (is_active(row, now) && found.size() < wanted && many.may(row)) found.push_back(row.id);
            if (rows.size() <= static_cast<std::size_t>(page.limit)) break;
            last = rows.back().id;
        }
        return page_of(std::move(found), page.limit,
                       [&](UserId id) { return cursor::encode(binding, {std::string(id.bytes())}); });
    });
}

}  // namespace roster
