// BX-11: reads that go to a standby while what it shows is known to be no older than asked for.
#ifdef ROSTER_HAS_POSTGRES
#include "support/postgres.hpp"

#include <roster/directory.hpp>

#include <chrono>

namespace roster::postgres {
namespace {

using namespace test;
using namespace std::chrono_literals;

/// What one read saw, and where.
struct Seen {
    bool on_standby = false;
    std::int64_t last = 0;  ///< the highest number
};

Seen look(Driver& driver, const AccountId& account = {}) {
    Seen seen;
    driver.read(account, [&](sql::Connection& connection) {
        seen.on_standby = test::ask(connection, "SELECT pg_is_in_recovery()::int") != 0;
        seen.last = test::ask(connection, "SELECT coalesce(max(number), 0) FROM notes");
    });
    return seen;
}

class PostgresStandbyRead : public testing::Test {
protected:
    static constexpr auto most = 300ms;

    static void SetUpTestSuite() {
        primary = std::make_unique<PostgresServer>();
        PostgresClient(primary->url()).ask("CREATE ROLE guarded LOGIN PASSWORD 'hush-hush'");
        standby = std::make_unique<PostgresServer>(primary.get());
    }
    static void TearDownTestSuite() {
        standby.reset();
        primary.reset();
    }
    void SetUp() override {
        PostgresClient(primary->url()).ask("CREATE DATABASE desk");
        other = test::open(primary->url("desk"), quick());
        put(*other, 1);
        primary->await_replay_on(*standby);
    }
    void TearDown() override {
        PostgresClient(standby->url()).ask("SELECT pg_wal_replay_resume()");
        other->close();
        PostgresClient(primary->url()).ask("DROP DATABASE desk WITH (FORCE)");
        primary->await_replay_on(*standby);
    }

    static Options options(Clock::duration staleness = most) {
        auto how = quick();
        how.standby = standby->url("desk");
        how.max_staleness = staleness;
        return how;
    }
    static void pause() {
        PostgresClient client(standby->url());
        client.ask("SELECT pg_wal_replay_pause()");
        client.await("SELECT pg_get_wal_replay_pause_state() = 'paused'");
    }
    static void resume() { PostgresClient(standby->url()).ask("SELECT pg_wal_replay_resume()"); }

    /// Reads until one went there.
    static void expect_soon(Driver& driver, bool on_standby, const AccountId& account = {}) {
        for (const auto begin = Clock::now(); look(driver, account).on_standby != on_standby;
             std::this_thread::sleep_for(5ms))
            ASSERT_LT(Clock::now() - begin, 10s) << "no read goes to the " << (on_standby ? "standby" : "primary");
    }
    /// For so long: whatever is read, and wherever, is what there was `most` ago or later.
    static void expect_never_staler(Driver& driver, std::int64_t written, Clock::time_point acknowledged,
                                    Clock::duration time) {
        for (const auto begin = Clock::now(); Clock::now() - begin < time; std::this_thread::sleep_for(2ms)) {
            const auto asked = Clock::now();
            const auto seen = look(driver);
            if (asked - acknowledged > most) {
                EXPECT_EQ(seen.last, written) << (seen.on_standby ? "on the standby" : "on the primary");
            }
        }
    }

