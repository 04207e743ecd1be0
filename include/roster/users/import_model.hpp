// Imports: bringing in people from files. Plain values.
#pragma once

#include <roster/users/model.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace roster {

using ImportId = Id<struct ImportTag>;

enum class ImportFormat : std::int32_t { csv = 1, json_lines = 2 };
template <>
struct EnumNames<ImportFormat> {
    static constexpr std::pair<ImportFormat, std::string_view> all[] = {{ImportFormat::csv, "csv"},
                                                                        {ImportFormat::json_lines, "json_lines"}};
};

enum class ImportStatus : std::int32_t { running = 1, finished = 2 };
template <>
struct EnumNames<ImportStatus> {
    static constexpr std::pair<ImportStatus, std::string_view> all[] = {{ImportStatus::running, "running"},
                                                                        {ImportStatus::finished, "finished"}};
};

/// One import: what it is, and how far it came. Kept in the store with every batch, so that it can be resumed.
struct Import {
    ImportId id;
    std::string key;
    ImportFormat format = ImportFormat::csv;
    ImportStatus status = ImportStatus::running;
    std::int64_t rows = 0;
    std::int64_t added = 0;
    std::int64_t failed = 0;
    std::int64_t position = 0;
    std::int64_t line = 1;
    std::string fingerprint;
    std::int64_t revision = 0;
    Instant started_at;
    Instant updated_at;

    static constexpr auto fields() {
        using I = Import;
        return FieldTable{
            field("id", &I::id, "The import's id."),
            field("key", &I::key, "The host's name for it; running it again under this name resumes it."),
            field("format", &I::format, "What the source is."),
            field("status", &I::status, "Running (perhaps interrupted), or finished."),
            field("rows", &I::rows, "Records read so far."),
            field("added", &I::added, "People added so far."),
            field("failed", &I::failed, "Records refused so far; each has at least one fault."),
            field("position", &I::position, "Bytes of the source that are dealt with."),
            field("line", &I::line, "The line at which the rest of the source begins, from 1."),
            field("fingerprint", &I::fingerprint,
                  "Digest of the source's first bytes: it must be the same to resume."),
            field("revision", &I::revision, "Grows by one with every batch."),
            field("started_at", &I::started_at, "When it began."),
            field("updated_at", &I::updated_at, "When the last batch was committed."),
        };
    }
};

/// Why one record of an import was refused, or one of its values.
struct ImportFault {
    std::int64_t line = 0;
    std::string field;
    std::string reason;
    std::string message;

    static constexpr auto fields() {
        using F = ImportFault;
        return FieldTable{
            roster::field("line", &F::line, "The line of the source where the record begins, from 1."),
            roster::field("field", &F::field, "The field at fault; empty when it is the record as a whole."),
            roster::field("reason", &F::reason,
                          "Stable, for programs: as in FieldError::reason, or Error::reason of a refusal."),
            roster::field("message", &F::message, "For people; never holds the rejected value."),
        };
    }
    friend bool operator==(const ImportFault&, const ImportFault&) = default;
};

}  // namespace roster
