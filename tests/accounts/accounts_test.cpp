// The tenant's own record.
#include "support/desk.hpp"

#include <roster/accounts/rules.hpp>

namespace roster::test {
namespace {

class Accounts : public Desk {};
ROSTER_OVER_ALL_STORES(Accounts);

TEST_P(Accounts, DefaultsAndWhatIsKept) {
    const auto plain = directory.create_account({.name = "  Acme "}).record();
    EXPECT_EQ(plain.name, "Acme");
    EXPECT_EQ(plain.time_zone, "UTC");
    EXPECT_EQ(plain.language, "en");
    EXPECT_EQ(plain.currency, "USD");
    EXPECT_EQ(plain.plan, Plan::standard);
    EXPECT_EQ(plain.policy, policy::help_desk());
    EXPECT_EQ(plain.revision, 1);
    const auto full = directory
                          .create_account({.name = "Älles",
                                           .plan = Plan::pro,
                                           .policy = policy::agent_inbox(),
                                           .features = {.api_keys = false, .teams = true},
                                           .time_zone = "Asia/Kathmandu",
                                           .language = "PT-br",
                                           .currency = "EUR",
                                           .seat_limit = 7})
                          .record();
    EXPECT_EQ(full.language, "pt-BR");
    EXPECT_EQ(full.features, (FeatureSwitches{.api_keys = false, .teams = true}));
    EXPECT_EQ(full.seat_limit, 7);
    EXPECT_EQ(text_of(directory.account(full.id).record()), text_of(full));
}

TEST_P(Accounts, PresetsDifferInValuesOnlyAndAreKept) {
    for (const auto name : policy::names) {
        const auto preset = *policy::by_name(name);
        EXPECT_EQ(preset.preset, name);
        EXPECT_EQ(set_policy(preset).policy, preset);
        EXPECT_EQ(desk.record().policy, preset);
    }
    EXPECT_FALSE(policy::by_name("helpdesk"));
    EXPECT_FALSE(policy::by_name(""));
}

TEST_P(Accounts, EveryWrongFieldIsNamed) {
    NewAccount wrong{.name = " ",
                     .plan = static_cast<Plan>(0),
                     .policy = {.preset = std::string(61, 'x'),
                                .self_editable = {"first_name", "nothing"},
                                .failed_sign_in_alert = 0,
                                .invitation_lifetime = minutes(9)},
                     .time_zone = "Mars/Olympus",
                     .language = "",
                     .currency = "eur",
                     .seat_limit = 0};
    const auto before = directory.accounts({.limit = 1'000}).items.size();
    EXPECT_EQ(outcome([&] { directory.create_account(wrong); }), "invalid_argument accounts.invalid");
    EXPECT_EQ(faults([&] { directory.create_account(wrong); }),
              "name:required plan:unknown_value policy.preset:too_long policy.failed_sign_in_alert:out_of_range "
              "policy.invitation_lifetime:out_of_range policy.self_editable:unknown_field time_zone:unknown_zone "
              "language:unknown_language currency:unknown_currency seat_limit:out_of_range");
    EXPECT_EQ(directory.accounts({.limit = 1'000}).items.size(), before);
}

TEST_P(Accounts, WrongTexts) {
    const std::pair<std::string, std::string> texts[] = {{std::string(1 << 20, 'x'), "too_long"},
                                                         {"\xff", "invalid_utf8"},
                                                         {std::string("a\0b", 3), "control_character"},
                                                         {"a\x07", "control_character"}};
    for (const auto& [text, reason] : texts) {
        EXPECT_EQ(faults([&] { desk.update(system, {.name = text}); }), "name:" + reason);
        EXPECT_EQ(faults([&] { desk.update(system, {.policy = Policy{.preset = text}}); }),
                  "policy.preset:" + reason);
        EXPECT_EQ(faults([&] { desk.update(system, {.time_zone = text}); }), "time_zone:unknown_zone");
        EXPECT_EQ(faults([&] { desk.update(system, {.language = text}); }), "language:unknown_language");
        EXPECT_EQ(faults([&] { desk.update(system, {.currency = text}); }), "currency:unknown_currency");
        EXPECT_EQ(faults([&] { desk.update(system, {.policy = Policy{.self_editable = {text}}}); }),
                  "policy.self_editable:unknown_field");
        EXPECT_EQ(outcome([&] { directory.create_account({.name = "A", .policy = {.preset = text}}); }),
                  "invalid_argument accounts.invalid");
    }
    EXPECT_EQ(desk.record().revision, 1);
}

TEST_P(Accounts, BX6_WhatGivesPermissionsIsNeverSelfEditable) {
    for (const auto* field : {"role", "kind", "groups", "id", "status", "number"})
        EXPECT_EQ(faults([&] { desk.update(system, {.policy = Policy{.self_editable = {field}}}); }),
                  "policy.self_editable:unknown_field");
}

TEST_P(Accounts, SelfEditableFieldsAreNamedOnce) {
    Policy policy;
    policy.self_editable = {"email", "first_name", "email"};
    EXPECT_EQ(set_policy(policy).policy.self_editable, (std::vector<std::string>{"email", "first_name"}));
    policy.self_editable.assign(100'000, "email");
    EXPECT_EQ(set_policy(policy).policy.self_editable.size(), 1u);
    for (int i = 0; i < 100; ++i) policy.self_editable.push_back("f" + std::to_string(i));
    EXPECT_EQ(faults([&] { set_policy(policy); }), "policy.self_editable:too_many");
}

TEST_P(Accounts, BoundsOfThePolicy) {
    const auto set = [&](int alert, Duration lifetime) {
        Policy policy = policy::help_desk();
        policy.failed_sign_in_alert = alert;
        policy.invitation_lifetime = lifetime;
        return outcome([&] { set_policy(policy); });
    };
    const std::string wrong = "invalid_argument accounts.invalid";
    EXPECT_EQ(set(1, minutes(10)), "done");
    EXPECT_EQ(set(100, days(90)), "done");
    EXPECT_EQ(set(101, days(7)), wrong);
    EXPECT_EQ(set(10, days(90) + micros(1)), wrong);
    EXPECT_EQ(set(10, Duration(boost::date_time::pos_infin)), wrong);
    EXPECT_EQ(set(10, Duration(boost::date_time::not_a_date_time)), wrong);
    EXPECT_EQ(set(10, -days(7)), wrong);
}

TEST_P(Accounts, WhoMayChangeWhat) {
    for (const User* who : {&agent, &light, &customer})
        refused("permission_denied users.not_administrator", [&] { desk.update(as(*who), {.name = "X"}); });
    for (const User* who : {&owner, &admin}) {
        refused("permission_denied accounts.system_only", [&] { desk.update(as(*who), {.plan = Plan::pro}); });
        refused("permission_denied accounts.system_only",
                [&] { desk.update(as(*who), {.features = FeatureSwitches{}}); });
        refused("permission_denied accounts.system_only", [&] { desk.update(as(*who), {.seat_limit = 100}); });
    }
    world.advance(minutes(1));
    const auto changed = desk.update(
        as(admin),
        {.name = "New", .policy = policy::crm(), .time_zone = "Asia/Tokyo", .language = "ja", .currency = "JPY"},
        1);
    EXPECT_EQ(changed.revision, 2);
    EXPECT_EQ(changed.updated_at, world.now());
    EXPECT_EQ(text_of(desk.record()), text_of(changed));
    refused("aborted accounts.changed", [&] { desk.update(as(admin), {.name = "Newer"}, 1); });
    EXPECT_EQ(desk.update(as(admin), {.name = " New "}, 2).revision, 2) << "no change, no entry";
    const auto log = entries({.subject_kind = "account", .subject_id = to_string(desk.id())});
    ASSERT_EQ(log.size(), 2u);
    EXPECT_EQ(log[0].verb, "accounts.update");
    EXPECT_EQ(log[0].changes.size(), 5u);
    EXPECT_EQ(log[1].verb, "accounts.create");
}

TEST_P(Accounts, FeaturesFollowThePlan) {
    const Plan plans[] = {Plan::free, Plan::standard, Plan::plus, Plan::pro};
    for (const Plan plan : plans)
        for_each_field<FeatureSwitches>([&](const auto& f) {
            SCOPED_TRACE(std::string(to_string(plan)) + " " + std::string(f.name));
            const Plan from = f.name == "api_keys"                                  ? Plan::standard
                              : f.name == "custom_permissions" || f.name == "teams" ? Plan::plus
                                                                                    : Plan::free;
            desk.update(system, {.plan = plan, .features = FeatureSwitches{}});
            const bool by_default = from != Plan::free || f.name == "apps";
            EXPECT_EQ(rules::feature_on(desk.record(), f.member), plan >= from && by_default);
            FeatureSwitches on, off;
            on.*f.member = true;
            off.*f.member = false;
            EXPECT_EQ(outcome([&] { desk.update(system, {.features = on}); }),
                      plan >= from ? "done" : "invalid_argument accounts.invalid");
            EXPECT_EQ(rules::feature_on(desk.record(), f.member), plan >= from);
            EXPECT_EQ(outcome([&] { desk.update(system, {.features = off}); }), "done");
            EXPECT_FALSE(rules::feature_on(desk.record(), f.member));
        });
    desk.update(system, {.plan = Plan::plus, .features = FeatureSwitches{.teams = true}});
    const auto lowered = desk.update(system, {.plan = Plan::free});
    EXPECT_FALSE(rules::feature_on(lowered, &FeatureSwitches::teams)) << "a lowered plan turns features off";
    EXPECT_EQ(lowered.features.teams, true) << "and keeps the switch";
}

TEST_P(Accounts, ListedOldestFirstInPages) {
    std::vector<AccountId> made{desk.id()};
    for (int i = 0; i < 6; ++i) made.push_back(directory.create_account({.name = "A"}).id());
    for (const std::int32_t limit : {1, 3, 7, 8}) {
        std::vector<AccountId> found;
        PageRequest page{.limit = limit, .after = {}};
        do {
            const auto part = directory.accounts(page);
            for (const auto& account : part.items) found.push_back(account.id);
            page.after = part.next;
        } while (!page.after.empty());
        EXPECT_EQ(found, made);
    }
}

TEST_P(Accounts, OneOfManyChangesARevision) {
    std::atomic<int> won{0};
    at_once(8, [&](int i) {
        const auto result = outcome([&] { desk.update(system, {.name = "N" + std::to_string(i)}, 1); });
        if (result == "done") ++won;
        else EXPECT_EQ(result, "aborted accounts.changed");
    });
    EXPECT_EQ(won, 1);
}

}  // namespace
}  // namespace roster::test
