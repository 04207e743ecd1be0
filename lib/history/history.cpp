#include <roster/history/history.hpp>

#include "base/json.hpp"
#include "users/acting.hpp"

#include <roster/base/text.hpp>

namespace roster {

Page<HistoryEntry> History::list(const Actor& actor, const HistoryQuery& query, const PageRequest& page) const {
    check_page(page);
    FieldErrors errors;
    for_each_field<HistoryQuery>([&](const auto& f) {
        if constexpr (std::same_as<typename std::remove_cvref_t<decltype(f)>::value_type, std::string>)
            text::clean(query.*f.member, {.max_length = 100}, f.name, errors);
    });
    if (query.subject_kind.empty() != query.subject_id.empty())
        errors.add(query.subject_kind.empty() ? "subject_kind" : "subject_id", "required",
                   "must be given with the other");
    errors.throw_if_any("history.invalid_query", "The history cannot be listed like this.");
    const std::string binding = "history\n" + std::string(scope_.account.bytes()) + json::write(query);
    HistoryEntryId before;
    if (!page.after.empty()) before = cursor::to_id<HistoryEntryId>(cursor::decode(binding, page.after, 1)[0]);
    return scope_.read([&](Transaction& tx) {
        refuse(rules::may_list(acting(tx, actor, scope_.environment.now()).user_or_system(),
                               permission::view_history));
        return page_of(
            tx.history().list(query, before, page.limit + 1), page.limit,
            [&](const HistoryEntry& entry) { return cursor::encode(binding, {std::string(entry.id.bytes())}); });
    });
}

Page<HistoryEntry> History::of_user(const Actor& actor, UserId user, const PageRequest& page) const {
    return list(actor, {.subject_kind = "user", .subject_id = to_string(user), .actor = {}}, page);
}

}  // namespace roster
