#include <roster/users/organizations.hpp>

#include "users/named.hpp"

namespace roster {
namespace {

auto named(const Scope& scope) {
    return Named<Organization, OrganizationId, NewOrganization, OrganizationPatch, &Transaction::organizations>(
        scope, {"organizations", "organization", permission::manage_organizations});
}

}  // namespace

Organization Organizations::add(const Actor& actor, const NewOrganization& organization) const {
    return named(scope_).add(actor, organization);
}

Organization Organizations::update(const Actor& actor, OrganizationId id, const OrganizationPatch& patch,
                                   std::optional<std::int64_t> expected) const {
    return named(scope_).update(actor, id, patch, expected);
}

Organization Organizations::get(const Actor& actor, OrganizationId id) const {
    return named(scope_).get(actor, id);
}

std::optional<Organization> Organizations::find_by_name(const Actor& actor, std::string_view name) const {
    return named(scope_).find_by_name(actor, name);
}

Page<Organization> Organizations::list(const Actor& actor, std::string_view search, const PageRequest& page) const {
    return named(scope_).list(actor, search, page);
}

void Organizations::remove(const Actor& actor, OrganizationId id) const { named(scope_).remove(actor, id); }

}  // namespace roster
