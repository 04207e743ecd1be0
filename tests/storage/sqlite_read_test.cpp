// Reading: snapshots, the pool of readers, prepared statements, values in and out.
#include "support/sqlite.hpp"

#include <atomic>
#include <chrono>
#include <latch>
#include <limits>
#include <thread>

namespace roster::sqlite {
namespace {

using namespace test;
using namespace std::chrono_literals;

const sql::Statement echo("SELECT ?");

class SqliteRead : public testing::Test {
protected:
    Folder folder;
    const std::string path = folder.file();
};

TEST_F(SqliteRead, SeesOneSnapshot) {
    const auto driver = open(path);
    put(*driver, 1);
    driver->read({}, [&](sql::Connection& connection) {
        EXPECT_EQ(count(connection), 1);
        std::jthread([&] { put(*driver, 2); }).join();
        std::jthread([&] { EXPECT_EQ(count(*driver), 2); }).join();
        EXPECT_EQ(count(connection), 1);
    });
    EXPECT_EQ(count(*driver), 2);
}

TEST_F(SqliteRead, GoesOnBesideAWriter) {
    const auto driver = open(path);
    put(*driver, 1);
    driver->write({}, [&](sql::Connection& connection) {
        insert(connection, 2, "");
        std::jthread([&] { EXPECT_EQ(count(*driver), 1) << "what is not committed is not seen"; }).join();
    });
    EXPECT_EQ(count(*driver), 2);
}

TEST_F(SqliteRead, CannotWrite) {
    for (const auto& where : {path, std::string(":memory:")}) {
        const auto driver = open(where);
        for (const auto* const text :
             {"INSERT INTO notes VALUES (1, '')", "DELETE FROM notes", "DROP TABLE replies",
              "INSERT INTO notes VALUES (2, '') RETURNING number", "BEGIN IMMEDIATE"}) {
            expect_error(ErrorCode::failed_precondition, "storage.read_only", [&] {
                driver->read({}, [&](sql::Connection& connection) { sql::Run(connection.prepare(text))->step(); });
            });
        }
        EXPECT_EQ(count(*driver), 0);
        put(*driver, 1);
        expect_error(ErrorCode::failed_precondition, "storage.read_only",
                     [&] { driver->read({}, [&](sql::Connection& connection) { insert(connection, 2, ""); }); });
        EXPECT_EQ(count(*driver), 1);
    }
}

TEST_F(SqliteRead, PassesExceptionsOn) {
    const auto driver = open(path);
    struct Mine {};
    for (int i = 0; i < 100; ++i) EXPECT_THROW(driver->read({}, [](sql::Connection&) { throw Mine(); }), Mine);
    EXPECT_EQ(count(*driver), 0);
}

TEST_F(SqliteRead, StatementsLeftRunningDoNotHoldTheSnapshot) {
    auto options = quick();
    options.readers = 1;
    const auto driver = open(path, options);
    put(*driver, 1);
    put(*driver, 2);
    driver->read({}, [&](sql::Connection& connection) {
        EXPECT_TRUE(connection.prepare("SELECT number FROM notes").step());
    });
    put(*driver, 3);
    EXPECT_EQ(count(*driver), 3);
}

// ---- The pool ----

TEST_F(SqliteRead, WaitsForAFreeReaderUntilTheDeadline) {
    auto options = quick();
    options.readers = 2;
    const auto driver = open(path, options);
    std::latch both(2);
    std::atomic<bool> leave = false;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 2; ++i)
        threads.emplace_back([&] {
            driver->read({}, [&](sql::Connection&) {
                both.count_down();
                while (!leave) std::this_thread::sleep_for(1ms);
            });
        });
    both.wait();
    expect_error(ErrorCode::unavailable, "storage.busy", [&] { count(*driver); });
    threads.emplace_back([&] { EXPECT_EQ(count(*driver), 0); });
    std::this_thread::sleep_for(20ms);
    leave = true;
}

TEST_F(SqliteRead, ManyThreadsShareFewReaders) {
    Options options;
    options.readers = 3;
    const auto driver = open(path, options);
    put(*driver, 1);
    std::atomic<bool> stop = false;
    std::jthread writer([&] {
        for (std::int64_t number = 2; !stop; ++number) put(*driver, number);
    });
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 12; ++t)
            threads.emplace_back([&] {
                std::int64_t last = 0;
                for (int i = 0; i < 100; ++i) {
                    const auto now = count(*driver);
                    EXPECT_GE(now, last) << "a later snapshot is never older";
                    last = now;
                }
            });
    }
    stop = true;
}

TEST_F(SqliteRead, AFailingDiskIsTold) {
    {
        const auto driver = open(path);
        for (int i = 0; i < 300; ++i) put(*driver, i, std::string(500, 'x') + std::to_string(i));
    }
    const auto driver = open(path, on_faulty_disk());
    Disk::fail_reads(true);
    expect_error(ErrorCode::unavailable, "storage.io", [&] {
        driver->read({}, [](sql::Connection& connection) {
            sql::Run(connection.prepare("SELECT max(words) FROM notes NOT INDEXED"))->step();
        });
    });
    Disk::repair();
    EXPECT_EQ(count(*driver), 300);
}

