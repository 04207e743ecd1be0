#include "storage/postgres/driver.hpp"

#include "storage/sql/migrate.hpp"

#include <algorithm>
#include <random>
#include <thread>

namespace roster::postgres {
namespace {

using namespace std::chrono_literals;
using Kind = Fault::Kind;

/// Whether a work runs again, and after which pause.
class Patience {
public:
    explicit Patience(Clock::duration wait) : deadline_(Clock::now() + wait) {}

    [[nodiscard]] Clock::time_point deadline() const noexcept { return deadline_; }

    /// Sleeps. @return false: enough
    bool again(Kind kind) {
        const int most = kind == Kind::constraint ? 3 : 200;
        if (tries_ == most) return false;
        const auto bound = kind == Kind::lost ? 10ms : 1ms;
        const auto pause = tries_ == 0 ? Clock::duration() : random_up_to(bound * (1 << std::min(tries_, 6)));
        ++tries_;
        if (Clock::now() + pause > deadline_) return false;
        std::this_thread::sleep_for(pause);
        return true;
    }

private:
    /// Those who met should not meet again.
    static Clock::duration random_up_to(Clock::duration most) {
        thread_local std::minstd_rand random(std::random_device{}());
        return most / 2 + most / 2 * static_cast<long>(random() % 1024) / 1024;
    }

    const Clock::time_point deadline_;
    int tries_ = 0;
};

}  // namespace

// ---- Opening and closing ----

class Driver::Migrator final : public sql::Migrator {
public:
    explicit Migrator(Driver& driver) : driver_(driver) {}

    bool has_table() override {
        bool found = false;
        driver_.read_with({}, [&](sql::Connection& connection) {
            sql::Run row(connection.prepare("SELECT to_regclass('roster_migrations') IS NOT NULL"));
            found = row->step() && row->get_int(0) != 0;
        });
        const auto& options = driver_.pool_.options();
        if (!found && (!options.create || options.read_only))
            throw Error(ErrorCode::failed_precondition, "storage.missing", "There is no store at this place.");
        return found;
    }
    void read(Work work) override { driver_.read_with({}, work); }
    void exclusive(Work work) override {
        driver_.write_with({}, [&](Connection& connection) {
            connection_ = &connection;
            for (const auto* const text :
                 {"SET LOCAL lock_timeout = '10min'",  // for whoever migrates just now
                  "CREATE TABLE IF NOT EXISTS roster_migrations (number BIGINT PRIMARY KEY, "
                  "name TEXT COLLATE \"C\" NOT NULL, checksum TEXT COLLATE \"C\" NOT NULL)",
                  "LOCK TABLE roster_migrations IN SHARE ROW EXCLUSIVE MODE"})
                sql::Run(connection.prepare(text))->step();
            work(connection);
        });
    }
    void script(const char* sql) override {
        try {
            connection_->script(sql);
        } catch (const Fault& fault) {
            if (fault.kind == Kind::constraint)
                throw Error(ErrorCode::failed_precondition, "storage.not_a_store",
                            "The database holds something else under a name that a store needs: " +
                                std::string(fault.error.what()));
            throw fault.error;
        }
    }

private:
    Driver& driver_;
    Connection* connection_ = nullptr;
};

Driver::Driver(const std::string& url, Options options, std::span<const sql::MigrationFile> migrations)
    : pool_(Url(url), options) {
    pool_.lease(Clock::now() + options.wait);  // no patience with a server that is not there to begin with
    Migrator migrator(*this);
    sql::migrate(migrator, migrations, !options.read_only);
    secured_ = is_secured();
    if (!options.standby.empty()) standby_ = std::make_unique<Standby>(pool_);
}

Driver::~Driver() {
    if (guard_.forked()) {
        if (standby_) standby_->abandon();
        pool_.abandon();
    } else {
        close_all();
    }
}

void Driver::close() {
    const sql::CallGuard::Inside inside(guard_);
    close_all();
}

void Driver::close_all() {
    if (standby_) standby_->close();
    pool_.close();
}

bool Driver::is_secured() {
    bool secured = false;
    read_with({}, [&](sql::Connection& connection) {
        sql::Run row(connection.prepare(
            "SELECT count(*) FROM pg_class WHERE oid = to_regclass('users') AND row_security_active(oid)"));
        secured = row->step() && row->get_int(0) != 0;
    });
    return secured;
}

// ---- Work ----

std::optional<AccountId> Driver::named(const AccountId& account) const {
    if (secured_) return account;
    return std::nullopt;
}

void Driver::read(AccountId account, Work work) {
    const sql::CallGuard::Inside inside(guard_);
    if (standby_ && standby_->read(account, work)) return;
    read_with(named(account), work);
}

void Driver::write(AccountId account, Work work) {
    const sql::CallGuard::Inside inside(guard_);
    if (pool_.options().read_only)
        throw Error(ErrorCode::failed_precondition, "storage.read_only", "The store was opened for reading only.");
    const Standby::Writing writing(standby_.get(), account);
    write_with(named(account), work);
}

void Driver::read_with(const std::optional<AccountId>& account, Work work) {
    repeat([&](Connection& connection, bool again) {
        connection.begin_read(account, again);
        work(connection);
        connection.end_read();
    });
}

void Driver::write_with(const std::optional<AccountId>& account, FunctionRef<void(Connection&)> work) {
    repeat([&](Connection& connection, bool) {
        connection.begin_write(account);
        work(connection);
        connection.commit();
    });
}

void Driver::repeat(FunctionRef<void(Connection&, bool again)> attempt) {
    Patience patience(pool_.options().wait);
    for (bool again = false;; again = true) {
        std::optional<Pool::Lease> lease;
        try {
            lease.emplace(pool_.lease(patience.deadline()));
        } catch (const Error& error) {
            if (error.code() != ErrorCode::unavailable || !patience.again(Kind::lost)) throw;
            continue;
        }
        auto& connection = **lease;
        try {
            return attempt(connection, again);
        } catch (...) {
            const auto fault = connection.caught();
            if (!fault || fault->kind == Kind::error) throw;
            lease.reset();  // others may have it meanwhile
            if (!patience.again(fault->kind)) throw fault->error;
        }
    }
}

// ---- The whole store ----

std::vector<std::string> Driver::check() {
    const sql::CallGuard::Inside inside(guard_);
    if (secured_)
        throw Error(
            ErrorCode::failed_precondition, "storage.no_access",
            "The store can be examined by the role that owns its tables: others see one account at a time.");
    std::vector<std::string> lines;
    try {
        read_with({}, [&](sql::Connection& connection) { lines = examine(connection); });
    } catch (const Error& error) {
        if (error.code() != ErrorCode::data_loss) throw;
        lines.emplace_back(error.what());
    }
    return lines;
}

void Driver::backup(const std::string&) {
    const sql::CallGuard::Inside inside(guard_);
    throw Error(
        ErrorCode::unimplemented, "storage.backup",
        "A PostgreSQL store is backed up with PostgreSQL's own tools: pg_dump, or pg_basebackup with archived "
        "logs.");
}

}  // namespace roster::postgres
