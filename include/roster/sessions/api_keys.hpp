// API keys: tokens for programs, with a user's rights or less.
#pragma once

#include <roster/base/actor.hpp>
#include <roster/sessions/model.hpp>
#include <roster/storage/scope.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace roster {

/// A key that was just made. Its text is shown once and kept nowhere.
struct NewApiKey {
    ApiKey key;
    std::string text;

    static constexpr auto fields() {
        return FieldTable{
            field("key", &NewApiKey::key, "The key as it is listed."),
            field("text", &NewApiKey::text, "The key itself.", Trait::secret),
        };
    }
};

/// API keys of one account's users (HP-9, HU-6), where the plan has them: on a lower plan they stay and do not work.
/// Sessions::validate takes them; one that is mistyped or made up is refused without asking the store.
///
/// Errors: as Sessions; failed_precondition "api_keys.not_on_plan"; permission_denied "api_keys.not_permitted";
/// resource_exhausted "api_keys.too_many" for the fifty-first that has not expired.
class ApiKeys {
public:
    explicit ApiKeys(Scope scope) : scope_(std::move(scope)) {}

    /// Makes a key for the acting user. @param scopes  what it is limited to; empty for everything its owner may do
    NewApiKey create(const Actor& actor, std::string_view label, const std::vector<std::string>& scopes = {},
                     std::optional<Instant> expires_at = {}) const;
    /// A user's keys; one's own, anybody's for administrators.
    [[nodiscard]] std::vector<ApiKey> list(const Actor& actor, UserId user) const;
    ApiKey rename(const Actor& actor, UserId user, ApiKeyId id, std::string_view label) const;
    /// Ends a key at once. Its owner and administrators may.
    void revoke(const Actor& actor, UserId user, ApiKeyId id) const;
    /// A new key in place of an old one, which works on until `overlap` has passed: at most seven days. Asks for what
    /// create asks for. @throws Error failed_precondition "api_keys.expired"
    NewApiKey rotate(const Actor& actor, ApiKeyId id, Duration overlap) const;

private:
    Scope scope_;
};

}  // namespace roster
