/*
 * Roles: what may they do, and why. The rules of base.h hold. docs/roles.md shows the order in which it is decided.
 *
 * What is allowed is written as texts that people can read: "delete_tickets" allows, "-delete_tickets" denies,
 * "delete_tickets@inbox:0190…" and "…@team:0190…" are about one place; "reply@0190…" is a level at an inbox.
 * A change is in force at the next question, in every process. Nobody gives, by whatever call, more than they have, and
 * nobody changes somebody who has more.
 *
 * Errors common to all that take an account: ROSTER_UNAUTHENTICATED "users.no_actor"; ROSTER_PERMISSION_DENIED with
 * "users.above_own_role" and others; ROSTER_NOT_FOUND "roles.unknown", "users.unknown"; ROSTER_INVALID_ARGUMENT
 * "roles.invalid" with every wrong field; ROSTER_FAILED_PRECONDITION "roles.not_on_plan". Any thread may call them.
 */
#ifndef ROSTER_ROLES_H
#define ROSTER_ROLES_H

#include <roster/accounts.h>
#include <roster/base.h>
#include <roster/sessions.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Everything; every account has at least one owner, always. Static, never freed. Cannot fail. Any thread. */
ROSTER_API const roster_role_id* roster_role_owner(void);
/** Everything but ownership. Static, never freed. Cannot fail. Any thread. */
ROSTER_API const roster_role_id* roster_role_administrator(void);
/** An agent: works, manages nobody. Static, never freed. Cannot fail. Any thread. */
ROSTER_API const roster_role_id* roster_role_user(void);
/** Reads and comments. Static, never freed. Cannot fail. Any thread. */
ROSTER_API const roster_role_id* roster_role_light_user(void);

/** A built-in role's name: "owner", "administrator", "user", "light_user"; "" for any other id and for NULL. Static
 *  text. Cannot fail. Any thread. */
ROSTER_API const char* roster_role_name(const roster_role_id* role);

/* ---- Words ---------------------------------------------------------------------------------------------------- */

/** How far somebody gets at one inbox. Each level includes those before it. */
enum {
    ROSTER_INBOX_LEVEL_NONE = 1,
    ROSTER_INBOX_LEVEL_ONLY_ASSIGNED = 2, /**< As REPLY, for what is assigned to them. */
    ROSTER_INBOX_LEVEL_READ = 3,
    ROSTER_INBOX_LEVEL_REPLY = 4,
    ROSTER_INBOX_LEVEL_FULL = 5
};
/** "none", "reply" …; "unknown" for any other number. Static text. Cannot fail. Any thread. */
ROSTER_API const char* roster_inbox_level_name(int32_t level);

/** What kind of member of the staff somebody is: collaborators read and comment, whatever their role. */
enum { ROSTER_USER_TYPE_REGULAR = 1, ROSTER_USER_TYPE_COLLABORATION = 2 };
/** "regular", "collaboration"; "unknown" for any other number. Static text. Cannot fail. Any thread. */
ROSTER_API const char* roster_user_type_name(int32_t type);

/** What is chosen for one user and one permission; STANDARD follows the role. */
enum { ROSTER_CHOICE_STANDARD = 1, ROSTER_CHOICE_ALLOW = 2, ROSTER_CHOICE_DENY = 3 };

/** Who has a permission without anybody saying so: this role and those above it. */
enum {
    ROSTER_HELD_FROM_OWNER = 1,
    ROSTER_HELD_FROM_ADMINISTRATOR = 2,
    ROSTER_HELD_FROM_USER = 3,
    ROSTER_HELD_FROM_LIGHT_USER = 4,
    ROSTER_HELD_FROM_EVERYBODY = 5
};

/** What a rule said on the way to a decision. */
enum { ROSTER_VERDICT_SILENT = 1, ROSTER_VERDICT_YES = 2, ROSTER_VERDICT_NO = 3 };
/** The name of a rule of the order: "status" (1) … "nothing" (20), "kind" (21); "unknown" for any other number. Static text. Cannot
 *  fail. Any thread. */
