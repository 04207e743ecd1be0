/*
 * The tour of the README in C99: open a store, create a tenant, manage some people, see what was written down.
 *
 *     tour [file]        without a file the store lives in memory
 *
 * Every status is checked, everything is freed, and the exit code tells whether all went well.
 */
#include <roster.h>

#include <stdio.h>

/** Prints and frees what a call that failed left. */
static int failed(const char* what, roster_error** error) {
    size_t i;
    fprintf(stderr, "%s: %s: %s\n", what, roster_error_reason(*error), roster_error_message(*error));
    for (i = 0; i < roster_error_field_count(*error); ++i)
        fprintf(stderr, "  %s: %s\n", roster_error_field_name(*error, i), roster_error_field_message(*error, i));
    roster_error_free(*error);
    *error = NULL;
    return 1;
}

#define TRY(call)                                    \
    do {                                             \
        if ((call) != ROSTER_OK) {                   \
            result = failed("tour: " #call, &error); \
            goto done;                               \
        }                                            \
    } while (0)

/** The tour in a few lines, as the README shows it. */
static int short_tour(void) {
    roster_error* error = NULL;
    roster_directory* directory = NULL;
    roster_account* desk = NULL;
    roster_user* grace = NULL;
    int result;
    /* [tour] */
    roster_account_fields acme = {ROSTER_SIZED(roster_account_fields), .name = ROSTER_STR("Acme")};
    roster_user_fields fields = {ROSTER_SIZED(roster_user_fields), .first_name = ROSTER_STR("Grace"),
                                 .email = ROSTER_STR("grace@acme.example"), .role = roster_role_user()};
    roster_actor host = ROSTER_ACTOR_INIT_SYSTEM("host");
    if (roster_open(&ROSTER_STR(":memory:"), NULL, &directory, &error) ||
        roster_directory_create_account(directory, &acme, &desk, &error) ||
        roster_users_add(desk, &host, &fields, ROSTER_ONBOARDING_ACTIVE, &grace, &error))
        fprintf(stderr, "%s\n", roster_error_message(error));
    else printf("added %s <%s>\n", roster_user_view(grace)->display_name.data, roster_user_view(grace)->email.data);
    /* [/tour] */
    result = error != NULL;
    roster_user_free(grace);
    roster_account_free(desk);
    roster_directory_free(directory);
    roster_error_free(error);
    return result;
}

static int tour(const char* location) {
    int result = 0;
    size_t i, j;
    roster_str where;
    roster_error* error = NULL;
    roster_directory* directory = NULL;
    roster_account* desk = NULL;
    roster_user *ada = NULL, *grace = NULL, *lead = NULL;
    roster_user_page* people = NULL;
    roster_history_page* history = NULL;
    char day[ROSTER_DATE_TEXT_SIZE], time[ROSTER_TIME_TEXT_SIZE], id[ROSTER_ID_TEXT_SIZE];

    /* The store, and a tenant in it that works by the rules of a help desk. */
    roster_policy policy = {ROSTER_SIZED(roster_policy), .preset = ROSTER_STR("help_desk")};
    roster_account_fields acme = {ROSTER_SIZED(roster_account_fields), .name = ROSTER_STR("Acme"),
                                  .policy = &policy, .time_zone = ROSTER_STR("Europe/Berlin")};
    roster_str_init(&where, location);
    TRY(roster_open(&where, NULL, &directory, &error));
    TRY(roster_directory_create_account(directory, &acme, &desk, &error));
    roster_id_format(roster_account_id_of(desk)->bytes, id);
    printf("account %s\n", id);

    /* The host itself adds the first owner, and vouches for her. */
    roster_actor host = ROSTER_ACTOR_INIT_SYSTEM("tour");
    roster_user_fields first = {ROSTER_SIZED(roster_user_fields), .first_name = ROSTER_STR("Ada"),
                                .last_name = ROSTER_STR("Lovelace"), .email = ROSTER_STR("ada@acme.example"),
                                .role = roster_role_owner()};
    TRY(roster_users_add(desk, &host, &first, ROSTER_ONBOARDING_ACTIVE, &ada, &error));

    /* From here on the owner acts. */
    roster_actor owner = ROSTER_ACTOR_INIT_USER(roster_user_view(ada)->id);
    const roster_str labels[] = {ROSTER_STR("vip"), ROSTER_STR("on call")};
    const roster_str_list labelled = {labels, 2};
    roster_user_fields second = {ROSTER_SIZED(roster_user_fields),  .first_name = ROSTER_STR("Grace"),
                                 .last_name = ROSTER_STR("Hopper"), .email = ROSTER_STR("grace@acme.example"),
                                 .role = roster_role_user(),        .labels = &labelled};
    TRY(roster_users_add(desk, &owner, &second, 0, &grace, &error));

    /* A change names only what changes, and the revision it was made for. */
    roster_user_fields change = {ROSTER_SIZED(roster_user_fields), .job_title = ROSTER_STR("Lead")};
    TRY(roster_users_update(desk, &owner, &roster_user_view(grace)->id, &change, roster_user_view(grace)->revision,
                            &lead, &error));

    int32_t from, through;
    TRY(roster_date_parse(&ROSTER_STR("2090-07-01"), &from, &error));
    TRY(roster_date_parse(&ROSTER_STR("2090-07-14"), &through, &error));
    TRY(roster_users_suspend(desk, &owner, &roster_user_view(grace)->id, from, through, &ROSTER_STR("on leave"),
                             NULL, &error));

    roster_user_query query = {ROSTER_SIZED(roster_user_query), .kind = ROSTER_USER_KIND_STAFF};
    TRY(roster_users_list(desk, &owner, &query, NULL, &people, &error));
    for (i = 0; i < roster_user_page_count(people); ++i) {
        const roster_user_record* user = roster_user_page_at(people, i);
        printf("  #%lld %s <%s>, %s", (long long)user->number, user->display_name.data, user->email.data,
               roster_user_status_name(user->status));
        if (user->suspended_from != ROSTER_NO_DATE) {
            TRY(roster_date_format(user->suspended_from, day, &error));
            printf(", away from %s", day);
        }
        putchar('\n');
    }

    printf("what happened, newest first\n");
    TRY(roster_history_list(desk, &owner, NULL, NULL, &history, &error));
    for (i = 0; i < roster_history_page_count(history); ++i) {
        const roster_history_record* entry = roster_history_page_at(history, i);
        TRY(roster_time_format(entry->at, time, &error));
        printf("  %.19s %s: %s\n", time, entry->actor_name.data, entry->verb.data);
        for (j = 0; j < entry->changes.count; ++j)
            printf("      %s: %s -> %s\n", entry->changes.items[j]->name.data, entry->changes.items[j]->before.data,
                   entry->changes.items[j]->after.data);
    }

done:
    roster_history_page_free(history);
    roster_user_page_free(people);
    roster_user_free(lead);
    roster_user_free(grace);
    roster_user_free(ada);
    roster_account_free(desk);
    roster_directory_free(directory);
    return result;
}

int main(int argc, char** argv) { return short_tour() != 0 ? 1 : tour(argc > 1 ? argv[1] : ":memory:"); }
