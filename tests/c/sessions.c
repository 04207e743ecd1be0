/*
 * Sessions, passwords, second factors and API keys: how a host lets people in.
 *
 * free() is watched in this program, and so in the library too: secrets must be overwritten before their memory is
 * given back. A sanitizer does the same and gets in the way: there that one test is skipped.
 */
#include "support.h"
#include "totp.h"

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define WATCHED 1
extern void __libc_free(void*);
static const void* volatile watched;
static char watched_text[4];
static volatile int freed, freed_unwiped;
__attribute__((visibility("default"))) void free(void* old) {
    if (old != NULL && old == watched) {
        watched = NULL;
        ++freed;
        if (memcmp(old, watched_text, sizeof watched_text) == 0) ++freed_unwiped;
    }
    __libc_free(old);
}
/** From now on this secret's memory is looked at when it is freed. */
static void watch(roster_str secret) {
    memcpy(watched_text, secret.data, sizeof watched_text);
    watched = secret.data;
}
#define WIPED(secret, call) \
    (freed = freed_unwiped = 0, watch(secret), (call), CHECK(freed == 1 && freed_unwiped == 0))
#else
#define WIPED(secret, call) (call)
#endif

static struct world w;
static roster_actor grace;

#define GOOD ROSTER_STR("velvet-otter-9-quarry")
#define BETTER ROSTER_STR("amber!kettle!stride!42")
#define FIREFOX_TEXT "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
#define FIREFOX ROSTER_STR(FIREFOX_TEXT)

/* ---- a text that outlives its record -------------------------------------------------------------------------- */

struct kept {
    char text[400];
    roster_str str;
};

static void keep(struct kept* to, roster_str from) {
    CHECK(from.len < sizeof to->text && from.data != NULL);
    memcpy(to->text, from.data, from.len);
    to->text[from.len] = '\0';
    to->str.data = to->text;
    to->str.len = from.len;
}

static int begins(roster_str text, const char* with) {
    return text.len >= strlen(with) && memcmp(text.data, with, strlen(with)) == 0;
}

/** The secret in a message's link; frees the message. */
static void keep_token(struct kept* to, roster_message* message) {
    const roster_message_record* r = roster_message_view(message);
    roster_str token = {NULL, 0};
    size_t i;
    CHECK(r != NULL);
    if (r == NULL) exit(2);
    for (i = r->link.len; i > 0 && r->link.data[i - 1] != '=' && r->link.data[i - 1] != '/'; --i) {}
    token.data = r->link.data + i;
    token.len = r->link.len - i;
    keep(to, token);
    WIPED(r->link, roster_message_free(message));
}

/* ---- authenticator apps ------------------------------------------------------------------------------------------ */

/** The test vectors of RFC 6238, appendix B, cut to six digits. */
static void the_authenticator_of_these_tests_is_right(void) {
    const uint8_t seed[] = "12345678901234567890";
    CHECK(code_at(seed, 20, 59) == 287082);
    CHECK(code_at(seed, 20, 1111111109) == 81804);
    CHECK(code_at(seed, 20, INT64_C(20000000000)) == 353130);
}

/* ---- a desk with doors ------------------------------------------------------------------------------------------ */

static int places_asked;
static size_t place_of_tests(void* user_data, const roster_str* address, char* place, size_t size) {
    ++places_asked;
    CHECK(user_data == &now && size >= 400);
    if (IS(*address, "198.51.100.7")) return memcpy(place, "Oslo, Norway", 12), 12;
    return IS(*address, "198.51.100.8") ? size + 1 : 0;
}

static const uint8_t key_bytes[32] = {1, 2, 3};
static const roster_sealing_key key_items[] = {{{"test", 4}, key_bytes}};
static const roster_sealing_key_list keys = {key_items, 1};

static void open_door(void) {
    roster_str where;
    const roster_actor host = ROSTER_ACTOR_INIT_SYSTEM("host");
    roster_open_options options = {ROSTER_SIZED(roster_open_options),
                                   .clock = clock_of_tests,
                                   .user_data = &now,
                                   .product = ROSTER_STR("Deskwright"),
                                   .invitation_link = ROSTER_STR("https://desk.example/join?token={token}"),
                                   .reset_link = ROSTER_STR("https://desk.example/reset/{token}"),
                                   .keys = &keys,
                                   .parallel_hashes = 2,
                                   .place = place_of_tests};
    roster_account_fields acme = {ROSTER_SIZED(roster_account_fields), .name = ROSTER_STR("Acme")};
    memset(&w, 0, sizeof w);
    now = START;
    roster_str_init(&where, new_store(":memory:"));
    OK(roster_open(&where, &options, &w.directory, &error));
    OK(roster_directory_create_account(w.directory, &acme, &w.desk, &error));
    w.host = host;
    roster_actor_init_user(&w.owner, sizeof w.owner, NULL);
    w.owner.kind = ROSTER_ACTOR_USER;
    w.owner.user =
        add_user(w.desk, &w.host, "Ada", "ada@acme.example", roster_role_owner(), ROSTER_ONBOARDING_ACTIVE);
    grace = w.owner;
    grace.user = add_user(w.desk, &w.host, "Grace", "grace@acme.example", roster_role_user(), 0);
}

/** Grace as somebody whom a provider vouches for: no password is hashed. */
static void open_door_for_grace(void) {
    open_door();
    OK(roster_users_activate(w.desk, &w.host, &grace.user, NULL, &error));
    OK(roster_sessions_link_identity(w.desk, &w.host, &grace.user, &ROSTER_STR("https://id.example"),
                                     &ROSTER_STR("g-1"), &error));
}

/** Signs Grace in; the outcome is to be freed. */
static roster_sign_in* let_in(const roster_client* client) {
    roster_sign_in* sign_in = NULL;
    OK(roster_sessions_sign_in_with_identity(w.desk, &ROSTER_STR("https://id.example"), &ROSTER_STR("g-1"), client,
                                             &sign_in, &error));
    if (sign_in == NULL) exit(2);
    return sign_in;
}

/** The outcome's number; frees it. */
static int32_t outcome_of(roster_sign_in* sign_in) {
    const roster_sign_in_record* r = roster_sign_in_view(sign_in);
    const int32_t outcome = r == NULL ? 0 : r->outcome;
    if (r != NULL && outcome != ROSTER_SIGN_IN_GRANTED)
        CHECK(r->token.len == 0 && r->session == NULL && r->principal == NULL);
    roster_sign_in_free(sign_in);
    return outcome;
}

/** Signs Grace in and keeps the token. */
static void keep_session(struct kept* token, const roster_client* client) {
    roster_sign_in* sign_in = let_in(client);
    CHECK(roster_sign_in_view(sign_in)->outcome == ROSTER_SIGN_IN_GRANTED);
    keep(token, roster_sign_in_view(sign_in)->token);
    WIPED(roster_sign_in_view(sign_in)->token, roster_sign_in_free(sign_in));
}

static int is_good(const roster_str* token) {
    roster_principal* principal = NULL;
    int good;
    OK(roster_sessions_validate(w.desk, token, &principal, &error));
    good = principal != NULL;
    roster_principal_free(principal);
    return good;
}

static int32_t try_password(const roster_str* email, const roster_str* password) {
    roster_sign_in* sign_in = NULL;
    OK(roster_sessions_sign_in(w.desk, email, password, NULL, &sign_in, &error));
    return outcome_of(sign_in);
}

/* ---- passwords -------------------------------------------------------------------------------------------------- */

