// Who is acting: an Actor looked up in the account, inside the call's own transaction.
#pragma once

#include "history/record.hpp"

#include <roster/base/actor.hpp>
#include <roster/roles/store.hpp>
#include <roster/users/model.hpp>
#include <roster/users/rules.hpp>

#include <optional>

namespace roster {

struct Acting {
    std::optional<rules::Holder> user;  ///< with what they may do; none: the system
    history::Author author;
    Instant now;

    [[nodiscard]] const rules::Holder* user_or_system() const noexcept { return user ? &*user : nullptr; }
};

/// @throws Error unauthenticated "users.no_actor", permission_denied "users.actor_not_active"
Acting acting(Transaction& tx, const Actor& actor, Instant now);
/// The same for what changes who may do what: alone among all that do (AccountStore::lock). Two calls that each compare
/// what somebody has and write one record would else both be let through, and give together what neither gives alone.
/// @pre nothing was read in the transaction
Acting acting_alone(Transaction& tx, const Actor& actor, Instant now);

/// Somebody with what they may do at that moment; nullopt when there is no such user.
std::optional<rules::Holder> find_holder(Transaction& tx, UserId id, Instant now);
/// The same of what was read already.
rules::Holder holder_of(KeptHolder kept, Instant now);

/// What somebody is granted with the role and groups of `after` in place of those of `before`.
Grants grants_with(Transaction& tx, Grants grants, const User& before, const User& after);

/// Whether the acting user may make `after` of somebody, or add them. Nothing is looked up for the system.
/// @param before  nullptr when they are added
rules::Denial may_change(Transaction& tx, const Acting& who, const rules::Holder* before, const User& after,
                         const AccountRecord& account, rules::UserMove move);

/// Throws permission_denied when there is a denial.
void refuse(const rules::Denial& denial);

/// The account's record. @throws Error not_found "accounts.unknown"
AccountRecord account_of(Transaction& tx);

/// @throws Error invalid_argument "page.limit" unless 1 to 1,000
void check_page(const PageRequest& page);

/// A page of rows that were read one more than wanted: the extra row tells that there is a next page.
/// @param cursor_of  the cursor that stands for a row
template <class Row, class Item, class CursorOf>
Page<Item> page_of(std::vector<Row>&& rows, std::int32_t limit, Item Row::*item, CursorOf&& cursor_of) {
    Page<Item> page;
    const auto count = std::min(rows.size(), static_cast<std::size_t>(limit));
    if (rows.size() > count) page.next = cursor_of(rows[count - 1]);
    page.items.reserve(count);
    for (std::size_t i = 0; i < count; ++i) page.items.push_back(std::move(rows[i].*item));
    return page;
}
template <class Item, class CursorOf>
Page<Item> page_of(std::vector<Item>&& rows, std::int32_t limit, CursorOf&& cursor_of) {
    Page<Item> page;
    const auto count = std::min(rows.size(), static_cast<std::size_t>(limit));
    if (rows.size() > count) page.next = cursor_of(rows[count - 1]);
    rows.resize(count);
    page.items = std::move(rows);
    return page;
}

}  // namespace roster
