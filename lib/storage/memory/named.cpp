#include "storage/memory/stores.hpp"

#include <algorithm>

namespace roster::memory {
namespace {

// What differs between the kinds.

template <class Thing>
auto& things(auto& state) {
    if constexpr (std::same_as<Thing, Organization>) return state.organizations;
    else if constexpr (std::same_as<Thing, Role>) return state.roles;
    else if constexpr (std::same_as<Thing, Inbox>) return state.inboxes;
    else if constexpr (std::same_as<Thing, Team>) return state.teams;
    else return state.groups;
}

template <class Thing>
auto& names(auto& state) {
    if constexpr (std::same_as<Thing, Organization>) return state.organization_names;
    else if constexpr (std::same_as<Thing, Role>) return state.role_names;
    else if constexpr (std::same_as<Thing, Inbox>) return state.inbox_names;
    else if constexpr (std::same_as<Thing, Team>) return state.team_names;
    else return state.group_names;
}

bool belongs(const User& user, OrganizationId id) { return user.organization == id; }
bool belongs(const User& user, RoleId id) { return user.role == id; }
bool belongs(const User& user, GroupId id) {
    return std::find(user.groups.begin(), user.groups.end(), id) != user.groups.end();
}

template <class ThingId>
bool is_in_use(const State& state, ThingId id) {
    const auto& users = state.users.rows();
    return std::any_of(users.begin(), users.end(), [&](const auto& user) { return belongs(user.second.user, id); });
}
bool is_in_use(const State& state, TeamId id) {
    const auto& members = state.team_members.rows();
    return std::any_of(members.begin(), members.end(),
                       [&](const auto& member) { return member.second.team_id == id; });
}
bool is_in_use(const State&, InboxId) { return false; }

}  // namespace

template <class Thing, class ThingId>
std::optional<Thing> MemoryNamedStore<Thing, ThingId>::find(ThingId id) {
    const auto* row = things<Thing>(db_.look()).find(id);
    return row != nullptr ? std::optional(row->thing) : std::nullopt;
}

template <class Thing, class ThingId>
std::optional<Thing> MemoryNamedStore<Thing, ThingId>::find_by_name(std::string_view name_key) {
    const auto* id = names<Thing>(db_.look()).find(name_key);
    return id != nullptr ? find(*id) : std::nullopt;
}

template <class Thing, class ThingId>
std::vector<Thing> MemoryNamedStore<Thing, ThingId>::list(std::string_view prefix, std::string_view after_key,
                                                          std::int32_t limit) {
    std::vector<Thing> found;
    for (const auto& [key, id] : names<Thing>(db_.look()).rows())
        if (key.starts_with(prefix) && key > after_key && static_cast<std::int32_t>(found.size()) < limit)
            found.push_back(*find(id));
    return found;
}

template <class Thing, class ThingId>
std::optional<Conflict> MemoryNamedStore<Thing, ThingId>::insert(const Thing& thing, std::string_view name_key) {
    State& state = db_.add();
    const std::string key(name_key);
    if (names<Thing>(state).find(key) != nullptr) return Conflict{"name"};
    require(!thing.id.is_nil() && things<Thing>(state).find(thing.id) == nullptr, "the id is no new one");
    names<Thing>(state).put(key, thing.id);
    things<Thing>(state).put(thing.id, {thing, key});
    return std::nullopt;
}

template <class Thing, class ThingId>
SaveResult MemoryNamedStore<Thing, ThingId>::save(const Thing& before, const Thing& after,
                                                  std::string_view name_key) {
    State& state = db_.change();
    const std::string key(name_key);
    const auto* holder = names<Thing>(state).find(key);
    if (holder != nullptr && *holder != before.id) return {Saved::conflict, {"name"}};
    const auto* row = things<Thing>(state).find(before.id);
    if (row == nullptr || row->thing.revision != before.revision) return {Saved::changed_meanwhile, {}};
    require(after.id == before.id, "an id is for life");
    const std::string old_key = row->name_key;
    names<Thing>(state).erase(old_key);
    names<Thing>(state).put(key, after.id);
    things<Thing>(state).put(after.id, {after, key});
    return {};
}

template <class Thing, class ThingId>
typename NamedStore<Thing, ThingId>::Removal MemoryNamedStore<Thing, ThingId>::remove(ThingId id) {
    using Removal = typename NamedStore<Thing, ThingId>::Removal;
    State& state = db_.change();
    const auto* row = things<Thing>(state).find(id);
    if (row == nullptr) return Removal::not_found;
    if (is_in_use(state, id)) return Removal::in_use;
    const std::string key = row->name_key;
    names<Thing>(state).erase(key);
    things<Thing>(state).erase(id);
    return Removal::done;
}

template <class Thing, class ThingId>
std::vector<IndexedThing<Thing>> MemoryNamedStore<Thing, ThingId>::records(const ThingId& after,
                                                                           std::int32_t limit) {
    return rows_after(things<Thing>(db_.look()), after, limit);
}

template <class Thing, class ThingId>
void MemoryNamedStore<Thing, ThingId>::put(const IndexedThing<Thing>& named) {
    State& state = db_.add();
    const ThingId id = named.thing.id;
    require(!id.is_nil(), "a thing has an id");
    if (const auto* holder = names<Thing>(state).find(named.name_key); holder != nullptr && *holder != id) {
        // A key that nobody can ask for: names hold no control characters.
        auto nameless = *things<Thing>(state).find(*holder);
        nameless.name_key = "\x01" + to_string(id);
        names<Thing>(state).put(nameless.name_key, nameless.thing.id);
        things<Thing>(state).put(nameless.thing.id, nameless);
    }
    if (const auto* row = things<Thing>(state).find(id)) names<Thing>(state).erase(std::string(row->name_key));
    names<Thing>(state).put(named.name_key, id);
    things<Thing>(state).put(id, named);
}

template <class Thing, class ThingId>
void MemoryNamedStore<Thing, ThingId>::erase(const ThingId& key) {
    State& state = db_.change();
    const auto* row = things<Thing>(state).find(key);
    if (row == nullptr) return;
    // As the schemas: only organizations and groups are held by those who refer to them.
    constexpr bool held = std::same_as<Thing, Organization> || std::same_as<Thing, Group>;
    require(!held || !is_in_use(state, key), "people belong to it");
    names<Thing>(state).erase(std::string(row->name_key));
    things<Thing>(state).erase(key);
}

template class MemoryNamedStore<Organization, OrganizationId>;
template class MemoryNamedStore<Group, GroupId>;
template class MemoryNamedStore<Role, RoleId>;
template class MemoryNamedStore<Inbox, InboxId>;
template class MemoryNamedStore<Team, TeamId>;

}  // namespace roster::memory
