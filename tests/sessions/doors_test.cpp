// One table of all doors: whoever is not let in gets one answer, at one price, whatever the reason (HU-1, HU-3, UC-8, BX-12).
// And one of what a lock shuts: which doors, for whom.
#include "sessions/door.hpp"

#include "base/kdf.hpp"

namespace roster::test {
namespace {

class Doors : public Door {
protected:
    /// Why somebody is not let in.
    enum class Why { unknown, wrong, locked, suspended, deleted, not_invited, provider_only };
    static constexpr std::pair<Why, const char*> reasons[] = {{Why::unknown, "unknown"},
                                                              {Why::wrong, "wrong"},
                                                              {Why::locked, "locked"},
                                                              {Why::suspended, "suspended"},
                                                              {Why::deleted, "deleted"},
                                                              {Why::not_invited, "not invited"},
                                                              {Why::provider_only, "provider only"}};

    /// Somebody of whom all is well but for the reason: with a password, or an identity.
    User somebody(Why why, const std::string& name) {
        const auto start = why == Why::not_invited ? Onboarding::not_invited : Onboarding::active;
        const User user =
            users.add(system, {.first_name = name, .email = name + "@desk.example", .role = role::user}, start);
        if (why != Why::provider_only && why != Why::not_invited) give_password(user);
        if (why == Why::provider_only || why == Why::not_invited)
            sessions.link_identity(system, user.id, "https://id.example", to_string(user.id));
        return user;
    }
    void befall(Why why, const User& user) {
        if (why == Why::suspended) users.suspend(system, user.id, world.now().date());
        if (why == Why::deleted) users.remove(system, user.id, "left");
    }

