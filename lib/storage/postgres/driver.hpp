// The PostgreSQL driver of the SQL core.
#pragma once

#include "storage/postgres/pool.hpp"
#include "storage/postgres/standby.hpp"
#include "storage/sql/driver.hpp"
#include "storage/sql/guard.hpp"
#include "storage/sql/migrations.hpp"

#include <memory>
#include <span>

namespace roster::postgres {

/// A store in one PostgreSQL database, version 15 or later, in the first schema of the role's search_path. Safe from
/// any thread; any number of processes may have it open. Statements are prepared: a pooler between must keep a session
/// to its server (PgBouncer: pool_mode = session).
///
/// Reads are REPEATABLE READ. Writes are READ COMMITTED, so that those who want the same row queue for it: the core's
/// verbs decide each by one statement. A work runs again, from the start, after a conflict and when the connection was
/// lost before its commit was sent, reads too. A call from within a work of the same driver is refused
/// ("storage.reentrant"); after a fork the child's calls are ("storage.forked").
///
/// Row-level security is the second wall between accounts: every table has a policy for the account that the driver
/// names in each transaction. PostgreSQL does not apply policies to a table's owner, so one role owns the schema (and
/// migrates it) and another runs the host: examples/postgres/roles.sql.
///
/// It guards against a statement of Roster's that forgets its account, not against a host that speaks SQL itself. It
/// costs a statement without waiting in each transaction, and nothing where the role owns the tables.
class Driver final : public sql::Driver {
public:
    /// Opens the store and brings its schema up to date.
    /// @throws Error as roster::open
    Driver(const std::string& url, Options options, std::span<const sql::MigrationFile> migrations);
    Driver(const Driver&) = delete;
    Driver& operator=(const Driver&) = delete;
    ~Driver() override;

    void read(AccountId account, Work work) override;
    void write(AccountId account, Work work) override;
    /// Reports rows without the row they refer to, and indexes and constraints that are not in force. What the pages
    /// hold is pg_amcheck's matter. @throws Error failed_precondition "storage.no_access" under row-level security
    std::vector<std::string> check() override;
    void backup(const std::string& path) override;
    [[nodiscard]] std::string engine() const override { return "postgresql"; }

    /// Waits for the calls under way and closes the connections; later calls throw failed_precondition
    /// "storage.closed".
    void close() override;

private:
    class Migrator;

    void read_with(const std::optional<AccountId>& account, Work work);
    void write_with(const std::optional<AccountId>& account, FunctionRef<void(Connection&)> work);
    /// Runs the attempt over a connection until it succeeds or there is no hope.
    void repeat(FunctionRef<void(Connection&, bool again)> attempt);
    [[nodiscard]] std::optional<AccountId> named(const AccountId& account) const;
    [[nodiscard]] bool is_secured();
    void close_all();

    Pool pool_;
    std::unique_ptr<Standby> standby_;  ///< null: every read goes to the primary
    const sql::CallGuard guard_;
    bool secured_ = false;  ///< row-level security applies to the role
};

/// The body of Driver::check.
std::vector<std::string> examine(sql::Connection& connection);

}  // namespace roster::postgres
