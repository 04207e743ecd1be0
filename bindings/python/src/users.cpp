#include "module.hpp"
#include "services.hpp"

#include <roster/users/users.hpp>

namespace roster::python {

void bind_users(py::module_& module) {
    bind_enum<UserKind>(module);
    bind_enum<Onboarding>(module);
    bind_enum<UserStatus>(module);
    bind_enum<UserSort>(module);
    bind_enum<AlertKind>(module);
    bind_enum<AlertAction>(module);
    bind_record<User>(module, "A person as they are kept.")
        .def_property_readonly(
            "display_name",
            [](py::handle user) { return display_name(Value<User>::from(user, {"display_name", "user"})); },
            "First and last name; the e-mail address of somebody without a name.");
    bind_record<Alert>(module, "Something an administrator should see to (HU-3).");
    bind_record<NotRestored>(module, "A value that a restored user could not get back (BX-3).");
    bind_record<Restored>(module, "A restored user, with everything that could not come back.");
    bind_record<SeatUsage>(module, "Billable seats (HU-2).");

    Service<Users>(module,
                   "The people of one account. Every change is one transaction and leaves one history entry.")
        .call(
            "add", &Users::add, "actor, /, *, **user, start=None",
            "Adds a person (HU-1). `start` is where they begin: staff are invited unless told otherwise, customers "
            "not_invited; active is for the system, which thereby vouches for them.")
        .call(
            "update", &Users::update, "actor, id, /, *, **patch, expected=None",
            "Changes the given fields; None clears one. With `expected` the change is refused as Aborted unless the "
            "record still has that revision.")
        .call("label", &Users::label, "actor, id, /, add=(), remove=()",
              "Adds and removes labels without touching the others (DP-2).")
        .call("get", &Users::get, "actor, id, /",
              "The user; NotFound when there is none. Deleted users are found too.")
        .call("get_by_number", &Users::get_by_number, "actor, number, /",
              "The user of that number (DP-1). Deleted users are found too.")
        .call("get_by_email", &Users::get_by_email, "actor, address, /",
              "By the primary or any other address, in any spelling that means the same mailbox (HP-4).")
        .call("get_by_external_id", &Users::get_by_external_id, "actor, external_id, /", "By the host's own id.")
        .call("find_by_email", &Users::find_by_email, "actor, address, /",
              "As get_by_email, None where there is nobody.")
        .call("find_by_external_id", &Users::find_by_external_id, "actor, external_id, /",
              "As get_by_external_id, None where there is nobody.")
        .call("get_many", &Users::get_many, "actor, ids, /",
              "Many at once, at most 1,000, in the order asked; unknown ids are left out.")
        .list("list", "all", &Users::list, "actor, /, *, **query, **page",
              "The people that meet every condition given.")
        .list("labels", "all_labels", &Users::labels, "actor, /, prefix='', *, **page",
              "Labels in use that begin with the prefix, in byte order (DP-2).")
        .call("alerts", &Users::alerts, "actor, id, /",
              "What an administrator should see to about this user, each with the action that clears it (HU-3).")
        .call("seats", &Users::seats, "actor, /", "Billable seats used and allowed (HU-2).")
        .call("invite", &Users::invite, "actor, id, /",
              "Records that an invitation went out (again), which ends the earlier one.")
        .call("accept", &Users::accept, "actor, id, /", "Records that the user accepted.")
        .call("activate", &Users::activate, "actor, id, /",
              "The host vouches that the person may sign in, without an invitation. The system only.")
        .call(
            "suspend", &Users::suspend, "actor, id, from_day, /, through=None, *, reason=''",
            "Takes somebody out for a while (HU-19): from the beginning of from_day to the end of through, in the "
            "user's zone; open-ended without through. Nothing is lost, the seat stays.")
        .call("resume", &Users::resume, "actor, id, /", "Ends a suspension, also one that is yet to begin.")
        .call("remove", &Users::remove, "actor, id, /, reason",
              "Deletes a user (HU-16): the record stays, for restoring and for the names in old work; addresses, "
              "external id and seat become free.")
        .call("restore", &Users::restore, "actor, id, /",
              "Brings the same user back (HU-17), with everything that is still free.")
        .call("record_activity", &Users::record_activity, "actor, id, /",
              "The person was seen now. The system only.")
        .call("record_failed_sign_in", &Users::record_failed_sign_in, "actor, id, /",
              "A sign-in failed; gives the failures in a row. The system only.")
        .call("record_sign_in", &Users::record_sign_in, "actor, id, /",
              "A sign-in succeeded: failures count from 0 again. The system only.");
}

}  // namespace roster::python