ROSTER_API const char* roster_rule_name(int32_t rule);

/** Where a permission is meant. NULL where one may be given is the account as a whole. */
typedef struct roster_scope {
    uint32_t struct_size;
    roster_choice assigned;       /**< What is asked about is assigned to the very user. */
    const roster_inbox_id* inbox; /**< In one inbox; NULL for none. */
    const roster_team_id* team;   /**< In one team; NULL for none. */
} roster_scope;

#define ROSTER_SCOPE_INIT ROSTER_INIT(roster_scope)
/** As every `_init` (base.h). */
ROSTER_API void roster_scope_init(roster_scope* scope, uint32_t struct_size);

/** Sets up the actor that a principal is, with no more than an API key is limited to, and with nothing while a second
 *  factor is overdue. Points into `principal`, which must outlive the actor; nobody when it is NULL. As every `_init`. */
ROSTER_API void roster_actor_init_principal(roster_actor* actor, uint32_t struct_size,
                                            const roster_principal_record* principal);

/** A permission that can be allowed or denied. */
typedef struct roster_permission_record {
    uint32_t struct_size;
    int32_t held_from; /**< ROSTER_HELD_FROM_… */
    roster_str name;
    roster_str sentence;         /**< What it lets people do, for a screen. */
    int32_t inbox_level;         /**< The level needed at an inbox; ROSTER_NO_LIMIT: it is not about inboxes. */
    roster_choice per_team;      /**< It can be given for one team. */
    roster_choice collaboration; /**< Collaborators can have it. */
    int32_t reserved;
    roster_str feature; /**< The feature of the account it depends on; empty for none. */
} roster_permission_record;

/** Everything that can be allowed in this process. */
typedef struct roster_permissions roster_permissions;
ROSTER_API size_t roster_permissions_count(const roster_permissions* permissions);
ROSTER_API const roster_permission_record* roster_permissions_at(const roster_permissions* permissions,
                                                                 size_t index);
ROSTER_API void roster_permissions_free(roster_permissions* permissions);
/** Those that ship, and the host's own (roster_open_options). The caller frees them. Any thread. */
ROSTER_API roster_status roster_permissions_list(roster_permissions** permissions, roster_error** error);

/* ---- Roles of one's own --------------------------------------------------------------------------------------- */

/** What can be given when a role is made, and changed afterwards. */
typedef struct roster_role_fields {
    uint32_t struct_size;
    int32_t inbox_level; /**< ROSTER_INBOX_LEVEL_… where nothing else is said; not given when it is made: NONE. */
    roster_str name;     /**< Unique in the account, whatever the case and accents. Required. */
    roster_str description;
    const roster_role_id*
        base; /**< The built-in role it is a variant of, not owner; not given when it is made: user. */
    const roster_str_list* permissions; /**< All it allows; and denies, with "-" before it. */
} roster_role_fields;

#define ROSTER_ROLE_FIELDS_INIT ROSTER_INIT(roster_role_fields)
/** As every `_init` (base.h). */
ROSTER_API void roster_role_fields_init(roster_role_fields* fields, uint32_t struct_size);

/** A role of the account's own making. */
typedef struct roster_role_record {
    uint32_t struct_size;
    int32_t inbox_level; /**< ROSTER_INBOX_LEVEL_… */
    roster_role_id id;
    roster_role_id base;
    roster_str name;
    roster_str description;
    roster_str_list permissions;
    int64_t revision;
    int64_t created_at; /**< µs */
    int64_t updated_at; /**< µs */
} roster_role_record;

/** One role's record as it was when it was read. */
typedef struct roster_role roster_role;
/** The record; NULL for NULL. Cannot fail. Any thread. */
ROSTER_API const roster_role_record* roster_role_view(const roster_role* role);
/** Frees the record; takes NULL. Any thread, once. */
ROSTER_API void roster_role_free(roster_role* role);

