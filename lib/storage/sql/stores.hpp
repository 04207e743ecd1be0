// The rooms' stores over one connection inside a transaction, one source file a room.
#pragma once

#include "storage/sql/app_stores.hpp"
#include "storage/sql/driver.hpp"
#include "storage/sql/owned.hpp"
#include "storage/sql/seen.hpp"

namespace roster::sql {

// Defined in accounts.cpp.
template <>
std::string Nested<Policy>::write(const Policy& value);
template <>
Policy Nested<Policy>::read(std::string_view text);
template <>
std::string Nested<FeatureSwitches>::write(const FeatureSwitches& value);
template <>
FeatureSwitches Nested<FeatureSwitches>::read(std::string_view text);

class SqlAccountStore final : public AccountStore {
public:
    SqlAccountStore(Connection& connection, const AccountId& account) : db_(connection), account_(account) {}
    std::optional<AccountRecord> find() override;
    void insert(const AccountRecord& account) override;
    bool save(const AccountRecord& before, const AccountRecord& after) override;
    Counters counters() override;
    Counted count(const Counters& change) override;
    void lock() override;
    std::vector<KeptAccount> records(const AccountId& after, std::int32_t limit) override;
    void put(const KeptAccount& record) override;
    void erase(const AccountId& key) override;

    /// Accounts by id, whatever the transaction's account.
    static std::vector<AccountRecord> list(Connection& connection, AccountId after, std::int32_t limit);

private:
    Connection& db_;
    const AccountId& account_;
    SeenRevisions<AccountId> seen_;
};

class SqlUserStore final : public UserStore {
public:
    SqlUserStore(Connection& connection, const AccountId& account) : db_(connection), account_(account) {}
    std::optional<User> find(UserId id) override;
    std::optional<User> find_by_number(std::int64_t number) override;
    std::optional<User> find_by_email(std::string_view key) override;
    std::optional<User> find_by_external_id(std::string_view external_id) override;
    std::vector<User> find_many(std::span<const UserId> ids) override;
    std::vector<ListedUser> list(const UserListing& listing) override;
    std::optional<Conflict> insert(const IndexedUser& user) override;
    SaveResult save(const User& before, const IndexedUser& after) override;
    void touch(UserId id, Instant at) override;
    std::optional<std::int32_t> count_failed_sign_in(UserId id) override;
    void clear_failed_sign_ins(UserId id) override;
    std::vector<std::string> labels(std::string_view prefix, std::string_view after, std::int32_t limit) override;
    std::vector<IndexedUser> records(const UserId& after, std::int32_t limit) override;
    void put(const IndexedUser& record) override;
    void erase(const UserId& key) override;

    /// A user that was read with others, and may be saved.
    void note(const User& user) { seen_.note(user); }

private:
    /// The keys of the addresses that the user holds.
    std::vector<std::string> emails_of(UserId id);
    /// Which of the user's unique values is held already.
    std::optional<Conflict> find_conflict(const IndexedUser& user);

