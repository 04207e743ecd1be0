// The desk with apps: what an app's maker, the host and the browser do.
#pragma once

#include "sessions/door.hpp"

#include <roster/sessions/apps_rules.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace roster::test {

/// The example of RFC 7636, appendix B.
inline constexpr std::string_view rfc_verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
inline constexpr std::string_view rfc_challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

inline const std::string callback = "https://app.example/callback";
inline const std::string on_device = "http://127.0.0.1/callback";

class AppsDesk : public Door {
protected:
    AppsDesk() : apps(desk.apps()) {
        made = apps.create(as(admin), {.name = "Exporter",
                                       .website = "https://app.example/",
                                       .redirect_uris = {callback, "https://app.example/other?a=b"},
                                       .scopes = {"tickets:read", "tickets:write", "users:read"}});
        native = apps.create(as(admin),
                             {.name = "Pocket", .redirect_uris = {on_device, callback}, .scopes = {"tickets:read"}},
                             AppKind::public_client);
        session = let_in(agent).token;
    }

    AppCredentials credentials() const { return {to_string(made.app.id), made.secret}; }
    AppCredentials native_credentials() const { return {to_string(native.app.id), ""}; }

    AuthorizationRequest request(const std::string& scope = "tickets:read tickets:write") const {
        return {.response_type = "code",
                .client_id = to_string(made.app.id),
                .redirect_uri = callback,
                .scope = scope,
                .state = "st/1",
                .code_challenge = std::string(rfc_challenge),
                .code_challenge_method = "S256"};
    }
    AuthorizationRequest native_request(const std::string& redirect = "http://127.0.0.1:49152/callback") const {
        auto asked = request("tickets:read");
        asked.client_id = to_string(native.app.id);
        asked.redirect_uri = redirect;
        return asked;
    }
    /// The user agrees to all of it.
    Authorization agree(const AuthorizationRequest& asked) { return agree(session, asked); }
    Authorization agree(const std::string& token, const AuthorizationRequest& asked) {
        return apps.consent(token, asked, rules::scopes_of(asked.scope));
    }
    std::string code(const std::string& scope = "tickets:read tickets:write") { return agree(request(scope)).code; }
    TokenResponse exchange(std::string_view code) {
        return apps.exchange_code(credentials(), code, callback, rfc_verifier);
    }
    TokenResponse refresh(std::string_view token, std::string_view scope = {}) {
        return apps.refresh(credentials(), token, scope);
    }
    TokenResponse tokens() { return exchange(code()); }

    static std::string said(const TokenResponse& answer) {
        EXPECT_EQ(answer.error == OAuthError::none, answer.error_description.empty());
        EXPECT_EQ(answer.error == OAuthError::none, !answer.access_token.empty() && !answer.refresh_token.empty());
        EXPECT_EQ(answer.http_status, rules::http_status(answer.error));
        return std::string(to_string(answer.error));
    }
    static std::string said(const Authorization& answer) {
        const bool fault =
            answer.outcome == AuthorizationOutcome::denied || answer.outcome == AuthorizationOutcome::refused;
        EXPECT_EQ(fault, answer.error != OAuthError::none);
        EXPECT_EQ(fault, !answer.error_description.empty());
        EXPECT_EQ(answer.code.empty(), answer.outcome != AuthorizationOutcome::granted);
        const bool sent =
            answer.outcome == AuthorizationOutcome::denied || answer.outcome == AuthorizationOutcome::granted;
        EXPECT_EQ(sent, !answer.redirect.empty());
        return std::string(to_string(answer.outcome)) + (fault ? " " + std::string(to_string(answer.error)) : "");
    }
    std::size_t count_events(std::string_view kind) const {
        const auto kinds = event_kinds();
        return static_cast<std::size_t>(std::count(kinds.begin(), kinds.end(), kind));
    }

    Apps apps;
    RegisteredApp made, native;
    std::string session;
};

}  // namespace roster::test
