// Second factors: setting up, using, losing (UC-7, HU-5, BX-12).
#include "sessions/door.hpp"
#include "sessions/proofs.hpp"

#include <atomic>

namespace roster::test {
namespace {

class FactorsTest : public Door {
protected:
    /// The first step of a sign-in that needs a second.
    std::string begin(const User& user) {
        const auto answer =
            sessions.sign_in_with_identity({.issuer = "https://id.example", .subject = to_string(user.id)});
        EXPECT_EQ(answer.outcome, SignInOutcome::second_factor_needed);
        EXPECT_EQ(answer.token, "");
        EXPECT_FALSE(answer.session);
        return answer.pending;
    }
};
ROSTER_OVER_ALL_STORES(FactorsTest);

TEST_P(FactorsTest, UC7_SettingUpAndSigningInWithACode) {
    const auto begun = let_in(agent);
    const auto setup = factors.add_authenticator(begun.token, "phone");
    EXPECT_TRUE(setup.uri.starts_with("otpauth://totp/Deskwright:agent")) << setup.uri;
    EXPECT_TRUE(setup.qr_svg.starts_with("<")) << setup.qr_svg.substr(0, 40);
    EXPECT_FALSE(setup.qr_text.empty());
    EXPECT_FALSE(factors.status(as(agent), agent.id).enabled) << "not before it is confirmed";
    EXPECT_EQ(outcome([&] { factors.confirm_authenticator(begun.token, setup.id, "000000"); }),
              "permission_denied factors.wrong_code");
    const auto elsewhere = let_in(agent);
    const auto confirmed = factors.confirm_authenticator(begun.token, setup.id, code_of(setup));
    EXPECT_EQ(confirmed.recovery_codes.size(), 10u);
    EXPECT_EQ(confirmed.sign_in.principal->assurance, Assurance::two_factors);
    EXPECT_FALSE(is_good(begun.token)) << "a new token with every change of assurance";
    EXPECT_FALSE(is_good(elsewhere.token)) << "sessions of one factor end";
    EXPECT_EQ(outcome([&] { factors.confirm_authenticator(confirmed.sign_in.token, setup.id, code_of(setup)); }),
              "permission_denied factors.wrong_code")
        << "once";

    world.advance(minutes(1));
    const auto pending = begin(agent);
    EXPECT_FALSE(sessions.validate(pending));
    const auto code = code_of(setup);
    const auto answer = sessions.second_factor(pending, {.totp = code});
    ASSERT_EQ(answer.outcome, SignInOutcome::granted);
    EXPECT_EQ(answer.session->methods, (std::vector<std::string>{"identity", "totp"}));
    EXPECT_EQ(answer.principal->second_factor_at, world.now());
    EXPECT_EQ(sessions.second_factor(pending, {.totp = code}).outcome, SignInOutcome::rejected) << "used up";
    EXPECT_EQ(sessions.second_factor(begin(agent), {.totp = code}).outcome, SignInOutcome::rejected)
        << "no code is accepted twice";
    const auto status = factors.status(as(admin), agent.id);
    EXPECT_TRUE(status.enabled);
    EXPECT_EQ(status.authenticators, 1);
    EXPECT_EQ(status.recovery_codes_left, 10);
}

TEST_P(FactorsTest, BX12_RecoveryCodesWorkOnceEach) {
    const auto mine = set_up_factor(agent);
    auto typed = mine.recovery_codes[0];
    for (auto& c : typed) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    EXPECT_EQ(sessions.second_factor(begin(agent), {.recovery_code = typed}).outcome, SignInOutcome::granted);
    EXPECT_EQ(sessions.second_factor(begin(agent), {.recovery_code = typed}).outcome, SignInOutcome::rejected);
    EXPECT_EQ(factors.status(system, agent.id).recovery_codes_left, 9);
    const auto kinds = event_kinds();
    EXPECT_EQ(std::count(kinds.begin(), kinds.end(), "sessions.recovery_code_used"), 1);
    EXPECT_EQ(sessions.step_up(mine.token, {.recovery_code = mine.recovery_codes[2]}).outcome,
              SignInOutcome::granted);
    const auto told = event_kinds();
    EXPECT_EQ(std::count(told.begin(), told.end(), "sessions.recovery_code_used"), 2) << "within a session too";

    std::vector<std::string> pending;
    for (int i = 0; i < 4; ++i) pending.push_back(begin(agent));
    std::atomic<int> granted{0};
    at_once(4, [&](int i) {
        const auto answer =
            sessions.second_factor(pending[static_cast<std::size_t>(i)], {.recovery_code = mine.recovery_codes[1]});
        granted += answer.outcome == SignInOutcome::granted;
    });
    EXPECT_EQ(granted, 1);
    // Another user's code is none.
    const auto theirs = set_up_factor(admin);
    EXPECT_EQ(sessions.second_factor(begin(agent), {.recovery_code = theirs.recovery_codes[0]}).outcome,
              SignInOutcome::rejected);
    const auto renewed = factors.renew_recovery_codes(theirs.token);
    EXPECT_EQ(sessions.second_factor(begin(admin), {.recovery_code = theirs.recovery_codes[0]}).outcome,
              SignInOutcome::rejected);
    EXPECT_EQ(sessions.second_factor(begin(admin), {.recovery_code = renewed[0]}).outcome, SignInOutcome::granted);
}

TEST_P(FactorsTest, BX12_FiveTriesInAllAndTenMinutes) {
    const auto mine = set_up_factor(agent);
    auto pending = begin(agent);
    world.advance(minutes(10));
    EXPECT_EQ(sessions.second_factor(pending, {.totp = code_of(mine.setup)}).outcome, SignInOutcome::rejected);
    pending = begin(agent);
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(sessions.second_factor(pending, {.totp = "000000"}).outcome, SignInOutcome::rejected) << i;
        if (i == 2) pending = begin(agent);  // a new sign-in gives no new tries
    }
    EXPECT_EQ(sessions.second_factor(begin(agent), {.totp = code_of(mine.setup)}).outcome, SignInOutcome::wait);
    world.advance(boost::posix_time::seconds(31));
    EXPECT_EQ(sessions.second_factor(begin(agent), {.totp = code_of(mine.setup)}).outcome, SignInOutcome::granted);
}

TEST_P(FactorsTest, BX12_AStrangerCannotLockAKnownDeviceOut) {
    const auto begun = let_in(agent);
    const auto setup = factors.add_authenticator(begun.token, "phone");
    const auto codes = factors.confirm_authenticator(begun.token, setup.id, code_of(setup)).recovery_codes;
    world.advance(minutes(1));
    for (int i = 0; i < 6; ++i) sessions.second_factor(begin(agent), {.totp = "000000"});
    EXPECT_EQ(sessions.second_factor(begin(agent), {.totp = code_of(setup)}).outcome, SignInOutcome::wait);
    // Another user's device is no known one.
    const Client theirs{.known_device = let_in(admin).known_device};
    EXPECT_EQ(sessions.second_factor(let_in(agent, theirs).pending, {.recovery_code = codes[0]}, theirs).outcome,
              SignInOutcome::wait);
    const Client mine{.known_device = begun.known_device};
    EXPECT_EQ(sessions.second_factor(let_in(agent, mine).pending, {.totp = code_of(setup)}, mine).outcome,
              SignInOutcome::granted);
}

TEST_P(FactorsTest, BX12_AfterAHundredFailuresNoneIsLookedAtUntilAReset) {
    const auto mine = set_up_factor(agent);
    directory.storage().write(desk.id(), [&](Transaction& tx) {
        tx.sessions().tries().put({.subject = sessions::factor_subject(agent.id),
                                   .device = {},
                                   .failures = 100,
                                   .waits_until = world.now()});
    });
    const auto answer = sessions.second_factor(begin(agent), {.totp = code_of(mine.setup)});
    EXPECT_EQ(text_of(answer), text_of(SignIn{}));
    EXPECT_EQ(sessions.second_factor(begin(agent), {.recovery_code = mine.recovery_codes[0]}).outcome,
              SignInOutcome::rejected);
    EXPECT_EQ(sessions.step_up(mine.token, {.totp = code_of(mine.setup)}).outcome, SignInOutcome::granted)
        << "on the user's own device";
    world.advance(days(400));
    sessions.sweep(system);
    EXPECT_EQ(sessions.second_factor(begin(agent), {.totp = code_of(mine.setup)}).outcome, SignInOutcome::rejected)
        << "no time sets it back";
    factors.reset(as(admin), agent.id);
    const auto anew = set_up_factor(agent);
    EXPECT_EQ(sessions.second_factor(begin(agent), {.totp = code_of(anew.setup)}).outcome, SignInOutcome::granted);
}

TEST_P(FactorsTest, BX12_TwentySignInsWaitAtMost) {
    const auto mine = set_up_factor(agent);
    std::vector<std::string> pending;
    for (int i = 0; i < 21; ++i) {
        pending.push_back(begin(agent));
        world.advance(boost::posix_time::seconds(1));
    }
    directory.storage().read(
        desk.id(), [&](Transaction& tx) { EXPECT_EQ(tx.sessions().pending().of_user(agent.id).size(), 20u); });
    EXPECT_EQ(sessions.second_factor(pending[0], {.totp = code_of(mine.setup)}).outcome, SignInOutcome::rejected);
    EXPECT_EQ(sessions.second_factor(pending[1], {.totp = code_of(mine.setup)}).outcome, SignInOutcome::granted);
}

TEST_P(FactorsTest, UC8_WhatWaitsEndsWhenTheProviderChanges) {
    const auto mine = set_up_factor(agent);
    auto pending = begin(agent);
    sessions.link_identity(system, agent.id, "https://other.example", "a");
    EXPECT_EQ(sessions.second_factor(pending, {.totp = code_of(mine.setup)}).outcome, SignInOutcome::rejected);
    pending = begin(agent);
    sessions.unlink_identity(system, agent.id, "https://id.example", to_string(agent.id));
    EXPECT_EQ(sessions.second_factor(pending, {.totp = code_of(mine.setup)}).outcome, SignInOutcome::rejected);
}

TEST_P(FactorsTest, BX12_AUseWrittenDownMeanwhileLosesNoProof) {
    const auto begun = let_in(agent);
    const Scope scope{std::shared_ptr<Storage>(std::shared_ptr<void>(), &directory.storage()), world.environment(),
                      desk.id(), nullptr};
    const auto stepped = scope.write([&](Transaction& tx) {
        const auto session = sessions::session_of(tx, begun.token, world.now());
        tx.sessions().session_seen(session.record.id, world.now() + minutes(1));
        return gate::renew(scope, tx, session, "totp", world.now());
    });
    ASSERT_EQ(stepped.outcome, SignInOutcome::granted);
    EXPECT_TRUE(is_good(stepped.token));
    EXPECT_FALSE(is_good(begun.token));
    EXPECT_EQ(outcome([&] {
                  scope.write([&](Transaction& tx) {
                      const auto session = sessions::session_of(tx, stepped.token, world.now());
                      gate::renew(scope, tx, session, "totp", world.now());
                      gate::renew(scope, tx, session, "totp", world.now());
                  });
              }),
              "unauthenticated sessions.no_session")
        << "it has another token by then";
    EXPECT_TRUE(is_good(stepped.token));
}

TEST_P(FactorsTest, BX12_SteppingUpBesideRequestsIsNotLost) {
    const auto mine = set_up_factor(agent);
    auto token = mine.token;
    for (int n = 0; n < 10; ++n) {
        world.advance(minutes(2));  // a use is worth noting, and another code is shown
        SignIn stepped;
        at_once(3, [&](int i) {
            if (i == 0) stepped = sessions.step_up(token, {.totp = code_of(mine.setup)});
            else static_cast<void>(sessions.validate(token));
        });
        ASSERT_EQ(stepped.outcome, SignInOutcome::granted) << n;
        token = stepped.token;
        ASSERT_TRUE(is_good(token));
    }
}

TEST_P(FactorsTest, BX12_ASessionOfOneFactorChangesNoneWhereThereAreTwo) {
    const auto mine = set_up_factor(agent);
    // As a sign-in leaves it that did not see the factor yet.
    directory.storage().write(desk.id(), [&](Transaction& tx) {
        const auto before = tx.sessions().sessions().of_user(agent.id).at(0);
        auto after = before;
        after.assurance = Assurance::one_factor;
        after.second_factor_at.reset();
        ++after.revision;
        ASSERT_TRUE(tx.sessions().sessions().replace(before, after));
    });
    for (const auto& call :
         std::vector<std::function<void()>>{[&] { factors.add_authenticator(mine.token, "tablet"); },
                                            [&] { factors.remove_authenticator(mine.token, mine.setup.id); },
                                            [&] { factors.renew_recovery_codes(mine.token); }})
        EXPECT_EQ(outcome(call), "permission_denied sessions.not_fresh");
    const auto stepped = sessions.step_up(mine.token, {.totp = code_of(mine.setup)});
    ASSERT_EQ(stepped.outcome, SignInOutcome::granted);
    EXPECT_EQ(outcome([&] { factors.add_authenticator(stepped.token, "tablet"); }), "done");
}

TEST_P(FactorsTest, BX12_NoSessionOfOneFactorSurvivesTheSecondOne) {
    for (int n = 0; n < 8; ++n) {
        const User user = add_staff("racer" + std::to_string(n));
        const auto begun = let_in(user);
        const auto setup = factors.add_authenticator(begun.token, "phone");
        const auto code = code_of(setup);
        at_once(4, [&](int i) {
            if (i == 0) factors.confirm_authenticator(begun.token, setup.id, code);
            else sessions.sign_in_with_identity({.issuer = "https://id.example", .subject = to_string(user.id)});
        });
        const auto left = sessions.list(system, user.id);
        EXPECT_EQ(left.size(), 1u);
        for (const auto& session : left) EXPECT_EQ(session.assurance, Assurance::two_factors);
    }
}

TEST_P(FactorsTest, BX12_WhatIsSuspendedMeanwhileDoesNotGoOn) {
    const auto mine = set_up_factor(agent);
    const auto pending = begin(agent);
    users.suspend(system, agent.id, day("2020-01-01"));
    EXPECT_EQ(sessions.second_factor(pending, {.totp = code_of(mine.setup)}).outcome, SignInOutcome::rejected);
    users.resume(system, agent.id);
    EXPECT_EQ(sessions.second_factor(pending, {.totp = code_of(mine.setup)}).outcome, SignInOutcome::rejected);
}

TEST_P(FactorsTest, BX12_SteppingUpGivesANewToken) {
    const auto mine = set_up_factor(agent);
    auto session = sessions.second_factor(begin(agent), {.totp = code_of(mine.setup)});
    world.advance(minutes(11));
    EXPECT_FALSE(rules::is_fresh(*sessions.validate(session.token), minutes(10), world.now()));
    EXPECT_EQ(outcome([&] { factors.add_authenticator(session.token, "tablet"); }),
              "permission_denied sessions.not_fresh");
    EXPECT_EQ(sessions.step_up(session.token, {.totp = "000000"}).outcome, SignInOutcome::rejected);
    const auto stepped = sessions.step_up(session.token, {.totp = code_of(mine.setup)});
    ASSERT_EQ(stepped.outcome, SignInOutcome::granted);
    EXPECT_FALSE(is_good(session.token));
    EXPECT_TRUE(rules::is_fresh(*sessions.validate(stepped.token), minutes(10), world.now()));
    EXPECT_EQ(outcome([&] { factors.add_authenticator(stepped.token, "tablet"); }), "done");
    EXPECT_EQ(outcome([&] { sessions.step_up(session.token, {.totp = "000000"}); }),
              "unauthenticated sessions.no_session");
    EXPECT_EQ(outcome([&] { sessions.step_up(stepped.token, {}); }), "invalid_argument sessions.invalid");
}

TEST_P(FactorsTest, HU5_AdministratorsSeeAndResetAndNeverEnrol) {
    const auto mine = set_up_factor(agent);
    EXPECT_TRUE(factors.status(as(admin), agent.id).enabled);
    EXPECT_EQ(factors.authenticators(as(admin), agent.id).at(0).name, "phone");
    for (const User* other : {&light, &customer})
        EXPECT_EQ(outcome([&] { static_cast<void>(factors.status(as(*other), agent.id)); }).substr(0, 17),
                  "permission_denied");
    // There is no call that sets one up for somebody else: each begins with that user's own session.
    const auto begun = let_in(admin);
    EXPECT_EQ(outcome([&] { factors.remove_authenticator(begun.token, mine.setup.id); }),
              "not_found sessions.unknown");
    EXPECT_EQ(outcome([&] { factors.reset(as(agent), agent.id); }).substr(0, 17), "permission_denied");
    EXPECT_EQ(outcome([&] { factors.reset(as(admin), owner.id); }), "permission_denied users.above_own_role");
    factors.reset(as(admin), agent.id);
    EXPECT_FALSE(factors.status(system, agent.id).enabled);
    EXPECT_EQ(factors.status(system, agent.id).recovery_codes_left, 0);
    EXPECT_FALSE(is_good(mine.token));
    EXPECT_EQ(entries_of(agent).at(0).verb, "factors.reset");
    EXPECT_EQ(let_in(agent).outcome, SignInOutcome::granted);
}

TEST_P(FactorsTest, BX12_APolicyWantsThemOfSomeRoles) {
    Policy policy = desk.record().policy;
    policy.second_factor_roles = {"administrator", "owner"};
    policy.second_factor_grace = days(3);
    set_policy(policy);
    const auto session = let_in(admin);
    EXPECT_FALSE(session.principal->must_enrol);
    const auto status = factors.status(as(admin), admin.id);
    EXPECT_TRUE(status.required);
    EXPECT_EQ(status.required_from, admin.created_at + days(3));
    EXPECT_FALSE(factors.status(system, agent.id).required);
    world.advance(days(3));
    EXPECT_TRUE(sessions.validate(session.token)->must_enrol);
    EXPECT_FALSE(let_in(agent).principal->must_enrol);
    const auto again = let_in(admin);
    const auto setup = factors.add_authenticator(again.token, "phone");
    const auto confirmed = factors.confirm_authenticator(again.token, setup.id, code_of(setup));
    EXPECT_FALSE(sessions.validate(confirmed.sign_in.token)->must_enrol);
    policy.second_factor_roles = {"boss"};
    EXPECT_EQ(faults([&] { set_policy(policy); }), "policy.second_factor_roles:unknown_value");
}

TEST_P(FactorsTest, BX12_APolicyWantsThemFromADateOn) {
    world.advance(days(365));
    const Instant date = world.now() + days(7);
    Policy policy = desk.record().policy;
    policy.second_factor_roles = {"administrator"};
    policy.second_factor_grace = days(3);
    policy.second_factor_from = date;
    set_policy(policy);
    EXPECT_EQ(desk.record().policy.second_factor_from, date);
    const auto session = let_in(admin);
    EXPECT_FALSE(session.principal->must_enrol) << "added a year ago";
    EXPECT_TRUE(factors.status(system, admin.id).required);
    EXPECT_EQ(factors.status(system, admin.id).required_from, date);
    world.set(date - micros(1));
    EXPECT_FALSE(sessions.validate(session.token)->must_enrol);
    world.set(date);
    EXPECT_TRUE(sessions.validate(session.token)->must_enrol);
    const User newcomer = add_staff("newcomer", role::administrator);
    EXPECT_EQ(factors.status(system, newcomer.id).required_from, date + days(3)) << "the later of the two";
    EXPECT_FALSE(factors.status(system, agent.id).required_from) << "another role";

    policy.second_factor_from = date + days(2);
    set_policy(policy);
    EXPECT_FALSE(sessions.validate(session.token)->must_enrol);
    policy.second_factor_from.reset();
    set_policy(policy);
    EXPECT_EQ(factors.status(system, admin.id).required_from, admin.created_at + days(3));
    EXPECT_TRUE(sessions.validate(session.token)->must_enrol);
    policy.second_factor_from = Instant();
    EXPECT_EQ(faults([&] { set_policy(policy); }), "policy.second_factor_from:invalid_date");
}

TEST_P(FactorsTest, BX12_RemovingTheLastOneTakesTheRecoveryCodes) {
    const auto mine = set_up_factor(agent);
    factors.remove_authenticator(mine.token, mine.setup.id);
    const auto status = factors.status(system, agent.id);
    EXPECT_FALSE(status.enabled);
    EXPECT_EQ(status.recovery_codes_left, 0);
    EXPECT_EQ(outcome([&] { factors.renew_recovery_codes(mine.token); }), "failed_precondition factors.none");
}

TEST_P(FactorsTest, BX12_WithTheLastOneGoneTheSessionIsOfOneFactor) {
    const auto mine = set_up_factor(agent);
    Policy policy = desk.record().policy;
    policy.second_factor_roles = {"user"};
    policy.second_factor_grace = {};
    set_policy(policy);
    EXPECT_FALSE(sessions.validate(mine.token)->must_enrol);
    factors.remove_authenticator(mine.token, mine.setup.id);
    const auto principal = sessions.validate(mine.token);
    ASSERT_TRUE(principal);
    EXPECT_EQ(principal->assurance, Assurance::one_factor);
    EXPECT_FALSE(principal->second_factor_at);
    EXPECT_TRUE(principal->must_enrol);
}

TEST_P(FactorsTest, BX12_ADamagedSeedHidesNoOtherAuthenticator) {
    const auto mine = set_up_factor(agent);
    const auto second = factors.add_authenticator(mine.token, "tablet");
    factors.confirm_authenticator(mine.token, second.id, code_of(second));
    directory.storage().write(desk.id(), [&](Transaction& tx) {
        const auto before = *tx.sessions().authenticators().find(mine.setup.id);
        auto damaged = before;
        damaged.seed = "1.test.AAAA";
        ++damaged.revision;
        ASSERT_TRUE(tx.sessions().authenticators().replace(before, damaged));
    });
    world.advance(minutes(1));
    EXPECT_EQ(sessions.second_factor(begin(agent), {.totp = "000000"}).outcome, SignInOutcome::rejected);
    EXPECT_EQ(sessions.second_factor(begin(agent), {.totp = code_of(second)}).outcome, SignInOutcome::granted);
}

TEST_P(FactorsTest, BX12_SeedsAreSealedInTheStore) {
    const auto mine = set_up_factor(agent);
    std::string kept;
    directory.storage().read(
        desk.id(), [&](Transaction& tx) { kept = tx.sessions().authenticators().find(mine.setup.id)->seed; });
    EXPECT_TRUE(kept.starts_with("1.test.")) << kept;
    EXPECT_EQ(kept.find(mine.setup.seed), std::string::npos);
    const Directory keyless(std::shared_ptr<Storage>(std::shared_ptr<void>(), &directory.storage()),
                            world.environment());
    const auto same = keyless.create_account({.name = "Other", .policy = policy::help_desk()});
    const User other = same.users().add(system, {.first_name = "O", .email = "o@other.example", .role = role::user},
                                        Onboarding::active);
    same.sessions().link_identity(system, other.id, "https://id.example", "o");
    const auto begun = same.sessions().sign_in_with_identity({.issuer = "https://id.example", .subject = "o"});
    EXPECT_EQ(outcome([&] { same.factors().add_authenticator(begun.token, "phone"); }),
              "failed_precondition factors.no_key");
}

TEST_P(FactorsTest, BX12_AStoreThatNeedsAKeyRefusesToOpenWithoutIt) {
    const auto through = [&](const KeyRing& keys) {
        auto settings = settings_of_tests();
        settings.keys = keys;
        const std::shared_ptr<Storage> real(std::shared_ptr<void>(), &directory.storage());
        return Directory(real, world.environment(), settings);
    };
    EXPECT_EQ(outcome([&] { static_cast<void>(through({}).account(desk.id())); }), "done")
        << "nothing is sealed yet";
    set_up_factor(agent);
    EXPECT_EQ(outcome([&] { static_cast<void>(through({}).account(desk.id())); }),
              "failed_precondition seal.unknown_key");
    KeyRing other, right;
    other.add("other", Secret(std::string(32, 'o')));
    right.add("test", Secret(std::string(32, 'k')));
    EXPECT_EQ(outcome([&] { static_cast<void>(through(other).account(desk.id())); }),
              "failed_precondition seal.unknown_key");
    EXPECT_EQ(outcome([&] { static_cast<void>(through(right).account(desk.id())); }), "done");
}

TEST_P(FactorsTest, BX12_AStoreThatWasSealedAnewInPartNeedsBothKeys) {
    const auto one = set_up_factor(agent);
    set_up_factor(admin);
    KeyRing both, later;
    both.add("next", Secret(std::string(32, 'n'))).add("test", Secret(std::string(32, 'k')));
    later.add("next", Secret(std::string(32, 'n')));
    directory.storage().write(desk.id(), [&](Transaction& tx) {
        const auto before = *tx.sessions().authenticators().find(one.setup.id);
        const SealContext context{.account = desk.id(), .user = agent.id, .purpose = "totp"};
        auto after = before;
        after.seed = both.seal(both.open(before.seed, context).reveal(), context, world.environment());
        ++after.revision;
        ASSERT_TRUE(tx.sessions().authenticators().replace(before, after));
    });
    const auto through = [&](const KeyRing& keys) {
        auto settings = settings_of_tests();
        settings.keys = keys;
        const std::shared_ptr<Storage> real(std::shared_ptr<void>(), &directory.storage());
        return outcome(
            [&] { static_cast<void>(Directory(real, world.environment(), settings).account(desk.id())); });
    };
    EXPECT_EQ(through(both), "done");
    EXPECT_EQ(through(later), "failed_precondition seal.unknown_key") << "the first one opens, the second does not";
}

TEST_P(FactorsTest, BX12_SeedsAreSealedAnewWhenTheKeyIsRotated) {
    const auto one = set_up_factor(agent), two = set_up_factor(admin);
    auto settings = settings_of_tests();
    settings.keys = KeyRing();
    settings.keys.add("next", Secret(std::string(32, 'n'))).add("test", Secret(std::string(32, 'k')));
    const std::shared_ptr<Storage> real(std::shared_ptr<void>(), &directory.storage());
    const auto both = Directory(real, world.environment(), settings).account(desk.id());
    EXPECT_EQ(outcome([&] { both.factors().reseal(as(owner)); }), "permission_denied users.system_only");
    EXPECT_EQ(both.factors().reseal(system), 2);
    EXPECT_EQ(both.factors().reseal(system), 0);
    auto later = settings_of_tests();
    later.keys = KeyRing();
    later.keys.add("next", Secret(std::string(32, 'n')));
    const auto there = Directory(real, world.environment(), later).account(desk.id());
    world.advance(minutes(1));
    const auto begun =
        there.sessions().sign_in_with_identity({.issuer = "https://id.example", .subject = to_string(agent.id)});
    EXPECT_EQ(there.sessions().second_factor(begun.pending, {.totp = code_of(one.setup)}).outcome,
              SignInOutcome::granted);
    EXPECT_EQ(outcome([&] { static_cast<void>(directory.account(desk.id())); }),
              "failed_precondition seal.unknown_key");
}

}  // namespace
}  // namespace roster::test
