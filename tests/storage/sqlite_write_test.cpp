// Writing: transactions, group commit, failures in it, retries, waiting.
#include "support/sqlite.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <latch>
#include <optional>
#include <thread>

namespace roster::sqlite {
namespace {

using namespace test;
using namespace std::chrono_literals;

class SqliteWrite : public testing::Test {
protected:
    /// Runs the calls as one group, in this order: the first keeps the writer busy until the others have queued up.
    static void as_group(Driver& driver, const std::vector<std::function<void()>>& calls) {
        std::atomic<bool> leading = false;
        std::atomic<std::size_t> arrived = 0;
        std::jthread leader([&] {
            driver.write({}, [&](sql::Connection&) {
                leading = true;
                while (arrived < calls.size()) std::this_thread::sleep_for(1ms);
                std::this_thread::sleep_for(50ms);
            });
        });
        while (!leading) std::this_thread::yield();
        std::vector<std::jthread> threads;
        for (const auto& call : calls) {
            threads.emplace_back([&] {
                ++arrived;
                call();
            });
            std::this_thread::sleep_for(20ms);
        }
    }
    static Options patient_group() {
        auto options = on_faulty_disk();
        options.group_time = 5s;
        return options;
    }

    Folder folder;
    const std::string path = folder.file();
};

TEST_F(SqliteWrite, CommitsOrLeavesNothing) {
    const auto driver = open(path);
    put(*driver, 1, "one");
    struct Mine {};
    EXPECT_THROW(driver->write({},
                               [](sql::Connection& connection) {
                                   insert(connection, 2, "two");
                                   throw Mine();
                               }),
                 Mine);
    EXPECT_EQ(count(*driver), 1);
    put(*driver, 2, "two");
    EXPECT_EQ(count(*driver), 2);
}

TEST_F(SqliteWrite, AFailedStatementDoesNotEndTheWork) {
    const auto driver = open(path);
    put(*driver, 1, "one");
    driver->write({}, [](sql::Connection& connection) {
        insert(connection, 2, "two");
        expect_error(ErrorCode::internal, "storage.constraint", [&] { insert(connection, 3, "one"); });
    });
    EXPECT_EQ(count(*driver), 2);
}

TEST_F(SqliteWrite, ConstraintsAreNamedAndValuesAreNot) {
    const auto driver = open(path);
    put(*driver, 1, "a secret");
    try {
        put(*driver, 2, "a secret");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.reason(), "storage.constraint");
        EXPECT_NE(std::string(error.what()).find("notes.words"), std::string::npos);
        EXPECT_EQ(std::string(error.what()).find("a secret"), std::string::npos);
    }
    expect_error(ErrorCode::internal, "storage.constraint", [&] {
        driver->write({}, [](sql::Connection& connection) {
            sql::Run(connection.prepare("INSERT INTO replies VALUES (1, 99)"))->step();
        });
    });
}

TEST_F(SqliteWrite, StatementsLeftRunningDoNotHinderTheCommit) {
    const auto driver = open(path);
    driver->write({}, [](sql::Connection& connection) {
        auto& statement = connection.prepare("INSERT INTO notes (number) VALUES (1), (2) RETURNING number");
        EXPECT_TRUE(statement.step());
    });
    EXPECT_EQ(count(*driver), 2);
}

TEST_F(SqliteWrite, BadStatements) {
    const auto driver = open(path);
    for (const auto* const text : {"", "  ", "SELEC 1", "SELECT 1; SELECT 2", "SELECT * FROM nowhere"})
        expect_error(ErrorCode::internal, "storage.sql",
                     [&] { driver->write({}, [&](sql::Connection& connection) { connection.prepare(text); }); });
    put(*driver, 1);
}

TEST_F(SqliteWrite, Reentrancy) {
    for (const auto& where : {path, std::string(":memory:")}) {
        const auto driver = open(where, quick());
        const auto inner = open(":memory:");
        driver->write({}, [&](sql::Connection&) {
            expect_error(ErrorCode::failed_precondition, "storage.reentrant", [&] { put(*driver, 1); });
            expect_error(ErrorCode::failed_precondition, "storage.reentrant", [&] { count(*driver); });
            put(*inner, 1);  // another store is another matter
        });
        driver->read({}, [&](sql::Connection&) {
            expect_error(ErrorCode::failed_precondition, "storage.reentrant", [&] { put(*driver, 1); });
            expect_error(ErrorCode::failed_precondition, "storage.reentrant", [&] { count(*driver); });
        });
        EXPECT_EQ(count(*driver), 0);
    }
}

// ---- Several at once ----

TEST_F(SqliteWrite, EightThreadsSomeOfThemFailing) {
    for (const auto& where : {path, std::string(":memory:")}) {
        const auto driver = open(where);
        std::atomic<int> good = 0, bad = 0;
        {
            std::vector<std::jthread> threads;
            for (int t = 0; t < 8; ++t) {
                threads.emplace_back([&, t] {
                    for (int i = 0; i < 60; ++i) {
                        const bool fails = (i + t) % 5 == 0;
                        try {
                            driver->write({}, [&](sql::Connection& connection) {
                                insert(connection, t * 1000 + i, "");
                                if (fails) throw std::runtime_error(std::to_string(t * 1000 + i));
                            });
                            EXPECT_FALSE(fails);
                            EXPECT_TRUE(has(*driver, t * 1000 + i)) << "not seen right after its own commit";
                            ++good;
                        } catch (const std::runtime_error& error) {
                            EXPECT_EQ(error.what(), std::to_string(t * 1000 + i)) << "another's exception";
                            EXPECT_FALSE(has(*driver, t * 1000 + i));
                            ++bad;
                        }
                    }
                });
            }
        }
        EXPECT_EQ(count(*driver), good);
        EXPECT_EQ(good + bad, 480);
        EXPECT_EQ(bad, 96);
        EXPECT_TRUE(driver->check().empty());
    }
}

TEST_F(SqliteWrite, AGroupIsMadeDurableOnce) {
    const auto driver = open(path, patient_group());
    put(*driver, 100);
    Disk::repair();
    std::vector<std::function<void()>> calls;
    for (int i = 0; i < 6; ++i) calls.emplace_back([&, i] { put(*driver, i); });
    as_group(*driver, calls);
    EXPECT_EQ(count(*driver), 7);
    EXPECT_EQ(Disk::syncs(), 1);
}

TEST_F(SqliteWrite, AGroupIsBounded) {
    auto options = patient_group();
    options.group_size = 3;
    const auto driver = open(path, options);
    put(*driver, 100);
    Disk::repair();
    std::vector<std::function<void()>> calls;
    for (int i = 0; i < 6; ++i) calls.emplace_back([&, i] { put(*driver, i); });
    as_group(*driver, calls);
    EXPECT_EQ(count(*driver), 7);
    EXPECT_GE(Disk::syncs(), 3);
}

TEST_F(SqliteWrite, LaterOnesOfAGroupSeeTheEarlier) {
    const auto driver = open(path, patient_group());
    std::int64_t seen = -1;
    as_group(*driver, {
                          [&] { put(*driver, 1); },
                          [&] {
                              EXPECT_THROW(driver->write({},
                                                         [](sql::Connection& c) {
                                                             insert(c, 2, "");
                                                             throw 1;
                                                         }),
                                           int);
                          },
                          [&] {
                              driver->write({}, [&](sql::Connection& c) {
                                  insert(c, 3, "");
                                  seen = count(c);
                              });
                          },
                      });
    EXPECT_EQ(seen, 2);
}

TEST_F(SqliteWrite, EightThreadsAreThreeTimesAsFastAsOne) {
    const auto driver = open(path, on_faulty_disk());
    Disk::slow_syncs(4000);
    std::atomic<int> next = 0;
    const auto rate = [&](int size) {
        std::atomic<int> done = 0;
        const auto begin = Clock::now();
        {
            std::vector<std::jthread> threads;
            for (int t = 0; t < size; ++t)
                threads.emplace_back([&] {
                    while (Clock::now() - begin < 400ms) {
                        put(*driver, ++next);
                        ++done;
                    }
                });
        }
        return done / std::chrono::duration<double>(Clock::now() - begin).count();
    };
    const double one = rate(1), eight = rate(8);
    Disk::repair();
    EXPECT_GE(eight, 3 * one);
    RecordProperty("one", std::to_string(one));
    RecordProperty("eight", std::to_string(eight));
}

// ---- Retries and waiting ----

TEST_F(SqliteWrite, RetryRunsTheWorkAgain) {
    const auto driver = open(path);
    int runs = 0;
    driver->write({}, [&](sql::Connection& connection) {
        insert(connection, 1, "");
        if (++runs < 4) throw sql::Retry();
    });
    EXPECT_EQ(runs, 4);
    EXPECT_EQ(count(*driver), 1);
}

TEST_F(SqliteWrite, RetryIsBounded) {
    const auto driver = open(path);
    int runs = 0;
    expect_error(ErrorCode::unavailable, "storage.busy", [&] {
        driver->write({}, [&](sql::Connection& connection) {
            insert(connection, 1, "");
            ++runs;
            throw sql::Retry();
        });
    });
    EXPECT_GT(runs, 1);
    EXPECT_LT(runs, 20);
    EXPECT_EQ(count(*driver), 0);
    expect_error(ErrorCode::unavailable, "storage.busy",
                 [&] { driver->read({}, [](sql::Connection&) { throw sql::Retry(); }); });
}

TEST_F(SqliteWrite, RetryOfOneInAGroupLeavesTheOthersAlone) {
    const auto driver = open(path, patient_group());
    int runs = 0;
    as_group(*driver, {
                          [&] { driver->write({}, [&](sql::Connection& c) { insert(c, 1, ""); }); },
                          [&] {
                              driver->write({}, [&](sql::Connection& c) {
                                  insert(c, 2, "");
                                  if (++runs < 3) throw sql::Retry();
                              });
                          },
                          [&] { driver->write({}, [&](sql::Connection& c) { insert(c, 3, ""); }); },
                      });
    EXPECT_EQ(count(*driver), 3);
    EXPECT_EQ(runs, 3);
}

// There is no savepoint before the first work that has to be taken back: what that costs the others.
TEST_F(SqliteWrite, AFailureCostsTheOthersOfTheGroupNothingOrOneRunMore) {
    for (const bool changes_first : {false, true}) {
        const auto driver = open(path, patient_group());
        const auto before = count(*driver);
        std::array<int, 6> runs{};
        std::vector<std::function<void()>> calls;
        for (int i = 0; i < 6; ++i)
            calls.emplace_back([&, i] {
                const bool fails = i % 2 == 1;
                try {
                    driver->write({}, [&](sql::Connection& c) {
                        ++runs[static_cast<std::size_t>(i)];
                        if (fails && !changes_first) throw 1;
                        insert(c, changes_first * 100 + i, "");
                        if (fails) throw 1;
                    });
                    EXPECT_FALSE(fails);
                } catch (int) {
                    EXPECT_TRUE(fails);
                }
            });
        as_group(*driver, calls);
        EXPECT_EQ(count(*driver), before + 3);
        for (int i = 0; i < 6; ++i) {
            EXPECT_EQ(has(*driver, changes_first * 100 + i), i % 2 == 0);
            EXPECT_LE(runs[static_cast<std::size_t>(i)], changes_first ? 2 : 1);
        }
    }
}

TEST_F(SqliteWrite, WaitsForAnotherProgram) {
    const auto driver = open(path);
    std::optional<Raw> other(path);
    ASSERT_EQ(other->run("BEGIN IMMEDIATE"), SQLITE_OK);
    std::jthread releases([&] {
        std::this_thread::sleep_for(100ms);
        other->run("COMMIT");
    });
    put(*driver, 1);
    releases.join();
    EXPECT_TRUE(has(*driver, 1));
}

TEST_F(SqliteWrite, WaitsOnlyUntilTheDeadline) {
    const auto driver = open(path, quick());
    Raw other(path);
    ASSERT_EQ(other.run("BEGIN IMMEDIATE"), SQLITE_OK);
    const auto begin = Clock::now();
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back(
                [&, i] { expect_error(ErrorCode::unavailable, "storage.busy", [&] { put(*driver, i); }); });
    }
    EXPECT_GE(Clock::now() - begin, 190ms);
    EXPECT_LT(Clock::now() - begin, 2s);
    EXPECT_EQ(count(*driver), 0) << "reading goes on";
    other.run("COMMIT");
    put(*driver, 1);
}

