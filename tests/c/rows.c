/* HU-5, HU-6, UC-6, AI-2 in C, row by row as the requirements say it. */
#include "support.h"
#include "totp.h"

#define GOOD ROSTER_STR("velvet-otter-9-quarry")
#define BETTER ROSTER_STR("amber!kettle!stride!42")

static struct world w;
static roster_actor grace, bea; /**< agents */

static const uint8_t key_bytes[32] = {1, 2, 3};
static const roster_sealing_key key_items[] = {{{"test", 4}, key_bytes}};
static const roster_sealing_key_list keys = {key_items, 1};

struct kept {
    char text[400];
    roster_str str;
};
static void keep(struct kept* to, roster_str from) {
    CHECK(from.len > 0 && from.len < sizeof to->text);
    if (from.len >= sizeof to->text) exit(2);
    memcpy(to->text, from.data, from.len);
    to->text[from.len] = '\0';
    to->str.data = to->text;
    to->str.len = from.len;
}

/** An agent whom a provider vouches for under their name. */
static roster_actor add_agent(const char* name, const char* email) {
    roster_actor actor = w.owner;
    roster_str subject;
    actor.user = add_user(w.desk, &w.host, name, email, roster_role_user(), ROSTER_ONBOARDING_ACTIVE);
    roster_str_init(&subject, name);
    OK(roster_sessions_link_identity(w.desk, &w.host, &actor.user, &ROSTER_STR("https://id.example"), &subject,
                                     &error));
    return actor;
}

static void open_desk(const char* preset) {
    roster_str where;
    roster_policy policy = {ROSTER_SIZED(roster_policy)};
    roster_open_options options = {ROSTER_SIZED(roster_open_options), .clock = clock_of_tests,
                                   .invitation_link = ROSTER_STR("https://desk.example/join?token={token}"),
                                   .keys = &keys};
    const roster_account_fields acme = {ROSTER_SIZED(roster_account_fields), .name = ROSTER_STR("Acme"),
                                        .plan = ROSTER_PLAN_PRO, .policy = &policy};
    const roster_actor host = ROSTER_ACTOR_INIT_SYSTEM("host");
    memset(&w, 0, sizeof w);
    now = START;
    roster_str_init(&policy.preset, preset);
    roster_str_init(&where, new_store(":memory:"));
    OK(roster_open(&where, &options, &w.directory, &error));
    OK(roster_directory_create_account(w.directory, &acme, &w.desk, &error));
    w.host = host;
    roster_actor_init_user(&w.owner, sizeof w.owner, NULL);
    w.owner.kind = ROSTER_ACTOR_USER;
    w.owner.user =
        add_user(w.desk, &w.host, "Ada", "ada@acme.example", roster_role_owner(), ROSTER_ONBOARDING_ACTIVE);
    OK(roster_sessions_link_identity(w.desk, &w.host, &w.owner.user, &ROSTER_STR("https://id.example"),
                                     &ROSTER_STR("Ada"), &error));
    grace = add_agent("Grace", "grace@acme.example");
    bea = add_agent("Bea", "bea@acme.example");
}

static void enter(struct kept* token, const char* name, const char* user_agent) {
    roster_sign_in* sign_in = NULL;
    roster_client client = ROSTER_CLIENT_INIT;
    roster_str subject;
    roster_str_init(&subject, name);
    roster_str_init(&client.user_agent, user_agent);
    OK(roster_sessions_sign_in_with_identity(w.desk, &ROSTER_STR("https://id.example"), &subject, &client, &sign_in,
                                             &error));
    keep(token, roster_sign_in_view(sign_in)->token);
    roster_sign_in_free(sign_in);
}

static int is_good(const roster_str* token) {
    roster_principal* principal = NULL;
    int good;
    OK(roster_sessions_validate(w.desk, token, &principal, &error));
    good = principal != NULL;
    roster_principal_free(principal);
    return good;
}

