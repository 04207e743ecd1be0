/* Accounts: created, read, changed; policy and features; directories. */
#include "support.h"

static struct world w;

static void created_with_defaults(void) {
    roster_account_details* details = NULL;
    const roster_account_record* r;
    open_world(&w);
    OK(roster_account_read(w.desk, &details, &error));
    r = roster_account_details_view(details);
    CHECK(r->struct_size == sizeof *r && r->plan == ROSTER_PLAN_STANDARD && r->revision == 1);
    CHECK(memcmp(&r->id, roster_account_id_of(w.desk), 16) == 0);
    CHECK(IS(r->name, "Acme") && IS(r->time_zone, "UTC") && IS(r->language, "en") && IS(r->currency, "USD"));
    CHECK(r->seat_limit == ROSTER_NO_LIMIT && r->created_at == START && r->updated_at == START);
    CHECK(r->policy->struct_size == sizeof *r->policy && IS(r->policy->preset, "help_desk"));
    CHECK(r->policy->email_fixed == ROSTER_NO && r->policy->other_emails == ROSTER_YES);
    CHECK(r->policy->failed_sign_in_alert == 10 && r->policy->invitation_lifetime == 7 * DAY);
    CHECK(r->policy->self_editable->count == 10 && IS(r->policy->self_editable->items[0], "first_name"));
    CHECK(r->features->struct_size == sizeof *r->features && r->features->teams == ROSTER_UNSPECIFIED);
    roster_account_details_free(details);
    close_world(&w);
}

static void policies_are_presets_with_changes(void) {
    size_t i;
    roster_account* account = NULL;
    roster_account_details *details = NULL, *changed = NULL;
    roster_policy policy = {ROSTER_SIZED(roster_policy), .preset = ROSTER_STR("live_chat"),
                            .failed_sign_in_alert = 5};
    roster_account_fields fields = {ROSTER_SIZED(roster_account_fields), .name = ROSTER_STR("Chat"),
                                    .policy = &policy};
    open_world(&w);
    OK(roster_directory_create_account(w.directory, &fields, &account, &error));
    OK(roster_account_read(account, &details, &error));
    CHECK(roster_account_details_view(details)->policy->email_fixed == ROSTER_YES);
    CHECK(roster_account_details_view(details)->policy->failed_sign_in_alert == 5);
    CHECK(roster_account_details_view(details)->policy->second_factor_from == ROSTER_NO_TIME);

    /* One value of the policy in force, by copying it. */
    policy = *roster_account_details_view(details)->policy;
    policy.struct_size = sizeof policy;
    policy.other_emails = ROSTER_YES;
    policy.second_factor_from = START + 7 * DAY;
    fields.name = ROSTER_STR("Chat & Co");
    OK(roster_account_update(account, &w.host, &fields, 1, &changed, &error));
    CHECK(IS(roster_account_details_view(changed)->name, "Chat & Co"));
    CHECK(roster_account_details_view(changed)->policy->other_emails == ROSTER_YES);
    CHECK(roster_account_details_view(changed)->policy->email_fixed == ROSTER_YES);
    CHECK(roster_account_details_view(changed)->policy->self_editable->count == 7);
    CHECK(roster_account_details_view(changed)->revision == 2);
    CHECK(roster_account_details_view(changed)->policy->second_factor_from == START + 7 * DAY);
    roster_account_details_free(changed);
    FAILS(ROSTER_ABORTED, "accounts.changed", roster_account_update(account, &w.host, &fields, 1, NULL, &error));

    for (i = 0; roster_policy_preset(i) != NULL; ++i) {
        roster_str_init(&policy.preset, roster_policy_preset(i));
        OK(roster_account_update(account, &w.host, &fields, 0, NULL, &error));
    }
    CHECK(i == 4);
    policy.second_factor_from = INT64_MAX;
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.value", "policy.second_factor_from",
             roster_account_update(account, &w.host, &fields, 0, NULL, &error));
    policy.second_factor_from = ROSTER_NO_TIME;
    OK(roster_account_update(account, &w.host, &fields, 0, &changed, &error));
    CHECK(roster_account_details_view(changed)->policy->second_factor_from == ROSTER_NO_TIME);
    roster_account_details_free(changed);
    policy.preset = ROSTER_STR("helpdesk");
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.value", "policy.preset",
             roster_account_update(account, &w.host, &fields, 0, NULL, &error));
    policy.preset = ROSTER_STR("crm");
    policy.failed_sign_in_alert = -1;
    policy.other_emails = 3;
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.value", "policy.other_emails",
             roster_account_update(account, &w.host, &fields, 0, NULL, &error));
    policy.other_emails = ROSTER_NO;
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "accounts.invalid", "policy.failed_sign_in_alert",
             roster_account_update(account, &w.host, &fields, 0, NULL, &error));
    roster_account_details_free(details); /* `policy` pointed into it until now */
    roster_account_free(account);
    close_world(&w);
}

