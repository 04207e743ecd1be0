// Index discipline: no statement of the SQL core reads a whole table, on any engine.
#include "storage/sql/stores.hpp"
#include "support/sqlite.hpp"
#ifdef ROSTER_HAS_POSTGRES
#include "storage/postgres/prepared.hpp"
#include "support/postgres_server.hpp"
#endif

#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <set>

namespace roster::test {
namespace {

// ---- The statements ----------------------------------------------------------------------------------------------

/// A connection to nothing, that writes down what it is asked to prepare. Counting gives what it was told.
class Recorder final : public sql::Connection {
public:
    explicit Recorder(std::vector<std::int64_t> counts) : answer_(std::move(counts)) {}
    sql::Prepared& prepare(const sql::Statement& statement) override { return prepare(statement.text); }
    sql::Prepared& prepare(const std::string& text) override {
        texts.push_back(text);
        return answer_;
    }

    std::vector<std::string> texts;

private:
    class Answer final : public sql::Prepared {
    public:
        explicit Answer(std::vector<std::int64_t> counts) : counts_(std::move(counts)) {}
        void bind_null(int) override {}
        void bind_int(int, std::int64_t) override {}
        void bind_text(int, std::string_view) override {}
        void bind_blob(int, std::string_view) override {}
        bool step() override { return false; }
        bool is_null(int) override { return true; }
        std::int64_t get_int(int) override { return next_ < counts_.size() ? counts_[next_++] : 0; }
        std::string_view get_text(int) override { return {}; }
        std::string_view get_blob(int) override { return {}; }
        std::int64_t changes() override { return 0; }
        void reset() noexcept override {}

