// Passkeys: setting up, signing in, stepping up, losing (BX-12, HU-5).
#include "sessions/passkeys_door.hpp"

#include <algorithm>
#include <atomic>
#include <set>

namespace roster::test {
namespace {

class PasskeysTest : public PasskeyDoor {};
ROSTER_OVER_ALL_STORES(PasskeysTest);

constexpr PasskeyAlgorithm algorithms[] = {PasskeyAlgorithm::es256, PasskeyAlgorithm::eddsa,
                                           PasskeyAlgorithm::rs256};

TEST_P(PasskeysTest, BX12_EachAlgorithmSetsUpAndSignsInAlone) {
    give_password(agent);
    auto token = sign_in(agent).token;
    for (const auto algorithm : algorithms) {
        SCOPED_TRACE(to_string(algorithm));
        const auto mine = set_up_passkey(token, SoftPasskey(algorithm), {.count = 3});
        EXPECT_FALSE(is_good(token)) << "a new token with every change of assurance";
        token = mine.token;
        EXPECT_EQ(sessions.validate(token)->assurance, Assurance::two_factors);
        EXPECT_EQ(mine.passkey.algorithm, algorithm);
        EXPECT_EQ(mine.passkey.aaguid, "f1d01111-1111-1111-1111-111111111111");
        EXPECT_EQ(mine.passkey.transports, (std::vector<std::string>{"internal", "hybrid"}));
        EXPECT_TRUE(mine.passkey.discoverable && mine.passkey.verifies_user);
        EXPECT_FALSE(mine.passkey.backup_eligible || mine.passkey.backed_up || mine.passkey.last_used_at);
        EXPECT_EQ(mine.passkey.sign_count, 3);

        world.advance(minutes(1));
        const auto entered = enter(mine.key, {.count = 4});
        ASSERT_EQ(entered.outcome, SignInOutcome::granted);
        EXPECT_EQ(entered.session->methods, std::vector<std::string>{"passkey"});
        EXPECT_EQ(entered.principal->user_id, agent.id);
        EXPECT_EQ(entered.principal->assurance, Assurance::two_factors);
        EXPECT_EQ(entered.principal->second_factor_at, world.now());
        EXPECT_NE(entered.known_device, "");
        EXPECT_TRUE(is_good(entered.token));
        const auto kept = passkeys.list(as(agent), agent.id).back();
        EXPECT_EQ(kept.sign_count, 4);
        EXPECT_EQ(kept.last_used_at, world.now());
    }
    EXPECT_EQ(factors.status(as(admin), agent.id).passkeys, 3);
}

TEST_P(PasskeysTest, BX12_WhatABrowserIsAskedForANewOne) {
    const auto first = give_passkey(agent);
    const auto asked = passkeys.begin_registration(first.token);
    EXPECT_EQ(asked.expires_at, world.now() + minutes(5));
    const auto at = [&](const char* path) { return json_at(asked.options, path); };
    EXPECT_EQ(from_base64url(at("challenge")).size(), 32u);
    EXPECT_EQ(at("rp"), R"({"id":"desk.example","name":"Deskwright"})");
    EXPECT_EQ(at("user.name"), "agent@desk.example");
    EXPECT_EQ(at("user.displayName"), "agent");
    EXPECT_EQ(
        at("pubKeyCredParams"),
        R"([{"alg":-7,"type":"public-key"},{"alg":-8,"type":"public-key"},{"alg":-257,"type":"public-key"}])");
    EXPECT_EQ(at("timeout"), "300000");
    EXPECT_EQ(at("excludeCredentials"), R"([{"id":")" + to_base64url(first.key.id) +
                                            R"(","transports":["internal","hybrid"],"type":"public-key"}])");
    EXPECT_EQ(at("authenticatorSelection"),
              R"({"requireResidentKey":false,"residentKey":"preferred","userVerification":"preferred"})");
    EXPECT_EQ(at("attestation"), "none");
    EXPECT_EQ(at("extensions"), R"({"credProps":true})");

    const auto handle = from_base64url(at("user.id"));
    EXPECT_EQ(handle.size(), 32u);
    EXPECT_EQ(handle, first.key.handle) << "all of a user's have the same";
    EXPECT_EQ(handle.find(agent.id.bytes()), handle.npos) << "the id says when the user was added";
    EXPECT_NE(handle, set_up_passkey(let_in(admin).token).key.handle);
    EXPECT_NE(at("challenge"), json_at(passkeys.begin_registration(first.token).options, "challenge"));
}

