// The VFS that writes the log in large pieces: whatever it holds back, nobody finds the log other than SQLite alone
// would have left it.
#include "support/sqlite.hpp"

#include "storage/sqlite/log_vfs.hpp"

#include <map>
#include <random>
#include <semaphore>
#include <thread>

namespace roster::sqlite {
namespace {

using namespace test;

class Connected {
public:
    Connected(const std::string& path, const std::string& vfs, const std::string& synchronous,
              bool spills = false) {
        if (sqlite3_open_v2(path.c_str(), &db_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                            vfs.empty() ? nullptr : vfs.c_str()) != SQLITE_OK)
            throw std::runtime_error(sqlite3_errmsg(db_));
        run("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; PRAGMA synchronous = " + synchronous);
        run(std::string("PRAGMA cache_size = 5; PRAGMA cache_spill = ") + (spills ? "1" : "0"));
        run("CREATE TABLE IF NOT EXISTS things (id INTEGER PRIMARY KEY, size INTEGER, body BLOB, word TEXT UNIQUE)");
    }
    Connected(const Connected&) = delete;
    ~Connected() { sqlite3_close_v2(db_); }

    void run(const std::string& sql) {
        char* error = nullptr;
        if (sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, &error) != SQLITE_OK) {
            const std::string text = error;
            sqlite3_free(error);
            throw std::runtime_error(sql + ": " + text);
        }
    }
    [[nodiscard]] std::string ask(const std::string& sql) const {
        sqlite3_stmt* statement = nullptr;
        std::string answer;
        if (sqlite3_prepare_v2(db_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK ||
            sqlite3_step(statement) != SQLITE_ROW)
            answer = sqlite3_errmsg(db_);
        else if (const auto* const text = sqlite3_column_text(statement, 0))
            answer = reinterpret_cast<const char*>(text);
        sqlite3_finalize(statement);
        return answer;
    }
    [[nodiscard]] sqlite3* handle() const { return db_; }

private:
    sqlite3* db_ = nullptr;
};

using Things = std::map<int, int>;  ///< id → size

std::string shown(const Things& things) {
    std::string text;
    for (const auto& [id, size] : things) text += std::to_string(id) + ":" + std::to_string(size) + " ";
    return text;
}
std::string shown(const Connected& connected) {
    return connected.ask(
        "SELECT coalesce(group_concat(id || ':' || size || ' ', ''), '') FROM "
        "(SELECT id, size FROM things WHERE length(body) = size ORDER BY id)");
}

class SqliteLog : public testing::Test {
protected:
    /// A copy of the files as they are, as a killed process leaves them.
    [[nodiscard]] std::string left_behind() const {
        const auto copy = folder.file("copy.db");
        for (const auto* const end : {"", "-wal"}) {
            std::filesystem::remove(copy + end);
            if (std::filesystem::exists(path + end)) std::filesystem::copy_file(path + end, copy + end);
        }
        std::filesystem::remove(copy + "-shm");
        return copy;
    }

