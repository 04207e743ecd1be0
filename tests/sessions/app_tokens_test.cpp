// Codes, access tokens and refresh tokens (BX-13).
#include "sessions/apps_desk.hpp"
#include "sessions/token.hpp"
#include "support/folder.hpp"

#include <mutex>
#include <set>

namespace roster::test {
namespace {

class AppTokensTest : public AppsDesk {
protected:
    static Duration seconds(long n) { return boost::posix_time::seconds(n); }
};
ROSTER_OVER_ALL_STORES(AppTokensTest);

// ---- Codes ---------------------------------------------------------------------------------------------------------

TEST_P(AppTokensTest, BX13_ACodeGivesTokens) {
    const auto answer = tokens();
    ASSERT_EQ(said(answer), "none");
    EXPECT_TRUE(answer.access_token.starts_with("racc_"));
    EXPECT_TRUE(answer.refresh_token.starts_with("rref_"));
    EXPECT_EQ(answer.token_type, "Bearer");
    EXPECT_EQ(answer.expires_in, 3'600);
    EXPECT_EQ(answer.scope, "tickets:read tickets:write");
    const auto principal = sessions.validate(answer.access_token);
    ASSERT_TRUE(principal);
    EXPECT_EQ(principal->user_id, agent.id);
    EXPECT_EQ(principal->credential, Credential::app);
    EXPECT_EQ(principal->app_id, made.app.id);
    EXPECT_TRUE(principal->session_id.is_nil() && principal->api_key_id.is_nil());
    EXPECT_EQ(principal->scopes, (std::vector<std::string>{"tickets:read", "tickets:write"}));
    EXPECT_EQ(principal->expires_at, world.now() + hours(1));
    EXPECT_FALSE(rules::is_fresh(*principal, hours(1), world.now())) << "an app is no proof of the person";
    EXPECT_FALSE(sessions.validate(answer.refresh_token));
    world.advance(hours(1) - seconds(1));
    EXPECT_TRUE(is_good(answer.access_token));
    world.advance(seconds(1));
    EXPECT_FALSE(is_good(answer.access_token));
}

TEST_P(AppTokensTest, BX13_ACodeIsGoodForItsAppAndItsVerifierAlone) {
    const auto secret_of_another =
        apps.create(as(agent), {.name = "Other", .redirect_uris = {callback}, .scopes = {"tickets:read"}});
    const AppCredentials other{to_string(secret_of_another.app.id), secret_of_another.secret};
    const auto text = code();
    struct Row {
        const char* what;
        AppCredentials app;
        std::string code, redirect, verifier;
        const char* expected;
    };
    const auto me = credentials();
    const std::string verifier(rfc_verifier);
    auto wrong_verifier = verifier;
    wrong_verifier[0] = 'e';
    const auto flipped = [](std::string token) {
        token[20] = token[20] == 'A' ? 'B' : 'A';
        return token;
    };
    const Row rows[] = {
        {"another app", other, text, callback, verifier, "invalid_grant"},
        {"another app's secret", {me.client_id, other.client_secret}, text, callback, verifier, "invalid_client"},
        {"no secret", {me.client_id, ""}, text, callback, verifier, "invalid_client"},
        {"a code for a secret", {me.client_id, text}, text, callback, verifier, "invalid_client"},
        {"a flipped secret", {me.client_id, flipped(me.client_secret)}, text, callback, verifier, "invalid_client"},
        {"a public client with a secret",
         {to_string(native.app.id), me.client_secret},
         text,
         callback,
         verifier,
         "invalid_client"},
        {"a public client", native_credentials(), text, callback, verifier, "invalid_grant"},
        {"no app", {"", me.client_secret}, text, callback, verifier, "invalid_client"},
        {"no such app",
         {to_string(AppId(world.environment().new_uuid())), me.client_secret},
         text,
         callback,
         verifier,
         "invalid_client"},
        {"the nil app", {to_string(AppId()), me.client_secret}, text, callback, verifier, "invalid_client"},
        {"no code", me, "", callback, verifier, "invalid_request"},
        {"a flipped code", me, flipped(text), callback, verifier, "invalid_grant"},
        {"a code cut", me, text.substr(0, 52), callback, verifier, "invalid_grant"},
        {"a session for a code", me, session, callback, verifier, "invalid_grant"},
        {"a well-made code", me,
         std::string(
             sessions::make_token(sessions::TokenKind::authorization_code, world.environment()).text.reveal()),
         callback, verifier, "invalid_grant"},
        {"no address", me, text, "", verifier, "invalid_request"},
        {"the app's other address", me, text, "https://app.example/other?a=b", verifier, "invalid_grant"},
        {"a near address", me, text, callback + "/", verifier, "invalid_grant"},
        {"no verifier", me, text, callback, "", "invalid_request"},
        {"a wrong verifier", me, text, callback, wrong_verifier, "invalid_grant"},
        {"the challenge for a verifier", me, text, callback, std::string(rfc_challenge), "invalid_grant"},
        {"a verifier cut", me, text, callback, verifier.substr(0, 42), "invalid_request"},
        {"a verifier of other characters", me, text, callback, std::string(43, '='), "invalid_request"},
    };
    for (const auto& row : rows)
        EXPECT_EQ(said(apps.exchange_code(row.app, row.code, row.redirect, row.verifier)), row.expected)
            << row.what;
    EXPECT_EQ(said(exchange(text)), "none") << "nothing of that used it up";
    EXPECT_EQ(count_events("sessions.app_token_reused"), 0u);
}

TEST_P(AppTokensTest, BX13_APublicClientHasPkceForItsSecret) {
    const auto answer = agree(native_request());
    const auto exchange = [&](std::string_view redirect, std::string_view verifier) {
        return apps.exchange_code(native_credentials(), answer.code, redirect, verifier);
    };
    EXPECT_EQ(said(exchange(on_device, rfc_verifier)), "invalid_grant") << "another port than was asked with";
    EXPECT_EQ(said(exchange("http://127.0.0.1:49152/callback", std::string(43, 'a'))), "invalid_grant");
    const auto good = exchange("http://127.0.0.1:49152/callback", rfc_verifier);
    EXPECT_EQ(said(good), "none");
    EXPECT_EQ(said(apps.refresh(native_credentials(), good.refresh_token)), "none");
    EXPECT_EQ(said(refresh(good.refresh_token)), "invalid_grant") << "not another app's";
}

TEST_P(AppTokensTest, BX13_ACodeLivesAMinute) {
    const auto first = code();
    world.advance(seconds(59));
    EXPECT_EQ(said(exchange(first)), "none");
    const auto second = code();
    world.advance(seconds(60));
    EXPECT_EQ(said(exchange(second)), "invalid_grant");
}

TEST_P(AppTokensTest, BX13_ACodeUsedTwiceEndsWhatItGave) {
    const auto text = code();
    const auto had = exchange(text);
    const auto newer = refresh(had.refresh_token);
    EXPECT_TRUE(is_good(newer.access_token));
    EXPECT_EQ(said(apps.exchange_code(native_credentials(), text, callback, rfc_verifier)), "invalid_grant");
    EXPECT_TRUE(is_good(newer.access_token)) << "another app cannot end it";
    world.advance(minutes(5));
    EXPECT_EQ(said(exchange(text)), "invalid_grant");
    EXPECT_FALSE(is_good(had.access_token));
    EXPECT_FALSE(is_good(newer.access_token));
    EXPECT_EQ(said(refresh(newer.refresh_token)), "invalid_grant");
    EXPECT_EQ(count_events("sessions.app_token_reused"), 1u);
    EXPECT_EQ(said(exchange(text)), "invalid_grant");
    EXPECT_EQ(count_events("sessions.app_token_reused"), 1u) << "it is told once";
    EXPECT_EQ(said(tokens()), "none") << "the consent stands";
}

TEST_P(AppTokensTest, BX13_OfManyWhoUseACodeOneWins) {
    const auto text = code();
    std::mutex guard;
    std::vector<TokenResponse> won;
    at_once(64, [&](int) {
        const auto answer = exchange(text);
        if (answer.error != OAuthError::none) return;
        const std::lock_guard lock(guard);
        won.push_back(answer);
    });
    ASSERT_EQ(won.size(), 1u);
    EXPECT_FALSE(is_good(won[0].access_token)) << "the others used it twice";
    EXPECT_EQ(count_events("sessions.app_token_reused"), 1u);
}

TEST_P(AppTokensTest, BX13_MachinesWhoseClocksDifferAgree) {
    agree(request());
    world.advance(-seconds(5));
    session = let_in(agent).token;
    const auto asked = apps.authorize(session, request());
    ASSERT_EQ(said(asked), "granted");
    world.advance(-seconds(5));
    const auto had = exchange(asked.code);
    ASSERT_EQ(said(had), "none");
    EXPECT_TRUE(is_good(had.access_token));
    world.advance(-seconds(5));
    const auto next = refresh(had.refresh_token);
    ASSERT_EQ(said(next), "none");
    EXPECT_TRUE(is_good(next.access_token));
}

TEST_P(AppTokensTest, BX13_OpenCodesAreBounded) {
    std::vector<std::string> texts;
    for (int i = 0; i < 21; ++i) {
        texts.push_back(code());
        world.advance(seconds(1));
    }
    EXPECT_EQ(said(exchange(texts[0])), "invalid_grant");
    EXPECT_EQ(said(exchange(texts[1])), "none");
}

// ---- Refresh tokens ------------------------------------------------------------------------------------------------

TEST_P(AppTokensTest, BX13_ARefreshTokenIsUsedUpByTheNext) {
    auto answer = tokens();
    std::set<std::string> seen{answer.access_token, answer.refresh_token};
    for (int i = 0; i < 5; ++i) {
        const auto before = answer;
        world.advance(minutes(1));
        answer = refresh(before.refresh_token);
        ASSERT_EQ(said(answer), "none");
        EXPECT_TRUE(seen.insert(answer.access_token).second && seen.insert(answer.refresh_token).second);
        EXPECT_TRUE(is_good(answer.access_token));
        EXPECT_TRUE(is_good(before.access_token)) << "for requests that are under way";
    }
    int good = 0;
    for (const auto& token : seen) good += is_good(token) ? 1 : 0;
    EXPECT_EQ(good, 2) << "none older";
}

TEST_P(AppTokensTest, BX13_ARefreshTokenIsGoodForItsAppAlone) {
    const auto other =
        apps.create(as(agent), {.name = "Other", .redirect_uris = {callback}, .scopes = {"tickets:read"}});
    auto asked = request("tickets:read");
    asked.client_id = to_string(other.app.id);
    ASSERT_EQ(said(agree(asked)), "granted") << "the user let both in";
    const auto had = tokens();
    EXPECT_EQ(said(apps.refresh({asked.client_id, other.secret}, had.refresh_token)), "invalid_grant");
    const auto next = refresh(had.refresh_token);
    ASSERT_EQ(said(next), "none");
    world.advance(minutes(1));
    EXPECT_EQ(said(apps.refresh({asked.client_id, other.secret}, had.refresh_token)), "invalid_grant");
    EXPECT_TRUE(is_good(next.access_token)) << "nor can another app end it";
}

TEST_P(AppTokensTest, BX13_ALostAnswerIsGivenAgain) {
    const auto first = tokens();
    const auto lost = refresh(first.refresh_token);
    world.advance(seconds(29));
    const auto again = refresh(first.refresh_token);
    EXPECT_EQ(said(again), "none");
    EXPECT_EQ(again.access_token, lost.access_token);
    EXPECT_EQ(again.refresh_token, lost.refresh_token);
    EXPECT_EQ(again.expires_in, lost.expires_in - 29);
    EXPECT_TRUE(is_good(again.access_token));
    const auto fewer = refresh(first.refresh_token, "tickets:read");
    EXPECT_EQ(fewer.refresh_token, lost.refresh_token);
    EXPECT_EQ(sessions.validate(fewer.access_token)->scopes, std::vector<std::string>{"tickets:read"});
    EXPECT_EQ(sessions.validate(lost.access_token)->scopes.size(), 2u);
    EXPECT_EQ(said(refresh(again.refresh_token)), "none") << "and goes on as if nothing had been";
    EXPECT_EQ(count_events("sessions.app_token_reused"), 0u);
}

TEST_P(AppTokensTest, BX13_AUsedRefreshTokenThatComesAgainEndsAll) {
    const auto all_ended = [&](const TokenResponse& last) {
        EXPECT_FALSE(is_good(last.access_token));
        EXPECT_EQ(said(refresh(last.refresh_token)), "invalid_grant");
    };
    const auto other = tokens();
    {  // too late
        const auto first = tokens();
        const auto second = refresh(first.refresh_token);
        world.advance(seconds(30));
        EXPECT_EQ(said(refresh(first.refresh_token)), "invalid_grant");
        all_ended(second);
    }
    {  // the next one was used
        const auto first = tokens();
        const auto second = refresh(first.refresh_token);
        const auto third = refresh(second.refresh_token);
        EXPECT_EQ(said(refresh(second.refresh_token)), "none") << "the one before may ask again";
        EXPECT_EQ(said(refresh(first.refresh_token)), "invalid_grant");
        all_ended(third);
    }
    EXPECT_EQ(count_events("sessions.app_token_reused"), 2u);
    EXPECT_TRUE(is_good(other.access_token)) << "another authorization";
    EXPECT_EQ(said(refresh(other.refresh_token)), "none");
}

TEST_P(AppTokensTest, BX13_ManyWhoRefreshAtOnceHaveTheSameAnswer) {
    const auto first = tokens();
    std::mutex guard;
    std::set<std::string> access, refreshed;
    at_once(64, [&](int) {
        const auto answer = refresh(first.refresh_token);
        const std::lock_guard lock(guard);
        access.insert(answer.access_token);
        refreshed.insert(answer.refresh_token);
    });
    ASSERT_EQ(access.size(), 1u);
    ASSERT_EQ(refreshed.size(), 1u);
    EXPECT_TRUE(is_good(*access.begin()));
    EXPECT_EQ(said(refresh(*refreshed.begin())), "none");
    EXPECT_EQ(count_events("sessions.app_token_reused"), 0u);
}

TEST_P(AppTokensTest, BX13_OfManyWhoBringAnOldOneNoneIsAnswered) {
    const auto first = tokens();
    const auto second = refresh(first.refresh_token);
    world.advance(minutes(1));
    at_once(16, [&](int i) {
        const auto answer = refresh(i % 2 == 0 ? first.refresh_token : second.refresh_token);
        if (i % 2 == 0) {
            EXPECT_EQ(answer.error, OAuthError::invalid_grant);
        }
    });
    EXPECT_FALSE(is_good(second.access_token));
    EXPECT_EQ(said(refresh(second.refresh_token)), "invalid_grant");
    EXPECT_EQ(count_events("sessions.app_token_reused"), 1u);
}

TEST_P(AppTokensTest, BX13_ARefreshAsksForLessAndNeverForMore) {
    const auto first = tokens();
    EXPECT_EQ(said(refresh(first.refresh_token, "tickets:read users:read")), "invalid_scope");
    EXPECT_EQ(said(refresh(first.refresh_token, " ")), "invalid_scope");
    const auto less = refresh(first.refresh_token, "tickets:read");
    EXPECT_EQ(less.scope, "tickets:read");
    EXPECT_EQ(refresh(less.refresh_token).scope, "tickets:read tickets:write")
        << "the refresh token keeps them (RFC 6749, 6)";
}

TEST_P(AppTokensTest, BX13_AScopeTakenFromTheAppIsGoneAtOnce) {
    const auto first = tokens();
    const auto open = code();
    apps.update(as(admin), made.app.id, {.scopes = {{"tickets:read"}}});
    EXPECT_EQ(sessions.validate(first.access_token)->scopes, std::vector<std::string>{"tickets:read"});
    EXPECT_EQ(refresh(first.refresh_token).scope, "tickets:read");
    EXPECT_EQ(exchange(open).scope, "tickets:read");
    const auto last = code("tickets:read");
    apps.update(as(admin), made.app.id, {.scopes = {{"users:read"}}});
    EXPECT_FALSE(is_good(first.access_token)) << "none left is not all";
    EXPECT_EQ(said(exchange(last)), "invalid_grant");
    EXPECT_EQ(said(refresh(first.refresh_token)), "invalid_scope");
}

TEST_P(AppTokensTest, BX13_RefreshTokensEndByIdlenessAndByAge) {
    auto policy = policy::help_desk();
    policy.app_access_lifetime = minutes(10);
    policy.app_refresh_idle = days(2);
    policy.app_refresh_lifetime = days(5);
    set_policy(policy);
    const auto idle = tokens();
    EXPECT_EQ(idle.expires_in, 600);
    auto used = tokens();
    world.advance(days(2) - seconds(1));
    used = refresh(used.refresh_token);
    ASSERT_EQ(said(used), "none");
    world.advance(seconds(1));
    EXPECT_EQ(said(refresh(idle.refresh_token)), "invalid_grant");
    world.advance(days(2) - seconds(2));
    used = refresh(used.refresh_token);
    ASSERT_EQ(said(used), "none");
    world.advance(days(1) - minutes(5));
    used = refresh(used.refresh_token);
    ASSERT_EQ(said(used), "none");
    EXPECT_EQ(used.expires_in, 302) << "no access token outlives its authorization";
    world.advance(minutes(6));
    EXPECT_EQ(said(refresh(used.refresh_token)), "invalid_grant");
    EXPECT_FALSE(is_good(used.access_token));
    EXPECT_EQ(count_events("sessions.app_token_reused"), 0u);
}

TEST_P(AppTokensTest, BX13_AuthorizationsOfOneAppAreBounded) {
    std::vector<TokenResponse> all;
    for (int i = 0; i < 21; ++i) {
        all.push_back(tokens());
        world.advance(seconds(1));
    }
    EXPECT_FALSE(is_good(all[0].access_token));
    EXPECT_TRUE(is_good(all[1].access_token));
    EXPECT_TRUE(is_good(all[20].access_token));
}

TEST_P(AppTokensTest, BX13_EveryFlippedBitIsRefused) {
    const auto had = tokens();
    const auto open = code();
    struct Kind {
        std::string text;
        std::function<bool(const std::string&)> is_taken;
    };
    const Kind kinds[] = {
        {had.access_token, [&](const std::string& t) { return is_good(t); }},
        {had.refresh_token, [&](const std::string& t) { return refresh(t).error != OAuthError::invalid_grant; }},
        {open, [&](const std::string& t) { return exchange(t).error != OAuthError::invalid_grant; }},
        {made.secret, [&](const std::string& t) {
             return apps.exchange_code({to_string(made.app.id), t}, open, callback, rfc_verifier).error !=
                    OAuthError::invalid_client;
         }}};
    for (const auto& kind : kinds) {
        for (std::size_t i = 0; i < kind.text.size(); ++i)
            for (int bit = 0; bit < 8; ++bit) {
                auto changed = kind.text;
                changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
                EXPECT_FALSE(kind.is_taken(changed)) << i << " " << bit;
            }
        for (std::size_t length = 1; length < kind.text.size(); ++length) {
            EXPECT_FALSE(kind.is_taken(kind.text.substr(0, length))) << length;
            EXPECT_FALSE(kind.is_taken(kind.text.substr(length))) << length;
        }
    }
    EXPECT_TRUE(is_good(had.access_token));
    EXPECT_EQ(said(refresh(had.refresh_token)), "none") << "none of it was reuse";
    EXPECT_EQ(said(exchange(open)), "none");
}

// ---- Introspection, giving back ------------------------------------------------------------------------------------

TEST_P(AppTokensTest, BX13_IntrospectionAsInRfc7662) {
    const auto had = tokens();
    const auto access = apps.introspect(credentials(), had.access_token);
    EXPECT_TRUE(access.active);
    EXPECT_EQ(access.scope, "tickets:read tickets:write");
    EXPECT_EQ(access.client_id, to_string(made.app.id));
    EXPECT_EQ(access.username, agent.email);
    EXPECT_EQ(access.user_id, agent.id);
    EXPECT_EQ(access.token_type, "Bearer");
    EXPECT_EQ(access.issued_at, world.now());
    EXPECT_EQ(access.expires_at, world.now() + hours(1));
    const auto refresh_token = apps.introspect(credentials(), had.refresh_token);
    EXPECT_TRUE(refresh_token.active);
    EXPECT_EQ(refresh_token.token_type, "");
    EXPECT_EQ(refresh_token.expires_at, world.now() + days(30));
    EXPECT_EQ(text_of(apps.look_up(system, had.access_token)), text_of(access));

    const auto nothing = text_of(Introspection{});
    const auto other = apps.create(as(agent), {.name = "Other", .redirect_uris = {callback}, .scopes = {"a"}});
    EXPECT_EQ(text_of(apps.introspect({to_string(other.app.id), other.secret}, had.access_token)), nothing)
        << "another app's";
    EXPECT_EQ(text_of(apps.introspect({to_string(other.app.id), other.secret}, had.refresh_token)), nothing);
    for (const std::string& token : {std::string(), std::string("x"), session, made.secret})
        EXPECT_EQ(text_of(apps.introspect(credentials(), token)), nothing);
    EXPECT_EQ(apps.introspect(native_credentials(), had.access_token).error, OAuthError::invalid_client);
    EXPECT_EQ(apps.introspect({to_string(made.app.id), ""}, had.access_token).error, OAuthError::invalid_client);
    EXPECT_EQ(outcome([&] { static_cast<void>(apps.look_up(as(owner), had.access_token)); }),
              "permission_denied users.system_only");

    refresh(had.refresh_token);
    EXPECT_FALSE(apps.introspect(credentials(), had.refresh_token).active) << "used up";
    world.advance(hours(1));
    EXPECT_EQ(text_of(apps.introspect(credentials(), had.access_token)), nothing);
    EXPECT_FALSE(apps.authorized(as(agent), agent.id).at(0).last_used_at) << "looking is no use";
}

TEST_P(AppTokensTest, BX13_GivingBackAsInRfc7009) {
    const auto one = tokens(), two = tokens();
    const auto give = [&](const AppCredentials& app, std::string_view token) {
        return to_string(apps.revoke_token(app, token));
    };
    EXPECT_EQ(give(native_credentials(), one.access_token), "none");
    EXPECT_EQ(give(native_credentials(), one.refresh_token), "none");
    EXPECT_TRUE(is_good(one.access_token)) << "another app's is none";
    EXPECT_EQ(give({to_string(made.app.id), ""}, one.access_token), "invalid_client");
    EXPECT_EQ(give(credentials(), "nothing"), "none");
    EXPECT_EQ(give(credentials(), one.access_token), "none");
    EXPECT_FALSE(is_good(one.access_token));
    const auto next = refresh(one.refresh_token);
    EXPECT_EQ(said(next), "none") << "an access token alone";
    EXPECT_EQ(give(credentials(), next.refresh_token), "none");
    EXPECT_FALSE(is_good(next.access_token)) << "a refresh token with all its tokens";
    EXPECT_EQ(said(refresh(next.refresh_token)), "invalid_grant");
    EXPECT_EQ(give(credentials(), next.refresh_token), "none");
    EXPECT_TRUE(is_good(two.access_token));
    EXPECT_EQ(count_events("sessions.app_token_reused"), 0u);
}

// ---- Between accounts, over restarts, forgetting -------------------------------------------------------------------

TEST_P(AppTokensTest, BX10_AnotherAccountsTokensAreNone) {
    const auto had = tokens();
    const auto open = code();
    const auto other = directory.create_account({.name = "Other"});
    EXPECT_FALSE(other.sessions().validate(had.access_token));
    EXPECT_EQ(said(other.apps().refresh(credentials(), had.refresh_token)), "invalid_client");
    EXPECT_EQ(said(other.apps().exchange_code(credentials(), open, callback, rfc_verifier)), "invalid_client");
    EXPECT_FALSE(other.apps().look_up(system, had.access_token).active);
    EXPECT_EQ(said(exchange(open)), "none");
    EXPECT_TRUE(is_good(had.access_token));
}

TEST_P(AppTokensTest, BX13_WhatIsOverIsForgotten) {
    const auto text = code();
    const auto had = exchange(text);
    EXPECT_EQ(sessions.sweep(system), 0);
    world.advance(days(2));
    EXPECT_EQ(sessions.sweep(system), 2) << "the code and the access token";
    EXPECT_EQ(said(refresh(had.refresh_token)), "none");
    world.advance(days(200));
    EXPECT_GE(sessions.sweep(system), 2);
    EXPECT_EQ(apps.authorized(as(agent), agent.id).size(), 1u) << "the consent stays";
}

/// Two handles on one file, as two processes have.
TEST(AppTokensSqlite, BX13_TwoHandlesOnOneFileAgree) {
    const Folder folder;
    World world;
    const auto path = folder.file("desk.db");
    const auto begin = [&] { return open(path, {.environment = world.environment()}); };
    const Directory one = begin();
    const auto desk = one.create_account({.name = "Desk"});
    const auto system = Actor::system("test");
    const auto user = desk.users().add(system, {.first_name = "A", .email = "a@x.example", .role = role::owner},
                                       Onboarding::active);
    desk.sessions().link_identity(system, user.id, "i", "s");
    const auto token = desk.sessions().sign_in_with_identity({.issuer = "i", .subject = "s"}).token;
    const auto app =
        desk.apps().create(Actor::user(user.id), {.name = "X", .redirect_uris = {callback}, .scopes = {"a"}});
    const AppCredentials me{to_string(app.app.id), app.secret};
    const AuthorizationRequest request{.response_type = "code",
                                       .client_id = me.client_id,
                                       .redirect_uri = callback,
                                       .scope = "a",
                                       .code_challenge = std::string(rfc_challenge),
                                       .code_challenge_method = "S256"};
    const Directory two = begin();
    const Account sides[] = {desk, two.account(desk.id())};

    auto text = desk.apps().consent(token, request, {"a"}).code;
    std::atomic<int> won{0};
    at_once(64, [&](int i) {
        if (sides[i % 2].apps().exchange_code(me, text, callback, rfc_verifier).error == OAuthError::none) ++won;
    });
    EXPECT_EQ(won, 1);

    text = desk.apps().consent(token, request, {"a"}).code;
    const auto had = sides[1].apps().exchange_code(me, text, callback, rfc_verifier);
    std::mutex guard;
    std::set<std::string> answers;
    at_once(64, [&](int i) {
        const auto answer = sides[i % 2].apps().refresh(me, had.refresh_token);
        const std::lock_guard lock(guard);
        answers.insert(answer.access_token + answer.refresh_token);
    });
    EXPECT_EQ(answers.size(), 1u) << "made of the same token and salt, and so the same in every process";
    const auto next = sides[1].apps().refresh(me, answers.begin()->substr(53));
    ASSERT_EQ(next.error, OAuthError::none);
    EXPECT_TRUE(sides[0].sessions().validate(next.access_token));
    sides[1].apps().revoke(Actor::user(user.id), user.id, app.app.id);
    EXPECT_FALSE(sides[0].sessions().validate(next.access_token)) << "seen by the next call";

    const auto kept =
        desk.apps().exchange_code(me, desk.apps().consent(token, request, {"a"}).code, callback, rfc_verifier);
    const auto open_code = desk.apps().authorize(token, request).code;
    one.close();
    two.close();
    const Directory again = begin();
    const auto reopened = again.account(desk.id());
    EXPECT_TRUE(reopened.sessions().validate(kept.access_token));
    EXPECT_FALSE(reopened.sessions().validate(next.access_token));
    EXPECT_EQ(reopened.apps().exchange_code(me, open_code, callback, rfc_verifier).error, OAuthError::none);
    EXPECT_EQ(reopened.apps().exchange_code(me, open_code, callback, rfc_verifier).error,
              OAuthError::invalid_grant);
    EXPECT_EQ(reopened.apps().refresh(me, kept.refresh_token).error, OAuthError::none);
}

}  // namespace
}  // namespace roster::test
