// Who edits which field of whom, under each of the four policies (HP-2, HU-4, UC-2, AI-2, AI-4).
#include "users/fields.hpp"

#include <roster/base/email.hpp>

#include <set>

namespace roster::test {
namespace {

class SelfService : public Desk {
protected:
    SelfService() {
        second_owner = add_staff("second", role::owner);  // so that no owner is the last
        samples.organization = desk.organizations().add(system, {.name = "Acme"}).id;
        samples.group = desk.groups().add(system, {.name = "Testers"}).id;
    }
    /// What comes of changing one field of `subject`, afterwards as before.
    std::string change(const Actor& actor, const User& subject, std::string_view field) {
        Samples given = samples;
        const User before = now(subject);
        if (before.role == role::light_user) given.role = role::user;
        const auto result = outcome([&] { users.update(actor, subject.id, patch_of(field, given)); });
        if (result == "done") {
            EXPECT_NE(text_of(now(subject)), text_of(before)) << field;
            Storage& storage = directory.storage();
            storage.write(desk.id(), [&](Transaction& tx) {  // past the rules: back to what it was
                FieldErrors none;
                const User changed = *tx.users().find(subject.id);
                User back = before;
                back.revision = changed.revision + 1;
                if (rules::is_owner(before) != rules::is_owner(changed)) tx.accounts().count({.owners = 1});
                IndexedUser indexed{back, "k", "k", {}};
                if (const auto key = email::key_of(back.email)) indexed.email_keys.push_back(*key);
                tx.users().save(changed, indexed);
            });
        }
        return result;
    }

