// What the reference store keeps of one account.
#pragma once

#include "storage/memory/table.hpp"

#include <roster/base/error.hpp>
#include <roster/storage/storage.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace roster::memory {

/// One account: its tables, and beside each the indexes that keep unique what must be unique.
struct State {
    Tables tables;  ///< before them

    Table<AccountId, AccountRecord> account{tables};  ///< one row, or none
    Table<AccountId, Counters> counters{tables};      ///< beside it

    /// Who there is; email_keys are the addresses they hold, none once they are deleted.
    Table<UserId, IndexedUser> users{tables};
    Table<std::int64_t, UserId> numbers{tables};
    Table<std::string, UserId> emails{tables};
    Table<std::string, UserId> external_ids{tables};  ///< as long as they are held

    Table<OrganizationId, IndexedThing<Organization>> organizations{tables};
    Table<std::string, OrganizationId> organization_names{tables};
    Table<GroupId, IndexedThing<Group>> groups{tables};
    Table<std::string, GroupId> group_names{tables};

    Table<ImportId, Import> imports{tables};
    Table<std::string, ImportId> import_keys{tables};
    Table<std::pair<ImportId, std::int64_t>, ImportFault> faults{tables};

    Table<UserId, StoredPassword> passwords{tables};
    Table<std::pair<UserId, LinkKind>, StoredLink> links{tables};
    Table<std::pair<UserId, Digest>, StoredDevice> devices{tables};
    Table<Digest, StoredPending> pending{tables};
    Table<FactorId, StoredAuthenticator> authenticators{tables};
    Table<std::pair<UserId, Digest>, StoredRecoveryCode> recovery_codes{tables};
    Table<std::pair<std::string, std::string>, StoredIdentity> identities{tables};
    Table<SessionId, StoredSession> sessions{tables};
    Table<ApiKeyId, StoredApiKey> api_keys{tables};
    Table<FactorId, StoredPasskey> passkeys{tables};
    Table<Digest, StoredChallenge> challenges{tables};
    Table<std::pair<Digest, Digest>, StoredTries> tries{tables};
    Table<EventId, Event> events{tables};
    Table<AppId, StoredApp> apps{tables};
    Table<std::pair<UserId, AppId>, StoredGrant> app_grants{tables};
    Table<Digest, StoredCode> app_codes{tables};
    Table<Digest, StoredTokenFamily> app_families{tables};
    Table<Digest, StoredAccess> app_access{tables};

    Table<RoleId, IndexedThing<Role>> roles{tables};
    Table<std::string, RoleId> role_names{tables};
    Table<InboxId, IndexedThing<Inbox>> inboxes{tables};
    Table<std::string, InboxId> inbox_names{tables};
    Table<TeamId, IndexedThing<Team>> teams{tables};
    Table<std::string, TeamId> team_names{tables};
    Table<std::pair<UserId, TeamId>, TeamMember> team_members{tables};
    Table<UserId, UserAccess> user_access{tables};

    Table<HistoryEntryId, HistoryEntry> history{tables};

    void keep() noexcept {
        for (auto* table : tables) table->keep();
    }
    void take_back() noexcept {
        for (auto* table : tables) table->take_back();
    }
};

/// What the external id is found by: nothing when there is none or the user was deleted.
inline std::optional<std::string> held_external_id(const User& user) {
    if (user.external_id.empty() || user.deleted_at) return std::nullopt;
    return user.external_id;
}

/// What a user is granted, as RoleStores gives it.
Grants grants_of(const State& state, const User& user);

/// The rows of a table after a key, as RecordStore gives them.
template <class Record, class Key, class Row, class Read>
std::vector<Record> rows_after(const Table<Key, Row>& table, const Key& after, std::int32_t limit, Read&& read) {
    std::vector<Record> found;
    const auto& rows = table.rows();
    for (auto row = rows.upper_bound(after); row != rows.end() && static_cast<std::int32_t>(found.size()) < limit;
         ++row)
        found.push_back(read(*row));
    return found;
}
template <class Key, class Row>
std::vector<Row> rows_after(const Table<Key, Row>& table, const Key& after, std::int32_t limit) {
    return rows_after<Row>(table, after, limit, [](const auto& row) { return row.second; });
}

/// Erases the rows for which `is_meant(row)`. @return how many
template <class Key, class Row, class IsMeant>
std::int64_t erase_where(Table<Key, Row>& table, IsMeant&& is_meant) {
    std::vector<Key> meant;
    for (const auto& [key, row] : table.rows())
        if (is_meant(row)) meant.push_back(key);
    for (const auto& key : meant) table.erase(key);
    return static_cast<std::int64_t>(meant.size());
}

/// What a schema demands of a row.
inline void require(bool met, const char* what) {
    if (!met)
        throw Error(ErrorCode::internal, "storage.constraint",
                    std::string("The store refused a row: ") + what + ".");
}

}  // namespace roster::memory
