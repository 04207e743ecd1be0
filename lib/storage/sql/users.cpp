#include "storage/sql/records.hpp"
#include "storage/sql/stores.hpp"

#include <algorithm>

namespace roster::sql {
namespace {

const std::string user_columns = columns<User>("u.");

const Statement find_user("SELECT " + user_columns + " FROM users u WHERE u.account = ? AND u.id = ?");
const Statement find_user_by_number("SELECT " + user_columns +
                                    " FROM users u WHERE u.account = ? AND u.number = ?");
const Statement find_user_by_email("SELECT " + user_columns +
                                   " FROM user_emails e JOIN users u ON u.account = e.account AND u.id = e.user_id "
                                   "WHERE e.account = ? AND e.email_key = ?");
const Statement find_user_by_external_id("SELECT " + user_columns +
                                         " FROM users u WHERE u.account = ? AND u.held_external_id = ?");
const Statement insert_user("INSERT INTO users (account, sort_key, name_key, held_external_id, " + columns<User>() +
                            ") VALUES (?, ?, ?, ?, " + parameters<User>() + ")");
const Statement update_user("UPDATE users SET sort_key = ?, name_key = ?, held_external_id = ?, " +
                            assignments<User>() + " WHERE account = ? AND id = ? AND revision = ?");

const Statement find_email("SELECT user_id FROM user_emails WHERE account = ? AND email_key = ?");
const Statement emails_of_user("SELECT email_key FROM user_emails WHERE account = ? AND user_id = ?");
const Statement insert_email("INSERT INTO user_emails (account, email_key, user_id) VALUES (?, ?, ?)");
const Statement take_email(
    "INSERT INTO user_emails (account, email_key, user_id) VALUES (?, ?, ?) "
    "ON CONFLICT (account, email_key) DO NOTHING");
const Statement delete_email("DELETE FROM user_emails WHERE account = ? AND email_key = ?");
const Statement find_external_id("SELECT id FROM users WHERE account = ? AND held_external_id = ?");

const Statement insert_label("INSERT INTO user_labels (account, label, user_id) VALUES (?, ?, ?)");
const Statement delete_label("DELETE FROM user_labels WHERE account = ? AND label = ? AND user_id = ?");
const Statement insert_member("INSERT INTO user_groups (account, group_id, user_id) VALUES (?, ?, ?)");
const Statement delete_member("DELETE FROM user_groups WHERE account = ? AND group_id = ? AND user_id = ?");
const Statement first_label(
    "SELECT label FROM user_labels WHERE account = ? AND label >= ? AND label < ? "
    "ORDER BY label LIMIT 1");
const Statement next_label(
    "SELECT label FROM user_labels WHERE account = ? AND label > ? AND label < ? "
    "ORDER BY label LIMIT 1");

const Statement touch_user(
    "UPDATE users SET last_active_at = ? WHERE account = ? AND id = ? AND last_active_at < ?");
const Statement add_failure(
    "UPDATE users SET failed_sign_ins = failed_sign_ins + 1 WHERE account = ? AND id = ? "
    "RETURNING failed_sign_ins");
const Statement clear_failures(
    "UPDATE users SET failed_sign_ins = 0 WHERE account = ? AND id = ? AND failed_sign_ins > 0");

// As they are, for RecordStore.
const RecordStatements<User> record_statements("users", {"sort_key", "name_key", "held_external_id"});
const Statement emails_of_page(
    "SELECT user_id, email_key FROM user_emails "
    "WHERE account = ? AND user_id > ? AND user_id <= ? ORDER BY user_id");
const Statement give_up_external_id(
    "UPDATE users SET held_external_id = NULL "
    "WHERE account = ? AND held_external_id = ? AND id <> ?");
const Statement take_email_over(
    "INSERT INTO user_emails (account, email_key, user_id) VALUES (?, ?, ?) "
    "ON CONFLICT (account, email_key) DO UPDATE SET user_id = excluded.user_id");

/// "email", "other_emails[0]" …: which field the n-th key comes from.
std::string email_field(const User& user, std::size_t n) {
    if (!user.email.empty()) {
        if (n == 0) return "email";
        --n;
    }
    return "other_emails[" + std::to_string(n) + "]";
}

std::optional<std::string> held_external_id(const User& user) {
    if (user.external_id.empty() || user.deleted_at) return std::nullopt;
    return user.external_id;
}

void bind_user(Prepared& run, int at, const IndexedUser& user, const std::optional<std::string>& external_id,
               Scratch& scratch) {
    bind_value(run, at, user.sort_key, scratch);
    bind_value(run, at + 1, user.name_key, scratch);
    bind_value(run, at + 2, external_id, scratch);
    bind_fields(run, at + 3, user.user, scratch);
}

/// Makes the rows of one list (labels, groups) what the user's field says: removes what is gone, adds what is new.
template <class Item>
void sync(Connection& db, const AccountId& account, UserId id, const std::vector<Item>& before,
          const std::vector<Item>& after, const Statement& insert, const Statement& remove) {
    const auto holds = [](const std::vector<Item>& list, const Item& item) {
        return std::find(list.begin(), list.end(), item) != list.end();
    };
    for (const auto& item : before)
        if (!holds(after, item)) run_later(db, remove, account, item, id);
    for (const auto& item : after)
        if (!holds(before, item)) run_later(db, insert, account, item, id);
}

}  // namespace

std::optional<User> SqlUserStore::find(UserId id) {
    return seen_.note(find_one<User>(db_, find_user, account_, id));
}

std::optional<User> SqlUserStore::find_by_number(std::int64_t number) {
    return seen_.note(find_one<User>(db_, find_user_by_number, account_, number));
}

std::optional<User> SqlUserStore::find_by_email(std::string_view key) {
    return seen_.note(find_one<User>(db_, find_user_by_email, account_, key));
}

std::optional<User> SqlUserStore::find_by_external_id(std::string_view external_id) {
    return seen_.note(find_one<User>(db_, find_user_by_external_id, account_, external_id));
}

std::vector<User> SqlUserStore::find_many(std::span<const UserId> ids) {
    // In statements of a few sizes, filled up with the last id, so that they stay prepared.
    std::vector<User> found;
    while (!ids.empty()) {
        const std::size_t size = ids.size() > 8 ? 64 : 8, count = std::min(size, ids.size());
        std::string text = "SELECT " + user_columns + " FROM users u WHERE u.account = ? AND u.id IN (?";
        for (std::size_t i = 1; i < size; ++i) text += ", ?";
        Scratch scratch;
        Run run(db_.prepare(text + ")"));
        bind_value(*run, 1, account_, scratch);
        for (std::size_t i = 0; i < size; ++i)
            bind_value(*run, static_cast<int>(i) + 2, ids[std::min(i, count - 1)], scratch);
        while (run->step()) found.push_back(read_fields<User>(*run));
        ids = ids.subspan(count);
    }
    return found;
}

std::optional<Conflict> SqlUserStore::find_conflict(const IndexedUser& user) {
    for (std::size_t i = 0; i < user.email_keys.size(); ++i) {
        Scratch scratch;
        Run run(db_.prepare(find_email));
        if (start(*run, scratch, account_, user.email_keys[i])) return Conflict{email_field(user.user, i)};
    }
    if (const auto external_id = held_external_id(user.user)) {
        Scratch scratch;
        Run run(db_.prepare(find_external_id));
        if (start(*run, scratch, account_, *external_id)) return Conflict{"external_id"};
    }
    return std::nullopt;
}

std::optional<Conflict> SqlUserStore::insert(const IndexedUser& user) {
    // Looked at first, so that a taken address leaves nothing to undo: imports go on after it.
    if (auto conflict = find_conflict(user)) return conflict;
    const UserId id = user.user.id;
    const auto external_id = held_external_id(user.user);
    {
        Scratch scratch;
        Run run(db_.prepare(insert_user));
        bind_value(*run, 1, account_, scratch);
        bind_user(*run, 2, user, external_id, scratch);
        run->step();
    }
    for (const auto& key : user.email_keys) run_later(db_, insert_email, account_, key, id);
    for (const auto& label : user.user.labels) run_later(db_, insert_label, account_, label, id);
    for (const auto& group : user.user.groups) run_later(db_, insert_member, account_, group, id);
    return std::nullopt;
}

std::vector<std::string> SqlUserStore::emails_of(UserId id) {
    std::vector<std::string> held;
    Scratch scratch;
    Run run(db_.prepare(emails_of_user));
    for (bool row = start(*run, scratch, account_, id); row; row = run->step()) held.emplace_back(run->get_text(0));
    return held;
}

UserStore::SaveResult SqlUserStore::save(const User& before, const IndexedUser& after) {
    const UserId id = before.id;
    const User& user = after.user;
    const auto external_id = held_external_id(user);
    if (external_id && external_id != held_external_id(before)) {
        Scratch scratch;
        Run run(db_.prepare(find_external_id));
        // The user's own when somebody else has just brought the user back: the revision will tell.
        if (start(*run, scratch, account_, *external_id) && run->get_blob(0) != id.bytes())
            return {Save::conflict, {"external_id"}};
    }
    {
        Scratch scratch;
        Run run(db_.prepare(update_user));
        bind_user(*run, 1, after, external_id, scratch);
        const int at = 4 + stored_field_count<User>();
        bind_value(*run, at, account_, scratch);
        bind_value(*run, at + 1, id, scratch);
        bind_value(*run, at + 2, before.revision, scratch);
        run->step();
        if (run->changes() == 0) {
            seen_.demand_foreign(id, before.revision);
            return {Save::changed_meanwhile, {}};
        }
        seen_.saved(id, user.revision);
    }
    const bool comes_or_goes = before.deleted_at.has_value() != user.deleted_at.has_value();
    if (comes_or_goes || before.email != user.email || before.other_emails != user.other_emails) {
        const auto held = emails_of(id);
        const std::vector<std::string> none;
        const auto& wanted = user.deleted_at ? none : after.email_keys;
        for (const auto& key : held)
            if (std::find(wanted.begin(), wanted.end(), key) == wanted.end())
                run_later(db_, delete_email, account_, key);
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            if (std::find(held.begin(), held.end(), wanted[i]) != held.end()) continue;
            if (execute(db_, take_email, account_, wanted[i], id) == 0)
                return {Save::conflict, {email_field(user, i)}};
        }
    }
    sync(db_, account_, id, before.labels, user.labels, insert_label, delete_label);
    sync(db_, account_, id, before.groups, user.groups, insert_member, delete_member);
    return {};
}

