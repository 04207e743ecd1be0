// Roles, as far as the users room needs them: the built-in ones and their order.
#pragma once

#include <roster/base/id.hpp>

#include <string_view>

namespace roster {

using RoleId = Id<struct RoleTag>;

/// The built-in roles (HU-9). Their ids are the same in every account and store.
namespace role {
inline constexpr RoleId owner = RoleId::well_known(1);          ///< Everything; at least one per account, always.
inline constexpr RoleId administrator = RoleId::well_known(2);  ///< Everything but ownership.
inline constexpr RoleId user = RoleId::well_known(3);           ///< An agent: works, manages nobody.
inline constexpr RoleId light_user = RoleId::well_known(4);     ///< Reads and comments.
}  // namespace role

namespace rules {

/// How much a built-in role may: 4 owner … 1 light user, 0 for nil (customers) and unknown ids.
constexpr int rank(RoleId id) noexcept {
    if (id == role::owner) return 4;
    if (id == role::administrator) return 3;
    if (id == role::user) return 2;
    if (id == role::light_user) return 1;
    return 0;
}

/// The built-in role's name as in this header; empty for any other id.
constexpr std::string_view role_name(RoleId id) noexcept {
    if (id == role::owner) return "owner";
    if (id == role::administrator) return "administrator";
    if (id == role::user) return "user";
    if (id == role::light_user) return "light_user";
    return {};
}

/// The built-in role of that name; nil for any other.
constexpr RoleId role_id(std::string_view name) noexcept {
    for (const RoleId id : {role::owner, role::administrator, role::user, role::light_user})
        if (role_name(id) == name) return id;
    return {};
}

}  // namespace rules
}  // namespace roster
