/*
 * Passwords, invitations and resets. The rules of base.h hold.
 *
 * Nobody sets another's password (HU-18): administrators start a reset, the user chooses. Passwords are kept as
 * Argon2id (RFC 9106); at least 15 characters alone or 8 beside a second factor (policy), at most 1,024 bytes; common
 * ones and those made of the user's or the product's names are refused with the reason. A user who signs in through an
 * identity provider has none (UC-8).
 *
 * Errors common to all: as sessions.h; ROSTER_INVALID_ARGUMENT "passwords.invalid" with the field "password" and the
 * reasons "too_short", "too_long", "common_password", "personal_password", "weak_password";
 * ROSTER_FAILED_PRECONDITION "sessions.no_password" for somebody who signs in elsewhere. A function's comment names the
 * others. All may be called by any thread.
 */
#ifndef ROSTER_PASSWORDS_H
#define ROSTER_PASSWORDS_H

#include <roster/accounts.h>
#include <roster/base.h>
#include <roster/sessions.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What a link that is sent to somebody is for. */
enum { ROSTER_LINK_INVITATION = 1, ROSTER_LINK_PASSWORD_RESET = 2 };
/** Its name in small letters; "unknown" for a number that is none. Static text. Cannot fail. Any thread. */
ROSTER_API const char* roster_link_kind_name(int32_t kind);

/** Something to be sent, by the host. The link holds a secret: it is handed out here, once. */
typedef struct roster_message_record {
    uint32_t struct_size;
    int32_t purpose;        /**< ROSTER_LINK_… */
    roster_user_id user_id; /**< Whom it is for. */
    roster_str recipient;   /**< The address to send it to. */
    roster_str language;    /**< BCP 47 tag: the user's language, or the account's. */
    roster_str link;        /**< Secret. The address to open. For this recipient only. */
    int64_t expires_at;     /**< µs, until when it works. */
} roster_message_record;

/** A message. */
typedef struct roster_message roster_message;
/** The record; NULL for NULL. Cannot fail. Any thread. */
ROSTER_API const roster_message_record* roster_message_view(const roster_message* message);
/** Wipes its link and frees the record; takes NULL. Any thread, once. */
ROSTER_API void roster_message_free(roster_message* message);

/** Whom a link is for, as far as the page that opens needs it. */
typedef struct roster_link_info_record {
    uint32_t struct_size;
    int32_t kind; /**< ROSTER_LINK_… */
    roster_user_id user_id;
    roster_str name;    /**< What the person is called. */
    roster_str email;   /**< The address it went to. */
    int64_t expires_at; /**< µs, until when it works. */
} roster_link_info_record;

/** What a link is, when it was looked at. */
typedef struct roster_link_info roster_link_info;
/** The record; NULL for NULL. Cannot fail. Any thread. */
ROSTER_API const roster_link_info_record* roster_link_info_view(const roster_link_info* info);
/** Frees the record; takes NULL. Any thread, once. */
ROSTER_API void roster_link_info_free(roster_link_info* info);

/** One thing that is wrong with a password. */
typedef struct roster_password_fault_record {
    uint32_t struct_size;
    int32_t reserved;
    roster_str field;   /**< "password". */
    roster_str reason;  /**< Stable, for programs: see the top of this file. */
    roster_str message; /**< For people; never holds the password. */
} roster_password_fault_record;

/** All that is wrong with a password; as a page without a following one. */
typedef struct roster_password_fault_list roster_password_fault_list;
ROSTER_API size_t roster_password_fault_list_count(const roster_password_fault_list* faults);
ROSTER_API const roster_password_fault_record* roster_password_fault_list_at(
    const roster_password_fault_list* faults, size_t index);
ROSTER_API void roster_password_fault_list_free(roster_password_fault_list* faults);

/* ---- Passwords ---------------------------------------------------------------------------------------------- */

/** What is wrong with a password for this user, before it is sent. `faults` receives a list, empty when it will do,
 *  which the caller frees. Any thread. */
ROSTER_API roster_status roster_passwords_check(const roster_account* account, const roster_user_id* user,
                                                const roster_str* password, roster_password_fault_list** faults,
                                                roster_error** error);

/** The user changes their own. All their other sessions end, and a notice goes to the events.
 *  token    the session it is done in, which gets a new token
 *  sign_in  receives the outcome with the new token, which the caller frees
 *  Errors: ROSTER_PERMISSION_DENIED "passwords.wrong" when `current` is not the password; ROSTER_UNAUTHENTICATED
 *  "sessions.no_session". Any thread. */
ROSTER_API roster_status roster_passwords_change(const roster_account* account, const roster_str* token,
                                                 const roster_str* current, const roster_str* wanted,
                                                 roster_sign_in** sign_in, roster_error** error);

