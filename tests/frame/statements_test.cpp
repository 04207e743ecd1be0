// How many SQL statements a call needs: the usual one needs one (docs/performance.md).
#include "base/json.hpp"
#include "storage/sql/driver.hpp"
#include "storage/sqlite/driver.hpp"
#include "support/world.hpp"

#include <roster/directory.hpp>

#include <gtest/gtest.h>

namespace roster::test {
namespace {

/// Passes everything on and counts the statements that were asked for.
class CountingDriver final : public sql::Driver {
public:
    explicit CountingDriver(std::vector<std::string>& statements)
        : statements_(statements),
          driver_(":memory:", {}, {sql::sqlite_migrations, static_cast<std::size_t>(sql::sqlite_migration_count)}) {
    }

    void read(AccountId account, Work work) override {
        driver_.read(account, [&](sql::Connection& inner) { run(inner, work); });
    }
    void write(AccountId account, Work work) override {
        driver_.write(account, [&](sql::Connection& inner) { run(inner, work); });
    }
    std::vector<std::string> check() override { return driver_.check(); }
    void backup(const std::string& path) override { driver_.backup(path); }
    std::string engine() const override { return driver_.engine(); }
    void close() override { driver_.close(); }

private:
    struct Counting final : sql::Connection {
        Counting(sql::Connection& inner, std::vector<std::string>& statements)
            : inner_(inner), statements_(statements) {}
        sql::Prepared& prepare(const sql::Statement& statement) override {
            statements_.push_back(statement.text);
            return inner_.prepare(statement);
        }
        sql::Prepared& prepare(const std::string& text) override {
            statements_.push_back(text);
            return inner_.prepare(text);
        }
        sql::Connection& inner_;
        std::vector<std::string>& statements_;
    };
    void run(sql::Connection& inner, Work work) {
        Counting counting(inner, statements_);
        work(counting);
    }
    std::vector<std::string>& statements_;
    sqlite::Driver driver_;
};

class Statements : public testing::Test {
protected:
    std::size_t count(const std::function<void()>& call) {
        statements_.clear();
        call();
        return statements_.size();
    }
    std::string list() const {
        std::string text;
        for (const auto& statement : statements_) text += "\n  " + statement.substr(0, 120);
        return text;
    }

