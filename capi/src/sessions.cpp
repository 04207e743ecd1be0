// Signing in, staying signed in, and who is signed in where.
#include "sessions.hpp"

namespace roster::c {

static_assert(same_enum<Assurance>({ROSTER_ASSURANCE_ONE_FACTOR, ROSTER_ASSURANCE_TWO_FACTORS}));
static_assert(same_enum<Credential>({ROSTER_CREDENTIAL_SESSION, ROSTER_CREDENTIAL_API_KEY, ROSTER_CREDENTIAL_APP}));
static_assert(same_enum<SignInOutcome>({ROSTER_SIGN_IN_GRANTED, ROSTER_SIGN_IN_SECOND_FACTOR_NEEDED,
                                        ROSTER_SIGN_IN_WAIT, ROSTER_SIGN_IN_REJECTED}));

ROSTER_INPUT(roster_client, known_device);
ROSTER_INPUT(roster_second_factor, recovery_code);
ROSTER_INPUT(roster_session_choice, device);

namespace {

// ---- tables -------------------------------------------------------------------------------------------------

constexpr auto principal_rows = [] {
    using C = roster_principal_record;
    using Cpp = Principal;
    return FieldTable{
        ROSTER_ROW(user_id),    ROSTER_ROW(role),      ROSTER_ROW(credential),       ROSTER_ROW(session_id),
        ROSTER_ROW(api_key_id), ROSTER_ROW(assurance), ROSTER_ROW(authenticated_at), ROSTER_ROW(second_factor_at),
        ROSTER_ROW(expires_at), ROSTER_ROW(scopes),    ROSTER_ROW(must_enrol),       ROSTER_ROW(app_id)};
}();
static_assert(covers<Principal>(principal_rows));

constexpr auto session_rows = [] {
    using C = roster_session_record;
    using Cpp = Session;
    return FieldTable{ROSTER_ROW(id),           ROSTER_ROW(user_id),          ROSTER_ROW(name),
                      ROSTER_ROW(device),       ROSTER_ROW(user_agent),       ROSTER_ROW(address),
                      ROSTER_ROW(place),        ROSTER_ROW(assurance),        ROSTER_ROW(methods),
                      ROSTER_ROW(created_at),   ROSTER_ROW(authenticated_at), ROSTER_ROW(second_factor_at),
                      ROSTER_ROW(last_seen_at), ROSTER_ROW(expires_at)};
}();
static_assert(covers<Session>(session_rows));

constexpr auto sign_in_rows = [] {
    using C = roster_sign_in_record;
    using Cpp = SignIn;
    return FieldTable{ROSTER_ROW(outcome), ROSTER_ROW(token),     ROSTER_ROW(pending),  ROSTER_ROW(known_device),
                      ROSTER_ROW(session), ROSTER_ROW(principal), ROSTER_ROW(retry_at), ROSTER_ROW(second_factors)};
}();
static_assert(covers<SignIn>(sign_in_rows));

constexpr auto event_rows = [] {
    using C = roster_event_record;
    using Cpp = Event;
    return FieldTable{ROSTER_ROW(id), ROSTER_ROW(at), ROSTER_ROW(kind), ROSTER_ROW(user_id), ROSTER_ROW(data)};
}();
static_assert(covers<Event>(event_rows));

constexpr auto client_rows = [] {
    using C = roster_client;
    using Cpp = Client;
    return FieldTable{ROSTER_ROW(user_agent), ROSTER_ROW(address), ROSTER_ROW(known_device)};
}();
static_assert(covers<Client>(client_rows));

// ---- reading ------------------------------------------------------------------------------------------------

SecondFactor read_proof(Arguments& in, const roster_second_factor* given) {
    const auto known = in.sized("proof", in.need("proof", given));
    return {.totp = in.text_member("proof.totp", known.totp),
            .recovery_code = in.text_member("proof.recovery_code", known.recovery_code),
            .passkey = in.text_member("proof.passkey", known.passkey)};
}

SessionChoice read_choice(Arguments& in, const roster_session_choice* given) {
    const auto known = in.sized("which", given);
    SessionChoice choice;
    take(in, "which.id", known.id, choice.id);
    take(in, "which.except", known.except, choice.except);
    if (known.begun_before != 0)
        choice.begun_before = in.instant(Arguments::join("which", "begun_before"), known.begun_before);
    choice.device = in.text_member("which.device", known.device);
    return choice;
}

/// What every call about a user's sessions is given.
struct OnUser {
    OnUser(Arguments& in, const roster_account* account, const roster_actor* by, const roster_user_id* user)
        : actor((in.need("account", account), in.actor(by))), id(in.id<UserId>("user", user)) {}