TEST_P(PasskeysTest, BX12_BeginningToSignInTellsNothing) {
    const auto before = passkeys.begin_sign_in().options;
    give_passkey(agent);
    auto after = passkeys.begin_sign_in().options;
    const auto was = json_at(before, "challenge"), is = json_at(after, "challenge");
    EXPECT_NE(was, is);
    after.replace(after.find(is), is.size(), was);
    EXPECT_EQ(before, after) << "whoever there is and whatever they have";
    EXPECT_EQ(
        before,
        R"({"challenge":")" + was +
            R"(","timeout":300000,"rpId":"desk.example","allowCredentials":[],"userVerification":"required"})");
}

TEST_P(PasskeysTest, BX12_ASecondFactorAfterThePassword) {
    give_password(agent);
    const auto mine = set_up_passkey(sign_in(agent).token, SoftPasskey(), {.flags = flag::up});
    EXPECT_FALSE(mine.passkey.verifies_user);
    const auto first = sign_in(agent);
    ASSERT_EQ(first.outcome, SignInOutcome::second_factor_needed);
    EXPECT_EQ(first.second_factors, (std::vector<std::string>{"passkey", "recovery_code"}));
    const auto asked = passkeys.begin_second_factor(first.pending);
    EXPECT_EQ(json_at(asked.options, "allowCredentials"),
              R"([{"id":")" + to_base64url(mine.key.id) +
                  R"(","transports":["internal","hybrid"],"type":"public-key"}])");
    EXPECT_EQ(json_at(asked.options, "userVerification"), "preferred");
    // Nobody needs to be verified here: the password was the other factor.
    auto shown = mine.key.get(asked.options, {.flags = flag::up});
    shown.handle.clear();
    const auto second = sessions.second_factor(first.pending, {.passkey = shown.json()});
    ASSERT_EQ(second.outcome, SignInOutcome::granted);
    EXPECT_EQ(second.session->methods, (std::vector<std::string>{"password", "passkey"}));
    EXPECT_EQ(second.principal->assurance, Assurance::two_factors);
    EXPECT_EQ(said(sessions.second_factor(first.pending, {.passkey = shown.json()})), "rejected");
    EXPECT_EQ(outcome([&] { passkeys.begin_second_factor(first.pending); }), "unauthenticated sessions.no_pending");
    EXPECT_EQ(said(enter(mine.key, {.flags = flag::up})), "rejected") << "alone it is one factor";
}

TEST_P(PasskeysTest, BX12_AKeyThatIsFoundAndGivenAPinOpensNothing) {
    const auto mine = give_passkey(agent, SoftPasskey(), {.flags = flag::up});
    EXPECT_EQ(said(enter(mine.key)), "rejected");
    EXPECT_FALSE(passkeys.list(system, agent.id).at(0).verifies_user);
    const auto pending = sign_in(agent).pending;
    const auto asked = passkeys.begin_second_factor(pending).options;
    EXPECT_EQ(said(sessions.second_factor(pending, {.passkey = mine.key.get(asked).json()})), "granted");
    EXPECT_TRUE(passkeys.list(system, agent.id).at(0).verifies_user)
        << "beside the password it is the user's own PIN";
    EXPECT_EQ(said(enter(mine.key)), "granted");
}

TEST_P(PasskeysTest, BX12_SteppingUp) {
    const auto mine = give_passkey(agent);
    world.advance(minutes(11));
    EXPECT_EQ(outcome([&] { passkeys.begin_registration(mine.token); }), "permission_denied sessions.not_fresh");
    EXPECT_EQ(outcome([&] { passkeys.remove(mine.token, mine.passkey.id); }),
              "permission_denied sessions.not_fresh");
    const auto asked = passkeys.begin_step_up(mine.token);
    const auto answer = mine.key.get(asked.options, {.flags = flag::up}).json();
    const auto stepped = sessions.step_up(mine.token, {.passkey = answer});
    ASSERT_EQ(stepped.outcome, SignInOutcome::granted);
    EXPECT_FALSE(is_good(mine.token));
    EXPECT_EQ(stepped.principal->second_factor_at, world.now());
    EXPECT_EQ(said(sessions.step_up(stepped.token, {.passkey = answer})), "rejected") << "once";
    passkeys.begin_registration(stepped.token);
    EXPECT_EQ(outcome([&] { passkeys.begin_step_up(let_in(admin).token); }), "failed_precondition passkeys.none");
    EXPECT_EQ(faults([&] { sessions.step_up(stepped.token, {.totp = "123456", .passkey = answer}); }),
              "proof:required");
}