static void HU_18_invited_and_accepted(void) {
    struct kept token;
    roster_message* message = NULL;
    roster_link_info* info = NULL;
    roster_sign_in* sign_in = NULL;
    roster_user* user = NULL;
    roster_password_fault_list* faults = NULL;
    const roster_message_record* m;
    const roster_sign_in_record* s;
    const roster_client client = {ROSTER_SIZED(roster_client), .user_agent = FIREFOX,
                                  .address = ROSTER_STR("198.51.100.7")};
    open_door();
    OK(roster_passwords_invite(w.desk, &w.owner, &grace.user, &message, &error));
    m = roster_message_view(message);
    CHECK(m->struct_size == sizeof *m && m->purpose == ROSTER_LINK_INVITATION);
    CHECK(strcmp(roster_link_kind_name(m->purpose), "invitation") == 0);
    CHECK(memcmp(&m->user_id, &grace.user, 16) == 0 && IS(m->recipient, "grace@acme.example") &&
          IS(m->language, "en"));
    CHECK(begins(m->link, "https://desk.example/join?token=") && m->expires_at == START + 7 * DAY);
    keep_token(&token, message);

    OK(roster_passwords_look(w.desk, &token.str, &info, &error));
    CHECK(roster_link_info_view(info)->kind == ROSTER_LINK_INVITATION);
    CHECK(IS(roster_link_info_view(info)->name, "Grace") &&
          IS(roster_link_info_view(info)->email, "grace@acme.example"));
    CHECK(roster_link_info_view(info)->expires_at == START + 7 * DAY);
    roster_link_info_free(info);
    OK(roster_passwords_look(w.desk, &ROSTER_STR("no such link"), &info, &error));
    CHECK(info == NULL);

    OK(roster_passwords_check(w.desk, &grace.user, &ROSTER_STR("short"), &faults, &error));
    CHECK(roster_password_fault_list_count(faults) == 1);
    CHECK(IS(roster_password_fault_list_at(faults, 0)->field, "password"));
    CHECK(IS(roster_password_fault_list_at(faults, 0)->reason, "too_short"));
    CHECK(roster_password_fault_list_at(faults, 1) == NULL);
    roster_password_fault_list_free(faults);
    OK(roster_passwords_check(w.desk, &grace.user, &GOOD, &faults, &error));
    CHECK(roster_password_fault_list_count(faults) == 0);
    roster_password_fault_list_free(faults);

    FAILS_ON(ROSTER_INVALID_ARGUMENT, "passwords.invalid", "password",
             roster_passwords_accept(w.desk, &token.str, &ROSTER_STR("short"), NULL, &sign_in, &error));
    CHECK(sign_in == NULL);
    OK(roster_passwords_accept(w.desk, &token.str, &GOOD, &client, &sign_in, &error));
    s = roster_sign_in_view(sign_in);
    CHECK(s->struct_size == sizeof *s && s->outcome == ROSTER_SIGN_IN_GRANTED && s->retry_at == ROSTER_NO_TIME);
    CHECK(s->token.len > 20 && s->pending.len == 0 && s->known_device.len > 20);
    CHECK(s->session->struct_size == sizeof *s->session && IS(s->session->device, "Firefox on Linux"));
    CHECK(IS(s->session->place, "Oslo, Norway") && places_asked == 1);
    CHECK(s->session->methods.count == 1 && IS(s->session->methods.items[0], "link"));
    CHECK(s->session->created_at == START && s->session->second_factor_at == ROSTER_NO_TIME);
    CHECK(s->principal->struct_size == sizeof *s->principal &&
          memcmp(&s->principal->user_id, &grace.user, 16) == 0);
    CHECK(memcmp(&s->principal->role, roster_role_user(), 16) == 0 && s->principal->must_enrol == ROSTER_NO);
    CHECK(memcmp(&s->principal->session_id, &s->session->id, 16) == 0);
    CHECK(is_good(&s->token));
    roster_sign_in_free(sign_in);

    FAILS(ROSTER_NOT_FOUND, "sessions.link_gone",
          roster_passwords_accept(w.desk, &token.str, &GOOD, NULL, &sign_in, &error));
    OK(roster_passwords_look(w.desk, &token.str, &info, &error));
    CHECK(sign_in == NULL && info == NULL);
    OK(roster_users_get(w.desk, &w.owner, &grace.user, &user, &error));
    CHECK(roster_user_view(user)->onboarding == ROSTER_ONBOARDING_ACTIVE);
    CHECK(roster_user_view(user)->email_verified_at == START);
    roster_user_free(user);
    close_world(&w);
}

static void UC_8_accepted_with_an_identity(void) {
    struct kept token;
    roster_message* message = NULL;
    roster_sign_in* sign_in = NULL;
    const roster_sign_in_record* s;
    const roster_str issuer = ROSTER_STR("https://id.example"), subject = ROSTER_STR("g-1"),
                     taken = ROSTER_STR("a-1");
    const roster_client client = {ROSTER_SIZED(roster_client), .user_agent = FIREFOX};
    open_door();
    OK(roster_sessions_link_identity(w.desk, &w.host, &w.owner.user, &issuer, &taken, &error));
    OK(roster_passwords_invite(w.desk, &w.owner, &grace.user, &message, &error));
    keep_token(&token, message);
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "sessions.invalid", "subject",
             roster_passwords_accept_with_identity(w.desk, &token.str, &issuer, &ROSTER_STR(""), NULL, &sign_in,
                                                   &error));
    FAILS(ROSTER_ALREADY_EXISTS, "sessions.identity_taken",
          roster_passwords_accept_with_identity(w.desk, &token.str, &issuer, &taken, NULL, &sign_in, &error));
    CHECK(sign_in == NULL);
    OK(roster_passwords_accept_with_identity(w.desk, &token.str, &issuer, &subject, &client, &sign_in, &error));
    s = roster_sign_in_view(sign_in);
    CHECK(s->outcome == ROSTER_SIGN_IN_GRANTED && IS(s->session->device, "Firefox on Linux"));
    CHECK(s->session->methods.count == 1 && IS(s->session->methods.items[0], "identity"));
    CHECK(memcmp(&s->principal->user_id, &grace.user, 16) == 0 && is_good(&s->token));
    roster_sign_in_free(sign_in);
    sign_in = NULL;
    FAILS(ROSTER_NOT_FOUND, "sessions.link_gone",
          roster_passwords_accept_with_identity(w.desk, &token.str, &issuer, &subject, NULL, &sign_in, &error));
    CHECK(sign_in == NULL);
    OK(roster_sessions_sign_in_with_identity(w.desk, &issuer, &subject, NULL, &sign_in, &error));
    CHECK(outcome_of(sign_in) == ROSTER_SIGN_IN_GRANTED);
    close_world(&w);
}

