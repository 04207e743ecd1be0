// The doors that doors_test.cpp leaves out: passkeys, what is proved within a session, asking for a reset. Whoever is not let
// in gets one answer at one price (HU-3, HU-18, UC-8, BX-12). And which budgets of tries are separate.
#include "sessions/door.hpp"
#include "sessions/token.hpp"
#ifdef ROSTER_HAS_PASSKEYS
#include "sessions/passkeys_door.hpp"
#endif

#include <set>

namespace roster::test {
namespace {

#ifdef ROSTER_HAS_PASSKEYS
using Doorway = PasskeyDoor;
#else
using Doorway = Door;
#endif

class MoreDoors : public Doorway {
protected:
    struct Price {
        std::string answer;
        std::uint64_t runs;
    };
    /// What was answered or thrown, all of it, and how many passwords were hashed for it.
    static Price price_of(const std::function<SignIn()>& knock) {
        const auto before = kdf::runs();
        std::string answer;
        try {
            auto given = knock();
            if (given.outcome == SignInOutcome::wait) {
                EXPECT_TRUE(given.retry_at);
                given.retry_at.reset();
            }
            answer = text_of(given);
        } catch (const Error& error) {
            answer = std::string(to_string(error.code())) + " " + error.reason() + " " + error.what();
            for (const auto& one : error.fields()) answer += " " + one.field + ":" + one.reason + ":" + one.message;
        }
        return {answer, kdf::runs() - before};
    }
    static std::string waiting() {
        SignIn answer;
        answer.outcome = SignInOutcome::wait;
        return text_of(answer);
    }

    Account another_tenant() {
        return directory.create_account({.name = "Other", .plan = Plan::pro, .policy = policy::help_desk()});
    }
    /// Somebody of another tenant, signed in there with a password.
    std::string sign_in_at(const Account& tenant, const std::string& email) {
        const auto theirs = tenant.users().add(system, {.first_name = "Tess", .email = email, .role = role::user},
                                               Onboarding::active);
        tenant.passwords().reset(token_of(tenant.passwords().start_reset(system, theirs.id)), good_password);
        return tenant.sessions().sign_in({.email = email, .password = good_password}).token;
    }

    /// Tokens that are no session's of this account now, by why.
    std::vector<std::pair<std::string, std::string>> tokens_of_no_session() {
        std::vector<std::pair<std::string, std::string>> all;
        all.emplace_back("unused for too long", let_in(add_staff("idle")).token);
        world.advance(days(14));
        all.emplace_back("none", "");
        all.emplace_back("no token", "rses_unknown");
        all.emplace_back("of nobody",
                         sessions::make_token(sessions::TokenKind::session, world.environment()).text.reveal());
        all.emplace_back("an API key", desk.api_keys().create(as(admin), "script").text);
        const User out = add_staff("out"), ended = add_staff("ended"), away = add_staff("away"),
                   gone = add_staff("gone");
        for (const auto& [why, user] : {std::pair("signed out", out), std::pair("ended by others", ended),
                                        std::pair("suspended", away), std::pair("deleted", gone)})
            all.emplace_back(why, let_in(user).token);
        for (const auto& [why, token] : all)
            if (why == "signed out") sessions.sign_out(token);
        EXPECT_EQ(sessions.revoke(system, ended.id), 1);
        users.suspend(system, away.id, world.now().date());
        users.remove(system, gone.id, "left");
        all.emplace_back("another tenant's", sign_in_at(another_tenant(), "tess@desk.example"));
        return all;
    }
    void expect_no_session(const std::function<SignIn(const std::string&)>& knock) {
        std::set<std::string> answers;
        for (const auto& [why, token] : tokens_of_no_session()) {
            SCOPED_TRACE(why);
            const auto price = price_of([&, token = token] { return knock(token); });
            EXPECT_TRUE(price.answer.starts_with("unauthenticated sessions.no_session ")) << price.answer;
            EXPECT_EQ(price.runs, 0u) << "nothing is hashed for whoever has no session";
            answers.insert(price.answer);
        }
        EXPECT_EQ(answers.size(), 1u);
    }

