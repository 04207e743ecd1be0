// The schema's SQL, embedded by the build from migrations/<engine>/NNNN_name.sql.
#pragma once

namespace roster::sql {

/// One migration as it stands in its file. Lives as long as the program.
struct MigrationFile {
    int number;        ///< NNNN; from 1, without gaps
    const char* name;  ///< "NNNN_name"
    const char* sql;   ///< the file, byte for byte, NUL-terminated
};

/// Ordered by number. The entry after the last is {0, nullptr, nullptr}; the counts leave it out.
extern const MigrationFile sqlite_migrations[];
extern const int sqlite_migration_count;
extern const MigrationFile postgres_migrations[];
extern const int postgres_migration_count;

}  // namespace roster::sql
