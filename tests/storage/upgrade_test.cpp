// A store as each earlier version of the library left it is brought up to date, with everything that was in it.
#include "storage/sqlite/driver.hpp"
#include "support/sqlite.hpp"

#include <roster/directory.hpp>

#include <gtest/gtest.h>

namespace roster::sqlite::test {
namespace {

const std::span all(sql::sqlite_migrations, static_cast<std::size_t>(sql::sqlite_migration_count));

/// An older store: its first migrations only, with the rows of a store of today as far as it has their tables and columns.
void make_older(const std::string& path, std::size_t migrations, const std::string& today) {
    Driver(path, {}, all.first(migrations)).close();
    Raw raw(path);
    EXPECT_EQ(raw.run("ATTACH '" + today + "' AS today"), 0);
    const auto split = [](std::string text) {
        std::vector<std::string> parts;
        for (std::size_t at = 0; at < text.size(); at = text.find(' ', at) + 1) {
            parts.push_back(text.substr(at, text.find(' ', at) - at));
            if (text.find(' ', at) == text.npos) break;
        }
        return parts;
    };
    for (const auto& table :
         split(raw.ask("SELECT group_concat(name, ' ') FROM main.sqlite_schema WHERE type = 'table' "
                       "AND name <> 'roster_migrations'"))) {
        const auto columns =
            raw.ask("SELECT group_concat(name, ', ') FROM pragma_table_info('" + table + "', 'main')");
        EXPECT_EQ(
            raw.run("INSERT INTO main." + table + " (" + columns + ") SELECT " + columns + " FROM today." + table),
            0)
            << table;
    }
}

TEST(SqliteUpgrade, EveryEarlierSchemaIsBroughtUpToDate) {
    ASSERT_GE(all.size(), 2u);
    for (std::size_t earlier = 1; earlier < all.size(); ++earlier) {
        SCOPED_TRACE(all[earlier - 1].name);
        Folder folder;
        const auto host = Actor::system("test");
        UserId grace;
        AccountId id;
        {
            const auto directory = roster::open(folder.file("today.db"));
            const auto desk = directory.create_account({.name = "Acme"});
            id = desk.id();
            const auto group = desk.groups().add(host, {.name = "Navy"});
            grace = desk.users()
                        .add(host, {.first_name = "Grace",
                                    .email = "grace@acme.example",
                                    .groups = {group.id},
                                    .labels = {"vip"}})
                        .id;
        }
        make_older(folder.file("old.db"), earlier, folder.file("today.db"));
        expect_error(ErrorCode::failed_precondition, "storage.older",
                     [&] { roster::open(folder.file("old.db"), {.read_only = true}); });

        const auto directory = roster::open(folder.file("old.db"));
        const auto users = directory.account(id).users();
        User there = users.get_by_email(host, "grace@acme.example");
        EXPECT_EQ(there.id, grace);
        EXPECT_EQ(there.labels, std::vector<std::string>{"vip"});
        EXPECT_EQ(there.pronouns, "");
        EXPECT_EQ(users.update(host, grace, {.pronouns = "she/her"}, 1).pronouns, "she/her");
        EXPECT_EQ(users.add(host, {.first_name = "Ada", .email = "ada@acme.example"}).number, 2);
        EXPECT_TRUE(directory.check().empty());
        expect_error(ErrorCode::failed_precondition, "storage.newer",
                     [&] { Driver(folder.file("old.db"), {}, all.first(earlier)); });
    }
}

}  // namespace
}  // namespace roster::sqlite::test
