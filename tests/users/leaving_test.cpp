// Deleting and restoring (HU-16, HU-17, BX-3).
#include "support/desk.hpp"

namespace roster::test {
namespace {

using Strings = std::vector<std::string>;

class Leaving : public Desk {
protected:
    Leaving() {
        organization = desk.organizations().add(system, {.name = "Acme"}).id;
        group = desk.groups().add(system, {.name = "Testers"}).id;
        grace = add({.first_name = "Grace",
                     .last_name = "Hopper",
                     .job_title = "Rear Admiral",
                     .phone = "+4930901820",
                     .email = "grace@desk.example",
                     .other_emails = {"hopper@desk.example", "amazing@desk.example"},
                     .role = role::administrator,
                     .organization = organization,
                     .groups = {group},
                     .labels = {"navy", "cobol"},
                     .language = "en-US",
                     .time_zone = "America/New_York",
                     .external_id = "g-1"});
        users.record_failed_sign_in(system, grace.id);
        users.suspend(system, grace.id, day("2025-07-01"), day("2025-07-03"), "Holiday");
        grace = now(grace);
    }
    /// The record without what every change moves.
    static std::string kept(User user) {
        user.revision = 0;
        user.updated_at = Instant();
        return text_of(user);
    }
    static std::string list(const std::vector<NotRestored>& lost) {
        std::string text;
        for (const auto& one : lost) text += one.field + "=" + one.value + ":" + one.reason + " ";
        return text;
    }

