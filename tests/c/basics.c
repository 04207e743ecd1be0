/* Versions, text, ids, times, zones, roles, names: what needs no store. */
#include "support.h"

static void versions(void) {
    char expected[32];
    snprintf(expected, sizeof expected, "%d.%d.%d", ROSTER_VERSION_MAJOR, ROSTER_VERSION_MINOR,
             ROSTER_VERSION_PATCH);
    CHECK(strcmp(roster_version(), expected) == 0);
    CHECK(strcmp(roster_version(), ROSTER_VERSION_STRING) == 0);
    CHECK(roster_abi_version() == ROSTER_ABI_VERSION);
}

static void status_names(void) {
    int32_t status;
    CHECK(strcmp(roster_status_name(ROSTER_OK), "ok") == 0);
    CHECK(strcmp(roster_status_name(ROSTER_NOT_FOUND), "not_found") == 0);
    CHECK(strcmp(roster_status_name(ROSTER_CANCELLED), "cancelled") == 0);
    for (status = ROSTER_OK; status <= ROSTER_CANCELLED; ++status)
        CHECK(strcmp(roster_status_name(status), "unknown") != 0);
    CHECK(strcmp(roster_status_name(14), "unknown") == 0);
    CHECK(strcmp(roster_status_name(-1), "unknown") == 0);
    CHECK(strcmp(roster_status_name(INT32_MAX), "unknown") == 0);
}

static void enum_names(void) {
    CHECK(strcmp(roster_plan_name(ROSTER_PLAN_PLUS), "plus") == 0);
    CHECK(strcmp(roster_user_kind_name(ROSTER_USER_KIND_CUSTOMER), "customer") == 0);
    CHECK(strcmp(roster_onboarding_name(ROSTER_ONBOARDING_INVITED), "invited") == 0);
    CHECK(strcmp(roster_user_status_name(ROSTER_USER_STATUS_SUSPENDED), "suspended") == 0);
    CHECK(strcmp(roster_user_sort_name(ROSTER_USER_SORT_LAST_ACTIVITY), "last_activity") == 0);
    CHECK(strcmp(roster_alert_kind_name(ROSTER_ALERT_INVITE_EXPIRED), "invite_expired") == 0);
    CHECK(strcmp(roster_alert_action_name(ROSTER_ALERT_ACTION_SEND_PASSWORD_RESET), "send_password_reset") == 0);
    CHECK(strcmp(roster_import_format_name(ROSTER_IMPORT_FORMAT_JSON_LINES), "json_lines") == 0);
    CHECK(strcmp(roster_import_status_name(ROSTER_IMPORT_STATUS_FINISHED), "finished") == 0);
    CHECK(strcmp(roster_plan_name(0), "unknown") == 0);
    CHECK(strcmp(roster_user_status_name(INT32_MIN), "unknown") == 0);
    CHECK(strcmp(roster_import_status_name(99), "unknown") == 0);
}

static void text(void) {
    roster_str s;
    roster_str_init(&s, "Grace");
    CHECK(IS(s, "Grace"));
    roster_str_init(&s, "");
    CHECK(s.data != NULL && s.len == 0);
    roster_str_init(&s, NULL);
    CHECK(s.data == NULL && s.len == 0);
    roster_str_init(NULL, "x");
    s = ROSTER_STR("a\0b");
    CHECK(s.len == 3);
}

static void ids(void) {
    const char given[] = "0190163D-8694-739b-AEA5-966c26f8ad91";
    roster_user_id id;
    roster_str s;
    char written[ROSTER_ID_TEXT_SIZE];
    roster_str_init(&s, given);
    OK(roster_id_parse(&s, id.bytes, &error));
    CHECK(id.bytes[0] == 0x01 && id.bytes[15] == 0x91);
    roster_id_format(id.bytes, written);
    CHECK(strcmp(written, "0190163d-8694-739b-aea5-966c26f8ad91") == 0);
    memset(&id, 0, sizeof id);
    s.len = 35;
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.value", "text", roster_id_parse(&s, id.bytes, &error));
    CHECK(id.bytes[0] == 0);
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.null", "bytes", roster_id_parse(&s, NULL, &error));
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.null", "text", roster_id_parse(NULL, id.bytes, &error));
    roster_id_format(NULL, written);
    roster_id_format(id.bytes, NULL);
}

