// Storage::stamp: it changes with every commit by anybody, so that what was kept under it is exact.
#include "support/desk.hpp"
#include "support/sqlite.hpp"

#include <atomic>
#include <csignal>
#include <set>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

namespace roster::test {
namespace {

class StampTest : public Desk {
protected:
    std::optional<std::uint64_t> stamp() const { return directory.storage().stamp(); }
};
ROSTER_OVER_ALL_STORES(StampTest);

TEST_P(StampTest, ChangesWithCommitsAndNothingElse) {
    if (directory.storage().engine() == "postgresql") {
        EXPECT_FALSE(stamp());  // over a network it could not be told without asking
        return;
    }
    std::set<std::uint64_t> seen{stamp().value()};
    for (int n = 0; n < 50; ++n) {
        add_customer("c" + std::to_string(n));
        EXPECT_TRUE(seen.insert(stamp().value()).second) << "the stamp of an earlier state came back";
    }
    const auto before = stamp();
    static_cast<void>(users.get(system, owner.id));
    static_cast<void>(users.list(system));
    EXPECT_THROW(users.update(system, owner.id, {.phone = "x"}), Error);
    EXPECT_THROW(add_customer("c1"), Error);  // refused after it had counted
    EXPECT_EQ(stamp(), before);
}

TEST_P(StampTest, IsGoneWhenTheStoreIsClosed) {
    std::atomic<bool> stop = false;
    {
        std::vector<std::jthread> asking;
        for (int t = 0; t < 4; ++t)
            asking.emplace_back([&] {
                while (!stop) static_cast<void>(stamp());
            });
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        directory.close();
        stop = true;
    }
    EXPECT_FALSE(stamp());
}

}  // namespace
}  // namespace roster::test

namespace roster::sqlite {
namespace {

using namespace test;

class SqliteStamp : public testing::Test {
protected:
    Folder folder;
    const std::string path = folder.file();
    std::unique_ptr<Driver> driver = open(path);

    /// Runs in another process while this one looks on: one byte a commit, and one back when it may go on.
    void expect_changes(const std::function<void(int)>& commit, int commits) {
        int there[2], back[2];
        ASSERT_EQ(pipe(there), 0);
        ASSERT_EQ(pipe(back), 0);
        const int child = start_child([&] {
            for (int n = 0; n < commits; ++n) {
                char byte = 0;
                commit(n);
                if (write(there[1], &byte, 1) != 1 || read(back[0], &byte, 1) != 1) return false;
            }
            return true;
        });
        auto last = driver->stamp();
        for (int n = 0; n < commits; ++n) {
            char byte = 0;
            ASSERT_EQ(read(there[0], &byte, 1), 1);
            const auto now = driver->stamp();
            EXPECT_NE(now, last) << "commit " << n;
            last = now;
            ASSERT_EQ(write(back[1], &byte, 1), 1);
        }
        EXPECT_TRUE(succeeded(child));
        for (const int end : {there[0], there[1], back[0], back[1]}) close(end);
    }
};

TEST_F(SqliteStamp, SeesTheCommitsOfOtherProcesses) {
    expect_changes(
        [&](int n) {
            static std::unique_ptr<Driver> theirs;
            if (!theirs) theirs = open(path);
            put(*theirs, n);
            if (n == 199) theirs.reset();
        },
        200);
    EXPECT_EQ(count(*driver), 200);
}

TEST_F(SqliteStamp, SeesCommitsBetweenCheckpointsThatBeginTheLogAnew) {
    expect_changes(
        [&](int n) {
            Raw raw(path);  // a whole connection for each: the log is moved and begun anew
            raw.run("INSERT INTO notes VALUES (" + std::to_string(n) + ", 'n" + std::to_string(n) + "')");
            raw.run("PRAGMA wal_checkpoint(TRUNCATE)");
        },
        40);
    EXPECT_EQ(count(*driver), 40);
}

// What a process that dies leaves behind is put right by the next one: no stamp of before may stand for a later state.
TEST_F(SqliteStamp, NoStampComesBackAfterAKill) {
    std::set<std::uint64_t> seen;
    for (int round = 0; round < 6; ++round) {
        int pipes[2];
        ASSERT_EQ(pipe(pipes), 0);
        const int child = start_child([&] {
            const auto theirs = open(path);
            for (std::int64_t n = 0;; ++n) {
                put(*theirs, round * 1'000'000 + n);
                char byte = 0;
                if (n == 20 && write(pipes[1], &byte, 1) != 1) return false;
            }
        });
        char byte = 0;
        ASSERT_EQ(read(pipes[0], &byte, 1), 1);
        kill(child, SIGKILL);
        int status = 0;
        ASSERT_EQ(waitpid(child, &status, 0), child);
        for (const int end : pipes) close(end);
        for (int n = 0; n < 20; ++n) {
            put(*driver, 100'000'000 + round * 1'000 + n);
            EXPECT_TRUE(seen.insert(driver->stamp().value()).second);
        }
    }
}

TEST_F(SqliteStamp, IsNoneInAForkedChild) {
    EXPECT_TRUE(driver->stamp());
    EXPECT_TRUE(succeeded(start_child([&] { return !driver->stamp(); })));
}

TEST_F(SqliteStamp, ThreadsSeeEachOthersCommits) {
    std::atomic<int> wrong = 0;
    std::vector<std::jthread> threads;
    for (int t = 0; t < 8; ++t)
        threads.emplace_back([&, t] {
            for (int n = 0; n < 50; ++n) {
                const auto before = driver->stamp();
                put(*driver, t * 1'000 + n);
                if (driver->stamp() == before) ++wrong;
            }
        });
    threads.clear();
    EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace roster::sqlite
