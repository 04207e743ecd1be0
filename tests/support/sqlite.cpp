#include "support/sqlite.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

namespace roster::sqlite::test {

Folder::Folder() {
    auto name = (std::filesystem::temp_directory_path() / "roster-sqlite-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
    std::filesystem::permissions(path_, std::filesystem::perms(0755));
}

Folder::~Folder() {
    std::error_code ignored;
    std::filesystem::permissions(path_, std::filesystem::perms(0755), ignored);
    std::filesystem::remove_all(path_, ignored);
}

std::vector<std::string> Folder::names() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(path_)) names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
}

std::span<const sql::MigrationFile> schema() {
    static const sql::MigrationFile files[] = {
        {1, "0001_notes", "CREATE TABLE notes (number INTEGER PRIMARY KEY, words TEXT UNIQUE) STRICT;"},
        {2, "0002_replies",
         "CREATE TABLE replies (number INTEGER PRIMARY KEY, note INTEGER NOT NULL REFERENCES notes) STRICT;\n"
         "CREATE INDEX replies_note ON replies (note);\n"},
    };
    return files;
}

Options quick() {
    Options options;
    options.wait = std::chrono::milliseconds(200);
    return options;
}

void insert(sql::Connection& connection, std::int64_t number, const std::string& words) {
    sql::Run statement(connection.prepare("INSERT INTO notes (number, words) VALUES (?, ?)"));
    statement->bind_int(1, number);
    if (words.empty()) {
        statement->bind_null(2);
    } else {
        statement->bind_text(2, words);
    }
    statement->step();
}

void put(Driver& driver, std::int64_t number, const std::string& words) {
    driver.write({}, [&](sql::Connection& connection) { insert(connection, number, words); });
}

std::int64_t count(sql::Connection& connection) {
    sql::Run rows(connection.prepare("SELECT count(*) FROM notes"));
    rows->step();
    return rows->get_int(0);
}

std::int64_t count(Driver& driver) {
    std::int64_t result = 0;
    driver.read({}, [&](sql::Connection& connection) { result = count(connection); });
    return result;
}

bool has(Driver& driver, std::int64_t number) {
    bool result = false;
    driver.read({}, [&](sql::Connection& connection) {
        sql::Run rows(connection.prepare("SELECT 1 FROM notes WHERE number = ?"));
        rows->bind_int(1, number);
        result = rows->step();
    });
    return result;
}

// ---- A raw connection ----

Raw::Raw(const std::string& path) {
    if (sqlite3_open(path.c_str(), &db_) != SQLITE_OK)
        throw std::runtime_error("a raw connection cannot be opened");
}

Raw::~Raw() { sqlite3_close(db_); }

int Raw::run(const std::string& sql) { return sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr); }

std::string Raw::ask(const std::string& sql) {
    std::string answer;
    const auto take = [](void* into, int, char** cells, char**) {
        *static_cast<std::string*>(into) = cells[0] == nullptr ? "" : cells[0];
        return 0;
    };
    sqlite3_exec(db_, sql.c_str(), take, &answer, nullptr);
    return answer;
}

// ---- Children ----

int start_child(const std::function<bool()>& work) {
    std::fflush(nullptr);
    const int child = fork();
    if (child < 0) throw std::runtime_error("no child process");
    if (child > 0) return child;
    bool good = false;
    try {
        good = work();
    } catch (const std::exception& error) {
        std::cerr << "child: " << error.what() << std::endl;
    }
    _exit(good ? 0 : 1);
}

