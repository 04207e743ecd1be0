// A changed role, override or plan is in force at the next check: in another Directory on the same file, and in another
// process.
#include "support/folder.hpp"
#include "support/sqlite.hpp"

#include <roster/directory.hpp>

#include <gtest/gtest.h>

namespace roster::test {
namespace {

using sqlite::test::start_child;
using sqlite::test::succeeded;

class RightsElsewhere : public testing::Test {
protected:
    bool may(const Account& account, Permission one) const {
        const auto principal = account.sessions().validate(token);
        return principal && account.roles().may(*principal, one);
    }

    Folder folder;
    const std::string path = folder.file("desk.db");
    const Actor system = Actor::system("test");
    Directory directory = roster::open(path);
    Account desk = directory.create_account({.name = "Desk", .plan = Plan::pro});
    User agent = desk.users().add(system, {.email = "agent@desk.example", .role = role::user}, Onboarding::active);
    std::string token = [&] {
        desk.sessions().link_identity(system, agent.id, "i", "agent");
        return desk.sessions().sign_in_with_identity({.issuer = "i", .subject = "agent"}).token;
    }();
};

TEST_F(RightsElsewhere, AnotherDirectorySeesItAtOnce) {
    const Account elsewhere = roster::open(path).account(desk.id());
    EXPECT_FALSE(may(elsewhere, permission::access_reports));
    for (int round = 0; round < 20; ++round) {
        desk.roles().choose(system, agent.id, "access_reports", Choice::allow);
        ASSERT_TRUE(may(elsewhere, permission::access_reports));
        elsewhere.roles().choose(system, agent.id, "access_reports", Choice::deny);
        ASSERT_FALSE(may(desk, permission::access_reports));
    }
    elsewhere.update(system, {.plan = Plan::free});
    EXPECT_FALSE(may(desk, permission::use_api_keys));
}

TEST_F(RightsElsewhere, AnotherProcessSeesItAtOnce) {
    EXPECT_TRUE(may(desk, permission::reply_tickets));
    // The child opens the store anew, as it must, and takes the right away.
    const int child = start_child([&] {
        const Account there = roster::open(path).account(desk.id());
        if (!may(there, permission::reply_tickets)) return false;
        there.roles().choose(system, agent.id, "reply_tickets", Choice::deny);
        return !may(there, permission::reply_tickets);
    });
    EXPECT_TRUE(succeeded(child));
    EXPECT_FALSE(may(desk, permission::reply_tickets));
    desk.users().update(system, agent.id, {.role = role::administrator});
    EXPECT_TRUE(may(desk, permission::manage_users));
    const int other = start_child([&] {
        const Account there = roster::open(path).account(desk.id());
        there.users().update(system, agent.id, {.role = role::light_user});
        return true;
    });
    EXPECT_TRUE(succeeded(other));
    EXPECT_FALSE(may(desk, permission::manage_users));
}

TEST_F(RightsElsewhere, BX12_ASessionEndedByAnotherProcessIsEnded) {
    const auto is_good = [&] { return desk.sessions().validate(token).has_value(); };
    EXPECT_TRUE(is_good() && is_good()) << "known from the second time on";
    const int child = start_child([&] {
        const Account there = roster::open(path).account(desk.id());
        return there.sessions().validate(token) && there.sessions().revoke(system, agent.id) == 1;
    });
    EXPECT_TRUE(succeeded(child));
    EXPECT_FALSE(is_good());
}

}  // namespace
}  // namespace roster::test
