// `./dev demo`: imports people.csv, manages some of them, and says what it did. Leaves desk.db to look at.
#include "console.hpp"
#include "signing_in.hpp"

#include <roster/roster.hpp>

#include <filesystem>
#include <fstream>
#include <iostream>

namespace {

using namespace roster;
using demo::heading;
using demo::line;
using demo::Stopwatch;

struct Desk {
    Account account;
    Actor owner;
};

Desk open_desk(const Directory& directory) {
    heading("A desk and its owner");
    const auto account = directory.create_account({.name = "Acme Support",
                                                   .plan = Plan::plus,
                                                   .policy = policy::help_desk(),
                                                   .time_zone = "Europe/Berlin",
                                                   .language = "en",
                                                   .currency = "EUR",
                                                   .seat_limit = 60});
    const User ada = account.users().add(
        Actor::system("demo"),
        {.first_name = "Ada", .last_name = "Byron", .email = "ada@acme.example", .role = role::owner},
        Onboarding::active);
    line("account", to_string(account.id()));
    line("owner", display_name(ada) + ", number " + std::to_string(ada.number));
    return {account, Actor::user(ada.id)};
}

void import_people(const Desk& desk, const std::string& path) {
    heading("Import " + std::filesystem::path(path).filename().string());
    const auto bytes = static_cast<std::int64_t>(std::filesystem::file_size(path));
    demo::ProgressBar bar(bytes);
    std::vector<ImportFault> faults;
    const Stopwatch watch;
    const Import done = desk.account.imports().run_file(
        desk.owner, path,
        {.key = "people.csv",
         .batch_rows = 200,
         .progress = [&](const ImportProgress& at) { return bar.show(at.position), true; },
         .fault = [&](const ImportFault& fault) { faults.push_back(fault); }});
    bar.done();
    line("rows", std::to_string(done.rows) + " read, " + std::to_string(done.added) + " added, " +
                     std::to_string(done.failed) + " refused, in " + watch.text());
    for (const auto& fault : faults)
        line("line " + std::to_string(fault.line),
             (fault.field.empty() ? "the row" : fault.field) + ": " + fault.reason + " (" + fault.message + ")");

    const Import again = desk.account.imports().run_file(desk.owner, path, {.key = "people.csv"});
    line("again",
         "the same import under the same key: nothing to do, still " + std::to_string(again.added) + " added");
}

void find_people(const Desk& desk) {
    heading("Find people");
    const auto users = desk.account.users();
    const auto show = [&](const std::string& what, const UserQuery& query) {
        const Stopwatch watch;
        const auto page = users.list(desk.owner, query, {.limit = 3});
        const std::string time = watch.text();
        std::string names;
        for (const auto& user : page.items) names += (names.empty() ? "" : ", ") + display_name(user);
        line(what, names + (page.has_more() ? ", …" : "") + "  [" + time + "]");
    };
    show("staff", {.kind = UserKind::staff});
    show("vip and beta", {.labels = {"vip", "beta"}});
    show("begins \"jose\"", {.text = "jose"});
    show("begins \"Козл\"", {.text = "Козл"});
    show("newest first", {.sort = UserSort::number, .descending = true});

    const auto organizations = desk.account.organizations().list(desk.owner, "b", {.limit = 3});
    std::string names;
    for (const auto& organization : organizations.items) names += (names.empty() ? "" : ", ") + organization.name;
    line("organizations b…", names);
    const SeatUsage seats = users.seats(desk.owner);
    line("seats", std::to_string(seats.used) + " of " + std::to_string(seats.limit.value_or(0)) + " used");
}

void see_to_alerts(const Desk& desk) {
    heading("See to what needs seeing to");
    const auto users = desk.account.users();
    int alerts = 0;
    users.for_each(desk.owner, {.with_alert = true}, [&](const User&) { return ++alerts, true; });
    line("alerts", std::to_string(alerts) + " staff were imported and never invited");
    auto grace = users.list(desk.owner, {.with_alert = true}, {.limit = 1}).items.at(0);
    for (const auto& alert : users.alerts(desk.owner, grace.id))
        line(display_name(grace),
             std::string(to_string(alert.kind)) + ", cleared by " + std::string(to_string(alert.action)));
    grace = users.invite(desk.owner, grace.id);
    line("invited", "until " + to_text(*grace.invitation_expires_at));
    grace = users.accept(Actor::system("demo"), grace.id);
    line("accepted", display_name(grace) + " is " + std::string(to_string(grace.status)));
}

void manage_people(const Desk& desk) {
    heading("Manage people");
    const auto users = desk.account.users();
    auto grace = users.list(desk.owner, {.kind = UserKind::staff, .status = UserStatus::active, .role = role::user})
                     .items.at(0);
    grace = users.update(desk.owner, grace.id, {.job_title = "Team lead", .time_zone = "America/New_York"});
    grace = users.label(desk.owner, grace.id, {"night shift", "vip"});
    line("changed", display_name(grace) + ": title, zone and labels; revision " + std::to_string(grace.revision));

    const Date today = zones::day_at(grace.updated_at, "America/New_York");
    grace = users.suspend(desk.owner, grace.id, today, today + boost::gregorian::days(14), "parental leave");
    line("suspended", "through " + to_text(*grace.suspended_through) + ", which ends at " +
                          to_text(*grace.suspension_ends_at) + "; now " + std::string(to_string(grace.status)));
    grace = users.resume(desk.owner, grace.id);
    line("resumed", "now " + std::string(to_string(grace.status)) + " again");

    users.remove(desk.owner, grace.id, "left the company");
    const User newcomer = users.add(desk.owner, {.first_name = "New", .last_name = "Comer", .email = grace.email});
    line("deleted",
         "their address went to " + display_name(newcomer) + ", number " + std::to_string(newcomer.number));
    users.remove(desk.owner, newcomer.id, "a mistake");
    const Restored back = users.restore(desk.owner, grace.id);
    line("restored", "number " + std::to_string(back.user.number) + " again, with everything they had");
}

void be_refused(const Desk& desk) {
    heading("Be refused");
    const auto users = desk.account.users();
    const auto refused = [](const std::string& what, auto&& call) {
        try {
            call();
            line(what, "was not refused: please report this");
        } catch (const Error& error) {
            line(what, std::string(to_string(error.code())) + " " + error.reason() + ": " + error.what());
        }
    };
    refused("delete oneself", [&] { users.remove(desk.owner, desk.owner.user_id(), "bye"); });
    refused("nonsense", [&] {
        users.add(
            desk.owner,
            {.first_name = std::string(101, 'x'), .phone = "12", .email = "nobody@", .time_zone = "Mars/Base"});
    });
    const auto agent =
        users.list(desk.owner, {.kind = UserKind::staff, .status = UserStatus::active, .role = role::user})
            .items.at(0);
    refused("escalate", [&] { users.update(Actor::user(agent.id), agent.id, {.role = role::owner}); });
}

/// What may they do, and why: a role, an override, and somebody who tries to get more.
void decide(const Desk& desk) {
    heading("May they, and why?");
    const auto users = desk.account.users();
    const auto roles = desk.account.roles();
    const auto support = desk.account.inboxes().add(desk.owner, {.name = "Support"});
    const Role lead = roles.add(desk.owner, {.name = "Team lead",
                                             .description = "Manages people and answers.",
                                             .permissions = {"view_users", "edit_own_profile", "manage_users",
                                                             "view_tickets", "reply_tickets"},
                                             .inbox_level = InboxLevel::reply});
    const User lena =
        users.add(Actor::system("demo"),
                  {.first_name = "Lena", .last_name = "Lead", .email = "lena@acme.example", .role = lead.id},
                  Onboarding::active);
    line("role", display_name(lena) + " is a \"" + lead.name + "\": " + std::to_string(lead.permissions.size()) +
                     " permissions, inboxes at \"reply\"");
    const auto ask = [&](const std::string& permission, const PermissionScope& scope) {
        const Decision decision = roles.why(desk.owner, lena.id, permission, scope);
        line(permission, decision.trail.back().says);
        return decision;
    };
    const auto show_trail = [](const Decision& decision) {
        for (const auto& step : decision.trail) line("  " + std::string(to_string(step.rule)), step.says);
    };
    // What a request comes with: validating it has read all that she may, and asking costs nothing more.
    const auto sessions = desk.account.sessions();
    sessions.link_identity(Actor::system("demo"), lena.id, "https://id.acme.example", "lena");
    const std::string token =
        sessions.sign_in_with_identity({.issuer = "https://id.acme.example", .subject = "lena"}).token;
    const auto may_delete = [&] {
        const auto principal = sessions.validate(token);
        const Stopwatch watch;
        const bool answer = principal && roles.may(*principal, permission::delete_tickets, support.id);
        line("may",
             "delete tickets in Support: " + std::string(answer ? "yes" : "no") + "  [" + watch.text() + "]");
    };
    may_delete();
    ask("reply_tickets", support.id);
    ask("delete_tickets", support.id);
    roles.choose(desk.owner, lena.id, "delete_tickets", Choice::allow, support.id);
    desk.account.inboxes().set_access(desk.owner, support.id, lena.id, InboxLevel::full);
    may_delete();
    show_trail(ask("delete_tickets", support.id));
    const Decision supposed = roles.why(desk.owner, lena.id, "export_users", {}, {.role = role::administrator});
    line("what if", "as an administrator she might export people: " + supposed.trail.back().says);
    try {
        users.update(actor_of(*sessions.validate(token)), lena.id, {.role = role::administrator});
        line("escalate", "was not refused: please report this");
    } catch (const Error& error) {
        line("escalate", std::string(error.reason()) + ": " + error.what());
        line("  for", "administrators may export people, among other things. May she?");
        show_trail(roles.why(desk.owner, lena.id, "export_users"));
    }
    std::string names;
    for (const auto& id : roles.who_may(desk.owner, "delete_tickets", support.id).items)
        names += (names.empty() ? "" : ", ") + display_name(users.get(desk.owner, id));
    line("who may", names);
}

void show_history(const Desk& desk) {
    heading("Who did what (the newest five)");
    for (const auto& entry : desk.account.history().list(desk.owner, {}, {.limit = 5}).items) {
        std::string changes;
        for (const auto& change : entry.changes)
            changes += (changes.empty() ? "" : ", ") + change.name + " " + change.before + " → " + change.after;
        line(to_text(entry.at), entry.actor_name + " " + entry.verb + "  " + demo::shortened(changes, 90));
    }
}

}  // namespace

