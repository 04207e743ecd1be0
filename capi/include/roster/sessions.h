/*
 * Sessions: signing in, staying signed in, and seeing who is signed in where. The rules of base.h hold.
 *
 * passwords.h has passwords, invitations and resets; factors.h second factors, passkeys.h passkeys; api_keys.h API keys. What Roster must
 * know of the host for it, links and sealing keys, is given when the store is opened (roster_open_options).
 *
 * To whoever is not let in all reasons look alike, and cost alike: an unknown address, a wrong password, somebody who
 * is suspended, was never invited, or has no password. How a step of signing in went is an ordinary outcome: the
 * status is ROSTER_OK, and roster_sign_in_record.outcome tells.
 *
 * Errors common to all that take an actor: ROSTER_UNAUTHENTICATED "users.no_actor"; ROSTER_PERMISSION_DENIED;
 * ROSTER_NOT_FOUND "users.unknown", and "sessions.unknown" for a session, factor, key or identity that is not the
 * user's; those of other accounts are unknown too. Common to all: ROSTER_INVALID_ARGUMENT "sessions.invalid" with every
 * wrong field; ROSTER_UNAVAILABLE "sessions.hashing_busy" when too many passwords are being hashed at once. A
 * function's comment names the others. All may be called by any thread.
 */
#ifndef ROSTER_SESSIONS_H
#define ROSTER_SESSIONS_H

#include <roster/accounts.h>
#include <roster/base.h>
#include <roster/time.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Values ------------------------------------------------------------------------------------------------- */

/*
 * Each `_name` function gives a number's name in small letters, "unknown" for a number that is none.
 * Static text. Cannot fail. Any thread.
 */

/** How sure it is that somebody is who they say: the assurance levels 1 and 2 of NIST SP 800-63B-4. */
enum { ROSTER_ASSURANCE_ONE_FACTOR = 1, ROSTER_ASSURANCE_TWO_FACTORS = 2 };
ROSTER_API const char* roster_assurance_name(int32_t assurance);

/** What somebody showed to be let in. */
enum { ROSTER_CREDENTIAL_SESSION = 1, ROSTER_CREDENTIAL_API_KEY = 2, ROSTER_CREDENTIAL_APP = 3 };
ROSTER_API const char* roster_credential_name(int32_t credential);

/** How a step of signing in went. */
enum {
    ROSTER_SIGN_IN_GRANTED = 1,              /**< A session was begun. */
    ROSTER_SIGN_IN_SECOND_FACTOR_NEEDED = 2, /**< The first proof was good: go on with `pending`. */
    ROSTER_SIGN_IN_WAIT = 3,                 /**< Too many failures: nothing is looked at before `retry_at`. */
    ROSTER_SIGN_IN_REJECTED = 4              /**< Not let in. One answer for every reason. */
};
ROSTER_API const char* roster_sign_in_outcome_name(int32_t outcome);

/* ---- What comes back ---------------------------------------------------------------------------------------- */

/** Somebody whose token was found good just now, with what they may do: what every request of a host begins with. As
 *  the actor of other calls: roster_actor_init_principal (roles.h), which keeps an API key to what it is limited to. */
typedef struct roster_principal_record {
    uint32_t struct_size;
    int32_t credential; /**< ROSTER_CREDENTIAL_…, what was shown. */
    roster_user_id user_id;
    roster_role_id role;          /**< The user's role now; nil for customers. */
    roster_session_id session_id; /**< nil for API keys and apps. */
    roster_api_key_id api_key_id; /**< nil for sessions and apps. */
    int32_t assurance;            /**< ROSTER_ASSURANCE_… */
    /** The policy wants a second factor of this user and the grace is over: nothing but setting one up. */
    roster_choice must_enrol;
    int64_t authenticated_at; /**< µs, when the user last proved who they are. */
    int64_t second_factor_at; /**< µs, when a second factor was last shown; ROSTER_NO_TIME: never. */
    int64_t expires_at; /**< µs, when it ends if it is not used; ROSTER_NO_TIME: an API key without an end. */
    roster_str_list
        scopes; /**< What a key or app is limited to; empty for everything the user may do, never for an app. */
    roster_app_id app_id; /**< The app that acts for the user (apps.h); nil for sessions and API keys. */
} roster_principal_record;

