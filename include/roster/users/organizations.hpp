// Organizations: what customers belong to (DP-6).
#pragma once

#include <roster/base/actor.hpp>
#include <roster/storage/scope.hpp>
#include <roster/users/model.hpp>

#include <optional>
#include <string_view>
#include <utility>

namespace roster {

/// The organizations of one account. A light handle; copies are free, any thread may use it.
///
/// Staff see them, administrators and the system change them. Errors as in users.hpp, with the reasons
/// "organizations.unknown", "organizations.invalid", "organizations.taken" (the name, folded, is another's),
/// "organizations.changed", "organizations.in_use".
class Organizations {
public:
    explicit Organizations(Scope scope) : scope_(std::move(scope)) {}

    Organization add(const Actor& actor, const NewOrganization& organization) const;
    Organization update(const Actor& actor, OrganizationId id, const OrganizationPatch& patch,
                        std::optional<std::int64_t> expected = {}) const;

    /// @throws Error not_found "organizations.unknown"
    Organization get(const Actor& actor, OrganizationId id) const;
    /// By name, whatever the case and accents. @return nullopt when there is none
    std::optional<Organization> find_by_name(const Actor& actor, std::string_view name) const;
    /// Those whose name begins with `search`, folded, by name: what a drop-down needs (DP-6).
    Page<Organization> list(const Actor& actor, std::string_view search = {}, const PageRequest& page = {}) const;

    /// @throws Error failed_precondition "organizations.in_use" while users belong to it, deleted ones too: they may
    ///   come back
    void remove(const Actor& actor, OrganizationId id) const;

private:
    Scope scope_;
};

}  // namespace roster
