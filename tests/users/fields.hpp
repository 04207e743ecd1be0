// For each field of a user: a change of just that field to a value that is fine in itself.
#pragma once

#include "support/desk.hpp"

namespace roster::test {

/// What the sample values refer to.
struct Samples {
    OrganizationId organization;
    GroupId group;
    RoleId role = role::light_user;
};

/// A patch of one field. A new text field needs nothing here; one with a narrower grammar a line.
inline UserPatch patch_of(std::string_view name, const Samples& samples) {
    UserPatch patch;
    for_each_field<UserPatch>([&](const auto& f) {
        if (f.name != name) return;
        auto& change = patch.*f.member;
        using Value = std::remove_cvref_t<decltype(change.value())>;
        if constexpr (std::same_as<Value, std::string>)
            change = std::string(name == "email"                                    ? "fresh@desk.example"
                                 : name == "phone" || name == "second_factor_phone" ? "+4930901820"
                                 : name == "language"                               ? "pt-BR"
                                 : name == "time_zone"                              ? "Europe/Berlin"
                                                                                    : "Fresh");
        else if constexpr (std::same_as<Value, std::vector<std::string>>)
            change = Value{name == "other_emails" ? "further@desk.example" : "fresh"};
        else if constexpr (std::same_as<Value, std::vector<GroupId>>) change = Value{samples.group};
        else if constexpr (std::same_as<Value, OrganizationId>) change = samples.organization;
        else if constexpr (std::same_as<Value, RoleId>) change = samples.role;
        else if constexpr (std::same_as<Value, UserKind>) change = UserKind::customer;
        else static_assert(std::same_as<Value, void>, "say here how a field of this type is changed");
    });
    return patch;
}

inline std::vector<std::string_view> user_fields() {
    std::vector<std::string_view> names;
    for_each_field<NewUser>([&](const auto& f) { names.push_back(f.name); });
    return names;
}

}  // namespace roster::test