static void HU_18_reset_changed_and_confirmed(void) {
    struct kept token;
    roster_message* message = NULL;
    roster_sign_in *sign_in = NULL, *again = NULL;
    roster_str mail = ROSTER_STR("Grace@ACME.example");
    open_door();
    FAILS(ROSTER_FAILED_PRECONDITION, "users.illegal_move",
          roster_passwords_start_reset(w.desk, &w.owner, &grace.user, &message, &error));
    OK(roster_users_activate(w.desk, &w.host, &grace.user, NULL, &error));
    FAILS(ROSTER_PERMISSION_DENIED, "users.not_administrator",
          roster_passwords_start_reset(w.desk, &grace, &w.owner.user, &message, &error));
    OK(roster_passwords_start_reset(w.desk, &w.owner, &grace.user, &message, &error));
    CHECK(roster_message_view(message)->purpose == ROSTER_LINK_PASSWORD_RESET);
    roster_message_free(message);
    OK(roster_passwords_request_reset(w.desk, &ROSTER_STR("nobody@acme.example"), &message, &error));
    CHECK(message == NULL);
    OK(roster_passwords_request_reset(w.desk, &mail, &message, &error));
    keep_token(&token, message);
    OK(roster_passwords_reset(w.desk, &token.str, &GOOD, &error));
    FAILS(ROSTER_NOT_FOUND, "sessions.link_gone", roster_passwords_reset(w.desk, &token.str, &GOOD, &error));

    OK(roster_sessions_sign_in(w.desk, &mail, &GOOD, NULL, &sign_in, &error));
    keep(&token, roster_sign_in_view(sign_in)->token);
    roster_sign_in_free(sign_in);
    FAILS_ON(ROSTER_PERMISSION_DENIED, "passwords.wrong", "current",
             roster_passwords_change(w.desk, &token.str, &BETTER, &BETTER, &sign_in, &error));
    FAILS(ROSTER_UNAUTHENTICATED, "sessions.no_session",
          roster_passwords_change(w.desk, &ROSTER_STR("none"), &GOOD, &BETTER, &sign_in, &error));
    OK(roster_passwords_change(w.desk, &token.str, &GOOD, &BETTER, &sign_in, &error));
    CHECK(!is_good(&token.str) && is_good(&roster_sign_in_view(sign_in)->token));

    now += 20 * 60 * SECOND;
    OK(roster_sessions_confirm(w.desk, &roster_sign_in_view(sign_in)->token, &GOOD, &again, &error));
    CHECK(outcome_of(again) == ROSTER_SIGN_IN_REJECTED);
    OK(roster_sessions_confirm(w.desk, &roster_sign_in_view(sign_in)->token, &BETTER, &again, &error));
    CHECK(roster_sign_in_view(again)->principal->authenticated_at == now);
    CHECK(!is_good(&roster_sign_in_view(sign_in)->token));
    roster_sign_in_free(sign_in);
    roster_sign_in_free(again);
    close_world(&w);
}

static void BX_12_right_wrong_and_waiting(void) {
    int i;
    roster_sign_in* sign_in = NULL;
    const roster_str mail = ROSTER_STR("grace@acme.example");
    open_door();
    OK(roster_users_activate(w.desk, &w.host, &grace.user, NULL, &error));
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "passwords.invalid_hash", "hash",
             roster_passwords_import_hash(w.desk, &w.host, &grace.user, &ROSTER_STR("rot13:tenpr"), &error));
    CHECK(try_password(&mail, &GOOD) == ROSTER_SIGN_IN_REJECTED); /* no password yet */
    {
        struct kept token;
        roster_message* message = NULL;
        OK(roster_passwords_start_reset(w.desk, &w.host, &grace.user, &message, &error));
        keep_token(&token, message);
        OK(roster_passwords_reset(w.desk, &token.str, &GOOD, &error));
    }
    CHECK(try_password(&mail, &GOOD) == ROSTER_SIGN_IN_GRANTED);
    CHECK(try_password(&ROSTER_STR("nobody@acme.example"), &GOOD) == ROSTER_SIGN_IN_REJECTED);
    CHECK(try_password(&ROSTER_STR("\xFF\xFE"), &ROSTER_STR("\xC0\x80")) == ROSTER_SIGN_IN_REJECTED);
    for (i = 0; i < 5; ++i) CHECK(try_password(&mail, &ROSTER_STR("")) == ROSTER_SIGN_IN_REJECTED);
    OK(roster_sessions_sign_in(w.desk, &mail, &GOOD, NULL, &sign_in, &error));
    CHECK(roster_sign_in_view(sign_in)->retry_at == now + 30 * SECOND);
    CHECK(strcmp(roster_sign_in_outcome_name(roster_sign_in_view(sign_in)->outcome), "wait") == 0);
    CHECK(outcome_of(sign_in) == ROSTER_SIGN_IN_WAIT);
    now += 31 * SECOND;
    CHECK(try_password(&mail, &GOOD) == ROSTER_SIGN_IN_GRANTED);
    OK(roster_users_suspend(w.desk, &w.owner, &grace.user, TODAY, ROSTER_NO_DATE, NULL, NULL, &error));
    CHECK(try_password(&mail, &GOOD) == ROSTER_SIGN_IN_REJECTED);
    close_world(&w);
}

/* ---- sessions --------------------------------------------------------------------------------------------------- */

static void HU_8_listed_named_and_revoked(void) {
    struct kept here, there, elsewhere;
    int32_t ended = -1;
    int64_t count = -1;
    roster_session_id id;
    roster_session_list* list = NULL;
    roster_session* session = NULL;
    roster_principal* principal = NULL;
    roster_session_choice which = ROSTER_SESSION_CHOICE_INIT;
    const roster_client firefox = {ROSTER_SIZED(roster_client), .user_agent = FIREFOX,
                                   .address = ROSTER_STR("198.51.100.8")};
    const roster_client other = {ROSTER_SIZED(roster_client), .user_agent = ROSTER_STR("\xFF bad"),
                                 .address = ROSTER_STR("2001:db8::1")};
    open_door_for_grace();
    keep_session(&there, &other);
    now += 2 * 60 * SECOND;
    keep_session(&here, &firefox);

    OK(roster_sessions_validate(w.desk, &here.str, &principal, &error));
    CHECK(roster_principal_view(principal)->credential == ROSTER_CREDENTIAL_SESSION);
    CHECK(strcmp(roster_credential_name(roster_principal_view(principal)->credential), "session") == 0);
    CHECK(roster_principal_view(principal)->assurance == ROSTER_ASSURANCE_ONE_FACTOR);
    CHECK(strcmp(roster_assurance_name(99), "unknown") == 0);
    CHECK(roster_principal_view(principal)->scopes.count == 0 &&
          roster_principal_view(principal)->expires_at > now);
    id = roster_principal_view(principal)->session_id;
    roster_principal_free(principal);
    CHECK(!is_good(&ROSTER_STR("")) && !is_good(&ROSTER_STR("\xFF\x00")) && !is_good(&ROSTER_STR("rst_made_up")));

    OK(roster_sessions_list(w.desk, &grace, &grace.user, &list, &error));
    CHECK(roster_session_list_count(list) == 2 && roster_session_list_at(list, 2) == NULL);
    CHECK(memcmp(&roster_session_list_at(list, 0)->id, &id, 16) == 0); /* the latest used first */
    CHECK(IS(roster_session_list_at(list, 0)->device, "Firefox on Linux"));
    CHECK(IS(roster_session_list_at(list, 0)->place, "")); /* said more than there is room for */
    CHECK(IS(roster_session_list_at(list, 1)->address, "2001:db8::1"));
    roster_session_list_free(list);

    OK(roster_sessions_name(w.desk, &w.owner, &grace.user, &id, &ROSTER_STR("Desk"), &session, &error));
    CHECK(IS(roster_session_view(session)->name, "Desk"));
    roster_session_free(session);
    OK(roster_sessions_name(w.desk, &grace, &grace.user, &id, &ROSTER_STR(""), NULL, &error));
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "sessions.invalid", "name",
             roster_sessions_name(w.desk, &grace, &grace.user, &id, &ROSTER_STR("a\nb"), &session, &error));
    FAILS(ROSTER_NOT_FOUND, "sessions.unknown",
          roster_sessions_name(w.desk, &w.owner, &w.owner.user, &id, &ROSTER_STR("x"), &session, &error));
    CHECK(session == NULL);

    /* Those of a device; those begun before; this one; everywhere but here. */
    which.device = ROSTER_STR("Netscape on BeOS");
    OK(roster_sessions_revoke(w.desk, &grace, &grace.user, &which, &count, &error));
    CHECK(count == 0);
    which.device = ROSTER_STR("");
    which.begun_before = START;
    OK(roster_sessions_revoke(w.desk, &grace, &grace.user, &which, &count, &error));
    CHECK(count == 0);
    which.begun_before = START + SECOND;
    OK(roster_sessions_revoke(w.desk, &grace, &grace.user, &which, &count, &error));
    CHECK(count == 1 && !is_good(&there.str) && is_good(&here.str));
    which.begun_before = INT64_MAX;
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.value", "which.begun_before",
             roster_sessions_revoke(w.desk, &grace, &grace.user, &which, &count, &error));
    which.begun_before = 0;
    keep_session(&elsewhere, NULL);
    which.except = &id;
    OK(roster_sessions_revoke(w.desk, &w.owner, &grace.user, &which, &count, &error));
    CHECK(count == 1 && !is_good(&elsewhere.str) && is_good(&here.str));
    keep_session(&elsewhere, NULL);
    which.except = NULL;
    which.id = &id;
    OK(roster_sessions_revoke(w.desk, &w.owner, &grace.user, &which, NULL, &error));
    CHECK(is_good(&elsewhere.str) && !is_good(&here.str));

    OK(roster_sessions_sign_out(w.desk, &elsewhere.str, &ended, &error));
    CHECK(ended == 1 && !is_good(&elsewhere.str));
    OK(roster_sessions_sign_out(w.desk, &elsewhere.str, &ended, &error));
    CHECK(ended == 0);
    keep_session(&here, NULL);
    keep_session(&there, NULL);
    OK(roster_sessions_revoke(w.desk, &w.owner, &grace.user, NULL, &count, &error));
    CHECK(count == 2 && !is_good(&here.str) && !is_good(&there.str));
    close_world(&w);
}