    Actor actor;
    UserId id;
};

}  // namespace

Client read_client(Arguments& in, const roster_client* given) {
    Client client;
    take_all(in, "client", client_rows, in.sized("client", given), client);
    return client;
}

// ---- writing ------------------------------------------------------------------------------------------------

void write(Shelf& shelf, const Principal& from, roster_principal_record& to) {
    put_all(shelf, principal_rows, from, to);
}
void write(Shelf& shelf, const Session& from, roster_session_record& to) { put_all(shelf, session_rows, from, to); }
void write(Shelf& shelf, const Event& from, roster_event_record& to) { put_all(shelf, event_rows, from, to); }

template <class Model, class Record>
void put(Shelf& shelf, const std::optional<Model>& from, const Record*& to) {
    if (!from) return;
    auto* const record = shelf.one<Record>();
    write(shelf, *from, *record);
    to = record;
}
void write(Shelf& shelf, const SignIn& from, roster_sign_in_record& to) { put_all(shelf, sign_in_rows, from, to); }

}  // namespace roster::c

struct roster_principal : roster::c::One<roster::Principal, roster_principal_record> {
    using One::One;
};
struct roster_session : roster::c::One<roster::Session, roster_session_record> {
    using One::One;
};
struct roster_session_list : roster::c::Many<roster::Session, roster_session_record> {
    using Many::Many;
};
/// Wiped: messages to be sent hold their links.
struct roster_event_page : roster::c::Many<roster::c::Wiping<roster::Event>, roster_event_record> {
    explicit roster_event_page(roster::Page<roster::Event> page)
        : Many({{std::make_move_iterator(page.items.begin()), std::make_move_iterator(page.items.end())},
                std::move(page.next)}) {}
};

using namespace roster;
using namespace roster::c;

const char* roster_assurance_name(int32_t assurance) { return enum_name<Assurance>(assurance); }
const char* roster_credential_name(int32_t credential) { return enum_name<Credential>(credential); }
const char* roster_sign_in_outcome_name(int32_t outcome) { return enum_name<SignInOutcome>(outcome); }

void roster_client_init(roster_client* client, uint32_t struct_size) { init(client, struct_size); }
void roster_second_factor_init(roster_second_factor* proof, uint32_t struct_size) { init(proof, struct_size); }
void roster_session_choice_init(roster_session_choice* which, uint32_t struct_size) { init(which, struct_size); }

const Access* roster::c::access_of(const roster_principal* principal) noexcept {
    return principal == nullptr ? nullptr : principal->value.access.get();
}

const roster_principal_record* roster_principal_view(const roster_principal* principal) { return view(principal); }
void roster_principal_free(roster_principal* principal) { delete principal; }

const roster_session_record* roster_session_view(const roster_session* session) { return view(session); }
void roster_session_free(roster_session* session) { delete session; }

size_t roster_session_list_count(const roster_session_list* sessions) { return count(sessions); }
const roster_session_record* roster_session_list_at(const roster_session_list* sessions, size_t index) {
    return at(sessions, index);
}
void roster_session_list_free(roster_session_list* sessions) { delete sessions; }

const roster_sign_in_record* roster_sign_in_view(const roster_sign_in* sign_in) { return view(sign_in); }
void roster_sign_in_free(roster_sign_in* sign_in) { delete sign_in; }

size_t roster_event_page_count(const roster_event_page* page) { return count(page); }
const roster_event_record* roster_event_page_at(const roster_event_page* page, size_t index) {
    return at(page, index);
}
const roster_str* roster_event_page_next(const roster_event_page* page) { return next(page); }
void roster_event_page_free(roster_event_page* page) { delete page; }

// ---- signing in ---------------------------------------------------------------------------------------------

roster_status roster_sessions_sign_in(const roster_account* account, const roster_str* email,
                                      const roster_str* password, const roster_client* client,
                                      roster_sign_in** sign_in, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("sign_in", sign_in));
        in.need("account", account);
        const auto address = in.text("email", email);
        const auto secret = in.text("password", password);
        const auto from = read_client(in, client);
        in.done();
        result.give(account->value.sessions().sign_in({.email = address, .password = secret, .client = from}));
    });
}

roster_status roster_sessions_sign_in_with_identity(const roster_account* account, const roster_str* issuer,
                                                    const roster_str* subject, const roster_client* client,
                                                    roster_sign_in** sign_in, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("sign_in", sign_in));
        in.need("account", account);
        const auto provider = in.text("issuer", issuer);
        const auto who = in.text("subject", subject);
        const auto from = read_client(in, client);
        in.done();
        result.give(
            account->value.sessions().sign_in_with_identity({.issuer = provider, .subject = who, .client = from}));
    });
}

