// Users who share permissions.
#include "support.hpp"

#include <roster/users/groups.hpp>

namespace roster::c {

ROSTER_INPUT(roster_group_fields, description);

namespace {

template <template <class> class As>
constexpr auto fields_rows = [] {
    using C = roster_group_fields;
    using Cpp = GroupFields<As>;
    return FieldTable{ROSTER_ROW(name), ROSTER_ROW(description), ROSTER_ROW(permissions), ROSTER_ROW(inboxes)};
}();
static_assert(covers<NewGroup>(fields_rows<Given>));

constexpr auto group_rows = [] {
    using C = roster_group_record;
    using Cpp = Group;
    return FieldTable{ROSTER_ROW(id),         ROSTER_ROW(name),       ROSTER_ROW(description), ROSTER_ROW(revision),
                      ROSTER_ROW(created_at), ROSTER_ROW(updated_at), ROSTER_ROW(permissions), ROSTER_ROW(inboxes)};
}();
static_assert(covers<Group>(group_rows));

template <template <class> class As>
GroupFields<As> read_group(Arguments& in, const roster_group_fields* given) {
    GroupFields<As> fields;
    take_all(in, "", fields_rows<As>, in.sized("fields", in.need("fields", given)), fields);
    return fields;
}

}  // namespace

void write(Shelf& shelf, const Group& from, roster_group_record& to) { put_all(shelf, group_rows, from, to); }

}  // namespace roster::c

struct roster_group : roster::c::One<roster::Group, roster_group_record> {
    using One::One;
};
struct roster_group_page : roster::c::Many<roster::Group, roster_group_record> {
    using Many::Many;
};

using namespace roster;
using namespace roster::c;

void roster_group_fields_init(roster_group_fields* fields, uint32_t struct_size) { init(fields, struct_size); }

const roster_group_record* roster_group_view(const roster_group* group) { return view(group); }
void roster_group_free(roster_group* group) { delete group; }

size_t roster_group_page_count(const roster_group_page* page) { return count(page); }
const roster_group_record* roster_group_page_at(const roster_group_page* page, size_t index) {
    return at(page, index);
}
const roster_str* roster_group_page_next(const roster_group_page* page) { return next(page); }
void roster_group_page_free(roster_group_page* page) { delete page; }

roster_status roster_groups_add(const roster_account* account, const roster_actor* actor,
                                const roster_group_fields* fields, roster_group** group, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(group);
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto what = read_group<Given>(in, fields);
        in.done();
        result.give(account->value.groups().add(who, what));
    });
}

roster_status roster_groups_update(const roster_account* account, const roster_actor* actor,
                                   const roster_group_id* id, const roster_group_fields* fields, int64_t expected,
                                   roster_group** group, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(group);
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto which = in.id<GroupId>("id", id);
        const auto patch = read_group<Change>(in, fields);
        in.done();
        result.give(account->value.groups().update(who, which, patch, Arguments::expected(expected)));
    });
}

roster_status roster_groups_get(const roster_account* account, const roster_actor* actor, const roster_group_id* id,
                                roster_group** group, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("group", group));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto which = in.id<GroupId>("id", id);
        in.done();
        result.give(account->value.groups().get(who, which));
    });
}

roster_status roster_groups_find_by_name(const roster_account* account, const roster_actor* actor,
                                         const roster_str* name, roster_group** group, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("group", group));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto what = in.text("name", name);
        in.done();
        result.give_found(account->value.groups().find_by_name(who, what));
    });
}

roster_status roster_groups_list(const roster_account* account, const roster_actor* actor, const roster_str* search,
                                 const roster_page_request* page, roster_group_page** groups,
                                 roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("groups", groups));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto what = in.optional_text("search", search);
        const auto part = in.page(page);
        in.done();
        result.give(account->value.groups().list(who, what, part));
    });
}

roster_status roster_groups_remove(const roster_account* account, const roster_actor* actor,
                                   const roster_group_id* id, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto which = in.id<GroupId>("id", id);
        in.done();
        account->value.groups().remove(who, which);
    });
}
