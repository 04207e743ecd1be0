// Apps: programs that act for a user with the user's consent.
#include <roster/sessions/apps.hpp>

#include "sessions.hpp"

namespace roster::c {

static_assert(same_enum<AppKind>({ROSTER_APP_CONFIDENTIAL, ROSTER_APP_PUBLIC_CLIENT}));
static_assert(same_enum<OAuthError>({ROSTER_OAUTH_NONE, ROSTER_OAUTH_INVALID_REQUEST, ROSTER_OAUTH_INVALID_CLIENT,
                                     ROSTER_OAUTH_INVALID_GRANT, ROSTER_OAUTH_UNAUTHORIZED_CLIENT,
                                     ROSTER_OAUTH_INVALID_SCOPE, ROSTER_OAUTH_ACCESS_DENIED,
                                     ROSTER_OAUTH_UNSUPPORTED_RESPONSE_TYPE}));
static_assert(same_enum<AuthorizationOutcome>({ROSTER_AUTHORIZATION_GRANTED, ROSTER_AUTHORIZATION_CONSENT_NEEDED,
                                               ROSTER_AUTHORIZATION_DENIED, ROSTER_AUTHORIZATION_REFUSED}));

ROSTER_INPUT(roster_app_fields, scopes);
ROSTER_INPUT(roster_authorization_request, code_challenge_method);

namespace {

// ---- tables -------------------------------------------------------------------------------------------------

template <template <class> class As>
constexpr auto app_fields_rows = [] {
    using C = roster_app_fields;
    using Cpp = AppFields<As>;
    return FieldTable{ROSTER_ROW(name), ROSTER_ROW(website), ROSTER_ROW(redirect_uris), ROSTER_ROW(scopes)};
}();
static_assert(covers<NewApp>(app_fields_rows<Given>));

constexpr auto app_rows = [] {
    using C = roster_app_record;
    using Cpp = App;
    return FieldTable{ROSTER_ROW(name),     ROSTER_ROW(website),     ROSTER_ROW(redirect_uris),
                      ROSTER_ROW(scopes),   ROSTER_ROW(id),          ROSTER_ROW(user_id),
                      ROSTER_ROW(kind),     ROSTER_ROW(secret_hint), ROSTER_ROW(old_secret_until),
                      ROSTER_ROW(revision), ROSTER_ROW(created_at),  ROSTER_ROW(updated_at)};
}();
static_assert(covers<App>(app_rows));

constexpr auto registered_rows = [] {
    using C = roster_registered_app_record;
    using Cpp = RegisteredApp;
    return FieldTable{ROSTER_ROW(app), ROSTER_ROW(secret)};
}();
static_assert(covers<RegisteredApp>(registered_rows));

constexpr auto authorized_rows = [] {
    using C = roster_authorized_app_record;
    using Cpp = AuthorizedApp;
    return FieldTable{ROSTER_ROW(app_id), ROSTER_ROW(user_id),    ROSTER_ROW(name),       ROSTER_ROW(website),
                      ROSTER_ROW(scopes), ROSTER_ROW(granted_at), ROSTER_ROW(changed_at), ROSTER_ROW(last_used_at)};
}();
static_assert(covers<AuthorizedApp>(authorized_rows));

constexpr auto request_rows = [] {
    using C = roster_authorization_request;
    using Cpp = AuthorizationRequest;
    return FieldTable{
        ROSTER_ROW(response_type), ROSTER_ROW(client_id),      ROSTER_ROW(redirect_uri),         ROSTER_ROW(scope),
        ROSTER_ROW(state),         ROSTER_ROW(code_challenge), ROSTER_ROW(code_challenge_method)};
}();
static_assert(covers<AuthorizationRequest>(request_rows));

constexpr auto authorization_rows = [] {
    using C = roster_authorization_record;
    using Cpp = Authorization;
    return FieldTable{ROSTER_ROW(outcome), ROSTER_ROW(error),   ROSTER_ROW(error_description),
                      ROSTER_ROW(app),     ROSTER_ROW(scopes),  ROSTER_ROW(missing),
                      ROSTER_ROW(code),    ROSTER_ROW(redirect)};
}();
static_assert(covers<Authorization>(authorization_rows));

constexpr auto response_rows = [] {
    using C = roster_token_response_record;
    using Cpp = TokenResponse;
    return FieldTable{
        ROSTER_ROW(error),      ROSTER_ROW(error_description), ROSTER_ROW(http_status),   ROSTER_ROW(access_token),
        ROSTER_ROW(token_type), ROSTER_ROW(expires_in),        ROSTER_ROW(refresh_token), ROSTER_ROW(scope)};
}();
static_assert(covers<TokenResponse>(response_rows));

constexpr auto introspection_rows = [] {
    using C = roster_introspection_record;
    using Cpp = Introspection;
    return FieldTable{ROSTER_ROW(error),    ROSTER_ROW(active),     ROSTER_ROW(scope),      ROSTER_ROW(client_id),
                      ROSTER_ROW(username), ROSTER_ROW(token_type), ROSTER_ROW(expires_at), ROSTER_ROW(issued_at),
                      ROSTER_ROW(user_id),  ROSTER_ROW(issuer)};
}();
static_assert(covers<Introspection>(introspection_rows));

// ---- reading ------------------------------------------------------------------------------------------------

template <template <class> class As>
AppFields<As> read_app(Arguments& in, const roster_app_fields* given) {
    AppFields<As> fields;
    take_all(in, "", app_fields_rows<As>, in.sized("fields", in.need("fields", given)), fields);
    return fields;
}

AuthorizationRequest read_request(Arguments& in, const roster_authorization_request* given) {
    AuthorizationRequest request;
    take_all(in, "request", request_rows, in.sized("request", in.need("request", given)), request);
    return request;
}

AppCredentials read_credentials(Arguments& in, const roster_str* client_id, const roster_str* client_secret) {
    return {std::string(in.text("client_id", client_id)),
            std::string(in.optional_text("client_secret", client_secret))};
}

}  // namespace

// ---- writing ------------------------------------------------------------------------------------------------

void write(Shelf& shelf, const App& from, roster_app_record& to) { put_all(shelf, app_rows, from, to); }
void put(Shelf& shelf, const App& from, const roster_app_record*& to) {
    auto* const record = shelf.one<roster_app_record>();
    write(shelf, from, *record);
    to = record;
}
void put(Shelf& shelf, const std::optional<App>& from, const roster_app_record*& to) {
    if (from) put(shelf, *from, to);
}
void write(Shelf& shelf, const RegisteredApp& from, roster_registered_app_record& to) {
    put_all(shelf, registered_rows, from, to);
}
void write(Shelf& shelf, const AuthorizedApp& from, roster_authorized_app_record& to) {
    put_all(shelf, authorized_rows, from, to);
}
void write(Shelf& shelf, const Authorization& from, roster_authorization_record& to) {
    put_all(shelf, authorization_rows, from, to);
}
void write(Shelf& shelf, const TokenResponse& from, roster_token_response_record& to) {
    put_all(shelf, response_rows, from, to);
}
void write(Shelf& shelf, const Introspection& from, roster_introspection_record& to) {
    put_all(shelf, introspection_rows, from, to);
}

}  // namespace roster::c

