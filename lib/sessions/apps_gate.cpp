#include "sessions/apps_gate.hpp"

#include <algorithm>
#include <limits>

namespace roster::gate {
namespace {

using sessions::TokenKind;

constexpr std::int32_t last_generation = std::numeric_limits<std::int32_t>::max();

TokenResponse lost_race() {
    return {.error = OAuthError::invalid_grant,
            .error_description = "The code or token was used already.",
            .http_status = rules::http_status(OAuthError::invalid_grant)};
}

StoredAccess access_of(const StoredTokenFamily& family, const Digest& digest, std::vector<std::string> scopes,
                       const AccountRecord& account, Instant now) {
    return {.digest = digest,
            .user_id = family.user_id,
            .app_id = family.app_id,
            .family = family.family,
            .generation = family.generation,
            .scopes = std::move(scopes),
            .authorized_at = family.created_at,
            .created_at = now,
            .expires_at = std::min(now + account.policy.app_access_lifetime, family.expires_at)};
}

TokenResponse answer(const StoredAccess& access, std::string_view access_token, std::string_view refresh_token,
                     Instant now) {
    return {.access_token = std::string(access_token),
            .token_type = "Bearer",
            .expires_in = (access.expires_at - now).total_seconds(),
            .refresh_token = std::string(refresh_token),
            .scope = rules::to_text(access.scopes)};
}

}  // namespace

std::string make_secret(const Scope& scope, StoredApp& app) {
    const auto secret = sessions::make_token(TokenKind::client_secret, scope.environment);
    app.secret = secret.hash;
    app.secret_hint = secret.hint;
    return std::string(secret.text.reveal());
}

std::optional<StoredApp> find_app(Transaction& tx, std::string_view client_id) {
    const auto id = AppId::parse(client_id);
    return id && !id->is_nil() ? tx.sessions().apps().apps().find(*id) : std::nullopt;
}

std::optional<StoredApp> app_of(Transaction& tx, const AppCredentials& credentials, const AccountRecord& account,
                                Instant now) {
    std::optional<Digest> secret;
    if (!credentials.client_secret.empty()) {
        secret = sessions::read_token(TokenKind::client_secret, credentials.client_secret);
        if (!secret) return std::nullopt;
    }
    auto app = find_app(tx, credentials.client_id);
    if (!app || (app->kind == AppKind::confidential) != secret.has_value()) return std::nullopt;
    if (secret) {
        const bool is_old = app->old_secret_until && now < *app->old_secret_until &&
                            secrets::equal(secret->bytes(), app->old_secret.bytes());
        if (!secrets::equal(secret->bytes(), app->secret.bytes()) && !is_old) return std::nullopt;
    }
    const auto owner = tx.users().find(app->user_id);
    return owner && rules::may_act_as_app(*owner, account, now) ? app : std::nullopt;
}

bool is_live(Transaction& tx, UserId id, AppId app, Instant given, Instant now) {
    const auto user = tx.users().find(id);
    const auto grant = tx.sessions().apps().grants().find({id, app});
    return user && rules::may_sign_in(*user, now) && rules::outlives_suspension(*user, given, now) && grant &&
           grant->created_at <= given;
}

std::string make_code(const Scope& scope, Transaction& tx, const WithUser<StoredSession>& session,
                      const StoredApp& app, const AuthorizationRequest& request, std::vector<std::string> scopes,
                      Instant now) {
    auto& codes = tx.sessions().apps().codes();
    auto open = codes.of_user(session.user.id);
    std::erase_if(open, [](const StoredCode& one) { return !one.family.is_nil(); });
    if (open.size() >= rules::most_open_codes)
        codes.remove(*std::min_element(open.begin(), open.end(),
                                       [](const auto& a, const auto& b) { return a.created_at < b.created_at; }));
    // Not before the consent, even where another machine, whose clock is ahead, has written that down.
    const auto grant = tx.sessions().apps().grants().find({session.user.id, app.id});
    const auto code = sessions::make_token(TokenKind::authorization_code, scope.environment);
    codes.insert({.digest = code.hash,
                  .user_id = session.user.id,
                  .app_id = app.id,
                  .redirect_uri = request.redirect_uri,
                  .challenge = request.code_challenge,
                  .scopes = std::move(scopes),
                  .created_at = grant ? std::max(now, grant->created_at) : now,
                  .expires_at = now + rules::code_lifetime()});
    return std::string(code.text.reveal());
}

TokenResponse begin_tokens(const Scope& scope, Transaction& tx, const StoredCode& code,
                           const AccountRecord& account, std::vector<std::string> scopes, Instant now) {
    auto& stores = tx.sessions().apps();
    const auto refresh = sessions::make_token(TokenKind::refresh, scope.environment);
    StoredTokenFamily family{.family = *sessions::line_of_token(TokenKind::refresh, refresh.text.reveal()),
                             .user_id = code.user_id,
                             .app_id = code.app_id,
                             .scopes = code.scopes,
                             .digest = refresh.hash,
                             .created_at = std::max(now, code.created_at),
                             .rotated_at = now,
                             .expires_at = now + account.policy.app_refresh_lifetime};
    auto used = code;
    used.family = family.family;
    ++used.revision;
    if (!stores.codes().replace(code, used)) return lost_race();

    auto others = stores.families().of_user(code.user_id);
    std::erase_if(others, [&](const StoredTokenFamily& one) { return one.app_id != code.app_id; });
    if (others.size() >= rules::most_token_families)
        end_family(tx, *std::min_element(others.begin(), others.end(),
                                         [](const auto& a, const auto& b) { return a.rotated_at < b.rotated_at; }));
    stores.families().insert(family);
    const auto token = sessions::make_token(TokenKind::access, scope.environment);
    const auto access = access_of(family, token.hash, std::move(scopes), account, now);
    stores.access().insert(access);
    return answer(access, token.text.reveal(), refresh.text.reveal(), now);
}

TokenResponse next_tokens(const Scope& scope, Transaction& tx, const StoredTokenFamily& family,
                          std::string_view token, const AccountRecord& account, std::vector<std::string> scopes,
                          Instant now) {
    auto next = family;
    scope.environment.fill_random(next.salt.raw.data(), next.salt.raw.size());
    next.previous = family.digest;
    next.digest = sessions::next_token(TokenKind::refresh, token, next.salt).hash;
    ++next.generation;
    next.rotated_at = now;
    ++next.revision;
    if (!tx.sessions().apps().families().replace(family, next)) return lost_race();
    // Requests that are under way still have the access token from before, and none older.
    tx.sessions().apps().end_access(family.family, 0, family.generation - 1);
    return same_tokens(tx, next, token, account, std::move(scopes), now);
}

TokenResponse same_tokens(Transaction& tx, const StoredTokenFamily& family, std::string_view token,
                          const AccountRecord& account, std::vector<std::string> scopes, Instant now) {
    const auto refresh = sessions::next_token(TokenKind::refresh, token, family.salt);
    const auto text = sessions::token_beside(TokenKind::access, token, family.salt, rules::to_text(scopes));
    auto access = access_of(family, text.hash, std::move(scopes), account, now);
    if (!tx.sessions().apps().access().insert(access))
        if (const auto there = tx.sessions().apps().access().find(text.hash)) access = *there;
    return answer(access, text.text.reveal(), refresh.text.reveal(), now);
}

bool end_family(Transaction& tx, const StoredTokenFamily& family) {
    const bool ended = tx.sessions().apps().families().remove(family);
    tx.sessions().apps().end_access(family.family, 0, last_generation);
    return ended;
}

void end_apps_of(Transaction& tx, UserId user) {
    auto& stores = tx.sessions().apps();
    stores.grants().remove_of_user(user);
    stores.codes().remove_of_user(user);
    stores.families().remove_of_user(user);
    stores.access().remove_of_user(user);
}

void remove_apps_of(Transaction& tx, UserId user) {
    auto& stores = tx.sessions().apps();
    for (const auto& app : stores.apps().of_user(user))
        if (stores.apps().remove(app)) stores.end_app(app.id);
}

std::optional<Principal> principal_of(const AccessWithUser& found, Instant now) {
    const auto& access = found.record;
    const bool good = rules::may_sign_in(found.user, now) &&
                      rules::outlives_suspension(found.user, access.authorized_at, now) &&
                      rules::may_act_as_app(found.owner, found.account, now) &&
                      found.grant.created_at <= access.authorized_at && now < access.expires_at;
    if (!good) return std::nullopt;
    Principal principal;
    // An app without a scope may do nothing: with none here it would seem to be one that may do everything.
    principal.scopes = rules::scopes_within(access.scopes, found.app.scopes);
    if (principal.scopes.empty()) return std::nullopt;
    principal.user_id = found.user.id;
    principal.role = found.user.role;
    principal.credential = Credential::app;
    principal.app_id = found.app.id;
    principal.authenticated_at = access.authorized_at;
    principal.expires_at = access.expires_at;
    principal.access = access_of(found.user, found.account, found.grants, now, principal.scopes, false);
    return principal;
}

Instant stands_until(const AccessWithUser& found, Instant now) {
    Instant until = found.record.expires_at;
    next_of(until, found.user.suspension_starts_at, now);
    next_of(until, found.owner.suspension_starts_at, now);
    next_of(until, rules::second_factor_required_from(found.user, found.account.policy, found.grants.role), now);
    return until;
}

}  // namespace roster::gate
