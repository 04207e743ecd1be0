// How the PostgreSQL driver behaves.
#pragma once

#include <chrono>
#include <string>

namespace roster::postgres {

using Clock = std::chrono::steady_clock;

struct Options {
    bool create = true;
    bool read_only = false;
    /// For a free connection, for a server that does not answer, for another's lock, and for conflicts to end.
    std::chrono::milliseconds wait{10'000};
    /// At most so many connections at once; 0: what the URL says, and 10 where it says nothing.
    int pool_size = 0;
    /// Where reads may go while it is known to be no older than that; empty: nowhere else.
    std::string standby{};
    Clock::duration max_staleness{};
};

}  // namespace roster::postgres
