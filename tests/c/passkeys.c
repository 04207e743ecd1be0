/*
 * Passkeys: every function of them once. The answers are the W3C's (Web Authentication Level 3, 16.2: ES256 with no
 * attestation), so the challenges must be theirs too: the store's random bytes come from here.
 */
#include "support.h"

static const char created[] =
    "{\"id\":\"-R85HbTJsv3g6nAYnLo_tj9Xm6YSKzOtlP8-wzAIS-Q\",\"rawId\":\"-R85HbTJsv3g6nAYnLo_tj9Xm6YSKzOtlP8-"
    "wzAIS-Q\",\"type\":\"public-key\",\"response\":{\"clientDataJSON\":\"eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiw"
    "iY2hhbGxlbmdlIjoiQU1NUHQ0VXh4R1RTdG5jZHE0MTdZRHdCRmk4dnBJYS1wdzhvT3VWVzRUQSIsIm9yaWdpbiI6Imh0dHBzOi8vZXh"
    "hbXBsZS5vcmciLCJjcm9zc09yaWdpbiI6ZmFsc2UsImV4dHJhRGF0YSI6ImNsaWVudERhdGFKU09OIG1heSBiZSBleHRlbmRlZCB3aXR"
    "oIGFkZGl0aW9uYWwgZmllbGRzIGluIHRoZSBmdXR1cmUsIHN1Y2ggYXMgdGhpczogQmtRZURqZGNUQnJYQmlBd0pUTEU1USJ9\",\"at"
    "testationObject\":\"o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YVikv6vDdDKViwYzYNOtZGHJxHNa5_jt1GWSpeDwFFKy5LVZ"
    "AAAAAIRGzLmrHbN0dQsjZ_9vOh8AIPkfOR20ybL94OpwGJy6P7Y_V5umEiszrZT_PsMwCEvkpQECAyYgASFYIK_voW-XypstI-uGzLZA"
    "mNINuQhWBi6yScM6m2cvJt9hIlggkwpWuHovymYzSwNFir-HlxfBLMaO1zKQry4mZHlrkiA\"}}";
static const char shown[] =
    "{\"id\":\"-R85HbTJsv3g6nAYnLo_tj9Xm6YSKzOtlP8-wzAIS-Q\",\"rawId\":\"-R85HbTJsv3g6nAYnLo_tj9Xm6YSKzOtlP8-"
    "wzAIS-Q\",\"type\":\"public-key\",\"response\":{\"clientDataJSON\":\"eyJ0eXBlIjoid2ViYXV0aG4uZ2V0IiwiY2h"
    "hbGxlbmdlIjoiT2NEblVoUVh1bFRVUG8zSlVYVDBJOTdwdnp6WUJQOXRaY2hYeWF2MDFBZyIsIm9yaWdpbiI6Imh0dHBzOi8vZXhhbXB"
    "sZS5vcmciLCJjcm9zc09yaWdpbiI6ZmFsc2V9\",\"authenticatorData\":\"v6vDdDKViwYzYNOtZGHJxHNa5_jt1GWSpeDwFFKy"
    "5LUZAAAAAA\",\"signature\":\"MEYCIQD1Ck4uRAkknEqFO6NhKC8JhB303UVHoTqHeAIY3v_NOAIhAISArA8Lk1OBdPV1vxGh3V1"
    "4xuSGAT-TcpXqE2U-Mx6H\"}}";

static const uint8_t create_challenge[32] = {0x00, 0xC3, 0x0F, 0xB7, 0x85, 0x31, 0xC4, 0x64, 0xD2, 0xB6, 0x77,
                                             0x1D, 0xAB, 0x8D, 0x7B, 0x60, 0x3C, 0x01, 0x16, 0x2F, 0x2F, 0xA4,
                                             0x86, 0xBE, 0xA7, 0x0F, 0x28, 0x3A, 0xE5, 0x56, 0xE1, 0x30};
