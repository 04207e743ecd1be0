// Every race of the conformance suite (lib/storage/conformance/races.hpp) between two processes: what one process keeps
// in memory, and its locks, decide nothing. The suite itself runs them among 64 threads, on every store.
#include "storage/conformance/races.hpp"
#include "storage/open.hpp"
#include "support/folder.hpp"
#ifdef ROSTER_HAS_POSTGRES
#include "support/postgres_server.hpp"
#endif

#include <gtest/gtest.h>

#include <array>
#include <cstdio>

#include <sys/wait.h>
#include <unistd.h>

namespace roster::test {
namespace {

using conformance::Race;

constexpr int processes = 2, runners = 32;

/// In a child: opens the store anew, waits for the other, wants. @return how many won; -1: something failed
int run_in_child(const std::function<std::shared_ptr<Storage>()>& open, const Scope& desk,
                 const conformance::Want& want, int child, int ready, int gate) {
    try {
        const Scope mine{open(), desk.environment, desk.account};
        mine.read([](Transaction& tx) { return tx.accounts().counters().owners; });  // connected, prepared
        char byte = 'r';
        if (write(ready, &byte, 1) != 1 || read(gate, &byte, 1) != 0)
            return -1;  // all begin when the parent closes it
        return conformance::winners(mine, want, child * runners, runners);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "in the child: %s\n", error.what());
        return -1;
    }
}

void expect_one_winner(const Race& race, const std::function<std::shared_ptr<Storage>()>& open) {
    // What the children need is in their memory; the store itself is closed before they are forked.
    auto bench = std::make_unique<conformance::Bench>(open);
    Scope desk = bench->account();
    const auto want = race.prepare(*bench, desk);
    bench->storage.reset();
    desk.storage.reset();

    int ready[2], gate[2], results[2];
    ASSERT_TRUE(pipe(ready) == 0 && pipe(gate) == 0 && pipe(results) == 0);
    std::vector<pid_t> children;
    for (int child = 0; child < processes; ++child) {
        const pid_t pid = fork();
        ASSERT_GE(pid, 0);
        if (pid == 0) {
            close(gate[1]);
            close(ready[0]);
            const int won = run_in_child(open, desk, want, child, ready[1], gate[0]);
            _exit(write(results[1], &won, sizeof won) == sizeof won ? 0 : 1);
        }
        children.push_back(pid);
    }
    close(gate[0]), close(ready[1]), close(results[1]);
    char byte;
    for (int child = 0; child < processes; ++child)
        EXPECT_EQ(read(ready[0], &byte, 1), 1) << "a child is not there";
    close(gate[1]);
    int sum = 0;
    for (int child = 0; child < processes; ++child) {
        int won = -1;
        EXPECT_EQ(read(results[0], &won, sizeof won), static_cast<ssize_t>(sizeof won));
        EXPECT_GE(won, 0);
        sum += won;
    }
    close(ready[0]), close(results[0]);
    for (const auto child : children) {
        int status = 1;
        waitpid(child, &status, 0);
        EXPECT_EQ(status, 0);
    }
    EXPECT_EQ(sum, 1) << race.demands;
    EXPECT_EQ(open()->check(), std::vector<std::string>());
}

class RacesOfProcesses : public testing::TestWithParam<Race> {};

TEST_P(RacesOfProcesses, SqliteFile) {
    const Folder folder;
    expect_one_winner(GetParam(), [&] { return sqlite::open(folder.file("desk.db"), {}); });
}

#ifdef ROSTER_HAS_POSTGRES
TEST_P(RacesOfProcesses, Postgresql) {
    const PostgresStore store;
    expect_one_winner(GetParam(), [&] { return postgres::open(store.url(), {}); });
}
#endif

INSTANTIATE_TEST_SUITE_P(, RacesOfProcesses, testing::ValuesIn(conformance::races()),
                         [](const auto& test) { return std::string(test.param.name); });

/// The races can be lost: where everybody reads first and writes what they thought of, several win.
TEST(RacesOfProcessesItself, SeesTwoWinners) {
    const Folder folder;
    const auto open = [&] { return sqlite::open(folder.file("desk.db"), {}); };
    conformance::Bench bench(open);
    EXPECT_EQ(conformance::winners(bench.account(), [](Transaction&, int) { return true; }, 0, 64), 64);
}

}  // namespace
}  // namespace roster::test
