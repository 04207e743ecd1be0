#include "storage/postgres/prepared.hpp"

#include "storage/postgres/connection.hpp"

#include <charconv>
#include <cstring>

#include <endian.h>

namespace roster::postgres {
namespace {

constexpr Oid type_numeric = 1700;

/// Whether the text has this word in capitals, as the SQL core writes key words.
bool has_word(std::string_view text, std::string_view word) {
    const auto is_letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'; };
    for (auto at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
        const auto end = at + word.size();
        if ((at == 0 || !is_letter(text[at - 1])) && (end == text.size() || !is_letter(text[end]))) return true;
    }
    return false;
}

template <class Number>
Number read_as(const char* bytes) {
    Number raw;
    std::memcpy(&raw, bytes, sizeof raw);
    return raw;
}

std::int16_t int16_at(const char* bytes) {
    return static_cast<std::int16_t>(be16toh(read_as<std::uint16_t>(bytes)));
}

/// sum() of 64-bit numbers is a numeric: digits to the base 10,000, as many as `weight` + 1 before the point.
std::int64_t int_of_numeric(const char* bytes) {
    const int digits = int16_at(bytes), weight = int16_at(bytes + 2), sign = int16_at(bytes + 4);
    std::int64_t value = 0;
    bytes += 8;
    for (int i = 0; i <= weight; ++i, bytes += 2) value = value * 10'000 + (i < digits ? int16_at(bytes) : 0);
    return sign == 0 ? value : -value;
}

}  // namespace

Translated::Translated(std::string_view given) {
    char quote = 0;
    for (std::size_t i = 0; i < given.size(); ++i) {
        const char c = given[i];
        if (quote != 0) {
            if (c == quote) quote = 0;
        } else if (c == '\'' || c == '"') {
            quote = c;
        } else if (c == '-' && given.substr(i, 2) == "--") {
            i = std::min(given.find('\n', i), given.size()) - 1;
            continue;
        } else if (c == '?') {
            text += '$' + std::to_string(++parameters);
            continue;
        }
        text += c;
    }
    const auto begin = std::min(text.find_first_not_of(" \n\t("), text.size());
    const auto word = std::string_view(text).substr(begin, text.find_first_of(" \n\t(", begin) - begin);
    writes = word != "SELECT" && word != "VALUES" && word != "EXPLAIN" && word != "SHOW";
    gives_rows = !((word == "INSERT" || word == "UPDATE" || word == "DELETE") && !has_word(text, "RETURNING"));
}

Prepared::Prepared(Connection& connection, std::string name, std::string_view text, int index)
    : connection_(connection),
      name_(std::move(name)),
      translated_(text),
      index_(index),
      parameters_(translated_.parameters) {}

bool Prepared::step() {
    if (!started_) {
        started_ = true;
        row_ = -1;
        connection_.run(*this);
        if (!translated_.gives_rows) return false;
    }
    if (!result_ || row_ >= PQntuples(result_.get())) return false;
    return ++row_ < PQntuples(result_.get());
}

bool Prepared::is_null(int column) { return PQgetisnull(result_.get(), row_, column) != 0; }

std::int64_t Prepared::get_int(int column) {
    const char* const bytes = PQgetvalue(result_.get(), row_, column);
    if (PQgetisnull(result_.get(), row_, column) != 0) return 0;
    if (PQftype(result_.get(), column) == type_numeric) return int_of_numeric(bytes);
    switch (PQgetlength(result_.get(), row_, column)) {
        case 8: return static_cast<std::int64_t>(be64toh(read_as<std::uint64_t>(bytes)));
        case 4: return static_cast<std::int32_t>(be32toh(read_as<std::uint32_t>(bytes)));
        case 2: return int16_at(bytes);
        case 1: return bytes[0];
        default: return 0;
    }
}

std::string_view Prepared::get_text(int column) {
    return {PQgetvalue(result_.get(), row_, column),
            static_cast<std::size_t>(PQgetlength(result_.get(), row_, column))};
}

std::int64_t Prepared::changes() {
    if (!translated_.writes) return 0;
    if (awaited_) connection_.settle(*this);
    if (!result_) return 0;
    std::int64_t count = 0;
    const std::string_view text = PQcmdTuples(result_.get());
    std::from_chars(text.data(), text.data() + text.size(), count);
    return count;
}

void Prepared::reset() noexcept {
    started_ = false;
    awaited_ = false;
    result_.reset();
    parameters_.clear();
}

}  // namespace roster::postgres
