// The world of a test: a clock that stands until it is moved, and entropy from a seed.
#pragma once

#include <roster/base/environment.hpp>

#include <atomic>
#include <cstdint>
#include <memory>

namespace roster::test {

/// Copies share the clock. Safe from any thread.
class World {
public:
    explicit World(std::uint64_t seed = 1);

    [[nodiscard]] const Environment& environment() const { return environment_; }
    [[nodiscard]] Instant now() const { return *instant_from_micros(state_->micros); }
    void set(Instant instant) { state_->micros = to_micros(instant); }
    void advance(Duration by) { state_->micros += by.total_microseconds(); }

private:
    struct State {
        std::atomic<std::int64_t> micros;
        std::atomic<std::uint64_t> entropy;
    };
    std::shared_ptr<State> state_;
    Environment environment_;
};

/// "2025-03-30T00:59:59Z" as an instant; a test that misspells one fails.
Instant at(std::string_view text);
Date day(std::string_view text);

inline Duration hours(long n) { return boost::posix_time::hours(n); }
inline Duration minutes(long n) { return boost::posix_time::minutes(n); }
inline Duration days(long n) { return boost::posix_time::hours(24 * n); }
inline Duration micros(std::int64_t n) { return boost::posix_time::microseconds(n); }

}  // namespace roster::test
