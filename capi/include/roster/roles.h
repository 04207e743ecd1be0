/*
 * Roles, as far as the users room needs them: the built-in ones. Their ids are the same in every account and store.
 * The rules of base.h hold.
 */
#ifndef ROSTER_ROLES_H
#define ROSTER_ROLES_H

#include <roster/base.h>

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

#ifdef __cplusplus
}
#endif

#endif
