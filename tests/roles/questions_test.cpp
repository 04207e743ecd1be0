// Questions in odd circumstances: every way of asking gives the same answer, what is asked must make sense, and the trail
// tells all that there is to tell.
#include "sessions/door.hpp"
#include "support/folder.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <set>

namespace roster::test {
namespace {

class Questions : public Door {
protected:
    Questions() {
        desk.update(system, {.plan = Plan::pro});
        support = desk.inboxes().add(system, {.name = "Support"}).id;
    }
    /// From now on, or some time after they came, these roles need a second factor.
    void demand_second_factors(const std::vector<std::string>& of, Duration grace = {}) {
        Policy policy = desk.record().policy;
        policy.second_factor_roles = of;
        policy.second_factor_grace = grace;
        set_policy(policy);
    }
    Decision why(const User& user, std::string_view permission, const PermissionScope& scope = {}) const {
        return roles.why(system, user.id, permission, scope);
    }
    bool is_listed(const User& user, std::string_view permission) const {
        const auto all = roles.who_may(system, permission, {}, {.limit = 1'000}).items;
        return std::find(all.begin(), all.end(), user.id) != all.end();
    }
    /// What every way of asking says, one letter each: why, all, who_may, and these tokens.
    std::string answers(const User& user, std::string_view permission,
                        const std::vector<std::string>& tokens) const {
        const auto one = *permissions::find(permission);
        std::string text;
        text += why(user, permission).allowed ? 'y' : 'n';
        text += roles.all(system, user.id).may(one) ? 'y' : 'n';
        text += is_listed(user, permission) ? 'y' : 'n';
        for (const auto& token : tokens) {
            const auto principal = sessions.validate(token);
            text += !principal ? '-' : roles.may(*principal, one) ? 'y' : 'n';
        }
        return text;
    }
    /// What the rule that decided says.
    std::string last_words(const User& user, std::string_view permission, const PermissionScope& scope = {}) const {
        return why(user, permission, scope).trail.back().says;
    }

    const Roles roles = desk.roles();
    InboxId support;
};
ROSTER_OVER_ALL_STORES(Questions);

TEST_P(Questions, BX1_BX12_AnOverdueSecondFactorIsKnownToEveryQuestion) {
    const auto key = desk.api_keys().create(as(admin), "script").text;
    demand_second_factors({"administrator"}, days(1));
    const auto token = let_in(admin).token;
    EXPECT_EQ(answers(admin, "manage_users", {token, key}), "yyyyy");
    world.advance(days(1));  // and nobody commits anything
    EXPECT_EQ(answers(admin, "manage_users", {key}), "nnnn");
    EXPECT_EQ(why(admin, "manage_users").trail.back().rule, RuleKind::second_factor);
    EXPECT_EQ(outcome([&] { users.update(as(admin), agent.id, {.job_title = "x"}); }).substr(0, 17),
              "permission_denied")
        << "nor does a call take them";
    const auto again = let_in(admin);
    EXPECT_TRUE(again.principal->must_enrol);
    EXPECT_EQ(answers(admin, "manage_users", {again.token, key}), "nnnnn");
    EXPECT_EQ(answers(agent, "reply_tickets", {}), "yyy") << "nothing is wanted of others";

    // Setting one up is possible, and enough.
    const auto setup = factors.add_authenticator(again.token, "phone");
    EXPECT_EQ(answers(admin, "manage_users", {key}), "nnnn") << "begun is not done";
    const auto done = factors.confirm_authenticator(again.token, setup.id, code_of(setup));
    ASSERT_TRUE(done.sign_in.principal);
    EXPECT_FALSE(done.sign_in.principal->must_enrol);
    EXPECT_TRUE(roles.may(*done.sign_in.principal, permission::manage_users)) << "in the answer itself";
    EXPECT_EQ(answers(admin, "manage_users", {done.sign_in.token, key}), "yyyyy");
    // And putting the last one away brings all of it back, whatever the session once showed.
    factors.remove_authenticator(done.sign_in.token, setup.id);
    EXPECT_EQ(answers(admin, "manage_users", {done.sign_in.token, key}), "nnnnn");
    EXPECT_TRUE(sessions.validate(done.sign_in.token)->must_enrol);
}

TEST_P(Questions, BX1_BX12_ARoleThatIsSupposedBringsItsSecondFactor) {
    demand_second_factors({"administrator"});
    const Role deputy = roles.add(
        system, {.name = "Deputy", .base = role::administrator, .permissions = {"manage_users", "view_users"}});
    for (const auto role : {role::administrator, deputy.id}) {
        const auto decision = roles.why(system, agent.id, "manage_users", {}, {.role = role});
        EXPECT_FALSE(decision.allowed);
        EXPECT_EQ(decision.trail.back().rule, RuleKind::second_factor);
    }
    EXPECT_TRUE(roles.why(system, admin.id, "reply_tickets", {}, {.role = role::user}).allowed);
    set_up_factor(agent);
    EXPECT_TRUE(roles.why(system, agent.id, "manage_users", {}, {.role = deputy.id}).allowed);
    users.update(system, agent.id, {.role = deputy.id});
    users.update(system, light.id, {.role = deputy.id});
    EXPECT_EQ(answers(agent, "manage_users", {}), "yyy");
    EXPECT_EQ(answers(light, "manage_users", {}), "nnn") << "two of one role, with and without";
}

TEST_P(Questions, DP14_CustomersHaveWhatEverybodyHas) {
    const Group everything = desk.groups().add(
        system, {.name = "Everything", .permissions = {"manage_users", "access_kpis", "-use_api_keys"}});
    users.update(system, customer.id, {.groups = {{everything.id}}});
    const auto token = let_in(customer).token;
    EXPECT_EQ(answers(customer, "manage_users", {token}), "nnnn");
    EXPECT_EQ(answers(customer, "access_kpis", {token}), "nnnn");
    EXPECT_EQ(why(customer, "access_kpis").trail.back().rule, RuleKind::kind);
    EXPECT_EQ(answers(customer, "edit_own_profile", {token}), "yyyy") << "listed, too";
    EXPECT_EQ(answers(customer, "use_api_keys", {token}), "nnnn") << "what is denied to them is";
    EXPECT_EQ(answers(agent, "edit_own_profile", {}), "yyy");
}

TEST_P(Questions, BX6_WhatThisProcessDoesNotKnowIsNotGivenAway) {
    // Another process of the host knows "elsewhere.refund", and let an owner allow it to a group.
    Group refunds;
    refunds.id = world.environment().new_id<GroupId>();
    refunds.name = "Refunds";
    refunds.permissions = {"elsewhere.refund"};
    refunds.revision = 1;
    refunds.created_at = refunds.updated_at = world.now();
    directory.storage().write(desk.id(), [&](Transaction& tx) { tx.groups().insert(refunds, "refunds"); });
    for (const User* who : {&admin, &agent})
        EXPECT_EQ(outcome([&] { users.update(as(admin), who->id, {.groups = {{refunds.id}}}); }),
                  "permission_denied users.above_own_role");
    EXPECT_EQ(outcome([&] { users.update(as(owner), admin.id, {.groups = {{refunds.id}}}); }), "done")
        << "owners have it, whatever it is";
    EXPECT_EQ(outcome([&] { users.update(as(admin), agent.id, {.groups = {{refunds.id}}}); }), "done")
        << "who has it by the same rule can give it";
}

TEST_P(Questions, BX1_WhatIsSupposedIsForThoseWhoSeeColleagues) {
    const Group secret = desk.groups().add(system, {.name = "Merger", .permissions = {"access_kpis"}});
    const Hypothesis what_if{.groups = {{secret.id}}};
    const auto about_oneself = [&](const Actor& actor, const User& user, const Hypothesis& supposed) {
        return outcome([&] { static_cast<void>(roles.why(actor, user.id, "access_kpis", {}, supposed)); });
    };
    EXPECT_EQ(about_oneself(as(customer), customer, what_if), "permission_denied users.not_staff");
    EXPECT_EQ(about_oneself(as(customer), customer, {.status = UserStatus::suspended}),
              "permission_denied users.not_staff");
    EXPECT_EQ(about_oneself(as(customer), customer, {}), "done");
    const Actor key = as(admin).limited_to({"use_api_keys"});
    EXPECT_EQ(about_oneself(key, admin, what_if), "permission_denied users.not_staff");
    EXPECT_EQ(about_oneself(key, admin, {}), "done");
    EXPECT_EQ(about_oneself(as(light), light, what_if), "done");
}

TEST_P(Questions, BX1_WhatCannotBeSupposed) {
    const GroupId group = desk.groups().add(system, {.name = "G"}).id;
    const TeamId team = desk.teams().add(system, {.name = "T"}).id;
    const std::string nowhere = to_string(InboxId::well_known(77));
    EXPECT_EQ(faults([&] {
                  static_cast<void>(roles.why(
                      system, agent.id, "view_users", {},
                      {.role = RoleId::well_known(77),
                       .groups = {{GroupId::well_known(77), group}},
                       .teams = {{team, TeamId::well_known(77)}},
                       .permissions = {{"-@", "no_such", "view_users", "manage_users@inbox:" + to_string(support),
                                        "reply_tickets@inbox:" + nowhere}},
                       .inboxes = {{"reply", "reply@" + nowhere}},
                       .type = static_cast<UserType>(9),
                       .status = static_cast<UserStatus>(9),
                       .plan = static_cast<Plan>(9)}));
              }),
              "role:unknown_role groups[0]:unknown teams[1]:unknown permissions[0]:invalid_rule "
              "permissions[1]:unknown_permission permissions[3]:not_scoped permissions[4]:unknown_place "
              "inboxes[0]:invalid_rule inboxes[1]:unknown_place type:unknown_value status:unknown_value "
              "plan:unknown_value");
    EXPECT_EQ(faults([&] { static_cast<void>(roles.why(system, agent.id, "view_users", {}, {.role = RoleId()})); }),
              "role:unknown_role");
    EXPECT_EQ(faults([&] {
                  static_cast<void>(
                      roles.why(system, agent.id, "view_users", {}, {.teams = std::vector<TeamId>(101, team)}));
              }),
              "teams:too_many");
}

TEST_P(Questions, BX1_APlaceThatIsNotThereIsNoQuestion) {
    const Account elsewhere = directory.create_account({.name = "Elsewhere", .plan = Plan::pro});
    const InboxId theirs = elsewhere.inboxes().add(system, {.name = "Theirs"}).id;
    const TeamId gone = desk.teams().add(system, {.name = "Gone"}).id;
    desk.teams().remove(system, gone);
    const auto asked = [&](const PermissionScope& scope) {
        return outcome([&] { static_cast<void>(roles.why(system, admin.id, "view_tickets", scope)); }) + ", " +
               outcome([&] { static_cast<void>(roles.who_may(system, "view_tickets", scope)); });
    };
    EXPECT_EQ(asked(support), "done, done");
    EXPECT_EQ(asked(theirs), "not_found inboxes.unknown, not_found inboxes.unknown");
    EXPECT_EQ(asked(PermissionScope(theirs).assigned_to_them()),
              "not_found inboxes.unknown, not_found inboxes.unknown");
    EXPECT_EQ(asked(gone), "not_found teams.unknown, not_found teams.unknown");
    desk.inboxes().archive(system, support);
    EXPECT_EQ(asked(support), "done, done") << "what is archived can still be read";
    EXPECT_EQ(outcome([&] { static_cast<void>(roles.why(as(customer), agent.id, "view_tickets", theirs)); }),
              "permission_denied users.not_staff")
        << "who may not ask is not told what is there";
}

TEST_P(Questions, HU11_TheTrailTellsWhereALevelComesFrom) {
    const auto says = [&] { return last_words(light, "reply_tickets", support); };
    EXPECT_EQ(
        says(),
        "No: the user's level at the inbox is \"none\", from the role \"light_user\", and it needs \"reply\".");
    const Group sellers = desk.groups().add(system, {.name = "Sellers", .inboxes = {"read@" + to_string(support)}});
    users.update(system, light.id, {.groups = {{sellers.id}}});
    EXPECT_EQ(says(),
              "No: the user's level at the inbox is \"read\", from the group \"Sellers\", and it needs \"reply\".");
    const Team night = desk.teams().add(system, {.name = "Night", .inboxes = {"reply@" + to_string(support)}});
    desk.teams().add_member(system, night.id, light.id);
    EXPECT_EQ(last_words(light, "delete_tickets", support),
              "No: the user's level at the inbox is \"reply\", from the team \"Night\", and it needs \"full\".");
    desk.update(system, {.plan = Plan::standard});
    EXPECT_EQ(
        says(),
        "No: the user's level at the inbox is \"read\", from the group \"Sellers\", and it needs \"reply\". Not in "
        "use: the team \"Night\" says \"reply\", and that needs the feature \"teams\", which the plan \"standard\" "
        "does not have.");
    desk.update(system, {.plan = Plan::pro, .features = FeatureSwitches{.teams = false}});
    EXPECT_NE(says().find("the feature \"teams\", which is switched off."), std::string::npos) << says();
    desk.inboxes().set_access(system, support, light.id, InboxLevel::none);
    EXPECT_EQ(says(), "No: the user's level at the inbox is \"none\", set for this user, and it needs \"reply\".");
}

TEST_P(Questions, HU11_TheTrailTellsWhatHoldsALevelBack) {
    const Team night = desk.teams().add(system, {.name = "Night", .inboxes = {"read@" + to_string(support)}});
    desk.teams().add_member(system, night.id, admin.id);
    desk.update(system, {.plan = Plan::standard});
    EXPECT_EQ(last_words(admin, "reply_tickets", support),
              "No: the user's level at the inbox is \"read\", held back by the team \"Night\", and it needs "
              "\"reply\".");
    desk.update(system, {.plan = Plan::pro});
    const Role lead =
        roles.add(system, {.name = "Lead", .permissions = {"reply_tickets"}, .inbox_level = InboxLevel::reply});
    users.update(system, agent.id, {.role = lead.id});
    EXPECT_TRUE(why(agent, "reply_tickets", support).allowed);
    desk.update(system, {.features = FeatureSwitches{.custom_permissions = false}});
    EXPECT_EQ(
        last_words(agent, "reply_tickets", support),
        "No: the user's level at the inbox is \"none\", from nothing, and it needs \"reply\". Not in use: the role "
        "\"Lead\" says \"reply\", and that needs the feature \"custom_permissions\", which is switched off.");
}

TEST_P(Questions, HU10_HU12_TheTrailTellsWhyARuleIsNotInUse) {
    const Team night = desk.teams().add(system, {.name = "Night", .permissions = {"access_kpis"}});
    desk.teams().add_member(system, night.id, agent.id);
    roles.choose(system, agent.id, "access_kpis", Choice::allow);
    const auto step = [&](RuleKind rule) {
        for (const auto& one : why(agent, "access_kpis").trail)
            if (one.rule == rule) return one.says;
        return std::string("not asked");
    };
    const FeatureSwitches off{.custom_permissions = false, .teams = false};
    desk.update(system, {.features = off});
    EXPECT_EQ(step(RuleKind::user_allow),
              "Not in use: it is allowed to this user, and that needs the feature \"custom_permissions\", which is "
              "switched off.");
    EXPECT_EQ(
        step(RuleKind::group_allow),
        "Not in use: the team \"Night\" allows it, and that needs the feature \"teams\", which is switched off.");
    desk.update(system, {.plan = Plan::free});
    EXPECT_EQ(
        step(RuleKind::group_allow),
        "Not in use: the team \"Night\" allows it, and that needs the feature \"teams\", which the plan \"free\" "
        "does not have.");
    EXPECT_EQ(last_words(agent, "use_api_keys"),
              "No: it depends on the feature \"api_keys\", which the plan \"free\" does not have.");
    EXPECT_EQ(last_words(agent, "manage_own_assignments"),
              "No: it depends on the feature \"own_assignments\", which is not switched on.");
}

// A principal that is kept was made of what the process knew: more of that needs no commit.
TEST_P(Questions, APermissionThatBecomesKnownIsKnownToEveryPrincipal) {
    // A name of this store's own: what became known stays so, for the other stores' turns too.
    std::string name = "late." + GetParam().name;
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
    const auto token = let_in(agent).token;
    static_cast<void>(sessions.validate(token));
    static_cast<void>(sessions.validate(token));  // kept, where it can be
    permissions::add({{.name = name, .sentence = "Come late.", .held_from = HeldFrom::user}});
    const auto one = permissions::find(name);
    ASSERT_TRUE(one);
    EXPECT_TRUE(roles.may(*sessions.validate(token), *one));
    EXPECT_TRUE(why(agent, name).allowed);
}

TEST(Permissions, NumbersThatNoneCanHaveAreInNoSet) {
    PermissionSet set = permissions::catalogue()->everything();
    for (const std::uint16_t id : {256, 300, 319, 65'535}) {
        EXPECT_FALSE(set.has(Permission{id})) << id;
        set.insert(Permission{id});
        set.erase(Permission{id});
    }
    EXPECT_EQ(set, permissions::catalogue()->everything());
    EXPECT_FALSE(rules::compile(*permissions::catalogue(), rules::facts_of_role(role::owner)).may(Permission{300}));
}

TEST(Permissions, AStoreThatCouldNotBeOpenedTeachesNothing) {
    const Folder folder;
    OpenOptions options;
    options.permissions = {
        {.name = "unopened.refund", .sentence = "Give money back.", .held_from = HeldFrom::user}};
    EXPECT_NE(outcome([&] { static_cast<void>(roster::open(folder.file("no/such/folder.db"), options)); }), "done");
    EXPECT_FALSE(permissions::find("unopened.refund"));
    // And what cannot be taught opens, and makes, nothing.
    auto wrong = options;
    wrong.permissions[0].name = "Refund";
    EXPECT_EQ(outcome([&] { static_cast<void>(roster::open(folder.file("desk.db"), wrong)); }),
              "invalid_argument roles.invalid_permissions");
    EXPECT_FALSE(std::filesystem::exists(folder.file("desk.db")));
    EXPECT_EQ(outcome([&] { static_cast<void>(roster::open(folder.file("desk.db"), options)); }), "done");
    EXPECT_TRUE(permissions::find("unopened.refund"));
}

// Past the services, which would take long: rules of their own for more people than are read at once.
TEST_P(Questions, BX1_WhoMayAmongMoreThanAPageOfRules) {
    std::set<UserId> expected;
    directory.storage().write(desk.id(), [&](Transaction& tx) {
        for (int n = 0; n < 2'100; ++n) {
            IndexedUser user;
            user.user.id = world.environment().new_id<UserId>();
            user.user.number = 10'000 + n;
            user.user.revision = 1;
            user.user.role = role::user;
            user.user.onboarding = Onboarding::active;
            user.user.email = "many" + std::to_string(n) + "@acme.example";
            user.user.created_at = user.user.updated_at = user.user.last_active_at = world.now();
            user.sort_key = user.name_key = user.user.email;
            user.email_keys = {user.user.email};
            tx.users().insert(user);
            UserAccess access;
            access.user_id = user.user.id;
            access.revision = 1;
            access.permissions = {n % 3 == 0 ? "merge_users" : "-view_history", "export_users", "-view_users"};
            tx.roles().access().insert(access);
            if (n % 3 == 0) expected.insert(user.user.id);
        }
    });
    std::set<UserId> found;
    PageRequest page{.limit = 400, .after = {}};
    do {
        const auto part = desk.roles().who_may(system, "merge_users", {}, page);
        for (const auto id : part.items)
            if (id != owner.id && id != admin.id) found.insert(id);
        page.after = part.next;
    } while (!page.after.empty());
    EXPECT_EQ(found.size(), 700u);
    EXPECT_EQ(found, expected);
}

}  // namespace
}  // namespace roster::test
