#include "storage/sqlite/file.hpp"

#include "storage/sqlite/errors.hpp"

#include <roster/base/error.hpp>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <thread>

#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace roster::sqlite {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view magic("SQLite format 3\0", 16);
constexpr int header_size = 100;
constexpr int application_id_at = 68;

enum class Content { nothing, store, other };

[[noreturn]] void refuse(std::string reason, std::string message) {
    throw Error(ErrorCode::failed_precondition, std::move(reason), std::move(message));
}

[[noreturn]] void not_a_store() { refuse("storage.not_a_store", "The file is not a store of Roster."); }

[[noreturn]] void missing() { refuse("storage.missing", "There is no store at this place."); }

SQLite::Database open(const std::string& name, int flags, const Options& options) {
    try {
        SQLite::Database database(name.c_str(), flags, 0, options.vfs.empty() ? nullptr : options.vfs.c_str());
        sqlite3_extended_result_codes(database.getHandle(), 1);
        sqlite3_busy_timeout(database.getHandle(), static_cast<int>(options.wait.count()));
        return database;
    } catch (const SQLite::Exception& error) {
        fail_open(error.getExtendedErrorCode(), nullptr);
    }
}

void execute(SQLite::Database& database, const char* script) {
    if (const int code = sqlite3_exec(database.getHandle(), script, nullptr, nullptr, nullptr); code != SQLITE_OK)
        fail_open(code, database.getHandle());
}

/// The first row's first column as text.
int ask(SQLite::Database& database, const char* text, std::string& answer) {
    sqlite3_stmt* statement = nullptr;
    int code = sqlite3_prepare_v2(database.getHandle(), text, -1, &statement, nullptr);
    if (code == SQLITE_OK) code = sqlite3_step(statement);
    if (code == SQLITE_ROW) {
        if (const auto* const cell = sqlite3_column_text(statement, 0))
            answer = reinterpret_cast<const char*>(cell);
        code = SQLITE_OK;
    }
    sqlite3_finalize(statement);
    return code;
}

std::string ask(SQLite::Database& database, const char* text) {
    std::string answer;
    if (const int code = ask(database, text, answer); code != SQLITE_OK) fail_open(code, database.getHandle());
    return answer;
}

/// Reads the file's header past SQLite's pager: looking at a foreign database through it could replay its journal.
/// A descriptor of our own would not do: closing it would drop every lock this process has on the file.
Content content(SQLite::Database& database) {
    sqlite3_file* file = nullptr;
    sqlite3_file_control(database.getHandle(), "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (file == nullptr || file->pMethods == nullptr) not_a_store();
    sqlite3_int64 size = 0;
    if (const int code = file->pMethods->xFileSize(file, &size); code != SQLITE_OK) fail_open(code, nullptr);
    if (size == 0) return Content::nothing;
    if (size < header_size) return Content::other;
    unsigned char header[header_size];
    if (const int code = file->pMethods->xRead(file, header, header_size, 0); code != SQLITE_OK)
        fail_open(code, nullptr);
    if (std::memcmp(header, magic.data(), magic.size()) != 0) return Content::other;
    const unsigned char* const id = header + application_id_at;
    const auto number = static_cast<std::uint32_t>(id[0]) << 24 | static_cast<std::uint32_t>(id[1]) << 16 |
                        static_cast<std::uint32_t>(id[2]) << 8 | static_cast<std::uint32_t>(id[3]);
    return number == application_id ? Content::store : Content::other;
}

std::string absolute(const std::string& path) {
    std::error_code error;
    auto result = fs::absolute(path, error);
    if (error) missing();
    return result.string();
}

std::string folder_of(const std::string& path) { return fs::path(path).parent_path().string(); }

std::string immutable_uri(const std::string& path) {
    constexpr char digits[] = "0123456789ABCDEF";
    std::string uri = "file:";
    for (const unsigned char c : path) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
                           c == '.' || c == '-' || c == '_';
        if (plain) {
            uri += static_cast<char>(c);
        } else {
            uri += '%';
            uri += digits[c >> 4];
            uri += digits[c & 15];
        }
    }
    return uri + "?immutable=1";
}

}  // namespace

File::File(const std::string& path, Options options) : options_(std::move(options)) {
    if (path.empty() || path.find('\0') != std::string::npos)
        throw Error(ErrorCode::invalid_argument, "storage.location", "The location of a store cannot be empty.");
    in_memory_ = path == ":memory:";
    if (in_memory_) {
        if (options_.read_only)
            throw Error(ErrorCode::invalid_argument, "storage.location",
                        "A store in memory begins empty and cannot be opened for reading only.");
        if (!options_.create) missing();
        name_ = path;
        return;
    }
    const int processors = static_cast<int>(std::thread::hardware_concurrency());
    readers_ = options_.readers > 0 ? options_.readers : std::clamp(2 * processors, 4, 32);
    // Absolute: readers are opened later, when the current folder may be another; and never taken for a URI.
    path_ = absolute(path);
    name_ = path_;
    look();
    inspect();
}