void SqlUserStore::touch(UserId id, Instant at) { run_later(db_, touch_user, at, account_, id, at); }

std::optional<std::int32_t> SqlUserStore::count_failed_sign_in(UserId id) {
    Scratch scratch;
    Run run(db_.prepare(add_failure));
    if (!start(*run, scratch, account_, id)) return std::nullopt;
    const auto count = static_cast<std::int32_t>(run->get_int(0));
    run->step();
    return count;
}

void SqlUserStore::clear_failed_sign_ins(UserId id) { run_later(db_, clear_failures, account_, id); }

std::vector<std::string> SqlUserStore::labels(std::string_view prefix, std::string_view after, std::int32_t limit) {
    // From one label to the next by the index, however many people have it.
    std::vector<std::string> found;
    std::string last(std::max(after, prefix));
    const std::string end = end_of_prefix(prefix);
    // The prefix itself may be a label: begin just before it.
    if (after < prefix || after.empty()) {
        Scratch scratch;
        Run run(db_.prepare(first_label));
        if (!start(*run, scratch, account_, prefix, end)) return found;
        found.push_back(last = run->get_text(0));
    }
    while (static_cast<std::int32_t>(found.size()) < limit) {
        Scratch scratch;
        Run run(db_.prepare(next_label));
        if (!start(*run, scratch, account_, last, end)) break;
        found.push_back(last = run->get_text(0));
    }
    return found;
}

