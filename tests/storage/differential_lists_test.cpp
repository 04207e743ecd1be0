// Lists of users: whichever set of users the SQL core walks, or none, the answer is the reference store's.
//
// With real data a set is walked unless it has thousands of members. Here the counting is answered by the test.
#include "storage/sql/stores.hpp"
#include "support/sqlite.hpp"
#include "support/world.hpp"

#include <roster/storage/memory.hpp>

#include <gtest/gtest.h>

#include <random>

namespace roster::test {
namespace {

/// A connection whose countings are made up: a set's turn comes in the order in which they are counted.
class MadeUpCounts final : public sql::Connection {
public:
    /// @param walked  the set that is to be the smallest; none when there are not so many
    MadeUpCounts(sql::Connection& real, std::size_t walked) : real_(real), walked_(walked) {}
    sql::Prepared& prepare(const sql::Statement& statement) override { return real_.prepare(statement); }
    sql::Prepared& prepare(const std::string& text) override {
        if (!text.starts_with("SELECT count(*) FROM (")) return real_.prepare(text);
        answer_.count = counted_++ == walked_ ? 1 : 1'000'000;
        return answer_;
    }
    [[nodiscard]] std::size_t counted() const { return counted_; }

private:
    struct Answer final : sql::Prepared {
        std::int64_t count = 0;
        void bind_null(int) override {}
        void bind_int(int, std::int64_t) override {}
        void bind_text(int, std::string_view) override {}
        void bind_blob(int, std::string_view) override {}
        bool step() override { return true; }
        bool is_null(int) override { return false; }
        std::int64_t get_int(int) override { return count; }
        std::string_view get_text(int) override { return {}; }
        std::string_view get_blob(int) override { return {}; }
        std::int64_t changes() override { return 0; }
        void reset() noexcept override {}
    };
    sql::Connection& real_;
    std::size_t walked_, counted_ = 0;
    Answer answer_;
};

/// The same people in both stores.
class Lists : public testing::Test {
protected:
    Lists() {
        AccountRecord record;
        record.id = account;
        record.name = "Lists";
        record.created_at = record.updated_at = now();
        std::vector<IndexedUser> people;
        for (int n = 1; n <= 80; ++n) people.push_back(person(n));
        const auto fill = [&](AccountStore& accounts, OrganizationStore& organizations, GroupStore& groups,
                              UserStore& users) {
            accounts.insert(record);
            for (std::uint8_t n = 1; n <= 3; ++n) {
                Organization organization;
                organization.id = OrganizationId::well_known(n);
                Group group;
                group.id = GroupId::well_known(n);
                organization.created_at = organization.updated_at = group.created_at = group.updated_at = now();
                organizations.insert(organization, std::to_string(n));
                groups.insert(group, std::to_string(n));
            }
            for (const auto& one : people) ASSERT_FALSE(users.insert(one));
        };
        reference->write(
            account, [&](Transaction& tx) { fill(tx.accounts(), tx.organizations(), tx.groups(), tx.users()); });
        driver.write(account, [&](sql::Connection& connection) {
            sql::SqlAccountStore accounts(connection, account);
            sql::SqlOrganizationStore organizations(connection, account);
            sql::SqlGroupStore groups(connection, account);
            sql::SqlUserStore users(connection, account);
            fill(accounts, organizations, groups, users);
        });
    }

    int pick(int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); }
    bool once_in(int n) { return pick(n) == 0; }
    static Instant now() { return at("2025-06-02T09:00:00Z"); }
    Instant around_now() { return now() + hours(pick(9) - 4); }