static void UC_8_identities(void) {
    struct kept token;
    roster_sign_in* sign_in = NULL;
    roster_message* message = NULL;
    const roster_str issuer = ROSTER_STR("https://id.example"), subject = ROSTER_STR("g-1");
    open_door_for_grace();
    keep_session(&token, NULL);
    FAILS(ROSTER_ALREADY_EXISTS, "sessions.identity_taken",
          roster_sessions_link_identity(w.desk, &w.host, &w.owner.user, &issuer, &subject, &error));
    FAILS(ROSTER_PERMISSION_DENIED, "users.system_only",
          roster_sessions_link_identity(w.desk, &w.owner, &grace.user, &issuer, &subject, &error));
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "sessions.invalid", "subject",
             roster_sessions_link_identity(w.desk, &w.host, &grace.user, &issuer, &ROSTER_STR(""), &error));
    FAILS(ROSTER_FAILED_PRECONDITION, "sessions.no_password",
          roster_passwords_start_reset(w.desk, &w.owner, &grace.user, &message, &error));
    OK(roster_sessions_sign_in_with_identity(w.desk, &issuer, &ROSTER_STR("g-2"), NULL, &sign_in, &error));
    CHECK(outcome_of(sign_in) == ROSTER_SIGN_IN_REJECTED && message == NULL);
    FAILS(ROSTER_NOT_FOUND, "sessions.unknown",
          roster_sessions_unlink_identity(w.desk, &w.host, &w.owner.user, &issuer, &subject, &error));
    OK(roster_sessions_unlink_identity(w.desk, &w.host, &grace.user, &issuer, &subject, &error));
    CHECK(!is_good(&token.str));
    OK(roster_sessions_sign_in_with_identity(w.desk, &issuer, &subject, NULL, &sign_in, &error));
    CHECK(outcome_of(sign_in) == ROSTER_SIGN_IN_REJECTED);
    close_world(&w);
}

/* ---- second factors --------------------------------------------------------------------------------------------- */

