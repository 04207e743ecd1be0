/*
 * Accounts: the tenant's record, with its plan, policy and feature switches. The rules of base.h hold.
 */
#ifndef ROSTER_ACCOUNTS_H
#define ROSTER_ACCOUNTS_H

#include <roster/base.h>
#include <roster/time.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Values ------------------------------------------------------------------------------------------------ */

/** What the customer pays for. It decides which features may be on. */
enum { ROSTER_PLAN_FREE = 1, ROSTER_PLAN_STANDARD = 2, ROSTER_PLAN_PLUS = 3, ROSTER_PLAN_PRO = 4 };
/** A plan's name, e.g. "plus"; "unknown" for a number that is none. Static text. Cannot fail. Any thread. */
ROSTER_API const char* roster_plan_name(int32_t plan);

/** The features that a plan comes with and a switch turns on or off. */
enum {
    ROSTER_FEATURE_API_KEYS = 1,           /**< API keys for users; from the plan standard. */
    ROSTER_FEATURE_CUSTOM_PERMISSIONS = 2, /**< Permissions chosen for one user; from plus. */
    ROSTER_FEATURE_TEAMS = 3,              /**< Teams; from plus. */
    ROSTER_FEATURE_MY_PROFILE_FOR_ALL = 4, /**< The profile page for users without access to settings too. */
    ROSTER_FEATURE_OWN_ASSIGNMENTS = 5,    /**< Users manage the inboxes they serve themselves. */
    ROSTER_FEATURE_APPS = 6                /**< Apps that act for users by OAuth 2; on, unless switched off. */
};

/** Switches for one account: on (the plan must allow it), off, or unspecified: as the plan has it. An input and a
 *  record's part at once; in a record ROSTER_UNSPECIFIED is a switch that was not set. */
typedef struct roster_features {
    uint32_t struct_size;
    roster_choice api_keys;
    roster_choice custom_permissions;
    roster_choice teams;
    roster_choice my_profile_for_all;
    roster_choice own_assignments;
    roster_choice apps;
} roster_features;

#define ROSTER_FEATURES_INIT ROSTER_INIT(roster_features)
/** As every `_init` (base.h). */
ROSTER_API void roster_features_init(roster_features* features, uint32_t struct_size);

/** How products differ, as data. An input and a record's part at once: what an input leaves out is as the preset
 *  has it. To change one value of a policy in force, copy the record's, set struct_size to sizeof(roster_policy),
 *  change the value and give the copy while the record is still there: the copy points into it. */
typedef struct roster_policy {
    uint32_t struct_size;
    int32_t failed_sign_in_alert; /**< Failed sign-ins from which the list shows an alert. */
    roster_str preset;            /**< What it is made from: "help_desk", "crm", "live_chat", "agent_inbox". */
    roster_choice email_fixed;    /**< An e-mail address never changes once the user is added. */
    roster_choice other_emails;   /**< Users may have addresses besides the primary one. */
    const roster_str_list*
        self_editable; /**< Names of the fields that people may change on their own record; also "default_inbox". */
    int64_t invitation_lifetime; /**< How long an invitation may be accepted, µs. */
    int64_t reset_lifetime;      /**< How long a password reset may be used, µs. */
    int64_t session_idle;        /**< A session that is not used for so long ends, µs. */
    int64_t session_lifetime;    /**< A session ends after so long, however much it is used, µs. */
    int64_t
        second_factor_grace; /**< How long after being added one may go on without a second factor, µs; 1 for none. */
    const roster_str_list* second_factor_roles; /**< Names of the built-in roles that must have a second factor. */
    int32_t max_sessions;                       /**< Sessions a user may have at once. */
    int32_t password_length;             /**< Least length of a password without a second factor, code points. */
    int32_t password_length_with_factor; /**< Least length of a password beside a second factor, code points. */
    int32_t reserved;                    /**< 0. */
    int64_t app_access_lifetime;         /**< How long an app's access token works, µs. */
    int64_t app_refresh_idle;            /**< An app that does not refresh for so long must be let in again, µs. */
    int64_t app_refresh_lifetime;        /**< An app must be let in again after so long, µs. */
    int64_t second_factor_from; /**< Nobody must have a second factor before then, however long ago they were added,
                                     µs; ROSTER_NO_TIME, or not given: no such date. */
} roster_policy;

#define ROSTER_POLICY_INIT ROSTER_INIT(roster_policy)
/** As every `_init` (base.h). */
ROSTER_API void roster_policy_init(roster_policy* policy, uint32_t struct_size);

/** The presets in the order in which screens show them; NULL from the last on. Static text. Cannot fail. Any
 *  thread. */
ROSTER_API const char* roster_policy_preset(size_t index);

/** No seat limit. */
#define ROSTER_NO_LIMIT (-1)

