/*
 * Users: a person's record, what can be given, and what can be asked for. What can be done with it is in users.h.
 * The rules of base.h hold.
 */
#ifndef ROSTER_USERS_MODEL_H
#define ROSTER_USERS_MODEL_H

#include <roster/base.h>
#include <roster/time.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Enums -------------------------------------------------------------------------------------------------- */

/*
 * Each `_name` function gives a number's name in small letters ("not_invited"), "unknown" for a number that is
 * none. Static text. Cannot fail. Any thread.
 */

/** Staff work in the product and use a seat; customers are served by them. */
enum { ROSTER_USER_KIND_STAFF = 1, ROSTER_USER_KIND_CUSTOMER = 2 };
ROSTER_API const char* roster_user_kind_name(int32_t kind);

/** How far somebody got on the way to being able to sign in. */
enum { ROSTER_ONBOARDING_NOT_INVITED = 1, ROSTER_ONBOARDING_INVITED = 2, ROSTER_ONBOARDING_ACTIVE = 3 };
ROSTER_API const char* roster_onboarding_name(int32_t onboarding);

/** What a user is at an instant: deleted hides suspended, suspended hides the onboarding. */
enum {
    ROSTER_USER_STATUS_NOT_INVITED = 1,
    ROSTER_USER_STATUS_INVITED = 2,
    ROSTER_USER_STATUS_ACTIVE = 3,
    ROSTER_USER_STATUS_SUSPENDED = 4,
    ROSTER_USER_STATUS_DELETED = 5
};
ROSTER_API const char* roster_user_status_name(int32_t status);

enum {
    ROSTER_USER_SORT_NAME = 1,         /**< Last name, then first name, whatever the case and accents. */
    ROSTER_USER_SORT_NUMBER = 2,       /**< The order in which people were added. */
    ROSTER_USER_SORT_LAST_ACTIVITY = 3 /**< Longest unseen first. */
};
ROSTER_API const char* roster_user_sort_name(int32_t sort);

/** Something an administrator should see to (HU-3). */
enum {
    ROSTER_ALERT_INVITE_NOT_SENT = 1,
    ROSTER_ALERT_INVITE_EXPIRED = 2,
    ROSTER_ALERT_TOO_MANY_FAILED_SIGN_INS = 3
};
ROSTER_API const char* roster_alert_kind_name(int32_t kind);

/** What clears an alert. */
enum {
    ROSTER_ALERT_ACTION_SEND_INVITE = 1,
    ROSTER_ALERT_ACTION_RESEND_INVITE = 2,
    ROSTER_ALERT_ACTION_SEND_PASSWORD_RESET = 3
};
ROSTER_API const char* roster_alert_action_name(int32_t action);

/* ---- What is given ------------------------------------------------------------------------------------------ */

/** What can be said of a person when they are added, and changed afterwards. Not given is empty in the first case
 *  and "as it is" in the second; an empty text, a nil id and a list of no items clear what was there.
 *
 *      roster_user_fields grace = {ROSTER_SIZED(roster_user_fields), .first_name = ROSTER_STR("Grace"),
 *                                  .email = ROSTER_STR("grace@acme.example"), .role = roster_role_user()};
 *      roster_user_fields lead = {ROSTER_SIZED(roster_user_fields), .job_title = ROSTER_STR("Lead")};
 */
typedef struct roster_user_fields {
    uint32_t struct_size;
    int32_t kind;                               /**< ROSTER_USER_KIND_…; default: staff. Fixed once added. */
    roster_str first_name;                      /**< Given name. */
    roster_str last_name;                       /**< Family name, or a company's name. */
    roster_str job_title;                       /**< Title shown with the name. */
    roster_str phone;                           /**< E.164: "+" and up to 15 digits. */
    roster_str email;                           /**< Primary address, the sign-in name. Staff must have one. */
    const roster_str_list* other_emails;        /**< Further addresses; each belongs to one user only. */
    const roster_role_id* role;                 /**< A staff user's role (roles.h); customers have none. */
    const roster_organization_id* organization; /**< The organization the person belongs to. */
    const roster_group_id_list* groups;         /**< User groups the person is a member of. */
    const roster_str_list* labels;              /**< Labels, for finding people. */
    roster_str language;                        /**< BCP 47 tag; empty means the account's default. */
    roster_str time_zone;                       /**< IANA zone; empty means the account's default. */
    roster_str external_id;                     /**< The host's own id of the person; unique in the account. */
    roster_str pronouns;                        /**< Pronouns, as the person writes them. */
    roster_str function;            /**< What the person does in the account, as administrators see it (AI-4). */
    roster_str extension;           /**< Extension at the account's telephone (AI-4). */
    roster_str second_factor_phone; /**< Phone number for second factors, E.164 (AI-4); nothing is sent to it. */
} roster_user_fields;

#define ROSTER_USER_FIELDS_INIT ROSTER_INIT(roster_user_fields)
/** As every `_init` (base.h). */
ROSTER_API void roster_user_fields_init(roster_user_fields* fields, uint32_t struct_size);

/** Which users are wanted, and in what order. Every condition given must hold. NULL where a query may be given is
 *  everybody who is not deleted, by name. */
typedef struct roster_user_query {
    uint32_t struct_size;
    int32_t kind;                               /**< Only ROSTER_USER_KIND_… */
    int32_t status;                             /**< Only ROSTER_USER_STATUS_…; not given: all but the deleted. */
    int32_t sort;                               /**< ROSTER_USER_SORT_…; not given: by name. */
    roster_choice descending;                   /**< The order reversed. */
    roster_choice with_alert;                   /**< Only staff whom an alert concerns. */
    const roster_role_id* role;                 /**< Only this role. */
    const roster_str_list* labels;              /**< Only people with all of these labels. */
    const roster_organization_id* organization; /**< Only this organization's people. */
    const roster_group_id* group;               /**< Only this group's members. */
    roster_str text;                            /**< Only people whose names or addresses begin with this. */
} roster_user_query;

