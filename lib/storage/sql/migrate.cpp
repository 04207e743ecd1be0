#include "storage/sql/migrate.hpp"

#include <roster/base/error.hpp>
#include <roster/base/secret.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace roster::sql {
namespace {

const std::string create_table =
    "CREATE TABLE IF NOT EXISTS roster_migrations "
    "(number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL)";
const std::string list_applied = "SELECT number, name, checksum FROM roster_migrations ORDER BY number";
const std::string insert_applied = "INSERT INTO roster_migrations (number, name, checksum) VALUES (?, ?, ?)";

struct Applied {
    std::int64_t number;
    std::string name;
    std::string checksum;
};

std::vector<Applied> applied(Connection& connection) {
    std::vector<Applied> list;
    Run rows(connection.prepare(list_applied));
    while (rows->step())
        list.push_back({rows->get_int(0), std::string(rows->get_text(1)), std::string(rows->get_text(2))});
    return list;
}

/// @return how many of the known migrations are applied
std::size_t verify(const std::vector<Applied>& list, std::span<const MigrationFile> known) {
    if (!list.empty() && list.back().number > static_cast<std::int64_t>(known.size()))
        throw Error(ErrorCode::failed_precondition, "storage.newer",
                    "The store was made by a newer version of Roster (its schema is number " +
                        std::to_string(list.back().number) + ", this version knows " +
                        std::to_string(known.size()) + "). Update Roster to open it.");
    for (std::size_t i = 0; i < list.size(); ++i) {
        const auto& file = known[std::min(i, known.size() - 1)];  // a number below 1 makes the list too long
        if (list[i].number != file.number || list[i].name != file.name ||
            list[i].checksum != migration_checksum(file))
            throw Error(ErrorCode::data_loss, "storage.migration_changed",
                        "The store's schema is not the one this version of Roster made: migration " +
                            std::string(file.name) + " differs from the one that was applied.");
    }
    return list.size();
}

void apply(Migrator& engine, Connection& connection, const MigrationFile& file) {
    try {
        engine.script(file.sql);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::internal) throw;
        throw Error(ErrorCode::internal, "storage.migration",
                    "Migration " + std::string(file.name) + " failed: " + error.what());
    }
    const auto checksum = migration_checksum(file);
    Run insert(connection.prepare(insert_applied));
    insert->bind_int(1, file.number);
    insert->bind_text(2, file.name);
    insert->bind_text(3, checksum);
    insert->step();
}

}  // namespace

std::string migration_checksum(const MigrationFile& file) {
    unsigned char bytes[32];
    secrets::hash(file.sql, bytes);
    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (const auto byte : bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

void migrate(Migrator& engine, std::span<const MigrationFile> known, bool may_write) {
    std::size_t done = 0;
    const bool has_table = engine.has_table();
    if (has_table) engine.read([&](Connection& connection) { done = verify(applied(connection), known); });
    if (done == known.size() && (has_table || !may_write)) return;
    if (!may_write)
        throw Error(
            ErrorCode::failed_precondition, "storage.older",
            "The store was made by an older version of Roster. Open it once for writing to bring it up to date.");
    do {
        engine.exclusive([&](Connection& connection) {
            Run(connection.prepare(create_table))->step();
            done = verify(applied(connection), known);  // another process may have been quicker
            if (done == known.size()) return;
            apply(engine, connection, known[done]);
            ++done;
        });
    } while (done < known.size());
}

}  // namespace roster::sql