struct roster_app : roster::c::One<roster::App, roster_app_record> {
    using One::One;
};
struct roster_app_page : roster::c::Many<roster::App, roster_app_record> {
    using Many::Many;
};
struct roster_registered_app
    : roster::c::One<roster::c::Wiping<roster::RegisteredApp>, roster_registered_app_record> {
    using One::One;
};
struct roster_authorized_app_list : roster::c::Many<roster::AuthorizedApp, roster_authorized_app_record> {
    using Many::Many;
};
struct roster_authorization
    : roster::c::One<roster::c::Wiping<roster::Authorization>, roster_authorization_record> {
    using One::One;
};
struct roster_token_response
    : roster::c::One<roster::c::Wiping<roster::TokenResponse>, roster_token_response_record> {
    using One::One;
};
struct roster_introspection : roster::c::One<roster::Introspection, roster_introspection_record> {
    using One::One;
};

using namespace roster;
using namespace roster::c;

const char* roster_app_kind_name(int32_t kind) { return enum_name<AppKind>(kind); }
const char* roster_oauth_error_name(int32_t error) { return enum_name<OAuthError>(error); }
const char* roster_authorization_outcome_name(int32_t outcome) { return enum_name<AuthorizationOutcome>(outcome); }

const roster_app_record* roster_app_view(const roster_app* app) { return view(app); }
void roster_app_free(roster_app* app) { delete app; }