static void UC_7_second_factors(void) {
    struct kept token, old, seed, pending, code;
    size_t i;
    roster_factor_id id;
    roster_authenticator_setup* setup = NULL;
    roster_confirmed_authenticator* confirmed = NULL;
    roster_recovery_code_list* codes = NULL;
    roster_factor_status* status = NULL;
    roster_authenticator_list* list = NULL;
    roster_sign_in* sign_in = NULL;
    roster_second_factor proof = ROSTER_SECOND_FACTOR_INIT;
    const roster_confirmed_authenticator_record* c;
    open_door_for_grace();
    keep_session(&token, NULL);
    OK(roster_factors_add_authenticator(w.desk, &token.str, &ROSTER_STR("phone"), &setup, &error));
    id = roster_authenticator_setup_view(setup)->id;
    keep(&seed, roster_authenticator_setup_view(setup)->seed);
    CHECK(begins(roster_authenticator_setup_view(setup)->uri, "otpauth://totp/Deskwright:grace"));
    CHECK(begins(roster_authenticator_setup_view(setup)->qr_svg, "<"));
    CHECK(roster_authenticator_setup_view(setup)->qr_text.len > 100);
    WIPED(roster_authenticator_setup_view(setup)->seed, roster_authenticator_setup_free(setup));

    FAILS_ON(
        ROSTER_PERMISSION_DENIED, "factors.wrong_code", "code",
        roster_factors_confirm_authenticator(w.desk, &token.str, &id, &ROSTER_STR("00000"), &confirmed, &error));
    code.str = code_of(seed.str);
    old = token;
    old.str.data = old.text;
    OK(roster_factors_confirm_authenticator(w.desk, &token.str, &id, &code.str, &confirmed, &error));
    c = roster_confirmed_authenticator_view(confirmed);
    if (c == NULL) exit(2);
    CHECK(c->struct_size == sizeof *c && c->recovery_codes.count == 10);
    CHECK(c->sign_in->outcome == ROSTER_SIGN_IN_GRANTED && c->sign_in->session->methods.count == 2);
    CHECK(c->sign_in->principal->assurance == ROSTER_ASSURANCE_TWO_FACTORS);
    keep(&token, c->sign_in->token);
    keep(&code, c->recovery_codes.items[0]);
    CHECK(!is_good(&old.str) && is_good(&token.str));
    WIPED(c->sign_in->token, roster_confirmed_authenticator_free(confirmed));

    /* Signing in needs it from now on: with the app, with a recovery code, with exactly one. */
    now += 60 * SECOND;
    sign_in = let_in(NULL);
    keep(&pending, roster_sign_in_view(sign_in)->pending);
    CHECK(outcome_of(sign_in) == ROSTER_SIGN_IN_SECOND_FACTOR_NEEDED && !is_good(&pending.str));
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "sessions.invalid", "proof",
             roster_sessions_second_factor(w.desk, &pending.str, &proof, NULL, &sign_in, &error));
    proof.totp = code_of(seed.str);
    proof.recovery_code = code.str;
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "sessions.invalid", "proof",
             roster_sessions_second_factor(w.desk, &pending.str, &proof, NULL, &sign_in, &error));
    proof.recovery_code.data = NULL;
    OK(roster_sessions_second_factor(w.desk, &pending.str, &proof, NULL, &sign_in, &error));
    CHECK(outcome_of(sign_in) == ROSTER_SIGN_IN_GRANTED);
    sign_in = let_in(NULL);
    keep(&pending, roster_sign_in_view(sign_in)->pending);
    roster_sign_in_free(sign_in);
    proof.totp.data = NULL;
    proof.recovery_code = code.str;
    OK(roster_sessions_second_factor(w.desk, &pending.str, &proof, NULL, &sign_in, &error));
    CHECK(outcome_of(sign_in) == ROSTER_SIGN_IN_GRANTED);
    OK(roster_sessions_second_factor(w.desk, &pending.str, &proof, NULL, &sign_in, &error));
    CHECK(outcome_of(sign_in) == ROSTER_SIGN_IN_REJECTED);

    /* What matters wants it anew. */
    now += 11 * 60 * SECOND;
    FAILS(ROSTER_PERMISSION_DENIED, "sessions.not_fresh",
          roster_factors_renew_recovery_codes(w.desk, &token.str, &codes, &error));
    proof.recovery_code.data = NULL;
    proof.totp = code_of(seed.str);
    OK(roster_sessions_step_up(w.desk, &token.str, &proof, &sign_in, &error));
    CHECK(roster_sign_in_view(sign_in)->principal->second_factor_at == now);
    keep(&token, roster_sign_in_view(sign_in)->token);
    roster_sign_in_free(sign_in);
    OK(roster_factors_renew_recovery_codes(w.desk, &token.str, &codes, &error));
    CHECK(roster_recovery_code_list_count(codes) == 10 && roster_recovery_code_list_at(codes, 10) == NULL);
    for (i = 0; i < 10; ++i) CHECK(roster_recovery_code_list_at(codes, i)->len > 8);
    roster_recovery_code_list_free(codes);

    OK(roster_factors_status(w.desk, &w.owner, &grace.user, &status, &error));
    CHECK(roster_factor_status_view(status)->enabled == ROSTER_YES);
    CHECK(roster_factor_status_view(status)->authenticators == 1);
    CHECK(roster_factor_status_view(status)->recovery_codes_left == 10);
    CHECK(roster_factor_status_view(status)->required == ROSTER_NO);
    CHECK(roster_factor_status_view(status)->required_from == ROSTER_NO_TIME);
    roster_factor_status_free(status);
    OK(roster_factors_authenticators(w.desk, &w.owner, &grace.user, &list, &error));
    CHECK(roster_authenticator_list_count(list) == 1 && IS(roster_authenticator_list_at(list, 0)->name, "phone"));
    CHECK(memcmp(&roster_authenticator_list_at(list, 0)->id, &id, 16) == 0);
    CHECK(roster_authenticator_list_at(list, 0)->last_used_at == now);
    roster_authenticator_list_free(list);

    FAILS(ROSTER_PERMISSION_DENIED, "users.not_administrator",
          roster_factors_reset(w.desk, &grace, &grace.user, &error));
    FAILS(ROSTER_PERMISSION_DENIED, "factors.own", roster_factors_reset(w.desk, &w.owner, &w.owner.user, &error));
    OK(roster_factors_remove_authenticator(w.desk, &token.str, &id, &error));
    FAILS(ROSTER_NOT_FOUND, "sessions.unknown",
          roster_factors_remove_authenticator(w.desk, &token.str, &id, &error));
    OK(roster_factors_reset(w.desk, &w.owner, &grace.user, &error));
    CHECK(!is_good(&token.str));
    close_world(&w);
}

/* ---- API keys --------------------------------------------------------------------------------------------------- */

static void HP_9_api_keys(void) {
    struct kept text, newer;
    roster_api_key_id id;
    roster_new_api_key* made = NULL;
    roster_api_key* key = NULL;
    roster_api_key_list* list = NULL;
    roster_principal* principal = NULL;
    const roster_new_api_key_record* n;
    const roster_str items[] = {{"tickets:read", 12}, {"users:read", 10}};
    const roster_str_list scopes = {items, 2};
    open_door_for_grace();
    OK(roster_api_keys_create(w.desk, &grace, &ROSTER_STR("nightly"), &scopes, START + DAY, &made, &error));
    n = roster_new_api_key_view(made);
    if (n == NULL) exit(2);
    CHECK(n->struct_size == sizeof *n && n->key->struct_size == sizeof *n->key && IS(n->key->label, "nightly"));
    CHECK(n->key->scopes.count == 2 && IS(n->key->scopes.items[1], "users:read"));
    CHECK(n->key->hint.len == 12 && memcmp(n->key->hint.data, n->text.data, 9) == 0);
    CHECK(n->key->expires_at == START + DAY && n->key->last_used_at == ROSTER_NO_TIME);
    id = n->key->id;
    keep(&text, n->text);
    WIPED(n->text, roster_new_api_key_free(made));

    OK(roster_sessions_validate(w.desk, &text.str, &principal, &error));
    CHECK(roster_principal_view(principal)->credential == ROSTER_CREDENTIAL_API_KEY);
    CHECK(memcmp(&roster_principal_view(principal)->api_key_id, &id, 16) == 0);
    CHECK(memcmp(&roster_principal_view(principal)->user_id, &grace.user, 16) == 0);
    CHECK(roster_principal_view(principal)->scopes.count == 2);
    roster_principal_free(principal);
    text.text[text.str.len - 1] ^= 1;
    CHECK(!is_good(&text.str));
    text.text[text.str.len - 1] ^= 1;

    OK(roster_api_keys_rename(w.desk, &w.owner, &grace.user, &id, &ROSTER_STR("daily"), &key, &error));
    CHECK(IS(roster_api_key_view(key)->label, "daily"));
    roster_api_key_free(key);
    OK(roster_api_keys_rotate(w.desk, &grace, &id, 3600 * SECOND, &made, &error));
    keep(&newer, roster_new_api_key_view(made)->text);
    id = roster_new_api_key_view(made)->key->id;
    roster_new_api_key_free(made);
    CHECK(is_good(&text.str) && is_good(&newer.str));
    now += 3600 * SECOND;
    CHECK(!is_good(&text.str) && is_good(&newer.str));
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "sessions.invalid", "overlap",
             roster_api_keys_rotate(w.desk, &grace, &id, 8 * DAY, &made, &error));
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "sessions.invalid", "overlap",
             roster_api_keys_rotate(w.desk, &grace, &id, INT64_MIN, &made, &error));
    now += DAY;
    FAILS(ROSTER_FAILED_PRECONDITION, "api_keys.expired",
          roster_api_keys_rotate(w.desk, &grace, &id, 0, &made, &error));
    now -= DAY;
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "sessions.invalid", "expires_at",
             roster_api_keys_create(w.desk, &grace, &ROSTER_STR("x"), NULL, START, &made, &error));
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.value", "expires_at",
             roster_api_keys_create(w.desk, &grace, &ROSTER_STR("x"), NULL, INT64_MAX, &made, &error));
    FAILS(ROSTER_PERMISSION_DENIED, "api_keys.own_only",
          roster_api_keys_create(w.desk, &w.host, &ROSTER_STR("x"), NULL, ROSTER_NO_TIME, &made, &error));
    CHECK(made == NULL);
    OK(roster_api_keys_create(w.desk, &grace, &ROSTER_STR("for good"), NULL, ROSTER_NO_TIME, &made, &error));
    CHECK(roster_new_api_key_view(made)->key->expires_at == ROSTER_NO_TIME);
    roster_new_api_key_free(made);

    OK(roster_api_keys_list(w.desk, &w.owner, &grace.user, &list, &error));
    CHECK(roster_api_key_list_count(list) == 3 && roster_api_key_list_at(list, 3) == NULL);
    roster_api_key_list_free(list);
    OK(roster_api_keys_revoke(w.desk, &w.owner, &grace.user, &id, &error));
    FAILS(ROSTER_NOT_FOUND, "sessions.unknown", roster_api_keys_revoke(w.desk, &w.owner, &grace.user, &id, &error));
    CHECK(!is_good(&newer.str));
    close_world(&w);
}

