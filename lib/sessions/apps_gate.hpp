// The gate's part for apps: the only way to an app's secret, code or token.
#pragma once

#include "sessions/gate.hpp"

#include <roster/sessions/apps_model.hpp>
#include <roster/sessions/apps_rules.hpp>
#include <roster/sessions/apps_store.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace roster::gate {

/// Gives an app a secret. @return its text
std::string make_secret(const Scope& scope, StoredApp& app);

/// The app that these credentials prove, where it may act now; nothing for every reason why not.
std::optional<StoredApp> app_of(Transaction& tx, const AppCredentials& credentials, const AccountRecord& account,
                                Instant now);
/// The app of a client_id.
std::optional<StoredApp> find_app(Transaction& tx, std::string_view client_id);

/// Whether what was given out for a user at that time is still good: the user may sign in, and the consent stands.
bool is_live(Transaction& tx, UserId user, AppId app, Instant given, Instant now);

/// A code for an app that the session's user let in. @return its text
std::string make_code(const Scope& scope, Transaction& tx, const WithUser<StoredSession>& session,
                      const StoredApp& app, const AuthorizationRequest& request, std::vector<std::string> scopes,
                      Instant now);

/// Uses a code up, and gives its first tokens; an invalid_grant when somebody else has used it at this moment.
TokenResponse begin_tokens(const Scope& scope, Transaction& tx, const StoredCode& code,
                           const AccountRecord& account, std::vector<std::string> scopes, Instant now);
/// Uses a refresh token up, and gives the next ones; an invalid_grant as above.
/// @param token  the text of family.digest
TokenResponse next_tokens(const Scope& scope, Transaction& tx, const StoredTokenFamily& family,
                          std::string_view token, const AccountRecord& account, std::vector<std::string> scopes,
                          Instant now);
/// Gives the answer again that the token before this one was given. @param token  the text of family.previous
TokenResponse same_tokens(Transaction& tx, const StoredTokenFamily& family, std::string_view token,
                          const AccountRecord& account, std::vector<std::string> scopes, Instant now);

/// Ends the tokens of an authorization. @return false when they had ended
bool end_family(Transaction& tx, const StoredTokenFamily& family);
/// Ends what apps have for a user; the apps that the user registered stay.
void end_apps_of(Transaction& tx, UserId user);
/// Takes the apps away that a user registered, with all they have.
void remove_apps_of(Transaction& tx, UserId user);

/// Who an access token stands for now; nothing when it is not good any more.
std::optional<Principal> principal_of(const AccessWithUser& found, Instant now);
Instant stands_until(const AccessWithUser& found, Instant now);

}  // namespace roster::gate