TEST_P(PasskeysTest, BX12_TheFirstFactorBringsRecoveryCodesAndTheLastTakesThem) {
    give_password(agent);
    const auto elsewhere = sign_in(agent).token;
    const auto one = set_up_passkey(sign_in(agent).token);
    EXPECT_EQ(one.recovery_codes.size(), 10u);
    EXPECT_FALSE(is_good(elsewhere)) << "sessions of one factor end";
    const auto setup = factors.add_authenticator(one.token, "app");
    const auto app = factors.confirm_authenticator(one.token, setup.id, code_of(setup));
    EXPECT_EQ(app.recovery_codes.size(), 0u);
    const auto two = set_up_passkey(app.sign_in.token);
    EXPECT_EQ(two.recovery_codes.size(), 0u);
    EXPECT_EQ(sign_in(agent).second_factors, (std::vector<std::string>{"totp", "passkey", "recovery_code"}));
    const auto left = [&] { return factors.status(system, agent.id).recovery_codes_left; };
    factors.remove_authenticator(two.token, setup.id);
    passkeys.remove(two.token, one.passkey.id);
    EXPECT_EQ(left(), 10);
    EXPECT_EQ(factors.renew_recovery_codes(two.token).size(), 10u);
    EXPECT_TRUE(factors.status(system, agent.id).enabled);
    EXPECT_EQ(sessions.validate(two.token)->assurance, Assurance::two_factors);
    passkeys.remove(two.token, two.passkey.id);
    EXPECT_EQ(sessions.validate(two.token)->assurance, Assurance::one_factor) << "with the last one";
    EXPECT_EQ(left(), 0);
    EXPECT_FALSE(factors.status(system, agent.id).enabled);
    EXPECT_EQ(sign_in(agent).outcome, SignInOutcome::granted);
    EXPECT_EQ(said(enter(two.key)), "rejected");
}

TEST_P(PasskeysTest, HU5_AdministratorsSeeAndResetAndNeverSetUp) {
    const auto mine = give_passkey(agent);
    EXPECT_EQ(passkeys.list(as(admin), agent.id).size(), 1u);
    EXPECT_EQ(outcome([&] { static_cast<void>(passkeys.list(as(light), agent.id)); }).substr(0, 17),
              "permission_denied");
    EXPECT_EQ(outcome([&] { static_cast<void>(passkeys.list(as(admin), owner.id)); }),
              "permission_denied users.above_own_role");
    const auto pending = sign_in(agent).pending;
    const auto asked = passkeys.begin_second_factor(pending);
    factors.reset(as(admin), agent.id);
    EXPECT_TRUE(passkeys.list(system, agent.id).empty());
    EXPECT_FALSE(factors.status(system, agent.id).enabled);
    EXPECT_FALSE(is_good(mine.token));
    EXPECT_EQ(said(sessions.second_factor(pending, {.passkey = mine.key.get(asked.options).json()})), "rejected");
    EXPECT_EQ(said(enter(mine.key)), "rejected");
    EXPECT_EQ(entries_of(agent).at(0).verb, "factors.reset");
    // Within one's own session only: an administrator has none of somebody else's.
    EXPECT_EQ(outcome([&] { passkeys.begin_registration("rses_"); }), "unauthenticated sessions.no_session");
}

TEST_P(PasskeysTest, BX12_NamesHistoryAndEvents) {
    const auto mine = give_passkey(agent);
    EXPECT_EQ(mine.passkey.name, "phone");
    EXPECT_EQ(passkeys.rename(as(agent), agent.id, mine.passkey.id, "  my phone ").name, "my phone");
    passkeys.rename(as(agent), agent.id, mine.passkey.id, "my phone");
    EXPECT_EQ(faults([&] { passkeys.rename(as(agent), agent.id, mine.passkey.id, " "); }), "name:required");
    EXPECT_EQ(outcome([&] { passkeys.rename(as(admin), admin.id, mine.passkey.id, "x"); }),
              "not_found sessions.unknown");
    EXPECT_EQ(outcome([&] { passkeys.remove(let_in(admin).token, mine.passkey.id); }),
              "not_found sessions.unknown");
    passkeys.remove(mine.token, mine.passkey.id);
    std::vector<std::string> told;
    for (const auto& entry : entries_of(agent))
        if (entry.verb.starts_with("passkeys.")) {
            EXPECT_EQ(entry.actor, agent.id);
            told.push_back(entry.verb + " " + entry.changes.at(0).before + " " + entry.changes.at(0).after);
        }
    EXPECT_EQ(told,
              (std::vector<std::string>{"passkeys.remove \"my phone\" null",
                                        "passkeys.rename \"phone\" \"my phone\"", "passkeys.add null \"phone\""}));
    const auto kinds = event_kinds();
    EXPECT_EQ(std::count(kinds.begin(), kinds.end(), "sessions.passkey_added"), 1);
    EXPECT_EQ(std::count(kinds.begin(), kinds.end(), "sessions.passkey_removed"), 1);
}

