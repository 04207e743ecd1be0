// Whether anybody has committed: read from the memory that all processes share beside the log.
#pragma once

#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/file.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>

namespace roster::sqlite {

/// A number that changes with every commit to a store's file, by whatever process. SQLite keeps a header of the log in
/// shared memory (www.sqlite.org/walformat.html, 2.1 "WAL-Index Header"): commits counted, frames, checksum and salts of
/// the log. Reading it asks nothing of the system.
///
/// Safe from any thread.
class Stamp {
public:
    /// Opens a connection of its own, which keeps the memory mapped.
    explicit Stamp(const File& file);
    Stamp(const Stamp&) = delete;
    Stamp& operator=(const Stamp&) = delete;

    /// None where the file cannot be watched, and after close(). What a reading finds that begins after it is at least as
    /// new; what was committed before it, in whatever process, changes it.
    [[nodiscard]] std::optional<std::uint64_t> read() noexcept;

    /// Waits for those who are reading it, and closes.
    void close() noexcept;
    /// In a forked child: forgets the connection, which is the parent's.
    void abandon() noexcept;

private:
    /// One of several, so that threads do not share a line of the cache.
    struct alignas(64) Reading {
        std::atomic<std::uint32_t> count = 0;
    };

    std::unique_ptr<Connection> connection_;
    std::atomic<const std::uint32_t*> header_ = nullptr;
    std::array<Reading, 16> reading_;
};

}  // namespace roster::sqlite
