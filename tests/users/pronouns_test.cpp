// The worked example of docs/where-to-change.md: what a plain field of a user does on every floor, without a line of its
// own in any of them.
#include "users/import_desk.hpp"

namespace roster::test {
namespace {

class Pronouns : public ImportDesk {};
ROSTER_OVER_ALL_STORES(Pronouns);

TEST_P(Pronouns, AreKeptCleanedAndTold) {
    const User grace = add({.first_name = "Grace", .pronouns = "she/her", .email = "grace@desk.example"});
    EXPECT_EQ(now(grace).pronouns, "she/her");
    EXPECT_EQ(users.update(system, grace.id, {.pronouns = " they/them "}).pronouns, "they/them");
    EXPECT_EQ(users.update(system, grace.id, {.job_title = "Admiral"}).pronouns, "they/them");
    const auto past = entries_of(grace);
    ASSERT_EQ(past.size(), 3u);
    EXPECT_EQ(past[1].verb, "users.update");
    EXPECT_EQ(past[1].changes, (std::vector<FieldChange>{{"pronouns", R"("she/her")", R"("they/them")"}}));
    EXPECT_EQ(users.update(system, grace.id, {.pronouns = ""}).pronouns, "");
    EXPECT_EQ(faults([&] { users.update(system, grace.id, {.pronouns = std::string(201, 'x')}); }),
              "pronouns:too_long");
    EXPECT_EQ(faults([&] { users.update(system, grace.id, {.pronouns = "she\nher"}); }),
              "pronouns:control_character");
}

TEST_P(Pronouns, AreAColumnOfImports) {
    const auto import =
        run("email,pronouns\na@x.example, she/her \nb@x.example,\nc@x.example," + std::string(201, 'x') + "\n");
    EXPECT_EQ(users.get_by_email(system, "a@x.example").pronouns, "she/her");
    EXPECT_EQ(users.get_by_email(system, "b@x.example").pronouns, "");
    EXPECT_EQ(faults_text(import), "4 pronouns too_long");
    run("{\"email\":\"d@x.example\",\"pronouns\":\"they/them\"}\n",
        {.format = ImportFormat::json_lines, .key = "json"});
    EXPECT_EQ(users.get_by_email(system, "d@x.example").pronouns, "they/them");
}

TEST_P(Pronouns, AreOnesOwnWhereThePolicySaysSo) {
    EXPECT_EQ(users.update(as(agent), agent.id, {.pronouns = "he/him"}).pronouns, "he/him");
    set_policy(policy::agent_inbox());
    refused("permission_denied users.field_not_self_editable",
            [&] { users.update(as(agent), agent.id, {.pronouns = "x"}); });
}

}  // namespace
}  // namespace roster::test
