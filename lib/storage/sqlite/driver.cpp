#include "storage/sqlite/driver.hpp"

#include "storage/sql/migrate.hpp"
#include "storage/sqlite/backup.hpp"

#include <roster/base/error.hpp>

#include <atomic>

#include <pthread.h>

namespace roster::sqlite {
namespace {

std::atomic<unsigned> fork_count{0};

/// Counting in the child is cheaper than asking for the process id in every call.
unsigned count_forks() {
    static const int registered =
        pthread_atfork(nullptr, nullptr, [] { fork_count.fetch_add(1, std::memory_order_relaxed); });
    static_cast<void>(registered);
    return fork_count.load(std::memory_order_relaxed);
}

std::string line_of(sql::Prepared& row) {
    std::string line = "A row of table " + std::string(row.get_text(0));
    if (!row.is_null(1)) line += " (row " + std::to_string(row.get_int(1)) + ")";
    return line + " refers to a row of table " + std::string(row.get_text(2)) + " that does not exist.";
}

}  // namespace

/// Marks the thread as working for a driver, and refuses a call that cannot be.
class Driver::Inside {
public:
    explicit Inside(const Driver& driver) : driver_(driver), outer_(innermost_) {
        if (fork_count.load(std::memory_order_relaxed) != driver.forks_) [[unlikely]]
            throw Error(ErrorCode::failed_precondition, "storage.forked",
                        "The store was opened before this process was forked. Open it again in the child.");
        for (const auto* inside = outer_; inside != nullptr; inside = inside->outer_)
            if (&inside->driver_ == &driver) [[unlikely]]
                throw Error(ErrorCode::failed_precondition, "storage.reentrant",
                            "A function that runs in a transaction cannot call the store it runs in.");
        innermost_ = this;
    }
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;
    ~Inside() { innermost_ = outer_; }

private:
    static thread_local const Inside* innermost_;
    const Driver& driver_;
    const Inside* const outer_;
};

thread_local const Driver::Inside* Driver::Inside::innermost_ = nullptr;

// ---- Opening and closing ----

class Driver::Migrator final : public sql::Migrator {
public:
    explicit Migrator(Driver& driver) : driver_(driver) {}

    bool has_table() override {
        return driver_.readers_.lease()->query(
                   "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'roster_migrations'") != 0;
    }
    void read(Work work) override { driver_.readers_.read(work); }
    void exclusive(Work work) override {
        driver_.writer_->migrate([&](Connection& connection) {
            connection_ = &connection;
            work(connection);
        });
    }
    void script(const char* sql) override { connection_->execute(sql); }

private:
    Driver& driver_;
    Connection* connection_ = nullptr;
};

Driver::Driver(const std::string& path, Options options, std::span<const sql::MigrationFile> migrations)
    : file_(path, std::move(options)), readers_(file_), forks_(count_forks()) {
    if (!file_.options().read_only)
        writer_ = std::make_unique<Writer>(file_, file_.in_memory() ? &readers_ : nullptr);
    Migrator migrator(*this);
    sql::migrate(migrator, migrations, writer_ != nullptr);
}

Driver::~Driver() {
    if (fork_count.load(std::memory_order_relaxed) == forks_) {
        shut();
        return;
    }
    // The files' locks and the threads that hold the mutexes are the parent's: touch nothing.
    if (writer_) writer_.release()->abandon();
    readers_.abandon();
}

void Driver::close() {
    const Inside inside(*this);
    shut();
}

void Driver::shut() {
    if (!file_.in_memory()) readers_.close();
    if (writer_) writer_->close();  // the last one out checkpoints and removes the log
    if (file_.in_memory()) readers_.close();
}

// ---- Work ----

void Driver::read(AccountId, Work work) {
    const Inside inside(*this);
    readers_.read(work);
}

void Driver::write(AccountId, Work work) {
    const Inside inside(*this);
    if (!writer_)
        throw Error(ErrorCode::failed_precondition, "storage.read_only", "The store was opened for reading only.");
    writer_->write(work);
}

std::vector<std::string> Driver::check() {
    const Inside inside(*this);
    std::vector<std::string> lines;
    try {
        readers_.read([&](sql::Connection& connection) {
            sql::Run pages(connection.prepare("PRAGMA integrity_check(1000)"));
            while (pages->step())
                if (pages->get_text(0) != "ok") lines.emplace_back(pages->get_text(0));
            sql::Run references(connection.prepare("PRAGMA foreign_key_check"));
            while (references->step()) lines.push_back(line_of(*references));
        });
    } catch (const Error& error) {
        if (error.code() != ErrorCode::data_loss) throw;
        lines.emplace_back(error.what());
    }
    return lines;
}

void Driver::backup(const std::string& path) {
    const Inside inside(*this);
    sqlite::backup(file_, readers_, path);
}

}  // namespace roster::sqlite
