/* HU-9 to HU-12, DP-14, AI-3, AI-4, BX-1, BX-6 in C: roles, single users' permissions, inboxes, teams, and why. */
#include "support.h"

static struct world w;
static roster_user_id agent;

static void open_desk(void) {
    roster_account_fields pro = {ROSTER_SIZED(roster_account_fields), .plan = ROSTER_PLAN_PRO};
    open_world(&w);
    OK(roster_account_update(w.desk, &w.host, &pro, 0, NULL, &error));
    agent = add_user(w.desk, &w.host, "Bea", "bea@acme.example", roster_role_user(), ROSTER_ONBOARDING_ACTIVE);
}

static int may(const roster_user_id* user, const char* permission, const roster_scope* scope) {
    roster_decision* decision = NULL;
    roster_str name;
    int allowed;
    roster_str_init(&name, permission);
    OK(roster_roles_why(w.desk, &w.host, user, &name, scope, NULL, &decision, &error));
    allowed = roster_decision_allowed(decision);
    roster_decision_free(decision);
    return allowed;
}

static roster_inbox_id add_inbox(const char* name) {
    roster_inbox* inbox = NULL;
    roster_inbox_id id;
    roster_inbox_fields fields = ROSTER_INBOX_FIELDS_INIT;
    roster_str_init(&fields.name, name);
    OK(roster_inboxes_add(w.desk, &w.owner, &fields, &inbox, &error));
    id = roster_inbox_view(inbox)->id;
    roster_inbox_free(inbox);
    return id;
}

static void catalogue(void) {
    roster_permissions* all = NULL;
    size_t i;
    int found = 0;
    OK(roster_permissions_list(&all, &error));
    CHECK(roster_permissions_count(all) >= 40);
    for (i = 0; i < roster_permissions_count(all); ++i) {
        const roster_permission_record* one = roster_permissions_at(all, i);
        CHECK(one->name.len > 0 && one->sentence.len > 0);
        if (!IS(one->name, "delete_tickets")) continue;
        found = one->held_from == ROSTER_HELD_FROM_ADMINISTRATOR && one->inbox_level == ROSTER_INBOX_LEVEL_FULL &&
                one->per_team == ROSTER_YES && one->feature.len == 0;
    }
    CHECK(found);
    CHECK(roster_permissions_at(all, 1000) == NULL);
    roster_permissions_free(all);
    CHECK(strcmp(roster_inbox_level_name(ROSTER_INBOX_LEVEL_ONLY_ASSIGNED), "only_assigned") == 0);
    CHECK(strcmp(roster_user_type_name(ROSTER_USER_TYPE_COLLABORATION), "collaboration") == 0);
    CHECK(strcmp(roster_inbox_kind_name(ROSTER_INBOX_WEBSTORE), "webstore") == 0);
    CHECK(strcmp(roster_rule_name(1), "status") == 0 && strcmp(roster_rule_name(20), "nothing") == 0 &&
          strcmp(roster_rule_name(21), "kind") == 0);
    CHECK(strcmp(roster_rule_name(99), "unknown") == 0);
}

