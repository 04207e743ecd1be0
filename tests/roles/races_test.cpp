// Rights under races: of two calls that each leave somebody with no more than the actor has, and together with more, one is
// refused; and nothing that is being given goes away meanwhile. Each is run often, for two that miss each other prove
// nothing.
#include "support/desk.hpp"

#include <array>

namespace roster::test {
namespace {

constexpr int rounds = 40;

class RightsAtOnce : public Desk {
protected:
    RightsAtOnce() { desk.update(system, {.plan = Plan::pro}); }

    /// Runs both at the same moment. @return what came of each
    static std::array<std::string, 2> both(const std::function<void()>& one, const std::function<void()>& other) {
        std::array<std::string, 2> told;
        at_once(2, [&](int n) { told[static_cast<std::size_t>(n)] = outcome(n == 0 ? one : other); });
        return told;
    }
    /// Exactly one of the two was done.
    static void expect_one(const std::array<std::string, 2>& told) {
        EXPECT_NE(told[0] == "done", told[1] == "done") << told[0] << ", " << told[1];
    }
    bool may(const User& user, const char* permission) const {
        return desk.roles().why(system, user.id, permission).allowed;
    }
};
ROSTER_OVER_ALL_STORES(RightsAtOnce);

TEST_P(RightsAtOnce, BX6_NobodyTakesOffTwoHalvesOfABound) {
    const Group bound = desk.groups().add(system, {.name = "Bound", .permissions = {"-export_tickets"}});
    const Team team = desk.teams().add(system, {.name = "Bound", .permissions = {"-export_tickets"}});
    for (int round = 0; round < rounds; ++round) {
        desk.roles().choose(system, admin.id, "export_tickets", Choice::deny);
        users.update(system, admin.id, {.groups = {{bound.id}}});
        expect_one(both([&] { desk.roles().choose(as(admin), admin.id, "export_tickets", Choice::standard); },
                        [&] { users.update(as(admin), admin.id, {.groups = std::vector<GroupId>()}); }));
        ASSERT_FALSE(may(admin, "export_tickets")) << "in round " << round;
        // The same with a team, and by changing what the group says.
        desk.roles().choose(system, admin.id, "export_tickets", Choice::standard);
        users.update(system, admin.id, {.groups = {{bound.id}}});
        desk.teams().add_member(system, team.id, admin.id);
        expect_one(both([&] { desk.teams().remove_member(as(admin), team.id, admin.id); },
                        [&] { users.update(as(admin), admin.id, {.groups = std::vector<GroupId>()}); }));
        ASSERT_FALSE(may(admin, "export_tickets")) << "in round " << round;
        desk.teams().remove_member(system, team.id, admin.id);
    }
}

TEST_P(RightsAtOnce, BX6_TwoAdministratorsCannotPutEachOtherAway) {
    const User second = add_staff("second", role::administrator);
    const std::array<const User*, 2> administrators{&admin, &second};
    const auto each_other = [&](const std::function<void(const User&, const User&)>& put_away) {
        expect_one(both([&] { put_away(admin, second); }, [&] { put_away(second, admin); }));
    };
    for (int round = 0; round < rounds; ++round) {
        each_other([&](const User& one, const User& other) {
            users.update(as(one), other.id, {.role = role::light_user});
        });
        for (const User* user : administrators) users.update(system, user->id, {.role = role::administrator});
        each_other(
            [&](const User& one, const User& other) { users.suspend(as(one), other.id, day("2020-01-01")); });
        for (const User* user : administrators)
            if (now(*user).status == UserStatus::suspended) users.resume(system, user->id);
        each_other([&](const User& one, const User& other) { users.remove(as(one), other.id, "x"); });
        for (const User* user : administrators)
            if (now(*user).status == UserStatus::deleted) users.restore(system, user->id);
    }
    check_counters();
}

TEST_P(RightsAtOnce, HU9_HU12_WhatIsGivenDoesNotGoAwayMeanwhile) {
    for (int round = 0; round < rounds; ++round) {
        const std::string name = "R" + std::to_string(round);
        const Role given = desk.roles().add(system, {.name = name, .permissions = {"view_users"}});
        expect_one(both([&] { desk.roles().remove(system, given.id); },
                        [&] { users.update(system, agent.id, {.role = given.id}); }));
        users.update(system, agent.id, {.role = role::user});
        const Team team = desk.teams().add(system, {.name = name});
        expect_one(both([&] { desk.teams().remove(system, team.id); },
                        [&] { desk.teams().add_member(system, team.id, agent.id); }));
        EXPECT_EQ(directory.check(), std::vector<std::string>());
    }
}

}  // namespace
}  // namespace roster::test
