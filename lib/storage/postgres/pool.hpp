// The connections of a store: opened when needed, kept, handed to one thread at a time.
#pragma once

#include "storage/postgres/connection.hpp"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

namespace roster::postgres {

/// Safe from any thread.
class Pool {
public:
    /// A connection for as long as this lives.
    class Lease {
    public:
        Lease(Pool& pool, std::unique_ptr<Connection> connection, unsigned age) noexcept
            : pool_(&pool), connection_(std::move(connection)), age_(age) {}
        Lease(Lease&&) = default;
        Lease& operator=(Lease&&) = delete;
        ~Lease() {
            if (connection_) pool_->give_back(std::move(connection_), age_);
        }
        Connection& operator*() const noexcept { return *connection_; }
        Connection* operator->() const noexcept { return connection_.get(); }

    private:
        Pool* pool_;
        std::unique_ptr<Connection> connection_;
        unsigned age_;
    };

    Pool(Url url, Options options);

    /// The connection used last, if one is free: the server keeps its memory warm, and spare ones are left alone.
    /// @throws Error unavailable "storage.busy" when none became free in time; as Connection when one is opened;
    ///   failed_precondition "storage.closed"
    Lease lease(Clock::time_point deadline);

    /// Waits until every lease is back, and closes them all. No lease is given out any more.
    void close();
    /// In a forked child: forgets the connections, which are the parent's.
    void abandon() noexcept;

    [[nodiscard]] const Url& url() const noexcept { return url_; }
    [[nodiscard]] const Options& options() const noexcept { return options_; }

private:
    struct Idle {
        std::unique_ptr<Connection> connection;
        unsigned age;
    };

    void give_back(std::unique_ptr<Connection> connection, unsigned age) noexcept;
    Lease open(unsigned age);

    const Url url_;
    const Options options_;
    const std::size_t size_;
    Forecasts forecasts_;
    std::mutex mutex_;
    std::condition_variable freed_;
    std::vector<Idle> idle_;
    std::size_t open_ = 0;
    std::size_t waiting_ = 0;
    unsigned age_ = 0;  ///< moves on when a connection is lost: those opened before are given up
    bool closed_ = false;
};

}  // namespace roster::postgres
