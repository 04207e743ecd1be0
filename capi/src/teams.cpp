// People who work together.
#include "roles.hpp"

#include <roster/roles/teams.hpp>

namespace roster::c {

ROSTER_INPUT(roster_team_fields, inboxes);

namespace {

template <template <class> class As>
constexpr auto fields_rows = [] {
    using C = roster_team_fields;
    using Cpp = TeamFields<As>;
    return FieldTable{ROSTER_ROW(name), ROSTER_ROW(description), ROSTER_ROW(permissions), ROSTER_ROW(inboxes)};
}();
static_assert(covers<NewTeam>(fields_rows<Given>));

constexpr auto team_rows = [] {
    using C = roster_team_record;
    using Cpp = Team;
    return FieldTable{ROSTER_ROW(id),      ROSTER_ROW(name),     ROSTER_ROW(description), ROSTER_ROW(permissions),
                      ROSTER_ROW(inboxes), ROSTER_ROW(revision), ROSTER_ROW(created_at),  ROSTER_ROW(updated_at)};
}();
static_assert(covers<Team>(team_rows));

constexpr auto member_rows = [] {
    using C = roster_team_member_record;
    using Cpp = TeamMember;
    return FieldTable{ROSTER_ROW(user_id), ROSTER_ROW(team_id), ROSTER_ROW(joined_at), ROSTER_ROW(revision)};
}();
static_assert(covers<TeamMember>(member_rows));

template <template <class> class As>
TeamFields<As> read_team(Arguments& in, const roster_team_fields* given) {
    TeamFields<As> fields;
    take_all(in, "", fields_rows<As>, in.sized("fields", in.need("fields", given)), fields);
    return fields;
}

}  // namespace

void write(Shelf& shelf, const Team& from, roster_team_record& to) { put_all(shelf, team_rows, from, to); }
void write(Shelf& shelf, const TeamMember& from, roster_team_member_record& to) {
    put_all(shelf, member_rows, from, to);
}

}  // namespace roster::c

struct roster_team : roster::c::One<roster::Team, roster_team_record> {
    using One::One;
};
struct roster_team_page : roster::c::Many<roster::Team, roster_team_record> {
    using Many::Many;
};
struct roster_team_member_list : roster::c::Many<roster::TeamMember, roster_team_member_record> {
    using Many::Many;
};

using namespace roster;
using namespace roster::c;

void roster_team_fields_init(roster_team_fields* fields, uint32_t struct_size) { init(fields, struct_size); }

const roster_team_record* roster_team_view(const roster_team* team) { return view(team); }
void roster_team_free(roster_team* team) { delete team; }
size_t roster_team_page_count(const roster_team_page* page) { return count(page); }
const roster_team_record* roster_team_page_at(const roster_team_page* page, size_t index) {
    return at(page, index);
}
const roster_str* roster_team_page_next(const roster_team_page* page) { return next(page); }
void roster_team_page_free(roster_team_page* page) { delete page; }

roster_status roster_teams_add(const roster_account* account, const roster_actor* actor,
                               const roster_team_fields* fields, roster_team** team, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(team);
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto what = read_team<Given>(in, fields);
        in.done();
        result.give(account->value.teams().add(who, what));
    });
}

roster_status roster_teams_update(const roster_account* account, const roster_actor* actor,
                                  const roster_team_id* id, const roster_team_fields* fields, int64_t expected,
                                  roster_team** team, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(team);
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto which = in.id<TeamId>("id", id);
        const auto patch = read_team<Change>(in, fields);
        in.done();
        result.give(account->value.teams().update(who, which, patch, Arguments::expected(expected)));
    });
}

roster_status roster_teams_get(const roster_account* account, const roster_actor* actor, const roster_team_id* id,
                               roster_team** team, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("team", team));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto which = in.id<TeamId>("id", id);
        in.done();
        result.give(account->value.teams().get(who, which));
    });
}

roster_status roster_teams_find_by_name(const roster_account* account, const roster_actor* actor,
                                        const roster_str* name, roster_team** team, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("team", team));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto what = in.text("name", name);
        in.done();
        result.give_found(account->value.teams().find_by_name(who, what));
    });
}

roster_status roster_teams_list(const roster_account* account, const roster_actor* actor, const roster_str* search,
                                const roster_page_request* page, roster_team_page** teams, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("teams", teams));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto what = in.optional_text("search", search);
        const auto part = in.page(page);
        in.done();
        result.give(account->value.teams().list(who, what, part));
    });
}

roster_status roster_teams_remove(const roster_account* account, const roster_actor* actor,
                                  const roster_team_id* id, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto which = in.id<TeamId>("id", id);
        in.done();
        account->value.teams().remove(who, which);
    });
}

roster_status roster_teams_add_member(const roster_account* account, const roster_actor* actor,
                                      const roster_team_id* id, const roster_user_id* user, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto which = in.id<TeamId>("id", id);
        const auto whom = in.id<UserId>("user", user);
        in.done();
        account->value.teams().add_member(who, which, whom);
    });
}

roster_status roster_teams_remove_member(const roster_account* account, const roster_actor* actor,
                                         const roster_team_id* id, const roster_user_id* user,
                                         roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto which = in.id<TeamId>("id", id);
        const auto whom = in.id<UserId>("user", user);
        in.done();
        account->value.teams().remove_member(who, which, whom);
    });
}

roster_status roster_teams_members(const roster_account* account, const roster_actor* actor,
                                   const roster_team_id* id, const roster_page_request* page,
                                   roster_user_id_page** users, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("users", users));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto which = in.id<TeamId>("id", id);
        const auto part = in.page(page);
        in.done();
        result.give(account->value.teams().members(who, which, part));
    });
}

size_t roster_team_member_list_count(const roster_team_member_list* list) { return count(list); }
const roster_team_member_record* roster_team_member_list_at(const roster_team_member_list* list, size_t index) {
    return at(list, index);
}
void roster_team_member_list_free(roster_team_member_list* list) { delete list; }

roster_status roster_teams_of_user(const roster_account* account, const roster_actor* actor,
                                   const roster_user_id* user, roster_team_member_list** teams,
                                   roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("teams", teams));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto whose = in.id<UserId>("user", user);
        in.done();
        result.give(account->value.teams().of_user(who, whose));
    });
}

roster_status roster_teams_who_can_take(const roster_account* account, const roster_actor* actor,
                                        const roster_team_id* id, const roster_load_list* loads,
                                        const roster_page_request* page, roster_candidate_page** candidates,
                                        roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("candidates", candidates));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto which = in.id<TeamId>("id", id);
        const auto busy = read_loads(in, loads);
        const auto part = in.page(page);
        in.done();
        result.give(account->value.teams().who_can_take(who, which, busy, part));
    });
}
