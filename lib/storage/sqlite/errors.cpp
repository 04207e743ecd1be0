#include "storage/sqlite/errors.hpp"

#include <roster/base/error.hpp>

#include <sqlite3.h>

#include <cerrno>
#include <string>

namespace roster::sqlite {
namespace {

/// The library's own words: they name tables, columns and constraints, never values.
std::string words(int code, sqlite3* db) {
    std::string text = db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code);
    return text + " (SQLite code " + std::to_string(code) + ")";
}

bool disk_is_full(sqlite3* db) {
    if (db == nullptr) return false;
    const int number = sqlite3_system_errno(db);
    return number == ENOSPC || number == EDQUOT;
}

[[noreturn]] void no_space() {
    throw Error(ErrorCode::resource_exhausted, "storage.full",
                "There is no space left for the store. Nothing was saved.");
}

[[noreturn]] void no_memory() {
    throw Error(ErrorCode::resource_exhausted, "storage.memory", "There is not enough memory. Nothing was saved.");
}

[[noreturn]] void input_output(int code, sqlite3* db) {
    if (code == SQLITE_IOERR_NOMEM) no_memory();
    if (code == SQLITE_IOERR_CORRUPTFS || code == SQLITE_IOERR_DATA)
        throw Error(ErrorCode::data_loss, "storage.damaged", "The store's file system reports damaged data.");
    if (disk_is_full(db)) no_space();
    throw Error(ErrorCode::unavailable, "storage.io",
                "The store cannot be read or written just now (SQLite code " + std::to_string(code) + ").");
}

}  // namespace

void fail(int code, sqlite3* db) {
    switch (code & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_PROTOCOL:
            throw Error(ErrorCode::unavailable, "storage.busy", "The store is busy. Please try again.");
        case SQLITE_READONLY:
            throw Error(ErrorCode::failed_precondition, "storage.read_only", "The store cannot be written to.");
        case SQLITE_FULL: no_space();
        case SQLITE_NOMEM: no_memory();
        case SQLITE_IOERR: input_output(code, db);
        case SQLITE_CANTOPEN:
            if (disk_is_full(db)) no_space();
            throw Error(ErrorCode::unavailable, "storage.io", "A file of the store cannot be opened just now.");
        case SQLITE_CORRUPT:
        case SQLITE_FORMAT:
        case SQLITE_NOTADB:
            throw Error(ErrorCode::data_loss, "storage.damaged",
                        "The store's file is damaged. Restore it from a backup.");
        case SQLITE_TOOBIG:
            throw Error(ErrorCode::invalid_argument, "storage.too_big", "A value is too large to be stored.");
        case SQLITE_INTERRUPT:
            throw Error(ErrorCode::cancelled, "storage.interrupted", "The work was interrupted.");
        case SQLITE_PERM:
        case SQLITE_AUTH:
            throw Error(ErrorCode::failed_precondition, "storage.no_access", "Access to the store is denied.");
        case SQLITE_CONSTRAINT:
            throw Error(ErrorCode::internal, "storage.constraint",
                        "The store refused a row: " + words(code, db) + ".");
        default:
            throw Error(ErrorCode::internal, "storage.sql",
                        "The store refused a statement: " + words(code, db) + ".");
    }
}

void fail_open(int code, sqlite3* db) {
    switch (code & 0xff) {
        case SQLITE_NOTADB:
            throw Error(ErrorCode::failed_precondition, "storage.not_a_store",
                        "The file is not a store of Roster.");
        case SQLITE_CANTOPEN:
            if (disk_is_full(db)) no_space();
            throw Error(ErrorCode::failed_precondition, "storage.no_access",
                        "The store, or a file beside it, cannot be opened: check the permissions of its folder.");
        default: fail(code, db);
    }
}

}  // namespace roster::sqlite
