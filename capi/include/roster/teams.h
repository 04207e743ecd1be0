/*
 * Teams: people who work together, and share permissions. The rules of base.h hold.
 *
 * Staff see teams; manage_teams, in the account or for the one team, changes them. On a plan without teams they stay, and
 * what they allow is out of use. Errors common to all: as roles.h; ROSTER_NOT_FOUND "teams.unknown",
 * ROSTER_INVALID_ARGUMENT "teams.invalid", ROSTER_FAILED_PRECONDITION "teams.not_on_plan". All may be called by any
 * thread.
 */
#ifndef ROSTER_TEAMS_H
#define ROSTER_TEAMS_H

#include <roster/accounts.h>
#include <roster/base.h>
#include <roster/inboxes.h>
#include <roster/roles.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What can be given when a team is added, and changed afterwards. */
typedef struct roster_team_fields {
    uint32_t struct_size;
    int32_t reserved;
    roster_str name; /**< Unique in the account, whatever the case and accents. Required. */
    roster_str description;
    const roster_str_list* permissions; /**< What it allows its members, or denies with "-" before it (roles.h). */
    const roster_str_list* inboxes;     /**< Its members' levels at inboxes: "reply@<inbox>". */
} roster_team_fields;

#define ROSTER_TEAM_FIELDS_INIT ROSTER_INIT(roster_team_fields)
/** As every `_init` (base.h). */
ROSTER_API void roster_team_fields_init(roster_team_fields* fields, uint32_t struct_size);

/** A team as it is kept. */
typedef struct roster_team_record {
    uint32_t struct_size;
    int32_t reserved;
    roster_team_id id;
    roster_str name;
    roster_str description;
    roster_str_list permissions;
    roster_str_list inboxes;
    int64_t revision;
    int64_t created_at; /**< µs */
    int64_t updated_at; /**< µs */
} roster_team_record;

/** One record as it was when it was read. */
typedef struct roster_team roster_team;
/** The record; NULL for NULL. Cannot fail. Any thread. */
ROSTER_API const roster_team_record* roster_team_view(const roster_team* team);
/** Frees the record; takes NULL. Any thread, once. */
ROSTER_API void roster_team_free(roster_team* team);

/** A page of teams; see "Pages" in base.h. */
typedef struct roster_team_page roster_team_page;
ROSTER_API size_t roster_team_page_count(const roster_team_page* page);
ROSTER_API const roster_team_record* roster_team_page_at(const roster_team_page* page, size_t index);
ROSTER_API const roster_str* roster_team_page_next(const roster_team_page* page);
ROSTER_API void roster_team_page_free(roster_team_page* page);

/** Adds one. `team` receives its record, which the caller frees; may be NULL.
 *  Errors: ROSTER_ALREADY_EXISTS "teams.taken". Any thread. */
ROSTER_API roster_status roster_teams_add(const roster_account* account, const roster_actor* actor,
                                          const roster_team_fields* fields, roster_team** team,
                                          roster_error** error);
/** Changes the given fields. `expected` is the revision that it must still have, 0 for any; `team` may be NULL.
 *  Errors: as roster_teams_add; ROSTER_ABORTED "teams.changed". Any thread. */
ROSTER_API roster_status roster_teams_update(const roster_account* account, const roster_actor* actor,
                                             const roster_team_id* id, const roster_team_fields* fields,
                                             int64_t expected, roster_team** team, roster_error** error);
/** By id. The caller frees the record. Any thread. */
ROSTER_API roster_status roster_teams_get(const roster_account* account, const roster_actor* actor,
                                          const roster_team_id* id, roster_team** team, roster_error** error);
/** By name, whatever the case and accents; where there is none, `*team` is NULL and the status ROSTER_OK. Any
 *  thread. */
ROSTER_API roster_status roster_teams_find_by_name(const roster_account* account, const roster_actor* actor,
                                                   const roster_str* name, roster_team** team,
                                                   roster_error** error);
/** A page of those whose name begins with `search`, by name. `search` and `page` may be NULL; the caller frees
 *  `teams`. Errors: "page.cursor", "page.limit". Any thread. */
ROSTER_API roster_status roster_teams_list(const roster_account* account, const roster_actor* actor,
                                           const roster_str* search, const roster_page_request* page,
                                           roster_team_page** teams, roster_error** error);
/** Removes one for good. Errors: ROSTER_FAILED_PRECONDITION "teams.in_use" while it has members. Any thread. */
ROSTER_API roster_status roster_teams_remove(const roster_account* account, const roster_actor* actor,
                                             const roster_team_id* id, roster_error** error);

/** Puts a member of the staff into a team. Errors: ROSTER_FAILED_PRECONDITION "teams.not_staff";
 *  ROSTER_RESOURCE_EXHAUSTED "teams.too_many". Any thread. */
ROSTER_API roster_status roster_teams_add_member(const roster_account* account, const roster_actor* actor,
                                                 const roster_team_id* id, const roster_user_id* user,
                                                 roster_error** error);
/** Takes somebody out of a team. Any thread. */
ROSTER_API roster_status roster_teams_remove_member(const roster_account* account, const roster_actor* actor,
                                                    const roster_team_id* id, const roster_user_id* user,
                                                    roster_error** error);
/** A team's members, by id. `page` may be NULL; the caller frees `users`. Any thread. */
ROSTER_API roster_status roster_teams_members(const roster_account* account, const roster_actor* actor,
                                              const roster_team_id* id, const roster_page_request* page,
                                              roster_user_id_page** users, roster_error** error);

/** That somebody belongs to a team. */
typedef struct roster_team_member_record {
    uint32_t struct_size;
    int32_t reserved;
    roster_user_id user_id;
    roster_team_id team_id;
    int64_t joined_at; /**< µs */
    int64_t revision;
} roster_team_member_record;
/** A user's teams. */
typedef struct roster_team_member_list roster_team_member_list;
ROSTER_API size_t roster_team_member_list_count(const roster_team_member_list* list);
ROSTER_API const roster_team_member_record* roster_team_member_list_at(const roster_team_member_list* list,
                                                                       size_t index);
ROSTER_API void roster_team_member_list_free(roster_team_member_list* list);
/** One's own, anybody's for staff. The caller frees `teams`. Any thread. */
ROSTER_API roster_status roster_teams_of_user(const roster_account* account, const roster_actor* actor,
                                              const roster_user_id* user, roster_team_member_list** teams,
                                              roster_error** error);

/** The members, by id, and of each whether work can be given to them now, and why. As roster_inboxes_who_can_take. */
ROSTER_API roster_status roster_teams_who_can_take(const roster_account* account, const roster_actor* actor,
                                                   const roster_team_id* id, const roster_load_list* loads,
                                                   const roster_page_request* page,
                                                   roster_candidate_page** candidates, roster_error** error);

#ifdef __cplusplus
}
#endif

#endif
