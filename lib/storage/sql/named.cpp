#include "storage/sql/records.hpp"
#include "storage/sql/stores.hpp"

namespace roster::sql {
namespace {

/// The statements of a table of things with a unique name.
template <class Thing>
struct Statements {
    Statement find, find_by_name, list, insert, update, remove, in_use, give_up_name;
    bool can_be_in_use;
    RecordStatements<Thing> records;

    /// @param members  "FROM … WHERE account = ? AND … = ?": the users that belong to a thing; empty where none can
    Statements(const std::string& table, const std::string& members)
        : find("SELECT " + columns<Thing>() + " FROM " + table + " WHERE account = ? AND id = ?"),
          find_by_name("SELECT " + columns<Thing>() + " FROM " + table + " WHERE account = ? AND name_key = ?"),
          list("SELECT " + columns<Thing>() + " FROM " + table +
               " WHERE account = ? AND name_key > ? AND name_key >= ? AND name_key < ? ORDER BY name_key LIMIT ?"),
          insert("INSERT INTO " + table + " (account, name_key, " + columns<Thing>() + ") VALUES (?, ?, " +
                 parameters<Thing>() + ") ON CONFLICT (account, name_key) DO NOTHING"),
          update("UPDATE " + table + " SET name_key = ?, " + assignments<Thing>() +
                 " WHERE account = ? AND id = ? AND revision = ?"),
          remove("DELETE FROM " + table + " WHERE account = ? AND id = ?"),
          in_use("SELECT 1 " + (members.empty() ? "FROM " + table + " WHERE account = ? AND id = ?" : members) +
                 " LIMIT 1"),
          give_up_name("UPDATE " + table + " SET name_key = ? WHERE account = ? AND name_key = ? AND id <> ?"),
          can_be_in_use(!members.empty()),
          records(table, {"name_key"}) {}
};

const Statements<Organization> organization_statements("organizations",
                                                       "FROM users WHERE account = ? AND organization = ?");
const Statements<Group> group_statements("groups", "FROM user_groups WHERE account = ? AND group_id = ?");
const Statements<Role> role_statements("roles", "FROM users WHERE account = ? AND role = ?");
const Statements<Inbox> inbox_statements("inboxes", "");
const Statements<Team> team_statements("teams", "FROM team_members WHERE account = ? AND team_id = ?");

template <class Thing>
const Statements<Thing>& statements() {
    if constexpr (std::same_as<Thing, Organization>) return organization_statements;
    else if constexpr (std::same_as<Thing, Role>) return role_statements;
    else if constexpr (std::same_as<Thing, Inbox>) return inbox_statements;
    else if constexpr (std::same_as<Thing, Team>) return team_statements;
    else return group_statements;
}

}  // namespace

template <class Thing, class ThingId>
std::optional<Thing> SqlNamedStore<Thing, ThingId>::find(ThingId id) {
    return seen_.note(find_one<Thing>(db_, statements<Thing>().find, account_, id));
}

template <class Thing, class ThingId>
std::optional<Thing> SqlNamedStore<Thing, ThingId>::find_by_name(std::string_view name_key) {
    return seen_.note(find_one<Thing>(db_, statements<Thing>().find_by_name, account_, name_key));
}

template <class Thing, class ThingId>
std::vector<Thing> SqlNamedStore<Thing, ThingId>::list(std::string_view prefix, std::string_view after_key,
                                                       std::int32_t limit) {
    std::vector<Thing> found;
    const std::string end = end_of_prefix(prefix);
    Scratch scratch;
    Run run(db_.prepare(statements<Thing>().list));
    for (bool row = start(*run, scratch, account_, after_key, prefix, end, limit); row; row = run->step())
        found.push_back(read_fields<Thing>(*run));
    return found;
}

template <class Thing, class ThingId>
std::optional<Conflict> SqlNamedStore<Thing, ThingId>::insert(const Thing& thing, std::string_view name_key) {
    Scratch scratch;
    Run run(db_.prepare(statements<Thing>().insert));
    bind_value(*run, 1, account_, scratch);
    bind_value(*run, 2, name_key, scratch);
    bind_fields(*run, 3, thing, scratch);
    run->step();
    if (run->changes() == 0) return Conflict{"name"};
    return std::nullopt;
}

template <class Thing, class ThingId>
SaveResult SqlNamedStore<Thing, ThingId>::save(const Thing& before, const Thing& after, std::string_view name_key) {
    if (const auto holder = find_by_name(name_key); holder && holder->id != before.id)
        return {Saved::conflict, {"name"}};
    Scratch scratch;
    Run run(db_.prepare(statements<Thing>().update));
    bind_value(*run, 1, name_key, scratch);
    int at = bind_fields(*run, 2, after, scratch);
    bind_value(*run, at++, account_, scratch);
    bind_value(*run, at++, before.id, scratch);
    bind_value(*run, at, before.revision, scratch);
    run->step();
    if (run->changes() == 0) {
        seen_.demand_foreign(before.id, before.revision);
        return {Saved::changed_meanwhile, {}};
    }
    seen_.saved(before.id, after.revision);
    return {};
}

template <class Thing, class ThingId>
typename NamedStore<Thing, ThingId>::Removal SqlNamedStore<Thing, ThingId>::remove(ThingId id) {
    using Removal = typename NamedStore<Thing, ThingId>::Removal;
    if (statements<Thing>().can_be_in_use) {
        Scratch scratch;
        Run run(db_.prepare(statements<Thing>().in_use));
        if (start(*run, scratch, account_, id)) return Removal::in_use;
    }
    return execute(db_, statements<Thing>().remove, account_, id) == 1 ? Removal::done : Removal::not_found;
}

template <class Thing, class ThingId>
std::vector<IndexedThing<Thing>> SqlNamedStore<Thing, ThingId>::records(const ThingId& after, std::int32_t limit) {
    return read_page<IndexedThing<Thing>>(db_, statements<Thing>().records.page, account_, after, limit,
                                          [](Prepared& row) {
                                              IndexedThing<Thing> named;
                                              named.name_key = row.get_text(0);
                                              named.thing = read_fields<Thing>(row, 1);
                                              return named;
                                          });
}

template <class Thing, class ThingId>
void SqlNamedStore<Thing, ThingId>::put(const IndexedThing<Thing>& named) {
    // A key that nobody can ask for: names hold no control characters.
    const std::string nameless = "\x01" + to_string(named.thing.id);
    run_later(db_, statements<Thing>().give_up_name, nameless, account_, named.name_key, named.thing.id);
    Scratch scratch;
    Run run(db_.prepare(statements<Thing>().records.put));
    bind_value(*run, 1, account_, scratch);
    bind_value(*run, 2, named.name_key, scratch);
    bind_fields(*run, 3, named.thing, scratch);
    run->step();
}

template <class Thing, class ThingId>
void SqlNamedStore<Thing, ThingId>::erase(const ThingId& key) {
    run_later(db_, statements<Thing>().records.erase, account_, key);
}

template class SqlNamedStore<Organization, OrganizationId>;
template class SqlNamedStore<Group, GroupId>;
template class SqlNamedStore<Role, RoleId>;
template class SqlNamedStore<Inbox, InboxId>;
template class SqlNamedStore<Team, TeamId>;

}  // namespace roster::sql
