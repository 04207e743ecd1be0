// Records: Python classes made from field tables. Attributes, keywords, repr, comparison, copies and the schema that
// stubs and reference docs are written from all follow the table; no field is named here.
#pragma once

#include "values.hpp"

#include <roster/roles/model.hpp>

#include <algorithm>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace roster::python {

/// One row of a field table, its types forgotten. `get`, `equal` and `show` are null in patches.
struct Row {
    std::string_view name;
    std::string_view meaning;
    Trait traits;
    bool clearable;
    std::string (*result_type)();
    std::string (*input_type)();
    std::string (*cpp_type)();
    void (*set)(void* object, py::handle given, const Place& place);
    py::object (*get)(const void* object);
    bool (*equal)(const void* one, const void* other);
    std::string (*show)(const void* object);
};
using Rows = std::span<const Row>;

/// A record's class. Filled once, while the module is made; kept for ever.
struct Record {
    std::string name;
    std::string doc;
    Rows rows;
    py::object type;
    const void* (*address)(py::handle object);  ///< Of the C++ value in a Python object of this class.
    py::object (*copy)(const void* value);
    const void* blank;  ///< A default-made value.
};

/// Sets the rows that keywords name, and takes those keywords away.
void take_keywords(void* object, Rows rows, py::dict& keywords, std::string_view call);
/// Throws TypeError when a keyword is left.
void refuse_other_keywords(const py::dict& keywords, std::string_view call);

/// Gives the class its attributes and methods, and the schema its entry.
void describe_record(const Record& record);
/// Makes the enum.Enum.
void describe_enum(py::module_& module, EnumTable& table,
                   const std::vector<std::pair<std::int64_t, std::string_view>>& all);
/// A value for people: without quotes around ids, enums and times.
std::string shown(py::handle value);

// ---- from types to rows ----------------------------------------------------------------------------------------------

namespace detail {

/// Equality by the tables, also of records that have no operator of their own.
template <class T>
bool same(const T& one, const T& other) {
    if constexpr (Tabled<T>) {
        return Table<T>::fields().apply(
            [&](const auto&... f) { return (same(one.*f.member, other.*f.member) && ...); });
    } else if constexpr (is_optional<T>) {
        return one.has_value() == other.has_value() && (!one || same(*one, *other));
    } else if constexpr (is_list<T>) {
        return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                          [](const auto& a, const auto& b) { return same(a, b); });
    } else {
        return one == other;
    }
}

template <Tabled T, std::size_t I>
struct Member {
    static constexpr auto field = Table<T>::fields().template at<I>();
    using Type = typename decltype(field)::value_type;

    /// Nil ids are None, in every field but the record's own id.
    static std::string result_type() {
        return Value<Type>::result_type() + (is_id<Type> && field.name != "id" ? " | None" : "");
    }
    static std::string input_type() {
        const std::string type = Value<Type>::input_type();
        return type + (is_clearable<Type> && !type.ends_with(" | None") ? " | None" : "");
    }
    static void set(void* object, py::handle given, const Place& place) {
        auto& member = static_cast<T*>(object)->*field.member;
        if constexpr (is_change<Type>) {
            using Inner = std::remove_cvref_t<decltype(member.value())>;
            if (is_clearable<Type> && given.is_none()) member = Type(Inner{});
            else member = Value<Type>::from(given, place);
        } else {
            if (is_clearable<Type> && given.is_none()) member = Type{};
            else member = Value<Type>::from(given, place);
        }
    }
    static py::object get(const void* object) {
        return Value<Type>::to(static_cast<const T*>(object)->*field.member);
    }
    static bool equal(const void* one, const void* other) {
        return same(static_cast<const T*>(one)->*field.member, static_cast<const T*>(other)->*field.member);
    }
    static std::string show(const void* object) {
        if constexpr (std::same_as<Type, RoleId>) {
            const auto name = rules::role_name(static_cast<const T*>(object)->*field.member);
            if (!name.empty()) return std::string(name);
        }
        return shown(get(object));
    }
    static constexpr Row row() {
        Row row{field.name,
                field.meaning,
                field.traits,
                is_clearable<Type>,
                result_type,
                input_type,
                Value<Type>::cpp_type,
                set,
                nullptr,
                nullptr,
                nullptr};
        if constexpr (!is_change<Type>) {
            row.get = get;
            row.equal = equal;
            row.show = show;
        }
        return row;
    }
};

template <Tabled T, std::size_t... I>
Rows make_rows(std::index_sequence<I...>) {
    static constexpr Row rows[] = {Member<T, I>::row()...};
    return rows;
}

}  // namespace detail

template <Tabled T>
Rows rows_of() {
    return detail::make_rows<T>(std::make_index_sequence<decltype(Table<T>::fields())::size>{});
}

/// A value from keywords: NewUser from first_name="Grace", email="grace@acme.example".
template <Tabled T>
T from_keywords(py::dict& keywords, std::string_view call) {
    T value{};
    take_keywords(&value, rows_of<T>(), keywords, call);
    return value;
}

/// Lets objects of a class stand for the id they carry.
template <class T, class IdType>
void accept_as_id(IdType (*id)(const T&)) {
    static IdType (*const read)(const T&) = id;
    id_records<IdType>().entries.push_back(
        {std::string(type_name<T>()), py::type::of<T>(),
         [](py::handle object, void* bytes) { std::memcpy(bytes, read(object.cast<const T&>()).data(), 16); }});
}

/// Makes the Python class of a record: `bind_record<User>(module, "A person …")`.
template <Tabled T>
py::class_<T> bind_record(py::module_& module, const char* doc) {
    static const std::string name(type_name<T>());
    py::class_<T> type(module, name.c_str(), doc, py::is_final());
    type.def(py::init([](py::kwargs keywords) {
        T value = from_keywords<T>(keywords, name + "()");
        refuse_other_keywords(keywords, name + "()");
        return value;
    }));
    describe_record({name, doc, rows_of<T>(), type,
                     [](py::handle object) -> const void* {
                         if (!is_made(object, py::type::of<T>())) throw py::type_error("this is no " + name);
                         return &object.cast<const T&>();
                     },
                     [](const void* value) { return Value<T>::to(*static_cast<const T*>(value)); }, new T{}});
    if constexpr (requires(const T& value) { requires is_id<std::remove_cvref_t<decltype(value.id)>>; })
        accept_as_id<T>(+[](const T& value) { return value.id; });
    return type;
}

/// Makes the Python class of an enum from its EnumNames.
template <NamedEnum E>
void bind_enum(py::module_& module) {
    std::vector<std::pair<std::int64_t, std::string_view>> all;
    for (const auto& [value, name] : EnumNames<E>::all) all.emplace_back(static_cast<std::int64_t>(value), name);
    enum_table<E>().name = type_name<E>();
    describe_enum(module, enum_table<E>(), all);
}

}  // namespace roster::python