static const uint8_t get_challenge[32] = {0x39, 0xC0, 0xE7, 0x52, 0x14, 0x17, 0xBA, 0x54, 0xD4, 0x3E, 0x8D,
                                          0xC9, 0x51, 0x74, 0xF4, 0x23, 0xDE, 0xE9, 0xBF, 0x3C, 0xD8, 0x04,
                                          0xFF, 0x6D, 0x65, 0xC8, 0x57, 0xC9, 0xAB, 0xF4, 0xD4, 0x08};

/** The next 32 random bytes; NULL: any. */
static const uint8_t* next;
static uint64_t state = UINT64_C(88172645463325252);

static void entropy(void* user_data, void* bytes, size_t size) {
    size_t i;
    (void)user_data;
    if (size == 32 && next != NULL) {
        memcpy(bytes, next, size);
        next = NULL;
        return;
    }
    for (i = 0; i < size; ++i) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        ((uint8_t*)bytes)[i] = (uint8_t)(state >> 32);
    }
}

static struct world w;
static roster_actor grace;
static const roster_str answer_created = {created, sizeof created - 1};
static const roster_str answer_shown = {shown, sizeof shown - 1};

/** A token that outlives its record. */
struct kept {
    char text[100];
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

static int contains(roster_str text, const char* part) {
    return text.data != NULL && strstr(text.data, part) != NULL;
}

static void open_desk(void) {
    roster_str where, page = ROSTER_STR("https://example.org");
    roster_str_list origins = {NULL, 1};
    roster_open_options options = {ROSTER_SIZED(roster_open_options), .clock = clock_of_tests, .entropy = entropy,
                                   .rp_id = ROSTER_STR("example.org"), .rp_name = ROSTER_STR("Example")};
    roster_account_fields fields = {ROSTER_SIZED(roster_account_fields), .name = ROSTER_STR("Acme")};
    origins.items = &page;
    options.origins = &origins;
    memset(&w, 0, sizeof w);
    now = START;
    roster_actor_init_system(&w.host, sizeof w.host, &ROSTER_STR("host"));
    roster_str_init(&where, new_store(":memory:"));
    OK(roster_open(&where, &options, &w.directory, &error));
    OK(roster_directory_create_account(w.directory, &fields, &w.desk, &error));
    roster_actor_init_user(&grace, sizeof grace, NULL);
    grace.kind = ROSTER_ACTOR_USER;
    grace.user =
        add_user(w.desk, &w.host, "Grace", "grace@acme.example", roster_role_user(), ROSTER_ONBOARDING_ACTIVE);
    OK(roster_sessions_link_identity(w.desk, &w.host, &grace.user, &ROSTER_STR("https://id.example"),
                                     &ROSTER_STR("g"), &error));
}

static roster_sign_in* let_in(void) {
    roster_sign_in* sign_in = NULL;
    OK(roster_sessions_sign_in_with_identity(w.desk, &ROSTER_STR("https://id.example"), &ROSTER_STR("g"), NULL,
                                             &sign_in, &error));
    return sign_in;
}

/** The options are as they should be, and hold this; frees them. */
static void asked(roster_passkey_options* options, const char* part) {
    const roster_passkey_options_record* r = roster_passkey_options_view(options);
    CHECK(r != NULL && r->struct_size == sizeof *r && r->expires_at == now + 300 * SECOND);
    CHECK(r != NULL && contains(r->options, part));
    CHECK(next == NULL);
    roster_passkey_options_free(options);
}

static int32_t outcome_of(roster_sign_in* sign_in) {
    const int32_t outcome = sign_in == NULL ? 0 : roster_sign_in_view(sign_in)->outcome;
    roster_sign_in_free(sign_in);
    return outcome;
}

/** Sets the passkey up. */
static void set_up(struct kept* token, roster_factor_id* id) {
    roster_sign_in* sign_in = let_in();
    roster_passkey_options* options = NULL;
    roster_registered_passkey* registered = NULL;
    const roster_registered_passkey_record* r;
    keep(token, roster_sign_in_view(sign_in)->token);
    roster_sign_in_free(sign_in);
    next = create_challenge;
    OK(roster_passkeys_begin_registration(w.desk, &token->str, &options, &error));
    asked(options, "\"challenge\":\"AMMPt4UxxGTStncdq417YDwBFi8vpIa-pw8oOuVW4TA\"");
    OK(roster_passkeys_finish_registration(w.desk, &token->str, &ROSTER_STR("key"), &answer_created, &registered,
                                           &error));
    r = roster_registered_passkey_view(registered);
    CHECK(r != NULL);
    if (r == NULL) exit(2);
    CHECK(r->struct_size == sizeof *r && r->passkey->struct_size == sizeof *r->passkey);
    CHECK(IS(r->passkey->name, "key") && memcmp(&r->passkey->user_id, &grace.user, 16) == 0);
    CHECK(r->passkey->algorithm == ROSTER_PASSKEY_ES256 &&
          strcmp(roster_passkey_algorithm_name(r->passkey->algorithm), "es256") == 0);
    CHECK(IS(r->passkey->aaguid, "8446ccb9-ab1d-b374-750b-2367ff6f3a1f") && r->passkey->transports.count == 0);
    CHECK(r->passkey->backup_eligible == ROSTER_YES && r->passkey->backed_up == ROSTER_YES);
    CHECK(r->passkey->verifies_user == ROSTER_NO && r->passkey->discoverable == ROSTER_NO);
    CHECK(r->passkey->sign_count == 0 && r->passkey->created_at == now &&
          r->passkey->last_used_at == ROSTER_NO_TIME);
    CHECK(r->recovery_codes.count == 10 && r->sign_in->outcome == ROSTER_SIGN_IN_GRANTED);
    CHECK(r->sign_in->principal->assurance == ROSTER_ASSURANCE_TWO_FACTORS);
    keep(token, r->sign_in->token);
    *id = r->passkey->id;
    roster_registered_passkey_free(registered);
    registered = NULL;
    FAILS(ROSTER_NOT_FOUND, "passkeys.challenge_gone",
          roster_passkeys_finish_registration(w.desk, &token->str, &ROSTER_STR("key"), &answer_created, &registered,
                                              &error));
    CHECK(registered == NULL);
}

static void BX_12_set_up_and_used(void) {
    struct kept token, pending;
    roster_factor_id id;
    roster_sign_in* sign_in = NULL;
    const roster_sign_in_record* s;
    roster_passkey_options* options = NULL;
    roster_factor_status* status = NULL;
    const roster_second_factor proof = {ROSTER_SIZED(roster_second_factor), .passkey = {shown, sizeof shown - 1}};
    open_desk();
    set_up(&token, &id);
    OK(roster_factors_status(w.desk, &grace, &grace.user, &status, &error));
    CHECK(roster_factor_status_view(status)->passkeys == 1 &&
          roster_factor_status_view(status)->authenticators == 0);
    CHECK(roster_factor_status_view(status)->enabled == ROSTER_YES);
    roster_factor_status_free(status);

    next = get_challenge;
    OK(roster_passkeys_begin_step_up(w.desk, &token.str, &options, &error));
    asked(options, "\"rpId\":\"example.org\"");
    OK(roster_sessions_step_up(w.desk, &token.str, &proof, &sign_in, &error));
    s = roster_sign_in_view(sign_in);
    CHECK(s->outcome == ROSTER_SIGN_IN_GRANTED && s->principal->second_factor_at == now);
    keep(&token, s->token);
    roster_sign_in_free(sign_in);
    OK(roster_sessions_step_up(w.desk, &token.str, &proof, &sign_in, &error));
    CHECK(outcome_of(sign_in) == ROSTER_SIGN_IN_REJECTED); /* once */

    sign_in = let_in();
    s = roster_sign_in_view(sign_in);
    CHECK(s->outcome == ROSTER_SIGN_IN_SECOND_FACTOR_NEEDED && s->second_factors.count == 2);
    CHECK(IS(s->second_factors.items[0], "passkey") && IS(s->second_factors.items[1], "recovery_code"));
    keep(&pending, s->pending);
    roster_sign_in_free(sign_in);
    next = get_challenge;
    OK(roster_passkeys_begin_second_factor(w.desk, &pending.str, &options, &error));
    asked(
        options,
        "\"allowCredentials\":[{\"type\":\"public-key\",\"id\":\"-R85HbTJsv3g6nAYnLo_tj9Xm6YSKzOtlP8-wzAIS-Q\"}]");
    OK(roster_sessions_second_factor(w.desk, &pending.str, &proof, NULL, &sign_in, &error));
    s = roster_sign_in_view(sign_in);
    CHECK(s->outcome == ROSTER_SIGN_IN_GRANTED && s->session->methods.count == 2);
    CHECK(s->session != NULL && IS(s->session->methods.items[1], "passkey") && s->second_factors.count == 0);
    roster_sign_in_free(sign_in);

    /* It verified nobody, and Grace signs in through a provider: alone it opens nothing. */
    next = get_challenge;
    OK(roster_passkeys_begin_sign_in(w.desk, &options, &error));
    asked(options, "\"allowCredentials\":[]");
    OK(roster_passkeys_finish_sign_in(w.desk, &answer_shown, NULL, &sign_in, &error));
    CHECK(outcome_of(sign_in) == ROSTER_SIGN_IN_REJECTED);
    close_world(&w);
}

static void BX_12_listed_renamed_and_removed(void) {
    struct kept token;
    roster_factor_id id;
    roster_passkey_list* list = NULL;
    roster_passkey* passkey = NULL;
    open_desk();
    set_up(&token, &id);
    OK(roster_passkeys_rename(w.desk, &grace, &grace.user, &id, &ROSTER_STR("ring"), &passkey, &error));
    CHECK(IS(roster_passkey_view(passkey)->name, "ring"));
    roster_passkey_free(passkey);
    OK(roster_passkeys_rename(w.desk, &grace, &grace.user, &id, &ROSTER_STR("band"), NULL, &error));
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "sessions.invalid", "name",
             roster_passkeys_rename(w.desk, &grace, &grace.user, &id, &ROSTER_STR(""), NULL, &error));
    OK(roster_passkeys_list(w.desk, &w.host, &grace.user, &list, &error));
    CHECK(roster_passkey_list_count(list) == 1 && IS(roster_passkey_list_at(list, 0)->name, "band"));
    CHECK(roster_passkey_list_at(list, 1) == NULL);
    roster_passkey_list_free(list);
    now += 11 * 60 * SECOND;
    FAILS(ROSTER_PERMISSION_DENIED, "sessions.not_fresh", roster_passkeys_remove(w.desk, &token.str, &id, &error));
    now -= 11 * 60 * SECOND;
    OK(roster_passkeys_remove(w.desk, &token.str, &id, &error));
    FAILS(ROSTER_NOT_FOUND, "sessions.unknown", roster_passkeys_remove(w.desk, &token.str, &id, &error));
    close_world(&w);
}

