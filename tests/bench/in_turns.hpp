// Roster and the same work by hand, in turns within one run: the machine's mood touches both.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <vector>

namespace bench {

using Clock = std::chrono::steady_clock;

/// Runs both in turns, `rounds` calls each turn, and reports the ratio of the medians.
template <class Ours, class Theirs>
void in_turns(benchmark::State& state, int rounds, Ours&& ours, Theirs&& theirs) {
    std::vector<double> ratios;
    std::int64_t n = 0;
    double bare_total = 0, our_total = 0;
    for (auto _ : state) {
        const auto a = Clock::now();
        for (int i = 0; i < rounds; ++i) theirs(n + i);
        const auto b = Clock::now();
        for (int i = 0; i < rounds; ++i) ours(n + i);
        const auto c = Clock::now();
        n += rounds;
        const double bare = std::chrono::duration<double>(b - a).count(),
                     our = std::chrono::duration<double>(c - b).count();
        ratios.push_back(our / bare);
        bare_total += bare;
        our_total += our;
        state.SetIterationTime(our / rounds);
    }
    std::nth_element(ratios.begin(), ratios.begin() + static_cast<std::ptrdiff_t>(ratios.size() / 2), ratios.end());
    state.counters["x_bare"] = ratios[ratios.size() / 2];
    state.counters["bare_us"] = bare_total / static_cast<double>(n) * 1e6;
    state.counters["us"] = our_total / static_cast<double>(n) * 1e6;
}

inline std::int64_t scattered(std::int64_t n, std::int64_t count) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(n) * 2'654'435'761u %
                                     static_cast<std::uint64_t>(count));
}

}  // namespace bench
