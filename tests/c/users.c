/* People: added, changed, found, listed, taken out, brought back. */
#include "support.h"

static struct world w;

static const roster_user_record* read_user(const roster_user_id* id, roster_user** user) {
    roster_user_free(*user);
    OK(roster_users_get(w.desk, &w.host, id, user, &error));
    return roster_user_view(*user);
}

static void HU_1_added_with_name_email_and_role(void) {
    roster_user* user = NULL;
    const roster_str others[] = {ROSTER_STR("grace@old.example"), ROSTER_STR("g.hopper@navy.example")};
    const roster_str labels[] = {ROSTER_STR("vip")};
    const roster_str_list other_emails = {others, 2}, label_list = {labels, 1};
    roster_user_fields fields = {ROSTER_SIZED(roster_user_fields),
                                 .first_name = ROSTER_STR("  Grace "),
                                 .last_name = ROSTER_STR("Hopper"),
                                 .job_title = ROSTER_STR("Rear admiral"),
                                 .function = ROSTER_STR("Second line"),
                                 .extension = ROSTER_STR("12"),
                                 .second_factor_phone = ROSTER_STR("+1 (202) 555-0199"),
                                 .phone = ROSTER_STR("+1 202 555 0123"),
                                 .email = ROSTER_STR("grace@acme.example"),
                                 .other_emails = &other_emails,
                                 .role = roster_role_user(),
                                 .labels = &label_list,
                                 .language = ROSTER_STR("EN-us"),
                                 .time_zone = ROSTER_STR("America/New_York"),
                                 .external_id = ROSTER_STR("crm-7")};
    const roster_user_record* r;
    open_world(&w);
    OK(roster_users_add(w.desk, &w.owner, &fields, 0, &user, &error));
    r = roster_user_view(user);
    CHECK(r->struct_size == sizeof *r);
    CHECK(r->kind == ROSTER_USER_KIND_STAFF && r->number == 2 && r->revision == 1);
    CHECK(r->status == ROSTER_USER_STATUS_INVITED && r->onboarding == ROSTER_ONBOARDING_INVITED);
    CHECK(IS(r->first_name, "Grace") && IS(r->last_name, "Hopper") && IS(r->display_name, "Grace Hopper"));
    CHECK(IS(r->function, "Second line") && IS(r->extension, "12") && IS(r->second_factor_phone, "+12025550199"));
    CHECK(IS(r->job_title, "Rear admiral") && IS(r->phone, "+12025550123") && IS(r->email, "grace@acme.example"));
    CHECK(r->other_emails.count == 2 && IS(r->other_emails.items[1], "g.hopper@navy.example"));
    CHECK(memcmp(&r->role, roster_role_user(), 16) == 0);
    CHECK(r->labels.count == 1 && IS(r->labels.items[0], "vip") && r->groups.count == 0);
    CHECK(IS(r->language, "en-US") && IS(r->time_zone, "America/New_York") && IS(r->external_id, "crm-7"));
    CHECK(r->invitation_expires_at == START + 7 * DAY && r->failed_sign_ins == 0);
    CHECK(r->suspended_from == ROSTER_NO_DATE && r->suspended_through == ROSTER_NO_DATE);
    CHECK(r->suspension_starts_at == ROSTER_NO_TIME && r->suspension_ends_at == ROSTER_NO_TIME);
    CHECK(r->deleted_at == ROSTER_NO_TIME && IS(r->deletion_reason, "") && IS(r->suspension_reason, ""));
    CHECK(r->created_at == START && r->updated_at == START && r->last_active_at == START);
    roster_user_free(user);
    close_world(&w);
}

