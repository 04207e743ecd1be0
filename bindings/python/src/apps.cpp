#include "module.hpp"
#include "services.hpp"

#include <roster/sessions/apps.hpp>

namespace roster::python {

namespace {

// What an app shows of itself is a struct in C++; in Python its members are arguments.

AppCredentials credentials(const std::string& client_id, const std::optional<std::string>& client_secret) {
    return {client_id, client_secret.value_or("")};
}

TokenResponse exchange_code(const Apps& self, const std::string& client_id, const std::string& code,
                            const std::string& redirect_uri, const std::string& code_verifier,
                            const std::optional<std::string>& client_secret) {
    return self.exchange_code(credentials(client_id, client_secret), code, redirect_uri, code_verifier);
}

TokenResponse refresh(const Apps& self, const std::string& client_id, const std::string& refresh_token,
                      const std::optional<std::string>& client_secret, const std::optional<std::string>& scope) {
    return self.refresh(credentials(client_id, client_secret), refresh_token, scope.value_or(""));
}

Introspection introspect(const Apps& self, const std::string& client_id, const std::string& token,
                         const std::optional<std::string>& client_secret) {
    return self.introspect(credentials(client_id, client_secret), token);
}

OAuthError revoke_token(const Apps& self, const std::string& client_id, const std::string& token,
                        const std::optional<std::string>& client_secret) {
    return self.revoke_token(credentials(client_id, client_secret), token);
}

RegisteredApp create(const Apps& self, const Actor& actor, const NewApp& app, const std::optional<AppKind>& kind) {
    return self.create(actor, app, kind.value_or(AppKind::confidential));
}

Authorization consent(const Apps& self, const std::string& token, const std::vector<std::string>& agreed,
                      const AuthorizationRequest& request) {
    return self.consent(token, request, agreed);
}

}  // namespace

void bind_apps(py::module_& module) {
    bind_enum<AppKind>(module);
    bind_enum<OAuthError>(module);
    bind_enum<AuthorizationOutcome>(module);
    bind_record<App>(module, "An app as it is listed (HU-15). Its id as text is the client_id.");
    bind_record<RegisteredApp>(module, "An app with the secret that was just made for it, shown here once.");
    bind_record<AuthorizedApp>(module, "An app that a user let in (HU-7).");
    bind_record<Authorization>(module, "What came of a request for authorization.");
    bind_record<TokenResponse>(module, "What to answer at the token endpoint (RFC 6749, 5.1 and 5.2).");
    bind_record<Introspection>(module, "What is told of a token (RFC 7662, 2.2).");

    Service<Apps>(module,
                  "Registered OAuth apps of one account, and what its users let them do (HU-7, HU-15, BX-13).")
        .call("create", &create, "actor, /, *, **app, kind=None",
              "Registers an app of the acting user; confidential unless another kind is given.")
        .call("update", &Apps::update, "actor, id, /, *, **patch, expected=None",
              "Changes the given fields. A scope taken away is gone from every token at once.")
        .call("rotate_secret", &Apps::rotate_secret, "actor, id, /, *, overlap",
              "A new secret in place of the old one, which works on until `overlap` has passed. Its owner only.")
        .call("remove", &Apps::remove, "actor, id, /",
              "Takes an app away with everybody's consent, codes and tokens.")
        .call("get", &Apps::get, "actor, id, /", "One app; NotFound when there is none.")
        .call("list", &Apps::list, "actor, user, /", "The apps a user registered.")
        .list("all", "all_apps", &Apps::all, "actor, /, *, **page",
              "Everybody's apps, the oldest first. Administrators and the system.")
        .call("authorize", &Apps::authorize, "token, /, *, **request",
              "Whether this app may be let in: at once where the user agreed before, else by consent().")
        .call("consent", &consent, "token, agreed, /, *, **request",
              "The user agrees to some or all of the scopes asked for, and the app is let in with these.")
        .call("decline", &Apps::decline, "token, /, *, **request", "The user does not agree: the app is told so.")
        .call("exchange_code", &exchange_code,
              "client_id, /, *, code, redirect_uri, code_verifier, client_secret=None", "Gives tokens for a code.")
        .call("refresh", &refresh, "client_id, /, *, refresh_token, client_secret=None, scope=None",
              "Gives new tokens for a refresh token, which is used up.")
        .call("introspect", &introspect, "client_id, token, /, *, client_secret=None",
              "What an app's own token is worth (RFC 7662). Confidential clients only.")
        .call("look_up", &Apps::look_up, "actor, token, /",
              "The same of any app's token, for a host's own resource servers. The system only.")
        .call("revoke_token", &revoke_token, "client_id, token, /, *, client_secret=None",
              "The app gives a token back (RFC 7009). One that is not good is no error.")
        .call("authorized", &Apps::authorized, "actor, user, /", "The apps a user let in (HU-7).")
        .call("revoke", &Apps::revoke, "actor, user, app, /",
              "Ends an app's access for a user at once, with all its tokens.");
}

}  // namespace roster::python
