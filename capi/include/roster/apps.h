/*
 * Apps: programs that act for a user with the user's consent, by OAuth 2 (HU-7, HU-15, BX-13). The rules of base.h hold.
 *
 * The authorization code grant with PKCE and nothing else (RFC 6749, 7636, 9700). A host has two endpoints: GET /authorize
 * calls roster_apps_authorize and, after it has asked, roster_apps_consent or roster_apps_decline; POST /token calls
 * roster_apps_exchange_code or roster_apps_refresh. roster_sessions_validate takes the access tokens.
 *
 * What an app does wrong is an ordinary outcome: the status is ROSTER_OK, and the record's `error` tells, under its
 * OAuth name (roster_oauth_error_name). What the host or a user does wrong is an error.
 *
 * A code works once, for a minute; used again, it ends the tokens it gave. Every refresh gives a new refresh token and
 * uses up the old one, which for 30 seconds more gives the same answer again, as long as nobody used the new one; after
 * that it ends all tokens of that authorization.
 *
 * Errors common to all that take an actor: as sessions.h; ROSTER_NOT_FOUND "apps.unknown". Common to all:
 * ROSTER_INVALID_ARGUMENT "apps.invalid" with every wrong field. A function's comment names the others. All may be called
 * by any thread.
 */
#ifndef ROSTER_APPS_H
#define ROSTER_APPS_H

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

/** Whether an app can keep a secret (RFC 6749, 2.1). */
enum { ROSTER_APP_CONFIDENTIAL = 1, ROSTER_APP_PUBLIC_CLIENT = 2 };
ROSTER_API const char* roster_app_kind_name(int32_t kind);

/** The errors of OAuth 2; their names are what is sent (RFC 6749, 4.1.2.1 and 5.2). */
enum {
    ROSTER_OAUTH_NONE = 1,
    ROSTER_OAUTH_INVALID_REQUEST = 2,
    ROSTER_OAUTH_INVALID_CLIENT = 3,
    ROSTER_OAUTH_INVALID_GRANT = 4,
    ROSTER_OAUTH_UNAUTHORIZED_CLIENT = 5,
    ROSTER_OAUTH_INVALID_SCOPE = 6,
    ROSTER_OAUTH_ACCESS_DENIED = 7,
    ROSTER_OAUTH_UNSUPPORTED_RESPONSE_TYPE = 8
};
ROSTER_API const char* roster_oauth_error_name(int32_t error);

/** What a host does next at its authorization endpoint. */
enum {
    ROSTER_AUTHORIZATION_GRANTED = 1,        /**< Send the browser to `redirect`, which has the code. */
    ROSTER_AUTHORIZATION_CONSENT_NEEDED = 2, /**< Show the app and the scopes, and ask. */
    ROSTER_AUTHORIZATION_DENIED = 3,         /**< Send the browser to `redirect`, which has the error. */
    ROSTER_AUTHORIZATION_REFUSED = 4 /**< Show the error here: there is no address that one may be sent to. */
};
ROSTER_API const char* roster_authorization_outcome_name(int32_t outcome);

/* ---- What comes back ---------------------------------------------------------------------------------------- */

/** An app as it is listed. Its id as text (roster_id_format) is the client_id. */
typedef struct roster_app_record {
    uint32_t struct_size;
    int32_t kind;                  /**< ROSTER_APP_… */
    roster_app_id id;              /**< No secret. */
    roster_user_id user_id;        /**< Who registered it. It dies with them. */
    roster_str name;               /**< What people are asked to trust. */
    roster_str website;            /**< Where people read more of it; may be empty. */
    roster_str_list redirect_uris; /**< Where people are sent back to. */
    roster_str_list scopes;        /**< The most it may ask for. */
    roster_str secret_hint;        /**< How its secret begins, "rsec_2Zk4…"; empty for a public client. */
    int64_t old_secret_until; /**< µs, until when the secret before works too; ROSTER_NO_TIME: there is none. */
    int64_t revision;         /**< Grows by one with every change; given back to change safely. */
    int64_t created_at;       /**< µs */
    int64_t updated_at;       /**< µs */
} roster_app_record;