static void HU9_a_role_of_ones_own(void) {
    const roster_str items[] = {{"view_users", 10}, {"access_reports", 14}};
    const roster_str_list permissions = {items, 2};
    roster_role_fields fields = {ROSTER_SIZED(roster_role_fields), .name = ROSTER_STR("Lead"),
                                 .permissions = &permissions, .inbox_level = ROSTER_INBOX_LEVEL_READ};
    roster_role* role = NULL;
    roster_role_page* page = NULL;
    roster_role_id id;
    roster_user_fields patch = ROSTER_USER_FIELDS_INIT;
    open_desk();
    OK(roster_roles_add(w.desk, &w.owner, &fields, &role, &error));
    id = roster_role_view(role)->id;
    CHECK(IS(roster_role_view(role)->name, "Lead") && roster_role_view(role)->permissions.count == 2);
    CHECK(memcmp(&roster_role_view(role)->base, roster_role_user(), 16) == 0);
    CHECK(roster_role_view(role)->inbox_level == ROSTER_INBOX_LEVEL_READ && roster_role_view(role)->revision == 1);
    roster_role_free(role);
    FAILS_ON(ROSTER_ALREADY_EXISTS, "roles.taken", "name",
             roster_roles_add(w.desk, &w.owner, &fields, NULL, &error));
    CHECK(!may(&agent, "access_reports", NULL));
    patch.role = &id;
    OK(roster_users_update(w.desk, &w.owner, &agent, &patch, 0, NULL, &error));
    CHECK(may(&agent, "access_reports", NULL));
    OK(roster_roles_list(w.desk, &w.owner, NULL, NULL, &page, &error));
    CHECK(roster_role_page_count(page) == 1 && roster_role_page_next(page) == NULL);
    roster_role_page_free(page);
    OK(roster_roles_find_by_name(w.desk, &w.owner, &ROSTER_STR("LEAD"), &role, &error));
    CHECK(role != NULL);
    roster_role_free(role);
    fields = (roster_role_fields)ROSTER_ROLE_FIELDS_INIT;
    fields.description = ROSTER_STR("Leads.");
    OK(roster_roles_update(w.desk, &w.owner, &id, &fields, 1, &role, &error));
    CHECK(IS(roster_role_view(role)->description, "Leads.") && roster_role_view(role)->permissions.count == 2);
    roster_role_free(role);
    FAILS(ROSTER_ABORTED, "roles.changed", roster_roles_update(w.desk, &w.owner, &id, &fields, 1, NULL, &error));
    FAILS(ROSTER_FAILED_PRECONDITION, "roles.in_use", roster_roles_remove(w.desk, &w.owner, &id, NULL, &error));
    OK(roster_roles_remove(w.desk, &w.owner, &id, roster_role_user(), &error));
    FAILS(ROSTER_NOT_FOUND, "roles.unknown", roster_roles_get(w.desk, &w.owner, &id, &role, &error));
    close_world(&w);
}

static void HU10_one_user(void) {
    roster_user_access* access = NULL;
    roster_access* all = NULL;
    const int32_t five = 5, none = ROSTER_NO_LIMIT;
    roster_user_access_fields fields = {ROSTER_SIZED(roster_user_access_fields),
                                        .type = ROSTER_USER_TYPE_COLLABORATION, .capacity = &five};
    open_desk();
    OK(roster_roles_choose(w.desk, &w.owner, &agent, &ROSTER_STR("access_reports"), ROSTER_CHOICE_ALLOW, NULL,
                           &access, &error));
    CHECK(roster_user_access_view(access)->permissions.count == 1 &&
          roster_user_access_view(access)->capacity == ROSTER_NO_LIMIT);
    CHECK(IS(roster_user_access_view(access)->permissions.items[0], "access_reports"));
    roster_user_access_free(access);
    CHECK(may(&agent, "access_reports", NULL));
    OK(roster_roles_access(w.desk, &w.owner, &agent, &all, &error));
    CHECK(roster_access_may(all, &ROSTER_STR("access_reports"), NULL) == 1);
    CHECK(roster_access_may(all, &ROSTER_STR("manage_users"), NULL) == 0);
    CHECK(roster_access_may(all, &ROSTER_STR("no such"), NULL) == 0 && roster_access_may(all, NULL, NULL) == 0);
    CHECK(roster_access_may(NULL, &ROSTER_STR("access_reports"), NULL) == 0);
    roster_access_free(all);
    OK(roster_roles_update_access(w.desk, &w.owner, &agent, &fields, 0, &access, &error));
    CHECK(roster_user_access_view(access)->type == ROSTER_USER_TYPE_COLLABORATION &&
          roster_user_access_view(access)->capacity == 5);
    roster_user_access_free(access);
    CHECK(!may(&agent, "access_reports", NULL));
    fields.type = ROSTER_USER_TYPE_REGULAR;
    fields.capacity = &none;
    OK(roster_roles_update_access(w.desk, &w.owner, &agent, &fields, 2, &access, &error));
    CHECK(roster_user_access_view(access)->capacity == ROSTER_NO_LIMIT);
    roster_user_access_free(access);
    OK(roster_roles_choose(w.desk, &w.owner, &agent, &ROSTER_STR("access_reports"), ROSTER_CHOICE_STANDARD, NULL,
                           NULL, &error));
    OK(roster_roles_access_of(w.desk, &w.owner, &agent, &access, &error));
    CHECK(roster_user_access_view(access)->permissions.count == 0);
    roster_user_access_free(access);
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.value", "choice",
             roster_roles_choose(w.desk, &w.owner, &agent, &ROSTER_STR("access_reports"), 9, NULL, NULL, &error));
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "roles.invalid", "choice",
             roster_roles_choose(w.desk, &w.owner, &agent, &ROSTER_STR("access_reports"), 0, NULL, NULL, &error));
    close_world(&w);
}

