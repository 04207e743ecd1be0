// Lists of users: one statement put together from the query.
//
// A page must not cost more with more users. Every order has its index, and what is rare among many customers (staff,
// suspended, deleted, an organization's people …) has a small one in the order of names. Labels, groups and text are
// different, and so are the rare ones in another order: each is a set of users, small or large. A small set is walked
// and sorted; of a large one, members come up soon when the users are walked in the list's order. Which it is, is found
// out by counting no further than `small_set`.
#include "storage/sql/row.hpp"
#include "storage/sql/stores.hpp"

#include <variant>

namespace roster::sql {
namespace {

constexpr std::int32_t small_set = 5'000;

/// One piece of SQL with its parameters, in order.
struct Part {
    std::string text;
    std::vector<std::variant<std::int64_t, std::string_view, UserId, AccountId, OrganizationId, GroupId, RoleId>>
        values;

    void add(const Part& other) {
        text += other.text;
        values.insert(values.end(), other.values.begin(), other.values.end());
    }
};

int bind_values(Prepared& run, int at, const Part& part, Scratch& scratch) {
    for (const auto& value : part.values)
        std::visit([&](const auto& v) { bind_value(run, at++, v, scratch); }, value);
    return at;
}

/// A set of users: as a subquery that gives `user_id`, and as a condition on the user `u`.
struct Set {
    Part members;
    Part condition;  ///< empty: the list has it anyway
    Part counted{};  ///< what to count instead of `members`, where counting those would walk them all

