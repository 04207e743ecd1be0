#include "module.hpp"
#include "services.hpp"

#include <roster/roles/inboxes.hpp>
#include <roster/roles/roles.hpp>
#include <roster/roles/teams.hpp>

namespace roster::python {

/// A scope, as keywords.
struct ScopeArguments {
    InboxId inbox;
    TeamId team;
    bool assigned = false;
};
template <>
struct Table<ScopeArguments> {
    static constexpr auto fields() {
        using S = ScopeArguments;
        return FieldTable{
            field("inbox", &S::inbox, "In one inbox."),
            field("team", &S::team, "In one team."),
            field("assigned", &S::assigned, "For what is assigned to the very user."),
        };
    }
};

template <>
struct Table<AccessHolder> {
    static constexpr auto fields() {
        using H = AccessHolder;
        return FieldTable{
            field("user", &H::user, "For a user."),
            field("group", &H::group, "For a group's members."),
            field("team", &H::team, "For a team's members."),
        };
    }
};

/// How many conversations people have, as a mapping.
struct Loads {
    std::vector<Load> all;
};
template <>
struct Value<Loads> {
    static Loads from(py::handle given, const Place& place) {
        Loads loads;
        if (given.is_none()) return loads;
        if (!PyDict_Check(given.ptr())) wrong_type(place, input_type(), given);
        for (const auto& [user, count] : py::reinterpret_borrow<py::dict>(given))
            loads.all.push_back({Value<UserId>::from(user, place),
                                 static_cast<std::int32_t>(integer_from(count, place, 0, 1'000'000'000))});
        return loads;
    }
    static std::string input_type() { return "dict[UUID, int] | None"; }
};

namespace {

PermissionScope scope_of(const ScopeArguments& given) {
    PermissionScope scope;
    if (given.inbox && given.team)
        throw Error(ErrorCode::invalid_argument, "roles.invalid", "A scope is an inbox or a team.",
                    {{"team", "not_allowed", "must not be given beside an inbox"}});
    if (given.inbox) scope = given.inbox;
    if (given.team) scope = given.team;
    scope.assigned = given.assigned;
    return scope;
}

Permission permission_of(const std::string& name) {
    if (const auto one = permissions::find(name)) return *one;
    throw Error(ErrorCode::invalid_argument, "roles.invalid", "There is no such permission.",
                {{"permission", "unknown_permission", "must name a permission"}});
}

bool may(const Roles& self, const Principal& principal, const std::string& permission,
         const ScopeArguments& scope) {
    return self.may(principal, permission_of(permission), scope_of(scope));
}
UserAccess choose(const Roles& self, const Actor& actor, UserId user, const std::string& permission, Choice choice,
                  const ScopeArguments& scope) {
    return self.choose(actor, user, permission, choice, scope_of(scope));
}
Decision why(const Roles& self, const Actor& actor, UserId user, const std::string& permission,
             const ScopeArguments& scope, const Hypothesis& what_if) {
    return self.why(actor, user, permission, scope_of(scope), what_if);
}
Page<UserId> who_may(const Roles& self, const Actor& actor, const std::string& permission,
                     const ScopeArguments& scope, const PageRequest& page) {
    return self.who_may(actor, permission, scope_of(scope), page);
}
void remove(const Roles& self, const Actor& actor, RoleId id, const std::optional<RoleId>& replacement) {
    self.remove(actor, id, replacement.value_or(RoleId()));
}
void transfer_ownership(const Roles& self, const Actor& actor, UserId to, const std::optional<UserId>& from,
                        const std::optional<RoleId>& becomes) {
    self.transfer_ownership(actor, to, from.value_or(UserId()), becomes.value_or(role::administrator));
}

bool access_may(const Access& self, const std::string& permission, const ScopeArguments& scope) {
    return self.may(permission_of(permission), scope_of(scope));
}
InboxLevel access_level(const Access& self, InboxId inbox) { return self.level(inbox); }
std::vector<std::string> access_permissions(const Access& self, const ScopeArguments& scope) {
    return permissions::names(self.all(scope_of(scope)));
}
bool access_within(const Access& self, const Access& other) { return self.within(other); }

void set_access(const Inboxes& self, const Actor& actor, InboxId inbox, const std::optional<InboxLevel>& level,
                const AccessHolder& holder) {
    self.set_access(actor, inbox, holder, level);
}
Page<Candidate> inbox_candidates(const Inboxes& self, const Actor& actor, InboxId inbox, const Loads& loads,
                                 const PageRequest& page) {
    return self.who_can_take(actor, inbox, loads.all, page);
}
Page<Candidate> team_candidates(const Teams& self, const Actor& actor, TeamId team, const Loads& loads,
                                const PageRequest& page) {
    return self.who_can_take(actor, team, loads.all, page);
}

}  // namespace

void bind_permissions(py::module_& module) {
    bind_enum<HeldFrom>(module);
    bind_enum<InboxLevel>(module);
    bind_record<PermissionInfo>(module,
                                "A permission: what it is called, what it lets people do, who has it anyway.");
}

void bind_roles(py::module_& module) {
    bind_enum<UserType>(module);
    bind_enum<Choice>(module);
    bind_enum<InboxKind>(module);
    bind_enum<RuleKind>(module);
    bind_enum<Verdict>(module);
    bind_record<Role>(module, "A role of the account's own making (HU-9).");
    bind_record<Inbox>(module, "A mailbox, channel or webstore. Its conversations are the host's.");
    bind_record<Team>(module, "A team (HU-12): people who work together, and share permissions.");
    bind_record<TeamMember>(module, "That somebody belongs to a team.");
    bind_record<UserAccess>(module, "What is set for one user besides the role (HU-10, HU-11, AI-3, AI-4).");
    bind_record<TrailStep>(module, "One rule that was visited on the way to a decision.");
    bind_record<Decision>(module, "An answer with how it came about (BX-1).");
    bind_record<Candidate>(module, "Somebody whom work might be given to, and whether it can be.");

    Service<Access>(module, "Everything that a user may, as of the call that gave it: asking costs no statement.")
        .call("may", &access_may, "permission, /, *, **scope", "Whether they may.")
        .call("permissions", &access_permissions, "*, **scope", "All they may there, by name.")
        .call("level", &access_level, "inbox, /", "Their level at an inbox.")
        .call("within", &access_within, "other, /",
              "Whether whoever has this has no more than whoever has the other.");

    Service<Roles>(module, "The roles of one account, what single users are allowed, and every question about it.")
        .call("add", &Roles::add, "actor, /, *, **role", "Makes a role of the account's own (HU-9).")
        .call("update", &Roles::update, "actor, id, /, *, **patch, expected=None", "Changes the given fields.")
        .call("get", &Roles::get, "actor, id, /", "The role; NotFound when there is none, and for built-in ones.")
        .call("find_by_name", &Roles::find_by_name, "actor, name, /",
              "By name, whatever the case and accents; None where there is none.")
        .list("list", "all", &Roles::list, "actor, /, search='', *, **page",
              "Those whose name begins with the search text, by name.")
        .call(
            "remove", &remove, "actor, id, /, replacement=None",
            "Removes a role. Those who have it, deleted users too, get the replacement; without one nobody may have it.")
        .call("access_of", &Roles::access_of, "actor, user, /", "What is set for one user besides the role.")
        .call("update_access", &Roles::update_access, "actor, user, /, *, **patch, expected=None",
              "Type, default inbox and capacity (AI-4).")
        .call("choose", &choose, "actor, user, permission, choice, /, *, **scope",
              "Allows or denies one permission to one user, or lets the role decide again (HU-10).")
        .call("transfer_ownership", &transfer_ownership, "actor, to, /, *, from_=None, becomes=None",
              "Hands the account over: `to` becomes an owner, and the owner an administrator, or what is said.")
        .call("may", &may, "principal, permission, /, *, **scope",
              "Whether somebody who was found good just now may. No store is asked.")
        .call("access", &Roles::all, "actor, user, /", "Everything that a user may now, ready to be asked.")
        .call("why", &why, "actor, user, permission, /, *, **scope, **what_if",
              "Whether a user may now, or would, and why (BX-1): the rules that were visited, in their order.")
        .list(
            "who_may", "all_who_may", &who_may, "actor, permission, /, *, **scope, **page",
            "Exactly those for whom the answer is yes, by id: staff, and customers where everybody has the permission.")
        .call("permissions", &Roles::permissions, "", "Everything that can be allowed, with a sentence for each.");

    Service<Inboxes>(module,
                     "The inboxes of one account (HU-11, AI-3): who gets how far there, and who serves them.")
        .call("add", &Inboxes::add, "actor, /, *, **inbox", "Adds an inbox.")
        .call("update", &Inboxes::update, "actor, id, /, *, **patch, expected=None", "Changes the given fields.")
        .call("archive", &Inboxes::archive, "actor, id, /", "Takes an inbox out of use: nobody serves it any more.")
        .call("unarchive", &Inboxes::unarchive, "actor, id, /", "Brings it back.")
        .call("get", &Inboxes::get, "actor, id, /", "The inbox; NotFound when there is none.")
        .call("find_by_name", &Inboxes::find_by_name, "actor, name, /",
              "By name, whatever the case and accents; None where there is none.")
        .list("list", "all", &Inboxes::list, "actor, /, search='', *, **page",
              "Those whose name begins with the search text, by name.")
        .call(
            "set_access", &set_access, "actor, inbox, level, /, *, **holder",
            "How far a user, or a group's or team's members, get at an inbox; None lets what is more general decide.")
        .call("serve", &Inboxes::serve, "actor, user, inbox, serves, /", "Whether a user serves an inbox (AI-3).")
        .list("who_can_take", "all_who_can_take", &inbox_candidates, "actor, inbox, /, *, loads=None, **page",
              "Those who serve the inbox, and of each whether work can be given to them now, and why.");

    Service<Teams>(module, "The teams of one account (HU-12).")
        .call("add", &Teams::add, "actor, /, *, **team", "Adds a team.")
        .call("update", &Teams::update, "actor, id, /, *, **patch, expected=None", "Changes the given fields.")
        .call("get", &Teams::get, "actor, id, /", "The team; NotFound when there is none.")
        .call("find_by_name", &Teams::find_by_name, "actor, name, /",
              "By name, whatever the case and accents; None where there is none.")
        .list("list", "all", &Teams::list, "actor, /, search='', *, **page",
              "Those whose name begins with the search text, by name.")
        .call("remove", &Teams::remove, "actor, id, /", "Removes a team without members.")
        .call("add_member", &Teams::add_member, "actor, id, user, /", "Puts a member of the staff into a team.")
        .call("remove_member", &Teams::remove_member, "actor, id, user, /", "Takes somebody out of a team.")
        .list("members", "all_members", &Teams::members, "actor, id, /, *, **page", "A team's members, by id.")
        .call("of_user", &Teams::of_user, "actor, user, /", "A user's teams.")
        .list("who_can_take", "all_who_can_take", &team_candidates, "actor, id, /, *, loads=None, **page",
              "The members, and of each whether work can be given to them now, and why.");
}

}  // namespace roster::python
