/*
 * Groups: users who share permissions. Who is a member is told by the user's field groups. The rules of base.h
 * hold.
 *
 * Staff see them; administrators and the system change them. Errors common to all: ROSTER_UNAUTHENTICATED
 * "users.no_actor"; ROSTER_PERMISSION_DENIED; ROSTER_NOT_FOUND "groups.unknown", for those of other accounts too;
 * ROSTER_INVALID_ARGUMENT "groups.invalid" with every wrong field. A function's comment names the others. All may
 * be called by any thread.
 */
#ifndef ROSTER_GROUPS_H
#define ROSTER_GROUPS_H

#include <roster/accounts.h>
#include <roster/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What can be given when a group is added, and changed afterwards. Not given is empty in the first case and "as it
 *  is" in the second; an empty text clears what was there. */
typedef struct roster_group_fields {
    uint32_t struct_size;
    int32_t reserved;
    roster_str name;                    /**< Unique in the account, whatever the case and accents. Required. */
    roster_str description;             /**< What the group is for; may have several lines. */
    const roster_str_list* permissions; /**< What it allows its members, or denies with "-" before it (roles.h). */
    const roster_str_list* inboxes;     /**< Its members' levels at inboxes: "reply@<inbox>". */
} roster_group_fields;

#define ROSTER_GROUP_FIELDS_INIT ROSTER_INIT(roster_group_fields)
/** As every `_init` (base.h). */
ROSTER_API void roster_group_fields_init(roster_group_fields* fields, uint32_t struct_size);

/** A group as it is kept. */
typedef struct roster_group_record {
    uint32_t struct_size;
    int32_t reserved;
    roster_group_id id;
    roster_str name;
    roster_str description;
    int64_t revision;            /**< Grows by one with every change; given back to change safely. */
    int64_t created_at;          /**< µs */
    int64_t updated_at;          /**< µs */
    roster_str_list permissions; /**< What it allows its members, or denies with "-" before it (roles.h). */
    roster_str_list inboxes;     /**< Its members' levels at inboxes: "reply@<inbox>". */
} roster_group_record;

/** One group's record as it was when it was read. */
typedef struct roster_group roster_group;
/** The record; NULL for NULL. Cannot fail. Any thread. */
ROSTER_API const roster_group_record* roster_group_view(const roster_group* group);
/** Frees the record; takes NULL. Any thread, once. */
ROSTER_API void roster_group_free(roster_group* group);

/** A page of groups; see "Pages" in base.h. */
typedef struct roster_group_page roster_group_page;
ROSTER_API size_t roster_group_page_count(const roster_group_page* page);
ROSTER_API const roster_group_record* roster_group_page_at(const roster_group_page* page, size_t index);
ROSTER_API const roster_str* roster_group_page_next(const roster_group_page* page);
ROSTER_API void roster_group_page_free(roster_group_page* page);

/** Adds one. `group` receives its record, which the caller frees; may be NULL.
 *  Errors: ROSTER_ALREADY_EXISTS "groups.taken" when the name is another's. Any thread. */
ROSTER_API roster_status roster_groups_add(const roster_account* account, const roster_actor* actor,
                                           const roster_group_fields* fields, roster_group** group,
                                           roster_error** error);

/** Changes the given fields.
 *  expected  the revision that the record must still have; 0 for any
 *  group  receives the record after the change, which the caller frees; may be NULL
 *  Errors: as roster_groups_add; ROSTER_ABORTED "groups.changed" when the record has another revision.
 *  Any thread. */
ROSTER_API roster_status roster_groups_update(const roster_account* account, const roster_actor* actor,
                                              const roster_group_id* id, const roster_group_fields* fields,
                                              int64_t expected, roster_group** group, roster_error** error);

/** By id. The caller frees the record. Any thread. */
ROSTER_API roster_status roster_groups_get(const roster_account* account, const roster_actor* actor,
                                           const roster_group_id* id, roster_group** group, roster_error** error);

/** By name, whatever the case and accents. The caller frees the record; where there is none, `*group` is NULL and
 *  the status ROSTER_OK. Any thread. */
ROSTER_API roster_status roster_groups_find_by_name(const roster_account* account, const roster_actor* actor,
                                                    const roster_str* name, roster_group** group,
                                                    roster_error** error);

/** A page of those whose name begins with `search`, whatever the case and accents, by name: what a drop-down needs
 *  (DP-14). `search` and `page` may be NULL; the caller frees `groups`.
 *  Errors: "page.cursor", "page.limit". Any thread. */
ROSTER_API roster_status roster_groups_list(const roster_account* account, const roster_actor* actor,
                                            const roster_str* search, const roster_page_request* page,
                                            roster_group_page** groups, roster_error** error);

/** Removes one for good.
 *  Errors: ROSTER_FAILED_PRECONDITION "groups.in_use" while users belong to it, deleted ones too: they may come
 *  back. Any thread. */
ROSTER_API roster_status roster_groups_remove(const roster_account* account, const roster_actor* actor,
                                              const roster_group_id* id, roster_error** error);

#ifdef __cplusplus
}
#endif

#endif