    [[nodiscard]] const Part& to_count() const { return counted.text.empty() ? members : counted; }
};

/// Numbers that are part of the text, so that the partial indexes are recognised.
template <class E>
std::string literal(E value) {
    return std::to_string(static_cast<std::int64_t>(value));
}

Set label_set(const AccountId& account, const std::string& label) {
    return {{"SELECT user_id FROM user_labels WHERE account = ? AND label = ?", {account, label}},
            {"EXISTS (SELECT 1 FROM user_labels l WHERE l.account = ? AND l.label = ? AND l.user_id = u.id)",
             {account, label}}};
}

Set group_set(const AccountId& account, GroupId group) {
    return {{"SELECT user_id FROM user_groups WHERE account = ? AND group_id = ?", {account, group}},
            {"EXISTS (SELECT 1 FROM user_groups g WHERE g.account = ? AND g.group_id = ? AND g.user_id = u.id)",
             {account, group}}};
}

Set text_set(const AccountId& account, std::string_view from, std::string_view to) {
    const auto members = [&](const std::string& unite) {
        return Part{"SELECT id AS user_id FROM users WHERE account = ? AND name_key >= ? AND name_key < ? " +
                        unite + " SELECT id FROM users WHERE account = ? AND sort_key >= ? AND sort_key < ? " +
                        unite +
                        " SELECT user_id FROM user_emails WHERE account = ? AND email_key >= ? AND email_key < ?",
                    {account, from, to, account, from, to, account, from, to}};
    };
    return {
        members("UNION"),
        {"((u.name_key >= ? AND u.name_key < ?) OR (u.sort_key >= ? AND u.sort_key < ?) OR EXISTS (SELECT 1 FROM "
         "user_emails e WHERE e.account = ? AND e.user_id = u.id AND e.email_key >= ? AND e.email_key < ?))",
         {from, to, from, to, account, from, to}},
        members("UNION ALL")};
}

Part suspended_now(std::int64_t now) {
    return {
        "(u.suspension_starts_at IS NOT NULL AND u.suspension_starts_at <= ? AND "
        "(u.suspension_ends_at IS NULL OR u.suspension_ends_at > ?))",
        {now, now}};
}
Part not_suspended_now(std::int64_t now) {
    return {"(u.suspension_starts_at IS NULL OR u.suspension_starts_at > ? OR u.suspension_ends_at <= ?)",
            {now, now}};
}

Part status_condition(std::optional<UserStatus> status, std::int64_t now) {
    if (status == UserStatus::deleted) return {"u.deleted_at IS NOT NULL", {}};
    Part part{"u.deleted_at IS NULL", {}};
    if (!status) return part;
    part.text += " AND ";
    if (*status == UserStatus::suspended) {
        part.add(suspended_now(now));
        return part;
    }
    part.text += "u.onboarding = " + literal(*status) + " AND ";
    part.add(not_suspended_now(now));
    return part;
}

/// rules::alerts as a condition on staff who are neither suspended nor deleted.
Part alert_condition(std::int64_t now, std::int64_t failures) {
    return {"(u.onboarding = " + literal(Onboarding::not_invited) +
                " OR (u.onboarding = " + literal(Onboarding::invited) +
                " AND (u.invitation_expires_at IS NULL OR u.invitation_expires_at <= ?))" +
                " OR (u.onboarding = " + literal(Onboarding::active) + " AND u.failed_sign_ins >= ?))",
            {now, failures}};
}

/// Whether only staff can meet the query.
bool is_of_staff(const UserQuery& query) { return query.kind == UserKind::staff || query.role || query.with_alert; }

/// Whether nobody can: what an alert concerns is neither suspended nor deleted, and customers have no roles or alerts.
bool contradicts_itself(const UserQuery& query) {
    const bool away = query.status == UserStatus::suspended || query.status == UserStatus::deleted;
    return (query.with_alert && away) || (query.kind == UserKind::customer && is_of_staff(query));
}

/// Whether the query is for one of the onboarding's later steps, which have an index.
bool is_onboarding_indexed(const UserQuery& query) {
    return query.status == UserStatus::invited || query.status == UserStatus::active;
}

/// So that SQLite recognises the index of the onboarding's later steps, and searches it for the one that is asked for:
/// without a bound on what follows it walks all of them.
constexpr const char* onboarding_index = " AND onboarding > 1 AND sort_key >= ''";

/// The sets that have an index in the order of names, for lists in another order.
void add_indexed_sets(std::vector<Set>& sets, const AccountId& account, const UserQuery& query) {
    const auto add = [&](const std::string& condition) -> Part& {
        return sets
            .emplace_back(
                Set{{"SELECT id AS user_id FROM users WHERE account = ? AND " + condition, {account}}, {}})
            .members;
    };
    if (query.organization) add("organization = ?").values.push_back(query.organization);
    if (is_of_staff(query)) add("kind = " + literal(UserKind::staff));
    if (query.status == UserStatus::suspended) add("suspension_starts_at IS NOT NULL");
    if (query.status == UserStatus::deleted) add("deleted_at IS NOT NULL");
    if (is_onboarding_indexed(query)) add("onboarding = " + literal(*query.status) + onboarding_index);
}

}  // namespace

std::vector<ListedUser> SqlUserStore::list(const UserListing& listing) {
    const UserQuery& query = listing.query;
    if (contradicts_itself(query)) return {};
    const std::int64_t now = to_micros(listing.now);
    const std::string text_end = end_of_prefix(query.text);

    std::vector<Set> sets;
    for (const auto& label : query.labels) sets.push_back(label_set(account_, label));
    if (query.group) sets.push_back(group_set(account_, query.group));
    if (!query.text.empty()) sets.push_back(text_set(account_, query.text, text_end));
    if (query.sort != UserSort::name) add_indexed_sets(sets, account_, query);

    std::size_t walked = sets.size();
    std::int64_t smallest = small_set + 1;
    for (std::size_t i = 0; i < sets.size(); ++i) {
        Scratch scratch;
        const Part& counted = sets[i].to_count();
        Run run(db_.prepare("SELECT count(*) FROM (" + counted.text + " LIMIT " + std::to_string(small_set + 1) +
                            ") AS members"));
        bind_values(*run, 1, counted, scratch);
        run->step();
        if (run->get_int(0) < smallest) {
            smallest = run->get_int(0);
            walked = i;
        }
    }
    if (!sets.empty() && smallest == 0) return {};

    Part where{" WHERE u.account = ? AND ", {account_}};
    where.add(status_condition(query.status, now));
    // Each condition once: over very many SQLite sorts where it could walk an index in its order.
    if (is_of_staff(query)) where.text += " AND u.kind = " + literal(UserKind::staff);
    else if (query.kind) where.text += " AND u.kind = " + literal(*query.kind);
    if (query.role) where.add({" AND u.role = ?", {query.role}});
    if (query.organization) where.add({" AND u.organization = ?", {query.organization}});
    if (query.with_alert) {
        where.text += " AND ";
        if (!query.status) {
            where.add(not_suspended_now(now));
            where.text += " AND ";
        }
        where.add(alert_condition(now, listing.alert_at));
    }
    for (std::size_t i = 0; i < sets.size(); ++i) {
        if (i == walked || sets[i].condition.text.empty()) continue;
        where.text += " AND ";
        where.add(sets[i].condition);
    }

    const std::string way = query.descending ? " DESC" : "", beyond = query.descending ? "<" : ">";
    std::string order;
    switch (query.sort) {
        case UserSort::name:
            if (listing.after_key)
                where.add(
                    {" AND (u.sort_key, u.id) " + beyond + " (?, ?)", {*listing.after_key, listing.after_id}});
            // Staff and an organization's people are fewer than those who are active: their indexes are better.
            if (is_onboarding_indexed(query) && walked == sets.size() && !is_of_staff(query) && !query.organization)
                where.text += onboarding_index;
            order = "u.sort_key" + way + ", u.id" + way;
            break;
        case UserSort::number:
            if (listing.after_number) where.add({" AND u.number " + beyond + " ?", {*listing.after_number}});
            order = "u.number" + way;
            break;
        case UserSort::last_activity:
            if (listing.after_number)
                where.add({" AND (u.last_active_at, u.id) " + beyond + " (?, ?)",
                           {*listing.after_number, listing.after_id}});
            order = "u.last_active_at" + way + ", u.id" + way;
            break;
    }

    static const std::string selected = "SELECT " + columns<User>("u.") + ", u.sort_key FROM ";
    Part statement{selected, {}};
    if (walked < sets.size()) {
        // CROSS JOIN keeps SQLite from walking the users first; PostgreSQL orders joins by its own statistics. Because of
        // the LIMIT, which changes nothing, SQLite plans the set by itself, as it did when it was counted.
        statement.add({"(" + sets[walked].members.text + " LIMIT " + std::to_string(small_set) +
                           ") AS members CROSS JOIN users u",
                       sets[walked].members.values});
        where.text += " AND u.id = members.user_id";
    } else {
        statement.text += "users u";
    }
    statement.add(where);
    statement.add({" ORDER BY " + order + " LIMIT ?", {std::int64_t{listing.limit}}});

    std::vector<ListedUser> found;
    Scratch scratch;
    Run run(db_.prepare(statement.text));
    bind_values(*run, 1, statement, scratch);
    while (run->step()) {
        found.push_back({read_fields<User>(*run), {}});
        found.back().sort_key = run->get_text(stored_field_count<User>());
    }
    return found;
}

}  // namespace roster::sql
