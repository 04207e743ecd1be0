/* Bad input: each a clear error with status, reason and field; nothing written, nothing leaked, no abort. */
#include "support.h"

static struct world w;
static roster_user* user;

static size_t people(void) {
    size_t count;
    roster_user_page* page = NULL;
    OK(roster_users_list(w.desk, &w.host, NULL, NULL, &page, &error));
    count = roster_user_page_count(page);
    roster_user_page_free(page);
    return count;
}

/** Every function answers NULL pointers with "abi.null" naming them. */
static void NULL_pointers(void) {
    roster_directory* directory = NULL;
    roster_account* account = NULL;
    roster_account_details* details = NULL;
    roster_user_page* users = NULL;
    roster_restored_user* restored = NULL;
    roster_import_options options = ROSTER_IMPORT_OPTIONS_INIT;
    int32_t number;
    open_world(&w);
#define NULLS(field, call) FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.null", field, call)
    NULLS("location", roster_open(NULL, NULL, &directory, &error));
    NULLS("directory", roster_open(&ROSTER_STR(":memory:"), NULL, NULL, &error));
    NULLS("directory", roster_directory_create_account(NULL, NULL, &account, &error));
    NULLS("fields", roster_directory_create_account(w.directory, NULL, &account, &error));
    NULLS("id", roster_directory_account(w.directory, NULL, &account, &error));
    NULLS("account", roster_directory_account(w.directory, roster_account_id_of(w.desk), NULL, &error));
    NULLS("directory", roster_directory_accounts(NULL, NULL, NULL, &error));
    NULLS("accounts", roster_directory_accounts(w.directory, NULL, NULL, &error));
    NULLS("faults", roster_directory_check(w.directory, NULL, &error));
    NULLS("directory", roster_directory_check(NULL, NULL, &error));
    NULLS("path", roster_directory_backup(w.directory, NULL, &error));
    NULLS("directory", roster_directory_backup(NULL, NULL, &error));
    NULLS("account", roster_account_read(NULL, &details, &error));
    NULLS("details", roster_account_read(w.desk, NULL, &error));
    NULLS("fields", roster_account_update(NULL, NULL, NULL, 0, NULL, &error));
    NULLS("account", roster_users_add(NULL, NULL, NULL, 0, NULL, &error));
    NULLS("fields", roster_users_add(w.desk, &w.host, NULL, 0, NULL, &error));
    NULLS("id", roster_users_update(w.desk, &w.host, NULL, NULL, 0, NULL, &error));
    NULLS("id", roster_users_label(w.desk, &w.host, NULL, NULL, NULL, NULL, &error));
    NULLS("user", roster_users_get(w.desk, &w.host, &w.owner.user, NULL, &error));
    NULLS("id", roster_users_get(w.desk, &w.host, NULL, &user, &error));
    NULLS("account", roster_users_get_by_number(NULL, &w.host, 1, &user, &error));
    NULLS("address", roster_users_get_by_email(w.desk, &w.host, NULL, &user, &error));
    NULLS("external_id", roster_users_get_by_external_id(w.desk, &w.host, NULL, &user, &error));
    NULLS("address", roster_users_find_by_email(w.desk, &w.host, NULL, &user, &error));
    NULLS("user", roster_users_find_by_external_id(w.desk, &w.host, &ROSTER_STR("x"), NULL, &error));
    NULLS("ids", roster_users_get_many(w.desk, &w.host, NULL, &users, &error));
    NULLS("users", roster_users_list(w.desk, &w.host, NULL, NULL, NULL, &error));
    NULLS("visit", roster_users_for_each(w.desk, &w.host, NULL, NULL, NULL, NULL, &error));
    NULLS("labels", roster_users_labels(w.desk, &w.host, NULL, NULL, NULL, &error));
    NULLS("alerts", roster_users_alerts(w.desk, &w.host, &w.owner.user, NULL, &error));
    NULLS("account", roster_users_seats(NULL, &w.host, NULL, NULL, &error));
    NULLS("id", roster_users_invite(w.desk, &w.host, NULL, NULL, &error));
    NULLS("id", roster_users_accept(w.desk, &w.host, NULL, NULL, &error));
    NULLS("id", roster_users_activate(w.desk, &w.host, NULL, NULL, &error));
    NULLS("id", roster_users_suspend(w.desk, &w.host, NULL, 0, 0, NULL, NULL, &error));
    NULLS("id", roster_users_resume(w.desk, &w.host, NULL, NULL, &error));
    NULLS("reason", roster_users_remove(w.desk, &w.host, &w.owner.user, NULL, NULL, &error));
    NULLS("id", roster_users_restore(w.desk, &w.host, NULL, &restored, &error));
    NULLS("id", roster_users_record_activity(w.desk, &w.host, NULL, &error));
    NULLS("id", roster_users_record_failed_sign_in(w.desk, &w.host, NULL, &number, &error));
    NULLS("account", roster_users_record_sign_in(NULL, &w.host, &w.owner.user, &error));
    NULLS("fields", roster_organizations_add(w.desk, &w.host, NULL, NULL, &error));
    NULLS("id", roster_organizations_update(w.desk, &w.host, NULL, NULL, 0, NULL, &error));
    NULLS("organization", roster_organizations_get(w.desk, &w.host, NULL, NULL, &error));
    NULLS("name", roster_organizations_find_by_name(w.desk, &w.host, NULL, NULL, &error));
    NULLS("organizations", roster_organizations_list(w.desk, &w.host, NULL, NULL, NULL, &error));
    NULLS("account", roster_organizations_remove(NULL, &w.host, NULL, &error));
    NULLS("fields", roster_groups_add(w.desk, &w.host, NULL, NULL, &error));
    NULLS("id", roster_groups_update(w.desk, &w.host, NULL, NULL, 0, NULL, &error));
    NULLS("group", roster_groups_get(w.desk, &w.host, NULL, NULL, &error));
    NULLS("name", roster_groups_find_by_name(w.desk, &w.host, NULL, NULL, &error));
    NULLS("groups", roster_groups_list(w.desk, &w.host, NULL, NULL, NULL, &error));
    NULLS("account", roster_groups_remove(NULL, &w.host, NULL, &error));
    NULLS("permissions", roster_permissions_list(NULL, &error));
    NULLS("fields", roster_roles_add(w.desk, &w.host, NULL, NULL, &error));
    NULLS("id", roster_roles_update(w.desk, &w.host, NULL, NULL, 0, NULL, &error));
    NULLS("role", roster_roles_get(w.desk, &w.host, NULL, NULL, &error));
    NULLS("name", roster_roles_find_by_name(w.desk, &w.host, NULL, NULL, &error));
    NULLS("roles", roster_roles_list(w.desk, &w.host, NULL, NULL, NULL, &error));
    NULLS("account", roster_roles_remove(NULL, &w.host, NULL, NULL, &error));
    NULLS("access", roster_roles_access_of(w.desk, &w.host, NULL, NULL, &error));
    NULLS("fields", roster_roles_update_access(w.desk, &w.host, &w.owner.user, NULL, 0, NULL, &error));
    NULLS("permission", roster_roles_choose(w.desk, &w.host, &w.owner.user, NULL, 0, NULL, NULL, &error));
    NULLS("to", roster_roles_transfer_ownership(w.desk, &w.host, NULL, NULL, NULL, &error));
    NULLS("access", roster_roles_access(w.desk, &w.host, NULL, NULL, &error));
    NULLS("decision", roster_roles_why(w.desk, &w.host, NULL, NULL, NULL, NULL, NULL, &error));
    NULLS("users", roster_roles_who_may(w.desk, &w.host, NULL, NULL, NULL, NULL, &error));
    NULLS("fields", roster_inboxes_add(w.desk, &w.host, NULL, NULL, &error));
    NULLS("id", roster_inboxes_update(w.desk, &w.host, NULL, NULL, 0, NULL, &error));
    NULLS("inbox", roster_inboxes_get(w.desk, &w.host, NULL, NULL, &error));
    NULLS("name", roster_inboxes_find_by_name(w.desk, &w.host, NULL, NULL, &error));
    NULLS("inboxes", roster_inboxes_list(w.desk, &w.host, NULL, NULL, NULL, &error));
    NULLS("id", roster_inboxes_archive(w.desk, &w.host, NULL, NULL, &error));
    NULLS("account", roster_inboxes_unarchive(NULL, &w.host, NULL, NULL, &error));
    NULLS("inbox", roster_inboxes_set_access(w.desk, &w.host, NULL, NULL, NULL, NULL, 0, &error));
    NULLS("user", roster_inboxes_serve(w.desk, &w.host, NULL, NULL, ROSTER_YES, NULL, &error));
    NULLS("candidates", roster_inboxes_who_can_take(w.desk, &w.host, NULL, NULL, NULL, NULL, &error));
    NULLS("fields", roster_teams_add(w.desk, &w.host, NULL, NULL, &error));
    NULLS("id", roster_teams_update(w.desk, &w.host, NULL, NULL, 0, NULL, &error));
    NULLS("team", roster_teams_get(w.desk, &w.host, NULL, NULL, &error));
    NULLS("name", roster_teams_find_by_name(w.desk, &w.host, NULL, NULL, &error));
    NULLS("teams", roster_teams_list(w.desk, &w.host, NULL, NULL, NULL, &error));
    NULLS("account", roster_teams_remove(NULL, &w.host, NULL, &error));
    NULLS("user", roster_teams_add_member(w.desk, &w.host, NULL, NULL, &error));
    NULLS("id", roster_teams_remove_member(w.desk, &w.host, NULL, NULL, &error));
    NULLS("users", roster_teams_members(w.desk, &w.host, NULL, NULL, NULL, &error));
    NULLS("teams", roster_teams_of_user(w.desk, &w.host, NULL, NULL, &error));
    NULLS("candidates", roster_teams_who_can_take(w.desk, &w.host, NULL, NULL, NULL, NULL, &error));
    NULLS("options", roster_imports_run(w.desk, &w.host, NULL, NULL, NULL, NULL, NULL, &error));
    NULLS("path", roster_imports_run_file(w.desk, &w.host, NULL, &options, NULL, &error));
    NULLS("key", roster_imports_find(w.desk, &w.host, NULL, NULL, &error));
    NULLS("faults", roster_imports_faults(w.desk, &w.host, NULL, NULL, NULL, &error));
    NULLS("entries", roster_history_list(w.desk, &w.host, NULL, NULL, NULL, &error));
    NULLS("user", roster_history_of_user(w.desk, &w.host, NULL, NULL, NULL, &error));
    NULLS("zone", roster_zone_known(NULL, &number, &error));
    NULLS("date", roster_date_parse(&ROSTER_STR("2024-05-06"), NULL, &error));
    NULLS("text", roster_time_format(0, NULL, &error));
    NULLS("names", roster_zone_names(NULL, &error));
    CHECK(people() == 1);
    close_world(&w);
}

