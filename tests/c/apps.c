/* Apps: what a host, an app's maker and a browser do (HU-7, HU-15, BX-13). */
#include "support.h"

static struct world w;
static roster_actor grace;
static roster_app_id app_id;
static char client_id[40], secret[80], session[80];
static roster_str client, shared, token;

/* The example of RFC 7636, appendix B. */
#define VERIFIER ROSTER_STR("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
#define CHALLENGE ROSTER_STR("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
#define CALLBACK ROSTER_STR("https://app.example/callback")

static const roster_str callbacks[] = {{"https://app.example/callback", 28}};
static const roster_str_list redirects = {callbacks, 1};
static const roster_str scope_items[] = {{"tickets:read", 12}, {"tickets:write", 13}};
static const roster_str_list scopes = {scope_items, 2};

static void keep(char* to, size_t size, roster_str* view, roster_str from) {
    CHECK(from.len > 0 && from.len < size);
    if (from.len >= size) exit(2);
    memcpy(to, from.data, from.len);
    to[from.len] = '\0';
    roster_str_init(view, to);
}

/** A desk whose owner registered an app, and Grace, who is signed in. */
static void open_apps(void) {
    roster_registered_app* made = NULL;
    roster_sign_in* sign_in = NULL;
    roster_app_fields fields = {ROSTER_SIZED(roster_app_fields), .name = ROSTER_STR("Exporter"),
                                .website = ROSTER_STR("https://app.example/"), .redirect_uris = &redirects,
                                .scopes = &scopes};
    const roster_registered_app_record* r;
    open_world(&w);
    grace = w.owner;
    grace.user =
        add_user(w.desk, &w.host, "Grace", "grace@acme.example", roster_role_user(), ROSTER_ONBOARDING_ACTIVE);
    OK(roster_sessions_link_identity(w.desk, &w.host, &grace.user, &ROSTER_STR("i"), &ROSTER_STR("g"), &error));
    OK(roster_sessions_sign_in_with_identity(w.desk, &ROSTER_STR("i"), &ROSTER_STR("g"), NULL, &sign_in, &error));
    keep(session, sizeof session, &token, roster_sign_in_view(sign_in)->token);
    roster_sign_in_free(sign_in);

    OK(roster_apps_create(w.desk, &w.owner, &fields, 0, &made, &error));
    r = roster_registered_app_view(made);
    if (r == NULL) exit(2);
    CHECK(r->struct_size == sizeof *r && r->app->struct_size == sizeof *r->app);
    CHECK(r->app->kind == ROSTER_APP_CONFIDENTIAL && IS(r->app->name, "Exporter") && r->app->revision == 1);
    CHECK(IS(r->app->website, "https://app.example/") && r->app->redirect_uris.count == 1);
    CHECK(r->app->scopes.count == 2 && IS(r->app->scopes.items[1], "tickets:write"));
    CHECK(memcmp(&r->app->user_id, &w.owner.user, 16) == 0 && r->app->old_secret_until == ROSTER_NO_TIME);
    CHECK(memcmp(r->app->secret_hint.data, r->secret.data, 9) == 0);
    app_id = r->app->id;
    keep(secret, sizeof secret, &shared, r->secret);
    roster_registered_app_free(made);
    roster_id_format(app_id.bytes, client_id);
    roster_str_init(&client, client_id);
}

static roster_authorization_request request_of(const char* scope) {
    roster_authorization_request request = {ROSTER_SIZED(roster_authorization_request),
                                            .response_type = ROSTER_STR("code"),
                                            .redirect_uri = CALLBACK,
                                            .state = ROSTER_STR("s"),
                                            .code_challenge = CHALLENGE,
                                            .code_challenge_method = ROSTER_STR("S256")};
    request.client_id = client;
    roster_str_init(&request.scope, scope);
    return request;
}

/** Grace agrees; the code. */
static void let_in(char* code, size_t size, roster_str* view) {
    const roster_authorization_request request = request_of("tickets:read tickets:write");
    roster_authorization* answer = NULL;
    OK(roster_apps_consent(w.desk, &token, &request, &scopes, &answer, &error));
    CHECK(roster_authorization_view(answer)->outcome == ROSTER_AUTHORIZATION_GRANTED);
    keep(code, size, view, roster_authorization_view(answer)->code);
    roster_authorization_free(answer);
}

static roster_token_response* exchange(const roster_str* code) {
    roster_token_response* response = NULL;
    OK(roster_apps_exchange_code(w.desk, &client, &shared, code, &CALLBACK, &VERIFIER, &response, &error));
    if (response == NULL) exit(2);
    return response;
}