int main(int count, char** arguments) {
    const std::string store = count > 1 ? arguments[1] : "desk.db";
    const std::string people = count > 2 ? arguments[2] : ROSTER_EXAMPLES_DATA "/people.csv";
    try {
        for (const char* part : {"", "-wal", "-shm"}) std::filesystem::remove(store + part);
        const Stopwatch watch;
        OpenOptions options;
        options.sessions = demo::signing_in_settings(options.environment);
        const auto directory = roster::open(store, options);
        const Desk desk = open_desk(directory);
        import_people(desk, people);
        find_people(desk);
        see_to_alerts(desk);
        manage_people(desk);
        demo::sign_in(desk.account, desk.owner);
        be_refused(desk);
        decide(desk);
        show_history(desk);
        heading("Done in " + watch.text());
        std::cout
            << "  The store is " << store << ". What to try next:\n"
            << "    sqlite3 " << store << " 'SELECT number, first_name, last_name, email FROM users LIMIT 10'\n"
            << "    examples/cpp/tour.cpp, examples/c/tour.c, examples/python/tour.py: the ten-line tour in each language\n"
            << "    docs/where-to-change.md: where everything is\n";
        return 0;
    } catch (const std::exception& error) {
        std::cerr << "demo: " << error.what() << "\n";
        return 1;
    }
}
