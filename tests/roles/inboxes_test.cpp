// Inboxes and teams: who gets how far, who serves them, who can take work; and what is set for single users.
#include "roles/rights.hpp"

namespace roster::test {
namespace {

class RightsAtInboxes : public Rights {};
ROSTER_OVER_ALL_STORES(RightsAtInboxes);

TEST_P(RightsAtInboxes, HU11_LevelsAtInboxes) {
    const auto level = [&](const User& user) {
        return std::string(to_string(roles.all(system, user.id).level(support)));
    };
    EXPECT_EQ(level(owner) + level(admin) + level(agent) + level(light), "fullfullnonenone");
    desk.inboxes().set_access(as(admin), support, agent.id, InboxLevel::reply);
    EXPECT_EQ(level(agent), "reply");
    EXPECT_EQ(entries_of(agent).front().verb, "inboxes.set_access");
    const Group sellers = desk.groups().add(system, {.name = "Sellers"});
    desk.inboxes().set_access(as(admin), support, sellers.id, InboxLevel::read);
    users.update(system, light.id, {.groups = {{sellers.id}}});
    EXPECT_EQ(level(light), "read");
    const Team night = desk.teams().add(system, {.name = "Night"});
    desk.inboxes().set_access(as(admin), support, night.id, InboxLevel::full);
    desk.teams().add_member(system, night.id, light.id);
    EXPECT_EQ(level(light), "full");
    desk.inboxes().set_access(as(admin), support, sellers.id, InboxLevel::none);
    EXPECT_EQ(level(light), "none");
    desk.inboxes().set_access(as(admin), support, light.id, InboxLevel::only_assigned);
    EXPECT_EQ(level(light), "only_assigned");
    EXPECT_FALSE(may(light, "view_tickets", support));
    EXPECT_TRUE(may(light, "view_tickets", PermissionScope(support).assigned_to_them()));
    desk.inboxes().set_access(as(admin), support, light.id, std::nullopt);
    EXPECT_EQ(level(light), "none");
    EXPECT_EQ(outcome([&] { desk.inboxes().set_access(as(agent), support, light.id, InboxLevel::read); }),
              "permission_denied users.not_administrator");
    EXPECT_EQ(outcome([&] { desk.inboxes().set_access(as(admin), support, owner.id, InboxLevel::none); }),
              "permission_denied users.above_own_role");
    EXPECT_EQ(
        outcome([&] { desk.inboxes().set_access(as(admin), InboxId::well_known(7), agent.id, InboxLevel::none); }),
        "not_found inboxes.unknown");
    EXPECT_EQ(
        faults([&] { desk.inboxes().set_access(as(admin), support, AccessHolder(), static_cast<InboxLevel>(7)); }),
        "level:unknown_value holder:required");

    // Who manages one inbox manages that one, and gives no more than they have there.
    roles.choose(system, agent.id, "manage_inbox_access", Choice::allow, support);
    EXPECT_EQ(outcome([&] { desk.inboxes().set_access(as(agent), support, customer.id, InboxLevel::none); }),
              "permission_denied users.not_administrator")
        << "needs the level full";
    desk.inboxes().set_access(system, support, agent.id, InboxLevel::full);
    const User junior = add_staff("junior", role::light_user);
    EXPECT_EQ(outcome([&] { desk.inboxes().set_access(as(agent), support, junior.id, InboxLevel::reply); }),
              "done");
    EXPECT_EQ(outcome([&] { desk.inboxes().set_access(as(agent), sales, junior.id, InboxLevel::reply); }),
              "permission_denied users.not_administrator");
}

TEST_P(RightsAtInboxes, HU11_InboxesComeAndGo) {
    const Inboxes inboxes = desk.inboxes();
    EXPECT_EQ(inboxes.update(as(admin), support, {.name = "Help"}).name, "Help");
    EXPECT_EQ(outcome([&] { inboxes.add(as(admin), {.name = "help"}); }), "already_exists inboxes.taken");
    EXPECT_EQ(faults([&] { inboxes.add(as(admin), {.name = "", .kind = static_cast<InboxKind>(7)}); }),
              "name:required kind:unknown_value");
    EXPECT_EQ(outcome([&] { inboxes.add(as(agent), {.name = "Mine"}); }),
              "permission_denied users.not_administrator");
    EXPECT_EQ(inboxes.list(as(light)).items.size(), 2u);
    EXPECT_EQ(inboxes.find_by_name(as(light), "sales")->external_id, "S-1");
    EXPECT_TRUE(inboxes.archive(as(admin), sales).archived_at);
    EXPECT_EQ(inboxes.archive(as(admin), sales).revision, 2) << "again is no change";
    EXPECT_TRUE(may(admin, "view_tickets", sales)) << "what is there can be read";
    EXPECT_EQ(outcome([&] { inboxes.serve(as(admin), admin.id, sales, true); }),
              "failed_precondition inboxes.archived");
    EXPECT_FALSE(inboxes.unarchive(as(admin), sales).archived_at);
    EXPECT_EQ(outcome([&] { inboxes.serve(as(admin), admin.id, sales, true); }), "done");
    inboxes.archive(as(admin), sales);
    EXPECT_TRUE(inboxes.who_can_take(as(admin), sales).items.empty());
    inboxes.unarchive(as(admin), sales);
    ASSERT_EQ(inboxes.who_can_take(as(admin), sales).items.size(), 1u) << "who served it serves it again";
    EXPECT_EQ(inboxes.who_can_take(as(admin), sales).items[0].user_id, admin.id);
    EXPECT_EQ(outcome([&] { static_cast<void>(inboxes.get(as(admin), InboxId::well_known(7))); }),
              "not_found inboxes.unknown");
    std::vector<std::string> verbs;
    for (const auto& entry : entries({.subject_kind = "inbox", .subject_id = to_string(sales)}))
        verbs.push_back(entry.verb);
    EXPECT_EQ(verbs, (std::vector<std::string>{"inboxes.unarchive", "inboxes.archive", "inboxes.unarchive",
                                               "inboxes.archive", "inboxes.add"}));
}

TEST_P(RightsAtInboxes, HU12_Teams) {
    const Teams teams = desk.teams();
    const Team night = teams.add(as(admin), {.name = "Night", .permissions = {"access_kpis"}});
    teams.add_member(as(admin), night.id, agent.id);
    teams.add_member(as(admin), night.id, agent.id);
    teams.add_member(as(admin), night.id, light.id);
    EXPECT_EQ(entries_of(agent).front().verb, "teams.add_member");
    EXPECT_EQ(teams.members(as(light), night.id, {.limit = 1}).items.size(), 1u);
    EXPECT_TRUE(teams.members(as(light), night.id, {.limit = 1}).has_more());
    EXPECT_EQ(teams.of_user(as(agent), agent.id).size(), 1u);
    EXPECT_TRUE(may(agent, "access_kpis"));
    EXPECT_EQ(outcome([&] { teams.remove(as(admin), night.id); }), "failed_precondition teams.in_use");
    teams.remove_member(as(admin), night.id, agent.id);
    EXPECT_FALSE(may(agent, "access_kpis"));
    EXPECT_EQ(outcome([&] { teams.add_member(as(admin), night.id, customer.id); }),
              "failed_precondition teams.not_staff");
    EXPECT_EQ(outcome([&] { teams.add_member(as(agent), night.id, agent.id); }),
              "permission_denied users.not_administrator");
    EXPECT_EQ(outcome([&] { teams.add_member(as(admin), TeamId::well_known(5), agent.id); }),
              "not_found teams.unknown");
    const Team rich = teams.add(as(owner), {.name = "Rich", .permissions = {"manage_billing"}});
    EXPECT_EQ(outcome([&] { teams.add_member(as(admin), rich.id, admin.id); }),
              "permission_denied users.above_own_role");
    // A team's lead changes that team, as far as they have what it gives.
    roles.choose(system, agent.id, "manage_teams", Choice::allow, night.id);
    EXPECT_EQ(outcome([&] { teams.remove_member(as(agent), night.id, light.id); }),
              "permission_denied users.above_own_role");
    roles.choose(system, agent.id, "access_kpis", Choice::allow);
    EXPECT_EQ(outcome([&] { teams.remove_member(as(agent), night.id, light.id); }), "done");
    EXPECT_EQ(outcome([&] { teams.update(as(agent), rich.id, {.description = "x"}); }),
              "permission_denied users.not_administrator");
    teams.remove(as(admin), night.id);
    EXPECT_EQ(outcome([&] { static_cast<void>(teams.get(system, night.id)); }), "not_found teams.unknown");
}

TEST_P(RightsAtInboxes, HU16_HU17_WhoComesBackHasWhatTheyHad) {
    const Team night = desk.teams().add(system, {.name = "Night"});
    desk.teams().add_member(system, night.id, agent.id);
    roles.choose(system, agent.id, "access_reports", Choice::allow);
    desk.inboxes().set_access(system, support, agent.id, InboxLevel::reply);
    desk.inboxes().serve(system, agent.id, support, true);
    const auto before = text_of(roles.access_of(system, agent.id));
    users.remove(system, agent.id, "left");
    EXPECT_FALSE(may(agent, "access_reports"));
    EXPECT_TRUE(desk.inboxes().who_can_take(system, support).items.empty());
    EXPECT_FALSE(desk.teams().who_can_take(system, night.id).items.at(0).eligible);
    users.restore(system, agent.id);
    EXPECT_EQ(text_of(roles.access_of(system, agent.id)), before);
    EXPECT_TRUE(may(agent, "access_reports"));
    EXPECT_TRUE(desk.inboxes().who_can_take(system, support).items.at(0).eligible);
}

TEST_P(RightsAtInboxes, AI3_WhoServesAnInbox) {
    const Inboxes inboxes = desk.inboxes();
    EXPECT_EQ(outcome([&] { inboxes.serve(as(admin), agent.id, support, true); }),
              "failed_precondition inboxes.no_access");
    inboxes.set_access(as(admin), support, agent.id, InboxLevel::reply);
    const auto serve = [&] { return outcome([&] { inboxes.serve(as(agent), agent.id, support, true); }); };
    EXPECT_EQ(serve(), "permission_denied inboxes.not_self_managed")
        << "neither the account lets them nor have they access to the settings";
    desk.update(system, {.features = FeatureSwitches{.own_assignments = true}});
    EXPECT_EQ(serve(), "permission_denied inboxes.not_self_managed");
    roles.choose(as(admin), agent.id, "access_settings", Choice::allow);
    EXPECT_EQ(serve(), "done");
    desk.update(system, {.features = FeatureSwitches{}});
    EXPECT_EQ(outcome([&] { inboxes.serve(as(agent), agent.id, support, false); }),
              "permission_denied inboxes.not_self_managed");
    EXPECT_EQ(outcome([&] { inboxes.serve(as(agent), light.id, support, true); }),
              "permission_denied users.not_administrator");
    EXPECT_EQ(roles.access_of(as(admin), agent.id).serves, std::vector{support});
    EXPECT_EQ(inboxes.serve(as(admin), agent.id, support, false).serves, std::vector<InboxId>());
    EXPECT_EQ(entries_of(agent).front().verb, "inboxes.serve");
    // Who is not there yet, or away, serves it once they are.
    const User newcomer = users.add(system, {.email = "newcomer@desk.example", .role = role::user});
    EXPECT_EQ(outcome([&] { inboxes.serve(as(admin), newcomer.id, support, true); }),
              "failed_precondition inboxes.no_access");
    inboxes.set_access(as(admin), support, newcomer.id, InboxLevel::reply);
    EXPECT_EQ(outcome([&] { inboxes.serve(as(admin), newcomer.id, support, true); }), "done");
    users.suspend(system, agent.id, day("2020-01-01"));
    EXPECT_EQ(outcome([&] { inboxes.serve(as(admin), agent.id, support, true); }), "done");
    for (const auto& one : inboxes.who_can_take(as(admin), support).items) EXPECT_FALSE(one.eligible);
    users.resume(system, agent.id);
    bool takes = false;
    for (const auto& one : inboxes.who_can_take(as(admin), support).items)
        takes = takes || (one.user_id == agent.id && one.eligible);
    EXPECT_TRUE(takes);
}

TEST_P(RightsAtInboxes, AI3_AI4_WhoCanTakeIt) {
    const Inboxes inboxes = desk.inboxes();
    std::vector<User> people_here;
    for (const std::string name : {"free", "full", "reader", "away"}) {
        people_here.push_back(add_staff(name));
        inboxes.set_access(system, support, people_here.back().id, InboxLevel::reply);
        inboxes.serve(system, people_here.back().id, support, true);
        roles.update_access(as(admin), people_here.back().id, {.capacity = 2});
    }
    inboxes.set_access(system, support, people_here[2].id, InboxLevel::read);
    users.suspend(system, people_here[3].id, day("2020-01-01"));
    const std::vector<Load> loads{{people_here[1].id, 2}, {people_here[0].id, 1}};
    std::string told;
    PageRequest page{.limit = 3, .after = {}};
    do {
        const auto part = inboxes.who_can_take(as(agent), support, loads, page);
        for (const auto& one : part.items) {
            const auto who = std::find_if(people_here.begin(), people_here.end(),
                                          [&](const User& user) { return user.id == one.user_id; });
            ASSERT_NE(who, people_here.end()) << "administrators are given nothing unasked";
            told += who->first_name + (one.eligible ? " can" : " cannot") + ":";
            for (const auto& reason : one.reasons) told += " " + reason;
            told += "\n";
            EXPECT_EQ(one.capacity, 2);
        }
        page.after = part.next;
    } while (!page.after.empty());
    EXPECT_EQ(
        told,
        "free can: serves access capacity\nfull cannot: serves access full\nreader cannot: serves no_access capacity\naway cannot: serves not_active no_access capacity\n");
    const std::vector<Load> wrong{{agent.id, -1}};
    EXPECT_EQ(faults([&] { static_cast<void>(inboxes.who_can_take(system, support, wrong)); }),
              "loads[0].conversations:out_of_range");
    inboxes.archive(system, support);
    EXPECT_TRUE(inboxes.who_can_take(system, support).items.empty());
    const Team night = desk.teams().add(system, {.name = "Night"});
    desk.teams().add_member(system, night.id, people_here[0].id);
    desk.teams().add_member(system, night.id, light.id);
    const auto members = desk.teams().who_can_take(as(agent), night.id, loads).items;
    ASSERT_EQ(members.size(), 2u);
    for (const auto& one : members) EXPECT_EQ(one.eligible, one.user_id != light.id);

    // It is asked of the team: there somebody may be denied what they may elsewhere, or be allowed it.
    roles.choose(system, people_here[0].id, "reply_tickets", Choice::deny, night.id);
    roles.choose(system, light.id, "reply_tickets", Choice::allow, night.id);
    for (const auto& one : desk.teams().who_can_take(as(agent), night.id, loads).items) {
        EXPECT_EQ(one.eligible, one.user_id == light.id);
        EXPECT_EQ(one.reasons[1], one.eligible ? "access" : "no_access");
    }
    desk.update(system, {.plan = Plan::standard});
    for (const auto& one : desk.teams().who_can_take(as(agent), night.id, loads).items) {
        EXPECT_FALSE(one.eligible);
        EXPECT_EQ(one.reasons[1], "not_on_plan");
    }
}

TEST_P(RightsAtInboxes, AI4_TypeCapacityAndDefaultInbox) {
    const auto access = roles.update_access(
        as(admin), agent.id, {.type = UserType::collaboration, .default_inbox = support, .capacity = 5});
    EXPECT_EQ(access.capacity, 5);
    EXPECT_FALSE(may(agent, "reply_tickets"));
    EXPECT_TRUE(may(agent, "comment_tickets"));
    EXPECT_EQ(outcome([&] { roles.update_access(as(agent), agent.id, {.type = UserType::regular}); }),
              "permission_denied users.not_administrator");
    EXPECT_EQ(outcome([&] { roles.update_access(as(agent), agent.id, {.capacity = 9}); }),
              "permission_denied users.not_administrator");
    EXPECT_EQ(roles.update_access(as(agent), agent.id, {.default_inbox = sales}).default_inbox, sales)
        << "a policy may leave it to people";
    const Policy before = desk.record().policy;
    set_policy(policy::agent_inbox());
    EXPECT_EQ(outcome([&] { roles.update_access(as(agent), agent.id, {.default_inbox = support}); }),
              "permission_denied users.field_not_self_editable");
    EXPECT_EQ(outcome([&] { roles.update_access(as(agent), light.id, {.default_inbox = support}); }),
              "permission_denied users.not_administrator");
    EXPECT_EQ(roles.access_of(system, agent.id).default_inbox, sales);
    set_policy(before);
    EXPECT_EQ(outcome([&] { roles.update_access(as(admin), agent.id, {.default_inbox = InboxId::well_known(5)}); }),
              "not_found inboxes.unknown");
    EXPECT_EQ(faults([&] {
                  roles.update_access(as(admin), agent.id, {.type = static_cast<UserType>(7), .capacity = -1});
              }),
              "type:unknown_value capacity:out_of_range");
    for (const auto& call : std::vector<std::function<void()>>{
             [&] { roles.update_access(as(admin), customer.id, {.capacity = 1}); },
             [&] { roles.choose(as(admin), customer.id, "edit_own_profile", Choice::deny); },
             [&] { desk.inboxes().set_access(as(admin), support, customer.id, InboxLevel::none); },
             [&] { desk.inboxes().serve(as(admin), customer.id, support, true); }})
        EXPECT_EQ(faults(call), "user:not_staff");
    EXPECT_EQ(outcome([&] { roles.update_access(as(admin), agent.id, {.capacity = 1}, 1); }),
              "aborted users.changed");
    EXPECT_EQ(outcome([&] { roles.update_access(as(admin), agent.id, {.capacity = 1}, 2); }), "done");
    // A collaborator who may manage users cannot lift their own bound.
    roles.choose(system, agent.id, "manage_users", Choice::allow);
    EXPECT_EQ(outcome([&] { roles.update_access(as(agent), agent.id, {.type = UserType::regular}); }),
              "permission_denied users.not_administrator");
}

}  // namespace
}  // namespace roster::test