static int is_good(roster_str access) {
    roster_principal* principal = NULL;
    int good;
    OK(roster_sessions_validate(w.desk, &access, &principal, &error));
    good = principal != NULL;
    roster_principal_free(principal);
    return good;
}

static void HU_15_my_apps(void) {
    roster_app* app = NULL;
    roster_app_page* page = NULL;
    roster_app_id public_id;
    roster_registered_app* made = NULL;
    const roster_str none_items[] = {ROSTER_STR("a b")};
    const roster_str_list none = {none_items, 1};
    roster_app_fields fields = {ROSTER_SIZED(roster_app_fields), .name = ROSTER_STR("Carrier")};
    roster_page_request one = {ROSTER_SIZED(roster_page_request), .limit = 1};
    const roster_str_list nothing = {NULL, 0};
    roster_actor narrow;
    open_apps();
    narrow = grace;
    narrow.limited_to = &nothing;
    OK(roster_apps_update(w.desk, &w.owner, &app_id, &fields, 1, &app, &error));
    CHECK(IS(roster_app_view(app)->name, "Carrier") && roster_app_view(app)->revision == 2);
    CHECK(IS(roster_app_view(app)->website, "https://app.example/"));
    roster_app_free(app);
    FAILS(ROSTER_ABORTED, "apps.changed", roster_apps_update(w.desk, &w.owner, &app_id, &fields, 1, NULL, &error));
    fields.scopes = &none;
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "apps.invalid", "scopes[0]",
             roster_apps_update(w.desk, &w.owner, &app_id, &fields, 0, NULL, &error));
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "apps.invalid", "redirect_uris",
             roster_apps_create(w.desk, &w.owner, &fields, ROSTER_APP_PUBLIC_CLIENT, &made, &error));
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.value", "kind",
             roster_apps_create(w.desk, &w.owner, &fields, 9, &made, &error));
    fields.scopes = &scopes;
    fields.redirect_uris = &redirects;
    FAILS(ROSTER_PERMISSION_DENIED, "apps.own_only",
          roster_apps_create(w.desk, &w.host, &fields, 0, &made, &error));
    FAILS(ROSTER_PERMISSION_DENIED, "apps.not_permitted",
          roster_apps_create(w.desk, &narrow, &fields, 0, &made, &error));
    CHECK(made == NULL);
    OK(roster_apps_create(w.desk, &grace, &fields, ROSTER_APP_PUBLIC_CLIENT, &made, &error));
    CHECK(roster_registered_app_view(made)->secret.len == 0);
    CHECK(roster_registered_app_view(made)->app->kind == ROSTER_APP_PUBLIC_CLIENT);
    public_id = roster_registered_app_view(made)->app->id;
    roster_registered_app_free(made);
    FAILS(ROSTER_FAILED_PRECONDITION, "apps.no_secret",
          roster_apps_rotate_secret(w.desk, &grace, &public_id, 0, &made, &error));
    OK(roster_apps_all(w.desk, &w.host, &one, &page, &error));
    CHECK(roster_app_page_count(page) == 1 && roster_app_page_next(page) != NULL);
    CHECK(memcmp(&roster_app_page_at(page, 0)->id, &app_id, 16) == 0 && roster_app_page_at(page, 1) == NULL);
    roster_app_page_free(page);
    OK(roster_apps_list(w.desk, &grace, &grace.user, &page, &error));
    CHECK(roster_app_page_count(page) == 1 && roster_app_page_next(page) == NULL);
    roster_app_page_free(page);
    FAILS(ROSTER_PERMISSION_DENIED, "users.not_administrator",
          roster_apps_get(w.desk, &grace, &app_id, &app, &error));

    OK(roster_apps_rotate_secret(w.desk, &w.owner, &app_id, 3600 * SECOND, &made, &error));
    CHECK(roster_registered_app_view(made)->app->old_secret_until == now + 3600 * SECOND);
    CHECK(!IS(roster_registered_app_view(made)->secret, secret));
    roster_registered_app_free(made);
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "apps.invalid", "overlap",
             roster_apps_rotate_secret(w.desk, &w.owner, &app_id, INT64_MIN, &made, &error));
    OK(roster_apps_remove(w.desk, &w.owner, &app_id, &error));
    FAILS(ROSTER_NOT_FOUND, "apps.unknown", roster_apps_get(w.desk, &w.owner, &app_id, &app, &error));
    CHECK(app == NULL);
    close_world(&w);
}

