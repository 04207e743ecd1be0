/* Organizations (DP-6) and groups (DP-14). */
#include "support.h"

static struct world w;

static void DP_6_chosen_with_a_search_filter_or_created(void) {
    roster_organization *acme = NULL, *found = NULL;
    roster_organization_page* page = NULL;
    roster_organization_id id;
    roster_user* user = NULL;
    roster_organization_fields fields = {ROSTER_SIZED(roster_organization_fields), .name = ROSTER_STR("Ācme Werke"),
                                         .external_id = ROSTER_STR("o-1")};
    roster_organization_fields rename = {ROSTER_SIZED(roster_organization_fields), .name = ROSTER_STR("Acme GmbH")};
    roster_organization_fields clear = {ROSTER_SIZED(roster_organization_fields), .external_id = ROSTER_STR("")};
    roster_user_fields member = ROSTER_USER_FIELDS_INIT;
    roster_user_query query = ROSTER_USER_QUERY_INIT;
    roster_user_page* people = NULL;
    static const roster_organization_id nobody;
    open_world(&w);
    OK(roster_organizations_add(w.desk, &w.owner, &fields, &acme, &error));
    id = roster_organization_view(acme)->id;
    CHECK(roster_organization_view(acme)->struct_size == sizeof(roster_organization_record));
    CHECK(IS(roster_organization_view(acme)->name, "Ācme Werke") &&
          IS(roster_organization_view(acme)->external_id, "o-1"));
    CHECK(roster_organization_view(acme)->revision == 1 && roster_organization_view(acme)->created_at == START);
    roster_organization_free(acme);
    fields.name = ROSTER_STR("acme WERKE");
    FAILS(ROSTER_ALREADY_EXISTS, "organizations.taken",
          roster_organizations_add(w.desk, &w.owner, &fields, &acme, &error));
    CHECK(acme == NULL);
    OK(roster_organizations_find_by_name(w.desk, &w.owner, &ROSTER_STR("ACME werke"), &found, &error));
    CHECK(found != NULL && memcmp(&roster_organization_view(found)->id, &id, 16) == 0);
    roster_organization_free(found);
    OK(roster_organizations_find_by_name(w.desk, &w.owner, &ROSTER_STR("none"), &found, &error));
    CHECK(found == NULL);
    OK(roster_organizations_list(w.desk, &w.owner, &ROSTER_STR("acm"), NULL, &page, &error));
    CHECK(roster_organization_page_count(page) == 1 && roster_organization_page_next(page) == NULL);
    CHECK(roster_organization_page_at(page, 1) == NULL);
    roster_organization_page_free(page);
    OK(roster_organizations_list(w.desk, &w.owner, &ROSTER_STR("zzz"), NULL, &page, &error));
    CHECK(roster_organization_page_count(page) == 0);
    roster_organization_page_free(page);

    OK(roster_organizations_update(w.desk, &w.owner, &id, &rename, 1, &acme, &error));
    CHECK(IS(roster_organization_view(acme)->name, "Acme GmbH") &&
          IS(roster_organization_view(acme)->external_id, "o-1"));
    roster_organization_free(acme);
    FAILS(ROSTER_ABORTED, "organizations.changed",
          roster_organizations_update(w.desk, &w.owner, &id, &rename, 1, NULL, &error));
    OK(roster_organizations_update(w.desk, &w.owner, &id, &clear, 0, &acme, &error));
    CHECK(IS(roster_organization_view(acme)->name, "Acme GmbH") &&
          IS(roster_organization_view(acme)->external_id, ""));
    roster_organization_free(acme);

    member.organization = &id;
    OK(roster_users_update(w.desk, &w.owner, &w.owner.user, &member, 0, &user, &error));
    CHECK(memcmp(&roster_user_view(user)->organization, &id, 16) == 0);
    roster_user_free(user);
    query.organization = &id;
    OK(roster_users_list(w.desk, &w.owner, &query, NULL, &people, &error));
    CHECK(roster_user_page_count(people) == 1);
    roster_user_page_free(people);
    FAILS(ROSTER_FAILED_PRECONDITION, "organizations.in_use",
          roster_organizations_remove(w.desk, &w.owner, &id, &error));
    member.organization = &nobody; /* nil clears */
    OK(roster_users_update(w.desk, &w.owner, &w.owner.user, &member, 0, &user, &error));
    CHECK(memcmp(&roster_user_view(user)->organization, &nobody, 16) == 0);
    roster_user_free(user);
    OK(roster_organizations_remove(w.desk, &w.owner, &id, &error));
    FAILS(ROSTER_NOT_FOUND, "organizations.unknown",
          roster_organizations_get(w.desk, &w.owner, &id, &acme, &error));
    CHECK(acme == NULL);
    close_world(&w);
}

