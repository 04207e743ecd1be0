/*
 * Roster: the people layer of support products. Everything of the C API.
 *
 * Read roster/base.h first: it holds the rules that every function and struct below keeps. docs/abi.md is the
 * promise of what stays as it is from release to release.
 *
 *   base.h           text, ids, errors, structs that grow, callbacks, the actor, pages
 *   time.h           instants, days, time zones
 *   directory.h      open a store, create and choose a tenant
 *   copy.h           copy an account from one store to another
 *   accounts.h       the tenant's record: plan, policy, features
 *   roles.h          roles, permissions, what single users are allowed, and every question about it
 *   inboxes.h        who gets how far at an inbox, and who serves it
 *   teams.h          people who work together
 *   users_model.h    a person's record, and what can be given and asked for
 *   users.h          all that can be done with people
 *   organizations.h  what customers belong to
 *   groups.h         users who share permissions
 *   sessions.h       signing in, staying signed in, who is signed in where
 *   passwords.h      passwords, invitations, resets
 *   factors.h        second factors: authenticator apps and recovery codes
 *   passkeys.h       signing in with a phone, a computer or a security key
 *   api_keys.h       tokens for programs
 *   apps.h           OAuth apps that act for users
 *   imports.h        bringing in people from files
 *   history.h        who changed what, when
 */
#ifndef ROSTER_H
#define ROSTER_H

#include <roster/accounts.h>
#include <roster/api_keys.h>
#include <roster/apps.h>
#include <roster/base.h>
#include <roster/copy.h>
#include <roster/directory.h>
#include <roster/factors.h>
#include <roster/groups.h>
#include <roster/history.h>
#include <roster/imports.h>
#include <roster/inboxes.h>
#include <roster/organizations.h>
#include <roster/passkeys.h>
#include <roster/passwords.h>
#include <roster/roles.h>
#include <roster/sessions.h>
#include <roster/teams.h>
#include <roster/time.h>
#include <roster/users.h>
#include <roster/users_model.h>

#endif
