// Window: the part of a stream that a reader has in memory, and where in the stream it stands.
#pragma once

#include "record.hpp"
#include "scan.hpp"

#include <vector>

namespace roster::records {

/// A stretch of the source that begins at position() and can be extended to the right and dropped from the left.
///
/// The bytes are the reader's to change in place (that is how doubled quotes are undone without a copy), and they
/// stay where they are until the next call of more(), even when dropped. `scan::slack` bytes after them are
/// readable.
class Window {
public:
    /// Skips a UTF-8 byte order mark.
    /// @throws Error invalid_argument "imports.encoding" when the source starts with a UTF-16 or UTF-32 mark
    explicit Window(Read read);

    [[nodiscard]] char* data() noexcept { return buffer_.data() + begin_; }
    [[nodiscard]] const char* data() const noexcept { return buffer_.data() + begin_; }
    [[nodiscard]] std::size_t size() const noexcept { return end_ - begin_; }
    [[nodiscard]] Position position() const noexcept { return position_; }

    /// Reads more bytes to the right; false at the end of the source. Moves data().
    bool more();
    /// True when there is a byte at `index` (at most size()), reading more if needed.
    bool has(std::size_t index) { return index < size() || more(); }

    /// Takes `count` bytes away from the left; the line number stays.
    void drop(std::size_t count) noexcept {
        begin_ += count;
        position_.offset += count;
    }
    /// Takes `count` (1 or 2) bytes away that end a line.
    void drop_line_end(std::size_t count) noexcept {
        drop(count);
        ++position_.line;
    }
    void add_lines(std::uint64_t count) noexcept { position_.line += count; }

    /// Reader::resume_at().
    void resume_at(Position position);

private:
    Read read_;
    std::vector<char> buffer_;
    std::size_t begin_ = 0, end_ = 0;
    bool at_end_ = false;
    Position position_;
};

/// The fault of a record longer than `max_record`.
FieldError too_long_fault();
/// The fault of a cell that is not UTF-8, and that of one with a NUL in it.
FieldError invalid_utf8_fault(std::string_view column);
FieldError nul_fault(std::string_view column);

}  // namespace roster::records