TEST_P(PasskeysTest, BX12_TwentyAreTheMost) {
    auto token = let_in(agent).token;
    for (int i = 0; i < 20; ++i) token = set_up_passkey(token).token;
    EXPECT_EQ(outcome([&] { passkeys.begin_registration(token); }), "resource_exhausted passkeys.too_many");
}

TEST_P(PasskeysTest, BX12_ACredentialBelongsToOneUserOfAnAccount) {
    const auto mine = give_passkey(agent);
    const auto theirs = let_in(admin).token;
    const auto asked = passkeys.begin_registration(theirs);
    SoftPasskey same(PasskeyAlgorithm::es256, mine.key.id);
    const auto answer = same.create(asked.options).json();
    EXPECT_EQ(outcome([&] { passkeys.finish_registration(theirs, "x", answer); }), "already_exists passkeys.taken");
    EXPECT_EQ(outcome([&] { passkeys.finish_registration(theirs, "x", answer); }),
              "not_found passkeys.challenge_gone")
        << "answered once, rightly or wrongly";
    EXPECT_TRUE(is_good(theirs));
    EXPECT_EQ(enter(mine.key).principal->user_id, agent.id);
    // Another account may have it: the same phone, another tenant.
    const auto other = directory.create_account({.name = "Other"});
    const auto user = other.users().add(system, static_cast<const NewUser&>(agent), Onboarding::active);
    other.sessions().link_identity(system, user.id, "i", "s");
    const auto begun = other.sessions().sign_in_with_identity({.issuer = "i", .subject = "s"}).token;
    other.passkeys().finish_registration(begun, "x",
                                         same.create(other.passkeys().begin_registration(begun).options).json());
    EXPECT_EQ(other.passkeys().list(system, user.id).size(), 1u);
}

TEST_P(PasskeysTest, UC8_WhoSignsInThroughAProviderHasNoDoorPastIt) {
    const auto mine = set_up_passkey(let_in(agent).token);
    EXPECT_EQ(said(enter(mine.key)), "rejected");
    const auto first =
        sessions.sign_in_with_identity({.issuer = "https://id.example", .subject = to_string(agent.id)});
    ASSERT_EQ(first.outcome, SignInOutcome::second_factor_needed);
    const auto asked = passkeys.begin_second_factor(first.pending);
    const auto second = sessions.second_factor(first.pending, {.passkey = mine.key.get(asked.options).json()});
    ASSERT_EQ(second.outcome, SignInOutcome::granted);
    EXPECT_EQ(second.session->methods, (std::vector<std::string>{"identity", "passkey"}));
}

TEST_P(PasskeysTest, HU17_SuspendedDeletedRestored) {
    const auto mine = give_passkey(agent);
    const auto asked = passkeys.begin_sign_in().options;
    users.suspend(system, agent.id, day("2020-01-01"));
    EXPECT_EQ(said(passkeys.finish_sign_in(mine.key.get(asked).json())), "rejected");
    users.resume(system, agent.id);
    EXPECT_EQ(said(enter(mine.key)), "granted") << "as passwords and authenticators, it is the user's still";
    const auto token = enter(mine.key).token;
    const auto registration = passkeys.begin_registration(token).options;
    users.remove(system, agent.id, "left");
    EXPECT_EQ(said(enter(mine.key)), "rejected");
    std::size_t challenges = 0;
    directory.storage().read(desk.id(), [&](Transaction& tx) {
        for (const auto& one : tx.sessions().challenges().records({}, 100)) challenges += one.user_id == agent.id;
    });
    EXPECT_EQ(challenges, 0u) << "what waits dies in the same transaction";
    users.restore(system, agent.id);
    EXPECT_EQ(said(enter(mine.key)), "granted");
    SoftPasskey late;
    EXPECT_EQ(outcome([&] { passkeys.finish_registration(token, "x", late.create(registration).json()); }),
              "unauthenticated sessions.no_session");
}

