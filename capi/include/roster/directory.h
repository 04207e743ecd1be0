/*
 * The front door: open a store, create and choose a tenant. The rules of base.h hold.
 *
 *     roster_directory (an opened store of many accounts)  →  roster_account (one tenant, the way to its data)
 *
 * Both are light handles that share the store and may be used by any threads at once. The store is closed by
 * roster_directory_close, or when the last directory and account of it are freed, in any order.
 */
#ifndef ROSTER_DIRECTORY_H
#define ROSTER_DIRECTORY_H

#include <roster/accounts.h>
#include <roster/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** An opened store of many accounts. */
typedef struct roster_directory roster_directory;

/** The time now, µs since 1970 UTC. An instant out of range is ROSTER_FAILED_PRECONDITION "environment.clock".
 *  May be called by any threads at once, whichever use the store. */
typedef int64_t (*roster_clock)(void* user_data);
/** Fills `size` bytes at `bytes` with random ones. May be called by any threads at once, whichever use the store.
 *  */
typedef void (*roster_entropy)(void* user_data, void* bytes, size_t size);

/** City and country of an IPv4 or IPv6 address, for lists of sessions: writes up to `size` bytes of UTF-8 to `place`
 *  and answers how many; 0, or more than `size`, for a place that is not known. Called on the thread that signs
 *  somebody in, within a transaction: it must not call Roster. */
typedef size_t (*roster_place)(void* user_data, const roster_str* address, char* place, size_t size);

/** A key that seals the seeds of authenticator apps. `id` names it in all that it sealed, and never another key
 *  again: 1 to 32 of a-z, 0-9, "_" and "-". */
typedef struct roster_sealing_key {
    roster_str id;
    const uint8_t* bytes; /**< 32 random bytes. They are copied, and the copy is wiped when the store is closed. */
} roster_sealing_key;

/** The first seals, all of them open. To rotate, put the new key first. */
typedef struct roster_sealing_key_list {
    const roster_sealing_key* items;
    size_t count;
} roster_sealing_key_list;

/** A permission that a host adds to those that ship (roles.h). */
typedef struct roster_permission_input {
    roster_str name;             /**< With a prefix and a point: "acme.refund". */
    roster_str sentence;         /**< What it lets people do, for a screen. */
    int32_t held_from;           /**< ROSTER_HELD_FROM_…: the lowest built-in role that has it; 0: the owner. */
    int32_t inbox_level;         /**< ROSTER_INBOX_LEVEL_… needed at an inbox; 0: it is not about inboxes. */
    roster_choice per_team;      /**< It can be given for one team; not given: no. */
    roster_choice collaboration; /**< Collaborators can have it; not given: no. */
    roster_str feature;          /**< The feature of the account it depends on, "teams" …; absent for none. */
} roster_permission_input;

/** Several of them. */
typedef struct roster_permission_list {
    const roster_permission_input* items;
    size_t count;
} roster_permission_list;

/** How to open a store. Not given is what most want. */
typedef struct roster_open_options {
    uint32_t struct_size;
    roster_choice create;    /**< Make the store when there is none; not given: yes. */
    roster_choice read_only; /**< Refuse to write; not given: no. */
    int32_t reserved;
    roster_clock clock; /**< Instead of the system's clock; for tests. */
    roster_entropy
        entropy;     /**< Instead of the system's generator; for tests. What it gives becomes ids and secrets. */
    void* user_data; /**< Handed to clock, entropy and place. */
    roster_destroy destroy; /**< Called on user_data when the store is closed, or could not be opened. */
    /** "postgresql://…" of a streaming standby, or several, to which reads may go; not given: every read goes to the
     *  primary, which is what the location names. A standby answers only when it is known to show everything that was
     *  committed max_staleness before the read began; otherwise the primary does. Each account reads its own writes,
     *  made through this directory. Two reads one after the other may see states in the wrong order, and what another
     *  process wrote or forbade may show only after max_staleness. Needs max_staleness. */
    roster_str standby;
    int64_t max_staleness; /**< How old may be what a standby shows: µs, from 10,000 (10 ms) to an hour. */
    /** What signing in needs to know of the host (sessions.h), from here on. What is not given is asked for by the call
     *  that needs it. `product` is shown in authenticator apps, and passwords made of it are refused; not given:
     *  "Roster". */
    roster_str product;
    /** Where links lead, with "{token}" where the secret goes: "https://desk.example/join?token={token}". Links are made
     *  of these and of nothing that a request says. Only https, or http to this machine. */
    roster_str invitation_link;
    roster_str reset_link;
    const roster_sealing_key_list*
        keys;                /**< Without one there are no authenticator apps, and no links in events. */
    int64_t parallel_hashes; /**< Passwords that are hashed at once; others wait. Not given: 4. */
    int64_t hashing_memory;  /**< Bytes that may take, at least 32 MiB; not given: 256 MiB. */
    roster_place place;      /**< Where an address is; not given: no session has a place. */
    /** The host's own name as an OAuth server (RFC 8414 issuer): an https address without query and fragment, told to
     *  apps as iss (RFC 9207); not given: it is not told. */
    roster_str issuer;
    /** Who asks for passkeys (passkeys.h): the domain they belong to, for good. Not given: there are none. */
    roster_str rp_id;
    roster_str rp_name; /**< What browsers show then; not given: `product`. */
    /** The pages that may ask, as browsers write them: "https://desk.example", on rp_id or below it;
     *  "android:apk-key-hash:…" for an app. Required with rp_id. */
    const roster_str_list* origins;
    /** The host's own permissions, known in the whole process from then on; giving the same again is fine. */
    const roster_permission_list* permissions;
    /** A file in MaxMind's format (GeoLite2-City.mmdb or alike), which says where addresses are when `place` is not given.
     *  It is mapped into memory while the store is open: replace it by renaming, never write into it. */
    roster_str place_file;
    /** uap-core's regexes.yaml, read once: names more devices than the common browsers that are known without it. */
    roster_str device_file;
    /** Tokens whose principals are kept in memory, some 400 bytes each, so that validating them again reads nothing while
     *  nobody writes. Not given: 50,000; at most 100,000,000. 0 is "not given": to keep next to nothing, say 1. */
    int64_t validated_tokens;
} roster_open_options;