static void not_given_is_not_empty(void) {
    roster_user* user = NULL;
    const roster_str labels[] = {ROSTER_STR("a"), ROSTER_STR("b")};
    const roster_str_list two = {labels, 2}, none = {NULL, 0};
    roster_user_fields fields = {ROSTER_SIZED(roster_user_fields), .job_title = ROSTER_STR("Lead"), .labels = &two};
    roster_user_fields nothing = ROSTER_USER_FIELDS_INIT;
    roster_user_fields clear = {ROSTER_SIZED(roster_user_fields), .job_title = ROSTER_STR(""), .labels = &none};
    open_world(&w);
    OK(roster_users_update(w.desk, &w.owner, &w.owner.user, &fields, 0, &user, &error));
    CHECK(IS(roster_user_view(user)->job_title, "Lead") && IS(roster_user_view(user)->first_name, "Ada"));
    CHECK(roster_user_view(user)->labels.count == 2 && roster_user_view(user)->revision == 2);
    roster_user_free(user);
    OK(roster_users_update(w.desk, &w.owner, &w.owner.user, &nothing, 0, &user, &error));
    CHECK(IS(roster_user_view(user)->job_title, "Lead") && roster_user_view(user)->revision == 2);
    roster_user_free(user);
    OK(roster_users_update(w.desk, &w.owner, &w.owner.user, &clear, 2, &user, &error));
    CHECK(IS(roster_user_view(user)->job_title, "") && roster_user_view(user)->labels.count == 0);
    roster_user_free(user);
    FAILS(ROSTER_ABORTED, "users.changed",
          roster_users_update(w.desk, &w.owner, &w.owner.user, &fields, 2, &user, &error));
    CHECK(user == NULL);
    close_world(&w);
}

static void DP_1_number(void) {
    roster_user* user = NULL;
    roster_user_id second;
    open_world(&w);
    second = add_customer(&w, "Bob", "bob@b.example");
    OK(roster_users_get_by_number(w.desk, &w.owner, 2, &user, &error));
    CHECK(memcmp(&roster_user_view(user)->id, &second, 16) == 0);
    roster_user_free(user);
    FAILS(ROSTER_NOT_FOUND, "users.unknown", roster_users_get_by_number(w.desk, &w.owner, 3, &user, &error));
    FAILS(ROSTER_NOT_FOUND, "users.unknown",
          roster_users_get_by_number(w.desk, &w.owner, INT64_MIN, &user, &error));
    CHECK(user == NULL);
    close_world(&w);
}

static void DP_2_labels(void) {
    const roster_str ab[] = {ROSTER_STR("a"), ROSTER_STR("b")}, bc[] = {ROSTER_STR("b"), ROSTER_STR("c")};
    const roster_str_list add_ab = {ab, 2}, add_bc = {bc, 2}, only_b = {bc, 1};
    roster_user_query query = {ROSTER_SIZED(roster_user_query), .labels = &add_ab};
    roster_page_request page = {ROSTER_SIZED(roster_page_request), .limit = 2};
    roster_user_page* users = NULL;
    roster_text_page *labels = NULL, *rest = NULL;
    roster_user* user = NULL;
    roster_user_id bob, carl;
    open_world(&w);
    bob = add_customer(&w, "Bob", "bob@b.example");
    carl = add_customer(&w, "Carl", "carl@b.example");
    OK(roster_users_label(w.desk, &w.owner, &bob, &add_ab, NULL, NULL, &error));
    OK(roster_users_label(w.desk, &w.owner, &carl, &add_bc, NULL, NULL, &error));
    OK(roster_users_list(w.desk, &w.owner, &query, NULL, &users, &error));
    CHECK(roster_user_page_count(users) == 1 && IS(roster_user_page_at(users, 0)->first_name, "Bob"));
    roster_user_page_free(users);
    query.labels = &only_b;
    OK(roster_users_list(w.desk, &w.owner, &query, NULL, &users, &error));
    CHECK(roster_user_page_count(users) == 2);
    roster_user_page_free(users);
    OK(roster_users_labels(w.desk, &w.owner, NULL, &page, &labels, &error));
    CHECK(roster_text_page_count(labels) == 2 && IS(*roster_text_page_at(labels, 1), "b"));
    CHECK(roster_text_page_next(labels) != NULL);
    if (roster_text_page_next(labels) != NULL) page.after = *roster_text_page_next(labels);
    OK(roster_users_labels(w.desk, &w.owner, NULL, &page, &rest, &error));
    CHECK(roster_text_page_count(rest) == 1 && roster_text_page_next(rest) == NULL);
    roster_text_page_free(labels);
    roster_text_page_free(rest);
    OK(roster_users_label(w.desk, &w.owner, &bob, NULL, &only_b, &user, &error));
    CHECK(roster_user_view(user)->labels.count == 1 && IS(roster_user_view(user)->labels.items[0], "a"));
    roster_user_free(user);
    close_world(&w);
}

