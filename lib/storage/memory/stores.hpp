// The rooms' stores over one account's state, one source file a room.
#pragma once

#include "storage/memory/state.hpp"

namespace roster::memory {

/// The state that a transaction works on.
class Access {
public:
    /// @param writes  false: change() refuses
    Access(State& state, AccountId account, bool writes) : state_(state), account_(account), writes_(writes) {}

    [[nodiscard]] AccountId account() const noexcept { return account_; }
    [[nodiscard]] const State& look() const noexcept { return state_; }
    /// @throws Error failed_precondition "storage.read_only" inside read()
    State& change() {
        if (!writes_) throw Error(ErrorCode::failed_precondition, "storage.read_only", "A reading cannot write.");
        return state_;
    }
    /// The same for new rows, which belong to an account.
    State& add() {
        State& state = change();
        require(state.account.find(account_) != nullptr, "there is no such account");
        return state;
    }

private:
    State& state_;
    AccountId account_;
    bool writes_;
};

class MemoryAccountStore final : public AccountStore {
public:
    explicit MemoryAccountStore(Access& access) : db_(access) {}
    std::optional<AccountRecord> find() override;
    void insert(const AccountRecord& account) override;
    bool save(const AccountRecord& before, const AccountRecord& after) override;
    Counters counters() override;
    Counted count(const Counters& change) override;
    void lock() override {}
    std::vector<KeptAccount> records(const AccountId& after, std::int32_t limit) override;
    void put(const KeptAccount& record) override;
    void erase(const AccountId& key) override;

private:
    Access& db_;
};

class MemoryUserStore final : public UserStore {
public:
    explicit MemoryUserStore(Access& access) : db_(access) {}
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

private:
    Access& db_;
};

/// Organizations and groups: the same verbs over their two tables (named.cpp).
template <class Thing, class ThingId>
class MemoryNamedStore final : public NamedStore<Thing, ThingId> {
public:
    explicit MemoryNamedStore(Access& access) : db_(access) {}
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
    Access& db_;
};
using MemoryOrganizationStore = MemoryNamedStore<Organization, OrganizationId>;
using MemoryGroupStore = MemoryNamedStore<Group, GroupId>;

class MemoryImportStore final : public ImportStore {
public:
    explicit MemoryImportStore(Access& access) : db_(access) {}
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
    Access& db_;
};

/// Records that belong to a user: one table for each kind.
template <class Record>
class MemoryOwnedStore final : public OwnedStore<Record> {
public:
    MemoryOwnedStore(Access& access, Table<KeyOf<Record>, Record> State::*table) : db_(access), table_(table) {}

    std::optional<Record> find(const KeyOf<Record>& key) override {
        const auto* row = rows().find(key);
        return row != nullptr ? std::optional(*row) : std::nullopt;
    }
    std::optional<Record> find_by_digest(const Digest& digest) override {
        if constexpr (is_found_by_digest<Record>)
            for (const auto& [key, row] : rows().rows())
                if (row.digest == digest) return row;
        return std::nullopt;
    }
    std::vector<Record> of_user(UserId user) override {
        std::vector<Record> found;
        for (const auto& [key, row] : rows().rows())
            if (row.user_id == user) found.push_back(row);
        return found;
    }
    bool insert(const Record& record) override {
        State& state = db_.add();
        if (rows().find(key_of(record)) != nullptr || is_digest_taken(record)) return false;
        check(state, record);
        (state.*table_).put(key_of(record), record);
        return true;
    }
    bool replace(const Record& before, const Record& after) override {
        State& state = db_.change();
        if (!has(before)) return false;
        require(key_of(before) == key_of(after) && before.user_id == after.user_id, "key and user are for life");
        require(!is_digest_taken(after), "another one has the digest");
        (state.*table_).put(key_of(after), after);
        return true;
    }
    bool remove(const Record& record) override {
        State& state = db_.change();
        if (!has(record)) return false;
        (state.*table_).erase(key_of(record));
        return true;
    }
    std::int64_t remove_of_user(UserId user) override {
        State& state = db_.change();
        const auto found = of_user(user);
        for (const auto& record : found) (state.*table_).erase(key_of(record));
        return static_cast<std::int64_t>(found.size());
    }

    std::vector<Record> records(const KeyOf<Record>& after, std::int32_t limit) override {
        return rows_after(rows(), after, limit);
    }
    void put(const Record& record) override {
        State& state = db_.add();
        check(state, record);
        if constexpr (is_found_by_digest<Record>)
            if (const auto holder = find_by_digest(record.digest); holder && key_of(*holder) != key_of(record))
                (state.*table_).erase(key_of(*holder));
        (state.*table_).put(key_of(record), record);
    }
    void erase(const KeyOf<Record>& key) override { (db_.change().*table_).erase(key); }

private:
    [[nodiscard]] const Table<KeyOf<Record>, Record>& rows() const { return db_.look().*table_; }
    [[nodiscard]] bool has(const Record& record) const {
        const auto* row = rows().find(key_of(record));
        return row != nullptr && row->revision == record.revision;
    }
    [[nodiscard]] bool is_digest_taken(const Record& record) {
        if constexpr (is_found_by_digest<Record>) {
            const auto holder = find_by_digest(record.digest);
            return holder && key_of(*holder) != key_of(record);
        }
        return false;
    }
    static void check(const State& state, const Record& record) {
        require(state.users.find(record.user_id) != nullptr, "there is no such user");
    }