size_t roster_app_page_count(const roster_app_page* page) { return count(page); }
const roster_app_record* roster_app_page_at(const roster_app_page* page, size_t index) { return at(page, index); }
const roster_str* roster_app_page_next(const roster_app_page* page) { return next(page); }
void roster_app_page_free(roster_app_page* page) { delete page; }

const roster_registered_app_record* roster_registered_app_view(const roster_registered_app* app) {
    return view(app);
}
void roster_registered_app_free(roster_registered_app* app) { delete app; }

size_t roster_authorized_app_list_count(const roster_authorized_app_list* apps) { return count(apps); }
const roster_authorized_app_record* roster_authorized_app_list_at(const roster_authorized_app_list* apps,
                                                                  size_t index) {
    return at(apps, index);
}
void roster_authorized_app_list_free(roster_authorized_app_list* apps) { delete apps; }

const roster_authorization_record* roster_authorization_view(const roster_authorization* authorization) {
    return view(authorization);
}
void roster_authorization_free(roster_authorization* authorization) { delete authorization; }

const roster_token_response_record* roster_token_response_view(const roster_token_response* response) {
    return view(response);
}
void roster_token_response_free(roster_token_response* response) { delete response; }

const roster_introspection_record* roster_introspection_view(const roster_introspection* introspection) {
    return view(introspection);
}
void roster_introspection_free(roster_introspection* introspection) { delete introspection; }

void roster_app_fields_init(roster_app_fields* fields, uint32_t struct_size) { init(fields, struct_size); }
void roster_authorization_request_init(roster_authorization_request* request, uint32_t struct_size) {
    init(request, struct_size);
}

// ---- my apps ------------------------------------------------------------------------------------------------

roster_status roster_apps_create(const roster_account* account, const roster_actor* actor,
                                 const roster_app_fields* fields, int32_t kind, roster_registered_app** app,
                                 roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("app", app));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto what = read_app<Given>(in, fields);
        const auto which = in.choice<AppKind>("kind", kind).value_or(AppKind::confidential);
        in.done();
        result.give(account->value.apps().create(who, what, which));
    });
}

roster_status roster_apps_update(const roster_account* account, const roster_actor* actor, const roster_app_id* id,
                                 const roster_app_fields* fields, int64_t expected, roster_app** app,
                                 roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(app);
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto which = in.id<AppId>("id", id);
        const auto patch = read_app<Change>(in, fields);
        in.done();
        result.give(account->value.apps().update(who, which, patch, Arguments::expected(expected)));
    });
}

roster_status roster_apps_rotate_secret(const roster_account* account, const roster_actor* actor,
                                        const roster_app_id* id, int64_t overlap, roster_registered_app** app,
                                        roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("app", app));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto which = in.id<AppId>("id", id);
        in.done();
        result.give(account->value.apps().rotate_secret(who, which, boost::posix_time::microseconds(overlap)));
    });
}

roster_status roster_apps_remove(const roster_account* account, const roster_actor* actor, const roster_app_id* id,
                                 roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto which = in.id<AppId>("id", id);
        in.done();
        account->value.apps().remove(who, which);
    });
}

roster_status roster_apps_get(const roster_account* account, const roster_actor* actor, const roster_app_id* id,
                              roster_app** app, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("app", app));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto which = in.id<AppId>("id", id);
        in.done();
        result.give(account->value.apps().get(who, which));
    });
}

roster_status roster_apps_list(const roster_account* account, const roster_actor* actor, const roster_user_id* user,
                               roster_app_page** apps, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("apps", apps));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto whose = in.id<UserId>("user", user);
        in.done();
        result.give(account->value.apps().list(who, whose));
    });
}

roster_status roster_apps_all(const roster_account* account, const roster_actor* actor,
                              const roster_page_request* page, roster_app_page** apps, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("apps", apps));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto part = in.page(page);
        in.done();
        result.give(account->value.apps().all(who, part));
    });
}

// ---- the authorization endpoint -----------------------------------------------------------------------------