static void DP_5_one_primary_address(void) {
    roster_user* user = NULL;
    const roster_str others[] = {ROSTER_STR("b@x.example"), ROSTER_STR("c@x.example")};
    const roster_str_list list = {others, 2};
    roster_user_fields more = {ROSTER_SIZED(roster_user_fields), .other_emails = &list};
    roster_user_fields primary = {ROSTER_SIZED(roster_user_fields), .email = ROSTER_STR("C@x.example")};
    open_world(&w);
    OK(roster_users_update(w.desk, &w.owner, &w.owner.user, &more, 0, NULL, &error));
    OK(roster_users_update(w.desk, &w.owner, &w.owner.user, &primary, 0, &user, &error));
    CHECK(IS(roster_user_view(user)->email, "C@x.example"));
    CHECK(roster_user_view(user)->other_emails.count == 2);
    CHECK(IS(roster_user_view(user)->other_emails.items[1], "ada@acme.example"));
    roster_user_free(user);
    close_world(&w);
}

static void HP_4_found_by_any_address(void) {
    roster_user* user = NULL;
    const roster_str other[] = {ROSTER_STR("Ada.L@home.example")};
    const roster_str_list list = {other, 1};
    roster_user_fields more = {ROSTER_SIZED(roster_user_fields), .other_emails = &list,
                               .external_id = ROSTER_STR("7")};
    roster_user_fields taken = {ROSTER_SIZED(roster_user_fields), .kind = ROSTER_USER_KIND_CUSTOMER,
                                .email = ROSTER_STR("ada.l@home.example")};
    open_world(&w);
    OK(roster_users_update(w.desk, &w.owner, &w.owner.user, &more, 0, NULL, &error));
    OK(roster_users_get_by_email(w.desk, &w.owner, &ROSTER_STR("ada.l@HOME.example"), &user, &error));
    CHECK(memcmp(&roster_user_view(user)->id, &w.owner.user, 16) == 0);
    roster_user_free(user);
    OK(roster_users_find_by_email(w.desk, &w.owner, &ROSTER_STR("nobody@home.example"), &user, &error));
    CHECK(user == NULL);
    FAILS(ROSTER_NOT_FOUND, "users.unknown",
          roster_users_get_by_email(w.desk, &w.owner, &ROSTER_STR("nobody@home.example"), &user, &error));
    OK(roster_users_get_by_external_id(w.desk, &w.owner, &ROSTER_STR("7"), &user, &error));
    roster_user_free(user);
    OK(roster_users_find_by_external_id(w.desk, &w.owner, &ROSTER_STR("8"), &user, &error));
    CHECK(user == NULL);
    FAILS_ON(ROSTER_ALREADY_EXISTS, "users.taken", "email",
             roster_users_add(w.desk, &w.owner, &taken, 0, &user, &error));
    close_world(&w);
}

