// Sessions: who is it, and may they still be here. Plain values.
#pragma once

#include <roster/base/fields.hpp>
#include <roster/roles/model.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace roster {

class Access;  // roles/access_rules.hpp

using SessionId = Id<struct SessionTag>;
using FactorId = Id<struct FactorTag>;
using ApiKeyId = Id<struct ApiKeyTag>;
using AppId = Id<struct AppTag>;
using EventId = Id<struct EventTag>;

// ---- who it is -----------------------------------------------------------------------------------------------------

/// How sure it is that somebody is who they say: the authentication assurance levels 1 and 2 of NIST SP 800-63B-4.
enum class Assurance : std::int32_t { one_factor = 1, two_factors = 2 };
template <>
struct EnumNames<Assurance> {
    static constexpr std::pair<Assurance, std::string_view> all[] = {{Assurance::one_factor, "one_factor"},
                                                                     {Assurance::two_factors, "two_factors"}};
};

/// What somebody showed to be let in.
enum class Credential : std::int32_t { session = 1, api_key = 2, app = 3 };
template <>
struct EnumNames<Credential> {
    static constexpr std::pair<Credential, std::string_view> all[] = {
        {Credential::session, "session"}, {Credential::api_key, "api_key"}, {Credential::app, "app"}};
};

/// Somebody whose token was found good just now, with what they may do. What every request of a host begins with.
struct Principal {
    UserId user_id;
    RoleId role;
    Credential credential = Credential::session;
    SessionId session_id;
    ApiKeyId api_key_id;
    Assurance assurance = Assurance::one_factor;
    Instant authenticated_at;
    std::optional<Instant> second_factor_at;
    std::optional<Instant> expires_at;
    std::vector<std::string> scopes;
    bool must_enrol = false;
    AppId app_id;
    /// What they may: for Roles::may, and for rules that ask. Set by validate() and by signing in.
    std::shared_ptr<const Access> access{};

    static constexpr auto fields() {
        using P = Principal;
        return FieldTable{
            field("user_id", &P::user_id, "Who it is."),
            field("role", &P::role, "The user's role now; nil for customers."),
            field("credential", &P::credential, "What was shown."),
            field("session_id", &P::session_id, "The session; nil for API keys and apps."),
            field("api_key_id", &P::api_key_id, "The API key; nil for sessions and apps."),
            field("assurance", &P::assurance, "How sure it is that this is the user."),
            field("authenticated_at", &P::authenticated_at, "When the user last proved who they are."),
            field("second_factor_at", &P::second_factor_at, "When a second factor was last shown; none if never."),
            field("expires_at", &P::expires_at,
                  "When it ends if it is not used; none for an API key without an end."),
            field("scopes", &P::scopes,
                  "What a key or app is limited to; empty for everything the user may do, never for an app."),
            field(
                "must_enrol", &P::must_enrol,
                "The policy wants a second factor of this user and the grace is over: nothing but setting one up."),
            field("app_id", &P::app_id, "The app that acts for the user; nil for sessions and API keys."),
        };
    }
};

// ---- sessions ------------------------------------------------------------------------------------------------------

/// What is told of where a request comes from. All of it is the host's word, none of it decides anything but whether
/// the device is a known one.
struct Client {
    std::string user_agent;
    std::string address;
    std::string known_device;

    static constexpr auto fields() {
        using C = Client;
        return FieldTable{
            field("user_agent", &C::user_agent, "The browser's or program's own description (HTTP User-Agent)."),
            field("address", &C::address, "IPv4 or IPv6 address."),
            field("known_device", &C::known_device,
                  "The device token that an earlier sign-in on this device gave; empty when there is none.",
                  Trait::secret),
        };
    }
};

/// A session as it is listed (HU-8, UC-6). Its token is not kept: only a hash of it.
struct Session {
    SessionId id;
    UserId user_id;
    std::string name;
    std::string device;
    std::string user_agent;
    std::string address;
    std::string place;
    Assurance assurance = Assurance::one_factor;
    std::vector<std::string> methods;
    Instant created_at;
    Instant authenticated_at;
    std::optional<Instant> second_factor_at;
    Instant last_seen_at;
    Instant expires_at;

    static constexpr auto fields() {
        using S = Session;
        return FieldTable{
            field("id", &S::id, "The session's id, which is no secret."),
            field("user_id", &S::user_id, "Whose it is."),
            field("name", &S::name, "What the user calls it; empty until named."),
            field("device", &S::device, "\"Firefox on Linux\", from the user agent."),
            field("user_agent", &S::user_agent, "The client's own description, cut to 500 code points."),
            field("address", &S::address, "Where it was begun."),
            field("place", &S::place, "City and country of that address, where the host has a database of them."),
            field("assurance", &S::assurance, "How sure it was."),
            field("methods", &S::methods,
                  "What was shown: password, totp, recovery_code, passkey, identity, link."),
            field("created_at", &S::created_at, "When it was begun."),
            field("authenticated_at", &S::authenticated_at, "When the user last proved who they are in it."),
            field("second_factor_at", &S::second_factor_at, "When a second factor was last shown in it."),
            field("last_seen_at", &S::last_seen_at, "When it was last used, to a minute."),
            field("expires_at", &S::expires_at, "When it ends, however much it is used."),
        };
    }
};

