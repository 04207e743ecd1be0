#include "module.hpp"
#include "services.hpp"

#include <roster/sessions/api_keys.hpp>
#include <roster/sessions/factors.hpp>
#include <roster/sessions/passkeys.hpp>
#include <roster/sessions/passwords.hpp>

namespace roster::python {

namespace {

// Requests hold views in C++; in Python their members are arguments.

SignIn sign_in(const Sessions& self, const std::string& email, const std::string& password, const Client& client) {
    return self.sign_in({.email = email, .password = password, .client = client});
}

SignIn sign_in_with_identity(const Sessions& self, const std::string& issuer, const std::string& subject,
                             const Client& client) {
    return self.sign_in_with_identity({.issuer = issuer, .subject = subject, .client = client});
}

SignIn accept_with_identity(const Passwords& self, const std::string& token, const std::string& issuer,
                            const std::string& subject, const Client& client) {
    return self.accept_with_identity(token, {.issuer = issuer, .subject = subject, .client = client});
}

SecondFactor proof_of(const std::optional<std::string>& totp, const std::optional<std::string>& recovery_code,
                      const std::optional<std::string>& passkey) {
    SecondFactor proof;
    if (totp) proof.totp = *totp;
    if (recovery_code) proof.recovery_code = *recovery_code;
    if (passkey) proof.passkey = *passkey;
    return proof;
}

SignIn second_factor(const Sessions& self, const std::string& pending, const std::optional<std::string>& totp,
                     const std::optional<std::string>& recovery_code, const std::optional<std::string>& passkey,
                     const Client& client) {
    return self.second_factor(pending, proof_of(totp, recovery_code, passkey), client);
}

SignIn step_up(const Sessions& self, const std::string& token, const std::optional<std::string>& totp,
               const std::optional<std::string>& recovery_code, const std::optional<std::string>& passkey) {
    return self.step_up(token, proof_of(totp, recovery_code, passkey));
}

std::int64_t revoke(const Sessions& self, const Actor& actor, UserId user, const std::optional<SessionId>& id,
                    const std::optional<SessionId>& except, const std::optional<Instant>& begun_before,
                    const std::optional<std::string>& device) {
    return self.revoke(actor, user,
                       {.id = id.value_or(SessionId()),
                        .except = except.value_or(SessionId()),
                        .begun_before = begun_before,
                        .device = device ? std::string_view(*device) : std::string_view()});
}

}  // namespace

void bind_sessions(py::module_& module) {
    bind_enum<Assurance>(module);
    bind_enum<Credential>(module);
    bind_enum<SignInOutcome>(module);
    bind_enum<LinkKind>(module);
    bind_enum<PasskeyAlgorithm>(module);
    bind_record<Principal>(
        module, "Somebody whose token was found good just now. Actor.of() makes the actor of other calls of it.");
    bind_record<Session>(module, "A session as it is listed (HU-8, UC-6). Its token is not kept.");
    bind_record<SignIn>(module, "What came of a step of signing in.");
    bind_record<Message>(module, "Something to be sent. The link holds a secret and is handed out here, once.");
    bind_record<LinkInfo>(module, "Whom a link is for, as far as the page that opens needs it.");
    bind_record<FactorStatus>(module, "A user's second factors, as administrators see them too (HU-5).");
    bind_record<Authenticator>(module, "An authenticator app (TOTP, RFC 6238) as it is listed.");
    bind_record<AuthenticatorSetup>(module, "What an authenticator app is set up with. Shown once.");
    bind_record<ConfirmedAuthenticator>(module, "An authenticator that counts from now on.");
    bind_record<Passkey>(module, "A passkey as it is listed (WebAuthn).");
    bind_record<PasskeyOptions>(module, "What a browser is asked, as its own functions take it.");
    bind_record<RegisteredPasskey>(module, "A passkey that counts from now on.");
    bind_record<ApiKey>(module, "An API key as it is listed (HP-9, HU-6).");
    bind_record<NewApiKey>(module, "A key that was just made. Its text is shown once and kept nowhere.");
    bind_record<Event>(module, "Something that a host should deliver or show.");

    Service<Sessions>(module, "Who is signed in to one account.")
        .call(
            "sign_in", &sign_in, "email, password, *, **client",
            "Signs in with e-mail address and password. Every refusal looks alike; from the fifth failure on one waits.")
        .call("sign_in_with_identity", &sign_in_with_identity, "issuer, subject, *, **client",
              "Signs in somebody an identity provider vouches for; the host has checked its answer.")
        .call("second_factor", &second_factor,
              "pending, /, *, totp=None, recovery_code=None, passkey=None, **client",
              "Goes on with a sign-in that waits for its second factor. Five tries, ten minutes.")
        .call(
            "validate", &Sessions::validate, "token, /",
            "Who this is, now: what every request begins with. Session tokens, API keys, apps' access tokens; None when it is not good.")
        .call("step_up", &step_up, "token, /, *, totp=None, recovery_code=None, passkey=None",
              "Shows a second factor within a session, which gets a new token.")
        .call("confirm", &Sessions::confirm, "token, password, /", "The same with the password.")
        .call("sign_out", &Sessions::sign_out, "token, /",
              "Ends the session of this token; False when there was none.")
        .call("list", &Sessions::list, "actor, user, /", "A user's live sessions, the latest used first.")
        .call("name", &Sessions::name, "actor, user, id, name, /", "Calls a session something.")
        .call("revoke", &revoke, "actor, user, /, *, id=None, except_=None, begun_before=None, device=None",
              "Ends the chosen sessions of a user, all of them without a choice. How many.")
        .call("link_identity", &Sessions::link_identity, "actor, user, issuer, subject, /",
              "Links a user to whom a provider knows; they have no password from then on (UC-8). The system only.")
        .call("unlink_identity", &Sessions::unlink_identity, "actor, user, issuer, subject, /",
              "Takes the link back, and ends the user's sessions. The system only.")
        .list("events", "all_events", &Sessions::events, "actor, /, *, **page",
              "What hosts deliver or show, in order. The system only.")
        .call("sweep", &Sessions::sweep, "actor, /", "Forgets what is over. The system only. How much that was.");

    Service<Passwords>(module,
                       "Passwords, invitations and resets of one account's users. Nobody sets another's (HU-18).")
        .call("check", &Passwords::check, "user, password, /",
              "What is wrong with a password for this user; empty when it will do.")
        .call("change", &Passwords::change, "token, current, wanted, /",
              "The user changes their own, within a session, which gets a new token; the others end.")
        .call("import_hash", &Passwords::import_hash, "actor, user, hash, /",
              "Takes over the hash another system kept; it is replaced at the first sign-in. The system only.")
        .call("invite", &Passwords::invite, "actor, user, /",
              "Invites a user, or again, which ends the earlier link.")
        .call("accept", &Passwords::accept, "token, password, /, *, **client",
              "Accepts an invitation: sets the first password and signs in. Works once.")
        .call(
            "accept_with_identity", &accept_with_identity, "token, issuer, subject, /, *, **client",
            "Accepts with an identity provider in place of a password, links the user to whom it knows, and signs in.")
        .call("start_reset", &Passwords::start_reset, "actor, user, /",
              "Who may manage users has a reset sent; anybody their own.")
        .call("request_reset", &Passwords::request_reset, "email, /",
              "Somebody asks for a reset. What is to be sent, or None: tell whoever asked the same either way.")
        .call("reset", &Passwords::reset, "token, password, /",
              "Sets a new password and ends all sessions. Works once.")
        .call("look", &Passwords::look, "token, /", "Whom a link is for; None when it is not good any more.");

    Service<Factors>(module, "Second factors of one account's users (UC-7, HU-5).")
        .call("status", &Factors::status, "actor, user, /", "Whether and which a user has.")
        .call("authenticators", &Factors::authenticators, "actor, user, /", "A user's authenticator apps.")
        .call("add_authenticator", &Factors::add_authenticator, "token, name, /",
              "Begins to set up an authenticator app, within a session that is fresh.")
        .call("confirm_authenticator", &Factors::confirm_authenticator, "token, id, code, /",
              "Confirms it with a first code.")
        .call("remove_authenticator", &Factors::remove_authenticator, "token, id, /", "Takes one away.")
        .call("renew_recovery_codes", &Factors::renew_recovery_codes, "token, /",
              "Ten new recovery codes in place of those that are left.")
        .call("reset", &Factors::reset, "actor, user, /",
              "An administrator takes away all second factors of somebody who lost them.")
        .call(
            "reseal", &Factors::reseal, "actor, /",
            "Seals every seed anew that an older key sealed: before that key is dropped. The system only. How many it were.");

    Service<Passkeys>(module, "Passkeys of one account's users (BX-12).")
        .call("begin_registration", &Passkeys::begin_registration, "token, /",
              "What to ask the browser for a new passkey, within a session that is fresh.")
        .call("finish_registration", &Passkeys::finish_registration, "token, name, response, /",
              "Takes the new passkey: what the browser answered, as JSON.")
        .call("list", &Passkeys::list, "actor, user, /", "A user's passkeys, oldest first.")
        .call("rename", &Passkeys::rename, "actor, user, id, name, /", "Calls one something else.")
        .call("remove", &Passkeys::remove, "token, id, /", "Takes one away, within a session that is fresh.")
        .call("begin_sign_in", &Passkeys::begin_sign_in, "",
              "What to ask the browser of somebody who is not known yet: the same for everybody.")
        .call("finish_sign_in", &Passkeys::finish_sign_in, "response, /, *, **client",
              "Signs in with a passkey alone. Every refusal looks alike.")
        .call("begin_second_factor", &Passkeys::begin_second_factor, "pending, /",
              "What to ask the browser of somebody whose sign-in waits; the answer goes to sessions.second_factor.")
        .call("begin_step_up", &Passkeys::begin_step_up, "token, /",
              "The same within a session; the answer goes to sessions.step_up.");

    Service<ApiKeys>(module, "API keys of one account's users (HP-9, HU-6).")
        .call("create", &ApiKeys::create, "actor, label, /, *, scopes=(), expires_at=None",
              "Makes a key for the acting user.")
        .call("list", &ApiKeys::list, "actor, user, /", "A user's keys.")
        .call("rename", &ApiKeys::rename, "actor, user, id, label, /", "Calls a key something else.")
        .call("revoke", &ApiKeys::revoke, "actor, user, id, /", "Ends a key at once.")
        .call("rotate", &ApiKeys::rotate, "actor, id, /, *, overlap",
              "A new key in place of an old one, which works on until `overlap` has passed.");
}

}  // namespace roster::python
