// What the reference store keeps of one account.
#pragma once

#include "storage/memory/table.hpp"

#include <roster/base/error.hpp>
#include <roster/storage/storage.hpp>

#include <optional>
#include <string>
#include <tuple>
#include <utility>

namespace roster::memory {

/// One account: its tables, and beside each the indexes that keep unique what must be unique.
struct State {
    Table<AccountId, AccountRecord> account;  ///< one row, or none
    Table<AccountId, Counters> counters;      ///< beside it

    /// Who there is; email_keys are the addresses they hold, none once they are deleted.
    Table<UserId, IndexedUser> users;
    Table<std::int64_t, UserId> numbers;
    Table<std::string, UserId> emails;
    Table<std::string, UserId> external_ids;  ///< as long as they are held

    Table<OrganizationId, IndexedThing<Organization>> organizations;
    Table<std::string, OrganizationId> organization_names;
    Table<GroupId, IndexedThing<Group>> groups;
    Table<std::string, GroupId> group_names;

    Table<ImportId, Import> imports;
    Table<std::string, ImportId> import_keys;
    Table<std::pair<ImportId, std::int64_t>, ImportFault> faults;

    Table<UserId, StoredPassword> passwords;
    Table<std::pair<UserId, LinkKind>, StoredLink> links;
    Table<std::pair<UserId, Digest>, StoredDevice> devices;
    Table<Digest, StoredPending> pending;
    Table<FactorId, StoredAuthenticator> authenticators;
    Table<std::pair<UserId, Digest>, StoredRecoveryCode> recovery_codes;
    Table<std::pair<std::string, std::string>, StoredIdentity> identities;
    Table<SessionId, StoredSession> sessions;
    Table<ApiKeyId, StoredApiKey> api_keys;
    Table<std::pair<Digest, Digest>, StoredTries> tries;
    Table<EventId, Event> events;

    Table<HistoryEntryId, HistoryEntry> history;

    /// Every table, for what is done to all of them.
    auto tables() noexcept {
        return std::tie(account, counters, users, numbers, emails, external_ids, organizations, organization_names,
                        groups, group_names, imports, import_keys, faults, passwords, links, devices, pending,
                        authenticators, recovery_codes, identities, sessions, api_keys, tries, events, history);
    }
    void keep() noexcept {
        std::apply([](auto&... table) { (table.keep(), ...); }, tables());
    }
    void take_back() noexcept {
        std::apply([](auto&... table) { (table.take_back(), ...); }, tables());
    }
};

/// What the external id is found by: nothing when there is none or the user was deleted.
inline std::optional<std::string> held_external_id(const User& user) {
    if (user.external_id.empty() || user.deleted_at) return std::nullopt;
    return user.external_id;
}

/// The rows of a table after a key, as RecordStore gives them.
template <class Record, class Key, class Row, class Read>
std::vector<Record> rows_after(const Table<Key, Row>& table, const Key& after, std::int32_t limit, Read&& read) {
    std::vector<Record> found;
    const auto& rows = table.rows();
    for (auto row = rows.upper_bound(after); row != rows.end() && static_cast<std::int32_t>(found.size()) < limit; ++row)
        found.push_back(read(*row));
    return found;
}
template <class Key, class Row>
std::vector<Row> rows_after(const Table<Key, Row>& table, const Key& after, std::int32_t limit) {
    return rows_after<Row>(table, after, limit, [](const auto& row) { return row.second; });
}

/// What a schema demands of a row.
inline void require(bool met, const char* what) {
    if (!met)
        throw Error(ErrorCode::internal, "storage.constraint",
                    std::string("The store refused a row: ") + what + ".");
}

}  // namespace roster::memory
