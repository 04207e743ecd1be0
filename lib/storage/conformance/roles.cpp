// The roles room: roles, inboxes, teams and their members, what is set for single users, and reading it all at once.
#include "storage/conformance/samples.hpp"
#include "storage/conformance/support.hpp"

#include <algorithm>

namespace roster::conformance {
namespace {

/// What must have been found.
template <class T>
const T& there(const std::optional<T>& found, const char* what) {
    demand(found.has_value(), what);
    return *found;
}

/// A thing of that name, with something in every field.
template <class Thing>
Thing named(const Environment& environment, const std::string& name) {
    Thing thing = sample<Thing>(environment, {}, 1);
    thing.name = name;
    return thing;
}

template <class Thing, class ThingId>
void named_things(const Bench& bench, NamedStore<Thing, ThingId>& (*in)(Transaction& tx)) {
    const Scope scope = bench.account(), other = bench.account();
    const auto acme = named<Thing>(bench.environment, "Acme"), zoo = named<Thing>(bench.environment, "Zoo");
    scope.write([&](Transaction& tx) {
        demand(!in(tx).insert(zoo, "zoo") && !in(tx).insert(acme, "acme"), "new names are free");
        demand(in(tx).insert(named<Thing>(bench.environment, "ACME"), "acme").has_value(),
               "a name key that is taken must be a conflict");
    });
    auto renamed = acme;
    renamed.name = "Basel";
    renamed.revision = 2;
    scope.write([&](Transaction& tx) {
        const auto found = in(tx).find(acme.id), by_name = in(tx).find_by_name("zoo");
        demand_same(acme, there(found, "find() must find what was inserted"), "a thing with a name");
        demand(there(by_name, "find_by_name() must find what was inserted").id == zoo.id,
               "find_by_name() must find it");
        demand(in(tx).save(acme, renamed, "zoo").outcome == Saved::conflict, "another's name must be a conflict");
        demand(in(tx).save(acme, renamed, "basel").outcome == Saved::done, "save() must take a free name");
        const auto list = in(tx).list("", "", 10);
        demand(list.size() == 2 && list[0].name == "Basel" && list[1].name == "Zoo", "list() must go by the name");
        demand(in(tx).list("z", "", 10).size() == 1 && in(tx).list("", "basel", 10).size() == 1,
               "list() must keep to its bounds");
    });
    scope.write([&](Transaction& tx) {
        demand(in(tx).save(acme, renamed, "basel").outcome == Saved::changed_meanwhile,
               "a revision that is gone must lose");
    });
    other.write([&](Transaction& tx) {
        using Removal = typename NamedStore<Thing, ThingId>::Removal;
        demand(!in(tx).find(zoo.id) && !in(tx).find_by_name("zoo") && in(tx).list("", "", 10).empty() &&
                   in(tx).remove(zoo.id) == Removal::not_found,
               "another account's thing must not be reached");
    });
    scope.write([&](Transaction& tx) {
        using Removal = typename NamedStore<Thing, ThingId>::Removal;
        demand(in(tx).remove(zoo.id) == Removal::done && !in(tx).find(zoo.id), "remove() must remove it");
        demand(in(tx).remove(zoo.id) == Removal::not_found, "remove() must tell what is not there");
    });
}

void roles_inboxes_and_teams(const OpenStore& open) {
    const Bench bench(open);
    named_things<Role, RoleId>(bench, [](Transaction& tx) -> RoleStore& { return tx.roles().roles(); });
    named_things<Inbox, InboxId>(bench, [](Transaction& tx) -> InboxStore& { return tx.roles().inboxes(); });
    named_things<Team, TeamId>(bench, [](Transaction& tx) -> TeamStore& { return tx.roles().teams(); });
}

/// An account with a role, three groups and three teams, and somebody who has some of each.
struct Filled {
    Bench bench;
    Scope scope;
    Role role;
    std::vector<Group> groups;
    std::vector<Team> teams;
    IndexedUser member, stranger, customer;
    UserAccess access;

