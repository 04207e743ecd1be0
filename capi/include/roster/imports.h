/*
 * Imports: a million people from CSV or JSON lines, resumable, every bad row reported (BX-15). The rules of base.h
 * hold.
 *
 * A row is taken whole or not at all. Wrong rows, and rows whose address or external id belongs to somebody
 * already, are reported by line, field and reason while the good ones go in. Memory does not grow with the source.
 */
#ifndef ROSTER_IMPORTS_H
#define ROSTER_IMPORTS_H

#include <roster/accounts.h>
#include <roster/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Values ------------------------------------------------------------------------------------------------- */

/*
 * Each `_name` function gives a number's name in small letters, "unknown" for a number that is none.
 * Static text. Cannot fail. Any thread.
 */

/** CSV: a header row, quoted fields, UTF-8 with or without a byte order mark. JSON lines: one object a line. */
enum { ROSTER_IMPORT_FORMAT_CSV = 1, ROSTER_IMPORT_FORMAT_JSON_LINES = 2 };
ROSTER_API const char* roster_import_format_name(int32_t format);

/** Running also means: interrupted, to be resumed. */
enum { ROSTER_IMPORT_STATUS_RUNNING = 1, ROSTER_IMPORT_STATUS_FINISHED = 2 };
ROSTER_API const char* roster_import_status_name(int32_t status);

/** One import: what it is, and how far it came. */
typedef struct roster_import_record {
    uint32_t struct_size;
    int32_t format; /**< ROSTER_IMPORT_FORMAT_… */
    int32_t status; /**< ROSTER_IMPORT_STATUS_… */
    int32_t reserved;
    roster_import_id id;
    roster_str key;         /**< The host's name for it. */
    int64_t rows;           /**< Records read so far. */
    int64_t added;          /**< People added so far. */
    int64_t failed;         /**< Records refused so far; each has at least one fault. */
    int64_t position;       /**< Bytes of the source that are dealt with. */
    int64_t line;           /**< The line at which the rest of the source begins, from 1. */
    roster_str fingerprint; /**< Digest of the source's first bytes: it must be the same to resume. */
    int64_t revision;       /**< Grows by one with every batch. */
    int64_t started_at;     /**< µs */
    int64_t updated_at;     /**< µs, when the last batch was committed. */
} roster_import_record;

/** Why one record of an import was refused, or one of its values. */
typedef struct roster_import_fault_record {
    uint32_t struct_size;
    int32_t reserved;
    int64_t line;       /**< The line of the source where the record begins, from 1. */
    roster_str field;   /**< The field at fault; empty when it is the record as a whole. */
    roster_str reason;  /**< Stable, for programs: "invalid_email", "taken" … */
    roster_str message; /**< For people; never holds the rejected value. */
} roster_import_fault_record;

/** How far a running import is. */
typedef struct roster_import_progress_record {
    uint32_t struct_size;
    int32_t reserved;
    int64_t rows;     /**< Records read so far. */
    int64_t added;    /**< People added so far. */
    int64_t failed;   /**< Records refused so far. */
    int64_t position; /**< Bytes of the source that are dealt with. */
} roster_import_progress_record;

/** An import as it was when it was read. */
typedef struct roster_import roster_import;
/** The record; NULL for NULL. Cannot fail. Any thread. */
ROSTER_API const roster_import_record* roster_import_view(const roster_import* import);
/** Frees the record; takes NULL. Any thread, once. */
ROSTER_API void roster_import_free(roster_import* import);

/** A page of faults; see "Pages" in base.h. */
typedef struct roster_import_fault_page roster_import_fault_page;
ROSTER_API size_t roster_import_fault_page_count(const roster_import_fault_page* page);
ROSTER_API const roster_import_fault_record* roster_import_fault_page_at(const roster_import_fault_page* page,
                                                                         size_t index);
ROSTER_API const roster_str* roster_import_fault_page_next(const roster_import_fault_page* page);
ROSTER_API void roster_import_fault_page_free(roster_import_fault_page* page);

/* ---- Options ------------------------------------------------------------------------------------------------ */

/** Which field a column is: "E-Mail" → "email". An empty or absent field leaves the column out. */
typedef struct roster_import_column {
    roster_str column;
    roster_str field;
} roster_import_column;
typedef struct roster_import_column_list {
    const roster_import_column* items;
    size_t count;
} roster_import_column_list;

/** Called after every batch; the record lives until it returns. Answers ROSTER_GO_ON or ROSTER_STOP, which ends the
 *  import as ROSTER_CANCELLED; what was committed stays, and the import can be resumed. */
