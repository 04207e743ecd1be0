// Sessions: signing in, staying signed in, and seeing who is signed in where.
//
// Read model.hpp for the values and rules.hpp for the limits; passwords.hpp for passwords, invitations and resets,
// factors.hpp for second factors, api_keys.hpp for API keys, apps.hpp for apps.
#pragma once

#include <roster/base/actor.hpp>
#include <roster/sessions/model.hpp>
#include <roster/storage/scope.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace roster {

struct PasswordSignIn {
    std::string_view email;     ///< The primary address, in any spelling that means the same mailbox.
    std::string_view password;  ///< As typed; at most 1,024 bytes.
    Client client{};
};

/// Somebody whom an identity provider vouches for. The host has checked the provider's answer; Roster finds whose it is.
struct IdentitySignIn {
    std::string_view issuer;   ///< The provider (iss).
    std::string_view subject;  ///< The user's id there (sub).
    Client client{};
};

/// A second factor for a sign-in that waits for one, or for a session that steps up. Exactly one is given.
struct SecondFactor {
    std::string_view totp{};           ///< Six digits of an authenticator app.
    std::string_view recovery_code{};  ///< One of the ten; in any case, with or without its hyphens.
    std::string_view passkey{};  ///< What the browser answered to Passkeys::begin_second_factor or begin_step_up.
};

/// What came of a step of signing in.
struct SignIn {
    SignInOutcome outcome = SignInOutcome::rejected;
    std::string token;    ///< The session's token: give it to the client, as a cookie that scripts cannot read.
    std::string pending;  ///< For second_factor_needed: give it to second_factor() within ten minutes.
    std::string known_device;  ///< For the client to keep, apart from the session: see Client::known_device.
    std::optional<Session> session;
    std::optional<Principal> principal;
    std::optional<Instant> retry_at;          ///< For wait.
    std::vector<std::string> second_factors;  ///< For second_factor_needed.

    static constexpr auto fields() {
        using S = SignIn;
        return FieldTable{
            field("outcome", &S::outcome, "How it went."),
            field("token", &S::token, "The session's token; empty unless granted.", Trait::secret),
            field("pending", &S::pending, "What to go on with when a second factor is needed.", Trait::secret),
            field("known_device", &S::known_device, "For the client to keep, apart from the session.",
                  Trait::secret),
            field("session", &S::session, "The session that was begun."),
            field("principal", &S::principal, "Who is signed in."),
            field("retry_at", &S::retry_at, "When the next try is looked at, after too many failures."),
            field("second_factors", &S::second_factors,
                  "What it can be gone on with when a second factor is needed: totp, passkey, recovery_code."),
        };
    }
};

/// Which sessions are meant.
struct SessionChoice {
    SessionId id{};                       ///< This one; nil for any.
    SessionId except{};                   ///< Not this one: "everywhere but here".
    std::optional<Instant> begun_before;  ///< Only those begun before.
    std::string_view device{};            ///< Only those of this Session::device; empty for any.
};

/// Who is signed in to one account. A light handle; copies are free, any thread may use it.
///
/// Every door leads through one gate (lib/sessions/gate.hpp), which alone makes sessions and keys and looks at the
/// user's status, the waits, the policy and the second factor. To whoever is not let in all reasons look alike, and cost
/// alike: exactly one password hash is computed for an unknown address, a wrong password, and a user who is suspended,
/// was never invited, waits, or has no password.
///
/// Errors: as Users; invalid_argument "sessions.invalid" with every wrong field; not_found "sessions.unknown";
/// unavailable "sessions.hashing_busy" when too many passwords are being hashed at once.
class Sessions {
public:
    explicit Sessions(Scope scope) : scope_(std::move(scope)) {}

    // ---- the doors ---------------------------------------------------------------------------------------------

    /// Signs in with e-mail address and password. Every try counts before it is looked at; from the fifth in a row on
    /// one has to wait. Who comes with a known device has tries of their own, so that a stranger cannot lock them out.
    SignIn sign_in(const PasswordSignIn& request) const;
    /// Signs in somebody an identity provider vouches for.
    SignIn sign_in_with_identity(const IdentitySignIn& request) const;
    /// Goes on with a sign-in that waits for its second factor. Five tries, ten minutes. As with passwords, one has to wait
    /// after too many, and a known device (of the first step) has tries of its own; after a hundred in a row nothing is
    /// looked at any more until Factors::reset.
    SignIn second_factor(std::string_view pending, const SecondFactor& proof, const Client& client = {}) const;

    // ---- in a session ------------------------------------------------------------------------------------------

    /// Who this is, now: what every request begins with. Takes session tokens, API keys and the access tokens of apps;
    /// nothing when the token is not good (any more). Exact: a revocation made anywhere is seen by the next call.
    [[nodiscard]] std::optional<Principal> validate(std::string_view token) const;
    /// Shows a second factor within a session, for what matters (rules::is_fresh). The session gets a new token, the old
    /// one ends. @throws Error unauthenticated "sessions.no_session"
    SignIn step_up(std::string_view token, const SecondFactor& proof) const;
    /// The same with the password. @throws Error unauthenticated "sessions.no_session"
    SignIn confirm(std::string_view token, std::string_view password) const;
    /// Ends the session of this token. @return false when there was none
    bool sign_out(std::string_view token) const;

    // ---- who is signed in where (HU-8, UC-6) -------------------------------------------------------------------

    /// A user's live sessions, the latest used first. One's own; anybody's for administrators.
    [[nodiscard]] std::vector<Session> list(const Actor& actor, UserId user) const;
    /// Calls a session something. At most 100 code points.
    Session name(const Actor& actor, UserId user, SessionId id, std::string_view name) const;
    /// Ends the chosen sessions of a user: one, all others, those of a device, those begun before. @return how many
    std::int64_t revoke(const Actor& actor, UserId user, const SessionChoice& which = {}) const;

    // ---- identity providers ------------------------------------------------------------------------------------

    /// Links a user to whom a provider knows; that user signs in there from then on and has no password (UC-8). The
    /// system only. @throws Error already_exists "sessions.identity_taken"
    void link_identity(const Actor& actor, UserId user, std::string_view issuer, std::string_view subject) const;
    void unlink_identity(const Actor& actor, UserId user, std::string_view issuer, std::string_view subject) const;

    // ---- events and housekeeping -------------------------------------------------------------------------------

    /// What hosts deliver or show: new devices, changed passwords and factors, messages made. In order; the system only.
    [[nodiscard]] Page<Event> events(const Actor& actor, const PageRequest& page = {}) const;
    /// Forgets what is over: expired sessions, links and waits. Call it now and then; nothing depends on it. The system
    /// only. @return how much was forgotten
    std::int64_t sweep(const Actor& actor) const;

private:
    Scope scope_;
};

/// The principal as the actor of the other rooms' calls, with no more than an API key is limited to, and with nothing
/// while a second factor is overdue.
inline Actor actor_of(const Principal& principal) {
    const Actor actor = Actor::user(principal.user_id);
    if (principal.must_enrol) return actor.limited_to({});
    return principal.scopes.empty() ? actor : actor.limited_to(principal.scopes);
}

}  // namespace roster