    Connection& db_;
    const AccountId& account_;
    SeenRevisions<UserId> seen_;
};

/// Organizations and groups: one table each, the same verbs (named.cpp).
template <class Thing, class ThingId>
class SqlNamedStore final : public NamedStore<Thing, ThingId> {
public:
    SqlNamedStore(Connection& connection, const AccountId& account) : db_(connection), account_(account) {}
    std::optional<Thing> find(ThingId id) override;
    std::optional<Thing> find_by_name(std::string_view name_key) override;
    std::vector<Thing> list(std::string_view prefix, std::string_view after_key, std::int32_t limit) override;
    std::optional<Conflict> insert(const Thing& thing, std::string_view name_key) override;
    SaveResult save(const Thing& before, const Thing& after, std::string_view name_key) override;
    typename NamedStore<Thing, ThingId>::Removal remove(ThingId id) override;
    std::vector<IndexedThing<Thing>> records(const ThingId& after, std::int32_t limit) override;
    void put(const IndexedThing<Thing>& record) override;
    void erase(const ThingId& key) override;

private:
    Connection& db_;
    const AccountId& account_;
    SeenRevisions<ThingId> seen_;
};
using SqlOrganizationStore = SqlNamedStore<Organization, OrganizationId>;
using SqlGroupStore = SqlNamedStore<Group, GroupId>;

class SqlImportStore final : public ImportStore {
public:
    SqlImportStore(Connection& connection, const AccountId& account) : db_(connection), account_(account) {}
    std::optional<Import> find(ImportId id) override;
    std::optional<Import> find_by_key(std::string_view key) override;
    bool insert(const Import& import) override;
    bool save(const Import& before, const Import& after) override;
    void add_faults(ImportId id, std::int64_t first, std::span<const ImportFault> faults) override;
    std::int64_t count_faults(ImportId id) override;
    std::vector<ImportFault> faults(ImportId id, std::int64_t from, std::int32_t limit) override;
    std::vector<Import> records(const ImportId& after, std::int32_t limit) override;
    void put(const Import& record) override;
    void erase(const ImportId& key) override;
    std::vector<KeptFault> records(const KeyOf<KeptFault>& after, std::int32_t limit) override;
    void put(const KeptFault& record) override;
    void erase(const KeyOf<KeptFault>& key) override;

private:
    Connection& db_;
    const AccountId& account_;
};

class SqlTriesStore final : public TriesStore {
public:
    SqlTriesStore(Connection& connection, const AccountId& account) : db_(connection), account_(account) {}
    StoredTries count(const Digest& subject, const Digest& device, Instant now) override;
    void wait(const Digest& subject, const Digest& device, Instant until) override;
    void clear(const Digest& subject, const Digest& device) override;
    void clear_all(const Digest& subject) override;
    std::vector<StoredTries> records(const KeyOf<StoredTries>& after, std::int32_t limit) override;
    void put(const StoredTries& record) override;
    void erase(const KeyOf<StoredTries>& key) override;

private:
    Connection& db_;
    const AccountId& account_;
};

class SqlEventStore final : public EventStore {
public:
    SqlEventStore(Connection& connection, const AccountId& account) : db_(connection), account_(account) {}
    void append(const Event& event) override;
    std::vector<Event> list(EventId after, std::int32_t limit) override;
    EventId newest() override;
    std::vector<Event> records(const EventId& after, std::int32_t limit) override;
    void put(const Event& record) override;
    void erase(const EventId& key) override;

private:
    Connection& db_;
    const AccountId& account_;
};

class SqlChallengeStore final : public ChallengeStore {
public:
    SqlChallengeStore(Connection& connection, const AccountId& account) : db_(connection), account_(account) {}
    void add(const StoredChallenge& challenge) override;
    std::optional<StoredChallenge> take(const Digest& digest) override;
    std::int64_t remove_of_user(UserId user) override;
    std::vector<StoredChallenge> records(const Digest& after, std::int32_t limit) override;
    void put(const StoredChallenge& record) override;
    void erase(const Digest& key) override;

private:
    Connection& db_;
    const AccountId& account_;
};

// Defined in sessions.cpp.
template <>
const OwnedStatements<StoredPassword>& owned_statements();
template <>
const OwnedStatements<StoredLink>& owned_statements();
template <>
const OwnedStatements<StoredDevice>& owned_statements();
template <>
const OwnedStatements<StoredPending>& owned_statements();
template <>
const OwnedStatements<StoredAuthenticator>& owned_statements();
template <>
const OwnedStatements<StoredRecoveryCode>& owned_statements();
template <>
const OwnedStatements<StoredIdentity>& owned_statements();
template <>
const OwnedStatements<StoredSession>& owned_statements();
template <>
const OwnedStatements<StoredApiKey>& owned_statements();
template <>
const OwnedStatements<StoredPasskey>& owned_statements();

class SqlSessionStores final : public SessionStores {
public:
    SqlSessionStores(Connection& connection, const AccountId& account) : db_(connection), account_(account) {}
    OwnedStore<StoredPassword>& passwords() override { return passwords_; }
    OwnedStore<StoredLink>& links() override { return links_; }
    OwnedStore<StoredDevice>& devices() override { return devices_; }
    OwnedStore<StoredPending>& pending() override { return pending_; }
    OwnedStore<StoredAuthenticator>& authenticators() override { return authenticators_; }
    OwnedStore<StoredRecoveryCode>& recovery_codes() override { return recovery_codes_; }
    OwnedStore<StoredIdentity>& identities() override { return identities_; }
    OwnedStore<StoredSession>& sessions() override { return sessions_; }
    OwnedStore<StoredApiKey>& api_keys() override { return api_keys_; }
    OwnedStore<StoredPasskey>& passkeys() override { return passkeys_; }
    ChallengeStore& challenges() override { return challenges_; }
    TriesStore& tries() override { return tries_; }
    EventStore& events() override { return events_; }
    AppStores& apps() override { return apps_; }
    std::optional<WithUser<StoredSession>> session_with_user(const Digest& digest) override;
    std::optional<WithUser<StoredApiKey>> api_key_with_user(const Digest& digest) override;
    void session_seen(SessionId id, Instant at) override;
    void api_key_used(ApiKeyId id, Instant at) override;
    std::int64_t forget(Instant before) override;

private:
    Connection& db_;
    const AccountId& account_;
    SqlOwnedStore<StoredPassword> passwords_{db_, account_};
    SqlOwnedStore<StoredLink> links_{db_, account_};
    SqlOwnedStore<StoredDevice> devices_{db_, account_};
    SqlOwnedStore<StoredPending> pending_{db_, account_};
    SqlOwnedStore<StoredAuthenticator> authenticators_{db_, account_};
    SqlOwnedStore<StoredRecoveryCode> recovery_codes_{db_, account_};
    SqlOwnedStore<StoredIdentity> identities_{db_, account_};
    SqlOwnedStore<StoredSession> sessions_{db_, account_};
    SqlOwnedStore<StoredApiKey> api_keys_{db_, account_};
    SqlOwnedStore<StoredPasskey> passkeys_{db_, account_};
    SqlChallengeStore challenges_{db_, account_};
    SqlTriesStore tries_{db_, account_};
    SqlEventStore events_{db_, account_};
    SqlAppStores apps_{db_, account_};
};

// Defined in roles.cpp.
template <>
const OwnedStatements<UserAccess>& owned_statements();
template <>
const OwnedStatements<TeamMember>& owned_statements();

class SqlRoleStores final : public RoleStores {
public:
    SqlRoleStores(Connection& connection, const AccountId& account, SqlUserStore& users)
        : db_(connection), account_(account), users_(users) {}
    RoleStore& roles() override { return roles_; }
    InboxStore& inboxes() override { return inboxes_; }
    TeamStore& teams() override { return teams_; }
    OwnedStore<UserAccess>& access() override { return access_; }
    OwnedStore<TeamMember>& members() override { return members_; }
    std::optional<KeptHolder> holder(UserId id) override;
    std::vector<PersonRow> people(PeopleWalk walk, UserId after, std::int32_t limit) override;
    std::vector<UserAccess> access_about(std::string_view permission, InboxId inbox, UserId after,
                                         std::int32_t limit) override;
    std::vector<UserId> members_of(TeamId team, UserId after, std::int32_t limit) override;
    std::int64_t remove_members_of(TeamId team) override;

private:
    Connection& db_;
    const AccountId& account_;
    SqlUserStore& users_;
    SqlNamedStore<Role, RoleId> roles_{db_, account_};
    SqlNamedStore<Inbox, InboxId> inboxes_{db_, account_};
    SqlNamedStore<Team, TeamId> teams_{db_, account_};
    SqlOwnedStore<UserAccess> access_{db_, account_};
    SqlOwnedStore<TeamMember> members_{db_, account_};
};

class SqlHistoryStore final : public HistoryStore {
public:
    SqlHistoryStore(Connection& connection, const AccountId& account) : db_(connection), account_(account) {}
    void append(const HistoryEntry& entry) override;
    std::vector<HistoryEntry> list(const HistoryQuery& query, HistoryEntryId before, std::int32_t limit) override;
    std::vector<HistoryEntry> records(const HistoryEntryId& after, std::int32_t limit) override;
    void put(const HistoryEntry& record) override;
    void erase(const HistoryEntryId& key) override;

private:
    Connection& db_;
    const AccountId& account_;
};

}  // namespace roster::sql
