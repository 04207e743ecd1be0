/* BX-1, BX-6, HU-10, HU-11 in C: everything that a user may, by name, and whether one has no more than another. */
#include "support.h"

static struct world w;
static roster_user_id agent, admin;

static void open_desk(void) {
    roster_account_fields pro = {ROSTER_SIZED(roster_account_fields), .plan = ROSTER_PLAN_PRO};
    open_world(&w);
    OK(roster_account_update(w.desk, &w.host, &pro, 0, NULL, &error));
    agent = add_user(w.desk, &w.host, "Bea", "bea@acme.example", roster_role_user(), ROSTER_ONBOARDING_ACTIVE);
    admin =
        add_user(w.desk, &w.host, "Cyd", "cyd@acme.example", roster_role_administrator(), ROSTER_ONBOARDING_ACTIVE);
}

/** What a user may now; to be freed. */
static roster_access* access_of(const roster_user_id* user) {
    roster_access* access = NULL;
    OK(roster_roles_access(w.desk, &w.host, user, &access, &error));
    return access;
}

/** Whether the name is among all that they may there; and roster_access_may says the same of every name. */
static int has(const roster_access* access, const char* name, const roster_scope* scope) {
    roster_text_page* names = NULL;
    roster_permissions* all = NULL;
    size_t i, count = 0;
    int found = 0;
    OK(roster_access_permissions(access, scope, &names, &error));
    OK(roster_permissions_list(&all, &error));
    for (i = 0; i < roster_permissions_count(all); ++i)
        count += (size_t)roster_access_may(access, &roster_permissions_at(all, i)->name, scope);
    CHECK(roster_text_page_count(names) == count && roster_text_page_next(names) == NULL);
    for (i = 0; i < roster_text_page_count(names); ++i) {
        CHECK(roster_access_may(access, roster_text_page_at(names, i), scope) == 1);
        if (IS(*roster_text_page_at(names, i), name)) found = 1;
    }
    roster_permissions_free(all);
    roster_text_page_free(names);
    return found;
}

static void BX1_all_that_somebody_may(void) {
    roster_access *of_agent, *of_owner;
    roster_text_page* names = NULL;
    open_desk();
    of_agent = access_of(&agent);
    of_owner = access_of(&w.owner.user);
    CHECK(has(of_agent, "reply_tickets", NULL) && !has(of_agent, "manage_users", NULL));
    CHECK(has(of_owner, "manage_users", NULL) && has(of_owner, "delete_account", NULL));
    OK(roster_roles_choose(w.desk, &w.owner, &agent, &ROSTER_STR("access_reports"), ROSTER_CHOICE_ALLOW, NULL, NULL,
                           &error));
    CHECK(!has(of_agent, "access_reports", NULL)); /* as of the call that gave it */
    roster_access_free(of_agent);
    of_agent = access_of(&agent);
    CHECK(has(of_agent, "access_reports", NULL));
    roster_access_free(of_agent);
    roster_access_free(of_owner);

    /* Nothing is a list without items. */
    OK(roster_users_suspend(w.desk, &w.owner, &agent, TODAY, ROSTER_NO_DATE, NULL, NULL, &error));
    of_agent = access_of(&agent);
    OK(roster_access_permissions(of_agent, NULL, &names, &error));
    CHECK(names != NULL && roster_text_page_count(names) == 0 && roster_text_page_at(names, 0) == NULL);
    roster_text_page_free(names);
    roster_access_free(of_agent);
    close_world(&w);
}

static void HU11_all_that_somebody_may_at_one_place(void) {
    roster_inbox* inbox = NULL;
    roster_inbox_id id;
    roster_inbox_fields fields = {ROSTER_SIZED(roster_inbox_fields), .name = ROSTER_STR("Support")};
    roster_team_id team = {{7}};
    roster_scope scope = ROSTER_SCOPE_INIT, both = ROSTER_SCOPE_INIT;
    roster_access* access;
    roster_text_page* names = NULL;
    open_desk();
    OK(roster_inboxes_add(w.desk, &w.owner, &fields, &inbox, &error));
    id = roster_inbox_view(inbox)->id;
    roster_inbox_free(inbox);
    scope.inbox = &id;
    OK(roster_inboxes_set_access(w.desk, &w.owner, &id, &agent, NULL, NULL, ROSTER_INBOX_LEVEL_ONLY_ASSIGNED,
                                 &error));
    access = access_of(&agent);
    CHECK(!has(access, "reply_tickets", &scope));
    scope.assigned = ROSTER_YES;
    CHECK(has(access, "reply_tickets", &scope) && !has(access, "delete_tickets", &scope));

    both.inbox = &id;
    both.team = &team;
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.value", "scope.team",
             roster_access_permissions(access, &both, &names, &error));
    CHECK(names == NULL);
    scope.struct_size = 0;
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.struct_size", "scope.struct_size",
             roster_access_permissions(access, &scope, &names, &error));
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.null", "access", roster_access_permissions(NULL, NULL, &names, &error));
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.null", "names", roster_access_permissions(access, NULL, NULL, &error));
    roster_access_free(access);
    close_world(&w);
}

static void BX6_whether_one_has_no_more_than_another(void) {
    roster_access *of_agent, *of_admin, *of_owner;
    open_desk();
    of_agent = access_of(&agent);
    of_admin = access_of(&admin);
    of_owner = access_of(&w.owner.user);
    CHECK(roster_access_within(of_agent, of_agent) == 1);
    CHECK(roster_access_within(of_agent, of_admin) == 1 && roster_access_within(of_admin, of_agent) == 0);
    CHECK(roster_access_within(of_admin, of_owner) == 1 && roster_access_within(of_owner, of_admin) == 0);
    CHECK(roster_access_within(NULL, of_owner) == 0 && roster_access_within(of_owner, NULL) == 0);
    CHECK(roster_access_within(NULL, NULL) == 0);
    roster_access_free(of_agent);
    /* One permission that the other lacks is more. */
    OK(roster_roles_choose(w.desk, &w.owner, &admin, &ROSTER_STR("view_history"), ROSTER_CHOICE_DENY, NULL, NULL,
                           &error));
    roster_access_free(of_admin);
    of_agent = access_of(&agent);
    of_admin = access_of(&admin);
    CHECK(roster_access_within(of_agent, of_admin) == 0 && roster_access_within(of_agent, of_owner) == 1);
    roster_access_free(of_agent);
    roster_access_free(of_admin);
    roster_access_free(of_owner);
    close_world(&w);
}

int main(void) {
    RUN(BX1_all_that_somebody_may);
    RUN(HU11_all_that_somebody_may_at_one_place);
    RUN(BX6_whether_one_has_no_more_than_another);
    return failures != 0;
}
