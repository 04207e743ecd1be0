/*
 * Out of memory anywhere: every call is run with the first, the second … allocation failing until it succeeds. Each
 * time it must return, with a status and an error that can be read and freed, and what it did not do must not be
 * there.
 *
 * malloc and its kin are replaced in this program, and so in the library too. A sanitizer does the same and gets in
 * the way: there the test is skipped.
 */
#include <stddef.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__GLIBC__) && !defined(__linux__)
#include <stdio.h>
int main(void) {
    puts("skipped: this build has its own malloc");
    return 0;
}
#else

#include "support.h"

#include <errno.h>

extern void* __libc_malloc(size_t);
extern void* __libc_calloc(size_t, size_t);
extern void* __libc_realloc(void*, size_t);
extern void* __libc_memalign(size_t, size_t);
extern void __libc_free(void*);

/** Allocations until the one that fails; negative: none does. After it, `keep_failing` decides. */
static volatile long left = -1;
static volatile int keep_failing;
static volatile int failed_once;

static int fails_now(void) {
    if (left < 0) return 0;
    if (left > 0) return --left, 0;
    failed_once = 1;
    if (!keep_failing) left = -1;
    errno = ENOMEM;
    return 1;
}

__attribute__((visibility("default"))) void* malloc(size_t size) {
    return fails_now() ? NULL : __libc_malloc(size);
}
__attribute__((visibility("default"))) void* calloc(size_t count, size_t size) {
    return fails_now() ? NULL : __libc_calloc(count, size);
}
__attribute__((visibility("default"))) void* realloc(void* old, size_t size) {
    return fails_now() ? NULL : __libc_realloc(old, size);
}
__attribute__((visibility("default"))) void* aligned_alloc(size_t alignment, size_t size) {
    return fails_now() ? NULL : __libc_memalign(alignment, size);
}
__attribute__((visibility("default"))) void free(void* old) { __libc_free(old); }

static struct world w;
static long runs, refused, static_errors;

/** Runs `attempt` until no allocation of it fails any more. */
static void every_allocation(const char* what, roster_status (*attempt)(void), int forever) {
    long n;
    for (n = 0; n < 200000; ++n) {
        roster_status status;
        keep_failing = forever;
        failed_once = 0;
        left = n;
        status = attempt();
        left = -1;
        ++runs;
        if (roster_error_status(error) != status) {
            ++failures;
            fprintf(stderr, "%s, allocation %ld: status %s, error %s\n", what, n, roster_status_name(status),
                    roster_status_name(roster_error_status(error)));
        }
        if (status != ROSTER_OK) {
            ++refused;
            if (status != ROSTER_RESOURCE_EXHAUSTED || !failed_once) {
                ++failures;
                fprintf(stderr, "%s, allocation %ld: %s \"%s\": %s\n", what, n, roster_status_name(status),
                        roster_error_reason(error), roster_error_message(error));
            }
            if (strcmp(roster_error_reason(error), "abi.out_of_memory") == 0) ++static_errors;
        }
        roster_error_free(error);
        error = NULL;
        if (!failed_once) return;
    }
    ++failures;
    fprintf(stderr, "%s: no end\n", what);
}

static roster_status attempt_open(void) {
    roster_directory* directory = NULL;
    const roster_status status = roster_open(&ROSTER_STR(":memory:"), NULL, &directory, &error);
    CHECK((status == ROSTER_OK) == (directory != NULL));
    roster_directory_free(directory);
    return status;
}

static int number;
static roster_status attempt_add(void) {
    char email[32];
    roster_user* user = NULL;
    roster_status status;
    const roster_str labels[] = {ROSTER_STR("a"), ROSTER_STR("b"),
                                 ROSTER_STR("a label that is too long for any string")};
    const roster_str_list list = {labels, 3};
    roster_user_fields fields = {ROSTER_SIZED(roster_user_fields), .first_name = ROSTER_STR("José Ωmega"),
                                 .kind = ROSTER_USER_KIND_CUSTOMER, .labels = &list};
    snprintf(email, sizeof email, "c%d@bücher.example", number++);
    roster_str_init(&fields.email, email);
    status = roster_users_add(w.desk, &w.owner, &fields, 0, &user, &error);
    CHECK((status == ROSTER_OK) == (user != NULL));
    roster_user_free(user);
    return status;
}