/** A principal as it was when its token was shown. */
typedef struct roster_principal roster_principal;
/** The record; NULL for NULL. Cannot fail. Any thread. */
ROSTER_API const roster_principal_record* roster_principal_view(const roster_principal* principal);
/** Frees the record; takes NULL. Any thread, once. */
ROSTER_API void roster_principal_free(roster_principal* principal);

/** A session as it is listed (HU-8, UC-6). Its token is not kept: only a hash of it. */
typedef struct roster_session_record {
    uint32_t struct_size;
    int32_t assurance;    /**< ROSTER_ASSURANCE_… */
    roster_session_id id; /**< No secret. */
    roster_user_id user_id;
    roster_str name;          /**< What the user calls it; empty until named. */
    roster_str device;        /**< "Firefox on Linux", from the user agent. */
    roster_str user_agent;    /**< The client's own description, cut to 500 code points. */
    roster_str address;       /**< Where it was begun. */
    roster_str place;         /**< City and country of that address, where the host knows (roster_open_options). */
    roster_str_list methods;  /**< What was shown: password, totp, recovery_code, passkey, identity, link. */
    int64_t created_at;       /**< µs */
    int64_t authenticated_at; /**< µs, when the user last proved who they are in it. */
    int64_t second_factor_at; /**< µs, when a second factor was last shown in it; ROSTER_NO_TIME: never. */
    int64_t last_seen_at;     /**< µs, when it was last used, to a minute. */
    int64_t expires_at;       /**< µs, when it ends, however much it is used. */
} roster_session_record;

/** One session's record as it was when it was read. */
typedef struct roster_session roster_session;
/** The record; NULL for NULL. Cannot fail. Any thread. */
ROSTER_API const roster_session_record* roster_session_view(const roster_session* session);
/** Frees the record; takes NULL. Any thread, once. */
ROSTER_API void roster_session_free(roster_session* session);

/** A user's sessions, all of them; as a page without a following one. */
typedef struct roster_session_list roster_session_list;
ROSTER_API size_t roster_session_list_count(const roster_session_list* sessions);
ROSTER_API const roster_session_record* roster_session_list_at(const roster_session_list* sessions, size_t index);
ROSTER_API void roster_session_list_free(roster_session_list* sessions);

/** What came of a step of signing in. */
typedef struct roster_sign_in_record {
    uint32_t struct_size;
    int32_t outcome;    /**< ROSTER_SIGN_IN_… */
    roster_str token;   /**< Secret. The session's, empty unless granted: for a cookie that scripts cannot read. */
    roster_str pending; /**< Secret. For SECOND_FACTOR_NEEDED: what roster_sessions_second_factor takes. */
    /** Secret. For the client to keep apart from the session, and to show as roster_client.known_device; empty when it
     *  has one. */
    roster_str known_device;
    const roster_session_record* session;     /**< The session that was begun; NULL unless granted. */
    const roster_principal_record* principal; /**< Who is signed in; NULL unless granted. */
    int64_t retry_at; /**< µs, when the next try is looked at; ROSTER_NO_TIME when one need not wait. */
    roster_str_list second_factors; /**< For SECOND_FACTOR_NEEDED, what goes on: totp, passkey, recovery_code. */
} roster_sign_in_record;

/** A step's outcome. */
typedef struct roster_sign_in roster_sign_in;
/** The record; NULL for NULL. Cannot fail. Any thread. */
ROSTER_API const roster_sign_in_record* roster_sign_in_view(const roster_sign_in* sign_in);
/** Wipes its secrets and frees the record; takes NULL. Any thread, once. */
ROSTER_API void roster_sign_in_free(roster_sign_in* sign_in);

/** Something that a host should deliver or show. "sessions.invitation" and "sessions.password_reset" are messages to be
 *  sent, with what the call gave: {"recipient", "language", "expires_at", "link"}. The store has the link sealed under
 *  the `keys` of roster_open_options; without keys, or when the key it was sealed with is gone, there is no "link". */
typedef struct roster_event_record {
    uint32_t struct_size;
    int32_t reserved;
    roster_event_id id;     /**< Ids sort by time. */
    int64_t at;             /**< When it happened, µs. */
    roster_str kind;        /**< "sessions.new_device", "sessions.password_changed" and so on. */
    roster_user_id user_id; /**< Whom it concerns. */
    roster_str data; /**< More of it, as a JSON object; may be empty. Secret where it holds a link, which is for
                                 the recipient only: the page wipes it when it is freed. */
} roster_event_record;