/* ---- events ----------------------------------------------------------------------------------------------------- */

static void events_in_order(void) {
    char kinds[400] = "";
    int64_t forgotten = -1;
    struct kept token, cursor, link;
    roster_message* message = NULL;
    roster_new_api_key* made = NULL;
    roster_event_page* page = NULL;
    roster_page_request request = {ROSTER_SIZED(roster_page_request), .limit = 1};
    roster_client client = {ROSTER_SIZED(roster_client), .user_agent = FIREFOX};
    open_door_for_grace();
    OK(roster_passwords_start_reset(w.desk, &w.host, &w.owner.user, &message, &error));
    keep(&link, roster_message_view(message)->link);
    roster_message_free(message);
    OK(roster_api_keys_create(w.desk, &grace, &ROSTER_STR("k"), NULL, ROSTER_NO_TIME, &made, &error));
    roster_new_api_key_free(made);
    keep_session(&token, NULL);
    keep_session(&token, &client);
    for (;;) {
        const roster_event_record* e;
        OK(roster_sessions_events(w.desk, &w.host, &request, &page, &error));
        e = roster_event_page_at(page, 0);
        CHECK(roster_event_page_count(page) == 1 && e->struct_size == sizeof *e && e->at == START);
        snprintf(kinds + strlen(kinds), sizeof kinds - strlen(kinds), "%s ", e->kind.data);
        if (roster_event_page_next(page) == NULL) break;
        keep(&cursor, *roster_event_page_next(page));
        request.after = cursor.str;
        if (IS(e->kind, "sessions.password_reset")) { /* as the call gave it, and as secret */
            CHECK(strstr(e->data.data, "\"recipient\":\"ada@acme.example\",\"language\":\"en\"") != NULL);
            CHECK(strstr(e->data.data, link.text) != NULL);
            WIPED(e->data, roster_event_page_free(page));
        } else {
            roster_event_page_free(page);
        }
    }
    CHECK(strcmp(kinds, "sessions.password_reset sessions.api_key_made sessions.new_device ") == 0);
    CHECK(strstr(roster_event_page_at(page, 0)->data.data, "Firefox on Linux") != NULL);
    CHECK(memcmp(&roster_event_page_at(page, 0)->user_id, &grace.user, 16) == 0);
    roster_event_page_free(page);
    FAILS(ROSTER_PERMISSION_DENIED, "users.system_only",
          roster_sessions_events(w.desk, &w.owner, NULL, &page, &error));
    FAILS(ROSTER_PERMISSION_DENIED, "users.system_only",
          roster_sessions_sweep(w.desk, &w.owner, &forgotten, &error));
    CHECK(page == NULL && forgotten == -1);
    OK(roster_sessions_sweep(w.desk, &w.host, &forgotten, &error));
    CHECK(forgotten == 0);
    forgotten = -1;
    FAILS(ROSTER_PERMISSION_DENIED, "users.system_only",
          roster_factors_reseal(w.desk, &w.owner, &forgotten, &error));
    OK(roster_factors_reseal(w.desk, &w.host, &forgotten, &error));
    CHECK(forgotten == 0); /* one key, and nothing that an older one sealed */
    now += 400 * DAY;
    OK(roster_sessions_sweep(w.desk, &w.host, &forgotten, &error));
    CHECK(forgotten >= 3); /* two sessions, one link */
    OK(roster_sessions_sweep(w.desk, &w.host, NULL, &error));
    close_world(&w);
}

/* ---- what is wrong ---------------------------------------------------------------------------------------------- */

