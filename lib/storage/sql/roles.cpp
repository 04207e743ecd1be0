#include "storage/sql/holder.hpp"
#include "storage/sql/stores.hpp"

#include <roster/roles/rules.hpp>

namespace roster::sql {
namespace {

const OwnedStatements<UserAccess> user_access("user_access");
const OwnedStatements<TeamMember> team_members("team_members");

const Statement find_holder(holder_statement({}, "FROM users u", "u.account = ? AND u.id = ?"));

/// Staff come from an index that has all these columns, as long as nothing is asked of second factors.
std::string people_statement(PeopleWalk walk) {
    return "SELECT u.id, u.role, u.onboarding, u.suspension_starts_at, u.suspension_ends_at, u.groups" +
           std::string(walk.customers ? ", u.kind" : ", 1") +
           (walk.second_factors ? ", u.created_at, " + has_second_factor() : "") +
           " FROM users u WHERE u.account = ?" + (walk.customers ? "" : " AND u.kind = 1") +
           " AND u.deleted_at IS NULL AND u.id > ? ORDER BY u.id LIMIT ?";
}
const Statement list_people[2][2] = {
    {Statement(people_statement({})), Statement(people_statement({.second_factors = true}))},
    {Statement(people_statement({.customers = true})),
     Statement(people_statement({.customers = true, .second_factors = true}))}};
const Statement list_access(
    "SELECT user_id, revision, type, permissions, inboxes FROM user_access "
    "WHERE account = ? AND user_id > ? ORDER BY user_id LIMIT ?");
const Statement list_members(
    "SELECT user_id FROM team_members WHERE account = ? AND team_id = ? AND user_id > ? "
    "ORDER BY user_id LIMIT ?");
const Statement delete_members("DELETE FROM team_members WHERE account = ? AND team_id = ?");

}  // namespace

template <>
const OwnedStatements<UserAccess>& owned_statements() {
    return user_access;
}
template <>
const OwnedStatements<TeamMember>& owned_statements() {
    return team_members;
}

std::optional<KeptHolder> SqlRoleStores::holder(UserId id) {
    Scratch scratch;
    Run run(db_.prepare(find_holder));
    const bool row = start(*run, scratch, account_, id, account_, id, account_, id);
    auto kept = read_holder(*run, row, 0, [](Prepared&) {});
    if (kept) users_.note(kept->user);
    return kept;
}

std::vector<PersonRow> SqlRoleStores::people(PeopleWalk walk, UserId after, std::int32_t limit) {
    std::vector<PersonRow> found;
    found.reserve(static_cast<std::size_t>(limit));
    Run run(db_.prepare(list_people[walk.customers ? 1 : 0][walk.second_factors ? 1 : 0]));
    bind_key(*run, 1, account_);
    bind_key(*run, 2, after);
    run->bind_int(3, limit);
    while (run->step()) {
        auto& row = found.emplace_back();
        read(*run, 0, row.id, "id");
        read(*run, 1, row.role, "role");
        read(*run, 2, row.onboarding, "onboarding");
        read(*run, 3, row.suspension_starts_at, "suspension_starts_at");
        read(*run, 4, row.suspension_ends_at, "suspension_ends_at");
        read(*run, 5, row.groups, "groups");
        read(*run, 6, row.kind, "kind");
        if (!walk.second_factors) continue;
        read(*run, 7, row.created_at, "created_at");
        row.has_second_factor = run->get_int(8) != 0;
    }
    return found;
}

std::vector<UserAccess> SqlRoleStores::access_about(std::string_view permission, InboxId inbox, UserId after,
                                                    std::int32_t limit) {
    std::vector<UserAccess> found;
    found.reserve(static_cast<std::size_t>(limit));
    Run run(db_.prepare(list_access));
    bind_key(*run, 1, account_);
    bind_key(*run, 2, after);
    run->bind_int(3, limit);
    while (run->step()) {
        auto& access = found.emplace_back();
        read(*run, 0, access.user_id, "user_id");
        read(*run, 1, access.revision, "revision");
        read(*run, 2, access.type, "type");
        const auto texts = run->get_text(3);
        if (texts.find(permission) != texts.npos)
            each_item(texts, [&](std::string_view rule) {
                if (rules::is_about(rule, permission)) access.permissions.emplace_back(rule);
            });
        if (inbox.is_nil()) continue;
        each_item(run->get_text(4), [&](std::string_view rule) {
            if (rules::is_about(rule, inbox)) access.inboxes.emplace_back(rule);
        });
    }
    return found;
}

std::vector<UserId> SqlRoleStores::members_of(TeamId team, UserId after, std::int32_t limit) {
    std::vector<UserId> found;
    Run run(db_.prepare(list_members));
    bind_key(*run, 1, account_);
    bind_key(*run, 2, team);
    bind_key(*run, 3, after);
    run->bind_int(4, limit);
    while (run->step()) read(*run, 0, found.emplace_back(), "user_id");
    return found;
}

std::int64_t SqlRoleStores::remove_members_of(TeamId team) { return execute(db_, delete_members, account_, team); }

}  // namespace roster::sql
