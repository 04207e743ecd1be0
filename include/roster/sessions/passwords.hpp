// Passwords, invitations and resets.
#pragma once

#include <roster/base/actor.hpp>
#include <roster/base/error.hpp>
#include <roster/sessions/sessions.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace roster {

/// Whom a link is for, as far as the page that opens needs it.
struct LinkInfo {
    LinkKind kind = LinkKind::invitation;
    UserId user_id;
    std::string name;
    std::string email;
    Instant expires_at;

    static constexpr auto fields() {
        using L = LinkInfo;
        return FieldTable{
            field("kind", &L::kind, "What it is for."),
            field("user_id", &L::user_id, "Whose it is."),
            field("name", &L::name, "What the person is called."),
            field("email", &L::email, "The address it went to."),
            field("expires_at", &L::expires_at, "Until when it works."),
        };
    }
};

/// Passwords of one account's users. Nobody sets another's (HU-18): administrators start a reset, the user chooses.
///
/// Kept as Argon2id (RFC 9106), in NFC; at least 15 code points alone or 8 beside a second factor (policy), at most 1,024
/// bytes; no rules of composition; common ones and those made of the user's or the product's names are refused with the
/// reason. A user who signs in through an identity provider has none ("sessions.no_password", UC-8).
///
/// Errors: as Sessions; invalid_argument "passwords.invalid" with field "password" and the reasons "too_short",
/// "too_long", "common_password", "personal_password", "weak_password".
class Passwords {
public:
    explicit Passwords(Scope scope) : scope_(std::move(scope)) {}

    /// What is wrong with a password for this user, before it is sent; empty when it will do.
    [[nodiscard]] std::vector<FieldError> check(UserId user, std::string_view password) const;
    /// The user changes their own. All their other sessions and the sign-ins that wait for a second factor end, and a notice
    /// goes to the events.
    /// @param token  the session it is done in, which gets a new token
    /// @throws Error permission_denied "passwords.wrong" when `current` is not the password
    SignIn change(std::string_view token, std::string_view current, std::string_view wanted) const;
    /// Takes over the hash another system kept (bcrypt, PBKDF2, scrypt, Argon2); it is replaced at the first sign-in.
    /// The system only. @throws Error invalid_argument "passwords.invalid_hash" for unknown formats and costs out of
    ///   bounds; already_exists "passwords.has_one"
    void import_hash(const Actor& actor, UserId user, std::string_view hash) const;

    // ---- invitations (HU-1, HU-18) -----------------------------------------------------------------------------

    /// Invites a user, or invites them again, which ends the earlier link.
    /// @throws Error failed_precondition "sessions.no_link_base" when the host configured no address for invitations
    Message invite(const Actor& actor, UserId user) const;
    /// Accepts: sets the first password, verifies the address, signs in. Works once.
    /// @throws Error not_found "sessions.link_gone" for a link that was used, ended or is too old
    SignIn accept(std::string_view token, std::string_view password, const Client& client = {}) const;
    /// Accepts with an identity provider in place of a password: links the user to whom the provider knows, who may be linked
    /// already, verifies the address, signs in. The host has checked the provider's answer. No password stays (UC-8). Works
    /// once; refused, it uses nothing up.
    /// @throws Error not_found "sessions.link_gone"; already_exists "sessions.identity_taken" when another user is linked to
    ///   this identity; invalid_argument "sessions.invalid"
    SignIn accept_with_identity(std::string_view token, const IdentitySignIn& identity) const;

    // ---- resets (HU-18) ----------------------------------------------------------------------------------------

    /// Who may manage users, and as much as this one may, has a reset sent; anybody their own. The user's password stays
    /// good until it is used. @throws Error failed_precondition "sessions.no_link_base", "users.illegal_move"
    Message start_reset(const Actor& actor, UserId user) const;
    /// Somebody asks for a reset of their own. What is to be sent, or nothing: whoever asked is told the same either
    /// way, "if this address is known, mail is on its way". From the fifth in a row on one has to wait.
    /// @throws Error failed_precondition "sessions.no_link_base", whatever the address
    std::optional<Message> request_reset(std::string_view email) const;
    /// Sets a new password. Ends all sessions, verifies the address, and nobody has to wait any more for tries at the old
    /// one; it signs nobody in, and no second factor is passed by. Works once. @throws Error not_found "sessions.link_gone"
    void reset(std::string_view token, std::string_view password) const;

    /// Whom a link is for; nothing when it is not good any more. Reading it uses nothing up.
    [[nodiscard]] std::optional<LinkInfo> look(std::string_view token) const;

private:
    Scope scope_;
};

}  // namespace roster
