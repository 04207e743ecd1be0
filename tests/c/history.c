/* History (DP-12). */
#include "support.h"

static struct world w;

static const roster_field_change_record* change_of(const roster_history_record* entry, const char* name) {
    size_t i;
    for (i = 0; i < entry->changes.count; ++i)
        if (IS(entry->changes.items[i]->name, name)) return entry->changes.items[i];
    return NULL;
}

static void DP_12_who_what_when(void) {
    roster_history_page* page = NULL;
    const roster_history_record* entry;
    const roster_field_change_record* change;
    char id[ROSTER_ID_TEXT_SIZE];
    roster_user_fields lead = {ROSTER_SIZED(roster_user_fields), .job_title = ROSTER_STR("Lead")};
    open_world(&w);
    now += SECOND;
    OK(roster_users_update(w.desk, &w.owner, &w.owner.user, &lead, 0, NULL, &error));
    OK(roster_history_list(w.desk, &w.owner, NULL, NULL, &page, &error));
    CHECK(roster_history_page_count(page) == 3 && roster_history_page_next(page) == NULL);
    entry = roster_history_page_at(page, 0);
    CHECK(entry->struct_size == sizeof *entry && entry->at == START + SECOND);
    CHECK(IS(entry->verb, "users.update") && IS(entry->subject_kind, "user") && IS(entry->actor_name, "Ada"));
    CHECK(memcmp(&entry->actor, &w.owner.user, 16) == 0);
    roster_id_format(w.owner.user.bytes, id);
    CHECK(IS(entry->subject_id, id));
    CHECK(entry->changes.count == 1);
    change = change_of(entry, "job_title");
    CHECK(change != NULL && change->struct_size == sizeof *change);
    if (change != NULL) CHECK(IS(change->before, "\"\"") && IS(change->after, "\"Lead\""));
    entry = roster_history_page_at(page, 2);
    CHECK(IS(entry->verb, "accounts.create") && IS(entry->subject_kind, "account"));
    CHECK(memcmp(&roster_history_page_at(page, 0)->id, &entry->id, 16) > 0);
    CHECK(roster_history_page_at(page, 3) == NULL);
    roster_history_page_free(page);
    close_world(&w);
}

static void DP_12_filtered_and_paged(void) {
    char id[ROSTER_ID_TEXT_SIZE], email[32];
    int i;
    size_t seen = 0;
    roster_user_id bob;
    roster_history_page *page = NULL, *next = NULL;
    roster_page_request request = {ROSTER_SIZED(roster_page_request), .limit = 4};
    roster_history_query query = ROSTER_HISTORY_QUERY_INIT;
    roster_user_fields title = ROSTER_USER_FIELDS_INIT;
    open_world(&w);
    bob = add_customer(&w, "Bob", "bob@b.example");
    for (i = 0; i < 10; ++i) {
        snprintf(email, sizeof email, "Title %d", i);
        roster_str_init(&title.job_title, email);
        OK(roster_users_update(w.desk, &w.owner, &bob, &title, 0, NULL, &error));
    }
    do {
        OK(roster_history_of_user(w.desk, &w.owner, &bob, &request, &next, &error));
        seen += roster_history_page_count(next);
        roster_history_page_free(page);
        page = next;
        if (roster_history_page_next(page) != NULL) request.after = *roster_history_page_next(page);
    } while (roster_history_page_next(page) != NULL);
    CHECK(seen == 11);
    roster_history_page_free(page);

    query.actor = &w.owner.user;
    OK(roster_history_list(w.desk, &w.owner, &query, NULL, &page, &error));
    CHECK(roster_history_page_count(page) == 10);
    roster_history_page_free(page);
    roster_id_format(bob.bytes, id);
    query.actor = NULL;
    query.subject_kind = ROSTER_STR("user");
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "history.invalid_query", "subject_id",
             roster_history_list(w.desk, &w.owner, &query, NULL, &page, &error));
    CHECK(page == NULL);
    roster_str_init(&query.subject_id, id);
    OK(roster_history_list(w.desk, &w.owner, &query, NULL, &page, &error));
    CHECK(roster_history_page_count(page) == 11);
    roster_history_page_free(page);
    close_world(&w);
}

static void customers_see_none(void) {
    roster_actor bob = ROSTER_ACTOR_INIT;
    roster_history_page* page = NULL;
    open_world(&w);
    bob.kind = ROSTER_ACTOR_USER;
    bob.user = add_customer(&w, "Bob", "bob@b.example");
    OK(roster_users_activate(w.desk, &w.host, &bob.user, NULL, &error));
    FAILS(ROSTER_PERMISSION_DENIED, "users.not_staff",
          roster_history_list(w.desk, &bob, NULL, NULL, &page, &error));
    CHECK(page == NULL);
    close_world(&w);
}

int main(void) {
    RUN(DP_12_who_what_when);
    RUN(DP_12_filtered_and_paged);
    RUN(customers_see_none);
    return failures != 0;
}
