// A PostgreSQL server for the tests: thrown away at the end, reached by its Unix socket only.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <string_view>

namespace roster::test {

/// Runs as an unprivileged user when the tests run as root. Stops, and its files go, when the last process that uses
/// it ends, however it ends.
///
/// Roles need no password and "postgres" may do everything, but for a role "guarded" that must give its password and a
/// role "refused" that is not let in, should a test make them.
class PostgresServer {
public:
    /// The one that tests share: that of the environment variable ROSTER_TEST_POSTGRES, a URL of a superuser, or else
    /// one that is started now.
    static PostgresServer& shared();

    /// @param primary  what to be a streaming standby of; null: none
    explicit PostgresServer(const PostgresServer* primary = nullptr);
    PostgresServer(const PostgresServer&) = delete;
    PostgresServer& operator=(const PostgresServer&) = delete;
    ~PostgresServer();

    [[nodiscard]] std::string url(std::string_view database = "postgres", std::string_view user = "postgres") const;
    /// Where its socket is.
    [[nodiscard]] const std::string& folder() const noexcept { return folder_; }
    /// SIGKILL to the server, not to its supervisor.
    void kill();
    /// Waits until the standby has replayed what was written here so far.
    void await_replay_on(const PostgresServer& standby) const;

private:
    explicit PostgresServer(std::string folder) : folder_(std::move(folder)) {}
    void start(const std::string& primary);
    void await() const;

    std::string folder_;
    int lifeline_ = -1;  ///< the supervisor stops the server when nobody holds this any more
    int supervisor_ = -1;
};

/// A connection past Roster, as another program would have one. Every failure is an exception.
class PostgresClient {
public:
    explicit PostgresClient(const std::string& url);
    /// The first row's first column, empty without one. Several statements may stand in one text.
    std::string ask(const std::string& sql);
    /// Asks until the answer is yes. Half a minute without is an exception.
    void await(const std::string& question);

private:
    std::unique_ptr<PGconn, void (*)(PGconn*)> connection_;
};

/// An empty database of one's own on the shared server, gone at its end.
class PostgresDatabase {
public:
    /// @param original  what to copy; empty: an empty database
    explicit PostgresDatabase(const std::string& original = "");
    PostgresDatabase(const PostgresDatabase&) = delete;
    PostgresDatabase& operator=(const PostgresDatabase&) = delete;
    ~PostgresDatabase();
    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[nodiscard]] std::string url(std::string_view user = "postgres") const;
    [[nodiscard]] PostgresClient client() const { return PostgresClient(url()); }

private:
    std::string name_;
};

/// A database with Roster's schema and no rows. At its end the rows are deleted and the next one has the same
/// database: do not change the schema.
class PostgresStore {
public:
    PostgresStore();
    PostgresStore(const PostgresStore&) = delete;
    PostgresStore& operator=(const PostgresStore&) = delete;
    ~PostgresStore();
    [[nodiscard]] const std::string& name() const { return database_->name(); }
    [[nodiscard]] std::string url() const { return database_->url(); }

private:
    std::unique_ptr<PostgresDatabase> database_;
};

/// A store without rows in a PostgreSQL schema of its own, which is made sooner than a database. Nobody drops it: the
/// caller does, or it goes with the server.
/// @param prefix  how the schema's name begins @return the store's URL
std::string new_postgres_store(const std::string& prefix);

}  // namespace roster::test