/** An address, a language, a zone and names that need the Unicode library. */
static roster_status attempt_update(void) {
    static int64_t wanted;
    char email[32];
    roster_user_fields fields = {ROSTER_SIZED(roster_user_fields), .language = ROSTER_STR("PT-br"),
                                 .time_zone = ROSTER_STR("America/Sao_Paulo"),
                                 .last_name = ROSTER_STR("O\xCC\x88zil")};
    roster_user* user = NULL;
    roster_status status;
    snprintf(email, sizeof email, "ada%ld@straße.example", (long)(wanted++ % 1000));
    roster_str_init(&fields.email, email);
    status = roster_users_update(w.desk, &w.owner, &w.owner.user, &fields, 0, &user, &error);
    CHECK((status == ROSTER_OK) == (user != NULL));
    roster_user_free(user);
    return status;
}

static roster_status attempt_search(void) {
    roster_user_page* page = NULL;
    const roster_user_query query = {ROSTER_SIZED(roster_user_query), .text = ROSTER_STR("JOSÉ ω"),
                                     .with_alert = ROSTER_NO, .sort = ROSTER_USER_SORT_LAST_ACTIVITY};
    const roster_status status = roster_users_list(w.desk, &w.owner, &query, NULL, &page, &error);
    CHECK(status != ROSTER_OK || roster_user_page_count(page) > 0);
    roster_user_page_free(page);
    return status;
}

struct source {
    const char* text;
    size_t at;
};
static int64_t read_source(void* user_data, char* buffer, size_t size) {
    struct source* source = user_data;
    size_t part = strlen(source->text) - source->at;
    if (part > size) part = size;
    memcpy(buffer, source->text + source->at, part);
    source->at += part;
    return (int64_t)part;
}
static int import_number;
static roster_status import_of(int32_t format, const char* text) {
    char key[32];
    struct source source = {NULL, 0};
    roster_import* import = NULL;
    roster_status status;
    roster_import_options options = {ROSTER_SIZED(roster_import_options), .format = format};
    snprintf(key, sizeof key, "import %d", import_number++);
    roster_str_init(&options.key, key);
    source.text = text;
    status = roster_imports_run(w.desk, &w.owner, read_source, &source, NULL, &options, &import, &error);
    CHECK((status == ROSTER_OK) == (import != NULL));
    roster_import_free(import);
    return status;
}
static roster_status attempt_csv(void) {
    return import_of(ROSTER_IMPORT_FORMAT_CSV,
                     "first_name,phone,organization\n\"A \"\"quoted\"\" name\",+12025550123,Ö\nB,x,\n");
}
static roster_status attempt_json_lines(void) {
    return import_of(
        ROSTER_IMPORT_FORMAT_JSON_LINES,
        "{\"first_name\":\"A long name that is no small string\",\"labels\":[\"a\",\"b\"],\"x\":{\"y\":[1]}}\n{]\n");
}

static roster_status attempt_bad_input(void) {
    const roster_str others[] = {{"\xFF", 1}, {"also not an address", 19}, {NULL, 0}};
    const roster_str_list list = {others, 2};
    roster_user_fields fields = {ROSTER_SIZED(roster_user_fields), .first_name = ROSTER_STR("a\nb"),
                                 .other_emails = &list};
    const roster_status status = roster_users_add(w.desk, &w.owner, &fields, 0, NULL, &error);
    if (status == ROSTER_INVALID_ARGUMENT) {
        CHECK(roster_error_field_count(error) >= 3);
        roster_error_free(error);
        error = NULL;
        return ROSTER_OK;
    }
    return status;
}

