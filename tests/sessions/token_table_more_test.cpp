// What the table of tokens leaves out: client secrets and passkeys' challenges as kinds of it, tokens in the hands of another
// client, and refresh tokens that were used up before the store was opened again (BX-12, BX-13).
#include "sessions/apps_desk.hpp"
#include "sessions/token.hpp"
#include "support/folder.hpp"
#include "support/token_kinds.hpp"
#ifdef ROSTER_HAS_PASSKEYS
#include "support/passkeys.hpp"
#endif
#ifdef ROSTER_HAS_POSTGRES
#include "support/postgres_server.hpp"
#endif

#include <atomic>
#include <set>

namespace roster::test {
namespace {

const Actor by_system = Actor::system("test");

Duration seconds(long n) { return boost::posix_time::seconds(n); }

RegisteredApp register_app(const TokenDesk& desk, UserId maker) {
    return desk.account.apps().create(Actor::user(maker),
                                      {.name = "App", .redirect_uris = {callback}, .scopes = {"a"}});
}
AppCredentials credentials_of(const RegisteredApp& made) { return {to_string(made.app.id), made.secret}; }

// ---- two kinds more ------------------------------------------------------------------------------------------------

MadeToken make_client_secret(const TokenDesk& desk, const std::string& who) {
    const auto maker = token_owner(desk, who);
    const auto made = register_app(desk, maker);
    return {maker, made.secret, [id = to_string(made.app.id)](const Account& account, const std::string& text) {
                return account.apps().introspect({id, text}, "any").error == OAuthError::none;
            }};
}

#ifdef ROSTER_HAS_PASSKEYS
/// A challenge is nobody's; its user here is whose passkey answers it. An answer that cannot be read is one that is refused.
MadeToken make_challenge(const TokenDesk& desk, const std::string& who) {
    const auto& account = desk.account;
    const auto user = account.users().add(
        by_system, {.first_name = who, .email = who + "@desk.example", .role = role::user}, Onboarding::active);
    const auto link = account.passwords().start_reset(by_system, user.id).link;
    account.passwords().reset(link.substr(link.find_last_of("=/") + 1), good_password);
    const auto token = account.sessions().sign_in({.email = user.email, .password = good_password}).token;
    SoftPasskey key;
    account.passkeys().finish_registration(token, "phone",
                                           key.create(account.passkeys().begin_registration(token).options).json());
    const auto options = account.passkeys().begin_sign_in().options;
    return {user.id, json_at(options, "challenge"),
            [key, options](const Account& through, const std::string& text) {
                try {
                    const auto answer = key.get(options, {.challenge = text}).json();
                    return through.passkeys().finish_sign_in(answer).outcome == SignInOutcome::granted;
                } catch (const Error& error) {
                    EXPECT_EQ(error.reason(), "passkeys.invalid");
                    return false;
                }
            }};
}
#endif

const TokenCase more_kinds[] = {
    {.name = "client_secret", .text_alone = true, .life = {}, .make = make_client_secret},
#ifdef ROSTER_HAS_PASSKEYS
    {.name = "passkey_challenge", .once = true, .life = minutes(5), .make = make_challenge},
#endif
};

class MoreTokens : public Door {
protected:
    TokenDesk here() const { return {desk, world}; }
    void each(const std::function<void(const TokenCase&)>& check) const {
        for (const auto& kind : more_kinds) {
            SCOPED_TRACE(kind.name);
            check(kind);
        }
    }
    MadeToken make(const TokenCase& kind, const std::string& who) const {
        return kind.make(here(), kind.name + "." + who);
    }
};
ROSTER_OVER_ALL_STORES(MoreTokens);

TEST_P(MoreTokens, BX12_ReusedAreTakenOnceOrAlways) {
    each([&](const TokenCase& kind) {
        const auto made = make(kind, "a");
        EXPECT_TRUE(made.use(desk, made.text));
        EXPECT_EQ(made.use(desk, made.text), !kind.once);
        EXPECT_EQ(made.use(desk, made.text), !kind.once);
    });
}

TEST_P(MoreTokens, BX12_ExpiredAreRefusedToTheMicrosecond) {
    each([&](const TokenCase& kind) {
        if (!kind.life) return;
        const auto in_time = make(kind, "a"), late = make(kind, "b");
        world.advance(*kind.life - micros(1));
        EXPECT_TRUE(in_time.use(desk, in_time.text));
        world.advance(micros(1));
        EXPECT_FALSE(late.use(desk, late.text));
    });
}

TEST_P(MoreTokens, BX13_AnOldClientSecretEndsWithItsOverlap) {
    const auto made = register_app(here(), admin.id);
    const auto use = [&](const std::string& secret) {
        return desk.apps().introspect({to_string(made.app.id), secret}, "any").error == OAuthError::none;
    };
    const auto anew = desk.apps().rotate_secret(as(admin), made.app.id, hours(1)).secret;
    world.advance(hours(1) - micros(1));
    EXPECT_TRUE(use(made.secret) && use(anew));
    world.advance(micros(1));
    EXPECT_FALSE(use(made.secret));
    EXPECT_TRUE(use(anew));
    const auto last = desk.apps().rotate_secret(as(admin), made.app.id, hours(0)).secret;
    EXPECT_FALSE(use(anew));
    EXPECT_TRUE(use(last));
}

TEST_P(MoreTokens, BX12_EveryPrefixSuffixAndBitFlipIsRefused) {
    each([&](const TokenCase& kind) {
        const auto made = make(kind, "a");
        const auto& text = made.text;
        std::set<std::string> altered{text + "A", "A" + text};
        for (std::size_t size = 0; size < text.size(); ++size) {
            if (size > 0) altered.insert({text.substr(0, size), text.substr(text.size() - size)});
            for (int bit = 0; bit < 8; ++bit) {
                auto flipped = text;
                flipped[size] = static_cast<char>(flipped[size] ^ (1 << bit));
                altered.insert(flipped);
            }
        }
        for (const auto& one : altered) EXPECT_FALSE(made.use(desk, one)) << one;
        EXPECT_TRUE(made.use(desk, text)) << "nothing of that used it up";
    });
}

TEST_P(MoreTokens, BX10_AnotherTenantTakesNone) {
    const auto other =
        directory.create_account({.name = "Other", .plan = Plan::pro, .policy = policy::help_desk()});
    each([&](const TokenCase& kind) {
        const auto made = make(kind, "a");
        EXPECT_FALSE(made.use(other, made.text));
        EXPECT_TRUE(made.use(desk, made.text)) << "and it is none the worse for that";
    });
}

TEST_P(MoreTokens, BX12_GoneWithItsOwner) {
    each([&](const TokenCase& kind) {
        const auto deleted = make(kind, "deleted"), suspended = make(kind, "suspended");
        users.remove(system, deleted.user, "left");
        EXPECT_FALSE(deleted.use(desk, deleted.text));
        users.suspend(system, suspended.user, world.now().date());
        EXPECT_FALSE(suspended.use(desk, suspended.text));
        if (kind.name != "client_secret") return;
        users.restore(system, deleted.user);
        EXPECT_FALSE(deleted.use(desk, deleted.text)) << "it came back with its owner";
    });
}

TEST_P(MoreTokens, BX12_NoOtherKindIsTakenForOne) {
    std::vector<std::string> texts;
    for (const auto& kind : token_cases()) texts.push_back(kind.make(here(), kind.name + ".o").text);
    each([&](const TokenCase& kind) {
        const auto made = make(kind, "a");
        for (const auto& text : texts) EXPECT_FALSE(made.use(desk, text));
        EXPECT_TRUE(made.use(desk, made.text));
    });
}

#ifdef ROSTER_HAS_PASSKEYS
TEST_P(MoreTokens, BX12_OfManyWhoAnswerAChallengeOneWins) {
    const auto made = make_challenge(here(), "raced");
    std::atomic<int> won = 0;
    at_once(64, [&](int) {
        if (made.use(desk, made.text)) ++won;
    });
    EXPECT_EQ(won, 1);
}
#endif

// ---- in the hands of another client ------------------------------------------------------------------------------------

/// An app that a user has let in.
struct LetIn {
    AppCredentials app;
    std::string code;
};
LetIn let_in(const TokenDesk& desk, const std::string& who) {
    const auto made = register_app(desk, token_owner(desk, "maker." + who));
    const auto user = token_owner(desk, who);
    const auto session = desk.account.sessions()
                             .sign_in_with_identity({.issuer = "https://id.example", .subject = to_string(user)})
                             .token;
    const AuthorizationRequest request{.response_type = "code",
                                       .client_id = to_string(made.app.id),
                                       .redirect_uri = callback,
                                       .scope = "a",
                                       .state = "",
                                       .code_challenge = std::string(rfc_challenge),
                                       .code_challenge_method = "S256"};
    return {credentials_of(made), desk.account.apps().consent(session, request, {"a"}).code};
}
TokenResponse exchange(const Account& account, const LetIn& one) {
    return account.apps().exchange_code(one.app, one.code, callback, rfc_verifier);
}

TEST_P(MoreTokens, BX13_AnotherClientGetsNothingOutOfThem) {
    const auto mine = test::let_in(here(), "mine"), others = test::let_in(here(), "others");
    const auto tokens = exchange(desk, mine), theirs = exchange(desk, others);
    ASSERT_EQ(tokens.error, OAuthError::none);
    ASSERT_EQ(theirs.error, OAuthError::none);
    const auto apps = desk.apps();
    const AppCredentials wrong_id{mine.app.client_id, others.app.client_secret},
        wrong_secret{others.app.client_id, mine.app.client_secret};
    for (const auto& token : {tokens.access_token, tokens.refresh_token}) {
        EXPECT_FALSE(apps.introspect(others.app, token).active);
        EXPECT_EQ(apps.introspect(others.app, token).username, "") << "nothing is told of it";
        EXPECT_EQ(apps.revoke_token(others.app, token), OAuthError::none) << "no error (RFC 7009, 2.2)";
        EXPECT_EQ(apps.refresh(others.app, token).error, OAuthError::invalid_grant);
        EXPECT_EQ(apps.exchange_code(others.app, token, callback, rfc_verifier).error, OAuthError::invalid_grant);
        for (const auto& nobody : {wrong_id, wrong_secret}) {
            EXPECT_EQ(apps.introspect(nobody, token).error, OAuthError::invalid_client);
            EXPECT_EQ(apps.revoke_token(nobody, token), OAuthError::invalid_client);
            EXPECT_EQ(apps.refresh(nobody, tokens.refresh_token).error, OAuthError::invalid_client);
        }
    }
    EXPECT_TRUE(is_good(tokens.access_token));
    EXPECT_TRUE(apps.introspect(mine.app, tokens.refresh_token).active);
    EXPECT_EQ(apps.refresh(mine.app, tokens.refresh_token).error, OAuthError::none)
        << "and they are none the worse";
    EXPECT_TRUE(is_good(theirs.access_token));
}

// ---- opened again --------------------------------------------------------------------------------------------------------

class ReopenedTokens : public testing::Test {
protected:
    const Instant begun = at("2025-06-02T10:00:00Z");

