// Examining an account's state: what every table and its indexes owe each other.
#include "storage/memory/stores.hpp"

#include <algorithm>

namespace roster::memory {
namespace {

class Examination {
public:
    explicit Examination(const AccountId& account) : account_(to_string(account)) {}

    void demand(bool met, const char* what) {
        if (!met) lines.push_back("Account " + account_ + ": " + what + ".");
    }
    /// Every row of the index leads to a row of the table.
    template <class Index, class Rows>
    void leads(const Index& index, const Rows& rows, const char* what) {
        for (const auto& [key, id] : index.rows()) demand(rows.find(id) != nullptr, what);
    }

    std::vector<std::string> lines;

private:
    std::string account_;
};

template <class Id, class Index, class Key>
bool names(const Index& index, const Key& key, const Id& id) {
    const auto* found = index.find(key);
    return found != nullptr && *found == id;
}

void examine_users(Examination& faults, const State& state) {
    std::size_t emails = 0, external_ids = 0;
    for (const auto& [id, row] : state.users.rows()) {
        const User& user = row.user;
        faults.demand(user.id == id, "a user is kept under another one's id");
        faults.demand(names(state.numbers, user.number, id), "a user is not found by number");
        faults.demand(!user.deleted_at || row.email_keys.empty(), "a deleted user holds addresses");
        for (const auto& key : row.email_keys) {
            ++emails;
            faults.demand(names(state.emails, key, id), "a user is not found by address");
        }
        if (const auto external_id = held_external_id(user)) {
            ++external_ids;
            faults.demand(names(state.external_ids, *external_id, id), "a user is not found by external id");
        }
        faults.demand(!user.organization || state.organizations.find(user.organization) != nullptr,
                      "a user refers to an organization that does not exist");
        for (const auto& group : user.groups)
            faults.demand(state.groups.find(group) != nullptr, "a user refers to a group that does not exist");
        faults.demand(!user.role || rules::is_built_in(user.role) || state.roles.find(user.role) != nullptr,
                      "a user has a role that does not exist");
    }
    faults.demand(state.numbers.rows().size() == state.users.rows().size(), "a number belongs to nobody");
    faults.demand(state.emails.rows().size() == emails, "an address belongs to nobody");
    faults.demand(state.external_ids.rows().size() == external_ids, "an external id belongs to nobody");
}

template <class Things, class Names>
void examine_names(Examination& faults, const Things& things, const Names& by_name) {
    for (const auto& [id, row] : things.rows())
        faults.demand(row.thing.id == id && names(by_name, row.name_key, id), "a thing is not found by its name");
    faults.demand(by_name.rows().size() == things.rows().size(), "a name belongs to nothing");
}

}  // namespace

std::vector<std::string> examine(const AccountId& account, State& state) {
    Examination faults(account);
    const bool is_there = state.account.find(account) != nullptr;
    faults.demand(is_there && state.account.rows().size() == 1, "there is no record of it");
    faults.demand(is_there == (state.counters.find(account) != nullptr),
                  "record and counters are not there together");
    examine_users(faults, state);
    for (const auto& [key, member] : state.team_members.rows())
        faults.demand(state.teams.find(member.team_id) != nullptr,
                      "a member belongs to a team that does not exist");
    examine_names(faults, state.organizations, state.organization_names);
    examine_names(faults, state.groups, state.group_names);
    examine_names(faults, state.roles, state.role_names);
    examine_names(faults, state.inboxes, state.inbox_names);
    examine_names(faults, state.teams, state.team_names);
    for (const auto& [id, import] : state.imports.rows())
        faults.demand(import.id == id && names(state.import_keys, import.key, id),
                      "an import is not found by its key");
    faults.leads(state.import_keys, state.imports, "a key belongs to no import");
    for (const auto& [key, fault] : state.faults.rows())
        faults.demand(state.imports.find(key.first) != nullptr, "a fault belongs to no import");
    for (const auto& [id, entry] : state.history.rows())
        faults.demand(entry.id == id, "an entry of the history is kept under another one's id");
    const bool kept =
        std::all_of(state.tables.begin(), state.tables.end(), [](const auto* table) { return table->is_kept(); });
    faults.demand(kept, "a change was neither kept nor taken back");
    return std::move(faults.lines);
}

}  // namespace roster::memory
