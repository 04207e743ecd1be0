/*
 * Organizations: what customers belong to. The rules of base.h hold.
 *
 * Staff see them; administrators and the system change them. Errors common to all: ROSTER_UNAUTHENTICATED
 * "users.no_actor"; ROSTER_PERMISSION_DENIED; ROSTER_NOT_FOUND "organizations.unknown", for those of other accounts
 * too; ROSTER_INVALID_ARGUMENT "organizations.invalid" with every wrong field. A function's comment names the
 * others. All may be called by any thread.
 */
#ifndef ROSTER_ORGANIZATIONS_H
#define ROSTER_ORGANIZATIONS_H

#include <roster/accounts.h>
#include <roster/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What can be given when an organization is added, and changed afterwards. Not given is empty in the first case
 *  and "as it is" in the second; an empty text clears what was there. */
typedef struct roster_organization_fields {
    uint32_t struct_size;
    int32_t reserved;
    roster_str name;        /**< Unique in the account, whatever the case and accents. Required. */
    roster_str external_id; /**< The host's own id of it. */
} roster_organization_fields;

#define ROSTER_ORGANIZATION_FIELDS_INIT ROSTER_INIT(roster_organization_fields)
/** As every `_init` (base.h). */
ROSTER_API void roster_organization_fields_init(roster_organization_fields* fields, uint32_t struct_size);

/** An organization as it is kept. */
typedef struct roster_organization_record {
    uint32_t struct_size;
    int32_t reserved;
    roster_organization_id id;
    roster_str name;
    roster_str external_id;
    int64_t revision;   /**< Grows by one with every change; given back to change safely. */
    int64_t created_at; /**< µs */
    int64_t updated_at; /**< µs */
} roster_organization_record;

/** One organization's record as it was when it was read. */
typedef struct roster_organization roster_organization;
/** The record; NULL for NULL. Cannot fail. Any thread. */
ROSTER_API const roster_organization_record* roster_organization_view(const roster_organization* organization);
/** Frees the record; takes NULL. Any thread, once. */
ROSTER_API void roster_organization_free(roster_organization* organization);

/** A page of organizations; see "Pages" in base.h. */
typedef struct roster_organization_page roster_organization_page;
ROSTER_API size_t roster_organization_page_count(const roster_organization_page* page);
ROSTER_API const roster_organization_record* roster_organization_page_at(const roster_organization_page* page,
                                                                         size_t index);
ROSTER_API const roster_str* roster_organization_page_next(const roster_organization_page* page);
ROSTER_API void roster_organization_page_free(roster_organization_page* page);

/** Adds one. `organization` receives its record, which the caller frees; may be NULL.
 *  Errors: ROSTER_ALREADY_EXISTS "organizations.taken" when the name is another's. Any thread. */
ROSTER_API roster_status roster_organizations_add(const roster_account* account, const roster_actor* actor,
                                                  const roster_organization_fields* fields,
                                                  roster_organization** organization, roster_error** error);

/** Changes the given fields.
 *  expected  the revision that the record must still have; 0 for any
 *  organization  receives the record after the change, which the caller frees; may be NULL
 *  Errors: as roster_organizations_add; ROSTER_ABORTED "organizations.changed" when the record has another
 *  revision. Any thread. */
ROSTER_API roster_status roster_organizations_update(const roster_account* account, const roster_actor* actor,
                                                     const roster_organization_id* id,
                                                     const roster_organization_fields* fields, int64_t expected,
                                                     roster_organization** organization, roster_error** error);

/** By id. The caller frees the record. Any thread. */
ROSTER_API roster_status roster_organizations_get(const roster_account* account, const roster_actor* actor,
                                                  const roster_organization_id* id,
                                                  roster_organization** organization, roster_error** error);

/** By name, whatever the case and accents. The caller frees the record; where there is none, `*organization` is
 *  NULL and the status ROSTER_OK. Any thread. */
ROSTER_API roster_status roster_organizations_find_by_name(const roster_account* account, const roster_actor* actor,
                                                           const roster_str* name,
                                                           roster_organization** organization,
                                                           roster_error** error);

/** A page of those whose name begins with `search`, whatever the case and accents, by name: what a drop-down needs
 *  (DP-6). `search` and `page` may be NULL; the caller frees `organizations`.
 *  Errors: "page.cursor", "page.limit". Any thread. */
ROSTER_API roster_status roster_organizations_list(const roster_account* account, const roster_actor* actor,
                                                   const roster_str* search, const roster_page_request* page,
                                                   roster_organization_page** organizations, roster_error** error);

/** Removes one for good.
 *  Errors: ROSTER_FAILED_PRECONDITION "organizations.in_use" while users belong to it, deleted ones too: they may
 *  come back. Any thread. */
ROSTER_API roster_status roster_organizations_remove(const roster_account* account, const roster_actor* actor,
                                                     const roster_organization_id* id, roster_error** error);

#ifdef __cplusplus
}
#endif

#endif