    Folder folder;
    const std::string path = folder.file();
};

/// With spilling, frames come to the log that are rolled back later. What a killed process leaves is not looked at
/// then: SQLite itself, up to 3.50, loses commits after a spill that was rolled back (sqlite.org/forum, b490f726db).
/// That is why the driver's writer does not spill.
class SqliteLogUse : public SqliteLog, public testing::WithParamInterface<std::tuple<const char*, bool>> {};

TEST_P(SqliteLogUse, IsSoundWhateverIsRolledBackAndWrittenByOthers) {
    const auto& [synchronous, spills] = GetParam();
    const auto seed = std::random_device()();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
    Connected first(path, log_vfs(""), synchronous, spills), second(path, log_vfs(""), synchronous, spills),
        plain(path, "", synchronous, spills);
    Connected* const all[] = {&first, &second, &plain};

    Things kept;
    for (int round = 0; round < 150; ++round) {
        Connected& writer = *all[below(3)];
        const auto change = [&](Things& things) {
            for (int n = 1 + below(below(4) == 0 ? 120 : 6); n > 0; --n) {
                const int id = below(300), size = 1 + below(5000);
                if (below(5) == 0) {
                    writer.run("DELETE FROM things WHERE id = " + std::to_string(id));
                    things.erase(id);
                } else {
                    writer.run("REPLACE INTO things VALUES (" + std::to_string(id) + ", " + std::to_string(size) +
                               ", randomblob(" + std::to_string(size) + "), 'w" + std::to_string(id * 7919 % 300) +
                               "-" + std::to_string(id) + "')");
                    things[id] = size;
                }
            }
        };
        Things things = kept;
        writer.run("BEGIN IMMEDIATE");
        change(things);
        if (below(3) == 0) {
            Things dropped = things;
            writer.run("SAVEPOINT one");
            change(dropped);
            writer.run("ROLLBACK TO one; RELEASE one");
            change(things);
        }
        if (below(3) == 0) {
            writer.run("ROLLBACK");
        } else {
            writer.run("COMMIT");
            kept = std::move(things);
        }
        if (below(4) == 0) sqlite3_wal_checkpoint_v2(all[below(3)]->handle(), nullptr, below(4), nullptr, nullptr);
        for (const auto* const one : all) ASSERT_EQ(shown(*one), shown(kept)) << "round " << round;
        if (!spills && below(10) == 0) {
            Connected survivor(left_behind(), "", "FULL");
            ASSERT_EQ(shown(survivor), shown(kept)) << "round " << round;
            ASSERT_EQ(survivor.ask("PRAGMA integrity_check"), "ok");
        }
    }
    EXPECT_EQ(plain.ask("PRAGMA integrity_check"), "ok");
}

INSTANTIATE_TEST_SUITE_P(All, SqliteLogUse,
                         testing::Combine(testing::Values("FULL", "NORMAL", "OFF"), testing::Bool()),
                         [](const auto& one) {
                             return std::string(std::get<0>(one.param)) +
                                    (std::get<1>(one.param) ? "Spilling" : "");
                         });

TEST_F(SqliteLog, AFullDiskIsNotedBeforeTheCommitIs) {
    Disk::install();
    {
        Connected writer(path, log_vfs("roster-faulty"), "FULL");
        writer.run("INSERT INTO things VALUES (1, 10, randomblob(10), 'one')");
        Disk::fill_up_at(static_cast<std::int64_t>(std::filesystem::file_size(path + "-wal")) + 5'000);
        EXPECT_THROW(writer.run("INSERT INTO things VALUES (2, 9000, randomblob(9000), 'two')"),
                     std::runtime_error);
        Connected other(path, "", "FULL");
        EXPECT_EQ(shown(other), "1:10 ");
        Disk::repair();
        writer.run("INSERT INTO things VALUES (3, 9000, randomblob(9000), 'three')");
        EXPECT_EQ(shown(other), "1:10 3:9000 ");
    }
    EXPECT_EQ(Connected(path, "", "FULL").ask("PRAGMA integrity_check"), "ok");
}

TEST_F(SqliteLog, AWorkThatIsUndoneHarmsNothingThatIsCommitted) {
    auto options = Options();
    options.group_time = std::chrono::seconds(10);
    const auto driver = open(path, options);
    std::binary_semaphore running(0);
    std::jthread first([&] {
        driver->write({}, [&](sql::Connection& connection) {
            running.release();
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
            insert(connection, 1, "first");
        });
    });
    running.acquire();
    std::mt19937 random(1);
    const std::string filler(1'000, 'x');
    expect_error(ErrorCode::internal, "test", [&] {
        driver->write({}, [&](sql::Connection& connection) {
            // More than the page cache holds, in no order, so that pages change again that had to leave it.
            for (int n = 2; n < 30'000; ++n) insert(connection, n, std::to_string(random()) + filler);
            throw Error(ErrorCode::internal, "test", "undone");
        });
    });
    first.join();
    put(*driver, 100, "after");

    const Connected survivor(left_behind(), "", "FULL");
    EXPECT_EQ(survivor.ask("SELECT group_concat(number) FROM (SELECT number FROM notes ORDER BY number)"), "1,100");
    EXPECT_EQ(survivor.ask("PRAGMA integrity_check"), "ok");
}

TEST(SqliteLogVfs, IsMadeOncePerVfs) {
    const auto name = log_vfs("");
    EXPECT_NE(sqlite3_vfs_find(name.c_str()), nullptr);
    EXPECT_EQ(log_vfs(""), name);
    EXPECT_STREQ(sqlite3_vfs_find(nullptr)->zName, "unix") << "the default stays as it was";
    EXPECT_EQ(log_vfs("no such VFS"), "no such VFS");
}

}  // namespace
}  // namespace roster::sqlite
