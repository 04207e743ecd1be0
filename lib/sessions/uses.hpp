// What was used when, gathered so that many uses cost one write.
#pragma once

#include <roster/sessions/model.hpp>
#include <roster/storage/scope.hpp>

#include <compare>
#include <map>
#include <mutex>
#include <optional>

namespace roster::sessions {

/// What was used: a session, an API key, or what a user granted an app.
struct Used {
    Credential credential = Credential::session;
    UserId user_id;
    SessionId session_id;
    ApiKeyId api_key_id;
    AppId app_id;

    static Used of(const Principal& principal) {
        return {principal.credential, principal.user_id, principal.session_id, principal.api_key_id,
                principal.app_id};
    }
    static Used of(const Session& session) { return {Credential::session, session.user_id, session.id, {}, {}}; }
    friend auto operator<=>(const Used&, const Used&) = default;
};

/// When each was used last.
using LastUses = std::map<Used, Instant>;

/// Safe from any thread.
class Uses {
public:
    /// @param at_once  it cannot wait
    /// @return what is to be written now: all that came together, when the account's last write is a while ago, there is
    ///   much of it, or something cannot wait; else nothing
    LastUses note(const AccountId& account, const Used& used, Instant at, bool at_once = false);
    /// When it was used last, of what is not written yet or was handed out last to be written.
    std::optional<Instant> find(const AccountId& account, const Used& used);
    /// @return all that came together and was not written yet
    std::map<AccountId, LastUses> take();

private:
    struct Waiting {
        LastUses uses;
        LastUses handed_out;  ///< Perhaps not committed yet.
        Instant written;
    };

    std::mutex mutex_;
    std::map<AccountId, Waiting> accounts_;
};

/// When a session was used last, as far as it is known here: what is kept, or a later use that waits to be written.
Instant last_seen(const Scope& scope, const Session& session);

/// Writes them down. That something was used is never worth a refusal: on a full disk, or in a store that is only read,
/// good tokens stay good, and the next use is noted again.
void write_down(const Scope& scope, const LastUses& uses) noexcept;

}  // namespace roster::sessions