/** The message is a sentence; each field's is read after its name. */
static void messages(void) {
    open_world(&w);
    CHECK(roster_users_add(NULL, NULL, NULL, 9, NULL, &error) == ROSTER_INVALID_ARGUMENT);
    CHECK(strcmp(roster_error_message(error),
                 "Something required is missing: account must not be NULL; fields must not "
                 "be NULL; start is none of the constants for it") == 0);
    CHECK(strcmp(roster_error_field_message(error, 0), "must not be NULL") == 0);
    roster_error_free(error);
    error = NULL;
    close_world(&w);
}

/** A text without data is not an empty one. */
static void absent_text(void) {
    const roster_str absent = {NULL, 0}, absent_with_length = {NULL, 17};
    const roster_str items[] = {{"a", 1}, {NULL, 0}};
    const roster_str_list list = {items, 2}, no_items = {NULL, 2};
    const roster_user_id_list no_ids = {NULL, 1};
    roster_user_page* users = NULL;
    open_world(&w);
    NULLS("address", roster_users_get_by_email(w.desk, &w.host, &absent, &user, &error));
    NULLS("address", roster_users_get_by_email(w.desk, &w.host, &absent_with_length, &user, &error));
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "users.invalid", "email",
             roster_users_get_by_email(w.desk, &w.host, &ROSTER_STR(""), &user, &error));
    NULLS("add[1]", roster_users_label(w.desk, &w.host, &w.owner.user, &list, NULL, NULL, &error));
    NULLS("add", roster_users_label(w.desk, &w.host, &w.owner.user, &no_items, NULL, NULL, &error));
    NULLS("ids", roster_users_get_many(w.desk, &w.host, &no_ids, &users, &error));
    close_world(&w);
}