TEST_P(PasskeysTest, BX12_APolicyIsContentWithAPasskey) {
    Policy policy = desk.record().policy;
    policy.second_factor_roles = {"user"};
    policy.second_factor_grace = days(1);
    set_policy(policy);
    world.advance(days(2));
    const auto begun = let_in(agent);
    EXPECT_TRUE(begun.principal->must_enrol);
    const auto mine = set_up_passkey(begun.token);
    EXPECT_FALSE(sessions.validate(mine.token)->must_enrol);
    // With a second factor a password may be shorter.
    EXPECT_TRUE(passkeys.list(system, agent.id).size() == 1);
}

TEST_P(PasskeysTest, BX12_AShorterPasswordBesideAPasskey) {
    const std::string short_one = "kx7!Vq2#pL";
    EXPECT_NE(passwords.check(agent.id, short_one).size(), 0u);
    set_up_passkey(let_in(agent).token);
    EXPECT_EQ(passwords.check(agent.id, short_one).size(), 0u);
}

TEST_P(PasskeysTest, BX12_OneOfManyAtOnce) {
    const auto mine = give_passkey(agent);
    set_policy([&] {
        auto policy = desk.record().policy;
        policy.max_sessions = 100;
        return policy;
    }());
    const auto answer = mine.key.get(passkeys.begin_sign_in().options).json();
    std::atomic<int> granted{0};
    at_once(64, [&](int) { granted += passkeys.finish_sign_in(answer).outcome == SignInOutcome::granted; });
    EXPECT_EQ(granted, 1);

    const auto asked = passkeys.begin_registration(enter(mine.key).token);
    const auto token = enter(mine.key).token;
    const auto registration = passkeys.begin_registration(token).options;
    SoftPasskey key;
    const auto made = key.create(registration).json();
    std::atomic<int> registered{0};
    at_once(16,
            [&](int) { registered += outcome([&] { passkeys.finish_registration(token, "x", made); }) == "done"; });
    EXPECT_EQ(registered, 1);
    EXPECT_EQ(passkeys.list(system, agent.id).size(), 2u);
}

TEST_P(PasskeysTest, BX12_SweptWhenTheyAreOver) {
    const auto kept = [&] {
        std::size_t count = 0;
        directory.storage().read(
            desk.id(), [&](Transaction& tx) { count = tx.sessions().challenges().records({}, 100).size(); });
        return count;
    };
    for (int i = 0; i < 3; ++i) passkeys.begin_sign_in();
    EXPECT_EQ(kept(), 3u);
    world.advance(days(1));
    EXPECT_EQ(sessions.sweep(system), 0);
    world.advance(minutes(5));
    EXPECT_EQ(sessions.sweep(system), 3);
    EXPECT_EQ(kept(), 0u);
}

TEST_P(PasskeysTest, BX12_ChallengesAreKeptAsTheirDigest) {
    const auto challenge = from_base64url(json_at(passkeys.begin_sign_in().options, "challenge"));
    directory.storage().read(desk.id(), [&](Transaction& tx) {
        const auto all = tx.sessions().challenges().records({}, 100);
        ASSERT_EQ(all.size(), 1u);
        EXPECT_NE(all[0].digest.bytes(), challenge);
        EXPECT_TRUE(all[0].user_id.is_nil());
    });
}

TEST_P(PasskeysTest, BX12_WithoutADomainThereAreNone) {
    const Directory bare(std::shared_ptr<Storage>(std::shared_ptr<void>(), &directory.storage()),
                         world.environment());
    const auto same = bare.account(desk.id());
    const std::string refusal = "failed_precondition passkeys.not_set_up";
    EXPECT_EQ(outcome([&] { same.passkeys().begin_sign_in(); }), refusal);
    EXPECT_EQ(outcome([&] { same.passkeys().finish_sign_in("{}"); }), refusal);
    EXPECT_EQ(outcome([&] { same.passkeys().begin_registration("x"); }), refusal);
    EXPECT_EQ(outcome([&] { same.passkeys().finish_registration("x", "x", "{}"); }), refusal);
    EXPECT_EQ(outcome([&] { same.passkeys().begin_second_factor("x"); }), refusal);
    EXPECT_EQ(outcome([&] { same.passkeys().begin_step_up("x"); }), refusal);
    const auto token = let_in(agent).token;
    EXPECT_EQ(outcome([&] { same.sessions().step_up(token, {.passkey = "{}"}); }), refusal);
    EXPECT_EQ(same.passkeys().list(system, agent.id).size(), 0u);
}

}  // namespace
}  // namespace roster::test
