// Imports: a million people from CSV or JSON lines, resumable, every bad row reported (BX-15).
#pragma once

#include <roster/base/actor.hpp>
#include <roster/storage/scope.hpp>
#include <roster/users/import_model.hpp>

#include <cstddef>
#include <functional>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>

namespace roster {

/// How far a running import is. Given to the progress callback after every batch.
struct ImportProgress {
    std::int64_t rows = 0;
    std::int64_t added = 0;
    std::int64_t failed = 0;
    std::int64_t position = 0;

    static constexpr auto fields() {
        using P = ImportProgress;
        return FieldTable{
            field("rows", &P::rows, "Records read so far."),
            field("added", &P::added, "People added so far."),
            field("failed", &P::failed, "Records refused so far."),
            field("position", &P::position, "Bytes of the source that are dealt with."),
        };
    }
};

struct ImportOptions {
    ImportFormat format = ImportFormat::csv;

    /// The host's name for this import, required. Running the same source again under the same key goes on where the
    /// last committed batch ended; when it is finished, nothing is done and its result comes back.
    std::string key{};

    /// Column name → field name of UserFields, for columns that are not named like the field ("E-Mail" → "email").
    /// "" leaves a column out. A column that is neither here nor a field's name is ignored. "organization" and
    /// "groups" take names; "other_emails", "groups" and "labels" take several values: separated by ';' in CSV, an
    /// array in JSON.
    std::map<std::string, std::string> columns{};

    /// What separates the cells of a CSV: one ASCII character, no quote, space or line end ("," or ";" or "\t").
    /// Nothing is guessed from the source.
    std::string delimiter = ",";

    UserKind kind = UserKind::customer;               ///< Of rows that do not say.
    Onboarding onboarding = Onboarding::not_invited;  ///< Of everybody; `active` only by the system.
    /// Organizations and groups not there yet are created by whoever has manage_organizations and manage_groups; else it
    /// is a fault.
    bool create_organizations = true;

    std::int32_t batch_rows = 1'000;  ///< Rows in one transaction, 1 to 10,000.

    /// Called after every batch, on the calling thread; false stops the import with Error `cancelled`. What was
    /// committed stays, and the import can be resumed.
    std::function<bool(const ImportProgress&)> progress{};
    /// Called for every fault as it is found, after its batch was committed. Faults are kept in the store as well.
    std::function<void(const ImportFault&)> fault{};
};

/// Bringing in people. A light handle; copies are free, any thread may use it.
///
/// A row is taken whole or not at all. Wrong rows, and rows whose address or external id belongs to somebody already,
/// are reported by line, field and reason while the good ones go in. Memory does not grow with the source.
class Imports {
public:
    /// Reads up to `size` bytes of the source into `buffer`; 0 is the end. What it throws ends the import.
    using Source = std::function<std::size_t(char* buffer, std::size_t size)>;

    explicit Imports(Scope scope) : scope_(std::move(scope)) {}

    /// Runs (or resumes) an import to its end. Administrators and the system only.
    /// @return the finished import, with its counts
    /// @throws Error invalid_argument ("imports.invalid" with fields; "imports.other_source" when the source is not the
    ///   one that was begun under this key; "imports.header" without a usable header; "imports.delimiter"), cancelled,
    ///   resource_exhausted ("accounts.no_seat"), aborted ("imports.running_elsewhere"), permission_denied
    Import run(const Actor& actor, Source source, const ImportOptions& options) const;
    Import run(const Actor& actor, std::istream& source, const ImportOptions& options) const;
    /// @throws Error not_found "imports.no_file" as well
    Import run_file(const Actor& actor, const std::string& path, const ImportOptions& options) const;

    /// @return nullopt when no import was begun under this key
    std::optional<Import> find(const Actor& actor, const std::string& key) const;
    /// The faults of an import, in the order of their lines.
    Page<ImportFault> faults(const Actor& actor, ImportId import, const PageRequest& page = {}) const;

private:
    Scope scope_;
};

}  // namespace roster
