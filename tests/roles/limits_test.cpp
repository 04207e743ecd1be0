// What keys of less than their owner, and people on a lowered plan, may still do to people: as much as is no more.
#include "support/desk.hpp"

#include <roster/sessions/sessions.hpp>

namespace roster::test {
namespace {

class Limits : public Desk {
protected:
    Limits() {
        desk.update(system, {.plan = Plan::pro});
        support = desk.inboxes().add(system, {.name = "Support"}).id;
    }
    /// Who comes with an API key of somebody, for some of what they may.
    Actor key_of(const User& user, const std::vector<std::string>& scopes) {
        const auto made = desk.api_keys().create(as(user), "key " + std::to_string(++keys_), scopes);
        return actor_of(*desk.sessions().validate(made.text));
    }
    static std::string above() { return "permission_denied users.above_own_role"; }
    const Roles roles = desk.roles();
    InboxId support;

    int roles_made_ = 0;

private:
    int keys_ = 0;
};
ROSTER_OVER_ALL_STORES(Limits);

TEST_P(Limits, BX6_AKeyThatManagesPeopleManagesThose) {
    const Actor key = key_of(admin, {"view_users", "manage_users"});
    EXPECT_EQ(users.update(key, agent.id, {.job_title = "Lead"}).job_title, "Lead");
    EXPECT_EQ(outcome([&] { users.suspend(key, agent.id, day("2020-01-01")); }), "done");
    EXPECT_EQ(outcome([&] { users.resume(key, agent.id); }), "done");
    EXPECT_EQ(roles.update_access(key, agent.id, {.capacity = 3}).capacity, 3);
    EXPECT_EQ(outcome([&] { users.add(key, {.kind = UserKind::customer, .first_name = "New"}); }), "done");
    EXPECT_EQ(outcome([&] { users.update(key, agent.id, {.role = role::light_user}); }), "done")
        << "less is nothing new";
    refused(above(), [&] { users.update(key, owner.id, {.job_title = "x"}); });
    refused(above(), [&] { users.update(key, agent.id, {.role = role::user}); });
    refused(above(), [&] { users.update(key, agent.id, {.role = role::administrator}); });
    refused(above(), [&] { users.add(key, {.email = "n@n.example", .role = role::light_user}); });
    refused("permission_denied users.not_administrator",
            [&] { roles.choose(key, agent.id, "view_users", Choice::deny); });
}

TEST_P(Limits, BX6_WhatThePlanPutOutOfUseIsNothingOneHad) {
    const auto more = roles.add(system, {.name = "Admin+",
                                         .base = role::administrator,
                                         .permissions = {"manage_billing", "manage_users", "manage_groups"}});
    const auto billing = desk.groups().add(system, {.name = "Billing", .permissions = {"manage_billing"}}).id;
    const User chief = users.add(system, {.email = "chief@acme.example", .role = more.id}, Onboarding::active);
    ASSERT_TRUE(roles.why(system, chief.id, "manage_billing").allowed);
    desk.update(system, {.plan = Plan::standard});
    ASSERT_FALSE(roles.why(system, chief.id, "manage_billing").allowed);
    refused(above(), [&] { users.update(as(chief), chief.id, {.groups = {{billing}}}); });
    desk.update(system, {.plan = Plan::pro});
    EXPECT_EQ(outcome([&] { users.update(as(chief), chief.id, {.groups = {{billing}}}); }), "done");
}

TEST_P(Limits, HU9_ARoleIsHeldToThePoliciesOfAllItAmountsTo) {
    const auto required = [&](const std::vector<std::string>& named, RoleId base, std::vector<std::string> allowed) {
        auto policy = policy::help_desk();
        policy.second_factor_roles = named;
        desk.update(system, {.policy = policy});
        const std::string number = std::to_string(++roles_made_);
        const auto role = roles.add(system, {.name = "R" + number, .base = base, .permissions = std::move(allowed)});
        const User one = users.add(system, {.email = "r" + number + "@acme.example", .role = role.id});
        return desk.factors().status(system, one.id).required;
    };
    EXPECT_TRUE(required({"administrator"}, role::administrator, {"manage_users"}));
    EXPECT_TRUE(required({"administrator"}, role::administrator, {"manage_billing"})) << "more than administrators";
    EXPECT_TRUE(required({"administrator"}, role::user, {"manage_users"})) << "what administrators are";
    EXPECT_TRUE(required({"user"}, role::user, {"manage_users"})) << "what it is a variant of";
    EXPECT_TRUE(required({"owner"}, role::user, {"manage_billing"}));
    EXPECT_FALSE(required({"user"}, role::administrator, {"manage_users"}));
    EXPECT_FALSE(required({"administrator"}, role::user, {"edit_customers"}));
    EXPECT_FALSE(required({}, role::administrator, {"manage_billing"}));
}

TEST_P(Limits, BX6_AKeyGivesWhatItIsForAndNothingElse) {
    const Actor chooser = key_of(admin, {"choose_permissions", "access_reports"});
    EXPECT_EQ(outcome([&] { roles.choose(chooser, agent.id, "access_reports", Choice::allow); }), "done");
    EXPECT_EQ(outcome([&] { roles.choose(chooser, agent.id, "view_history", Choice::deny); }), "done");
    refused(above(), [&] { roles.choose(chooser, agent.id, "view_history", Choice::standard); });
    refused(above(), [&] { roles.choose(chooser, agent.id, "export_users", Choice::allow); });
    refused(above(), [&] { roles.choose(chooser, owner.id, "access_reports", Choice::allow); });

    // A level gives what it lets through.
    const Inboxes inboxes = desk.inboxes();
    const Actor bare = key_of(admin, {"manage_inbox_access"});
    const Actor reader = key_of(admin, {"manage_inbox_access", "view_tickets", "comment_tickets"});
    refused(above(), [&] { inboxes.set_access(bare, support, agent.id, InboxLevel::read); });
    refused(above(), [&] { inboxes.set_access(reader, support, agent.id, InboxLevel::reply); });
    EXPECT_EQ(outcome([&] { inboxes.set_access(reader, support, agent.id, InboxLevel::read); }), "done");
    EXPECT_EQ(outcome([&] { inboxes.set_access(bare, support, agent.id, InboxLevel::none); }), "done");

    // Groups: what is there may be more than the key is for, what changes may not.
    const Group sellers = desk.groups().add(system, {.name = "Sellers", .permissions = {"export_users"}});
    const Actor grouper = key_of(admin, {"manage_groups", "access_kpis"});
    EXPECT_EQ(outcome([&] {
                  desk.groups().update(grouper, sellers.id, {.permissions = {{"export_users", "access_kpis"}}});
              }),
              "done");
    refused(above(), [&] {
        desk.groups().update(grouper, sellers.id, {.permissions = {{"export_users", "delete_tickets"}}});
    });
}

TEST_P(Limits, BX6_WhoReadsDoesNotGiveAnswering) {
    const Group readers = desk.groups().add(system, {.name = "Readers"});
    roles.choose(system, agent.id, "manage_groups", Choice::allow);
    desk.inboxes().set_access(system, support, agent.id, InboxLevel::read);
    // The lower of the two in the list of levels, and more for what is assigned.
    refused(above(), [&] {
        desk.groups().update(as(agent), readers.id, {.inboxes = {{"only_assigned@" + to_string(support)}}});
    });
    EXPECT_EQ(outcome([&] {
                  desk.groups().update(as(agent), readers.id, {.inboxes = {{"read@" + to_string(support)}}});
              }),
              "done");
}

TEST_P(Limits, BX6_TakingNoneAwayNeedsAllThatOthersMaySay) {
    const std::string at_support = "@" + to_string(support);
    const Group shut = desk.groups().add(system, {.name = "Shut", .inboxes = {"none" + at_support}});
    const Group all = desk.groups().add(system, {.name = "All", .inboxes = {"full" + at_support}});
    users.update(system, light.id, {.groups = {{shut.id, all.id}}});
    roles.choose(system, agent.id, "manage_groups", Choice::allow);
    desk.inboxes().set_access(system, support, agent.id, InboxLevel::reply);
    for (const std::string level : {"read", "reply"})
        refused(above(), [&] { desk.groups().update(as(agent), shut.id, {.inboxes = {{level + at_support}}}); });
    EXPECT_EQ(outcome([&] { desk.groups().update(as(admin), shut.id, {.inboxes = {{"read" + at_support}}}); }),
              "done");
}

TEST_P(Limits, HU10_HU12_ALoweredPlanLocksNobodyOut) {
    roles.choose(system, agent.id, "access_reports", Choice::allow);
    roles.choose(system, admin.id, "manage_billing", Choice::allow);
    desk.update(system, {.plan = Plan::standard});
    EXPECT_EQ(outcome([&] { roles.update_access(as(agent), agent.id, {.default_inbox = support}); }), "done");
    EXPECT_EQ(outcome([&] { roles.update_access(as(admin), admin.id, {.capacity = 7}); }), "done");
    EXPECT_EQ(outcome([&] { desk.inboxes().serve(as(admin), admin.id, support, true); }), "done");
    EXPECT_EQ(outcome([&] { roles.choose(as(admin), admin.id, "manage_billing", Choice::standard); }), "done")
        << "what is out of use can be put away by whom it is for";
    desk.update(system, {.plan = Plan::pro});
    refused(above(), [&] { roles.choose(as(admin), admin.id, "manage_billing", Choice::allow); });
}

}  // namespace
}  // namespace roster::test
