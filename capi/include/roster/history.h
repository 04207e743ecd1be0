/*
 * History: who changed what, when (DP-12). Every change of the account's records leaves one entry in the same
 * transaction, never altered after. The rules of base.h hold.
 */
#ifndef ROSTER_HISTORY_H
#define ROSTER_HISTORY_H

#include <roster/accounts.h>
#include <roster/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** One field's change, both sides as JSON values, uncut: "null" where there was or is nothing. Secret fields show
 *  "\"[redacted]\"". */
typedef struct roster_field_change_record {
    uint32_t struct_size;
    int32_t reserved;
    roster_str name;
    roster_str before;
    roster_str after;
} roster_field_change_record;

/** Every tracked field that changed: `entry->changes.items[i]->name`. */
typedef struct roster_field_change_list {
    const roster_field_change_record* const* items;
    size_t count;
} roster_field_change_list;

/** One change. */
typedef struct roster_history_record {
    uint32_t struct_size;
    int32_t reserved;
    roster_history_id id;        /**< Entries sort by it in the order they were made. */
    int64_t at;                  /**< When it happened, µs. */
    roster_user_id actor;        /**< The user who did it; nil for the system. */
    roster_str actor_name;       /**< The actor's name as it was then. */
    roster_user_id on_behalf_of; /**< For whom the actor acted; nil for nobody. */
    roster_str verb;             /**< What was done: "users.add", "organizations.update" … */
    roster_str subject_kind;     /**< "user", "organization", "group", "account", "import", "app". */
    roster_str subject_id;       /**< The subject's id as text (roster_id_format). */
    roster_field_change_list changes;
} roster_history_record;

/** A page of entries; see "Pages" in base.h. */
typedef struct roster_history_page roster_history_page;
ROSTER_API size_t roster_history_page_count(const roster_history_page* page);
ROSTER_API const roster_history_record* roster_history_page_at(const roster_history_page* page, size_t index);
ROSTER_API const roster_str* roster_history_page_next(const roster_history_page* page);
ROSTER_API void roster_history_page_free(roster_history_page* page);

/** Which entries are wanted. Every condition given must hold. */
typedef struct roster_history_query {
    uint32_t struct_size;
    int32_t reserved;
    roster_str subject_kind;     /**< Only entries about this kind of subject; needs subject_id. */
    roster_str subject_id;       /**< Only entries about this subject; needs subject_kind. */
    const roster_user_id* actor; /**< Only what this user did. */
} roster_history_query;

#define ROSTER_HISTORY_QUERY_INIT ROSTER_INIT(roster_history_query)
/** As every `_init` (base.h). */
ROSTER_API void roster_history_query_init(roster_history_query* query, uint32_t struct_size);

/** A page of the account's entries, newest first; the caller frees it. Staff see the history, customers none.
 *  `query` and `page` may be NULL.
 *  Errors: ROSTER_UNAUTHENTICATED "users.no_actor"; ROSTER_PERMISSION_DENIED "users.not_staff";
 *  ROSTER_INVALID_ARGUMENT "page.cursor", "page.limit", "history.invalid_query". Any thread. */
ROSTER_API roster_status roster_history_list(const roster_account* account, const roster_actor* actor,
                                             const roster_history_query* query, const roster_page_request* page,
                                             roster_history_page** entries, roster_error** error);

/** The history of one user, deleted ones too; nothing for an id that is nobody's. As roster_history_list otherwise.
 *  Any thread. */
ROSTER_API roster_status roster_history_of_user(const roster_account* account, const roster_actor* actor,
                                                const roster_user_id* user, const roster_page_request* page,
                                                roster_history_page** entries, roster_error** error);

#ifdef __cplusplus
}
#endif

#endif
