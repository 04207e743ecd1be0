// The connections that read: opened when needed, kept, handed to one thread at a time.
#pragma once

#include "storage/sqlite/connection.hpp"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

namespace roster::sqlite {

/// Safe from any thread. In memory there is one connection, which the writer borrows here too.
class Readers {
public:
    /// A connection for as long as this lives.
    class Lease {
    public:
        Lease(Readers& readers, std::unique_ptr<Connection> connection) noexcept
            : readers_(&readers), connection_(std::move(connection)) {}
        Lease(Lease&&) = default;
        Lease& operator=(Lease&&) = delete;
        ~Lease() {
            if (connection_) readers_->give_back(std::move(connection_));
        }
        Connection& operator*() const noexcept { return *connection_; }
        Connection* operator->() const noexcept { return connection_.get(); }

    private:
        Readers* readers_;
        std::unique_ptr<Connection> connection_;
    };

    explicit Readers(const File& file);

    /// @throws Error unavailable "storage.busy" when none became free in time; failed_precondition "storage.closed"
    Lease lease();
    /// Runs the work over one snapshot, and again over another when it throws Retry, some times.
    void read(sql::Driver::Work work);

    /// Waits until every lease is back, and closes them all. No lease is given out any more.
    void close();
    /// In a forked child: forgets the connections, which are the parent's.
    void abandon() noexcept;

private:
    void read_once(sql::Driver::Work work);
    void give_back(std::unique_ptr<Connection> connection) noexcept;
    std::unique_ptr<Connection> open();

    const File& file_;
    std::mutex mutex_;
    std::condition_variable freed_;
    std::vector<std::unique_ptr<Connection>> idle_;
    int open_ = 0;
    int waiting_ = 0;
    bool closed_ = false;
};

/// How often a work is run again at its own wish, and how long it pauses before.
constexpr int most_retries = 8;
constexpr std::chrono::milliseconds retry_pause(int tries) { return std::chrono::milliseconds(1 << tries); }

/// The error of every call after close().
[[noreturn]] void fail_closed();
[[noreturn]] void fail_busy();

}  // namespace roster::sqlite
