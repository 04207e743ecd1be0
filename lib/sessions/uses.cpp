#include "sessions/uses.hpp"

#include <utility>

namespace roster::sessions {
namespace {

constexpr std::size_t most_waiting = 1'000;

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
                if (principal.credential == Credential::session) {
                    tx.sessions().session_seen(principal.session_id, at);
                    tx.users().touch(principal.user_id, at);
                } else {
                    tx.sessions().api_key_used(principal.api_key_id, at);
                }
            }
        });
    } catch (...) {  // the next use notes it
    }
}

}  // namespace roster::sessions
