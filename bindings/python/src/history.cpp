#include "module.hpp"
#include "services.hpp"

#include <roster/history/history.hpp>

namespace roster::python {

void bind_history(py::module_& module) {
    bind_record<FieldChange>(module, "One field's change, both sides as JSON.");
    bind_record<HistoryEntry>(module, "One change, written in the same transaction as the change itself (DP-12).");

    Service<History>(module, "Every change of the account's records, newest first (DP-12).")
        .list("list", "all", &History::list, "by, /, *, **query, **page",
              "The entries that meet every condition given. The first argument is the actor who asks; the keyword "
              "`actor` finds what a user did.")
        .list("of_user", "all_of_user", &History::of_user, "actor, user, /, *, **page", "The history of one user.");
}

}  // namespace roster::python
