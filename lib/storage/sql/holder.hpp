// A user with account and grants, in one statement: what validating a token and every acting user costs.
#pragma once

#include "storage/sql/row.hpp"

#include <roster/storage/storage.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace roster::sql {

/// "NULL, NULL, …": that many.
inline std::string nulls(int count) {
    std::string list;
    for (int i = 0; i < count; ++i) list += list.empty() ? "NULL" : ", NULL";
    return list;
}

/// Columns that lead a holder's row: what the token says, for one.
struct Leading {
    std::string columns;  ///< "s.digest, s.user_id"
    int count = 0;

    template <HasFields T>
    static Leading of(std::string_view prefix) {
        return {roster::sql::columns<T>(prefix), stored_field_count<T>()};
    }
    friend Leading operator+(Leading one, const Leading& other) {
        one.columns += ", " + other.columns;
        one.count += other.count;
        return one;
    }
};

/// 1 for a user `u` who has a second factor: a confirmed authenticator, or a passkey.
inline std::string has_second_factor() {
    // Not EXISTS: of that PostgreSQL may make a table of everybody's, in all accounts. From and to, not equal: else SQLite
    // walks the account's authenticators by their key, not the user's by theirs.
    return "coalesce((SELECT 1 FROM authenticators f WHERE f.account = u.account AND f.user_id >= u.id"
           " AND f.user_id <= u.id AND f.confirmed <> 0 LIMIT 1),"
           " (SELECT 1 FROM passkeys f WHERE f.account = u.account AND f.user_id = u.id LIMIT 1), 0)";
}

inline constexpr int row_of_user = 0, row_of_group = 1, row_of_team = 2;

/// The statement. One row of the user: which, leading, User, AccountRecord, Role, UserAccess, whether there is a second
/// factor, four NULLs; one for each group and team: which, NULLs, id, name, permissions, inboxes. Three look-ups in one, so that somebody with many
/// groups and many teams has a row for each and not one for each pair.
/// @param from  of the leading rows with their user: "FROM sessions s JOIN users u ON …"; u is the user, and a, f, g,
///   m, r and x are names of this statement's own
/// @param where  "s.account = ? AND s.digest = ?": bound three times
inline std::string holder_statement(const Leading& leading, const std::string& from, const std::string& where) {
    const std::string none =
        nulls(leading.count + stored_field_count<User>() + stored_field_count<AccountRecord>() +
              stored_field_count<Role>() + stored_field_count<UserAccess>() + 1);
    const auto source = [&](int which, const std::string& membership, const std::string& things,
                            const std::string& id) {
        return " UNION ALL SELECT " + std::to_string(which) + ", " + none +
               ", g.id, g.name, g.permissions, g.inboxes " + from + " JOIN " + membership +
               " m ON m.account = u.account AND m.user_id = u.id JOIN " + things +
               " g ON g.account = m.account AND g.id = m." + id + " WHERE " + where;
    };
    return "SELECT " + std::to_string(row_of_user) + ", " + leading.columns + (leading.count > 0 ? ", " : "") +
           columns<User>("u.") + ", " + columns<AccountRecord>("a.") + ", " + columns<Role>("r.") + ", " +
           columns<UserAccess>("x.") + ", " + has_second_factor() + ", NULL, NULL, NULL, NULL " + from +
           " JOIN accounts a ON a.id = u.account LEFT JOIN roles r ON r.account = u.account AND r.id = u.role"
           " LEFT JOIN user_access x ON x.account = u.account AND x.user_id = u.id WHERE " +
           where + source(row_of_group, "user_groups", "groups", "group_id") +
           source(row_of_team, "team_members", "teams", "team_id");
}

/// Reads the rows. `leading(row)` takes what leads the user's row, from column 1 on.
/// @param leads  how many columns that are
/// @return nullopt when there is no such user
template <class ReadLeading>
std::optional<KeptHolder> read_holder(Prepared& run, bool row, int leads, ReadLeading&& leading) {
    KeptHolder kept;
    bool found = false;
    const int user = 1 + leads, account = user + stored_field_count<User>(),
              role = account + stored_field_count<AccountRecord>(), access = role + stored_field_count<Role>(),
              factor = access + stored_field_count<UserAccess>(), source = factor + 1;
    for (; row; row = run.step()) {
        const auto which = run.get_int(0);
        if (which == row_of_user) {
            found = true;
            leading(run);
            kept.user = read_fields<User>(run, user);
            kept.account = read_fields<AccountRecord>(run, account);
            if (!run.is_null(role)) kept.grants.role = read_fields<Role>(run, role);
            if (!run.is_null(access)) kept.grants.own = read_fields<UserAccess>(run, access);
            kept.grants.has_second_factor = run.get_int(factor) != 0;
        } else {
            auto& from = kept.grants.sources.emplace_back();
            from.is_team = which == row_of_team;
            from.id = run.get_blob(source);
            read(run, source + 1, from.name, "name");
            read(run, source + 2, from.permissions, "permissions");
            read(run, source + 3, from.inboxes, "inboxes");
        }
    }
    if (!found) return std::nullopt;
    std::sort(kept.grants.sources.begin(), kept.grants.sources.end(), [](const auto& a, const auto& b) {
        return std::pair(a.is_team, std::string_view(a.id)) < std::pair(b.is_team, std::string_view(b.id));
    });
    return kept;
}

}  // namespace roster::sql
