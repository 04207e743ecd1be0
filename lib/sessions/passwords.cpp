// Passwords, invitations and resets.
#include "base/json.hpp"
#include "sessions/enrolment.hpp"
#include "sessions/gate.hpp"
#include "sessions/password_rules.hpp"
#include "sessions/proofs.hpp"
#include "sessions/see_to.hpp"
#include "users/change.hpp"

#include <roster/base/email.hpp>
#include <roster/base/text.hpp>
#include <roster/sessions/passwords.hpp>

namespace roster {
namespace {

using sessions::TokenKind;

constexpr TokenKind token_kind(LinkKind kind) noexcept {
    return kind == LinkKind::invitation ? TokenKind::invitation : TokenKind::password_reset;
}

[[noreturn]] void throw_link_gone() {
    throw Error(ErrorCode::not_found, "sessions.link_gone",
                "This link was used already, was replaced by a later one, or is too old. Ask for a new one.");
}

[[noreturn]] void throw_no_password() {
    throw Error(ErrorCode::failed_precondition, "sessions.no_password",
                "This person signs in through an identity provider and has no password here.");
}

bool signs_in_elsewhere(Transaction& tx, UserId user) { return !tx.sessions().identities().of_user(user).empty(); }

/// What a password is held against: the rules for this user, and the words it must not be made of.
struct Standard {
    sessions::PasswordRules rules;
    std::vector<std::string> context;

    Standard(const Scope& scope, Transaction& tx, const User& user, const AccountRecord& account)
        : rules(gate::has_second_factor(tx, user.id) ? sessions::PasswordRules::with_second_factor()
                                                     : sessions::PasswordRules::alone()),
          context{user.first_name, user.last_name, user.email, account.name, host_of(scope).settings.product} {
        const auto& policy = account.policy;
        rules.min_length = static_cast<std::size_t>(
            gate::has_second_factor(tx, user.id) ? policy.password_length_with_factor : policy.password_length);
        for (const auto& address : user.other_emails) context.push_back(address);
    }

