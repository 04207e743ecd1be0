// Roles: the words of the room that others use: roles and their order, inboxes, teams, levels, scopes.
#pragma once

#include <roster/base/fields.hpp>
#include <roster/base/id.hpp>

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>

namespace roster {

using RoleId = Id<struct RoleTag>;
using InboxId = Id<struct InboxTag>;
using TeamId = Id<struct TeamTag>;

/// The built-in roles (HU-9). Their ids are the same in every account and store.
namespace role {
inline constexpr RoleId owner = RoleId::well_known(1);          ///< Everything; at least one per account, always.
inline constexpr RoleId administrator = RoleId::well_known(2);  ///< Everything but ownership.
inline constexpr RoleId user = RoleId::well_known(3);           ///< An agent: works, manages nobody.
inline constexpr RoleId light_user = RoleId::well_known(4);     ///< Reads and comments.
}  // namespace role

/// How far somebody gets at one inbox (HU-11). Each level includes those before it.
enum class InboxLevel : std::int32_t {
    none = 1,           ///< The inbox is not there for them.
    only_assigned = 2,  ///< As `reply`, but only for what is assigned to them.
    read = 3,           ///< Reads and comments.
    reply = 4,          ///< Works.
    full = 5,           ///< Works and deletes.
};
template <>
struct EnumNames<InboxLevel> {
    static constexpr std::pair<InboxLevel, std::string_view> all[] = {{InboxLevel::none, "none"},
                                                                      {InboxLevel::only_assigned, "only_assigned"},
                                                                      {InboxLevel::read, "read"},
                                                                      {InboxLevel::reply, "reply"},
                                                                      {InboxLevel::full, "full"}};
};

/// What kind of member a staff user is (AI-4). Collaborators take part beside the work of others: they read and comment,
/// whatever their role would let them do.
enum class UserType : std::int32_t { regular = 1, collaboration = 2 };
template <>
struct EnumNames<UserType> {
    static constexpr std::pair<UserType, std::string_view> all[] = {{UserType::regular, "regular"},
                                                                    {UserType::collaboration, "collaboration"}};
};

/// Where a permission is meant: in the account as a whole, in one inbox, in one team. Made of an InboxId or TeamId where
/// one is wanted.
struct PermissionScope {
    enum class Kind : std::uint8_t { account = 0, inbox = 1, team = 2 };

    Kind kind = Kind::account;
    std::array<std::uint8_t, 16> id{};
    /// What is asked about is assigned to the very user: what the level `only_assigned` lets them work on. Part of a
    /// question, never of a rule.
    bool assigned = false;

    constexpr PermissionScope() = default;
    PermissionScope(const InboxId& inbox) noexcept : kind(Kind::inbox) {
        std::memcpy(id.data(), inbox.data(), 16);
    }  // NOLINT: implicit on purpose
    PermissionScope(const TeamId& team) noexcept : kind(Kind::team) {
        std::memcpy(id.data(), team.data(), 16);
    }  // NOLINT: implicit on purpose

    /// The same place, for what is assigned to the user.
    [[nodiscard]] PermissionScope assigned_to_them() const noexcept {
        PermissionScope copy = *this;
        copy.assigned = true;
        return copy;
    }
    [[nodiscard]] InboxId inbox() const noexcept {
        return kind == Kind::inbox ? InboxId::from_bytes(id.data()) : InboxId();
    }
    [[nodiscard]] TeamId team() const noexcept {
        return kind == Kind::team ? TeamId::from_bytes(id.data()) : TeamId();
    }

    /// The place alone: `assigned` is not looked at.
    friend bool operator==(const PermissionScope& a, const PermissionScope& b) noexcept {
        return a.kind == b.kind && std::memcmp(a.id.data(), b.id.data(), 16) == 0;
    }
    friend std::strong_ordering operator<=>(const PermissionScope& a, const PermissionScope& b) noexcept {
        if (a.kind != b.kind) return a.kind <=> b.kind;
        return std::memcmp(a.id.data(), b.id.data(), 16) <=> 0;
    }
};

namespace rules {

/// How much a built-in role may: 4 owner … 1 light user, 0 for nil (customers) and every other id.
constexpr int rank(RoleId id) noexcept {
    if (id == role::owner) return 4;
    if (id == role::administrator) return 3;
    if (id == role::user) return 2;
    if (id == role::light_user) return 1;
    return 0;
}
constexpr bool is_built_in(RoleId id) noexcept { return rank(id) > 0; }

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
