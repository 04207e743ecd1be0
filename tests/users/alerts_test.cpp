// Alerts: what an administrator should see to (HU-3).
#include "support/desk.hpp"

#include <random>
#include <set>

namespace roster::test {
namespace {

class Alerts : public Desk {};
ROSTER_OVER_ALL_STORES(Alerts);

struct Fact {
    const char* what;
    UserKind kind = UserKind::staff;
    Onboarding onboarding = Onboarding::active;
    std::optional<int> invitation_left{};  ///< minutes
    int failures = 0;
    bool suspended = false, deleted = false;
    const char* alerts = "";
};

User user_of(const Fact& fact, Instant now) {
    User user;
    user.kind = fact.kind;
    user.onboarding = fact.onboarding;
    if (fact.invitation_left) user.invitation_expires_at = now + minutes(*fact.invitation_left);
    user.failed_sign_ins = fact.failures;
    if (fact.suspended) user.suspension_starts_at = now;
    if (fact.deleted) user.deleted_at = now;
    return user;
}

std::string names(const std::vector<Alert>& alerts) {
    std::string text;
    for (const auto& alert : alerts)
        (((text += text.empty() ? "" : " ") += to_string(alert.kind)) += ">") += to_string(alert.action);
    return text;
}

TEST(AlertRules, HU3_FactsAndAlerts) {
    constexpr auto staff = UserKind::staff, customer = UserKind::customer;
    constexpr auto active = Onboarding::active, invited = Onboarding::invited, never = Onboarding::not_invited;
    const auto *not_sent = "invite_not_sent>send_invite", *expired = "invite_expired>resend_invite",
               *failures = "too_many_failed_sign_ins>send_password_reset";
    const Fact facts[] = {
        {"never invited", staff, never, {}, 0, false, false, not_sent},
        {"never invited, with failures", staff, never, {}, 50, false, false, not_sent},
        {"invitation open", staff, invited, 1, 0, false, false, ""},
        {"invitation just over", staff, invited, 0, 0, false, false, expired},
        {"invitation long over", staff, invited, -99999, 0, false, false, expired},
        {"invited without a date", staff, invited, {}, 0, false, false, expired},
        {"active", staff, active, {}, 0, false, false, ""},
        {"active, old invitation", staff, active, -5, 0, false, false, ""},
        {"nine failures", staff, active, {}, 9, false, false, ""},
        {"ten failures", staff, active, {}, 10, false, false, failures},
        {"eleven failures", staff, active, {}, 11, false, false, failures},
        {"ten failures, suspended", staff, active, {}, 10, true, false, ""},
        {"never invited, suspended", staff, never, {}, 0, true, false, ""},
        {"expired, suspended", staff, invited, -5, 0, true, false, ""},
        {"ten failures, deleted", staff, active, {}, 10, false, true, ""},
        {"never invited, deleted", staff, never, {}, 0, false, true, ""},
        {"customer never invited", customer, never, {}, 0, false, false, ""},
        {"customer, expired", customer, invited, -5, 0, false, false, ""},
        {"customer, ten failures", customer, active, {}, 10, false, false, ""},
    };
    const Instant now = at("2025-06-02T09:00:00Z");
    for (const auto& fact : facts)
        EXPECT_EQ(names(rules::alerts(user_of(fact, now), policy::help_desk(), now)), fact.alerts) << fact.what;
}

TEST_P(Alerts, HU3_EachActionClearsItsAlert) {
    const User grace = users.add(as(admin), {.email = "grace@desk.example"}, Onboarding::not_invited);
    const auto alerts = [&] { return names(users.alerts(as(admin), grace.id)); };
    EXPECT_EQ(alerts(), "invite_not_sent>send_invite");
    users.invite(as(admin), grace.id);
    EXPECT_EQ(alerts(), "");
    world.advance(days(7) - micros(1));
    EXPECT_EQ(alerts(), "");
    world.advance(micros(1));
    EXPECT_EQ(alerts(), "invite_expired>resend_invite");
    users.invite(as(admin), grace.id);
    EXPECT_EQ(alerts(), "");
    users.accept(system, grace.id);
    for (int i = 1; i <= 10; ++i) {
        EXPECT_EQ(alerts(), "");
        EXPECT_EQ(users.record_failed_sign_in(system, grace.id), i);
    }
    EXPECT_EQ(alerts(), "too_many_failed_sign_ins>send_password_reset");
    auto policy = desk.record().policy;
    policy.failed_sign_in_alert = 11;
    set_policy(policy);
    EXPECT_EQ(alerts(), "") << "the account's policy says from when on";
    policy.failed_sign_in_alert = 3;
    set_policy(policy);
    users.record_sign_in(system, grace.id);
    EXPECT_EQ(alerts(), "");
}

TEST_P(Alerts, HU3_OnlyAdministratorsSeeThem) {
    for (const User* who : {&agent, &light, &customer})
        EXPECT_EQ(outcome([&] { users.alerts(as(*who), agent.id); }), "permission_denied users.not_administrator");
    for (const User* who : {&owner, &admin}) EXPECT_TRUE(users.alerts(as(*who), agent.id).empty());
}

TEST_P(Alerts, HU3_TheListingIsTheRule) {
    std::mt19937 random(11);
    const auto pick = [&](unsigned n) { return random() % n; };
    std::vector<User> made;
    for (int i = 0; i < 120; ++i) {
        const auto name = "p" + std::to_string(i);
        const auto kind = pick(4) ? UserKind::staff : UserKind::customer;
        const auto start = static_cast<Onboarding>(1 + pick(3));
        made.push_back(
            users.add(system, {.kind = kind, .last_name = name, .email = name + "@desk.example"}, start));
        const UserId id = made.back().id;
        for (unsigned n = pick(2) * pick(14); n > 0; --n) users.record_failed_sign_in(system, id);
        if (pick(5) == 0) users.suspend(system, id, day(pick(2) ? "2025-06-01" : "2025-06-04"), day("2025-06-06"));
        if (pick(6) == 0) users.remove(system, id, "left");
        world.advance(minutes(static_cast<long>(pick(60))));
    }
    for (const int threshold : {10, 1, 7}) {
        auto policy = desk.record().policy;
        policy.failed_sign_in_alert = threshold;
        set_policy(policy);
        for (int step = 0; step < 5; ++step) {
            std::set<std::int64_t> expected, found;
            for (const auto& each : made)
                if (!rules::alerts(now(each), policy, world.now()).empty()) expected.insert(each.number);
            users.for_each(as(admin), {.with_alert = true},
                           [&](const User& user) { return found.insert(user.number).second; });
            EXPECT_EQ(found, expected) << "step " << step;
            EXPECT_FALSE(expected.empty());
            for (const auto& each : made)
                ASSERT_EQ(users.alerts(as(admin), each.id), rules::alerts(now(each), policy, world.now()));
            world.advance(days(1));
        }
        world.set(at("2025-06-04T00:00:00Z"));
    }
}

TEST_P(Alerts, FailuresAreCountedByEveryThread) {
    at_once(8, [&](int) {
        for (int i = 0; i < 10; ++i) users.record_failed_sign_in(system, agent.id);
    });
    EXPECT_EQ(now(agent).failed_sign_ins, 80);
    EXPECT_EQ(now(agent).revision, agent.revision) << "no revision, no history";
    EXPECT_EQ(entries_of(agent).size(), 1u);
}

TEST_P(Alerts, ActivityGoesForwardOnly) {
    const Instant seen = world.now() + hours(2);
    world.set(seen);
    users.record_activity(system, agent.id);
    world.advance(-hours(1));
    users.record_activity(system, agent.id);
    users.record_sign_in(system, agent.id);
    EXPECT_EQ(now(agent).last_active_at, seen);
    world.advance(hours(5));
    users.record_sign_in(system, agent.id);
    EXPECT_EQ(now(agent).last_active_at, world.now());
    EXPECT_EQ(now(agent).revision, agent.revision);
    for (const User* who : people) {
        refused("permission_denied users.system_only", [&] { users.record_activity(as(*who), agent.id); });
        refused("permission_denied users.system_only", [&] { users.record_failed_sign_in(as(*who), agent.id); });
        refused("permission_denied users.system_only", [&] { users.record_sign_in(as(*who), agent.id); });
    }
    EXPECT_EQ(now(agent).failed_sign_ins, 0);
}

}  // namespace
}  // namespace roster::test
