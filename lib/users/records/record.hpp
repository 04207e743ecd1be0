// Records: people as they stand in a file, one record after the other, before anyone asks what they mean.
//
// Private to the import of people. A reader knows the file format and nothing of users: it cuts a stream of bytes
// into records of named cells, says exactly where each record starts and ends, and turns whatever is malformed
// into a fault of that one record, so that the good ones around it still go in.
#pragma once

#include <roster/base/error.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace roster::records {

/// Where the bytes come from: writes at most `size` bytes to `buffer` and returns how many; 0 means the end, and it
/// is not called again after that. It may throw: the exception passes through the reader, which is then to be
/// thrown away; a new one goes on with resume_at().
using Read = std::function<std::size_t(char* buffer, std::size_t size)>;

/// Longest record in bytes, without its line end. What is longer is a fault, so that a forgotten quote cannot make
/// the reader hold the rest of a huge file.
inline constexpr std::size_t max_record = std::size_t{1024} * 1024;
/// Most columns of one file. JSON lines: the most different keys (of objects, too) in all lines together.
inline constexpr std::size_t max_columns = 1024;
/// JSON lines: how deep objects and arrays may stand in one another; the line's own object is the first level.
inline constexpr std::size_t max_depth = 8;
/// JSON lines: longest column name in bytes, dots included.
inline constexpr std::size_t max_key = 256;

/// A place between two records. Saved after a committed batch, it is where an interrupted import goes on.
struct Position {
    std::uint64_t offset = 0;  ///< Bytes since the start of the source, a byte order mark included.
    std::uint64_t line = 1;    ///< The physical line (from 1) that starts at the offset.

    friend bool operator==(const Position&, const Position&) = default;
};

/// One value. Several cells of one column are several values (a JSON array).
struct Cell {
    int column = 0;         ///< Index into Reader::columns().
    std::string_view text;  ///< Valid UTF-8 without NUL, otherwise as it stands in the file; may be empty.
};

/// One record. `cells` is empty when there is a `fault`: a malformed record has no trustworthy values.
struct Record {
    std::uint64_t line = 0;   ///< The physical line (from 1) on which it starts.
    Position end;             ///< Just after it and its line end: where a resumed reading starts.
    std::vector<Cell> cells;  ///< CSV: one for each column, in order. JSON lines: in the order of the line.
    /// Why the record cannot be read. `field` is the column's name, or "" when it is about the whole record.
    /// Reasons of both formats: "record_too_long", "invalid_utf8", "control_character" (a NUL).
    /// CSV: "wrong_column_count", "bad_quote", "unclosed_quote".
    /// JSON lines: "bad_json", "too_deep", "duplicate_key", "unsupported_value" (an array of anything but single
    /// values), "too_many_columns", "key_too_long".
    std::optional<FieldError> fault;
};

/// Reads records from a stream, each once, forward only, in constant memory (a buffer of 64 KiB, which grows to
/// at most 2 MiB when a record is longer). One thread at a time.
///
/// Line ends are LF, CR LF and, in CSV, CR alone; the last may be missing. A UTF-8 byte order mark at the start is
/// skipped. UTF-16 is refused with invalid_argument "imports.encoding" when the reader is made.
class Reader {
public:
    virtual ~Reader() = default;
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    /// The column names. CSV: the header, known from the start. JSON lines: grows while records are read, in the
    /// order in which keys are first seen; a resumed reading may therefore number them differently, so go by name.
    [[nodiscard]] virtual const std::vector<std::string>& columns() const noexcept = 0;

    /// The next record; false at the end. Blank lines (nothing, or only spaces) are skipped.
    /// The views of `record` live until the next call of next() or resume_at(). Pass the same Record again and
    /// again: its memory is reused.
    virtual bool next(Record& record) = 0;

    /// Goes forward to a place that an earlier reading of the same source gave as Record::end.
    /// @throws Error invalid_argument "imports.other_source" when it lies behind the current position (inside the
    ///   header) or after the source's end
    virtual void resume_at(Position position) = 0;

    /// Just after the last record (before the first: after the header), for telling the progress.
    [[nodiscard]] virtual Position position() const noexcept = 0;

protected:
    Reader() = default;
};

struct CsvOptions {
    char delimiter = ',';  ///< Any ASCII character but NUL, the quote, space, CR and LF.
};

/// CSV (RFC 4180). Reads the header row at once.
///
/// Cells are taken as they stand: no trimming, and a line end inside quotes stays as it was (header names lose
/// spaces around them). A quote inside an unquoted cell is an ordinary character (`5" disk`); after leading spaces
/// it is a "bad_quote", for `1, "a,b"` surely means something else than it says.
///
/// **Recovery.** A record whose quotes do not add up ("bad_quote", "unclosed_quote"), that is longer than
/// `max_record` or has more than twice the header's columns gives up its *first physical line* only: the fault is
/// reported there, and reading goes on with the line after it, so that one stray quote costs one row and never
/// those below it. The price: the further lines of a record that really had several lines are then read as records
/// of their own (mostly as faults); whoever could put a text of more than 1 MiB into somebody's export could so
/// add rows of their making. Records that are cut cleanly and are wrong in themselves ("wrong_column_count",
/// "invalid_utf8", "control_character") are passed over as a whole, all their lines.
///
/// @throws Error invalid_argument "imports.header" when the source is empty, or the header is malformed, has an
///   empty or a duplicate name or too many columns; "imports.delimiter"; "imports.encoding"; what `read` throws
std::unique_ptr<Reader> make_csv_reader(Read read, CsvOptions options = {});

/// JSON lines: one object a line. Strings, numbers (as written, integers in their plain form) and booleans ("true",
/// "false") are cells; null is no cell; an array of those is one cell for each; the keys of an object in an object
/// are joined with dots ("name.first"). A key that comes twice in a line is a fault, for readers differ on which
/// one counts. An empty source has no records and is no error.
///
/// @throws Error invalid_argument "imports.encoding"; what `read` throws
std::unique_ptr<Reader> make_json_lines_reader(Read read);

}  // namespace roster::records
