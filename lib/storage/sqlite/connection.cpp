#include "storage/sqlite/connection.hpp"

#include "storage/sqlite/errors.hpp"
#include "storage/sqlite/log_vfs.hpp"

#include <roster/base/error.hpp>

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include <algorithm>
#include <thread>

namespace roster::sqlite {
namespace {

using namespace std::chrono_literals;

/// Texts put together at run time that stay prepared between two transactions.
constexpr std::size_t kept_texts = 64;

SQLite::Database open_database(const File& file, bool for_writing) {
    try {
        const auto& base = file.options().vfs;
        const std::string vfs = for_writing && !file.in_memory() ? log_vfs(base) : base;
        return {file.name().c_str(), file.flags(for_writing), 0, vfs.empty() ? nullptr : vfs.c_str()};
    } catch (const SQLite::Exception& error) {
        fail(error.getExtendedErrorCode(), nullptr);
    }
}

void harden(sqlite3* db) {
    sqlite3_extended_result_codes(db, 1);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
}

/// SQLite takes a null pointer for NULL, whatever the length.
const char* start(std::string_view value) noexcept { return value.data() == nullptr ? "" : value.data(); }

}  // namespace

// ---- Statements ----

Prepared::Prepared(Connection& connection, const std::string& text) : connection_(connection) {
    const char* tail = nullptr;
    check(sqlite3_prepare_v3(connection.database_.getHandle(), text.c_str(), static_cast<int>(text.size() + 1),
                             SQLITE_PREPARE_PERSISTENT, &statement_, &tail));
    const bool single =
        statement_ != nullptr && std::string_view(tail).find_first_not_of(" \n\t;") == std::string::npos;
    if (!single) {
        sqlite3_finalize(statement_);
        throw Error(ErrorCode::internal, "storage.sql",
                    "A text that is not exactly one statement cannot be prepared.");
    }
    reads_only_ = sqlite3_stmt_readonly(statement_) != 0;
}

Prepared::~Prepared() { sqlite3_finalize(statement_); }

void Prepared::check(int code) const {
    if (code != SQLITE_OK) [[unlikely]]
        fail(code, connection_.database_.getHandle());
}

void Prepared::bind_null(int at) { check(sqlite3_bind_null(statement_, at)); }

void Prepared::bind_int(int at, std::int64_t value) { check(sqlite3_bind_int64(statement_, at, value)); }

void Prepared::bind_text(int at, std::string_view value) {
    check(sqlite3_bind_text64(statement_, at, start(value), value.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void Prepared::bind_blob(int at, std::string_view value) {
    check(sqlite3_bind_blob64(statement_, at, start(value), value.size(), SQLITE_STATIC));
}

bool Prepared::step() {
    if (finished_) return false;
    if (!reads_only_ && !connection_.may_write_) [[unlikely]]
        throw Error(ErrorCode::failed_precondition, "storage.read_only", "A reading transaction cannot write.");
    used_ = true;
    if (!listed_) {
        connection_.touched_.push_back(this);
        listed_ = true;
    }
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) [[unlikely]]
        fail(code, connection_.database_.getHandle());
    finished_ = true;
    changes_ = reads_only_ ? 0 : sqlite3_changes64(connection_.database_.getHandle());
    return false;
}

bool Prepared::is_null(int column) { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

std::int64_t Prepared::get_int(int column) { return sqlite3_column_int64(statement_, column); }

std::string_view Prepared::get_text(int column) {
    const auto* const text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return text == nullptr
               ? std::string_view()
               : std::string_view(text, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
}

std::string_view Prepared::get_blob(int column) {
    const auto* const blob = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return blob == nullptr
               ? std::string_view()
               : std::string_view(blob, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
}

void Prepared::reset() noexcept {
    if (used_) sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
    used_ = false;
    finished_ = false;
}

// ---- The connection ----

Connection::Connection(const File& file, Mode mode)
    : database_(open_database(file, mode == Mode::write)),
      wait_(file.options().wait),
      checkpoint_(file.options().checkpoint) {
    auto* const db = database_.getHandle();
    harden(db);
    sqlite3_busy_handler(db, on_busy, this);
    const bool writes = mode == Mode::write;
    if (writes) sqlite3_wal_hook(db, on_commit, this);
    execute(
        ("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;"
         "PRAGMA cell_size_check = ON; PRAGMA secure_delete = ON;"
         "PRAGMA journal_size_limit = 67108864;"
         "PRAGMA temp_store = MEMORY;"  // savepoints: a file would double what a group writes
         // SQLite up to 3.50 loses later commits, should the process be killed, when pages that had to leave the
         // cache for the log were rolled back (sqlite.org/forum, b490f726db). So they stay until the commit.
         "PRAGMA cache_spill = OFF;"
         "PRAGMA cache_size = -" +
         std::to_string(file.cache(writes)) +
         ";"
         "PRAGMA query_only = " +
         (writes ? "OFF" : "ON"))
            .c_str());
}

Connection::~Connection() = default;

int Connection::on_busy(void* self, int count) {
    auto& connection = *static_cast<Connection*>(self);
    const auto now = Clock::now();
    if (count == 0) connection.busy_since_ = now;
    const auto end = std::min(connection.deadline_, connection.busy_since_ + connection.wait_);
    if (now >= end) return 0;
    constexpr Clock::duration pauses[] = {100us, 200us, 500us, 1ms, 2ms, 3ms, 5ms};
    const auto pause = pauses[std::min<std::size_t>(static_cast<std::size_t>(count), std::size(pauses) - 1)];
    std::this_thread::sleep_for(std::min(pause, end - now));
    return 1;
}

/// After a commit: moves the log into the database file, so far as no reader needs it. Readers that always overlap
/// would let the log grow for ever: when it is long, waits a moment for them to come to its end.
int Connection::on_commit(void* self, sqlite3* db, const char* name, int pages) {
    auto& connection = *static_cast<Connection*>(self);
    constexpr int too_long = 4;
    if (pages < connection.checkpoint_) return SQLITE_OK;
    const bool waits = pages >= connection.checkpoint_ * too_long;
    connection.deadline_ = Clock::now() + 100ms;
    // Of its failures the next checkpoint tells; the commit stands.
    sqlite3_wal_checkpoint_v2(db, name, waits ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE, nullptr,
                              nullptr);
    return SQLITE_OK;
}

sql::Prepared& Connection::prepare(const sql::Statement& statement) {
    const auto index = static_cast<std::size_t>(statement.index);
    if (index >= slots_.size()) slots_.resize(index + 1);
    auto& slot = slots_[index];
    if (!slot) slot = std::make_unique<Prepared>(*this, statement.text);
    return *slot;
}

sql::Prepared& Connection::prepare(const std::string& text) {
    if (const auto found = by_text_.find(text); found != by_text_.end()) {
        texts_.splice(texts_.begin(), texts_, found->second);
        return texts_.front().prepared;
    }
    texts_.emplace_front(*this, text);  // the caller holds references: settle() cuts the list back
    by_text_.emplace(texts_.front().text, texts_.begin());
    return texts_.front().prepared;
}

void Connection::settle() noexcept {
    for (auto* const prepared : touched_) {
        if (prepared->used_) prepared->reset();
        prepared->listed_ = false;
    }
    touched_.clear();
    while (texts_.size() > kept_texts) {
        by_text_.erase(texts_.back().text);
        texts_.pop_back();
    }
}

Prepared& Connection::own(std::unique_ptr<Prepared>& statement, const char* text) {
    if (!statement) statement = std::make_unique<Prepared>(*this, text);
    return *statement;
}

/// Without the bookkeeping of Prepared::step: these are no part of the work.
void Connection::run(std::unique_ptr<Prepared>& statement, const char* text) {
    auto* const handle = own(statement, text).statement_;
    const int code = sqlite3_step(handle);
    sqlite3_reset(handle);
    if (code != SQLITE_DONE) [[unlikely]]
        fail(code, database_.getHandle());
}

// ---- Transactions ----

void Connection::make_ends() {
    own(commit_, "COMMIT");
    own(rollback_, "ROLLBACK");
    // One that could not be ended then, for want of memory, and in memory the connection is the store.
    if (in_transaction()) run(rollback_, "ROLLBACK");
}

void Connection::begin_read() {
    make_ends();
    deadline_ = Clock::time_point::max();
    run(begin_, "BEGIN");
}

void Connection::begin_write(Clock::time_point deadline) {
    make_ends();
    deadline_ = deadline;
    run(begin_write_, "BEGIN IMMEDIATE");
    may_write_ = true;
}

void Connection::commit() {
    settle();
    run(commit_, "COMMIT");
    may_write_ = false;
}

bool Connection::rollback() noexcept {
    settle();
    may_write_ = false;
    if (!in_transaction()) return true;
    try {
        run(rollback_, "ROLLBACK");
    } catch (...) {  // told by the return value
    }
    return !in_transaction();
}

void Connection::savepoint() { run(savepoint_, "SAVEPOINT work"); }

void Connection::release() { run(release_, "RELEASE work"); }

bool Connection::rollback_to_savepoint() noexcept {
    settle();
    try {
        run(back_, "ROLLBACK TO work");
        release();
        return true;
    } catch (...) {  // told by the return value
        return false;
    }
}

std::int64_t Connection::changes() const noexcept { return sqlite3_total_changes64(database_.getHandle()); }

bool Connection::in_transaction() const noexcept { return sqlite3_get_autocommit(database_.getHandle()) == 0; }

void Connection::execute(const char* script) {
    const int code = sqlite3_exec(database_.getHandle(), script, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(code, database_.getHandle());
}

std::int64_t Connection::query(const char* text) {
    Prepared once(*this, text);
    sqlite3_stmt* const handle = once.statement_;
    const int code = sqlite3_step(handle);
    if (code != SQLITE_ROW && code != SQLITE_DONE) fail(code, database_.getHandle());
    return code == SQLITE_ROW ? sqlite3_column_int64(handle, 0) : 0;
}

}  // namespace roster::sqlite
