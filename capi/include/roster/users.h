/*
 * Users: all one can do with the people of an account. The values are in users_model.h; the rules of base.h hold.
 *
 * The first two parameters of every function are the account and the actor. `user`, where it comes last but one,
 * receives the person's record as it is after the call, which the caller frees; where something is changed it may
 * be NULL. Every change is one transaction and leaves one history entry; a change that changes nothing leaves none.
 *
 * Errors common to all: ROSTER_UNAUTHENTICATED "users.no_actor" (nobody, or a user of another account);
 * ROSTER_PERMISSION_DENIED "users.not_staff", "users.not_administrator", "users.above_own_role",
 * "users.field_not_self_editable", "users.email_fixed", "users.actor_not_active"; ROSTER_NOT_FOUND "users.unknown",
 * for users of other accounts too; ROSTER_INVALID_ARGUMENT "users.invalid" with every wrong field; and for a change
 * ROSTER_FAILED_PRECONDITION "users.illegal_move". A function's comment names the others. All may be called by any
 * thread.
 */
#ifndef ROSTER_USERS_H
#define ROSTER_USERS_H

#include <roster/accounts.h>
#include <roster/base.h>
#include <roster/users_model.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Adding and changing ------------------------------------------------------------------------------------ */

/** Adds a person (HU-1).
 *  start  where they begin, ROSTER_ONBOARDING_…; 0: staff are invited (sending the invitation is the host's),
 *         customers not invited. Active is for the system, which thereby vouches for them: "users.system_only"
 *         for others.
 *  user   may be NULL
 *  Errors: ROSTER_ALREADY_EXISTS "users.taken" naming "email", "other_emails[n]" or "external_id";
 *  ROSTER_RESOURCE_EXHAUSTED "accounts.no_seat"; "abi.value" for an unknown `start`. Any thread. */
ROSTER_API roster_status roster_users_add(const roster_account* account, const roster_actor* actor,
                                          const roster_user_fields* fields, int32_t start, roster_user** user,
                                          roster_error** error);

/** Changes the given fields. A new primary e-mail must not be somebody else's; one of the person's other addresses
 *  may become primary, and then changes places with it (DP-5).
 *  expected  the revision that the record must still have; 0 for any
 *  user      may be NULL
 *  Errors: as roster_users_add; ROSTER_ABORTED "users.changed" when the record has another revision;
 *  ROSTER_FAILED_PRECONDITION "users.last_owner". Any thread. */
ROSTER_API roster_status roster_users_update(const roster_account* account, const roster_actor* actor,
                                             const roster_user_id* id, const roster_user_fields* fields,
                                             int64_t expected, roster_user** user, roster_error** error);

/** Adds and removes labels without touching the others (DP-2); labels compare by their exact text. Either list may
 *  be NULL, and so may `user`. Any thread. */
ROSTER_API roster_status roster_users_label(const roster_account* account, const roster_actor* actor,
                                            const roster_user_id* id, const roster_str_list* add,
                                            const roster_str_list* remove, roster_user** user,
                                            roster_error** error);

/* ---- Finding ------------------------------------------------------------------------------------------------ */

/** By id. Deleted users are found by id and number, not by address. Any thread. */
ROSTER_API roster_status roster_users_get(const roster_account* account, const roster_actor* actor,
                                          const roster_user_id* id, roster_user** user, roster_error** error);

/** By the number that people read (DP-1). Any thread. */
ROSTER_API roster_status roster_users_get_by_number(const roster_account* account, const roster_actor* actor,
                                                    int64_t number, roster_user** user, roster_error** error);

/** By the primary or any other address, in any spelling that means the same mailbox. Any thread. */
ROSTER_API roster_status roster_users_get_by_email(const roster_account* account, const roster_actor* actor,
                                                   const roster_str* address, roster_user** user,
                                                   roster_error** error);

/** By the host's own id. Any thread. */
ROSTER_API roster_status roster_users_get_by_external_id(const roster_account* account, const roster_actor* actor,
                                                         const roster_str* external_id, roster_user** user,
                                                         roster_error** error);

/** As roster_users_get_by_email; where there is nobody, `*user` is NULL and the status ROSTER_OK. Any thread. */
ROSTER_API roster_status roster_users_find_by_email(const roster_account* account, const roster_actor* actor,
                                                    const roster_str* address, roster_user** user,
                                                    roster_error** error);

/** As roster_users_get_by_external_id; where there is nobody, `*user` is NULL and the status ROSTER_OK. Any thread.
 *  */
ROSTER_API roster_status roster_users_find_by_external_id(const roster_account* account, const roster_actor* actor,
                                                          const roster_str* external_id, roster_user** user,
                                                          roster_error** error);

/** Many at once, at most 1,000, in the order asked; ids that are not of this account are left out. `users` receives
 *  them as one page, which the caller frees. Any thread. */
ROSTER_API roster_status roster_users_get_many(const roster_account* account, const roster_actor* actor,
                                               const roster_user_id_list* ids, roster_user_page** users,
                                               roster_error** error);

/** A page of the people that meet the query, which the caller frees. The cost depends on the page, not on the
 *  number of users. `query` and `page` may be NULL.
 *  Errors: "page.cursor", "page.limit", "users.invalid_query"; "abi.value" for unknown enums. Any thread. */
ROSTER_API roster_status roster_users_list(const roster_account* account, const roster_actor* actor,
                                           const roster_user_query* query, const roster_page_request* page,
                                           roster_user_page** users, roster_error** error);

/** Gets one person of a walk; the record lives until the callback returns. Answers ROSTER_GO_ON or ROSTER_STOP. It
 *  may call the library. */
