// Apps: programs that act for a user with the user's consent, by OAuth 2. Plain values.
#pragma once

#include <roster/base/fields.hpp>
#include <roster/sessions/model.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace roster {

// ---- registered apps -----------------------------------------------------------------------------------------------

/// Whether an app can keep a secret (RFC 6749, 2.1): one that runs on its maker's servers can, one that runs on
/// people's devices or in their browsers cannot.
enum class AppKind : std::int32_t { confidential = 1, public_client = 2 };
template <>
struct EnumNames<AppKind> {
    static constexpr std::pair<AppKind, std::string_view> all[] = {{AppKind::confidential, "confidential"},
                                                                   {AppKind::public_client, "public_client"}};
};

/// What its maker says of an app when it is registered, and changes afterwards.
template <template <class> class As>
struct AppFields {
    As<std::string> name{};
    As<std::string> website{};
    As<std::vector<std::string>> redirect_uris{};
    As<std::vector<std::string>> scopes{};

    static constexpr auto fields() {
        using F = AppFields;
        return FieldTable{
            field("name", &F::name, "What people are asked to trust; up to 100 characters."),
            field("website", &F::website, "Where people read more of it: an https address, or empty."),
            field("redirect_uris", &F::redirect_uris,
                  "Where people are sent back to, compared character by character: 1 to 20 addresses."),
            field("scopes", &F::scopes, "The most it may ask for; at least one."),
        };
    }
};

using NewApp = AppFields<Given>;
using AppPatch = AppFields<Change>;

/// An app as it is listed (HU-15). Its id as text is the client_id; its secret is shown once, when it is made.
struct App : AppFields<Given> {
    AppId id;
    UserId user_id;
    AppKind kind = AppKind::confidential;
    std::string secret_hint;
    std::optional<Instant> old_secret_until;
    std::int64_t revision = 0;
    Instant created_at;
    Instant updated_at;

    static constexpr auto fields() {
        using A = App;
        return joined(
            AppFields<Given>::fields(),
            FieldTable{
                field("id", &A::id, "The app's id, which is no secret: as text, its client_id.", Trait::untracked),
                field("user_id", &A::user_id, "Who registered it. It dies with them.", Trait::untracked),
                field("kind", &A::kind, "Whether it can keep a secret; fixed once registered."),
                field("secret_hint", &A::secret_hint,
                      "The secret's first characters: \"rsec_2Zk4…\"; empty for an app without one.",
                      Trait::untracked),
                field("old_secret_until", &A::old_secret_until,
                      "Until when the secret before this one works too; none when there is none.",
                      Trait::untracked),
                field("revision", &A::revision, "Grows by one with every change; given back to change safely.",
                      Trait::untracked),
                field("created_at", &A::created_at, "When it was registered.", Trait::untracked),
                field("updated_at", &A::updated_at, "When it was last changed.", Trait::untracked),
            });
    }
};

/// An app with the secret that was just made for it.
struct RegisteredApp {
    App app;
    std::string secret;

    static constexpr auto fields() {
        using R = RegisteredApp;
        return FieldTable{
            field("app", &R::app, "The app as it is listed."),
            field("secret", &R::secret, "Its client_secret, shown here once; empty for a public client.",
                  Trait::secret),
        };
    }
};

/// An app that a user let in (HU-7).
struct AuthorizedApp {
    AppId app_id;
    UserId user_id;
    std::string name;
    std::string website;
    std::vector<std::string> scopes;
    Instant granted_at;
    Instant changed_at;
    std::optional<Instant> last_used_at;

    static constexpr auto fields() {
        using A = AuthorizedApp;
        return FieldTable{
            field("app_id", &A::app_id, "Which app."),
            field("user_id", &A::user_id, "Who let it in."),
            field("name", &A::name, "What it calls itself now."),
            field("website", &A::website, "Where people read more of it; may be empty."),
            field("scopes", &A::scopes, "What the user agreed to, all of it."),
            field("granted_at", &A::granted_at, "When the user first agreed."),
            field("changed_at", &A::changed_at, "When they last agreed to more."),
            field("last_used_at", &A::last_used_at, "When it last used its access, to a minute; none if never."),
        };
    }
};

// ---- the protocol's values -----------------------------------------------------------------------------------------

/// The errors of OAuth 2 under their own names (RFC 6749, 4.1.2.1 and 5.2): `to_string(error)` is what is sent.
enum class OAuthError : std::int32_t {
    none = 1,
    invalid_request = 2,
    invalid_client = 3,
    invalid_grant = 4,
    unauthorized_client = 5,
    invalid_scope = 6,
    access_denied = 7,
    unsupported_response_type = 8,
};
template <>
struct EnumNames<OAuthError> {
    static constexpr std::pair<OAuthError, std::string_view> all[] = {
        {OAuthError::none, "none"},
        {OAuthError::invalid_request, "invalid_request"},
        {OAuthError::invalid_client, "invalid_client"},
        {OAuthError::invalid_grant, "invalid_grant"},
        {OAuthError::unauthorized_client, "unauthorized_client"},
        {OAuthError::invalid_scope, "invalid_scope"},
        {OAuthError::access_denied, "access_denied"},
        {OAuthError::unsupported_response_type, "unsupported_response_type"}};
};

/// What an app asks for at the host's authorization endpoint: the parameters of the query as they came, decoded.
struct AuthorizationRequest {
    std::string response_type;
    std::string client_id;
    std::string redirect_uri;
    std::string scope;
    std::string state;
    std::string code_challenge;
    std::string code_challenge_method;

