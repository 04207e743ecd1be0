// Rows by the field tables: column lists, binding and reading of whole structs.
#pragma once

#include "storage/sql/driver.hpp"

#include <roster/base/digest.hpp>
#include <roster/base/error.hpp>
#include <roster/base/fields.hpp>

#include <list>
#include <optional>
#include <string>
#include <string_view>

namespace roster::sql {

[[noreturn]] inline void throw_damaged(std::string_view column) {
    throw Error(ErrorCode::data_loss, "storage.damaged",
                "A stored record is damaged: column \"" + std::string(column) + "\" holds no valid value.");
}

/// How a struct inside a struct is stored: as JSON text. Specialise for each such type in the source that stores it.
template <HasFields T>
struct Nested {
    static std::string write(const T& value);
    static T read(std::string_view text);
};

/// Texts and blobs made for binding: they must outlive the statement's run.
class Scratch {
public:
    std::string_view keep(std::string text) { return texts_.emplace_back(std::move(text)); }

private:
    std::list<std::string> texts_;
};

template <class T>
void bind_value(Prepared& to, int at, const T& value, Scratch& scratch) {
    if constexpr (std::same_as<T, std::string> || std::same_as<T, std::string_view>) {
        to.bind_text(at, value);
    } else if constexpr (std::same_as<T, bool> || std::is_enum_v<T> || std::integral<T>) {
        to.bind_int(at, static_cast<std::int64_t>(value));
    } else if constexpr (is_id<T>) {
        if (value.is_nil()) to.bind_null(at);
        else to.bind_blob(at, value.bytes());
    } else if constexpr (std::same_as<T, Digest>) {
        to.bind_blob(at, value.bytes());
    } else if constexpr (std::same_as<T, Instant>) {
        to.bind_int(at, to_micros(value));
    } else if constexpr (std::same_as<T, Date>) {
        to.bind_int(at, to_days(value));
    } else if constexpr (std::same_as<T, Duration>) {
        to.bind_int(at, value.total_microseconds());
    } else if constexpr (is_optional<T>) {
        if (value) bind_value(to, at, *value, scratch);
        else to.bind_null(at);
    } else if constexpr (std::same_as<T, std::vector<std::string>>) {
        // Items hold no control characters (text::clean), so the line feed separates them.
        if (value.empty()) return to.bind_text(at, {"", 0});
        if (value.size() == 1) return to.bind_text(at, value.front());
        std::string joined;
        for (const auto& item : value) (joined += item) += '\n';
        joined.pop_back();
        to.bind_text(at, scratch.keep(std::move(joined)));
    } else if constexpr (is_list<T>) {
        std::string joined;
        for (const auto& id : value) joined += id.bytes();
        to.bind_blob(at, scratch.keep(std::move(joined)));
    } else {
        to.bind_text(at, scratch.keep(Nested<T>::write(value)));
    }
}

/// Visits the items of a stored list of texts.
template <class Visit>
void each_item(std::string_view stored, Visit&& visit) {
    while (!stored.empty()) {
        const auto end = stored.find('\n');
        visit(stored.substr(0, end));
        stored = end == stored.npos ? std::string_view() : stored.substr(end + 1);
    }
}

template <class T>
void read(Prepared& from, int at, T& value, std::string_view column) {
    if constexpr (std::same_as<T, std::string>) {
        value = from.get_text(at);
    } else if constexpr (std::same_as<T, bool>) {
        value = from.get_int(at) != 0;
    } else if constexpr (NamedEnum<T>) {
        const auto found = enum_from<T>(from.get_int(at));
        if (!found) throw_damaged(column);
        value = *found;
    } else if constexpr (std::integral<T>) {
        value = static_cast<T>(from.get_int(at));
    } else if constexpr (is_id<T>) {
        if (from.is_null(at)) return;
        const auto bytes = from.get_blob(at);
        if (bytes.size() != 16) throw_damaged(column);
        value = T::from_bytes(bytes.data());
    } else if constexpr (std::same_as<T, Digest>) {
        const auto found = Digest::from_bytes(from.get_blob(at));
        if (!found) throw_damaged(column);
        value = *found;
    } else if constexpr (std::same_as<T, Instant>) {
        const auto found = instant_from_micros(from.get_int(at));
        if (!found) throw_damaged(column);
        value = *found;
    } else if constexpr (std::same_as<T, Date>) {
        const auto found = date_from_days(static_cast<std::int32_t>(from.get_int(at)));
        if (!found) throw_damaged(column);
        value = *found;
    } else if constexpr (std::same_as<T, Duration>) {
        value = boost::posix_time::microseconds(from.get_int(at));
    } else if constexpr (is_optional<T>) {
        if (from.is_null(at)) value.reset();
        else read(from, at, value.emplace(), column);
    } else if constexpr (std::same_as<T, std::vector<std::string>>) {
        value.clear();
        each_item(from.get_text(at), [&](std::string_view item) { value.emplace_back(item); });
    } else if constexpr (is_list<T>) {
        value.clear();
        const auto bytes = from.get_blob(at);
        if (bytes.size() % 16 != 0) throw_damaged(column);
        for (std::size_t i = 0; i < bytes.size(); i += 16)
            value.push_back(T::value_type::from_bytes(bytes.data() + i));
    } else {
        value = Nested<T>::read(from.get_text(at));
    }
}

/// "kind, first_name, …": the stored columns of a struct, each with the prefix ("u.") before it.
template <HasFields T>
std::string columns(std::string_view prefix = "") {
    std::string list;
    for_each_field<T>([&](const auto& f) {
        if (has(f.traits, Trait::derived)) return;
        if (!list.empty()) list += ", ";
        (list += prefix) += f.name;
    });
    return list;
}

/// "?, ?, …": as many parameters as columns<T>() names.
template <HasFields T>
std::string parameters() {
    std::string list;
    for_each_field<T>([&](const auto& f) {
        if (!has(f.traits, Trait::derived)) list += list.empty() ? "?" : ", ?";
    });
    return list;
}

/// "kind = ?, first_name = ?, …".
template <HasFields T>
std::string assignments() {
    std::string list;
    for_each_field<T>([&](const auto& f) {
        if (has(f.traits, Trait::derived)) return;
        if (!list.empty()) list += ", ";
        (list += f.name) += " = ?";
    });
    return list;
}

/// "kind = excluded.kind, …" of all columns but one: what an insert that meets its row writes over it.
template <HasFields T>
std::string excluded(std::string_view but = "") {
    std::string list;
    for_each_field<T>([&](const auto& f) {
        if (has(f.traits, Trait::derived) || f.name == but) return;
        if (!list.empty()) list += ", ";
        ((list += f.name) += " = excluded.") += f.name;
    });
    return list;
}

template <HasFields T>
constexpr int stored_field_count() {
    int count = 0;
    for_each_field<T>([&](const auto& f) { count += has(f.traits, Trait::derived) ? 0 : 1; });
    return count;
}

/// Binds all stored fields from parameter `at` on. @return the parameter after the last
template <HasFields T>
int bind_fields(Prepared& to, int at, const T& value, Scratch& scratch) {
    for_each_field<T>([&](const auto& f) {
        if (!has(f.traits, Trait::derived)) bind_value(to, at++, value.*f.member, scratch);
    });
    return at;
}

/// Reads all stored fields from column `at` on.
template <HasFields T>
T read_fields(Prepared& from, int at = 0) {
    T value;
    for_each_field<T>([&](const auto& f) {
        if (!has(f.traits, Trait::derived)) read(from, at++, value.*f.member, f.name);
    });
    return value;
}

/// Binds parameters 1, 2, … and runs to the first row.
/// The values must outlive the run: temporaries bound by reference are gone too early, so none are taken.
template <class... Values>
bool start(Prepared& statement, Scratch& scratch, const Values&... values) {
    int at = 0;
    (bind_value(statement, ++at, values, scratch), ...);
    return statement.step();
}

/// One record, or none.
template <HasFields T, class... Values>
std::optional<T> find_one(Connection& connection, const Statement& text, const Values&... values) {
    Scratch scratch;
    Run run(connection.prepare(text));
    if (!start(*run, scratch, values...)) return std::nullopt;
    return read_fields<T>(*run);
}

/// The least text above everything that begins with `prefix`: no text has a character after U+10FFFF.
inline std::string end_of_prefix(std::string_view prefix) { return std::string(prefix) + "\xF4\x8F\xBF\xBF"; }

/// Runs a statement that gives no rows, without asking how many it changed: a driver over a network need not wait. What
/// goes wrong shows at the latest when the transaction is committed.
template <class... Values>
void run_later(Connection& connection, const Statement& text, const Values&... values) {
    Scratch scratch;
    Run run(connection.prepare(text));
    start(*run, scratch, values...);
}

/// Runs a statement that gives no rows. @return rows changed
template <class... Values>
std::int64_t execute(Connection& connection, const Statement& text, const Values&... values) {
    Scratch scratch;
    Run run(connection.prepare(text));
    start(*run, scratch, values...);
    return run->changes();
}

}  // namespace roster::sql