    OrganizationId organization;
    GroupId group;
    User grace;
};
ROSTER_OVER_ALL_STORES(Leaving);

TEST_P(Leaving, HU16_TheRecordStays) {
    const User gone = users.remove(as(admin), grace.id, "  left the company\n\ton Friday ");
    EXPECT_EQ(gone.status, UserStatus::deleted);
    EXPECT_EQ(gone.deletion_reason, "left the company\n\ton Friday");
    EXPECT_EQ(gone.deleted_at, world.now());
    User expected = grace;
    expected.status = UserStatus::deleted;
    expected.deleted_at = world.now();
    expected.deletion_reason = gone.deletion_reason;
    EXPECT_EQ(kept(gone), kept(expected)) << "nothing else changes";
    EXPECT_EQ(text_of(now(grace)), text_of(gone));
    EXPECT_EQ(users.get_by_number(as(light), grace.number).id, grace.id);

    for (const auto* address : {"grace@desk.example", "hopper@desk.example"})
        EXPECT_FALSE(users.find_by_email(system, address));
    EXPECT_FALSE(users.find_by_external_id(system, "g-1"));
    EXPECT_EQ(users.seats(system).used, 4);
    const auto found = [&](const UserQuery& query) { return users.list(system, query).items.size(); };
    EXPECT_EQ(found({.labels = {"navy"}}), 0u);
    EXPECT_EQ(found({.status = UserStatus::deleted, .labels = {"navy"}}), 1u);
    EXPECT_EQ(found({.status = UserStatus::deleted, .organization = organization, .group = group, .text = "hop"}),
              1u);
}

TEST_P(Leaving, HU16_AReasonIsRequired) {
    const std::string longest(500, 'x');
    const std::pair<std::string, const char*> reasons[] = {{"", "reason:required"},
                                                           {" \n ", "reason:required"},
                                                           {"\xff", "reason:invalid_utf8"},
                                                           {"a\x01"
                                                            "b",
                                                            "reason:control_character"},
                                                           {longest + "x", "reason:too_long"},
                                                           {std::string(1 << 20, 'x'), "reason:too_long"}};
    for (const auto& [reason, fault] : reasons) {
        refused("invalid_argument users.invalid", [&] { users.remove(system, grace.id, reason); });
        EXPECT_EQ(faults([&] { users.remove(system, grace.id, reason); }), fault);
    }
    EXPECT_EQ(users.remove(system, grace.id, longest).deletion_reason, longest);
    refused("failed_precondition users.illegal_move", [&] { users.remove(system, grace.id, "again"); });
}

TEST_P(Leaving, HU17_BX3_TheRestoredEqualsTheDeleted) {
    users.remove(as(admin), grace.id, "left");
    world.advance(days(100));
    const auto restored = users.restore(as(admin), grace.id);
    EXPECT_TRUE(restored.not_restored.empty()) << list(restored.not_restored);
    grace.status = UserStatus::active;  // the holiday is over by now
    EXPECT_EQ(kept(restored.user), kept(grace));
    EXPECT_EQ(text_of(now(grace)), text_of(restored.user));
    for (const auto* address : {"grace@desk.example", "hopper@desk.example", "amazing@desk.example"})
        EXPECT_EQ(users.get_by_email(system, address).id, grace.id);
    EXPECT_EQ(users.get_by_external_id(system, "g-1").id, grace.id);
    EXPECT_EQ(users.list(system, {.labels = {"navy", "cobol"}, .organization = organization, .group = group})
                  .items.size(),
              1u);
    check_counters();
}

TEST_P(Leaving, HU17_ANewUserWithTheSameAddressIsAnotherUser) {
    users.remove(as(admin), grace.id, "left");
    const User second =
        add({.first_name = "Grace", .last_name = "Hopper", .email = "Grace@desk.example", .external_id = "g-1"});
    EXPECT_NE(second.id, grace.id);
    EXPECT_NE(second.number, grace.number);
    EXPECT_TRUE(second.labels.empty());
    EXPECT_EQ(entries_of(second).size(), 1u);
    EXPECT_EQ(now(grace).email, "grace@desk.example") << "the record stays as it was";

    const auto restored = users.restore(as(admin), grace.id);
    EXPECT_EQ(list(restored.not_restored), "email=grace@desk.example:taken external_id=g-1:taken ");
    EXPECT_EQ(restored.user.email, "hopper@desk.example") << "the first free other one becomes primary";
    EXPECT_EQ(restored.user.other_emails, Strings{"amazing@desk.example"});
    EXPECT_EQ(restored.user.external_id, "");
    EXPECT_EQ(users.get_by_email(system, "grace@desk.example").id, second.id);
    EXPECT_EQ(users.get_by_email(system, "hopper@desk.example").id, grace.id);
    check_counters();
}

// Every combination of what others took meanwhile.
TEST_P(Leaving, HU17_WhatWasTakenIsListed) {
    const Strings addresses{"grace@desk.example", "hopper@desk.example", "amazing@desk.example"};
    for (unsigned taken = 0; taken < 16; ++taken) {
        SCOPED_TRACE(taken);
        users.remove(system, grace.id, "left");
        Strings lost, left;
        std::vector<User> takers;
        for (std::size_t i = 0; i < 3; ++i) {
            if (!(taken >> i & 1)) {
                left.push_back(addresses[i]);
                continue;
            }
            takers.push_back(add({.kind = UserKind::customer, .email = addresses[i]}));
        }
        if (taken & 8) takers.push_back(add({.kind = UserKind::customer, .first_name = "T", .external_id = "g-1"}));
        if (left.empty()) {
            refused("already_exists users.taken", [&] { users.restore(system, grace.id); });
        } else {
            const auto restored = users.restore(system, grace.id);
            EXPECT_EQ(restored.user.email, left.front());
            EXPECT_EQ(restored.user.other_emails, Strings(left.begin() + 1, left.end()));
            EXPECT_EQ(restored.user.external_id.empty(), (taken & 8) != 0);
            EXPECT_EQ(restored.not_restored.size(), takers.size()) << list(restored.not_restored);
            EXPECT_EQ(text_of(now(grace)), text_of(restored.user));
        }
        for (const auto& taker : takers) users.remove(system, taker.id, "back");
        if (left.empty()) users.restore(system, grace.id);
        users.update(
            system, grace.id,
            {.email = addresses[0], .other_emails = Strings{addresses[1], addresses[2]}, .external_id = "g-1"});
    }
    check_counters();
}

TEST_P(Leaving, HU17_ACustomerComesBackWithoutAddress) {
    const User named = add({.kind = UserKind::customer, .first_name = "Ada", .email = "ada@home.example"});
    const User nameless = add({.kind = UserKind::customer, .email = "anon@home.example"});
    for (const User* user : {&named, &nameless}) users.remove(system, user->id, "left");
    add({.kind = UserKind::customer, .email = "ada@home.example"});
    add({.kind = UserKind::customer, .email = "anon@home.example"});
    const auto restored = users.restore(as(admin), named.id);
    EXPECT_EQ(list(restored.not_restored), "email=ada@home.example:taken ");
    EXPECT_EQ(restored.user.email, "");
    refused("already_exists users.taken", [&] { users.restore(as(admin), nameless.id); });
}

TEST_P(Leaving, HU17_AnotherPrimaryAddressUnderAPolicyThatFixesIt) {
    auto policy = policy::live_chat();
    policy.other_emails = true;
    set_policy(policy);
    users.remove(as(admin), grace.id, "left");
    add({.kind = UserKind::customer, .email = "grace@desk.example"});
    EXPECT_EQ(users.restore(as(admin), grace.id).user.email, "hopper@desk.example");
}

TEST_P(Leaving, HU17_OneOfManyRestores) {
    users.remove(system, grace.id, "left");
    std::atomic<int> won{0};
    at_once(8, [&](int) {
        const auto result = outcome([&] { users.restore(system, grace.id); });
        if (result == "done") ++won;
        else EXPECT_EQ(result, "failed_precondition users.illegal_move");
    });
    EXPECT_EQ(won, 1);
    check_counters();
}

TEST_P(Leaving, DeletedPeopleKeepTheirOrganizationAndGroups) {
    users.remove(system, grace.id, "left");
    EXPECT_EQ(outcome([&] { desk.organizations().remove(system, organization); }),
              "failed_precondition organizations.in_use");
    EXPECT_EQ(outcome([&] { desk.groups().remove(system, group); }), "failed_precondition groups.in_use");
}

TEST_P(Leaving, RandomLivesComeBackAsTheyWere) {
    std::uint32_t seed = 3;
    const auto coin = [&] { return ((seed = seed * 1664525 + 1013904223) >> 24) & 1; };
    for (int i = 0; i < 40; ++i) {
        const auto name = "r" + std::to_string(i);
        NewUser given{.kind = coin() ? UserKind::staff : UserKind::customer,
                      .first_name = name,
                      .email = name + "@desk.example"};
        if (coin()) given.last_name = "Last";
        if (coin()) given.labels = {"x", name};
        if (coin()) given.other_emails = {name + "@home.example"};
        if (coin()) given.groups = {group};
        if (coin()) given.time_zone = "Asia/Kathmandu";
        if (coin()) given.external_id = name;
        const User user = users.add(system, given, static_cast<Onboarding>(1 + coin() + coin()));
        if (coin()) users.suspend(system, user.id, day(coin() ? "2025-06-01" : "2025-09-01"));
        if (coin()) users.record_failed_sign_in(system, user.id);
        const User before = now(user);
        users.remove(system, user.id, "left");
        const auto restored = users.restore(system, user.id);
        ASSERT_EQ(kept(restored.user), kept(before));
        ASSERT_EQ(text_of(now(user)), text_of(restored.user));
        ASSERT_EQ(restored.user.revision, before.revision + 2);
    }
    check_counters();
}

}  // namespace
}  // namespace roster::test
