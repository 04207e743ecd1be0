/*
 * Second factors: authenticator apps and recovery codes (UC-7, HU-5, BX-12); passkeys.h has passkeys. The rules of base.h hold.
 *
 * Set up by the user within a session, seen by administrators, who may take them away when they are lost, and never
 * set them up for somebody else. Calls that take a `token` want a session in which the user proved who they are within
 * ten minutes.
 *
 * Errors common to all: as sessions.h; for a token ROSTER_UNAUTHENTICATED "sessions.no_session" and
 * ROSTER_PERMISSION_DENIED "sessions.not_fresh"; ROSTER_FAILED_PRECONDITION "factors.no_key" when the store was opened
 * without a key to seal seeds with. A function's comment names the others. All may be called by any thread.
 */
#ifndef ROSTER_FACTORS_H
#define ROSTER_FACTORS_H

#include <roster/accounts.h>
#include <roster/base.h>
#include <roster/sessions.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A user's second factors, as administrators see them too (HU-5). */
typedef struct roster_factor_status_record {
    uint32_t struct_size;
    roster_choice enabled;       /**< At least one second factor is set up. */
    int32_t authenticators;      /**< How many authenticator apps (TOTP). */
    int32_t recovery_codes_left; /**< Recovery codes that were not used yet. */
    roster_choice required;      /**< The policy wants one of this user, now or soon. */
    int32_t passkeys;            /**< How many passkeys (passkeys.h). */
    int64_t
        required_from; /**< µs, from when on nothing else may be done without one; ROSTER_NO_TIME: not required. */
} roster_factor_status_record;

/** The status as it was when it was read. */
typedef struct roster_factor_status roster_factor_status;
/** The record; NULL for NULL. Cannot fail. Any thread. */
ROSTER_API const roster_factor_status_record* roster_factor_status_view(const roster_factor_status* status);
/** Frees the record; takes NULL. Any thread, once. */
ROSTER_API void roster_factor_status_free(roster_factor_status* status);

/** An authenticator app (TOTP, RFC 6238) as it is listed. Its seed is sealed in the store and never given out again. */
typedef struct roster_authenticator_record {
    uint32_t struct_size;
    int32_t reserved;
    roster_factor_id id;
    roster_user_id user_id;
    roster_str name;      /**< What the user calls it. */
    int64_t created_at;   /**< µs */
    int64_t last_used_at; /**< µs, when a code of it was last accepted; ROSTER_NO_TIME: never. */
} roster_authenticator_record;

/** A user's authenticators, all of them; as a page without a following one. */
typedef struct roster_authenticator_list roster_authenticator_list;
ROSTER_API size_t roster_authenticator_list_count(const roster_authenticator_list* authenticators);
ROSTER_API const roster_authenticator_record* roster_authenticator_list_at(
    const roster_authenticator_list* authenticators, size_t index);
ROSTER_API void roster_authenticator_list_free(roster_authenticator_list* authenticators);

/** What an authenticator app is set up with. Shown once. */
typedef struct roster_authenticator_setup_record {
    uint32_t struct_size;
    int32_t reserved;
    roster_factor_id id; /**< To be confirmed with a first code. */
    roster_str seed;     /**< Secret. Base32, for typing in. */
    roster_str uri;      /**< Secret. "otpauth://totp/…", which apps read from the QR code. */
    roster_str qr_svg;   /**< Secret. The URI as a QR code, for pages. */
    roster_str qr_text;  /**< Secret. The URI as a QR code, for terminals. */
} roster_authenticator_setup_record;

/** An authenticator that is being set up. */
typedef struct roster_authenticator_setup roster_authenticator_setup;
/** The record; NULL for NULL. Cannot fail. Any thread. */
ROSTER_API const roster_authenticator_setup_record* roster_authenticator_setup_view(
    const roster_authenticator_setup* setup);
/** Wipes its secrets and frees the record; takes NULL. Any thread, once. */
ROSTER_API void roster_authenticator_setup_free(roster_authenticator_setup* setup);

/** An authenticator app that counts from now on. */
typedef struct roster_confirmed_authenticator_record {
    uint32_t struct_size;
    int32_t reserved;
    const roster_sign_in_record* sign_in; /**< The session, of two factors from now on, with its new token. */
    roster_str_list recovery_codes;       /**< Secret. Ten, with the first authenticator; shown here once. */
} roster_confirmed_authenticator_record;