static void HU11_AI3_inboxes(void) {
    roster_inbox_id support, sales;
    roster_inbox* inbox = NULL;
    roster_scope scope = ROSTER_SCOPE_INIT;
    roster_user_access* access = NULL;
    roster_candidate_page* candidates = NULL;
    roster_load load;
    roster_load_list loads = {&load, 1};
    const int32_t one = 1;
    roster_user_access_fields fields = {ROSTER_SIZED(roster_user_access_fields), .capacity = &one};
    open_desk();
    support = add_inbox("Support");
    sales = add_inbox("Sales");
    scope.inbox = &support;
    CHECK(!may(&agent, "reply_tickets", &scope));
    FAILS(ROSTER_FAILED_PRECONDITION, "inboxes.no_access",
          roster_inboxes_serve(w.desk, &w.owner, &agent, &support, ROSTER_YES, NULL, &error));
    OK(roster_inboxes_set_access(w.desk, &w.owner, &support, &agent, NULL, NULL, ROSTER_INBOX_LEVEL_REPLY, &error));
    CHECK(may(&agent, "reply_tickets", &scope));
    FAILS_ON(
        ROSTER_INVALID_ARGUMENT, "inboxes.invalid", "holder",
        roster_inboxes_set_access(w.desk, &w.owner, &support, NULL, NULL, NULL, ROSTER_INBOX_LEVEL_REPLY, &error));
    OK(roster_inboxes_serve(w.desk, &w.owner, &agent, &support, ROSTER_YES, &access, &error));
    CHECK(roster_user_access_view(access)->serves.count == 1 &&
          memcmp(roster_user_access_view(access)->serves.items, &support, 16) == 0);
    roster_user_access_free(access);
    OK(roster_roles_update_access(w.desk, &w.owner, &agent, &fields, 0, NULL, &error));
    OK(roster_inboxes_who_can_take(w.desk, &w.owner, &support, NULL, NULL, &candidates, &error));
    CHECK(roster_candidate_page_count(candidates) == 1 &&
          roster_candidate_page_at(candidates, 0)->eligible == ROSTER_YES);
    CHECK(roster_candidate_page_at(candidates, 0)->reasons.count == 3);
    roster_candidate_page_free(candidates);
    load.user_id = agent;
    load.conversations = 1;
    OK(roster_inboxes_who_can_take(w.desk, &w.owner, &support, &loads, NULL, &candidates, &error));
    CHECK(roster_candidate_page_at(candidates, 0)->eligible == ROSTER_NO);
    CHECK(IS(roster_candidate_page_at(candidates, 0)->reasons.items[2], "full"));
    roster_candidate_page_free(candidates);
    OK(roster_inboxes_archive(w.desk, &w.owner, &sales, &inbox, &error));
    CHECK(roster_inbox_view(inbox)->archived_at == START);
    roster_inbox_free(inbox);
    OK(roster_inboxes_unarchive(w.desk, &w.owner, &sales, &inbox, &error));
    CHECK(roster_inbox_view(inbox)->archived_at == ROSTER_NO_TIME);
    roster_inbox_free(inbox);
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.value", "serves",
             roster_inboxes_serve(w.desk, &w.owner, &agent, &support, ROSTER_UNSPECIFIED, NULL, &error));
    close_world(&w);
}

