// Examining and copying a store.
#include "support/sqlite.hpp"

#include <atomic>
#include <fstream>
#include <thread>

#include <sys/stat.h>

namespace roster::sqlite {
namespace {

using namespace test;
namespace fs = std::filesystem;

class SqliteBackup : public testing::Test {
protected:
    Folder folder;
    const std::string path = folder.file();
    const std::string copy = folder.file("copy.db");
};

TEST_F(SqliteBackup, CopiesTheStore) {
    const auto driver = open(path);
    for (int i = 0; i < 20; ++i) put(*driver, i, "note " + std::to_string(i));
    fs::permissions(path, fs::perms(0640));
    driver->backup(copy);
    put(*driver, 100);
    const auto other = open(copy);
    EXPECT_EQ(count(*other), 20);
    EXPECT_TRUE(other->check().empty());
    put(*other, 200);
    EXPECT_EQ(count(*driver), 21);
    EXPECT_EQ(fs::status(copy).permissions(), fs::perms(0640));
}

TEST_F(SqliteBackup, CopiesAStoreInMemory) {
    const auto driver = open(":memory:");
    put(*driver, 1);
    driver->backup(copy);
    EXPECT_TRUE(has(*open(copy), 1));
    EXPECT_EQ(fs::status(copy).permissions(), fs::perms(0600));
    EXPECT_EQ(folder.names(), std::vector<std::string>{"copy.db"});
}

TEST_F(SqliteBackup, CopiesAStoreOpenedForReading) {
    put(*open(path), 1);
    Options options;
    options.read_only = true;
    open(path, options)->backup(copy);
    EXPECT_TRUE(has(*open(copy), 1));
}

TEST_F(SqliteBackup, OthersGoOn) {
    const auto driver = open(path);
    driver->write({}, [](sql::Connection& connection) {
        for (int i = 0; i < 20'000; ++i) insert(connection, i, std::string(200, 'x') + std::to_string(i));
    });
    std::atomic<bool> stop = false;
    std::atomic<int> written = 0;
    std::vector<std::jthread> threads;
    for (int t = 0; t < 3; ++t)
        threads.emplace_back([&, t] {
            // Both rows or none.
            for (int i = 0; !stop; i += 2) {
                driver->write({}, [&](sql::Connection& connection) {
                    insert(connection, (t + 1) * 1'000'000 + i, "");
                    insert(connection, (t + 1) * 1'000'000 + i + 1, "");
                });
                ++written;
            }
        });
    for (int i = 0; i < 3; ++i) driver->backup(copy + std::to_string(i));
    stop = true;
    threads.clear();
    EXPECT_GT(written, 3);
    for (int i = 0; i < 3; ++i) {
        const auto other = open(copy + std::to_string(i));
        EXPECT_GE(count(*other), 20'000);
        EXPECT_EQ(count(*other) % 2, 0);
        EXPECT_TRUE(other->check().empty());
    }
}

TEST_F(SqliteBackup, NeverReplacesAFile) {
    const auto driver = open(path);
    std::ofstream(copy) << "mine";
    expect_error(ErrorCode::failed_precondition, "storage.exists", [&] { driver->backup(copy); });
    EXPECT_EQ(fs::file_size(copy), 4U);
    expect_error(ErrorCode::failed_precondition, "storage.exists", [&] { driver->backup(path); });
    expect_error(ErrorCode::failed_precondition, "storage.exists", [&] { driver->backup(folder.path()); });
    fs::create_symlink("nowhere", folder.file("link"));
    expect_error(ErrorCode::failed_precondition, "storage.exists", [&] { driver->backup(folder.file("link")); });
}

TEST_F(SqliteBackup, BadPlaces) {
    const auto driver = open(path);
    expect_error(ErrorCode::invalid_argument, "storage.location", [&] { driver->backup(""); });
    expect_error(ErrorCode::failed_precondition, "storage.missing",
                 [&] { driver->backup(folder.file("no/copy.db")); });
    expect_error(ErrorCode::failed_precondition, "storage.missing", [&] { driver->backup(path + "/copy.db"); });
}

TEST_F(SqliteBackup, AFailedOneLeavesNothing) {
    const auto driver = open(path, on_faulty_disk());
    for (int i = 0; i < 400; ++i) put(*driver, i, std::string(500, 'x') + std::to_string(i));
    driver->close();
    const auto again = open(path, on_faulty_disk());
    const auto names = folder.names();
    Disk::fail_reads(true);
    expect_error(ErrorCode::unavailable, "storage.io", [&] { again->backup(copy); });
    Disk::repair();
    EXPECT_EQ(folder.names(), names);
    again->backup(copy);
    EXPECT_EQ(count(*open(copy)), 400);
}

TEST_F(SqliteBackup, ADamagedStoreIsNotPassedOn) {
    {
        const auto driver = open(path);
        for (int i = 0; i < 400; ++i) put(*driver, i, std::string(500, 'x') + std::to_string(i));
    }
    {
        std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
        file.seekp(20 * 4096);
        file << std::string(4096, '\x55');
    }
    const auto driver = open(path);
    EXPECT_FALSE(driver->check().empty());
    expect_error(ErrorCode::data_loss, "storage.damaged", [&] { driver->backup(copy); });
    EXPECT_FALSE(fs::exists(copy));
}

TEST_F(SqliteBackup, CheckNamesRowsThatReferToNothing) {
    const auto driver = open(path);
    EXPECT_TRUE(driver->check().empty());
    Raw(path).run("PRAGMA foreign_keys = OFF; INSERT INTO replies VALUES (7, 99), (8, 99)");
    const auto lines = driver->check();
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[0], "A row of table replies (row 7) refers to a row of table notes that does not exist.");
}

}  // namespace
}  // namespace roster::sqlite
