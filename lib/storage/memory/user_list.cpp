// Lists of users: all of them, filtered by the rules, sorted, cut.
#include "storage/memory/stores.hpp"

#include <roster/users/rules.hpp>

#include <algorithm>

namespace roster::memory {
namespace {

template <class List, class Item>
bool holds(const List& list, const Item& item) {
    return std::find(list.begin(), list.end(), item) != list.end();
}

/// Whether the user meets every condition of the query.
bool meets(const IndexedUser& row, const UserListing& listing) {
    const UserQuery& query = listing.query;
    const User& user = row.user;
    const UserStatus status = rules::status_at(user, listing.now);
    if (query.status ? status != *query.status : status == UserStatus::deleted) return false;
    if (query.kind && user.kind != *query.kind) return false;
    if (query.role && (user.kind != UserKind::staff || user.role != query.role)) return false;
    for (const auto& label : query.labels)
        if (!holds(user.labels, label)) return false;
    if (query.organization && user.organization != query.organization) return false;
    if (query.group && !holds(user.groups, query.group)) return false;
    if (query.with_alert && rules::alerts(user, {.failed_sign_in_alert = listing.alert_at}, listing.now).empty())
        return false;
    const auto begins = [&](const std::string& key) { return key.starts_with(query.text); };
    return query.text.empty() || begins(row.name_key) || begins(row.sort_key) ||
           std::any_of(row.email_keys.begin(), row.email_keys.end(), begins);
}

/// A user's place in the list: what it is sorted by, with the id to break ties.
struct Place {
    std::string text;
    std::int64_t number = 0;
    UserId id;
    friend auto operator<=>(const Place&, const Place&) = default;
};

Place place_of(const IndexedUser& row, UserSort sort) {
    switch (sort) {
        case UserSort::name: return {row.sort_key, 0, row.user.id};
        case UserSort::number: return {{}, row.user.number, {}};  // unique by itself
        case UserSort::last_activity: return {{}, to_micros(row.user.last_active_at), row.user.id};
    }
    return {};
}

/// The place after which the page begins; nullopt: at the first.
std::optional<Place> start_of(const UserListing& listing) {
    switch (listing.query.sort) {
        case UserSort::name:
            if (!listing.after_key) return std::nullopt;
            return Place{*listing.after_key, 0, listing.after_id};
        case UserSort::number:
            if (!listing.after_number) return std::nullopt;
            return Place{{}, *listing.after_number, {}};
        case UserSort::last_activity:
            if (!listing.after_number) return std::nullopt;
            return Place{{}, *listing.after_number, listing.after_id};
    }
    return std::nullopt;
}

}  // namespace

std::vector<ListedUser> MemoryUserStore::list(const UserListing& listing) {
    const bool descending = listing.query.descending;
    const auto comes_before = [&](const Place& a, const Place& b) { return descending ? b < a : a < b; };
    const auto start = start_of(listing);

    std::vector<std::pair<Place, const IndexedUser*>> all;
    for (const auto& [id, row] : db_.look().users.rows()) {
        auto place = place_of(row, listing.query.sort);
        if ((!start || comes_before(*start, place)) && meets(row, listing))
            all.emplace_back(std::move(place), &row);
    }
    std::sort(all.begin(), all.end(), [&](const auto& a, const auto& b) { return comes_before(a.first, b.first); });

    std::vector<ListedUser> found;
    for (const auto& [place, row] : all)
        if (static_cast<std::int32_t>(found.size()) < listing.limit) found.push_back({row->user, row->sort_key});
    return found;
}

}  // namespace roster::memory