/** Whether a user has a second factor, as somebody sees it. */
static int has_factor(const roster_actor* seen_by, const roster_actor* user) {
    roster_factor_status* status = NULL;
    int enabled;
    OK(roster_factors_status(w.desk, seen_by, &user->user, &status, &error));
    enabled = roster_factor_status_view(status)->enabled == ROSTER_YES;
    CHECK(roster_factor_status_view(status)->authenticators == enabled);
    roster_factor_status_free(status);
    return enabled;
}

/* Two-factor status is visible to administrators, who cannot set it up for someone else. */
static void HU5_administrators_see_second_factors_and_set_none_up(void) {
    struct kept of_grace, of_ada, seed;
    roster_authenticator_setup* setup = NULL;
    roster_confirmed_authenticator* confirmed = NULL;
    roster_factor_status* status = NULL;
    roster_authenticator_list* list = NULL;
    roster_factor_id id;
    roster_str code;
    open_desk("help_desk");
    enter(&of_grace, "Grace", "curl/8");
    enter(&of_ada, "Ada", "curl/8");
    CHECK(!has_factor(&w.owner, &grace));
    FAILS(ROSTER_PERMISSION_DENIED, "users.not_administrator",
          roster_factors_status(w.desk, &bea, &grace.user, &status, &error));

    /* What Grace begins, an administrator cannot finish; what an administrator begins is the administrator's. */
    OK(roster_factors_add_authenticator(w.desk, &of_grace.str, &ROSTER_STR("phone"), &setup, &error));
    id = roster_authenticator_setup_view(setup)->id;
    keep(&seed, roster_authenticator_setup_view(setup)->seed);
    roster_authenticator_setup_free(setup);
    code = code_of(seed.str);
    FAILS(ROSTER_NOT_FOUND, "sessions.unknown",
          roster_factors_confirm_authenticator(w.desk, &of_ada.str, &id, &code, &confirmed, &error));
    CHECK(!has_factor(&w.owner, &grace) && !has_factor(&w.owner, &w.owner));
    OK(roster_factors_confirm_authenticator(w.desk, &of_grace.str, &id, &code, &confirmed, &error));
    keep(&of_grace, roster_confirmed_authenticator_view(confirmed)->sign_in->token);
    roster_confirmed_authenticator_free(confirmed);
    CHECK(has_factor(&w.owner, &grace) && has_factor(&grace, &grace) && !has_factor(&w.owner, &w.owner));
    OK(roster_factors_authenticators(w.desk, &w.owner, &grace.user, &list, &error));
    CHECK(roster_authenticator_list_count(list) == 1 && IS(roster_authenticator_list_at(list, 0)->name, "phone"));
    roster_authenticator_list_free(list);
    OK(roster_factors_add_authenticator(w.desk, &of_ada.str, &ROSTER_STR("mine"), &setup, &error));
    id = roster_authenticator_setup_view(setup)->id;
    keep(&seed, roster_authenticator_setup_view(setup)->seed);
    roster_authenticator_setup_free(setup);
    code = code_of(seed.str);
    OK(roster_factors_confirm_authenticator(w.desk, &of_ada.str, &id, &code, &confirmed, &error));
    roster_confirmed_authenticator_free(confirmed);
    CHECK(has_factor(&w.owner, &w.owner));
    OK(roster_factors_authenticators(w.desk, &w.owner, &grace.user, &list, &error));
    CHECK(roster_authenticator_list_count(list) == 1);
    roster_authenticator_list_free(list);

    /* They may take it away from whoever lost it. */
    FAILS(ROSTER_PERMISSION_DENIED, "users.not_administrator",
          roster_factors_reset(w.desk, &bea, &grace.user, &error));
    OK(roster_factors_reset(w.desk, &w.owner, &grace.user, &error));
    CHECK(!has_factor(&w.owner, &grace) && !is_good(&of_grace.str));
    close_world(&w);
}

