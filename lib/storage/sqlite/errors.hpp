// SQLite's result codes as Roster's errors.
#pragma once

struct sqlite3;

namespace roster::sqlite {

/// Throws the Error for a result code; the extended code, if it has one.
/// @param db  the connection it came from, for what the code alone does not say; may be null
[[noreturn]] void fail(int code, sqlite3* db);

/// The same for a failure while a store is being opened, where some codes tell of the file and not of an accident.
[[noreturn]] void fail_open(int code, sqlite3* db);

}  // namespace roster::sqlite
