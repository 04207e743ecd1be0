// Values: how each type that a field table or a call may hold goes into Python and out of it.
//
// Value<T> has: from(object, place), to(value), and the types' names as annotations: result_type() of what comes out,
// input_type() of what is let in, cpp_type(). A new kind of value is a new specialisation and nothing else.
#pragma once

#include <pybind11/pybind11.h>

#include <roster/base/error.hpp>
#include <roster/base/fields.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace roster::python {

namespace py = pybind11;

/// Where a value stands, for messages: "Users.add(): 'email' must be …".
struct Place {
    std::string_view call;
    std::string_view name;
};

/// Throws TypeError. Tells the type of what was given, never its value: it may be a secret.
[[noreturn]] void wrong_type(const Place& place, std::string_view expected, py::handle given);
/// Throws Error invalid_argument "python.value" with the field: the type is right, and C++ cannot hold the value.
[[noreturn]] void wrong_value(const Place& place, std::string_view reason, const std::string& message);

/// Whether the object is of the bound class, and not one whose __init__ never ran: `User.__new__(User)`.
bool is_made(py::handle object, py::handle type);
/// Python code cannot make objects of this class, not even empty ones; it only gets them.
void forbid_making(py::handle type);

// ---- names of types ------------------------------------------------------------------------------------------------

/// The C++ name of a type of namespace roster, without its namespace.
template <class T>
constexpr std::string_view type_name() {
    std::string_view text = __PRETTY_FUNCTION__;
    text.remove_prefix(text.find("T = ") + 4);
    text = text.substr(0, text.find_first_of(";]"));
    return text.substr(text.rfind(':') + 1);
}

/// The tag "UserTag" names the id "UserId".
template <class Tag>
std::string id_name() {
    const std::string_view tag = type_name<Tag>();
    return std::string(tag.substr(0, tag.size() - 3)) + "Id";
}

// ---- the conversions that are no templates -------------------------------------------------------------------------

std::string text_from(py::handle given, const Place& place);
py::object text_to(std::string_view text);
bool bool_from(py::handle given, const Place& place);
std::int64_t integer_from(py::handle given, const Place& place, std::int64_t lowest, std::int64_t highest);
Instant instant_from(py::handle given, const Place& place);
py::object instant_to(Instant instant);
Date date_from(py::handle given, const Place& place);
py::object date_to(Date date);
Duration duration_from(py::handle given, const Place& place);
py::object duration_to(Duration duration);
/// The iterator of anything that may serve as a list; text, bytes and mappings may not.
py::iterator items_of(py::handle given, const Place& place, std::string (*expected)());

/// One enum as its Python class knows it.
struct EnumTable {
    std::string name;
    py::object type;                                           ///< The enum.Enum; its values are the names.
    std::vector<std::pair<std::int64_t, py::object>> members;  ///< In the order of EnumNames.
};
std::int64_t enum_from(const EnumTable& table, py::handle given, const Place& place, std::string (*expected)());
py::object enum_to(const EnumTable& table, std::int64_t number);

/// The records that may stand for an id: a User where a user's id is expected.
struct IdRecords {
    struct Entry {
        std::string name;
        py::object type;
        void (*copy_id)(py::handle record, void* bytes);
    };
    std::vector<Entry> entries;
};
/// Copies the 16 bytes of a uuid.UUID, or of a record's id.
void id_from(const IdRecords& records, py::handle given, const Place& place, std::string (*expected)(),
             void* bytes);
py::object id_to(const void* bytes);

/// Filled once, while the module is made. Kept for ever: Python objects must not be released after Python has ended.
template <class E>
EnumTable& enum_table() {
    static auto* table = new EnumTable;
    return *table;
}
template <class IdType>
IdRecords& id_records() {
    static auto* records = new IdRecords;
    return *records;
}

// ---- Value<T> ------------------------------------------------------------------------------------------------------

/// A struct with a field table of its own, or one that a room's file here gives it (specialise Table).
template <class T>
struct Table;
template <HasFields T>
struct Table<T> {
    static constexpr auto fields() { return T::fields(); }
};
template <class T>
concept Tabled = requires { sizeof(Table<T>); };

/// The general case: a class bound to Python, such as a record, a handle, an Actor.
template <class T>
struct Value {
    static T from(py::handle given, const Place& place) {
        if (!is_made(given, py::type::of<T>())) wrong_type(place, input_type(), given);
        return given.cast<const T&>();
    }
    static py::object to(T value) { return py::cast(std::move(value)); }
    static std::string result_type() { return std::string(type_name<T>()); }
    static std::string input_type() { return result_type(); }
    static std::string cpp_type() { return result_type(); }
};

template <>
struct Value<std::string> {
    static std::string from(py::handle given, const Place& place) { return text_from(given, place); }
    static py::object to(const std::string& text) { return text_to(text); }
    static std::string result_type() { return "str"; }
    static std::string input_type() { return "str"; }
    static std::string cpp_type() { return "std::string"; }
};

template <>
struct Value<bool> {
    static bool from(py::handle given, const Place& place) { return bool_from(given, place); }
    static py::object to(bool value) { return py::bool_(value); }
    static std::string result_type() { return "bool"; }
    static std::string input_type() { return "bool"; }
    static std::string cpp_type() { return "bool"; }
};

