#include "support/filled.hpp"

#include "storage/conformance/samples.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>

namespace roster::test {

Account fill(const Directory& directory, World& world) {
    const Actor system = Actor::system("test");
    Policy policy = policy::help_desk();
    policy.invitation_lifetime = days(3);
    const auto desk = directory.create_account({.name = "Bücher & Söhne \"株式会社\"",
                                                .plan = Plan::pro,
                                                .policy = policy,
                                                .features = {.api_keys = true, .teams = false},
                                                .time_zone = "Asia/Kathmandu",
                                                .language = "de-CH",
                                                .currency = "CHF",
                                                .seat_limit = 50});
    const auto users = desk.users();
    const auto acme = desk.organizations().add(system, {.name = "Acme", .external_id = "O-1"});
    desk.organizations().add(system, {.name = "Zoo", .external_id = "O-2"});
    const auto sales = desk.groups().add(system, {.name = "Sales", .description = "They sell."});
    const auto night = desk.groups().add(system, {.name = "Night", .description = "At night."});
    desk.groups().add(system, {.name = "Unused", .description = "Nobody's."});
    world.advance(minutes(1));

    const auto owner = users.add(system, {.first_name = "Olga", .email = "olga@acme.example", .role = role::owner},
                                 Onboarding::active);
    const auto as_owner = Actor::user(owner.id);
    const auto ada = users.add(as_owner, {.first_name = "Ada",
                                          .last_name = "Løvelace",
                                          .job_title = "Countess",
                                          .pronouns = "she/her",
                                          .phone = "+41441234567",
                                          .email = "ada@acme.example",
                                          .other_emails = {"Other@acme.example", "third@acme.example"},
                                          .role = role::administrator,
                                          .organization = acme.id,
                                          .groups = {sales.id, night.id},
                                          .labels = {"vip", "beta"},
                                          .language = "fr",
                                          .time_zone = "Europe/Zurich",
                                          .external_id = "A-1",
                                          .function = "Engines",
                                          .extension = "12",
                                          .second_factor_phone = "+41449876543"});
    const auto bob = users.add(as_owner.on_behalf_of(ada.id), {.kind = UserKind::customer,
                                                               .first_name = "Bob",
                                                               .email = "bob@acme.example",
                                                               .organization = acme.id,
                                                               .labels = {"vip"}});
    users.invite(as_owner, bob.id);
    const auto away = users.add(system, {.first_name = "Away", .email = "away@acme.example", .role = role::user},
                                Onboarding::active);
    users.suspend(system, away.id, day("2031-01-01"), day("2031-02-01"), "A sabbatical.");
    const auto gone = users.add(system, {.kind = UserKind::customer,
                                         .first_name = "Gone",
                                         .email = "gone@acme.example",
                                         .groups = {night.id},
                                         .labels = {"former"},
                                         .external_id = "G-1"});
    world.advance(minutes(1));
    users.remove(system, gone.id, "Asked for it.");
    users.add(
        system,
        {.kind = UserKind::customer, .first_name = "Heir", .email = "gone@acme.example", .external_id = "G-1"});
    users.record_failed_sign_in(system, ada.id);
    users.record_activity(system, away.id);
    desk.update(system, {.name = "Bücher & Söhne"});

    std::istringstream people(
        "first_name,email,groups\nCleo,cleo@acme.example,Sales;Imported\nDan,not an address,\nEve,\"eve\"\n");
    desk.imports().run(system, people, {.key = "first", .batch_rows = 1});
    std::istringstream more("{\"first_name\":\"Finn\",\"email\":\"ada@acme.example\"}\n");
    desk.imports().run(system, more, {.format = ImportFormat::json_lines, .key = "second"});
    desk.update(system, {.features = FeatureSwitches{.api_keys = true, .own_assignments = false}});
    const auto support =
        desk.inboxes().add(system, {.name = "Support", .kind = InboxKind::channel, .external_id = "I-1"});
    const auto old = desk.inboxes().add(system, {.name = "Old"});
    desk.inboxes().archive(system, old.id);
    const std::string reply = rules::to_string(rules::InboxRule{InboxLevel::reply, support.id});
    desk.roles().add(system,
                     {.name = "Lead", .description = "Leads.", .permissions = {"view_tickets", "-delete_tickets"}});
    const auto night_team = desk.teams().add(
        system,
        {.name = "Night", .description = "At night.", .permissions = {"reply_tickets"}, .inboxes = {reply}});
    const auto day_team = desk.teams().add(system, {.name = "Day"});
    desk.teams().add_member(system, night_team.id, ada.id);
    desk.groups().update(system, sales.id, {.permissions = {{"export_tickets"}}, .inboxes = {{reply}}});

    directory.storage().write(desk.id(), [&](Transaction& tx) {
        conformance::each_owned([&](auto in, auto kind) {
            using Record = decltype(kind);
            for (int n = 0; n < 2; ++n) {
                auto record = conformance::sample<Record>(world.environment(), n == 0 ? owner.id : ada.id, n);
                if constexpr (std::same_as<Record, TeamMember>) record.team_id = day_team.id;
                in(tx).insert(record);
            }
        });
        for (auto record : tx.users().records({}, 100)) {
            record.user.email_verified_at = world.now();
            tx.users().put(record);
        }
        for (int n = 0; n < 2; ++n) {
            tx.sessions().challenges().put(conformance::sample<StoredChallenge>(world.environment(), ada.id, n));
            tx.sessions().tries().put(conformance::sample<StoredTries>(world.environment(), {}, n));
            tx.sessions().events().append(conformance::sample<Event>(world.environment(), ada.id, n));
        }
    });
    return desk;
}

namespace {

/// Every page of a list.
template <class List>
auto all(List&& list) {
    PageRequest page{.limit = 1'000, .after = {}};
    auto part = list(page);
    auto found = std::move(part.items);
    while (!part.next.empty()) {
        page.after = part.next;
        part = list(page);
        found.insert(found.end(), part.items.begin(), part.items.end());
    }
    return found;
}

template <class T>
void describe(std::string& text, const std::vector<T>& records) {
    for (const auto& record : records) (text += text_of(record)) += '\n';
}

}  // namespace

std::string description(const Account& account) {
    const Actor system = Actor::system("test");
    std::string text = text_of(account.record()) + text_of(account.users().seats(system));
    std::vector<User> people;
    for (const auto status : {std::optional<UserStatus>(), std::optional(UserStatus::deleted)})
        for (const auto& user :
             all([&](const auto& page) { return account.users().list(system, {.status = status}, page); }))
            people.push_back(user);
    describe(text, people);
    for (const auto& label : all([&](const auto& page) { return account.users().labels(system, "", page); })) {
        const UserQuery query{.labels = {label}};
        text += label;
        for (const auto& user : all([&](const auto& page) { return account.users().list(system, query, page); }))
            text += " " + std::to_string(user.number);
        text += '\n';
    }
    for (const auto& user : people) {
        if (!user.email.empty())
            if (const auto found = account.users().find_by_email(system, user.email))
                text += std::to_string(found->number);
        if (!user.external_id.empty())
            if (const auto found = account.users().find_by_external_id(system, user.external_id))
                text += std::to_string(found->number);
        text += ' ';
    }
    describe(text, all([&](const auto& page) { return account.organizations().list(system, "", page); }));
    describe(text, all([&](const auto& page) { return account.roles().list(system, "", page); }));
    describe(text, all([&](const auto& page) { return account.inboxes().list(system, "", page); }));
    describe(text, all([&](const auto& page) { return account.teams().list(system, "", page); }));
    const auto groups = all([&](const auto& page) { return account.groups().list(system, "", page); });
    describe(text, groups);
    for (const auto& group : groups)
        for (const auto& user :
             all([&](const auto& page) { return account.users().list(system, {.group = group.id}, page); }))
            text += group.name + ":" + std::to_string(user.number) + " ";
    for (const std::string key : {"first", "second"}) {
        const auto import = account.imports().find(system, key);
        if (!import) continue;
        text += text_of(*import);
        describe(text, all([&](const auto& page) { return account.imports().faults(system, import->id, page); }));
    }
    describe(text, all([&](const auto& page) { return account.history().list(system, {}, page); }));
    return text;
}

std::vector<std::string> rows_of(const std::string& path, std::vector<std::string>* empty) {
    const SQLite::Database file(path, SQLite::OPEN_READONLY);
    std::vector<std::string> lines;
    SQLite::Statement tables(file,
                             "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
                             "AND name <> 'roster_migrations' ORDER BY name");
    while (tables.executeStep()) {
        const std::string table = tables.getColumn(0).getString();
        SQLite::Statement rows(file, "SELECT * FROM " + table);
        std::vector<bool> used(static_cast<std::size_t>(rows.getColumnCount()), false);
        while (rows.executeStep()) {
            std::string line = table;
            for (int i = 0; i < rows.getColumnCount(); ++i) {
                const auto column = rows.getColumn(i);
                line += std::string("|") + column.getName() + "=" + std::to_string(column.getType()) +
                        column.getString();
                if (!column.isNull() && column.getString() != "" && column.getString() != "0")
                    used[static_cast<std::size_t>(i)] = true;
            }
            lines.push_back(line);
        }
        for (std::size_t i = 0; empty != nullptr && i < used.size(); ++i)
            if (!used[i]) empty->push_back(table + "." + rows.getColumnName(static_cast<int>(i)));
    }
    std::sort(lines.begin(), lines.end());
    return lines;
}

}  // namespace roster::test