static void HU12_DP14_teams_and_groups(void) {
    const roster_str items[] = {{"access_kpis", 11}};
    const roster_str_list permissions = {items, 1};
    roster_team_fields fields = {ROSTER_SIZED(roster_team_fields), .name = ROSTER_STR("Night"),
                                 .permissions = &permissions};
    roster_group_fields group_fields = {ROSTER_SIZED(roster_group_fields), .name = ROSTER_STR("Sales"),
                                        .permissions = &permissions};
    roster_team* team = NULL;
    roster_group* group = NULL;
    roster_team_id id;
    roster_user_id_page* members = NULL;
    roster_team_member_list* teams = NULL;
    open_desk();
    OK(roster_teams_add(w.desk, &w.owner, &fields, &team, &error));
    id = roster_team_view(team)->id;
    CHECK(roster_team_view(team)->permissions.count == 1);
    roster_team_free(team);
    OK(roster_teams_add_member(w.desk, &w.owner, &id, &agent, &error));
    CHECK(may(&agent, "access_kpis", NULL));
    OK(roster_teams_members(w.desk, &w.owner, &id, NULL, &members, &error));
    CHECK(roster_user_id_page_count(members) == 1 && memcmp(roster_user_id_page_at(members, 0), &agent, 16) == 0);
    roster_user_id_page_free(members);
    OK(roster_teams_of_user(w.desk, &w.owner, &agent, &teams, &error));
    CHECK(roster_team_member_list_count(teams) == 1 && roster_team_member_list_at(teams, 0)->joined_at == START);
    roster_team_member_list_free(teams);
    FAILS(ROSTER_FAILED_PRECONDITION, "teams.in_use", roster_teams_remove(w.desk, &w.owner, &id, &error));
    OK(roster_teams_remove_member(w.desk, &w.owner, &id, &agent, &error));
    CHECK(!may(&agent, "access_kpis", NULL));
    OK(roster_teams_remove(w.desk, &w.owner, &id, &error));
    OK(roster_groups_add(w.desk, &w.owner, &group_fields, &group, &error));
    CHECK(roster_group_view(group)->permissions.count == 1 &&
          IS(roster_group_view(group)->permissions.items[0], "access_kpis"));
    roster_group_free(group);
    close_world(&w);
}

static void BX1_why_what_if_and_who(void) {
    roster_decision* decision = NULL;
    roster_hypothesis what_if = ROSTER_HYPOTHESIS_INIT;
    roster_user_id_page* users = NULL;
    const roster_trail_step* last;
    const roster_inbox_id nowhere = {{7}};
    const roster_team_id nobody = {{7}};
    const roster_group_id nothing = {{7}};
    const roster_group_id_list groups = {&nothing, 1};
    roster_scope scope = ROSTER_SCOPE_INIT;
    open_desk();
    OK(roster_roles_why(w.desk, &w.host, &agent, &ROSTER_STR("manage_users"), NULL, NULL, &decision, &error));
    CHECK(roster_decision_count(decision) == 21);
    last = roster_decision_at(decision, 20);
    CHECK(strcmp(roster_rule_name(last->rule), "nothing") == 0 && last->verdict == ROSTER_VERDICT_NO &&
          last->says.len > 0);
    CHECK(roster_decision_at(decision, 21) == NULL && roster_decision_allowed(NULL) == 0);
    roster_decision_free(decision);
    what_if.role = roster_role_administrator();
    OK(roster_roles_why(w.desk, &w.host, &agent, &ROSTER_STR("manage_users"), NULL, &what_if, &decision, &error));
    CHECK(roster_decision_allowed(decision) == 1);
    roster_decision_free(decision);
    OK(roster_roles_who_may(w.desk, &w.host, &ROSTER_STR("manage_users"), NULL, NULL, &users, &error));
    CHECK(roster_user_id_page_count(users) == 1 &&
          memcmp(roster_user_id_page_at(users, 0), &w.owner.user, 16) == 0);
    roster_user_id_page_free(users);
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "roles.invalid", "permission",
             roster_roles_why(w.desk, &w.host, &agent, &ROSTER_STR("no such"), NULL, NULL, &decision, &error));
    what_if.groups = &groups;
    FAILS_ON(
        ROSTER_INVALID_ARGUMENT, "roles.invalid", "groups[0]",
        roster_roles_why(w.desk, &w.host, &agent, &ROSTER_STR("view_users"), NULL, &what_if, &decision, &error));
    scope.inbox = &nowhere;
    FAILS(ROSTER_NOT_FOUND, "inboxes.unknown",
          roster_roles_why(w.desk, &w.host, &agent, &ROSTER_STR("view_tickets"), &scope, NULL, &decision, &error));
    scope.inbox = NULL;
    scope.team = &nobody;
    FAILS(ROSTER_NOT_FOUND, "teams.unknown",
          roster_roles_who_may(w.desk, &w.host, &ROSTER_STR("view_tickets"), &scope, NULL, &users, &error));
    close_world(&w);
}

