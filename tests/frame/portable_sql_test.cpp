// BX-11: the schema and the statements stay such that an engine which shards by account can hold them.
#include <gtest/gtest.h>

#include "storage/sql/driver.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace roster::test {
namespace {

namespace fs = std::filesystem;

/// Upper case, comments gone, white space folded.
std::string folded(const std::string& sql) {
    std::string text = std::regex_replace(sql, std::regex("--[^\n]*"), "");
    text = std::regex_replace(text, std::regex("\\s+"), " ");
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::toupper(c); });
    return text;
}

struct Source {
    std::string name, text;
};

std::vector<Source> migrations() {
    std::vector<Source> found;
    for (const auto& entry : fs::recursive_directory_iterator(ROSTER_SOURCE_DIR "/lib/storage/sql/migrations")) {
        if (entry.path().extension() != ".sql") continue;
        std::ifstream file(entry.path());
        std::stringstream text;
        text << file.rdbuf();
        found.push_back({entry.path().parent_path().filename().string() + "/" + entry.path().filename().string(),
                         folded(text.str())});
    }
    return found;
}

/// The tables that an engine's migrations make, each with its columns, and what keys and references it has.
std::map<std::string, std::set<std::string>> tables(const std::string& engine) {
    std::map<std::string, std::set<std::string>> made;
    const std::regex create("CREATE TABLE (\\w+) \\("), add("ALTER TABLE (\\w+) ADD COLUMN (\\w+)");
    for (const auto& migration : migrations()) {
        if (!migration.name.starts_with(engine + "/")) continue;
        const auto& text = migration.text;
        for (std::sregex_iterator at(text.begin(), text.end(), create), none; at != none; ++at) {
            auto& columns = made[(*at)[1]];
            std::string item;
            int depth = 1;
            for (auto c = (*at)[0].second; depth > 0; ++c) {
                depth += *c == '(' ? 1 : *c == ')' ? -1 : 0;
                if (depth > 1 || (depth == 1 && *c != ',')) {
                    item += *c;
                    continue;
                }
                item = std::regex_replace(item, std::regex("^ | $"), "");
                const auto name = item.substr(0, item.find(' '));
                const auto refers = item.find("REFERENCES");
                const bool is_column =
                    name != "PRIMARY" && name != "FOREIGN" && name != "UNIQUE" && name != "CHECK";
                columns.insert(is_column ? name : item);
                if (is_column && refers != item.npos) columns.insert(name + " " + item.substr(refers));
                item.clear();
            }
        }
        for (std::sregex_iterator at(text.begin(), text.end(), add), none; at != none; ++at)
            made[(*at)[1]].insert((*at)[2]);
    }
    return made;
}

/// The statements of the SQL core: those over its tables. Tests define others, over tables of their own.
std::vector<Source> statements() {
    std::string names;
    for (const auto& [table, columns] : tables("sqlite")) names += (names.empty() ? "" : "|") + table;
    const std::regex core(" (" + names + ")\\b");
    std::vector<Source> found;
    for (const auto* statement : sql::Statement::all()) {
        const auto text = folded(statement->text);
        if (std::regex_search(text, core)) found.push_back({statement->text, text});
    }
    return found;
}

/// Why a text is not portable; empty when it is.
std::string not_portable(const std::string& text) {
    // What engines that shard lack, order differently, or make a bottleneck of.
    const std::regex avoided(
        "\\b(SEQUENCE|SERIAL|BIGSERIAL|IDENTITY|AUTOINCREMENT|TRIGGER|LISTEN|NOTIFY|PG_ADVISORY\\w*|PG_TRY_ADVISORY\\w*|"
        "DEFERRABLE|FOR UPDATE|FOR SHARE|LAST_INSERT_ROWID|ROWID|CURRVAL|NEXTVAL|RANDOM|NOW|CURRENT_TIMESTAMP|DATETIME|"
        "STRFTIME|GROUP_CONCAT|STRING_AGG|JSON\\w*|GLOB|ILIKE|REGEXP|INDEXED BY)\\b");
    std::smatch match;
    // WITHOUT ROWID is how SQLite says that a table is its primary key.
    const std::string without = std::regex_replace(text, std::regex("WITHOUT ROWID"), "");
    return std::regex_search(without, match, avoided) ? match.str() : "";
}

TEST(PortableSql, BX11_AvoidsWhatShardingEnginesLack) {
    auto sources = statements();
    ASSERT_GT(sources.size(), 30u);
    for (auto& migration : migrations()) sources.push_back(migration);
    for (const auto& source : sources) EXPECT_EQ(not_portable(source.text), "") << source.name;
}

