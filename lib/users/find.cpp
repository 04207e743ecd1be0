// Finding: look-ups and lists.
#include "users/change.hpp"

#include <roster/base/email.hpp>
#include <roster/base/text.hpp>

#include "base/json.hpp"

#include <algorithm>
#include <unordered_map>

namespace roster {
namespace {

/// One user by some key, seen by the actor; nullopt when there is none.
template <class Look>
std::optional<User> find_user(const Scope& scope, const Actor& actor, Look&& look) {
    return scope.read([&](Transaction& tx) -> std::optional<User> {
        const Acting who = acting(tx, actor, scope.environment.now());
        std::optional<User> found = look(tx.users());
        if (!found) {
            refuse(rules::may_list(who.user_or_system()));  // a customer must not learn who is not there
            return std::nullopt;
        }
        refuse(rules::may_see(who.user_or_system(), *found));
        return with_status(*std::move(found), who.now);
    });
}

User there(std::optional<User> user) {
    if (!user) throw_unknown_user();
    return *std::move(user);
}

UserListing listing_of(const UserQuery& query, const PageRequest& page, const Scope& scope) {
    check_page(page);
    UserListing listing{.query = query, .now = scope.environment.now()};
    FieldErrors errors;
    const auto known = [&](const auto& value, std::string_view field) {
        using E = std::remove_cvref_t<decltype(value)>;
        if (!enum_from<E>(static_cast<std::int64_t>(value)))
            errors.add(field, "unknown_value", "is no known value");
    };
    if (query.kind) known(*query.kind, "kind");
    if (query.status) known(*query.status, "status");
    known(query.sort, "sort");
    if (query.labels.size() > 10) errors.add("labels", "too_many", "at most 10 labels can be asked for at once");
    for (std::size_t i = 0; i < query.labels.size(); ++i)
        listing.query.labels[i] = text::clean(query.labels[i], {.max_length = 60, .required = true},
                                              "labels[" + std::to_string(i) + "]", errors);
    listing.query.text =
        bounded_key(text::search_key(text::clean(query.text, {.max_length = 254}, "text", errors)));
    errors.throw_if_any("users.invalid_query", "The list cannot be made like this.");
    return listing;
}

std::string binding_of(const Scope& scope, const UserQuery& query) {
    return "users\n" + std::string(scope.account.bytes()) + json::write(query);
}

void go_on_after(UserListing& listing, const std::string& binding, const std::string& cursor) {
    if (cursor.empty()) return;
    const auto position = cursor::decode(binding, cursor, 2);
    if (listing.query.sort == UserSort::name) listing.after_key = position[0];
    else listing.after_number = cursor::to_int(position[0]);
    listing.after_id = cursor::to_id<UserId>(position[1]);
}

std::string cursor_of(const std::string& binding, UserSort sort, const ListedUser& row) {
    const User& user = row.user;
    const std::string id(user.id.bytes());
    switch (sort) {
        case UserSort::number: return cursor::encode(binding, {cursor::from_int(user.number), id});
        case UserSort::last_activity:
            return cursor::encode(binding, {cursor::from_int(to_micros(user.last_active_at)), id});
        default: return cursor::encode(binding, {row.sort_key, id});
    }
}

}  // namespace

User Users::get(const Actor& actor, UserId id) const {
    return there(find_user(scope_, actor, [&](UserStore& users) { return users.find(id); }));
}

User Users::get_by_number(const Actor& actor, std::int64_t number) const {
    return there(find_user(scope_, actor, [&](UserStore& users) { return users.find_by_number(number); }));
}

User Users::get_by_email(const Actor& actor, std::string_view address) const {
    return there(find_by_email(actor, address));
}

User Users::get_by_external_id(const Actor& actor, std::string_view external_id) const {
    return there(find_by_external_id(actor, external_id));
}

std::optional<User> Users::find_by_email(const Actor& actor, std::string_view address) const {
    FieldErrors errors;
    const auto parsed = email::parse(address, "email", errors);
    errors.throw_if_any("users.invalid", "This is no e-mail address.");
    return find_user(scope_, actor, [&](UserStore& users) { return users.find_by_email(parsed->key); });
}

std::optional<User> Users::find_by_external_id(const Actor& actor, std::string_view external_id) const {
    FieldErrors errors;
    auto limit = rules::text_limit("external_id");
    limit.required = true;
    const auto id = text::clean(external_id, limit, "external_id", errors);
    errors.throw_if_any("users.invalid", "This is no external id.");
    return find_user(scope_, actor, [&](UserStore& users) { return users.find_by_external_id(id); });
}

std::vector<User> Users::get_many(const Actor& actor, std::span<const UserId> ids) const {
    if (ids.size() > 1'000)
        throw Error(ErrorCode::invalid_argument, "users.invalid", "At most 1,000 users can be read at once.",
                    {{"ids", "too_many", "at most 1,000"}});
    return scope_.read([&](Transaction& tx) {
        const Acting who = acting(tx, actor, scope_.environment.now());
        refuse(rules::may_list(who.user_or_system()));
        std::unordered_map<UserId, User> found;
        for (auto& user : tx.users().find_many(ids)) found.emplace(user.id, std::move(user));
        std::vector<User> in_order;
        for (const UserId id : ids)
            if (const auto it = found.find(id); it != found.end())
                in_order.push_back(with_status(it->second, who.now));
        return in_order;
    });
}

Page<User> Users::list(const Actor& actor, const UserQuery& query, const PageRequest& page) const {
    UserListing listing = listing_of(query, page, scope_);
    const std::string binding = binding_of(scope_, listing.query);
    go_on_after(listing, binding, page.after);
    listing.limit = page.limit + 1;
    return scope_.read([&](Transaction& tx) {
        const Acting who = acting(tx, actor, listing.now);
        refuse(rules::may_list(who.user_or_system()));
        if (query.with_alert) listing.alert_at = account_of(tx).policy.failed_sign_in_alert;
        auto rows = tx.users().list(listing);
        for (auto& row : rows) row.user.status = rules::status_at(row.user, who.now);
        return page_of(std::move(rows), page.limit, &ListedUser::user,
                       [&](const ListedUser& row) { return cursor_of(binding, query.sort, row); });
    });
}

void Users::for_each(const Actor& actor, const UserQuery& query,
                     const std::function<bool(const User&)>& visit) const {
    PageRequest request{.limit = 500, .after = {}};
    do {
        const auto page = list(actor, query, request);
        for (const auto& user : page.items)
            if (!visit(user)) return;
        request.after = page.next;
    } while (!request.after.empty());
}

Page<std::string> Users::labels(const Actor& actor, std::string_view prefix, const PageRequest& page) const {
    check_page(page);
    FieldErrors errors;
    const std::string wanted = text::clean(prefix, {.max_length = 60}, "prefix", errors);
    errors.throw_if_any("users.invalid_query", "Labels cannot be looked for like this.");
    const std::string binding = "labels\n" + std::string(scope_.account.bytes()) + wanted;
    std::string after;
    if (!page.after.empty()) after = cursor::decode(binding, page.after, 1)[0];
    return scope_.read([&](Transaction& tx) {
        refuse(rules::may_list(acting(tx, actor, scope_.environment.now()).user_or_system()));
        return page_of(tx.users().labels(wanted, after, page.limit + 1), page.limit,
                       [&](const std::string& label) { return cursor::encode(binding, {label}); });
    });
}

std::vector<Alert> Users::alerts(const Actor& actor, UserId id) const {
    return scope_.read([&](Transaction& tx) {
        const Acting who = acting(tx, actor, scope_.environment.now());
        refuse(rules::may_administer(who.user_or_system()));
        const auto user = tx.users().find(id);
        if (!user) throw_unknown_user();
        return rules::alerts(*user, account_of(tx).policy, who.now);
    });
}

SeatUsage Users::seats(const Actor& actor) const {
    return scope_.read([&](Transaction& tx) {
        refuse(rules::may_list(acting(tx, actor, scope_.environment.now()).user_or_system()));
        return SeatUsage{.used = tx.accounts().counters().seats_used, .limit = account_of(tx).seat_limit};
    });
}

}  // namespace roster
