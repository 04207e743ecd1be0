#include "storage/sqlite/backup.hpp"

#include "storage/sqlite/errors.hpp"

#include <roster/base/error.hpp>

#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace roster::sqlite {
namespace {

namespace fs = std::filesystem;

constexpr int pages_a_step = 256;

[[noreturn]] void fail_file(int number) {
    switch (number) {
        case EEXIST:
            throw Error(ErrorCode::failed_precondition, "storage.exists",
                        "There is a file already where the backup should go.");
        case ENOENT:
        case ENOTDIR:
            throw Error(ErrorCode::failed_precondition, "storage.missing",
                        "The folder in which the backup should be does not exist.");
        case EACCES:
        case EPERM:
        case EROFS:
            throw Error(ErrorCode::failed_precondition, "storage.no_access",
                        "The folder in which the backup should be cannot be written to.");
        case ENOSPC:
        case EDQUOT:
            throw Error(ErrorCode::resource_exhausted, "storage.full", "There is no space left for the backup.");
        default: throw Error(ErrorCode::unavailable, "storage.io", "The file of the backup cannot be written.");
    }
}

/// The copy while it is being made. Whatever happens, nothing is left under its working name.
class Partial {
public:
    /// Readable by those who may read the store.
    Partial(const std::string& target, mode_t mode) : name_(target + ".partial-XXXXXX") {
        const int file = mkstemp(name_.data());
        if (file < 0) fail_file(errno);
        const bool changed = fchmod(file, mode) == 0;
        const int number = errno;
        close(file);
        if (changed) return;
        remove();
        fail_file(number);
    }
    Partial(const Partial&) = delete;
    Partial& operator=(const Partial&) = delete;
    ~Partial() { remove(); }

    [[nodiscard]] const std::string& name() const noexcept { return name_; }

    /// Never replaces a file, be it made just now.
    void put(const std::string& target) const {
        if (renameat2(AT_FDCWD, name_.c_str(), AT_FDCWD, target.c_str(), RENAME_NOREPLACE) != 0) {
            const bool unknown = errno == EINVAL || errno == ENOSYS;  // to this file system
            if (!unknown || link(name_.c_str(), target.c_str()) != 0) fail_file(errno);
        }
        const int folder = open(fs::path(target).parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (folder < 0) return;
        fsync(folder);
        close(folder);
    }

private:
    void remove() const noexcept {
        std::error_code ignored;
        for (const auto* const suffix : {"", "-journal", "-wal", "-shm"}) fs::remove(name_ + suffix, ignored);
    }

    std::string name_;
};

/// Over one snapshot: otherwise the copy would begin anew with every commit of another.
void copy(Connection& source, SQLite::Database& target) {
    source.begin_read();
    try {
        source.query("SELECT count(*) FROM sqlite_schema");
        SQLite::Backup backup(target, source.database());
        while (backup.executeStep(pages_a_step) != SQLITE_DONE) {}
    } catch (...) {
        source.rollback();
        throw;
    }
    source.commit();
}

void examine(SQLite::Database& copy) {
    const auto id = static_cast<std::uint32_t>(copy.execAndGet("PRAGMA application_id").getInt64());
    const std::string answer = copy.execAndGet("PRAGMA integrity_check(1)").getString();
    if (id != application_id || answer != "ok")
        throw Error(ErrorCode::data_loss, "storage.damaged",
                    "The store is damaged: a copy of it does not pass its examination.");
}

void make(const File& file, Readers& readers, const std::string& name) {
    const auto& vfs = file.options().vfs;
    try {
        SQLite::Database target(name.c_str(), SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX, 0,
                                vfs.empty() ? nullptr : vfs.c_str());
        sqlite3_extended_result_codes(target.getHandle(), 1);
        copy(*readers.lease(), target);
        if (file.in_memory()) {
            target.exec("PRAGMA application_id = " + std::to_string(application_id));
            target.exec("PRAGMA journal_mode = WAL");
        }
        examine(target);
    } catch (const SQLite::Exception& error) {
        fail(error.getExtendedErrorCode(), nullptr);
    }
}

}  // namespace

void backup(const File& file, Readers& readers, const std::string& path) {
    if (path.empty() || path.find('\0') != std::string::npos)
        throw Error(ErrorCode::invalid_argument, "storage.location", "The location of a backup cannot be empty.");
    std::error_code error;
    const auto target = fs::absolute(path, error).string();
    if (error) fail_file(ENOENT);
    struct stat found = {};
    if (lstat(target.c_str(), &found) == 0) fail_file(EEXIST);
    struct stat own = {};
    const bool known = !file.in_memory() && stat(file.path().c_str(), &own) == 0;
    const Partial partial(target, known ? own.st_mode & 0777 : 0600);
    make(file, readers, partial.name());
    partial.put(target);
}

}  // namespace roster::sqlite