/** A page of roles; see "Pages" in base.h. */
typedef struct roster_role_page roster_role_page;
ROSTER_API size_t roster_role_page_count(const roster_role_page* page);
ROSTER_API const roster_role_record* roster_role_page_at(const roster_role_page* page, size_t index);
ROSTER_API const roster_str* roster_role_page_next(const roster_role_page* page);
ROSTER_API void roster_role_page_free(roster_role_page* page);

/** Makes one. `role` receives its record, which the caller frees; may be NULL.
 *  Errors: ROSTER_ALREADY_EXISTS "roles.taken". Any thread. */
ROSTER_API roster_status roster_roles_add(const roster_account* account, const roster_actor* actor,
                                          const roster_role_fields* fields, roster_role** role,
                                          roster_error** error);
/** Changes the given fields. `expected` is the revision that it must still have, 0 for any; `role` may be NULL.
 *  Errors: as roster_roles_add; ROSTER_ABORTED "roles.changed". Any thread. */
ROSTER_API roster_status roster_roles_update(const roster_account* account, const roster_actor* actor,
                                             const roster_role_id* id, const roster_role_fields* fields,
                                             int64_t expected, roster_role** role, roster_error** error);
/** By id; built-in ones are not found. The caller frees the record. Any thread. */
ROSTER_API roster_status roster_roles_get(const roster_account* account, const roster_actor* actor,
                                          const roster_role_id* id, roster_role** role, roster_error** error);
/** By name, whatever the case and accents; where there is none, `*role` is NULL and the status ROSTER_OK. Any thread. */
ROSTER_API roster_status roster_roles_find_by_name(const roster_account* account, const roster_actor* actor,
                                                   const roster_str* name, roster_role** role,
                                                   roster_error** error);
/** A page of those whose name begins with `search`, by name. `search` and `page` may be NULL; the caller frees `roles`.
 *  Errors: "page.cursor", "page.limit". Any thread. */
ROSTER_API roster_status roster_roles_list(const roster_account* account, const roster_actor* actor,
                                           const roster_str* search, const roster_page_request* page,
                                           roster_role_page** roles, roster_error** error);
/** Removes one. `replacement` is what those who have it, deleted users too, get instead; NULL: nobody may have it.
 *  Errors: ROSTER_FAILED_PRECONDITION "roles.in_use". Any thread. */
ROSTER_API roster_status roster_roles_remove(const roster_account* account, const roster_actor* actor,
                                             const roster_role_id* id, const roster_role_id* replacement,
                                             roster_error** error);

/* ---- One user --------------------------------------------------------------------------------------------------- */

/** What can be changed for one user. */
typedef struct roster_user_access_fields {
    uint32_t struct_size;
    int32_t type;                         /**< ROSTER_USER_TYPE_… */
    const roster_inbox_id* default_inbox; /**< The inbox that opens first; nil for none. */
    const int32_t* capacity; /**< Most conversations at once, 0 to 10,000; ROSTER_NO_LIMIT for no limit. */
} roster_user_access_fields;

#define ROSTER_USER_ACCESS_FIELDS_INIT ROSTER_INIT(roster_user_access_fields)
/** As every `_init` (base.h). */
ROSTER_API void roster_user_access_fields_init(roster_user_access_fields* fields, uint32_t struct_size);

/** What is set for one user besides the role. */
typedef struct roster_user_access_record {
    uint32_t struct_size;
    int32_t type; /**< ROSTER_USER_TYPE_… */
    roster_user_id user_id;
    roster_inbox_id default_inbox; /**< nil for none. */
    roster_str_list permissions;   /**< What this user is allowed, or denied with "-" before it. */
    roster_str_list inboxes;       /**< This user's levels at inboxes. */
    roster_inbox_id_list serves;   /**< The inboxes whose work can be given to this user. */
    int64_t revision;              /**< 0 when nothing was ever set. */
    int32_t capacity;              /**< ROSTER_NO_LIMIT for none. */
    int32_t reserved;
} roster_user_access_record;

