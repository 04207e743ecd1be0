// Rows of imports: wrong ones are reported, and nothing of them goes in (BX-15).
#include "users/import_desk.hpp"

namespace roster::test {
namespace {

using Strings = std::vector<std::string>;

class ImportRows : public ImportDesk {};
ROSTER_OVER_ALL_STORES(ImportRows);

TEST_P(ImportRows, BX15_DuplicatesInTheFileAndInTheStore) {
    add({.kind = UserKind::customer,
         .email = "ada@bücher.example",
         .other_emails = {"second@x.example"},
         .external_id = "e-1"});
    for (const std::int32_t batch : {1, 2, 1'000}) {
        const auto n = std::to_string(batch);
        const auto import =
            run("email,other_emails,external_id,first_name\n"
                "ADA@xn--bcher-kva.example,,,A\n"  // 2: in the store
                "new" +
                    n + "@x.example,n" + n + "@x.example,i" + n +
                    ",B\n"  // 3: goes in
                    "NEW" +
                    n +
                    "@X.example,,,C\n"  // 4: in the file
                    "c" +
                    n + "@x.example,N" + n +
                    "@x.example,,D\n"  // 5: another's other address
                    "d" +
                    n + "@x.example,f" + n +
                    "@x.example;Second@x.example,,E\n"  // 6: the second of the others
                    ",,e-1,F\n"                         // 7: external id in the store
                    ",,i" +
                    n +
                    ",G\n"  // 8: in the file
                    "x" +
                    n + "@x.example,X" + n +
                    "@x.example,,H\n"  // 9: twice in the row
                    "c" +
                    n + "@x.example,,,I\n",  // 10: free, 5 did not go in
                {.key = n, .batch_rows = batch});
        EXPECT_EQ(faults_text(import),
                  "2 email taken; 4 email taken; 5 other_emails[0] taken; 6 other_emails[1] taken; "
                  "7 external_id taken; 8 external_id taken; 9 other_emails[0] duplicate");
        EXPECT_EQ(import.added, 2);
        EXPECT_FALSE(users.find_by_email(system, "f" + n + "@x.example"));
    }
    check_counters();
}

TEST_P(ImportRows, BX15_NothingOfARefusedRowGoesIn) {
    const auto import = run_as(as(admin),
                               "kind,email,role,organization,groups,phone\n"
                               "customer,agent@desk.example,,Ghost one,Ghost group,\n"  // taken
                               "staff,b@x.example,owner,Ghost two,Ghost group,\n"       // above one's role
                               "customer,c@x.example,,Ghost three,Ghost group,0\n"      // a wrong value
                               "customer,d@x.example,,Real,Real group,\n"
                               "customer,D@x.example,,Ghost four,Real group,\n");  // taken by the row before
    EXPECT_EQ(import.added, 1);
    EXPECT_EQ(faults_text(import),
              "2 email taken; 3 role users.above_own_role; 4 phone invalid_phone; 6 email taken");
    Strings names;
    for (const auto& each : desk.organizations().list(system).items) names.push_back(each.name);
    for (const auto& each : desk.groups().list(system).items) names.push_back(each.name);
    EXPECT_EQ(names, (Strings{"Real", "Real group"})) << "a row is taken whole or not at all";
}

TEST_P(ImportRows, BX15_WithoutCreatingOrganizations) {
    desk.organizations().add(system, {.name = "Acme"});
    const auto import =
        run("email,organization,groups\na@x.example,ACME,\nb@x.example,Bcme,\nc@x.example,Bcme,No;Neither\n",
            {.create_organizations = false});
    EXPECT_EQ(faults_text(import),
              "3 organization unknown; 4 organization unknown; 4 groups[0] unknown; 4 groups[1] unknown");
    EXPECT_EQ(import.added, 1);
    EXPECT_EQ(import.failed, 2);
    EXPECT_EQ(desk.organizations().list(system).items.size(), 1u);
    EXPECT_TRUE(desk.groups().list(system).items.empty());
}

TEST_P(ImportRows, BX6_CreatingOnTheWayNeedsWhatCreatingNeeds) {
    desk.update(system, {.plan = Plan::pro});
    desk.groups().add(system, {.name = "There"});
    for (const auto* permission : {"manage_groups", "manage_organizations"})
        desk.roles().choose(system, admin.id, permission, Choice::deny);
    const auto import = run_as(as(admin),
                               "kind,email,organization,groups\n"
                               "customer,a@x.example,Ghost,There;Ghosts\n"
                               "customer,b@x.example,,There\n");
    EXPECT_EQ(faults_text(import), "2 organization users.not_administrator; 2 groups[1] users.not_administrator");
    EXPECT_EQ(import.added, 1);
    EXPECT_TRUE(desk.organizations().list(system).items.empty());
    EXPECT_EQ(desk.groups().list(system).items.size(), 1u);
}

TEST_P(ImportRows, BX15_OrganizationsAreFoundWhateverTheirSpelling) {
    const auto acme = desk.organizations().add(system, {.name = "Ácme"}).id;
    run("email,organization\na@x.example,acme\nb@x.example, ACME \nc@x.example,New\nd@x.example,NEW\n",
        {.batch_rows = 3});
    EXPECT_EQ(users.list(system, {.organization = acme}).items.size(), 2u);
    EXPECT_EQ(desk.organizations().list(system).items.size(), 2u);
    EXPECT_EQ(users.get_by_email(system, "d@x.example").organization,
              users.get_by_email(system, "c@x.example").organization);
}

TEST_P(ImportRows, BX15_EveryWrongValueOfARowIsReportedOnce) {
    const std::string long_name(300, 'x');
    const auto import = run(
        "kind,first_name,last_name,phone,email,other_emails,role,organization,groups,labels,language,time_zone,external_id\n"
        "robot," +
        long_name + ",a\x07,1,@,@;x@@,chief," + long_name + ',' + long_name + ',' + long_name + ",zz,Nowhere," +
        long_name +
        "\n"
        "customer,,,,,,,,,,,,\n"
        "customer," +
        long_name +
        ",,,,,,,,,,,\n"
        "customer,N,,,,,user,,,,,,\n"
        "staff,N,,,,,,,,,,,\n");
    EXPECT_EQ(import.added, 0);
    EXPECT_EQ(
        faults_text(import),
        "2 kind unknown_value; 2 role unknown_role; 2 organization too_long; 2 groups[0] too_long; 2 first_name too_long; "
        "2 last_name control_character; 2 external_id too_long; 2 email invalid_email; 2 other_emails[0] invalid_email; "
        "2 other_emails[1] invalid_email; 2 labels[0] too_long; 2 phone invalid_phone; 2 language unknown_language; "
        "2 time_zone unknown_zone; 3 email required; 4 first_name too_long; 5 role not_allowed; 6 email required");
    EXPECT_EQ(import.failed, 5);
}

TEST_P(ImportRows, TheSameLimitsAsForAdding) {
    std::string groups, labels, others;
    for (int i = 0; i < 101; ++i) {
        const auto n = std::to_string(i);
        groups += "g" + n + ";";
        labels += "l" + n + ";";
        others += "o" + n + "@x.example;";
    }
    const auto import = run("email,groups,labels,other_emails\na@x.example," + groups + ",,\nb@x.example,," +
                            labels + ",\nc@x.example,,," + others + "\n");
    EXPECT_EQ(faults_text(import), "2 groups too_many; 3 labels too_many; 4 other_emails too_many");
    EXPECT_TRUE(desk.groups().list(system).items.empty());
}

TEST_P(ImportRows, ThePolicyHoldsForImportsToo) {
    set_policy(policy::live_chat());
    const auto import = run("email,other_emails\na@x.example,b@x.example\nc@x.example,\n");
    EXPECT_EQ(faults_text(import), "2 other_emails not_allowed");
}

TEST_P(ImportRows, NamesThatGrowWhenFolded) {
    std::string ligatures;
    for (int i = 0; i < 190; ++i) ligatures += "\uFDFA";
    const auto import =
        run("email,organization\na@x.example," + ligatures + "\nb@x.example,\u0301\nc@x.example,\u0301\n");
    EXPECT_EQ(faults_text(import), "2 organization too_long");
    EXPECT_EQ(desk.organizations().list(system, {}, {.limit = 1}).items.size(), 1u);
    EXPECT_EQ(users.get_by_email(system, "b@x.example").organization,
              users.get_by_email(system, "c@x.example").organization);
}

TEST_P(ImportRows, BX15_RefusedRowsTakeNoNumbers) {
    std::string csv = "email\n";
    for (int i = 0; i < 50; ++i) csv += i % 3 ? "p" + std::to_string(i) + "@x.example\n" : "wrong\n";
    const auto import = run(csv, {.batch_rows = 7});
    EXPECT_EQ(import.added, 33);
    EXPECT_EQ(import.failed, 17);
    EXPECT_EQ(add_customer("next").number, 6 + 33);
    check_counters();
}

TEST_P(ImportRows, BX15_HU2_TheSeatLimitStopsAnImportAtABatch) {
    desk.update(system, {.seat_limit = 7});
    std::string csv = "kind,email\n";
    for (int i = 0; i < 12; ++i) csv += (i % 2 ? "staff,s" : "customer,c") + std::to_string(i) + "@x.example\n";
    const ImportOptions options{.batch_rows = 4};
    EXPECT_EQ(outcome([&] { run(csv, options); }), "resource_exhausted accounts.no_seat");
    EXPECT_EQ(users.seats(system).used, 6) << "the batch that does not fit is not taken at all";
    const auto stopped = *desk.imports().find(system, "k");
    EXPECT_EQ(stopped.status, ImportStatus::running);
    EXPECT_EQ(stopped.rows, 4);
    check_counters();
    EXPECT_EQ(outcome([&] { run(csv, options); }), "resource_exhausted accounts.no_seat");
    desk.update(system, {.seat_limit = 10});
    EXPECT_EQ(run(csv, options).added, 12);
    EXPECT_EQ(users.seats(system).used, 10);
    check_counters();
}

TEST_P(ImportRows, BX15_BesideOthersWhoAdd) {
    std::string csv = "email\n";
    for (int i = 0; i < 300; ++i) csv += "p" + std::to_string(i) + "@x.example\n";
    std::atomic<int> added{0}, taken{0};
    at_once(5, [&](int thread) {
        if (thread == 0) {
            const auto import = run(csv, {.batch_rows = 20});
            added += static_cast<int>(import.added);
            taken += static_cast<int>(import.failed);
            return;
        }
        for (int i = thread; i < 300; i += 8) {
            const auto result = outcome([&] {
                users.add(system, {.kind = UserKind::customer, .email = "P" + std::to_string(i) + "@x.example"});
            });
            if (result == "done") ++added;
            else ++taken;
        }
    });
    EXPECT_EQ(added, 300);
    EXPECT_EQ(users.list(system, {.text = "p"}, {.limit = 1'000}).items.size(), 300u);
    check_counters();
}

}  // namespace
}  // namespace roster::test