static void NULL_pointers(void) {
    const roster_str x = ROSTER_STR("x"), absent = {NULL, 3};
    const roster_str_list no_items = {NULL, 1};
    const roster_session_id session_id = {{1}};
    roster_session_list* sessions = NULL;
    roster_principal* principal = NULL;
    roster_sign_in* sign_in = NULL;
    roster_link_info* info = NULL;
    roster_new_api_key* made = NULL;
    roster_authenticator_setup* setup = NULL;
    roster_confirmed_authenticator* confirmed = NULL;
    open_door();
#define NULLS(field, call) FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.null", field, call)
    NULLS("email", roster_sessions_sign_in(w.desk, NULL, &x, NULL, &sign_in, &error));
    NULLS("password", roster_sessions_sign_in(w.desk, &x, &absent, NULL, &sign_in, &error));
    NULLS("sign_in", roster_sessions_sign_in(w.desk, &x, &x, NULL, NULL, &error));
    NULLS("subject", roster_sessions_sign_in_with_identity(w.desk, &x, NULL, NULL, &sign_in, &error));
    NULLS("proof", roster_sessions_second_factor(w.desk, &x, NULL, NULL, &sign_in, &error));
    NULLS("pending", roster_sessions_second_factor(w.desk, NULL, NULL, NULL, &sign_in, &error));
    NULLS("token", roster_sessions_validate(w.desk, NULL, &principal, &error));
    NULLS("principal", roster_sessions_validate(w.desk, &x, NULL, &error));
    NULLS("account", roster_sessions_validate(NULL, &x, &principal, &error));
    NULLS("proof", roster_sessions_step_up(w.desk, &x, NULL, &sign_in, &error));
    NULLS("password", roster_sessions_confirm(w.desk, &x, NULL, &sign_in, &error));
    NULLS("token", roster_sessions_sign_out(w.desk, NULL, NULL, &error));
    NULLS("user", roster_sessions_list(w.desk, &w.host, NULL, &sessions, &error));
    NULLS("sessions", roster_sessions_list(w.desk, &w.host, &grace.user, NULL, &error));
    NULLS("name", roster_sessions_name(w.desk, &w.host, &grace.user, &session_id, NULL, NULL, &error));
    NULLS("id", roster_sessions_name(w.desk, &w.host, &grace.user, NULL, &x, NULL, &error));
    NULLS("user", roster_sessions_revoke(w.desk, &w.host, NULL, NULL, NULL, &error));
    NULLS("issuer", roster_sessions_link_identity(w.desk, &w.host, &grace.user, NULL, &x, &error));
    NULLS("subject", roster_sessions_unlink_identity(w.desk, &w.host, &grace.user, &x, NULL, &error));
    NULLS("events", roster_sessions_events(w.desk, &w.host, NULL, NULL, &error));
    NULLS("account", roster_sessions_sweep(NULL, &w.host, NULL, &error));
    NULLS("faults", roster_passwords_check(w.desk, &grace.user, &x, NULL, &error));
    NULLS("wanted", roster_passwords_change(w.desk, &x, &x, NULL, &sign_in, &error));
    NULLS("hash", roster_passwords_import_hash(w.desk, &w.host, &grace.user, NULL, &error));
    NULLS("message", roster_passwords_invite(w.desk, &w.host, &grace.user, NULL, &error));
    NULLS("password", roster_passwords_accept(w.desk, &x, NULL, NULL, &sign_in, &error));
    NULLS("issuer", roster_passwords_accept_with_identity(w.desk, &x, NULL, &x, NULL, &sign_in, &error));
    NULLS("sign_in", roster_passwords_accept_with_identity(w.desk, &x, &x, &x, NULL, NULL, &error));
    NULLS("message", roster_passwords_start_reset(w.desk, &w.host, &grace.user, NULL, &error));
    NULLS("email", roster_passwords_request_reset(w.desk, NULL, NULL, &error));
    NULLS("token", roster_passwords_reset(w.desk, NULL, &x, &error));
    NULLS("token", roster_passwords_look(w.desk, NULL, &info, &error));
    NULLS("status", roster_factors_status(w.desk, &w.host, &grace.user, NULL, &error));
    NULLS("authenticators", roster_factors_authenticators(w.desk, &w.host, &grace.user, NULL, &error));
    NULLS("name", roster_factors_add_authenticator(w.desk, &x, NULL, &setup, &error));
    NULLS("id", roster_factors_confirm_authenticator(w.desk, &x, NULL, &x, &confirmed, &error));
    NULLS("id", roster_factors_remove_authenticator(w.desk, &x, NULL, &error));
    NULLS("codes", roster_factors_renew_recovery_codes(w.desk, &x, NULL, &error));
    NULLS("user", roster_factors_reset(w.desk, &w.host, NULL, &error));
    NULLS("label", roster_api_keys_create(w.desk, &grace, NULL, NULL, ROSTER_NO_TIME, &made, &error));
    NULLS("scopes", roster_api_keys_create(w.desk, &grace, &x, &no_items, ROSTER_NO_TIME, &made, &error));
    NULLS("keys", roster_api_keys_list(w.desk, &grace, &grace.user, NULL, &error));
    NULLS("id", roster_api_keys_rename(w.desk, &grace, &grace.user, NULL, &x, NULL, &error));
    NULLS("id", roster_api_keys_revoke(w.desk, &grace, &grace.user, NULL, &error));
    NULLS("key", roster_api_keys_rotate(w.desk, &grace, NULL, 0, NULL, &error));
    CHECK(sessions == NULL && principal == NULL && sign_in == NULL && made == NULL && setup == NULL);

    CHECK(roster_sign_in_view(NULL) == NULL && roster_principal_view(NULL) == NULL &&
          roster_session_view(NULL) == NULL);
    CHECK(roster_message_view(NULL) == NULL && roster_link_info_view(NULL) == NULL);
    CHECK(roster_factor_status_view(NULL) == NULL && roster_authenticator_setup_view(NULL) == NULL);
    CHECK(roster_confirmed_authenticator_view(NULL) == NULL && roster_api_key_view(NULL) == NULL);
    CHECK(roster_new_api_key_view(NULL) == NULL && roster_session_list_at(NULL, 0) == NULL);
    CHECK(roster_session_list_count(NULL) + roster_event_page_count(NULL) + roster_password_fault_list_count(NULL) +
              roster_authenticator_list_count(NULL) + roster_recovery_code_list_count(NULL) +
              roster_api_key_list_count(NULL) ==
          0);
    CHECK(roster_event_page_next(NULL) == NULL && roster_recovery_code_list_at(NULL, 0) == NULL);
    roster_sign_in_free(NULL), roster_principal_free(NULL), roster_session_free(NULL),
        roster_session_list_free(NULL);
    roster_event_page_free(NULL), roster_message_free(NULL), roster_link_info_free(NULL);
    roster_password_fault_list_free(NULL), roster_factor_status_free(NULL), roster_authenticator_list_free(NULL);
    roster_authenticator_setup_free(NULL), roster_confirmed_authenticator_free(NULL);
    roster_recovery_code_list_free(NULL), roster_api_key_free(NULL), roster_api_key_list_free(NULL);
    roster_new_api_key_free(NULL);
    close_world(&w);
}

static void nobody_and_other_accounts(void) {
    struct kept token;
    roster_account* second = NULL;
    roster_account_fields fields = {ROSTER_SIZED(roster_account_fields), .name = ROSTER_STR("Second")};
    roster_user_id eve;
    roster_session_list* sessions = NULL;
    roster_factor_status* status = NULL;
    roster_principal* principal = NULL;
    roster_api_key_list* list = NULL;
    roster_new_api_key* made = NULL;
    roster_sign_in* sign_in = NULL;
    roster_message* message = NULL;
    roster_password_fault_list* faults = NULL;
    roster_actor stranger;
    open_door_for_grace();
    keep_session(&token, NULL);
    OK(roster_directory_create_account(w.directory, &fields, &second, &error));
    eve = add_user(second, &w.host, "Eve", "eve@e.example", roster_role_owner(), ROSTER_ONBOARDING_ACTIVE);
#define NOBODY(call) FAILS(ROSTER_UNAUTHENTICATED, "users.no_actor", call)
    NOBODY(roster_sessions_list(w.desk, NULL, &grace.user, &sessions, &error));
    NOBODY(roster_sessions_revoke(w.desk, NULL, &grace.user, NULL, NULL, &error));
    NOBODY(roster_sessions_sweep(w.desk, NULL, NULL, &error));
    NOBODY(roster_passwords_invite(w.desk, NULL, &grace.user, &message, &error));
    NOBODY(roster_factors_reset(w.desk, NULL, &grace.user, &error));
    NOBODY(roster_api_keys_create(w.desk, NULL, &ROSTER_STR("x"), NULL, ROSTER_NO_TIME, &made, &error));
    roster_actor_init_user(&stranger, sizeof stranger, &eve);
    NOBODY(roster_sessions_list(w.desk, &stranger, &grace.user, &sessions, &error));
    NOBODY(roster_api_keys_create(w.desk, &stranger, &ROSTER_STR("x"), NULL, ROSTER_NO_TIME, &made, &error));

#define UNKNOWN(call) FAILS(ROSTER_NOT_FOUND, "users.unknown", call)
    UNKNOWN(roster_sessions_list(w.desk, &w.owner, &eve, &sessions, &error));
    UNKNOWN(roster_sessions_revoke(w.desk, &w.host, &eve, NULL, NULL, &error));
    UNKNOWN(roster_sessions_link_identity(w.desk, &w.host, &eve, &ROSTER_STR("i"), &ROSTER_STR("s"), &error));
    UNKNOWN(roster_passwords_check(w.desk, &eve, &GOOD, &faults, &error));
    UNKNOWN(roster_passwords_invite(w.desk, &w.owner, &eve, &message, &error));
    UNKNOWN(roster_passwords_start_reset(w.desk, &w.owner, &eve, &message, &error));
    UNKNOWN(roster_factors_status(w.desk, &w.owner, &eve, &status, &error));
    UNKNOWN(roster_factors_reset(w.desk, &w.owner, &eve, &error));
    UNKNOWN(roster_api_keys_list(w.desk, &w.owner, &eve, &list, &error));
    CHECK(sessions == NULL && message == NULL && status == NULL && list == NULL && made == NULL && faults == NULL);

    /* A token is good in its own account only. */
    OK(roster_sessions_validate(second, &token.str, &principal, &error));
    CHECK(principal == NULL && is_good(&token.str));
    OK(roster_sessions_sign_out(second, &token.str, NULL, &error));
    CHECK(is_good(&token.str));
    OK(roster_sessions_sign_in_with_identity(second, &ROSTER_STR("https://id.example"), &ROSTER_STR("g-1"), NULL,
                                             &sign_in, &error));
    CHECK(outcome_of(sign_in) == ROSTER_SIGN_IN_REJECTED);
    roster_account_free(second);
    close_world(&w);
}

