// No escalation: who may do which verb to whom, by rank (BX-6).
#include "support/desk.hpp"

#include <map>

namespace roster::test {
namespace {

class Ranks : public Desk {
protected:
    const std::vector<RoleId> roles{role::owner, role::administrator, role::user, role::light_user, RoleId()};

    /// A fresh person of that role (nil: a customer) to do something to.
    User subject(RoleId role, Onboarding start = Onboarding::active) {
        const auto name = "s" + std::to_string(++made_);
        const auto kind = role ? UserKind::staff : UserKind::customer;
        return users.add(system, {.kind = kind, .first_name = name, .email = name + "@desk.example", .role = role},
                         start);
    }
    int made_ = 0;
};
ROSTER_OVER_ALL_STORES(Ranks);

TEST_P(Ranks, BX6_EveryActorSubjectAndVerb) {
    struct Verb {
        const char* name;
        std::function<void(const Actor&, const User&)> call;
        bool keeps_record = false;  ///< part of keeping a customer's record, which agents do
    };
    const Verb verbs[] = {
        {"update", [&](auto& actor, auto& user) { users.update(actor, user.id, {.job_title = "x"}); }, true},
        {"label", [&](auto& actor, auto& user) { users.label(actor, user.id, {"x"}); }, true},
        {"invite", [&](auto& actor, auto& user) { users.invite(actor, user.id); }},
        {"suspend", [&](auto& actor, auto& user) { users.suspend(actor, user.id, day("2025-06-02")); }},
        {"resume", [&](auto& actor, auto& user) { users.resume(actor, user.id); }},
        {"remove", [&](auto& actor, auto& user) { users.remove(actor, user.id, "left"); }},
        {"restore", [&](auto& actor, auto& user) { users.restore(actor, user.id); }},
    };
    for (const User* who : people)
        for (const RoleId role : roles)
            for (const auto& verb : verbs) {
                const std::string name = verb.name;
                SCOPED_TRACE(who->first_name + " " + name + " " + std::string(rules::role_name(role)));
                const User user = subject(role, name == "invite" ? Onboarding::not_invited : Onboarding::active);
                if (name == "resume") users.suspend(system, user.id, day("2025-06-02"));
                if (name == "restore") users.remove(system, user.id, "left");
                const int own = rules::rank(who->role), theirs = rules::rank(role);
                std::string expected = "done";
                if (theirs > own) expected = "permission_denied users.above_own_role";
                else if (own < 3 && !(own == 2 && role.is_nil() && verb.keeps_record))
                    expected = "permission_denied users.not_administrator";
                const auto before = text_of(now(user));
                EXPECT_EQ(outcome([&] { verb.call(as(*who), user); }), expected);
                EXPECT_EQ(text_of(now(user)) == before, expected != "done");
            }
    check_counters();
}

TEST_P(Ranks, BX6_NobodyGivesMoreThanTheyHold) {
    for (const User* who : people)
        for (const RoleId given : roles) {
            if (given.is_nil()) continue;
            const int own = rules::rank(who->role), more = rules::rank(given);
            SCOPED_TRACE(who->first_name + " gives " + std::string(rules::role_name(given)));
            const std::string expected = more > own             ? "permission_denied users.above_own_role"
                                         : given == role::owner ? "permission_denied roles.by_transfer"
                                         : own < 3              ? "permission_denied users.not_administrator"
                                                                : "done";
            const auto fresh = "n" + std::to_string(++made_) + "@desk.example";
            EXPECT_EQ(outcome([&] { users.add(as(*who), {.email = fresh, .role = given}); }), expected)
                << "by adding";
            const User low = subject(given == role::light_user ? role::user : role::light_user);
            const std::string touched = rules::rank(low.role) > own ? "permission_denied users.above_own_role"
                                        : own < 3                   ? "permission_denied users.not_administrator"
                                                                    : expected;
            EXPECT_EQ(outcome([&] { users.update(as(*who), low.id, {.role = given}); }), touched) << "by changing";
            if (given == who->role || who == &owner || who == &admin) continue;
            EXPECT_EQ(outcome([&] { users.update(as(*who), who->id, {.role = given}); }),
                      more > own ? "permission_denied users.above_own_role"
                                 : "permission_denied users.field_not_self_editable")
                << "to themselves";
        }
    EXPECT_EQ(outcome([&] { users.update(as(admin), admin.id, {.role = role::owner}); }),
              "permission_denied users.above_own_role");
}

TEST_P(Ranks, BX6_AnUnknownRoleIsNoRole) {
    for (const auto& id : {RoleId::well_known(9), RoleId(), world.environment().new_id<RoleId>()})
        EXPECT_EQ(outcome([&] { users.update(system, agent.id, {.role = id}); }), "invalid_argument users.invalid");
}

TEST_P(Ranks, BX6_TheLastOwner) {
    for (const auto& actor : {system, as(owner)}) {
        refused("failed_precondition users.last_owner", [&] { users.remove(actor, owner.id, "x"); });
        refused(actor.is_system() ? "failed_precondition users.last_owner" : "permission_denied roles.by_transfer",
                [&] { users.update(actor, owner.id, {.role = role::administrator}); });
    }
    const User second = add_staff("second", role::owner);
    EXPECT_EQ(users.update(system, owner.id, {.role = role::user}).role, role::user);
    refused("failed_precondition users.last_owner", [&] { users.remove(system, second.id, "x"); });
    users.update(system, owner.id, {.role = role::owner});
    users.remove(as(second), second.id, "x");
    refused("failed_precondition users.last_owner", [&] { users.remove(system, owner.id, "x"); });
    const auto restored = users.restore(system, second.id);
    EXPECT_EQ(restored.user.role, role::owner);
    users.suspend(system, second.id, day("2026-01-01"));
    refused("failed_precondition users.last_owner", [&] { users.remove(system, owner.id, "x"); });
    refused("failed_precondition users.last_owner", [&] { users.suspend(as(owner), owner.id, day("2026-01-01")); });
    users.remove(system, second.id, "x");
    users.restore(system, second.id);
    refused("failed_precondition users.last_owner", [&] { users.remove(system, owner.id, "x"); });
    users.resume(system, second.id);
    EXPECT_EQ(outcome([&] { users.remove(as(second), owner.id, "x"); }), "done");
    check_counters();
}

TEST_P(Ranks, BX6_ManyOwnersLeavingAtOnceLeaveOne) {
    for (int round = 0; round < 5; ++round) {
        if (now(owner).deleted_at) users.restore(system, owner.id);
        if (now(owner).suspended_from) users.resume(system, owner.id);
        if (now(owner).role != role::owner) users.update(system, owner.id, {.role = role::owner});
        std::vector<User> owners{now(owner)};
        while (owners.size() < 8) owners.push_back(subject(role::owner));
        users.for_each(system, {.role = role::owner}, [&](const User& each) {
            const bool ours =
                std::any_of(owners.begin(), owners.end(), [&](const User& one) { return one.id == each.id; });
            if (!ours) users.update(system, each.id, {.role = role::user});
            return true;
        });
        std::atomic<int> gone{0}, kept{0};
        at_once(8, [&](int i) {
            const UserId id = owners[static_cast<std::size_t>(i)].id;
            const auto result = outcome([&] {
                if ((i + round) % 3 == 0) users.remove(system, id, "left");
                else if ((i + round) % 3 == 1) users.suspend(system, id, day("2026-01-01"));
                else users.update(system, id, {.role = role::light_user});
            });
            if (result == "done") ++gone;
            else if (result == "failed_precondition users.last_owner") ++kept;
            else ADD_FAILURE() << result;
        });
        ASSERT_EQ(gone, 7);
        ASSERT_EQ(kept, 1);
        int left = 0;
        users.for_each(system, {.role = role::owner},
                       [&](const User& each) { return left += rules::is_owner(each), true; });
        ASSERT_EQ(left, 1);
    }
    check_counters();
}

}  // namespace
}  // namespace roster::test
