// Signing in and staying signed in.
#include "sessions/apps_gate.hpp"
#include "sessions/gate.hpp"
#include "sessions/proofs.hpp"
#include "sessions/see_to.hpp"

#include <roster/base/email.hpp>
#include <roster/base/text.hpp>

#include <algorithm>

namespace roster {
namespace {

using sessions::TokenKind;

/// What a try at a password finds before the password is looked at.
struct Candidate {
    std::optional<User> user;
    std::optional<StoredPassword> password;
    Digest subject, device;
    sessions::Tried tried;

    /// A password that could be the right one.
    [[nodiscard]] bool is_open(Instant now) const {
        return !tried.waits && user && password && password->failures <= rules::most_password_failures &&
               rules::may_sign_in(*user, now);
    }
};

/// Another try at a password that is there. A failure until it is known to be none, so that however many try at once,
/// every one is counted.
void count_failure(Transaction& tx, StoredPassword& password) {
    auto counted = password;
    ++counted.failures;
    ++counted.revision;
    if (tx.sessions().passwords().replace(password, counted)) password = counted;
}

/// Counts the try and looks up whose it would be. Unknown addresses are counted like known ones.
Candidate find_candidate(Transaction& tx, const PasswordSignIn& request, Instant now) {
    Candidate found;
    const auto key = email::key_of(request.email);
    found.subject = sessions::subject_of("password", key.value_or(std::string(request.email.substr(0, 254))));
    if (key) found.user = tx.users().find_by_email(*key);
    // By the primary address only: the others are for recognising people, not for signing in (HP-1, HP-4).
    if (found.user && email::key_of(found.user->email) != key) found.user.reset();
    if (found.user) found.device = gate::known_device(tx, found.user->id, request.client.known_device);
    found.tried = sessions::count_try(tx, found.subject, found.device, now);
    if (!found.user) return found;
    found.password = tx.sessions().passwords().find(found.user->id);
    if (found.tried.waits) return found;
    tx.users().count_failed_sign_in(found.user->id);
    if (found.password) count_failure(tx, *found.password);
    return found;
}

/// The password was right. @param rehashed  its hash by today's parameters; empty for one that has them
void note_right(Transaction& tx, const StoredPassword& password, const std::string& rehashed) {
    auto good = password;
    good.failures = 0;
    if (!rehashed.empty()) good.hash = rehashed;
    ++good.revision;
    tx.sessions().passwords().replace(password, good);
}

SignIn rejected(const sessions::Tried& tried) {
    SignIn answer;
    answer.outcome = tried.waits && tried.retry_at ? SignInOutcome::wait : SignInOutcome::rejected;
    answer.retry_at = tried.retry_at;
    return answer;
}

std::optional<WithUser<StoredSession>> find_session(Transaction& tx, std::string_view token, Instant now) {
    const auto digest = sessions::read_token(TokenKind::session, token);
    if (!digest) return std::nullopt;
    auto found = tx.sessions().session_with_user(*digest);
    return found && gate::principal_of(*found, now) ? std::move(found) : std::nullopt;
}

// A session lives by its use: one that waits to be written down counts, and so does the one of now. Keys and what apps
// have only tell of it.

void count_waiting(const Scope& scope, WithUser<StoredSession>& found) {
    found.record.last_seen_at = sessions::last_seen(scope, found.record);
}
template <class Found>
void count_waiting(const Scope&, Found&) {}

/// Whether a use now is to be written at once: others, who know what is kept only, must not take the session for idle.
bool must_be_written(const WithUser<StoredSession>& kept, Instant now) {
    return now - kept.record.last_seen_at >= kept.account.policy.session_idle / 4;
}
template <class Found>
bool must_be_written(const Found&, Instant) {
    return false;
}

void prolong(Principal& principal, WithUser<StoredSession>& found, Instant now) {
    found.record.last_seen_at = now;
    principal.expires_at = gate::end_unused(found);
}
template <class Found>
void prolong(Principal&, Found&, Instant) {}

/// Looks a token up by its digest: in what is known, else in the store, by one statement.
/// @param look  (Transaction&) → the record with its user and account, if there is one
/// @param used_at  when what was found says that it was last used
template <class Look, class UsedAt>
std::optional<Principal> validate_by(const Scope& scope, const Digest& digest, Look look, UsedAt used_at) {
    const Instant now = scope.environment.now();
    const auto& host = host_of(scope);
    // Taken before the store is read: what is read is at least as new.
    const auto taken = scope.host ? scope.storage->stamp() : std::nullopt;
    const bool can_keep = taken.has_value();
    const std::uint64_t stamp = taken.value_or(0);
    if (can_keep)
        if (auto known = host.validated->find(scope.account, digest, stamp, now)) return known;

    auto found = scope.read(look);
    if (!found) return std::nullopt;
    const bool is_pressing = must_be_written(*found, now);
    count_waiting(scope, *found);
    auto principal = gate::principal_of(*found, now);
    if (!principal) return std::nullopt;
    const std::optional<Instant> last_used = used_at(*found);
    const bool is_noted = rules::is_worth_noting(last_used, now);
    if (is_noted) prolong(*principal, *found, now);
    if (can_keep) {
        const Instant again = (is_noted ? now : last_used.value_or(now)) + rules::seen_granularity();
        host.validated->keep(scope.account, digest, stamp,
                             {*principal, now, std::min(gate::stands_until(*found, now), again)});
    }
    if (is_noted) {
        const auto used = sessions::Used::of(*principal);
        sessions::write_down(scope, scope.host ? host.uses->note(scope.account, used, now, is_pressing)
                                               : sessions::LastUses{{used, now}});
    }
    return principal;
}

void check_text(std::string_view text, std::string_view field, std::size_t most) {
    FieldErrors errors;
    static_cast<void>(text::clean(text, {.max_length = most, .required = true}, field, errors));
    errors.throw_if_any("sessions.invalid", "The identity cannot be used.");
}

}  // namespace

namespace sessions {

WithUser<StoredSession> session_of(Transaction& tx, std::string_view token, Instant now) {
    if (auto found = find_session(tx, token, now)) return *std::move(found);
    gate::throw_no_session();
}

}  // namespace sessions

// ---- The doors -----------------------------------------------------------------------------------------------------

SignIn Sessions::sign_in(const PasswordSignIn& request) const {
    const auto& hasher = host_of(scope_).hasher;
    const Instant now = scope_.environment.now();
    const auto candidate = scope_.write([&](Transaction& tx) {
        static_cast<void>(account_of(tx));
        return find_candidate(tx, request, now);
    });

    // One run of the password hash, whatever was found.
    if (!candidate.is_open(now)) {
        hasher.verify_nothing(request.password);
        return rejected(candidate.tried);
    }
    const auto verified = hasher.verify(candidate.password->hash, request.password);
    if (!verified.matches) return rejected(candidate.tried);
    const std::string rehashed = verified.needs_rehash ? hasher.hash(request.password) : std::string();
    const auto from = gate::whereabouts_of(scope_, request.client);

    return scope_.write([&](Transaction& tx) {
        tx.accounts().lock();
        const auto user = tx.users().find(candidate.user->id);
        const auto password = tx.sessions().passwords().find(candidate.user->id);
        // Changed or taken away while it was being looked at: no longer what was shown.
        if (!user || !password || password->hash != candidate.password->hash) return rejected(candidate.tried);
        auto answer = gate::enter(scope_, tx, *user, account_of(tx),
                                  {.methods = {"password"}, .client = request.client, .now = now, .from = from});
        if (answer.outcome == SignInOutcome::rejected) return rejected(candidate.tried);
        tx.sessions().tries().clear(candidate.subject, candidate.device);
        // Whoever knows the password and guesses at second factors is not let in: the alert is to tell of them (HU-3).
        if (answer.outcome == SignInOutcome::granted) tx.users().clear_failed_sign_ins(user->id);
        tx.users().touch(user->id, now);
        note_right(tx, *password, rehashed);
        return answer;
    });
}

SignIn Sessions::sign_in_with_identity(const IdentitySignIn& request) const {
    check_text(request.issuer, "issuer", 500);
    check_text(request.subject, "subject", 500);
    const auto from = gate::whereabouts_of(scope_, request.client);
    return scope_.write([&](Transaction& tx) {
        tx.accounts().lock();
        const Instant now = scope_.environment.now();
        const auto account = account_of(tx);
        const auto identity =
            tx.sessions().identities().find({std::string(request.issuer), std::string(request.subject)});
        const auto user = identity ? tx.users().find(identity->user_id) : std::nullopt;
        if (!user) return SignIn{};
        auto answer = gate::enter(scope_, tx, *user, account,
                                  {.methods = {"identity"}, .client = request.client, .now = now, .from = from});
        if (answer.outcome != SignInOutcome::rejected) tx.users().touch(user->id, now);
        return answer;
    });
}

SignIn Sessions::second_factor(std::string_view pending, const SecondFactor& proof, const Client& client) const {
    const auto from = gate::whereabouts_of(scope_, client);
    return scope_.write([&](Transaction& tx) {
        tx.accounts().lock();
        const Instant now = scope_.environment.now();
        const auto account = account_of(tx);
        auto& all = tx.sessions().pending();
        const auto waiting = sessions::pending_of(tx, pending, now);
        if (!waiting) return SignIn{};
        const auto user = tx.users().find(waiting->user_id);
        if (!user) return SignIn{};
        // The same bound over all pending sign-ins: who knows the password must not have five tries each time. The user's
        // own devices have tries of their own, so that a stranger who knows it cannot lock them out.
        const auto subject = sessions::factor_subject(user->id);
        const auto tried =
            sessions::count_try(tx, subject, waiting->device, now, rules::most_second_factor_failures);
        if (tried.waits) return rejected(tried);

        const auto method =
            sessions::use_second_factor(scope_, tx, proof, sessions::asked_of_pending(*waiting), now);
        if (method.empty()) {
            auto counted = *waiting;
            ++counted.tries;
            ++counted.revision;
            all.replace(*waiting, counted);
            tx.users().count_failed_sign_in(user->id);
            return rejected(tried);
        }
        if (!all.remove(*waiting)) return SignIn{};
        tx.sessions().tries().clear(subject, waiting->device);
        gate::Evidence evidence{.methods = waiting->methods, .client = client, .now = now, .from = from};
        evidence.methods.emplace_back(method);
        auto answer = gate::enter(scope_, tx, *user, account, evidence);
        if (answer.outcome == SignInOutcome::granted) tx.users().clear_failed_sign_ins(user->id);
        return answer;
    });
}

// ---- In a session --------------------------------------------------------------------------------------------------

std::optional<Principal> Sessions::validate(std::string_view token) const {
    const auto kind = sessions::kind_of_token(token);
    const auto digest = kind ? sessions::read_token(*kind, token) : std::nullopt;
    if (!digest) return std::nullopt;
    if (kind == TokenKind::session)
        return validate_by(
            scope_, *digest, [&](Transaction& tx) { return tx.sessions().session_with_user(*digest); },
            [](const auto& found) { return found.record.last_seen_at; });
    if (kind == TokenKind::api_key)
        return validate_by(
            scope_, *digest, [&](Transaction& tx) { return tx.sessions().api_key_with_user(*digest); },
            [](const auto& found) { return found.record.last_used_at; });
    if (kind == TokenKind::access)
        return validate_by(
            scope_, *digest, [&](Transaction& tx) { return tx.sessions().apps().access_with_user(*digest); },
            [](const auto& found) { return found.grant.last_used_at; });
    return std::nullopt;
}

SignIn Sessions::step_up(std::string_view token, const SecondFactor& proof) const {
    return scope_.write([&](Transaction& tx) {
        tx.accounts().lock();
        const Instant now = scope_.environment.now();
        const auto session = sessions::session_of(tx, token, now);
        const auto subject = sessions::factor_subject(session.user.id);
        const auto& device = session.record.device_digest;
        const auto tried = sessions::count_try(tx, subject, device, now, rules::most_second_factor_failures);
        if (tried.waits) return rejected(tried);
        const auto asked = sessions::asked_in_session(ChallengePurpose::step_up, session.record);
        const auto method = sessions::use_second_factor(scope_, tx, proof, asked, now);
        if (method.empty()) return rejected(tried);
        tx.sessions().tries().clear(subject, device);
        return gate::renew(scope_, tx, session, method, now);
    });
}

SignIn Sessions::confirm(std::string_view token, std::string_view password) const {
    const Instant now = scope_.environment.now();
    struct Found {
        WithUser<StoredSession> session;
        std::optional<StoredPassword> password;
        sessions::Tried tried;
    };
    const auto subject_for = [](UserId user) { return sessions::subject_of("confirm", user.bytes()); };
    const auto found = scope_.write([&](Transaction& tx) {
        auto session = sessions::session_of(tx, token, now);
        const auto user = session.user.id;
        const auto tried = sessions::count_try(tx, subject_for(user), {}, now);
        auto kept = tx.sessions().passwords().find(user);
        if (kept && !tried.waits) count_failure(tx, *kept);
        return Found{std::move(session), std::move(kept), tried};
    });
    const auto& hasher = host_of(scope_).hasher;
    if (found.tried.waits || !found.password || found.password->failures > rules::most_password_failures) {
        hasher.verify_nothing(password);
        return rejected(found.tried);
    }
    if (!hasher.verify(found.password->hash, password).matches) return rejected(found.tried);
    return scope_.write([&](Transaction& tx) {
        tx.accounts().lock();
        const auto session = sessions::session_of(tx, token, now);
        // Changed or taken away while it was being looked at: no longer what was shown.
        const auto kept = tx.sessions().passwords().find(session.user.id);
        if (!kept || kept->hash != found.password->hash) return rejected(found.tried);
        tx.sessions().tries().clear(subject_for(session.user.id), {});
        note_right(tx, *kept, {});
        return gate::renew(scope_, tx, session, "password", now);
    });
}

bool Sessions::sign_out(std::string_view token) const {
    const auto digest = sessions::read_token(TokenKind::session, token);
    if (!digest) return false;
    return scope_.write([&](Transaction& tx) {
        const auto found = tx.sessions().sessions().find_by_digest(*digest);
        return found && tx.sessions().sessions().remove(*found);
    });
}

// ---- Who is signed in where ----------------------------------------------------------------------------------------

std::vector<Session> Sessions::list(const Actor& actor, UserId id) const {
    return scope_.read([&](Transaction& tx) {
        const Acting who = acting(tx, actor, scope_.environment.now());
        const User user = sessions::see_to(tx, who, id);
        const auto account = account_of(tx);
        std::vector<Session> found;
        for (auto& session : tx.sessions().sessions().of_user(id)) {
            session.last_seen_at = sessions::last_seen(scope_, session);
            if (rules::session_end(session, user, account.policy, who.now) == rules::SessionEnd::none)
                found.push_back(std::move(session));
        }
        std::sort(found.begin(), found.end(), [](const Session& a, const Session& b) {
            return std::tie(b.last_seen_at, b.id) < std::tie(a.last_seen_at, a.id);
        });
        return found;
    });
}

Session Sessions::name(const Actor& actor, UserId user, SessionId id, std::string_view given) const {
    FieldErrors errors;
    const auto name = text::clean(given, {.max_length = 100}, "name", errors);
    errors.throw_if_any("sessions.invalid", "The session cannot be called this.");
    return scope_.write([&](Transaction& tx) {
        sessions::see_to(tx, acting(tx, actor, scope_.environment.now()), user);
        const auto found = tx.sessions().sessions().find(id);
        if (!found || found->user_id != user)
            throw Error(ErrorCode::not_found, "sessions.unknown", "There is no such session.");
        auto named = *found;
        named.name = name;
        ++named.revision;
        if (!tx.sessions().sessions().replace(*found, named)) throw_changed();
        return Session(named);
    });
}

std::int64_t Sessions::revoke(const Actor& actor, UserId user, const SessionChoice& which) const {
    return scope_.write([&](Transaction& tx) {
        const Acting who = acting(tx, actor, scope_.environment.now());
        sessions::see_to(tx, who, user);
        std::int64_t count = 0;
        for (const auto& session : tx.sessions().sessions().of_user(user)) {
            const bool chosen = (which.id.is_nil() || session.id == which.id) && session.id != which.except &&
                                (!which.begun_before || session.created_at < *which.begun_before) &&
                                (which.device.empty() || session.device == which.device);
            if (chosen && tx.sessions().sessions().remove(session)) ++count;
        }
        if (count > 0)
            history::record(tx, scope_.environment, who.author, who.now, "sessions.revoke", "user", user,
                            {{"sessions", std::to_string(count), "0"}});
        return count;
    });
}

// ---- Identity providers --------------------------------------------------------------------------------------------

void Sessions::link_identity(const Actor& actor, UserId user, std::string_view issuer,
                             std::string_view subject) const {
    check_text(issuer, "issuer", 500);
    check_text(subject, "subject", 500);
    scope_.write([&](Transaction& tx) {
        tx.accounts().lock();
        const Acting who = acting(tx, actor, scope_.environment.now());
        if (who.user) refuse({"users.system_only", "Only the system can do this."});
        if (!tx.users().find(user)) throw_unknown_user();
        const StoredIdentity identity{std::string(issuer), std::string(subject), user, who.now};
        if (const auto found = tx.sessions().identities().find(key_of(identity)); found && found->user_id == user)
            return;
        if (!tx.sessions().identities().insert(identity))
            throw Error(ErrorCode::already_exists, "sessions.identity_taken",
                        "Another user is linked to this identity already.");
        // From now on the provider vouches for them: a password would be a second door (UC-8).
        tx.sessions().passwords().remove_of_user(user);
        tx.sessions().links().remove_of_user(user);
        tx.sessions().pending().remove_of_user(user);
        history::record(tx, scope_.environment, who.author, who.now, "sessions.link_identity", "user", user, {});
    });
}

void Sessions::unlink_identity(const Actor& actor, UserId user, std::string_view issuer,
                               std::string_view subject) const {
    scope_.write([&](Transaction& tx) {
        tx.accounts().lock();
        const Acting who = acting(tx, actor, scope_.environment.now());
        if (who.user) refuse({"users.system_only", "Only the system can do this."});
        const auto found = tx.sessions().identities().find({std::string(issuer), std::string(subject)});
        if (!found || found->user_id != user)
            throw Error(ErrorCode::not_found, "sessions.unknown", "The user is not linked to this identity.");
        tx.sessions().identities().remove(*found);
        tx.sessions().sessions().remove_of_user(user);
        tx.sessions().pending().remove_of_user(user);
        history::record(tx, scope_.environment, who.author, who.now, "sessions.unlink_identity", "user", user, {});
    });
}

// ---- Events and housekeeping ---------------------------------------------------------------------------------------

std::int64_t Sessions::sweep(const Actor& actor) const {
    return scope_.write([&](Transaction& tx) {
        const Acting who = acting(tx, actor, scope_.environment.now());
        if (who.user) refuse({"users.system_only", "Only the system can do this."});
        // Waits that are over count as failures for a day more: who goes on then begins anew.
        return tx.sessions().forget(who.now - boost::posix_time::hours(24));
    });
}

}  // namespace roster