/** One app's record as it was when it was read. */
typedef struct roster_app roster_app;
/** The record; NULL for NULL. Cannot fail. Any thread. */
ROSTER_API const roster_app_record* roster_app_view(const roster_app* app);
/** Frees the record; takes NULL. Any thread, once. */
ROSTER_API void roster_app_free(roster_app* app);

/** A page of apps; see "Pages" in base.h. A user's apps come as one without a following one. */
typedef struct roster_app_page roster_app_page;
ROSTER_API size_t roster_app_page_count(const roster_app_page* page);
ROSTER_API const roster_app_record* roster_app_page_at(const roster_app_page* page, size_t index);
ROSTER_API const roster_str* roster_app_page_next(const roster_app_page* page);
ROSTER_API void roster_app_page_free(roster_app_page* page);

/** An app with the secret that was just made for it. */
typedef struct roster_registered_app_record {
    uint32_t struct_size;
    int32_t reserved;
    const roster_app_record* app; /**< The app as it is listed. */
    roster_str secret;            /**< Secret. Its client_secret, shown here once; empty for a public client. */
} roster_registered_app_record;

/** An app with the secret that was just made for it. */
typedef struct roster_registered_app roster_registered_app;
/** The record; NULL for NULL. Cannot fail. Any thread. */
ROSTER_API const roster_registered_app_record* roster_registered_app_view(const roster_registered_app* app);
/** Wipes the secret and frees the record; takes NULL. Any thread, once. */
ROSTER_API void roster_registered_app_free(roster_registered_app* app);

/** An app that a user let in (HU-7). */
typedef struct roster_authorized_app_record {
    uint32_t struct_size;
    int32_t reserved;
    roster_app_id app_id;   /**< Which app. */
    roster_user_id user_id; /**< Who let it in. */
    roster_str name;        /**< What it calls itself now. */
    roster_str website;     /**< Where people read more of it; may be empty. */
    roster_str_list scopes; /**< What the user agreed to, all of it. */
    int64_t granted_at;     /**< µs, when the user first agreed. */
    int64_t changed_at;     /**< µs, when they last agreed to more. */
    int64_t last_used_at;   /**< µs, to a minute; ROSTER_NO_TIME: it never used its access. */
} roster_authorized_app_record;

/** A user's authorized apps, all of them; as a page without a following one. */
typedef struct roster_authorized_app_list roster_authorized_app_list;
ROSTER_API size_t roster_authorized_app_list_count(const roster_authorized_app_list* apps);
ROSTER_API const roster_authorized_app_record* roster_authorized_app_list_at(const roster_authorized_app_list* apps,
                                                                             size_t index);
ROSTER_API void roster_authorized_app_list_free(roster_authorized_app_list* apps);

/** What came of a request for authorization. */
typedef struct roster_authorization_record {
    uint32_t struct_size;
    int32_t outcome; /**< ROSTER_AUTHORIZATION_… */
    int32_t error;   /**< ROSTER_OAUTH_…; ROSTER_OAUTH_NONE unless denied or refused. */
    int32_t reserved;
    roster_str error_description; /**< The same for the app's maker, as a sentence. */
    const roster_app_record* app; /**< Who asks; NULL when refused. */
    roster_str_list scopes;       /**< What is asked for, or what was granted. */
    roster_str_list missing;      /**< What of it the user has not agreed to yet. */
    roster_str code;              /**< Secret. The code alone; it is in `redirect` already. */
    roster_str redirect; /**< Secret. Where to send the browser (302 or 303): with code or error, state and iss. */
} roster_authorization_record;

/** What came of a request for authorization. */
typedef struct roster_authorization roster_authorization;
/** The record; NULL for NULL. Cannot fail. Any thread. */
ROSTER_API const roster_authorization_record* roster_authorization_view(const roster_authorization* authorization);
/** Wipes its secrets and frees the record; takes NULL. Any thread, once. */
ROSTER_API void roster_authorization_free(roster_authorization* authorization);

