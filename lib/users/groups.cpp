#include <roster/users/groups.hpp>

#include "roles/rule_lists.hpp"
#include "users/named.hpp"

namespace roster {
namespace {

auto named(const Scope& scope) {
    return Named<Group, GroupId, NewGroup, GroupPatch, &Transaction::groups>(
        scope, {"groups", "group", permission::manage_groups, true}, roles::check_source<Group>);
}

}  // namespace

Group Groups::add(const Actor& actor, const NewGroup& group) const { return named(scope_).add(actor, group); }

Group Groups::update(const Actor& actor, GroupId id, const GroupPatch& patch,
                     std::optional<std::int64_t> expected) const {
    return named(scope_).update(actor, id, patch, expected);
}

Group Groups::get(const Actor& actor, GroupId id) const { return named(scope_).get(actor, id); }

std::optional<Group> Groups::find_by_name(const Actor& actor, std::string_view name) const {
    return named(scope_).find_by_name(actor, name);
}

Page<Group> Groups::list(const Actor& actor, std::string_view search, const PageRequest& page) const {
    return named(scope_).list(actor, search, page);
}

void Groups::remove(const Actor& actor, GroupId id) const { named(scope_).remove(actor, id); }

}  // namespace roster