/** A missing actor is never the system. */
static void no_actor(void) {
    roster_actor zeroed, fresh = ROSTER_ACTOR_INIT, unknown = ROSTER_ACTOR_INIT, nil_user = ROSTER_ACTOR_INIT;
    roster_user_fields fields = {ROSTER_SIZED(roster_user_fields), .email = ROSTER_STR("x@x.example")};
    const roster_actor* actors[4];
    roster_user_page* users = NULL;
    roster_organization_page* organizations = NULL;
    roster_history_page* entries = NULL;
    roster_account_fields change = {ROSTER_SIZED(roster_account_fields), .name = ROSTER_STR("Mine")};
    int i;
    memset(&zeroed, 0, sizeof zeroed);
    nil_user.kind = ROSTER_ACTOR_USER;
    actors[0] = NULL, actors[1] = &zeroed, actors[2] = &fresh, actors[3] = &nil_user;
    open_world(&w);
#define NOBODY(call) FAILS(ROSTER_UNAUTHENTICATED, "users.no_actor", call)
    for (i = 0; i < 4; ++i) {
        NOBODY(roster_users_add(w.desk, actors[i], &fields, 0, NULL, &error));
        NOBODY(roster_users_get(w.desk, actors[i], &w.owner.user, &user, &error));
        NOBODY(roster_users_list(w.desk, actors[i], NULL, NULL, &users, &error));
        NOBODY(roster_users_record_sign_in(w.desk, actors[i], &w.owner.user, &error));
        NOBODY(roster_organizations_list(w.desk, actors[i], NULL, NULL, &organizations, &error));
        NOBODY(roster_history_list(w.desk, actors[i], NULL, NULL, &entries, &error));
        NOBODY(roster_account_update(w.desk, actors[i], &change, 0, NULL, &error));
    }
    unknown.kind = 3;
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.value", "actor.kind",
             roster_users_get(w.desk, &unknown, &w.owner.user, &user, &error));
    zeroed.kind = ROSTER_ACTOR_SYSTEM;
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.struct_size", "actor.struct_size",
             roster_users_get(w.desk, &zeroed, &w.owner.user, &user, &error));
    unknown.kind = ROSTER_ACTOR_USER;
    memset(&unknown.user, 0x33, sizeof unknown.user);
    NOBODY(roster_users_get(w.desk, &unknown, &w.owner.user, &user, &error));
    roster_actor_init_system(&unknown, sizeof unknown, &ROSTER_STR("bad\nname"));
    FAILS(ROSTER_INVALID_ARGUMENT, "users.invalid_actor",
          roster_users_get(w.desk, &unknown, &w.owner.user, &user, &error));
    CHECK(user == NULL && people() == 1);
    close_world(&w);
}

