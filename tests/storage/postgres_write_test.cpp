// Writing: transactions, conflicts, statements sent without waiting, the end.
#ifdef ROSTER_HAS_POSTGRES
#include "support/postgres.hpp"

#include <atomic>
#include <chrono>
#include <latch>
#include <optional>

namespace roster::postgres {
namespace {

using namespace test;
using namespace std::chrono_literals;

class PostgresWrite : public testing::Test {
protected:
    [[nodiscard]] bool has(std::int64_t number) const {
        return database.client().ask("SELECT count(*) FROM notes WHERE number = " + std::to_string(number)) == "1";
    }
    static void change(sql::Connection& connection, const std::string& sql) {
        sql::Run(connection.prepare(sql))->step();
    }

    PostgresDatabase database;
    const std::string url = database.url();
};

TEST_F(PostgresWrite, CommitsOrLeavesNothing) {
    const auto driver = open(url);
    put(*driver, 1, "one");
    struct Mine {};
    EXPECT_THROW(driver->write({},
                               [](sql::Connection& connection) {
                                   insert(connection, 2, "two");
                                   throw Mine();
                               }),
                 Mine);
    EXPECT_THROW(driver->write({},
                               [](sql::Connection& connection) {
                                   insert(connection, 3, "three");
                                   EXPECT_EQ(count(connection), 2);
                                   throw Mine();
                               }),
                 Mine);
    EXPECT_EQ(count(*driver), 1);
    put(*driver, 2, "two");
    EXPECT_EQ(count(*driver), 2);
    driver->write({}, [](sql::Connection&) {});
}

TEST_F(PostgresWrite, WhatIsSentLaterIsThereInTime) {
    const auto driver = open(url);
    driver->write({}, [](sql::Connection& connection) {
        insert(connection, 1);
        insert(connection, 2);
        EXPECT_EQ(count(connection), 2);
        sql::Run update(connection.prepare("UPDATE notes SET size = ?"));
        update->bind_int(1, 7);
        EXPECT_FALSE(update->step());
        insert(connection, 3);
        EXPECT_EQ(update->changes(), 2);
        sql::Run remove(connection.prepare("DELETE FROM notes WHERE number > ? RETURNING number"));
        remove->bind_int(1, 1);
        EXPECT_TRUE(remove->step());
        EXPECT_TRUE(remove->step());
        EXPECT_FALSE(remove->step());
        EXPECT_EQ(remove->changes(), 2);
    });
    EXPECT_EQ(count(*driver), 1);
}

TEST_F(PostgresWrite, AStatementRunsAgainBeforeItsAnswersCame) {
    const auto driver = open(url);
    driver->write({}, [](sql::Connection& connection) {
        for (int i = 0; i < 2000; ++i) insert(connection, i, std::string(2000, 'x') + std::to_string(i));
    });
    EXPECT_EQ(count(*driver), 2000);
}

TEST_F(PostgresWrite, AFailureOfAStatementSentEarlierFailsTheWork) {
    const auto driver = open(url);
    for (const bool looks : {false, true}) {
        expect_error(ErrorCode::internal, "storage.constraint", [&] {
            driver->write({}, [&](sql::Connection& connection) {
                insert(connection, 1);
                change(connection, "INSERT INTO notes (number) VALUES (NULL)");
                insert(connection, 2);
                if (looks) count(connection);
            });
        });
        EXPECT_EQ(count(*driver), 0);
    }
    put(*driver, 1);
}

TEST_F(PostgresWrite, AWorkThatSwallowsAFailureStillFails) {
    const auto driver = open(url);
    expect_error(ErrorCode::internal, "storage.sql", [&] {
        driver->write({}, [](sql::Connection& connection) {
            insert(connection, 1);
            try {
                test::ask(connection, "SELECT 1 FROM nowhere");
            } catch (const Error&) {}
            try {
                insert(connection, 2);
            } catch (const Error&) {}
        });
    });
    EXPECT_EQ(count(*driver), 0);
}

TEST_F(PostgresWrite, ConstraintsAreNamedAndValuesAreNot) {
    const auto driver = open(url);
    put(*driver, 1, "a secret");
    int runs = 0;
    const auto words = expect_error(ErrorCode::internal, "storage.constraint", [&] {
        driver->write({}, [&](sql::Connection& connection) {
            ++runs;
            insert(connection, 2, "a secret");
        });
    });
    EXPECT_GT(runs, 1) << "it might have been a conflict";
    EXPECT_LT(runs, 6);
    EXPECT_NE(words.find("notes_words_key"), std::string::npos) << words;
    EXPECT_EQ(words.find("a secret"), std::string::npos) << words;
    expect_error(ErrorCode::internal, "storage.constraint", [&] {
        driver->write(
            {}, [](sql::Connection& connection) { change(connection, "INSERT INTO replies VALUES (1, 99)"); });
    });
}

TEST_F(PostgresWrite, BadStatementsAndValues) {
    const auto driver = open(url);
    for (const auto* const text :
         {"", "SELEC 1", "SELECT 1; SELECT 2", "SELECT * FROM nowhere", "INSERT INTO nowhere VALUES (1)"})
        expect_error(ErrorCode::internal, "storage.sql",
                     [&] { driver->write({}, [&](sql::Connection& connection) { change(connection, text); }); });
    expect_error(ErrorCode::invalid_argument, "storage.text", [&] { put(*driver, 1, std::string("a\0b", 3)); });
    expect_error(ErrorCode::invalid_argument, "storage.text", [&] { put(*driver, 1, "\xff"); });
    std::string random;
    for (unsigned i = 0, x = 1; i < 9000; ++i)
        random += static_cast<char>('!' + (x = x * 1103515245 + 12345) / 65536 % 90);
    expect_error(ErrorCode::invalid_argument, "storage.too_big", [&] { put(*driver, 1, random); });
    expect_error(ErrorCode::internal, "storage.sql", [&] {
        driver->write({}, [](sql::Connection& connection) { connection.prepare("SELECT 1").bind_int(1, 1); });
    });
    put(*driver, 1);
    EXPECT_EQ(count(*driver), 1);
}

TEST_F(PostgresWrite, Reentrancy) {
    const auto driver = open(url);
    const PostgresDatabase other;
    const auto inner = open(other.url());
    driver->write({}, [&](sql::Connection&) {
        expect_error(ErrorCode::failed_precondition, "storage.reentrant", [&] { put(*driver, 1); });
        expect_error(ErrorCode::failed_precondition, "storage.reentrant", [&] { count(*driver); });
        put(*inner, 1);  // another store is another matter
    });
    driver->read({}, [&](sql::Connection&) {
        expect_error(ErrorCode::failed_precondition, "storage.reentrant", [&] { driver->check(); });
    });
    EXPECT_EQ(count(*driver), 0);
}

TEST_F(PostgresWrite, RetryRunsTheWorkAgainAndIsBounded) {
    const auto driver = open(url, quick());
    int runs = 0;
    driver->write({}, [&](sql::Connection& connection) {
        insert(connection, 1);
        if (++runs < 4) throw sql::Retry();
    });
    EXPECT_EQ(runs, 4);
    EXPECT_EQ(count(*driver), 1);
    runs = 0;
    expect_error(ErrorCode::unavailable, "storage.busy", [&] {
        driver->write({}, [&](sql::Connection& connection) {
            insert(connection, 2);
            ++runs;
            throw sql::Retry();
        });
    });
    EXPECT_GT(runs, 4);
    expect_error(ErrorCode::unavailable, "storage.busy",
                 [&] { driver->read({}, [](sql::Connection&) { throw sql::Retry(); }); });
    EXPECT_EQ(count(*driver), 1);
}

TEST_F(PostgresWrite, EightThreadsSomeOfThemFailing) {
    const auto driver = open(url);
    std::atomic<int> good = 0, bad = 0;
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 8; ++t)
            threads.emplace_back([&, t] {
                for (int i = 0; i < 60; ++i) {
                    const bool fails = (i + t) % 5 == 0;
                    try {
                        driver->write({}, [&](sql::Connection& connection) {
                            insert(connection, t * 1000 + i);
                            if (fails) throw std::runtime_error(std::to_string(t * 1000 + i));
                        });
                        ++good;
                        EXPECT_FALSE(fails);
                    } catch (const std::runtime_error& error) {
                        EXPECT_EQ(error.what(), std::to_string(t * 1000 + i)) << "another's exception";
                        ++bad;
                    }
                }
            });
    }
    EXPECT_EQ(count(*driver), good);
    EXPECT_EQ(bad, 96);
    EXPECT_TRUE(driver->check().empty());
}

