// The gate: the only way to a session, an API key or a pending sign-in.
#pragma once

#include "sessions/host.hpp"
#include "sessions/token.hpp"
#include "users/acting.hpp"

#include <roster/sessions/api_keys.hpp>
#include <roster/sessions/rules.hpp>
#include <roster/sessions/sessions.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace roster::gate {

/// Where somebody is, in the words in which it is kept.
struct Whereabouts {
    std::string user_agent, device, address, place;
};
/// To be asked before a transaction: the host's function for places may take its time.
Whereabouts whereabouts_of(const Scope& scope, const Client& client);

/// What somebody showed, and where they are.
struct Evidence {
    /// "password", "identity", "link"; with "totp", "passkey" or "recovery_code" beside it. "passkey" alone is one that
    /// verified its user: what one has, and what one knows or is.
    std::vector<std::string> methods;
    Client client;
    Instant now;
    Whereabouts from{};

    [[nodiscard]] bool has_second_factor() const noexcept {
        return methods.size() > 1 || methods.front() == "passkey";
    }
};

/// Lets a user in, or asks for the second factor, or rejects them: status, policy and factors are looked at here and
/// nowhere else. Notes a new device, ends the sessions that are too many, and tells the events.
SignIn enter(const Scope& scope, Transaction& tx, const User& user, const AccountRecord& account,
             const Evidence& evidence);

[[noreturn]] void throw_no_session();

/// Gives a session a new token, as every rise of its assurance does. The old one ends.
/// @param proof  "totp", "passkey", "recovery_code" or "password": what was shown now; empty for a change that proves nothing
/// @throws Error unauthenticated "sessions.no_session" when it has ended or got another token meanwhile
SignIn renew(const Scope& scope, Transaction& tx, const WithUser<StoredSession>& session, std::string_view proof,
             Instant now);

/// The digest of a device's token where it is one of this user's, else that of all unknown ones: 32 zero bytes.
Digest known_device(Transaction& tx, UserId user, std::string_view token);

/// Whether a user has set a second factor up.
bool has_second_factor(Transaction& tx, UserId user);

/// An API key for a user who may sign in, with no more than the user's own rights.
NewApiKey make_api_key(const Scope& scope, Transaction& tx, const User& user, std::string label,
                       std::vector<std::string> scopes, std::optional<Instant> expires_at, Instant now);

/// Who a stored session or key stands for now; nothing when it is not good any more.
std::optional<Principal> principal_of(const WithUser<StoredSession>& found, Instant now);
std::optional<Principal> principal_of(const WithUser<StoredApiKey>& found, Instant now);

/// What a user may, narrowed to some permissions where there is a limit. @param must_enrol  they
/// must set a second factor up first, whatever is kept of them
std::shared_ptr<const Access> access_of(const User& user, const AccountRecord& account, const Grants& grants,
                                        Instant now, std::optional<std::vector<std::string>> limit,
                                        bool must_enrol);

/// When a session ends that is not used any more.
Instant end_unused(const WithUser<StoredSession>& found);

/// How long that answer stands while nothing in the store changes: until the next instant that matters to it.
/// @param now  when the principal was made
Instant stands_until(const WithUser<StoredSession>& found, Instant now);
Instant stands_until(const WithUser<StoredApiKey>& found, Instant now);

/// Moves `until` to `other` where that comes first after now.
void next_of(Instant& until, const std::optional<Instant>& other, Instant now);

/// Ends everything that was given out to a user: sessions, keys, links, pending sign-ins, what apps have for them.
void end_all(Transaction& tx, UserId user);
/// The same of what was given out at that moment or before. Their consent to apps stays: what was given later hangs on it.
void end_given_until(Transaction& tx, UserId user, Instant until);

/// Appends an event. @param data  a JSON object
void tell(const Scope& scope, Transaction& tx, std::string_view kind, UserId user, Instant now,
          std::string data = "{}");

}  // namespace roster::gate