    Access& db_;
    Table<KeyOf<Record>, Record> State::*table_;
};

class MemoryTriesStore final : public TriesStore {
public:
    explicit MemoryTriesStore(Access& access) : db_(access) {}
    StoredTries count(const Digest& subject, const Digest& device, Instant now) override;
    void wait(const Digest& subject, const Digest& device, Instant until) override;
    void clear(const Digest& subject, const Digest& device) override;
    void clear_all(const Digest& subject) override;
    std::vector<StoredTries> records(const KeyOf<StoredTries>& after, std::int32_t limit) override;
    void put(const StoredTries& record) override;
    void erase(const KeyOf<StoredTries>& key) override;

private:
    Access& db_;
};

class MemoryEventStore final : public EventStore {
public:
    explicit MemoryEventStore(Access& access) : db_(access) {}
    void append(const Event& event) override;
    std::vector<Event> list(EventId after, std::int32_t limit) override;
    EventId newest() override;
    std::vector<Event> records(const EventId& after, std::int32_t limit) override;
    void put(const Event& record) override;
    void erase(const EventId& key) override;

private:
    Access& db_;
};

class MemoryAppStores final : public AppStores {
public:
    explicit MemoryAppStores(Access& access) : db_(access) {}
    OwnedStore<StoredApp>& apps() override { return apps_; }
    OwnedStore<StoredGrant>& grants() override { return grants_; }
    OwnedStore<StoredCode>& codes() override { return codes_; }
    OwnedStore<StoredTokenFamily>& families() override { return families_; }
    OwnedStore<StoredAccess>& access() override { return access_; }
    std::optional<AccessWithUser> access_with_user(const Digest& digest) override;
    std::vector<StoredApp> list(AppId after, std::int32_t limit) override;
    std::int64_t end_app(AppId app) override;
    std::int64_t end_tokens(UserId user, AppId app) override;
    std::int64_t end_access(const Digest& family, std::int32_t first, std::int32_t last) override;
    std::int64_t forget(Instant before) override;

private:
    Access& db_;
    MemoryOwnedStore<StoredApp> apps_{db_, &State::apps};
    MemoryOwnedStore<StoredGrant> grants_{db_, &State::app_grants};
    MemoryOwnedStore<StoredCode> codes_{db_, &State::app_codes};
    MemoryOwnedStore<StoredTokenFamily> families_{db_, &State::app_families};
    MemoryOwnedStore<StoredAccess> access_{db_, &State::app_access};
};

class MemoryChallengeStore final : public ChallengeStore {
public:
    explicit MemoryChallengeStore(Access& access) : db_(access) {}
    void add(const StoredChallenge& challenge) override;
    std::optional<StoredChallenge> take(const Digest& digest) override;
    std::int64_t remove_of_user(UserId user) override;
    std::vector<StoredChallenge> records(const Digest& after, std::int32_t limit) override;
    void put(const StoredChallenge& record) override;
    void erase(const Digest& key) override;

private:
    Access& db_;
};

class MemorySessionStores final : public SessionStores {
public:
    explicit MemorySessionStores(Access& access) : db_(access) {}
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
    Access& db_;
    MemoryOwnedStore<StoredPassword> passwords_{db_, &State::passwords};
    MemoryOwnedStore<StoredLink> links_{db_, &State::links};
    MemoryOwnedStore<StoredDevice> devices_{db_, &State::devices};
    MemoryOwnedStore<StoredPending> pending_{db_, &State::pending};
    MemoryOwnedStore<StoredAuthenticator> authenticators_{db_, &State::authenticators};
    MemoryOwnedStore<StoredRecoveryCode> recovery_codes_{db_, &State::recovery_codes};
    MemoryOwnedStore<StoredIdentity> identities_{db_, &State::identities};
    MemoryOwnedStore<StoredSession> sessions_{db_, &State::sessions};
    MemoryOwnedStore<StoredApiKey> api_keys_{db_, &State::api_keys};
    MemoryOwnedStore<StoredPasskey> passkeys_{db_, &State::passkeys};
    MemoryChallengeStore challenges_{db_};
    MemoryTriesStore tries_{db_};
    MemoryEventStore events_{db_};
    MemoryAppStores apps_{db_};
};

class MemoryRoleStores final : public RoleStores {
public:
    explicit MemoryRoleStores(Access& access) : db_(access) {}
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
    Access& db_;
    MemoryNamedStore<Role, RoleId> roles_{db_};
    MemoryNamedStore<Inbox, InboxId> inboxes_{db_};
    MemoryNamedStore<Team, TeamId> teams_{db_};
    MemoryOwnedStore<UserAccess> access_{db_, &State::user_access};
    MemoryOwnedStore<TeamMember> members_{db_, &State::team_members};
};

class MemoryHistoryStore final : public HistoryStore {
public:
    explicit MemoryHistoryStore(Access& access) : db_(access) {}
    void append(const HistoryEntry& entry) override;
    std::vector<HistoryEntry> list(const HistoryQuery& query, HistoryEntryId before, std::int32_t limit) override;
    std::vector<HistoryEntry> records(const HistoryEntryId& after, std::int32_t limit) override;
    void put(const HistoryEntry& record) override;
    void erase(const HistoryEntryId& key) override;

private:
    Access& db_;
};

/// One line for every fault in an account's state; empty when it is sound.
std::vector<std::string> examine(const AccountId& account, State& state);

}  // namespace roster::memory