static void many_at_once(void) {
    roster_user_id ids[3];
    const roster_user_id_list list = {ids, 3}, none = {NULL, 0};
    roster_user_page* users = NULL;
    open_world(&w);
    ids[0] = add_customer(&w, "Bob", "bob@b.example");
    memset(&ids[1], 0x77, sizeof ids[1]);
    ids[2] = w.owner.user;
    OK(roster_users_get_many(w.desk, &w.owner, &list, &users, &error));
    CHECK(roster_user_page_count(users) == 2 && roster_user_page_next(users) == NULL);
    CHECK(IS(roster_user_page_at(users, 0)->first_name, "Bob") && roster_user_page_at(users, 1)->number == 1);
    roster_user_page_free(users);
    OK(roster_users_get_many(w.desk, &w.owner, &none, &users, &error));
    CHECK(users != NULL && roster_user_page_count(users) == 0);
    roster_user_page_free(users);
    close_world(&w);
}

struct walk {
    int visits, stop_after, destroyed;
};
static int32_t visit(void* user_data, const roster_user_record* user) {
    struct walk* walk = user_data;
    CHECK(user->struct_size == sizeof *user && user->email.len > 0);
    return ++walk->visits == walk->stop_after ? ROSTER_STOP : ROSTER_GO_ON;
}
static void destroy_walk(void* user_data) { ++((struct walk*)user_data)->destroyed; }

static void listed_by_pages_and_walks(void) {
    char email[32];
    int i;
    size_t seen = 0;
    roster_user_page *page = NULL, *next = NULL;
    roster_page_request request = {ROSTER_SIZED(roster_page_request), .limit = 3};
    roster_user_query query = {ROSTER_SIZED(roster_user_query), .kind = ROSTER_USER_KIND_CUSTOMER,
                               .sort = ROSTER_USER_SORT_NUMBER, .descending = ROSTER_YES};
    struct walk walk = {0, 0, 0};
    open_world(&w);
    for (i = 0; i < 7; ++i) {
        snprintf(email, sizeof email, "c%d@c.example", i);
        add_customer(&w, "Customer", email);
    }
    do {
        OK(roster_users_list(w.desk, &w.owner, &query, &request, &next, &error));
        if (roster_user_page_count(next) > 0) CHECK(roster_user_page_at(next, 0)->number == 8 - (int64_t)seen);
        seen += roster_user_page_count(next);
        roster_user_page_free(page); /* the cursor pointed into it until now */
        page = next;
        if (roster_user_page_next(page) != NULL) request.after = *roster_user_page_next(page);
    } while (roster_user_page_next(page) != NULL && seen < 100);
    CHECK(seen == 7);
    roster_user_page_free(page);

    OK(roster_users_for_each(w.desk, &w.owner, NULL, visit, &walk, destroy_walk, &error));
    CHECK(walk.visits == 8 && walk.destroyed == 1);
    walk.visits = 0;
    walk.stop_after = 2;
    OK(roster_users_for_each(w.desk, &w.owner, &query, visit, &walk, NULL, &error));
    CHECK(walk.visits == 2 && walk.destroyed == 1);
    FAILS(ROSTER_INVALID_ARGUMENT, "abi.null",
          roster_users_for_each(NULL, &w.owner, &query, visit, &walk, destroy_walk, &error));
    CHECK(walk.visits == 2 && walk.destroyed == 2);
    close_world(&w);
}

static void HU_2_seats(void) {
    const int32_t two = 2, no_limit = ROSTER_NO_LIMIT, one = 1;
    int64_t used = 0;
    int32_t limit = 0;
    roster_user_fields third = {ROSTER_SIZED(roster_user_fields), .email = ROSTER_STR("third@acme.example"),
                                .role = roster_role_user()};
    roster_account_fields change = {ROSTER_SIZED(roster_account_fields), .seat_limit = &two};
    open_world(&w);
    OK(roster_users_seats(w.desk, &w.owner, &used, &limit, &error));
    CHECK(used == 1 && limit == ROSTER_NO_LIMIT);
    OK(roster_account_update(w.desk, &w.host, &change, 0, NULL, &error));
    add_user(w.desk, &w.owner, "Second", "second@acme.example", roster_role_user(), 0);
    add_customer(&w, "Bob", "bob@b.example");
    OK(roster_users_seats(w.desk, &w.owner, &used, &limit, &error));
    CHECK(used == 2 && limit == 2);
    FAILS(ROSTER_RESOURCE_EXHAUSTED, "accounts.no_seat",
          roster_users_add(w.desk, &w.owner, &third, 0, NULL, &error));
    change.seat_limit = &one;
    FAILS(ROSTER_FAILED_PRECONDITION, "accounts.seats_in_use",
          roster_account_update(w.desk, &w.host, &change, 0, NULL, &error));
    change.seat_limit = &no_limit;
    OK(roster_account_update(w.desk, &w.host, &change, 0, NULL, &error));
    OK(roster_users_add(w.desk, &w.owner, &third, 0, NULL, &error));
    OK(roster_users_seats(w.desk, &w.owner, NULL, NULL, &error));
    close_world(&w);
}

