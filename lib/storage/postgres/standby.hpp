// Reading from a standby instead of the primary.
#pragma once

#include "storage/postgres/freshness.hpp"
#include "storage/postgres/pool.hpp"
#include "storage/sql/driver.hpp"

#include <atomic>

namespace roster::postgres {

/// The standbys of a store, for its driver. Each connection is to one server, and is used while that server is known
/// to be fresh enough. That costs a question to the primary and one for each connection, at most ten times within the
/// bound, asked by those who read. Safe from any thread.
class Standby {
public:
    /// Connects, to find out what is wrong with the URL. A standby that is away just now is no error.
    /// @param primary  whose options name the standby; outlives this
    /// @throws Error invalid_argument "storage.standby"; failed_precondition as opening the store
    explicit Standby(Pool& primary);

    /// Runs the work over a snapshot of a standby, or of none. What the work itself throws comes out.
    /// @return false: the work must run on the primary, perhaps for the second time
    bool read(const AccountId& account, sql::Driver::Work work);

    /// Lives as long as a write: when it is over, successful or not, older states of the account are out of date.
    class Writing {
    public:
        Writing(Standby* standby, const AccountId& account) noexcept : standby_(standby), account_(account) {}
        Writing(const Writing&) = delete;
        Writing& operator=(const Writing&) = delete;
        ~Writing() {
            if (standby_ != nullptr) standby_->freshness_.wrote(account_, Clock::now());
        }

    private:
        Standby* const standby_;
        const AccountId account_;
    };

    void close() { pool_.close(); }
    void abandon() noexcept { pool_.abandon(); }

private:
    std::optional<Pool::Lease> lease(Clock::time_point now);
    void leave_alone(Clock::time_point tried);
    void ask_primary(Clock::time_point now);
    bool is_fresh(Connection& connection, const AccountId& account, Clock::time_point now);

    Pool& primary_;
    Pool pool_;
    Freshness freshness_;
    /// A standby that could not be reached is left alone until then, in Clock's ticks; 0: it could.
    std::atomic<Clock::rep> away_until_ = 0;
};

}  // namespace roster::postgres
