// Index discipline: no statement of the SQL core reads a whole table, on any engine.
#include "storage/sql/stores.hpp"
#include "support/sqlite.hpp"
#ifdef ROSTER_HAS_POSTGRES
#include "storage/postgres/prepared.hpp"
#include "support/postgres_server.hpp"
#endif

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

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
        std::int64_t get_int(int) override { return next_ < counts_.size() ? counts_[next_++] : 1'000'000; }
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

/// Calls visit(listing) for every combination of what makes a list's text: filters, order, way, first or later page.
template <class Visit>
void each_listing(Visit&& visit) {
    const auto each = [](auto& field, auto values, auto&& then) {
        for (const auto& value : values) field = value, then();
    };
    const std::vector<std::optional<UserKind>> kinds{{}, UserKind::staff, UserKind::customer};
    const std::vector<std::optional<UserStatus>> states{{},
                                                        UserStatus::not_invited,
                                                        UserStatus::invited,
                                                        UserStatus::active,
                                                        UserStatus::suspended,
                                                        UserStatus::deleted};
    const std::vector<RoleId> roles{{}, role::user};
    const std::vector<std::vector<std::string>> labels{{}, {"a"}, {"a", "b"}};
    const std::vector<OrganizationId> organizations{{}, OrganizationId::well_known(1)};
    const std::vector<GroupId> groups{{}, GroupId::well_known(1)};
    const std::vector<std::string> texts{"", "a"};
    const std::vector<bool> both{false, true};
    const std::vector<UserSort> sorts{UserSort::name, UserSort::number, UserSort::last_activity};
    UserQuery q;
    // clang-format off
    each(q.kind, kinds, [&] { each(q.status, states, [&] { each(q.role, roles, [&] { each(q.labels, labels, [&] {
    each(q.organization, organizations, [&] { each(q.group, groups, [&] { each(q.text, texts, [&] {
    each(q.with_alert, both, [&] { each(q.sort, sorts, [&] { each(q.descending, both, [&] {
        UserListing listing{.query = q, .now = *instant_from_micros(0)};
        visit(listing);
        listing.after_key = "k";
        listing.after_number = 1;
        listing.after_id = UserId::well_known(1);
        visit(listing);
    }); }); }); }); }); }); }); }); }); });
    // clang-format on
}

/// What a statement that is put together at run time is for.
enum class Use {
    look_up,  ///< of a few rows
    count,    ///< of a set, up to its LIMIT
    sorted,   ///< of a small set, which is walked and sorted
    page,     ///< walks users in the list's order until the page is full
    rare,     ///< the same of users who are rare: not among all of them
};

/// All of them. What can be walked depends on what is few: each set in turn, or none.
const std::map<std::string, Use>& run_time_texts() {
    static const std::map<std::string, Use> all = [] {
        std::map<std::string, Use> texts;
        const AccountId account = AccountId::well_known(1);
        const auto record = [&](const UserListing& listing, std::vector<std::int64_t> counts) {
            Recorder recorder(std::move(counts));
            sql::SqlUserStore(recorder, account).list(listing);
            return recorder.texts;
        };
        each_listing([&](const UserListing& listing) {
            const auto none_walked = record(listing, {});
            if (none_walked.empty()) return;  // nobody can meet it
            const std::size_t sets = none_walked.size() - 1;
            for (std::size_t i = 0; i < sets; ++i) {
                texts.emplace(none_walked[i], Use::count);
                std::vector<std::int64_t> counts(sets, 1'000'000);
                counts[i] = 1;
                texts.emplace(record(listing, counts).back(), Use::sorted);
            }
            const UserQuery& q = listing.query;
            const bool rare =
                q.sort == UserSort::name && (q.kind == UserKind::staff || q.role || q.with_alert ||
                                             q.organization || (q.status && q.status != UserStatus::not_invited));
            texts.emplace(none_walked.back(), rare ? Use::rare : Use::page);
        });
        for (const std::size_t size : {1u, 9u}) {
            Recorder recorder({});
            sql::SqlUserStore(recorder, account).find_many(std::vector<UserId>(size));
            for (const auto& text : recorder.texts) texts.emplace(text, Use::look_up);
        }
        return texts;
    }();
    return all;
}

