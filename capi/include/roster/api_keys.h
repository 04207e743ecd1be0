/*
 * API keys: tokens for programs, with a user's rights or less (HP-9, HU-6). The rules of base.h hold.
 *
 * Where the plan has them: on a lower plan they stay and do not work. roster_sessions_validate takes them; one that is
 * mistyped or made up is refused without asking the store.
 *
 * Errors common to all: as sessions.h. A function's comment names the others. All may be called by any thread.
 */
#ifndef ROSTER_API_KEYS_H
#define ROSTER_API_KEYS_H

#include <roster/accounts.h>
#include <roster/base.h>
#include <roster/time.h>

#ifdef __cplusplus
extern "C" {
#endif

/** An API key as it is listed. The key itself is shown once, when it is made. */
typedef struct roster_api_key_record {
    uint32_t struct_size;
    int32_t reserved;
    roster_api_key_id id;   /**< No secret. */
    roster_user_id user_id; /**< Whose it is, and whose rights it has. */
    roster_str label;       /**< What the user calls it. */
    roster_str hint;        /**< How the key begins, "rkey_2Zk4…", by which its owner knows it. */
    roster_str_list scopes; /**< What it is limited to; empty for everything its owner may do. */
    int64_t created_at;     /**< µs */
    int64_t expires_at;     /**< µs; ROSTER_NO_TIME: a key without an end. */
    int64_t last_used_at;   /**< µs, to a minute; ROSTER_NO_TIME: never used. */
} roster_api_key_record;

/** One key's record as it was when it was read. */
typedef struct roster_api_key roster_api_key;
/** The record; NULL for NULL. Cannot fail. Any thread. */
ROSTER_API const roster_api_key_record* roster_api_key_view(const roster_api_key* key);
/** Frees the record; takes NULL. Any thread, once. */
ROSTER_API void roster_api_key_free(roster_api_key* key);

/** A user's keys, all of them; as a page without a following one. */
typedef struct roster_api_key_list roster_api_key_list;
ROSTER_API size_t roster_api_key_list_count(const roster_api_key_list* keys);
ROSTER_API const roster_api_key_record* roster_api_key_list_at(const roster_api_key_list* keys, size_t index);
ROSTER_API void roster_api_key_list_free(roster_api_key_list* keys);

/** A key that was just made. */
typedef struct roster_new_api_key_record {
    uint32_t struct_size;
    int32_t reserved;
    const roster_api_key_record* key; /**< The key as it is listed. */
    roster_str text;                  /**< Secret. The key itself: shown here once and kept nowhere. */
} roster_new_api_key_record;

/** A key that was just made. */
typedef struct roster_new_api_key roster_new_api_key;
/** The record; NULL for NULL. Cannot fail. Any thread. */
ROSTER_API const roster_new_api_key_record* roster_new_api_key_view(const roster_new_api_key* key);
/** Wipes the key's text and frees the record; takes NULL. Any thread, once. */
ROSTER_API void roster_new_api_key_free(roster_new_api_key* key);

/** Makes a key for the acting user.
 *  scopes      what it is limited to; NULL or no items for everything its owner may do
 *  expires_at  µs; ROSTER_NO_TIME for a key without an end
 *  key         receives the new key, which the caller frees
 *  Errors: ROSTER_FAILED_PRECONDITION "api_keys.not_on_plan"; ROSTER_PERMISSION_DENIED "api_keys.own_only" for the
 *  system, "api_keys.not_permitted"; ROSTER_RESOURCE_EXHAUSTED "api_keys.too_many". Any thread. */
ROSTER_API roster_status roster_api_keys_create(const roster_account* account, const roster_actor* actor,
                                                const roster_str* label, const roster_str_list* scopes,
                                                int64_t expires_at, roster_new_api_key** key, roster_error** error);

/** A user's keys. One's own; anybody's for administrators. The caller frees the list. Any thread. */
ROSTER_API roster_status roster_api_keys_list(const roster_account* account, const roster_actor* actor,
                                              const roster_user_id* user, roster_api_key_list** keys,
                                              roster_error** error);

/** Calls a key something else. `key` receives its record, which the caller frees; may be NULL. Any thread. */
ROSTER_API roster_status roster_api_keys_rename(const roster_account* account, const roster_actor* actor,
                                                const roster_user_id* user, const roster_api_key_id* id,
                                                const roster_str* label, roster_api_key** key,
                                                roster_error** error);

/** Ends a key at once. Its owner and administrators may. Any thread. */
ROSTER_API roster_status roster_api_keys_revoke(const roster_account* account, const roster_actor* actor,
                                                const roster_user_id* user, const roster_api_key_id* id,
                                                roster_error** error);

/** A new key in place of one of the acting user's, which works on until `overlap` has passed.
 *  overlap  µs, at most seven days; 0 ends the old one at once
 *  key      receives the new key, which the caller frees
 *  Errors: as roster_api_keys_create; ROSTER_FAILED_PRECONDITION "api_keys.expired". Any thread. */
ROSTER_API roster_status roster_api_keys_rotate(const roster_account* account, const roster_actor* actor,
                                                const roster_api_key_id* id, int64_t overlap,
                                                roster_new_api_key** key, roster_error** error);

#ifdef __cplusplus
}
#endif

#endif