static void times(void) {
    char written[ROSTER_TIME_TEXT_SIZE];
    int64_t time = 0;
    int32_t date = 0;
    OK(roster_time_format(START, written, &error));
    CHECK(strcmp(written, "2024-05-06T07:08:09Z") == 0);
    OK(roster_time_format(START + 10, written, &error));
    CHECK(strcmp(written, "2024-05-06T07:08:09.000010Z") == 0);
    OK(roster_time_parse(&ROSTER_STR("2024-05-06T09:08:09.00001+02:00"), &time, &error));
    CHECK(time == START + 10);
    OK(roster_time_format(INT64_C(-17987443200000000), written, &error));
    CHECK(strncmp(written, "1400-01-01", 10) == 0);
    OK(roster_time_format(INT64_C(253402300799999999), written, &error));
    CHECK(strcmp(written, "9999-12-31T23:59:59.999999Z") == 0);
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.value", "time", roster_time_format(ROSTER_NO_TIME, written, &error));
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.value", "time", roster_time_format(INT64_MAX, written, &error));
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.value", "text",
             roster_time_parse(&ROSTER_STR("2024-05-06T09:08:09"), &time, &error));

    OK(roster_date_format(TODAY, written, &error));
    CHECK(strcmp(written, "2024-05-06") == 0);
    OK(roster_date_format(-1, written, &error));
    CHECK(strcmp(written, "1969-12-31") == 0);
    OK(roster_date_parse(&ROSTER_STR("2024-05-06"), &date, &error));
    CHECK(date == TODAY);
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.value", "date", roster_date_format(ROSTER_NO_DATE, written, &error));
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.value", "date", roster_date_format(INT32_MAX, written, &error));
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.value", "text",
             roster_date_parse(&ROSTER_STR("2024-02-30"), &date, &error));
}

static void zones(void) {
    int32_t known = -1, date = 0;
    int64_t time = 0;
    size_t i;
    roster_text_page* names = NULL;
    OK(roster_zone_known(&ROSTER_STR("Europe/Berlin"), &known, &error));
    CHECK(known == 1);
    OK(roster_zone_known(&ROSTER_STR("../../etc/passwd"), &known, &error));
    CHECK(known == 0);
    OK(roster_zone_start_of_day(TODAY, &ROSTER_STR("Europe/Berlin"), &time, &error));
    CHECK(time == TODAY * DAY - 2 * 3600 * SECOND);
    OK(roster_zone_day_at(time, &ROSTER_STR("UTC"), &date, &error));
    CHECK(date == TODAY - 1);
    OK(roster_zone_day_at(time, &ROSTER_STR("Europe/Berlin"), &date, &error));
    CHECK(date == TODAY);
    FAILS(ROSTER_INVALID_ARGUMENT, "time.unknown_zone",
          roster_zone_day_at(time, &ROSTER_STR("Mars/Phobos"), &date, &error));
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.value", "time",
             roster_zone_day_at(INT64_MAX, &ROSTER_STR("UTC"), &date, &error));
    OK(roster_zone_names(&names, &error));
    CHECK(roster_text_page_count(names) > 300);
    for (i = 1; i < roster_text_page_count(names); ++i)
        CHECK(strcmp(roster_text_page_at(names, i - 1)->data, roster_text_page_at(names, i)->data) < 0);
    CHECK(roster_text_page_next(names) == NULL);
    CHECK(roster_text_page_at(names, roster_text_page_count(names)) == NULL);
    roster_text_page_free(names);
}

/** HU-9. */
static void HU_9_built_in_roles(void) {
    static const roster_role_id nil;
    CHECK(strcmp(roster_role_name(roster_role_owner()), "owner") == 0);
    CHECK(strcmp(roster_role_name(roster_role_administrator()), "administrator") == 0);
    CHECK(strcmp(roster_role_name(roster_role_user()), "user") == 0);
    CHECK(strcmp(roster_role_name(roster_role_light_user()), "light_user") == 0);
    CHECK(strcmp(roster_role_name(&nil), "") == 0);
    CHECK(strcmp(roster_role_name(NULL), "") == 0);
    CHECK(memcmp(roster_role_owner(), roster_role_user(), 16) != 0);
}

