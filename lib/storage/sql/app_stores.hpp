// The stores of apps over one connection inside a transaction.
#pragma once

#include "storage/sql/driver.hpp"
#include "storage/sql/owned.hpp"

#include <roster/sessions/apps_store.hpp>

namespace roster::sql {

// Defined in apps.cpp.
template <>
const OwnedStatements<StoredApp>& owned_statements();
template <>
const OwnedStatements<StoredGrant>& owned_statements();
template <>
const OwnedStatements<StoredCode>& owned_statements();
template <>
const OwnedStatements<StoredTokenFamily>& owned_statements();
template <>
const OwnedStatements<StoredAccess>& owned_statements();

class SqlAppStores final : public AppStores {
public:
    SqlAppStores(Connection& connection, const AccountId& account) : db_(connection), account_(account) {}
    OwnedStore<StoredApp>& apps() override { return apps_; }
    OwnedStore<StoredGrant>& grants() override { return grants_; }
    OwnedStore<StoredCode>& codes() override { return codes_; }
    OwnedStore<StoredTokenFamily>& families() override { return families_; }
    OwnedStore<StoredAccess>& access() override { return access_; }
    std::optional<AccessWithUser> access_with_user(const Digest& digest) override;
    std::vector<StoredApp> list(AppId after, std::int32_t limit) override;
    std::int64_t end_app(AppId app) override;
    std::int64_t end_tokens(UserId user, AppId app) override;
    std::int64_t end_access(const Digest& family, std::int32_t first, std::int32_t last) override;
    std::int64_t forget(Instant before) override;

private:
    Connection& db_;
    const AccountId& account_;
    SqlOwnedStore<StoredApp> apps_{db_, account_};
    SqlOwnedStore<StoredGrant> grants_{db_, account_};
    SqlOwnedStore<StoredCode> codes_{db_, account_};
    SqlOwnedStore<StoredTokenFamily> families_{db_, account_};
    SqlOwnedStore<StoredAccess> access_{db_, account_};
};

}  // namespace roster::sql
