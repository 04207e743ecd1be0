// Copying an account from one store to another: SQLite to PostgreSQL and back, or any other two.
#pragma once

#include <roster/directory.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <tuple>

namespace roster {

/// How far a copy is. Given to the progress callback after every batch.
struct CopyProgress {
    std::string kind;          ///< What is being dealt with: "account", "users", "history" …
    std::int64_t records = 0;  ///< Records of all kinds dealt with in this pass.
    std::int64_t written = 0;  ///< Records written, or erased, by this call so far.
    std::int32_t passes = 1;   ///< Passes over the source, this one counted.
    bool verifying = false;    ///< Both sides are being read to be compared; `records` counts anew.

    static constexpr auto fields() {
        using P = CopyProgress;
        return FieldTable{
            field("kind", &P::kind, "What is being dealt with: \"account\", \"users\", \"history\" …"),
            field("records", &P::records, "Records of all kinds dealt with in this pass."),
            field("written", &P::written, "Records written, or erased, by this call so far."),
            field("passes", &P::passes, "Passes over the source, this one counted."),
            field("verifying", &P::verifying, "Both sides are being read to be compared; records counts anew."),
        };
    }
};

struct CopyOptions {
    std::int32_t batch_records = 1'000;  ///< Records in one transaction of the target, 1 to 10,000.

    /// False: bring the target up to date with one pass and leave it incomplete, to be finished by a later call. So most
    /// of a large account can be copied while it is in use, and only the rest while it is not.
    bool finish = true;

    /// Called after every batch, on the calling thread, in the midst of reading: it must not call either store
    /// ("storage.reentrant"). False stops the copy with Error `cancelled`; what was committed stays.
    std::function<bool(const CopyProgress&)> progress{};
};

/// What came of a copy.
struct Copied {
    std::int64_t records = 0;  ///< Records of the account, of all kinds.
    std::int64_t written = 0;  ///< Those that this call wrote or erased; 0 when the target was the same already.
    std::int32_t passes = 0;   ///< Passes over the source; 0 when the target had the whole account before.
    std::string digest;        ///< Of all records, 64 hexadecimal digits; alike in every store that holds the same.

    static constexpr auto fields() {
        using C = Copied;
        return FieldTable{
            field("records", &C::records, "Records of the account, of all kinds."),
            field("written", &C::written,
                  "Those that this call wrote or erased; 0 when the target was the same already."),
            field("passes", &C::passes, "Passes over the source; 0 when the target had the whole account before."),
            field("digest", &C::digest,
                  "Of all records, 64 hexadecimal digits; alike in every store that holds the same."),
        };
    }
};

/// Copies an account with everything in it, its history too, into another store: the same ids, numbers, revisions and
/// times. The source is not changed. The host's own decision: there is no actor.
///
/// Each pass reads the source over one snapshot, compares it with the target record by record in the order of their
/// keys, and writes what differs in batches, each a transaction. So a copy that was cut short, by an error or a kill,
/// is gone on with by calling again, and calling again after it is finished changes nothing. Memory is bounded by the
/// batch. After the pass the target is read as a whole, and number and digest of every kind of record must be those of
/// the snapshot. The digest is made of every field in the field tables.
///
/// The source may be written meanwhile: what came after the snapshot is fetched by the next pass, until the source is
/// found as it was copied; a source that never comes to rest is "copy.changed". What is written to the source after the
/// last look is not in the target. So stop writing to the source, or stop it for a last call that finishes what
/// `finish = false` began.
///
/// Until it is finished, the account is marked AccountRecord::incomplete in the target: it is listed there and nobody
/// can enter it ("accounts.incomplete").
///
/// @throws Error not_found "accounts.unknown" when the source has no such account; failed_precondition
///   "accounts.incomplete" when it has an unfinished copy itself; already_exists "copy.exists" when the target has an
///   account of this id that is not the same, naming the kind in which it differs; aborted "copy.changed", and
///   "copy.finished_elsewhere" when somebody else finished the same copy meanwhile; data_loss "copy.different" when the
///   target does not give back what was put into it, naming the kind; cancelled "copy.cancelled"; invalid_argument
///   "copy.invalid"; and as both stores
Copied copy(const Directory& from, const Directory& to, AccountId account, const CopyOptions& options = {});

}  // namespace roster
