// Reading: what values come back as, snapshots with right and wrong forecasts, round trips.
#ifdef ROSTER_HAS_POSTGRES
#include "storage/postgres/prepared.hpp"
#include "support/postgres.hpp"

#include <limits>

namespace roster::postgres {
namespace {

using namespace test;

TEST(PostgresStatement, ParametersOutsideOfQuotesAreNumbered) {
    const auto text = [](const char* given) { return Translated(given).text; };
    EXPECT_EQ(text("SELECT ?, ? FROM t WHERE a = ?"), "SELECT $1, $2 FROM t WHERE a = $3");
    EXPECT_EQ(text("SELECT '?', \"?\", ?, 'it''s ?'"), "SELECT '?', \"?\", $1, 'it''s ?'");
    EXPECT_EQ(text("SELECT ? -- why?\n, ?"), "SELECT $1 \n, $2");
    EXPECT_EQ(text("SELECT ? -- why?"), "SELECT $1 ");
    EXPECT_EQ(Translated("SELECT ?, '?'").parameters, 1);
}

TEST(PostgresStatement, WhatWritesAndWhatGivesRows) {
    const auto traits = [](const char* given) {
        const Translated t(given);
        return std::string(t.writes ? "writes" : "reads") + (t.gives_rows ? " rows" : "");
    };
    EXPECT_EQ(traits("SELECT 1"), "reads rows");
    EXPECT_EQ(traits("(SELECT 1)"), "reads rows");
    EXPECT_EQ(traits("INSERT INTO t VALUES (1)"), "writes");
    EXPECT_EQ(traits("UPDATE t SET a = 1 RETURNING a"), "writes rows");
    EXPECT_EQ(traits("DELETE FROM RETURNING_GUESTS"), "writes");
    EXPECT_EQ(traits("WITH gone AS (DELETE FROM t RETURNING a) SELECT 1"), "writes rows");
    EXPECT_EQ(traits("CREATE TABLE t (a BIGINT)"), "writes rows");
}

class PostgresRead : public testing::Test {
protected:
    PostgresDatabase database;
    const std::string url = database.url();
};

TEST_F(PostgresRead, ValuesComeBackAsTheyWere) {
    const auto driver = open(url);
    const std::string bytes("\0\xff'\\?$1", 7), text = "N\"a'm\\e \xC3\xA9 \xF0\x9F\x98\x80 $1 ?";
    constexpr auto least = std::numeric_limits<std::int64_t>::min(),
                   most = std::numeric_limits<std::int64_t>::max();
    driver->write({}, [&](sql::Connection& connection) {
        sql::Run row(connection.prepare("INSERT INTO notes (number, words, size, data) VALUES (?, ?, ?, ?)"));
        row->bind_int(1, least);
        row->bind_text(2, text);
        row->bind_int(3, most);
        row->bind_blob(4, bytes);
        row->step();
        row->reset();
        row->bind_int(1, 0);
        row->bind_text(2, {});
        row->bind_null(3);
        row->bind_blob(4, {});
        row->step();
    });
    driver->read({}, [&](sql::Connection& connection) {
        sql::Run row(connection.prepare("SELECT number, words, size, data FROM notes ORDER BY number"));
        ASSERT_TRUE(row->step());
        EXPECT_EQ(row->get_int(0), least);
        EXPECT_EQ(row->get_text(1), text);
        EXPECT_EQ(row->get_int(2), most);
        EXPECT_EQ(row->get_blob(3), bytes);
        ASSERT_TRUE(row->step());
        EXPECT_FALSE(row->is_null(1));
        EXPECT_EQ(row->get_text(1), "");
        EXPECT_TRUE(row->is_null(2));
        EXPECT_EQ(row->get_int(2), 0);
        EXPECT_FALSE(row->is_null(3));
        EXPECT_FALSE(row->step());
        EXPECT_FALSE(row->step());
        EXPECT_EQ(row->changes(), 0);
    });
}

TEST_F(PostgresRead, NumbersOfEveryKind) {
    const auto driver = open(url);
    driver->read({}, [](sql::Connection& connection) {
        EXPECT_EQ(test::ask(connection, "SELECT -7::int2"), -7);
        EXPECT_EQ(test::ask(connection, "SELECT -7::int4"), -7);
        EXPECT_EQ(test::ask(connection, "SELECT true"), 1);
        for (const auto* const number :
             {"0", "7", "-9999", "10000", "-123456789012345", "9223372036854775807", "1000000000000"})
            EXPECT_EQ(
                test::ask(connection, "SELECT sum(n) FROM (VALUES (" + std::string(number) + "::bigint)) AS t (n)"),
                std::stoll(number));
        sql::Run sum(connection.prepare("SELECT ? + ?, coalesce(?, 5)"));
        sum->bind_int(1, 2);
        sum->bind_int(2, 3);
        sum->bind_int(3, 4);
        ASSERT_TRUE(sum->step());
        EXPECT_EQ(sum->get_int(0), 5);
        EXPECT_EQ(sum->get_int(1), 4);
    });
}

TEST_F(PostgresRead, RefusesToWrite) {
    const auto driver = open(url);
    for (int i = 0; i < 5; ++i) {
        expect_error(ErrorCode::failed_precondition, "storage.read_only",
                     [&] { driver->read({}, [](sql::Connection& connection) { insert(connection, 1); }); });
        driver->read({}, [](sql::Connection& connection) {
            expect_error(ErrorCode::failed_precondition, "storage.read_only", [&] { insert(connection, 1); });
            EXPECT_EQ(count(connection), 0) << "and goes on";
        });
    }
}

TEST_F(PostgresRead, MoreTextsThanAreKept) {
    auto options = Options();
    options.pool_size = 1;
    const auto driver = open(url, options);
    for (int round = 0; round < 2; ++round)
        for (int i = 0; i < 300; ++i)
            driver->read({}, [&](sql::Connection& connection) {
                EXPECT_EQ(test::ask(connection, "SELECT " + std::to_string(i)), i);
                EXPECT_EQ(test::ask(connection, "SELECT 10000 + " + std::to_string(i)), 10'000 + i);
            });
    driver->read({}, [](sql::Connection& connection) {
        EXPECT_LT(test::ask(connection, "SELECT count(*) FROM pg_prepared_statements"), 110);
    });
}

TEST_F(PostgresRead, AStatementLeftRunningDoesNotHinderTheNextTransaction) {
    auto options = Options();
    options.pool_size = 1;
    const auto driver = open(url, options);
    put(*driver, 1);
    put(*driver, 2);
    for (int i = 0; i < 3; ++i)
        driver->read({}, [](sql::Connection& connection) {
            auto& rows = connection.prepare("SELECT number FROM notes ORDER BY number");
            ASSERT_TRUE(rows.step());
            EXPECT_EQ(rows.get_int(0), 1);
        });
}

// ---- Forecasts ----

/// A statement of the SQL core by how it begins: tests make none of their own, as others walk all of them.
const sql::Statement& core(std::string_view begin) {
    for (const auto* const statement : sql::Statement::all())
        if (statement->text.starts_with(begin)) return *statement;
    throw std::runtime_error("no statement begins with " + std::string(begin));
}

/// Over the core's schema: one statement reads an account's counters, the other its import's last fault.
class PostgresForecast : public testing::Test {
protected:
    PostgresForecast() {
        PostgresClient(url).ask("SET session_replication_role = replica; INSERT INTO account_counters VALUES (" +
                                id + ", 0, 0, 0)");
    }
    std::unique_ptr<Driver> open(const std::string& where) const {
        Options options;
        options.pool_size = 1;
        const std::span migrations(sql::postgres_migrations,
                                   static_cast<std::size_t>(sql::postgres_migration_count));
        return std::make_unique<Driver>(where, options, migrations);
    }

    static std::int64_t run(sql::Connection& connection, const sql::Statement& statement, bool import) {
        static const std::string bytes(16, '\1');
        sql::Run row(connection.prepare(statement));
        row->bind_blob(1, bytes);
        if (import) row->bind_blob(2, bytes);
        return row->step() ? row->get_int(0) : -1;
    }
    std::int64_t first(sql::Connection& connection) const { return run(connection, first_, false); }
    std::int64_t second(sql::Connection& connection) const { return run(connection, second_, true); }

    /// Somebody else commits.
    void move_second(std::int64_t to) {
        PostgresClient(url).ask("SET session_replication_role = replica; INSERT INTO import_faults VALUES (" + id +
                                ", " + id + ", " + std::to_string(to) + ", 1, '', '', '')");
    }
    void move_both(std::int64_t to) {
        move_second(to);
        PostgresClient(url).ask("UPDATE account_counters SET last_user_number = " + std::to_string(to));
    }

    /// Reads that begin with first() and have so many statements, until that is expected of them.
    void get_used_to(Driver& driver, int statements) const {
        for (int i = 0; i < 4; ++i)
            driver.read({}, [&](sql::Connection& connection) {
                first(connection);
                for (int s = 1; s < statements; ++s) second(connection);
            });
    }

    roster::test::PostgresStore store;
    const std::string url = store.url();
    const std::string id = "decode('01010101010101010101010101010101', 'hex')";
    const sql::Statement& first_ = core("SELECT last_user_number");
    const sql::Statement& second_ = core("SELECT coalesce(max(number), 0) FROM import_faults");
};

TEST_F(PostgresForecast, AForeseenReadIsAsManyExchangesAsStatements) {
    Relay relay;
    const auto driver = open(relay.url(store.name()));
    for (int i = 0; i < 17; ++i) get_used_to(*driver, 1);  // past some new plans, and well before the next
    for (int statements = 1; statements <= 3; ++statements) {
        get_used_to(*driver, statements);
        const int before = relay.exchanges();
        get_used_to(*driver, statements);
        EXPECT_EQ(relay.exchanges() - before, 4 * statements) << statements;
    }
}

TEST_F(PostgresForecast, OneSnapshotWhateverWasForeseen) {
    const auto driver = open(url);
    std::int64_t there = 0;
    for (int expected = 1; expected <= 3; ++expected)
        for (int statements = 1; statements <= 5; ++statements)
            for (const bool disturbed : {false, true}) {
                get_used_to(*driver, expected);
                int runs = 0;
                driver->read({}, [&](sql::Connection& connection) {
                    const auto now = there;
                    ++runs;
                    EXPECT_EQ(first(connection), now);
                    for (int s = 1; s < statements; ++s) {
                        if (disturbed && runs == 1) move_both(++there);
                        EXPECT_EQ(second(connection), now) << expected << " " << statements;
                    }
                });
                const bool misled = disturbed && statements > expected;
                EXPECT_EQ(runs, misled ? 2 : 1) << "expected " << expected << ", had " << statements;
            }
}

TEST_F(PostgresForecast, AChangeThatConcernsNothingReadBeforeIsNoConflict) {
    const auto driver = open(url);
    get_used_to(*driver, 1);
    int runs = 0;
    driver->read({}, [&](sql::Connection& connection) {
        ++runs;
        EXPECT_EQ(first(connection), 0);
        move_second(7);
        EXPECT_EQ(second(connection), 7) << "the snapshot is one that the first statement fits, too";
        move_second(8);
        EXPECT_EQ(second(connection), 7);
    });
    EXPECT_EQ(runs, 1);
}

TEST_F(PostgresForecast, AFailureInTheForetoldEndAndAfterIt) {
    const auto driver = open(url);
    get_used_to(*driver, 1);
    expect_error(ErrorCode::internal, "storage.sql", [&] {
        driver->read({}, [&](sql::Connection& connection) {
            first(connection);
            test::ask(connection, "SELECT 1 / 0");
        });
    });
    get_used_to(*driver, 1);
    struct Mine {};
    EXPECT_THROW(driver->read({},
                              [&](sql::Connection& connection) {
                                  first(connection);
                                  second(connection);
                                  throw Mine();
                              }),
                 Mine);
    get_used_to(*driver, 2);
}

}  // namespace
}  // namespace roster::postgres
#endif  // ROSTER_HAS_POSTGRES
