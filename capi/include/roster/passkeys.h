/*
 * Passkeys (WebAuthn Level 3, BX-12, HU-5). The rules of base.h hold.
 *
 * Each ceremony has two calls. The first gives what the browser is to be asked, as JSON for its own functions
 * PublicKeyCredential.parseCreationOptionsFromJSON and parseRequestOptionsFromJSON; the second takes what the browser
 * answered, as JSON.stringify(credential).
 *
 * A passkey that verifies its user (PIN, finger, face) signs in alone and is two factors by itself. One that does not is
 * a second factor, after a password or a provider; and so is, always, that of somebody who signs in through a provider.
 * Set up by the user within a session, seen by administrators, who may take them away when they are lost
 * (roster_factors_reset), and never set them up for somebody else. Which domain and pages they belong to is said when
 * the store is opened (roster_open_options: rp_id, origins).
 *
 * Errors common to all: as sessions.h; ROSTER_FAILED_PRECONDITION "passkeys.not_set_up" when the store was opened without
 * rp_id; ROSTER_INVALID_ARGUMENT "passkeys.invalid" with every field of an answer that cannot be taken, whoever sent it;
 * ROSTER_UNIMPLEMENTED "passkeys.left_out" in a build without them, from all but the list, renaming and removing. A
 * function's comment names the others. All may be called by any thread.
 */
#ifndef ROSTER_PASSKEYS_H
#define ROSTER_PASSKEYS_H

#include <roster/accounts.h>
#include <roster/base.h>
#include <roster/sessions.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What a passkey signs with: the numbers of COSE. */
enum {
    ROSTER_PASSKEY_ES256 = -7,  /**< ECDSA on P-256 with SHA-256. */
    ROSTER_PASSKEY_EDDSA = -8,  /**< Ed25519. */
    ROSTER_PASSKEY_RS256 = -257 /**< RSA of 2,048 bits with SHA-256. */
};
/** The number's name in small letters, "unknown" for a number that is none. Static text. Cannot fail. Any thread. */
ROSTER_API const char* roster_passkey_algorithm_name(int32_t algorithm);

/** A passkey as it is listed. What tells of its maker is the authenticator's own word: no attestation is asked for. */
typedef struct roster_passkey_record {
    uint32_t struct_size;
    int32_t algorithm;   /**< ROSTER_PASSKEY_… */
    roster_factor_id id; /**< Its id here; not its credential id. */
    roster_user_id user_id;
    roster_str name;            /**< What the user calls it. */
    roster_str aaguid;          /**< Which model its authenticator says to be, as a UUID; empty: it does not say. */
    roster_str_list transports; /**< How browsers reach it: internal, hybrid, usb, nfc, ble and so on. */
    roster_choice discoverable; /**< The browser said that it is found without being named. */
    roster_choice verifies_user;   /**< It has shown to ask for a PIN, finger or face: it signs in alone. */
    roster_choice backup_eligible; /**< It may be copied to other devices of its owner (synced). */
    roster_choice backed_up;       /**< It was copied, as it last said. */
    int64_t sign_count;            /**< Its counter when it was last used; 0 for one that does not count. */
    int64_t created_at;            /**< µs */
    int64_t last_used_at;          /**< µs; ROSTER_NO_TIME: never. */
} roster_passkey_record;

/** One passkey's record as it was when it was read. */
typedef struct roster_passkey roster_passkey;
/** The record; NULL for NULL. Cannot fail. Any thread. */
ROSTER_API const roster_passkey_record* roster_passkey_view(const roster_passkey* passkey);
/** Frees the record; takes NULL. Any thread, once. */
ROSTER_API void roster_passkey_free(roster_passkey* passkey);

/** A user's passkeys, all of them, oldest first; as a page without a following one. */
typedef struct roster_passkey_list roster_passkey_list;
ROSTER_API size_t roster_passkey_list_count(const roster_passkey_list* passkeys);
ROSTER_API const roster_passkey_record* roster_passkey_list_at(const roster_passkey_list* passkeys, size_t index);
ROSTER_API void roster_passkey_list_free(roster_passkey_list* passkeys);

/** What a browser is asked. */
typedef struct roster_passkey_options_record {
    uint32_t struct_size;
    int32_t reserved;
    roster_str options; /**< JSON for the browser's own functions. For this browser only. */
    int64_t expires_at; /**< µs, until when the answer is taken. */
} roster_passkey_options_record;

/** The beginning of a ceremony. */
typedef struct roster_passkey_options roster_passkey_options;
/** The record; NULL for NULL. Cannot fail. Any thread. */
ROSTER_API const roster_passkey_options_record* roster_passkey_options_view(const roster_passkey_options* options);
/** Wipes and frees the record; takes NULL. Any thread, once. */
ROSTER_API void roster_passkey_options_free(roster_passkey_options* options);