static void BX6_an_actor_of_a_key_stays_within_it(void) {
    const roster_str items[] = {{"view_users", 10}};
    const roster_str_list scopes = {items, 1};
    roster_new_api_key* key = NULL;
    roster_principal* principal = NULL;
    roster_actor actor;
    roster_user_page* page = NULL;
    open_desk();
    OK(roster_api_keys_create(w.desk, &w.owner, &ROSTER_STR("reader"), &scopes, ROSTER_NO_TIME, &key, &error));
    OK(roster_sessions_validate(w.desk, &roster_new_api_key_view(key)->text, &principal, &error));
    CHECK(roster_principal_may(principal, &ROSTER_STR("view_users"), NULL) == 1);
    CHECK(roster_principal_may(principal, &ROSTER_STR("manage_users"), NULL) == 0);
    CHECK(roster_principal_may(NULL, &ROSTER_STR("view_users"), NULL) == 0);
    roster_actor_init_principal(&actor, sizeof actor, roster_principal_view(principal));
    OK(roster_users_list(w.desk, &actor, NULL, NULL, &page, &error));
    roster_user_page_free(page);
    FAILS(ROSTER_PERMISSION_DENIED, "users.not_administrator",
          roster_users_remove(w.desk, &actor, &agent, &ROSTER_STR("x"), NULL, &error));
    roster_actor_init_principal(&actor, sizeof actor, NULL);
    CHECK(actor.kind == 0);
    FAILS(ROSTER_UNAUTHENTICATED, "users.no_actor",
          roster_users_remove(w.desk, &actor, &agent, &ROSTER_STR("x"), NULL, &error));
    roster_principal_free(principal);
    roster_new_api_key_free(key);
    close_world(&w);
}

static void BX6_handing_the_account_over(void) {
    open_desk();
    FAILS(ROSTER_FAILED_PRECONDITION, "roles.not_owner",
          roster_roles_transfer_ownership(w.desk, &w.host, &agent, &agent, NULL, &error));
    OK(roster_roles_transfer_ownership(w.desk, &w.owner, &agent, NULL, roster_role_user(), &error));
    CHECK(may(&agent, "delete_account", NULL) && !may(&w.owner.user, "manage_users", NULL));
    close_world(&w);
}

static void a_hosts_own_permission(void) {
    const roster_permission_input items[] = {{ROSTER_STR("acme.refund"),
                                              ROSTER_STR("Give money back."),
                                              ROSTER_HELD_FROM_USER,
                                              ROSTER_INBOX_LEVEL_REPLY,
                                              ROSTER_NO,
                                              ROSTER_UNSPECIFIED,
                                              {NULL, 0}}};
    const roster_permission_input bad[] = {{ROSTER_STR("refund"), ROSTER_STR("x"), 0, 0, 0, 0, {NULL, 0}}};
    const roster_permission_list list = {items, 1}, bad_list = {bad, 1};
    roster_open_options options = {ROSTER_SIZED(roster_open_options), .permissions = &bad_list};
    roster_directory* directory = NULL;
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "roles.invalid_permissions", "permissions[0].name",
             roster_open(&ROSTER_STR(":memory:"), &options, &directory, &error));
    options.permissions = &list;
    OK(roster_open(&ROSTER_STR(":memory:"), &options, &directory, &error));
    roster_directory_free(directory);
    open_desk();
    CHECK(may(&agent, "acme.refund", NULL));
    close_world(&w);
}

int main(void) {
    RUN(catalogue);
    RUN(HU9_a_role_of_ones_own);
    RUN(HU10_one_user);
    RUN(HU11_AI3_inboxes);
    RUN(HU12_DP14_teams_and_groups);
    RUN(BX1_why_what_if_and_who);
    RUN(BX6_an_actor_of_a_key_stays_within_it);
    RUN(BX6_handing_the_account_over);
    RUN(a_hosts_own_permission);
    return failures != 0;
}
