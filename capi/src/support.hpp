// What the sources of the C floor share: the guard at the edge, reading arguments, writing records.
//
// A source of this floor is tables and one-line bodies: rows that pair a C member with the C++ member of the same
// name, and functions that read their arguments, call the C++ function of that name, and hand out what it gave.
// What is to be decided is decided below, in C++.
#pragma once

#include <roster.h>
#include <roster/base/actor.hpp>
#include <roster/base/error.hpp>
#include <roster/base/fields.hpp>
#include <roster/base/page.hpp>
#include <roster/base/time.hpp>
#include <roster/directory.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <memory_resource>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

struct roster_account {
    explicit roster_account(roster::Account account);

    const roster::Account value;
    roster_account_id id{};
};

struct roster_directory {
    explicit roster_directory(roster::Directory directory) : value(std::move(directory)) {}

    const roster::Directory value;
};

namespace roster::c {

// ---- the guard ----------------------------------------------------------------------------------------------

/// Makes an error object of the exception that is being handled; needs no memory where there is none.
roster_status report(roster_error** error) noexcept;

/// The only way through the edge: runs the body of a function and turns whatever it throws into a status and an
/// error.
template <class Body>
roster_status guard(roster_error** error, Body&& body) noexcept {
    if (error != nullptr) *error = nullptr;
    try {
        body();
        return ROSTER_OK;
    } catch (...) {
        return report(error);
    }
}

// ---- the same thing on both sides ---------------------------------------------------------------------------

template <class CppId>
struct IdPair;
// clang-format off
template <> struct IdPair<AccountId> { using type = roster_account_id; };
template <> struct IdPair<UserId> { using type = roster_user_id; };
template <> struct IdPair<RoleId> { using type = roster_role_id; };
template <> struct IdPair<OrganizationId> { using type = roster_organization_id; };
template <> struct IdPair<GroupId> { using type = roster_group_id; };
template <> struct IdPair<ImportId> { using type = roster_import_id; };
template <> struct IdPair<HistoryEntryId> { using type = roster_history_id; };
template <> struct IdPair<SessionId> { using type = roster_session_id; };
template <> struct IdPair<FactorId> { using type = roster_factor_id; };
template <> struct IdPair<ApiKeyId> { using type = roster_api_key_id; };
template <> struct IdPair<EventId> { using type = roster_event_id; };
template <> struct IdPair<AppId> { using type = roster_app_id; };
template <> struct IdPair<InboxId> { using type = roster_inbox_id; };
template <> struct IdPair<TeamId> { using type = roster_team_id; };
// clang-format on
template <class CppId>
using CId = typename IdPair<CppId>::type;

/// One row of a table: a C member and the C++ member that bear the same name.
template <class C, class CMember, class Cpp, class CppMember>
struct Row {
    std::string_view name;
    CMember C::*c;
    CppMember Cpp::*cpp;
};
template <class C, class CMember, class Cpp, class CppMember>
constexpr Row<C, CMember, Cpp, CppMember> row(std::string_view name, CMember C::*c, CppMember Cpp::*cpp) {
    return {name, c, cpp};
}
/// In a scope where `C` and `Cpp` name the two structs.
#define ROSTER_ROW(name) ::roster::c::row(#name, &C::name, &Cpp::name)

/// Whether a table has a row for every field of the model's own table: a field that was forgotten on this floor
/// does not compile.
template <HasFields Model, class Rows>
consteval bool covers(const Rows& rows) {
    bool all = true;
    for_each_field<Model>([&](const auto& field) {
        all = all && rows.apply([&](const auto&... row) { return ((row.name == field.name) || ...); });
    });
    return all;
}

/// Whether the C constants are the enum's numbers, all of them: `same_enum<Plan>({ROSTER_PLAN_FREE, …})`, in order.
template <NamedEnum E, std::size_t N>
consteval bool same_enum(const int (&constants)[N]) {
    if (N != std::size(EnumNames<E>::all)) return false;
    for (std::size_t i = 0; i < N; ++i)
        if (static_cast<int>(EnumNames<E>::all[i].first) != constants[i]) return false;
    return true;
}

/// The name of an enum's number, from the model.
template <NamedEnum E>
const char* enum_name(std::int32_t number) noexcept {
    return to_string(static_cast<E>(number)).data();
}

// ---- reading arguments --------------------------------------------------------------------------------------

template <class Struct, class Member>
consteval std::size_t bytes_of(Member Struct::*) {
    return sizeof(Member);
}
/// The first released size of an input struct: up to the last member it had then. A program never hands in a
/// smaller one.
template <class Input>
struct FirstRelease;
#define ROSTER_INPUT(type, last_member)                                                                 \
    template <>                                                                                         \
    struct FirstRelease<type> {                                                                         \
        static constexpr std::size_t size = offsetof(type, last_member) + bytes_of(&type::last_member); \
    }

/// No input struct will ever be larger; a larger struct_size is a struct that was never initialised, and is not
/// read.
inline constexpr std::size_t max_input_size = 4096;

ROSTER_INPUT(roster_actor, on_behalf_of);
ROSTER_INPUT(roster_page_request, after);

/// What a member of an input, a change or an optional holds.
template <class T>
struct Held {
    using type = T;
};
template <class T>
struct Held<Change<T>> {
    using type = T;
};

/// Reads the arguments of one call, and collects everything that is wrong with them, so that all is told at once.
/// Nothing may be used before done().
class Arguments {
public:
    /// Notes a NULL where something is required.
    template <class T>
    T* need(std::string_view name, T* pointer) {
        if (pointer == nullptr) null(name);
        return pointer;
    }