static void BX_12_what_is_wrong_is_named(void) {
    struct kept token;
    roster_factor_id id;
    roster_sign_in* sign_in = NULL;
    roster_passkey_options* options = NULL;
    roster_registered_passkey* registered = NULL;
    roster_directory* directory = NULL;
    const roster_str page = ROSTER_STR("https://example.org/");
    const roster_str_list origins = {&page, 1};
    roster_open_options wrong = {ROSTER_SIZED(roster_open_options), .rp_id = ROSTER_STR("example.org")};
    open_desk();
    set_up(&token, &id);
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "passkeys.invalid", "response",
             roster_passkeys_finish_sign_in(w.desk, &ROSTER_STR("no JSON"), NULL, &sign_in, &error));
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "passkeys.invalid", "type",
             roster_passkeys_finish_registration(w.desk, &token.str, &ROSTER_STR("x"), &ROSTER_STR("{}"),
                                                 &registered, &error));
    FAILS(ROSTER_UNAUTHENTICATED, "sessions.no_pending",
          roster_passkeys_begin_second_factor(w.desk, &ROSTER_STR("none"), &options, &error));
    FAILS(ROSTER_UNAUTHENTICATED, "sessions.no_session",
          roster_passkeys_begin_step_up(w.desk, &ROSTER_STR("none"), &options, &error));
    close_world(&w);
    wrong.origins = &origins;
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "sessions.invalid_settings", "origins[0]",
             roster_open(&ROSTER_STR(":memory:"), &wrong, &directory, &error));
    open_world(&w);
    FAILS(ROSTER_FAILED_PRECONDITION, "passkeys.not_set_up",
          roster_passkeys_begin_sign_in(w.desk, &options, &error));
    CHECK(options == NULL && sign_in == NULL && registered == NULL && directory == NULL);
    close_world(&w);
}

