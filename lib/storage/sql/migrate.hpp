// Brings a store's schema up to the library's: forward only, each migration in a transaction of its own.
#pragma once

#include "storage/sql/driver.hpp"
#include "storage/sql/migrations.hpp"

#include <span>
#include <string>

namespace roster::sql {

/// What an engine offers to its migrations.
class Migrator {
public:
    using Work = FunctionRef<void(Connection&)>;
    virtual ~Migrator() = default;

    /// Whether the store has the table `roster_migrations`.
    virtual bool has_table() = 0;
    /// Runs `work` over a snapshot.
    virtual void read(Work work) = 0;
    /// Runs `work` in a transaction and commits it. No two processes are in one of the same store at once.
    virtual void exclusive(Work work) = 0;
    /// Runs every statement of a script, inside exclusive().
    virtual void script(const char* sql) = 0;
};

/// Applies what is missing. Several processes may do this at once; each migration is applied by one of them.
///
/// The table `roster_migrations(number, name, checksum)` says what was applied; the checksum is the BLAKE2b of the
/// file in lower-case hexadecimal.
/// @param may_write  false: a store that lacks a migration is refused
/// @throws Error failed_precondition "storage.newer" for a store with a migration that is not in `known`; data_loss
///   "storage.migration_changed" when an applied migration is not the one in `known` (by checksum, name or gap);
///   failed_precondition "storage.older" when something is missing and `may_write` is false; internal
///   "storage.migration" when a migration's SQL fails; and as Storage
void migrate(Migrator& engine, std::span<const MigrationFile> known, bool may_write);

/// The checksum kept in `roster_migrations`: 64 hexadecimal digits.
std::string migration_checksum(const MigrationFile& file);

}  // namespace roster::sql