/** As it was when it was read. */
typedef struct roster_user_access roster_user_access;
/** The record; NULL for NULL. Cannot fail. Any thread. */
ROSTER_API const roster_user_access_record* roster_user_access_view(const roster_user_access* access);
/** Frees the record; takes NULL. Any thread, once. */
ROSTER_API void roster_user_access_free(roster_user_access* access);

/** One's own, anybody's for staff. The caller frees it. Any thread. */
ROSTER_API roster_status roster_roles_access_of(const roster_account* account, const roster_actor* actor,
                                                const roster_user_id* user, roster_user_access** access,
                                                roster_error** error);
/** Type, default inbox and capacity. `expected` as everywhere; `access` may be NULL.
 *  Errors: ROSTER_NOT_FOUND "inboxes.unknown"; ROSTER_ABORTED "users.changed". Any thread. */
ROSTER_API roster_status roster_roles_update_access(const roster_account* account, const roster_actor* actor,
                                                    const roster_user_id* user,
                                                    const roster_user_access_fields* fields, int64_t expected,
                                                    roster_user_access** access, roster_error** error);
/** Allows or denies one permission to one user, or lets the role decide again.
 *  choice  ROSTER_CHOICE_…
 *  scope   may be NULL
 *  access  may be NULL
 *  Errors: ROSTER_FAILED_PRECONDITION "roles.owner_has_all"; ROSTER_RESOURCE_EXHAUSTED "roles.too_many". Any thread. */
ROSTER_API roster_status roster_roles_choose(const roster_account* account, const roster_actor* actor,
                                             const roster_user_id* user, const roster_str* permission,
                                             int32_t choice, const roster_scope* scope, roster_user_access** access,
                                             roster_error** error);
/** Hands the account over: `to` becomes an owner, and `from` gets `becomes`.
 *  from     the owner who goes; NULL for the acting owner
 *  becomes  NULL for administrator
 *  Errors: ROSTER_PERMISSION_DENIED "roles.not_owner"; ROSTER_FAILED_PRECONDITION "roles.cannot_own", "roles.not_owner".
 *  Any thread. */
ROSTER_API roster_status roster_roles_transfer_ownership(const roster_account* account, const roster_actor* actor,
                                                         const roster_user_id* to, const roster_user_id* from,
                                                         const roster_role_id* becomes, roster_error** error);

/* ---- Questions -------------------------------------------------------------------------------------------------- */

/** Everything that a user may, as of the call that gave it. Asking it asks no store. */
typedef struct roster_access roster_access;
/** Frees it; takes NULL. Any thread, once. */
ROSTER_API void roster_access_free(roster_access* access);
/** What a principal carries: 1 where they may, otherwise 0; also for NULL and for a permission that nobody knows. `scope`
 *  may be NULL. Cannot fail. Any thread. */
ROSTER_API int32_t roster_principal_may(const roster_principal* principal, const roster_str* permission,
                                        const roster_scope* scope);
/** The same of an access. */
ROSTER_API int32_t roster_access_may(const roster_access* access, const roster_str* permission,
                                     const roster_scope* scope);
/** The level at an inbox: ROSTER_INBOX_LEVEL_…; NONE for NULL. Cannot fail. Any thread. */
ROSTER_API int32_t roster_access_level(const roster_access* access, const roster_inbox_id* inbox);
/** All that they may there, by name: those of which roster_access_may says 1. `scope` may be NULL; the caller frees
 *  `names`, which is one page. Any thread. */
ROSTER_API roster_status roster_access_permissions(const roster_access* access, const roster_scope* scope,
                                                   roster_text_page** names, roster_error** error);
