#include "storage/sqlite/driver.hpp"

#include "storage/sql/migrate.hpp"
#include "storage/sqlite/backup.hpp"

#include <roster/base/error.hpp>

namespace roster::sqlite {
namespace {

std::string line_of(sql::Prepared& row) {
    std::string line = "A row of table " + std::string(row.get_text(0));
    if (!row.is_null(1)) line += " (row " + std::to_string(row.get_int(1)) + ")";
    return line + " refers to a row of table " + std::string(row.get_text(2)) + " that does not exist.";
}

}  // namespace

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
    : file_(path, std::move(options)), readers_(file_) {
    if (!file_.options().read_only)
        writer_ = std::make_unique<Writer>(file_, file_.in_memory() ? &readers_ : nullptr);
    Migrator migrator(*this);
    sql::migrate(migrator, migrations, writer_ != nullptr);
    if (!file_.in_memory() && !file_.immutable()) stamp_ = std::make_unique<Stamp>(file_);
}

Driver::~Driver() {
    if (!guard_.forked()) {
        shut();
        return;
    }
    // The files' locks and the threads that hold the mutexes are the parent's: touch nothing.
    if (stamp_) stamp_->abandon();
    if (writer_) writer_.release()->abandon();
    readers_.abandon();
}

void Driver::close() {
    const sql::CallGuard::Inside inside(guard_);
    shut();
}

void Driver::shut() {
    if (stamp_) stamp_->close();
    if (!file_.in_memory()) readers_.close();
    if (writer_) writer_->close();  // the last one out checkpoints and removes the log
    if (file_.in_memory()) readers_.close();
}

// ---- Work ----

void Driver::read(AccountId, Work work) {
    const sql::CallGuard::Inside inside(guard_);
    readers_.read(work);
}

void Driver::write(AccountId, Work work) {
    const sql::CallGuard::Inside inside(guard_);
    if (!writer_)
        throw Error(ErrorCode::failed_precondition, "storage.read_only", "The store was opened for reading only.");
    writer_->write(work);
    if (file_.in_memory()) ++commits_;
}

std::optional<std::uint64_t> Driver::stamp() noexcept {
    if (guard_.forked()) return std::nullopt;
    if (stamp_) return stamp_->read();
    return file_.in_memory() ? std::optional(commits_.load()) : std::nullopt;
}

std::vector<std::string> Driver::check() {
    const sql::CallGuard::Inside inside(guard_);
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
    const sql::CallGuard::Inside inside(guard_);
    sqlite::backup(file_, readers_, path);
}

}  // namespace roster::sqlite
