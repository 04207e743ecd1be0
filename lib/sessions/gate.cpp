#include "sessions/gate.hpp"

#include "base/json.hpp"
#include "sessions/apps_gate.hpp"

#include <roster/accounts/rules.hpp>
#include <roster/base/text.hpp>

#include <algorithm>

namespace roster::gate {
namespace {

using sessions::TokenKind;

/// What a client says of itself, in a form that can be kept.
std::string kept(std::string_view given, std::size_t most) {
    given = given.substr(0, 4'000);
    FieldErrors ignored;
    auto text = text::clean(given, {.max_length = 4'000}, "client", ignored);
    std::size_t end = 0, count = 0;
    while (end < text.size() && count < most) {
        for (++end; end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80;) ++end;
        ++count;
    }
    text.resize(end);
    return text;
}

bool has_authenticator(Transaction& tx, UserId user) {
    for (const auto& one : tx.sessions().authenticators().of_user(user))
        if (one.confirmed) return true;
    return false;
}

/// What a second step can be taken with; nothing when the user has set nothing up.
std::vector<std::string> second_factors(Transaction& tx, UserId user) {
    std::vector<std::string> found;
    if (has_authenticator(tx, user)) found.emplace_back("totp");
    if (!tx.sessions().passkeys().of_user(user).empty()) found.emplace_back("passkey");
    if (!found.empty() && !tx.sessions().recovery_codes().of_user(user).empty())
        found.emplace_back("recovery_code");
    return found;
}

template <class Store>
void end_older(Store& store, UserId user, Instant until) {
    for (const auto& one : store.of_user(user))
        if (one.created_at <= until) store.remove(one);
}

/// Sessions that are over make room, then those unused for longest.
void make_room(const Scope& scope, Transaction& tx, const User& user, const Policy& policy, Instant now) {
    auto all = tx.sessions().sessions().of_user(user.id);
    for (auto& session : all) session.last_seen_at = sessions::last_seen(scope, session);
    const auto place = [&](const StoredSession& session) {
        return std::pair(rules::session_end(session, user, policy, now) == rules::SessionEnd::none,
                         session.last_seen_at);
    };
    std::sort(all.begin(), all.end(), [&](const auto& a, const auto& b) { return place(a) < place(b); });
    for (std::size_t i = 0; i + static_cast<std::size_t>(policy.max_sessions) <= all.size(); ++i)
        tx.sessions().sessions().remove(all[i]);
}

struct Device {
    Digest digest;
    std::string new_token;  ///< empty for one that was known
};

Device note_device(const Scope& scope, Transaction& tx, UserId user, const Evidence& evidence) {
    auto& devices = tx.sessions().devices();
    if (const auto found = devices.find({user, known_device(tx, user, evidence.client.known_device)})) {
        auto seen = *found;
        seen.last_seen_at = evidence.now;
        ++seen.revision;
        devices.replace(*found, seen);
        return {found->digest, {}};
    }
    auto all = devices.of_user(user);
    if (all.size() >= static_cast<std::size_t>(rules::most_devices))
        devices.remove(*std::min_element(
            all.begin(), all.end(), [](const auto& a, const auto& b) { return a.last_seen_at < b.last_seen_at; }));
    const auto token = sessions::make_token(TokenKind::device, scope.environment);
    devices.insert(
        {.digest = token.hash, .user_id = user, .created_at = evidence.now, .last_seen_at = evidence.now});
    return {token.hash, std::string(token.text.reveal())};
}

SignIn ask_for_second_factor(const Scope& scope, Transaction& tx, const User& user, const Evidence& evidence,
                             std::vector<std::string> factors) {
    auto& pending = tx.sessions().pending();
    const auto waiting = pending.of_user(user.id);
    if (waiting.size() >= static_cast<std::size_t>(rules::most_pending_sign_ins))
        pending.remove(*std::min_element(waiting.begin(), waiting.end(),
                                         [](const auto& a, const auto& b) { return a.created_at < b.created_at; }));
    const auto token = sessions::make_token(TokenKind::pending_sign_in, scope.environment);
    pending.insert({.digest = token.hash,
                    .user_id = user.id,
                    .methods = evidence.methods,
                    .device = known_device(tx, user.id, evidence.client.known_device),
                    .created_at = evidence.now,
                    .expires_at = evidence.now + rules::pending_lifetime()});
    SignIn answer;
    answer.outcome = SignInOutcome::second_factor_needed;
    answer.pending = token.text.reveal();
    answer.second_factors = std::move(factors);
    return answer;
}

SignIn granted(const WithUser<StoredSession>& begun, std::string_view token, Instant now) {
    SignIn answer;
    answer.outcome = SignInOutcome::granted;
    answer.token = token;
    answer.session = begun.record;
    answer.principal = principal_of(begun, now);
    return answer;
}

/// The least id that is greater.
EventId after(const EventId& id) {
    std::string bytes(id.bytes());
    for (auto at = bytes.size(); at-- > 0;)
        if (++bytes[at] != '\0') break;
    return EventId::from_bytes(bytes.data());
}

}  // namespace

void throw_no_session() {
    throw Error(ErrorCode::unauthenticated, "sessions.no_session", "This session has ended: sign in again.");
}

std::shared_ptr<const Access> access_of(const User& user, const AccountRecord& account, const Grants& grants,
                                        Instant now, std::optional<std::vector<std::string>> limit,
                                        bool must_enrol) {
    auto facts = rules::facts_of(user, account, grants, now, std::move(limit));
    facts.second_factor_overdue = facts.second_factor_overdue || must_enrol;
    return std::make_shared<const Access>(rules::compile(*permissions::catalogue(), facts));
}

Whereabouts whereabouts_of(const Scope& scope, const Client& client) {
    const auto& host = host_of(scope);
    Whereabouts from;
    from.user_agent = kept(client.user_agent, 500);
    from.address = kept(client.address, 60);
    from.device = host.device_of(from.user_agent);
    if (!from.address.empty()) from.place = kept(host.place_of(from.address), 100);
    return from;
}

SignIn enter(const Scope& scope, Transaction& tx, const User& user, const AccountRecord& account,
             const Evidence& evidence) {
    if (!rules::may_sign_in(user, evidence.now)) return {};
    if (!evidence.has_second_factor())
        if (auto factors = second_factors(tx, user.id); !factors.empty())
            return ask_for_second_factor(scope, tx, user, evidence, std::move(factors));

    const bool known_before = !tx.sessions().devices().of_user(user.id).empty();
    const auto device = note_device(scope, tx, user.id, evidence);
    make_room(scope, tx, user, account.policy, evidence.now);

    const auto token = sessions::make_token(TokenKind::session, scope.environment);
    auto from = evidence.from;
    WithUser<StoredSession> begun{{}, user, account, {}};
    if (auto kept = tx.roles().holder(user.id)) begun.grants = std::move(kept->grants);
    auto& session = begun.record;
    session.id = scope.environment.new_id<SessionId>();
    session.user_id = user.id;
    session.user_agent = std::move(from.user_agent);
    session.device = std::move(from.device);
    session.address = std::move(from.address);
    session.place = std::move(from.place);
    session.assurance = evidence.has_second_factor() ? Assurance::two_factors : Assurance::one_factor;
    session.methods = evidence.methods;
    session.created_at = session.authenticated_at = session.last_seen_at = evidence.now;
    if (evidence.has_second_factor()) session.second_factor_at = evidence.now;
    session.expires_at = evidence.now + account.policy.session_lifetime;
    session.digest = token.hash;
    session.device_digest = device.digest;
    tx.sessions().sessions().insert(session);

    if (!device.new_token.empty() && known_before) {
        std::string data = "{\"device\":";
        json::append_text(data, session.device);
        json::append_text(data += ",\"address\":", session.address);
        json::append_text(data += ",\"place\":", session.place);
        tell(scope, tx, "sessions.new_device", user.id, evidence.now, data + "}");
    }
    auto answer = granted(begun, token.text.reveal(), evidence.now);
    answer.known_device = device.new_token;
    return answer;
}

SignIn renew(const Scope& scope, Transaction& tx, const WithUser<StoredSession>& found, std::string_view proof,
             Instant now) {
    // Read again, because a use may have been written down since: nothing that was shown is to be lost to that.
    const auto before = tx.sessions().sessions().find(found.record.id);
    if (!before || before->digest != found.record.digest) throw_no_session();
    const auto token = sessions::make_token(TokenKind::session, scope.environment);
    WithUser<StoredSession> renewed = found;
    renewed.record = *before;
    auto& session = renewed.record;
    session.digest = token.hash;
    session.last_seen_at = std::max(session.last_seen_at, now);
    ++session.revision;
    if (!proof.empty()) {
        session.authenticated_at = now;
        if (std::find(session.methods.begin(), session.methods.end(), proof) == session.methods.end())
            session.methods.emplace_back(proof);
        if (proof == "totp" || proof == "passkey" || proof == "recovery_code") {
            session.assurance = Assurance::two_factors;
            session.second_factor_at = now;
            renewed.grants.has_second_factor = true;  // the one that was set up just now, too
        }
    }
    if (!tx.sessions().sessions().replace(*before, session)) throw_no_session();
    return granted(renewed, token.text.reveal(), now);
}

Digest known_device(Transaction& tx, UserId user, std::string_view token) {
    const auto digest = sessions::read_token(TokenKind::device, token);
    return digest && tx.sessions().devices().find({user, *digest}) ? *digest : Digest{};
}

bool has_second_factor(Transaction& tx, UserId user) {
    return has_authenticator(tx, user) || !tx.sessions().passkeys().of_user(user).empty();
}

NewApiKey make_api_key(const Scope& scope, Transaction& tx, const User& user, std::string label,
                       std::vector<std::string> scopes, std::optional<Instant> expires_at, Instant now) {
    if (!rules::may_sign_in(user, now))
        refuse({"users.actor_not_active", "Only somebody who may sign in can have API keys."});
    const auto token = sessions::make_token(TokenKind::api_key, scope.environment);
    StoredApiKey key;
    key.id = scope.environment.new_id<ApiKeyId>();
    key.user_id = user.id;
    key.label = std::move(label);
    key.hint = token.hint;
    key.scopes = std::move(scopes);
    key.created_at = now;
    key.expires_at = expires_at;
    key.digest = token.hash;
    tx.sessions().api_keys().insert(key);
    return {key, std::string(token.text.reveal())};
}

std::optional<Principal> principal_of(const WithUser<StoredSession>& found, Instant now) {
    const auto& session = found.record;
    const auto& policy = found.account.policy;
    if (rules::session_end(session, found.user, policy, now) != rules::SessionEnd::none) return std::nullopt;
    Principal principal;
    principal.user_id = found.user.id;
    principal.role = found.user.role;
    principal.credential = Credential::session;
    principal.session_id = session.id;
    principal.assurance = session.assurance;
    principal.authenticated_at = session.authenticated_at;
    principal.second_factor_at = session.second_factor_at;
    principal.expires_at = end_unused(found);
    // Whoever sets a factor up has all other sessions ended: one of a single factor is somebody's who has none. And one
    // of two factors may be somebody's who has put the last of them away.
    const auto required = rules::second_factor_required_from(found.user, policy, found.grants.role);
    principal.must_enrol = required && *required <= now &&
                           (session.assurance == Assurance::one_factor || !found.grants.has_second_factor);
    principal.access = access_of(found.user, found.account, found.grants, now, {}, principal.must_enrol);
    return principal;
}

std::optional<Principal> principal_of(const WithUser<StoredApiKey>& found, Instant now) {
    const auto& key = found.record;
    const bool good =
        rules::may_sign_in(found.user, now) && rules::outlives_suspension(found.user, key.created_at, now) &&
        rules::feature_on(found.account, &FeatureSwitches::api_keys) && (!key.expires_at || now < *key.expires_at);
    if (!good) return std::nullopt;
    Principal principal;
    principal.user_id = found.user.id;
    principal.role = found.user.role;
    principal.credential = Credential::api_key;
    principal.api_key_id = key.id;
    principal.authenticated_at = key.created_at;
    principal.expires_at = key.expires_at;
    principal.scopes = key.scopes;
    const auto limit = key.scopes.empty() ? std::nullopt : std::optional(key.scopes);
    principal.access = access_of(found.user, found.account, found.grants, now, limit, false);
    return principal;
}

Instant end_unused(const WithUser<StoredSession>& found) {
    return std::min(found.record.expires_at, found.record.last_seen_at + found.account.policy.session_idle);
}

void next_of(Instant& until, const std::optional<Instant>& other, Instant now) {
    if (other && *other > now) until = std::min(until, *other);
}

Instant stands_until(const WithUser<StoredSession>& found, Instant now) {
    Instant until = end_unused(found);
    next_of(until, found.user.suspension_starts_at, now);
    next_of(until, rules::second_factor_required_from(found.user, found.account.policy, found.grants.role), now);
    return until;
}

Instant stands_until(const WithUser<StoredApiKey>& found, Instant now) {
    Instant until(boost::posix_time::max_date_time);
    next_of(until, found.record.expires_at, now);
    next_of(until, found.user.suspension_starts_at, now);
    next_of(until, rules::second_factor_required_from(found.user, found.account.policy, found.grants.role), now);
    return until;
}

void end_all(Transaction& tx, UserId user) {
    auto& stores = tx.sessions();
    stores.sessions().remove_of_user(user);
    stores.api_keys().remove_of_user(user);
    stores.links().remove_of_user(user);
    stores.pending().remove_of_user(user);
    end_apps_of(tx, user);
    stores.challenges().remove_of_user(user);
}

void end_given_until(Transaction& tx, UserId user, Instant until) {
    auto& stores = tx.sessions();
    end_older(stores.sessions(), user, until);
    end_older(stores.api_keys(), user, until);
    end_older(stores.links(), user, until);
    end_older(stores.pending(), user, until);
    end_older(stores.apps().codes(), user, until);
    for (const auto& family : stores.apps().families().of_user(user))
        if (family.created_at <= until) end_family(tx, family);
}

void tell(const Scope& scope, Transaction& tx, std::string_view kind, UserId user, Instant now, std::string data) {
    // In the order in which they are committed, whatever the clocks of those who tell: who has read one must not miss an
    // earlier one that came later.
    tx.accounts().lock();
    auto id = scope.environment.new_id<EventId>();
    if (const auto newest = tx.sessions().events().newest(); !(newest < id)) id = after(newest);
    tx.sessions().events().append(
        {.id = id, .at = now, .kind = std::string(kind), .user_id = user, .data = std::move(data)});
}

}  // namespace roster::gate
