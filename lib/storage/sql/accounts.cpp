#include "base/json.hpp"
#include "base/json_read.hpp"
#include "storage/sql/records.hpp"
#include "storage/sql/stores.hpp"

namespace roster::sql {

namespace {

/// Nearly all accounts have one of few policies, and every change reads its account's: a text that was just read is
/// not taken apart again.
template <class T>
T parse_again(std::string_view text) {
    thread_local std::string last;
    thread_local T value;
    if (last.empty() || text != last) {
        value = json::parse<T>(text);
        last = text;
    }
    return value;
}

}  // namespace

template <>
std::string Nested<Policy>::write(const Policy& value) {
    return json::write(value);
}
template <>
Policy Nested<Policy>::read(std::string_view text) {
    return parse_again<Policy>(text);
}
template <>
std::string Nested<FeatureSwitches>::write(const FeatureSwitches& value) {
    return json::write(value);
}
template <>
FeatureSwitches Nested<FeatureSwitches>::read(std::string_view text) {
    return parse_again<FeatureSwitches>(text);
}

namespace {

const Statement find_account("SELECT " + columns<AccountRecord>() + " FROM accounts WHERE id = ?");
const Statement list_accounts("SELECT " + columns<AccountRecord>() +
                              " FROM accounts WHERE id > ? ORDER BY id LIMIT ?");
const Statement insert_account("INSERT INTO accounts (" + columns<AccountRecord>() + ") VALUES (" +
                               parameters<AccountRecord>() + ")");
const Statement update_account("UPDATE accounts SET " + assignments<AccountRecord>() +
                               " WHERE id = ? AND revision = ?");
const Statement insert_counters(
    "INSERT INTO account_counters (account, last_user_number, seats_used, owners) VALUES (?, 0, 0, 0)");
const Statement find_counters(
    "SELECT last_user_number, seats_used, owners FROM account_counters WHERE account = ?");
// One statement, so that of two who want the last seat, or to remove the last but one owner, one wins.
const Statement add_to_counters(
    "UPDATE account_counters SET last_user_number = last_user_number + ?, seats_used = seats_used + ?, "
    "owners = owners + ? WHERE account = ? AND owners + ? >= ? AND seats_used + ? <= "
    "coalesce((SELECT seat_limit FROM accounts WHERE id = account_counters.account), 9223372036854775807) "
    "RETURNING last_user_number, seats_used, owners");

// Changes nothing: whoever changes the row too, waits.
const Statement lock_account("UPDATE account_counters SET owners = owners WHERE account = ?");

// As they are, for RecordStore.
const std::string account_columns = columns<AccountRecord>("a.") + ", " + columns<Counters>("c.");
const Statement kept_account("SELECT " + account_columns +
                             " FROM accounts a JOIN account_counters c ON c.account = a.id WHERE a.id = ?");
const Statement put_account("INSERT INTO accounts (" + columns<AccountRecord>() + ") VALUES (" +
                            parameters<AccountRecord>() + ") ON CONFLICT (id) DO UPDATE SET " +
                            excluded<AccountRecord>("id"));
const Statement put_counters("INSERT INTO account_counters (account, " + columns<Counters>() + ") VALUES (?, " +
                             parameters<Counters>() + ") ON CONFLICT (account) DO UPDATE SET " +
                             excluded<Counters>());
const Statement erase_counters("DELETE FROM account_counters WHERE account = ?");
const Statement erase_account("DELETE FROM accounts WHERE id = ?");

Counters read_counters(Prepared& row) { return {row.get_int(0), row.get_int(1), row.get_int(2)}; }

}  // namespace

void SqlAccountStore::lock() {
    if (!db_.writes_alone()) execute(db_, lock_account, account_);
}

std::optional<AccountRecord> SqlAccountStore::find() {
    return seen_.note(find_one<AccountRecord>(db_, find_account, account_));
}

void SqlAccountStore::insert(const AccountRecord& account) {
    {
        Scratch scratch;
        Run run(db_.prepare(insert_account));
        bind_fields(*run, 1, account, scratch);
        run->step();
    }
    run_later(db_, insert_counters, account_);
}

bool SqlAccountStore::save(const AccountRecord& before, const AccountRecord& after) {
    Scratch scratch;
    Run run(db_.prepare(update_account));
    const int next = bind_fields(*run, 1, after, scratch);
    bind_value(*run, next, account_, scratch);
    bind_value(*run, next + 1, before.revision, scratch);
    run->step();
    if (run->changes() == 0) {
        seen_.demand_foreign(account_, before.revision);
        return false;
    }
    seen_.saved(account_, after.revision);
    return true;
}

Counters SqlAccountStore::counters() {
    Scratch scratch;
    Run run(db_.prepare(find_counters));
    return start(*run, scratch, account_) ? read_counters(*run) : Counters{};
}

AccountStore::Counted SqlAccountStore::count(const Counters& change) {
    // Nobody is refused for what they do not touch: the bound moves out of reach instead.
    const std::int64_t fewest_owners = change.owners < 0 ? 1 : 0;
    const std::int64_t seats_wanted = change.seats_used > 0 ? change.seats_used : -(std::int64_t{1} << 40);
    {
        Scratch scratch;
        Run run(db_.prepare(add_to_counters));
        if (start(*run, scratch, change.last_user_number, change.seats_used, change.owners, account_, change.owners,
                  fewest_owners, seats_wanted)) {
            const Counters now = read_counters(*run);
            run->step();  // to the end: the statement is done only then
            return {Count::done, now};
        }
    }
    const Counters now = counters();
    return {now.owners + change.owners < fewest_owners ? Count::last_owner : Count::no_seat, now};
}

std::vector<KeptAccount> SqlAccountStore::records(const AccountId& after, std::int32_t limit) {
    std::vector<KeptAccount> found;
    if (limit < 1 || after >= account_) return found;
    Scratch scratch;
    Run run(db_.prepare(kept_account));
    if (start(*run, scratch, account_))
        found.push_back(
            {read_fields<AccountRecord>(*run), read_fields<Counters>(*run, stored_field_count<AccountRecord>())});
    return found;
}

void SqlAccountStore::put(const KeptAccount& account) {
    Scratch scratch;
    {
        Run run(db_.prepare(put_account));
        bind_fields(*run, 1, account.record, scratch);
        run->step();
    }
    Run run(db_.prepare(put_counters));
    bind_value(*run, 1, account_, scratch);
    bind_fields(*run, 2, account.counters, scratch);
    run->step();
}

void SqlAccountStore::erase(const AccountId& key) {
    run_later(db_, erase_counters, key);
    run_later(db_, erase_account, key);
}

std::vector<AccountRecord> SqlAccountStore::list(Connection& connection, AccountId after, std::int32_t limit) {
    std::vector<AccountRecord> found;
    Scratch scratch;
    Run run(connection.prepare(list_accounts));
    run->bind_blob(1, after.bytes());  // nil as 16 zero bytes: before every id
    run->bind_int(2, limit);
    while (run->step()) found.push_back(read_fields<AccountRecord>(*run));
    return found;
}

}  // namespace roster::sql
