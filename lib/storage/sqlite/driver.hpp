// The SQLite driver of the SQL core.
#pragma once

#include "storage/sql/driver.hpp"
#include "storage/sql/guard.hpp"
#include "storage/sql/migrations.hpp"
#include "storage/sqlite/file.hpp"
#include "storage/sqlite/readers.hpp"
#include "storage/sqlite/stamp.hpp"
#include "storage/sqlite/writer.hpp"

#include <atomic>
#include <memory>
#include <span>

namespace roster::sqlite {

/// A store in one SQLite file, or in memory. Safe from any thread.
///
/// Readers run beside each other and beside the writer, in WAL mode; in memory everybody takes turns. A call from
/// within a work of the same driver is refused ("storage.reentrant"). After a fork the child's calls are refused
/// ("storage.forked"): it opens the store anew.
class Driver final : public sql::Driver {
public:
    /// Opens the store and brings its schema up to date.
    /// @throws Error as roster::open
    Driver(const std::string& path, Options options, std::span<const sql::MigrationFile> migrations);
    Driver(const Driver&) = delete;
    Driver& operator=(const Driver&) = delete;
    ~Driver() override;

    void read(AccountId account, Work work) override;
    void write(AccountId account, Work work) override;
    std::vector<std::string> check() override;
    void backup(const std::string& path) override;
    [[nodiscard]] std::string engine() const override { return "sqlite"; }
    [[nodiscard]] std::optional<std::uint64_t> stamp() noexcept override;

    /// Waits for the calls under way and closes the file; later calls throw failed_precondition "storage.closed".
    void close() override;

private:
    class Migrator;

    void shut();

    File file_;
    std::unique_ptr<Writer>
        writer_;  ///< null when opened for reading only; its connection goes last and checkpoints
    Readers readers_;
    std::unique_ptr<Stamp> stamp_;            ///< null in memory, and of a file that nobody can write
    std::atomic<std::uint64_t> commits_ = 0;  ///< in memory
    sql::CallGuard guard_;
};

}  // namespace roster::sqlite