roster_status roster_apps_authorize(const roster_account* account, const roster_str* token,
                                    const roster_authorization_request* request,
                                    roster_authorization** authorization, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("authorization", authorization));
        in.need("account", account);
        const auto session = in.text("token", token);
        const auto what = read_request(in, request);
        in.done();
        result.give(account->value.apps().authorize(session, what));
    });
}

roster_status roster_apps_consent(const roster_account* account, const roster_str* token,
                                  const roster_authorization_request* request, const roster_str_list* agreed,
                                  roster_authorization** authorization, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("authorization", authorization));
        in.need("account", account);
        const auto session = in.text("token", token);
        const auto what = read_request(in, request);
        const auto scopes = in.texts("agreed", agreed);
        in.done();
        result.give(account->value.apps().consent(session, what, scopes));
    });
}

roster_status roster_apps_decline(const roster_account* account, const roster_str* token,
                                  const roster_authorization_request* request, roster_authorization** authorization,
                                  roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("authorization", authorization));
        in.need("account", account);
        const auto session = in.text("token", token);
        const auto what = read_request(in, request);
        in.done();
        result.give(account->value.apps().decline(session, what));
    });
}

// ---- the token endpoint and its neighbours ------------------------------------------------------------------

roster_status roster_apps_exchange_code(const roster_account* account, const roster_str* client_id,
                                        const roster_str* client_secret, const roster_str* code,
                                        const roster_str* redirect_uri, const roster_str* code_verifier,
                                        roster_token_response** response, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("response", response));
        in.need("account", account);
        const Wiping<AppCredentials> app = read_credentials(in, client_id, client_secret);
        const auto text = in.text("code", code);
        const auto redirect = in.text("redirect_uri", redirect_uri);
        const auto verifier = in.text("code_verifier", code_verifier);
        in.done();
        result.give(account->value.apps().exchange_code(app, text, redirect, verifier));
    });
}

roster_status roster_apps_refresh(const roster_account* account, const roster_str* client_id,
                                  const roster_str* client_secret, const roster_str* refresh_token,
                                  const roster_str* scope, roster_token_response** response, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("response", response));
        in.need("account", account);
        const Wiping<AppCredentials> app = read_credentials(in, client_id, client_secret);
        const auto text = in.text("refresh_token", refresh_token);
        const auto wanted = in.optional_text("scope", scope);
        in.done();
        result.give(account->value.apps().refresh(app, text, wanted));
    });
}

roster_status roster_apps_introspect(const roster_account* account, const roster_str* client_id,
                                     const roster_str* client_secret, const roster_str* token,
                                     roster_introspection** introspection, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("introspection", introspection));
        in.need("account", account);
        const Wiping<AppCredentials> app = read_credentials(in, client_id, client_secret);
        const auto text = in.text("token", token);
        in.done();
        result.give(account->value.apps().introspect(app, text));
    });
}

roster_status roster_apps_look_up(const roster_account* account, const roster_actor* actor, const roster_str* token,
                                  roster_introspection** introspection, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("introspection", introspection));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto text = in.text("token", token);
        in.done();
        result.give(account->value.apps().look_up(who, text));
    });
}

roster_status roster_apps_revoke_token(const roster_account* account, const roster_str* client_id,
                                       const roster_str* client_secret, const roster_str* token, int32_t* outcome,
                                       roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        in.need("account", account);
        const Wiping<AppCredentials> app = read_credentials(in, client_id, client_secret);
        const auto text = in.text("token", token);
        in.done();
        const auto came = account->value.apps().revoke_token(app, text);
        if (outcome != nullptr) *outcome = static_cast<std::int32_t>(came);
    });
}

// ---- authorized apps ----------------------------------------------------------------------------------------

roster_status roster_apps_authorized(const roster_account* account, const roster_actor* actor,
                                     const roster_user_id* user, roster_authorized_app_list** apps,
                                     roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("apps", apps));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto whose = in.id<UserId>("user", user);
        in.done();
        result.give(account->value.apps().authorized(who, whose));
    });
}

roster_status roster_apps_revoke(const roster_account* account, const roster_actor* actor,
                                 const roster_user_id* user, const roster_app_id* app, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto whose = in.id<UserId>("user", user);
        const auto which = in.id<AppId>("app", app);
        in.done();
        account->value.apps().revoke(who, whose, which);
    });
}
