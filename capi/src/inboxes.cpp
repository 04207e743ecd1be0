// Who gets how far at an inbox, and who serves it.
#include "roles.hpp"

#include <roster/roles/inboxes.hpp>

namespace roster::c {

ROSTER_INPUT(roster_inbox_fields, external_id);

namespace {

static_assert(same_enum<InboxKind>({ROSTER_INBOX_MAILBOX, ROSTER_INBOX_CHANNEL, ROSTER_INBOX_WEBSTORE}));

template <template <class> class As>
constexpr auto fields_rows = [] {
    using C = roster_inbox_fields;
    using Cpp = InboxFields<As>;
    return FieldTable{ROSTER_ROW(kind), ROSTER_ROW(name), ROSTER_ROW(external_id)};
}();
static_assert(covers<NewInbox>(fields_rows<Given>));

constexpr auto inbox_rows = [] {
    using C = roster_inbox_record;
    using Cpp = Inbox;
    return FieldTable{ROSTER_ROW(kind),        ROSTER_ROW(id),        ROSTER_ROW(name),
                      ROSTER_ROW(external_id), ROSTER_ROW(revision),  ROSTER_ROW(archived_at),
                      ROSTER_ROW(created_at),  ROSTER_ROW(updated_at)};
}();
static_assert(covers<Inbox>(inbox_rows));

template <template <class> class As>
InboxFields<As> read_inbox(Arguments& in, const roster_inbox_fields* given) {
    InboxFields<As> fields;
    take_all(in, "", fields_rows<As>, in.sized("fields", in.need("fields", given)), fields);
    return fields;
}

}  // namespace

void write(Shelf& shelf, const Inbox& from, roster_inbox_record& to) { put_all(shelf, inbox_rows, from, to); }

}  // namespace roster::c

struct roster_inbox : roster::c::One<roster::Inbox, roster_inbox_record> {
    using One::One;
};
struct roster_inbox_page : roster::c::Many<roster::Inbox, roster_inbox_record> {
    using Many::Many;
};

using namespace roster;
using namespace roster::c;

const char* roster_inbox_kind_name(int32_t kind) { return enum_name<InboxKind>(kind); }
void roster_inbox_fields_init(roster_inbox_fields* fields, uint32_t struct_size) { init(fields, struct_size); }

const roster_inbox_record* roster_inbox_view(const roster_inbox* inbox) { return view(inbox); }
void roster_inbox_free(roster_inbox* inbox) { delete inbox; }
size_t roster_inbox_page_count(const roster_inbox_page* page) { return count(page); }
const roster_inbox_record* roster_inbox_page_at(const roster_inbox_page* page, size_t index) {
    return at(page, index);
}
const roster_str* roster_inbox_page_next(const roster_inbox_page* page) { return next(page); }
void roster_inbox_page_free(roster_inbox_page* page) { delete page; }

roster_status roster_inboxes_add(const roster_account* account, const roster_actor* actor,
                                 const roster_inbox_fields* fields, roster_inbox** inbox, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(inbox);
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto what = read_inbox<Given>(in, fields);
        in.done();
        result.give(account->value.inboxes().add(who, what));
    });
}

roster_status roster_inboxes_update(const roster_account* account, const roster_actor* actor,
                                    const roster_inbox_id* id, const roster_inbox_fields* fields, int64_t expected,
                                    roster_inbox** inbox, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(inbox);
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto which = in.id<InboxId>("id", id);
        const auto patch = read_inbox<Change>(in, fields);
        in.done();
        result.give(account->value.inboxes().update(who, which, patch, Arguments::expected(expected)));
    });
}

roster_status roster_inboxes_get(const roster_account* account, const roster_actor* actor,
                                 const roster_inbox_id* id, roster_inbox** inbox, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("inbox", inbox));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto which = in.id<InboxId>("id", id);
        in.done();
        result.give(account->value.inboxes().get(who, which));
    });
}

roster_status roster_inboxes_find_by_name(const roster_account* account, const roster_actor* actor,
                                          const roster_str* name, roster_inbox** inbox, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("inbox", inbox));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto what = in.text("name", name);
        in.done();
        result.give_found(account->value.inboxes().find_by_name(who, what));
    });
}

roster_status roster_inboxes_list(const roster_account* account, const roster_actor* actor,
                                  const roster_str* search, const roster_page_request* page,
                                  roster_inbox_page** inboxes, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("inboxes", inboxes));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto what = in.optional_text("search", search);
        const auto part = in.page(page);
        in.done();
        result.give(account->value.inboxes().list(who, what, part));
    });
}

roster_status roster_inboxes_archive(const roster_account* account, const roster_actor* actor,
                                     const roster_inbox_id* id, roster_inbox** inbox, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(inbox);
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto which = in.id<InboxId>("id", id);
        in.done();
        result.give(account->value.inboxes().archive(who, which));
    });
}

roster_status roster_inboxes_unarchive(const roster_account* account, const roster_actor* actor,
                                       const roster_inbox_id* id, roster_inbox** inbox, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(inbox);
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto which = in.id<InboxId>("id", id);
        in.done();
        result.give(account->value.inboxes().unarchive(who, which));
    });
}

roster_status roster_inboxes_set_access(const roster_account* account, const roster_actor* actor,
                                        const roster_inbox_id* inbox, const roster_user_id* user,
                                        const roster_group_id* group, const roster_team_id* team, int32_t level,
                                        roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto which = in.id<InboxId>("inbox", inbox);
        const auto how_far = in.choice<InboxLevel>("level", level);
        AccessHolder holder;
        take(in, "user", user, holder.user);
        take(in, "group", group, holder.group);
        take(in, "team", team, holder.team);
        in.done();
        account->value.inboxes().set_access(who, which, holder, how_far);
    });
}

roster_status roster_inboxes_serve(const roster_account* account, const roster_actor* actor,
                                   const roster_user_id* user, const roster_inbox_id* inbox, roster_choice serves,
                                   roster_user_access** access, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(access);
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto whose = in.id<UserId>("user", user);
        const auto which = in.id<InboxId>("inbox", inbox);
        const auto does = in.yes_or_no("serves", serves);
        if (serves == ROSTER_UNSPECIFIED) in.fault("serves", "required", "must be ROSTER_YES or ROSTER_NO");
        in.done();
        result.give(account->value.inboxes().serve(who, whose, which, does.value_or(false)));
    });
}

size_t roster_candidate_page_count(const roster_candidate_page* page) { return count(page); }
const roster_candidate_record* roster_candidate_page_at(const roster_candidate_page* page, size_t index) {
    return at(page, index);
}
const roster_str* roster_candidate_page_next(const roster_candidate_page* page) { return next(page); }
void roster_candidate_page_free(roster_candidate_page* page) { delete page; }

roster_status roster_inboxes_who_can_take(const roster_account* account, const roster_actor* actor,
                                          const roster_inbox_id* inbox, const roster_load_list* loads,
                                          const roster_page_request* page, roster_candidate_page** candidates,
                                          roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("candidates", candidates));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto which = in.id<InboxId>("inbox", inbox);
        const auto busy = read_loads(in, loads);
        const auto part = in.page(page);
        in.done();
        result.give(account->value.inboxes().who_can_take(who, which, busy, part));
    });
}
