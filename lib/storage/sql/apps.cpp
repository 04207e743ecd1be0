#include "storage/sql/holder.hpp"
#include "storage/sql/stores.hpp"

#include <utility>

namespace roster::sql {
namespace {

const OwnedStatements<StoredApp> apps("apps");
const OwnedStatements<StoredGrant> grants("app_grants");
const OwnedStatements<StoredCode> codes("app_codes");
const OwnedStatements<StoredTokenFamily> families("app_token_families");
const OwnedStatements<StoredAccess> access_tokens("app_access_tokens");

const Leading access_grant_app_owner = Leading::of<StoredAccess>("s.") + Leading::of<StoredGrant>("c.") +
                                       Leading::of<StoredApp>("p.") + Leading::of<User>("o.");
const Statement find_access_with_user(
    holder_statement(access_grant_app_owner,
                     "FROM app_access_tokens s "
                     "JOIN app_grants c ON c.account = s.account AND c.user_id = s.user_id AND c.app_id = s.app_id "
                     "JOIN apps p ON p.account = s.account AND p.id = s.app_id "
                     "JOIN users o ON o.account = p.account AND o.id = p.user_id "
                     "JOIN users u ON u.account = s.account AND u.id = s.user_id",
                     "s.account = ? AND s.digest = ?"));

const Statement end_grants_of_app("DELETE FROM app_grants WHERE account = ? AND app_id = ?");
const Statement end_codes_of_app("DELETE FROM app_codes WHERE account = ? AND app_id = ?");
const Statement end_families_of_app("DELETE FROM app_token_families WHERE account = ? AND app_id = ?");
const Statement end_access_of_app("DELETE FROM app_access_tokens WHERE account = ? AND app_id = ?");
// A range of one user, as in owned.hpp.
const Statement end_codes(
    "DELETE FROM app_codes WHERE account = ? AND user_id >= ? AND user_id <= ? AND app_id = ?");
const Statement end_families(
    "DELETE FROM app_token_families WHERE account = ? AND user_id >= ? AND user_id <= ? AND app_id = ?");
const Statement end_access_tokens(
    "DELETE FROM app_access_tokens WHERE account = ? AND user_id >= ? AND user_id <= ? AND app_id = ?");
const Statement end_generations(
    "DELETE FROM app_access_tokens WHERE account = ? AND family = ? AND generation >= ? AND generation <= ?");

const Statement forget_codes("DELETE FROM app_codes WHERE account = ? AND expires_at <= ?");
const Statement forget_families("DELETE FROM app_token_families WHERE account = ? AND expires_at <= ?");
const Statement forget_access("DELETE FROM app_access_tokens WHERE account = ? AND expires_at <= ?");

}  // namespace

template <>
const OwnedStatements<StoredApp>& owned_statements() {
    return apps;
}
template <>
const OwnedStatements<StoredGrant>& owned_statements() {
    return grants;
}
template <>
const OwnedStatements<StoredCode>& owned_statements() {
    return codes;
}
template <>
const OwnedStatements<StoredTokenFamily>& owned_statements() {
    return families;
}
template <>
const OwnedStatements<StoredAccess>& owned_statements() {
    return access_tokens;
}

std::optional<AccessWithUser> SqlAppStores::access_with_user(const Digest& digest) {
    Scratch scratch;
    Run run(db_.prepare(find_access_with_user));
    const bool row = start(*run, scratch, account_, digest, account_, digest, account_, digest);
    AccessWithUser found;
    auto kept = read_holder(*run, row, access_grant_app_owner.count, [&](Prepared& columns) {
        constexpr int access = 1, grant = access + stored_field_count<StoredAccess>(),
                      app = grant + stored_field_count<StoredGrant>(),
                      owner = app + stored_field_count<StoredApp>();
        found.record = read_fields<StoredAccess>(columns, access);
        found.grant = read_fields<StoredGrant>(columns, grant);
        found.app = read_fields<StoredApp>(columns, app);
        found.owner = read_fields<User>(columns, owner);
    });
    if (!kept) return std::nullopt;
    found.user = std::move(kept->user);
    found.account = std::move(kept->account);
    found.grants = std::move(kept->grants);
    return found;
}

std::vector<StoredApp> SqlAppStores::list(AppId after, std::int32_t limit) { return apps_.records(after, limit); }

std::int64_t SqlAppStores::end_app(AppId app) {
    std::int64_t count = 0;
    for (const auto* const text : {&end_grants_of_app, &end_codes_of_app, &end_families_of_app, &end_access_of_app})
        count += execute(db_, *text, account_, app);
    return count;
}

std::int64_t SqlAppStores::end_tokens(UserId user, AppId app) {
    std::int64_t count = 0;
    for (const auto* const text : {&end_codes, &end_families, &end_access_tokens})
        count += execute(db_, *text, account_, user, user, app);
    return count;
}

std::int64_t SqlAppStores::end_access(const Digest& family, std::int32_t first, std::int32_t last) {
    return execute(db_, end_generations, account_, family, first, last);
}

std::int64_t SqlAppStores::forget(Instant before) {
    std::int64_t count = 0;
    for (const auto* const text : {&forget_codes, &forget_families, &forget_access})
        count += execute(db_, *text, account_, before);
    return count;
}

}  // namespace roster::sql