static void unknown_numbers(void) {
    roster_user_page* users = NULL;
    roster_user_fields fields = {ROSTER_SIZED(roster_user_fields), .email = ROSTER_STR("x@x.example")};
    roster_user_query query = ROSTER_USER_QUERY_INIT;
    roster_page_request page = ROSTER_PAGE_REQUEST_INIT;
    static const int32_t wrong[] = {-1, 99, INT32_MAX, INT32_MIN};
    size_t i;
    open_world(&w);
    for (i = 0; i < sizeof wrong / sizeof *wrong; ++i) {
        fields.kind = wrong[i];
#define VALUE(field, call) FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.value", field, call)
        VALUE("kind", roster_users_add(w.desk, &w.host, &fields, 0, NULL, &error));
        fields.kind = 0;
        VALUE("start", roster_users_add(w.desk, &w.host, &fields, wrong[i], NULL, &error));
        query.kind = query.status = query.sort = query.descending = query.with_alert = wrong[i];
        VALUE("kind", roster_users_list(w.desk, &w.host, &query, NULL, &users, &error));
        VALUE("status", roster_users_list(w.desk, &w.host, &query, NULL, &users, &error));
        VALUE("sort", roster_users_list(w.desk, &w.host, &query, NULL, &users, &error));
        VALUE("descending", roster_users_list(w.desk, &w.host, &query, NULL, &users, &error));
        VALUE("with_alert", roster_users_list(w.desk, &w.host, &query, NULL, &users, &error));
        page.limit = wrong[i] == 99 ? 1001 : wrong[i];
        FAILS(ROSTER_INVALID_ARGUMENT, "page.limit",
              roster_users_list(w.desk, &w.host, NULL, &page, &users, &error));
    }
    VALUE("from", roster_users_suspend(w.desk, &w.host, &w.owner.user, INT32_MAX, 0, NULL, NULL, &error));
    VALUE("through", roster_users_suspend(w.desk, &w.host, &w.owner.user, 0, INT32_MAX, NULL, NULL, &error));
    CHECK(users == NULL && people() == 1);
    close_world(&w);
}

