// The state machine: every status × every move on the real service, against the table in rules.hpp (HU-18).
#include "support/desk.hpp"

namespace roster::test {
namespace {

using rules::UserMove;

class Status : public Desk {
protected:
    /// Somebody of that status, with a suspension set where a coming one does not change it.
    User somebody(UserStatus status) {
        const auto name = "s" + std::to_string(++made_) + "@desk.example";
        const auto start = status == UserStatus::not_invited ? Onboarding::not_invited
                           : status == UserStatus::invited   ? Onboarding::invited
                                                             : Onboarding::active;
        const User user = users.add(system, {.first_name = "S", .email = name}, start);
        if (status == UserStatus::deleted) users.remove(system, user.id, "left");
        else users.suspend(system, user.id, day(status == UserStatus::suspended ? "2025-06-02" : "2025-07-01"));
        return now(user);
    }
    void move(const User& user, UserMove move) {
        switch (move) {
            case UserMove::update: users.update(system, user.id, {.job_title = "Lead"}); return;
            case UserMove::invite: users.invite(system, user.id); return;
            case UserMove::accept: users.accept(system, user.id); return;
            case UserMove::activate: users.activate(system, user.id); return;
            case UserMove::suspend: users.suspend(system, user.id, day("2025-06-02"), day("2025-06-03")); return;
            case UserMove::resume: users.resume(system, user.id); return;
            case UserMove::remove: users.remove(system, user.id, "left"); return;
            case UserMove::restore: users.restore(system, user.id); return;
        }
    }
    int made_ = 0;
};
ROSTER_OVER_ALL_STORES(Status);

TEST_P(Status, EveryStatusAndEveryMove) {
    for (int s = 1; s <= 5; ++s)
        for (int m = 0; m < 8; ++m) {
            const auto status = static_cast<UserStatus>(s);
            const auto step = static_cast<UserMove>(m);
            SCOPED_TRACE(std::string(to_string(status)) + " " + std::string(rules::to_string(step)));
            const User user = somebody(status);
            ASSERT_EQ(user.status, status);
            world.advance(minutes(1));
            const bool legal = rules::may_move(status, step);
            const auto count = entry_count();
            EXPECT_EQ(outcome([&] { move(user, step); }),
                      legal ? "done" : "failed_precondition users.illegal_move");
            EXPECT_EQ(entry_count(), count + legal);
            const User after = now(user);
            if (!legal) {
                EXPECT_EQ(text_of(after), text_of(user));
                continue;
            }
            EXPECT_EQ(after.revision, user.revision + 1);
            EXPECT_EQ(entries_of(user).front().verb, "users." + std::string(rules::to_string(step)));
            auto expected = status;
            if (step == UserMove::invite) expected = UserStatus::invited;
            if (step == UserMove::accept || step == UserMove::activate) expected = UserStatus::active;
            if (step == UserMove::suspend) expected = UserStatus::suspended;
            if (step == UserMove::resume && status == UserStatus::suspended) expected = UserStatus::active;
            if (step == UserMove::remove) expected = UserStatus::deleted;
            if (step == UserMove::restore) expected = UserStatus::active;
            EXPECT_EQ(after.status, expected);
        }
    check_counters();
}

TEST_P(Status, HU18_AnInvitationLivesForALimitedTime) {
    auto policy = policy::help_desk();
    policy.invitation_lifetime = hours(36);
    set_policy(policy);
    const User user = users.add(as(admin), {.email = "new@desk.example"});
    EXPECT_EQ(user.invitation_expires_at, world.now() + hours(36));
    world.advance(hours(36));
    refused("failed_precondition users.invitation_expired", [&] { users.accept(system, user.id); });
    EXPECT_EQ(now(user).status, UserStatus::invited);

    policy.invitation_lifetime = hours(1);
    set_policy(policy);
    EXPECT_EQ(now(user).invitation_expires_at, user.invitation_expires_at)
        << "an invitation that is out keeps its time";
    EXPECT_EQ(users.invite(as(admin), user.id).invitation_expires_at, world.now() + hours(1))
        << "again: ends the earlier one";
    world.advance(hours(1) - micros(1));
    EXPECT_EQ(users.accept(system, user.id).status, UserStatus::active);
    refused("failed_precondition users.illegal_move", [&] { users.accept(system, user.id); });
    refused("failed_precondition users.illegal_move", [&] { users.invite(as(admin), user.id); });
    refused("failed_precondition users.illegal_move", [&] { users.activate(system, user.id); });
}

TEST_P(Status, HU18_OneOfManyAccepts) {
    const User user = users.add(as(admin), {.email = "new@desk.example"});
    std::atomic<int> won{0};
    at_once(8, [&](int) {
        const auto result = outcome([&] { users.accept(system, user.id); });
        if (result == "done") ++won;
        else EXPECT_EQ(result, "failed_precondition users.illegal_move");
    });
    EXPECT_EQ(won, 1);
    EXPECT_EQ(now(user).revision, 2);
}

TEST_P(Status, OnlyTheSystemAcceptsAndActivates) {
    const User user = users.add(as(admin), {.email = "new@desk.example"});
    for (const User* who : {&owner, &admin}) {
        refused("permission_denied users.system_only", [&] { users.accept(as(*who), user.id); });
        refused("permission_denied users.system_only", [&] { users.activate(as(*who), user.id); });
    }
    refused("permission_denied users.not_administrator", [&] { users.accept(as(agent), user.id); });
    EXPECT_EQ(outcome([&] { users.accept(as(user), user.id); }), "permission_denied users.actor_not_active");
}

TEST_P(Status, WhoMayNotTouchSomebodyLearnsNothingOfTheirState) {
    const User gone = add_customer("gone");
    users.remove(system, gone.id, "left");
    for (const User* who : {&customer, &light}) {
        refused("permission_denied users.not_administrator",
                [&] { users.update(as(*who), gone.id, {.first_name = "x"}); });
        refused("permission_denied users.above_own_role",
                [&] { users.update(as(*who), agent.id, {.first_name = "x"}, 99); });
        refused("permission_denied users.not_administrator", [&] { users.remove(as(*who), gone.id, "x"); });
    }
}

}  // namespace
}  // namespace roster::test
