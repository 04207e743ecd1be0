#include "module.hpp"
#include "services.hpp"

#include <roster/accounts/policy.hpp>
#include <roster/directory.hpp>

namespace roster::python {

void bind_accounts(py::module_& module) {
    bind_enum<Plan>(module);
    bind_record<Policy>(
        module, "How the guides differ, as data. roster.policy makes the presets; replace() changes values.");
    bind_record<FeatureSwitches>(module,
                                 "Switches the host's support staff sets for one account. None follows the plan.");
    bind_record<AccountRecord>(module, "A tenant as it is kept.");

    auto presets =
        module.def_submodule("_policy", "The preset policies. A preset is data: any value may be changed after.");
    for (const std::string_view name : policy::names) {
        presets.def(
            std::string(name).c_str(), [name] { return *policy::by_name(name); },
            (std::string(name) + "()\n--\n\nThe preset \"" + std::string(name) + "\".").c_str());
        Schema::get().presets.emplace_back(name);
    }
    auto roles = module.def_submodule(
        "_role", "The built-in roles (HU-9). Their ids are the same in every account and store.");
    for (std::uint8_t n = 1; !rules::role_name(RoleId::well_known(n)).empty(); ++n) {
        const std::string name(rules::role_name(RoleId::well_known(n)));
        roles.attr(name.c_str()) = Value<RoleId>::to(RoleId::well_known(n));
        Schema::get().roles.push_back(name);
    }

    Service<Account> account(module,
                             "One tenant, and the only way to its data. Keeps the store open while it lives.");
    account.attribute(
               "id", +[](const Account& self) { return self.id(); }, "The account's id.")
        .call("record", &Account::record, "", "The tenant's record.")
        .call(
            "update", &Account::update, "actor, /, *, **patch, expected=None",
            "Changes the given fields. Administrators and the system; plan, features and seat limit the system only.")
        .attribute(
            "users", +[](const Account& self) { return self.users(); }, "The people of the account.")
        .attribute(
            "organizations", +[](const Account& self) { return self.organizations(); }, "What customers belong to.")
        .attribute(
            "groups", +[](const Account& self) { return self.groups(); }, "Users who share permissions.")
        .attribute(
            "imports", +[](const Account& self) { return self.imports(); }, "Bringing in people from files.")
        .attribute(
            "sessions", +[](const Account& self) { return self.sessions(); }, "Who is signed in where.")
        .attribute(
            "passwords", +[](const Account& self) { return self.passwords(); }, "Passwords, invitations, resets.")
        .attribute(
            "factors", +[](const Account& self) { return self.factors(); }, "Second factors.")
        .attribute(
            "passkeys", +[](const Account& self) { return self.passkeys(); },
            "Signing in with a phone, a computer, a key.")
        .attribute(
            "api_keys", +[](const Account& self) { return self.api_keys(); }, "Keys for programs.")
        .attribute(
            "apps", +[](const Account& self) { return self.apps(); }, "OAuth apps that act for users.")
        .attribute(
            "roles", +[](const Account& self) { return self.roles(); },
            "Roles, what single users are allowed, and questions.")
        .attribute(
            "inboxes", +[](const Account& self) { return self.inboxes(); },
            "Inboxes, who gets how far there, who serves them.")
        .attribute(
            "teams", +[](const Account& self) { return self.teams(); }, "Teams and their members.")
        .attribute("history", +[](const Account& self) { return self.history(); }, "Who changed what, when.");
    account.type().def("__repr__", [](const Account& self) { return "Account(" + to_string(self.id()) + ")"; });
    accept_as_id<Account>(+[](const Account& self) { return self.id(); });
}

}  // namespace roster::python