static void bad_text(void) {
    static char long_text[300000];
    static const struct {
        roster_str text;
        const char* reason;
    } cases[] = {
        {{"Gr\xC3", 3}, "invalid_utf8"},
        {{"\xED\xA0\x80", 3}, "invalid_utf8"},
        {{"\xC0\x80", 2}, "invalid_utf8"},
        {{"a\0b", 3}, "control_character"},
        {{"a\nb", 3}, "control_character"},
        {{"a\x7F", 2}, "control_character"},
        {{long_text, sizeof long_text}, "too_long"},
    };
    roster_user_fields fields = ROSTER_USER_FIELDS_INIT;
    roster_user_page* users = NULL;
    roster_user_query query = ROSTER_USER_QUERY_INIT;
    roster_error* e = NULL;
    size_t i, j;
    memset(long_text, 'x', sizeof long_text);
    open_world(&w);
    for (i = 0; i < sizeof cases / sizeof *cases; ++i) {
        fields.first_name = fields.last_name = fields.job_title = fields.external_id = cases[i].text;
        fields.email = ROSTER_STR("x@x.example");
        CHECK(roster_users_add(w.desk, &w.host, &fields, 0, NULL, &e) == ROSTER_INVALID_ARGUMENT);
        CHECK(strcmp(roster_error_reason(e), "users.invalid") == 0 && roster_error_field_count(e) == 4);
        for (j = 0; j < roster_error_field_count(e); ++j)
            CHECK(strcmp(roster_error_field_reason(e, j), cases[i].reason) == 0);
        CHECK(strstr(roster_error_message(e), "xxxxx") == NULL);
        roster_error_free(e);
        fields.email = cases[i].text;
        FAILS_ON(ROSTER_INVALID_ARGUMENT, "users.invalid", "email",
                 roster_users_add(w.desk, &w.host, &fields, 0, NULL, &error));
        FAILS(ROSTER_INVALID_ARGUMENT, "users.invalid",
              roster_users_get_by_email(w.desk, &w.host, &cases[i].text, &user, &error));
        query.text = cases[i].text;
        FAILS_ON(ROSTER_INVALID_ARGUMENT, "users.invalid_query", "text",
                 roster_users_list(w.desk, &w.host, &query, NULL, &users, &error));
        FAILS_ON(ROSTER_INVALID_ARGUMENT, "users.invalid", "reason",
                 i == 4 ? roster_users_remove(w.desk, &w.host, &w.owner.user, &ROSTER_STR(""), NULL, &error)
                        : roster_users_remove(w.desk, &w.host, &w.owner.user, &cases[i].text, NULL, &error));
    }
    fields.email = ROSTER_STR("x@x.example");
    fields.first_name.len = SIZE_MAX; /* a length that is none is not read */
    VALUE("first_name", roster_users_add(w.desk, &w.host, &fields, 0, NULL, &error));
    CHECK(people() == 1);
    close_world(&w);
}

