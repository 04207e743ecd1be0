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
        if (!writes_)
            throw Error(ErrorCode::failed_precondition, "storage.read_only", "A reading cannot write.");
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
    UserStore::SaveResult save(const Thing& before, const Thing& after, std::string_view name_key) override;
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
