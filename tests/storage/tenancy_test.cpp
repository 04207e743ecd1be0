// BX-10: every public verb of an account, called with another account's ids, values and people. What lists make of
// another account's cursors, and what look-ups by a shared value find, is in tests/users/tenancy_test.cpp.
#include "storage/differential_dump.hpp"
#include "support/folder.hpp"

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

namespace roster::test {
namespace {

/// What a verb gives in a build that has passkeys; every other says that it has none.
std::string with_passkeys(const std::string& expected) {
#ifdef ROSTER_HAS_PASSKEYS
    return expected;
#else
    return expected.empty() ? expected : "unimplemented passkeys.left_out";
#endif
}

/// Two accounts of the same people, and more of everything in the other one.
class EveryVerb : public Desk {
protected:
    EveryVerb() : Desk(links()), other(directory.create_account({.name = "Other"})), theirs(other.users()) {
        for (const User* one : people) theirs.add(system, static_cast<const NewUser&>(*one), Onboarding::active);
        their_owner = theirs.get_by_email(system, owner.email);
        organization = other.organizations().add(system, {.name = "Theirs"}).id;
        group = other.groups().add(system, {.name = "Theirs"}).id;
        their_user = theirs.add(system, {.kind = UserKind::customer,
                                         .first_name = "Only There",
                                         .email = "there@x.example",
                                         .organization = organization,
                                         .groups = {group},
                                         .labels = {"theirs"},
                                         .external_id = "there"});
        their_guest = theirs.add(system, {.first_name = "Guest", .email = "guest@x.example"});
        their_past = theirs.add(system, {.first_name = "Gone", .email = "gone@x.example"});
        theirs.remove(system, their_past.id, "left");
        theirs.update(as(their_owner), their_user.id, {.phone = "+49301"});
        theirs.update(as(their_owner), their_user.id, {.phone = "+49302"});
        std::istringstream rows(source);
        import = other.imports().run(system, rows, {.key = "theirs"}).id;
        std::ofstream(folder.file("people.csv")) << source;

        const User member = theirs.add(
            system, {.first_name = "Member", .email = "member@x.example", .role = role::user}, Onboarding::active);
        other.sessions().link_identity(system, member.id, "i", "theirs");
        const auto entered = other.sessions().sign_in_with_identity({.issuer = "i", .subject = "theirs"});
        token = entered.token;
        session = entered.session->id;
        const auto kept = conformance::sample<StoredPasskey>(world.environment(), member.id, 1);
        directory.storage().write(other.id(), [&](Transaction& tx) { tx.sessions().passkeys().insert(kept); });
        passkey = kept.id;
        key = other.api_keys().create(as(member), "theirs").key.id;
        const auto registered = other.apps().create(
            as(member), {.name = "Theirs", .redirect_uris = {"https://a.example/"}, .scopes = {"a"}});
        app = registered.app.id;
        credentials = {to_string(app), registered.secret};
        asked = {.response_type = "code",
                 .client_id = to_string(app),
                 .redirect_uri = "https://a.example/",
                 .scope = "a",
                 .state = "",
                 .code_challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
                 .code_challenge_method = "S256"};
        const std::string verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        app_tokens = other.apps().exchange_code(credentials, other.apps().consent(token, asked, {"a"}).code,
                                                asked.redirect_uri, verifier);
        code = other.apps().authorize(token, asked).code;
        other.update(system, {.plan = Plan::pro});
        desk.update(system, {.plan = Plan::pro});
        role = other.roles().add(system, {.name = "Theirs"}).id;
        inbox = other.inboxes().add(system, {.name = "Theirs"}).id;
        team = other.teams().add(system, {.name = "Theirs"}).id;
        other.teams().add_member(system, team, member.id);
        const auto last_part = [](const Message& message) {
            return message.link.substr(message.link.find_last_of('/') + 1);
        };
        link = last_part(other.passwords().invite(system, their_guest.id));
        reset = last_part(other.passwords().start_reset(system, their_owner.id));
    }

    static SessionSettings links() {
        SessionSettings settings;
        settings.invitation_link = settings.reset_link = "https://x.example/{token}";
        settings.keys.add("k", Secret(std::string(32, 'k')));
        settings.rp_id = "x.example";
        settings.origins = {"https://x.example"};
        return settings;
    }

    /// What a verb did with what is theirs: how it was refused, or what it gave.
    struct Verb {
        const char* name;      ///< "Class::verb"
        const char* with;      ///< what of theirs
        std::string expected;  ///< of the host, in our account
        std::function<std::string(const Account&, const Actor&)> call;
        bool has_no_actor = false;  ///< a door, or the host's own reading
    };
    std::vector<Verb> verbs() const;

    static std::string told(const Verb& verb, const Account& account, const Actor& actor) {
        std::string text;
        const auto refusal = outcome([&] { text = verb.call(account, actor); });
        return refusal == "done" ? text : refusal;
    }
    std::string dump(const Account& account) const {
        return dump_of(directory.storage(), account.id(), {"theirs"});
    }