/// How a step of signing in went. Each is an ordinary outcome.
enum class SignInOutcome : std::int32_t {
    granted = 1,               ///< A session was begun.
    second_factor_needed = 2,  ///< The first proof was good: go on with the pending token.
    wait = 3,                  ///< Too many failures: nothing is looked at before retry_at.
    rejected = 4,              ///< Not let in. One answer for every reason.
};
template <>
struct EnumNames<SignInOutcome> {
    static constexpr std::pair<SignInOutcome, std::string_view> all[] = {
        {SignInOutcome::granted, "granted"},
        {SignInOutcome::second_factor_needed, "second_factor_needed"},
        {SignInOutcome::wait, "wait"},
        {SignInOutcome::rejected, "rejected"}};
};

// ---- passwords, invitations, resets --------------------------------------------------------------------------------

/// What a link that is sent to somebody is for.
enum class LinkKind : std::int32_t { invitation = 1, password_reset = 2 };
template <>
struct EnumNames<LinkKind> {
    static constexpr std::pair<LinkKind, std::string_view> all[] = {{LinkKind::invitation, "invitation"},
                                                                    {LinkKind::password_reset, "password_reset"}};
};

/// Something to be sent, by the host until there is an outbox. The link holds a secret: it is handed out here, once.
struct Message {
    UserId user_id;
    LinkKind purpose = LinkKind::invitation;
    std::string recipient;
    std::string language;
    std::string link;
    Instant expires_at;

    static constexpr auto fields() {
        using M = Message;
        return FieldTable{
            field("user_id", &M::user_id, "Whom it is for."),
            field("purpose", &M::purpose, "What it is about."),
            field("recipient", &M::recipient, "The address to send it to."),
            field("language", &M::language, "BCP 47 tag: the user's language, or the account's."),
            field("link", &M::link, "The address to open, with its secret. For this recipient only.",
                  Trait::secret),
            field("expires_at", &M::expires_at, "Until when it works."),
        };
    }
};

// ---- second factors ------------------------------------------------------------------------------------------------

/// A user's second factors, as administrators see them too (HU-5).
struct FactorStatus {
    bool enabled = false;
    std::int32_t authenticators = 0;
    std::int32_t passkeys = 0;
    std::int32_t recovery_codes_left = 0;
    bool required = false;
    std::optional<Instant> required_from;

    static constexpr auto fields() {
        using F = FactorStatus;
        return FieldTable{
            field("enabled", &F::enabled, "At least one second factor is set up."),
            field("authenticators", &F::authenticators, "How many authenticator apps (TOTP)."),
            field("passkeys", &F::passkeys, "How many passkeys (WebAuthn)."),
            field("recovery_codes_left", &F::recovery_codes_left, "Recovery codes that were not used yet."),
            field("required", &F::required, "The policy wants one of this user, now or soon."),
            field("required_from", &F::required_from, "From when on nothing else may be done without one."),
        };
    }
};

/// An authenticator app (TOTP, RFC 6238) as it is listed. Its seed is sealed in the store and never given out again.
struct Authenticator {
    FactorId id;
    UserId user_id;
    std::string name;
    Instant created_at;
    std::optional<Instant> last_used_at;

    static constexpr auto fields() {
        using A = Authenticator;
        return FieldTable{
            field("id", &A::id, "The authenticator's id."),
            field("user_id", &A::user_id, "Whose it is."),
            field("name", &A::name, "What the user calls it."),
            field("created_at", &A::created_at, "When it was set up."),
            field("last_used_at", &A::last_used_at, "When a code of it was last accepted."),
        };
    }
};

// ---- API keys ------------------------------------------------------------------------------------------------------

/// An API key as it is listed (HP-9, HU-6). The key itself is shown once, when it is made.
struct ApiKey {
    ApiKeyId id;
    UserId user_id;
    std::string label;
    std::string hint;
    std::vector<std::string> scopes;
    Instant created_at;
    std::optional<Instant> expires_at;
    std::optional<Instant> last_used_at;

    static constexpr auto fields() {
        using K = ApiKey;
        return FieldTable{
            field("id", &K::id, "The key's id, which is no secret."),
            field("user_id", &K::user_id, "Whose it is, and whose rights it has."),
            field("label", &K::label, "What the user calls it."),
            field("hint", &K::hint, "The key's first characters, by which its owner knows it: \"rkey_2Zk4…\"."),
            field("scopes", &K::scopes, "What it is limited to; empty for everything its owner may do."),
            field("created_at", &K::created_at, "When it was made."),
            field("expires_at", &K::expires_at, "When it ends; none for a key without an end."),
            field("last_used_at", &K::last_used_at, "When it was last used, to a minute; none if never."),
        };
    }
};

// ---- events --------------------------------------------------------------------------------------------------------

/// Something that a host, and later the notifications room, should deliver or show. Appended in the transaction that
/// caused it; read in order with a cursor.
///
/// "sessions.invitation" and "sessions.password_reset" are messages to be sent, with what the call gave: {"recipient",
/// "language", "expires_at", "link"}. The link is a secret: the store has it sealed under the host's keys
/// (SessionSettings::keys), and reading the feed opens it. Without keys, or when the key it was sealed with is gone, there is
/// no "link": the call alone gave it. A link that ended since stays in the feed and works no more.
struct Event {
    EventId id;
    Instant at;
    std::string kind;
    UserId user_id;
    std::string data;

    static constexpr auto fields() {
        using E = Event;
        return FieldTable{
            field("id", &E::id, "The event's id; ids sort by time."),
            field("at", &E::at, "When it happened."),
            field("kind", &E::kind, "\"sessions.new_device\", \"sessions.password_changed\" and so on."),
            field("user_id", &E::user_id, "Whom it concerns."),
            field("data", &E::data,
                  "More of it, as a JSON object. A message's holds its link, which is for its recipient only.",
                  Trait::secret),
        };
    }
};

}  // namespace roster