    /// The part of a caller's struct that this version knows, in a zeroed struct of this version.
    template <class Input>
    Input sized(std::string_view name, const Input* given) {
        Input known{};
        if (given == nullptr) return known;
        const std::uint32_t size = given->struct_size;
        if (size < FirstRelease<Input>::size || size > max_input_size) {
            wrong_size(name,
                       "is no size this struct can have: set it with the struct's _INIT macro or its _init "
                       "function");
            return known;
        }
        const auto* const bytes = reinterpret_cast<const unsigned char*>(given);
        for (std::size_t i = sizeof(Input); i < size; ++i) {
            if (bytes[i] == 0) continue;
            wrong_size(name, "tells of members that this version of the library does not know");
            return known;
        }
        std::memcpy(&known, given, size < sizeof(Input) ? size : sizeof(Input));
        if constexpr (requires { known.reserved; })
            if (known.reserved != 0) fault(join(name, "reserved"), "reserved", "must be 0");
        return known;
    }

    template <class CppId>
    CppId id(std::string_view name, const CId<CppId>* given) {
        static_assert(sizeof(CId<CppId>) == 16);
        return need(name, given) == nullptr ? CppId() : CppId::from_bytes(given->bytes);
    }
    /// A text that must be there, though it may be empty.
    std::string_view text(std::string_view name, const roster_str* given);
    /// A text that may be absent, which is the same as empty.
    std::string_view optional_text(std::string_view name, const roster_str* given);
    /// As above, for a member of an input.
    std::string_view text_member(std::string_view name, const roster_str& given);
    std::vector<std::string> texts(std::string_view name, const roster_str_list* given);
    template <class CppId, class List>
    std::vector<CppId> ids(std::string_view name, const List* given) {
        std::vector<CppId> all;
        if (given == nullptr || given->count == 0 || need(name, given->items) == nullptr) return all;
        all.reserve(given->count);
        for (std::size_t i = 0; i < given->count; ++i) all.push_back(CppId::from_bytes(given->items[i].bytes));
        return all;
    }
    /// 0, which is "not given", gives nullopt.
    template <NamedEnum E>
    std::optional<E> choice(std::string_view name, std::int32_t given) {
        if (given == 0) return std::nullopt;
        if (const auto value = enum_from<E>(given)) return value;
        fault(name, "unknown_value", "is none of the constants for it");
        return std::nullopt;
    }
    std::optional<bool> yes_or_no(std::string_view name, roster_choice given);
    Date date(std::string_view name, std::int32_t given);
    Instant instant(std::string_view name, std::int64_t given);
    Actor actor(const roster_actor* given);
    PageRequest page(const roster_page_request* given);
    /// 0, which is "any", gives nullopt.
    static std::optional<std::int64_t> expected(std::int64_t given) {
        return given == 0 ? std::nullopt : std::optional(given);
    }

    void null(std::string_view name);
    void wrong_size(std::string_view name, std::string_view message);
    void fault(std::string_view name, std::string_view reason, std::string_view message);

    /// @throws Error invalid_argument "abi.null", "abi.struct_size" or "abi.value" with everything that is wrong
    void done() const;

