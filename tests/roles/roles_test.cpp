// Roles of one's own, what single users are allowed, groups, handing the account over, and questions about all of it.
#include "roles/rights.hpp"

#include <roster/sessions/sessions.hpp>

#include <sstream>

namespace roster::test {
namespace {

ROSTER_OVER_ALL_STORES(Rights);

TEST_P(Rights, HU9_ARoleOfOnesOwn) {
    const Role lead =
        roles.add(as(admin), {.name = " Team lead ",
                              .description = "Leads.",
                              .permissions = {"view_users", "manage_users", "view_users", "-export_users"},
                              .inbox_level = InboxLevel::reply});
    EXPECT_EQ(lead.name, "Team lead");
    EXPECT_EQ(lead.permissions, (std::vector<std::string>{"view_users", "manage_users", "-export_users"}))
        << "each once";
    EXPECT_EQ(lead.base, role::user);
    EXPECT_EQ(text_of(roles.get(as(light), lead.id)), text_of(lead));
    EXPECT_EQ(roles.find_by_name(as(agent), "TEAM LEAD")->id, lead.id);
    EXPECT_EQ(roles.list(as(agent)).items.size(), 1u);
    EXPECT_EQ(entries({.subject_kind = "role", .subject_id = to_string(lead.id)}).size(), 1u);

    EXPECT_FALSE(may(agent, "manage_users"));
    users.update(as(admin), agent.id, {.role = lead.id});
    EXPECT_TRUE(may(agent, "manage_users"));
    EXPECT_FALSE(may(agent, "create_tickets")) << "a role allows what it names, whatever it is a variant of";
    EXPECT_EQ(outcome([&] { users.update(as(agent), light.id, {.job_title = "x"}); }),
              "permission_denied users.above_own_role")
        << "light users have what the role has not";
    EXPECT_EQ(outcome([&] { users.add(as(agent), {.kind = UserKind::customer, .first_name = "New"}); }), "done");
    const auto changed = roles.update(as(admin), lead.id, {.permissions = {{"view_users", "edit_customers"}}}, 1);
    EXPECT_EQ(changed.revision, 2);
    EXPECT_FALSE(may(agent, "manage_users")) << "in force at the next question";
    EXPECT_EQ(outcome([&] { roles.update(as(admin), lead.id, {.description = "x"}, 1); }), "aborted roles.changed");

    EXPECT_EQ(outcome([&] { roles.remove(as(admin), lead.id); }), "failed_precondition roles.in_use");
    EXPECT_EQ(outcome([&] { roles.remove(as(admin), lead.id, lead.id); }), "invalid_argument roles.invalid");
    EXPECT_EQ(outcome([&] { roles.remove(as(admin), lead.id, role::owner); }), "invalid_argument roles.invalid");
    const User gone = add_staff("gone", lead.id);
    users.remove(system, gone.id, "left");
    roles.remove(as(admin), lead.id, role::light_user);
    EXPECT_EQ(now(agent).role, role::light_user);
    EXPECT_EQ(now(gone).role, role::light_user) << "who may come back";
    EXPECT_EQ(entries_of(agent).front().verb, "users.update");
    EXPECT_EQ(outcome([&] { static_cast<void>(roles.get(system, lead.id)); }), "not_found roles.unknown");
    EXPECT_EQ(outcome([&] { static_cast<void>(roles.get(system, role::user)); }), "not_found roles.unknown");
    check_counters();
}

TEST_P(Rights, HU9_BadRoles) {
    const std::string nowhere = to_string(InboxId::well_known(77));
    EXPECT_EQ(
        faults([&] {
            roles.add(system, {.name = "",
                               .base = role::owner,
                               .permissions = {"view_users", "no_such", "@", "delete_tickets@inbox:" + nowhere,
                                               "manage_users@inbox:" + to_string(support)},
                               .inbox_level = static_cast<InboxLevel>(9)});
        }),
        "name:required base:unknown_role inbox_level:unknown_value permissions[1]:unknown_permission permissions[2]:invalid_rule permissions[3]:unknown_place permissions[4]:not_scoped");
    EXPECT_EQ(faults([&] {
                  roles.add(system, {.name = "x", .permissions = std::vector<std::string>(501, "view_users")});
              }),
              "permissions:too_many");
    roles.add(system, {.name = "One"});
    EXPECT_EQ(outcome([&] { roles.add(system, {.name = "ONE"}); }), "already_exists roles.taken");
    for (const User* who : {&agent, &light, &customer})
        refused("permission_denied users.not_administrator", [&] { roles.add(as(*who), {.name = "Two"}); });
    EXPECT_EQ(outcome([&] { users.update(system, agent.id, {.role = RoleId::well_known(99)}); }),
              "invalid_argument users.invalid");
}

TEST_P(Rights, HU10_PermissionsOfOneUser) {
    EXPECT_EQ(roles.access_of(as(agent), agent.id).revision, 0);
    auto access = roles.choose(as(admin), agent.id, "access_reports", Choice::allow);
    EXPECT_EQ(access.permissions, std::vector<std::string>{"access_reports"});
    EXPECT_TRUE(may(agent, "access_reports"));
    access = roles.choose(as(admin), agent.id, "access_reports", Choice::deny);
    EXPECT_EQ(access.permissions, std::vector<std::string>{"-access_reports"});
    EXPECT_FALSE(may(agent, "access_reports"));
    roles.choose(as(admin), agent.id, "reply_tickets", Choice::deny, sales);
    roles.choose(as(admin), agent.id, "access_reports", Choice::standard);
    access = roles.access_of(as(agent), agent.id);
    EXPECT_EQ(access.permissions, std::vector<std::string>{"-reply_tickets@inbox:" + to_string(sales)});
    EXPECT_EQ(access.revision, 4);
    EXPECT_EQ(entries_of(agent).front().verb, "roles.choose");
    EXPECT_EQ(entries_of(agent).front().changes.front().name, "permissions");

    EXPECT_EQ(outcome([&] { roles.choose(as(admin), agent.id, "no_such", Choice::allow); }),
              "invalid_argument roles.invalid");
    EXPECT_EQ(outcome([&] { roles.choose(as(admin), agent.id, "manage_users", Choice::allow, sales); }),
              "invalid_argument roles.invalid");
    EXPECT_EQ(outcome([&] { roles.choose(as(admin), owner.id, "view_users", Choice::deny); }),
              "permission_denied users.above_own_role");
    EXPECT_EQ(outcome([&] { roles.choose(system, owner.id, "view_users", Choice::deny); }),
              "failed_precondition roles.owner_has_all");
    EXPECT_EQ(outcome([&] { roles.choose(as(admin), agent.id, "delete_account", Choice::allow); }),
              "permission_denied users.above_own_role")
        << "administrators have not";
    EXPECT_EQ(outcome([&] { roles.choose(as(agent), agent.id, "manage_users", Choice::allow); }),
              "permission_denied users.not_administrator");
    EXPECT_EQ(outcome([&] { static_cast<void>(roles.access_of(as(customer), agent.id)); }),
              "permission_denied users.not_staff");
    EXPECT_EQ(outcome([&] { static_cast<void>(roles.access_of(as(customer), customer.id)); }), "done");
    for (int n = 0; n < 3; ++n)
        EXPECT_EQ(text_of(roles.access_of(as(admin), agent.id)), text_of(access))
            << "what was refused changed nothing";
}

TEST_P(Rights, HU10_HU12_ALowerPlanKeepsTheDataAndStopsTheUse) {
    const Role reporter = roles.add(system, {.name = "Reporter", .permissions = {"view_users", "access_reports"}});
    const Team night = desk.teams().add(system, {.name = "Night", .permissions = {"access_kpis"}});
    users.update(system, agent.id, {.role = reporter.id});
    roles.choose(system, agent.id, "access_settings", Choice::allow);
    roles.choose(system, agent.id, "view_history", Choice::deny);
    desk.teams().add_member(system, night.id, agent.id);
    const auto all = [&] {
        std::string text;
        for (const auto* name : {"view_users", "access_reports", "access_settings", "access_kpis", "view_history"})
            text += may(agent, name) ? "y" : "n";
        return text;
    };
    EXPECT_EQ(all(), "yyyyn");
    const auto kept = text_of(roles.access_of(system, agent.id));
    desk.update(system, {.plan = Plan::standard});
    EXPECT_EQ(all(), "ynnnn") << "what was denied stays denied";
    EXPECT_EQ(text_of(roles.access_of(system, agent.id)), kept);
    const auto told = roles.why(system, agent.id, "access_settings");
    bool says = false;
    for (const auto& step : told.trail)
        says = says || (step.rule == RuleKind::user_allow && step.says.find("plan") != step.says.npos);
    EXPECT_TRUE(says) << "the trail tells that there is a rule and why it is not in use";
    EXPECT_EQ(outcome([&] { roles.add(system, {.name = "More"}); }), "failed_precondition roles.not_on_plan");
    EXPECT_EQ(outcome([&] { roles.update(system, reporter.id, {.description = "x"}); }),
              "failed_precondition roles.not_on_plan");
    EXPECT_EQ(outcome([&] { roles.choose(as(owner), light.id, "view_users", Choice::deny); }),
              "failed_precondition roles.not_on_plan");
    EXPECT_EQ(outcome([&] { users.update(system, light.id, {.role = reporter.id}); }),
              "failed_precondition roles.not_on_plan");
    EXPECT_EQ(outcome([&] { desk.teams().add(system, {.name = "More"}); }),
              "failed_precondition teams.not_on_plan");
    EXPECT_EQ(outcome([&] { desk.teams().add_member(as(owner), night.id, light.id); }),
              "failed_precondition teams.not_on_plan");
    EXPECT_EQ(outcome([&] { users.update(as(owner), agent.id, {.job_title = "Lead"}); }), "done")
        << "the rest of the record goes on";
    EXPECT_EQ(outcome([&] { roles.choose(as(owner), agent.id, "view_history", Choice::standard); }), "done")
        << "putting away is always possible";
    EXPECT_EQ(outcome([&] { desk.teams().remove_member(as(owner), night.id, agent.id); }), "done");
    desk.update(system, {.plan = Plan::pro});
    EXPECT_EQ(all(), "yyynn");
}

TEST_P(Rights, HU9_HU12_NoWayGivesWhatThePlanDoesNotHave) {
    const Role lead = roles.add(system, {.name = "Lead", .permissions = {"view_users"}});
    const Role other = roles.add(system, {.name = "Other", .permissions = {"view_users"}});
    const Team night = desk.teams().add(system, {.name = "Night"});
    users.update(system, agent.id, {.role = lead.id});
    desk.update(system, {.plan = Plan::standard});
    const std::string off = "failed_precondition roles.not_on_plan";
    const auto expect_off = [&](const std::string& field, const std::function<void()>& call) {
        refused(off, call);
        EXPECT_EQ(faults(call), field + ":not_in_plan");
    };
    expect_off("role", [&] { users.update(system, light.id, {.role = lead.id}); });
    expect_off("role", [&] { users.add(system, {.email = "n@n.example", .role = lead.id}); });
    expect_off("replacement", [&] { roles.remove(as(owner), lead.id, other.id); });
    expect_off("becomes", [&] { roles.transfer_ownership(as(owner), admin.id, {}, lead.id); });
    expect_off("permission", [&] { roles.choose(as(owner), light.id, "view_users", Choice::deny); });
    refused("failed_precondition teams.not_on_plan",
            [&] { desk.inboxes().set_access(as(owner), support, night.id, InboxLevel::reply); });
    EXPECT_EQ(faults([&] { desk.inboxes().set_access(as(owner), support, night.id, InboxLevel::reply); }),
              "holder:not_in_plan");
    EXPECT_EQ(outcome([&] { desk.inboxes().set_access(as(owner), support, night.id, std::nullopt); }), "done")
        << "putting away is always possible";
    std::istringstream file("email,role\na@x.example," + to_string(lead.id) + "\nb@x.example,user\n");
    const auto import = desk.imports().run(as(owner), file, {.key = "k", .kind = UserKind::staff});
    EXPECT_EQ(import.added, 1);
    const auto lines = desk.imports().faults(as(owner), import.id).items;
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_EQ(lines[0].field + " " + lines[0].reason, "role not_in_plan");
    EXPECT_EQ(outcome([&] { roles.remove(as(owner), lead.id, role::user); }), "done");
}

TEST_P(Rights, HU10_ErrorsNameWhatIsWrong) {
    const auto none = UserId::well_known(5);
    EXPECT_EQ(faults([&] { roles.transfer_ownership(as(owner), none); }), "to:unknown");
    EXPECT_EQ(faults([&] { roles.transfer_ownership(system, admin.id, none); }), "from:unknown");
    EXPECT_EQ(faults([&] { roles.update_access(as(admin), agent.id, {.default_inbox = InboxId::well_known(5)}); }),
              "default_inbox:unknown");
    for (const auto choice : {Choice::allow, Choice::deny, Choice::standard}) {
        EXPECT_EQ(faults([&] { roles.choose(as(admin), agent.id, "nonsense", choice); }),
                  "permission:unknown_permission");
        EXPECT_EQ(faults([&] { roles.choose(as(admin), agent.id, "manage_users", choice, sales); }),
                  "permission:not_scoped");
        EXPECT_EQ(
            faults([&] { roles.choose(as(admin), agent.id, "reply_tickets", choice, InboxId::well_known(7)); }),
            "scope:unknown_place");
    }
    // Of another process's making, and put away by one that does not know it.
    UserAccess access;
    access.user_id = agent.id;
    access.permissions = {"other.permission"};
    access.revision = 1;
    access.permissions.resize(500, "-view_history");
    directory.storage().write(desk.id(), [&](Transaction& tx) { tx.roles().access().insert(access); });
    EXPECT_EQ(faults([&] { roles.choose(system, agent.id, "view_users", Choice::deny); }), "permissions:too_many");
    EXPECT_EQ(roles.choose(system, agent.id, "other.permission", Choice::standard).permissions.size(), 499u);
}

TEST_P(Rights, DP14_AGroupsMembersShareItsPermissions) {
    const Group sellers = desk.groups().add(as(admin), {.name = "Sellers",
                                                        .permissions = {"export_users", "-view_history"},
                                                        .inboxes = {"reply@" + to_string(sales)}});
    EXPECT_FALSE(may(agent, "export_users"));
    users.update(as(admin), agent.id, {.groups = {{sellers.id}}});
    EXPECT_TRUE(may(agent, "export_users"));
    EXPECT_FALSE(may(agent, "view_history"));
    EXPECT_TRUE(may(agent, "reply_tickets", sales));
    EXPECT_FALSE(may(agent, "reply_tickets", support));
    desk.groups().update(as(admin), sellers.id, {.permissions = {{"access_kpis"}}});
    EXPECT_FALSE(may(agent, "export_users"));
    EXPECT_TRUE(may(agent, "access_kpis"));
    EXPECT_EQ(outcome([&] { desk.groups().update(as(admin), sellers.id, {.permissions = {{"delete_account"}}}); }),
              "permission_denied users.above_own_role");
    EXPECT_EQ(faults([&] {
                  desk.groups().update(
                      as(admin), sellers.id,
                      {.permissions = {{"x"}},
                       .inboxes = {{"full", "reply@" + to_string(sales), "read@" + to_string(sales)}}});
              }),
              "permissions[0]:unknown_permission inboxes[0]:invalid_rule inboxes[2]:duplicate");
    // A group that has what its makers have not cannot be joined, nor changed, by less.
    const Group owners = desk.groups().add(as(owner), {.name = "Owners", .permissions = {"delete_account"}});
    EXPECT_EQ(outcome([&] { users.update(as(admin), admin.id, {.groups = {{owners.id}}}); }),
              "permission_denied users.above_own_role");
    EXPECT_EQ(outcome([&] { desk.groups().update(as(admin), owners.id, {.description = "x"}); }),
              "permission_denied users.above_own_role");
}

TEST_P(Rights, BX6_AnOwnerChangesOnlyByTransfer) {
    refused("permission_denied roles.not_owner", [&] { roles.transfer_ownership(as(admin), admin.id); });
    refused("permission_denied roles.not_owner", [&] { roles.transfer_ownership(as(admin), admin.id, owner.id); });
    refused("failed_precondition roles.cannot_own", [&] { roles.transfer_ownership(as(owner), customer.id); });
    refused("failed_precondition roles.cannot_own", [&] { roles.transfer_ownership(as(owner), owner.id); });
    refused("not_found users.unknown", [&] { roles.transfer_ownership(as(owner), UserId::well_known(5)); });
    refused("invalid_argument roles.invalid",
            [&] { roles.transfer_ownership(as(owner), agent.id, {}, role::owner); });
    refused("failed_precondition roles.not_owner", [&] { roles.transfer_ownership(system, agent.id, admin.id); });
    refused("permission_denied roles.by_transfer",
            [&] { users.update(as(owner), agent.id, {.role = role::owner}); });
    users.suspend(system, agent.id, day("2020-01-01"));
    refused("failed_precondition roles.cannot_own", [&] { roles.transfer_ownership(as(owner), agent.id); });
}

TEST_P(Rights, BX6_HandingTheAccountOver) {
    roles.choose(system, agent.id, "view_users", Choice::deny);
    roles.transfer_ownership(as(owner), agent.id, {}, role::light_user);
    EXPECT_EQ(now(agent).role, role::owner);
    EXPECT_EQ(now(owner).role, role::light_user);
    EXPECT_TRUE(may(agent, "view_users")) << "nothing is denied to an owner";
    EXPECT_EQ(entries_of(agent).front().verb, "roles.transfer_ownership");
    refused("permission_denied roles.not_owner", [&] { roles.transfer_ownership(as(owner), owner.id); });
    roles.transfer_ownership(system, admin.id, agent.id);
    EXPECT_EQ(now(agent).role, role::administrator);
    refused("failed_precondition users.last_owner", [&] { users.remove(system, admin.id, "x"); });
    check_counters();
}

TEST_P(Rights, BX1_WhatIf) {
    const Group sellers = desk.groups().add(system, {.name = "Sellers", .permissions = {"export_users"}});
    const Team night = desk.teams().add(system, {.name = "Night", .permissions = {"access_kpis"}});
    const Role lead = roles.add(system, {.name = "Lead", .permissions = {"manage_users"}});
    const auto would = [&](const char* permission, const Hypothesis& what_if, const PermissionScope& scope = {}) {
        return roles.why(as(light), agent.id, permission, scope, what_if).allowed;
    };
    EXPECT_FALSE(would("manage_users", {}));
    EXPECT_TRUE(would("manage_users", {.role = lead.id}));
    EXPECT_TRUE(would("manage_users", {.role = role::administrator}));
    EXPECT_FALSE(would("manage_users", {.role = lead.id, .plan = Plan::free}));
    EXPECT_TRUE(would("export_users", {.groups = {{sellers.id}}}));
    EXPECT_TRUE(would("access_kpis", {.teams = {{night.id}}}));
    EXPECT_TRUE(would("delete_tickets", {.permissions = {{"delete_tickets"}}}));
    EXPECT_TRUE(would("reply_tickets", {.inboxes = {{"reply@" + to_string(support)}}}, support));
    EXPECT_FALSE(would("reply_tickets", {.type = UserType::collaboration}));
    EXPECT_FALSE(would("reply_tickets", {.status = UserStatus::suspended}));
    EXPECT_FALSE(would("reply_tickets", {.scopes = {{"view_tickets"}}}));
    EXPECT_EQ(outcome([&] { would("reply_tickets", {.role = RoleId::well_known(77)}); }),
              "invalid_argument roles.invalid");
    EXPECT_EQ(outcome([&] { would("no_such", {}); }), "invalid_argument roles.invalid");
    EXPECT_EQ(now(agent).role, role::user) << "nothing was changed";
    EXPECT_EQ(outcome([&] { static_cast<void>(roles.why(as(customer), agent.id, "view_users")); }),
              "permission_denied users.not_staff");
    EXPECT_EQ(outcome([&] { static_cast<void>(roles.why(as(customer), customer.id, "view_users")); }), "done");
    EXPECT_EQ(outcome([&] { static_cast<void>(roles.why(as(customer), UserId::well_known(9), "view_users")); }),
              "permission_denied users.not_staff");
}

TEST_P(Rights, BX1_WhoMayIsExactlyThoseWhoMay) {
    const Team night = desk.teams().add(system, {.name = "Night",
                                                 .permissions = {"access_kpis", "-export_users"},
                                                 .inboxes = {"reply@" + to_string(sales)}});
    const Group sellers = desk.groups().add(
        system, {.name = "Sellers", .permissions = {"export_users"}, .inboxes = {"read@" + to_string(support)}});
    const Role lead = roles.add(
        system, {.name = "Lead", .permissions = {"manage_users", "view_tickets"}, .inbox_level = InboxLevel::read});
    for (int n = 0; n < 24; ++n) {
        const std::string name = "p" + std::to_string(n);
        const User user = add({.first_name = name,
                               .email = name + "@p.example",
                               .role = n % 5 == 0   ? lead.id
                                       : n % 5 == 1 ? role::administrator
                                                    : role::user});
        if (n % 3 == 0) users.update(system, user.id, {.groups = {{sellers.id}}});
        if (n % 4 == 0) desk.teams().add_member(system, night.id, user.id);
        if (n % 6 == 1)
            roles.choose(system, user.id, n % 4 == 1 ? "export_users" : "access_kpis",
                         n % 2 == 0 ? Choice::allow : Choice::deny);
        if (n % 7 == 2) desk.inboxes().set_access(system, support, user.id, InboxLevel::full);
        if (n % 8 == 3)
            users.suspend(system, user.id, day("2020-01-01"),
                          n % 16 == 3 ? std::optional(day("2020-02-01")) : std::nullopt);
        if (n % 9 == 4) users.remove(system, user.id, "left");
    }
    users.add(system, {.first_name = "new", .email = "new@p.example"});
    for (const auto plan : {Plan::pro, Plan::standard}) {
        desk.update(system, {.plan = plan});
        for (const std::string permission :
             {"export_users", "access_kpis", "manage_users", "view_tickets", "delete_tickets", "manage_teams",
              "view_users", "delete_account", "edit_own_profile"})
            for (const PermissionScope& place :
                 {PermissionScope(), PermissionScope(support), PermissionScope(sales), PermissionScope(night.id)}) {
                std::set<UserId> expected;
                for (const auto status : {std::optional<UserStatus>(), std::optional(UserStatus::deleted)})
                    users.for_each(system, {.status = status}, [&](const User& user) {
                        if (roles.why(system, user.id, permission, place).allowed) expected.insert(user.id);
                        return true;
                    });
                EXPECT_EQ(everyone(permission, place), expected)
                    << permission << " at " << static_cast<int>(place.kind);
                EXPECT_EQ(everyone(permission, place, 1'000), expected);
            }
    }
    const auto cursor = roles.who_may(system, "view_users", {}, {.limit = 1}).next;
    EXPECT_EQ(outcome([&] {
                  static_cast<void>(roles.who_may(system, "view_history", {}, {.limit = 1, .after = cursor}));
              }),
              "invalid_argument page.cursor");
    EXPECT_EQ(outcome([&] {
                  static_cast<void>(roles.who_may(system, "view_users", support, {.limit = 1, .after = cursor}));
              }),
              "invalid_argument page.cursor");
    EXPECT_EQ(outcome([&] { static_cast<void>(roles.who_may(as(customer), "view_users")); }),
              "permission_denied users.not_staff");
}

TEST_P(Rights, BX6_AKeyNeverDoesMoreThanItIsFor) {
    const auto made = desk.api_keys().create(as(admin), "reader", {"view_users", "use_api_keys"});
    const auto all = desk.api_keys().create(as(admin), "all");
    const auto reader = desk.sessions().validate(made.text);
    ASSERT_TRUE(reader && reader->access);
    EXPECT_TRUE(roles.may(*reader, permission::view_users));
    EXPECT_FALSE(roles.may(*reader, permission::manage_users));
    EXPECT_TRUE(roles.may(*desk.sessions().validate(all.text), permission::manage_users));
    const Actor key = actor_of(*reader);
    EXPECT_EQ(outcome([&] { static_cast<void>(users.list(key)); }), "done");
    for (const auto& call : std::vector<std::function<void()>>{
             [&] { users.update(key, agent.id, {.job_title = "x"}); },
             [&] { users.update(key, admin.id, {.job_title = "x"}); },
             [&] { users.add(key, {.email = "n@n.example"}); },
             [&] { roles.choose(key, agent.id, "view_users", Choice::allow); },
             [&] { desk.update(key, {.name = "x"}); }, [&] { desk.sessions().revoke(key, admin.id); },
             [&] { desk.api_keys().revoke(key, admin.id, all.key.id); },
             [&] { static_cast<void>(desk.history().list(key)); }})
        EXPECT_EQ(outcome(call).substr(0, 17), "permission_denied");
    EXPECT_EQ(outcome([&] { desk.api_keys().create(key, "more"); }), "permission_denied users.above_own_role");
    EXPECT_EQ(outcome([&] { desk.api_keys().create(key, "more", {"view_users", "manage_users"}); }),
              "permission_denied users.above_own_role");
    EXPECT_EQ(outcome([&] { desk.api_keys().rotate(key, all.key.id, {}); }),
              "permission_denied users.above_own_role");
    EXPECT_EQ(outcome([&] { desk.api_keys().create(key, "less", {"view_users"}); }), "done");
    EXPECT_EQ(key.on_behalf_of(agent.id).limit(), key.limit()) << "whoever it is for";
    EXPECT_EQ(key.limited_to({"view_users", "manage_users"}).limit(), std::vector<std::string>{"view_users"})
        << "limits only get narrower";
    roles.choose(system, agent.id, "use_api_keys", Choice::deny);
    EXPECT_EQ(outcome([&] { desk.api_keys().create(as(agent), "mine"); }),
              "permission_denied api_keys.not_permitted");
}

TEST_P(Rights, CheckTellsOfRolesAndTeamsThatAreNotThere) {
    const Role lead = roles.add(system, {.name = "Lead", .permissions = {"view_users"}});
    const Team night = desk.teams().add(system, {.name = "Night"});
    users.update(system, agent.id, {.role = lead.id});
    desk.teams().add_member(system, night.id, light.id);
    EXPECT_EQ(directory.check(), std::vector<std::string>());
    // Past the services, as a copy that was cut short leaves it.
    directory.storage().write(desk.id(), [&](Transaction& tx) {
        tx.roles().roles().erase(lead.id);
        tx.roles().teams().erase(night.id);
    });
    const auto lines = directory.check();
    ASSERT_EQ(lines.size(), 2u);
    EXPECT_NE(lines[0].find("role that does not exist"), std::string::npos) << lines[0];
    EXPECT_NE(lines[1].find("team that does not exist"), std::string::npos) << lines[1];
}

TEST_P(Rights, EffectAtOnceInEveryHandle) {
    desk.sessions().link_identity(system, agent.id, "i", "a");
    const auto entered = desk.sessions().sign_in_with_identity({.issuer = "i", .subject = "a"});
    const Account again = directory.account(desk.id());
    const auto now_may = [&](const Account& account, Permission one) {
        const auto principal = account.sessions().validate(entered.token);
        return principal && account.roles().may(*principal, one);
    };
    EXPECT_TRUE(roles.may(*entered.principal, permission::reply_tickets));
    EXPECT_FALSE(now_may(again, permission::access_reports));
    roles.choose(system, agent.id, "access_reports", Choice::allow);
    EXPECT_TRUE(now_may(again, permission::access_reports));
    desk.update(system, {.plan = Plan::standard});
    EXPECT_FALSE(now_may(again, permission::access_reports));
    desk.update(system, {.plan = Plan::pro});
    const Group group = desk.groups().add(system, {.name = "G", .permissions = {"access_kpis"}});
    users.update(system, agent.id, {.groups = {{group.id}}});
    EXPECT_TRUE(now_may(again, permission::access_kpis));
    desk.groups().update(system, group.id, {.permissions = {{"-access_kpis"}}});
    EXPECT_FALSE(now_may(again, permission::access_kpis));
    const Team team = desk.teams().add(system, {.name = "T", .permissions = {"export_users"}});
    desk.teams().add_member(system, team.id, agent.id);
    EXPECT_TRUE(now_may(again, permission::export_users));
    desk.teams().remove_member(system, team.id, agent.id);
    EXPECT_FALSE(now_may(again, permission::export_users));
    users.update(system, agent.id, {.role = role::administrator});
    EXPECT_TRUE(now_may(again, permission::manage_users));
    users.suspend(system, agent.id, day("2020-01-01"));
    EXPECT_FALSE(desk.sessions().validate(entered.token));
}

TEST_P(Rights, HU9_ARoleOfOnesOwnCountsAsWhatItIsAVariantOf) {
    Policy policy = desk.record().policy;
    policy.second_factor_roles = {"administrator"};
    policy.second_factor_grace = hours(0);
    set_policy(policy);
    const Role like_admin =
        roles.add(system, {.name = "Deputy", .base = role::administrator, .permissions = {"manage_users"}});
    users.update(system, agent.id, {.role = like_admin.id});
    desk.sessions().link_identity(system, agent.id, "i", "a");
    const auto entered = desk.sessions().sign_in_with_identity({.issuer = "i", .subject = "a"});
    ASSERT_TRUE(entered.principal);
    EXPECT_TRUE(entered.principal->must_enrol) << "no way around the policy";
    EXPECT_FALSE(roles.may(*entered.principal, permission::manage_users));
    EXPECT_EQ(
        outcome([&] { users.update(actor_of(*entered.principal), customer.id, {.job_title = "x"}); }).substr(0, 17),
        "permission_denied");
    EXPECT_TRUE(desk.factors().status(as(owner), agent.id).required);
}

TEST_P(Rights, HU9_ARoleThatAllowsMoreThanItsBaseCountsAsMore) {
    Policy policy = desk.record().policy;
    policy.second_factor_roles = {"administrator"};
    policy.second_factor_grace = hours(0);
    set_policy(policy);
    const auto required = [&](const NewRole& role) {
        const Role made = roles.add(system, role);
        users.update(system, agent.id, {.role = made.id});
        return desk.factors().status(system, agent.id).required;
    };
    EXPECT_TRUE(required({.name = "Disguise", .base = role::user, .permissions = {"view_users", "manage_users"}}));
    EXPECT_TRUE(required({.name = "Lower", .base = role::light_user, .permissions = {"export_users"}}));
    EXPECT_TRUE(required({.name = "Base", .base = role::administrator, .permissions = {"view_users"}}));
    EXPECT_FALSE(required({.name = "Work", .base = role::user, .permissions = {"view_users", "reply_tickets"}}));
    EXPECT_FALSE(required({.name = "Light", .base = role::light_user, .permissions = {"reply_tickets"}}))
        << "as a user, of whom none is wanted";
    EXPECT_FALSE(required(
        {.name = "Place", .permissions = {"delete_tickets@inbox:" + to_string(support), "-manage_users"}}));
}

}  // namespace
}  // namespace roster::test
