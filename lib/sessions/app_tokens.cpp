// The token endpoint and its neighbours: codes and refresh tokens for tokens, introspection, giving tokens back.
#include <roster/sessions/apps.hpp>

#include "base/base64.hpp"
#include "base/json.hpp"
#include "base/kdf.hpp"
#include "sessions/apps_gate.hpp"

namespace roster {
namespace {

using sessions::TokenKind;

TokenResponse failed(OAuthError error, std::string_view description) {
    TokenResponse answer;
    answer.error = error;
    answer.error_description = description;
    answer.http_status = rules::http_status(error);
    return answer;
}
TokenResponse no_client() { return failed(OAuthError::invalid_client, "The application did not prove who it is."); }
TokenResponse no_grant(std::string_view what) { return failed(OAuthError::invalid_grant, what); }

constexpr std::string_view code_is_none = "The code is not good, or is not this application's.";
constexpr std::string_view refresh_is_none = "The refresh token is not good, or is not this application's.";

/// RFC 7636, 4.6.
bool proves(std::string_view verifier, std::string_view challenge) {
    return secrets::equal(base64::encode(kdf::sha256(verifier), base64::Form::url), challenge);
}

bool is_over(const StoredTokenFamily& family, const AccountRecord& account, Instant now) {
    return now >= family.expires_at || now - family.rotated_at >= account.policy.app_refresh_idle;
}

void tell_reuse(const Scope& scope, Transaction& tx, const StoredApp& app, UserId user, Instant now) {
    std::string data = "{\"app\":";
    json::append_text(data, app.name);
    json::append_text(data += ",\"app_id\":", to_string(app.id));
    gate::tell(scope, tx, "sessions.app_token_reused", user, now, data + "}");
}

/// One of two has stolen what came again: nothing of it stays good.
void end_stolen(const Scope& scope, Transaction& tx, const Digest& line, const StoredApp& app, Instant now) {
    const auto family = tx.sessions().apps().families().find(line);
    if (family && gate::end_family(tx, *family)) tell_reuse(scope, tx, app, family->user_id, now);
}

TokenResponse use_code(const Scope& scope, Transaction& tx, const StoredApp& app, const AccountRecord& account,
                       const StoredCode& code, std::string_view redirect_uri, std::string_view verifier) {
    const Instant now = scope.environment.now();
    if (!code.family.is_nil()) {
        end_stolen(scope, tx, code.family, app, now);
        return no_grant("The code was used already; what it gave has ended.");
    }
    if (now >= code.expires_at) return no_grant("The code is too old.");
    if (redirect_uri != code.redirect_uri) return no_grant("The redirect_uri is not the one the code was sent to.");
    if (!proves(verifier, code.challenge)) return no_grant("The code_verifier does not fit the code_challenge.");
    if (!gate::is_live(tx, code.user_id, app.id, code.created_at, now)) return no_grant(code_is_none);
    auto scopes = rules::scopes_within(code.scopes, app.scopes);
    if (scopes.empty()) return no_grant("The application may not have these scopes any more.");
    return gate::begin_tokens(scope, tx, code, account, std::move(scopes), now);
}

TokenResponse use_refresh(const Scope& scope, Transaction& tx, const StoredApp& app, const AccountRecord& account,
                          const StoredTokenFamily& family, const Digest& digest, std::string_view token,
                          const std::vector<std::string>& wanted) {
    const Instant now = scope.environment.now();
    const bool is_current = secrets::equal(digest.bytes(), family.digest.bytes());
    const bool is_again = secrets::equal(digest.bytes(), family.previous.bytes()) &&
                          now - family.rotated_at < rules::refresh_again_window();
    if (!is_current && !is_again) {
        end_stolen(scope, tx, family.family, app, now);
        return no_grant("The refresh token was used already; its authorization has ended.");
    }
    if (is_over(family, account, now)) return no_grant("The refresh token is too old.");
    if (!gate::is_live(tx, family.user_id, app.id, family.created_at, now)) return no_grant(refresh_is_none);
    if (!rules::scopes_beyond(wanted, family.scopes).empty())
        return failed(OAuthError::invalid_scope, "scope asks for more than was granted.");
    auto scopes = rules::scopes_within(wanted.empty() ? family.scopes : wanted, app.scopes);
    if (scopes.empty())
        return failed(OAuthError::invalid_scope, "The application may not have these scopes any more.");
    return is_current ? gate::next_tokens(scope, tx, family, token, account, std::move(scopes), now)
                      : gate::same_tokens(tx, family, token, account, std::move(scopes), now);
}

std::string username_of(Transaction& tx, UserId id) {
    const auto user = tx.users().find(id);
    return user ? user->email : std::string();
}

/// What is told of a token, of one app only if there is one.
Introspection told(const Scope& scope, Transaction& tx, std::string_view token, const std::optional<AppId>& only) {
    const Instant now = scope.environment.now();
    auto& stores = tx.sessions().apps();
    Introspection answer;
    AppId app;
    if (const auto digest = sessions::read_token(TokenKind::access, token)) {
        const auto found = stores.access_with_user(*digest);
        const auto principal = found ? gate::principal_of(*found, now) : std::nullopt;
        if (!principal) return answer;
        app = principal->app_id;
        answer.user_id = principal->user_id;
        answer.scope = rules::to_text(principal->scopes);
        answer.username = found->user.email;
        answer.token_type = "Bearer";
        answer.issued_at = found->record.created_at;
        answer.expires_at = found->record.expires_at;
    } else if (const auto refresh = sessions::read_token(TokenKind::refresh, token)) {
        const auto family = stores.families().find_by_digest(*refresh);
        const auto registered = family ? stores.apps().find(family->app_id) : std::nullopt;
        const auto owner = registered ? tx.users().find(registered->user_id) : std::nullopt;
        const auto account = account_of(tx);
        if (!owner || !rules::may_act_as_app(*owner, account, now) || is_over(*family, account, now) ||
            !gate::is_live(tx, family->user_id, family->app_id, family->created_at, now))
            return answer;
        app = family->app_id;
        answer.user_id = family->user_id;
        answer.scope = rules::to_text(rules::scopes_within(family->scopes, registered->scopes));
        answer.username = username_of(tx, family->user_id);
        answer.issued_at = family->rotated_at;
        answer.expires_at = std::min(family->expires_at, family->rotated_at + account.policy.app_refresh_idle);
    } else {
        return answer;
    }
    if (only && app != *only) return {};
    answer.active = true;
    answer.client_id = to_string(app);
    answer.issuer = host_of(scope).settings.issuer;
    return answer;
}

}  // namespace

TokenResponse Apps::exchange_code(const AppCredentials& credentials, std::string_view text,
                                  std::string_view redirect_uri, std::string_view verifier) const {
    if (text.empty()) return failed(OAuthError::invalid_request, "code is missing.");
    if (redirect_uri.empty()) return failed(OAuthError::invalid_request, "redirect_uri is missing.");
    if (!rules::is_code_verifier(verifier))
        return failed(OAuthError::invalid_request,
                      "code_verifier must have 43 to 128 unreserved characters (RFC 7636).");
    const auto digest = sessions::read_token(TokenKind::authorization_code, text);
    if (!digest) return no_grant(code_is_none);
    return scope_.write([&](Transaction& tx) {
        tx.accounts().lock();
        const auto account = account_of(tx);
        const auto app = gate::app_of(tx, credentials, account, scope_.environment.now());
        if (!app) return no_client();
        const auto code = tx.sessions().apps().codes().find(*digest);
        if (!code || code->app_id != app->id) return no_grant(code_is_none);
        return use_code(scope_, tx, *app, account, *code, redirect_uri, verifier);
    });
}

TokenResponse Apps::refresh(const AppCredentials& credentials, std::string_view text,
                            std::string_view scope) const {
    if (text.empty()) return failed(OAuthError::invalid_request, "refresh_token is missing.");
    const auto wanted = rules::scopes_of(scope);
    if (!scope.empty() && wanted.empty())
        return failed(OAuthError::invalid_scope, "scope must name scopes, separated by single spaces.");
    const auto digest = sessions::read_token(TokenKind::refresh, text);
    if (!digest) return no_grant(refresh_is_none);
    const auto line = *sessions::line_of_token(TokenKind::refresh, text);
    return scope_.write([&](Transaction& tx) {
        tx.accounts().lock();
        const auto account = account_of(tx);
        const auto app = gate::app_of(tx, credentials, account, scope_.environment.now());
        if (!app) return no_client();
        const auto family = tx.sessions().apps().families().find(line);
        if (!family || family->app_id != app->id) return no_grant(refresh_is_none);
        return use_refresh(scope_, tx, *app, account, *family, *digest, text, wanted);
    });
}

Introspection Apps::introspect(const AppCredentials& credentials, std::string_view token) const {
    return scope_.read([&](Transaction& tx) {
        const auto app = gate::app_of(tx, credentials, account_of(tx), scope_.environment.now());
        Introspection refused;
        refused.error = OAuthError::invalid_client;
        if (!app || app->kind != AppKind::confidential) return refused;
        return told(scope_, tx, token, app->id);
    });
}

Introspection Apps::look_up(const Actor& actor, std::string_view token) const {
    return scope_.read([&](Transaction& tx) {
        if (acting(tx, actor, scope_.environment.now()).user)
            refuse({"users.system_only", "Only the system can do this."});
        return told(scope_, tx, token, std::nullopt);
    });
}

OAuthError Apps::revoke_token(const AppCredentials& credentials, std::string_view token) const {
    const auto line = sessions::line_of_token(TokenKind::refresh, token);
    const auto access = sessions::read_token(TokenKind::access, token);
    return scope_.write([&](Transaction& tx) {
        const auto app = gate::app_of(tx, credentials, account_of(tx), scope_.environment.now());
        if (!app) return OAuthError::invalid_client;
        auto& stores = tx.sessions().apps();
        if (line) {
            const auto family = stores.families().find(*line);
            if (family && family->app_id == app->id) gate::end_family(tx, *family);
        } else if (access) {
            const auto found = stores.access().find(*access);
            if (found && found->app_id == app->id) stores.access().remove(*found);
        }
        return OAuthError::none;
    });
}

}  // namespace roster
