// Passkeys: setting up, listing, taking away, signing in.
#include "base/base64.hpp"
#include "base/json.hpp"
#include "sessions/enrolment.hpp"
#include "sessions/passkey_proof.hpp"
#include "sessions/proofs.hpp"
#include "sessions/see_to.hpp"

#include <roster/base/text.hpp>
#include <roster/sessions/passkeys.hpp>

namespace roster {
namespace {

using sessions::Asked;

const SessionSettings& settings_of(const Scope& scope) {
    const auto& settings = host_of(scope).settings;
    webauthn::demand(settings);
    return settings;
}

std::string clean_name(std::string_view given) {
    FieldErrors errors;
    auto name = text::clean(given, {.max_length = 100, .required = true}, "name", errors);
    errors.throw_if_any("sessions.invalid", "The passkey cannot be called this.");
    return name;
}

StoredPasskey find_of(Transaction& tx, UserId user, FactorId id) {
    const auto found = tx.sessions().passkeys().find(id);
    if (found && found->user_id == user) return *found;
    throw Error(ErrorCode::not_found, "sessions.unknown", "There is no such passkey.");
}

/// The history's entry, and the event if there is one.
void note(const Scope& scope, Transaction& tx, const history::Author& author, UserId user, std::string_view verb,
          Instant now, FieldChange change, std::string_view event = {}, const std::string& name = {}) {
    history::record(tx, scope.environment, author, now, verb, "user", user, {std::move(change)});
    if (event.empty()) return;
    std::string data = "{\"passkey\":";
    json::append_text(data, name);
    gate::tell(scope, tx, event, user, now, data + "}");
}

// ---- what browsers are asked ---------------------------------------------------------------------------------------

void append_member(std::string& out, std::string_view name, std::string_view value) {
    json::append_text(out += out.back() == '{' ? "" : ",", name);
    json::append_text(out += ':', value);
}

/// PublicKeyCredentialDescriptorJSON, as many as there are.
void append_credentials(std::string& out, const std::vector<StoredPasskey>& passkeys) {
    out += '[';
    for (const auto& passkey : passkeys) {
        if (out.back() != '[') out += ',';
        out += '{';
        append_member(out, "type", "public-key");
        append_member(out, "id", passkey.credential_id);
        if (!passkey.transports.empty()) json::append(out += ",\"transports\":", passkey.transports);
        out += '}';
    }
    out += ']';
}

std::string timeout() { return std::to_string(rules::challenge_lifetime().total_milliseconds()); }

/// PublicKeyCredentialCreationOptionsJSON (WebAuthn Level 3, 5.1.9).
std::string creation_options(const SessionSettings& settings, const Scope& scope, const User& user,
                             const std::string& challenge, const std::vector<StoredPasskey>& known) {
    const auto name = display_name(user);
    std::string out = "{\"rp\":{";
    append_member(out, "id", settings.rp_id);
    append_member(out, "name", settings.rp_name.empty() ? settings.product : settings.rp_name);
    out += "},\"user\":{";
    append_member(out, "id", base64::encode(sessions::user_handle(scope.account, user.id), base64::Form::url));
    append_member(out, "name", user.email.empty() ? name : user.email);
    append_member(out, "displayName", name);
    out += '}';
    append_member(out, "challenge", challenge);
    out += ",\"pubKeyCredParams\":[";
    for (const auto& [algorithm, label] : EnumNames<PasskeyAlgorithm>::all) {
        if (out.back() != '[') out += ',';
        out += "{\"type\":\"public-key\",\"alg\":" + std::to_string(static_cast<int>(algorithm)) + "}";
    }
    out += "],\"timeout\":" + timeout() + ",\"excludeCredentials\":";
    append_credentials(out, known);
    return out +=
           ",\"authenticatorSelection\":{\"residentKey\":\"preferred\",\"requireResidentKey\":false,"
           "\"userVerification\":\"preferred\"},\"attestation\":\"none\",\"extensions\":{\"credProps\":true}}";
}

/// PublicKeyCredentialRequestOptionsJSON (5.1.10).
std::string request_options(const SessionSettings& settings, const std::string& challenge,
                            const std::vector<StoredPasskey>& allowed, std::string_view verification) {
    std::string out = "{";
    append_member(out, "challenge", challenge);
    out += ",\"timeout\":" + timeout();
    append_member(out, "rpId", settings.rp_id);
    append_credentials(out += ",\"allowCredentials\":", allowed);
    append_member(out, "userVerification", verification);
    return out += '}';
}

/// Asks somebody who is known for one of their passkeys.
PasskeyOptions ask_user(const Scope& scope, Transaction& tx, const Asked& asked, Instant now) {
    const auto known = tx.sessions().passkeys().of_user(asked.user);
    if (known.empty()) throw Error(ErrorCode::failed_precondition, "passkeys.none", "This person has no passkey.");
    const auto challenge = sessions::make_challenge(scope, tx, asked, now);
    return {request_options(host_of(scope).settings, challenge, known, "preferred"),
            now + rules::challenge_lifetime()};
}

void demand_room(const std::vector<StoredPasskey>& known) {
    if (known.size() >= static_cast<std::size_t>(rules::most_passkeys))
        throw Error(ErrorCode::resource_exhausted, "passkeys.too_many",
                    "Twenty passkeys are the most one can have.");
}

StoredPasskey kept_of(const webauthn::Registration& made, std::string name, UserId user, Instant now,
                      const Environment& environment) {
    StoredPasskey passkey;
    passkey.id = environment.new_id<FactorId>();
    passkey.user_id = user;
    passkey.name = std::move(name);
    passkey.algorithm = made.algorithm;
    passkey.aaguid = made.aaguid;
    passkey.transports = made.transports;
    passkey.discoverable = made.discoverable;
    passkey.verifies_user = made.said.user_verified;
    passkey.backup_eligible = made.said.backup_eligible;
    passkey.backed_up = made.said.backed_up;
    passkey.sign_count = made.said.sign_count;
    passkey.created_at = now;
    passkey.credential_id = base64::encode(made.credential_id, base64::Form::url);
    passkey.digest = sessions::digest_of_credential(made.credential_id);
    passkey.public_key = base64::encode(made.public_key, base64::Form::url);
    return passkey;
}

}  // namespace

// ---- Setting up ----------------------------------------------------------------------------------------------------

PasskeyOptions Passkeys::begin_registration(std::string_view token) const {
    const auto& settings = settings_of(scope_);
    return scope_.write([&](Transaction& tx) {
        const Instant now = scope_.environment.now();
        const auto session = sessions::fresh_session(tx, token, now);
        const auto known = tx.sessions().passkeys().of_user(session.user.id);
        demand_room(known);
        const auto asked = sessions::asked_in_session(ChallengePurpose::registration, session.record);
        const auto challenge = sessions::make_challenge(scope_, tx, asked, now);
        return PasskeyOptions{creation_options(settings, scope_, session.user, challenge, known),
                              now + rules::challenge_lifetime()};
    });
}

RegisteredPasskey Passkeys::finish_registration(std::string_view token, std::string_view given,
                                                std::string_view response) const {
    const auto& settings = settings_of(scope_);
    const auto name = clean_name(given);
    const auto made = webauthn::read_registration(response, settings);
    const Instant now = scope_.environment.now();
    // By itself, so that the challenge is used up whatever comes of it.
    const bool redeemed = scope_.write([&](Transaction& tx) {
        const auto session = sessions::fresh_session(tx, token, now);
        const auto asked = sessions::asked_in_session(ChallengePurpose::registration, session.record);
        return sessions::redeem_challenge(tx, made.challenge, asked, now);
    });
    if (!redeemed)
        throw Error(ErrorCode::not_found, "passkeys.challenge_gone",
                    "This was not asked for here, too long ago, or was answered already. Begin again.");
    return scope_.write([&](Transaction& tx) {
        tx.accounts().lock();
        const auto session = sessions::fresh_session(tx, token, now);
        const auto user = session.user.id;
        demand_room(tx.sessions().passkeys().of_user(user));
        const bool first = !gate::has_second_factor(tx, user);
        const auto passkey = kept_of(made, name, user, now, scope_.environment);
        if (!tx.sessions().passkeys().insert(passkey))
            throw Error(ErrorCode::already_exists, "passkeys.taken", "This passkey is set up already.",
                        {{"id", "taken", "is another passkey's"}});
        sessions::end_others(tx, session.record);
        note(scope_, tx, sessions::author_of(session.user), user, "passkeys.add", now,
             {"passkey", "null", json::write(name)}, "sessions.passkey_added", name);
        RegisteredPasskey answer{passkey, gate::renew(scope_, tx, session, "passkey", now), {}};
        if (first) answer.recovery_codes = sessions::renew_recovery_codes(scope_, tx, user);
        return answer;
    });
}

std::vector<Passkey> Passkeys::list(const Actor& actor, UserId user) const {
    return scope_.read([&](Transaction& tx) {
        sessions::see_to(tx, acting(tx, actor, scope_.environment.now()), user);
        std::vector<Passkey> found;
        for (const auto& passkey : tx.sessions().passkeys().of_user(user)) found.push_back(passkey);
        return found;
    });
}

Passkey Passkeys::rename(const Actor& actor, UserId user, FactorId id, std::string_view given) const {
    const auto name = clean_name(given);
    return scope_.write([&](Transaction& tx) {
        const Acting who = acting(tx, actor, scope_.environment.now());
        sessions::see_to(tx, who, user);
        const auto found = find_of(tx, user, id);
        if (found.name == name) return Passkey(found);
        auto named = found;
        named.name = name;
        ++named.revision;
        if (!tx.sessions().passkeys().replace(found, named)) throw_changed();
        note(scope_, tx, who.author, user, "passkeys.rename", who.now,
             {"passkey", json::write(found.name), json::write(name)});
        return Passkey(named);
    });
}

void Passkeys::remove(std::string_view token, FactorId id) const {
    scope_.write([&](Transaction& tx) {
        tx.accounts().lock();
        const Instant now = scope_.environment.now();
        const auto session = sessions::fresh_session(tx, token, now);
        const auto user = session.user.id;
        const auto passkey = find_of(tx, user, id);
        if (!tx.sessions().passkeys().remove(passkey)) throw_changed();
        sessions::end_with_factor(tx, session.record);
        note(scope_, tx, sessions::author_of(session.user), user, "passkeys.remove", now,
             {"passkey", json::write(passkey.name), "null"}, "sessions.passkey_removed", passkey.name);
    });
}

// ---- Signing in ----------------------------------------------------------------------------------------------------

PasskeyOptions Passkeys::begin_sign_in() const {
    const auto& settings = settings_of(scope_);
    return scope_.write([&](Transaction& tx) {
        static_cast<void>(account_of(tx));
        const Instant now = scope_.environment.now();
        const auto challenge = sessions::make_challenge(scope_, tx, sessions::asked_of_anybody(), now);
        return PasskeyOptions{request_options(settings, challenge, {}, "required"),
                              now + rules::challenge_lifetime()};
    });
}

SignIn Passkeys::finish_sign_in(std::string_view response, const Client& client) const {
    const auto shown = webauthn::read_assertion(response, settings_of(scope_));
    const auto from = gate::whereabouts_of(scope_, client);
    return scope_.write([&](Transaction& tx) {
        tx.accounts().lock();
        const Instant now = scope_.environment.now();
        const auto account = account_of(tx);
        const auto passkey = sessions::use_passkey(scope_, tx, shown, sessions::asked_of_anybody(), now);
        if (!passkey) return SignIn{};
        const auto user = tx.users().find(passkey->user_id);
        if (!user || !tx.sessions().identities().of_user(passkey->user_id).empty()) return SignIn{};
        auto answer = gate::enter(scope_, tx, *user, account,
                                  {.methods = {"passkey"}, .client = client, .now = now, .from = from});
        if (answer.outcome == SignInOutcome::granted) tx.users().touch(user->id, now);
        return answer;
    });
}

PasskeyOptions Passkeys::begin_second_factor(std::string_view pending) const {
    settings_of(scope_);
    return scope_.write([&](Transaction& tx) {
        const Instant now = scope_.environment.now();
        const auto waiting = sessions::pending_of(tx, pending, now);
        if (!waiting)
            throw Error(ErrorCode::unauthenticated, "sessions.no_pending", "This sign-in is over: begin again.");
        return ask_user(scope_, tx, sessions::asked_of_pending(*waiting), now);
    });
}

PasskeyOptions Passkeys::begin_step_up(std::string_view token) const {
    settings_of(scope_);
    return scope_.write([&](Transaction& tx) {
        const Instant now = scope_.environment.now();
        const auto session = sessions::session_of(tx, token, now);
        return ask_user(scope_, tx, sessions::asked_in_session(ChallengePurpose::step_up, session.record), now);
    });
}

}  // namespace roster