#define ROSTER_OPEN_OPTIONS_INIT ROSTER_INIT(roster_open_options)
/** As every `_init` (base.h). */
ROSTER_API void roster_open_options_init(roster_open_options* options, uint32_t struct_size);

/** Opens a store, and brings an older one up to this version first.
 *  location   the path of an SQLite file; ":memory:" for a store that lives as long as its handles;
 *  "postgresql://…"
 *  options    may be NULL
 *  directory  receives the opened store, which the caller frees
 *  Errors: ROSTER_INVALID_ARGUMENT "storage.location", "storage.standby", "sessions.invalid_settings" with every wrong
 *  field, "roles.invalid_permissions", "seal.key" for a sealing key whose id is none or given twice; ROSTER_FAILED_PRECONDITION
 *  "storage.not_a_store", "storage.newer", "storage.read_only"; ROSTER_UNAVAILABLE "storage.busy", "storage.io"; ROSTER_RESOURCE_EXHAUSTED
 *  "storage.full"; ROSTER_DATA_LOSS "storage.damaged"; ROSTER_UNIMPLEMENTED where this build lacks the engine, and
 *  "sessions.left_out" where it lacks what reads place_file or device_file. The store's errors may come from every later call as well. Any thread. */
ROSTER_API roster_status roster_open(const roster_str* location, const roster_open_options* options,
                                     roster_directory** directory, roster_error** error);

/** Frees the handle; takes NULL. Any thread, once, when no call uses it. */
ROSTER_API void roster_directory_free(roster_directory* directory);

/** Creates a tenant. The host's own decision: there is no actor yet.
 *  fields   what the account is like; a name is required
 *  account  receives the tenant, which the caller frees; may be NULL
 *  Errors: ROSTER_INVALID_ARGUMENT "accounts.invalid" with every wrong field. Any thread. */
ROSTER_API roster_status roster_directory_create_account(const roster_directory* directory,
                                                         const roster_account_fields* fields,
                                                         roster_account** account, roster_error** error);

/** A handle to a tenant, which the caller frees. Errors: ROSTER_NOT_FOUND "accounts.unknown";
 *  ROSTER_FAILED_PRECONDITION "accounts.incomplete" for one that is being copied into this store (copy.h). Any thread.
 *  */
ROSTER_API roster_status roster_directory_account(const roster_directory* directory, const roster_account_id* id,
                                                  roster_account** account, roster_error** error);

/** The tenants, oldest first. `page` may be NULL; `accounts` receives a page, which the caller frees.
 *  Errors: "page.cursor", "page.limit". Any thread. */
ROSTER_API roster_status roster_directory_accounts(const roster_directory* directory,
                                                   const roster_page_request* page, roster_account_page** accounts,
                                                   roster_error** error);

/** Examines the whole store; slow. `faults` receives one line for each fault, none when the store is sound; the
 *  caller frees it. Errors: the store's. Any thread. */
ROSTER_API roster_status roster_directory_check(const roster_directory* directory, roster_text_page** faults,
                                                roster_error** error);

/** Copies the store into a new file while others go on working.
 *  Errors: ROSTER_FAILED_PRECONDITION "storage.exists" when the file is there; ROSTER_UNIMPLEMENTED where the
 *  engine has its own tools for it. Any thread. */
ROSTER_API roster_status roster_directory_backup(const roster_directory* directory, const roster_str* path,
                                                 roster_error** error);

/** Closes the store now, whichever handles to it there still are: waits for the calls under way, then lets go of
 *  files and connections. Every later call is ROSTER_FAILED_PRECONDITION "storage.closed"; closing again does nothing.
 *  The handles are freed as ever. Errors: ROSTER_FAILED_PRECONDITION "storage.reentrant" from a callback inside a
 *  transaction of the store. Any thread. */
ROSTER_API roster_status roster_directory_close(const roster_directory* directory, roster_error** error);

#ifdef __cplusplus
}
#endif

#endif