/** What came of confirming. */
typedef struct roster_confirmed_authenticator roster_confirmed_authenticator;
/** The record; NULL for NULL. Cannot fail. Any thread. */
ROSTER_API const roster_confirmed_authenticator_record* roster_confirmed_authenticator_view(
    const roster_confirmed_authenticator* confirmed);
/** Wipes its secrets and frees the record; takes NULL. Any thread, once. */
ROSTER_API void roster_confirmed_authenticator_free(roster_confirmed_authenticator* confirmed);

/** Recovery codes, all of them and secret; as a page without a following one. Freeing wipes them. */
typedef struct roster_recovery_code_list roster_recovery_code_list;
ROSTER_API size_t roster_recovery_code_list_count(const roster_recovery_code_list* codes);
ROSTER_API const roster_str* roster_recovery_code_list_at(const roster_recovery_code_list* codes, size_t index);
ROSTER_API void roster_recovery_code_list_free(roster_recovery_code_list* codes);

/** A user's second factors. One's own; anybody's for administrators. The caller frees the status. Any thread. */
ROSTER_API roster_status roster_factors_status(const roster_account* account, const roster_actor* actor,
                                               const roster_user_id* user, roster_factor_status** status,
                                               roster_error** error);

/** A user's authenticator apps that were confirmed. As roster_factors_status; the caller frees the list. Any thread. */
ROSTER_API roster_status roster_factors_authenticators(const roster_account* account, const roster_actor* actor,
                                                       const roster_user_id* user,
                                                       roster_authenticator_list** authenticators,
                                                       roster_error** error);

/** Begins to set up an authenticator app (TOTP, RFC 6238). It counts once confirmed.
 *  setup  receives what the app needs, which the caller frees
 *  Errors: ROSTER_RESOURCE_EXHAUSTED "factors.too_many". Any thread. */
ROSTER_API roster_status roster_factors_add_authenticator(const roster_account* account, const roster_str* token,
                                                          const roster_str* name,
                                                          roster_authenticator_setup** setup, roster_error** error);

/** Confirms it with a first code. With the first factor come ten recovery codes, shown here once; the session is one of
 *  two factors from then on and gets a new token, and the user's other sessions end.
 *  confirmed  receives the outcome, which the caller frees
 *  Errors: ROSTER_PERMISSION_DENIED "factors.wrong_code". Any thread. */
ROSTER_API roster_status roster_factors_confirm_authenticator(const roster_account* account,
                                                              const roster_str* token, const roster_factor_id* id,
                                                              const roster_str* code,
                                                              roster_confirmed_authenticator** confirmed,
                                                              roster_error** error);

/** Takes one away. With the last one the recovery codes go. Any thread. */
ROSTER_API roster_status roster_factors_remove_authenticator(const roster_account* account, const roster_str* token,
                                                             const roster_factor_id* id, roster_error** error);

/** Ten new recovery codes in place of those that are left. The caller frees the list.
 *  Errors: ROSTER_FAILED_PRECONDITION "factors.none" without a second factor. Any thread. */
ROSTER_API roster_status roster_factors_renew_recovery_codes(const roster_account* account, const roster_str* token,
                                                             roster_recovery_code_list** codes,
                                                             roster_error** error);

/** An administrator takes away all second factors of somebody who lost them. All that user's sessions end.
 *  Errors: ROSTER_PERMISSION_DENIED "factors.own" for oneself. Any thread. */
ROSTER_API roster_status roster_factors_reset(const roster_account* account, const roster_actor* actor,
                                              const roster_user_id* user, roster_error** error);

/** Seals every seed of the account anew that an older key of the ring sealed: after a key was put before it, and before the
 *  old one is dropped. Links in the feed of events are not sealed anew: those of a key that is gone are left out. Call
 *  it again after an interruption. The system only. `sealed` receives how many it were; may be
 *  NULL. Errors: ROSTER_FAILED_PRECONDITION "seal.unknown_key", "seal.no_key". Any thread. */
ROSTER_API roster_status roster_factors_reseal(const roster_account* account, const roster_actor* actor,
                                               int64_t* sealed, roster_error** error);

#ifdef __cplusplus
}
#endif

#endif