/** A passkey that counts from now on. */
typedef struct roster_registered_passkey_record {
    uint32_t struct_size;
    int32_t reserved;
    const roster_passkey_record* passkey; /**< As it is listed. */
    const roster_sign_in_record* sign_in; /**< The session, of two factors from now on, with its new token. */
    roster_str_list recovery_codes;       /**< Secret. Ten, with the first second factor; shown here once. */
} roster_registered_passkey_record;

/** What came of registering. */
typedef struct roster_registered_passkey roster_registered_passkey;
/** The record; NULL for NULL. Cannot fail. Any thread. */
ROSTER_API const roster_registered_passkey_record* roster_registered_passkey_view(
    const roster_registered_passkey* registered);
/** Wipes its secrets and frees the record; takes NULL. Any thread, once. */
ROSTER_API void roster_registered_passkey_free(roster_registered_passkey* registered);

/* ---- Setting up --------------------------------------------------------------------------------------------- */

/** What to ask the browser for a new passkey.
 *  token    a session in which the user proved who they are within ten minutes
 *  options  receives it, which the caller frees
 *  Errors: ROSTER_UNAUTHENTICATED "sessions.no_session"; ROSTER_PERMISSION_DENIED "sessions.not_fresh";
 *  ROSTER_RESOURCE_EXHAUSTED "passkeys.too_many" beyond twenty. Any thread. */
ROSTER_API roster_status roster_passkeys_begin_registration(const roster_account* account, const roster_str* token,
                                                            roster_passkey_options** options, roster_error** error);

/** Takes the new passkey. With the first factor come ten recovery codes, shown here once; the session is one of two
 *  factors from then on and gets a new token, and the user's other sessions end.
 *  name        what the user calls it: 1 to 100 characters
 *  response    what the browser answered (RegistrationResponseJSON)
 *  registered  receives the outcome, which the caller frees
 *  Errors: as roster_passkeys_begin_registration; ROSTER_NOT_FOUND "passkeys.challenge_gone" when it was not asked for in
 *  this session, too long ago, or was answered before; ROSTER_ALREADY_EXISTS "passkeys.taken". Any thread. */
ROSTER_API roster_status roster_passkeys_finish_registration(const roster_account* account, const roster_str* token,
                                                             const roster_str* name, const roster_str* response,
                                                             roster_registered_passkey** registered,
                                                             roster_error** error);

/** A user's passkeys. One's own; anybody's for administrators. The caller frees the list. Any thread. */
ROSTER_API roster_status roster_passkeys_list(const roster_account* account, const roster_actor* actor,
                                              const roster_user_id* user, roster_passkey_list** passkeys,
                                              roster_error** error);

/** Calls one something else: 1 to 100 characters.
 *  passkey  receives the record after it, which the caller frees; may be NULL
 *  Any thread. */
ROSTER_API roster_status roster_passkeys_rename(const roster_account* account, const roster_actor* actor,
                                                const roster_user_id* user, const roster_factor_id* id,
                                                const roster_str* name, roster_passkey** passkey,
                                                roster_error** error);

/** Takes one away; within a fresh session. With the last second factor the recovery codes go, and the user's other
 *  sessions end. Errors: ROSTER_UNAUTHENTICATED "sessions.no_session"; ROSTER_PERMISSION_DENIED "sessions.not_fresh". Any
 *  thread. */
ROSTER_API roster_status roster_passkeys_remove(const roster_account* account, const roster_str* token,
                                                const roster_factor_id* id, roster_error** error);

/* ---- Signing in --------------------------------------------------------------------------------------------- */

/** What to ask the browser of somebody who is not known yet: the same for everybody. The caller frees the options. Any
 *  thread. */
ROSTER_API roster_status roster_passkeys_begin_sign_in(const roster_account* account,
                                                       roster_passkey_options** options, roster_error** error);

/** Signs in with a passkey alone. Every refusal looks alike.
 *  response  what the browser answered (AuthenticationResponseJSON)
 *  client    may be NULL
 *  sign_in   receives the outcome, which the caller frees
 *  Any thread. */
ROSTER_API roster_status roster_passkeys_finish_sign_in(const roster_account* account, const roster_str* response,
                                                        const roster_client* client, roster_sign_in** sign_in,
                                                        roster_error** error);

/** What to ask the browser of somebody whose sign-in waits for its second factor; the answer goes to
 *  roster_sessions_second_factor. The caller frees the options.
 *  Errors: ROSTER_UNAUTHENTICATED "sessions.no_pending"; ROSTER_FAILED_PRECONDITION "passkeys.none". Any thread. */
ROSTER_API roster_status roster_passkeys_begin_second_factor(const roster_account* account,
                                                             const roster_str* pending,
                                                             roster_passkey_options** options,
                                                             roster_error** error);

/** The same within a session; the answer goes to roster_sessions_step_up. The caller frees the options.
 *  Errors: ROSTER_UNAUTHENTICATED "sessions.no_session"; ROSTER_FAILED_PRECONDITION "passkeys.none". Any thread. */
ROSTER_API roster_status roster_passkeys_begin_step_up(const roster_account* account, const roster_str* token,
                                                       roster_passkey_options** options, roster_error** error);

#ifdef __cplusplus
}
#endif

#endif