/** What to answer at the token endpoint: the members of RFC 6749, 5.1 and 5.2 under their own names. */
typedef struct roster_token_response_record {
    uint32_t struct_size;
    int32_t error;       /**< ROSTER_OAUTH_…; ROSTER_OAUTH_NONE when tokens were given. */
    int32_t http_status; /**< 200, 400, or 401 for an app that did not prove who it is. */
    int32_t reserved;
    roster_str error_description; /**< What is wrong, for the app's maker, as a sentence. */
    roster_str access_token;      /**< Secret. What roster_sessions_validate takes; empty with an error. */
    roster_str token_type;        /**< "Bearer". */
    int64_t expires_in;           /**< How long the access token works, in SECONDS, as it is sent. */
    roster_str refresh_token;     /**< Secret. For roster_apps_refresh; the one before it is used up. */
    roster_str scope;             /**< What the access token is limited to, separated by spaces. */
} roster_token_response_record;

/** An answer of the token endpoint. */
typedef struct roster_token_response roster_token_response;
/** The record; NULL for NULL. Cannot fail. Any thread. */
ROSTER_API const roster_token_response_record* roster_token_response_view(const roster_token_response* response);
/** Wipes its secrets and frees the record; takes NULL. Any thread, once. */
ROSTER_API void roster_token_response_free(roster_token_response* response);

/** What is told of a token (RFC 7662, 2.2). Of one that is not good nothing but that. */
typedef struct roster_introspection_record {
    uint32_t struct_size;
    int32_t error;        /**< ROSTER_OAUTH_INVALID_CLIENT: who asks did not prove who they are; answer 401. */
    roster_choice active; /**< The token is good now. */
    int32_t reserved;
    roster_str scope;       /**< What it is limited to, separated by spaces. */
    roster_str client_id;   /**< Whose token it is. */
    roster_str username;    /**< The user's primary address; may be empty. */
    roster_str token_type;  /**< "Bearer" for an access token; empty for a refresh token. */
    int64_t expires_at;     /**< µs (exp); ROSTER_NO_TIME when it is not active. */
    int64_t issued_at;      /**< µs (iat); ROSTER_NO_TIME when it is not active. */
    roster_user_id user_id; /**< For whom it acts (sub). */
    roster_str issuer;      /**< roster_open_options.issuer (iss). */
} roster_introspection_record;

/** What is told of a token. */
typedef struct roster_introspection roster_introspection;
/** The record; NULL for NULL. Cannot fail. Any thread. */
ROSTER_API const roster_introspection_record* roster_introspection_view(const roster_introspection* introspection);
/** Frees the record; takes NULL. Any thread, once. */
ROSTER_API void roster_introspection_free(roster_introspection* introspection);

/* ---- What is given ------------------------------------------------------------------------------------------ */

/** What is said of an app when it is registered, and changed afterwards. Not given is empty in the first case and "as it
 *  is" in the second. */
typedef struct roster_app_fields {
    uint32_t struct_size;
    int32_t reserved;
    roster_str name;    /**< What people are asked to trust. Required. */
    roster_str website; /**< An https address. */
    /** Where people are sent back to, compared character by character: 1 to 20 addresses. https; or http to this device
     *  ("http://127.0.0.1/…", with any port); or, for public clients, a scheme that is a domain name backwards. */
    const roster_str_list* redirect_uris;
    const roster_str_list* scopes; /**< The most it may ask for; at least one. */
} roster_app_fields;

#define ROSTER_APP_FIELDS_INIT ROSTER_INIT(roster_app_fields)
/** As every `_init` (base.h). */
ROSTER_API void roster_app_fields_init(roster_app_fields* fields, uint32_t struct_size);

/** What an app asks for at the host's authorization endpoint: the parameters of the query as they came, decoded. */
typedef struct roster_authorization_request {
    uint32_t struct_size;
    int32_t reserved;
    roster_str response_type;         /**< "code". */
    roster_str client_id;             /**< The app's id as text. */
    roster_str redirect_uri;          /**< One of the app's own. */
    roster_str scope;                 /**< What is asked for, separated by spaces. */
    roster_str state;                 /**< Given back as it is. */
    roster_str code_challenge;        /**< RFC 7636. */
    roster_str code_challenge_method; /**< "S256". */
} roster_authorization_request;

