// One SQLite connection: its prepared statements, its transactions, its waiting.
#pragma once

#include "storage/sql/driver.hpp"
#include "storage/sqlite/file.hpp"

#include <SQLiteCpp/Database.h>

#include <chrono>
#include <cstdint>
#include <list>
#include <memory>
#include <string_view>
#include <unordered_map>

struct sqlite3;
struct sqlite3_stmt;

namespace roster::sqlite {

class Connection;

/// A prepared statement. SQLiteCpp owns the connection; its Statement class copies every text it is given by view
/// and counts references for every column, so statements are kept here.
class Prepared final : public sql::Prepared {
public:
    Prepared(Connection& connection, const std::string& text);
    Prepared(const Prepared&) = delete;
    Prepared& operator=(const Prepared&) = delete;
    ~Prepared() override;

    void bind_null(int at) override;
    void bind_int(int at, std::int64_t value) override;
    void bind_text(int at, std::string_view value) override;
    void bind_blob(int at, std::string_view value) override;
    bool step() override;
    [[nodiscard]] bool is_null(int column) override;
    [[nodiscard]] std::int64_t get_int(int column) override;
    [[nodiscard]] std::string_view get_text(int column) override;
    [[nodiscard]] std::string_view get_blob(int column) override;
    [[nodiscard]] std::int64_t changes() override { return changes_; }
    void reset() noexcept override;

private:
    friend class Connection;
    void check(int code) const;

    Connection& connection_;
    sqlite3_stmt* statement_ = nullptr;
    std::int64_t changes_ = 0;
    bool reads_only_ = false;
    bool finished_ = false;
    bool used_ = false;    ///< since the last reset
    bool listed_ = false;  ///< among the connection's touched ones
};

/// One thread at a time. Not inside a transaction unless between begin… and commit or rollback.
class Connection final : public sql::Connection {
public:
    enum class Mode { read, write };

    /// Opens another connection to a store that was opened before.
    Connection(const File& file, Mode mode);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection() override;

    sql::Prepared& prepare(const sql::Statement& statement) override;
    sql::Prepared& prepare(const std::string& text) override;

    // Transactions. The statements of the one before are settled.
    void begin_read();
    /// Takes the file's write lock, waiting for other processes until the deadline.
    void begin_write(Clock::time_point deadline);
    void commit();
    /// @return false when the transaction is still open: the connection is of no more use
    bool rollback() noexcept;
    void savepoint();
    void release();
    /// Back to the savepoint, which is gone then. @return false when that failed
    bool rollback_to_savepoint() noexcept;
    /// False also when SQLite itself gave the transaction up, as it does when the disk is full.
    [[nodiscard]] bool in_transaction() const noexcept;
    /// Rows changed since it was opened, by all statements: grows by what a work changes.
    [[nodiscard]] std::int64_t changes() const noexcept;
    /// Resets whatever the work left running.
    void settle() noexcept;

    /// Runs every statement of a text; rows are dropped.
    void execute(const char* script);
    /// The first row's first column; 0 without a row.
    std::int64_t query(const char* text);
    [[nodiscard]] SQLite::Database& database() noexcept { return database_; }

private:
    friend class Prepared;
    struct Text {
        Text(Connection& connection, const std::string& words) : text(words), prepared(connection, words) {}
        std::string text;
        Prepared prepared;
    };

    static int on_busy(void* self, int count);
    static int on_commit(void* self, sqlite3* db, const char* name, int pages);
    Prepared& own(std::unique_ptr<Prepared>& statement, const char* text);
    /// What ends a transaction, made before it begins: its end must not want for memory.
    void make_ends();
    void run(std::unique_ptr<Prepared>& statement, const char* text);

    SQLite::Database database_;
    std::vector<std::unique_ptr<Prepared>> slots_;  ///< by Statement::index
    std::list<Text> texts_;                         ///< the latest used first
    std::unordered_map<std::string_view, std::list<Text>::iterator> by_text_;
    std::vector<Prepared*> touched_;
    std::unique_ptr<Prepared> begin_, begin_write_, commit_, rollback_, savepoint_, release_, back_;
    const std::chrono::milliseconds wait_;
    const int checkpoint_;  ///< when the log has so many pages
    Clock::time_point deadline_ = Clock::time_point::max();
    Clock::time_point busy_since_;
    bool may_write_ = false;
};

}  // namespace roster::sqlite
