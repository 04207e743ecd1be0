#include "storage/memory/stores.hpp"

namespace roster::memory {

std::optional<AccountRecord> MemoryAccountStore::find() {
    const auto* row = db_.look().account.find(db_.account());
    return row != nullptr ? std::optional(*row) : std::nullopt;
}

void MemoryAccountStore::insert(const AccountRecord& account) {
    State& state = db_.change();
    require(account.id == db_.account() && !account.id.is_nil(), "an account is inserted in its own transaction");
    require(state.account.find(account.id) == nullptr, "the account is there already");
    state.account.put(account.id, account);
    state.counters.put(account.id, {});
}

bool MemoryAccountStore::save(const AccountRecord& before, const AccountRecord& after) {
    State& state = db_.change();
    const auto* row = state.account.find(db_.account());
    if (row == nullptr || row->revision != before.revision) return false;
    require(after.id == db_.account(), "an account's id is for life");
    state.account.put(after.id, after);
    return true;
}

Counters MemoryAccountStore::counters() {
    const auto* row = db_.look().counters.find(db_.account());
    return row != nullptr ? *row : Counters{};
}

AccountStore::Counted MemoryAccountStore::count(const Counters& change) {
    State& state = db_.change();
    const Counters before = counters();
    const Counters after{.last_user_number = before.last_user_number + change.last_user_number,
                         .seats_used = before.seats_used + change.seats_used,
                         .owners = before.owners + change.owners};
    const auto* account = state.account.find(db_.account());
    // Nobody is refused for what they do not touch.
    if (change.owners < 0 && after.owners < 1) return {Count::last_owner, before};
    if (account == nullptr) return {Count::no_seat, before};
    if (change.seats_used > 0 && account->seat_limit && after.seats_used > *account->seat_limit)
        return {Count::no_seat, before};
    state.counters.put(db_.account(), after);
    return {Count::done, after};
}

std::vector<KeptAccount> MemoryAccountStore::records(const AccountId& after, std::int32_t limit) {
    return rows_after<KeptAccount>(db_.look().account, after, limit,
                                   [&](const auto& row) { return KeptAccount{row.second, counters()}; });
}

void MemoryAccountStore::put(const KeptAccount& account) {
    State& state = db_.change();
    require(account.record.id == db_.account() && !account.record.id.is_nil(),
            "an account is put in its own transaction");
    state.account.put(account.record.id, account.record);
    state.counters.put(account.record.id, account.counters);
}

void MemoryAccountStore::erase(const AccountId& key) {
    State& state = db_.change();
    if (key != db_.account() || state.account.find(key) == nullptr) return;
    const bool empty = state.users.rows().empty() && state.organizations.rows().empty() &&
                       state.groups.rows().empty() && state.imports.rows().empty() && state.roles.rows().empty() &&
                       state.inboxes.rows().empty() && state.teams.rows().empty() && state.history.rows().empty();
    require(empty, "the account has records");
    state.counters.erase(key);
    state.account.erase(key);
}

}  // namespace roster::memory