/// Those over the store's tables; tests define others, over tables of their own.
std::vector<std::string> static_texts() {
    std::string tables;
    const std::regex created("CREATE TABLE (\\w+)");
    for (int i = 0; i < sql::sqlite_migration_count; ++i) {
        const std::string migration(sql::sqlite_migrations[i].sql);
        for (std::sregex_iterator at(migration.begin(), migration.end(), created), end; at != end; ++at)
            tables += (tables.empty() ? "" : "|") + (*at)[1].str();
    }
    const std::regex ours("\\b(FROM|JOIN|INTO|UPDATE) (" + tables + ")\\b");
    std::vector<std::string> texts;
    for (const auto* statement : sql::Statement::all())
        if (std::regex_search(statement->text, ours)) texts.push_back(statement->text);
    return texts;
}

TEST(Indexes, EveryStatementIsLookedAt) {
    EXPECT_GT(static_texts().size(), 200u);
    std::map<Use, int> uses;
    for (const auto& [text, use] : run_time_texts()) ++uses[use];
    EXPECT_GE(uses[Use::look_up], 2);
    EXPECT_GE(uses[Use::count], 8);
    EXPECT_GE(uses[Use::sorted], 5'000);
    EXPECT_GE(uses[Use::page], 500);
    EXPECT_GE(uses[Use::rare], 2'000);
}

/// The faults of all plans, each with the first statement that has it.
class Faults {
public:
    void add(const std::string& fault, const std::string& text) { found_.emplace(fault, text); }
    [[nodiscard]] std::string list() const {
        std::string lines;
        for (const auto& [fault, text] : found_) lines += fault + "\n    " + text + "\n";
        return lines;
    }

private:
    std::map<std::string, std::string> found_;
};

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
        EXPECT_EQ(sqlite3_prepare_v2(db_, ("EXPLAIN QUERY PLAN " + text).c_str(), -1, &statement, nullptr),
                  SQLITE_OK)
            << sqlite3_errmsg(db_) << "\n"
            << text;
        while (sqlite3_step(statement) == SQLITE_ROW)
            lines.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(statement, 3)));
        sqlite3_finalize(statement);
        return lines;
    }

private:
    sqlite::test::Folder folder_;
    sqlite3* db_ = nullptr;
};

/// The indexes that hold a part of the users only: walking one whole is no walk of all users.
bool holds_a_part(const std::string& index) {
    return index == "users_staff" || index == "users_suspended" || index == "users_deleted";
}

/// Why a plan's line may not be; empty when it may.
std::string fault_of(const std::string& line, const std::string& text, Use use) {
    static const std::regex whole_account(
        "SEARCH \\w+ USING (?:(?:COVERING )?INDEX (\\w+)|PRIMARY KEY) \\(account=\\?\\)");
    static const std::regex all_steps(
        "SEARCH \\w+ USING (?:COVERING )?INDEX users_onboarding \\(account=\\? AND onboarding>\\?\\)");
    // The set that is walked, or counted up to a LIMIT: at most some thousand rows.
    if (line == "SCAN members" || line == "SCAN (subquery-1)") return "";
    if (line.starts_with("SCAN ")) return line;
    if (line.find("TEMP B-TREE FOR") != line.npos && line.find("ORDER BY") != line.npos && use != Use::sorted)
        return line;
    if (std::regex_match(line, all_steps)) return line;
    std::smatch match;
    static const std::regex one_row("SEARCH (account_counters|c) USING PRIMARY KEY \\(account=\\?\\)");
    if (std::regex_match(line, one_row)) return "";
    if (std::regex_match(line, match, whole_account) && use != Use::page && !holds_a_part(match[1]) &&
        !text.ends_with(" LIMIT 1"))  // the first or the last of it
        return line;
    return "";
}

TEST(Indexes, SqliteReadsNoTableWhole) {
    SqlitePlans plans;
    Faults faults;
    const auto look = [&](const std::string& text, Use use) {
        for (const auto& line : plans.of(text))
            if (const auto fault = fault_of(line, text, use); !fault.empty()) faults.add(fault, text);
    };
    for (const auto& text : static_texts()) look(text, Use::look_up);
    for (const auto& [text, use] : run_time_texts()) look(text, use);
    EXPECT_EQ(faults.list(), "");
}

