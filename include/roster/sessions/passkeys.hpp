// Passkeys: signing in with a key that a phone, a computer or a security key keeps (WebAuthn Level 3).
//
// Each ceremony has two calls. The first gives what the browser is to be asked, as JSON for its own functions; the second
// takes what the browser answered, `JSON.stringify(credential)`:
//
//     const asked = PublicKeyCredential.parseCreationOptionsFromJSON(options);
//     const answer = JSON.stringify(await navigator.credentials.create({publicKey: asked}));
#pragma once

#include <roster/base/actor.hpp>
#include <roster/sessions/passkeys_model.hpp>
#include <roster/sessions/sessions.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace roster {

/// A passkey that counts from now on.
struct RegisteredPasskey {
    Passkey passkey;
    SignIn sign_in;
    std::vector<std::string> recovery_codes;

    static constexpr auto fields() {
        using R = RegisteredPasskey;
        return FieldTable{
            field("passkey", &R::passkey, "The passkey as it is listed."),
            field("sign_in", &R::sign_in, "The session, of two factors from now on, with its new token."),
            field("recovery_codes", &R::recovery_codes, "Ten, with the first second factor; shown here once.",
                  Trait::secret),
        };
    }
};

/// Passkeys of one account's users (BX-12, HU-5). Set up by the user within a session, seen by administrators, who may
/// take them away when they are lost (Factors::reset), and never set them up for somebody else.
///
/// A passkey that verifies its user (PIN, finger, face) signs in alone and is two factors by itself, once it has done so
/// when it was set up or beside another factor. One that does not is a second factor, after a password or a provider. Who signs in through a provider (UC-8) uses theirs as a second
/// factor only: alone it would be a door past the provider.
///
/// A challenge has 32 random bytes, is kept as its digest, answered once within five minutes, and only for what it was
/// made for: the purpose, the user, and the session or pending sign-in. Taken are ES256, EdDSA (Ed25519) and RS256 (2,048
/// bits). Attestation is not asked for: "none" is taken, a self-made one ("packed" without certificates) if its signature
/// is good, and every other is taken as none, so that nothing it claims is believed.
///
/// Errors: as Sessions; failed_precondition "passkeys.not_set_up" when the store was opened without SessionSettings::rp_id;
/// invalid_argument "passkeys.invalid" with every field of a browser's answer that cannot be taken, whoever sent it: what
/// is malformed, another origin or domain, nobody present; unimplemented "passkeys.left_out" in a build without them
/// (ROSTER_PASSKEYS), from all but list(), rename() and remove().
class Passkeys {
public:
    explicit Passkeys(Scope scope) : scope_(std::move(scope)) {}

    // ---- setting up --------------------------------------------------------------------------------------------

    /// What to ask the browser for a new passkey. The user's handle in it is a digest, and the same for all of theirs.
    /// @param token  a session in which the user proved who they are within ten minutes
    /// @throws Error permission_denied "sessions.not_fresh", resource_exhausted "passkeys.too_many" beyond twenty
    PasskeyOptions begin_registration(std::string_view token) const;
    /// Takes the new passkey. With the first factor come ten recovery codes, shown here once; the session is one of two
    /// factors from then on and gets a new token, and the user's other sessions end.
    /// @param response  RegistrationResponseJSON
    /// @throws Error not_found "passkeys.challenge_gone" when it was not asked for in this session, too long ago, or was
    ///   answered before; already_exists "passkeys.taken"; and those of begin_registration()
    RegisteredPasskey finish_registration(std::string_view token, std::string_view name,
                                          std::string_view response) const;

    /// A user's passkeys, oldest first. One's own; anybody's for administrators.
    [[nodiscard]] std::vector<Passkey> list(const Actor& actor, UserId user) const;
    /// Calls one something else: 1 to 100 code points. As list().
    Passkey rename(const Actor& actor, UserId user, FactorId id, std::string_view name) const;
    /// Takes one away; within a fresh session. With the last second factor the recovery codes go. The user's other
    /// sessions end. @throws Error permission_denied "sessions.not_fresh"
    void remove(std::string_view token, FactorId id) const;

    // ---- signing in --------------------------------------------------------------------------------------------

    /// What to ask the browser of somebody who is not known yet. The same for everybody: it names no user and no passkey,
    /// and wants the user verified.
    PasskeyOptions begin_sign_in() const;
    /// Signs in with a passkey alone. Every refusal looks alike.
    /// @param response  AuthenticationResponseJSON
    SignIn finish_sign_in(std::string_view response, const Client& client = {}) const;

    /// What to ask the browser of somebody whose sign-in waits for its second factor; goes on with
    /// Sessions::second_factor. @throws Error unauthenticated "sessions.no_pending", failed_precondition "passkeys.none"
    PasskeyOptions begin_second_factor(std::string_view pending) const;
    /// The same within a session; goes on with Sessions::step_up.
    /// @throws Error unauthenticated "sessions.no_session", failed_precondition "passkeys.none"
    PasskeyOptions begin_step_up(std::string_view token) const;

private:
    Scope scope_;
};

}  // namespace roster