    // ---- locks -----------------------------------------------------------------------------------------------------

    void lock_password(const std::string& email) {
        for (int i = 0; i < 6; ++i) sessions.sign_in({.email = email, .password = other_password});
        ASSERT_EQ(sessions.sign_in({.email = email, .password = good_password}).outcome, SignInOutcome::wait);
    }
    void lock_confirming(const std::string& token) {
        for (int i = 0; i < 6; ++i) sessions.confirm(token, other_password);
        ASSERT_EQ(sessions.confirm(token, good_password).outcome, SignInOutcome::wait);
    }
    void lock_factor(const std::string& token) {
        for (int i = 0; i < 6; ++i) sessions.step_up(token, {.totp = "000000"});
        ASSERT_EQ(sessions.step_up(token, {.totp = "000000"}).outcome, SignInOutcome::wait);
    }
};
ROSTER_OVER_ALL_STORES(MoreDoors);

// ---- Within a session ------------------------------------------------------------------------------------------------

TEST_P(MoreDoors, BX12_SteppingUpWithoutASessionHasOneAnswer) {
    expect_no_session([&](const std::string& token) { return sessions.step_up(token, {.totp = "123456"}); });
}

TEST_P(MoreDoors, BX12_ConfirmingWithoutASessionHasOneAnswer) {
    expect_no_session([&](const std::string& token) { return sessions.confirm(token, good_password); });
}

TEST_P(MoreDoors, HU18_ChangingAPasswordWithoutASessionHasOneAnswer) {
    expect_no_session(
        [&](const std::string& token) { return passwords.change(token, good_password, other_password); });
}

TEST_P(MoreDoors, BX12_SteppingUpHashesNothingWhateverIsWrong) {
    const auto mine = set_up_factor(agent), others = set_up_factor(admin);
    const auto without = let_in(add_staff("without")).token;
    const auto refused = test::text_of(SignIn{});
    const auto step_up = [&](const std::string& token, const SecondFactor& proof) {
        const auto price = price_of([&] { return sessions.step_up(token, proof); });
        EXPECT_EQ(price.runs, 0u);
        return price.answer;
    };
    EXPECT_EQ(step_up(mine.token, {.totp = "no"}), refused);
    EXPECT_EQ(step_up(mine.token, {.totp = code_of(others.setup)}), refused);
    EXPECT_EQ(step_up(mine.token, {.recovery_code = others.recovery_codes[0]}), refused);
    EXPECT_EQ(step_up(without, {.totp = code_of(others.setup)}), refused) << "nothing is set up";
    EXPECT_EQ(factors.status(system, admin.id).recovery_codes_left, 10);
    EXPECT_NE(step_up(mine.token, {.totp = code_of(mine.setup)}), refused) << "the right one";
    EXPECT_FALSE(is_good(mine.token));
    ASSERT_NO_FATAL_FAILURE(lock_factor(others.token));
    EXPECT_EQ(step_up(others.token, {.totp = code_of(others.setup)}), waiting());
    EXPECT_EQ(step_up(others.token, {.recovery_code = others.recovery_codes[0]}), waiting());
    EXPECT_TRUE(is_good(others.token));
}

TEST_P(MoreDoors, HU3_ConfirmingCostsOneHashWhateverIsWrong) {
    give_password(agent);
    const auto token = sign_in(agent).token, of_provider = let_in(admin).token;
    const auto confirm = [&](const std::string& with, std::string_view password) {
        const auto price = price_of([&] { return sessions.confirm(with, password); });
        EXPECT_EQ(price.runs, 1u);
        return price.answer;
    };
    EXPECT_EQ(confirm(token, other_password), test::text_of(SignIn{}));
    EXPECT_EQ(confirm(of_provider, good_password), test::text_of(SignIn{})) << "who has no password (UC-8)";
    for (int i = 0; i < 5; ++i) confirm(token, other_password);
    EXPECT_EQ(confirm(token, good_password), waiting());
    EXPECT_TRUE(is_good(token));
    world.advance(hours(1));
    EXPECT_EQ(sessions.confirm(token, good_password).outcome, SignInOutcome::granted);
}

TEST_P(MoreDoors, HU3_ChangingTellsNoWrongPasswordFromOneThatWaits) {
    give_password(agent);
    const auto token = sign_in(agent).token;
    const auto change = [&](std::string_view current) {
        return price_of([&] { return passwords.change(token, current, "kestrel-plinth-55-mango"); });
    };
    const auto wrong = change(other_password);
    EXPECT_TRUE(wrong.answer.starts_with("permission_denied passwords.wrong ")) << wrong.answer;
    EXPECT_EQ(wrong.runs, 1u);
    for (int i = 0; i < 5; ++i) change(other_password);
    const auto waits = change(good_password);
    EXPECT_EQ(waits.answer, wrong.answer);
    EXPECT_EQ(waits.runs, 1u);
    EXPECT_EQ(sign_in(agent).outcome, SignInOutcome::granted) << "it was not changed";
    world.advance(hours(1));
    EXPECT_EQ(passwords.change(token, good_password, "kestrel-plinth-55-mango").outcome, SignInOutcome::granted);
    // Who signs in through a provider is told so: it is no secret from them (UC-8).
    const auto of_provider = let_in(admin).token;
    const auto none = price_of([&] { return passwords.change(of_provider, good_password, other_password); });
    EXPECT_TRUE(none.answer.starts_with("failed_precondition sessions.no_password ")) << none.answer;
    EXPECT_EQ(none.runs, 0u);
}

// ---- Asking for a reset ------------------------------------------------------------------------------------------------

TEST_P(MoreDoors, HU18_AskingForAResetHasOneAnswerAndHashesNothing) {
    const User away = add_staff("away"), gone = add_staff("gone"), through = add_staff("through");
    const auto invited = users.add(system, {.first_name = "I", .email = "invited@desk.example", .role = role::user},
                                   Onboarding::not_invited);
    passwords.invite(system, invited.id);
    users.add(system, {.first_name = "N", .email = "new@desk.example", .role = role::user},
              Onboarding::not_invited);
    const User two = add({.first_name = "Two",
                          .email = "first@desk.example",
                          .other_emails = {"second@desk.example"},
                          .role = role::user});
    let_in(through);
    users.suspend(system, away.id, world.now().date());
    users.remove(system, gone.id, "left");
    sign_in_at(another_tenant(), "tess@desk.example");
    const auto ask = [&](std::string_view email) {
        const auto before = kdf::runs();
        const auto message = passwords.request_reset(email);
        EXPECT_EQ(kdf::runs(), before) << email;
        return message;
    };
    for (const std::string_view email :
         {"nobody@desk.example", "", "no address", "away@desk.example", "gone@desk.example", "through@desk.example",
          "invited@desk.example", "new@desk.example", "second@desk.example", "tess@desk.example"})
        EXPECT_FALSE(ask(email)) << email;
    EXPECT_TRUE(ask(two.email));
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(ask(agent.email)) << i;
    EXPECT_FALSE(ask(agent.email)) << "nobody's mailbox is filled";
    EXPECT_TRUE(ask(admin.email)) << "another's is not concerned";
    world.advance(hours(1));
    EXPECT_TRUE(ask(agent.email));
}

// ---- Locks -----------------------------------------------------------------------------------------------------------

TEST_P(MoreDoors, HU3_ALockOfThePasswordShutsNoLinkNoProviderAndNobodyElse) {
    const auto invited = users.add(system, {.first_name = "I", .email = "invited@desk.example", .role = role::user},
                                   Onboarding::not_invited);
    const auto invitation = token_of(passwords.invite(system, invited.id));
    ASSERT_NO_FATAL_FAILURE(lock_password(invited.email));
    const auto accepted = passwords.accept(invitation, good_password);
    EXPECT_EQ(accepted.outcome, SignInOutcome::granted) << "by the invitation";
    EXPECT_EQ(sign_in(invited, good_password, {.known_device = accepted.known_device}).outcome,
              SignInOutcome::granted)
        << "on the device it was accepted on";
    EXPECT_EQ(sign_in(invited).outcome, SignInOutcome::wait);

    const auto key = desk.api_keys().create(as(admin), "script").text;
    let_in(admin);
    ASSERT_NO_FATAL_FAILURE(lock_password(admin.email));
    EXPECT_EQ(let_in(admin).outcome, SignInOutcome::granted) << "through the provider";
    EXPECT_TRUE(is_good(key));

    give_password(agent);
    EXPECT_EQ(sign_in(agent).outcome, SignInOutcome::granted) << "somebody else";
    const auto other = another_tenant();
    sign_in_at(other, invited.email);
    EXPECT_EQ(other.sessions().sign_in({.email = invited.email, .password = good_password}).outcome,
              SignInOutcome::granted)
        << "whoever has the address at another tenant";
}

TEST_P(MoreDoors, HU3_ConfirmingHasABudgetOfItsOwnAndSharesItWithChanging) {
    give_password(agent);
    const auto token = sign_in(agent).token;
    ASSERT_NO_FATAL_FAILURE(lock_confirming(token));
    EXPECT_EQ(outcome([&] { passwords.change(token, good_password, other_password); }),
              "permission_denied passwords.wrong");
    EXPECT_EQ(sessions.step_up(token, {.totp = "000000"}).outcome, SignInOutcome::rejected) << "not wait";
    EXPECT_TRUE(passwords.request_reset(agent.email));
    EXPECT_EQ(sign_in(agent).outcome, SignInOutcome::granted);
    EXPECT_TRUE(is_good(token));
}

TEST_P(MoreDoors, HU18_AskingForResetsHasABudgetOfItsOwn) {
    give_password(agent);
    const auto token = sign_in(agent).token;
    for (int i = 0; i < 6; ++i) passwords.request_reset(agent.email);
    ASSERT_FALSE(passwords.request_reset(agent.email));
    EXPECT_EQ(sign_in(agent).outcome, SignInOutcome::granted);
    EXPECT_EQ(sessions.confirm(token, good_password).outcome, SignInOutcome::granted);
    passwords.reset(token_of(passwords.start_reset(as(admin), agent.id)), other_password);
    EXPECT_EQ(sign_in(agent, other_password).outcome, SignInOutcome::granted) << "by a colleague";
}

TEST_P(MoreDoors, BX12_TheSecondFactorHasABudgetOfItsOwn) {
    give_password(agent);
    const auto begun = sign_in(agent).token;
    const auto setup = factors.add_authenticator(begun, "phone");
    const auto token = factors.confirm_authenticator(begun, setup.id, code_of(setup)).sign_in.token;
    ASSERT_NO_FATAL_FAILURE(lock_factor(token));
    EXPECT_EQ(sign_in(agent).outcome, SignInOutcome::second_factor_needed) << "the password is still looked at";
    EXPECT_TRUE(passwords.request_reset(agent.email));
    EXPECT_EQ(sessions.confirm(token, good_password).outcome, SignInOutcome::granted);
}

// ---- Passkeys ----------------------------------------------------------------------------------------------------------

#ifdef ROSTER_HAS_PASSKEYS
TEST_P(MoreDoors, BX12_ThePasskeysDoorHasOneAnswerAndHashesNothing) {
    const User away = add_staff("away"), gone = add_staff("gone"), through = add_staff("through");
    const auto mine = give_passkey(agent), of_away = give_passkey(away), of_gone = give_passkey(gone),
               of_through = give_passkey(through);
    for (const auto* one : {&mine, &of_away, &of_gone, &of_through})
        ASSERT_EQ(enter(one->key).outcome, SignInOutcome::granted);
    users.suspend(system, away.id, world.now().date());
    users.remove(system, gone.id, "left");
    let_in(through);

    const auto other = another_tenant();
    const auto there = sign_in_at(other, "tess@desk.example");
    SoftPasskey theirs;
    other.passkeys().finish_registration(there, "phone",
                                         theirs.create(other.passkeys().begin_registration(there).options).json());

    SoftPasskey unknown, forged(PasskeyAlgorithm::es256, mine.key.id), named = mine.key;
    unknown.handle = forged.handle = mine.key.handle;
    named.handle = of_away.key.handle;
    const auto asked = [&] { return passkeys.begin_sign_in().options; };
    const auto used = mine.key.get(asked()).json(), late = mine.key.get(asked()).json();
    ASSERT_EQ(passkeys.finish_sign_in(used).outcome, SignInOutcome::granted);
    const std::pair<const char*, std::function<std::string()>> rows[] = {
        {"unknown", [&] { return unknown.get(asked()).json(); }},
        {"signed by another", [&] { return forged.get(asked()).json(); }},
        {"another's name", [&] { return named.get(asked()).json(); }},
        {"nobody verified", [&] { return mine.key.get(asked(), {.flags = flag::up}).json(); }},
        {"suspended", [&] { return of_away.key.get(asked()).json(); }},
        {"deleted", [&] { return of_gone.key.get(asked()).json(); }},
        {"provider only", [&] { return of_through.key.get(asked()).json(); }},
        {"another tenant's key", [&] { return theirs.get(asked()).json(); }},
        {"another tenant's challenge",
         [&] { return mine.key.get(other.passkeys().begin_sign_in().options).json(); }},
        {"a challenge that was used", [&] { return used; }},
        {"a challenge for something else",
         [&] { return mine.key.get(passkeys.begin_step_up(mine.token).options).json(); }},
        {"a challenge that is too old", [&] { return world.advance(minutes(5)), late; }},
    };
    for (const auto& [why, show] : rows) {
        SCOPED_TRACE(why);
        const auto shown = show();
        const auto price = price_of([&, &shown = shown] { return passkeys.finish_sign_in(shown); });
        EXPECT_EQ(price.answer, test::text_of(SignIn{}));
        EXPECT_EQ(price.runs, 0u);
    }
    EXPECT_EQ(enter(mine.key).outcome, SignInOutcome::granted) << "and nobody has to wait";
    EXPECT_EQ(other.passkeys().finish_sign_in(theirs.get(other.passkeys().begin_sign_in().options).json()).outcome,
              SignInOutcome::granted);
}

TEST_P(MoreDoors, HU3_NoLockShutsThePasskeysDoor) {
    const auto mine = give_passkey(agent);
    ASSERT_NO_FATAL_FAILURE(lock_password(agent.email));
    EXPECT_EQ(enter(mine.key).outcome, SignInOutcome::granted) << "while the password waits";
    ASSERT_NO_FATAL_FAILURE(lock_confirming(mine.token));
    EXPECT_EQ(enter(mine.key).outcome, SignInOutcome::granted) << "while confirming waits";
    ASSERT_NO_FATAL_FAILURE(lock_factor(mine.token));
    EXPECT_EQ(enter(mine.key).outcome, SignInOutcome::granted) << "while the second factor waits";
    // As a second factor it shares the budget of second factors.
    const auto shown = mine.key.get(passkeys.begin_step_up(mine.token).options).json();
    EXPECT_EQ(sessions.step_up(mine.token, {.passkey = shown}).outcome, SignInOutcome::wait);
}
#endif

}  // namespace
}  // namespace roster::test
