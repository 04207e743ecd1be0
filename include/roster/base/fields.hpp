// Field tables: each model struct names its members once, and everything else follows from that table.
#pragma once

#include <roster/base/id.hpp>
#include <roster/base/time.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace roster {

/// What is special about a field. The history's diffs, redaction, JSON, row mapping, import columns, the Python
/// attributes and the reference docs read it; nobody lists a struct's fields by hand a second time.
enum class Trait : unsigned {
    none = 0,
    untracked = 1,  ///< Bookkeeping: a change of it alone is no event, and the history does not record it.
    derived = 2,    ///< Computed at every read, not stored.
    secret = 4,     ///< Stored, but shown as "[redacted]" in the history, and left out of every export.
};
constexpr Trait operator|(Trait a, Trait b) noexcept {
    return static_cast<Trait>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
constexpr bool has(Trait traits, Trait one) noexcept {
    return (static_cast<unsigned>(traits) & static_cast<unsigned>(one)) != 0;
}

/// One row of a field table.
///
/// A member may be: std::string, bool, std::int32_t, std::int64_t, an enum with EnumNames, an Id, Instant, Date,
/// Duration, std::optional of one of these, std::vector<std::string>, std::vector of an Id, or a struct that has a
/// field table itself. Another type does not compile where the tables are used.
template <class Struct, class Value>
struct Field {
    using value_type = Value;
    std::string_view name;  ///< As in C++, in JSON, in SQL, in Python, in errors.
    Value Struct::*member;
    std::string_view meaning;  ///< One sentence for people: what it is, its unit, what empty means.
    Trait traits;
};

template <class Struct, class Value>
constexpr Field<Struct, Value> field(std::string_view name, Value Struct::*member, std::string_view meaning,
                                     Trait traits = Trait::none) {
    return {name, member, meaning, traits};
}

namespace detail {

template <std::size_t I, class Row>
struct PlacedRow {
    Row row;
};

template <class Places, class... Rows>
struct PlacedRows;
template <std::size_t... I, class... Rows>
struct PlacedRows<std::index_sequence<I...>, Rows...> : PlacedRow<I, Rows>... {
    template <class Visit>
    constexpr decltype(auto) apply(Visit&& visit) const {
        return visit(static_cast<const PlacedRow<I, Rows>&>(*this).row...);
    }
};

}  // namespace detail

/// The rows of a table, each of its own type, in order. Not a std::tuple, whose chain of bases and constructors takes
/// compilers seconds at the length of these tables, in every source that includes the model.
template <class... Rows>
class FieldTable : detail::PlacedRows<std::index_sequence_for<Rows...>, Rows...> {
    using Placed = detail::PlacedRows<std::index_sequence_for<Rows...>, Rows...>;

    template <std::size_t I, class Row>
    static constexpr const Row& placed(const detail::PlacedRow<I, Row>& at) noexcept {
        return at.row;
    }

public:
    static constexpr std::size_t size = sizeof...(Rows);

    constexpr explicit FieldTable(Rows... rows) : Placed{{rows}...} {}

    /// visit(row, row, …), all at once, and what it returned.
    using Placed::apply;
    /// The row at that place, counted from 0.
    template <std::size_t I>
    [[nodiscard]] constexpr const auto& at() const noexcept {
        return placed<I>(*this);
    }
};

/// One table after the other: that of a struct's base, then its own.
template <class... Rows, class... More>
constexpr FieldTable<Rows..., More...> joined(const FieldTable<Rows...>& rows, const FieldTable<More...>& more) {
    return rows.apply([&](const auto&... row) {
        return more.apply([&](const auto&... another) { return FieldTable<Rows..., More...>(row..., another...); });
    });
}

/// A struct with a field table: `static constexpr auto fields()` returns a FieldTable of Field.
template <class T>
concept HasFields = requires { T::fields().size; };

/// Calls visit(field) for every row of T's table, in order.
template <HasFields T, class Visit>
constexpr void for_each_field(Visit&& visit) {
    T::fields().apply([&](const auto&... field) { (visit(field), ...); });
}

template <HasFields T>
inline constexpr std::size_t field_count = decltype(T::fields())::size;

// ---- how one struct serves as input and as patch -------------------------------------------------------------

/// A value that may be left as it is: the member type of patches. Default-made it changes nothing; assigned, even an
/// empty value, it sets.
template <class T>
class Change {
public:
    constexpr Change() = default;
    template <class U>
        requires(std::constructible_from<T, U &&> && !std::same_as<std::remove_cvref_t<U>, Change>)
    constexpr Change(U&& value) : value_(std::in_place, std::forward<U>(value)) {}  // NOLINT: implicit on purpose
    /// So that lists can be given in braces: `.labels = {{"vip", "beta"}}`.
    constexpr Change(T value) : value_(std::move(value)) {}  // NOLINT: implicit on purpose

    [[nodiscard]] constexpr bool is_set() const noexcept { return value_.has_value(); }
    /// @pre is_set()
    [[nodiscard]] constexpr const T& value() const noexcept { return *value_; }

private:
    std::optional<T> value_;
};

/// `SomeFields<Given>` holds plain values, `SomeFields<Change>` the same members as a patch.
template <class T>
using Given = T;

/// The default of a member of such a struct: the value where it holds plain values, "no change" where it is a patch.
template <template <class> class As, class T>
constexpr As<T> by_default(T value) {
    if constexpr (std::same_as<As<T>, T>) return value;
    else return As<T>();
}

/// Copies every set member of a patch onto a record that has the same members, by the table.
/// @return true when a value differs from what was there
template <HasFields Patch, class Record>
bool apply(const Patch& patch, Record& record) {
    bool changed = false;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        const auto one = [&](const auto& from, const auto& to) {
            const auto& change = patch.*from.member;
            if (!change.is_set() || record.*to.member == change.value()) return;
            record.*to.member = change.value();
            changed = true;
        };
        (one(Patch::fields().template at<I>(), Record::fields().template at<I>()), ...);
    }(std::make_index_sequence<field_count<Patch>>{});
    return changed;
}

// ---- enums -----------------------------------------------------------------------------------------------------

/// The names of an enum's values: specialise with `static constexpr std::pair<E, std::string_view> all[]`. The names
/// are those of the enumerators; the numbers are stored and travel through C, so they never change. 0 is no value.
template <class E>
struct EnumNames;

template <class E>
concept NamedEnum = std::is_enum_v<E> && requires { EnumNames<E>::all; };

/// The enumerator's name; "unknown" for a number that is none.
template <NamedEnum E>
constexpr std::string_view to_string(E value) noexcept {
    for (const auto& [one, name] : EnumNames<E>::all)
        if (one == value) return name;
    return "unknown";
}
template <NamedEnum E>
constexpr std::optional<E> parse_enum(std::string_view text) noexcept {
    for (const auto& [one, name] : EnumNames<E>::all)
        if (name == text) return one;
    return std::nullopt;
}
template <NamedEnum E>
constexpr std::optional<E> enum_from(std::int64_t number) noexcept {
    for (const auto& [one, name] : EnumNames<E>::all)
        if (static_cast<std::int64_t>(one) == number) return one;
    return std::nullopt;
}

// ---- which kind of type a member is ------------------------------------------------------------------------------

template <class T>
inline constexpr bool is_id = false;
template <class Tag>
inline constexpr bool is_id<Id<Tag>> = true;

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class T>
inline constexpr bool is_list = false;
template <class T>
inline constexpr bool is_list<std::vector<T>> = true;

}  // namespace roster
