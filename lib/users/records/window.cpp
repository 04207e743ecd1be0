#include "window.hpp"

#include <algorithm>
#include <cstring>

namespace roster::records {

namespace {
constexpr std::size_t buffer_size = std::size_t{64} * 1024;
}

Window::Window(Read read) : read_(std::move(read)), buffer_(buffer_size + scan::slack) {
    while (size() < 3 && more()) {}
    const std::string_view start(data(), std::min<std::size_t>(size(), 3));
    if (start == "\xEF\xBB\xBF") drop(3);
    // Both UTF-16 marks; UTF-32 in the usual byte order starts with the same two bytes.
    if (start.starts_with("\xFF\xFE") || start.starts_with("\xFE\xFF"))
        throw Error(ErrorCode::invalid_argument, "imports.encoding",
                    "The file is UTF-16 (\"Unicode text\"). Save it as UTF-8 and import it again.");
}

bool Window::more() {
    if (at_end_) return false;
    const std::size_t capacity = buffer_.size() - scan::slack;
    if (end_ == capacity) {
        // Move what is left to the front. If that is most of the buffer, it would soon be full again: then double
        // it. Readers stop asking for more after max_record bytes, which bounds the growth.
        if (size() > capacity / 2) {
            std::vector<char> larger(capacity * 2 + scan::slack);
            std::memcpy(larger.data(), data(), size());
            buffer_.swap(larger);
        } else {
            std::memmove(buffer_.data(), data(), size());
        }
        end_ = size();
        begin_ = 0;
    }
    const std::size_t room = buffer_.size() - scan::slack - end_;
    const std::size_t count = read_(buffer_.data() + end_, room);
    if (count > room)
        throw Error(ErrorCode::invalid_argument, "imports.source",
                    "The import's source returned more bytes than it was asked for.");
    at_end_ = count == 0;
    end_ += count;
    return !at_end_;
}

void Window::resume_at(Position position) {
    const auto fail = [](const char* message) {
        throw Error(ErrorCode::invalid_argument, "imports.other_source", message);
    };
    if (position.offset < position_.offset)
        fail("The place to resume at lies before the first record still to read.");
    while (position_.offset < position.offset) {
        if (!has(0)) fail("The file is shorter than when the import was interrupted: it is not the same file.");
        drop(static_cast<std::size_t>(std::min<std::uint64_t>(size(), position.offset - position_.offset)));
    }
    position_.line = position.line;
}

FieldError too_long_fault() {
    return {"", "record_too_long", "The record is longer than 1 MiB, the most that is accepted."};
}

FieldError invalid_utf8_fault(std::string_view column) {
    return {std::string(column), "invalid_utf8",
            "The text is not valid UTF-8; the file may be in another encoding."};
}

FieldError nul_fault(std::string_view column) {
    return {std::string(column), "control_character", "The text contains a NUL character."};
}

}  // namespace roster::records