    static constexpr auto fields() {
        using A = AuthorizationRequest;
        return FieldTable{
            field("response_type", &A::response_type, "\"code\", the only one there is."),
            field("client_id", &A::client_id, "The app's id as text."),
            field("redirect_uri", &A::redirect_uri, "One of the app's own, to the letter. Always needed."),
            field("scope", &A::scope, "What is asked for, separated by spaces; at least one of the app's scopes."),
            field("state", &A::state, "Given back as it is; up to 1,000 characters of printable ASCII."),
            field("code_challenge", &A::code_challenge, "RFC 7636: 43 characters. Always needed."),
            field("code_challenge_method", &A::code_challenge_method, "\"S256\", the only one there is."),
        };
    }
};

/// What a host does next at its authorization endpoint.
enum class AuthorizationOutcome : std::int32_t {
    granted = 1,         ///< Send the browser to `redirect`, which has the code.
    consent_needed = 2,  ///< Show the app and the scopes, and call consent() or decline().
    denied = 3,          ///< Send the browser to `redirect`, which has the error.
    refused = 4,         ///< Show the error here. There is no address that one may be sent to.
};
template <>
struct EnumNames<AuthorizationOutcome> {
    static constexpr std::pair<AuthorizationOutcome, std::string_view> all[] = {
        {AuthorizationOutcome::granted, "granted"},
        {AuthorizationOutcome::consent_needed, "consent_needed"},
        {AuthorizationOutcome::denied, "denied"},
        {AuthorizationOutcome::refused, "refused"}};
};

/// What came of a request for authorization.
struct Authorization {
    AuthorizationOutcome outcome = AuthorizationOutcome::refused;
    OAuthError error = OAuthError::none;
    std::string error_description;
    std::optional<App> app;
    std::vector<std::string> scopes;
    std::vector<std::string> missing;
    std::string code;
    std::string redirect;

    static constexpr auto fields() {
        using A = Authorization;
        return FieldTable{
            field("outcome", &A::outcome, "What to do next."),
            field("error", &A::error, "What is wrong; none unless denied or refused."),
            field("error_description", &A::error_description, "The same for the app's maker, as a sentence."),
            field("app", &A::app, "Who asks; none when refused."),
            field("scopes", &A::scopes, "What is asked for, or what was granted."),
            field("missing", &A::missing, "What of it the user has not agreed to yet."),
            field("code", &A::code, "The code alone; it is in `redirect` already. Works once, for a minute.",
                  Trait::secret),
            field("redirect", &A::redirect,
                  "Where to send the browser (302 or 303): with code or error, state and iss (RFC 9207).",
                  Trait::secret),
        };
    }
};

/// What an app shows of itself at the token endpoint: client_id and client_secret as they came, from the body or the
/// Authorization header.
struct AppCredentials {
    std::string client_id;
    std::string client_secret;

    static constexpr auto fields() {
        using C = AppCredentials;
        return FieldTable{
            field("client_id", &C::client_id, "The app's id as text."),
            field("client_secret", &C::client_secret, "Its secret; empty for a public client.", Trait::secret),
        };
    }
};

/// What to answer at the token endpoint: the members of RFC 6749, 5.1 and 5.2 under their own names.
struct TokenResponse {
    OAuthError error = OAuthError::none;
    std::string error_description;
    std::int32_t http_status = 200;
    std::string access_token;
    std::string token_type;
    std::int64_t expires_in = 0;
    std::string refresh_token;
    std::string scope;

    static constexpr auto fields() {
        using T = TokenResponse;
        return FieldTable{
            field("error", &T::error, "What is wrong; none when tokens were given."),
            field("error_description", &T::error_description, "The same for the app's maker, as a sentence."),
            field("http_status", &T::http_status, "200, 400, or 401 for an app that did not prove who it is."),
            field("access_token", &T::access_token, "What Sessions::validate takes; empty with an error.",
                  Trait::secret),
            field("token_type", &T::token_type, "\"Bearer\"."),
            field("expires_in", &T::expires_in, "How long the access token works, in seconds."),
            field("refresh_token", &T::refresh_token, "For refresh(), once; the one before it is used up.",
                  Trait::secret),
            field("scope", &T::scope, "What the access token is limited to, separated by spaces."),
        };
    }
};

/// What is told of a token (RFC 7662, 2.2). Of one that is not good nothing but that.
struct Introspection {
    OAuthError error = OAuthError::none;
    bool active = false;
    std::string scope;
    std::string client_id;
    std::string username;
    std::string token_type;
    std::optional<Instant> expires_at;
    std::optional<Instant> issued_at;
    UserId user_id;
    std::string issuer;

    static constexpr auto fields() {
        using I = Introspection;
        return FieldTable{
            field("error", &I::error, "invalid_client when whoever asks did not prove who they are: answer 401."),
            field("active", &I::active, "The token is good now."),
            field("scope", &I::scope, "What it is limited to, separated by spaces."),
            field("client_id", &I::client_id, "Whose token it is."),
            field("username", &I::username, "The user's primary address; may be empty."),
            field("token_type", &I::token_type, "\"Bearer\" for an access token; empty for a refresh token."),
            field("expires_at", &I::expires_at, "When it ends (exp)."),
            field("issued_at", &I::issued_at, "When it was made (iat)."),
            field("user_id", &I::user_id, "For whom it acts (sub)."),
            field("issuer", &I::issuer, "SessionSettings::issuer (iss)."),
        };
    }
};

}  // namespace roster
