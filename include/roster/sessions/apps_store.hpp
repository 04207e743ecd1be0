// What the sessions room needs kept of apps. For those who write a store; applications use apps.hpp.
//
// Secrets never come here: client secrets, codes and tokens as their digest.
#pragma once

#include <roster/sessions/apps_model.hpp>
#include <roster/sessions/store.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace roster {

// ---- the rows ------------------------------------------------------------------------------------------------------

/// A registered app with what stands for its secret.
struct StoredApp : App {
    Digest secret;
    Digest old_secret;

    static constexpr std::array<std::string_view, 1> key{"id"};

    static constexpr auto fields() {
        using A = StoredApp;
        return joined(
            App::fields(),
            FieldTable{
                field("secret", &A::secret, "Of its secret; 32 zero bytes for a public client.",
                      Trait::secret | Trait::untracked),
                field("old_secret", &A::old_secret, "Of the secret before; 32 zero bytes when there is none.",
                      Trait::secret | Trait::untracked),
            });
    }
};

/// What a user agreed to that an app may do. Without it none of the app's tokens for this user is good.
struct StoredGrant {
    UserId user_id;
    AppId app_id;
    std::vector<std::string> scopes;
    Instant created_at;
    Instant changed_at;
    std::optional<Instant> last_used_at;
    std::int64_t revision = 1;

    static constexpr std::array<std::string_view, 2> key{"user_id", "app_id"};

    static constexpr auto fields() {
        using G = StoredGrant;
        return FieldTable{
            field("user_id", &G::user_id, "Who agreed."),
            field("app_id", &G::app_id, "To which app."),
            field("scopes", &G::scopes, "What it may do."),
            field("created_at", &G::created_at, "When they first agreed."),
            field("changed_at", &G::changed_at, "When they last agreed to more."),
            field("last_used_at", &G::last_used_at, "When the app last used it."),
            field("revision", &G::revision, "Grows by one with every change."),
        };
    }
};
constexpr auto key_of(const StoredGrant& record) { return std::pair(record.user_id, record.app_id); }

/// A code that was given to an app. It is kept for a while after its use, so that a second use is known for one.
struct StoredCode {
    Digest digest;
    UserId user_id;
    AppId app_id;
    std::string redirect_uri;
    std::string challenge;
    std::vector<std::string> scopes;
    Digest family;
    Instant created_at;
    Instant expires_at;
    std::int64_t revision = 1;

    static constexpr std::array<std::string_view, 1> key{"digest"};

    static constexpr auto fields() {
        using C = StoredCode;
        return FieldTable{
            field("digest", &C::digest, "Of the code.", Trait::secret),
            field("user_id", &C::user_id, "Who let the app in."),
            field("app_id", &C::app_id, "Whose code it is."),
            field("redirect_uri", &C::redirect_uri, "Where it was sent to: the app must say the same again."),
            field("challenge", &C::challenge, "SHA-256 of what the app will show, as base64url (RFC 7636, S256)."),
            field("scopes", &C::scopes, "What it gives."),
            field("family", &C::family, "The tokens it gave; 32 zero bytes while it was not used."),
            field("created_at", &C::created_at, "When it was given."),
            field("expires_at", &C::expires_at, "Until when it works."),
            field("revision", &C::revision, "Grows by one with every change."),
        };
    }
};
constexpr auto key_of(const StoredCode& record) { return record.digest; }

/// All tokens that came of one code: the refresh token that works now, and the one before it.
struct StoredTokenFamily {
    Digest family;
    UserId user_id;
    AppId app_id;
    std::vector<std::string> scopes;
    Digest digest;
    Digest previous;
    Digest salt;
    std::int32_t generation = 0;
    Instant created_at;
    Instant rotated_at;
    Instant expires_at;
    std::int64_t revision = 1;

    static constexpr std::array<std::string_view, 1> key{"family"};