/** Things of another account are not found, whichever way one comes. */
static void ids_of_another_account(void) {
    struct world other;
    roster_user_fields fields = ROSTER_USER_FIELDS_INIT;
    roster_organization_fields named = {ROSTER_SIZED(roster_organization_fields), .name = ROSTER_STR("Theirs")};
    roster_organization* organization = NULL;
    roster_organization_id theirs;
    roster_account_fields second = {ROSTER_SIZED(roster_account_fields), .name = ROSTER_STR("Second")};
    roster_user_page* users = NULL;
    roster_user_id_list list;
    open_world(&w);
    other = w;
    OK(roster_directory_create_account(w.directory, &second, &other.desk, &error));
    other.owner.user =
        add_user(other.desk, &w.host, "Eve", "eve@e.example", roster_role_owner(), ROSTER_ONBOARDING_ACTIVE);
    OK(roster_organizations_add(other.desk, &w.host, &named, &organization, &error));
    theirs = roster_organization_view(organization)->id;
    roster_organization_free(organization);
#define UNKNOWN(call) FAILS(ROSTER_NOT_FOUND, "users.unknown", call)
    UNKNOWN(roster_users_get(w.desk, &w.owner, &other.owner.user, &user, &error));
    UNKNOWN(roster_users_update(w.desk, &w.owner, &other.owner.user, &fields, 0, NULL, &error));
    UNKNOWN(roster_users_label(w.desk, &w.owner, &other.owner.user, NULL, NULL, NULL, &error));
    UNKNOWN(roster_users_alerts(w.desk, &w.owner, &other.owner.user, &(roster_alert_list*){NULL}, &error));
    UNKNOWN(roster_users_invite(w.desk, &w.owner, &other.owner.user, NULL, &error));
    UNKNOWN(roster_users_activate(w.desk, &w.host, &other.owner.user, NULL, &error));
    UNKNOWN(roster_users_suspend(w.desk, &w.owner, &other.owner.user, TODAY, TODAY, NULL, NULL, &error));
    UNKNOWN(roster_users_resume(w.desk, &w.owner, &other.owner.user, NULL, &error));
    UNKNOWN(roster_users_remove(w.desk, &w.owner, &other.owner.user, &ROSTER_STR("x"), NULL, &error));
    UNKNOWN(roster_users_restore(w.desk, &w.owner, &other.owner.user, NULL, &error));
    UNKNOWN(roster_users_record_failed_sign_in(w.desk, &w.host, &other.owner.user, NULL, &error));
    UNKNOWN(roster_users_record_activity(w.desk, &w.host, &other.owner.user, &error));
    UNKNOWN(roster_users_record_sign_in(w.desk, &w.host, &other.owner.user, &error));
    FAILS(ROSTER_NOT_FOUND, "organizations.unknown",
          roster_organizations_get(w.desk, &w.owner, &theirs, &organization, &error));
    FAILS(ROSTER_NOT_FOUND, "organizations.unknown",
          roster_organizations_remove(w.desk, &w.owner, &theirs, &error));
    fields.organization = &theirs;
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "users.invalid", "organization",
             roster_users_update(w.desk, &w.owner, &w.owner.user, &fields, 0, NULL, &error));
    list.items = &other.owner.user;
    list.count = 1;
    OK(roster_users_get_many(w.desk, &w.owner, &list, &users, &error));
    CHECK(roster_user_page_count(users) == 0);
    roster_user_page_free(users);
    NOBODY(roster_users_get(w.desk, &other.owner, &w.owner.user, &user, &error));
    roster_account_free(other.desk);
    close_world(&w);
}

/** A cursor cut, changed in any character, or used elsewhere is refused. */
static void tampered_cursors(void) {
    char cursor[4200];
    size_t length, i;
    int k;
    roster_user_page* users = NULL;
    roster_text_page* labels = NULL;
    roster_user_query customers = {ROSTER_SIZED(roster_user_query), .kind = ROSTER_USER_KIND_CUSTOMER};
    roster_page_request page = {ROSTER_SIZED(roster_page_request), .limit = 1};
    char email[32];
    open_world(&w);
    for (k = 0; k < 3; ++k) {
        snprintf(email, sizeof email, "c%d@c.example", k);
        add_customer(&w, "C", email);
    }
    OK(roster_users_list(w.desk, &w.owner, &customers, &page, &users, &error));
    CHECK(roster_user_page_next(users) != NULL);
    length = roster_user_page_next(users)->len;
    memcpy(cursor, roster_user_page_next(users)->data, length);
    roster_user_page_free(users);
    page.after.data = cursor;
    page.after.len = length;
    OK(roster_users_list(w.desk, &w.owner, &customers, &page, &users, &error));
    CHECK(roster_user_page_count(users) == 1);
    roster_user_page_free(users);
#define CURSOR(call) FAILS(ROSTER_INVALID_ARGUMENT, "page.cursor", call)
    CURSOR(roster_users_list(w.desk, &w.owner, NULL, &page, &users, &error));
    CURSOR(roster_users_labels(w.desk, &w.owner, NULL, &page, &labels, &error));
    for (i = 0; i < length; ++i) {
        const char kept = cursor[i];
        cursor[i] = kept == 'A' ? 'B' : 'A';
        CURSOR(roster_users_list(w.desk, &w.owner, &customers, &page, &users, &error));
        cursor[i] = (char)0xFF;
        CURSOR(roster_users_list(w.desk, &w.owner, &customers, &page, &users, &error));
        cursor[i] = kept;
    }
    for (i = 1; i < length; ++i) {
        page.after.len = i;
        CURSOR(roster_users_list(w.desk, &w.owner, &customers, &page, &users, &error));
    }
    memset(cursor, 'A', sizeof cursor);
    page.after.len = sizeof cursor;
    CURSOR(roster_users_list(w.desk, &w.owner, &customers, &page, &users, &error));
    CHECK(users == NULL);
    close_world(&w);
}

int main(void) {
    RUN(NULL_pointers);
    RUN(messages);
    RUN(absent_text);
    RUN(no_actor);
    RUN(unknown_numbers);
    RUN(bad_text);
    RUN(ids_of_another_account);
    RUN(tampered_cursors);
    return failures != 0;
}