static void BX_13_asked_agreed_and_declined(void) {
    roster_authorization_request request;
    roster_authorization* answer = NULL;
    const roster_authorization_record* r;
    const roster_str_list nothing = {NULL, 0};
    roster_str_list agreed = {NULL, 1};
    open_apps();
    request = request_of("tickets:read");
    OK(roster_apps_authorize(w.desk, &token, &request, &answer, &error));
    r = roster_authorization_view(answer);
    CHECK(r->struct_size == sizeof *r && r->outcome == ROSTER_AUTHORIZATION_CONSENT_NEEDED);
    CHECK(r->error == ROSTER_OAUTH_NONE && IS(r->app->name, "Exporter") && r->missing.count == 1);
    CHECK(IS(r->scopes.items[0], "tickets:read") && r->code.len == 0 && r->redirect.len == 0);
    roster_authorization_free(answer);
    OK(roster_apps_decline(w.desk, &token, &request, &answer, &error));
    r = roster_authorization_view(answer);
    CHECK(r->outcome == ROSTER_AUTHORIZATION_DENIED && r->error == ROSTER_OAUTH_ACCESS_DENIED);
    CHECK(strstr(r->redirect.data, "https://app.example/callback?error=access_denied&") == r->redirect.data);
    roster_authorization_free(answer);
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "apps.invalid", "agreed",
             roster_apps_consent(w.desk, &token, &request, &nothing, &answer, &error));
    agreed.items = &request.scope;
    OK(roster_apps_consent(w.desk, &token, &request, &agreed, &answer, &error));
    r = roster_authorization_view(answer);
    CHECK(r->outcome == ROSTER_AUTHORIZATION_GRANTED && r->code.len == 53 &&
          strstr(r->redirect.data, r->code.data) != NULL);
    roster_authorization_free(answer);
    request.redirect_uri = ROSTER_STR("https://evil.example/");
    OK(roster_apps_authorize(w.desk, &token, &request, &answer, &error));
    r = roster_authorization_view(answer);
    CHECK(r->outcome == ROSTER_AUTHORIZATION_REFUSED && r->app == NULL && r->redirect.len == 0);
    CHECK(strcmp(roster_oauth_error_name(r->error), "invalid_request") == 0 && r->error_description.len > 0);
    roster_authorization_free(answer);
    FAILS(ROSTER_UNAUTHENTICATED, "sessions.no_session",
          roster_apps_authorize(w.desk, &ROSTER_STR("none"), &request, &answer, &error));
    CHECK(answer == NULL);
    CHECK(strcmp(roster_app_kind_name(2), "public_client") == 0 && strcmp(roster_app_kind_name(3), "unknown") == 0);
    CHECK(strcmp(roster_authorization_outcome_name(1), "granted") == 0);
    close_world(&w);
}

