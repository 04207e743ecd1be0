#include "window.hpp"

#include <roster/base/text.hpp>

#include <nlohmann/json.hpp>

#include <charconv>
#include <cstring>
#include <unordered_map>

namespace roster::records {

namespace {

using nlohmann::json;

/// What is known of a key, by its whole path ("name.first").
struct Key {
    int column = -1;            ///< -1 while it has only ever been an object.
    std::uint64_t seen_in = 0;  ///< The number of the last record that had it.
};

/// Takes the parser's events of one line after the other and gathers their cells. Every handler returns false to
/// stop the parser; fault() says why.
class Gatherer final : public nlohmann::json_sax<json> {
public:
    void start_record() {
        ++record_;
        path_.clear();
        levels_.clear();
        texts_.clear();
        cells_.clear();
        fault_.reset();
    }

    const std::vector<std::string>& columns() const noexcept { return columns_; }
    std::optional<FieldError>& fault() noexcept { return fault_; }
    const std::string& path() const noexcept { return path_; }

    /// The views live until the next start_record().
    void fill(std::vector<Cell>& cells) const {
        cells.resize(cells_.size());
        for (std::size_t i = 0; i < cells_.size(); ++i) {
            const auto& [column, begin, end] = cells_[i];
            cells[i] = {column, std::string_view(texts_).substr(begin, end - begin)};
        }
    }

    bool null() override {
        // No cell, but the column exists. Among the values of an array it is passed over as well.
        if (levels_.empty()) return not_an_object();
        if (!levels_.back().array) add_column();
        return true;
    }
    bool boolean(bool value) override { return add_cell(value ? "true" : "false"); }
    bool number_integer(json::number_integer_t value) override { return add_number(value); }
    bool number_unsigned(json::number_unsigned_t value) override { return add_number(value); }
    bool number_float(json::number_float_t, const std::string& written) override {
        // As written, but the parser has put the C locale's decimal mark into it.
        std::string plain = written;
        for (char& c : plain)
            if (std::strchr("0123456789+-eE", c) == nullptr) c = '.';
        return add_cell(plain);
    }
    bool string(std::string& value) override {
        if (value.find('\0') != value.npos) return fail(nul_fault(path_));
        return add_cell(value);
    }
    bool binary(json::binary_t&) override { return false; }  // cannot come from text

    bool start_object(std::size_t) override {
        if (!levels_.empty() && levels_.back().array) return not_single_values();
        return push(false);
    }
    bool start_array(std::size_t) override {
        if (levels_.empty()) return not_an_object();
        if (levels_.back().array) return not_single_values();
        add_column();
        return push(true);
    }
    bool end_object() override {
        levels_.pop_back();
        return true;
    }
    bool end_array() override { return end_object(); }

    bool key(std::string& name) override {
        path_.resize(levels_.back().path_size);
        if (!path_.empty()) path_ += '.';
        if (path_.size() + name.size() > max_key)
            return fail(
                {"", "key_too_long", "A column name is longer than " + std::to_string(max_key) + " bytes."});
        path_ += name;
        if (path_.find('\0') != path_.npos) return fail(nul_fault(""));
        auto found = keys_.find(path_);
        if (found == keys_.end()) {
            if (keys_.size() == max_columns)
                return fail({"", "too_many_columns",
                             "The file has more than " + std::to_string(max_columns) + " different keys."});
            found = keys_.emplace(path_, Key{}).first;
        }
        key_ = &found->second;
        if (key_->seen_in == record_) return fail({path_, "duplicate_key", "The key comes twice in this line."});
        key_->seen_in = record_;
        return true;
    }

    /// The caller says it better, it has the line.
    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
        error_position_ = position;
        return false;
    }
    std::size_t error_position() const noexcept { return error_position_; }

private:
    struct Level {
        bool array;
        std::size_t path_size;  ///< Of the path that the keys inside go on from.
    };
    struct CellSpan {
        int column;
        std::size_t begin, end;  ///< In texts_, which moves while it grows.
    };

    bool fail(FieldError fault) {
        fault_ = std::move(fault);
        return false;
    }
    bool not_an_object() { return fail({"", "bad_json", "The line must be one JSON object, { … }."}); }
    bool not_single_values() {
        return fail({path_, "unsupported_value", "A list may hold texts, numbers, true and false only."});
    }

