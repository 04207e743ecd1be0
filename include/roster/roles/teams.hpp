// Teams: people who work together (HU-12).
#pragma once

#include <roster/base/actor.hpp>
#include <roster/roles/access_model.hpp>
#include <roster/storage/scope.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

namespace roster {

/// The teams of one account, where the plan has them: on a lower plan they stay, what they allow is out of use, and what
/// they deny stays denied. A light handle; copies are free, any thread may use it.
///
/// Staff see teams; manage_teams, in the account or for the one team, changes them. Errors: as Roles, with the reasons
/// "teams.unknown", "teams.invalid", "teams.taken", "teams.changed", "teams.not_on_plan".
class Teams {
public:
    explicit Teams(Scope scope) : scope_(std::move(scope)) {}

    Team add(const Actor& actor, const NewTeam& team) const;
    Team update(const Actor& actor, TeamId id, const TeamPatch& patch,
                std::optional<std::int64_t> expected = {}) const;
    [[nodiscard]] Team get(const Actor& actor, TeamId id) const;
    [[nodiscard]] std::optional<Team> find_by_name(const Actor& actor, std::string_view name) const;
    [[nodiscard]] Page<Team> list(const Actor& actor, std::string_view search = {},
                                  const PageRequest& page = {}) const;
    /// Removes a team that has no members. @throws Error failed_precondition "teams.in_use"
    void remove(const Actor& actor, TeamId id) const;

    /// Puts a member of the staff into a team. Nothing happens to who is in it.
    /// @throws Error failed_precondition "teams.not_staff"; resource_exhausted "teams.too_many" beyond 100 teams
    void add_member(const Actor& actor, TeamId id, UserId user) const;
    void remove_member(const Actor& actor, TeamId id, UserId user) const;
    /// A team's members, by id.
    [[nodiscard]] Page<UserId> members(const Actor& actor, TeamId id, const PageRequest& page = {}) const;
    /// A user's teams, by id. One's own, anybody's for staff.
    [[nodiscard]] std::vector<TeamMember> of_user(const Actor& actor, UserId user) const;

    /// The members, by id, and of each whether the team's work can be given to them now, and why. As
    /// Inboxes::who_can_take. On a plan without teams it can be given to nobody.
    [[nodiscard]] Page<Candidate> who_can_take(const Actor& actor, TeamId id, std::span<const Load> loads = {},
                                               const PageRequest& page = {}) const;

private:
    Scope scope_;
};

}  // namespace roster
