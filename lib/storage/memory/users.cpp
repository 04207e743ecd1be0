#include "storage/memory/stores.hpp"

#include <algorithm>
#include <set>

namespace roster::memory {
namespace {

/// "email", "other_emails[0]" …: which field the n-th key comes from.
std::string email_field(const User& user, std::size_t n) {
    if (!user.email.empty() && n == 0) return "email";
    return "other_emails[" + std::to_string(user.email.empty() ? n : n - 1) + "]";
}

std::optional<User> user_of(const IndexedUser* row) {
    return row != nullptr ? std::optional(row->user) : std::nullopt;
}

/// By an index.
template <class Index, class Key>
std::optional<User> find_by(const State& state, const Index& index, const Key& key) {
    const UserId* id = index.find(key);
    return id != nullptr ? user_of(state.users.find(*id)) : std::nullopt;
}

template <class List>
bool has_doubles(const List& list) {
    return std::set(list.begin(), list.end()).size() != list.size();
}

/// Whether somebody other than `id` is in the index under this key.
template <class Key>
bool is_others(const Table<Key, UserId>& index, const Key& key, UserId id) {
    const UserId* holder = index.find(key);
    return holder != nullptr && *holder != id;
}

/// What the schema demands of a user, its labels and its groups.
void check_row(const State& state, const IndexedUser& row) {
    const User& user = row.user;
    require(!user.id.is_nil(), "a user has an id");
    require(!is_others(state.numbers, user.number, user.id), "a number belongs to one user");
    require(!user.organization || state.organizations.find(user.organization) != nullptr,
            "there is no such organization");
    for (const auto& group : user.groups) require(state.groups.find(group) != nullptr, "there is no such group");
    require(!has_doubles(user.labels) && !has_doubles(user.groups), "a label or a group is given twice");
    require(!has_doubles(row.email_keys), "an address is given twice");
}

void erase_indexes(State& state, const IndexedUser& row) {
    state.numbers.erase(row.user.number);
    for (const auto& key : row.email_keys) state.emails.erase(key);
    const auto external_id = held_external_id(row.user);
    if (external_id && !is_others(state.external_ids, *external_id, row.user.id))
        state.external_ids.erase(*external_id);
}

void keep(State& state, IndexedUser row) {
    const UserId id = row.user.id;
    row.user.status = {};  // not stored: every reader finds out by the time
    state.numbers.put(row.user.number, id);
    for (const auto& key : row.email_keys) state.emails.put(key, id);
    if (const auto external_id = held_external_id(row.user)) state.external_ids.put(*external_id, id);
    state.users.put(id, std::move(row));
}

}  // namespace

std::optional<User> MemoryUserStore::find(UserId id) { return user_of(db_.look().users.find(id)); }

std::optional<User> MemoryUserStore::find_by_number(std::int64_t number) {
    return find_by(db_.look(), db_.look().numbers, number);
}

std::optional<User> MemoryUserStore::find_by_email(std::string_view key) {
    return find_by(db_.look(), db_.look().emails, key);
}

std::optional<User> MemoryUserStore::find_by_external_id(std::string_view external_id) {
    return find_by(db_.look(), db_.look().external_ids, external_id);
}

std::vector<User> MemoryUserStore::find_many(std::span<const UserId> ids) {
    std::vector<User> found;
    for (const UserId id : std::set(ids.begin(), ids.end()))
        if (const auto* row = db_.look().users.find(id)) found.push_back(row->user);
    return found;
}

std::optional<Conflict> MemoryUserStore::insert(const IndexedUser& user) {
    State& state = db_.add();
    for (std::size_t i = 0; i < user.email_keys.size(); ++i)
        if (state.emails.find(user.email_keys[i]) != nullptr) return Conflict{email_field(user.user, i)};
    if (const auto id = held_external_id(user.user); id && state.external_ids.find(*id) != nullptr)
        return Conflict{"external_id"};
    require(state.users.find(user.user.id) == nullptr, "the user is there already");
    check_row(state, user);
    keep(state, user);
    return std::nullopt;
}

UserStore::SaveResult MemoryUserStore::save(const User& before, const IndexedUser& after) {
    State& state = db_.change();
    const UserId id = before.id;
    const auto external_id = held_external_id(after.user);
    if (external_id && external_id != held_external_id(before) && is_others(state.external_ids, *external_id, id))
        return {Save::conflict, {"external_id"}};
    const auto* row = state.users.find(id);
    if (row == nullptr || row->user.revision != before.revision) return {Save::changed_meanwhile, {}};

    IndexedUser kept = after;
    // Who is deleted holds no address. Addresses that stay as they are keep the keys they were held by.
    if (after.user.deleted_at) kept.email_keys.clear();
    else if (!before.deleted_at && before.email == after.user.email &&
             before.other_emails == after.user.other_emails)
        kept.email_keys = row->email_keys;
    for (std::size_t i = 0; i < kept.email_keys.size(); ++i)
        if (is_others(state.emails, kept.email_keys[i], id)) return {Save::conflict, {email_field(after.user, i)}};
    require(after.user.id == id, "a user's id is for life");
    check_row(state, kept);

    const IndexedUser gone = *row;
    erase_indexes(state, gone);
    keep(state, std::move(kept));
    return {};
}

void MemoryUserStore::touch(UserId id, Instant at) {
    State& state = db_.change();
    const auto* row = state.users.find(id);
    if (row == nullptr || row->user.last_active_at >= at) return;
    IndexedUser seen = *row;
    seen.user.last_active_at = at;
    state.users.put(id, std::move(seen));
}

std::optional<std::int32_t> MemoryUserStore::count_failed_sign_in(UserId id) {
    State& state = db_.change();
    const auto* row = state.users.find(id);
    if (row == nullptr) return std::nullopt;
    IndexedUser failed = *row;
    const auto count = ++failed.user.failed_sign_ins;
    state.users.put(id, std::move(failed));
    return count;
}

void MemoryUserStore::clear_failed_sign_ins(UserId id) {
    State& state = db_.change();
    const auto* row = state.users.find(id);
    if (row == nullptr) return;
    IndexedUser cleared = *row;
    cleared.user.failed_sign_ins = 0;
    state.users.put(id, std::move(cleared));
}

std::vector<std::string> MemoryUserStore::labels(std::string_view prefix, std::string_view after,
                                                 std::int32_t limit) {
    std::set<std::string> all;
    for (const auto& [id, row] : db_.look().users.rows())
        all.insert(row.user.labels.begin(), row.user.labels.end());
    std::vector<std::string> found;
    for (const auto& label : all)
        if (label.starts_with(prefix) && label > after && static_cast<std::int32_t>(found.size()) < limit)
            found.push_back(label);
    return found;
}

std::vector<IndexedUser> MemoryUserStore::records(const UserId& after, std::int32_t limit) {
    auto found = rows_after(db_.look().users, after, limit);
    for (auto& user : found) std::sort(user.email_keys.begin(), user.email_keys.end());
    return found;
}

void MemoryUserStore::put(const IndexedUser& user) {
    State& state = db_.add();
    check_row(state, user);
    const UserId id = user.user.id;
    for (const auto& key : user.email_keys) {
        if (!is_others(state.emails, key, id)) continue;
        auto holder = *state.users.find(*state.emails.find(key));
        std::erase(holder.email_keys, key);
        state.users.put(holder.user.id, holder);
        state.emails.erase(key);
    }
    if (const auto* row = state.users.find(id)) {
        const IndexedUser gone = *row;
        erase_indexes(state, gone);
    }
    keep(state, user);
}

void MemoryUserStore::erase(const UserId& key) {
    State& state = db_.change();
    const auto* row = state.users.find(key);
    if (row == nullptr) return;
    const IndexedUser gone = *row;
    erase_indexes(state, gone);
    state.users.erase(key);
}

}  // namespace roster::memory