/** 1 where whoever has `access` has no more than whoever has `other`: at every place no permission that the other lacks
 *  there, and no higher level. Otherwise 0; also for NULL. Cannot fail. Any thread. */
ROSTER_API int32_t roster_access_within(const roster_access* access, const roster_access* other);
/** What a user may now. One's own, anybody's for staff. The caller frees it. Any thread. */
ROSTER_API roster_status roster_roles_access(const roster_account* account, const roster_actor* actor,
                                             const roster_user_id* user, roster_access** access,
                                             roster_error** error);

/** "What if": what is given replaces what is so. */
typedef struct roster_hypothesis {
    uint32_t struct_size;
    int32_t type;   /**< ROSTER_USER_TYPE_… */
    int32_t status; /**< ROSTER_USER_STATUS_… (users_model.h) */
    int32_t plan;   /**< ROSTER_PLAN_… (accounts.h) */
    const roster_role_id* role;
    const roster_group_id_list* groups;
    const roster_team_id_list* teams;
    const roster_str_list* permissions; /**< The user's own. */
    const roster_str_list* inboxes;     /**< The user's own. */
    const roster_str_list* scopes;      /**< What an API key is limited to. */
} roster_hypothesis;

#define ROSTER_HYPOTHESIS_INIT ROSTER_INIT(roster_hypothesis)
/** As every `_init` (base.h). */
ROSTER_API void roster_hypothesis_init(roster_hypothesis* what_if, uint32_t struct_size);

/** One rule that was visited. */
typedef struct roster_trail_step {
    uint32_t struct_size;
    int32_t rule;    /**< Which; roster_rule_name. */
    int32_t verdict; /**< ROSTER_VERDICT_… */
    int32_t reserved;
    roster_str says; /**< The same as a sentence for people. */
} roster_trail_step;

/** An answer with how it came about: the steps of the trail, in order; the last one decided. */
typedef struct roster_decision roster_decision;
/** 1 for yes, 0 for no and for NULL. Cannot fail. Any thread. */
ROSTER_API int32_t roster_decision_allowed(const roster_decision* decision);
ROSTER_API size_t roster_decision_count(const roster_decision* decision);
ROSTER_API const roster_trail_step* roster_decision_at(const roster_decision* decision, size_t index);
ROSTER_API void roster_decision_free(roster_decision* decision);
/** Whether a user may now, or would, and why. `scope` and `what_if` may be NULL; what is supposed is for those who may
 *  see colleagues. The caller frees the decision. Errors: "inboxes.unknown", "teams.unknown"; "roles.invalid" with
 *  every wrong field. Any thread. */
ROSTER_API roster_status roster_roles_why(const roster_account* account, const roster_actor* actor,
                                          const roster_user_id* user, const roster_str* permission,
                                          const roster_scope* scope, const roster_hypothesis* what_if,
                                          roster_decision** decision, roster_error** error);

/** A page of users' ids; see "Pages" in base.h. */
typedef struct roster_user_id_page roster_user_id_page;
ROSTER_API size_t roster_user_id_page_count(const roster_user_id_page* page);
ROSTER_API const roster_user_id* roster_user_id_page_at(const roster_user_id_page* page, size_t index);
ROSTER_API const roster_str* roster_user_id_page_next(const roster_user_id_page* page);
ROSTER_API void roster_user_id_page_free(roster_user_id_page* page);
/** Exactly those who may, by id: staff, and customers where everybody has the permission. `scope` and `page` may be
 *  NULL; the caller frees `users`. Errors: "page.cursor", "page.limit", "inboxes.unknown", "teams.unknown". Any thread. */
ROSTER_API roster_status roster_roles_who_may(const roster_account* account, const roster_actor* actor,
                                              const roster_str* permission, const roster_scope* scope,
                                              const roster_page_request* page, roster_user_id_page** users,
                                              roster_error** error);

#ifdef __cplusplus
}
#endif

#endif
