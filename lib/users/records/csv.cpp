#include "window.hpp"

#include <roster/base/text.hpp>

#include <algorithm>
#include <cstring>

namespace roster::records {

namespace {

/// A cell while its record may still move in memory: places relative to the record's start, without the quotes.
struct Span {
    std::size_t begin, end;
    bool doubled;  ///< Holds doubled quotes that are still to be undone.
};

/// Counts LF, CR LF and CR, each as one line end.
std::uint64_t count_lines(const char* p, const char* end) noexcept {
    std::uint64_t lines = 0;
    while ((p = scan::line_end(p, end)) != end) {
        ++lines;
        p += *p == '\r' && end - p > 1 && p[1] == '\n' ? 2 : 1;
    }
    return lines;
}

/// Replaces every two quotes by one, in place; returns the new length. @pre quotes come in pairs
std::size_t undouble(char* text, std::size_t size) noexcept {
    char* out = text;
    for (const char *p = text, *end = text + size; p != end;) {
        const auto* quote = static_cast<const char*>(std::memchr(p, '"', static_cast<std::size_t>(end - p)));
        const auto run = static_cast<std::size_t>((quote != nullptr ? quote + 1 : end) - p);
        std::memmove(out, p, run);
        out += run;
        p += run + (quote != nullptr ? 1 : 0);
    }
    return static_cast<std::size_t>(out - text);
}

std::string_view trim_blanks(std::string_view s) noexcept {
    const auto first = s.find_first_not_of(" \t");
    return first == s.npos ? std::string_view{} : s.substr(first, s.find_last_not_of(" \t") - first + 1);
}

class CsvReader final : public Reader {
public:
    CsvReader(Read read, CsvOptions options)
        : delimiter_(checked(options.delimiter)), delimiters_(scan::repeat(delimiter_)), window_(std::move(read)) {
        read_header();
    }

    const std::vector<std::string>& columns() const noexcept override { return columns_; }
    Position position() const noexcept override { return window_.position(); }
    void resume_at(Position position) override { window_.resume_at(position); }

    bool next(Record& record) override {
        record.cells.clear();
        record.fault.reset();
        if (!skip_blank_lines()) return false;
        record.line = window_.position().line;
        record.fault = cut();
        if (record.fault) {
            drop_first_line();
        } else {
            const std::string_view bytes = take();
            if (spans_.size() == columns_.size()) fill(record, bytes);
            else record.fault = wrong_count(std::to_string(spans_.size()));
        }
        record.end = window_.position();
        return true;
    }

private:
    static char checked(char delimiter) {
        if (static_cast<unsigned char>(delimiter) >= 0x80 || std::strchr("\" \r\n", delimiter) != nullptr)
            throw Error(ErrorCode::invalid_argument, "imports.delimiter",
                        "The delimiter must be one ASCII character other than a quote, a space or a line end.",
                        {{"delimiter", "invalid", "must be one ASCII character, no quote, space or line end"}});
        return delimiter;
    }

    void read_header() {
        const auto fail = [](const std::string& message, std::vector<FieldError> fields = {}) {
            throw Error(ErrorCode::invalid_argument, "imports.header", message, std::move(fields));
        };
        if (!skip_blank_lines()) fail("The file is empty; its first row must name the columns.");
        Record header;
        header.fault = cut();
        if (!header.fault) fill(header, take());
        if (header.fault) fail("The header row cannot be read. " + header.fault->message, {*header.fault});

        FieldErrors errors;
        for (const auto& cell : header.cells) {
            const auto name = trim_blanks(cell.text);
            if (name.empty())
                errors.add("column " + std::to_string(cell.column + 1), "required", "The column has no name.");
            else if (std::find(columns_.begin(), columns_.end(), name) != columns_.end())
                errors.add(name, "duplicate", "Two columns have this name.");
            columns_.emplace_back(name);
        }
        errors.throw_if_any("imports.header", "The header row must give every column a name of its own.");
        cell_limit_ = columns_.size() * 2 + 16;
    }

    /// False at the end of the source.
    bool skip_blank_lines() {
        for (;;) {
            std::size_t at = 0;
            while (window_.has(at) && window_.data()[at] == ' ' && at < max_record) ++at;
            if (!window_.has(at)) {
                window_.drop(at);
                return false;
            }
            const std::size_t line_end = line_end_at(at);
            if (line_end == 0) return true;
            window_.drop(at);
            window_.drop_line_end(line_end);
        }
    }

    /// The length of the line end at `at`, 0 when there is none. Reads on after a CR, for an LF may belong to it.
    std::size_t line_end_at(std::size_t at) {
        if (!window_.has(at)) return 0;
        const char c = window_.data()[at];
        if (c == '\n') return 1;
        if (c != '\r') return 0;
        return window_.has(at + 1) && window_.data()[at + 1] == '\n' ? 2 : 1;
    }

    /// Finds the cells and the end of the record at the window's start: fills spans_ and length_.
    ///
    /// Whatever stops it beyond max_record counts as "too long", so that the answer does not depend on how much of
    /// the source happens to be in memory.
    std::optional<FieldError> cut() {
        spans_.clear();
        for (std::size_t at = 0;; ++at) {
            if (at > max_record) return too_long_fault();
            // Not only for the fault's sake: it bounds how far a stray quote is followed before its line is given
            // up, and so how often the same bytes are looked at in a file made of nothing but stray quotes.
            if (spans_.size() == cell_limit_) return wrong_count("more than " + std::to_string(cell_limit_));
            const bool quoted = window_.has(at) && window_.data()[at] == '"';
            if (auto fault = quoted ? cut_quoted(at) : cut_plain(at)) return fault;
            if (window_.has(at) && window_.data()[at] == delimiter_) continue;
            if (at > max_record) return too_long_fault();
            length_ = at;
            return {};
        }
    }

