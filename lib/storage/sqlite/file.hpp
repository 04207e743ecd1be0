// The file of a store: what is at a path, making one, and how every connection to it is set up.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace SQLite {
class Database;
}

namespace roster::sqlite {

using Clock = std::chrono::steady_clock;

struct Options {
    bool create = true;
    bool read_only = false;
    std::chrono::milliseconds wait{10'000};    ///< for another process, for a free reader, for one's turn to write
    int readers = 0;                           ///< at most so many at once; 0: twice the processors, 4 to 32
    int group_size = 128;                      ///< at most so many writes are committed together
    std::chrono::milliseconds group_time{20};  ///< no further write joins a group that has been running so long
    int checkpoint = 16000;                    ///< pages in the log (64 MiB) before it is moved into the database
    std::string vfs;                           ///< the SQLite VFS by name; empty: the system's
};

/// Marks a file as a store of Roster: "Rstr", at offset 68 of the file (PRAGMA application_id).
constexpr std::uint32_t application_id = 0x52737472;

/// A store's file that has been looked at and found to be one. Immutable; may be shared.
class File {
public:
    /// Looks at what is there, and makes an empty store when nothing is and that is wanted. Anything that is not a
    /// store is refused and left as it is.
    /// @throws Error as roster::open
    File(const std::string& path, Options options);

    [[nodiscard]] const Options& options() const noexcept { return options_; }
    [[nodiscard]] bool in_memory() const noexcept { return in_memory_; }
    /// Opened for reading where nobody can write.
    [[nodiscard]] bool immutable() const noexcept { return immutable_; }
    /// Absolute; empty in memory.
    [[nodiscard]] const std::string& path() const noexcept { return path_; }
    [[nodiscard]] int readers() const noexcept { return readers_; }

    /// What to hand to SQLite to open it.
    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[nodiscard]] int flags(bool for_writing) const noexcept;
    /// Page cache of a connection, in KiB: 16 MiB for the writer, as much for all readers together.
    [[nodiscard]] int cache(bool for_writing) const noexcept;

private:
    void look() const;
    void inspect();
    void make(SQLite::Database& database) const;
    [[nodiscard]] bool nobody_can_write() const;

    Options options_;
    std::string path_;
    std::string name_;
    int readers_ = 1;
    bool in_memory_ = false;
    bool immutable_ = false;
};

}  // namespace roster::sqlite
