// Passwords, invitations and resets.
#include <roster/sessions/passwords.hpp>

#include "sessions.hpp"

namespace roster::c {

static_assert(same_enum<LinkKind>({ROSTER_LINK_INVITATION, ROSTER_LINK_PASSWORD_RESET}));

namespace {

constexpr auto message_rows = [] {
    using C = roster_message_record;
    using Cpp = Message;
    return FieldTable{ROSTER_ROW(user_id),  ROSTER_ROW(purpose), ROSTER_ROW(recipient),
                      ROSTER_ROW(language), ROSTER_ROW(link),    ROSTER_ROW(expires_at)};
}();
static_assert(covers<Message>(message_rows));

constexpr auto link_info_rows = [] {
    using C = roster_link_info_record;
    using Cpp = LinkInfo;
    return FieldTable{ROSTER_ROW(kind), ROSTER_ROW(user_id), ROSTER_ROW(name), ROSTER_ROW(email),
                      ROSTER_ROW(expires_at)};
}();
static_assert(covers<LinkInfo>(link_info_rows));

constexpr auto fault_rows = [] {
    using C = roster_password_fault_record;
    using Cpp = FieldError;
    return FieldTable{ROSTER_ROW(field), ROSTER_ROW(reason), ROSTER_ROW(message)};
}();
static_assert(covers<FieldError>(fault_rows));

}  // namespace

void write(Shelf& shelf, const Message& from, roster_message_record& to) { put_all(shelf, message_rows, from, to); }
void write(Shelf& shelf, const LinkInfo& from, roster_link_info_record& to) {
    put_all(shelf, link_info_rows, from, to);
}
void write(Shelf& shelf, const FieldError& from, roster_password_fault_record& to) {
    put_all(shelf, fault_rows, from, to);
}

}  // namespace roster::c

struct roster_message : roster::c::One<roster::c::Wiping<roster::Message>, roster_message_record> {
    using One::One;
};
struct roster_link_info : roster::c::One<roster::LinkInfo, roster_link_info_record> {
    using One::One;
};
struct roster_password_fault_list : roster::c::Many<roster::FieldError, roster_password_fault_record> {
    using Many::Many;
};

using namespace roster;
using namespace roster::c;

const char* roster_link_kind_name(int32_t kind) { return enum_name<LinkKind>(kind); }

const roster_message_record* roster_message_view(const roster_message* message) { return view(message); }
void roster_message_free(roster_message* message) { delete message; }

const roster_link_info_record* roster_link_info_view(const roster_link_info* info) { return view(info); }
void roster_link_info_free(roster_link_info* info) { delete info; }

size_t roster_password_fault_list_count(const roster_password_fault_list* faults) { return count(faults); }
const roster_password_fault_record* roster_password_fault_list_at(const roster_password_fault_list* faults,
                                                                  size_t index) {
    return at(faults, index);
}
void roster_password_fault_list_free(roster_password_fault_list* faults) { delete faults; }

// ---- passwords ----------------------------------------------------------------------------------------------

roster_status roster_passwords_check(const roster_account* account, const roster_user_id* user,
                                     const roster_str* password, roster_password_fault_list** faults,
                                     roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("faults", faults));
        in.need("account", account);
        const auto whose = in.id<UserId>("user", user);
        const auto wanted = in.text("password", password);
        in.done();
        result.give(account->value.passwords().check(whose, wanted));
    });
}

roster_status roster_passwords_change(const roster_account* account, const roster_str* token,
                                      const roster_str* current, const roster_str* wanted, roster_sign_in** sign_in,
                                      roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("sign_in", sign_in));
        in.need("account", account);
        const auto session = in.text("token", token);
        const auto old = in.text("current", current);
        const auto chosen = in.text("wanted", wanted);
        in.done();
        result.give(account->value.passwords().change(session, old, chosen));
    });
}

roster_status roster_passwords_import_hash(const roster_account* account, const roster_actor* actor,
                                           const roster_user_id* user, const roster_str* hash,
                                           roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto whose = in.id<UserId>("user", user);
        const auto kept = in.text("hash", hash);
        in.done();
        account->value.passwords().import_hash(who, whose, kept);
    });
}

// ---- invitations --------------------------------------------------------------------------------------------

roster_status roster_passwords_invite(const roster_account* account, const roster_actor* actor,
                                      const roster_user_id* user, roster_message** message, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("message", message));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto whom = in.id<UserId>("user", user);
        in.done();
        result.give(account->value.passwords().invite(who, whom));
    });
}

roster_status roster_passwords_accept(const roster_account* account, const roster_str* token,
                                      const roster_str* password, const roster_client* client,
                                      roster_sign_in** sign_in, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("sign_in", sign_in));
        in.need("account", account);
        const auto link = in.text("token", token);
        const auto chosen = in.text("password", password);
        const auto from = read_client(in, client);
        in.done();
        result.give(account->value.passwords().accept(link, chosen, from));
    });
}

roster_status roster_passwords_accept_with_identity(const roster_account* account, const roster_str* token,
                                                    const roster_str* issuer, const roster_str* subject,
                                                    const roster_client* client, roster_sign_in** sign_in,
                                                    roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("sign_in", sign_in));
        in.need("account", account);
        const auto link = in.text("token", token);
        const auto provider = in.text("issuer", issuer);
        const auto who = in.text("subject", subject);
        const auto from = read_client(in, client);
        in.done();
        result.give(account->value.passwords().accept_with_identity(
            link, {.issuer = provider, .subject = who, .client = from}));
    });
}

// ---- resets -------------------------------------------------------------------------------------------------

roster_status roster_passwords_start_reset(const roster_account* account, const roster_actor* actor,
                                           const roster_user_id* user, roster_message** message,
                                           roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("message", message));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto whom = in.id<UserId>("user", user);
        in.done();
        result.give(account->value.passwords().start_reset(who, whom));
    });
}

roster_status roster_passwords_request_reset(const roster_account* account, const roster_str* email,
                                             roster_message** message, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("message", message));
        in.need("account", account);
        const auto address = in.text("email", email);
        in.done();
        result.give_found(account->value.passwords().request_reset(address));
    });
}

roster_status roster_passwords_reset(const roster_account* account, const roster_str* token,
                                     const roster_str* password, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        in.need("account", account);
        const auto link = in.text("token", token);
        const auto chosen = in.text("password", password);
        in.done();
        account->value.passwords().reset(link, chosen);
    });
}

roster_status roster_passwords_look(const roster_account* account, const roster_str* token, roster_link_info** info,
                                    roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("info", info));
        in.need("account", account);
        const auto link = in.text("token", token);
        in.done();
        result.give_found(account->value.passwords().look(link));
    });
}