    static std::unique_ptr<PostgresServer> primary, standby;
    std::unique_ptr<Driver> other;  ///< as another process would have it
};

std::unique_ptr<PostgresServer> PostgresStandbyRead::primary, PostgresStandbyRead::standby;

TEST_F(PostgresStandbyRead, BX11_OnlyWhereItIsAskedForAndWritesNever) {
    const auto driver = test::open(primary->url("desk"), options());
    expect_soon(*driver, true);
    for (int i = 0; i < 100; ++i) EXPECT_FALSE(look(*other).on_standby);
    driver->write({}, [](sql::Connection& connection) {
        EXPECT_EQ(test::ask(connection, "SELECT pg_is_in_recovery()::int"), 0);
    });
    put(*driver, 2);
    EXPECT_EQ(look(*other).last, 2);
}

TEST_F(PostgresStandbyRead, BX11_AQuietPrimaryIsReadOnItsStandby) {
    // Where the log ends on a page's last byte the two servers name its end differently.
    for (int i = 0; i < 3; ++i) {
        PostgresClient(primary->url()).ask("SELECT pg_switch_wal()");
        primary->await_replay_on(*standby);
        expect_soon(*test::open(primary->url("desk"), options()), true);
    }
    const auto driver = test::open(primary->url("desk"), options());
    expect_soon(*driver, true);
    int there = 0;
    for (int i = 0; i < 200; ++i, std::this_thread::sleep_for(5ms)) there += look(*driver).on_standby ? 1 : 0;
    EXPECT_GE(there, 195) << "nothing is written, so every read can go there";
}

TEST_F(PostgresStandbyRead, BX11_AStandbyThatLagsIsPassedOver) {
    const auto driver = test::open(primary->url("desk"), options());
    expect_soon(*driver, true);
    pause();
    put(*other, 2);
    expect_never_staler(*driver, 2, Clock::now(), 4 * most);
    EXPECT_FALSE(look(*driver).on_standby);
    resume();
    expect_soon(*driver, true);
    EXPECT_EQ(look(*driver).last, 2);
}

TEST_F(PostgresStandbyRead, BX11_AStandbyThatLostItsPrimaryIsPassedOver) {
    // By its own account it has no lag: it has replayed all that it has received.
    const auto driver = test::open(primary->url("desk"), options());
    expect_soon(*driver, true);
    PostgresClient there(standby->url());
    const auto way = there.ask("SHOW primary_conninfo");
    there.ask("ALTER SYSTEM SET primary_conninfo = ''");
    there.ask("SELECT pg_reload_conf()");
    there.await("SELECT count(*) = 0 FROM pg_stat_wal_receiver");
    put(*other, 2);
    const auto written = Clock::now();
    there.await("SELECT pg_last_wal_receive_lsn() <= pg_last_wal_replay_lsn()");
    expect_never_staler(*driver, 2, written, 4 * most);
    EXPECT_FALSE(look(*driver).on_standby);
    std::string quoted;
    for (const char c : way) quoted += c == '\'' ? "''" : std::string(1, c);
    there.ask("ALTER SYSTEM SET primary_conninfo = '" + quoted + "'");
    there.ask("SELECT pg_reload_conf()");
    there.await("SELECT count(*) = 1 FROM pg_stat_wal_receiver");
    expect_soon(*driver, true);
}

TEST_F(PostgresStandbyRead, BX11_AnAccountReadsItsOwnWrites) {
    const auto environment = Environment::system();
    const auto one = environment.new_id<AccountId>(), two = environment.new_id<AccountId>();
    const auto driver = test::open(primary->url("desk"), options(60s));  // far more than this test takes
    expect_soon(*driver, true, one);
    pause();
    driver->write(one, [](sql::Connection& connection) { insert(connection, 2); });
    for (int i = 0; i < 50; ++i) {
        const auto seen = look(*driver, one);
        EXPECT_FALSE(seen.on_standby);
        EXPECT_EQ(seen.last, 2);
    }
    EXPECT_TRUE(look(*driver, two).on_standby) << "that of others may be as old as asked for";
    EXPECT_EQ(look(*driver, two).last, 1);
    EXPECT_EQ(look(*driver).last, 2) << "the list of accounts";
    resume();
    expect_soon(*driver, true, one);
    EXPECT_EQ(look(*driver, one).last, 2);
    // A write that failed may have been one whose commit is unknown.
    pause();
    EXPECT_THROW(driver->write(one, [](sql::Connection&) { throw std::runtime_error("no"); }), std::runtime_error);
    EXPECT_FALSE(look(*driver, one).on_standby);
}

TEST_F(PostgresStandbyRead, BX11_ManyThreadsNeverSeeWhatIsTooOld) {
    const auto account = Environment::system().new_id<AccountId>();
    const auto mine = test::open(primary->url("desk"), options()),
               theirs = test::open(primary->url("desk"), options());
    std::mutex mutex;
    std::vector<Clock::time_point> written(2, Clock::now());  // by number: when it was acknowledged
    std::atomic<bool> over = false;
    std::atomic<int> on_standby = 0, reads = 0;
    const auto demand = [&](std::int64_t least, const Seen& seen, const char* whose) {
        EXPECT_GE(seen.last, least) << whose << (seen.on_standby ? " on the standby" : " on the primary");
        on_standby += seen.on_standby ? 1 : 0;
        ++reads;
    };
    std::vector<std::jthread> threads;
    for (int t = 0; t < 3; ++t) {
        threads.emplace_back([&] {
            while (!over) {
                std::int64_t acknowledged = 0;
                {
                    const std::lock_guard lock(mutex);
                    acknowledged = static_cast<std::int64_t>(written.size()) - 1;
                }
                demand(acknowledged, look(*mine, account), "own write");
            }
        });
        threads.emplace_back([&] {
            while (!over) {
                std::int64_t old = 0;
                {
                    const std::lock_guard lock(mutex);
                    const auto bound = Clock::now() - most;
                    old = std::upper_bound(written.begin(), written.end(), bound) - written.begin() - 1;
                }
                demand(old, look(*theirs, account), "old write");
            }
        });
    }
    std::jthread lag([&] {
        while (!over) {
            pause();
            std::this_thread::sleep_for(150ms);
            resume();
            std::this_thread::sleep_for(250ms);
        }
    });
    for (std::int64_t number = 2; number < 60; ++number) {
        mine->write(account, [&](sql::Connection& connection) { insert(connection, number); });
        {
            const std::lock_guard lock(mutex);
            written.push_back(Clock::now());
        }
        std::this_thread::sleep_for(number % 20 == 0 ? 400ms : 40ms);
    }
    over = true;
    threads.clear();
    lag.join();
    EXPECT_GT(on_standby, reads / 20) << "of " << reads;
}

TEST_F(PostgresStandbyRead, BX11_AReadThatBreaksOffThereRunsOnThePrimary) {
    const auto driver = test::open(primary->url("desk"), options());
    expect_soon(*driver, true);
    int runs = 0;
    bool first_on_standby = false, last_on_standby = true;
    driver->read({}, [&](sql::Connection& connection) {
        last_on_standby = test::ask(connection, "SELECT pg_is_in_recovery()::int") != 0;
        if (++runs > 1) return;
        first_on_standby = last_on_standby;
        PostgresClient(standby->url())
            .ask("SELECT pg_terminate_backend(" + std::to_string(backend(connection)) + ", 5000)");
        EXPECT_EQ(count(connection), 1);
    });
    EXPECT_EQ(runs, 2);
    EXPECT_TRUE(first_on_standby);
    EXPECT_FALSE(last_on_standby);
    expect_soon(*driver, true);
    // What the work throws by itself is the work's.
    runs = 0;
    EXPECT_THROW(driver->read({},
                              [&](sql::Connection& connection) {
                                  count(connection);
                                  ++runs;
                                  throw std::runtime_error("mine");
                              }),
                 std::runtime_error);
    EXPECT_EQ(runs, 1);
}

TEST_F(PostgresStandbyRead, BX11_AStandbyThatIsAwayIsNoHindrance) {
    auto how = options();
    how.standby = "postgresql://postgres@/desk?host=/nowhere";
    const auto driver = test::open(primary->url("desk"), how);
    const auto begin = Clock::now();
    for (int i = 0; i < 100; ++i) EXPECT_FALSE(look(*driver).on_standby);
    EXPECT_LT(Clock::now() - begin, 2s);

    auto second = std::make_unique<PostgresServer>(primary.get());
    how.standby = second->url("desk");
    const auto there = test::open(primary->url("desk"), how);
    expect_soon(*there, true);
    second->kill();
    put(*other, 2);
    expect_never_staler(*there, 2, Clock::now(), 4 * most);  // its children outlive it by a moment
    EXPECT_FALSE(look(*there).on_standby);
}

TEST_F(PostgresStandbyRead, BX11_AStandbyThatWasPromotedIsPassedOver) {
    auto second = std::make_unique<PostgresServer>(primary.get());
    auto how = options();
    how.standby = second->url("desk");
    const auto driver = test::open(primary->url("desk"), how);
    expect_soon(*driver, true);
    PostgresClient(second->url()).ask("SELECT pg_promote()");
    put(*test::open(second->url("desk"), quick()), 1'000);  // two stores now
    std::this_thread::sleep_for(2 * most);
    for (int i = 0; i < 50; ++i) EXPECT_EQ(look(*driver).last, 1);
}

TEST_F(PostgresStandbyRead, BX11_AForkedChildLeavesTheParentsConnectionsAlone) {
    auto driver = test::open(primary->url("desk"), options());
    expect_soon(*driver, true);
    EXPECT_TRUE(succeeded(start_child([&] {
        expect_error(ErrorCode::failed_precondition, "storage.forked", [&] { look(*driver); });
        driver.reset();
        return !HasFailure();
    })));
    expect_soon(*driver, true);
}

TEST_F(PostgresStandbyRead, BX11_WrongOnesAreRefusedWhenTheStoreIsOpened) {
    const auto refused = [&](ErrorCode code, const std::string& reason, const std::string& url) {
        auto how = options();
        how.standby = url;
        return expect_error(code, reason, [&] { test::open(primary->url("desk"), how); });
    };
    refused(ErrorCode::failed_precondition, "storage.missing", standby->url("nowhere"));
    const auto words = refused(ErrorCode::failed_precondition, "storage.no_access",
                               "postgresql://guarded:wrong-password@/desk?host=" + standby->folder());
    EXPECT_EQ(words.find("wrong-password"), std::string::npos) << words;
    EXPECT_EQ(refused(ErrorCode::invalid_argument, "storage.standby", "postgresql://guarded:hush@hush@/desk")
                  .find("hush"),
              std::string::npos);
    const PostgresServer stranger;
    PostgresClient(stranger.url()).ask("CREATE DATABASE desk");
    const PostgresServer of_stranger(&stranger);
    refused(ErrorCode::invalid_argument, "storage.standby", of_stranger.url("desk"));
}

TEST_F(PostgresStandbyRead, BX11_ThroughTheFrontDoorWithAnOrdinaryRole) {
    // The documented role setup: what asks the servers where they are needs no more rights than a host has.
    PostgresClient root(primary->url("desk"));
    root.ask("DROP TABLE replies, notes, roster_migrations");
    root.ask(role_setup());
    {
        const auto owner = roster::open(primary->url("desk", "desk_owner"));
        const auto directory = roster::open(
            primary->url("desk", "desk_host"),
            {.standby = standby->url("desk", "desk_host"), .max_staleness = boost::posix_time::seconds(2)});
        const auto desk = directory.create_account({.name = "Acme", .policy = policy::crm()});
        const auto system = Actor::system("test");
        std::vector<User> people;
        for (int i = 0; i < 20; ++i) {
            people.push_back(
                desk.users().add(system, {.kind = UserKind::customer, .first_name = "N" + std::to_string(i)}));
            EXPECT_EQ(desk.users().get(system, people.back().id).first_name, people.back().first_name);
            EXPECT_EQ(directory.accounts().items.size(), 1u);
        }
        primary->await_replay_on(*standby);
        PostgresClient there(standby->url("desk"));
        const auto begin = Clock::now();
        const std::string ours =
            "SELECT count(*) > 0 FROM pg_stat_activity WHERE usename = 'desk_host' AND query LIKE "
            "'%FROM users u%'";
        while (there.ask(ours) != "t") {
            ASSERT_LT(Clock::now() - begin, 10s) << "no read of the host's came to the standby";
            for (const auto& user : people)
                EXPECT_EQ(desk.users().get(system, user.id).first_name, user.first_name);
            EXPECT_EQ(desk.users().list(system, {}).items.size(), people.size());
        }
    }
    root.ask("DROP OWNED BY desk_host, desk_owner; DROP ROLE desk_owner, desk_host");
}

TEST(OpenStandby, AnOptionThatCannotBeMeantIsRefused) {
    using boost::posix_time::milliseconds;
    const std::string postgres = "postgresql:///nowhere?host=/nowhere";
    const auto refused = [](const std::string& field, const std::string& location, const OpenOptions& options) {
        try {
            roster::open(location, options);
            ADD_FAILURE() << "opened";
        } catch (const Error& error) {
            EXPECT_EQ(error.reason(), "storage.standby") << error.what();
            ASSERT_FALSE(error.fields().empty());
            EXPECT_EQ(error.fields()[0].field, field);
        }
    };
    refused("standby", ":memory:", {.standby = postgres, .max_staleness = milliseconds(100)});
    refused("standby", postgres, {.standby = "desk.db", .max_staleness = milliseconds(100)});
    refused("max_staleness", postgres, {.standby = postgres});
    refused("max_staleness", postgres, {.standby = postgres, .max_staleness = milliseconds(9)});
    refused("max_staleness", postgres, {.standby = postgres, .max_staleness = milliseconds(-100)});
    refused("max_staleness", postgres, {.standby = postgres, .max_staleness = milliseconds(3'600'001)});
    refused("max_staleness", ":memory:", {.max_staleness = milliseconds(100)});
}

}  // namespace
}  // namespace roster::postgres
#endif  // ROSTER_HAS_POSTGRES
