/*
 * The ground of the C API: text, ids, errors, structs that grow, callbacks, the actor, pages.
 *
 * The rules, which hold everywhere and are not repeated at each function:
 *
 * Results    What can fail returns a roster_status and takes `roster_error** error` last. `error` may be NULL.
 *            Where it is not, what it points to is overwritten: with NULL on success, otherwise with a new error,
 *            which the caller frees (roster_error_free). One call is one transaction: what failed left nothing
 *            behind.
 * Handles    Opaque, made by the library, given out through an out parameter, freed by the caller with the type's
 *            own `_free`, which takes NULL. An out parameter is set to NULL first, and stays so on failure. Where a
 *            comment says "may be NULL", the caller may leave the result out. Every accessor takes a NULL handle
 *            too and then answers NULL or 0.
 * Pointers   A NULL where something is required is ROSTER_INVALID_ARGUMENT "abi.null", naming every such parameter.
 *            Parameters are read during the call only; the library keeps no pointer to them, callbacks excepted.
 * Text       UTF-8 with a length, see roster_str. Absent is not empty.
 * Inputs     Structs that begin with struct_size. In all of them a member that is all zero bytes is NOT GIVEN: a
 *            roster_str without data, a NULL pointer, the number 0. What is not given is the default where
 *            something is added, stays as it is where something is changed, and does not matter where something is
 *            looked for. To clear a value give an empty one: "" for text, a nil id, a list of no items.
 * Records    Structs that the library makes, const, owned by a handle and gone with it. They begin with struct_size
 *            and grow at the end only; read what your header knows. Text in records is never absent (an empty text
 *            says "none"), and one byte 0 follows it that `len` does not count, so `data` can be printed as it is.
 * Secrets    Tokens, links, codes and seeds are shown in one record, once: the store keeps digests of them, or sealed
 *            texts. They are overwritten when the record's handle is freed; copies are the caller's to wipe. No secret
 *            that is handed in or out is in an error, in the history or in an event.
 * Numbers    Instants are int64_t microseconds since 1970-01-01T00:00Z, days int32_t days since 1970-01-01, enums
 *            int32_t. In an input an unknown number is ROSTER_INVALID_ARGUMENT "abi.value" naming the member; in a
 *            record a later library may show numbers that are not in your header yet: treat them as unknown.
 * Yes or no  Members are a roster_choice: compare with ROSTER_YES. Answers of functions are 1 or 0.
 * Threads    Directories and accounts may be used by any threads at once; what is made from them (records, pages,
 *            errors) never changes and may be read by any threads at once. Only `_free` needs the handle alone.
 *            There is no thread-local state. A callback runs on the thread that made the call.
 * Edge       No exception leaves the library, and it neither aborts nor prints. Callbacks must return: no exception
 *            and no longjmp may leave one. Threads inside a call must not be cancelled (pthread_cancel).
 */
#ifndef ROSTER_BASE_H
#define ROSTER_BASE_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define ROSTER_API __attribute__((visibility("default")))
#else
#define ROSTER_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Version ------------------------------------------------------------------------------------------------ */

/** The version of these headers. */
#define ROSTER_VERSION_MAJOR 0
#define ROSTER_VERSION_MINOR 1
#define ROSTER_VERSION_PATCH 0

/** The number of this ABI. It changes only when programs must be compiled again, and the library's soname with it. */
#define ROSTER_ABI_VERSION 0

/** The version of the loaded library, e.g. "0.1.0". Static text. Cannot fail. Any thread. */
ROSTER_API const char* roster_version(void);

/** ROSTER_ABI_VERSION of the loaded library: another one than that of the headers is not for this program.
 *  Cannot fail. Any thread. */
ROSTER_API int32_t roster_abi_version(void);

/* ---- Text and lists ---------------------------------------------------------------------------------------- */

/** Text: `len` bytes of UTF-8 at `data`; no byte 0 is needed at the end, and one inside is refused like any other
 *  control character. `data` NULL is ABSENT, which is not the same as an empty text (`data` not NULL, `len` 0).
 *  The library never keeps nor frees what a caller's roster_str points to. A parameter `const roster_str*` that
 *  may be absent may be NULL as well. */
typedef struct roster_str {
    const char* data;
    size_t len;
} roster_str;

/** A literal as text: `fields.first_name = ROSTER_STR("Grace")`; in C its address may be taken at once:
 *  `roster_users_find_by_email(desk, &actor, &ROSTER_STR("grace@acme.example"), &user, &error)`. */
#ifdef __cplusplus
#define ROSTER_STR(literal) (roster_str{(literal), sizeof("" literal) - 1})
#else
#define ROSTER_STR(literal) ((roster_str){(literal), sizeof("" literal) - 1})
#endif

