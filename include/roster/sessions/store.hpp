// What the sessions room needs kept. For those who write a store; applications use sessions.hpp, passwords.hpp,
// factors.hpp and api_keys.hpp.
//
// Secrets never come here: tokens and codes as their digest, passwords as the text of a password hash, seeds sealed.
#pragma once

#include <roster/accounts/model.hpp>
#include <roster/base/digest.hpp>
#include <roster/base/records.hpp>
#include <roster/roles/access_model.hpp>
#include <roster/sessions/model.hpp>
#include <roster/sessions/passkeys_store.hpp>
#include <roster/users/model.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace roster {

// ---- the rows ------------------------------------------------------------------------------------------------------

/// The password of a user; at most one. A user without is one who signs in otherwise, or not at all.
struct StoredPassword {
    UserId user_id;
    std::string hash;
    Instant changed_at;
    std::int64_t revision = 0;
    std::int32_t failures = 0;

    static constexpr std::array<std::string_view, 1> key{"user_id"};

    static constexpr auto fields() {
        using P = StoredPassword;
        return FieldTable{
            field("user_id", &P::user_id, "Whose it is."),
            field("hash", &P::hash, "PHC string or an imported format, with its parameters.", Trait::secret),
            field("changed_at", &P::changed_at, "When it was set."),
            field("revision", &P::revision, "Grows by one with every change."),
            field("failures", &P::failures,
                  "Wrong passwords in a row, from anywhere; at 100 it is of no more use."),
        };
    }
};
constexpr auto key_of(const StoredPassword& record) { return record.user_id; }

/// An open invitation or reset. A user has at most one of each kind: a new one ends the earlier.
struct StoredLink {
    LinkKind kind = LinkKind::invitation;
    UserId user_id;
    Digest digest;
    std::string email_key;
    Instant created_at;
    Instant expires_at;
    std::int64_t revision = 1;

    static constexpr std::array<std::string_view, 2> key{"user_id", "kind"};

    static constexpr auto fields() {
        using L = StoredLink;
        return FieldTable{
            field("kind", &L::kind, "What it is for."),
            field("user_id", &L::user_id, "Whose it is."),
            field("digest", &L::digest, "Of the token in the link.", Trait::secret),
            field("email_key", &L::email_key, "The address it went to: using it proves that the user reads there."),
            field("created_at", &L::created_at, "When it was made."),
            field("expires_at", &L::expires_at, "Until when it works."),
            field("revision", &L::revision, "Grows by one with every change."),
        };
    }
};
constexpr auto key_of(const StoredLink& record) { return std::pair(record.user_id, record.kind); }

/// How many tries there were at one address, from one known device or from all unknown ones together.
struct StoredTries {
    Digest subject;
    Digest device;
    std::int32_t failures = 0;
    Instant waits_until;

    static constexpr auto fields() {
        using T = StoredTries;
        return FieldTable{
            field("subject", &T::subject, "Of the address or user; nobody needs to have it.", Trait::secret),
            field("device", &T::device, "Of the device token; 32 zero bytes for all unknown ones.", Trait::secret),
            field("failures", &T::failures, "Tries since the last good one."),
            field("waits_until", &T::waits_until,
                  "Nothing is looked at before; the last try where there is no need to wait."),
        };
    }
};
constexpr auto key_of(const StoredTries& record) { return std::pair(record.subject, record.device); }

/// A device from which a user has signed in.
struct StoredDevice {
    Digest digest;
    UserId user_id;
    Instant created_at;
    Instant last_seen_at;
    std::int64_t revision = 1;

    static constexpr std::array<std::string_view, 2> key{"user_id", "digest"};

    static constexpr auto fields() {
        using D = StoredDevice;
        return FieldTable{
            field("digest", &D::digest, "Of the device token.", Trait::secret),
            field("user_id", &D::user_id, "Who signed in there."),
            field("created_at", &D::created_at, "When that was first."),
            field("last_seen_at", &D::last_seen_at, "When that was last."),
            field("revision", &D::revision, "Grows by one with every change."),
        };
    }
};
constexpr auto key_of(const StoredDevice& record) { return std::pair(record.user_id, record.digest); }