/** Every function answers NULL pointers with "abi.null" naming them, and what is freed may be NULL. */
static void NULL_pointers(void) {
    const roster_str x = ROSTER_STR("x");
    roster_factor_id id;
    roster_passkey_options* options = NULL;
    roster_registered_passkey* registered = NULL;
    roster_passkey_list* list = NULL;
    roster_sign_in* sign_in = NULL;
    struct kept token;
    open_desk();
    set_up(&token, &id);
#define NULLS(field, call) FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.null", field, call)
    NULLS("token", roster_passkeys_begin_registration(w.desk, NULL, &options, &error));
    NULLS("options", roster_passkeys_begin_registration(w.desk, &x, NULL, &error));
    NULLS("name", roster_passkeys_finish_registration(w.desk, &x, NULL, &x, &registered, &error));
    NULLS("response", roster_passkeys_finish_registration(w.desk, &x, &x, NULL, &registered, &error));
    NULLS("registered", roster_passkeys_finish_registration(w.desk, &x, &x, &x, NULL, &error));
    NULLS("user", roster_passkeys_list(w.desk, &grace, NULL, &list, &error));
    NULLS("passkeys", roster_passkeys_list(w.desk, &grace, &grace.user, NULL, &error));
    NULLS("id", roster_passkeys_rename(w.desk, &grace, &grace.user, NULL, &x, NULL, &error));
    NULLS("name", roster_passkeys_rename(w.desk, &grace, &grace.user, &id, NULL, NULL, &error));
    NULLS("id", roster_passkeys_remove(w.desk, &x, NULL, &error));
    NULLS("account", roster_passkeys_begin_sign_in(NULL, &options, &error));
    NULLS("options", roster_passkeys_begin_sign_in(w.desk, NULL, &error));
    NULLS("response", roster_passkeys_finish_sign_in(w.desk, NULL, NULL, &sign_in, &error));
    NULLS("sign_in", roster_passkeys_finish_sign_in(w.desk, &x, NULL, NULL, &error));
    NULLS("pending", roster_passkeys_begin_second_factor(w.desk, NULL, &options, &error));
    NULLS("token", roster_passkeys_begin_step_up(w.desk, NULL, &options, &error));
    CHECK(roster_passkey_view(NULL) == NULL && roster_passkey_options_view(NULL) == NULL);
    CHECK(roster_registered_passkey_view(NULL) == NULL && roster_passkey_list_count(NULL) == 0);
    CHECK(strcmp(roster_passkey_algorithm_name(0), "unknown") == 0);
    roster_passkey_free(NULL);
    roster_passkey_list_free(NULL);
    roster_passkey_options_free(NULL);
    roster_registered_passkey_free(NULL);
    close_world(&w);
}

int main(void) {
    RUN(BX_12_set_up_and_used);
    RUN(BX_12_listed_renamed_and_removed);
    RUN(BX_12_what_is_wrong_is_named);
    RUN(NULL_pointers);
    return failures != 0;
}
