#include "module.hpp"
#include "services.hpp"

#include <roster/users/organizations.hpp>

namespace roster::python {

void bind_organizations(py::module_& module) {
    bind_record<Organization>(module, "An organization that people belong to (DP-6).");

    Service<Organizations>(module, "The organizations of one account (DP-6).")
        .call("add", &Organizations::add, "actor, /, *, **organization", "Creates an organization.")
        .call("update", &Organizations::update, "actor, id, /, *, **patch, expected=None",
              "Changes the given fields.")
        .call("get", &Organizations::get, "actor, id, /", "The organization; NotFound when there is none.")
        .call("find_by_name", &Organizations::find_by_name, "actor, name, /",
              "By name, whatever the case and accents; None where there is none.")
        .list("list", "all", &Organizations::list, "actor, /, search='', *, **page",
              "Those whose name begins with the search text, by name: what a drop-down needs.")
        .call("remove", &Organizations::remove, "actor, id, /", "Deletes an organization to which nobody belongs.");
}

}  // namespace roster::python