    /// "query" and "kind" → "query.kind". The struct of all members is left out: its fields are named as in the
    /// model.
    static std::string join(std::string_view outer, std::string_view inner);

private:
    FieldErrors faults_;
    enum class Gravest { none, value, size, null } gravest_ = Gravest::none;
};

// Reading one member of an input into one member of a C++ struct, patch or query: what is not given changes
// nothing.

template <class To>
    requires std::same_as<typename Held<To>::type, std::string>
void take(Arguments& in, std::string_view name, const roster_str& from, To& to) {
    if (from.data != nullptr) to = std::string(in.text_member(name, from));
}
template <class To>
void take(Arguments& in, std::string_view name, const roster_str_list* from, To& to) {
    if (from != nullptr) to = in.texts(name, from);
}
template <class To, class From>
    requires is_id<typename Held<To>::type>
void take(Arguments&, std::string_view, const From* from, To& to) {
    using CppId = typename Held<To>::type;
    static_assert(std::same_as<From, CId<CppId>>);
    if (from != nullptr) to = CppId::from_bytes(from->bytes);
}
template <class To>
void take(Arguments& in, std::string_view name, const roster_group_id_list* from, To& to) {
    if (from != nullptr) to = in.ids<GroupId>(name, from);
}
template <class To>
void take(Arguments& in, std::string_view name, const roster_team_id_list* from, To& to) {
    if (from != nullptr) to = in.ids<TeamId>(name, from);
}
/// Enums, yes or no, and numbers.
template <class To>
void take(Arguments& in, std::string_view name, std::int32_t from, To& to) {
    using Value = typename Held<To>::type;
    if constexpr (NamedEnum<Value>) {
        if (const auto value = in.choice<Value>(name, from)) to = *value;
    } else if constexpr (is_optional<Value>) {
        typename Value::value_type value{};
        take(in, name, from, value);
        if (from != 0) to = value;
    } else if constexpr (std::same_as<Value, bool>) {
        if (const auto value = in.yes_or_no(name, from)) to = *value;
    } else {
        if (from != 0) to = from;
    }
}

/// Reads every member that a table has.
template <class Rows, class From, class To>
void take_all(Arguments& in, std::string_view struct_name, const Rows& rows, const From& from, To& to) {
    rows.apply([&](const auto&... row) {
        (take(in, Arguments::join(struct_name, row.name), from.*row.c, to.*row.cpp), ...);
    });
}

/// A caller's user data, given back to the caller's `destroy` exactly once.
inline std::shared_ptr<void> keep(void* user_data, roster_destroy destroy) {
    return {user_data, [destroy](void* data) {
                if (destroy != nullptr) destroy(data);
            }};
}

// ---- writing records ----------------------------------------------------------------------------------------

/// The lists that records point to. Goes with the handle.
class Shelf {
public:
    Shelf() = default;
    Shelf(const Shelf&) = delete;
    Shelf& operator=(const Shelf&) = delete;