    /// Both move `at` from a cell's first byte to the delimiter, line end or end of the source after it.
    std::optional<FieldError> cut_plain(std::size_t& at) {
        const std::size_t begin = at;
        do {
            const char* const data = window_.data();
            at = static_cast<std::size_t>(scan::cell_end(data + at, data + window_.size(), delimiters_) - data);
            if (at < window_.size()) break;
            if (at > max_record) return too_long_fault();
        } while (window_.more());
        const std::string_view cell(window_.data() + begin, at - begin);
        if (cell.starts_with(' ')) {
            const auto first = cell.find_first_not_of(' ');
            if (first != cell.npos && cell[first] == '"')
                return quote_fault(at, "bad_quote", "There is a space before the opening quote.");
        }
        spans_.push_back({begin, at, false});
        return {};
    }

    std::optional<FieldError> cut_quoted(std::size_t& at) {
        const std::size_t begin = ++at;
        bool doubled = false;
        for (;;) {
            const char* const data = window_.data();
            const auto* quote = static_cast<const char*>(std::memchr(data + at, '"', window_.size() - at));
            if (quote == nullptr) {
                at = window_.size();
                if (at > max_record) return too_long_fault();
                if (window_.more()) continue;
                return quote_fault(at, "unclosed_quote", "The quote at the start of the text is never closed.");
            }
            at = static_cast<std::size_t>(quote - data) + 1;
            if (!window_.has(at) || window_.data()[at] != '"') break;
            doubled = true;
            ++at;
        }
        if (window_.has(at)) {
            const char after = window_.data()[at];
            if (after != delimiter_ && after != '\n' && after != '\r')
                return quote_fault(at, "bad_quote",
                                   "There is text after the closing quote; a quote inside quoted text is doubled.");
        }
        spans_.push_back({begin, at - 1, doubled});
        return {};
    }

    FieldError quote_fault(std::size_t at, std::string_view reason, std::string_view message) const {
        if (at > max_record) return too_long_fault();
        return {column_name(spans_.size()), std::string(reason), std::string(message)};
    }

    FieldError wrong_count(const std::string& found) const {
        std::string message = "The row has " + found + (found == "1" ? " column" : " columns");
        if (!columns_.empty()) message += ", the header has " + std::to_string(columns_.size());
        return {"", "wrong_column_count", message + "."};
    }

    std::string column_name(std::size_t index) const { return index < columns_.size() ? columns_[index] : ""; }

    /// Takes the record that cut() found out of the window, its line end included. The bytes stay where they are.
    std::string_view take() {
        const std::size_t line_end = line_end_at(length_);  // may move the record, so it comes first
        const std::string_view bytes(window_.data(), length_);
        window_.drop(length_);
        if (line_end > 0) window_.drop_line_end(line_end);
        seen_ = scan::survey(bytes.data(), bytes.data() + bytes.size());
        if (seen_.line_end) window_.add_lines(count_lines(bytes.data(), bytes.data() + bytes.size()));
        return bytes;
    }

    /// Gives up the first physical line of the record at the window's start, however long it is.
    void drop_first_line() {
        for (;;) {
            const char* const data = window_.data();
            const char* const end = data + window_.size();
            const char* const line_end = scan::line_end(data, end);
            window_.drop(static_cast<std::size_t>(line_end - data));
            if (line_end != end) break;
            if (!window_.more()) return;
        }
        window_.drop_line_end(line_end_at(0));
    }

    /// Turns the spans into cells. `bytes` are the window's own, hence not const behind the view.
    void fill(Record& record, std::string_view bytes) {
        char* const start = const_cast<char*>(bytes.data());
        record.cells.resize(spans_.size());
        for (std::size_t i = 0; i < spans_.size(); ++i) {
            const Span& span = spans_[i];
            std::size_t size = span.end - span.begin;
            if (span.doubled) size = undouble(start + span.begin, size);
            record.cells[i] = {static_cast<int>(i), {start + span.begin, size}};
        }
        if (!seen_.non_ascii && !seen_.nul) return;
        for (const auto& cell : record.cells) {
            if (seen_.non_ascii && !text::is_valid_utf8(cell.text))
                record.fault = invalid_utf8_fault(column_name(static_cast<std::size_t>(cell.column)));
            else if (seen_.nul && cell.text.find('\0') != cell.text.npos)
                record.fault = nul_fault(column_name(static_cast<std::size_t>(cell.column)));
            else continue;
            record.cells.clear();
            return;
        }
    }

    char delimiter_;
    std::uint64_t delimiters_;  ///< The delimiter eight times, as the scan wants it.
    Window window_;
    std::vector<std::string> columns_;
    std::size_t cell_limit_ = max_columns;
    std::vector<Span> spans_;  ///< Of the record at hand, like the next two.
    std::size_t length_ = 0;
    scan::Survey seen_;
};

}  // namespace

std::unique_ptr<Reader> make_csv_reader(Read read, CsvOptions options) {
    return std::make_unique<CsvReader>(std::move(read), options);
}

}  // namespace roster::records
