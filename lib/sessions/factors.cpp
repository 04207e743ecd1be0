// Second factors: setting up, taking away, and what administrators see of them.
#include "sessions/gate.hpp"
#include "sessions/proofs.hpp"
#include "sessions/qr.hpp"
#include "sessions/recovery_codes.hpp"
#include "sessions/see_to.hpp"
#include "sessions/totp.hpp"

#include <roster/base/text.hpp>
#include <roster/sessions/factors.hpp>

#include <algorithm>

namespace roster {
namespace {

const Duration fresh = boost::posix_time::minutes(10);

/// A session in which the user has just proved who they are.
WithUser<StoredSession> fresh_session(Transaction& tx, std::string_view token, Instant now) {
    auto found = sessions::session_of(tx, token, now);
    const auto principal = gate::principal_of(found, now);
    if (!principal || !rules::is_fresh(*principal, fresh, now))
        throw Error(ErrorCode::permission_denied, "sessions.not_fresh",
                    "Show again that it is you: the last time was more than ten minutes ago.");
    return found;
}

history::Author author_of(const User& user) {
    return {.actor = user.id, .name = display_name(user), .on_behalf_of = {}};
}

std::vector<std::string> renew_codes(const Scope& scope, Transaction& tx, UserId user) {
    tx.sessions().recovery_codes().remove_of_user(user);
    std::vector<std::string> shown;
    const auto made = sessions::make_recovery_codes(scope.environment, sessions::owner_of_codes(scope.account, user),
                                                    static_cast<std::size_t>(rules::recovery_code_count));
    for (const auto& code : made) {
        tx.sessions().recovery_codes().insert({.user_id = user, .digest = code.hash});
        shown.emplace_back(code.text.reveal());
    }
    return shown;
}

/// The user's sessions but this one: what was begun with fewer factors, or with one that is gone.
void end_others(Transaction& tx, const StoredSession& but) {
    for (const auto& other : tx.sessions().sessions().of_user(but.user_id))
        if (other.id != but.id) tx.sessions().sessions().remove(other);
}

std::size_t confirmed_count(const std::vector<StoredAuthenticator>& all) {
    return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [](const auto& one) { return one.confirmed; }));
}

StoredAuthenticator find_own(Transaction& tx, UserId user, FactorId id) {
    const auto found = tx.sessions().authenticators().find(id);
    if (found && found->user_id == user) return *found;
    throw Error(ErrorCode::not_found, "sessions.unknown", "There is no such authenticator.");
}

void note(const Scope& scope, Transaction& tx, const history::Author& author, UserId user, std::string_view verb,
          Instant now, std::string_view name) {
    std::vector<FieldChange> changes;
    if (!name.empty()) changes.push_back({"authenticator", "null", json::write(std::string(name))});
    history::record(tx, scope.environment, author, now, verb, "user", user, std::move(changes));
    gate::tell(scope, tx, "sessions.factor_changed", user, now);
}

}  // namespace

FactorStatus Factors::status(const Actor& actor, UserId id) const {
    return scope_.read([&](Transaction& tx) {
        const User user = sessions::see_to(tx, acting(tx, actor, scope_.environment.now()), id);
        FactorStatus status;
        status.authenticators = static_cast<std::int32_t>(confirmed_count(tx.sessions().authenticators().of_user(id)));
        status.enabled = status.authenticators > 0;
        status.recovery_codes_left = static_cast<std::int32_t>(tx.sessions().recovery_codes().of_user(id).size());
        status.required_from = rules::second_factor_required_from(user, account_of(tx).policy);
        status.required = status.required_from.has_value();
        return status;
    });
}

std::vector<Authenticator> Factors::authenticators(const Actor& actor, UserId user) const {
    return scope_.read([&](Transaction& tx) {
        sessions::see_to(tx, acting(tx, actor, scope_.environment.now()), user);
        std::vector<Authenticator> found;
        for (const auto& one : tx.sessions().authenticators().of_user(user))
            if (one.confirmed) found.push_back({one.id, one.user_id, one.name, one.created_at, one.last_used_at});
        return found;
    });
}

