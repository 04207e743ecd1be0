// Questions: what may they do, why, and who may.
#include <roster/roles/roles.hpp>

#include "roles/granting.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <unordered_map>

namespace roster {
namespace {

rules::Holder seen(Transaction& tx, const Actor& actor, UserId id, Instant now) {
    const Acting who = acting(tx, actor, now);
    auto user = find_holder(tx, id, now);
    if (!user) {
        refuse(rules::may_list(who.user_or_system()));
        throw_unknown_user();
    }
    refuse(rules::may_see(who.user_or_system(), *user));
    return *std::move(user);
}

void suppose(Transaction& tx, AccessFacts& facts, const User& user, const Hypothesis& what_if) {
    User then = user;
    if (what_if.role.is_set()) facts.role = then.role = what_if.role.value();
    if (what_if.groups.is_set()) then.groups = what_if.groups.value();
    facts.grants = grants_with(tx, std::move(facts.grants), user, then);
    if (what_if.role.is_set() && then.role && !rules::is_built_in(then.role) && !facts.grants.role)
        throw Error(ErrorCode::not_found, "roles.unknown", "There is no such role in this account.");
    if (what_if.teams.is_set()) {
        std::erase_if(facts.grants.sources, [](const RuleSource& source) { return source.is_team; });
        for (const auto& id : what_if.teams.value())
            if (const auto team = tx.roles().teams().find(id))
                facts.grants.sources.push_back(
                    {true, std::string(id.bytes()), team->name, team->permissions, team->inboxes});
    }
    auto& own = facts.grants.own;
    if (!own && (what_if.permissions.is_set() || what_if.inboxes.is_set() || what_if.type.is_set()))
        own.emplace().user_id = user.id;
    if (what_if.permissions.is_set()) own->permissions = what_if.permissions.value();
    if (what_if.inboxes.is_set()) own->inboxes = what_if.inboxes.value();
    if (what_if.type.is_set()) own->type = what_if.type.value();
    if (what_if.status.is_set()) facts.status = what_if.status.value();
    if (what_if.plan.is_set()) facts.plan = what_if.plan.value();
    if (what_if.scopes.is_set()) facts.limit = what_if.scopes.value();
}

/// Records of users in the order of their ids, beside a walk through the users. `next_page(last key, rows)` reads on.
template <class Record>
class Beside {
public:
    using NextPage = std::function<std::vector<Record>(const KeyOf<Record>& after, std::int32_t rows)>;
    Beside(KeyOf<Record> after, NextPage next_page) : next_page_(std::move(next_page)), last_(after) {}
    /// Calls visit(record) for each of the user's. Users must come in order.
    template <class Visit>
    void of(UserId user, Visit&& visit) {
        for (;; ++at_) {
            if (at_ == page_.size()) {
                if (ended_) return;
                page_ = next_page_(last_, page_rows);
                at_ = 0;
                ended_ = page_.size() < static_cast<std::size_t>(page_rows);
                if (page_.empty()) return;
                last_ = key_of(page_.back());
            }
            if (user < page_[at_].user_id) return;
            if (page_[at_].user_id == user) visit(page_[at_]);
        }
    }

private:
    static constexpr std::int32_t page_rows = 1'000;
    NextPage next_page_;
    KeyOf<Record> last_;
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
    Many(Transaction& tx, std::string_view permission, const PermissionScope& scope, UserId after)
        : account_(account_of(tx)),
          asked_(roles::permission_of(permission)),
          scope_(scope),
          roles_(tx.roles().roles()),
          groups_(tx.groups()),
          teams_(tx.roles().teams()),
          access_(after,
                  [&tx, permission, inbox = scope.kind == PermissionScope::Kind::inbox ? scope.inbox() : InboxId()](
                      UserId from, std::int32_t rows) {
                      return tx.roles().access_about(permission, inbox, from, rows);
                  }),
          members_({after, TeamId::from_bytes(std::string(16, '\xFF').data())},
                   [&tx](const KeyOf<TeamMember>& from, std::int32_t rows) {
                       return tx.roles().members().records(from, rows);
                   }) {}

    bool may(const StaffRow& row) {
        // Everything that an answer depends on, and how much of each kind, so that no two are alike by chance.
        key_.assign(row.role.bytes());
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
        const bool answer = rules::allows(*catalogue_, facts_of(row, own), asked_, scope_);
        answers_.emplace(key_, answer);
        return answer;
    }

private:
    AccessFacts facts_of(const StaffRow& row, const UserAccess* own) {
        AccessFacts facts;
        facts.user = row.id;
        facts.role = row.role;
        facts.plan = account_.plan;
        facts.features = account_.features;
        if (!rules::is_built_in(row.role)) facts.grants.role = roles_.find(row.role);
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
    Shared<Role, RoleId> roles_;
    Shared<Group, GroupId> groups_;
    Shared<Team, TeamId> teams_;
    Beside<UserAccess> access_;
    Beside<TeamMember> members_;
    std::vector<TeamId> teams_of_;
    std::string key_;
    std::unordered_map<std::string, bool> answers_;
};

bool is_active(const StaffRow& row, Instant now) {
    const bool suspended = row.suspension_starts_at && *row.suspension_starts_at <= now &&
                           (!row.suspension_ends_at || now < *row.suspension_ends_at);
    return row.onboarding == Onboarding::active && !suspended;
}

}  // namespace

Access Roles::all(const Actor& actor, UserId user) const {
    return scope_.read([&](Transaction& tx) { return seen(tx, actor, user, scope_.environment.now()).access; });
}

Decision Roles::why(const Actor& actor, UserId user, std::string_view permission, const PermissionScope& scope,
                    const Hypothesis& what_if) const {
    const Permission asked = roles::permission_of(permission);
    return scope_.read([&](Transaction& tx) {
        const auto found = seen(tx, actor, user, scope_.environment.now());
        auto facts = found.facts;
        suppose(tx, facts, found, what_if);
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
        Many many(tx, permission, scope, after);
        std::vector<UserId> found;
        const auto wanted = static_cast<std::size_t>(page.limit) + 1;
        for (UserId last = after; found.size() < wanted;) {
            const auto rows = tx.roles().staff(last, page.limit + 1);
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