static void BX_13_tokens(void) {
    char code[80], first[80], access[80];
    roster_str the_code, old_token, the_access;
    int32_t outcome = 0;
    roster_token_response* response;
    roster_introspection* told = NULL;
    roster_principal* principal = NULL;
    const roster_token_response_record* r;
    open_apps();
    let_in(code, sizeof code, &the_code);
    response = NULL;
    OK(roster_apps_exchange_code(w.desk, &client, NULL, &the_code, &CALLBACK, &VERIFIER, &response, &error));
    r = roster_token_response_view(response);
    CHECK(r->error == ROSTER_OAUTH_INVALID_CLIENT && r->http_status == 401 && r->access_token.len == 0);
    roster_token_response_free(response);
    response = exchange(&the_code);
    r = roster_token_response_view(response);
    CHECK(r->struct_size == sizeof *r && r->error == ROSTER_OAUTH_NONE && r->http_status == 200);
    CHECK(IS(r->token_type, "Bearer") && r->expires_in == 3600 && IS(r->scope, "tickets:read tickets:write"));
    keep(first, sizeof first, &old_token, r->refresh_token);
    keep(access, sizeof access, &the_access, r->access_token);
    OK(roster_sessions_validate(w.desk, &r->access_token, &principal, &error));
    CHECK(roster_principal_view(principal)->credential == ROSTER_CREDENTIAL_APP);
    CHECK(memcmp(&roster_principal_view(principal)->app_id, &app_id, 16) == 0);
    CHECK(memcmp(&roster_principal_view(principal)->user_id, &grace.user, 16) == 0);
    roster_principal_free(principal);
    roster_token_response_free(response);

    OK(roster_apps_introspect(w.desk, &client, &shared, &the_access, &told, &error));
    CHECK(roster_introspection_view(told)->active == ROSTER_YES &&
          IS(roster_introspection_view(told)->client_id, client_id));
    CHECK(roster_introspection_view(told)->expires_at == now + 3600 * SECOND);
    CHECK(IS(roster_introspection_view(told)->username, "grace@acme.example"));
    roster_introspection_free(told);
    OK(roster_apps_look_up(w.desk, &w.host, &ROSTER_STR("racc_x"), &told, &error));
    CHECK(roster_introspection_view(told)->active == ROSTER_NO && roster_introspection_view(told)->scope.len == 0);
    CHECK(roster_introspection_view(told)->expires_at == ROSTER_NO_TIME);
    roster_introspection_free(told);
    FAILS(ROSTER_PERMISSION_DENIED, "users.system_only",
          roster_apps_look_up(w.desk, &w.owner, &the_access, &told, &error));
    CHECK(told == NULL);

    OK(roster_apps_refresh(w.desk, &client, &shared, &old_token, &ROSTER_STR("tickets:read"), &response, &error));
    CHECK(IS(roster_token_response_view(response)->scope, "tickets:read"));
    keep(access, sizeof access, &the_access, roster_token_response_view(response)->access_token);
    roster_token_response_free(response);
    now += 31 * SECOND;
    OK(roster_apps_refresh(w.desk, &client, &shared, &old_token, NULL, &response, &error));
    CHECK(roster_token_response_view(response)->error == ROSTER_OAUTH_INVALID_GRANT);
    roster_token_response_free(response);
    CHECK(!is_good(the_access)); /* the old one came again */

    let_in(code, sizeof code, &the_code);
    response = exchange(&the_code);
    keep(access, sizeof access, &the_access, roster_token_response_view(response)->access_token);
    roster_token_response_free(response);
    OK(roster_apps_revoke_token(w.desk, &client, NULL, &the_access, &outcome, &error));
    CHECK(outcome == ROSTER_OAUTH_INVALID_CLIENT && is_good(the_access));
    OK(roster_apps_revoke_token(w.desk, &client, &shared, &the_access, &outcome, &error));
    CHECK(outcome == ROSTER_OAUTH_NONE && !is_good(the_access));
    OK(roster_apps_revoke_token(w.desk, &client, &shared, &the_access, NULL, &error));
    close_world(&w);
}

static void HU_7_authorized_apps(void) {
    char code[80], access[80];
    roster_str the_code, the_access;
    roster_token_response* response;
    roster_authorized_app_list* list = NULL;
    const roster_authorized_app_record* r;
    open_apps();
    let_in(code, sizeof code, &the_code);
    response = exchange(&the_code);
    keep(access, sizeof access, &the_access, roster_token_response_view(response)->access_token);
    roster_token_response_free(response);
    OK(roster_apps_authorized(w.desk, &grace, &grace.user, &list, &error));
    CHECK(roster_authorized_app_list_count(list) == 1 && roster_authorized_app_list_at(list, 1) == NULL);
    r = roster_authorized_app_list_at(list, 0);
    CHECK(r->struct_size == sizeof *r && IS(r->name, "Exporter") && r->scopes.count == 2);
    CHECK(r->granted_at == now && r->last_used_at == ROSTER_NO_TIME && memcmp(&r->app_id, &app_id, 16) == 0);
    roster_authorized_app_list_free(list);
    CHECK(is_good(the_access));
    OK(roster_apps_revoke(w.desk, &grace, &grace.user, &app_id, &error));
    CHECK(!is_good(the_access));
    FAILS(ROSTER_NOT_FOUND, "apps.unknown", roster_apps_revoke(w.desk, &grace, &grace.user, &app_id, &error));
    close_world(&w);
}