TEST(IndexesItself, SeesWhatItLooksFor) {
    SqlitePlans plans;
    const auto is_bad = [&](const std::string& text, Use use) {
        for (const auto& line : plans.of(text))
            if (!fault_of(line, text, use).empty()) return true;
        return false;
    };
    EXPECT_TRUE(is_bad("SELECT 1 FROM users WHERE phone = ?", Use::look_up));
    EXPECT_TRUE(is_bad("SELECT 1 FROM users WHERE account = ? AND phone = ?", Use::look_up));
    EXPECT_TRUE(is_bad("SELECT phone FROM users WHERE account = ? ORDER BY phone LIMIT 1", Use::page));
    EXPECT_TRUE(
        is_bad("SELECT 1 FROM users WHERE account = ? AND onboarding > 1 AND onboarding = 2 LIMIT 1", Use::count));
    EXPECT_TRUE(is_bad("SELECT * FROM sessions WHERE account = ? AND user_id = ?", Use::look_up));
    EXPECT_FALSE(is_bad("SELECT 1 FROM users WHERE account = ? AND id = ?", Use::look_up));
    EXPECT_FALSE(is_bad("SELECT phone FROM users WHERE account = ? ORDER BY number LIMIT 1", Use::page));
}

// ---- PostgreSQL --------------------------------------------------------------------------------------------------
#ifdef ROSTER_HAS_POSTGRES

/// The plans that PostgreSQL makes without knowing the parameters. Sequential scans are forbidden to it, so one in a plan
/// is one it cannot do without; its choice among indexes depends on statistics, which an empty database has none of.
class PostgresPlans {
public:
    PostgresPlans() : client_(store_.url()) {
        client_.ask("SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan");
    }

    std::string of(const std::string& text) {
        const postgres::Translated statement(text);
        std::string nulls;
        for (int i = 0; i < statement.parameters; ++i) nulls += i == 0 ? "(NULL" : ", NULL";
        if (!nulls.empty()) nulls += ")";
        return client_.ask("DEALLOCATE ALL; PREPARE looked_at AS " + statement.text +
                           "; EXPLAIN (FORMAT JSON, COSTS OFF) EXECUTE looked_at" + nulls);
    }

private:
    PostgresStore store_;
    PostgresClient client_;
};

/// What in a plan reads a whole table or a whole index.
void find_faults(const nlohmann::json& node, const std::string& text, Faults& faults) {
    const std::string type = node.value("Node Type", "");
    if (type == "Seq Scan") faults.add("Seq Scan on " + node.value("Relation Name", ""), text);
    if ((type == "Index Scan" || type == "Index Only Scan" || type == "Bitmap Index Scan") &&
        !node.contains("Index Cond"))
        faults.add(type + " using all of " + node.value("Index Name", ""), text);
    if (node.contains("Plans"))
        for (const auto& child : node["Plans"]) find_faults(child, text, faults);
}

TEST(Indexes, PostgresqlReadsNoTableWhole) {
    PostgresPlans plans;
    Faults faults;
    const auto look = [&](const std::string& text) {
        const auto plan = nlohmann::json::parse(plans.of(text));
        find_faults(plan.at(0).at("Plan"), text, faults);
    };
    for (const auto& text : static_texts()) look(text);
    // Every fiftieth will do: the combinations differ in conditions, not in the tables that they reach.
    std::size_t n = 0;
    for (const auto& [text, use] : run_time_texts())
        if (use == Use::count || use == Use::look_up || ++n % 50 == 0) look(text);
    EXPECT_EQ(faults.list(), "");
}

TEST(IndexesItself, SeesWhatItLooksForInPostgresql) {
    PostgresPlans plans;
    const auto list = [&](const std::string& text) {
        Faults faults;
        find_faults(nlohmann::json::parse(plans.of(text)).at(0).at("Plan"), "", faults);
        return faults.list();
    };
    EXPECT_NE(list("SELECT phone FROM users WHERE phone = ?"), "");
    EXPECT_NE(list("SELECT phone FROM users WHERE id IN (SELECT id FROM organizations WHERE name = ?)"), "");
    EXPECT_EQ(list("SELECT phone FROM users WHERE account = ? AND id = ?"), "");
}

#endif

}  // namespace
}  // namespace roster::test