// ---- Statements and values ----

TEST_F(SqliteRead, KeepsStatementsPrepared) {
    const auto driver = open(":memory:");
    const void *first = nullptr, *second = nullptr;
    driver->read({}, [&](sql::Connection& connection) { first = &connection.prepare(echo); });
    driver->read({}, [&](sql::Connection& connection) { second = &connection.prepare(echo); });
    EXPECT_EQ(first, second);
    driver->read({}, [&](sql::Connection& connection) { first = &connection.prepare("SELECT 1"); });
    driver->read({}, [&](sql::Connection& connection) { second = &connection.prepare("SELECT 1"); });
    EXPECT_EQ(first, second);
}

TEST_F(SqliteRead, KeepsOnlySomeTexts) {
    const auto driver = open(":memory:");
    for (int round = 0; round < 3; ++round) {
        driver->read({}, [&](sql::Connection& connection) {
            std::vector<sql::Prepared*> all;
            for (int i = 0; i < 200; ++i) all.push_back(&connection.prepare("SELECT " + std::to_string(i)));
            for (int i = 0; i < 200; ++i) {  // none of them is gone while the work is under way
                sql::Run row(*all[static_cast<std::size_t>(i)]);
                ASSERT_TRUE(row->step());
                EXPECT_EQ(row->get_int(0), i);
            }
        });
    }
    driver->read({}, [&](sql::Connection& connection) {
        sql::Run rows(connection.prepare("SELECT count(*) FROM sqlite_stmt"));
        rows->step();
        EXPECT_LT(rows->get_int(0), 80);
    });
}

TEST_F(SqliteRead, Values) {
    const auto driver = open(":memory:");
    driver->read({}, [&](sql::Connection& connection) {
        auto& prepared = connection.prepare(echo);
        for (const auto value : {std::numeric_limits<std::int64_t>::min(), std::int64_t{0}, std::int64_t{-1},
                                 std::numeric_limits<std::int64_t>::max()}) {
            sql::Run row(prepared);
            row->bind_int(1, value);
            ASSERT_TRUE(row->step());
            EXPECT_EQ(row->get_int(0), value);
            EXPECT_FALSE(row->step());
            EXPECT_FALSE(row->step()) << "an ended statement does not begin again";
            EXPECT_EQ(row->changes(), 0);
        }
        const std::string texts[] = {"", "a", std::string("a\0b", 3), "\xc3\xa4", std::string(100'000, 'x')};
        for (const std::string_view value : texts) {
            {
                sql::Run row(prepared);
                row->bind_text(1, value);
                ASSERT_TRUE(row->step());
                EXPECT_FALSE(row->is_null(0));
                EXPECT_EQ(row->get_text(0), value);
            }
            sql::Run row(prepared);
            row->bind_blob(1, value);
            ASSERT_TRUE(row->step());
            EXPECT_FALSE(row->is_null(0));
            EXPECT_EQ(row->get_blob(0), value);
        }
        for (const auto kind : {0, 1}) {  // a view of nothing is empty, not NULL
            sql::Run row(prepared);
            if (kind == 0) {
                row->bind_text(1, {});
            } else {
                row->bind_blob(1, {});
            }
            ASSERT_TRUE(row->step());
            EXPECT_FALSE(row->is_null(0));
        }
        {
            sql::Run row(prepared);
            row->bind_null(1);
            ASSERT_TRUE(row->step());
            EXPECT_TRUE(row->is_null(0));
            EXPECT_EQ(row->get_text(0), "");
            EXPECT_EQ(row->get_int(0), 0);
        }
        sql::Run row(prepared);
        ASSERT_TRUE(row->step());
        EXPECT_TRUE(row->is_null(0)) << "parameters do not outlive their run";
        expect_error(ErrorCode::internal, "storage.sql", [&] { prepared.bind_int(2, 1); });
    });
}

TEST_F(SqliteRead, Changes) {
    const auto driver = open(":memory:");
    driver->write({}, [&](sql::Connection& connection) {
        const auto changes = [&](const char* text) {
            sql::Run statement(connection.prepare(text));
            while (statement->step()) {}
            return statement->changes();
        };
        EXPECT_EQ(changes("INSERT INTO notes VALUES (1, 'a'), (2, 'b')"), 2);
        EXPECT_EQ(changes("INSERT INTO notes VALUES (1, 'a') ON CONFLICT DO NOTHING"), 0);
        EXPECT_EQ(changes("UPDATE notes SET words = words || 'c' WHERE number > 0 RETURNING number"), 2);
        EXPECT_EQ(changes("DELETE FROM notes WHERE number = 3"), 0);
        EXPECT_EQ(changes("SELECT 1"), 0);
        EXPECT_EQ(changes("DELETE FROM notes"), 2);
    });
}

}  // namespace
}  // namespace roster::sqlite