    static TokenDesk reopen(const std::string& location, AccountId account, Instant now, std::uint64_t seed) {
        World world(seed);
        world.set(now);
        return {
            open(location, {.environment = world.environment(), .sessions = settings_of_tests()}).account(account),
            world};
    }
    /// Uses a refresh token up, and shows it again in a store that was opened anew.
    void expect_refused(const std::string& location) const {
        World world(1);
        world.set(begun);
        const auto account = open(location, {.environment = world.environment()})
                                 .create_account({.name = "Acme", .policy = policy::help_desk()})
                                 .id();
        LetIn one;
        TokenResponse first, second;
        {
            const auto desk = reopen(location, account, begun, 2);
            one = let_in(desk, "ann");
            first = exchange(desk.account, one);
            second = desk.account.apps().refresh(one.app, first.refresh_token);
            ASSERT_EQ(second.error, OAuthError::none);
        }
        {
            const auto desk = reopen(location, account, begun + seconds(29), 3);
            const auto again = desk.account.apps().refresh(one.app, first.refresh_token);
            EXPECT_EQ(again.refresh_token, second.refresh_token) << "a lost answer, within the window";
            EXPECT_EQ(again.access_token, second.access_token);
        }
        {
            const auto desk = reopen(location, account, begun + seconds(30), 4);
            EXPECT_TRUE(desk.account.sessions().validate(second.access_token));
            EXPECT_EQ(desk.account.apps().refresh(one.app, first.refresh_token).error, OAuthError::invalid_grant);
            EXPECT_FALSE(desk.account.sessions().validate(second.access_token)) << "somebody has stolen it";
        }
        const auto desk = reopen(location, account, begun + minutes(1), 5);
        EXPECT_EQ(desk.account.apps().refresh(one.app, first.refresh_token).error, OAuthError::invalid_grant);
        EXPECT_EQ(desk.account.apps().refresh(one.app, second.refresh_token).error, OAuthError::invalid_grant);
        EXPECT_FALSE(desk.account.sessions().validate(first.access_token));
        EXPECT_FALSE(desk.account.sessions().validate(second.access_token));
    }
    /// The same where the next one has been used since: then there is no window.
    void expect_refused_when_the_next_was_used(const std::string& location) const {
        World world(1);
        world.set(begun);
        const auto account = open(location, {.environment = world.environment()})
                                 .create_account({.name = "Acme", .policy = policy::help_desk()})
                                 .id();
        LetIn one;
        TokenResponse first, third;
        {
            const auto desk = reopen(location, account, begun, 2);
            one = let_in(desk, "ann");
            first = exchange(desk.account, one);
            third = desk.account.apps().refresh(
                one.app, desk.account.apps().refresh(one.app, first.refresh_token).refresh_token);
            ASSERT_EQ(third.error, OAuthError::none);
        }
        const auto desk = reopen(location, account, begun + seconds(1), 3);
        EXPECT_EQ(desk.account.apps().refresh(one.app, first.refresh_token).error, OAuthError::invalid_grant);
        EXPECT_EQ(desk.account.apps().refresh(one.app, third.refresh_token).error, OAuthError::invalid_grant);
        EXPECT_FALSE(desk.account.sessions().validate(third.access_token));
    }
};

TEST_F(ReopenedTokens, BX13_ARefreshTokenThatWasUsedUpStaysSo) {
    const Folder folder;
    expect_refused(folder.file("one.db"));
    expect_refused_when_the_next_was_used(folder.file("two.db"));
}

#ifdef ROSTER_HAS_POSTGRES
TEST_F(ReopenedTokens, BX13_ARefreshTokenThatWasUsedUpStaysSoOnPostgresql) {
    const PostgresStore one, two;
    expect_refused(one.url());
    expect_refused_when_the_next_was_used(two.url());
}
#endif

}  // namespace
}  // namespace roster::test
