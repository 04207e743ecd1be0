// A primary and its streaming standby: reading there, writing on after the primary was killed.
//
// ROSTER_FAILOVER_ROUNDS=<n> kills so many primaries.
#ifdef ROSTER_HAS_POSTGRES
#include "support/postgres.hpp"

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <set>

namespace roster::postgres {
namespace {

using namespace test;
using namespace std::chrono_literals;

void await(PostgresClient client, const std::string& question) {
    for (const auto begin = Clock::now(); client.ask(question) != "t"; std::this_thread::sleep_for(10ms))
        if (Clock::now() - begin > 30s) throw std::runtime_error("in vain: " + question);
}

void await_replay(const PostgresServer& primary, const PostgresServer& standby) {
    const auto written = PostgresClient(primary.url()).ask("SELECT pg_current_wal_lsn()");
    await(PostgresClient(standby.url()), "SELECT pg_last_wal_replay_lsn() >= '" + written + "'");
}

TEST(PostgresStandby, IsReadAndNotWritten) {
    const PostgresServer primary;
    const auto driver = open(primary.url());
    put(*driver, 1);
    const PostgresServer standby(&primary);
    await_replay(primary, standby);
    const auto there = open(standby.url(), quick());
    EXPECT_EQ(count(*there), 1);
    expect_error(ErrorCode::failed_precondition, "storage.read_only", [&] { put(*there, 2); });
    EXPECT_TRUE(there->check().empty());

    PostgresClient(primary.url()).ask("CREATE DATABASE empty");
    await_replay(primary, standby);
    expect_error(ErrorCode::failed_precondition, "storage.read_only", [&] { open(standby.url("empty")); });
    expect_error(ErrorCode::unavailable, "storage.io",
                 [&] { open(standby.url() + "&target_session_attrs=read-write"); });

    PostgresClient(standby.url()).ask("SELECT pg_promote()");
    put(*there, 2);
    EXPECT_EQ(count(*there), 2) << "without being opened anew";
}

/// Writers that never stop, and what they were told.
class Writers {
public:
    explicit Writers(const std::string& url) : driver_(open(url)) {
        for (int t = 0; t < 4; ++t)
            threads_.emplace_back([this] {
                while (!over_) write(++next_);
            });
    }
    ~Writers() { over_ = true; }

    [[nodiscard]] std::size_t saved() {
        const std::lock_guard lock(mutex_);
        return saved_.size();
    }
    /// So many more, however long that takes.
    void go_on(std::size_t more) {
        const auto until = saved() + more;
        for (const auto begin = Clock::now(); saved() < until; std::this_thread::sleep_for(5ms))
            if (Clock::now() - begin > 30s) throw std::runtime_error("the writers do not go on");
    }
    /// Stops them and looks at what is there. @return how many acknowledged writes are missing
    std::size_t lost() {
        over_ = true;
        threads_.clear();
        std::set<std::int64_t> there;
        driver_->read({}, [&](sql::Connection& connection) {
            there.clear();
            sql::Run row(connection.prepare("SELECT number FROM notes"));
            while (row->step()) there.insert(row->get_int(0));
        });
        for (const auto number : there) EXPECT_TRUE(saved_.contains(number) || unknown_.contains(number)) << number;
        std::size_t missing = 0;
        for (const auto number : saved_) missing += there.contains(number) ? 0 : 1;
        return missing;
    }
    /// Errors other than "storage.commit_unknown".
    [[nodiscard]] int refused() const { return refused_; }

private:
    void write(std::int64_t number) {
        try {
            put(*driver_, number);
            const std::lock_guard lock(mutex_);
            saved_.insert(number);
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::unavailable) << error.what();
            const std::lock_guard lock(mutex_);
            if (error.reason() == "storage.commit_unknown") unknown_.insert(number);
            else ++refused_;
        }
    }

    const std::unique_ptr<Driver> driver_;
    std::mutex mutex_;
    std::set<std::int64_t> saved_, unknown_;
    int refused_ = 0;
    std::atomic<std::int64_t> next_ = 0;
    std::atomic<bool> over_ = false;
    std::vector<std::jthread> threads_;
};

TEST(PostgresStandby, AfterThePrimaryWasKilledWritersGoOnAndNothingIsLost) {
    const char* const given = std::getenv("ROSTER_FAILOVER_ROUNDS");
    const int rounds = given != nullptr ? std::atoi(given) : 2;
    auto primary = std::make_unique<PostgresServer>();
    for (int round = 0; round < rounds; ++round) {
        PostgresClient(primary->url()).ask("DROP DATABASE IF EXISTS desk");
        PostgresClient(primary->url()).ask("CREATE DATABASE desk");
        auto standby = std::make_unique<PostgresServer>(primary.get());
        // Only now, so that the standby does not wait for one of its own when it has been promoted.
        PostgresClient(primary->url()).ask("ALTER SYSTEM SET synchronous_standby_names = '*'");
        PostgresClient(primary->url()).ask("SELECT pg_reload_conf()");
        await(PostgresClient(primary->url()),
              "SELECT count(*) = 1 FROM pg_stat_replication WHERE sync_state = 'sync'");

        Writers writers("postgresql://postgres@/desk?host=" + primary->folder() + "," + standby->folder() +
                        "&target_session_attrs=read-write");
        writers.go_on(200);
        primary->kill();
        PostgresClient(standby->url()).ask("SELECT pg_promote()");
        writers.go_on(200);
        EXPECT_EQ(writers.lost(), 0u) << "round " << round;
        EXPECT_EQ(writers.refused(), 0) << "whoever was not in the midst of saving should have waited";
        primary = std::move(standby);
    }
}

}  // namespace
}  // namespace roster::postgres
#endif  // ROSTER_HAS_POSTGRES