/** What the host tells of itself is looked at when the store is opened; what it leaves out is asked for when needed. */
static void settings(void) {
    struct kept token;
    roster_directory* directory = NULL;
    roster_message* message = NULL;
    roster_authenticator_setup* setup = NULL;
    roster_sign_in* sign_in = NULL;
    roster_sealing_key twice[2] = {{{"a", 1}, key_bytes}, {{"a", 1}, key_bytes}};
    roster_sealing_key_list list = {twice, 2};
    roster_open_options options = {ROSTER_SIZED(roster_open_options),
                                   .product = ROSTER_STR(""),
                                   .invitation_link = ROSTER_STR("http://desk.example/{token}"),
                                   .reset_link = ROSTER_STR("https://desk.example/reset"),
                                   .parallel_hashes = 5000,
                                   .hashing_memory = 1024,
                                   .validated_tokens = 100000001};
#define OPEN roster_open(&ROSTER_STR(":memory:"), &options, &directory, &error)
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "sessions.invalid_settings", "product", OPEN);
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "sessions.invalid_settings", "invitation_link", OPEN);
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "sessions.invalid_settings", "reset_link", OPEN);
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "sessions.invalid_settings", "parallel_hashes", OPEN);
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "sessions.invalid_settings", "hashing_memory", OPEN);
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "sessions.invalid_settings", "validated_tokens", OPEN);
    options.hashing_memory = -1;
    options.validated_tokens = -1;
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.value", "options.hashing_memory", OPEN);
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.value", "options.validated_tokens", OPEN);
    roster_open_options_init(&options, sizeof options);
    options.keys = &list;
    FAILS(ROSTER_INVALID_ARGUMENT, "seal.key", OPEN);
    twice[1].id = ROSTER_STR("");
    FAILS(ROSTER_INVALID_ARGUMENT, "seal.key", OPEN);
    twice[1].id.data = NULL;
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.null", "options.keys[1].id", OPEN);
    twice[1].id = ROSTER_STR("b");
    twice[1].bytes = NULL;
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.null", "options.keys[1].bytes", OPEN);
    list.items = NULL;
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.null", "options.keys", OPEN);
    CHECK(directory == NULL);

    open_world(&w); /* without any */
    grace = w.owner;
    grace.user = add_user(w.desk, &w.host, "Grace", "grace@acme.example", roster_role_user(), 0);
    FAILS(ROSTER_FAILED_PRECONDITION, "sessions.no_link_base",
          roster_passwords_invite(w.desk, &w.owner, &grace.user, &message, &error));
    FAILS(ROSTER_FAILED_PRECONDITION, "sessions.no_link_base",
          roster_passwords_start_reset(w.desk, &w.owner, &w.owner.user, &message, &error));
    FAILS(ROSTER_FAILED_PRECONDITION, "sessions.no_link_base",
          roster_passwords_request_reset(w.desk, &ROSTER_STR("nobody@acme.example"), &message, &error));
    OK(roster_sessions_link_identity(w.desk, &w.host, &w.owner.user, &ROSTER_STR("i"), &ROSTER_STR("a"), &error));
    OK(roster_sessions_sign_in_with_identity(w.desk, &ROSTER_STR("i"), &ROSTER_STR("a"), NULL, &sign_in, &error));
    keep(&token, roster_sign_in_view(sign_in)->token);
    roster_sign_in_free(sign_in);
    FAILS(ROSTER_FAILED_PRECONDITION, "factors.no_key",
          roster_factors_add_authenticator(w.desk, &token.str, &ROSTER_STR("phone"), &setup, &error));
    CHECK(message == NULL && setup == NULL);
    close_world(&w);
}

/** Sessions say where and what with, by files; where `place` is given it is asked instead. */
static void HU_8_places_and_devices_from_files(void) {
    static const struct {
        const char *agent, *address, *device, *place, *asked;
    } cases[] = {
        {"Acme Desk/2 (Toaster)", "2001:db8:1::1", "Acme Desk on Toaster", "Lisbon, Portugal", ""},
        {FIREFOX_TEXT, "198.51.100.7", "Firefox on Linux", "Japan", "Oslo, Norway"},
        {"", "no address", "Unknown device", "", ""},
    };
    const roster_actor host = ROSTER_ACTOR_INIT_SYSTEM("host");
    int asks;
    size_t i;
    for (asks = 0; asks < 2; ++asks) {
        roster_open_options options = {ROSTER_SIZED(roster_open_options),
                                       .user_data = &now,
                                       .place = asks ? place_of_tests : NULL,
                                       .place_file = ROSTER_STR(ROSTER_SOURCE_DIR "/tests/data/places.mmdb"),
                                       .device_file = ROSTER_STR(ROSTER_SOURCE_DIR "/tests/data/devices.yaml"),
                                       .validated_tokens = 10};
        roster_account_fields acme = {ROSTER_SIZED(roster_account_fields), .name = ROSTER_STR("Acme")};
        roster_str where;
        roster_status status;
        memset(&w, 0, sizeof w);
        roster_str_init(&where, new_store(":memory:"));
        status = roster_open(&where, &options, &w.directory, &error);
        if (status == ROSTER_UNIMPLEMENTED) { /* a build without ROSTER_GEO or ROSTER_USER_AGENT */
            CHECK(strcmp(roster_error_reason(error), "sessions.left_out") == 0 && w.directory == NULL);
            roster_error_free(error);
            error = NULL;
            return;
        }
        OK(status);
        OK(roster_directory_create_account(w.directory, &acme, &w.desk, &error));
        w.host = host;
        grace = w.host;
        grace.kind = ROSTER_ACTOR_USER;
        grace.user =
            add_user(w.desk, &w.host, "Grace", "grace@acme.example", roster_role_user(), ROSTER_ONBOARDING_ACTIVE);
        OK(roster_sessions_link_identity(w.desk, &w.host, &grace.user, &ROSTER_STR("https://id.example"),
                                         &ROSTER_STR("g-1"), &error));
        for (i = 0; i < sizeof cases / sizeof *cases; ++i) {
            roster_client client = {ROSTER_SIZED(roster_client)};
            const roster_session_record* session;
            roster_sign_in* sign_in;
            roster_str_init(&client.user_agent, cases[i].agent);
            roster_str_init(&client.address, cases[i].address);
            sign_in = let_in(&client);
            session = roster_sign_in_view(sign_in)->session;
            CHECK(IS(session->device, cases[i].device));
            CHECK(IS(session->place, asks ? cases[i].asked : cases[i].place));
            roster_sign_in_free(sign_in);
        }
        close_world(&w);
    }
}

int main(void) {
    RUN(the_authenticator_of_these_tests_is_right);
    RUN(HU_18_invited_and_accepted);
    RUN(UC_8_accepted_with_an_identity);
    RUN(HU_18_reset_changed_and_confirmed);
    RUN(BX_12_right_wrong_and_waiting);
    RUN(HU_8_listed_named_and_revoked);
    RUN(HU_8_places_and_devices_from_files);
    RUN(UC_8_identities);
    RUN(UC_7_second_factors);
    RUN(HP_9_api_keys);
    RUN(events_in_order);
    RUN(NULL_pointers);
    RUN(nobody_and_other_accounts);
    RUN(settings);
    return failures != 0;
}
