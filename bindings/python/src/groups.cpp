#include "module.hpp"
#include "services.hpp"

#include <roster/users/groups.hpp>

namespace roster::python {

void bind_groups(py::module_& module) {
    bind_record<Group>(module, "A group of users whose members share permissions (DP-14).");

    Service<Groups>(module, "The groups of one account (DP-14). Membership is the user's field `groups`.")
        .call("add", &Groups::add, "actor, /, *, **group", "Creates a group.")
        .call("update", &Groups::update, "actor, id, /, *, **patch, expected=None", "Changes the given fields.")
        .call("get", &Groups::get, "actor, id, /", "The group; NotFound when there is none.")
        .call("find_by_name", &Groups::find_by_name, "actor, name, /",
              "By name, whatever the case and accents; None where there is none.")
        .list("list", "all", &Groups::list, "actor, /, search='', *, **page",
              "Those whose name begins with the search text, by name: what a drop-down needs.")
        .call("remove", &Groups::remove, "actor, id, /", "Deletes a group without members.");
}

}  // namespace roster::python