static void DP_14_groups_and_their_members(void) {
    roster_group* group = NULL;
    roster_group_id ids[2];
    roster_user* user = NULL;
    roster_user_page* people = NULL;
    roster_group_page* page = NULL;
    roster_group_id_list both = {ids, 2};
    const roster_group_id_list none = {NULL, 0};
    roster_group_fields fields = {ROSTER_SIZED(roster_group_fields), .name = ROSTER_STR("Support"),
                                  .description = ROSTER_STR("first\nsecond")};
    roster_group_fields text = {ROSTER_SIZED(roster_group_fields), .description = ROSTER_STR("one line")};
    roster_user_fields member = {ROSTER_SIZED(roster_user_fields), .groups = &both};
    roster_user_query query = ROSTER_USER_QUERY_INIT;
    open_world(&w);
    OK(roster_groups_add(w.desk, &w.owner, &fields, &group, &error));
    CHECK(IS(roster_group_view(group)->description, "first\nsecond"));
    ids[0] = roster_group_view(group)->id;
    roster_group_free(group);
    fields.name = ROSTER_STR("Billing");
    OK(roster_groups_add(w.desk, &w.owner, &fields, &group, &error));
    ids[1] = roster_group_view(group)->id;
    roster_group_free(group);
    OK(roster_groups_update(w.desk, &w.owner, &ids[1], &text, 0, &group, &error));
    CHECK(IS(roster_group_view(group)->name, "Billing") && IS(roster_group_view(group)->description, "one line"));
    roster_group_free(group);
    OK(roster_groups_get(w.desk, &w.owner, &ids[0], &group, &error));
    roster_group_free(group);
    OK(roster_groups_find_by_name(w.desk, &w.owner, &ROSTER_STR("SUPPORT"), &group, &error));
    CHECK(group != NULL);
    roster_group_free(group);
    OK(roster_groups_list(w.desk, &w.owner, NULL, NULL, &page, &error));
    CHECK(roster_group_page_count(page) == 2 && IS(roster_group_page_at(page, 0)->name, "Billing"));
    roster_group_page_free(page);

    OK(roster_users_update(w.desk, &w.owner, &w.owner.user, &member, 0, &user, &error));
    CHECK(roster_user_view(user)->groups.count == 2);
    CHECK(memcmp(roster_user_view(user)->groups.items, ids, sizeof ids) == 0);
    roster_user_free(user);
    query.group = &ids[1];
    OK(roster_users_list(w.desk, &w.owner, &query, NULL, &people, &error));
    CHECK(roster_user_page_count(people) == 1);
    roster_user_page_free(people);
    FAILS(ROSTER_FAILED_PRECONDITION, "groups.in_use", roster_groups_remove(w.desk, &w.owner, &ids[1], &error));
    member.groups = &none;
    OK(roster_users_update(w.desk, &w.owner, &w.owner.user, &member, 0, &user, &error));
    CHECK(roster_user_view(user)->groups.count == 0);
    roster_user_free(user);
    OK(roster_groups_remove(w.desk, &w.owner, &ids[1], &error));
    FAILS_ON(
        ROSTER_INVALID_ARGUMENT, "users.invalid", "groups[1]",
        (member.groups = &both, roster_users_update(w.desk, &w.owner, &w.owner.user, &member, 0, NULL, &error)));
    FAILS(ROSTER_NOT_FOUND, "groups.unknown", roster_groups_remove(w.desk, &w.owner, &ids[1], &error));
    close_world(&w);
}

int main(void) {
    RUN(DP_6_chosen_with_a_search_filter_or_created);
    RUN(DP_14_groups_and_their_members);
    return failures != 0;
}
