// Apps: programs that act for a user with the user's consent (OAuth 2).
//
// A host's two endpoints, in short; docs/apps.md has them in full:
//
//     GET /authorize     auto answer = desk.apps().authorize(session_cookie, request);
//                        granted, denied: redirect to answer.redirect · refused: show answer.error_description
//                        consent_needed: ask, then desk.apps().consent(session_cookie, request, ticked)
//     POST /token        grant_type=authorization_code: desk.apps().exchange_code(credentials, code, redirect_uri, verifier)
//                        grant_type=refresh_token:      desk.apps().refresh(credentials, refresh_token, scope)
#pragma once

#include <roster/base/actor.hpp>
#include <roster/base/page.hpp>
#include <roster/sessions/apps_model.hpp>
#include <roster/storage/scope.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace roster {

/// Registered apps of one account and what its users let them do (HU-7, HU-15, BX-13): the authorization code grant with
/// PKCE and nothing else (RFC 6749, 7636, 9700). An app belongs to the account it was registered in.
///
/// What an app does wrong is an ordinary outcome under its OAuth name (OAuthError), with a sentence for its maker. What
/// the host or a user does wrong throws, as everywhere.
///
/// Tokens: a code works once, for a minute; used again, it ends the tokens it gave (RFC 6749, 4.1.2). Access tokens and
/// refresh tokens live as long as the policy says. Every refresh gives a new refresh token and uses up the old one. An
/// old one that comes again ends all tokens of that authorization, since one of two has stolen it (RFC 9700, 4.14.2);
/// but a client whose answer was lost, or whose workers refresh at the same moment, may ask again: for 30 seconds, and
/// as long as nobody used the new one, the token just used up gives the same answer. (Only digests are kept of tokens:
/// the new ones are made of the old one and a salt kept beside it, of which neither is worth anything alone.)
///
/// An access token is good while its user and the app's owner may sign in, the consent stands, the app is registered
/// and has its scopes, and the account has apps switched on: each is looked at by every Sessions::validate.
///
/// Errors: as Sessions; not_found "apps.unknown"; invalid_argument "apps.invalid" with every wrong field;
/// failed_precondition "apps.switched_off"; permission_denied "apps.not_permitted" for whoever was denied to register
/// apps (permission::manage_apps) or uses a key that is not for it; resource_exhausted "apps.too_many".
class Apps {
public:
    explicit Apps(Scope scope) : scope_(std::move(scope)) {}

    // ---- my apps (HU-15) ---------------------------------------------------------------------------------------

    /// Registers an app of the acting user. @throws Error permission_denied "apps.own_only" for the system
    RegisteredApp create(const Actor& actor, const NewApp& app, AppKind kind = AppKind::confidential) const;
    /// Changes the given fields. Its owner, and administrators of at least the owner's rank. A scope taken away is gone
    /// from every token at once. @throws Error aborted "apps.changed"
    App update(const Actor& actor, AppId id, const AppPatch& patch,
               std::optional<std::int64_t> expected = {}) const;
    /// A new secret in place of the old one, which works on until `overlap` has passed: at most seven days. Its owner
    /// only ("apps.own_only"). @throws Error failed_precondition "apps.no_secret" for a public client
    RegisteredApp rotate_secret(const Actor& actor, AppId id, Duration overlap) const;
    /// Takes an app away with everybody's consent, codes and tokens. Its owner and administrators.
    void remove(const Actor& actor, AppId id) const;
    [[nodiscard]] App get(const Actor& actor, AppId id) const;
    /// The apps a user registered; one's own, anybody's for administrators.
    [[nodiscard]] std::vector<App> list(const Actor& actor, UserId user) const;
    /// Everybody's apps, the oldest first. Administrators and the system.
    [[nodiscard]] Page<App> all(const Actor& actor, const PageRequest& page = {}) const;

    // ---- the authorization endpoint ----------------------------------------------------------------------------

    /// Whether this app may be let in: at once where the user has agreed to all of it before, else by consent(). An app
    /// that cannot prove who it is (a public client that is sent back to a device's own address) is asked for every
    /// time (RFC 8252, 8.6).
    /// @param token  the user's session. @throws Error unauthenticated "sessions.no_session": have them sign in first,
    ///   before anything is told of the request (RFC 9700, 4.11.2); permission_denied "apps.must_enrol"
    Authorization authorize(std::string_view token, const AuthorizationRequest& request) const;
    /// The user agrees to `agreed`, one or more of the scopes asked for, and the app is let in with these. Call it for a
    /// form that the host itself showed and that no other site can send (RFC 9700, 4.7).
    Authorization consent(std::string_view token, const AuthorizationRequest& request,
                          const std::vector<std::string>& agreed) const;
    /// The user does not agree: the app is told so (access_denied).
    Authorization decline(std::string_view token, const AuthorizationRequest& request) const;

    // ---- the token endpoint and its neighbours -----------------------------------------------------------------

    /// Gives tokens for a code. @param redirect_uri  as in the request for the code  @param code_verifier  RFC 7636
    TokenResponse exchange_code(const AppCredentials& app, std::string_view code, std::string_view redirect_uri,
                                std::string_view code_verifier) const;
    /// Gives new tokens for a refresh token. @param scope  fewer scopes for the new access token, separated by spaces;
    /// empty for all that were granted
    TokenResponse refresh(const AppCredentials& app, std::string_view refresh_token,
                          std::string_view scope = {}) const;
    /// What an app's own token is worth (RFC 7662). Confidential clients only; another app's token is not active.
    [[nodiscard]] Introspection introspect(const AppCredentials& app, std::string_view token) const;
    /// The same of any app's token, for a host's own resource servers. The system only.
    [[nodiscard]] Introspection look_up(const Actor& actor, std::string_view token) const;
    /// The app gives a token back (RFC 7009): a refresh token with all its tokens, an access token alone. One that is
    /// not good, or another app's, is none and no error. @return none, or invalid_client
    OAuthError revoke_token(const AppCredentials& app, std::string_view token) const;

    // ---- authorized apps (HU-7) --------------------------------------------------------------------------------

    /// The apps a user let in; one's own, anybody's for administrators.
    [[nodiscard]] std::vector<AuthorizedApp> authorized(const Actor& actor, UserId user) const;
    /// Ends an app's access for a user at once, with all its tokens. The user and administrators.
    void revoke(const Actor& actor, UserId user, AppId app) const;

private:
    Scope scope_;
};

}  // namespace roster
