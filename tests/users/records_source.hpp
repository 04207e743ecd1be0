// What the tests of the record readers share: sources that give their bytes in pieces of any size, and records that
// outlive the reader's buffer.
#pragma once

#include <users/records/record.hpp>

#include <algorithm>
#include <cstring>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace roster::records::testing {

/// At most `chunk` bytes a call, as a socket or a pipe may do.
inline Read source(std::string bytes, std::size_t chunk = 1 << 20) {
    return [bytes = std::move(bytes), chunk, at = std::size_t{0}](char* buffer, std::size_t size) mutable {
        const auto count = std::min({size, chunk, bytes.size() - at});
        std::memcpy(buffer, bytes.data() + at, count);
        at += count;
        return count;
    };
}

/// A record by value. Columns by name, for those of JSON lines are numbered anew by a resumed reading.
struct Row {
    std::uint64_t line = 0;
    Position end;
    std::vector<std::pair<std::string, std::string>> cells;
    std::string fault;  ///< Its reason, "" when there is none.
    std::string field;
    std::string message;

    friend bool operator==(const Row&, const Row&) = default;
    friend std::ostream& operator<<(std::ostream& out, const Row& row) {
        out << "line " << row.line << " to " << row.end.line << '@' << row.end.offset << ' ' << row.fault << ' '
            << row.field;
        for (const auto& [name, text] : row.cells) out << " [" << name << '=' << text.substr(0, 40) << ']';
        return out;
    }
};

inline std::vector<Row> read_all(Reader& reader) {
    std::vector<Row> rows;
    Record record;
    while (reader.next(record)) {
        Row row;
        row.line = record.line;
        row.end = record.end;
        for (const auto& cell : record.cells)
            row.cells.emplace_back(reader.columns().at(static_cast<std::size_t>(cell.column)), cell.text);
        if (record.fault) {
            row.fault = record.fault->reason;
            row.field = record.fault->field;
            row.message = record.fault->message;
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

inline std::vector<Row> read_csv(const std::string& bytes, std::size_t chunk = 1 << 20, CsvOptions options = {}) {
    return read_all(*make_csv_reader(source(bytes, chunk), options));
}

inline std::vector<Row> read_json_lines(const std::string& bytes, std::size_t chunk = 1 << 20) {
    return read_all(*make_json_lines_reader(source(bytes, chunk)));
}

/// The values alone.
inline std::vector<std::string> values(const Row& row) {
    std::vector<std::string> texts;
    for (const auto& cell : row.cells) texts.push_back(cell.second);
    return texts;
}

/// "line reason field" of every fault, one a line.
inline std::string faults(const std::vector<Row>& rows) {
    std::string list;
    for (const auto& row : rows)
        if (!row.fault.empty()) list += std::to_string(row.line) + ' ' + row.fault + ' ' + row.field + '\n';
    return list;
}

/// The reason of the Error that `call` throws, with its fields; "" when it throws none.
template <typename Call>
std::string error_of(Call call) {
    try {
        call();
    } catch (const Error& error) {
        std::string text = error.reason();
        for (const auto& field : error.fields()) text += " " + field.field + ":" + field.reason;
        return text;
    }
    return "";
}

}  // namespace roster::records::testing
