#include "storage/memory/stores.hpp"

namespace roster::memory {

std::optional<AccessWithUser> MemoryAppStores::access_with_user(const Digest& digest) {
    const State& state = db_.look();
    const auto* record = state.app_access.find(digest);
    const auto* app = record != nullptr ? state.apps.find(record->app_id) : nullptr;
    const auto* grant =
        record != nullptr ? state.app_grants.find(std::pair(record->user_id, record->app_id)) : nullptr;
    if (app == nullptr || grant == nullptr) return std::nullopt;
    return AccessWithUser{*record,
                          *grant,
                          *app,
                          state.users.find(record->user_id)->user,
                          state.users.find(app->user_id)->user,
                          *state.account.find(db_.account()),
                          grants_of(state, state.users.find(record->user_id)->user)};
}

std::vector<StoredApp> MemoryAppStores::list(AppId after, std::int32_t limit) {
    return apps_.records(after, limit);
}

std::int64_t MemoryAppStores::end_app(AppId app) {
    State& state = db_.change();
    const auto of_app = [&](const auto& row) { return row.app_id == app; };
    return erase_where(state.app_grants, of_app) + erase_where(state.app_codes, of_app) +
           erase_where(state.app_families, of_app) + erase_where(state.app_access, of_app);
}

std::int64_t MemoryAppStores::end_tokens(UserId user, AppId app) {
    State& state = db_.change();
    const auto of_both = [&](const auto& row) { return row.user_id == user && row.app_id == app; };
    return erase_where(state.app_codes, of_both) + erase_where(state.app_families, of_both) +
           erase_where(state.app_access, of_both);
}

std::int64_t MemoryAppStores::end_access(const Digest& family, std::int32_t first, std::int32_t last) {
    return erase_where(db_.change().app_access, [&](const StoredAccess& row) {
        return row.family == family && row.generation >= first && row.generation <= last;
    });
}

std::int64_t MemoryAppStores::forget(Instant before) {
    State& state = db_.change();
    const auto ended = [&](const auto& row) { return row.expires_at <= before; };
    return erase_where(state.app_codes, ended) + erase_where(state.app_families, ended) +
           erase_where(state.app_access, ended);
}

}  // namespace roster::memory