    [[nodiscard]] FieldErrors faults(std::string_view password) const {
        FieldErrors errors;
        sessions::refuse_password(errors, "password", sessions::check_password(password, rules, context), rules);
        return errors;
    }
    void demand(std::string_view password) const {
        faults(password).throw_if_any("passwords.invalid", "This password cannot be used.");
    }
};

/// What the feed says of a message: all that is needed to send it. The link is a secret and kept sealed; without a key it
/// is not kept, and only the call that made it gives it. Last, as Sessions::events expects it.
std::string data_of(const Scope& scope, const Message& message) {
    const auto& keys = host_of(scope).settings.keys;
    std::string data = "{\"recipient\":";
    json::append(data, message.recipient);
    json::append(data += ",\"language\":", message.language);
    json::append(data += ",\"expires_at\":", message.expires_at);
    if (!keys.empty() && message.link.size() <= KeyRing::max_plain_size)
        json::append(data += ",\"link\":",
                     keys.seal(message.link, {.account = scope.account, .user = message.user_id, .purpose = "link"},
                               scope.environment));
    return data += '}';
}

/// @pre the account is locked: of two that are made at once one is good
Message make_link(const Scope& scope, Transaction& tx, const User& user, const AccountRecord& account,
                  LinkKind kind, Instant now) {
    const auto& settings = host_of(scope).settings;
    const auto& policy = account.policy;
    const bool invites = kind == LinkKind::invitation;
    const auto token = sessions::make_token(token_kind(kind), scope.environment);
    const auto& base = invites ? settings.invitation_link : settings.reset_link;
    Message message{.user_id = user.id,
                    .purpose = kind,
                    .recipient = user.email,
                    .language = user.language.empty() ? account.language : user.language,
                    .link = link_to(base, token.text.reveal()),
                    .expires_at = now + (invites ? policy.invitation_lifetime : policy.reset_lifetime)};
    auto& links = tx.sessions().links();
    if (const auto earlier = links.find({user.id, kind})) links.remove(*earlier);
    links.insert({.kind = kind,
                  .user_id = user.id,
                  .digest = token.hash,
                  .email_key = email::key_of(user.email).value_or(""),
                  .created_at = now,
                  .expires_at = message.expires_at});
    gate::tell(scope, tx, invites ? "sessions.invitation" : "sessions.password_reset", user.id, now,
               data_of(scope, message));
    return message;
}

/// The link of a token, as long as it is good for its user.
std::optional<StoredLink> find_link(Transaction& tx, LinkKind kind, std::string_view token, Instant now) {
    const auto digest = sessions::read_token(token_kind(kind), token);
    const auto link = digest ? tx.sessions().links().find_by_digest(*digest) : std::nullopt;
    if (!link || link->kind != kind || now >= link->expires_at) return std::nullopt;
    const auto user = tx.users().find(link->user_id);
    return user && rules::outlives_suspension(*user, link->created_at, now) ? link : std::nullopt;
}

StoredLink redeem(Transaction& tx, LinkKind kind, std::string_view token, Instant now) {
    const auto link = find_link(tx, kind, token, now);
    if (!link || !tx.sessions().links().remove(*link)) throw_link_gone();
    return *link;
}

void put_password(Transaction& tx, UserId user, std::string hash, Instant now) {
    auto& passwords = tx.sessions().passwords();
    const auto before = passwords.find(user);
    StoredPassword password{.user_id = user, .hash = std::move(hash), .changed_at = now, .revision = 1};
    if (!before) {
        if (!passwords.insert(password)) throw_changed();
        return;
    }
    password.revision = before->revision + 1;
    if (!passwords.replace(*before, password)) throw_changed();
}

FieldChange redacted() { return {"password", "\"[redacted]\"", "\"[redacted]\""}; }

/// What a person accepts an invitation with, put in place of what there was.
using PutCredential = std::function<void(const User&, Transaction&, const Acting&)>;

/// Redeems an invitation: its user is active from then on, reads where it was sent, and is let in.
/// @param methods  what they showed
SignIn accept_invitation(const Scope& scope, std::string_view token, const PutCredential& put,
                         std::vector<std::string> methods, const Client& client) {
    const auto user = scope.read([&](Transaction& tx) {
        const auto link = find_link(tx, LinkKind::invitation, token, scope.environment.now());
        if (!link) throw_link_gone();
        return link->user_id;
    });
    const auto from = gate::whereabouts_of(scope, client);
    SignIn answer;
    change_user(scope, Actor::system("invitation").on_behalf_of(user), user,
                {.verb = "users.accept",
                 .move = rules::UserMove::accept,
                 .alone = false,  // it is already, before the link is redeemed
                 .edit =
                     [](User& invited, Transaction&, const Acting& who, const AccountRecord&) {
                         invited.onboarding = Onboarding::active;
                         invited.email_verified_at = who.now;
                     },
                 .first =
                     [&](Transaction& tx) {
                         tx.accounts().lock();
                         redeem(tx, LinkKind::invitation, token, scope.environment.now());
                     },
                 .then =
                     [&](const User& active, Transaction& tx, const Acting& who, const AccountRecord& account) {
                         put(active, tx, who);
                         answer = gate::enter(scope, tx, active, account,
                                              {.methods = methods, .client = client, .now = who.now, .from = from});
                     }});
    return answer;
}

}  // namespace

std::vector<FieldError> Passwords::check(UserId id, std::string_view password) const {
    const auto standard = scope_.read([&](Transaction& tx) {
        const auto user = tx.users().find(id);
        if (!user) throw_unknown_user();
        return Standard(scope_, tx, *user, account_of(tx));
    });
    return standard.faults(password).list();
}

SignIn Passwords::change(std::string_view token, std::string_view current, std::string_view wanted) const {
    const Instant now = scope_.environment.now();
    const auto& hasher = host_of(scope_).hasher;
    struct Found {
        Standard standard;
        std::optional<StoredPassword> password;
        Digest subject;
        sessions::Tried tried;
    };
    const auto found = scope_.write([&](Transaction& tx) {
        const auto session = sessions::session_of(tx, token, now);
        if (signs_in_elsewhere(tx, session.user.id)) throw_no_password();
        const auto subject = sessions::subject_of("confirm", session.user.id.bytes());
        return Found{Standard(scope_, tx, session.user, session.account),
                     tx.sessions().passwords().find(session.user.id), subject,
                     sessions::count_try(tx, subject, {}, now)};
    });
    const auto wrong = [] {
        throw Error(ErrorCode::permission_denied, "passwords.wrong", "The current password is not right.",
                    {{"current", "wrong", "is not the current password"}});
    };
    if (found.tried.waits || !found.password) {
        hasher.verify_nothing(current);
        wrong();
    }
    if (!hasher.verify(found.password->hash, current).matches) wrong();
    found.standard.demand(wanted);
    const std::string hash = hasher.hash(wanted);
    return scope_.write([&](Transaction& tx) {
        tx.accounts().lock();
        const auto session = sessions::session_of(tx, token, now);
        const auto before = tx.sessions().passwords().find(session.user.id);
        if (!before || before->hash != found.password->hash) throw_changed();
        tx.sessions().tries().clear(found.subject, {});
        put_password(tx, session.user.id, hash, now);
        tx.sessions().links().remove_of_user(session.user.id);
        sessions::end_others(tx, session.record);
        history::record(tx, scope_.environment, sessions::author_of(session.user), now, "passwords.change", "user",
                        session.user.id, {redacted()});
        gate::tell(scope_, tx, "sessions.password_changed", session.user.id, now);
        return gate::renew(scope_, tx, session, "password", now);
    });
}

void Passwords::import_hash(const Actor& actor, UserId id, std::string_view hash) const {
    FieldErrors errors;
    if (const auto fault = sessions::PasswordHasher::check_imported(hash))
        sessions::refuse_hash(errors, "hash", *fault);
    errors.throw_if_any("passwords.invalid_hash", "This password hash cannot be taken over.");
    scope_.write([&](Transaction& tx) {
        const Acting who = acting_alone(tx, actor, scope_.environment.now());
        if (who.user) refuse({"users.system_only", "Only the system can do this."});
        if (!tx.users().find(id)) throw_unknown_user();
        if (signs_in_elsewhere(tx, id)) throw_no_password();
        const StoredPassword password{
            .user_id = id, .hash = std::string(hash), .changed_at = who.now, .revision = 1};
        if (!tx.sessions().passwords().insert(password))
            throw Error(ErrorCode::already_exists, "passwords.has_one", "This user has a password already.");
        history::record(tx, scope_.environment, who.author, who.now, "passwords.import", "user", id,
                        {{"password", "null", "\"[redacted]\""}});
    });
}

// ---- Invitations ---------------------------------------------------------------------------------------------------

Message Passwords::invite(const Actor& actor, UserId id) const {
    Message message;
    change_user(scope_, actor, id,
                {.verb = "users.invite",
                 .move = rules::UserMove::invite,
                 .edit =
                     [](User& user, Transaction&, const Acting& who, const AccountRecord& account) {
                         user.onboarding = Onboarding::invited;
                         user.invitation_expires_at = who.now + account.policy.invitation_lifetime;
                     },
                 .then =
                     [&](const User& user, Transaction& tx, const Acting& who, const AccountRecord& account) {
                         if (user.email.empty())
                             throw Error(ErrorCode::failed_precondition, "sessions.no_address",
                                         "This person has no e-mail address to be invited at.");
                         message = make_link(scope_, tx, user, account, LinkKind::invitation, who.now);
                     }});
    return message;
}

SignIn Passwords::accept(std::string_view token, std::string_view password, const Client& client) const {
    const auto standard = scope_.read([&](Transaction& tx) {
        const auto link = find_link(tx, LinkKind::invitation, token, scope_.environment.now());
        const auto user = link ? tx.users().find(link->user_id) : std::nullopt;
        if (!user) throw_link_gone();
        return Standard(scope_, tx, *user, account_of(tx));
    });
    standard.demand(password);
    const std::string hash = host_of(scope_).hasher.hash(password);
    return accept_invitation(
        scope_, token,
        [&](const User& user, Transaction& tx, const Acting& who) {
            if (signs_in_elsewhere(tx, user.id)) throw_no_password();
            put_password(tx, user.id, hash, who.now);
        },
        {"link"}, client);
}

SignIn Passwords::accept_with_identity(std::string_view token, const IdentitySignIn& identity) const {
    FieldErrors errors;
    static_cast<void>(text::clean(identity.issuer, {.max_length = 500, .required = true}, "issuer", errors));
    static_cast<void>(text::clean(identity.subject, {.max_length = 500, .required = true}, "subject", errors));
    errors.throw_if_any("sessions.invalid", "The identity cannot be used.");
    return accept_invitation(
        scope_, token,
        [&](const User& user, Transaction& tx, const Acting& who) {
            auto& identities = tx.sessions().identities();
            const StoredIdentity linked{std::string(identity.issuer), std::string(identity.subject), user.id,
                                        who.now};
            tx.sessions().passwords().remove_of_user(user.id);
            if (const auto found = identities.find(key_of(linked)); found && found->user_id == user.id) return;
            if (!identities.insert(linked))
                throw Error(ErrorCode::already_exists, "sessions.identity_taken",
                            "Another user is linked to this identity already.");
            history::record(tx, scope_.environment, who.author, who.now, "sessions.link_identity", "user", user.id,
                            {});
        },
        {"identity"}, identity.client);
}

// ---- Resets --------------------------------------------------------------------------------------------------------

Message Passwords::start_reset(const Actor& actor, UserId id) const {
    return scope_.write([&](Transaction& tx) {
        tx.accounts().lock();
        const Acting who = acting(tx, actor, scope_.environment.now());
        const User user = sessions::see_to(tx, who, id, permission::manage_users);
        if (!rules::may_sign_in(user, who.now))
            throw Error(ErrorCode::failed_precondition, "users.illegal_move",
                        "Only an active user can reset a password: invite or resume them instead.");
        if (signs_in_elsewhere(tx, id)) throw_no_password();
        auto message = make_link(scope_, tx, user, account_of(tx), LinkKind::password_reset, who.now);
        history::record(tx, scope_.environment, who.author, who.now, "passwords.start_reset", "user", id, {});
        return message;
    });
}

std::optional<Message> Passwords::request_reset(std::string_view address) const {
    // Asked first: a host that forgot it is told whatever the address, and nothing shows who is known.
    static_cast<void>(link_to(host_of(scope_).settings.reset_link, {}));
    const auto key = email::key_of(address);
    return scope_.write([&](Transaction& tx) -> std::optional<Message> {
        tx.accounts().lock();
        const Instant now = scope_.environment.now();
        const auto account = account_of(tx);
        // Counted for unknown addresses too: nobody's mailbox is filled by strangers, and nothing shows who is known.
        const auto subject = sessions::subject_of("reset", key.value_or(std::string(address.substr(0, 254))));
        if (sessions::count_try(tx, subject, {}, now).waits) return std::nullopt;
        const auto user = key ? tx.users().find_by_email(*key) : std::nullopt;
        const bool can = user && email::key_of(user->email) == key && rules::may_sign_in(*user, now) &&
                         !signs_in_elsewhere(tx, user->id);
        if (!can) return std::nullopt;
        return make_link(scope_, tx, *user, account, LinkKind::password_reset, now);
    });
}

void Passwords::reset(std::string_view token, std::string_view password) const {
    struct Found {
        UserId user;
        Standard standard;
    };
    const auto found = scope_.read([&](Transaction& tx) {
        const auto link = find_link(tx, LinkKind::password_reset, token, scope_.environment.now());
        const auto user = link ? tx.users().find(link->user_id) : std::nullopt;
        if (!user) throw_link_gone();
        return Found{user->id, Standard(scope_, tx, *user, account_of(tx))};
    });
    found.standard.demand(password);
    const std::string hash = host_of(scope_).hasher.hash(password);
    change_user(scope_, Actor::system("password reset").on_behalf_of(found.user), found.user,
                {.verb = "passwords.reset",
                 .edit =
                     [](User& user, Transaction&, const Acting& who, const AccountRecord&) {
                         if (!rules::may_sign_in(user, who.now)) throw_link_gone();
                         user.email_verified_at = who.now;
                     },
                 .first =
                     [&](Transaction& tx) {
                         tx.accounts().lock();
                         const auto link = redeem(tx, LinkKind::password_reset, token, scope_.environment.now());
                         // Those of the second factor stay: a reset passes none by.
                         auto& tries = tx.sessions().tries();
                         tries.clear_all(sessions::subject_of("password", link.email_key));
                         tries.clear_all(sessions::subject_of("reset", link.email_key));
                         tries.clear_all(sessions::subject_of("confirm", link.user_id.bytes()));
                     },
                 .then =
                     [&](const User& user, Transaction& tx, const Acting& who, const AccountRecord&) {
                         tx.users().clear_failed_sign_ins(user.id);
                         put_password(tx, user.id, hash, who.now);
                         tx.sessions().sessions().remove_of_user(user.id);
                         tx.sessions().pending().remove_of_user(user.id);
                         gate::tell(scope_, tx, "sessions.password_changed", user.id, who.now);
                     },
                 .also = {redacted()}});
}

std::optional<LinkInfo> Passwords::look(std::string_view token) const {
    return scope_.read([&](Transaction& tx) -> std::optional<LinkInfo> {
        const Instant now = scope_.environment.now();
        for (const auto kind : {LinkKind::invitation, LinkKind::password_reset}) {
            const auto link = find_link(tx, kind, token, now);
            const auto user = link ? tx.users().find(link->user_id) : std::nullopt;
            if (user) return LinkInfo{kind, user->id, display_name(*user), user->email, link->expires_at};
        }
        return std::nullopt;
    });
}

}  // namespace roster