std::vector<IndexedUser> SqlUserStore::records(const UserId& after, std::int32_t limit) {
    auto found = read_page<IndexedUser>(db_, record_statements.page, account_, after, limit, [](Prepared& row) {
        IndexedUser user;
        user.sort_key = row.get_text(0);
        user.name_key = row.get_text(1);
        user.user = read_fields<User>(row, 3);
        return user;
    });
    if (found.empty()) return found;
    Run run(db_.prepare(emails_of_page));
    bind_key(*run, 1, account_);
    bind_key(*run, 2, after);
    bind_key(*run, 3, found.back().user.id);
    auto holder = found.begin();
    while (run->step()) {
        while (holder->user.id.bytes() < run->get_blob(0)) ++holder;
        holder->email_keys.emplace_back(run->get_text(1));
    }
    for (auto& user : found) std::sort(user.email_keys.begin(), user.email_keys.end());
    return found;
}

void SqlUserStore::put(const IndexedUser& kept) {
    const User& user = kept.user;
    const auto before = find_one<User>(db_, find_user, account_, user.id).value_or(User{});
    const auto external_id = held_external_id(user);
    if (external_id) run_later(db_, give_up_external_id, account_, *external_id, user.id);
    {
        Scratch scratch;
        Run run(db_.prepare(record_statements.put));
        bind_value(*run, 1, account_, scratch);
        bind_user(*run, 2, kept, external_id, scratch);
        run->step();
    }
    for (const auto& key : before.id ? emails_of(user.id) : std::vector<std::string>())
        if (std::find(kept.email_keys.begin(), kept.email_keys.end(), key) == kept.email_keys.end())
            run_later(db_, delete_email, account_, key);
    for (const auto& key : kept.email_keys) run_later(db_, take_email_over, account_, key, user.id);
    sync(db_, account_, user.id, before.labels, user.labels, insert_label, delete_label);
    sync(db_, account_, user.id, before.groups, user.groups, insert_member, delete_member);
}

void SqlUserStore::erase(const UserId& key) {
    const auto user = find_one<User>(db_, find_user, account_, key);
    if (!user) return;
    for (const auto& email : emails_of(key)) run_later(db_, delete_email, account_, email);
    for (const auto& label : user->labels) run_later(db_, delete_label, account_, label, key);
    for (const auto& group : user->groups) run_later(db_, delete_member, account_, group, key);
    run_later(db_, record_statements.erase, account_, key);
}

}  // namespace roster::sql