TEST_F(SqliteWrite, WhoHasWaitedTooLongLeavesTheQueue) {
    const auto driver = open(path, quick());
    std::atomic<bool> inside = false;
    std::jthread slow([&] {
        driver->write({}, [&](sql::Connection& connection) {
            inside = true;
            std::this_thread::sleep_for(500ms);
            insert(connection, 1, "");
        });
    });
    while (!inside) std::this_thread::yield();
    expect_error(ErrorCode::unavailable, "storage.busy", [&] { put(*driver, 2); });
    slow.join();
    EXPECT_TRUE(has(*driver, 1));
    EXPECT_FALSE(has(*driver, 2));
    put(*driver, 2);
}

TEST_F(SqliteWrite, ReadersThatAlwaysOverlapDoNotLetTheLogGrow) {
    Options options;
    options.checkpoint = 10;
    const auto driver = open(path, options);
    std::atomic<bool> stop = false;
    std::vector<std::jthread> readers;
    for (int t = 0; t < 2; ++t)
        readers.emplace_back([&, t] {
            std::this_thread::sleep_for(4ms * t);
            while (!stop)
                driver->read({}, [](sql::Connection& connection) {
                    count(connection);
                    std::this_thread::sleep_for(8ms);
                });
        });
    for (int i = 0; i < 60; ++i)
        driver->write({}, [&](sql::Connection& connection) {
            for (int j = 0; j < 20; ++j)
                insert(connection, i * 20 + j, std::string(4000, 'x') + std::to_string(i * 20 + j));
        });
    EXPECT_LT(std::filesystem::file_size(path + "-wal"), 3U << 20) << "5 MB were written";
    stop = true;
}