/// A session with what stands for its token.
struct StoredSession : Session {
    Digest digest;
    Digest device_digest;
    std::int64_t revision = 1;

    static constexpr std::array<std::string_view, 1> key{"id"};

    static constexpr auto fields() {
        using S = StoredSession;
        return joined(Session::fields(),
                      FieldTable{
                          field("digest", &S::digest, "Of the token.", Trait::secret),
                          field("device_digest", &S::device_digest, "Of the device token.", Trait::secret),
                          field("revision", &S::revision, "Grows by one with every change."),
                      });
    }
};

/// A sign-in that waits for its second factor.
struct StoredPending {
    Digest digest;
    UserId user_id;
    std::vector<std::string> methods;
    Digest device;
    std::int32_t tries = 0;
    Instant created_at;
    Instant expires_at;
    std::int64_t revision = 1;

    static constexpr std::array<std::string_view, 1> key{"digest"};

    static constexpr auto fields() {
        using P = StoredPending;
        return FieldTable{
            field("digest", &P::digest, "Of the pending token.", Trait::secret),
            field("user_id", &P::user_id, "Who has shown the first factor."),
            field("methods", &P::methods, "What was shown."),
            field("device", &P::device, "Of the known device's token; 32 zero bytes for an unknown one.",
                  Trait::secret),
            field("tries", &P::tries, "Second factors tried."),
            field("created_at", &P::created_at, "When the first factor was shown."),
            field("expires_at", &P::expires_at, "Until when it can be gone on with."),
            field("revision", &P::revision, "Grows by one with every change."),
        };
    }
};
constexpr auto key_of(const StoredPending& record) { return record.digest; }

/// An authenticator app with its seed.
struct StoredAuthenticator {
    FactorId id;
    UserId user_id;
    std::string name;
    std::string seed;
    bool confirmed = false;
    std::int64_t last_step = 0;
    Instant created_at;
    std::optional<Instant> last_used_at;
    std::int64_t revision = 1;

    static constexpr std::array<std::string_view, 1> key{"id"};

    static constexpr auto fields() {
        using A = StoredAuthenticator;
        return FieldTable{
            field("id", &A::id, "The authenticator's id."),
            field("user_id", &A::user_id, "Whose it is."),
            field("name", &A::name, "What the user calls it."),
            field("seed", &A::seed, "Sealed under the host's key, as base64.", Trait::secret),
            field("confirmed", &A::confirmed, "A first code was shown: it counts."),
            field("last_step", &A::last_step, "The time step of the code accepted last; none is accepted twice."),
            field("created_at", &A::created_at, "When it was set up."),
            field("last_used_at", &A::last_used_at, "When a code was last accepted."),
            field("revision", &A::revision, "Grows by one with every change."),
        };
    }
};

/// A user as an identity provider knows them.
struct StoredIdentity {
    std::string issuer;
    std::string subject;
    UserId user_id;
    Instant created_at;
    std::int64_t revision = 1;

    static constexpr std::array<std::string_view, 2> key{"issuer", "subject"};

    static constexpr auto fields() {
        using I = StoredIdentity;
        return FieldTable{
            field("issuer", &I::issuer, "The provider's own name, as in its tokens (iss)."),
            field("subject", &I::subject, "The user's id there (sub)."),
            field("user_id", &I::user_id, "Who that is here."),
            field("created_at", &I::created_at, "When they were linked."),
            field("revision", &I::revision, "Grows by one with every change."),
        };
    }
};
inline auto key_of(const StoredIdentity& record) { return std::pair(record.issuer, record.subject); }

/// A recovery code that was not used yet.
struct StoredRecoveryCode {
    UserId user_id;
    Digest digest;
    std::int64_t revision = 1;