/** What can be given when an account is created, and changed afterwards. Not given is the default in the first case
 *  and "as it is" in the second. `policy` and `features` are replaced as a whole. */
typedef struct roster_account_fields {
    uint32_t struct_size;
    int32_t plan;                    /**< ROSTER_PLAN_…; default: standard. */
    roster_str name;                 /**< The customer company's name. Required. */
    const roster_policy* policy;     /**< Which rules are in force; default: help_desk. */
    const roster_features* features; /**< Switches that differ from the plan; default: none. */
    roster_str time_zone;            /**< IANA zone of users who chose none; default: "UTC". */
    roster_str language;             /**< BCP 47 tag of users who chose none; default: "en". */
    roster_str currency;             /**< ISO 4217 code; default: "USD". */
    const int32_t* seat_limit; /**< Most billable seats; ROSTER_NO_LIMIT, the default, for as many as wanted. */
} roster_account_fields;

#define ROSTER_ACCOUNT_FIELDS_INIT ROSTER_INIT(roster_account_fields)
/** As every `_init` (base.h). */
ROSTER_API void roster_account_fields_init(roster_account_fields* fields, uint32_t struct_size);

/** A tenant as it is kept. */
typedef struct roster_account_record {
    uint32_t struct_size;
    int32_t plan; /**< ROSTER_PLAN_… */
    roster_account_id id;
    roster_str name;
    const roster_policy* policy;     /**< Never NULL. */
    const roster_features* features; /**< Never NULL. */
    roster_str time_zone;
    roster_str language;
    roster_str currency;
    int32_t seat_limit;       /**< ROSTER_NO_LIMIT for none. */
    roster_choice incomplete; /**< Yes: it is being copied into this store (copy.h), and nobody can enter it. */
    int64_t revision;         /**< Grows by one with every change; given back to change safely. */
    int64_t created_at;       /**< µs */
    int64_t updated_at;       /**< µs */
} roster_account_record;

/* ---- A record in hand, a page of records ------------------------------------------------------------------- */

/** One account's record as it was when it was read. */
typedef struct roster_account_details roster_account_details;
/** The record; NULL for NULL. Cannot fail. Any thread. */
ROSTER_API const roster_account_record* roster_account_details_view(const roster_account_details* details);
/** Frees the record; takes NULL. Any thread, once. */
ROSTER_API void roster_account_details_free(roster_account_details* details);

/** A page of accounts; see "Pages" in base.h. */
typedef struct roster_account_page roster_account_page;
ROSTER_API size_t roster_account_page_count(const roster_account_page* page);
ROSTER_API const roster_account_record* roster_account_page_at(const roster_account_page* page, size_t index);
ROSTER_API const roster_str* roster_account_page_next(const roster_account_page* page);
ROSTER_API void roster_account_page_free(roster_account_page* page);

/** Whether a feature (ROSTER_FEATURE_…) is on, by the account's plan and switches. `on` receives 1 or 0.
 *  Errors: ROSTER_INVALID_ARGUMENT "abi.value" naming "feature". Any thread. */
ROSTER_API roster_status roster_account_feature_on(const roster_account_details* details, int32_t feature,
                                                   int32_t* on, roster_error** error);

/* ---- The tenant -------------------------------------------------------------------------------------------- */

/** One tenant, and the only way to its data. From roster_directory_create_account or roster_directory_account. */
typedef struct roster_account roster_account;

/** Frees the handle, not the tenant; takes NULL. Any thread, once, when no call uses it. */
ROSTER_API void roster_account_free(roster_account* account);

/** The tenant's id, owned by the handle; NULL for NULL. Cannot fail. Any thread. */
ROSTER_API const roster_account_id* roster_account_id_of(const roster_account* account);

/** Reads the tenant's record, which the caller frees. Errors: ROSTER_NOT_FOUND "accounts.unknown". Any thread. */
ROSTER_API roster_status roster_account_read(const roster_account* account, roster_account_details** details,
                                             roster_error** error);

/** Changes the given fields. Administrators and the system; plan, features and seat limit the system only.
 *  expected  the revision that the record must still have; 0 for any
 *  details   receives the record after the change, which the caller frees; may be NULL
 *  Errors: ROSTER_INVALID_ARGUMENT "accounts.invalid"; ROSTER_ABORTED "accounts.changed" when it has another
 *  revision; ROSTER_PERMISSION_DENIED; ROSTER_FAILED_PRECONDITION "accounts.seats_in_use" for a seat limit below
 *  the seats in use. Any thread. */
ROSTER_API roster_status roster_account_update(const roster_account* account, const roster_actor* actor,
                                               const roster_account_fields* fields, int64_t expected,
                                               roster_account_details** details, roster_error** error);

#ifdef __cplusplus
}
#endif

#endif