TEST(PortableSql, BX11_EveryKeyBeginsWithTheAccount) {
    const std::regex keys(
        "(?:PRIMARY KEY|FOREIGN KEY|UNIQUE) ?\\(([^)]*)\\)|CREATE (?:UNIQUE )?INDEX (?:IF NOT EXISTS )?\\w+ ON \\w+ ?\\(([^)]*)\\)");
    int seen = 0;
    for (const auto& migration : migrations()) {
        for (std::sregex_iterator at(migration.text.begin(), migration.text.end(), keys), end; at != end; ++at) {
            const std::string columns = (*at)[1].matched ? (*at)[1].str() : (*at)[2].str();
            const bool leads = columns.starts_with("ACCOUNT,") || columns == "ACCOUNT";
            EXPECT_TRUE(leads || columns == "ID" /* of accounts itself */)
                << migration.name << ": (" << columns << ")";
            ++seen;
        }
    }
    EXPECT_GT(seen, 20);
}

TEST(PortableSql, BX11_EveryStatementIsBoundToItsAccount) {
    for (const auto& statement : statements()) {
        const bool whole_directory = statement.text.find(" FROM ACCOUNTS WHERE ID > ?") != std::string::npos;
        const bool bound = statement.text.find("ACCOUNT") != std::string::npos;
        EXPECT_TRUE(bound || whole_directory) << statement.name;
    }
}

TEST(PortableSql, BX11_EnginesAreNumberedAlike) {
    std::vector<std::string> sqlite, postgres;
    for (const auto& migration : migrations()) {
        const auto slash = migration.name.find('/');
        (migration.name.starts_with("sqlite/") ? sqlite : postgres).push_back(migration.name.substr(slash + 1));
    }
    std::sort(sqlite.begin(), sqlite.end());
    std::sort(postgres.begin(), postgres.end());
    ASSERT_FALSE(sqlite.empty());
    EXPECT_EQ(sqlite, postgres);
}

TEST(PortableSql, BX11_EnginesHaveTheSameTablesColumnsAndReferences) {
    const auto sqlite = tables("sqlite"), postgres = tables("postgres");
    ASSERT_GT(sqlite.size(), 10u);
    ASSERT_TRUE(sqlite.contains("USERS") && sqlite.at("USERS").contains("HELD_EXTERNAL_ID") &&
                sqlite.at("USERS").contains("ACCOUNT REFERENCES ACCOUNTS (ID)"));
    const auto compare = [](const auto& one, const auto& other, const char* lacking) {
        for (const auto& [table, columns] : one) {
            EXPECT_TRUE(other.contains(table)) << "the table " << table << " is not made for " << lacking;
            if (!other.contains(table)) continue;
            for (const auto& column : columns)
                EXPECT_TRUE(other.at(table).contains(column))
                    << table << ": " << column << " is not made for " << lacking;
        }
    };
    compare(sqlite, postgres, "PostgreSQL");
    compare(postgres, sqlite, "SQLite");
}

TEST(PortableSql, BX10_EveryTableOfPostgresqlIsBehindTheWall) {
    std::string all;
    for (const auto& migration : migrations())
        if (migration.name.starts_with("postgres/")) all += migration.text;
    for (const auto& [table, columns] : tables("postgres")) {
        EXPECT_NE(all.find("ALTER TABLE " + table + " ENABLE ROW LEVEL SECURITY;"), all.npos)
            << table << " has no row-level security: see the end of postgres/0001_initial.sql";
        EXPECT_NE(all.find("CREATE POLICY OWN_ACCOUNT ON " + table + " "), all.npos)
            << table << " has no policy own_account: see the end of postgres/0001_initial.sql";
    }
}

TEST(PortableSql, BX11_PostgresqlComparesTextByBytes) {
    const std::regex text("(\\w+) TEXT(?! COLLATE \"C\")");
    for (const auto& migration : migrations())
        if (migration.name.starts_with("postgres/"))
            for (std::sregex_iterator at(migration.text.begin(), migration.text.end(), text), none; at != none;
                 ++at)
                ADD_FAILURE() << migration.name << ": the column " << (*at)[1] << " lacks COLLATE \"C\"";
}

TEST(PortableSqlItself, SeesWhatItLooksFor) {
    EXPECT_EQ(not_portable("SELECT NEXTVAL('X')"), "NEXTVAL");
    EXPECT_EQ(not_portable("CREATE TABLE T (ID BIGSERIAL)"), "BIGSERIAL");
    EXPECT_EQ(not_portable("SELECT PG_ADVISORY_LOCK(1)"), "PG_ADVISORY_LOCK");
    EXPECT_EQ(not_portable("CREATE TABLE T (ID TEXT) STRICT, WITHOUT ROWID"), "");
}

}  // namespace
}  // namespace roster::test
