// Suspension by days in the user's zone (HU-19).
#include "support/desk.hpp"

namespace roster::test {
namespace {

class Suspension : public Desk {
protected:
    User in_zone(const std::string& zone) {
        return add(
            {.first_name = "Z", .email = "z" + std::to_string(++made_) + "@desk.example", .time_zone = zone});
    }
    UserStatus status_at(const User& user, Instant instant) {
        world.set(instant);
        return now(user).status;
    }
    int made_ = 0;
};
ROSTER_OVER_ALL_STORES(Suspension);

struct Days {
    const char *zone, *from, *through, *starts, *ends;
};
const Days table[] = {
    {"UTC", "2025-06-10", "2025-06-10", "2025-06-10T00:00:00Z", "2025-06-11T00:00:00Z"},
    {"UTC", "2024-02-29", "2024-02-29", "2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z"},
    {"UTC", "2025-12-31", "2026-01-01", "2025-12-31T00:00:00Z", "2026-01-02T00:00:00Z"},
    // Days of 23 and of 25 hours.
    {"Europe/Berlin", "2025-03-30", "2025-03-30", "2025-03-29T23:00:00Z", "2025-03-30T22:00:00Z"},
    {"Europe/Berlin", "2025-10-26", "2025-10-26", "2025-10-25T22:00:00Z", "2025-10-26T23:00:00Z"},
    {"Europe/Berlin", "2025-03-01", "2025-10-31", "2025-02-28T23:00:00Z", "2025-10-31T23:00:00Z"},
    {"America/New_York", "2025-03-09", "2025-11-02", "2025-03-09T05:00:00Z", "2025-11-03T05:00:00Z"},
    // Half and quarter hours, the first and the last zone of the earth, a change of half an hour.
    {"Asia/Kathmandu", "2025-06-10", "2025-06-10", "2025-06-09T18:15:00Z", "2025-06-10T18:15:00Z"},
    {"Pacific/Kiritimati", "2025-06-10", "2025-06-10", "2025-06-09T10:00:00Z", "2025-06-10T10:00:00Z"},
    {"Pacific/Pago_Pago", "2025-06-10", "2025-06-10", "2025-06-10T11:00:00Z", "2025-06-11T11:00:00Z"},
    {"Australia/Lord_Howe", "2025-04-06", "2025-04-06", "2025-04-05T13:00:00Z", "2025-04-06T13:30:00Z"},
    // A day that begins at one o'clock, and the day that Samoa left out.
    {"America/Santiago", "2025-09-07", "2025-09-07", "2025-09-07T04:00:00Z", "2025-09-08T03:00:00Z"},
    {"Pacific/Apia", "2011-12-29", "2011-12-31", "2011-12-29T10:00:00Z", "2011-12-31T10:00:00Z"},
};

TEST_P(Suspension, HU19_DaysInZones) {
    for (const auto& row : table) {
        SCOPED_TRACE(std::string(row.zone) + " " + row.from);
        world.set(at("2011-01-01T00:00:00Z"));
        const User user = in_zone(row.zone);
        const User kept = users.suspend(as(admin), user.id, day(row.from), day(row.through));
        EXPECT_EQ(to_text(*kept.suspension_starts_at), row.starts);
        EXPECT_EQ(to_text(*kept.suspension_ends_at), row.ends);
        EXPECT_EQ(status_at(user, at(row.starts) - micros(1)), UserStatus::active);
        EXPECT_EQ(status_at(user, at(row.starts)), UserStatus::suspended);
        EXPECT_EQ(status_at(user, at(row.ends) - micros(1)), UserStatus::suspended) << "the last day is included";
        EXPECT_EQ(status_at(user, at(row.ends)), UserStatus::active);
    }
}

TEST_P(Suspension, HU19_TheAccountsZoneForThoseWhoChoseNone) {
    desk.update(system, {.time_zone = "Asia/Tokyo"});
    const User kept = users.suspend(as(admin), agent.id, day("2025-06-10"), day("2025-06-10"));
    EXPECT_EQ(to_text(*kept.suspension_starts_at), "2025-06-09T15:00:00Z");
    const User moved = users.update(as(agent), agent.id, {.time_zone = "America/New_York"});
    EXPECT_EQ(to_text(*moved.suspension_starts_at), "2025-06-10T04:00:00Z") << "the days move with the user's zone";
    EXPECT_EQ(to_text(*moved.suspension_ends_at), "2025-06-11T04:00:00Z");
    EXPECT_EQ(text_of(now(agent)), text_of(moved));
}

TEST_P(Suspension, HU19_ConfiguredActiveExpired) {
    users.suspend(as(admin), agent.id, day("2025-06-10"), day("2025-06-12"), "Parental leave");
    struct {
        const char* when;
        UserStatus status;
    } const states[] = {{"2025-06-09T23:59:59Z", UserStatus::active},
                        {"2025-06-10T00:00:00Z", UserStatus::suspended},
                        {"2025-06-12T23:59:59Z", UserStatus::suspended},
                        {"2025-06-13T00:00:00Z", UserStatus::active}};
    for (const auto& state : states) {
        EXPECT_EQ(status_at(agent, at(state.when)), state.status) << state.when;
        const User user = now(agent);
        EXPECT_EQ(user.suspended_from, day("2025-06-10")) << "configured, whatever the day";
        EXPECT_EQ(user.suspended_through, day("2025-06-12"));
        EXPECT_EQ(user.suspension_reason, "Parental leave");
        const bool out = state.status == UserStatus::suspended;
        EXPECT_EQ(outcome([&] { users.get(as(agent), owner.id); }),
                  out ? "permission_denied users.actor_not_active" : "done");
        EXPECT_EQ(users.list(system, {.status = UserStatus::suspended}).items.size(), out ? 1u : 0u);
    }
    EXPECT_EQ(outcome([&] { users.resume(as(admin), agent.id); }), "done") << "one that is over can be cleared";
    refused("failed_precondition users.not_suspended", [&] { users.resume(as(admin), agent.id); });
}

TEST_P(Suspension, HU19_OpenEnded) {
    const User kept = users.suspend(as(admin), agent.id, day("2025-06-02"), {}, "x");
    EXPECT_FALSE(kept.suspension_ends_at);
    EXPECT_EQ(status_at(agent, at("9998-12-31T23:59:59Z")), UserStatus::suspended);
    const User back = users.resume(as(admin), agent.id);
    EXPECT_EQ(back.status, UserStatus::active);
    User expected = agent;
    expected.revision = 3;
    expected.updated_at = world.now();
    EXPECT_EQ(text_of(now(agent)), text_of(expected)) << "nothing of it stays";
}

TEST_P(Suspension, HU19_NothingIsLostMeanwhile) {
    users.suspend(as(admin), agent.id, day("2025-06-02"));
    EXPECT_EQ(users.get_by_email(as(admin), "agent@desk.example").id, agent.id);
    refused("already_exists users.taken", [&] { add({.email = "agent@desk.example"}); });
    EXPECT_EQ(users.seats(system).used, 4);
    EXPECT_EQ(users.update(as(admin), agent.id, {.job_title = "Lead"}).status, UserStatus::suspended);
}

TEST_P(Suspension, HU19_AgainSetsOtherDays) {
    users.suspend(as(admin), agent.id, day("2025-06-02"), {}, "first");
    const User second = users.suspend(as(admin), agent.id, day("2025-06-20"), day("2025-06-21"));
    EXPECT_EQ(second.status, UserStatus::active);
    EXPECT_EQ(second.suspension_reason, "");
    const auto count = entry_count();
    users.suspend(as(admin), agent.id, day("2025-06-20"), day("2025-06-21"));
    EXPECT_EQ(entry_count(), count) << "the same days again are no change";
    EXPECT_EQ(users.resume(as(admin), agent.id).suspended_from, std::nullopt) << "also one that is yet to begin";
}

TEST_P(Suspension, HU19_ImpossibleDays) {
    const Date special(boost::gregorian::not_a_date_time), never(boost::gregorian::pos_infin);
    const auto faults_of = [&](Date from, std::optional<Date> through) {
        refused("invalid_argument users.invalid", [&] { users.suspend(system, agent.id, from, through); });
        return faults([&] { users.suspend(system, agent.id, from, through); });
    };
    EXPECT_EQ(faults_of(special, {}), "from:invalid_date");
    EXPECT_EQ(faults_of(never, special), "from:invalid_date through:invalid_date");
    EXPECT_EQ(faults_of(Date(1969, 12, 31), {}), "from:invalid_date");
    EXPECT_EQ(faults_of(day("2025-06-02"), Date(9999, 1, 1)), "through:invalid_date");
    EXPECT_EQ(faults_of(day("2025-06-02"), day("2025-06-01")), "through:before_from");
    EXPECT_EQ(faults([&] {
                  users.suspend(system, agent.id, day("2025-06-02"), {},
                                "a\x02"
                                "b");
              }),
              "suspension_reason:control_character");
    for (const auto* zone : {"Pacific/Kiritimati", "Pacific/Pago_Pago"})
        EXPECT_EQ(outcome([&] { users.suspend(system, in_zone(zone).id, Date(1970, 1, 1), Date(9998, 12, 31)); }),
                  "done");
}

TEST_P(Suspension, TheLastOwnerIsNotSuspended) {
    for (const auto& actor : {system, as(owner)})
        refused("failed_precondition users.last_owner", [&] { users.suspend(actor, owner.id, day("2025-06-02")); });
    const User second = add_staff("second", role::owner);
    EXPECT_EQ(outcome([&] { users.suspend(as(second), owner.id, day("2025-06-02")); }), "done");
}

}  // namespace
}  // namespace roster::test
