// Rows moved as they are: the statements behind RecordStore, for any table.
#pragma once

#include "storage/sql/row.hpp"

#include <initializer_list>
#include <string>
#include <string_view>

namespace roster::sql {

/// What moves the rows of a table: its columns are the account, the extras that are in no field table, and T's.
template <HasFields T>
struct RecordStatements {
    Statement page;   ///< account, key, limit → extras, T
    Statement put;    ///< account, extras, T
    Statement erase;  ///< account, key

    /// @param keys  the primary key's columns after the account, in their order; among the extras or T's
    explicit RecordStatements(const std::string& table, std::initializer_list<std::string_view> extras = {},
                              std::initializer_list<std::string_view> keys = {"id"})
        : page("SELECT " + all(extras) + " FROM " + table + " WHERE account = ? AND " + tuple(keys) + " > " +
               tuple(keys, "?") + " ORDER BY " + list(keys) + " LIMIT ?"),
          put("INSERT INTO " + table + " (account, " + all(extras) + ") VALUES (?, " + list(extras, "?") +
              (extras.size() == 0 ? "" : ", ") + parameters<T>() + ") ON CONFLICT (account, " + list(keys) +
              ") DO UPDATE SET " + taken_over(extras, keys)),
          erase("DELETE FROM " + table + " WHERE account = ? AND " + tuple(keys) + " = " + tuple(keys, "?")) {}

private:
    using Names = std::initializer_list<std::string_view>;

    /// "a, b", or as many of `instead`.
    static std::string list(Names names, std::string_view instead = "") {
        std::string text;
        for (const auto name : names) {
            if (!text.empty()) text += ", ";
            text += instead.empty() ? name : instead;
        }
        return text;
    }
    /// "a", "(a, b)".
    static std::string tuple(Names names, std::string_view instead = "") {
        const auto text = list(names, instead);
        return names.size() == 1 ? text : "(" + text + ")";
    }
    static std::string all(Names extras) { return list(extras) + (extras.size() == 0 ? "" : ", ") + columns<T>(); }
    /// "a = excluded.a, …" of all columns but the keys.
    static std::string taken_over(Names extras, Names keys) {
        std::string text;
        const auto add = [&](std::string_view name) {
            for (const auto key : keys)
                if (key == name) return;
            if (!text.empty()) text += ", ";
            ((text += name) += " = excluded.") += name;
        };
        for (const auto name : extras) add(name);
        for_each_field<T>([&](const auto& f) {
            if (!has(f.traits, Trait::derived)) add(f.name);
        });
        return text;
    }
};

/// A key that is a nil id stands before all others: 16 zero bytes, and no NULL.
template <class Tag>
void bind_key(Prepared& to, int at, const Id<Tag>& id) {
    to.bind_blob(at, id.bytes());
}

/// A page of a table whose key is its id. `read(row)` makes a record of each row.
template <class Record, class Tag, class Read>
std::vector<Record> read_page(Connection& connection, const Statement& page, const AccountId& account,
                              const Id<Tag>& after, std::int32_t limit, Read&& read) {
    std::vector<Record> found;
    Run run(connection.prepare(page));
    bind_key(*run, 1, account);
    bind_key(*run, 2, after);
    run->bind_int(3, limit);
    while (run->step()) found.push_back(read(*run));
    return found;
}

}  // namespace roster::sql
