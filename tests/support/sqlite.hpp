// What the SQLite driver's tests share: a folder, a tiny schema, child processes, a raw connection, a faulty disk.
#pragma once

#include "storage/sqlite/driver.hpp"

#include <roster/base/error.hpp>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace roster::sqlite::test {

/// An empty folder that anybody may enter, gone at the end.
class Folder {
public:
    Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder();
    [[nodiscard]] std::string file(const std::string& name = "desk.db") const { return (path_ / name).string(); }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    /// Everything in it, by name.
    [[nodiscard]] std::vector<std::string> names() const;

private:
    std::filesystem::path path_;
};

/// notes(number, words unique) and replies(note → notes).
std::span<const sql::MigrationFile> schema();
Options quick();  ///< waits a fifth of a second only

inline std::unique_ptr<Driver> open(const std::string& path, Options options = {}) {
    return std::make_unique<Driver>(path, std::move(options), schema());
}

// Over the tiny schema.
void insert(sql::Connection& connection, std::int64_t number, const std::string& words);
void put(Driver& driver, std::int64_t number, const std::string& words = "");
std::int64_t count(sql::Connection& connection);
std::int64_t count(Driver& driver);
bool has(Driver& driver, std::int64_t number);

/// The call throws an Error of this code and reason.
template <class Call>
void expect_error(ErrorCode code, const std::string& reason, Call&& call) {
    try {
        call();
        ADD_FAILURE() << "nothing was thrown; expected " << reason;
    } catch (const Error& error) {
        EXPECT_EQ(error.reason(), reason) << error.what();
        EXPECT_EQ(error.code(), code) << error.what();
        EXPECT_STRNE(error.what(), "");
    }
}

/// A connection past Roster, as another program would have one.
class Raw {
public:
    explicit Raw(const std::string& path);
    Raw(const Raw&) = delete;
    Raw& operator=(const Raw&) = delete;
    ~Raw();
    int run(const std::string& sql);
    std::string ask(const std::string& sql);

private:
    sqlite3* db_ = nullptr;
};

/// Forks; the child runs the function and ends with success unless it throws or returns false.
int start_child(const std::function<bool()>& work);
/// Waits for the child. @return whether it succeeded
bool succeeded(int child);
/// The function in a child that has no rights over others' files, even when the tests run as root.
bool succeeds_as_nobody(const std::function<bool()>& work);

/// A disk that fails on demand, under the VFS name "roster-faulty". Concerns the write-ahead log only.
struct Disk {
    static void install();
    static void repair();                       ///< no faults from here on; the counters at 0
    static void fill_up_at(std::int64_t size);  ///< no write reaches beyond
    static void fail_syncs(bool fail);
    static void fail_reads(bool fail);  ///< of the database file
    static void slow_syncs(int microseconds);
    static int syncs();
};
Options on_faulty_disk();

}  // namespace roster::sqlite::test