// ---- Conflicts ----

TEST_F(PostgresWrite, EightThreadsOfDeadlocks) {
    const auto driver = open(url);
    for (int i = 0; i < 4; ++i) put(*driver, i);
    database.client().ask("UPDATE notes SET size = 0; ALTER DATABASE " + database.name() +
                          " SET deadlock_timeout = '20ms'");
    const auto impatient = open(url);
    std::atomic<int> runs = 0;
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 8; ++t)
            threads.emplace_back([&, t] {
                for (int i = 0; i < 10; ++i)
                    impatient->write({}, [&](sql::Connection& connection) {
                        ++runs;
                        for (int n = 0; n < 4; ++n) {
                            sql::Run add(connection.prepare("UPDATE notes SET size = size + 1 WHERE number = ?"));
                            add->bind_int(1, t % 2 == 0 ? n : 3 - n);
                            add->step();
                            EXPECT_EQ(add->changes(), 1);
                        }
                    });
            });
    }
    EXPECT_EQ(database.client().ask("SELECT min(size) || ' ' || max(size) FROM notes"), "80 80");
    EXPECT_GT(runs, 80) << "there was no deadlock to get over";
}

TEST_F(PostgresWrite, AValueTakenBetweenTheLookAndTheInsert) {
    const auto driver = open(url);
    PostgresClient other(url);
    int runs = 0;
    std::optional<std::string> said;
    driver->write({}, [&](sql::Connection& connection) {
        if (test::ask(connection, "SELECT count(*) FROM notes WHERE words = 'name'") != 0) {
            said = "taken";
            return;
        }
        if (++runs == 1) other.ask("INSERT INTO notes (number, words) VALUES (1, 'name')");
        insert(connection, 2, "name");
    });
    EXPECT_EQ(runs, 1);
    EXPECT_EQ(said, "taken");
    EXPECT_EQ(count(*driver), 1);
}

