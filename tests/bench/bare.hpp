// The bare side of every comparison: SQLite's own C functions, statements prepared once, nothing else.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace bench {

class Bare {
public:
    explicit Bare(const std::string& path) {
        if (sqlite3_open_v2(path.c_str(), &db_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr) != SQLITE_OK)
            throw std::runtime_error("cannot open " + path);
        // As the driver sets them, so that both sides are as durable and as strict.
        run("PRAGMA journal_mode=WAL");
        run("PRAGMA synchronous=FULL");
        run("PRAGMA foreign_keys=ON");
        run("PRAGMA cache_size=-16384");
    }
    Bare(const Bare&) = delete;
    ~Bare() { sqlite3_close_v2(db_); }

    void run(const char* sql) {
        if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
            throw std::runtime_error(sqlite3_errmsg(db_));
    }
    sqlite3* handle() const { return db_; }

private:
    sqlite3* db_ = nullptr;
};

class BareStatement {
public:
    BareStatement(Bare& db, const std::string& sql) {
        if (sqlite3_prepare_v3(db.handle(), sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement_, nullptr) !=
            SQLITE_OK)
            throw std::runtime_error(sqlite3_errmsg(db.handle()));
    }
    BareStatement(const BareStatement&) = delete;
    ~BareStatement() { sqlite3_finalize(statement_); }

    BareStatement& text(int at, std::string_view value) {
        sqlite3_bind_text(statement_, at, value.data(), static_cast<int>(value.size()), SQLITE_STATIC);
        return *this;
    }
    BareStatement& blob(int at, std::string_view value) {
        sqlite3_bind_blob(statement_, at, value.data(), static_cast<int>(value.size()), SQLITE_STATIC);
        return *this;
    }
    BareStatement& integer(int at, std::int64_t value) {
        sqlite3_bind_int64(statement_, at, value);
        return *this;
    }
    bool step() {
        const int result = sqlite3_step(statement_);
        if (result != SQLITE_ROW && result != SQLITE_DONE) throw std::runtime_error("the bare statement failed");
        return result == SQLITE_ROW;
    }
    void reset() { sqlite3_reset(statement_); }

    /// Takes every column of the row out, as any program would: text into strings. @return bytes taken
    std::size_t take_row() {
        std::size_t bytes = 0;
        for (int i = 0, n = sqlite3_column_count(statement_); i < n; ++i) {
            switch (sqlite3_column_type(statement_, i)) {
                case SQLITE_INTEGER:
                    bytes += static_cast<std::size_t>(sqlite3_column_int64(statement_, i) != 0);
                    break;
                case SQLITE_TEXT:
                case SQLITE_BLOB: {
                    const void* value = sqlite3_column_blob(statement_, i);
                    const std::string copy(static_cast<const char*>(value == nullptr ? "" : value),
                                           static_cast<std::size_t>(sqlite3_column_bytes(statement_, i)));
                    bytes += copy.size();
                    break;
                }
                default: break;
            }
        }
        return bytes;
    }

private:
    sqlite3_stmt* statement_ = nullptr;
};

}  // namespace bench
