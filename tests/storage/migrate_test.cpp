// Migrations: forward, once, whole, and unchanged.
#include "storage/sql/migrate.hpp"

#include "support/sqlite.hpp"

#include <set>

namespace roster::sql {
namespace {

using namespace sqlite::test;
using sqlite::Driver;
using sqlite::Options;

using Files = std::vector<MigrationFile>;

const MigrationFile first{1, "0001_first", "CREATE TABLE a (x INTEGER PRIMARY KEY); INSERT INTO a VALUES (1);"};
const MigrationFile second{2, "0002_second",
                           "CREATE TABLE b (x INTEGER PRIMARY KEY REFERENCES a);\n-- ends here\n"};
const MigrationFile broken{2, "0002_second", "CREATE TABLE b (x); INSERT INTO b VALUES (1); SELEC 1;"};

class Migrate : public testing::Test {
protected:
    void open(const Files& files) const { Driver(path, {}, files); }
    [[nodiscard]] std::string ask(const std::string& sql) const { return Raw(path).ask(sql); }
    [[nodiscard]] std::string tables() const {
        return ask(
            "SELECT group_concat(name, ' ') FROM (SELECT name FROM sqlite_schema WHERE type = 'table' "
            "AND name <> 'roster_migrations' ORDER BY name)");
    }

    Folder folder;
    const std::string path = folder.file();
};

TEST_F(Migrate, AppliesEachOnce) {
    open({first});
    EXPECT_EQ(tables(), "a");
    open({first, second});
    EXPECT_EQ(tables(), "a b");
    open({first, second});
    EXPECT_EQ(ask("SELECT count(*) FROM a"), "1");
    EXPECT_EQ(ask("SELECT group_concat(number || ' ' || name, ', ') FROM roster_migrations"),
              "1 0001_first, 2 0002_second");
}

TEST_F(Migrate, KeepsTheChecksumOfTheFile) {
    open({first});
    EXPECT_EQ(ask("SELECT checksum FROM roster_migrations"), migration_checksum(first));
    // BLAKE2b-256 of nothing, from the reference implementation
    EXPECT_EQ(migration_checksum({1, "0001_empty", ""}),
              "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
}

TEST_F(Migrate, NothingToApply) {
    open({});
    EXPECT_EQ(tables(), "");
    open({});
    open({first});
    EXPECT_EQ(tables(), "a");
}

TEST_F(Migrate, RefusesANewerStore) {
    open({first, second});
    expect_error(ErrorCode::failed_precondition, "storage.newer", [&] { open({first}); });
    expect_error(ErrorCode::failed_precondition, "storage.newer", [&] { open({}); });
    Raw(path).run("INSERT INTO roster_migrations VALUES (9, '0009_far', 'x')");
    expect_error(ErrorCode::failed_precondition, "storage.newer", [&] { open({first, second}); });
}

TEST_F(Migrate, RefusesAChangedMigration) {
    open({first, second});
    auto other = first;
    other.sql = "CREATE TABLE a (x INTEGER PRIMARY KEY, y TEXT);";
    expect_error(ErrorCode::data_loss, "storage.migration_changed", [&] { open({other, second}); });
    other = first;
    other.name = "0001_renamed";
    expect_error(ErrorCode::data_loss, "storage.migration_changed", [&] { open({other, second}); });
    Raw(path).run("UPDATE roster_migrations SET checksum = '' WHERE number = 2");
    expect_error(ErrorCode::data_loss, "storage.migration_changed", [&] { open({first, second}); });
}

TEST_F(Migrate, RefusesAGapInWhatWasApplied) {
    open({first, second});
    Raw(path).run("DELETE FROM roster_migrations WHERE number = 1");
    expect_error(ErrorCode::data_loss, "storage.migration_changed", [&] { open({first, second}); });
    Raw(path).run("INSERT INTO roster_migrations VALUES (0, '0000_zero', ''), (-1, '', '')");
    expect_error(ErrorCode::data_loss, "storage.migration_changed", [&] { open({first, second}); });
}

TEST_F(Migrate, AFailedOneLeavesNothingOfItself) {
    open({first});
    try {
        open({first, broken});
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::internal);
        EXPECT_EQ(error.reason(), "storage.migration");
        EXPECT_NE(std::string(error.what()).find("0002_second"), std::string::npos);
    }
    EXPECT_EQ(tables(), "a");
    open({first, second});
    EXPECT_EQ(tables(), "a b");
}

TEST_F(Migrate, TheOnesBeforeAFailedOneStay) {
    expect_error(ErrorCode::internal, "storage.migration", [&] { open({first, broken}); });
    EXPECT_EQ(tables(), "a");
    open({first});
}

TEST_F(Migrate, MayRebuildATableThatOthersReferTo) {
    open({first, second});
    Raw(path).run("INSERT INTO b VALUES (1)");
    const MigrationFile rebuild{
        3, "0003_rebuild",
        "CREATE TABLE a_new (x INTEGER PRIMARY KEY, y TEXT); INSERT INTO a_new (x) SELECT x FROM a;"
        "DROP TABLE a; ALTER TABLE a_new RENAME TO a;"};
    open({first, second, rebuild});
    EXPECT_EQ(ask("SELECT count(*) FROM b"), "1");
    EXPECT_EQ(ask("SELECT sql FROM sqlite_schema WHERE name = 'b'"),
              "CREATE TABLE b (x INTEGER PRIMARY KEY REFERENCES a)");
}

TEST_F(Migrate, MayNotLeaveRowsThatReferToNothing) {
    open({first, second});
    Raw(path).run("INSERT INTO b VALUES (1)");
    const MigrationFile forgetful{3, "0003_forgetful", "DELETE FROM a;"};
    expect_error(ErrorCode::data_loss, "storage.damaged", [&] { open({first, second, forgetful}); });
    EXPECT_EQ(ask("SELECT count(*) FROM a"), "1");
}

TEST_F(Migrate, MayNotEndItsTransaction) {
    const MigrationFile escaping{1, "0001_escaping", "CREATE TABLE a (x); COMMIT; CREATE TABLE b (x);"};
    EXPECT_THROW(open({escaping}), Error);
}

TEST_F(Migrate, SeveralProcessesAtOnce) {
    Files files;
    std::vector<std::string> names, texts;
    names.reserve(20);
    texts.reserve(20);
    for (int i = 1; i <= 20; ++i) {
        names.push_back("00" + std::to_string(10 + i) + "_x");
        texts.push_back("CREATE TABLE t" + std::to_string(i) + " (x);");
        files.push_back({i, names.back().c_str(), texts.back().c_str()});
    }
    std::vector<int> children;
    for (int c = 0; c < 4; ++c)
        children.push_back(start_child([&] {
            open(files);
            return true;
        }));
    for (const int child : children) EXPECT_TRUE(succeeded(child));
    EXPECT_EQ(ask("SELECT count(*) FROM roster_migrations"), "20");
}

TEST_F(Migrate, AFullDiskIsToldAsSuch) {
    auto options = on_faulty_disk();
    Driver(path, options, Files{first});
    Disk::fill_up_at(1);
    expect_error(ErrorCode::resource_exhausted, "storage.full",
                 [&] { Driver(path, options, Files{first, second}); });
    Disk::repair();
    Driver(path, options, Files{first, second});
    EXPECT_EQ(tables(), "a b");
}

TEST(StatementRegistry, HasDistinctPlacesInTheOrderOfTheirList) {
    const auto& all = sql::Statement::all();
    ASSERT_FALSE(all.empty());
    for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i]->index, static_cast<int>(i));
}

}  // namespace
}  // namespace roster::sql