    explicit Filled(const OpenStore& open)
        : bench(open),
          scope(bench.account()),
          member(bench.user(2)),
          stranger(bench.user(4)),
          customer(bench.user(1)) {
        role = named<Role>(bench.environment, "Lead");
        for (int n = 0; n < 3; ++n) {
            groups.push_back(named<Group>(bench.environment, "Group " + std::to_string(n)));
            teams.push_back(named<Team>(bench.environment, "Team " + std::to_string(n)));
            groups.back().permissions = {"delete_tickets", "-export_tickets"};
        }
        member.user.role = role.id;
        member.user.groups = {groups[2].id, groups[0].id};
        access = sample<UserAccess>(bench.environment, member.user.id, 1);
        scope.write([&](Transaction& tx) {
            tx.roles().roles().insert(role, "lead");
            for (const auto& group : groups) tx.groups().insert(group, group.name);
            for (const auto& team : teams) tx.roles().teams().insert(team, team.name);
            for (const auto* user : {&member, &stranger, &customer}) tx.users().insert(*user);
            tx.roles().access().insert(access);
            for (const int n : {2, 1})
                tx.roles().members().insert({.user_id = member.user.id,
                                             .team_id = teams[static_cast<std::size_t>(n)].id,
                                             .joined_at = at(n)});
        });
    }
};

void holders_come_whole(const OpenStore& open) {
    const Filled filled(open);
    const auto check = [&](const Grants& grants) {
        demand(grants.role && grants.own, "the role and what is set for the user must come with them");
        demand_same(filled.role, *grants.role, "the role of a user");
        demand_same(filled.access, *grants.own, "what is set for a user");
        demand(grants.sources.size() == 4, "every group and team must come once");
        demand(grants.has_second_factor, "that the user has a second factor must come with them");
        const Group* const groups[] = {&filled.groups[0], &filled.groups[2]};
        const Team* const teams[] = {&filled.teams[1], &filled.teams[2]};
        const auto same = [&](const auto& thing, bool is_team) {
            return std::count_if(grants.sources.begin(), grants.sources.end(), [&](const RuleSource& source) {
                       return source.is_team == is_team && source.id == thing.id.bytes() &&
                              source.name == thing.name && source.permissions == thing.permissions &&
                              source.inboxes == thing.inboxes;
                   }) == 1;
        };
        for (const auto* group : groups) demand(same(*group, false), "a group must come with its rules");
        for (const auto* team : teams) demand(same(*team, true), "a team must come with its rules");
        demand(std::is_sorted(grants.sources.begin(), grants.sources.end(),
                              [](const auto& a, const auto& b) {
                                  return std::pair(a.is_team, a.id) < std::pair(b.is_team, b.id);
                              }),
               "groups come before teams, each by id");
    };
    const auto session = sample<StoredSession>(filled.bench.environment, filled.member.user.id, 1);
    const auto key = sample<StoredApiKey>(filled.bench.environment, filled.member.user.id, 1);
    filled.scope.write([&](Transaction& tx) {
        tx.sessions().sessions().insert(session);
        tx.sessions().api_keys().insert(key);
        demand(
            !there(tx.roles().holder(filled.member.user.id), "holder() must find a user").grants.has_second_factor,
            "who has no second factor must come without");
        auto factor = sample<StoredAuthenticator>(filled.bench.environment, filled.member.user.id, 1);
        factor.confirmed = true;
        tx.sessions().authenticators().insert(factor);
    });
    filled.scope.read([&](Transaction& tx) {
        const auto holder = tx.roles().holder(filled.member.user.id);
        demand(holder.has_value(), "holder() must find a user");
        const auto user = tx.users().find(filled.member.user.id);
        const auto account = tx.accounts().find();
        demand_same(there(user, "find() must find a user"), holder->user, "a user with their grants");
        demand_same(there(account, "find() must find the account"), holder->account,
                    "the account of a user with their grants");
        check(holder->grants);
        const auto with_session = tx.sessions().session_with_user(session.digest);
        check(there(with_session, "session_with_user() must find a session").grants);
        const auto with_key = tx.sessions().api_key_with_user(key.digest);
        check(there(with_key, "api_key_with_user() must find a key").grants);
        const auto other = tx.roles().holder(filled.stranger.user.id);
        demand(other && !other->grants.role && !other->grants.own && other->grants.sources.empty(),
               "who has nothing must come with nothing");
        demand(!other->grants.has_second_factor, "another's second factor must not count");
        demand(!tx.roles().holder(UserId(filled.bench.environment.new_uuid())), "holder() must not find nobody");
    });
    filled.bench.account().read([&](Transaction& tx) {
        demand(!tx.roles().holder(filled.member.user.id), "another account's user must not be found");
    });
}

void what_is_in_use_stays(const OpenStore& open) {
    const Filled filled(open);
    filled.scope.write([&](Transaction& tx) {
        demand(tx.roles().roles().remove(filled.role.id) == RoleStore::Removal::in_use,
               "a role that somebody has is in use");
        demand(tx.roles().teams().remove(filled.teams[1].id) == TeamStore::Removal::in_use,
               "a team with members is in use");
        demand(tx.roles().teams().remove(filled.teams[0].id) == TeamStore::Removal::done,
               "a team without members is not");
        demand(tx.roles().remove_members_of(filled.teams[1].id) == 1 &&
                   tx.roles().remove_members_of(filled.teams[1].id) == 0,
               "remove_members_of() must count what there was");
        demand(tx.roles().teams().remove(filled.teams[1].id) == TeamStore::Removal::done,
               "a team whose members went is not in use");
    });
    filled.scope.read([&](Transaction& tx) {
        const auto holder = tx.roles().holder(filled.member.user.id);
        demand(there(holder, "holder() must find a user").grants.sources.size() == 3,
               "a team that is gone must not come");
        demand(tx.roles().members_of(filled.teams[2].id, {}, 10) == std::vector{filled.member.user.id},
               "members_of() must give a team's members");
        demand(tx.roles().members_of(filled.teams[2].id, filled.member.user.id, 10).empty(),
               "members_of() must go on after the given one");
    });
}

void people_come_by_id(const OpenStore& open) {
    const Filled filled(open);
    std::vector<UserId> expected{filled.member.user.id, filled.stranger.user.id};
    std::sort(expected.begin(), expected.end());
    filled.scope.read([&](Transaction& tx) {
        const auto rows = tx.roles().people({}, {}, 10);
        demand(rows.size() == 2 && rows[0].id == expected[0] && rows[1].id == expected[1],
               "people() must give the staff by id");
        const auto& member = rows[0].id == filled.member.user.id ? rows[0] : rows[1];
        demand(member.role == filled.role.id && member.groups == filled.member.user.groups &&
                   member.onboarding == Onboarding::active && member.kind == UserKind::staff,
               "people() must give kind, role, groups and onboarding");
        demand(tx.roles().people({}, {}, 1).size() == 1 && tx.roles().people({}, expected[0], 10).size() == 1,
               "people() must keep to its bounds");
        const auto all = tx.roles().people({.customers = true}, {}, 10);
        demand(all.size() == 3 && std::count_if(all.begin(), all.end(),
                                                [&](const PersonRow& row) {
                                                    return row.kind == UserKind::customer &&
                                                           row.id == filled.customer.user.id;
                                                }) == 1,
               "people() must give customers where they are wanted");
    });
    // A second factor is a confirmed authenticator or a passkey; one that was begun is none.
    filled.scope.write([&](Transaction& tx) {
        auto begun = sample<StoredAuthenticator>(filled.bench.environment, filled.stranger.user.id, 1);
        begun.confirmed = false;
        tx.sessions().authenticators().insert(begun);
        tx.sessions().passkeys().insert(sample<StoredPasskey>(filled.bench.environment, filled.member.user.id, 1));
    });
    filled.scope.read([&](Transaction& tx) {
        for (const bool customers : {false, true})
            for (const auto& row : tx.roles().people({.customers = customers, .second_factors = true}, {}, 10)) {
                const auto user = tx.users().find(row.id);
                demand(row.created_at == there(user, "find() must find a user").created_at &&
                           row.has_second_factor == (row.id == filled.member.user.id),
                       "people() must tell since when they are there, and who has a second factor");
            }
    });
    filled.scope.write([&](Transaction& tx) {
        IndexedUser gone = filled.stranger;
        gone.user.deleted_at = at(9);
        gone.user.revision = 2;
        tx.users().save(filled.stranger.user, gone);
        demand(
            tx.roles().people({}, {}, 10).size() == 1 && tx.roles().people({.customers = true}, {}, 10).size() == 2,
            "people() must leave out who was deleted");
    });
}

void access_comes_about_one_permission(const OpenStore& open) {
    const Filled filled(open);
    const InboxId inbox = InboxId::well_known(7), other = InboxId::well_known(8);
    UserAccess access;
    access.user_id = filled.stranger.user.id;
    access.revision = 1;
    access.type = UserType::collaboration;
    access.permissions = {"delete_tickets", "-delete_tickets@inbox:" + to_string(inbox), "delete_tickets_for_good",
                          "-export", "delete"};
    access.inboxes = {"reply@" + to_string(inbox), "full@" + to_string(other)};
    filled.scope.write([&](Transaction& tx) {
        if (const auto kept = tx.roles().access().find(access.user_id)) tx.roles().access().remove(*kept);
        demand(tx.roles().access().insert(access), "the record must be taken");
    });
    filled.scope.read([&](Transaction& tx) {
        const auto of = [&](const std::vector<UserAccess>& page) {
            for (const auto& one : page)
                if (one.user_id == access.user_id) return one;
            demand(false, "access_about() must give everybody for whom something is set");
            return UserAccess{};
        };
        const auto all = tx.roles().access().records({}, 10);
        const auto page = tx.roles().access_about("delete_tickets", inbox, {}, 10);
        demand(page.size() == all.size(), "access_about() must give as many records as there are");
        const auto about = of(page);
        demand(about.type == UserType::collaboration, "access_about() must give the type");
        demand(about.permissions == std::vector{access.permissions[0], access.permissions[1]},
               "access_about() must give the rules about the permission, wherever they hold, and no other");
        demand(about.inboxes == std::vector{access.inboxes[0]}, "access_about() must give the level at the inbox");
        demand(of(tx.roles().access_about("delete", {}, {}, 10)).permissions == std::vector<std::string>{"delete"},
               "a name that begins another's is not that one");
        demand(of(tx.roles().access_about("delete", {}, {}, 10)).inboxes.empty(), "no inbox, no level");
        demand(tx.roles().access_about("delete", {}, page.back().user_id, 10).empty() &&
                   tx.roles().access_about("delete", {}, {}, 1).size() == 1,
               "access_about() must keep to its bounds");
    });
}

}  // namespace

std::vector<Check> role_checks() {
    return {
        {"roles_inboxes_and_teams", "Roles, inboxes and teams have unique names and keep everything.",
         roles_inboxes_and_teams},
        {"holders_come_whole", "A user comes with account, role, groups, teams and what is set for them.",
         holders_come_whole},
        {"what_is_in_use_stays", "A role that somebody has, and a team with members, cannot be removed.",
         what_is_in_use_stays},
        {"people_come_by_id", "The staff, or everybody, comes by id, without the deleted, with second factors.",
         people_come_by_id},
        {"access_comes_about_one_permission",
         "What is set for users can be read as far as it is about one permission.",
         access_comes_about_one_permission},
    };
}

}  // namespace roster::conformance
