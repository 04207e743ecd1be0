// Second factors: authenticator apps and recovery codes.
#include <roster/sessions/factors.hpp>

#include "sessions.hpp"

namespace roster::c {
namespace {

constexpr auto status_rows = [] {
    using C = roster_factor_status_record;
    using Cpp = FactorStatus;
    return FieldTable{ROSTER_ROW(enabled),  ROSTER_ROW(authenticators),
                      ROSTER_ROW(passkeys), ROSTER_ROW(recovery_codes_left),
                      ROSTER_ROW(required), ROSTER_ROW(required_from)};
}();
static_assert(covers<FactorStatus>(status_rows));

constexpr auto authenticator_rows = [] {
    using C = roster_authenticator_record;
    using Cpp = Authenticator;
    return FieldTable{ROSTER_ROW(id), ROSTER_ROW(user_id), ROSTER_ROW(name), ROSTER_ROW(created_at),
                      ROSTER_ROW(last_used_at)};
}();
static_assert(covers<Authenticator>(authenticator_rows));

constexpr auto setup_rows = [] {
    using C = roster_authenticator_setup_record;
    using Cpp = AuthenticatorSetup;
    return FieldTable{ROSTER_ROW(id), ROSTER_ROW(seed), ROSTER_ROW(uri), ROSTER_ROW(qr_svg), ROSTER_ROW(qr_text)};
}();
static_assert(covers<AuthenticatorSetup>(setup_rows));

constexpr auto confirmed_rows = [] {
    using C = roster_confirmed_authenticator_record;
    using Cpp = ConfirmedAuthenticator;
    return FieldTable{ROSTER_ROW(sign_in), ROSTER_ROW(recovery_codes)};
}();
static_assert(covers<ConfirmedAuthenticator>(confirmed_rows));

}  // namespace

void write(Shelf& shelf, const FactorStatus& from, roster_factor_status_record& to) {
    put_all(shelf, status_rows, from, to);
}
void write(Shelf& shelf, const Authenticator& from, roster_authenticator_record& to) {
    put_all(shelf, authenticator_rows, from, to);
}
void write(Shelf& shelf, const AuthenticatorSetup& from, roster_authenticator_setup_record& to) {
    put_all(shelf, setup_rows, from, to);
}
void put(Shelf& shelf, const SignIn& from, const roster_sign_in_record*& to) {
    auto* const record = shelf.one<roster_sign_in_record>();
    write(shelf, from, *record);
    to = record;
}
void write(Shelf& shelf, const ConfirmedAuthenticator& from, roster_confirmed_authenticator_record& to) {
    put_all(shelf, confirmed_rows, from, to);
}

}  // namespace roster::c

struct roster_factor_status : roster::c::One<roster::FactorStatus, roster_factor_status_record> {
    using One::One;
};
struct roster_authenticator_list : roster::c::Many<roster::Authenticator, roster_authenticator_record> {
    using Many::Many;
};
struct roster_authenticator_setup
    : roster::c::One<roster::c::Wiping<roster::AuthenticatorSetup>, roster_authenticator_setup_record> {
    using One::One;
};
struct roster_confirmed_authenticator
    : roster::c::One<roster::c::Wiping<roster::ConfirmedAuthenticator>, roster_confirmed_authenticator_record> {
    using One::One;
};
struct roster_recovery_code_list {
    explicit roster_recovery_code_list(std::vector<std::string> codes) : items(std::move(codes)) {
        roster::c::Shelf none;
        for (const auto& code : items) put(none, code, records.emplace_back());
    }

    const roster::c::Wiping<std::vector<std::string>> items;
    std::vector<roster_str> records;
};

using namespace roster;
using namespace roster::c;

const roster_factor_status_record* roster_factor_status_view(const roster_factor_status* status) {
    return view(status);
}
void roster_factor_status_free(roster_factor_status* status) { delete status; }

