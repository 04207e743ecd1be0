// What may be opened as a store, and what is refused and left alone.
#include "support/sqlite.hpp"

#include <atomic>
#include <fstream>
#include <thread>

#include <sys/stat.h>
#include <unistd.h>

namespace roster::sqlite {
namespace {

using namespace test;
namespace fs = std::filesystem;

class SqliteOpen : public testing::Test {
protected:
    std::string bytes(const std::string& of) const {
        std::ifstream in(of, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    void write_file(const std::string& to, const std::string& text) const {
        std::ofstream(to, std::ios::binary) << text;
    }
    /// Refused with this reason, and the folder is as it was, to the byte.
    void refuse(const std::string& at, const std::string& reason, const Options& options = {}) const {
        const auto names = folder.names();
        const auto before = fs::is_regular_file(at) ? bytes(at) : "";
        expect_error(ErrorCode::failed_precondition, reason, [&] { open(at, options); });
        EXPECT_EQ(folder.names(), names);
        EXPECT_TRUE((fs::is_regular_file(at) ? bytes(at) : "") == before) << "the file was changed";
    }

    Folder folder;
    const std::string path = folder.file();
};

TEST_F(SqliteOpen, MakesAStoreAndOpensItAgain) {
    put(*open(path), 1, "kept");
    EXPECT_EQ(folder.names(), std::vector<std::string>{"desk.db"}) << "closing leaves one file";
    EXPECT_TRUE(has(*open(path), 1));
    Options options;
    options.create = false;
    EXPECT_TRUE(has(*open(path, options), 1));
}

TEST_F(SqliteOpen, SetsUpTheFile) {
    open(path);
    Raw raw(path);
    EXPECT_EQ(raw.ask("PRAGMA application_id"), std::to_string(application_id));
    EXPECT_EQ(raw.ask("PRAGMA journal_mode"), "wal");
    EXPECT_EQ(raw.ask("SELECT count(*) FROM roster_migrations"), "2");
}

TEST_F(SqliteOpen, SetsUpEveryConnection) {
    const auto driver = open(path);
    const auto pragma = [](sql::Connection& connection, const std::string& name) {
        sql::Run row(connection.prepare("PRAGMA " + name));
        row->step();
        return row->get_int(0);
    };
    driver->write({}, [&](sql::Connection& connection) {
        EXPECT_EQ(pragma(connection, "synchronous"), 2);
        EXPECT_EQ(pragma(connection, "foreign_keys"), 1);
        EXPECT_EQ(pragma(connection, "trusted_schema"), 0);
        EXPECT_EQ(pragma(connection, "cell_size_check"), 1);
        EXPECT_EQ(pragma(connection, "cache_size"), -16384);
    });
    driver->read({}, [&](sql::Connection& connection) {
        EXPECT_EQ(pragma(connection, "query_only"), 1);
        EXPECT_EQ(pragma(connection, "trusted_schema"), 0);
        EXPECT_GE(pragma(connection, "cache_size"), -4096);
    });
}

TEST_F(SqliteOpen, EmptyLocation) {
    expect_error(ErrorCode::invalid_argument, "storage.location", [] { open(""); });
    expect_error(ErrorCode::invalid_argument, "storage.location", [] { open(std::string("a\0b", 3)); });
}

TEST_F(SqliteOpen, APathIsNeverAnUri) {
    fs::current_path(folder.path());
    put(*open("file:x?mode=memory"), 1);
    EXPECT_EQ(folder.names(), std::vector<std::string>{"file:x?mode=memory"});
    fs::current_path("/");
}

TEST_F(SqliteOpen, ARelativePathStaysWhereItWas) {
    fs::current_path(folder.path());
    const auto driver = open("desk.db");
    fs::current_path("/");
    std::vector<std::jthread> threads;  // several readers are opened only now
    for (int i = 0; i < 4; ++i) threads.emplace_back([&] { EXPECT_EQ(count(*driver), 0); });
}

TEST_F(SqliteOpen, Missing) {
    Options options;
    options.create = false;
    refuse(path, "storage.missing", options);
    options.create = true;
    options.read_only = true;
    refuse(path, "storage.missing", options);
    refuse(folder.file("no/such/desk.db"), "storage.missing");
}

TEST_F(SqliteOpen, AFolder) { refuse(folder.path(), "storage.not_a_store"); }

TEST_F(SqliteOpen, AFileAsFolder) {
    write_file(folder.file("file"), "text");
    refuse(folder.file("file/desk.db"), "storage.missing");
}

TEST_F(SqliteOpen, APipeIsNotWaitedFor) {
    ASSERT_EQ(mkfifo(path.c_str(), 0644), 0);
    refuse(path, "storage.not_a_store");
}

TEST_F(SqliteOpen, AnotherKindOfFile) {
    write_file(path, "x");
    refuse(path, "storage.not_a_store");
    write_file(path, std::string(5000, 'x'));
    refuse(path, "storage.not_a_store");
    write_file(path, std::string("SQLite format 3\0", 16) + std::string(5000, 'x'));
    refuse(path, "storage.not_a_store");
}

TEST_F(SqliteOpen, AnEmptyFileBecomesAStore) {
    write_file(path, "");
    Options options;
    options.create = false;
    refuse(path, "storage.missing", options);
    put(*open(path), 1);
    EXPECT_TRUE(has(*open(path), 1));
}

TEST_F(SqliteOpen, AForeignDatabase) {
    Raw(path).run("CREATE TABLE theirs (x)");
    refuse(path, "storage.not_a_store");
}

TEST_F(SqliteOpen, AForeignDatabaseInUse) {
    Raw theirs(path);
    theirs.run("PRAGMA journal_mode = WAL; CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)");
    refuse(path, "storage.not_a_store");
    EXPECT_EQ(theirs.ask("SELECT x FROM theirs"), "1");
}

TEST_F(SqliteOpen, AForeignDatabaseWithAJournalIsNotRolledBack) {
    ASSERT_TRUE(succeeded(start_child([&] {
        Raw theirs(path);
        theirs.run(
            "CREATE TABLE theirs (x); INSERT INTO theirs VALUES (zeroblob(100000)); PRAGMA cache_size = 1;"
            "BEGIN; UPDATE theirs SET x = zeroblob(200000)");
        _exit(0);  // as if killed: the journal stays
        return true;
    })));
    ASSERT_TRUE(fs::exists(path + "-journal"));
    refuse(path, "storage.not_a_store");
}

TEST_F(SqliteOpen, ReadOnly) {
    put(*open(path), 1);
    Options options;
    options.read_only = true;
    const auto driver = open(path, options);
    EXPECT_TRUE(has(*driver, 1));
    expect_error(ErrorCode::failed_precondition, "storage.read_only", [&] { put(*driver, 2); });
    EXPECT_TRUE(driver->check().empty());
}

TEST_F(SqliteOpen, ReadOnlyBesideAWriter) {
    const auto writer = open(path);
    Options options;
    options.read_only = true;
    const auto reader = open(path, options);
    put(*writer, 1);
    EXPECT_TRUE(has(*reader, 1));
}

TEST_F(SqliteOpen, ReadOnlyOfAnOlderSchema) {
    Driver(path, {}, schema().first(1));
    Options options;
    options.read_only = true;
    expect_error(ErrorCode::failed_precondition, "storage.older", [&] { open(path, options); });
}

TEST_F(SqliteOpen, AProtectedFile) {
    open(path);
    fs::permissions(folder.path(), fs::perms(0777));
    fs::permissions(path, fs::perms(0444));
    EXPECT_TRUE(succeeds_as_nobody([&] {
        expect_error(ErrorCode::failed_precondition, "storage.read_only", [&] { open(path); });
        Options options;
        options.read_only = true;
        EXPECT_EQ(count(*open(path, options)), 0);
        return !HasFailure();
    }));
}

TEST_F(SqliteOpen, AProtectedFolder) {
    open(path);
    fs::permissions(path, fs::perms(0666));
    fs::permissions(folder.path(), fs::perms(0555));
    EXPECT_TRUE(succeeds_as_nobody([&] {
        expect_error(ErrorCode::failed_precondition, "storage.read_only", [&] { open(path); });
        expect_error(ErrorCode::failed_precondition, "storage.read_only", [&] { open(folder.file("new.db")); });
        Options options;
        options.read_only =
            true;  // somebody else may be writing the file: it cannot be read without the shared files
        expect_error(ErrorCode::failed_precondition, "storage.no_access", [&] { open(path, options); });
        return !HasFailure();
    }));
}

TEST_F(SqliteOpen, AProtectedFolderWithAWriterInIt) {
    const auto writer = open(path);
    put(*writer, 1);
    fs::permissions(folder.path(), fs::perms(0555));
    EXPECT_TRUE(succeeds_as_nobody([&] {
        Options options;
        options.read_only = true;
        return has(*open(path, options), 1);
    }));
}

TEST_F(SqliteOpen, AnArchivedStoreThatNobodyCanWrite) {
    put(*open(path), 1);
    fs::permissions(path, fs::perms(0444));
    fs::permissions(folder.path(), fs::perms(0555));
    EXPECT_TRUE(succeeds_as_nobody([&] {
        Options options;
        options.read_only = true;
        return has(*open(path, options), 1);
    }));
    EXPECT_EQ(folder.names(), std::vector<std::string>{"desk.db"});
}

TEST_F(SqliteOpen, AFolderWithoutAccess) {
    open(path);
    fs::permissions(folder.path(), fs::perms(0700));
    EXPECT_TRUE(succeeds_as_nobody([&] {
        // Whoever runs the tests as themselves owns the folder.
        if (access(path.c_str(), F_OK) == 0) return true;
        expect_error(ErrorCode::failed_precondition, "storage.no_access", [&] { open(path); });
        return !HasFailure();
    }));
}

TEST_F(SqliteOpen, ATruncatedStore) {
    {
        const auto driver = open(path);
        for (int i = 0; i < 50; ++i)
            put(*driver, i, std::string(1000, static_cast<char>('a' + i % 26)) + std::to_string(i));
    }
    fs::resize_file(path, 8192);
    try {
        const auto driver = open(path);
        EXPECT_FALSE(driver->check().empty());
        count(*driver);
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::data_loss) << error.what();
        EXPECT_EQ(error.reason(), "storage.damaged");
    }
}

TEST_F(SqliteOpen, InMemory) {
    const auto one = open(":memory:");
    const auto other = open(":memory:");
    put(*one, 1);
    EXPECT_EQ(count(*one), 1);
    EXPECT_EQ(count(*other), 0);
    EXPECT_TRUE(one->check().empty());
    Options options;
    options.read_only = true;
    expect_error(ErrorCode::invalid_argument, "storage.location", [&] { open(":memory:", options); });
}

TEST_F(SqliteOpen, AfterClose) {
    const auto driver = open(path);
    put(*driver, 1);
    driver->close();
    EXPECT_EQ(folder.names(), std::vector<std::string>{"desk.db"});
    expect_error(ErrorCode::failed_precondition, "storage.closed", [&] { count(*driver); });
    expect_error(ErrorCode::failed_precondition, "storage.closed", [&] { put(*driver, 2); });
    expect_error(ErrorCode::failed_precondition, "storage.closed", [&] { driver->check(); });
    expect_error(ErrorCode::failed_precondition, "storage.closed", [&] { driver->backup(folder.file("copy.db")); });
    driver->close();
    EXPECT_EQ(folder.names(), std::vector<std::string>{"desk.db"});
}

TEST_F(SqliteOpen, CloseWaitsForCallsUnderWay) {
    const auto driver = open(path);
    std::atomic<bool> inside = false, ended = false;
    std::jthread caller([&] {
        driver->write({}, [&](sql::Connection& connection) {
            inside = true;
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
            insert(connection, 1, "");
            ended = true;
        });
    });
    while (!inside) std::this_thread::yield();
    driver->close();
    EXPECT_TRUE(ended);
    caller.join();
    EXPECT_TRUE(has(*open(path), 1));
}

}  // namespace
}  // namespace roster::sqlite
