#include "storage/conformance/support.hpp"

#include <algorithm>
#include <set>

namespace roster::conformance {
namespace {

/// Walks a whole list in pages of `limit` and gives the numbers in the order seen. @param between  run after every page
template <class Between>
std::vector<std::int64_t> walk(const Scope& desk, UserListing listing, Between&& between) {
    std::vector<std::int64_t> seen;
    for (int pages = 0; pages < 10'000; ++pages) {
        const auto rows = desk.read([&](Transaction& tx) { return tx.users().list(listing); });
        for (const auto& row : rows) seen.push_back(row.user.number);
        if (static_cast<std::int32_t>(rows.size()) < listing.limit) return seen;
        const auto& last = rows.back();
        listing.after_key = last.sort_key;
        listing.after_number =
            listing.query.sort == UserSort::number ? last.user.number : to_micros(last.user.last_active_at);
        listing.after_id = last.user.id;
        between();
    }
    throw Failure("a walk through the pages must end");
}

constexpr UserSort sorts[] = {UserSort::name, UserSort::number, UserSort::last_activity};

void pages_visit_everybody_once(const OpenStore& open) {
    const Bench bench(open);
    const Scope desk = bench.account();
    std::vector<IndexedUser> users;
    desk.write([&](Transaction& tx) {
        for (int n = 1; n <= 60; ++n) {
            users.push_back(bench.user(n));
            // Ties in every order: ids must break them.
            if (n % 4 == 0) users.back().sort_key = "tie";
            if (n % 5 == 0) users.back().user.last_active_at = at(1);
            tx.users().insert(users.back());
        }
    });
    for (const auto sort : sorts) {
        for (const bool descending : {false, true}) {
            auto expected = users;
            std::sort(expected.begin(), expected.end(), [&](const IndexedUser& a, const IndexedUser& b) {
                const auto key = [&](const IndexedUser& u) {
                    return std::tuple(sort == UserSort::name ? u.sort_key : std::string(),
                                      sort == UserSort::number          ? u.user.number
                                      : sort == UserSort::last_activity ? to_micros(u.user.last_active_at)
                                                                        : 0,
                                      u.user.id);
                };
                return descending ? key(b) < key(a) : key(a) < key(b);
            });
            std::vector<std::int64_t> numbers;
            for (const auto& user : expected) numbers.push_back(user.user.number);
            for (const std::int32_t limit : {1, 7, 59, 60, 61}) {
                UserListing listing{
                    .query = {.sort = sort, .descending = descending}, .now = at(0), .limit = limit};
                demand(walk(desk, listing, [] {}) == numbers,
                       "sorted by " + std::string(to_string(sort)) + (descending ? " descending" : "") +
                           " in pages of " + std::to_string(limit) + ": everybody once, in order, ties by id");
            }
        }
    }
}

void pages_end_while_others_insert(const OpenStore& open) {
    const Bench bench(open);
    const Scope desk = bench.account();
    desk.write([&](Transaction& tx) {
        for (int n = 1; n <= 40; ++n) tx.users().insert(bench.user(n));
    });
    for (const auto sort : sorts) {
        std::int64_t next = 1'000 * static_cast<std::int64_t>(sort);
        int inserted = 0;
        const auto seen = walk(desk, {.query = {.sort = sort}, .now = at(0), .limit = 7}, [&] {
            if (++inserted > 20) return;
            desk.write([&](Transaction& tx) { tx.users().insert(bench.user(next)); });
            ++next;
        });
        demand(std::set(seen.begin(), seen.end()).size() == seen.size(), "nobody may be seen twice");
        for (std::int64_t n = 1; n <= 40; ++n)
            demand(std::count(seen.begin(), seen.end(), n) == 1, "who was there all the time must be seen");
    }
}

void filters_meet(const OpenStore& open) {
    const Bench bench(open);
    const Scope desk = bench.account();
    Organization organization;
    organization.name = "Acme";
    organization.id = bench.environment.new_id<OrganizationId>();
    Group group;
    group.name = "Night";
    group.id = bench.environment.new_id<GroupId>();
    organization.revision = group.revision = 1;
    organization.created_at = organization.updated_at = group.created_at = group.updated_at = at(0);
    std::vector<IndexedUser> users;
    desk.write([&](Transaction& tx) {
        tx.organizations().insert(organization, "acme");
        tx.groups().insert(group, "night");
        for (int n = 1; n <= 48; ++n) {
            auto one = bench.user(n);
            User& u = one.user;
            if (n % 3 == 0) u.organization = organization.id;
            if (n % 5 == 0) u.groups = {group.id};
            u.onboarding = static_cast<Onboarding>(1 + n % 3);
            if (n % 7 == 0) u.suspension_starts_at = at(10);
            if (n % 14 == 0) u.suspension_ends_at = at(20);
            if (n % 11 == 0) u.deleted_at = at(5), one.email_keys.clear(), u.email.clear(), u.other_emails.clear();
            users.push_back(one);
            tx.users().insert(one);
        }
    });
    const auto expect = [&](const std::string& what, const UserQuery& query, std::int64_t now, auto&& meets) {
        std::set<std::int64_t> expected, found;
        for (const auto& user : users)
            if (meets(user.user)) expected.insert(user.user.number);
        const auto rows = desk.read([&](Transaction& tx) {
            return tx.users().list({.query = query, .now = at(now), .alert_at = 3, .limit = 100});
        });
        for (const auto& row : rows) found.insert(row.user.number);
        demand(found == expected, "the filter \"" + what + "\" must find exactly those who meet it");
    };
    const auto alive = [](const User& u) { return !u.deleted_at; };
    const auto suspended = [](const User& u, std::int64_t now) {
        return u.suspension_starts_at && *u.suspension_starts_at <= at(now) &&
               (!u.suspension_ends_at || at(now) < *u.suspension_ends_at);
    };
    expect("none", {}, 0, alive);
    expect("staff", {.kind = UserKind::staff}, 0,
           [&](const User& u) { return alive(u) && u.kind == UserKind::staff; });
    expect("customers", {.kind = UserKind::customer}, 0,
           [&](const User& u) { return alive(u) && u.kind == UserKind::customer; });
    expect("role", {.role = role::user}, 0, [&](const User& u) { return alive(u) && u.role == role::user; });
    expect("deleted", {.status = UserStatus::deleted}, 0, [&](const User& u) { return !alive(u); });
    expect("one label", {.labels = {"label 1"}}, 0, [&](const User& u) { return alive(u) && u.number % 3 == 1; });
    expect("two labels", {.labels = {"every", "label 2"}}, 0,
           [&](const User& u) { return alive(u) && u.number % 3 == 2; });
    expect("a label nobody has", {.labels = {"every", "none"}}, 0, [](const User&) { return false; });
    expect("organization", {.organization = organization.id}, 0,
           [&](const User& u) { return alive(u) && u.number % 3 == 0; });
    expect("group", {.group = group.id}, 0, [&](const User& u) { return alive(u) && u.number % 5 == 0; });
    expect("group and organization", {.organization = organization.id, .group = group.id}, 0,
           [&](const User& u) { return alive(u) && u.number % 15 == 0; });
    expect("text in a name", {.text = "vorname 1"}, 0,
           [&](const User& u) { return alive(u) && std::to_string(u.number).starts_with("1"); });
    expect("text in another address", {.text = "third.4"}, 0,
           [&](const User& u) { return alive(u) && std::to_string(u.number).starts_with("4"); });
    for (const std::int64_t now : {0, 10, 19, 20}) {
        expect("suspended", {.status = UserStatus::suspended}, now,
               [&](const User& u) { return alive(u) && suspended(u, now); });
        for (const auto status : {UserStatus::not_invited, UserStatus::invited, UserStatus::active})
            expect("status " + std::string(to_string(status)), {.status = status}, now, [&](const User& u) {
                return alive(u) && !suspended(u, now) && static_cast<int>(u.onboarding) == static_cast<int>(status);
            });
    }
}

void labels_are_listed(const OpenStore& open) {
    const Bench bench(open);
    const Scope desk = bench.account();
    const std::vector<std::string> labels{"A", "B", "a", "aa", "ab", "b", "\xC3\xA4", "\xF0\x9F\x8E\x89"};
    desk.write([&](Transaction& tx) {
        for (int n = 0; n < 16; ++n) {
            auto one = bench.user(n + 1);
            one.user.labels = {labels[static_cast<std::size_t>(n % 8)]};
            tx.users().insert(one);
        }
    });
    desk.read([&](Transaction& tx) {
        auto& users = tx.users();
        demand(users.labels("", "", 100) == labels, "labels come once each, in the order of their bytes");
        demand(users.labels("", "", 3) == std::vector<std::string>({"A", "B", "a"}), "no more than asked for");
        demand(users.labels("", "aa", 2) == std::vector<std::string>({"ab", "b"}), "those after a label");
        demand(users.labels("a", "", 100) == std::vector<std::string>({"a", "aa", "ab"}),
               "those with a prefix, itself included");
        demand(users.labels("a", "a", 100) == std::vector<std::string>({"aa", "ab"}), "both at once");
        demand(users.labels("c", "", 100).empty(), "none where there is none");
    });
}

}  // namespace

std::vector<Check> user_list_checks() {
    return {
        {"pages_visit_everybody_once", "In every order and page size everybody is seen once.",
         pages_visit_everybody_once},
        {"pages_end_while_others_insert", "A walk ends and misses nobody while others insert.",
         pages_end_while_others_insert},
        {"filters_meet", "Every filter finds exactly those who meet it.", filters_meet},
        {"labels_are_listed", "Labels in use, once each, in byte order (DP-2).", labels_are_listed},
    };
}

}  // namespace roster::conformance
