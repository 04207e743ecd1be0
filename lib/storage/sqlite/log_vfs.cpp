#include "storage/sqlite/log_vfs.hpp"

#include <sqlite3.h>

#include <cstddef>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <utility>

namespace roster::sqlite {
namespace {

constexpr std::size_t capacity = 124 * 1024;  // SQLite's own VFS writes at most 128 KiB - 1 in one call

// As the file format of SQLite's log has them: frame = header + page, a commit's last frame names the database's size.
constexpr int frame_header_size = 24;
constexpr int write_lock = 0;  // of the locks in the shared index

/// A file of the VFS below, in the place where that VFS made it: only its table of functions is another, which begins
/// what is kept beside it. So every function that is not replaced is that VFS's own and finds its own data.
struct Kept : sqlite3_io_methods {
    const sqlite3_io_methods* below = nullptr;
    sqlite3_file* log = nullptr;       ///< of a database: its log, while that is open
    sqlite3_file* database = nullptr;  ///< of a log: whose it is
    std::unique_ptr<char[]> pending;   ///< of a log: gathered, not yet written
    sqlite3_int64 begin = 0;
    std::size_t size = 0;
    bool commits = false;  ///< the frame that has begun is a commit's last
};

Kept& kept(sqlite3_file* file) { return *static_cast<Kept*>(const_cast<sqlite3_io_methods*>(file->pMethods)); }

// ---- The log ----

int flush(sqlite3_file* file, Kept& log) {
    const auto size = static_cast<int>(std::exchange(log.size, 0));
    return size == 0 ? SQLITE_OK : log.below->xWrite(file, log.pending.get(), size, log.begin);
}

int write(sqlite3_file* file, const void* data, int size, sqlite3_int64 at) {
    Kept& log = kept(file);
    const auto length = static_cast<std::size_t>(size);
    if (log.size != 0 && (at != log.begin + static_cast<sqlite3_int64>(log.size) || log.size + length > capacity))
        if (const int code = flush(file, log); code != SQLITE_OK) return code;
    if (!log.pending || length > capacity) return log.below->xWrite(file, data, size, at);
    if (log.size == 0) log.begin = at;
    std::memcpy(log.pending.get() + log.size, data, length);
    log.size += length;

    // Complete in the file at once, whether or not SQLite was told to sync it.
    if (size == frame_header_size) {
        constexpr char none[4] = {};
        log.commits = std::memcmp(static_cast<const char*>(data) + 4, none, sizeof none) != 0;
        return SQLITE_OK;
    }
    return std::exchange(log.commits, false) ? flush(file, log) : SQLITE_OK;
}

int sync(sqlite3_file* file, int flags) {
    if (const int code = flush(file, kept(file)); code != SQLITE_OK) return code;
    return kept(file).below->xSync(file, flags);
}

int read(sqlite3_file* file, void* to, int size, sqlite3_int64 at) {
    if (const int code = flush(file, kept(file)); code != SQLITE_OK) return code;
    return kept(file).below->xRead(file, to, size, at);
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
    if (const int code = flush(file, kept(file)); code != SQLITE_OK) return code;
    return kept(file).below->xTruncate(file, size);
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
    if (const int code = flush(file, kept(file)); code != SQLITE_OK) return code;
    return kept(file).below->xFileSize(file, size);
}

// ---- The database ----

/// Frames of a transaction that was rolled back may be left over. Later they would be written over another's.
int lock(sqlite3_file* file, int first, int count, int flags) {
    Kept& database = kept(file);
    if (first == write_lock && (flags & SQLITE_SHM_UNLOCK) != 0 && database.log != nullptr)
        static_cast<void>(flush(database.log, kept(database.log)));  // nobody reads them: an error is nobody's
    return database.below->xShmLock(file, first, count, flags);
}

// ---- Both ----

int close(sqlite3_file* file) {
    Kept& one = kept(file);
    if (one.database != nullptr) kept(one.database).log = nullptr;
    if (one.log != nullptr) kept(one.log).database = nullptr;
    const auto* const below = one.below;
    one.~Kept();
    file->pMethods = below;
    return below->xClose(file);
}

struct Vfs : sqlite3_vfs {
    explicit Vfs(sqlite3_vfs& under)
        : sqlite3_vfs(under), base(under), name(std::string("roster-log+") + under.zName) {
        pNext = nullptr;
        zName = name.c_str();
        szOsFile = offset() + static_cast<int>(sizeof(Kept));
        xOpen = open;
    }
    Vfs(const Vfs&) = delete;
    Vfs& operator=(const Vfs&) = delete;

    /// Where Kept is, behind what the VFS below keeps of a file. SQLite aligns files by 8.
    [[nodiscard]] int offset() const noexcept {
        static_assert(alignof(Kept) <= 8);
        return (base.szOsFile + 7) / 8 * 8;
    }

    static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* got) {
        auto& self = *static_cast<Vfs*>(vfs);
        const int code = self.base.xOpen(&self.base, path, file, flags, got);
        const bool is_log = (flags & SQLITE_OPEN_WAL) != 0, is_database = (flags & SQLITE_OPEN_MAIN_DB) != 0;
        if (file->pMethods == nullptr || !(is_log || (is_database && file->pMethods->iVersion >= 2))) return code;
        auto* const database = is_log ? sqlite3_database_file_object(path) : nullptr;
        if (is_log && (database == nullptr || database->pMethods->xClose != close)) return code;

        auto* const one = new (reinterpret_cast<char*>(file) + self.offset()) Kept;
        one->below = file->pMethods;
        static_cast<sqlite3_io_methods&>(*one) = *file->pMethods;
        one->xClose = close;
        if (is_log) {
            one->pending.reset(new (std::nothrow) char[capacity]);
            one->database = database;
            kept(database).log = file;
            one->xWrite = write;
            one->xSync = sync;
            one->xRead = read;
            one->xTruncate = truncate;
            one->xFileSize = file_size;
        } else {
            one->xShmLock = lock;
        }
        file->pMethods = one;
        return code;
    }

    sqlite3_vfs& base;
    const std::string name;
};

class Registry {
public:
    const Vfs& over(sqlite3_vfs& base) {
        const std::lock_guard lock(mutex_);
        if (const auto found = made_.find(&base); found != made_.end()) return found->second;
        auto& vfs = made_.try_emplace(&base, base).first->second;
        if (sqlite3_vfs_register(&vfs, 0) != SQLITE_OK) throw std::bad_alloc();
        return vfs;
    }
    void unregister() {
        for (auto& [base, vfs] : made_) sqlite3_vfs_unregister(&vfs);
    }

private:
    std::mutex mutex_;
    std::map<sqlite3_vfs*, Vfs> made_;
};

}  // namespace

std::string log_vfs(const std::string& base) {
    static auto& all = *new Registry;  // never freed: a store may be closed after everything static is gone
    static const struct Unloading {
        ~Unloading() { all.unregister(); }
    } unloading;
    auto* const found = sqlite3_vfs_find(base.empty() ? nullptr : base.c_str());
    return found == nullptr ? base : all.over(*found).name;
}

}  // namespace roster::sqlite