TEST_F(PostgresWrite, TwoProcessesWithConflicts) {
    put(*open(url), 1);
    database.client().ask("UPDATE notes SET size = 0");
    std::vector<int> children;
    for (int c = 0; c < 2; ++c)
        children.push_back(start_child([&, c] {
            const auto driver = open(url);
            for (int i = 0; i < 100; ++i)
                driver->write({}, [&](sql::Connection& connection) {
                    const auto size = test::ask(connection, "SELECT size FROM notes WHERE number = 1");
                    sql::Run set(connection.prepare("UPDATE notes SET size = ? WHERE number = 1 AND size = ?"));
                    set->bind_int(1, size + 1);
                    set->bind_int(2, size);
                    set->step();
                    if (set->changes() == 0) throw sql::Retry();
                    insert(connection, 1000 * (c + 1) + i);
                });
            return true;
        }));
    for (const int child : children) EXPECT_TRUE(succeeded(child));
    EXPECT_EQ(database.client().ask("SELECT size FROM notes WHERE number = 1"), "200");
    EXPECT_EQ(count(*open(url)), 201);
}

TEST_F(PostgresWrite, WaitsForALockOnlyUntilTheDeadline) {
    const auto driver = open(url, quick());
    put(*driver, 1);
    PostgresClient other(url);
    other.ask("BEGIN; UPDATE notes SET size = 1");
    const auto begin = Clock::now();
    const auto touch = [&] {
        driver->write({}, [](sql::Connection& connection) { change(connection, "UPDATE notes SET size = 2"); });
    };
    expect_error(ErrorCode::unavailable, "storage.busy", touch);
    EXPECT_GE(Clock::now() - begin, 900ms);
    other.ask("COMMIT");
    touch();
}

