/*
 * Inboxes: mailboxes, channels, webstores; who gets how far there, and who serves them. The rules of base.h hold.
 *
 * Getting somewhere and serving it are two things: a level says how far somebody gets at an inbox, serving whom its work
 * can be given to. Staff see inboxes; changing them needs manage_inboxes, levels and serving manage_inbox_access there.
 * Errors common to all: as roles.h; ROSTER_NOT_FOUND "inboxes.unknown", ROSTER_INVALID_ARGUMENT "inboxes.invalid". All
 * may be called by any thread.
 */
#ifndef ROSTER_INBOXES_H
#define ROSTER_INBOXES_H

#include <roster/accounts.h>
#include <roster/base.h>
#include <roster/roles.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { ROSTER_INBOX_MAILBOX = 1, ROSTER_INBOX_CHANNEL = 2, ROSTER_INBOX_WEBSTORE = 3 };
/** "mailbox", "channel", "webstore"; "unknown" for any other number. Static text. Cannot fail. Any thread. */
ROSTER_API const char* roster_inbox_kind_name(int32_t kind);

/** What can be given when an inbox is added, and changed afterwards. */
typedef struct roster_inbox_fields {
    uint32_t struct_size;
    int32_t kind;           /**< ROSTER_INBOX_…; not given when it is added: MAILBOX. */
    roster_str name;        /**< Unique in the account, whatever the case and accents. Required. */
    roster_str external_id; /**< The host's own id of it. */
} roster_inbox_fields;

#define ROSTER_INBOX_FIELDS_INIT ROSTER_INIT(roster_inbox_fields)
/** As every `_init` (base.h). */
ROSTER_API void roster_inbox_fields_init(roster_inbox_fields* fields, uint32_t struct_size);

/** An inbox as it is kept. */
typedef struct roster_inbox_record {
    uint32_t struct_size;
    int32_t kind; /**< ROSTER_INBOX_… */
    roster_inbox_id id;
    roster_str name;
    roster_str external_id;
    int64_t revision;
    int64_t archived_at; /**< µs, since when nobody serves it; ROSTER_NO_TIME while it is in use. */
    int64_t created_at;  /**< µs */
    int64_t updated_at;  /**< µs */
} roster_inbox_record;

/** One record as it was when it was read. */
typedef struct roster_inbox roster_inbox;
/** The record; NULL for NULL. Cannot fail. Any thread. */
ROSTER_API const roster_inbox_record* roster_inbox_view(const roster_inbox* inbox);
/** Frees the record; takes NULL. Any thread, once. */
ROSTER_API void roster_inbox_free(roster_inbox* inbox);

/** A page of inboxes; see "Pages" in base.h. */
typedef struct roster_inbox_page roster_inbox_page;
ROSTER_API size_t roster_inbox_page_count(const roster_inbox_page* page);
ROSTER_API const roster_inbox_record* roster_inbox_page_at(const roster_inbox_page* page, size_t index);
ROSTER_API const roster_str* roster_inbox_page_next(const roster_inbox_page* page);
ROSTER_API void roster_inbox_page_free(roster_inbox_page* page);

/** Adds one. `inbox` receives its record, which the caller frees; may be NULL.
 *  Errors: ROSTER_ALREADY_EXISTS "inboxes.taken". Any thread. */
ROSTER_API roster_status roster_inboxes_add(const roster_account* account, const roster_actor* actor,
                                            const roster_inbox_fields* fields, roster_inbox** inbox,
                                            roster_error** error);
/** Changes the given fields. `expected` is the revision that it must still have, 0 for any; `inbox` may be NULL.
 *  Errors: as roster_inboxes_add; ROSTER_ABORTED "inboxes.changed". Any thread. */
ROSTER_API roster_status roster_inboxes_update(const roster_account* account, const roster_actor* actor,
                                               const roster_inbox_id* id, const roster_inbox_fields* fields,
                                               int64_t expected, roster_inbox** inbox, roster_error** error);
/** By id. The caller frees the record. Any thread. */
ROSTER_API roster_status roster_inboxes_get(const roster_account* account, const roster_actor* actor,
                                            const roster_inbox_id* id, roster_inbox** inbox, roster_error** error);