static void HU_3_alerts_with_the_action_that_clears_each(void) {
    roster_user_id grace;
    roster_alert_list* alerts = NULL;
    roster_user_query query = {ROSTER_SIZED(roster_user_query), .with_alert = ROSTER_YES};
    roster_user_page* users = NULL;
    int32_t fails = 0;
    int i;
    open_world(&w);
    grace = add_user(w.desk, &w.owner, "Grace", "grace@acme.example", roster_role_user(),
                     ROSTER_ONBOARDING_NOT_INVITED);
#define ALERT(expected_kind, expected_action)                                    \
    do {                                                                         \
        OK(roster_users_alerts(w.desk, &w.owner, &grace, &alerts, &error));      \
        CHECK(roster_alert_list_count(alerts) == 1);                             \
        if (roster_alert_list_count(alerts) == 1) {                              \
            CHECK(roster_alert_list_at(alerts, 0)->kind == (expected_kind));     \
            CHECK(roster_alert_list_at(alerts, 0)->action == (expected_action)); \
        }                                                                        \
        CHECK(roster_alert_list_at(alerts, 1) == NULL);                          \
        roster_alert_list_free(alerts);                                          \
        alerts = NULL;                                                           \
    } while (0)
    ALERT(ROSTER_ALERT_INVITE_NOT_SENT, ROSTER_ALERT_ACTION_SEND_INVITE);
    OK(roster_users_invite(w.desk, &w.owner, &grace, NULL, &error));
    now += 7 * DAY;
    ALERT(ROSTER_ALERT_INVITE_EXPIRED, ROSTER_ALERT_ACTION_RESEND_INVITE);
    FAILS(ROSTER_FAILED_PRECONDITION, "users.invitation_expired",
          roster_users_accept(w.desk, &w.host, &grace, NULL, &error));
    OK(roster_users_invite(w.desk, &w.owner, &grace, NULL, &error));
    OK(roster_users_accept(w.desk, &w.host, &grace, NULL, &error));
    for (i = 0; i < 10; ++i) OK(roster_users_record_failed_sign_in(w.desk, &w.host, &grace, &fails, &error));
    CHECK(fails == 10);
    ALERT(ROSTER_ALERT_TOO_MANY_FAILED_SIGN_INS, ROSTER_ALERT_ACTION_SEND_PASSWORD_RESET);
    OK(roster_users_list(w.desk, &w.owner, &query, NULL, &users, &error));
    CHECK(roster_user_page_count(users) == 1);
    roster_user_page_free(users);
    OK(roster_users_record_sign_in(w.desk, &w.host, &grace, &error));
    OK(roster_users_alerts(w.desk, &w.owner, &grace, &alerts, &error));
    CHECK(alerts != NULL && roster_alert_list_count(alerts) == 0);
    roster_alert_list_free(alerts);
    FAILS(ROSTER_PERMISSION_DENIED, "users.system_only",
          roster_users_record_sign_in(w.desk, &w.owner, &grace, &error));
    close_world(&w);
}

