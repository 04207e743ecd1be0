/*
 * What the C tests share: checks that go on after a failure, and a small world with a clock that stands still.
 *
 * A test is a function without parameters; main runs each with RUN and ends with `return failures != 0`.
 */
#ifndef ROSTER_TESTS_SUPPORT_H
#define ROSTER_TESTS_SUPPORT_H

#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L /* popen */
#endif
#include <roster.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures;
static roster_error* error;

#define RUN(test)                \
    do {                         \
        printf("  %s\n", #test); \
        fflush(stdout);          \
        test();                  \
    } while (0)

#define CHECK(condition)   \
    ((condition) ? (void)0 \
                 : (++failures, (void)fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition)))

/** The call, which has `&error` as its last argument, succeeds. */
#define OK(call) check_status((call), ROSTER_OK, NULL, NULL, __FILE__, __LINE__, #call)
/** The call fails with this status and reason. */
#define FAILS(status, reason, call) check_status((call), (status), (reason), NULL, __FILE__, __LINE__, #call)
/** The same, and this field is among those at fault. */
#define FAILS_ON(status, reason, field, call) \
    check_status((call), (status), (reason), (field), __FILE__, __LINE__, #call)

/** A roster_str of a record has this text. */
#define IS(text, expected) ((text).len == strlen(expected) && memcmp((text).data, (expected), (text).len + 1) == 0)

static inline int has_field(const roster_error* e, const char* field) {
    size_t i;
    for (i = 0; i < roster_error_field_count(e); ++i)
        if (strcmp(roster_error_field_name(e, i), field) == 0) return 1;
    return 0;
}

static inline int check_status(roster_status got, roster_status status, const char* reason, const char* field,
                               const char* file, int line, const char* call) {
    size_t i;
    int good = got == status && roster_error_status(error) == status && (status == ROSTER_OK) == (error == NULL);
    if (good && reason != NULL) good = strcmp(roster_error_reason(error), reason) == 0;
    if (good && field != NULL) good = has_field(error, field);
    if (!good) {
        ++failures;
        fprintf(stderr, "%s:%d: %s\n    gave %s", file, line, call, roster_status_name(got));
        if (error != NULL) {
            fprintf(stderr, " \"%s\": %s", roster_error_reason(error), roster_error_message(error));
            for (i = 0; i < roster_error_field_count(error); ++i)
                fprintf(stderr, " [%s: %s]", roster_error_field_name(error, i),
                        roster_error_field_reason(error, i));
        }
        fprintf(stderr, "\n    instead of %s \"%s\" %s\n", roster_status_name(status), reason ? reason : "",
                field ? field : "");
    }
    roster_error_free(error);
    error = NULL;
    return good;
}

/* ---- a small world ------------------------------------------------------------------------------------------ */

#define SECOND INT64_C(1000000)
#define DAY (86400 * SECOND)
/** 2024-05-06T07:08:09Z, and that day. */
#define START (INT64_C(1714979289) * SECOND)
#define TODAY 19849

/** What the store's clock shows; tests move it. */
static int64_t now = START;

static inline int64_t clock_of_tests(void* user_data) {
    (void)user_data;
    return now;
}

struct world {
    roster_directory* directory;
    roster_account* desk;
    roster_actor host;  /**< the system */
    roster_actor owner; /**< Ada, number 1, added by the host */
};

static inline roster_user_id id_of(const roster_user* user) {
    static const roster_user_id nil;
    return user == NULL ? nil : roster_user_view(user)->id;
}

/** Adds a person and gives the id; nil on failure. */
static inline roster_user_id add_user(const roster_account* account, const roster_actor* actor, const char* name,
                                      const char* email, const roster_role_id* role, int32_t start) {
    roster_user* user = NULL;
    roster_user_id id;
    roster_user_fields fields = ROSTER_USER_FIELDS_INIT;
    roster_str_init(&fields.first_name, name);
    roster_str_init(&fields.email, email);
    fields.role = role;
    OK(roster_users_add(account, actor, &fields, start, &user, &error));
    id = id_of(user);
    roster_user_free(user);
    return id;
}

static inline roster_user_id add_customer(const struct world* w, const char* name, const char* email) {
    roster_user* user = NULL;
    roster_user_id id;
    roster_user_fields fields = {ROSTER_SIZED(roster_user_fields), .kind = ROSTER_USER_KIND_CUSTOMER};
    roster_str_init(&fields.first_name, name);
    roster_str_init(&fields.email, email);
    OK(roster_users_add(w->desk, &w->host, &fields, 0, &user, &error));
    id = id_of(user);
    roster_user_free(user);
    return id;
}

/** Where a new, empty store is: what the command in ROSTER_TEST_STORES prints (tests/tools/postgres.cpp), or else the
 *  given SQLite location. The text lives until the next call. */
static inline const char* new_store(const char* otherwise) {
    static char location[1024];
    const char* const command = getenv("ROSTER_TEST_STORES");
    FILE* out;
    if (command == NULL) return otherwise;
    out = popen(command, "r");
    if (out == NULL || fgets(location, sizeof location, out) == NULL || pclose(out) != 0) {
        fprintf(stderr, "no store from: %s\n", command);
        exit(2);
    }
    location[strcspn(location, "\n")] = '\0';
    return location;
}

static inline void open_world_at(struct world* w, const char* location) {
    roster_str where;
    roster_open_options options = {ROSTER_SIZED(roster_open_options), .clock = clock_of_tests};
    roster_account_fields acme = {ROSTER_SIZED(roster_account_fields), .name = ROSTER_STR("Acme")};
    const roster_actor host = ROSTER_ACTOR_INIT_SYSTEM("host");
    memset(w, 0, sizeof *w);
    now = START;
    roster_str_init(&where, location);
    OK(roster_open(&where, &options, &w->directory, &error));
    OK(roster_directory_create_account(w->directory, &acme, &w->desk, &error));
    w->host = host;
    roster_actor_init_user(&w->owner, sizeof w->owner, NULL);
    w->owner.kind = ROSTER_ACTOR_USER;
    w->owner.user =
        add_user(w->desk, &w->host, "Ada", "ada@acme.example", roster_role_owner(), ROSTER_ONBOARDING_ACTIVE);
}

static inline void open_world(struct world* w) { open_world_at(w, new_store(":memory:")); }

static inline void close_world(struct world* w) {
    roster_account_free(w->desk);
    roster_directory_free(w->directory);
}

#endif