/** By name, whatever the case and accents; where there is none, `*inbox` is NULL and the status ROSTER_OK. Any
 *  thread. */
ROSTER_API roster_status roster_inboxes_find_by_name(const roster_account* account, const roster_actor* actor,
                                                     const roster_str* name, roster_inbox** inbox,
                                                     roster_error** error);
/** A page of those whose name begins with `search`, by name. `search` and `page` may be NULL; the caller frees
 *  `inboxes`. Errors: "page.cursor", "page.limit". Any thread. */
ROSTER_API roster_status roster_inboxes_list(const roster_account* account, const roster_actor* actor,
                                             const roster_str* search, const roster_page_request* page,
                                             roster_inbox_page** inboxes, roster_error** error);
/** Takes an inbox out of use: while it is, nobody serves it; access stays. `inbox` may be NULL. Any thread. */
ROSTER_API roster_status roster_inboxes_archive(const roster_account* account, const roster_actor* actor,
                                                const roster_inbox_id* id, roster_inbox** inbox,
                                                roster_error** error);
/** Brings it back: those who served it serve it again. `inbox` may be NULL. Any thread. */
ROSTER_API roster_status roster_inboxes_unarchive(const roster_account* account, const roster_actor* actor,
                                                  const roster_inbox_id* id, roster_inbox** inbox,
                                                  roster_error** error);

/** How far a user, or a group's or team's members, get at an inbox. Exactly one of the three is given.
 *  level  ROSTER_INBOX_LEVEL_…; 0 lets what is more general decide. Any thread. */
ROSTER_API roster_status roster_inboxes_set_access(const roster_account* account, const roster_actor* actor,
                                                   const roster_inbox_id* inbox, const roster_user_id* user,
                                                   const roster_group_id* group, const roster_team_id* team,
                                                   int32_t level, roster_error** error);
/** Whether a user serves an inbox: ROSTER_YES or ROSTER_NO. `access` may be NULL.
 *  Errors: ROSTER_PERMISSION_DENIED "inboxes.not_self_managed"; ROSTER_FAILED_PRECONDITION "inboxes.no_access",
 *  "inboxes.archived". Any thread. */
ROSTER_API roster_status roster_inboxes_serve(const roster_account* account, const roster_actor* actor,
                                              const roster_user_id* user, const roster_inbox_id* inbox,
                                              roster_choice serves, roster_user_access** access,
                                              roster_error** error);

/** How many conversations somebody has open, as the host knows. */
typedef struct roster_load {
    roster_user_id user_id;
    int32_t conversations;
} roster_load;
/** Several of them; who is not named has none. */
typedef struct roster_load_list {
    const roster_load* items;
    size_t count;
} roster_load_list;

/** Somebody whom work might be given to. */
typedef struct roster_candidate_record {
    uint32_t struct_size;
    roster_choice eligible; /**< The work can be given to them. */
    roster_user_id user_id;
    int32_t level;    /**< ROSTER_INBOX_LEVEL_…, at the inbox. */
    int32_t capacity; /**< ROSTER_NO_LIMIT for none. */
    int32_t conversations;
    int32_t reserved;
    roster_str_list reasons; /**< "serves" or "member", "not_active" and "not_on_plan" where it is so, "access" or
                                  "no_access", "capacity" or "full". */
} roster_candidate_record;

/** A page of candidates; see "Pages" in base.h. */
typedef struct roster_candidate_page roster_candidate_page;
ROSTER_API size_t roster_candidate_page_count(const roster_candidate_page* page);
ROSTER_API const roster_candidate_record* roster_candidate_page_at(const roster_candidate_page* page, size_t index);
ROSTER_API const roster_str* roster_candidate_page_next(const roster_candidate_page* page);
ROSTER_API void roster_candidate_page_free(roster_candidate_page* page);
/** Those who serve the inbox, by id, and of each whether work can be given to them now, and why.
 *  loads  at most 10,000; may be NULL, as `page`. The caller frees `candidates`. Any thread. */
ROSTER_API roster_status roster_inboxes_who_can_take(const roster_account* account, const roster_actor* actor,
                                                     const roster_inbox_id* inbox, const roster_load_list* loads,
                                                     const roster_page_request* page,
                                                     roster_candidate_page** candidates, roster_error** error);

#ifdef __cplusplus
}
#endif

#endif
