// Several processes, and processes that die.
#include "support/sqlite.hpp"

#include <atomic>
#include <chrono>
#include <csignal>
#include <set>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

namespace roster::sqlite {
namespace {

using namespace test;
using namespace std::chrono_literals;

class SqliteProcess : public testing::Test {
protected:
    Folder folder;
    const std::string path = folder.file();
};

TEST_F(SqliteProcess, SeveralOpenANewFileAtOnce) {
    for (int round = 0; round < 5; ++round) {
        const auto file = folder.file("round" + std::to_string(round));
        int gate[2];
        ASSERT_EQ(pipe(gate), 0);
        std::vector<int> children;
        for (int c = 0; c < 4; ++c)
            children.push_back(start_child([&] {
                close(gate[1]);
                char byte;
                if (read(gate[0], &byte, 1) != 0) return false;  // all start when the parent closes its end
                put(*open(file), c);
                return true;
            }));
        close(gate[0]);
        close(gate[1]);
        for (const int child : children) EXPECT_TRUE(succeeded(child));
        const auto driver = open(file);
        EXPECT_EQ(count(*driver), 4);
        EXPECT_TRUE(driver->check().empty());
    }
}

TEST_F(SqliteProcess, SeveralWriteAtOnce) {
    open(path);
    std::vector<int> children;
    for (int c = 0; c < 3; ++c)
        children.push_back(start_child([&] {
            const auto driver = open(path);
            std::vector<std::jthread> threads;
            for (int t = 0; t < 3; ++t)
                threads.emplace_back([&, t] {
                    for (int i = 0; i < 40; ++i) put(*driver, (c * 3 + t) * 1000 + i);
                });
            threads.clear();
            return count(*driver) >= 120;
        }));
    for (const int child : children) EXPECT_TRUE(succeeded(child));
    const auto driver = open(path);
    EXPECT_EQ(count(*driver), 360);
    EXPECT_TRUE(driver->check().empty());
}

TEST_F(SqliteProcess, WhatWasAcknowledgedOutlivesAKill) {
    std::set<std::int64_t> acknowledged;
    for (int round = 0; round < 8; ++round) {
        int pipes[2];
        ASSERT_EQ(pipe(pipes), 0);
        const int child = start_child([&] {
            close(pipes[0]);
            const auto driver = open(path);
            std::vector<std::jthread> threads;
            for (int t = 0; t < 4; ++t)
                threads.emplace_back([&, t] {
                    for (std::int64_t i = 0;; ++i) {
                        const std::int64_t number = (round * 4 + t) * 1'000'000 + i;
                        put(*driver, number, std::string(3000, 'x') + std::to_string(number));
                        if (write(pipes[1], &number, sizeof number) != sizeof number) return;
                    }
                });
            return true;
        });
        close(pipes[1]);
        std::int64_t number = 0;
        for (int seen = 0; read(pipes[0], &number, sizeof number) == sizeof number; ++seen) {
            acknowledged.insert(number);
            if (seen == round * 5) kill(child, SIGKILL);
        }
        close(pipes[0]);
        EXPECT_FALSE(succeeded(child));
        const auto driver = open(path);
        EXPECT_TRUE(driver->check().empty());
        for (const auto one : acknowledged) EXPECT_TRUE(has(*driver, one)) << one;
    }
    EXPECT_GT(acknowledged.size(), 100U);
}

TEST_F(SqliteProcess, AKillWhileTheStoreIsMadeIsNoHarm) {
    for (int round = 0; round < 12; ++round) {
        const auto file = folder.file("new" + std::to_string(round));
        const int child = start_child([&] {
            open(file);
            pause();
            return true;
        });
        std::this_thread::sleep_for(std::chrono::microseconds(500 * round * round));
        kill(child, SIGKILL);
        succeeded(child);
        put(*open(file), 1);
        EXPECT_TRUE(open(file)->check().empty());
    }
}

TEST_F(SqliteProcess, AForkedChildCannotUseTheParentsStore) {
    auto driver = open(path);
    put(*driver, 1);
    EXPECT_EQ(count(*driver), 1);
    EXPECT_TRUE(succeeded(start_child([&] {
        expect_error(ErrorCode::failed_precondition, "storage.forked", [&] { count(*driver); });
        expect_error(ErrorCode::failed_precondition, "storage.forked", [&] { put(*driver, 2); });
        driver.reset();
        put(*open(path), 3);
        return !HasFailure();
    })));
    put(*driver, 2);
    EXPECT_EQ(count(*driver), 3);
    EXPECT_TRUE(driver->check().empty());
}

}  // namespace
}  // namespace roster::sqlite
