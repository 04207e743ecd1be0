#include "sessions/passkey_proof.hpp"

#include "base/base64.hpp"
#include "base/json.hpp"
#include "sessions/proofs.hpp"

#include <roster/sessions/rules.hpp>

namespace roster::sessions {
namespace {

constexpr std::size_t challenge_size = 32;

/// Counters of 0 on both sides are those of a passkey that does not count (WebAuthn Level 3, 6.1.1).
bool counts_on(const StoredPasskey& kept, std::uint32_t now) {
    return (kept.sign_count == 0 && now == 0) || std::int64_t{now} > kept.sign_count;
}

void tell_cloned(const Scope& scope, Transaction& tx, const StoredPasskey& passkey, Instant now) {
    std::string data = "{\"passkey\":";
    json::append_text(data, passkey.name);
    gate::tell(scope, tx, "sessions.passkey_cloned", passkey.user_id, now, data + "}");
}

}  // namespace

Asked asked_in_session(ChallengePurpose purpose, const StoredSession& session) {
    return {purpose, session.user_id, subject_of("session", session.id.bytes())};
}
Asked asked_of_pending(const StoredPending& pending) {
    return {ChallengePurpose::second_factor, pending.user_id, pending.digest};
}

std::string make_challenge(const Scope& scope, Transaction& tx, const Asked& asked, Instant now) {
    std::string bytes(challenge_size, '\0');
    scope.environment.fill_random(bytes.data(), bytes.size());
    tx.sessions().challenges().add({.digest = subject_of("challenge", bytes),
                                    .purpose = asked.purpose,
                                    .user_id = asked.user,
                                    .bound_to = asked.bound_to,
                                    .created_at = now,
                                    .expires_at = now + rules::challenge_lifetime()});
    return base64::encode(bytes, base64::Form::url);
}

bool redeem_challenge(Transaction& tx, std::string_view challenge, const Asked& asked, Instant now) {
    const auto taken = tx.sessions().challenges().take(subject_of("challenge", challenge));
    return taken && taken->purpose == asked.purpose && taken->user_id == asked.user &&
           taken->bound_to == asked.bound_to && now < taken->expires_at;
}

std::optional<StoredPasskey> use_passkey(const Scope& scope, Transaction& tx, const webauthn::Assertion& shown,
                                         const Asked& asked, Instant now) {
    if (!redeem_challenge(tx, shown.challenge, asked, now)) return std::nullopt;
    auto& all = tx.sessions().passkeys();
    const auto kept = all.find_by_digest(digest_of_credential(shown.credential_id));
    if (!kept || (!asked.user.is_nil() && kept->user_id != asked.user)) return std::nullopt;
    // And not for the first time: whoever finds a key without a PIN may give it one (WebAuthn Level 3, 4, uvInitialized).
    if (asked.wants_user_verified() && !(shown.said.user_verified && kept->verifies_user)) return std::nullopt;
    // Whoever was not named before must be named by the answer (WebAuthn Level 3, 7.2, step 6).
    const bool is_named = !shown.user_handle.empty();
    if ((is_named || asked.user.is_nil()) && shown.user_handle != user_handle(scope.account, kept->user_id))
        return std::nullopt;
    const auto key = base64::decode(kept->public_key, base64::Form::url);
    if (!key || !webauthn::is_signed_by(shown, kept->algorithm, *key, host_of(scope).settings)) return std::nullopt;
    if (shown.said.backup_eligible != kept->backup_eligible) return std::nullopt;
    if (!counts_on(*kept, shown.said.sign_count)) return tell_cloned(scope, tx, *kept, now), std::nullopt;

    auto used = *kept;
    used.sign_count = shown.said.sign_count;
    used.backed_up = shown.said.backed_up;
    used.verifies_user = kept->verifies_user || shown.said.user_verified;
    used.last_used_at = now;
    ++used.revision;
    return all.replace(*kept, used) ? std::optional(used) : std::nullopt;
}

std::string user_handle(AccountId account, UserId user) {
    std::string whose(account.bytes());
    return std::string(subject_of("passkey user", whose += user.bytes()).bytes());
}

Digest digest_of_credential(std::string_view credential_id) { return subject_of("credential", credential_id); }

}  // namespace roster::sessions