static void activity_and_activation(void) {
    roster_user* user = NULL;
    roster_user_id grace;
    open_world(&w);
    grace = add_user(w.desk, &w.owner, "Grace", "grace@acme.example", roster_role_user(), 0);
    OK(roster_users_activate(w.desk, &w.host, &grace, &user, &error));
    CHECK(roster_user_view(user)->status == ROSTER_USER_STATUS_ACTIVE);
    now += DAY;
    OK(roster_users_record_activity(w.desk, &w.host, &grace, &error));
    CHECK(read_user(&grace, &user)->last_active_at == START + DAY);
    FAILS(ROSTER_FAILED_PRECONDITION, "users.illegal_move",
          roster_users_accept(w.desk, &w.host, &grace, NULL, &error));
    roster_user_free(user);
    close_world(&w);
}

static void HU_19_suspended_with_a_date_range(void) {
    roster_user* user = NULL;
    roster_user_id grace;
    open_world(&w);
    grace =
        add_user(w.desk, &w.owner, "Grace", "grace@acme.example", roster_role_user(), ROSTER_ONBOARDING_INVITED);
    OK(roster_users_activate(w.desk, &w.host, &grace, NULL, &error));
    OK(roster_users_suspend(w.desk, &w.owner, &grace, TODAY + 1, TODAY + 2, &ROSTER_STR("on leave"), &user,
                            &error));
    CHECK(roster_user_view(user)->status == ROSTER_USER_STATUS_ACTIVE);
    CHECK(roster_user_view(user)->suspended_from == TODAY + 1 &&
          roster_user_view(user)->suspended_through == TODAY + 2);
    CHECK(IS(roster_user_view(user)->suspension_reason, "on leave"));
    CHECK(roster_user_view(user)->suspension_starts_at == (TODAY + 1) * DAY);
    CHECK(roster_user_view(user)->suspension_ends_at == (TODAY + 3) * DAY);
    now = (TODAY + 1) * DAY;
    CHECK(read_user(&grace, &user)->status == ROSTER_USER_STATUS_SUSPENDED);
    now = (TODAY + 3) * DAY;
    CHECK(read_user(&grace, &user)->status == ROSTER_USER_STATUS_ACTIVE);
    roster_user_free(user);
    user = NULL;
    OK(roster_users_suspend(w.desk, &w.owner, &grace, TODAY, ROSTER_NO_DATE, NULL, &user, &error));
    CHECK(roster_user_view(user)->suspension_ends_at == ROSTER_NO_TIME);
    CHECK(roster_user_view(user)->status == ROSTER_USER_STATUS_SUSPENDED);
    roster_user_free(user);
    OK(roster_users_resume(w.desk, &w.owner, &grace, NULL, &error));
    FAILS(ROSTER_FAILED_PRECONDITION, "users.not_suspended",
          roster_users_resume(w.desk, &w.owner, &grace, NULL, &error));
    FAILS(ROSTER_FAILED_PRECONDITION, "users.last_owner",
          roster_users_suspend(w.desk, &w.host, &w.owner.user, TODAY, ROSTER_NO_DATE, NULL, NULL, &error));
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "users.invalid", "through",
             roster_users_suspend(w.desk, &w.owner, &grace, TODAY, TODAY - 1, NULL, NULL, &error));
    close_world(&w);
}