/** Takes over the hash another system kept (bcrypt, PBKDF2, scrypt, Argon2); it is replaced at the first sign-in. The
 *  system only. Errors: ROSTER_INVALID_ARGUMENT "passwords.invalid_hash" for unknown formats and costs out of bounds;
 *  ROSTER_ALREADY_EXISTS "passwords.has_one". Any thread. */
ROSTER_API roster_status roster_passwords_import_hash(const roster_account* account, const roster_actor* actor,
                                                      const roster_user_id* user, const roster_str* hash,
                                                      roster_error** error);

/* ---- Invitations (HU-1, HU-18) ------------------------------------------------------------------------------ */

/** Invites a user, or invites them again, which ends the earlier link.
 *  message  receives what is to be sent, which the caller frees
 *  Errors: ROSTER_FAILED_PRECONDITION "sessions.no_link_base" when the store was opened without invitation_link,
 *  "sessions.no_address", "users.illegal_move". Any thread. */
ROSTER_API roster_status roster_passwords_invite(const roster_account* account, const roster_actor* actor,
                                                 const roster_user_id* user, roster_message** message,
                                                 roster_error** error);

/** Accepts: sets the first password, verifies the address, signs in. Works once.
 *  token    what stands in the link at the place of {token}
 *  client   may be NULL
 *  sign_in  receives the outcome, which the caller frees
 *  Errors: ROSTER_NOT_FOUND "sessions.link_gone" for a link that was used, ended or is too old. Any thread. */
ROSTER_API roster_status roster_passwords_accept(const roster_account* account, const roster_str* token,
                                                 const roster_str* password, const roster_client* client,
                                                 roster_sign_in** sign_in, roster_error** error);

/** Accepts with an identity provider in place of a password: links the user to whom the provider knows, who may be linked
 *  already, verifies the address, signs in. The host has checked the provider's answer. No password stays (UC-8). Works
 *  once; refused, it uses nothing up.
 *  issuer, subject  the provider (iss), and the user's id there (sub)
 *  token, client, sign_in  as roster_passwords_accept
 *  Errors: ROSTER_NOT_FOUND "sessions.link_gone"; ROSTER_ALREADY_EXISTS "sessions.identity_taken" when another user is
 *  linked to this identity; ROSTER_INVALID_ARGUMENT "sessions.invalid". Any thread. */
ROSTER_API roster_status roster_passwords_accept_with_identity(const roster_account* account,
                                                               const roster_str* token, const roster_str* issuer,
                                                               const roster_str* subject,
                                                               const roster_client* client,
                                                               roster_sign_in** sign_in, roster_error** error);

/* ---- Resets (HU-18) ----------------------------------------------------------------------------------------- */

/** Who may manage users, and as much as this one may, has a reset sent; anybody their own. The user's password stays
 *  good until it is used.
 *  message  receives what is to be sent, which the caller frees
 *  Errors: ROSTER_FAILED_PRECONDITION "sessions.no_link_base", "users.illegal_move" for somebody who may not sign in.
 *  Any thread. */
ROSTER_API roster_status roster_passwords_start_reset(const roster_account* account, const roster_actor* actor,
                                                      const roster_user_id* user, roster_message** message,
                                                      roster_error** error);

/** Somebody asks for a reset of their own.
 *  message  receives what is to be sent, which the caller frees. Where nothing is, because nobody has the address or
 *           too many asked, `*message` is NULL and the status ROSTER_OK: tell whoever asked the same either way, "if
 *           this address is known, mail is on its way"
 *  Errors: ROSTER_FAILED_PRECONDITION "sessions.no_link_base", whatever the address. Any thread. */
ROSTER_API roster_status roster_passwords_request_reset(const roster_account* account, const roster_str* email,
                                                        roster_message** message, roster_error** error);

/** Sets a new password. Ends all sessions, verifies the address, and nobody has to wait any more for tries at the old
 *  one; it signs nobody in, and no second factor is passed by. Works once. Errors: ROSTER_NOT_FOUND "sessions.link_gone". Any thread. */
ROSTER_API roster_status roster_passwords_reset(const roster_account* account, const roster_str* token,
                                                const roster_str* password, roster_error** error);

/** Whom a link is for. Reading it uses nothing up.
 *  info  receives it, which the caller frees. Where the link is not good (any more), `*info` is NULL and the status
 *        ROSTER_OK
 *  Any thread. */
ROSTER_API roster_status roster_passwords_look(const roster_account* account, const roster_str* token,
                                               roster_link_info** info, roster_error** error);

#ifdef __cplusplus
}
#endif

#endif