size_t roster_authenticator_list_count(const roster_authenticator_list* authenticators) {
    return count(authenticators);
}
const roster_authenticator_record* roster_authenticator_list_at(const roster_authenticator_list* authenticators,
                                                                size_t index) {
    return at(authenticators, index);
}
void roster_authenticator_list_free(roster_authenticator_list* authenticators) { delete authenticators; }

const roster_authenticator_setup_record* roster_authenticator_setup_view(const roster_authenticator_setup* setup) {
    return view(setup);
}
void roster_authenticator_setup_free(roster_authenticator_setup* setup) { delete setup; }

const roster_confirmed_authenticator_record* roster_confirmed_authenticator_view(
    const roster_confirmed_authenticator* confirmed) {
    return view(confirmed);
}
void roster_confirmed_authenticator_free(roster_confirmed_authenticator* confirmed) { delete confirmed; }

size_t roster_recovery_code_list_count(const roster_recovery_code_list* codes) { return count(codes); }
const roster_str* roster_recovery_code_list_at(const roster_recovery_code_list* codes, size_t index) {
    return at(codes, index);
}
void roster_recovery_code_list_free(roster_recovery_code_list* codes) { delete codes; }

roster_status roster_factors_status(const roster_account* account, const roster_actor* actor,
                                    const roster_user_id* user, roster_factor_status** status,
                                    roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("status", status));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto whose = in.id<UserId>("user", user);
        in.done();
        result.give(account->value.factors().status(who, whose));
    });
}

roster_status roster_factors_authenticators(const roster_account* account, const roster_actor* actor,
                                            const roster_user_id* user, roster_authenticator_list** authenticators,
                                            roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("authenticators", authenticators));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto whose = in.id<UserId>("user", user);
        in.done();
        result.give(account->value.factors().authenticators(who, whose));
    });
}

roster_status roster_factors_add_authenticator(const roster_account* account, const roster_str* token,
                                               const roster_str* name, roster_authenticator_setup** setup,
                                               roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("setup", setup));
        in.need("account", account);
        const auto session = in.text("token", token);
        const auto what = in.text("name", name);
        in.done();
        result.give(account->value.factors().add_authenticator(session, what));
    });
}

roster_status roster_factors_confirm_authenticator(const roster_account* account, const roster_str* token,
                                                   const roster_factor_id* id, const roster_str* code,
                                                   roster_confirmed_authenticator** confirmed,
                                                   roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("confirmed", confirmed));
        in.need("account", account);
        const auto session = in.text("token", token);
        const auto which = in.id<FactorId>("id", id);
        const auto shown = in.text("code", code);
        in.done();
        result.give(account->value.factors().confirm_authenticator(session, which, shown));
    });
}

roster_status roster_factors_remove_authenticator(const roster_account* account, const roster_str* token,
                                                  const roster_factor_id* id, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        in.need("account", account);
        const auto session = in.text("token", token);
        const auto which = in.id<FactorId>("id", id);
        in.done();
        account->value.factors().remove_authenticator(session, which);
    });
}

roster_status roster_factors_renew_recovery_codes(const roster_account* account, const roster_str* token,
                                                  roster_recovery_code_list** codes, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("codes", codes));
        in.need("account", account);
        const auto session = in.text("token", token);
        in.done();
        result.give(account->value.factors().renew_recovery_codes(session));
    });
}

roster_status roster_factors_reset(const roster_account* account, const roster_actor* actor,
                                   const roster_user_id* user, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto whose = in.id<UserId>("user", user);
        in.done();
        account->value.factors().reset(who, whose);
    });
}

roster_status roster_factors_reseal(const roster_account* account, const roster_actor* actor, int64_t* sealed,
                                    roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        in.need("account", account);
        const auto who = in.actor(actor);
        in.done();
        const std::int64_t count = account->value.factors().reseal(who);
        if (sealed != nullptr) *sealed = count;
    });
}
