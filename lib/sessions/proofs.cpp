#include "sessions/proofs.hpp"

#include "sessions/recovery_codes.hpp"
#include "sessions/totp.hpp"

#include <roster/sessions/rules.hpp>

namespace roster::sessions {
namespace {

/// Tries that wait until then wait until they are cleared.
Instant for_good() { return Instant(Date(9999, 12, 31)); }

}  // namespace

std::string owner_of_codes(AccountId account, UserId user) {
    std::string owner(account.bytes());
    return owner += user.bytes();
}

Secret open_seed(const Scope& scope, const StoredAuthenticator& authenticator) {
    return host_of(scope).settings.keys.open(
        authenticator.seed, {.account = scope.account, .user = authenticator.user_id, .purpose = "totp"});
}

std::optional<Secret> sound_seed(const Scope& scope, const StoredAuthenticator& authenticator) {
    try {
        return open_seed(scope, authenticator);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::data_loss) throw;
        return std::nullopt;
    }
}

std::optional<StoredPending> pending_of(Transaction& tx, std::string_view token, Instant now) {
    const auto digest = read_token(TokenKind::pending_sign_in, token);
    auto waiting = digest ? tx.sessions().pending().find(*digest) : std::nullopt;
    const bool goes_on = waiting && now < waiting->expires_at && waiting->tries < rules::most_second_factor_tries;
    if (!goes_on) return std::nullopt;
    const auto user = tx.users().find(waiting->user_id);
    const bool may =
        user && rules::may_sign_in(*user, now) && rules::outlives_suspension(*user, waiting->created_at, now);
    return may ? std::move(waiting) : std::nullopt;
}

std::string_view use_second_factor(const Scope& scope, Transaction& tx, const SecondFactor& proof,
                                   const Asked& asked, Instant now) {
    if (!proof.totp.empty() + !proof.recovery_code.empty() + !proof.passkey.empty() != 1) {
        FieldErrors errors;
        errors.add("proof", "required",
                   "must be one of: an authenticator app's code, a recovery code, a passkey's answer");
        errors.throw_if_any("sessions.invalid", "The second factor cannot be read.");
    }
    const auto user = asked.user;
    if (!proof.passkey.empty()) {
        const auto& settings = host_of(scope).settings;
        webauthn::demand(settings);
        const auto shown = webauthn::read_assertion(proof.passkey, settings);
        return use_passkey(scope, tx, shown, asked, now) ? "passkey" : "";
    }
    if (!proof.recovery_code.empty()) {
        const auto digest = read_recovery_code(proof.recovery_code, owner_of_codes(scope.account, user));
        if (!digest) return {};
        const auto code = tx.sessions().recovery_codes().find({user, *digest});
        if (!code || !tx.sessions().recovery_codes().remove(*code)) return {};
        gate::tell(scope, tx, "sessions.recovery_code_used", user, now);
        return "recovery_code";
    }
    auto& authenticators = tx.sessions().authenticators();
    for (const auto& one : authenticators.of_user(user)) {
        if (!one.confirmed) continue;
        const auto seed = sound_seed(scope, one);
        const auto step = seed ? verify_totp(seed->reveal(), proof.totp, now, TotpWindow::neighbours, one.last_step)
                               : std::nullopt;
        if (!step) continue;
        auto used = one;
        used.last_step = *step;
        used.last_used_at = now;
        ++used.revision;
        return authenticators.replace(one, used) ? "totp" : "";
    }
    return {};
}

Digest subject_of(std::string_view what, std::string_view value) {
    std::string text(what);
    (text += ':') += value;
    Digest digest;
    secrets::hash(text, digest.raw.data());
    return digest;
}

Tried count_try(Transaction& tx, const Digest& subject, const Digest& device, Instant now,
                std::optional<std::int32_t> most) {
    auto& all = tx.sessions().tries();
    auto at = now;
    auto tries = all.count(subject, device, at);
    // So few set no wait: somebody who looked at the clock later, or at another one, was counted first.
    while (at < tries.waits_until && tries.failures < rules::first_failure_that_waits) {
        at = tries.waits_until;
        tries = all.count(subject, device, at);
    }
    if (tries.waits_until >= for_good()) return {true, {}};
    if (at < tries.waits_until) return {true, tries.waits_until};
    if (most && tries.failures > *most) {
        // Written down as a wait, so that it is not forgotten as those are that are over.
        tx.sessions().tries().wait(subject, device, for_good());
        return {true, {}};
    }
    const auto wait = rules::wait_after(tries.failures);
    if (wait == Duration()) return {};
    tx.sessions().tries().wait(subject, device, now + wait);
    return {false, now + wait};
}

Digest factor_subject(UserId user) { return subject_of("factor", user.bytes()); }

void clear_factor_tries(Transaction& tx, UserId user) { tx.sessions().tries().clear_all(factor_subject(user)); }

}  // namespace roster::sessions