static void HU_12_features_follow_the_plan(void) {
    int32_t on = -1;
    roster_account_details* details = NULL;
    roster_features features = {ROSTER_SIZED(roster_features), .teams = ROSTER_YES, .api_keys = ROSTER_NO};
    roster_account_fields fields = {ROSTER_SIZED(roster_account_fields), .features = &features};
    open_world(&w);
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "accounts.invalid", "features.teams",
             roster_account_update(w.desk, &w.host, &fields, 0, NULL, &error));
    fields.plan = ROSTER_PLAN_PLUS;
    FAILS(ROSTER_PERMISSION_DENIED, "accounts.system_only",
          roster_account_update(w.desk, &w.owner, &fields, 0, NULL, &error));
    OK(roster_account_update(w.desk, &w.host, &fields, 0, &details, &error));
    CHECK(roster_account_details_view(details)->features->teams == ROSTER_YES);
    CHECK(roster_account_details_view(details)->features->api_keys == ROSTER_NO);
    OK(roster_account_feature_on(details, ROSTER_FEATURE_TEAMS, &on, &error));
    CHECK(on == 1);
    OK(roster_account_feature_on(details, ROSTER_FEATURE_API_KEYS, &on, &error));
    CHECK(on == 0);
    OK(roster_account_feature_on(details, ROSTER_FEATURE_CUSTOM_PERMISSIONS, &on, &error));
    CHECK(on == 1);
    OK(roster_account_feature_on(details, ROSTER_FEATURE_MY_PROFILE_FOR_ALL, &on, &error));
    CHECK(on == 0);
    OK(roster_account_feature_on(details, ROSTER_FEATURE_APPS, &on, &error));
    CHECK(on == 1);
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.value", "feature", roster_account_feature_on(details, 0, &on, &error));
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.value", "feature", roster_account_feature_on(details, 7, &on, &error));
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.null", "details",
             roster_account_feature_on(NULL, ROSTER_FEATURE_TEAMS, &on, &error));
    roster_account_details_free(details);
    close_world(&w);
}

static void many_accounts_in_one_store(void) {
    int i;
    size_t seen = 0;
    roster_account* again = NULL;
    roster_user* ada = NULL;
    roster_account_id unknown;
    roster_account_page *page = NULL, *next = NULL;
    roster_account_fields fields = {ROSTER_SIZED(roster_account_fields), .name = ROSTER_STR("Another")};
    roster_page_request request = {ROSTER_SIZED(roster_page_request), .limit = 2};
    open_world(&w);
    for (i = 0; i < 4; ++i) OK(roster_directory_create_account(w.directory, &fields, NULL, &error));
    do {
        OK(roster_directory_accounts(w.directory, &request, &next, &error));
        seen += roster_account_page_count(next);
        if (page == NULL) CHECK(IS(roster_account_page_at(next, 0)->name, "Acme"));
        roster_account_page_free(page);
        page = next;
        if (roster_account_page_next(page) != NULL) request.after = *roster_account_page_next(page);
    } while (roster_account_page_next(page) != NULL);
    CHECK(seen == 5);
    CHECK(roster_account_page_at(page, roster_account_page_count(page)) == NULL);
    roster_account_page_free(page);

    OK(roster_directory_account(w.directory, roster_account_id_of(w.desk), &again, &error));
    CHECK(memcmp(roster_account_id_of(again), roster_account_id_of(w.desk), 16) == 0);
    /* The account keeps the store open. */
    roster_account_free(w.desk);
    roster_directory_free(w.directory);
    OK(roster_users_get(again, &w.owner, &w.owner.user, &ada, &error));
    roster_user_free(ada);
    roster_account_free(again);

    open_world(&w);
    memset(&unknown, 0x42, sizeof unknown);
    again = w.desk;
    FAILS(ROSTER_NOT_FOUND, "accounts.unknown", roster_directory_account(w.directory, &unknown, &again, &error));
    CHECK(again == NULL);
    close_world(&w);
}

static void bad_fields(void) {
    const int32_t minus_two = -2;
    roster_account* account = NULL;
    roster_account_fields fields = ROSTER_ACCOUNT_FIELDS_INIT;
    open_world(&w);
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "accounts.invalid", "name",
             roster_directory_create_account(w.directory, &fields, &account, &error));
    fields.name = ROSTER_STR("x");
    fields.plan = 99;
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.value", "plan",
             roster_directory_create_account(w.directory, &fields, &account, &error));
    fields.plan = 0;
    fields.time_zone = ROSTER_STR("Mars/Phobos");
    fields.language = ROSTER_STR("klingon!");
    fields.currency = ROSTER_STR("");
    fields.seat_limit = &minus_two;
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "accounts.invalid", "time_zone",
             roster_directory_create_account(w.directory, &fields, &account, &error));
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "accounts.invalid", "language",
             roster_directory_create_account(w.directory, &fields, &account, &error));
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "accounts.invalid", "currency",
             roster_directory_create_account(w.directory, &fields, &account, &error));
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "accounts.invalid", "seat_limit",
             roster_directory_create_account(w.directory, &fields, &account, &error));
    CHECK(account == NULL);
    close_world(&w);
}

int main(void) {
    RUN(created_with_defaults);
    RUN(policies_are_presets_with_changes);
    RUN(HU_12_features_follow_the_plan);
    RUN(many_accounts_in_one_store);
    RUN(bad_fields);
    return failures != 0;
}
