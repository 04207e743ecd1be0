// BX-11: the schema and the statements stay such that an engine which shards by account can hold them.
#include <gtest/gtest.h>

#include "storage/sql/driver.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <regex>
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

/// The statements of the SQL core: those over its tables. Tests define others, over tables of their own.
std::vector<Source> statements() {
    const std::regex core(" (ACCOUNTS|ACCOUNT_COUNTERS|ORGANIZATIONS|GROUPS|USERS|USER_\\w+|IMPORTS|IMPORT_FAULTS|HISTORY)\\b");
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
            EXPECT_TRUE(leads || columns == "ID" /* of accounts itself */) << migration.name << ": (" << columns << ")";
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

TEST(PortableSqlItself, SeesWhatItLooksFor) {
    EXPECT_EQ(not_portable("SELECT NEXTVAL('X')"), "NEXTVAL");
    EXPECT_EQ(not_portable("CREATE TABLE T (ID BIGSERIAL)"), "BIGSERIAL");
    EXPECT_EQ(not_portable("SELECT PG_ADVISORY_LOCK(1)"), "PG_ADVISORY_LOCK");
    EXPECT_EQ(not_portable("CREATE TABLE T (ID TEXT) STRICT, WITHOUT ROWID"), "");
}

}  // namespace
}  // namespace roster::test
