#include "users/import_rows.hpp"
#include "users/named.hpp"

#include <roster/base/text.hpp>
#include <roster/roles/model.hpp>
#include <roster/users/rules.hpp>

#include <charconv>

namespace roster {
namespace {

/// Calls take(part) for every non-empty part; JSON arrays come as one cell for each value and are not split.
template <class Take>
void each_value(std::string_view text, const ImportOptions& options, Take&& take) {
    while (!text.empty()) {
        const auto end = options.format == ImportFormat::csv ? text.find(';') : text.npos;
        const auto part = text::trim(text.substr(0, end));
        if (!part.empty()) take(part);
        text = end == text.npos ? std::string_view() : text.substr(end + 1);
    }
}

template <class>
inline constexpr bool never = false;

RoleId role_from(std::string_view name) {
    for (const RoleId id : {role::owner, role::administrator, role::user, role::light_user})
        if (rules::role_name(id) == name) return id;
    return RoleId::parse(name).value_or(RoleId());
}

/// How a cell becomes the member that the template names: by the member's type, so that a new plain field is imported
/// without a line here.
template <std::size_t I>
void set_field(ImportRow& row, std::string_view text, const ImportOptions& options, FieldErrors& errors) {
    constexpr auto f = NewUser::fields().at<I>();
    using Value = typename decltype(f)::value_type;
    auto& value = row.user.user.*f.member;
    if constexpr (f.name == "organization") {
        row.organization = text;
    } else if constexpr (f.name == "groups") {
        each_value(text, options, [&](std::string_view part) { row.groups.emplace_back(part); });
    } else if constexpr (std::same_as<Value, std::string>) {
        value = text;
    } else if constexpr (std::same_as<Value, std::vector<std::string>>) {
        each_value(text, options, [&](std::string_view part) { value.emplace_back(part); });
    } else if (text::trim(text).empty()) {
        return;  // what is not said keeps its default
    } else if constexpr (std::same_as<Value, RoleId>) {
        value = role_from(text::trim(text));
        if (value.is_nil()) errors.add(f.name, "unknown_role", "must be one of the account's roles");
    } else if constexpr (NamedEnum<Value>) {
        if (const auto found = parse_enum<Value>(text::trim(text))) value = *found;
        else errors.add(f.name, "unknown_value", "is no known value");
    } else if constexpr (std::same_as<Value, bool>) {
        const auto word = text::trim(text);
        if (word == "true" || word == "1" || word == "yes") value = true;
        else if (word == "false" || word == "0" || word == "no") value = false;
        else errors.add(f.name, "unknown_value", "must be true or false");
    } else if constexpr (std::integral<Value>) {
        const auto word = text::trim(text);
        const auto [end, fault] = std::from_chars(word.data(), word.data() + word.size(), value);
        if (fault != std::errc() || end != word.data() + word.size())
            errors.add(f.name, "invalid_number", "must be a whole number");
    } else if constexpr (std::same_as<Value, Instant>) {
        if (const auto found = parse_instant(text::trim(text))) value = *found;
        else errors.add(f.name, "invalid_instant", "must be an instant like 2024-05-06T07:08:09Z");
    } else if constexpr (std::same_as<Value, Date>) {
        if (const auto found = parse_date(text::trim(text))) value = *found;
        else errors.add(f.name, "invalid_date", "must be a day like 2024-05-06");
    } else {
        static_assert(never<Value>, "say here how this type is read from an import");
    }
}

}  // namespace

RowMaker::RowMaker(const ImportOptions& options, const Policy& policy) : options_(options), policy_(policy) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        (fields_.emplace(NewUser::fields().at<I>().name, &set_field<I>), ...);
    }(std::make_index_sequence<field_count<NewUser>>{});
    FieldErrors errors;
    for (const auto& [column, field] : options.columns)
        if (!field.empty() && !fields_.contains(field))
            errors.add("columns", "unknown_field",
                       "the column \"" + column + "\" is mapped to a field that users do not have");
    errors.throw_if_any("imports.invalid", "The import cannot be begun like this.");
}

RowMaker::Set RowMaker::find_field(std::string_view column) const {
    const auto mapped = options_.columns.find(std::string(column));
    const auto found = fields_.find(mapped == options_.columns.end() ? column : std::string_view(mapped->second));
    return found == fields_.end() ? nullptr : found->second;
}

void RowMaker::match(const std::vector<std::string>& columns) {
    while (by_column_.size() < columns.size()) by_column_.push_back(find_field(columns[by_column_.size()]));
}

bool RowMaker::maps_anything(const std::vector<std::string>& columns) {
    match(columns);
    for (const Set set : by_column_)
        if (set != nullptr) return true;
    return false;
}

ImportRow RowMaker::make(const records::Record& record, const std::vector<std::string>& columns) {
    ImportRow row;
    row.line = static_cast<std::int64_t>(record.line);
    if (record.fault) {
        row.faults.push_back({row.line, record.fault->field, record.fault->reason, record.fault->message});
        return row;
    }
    match(columns);
    User& user = row.user.user;
    user.kind = options_.kind;
    FieldErrors errors;
    for (const auto& cell : record.cells)
        if (const Set set = by_column_[static_cast<std::size_t>(cell.column)])
            set(row, cell.text, options_, errors);
    user.onboarding = options_.onboarding;
    const auto name = [&](std::string& given, const std::string& field) {
        given = text::clean(given, {.max_length = 200}, field, errors);
        if (name_key(given).size() > rules::longest_name_key)
            errors.add(field, "too_long", "is too long when it is folded for searching");
    };
    name(row.organization, "organization");
    if (row.groups.size() > rules::most_groups)
        errors.add("groups", "too_many", "may have at most " + std::to_string(rules::most_groups) + " items");
    for (std::size_t i = 0; i < row.groups.size(); ++i) name(row.groups[i], "groups[" + std::to_string(i) + "]");
    normalise({}, user, policy_, errors);
    row.user = index(std::move(row.user.user), errors);
    for (const auto& fault : errors.list()) {
        // One fault a field: a value that was no value at all is not also "required".
        bool reported = false;
        for (const auto& earlier : row.faults) reported = reported || earlier.field == fault.field;
        if (!reported) row.faults.push_back({row.line, fault.field, fault.reason, fault.message});
    }
    return row;
}

}  // namespace roster
