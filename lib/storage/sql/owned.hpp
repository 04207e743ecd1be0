// Records that belong to a user, in SQL, once for all kinds: the statements follow from the field table.
#pragma once

#include "storage/sql/records.hpp"
#include "storage/sql/seen.hpp"

#include <roster/sessions/store.hpp>

#include <string>
#include <tuple>

namespace roster::sql {

/// A key's values as parameters, from `at` on. Nil ids as zero bytes: no key is NULL. @return the parameter after them
template <class Key>
int bind_key_values(Prepared& to, int at, const Key& key, Scratch& scratch) {
    if constexpr (is_id<Key>) {
        to.bind_blob(at, key.bytes());
        return at + 1;
    } else if constexpr (requires { key.first; }) {
        return bind_key_values(to, bind_key_values(to, at, key.first, scratch), key.second, scratch);
    } else {
        bind_value(to, at, key, scratch);
        return at + 1;
    }
}

struct NoStatement {
    explicit NoStatement(const std::string&) {}
};

/// The statements over one table. One constant for each kind of record.
template <class Record>
struct OwnedStatements {
    RecordStatements<Record> records;
    Statement find, of_user, insert, replace, remove, remove_of_user;
    std::conditional_t<is_found_by_digest<Record>, Statement, NoStatement> find_by_digest;

    explicit OwnedStatements(const std::string& table)
        : records(std::apply([&](auto... keys) { return RecordStatements<Record>(table, {}, {keys...}); },
                             Record::key)),
          find(select(table) + by_key()),
          // A range of one: for "user_id = ?" SQLite takes the primary key, and goes through all of the account.
          of_user(select(table) + " WHERE account = ? AND user_id >= ? AND user_id <= ? ORDER BY " + by_user()),
          insert("INSERT INTO " + table + " (account, " + columns<Record>() + ") VALUES (?, " +
                 parameters<Record>() + ") ON CONFLICT DO NOTHING"),
          replace("UPDATE " + table + " SET " + assignments<Record>() + by_key() + " AND revision = ?"),
          remove("DELETE FROM " + table + by_key() + " AND revision = ?"),
          remove_of_user("DELETE FROM " + table + " WHERE account = ? AND user_id = ?"),
          find_by_digest(select(table) + " WHERE account = ? AND digest = ?") {}

private:
    static std::string select(const std::string& table) { return "SELECT " + columns<Record>() + " FROM " + table; }
    static std::string by_key() {
        std::string text = " WHERE account = ?";
        for (const auto key : Record::key) ((text += " AND ") += key) += " = ?";
        return text;
    }
    static std::string by_user() {
        std::string text = "user_id";
        for (const auto key : Record::key)
            if (key != "user_id") (text += ", ") += key;
        return text;
    }
};

/// Each kind's own, defined where its room's stores are.
template <class Record>
const OwnedStatements<Record>& owned_statements();

template <class Record>
class SqlOwnedStore final : public OwnedStore<Record> {
public:
    SqlOwnedStore(Connection& connection, const AccountId& account) : db_(connection), account_(account) {}

    std::optional<Record> find(const KeyOf<Record>& key) override {
        Scratch scratch;
        Run run(db_.prepare(texts().find));
        bind_value(*run, 1, account_, scratch);
        bind_key_values(*run, 2, key, scratch);
        return one(*run);
    }
    std::optional<Record> find_by_digest(const Digest& digest) override {
        if constexpr (is_found_by_digest<Record>) {
            Scratch scratch;
            Run run(db_.prepare(texts().find_by_digest));
            bind_value(*run, 1, account_, scratch);
            bind_value(*run, 2, digest, scratch);
            return one(*run);
        }
        return std::nullopt;
    }
    std::vector<Record> of_user(UserId user) override {
        std::vector<Record> found;
        Scratch scratch;
        Run run(db_.prepare(texts().of_user));
        for (bool row = start(*run, scratch, account_, user, user); row; row = run->step()) {
            found.push_back(read_fields<Record>(*run));
            seen_.note(found.back());
        }
        return found;
    }

    bool insert(const Record& record) override {
        Scratch scratch;
        Run run(db_.prepare(texts().insert));
        bind_value(*run, 1, account_, scratch);
        bind_fields(*run, 2, record, scratch);
        run->step();
        return run->changes() == 1;
    }
    bool replace(const Record& before, const Record& after) override {
        Scratch scratch;
        Run run(db_.prepare(texts().replace));
        const int at = bind_fields(*run, 1, after, scratch);
        if (!change(*run, at, before, scratch)) return false;
        seen_.saved(key_of(after), after.revision);
        return true;
    }
    bool remove(const Record& record) override {
        Scratch scratch;
        Run run(db_.prepare(texts().remove));
        return change(*run, 1, record, scratch);
    }
    std::int64_t remove_of_user(UserId user) override {
        return execute(db_, texts().remove_of_user, account_, user);
    }

    std::vector<Record> records(const KeyOf<Record>& after, std::int32_t limit) override {
        std::vector<Record> found;
        Scratch scratch;
        Run run(db_.prepare(texts().records.page));
        bind_value(*run, 1, account_, scratch);
        run->bind_int(bind_key_values(*run, 2, after, scratch), limit);
        while (run->step()) found.push_back(read_fields<Record>(*run));
        return found;
    }
    void put(const Record& record) override {
        // Whoever holds the digest gives it up.
        if constexpr (is_found_by_digest<Record>)
            if (const auto holder = find_by_digest(record.digest); holder && key_of(*holder) != key_of(record))
                erase(key_of(*holder));
        Scratch scratch;
        Run run(db_.prepare(texts().records.put));
        bind_value(*run, 1, account_, scratch);
        bind_fields(*run, 2, record, scratch);
        run->step();
    }
    void erase(const KeyOf<Record>& key) override {
        Scratch scratch;
        Run run(db_.prepare(texts().records.erase));
        bind_value(*run, 1, account_, scratch);
        bind_key_values(*run, 2, key, scratch);
        run->step();
    }

private:
    static const OwnedStatements<Record>& texts() { return owned_statements<Record>(); }

    std::optional<Record> one(Prepared& run) {
        if (!run.step()) return std::nullopt;
        return seen_.note(std::optional(read_fields<Record>(run)));
    }
    /// Parameters from `at` on: the account, the key, the revision. @return whether there was such a record
    bool change(Prepared& run, int at, const Record& record, Scratch& scratch) {
        const auto key = key_of(record);  // bound by reference: as long as the run
        bind_value(run, at, account_, scratch);
        run.bind_int(bind_key_values(run, at + 1, key, scratch), record.revision);
        run.step();
        const bool found = run.changes() == 1;
        run.reset();
        if (!found) seen_.demand_foreign(key, record.revision);
        return found;
    }

    Connection& db_;
    const AccountId& account_;
    SeenRevisions<KeyOf<Record>> seen_;
};

}  // namespace roster::sql