bool succeeded(int child) {
    int status = 0;
    return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool succeeds_as_nobody(const std::function<bool()>& work) {
    constexpr unsigned nobody = 65534;
    return succeeded(start_child([&] {
        if (geteuid() == 0 && (setgid(nobody) != 0 || setuid(nobody) != 0)) return false;
        return work();
    }));
}

// ---- The faulty disk ----

namespace {

constexpr auto no_limit = std::int64_t{1} << 60;
std::atomic<std::int64_t> limit{no_limit};
std::atomic<bool> syncs_fail{false}, reads_fail{false};
std::atomic<int> sync_time{0}, sync_count{0};

struct File : sqlite3_file {
    bool is_log;
    bool is_database;
    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

sqlite3_file* real(sqlite3_file* file) { return static_cast<File*>(file)->real(); }

int close_file(sqlite3_file* f) { return real(f)->pMethods->xClose(real(f)); }
int read_file(sqlite3_file* f, void* to, int size, sqlite3_int64 at) {
    if (static_cast<File*>(f)->is_database && reads_fail) return SQLITE_IOERR_READ;
    return real(f)->pMethods->xRead(real(f), to, size, at);
}
int write_file(sqlite3_file* f, const void* from, int size, sqlite3_int64 at) {
    if (static_cast<File*>(f)->is_log && at + size > limit) return SQLITE_FULL;
    return real(f)->pMethods->xWrite(real(f), from, size, at);
}
int truncate_file(sqlite3_file* f, sqlite3_int64 size) { return real(f)->pMethods->xTruncate(real(f), size); }
int sync_file(sqlite3_file* f, int flags) {
    if (static_cast<File*>(f)->is_log) {
        ++sync_count;
        if (sync_time > 0) std::this_thread::sleep_for(std::chrono::microseconds(sync_time));
        if (syncs_fail) return SQLITE_IOERR_FSYNC;
    }
    return real(f)->pMethods->xSync(real(f), flags);
}
int file_size(sqlite3_file* f, sqlite3_int64* size) { return real(f)->pMethods->xFileSize(real(f), size); }
int lock_file(sqlite3_file* f, int level) { return real(f)->pMethods->xLock(real(f), level); }
int unlock_file(sqlite3_file* f, int level) { return real(f)->pMethods->xUnlock(real(f), level); }
int check_lock(sqlite3_file* f, int* held) { return real(f)->pMethods->xCheckReservedLock(real(f), held); }
int control_file(sqlite3_file* f, int what, void* with) {
    return real(f)->pMethods->xFileControl(real(f), what, with);
}
int sector_size(sqlite3_file* f) { return real(f)->pMethods->xSectorSize(real(f)); }
int traits(sqlite3_file* f) { return real(f)->pMethods->xDeviceCharacteristics(real(f)); }
int map_memory(sqlite3_file* f, int page, int size, int extend, void volatile** to) {
    return real(f)->pMethods->xShmMap(real(f), page, size, extend, to);
}
int lock_memory(sqlite3_file* f, int at, int n, int flags) {
    return real(f)->pMethods->xShmLock(real(f), at, n, flags);
}
void memory_barrier(sqlite3_file* f) { real(f)->pMethods->xShmBarrier(real(f)); }
int unmap_memory(sqlite3_file* f, int remove) { return real(f)->pMethods->xShmUnmap(real(f), remove); }

const sqlite3_io_methods methods = {
    2,           close_file,     read_file,    write_file,   truncate_file, sync_file, file_size,
    lock_file,   unlock_file,    check_lock,   control_file, sector_size,   traits,    map_memory,
    lock_memory, memory_barrier, unmap_memory, nullptr,      nullptr,
};

sqlite3_vfs* original = nullptr;

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* got) {
    auto* const ours = static_cast<File*>(file);
    ours->pMethods = nullptr;
    ours->is_log = (flags & SQLITE_OPEN_WAL) != 0;
    ours->is_database = (flags & SQLITE_OPEN_MAIN_DB) != 0;
    std::memset(ours->real(), 0, static_cast<std::size_t>(original->szOsFile));
    const int code = original->xOpen(original, name, ours->real(), flags, got);
    if (ours->real()->pMethods != nullptr) ours->pMethods = &methods;
    return code;
}

}  // namespace

void Disk::install() {
    static sqlite3_vfs faulty = [] {
        original = sqlite3_vfs_find(nullptr);
        auto vfs = *original;
        vfs.zName = "roster-faulty";
        vfs.szOsFile = original->szOsFile + static_cast<int>(sizeof(File));
        vfs.xOpen = open_file;
        vfs.pNext = nullptr;
        return vfs;
    }();
    sqlite3_vfs_register(&faulty, 0);
    repair();
}

void Disk::repair() {
    limit = no_limit;
    syncs_fail = false;
    reads_fail = false;
    sync_time = 0;
    sync_count = 0;
}

void Disk::fill_up_at(std::int64_t size) { limit = size; }
void Disk::fail_syncs(bool fail) { syncs_fail = fail; }
void Disk::fail_reads(bool fail) { reads_fail = fail; }
void Disk::slow_syncs(int microseconds) { sync_time = microseconds; }
int Disk::syncs() { return sync_count; }

Options on_faulty_disk() {
    Disk::install();
    Options options;
    options.vfs = "roster-faulty";
    return options;
}

}  // namespace roster::sqlite::test
