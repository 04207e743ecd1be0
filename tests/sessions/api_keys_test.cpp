// API keys (HP-9, HU-6, BX-13).
#include "sessions/door.hpp"

#include <algorithm>

namespace roster::test {
namespace {

class ApiKeysTest : public Door {
protected:
    ApiKeys keys = desk.api_keys();
};
ROSTER_OVER_ALL_STORES(ApiKeysTest);

TEST_P(ApiKeysTest, HP9_AreMadeOnceShownRenamedAndRevoked) {
    const auto made = keys.create(as(agent), "  nightly export ", {"tickets:read"});
    EXPECT_EQ(made.key.label, "nightly export");
    EXPECT_TRUE(made.text.starts_with("rkey_"));
    EXPECT_TRUE(made.text.find(made.key.hint.substr(0, 9)) == 0) << made.key.hint;
    const auto principal = sessions.validate(made.text);
    ASSERT_TRUE(principal);
    EXPECT_EQ(principal->user_id, agent.id);
    EXPECT_EQ(principal->credential, Credential::api_key);
    EXPECT_EQ(principal->api_key_id, made.key.id);
    EXPECT_EQ(principal->scopes, std::vector<std::string>{"tickets:read"});
    EXPECT_FALSE(rules::is_fresh(*principal, hours(1), world.now())) << "a key is no proof of the person";
    EXPECT_EQ(keys.list(as(agent), agent.id).at(0).last_used_at, world.now());
    EXPECT_EQ(keys.rename(as(agent), agent.id, made.key.id, "export").label, "export");
    keys.revoke(as(agent), agent.id, made.key.id);
    EXPECT_FALSE(sessions.validate(made.text));
    EXPECT_TRUE(keys.list(as(agent), agent.id).empty());
    EXPECT_EQ(outcome([&] { keys.revoke(as(agent), agent.id, made.key.id); }), "not_found sessions.unknown");
    std::vector<std::string> verbs;
    for (const auto& entry : entries_of(agent)) verbs.push_back(entry.verb);
    verbs.resize(3);
    EXPECT_EQ(verbs, (std::vector<std::string>{"api_keys.revoke", "api_keys.rename", "api_keys.create"}));
}

TEST_P(ApiKeysTest, HU6_AdministratorsListAndRevokeAndMakeNone) {
    const auto made = keys.create(as(agent), "script");
    EXPECT_EQ(keys.list(as(admin), agent.id).size(), 1u);
    EXPECT_EQ(outcome([&] { static_cast<void>(keys.list(as(light), agent.id)); }).substr(0, 17),
              "permission_denied");
    EXPECT_EQ(outcome([&] { keys.rename(as(light), agent.id, made.key.id, "x"); }).substr(0, 17),
              "permission_denied");
    EXPECT_EQ(outcome([&] { keys.create(system, "for the system"); }), "permission_denied api_keys.own_only");
    keys.revoke(as(admin), agent.id, made.key.id);
    EXPECT_FALSE(sessions.validate(made.text));
}

TEST_P(ApiKeysTest, HP9_OnPlansThatHaveThem) {
    const auto made = keys.create(as(agent), "script");
    desk.update(system, {.plan = Plan::free});
    EXPECT_FALSE(sessions.validate(made.text)) << "a lowered plan stops the use";
    EXPECT_EQ(keys.list(as(agent), agent.id).size(), 1u) << "and keeps the data";
    EXPECT_EQ(outcome([&] { keys.create(as(agent), "another"); }), "failed_precondition api_keys.not_on_plan");
    EXPECT_EQ(outcome([&] { keys.rotate(as(agent), made.key.id, hours(1)); }),
              "failed_precondition api_keys.not_on_plan");
    desk.update(system, {.plan = Plan::standard});
    EXPECT_TRUE(sessions.validate(made.text));
}

TEST_P(ApiKeysTest, BX13_ExpireAndRotateWithAnOverlap) {
    const auto until = keys.create(as(agent), "until", {}, world.now() + hours(1));
    const auto old = keys.create(as(agent), "kept", {"a"});
    const auto fresh = keys.rotate(as(agent), old.key.id, hours(2));
    EXPECT_EQ(fresh.key.label, "kept");
    EXPECT_EQ(fresh.key.scopes, std::vector<std::string>{"a"});
    EXPECT_TRUE(sessions.validate(old.text));
    EXPECT_TRUE(sessions.validate(fresh.text));
    world.advance(hours(1));
    EXPECT_FALSE(sessions.validate(until.text));
    world.advance(hours(1));
    EXPECT_FALSE(sessions.validate(old.text));
    EXPECT_TRUE(sessions.validate(fresh.text));
    const auto at_once_gone = keys.rotate(as(agent), fresh.key.id, {});
    EXPECT_FALSE(sessions.validate(fresh.text));
    EXPECT_TRUE(sessions.validate(at_once_gone.text));
}

TEST_P(ApiKeysTest, HP9_WrongInput) {
    EXPECT_EQ(faults([&] { keys.create(as(agent), "", {""}, world.now()); }),
              "label:required scopes[0]:required expires_at:in_the_past");
    EXPECT_EQ(faults([&] { keys.rotate(as(agent), {}, days(8)); }), "overlap:out_of_range");
    for (int i = 0; i < 50; ++i) keys.create(as(agent), "k");
    EXPECT_EQ(outcome([&] { keys.create(as(agent), "k"); }), "resource_exhausted api_keys.too_many");
}

TEST_P(ApiKeysTest, HP9_KeysThatExpiredMakeRoom) {
    keys.create(as(agent), "short", {}, world.now() + hours(1));
    const auto last = keys.create(as(agent), "last");
    for (int i = 0; i < 48; ++i) keys.create(as(agent), "k");
    EXPECT_EQ(outcome([&] { keys.create(as(agent), "k"); }), "resource_exhausted api_keys.too_many");
    world.advance(hours(1));
    EXPECT_EQ(outcome([&] { keys.create(as(agent), "k"); }), "done");
    const auto all = keys.list(as(agent), agent.id);
    EXPECT_EQ(all.size(), 50u);
    EXPECT_TRUE(std::none_of(all.begin(), all.end(), [](const auto& key) { return key.label == "short"; }));
    EXPECT_EQ(outcome([&] { keys.create(as(agent), "k"); }), "resource_exhausted api_keys.too_many");
    EXPECT_EQ(outcome([&] { keys.rotate(as(agent), last.key.id, hours(1)); }),
              "resource_exhausted api_keys.too_many");
    EXPECT_EQ(outcome([&] { keys.rotate(as(agent), last.key.id, {}); }), "done") << "one for one";
}

TEST_P(ApiKeysTest, BX13_ReplacingAsksWhatMakingAsksAndTellsTheSame) {
    const auto made = keys.create(as(agent), "kept");
    const auto expiring = keys.create(as(agent), "short", {}, world.now() + hours(1));
    const auto told = [&] {
        const auto kinds = event_kinds();
        return std::count(kinds.begin(), kinds.end(), "sessions.api_key_made");
    };
    EXPECT_EQ(told(), 2);
    const auto fresh = keys.rotate(as(agent), made.key.id, {});
    EXPECT_EQ(told(), 3);
    world.advance(hours(1));
    EXPECT_EQ(outcome([&] { keys.rotate(as(agent), expiring.key.id, {}); }),
              "failed_precondition api_keys.expired");
    desk.update(system, {.plan = Plan::pro});
    desk.roles().choose(system, agent.id, "use_api_keys", Choice::deny);
    EXPECT_EQ(outcome([&] { keys.rotate(as(agent), fresh.key.id, {}); }),
              "permission_denied api_keys.not_permitted");
    EXPECT_TRUE(sessions.validate(fresh.text)) << "what was refused ended nothing";
}

TEST_P(ApiKeysTest, BX10_AnotherAccountsKeyIsNone) {
    const auto made = keys.create(as(agent), "script");
    const auto other = directory.create_account({.name = "Other"});
    EXPECT_FALSE(other.sessions().validate(made.text));
}

}  // namespace
}  // namespace roster::test
