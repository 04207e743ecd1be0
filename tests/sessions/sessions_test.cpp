// Sessions: how long they live, who sees and ends them, what ends them by itself (HU-8, UC-6, BX-12).
#include "sessions/door.hpp"
#include "support/filled.hpp"

#include <functional>
#include <stdexcept>

namespace roster::test {
namespace {

class SessionsTest : public Door {
protected:
    Date rules_day(int from_now) const { return (world.now() + days(from_now)).date(); }
    std::size_t count(const User& user) const { return sessions.list(system, user.id).size(); }
};
ROSTER_OVER_ALL_STORES(SessionsTest);

TEST_P(SessionsTest, HU8_UC6_AreListedNamedAndEnded) {
    const auto one = let_in(agent, {.user_agent = "curl/8", .address = "192.0.2.1"});
    world.advance(minutes(2));
    const auto two = let_in(agent, {.user_agent = "Mozilla/5.0 (iPhone) Safari/604.1"});
    const auto three = let_in(agent);
    auto list = sessions.list(as(agent), agent.id);
    ASSERT_EQ(list.size(), 3u);
    EXPECT_EQ(list[2].id, one.session->id) << "the latest used first";
    EXPECT_EQ(list[2].address, "192.0.2.1");
    EXPECT_EQ(list[0].device, "Unknown device");

    EXPECT_EQ(sessions.name(as(agent), agent.id, two.session->id, "  my phone ").name, "my phone");
    EXPECT_EQ(outcome([&] { sessions.name(as(agent), agent.id, SessionId(world.environment().new_uuid()), "x"); }),
              "not_found sessions.unknown");

    EXPECT_EQ(sessions.revoke(as(agent), agent.id, {.device = "curl"}), 1);
    EXPECT_FALSE(is_good(one.token));
    EXPECT_TRUE(is_good(two.token));
    EXPECT_EQ(sessions.revoke(as(agent), agent.id, {.except = two.session->id}), 1);
    EXPECT_FALSE(is_good(three.token));
    EXPECT_EQ(sessions.revoke(as(agent), agent.id, {.begun_before = two.session->created_at}), 0);
    EXPECT_EQ(sessions.revoke(as(agent), agent.id, {.id = two.session->id}), 1);
    EXPECT_FALSE(is_good(two.token));
    EXPECT_EQ(sessions.revoke(as(agent), agent.id, {.id = two.session->id}), 0);
    EXPECT_EQ(entries_of(agent).at(0).verb, "sessions.revoke");
}

TEST_P(SessionsTest, HU8_WhoMaySeeAndEndWhose) {
    let_in(owner), let_in(admin), let_in(agent), let_in(customer);
    const auto denied = [&](const User& actor, const User& subject) {
        const auto listed = outcome([&] { static_cast<void>(sessions.list(as(actor), subject.id)); });
        EXPECT_EQ(
            outcome([&] { sessions.revoke(as(actor), subject.id, {.begun_before = at("2000-01-01T00:00:00Z")}); }),
            listed);
        return listed != "done";
    };
    for (const User* actor : people)
        for (const User* subject : people) {
            const bool own = actor->id == subject->id, administers = rules::rank(actor->role) >= 3;
            const bool may = own || (administers && rules::rank(actor->role) >= rules::rank(subject->role));
            EXPECT_EQ(denied(*actor, *subject), !may) << actor->first_name << " " << subject->first_name;
        }
    EXPECT_EQ(outcome([&] { static_cast<void>(sessions.list(as(admin), UserId(world.environment().new_uuid()))); }),
              "not_found users.unknown");
}

TEST_P(SessionsTest, BX12_IdleAndAbsoluteLimits) {
    Policy policy = desk.record().policy;
    policy.session_idle = minutes(30);
    policy.session_lifetime = hours(2);
    set_policy(policy);
    const auto idle = let_in(agent), used = let_in(agent);
    EXPECT_EQ(idle.principal->expires_at, world.now() + minutes(30));
    for (int i = 0; i < 5; ++i) {
        world.advance(minutes(20));
        EXPECT_TRUE(is_good(used.token)) << i;
        if (i > 0) {
            EXPECT_FALSE(is_good(idle.token)) << i;
        }
    }
    world.advance(minutes(19));
    EXPECT_EQ(sessions.validate(used.token)->expires_at, used.session->expires_at)
        << "never beyond the absolute limit";
    world.advance(minutes(1));
    EXPECT_FALSE(is_good(used.token));
    EXPECT_EQ(count(agent), 0u);
    EXPECT_GE(sessions.sweep(system), 0);
    world.advance(days(2));
    EXPECT_GE(sessions.sweep(system), 2);
}

TEST_P(SessionsTest, BX12_ALoweredLimitIsInForceAtOnce) {
    const auto begun = let_in(agent);
    world.advance(minutes(20));
    Policy policy = desk.record().policy;
    policy.session_idle = minutes(10);
    set_policy(policy);
    EXPECT_FALSE(is_good(begun.token));
}

TEST_P(SessionsTest, BX12_OneTooManyEndsTheOneUnusedForLongest) {
    Policy policy = desk.record().policy;
    policy.max_sessions = 3;
    set_policy(policy);
    std::vector<std::string> tokens;
    for (int i = 0; i < 3; ++i) {
        tokens.push_back(let_in(agent).token);
        world.advance(minutes(5));
    }
    EXPECT_TRUE(is_good(tokens[0]));  // used now
    tokens.push_back(let_in(agent).token);
    EXPECT_TRUE(is_good(tokens[0]));
    EXPECT_FALSE(is_good(tokens[1]));
    EXPECT_TRUE(is_good(tokens[2]));
    EXPECT_TRUE(is_good(tokens[3]));
}

TEST_P(SessionsTest, BX12_OneTooManyEndsThoseThatAreOverFirst) {
    Policy policy = desk.record().policy;
    policy.max_sessions = 2;
    policy.session_idle = minutes(90);
    policy.session_lifetime = minutes(120);
    set_policy(policy);
    const auto over = let_in(agent);
    world.advance(minutes(60));
    EXPECT_TRUE(is_good(over.token));
    world.advance(minutes(40));
    const auto live = let_in(agent);
    world.advance(minutes(19));
    EXPECT_TRUE(is_good(over.token));
    world.advance(minutes(6));
    EXPECT_FALSE(is_good(over.token)) << "used later than the other, and over";
    EXPECT_TRUE(is_good(let_in(agent).token));
    EXPECT_TRUE(is_good(live.token));
}

TEST_P(SessionsTest, BX12_AUseThatWaitsToBeWrittenCounts) {
    Policy policy = desk.record().policy;
    policy.session_idle = minutes(60);
    set_policy(policy);
    const auto first = let_in(admin), second = let_in(agent);
    world.advance(minutes(10));
    EXPECT_TRUE(is_good(first.token));   // written at once: the account's first one
    EXPECT_TRUE(is_good(second.token));  // waits for the next write
    world.advance(minutes(55));
    EXPECT_EQ(count(agent), 1u);
    EXPECT_TRUE(is_good(second.token)) << "used 55 minutes ago";
}

TEST_P(SessionsTest, BX12_AUseIsWrittenAtOnceAfterAQuarterOfTheIdleTime) {
    Policy policy = desk.record().policy;
    policy.session_idle = minutes(60);
    set_policy(policy);
    const auto first = let_in(admin), second = let_in(agent);
    world.advance(minutes(15));
    EXPECT_TRUE(is_good(first.token));
    EXPECT_TRUE(is_good(second.token));
    // Another process knows what is written and nothing else.
    const Directory other(std::shared_ptr<Storage>(std::shared_ptr<void>(), &directory.storage()),
                          world.environment(), settings_of_tests());
    EXPECT_EQ(other.account(desk.id()).sessions().list(system, agent.id).at(0).last_seen_at, world.now());
}

TEST_P(SessionsTest, HU8_APlaceIsAskedForOutsideOfTheTransactionAndKeepsNobodyOut) {
    const auto through = [&](std::function<std::string(std::string_view)> place) {
        auto settings = settings_of_tests();
        settings.place = std::move(place);
        const Directory there(std::shared_ptr<Storage>(std::shared_ptr<void>(), &directory.storage()),
                              world.environment(), settings);
        return there.account(desk.id()).sessions().sign_in_with_identity(
            {.issuer = "https://id.example", .subject = to_string(agent.id), .client = {.address = "192.0.2.1"}});
    };
    let_in(agent);
    const auto writing = through([&](std::string_view address) {
        users.label(system, agent.id, {"seen"});
        return "Asked for " + std::string(address);
    });
    ASSERT_EQ(writing.outcome, SignInOutcome::granted);
    EXPECT_EQ(writing.session->place, "Asked for 192.0.2.1");
    const auto failing = through([](std::string_view) -> std::string { throw std::runtime_error("no answer"); });
    ASSERT_EQ(failing.outcome, SignInOutcome::granted);
    EXPECT_EQ(failing.session->place, "");
    EXPECT_EQ(failing.session->address, "192.0.2.1");
}

TEST_P(SessionsTest, BX12_NoOtherTextIsAToken) {
    const auto token = let_in(agent).token;
    EXPECT_TRUE(is_good(token));
    for (std::size_t i = 0; i < token.size(); ++i) {
        EXPECT_FALSE(is_good(token.substr(0, i)));
        EXPECT_FALSE(is_good(token.substr(i + 1)));
        for (int bit = 0; bit < 8; ++bit) {
            auto other = token;
            other[i] = static_cast<char>(other[i] ^ (1 << bit));
            EXPECT_FALSE(is_good(other)) << i << " " << bit;
        }
    }
    EXPECT_FALSE(is_good(token + "a"));
    EXPECT_FALSE(is_good(""));
}

TEST_P(SessionsTest, BX10_AnotherAccountsTokenIsNone) {
    const auto other = directory.create_account({.name = "Other"});
    const auto begun = let_in(agent);
    EXPECT_FALSE(other.sessions().validate(begun.token));
    EXPECT_FALSE(other.sessions().sign_out(begun.token));
    EXPECT_EQ(other.sessions().second_factor(begun.token, {.totp = "123456"}).outcome, SignInOutcome::rejected);
    EXPECT_EQ(outcome([&] { static_cast<void>(other.sessions().list(system, agent.id)); }),
              "not_found users.unknown");
    EXPECT_EQ(outcome([&] { other.sessions().revoke(system, agent.id); }), "not_found users.unknown");
    EXPECT_EQ(other.sessions().sign_in({.email = agent.email, .password = good_password}).outcome,
              SignInOutcome::rejected);
    EXPECT_TRUE(is_good(begun.token));
}

/// Whatever takes somebody out ends all that was given to them, and bringing them back brings none of it back.
TEST_P(SessionsTest, BX12_LeavingEndsEverything) {
    struct Way {
        const char* name;
        std::function<void()> out, back;
    };
    const Way ways[] = {
        {"suspended", [&] { users.suspend(system, agent.id, day("2020-01-01")); },
         [&] { users.resume(system, agent.id); }},
        {"deleted", [&] { users.remove(system, agent.id, "left"); }, [&] { users.restore(system, agent.id); }},
        {"a coming suspension that begins",
         [&] {
             users.suspend(system, agent.id, rules_day(2), rules_day(3));
             world.advance(days(3));
         },
         [&] { world.advance(days(3)); }},
    };
    for (const auto& way : ways) {
        SCOPED_TRACE(way.name);
        give_password(agent);
        const auto begun = sign_in(agent);
        ASSERT_EQ(begun.outcome, SignInOutcome::granted);
        const auto key = desk.api_keys().create(as(agent), "script");
        const auto link = passwords.start_reset(system, agent.id);
        EXPECT_TRUE(is_good(key.text));
        way.out();
        EXPECT_FALSE(is_good(begun.token));
        EXPECT_FALSE(is_good(key.text));
        EXPECT_EQ(sign_in(agent).outcome, SignInOutcome::rejected);
        way.back();
        EXPECT_FALSE(is_good(begun.token)) << "back";
        EXPECT_FALSE(is_good(key.text)) << "back";
        EXPECT_FALSE(passwords.look(token_of(link))) << "back";
        EXPECT_EQ(sign_in(agent).outcome, SignInOutcome::granted) << "the password is as it was";
        sessions.revoke(system, agent.id);
        for (const auto& left : desk.api_keys().list(system, agent.id))
            desk.api_keys().revoke(system, agent.id, left.id);
        if (now(agent).suspended_from) users.resume(system, agent.id);
    }
}

/// A suspension that begins by itself ends nothing in the store: what it ended must stay ended when its days are forgotten,
/// and what was given out after it must not end.
TEST_P(SessionsTest, BX12_WhatASuspensionEndedByItselfStaysEndedWhenItsDaysChange) {
    Policy policy = desk.record().policy;
    policy.reset_lifetime = hours(72);
    set_policy(policy);
    const std::pair<const char*, std::function<void(UserId)>> ways[] = {
        {"resumed", [&](UserId id) { users.resume(system, id); }},
        {"suspendedanew", [&](UserId id) { users.suspend(system, id, rules_day(20)); }},
    };
    for (const auto& [name, change] : ways) {
        SCOPED_TRACE(name);
        const User user = add_staff(name);
        give_password(user);
        const auto before = sign_in(user);
        const auto key = desk.api_keys().create(as(user), "before");
        const auto link = token_of(passwords.start_reset(system, user.id));
        users.suspend(system, user.id, rules_day(1), rules_day(1));
        EXPECT_TRUE(is_good(before.token) && is_good(key.text) && passwords.look(link));
        world.advance(hours(60));
        EXPECT_EQ(now(user).status, UserStatus::active);
        EXPECT_FALSE(passwords.look(link)) << "as old as what else was given out";
        const auto after = sign_in(user);
        const auto later = desk.api_keys().create(as(user), "after");
        change(user.id);
        EXPECT_FALSE(is_good(before.token));
        EXPECT_FALSE(is_good(key.text));
        EXPECT_FALSE(passwords.look(link));
        EXPECT_EQ(desk.api_keys().list(system, user.id).size(), 1u);
        EXPECT_TRUE(is_good(after.token)) << "given out after it";
        EXPECT_TRUE(is_good(later.text)) << "given out after it";
    }
}

TEST_P(SessionsTest, BX12_SigningOutEndsOneSession) {
    const auto one = let_in(agent), two = let_in(agent);
    EXPECT_TRUE(sessions.sign_out(one.token));
    EXPECT_FALSE(sessions.sign_out(one.token));
    EXPECT_FALSE(is_good(one.token));
    EXPECT_TRUE(is_good(two.token));
}

TEST_P(SessionsTest, BX12_UseIsNotedToAMinute) {
    const auto begun = let_in(agent);
    const auto seen = [&] { return sessions.list(system, agent.id).at(0).last_seen_at; };
    const Instant first = world.now();
    world.advance(boost::posix_time::seconds(59));
    EXPECT_TRUE(is_good(begun.token));
    EXPECT_EQ(seen(), first);
    world.advance(boost::posix_time::seconds(1));
    EXPECT_TRUE(is_good(begun.token));
    EXPECT_EQ(seen(), world.now());
    EXPECT_EQ(now(agent).last_active_at, world.now());
}

TEST_P(SessionsTest, BX12_AGoodTokenStaysGoodWhereUseCannotBeNoted) {
    const auto begun = let_in(agent);
    const auto key = desk.api_keys().create(as(agent), "script");
    world.advance(minutes(2));
    const std::shared_ptr<Storage> real(std::shared_ptr<void>(), &directory.storage());
    const auto full = std::make_shared<AfterWrite>(real, [](Storage&, AccountId) {
        throw Error(ErrorCode::resource_exhausted, "storage.full", "There is no space left.");
    });
    const auto there = Directory(full, world.environment()).account(desk.id()).sessions();
    EXPECT_TRUE(there.validate(begun.token));
    EXPECT_TRUE(there.validate(key.text));
}

TEST_P(SessionsTest, DeviceNames) {
    // User agents as the browsers' makers document them.
    const std::pair<const char*, const char*> cases[] = {
        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
         "Chrome on Windows"},
        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0",
         "Edge on Windows"},
        {"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15",
         "Safari on macOS"},
        {"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/126.0 Mobile/15E148 Safari/604.1",
         "Chrome on iPhone"},
        {"Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0", "Firefox on Android"},
        {"python-requests/2.32.0", "python-requests"},
        {"", "Unknown device"},
        {"\xff\xfe", "Unknown device"},
    };
    for (const auto& [agent_text, name] : cases)
        EXPECT_EQ(let_in(agent, {.user_agent = agent_text}).session->device, name) << agent_text;
}

}  // namespace
}  // namespace roster::test