/** A page of events; see "Pages" in base.h. */
typedef struct roster_event_page roster_event_page;
ROSTER_API size_t roster_event_page_count(const roster_event_page* page);
ROSTER_API const roster_event_record* roster_event_page_at(const roster_event_page* page, size_t index);
ROSTER_API const roster_str* roster_event_page_next(const roster_event_page* page);
ROSTER_API void roster_event_page_free(roster_event_page* page);

/* ---- What is given ------------------------------------------------------------------------------------------ */

/** What is told of where a request comes from. All of it is the host's word, and none of it decides anything but
 *  whether the device is a known one. What cannot be kept, as bad UTF-8, is left out without an error. */
typedef struct roster_client {
    uint32_t struct_size;
    int32_t reserved;
    roster_str user_agent;   /**< The browser's or program's own description (HTTP User-Agent). */
    roster_str address;      /**< IPv4 or IPv6 address. */
    roster_str known_device; /**< Secret. What an earlier sign-in on this device gave as known_device. */
} roster_client;

#define ROSTER_CLIENT_INIT ROSTER_INIT(roster_client)
/** As every `_init` (base.h). */
ROSTER_API void roster_client_init(roster_client* client, uint32_t struct_size);

/** A second factor. Exactly one of them is given. */
typedef struct roster_second_factor {
    uint32_t struct_size;
    int32_t reserved;
    roster_str totp;          /**< Secret. Six digits of an authenticator app. */
    roster_str recovery_code; /**< Secret. One of the ten; in any case, with or without its hyphens. */
    roster_str passkey;       /**< What the browser answered to what passkeys.h gave to ask it. */
} roster_second_factor;

#define ROSTER_SECOND_FACTOR_INIT ROSTER_INIT(roster_second_factor)
/** As every `_init` (base.h). */
ROSTER_API void roster_second_factor_init(roster_second_factor* proof, uint32_t struct_size);

/** Which of a user's sessions are meant. Every condition given must hold; a nil id is not given. */
typedef struct roster_session_choice {
    uint32_t struct_size;
    int32_t reserved;
    const roster_session_id* id;     /**< This one. */
    const roster_session_id* except; /**< Not this one: "everywhere but here". */
    int64_t begun_before;            /**< µs, only those begun before. */
    roster_str device;               /**< Only those whose record has this `device`; an empty text is not given. */
} roster_session_choice;

#define ROSTER_SESSION_CHOICE_INIT ROSTER_INIT(roster_session_choice)
/** As every `_init` (base.h). */
ROSTER_API void roster_session_choice_init(roster_session_choice* which, uint32_t struct_size);

/* ---- Signing in --------------------------------------------------------------------------------------------- */

/** Signs in with e-mail address and password. Every try counts before it is looked at; from the fifth in a row on one
 *  has to wait. Who comes with a known device has tries of their own, so that a stranger cannot lock them out.
 *  email    the primary address, in any spelling that means the same mailbox
 *  password  as typed
 *  client   may be NULL
 *  sign_in  receives the outcome, which the caller frees
 *  Any thread. */
ROSTER_API roster_status roster_sessions_sign_in(const roster_account* account, const roster_str* email,
                                                 const roster_str* password, const roster_client* client,
                                                 roster_sign_in** sign_in, roster_error** error);

/** Signs in somebody whom an identity provider vouches for: the host has checked the provider's answer.
 *  issuer, subject  the provider (iss), and the user's id there (sub)
 *  client, sign_in  as roster_sessions_sign_in
 *  Any thread. */
ROSTER_API roster_status roster_sessions_sign_in_with_identity(const roster_account* account,
                                                               const roster_str* issuer, const roster_str* subject,
                                                               const roster_client* client,
                                                               roster_sign_in** sign_in, roster_error** error);

/** Goes on with a sign-in that waits for its second factor. Five tries, ten minutes.
 *  pending  what the first step gave
 *  client, sign_in  as roster_sessions_sign_in
 *  Errors: "sessions.invalid" naming "proof" unless exactly one proof is given; ROSTER_FAILED_PRECONDITION
 *  "seal.unknown_key" when the store was opened without the key that sealed the authenticator; for a passkey as
 *  passkeys.h. Any thread. */
ROSTER_API roster_status roster_sessions_second_factor(const roster_account* account, const roster_str* pending,
                                                       const roster_second_factor* proof,
                                                       const roster_client* client, roster_sign_in** sign_in,
                                                       roster_error** error);

/* ---- In a session ------------------------------------------------------------------------------------------- */

