// Imports from end to end (BX-15): the example files, columns, what is reported.
#include "users/import_desk.hpp"

namespace roster::test {
namespace {

using Strings = std::vector<std::string>;

class Importing : public ImportDesk {};
ROSTER_OVER_ALL_STORES(Importing);

const char* const faults_of_people =
    "58 email invalid_email; 143 email taken; 229 last_name invalid_utf8; 318 first_name too_long; "
    "407 last_name control_character; 492 time_zone unknown_zone; 575 kind unknown_value; 668  wrong_column_count; "
    "759 phone invalid_phone; 846 email required; 951 email taken; 1104 language unknown_language";

TEST_P(Importing, BX15_PeopleCsv) {
    const auto before = entry_count();
    std::vector<ImportProgress> steps;
    std::vector<ImportFault> told;
    ImportOptions options{.key = "people", .batch_rows = 250};
    options.progress = [&](const ImportProgress& step) { return steps.push_back(step), true; };
    options.fault = [&](const ImportFault& fault) { told.push_back(fault); };
    const auto import = desk.imports().run_file(as(admin), ROSTER_EXAMPLES_DATA "/people.csv", options);
    EXPECT_EQ(import.rows, 1'200);
    EXPECT_EQ(import.added, 1'188);
    EXPECT_EQ(import.failed, 12);
    EXPECT_EQ(import.status, ImportStatus::finished);
    EXPECT_EQ(import.position, static_cast<std::int64_t>(example("people.csv").size()));
    EXPECT_EQ(faults_text(import), faults_of_people);
    EXPECT_EQ(lines(told), faults_of_people);
    EXPECT_EQ(faults_of(import, 1), told);
    EXPECT_EQ(faults_of(import, 5), told);
    ASSERT_EQ(steps.size(), 5u);
    for (std::size_t i = 0; i < steps.size(); ++i) {
        EXPECT_EQ(steps[i].rows, i < 4 ? static_cast<std::int64_t>(i + 1) * 250 : 1'200);
        EXPECT_EQ(steps[i].added + steps[i].failed, steps[i].rows);
        if (i > 0) {
            EXPECT_GT(steps[i].position, steps[i - 1].position);
        }
    }
    EXPECT_EQ(steps.back().position, import.position);
    EXPECT_EQ(text_of(*desk.imports().find(as(owner), "people")), text_of(import));
    EXPECT_FALSE(desk.imports().find(as(owner), "other"));

    std::size_t organizations = 0;
    for (PageRequest page{.limit = 1'000, .after = {}};;) {
        organizations += desk.organizations().list(system, {}, page).items.size();
        if ((page.after = desk.organizations().list(system, {}, page).next).empty()) break;
    }
    EXPECT_EQ(entry_count(), before + 1'188 + organizations + 1)
        << "one entry a person and organization, one for the import";
    const User two_lines = users.get_by_email(system, "n.ahlberg@archive.test");
    EXPECT_EQ(two_lines.email, users.get_by_email(system, "nils.ahlberg@post.example").email);
    EXPECT_EQ(entries_of(two_lines)[0].actor, admin.id);
    check_counters();
}

TEST_P(Importing, BX15_PeopleJsonLines) {
    const auto import = run(example("people.jsonl"), {.format = ImportFormat::json_lines});
    EXPECT_EQ(import.added, 50);
    EXPECT_EQ(import.failed, 0);
    EXPECT_EQ(faults_text(import), "");
    EXPECT_EQ(users.list(system, {.kind = UserKind::staff}, {.limit = 1'000}).items.size(), 6u);
    check_counters();
}

TEST_P(Importing, BX15_OtherDelimiters) {
    EXPECT_EQ(run("email;last_name\na@x.example;Müller, Söhne\n", {.key = "semicolon", .delimiter = ";"}).added, 1);
    EXPECT_EQ(users.get_by_email(system, "a@x.example").last_name, "Müller, Söhne");
    EXPECT_EQ(run("email\tlast_name\nb@x.example\tTab\n", {.key = "tab", .delimiter = "\t"}).added, 1);
    for (const auto* wrong : {"", ";;", "\"", " ", "\n", "é"}) {
        const auto call = [&] { run("email\nc@x.example\n", {.key = "wrong", .delimiter = wrong}); };
        EXPECT_EQ(outcome(call), "invalid_argument imports.delimiter") << wrong;
        EXPECT_EQ(faults(call), "delimiter:invalid") << wrong;
    }
    EXPECT_FALSE(desk.imports().find(system, "wrong")) << "the key is not used up";
    EXPECT_EQ(
        run("{\"email\":\"d@x.example\"}\n", {.format = ImportFormat::json_lines, .key = "json", .delimiter = ""})
            .added,
        1);
}

TEST_P(Importing, BX15_EveryFieldFromBothFormats) {
    const std::string csv =
        "kind,first_name,last_name,job_title,phone,email,other_emails,role,organization,groups,labels,language,time_zone,external_id\r\n"
        "staff, Grace ,Hopper,\"Rear \"\"Admiral\"\"\",+1 555 0100,grace@desk.example,\"a@x.example; b@x.example;\",administrator,"
        "Acme,Testers;Navy;testers,vip; beta ;vip,en-us,Asia/Tokyo,g-1\r\n";
    const std::string json =
        R"({"kind":"staff","first_name":" Grace ","last_name":"Hopper","job_title":"Rear \"Admiral\"","phone":"+1 555 0100",)"
        R"("email":"grace@desk.example","other_emails":["a@x.example","b@x.example",""],"role":"administrator","organization":"Acme",)"
        R"("groups":["Testers","Navy","testers"],"labels":["vip"," beta ","vip"],"language":"en-us","time_zone":"Asia/Tokyo","external_id":"g-1"})"
        "\n";
    std::string texts[2];
    for (const auto format : {ImportFormat::csv, ImportFormat::json_lines}) {
        desk = directory.create_account({.name = "Fresh"});
        users = desk.users();
        const auto import = run(format == ImportFormat::csv ? csv : json, {.format = format});
        EXPECT_EQ(faults_text(import), "");
        const User grace = users.get_by_external_id(system, "g-1");
        EXPECT_EQ(grace.first_name, "Grace");
        EXPECT_EQ(grace.job_title, "Rear \"Admiral\"");
        EXPECT_EQ(grace.phone, "+15550100");
        EXPECT_EQ(grace.other_emails, (Strings{"a@x.example", "b@x.example"}));
        EXPECT_EQ(grace.role, role::administrator);
        EXPECT_EQ(grace.labels, (Strings{"vip", "beta"}));
        EXPECT_EQ(grace.groups.size(), 2u);
        EXPECT_EQ(grace.language, "en-US");
        EXPECT_EQ(grace.status, UserStatus::not_invited);
        texts[static_cast<int>(format) - 1] = everybody();
    }
    EXPECT_EQ(texts[0], texts[1]);
}

TEST_P(Importing, BX15_ASemicolonInJsonIsAPartOfTheValue) {
    run("{\"email\":\"a@x.example\",\"labels\":\"one;two\"}\n", {.format = ImportFormat::json_lines});
    EXPECT_EQ(users.get_by_email(system, "a@x.example").labels, Strings{"one;two"});
}

TEST_P(Importing, BX15_ColumnMapping) {
    ImportOptions options{
        .columns = {{"E-Mail", "email"}, {"Vorname", "first_name"}, {"Firma", "organization"}, {"last_name", ""}}};
    const auto import =
        run("Vorname;x,E-Mail,Vorname,last_name,Firma,unknown\n1,a@x.example,Ada,Lovelace,Acme,z\n", options);
    EXPECT_EQ(import.added, 1);
    const User ada = users.get_by_email(system, "a@x.example");
    EXPECT_EQ(ada.first_name, "Ada");
    EXPECT_EQ(ada.last_name, "") << "left out";
    EXPECT_EQ(desk.organizations().get(system, ada.organization).name, "Acme");

    options.key = "json";
    options.format = ImportFormat::json_lines;
    options.columns = {{"name.first", "first_name"}, {"mail", "email"}};
    EXPECT_EQ(run("{\"mail\":\"b@x.example\",\"name\":{\"first\":\"Bob\"},\"more\":[1,2]}\n", options).added, 1);
    EXPECT_EQ(users.get_by_email(system, "b@x.example").first_name, "Bob");
}

TEST_P(Importing, BX15_StaffAndCustomersByDefaultOrBySaying) {
    const auto import = run("kind,email,role\n,a@x.example,\ncustomer,b@x.example,\nstaff,c@x.example,light_user\n",
                            {.kind = UserKind::staff, .onboarding = Onboarding::invited});
    EXPECT_EQ(import.added, 3);
    EXPECT_EQ(users.get_by_email(system, "a@x.example").role, role::user);
    EXPECT_EQ(users.get_by_email(system, "a@x.example").status, UserStatus::invited);
    EXPECT_EQ(users.get_by_email(system, "a@x.example").invitation_expires_at, world.now() + days(7));
    EXPECT_EQ(users.get_by_email(system, "b@x.example").kind, UserKind::customer);
    EXPECT_EQ(users.get_by_email(system, "c@x.example").role, role::light_user);
    EXPECT_EQ(users.seats(system).used, 6);
    EXPECT_EQ(run("email\nd@x.example\n", {.key = "vouched", .onboarding = Onboarding::active}).added, 1);
    EXPECT_EQ(users.get_by_email(system, "d@x.example").status, UserStatus::active);
    check_counters();
}

TEST_P(Importing, BX15_OnlyAdministrators) {
    for (const User* who : {&agent, &light, &customer}) {
        refused("permission_denied users.not_administrator", [&] { run_as(as(*who), "email\na@x.example\n"); });
        EXPECT_EQ(outcome([&] { desk.imports().find(as(*who), "k"); }),
                  "permission_denied users.not_administrator");
    }
    refused("permission_denied users.system_only",
            [&] { run_as(as(owner), "email\na@x.example\n", {.onboarding = Onboarding::active}); });
    refused("unauthenticated users.no_actor", [&] { run_as(Actor::user({}), "email\na@x.example\n"); });
    EXPECT_FALSE(desk.imports().find(system, "k"));
}

TEST_P(Importing, BX6_NobodyImportsAboveTheirRole) {
    const auto import =
        run_as(as(admin), "kind,email,role\nstaff,a@x.example,owner\nstaff,b@x.example,administrator\n");
    EXPECT_EQ(faults_text(import), "2 role users.above_own_role");
    EXPECT_EQ(import.added, 1);
    // Owners are made by transfer; the system brings them in.
    EXPECT_EQ(faults_text(run_as(as(owner), "kind,email,role\nstaff,c@x.example,owner\n", {.key = "o"})),
              "2 role roles.by_transfer");
    EXPECT_EQ(run_as(system, "kind,email,role\nstaff,c@x.example,owner\n", {.key = "s"}).added, 1);
    check_counters();
}

TEST_P(Importing, WrongOptions) {
    const auto faults_with = [&](ImportOptions options) {
        const auto count = entry_count();
        const auto text = faults([&] { run("email\na@x.example\n", options); });
        EXPECT_EQ(entry_count(), count);
        return text;
    };
    std::istringstream nothing;
    EXPECT_EQ(faults([&] { desk.imports().run(system, nothing, {}); }), "key:required");
    EXPECT_EQ(faults_with({.key = " k"}), "key:not_normalised");
    EXPECT_EQ(faults_with({.key = "e\u0301"}), "key:not_normalised");
    EXPECT_EQ(faults_with({.key = std::string(1 << 20, 'k')}), "key:too_long");
    EXPECT_EQ(faults_with({.key = "\xff"}), "key:invalid_utf8");
    EXPECT_EQ(faults_with({.format = static_cast<ImportFormat>(0),
                           .kind = static_cast<UserKind>(9),
                           .onboarding = static_cast<Onboarding>(0),
                           .batch_rows = 0}),
              "format:unknown_value kind:unknown_value onboarding:unknown_value batch_rows:out_of_range");
    EXPECT_EQ(faults_with({.batch_rows = 10'001}), "batch_rows:out_of_range");
    EXPECT_EQ(faults_with({.columns = {{"email", "mail"}}}), "columns:unknown_field");
    EXPECT_EQ(faults_with({.columns = {{"email", "id"}}}), "columns:unknown_field");
    EXPECT_EQ(faults([&] { desk.imports().run(system, Imports::Source(), {.key = "k"}); }), "source:required");
    EXPECT_FALSE(desk.imports().find(system, "k")) << "what could not be begun is not kept";
    EXPECT_EQ(run("email\na@x.example\n").added, 1);
}

TEST_P(Importing, AWrongHeaderDoesNotUseUpTheKey) {
    for (const auto* source : {"", "\n", "a,b\n1,2\n", "email,email\n", "email,\n", "\"email\n"}) {
        SCOPED_TRACE(source);
        refused("invalid_argument imports.header", [&] { run(source); });
        EXPECT_FALSE(desk.imports().find(system, "k"));
    }
    refused("invalid_argument imports.encoding", [&] {
        run("\xff\xfe"
            "e\0m\0");
    });
    EXPECT_EQ(run("email\na@x.example\n").added, 1) << "the right file under the same key";
}

TEST_P(Importing, NoFile) {
    Folder folder;
    for (const auto& path :
         {folder.file("nothing.csv"), folder.file(""), std::string(), std::string("/dev/null/x")})
        refused("not_found imports.no_file", [&] { desk.imports().run_file(system, path, {.key = "k"}); });
    EXPECT_FALSE(desk.imports().find(system, "k"));
}

}  // namespace
}  // namespace roster::test
