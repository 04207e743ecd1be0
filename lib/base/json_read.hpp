// Reading back what json.hpp wrote. Heavy to compile: include it in few sources.
#pragma once

#include <roster/base/error.hpp>
#include <roster/base/fields.hpp>

#include <nlohmann/json.hpp>

namespace roster::json {

/// The value of the type; members that the JSON lacks keep their defaults (they were added since), members the type
/// lacks are passed over. @throws nlohmann::json::exception on a wrong type
template <class T>
void read(const nlohmann::json& from, T& value) {
    if constexpr (NamedEnum<T>) {
        if (const auto found = parse_enum<T>(from.get_ref<const std::string&>())) value = *found;
    } else if constexpr (is_id<T>) {
        value = from.is_null() ? T() : T::parse(from.get_ref<const std::string&>()).value_or(T());
    } else if constexpr (std::same_as<T, Instant>) {
        value = parse_instant(from.get_ref<const std::string&>()).value_or(Instant());
    } else if constexpr (std::same_as<T, Date>) {
        value = parse_date(from.get_ref<const std::string&>()).value_or(Date());
    } else if constexpr (std::same_as<T, Duration>) {
        value = boost::posix_time::microseconds(from.get<std::int64_t>());
    } else if constexpr (is_optional<T>) {
        if (from.is_null()) value.reset();
        else read(from, value.emplace());
    } else if constexpr (is_list<T>) {
        value.clear();
        for (const auto& item : from) read(item, value.emplace_back());
    } else if constexpr (HasFields<T>) {
        for_each_field<T>([&](const auto& f) {
            if (const auto found = from.find(std::string(f.name)); found != from.end()) read(*found, value.*f.member);
        });
    } else {
        from.get_to(value);
    }
}

/// @throws Error data_loss "storage.damaged" when the text is not what was written
template <class T>
T parse(std::string_view text) {
    try {
        T value;
        read(nlohmann::json::parse(text), value);
        return value;
    } catch (const nlohmann::json::exception&) {
        throw Error(ErrorCode::data_loss, "storage.damaged", "A stored record is damaged: it is not the JSON it should be.");
    }
}

}  // namespace roster::json
