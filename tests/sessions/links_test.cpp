// Invitations and resets: made, sent again, expired, used once (HU-1, HU-3, HU-18, AI-2).
#include "sessions/door.hpp"

#include <roster/storage/memory.hpp>

#include <atomic>

namespace roster::test {
namespace {

class Links : public Door {
protected:
    User add_uninvited(const std::string& name) {
        return users.add(system, {.first_name = name, .email = name + "@desk.example", .role = role::user},
                         Onboarding::not_invited);
    }
};
ROSTER_OVER_ALL_STORES(Links);

TEST_P(Links, HU1_AnInvitationIsAcceptedOnce) {
    const User grace = add_uninvited("grace");
    EXPECT_EQ(users.alerts(system, grace.id),
              (std::vector<Alert>{{AlertKind::invite_not_sent, AlertAction::send_invite}}));
    const auto message = passwords.invite(as(admin), grace.id);
    EXPECT_EQ(message.recipient, "grace@desk.example");
    EXPECT_EQ(message.purpose, LinkKind::invitation);
    EXPECT_EQ(message.language, "en");
    EXPECT_TRUE(message.link.starts_with("https://desk.example/join?token=rinv_")) << message.link;
    EXPECT_EQ(message.expires_at, world.now() + days(7));
    EXPECT_TRUE(users.alerts(system, grace.id).empty());

    const auto token = token_of(message);
    const auto info = passwords.look(token);
    ASSERT_TRUE(info);
    EXPECT_EQ(info->user_id, grace.id);
    EXPECT_EQ(info->name, "grace");
    EXPECT_EQ(outcome([&] { passwords.accept(token, "short"); }), "invalid_argument passwords.invalid");
    EXPECT_TRUE(passwords.look(token)) << "a wrong password uses nothing up";

    const auto entered = passwords.accept(token, good_password);
    EXPECT_EQ(entered.outcome, SignInOutcome::granted);
    EXPECT_EQ(entered.session->methods, std::vector<std::string>{"link"});
    EXPECT_EQ(now(grace).status, UserStatus::active);
    EXPECT_EQ(now(grace).email_verified_at, world.now());
    EXPECT_EQ(sign_in(grace).outcome, SignInOutcome::granted);
    EXPECT_EQ(outcome([&] { passwords.accept(token, other_password); }), "not_found sessions.link_gone");
    const auto entry = entries_of(grace).at(0);
    EXPECT_EQ(entry.verb, "users.accept");
    EXPECT_EQ(entry.actor_name, "invitation");
    EXPECT_EQ(entry.on_behalf_of, grace.id);
}

TEST_P(Links, HU1_NobodySignsInBeforeAnInvitationWasAccepted) {
    const User grace = add_uninvited("grace");
    EXPECT_EQ(sign_in(grace).outcome, SignInOutcome::rejected);
    EXPECT_EQ(let_in(grace).outcome, SignInOutcome::rejected);
    EXPECT_FALSE(passwords.request_reset(grace.email)) << "a reset is no way around it";
    EXPECT_EQ(outcome([&] { passwords.start_reset(system, grace.id); }), "failed_precondition users.illegal_move");
}

TEST_P(Links, HU18_SendingAgainEndsTheEarlierLink) {
    const User grace = add_uninvited("grace");
    const auto first = token_of(passwords.invite(system, grace.id)),
               second = token_of(passwords.invite(system, grace.id));
    EXPECT_FALSE(passwords.look(first));
    EXPECT_EQ(outcome([&] { passwords.accept(first, good_password); }), "not_found sessions.link_gone");
    EXPECT_EQ(passwords.accept(second, good_password).outcome, SignInOutcome::granted);

    const auto one = token_of(passwords.start_reset(as(admin), agent.id)),
               two = token_of(*passwords.request_reset(agent.email));
    EXPECT_EQ(outcome([&] { passwords.reset(one, good_password); }), "not_found sessions.link_gone");
    passwords.reset(two, good_password);
    EXPECT_EQ(outcome([&] { passwords.reset(two, good_password); }), "not_found sessions.link_gone");
}

TEST_P(Links, HU18_InvitingWithoutALinkEndsTheEarlierLinkToo) {
    const User grace = add_uninvited("grace");
    const auto first = token_of(passwords.invite(system, grace.id));
    world.advance(minutes(1));
    users.invite(system, grace.id);
    EXPECT_FALSE(passwords.look(first));
    EXPECT_EQ(outcome([&] { passwords.accept(first, good_password); }), "not_found sessions.link_gone");
    EXPECT_EQ(passwords.accept(token_of(passwords.invite(system, grace.id)), good_password).outcome,
              SignInOutcome::granted);
}

TEST_P(Links, HU18_LinksLiveForALimitedTime) {
    const User grace = add_uninvited("grace");
    const auto invitation = token_of(passwords.invite(system, grace.id));
    const auto reset = token_of(passwords.start_reset(system, agent.id));
    world.advance(hours(1) - micros(1));
    EXPECT_TRUE(passwords.look(reset));
    world.advance(micros(1));
    EXPECT_FALSE(passwords.look(reset));
    EXPECT_EQ(outcome([&] { passwords.reset(reset, good_password); }), "not_found sessions.link_gone");
    world.advance(days(7) - hours(1));
    EXPECT_FALSE(passwords.look(invitation));
    EXPECT_EQ(users.alerts(system, grace.id),
              (std::vector<Alert>{{AlertKind::invite_expired, AlertAction::resend_invite}}));
    EXPECT_EQ(outcome([&] { passwords.accept(invitation, good_password); }), "not_found sessions.link_gone");
}

TEST_P(Links, HU18_OneOfManyWins) {
    const User grace = add_uninvited("grace");
    const auto invitation = token_of(passwords.invite(system, grace.id));
    const auto reset = token_of(passwords.start_reset(system, agent.id));
    std::atomic<int> accepted{0}, changed{0};
    at_once(8, [&](int) {
        accepted += outcome([&] { passwords.accept(invitation, good_password); }) == "done";
        changed += outcome([&] { passwords.reset(reset, good_password); }) == "done";
    });
    EXPECT_EQ(accepted, 1);
    EXPECT_EQ(changed, 1);
    EXPECT_EQ(sessions.list(system, grace.id).size(), 1u);
}

TEST_P(Links, HU18_WhatEndsALink) {
    const auto gone = [&](const std::function<void(const User&)>& what) {
        const User user = add_staff("u" + std::to_string(world.now().time_of_day().total_microseconds()));
        world.advance(micros(1));
        const auto token = token_of(passwords.start_reset(system, user.id));
        what(user);
        return !passwords.look(token);
    };
    EXPECT_TRUE(gone([&](const User& u) { users.update(system, u.id, {.email = "new" + u.email}); }));
    EXPECT_TRUE(gone([&](const User& u) { users.suspend(system, u.id, day("2020-01-01")); }));
    EXPECT_TRUE(gone([&](const User& u) { users.remove(system, u.id, "left"); }));
    EXPECT_FALSE(gone([&](const User& u) { users.update(system, u.id, {.job_title = "Lead"}); }));
    EXPECT_FALSE(gone([&](const User&) {}));
}

TEST_P(Links, HU18_AResetEndsSessionsAndSignsNobodyIn) {
    give_password(agent);
    const auto begun = sign_in(agent);
    const auto kept = token_of(*passwords.request_reset(agent.email));
    EXPECT_EQ(sign_in(agent).outcome, SignInOutcome::granted) << "asking changes nothing";
    passwords.reset(kept, other_password);
    EXPECT_FALSE(is_good(begun.token));
    EXPECT_TRUE(sessions.list(system, agent.id).empty());
    EXPECT_EQ(sign_in(agent).outcome, SignInOutcome::rejected);
    EXPECT_EQ(sign_in(agent, other_password).outcome, SignInOutcome::granted);
    EXPECT_EQ(entries_of(agent).at(0).verb, "passwords.reset");
    for (const auto& entry : entries_of(agent))
        for (const auto& change : entry.changes) EXPECT_EQ(change.after.find("argon2"), std::string::npos);
}

TEST_P(Links, HU18_AResetVerifiesTheAddress) {
    EXPECT_FALSE(now(agent).email_verified_at);
    const auto token = token_of(passwords.start_reset(system, agent.id));
    world.advance(minutes(1));
    passwords.reset(token, good_password);
    EXPECT_EQ(now(agent).email_verified_at, world.now());
    EXPECT_EQ(now(agent).revision, agent.revision + 1);
    const auto entry = entries_of(agent).at(0);
    EXPECT_EQ(entry.verb, "passwords.reset");
    EXPECT_EQ(entry.on_behalf_of, agent.id);
    ASSERT_EQ(entry.changes.size(), 1u) << "when an address was verified is bookkeeping, and no change of its own";
    EXPECT_EQ(entry.changes[0].name, "password");
    EXPECT_EQ(entry.changes[0].after, "\"[redacted]\"");
    EXPECT_NE(entries_of(agent).at(1).verb, "passwords.reset");
}

TEST_P(Links, HU18_AfterAResetNobodyWaitsForTriesAtTheOldPassword) {
    give_password(agent);
    const auto there = sign_in(agent);
    const Client known{.known_device = there.known_device};
    const auto link = token_of(passwords.start_reset(system, agent.id));
    for (int i = 0; i < 6; ++i) {
        sign_in(agent, other_password);
        sign_in(agent, other_password, known);
        sessions.confirm(there.token, other_password);
    }
    EXPECT_EQ(sign_in(agent).outcome, SignInOutcome::wait);
    EXPECT_EQ(sign_in(agent, good_password, known).outcome, SignInOutcome::wait);
    EXPECT_EQ(sessions.confirm(there.token, good_password).outcome, SignInOutcome::wait);
    passwords.reset(link, other_password);
    EXPECT_EQ(sign_in(agent, other_password, known).outcome, SignInOutcome::granted);
    const auto here = sign_in(agent, other_password);
    EXPECT_EQ(here.outcome, SignInOutcome::granted);
    EXPECT_EQ(sessions.confirm(here.token, other_password).outcome, SignInOutcome::granted);
}

TEST_P(Links, HU18_AResetThatWasUsedLetsAskForTheNext) {
    std::string token;
    for (int i = 0; i < 5; ++i) token = token_of(*passwords.request_reset(agent.email));
    EXPECT_FALSE(passwords.request_reset(agent.email));
    EXPECT_TRUE(passwords.look(token)) << "who has to wait ends no link";
    passwords.reset(token, good_password);
    EXPECT_TRUE(passwords.request_reset(agent.email));
}

TEST_P(Links, BX12_AResetLeavesTheWaitsOfTheSecondFactor) {
    give_password(agent);
    const auto begun = sign_in(agent);
    const auto setup = factors.add_authenticator(begun.token, "phone");
    factors.confirm_authenticator(begun.token, setup.id, code_of(setup));
    world.advance(minutes(1));
    for (int i = 0; i < 6; ++i) sessions.second_factor(sign_in(agent).pending, {.totp = "000000"});
    passwords.reset(token_of(passwords.start_reset(system, agent.id)), other_password);
    const auto waiting = sign_in(agent, other_password);
    ASSERT_EQ(waiting.outcome, SignInOutcome::second_factor_needed);
    EXPECT_EQ(sessions.second_factor(waiting.pending, {.totp = code_of(setup)}).outcome, SignInOutcome::wait);
}

TEST_P(Links, HU18_AResetOfAnUnknownAddressAnswersLikeAKnownOne) {
    // Both are counted, and both are refused alike once there were too many.
    for (const std::string& address : {agent.email, std::string("nobody@desk.example")}) {
        int sent = 0;
        for (int i = 0; i < 8; ++i) sent += passwords.request_reset(address).has_value();
        EXPECT_EQ(sent, address == agent.email ? 5 : 0);
    }
    EXPECT_FALSE(passwords.request_reset("no address"));
}

TEST_P(Links, HU18_WhoMaySend) {
    for (const User* actor : people) {
        const bool may = rules::rank(actor->role) >= 3;
        EXPECT_EQ(outcome([&] { passwords.start_reset(as(*actor), light.id); }) == "done",
                  may || actor->id == light.id)
            << actor->first_name;
        const User grace = add_uninvited("grace-" + actor->first_name);
        EXPECT_EQ(outcome([&] { passwords.invite(as(*actor), grace.id); }) == "done", may) << actor->first_name;
    }
}

TEST_P(Links, HU18_NobodyStartsAResetAboveThemselvesOrBeyondTheirLimit) {
    EXPECT_EQ(outcome([&] { passwords.start_reset(as(admin), owner.id); }),
              "permission_denied users.above_own_role");
    EXPECT_TRUE(event_kinds().empty()) << "no link was made";
    EXPECT_EQ(outcome([&] { passwords.start_reset(as(owner), owner.id); }), "done");
    EXPECT_EQ(outcome([&] { passwords.start_reset(as(owner), admin.id); }), "done");
    // A key that is limited to something else starts none, not even its owner's.
    EXPECT_EQ(outcome([&] { passwords.start_reset(as(agent).limited_to({"view_users"}), agent.id); }),
              "permission_denied users.not_administrator");
    EXPECT_EQ(outcome([&] { passwords.start_reset(as(admin).limited_to({"manage_security"}), agent.id); }),
              "permission_denied users.not_administrator");
    EXPECT_EQ(outcome([&] { passwords.start_reset(as(agent).limited_to({"edit_own_profile"}), agent.id); }),
              "done");
}

TEST_P(Links, BX12_ChangingThePasswordEndsSignInsThatWereBegunWithTheOldOne) {
    give_password(agent);
    const auto begun = sign_in(agent);
    const auto setup = factors.add_authenticator(begun.token, "phone");
    const auto here = factors.confirm_authenticator(begun.token, setup.id, code_of(setup)).sign_in.token;
    world.advance(minutes(1));
    const auto waiting = sign_in(agent);
    ASSERT_EQ(waiting.outcome, SignInOutcome::second_factor_needed);
    passwords.change(here, good_password, other_password);
    EXPECT_EQ(sessions.second_factor(waiting.pending, {.totp = code_of(setup)}).outcome, SignInOutcome::rejected);
    EXPECT_EQ(sessions.second_factor(sign_in(agent, other_password).pending, {.totp = code_of(setup)}).outcome,
              SignInOutcome::granted);
}

TEST_P(Links, HU18_AI2_ChangingOnesOwnPassword) {
    give_password(agent);
    const auto here = sign_in(agent), there = sign_in(agent);
    EXPECT_EQ(outcome([&] { passwords.change(here.token, other_password, other_password); }),
              "permission_denied passwords.wrong");
    EXPECT_EQ(faults([&] { passwords.change(here.token, good_password, "agent@desk.example"); }).substr(0, 9),
              "password:");
    const auto changed = passwords.change(here.token, good_password, other_password);
    EXPECT_EQ(changed.outcome, SignInOutcome::granted);
    EXPECT_FALSE(is_good(here.token)) << "a new token for the session";
    EXPECT_FALSE(is_good(there.token)) << "the others end";
    EXPECT_TRUE(is_good(changed.token));
    EXPECT_EQ(changed.session->id, here.session->id);
    EXPECT_EQ(outcome([&] { passwords.change(here.token, other_password, good_password); }),
              "unauthenticated sessions.no_session");
    const auto kinds = event_kinds();
    EXPECT_EQ(kinds.back(), "sessions.password_changed");
}

TEST_P(Links, BX12_PasswordsThatWillNotDo) {
    const auto reasons = [&](std::string_view password) {
        std::string text;
        for (const auto& fault : passwords.check(agent.id, password)) text += fault.reason + " ";
        return text;
    };
    EXPECT_EQ(reasons(good_password), "");
    EXPECT_NE(reasons("velvet-otter-9").find("too_short"), std::string::npos) << "14 characters";
    EXPECT_NE(reasons(std::string(1'025, 'x')).find("too_long"), std::string::npos);
    EXPECT_NE(reasons("agentagentagentagent").find("personal_password"), std::string::npos);
    EXPECT_NE(reasons("deskwrightdeskwright").size(), 0u);
    Policy policy = desk.record().policy;
    policy.password_length = 30;
    set_policy(policy);
    EXPECT_NE(reasons(good_password).find("too_short"), std::string::npos);
}

TEST_P(Links, BX12_LinksLeadOnlyWhereTheHostSaid) {
    EXPECT_EQ(outcome([&] {
                  auto settings = settings_of_tests();
                  settings.invitation_link = "http://desk.example/{token}";
                  Directory(memory_storage(), world.environment(), settings);
              }),
              "invalid_argument sessions.invalid_settings");
    const Directory bare(memory_storage(), world.environment());
    const auto other = bare.create_account({.name = "Bare"});
    const User user = other.users().add(system, {.first_name = "U", .email = "u@bare.example", .role = role::user});
    EXPECT_EQ(outcome([&] { other.passwords().invite(system, user.id); }),
              "failed_precondition sessions.no_link_base");
    other.users().activate(system, user.id);
    for (const std::string& address : {user.email, std::string("nobody@bare.example"), std::string("no address")})
        EXPECT_EQ(outcome([&] { other.passwords().request_reset(address); }),
                  "failed_precondition sessions.no_link_base")
            << address;
}

}  // namespace
}  // namespace roster::test
