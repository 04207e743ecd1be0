// Groups: users who share permissions (DP-14). Membership is the user's field `groups`.
#pragma once

#include <roster/base/actor.hpp>
#include <roster/storage/scope.hpp>
#include <roster/users/model.hpp>

#include <optional>
#include <string_view>
#include <utility>

namespace roster {

/// The groups of one account. A light handle; copies are free, any thread may use it.
///
/// Staff see them; who may manage groups and the system change them, and nobody lets a group have more than they have
/// themselves (permission_denied "users.above_own_role"). Errors as in users.hpp, with the reasons
/// "groups.unknown", "groups.invalid", "groups.taken" (the name, folded, is another's), "groups.changed", "groups.in_use".
class Groups {
public:
    explicit Groups(Scope scope) : scope_(std::move(scope)) {}

    Group add(const Actor& actor, const NewGroup& group) const;
    Group update(const Actor& actor, GroupId id, const GroupPatch& patch,
                 std::optional<std::int64_t> expected = {}) const;

    /// @throws Error not_found "groups.unknown"
    Group get(const Actor& actor, GroupId id) const;
    /// By name, whatever the case and accents. @return nullopt when there is none
    std::optional<Group> find_by_name(const Actor& actor, std::string_view name) const;
    /// Those whose name begins with `search`, folded, by name: what a drop-down needs (DP-14).
    Page<Group> list(const Actor& actor, std::string_view search = {}, const PageRequest& page = {}) const;

    /// @throws Error failed_precondition "groups.in_use" while users belong to it, deleted ones too: they may come back
    void remove(const Actor& actor, GroupId id) const;

private:
    Scope scope_;
};

}  // namespace roster