AuthenticatorSetup Factors::add_authenticator(std::string_view token, std::string_view given) const {
    const auto& settings = host_of(scope_).settings;
    if (settings.keys.empty())
        throw Error(ErrorCode::failed_precondition, "factors.no_key",
                    "This program has no key to keep authenticators with (SessionSettings::keys).");
    FieldErrors errors;
    const auto name = text::clean(given, {.max_length = 100, .required = true}, "name", errors);
    errors.throw_if_any("sessions.invalid", "The authenticator cannot be set up.");
    return scope_.write([&](Transaction& tx) {
        const Instant now = scope_.environment.now();
        const auto session = fresh_session(tx, token, now);
        const auto user = session.user.id;
        auto& all = tx.sessions().authenticators();
        for (const auto& one : all.of_user(user))
            if (!one.confirmed) all.remove(one);  // begun and never finished
        if (all.of_user(user).size() >= static_cast<std::size_t>(rules::most_authenticators))
            throw Error(ErrorCode::resource_exhausted, "factors.too_many", "Ten authenticators are the most one can have.");
        const auto seed = sessions::make_totp_seed(sessions::TotpDigest::sha1, scope_.environment);
        StoredAuthenticator one;
        one.id = scope_.environment.new_id<FactorId>();
        one.user_id = user;
        one.name = name;
        one.seed = settings.keys.seal(seed.reveal(), {.account = scope_.account, .user = user, .purpose = "totp"},
                                      scope_.environment);
        one.created_at = now;
        all.insert(one);
        const auto uri = sessions::totp_uri(seed.reveal(), settings.product, session.user.email);
        return AuthenticatorSetup{one.id, std::string(sessions::to_base32(seed.reveal()).reveal()),
                                  std::string(uri.reveal()), sessions::qr_svg(uri.reveal()),
                                  sessions::qr_terminal(uri.reveal())};
    });
}

ConfirmedAuthenticator Factors::confirm_authenticator(std::string_view token, FactorId id, std::string_view code) const {
    return scope_.write([&](Transaction& tx) {
        const Instant now = scope_.environment.now();
        const auto session = fresh_session(tx, token, now);
        const auto user = session.user.id;
        const auto one = find_own(tx, user, id);
        const auto step = one.confirmed ? std::nullopt
                                        : sessions::verify_totp(sessions::open_seed(scope_, one).reveal(), code, now,
                                                                sessions::TotpWindow::neighbours, one.last_step);
        if (!step)
            throw Error(ErrorCode::permission_denied, "factors.wrong_code", "This is not the code of this authenticator.",
                        {{"code", "wrong", "is not the authenticator's code now"}});
        const bool first = confirmed_count(tx.sessions().authenticators().of_user(user)) == 0;
        auto confirmed = one;
        confirmed.confirmed = true;
        confirmed.last_step = *step;
        confirmed.last_used_at = now;
        ++confirmed.revision;
        if (!tx.sessions().authenticators().replace(one, confirmed)) throw_changed();
        end_others(tx, session.record);
        tx.sessions().pending().remove_of_user(user);
        note(scope_, tx, author_of(session.user), user, "factors.add", now, one.name);
        ConfirmedAuthenticator answer{gate::renew(scope_, tx, session, "totp", now), {}};
        if (first) answer.recovery_codes = renew_codes(scope_, tx, user);
        return answer;
    });
}

void Factors::remove_authenticator(std::string_view token, FactorId id) const {
    scope_.write([&](Transaction& tx) {
        const Instant now = scope_.environment.now();
        const auto session = fresh_session(tx, token, now);
        const auto user = session.user.id;
        const auto one = find_own(tx, user, id);
        tx.sessions().authenticators().remove(one);
        if (tx.sessions().authenticators().of_user(user).empty()) tx.sessions().recovery_codes().remove_of_user(user);
        end_others(tx, session.record);
        note(scope_, tx, author_of(session.user), user, "factors.remove", now, {});
    });
}

std::vector<std::string> Factors::renew_recovery_codes(std::string_view token) const {
    return scope_.write([&](Transaction& tx) {
        const Instant now = scope_.environment.now();
        const auto session = fresh_session(tx, token, now);
        if (confirmed_count(tx.sessions().authenticators().of_user(session.user.id)) == 0)
            throw Error(ErrorCode::failed_precondition, "factors.none", "Set up an authenticator app first.");
        note(scope_, tx, author_of(session.user), session.user.id, "factors.renew_recovery_codes", now, {});
        return renew_codes(scope_, tx, session.user.id);
    });
}

void Factors::reset(const Actor& actor, UserId user) const {
    scope_.write([&](Transaction& tx) {
        const Acting who = acting(tx, actor, scope_.environment.now());
        // One's own go in a session that is fresh, one at a time: not by a call that asks for no proof.
        refuse(rules::may_administer(who.user_or_system()));
        sessions::see_to(tx, who, user);
        if (who.user && who.user->id == user)
            refuse({"factors.own", "Nobody resets their own factors: remove them in a session, or ask a colleague."});
        tx.sessions().authenticators().remove_of_user(user);
        tx.sessions().recovery_codes().remove_of_user(user);
        tx.sessions().pending().remove_of_user(user);
        tx.sessions().sessions().remove_of_user(user);
        note(scope_, tx, who.author, user, "factors.reset", who.now, {});
    });
}

}  // namespace roster