/** Who this is, now: what every request begins with. Takes session tokens, API keys and apps' access tokens,
 *  and any other bytes. Exact: a
 *  revocation made anywhere is seen by the next call, unless reads go to a standby (roster_open_options).
 *  principal  receives the principal, which the caller frees. Where the token is not good (any more), `*principal` is
 *             NULL and the status ROSTER_OK: look at it before anything is done
 *  Any thread. */
ROSTER_API roster_status roster_sessions_validate(const roster_account* account, const roster_str* token,
                                                  roster_principal** principal, roster_error** error);

/** Shows a second factor within a session, for what matters. The session gets a new token, the old one ends.
 *  sign_in  receives the outcome with the new token, which the caller frees
 *  Errors: ROSTER_UNAUTHENTICATED "sessions.no_session"; as roster_sessions_second_factor. Any thread. */
ROSTER_API roster_status roster_sessions_step_up(const roster_account* account, const roster_str* token,
                                                 const roster_second_factor* proof, roster_sign_in** sign_in,
                                                 roster_error** error);

/** The same with the password. Any thread. */
ROSTER_API roster_status roster_sessions_confirm(const roster_account* account, const roster_str* token,
                                                 const roster_str* password, roster_sign_in** sign_in,
                                                 roster_error** error);

/** Ends the session of this token. `ended` receives 1, or 0 when there was none, which is no error; may be NULL. Any
 *  thread. */
ROSTER_API roster_status roster_sessions_sign_out(const roster_account* account, const roster_str* token,
                                                  int32_t* ended, roster_error** error);

/* ---- Who is signed in where (HU-8, UC-6) -------------------------------------------------------------------- */

/** A user's live sessions, the latest used first. One's own; anybody's for administrators. The caller frees the list.
 *  Any thread. */
ROSTER_API roster_status roster_sessions_list(const roster_account* account, const roster_actor* actor,
                                              const roster_user_id* user, roster_session_list** sessions,
                                              roster_error** error);

/** Calls a session something: at most 100 characters, none to take its name away.
 *  session  receives the record after it, which the caller frees; may be NULL
 *  Any thread. */
ROSTER_API roster_status roster_sessions_name(const roster_account* account, const roster_actor* actor,
                                              const roster_user_id* user, const roster_session_id* id,
                                              const roster_str* name, roster_session** session,
                                              roster_error** error);

/** Ends the chosen sessions of a user: one, all others, those of a device, those begun before.
 *  which  NULL, or nothing given, for ALL of the user's sessions
 *  count  receives how many were ended; may be NULL. None is no error
 *  Any thread. */
ROSTER_API roster_status roster_sessions_revoke(const roster_account* account, const roster_actor* actor,
                                                const roster_user_id* user, const roster_session_choice* which,
                                                int64_t* count, roster_error** error);

/* ---- Identity providers ------------------------------------------------------------------------------------- */

/** Links a user to whom a provider knows; that user signs in there from then on and has no password (UC-8). The system
 *  only. Errors: ROSTER_ALREADY_EXISTS "sessions.identity_taken". Any thread. */
ROSTER_API roster_status roster_sessions_link_identity(const roster_account* account, const roster_actor* actor,
                                                       const roster_user_id* user, const roster_str* issuer,
                                                       const roster_str* subject, roster_error** error);
/** Takes the link away, and ends the user's sessions. The system only. Any thread. */
ROSTER_API roster_status roster_sessions_unlink_identity(const roster_account* account, const roster_actor* actor,
                                                         const roster_user_id* user, const roster_str* issuer,
                                                         const roster_str* subject, roster_error** error);

/* ---- Events and housekeeping -------------------------------------------------------------------------------- */

/** What hosts deliver or show: new devices, changed passwords and factors, messages made. In order; the system only.
 *  `page` may be NULL; `events` receives a page, which the caller frees.
 *  Errors: "page.cursor", "page.limit". Any thread. */
ROSTER_API roster_status roster_sessions_events(const roster_account* account, const roster_actor* actor,
                                                const roster_page_request* page, roster_event_page** events,
                                                roster_error** error);

/** Forgets what is over: expired sessions, links and waits. Call it now and then; nothing depends on it. The system
 *  only. `forgotten` receives how much it was; may be NULL. Any thread. */
ROSTER_API roster_status roster_sessions_sweep(const roster_account* account, const roster_actor* actor,
                                               int64_t* forgotten, roster_error** error);

#ifdef __cplusplus
}
#endif

#endif