#define ROSTER_AUTHORIZATION_REQUEST_INIT ROSTER_INIT(roster_authorization_request)
/** As every `_init` (base.h). */
ROSTER_API void roster_authorization_request_init(roster_authorization_request* request, uint32_t struct_size);

/* ---- My apps (HU-15) ---------------------------------------------------------------------------------------- */

/** Registers an app of the acting user.
 *  kind  ROSTER_APP_…; 0 for confidential
 *  app   receives the app with its secret, which the caller frees
 *  Errors: ROSTER_PERMISSION_DENIED "apps.own_only" for the system, "apps.not_permitted"; ROSTER_FAILED_PRECONDITION
 *  "apps.switched_off"; ROSTER_RESOURCE_EXHAUSTED "apps.too_many". Any thread. */
ROSTER_API roster_status roster_apps_create(const roster_account* account, const roster_actor* actor,
                                            const roster_app_fields* fields, int32_t kind,
                                            roster_registered_app** app, roster_error** error);

/** Changes the given fields. Its owner, and administrators of at least the owner's rank. A scope taken away is gone from
 *  every token at once.
 *  expected  the revision that was read, or 0 for any
 *  app       receives the record after it, which the caller frees; may be NULL
 *  Errors: ROSTER_ABORTED "apps.changed"; ROSTER_PERMISSION_DENIED "apps.not_permitted". Any thread. */
ROSTER_API roster_status roster_apps_update(const roster_account* account, const roster_actor* actor,
                                            const roster_app_id* id, const roster_app_fields* fields,
                                            int64_t expected, roster_app** app, roster_error** error);

/** A new secret in place of the old one, which works on until `overlap` has passed. Its owner only.
 *  overlap  µs, at most seven days; 0 ends the old one at once
 *  app      receives the app with its secret, which the caller frees
 *  Errors: ROSTER_PERMISSION_DENIED "apps.own_only", "apps.not_permitted"; ROSTER_FAILED_PRECONDITION "apps.no_secret"
 *  for a public client. Any thread. */
ROSTER_API roster_status roster_apps_rotate_secret(const roster_account* account, const roster_actor* actor,
                                                   const roster_app_id* id, int64_t overlap,
                                                   roster_registered_app** app, roster_error** error);

/** Takes an app away with everybody's consent, codes and tokens. Its owner and administrators. Any thread. */
ROSTER_API roster_status roster_apps_remove(const roster_account* account, const roster_actor* actor,
                                            const roster_app_id* id, roster_error** error);

/** One app, which the caller frees. Its owner and administrators. Any thread. */
ROSTER_API roster_status roster_apps_get(const roster_account* account, const roster_actor* actor,
                                         const roster_app_id* id, roster_app** app, roster_error** error);

/** The apps a user registered; one's own, anybody's for administrators. The caller frees them. Any thread. */
ROSTER_API roster_status roster_apps_list(const roster_account* account, const roster_actor* actor,
                                          const roster_user_id* user, roster_app_page** apps, roster_error** error);

/** Everybody's apps, the oldest first. Administrators and the system. `page` may be NULL; `apps` receives a page, which
 *  the caller frees. Errors: "page.cursor", "page.limit". Any thread. */
ROSTER_API roster_status roster_apps_all(const roster_account* account, const roster_actor* actor,
                                         const roster_page_request* page, roster_app_page** apps,
                                         roster_error** error);

/* ---- The authorization endpoint ----------------------------------------------------------------------------- */

/** Whether this app may be let in: at once where the user has agreed to all of it before, else by consent. A public
 *  client that is sent back to a device's own address is asked for every time.
 *  token          the user's session
 *  authorization  receives the outcome, which the caller frees
 *  Errors: ROSTER_UNAUTHENTICATED "sessions.no_session": have them sign in first; ROSTER_PERMISSION_DENIED
 *  "apps.must_enrol". Any thread. */