/** Accessors and `_free` take NULL. */
static void null_handles(void) {
    CHECK(roster_error_status(NULL) == ROSTER_OK);
    CHECK(roster_error_reason(NULL) == NULL && roster_error_message(NULL) == NULL);
    CHECK(roster_error_field_count(NULL) == 0 && roster_error_field_name(NULL, 0) == NULL);
    CHECK(roster_error_field_reason(NULL, 0) == NULL && roster_error_field_message(NULL, 0) == NULL);
    CHECK(roster_user_view(NULL) == NULL && roster_organization_view(NULL) == NULL &&
          roster_group_view(NULL) == NULL);
    CHECK(roster_account_details_view(NULL) == NULL && roster_import_view(NULL) == NULL);
    CHECK(roster_account_id_of(NULL) == NULL && roster_restored_user_view(NULL) == NULL);
    CHECK(roster_restored_user_missing_count(NULL) == 0 && roster_restored_user_missing_at(NULL, 0) == NULL);
    CHECK(roster_alert_list_count(NULL) == 0 && roster_alert_list_at(NULL, 0) == NULL);
#define PAGE(kind)                                                                                 \
    do {                                                                                           \
        CHECK(kind##_count(NULL) == 0 && kind##_at(NULL, 0) == NULL && kind##_next(NULL) == NULL); \
        kind##_free(NULL);                                                                         \
    } while (0)
    PAGE(roster_text_page);
    PAGE(roster_account_page);
    PAGE(roster_user_page);
    PAGE(roster_organization_page);
    PAGE(roster_group_page);
    PAGE(roster_import_fault_page);
    PAGE(roster_history_page);
    roster_error_free(NULL);
    roster_directory_free(NULL);
    roster_account_free(NULL);
    roster_account_details_free(NULL);
    roster_user_free(NULL);
    roster_restored_user_free(NULL);
    roster_alert_list_free(NULL);
    roster_organization_free(NULL);
    roster_group_free(NULL);
    roster_import_free(NULL);
}

/** All fields at fault are told, and `error` may be left out. */
static void errors_tell_everything(void) {
    int64_t time;
    roster_error* e = NULL;
    CHECK(roster_zone_start_of_day(INT32_MAX, NULL, NULL, &e) == ROSTER_INVALID_ARGUMENT);
    CHECK(roster_error_status(e) == ROSTER_INVALID_ARGUMENT);
    CHECK(strcmp(roster_error_reason(e), "abi.null") == 0);
    CHECK(roster_error_field_count(e) == 3);
    CHECK(has_field(e, "date") && has_field(e, "zone") && has_field(e, "time"));
    CHECK(strcmp(roster_error_field_reason(e, 0), "null") == 0);
    CHECK(strlen(roster_error_message(e)) > 0 && strlen(roster_error_field_message(e, 0)) > 0);
    CHECK(roster_error_field_name(e, 3) == NULL && roster_error_field_name(e, (size_t)-1) == NULL);
    CHECK(roster_error_field_reason(e, 3) == NULL && roster_error_field_message(e, 3) == NULL);
    roster_error_free(e);
    CHECK(roster_time_parse(NULL, &time, NULL) == ROSTER_INVALID_ARGUMENT);
    e = (roster_error*)&time; /* overwritten, not freed */
    CHECK(roster_time_parse(&ROSTER_STR("2024-05-06T09:08:09Z"), &time, &e) == ROSTER_OK);
    CHECK(e == NULL);
}

int main(void) {
    RUN(versions);
    RUN(status_names);
    RUN(enum_names);
    RUN(text);
    RUN(ids);
    RUN(times);
    RUN(zones);
    RUN(HU_9_built_in_roles);
    RUN(null_handles);
    RUN(errors_tell_everything);
    return failures != 0;
}