static size_t key_count(const roster_actor* seen_by) {
    roster_api_key_list* list = NULL;
    size_t count;
    OK(roster_api_keys_list(w.desk, seen_by, &grace.user, &list, &error));
    count = roster_api_key_list_count(list);
    if (count > 0) CHECK(IS(roster_api_key_list_at(list, 0)->label, "export"));
    if (count > 0) CHECK(memcmp(&roster_api_key_list_at(list, 0)->user_id, &grace.user, 16) == 0);
    roster_api_key_list_free(list);
    return count;
}

static void set_plan(int32_t plan) {
    const roster_account_fields fields = {ROSTER_SIZED(roster_account_fields), .plan = plan};
    OK(roster_account_update(w.desk, &w.host, &fields, 0, NULL, &error));
}

/* A user's API keys are listed on plans that have them. */
static void HU6_api_keys_on_plans_that_have_them(void) {
    struct kept text;
    roster_new_api_key* key = NULL;
    roster_api_key_list* list = NULL;
    open_desk("help_desk");
    CHECK(key_count(&w.owner) == 0);
    OK(roster_api_keys_create(w.desk, &grace, &ROSTER_STR("export"), NULL, ROSTER_NO_TIME, &key, &error));
    keep(&text, roster_new_api_key_view(key)->text);
    roster_new_api_key_free(key);
    CHECK(key_count(&w.owner) == 1 && key_count(&grace) == 1 && is_good(&text.str));
    FAILS(ROSTER_PERMISSION_DENIED, "users.not_administrator",
          roster_api_keys_list(w.desk, &bea, &grace.user, &list, &error));
    /* A lowered plan stops the use and keeps what is there. */
    set_plan(ROSTER_PLAN_FREE);
    CHECK(!is_good(&text.str) && key_count(&w.owner) == 1);
    FAILS(ROSTER_FAILED_PRECONDITION, "api_keys.not_on_plan",
          roster_api_keys_create(w.desk, &grace, &ROSTER_STR("more"), NULL, ROSTER_NO_TIME, &key, &error));
    set_plan(ROSTER_PLAN_STANDARD);
    CHECK(is_good(&text.str));
    close_world(&w);
}

/* Active sessions, all of them, each removable. */
static void UC6_all_sessions_each_removable(void) {
    static const char* const agents[] = {"curl/8", "Wget/1.21", "curl/7"};
    struct kept token[3], idle;
    roster_session_list* list = NULL;
    int i, k;
    open_desk("crm");
    enter(&idle, "Grace", "curl/6");
    now += 400 * DAY; /* unused for so long it has ended, and is not listed */
    for (i = 0; i < 3; ++i) {
        now += SECOND;
        enter(&token[i], "Grace", agents[i]);
    }
    for (i = 3; i > 0; --i) {
        roster_session_choice which = ROSTER_SESSION_CHOICE_INIT;
        int64_t count = 0;
        roster_session_id id;
        OK(roster_sessions_list(w.desk, i == 2 ? &w.owner : &grace, &grace.user, &list, &error));
        CHECK(roster_session_list_count(list) == (size_t)i);
        for (k = 0; k < i; ++k) CHECK(IS(roster_session_list_at(list, (size_t)k)->user_agent, agents[i - 1 - k]));
        id = roster_session_list_at(list, 0)->id;
        roster_session_list_free(list);
        which.id = &id;
        FAILS(ROSTER_PERMISSION_DENIED, "users.not_administrator",
              roster_sessions_revoke(w.desk, &bea, &grace.user, &which, &count, &error));
        OK(roster_sessions_revoke(w.desk, i == 2 ? &w.owner : &grace, &grace.user, &which, &count, &error));
        CHECK(count == 1);
        for (k = 0; k < 3; ++k) CHECK(is_good(&token[k].str) == (k < i - 1));
    }
    CHECK(!is_good(&idle.str));
    close_world(&w);
}