roster_status roster_sessions_second_factor(const roster_account* account, const roster_str* pending,
                                            const roster_second_factor* proof, const roster_client* client,
                                            roster_sign_in** sign_in, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("sign_in", sign_in));
        in.need("account", account);
        const auto begun = in.text("pending", pending);
        const auto shown = read_proof(in, proof);
        const auto from = read_client(in, client);
        in.done();
        result.give(account->value.sessions().second_factor(begun, shown, from));
    });
}

// ---- in a session -------------------------------------------------------------------------------------------

roster_status roster_sessions_validate(const roster_account* account, const roster_str* token,
                                       roster_principal** principal, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("principal", principal));
        in.need("account", account);
        const auto shown = in.text("token", token);
        in.done();
        result.give_found(account->value.sessions().validate(shown));
    });
}

roster_status roster_sessions_step_up(const roster_account* account, const roster_str* token,
                                      const roster_second_factor* proof, roster_sign_in** sign_in,
                                      roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("sign_in", sign_in));
        in.need("account", account);
        const auto session = in.text("token", token);
        const auto shown = read_proof(in, proof);
        in.done();
        result.give(account->value.sessions().step_up(session, shown));
    });
}

roster_status roster_sessions_confirm(const roster_account* account, const roster_str* token,
                                      const roster_str* password, roster_sign_in** sign_in, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("sign_in", sign_in));
        in.need("account", account);
        const auto session = in.text("token", token);
        const auto secret = in.text("password", password);
        in.done();
        result.give(account->value.sessions().confirm(session, secret));
    });
}

roster_status roster_sessions_sign_out(const roster_account* account, const roster_str* token, int32_t* ended,
                                       roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        in.need("account", account);
        const auto session = in.text("token", token);
        in.done();
        const bool was_there = account->value.sessions().sign_out(session);
        if (ended != nullptr) *ended = was_there ? 1 : 0;
    });
}

// ---- who is signed in where ---------------------------------------------------------------------------------

roster_status roster_sessions_list(const roster_account* account, const roster_actor* actor,
                                   const roster_user_id* user, roster_session_list** sessions,
                                   roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("sessions", sessions));
        const OnUser on(in, account, actor, user);
        in.done();
        result.give(account->value.sessions().list(on.actor, on.id));
    });
}

roster_status roster_sessions_name(const roster_account* account, const roster_actor* actor,
                                   const roster_user_id* user, const roster_session_id* id, const roster_str* name,
                                   roster_session** session, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(session);
        const OnUser on(in, account, actor, user);
        const auto which = in.id<SessionId>("id", id);
        const auto what = in.text("name", name);
        in.done();
        result.give(account->value.sessions().name(on.actor, on.id, which, what));
    });
}

roster_status roster_sessions_revoke(const roster_account* account, const roster_actor* actor,
                                     const roster_user_id* user, const roster_session_choice* which, int64_t* count,
                                     roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        const OnUser on(in, account, actor, user);
        const auto chosen = read_choice(in, which);
        in.done();
        const std::int64_t ended = account->value.sessions().revoke(on.actor, on.id, chosen);
        if (count != nullptr) *count = ended;
    });
}

// ---- identity providers -------------------------------------------------------------------------------------

roster_status roster_sessions_link_identity(const roster_account* account, const roster_actor* actor,
                                            const roster_user_id* user, const roster_str* issuer,
                                            const roster_str* subject, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        const OnUser on(in, account, actor, user);
        const auto provider = in.text("issuer", issuer);
        const auto who = in.text("subject", subject);
        in.done();
        account->value.sessions().link_identity(on.actor, on.id, provider, who);
    });
}

roster_status roster_sessions_unlink_identity(const roster_account* account, const roster_actor* actor,
                                              const roster_user_id* user, const roster_str* issuer,
                                              const roster_str* subject, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        const OnUser on(in, account, actor, user);
        const auto provider = in.text("issuer", issuer);
        const auto who = in.text("subject", subject);
        in.done();
        account->value.sessions().unlink_identity(on.actor, on.id, provider, who);
    });
}

// ---- events and housekeeping --------------------------------------------------------------------------------

roster_status roster_sessions_events(const roster_account* account, const roster_actor* actor,
                                     const roster_page_request* page, roster_event_page** events,
                                     roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("events", events));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto part = in.page(page);
        in.done();
        result.give(account->value.sessions().events(who, part));
    });
}

roster_status roster_sessions_sweep(const roster_account* account, const roster_actor* actor, int64_t* forgotten,
                                    roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        in.need("account", account);
        const auto who = in.actor(actor);
        in.done();
        const std::int64_t gone = account->value.sessions().sweep(who);
        if (forgotten != nullptr) *forgotten = gone;
    });
}
