// Second factors: setting up, taking away, and what administrators see of them.
#include "sessions/enrolment.hpp"
#include "sessions/proofs.hpp"
#include "sessions/qr.hpp"
#include "sessions/see_to.hpp"
#include "sessions/totp.hpp"

#include <roster/base/text.hpp>
#include <roster/sessions/factors.hpp>

#include <algorithm>

namespace roster {
namespace {

std::size_t confirmed_count(const std::vector<StoredAuthenticator>& all) {
    return static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [](const auto& one) { return one.confirmed; }));
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
        const auto user = sessions::see_to(tx, acting(tx, actor, scope_.environment.now()), id);
        FactorStatus status;
        status.authenticators =
            static_cast<std::int32_t>(confirmed_count(tx.sessions().authenticators().of_user(id)));
        status.passkeys = static_cast<std::int32_t>(tx.sessions().passkeys().of_user(id).size());
        status.enabled = gate::has_second_factor(tx, id);
        status.recovery_codes_left = static_cast<std::int32_t>(tx.sessions().recovery_codes().of_user(id).size());
        status.required_from =
            rules::second_factor_required_from(user, account_of(tx).policy, user.facts.grants.role);
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
        const auto session = sessions::fresh_session(tx, token, now);
        const auto user = session.user.id;
        auto& all = tx.sessions().authenticators();
        for (const auto& one : all.of_user(user))
            if (!one.confirmed) all.remove(one);  // begun and never finished
        if (all.of_user(user).size() >= static_cast<std::size_t>(rules::most_authenticators))
            throw Error(ErrorCode::resource_exhausted, "factors.too_many",
                        "Ten authenticators are the most one can have.");
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

ConfirmedAuthenticator Factors::confirm_authenticator(std::string_view token, FactorId id,
                                                      std::string_view code) const {
    return scope_.write([&](Transaction& tx) {
        tx.accounts().lock();
        const Instant now = scope_.environment.now();
        const auto session = sessions::fresh_session(tx, token, now);
        const auto user = session.user.id;
        const auto one = find_own(tx, user, id);
        const auto step = one.confirmed
                              ? std::nullopt
                              : sessions::verify_totp(sessions::open_seed(scope_, one).reveal(), code, now,
                                                      sessions::TotpWindow::neighbours, one.last_step);
        if (!step)
            throw Error(ErrorCode::permission_denied, "factors.wrong_code",
                        "This is not the code of this authenticator.",
                        {{"code", "wrong", "is not the authenticator's code now"}});
        const bool first = !gate::has_second_factor(tx, user);
        auto confirmed = one;
        confirmed.confirmed = true;
        confirmed.last_step = *step;
        confirmed.last_used_at = now;
        ++confirmed.revision;
        if (!tx.sessions().authenticators().replace(one, confirmed)) throw_changed();
        sessions::end_others(tx, session.record);
        note(scope_, tx, sessions::author_of(session.user), user, "factors.add", now, one.name);
        ConfirmedAuthenticator answer{gate::renew(scope_, tx, session, "totp", now), {}};
        if (first) answer.recovery_codes = sessions::renew_recovery_codes(scope_, tx, user);
        return answer;
    });
}

void Factors::remove_authenticator(std::string_view token, FactorId id) const {
    scope_.write([&](Transaction& tx) {
        tx.accounts().lock();
        const Instant now = scope_.environment.now();
        const auto session = sessions::fresh_session(tx, token, now);
        const auto user = session.user.id;
        const auto one = find_own(tx, user, id);
        if (!tx.sessions().authenticators().remove(one)) throw_changed();
        sessions::end_with_factor(tx, session.record);
        note(scope_, tx, sessions::author_of(session.user), user, "factors.remove", now, {});
    });
}

std::vector<std::string> Factors::renew_recovery_codes(std::string_view token) const {
    return scope_.write([&](Transaction& tx) {
        tx.accounts().lock();
        const Instant now = scope_.environment.now();
        const auto session = sessions::fresh_session(tx, token, now);
        if (!gate::has_second_factor(tx, session.user.id))
            throw Error(ErrorCode::failed_precondition, "factors.none", "Set up a second factor first.");
        note(scope_, tx, sessions::author_of(session.user), session.user.id, "factors.renew_recovery_codes", now,
             {});
        return sessions::renew_recovery_codes(scope_, tx, session.user.id);
    });
}

void Factors::reset(const Actor& actor, UserId user) const {
    scope_.write([&](Transaction& tx) {
        tx.accounts().lock();
        const Acting who = acting(tx, actor, scope_.environment.now());
        // One's own go in a session that is fresh, one at a time: not by a call that asks for no proof.
        refuse(rules::may_use(who.user_or_system(), permission::manage_security));
        sessions::see_to(tx, who, user);
        if (who.user && who.user->id == user)
            refuse(
                {"factors.own", "Nobody resets their own factors: remove them in a session, or ask a colleague."});
        tx.sessions().authenticators().remove_of_user(user);
        tx.sessions().passkeys().remove_of_user(user);
        tx.sessions().challenges().remove_of_user(user);
        tx.sessions().recovery_codes().remove_of_user(user);
        tx.sessions().pending().remove_of_user(user);
        tx.sessions().sessions().remove_of_user(user);
        sessions::clear_factor_tries(tx, user);
        note(scope_, tx, who.author, user, "factors.reset", who.now, {});
    });
}

std::int64_t Factors::reseal(const Actor& actor) const {
    constexpr std::int32_t at_once = 200;
    const auto& keys = host_of(scope_).settings.keys;
    std::int64_t count = 0;
    for (std::optional<FactorId> after = FactorId(); after;) {
        // Perhaps run again: counted when it is done.
        std::int64_t sealed = 0;
        after = scope_.write([&](Transaction& tx) -> std::optional<FactorId> {
            const Acting who = acting(tx, actor, scope_.environment.now());
            if (who.user) refuse({"users.system_only", "Only the system can do this."});
            sealed = 0;
            auto& authenticators = tx.sessions().authenticators();
            const auto page = authenticators.records(*after, at_once);
            for (const auto& one : page) {
                if (keys.is_current(one.seed)) continue;
                auto anew = one;
                const auto seed = sessions::open_seed(scope_, one);
                anew.seed =
                    keys.seal(seed.reveal(), {.account = scope_.account, .user = one.user_id, .purpose = "totp"},
                              scope_.environment);
                ++anew.revision;
                sealed += authenticators.replace(one, anew);
            }
            if (static_cast<std::int32_t>(page.size()) < at_once) return std::nullopt;
            return page.back().id;
        });
        count += sealed;
    }
    return count;
}

}  // namespace roster
