// Connections that break: between two calls, within a work, in the commit.
#ifdef ROSTER_HAS_POSTGRES
#include "support/postgres.hpp"

#include <chrono>
#include <latch>
#include <thread>

namespace roster::postgres {
namespace {

using namespace test;

class PostgresLoss : public testing::Test {
protected:
    [[nodiscard]] bool has(std::int64_t number) const {
        return database.client().ask("SELECT count(*) FROM notes WHERE number = " + std::to_string(number)) == "1";
    }
    void end(int backend) const {
        database.client().ask("SELECT pg_terminate_backend(" + std::to_string(backend) + ", 5000)");
    }

    PostgresDatabase database;
    const std::string url = database.url();
};

TEST_F(PostgresLoss, AConnectionEndedInMidTransaction) {
    const auto driver = open(url);
    for (const bool waits : {false, true}) {
        int runs = 0;
        driver->write({}, [&](sql::Connection& connection) {
            insert(connection, waits ? 2 : 1);
            if (++runs == 1) end(backend(connection));
            if (waits) count(connection);
        });
        EXPECT_EQ(runs, 2);
    }
    int runs = 0;
    driver->read({}, [&](sql::Connection& connection) {
        EXPECT_EQ(count(connection), 2);
        if (++runs == 1) end(backend(connection));
        EXPECT_EQ(count(connection), 2);
    });
    EXPECT_EQ(runs, 2);
}

TEST_F(PostgresLoss, ConnectionsEndedInThePool) {
    const auto driver = open(url);
    {
        std::latch together(6);
        std::vector<std::jthread> threads;
        for (int i = 0; i < 6; ++i)
            threads.emplace_back([&, i] {
                driver->write({}, [&](sql::Connection& connection) {
                    insert(connection, i);
                    together.arrive_and_wait();
                });
            });
    }
    for (int round = 0; round < 3; ++round) {
        database.client().ask(
            "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE datname = '" +
            database.name() + "' AND pid <> pg_backend_pid()");
        int runs = 0;
        driver->write({}, [&](sql::Connection& connection) {
            ++runs;
            insert(connection, 100 + round);
        });
        EXPECT_LE(runs, 2);
        EXPECT_EQ(count(*driver), 7 + round);
    }
}

TEST_F(PostgresLoss, TheServerEndsTheSessionInTheCommit) {
    const auto driver = open(url);
    database.client().ask(R"(CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END';
        CREATE CONSTRAINT TRIGGER die AFTER INSERT ON notes DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN (NEW.number = 13) EXECUTE FUNCTION die())");
    int runs = 0;
    expect_error(ErrorCode::unavailable, "storage.commit_unknown", [&] {
        driver->write({}, [&](sql::Connection& connection) {
            ++runs;
            insert(connection, 13);
        });
    });
    EXPECT_EQ(runs, 1) << "never blindly";
    put(*driver, 14);
    EXPECT_EQ(count(*driver), 1);
}

TEST_F(PostgresLoss, AnAnswerToCommitThatIsLost) {
    Relay relay;
    const auto driver = open(relay.url(database.name()));
    put(*driver, 1);  // everything is prepared: the next one goes out in one piece
    for (const bool committed : {false, true})
        for (const bool looks : {false, true}) {
            int runs = 0;
            const int number = 10 + 2 * committed + looks;
            committed ? relay.cut_after("commit") : relay.cut_before("commit");
            expect_error(ErrorCode::unavailable, "storage.commit_unknown", [&] {
                driver->write({}, [&](sql::Connection& connection) {
                    ++runs;
                    insert(connection, number);
                    if (looks) count(connection);
                });
            });
            EXPECT_EQ(runs, 1);
            // The server may still be at it when the connection is cut behind the message.
            for (int i = 0; committed && !has(number) && i < 500; ++i)
                std::this_thread::sleep_for(std::chrono::milliseconds(10));
            EXPECT_EQ(has(number), committed) << "what the error leaves open";
            put(*driver, 20 + number);
        }
}

TEST_F(PostgresLoss, AServerThatIsSlowIsWaitedFor) {
    using namespace std::chrono_literals;
    Relay relay;
    relay.delay(30ms);
    const auto driver =
        open(relay.url(database.name()), quick());  // which waits a second only, but not for answers
    relay.delay(400ms);
    int runs = 0;
    const auto begin = Clock::now();
    driver->write({}, [&](sql::Connection& connection) {
        ++runs;
        insert(connection, count(connection) + 1);
        EXPECT_EQ(count(connection), 1);
    });
    EXPECT_EQ(runs, 1) << "slow is not lost";
    EXPECT_GE(Clock::now() - begin, 1200ms);
    // Slow and then gone, in the middle of a transaction: the work runs again.
    relay.delay(100ms);
    relay.cut_after("the slow one");
    runs = 0;
    driver->write({}, [&](sql::Connection& connection) {
        ++runs;
        insert(connection, 2, "the slow one");
        count(connection);
    });
    EXPECT_EQ(runs, 2);
    EXPECT_EQ(count(*driver), 2);
}

TEST_F(PostgresLoss, AStatementTimeoutOfTheHostsIsBusyAndSavesNothing) {
    const auto driver = open(url + "&options=-c%20statement_timeout%3D200", quick());
    expect_error(ErrorCode::unavailable, "storage.busy", [&] {
        driver->write({}, [](sql::Connection& connection) {
            insert(connection, 1);
            ask(connection, "SELECT count(pg_sleep(5))");
        });
    });
    EXPECT_FALSE(has(1));
    put(*driver, 2);
    EXPECT_EQ(count(*driver), 1);
}

TEST_F(PostgresLoss, AStatementThatIsLostRunsAgain) {
    Relay relay;
    const auto driver = open(relay.url(database.name()));
    put(*driver, 1);
    int runs = 0;
    const auto work = [&](sql::Connection& connection) {
        ++runs;
        insert(connection, 2, "the lost one");
        count(connection);
    };
    relay.cut_after("the lost one");
    driver->write({}, work);
    EXPECT_EQ(runs, 2);
    EXPECT_TRUE(has(2));
    relay.cut_before("begin_read");
    EXPECT_EQ(count(*driver), 2);
}

}  // namespace
}  // namespace roster::postgres
#endif  // ROSTER_HAS_POSTGRES