typedef int32_t (*roster_user_visit)(void* user_data, const roster_user_record* user);

/** Calls `visit` for everybody who meets the query, page by page, until it stops; that is no error.
 *  query      may be NULL
 *  user_data  handed to `visit`; then to `destroy`, which may be NULL
 *  Errors: as roster_users_list. Any thread; the callback runs on the calling one. */
ROSTER_API roster_status roster_users_for_each(const roster_account* account, const roster_actor* actor,
                                               const roster_user_query* query, roster_user_visit visit,
                                               void* user_data, roster_destroy destroy, roster_error** error);

/** Labels in use that begin with `prefix`, in byte order (DP-2). `prefix` and `page` may be NULL; `labels` receives
 *  a page, which the caller frees. Any thread. */
ROSTER_API roster_status roster_users_labels(const roster_account* account, const roster_actor* actor,
                                             const roster_str* prefix, const roster_page_request* page,
                                             roster_text_page** labels, roster_error** error);

/** What an administrator should see to about this user, as of now (HU-3). The caller frees the list. Any thread. */
ROSTER_API roster_status roster_users_alerts(const roster_account* account, const roster_actor* actor,
                                             const roster_user_id* id, roster_alert_list** alerts,
                                             roster_error** error);

/** Billable seats (HU-2): `used` receives the number of staff who are not deleted, `limit` the account's seat limit
 *  or ROSTER_NO_LIMIT. Either may be NULL. Any thread. */
ROSTER_API roster_status roster_users_seats(const roster_account* account, const roster_actor* actor, int64_t* used,
                                            int32_t* limit, roster_error** error);

/* ---- Coming and going --------------------------------------------------------------------------------------- */

/** Records that an invitation went out (again), which ends the earlier one. `user` may be NULL. Any thread. */
ROSTER_API roster_status roster_users_invite(const roster_account* account, const roster_actor* actor,
                                             const roster_user_id* id, roster_user** user, roster_error** error);

/** Records that the user accepted. `user` may be NULL.
 *  Errors: ROSTER_FAILED_PRECONDITION "users.invitation_expired". Any thread. */
ROSTER_API roster_status roster_users_accept(const roster_account* account, const roster_actor* actor,
                                             const roster_user_id* id, roster_user** user, roster_error** error);

/** The host vouches that the person may sign in, without an invitation. The system only. `user` may be NULL.
 *  Any thread. */
ROSTER_API roster_status roster_users_activate(const roster_account* account, const roster_actor* actor,
                                               const roster_user_id* id, roster_user** user, roster_error** error);

/** Takes somebody out for a while (HU-19), in the user's zone. Nothing is lost, no address is freed, the seat
 *  stays.
 *  from     the first day, days since 1970-01-01
 *  through  the last day, included; ROSTER_NO_DATE: open-ended
 *  reason   may be NULL
 *  user     may be NULL
 *  Errors: ROSTER_FAILED_PRECONDITION "users.last_owner"; "abi.value" for a day out of range. Any thread. */
ROSTER_API roster_status roster_users_suspend(const roster_account* account, const roster_actor* actor,
                                              const roster_user_id* id, int32_t from, int32_t through,
                                              const roster_str* reason, roster_user** user, roster_error** error);

/** Ends a suspension, also one that is yet to begin. `user` may be NULL.
 *  Errors: ROSTER_FAILED_PRECONDITION "users.not_suspended". Any thread. */
ROSTER_API roster_status roster_users_resume(const roster_account* account, const roster_actor* actor,
                                             const roster_user_id* id, roster_user** user, roster_error** error);

/** Deletes a user (HU-16): the record stays as it is, for restoring and for the names in old work; addresses,
 *  external id and seat become free for others. `reason` is required; `user` may be NULL.
 *  Errors: ROSTER_FAILED_PRECONDITION "users.last_owner". Any thread. */
ROSTER_API roster_status roster_users_remove(const roster_account* account, const roster_actor* actor,
                                             const roster_user_id* id, const roster_str* reason, roster_user** user,
                                             roster_error** error);

/** Brings the same user back (HU-17), with everything that is still free. When the primary address is taken by now,
 *  the first free other one becomes primary. `restored` receives the user and what could not come back, and is
 *  freed by the caller; may be NULL.
 *  Errors: ROSTER_ALREADY_EXISTS "users.taken" when no address is left for a staff user;
 *  ROSTER_RESOURCE_EXHAUSTED "accounts.no_seat". Any thread. */
ROSTER_API roster_status roster_users_restore(const roster_account* account, const roster_actor* actor,
                                              const roster_user_id* id, roster_restored_user** restored,
                                              roster_error** error);

/* ---- What a host's own sign-in tells ------------------------------------------------------------------------ */

/** The person was seen now. No history, no revision; cheap, but once a minute is enough. The system only.
 *  Any thread. */
ROSTER_API roster_status roster_users_record_activity(const roster_account* account, const roster_actor* actor,
                                                      const roster_user_id* id, roster_error** error);

/** A sign-in failed. `failures` receives the failures in a row, this one included; may be NULL. The system only.
 *  Any thread. */
ROSTER_API roster_status roster_users_record_failed_sign_in(const roster_account* account,
                                                            const roster_actor* actor, const roster_user_id* id,
                                                            int32_t* failures, roster_error** error);

/** A sign-in succeeded: failures count from 0 again, and the person was seen now. The system only. Any thread. */
ROSTER_API roster_status roster_users_record_sign_in(const roster_account* account, const roster_actor* actor,
                                                     const roster_user_id* id, roster_error** error);

#ifdef __cplusplus
}
#endif

#endif
