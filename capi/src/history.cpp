// Who changed what, when.
#include "support.hpp"

#include <roster/history/history.hpp>

namespace roster::c {

ROSTER_INPUT(roster_history_query, actor);

namespace {

constexpr auto change_rows = [] {
    using C = roster_field_change_record;
    using Cpp = FieldChange;
    return FieldTable{ROSTER_ROW(name), ROSTER_ROW(before), ROSTER_ROW(after)};
}();
static_assert(covers<FieldChange>(change_rows));

constexpr auto entry_rows = [] {
    using C = roster_history_record;
    using Cpp = HistoryEntry;
    return FieldTable{ROSTER_ROW(id),           ROSTER_ROW(at),           ROSTER_ROW(actor),
                      ROSTER_ROW(actor_name),   ROSTER_ROW(on_behalf_of), ROSTER_ROW(verb),
                      ROSTER_ROW(subject_kind), ROSTER_ROW(subject_id),   ROSTER_ROW(changes)};
}();
static_assert(covers<HistoryEntry>(entry_rows));

constexpr auto query_rows = [] {
    using C = roster_history_query;
    using Cpp = HistoryQuery;
    return FieldTable{ROSTER_ROW(subject_kind), ROSTER_ROW(subject_id), ROSTER_ROW(actor)};
}();
static_assert(covers<HistoryQuery>(query_rows));

}  // namespace

void put(Shelf& shelf, const std::vector<FieldChange>& from, roster_field_change_list& to) {
    auto* const records = shelf.array<roster_field_change_record>(from.size());
    auto* const items = shelf.array<const roster_field_change_record*>(from.size());
    for (std::size_t i = 0; i < from.size(); ++i) {
        auto* const record = new (&records[i]) roster_field_change_record{};
        put_all(shelf, change_rows, from[i], *record);
        items[i] = record;
    }
    to = {items, from.size()};
}

void write(Shelf& shelf, const HistoryEntry& from, roster_history_record& to) {
    put_all(shelf, entry_rows, from, to);
}

}  // namespace roster::c

struct roster_history_page : roster::c::Many<roster::HistoryEntry, roster_history_record> {
    using Many::Many;
};

using namespace roster;
using namespace roster::c;

void roster_history_query_init(roster_history_query* query, uint32_t struct_size) { init(query, struct_size); }

size_t roster_history_page_count(const roster_history_page* page) { return count(page); }
const roster_history_record* roster_history_page_at(const roster_history_page* page, size_t index) {
    return at(page, index);
}
const roster_str* roster_history_page_next(const roster_history_page* page) { return next(page); }
void roster_history_page_free(roster_history_page* page) { delete page; }

roster_status roster_history_list(const roster_account* account, const roster_actor* actor,
                                  const roster_history_query* query, const roster_page_request* page,
                                  roster_history_page** entries, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("entries", entries));
        in.need("account", account);
        const auto who = in.actor(actor);
        HistoryQuery which;
        take_all(in, "", query_rows, in.sized("query", query), which);
        const auto part = in.page(page);
        in.done();
        result.give(account->value.history().list(who, which, part));
    });
}

roster_status roster_history_of_user(const roster_account* account, const roster_actor* actor,
                                     const roster_user_id* user, const roster_page_request* page,
                                     roster_history_page** entries, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("entries", entries));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto which = in.id<UserId>("user", user);
        const auto part = in.page(page);
        in.done();
        result.give(account->value.history().of_user(who, which, part));
    });
}