typedef int32_t (*roster_import_progress)(void* user_data, const roster_import_progress_record* progress);
/** Called for every fault as it is found, after its batch was committed; the record lives until it returns. */
typedef void (*roster_import_fault)(void* user_data, const roster_import_fault_record* fault);
/** Reads up to `size` bytes of the source into `buffer`. Answers how many; 0 at the end; a negative number when the
 *  source cannot be read, which ends the import as ROSTER_CANCELLED "abi.source". */
typedef int64_t (*roster_import_source)(void* user_data, char* buffer, size_t size);

/** How to import.
 *
 *  key      The host's name for this import, required. The same source under the same key goes on where the last
 *           committed batch ended; once finished, nothing is done and its result comes back.
 *  columns  For columns that are not named like a field of roster_user_fields. A column that is neither here nor a
 *           field's name is ignored. "organization" and "groups" take names. Several values in one column
 *           ("other_emails", "groups", "labels") are separated by ';' in CSV and an array in JSON. */
typedef struct roster_import_options {
    uint32_t struct_size;
    int32_t format; /**< ROSTER_IMPORT_FORMAT_…; default: CSV. */
    roster_str key;
    const roster_import_column_list* columns;
    int32_t kind;       /**< ROSTER_USER_KIND_… of rows that do not say; default: customer. */
    int32_t onboarding; /**< ROSTER_ONBOARDING_… of everybody; default: not invited. */
    roster_choice
        create_organizations; /**< Create missing organizations and groups, which needs manage_organizations and manage_groups; default: yes. */
    int32_t batch_rows;              /**< Rows in one transaction, 1 to 10,000; default: 1,000. */
    roster_import_progress progress; /**< May be NULL. */
    roster_import_fault fault;       /**< May be NULL. Faults are kept in the store as well. */
    void* user_data;                 /**< Handed to `progress` and `fault`. */
    roster_destroy destroy;          /**< Called on user_data when the import returns. */
    roster_str delimiter;            /**< What separates the cells of a CSV: one ASCII character; default: ",". */
} roster_import_options;

#define ROSTER_IMPORT_OPTIONS_INIT ROSTER_INIT(roster_import_options)
/** As every `_init` (base.h). */
ROSTER_API void roster_import_options_init(roster_import_options* options, uint32_t struct_size);

/* ---- Calls -------------------------------------------------------------------------------------------------- */

/** Runs (or resumes) an import to its end. Administrators and the system only.
 *  source   gives the bytes, from the first one on, also when an import is resumed
 *  user_data, destroy  the source's; `destroy` may be NULL
 *  import   receives the finished import with its counts, which the caller frees; may be NULL
 *  Errors: ROSTER_INVALID_ARGUMENT "imports.invalid" with fields, "imports.other_source" when the source is not the
 *  one that was begun under this key, "imports.header" without a usable header; ROSTER_CANCELLED;
 *  ROSTER_RESOURCE_EXHAUSTED "accounts.no_seat"; ROSTER_ABORTED "imports.running_elsewhere";
 *  ROSTER_PERMISSION_DENIED; ROSTER_UNAUTHENTICATED. Any thread; the callbacks run on the calling one. */
ROSTER_API roster_status roster_imports_run(const roster_account* account, const roster_actor* actor,
                                            roster_import_source source, void* user_data, roster_destroy destroy,
                                            const roster_import_options* options, roster_import** import,
                                            roster_error** error);

/** The same from a file. Errors: ROSTER_NOT_FOUND "imports.no_file" as well. Any thread, as above. */
ROSTER_API roster_status roster_imports_run_file(const roster_account* account, const roster_actor* actor,
                                                 const roster_str* path, const roster_import_options* options,
                                                 roster_import** import, roster_error** error);

/** How far the import of that key came; the caller frees it. `*import` is NULL, and the status ROSTER_OK, when none
 *  was begun under this key. Any thread. */
ROSTER_API roster_status roster_imports_find(const roster_account* account, const roster_actor* actor,
                                             const roster_str* key, roster_import** import, roster_error** error);

/** A page of an import's faults, in the order of their lines; the caller frees it. `page` may be NULL.
 *  Errors: "page.cursor", "page.limit". Any thread. */
ROSTER_API roster_status roster_imports_faults(const roster_account* account, const roster_actor* actor,
                                               const roster_import_id* import, const roster_page_request* page,
                                               roster_import_fault_page** faults, roster_error** error);

#ifdef __cplusplus
}
#endif

#endif
