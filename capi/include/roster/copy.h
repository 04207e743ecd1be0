/*
 * Copying an account from one store to another: SQLite to PostgreSQL and back. The rules of base.h hold.
 *
 * Everything goes with it: the same ids, numbers, revisions and times, its history too. The source is not changed. A
 * copy that was cut short, by an error or a kill, is gone on with by calling again; calling again after it is finished
 * changes nothing. Until it is finished the account is marked `incomplete` in the target and nobody can enter it.
 */
#ifndef ROSTER_COPY_H
#define ROSTER_COPY_H

#include <roster/base.h>
#include <roster/directory.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How far a copy is. */
typedef struct roster_copy_progress_record {
    uint32_t struct_size;
    int32_t passes;          /**< Passes over the source, this one counted. */
    roster_str kind;         /**< What is being dealt with: "account", "users", "history" … */
    int64_t records;         /**< Records of all kinds dealt with in this pass. */
    int64_t written;         /**< Records written, or erased, by this call so far. */
    roster_choice verifying; /**< Both sides are being read to be compared; `records` counts anew. */
    int32_t reserved;
} roster_copy_progress_record;

/** Called after every batch, in the midst of reading: it must not call either store ("storage.reentrant"). The record
 *  lives until it returns. Answers ROSTER_GO_ON or ROSTER_STOP, which ends the copy as ROSTER_CANCELLED; what was
 *  committed stays. */
typedef int32_t (*roster_copy_progress)(void* user_data, const roster_copy_progress_record* progress);

/** How to copy.
 *
 *  finish   ROSTER_NO: bring the target up to date with one pass and leave it incomplete, to be finished by a later
 *           call. So most of a large account can be copied while it is in use, and only the rest while it is not. */
typedef struct roster_copy_options {
    uint32_t struct_size;
    int32_t batch_records; /**< Records in one transaction of the target, 1 to 10,000; default: 1,000. */
    roster_choice finish;  /**< Default: yes. */
    int32_t reserved;
    roster_copy_progress progress; /**< May be NULL. */
    void* user_data;               /**< Handed to `progress`. */
    roster_destroy destroy;        /**< Called on user_data when the copy returns. */
} roster_copy_options;

#define ROSTER_COPY_OPTIONS_INIT ROSTER_INIT(roster_copy_options)
/** As every `_init` (base.h). */
ROSTER_API void roster_copy_options_init(roster_copy_options* options, uint32_t struct_size);

/** What came of a copy. */
typedef struct roster_copied_record {
    uint32_t struct_size;
    int32_t passes;    /**< Passes over the source; 0 when the target had the whole account before. */
    int64_t records;   /**< Records of the account, of all kinds. */
    int64_t written;   /**< Those that this call wrote or erased; 0 when the target was the same already. */
    roster_str digest; /**< Of all records, 64 hexadecimal digits; alike in every store that holds the same. */
} roster_copied_record;

/** What came of one copy. */
typedef struct roster_copied roster_copied;
/** The record; NULL for NULL. Cannot fail. Any thread. */
ROSTER_API const roster_copied_record* roster_copied_view(const roster_copied* copied);
/** Frees the record; takes NULL. Any thread, once. */
ROSTER_API void roster_copied_free(roster_copied* copied);

/** Copies an account, or goes on with a copy, and verifies it at the end by number and digest of every kind of record
 *  on both sides. The host's own decision: there is no actor. The source may be written meanwhile, but what is written
 *  to it after the last look is not in the target: stop writing to it, at least for the call that finishes.
 *  options  may be NULL
 *  copied   receives what came of it, which the caller frees; may be NULL
 *  Errors: ROSTER_NOT_FOUND "accounts.unknown" when the source has no such account; ROSTER_FAILED_PRECONDITION
 *  "accounts.incomplete" when it has an unfinished copy itself; ROSTER_ALREADY_EXISTS "copy.exists" when the target has
 *  an account of this id that is not the same; ROSTER_ABORTED "copy.changed" when the source never came to rest,
 *  "copy.finished_elsewhere"; ROSTER_DATA_LOSS "copy.different" when the target does not hold what was put into it;
 *  ROSTER_CANCELLED "copy.cancelled"; ROSTER_INVALID_ARGUMENT "copy.invalid"; both stores' own. Any thread; the
 *  callback runs on the calling one. */
ROSTER_API roster_status roster_copy(const roster_directory* from, const roster_directory* to,
                                     const roster_account_id* account, const roster_copy_options* options,
                                     roster_copied** copied, roster_error** error);

#ifdef __cplusplus
}
#endif

#endif
