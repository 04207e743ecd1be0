#include "storage/sqlite/stamp.hpp"

#include <sqlite3.h>

#include <bit>
#include <thread>

namespace roster::sqlite {
namespace {

constexpr int region_size = 32 * 1024;

// Words of the header.
constexpr int version = 0, commits = 2, frames = 4, checksum = 6, salt = 8;
constexpr std::uint32_t known_version = 3'007'000;

std::uint64_t two(const std::uint32_t* header, int at) noexcept {
    return std::uint64_t{__atomic_load_n(header + at, __ATOMIC_ACQUIRE)} << 32 |
           __atomic_load_n(header + at + 1, __ATOMIC_ACQUIRE);
}

/// Spreads a change of any bit over the whole word.
std::uint64_t mixed(std::uint64_t value) noexcept {
    value = (value ^ value >> 32) * 0x9E37'79B9'7F4A'7C15u;
    return value ^ value >> 29;
}

const std::uint32_t* header_of(SQLite::Database& database) noexcept {
    sqlite3_file* file = nullptr;
    sqlite3_file_control(database.getHandle(), "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (file == nullptr || file->pMethods == nullptr || file->pMethods->iVersion < 2) return nullptr;
    void volatile* region = nullptr;
    if (file->pMethods->xShmMap(file, 0, region_size, 0, &region) != SQLITE_OK || region == nullptr) return nullptr;
    const auto* const header = static_cast<const std::uint32_t*>(const_cast<void*>(region));
    return header[version] == known_version ? header : nullptr;
}

std::size_t slot_of_thread(std::size_t count) noexcept {
    static std::atomic<std::size_t> next = 0;
    static thread_local const std::size_t own = next.fetch_add(1, std::memory_order_relaxed);
    return own % count;
}

}  // namespace

Stamp::Stamp(const File& file) {
    connection_ = std::make_unique<Connection>(file, Connection::Mode::read);
    connection_->query("SELECT count(*) FROM sqlite_schema");  // only now is the log open
    header_ = header_of(connection_->database());
}

std::optional<std::uint64_t> Stamp::read() noexcept {
    auto& reading = reading_[slot_of_thread(reading_.size())].count;
    reading.fetch_add(1);
    std::optional<std::uint64_t> stamp;
    if (const auto* const header = header_.load()) {
        const std::uint64_t counted = std::uint64_t{__atomic_load_n(header + commits, __ATOMIC_ACQUIRE)} << 32 |
                                      __atomic_load_n(header + frames, __ATOMIC_ACQUIRE);
        stamp =
            mixed(counted) ^ std::rotl(mixed(two(header, checksum)), 21) ^ std::rotl(mixed(two(header, salt)), 42);
    }
    reading.fetch_sub(1, std::memory_order_release);
    return stamp;
}

void Stamp::close() noexcept {
    header_.store(nullptr);
    for (const auto& reading : reading_)
        while (reading.count.load() != 0) std::this_thread::yield();
    connection_.reset();
}

void Stamp::abandon() noexcept { static_cast<void>(connection_.release()); }

}  // namespace roster::sqlite
