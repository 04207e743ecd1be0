// The bound on parallel hashing.
#include "sessions/hashing_gate.hpp"

#include <roster/base/error.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace roster::sessions {
namespace {

using namespace std::chrono_literals;

/// Waits until the gate looks like this; a test that never gets there ends by its own time limit.
template <class Condition>
void wait_until(const HashingGate& gate, Condition&& condition) {
    while (!condition(gate.load())) std::this_thread::sleep_for(1ms);
}

TEST(HashingGate, NeverMoreThanItsNumber) {
    HashingGate gate({.parallel = 3, .memory = 1'000, .wait = 60s});
    std::atomic<int> inside{0}, most{0}, done{0};
    std::vector<std::jthread> threads;
    for (int i = 0; i < 16; ++i)
        threads.emplace_back([&] {
            for (int n = 0; n < 200; ++n) {
                const auto pass = gate.enter(1);
                const int now = ++inside;
                for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {}
                std::this_thread::yield();
                --inside;
                ++done;
            }
        });
    threads.clear();
    EXPECT_EQ(done, 3'200);
    EXPECT_LE(most, 3);
    const auto load = gate.load();
    EXPECT_EQ(load.inside, 0u);
    EXPECT_EQ(load.memory, 0u);
    EXPECT_EQ(load.waiting, 0u);
    EXPECT_LE(load.most_inside, 3u);
}

TEST(HashingGate, NeverMoreThanItsMemory) {
    HashingGate gate({.parallel = 100, .memory = 100, .wait = 20ms});
    const auto first = gate.enter(60);
    const auto second = gate.enter(40);
    EXPECT_EQ(gate.load().memory, 100u);
    EXPECT_THROW(static_cast<void>(gate.enter(1)), Error);
    EXPECT_EQ(gate.load().memory, 100u);
}

TEST(HashingGate, WhatIsTooLargeGetsInAlone) {
    HashingGate gate({.parallel = 4, .memory = 100, .wait = 20ms});
    {
        const auto large = gate.enter(1'000);
        EXPECT_THROW(static_cast<void>(gate.enter(0)), Error);
    }
    const auto small = gate.enter(1);
    EXPECT_THROW(static_cast<void>(gate.enter(1'000)), Error);
    EXPECT_EQ(gate.load().inside, 1u);
}

TEST(HashingGate, GivesUpWithAReason) {
    HashingGate gate({.parallel = 1, .memory = 1, .wait = 30ms});
    const auto pass = gate.enter(1);
    const auto begun = std::chrono::steady_clock::now();
    try {
        static_cast<void>(gate.enter(1));
        ADD_FAILURE() << "it was let in";
    } catch (const Error& e) {
        EXPECT_EQ(e.code(), ErrorCode::unavailable);
        EXPECT_EQ(e.reason(), "sessions.hashing_busy");
    }
    EXPECT_GE(std::chrono::steady_clock::now() - begun, 30ms);
    EXPECT_EQ(gate.load().waiting, 0u);
}

TEST(HashingGate, FirstComeFirstServed) {
    HashingGate gate({.parallel = 2, .memory = 10, .wait = 60s});
    std::vector<int> order;
    std::mutex order_mutex;
    std::vector<std::jthread> threads;
    {
        const auto inside = gate.enter(5);
        const auto enter = [&](int name, std::size_t memory) {
            threads.emplace_back([&, name, memory] {
                const auto pass = gate.enter(memory);
                const std::lock_guard lock(order_mutex);
                order.push_back(name);
            });
            wait_until(gate, [&](const auto& load) { return load.waiting == threads.size(); });
        };
        enter(1, 10);  // does not fit beside what is inside
        enter(2, 1);   // would fit, and waits its turn: the large one must not starve
        std::this_thread::sleep_for(20ms);
        EXPECT_EQ(gate.load().waiting, 2u);
    }
    threads.clear();
    EXPECT_EQ(order, (std::vector<int>{1, 2}));
}

TEST(HashingGate, OneThatGivesUpLetsTheNextIn) {
    HashingGate gate({.parallel = 2, .memory = 10, .wait = 300ms});
    auto inside = std::make_unique<HashingGate::Pass>(gate.enter(5));
    std::atomic<bool> large_gave_up = false, small_got_in = false;
    std::jthread large([&] {
        try {
            const auto pass = gate.enter(10);
        } catch (const Error&) {
            large_gave_up = true;
        }
    });
    wait_until(gate, [](const auto& load) { return load.waiting == 1; });
    std::this_thread::sleep_for(100ms);  // so that the small one's time is not up with the large one's
    std::jthread small([&] {
        const auto pass = gate.enter(1);
        small_got_in = true;
    });
    large.join();
    small.join();
    EXPECT_TRUE(large_gave_up);
    EXPECT_TRUE(small_got_in);
}

TEST(HashingGate, LimitsAreChecked) {
    for (const HashingGate::Limits& bad : {HashingGate::Limits{.parallel = 0}, HashingGate::Limits{.memory = 0},
                                           HashingGate::Limits{.wait = 0ms}, HashingGate::Limits{.wait = -1ms}}) {
        try {
            const HashingGate gate(bad);
            ADD_FAILURE();
        } catch (const Error& e) {
            EXPECT_EQ(e.reason(), "sessions.hashing_limits");
            EXPECT_EQ(e.fields().size(), 1u);
        }
    }
}

}  // namespace
}  // namespace roster::sessions