static void HU_16_deleted_with_a_reason_HU_17_restored(void) {
    roster_user_id grace, other;
    roster_user* user = NULL;
    roster_restored_user* restored = NULL;
    const roster_str others[] = {ROSTER_STR("grace@home.example")};
    const roster_str_list list = {others, 1};
    roster_user_fields more = {ROSTER_SIZED(roster_user_fields), .other_emails = &list,
                               .external_id = ROSTER_STR("x1")};
    roster_user_fields takes = {ROSTER_SIZED(roster_user_fields), .external_id = ROSTER_STR("x1")};
    open_world(&w);
    grace = add_user(w.desk, &w.owner, "Grace", "grace@acme.example", roster_role_user(), 0);
    OK(roster_users_update(w.desk, &w.owner, &grace, &more, 0, NULL, &error));
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "users.invalid", "reason",
             roster_users_remove(w.desk, &w.owner, &grace, &ROSTER_STR(" "), NULL, &error));
    OK(roster_users_remove(w.desk, &w.owner, &grace, &ROSTER_STR("left"), &user, &error));
    CHECK(roster_user_view(user)->status == ROSTER_USER_STATUS_DELETED);
    CHECK(roster_user_view(user)->deleted_at == START && IS(roster_user_view(user)->deletion_reason, "left"));
    roster_user_free(user);
    OK(roster_users_find_by_email(w.desk, &w.owner, &ROSTER_STR("grace@acme.example"), &user, &error));
    CHECK(user == NULL);
    other = add_user(w.desk, &w.owner, "Grace", "grace@acme.example", roster_role_user(), 0);
    OK(roster_users_update(w.desk, &w.owner, &other, &takes, 0, NULL, &error));
    OK(roster_users_restore(w.desk, &w.owner, &grace, &restored, &error));
    CHECK(memcmp(&roster_restored_user_view(restored)->id, &grace, 16) == 0);
    CHECK(IS(roster_restored_user_view(restored)->email, "grace@home.example"));
    CHECK(roster_restored_user_missing_count(restored) == 2);
    if (roster_restored_user_missing_count(restored) == 2) {
        CHECK(IS(roster_restored_user_missing_at(restored, 0)->field, "email"));
        CHECK(IS(roster_restored_user_missing_at(restored, 0)->value, "grace@acme.example"));
        CHECK(IS(roster_restored_user_missing_at(restored, 1)->field, "external_id"));
        CHECK(IS(roster_restored_user_missing_at(restored, 1)->reason, "taken"));
    }
    CHECK(roster_restored_user_missing_at(restored, 2) == NULL);
    roster_restored_user_free(restored);
    FAILS(ROSTER_FAILED_PRECONDITION, "users.illegal_move",
          roster_users_restore(w.desk, &w.owner, &grace, NULL, &error));
    FAILS(ROSTER_FAILED_PRECONDITION, "users.last_owner",
          roster_users_remove(w.desk, &w.host, &w.owner.user, &ROSTER_STR("x"), NULL, &error));
    close_world(&w);
}

static void on_behalf_of(void) {
    roster_user_fields change = {ROSTER_SIZED(roster_user_fields), .job_title = ROSTER_STR("Lead")};
    roster_history_page* history = NULL;
    roster_actor agent;
    open_world(&w);
    roster_actor_init_system(&agent, sizeof agent, &ROSTER_STR("support desk"));
    agent.on_behalf_of = w.owner.user;
    OK(roster_users_update(w.desk, &agent, &w.owner.user, &change, 0, NULL, &error));
    OK(roster_history_of_user(w.desk, &w.owner, &w.owner.user, NULL, &history, &error));
    CHECK(roster_history_page_count(history) == 2);
    CHECK(IS(roster_history_page_at(history, 0)->actor_name, "support desk"));
    CHECK(memcmp(&roster_history_page_at(history, 0)->on_behalf_of, &w.owner.user, 16) == 0);
    roster_history_page_free(history);
    close_world(&w);
}

int main(void) {
    RUN(HU_1_added_with_name_email_and_role);
    RUN(not_given_is_not_empty);
    RUN(DP_1_number);
    RUN(DP_2_labels);
    RUN(DP_5_one_primary_address);
    RUN(HP_4_found_by_any_address);
    RUN(many_at_once);
    RUN(listed_by_pages_and_walks);
    RUN(HU_2_seats);
    RUN(HU_3_alerts_with_the_action_that_clears_each);
    RUN(activity_and_activation);
    RUN(HU_19_suspended_with_a_date_range);
    RUN(HU_16_deleted_with_a_reason_HU_17_restored);
    RUN(on_behalf_of);
    return failures != 0;
}