/** Points `text` at a string that ends with a byte 0, which must live as long as `text` is used; at nothing
 *  (absent) when `zero_terminated` is NULL. Does nothing when `text` is NULL. Cannot fail. Any thread. */
ROSTER_API void roster_str_init(roster_str* text, const char* zero_terminated);

/** Several texts. As a member of an input it comes by pointer: NULL is "not given", no items (`items` may be NULL
 *  then) is an empty list. An absent item is refused. */
typedef struct roster_str_list {
    const roster_str* items;
    size_t count;
} roster_str_list;

/* ---- Ids --------------------------------------------------------------------------------------------------- */

/** Ids: 16 bytes, a UUID of RFC 9562, most significant byte first. Each kind has its own type, so that no id is
 *  handed in where another kind is meant. 16 zero bytes are the nil id and stand for "none". Ids are made by the
 *  library only; those of one process sort (memcmp) by the order they were made in. Compare two by memcmp. */
typedef struct roster_account_id {
    uint8_t bytes[16];
} roster_account_id;
typedef struct roster_user_id {
    uint8_t bytes[16];
} roster_user_id;
typedef struct roster_role_id {
    uint8_t bytes[16];
} roster_role_id;
typedef struct roster_organization_id {
    uint8_t bytes[16];
} roster_organization_id;
typedef struct roster_group_id {
    uint8_t bytes[16];
} roster_group_id;
typedef struct roster_import_id {
    uint8_t bytes[16];
} roster_import_id;
typedef struct roster_history_id {
    uint8_t bytes[16];
} roster_history_id;
typedef struct roster_session_id {
    uint8_t bytes[16];
} roster_session_id;
typedef struct roster_factor_id {
    uint8_t bytes[16];
} roster_factor_id;
typedef struct roster_api_key_id {
    uint8_t bytes[16];
} roster_api_key_id;
typedef struct roster_event_id {
    uint8_t bytes[16];
} roster_event_id;
typedef struct roster_app_id {
    uint8_t bytes[16];
} roster_app_id;
typedef struct roster_inbox_id {
    uint8_t bytes[16];
} roster_inbox_id;
typedef struct roster_team_id {
    uint8_t bytes[16];
} roster_team_id;

/** Several ids, as roster_str_list. */
typedef struct roster_user_id_list {
    const roster_user_id* items;
    size_t count;
} roster_user_id_list;
typedef struct roster_group_id_list {
    const roster_group_id* items;
    size_t count;
} roster_group_id_list;
typedef struct roster_inbox_id_list {
    const roster_inbox_id* items;
    size_t count;
} roster_inbox_id_list;
typedef struct roster_team_id_list {
    const roster_team_id* items;
    size_t count;
} roster_team_id_list;

/** Bytes that the text of an id takes, the byte 0 at its end included. */
#define ROSTER_ID_TEXT_SIZE 37

/** Writes an id's text form ("0190163d-8694-739b-aea5-966c26f8ad91", lower case, ended by a byte 0):
 *  `roster_id_format(user->id.bytes, text)`. Does nothing when a pointer is NULL. Cannot fail. Any thread. */
ROSTER_API void roster_id_format(const uint8_t bytes[16], char text[ROSTER_ID_TEXT_SIZE]);

/* ---- Errors ------------------------------------------------------------------------------------------------ */

/** How a call ended. The numbers never change; a later library may have more. */
typedef int32_t roster_status;
enum {
    ROSTER_OK = 0,
    ROSTER_INVALID_ARGUMENT = 1, /**< The input is wrong whatever the state; the error's fields name each fault. */
    ROSTER_NOT_FOUND = 2,      /**< No such thing in this account; things of other accounts are "not found" too. */
    ROSTER_ALREADY_EXISTS = 3, /**< A unique value is taken. */
    ROSTER_PERMISSION_DENIED = 4,   /**< The actor is known and may not do this. */
    ROSTER_UNAUTHENTICATED = 5,     /**< There is no valid actor. */
    ROSTER_FAILED_PRECONDITION = 6, /**< The state forbids it: an illegal move, a file that is not a store … */
    ROSTER_ABORTED = 7,             /**< Somebody else changed it first: read again and retry. */
    ROSTER_RESOURCE_EXHAUSTED = 8,  /**< No seats, no disk, no memory, a limit reached. */
    ROSTER_UNAVAILABLE = 9,         /**< The store does not answer now; the same call may succeed later. */
    ROSTER_DATA_LOSS = 10,          /**< Stored data is damaged. */
    ROSTER_UNIMPLEMENTED = 11,      /**< This build lacks the component; the message names it. */
    ROSTER_INTERNAL = 12,           /**< A defect of Roster: please report it. */
    ROSTER_CANCELLED = 13           /**< The caller's own callback asked to stop. */
};