#define ROSTER_USER_QUERY_INIT ROSTER_INIT(roster_user_query)
/** As every `_init` (base.h). */
ROSTER_API void roster_user_query_init(roster_user_query* query, uint32_t struct_size);

/* ---- What comes back ---------------------------------------------------------------------------------------- */

/** A person as they are kept. What roster_user_fields has too means the same here; a nil id and an empty text say
 *  "none". */
typedef struct roster_user_record {
    uint32_t struct_size;
    int32_t kind; /**< ROSTER_USER_KIND_… */
    roster_user_id id;
    int64_t number;     /**< Unique in the account, readable by people, from 1 (DP-1). */
    int64_t revision;   /**< Grows by one with every change; given back to change safely. */
    int32_t status;     /**< ROSTER_USER_STATUS_…, what the user was when the record was read. */
    int32_t onboarding; /**< ROSTER_ONBOARDING_… */
    roster_str first_name;
    roster_str last_name;
    roster_str job_title;
    roster_str phone;
    roster_str email;
    roster_str_list other_emails;
    roster_role_id role;
    roster_organization_id organization;
    roster_group_id_list groups;
    roster_str_list labels;
    roster_str language;
    roster_str time_zone;
    roster_str external_id;
    int64_t
        invitation_expires_at; /**< µs, until when the invitation may be accepted; ROSTER_NO_TIME: never invited. */
    int32_t failed_sign_ins;   /**< Failed sign-ins in a row. */
    int32_t suspended_from;    /**< First day of the suspension, in the user's zone; ROSTER_NO_DATE: none. */
    int32_t suspended_through; /**< Last day, included; ROSTER_NO_DATE while open-ended. */
    int32_t reserved;
    roster_str suspension_reason;
    int64_t suspension_starts_at; /**< µs, when suspended_from begins; ROSTER_NO_TIME: no suspension. */
    int64_t suspension_ends_at;   /**< µs, when suspended_through has passed; ROSTER_NO_TIME while open-ended. */
    int64_t deleted_at;           /**< µs; ROSTER_NO_TIME while not deleted. */
    roster_str deletion_reason;
    int64_t created_at;      /**< µs */
    int64_t updated_at;      /**< µs */
    int64_t last_active_at;  /**< µs, when the person was last seen; being added counts as the first time. */
    roster_str display_name; /**< First and last name; the e-mail address of somebody without a name. */
    roster_str pronouns;     /**< Pronouns, as the person writes them. */
    int64_t
        email_verified_at; /**< µs, when the person showed that they read `email`; ROSTER_NO_TIME: not since it changed. */
    roster_str function;            /**< What the person does in the account, as administrators see it (AI-4). */
    roster_str extension;           /**< Extension at the account's telephone (AI-4). */
    roster_str second_factor_phone; /**< Phone number for second factors, E.164 (AI-4); nothing is sent to it. */
} roster_user_record;

/** One person's record as it was when it was read. */
typedef struct roster_user roster_user;
/** The record; NULL for NULL. Cannot fail. Any thread. */
ROSTER_API const roster_user_record* roster_user_view(const roster_user* user);
/** Frees the record; takes NULL. Any thread, once. */
ROSTER_API void roster_user_free(roster_user* user);

/** A page of people; see "Pages" in base.h. */
typedef struct roster_user_page roster_user_page;
ROSTER_API size_t roster_user_page_count(const roster_user_page* page);
ROSTER_API const roster_user_record* roster_user_page_at(const roster_user_page* page, size_t index);
ROSTER_API const roster_str* roster_user_page_next(const roster_user_page* page);
ROSTER_API void roster_user_page_free(roster_user_page* page);

/** What an administrator should see to, and what clears it. */
typedef struct roster_alert_record {
    uint32_t struct_size;
    int32_t kind;   /**< ROSTER_ALERT_… */
    int32_t action; /**< ROSTER_ALERT_ACTION_… */
    int32_t reserved;
} roster_alert_record;

/** A user's alerts, all of them; as a page without a following one. */
typedef struct roster_alert_list roster_alert_list;
ROSTER_API size_t roster_alert_list_count(const roster_alert_list* alerts);
ROSTER_API const roster_alert_record* roster_alert_list_at(const roster_alert_list* alerts, size_t index);
ROSTER_API void roster_alert_list_free(roster_alert_list* alerts);

/** A value that a restored user could not get back. */
typedef struct roster_not_restored_record {
    uint32_t struct_size;
    int32_t reserved;
    roster_str field;  /**< The user's field: "other_emails", "external_id". */
    roster_str value;  /**< What it was. */
    roster_str reason; /**< Why it did not come back: "taken". */
} roster_not_restored_record;

/** A restored user, with everything that could not come back. */
typedef struct roster_restored_user roster_restored_user;
/** The user's record, owned by the handle; NULL for NULL. Cannot fail. Any thread. */
ROSTER_API const roster_user_record* roster_restored_user_view(const roster_restored_user* restored);
/** How many values could not come back; `_at` gives each, NULL from the last on. Cannot fail. Any thread. */
ROSTER_API size_t roster_restored_user_missing_count(const roster_restored_user* restored);
ROSTER_API const roster_not_restored_record* roster_restored_user_missing_at(const roster_restored_user* restored,
                                                                             size_t index);
/** Frees both; takes NULL. Any thread, once. */
ROSTER_API void roster_restored_user_free(roster_restored_user* restored);

#ifdef __cplusplus
}
#endif

#endif