    static constexpr auto fields() {
        using F = StoredTokenFamily;
        return FieldTable{
            field("family", &F::family, "Of the part that all its refresh tokens share.", Trait::secret),
            field("user_id", &F::user_id, "For whom the app acts."),
            field("app_id", &F::app_id, "Which app."),
            field("scopes", &F::scopes, "What was granted; a refresh may ask for less, never for more."),
            field("digest", &F::digest, "Of the refresh token that works now.", Trait::secret),
            field("previous", &F::previous, "Of the one it replaced; 32 zero bytes for the first.", Trait::secret),
            field("salt", &F::salt,
                  "With the previous token's text it gives the present one's: a lost answer again.", Trait::secret),
            field("generation", &F::generation, "How often it was refreshed."),
            field("created_at", &F::created_at, "When the code was used."),
            field("rotated_at", &F::rotated_at, "When it was last refreshed; at first when it was made."),
            field("expires_at", &F::expires_at, "When it ends, however much it is used."),
            field("revision", &F::revision, "Grows by one with every change."),
        };
    }
};
constexpr auto key_of(const StoredTokenFamily& record) { return record.family; }

/// An access token.
struct StoredAccess {
    Digest digest;
    UserId user_id;
    AppId app_id;
    Digest family;
    std::int32_t generation = 0;
    std::vector<std::string> scopes;
    Instant authorized_at;
    Instant created_at;
    Instant expires_at;
    std::int64_t revision = 1;

    static constexpr std::array<std::string_view, 1> key{"digest"};

    static constexpr auto fields() {
        using A = StoredAccess;
        return FieldTable{
            field("digest", &A::digest, "Of the token.", Trait::secret),
            field("user_id", &A::user_id, "For whom the app acts."),
            field("app_id", &A::app_id, "Which app."),
            field("family", &A::family, "To which tokens it belongs."),
            field("generation", &A::generation, "How often those had been refreshed when it was made."),
            field("scopes", &A::scopes, "What it is limited to."),
            field("authorized_at", &A::authorized_at, "When the user let the app in."),
            field("created_at", &A::created_at, "When it was made."),
            field("expires_at", &A::expires_at, "When it ends."),
            field("revision", &A::revision, "Grows by one with every change."),
        };
    }
};
constexpr auto key_of(const StoredAccess& record) { return record.digest; }

/// An access token with everything that decides whether it is good, as one read gives it.
struct AccessWithUser {
    StoredAccess record;
    StoredGrant grant;
    StoredApp app;
    User user;   ///< for whom the app acts
    User owner;  ///< who registered the app
    AccountRecord account;
    Grants grants;  ///< what the user is granted
};

// ---- the stores ----------------------------------------------------------------------------------------------------

/// The stores of apps. Those of its verbs that end things remove codes before families before access tokens: who waits
/// for somebody that makes the later of the earlier finds what they made.
class AppStores {
public:
    virtual ~AppStores() = default;

    virtual OwnedStore<StoredApp>& apps() = 0;
    virtual OwnedStore<StoredGrant>& grants() = 0;
    virtual OwnedStore<StoredCode>& codes() = 0;
    virtual OwnedStore<StoredTokenFamily>& families() = 0;
    virtual OwnedStore<StoredAccess>& access() = 0;

    /// The token of that digest with its user, app, owner, grant and account, in one statement; nothing when one of them
    /// is gone.
    virtual std::optional<AccessWithUser> access_with_user(const Digest& digest) = 0;
    /// Apps by id, those after `after`.
    virtual std::vector<StoredApp> list(AppId after, std::int32_t limit) = 0;
    /// Removes everybody's grants, codes and tokens of an app; not the app. @return how many
    virtual std::int64_t end_app(AppId app) = 0;
    /// Removes one user's codes and tokens of an app; not the grant. @return how many
    virtual std::int64_t end_tokens(UserId user, AppId app) = 0;
    /// Removes the access tokens of a family that were made in generations `first` to `last`. @return how many
    virtual std::int64_t end_access(const Digest& family, std::int32_t first, std::int32_t last) = 0;
    /// Removes codes, families and access tokens that ended before then. @return how many
    virtual std::int64_t forget(Instant before) = 0;
};

}  // namespace roster