static int32_t try_password(const char* email, roster_str password) {
    roster_sign_in* sign_in = NULL;
    roster_str address;
    int32_t outcome;
    roster_str_init(&address, email);
    OK(roster_sessions_sign_in(w.desk, &address, &password, NULL, &sign_in, &error));
    outcome = roster_sign_in_view(sign_in)->outcome;
    roster_sign_in_free(sign_in);
    return outcome;
}

/* Self-service: names, e-mail, password, language. */
static void AI2_people_change_their_names_address_password_and_language(void) {
    struct kept token;
    roster_message* message = NULL;
    roster_sign_in* sign_in = NULL;
    roster_user* user = NULL;
    roster_actor cyd;
    roster_user_fields own = {ROSTER_SIZED(roster_user_fields), .first_name = ROSTER_STR("Cydney"),
                              .last_name = ROSTER_STR("Novak"), .email = ROSTER_STR("cydney@acme.example"),
                              .language = ROSTER_STR("pl")};
    roster_user_fields title = {ROSTER_SIZED(roster_user_fields), .job_title = ROSTER_STR("Boss")};
    roster_user_fields role = {ROSTER_SIZED(roster_user_fields), .role = roster_role_administrator()};
    size_t i;
    open_desk("agent_inbox");
    cyd = w.owner;
    cyd.user = add_user(w.desk, &w.owner, "Cyd", "cyd@acme.example", roster_role_user(), 0);
    OK(roster_passwords_invite(w.desk, &w.owner, &cyd.user, &message, &error));
    for (i = roster_message_view(message)->link.len; roster_message_view(message)->link.data[i - 1] != '='; --i) {}
    {
        const roster_str text = {roster_message_view(message)->link.data + i,
                                 roster_message_view(message)->link.len - i};
        OK(roster_passwords_accept(w.desk, &text, &GOOD, NULL, &sign_in, &error));
    }
    roster_message_free(message);
    keep(&token, roster_sign_in_view(sign_in)->token);
    roster_sign_in_free(sign_in);

    OK(roster_users_update(w.desk, &cyd, &cyd.user, &own, 0, &user, &error));
    CHECK(IS(roster_user_view(user)->first_name, "Cydney") && IS(roster_user_view(user)->last_name, "Novak"));
    CHECK(IS(roster_user_view(user)->email, "cydney@acme.example") && IS(roster_user_view(user)->language, "pl"));
    roster_user_free(user);
    FAILS(ROSTER_PERMISSION_DENIED, "users.field_not_self_editable",
          roster_users_update(w.desk, &cyd, &cyd.user, &title, 0, NULL, &error));
    CHECK(roster_users_update(w.desk, &cyd, &cyd.user, &role, 0, NULL, NULL) == ROSTER_PERMISSION_DENIED);
    FAILS(ROSTER_PERMISSION_DENIED, "users.not_administrator",
          roster_users_update(w.desk, &cyd, &bea.user, &title, 0, NULL, &error));

    FAILS_ON(ROSTER_PERMISSION_DENIED, "passwords.wrong", "current",
             roster_passwords_change(w.desk, &token.str, &BETTER, &BETTER, &sign_in, &error));
    OK(roster_passwords_change(w.desk, &token.str, &GOOD, &BETTER, &sign_in, &error));
    keep(&token, roster_sign_in_view(sign_in)->token);
    roster_sign_in_free(sign_in);
    CHECK(is_good(&token.str));
    CHECK(try_password("cydney@acme.example", BETTER) == ROSTER_SIGN_IN_GRANTED);
    CHECK(try_password("cydney@acme.example", GOOD) == ROSTER_SIGN_IN_REJECTED);
    CHECK(try_password("cyd@acme.example", BETTER) == ROSTER_SIGN_IN_REJECTED);
    close_world(&w);
}

int main(void) {
    RUN(HU5_administrators_see_second_factors_and_set_none_up);
    RUN(HU6_api_keys_on_plans_that_have_them);
    RUN(UC6_all_sessions_each_removable);
    RUN(AI2_people_change_their_names_address_password_and_language);
    return failures != 0;
}