    User second_owner;
    Samples samples;
};
ROSTER_OVER_ALL_STORES(SelfService);

/// The guides' own lists, not the library's; pronouns, of which they do not speak, go with the job title.
struct Guide {
    const char* preset;
    std::set<std::string_view> own;  ///< fields that people change themselves
    bool fixed_email = false, one_address = false;
};
const Guide guides[] = {
    {"help_desk",
     {"first_name", "last_name", "job_title", "pronouns", "phone", "email", "other_emails", "language",
      "time_zone"}},
    {"crm",
     {"first_name", "last_name", "job_title", "pronouns", "phone", "email", "other_emails", "language",
      "time_zone"}},
    {"live_chat", {"first_name", "last_name", "job_title", "pronouns", "language", "time_zone"}, true, true},
    {"agent_inbox", {"first_name", "last_name", "email", "language"}},
};

TEST_P(SelfService, HP2_HU4_AI2_UC2_EveryFieldPresetAndRole) {
    for (const auto& guide : guides) {
        set_policy(*policy::by_name(guide.preset));
        for (const User* self : people)
            for (const auto field : user_fields()) {
                SCOPED_TRACE(std::string(guide.preset) + ": own " + std::string(field) + " of " + self->first_name);
                const bool administers = self == &owner || self == &admin;
                std::string expected = "done";
                if (field == "email" && guide.fixed_email) expected = "permission_denied users.email_fixed";
                else if (field == "role" && self == &customer) expected = "permission_denied users.above_own_role";
                else if (field == "role" && self == &light) expected = "permission_denied users.above_own_role";
                else if (field == "role" && self == &owner) expected = "permission_denied roles.by_transfer";
                else if (!administers && !guide.own.contains(field))
                    expected = "permission_denied users.field_not_self_editable";
                else if (field == "kind" || (field == "other_emails" && guide.one_address))
                    expected = "invalid_argument users.invalid";
                if (field == "kind" && self == &customer) continue;  // it is one already
                EXPECT_EQ(change(as(*self), *self, field), expected);
            }
    }
}

TEST_P(SelfService, HU4_OthersRecords) {
    for (const auto& guide : guides) {
        set_policy(*policy::by_name(guide.preset));
        const User other_agent = now(agent);
        for (const User* actor : people)
            for (const User* subject : people) {
                if (actor == subject) continue;
                for (const auto field : user_fields()) {
                    SCOPED_TRACE(std::string(guide.preset) + ": " + actor->first_name + " changes " +
                                 std::string(field) + " of " + subject->first_name);
                    if (field == "kind" && subject == &customer) continue;
                    const int own = rules::rank(actor->role), theirs = rules::rank(subject->role);
                    const bool keeps_customers = own >= 2 && subject == &customer;
                    std::string expected = "done";
                    if (own < theirs) expected = "permission_denied users.above_own_role";
                    else if (own < 3 && !keeps_customers) expected = "permission_denied users.not_administrator";
                    else if (field == "email" && guide.fixed_email)
                        expected = "permission_denied users.email_fixed";
                    else if (field == "kind" || (field == "other_emails" && guide.one_address) ||
                             (field == "role" && subject == &customer))
                        expected = "invalid_argument users.invalid";
                    EXPECT_EQ(change(as(*actor), *subject, field), expected);
                }
            }
    }
}

TEST_P(SelfService, UC2_ANewAddressIsANewInvitation) {
    set_policy(policy::live_chat());
    for (const auto& actor : {system, as(owner), as(agent)})
        refused("permission_denied users.email_fixed",
                [&] { users.update(actor, agent.id, {.email = "new@desk.example"}); });
    refused("permission_denied users.email_fixed",
            [&] { users.update(system, agent.id, {.email = "AGENT@desk.example"}); });
    refused("invalid_argument users.invalid",
            [&] { users.add(system, {.email = "n@desk.example", .other_emails = {"m@desk.example"}}); });
    users.remove(as(owner), agent.id, "new address");
    const User renewed = users.add(as(owner), {.first_name = "agent", .email = "new@desk.example"});
    EXPECT_EQ(renewed.status, UserStatus::invited);
    EXPECT_NE(renewed.id, agent.id);
}

TEST_P(SelfService, SuspendedAndDeletedPeopleEditNothing) {
    users.suspend(as(admin), agent.id, day("2025-06-01"));
    users.remove(as(admin), light.id, "left");
    const User invited = users.add(as(admin), {.email = "invited@desk.example"});
    for (const User& who : {agent, light, invited})
        for (const auto field : user_fields())
            EXPECT_EQ(change(as(who), who, field), "permission_denied users.actor_not_active") << field;
}

TEST_P(SelfService, ActingForSomebodyElseGivesNoRights) {
    const Actor both = as(light).on_behalf_of(owner.id);
    refused("permission_denied users.not_administrator",
            [&] { users.add(both, {.email = "n@desk.example", .role = role::light_user}); });
    refused("permission_denied users.above_own_role", [&] { users.update(both, admin.id, {.first_name = "x"}); });
    refused("unauthenticated users.no_actor", [&] {
        users.update(as(owner).on_behalf_of(world.environment().new_id<UserId>()), agent.id, {.first_name = "x"});
    });
}

TEST_P(SelfService, NobodyIsNeverTheSystem) {
    for (const auto& nobody :
         {Actor::user({}), Actor::system(""), Actor::user(world.environment().new_id<UserId>())}) {
        refused("unauthenticated users.no_actor", [&] { users.add(nobody, {.email = "n@desk.example"}); });
        refused("unauthenticated users.no_actor", [&] { users.update(nobody, agent.id, {.first_name = "x"}); });
        refused("unauthenticated users.no_actor", [&] { users.remove(nobody, agent.id, "x"); });
        refused("unauthenticated users.no_actor", [&] { users.activate(nobody, agent.id); });
        refused("unauthenticated users.no_actor", [&] { users.record_activity(nobody, agent.id); });
        refused("unauthenticated users.no_actor", [&] { desk.update(nobody, {.name = "x"}); });
        refused("unauthenticated users.no_actor", [&] { desk.groups().add(nobody, {.name = "x"}); });
        EXPECT_EQ(outcome([&] { users.get(nobody, agent.id); }), "unauthenticated users.no_actor");
        EXPECT_EQ(outcome([&] { users.list(nobody); }), "unauthenticated users.no_actor");
        EXPECT_EQ(outcome([&] { users.seats(nobody); }), "unauthenticated users.no_actor");
        EXPECT_EQ(outcome([&] { desk.history().list(nobody); }), "unauthenticated users.no_actor");
        EXPECT_EQ(outcome([&] { desk.imports().find(nobody, "k"); }), "unauthenticated users.no_actor");
    }
    for (const auto& name :
         std::vector<std::string>{" ", "\xff", "a\nb", std::string(101, 'x'), std::string(1 << 20, 'x')})
        refused("invalid_argument users.invalid_actor",
                [&] { users.update(Actor::system(name), agent.id, {.first_name = "x"}); });
}

}  // namespace
}  // namespace roster::test
