#include <roster/roles/teams.hpp>

#include "roles/granting.hpp"

namespace roster {
namespace {

constexpr std::size_t most_teams_of_user = 100;

TeamStore& stored_teams(Transaction& tx) { return tx.roles().teams(); }

void check_team(Transaction& tx, const Acting& who, const Team& before, Team& after, FieldErrors& errors) {
    const bool goes = !before.id.is_nil() && after.id.is_nil();
    if (!goes) roles::demand_teams(account_of(tx));
    roles::check_source(tx, who, before, after, errors);
}

/// In the account, or for this one team.
void demand_right(Transaction&, const Acting& who, const Team& team) {
    roles::demand_kept(who, permission::manage_teams, team.id ? PermissionScope(team.id) : PermissionScope());
}

auto named(const Scope& scope) {
    return Named<Team, TeamId, NewTeam, TeamPatch, &stored_teams>(
        scope, {"teams", "team", permission::manage_teams, true}, check_team, demand_right);
}

/// A team that the actor may change the members of.
Team team_for(Transaction& tx, const Acting& who, TeamId id) {
    auto team = stored_teams(tx).find(id);
    demand_right(tx, who, team ? *team : Team{});
    if (!team) throw Error(ErrorCode::not_found, "teams.unknown", "There is no such team in this account.");
    return *std::move(team);
}

/// The user as a member of the team or not, for comparing.
rules::Holder supposed(const rules::Holder& user, const Team& team, bool member) {
    auto facts = user.facts;
    std::erase_if(facts.grants.sources,
                  [&](const RuleSource& source) { return source.is_team && source.id == team.id.bytes(); });
    if (member)
        facts.grants.sources.push_back(
            {true, std::string(team.id.bytes()), team.name, team.permissions, team.inboxes});
    return {user, std::move(facts)};
}

void note(const Scope& scope, Transaction& tx, const Acting& who, const Team& team, UserId user,
          std::string_view verb, bool joins) {
    const std::string name = json::write(team.name);
    history::record(tx, scope.environment, who.author, who.now, verb, "user", user,
                    {{"team", joins ? "null" : name, joins ? name : "null"}});
}

std::string binding_of(const Scope& scope, std::string_view list, TeamId id) {
    return std::string(list) + "\n" + std::string(scope.account.bytes()) + std::string(id.bytes());
}

/// A page of a team's members.
Page<UserId> members_page(Transaction& tx, const std::string& binding, TeamId id, const PageRequest& page) {
    if (!stored_teams(tx).find(id))
        throw Error(ErrorCode::not_found, "teams.unknown", "There is no such team in this account.");
    UserId after;
    if (!page.after.empty()) after = cursor::to_id<UserId>(cursor::decode(binding, page.after, 1)[0]);
    return page_of(tx.roles().members_of(id, after, page.limit + 1), page.limit,
                   [&](UserId user) { return cursor::encode(binding, {std::string(user.bytes())}); });
}

}  // namespace

Team Teams::add(const Actor& actor, const NewTeam& team) const { return named(scope_).add(actor, team); }

Team Teams::update(const Actor& actor, TeamId id, const TeamPatch& patch,
                   std::optional<std::int64_t> expected) const {
    return named(scope_).update(actor, id, patch, expected);
}

Team Teams::get(const Actor& actor, TeamId id) const { return named(scope_).get(actor, id); }

std::optional<Team> Teams::find_by_name(const Actor& actor, std::string_view name) const {
    return named(scope_).find_by_name(actor, name);
}

Page<Team> Teams::list(const Actor& actor, std::string_view search, const PageRequest& page) const {
    return named(scope_).list(actor, search, page);
}

void Teams::remove(const Actor& actor, TeamId id) const { named(scope_).remove(actor, id); }

void Teams::add_member(const Actor& actor, TeamId id, UserId user) const {
    scope_.write([&](Transaction& tx) {
        const Acting who = acting_alone(tx, actor, scope_.environment.now());
        const Team team = team_for(tx, who, id);
        roles::demand_teams(account_of(tx));
        const auto member = roles::subject_of(tx, who, user);
        if (member.kind != UserKind::staff || member.deleted_at)
            throw Error(ErrorCode::failed_precondition, "teams.not_staff",
                        "Teams are made of members of the staff.");
        auto& store = tx.roles().members();
        if (store.find({user, id})) return;
        if (store.of_user(user).size() >= most_teams_of_user)
            throw Error(ErrorCode::resource_exhausted, "teams.too_many",
                        "A hundred teams are the most one can belong to.");
        refuse(rules::may_give(who.user_or_system(), &member, supposed(member, team, true)));
        if (!store.insert({.user_id = user, .team_id = id, .joined_at = who.now})) throw_changed();
        note(scope_, tx, who, team, user, "teams.add_member", true);
    });
}

void Teams::remove_member(const Actor& actor, TeamId id, UserId user) const {
    scope_.write([&](Transaction& tx) {
        const Acting who = acting_alone(tx, actor, scope_.environment.now());
        const Team team = team_for(tx, who, id);
        const auto member = roles::subject_of(tx, who, user);
        const auto found = tx.roles().members().find({user, id});
        if (!found) return;
        // Leaving a team that denies something may give it back.
        refuse(rules::may_give(who.user_or_system(), &member, supposed(member, team, false)));
        if (!tx.roles().members().remove(*found)) throw_changed();
        note(scope_, tx, who, team, user, "teams.remove_member", false);
    });
}

Page<UserId> Teams::members(const Actor& actor, TeamId id, const PageRequest& page) const {
    check_page(page);
    return scope_.read([&](Transaction& tx) {
        refuse(rules::may_list(acting(tx, actor, scope_.environment.now()).user_or_system()));
        return members_page(tx, binding_of(scope_, "team_members", id), id, page);
    });
}

std::vector<TeamMember> Teams::of_user(const Actor& actor, UserId user) const {
    return scope_.read([&](Transaction& tx) {
        const Acting who = acting(tx, actor, scope_.environment.now());
        const auto found = tx.users().find(user);
        if (!found) {
            refuse(rules::may_list(who.user_or_system()));
            throw_unknown_user();
        }
        refuse(rules::may_see(who.user_or_system(), *found));
        return tx.roles().members().of_user(user);
    });
}

Page<Candidate> Teams::who_can_take(const Actor& actor, TeamId id, std::span<const Load> loads,
                                    const PageRequest& page) const {
    check_page(page);
    const auto known = roles::loads_of(loads);
    return scope_.read([&](Transaction& tx) {
        const Instant now = scope_.environment.now();
        refuse(rules::may_list(acting(tx, actor, now).user_or_system()));
        const auto members = members_page(tx, binding_of(scope_, "team_candidates", id), id, page);
        Page<Candidate> candidates;
        candidates.next = members.next;
        for (const UserId member : members.items)
            if (const auto user = find_holder(tx, member, now))
                candidates.items.push_back(roles::candidate_of(*user, id, known));
        return candidates;
    });
}

}  // namespace roster
