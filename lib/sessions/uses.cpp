#include "sessions/uses.hpp"

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

std::vector<Use> Uses::note(const AccountId& account, Use use) {
    const std::lock_guard lock(mutex_);
    auto& waiting = accounts_[account];
    const Instant now = use.at;
    waiting.uses.push_back(std::move(use));
    const bool is_time = waiting.written.is_special() || now - waiting.written >= between_writes() || now < waiting.written;
    if (!is_time && waiting.uses.size() < most_waiting) return {};
    waiting.written = now;
    return std::exchange(waiting.uses, {});
}

std::map<AccountId, std::vector<Use>> Uses::take() {
    const std::lock_guard lock(mutex_);
    std::map<AccountId, std::vector<Use>> all;
    for (auto& [account, waiting] : accounts_)
        if (!waiting.uses.empty()) all.emplace(account, std::exchange(waiting.uses, {}));
    return all;
}

void write_down(const Scope& scope, const std::vector<Use>& uses) noexcept {
    if (uses.empty()) return;
    try {
        scope.write([&](Transaction& tx) {
            for (const auto& [principal, at] : uses) {
                switch (principal.credential) {
                    case Credential::session:
                        tx.sessions().session_seen(principal.session_id, at);
                        tx.users().touch(principal.user_id, at);
                        break;
                    case Credential::api_key: tx.sessions().api_key_used(principal.api_key_id, at); break;
                    case Credential::app: note_grant(tx, {principal.user_id, principal.app_id}, at); break;
                }
            }
        });
    } catch (...) {  // the next use notes it
    }
}

}  // namespace roster::sessions
