// Tokens among processes: two that want the same one, and one that dies right after it was given or used.
#include "support/folder.hpp"
#include "support/token_kinds.hpp"
#ifdef ROSTER_HAS_POSTGRES
#include "support/postgres_server.hpp"
#endif

#include <atomic>
#include <csignal>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

namespace roster::test {
namespace {

constexpr int processes = 2, threads = 32;

/// Opens the store anew, with a clock and entropy of its own.
TokenDesk open_desk(const std::string& location, AccountId account, Instant now, std::uint64_t seed) {
    World world(seed);
    world.set(now);
    return {open(location, {.environment = world.environment(), .sessions = settings_of_tests()}).account(account),
            world};
}

class TokenProcesses : public testing::TestWithParam<TokenCase> {
protected:
    const Folder folder;
    const Instant begun = at("2025-06-02T10:00:00Z");

    AccountId make_account(const std::string& location) const {
        World world(1);
        world.set(begun);
        return open(location, {.environment = world.environment()})
            .create_account({.name = "Acme", .plan = Plan::pro, .policy = policy::help_desk()})
            .id();
    }

    void expect_one_winner(const std::string& location) const {
        const auto account = make_account(location);
        MadeToken made;
        Instant now;
        {
            const auto desk = open_desk(location, account, begun, 2);
            made = GetParam().make(desk, "ann");
            now = desk.world.now();
        }
        int gate[2], results[2];
        ASSERT_TRUE(pipe(gate) == 0 && pipe(results) == 0);
        std::vector<pid_t> children;
        for (int child = 0; child < processes; ++child) {
            const pid_t pid = fork();
            ASSERT_GE(pid, 0);
            if (pid != 0) {
                children.push_back(pid);
                continue;
            }
            close(gate[1]);
            std::atomic<int> won = 0;
            try {
                const auto desk = open_desk(location, account, now, 10 + static_cast<std::uint64_t>(child));
                char byte;
                if (read(gate[0], &byte, 1) != 0) _exit(1);
                at_once(threads, [&](int) {
                    if (made.use(desk.account, made.text)) ++won;
                });
            } catch (const std::exception& error) {
                std::fprintf(stderr, "in the child: %s\n", error.what());
                _exit(1);
            }
            const int sum = won;
            _exit(write(results[1], &sum, sizeof sum) == sizeof sum ? 0 : 1);
        }
        close(gate[0]), close(gate[1]), close(results[1]);
        int sum = 0;
        for (int child = 0; child < processes; ++child) {
            int won = 0;
            EXPECT_EQ(read(results[0], &won, sizeof won), static_cast<ssize_t>(sizeof won));
            sum += won;
        }
        close(results[0]);
        for (const auto child : children) {
            int status = 1;
            waitpid(child, &status, 0);
            EXPECT_EQ(status, 0);
        }
        EXPECT_EQ(sum, GetParam().once ? 1 : processes * threads);
    }

    /// Runs the work in a process that is killed as soon as it has reported.
    std::string from_killed(const std::function<std::string()>& work) const {
        int report[2];
        EXPECT_EQ(pipe(report), 0);
        const pid_t pid = fork();
        if (pid == 0) {
            try {
                const auto text = work();
                if (write(report[1], text.data(), text.size()) < 0) _exit(1);
            } catch (const std::exception& error) {
                std::fprintf(stderr, "in the child: %s\n", error.what());
                _exit(1);
            }
            kill(getpid(), SIGKILL);
        }
        close(report[1]);
        std::string text;
        char buffer[4'096];
        for (ssize_t size; (size = read(report[0], buffer, sizeof buffer)) > 0;)
            text.append(buffer, static_cast<std::size_t>(size));
        close(report[0]);
        int status = 0;
        waitpid(pid, &status, 0);
        EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended before it was killed";
        return text;
    }
};

TEST_P(TokenProcesses, BX12_64ThreadsInTwoProcesses) { expect_one_winner(folder.file("desk.db")); }

#ifdef ROSTER_HAS_POSTGRES
TEST_P(TokenProcesses, BX12_64ThreadsInTwoProcessesOnPostgresql) {
    const PostgresStore store;
    expect_one_winner(store.url());
}
#endif

TEST_P(TokenProcesses, BX12_GivenOutlivesAKillAndSoDoesUsed) {
    const auto location = folder.file("desk.db");
    const auto account = make_account(location);
    // The same world in both: what the other process held in memory is made again by the same steps.
    MadeToken made;
    Instant now;
    {
        const auto desk = open_desk(location, account, begun, 2);
        made = GetParam().make(desk, "ann");
        now = desk.world.now();
    }
    const auto given = from_killed([&] {
        const auto desk = open_desk(location, account, begun, 3);
        return GetParam().make(desk, "ben").text;
    });
    EXPECT_FALSE(given.empty());
    if (GetParam().text_alone) {
        const auto desk = open_desk(location, account, now, 4);
        EXPECT_TRUE(made.use(desk.account, given)) << "what was given out is gone";
        EXPECT_EQ(made.use(desk.account, given), !GetParam().once);
    }
    const auto used = from_killed([&] {
        const auto desk = open_desk(location, account, now, 5);
        return std::string(made.use(desk.account, made.text) ? "taken" : "refused");
    });
    EXPECT_EQ(used, "taken");
    const auto desk = open_desk(location, account, now, 6);
    EXPECT_EQ(made.use(desk.account, made.text), !GetParam().once) << "what was used is as new";
}

INSTANTIATE_TEST_SUITE_P(, TokenProcesses, testing::ValuesIn(token_cases()),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace roster::test