static roster_status attempt_list(void) {
    roster_user_page* page = NULL;
    roster_page_request request = {ROSTER_SIZED(roster_page_request), .limit = 5};
    const roster_status status = roster_users_list(w.desk, &w.owner, NULL, &request, &page, &error);
    CHECK((status == ROSTER_OK) == (page != NULL));
    roster_user_page_free(page);
    return status;
}

static roster_status attempt_history(void) {
    roster_history_page* page = NULL;
    roster_page_request request = {ROSTER_SIZED(roster_page_request), .limit = 5};
    const roster_status status = roster_history_list(w.desk, &w.owner, NULL, &request, &page, &error);
    CHECK((status == ROSTER_OK) == (page != NULL));
    roster_history_page_free(page);
    return status;
}

static roster_status attempt_account(void) {
    roster_account_details* details = NULL;
    const roster_status status = roster_account_read(w.desk, &details, &error);
    CHECK((status == ROSTER_OK) == (details != NULL));
    roster_account_details_free(details);
    return status;
}

/** Through an identity provider: no password is hashed. */
static roster_status attempt_sign_in(void) {
    roster_sign_in* sign_in = NULL;
    const roster_client client = {ROSTER_SIZED(roster_client),
                                  .user_agent = ROSTER_STR("Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0"),
                                  .address = ROSTER_STR("198.51.100.7")};
    const roster_status status = roster_sessions_sign_in_with_identity(
        w.desk, &ROSTER_STR("https://id.example"), &ROSTER_STR("ada"), &client, &sign_in, &error);
    CHECK((status == ROSTER_OK) == (sign_in != NULL));
    roster_sign_in_free(sign_in);
    return status;
}

static char token[200];
static roster_status attempt_validate(void) {
    roster_principal* principal = NULL;
    roster_str text;
    roster_status status;
    roster_str_init(&text, token);
    now += 61 * SECOND; /* so that its use is written down */
    status = roster_sessions_validate(w.desk, &text, &principal, &error);
    CHECK((status == ROSTER_OK) == (principal != NULL));
    roster_principal_free(principal);
    return status;
}

/** With what it left behind revoked, so that there are never too many. */
static roster_status attempt_api_key(void) {
    roster_new_api_key* made = NULL;
    roster_api_key_list* keys = NULL;
    const roster_str scopes[] = {ROSTER_STR("tickets:read and more"), ROSTER_STR("users:read and more")};
    const roster_str_list list = {scopes, 2};
    size_t i;
    const roster_status status =
        roster_api_keys_create(w.desk, &w.owner, &ROSTER_STR("nightly"), &list, ROSTER_NO_TIME, &made, &error);
    CHECK((status == ROSTER_OK) == (made != NULL));
    roster_new_api_key_free(made);
    left = -1;
    CHECK(roster_api_keys_list(w.desk, &w.owner, &w.owner.user, &keys, NULL) == ROSTER_OK);
    for (i = 0; i < roster_api_key_list_count(keys); ++i)
        if (IS(roster_api_key_list_at(keys, i)->label, "nightly"))
            CHECK(roster_api_keys_revoke(w.desk, &w.owner, &w.owner.user, &roster_api_key_list_at(keys, i)->id,
                                         NULL) == ROSTER_OK);
    roster_api_key_list_free(keys);
    return status;
}