TEST_F(PostgresWrite, WaitsForAConnectionOnlyUntilTheDeadline) {
    auto options = quick();
    options.pool_size = 2;
    const auto driver = open(url, options);
    std::latch inside(2);
    std::vector<std::jthread> slow;
    for (int i = 0; i < 2; ++i)
        slow.emplace_back([&] {
            driver->read({}, [&](sql::Connection&) {
                inside.count_down();
                std::this_thread::sleep_for(1500ms);
            });
        });
    inside.wait();
    expect_error(ErrorCode::unavailable, "storage.busy", [&] { put(*driver, 1); });
    put(*driver, 1);
}

TEST_F(PostgresWrite, ASingleWriteIsOneExchange) {
    Relay relay;
    const auto driver = open(relay.url(database.name()));
    for (int i = 100; i < 180; ++i) put(*driver, i);  // past some new plans, and well before the next
    int before = relay.exchanges();
    for (int i = 2; i < 12; ++i) put(*driver, i);
    EXPECT_EQ(relay.exchanges() - before, 10);
    before = relay.exchanges();
    driver->write({}, [](sql::Connection& connection) {
        const auto next = count(connection) + 1;
        for (int i = 0; i < 5; ++i) insert(connection, next + i);
    });
    EXPECT_EQ(relay.exchanges() - before, 2);
}

// ---- The end ----

TEST_F(PostgresWrite, Closed) {
    const auto driver = open(url);
    std::atomic<bool> inside = false, ended = false;
    std::jthread caller([&] {
        driver->write({}, [&](sql::Connection& connection) {
            inside = true;
            std::this_thread::sleep_for(50ms);
            insert(connection, 1);
            ended = true;
        });
    });
    while (!inside) std::this_thread::yield();
    driver->close();
    EXPECT_TRUE(ended);
    caller.join();
    EXPECT_TRUE(has(1));
    for (int i = 0; i < 2; ++i) {
        expect_error(ErrorCode::failed_precondition, "storage.closed", [&] { put(*driver, 2); });
        expect_error(ErrorCode::failed_precondition, "storage.closed", [&] { count(*driver); });
        expect_error(ErrorCode::failed_precondition, "storage.closed", [&] { driver->check(); });
        driver->close();
    }
}

TEST_F(PostgresWrite, AForkedChildLeavesTheParentsConnectionsAlone) {
    auto driver = open(url);
    put(*driver, 1);
    EXPECT_TRUE(succeeded(start_child([&] {
        expect_error(ErrorCode::failed_precondition, "storage.forked", [&] { put(*driver, 2); });
        driver.reset();
        put(*open(url), 3);
        return !testing::Test::HasFailure();
    })));
    int runs = 0;
    driver->write({}, [&](sql::Connection& connection) {
        ++runs;
        insert(connection, 4);
    });
    EXPECT_EQ(runs, 1) << "the connection was still there";
    EXPECT_EQ(count(*driver), 3);
}

TEST_F(PostgresWrite, CheckAndBackup) {
    const auto driver = open(url);
    put(*driver, 1);
    driver->write({}, [](sql::Connection& connection) { change(connection, "INSERT INTO replies VALUES (1, 1)"); });
    EXPECT_TRUE(driver->check().empty());
    database.client().ask(
        "SET session_replication_role = replica; INSERT INTO replies VALUES (2, 99), (3, NULL), (4, 98)");
    EXPECT_EQ(driver->check(), std::vector<std::string>{
                                   "2 rows of table replies refer to a row of table notes that does not exist."});
    database.client().ask("SET session_replication_role = replica; DELETE FROM replies WHERE number > 1");
    database.client().ask("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'notes_words_key'::regclass");
    EXPECT_EQ(driver->check(), std::vector<std::string>{"The index notes_words_key is not in force."});
    const auto words = expect_error(ErrorCode::unimplemented, "storage.backup", [&] { driver->backup("copy"); });
    EXPECT_NE(words.find("pg_dump"), std::string::npos);
}

}  // namespace
}  // namespace roster::postgres
#endif  // ROSTER_HAS_POSTGRES