// ---- A failing disk ----

TEST_F(SqliteWrite, AFullDisk) {
    const auto driver = open(path, on_faulty_disk());
    put(*driver, 1);
    Disk::fill_up_at(1);
    expect_error(ErrorCode::resource_exhausted, "storage.full", [&] { put(*driver, 2); });
    EXPECT_EQ(count(*driver), 1);
    Disk::repair();
    put(*driver, 2);
    EXPECT_EQ(count(*driver), 2);
    EXPECT_TRUE(driver->check().empty());
}

TEST_F(SqliteWrite, OneThatFillsTheDiskDoesNotHarmItsGroup) {
    const auto driver = open(path, patient_group());
    put(*driver, 100);
    Disk::fill_up_at(4 << 20);
    std::atomic<int> runs = 0;
    const auto small = [&](int number) {
        return [&, number] {
            driver->write({}, [&, number](sql::Connection& connection) {
                insert(connection, number, "");
                ++runs;
            });
        };
    };
    as_group(*driver, {
                          small(1),
                          small(2),
                          [&] {
                              expect_error(ErrorCode::resource_exhausted, "storage.full", [&] {
                                  driver->write({}, [](sql::Connection& connection) {
                                      for (int i = 1000; i < 2000; ++i)
                                          insert(connection, i, std::string(40'000, 'x') + std::to_string(i));
                                  });
                              });
                          },
                          small(4),
                      });
    Disk::repair();
    EXPECT_EQ(count(*driver), 4);
    EXPECT_TRUE(has(*driver, 1) && has(*driver, 2) && has(*driver, 4));
    EXPECT_EQ(runs, 6) << "with the large one, and each by itself";
    EXPECT_TRUE(driver->check().empty());
}

TEST_F(SqliteWrite, ALargeWorkFindsTheDiskFullAsAWhole) {
    const auto driver = open(path, on_faulty_disk());
    Disk::fill_up_at(1 << 20);
    int inserted = 0;
    expect_error(ErrorCode::resource_exhausted, "storage.full", [&] {
        driver->write({}, [&](sql::Connection& connection) {
            for (int i = 0; i < 1000; ++i, ++inserted)
                insert(connection, i, std::string(40'000, 'x') + std::to_string(i));
        });
    });
    Disk::repair();
    EXPECT_EQ(inserted, 1000) << "nothing goes to the disk before the commit";
    EXPECT_EQ(count(*driver), 0);
}

TEST_F(SqliteWrite, AFailedCommitFailsTheWholeGroup) {
    const auto driver = open(path, patient_group());
    put(*driver, 100);
    Disk::fail_syncs(true);
    const auto fails = [&](int number) {
        return [&, number] { expect_error(ErrorCode::unavailable, "storage.io", [&] { put(*driver, number); }); };
    };
    std::atomic<bool> leading = false;
    std::jthread leader([&] {
        expect_error(ErrorCode::unavailable, "storage.io", [&] {
            driver->write({}, [&](sql::Connection& connection) {
                leading = true;
                std::this_thread::sleep_for(100ms);
                insert(connection, 0, "");
            });
        });
    });
    while (!leading) std::this_thread::yield();
    {
        std::vector<std::jthread> threads;
        for (int i = 1; i < 4; ++i) threads.emplace_back(fails(i));
    }
    leader.join();
    EXPECT_EQ(count(*driver), 1);
    Disk::repair();
    put(*driver, 1);
    EXPECT_EQ(count(*driver), 2);
    EXPECT_TRUE(driver->check().empty());
}

}  // namespace
}  // namespace roster::sqlite