    struct Price {
        std::string answer;
        std::uint64_t runs;
    };
    Price price_of(const std::function<SignIn()>& knock) const {
        const auto before = kdf::runs();
        auto answer = knock();
        answer.retry_at.reset();  // of waiting, which is told apart on purpose
        if (answer.outcome == SignInOutcome::wait) answer.outcome = SignInOutcome::rejected;
        return {text_of(answer), kdf::runs() - before};
    }
};
ROSTER_OVER_ALL_STORES(Doors);

TEST_P(Doors, BX12_ThePasswordsDoorHasOneAnswerAtOnePrice) {
    for (const auto& [why, name] : reasons) {
        SCOPED_TRACE(name);
        const User user = somebody(why, std::string("p") + std::to_string(static_cast<int>(why)));
        befall(why, user);
        const std::string email = why == Why::unknown ? "nobody@desk.example" : user.email;
        if (why == Why::locked)
            for (int i = 0; i < 6; ++i) sessions.sign_in({.email = email, .password = other_password});
        const auto price = price_of([&] {
            return sessions.sign_in(
                {.email = email, .password = why == Why::wrong ? other_password : good_password});
        });
        EXPECT_EQ(price.answer, test::text_of(SignIn{}));
        EXPECT_EQ(price.runs, 1u);
    }
}

TEST_P(Doors, BX12_TheProvidersDoorHasOneAnswerAndHashesNothing) {
    for (const auto& [why, name] : reasons) {
        if (why == Why::provider_only || why == Why::locked) continue;  // it is theirs; its lock is the provider's
        SCOPED_TRACE(name);
        const User user = somebody(why, std::string("i") + std::to_string(static_cast<int>(why)));
        sessions.link_identity(system, user.id, "https://other.example", to_string(user.id));
        befall(why, user);
        const std::string subject = why == Why::unknown || why == Why::wrong ? "somebody else" : to_string(user.id);
        const std::string issuer = why == Why::unknown ? "https://elsewhere.example" : "https://other.example";
        const auto price =
            price_of([&] { return sessions.sign_in_with_identity({.issuer = issuer, .subject = subject}); });
        EXPECT_EQ(price.answer, test::text_of(SignIn{}));
        EXPECT_EQ(price.runs, 0u);
    }
}

TEST_P(Doors, BX12_TheSecondDoorHasOneAnswerAndHashesNothing) {
    for (const auto& [why, name] : reasons) {
        if (why == Why::not_invited || why == Why::provider_only) continue;  // nobody stands before it
        SCOPED_TRACE(name);
        const User user = add_staff("s" + std::to_string(static_cast<int>(why)));
        const auto made = set_up_factor(user);
        const auto waiting = let_in(user);
        ASSERT_EQ(waiting.outcome, SignInOutcome::second_factor_needed);
        if (why == Why::locked)
            for (int i = 0; i < 6; ++i) sessions.second_factor(let_in(user).pending, {.totp = "000000"});
        befall(why, user);
        const std::string code = why == Why::wrong ? "000000" : code_of(made.setup);
        const auto price = price_of([&] {
            return sessions.second_factor(why == Why::unknown ? "rpen_unknown" : waiting.pending, {.totp = code});
        });
        EXPECT_EQ(price.answer, test::text_of(SignIn{}));
        EXPECT_EQ(price.runs, 0u);
        world.advance(minutes(1));
    }
}

TEST_P(Doors, HU18_TheLinksDoorSaysOneThingOfEveryLinkThatIsNoGood) {
    const auto invited = users.add(system, {.first_name = "I", .email = "i@desk.example", .role = role::user},
                                   Onboarding::not_invited);
    const auto used = token_of(passwords.start_reset(system, agent.id));
    passwords.reset(used, good_password);
    const User gone = add_staff("gone"), away = add_staff("away");
    const auto of_gone = token_of(passwords.start_reset(system, gone.id)),
               of_away = token_of(passwords.start_reset(system, away.id));
    users.remove(system, gone.id, "left");
    users.suspend(system, away.id, world.now().date());
    const auto late = token_of(passwords.start_reset(system, admin.id)),
               invitation = token_of(passwords.invite(system, invited.id));
    world.advance(days(8));
    for (const auto& token :
         {std::string("rrst_unknown"), std::string(), used, of_gone, of_away, late, invitation}) {
        const auto before = kdf::runs();
        EXPECT_EQ(outcome([&] { passwords.reset(token, other_password); }), "not_found sessions.link_gone");
        EXPECT_EQ(outcome([&] { passwords.accept(token, other_password); }), "not_found sessions.link_gone");
        EXPECT_EQ(outcome([&] {
                      passwords.accept_with_identity(token, {.issuer = "https://id.example", .subject = "i"});
                  }),
                  "not_found sessions.link_gone");
        EXPECT_EQ(kdf::runs(), before);
    }
}

/// One row for each door: does a lock of the password's door shut it?
TEST_P(Doors, HU3_WhatALockOfThePasswordShuts) {
    give_password(agent);
    const auto there = sign_in(agent);  // a session, on a known device
    const auto reset = token_of(passwords.start_reset(system, agent.id));
    for (int i = 0; i < 12; ++i) sessions.sign_in({.email = agent.email, .password = other_password});
    EXPECT_EQ(sign_in(agent).outcome, SignInOutcome::wait) << "from a device nobody knows";
    EXPECT_EQ(sign_in(agent, good_password, {.known_device = there.known_device}).outcome, SignInOutcome::granted)
        << "from the user's own";
    EXPECT_TRUE(is_good(there.token)) << "what is open stays open";
    EXPECT_EQ(sessions.confirm(there.token, good_password).outcome, SignInOutcome::granted) << "within a session";
    passwords.reset(reset, other_password);
    EXPECT_EQ(sign_in(agent, other_password).outcome, SignInOutcome::granted) << "after a reset";
}

/// The same of the second factor: one budget for all doors that ask for it, for devices that nobody knows.
TEST_P(Doors, BX12_WhatALockOfTheSecondFactorShuts) {
    const auto made = set_up_factor(agent);
    for (int i = 0; i < 6; ++i) sessions.second_factor(let_in(agent).pending, {.totp = "000000"});
    const auto code = code_of(made.setup);
    EXPECT_EQ(sessions.second_factor(let_in(agent).pending, {.totp = code}).outcome, SignInOutcome::wait);
    EXPECT_EQ(sessions.second_factor(let_in(agent).pending, {.recovery_code = made.recovery_codes[0]}).outcome,
              SignInOutcome::wait);
    EXPECT_TRUE(is_good(made.token));
    EXPECT_EQ(desk.factors().status(system, agent.id).recovery_codes_left, 10) << "nothing was used up";
    const auto stepped = sessions.step_up(made.token, {.totp = code});
    EXPECT_EQ(stepped.outcome, SignInOutcome::granted) << "the user's own device has tries of its own";
    for (int i = 0; i < 6; ++i) sessions.step_up(stepped.token, {.totp = "000000"});
    EXPECT_EQ(sessions.step_up(stepped.token, {.recovery_code = made.recovery_codes[0]}).outcome,
              SignInOutcome::wait);
    world.advance(hours(2));
    EXPECT_EQ(sessions.second_factor(let_in(agent).pending, {.totp = code_of(made.setup)}).outcome,
              SignInOutcome::granted);
}

}  // namespace
}  // namespace roster::test
