// Signing in: every way of not being let in looks alike and costs alike (HU-1, HU-3, UC-8, BX-12).
#include "sessions/door.hpp"

#include "base/kdf.hpp"

#include <atomic>

namespace roster::test {
namespace {

class SigningIn : public Door {};
ROSTER_OVER_ALL_STORES(SigningIn);

TEST_P(SigningIn, BX12_WithTheRightPassword) {
    give_password(agent);
    const auto answer = sign_in(agent);
    ASSERT_EQ(answer.outcome, SignInOutcome::granted);
    EXPECT_EQ(answer.session->user_id, agent.id);
    EXPECT_EQ(answer.session->methods, std::vector<std::string>{"password"});
    const auto principal = sessions.validate(answer.token);
    ASSERT_TRUE(principal);
    EXPECT_EQ(principal->user_id, agent.id);
    EXPECT_EQ(principal->role, role::user);
    EXPECT_EQ(principal->assurance, Assurance::one_factor);
    EXPECT_EQ(text_of(*principal), text_of(*answer.principal));
    EXPECT_EQ(now(agent).last_active_at, world.now());
    EXPECT_EQ(sign_in(agent, good_password, {.known_device = answer.known_device}).known_device, "")
        << "it is known";
    // In any spelling that means the same mailbox.
    EXPECT_EQ(sessions.sign_in({.email = "AGENT@Desk.Example", .password = good_password}).outcome,
              SignInOutcome::granted);
}

/// One row for each way of not being let in.
TEST_P(SigningIn, HU18_EveryRefusalLooksAndCostsTheSame) {
    struct Way {
        std::string name, email;
        std::string_view password = good_password;
    };
    const auto staff = [&](const std::string& name) {
        const auto user = add_staff(name);
        give_password(user);
        return user;
    };
    const User wrong = staff("wrong"), suspended = staff("suspended"), deleted = staff("deleted");
    users.suspend(system, suspended.id, day("2020-01-01"));
    users.remove(system, deleted.id, "left");
    const User invited =
        users.add(system, {.first_name = "I", .email = "invited@desk.example", .role = role::user});
    users.add(system, {.first_name = "N", .email = "never@desk.example", .role = role::user},
              Onboarding::not_invited);
    const User elsewhere = staff("elsewhere");
    let_in(elsewhere);
    const User two = staff("two");
    users.update(system, two.id, {.other_emails = std::vector<std::string>{"second@desk.example"}});
    const std::string too_long(1'025, 'x');
    const Way ways[] = {
        {"unknown", "nobody@desk.example"},
        {"no address", "nobody"},
        {"empty", ""},
        {"wrong", wrong.email, other_password},
        {"empty password", wrong.email, ""},
        {"too long", wrong.email, too_long},
        {"no UTF-8", wrong.email, "\xff\xfe"},
        {"suspended", suspended.email},
        {"deleted", "deleted@desk.example"},
        {"invited", invited.email},
        {"never invited", "never@desk.example"},
        {"provider only", elsewhere.email},
        {"no password", light.email},
        {"another address of theirs", "second@desk.example"},
    };
    for (const auto& way : ways) {
        SCOPED_TRACE(way.name);
        const auto before = kdf::runs();
        const auto answer = sessions.sign_in({.email = way.email, .password = way.password});
        EXPECT_EQ(kdf::runs() - before, 1u);
        EXPECT_EQ(text_of(answer), text_of(SignIn{}));
    }
}

TEST_P(SigningIn, HU3_WaitsGrowForKnownAndUnknownAddressesAlike) {
    give_password(agent);
    for (const std::string& address : {agent.email, std::string("nobody@desk.example")}) {
        SCOPED_TRACE(address);
        const auto fail = [&] { return sessions.sign_in({.email = address, .password = other_password}); };
        for (int i = 1; i <= 4; ++i) {
            const auto answer = fail();
            EXPECT_EQ(answer.outcome, SignInOutcome::rejected) << i;
            EXPECT_EQ(answer.retry_at, std::nullopt) << i;
        }
        const auto fifth = fail();
        EXPECT_EQ(fifth.outcome, SignInOutcome::rejected);
        EXPECT_EQ(fifth.retry_at, world.now() + boost::posix_time::seconds(30));
        const auto before = kdf::runs();
        const auto waiting = sessions.sign_in({.email = address, .password = good_password});
        EXPECT_EQ(waiting.outcome, SignInOutcome::wait) << "the right password is not looked at either";
        EXPECT_EQ(waiting.retry_at, fifth.retry_at);
        EXPECT_EQ(kdf::runs() - before, 1u);
        world.advance(boost::posix_time::seconds(30));
        EXPECT_EQ(fail().retry_at, world.now() + boost::posix_time::seconds(60));
        world.advance(boost::posix_time::seconds(60));
    }
    EXPECT_EQ(now(agent).failed_sign_ins, 6);
    EXPECT_EQ(sign_in(agent).outcome, SignInOutcome::granted);
    EXPECT_EQ(now(agent).failed_sign_ins, 0);
    EXPECT_EQ(sessions.sign_in({.email = agent.email, .password = other_password}).retry_at, std::nullopt)
        << "failures count from 0 again";
}

TEST_P(SigningIn, HU3_TenFailuresRaiseTheAlert) {
    give_password(agent);
    for (int i = 0; i < 10; ++i) {
        EXPECT_TRUE(users.alerts(system, agent.id).empty()) << i;
        sign_in(agent, other_password);
        world.advance(hours(1));
    }
    EXPECT_EQ(users.alerts(system, agent.id),
              (std::vector<Alert>{{AlertKind::too_many_failed_sign_ins, AlertAction::send_password_reset}}));
    passwords.reset(token_of(passwords.start_reset(as(admin), agent.id)), other_password);
    EXPECT_TRUE(users.alerts(system, agent.id).empty());
}

TEST_P(SigningIn, HU3_GuessingAtSecondFactorsRaisesTheAlertToo) {
    give_password(agent);
    const auto begun = sign_in(agent).token;
    const auto setup = factors.add_authenticator(begun, "phone");
    factors.confirm_authenticator(begun, setup.id, code_of(setup));
    for (int i = 0; i < 10; ++i) {
        world.advance(hours(2));
        EXPECT_EQ(sessions.second_factor(sign_in(agent).pending, {.totp = "000000"}).outcome,
                  SignInOutcome::rejected);
    }
    EXPECT_EQ(users.alerts(system, agent.id),
              (std::vector<Alert>{{AlertKind::too_many_failed_sign_ins, AlertAction::send_password_reset}}));
    world.advance(hours(2));
    EXPECT_EQ(sessions.second_factor(sign_in(agent).pending, {.totp = code_of(setup)}).outcome,
              SignInOutcome::granted);
    EXPECT_EQ(now(agent).failed_sign_ins, 0);
}

TEST_P(SigningIn, BX12_AStrangerCannotLockAKnownDeviceOut) {
    give_password(agent);
    const auto first = sign_in(agent);
    for (int i = 0; i < 8; ++i) sign_in(agent, other_password);
    EXPECT_EQ(sign_in(agent).outcome, SignInOutcome::wait);
    EXPECT_EQ(sign_in(agent, good_password, {.known_device = first.known_device}).outcome, SignInOutcome::granted);
    // Another user's device is no known one.
    give_password(admin);
    const auto other = sign_in(admin);
    for (int i = 0; i < 8; ++i) sign_in(agent, other_password);
    EXPECT_EQ(sign_in(agent, good_password, {.known_device = other.known_device}).outcome, SignInOutcome::wait);
}

TEST_P(SigningIn, BX12_ManyWrongTriesAtOnceAllCount) {
    give_password(agent);
    std::atomic<int> looked_at{0};
    at_once(16, [&](int) {
        if (sign_in(agent, other_password).outcome == SignInOutcome::rejected) ++looked_at;
    });
    EXPECT_EQ(looked_at, 5) << "the others have to wait";
    EXPECT_EQ(now(agent).failed_sign_ins, 5);
}

TEST_P(SigningIn, BX12_ACountByAClockThatIsAheadIsNoWait) {
    give_password(agent);
    EXPECT_EQ(sign_in(agent, "wrong").outcome, SignInOutcome::rejected);
    world.advance(-minutes(1));
    EXPECT_EQ(sign_in(agent, "wrong").outcome, SignInOutcome::rejected);
    EXPECT_EQ(sign_in(agent).outcome, SignInOutcome::granted);
    for (int i = 0; i < 5; ++i) EXPECT_EQ(sign_in(agent, "wrong").outcome, SignInOutcome::rejected) << i;
    EXPECT_EQ(sign_in(agent).outcome, SignInOutcome::wait) << "and all of them count";
}

TEST_P(SigningIn, BX12_AfterAHundredFailuresAPasswordIsOfNoUse) {
    give_password(agent);
    const auto there = sign_in(agent).token;
    directory.storage().write(desk.id(), [&](Transaction& tx) {
        auto password = *tx.sessions().passwords().find(agent.id);
        const auto before = password;
        password.failures = 100;
        ++password.revision;
        ASSERT_TRUE(tx.sessions().passwords().replace(before, password));
    });
    EXPECT_EQ(sessions.confirm(there, good_password).outcome, SignInOutcome::rejected);
    EXPECT_EQ(sign_in(agent).outcome, SignInOutcome::rejected);
    give_password(agent, other_password);
    const auto anew = sign_in(agent, other_password);
    EXPECT_EQ(anew.outcome, SignInOutcome::granted);
    EXPECT_EQ(sessions.confirm(anew.token, other_password).outcome, SignInOutcome::granted);
}

TEST_P(SigningIn, BX12_WrongPasswordsWithinASessionCountTowardsTheHundred) {
    give_password(agent);
    const auto there = sign_in(agent).token;
    const auto failures = [&] {
        std::int32_t count = 0;
        directory.storage().read(
            desk.id(), [&](Transaction& tx) { count = tx.sessions().passwords().find(agent.id)->failures; });
        return count;
    };
    for (int i = 1; i <= 3; ++i) {
        EXPECT_EQ(sessions.confirm(there, other_password).outcome, SignInOutcome::rejected);
        EXPECT_EQ(failures(), i);
    }
    EXPECT_EQ(sessions.confirm(there, good_password).outcome, SignInOutcome::granted);
    EXPECT_EQ(failures(), 0);
}

TEST_P(SigningIn, BX12_ImportedHashesUpgradeAtTheFirstSignIn) {
    // Django's format, computed with Python's hashlib: pbkdf2_hmac('sha256', b'velvet-otter-9-quarry', b'saltsalt', 5000).
    const std::string hash = "pbkdf2_sha256$5000$saltsalt$zzZr8z7YJ+VRS6/YmbKNiJG68FyTd8bX2FgvFa06y30=";
    passwords.import_hash(system, agent.id, hash);
    const auto kept = [&] {
        std::string text;
        directory.storage().read(desk.id(),
                                 [&](Transaction& tx) { text = tx.sessions().passwords().find(agent.id)->hash; });
        return text;
    };
    EXPECT_EQ(kept(), hash);
    EXPECT_EQ(sign_in(agent, other_password).outcome, SignInOutcome::rejected);
    EXPECT_EQ(kept(), hash);
    EXPECT_EQ(sign_in(agent).outcome, SignInOutcome::granted);
    EXPECT_TRUE(kept().starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << kept();
    EXPECT_EQ(sign_in(agent).outcome, SignInOutcome::granted);
    refused("already_exists passwords.has_one", [&] { passwords.import_hash(system, agent.id, hash); });
    refused("permission_denied users.system_only", [&] { passwords.import_hash(as(owner), light.id, hash); });
    refused("invalid_argument passwords.invalid_hash", [&] { passwords.import_hash(system, light.id, "plain"); });
}

TEST_P(SigningIn, UC8_ThroughAnIdentityProvider) {
    give_password(agent);
    const auto token = sign_in(agent).token;
    const auto answer = let_in(agent);
    ASSERT_EQ(answer.outcome, SignInOutcome::granted);
    EXPECT_EQ(answer.session->methods, std::vector<std::string>{"identity"});
    EXPECT_EQ(sign_in(agent).outcome, SignInOutcome::rejected) << "the password is gone";
    EXPECT_EQ(outcome([&] { passwords.start_reset(system, agent.id); }),
              "failed_precondition sessions.no_password");
    EXPECT_FALSE(passwords.request_reset(agent.email));
    EXPECT_EQ(outcome([&] { passwords.change(answer.token, good_password, other_password); }),
              "failed_precondition sessions.no_password");
    EXPECT_EQ(
        sessions.sign_in_with_identity({.issuer = "https://other.example", .subject = to_string(agent.id)}).outcome,
        SignInOutcome::rejected);
    EXPECT_EQ(outcome([&] { sessions.link_identity(system, admin.id, "https://id.example", to_string(agent.id)); }),
              "already_exists sessions.identity_taken");
    EXPECT_EQ(outcome([&] { sessions.link_identity(as(owner), admin.id, "i", "s"); }),
              "permission_denied users.system_only");
    users.suspend(system, agent.id, day("2020-01-01"));
    EXPECT_EQ(
        sessions.sign_in_with_identity({.issuer = "https://id.example", .subject = to_string(agent.id)}).outcome,
        SignInOutcome::rejected);
    sessions.unlink_identity(system, agent.id, "https://id.example", to_string(agent.id));
    users.resume(system, agent.id);
    EXPECT_EQ(
        sessions.sign_in_with_identity({.issuer = "https://id.example", .subject = to_string(agent.id)}).outcome,
        SignInOutcome::rejected);
}

TEST_P(SigningIn, BX12_ANewDeviceIsTold) {
    const auto first =
        let_in(agent, {.user_agent = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"});
    EXPECT_EQ(first.session->device, "Firefox on Linux");
    EXPECT_TRUE(event_kinds().empty()) << "the first one is expected";
    let_in(agent, {.known_device = first.known_device});
    EXPECT_TRUE(event_kinds().empty());
    let_in(agent, {.user_agent = "curl/8.5.0", .address = "192.0.2.7"});
    EXPECT_EQ(event_kinds(), std::vector<std::string>{"sessions.new_device"});
    const auto event = sessions.events(system).items.at(0);
    EXPECT_EQ(event.data, R"({"device":"curl","address":"192.0.2.7","place":""})");
    EXPECT_EQ(event.user_id, agent.id);
}

}  // namespace
}  // namespace roster::test