ROSTER_API roster_status roster_apps_authorize(const roster_account* account, const roster_str* token,
                                               const roster_authorization_request* request,
                                               roster_authorization** authorization, roster_error** error);

/** The user agrees, and the app is let in. Call it for a form that the host itself showed and that no other site can
 *  send (RFC 9700, 4.7).
 *  agreed  one or more of the scopes asked for
 *  Errors: as roster_apps_authorize; "apps.invalid" naming "agreed"; ROSTER_RESOURCE_EXHAUSTED "apps.too_many". Any
 *  thread. */
ROSTER_API roster_status roster_apps_consent(const roster_account* account, const roster_str* token,
                                             const roster_authorization_request* request,
                                             const roster_str_list* agreed, roster_authorization** authorization,
                                             roster_error** error);

/** The user does not agree: the app is told so. Errors: as roster_apps_authorize. Any thread. */
ROSTER_API roster_status roster_apps_decline(const roster_account* account, const roster_str* token,
                                             const roster_authorization_request* request,
                                             roster_authorization** authorization, roster_error** error);

/* ---- The token endpoint and its neighbours ------------------------------------------------------------------ */

/** Gives tokens for a code.
 *  client_id, client_secret  as they came; client_secret may be NULL, as for public clients
 *  redirect_uri, code_verifier  as in the request for the code; RFC 7636
 *  response  receives the answer, which the caller frees
 *  Any thread. */
ROSTER_API roster_status roster_apps_exchange_code(const roster_account* account, const roster_str* client_id,
                                                   const roster_str* client_secret, const roster_str* code,
                                                   const roster_str* redirect_uri, const roster_str* code_verifier,
                                                   roster_token_response** response, roster_error** error);

/** Gives new tokens for a refresh token.
 *  scope  fewer scopes for the new access token, separated by spaces; NULL for all that were granted
 *  client_id, client_secret, response  as roster_apps_exchange_code
 *  Any thread. */
ROSTER_API roster_status roster_apps_refresh(const roster_account* account, const roster_str* client_id,
                                             const roster_str* client_secret, const roster_str* refresh_token,
                                             const roster_str* scope, roster_token_response** response,
                                             roster_error** error);

/** What an app's own token is worth (RFC 7662). Confidential clients only; another app's token is not active. The caller
 *  frees the introspection. Any thread. */
ROSTER_API roster_status roster_apps_introspect(const roster_account* account, const roster_str* client_id,
                                                const roster_str* client_secret, const roster_str* token,
                                                roster_introspection** introspection, roster_error** error);

/** The same of any app's token, for a host's own resource servers. The system only. Any thread. */
ROSTER_API roster_status roster_apps_look_up(const roster_account* account, const roster_actor* actor,
                                             const roster_str* token, roster_introspection** introspection,
                                             roster_error** error);

/** The app gives a token back (RFC 7009): a refresh token with all its tokens, an access token alone. One that is not
 *  good, or another app's, is no error.
 *  outcome  receives ROSTER_OAUTH_NONE or ROSTER_OAUTH_INVALID_CLIENT; may be NULL
 *  Any thread. */
ROSTER_API roster_status roster_apps_revoke_token(const roster_account* account, const roster_str* client_id,
                                                  const roster_str* client_secret, const roster_str* token,
                                                  int32_t* outcome, roster_error** error);

/* ---- Authorized apps (HU-7) --------------------------------------------------------------------------------- */

/** The apps a user let in; one's own, anybody's for administrators. The caller frees the list. Any thread. */
ROSTER_API roster_status roster_apps_authorized(const roster_account* account, const roster_actor* actor,
                                                const roster_user_id* user, roster_authorized_app_list** apps,
                                                roster_error** error);

/** Ends an app's access for a user at once, with all its tokens. The user and administrators. Any thread. */
ROSTER_API roster_status roster_apps_revoke(const roster_account* account, const roster_actor* actor,
                                            const roster_user_id* user, const roster_app_id* app,
                                            roster_error** error);

#ifdef __cplusplus
}
#endif

#endif