    static constexpr std::array<std::string_view, 2> key{"user_id", "digest"};

    static constexpr auto fields() {
        using R = StoredRecoveryCode;
        return FieldTable{
            field("user_id", &R::user_id, "Whose it is."),
            field("digest", &R::digest, "Of the code.", Trait::secret),
            field("revision", &R::revision, "Grows by one with every change."),
        };
    }
};
constexpr auto key_of(const StoredRecoveryCode& record) { return std::pair(record.user_id, record.digest); }

/// An API key with what stands for it.
struct StoredApiKey : ApiKey {
    Digest digest;
    std::int64_t revision = 1;

    static constexpr std::array<std::string_view, 1> key{"id"};

    static constexpr auto fields() {
        using K = StoredApiKey;
        return joined(ApiKey::fields(), FieldTable{
                                            field("digest", &K::digest, "Of the key.", Trait::secret),
                                            field("revision", &K::revision, "Grows by one with every change."),
                                        });
    }
};

// ---- the stores that are more than records -------------------------------------------------------------------------

/// A record with its user, account and what the user is granted, as one read gives them.
template <class Record>
struct WithUser {
    Record record;
    User user;
    AccountRecord account;
    Grants grants{};
};

/// Tries at signing in. Every try counts before it is looked at, so that many at once gain nothing.
class TriesStore : public RecordStore<StoredTries> {
public:
    /// Counts one more, unless it has to wait: then nothing changes. @return as it is now
    virtual StoredTries count(const Digest& subject, const Digest& device, Instant now) = 0;
    /// Nothing is looked at before.
    virtual void wait(const Digest& subject, const Digest& device, Instant until) = 0;
    virtual void clear(const Digest& subject, const Digest& device) = 0;
    /// The same for every device.
    virtual void clear_all(const Digest& subject) = 0;
};

class EventStore : public RecordStore<Event> {
public:
    virtual void append(const Event& event) = 0;
    /// Those after `after`, in order.
    virtual std::vector<Event> list(EventId after, std::int32_t limit) = 0;
    /// The last one's id; nil when there is none.
    virtual EventId newest() = 0;
};

class AppStores;  // apps_store.hpp

/// The sessions room's stores.
class SessionStores {
public:
    virtual ~SessionStores() = default;

    virtual OwnedStore<StoredPassword>& passwords() = 0;
    virtual OwnedStore<StoredLink>& links() = 0;
    virtual OwnedStore<StoredDevice>& devices() = 0;
    virtual OwnedStore<StoredPending>& pending() = 0;
    virtual OwnedStore<StoredAuthenticator>& authenticators() = 0;
    virtual OwnedStore<StoredRecoveryCode>& recovery_codes() = 0;
    virtual OwnedStore<StoredIdentity>& identities() = 0;
    virtual OwnedStore<StoredSession>& sessions() = 0;
    virtual OwnedStore<StoredApiKey>& api_keys() = 0;
    virtual OwnedStore<StoredPasskey>& passkeys() = 0;
    virtual ChallengeStore& challenges() = 0;
    virtual TriesStore& tries() = 0;
    virtual EventStore& events() = 0;
    virtual AppStores& apps() = 0;

    /// The session of that token with its user, account and grants, in one statement: what a validation costs.
    virtual std::optional<WithUser<StoredSession>> session_with_user(const Digest& digest) = 0;
    virtual std::optional<WithUser<StoredApiKey>> api_key_with_user(const Digest& digest) = 0;

    /// Notes when it was used, unless it is gone or was used later.
    virtual void session_seen(SessionId id, Instant at) = 0;
    virtual void api_key_used(ApiKeyId id, Instant at) = 0;

    /// Removes links, pending sign-ins, sessions, challenges and what apps have that ended before then, and tries whose wait was over.
    /// @return how many
    virtual std::int64_t forget(Instant before) = 0;
};

}  // namespace roster