/** The status in words, e.g. "not_found"; "unknown" for a number that is none. Static text. Cannot fail. Any
 *  thread. */
ROSTER_API const char* roster_status_name(roster_status status);

/** Why a call failed. Owned by the caller; every text is the error's own, ends with a byte 0 and is gone with it.
 *  Never holds a secret nor the value that was refused. Out of memory is an error too, and needs none. */
typedef struct roster_error roster_error;

/** The status that the call returned; ROSTER_OK for NULL. Cannot fail. Any thread. */
ROSTER_API roster_status roster_error_status(const roster_error* error);
/** The stable sub-code "<room>.<what>", e.g. "users.last_owner"; docs/errors.md lists them. NULL for NULL.
 *  Cannot fail. Any thread. */
ROSTER_API const char* roster_error_reason(const roster_error* error);
/** A sentence fit to show to the person at the screen. NULL for NULL. Cannot fail. Any thread. */
ROSTER_API const char* roster_error_message(const roster_error* error);
/** How many fields are at fault: all are listed, not only the first. 0 when the error is not about input.
 *  Cannot fail. Any thread. */
ROSTER_API size_t roster_error_field_count(const roster_error* error);
/** The name of the field at fault, as in the struct or the parameter list: "email"; lists are indexed: "labels[2]".
 *  NULL from roster_error_field_count on. Cannot fail. Any thread. */
ROSTER_API const char* roster_error_field_name(const roster_error* error, size_t index);
/** What is wrong with it, stable, for programs: "required", "too_long", "invalid_utf8" … NULL as above.
 *  Cannot fail. Any thread. */
ROSTER_API const char* roster_error_field_reason(const roster_error* error, size_t index);
/** The same for people. NULL as above. Cannot fail. Any thread. */
ROSTER_API const char* roster_error_field_message(const roster_error* error, size_t index);
/** Frees an error; takes NULL. Any thread, once. */
ROSTER_API void roster_error_free(roster_error* error);

/** Reads an id from its text form (36 characters, either case) into 16 bytes: `roster_id_parse(&text, id.bytes,
 *  &error)`.
 *  Errors: ROSTER_INVALID_ARGUMENT "abi.value" naming "text", and nothing is written. Any thread. */
ROSTER_API roster_status roster_id_parse(const roster_str* text, uint8_t bytes[16], roster_error** error);

/* ---- Structs that grow ------------------------------------------------------------------------------------- */

/*
 * Every input struct begins with `uint32_t struct_size`, which tells the library which version of it the program
 * was compiled with. Three ways to set it:
 *
 *     roster_user_fields a = ROSTER_USER_FIELDS_INIT;
 *     roster_user_fields b = {ROSTER_SIZED(roster_user_fields), .first_name = ROSTER_STR("Grace")};
 *     roster_user_fields_init(&c, sizeof c);             (for programs that do not compile these headers)
 *
 * The library copies what it knows into a zeroed struct of its own version. A struct of a later version is accepted
 * as long as what the library does not know is zero, that is, not given. ROSTER_INVALID_ARGUMENT "abi.struct_size"
 * is answered for a struct_size of 0, one smaller than the first released version, and a tail that is not zero.
 * A member `reserved` is there to leave no gap, and must be 0.
 *
 * Each `_init` function zeroes struct_size bytes and then sets the member struct_size. It does nothing for NULL or
 * a size under 4, cannot fail, and may run on any thread.
 */
#define ROSTER_SIZED(type) .struct_size = (uint32_t)sizeof(type)
#ifdef __cplusplus
extern "C++" {
template <class T>
inline T roster_sized() {
    T zeroed = T();
    zeroed.struct_size = static_cast<uint32_t>(sizeof(T));
    return zeroed;
}
}
#define ROSTER_INIT(type) roster_sized<type>()
#else
#define ROSTER_INIT(type) {ROSTER_SIZED(type)}
#endif

/** Yes or no, where it may be left open: ROSTER_UNSPECIFIED (0) in an input is "not given". Compare with ROSTER_YES
 *  instead of testing for truth: ROSTER_NO is not 0. */
typedef int32_t roster_choice;
enum { ROSTER_UNSPECIFIED = 0, ROSTER_YES = 1, ROSTER_NO = 2 };

/* ---- Callbacks --------------------------------------------------------------------------------------------- */

/** Frees what a callback's user data needs. Called exactly once, when the library is done with the user data, also
 *  when the call that was given it fails (but not when the struct that holds it was refused as "abi.struct_size").
 *  NULL where there is nothing to free. */