    bool push(bool array) {
        if (levels_.size() == max_depth)
            return fail(
                {path_, "too_deep",
                 "Objects and lists stand more than " + std::to_string(max_depth) + " deep in one another."});
        levels_.push_back({array, path_.size()});
        return true;
    }

    void add_column() {
        if (key_->column >= 0) return;
        key_->column = static_cast<int>(columns_.size());
        columns_.push_back(path_);
    }

    bool add_cell(std::string_view text) {
        if (levels_.empty()) return not_an_object();
        add_column();
        cells_.push_back({key_->column, texts_.size(), texts_.size() + text.size()});
        texts_ += text;
        return true;
    }

    template <typename Integer>
    bool add_number(Integer value) {
        char digits[24];
        const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
        return add_cell({digits, static_cast<std::size_t>(end - digits)});
    }

    std::vector<std::string> columns_;
    std::unordered_map<std::string, Key> keys_;
    std::uint64_t record_ = 0;
    Key* key_ = nullptr;  ///< Of path_; an unordered_map's elements stay where they are.
    std::string path_;
    std::vector<Level> levels_;
    std::string texts_;
    std::vector<CellSpan> cells_;
    std::optional<FieldError> fault_;
    std::size_t error_position_ = 0;
};

class JsonLinesReader final : public Reader {
public:
    explicit JsonLinesReader(Read read) : window_(std::move(read)) {}

    const std::vector<std::string>& columns() const noexcept override { return gatherer_.columns(); }
    Position position() const noexcept override { return window_.position(); }
    void resume_at(Position position) override { window_.resume_at(position); }

    bool next(Record& record) override {
        record.cells.clear();
        record.fault.reset();
        for (;;) {
            record.line = window_.position().line;
            const auto line = take_line();
            if (line && line->data() == nullptr) return false;
            if (line && line->find_first_not_of(" \t\r") == line->npos) continue;
            record.fault = line ? parse(*line) : too_long_fault();
            if (!record.fault) gatherer_.fill(record.cells);
            record.end = window_.position();
            return true;
        }
    }

private:
    /// Takes the next line out of the window, without its LF. A null view at the end, nullopt for too long a line
    /// (which is dropped).
    std::optional<std::string_view> take_line() {
        std::size_t size = 0;
        while (size <= max_record + 1) {  // one more, for a CR
            if (!window_.has(size)) {
                if (size == 0) return std::string_view{};
                return line_of(size, 0);
            }
            if (const auto* end = find_line_end(size))
                return line_of(static_cast<std::size_t>(end - window_.data()), 1);
            size = window_.size();
        }
        while (window_.has(0)) {
            const auto* end = find_line_end(0);
            window_.drop(end != nullptr ? static_cast<std::size_t>(end - window_.data()) : window_.size());
            if (end == nullptr) continue;
            window_.drop_line_end(1);
            break;
        }
        return std::nullopt;
    }

    const char* find_line_end(std::size_t from) const noexcept {
        return static_cast<const char*>(std::memchr(window_.data() + from, '\n', window_.size() - from));
    }

    std::optional<std::string_view> line_of(std::size_t size, std::size_t line_end) {
        std::string_view line(window_.data(), size);
        window_.drop(size);
        if (line_end > 0) window_.drop_line_end(line_end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.size() > max_record) return std::nullopt;
        return line;
    }

    std::optional<FieldError> parse(std::string_view line) {
        gatherer_.start_record();
        if (json::sax_parse(line.begin(), line.end(), &gatherer_)) return {};
        if (gatherer_.fault()) return std::move(gatherer_.fault());
        if (!text::is_valid_utf8(line)) return invalid_utf8_fault(gatherer_.path());
        // The parser counts bytes, to the end of the word that it did not expect; people count characters.
        const auto before = line.substr(0, std::min(gatherer_.error_position(), line.size()));
        const bool ended = gatherer_.error_position() > line.size();
        return FieldError{
            gatherer_.path(), "bad_json",
            ended ? "The line ends before its JSON does."
                  : "The line is not valid JSON near its character " + std::to_string(text::length(before)) + "."};
    }

    Window window_;
    Gatherer gatherer_;
};

}  // namespace

std::unique_ptr<Reader> make_json_lines_reader(Read read) {
    return std::make_unique<JsonLinesReader>(std::move(read));
}

}  // namespace roster::records