    IndexedUser person(int n) {
        IndexedUser made;
        User& user = made.user;
        user.id = UserId::well_known(static_cast<std::uint8_t>(n));
        user.number = 1 + n * 37 % 101;
        user.kind = once_in(2) ? UserKind::staff : UserKind::customer;
        if (user.kind == UserKind::staff) user.role = once_in(2) ? role::user : role::owner;
        user.onboarding = static_cast<Onboarding>(1 + pick(3));
        if (user.onboarding == Onboarding::invited && !once_in(4)) user.invitation_expires_at = around_now();
        user.failed_sign_ins = pick(5);
        if (once_in(3)) user.suspension_starts_at = around_now();
        if (user.suspension_starts_at && once_in(2))
            user.suspension_ends_at = *user.suspension_starts_at + hours(2);
        if (once_in(6)) user.deleted_at = around_now();
        if (once_in(2)) user.organization = OrganizationId::well_known(static_cast<std::uint8_t>(1 + pick(3)));
        for (std::uint8_t g = 1; g <= 3; ++g)
            if (once_in(3)) user.groups.push_back(GroupId::well_known(g));
        for (const auto* label : {"a", "b", "c"})
            if (once_in(3)) user.labels.emplace_back(label);
        user.created_at = user.updated_at = now();
        user.last_active_at = around_now();
        made.sort_key = std::string(1, static_cast<char>('a' + pick(4)));
        made.name_key = std::string(1, static_cast<char>('a' + pick(4))) + "x";
        if (!user.deleted_at)
            made.email_keys = {std::string(1, static_cast<char>('a' + pick(4))) + std::to_string(n) + "@x.example"};
        return made;
    }

    UserListing listing() {
        UserListing made{.now = now(), .alert_at = 3, .limit = 1 + pick(30)};
        UserQuery& query = made.query;
        if (once_in(3)) query.kind = static_cast<UserKind>(1 + pick(2));
        if (once_in(2)) query.status = static_cast<UserStatus>(1 + pick(5));
        if (once_in(5)) query.role = role::user;
        for (const auto* label : {"a", "b"})
            if (once_in(4)) query.labels.emplace_back(label);
        if (once_in(4)) query.organization = OrganizationId::well_known(1);
        if (once_in(4)) query.group = GroupId::well_known(1);
        if (once_in(4)) query.text = once_in(2) ? "a" : "bx";
        query.with_alert = once_in(4);
        query.sort = static_cast<UserSort>(1 + pick(3));
        query.descending = once_in(2);
        if (once_in(2)) {
            made.after_key = std::string(1, static_cast<char>('a' + pick(4)));
            made.after_number = query.sort == UserSort::number ? pick(101) : to_micros(around_now());
            made.after_id = UserId::well_known(static_cast<std::uint8_t>(1 + pick(80)));
        }
        return made;
    }

    static std::string numbers_of(const std::vector<ListedUser>& rows) {
        std::string text;
        for (const auto& row : rows) text += std::to_string(row.user.number) + row.sort_key + " ";
        return text;
    }

    std::mt19937 random{11};
    const AccountId account = AccountId::well_known(1);
    std::shared_ptr<Storage> reference = memory_storage();
    sqlite::Driver driver{
        ":memory:", {}, std::span(sql::sqlite_migrations, static_cast<std::size_t>(sql::sqlite_migration_count))};
};

TEST_F(Lists, TheSameWhicheverSetIsWalked) {
    int not_empty = 0;
    std::size_t most_sets = 0;
    for (int i = 0; i < 4'000; ++i) {
        const auto wanted = listing();
        std::string expected;
        reference->read(account, [&](Transaction& tx) { expected = numbers_of(tx.users().list(wanted)); });
        not_empty += !expected.empty();
        for (std::size_t walked = 0, sets = 0; walked <= sets; ++walked) {
            std::string found;
            driver.read(account, [&](sql::Connection& connection) {
                MadeUpCounts counts(connection, walked);
                sql::SqlUserStore users(counts, account);
                found = numbers_of(users.list(wanted));
                sets = counts.counted();  // the last round walks none
            });
            most_sets = std::max(most_sets, sets);
            ASSERT_EQ(found, expected) << "list " << i << ", walked " << walked << " of " << sets;
        }
    }
    EXPECT_GT(not_empty, 1'500);
    EXPECT_GE(most_sets, 5u);
}

}  // namespace
}  // namespace roster::test
