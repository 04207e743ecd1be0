// Decisions about signing in and staying signed in. Pure: values in, answer out, no store, no clock.
#pragma once

#include <roster/accounts/model.hpp>
#include <roster/sessions/model.hpp>
#include <roster/users/rules.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>

namespace roster::rules {

// ---- how much of it --------------------------------------------------------------------------------------------

inline constexpr std::int32_t first_failure_that_waits = 5;
/// Wrong passwords in a row after which a password is of no more use, wherever they came from; a reset sets a new one
/// (NIST SP 800-63B-4, 3.2.2).
inline constexpr std::int32_t most_password_failures = 100;
inline constexpr std::int32_t most_second_factor_tries = 5;  ///< for one pending sign-in
/// Wrong second factors in a row, from one known device or from all unknown ones together, after which none is looked at
/// any more from there; an administrator's reset of the factors sets it back (NIST SP 800-63B-4, 3.2.2).
inline constexpr std::int32_t most_second_factor_failures = 100;
inline constexpr std::int32_t most_pending_sign_ins = 20;
inline constexpr std::int32_t most_authenticators = 10;
inline constexpr std::int32_t most_passkeys = 20;
inline constexpr std::int32_t most_devices = 50;
inline constexpr std::int32_t most_api_keys = 50;
inline constexpr std::int32_t recovery_code_count = 10;
/// How long a first factor waits for the second.
inline Duration pending_lifetime() { return boost::posix_time::minutes(10); }
/// How recently one must have shown who one is for setting factors up and taking them away.
inline Duration fresh_for() { return boost::posix_time::minutes(10); }
/// How long a browser may take to answer (WebAuthn Level 3, 15.1).
inline Duration challenge_lifetime() { return boost::posix_time::minutes(5); }
/// What is written down of use is true to this.
inline Duration seen_granularity() { return boost::posix_time::minutes(1); }

// ---- waiting -----------------------------------------------------------------------------------------------------

/// How long nothing is looked at after so many tries in a row without success: 30 seconds after the fifth, doubling, an
/// hour at most (NIST SP 800-63B-4, 3.2.2; ASVS 6.3.1).
inline Duration wait_after(std::int32_t failures) {
    if (failures < first_failure_that_waits) return {};
    const int doubled = std::min(failures - first_failure_that_waits, 7);
    return std::min<Duration>(boost::posix_time::seconds(30LL << doubled), boost::posix_time::hours(1));
}

// ---- who may sign in ---------------------------------------------------------------------------------------------

/// Whether a person may be signed in at all: active, and neither suspended nor deleted.
inline bool may_sign_in(const User& user, Instant now) { return status_at(user, now) == UserStatus::active; }

/// Whether what was given out before survived what happened to its user since: a suspension that began after it ended
/// it, for good.
inline bool outlives_suspension(const User& user, Instant given, Instant now) {
    return !(user.suspension_starts_at && given <= *user.suspension_starts_at && *user.suspension_starts_at <= now);
}

// ---- how long ----------------------------------------------------------------------------------------------------

/// Why a session is not good any more.
enum class SessionEnd { none, absolute, idle, user };

/// Both limits, and the user (NIST SP 800-63B-4, 2.2.3 and 5.2). Use pushes the idle limit on, never the absolute one.
inline SessionEnd session_end(const Session& session, const User& user, const Policy& policy, Instant now) {
    if (!may_sign_in(user, now) || !outlives_suspension(user, session.created_at, now)) return SessionEnd::user;
    if (now >= session.expires_at) return SessionEnd::absolute;
    if (now - session.last_seen_at >= policy.session_idle) return SessionEnd::idle;
    return SessionEnd::none;
}

/// Whether it is time to write down that something was used.
inline bool is_worth_noting(std::optional<Instant> last, Instant now) {
    return !last || now - *last >= seen_granularity();
}

/// Whether somebody proved who they are recently enough for something that matters (step-up). With a second factor set
/// up, it must be the second factor.
inline bool is_fresh(const Principal& principal, Duration within, Instant now) {
    if (principal.credential != Credential::session) return false;
    const Instant proved = principal.assurance == Assurance::two_factors
                               ? principal.second_factor_at.value_or(principal.authenticated_at)
                               : principal.authenticated_at;
    return now - proved <= within;
}

}  // namespace roster::rules
