#include "storage/sql/stores.hpp"

namespace roster::sql {
namespace {

const OwnedStatements<StoredApp> apps("apps");
const OwnedStatements<StoredGrant> grants("app_grants");
const OwnedStatements<StoredCode> codes("app_codes");
const OwnedStatements<StoredTokenFamily> families("app_token_families");
const OwnedStatements<StoredAccess> access_tokens("app_access_tokens");

const Statement find_access_with_user(
    "SELECT " + columns<StoredAccess>("s.") + ", " + columns<StoredGrant>("g.") + ", " + columns<StoredApp>("p.") +
    ", " + columns<User>("u.") + ", " + columns<User>("o.") + ", " + columns<AccountRecord>("a.") +
    " FROM app_access_tokens s "
    "JOIN app_grants g ON g.account = s.account AND g.user_id = s.user_id AND g.app_id = s.app_id "
    "JOIN apps p ON p.account = s.account AND p.id = s.app_id "
    "JOIN users u ON u.account = s.account AND u.id = s.user_id "
    "JOIN users o ON o.account = p.account AND o.id = p.user_id "
    "JOIN accounts a ON a.id = s.account WHERE s.account = ? AND s.digest = ?");

const Statement end_grants_of_app("DELETE FROM app_grants WHERE account = ? AND app_id = ?");
const Statement end_codes_of_app("DELETE FROM app_codes WHERE account = ? AND app_id = ?");
const Statement end_families_of_app("DELETE FROM app_token_families WHERE account = ? AND app_id = ?");
const Statement end_access_of_app("DELETE FROM app_access_tokens WHERE account = ? AND app_id = ?");
const Statement end_codes("DELETE FROM app_codes WHERE account = ? AND user_id = ? AND app_id = ?");
const Statement end_families("DELETE FROM app_token_families WHERE account = ? AND user_id = ? AND app_id = ?");
const Statement end_access_tokens("DELETE FROM app_access_tokens WHERE account = ? AND user_id = ? AND app_id = ?");
const Statement end_generations(
    "DELETE FROM app_access_tokens WHERE account = ? AND family = ? AND generation >= ? AND generation <= ?");

const Statement forget_codes("DELETE FROM app_codes WHERE account = ? AND expires_at <= ?");
const Statement forget_families("DELETE FROM app_token_families WHERE account = ? AND expires_at <= ?");
const Statement forget_access("DELETE FROM app_access_tokens WHERE account = ? AND expires_at <= ?");

}  // namespace

template <>
const OwnedStatements<StoredApp>& owned_statements() { return apps; }
template <>
const OwnedStatements<StoredGrant>& owned_statements() { return grants; }
template <>
const OwnedStatements<StoredCode>& owned_statements() { return codes; }
template <>
const OwnedStatements<StoredTokenFamily>& owned_statements() { return families; }
template <>
const OwnedStatements<StoredAccess>& owned_statements() { return access_tokens; }

std::optional<AccessWithUser> SqlAppStores::access_with_user(const Digest& digest) {
    Scratch scratch;
    Run run(db_.prepare(find_access_with_user));
    if (!start(*run, scratch, account_, digest)) return std::nullopt;
    constexpr int grant = stored_field_count<StoredAccess>(), app = grant + stored_field_count<StoredGrant>(),
                  user = app + stored_field_count<StoredApp>(), owner = user + stored_field_count<User>(),
                  account = owner + stored_field_count<User>();
    return AccessWithUser{read_fields<StoredAccess>(*run),   read_fields<StoredGrant>(*run, grant),
                          read_fields<StoredApp>(*run, app), read_fields<User>(*run, user),
                          read_fields<User>(*run, owner),    read_fields<AccountRecord>(*run, account)};
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
        count += execute(db_, *text, account_, user, app);
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
