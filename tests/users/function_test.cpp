// What administrators keep of people (AI-4): function, extension, phone number for second factors.
#include "users/import_desk.hpp"

namespace roster::test {
namespace {

class Function : public ImportDesk {};
ROSTER_OVER_ALL_STORES(Function);

TEST_P(Function, AI4_KeptPatchedAndTold) {
    const User grace = add({.email = "grace@desk.example",
                            .function = " Second line ",
                            .extension = "12-3",
                            .second_factor_phone = "+49 (30) 901820"});
    EXPECT_EQ(now(grace).function, "Second line");
    EXPECT_EQ(now(grace).extension, "12-3");
    EXPECT_EQ(now(grace).second_factor_phone, "+4930901820");
    EXPECT_EQ(now(grace).phone, "") << "which is another one";
    EXPECT_EQ(users.update(as(admin), grace.id, {.extension = "7"}).function, "Second line");
    EXPECT_EQ(entries_of(grace).front().changes, (std::vector<FieldChange>{{"extension", R"("12-3")", R"("7")"}}));
    EXPECT_EQ(users.update(as(admin), grace.id, {.second_factor_phone = ""}).second_factor_phone, "");
    EXPECT_EQ(faults([&] {
                  users.update(
                      as(admin), grace.id,
                      {.function = std::string(201, 'x'), .extension = "1\n2", .second_factor_phone = "12"});
              }),
              "function:too_long extension:control_character second_factor_phone:invalid_phone");
}

TEST_P(Function, AI4_AdministratorsOnly) {
    for (const auto name : policy::names) {
        set_policy(*policy::by_name(name));
        for (const UserPatch& patch : {UserPatch{.function = "x"}, UserPatch{.extension = "1"},
                                       UserPatch{.second_factor_phone = "+493012"}}) {
            refused("permission_denied users.field_not_self_editable",
                    [&] { users.update(as(agent), agent.id, patch); });
            EXPECT_EQ(outcome([&] { users.update(as(admin), agent.id, patch); }), "done") << name;
        }
        users.update(system, agent.id, {.function = "", .extension = "", .second_factor_phone = ""});
    }
}

TEST_P(Function, BX15_AColumnOfAnImport) {
    const auto import = run(
        "email,function,extension,second_factor_phone\na@x.example,Billing,12,+49 30 901820\nb@x.example,,,1\n");
    EXPECT_EQ(users.get_by_email(system, "a@x.example").function, "Billing");
    EXPECT_EQ(users.get_by_email(system, "a@x.example").second_factor_phone, "+4930901820");
    EXPECT_EQ(faults_text(import), "3 second_factor_phone invalid_phone");
}

}  // namespace
}  // namespace roster::test
