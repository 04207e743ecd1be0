// Passkeys.
#include <roster/passkeys.h>
#include <roster/sessions/passkeys.hpp>

#include "sessions.hpp"

namespace roster::c {

static_assert(same_enum<PasskeyAlgorithm>({ROSTER_PASSKEY_ES256, ROSTER_PASSKEY_EDDSA, ROSTER_PASSKEY_RS256}));

namespace {

constexpr auto passkey_rows = [] {
    using C = roster_passkey_record;
    using Cpp = Passkey;
    return FieldTable{ROSTER_ROW(id),           ROSTER_ROW(user_id),       ROSTER_ROW(name),
                      ROSTER_ROW(algorithm),    ROSTER_ROW(aaguid),        ROSTER_ROW(transports),
                      ROSTER_ROW(discoverable), ROSTER_ROW(verifies_user), ROSTER_ROW(backup_eligible),
                      ROSTER_ROW(backed_up),    ROSTER_ROW(sign_count),    ROSTER_ROW(created_at),
                      ROSTER_ROW(last_used_at)};
}();
static_assert(covers<Passkey>(passkey_rows));

constexpr auto options_rows = [] {
    using C = roster_passkey_options_record;
    using Cpp = PasskeyOptions;
    return FieldTable{ROSTER_ROW(options), ROSTER_ROW(expires_at)};
}();
static_assert(covers<PasskeyOptions>(options_rows));

constexpr auto registered_rows = [] {
    using C = roster_registered_passkey_record;
    using Cpp = RegisteredPasskey;
    return FieldTable{ROSTER_ROW(passkey), ROSTER_ROW(sign_in), ROSTER_ROW(recovery_codes)};
}();
static_assert(covers<RegisteredPasskey>(registered_rows));

}  // namespace

void write(Shelf& shelf, const Passkey& from, roster_passkey_record& to) { put_all(shelf, passkey_rows, from, to); }
void write(Shelf& shelf, const PasskeyOptions& from, roster_passkey_options_record& to) {
    put_all(shelf, options_rows, from, to);
}
void put(Shelf& shelf, const Passkey& from, const roster_passkey_record*& to) {
    auto* const record = shelf.one<roster_passkey_record>();
    write(shelf, from, *record);
    to = record;
}
void write(Shelf& shelf, const RegisteredPasskey& from, roster_registered_passkey_record& to) {
    put_all(shelf, registered_rows, from, to);
}

}  // namespace roster::c

struct roster_passkey : roster::c::One<roster::Passkey, roster_passkey_record> {
    using One::One;
};
struct roster_passkey_list : roster::c::Many<roster::Passkey, roster_passkey_record> {
    using Many::Many;
};
struct roster_passkey_options
    : roster::c::One<roster::c::Wiping<roster::PasskeyOptions>, roster_passkey_options_record> {
    using One::One;
};
struct roster_registered_passkey
    : roster::c::One<roster::c::Wiping<roster::RegisteredPasskey>, roster_registered_passkey_record> {
    using One::One;
};

using namespace roster;
using namespace roster::c;

const char* roster_passkey_algorithm_name(int32_t algorithm) { return enum_name<PasskeyAlgorithm>(algorithm); }

const roster_passkey_record* roster_passkey_view(const roster_passkey* passkey) { return view(passkey); }
void roster_passkey_free(roster_passkey* passkey) { delete passkey; }

size_t roster_passkey_list_count(const roster_passkey_list* passkeys) { return count(passkeys); }
const roster_passkey_record* roster_passkey_list_at(const roster_passkey_list* passkeys, size_t index) {
    return at(passkeys, index);
}
void roster_passkey_list_free(roster_passkey_list* passkeys) { delete passkeys; }

const roster_passkey_options_record* roster_passkey_options_view(const roster_passkey_options* options) {
    return view(options);
}
void roster_passkey_options_free(roster_passkey_options* options) { delete options; }

const roster_registered_passkey_record* roster_registered_passkey_view(
    const roster_registered_passkey* registered) {
    return view(registered);
}
void roster_registered_passkey_free(roster_registered_passkey* registered) { delete registered; }

// ---- setting up ---------------------------------------------------------------------------------------------

roster_status roster_passkeys_begin_registration(const roster_account* account, const roster_str* token,
                                                 roster_passkey_options** options, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("options", options));
        in.need("account", account);
        const auto session = in.text("token", token);
        in.done();
        result.give(account->value.passkeys().begin_registration(session));
    });
}

roster_status roster_passkeys_finish_registration(const roster_account* account, const roster_str* token,
                                                  const roster_str* name, const roster_str* response,
                                                  roster_registered_passkey** registered, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("registered", registered));
        in.need("account", account);
        const auto session = in.text("token", token);
        const auto what = in.text("name", name);
        const auto answer = in.text("response", response);
        in.done();
        result.give(account->value.passkeys().finish_registration(session, what, answer));
    });
}

roster_status roster_passkeys_list(const roster_account* account, const roster_actor* actor,
                                   const roster_user_id* user, roster_passkey_list** passkeys,
                                   roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("passkeys", passkeys));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto whose = in.id<UserId>("user", user);
        in.done();
        result.give(account->value.passkeys().list(who, whose));
    });
}

roster_status roster_passkeys_rename(const roster_account* account, const roster_actor* actor,
                                     const roster_user_id* user, const roster_factor_id* id, const roster_str* name,
                                     roster_passkey** passkey, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(passkey);
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto whose = in.id<UserId>("user", user);
        const auto which = in.id<FactorId>("id", id);
        const auto what = in.text("name", name);
        in.done();
        result.give(account->value.passkeys().rename(who, whose, which, what));
    });
}

roster_status roster_passkeys_remove(const roster_account* account, const roster_str* token,
                                     const roster_factor_id* id, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        in.need("account", account);
        const auto session = in.text("token", token);
        const auto which = in.id<FactorId>("id", id);
        in.done();
        account->value.passkeys().remove(session, which);
    });
}

// ---- signing in ---------------------------------------------------------------------------------------------

roster_status roster_passkeys_begin_sign_in(const roster_account* account, roster_passkey_options** options,
                                            roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("options", options));
        in.need("account", account);
        in.done();
        result.give(account->value.passkeys().begin_sign_in());
    });
}

roster_status roster_passkeys_finish_sign_in(const roster_account* account, const roster_str* response,
                                             const roster_client* client, roster_sign_in** sign_in,
                                             roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("sign_in", sign_in));
        in.need("account", account);
        const auto answer = in.text("response", response);
        const auto from = read_client(in, client);
        in.done();
        result.give(account->value.passkeys().finish_sign_in(answer, from));
    });
}

roster_status roster_passkeys_begin_second_factor(const roster_account* account, const roster_str* pending,
                                                  roster_passkey_options** options, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("options", options));
        in.need("account", account);
        const auto waiting = in.text("pending", pending);
        in.done();
        result.give(account->value.passkeys().begin_second_factor(waiting));
    });
}

roster_status roster_passkeys_begin_step_up(const roster_account* account, const roster_str* token,
                                            roster_passkey_options** options, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("options", options));
        in.need("account", account);
        const auto session = in.text("token", token);
        in.done();
        result.give(account->value.passkeys().begin_step_up(session));
    });
}