static void NULL_pointers(void) {
    roster_authorization* answer = NULL;
    roster_token_response* response = NULL;
    roster_introspection* told = NULL;
    roster_app_page* page = NULL;
    roster_authorized_app_list* list = NULL;
    roster_authorization_request request;
    open_apps();
    request = request_of("tickets:read");
#define NULLS(field, call) FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.null", field, call)
    NULLS("fields", roster_apps_create(w.desk, &w.owner, NULL, 0, NULL, &error));
    NULLS("id", roster_apps_update(w.desk, &w.owner, NULL, NULL, 0, NULL, &error));
    NULLS("app", roster_apps_rotate_secret(w.desk, &w.owner, &app_id, 0, NULL, &error));
    NULLS("account", roster_apps_remove(NULL, &w.owner, &app_id, &error));
    NULLS("id", roster_apps_get(w.desk, &w.owner, NULL, NULL, &error));
    NULLS("user", roster_apps_list(w.desk, &w.owner, NULL, &page, &error));
    NULLS("apps", roster_apps_all(w.desk, &w.owner, NULL, NULL, &error));
    NULLS("request", roster_apps_authorize(w.desk, &token, NULL, &answer, &error));
    NULLS("token", roster_apps_consent(w.desk, NULL, &request, &scopes, &answer, &error));
    NULLS("authorization", roster_apps_decline(w.desk, &token, &request, NULL, &error));
    NULLS("client_id", roster_apps_exchange_code(w.desk, NULL, NULL, NULL, NULL, NULL, &response, &error));
    NULLS("code_verifier",
          roster_apps_exchange_code(w.desk, &client, &shared, &token, &CALLBACK, NULL, &response, &error));
    NULLS("refresh_token", roster_apps_refresh(w.desk, &client, &shared, NULL, NULL, &response, &error));
    NULLS("token", roster_apps_introspect(w.desk, &client, &shared, NULL, &told, &error));
    NULLS("introspection", roster_apps_look_up(w.desk, &w.host, &token, NULL, &error));
    NULLS("token", roster_apps_revoke_token(w.desk, &client, &shared, NULL, NULL, &error));
    NULLS("user", roster_apps_authorized(w.desk, &w.owner, NULL, &list, &error));
    NULLS("app", roster_apps_revoke(w.desk, &w.owner, &w.owner.user, NULL, &error));
    CHECK(answer == NULL && response == NULL && told == NULL && page == NULL && list == NULL);
    CHECK(roster_app_view(NULL) == NULL && roster_registered_app_view(NULL) == NULL);
    CHECK(roster_authorization_view(NULL) == NULL && roster_token_response_view(NULL) == NULL);
    CHECK(roster_introspection_view(NULL) == NULL && roster_app_page_at(NULL, 0) == NULL);
    CHECK(roster_authorized_app_list_count(NULL) == 0 && roster_app_page_next(NULL) == NULL);
    roster_app_free(NULL);
    roster_app_page_free(NULL);
    roster_registered_app_free(NULL);
    roster_authorized_app_list_free(NULL);
    roster_authorization_free(NULL);
    roster_token_response_free(NULL);
    roster_introspection_free(NULL);
    close_world(&w);
}

static void switched_off(void) {
    char code[80];
    roster_str the_code;
    int32_t on = -1;
    roster_account_details* details = NULL;
    roster_token_response* response;
    roster_features off = {ROSTER_SIZED(roster_features), .apps = ROSTER_NO};
    roster_policy policy = {ROSTER_SIZED(roster_policy), .app_access_lifetime = 600 * SECOND,
                            .app_refresh_idle = 7200 * SECOND, .app_refresh_lifetime = 9000 * SECOND};
    roster_account_fields fields = {ROSTER_SIZED(roster_account_fields), .policy = &policy};
    open_apps();
    OK(roster_account_update(w.desk, &w.host, &fields, 0, &details, &error));
    CHECK(roster_account_details_view(details)->policy->app_refresh_idle == 7200 * SECOND);
    CHECK(roster_account_details_view(details)->policy->app_refresh_lifetime == 9000 * SECOND);
    OK(roster_account_feature_on(details, ROSTER_FEATURE_APPS, &on, &error));
    CHECK(on == 1);
    roster_account_details_free(details);
    let_in(code, sizeof code, &the_code);
    fields.policy = NULL;
    fields.features = &off;
    OK(roster_account_update(w.desk, &w.host, &fields, 0, &details, &error));
    OK(roster_account_feature_on(details, ROSTER_FEATURE_APPS, &on, &error));
    CHECK(on == 0 && roster_account_details_view(details)->features->apps == ROSTER_NO);
    roster_account_details_free(details);
    response = exchange(&the_code);
    CHECK(roster_token_response_view(response)->error == ROSTER_OAUTH_INVALID_CLIENT);
    roster_token_response_free(response);
    off.apps = ROSTER_YES;
    OK(roster_account_update(w.desk, &w.host, &fields, 0, NULL, &error));
    response = exchange(&the_code);
    CHECK(roster_token_response_view(response)->expires_in == 600);
    roster_token_response_free(response);
    close_world(&w);
}

int main(void) {
    RUN(HU_15_my_apps);
    RUN(BX_13_asked_agreed_and_declined);
    RUN(BX_13_tokens);
    RUN(HU_7_authorized_apps);
    RUN(NULL_pointers);
    RUN(switched_off);
    return failures != 0;
}
