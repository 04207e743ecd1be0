// Second factors: authenticator apps and recovery codes.
#pragma once

#include <roster/base/actor.hpp>
#include <roster/sessions/sessions.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace roster {

/// What an authenticator app is set up with. Shown once.
struct AuthenticatorSetup {
    FactorId id;
    std::string seed;
    std::string uri;
    std::string qr_svg;
    std::string qr_text;

    static constexpr auto fields() {
        using S = AuthenticatorSetup;
        return FieldTable{
            field("id", &S::id, "To be confirmed with a first code."),
            field("seed", &S::seed, "Base32, for typing in.", Trait::secret),
            field("uri", &S::uri, "otpauth://totp/…, which apps read from the QR code.", Trait::secret),
            field("qr_svg", &S::qr_svg, "The URI as a QR code, for pages.", Trait::secret),
            field("qr_text", &S::qr_text, "The URI as a QR code, for terminals.", Trait::secret),
        };
    }
};

/// An authenticator app that counts from now on.
struct ConfirmedAuthenticator {
    SignIn sign_in;
    std::vector<std::string> recovery_codes;

    static constexpr auto fields() {
        using C = ConfirmedAuthenticator;
        return FieldTable{
            field("sign_in", &C::sign_in, "The session, of two factors from now on, with its new token."),
            field("recovery_codes", &C::recovery_codes, "Ten, with the first authenticator; shown here once.",
                  Trait::secret),
        };
    }
};

/// Second factors of one account's users (UC-7, HU-5, BX-12). Set up by the user within a session, seen by
/// administrators, who may take them away when they are lost, and never set them up for somebody else.
///
/// Errors: as Sessions; failed_precondition "factors.no_key" when the store was opened without a key to seal seeds with.
class Factors {
public:
    explicit Factors(Scope scope) : scope_(std::move(scope)) {}

    [[nodiscard]] FactorStatus status(const Actor& actor, UserId user) const;
    [[nodiscard]] std::vector<Authenticator> authenticators(const Actor& actor, UserId user) const;

    /// Begins to set up an authenticator app (TOTP, RFC 6238). It counts once confirmed.
    /// @param token  a session in which the user proved who they are within ten minutes
    /// @throws Error permission_denied "sessions.not_fresh"
    AuthenticatorSetup add_authenticator(std::string_view token, std::string_view name) const;
    /// Confirms it with a first code. With the first factor come ten recovery codes, shown here once; the session is
    /// one of two factors from then on and gets a new token.
    /// @throws Error permission_denied "factors.wrong_code"
    ConfirmedAuthenticator confirm_authenticator(std::string_view token, FactorId id, std::string_view code) const;
    /// Takes one away; within a fresh session. With the last one the recovery codes go.
    void remove_authenticator(std::string_view token, FactorId id) const;
    /// Ten new recovery codes in place of those that are left.
    std::vector<std::string> renew_recovery_codes(std::string_view token) const;

    /// An administrator takes away all second factors of somebody who lost them. All that user's sessions end, and what
    /// is set up anew is looked at again, however many tries there were.
    void reset(const Actor& actor, UserId user) const;

    /// Seals every seed of the account anew that an older key of the ring sealed: after a key was put before it, and before
    /// the old one is dropped. Call it again after an interruption. The system only. @return how many it were
    /// Links in the feed of events are not sealed anew: they live for days, and those of a key that is gone are left out.
    /// @throws Error failed_precondition "seal.unknown_key", "seal.no_key"
    std::int64_t reseal(const Actor& actor) const;

private:
    Scope scope_;
};

}  // namespace roster