    World world;
    std::vector<std::string> statements_;
    Directory directory{sql::make_storage(std::make_unique<CountingDriver>(statements_)), world.environment()};
    Account desk = directory.create_account({.name = "Desk", .plan = Plan::pro});
    Users users = desk.users();
    const Actor system = Actor::system();
    const User owner = users.add(system, {.email = "owner@desk.example", .role = role::owner}, Onboarding::active);
    const User customer = users.add(
        system, {.kind = UserKind::customer, .email = "c@home.example", .labels = {"l"}, .external_id = "e"});
};

#define EXPECT_STATEMENTS(most, call) \
    EXPECT_LE(count([&] { call; }), static_cast<std::size_t>(most)) << #call << list()

TEST_F(Statements, FindingSomebodyIsOne) {
    EXPECT_STATEMENTS(1, users.get(system, owner.id));
    EXPECT_STATEMENTS(1, users.get_by_number(system, 1));
    EXPECT_STATEMENTS(1, users.get_by_email(system, "owner@desk.example"));
    EXPECT_STATEMENTS(1, users.get_by_external_id(system, "e"));
    EXPECT_STATEMENTS(1, users.get_many(system, std::vector{owner.id, customer.id}));
    EXPECT_STATEMENTS(2, users.get(Actor::user(owner.id), customer.id));
}

TEST_F(Statements, AListIsOneAndOneForEachSet) {
    EXPECT_STATEMENTS(1, users.list(system));
    EXPECT_STATEMENTS(2, users.list(system, {.kind = UserKind::staff, .sort = UserSort::last_activity}));
    EXPECT_STATEMENTS(2, users.list(system, {.with_alert = true}));
    EXPECT_STATEMENTS(2, users.list(system, {.labels = {"l"}}));
    EXPECT_STATEMENTS(2, users.list(system, {.text = "o"}));
    EXPECT_STATEMENTS(1, desk.history().list(system));
    EXPECT_STATEMENTS(1, desk.organizations().list(system));
}

TEST_F(Statements, Changes) {
    EXPECT_STATEMENTS(7, users.add(system, {.email = "new@desk.example"}));
    EXPECT_STATEMENTS(4, users.update(system, owner.id, {.job_title = "Lead"}));
    EXPECT_STATEMENTS(4, users.update(system, owner.id, {.first_name = "O"}, 2));
    EXPECT_STATEMENTS(5, users.update(Actor::user(owner.id), owner.id, {.first_name = "P"}));
    EXPECT_STATEMENTS(9,
                      users.update(system, customer.id, {.email = "d@home.example"}));  // links end, an event tells
    EXPECT_STATEMENTS(5, users.label(system, customer.id, {"m"}));
    EXPECT_STATEMENTS(2, users.record_activity(system, owner.id));
    EXPECT_STATEMENTS(1, users.record_failed_sign_in(system, owner.id));
    EXPECT_STATEMENTS(3, users.record_sign_in(system, owner.id));
}

// This store has no stamp: nothing is kept between validations, so that what is counted is a principal made cold.
TEST_F(Statements, WhoATokenStandsForIsOne) {
    const auto sessions = desk.sessions();
    sessions.link_identity(system, owner.id, "https://id.example", "1");
    const auto token = sessions.sign_in_with_identity({.issuer = "https://id.example", .subject = "1"}).token;
    const auto key = desk.api_keys().create(Actor::user(owner.id), "key").text;
    const auto apps = desk.apps();
    const std::string callback = "https://app.example/callback";
    const auto made = apps.create(Actor::user(owner.id),
                                  {.name = "App", .redirect_uris = {callback}, .scopes = {"tickets:read"}});
    const auto client = to_string(made.app.id);
    // The verifier and its challenge: RFC 7636, appendix B.
    const auto code = apps.consent(token,
                                   {.response_type = "code",
                                    .client_id = client,
                                    .redirect_uri = callback,
                                    .scope = "tickets:read",
                                    .code_challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
                                    .code_challenge_method = "S256"},
                                   {"tickets:read"})
                          .code;
    const auto access =
        apps.exchange_code({client, made.secret}, code, callback, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
            .access_token;
    for (const auto& text : {token, key, access}) {
        ASSERT_TRUE(sessions.validate(text));  // that it was used is written once
        EXPECT_STATEMENTS(1, ASSERT_TRUE(sessions.validate(text)));
    }
    const auto forged = key.substr(0, key.size() - 1) + (key.back() == 'A' ? 'B' : 'A');
    EXPECT_STATEMENTS(0, static_cast<void>(sessions.validate(forged)));
    EXPECT_STATEMENTS(1, static_cast<void>(desk.roles().all(system, owner.id)));
    EXPECT_STATEMENTS(2, static_cast<void>(desk.roles().why(Actor::user(owner.id), customer.id, "view_users")));
}

TEST_F(Statements, TheCostDoesNotGrowWithTheUsers) {
    const auto cost = [&] {
        std::size_t sum = 0;
        sum += count([&] { users.list(system, {.labels = {"l"}, .text = "x"}, {.limit = 10}); });
        sum += count([&] { users.get_by_email(system, "owner@desk.example"); });
        sum += count([&] { users.update(system, owner.id, {.job_title = std::to_string(sum)}); });
        return sum;
    };
    const auto before = cost();
    for (int i = 0; i < 50; ++i)
        users.add(system, {.kind = UserKind::customer,
                           .first_name = "X",
                           .email = "x" + std::to_string(i) + "@x.example",
                           .labels = {"l"}});
    EXPECT_LE(cost(), before + 1);
}

}  // namespace
}  // namespace roster::test