    private:
        std::vector<std::int64_t> counts_;
        std::size_t next_ = 0;
    };
    Answer answer_;
};

struct Listed {
    UserListing listing;
    int walked = -1;  ///< which set is walked: -1 none
};

/// Every combination of what makes a list's text: filters, order, way, first or later page, and which set of users is
/// small enough to be walked.
std::vector<Listed> all_lists() {
    std::vector<Listed> lists;
    const auto id = [](std::uint8_t n) { return UserId::well_known(n).uuid(); };
    UserQuery q;
    const auto each = [](auto& field, auto values, auto&& then) {
        for (const auto& value : values) field = value, then();
    };
    const std::vector<std::optional<UserKind>> kinds{{}, UserKind::staff, UserKind::customer};
    const std::vector<std::optional<UserStatus>> states{{}, UserStatus::not_invited, UserStatus::invited, UserStatus::active,
                                                        UserStatus::suspended, UserStatus::deleted};
    const std::vector<RoleId> roles{{}, role::user};
    const std::vector<std::vector<std::string>> labels{{}, {"a"}, {"a", "b"}};
    const std::vector<OrganizationId> organizations{{}, OrganizationId(id(1))};
    const std::vector<GroupId> groups{{}, GroupId(id(1))};
    const std::vector<std::string> texts{"", "a"};
    const std::vector<bool> both{false, true};
    const std::vector<UserSort> sorts{UserSort::name, UserSort::number, UserSort::last_activity};
    // clang-format off
    each(q.kind, kinds, [&] { each(q.status, states, [&] { each(q.role, roles, [&] { each(q.labels, labels, [&] {
    each(q.organization, organizations, [&] { each(q.group, groups, [&] { each(q.text, texts, [&] {
    each(q.with_alert, both, [&] { each(q.sort, sorts, [&] { each(q.descending, both, [&] {
        const int sets = static_cast<int>(q.labels.size()) + !q.group.is_nil() + !q.text.empty();
        for (int walked = -1; walked < sets; ++walked) {
            Listed list{.listing = {.query = q, .now = *instant_from_micros(0)}, .walked = walked};
            lists.push_back(list);
            list.listing.after_key = "k";
            list.listing.after_number = 1;
            list.listing.after_id = UserId::well_known(1);
            lists.push_back(list);
        }
    }); }); }); }); }); }); }); }); }); });
    // clang-format on
    return lists;
}

/// The texts that a list prepares: the countings, and the list last.
std::vector<std::string> texts_of(const Listed& list) {
    const UserQuery& q = list.listing.query;
    std::vector<std::int64_t> counts(q.labels.size() + !q.group.is_nil() + !q.text.empty(), 1'000'000);
    if (list.walked >= 0) counts[static_cast<std::size_t>(list.walked)] = 1;
    Recorder recorder(counts);
    const AccountId account = AccountId::well_known(1);
    sql::SqlUserStore(recorder, account).list(list.listing);
    return recorder.texts;
}

/// Everything put together at run time, with whether it is a list that walks no set.
const std::map<std::string, bool>& run_time_texts() {
    static const std::map<std::string, bool> all = [] {
        std::map<std::string, bool> texts;
        for (const auto& list : all_lists()) {
            const auto prepared = texts_of(list);
            for (const auto& text : prepared) texts.emplace(text, list.walked < 0 && &text == &prepared.back());
        }
        const AccountId account = AccountId::well_known(1);
        for (const std::size_t size : {1u, 8u, 9u}) {
            Recorder recorder({});
            sql::SqlUserStore(recorder, account).find_many(std::vector<UserId>(size));
            for (const auto& text : recorder.texts) texts.emplace(text, false);
        }
        return texts;
    }();
    return all;
}

/// The core's own; tests define others, over tables of their own.
std::vector<std::string> static_texts() {
    const std::regex core(" (accounts|account_counters|organizations|groups|users|user_\\w+|imports|import_faults|history)\\b");
    std::vector<std::string> texts;
    for (const auto* statement : sql::Statement::all())
        if (std::regex_search(statement->text, core)) texts.push_back(statement->text);
    return texts;
}

TEST(Indexes, EveryStatementIsLookedAt) {
    EXPECT_GT(static_texts().size(), 40u);
    EXPECT_GT(run_time_texts().size(), 5'000u);
}

// ---- SQLite ------------------------------------------------------------------------------------------------------

/// A migrated file, asked for its plans.
class SqlitePlans {
public:
    SqlitePlans() {
        const std::span migrations(sql::sqlite_migrations, static_cast<std::size_t>(sql::sqlite_migration_count));
        sqlite::Driver(folder_.file(), {}, migrations).close();
        EXPECT_EQ(sqlite3_open(folder_.file().c_str(), &db_), SQLITE_OK);
    }
    SqlitePlans(const SqlitePlans&) = delete;
    SqlitePlans& operator=(const SqlitePlans&) = delete;
    ~SqlitePlans() { sqlite3_close(db_); }

    std::vector<std::string> of(const std::string& text) {
        std::vector<std::string> lines;
        sqlite3_stmt* statement = nullptr;
        EXPECT_EQ(sqlite3_prepare_v2(db_, ("EXPLAIN QUERY PLAN " + text).c_str(), -1, &statement, nullptr), SQLITE_OK)
            << sqlite3_errmsg(db_) << "\n" << text;
        while (sqlite3_step(statement) == SQLITE_ROW)
            lines.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(statement, 3)));
        sqlite3_finalize(statement);
        return lines;
    }

private:
    sqlite::test::Folder folder_;
    sqlite3* db_ = nullptr;
};

TEST(Indexes, Explore) {
    SqlitePlans plans;
    std::map<std::string, std::pair<int,std::string>> seen;
    for (const auto& text : static_texts()) for (const auto& line : plans.of(text)) { auto& e=seen[line]; ++e.first; e.second=text; }
    for (auto& [line, e] : seen) std::cout << e.first << " " << line << "\n";
    std::cout << "=====\n"; seen.clear();
    std::map<std::string, std::pair<int,std::string>> shapes;
    for (const auto& [text, plain] : run_time_texts()) {
        std::string shape = plain ? "PLAIN" : "-";
        for (const auto& line : plans.of(text)) shape += " | " + line;
        auto& e = shapes[shape]; ++e.first; if (e.second.empty() || text.size() < e.second.size()) e.second = text;
    }
    for (auto& [line, e] : shapes) { auto w = e.second.find("FROM"); std::cout << e.first << " " << line << "\n      " << e.second.substr(w) << "\n"; }
}

}  // namespace
}  // namespace roster::test