int File::flags(bool for_writing) const noexcept {
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
    flags |= for_writing || in_memory_ ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
    if (in_memory_) flags |= SQLITE_OPEN_MEMORY;
    if (immutable_) flags |= SQLITE_OPEN_URI;
    return flags;
}

int File::cache(bool for_writing) const noexcept {
    constexpr int budget = 16 * 1024;
    return for_writing ? budget : std::max(budget / readers_, 256);
}

/// What the path says, without opening anything.
void File::look() const {
    std::error_code error;
    const auto status = fs::status(path_, error);
    if (status.type() == fs::file_type::directory)
        refuse("storage.not_a_store", "The location of the store is a folder, not a file.");
    if (status.type() == fs::file_type::regular) {
        const auto size = fs::file_size(path_, error);  // a file of one byte is an empty one to SQLite
        if (!error && size > 0 && size < header_size) not_a_store();
        return;
    }
    if (error == std::errc::permission_denied)
        refuse("storage.no_access", "Access to the folder of the store is denied.");
    if (status.type() != fs::file_type::not_found) not_a_store();
    if (!fs::is_directory(folder_of(path_), error))
        refuse("storage.missing", "The folder in which the store should be does not exist.");
    if (!options_.create || options_.read_only) missing();
}

void File::inspect() {
    const bool writes = !options_.read_only;
    const bool may_create = writes && options_.create;
    if (writes && access(folder_of(path_).c_str(), W_OK) != 0)
        refuse("storage.read_only", "The folder of the store cannot be written to.");
    {
        auto database = open(name_, flags(writes) | (may_create ? SQLITE_OPEN_CREATE : 0), options_);
        const auto found = content(database);
        if (found == Content::other) not_a_store();
        if (found == Content::nothing && !may_create) missing();
        if (writes) {
            if (sqlite3_db_readonly(database.getHandle(), "main") != 0)
                refuse("storage.read_only", "The file of the store cannot be written to.");
            make(database);
            return;
        }
        std::string answer;
        const int code = ask(database, "SELECT count(*) FROM sqlite_schema", answer);
        if (code == SQLITE_OK) return;
        if ((code & 0xff) != SQLITE_CANTOPEN && (code & 0xff) != SQLITE_READONLY)
            fail_open(code, database.getHandle());
    }
    // The files that readers share cannot be made beside the store. Without them nobody may write meanwhile.
    if (!nobody_can_write())
        refuse("storage.no_access", "The store cannot be read here: readers need to write to its folder.");
    immutable_ = true;
    name_ = immutable_uri(path_);
    auto database = open(name_, flags(false), options_);
    ask(database, "SELECT count(*) FROM sqlite_schema");
}

/// Marks an empty file and turns the journal to WAL; does nothing to a store that is ready.
void File::make(SQLite::Database& database) const {
    const auto end = Clock::now() + options_.wait;
    const auto id = std::to_string(application_id);
    // Asked through the pager now: whoever died making the store may have left a journal that empties it again.
    if (content(database) == Content::nothing || ask(database, "PRAGMA application_id") != id) {
        // The mark goes in with the first page, still without WAL: a file of any size tells whose it is.
        execute(database, "PRAGMA synchronous = FULL; BEGIN EXCLUSIVE");
        if (ask(database, "PRAGMA application_id") != id) {
            if (ask(database, "SELECT count(*) FROM sqlite_schema") != "0") not_a_store();
            execute(database, ("PRAGMA application_id = " + id).c_str());
        }
        execute(database, "COMMIT");
    }
    // SQLite does not wait here when two connections want to turn at once.
    for (;;) {
        std::string mode;
        const int code = ask(database, "PRAGMA journal_mode = WAL", mode);
        if (code == SQLITE_OK && mode == "wal") return;
        const bool busy = (code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED;
        if (code == SQLITE_OK)
            refuse("storage.unsupported",
                   "The file system of the store does not offer what it needs (shared memory).");
        if (!busy || Clock::now() >= end) fail_open(code, database.getHandle());
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
}

bool File::nobody_can_write() const {
    struct stat log = {};
    if (stat((path_ + "-wal").c_str(), &log) == 0 && log.st_size > 0) return false;
    struct statvfs system = {};
    if (statvfs(path_.c_str(), &system) == 0 && (system.f_flag & ST_RDONLY) != 0) return true;
    struct stat file = {}, folder = {};
    constexpr mode_t writable = S_IWUSR | S_IWGRP | S_IWOTH;
    return stat(path_.c_str(), &file) == 0 && stat(folder_of(path_).c_str(), &folder) == 0 &&
           (file.st_mode & writable) == 0 && (folder.st_mode & writable) == 0;
}

}  // namespace roster::sqlite