typedef void (*roster_destroy)(void* user_data);

/** What a callback answers that may stop a walk: 0 goes on, anything else stops. */
enum { ROSTER_GO_ON = 0, ROSTER_STOP = 1 };

/* ---- The actor --------------------------------------------------------------------------------------------- */

enum {
    ROSTER_ACTOR_USER = 1,  /**< A person acts, with that person's rights. */
    ROSTER_ACTOR_SYSTEM = 2 /**< The host acts: bound by the rules, not by any user's rights. */
};

/** Who does it; the second parameter of every call that does or sees something. A missing actor is never the
 *  system: NULL, a zeroed struct, kind 0 and a nil user are ROSTER_UNAUTHENTICATED "users.no_actor".
 *  That the user really is who they say, the host must know: roster_sessions_validate (sessions.h) tells it. */
typedef struct roster_actor {
    uint32_t struct_size;
    int32_t kind;                /**< ROSTER_ACTOR_USER or ROSTER_ACTOR_SYSTEM. */
    roster_user_id user;         /**< The acting user; nil for the system. */
    roster_str name;             /**< The system's name in the history, at most 100 characters; absent: "system". */
    roster_user_id on_behalf_of; /**< For whom the actor acts; nil for nobody. The rights stay the actor's. */
    /** Names of the permissions that the actor is limited to, as an API key is; NULL for all that the user has, an empty
     *  list for none. */
    const roster_str_list* limited_to;
} roster_actor;

/** Initialisers: `roster_actor actor = ROSTER_ACTOR_INIT_USER(owner->id);`, `… =
 *  ROSTER_ACTOR_INIT_SYSTEM("nightly");` */
#define ROSTER_ACTOR_INIT ROSTER_INIT(roster_actor)
#define ROSTER_ACTOR_INIT_USER(user_id) \
    {(uint32_t)sizeof(roster_actor), ROSTER_ACTOR_USER, (user_id), {NULL, 0}, {{0}}, NULL}
#define ROSTER_ACTOR_INIT_SYSTEM(literal) \
    {(uint32_t)sizeof(roster_actor), ROSTER_ACTOR_SYSTEM, {{0}}, {(literal), sizeof("" literal) - 1}, {{0}}, NULL}

/** Sets up an actor that is nobody yet. As every `_init`, see above. */
ROSTER_API void roster_actor_init(roster_actor* actor, uint32_t struct_size);
/** Sets up the actor `user`; nobody when `user` is NULL. As every `_init`. */
ROSTER_API void roster_actor_init_user(roster_actor* actor, uint32_t struct_size, const roster_user_id* user);
/** Sets up the system. `name` may be NULL ("system"); its bytes are not copied. As every `_init`. */
ROSTER_API void roster_actor_init_system(roster_actor* actor, uint32_t struct_size, const roster_str* name);

/* ---- Pages ------------------------------------------------------------------------------------------------- */

/** Which part of a list is wanted. NULL where a request may be given is the first page of 50. */
typedef struct roster_page_request {
    uint32_t struct_size;
    int32_t limit;    /**< Rows in a page, 1 to 1,000; 0 is 50. */
    roster_str after; /**< The cursor that the page before gave as `next`; absent or empty for the first page. */
} roster_page_request;

#define ROSTER_PAGE_REQUEST_INIT ROSTER_INIT(roster_page_request)
/** As every `_init`, see above. */
ROSTER_API void roster_page_request_init(roster_page_request* page, uint32_t struct_size);

/*
 * Each kind of page is a handle with the same four functions:
 *
 *     _count  how many rows; 0 for NULL
 *     _at     a row, owned by the page; NULL from `count` on
 *     _next   the cursor of the following page, owned by the page; NULL at the end. It points into the page: keep
 *     the
 *             page until the next one was read.
 *     _free   frees the page with its rows; takes NULL
 *
 * A walk visits every row that existed throughout exactly once, whatever others insert or delete meanwhile. A
 * cursor fits its own list, filter, sort and account only: any other, and a changed one, is ROSTER_INVALID_ARGUMENT
 * "page.cursor"; a limit out of its range is "page.limit".
 */

/** A page, or all, of a list of texts. */
typedef struct roster_text_page roster_text_page;
/** See above. Cannot fail. Any thread. */
ROSTER_API size_t roster_text_page_count(const roster_text_page* page);
ROSTER_API const roster_str* roster_text_page_at(const roster_text_page* page, size_t index);
ROSTER_API const roster_str* roster_text_page_next(const roster_text_page* page);
ROSTER_API void roster_text_page_free(roster_text_page* page);

#ifdef __cplusplus
}
#endif

#endif
