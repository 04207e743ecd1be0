#include "storage/memory/stores.hpp"

#include <roster/roles/rules.hpp>

namespace roster::memory {
namespace {

template <class Thing>
RuleSource source_of(const Thing& thing, bool is_team) {
    return {.is_team = is_team,
            .id = std::string(thing.id.bytes()),
            .name = thing.name,
            .permissions = thing.permissions,
            .inboxes = thing.inboxes};
}

bool has_second_factor(const State& state, UserId user) {
    for (const auto& [id, one] : state.authenticators.rows())
        if (one.user_id == user && one.confirmed) return true;
    for (const auto& [id, one] : state.passkeys.rows())
        if (one.user_id == user) return true;
    return false;
}

}  // namespace

Grants grants_of(const State& state, const User& user) {
    Grants grants;
    if (const auto* role = state.roles.find(user.role)) grants.role = role->thing;
    if (const auto* own = state.user_access.find(user.id)) grants.own = *own;
    grants.has_second_factor = has_second_factor(state, user.id);
    for (const auto& group : user.groups)
        if (const auto* found = state.groups.find(group)) grants.sources.push_back(source_of(found->thing, false));
    for (const auto& [key, member] : state.team_members.rows())
        if (member.user_id == user.id)
            if (const auto* team = state.teams.find(member.team_id))
                grants.sources.push_back(source_of(team->thing, true));
    std::sort(grants.sources.begin(), grants.sources.end(),
              [](const auto& a, const auto& b) { return std::pair(a.is_team, a.id) < std::pair(b.is_team, b.id); });
    return grants;
}

std::optional<KeptHolder> MemoryRoleStores::holder(UserId id) {
    const State& state = db_.look();
    const auto* user = state.users.find(id);
    if (user == nullptr) return std::nullopt;
    return KeptHolder{user->user, *state.account.find(db_.account()), grants_of(state, user->user)};
}

std::vector<PersonRow> MemoryRoleStores::people(PeopleWalk walk, UserId after, std::int32_t limit) {
    std::vector<PersonRow> found;
    const State& state = db_.look();
    const auto& rows = state.users.rows();
    for (auto row = rows.upper_bound(after); row != rows.end() && static_cast<std::int32_t>(found.size()) < limit;
         ++row) {
        const User& user = row->second.user;
        if ((user.kind != UserKind::staff && !walk.customers) || user.deleted_at) continue;
        found.push_back({.id = user.id,
                         .kind = user.kind,
                         .role = user.role,
                         .onboarding = user.onboarding,
                         .suspension_starts_at = user.suspension_starts_at,
                         .suspension_ends_at = user.suspension_ends_at,
                         .groups = user.groups});
        if (!walk.second_factors) continue;
        found.back().created_at = user.created_at;
        found.back().has_second_factor = has_second_factor(state, user.id);
    }
    return found;
}

std::vector<UserAccess> MemoryRoleStores::access_about(std::string_view permission, InboxId inbox, UserId after,
                                                       std::int32_t limit) {
    auto found = access_.records(after, limit);
    for (auto& access : found) {
        std::erase_if(access.permissions,
                      [&](const std::string& rule) { return !rules::is_about(rule, permission); });
        std::erase_if(access.inboxes, [&](const std::string& rule) { return !rules::is_about(rule, inbox); });
    }
    return found;
}

std::vector<UserId> MemoryRoleStores::members_of(TeamId team, UserId after, std::int32_t limit) {
    std::vector<UserId> found;
    for (const auto& [key, member] : db_.look().team_members.rows())
        if (member.team_id == team && after < member.user_id && static_cast<std::int32_t>(found.size()) < limit)
            found.push_back(member.user_id);
    return found;
}

std::int64_t MemoryRoleStores::remove_members_of(TeamId team) {
    State& state = db_.change();
    std::vector<std::pair<UserId, TeamId>> gone;
    for (const auto& [key, member] : state.team_members.rows())
        if (member.team_id == team) gone.push_back(key);
    for (const auto& key : gone) state.team_members.erase(key);
    return static_cast<std::int64_t>(gone.size());
}

}  // namespace roster::memory