    template <class T>
    T* array(std::size_t count) {
        return count == 0 ? nullptr : static_cast<T*>(memory_.allocate(count * sizeof(T), alignof(T)));
    }
    template <class T>
    T* one() {
        return new (array<T>(1)) T{};
    }
    /// A copy of a text that exists nowhere else.
    roster_str text(std::string_view from) {
        auto* const copy = array<char>(from.size() + 1);
        std::memcpy(copy, from.data(), from.size());
        copy[from.size()] = '\0';
        return {copy, from.size()};
    }

private:
    std::pmr::monotonic_buffer_resource memory_;
};

/// Points into `from`, which must outlive the record.
inline void put(Shelf&, const std::string& from, roster_str& to) { to = {from.c_str(), from.size()}; }
inline void put(Shelf& shelf, const std::vector<std::string>& from, roster_str_list& to) {
    auto* const items = shelf.array<roster_str>(from.size());
    for (std::size_t i = 0; i < from.size(); ++i) put(shelf, from[i], items[i]);
    to = {items, from.size()};
}
template <class Tag, class CId>
void put(Shelf&, const Id<Tag>& from, CId& to) {
    static_assert(std::same_as<CId, c::CId<Id<Tag>>>);
    std::memcpy(to.bytes, from.data(), sizeof to.bytes);
}
inline void put(Shelf& shelf, const std::vector<GroupId>& from, roster_group_id_list& to) {
    auto* const items = shelf.array<roster_group_id>(from.size());
    for (std::size_t i = 0; i < from.size(); ++i) put(shelf, from[i], items[i]);
    to = {items, from.size()};
}
inline void put(Shelf& shelf, const std::vector<InboxId>& from, roster_inbox_id_list& to) {
    auto* const items = shelf.array<roster_inbox_id>(from.size());
    for (std::size_t i = 0; i < from.size(); ++i) put(shelf, from[i], items[i]);
    to = {items, from.size()};
}
template <NamedEnum E>
void put(Shelf&, E from, std::int32_t& to) {
    to = static_cast<std::int32_t>(from);
}
inline void put(Shelf&, bool from, roster_choice& to) { to = from ? ROSTER_YES : ROSTER_NO; }
inline void put(Shelf&, std::int32_t from, std::int32_t& to) { to = from; }
inline void put(Shelf&, std::int64_t from, std::int64_t& to) { to = from; }
inline void put(Shelf&, const Instant& from, std::int64_t& to) {
    to = from.is_special() ? ROSTER_NO_TIME : to_micros(from);
}
inline void put(Shelf&, const Date& from, std::int32_t& to) {
    to = from.is_special() ? ROSTER_NO_DATE : to_days(from);
}
inline void put(Shelf&, const Duration& from, std::int64_t& to) { to = from.total_microseconds(); }
/// What is not there: the number that says so.
template <class T, class To>
void put(Shelf& shelf, const std::optional<T>& from, To& to) {
    if (from) return put(shelf, *from, to);
    if constexpr (std::same_as<T, Instant>) to = ROSTER_NO_TIME;
    else if constexpr (std::same_as<T, Date>) to = ROSTER_NO_DATE;
    else if constexpr (std::same_as<T, bool>) to = ROSTER_UNSPECIFIED;
    else to = ROSTER_NO_LIMIT;
}

/// Writes every member that a table has.
template <class Rows, class From, class To>
void put_all(Shelf& shelf, const Rows& rows, const From& from, To& to) {
    to.struct_size = sizeof(To);
    rows.apply([&](const auto&... row) { (put(shelf, from.*row.cpp, to.*row.c), ...); });
}

// ---- handles ------------------------------------------------------------------------------------------------

// A room says how its records are written: `void write(Shelf&, const Model&, Record&)`.
inline void write(Shelf& shelf, const std::string& from, roster_str& to) { put(shelf, from, to); }

/// A handle with one record.
template <class Model, class Record>
struct One {
    explicit One(Model model) : value(std::move(model)) { write(shelf, value, record); }
    One(const One&) = delete;
    One& operator=(const One&) = delete;

    const Model value;
    Shelf shelf;
    Record record{};
};

/// A handle with many records, and the cursor of the next page.
template <class Model, class Record>
struct Many {
    explicit Many(Page<Model> page)
        : items(std::move(page.items)), cursor(std::move(page.next)), records(items.size()) {
        for (std::size_t i = 0; i < items.size(); ++i) write(shelf, items[i], records[i]);
        put(shelf, cursor, next);
    }
    explicit Many(std::vector<Model> all) : Many(Page<Model>{std::move(all), {}}) {}
    Many(const Many&) = delete;
    Many& operator=(const Many&) = delete;

    const std::vector<Model> items;
    const std::string cursor;
    Shelf shelf;
    std::vector<Record> records;
    roster_str next{};
};

template <class Handle>
auto view(const Handle* handle) noexcept -> decltype(&handle->record) {
    return handle == nullptr ? nullptr : &handle->record;
}
template <class Handle>
std::size_t count(const Handle* handle) noexcept {
    return handle == nullptr ? 0 : handle->records.size();
}
template <class Handle>
auto at(const Handle* handle, std::size_t index) noexcept -> decltype(handle->records.data()) {
    return index < count(handle) ? &handle->records[index] : nullptr;
}
template <class Handle>
const roster_str* next(const Handle* handle) noexcept {
    return handle == nullptr || handle->next.len == 0 ? nullptr : &handle->next;
}

/// An out parameter for a handle: NULL until the call has succeeded. May be NULL itself: the result is then
/// dropped.
template <class Handle>
class Out {
public:
    explicit Out(Handle** to) : to_(to) {
        if (to_ != nullptr) *to_ = nullptr;
    }
    template <class Value>
    void give(Value&& value) {
        if (to_ != nullptr) *to_ = new Handle(std::forward<Value>(value));
    }
    /// Nothing found leaves NULL.
    template <class Value>
    void give_found(std::optional<Value>&& value) {
        if (value) give(std::move(*value));
    }

private:
    Handle** to_;
};

/// The body of every `_init` function.
template <class Input>
void init(Input* given, std::uint32_t struct_size) noexcept {
    if (given == nullptr || struct_size < sizeof given->struct_size) return;
    std::memset(given, 0, struct_size);
    given->struct_size = struct_size;
}

}  // namespace roster::c

struct roster_text_page : roster::c::Many<std::string, roster_str> {
    using Many::Many;
};
