#include "support/token_kinds.hpp"

namespace roster::test {
namespace {

const Actor by_system = Actor::system("test");
constexpr std::string_view issuer = "https://id.example";

UserId add_person(const TokenDesk& desk, const std::string& who, Onboarding start) {
    return desk.account.users()
        .add(by_system, {.first_name = who, .email = who + "@desk.example", .role = role::user}, start)
        .id;
}

std::string secret_of(const Message& message) { return message.link.substr(message.link.find_last_of("=/") + 1); }

/// Whether the call did it; that it is refused is an answer, anything else is a fault of the test.
bool taken(const std::function<bool()>& call) {
    try {
        return call();
    } catch (const Error& error) {
        if (error.code() == ErrorCode::not_found || error.code() == ErrorCode::unauthenticated ||
            error.code() == ErrorCode::permission_denied || error.code() == ErrorCode::failed_precondition)
            return false;
        throw;
    }
}

bool is_valid(const Account& account, const std::string& text) {
    return account.sessions().validate(text).has_value();
}

SignIn enter(const Account& account, UserId user, std::string_view device = {}) {
    return account.sessions().sign_in_with_identity(
        {.issuer = issuer, .subject = to_string(user), .client = {.known_device = std::string(device)}});
}

struct Factored {
    UserId user;
    std::string seed;
    std::vector<std::string> codes;
};

Factored with_factor(const TokenDesk& desk, const std::string& who) {
    const auto user = token_owner(desk, who);
    const auto begun = enter(desk.account, user);
    const auto setup = desk.account.factors().add_authenticator(begun.token, "phone");
    const auto seed = sessions::from_base32(setup.seed);
    const auto code = sessions::totp_code(seed->reveal(), sessions::totp_step(desk.world.now()));
    const auto confirmed = desk.account.factors().confirm_authenticator(begun.token, setup.id, code.reveal());
    World(desk.world).advance(minutes(1));  // its code was used
    return {user, std::string(seed->reveal()), confirmed.recovery_codes};
}

MadeToken make_session(const TokenDesk& desk, const std::string& who) {
    const auto user = token_owner(desk, who);
    return {user, enter(desk.account, user).token, is_valid};
}

MadeToken make_api_key(const TokenDesk& desk, const std::string& who) {
    const auto user = token_owner(desk, who);
    const auto made = desk.account.api_keys().create(Actor::user(user), "script", {}, desk.world.now() + hours(5));
    return {user, made.text, is_valid};
}

MadeToken make_invitation(const TokenDesk& desk, const std::string& who) {
    const auto user = add_person(desk, who, Onboarding::not_invited);
    return {user, secret_of(desk.account.passwords().invite(by_system, user)),
            [](const Account& account, const std::string& text) {
                return taken([&] {
                    return account.passwords().accept(text, good_password).outcome != SignInOutcome::rejected;
                });
            }};
}

/// The same token at the other door: with an identity in place of a password, a new one for each text.
MadeToken make_invitation_for_identity(const TokenDesk& desk, const std::string& who) {
    const auto user = add_person(desk, who, Onboarding::not_invited);
    return {user, secret_of(desk.account.passwords().invite(by_system, user)),
            [](const Account& account, const std::string& text) {
                const auto subject = std::to_string(std::hash<std::string>()(text));
                return taken([&] {
                    return account.passwords()
                               .accept_with_identity(text, {.issuer = issuer, .subject = subject})
                               .outcome != SignInOutcome::rejected;
                });
            }};
}

MadeToken make_reset(const TokenDesk& desk, const std::string& who) {
    const auto user = add_person(desk, who, Onboarding::active);
    return {user, secret_of(desk.account.passwords().start_reset(by_system, user)),
            [](const Account& account, const std::string& text) {
                return taken([&] {
                    account.passwords().reset(text, other_password);
                    return true;
                });
            }};
}

/// Goes on with one recovery code after the other, so that it is never the code that is refused.
MadeToken make_pending(const TokenDesk& desk, const std::string& who) {
    const auto made = with_factor(desk, who);
    const auto next = std::make_shared<std::atomic<std::size_t>>(0);
    return {made.user, enter(desk.account, made.user).pending,
            [codes = made.codes, next](const Account& account, const std::string& text) {
                const auto& code = codes[(*next)++ % codes.size()];
                return account.sessions().second_factor(text, {.recovery_code = code}).outcome ==
                       SignInOutcome::granted;
            }};
}

/// Each try begins to sign in anew.
MadeToken make_recovery_code(const TokenDesk& desk, const std::string& who) {
    const auto made = with_factor(desk, who);
    return {made.user, made.codes.front(), [user = made.user](const Account& account, const std::string& text) {
                const auto begun = enter(account, user);
                return account.sessions().second_factor(begun.pending, {.recovery_code = text}).outcome ==
                       SignInOutcome::granted;
            }};
}

MadeToken make_totp_code(const TokenDesk& desk, const std::string& who) {
    const auto made = with_factor(desk, who);
    const auto code = sessions::totp_code(made.seed, sessions::totp_step(desk.world.now()));
    return {made.user, std::string(code.reveal()),
            [user = made.user](const Account& account, const std::string& text) {
                const auto begun = enter(account, user);
                return account.sessions().second_factor(begun.pending, {.totp = text}).outcome ==
                       SignInOutcome::granted;
            }};
}

/// Taken for the device it was given to: nothing new is given for it.
MadeToken make_device(const TokenDesk& desk, const std::string& who) {
    const auto user = token_owner(desk, who);
    return {user, enter(desk.account, user).known_device, [user](const Account& account, const std::string& text) {
                const auto begun = enter(account, user, text);
                return begun.outcome == SignInOutcome::granted && begun.known_device.empty();
            }};
}

// ---- Apps: registered by somebody else, so that only their user comes and goes ---------------------------------------

struct Authorized {
    UserId user;
    AppCredentials app;
    std::string code;
};

constexpr std::string_view redirect = "https://app.example/back";
constexpr std::string_view verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";  // RFC 7636, appendix B

Authorized authorize(const TokenDesk& desk, const std::string& who) {
    const auto maker = token_owner(desk, "maker." + who), user = token_owner(desk, who);
    const auto made = desk.account.apps().create(
        Actor::user(maker), {.name = "App", .redirect_uris = {std::string(redirect)}, .scopes = {"a"}});
    const AppCredentials app{to_string(made.app.id), made.secret};
    const AuthorizationRequest request{.response_type = "code",
                                       .client_id = app.client_id,
                                       .redirect_uri = std::string(redirect),
                                       .scope = "a",
                                       .state = "",
                                       .code_challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
                                       .code_challenge_method = "S256"};
    const auto token = enter(desk.account, user).token;
    return {user, app, desk.account.apps().consent(token, request, {"a"}).code};
}

TokenResponse exchange(const Account& account, const AppCredentials& app, const std::string& code) {
    return account.apps().exchange_code(app, code, redirect, verifier);
}

MadeToken make_code(const TokenDesk& desk, const std::string& who) {
    const auto made = authorize(desk, who);
    return {made.user, made.code, [app = made.app](const Account& account, const std::string& text) {
                return exchange(account, app, text).error == OAuthError::none;
            }};
}

MadeToken make_access_token(const TokenDesk& desk, const std::string& who) {
    const auto made = authorize(desk, who);
    return {made.user, exchange(desk.account, made.app, made.code).access_token, is_valid};
}

/// Taken again for a while, with the same answer: an app that lost it asks again.
MadeToken make_refresh_token(const TokenDesk& desk, const std::string& who) {
    const auto made = authorize(desk, who);
    return {made.user, exchange(desk.account, made.app, made.code).refresh_token,
            [app = made.app](const Account& account, const std::string& text) {
                return account.apps().refresh(app, text).error == OAuthError::none;
            }};
}

}  // namespace

UserId token_owner(const TokenDesk& desk, const std::string& who) {
    const auto user = add_person(desk, who, Onboarding::active);
    desk.account.sessions().link_identity(by_system, user, issuer, to_string(user));
    return user;
}

const std::vector<TokenCase>& token_cases() {
    static const std::vector<TokenCase> all{
        {.name = "session", .is_shown = true, .text_alone = true, .life = days(14), .make = make_session},
        {.name = "api_key", .is_shown = true, .text_alone = true, .life = hours(5), .make = make_api_key},
        {.name = "access_token", .is_shown = true, .text_alone = true, .life = hours(1), .make = make_access_token},
        {.name = "refresh_token", .life = days(30), .make = make_refresh_token},
        {.name = "authorization_code", .once = true, .life = boost::posix_time::seconds(60), .make = make_code},
        {.name = "invitation",
         .once = true,
         .cheap = false,
         .text_alone = true,
         .life = days(7),
         .make = make_invitation},
        {.name = "invitation_for_identity",
         .once = true,
         .text_alone = true,
         .twin = "invitation",
         .life = days(7),
         .make = make_invitation_for_identity},
        {.name = "password_reset",
         .once = true,
         .cheap = false,
         .text_alone = true,
         .life = hours(1),
         .make = make_reset},
        {.name = "pending_sign_in", .once = true, .life = minutes(10), .make = make_pending},
        {.name = "recovery_code", .once = true, .is_token = false, .life = {}, .make = make_recovery_code},
        {.name = "totp_code", .once = true, .is_token = false, .life = minutes(2), .make = make_totp_code},
        {.name = "known_device", .life = {}, .make = make_device},
    };
    return all;
}

}  // namespace roster::test