/** With what it left behind removed, so that there are never too many. */
static roster_status attempt_app(void) {
    roster_registered_app* made = NULL;
    roster_app_page* apps = NULL;
    const roster_str items[] = {ROSTER_STR("https://app.example/a/rather/long/callback")};
    const roster_str_list list = {items, 1};
    const roster_app_fields fields = {ROSTER_SIZED(roster_app_fields), .name = ROSTER_STR("An exporter of tickets"),
                                      .redirect_uris = &list, .scopes = &list};
    size_t i;
    const roster_status status = roster_apps_create(w.desk, &w.owner, &fields, 0, &made, &error);
    CHECK((status == ROSTER_OK) == (made != NULL));
    roster_registered_app_free(made);
    left = -1;
    CHECK(roster_apps_list(w.desk, &w.owner, &w.owner.user, &apps, NULL) == ROSTER_OK);
    for (i = 0; i < roster_app_page_count(apps); ++i)
        CHECK(roster_apps_remove(w.desk, &w.owner, &roster_app_page_at(apps, i)->id, NULL) == ROSTER_OK);
    roster_app_page_free(apps);
    return status;
}

static roster_status attempt_sessions(void) {
    roster_session_list* list = NULL;
    const roster_status status = roster_sessions_list(w.desk, &w.owner, &w.owner.user, &list, &error);
    CHECK(status != ROSTER_OK || roster_session_list_count(list) > 0);
    roster_session_list_free(list);
    return status;
}

static void keep_a_key(void) {
    roster_new_api_key* made = NULL;
    OK(roster_sessions_link_identity(w.desk, &w.host, &w.owner.user, &ROSTER_STR("https://id.example"),
                                     &ROSTER_STR("ada"), &error));
    OK(roster_api_keys_create(w.desk, &w.owner, &ROSTER_STR("kept"), NULL, ROSTER_NO_TIME, &made, &error));
    if (made == NULL) exit(2);
    snprintf(token, sizeof token, "%s", roster_new_api_key_view(made)->text.data);
    roster_new_api_key_free(made);
}

/** The store is sound after all this, and holds what the calls said. */
static void still_sound(void) {
    roster_text_page* faults = NULL;
    size_t i;
    OK(roster_directory_check(w.directory, &faults, &error));
    for (i = 0; i < roster_text_page_count(faults); ++i)
        fprintf(stderr, "%s\n", roster_text_page_at(faults, i)->data);
    CHECK(roster_text_page_count(faults) == 0);
    roster_text_page_free(faults);
}

/** "once": one allocation fails; "forever": all from that one on. Without an argument both, one after the other. */
int main(int count, char** arguments) {
    const int first = count > 1 && strcmp(arguments[1], "forever") == 0;
    const int last = !(count > 1 && strcmp(arguments[1], "once") == 0);
    int forever;
    attempt_open(); /* what is loaded once and kept is loaded now */
    open_world(&w);
    if (attempt_add() != ROSTER_OK || attempt_update() != ROSTER_OK || attempt_search() != ROSTER_OK ||
        attempt_csv() != ROSTER_OK || attempt_json_lines() != ROSTER_OK)
        return fprintf(stderr, "%s\n", roster_error_message(error)), 2;
    keep_a_key();
    for (forever = first; forever <= last; ++forever) {
        every_allocation("sign in", attempt_sign_in, forever);
        every_allocation("validate", attempt_validate, forever);
        every_allocation("API key", attempt_api_key, forever);
        every_allocation("app", attempt_app, forever);
        every_allocation("sessions", attempt_sessions, forever);
        every_allocation("account", attempt_account, forever);
        every_allocation("bad input", attempt_bad_input, forever);
        every_allocation("add", attempt_add, forever);
        every_allocation("update", attempt_update, forever);
        every_allocation("list", attempt_list, forever);
        every_allocation("search", attempt_search, forever);
        every_allocation("CSV", attempt_csv, forever);
        every_allocation("JSON lines", attempt_json_lines, forever);
        every_allocation("history", attempt_history, forever);
        every_allocation("open", attempt_open, forever);
    }
    still_sound();
    close_world(&w);
    printf("%ld runs, %ld refused, %ld of them by the static error\n", runs, refused, static_errors);
    CHECK(refused > 0);
    CHECK(first == 1 || refused > static_errors); /* where one fails, there is memory to tell more of it */
    CHECK(last == 0 || static_errors > 0);
    return failures != 0;
}
#endif