    Account other;
    Users theirs;
    User their_owner, their_user, their_guest, their_past;
    OrganizationId organization;
    GroupId group;
    ImportId import;
    std::string token, link, reset;
    SessionId session;
    ApiKeyId key;
    AppId app;
    AppCredentials credentials;
    AuthorizationRequest asked;
    TokenResponse app_tokens;
    std::string code;
    FactorId passkey;
    RoleId role;
    InboxId inbox;
    TeamId team;
    const std::string source = "email,phone\nwrong,1\nnew@y.example,+49305\n";
    Folder folder;
};
ROSTER_OVER_ALL_STORES(EveryVerb);

// clang-format off: a table
std::vector<EveryVerb::Verb> EveryVerb::verbs() const {
    const std::string no_user = "not_found users.unknown", invalid = "invalid_argument users.invalid";
    const UserId id = their_user.id;
    const auto people = [](const std::vector<User>& list) { return list.empty() ? std::string("nobody") : "people"; };
    const auto maybe = [](const auto& found) { return std::string(found ? "something" : "nothing"); };
    const auto size = [](const auto& page) { return std::to_string(page.items.size()) + " items"; };
    const auto user = [&](const char* name, const char* with, auto act) {
        return Verb{name, with, no_user, [act](const Account& a, const Actor& actor) { return act(a.users(), actor), "done"; }};
    };
    const std::string no_session = "unauthenticated sessions.no_session", gone = "not_found sessions.link_gone";
    const std::string no_app = "not_found apps.unknown";
    const auto said = [](const SignIn& answer) { return std::string(to_string(answer.outcome)); };
    const std::string past_cursor = other.history().of_user(system, id, {.limit = 1}).next;
    return {
        user("Users::update", "id", [id](const Users& u, const Actor& a) { u.update(a, id, {.first_name = "X"}); }),
        user("Users::label", "id", [id](const Users& u, const Actor& a) { u.label(a, id, {"x"}); }),
        user("Users::get", "id", [id](const Users& u, const Actor& a) { u.get(a, id); }),
        user("Users::get_by_number", "number", [n = their_user.number](const Users& u, const Actor& a) { u.get_by_number(a, n); }),
        user("Users::get_by_email", "address", [](const Users& u, const Actor& a) { u.get_by_email(a, "THERE@x.example"); }),
        user("Users::get_by_external_id", "external id", [](const Users& u, const Actor& a) { u.get_by_external_id(a, "there"); }),
        user("Users::alerts", "id", [id](const Users& u, const Actor& a) { u.alerts(a, id); }),
        user("Users::invite", "id", [n = their_guest.id](const Users& u, const Actor& a) { u.invite(a, n); }),
        user("Users::accept", "id", [n = their_guest.id](const Users& u, const Actor& a) { u.accept(a, n); }),
        user("Users::activate", "id", [n = their_guest.id](const Users& u, const Actor& a) { u.activate(a, n); }),
        user("Users::suspend", "id", [id](const Users& u, const Actor& a) { u.suspend(a, id, day("2025-06-02")); }),
        user("Users::resume", "id", [id](const Users& u, const Actor& a) { u.resume(a, id); }),
        user("Users::remove", "id", [id](const Users& u, const Actor& a) { u.remove(a, id, "x"); }),
        user("Users::restore", "id", [n = their_past.id](const Users& u, const Actor& a) { u.restore(a, n); }),
        user("Users::record_activity", "id", [id](const Users& u, const Actor& a) { u.record_activity(a, id); }),
        user("Users::record_failed_sign_in", "id", [id](const Users& u, const Actor& a) { u.record_failed_sign_in(a, id); }),
        user("Users::record_sign_in", "id", [id](const Users& u, const Actor& a) { u.record_sign_in(a, id); }),
        {"Users::update", "organization", invalid, [this](auto& a, auto& actor) {
             return a.users().update(actor, customer.id, {.organization = organization}), "done"; }},
        {"Users::update", "group", invalid, [this](auto& a, auto& actor) {
             return a.users().update(actor, customer.id, {.groups = {{group}}}), "done"; }},
        {"Users::update", "address", "done", [this](auto& a, auto& actor) {
             return a.users().update(actor, customer.id, {.email = "there@x.example", .external_id = "there"}), "done"; }},
        {"Users::add", "organization", invalid, [this](auto& a, auto& actor) {
             return a.users().add(actor, {.email = "new@x.example", .organization = organization}), "done"; }},
        {"Users::add", "group", invalid, [this](auto& a, auto& actor) {
             return a.users().add(actor, {.email = "new@x.example", .groups = {group}}), "done"; }},
        {"Users::add", "address", "done", [](auto& a, auto& actor) {
             return a.users().add(actor, {.email = "guest@x.example"}), "done"; }},
        {"Users::find_by_email", "address", "nothing", [=](auto& a, auto& actor) { return maybe(a.users().find_by_email(actor, "gone@x.example")); }},
        {"Users::find_by_external_id", "external id", "nothing", [=](auto& a, auto& actor) { return maybe(a.users().find_by_external_id(actor, "theirs")); }},
        {"Users::get_many", "ids", "nobody", [=, this](auto& a, auto& actor) {
             return people(a.users().get_many(actor, std::vector{id, their_owner.id, their_past.id})); }},
        {"Users::list", "organization", "0 items", [=, this](auto& a, auto& actor) { return size(a.users().list(actor, {.organization = organization})); }},
        {"Users::list", "group", "0 items", [=, this](auto& a, auto& actor) { return size(a.users().list(actor, {.group = group})); }},
        {"Users::list", "label", "0 items", [=](auto& a, auto& actor) { return size(a.users().list(actor, {.labels = {"theirs"}})); }},
        {"Users::list", "name", "0 items", [=](auto& a, auto& actor) { return size(a.users().list(actor, {.text = "only there"})); }},
        {"Users::for_each", "deleted", "nobody", [=](auto& a, auto& actor) {
             std::vector<User> seen;
             a.users().for_each(actor, {.status = UserStatus::deleted}, [&](const User& one) { return seen.push_back(one), true; });
             return people(seen); }},
        {"Users::labels", "label", "0 items", [=](auto& a, auto& actor) { return size(a.users().labels(actor, "theirs")); }},
        {"Users::seats", "seats", "5 seats", [](auto& a, auto& actor) { return std::to_string(a.users().seats(actor).used) + " seats"; }},
        {"Organizations::add", "name", "done", [](auto& a, auto& actor) { return a.organizations().add(actor, {.name = "Theirs"}), "done"; }},
        {"Organizations::update", "id", "not_found organizations.unknown", [this](auto& a, auto& actor) {
             return a.organizations().update(actor, organization, {.name = "X"}), "done"; }},
        {"Organizations::get", "id", "not_found organizations.unknown", [this](auto& a, auto& actor) { return a.organizations().get(actor, organization), "done"; }},
        {"Organizations::remove", "id", "not_found organizations.unknown", [this](auto& a, auto& actor) { return a.organizations().remove(actor, organization), "done"; }},
        {"Organizations::find_by_name", "name", "ours", [this](auto& a, auto& actor) {
             const auto found = a.organizations().find_by_name(actor, "theirs");
             return found && found->id != organization ? "ours" : "not ours"; }},
        {"Organizations::list", "name", "1 items", [=](auto& a, auto& actor) { return size(a.organizations().list(actor, "theirs")); }},
        {"Groups::add", "name", "done", [](auto& a, auto& actor) { return a.groups().add(actor, {.name = "Theirs"}), "done"; }},
        {"Groups::update", "id", "not_found groups.unknown", [this](auto& a, auto& actor) { return a.groups().update(actor, group, {.name = "X"}), "done"; }},
        {"Groups::get", "id", "not_found groups.unknown", [this](auto& a, auto& actor) { return a.groups().get(actor, group), "done"; }},
        {"Groups::remove", "id", "not_found groups.unknown", [this](auto& a, auto& actor) { return a.groups().remove(actor, group), "done"; }},
        {"Groups::find_by_name", "name", "ours", [this](auto& a, auto& actor) {
             const auto found = a.groups().find_by_name(actor, "theirs");
             return found && found->id != group ? "ours" : "not ours"; }},
        {"Groups::list", "name", "1 items", [=](auto& a, auto& actor) { return size(a.groups().list(actor, "theirs")); }},
        {"Imports::find", "key", "nothing", [=](auto& a, auto& actor) { return maybe(a.imports().find(actor, "theirs")); }},
        {"Imports::faults", "id", "not_found imports.unknown", [=, this](auto& a, auto& actor) { return size(a.imports().faults(actor, import)); }},
        {"Imports::run", "key", "1 added", [this](auto& a, auto& actor) {
             std::istringstream rows(source);
             return std::to_string(a.imports().run(actor, rows, {.key = "theirs"}).added) + " added"; }},
        {"Imports::run_file", "key", "1 added", [this](auto& a, auto& actor) {
             return std::to_string(a.imports().run_file(actor, folder.file("people.csv"), {.key = "theirs"}).added) + " added"; }},
        {"Roles::add", "name", "done", [](auto& a, auto& actor) { return a.roles().add(actor, {.name = "Theirs"}), "done"; }},
        {"Roles::update", "id", "not_found roles.unknown", [this](auto& a, auto& actor) { return a.roles().update(actor, role, {.name = "X"}), "done"; }},
        {"Roles::get", "id", "not_found roles.unknown", [this](auto& a, auto& actor) { return static_cast<void>(a.roles().get(actor, role)), "done"; }},
        {"Roles::find_by_name", "name", "ours", [this](auto& a, auto& actor) {
             const auto found = a.roles().find_by_name(actor, "theirs");
             return found && found->id != role ? "ours" : "not ours"; }},
        {"Roles::list", "name", "1 items", [=](auto& a, auto& actor) { return size(a.roles().list(actor, "theirs")); }},
        {"Roles::remove", "id", "not_found roles.unknown", [this](auto& a, auto& actor) { return a.roles().remove(actor, role), "done"; }},
        {"Roles::access_of", "id", no_user, [=](auto& a, auto& actor) { return static_cast<void>(a.roles().access_of(actor, id)), "done"; }},
        {"Roles::update_access", "id", no_user, [=](auto& a, auto& actor) { return a.roles().update_access(actor, id, {.capacity = 1}), "done"; }},
        {"Roles::update_access", "inbox", "not_found inboxes.unknown", [this](auto& a, auto& actor) {
             return a.roles().update_access(actor, agent.id, {.default_inbox = inbox}), "done"; }},
        {"Roles::choose", "id", no_user, [=](auto& a, auto& actor) { return a.roles().choose(actor, id, "view_users", Choice::deny), "done"; }},
        {"Roles::choose", "inbox", "invalid_argument roles.invalid", [this](auto& a, auto& actor) {
             return a.roles().choose(actor, agent.id, "view_tickets", Choice::deny, inbox), "done"; }},
        {"Roles::transfer_ownership", "id", no_user, [this](auto& a, auto& actor) {
             return a.roles().transfer_ownership(actor, their_owner.id, owner.id), "done"; }},
        {"Roles::all", "id", no_user, [=](auto& a, auto& actor) { return a.roles().all(actor, id).all().empty() ? "nothing" : "something"; }},
        {"Roles::why", "id", no_user, [=](auto& a, auto& actor) { return a.roles().why(actor, id, "view_users").allowed ? "yes" : "no"; }},
        {"Roles::why", "role", "invalid_argument roles.invalid", [this](auto& a, auto& actor) {
             return a.roles().why(actor, agent.id, "view_users", {}, {.role = role}).allowed ? "yes" : "no"; }},
        {"Roles::why", "group", "invalid_argument roles.invalid", [this](auto& a, auto& actor) {
             return a.roles().why(actor, agent.id, "view_users", {}, {.groups = {{group}}}).allowed ? "yes" : "no"; }},
        {"Roles::why", "inbox", "not_found inboxes.unknown", [this](auto& a, auto& actor) {
             return a.roles().why(actor, agent.id, "view_tickets", inbox).allowed ? "yes" : "no"; }},
        {"Roles::who_may", "inbox", "not_found inboxes.unknown", [=, this](auto& a, auto& actor) { return size(a.roles().who_may(actor, "view_tickets", inbox)); }},
        {"Roles::who_may", "people", "4 items", [=](auto& a, auto& actor) { return size(a.roles().who_may(actor, "view_users")); }},
        {"Roles::permissions", "names", "some", [](auto& a, auto&) { return a.roles().permissions().empty() ? "none" : "some"; }, true},
        {"Roles::may", "token", "false", [this](auto& a, auto&) {
             const auto principal = a.sessions().validate(token);
             return principal && a.roles().may(*principal, permission::view_users) ? "true" : "false"; }, true},
        {"Inboxes::add", "name", "done", [](auto& a, auto& actor) { return a.inboxes().add(actor, {.name = "Theirs"}), "done"; }},
        {"Inboxes::update", "id", "not_found inboxes.unknown", [this](auto& a, auto& actor) { return a.inboxes().update(actor, inbox, {.name = "X"}), "done"; }},
        {"Inboxes::archive", "id", "not_found inboxes.unknown", [this](auto& a, auto& actor) { return a.inboxes().archive(actor, inbox), "done"; }},
        {"Inboxes::unarchive", "id", "not_found inboxes.unknown", [this](auto& a, auto& actor) { return a.inboxes().unarchive(actor, inbox), "done"; }},
        {"Inboxes::get", "id", "not_found inboxes.unknown", [this](auto& a, auto& actor) { return static_cast<void>(a.inboxes().get(actor, inbox)), "done"; }},
        {"Inboxes::find_by_name", "name", "ours", [this](auto& a, auto& actor) {
             const auto found = a.inboxes().find_by_name(actor, "theirs");
             return found && found->id != inbox ? "ours" : "not ours"; }},
        {"Inboxes::list", "name", "1 items", [=](auto& a, auto& actor) { return size(a.inboxes().list(actor, "theirs")); }},
        {"Inboxes::set_access", "id", "not_found inboxes.unknown", [this](auto& a, auto& actor) {
             return a.inboxes().set_access(actor, inbox, agent.id, InboxLevel::read), "done"; }},
        {"Inboxes::serve", "id", "not_found inboxes.unknown", [this](auto& a, auto& actor) { return a.inboxes().serve(actor, agent.id, inbox, true), "done"; }},
        {"Inboxes::who_can_take", "id", "not_found inboxes.unknown", [=, this](auto& a, auto& actor) { return size(a.inboxes().who_can_take(actor, inbox)); }},
        {"Teams::add", "name", "done", [](auto& a, auto& actor) { return a.teams().add(actor, {.name = "Theirs"}), "done"; }},
        {"Teams::update", "id", "not_found teams.unknown", [this](auto& a, auto& actor) { return a.teams().update(actor, team, {.name = "X"}), "done"; }},
        {"Teams::get", "id", "not_found teams.unknown", [this](auto& a, auto& actor) { return static_cast<void>(a.teams().get(actor, team)), "done"; }},
        {"Teams::find_by_name", "name", "ours", [this](auto& a, auto& actor) {
             const auto found = a.teams().find_by_name(actor, "theirs");
             return found && found->id != team ? "ours" : "not ours"; }},
        {"Teams::list", "name", "1 items", [=](auto& a, auto& actor) { return size(a.teams().list(actor, "theirs")); }},
        {"Teams::remove", "id", "not_found teams.unknown", [this](auto& a, auto& actor) { return a.teams().remove(actor, team), "done"; }},
        {"Teams::add_member", "id", "not_found teams.unknown", [this](auto& a, auto& actor) { return a.teams().add_member(actor, team, agent.id), "done"; }},
        {"Teams::remove_member", "id", "not_found teams.unknown", [this](auto& a, auto& actor) { return a.teams().remove_member(actor, team, agent.id), "done"; }},
        {"Teams::members", "id", "not_found teams.unknown", [=, this](auto& a, auto& actor) { return size(a.teams().members(actor, team)); }},
        {"Teams::of_user", "id", no_user, [=](auto& a, auto& actor) { return std::to_string(a.teams().of_user(actor, id).size()); }},
        {"Teams::who_can_take", "id", "not_found teams.unknown", [=, this](auto& a, auto& actor) { return size(a.teams().who_can_take(actor, team)); }},
        {"History::list", "actor", "0 items", [=, this](auto& a, auto& actor) { return size(a.history().list(actor, {.actor = their_owner.id})); }},
        {"History::list", "subject", "0 items", [=](auto& a, auto& actor) {
             return size(a.history().list(actor, {.subject_kind = "user", .subject_id = to_string(id)})); }},
        {"History::of_user", "id", "0 items", [=](auto& a, auto& actor) { return size(a.history().of_user(actor, id)); }},
        {"History::of_user", "cursor", "invalid_argument page.cursor", [=](auto& a, auto& actor) {
             return size(a.history().of_user(actor, id, {.limit = 1, .after = past_cursor})); }},
        {"Account::update", "name", "done", [](auto& a, auto& actor) { return a.update(actor, {.name = "Other"}), "done"; }},
        {"Sessions::sign_in", "address", "rejected", [=](auto& a, auto&) {
             return said(a.sessions().sign_in({.email = "member@x.example", .password = "x"})); }, true},
        {"Sessions::sign_in_with_identity", "identity", "rejected", [=](auto& a, auto&) {
             return said(a.sessions().sign_in_with_identity({.issuer = "i", .subject = "theirs"})); }, true},
        {"Sessions::second_factor", "token", "rejected", [=, this](auto& a, auto&) {
             return said(a.sessions().second_factor(token, {.totp = "123456"})); }, true},
        {"Sessions::validate", "token", "nothing", [=, this](auto& a, auto&) { return maybe(a.sessions().validate(token)); }, true},
        {"Sessions::step_up", "token", no_session, [=, this](auto& a, auto&) { return said(a.sessions().step_up(token, {.totp = "123456"})); }, true},
        {"Sessions::confirm", "token", no_session, [=, this](auto& a, auto&) { return said(a.sessions().confirm(token, "x")); }, true},
        {"Sessions::sign_out", "token", "false", [=, this](auto& a, auto&) { return a.sessions().sign_out(token) ? "true" : "false"; }, true},
        {"Sessions::list", "id", no_user, [=](auto& a, auto& actor) { return std::to_string(a.sessions().list(actor, id).size()); }},
        {"Sessions::name", "id", no_user, [=, this](auto& a, auto& actor) { return a.sessions().name(actor, id, session, "x"), "done"; }},
        {"Sessions::name", "session", "not_found sessions.unknown", [=, this](auto& a, auto& actor) { return a.sessions().name(actor, agent.id, session, "x"), "done"; }},
        {"Sessions::revoke", "id", no_user, [=](auto& a, auto& actor) { return std::to_string(a.sessions().revoke(actor, id)); }},
        {"Sessions::revoke", "session", "0", [=, this](auto& a, auto& actor) { return std::to_string(a.sessions().revoke(actor, agent.id, {.id = session})); }},
        {"Sessions::link_identity", "id", no_user, [=](auto& a, auto& actor) { return a.sessions().link_identity(actor, id, "i", "theirs"), "done"; }},
        {"Sessions::unlink_identity", "identity", "not_found sessions.unknown", [=](auto& a, auto& actor) {
             return a.sessions().unlink_identity(actor, id, "i", "theirs"), "done"; }},
        {"Sessions::events", "events", "ours", [=, this](auto& a, auto& actor) {
             for (const auto& event : a.sessions().events(actor).items)
                 if (event.user_id != customer.id) return "theirs";
             return "ours"; }},
        {"Factors::reseal", "factors", "0", [](auto& a, auto& actor) { return std::to_string(a.factors().reseal(actor)); }},
        {"Sessions::sweep", "sessions", "0", [](auto& a, auto& actor) { return std::to_string(a.sessions().sweep(actor)); }},
        {"Passwords::check", "id", no_user, [=](auto& a, auto&) { return std::to_string(a.passwords().check(id, "x").size()); }, true},
        {"Passwords::change", "token", no_session, [=, this](auto& a, auto&) { return said(a.passwords().change(token, "x", "y")); }, true},
        {"Passwords::import_hash", "id", no_user, [=](auto& a, auto& actor) {
             return a.passwords().import_hash(actor, id, "pbkdf2_sha256$5000$saltsalt$c2FsdHNhbHRzYWx0c2FsdHNhbHRzYWx0c2FsdHNhbHQ="), "done"; }},
        {"Passwords::invite", "id", no_user, [n = their_guest.id](auto& a, auto& actor) { return a.passwords().invite(actor, n), "done"; }},
        {"Passwords::accept", "token", gone, [=, this](auto& a, auto&) { return said(a.passwords().accept(link, "x")); }, true},
        {"Passwords::accept_with_identity", "token", gone, [=, this](auto& a, auto&) {
             return said(a.passwords().accept_with_identity(link, {.issuer = "i", .subject = "x"})); }, true},
        {"Passwords::start_reset", "id", no_user, [=](auto& a, auto& actor) { return a.passwords().start_reset(actor, id), "done"; }},
        {"Passwords::request_reset", "address", "nothing", [=](auto& a, auto&) { return maybe(a.passwords().request_reset("member@x.example")); }, true},
        {"Passwords::reset", "token", gone, [=, this](auto& a, auto&) { return a.passwords().reset(reset, "x"), "done"; }, true},
        {"Passwords::look", "token", "nothing", [=, this](auto& a, auto&) { return maybe(a.passwords().look(link)); }, true},
        {"Factors::status", "id", no_user, [=](auto& a, auto& actor) { return a.factors().status(actor, id).enabled ? "yes" : "no"; }},
        {"Factors::authenticators", "id", no_user, [=](auto& a, auto& actor) { return std::to_string(a.factors().authenticators(actor, id).size()); }},
        {"Factors::add_authenticator", "token", no_session, [=, this](auto& a, auto&) { return a.factors().add_authenticator(token, "x"), "done"; }, true},
        {"Factors::confirm_authenticator", "token", no_session, [=, this](auto& a, auto&) { return a.factors().confirm_authenticator(token, {}, "1"), "done"; }, true},
        {"Factors::remove_authenticator", "token", no_session, [=, this](auto& a, auto&) { return a.factors().remove_authenticator(token, {}), "done"; }, true},
        {"Factors::renew_recovery_codes", "token", no_session, [=, this](auto& a, auto&) { return a.factors().renew_recovery_codes(token), "done"; }, true},
        {"Factors::reset", "id", no_user, [=](auto& a, auto& actor) { return a.factors().reset(actor, id), "done"; }},
        {"Passkeys::begin_registration", "token", with_passkeys(no_session), [=, this](auto& a, auto&) { return a.passkeys().begin_registration(token), "done"; }, true},
        {"Passkeys::finish_registration", "token", with_passkeys("invalid_argument passkeys.invalid"), [=, this](auto& a, auto&) {
             return a.passkeys().finish_registration(token, "x", "{}"), "done"; }, true},
        {"Passkeys::list", "id", no_user, [=](auto& a, auto& actor) { return std::to_string(a.passkeys().list(actor, id).size()); }},
        {"Passkeys::rename", "id", no_user, [=, this](auto& a, auto& actor) { return a.passkeys().rename(actor, id, passkey, "x"), "done"; }},
        {"Passkeys::rename", "passkey", "not_found sessions.unknown", [=, this](auto& a, auto& actor) { return a.passkeys().rename(actor, agent.id, passkey, "x"), "done"; }},
        {"Passkeys::remove", "token", no_session, [=, this](auto& a, auto&) { return a.passkeys().remove(token, passkey), "done"; }, true},
        {"Passkeys::begin_sign_in", "nothing", with_passkeys("done"), [](auto& a, auto&) { return a.passkeys().begin_sign_in(), "done"; }, true},
        {"Passkeys::finish_sign_in", "passkey", with_passkeys("invalid_argument passkeys.invalid"), [=](auto& a, auto&) { return said(a.passkeys().finish_sign_in("{}")); }, true},
        {"Passkeys::begin_second_factor", "token", with_passkeys("unauthenticated sessions.no_pending"), [=, this](auto& a, auto&) {
             return a.passkeys().begin_second_factor(token), "done"; }, true},
        {"Passkeys::begin_step_up", "token", with_passkeys(no_session), [=, this](auto& a, auto&) { return a.passkeys().begin_step_up(token), "done"; }, true},
        {"ApiKeys::create", "nothing", "permission_denied api_keys.own_only", [](auto& a, auto& actor) { return a.api_keys().create(actor, "x"), "done"; }},
        {"ApiKeys::list", "id", no_user, [=](auto& a, auto& actor) { return std::to_string(a.api_keys().list(actor, id).size()); }},
        {"ApiKeys::rename", "id", no_user, [=, this](auto& a, auto& actor) { return a.api_keys().rename(actor, id, key, "x"), "done"; }},
        {"ApiKeys::rename", "key", "not_found sessions.unknown", [=, this](auto& a, auto& actor) { return a.api_keys().rename(actor, agent.id, key, "x"), "done"; }},
        {"ApiKeys::revoke", "key", "not_found sessions.unknown", [=, this](auto& a, auto& actor) { return a.api_keys().revoke(actor, agent.id, key), "done"; }},
        {"ApiKeys::rotate", "key", "permission_denied api_keys.own_only", [=, this](auto& a, auto& actor) { return a.api_keys().rotate(actor, key, {}), "done"; }},
        {"Apps::create", "nothing", "permission_denied apps.own_only", [](auto& a, auto& actor) {
             return a.apps().create(actor, {.name = "X", .redirect_uris = {"https://a.example/"}, .scopes = {"a"}}), "done"; }},
        {"Apps::update", "app", no_app, [this](auto& a, auto& actor) { return a.apps().update(actor, app, {.name = "X"}), "done"; }},
        {"Apps::rotate_secret", "app", "permission_denied apps.own_only", [this](auto& a, auto& actor) { return a.apps().rotate_secret(actor, app, {}), "done"; }},
        {"Apps::remove", "app", no_app, [this](auto& a, auto& actor) { return a.apps().remove(actor, app), "done"; }},
        {"Apps::get", "app", no_app, [this](auto& a, auto& actor) { return static_cast<void>(a.apps().get(actor, app)), "done"; }},
        {"Apps::list", "id", no_user, [=](auto& a, auto& actor) { return std::to_string(a.apps().list(actor, id).size()); }},
        {"Apps::all", "apps", "0 items", [=](auto& a, auto& actor) { return size(a.apps().all(actor)); }},
        {"Apps::authorize", "token", no_session, [this](auto& a, auto&) { return a.apps().authorize(token, asked), "done"; }, true},
        {"Apps::consent", "token", no_session, [this](auto& a, auto&) { return a.apps().consent(token, asked, {"a"}), "done"; }, true},
        {"Apps::decline", "token", no_session, [this](auto& a, auto&) { return a.apps().decline(token, asked), "done"; }, true},
        {"Apps::exchange_code", "code", "invalid_client", [this](auto& a, auto&) {
             return std::string(to_string(a.apps().exchange_code(credentials, code, asked.redirect_uri, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").error)); }, true},
        {"Apps::refresh", "token", "invalid_client", [this](auto& a, auto&) {
             return std::string(to_string(a.apps().refresh(credentials, app_tokens.refresh_token).error)); }, true},
        {"Apps::introspect", "token", "invalid_client", [this](auto& a, auto&) {
             return std::string(to_string(a.apps().introspect(credentials, app_tokens.access_token).error)); }, true},
        {"Apps::look_up", "token", "no", [this](auto& a, auto& actor) {
             return a.apps().look_up(actor, app_tokens.access_token).active ? "yes" : "no"; }},
        {"Apps::revoke_token", "token", "invalid_client", [this](auto& a, auto&) {
             return std::string(to_string(a.apps().revoke_token(credentials, app_tokens.access_token))); }, true},
        {"Apps::authorized", "id", no_user, [=](auto& a, auto& actor) { return std::to_string(a.apps().authorized(actor, id).size()); }},
        {"Apps::revoke", "id", no_user, [=, this](auto& a, auto& actor) { return a.apps().revoke(actor, id, app), "done"; }},
        {"Apps::revoke", "app", no_app, [this](auto& a, auto& actor) { return a.apps().revoke(actor, agent.id, app), "done"; }},
        {"Sessions::validate", "app's token", "nothing", [=, this](auto& a, auto&) { return maybe(a.sessions().validate(app_tokens.access_token)); }, true},
        {"Account::record", "nothing", "ours", [this](auto& a, auto&) { return a.record().id == desk.id() ? "ours" : "not ours"; }, true},
    };
}
// clang-format on

TEST_P(EveryVerb, BX10_FindsNothingOfAnotherAccount) {
    const auto before = dump(other);
    for (const auto& verb : verbs()) {
        SCOPED_TRACE(std::string(verb.name) + " with their " + verb.with);
        const auto ours = dump(desk);
        EXPECT_EQ(told(verb, desk, system), verb.expected);
        EXPECT_EQ(dump(other), before) << "the other account was changed";
        const bool changes = verb.expected == "done" || verb.expected == "1 added";
        if (!changes) {
            EXPECT_EQ(dump(desk), ours) << "something was written";
        }
    }
    EXPECT_EQ(directory.check(), std::vector<std::string>());
}

TEST_P(EveryVerb, BX10_IsClosedToPeopleOfAnotherAccount) {
    const auto before = dump(other), ours = dump(desk);
    const std::pair<const char*, Actor> strangers[] = {
        {"their owner", as(their_owner)},
        {"the host for their owner", system.on_behalf_of(their_owner.id)},
        {"our owner for their user", as(owner).on_behalf_of(their_user.id)},
        {"their deleted user", as(their_past)},
        {"nobody", Actor::user({})}};
    for (const auto& verb : verbs()) {
        if (verb.has_no_actor) continue;
        for (const auto& [name, actor] : strangers) {
            SCOPED_TRACE(std::string(verb.name) + " with their " + verb.with + ", by " + name);
            const bool cursor = verb.expected == "invalid_argument page.cursor";  // refused unread
            EXPECT_EQ(told(verb, desk, actor), cursor ? verb.expected : "unauthenticated users.no_actor");
        }
    }
    EXPECT_EQ(dump(other), before);
    EXPECT_EQ(dump(desk), ours);
}

// ---- The table is complete ---------------------------------------------------------------------------------------

/// "Class::verb" for every public member function that a header declares.
std::set<std::string> declared(const std::string& header, const std::string& name) {
    std::ifstream file(std::string(ROSTER_SOURCE_DIR "/include/roster/") + header);
    std::stringstream stream;
    stream << file.rdbuf();
    const std::string text = std::regex_replace(stream.str(), std::regex("//[^\n]*"), "");
    const auto begin = text.find("\nclass " + name + " {"), end = text.find("private:", begin);
    const std::string body = text.substr(begin, end - begin);
    std::set<std::string> found;
    // A type, a name, an opening bracket; constructors have no type.
    const std::regex declaration("\n    (?:\\[\\[nodiscard\\]\\] )?[A-Za-z][\\w:<>, ]* (\\w+)\\(");
    for (std::sregex_iterator at(body.begin(), body.end(), declaration), none; at != none; ++at)
        if ((*at)[0].str().find("explicit") == std::string::npos) found.insert(name + "::" + (*at)[1].str());
    return found;
}

/// The rooms of an account as its front door declares them: service and accessor, "Users" and "users".
std::map<std::string, std::string> rooms() {
    std::ifstream file(ROSTER_SOURCE_DIR "/include/roster/directory.hpp");
    std::stringstream stream;
    stream << file.rdbuf();
    const std::string text = stream.str();
    std::map<std::string, std::string> found;
    const std::regex room("\\[\\[nodiscard\\]\\] (\\w+) (\\w+)\\(\\) const \\{ return \\1\\(scope_\\); \\}");
    for (std::sregex_iterator at(text.begin(), text.end(), room), none; at != none; ++at)
        found[(*at)[1]] = (*at)[2];
    return found;
}

/// The header, from include/roster, that declares the class.
std::string header_of(const std::string& name) {
    const std::filesystem::path root = ROSTER_SOURCE_DIR "/include/roster";
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
        if (!entry.is_regular_file()) continue;
        std::ifstream file(entry.path());
        std::stringstream text;
        text << file.rdbuf();
        if (text.str().find("\nclass " + name + " {") != std::string::npos)
            return std::filesystem::relative(entry.path(), root).generic_string();
    }
    return {};
}

TEST_P(EveryVerb, BX10_IsInTheTable) {
    const auto all = rooms();
    EXPECT_GE(all.size(), 5u);
    auto expected = declared("directory.hpp", "Account");
    EXPECT_EQ(expected.erase("Account::id"), 1u);
    for (const auto& [service, accessor] : all) {
        EXPECT_EQ(expected.erase("Account::" + accessor), 1u) << accessor;  // a handle, which reads nothing
        const auto verbs_of_it = declared(header_of(service), service);
        EXPECT_FALSE(verbs_of_it.empty()) << service;
        expected.insert(verbs_of_it.begin(), verbs_of_it.end());
    }
    EXPECT_GE(expected.size(), 40u);
    std::set<std::string> found;
    for (const auto& verb : verbs()) found.insert(verb.name);
    for (const auto& verb : expected)
        EXPECT_TRUE(found.contains(verb))
            << verb << " is public and has no row in verbs(): what does it with another account's ids?";
    for (const auto& verb : found)
        EXPECT_TRUE(expected.contains(verb)) << verb << " has a row in verbs() and is no public verb";
}

}  // namespace
}  // namespace roster::test
