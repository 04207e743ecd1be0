// What the roles room needs kept. For those who write a store; applications use roles.hpp, inboxes.hpp and teams.hpp.
#pragma once

#include <roster/base/records.hpp>
#include <roster/roles/access_model.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace roster {

using RoleStore = NamedStore<Role, RoleId>;
using InboxStore = NamedStore<Inbox, InboxId>;
using TeamStore = NamedStore<Team, TeamId>;

/// A user with the account and what the user is granted.
struct KeptHolder {
    User user;
    AccountRecord account;
    Grants grants;
};

/// As much of a user as a decision about many needs.
struct PersonRow {
    UserId id;
    UserKind kind = UserKind::staff;
    RoleId role;
    Onboarding onboarding = Onboarding::not_invited;
    std::optional<Instant> suspension_starts_at;
    std::optional<Instant> suspension_ends_at;
    std::vector<GroupId> groups;
    std::optional<Instant> created_at;  ///< with the next
    bool has_second_factor = false;     ///< where the walk asks for it
};

/// Whom a walk through many meets, and what it finds out about each.
struct PeopleWalk {
    bool customers = false;       ///< customers too, not staff alone
    bool second_factors = false;  ///< since when they are there, and whether they have a second factor: that costs
};

/// The roles room's stores.
class RoleStores {
public:
    virtual ~RoleStores() = default;

    /// Those of the account's own making. A role that a user has, deleted ones too, is in use.
    virtual RoleStore& roles() = 0;
    /// An inbox is never in use: services archive them.
    virtual InboxStore& inboxes() = 0;
    /// A team with members is in use.
    virtual TeamStore& teams() = 0;
    virtual OwnedStore<UserAccess>& access() = 0;
    virtual OwnedStore<TeamMember>& members() = 0;

    /// The user with account and grants, in one statement whatever they belong to. What every call of an actor costs.
    virtual std::optional<KeptHolder> holder(UserId id) = 0;
    /// People who are not deleted, by id, those after `after`.
    virtual std::vector<PersonRow> people(PeopleWalk walk, UserId after, std::int32_t limit) = 0;
    /// What is set for users, by user, those after `after`: as access().records() gives it, but of the permissions only
    /// the rules about that one, and of the levels only those at that inbox. For decisions about many.
    virtual std::vector<UserAccess> access_about(std::string_view permission, InboxId inbox, UserId after,
                                                 std::int32_t limit) = 0;
    /// A team's members by id, those after `after`.
    virtual std::vector<UserId> members_of(TeamId team, UserId after, std::int32_t limit) = 0;
    /// @return how many there were
    virtual std::int64_t remove_members_of(TeamId team) = 0;
};

}  // namespace roster
