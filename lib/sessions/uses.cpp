#include "sessions/uses.hpp"

#include "sessions/host.hpp"

#include <algorithm>
#include <utility>

namespace roster::sessions {
namespace {

constexpr std::size_t most_waiting = 1'000;

void note_grant(Transaction& tx, const KeyOf<StoredGrant>& key, Instant at) {
    auto& grants = tx.sessions().apps().grants();
    const auto found = grants.find(key);
    if (!found || (found->last_used_at && *found->last_used_at >= at)) return;
    auto used = *found;
    used.last_used_at = at;
    ++used.revision;
    grants.replace(*found, used);
}

Duration between_writes() { return boost::posix_time::seconds(5); }

}  // namespace

LastUses Uses::note(const AccountId& account, const Used& used, Instant at, bool at_once) {
    const std::lock_guard lock(mutex_);
    auto& waiting = accounts_[account];
    auto& last = waiting.uses.try_emplace(used, at).first->second;
    last = std::max(last, at);
    const bool is_time =
        at_once || waiting.written.is_special() || at - waiting.written >= between_writes() || at < waiting.written;
    if (!is_time && waiting.uses.size() < most_waiting) return {};
    waiting.written = at;
    waiting.handed_out = std::exchange(waiting.uses, {});
    return waiting.handed_out;
}

std::optional<Instant> Uses::find(const AccountId& account, const Used& used) {
    const std::lock_guard lock(mutex_);
    const auto waiting = accounts_.find(account);
    if (waiting == accounts_.end()) return std::nullopt;
    for (const auto* const uses : {&waiting->second.uses, &waiting->second.handed_out})
        if (const auto found = uses->find(used); found != uses->end()) return found->second;
    return std::nullopt;
}

std::map<AccountId, LastUses> Uses::take() {
    const std::lock_guard lock(mutex_);
    std::map<AccountId, LastUses> all;
    for (auto& [account, waiting] : accounts_)
        if (!waiting.uses.empty()) all.emplace(account, std::exchange(waiting.uses, {}));
    return all;
}

Instant last_seen(const Scope& scope, const Session& session) {
    const auto waits = scope.host ? scope.host->uses->find(scope.account, Used::of(session)) : std::nullopt;
    return std::max(session.last_seen_at, waits.value_or(session.last_seen_at));
}

void write_down(const Scope& scope, const LastUses& uses) noexcept {
    if (uses.empty()) return;
    try {
        scope.write([&](Transaction& tx) {
            for (const auto& [used, at] : uses) {
                switch (used.credential) {
                    case Credential::session:
                        tx.sessions().session_seen(used.session_id, at);
                        tx.users().touch(used.user_id, at);
                        break;
                    case Credential::api_key: tx.sessions().api_key_used(used.api_key_id, at); break;
                    case Credential::app: note_grant(tx, {used.user_id, used.app_id}, at); break;
                }
            }
        });
    } catch (...) {  // the next use notes it
    }
}

}  // namespace roster::sessions