template <std::signed_integral T>
struct Value<T> {
    static T from(py::handle given, const Place& place) {
        return static_cast<T>(
            integer_from(given, place, std::numeric_limits<T>::min(), std::numeric_limits<T>::max()));
    }
    static py::object to(T value) { return py::int_(value); }
    static std::string result_type() { return "int"; }
    static std::string input_type() { return "int"; }
    static std::string cpp_type() { return sizeof(T) == 8 ? "std::int64_t" : "std::int32_t"; }
};

template <NamedEnum E>
struct Value<E> {
    static E from(py::handle given, const Place& place) {
        return static_cast<E>(enum_from(enum_table<E>(), given, place, input_type));
    }
    static py::object to(E value) { return enum_to(enum_table<E>(), static_cast<std::int64_t>(value)); }
    static std::string result_type() { return std::string(type_name<E>()); }
    static std::string input_type() {
        std::string names;
        for (const auto& [value, name] : EnumNames<E>::all)
            names += (names.empty() ? "\"" : ", \"") + std::string(name) + "\"";
        return result_type() + " | Literal[" + names + "]";
    }
    static std::string cpp_type() { return result_type(); }
};

template <class Tag>
struct Value<Id<Tag>> {
    static Id<Tag> from(py::handle given, const Place& place) {
        std::uint8_t bytes[16];
        id_from(id_records<Id<Tag>>(), given, place, input_type, bytes);
        return Id<Tag>::from_bytes(bytes);
    }
    static py::object to(const Id<Tag>& id) { return id.is_nil() ? py::none() : id_to(id.data()); }
    static std::string result_type() { return "UUID"; }
    static std::string input_type() {
        std::string text = "UUID";
        for (const auto& entry : id_records<Id<Tag>>().entries) text += " | " + entry.name;
        return text;
    }
    static std::string cpp_type() { return id_name<Tag>(); }
};

template <>
struct Value<Instant> {
    static Instant from(py::handle given, const Place& place) { return instant_from(given, place); }
    static py::object to(Instant instant) { return instant_to(instant); }
    static std::string result_type() { return "datetime"; }
    static std::string input_type() { return "datetime"; }
    static std::string cpp_type() { return "Instant"; }
};

template <>
struct Value<Date> {
    static Date from(py::handle given, const Place& place) { return date_from(given, place); }
    static py::object to(Date date) { return date_to(date); }
    static std::string result_type() { return "date"; }
    static std::string input_type() { return "date"; }
    static std::string cpp_type() { return "Date"; }
};

template <>
struct Value<Duration> {
    static Duration from(py::handle given, const Place& place) { return duration_from(given, place); }
    static py::object to(Duration duration) { return duration_to(duration); }
    static std::string result_type() { return "timedelta"; }
    static std::string input_type() { return "timedelta"; }
    static std::string cpp_type() { return "Duration"; }
};

template <class T>
struct Value<std::optional<T>> {
    static std::optional<T> from(py::handle given, const Place& place) {
        if (given.is_none()) return std::nullopt;
        return Value<T>::from(given, place);
    }
    static py::object to(const std::optional<T>& value) {
        return value ? Value<T>::to(*value) : py::object(py::none());
    }
    static std::string result_type() { return Value<T>::result_type() + " | None"; }
    static std::string input_type() { return Value<T>::input_type() + " | None"; }
    static std::string cpp_type() { return "std::optional<" + Value<T>::cpp_type() + ">"; }
};

template <class T>
struct Value<std::vector<T>> {
    static std::vector<T> from(py::handle given, const Place& place) {
        std::vector<T> list;
        for (py::handle item : items_of(given, place, input_type)) {
            const std::string name = std::string(place.name) + "[" + std::to_string(list.size()) + "]";
            list.push_back(Value<T>::from(item, {place.call, name}));
        }
        return list;
    }
    static py::object to(const std::vector<T>& values) {
        py::list list(values.size());
        for (std::size_t i = 0; i < values.size(); ++i) list[i] = Value<T>::to(values[i]);
        return list;
    }
    static std::string result_type() { return "list[" + Value<T>::result_type() + "]"; }
    static std::string input_type() { return "Iterable[" + Value<T>::input_type() + "]"; }
    static std::string cpp_type() { return "std::vector<" + Value<T>::cpp_type() + ">"; }
};
template <>
struct Value<std::map<std::string, std::string>> {
    static std::map<std::string, std::string> from(py::handle given, const Place& place);
    static py::object to(const std::map<std::string, std::string>& map);
    static std::string result_type() { return "dict[str, str]"; }
    static std::string input_type() { return "Mapping[str, str]"; }
    static std::string cpp_type() { return "std::map<std::string, std::string>"; }
};

template <class T>
struct Value<Change<T>> {
    static Change<T> from(py::handle given, const Place& place) { return Change<T>(Value<T>::from(given, place)); }
    static std::string result_type() { return Value<T>::result_type(); }
    static std::string input_type() { return Value<T>::input_type(); }
    static std::string cpp_type() { return Value<T>::cpp_type(); }
};

template <>
struct Value<void> {
    static std::string result_type() { return "None"; }
};

// ---- None ----------------------------------------------------------------------------------------------------------

template <class T>
inline constexpr bool is_change = false;
template <class T>
inline constexpr bool is_change<Change<T>> = true;

/// Fields in which None means "nothing there": no text, a nil id, an empty list.
template <class T>
inline constexpr bool is_clearable =
    std::same_as<T, std::string> || is_id<T> || is_optional<T> || is_list<T> || std::same_as<T, Instant> ||
    std::same_as<T, Date> || std::same_as<T, std::map<std::string, std::string>>;
template <class T>
inline constexpr bool is_clearable<Change<T>> = is_clearable<T>;

}  // namespace roster::python
