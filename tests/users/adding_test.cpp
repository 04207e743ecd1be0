// Adding people: roles, seats, numbers.
#include "support/desk.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>

namespace roster::test {
namespace {

class Adding : public Desk {};
ROSTER_OVER_ALL_STORES(Adding);

TEST_P(Adding, HU1_StaffAreInvitedUnlessToldOtherwise) {
    const User grace =
        users.add(as(admin), {.first_name = "Grace", .last_name = "Hopper", .email = "grace@desk.example"});
    EXPECT_EQ(grace.status, UserStatus::invited);
    EXPECT_EQ(grace.role, role::user) << "staff are users unless told otherwise";
    EXPECT_EQ(grace.invitation_expires_at, world.now() + days(7));
    EXPECT_EQ(grace.revision, 1);
    EXPECT_EQ(grace.created_at, world.now());
    EXPECT_EQ(grace.last_active_at, world.now());
    EXPECT_EQ(text_of(now(grace)), text_of(grace)) << "what comes back is what is kept";

    const User later = users.add(as(owner), {.email = "later@desk.example"}, Onboarding::not_invited);
    EXPECT_EQ(later.status, UserStatus::not_invited);
    EXPECT_FALSE(later.invitation_expires_at);
    refused("failed_precondition users.illegal_move", [&] { users.accept(system, later.id); });
    EXPECT_EQ(outcome([&] { users.get(as(later), owner.id); }), "permission_denied users.actor_not_active");
}

TEST_P(Adding, CustomersAreNotInvitedUnlessToldOtherwise) {
    const NewUser ada{.kind = UserKind::customer, .first_name = "Ada", .email = "ada@home.example"};
    const User kept = users.add(as(agent), ada);
    EXPECT_EQ(kept.status, UserStatus::not_invited);
    EXPECT_TRUE(kept.role.is_nil());
    const User invited =
        users.add(as(agent), {.kind = UserKind::customer, .email = "b@home.example"}, Onboarding::invited);
    EXPECT_EQ(invited.status, UserStatus::invited);
}

TEST_P(Adding, OnlyTheSystemVouches) {
    for (const User* who : people)
        refused(who == &customer                 ? "permission_denied users.above_own_role"
                : who == &light || who == &agent ? "permission_denied users.not_administrator"
                                                 : "permission_denied users.system_only",
                [&] {
                    users.add(as(*who), {.email = "new@desk.example", .role = role::light_user},
                              Onboarding::active);
                });
    EXPECT_EQ(users.add(system, {.email = "new@desk.example"}, Onboarding::active).status, UserStatus::active);
}

TEST_P(Adding, UnknownEnumValues) {
    refused("invalid_argument users.invalid",
            [&] { users.add(system, {.email = "n@desk.example"}, static_cast<Onboarding>(9)); });
    refused("invalid_argument users.invalid",
            [&] { users.add(system, {.kind = static_cast<UserKind>(0), .email = "n@desk.example"}); });
    EXPECT_EQ(faults([&] {
                  users.add(system, {.kind = static_cast<UserKind>(7), .email = "n@desk.example"},
                            static_cast<Onboarding>(-1));
              }),
              "kind:unknown_value start:unknown_value");
    refused("invalid_argument users.invalid",
            [&] { users.add(system, {.email = "n@desk.example", .role = RoleId::well_known(77)}); });
    EXPECT_EQ(faults([&] {
                  users.add(as(agent), {.kind = UserKind::customer, .first_name = "N", .role = role::light_user});
              }),
              "role:not_allowed");
}

TEST_P(Adding, SomebodyMustBeRecognisable) {
    const auto customer_with = [&](NewUser user) {
        user.kind = UserKind::customer;
        return [this, user] { users.add(system, user); };
    };
    EXPECT_EQ(outcome(customer_with({.first_name = "Ada"})), "done");
    EXPECT_EQ(outcome(customer_with({.last_name = "Acme GmbH"})), "done");
    EXPECT_EQ(outcome(customer_with({.phone = "+4930123456"})), "done");
    EXPECT_EQ(outcome(customer_with({.email = "x@home.example"})), "done");
    EXPECT_EQ(faults(customer_with({})), "email:required");
    EXPECT_EQ(faults(customer_with({.first_name = "A\tB"})), "first_name:control_character") << "and nothing else";
    EXPECT_EQ(faults(customer_with({.first_name = "  "})), "email:required");
    EXPECT_EQ(faults(customer_with({.first_name = "Ada", .other_emails = {"x2@home.example"}})), "email:required");
    EXPECT_EQ(faults([&] { users.add(system, {.first_name = "Staff without address"}); }), "email:required");
}

TEST_P(Adding, HU2_SeatsCountStaffWhoAreNotDeleted) {
    EXPECT_EQ(users.seats(as(agent)).used, 4) << "customers are free";
    EXPECT_FALSE(users.seats(system).limit);
    desk.update(system, {.seat_limit = 6});
    users.add(as(admin), {.email = "five@desk.example"}, Onboarding::not_invited);
    const User six = users.add(as(admin), {.email = "six@desk.example"});
    users.suspend(as(admin), six.id, day("2025-06-01"));
    EXPECT_EQ(users.seats(system).used, 6) << "invited and suspended ones use a seat";
    refused("resource_exhausted accounts.no_seat", [&] { users.add(as(admin), {.email = "seven@desk.example"}); });
    refused("resource_exhausted accounts.no_seat", [&] { users.add(system, {.email = "seven@desk.example"}); });
    add_customer("free");

    users.remove(as(admin), six.id, "left");
    EXPECT_EQ(users.seats(system).used, 5);
    add_staff("seven");
    refused("resource_exhausted accounts.no_seat", [&] { users.restore(as(admin), six.id); });
    refused("failed_precondition accounts.seats_in_use", [&] { desk.update(system, {.seat_limit = 5}); });
    EXPECT_EQ(faults([&] { desk.update(system, {.seat_limit = 0}); }), "seat_limit:out_of_range");
    EXPECT_EQ(faults([&] { desk.update(system, {.seat_limit = -1}); }), "seat_limit:out_of_range");

    desk.update(system, {.seat_limit = std::optional<std::int32_t>()});
    EXPECT_EQ(users.restore(as(admin), six.id).user.status, UserStatus::suspended);
    EXPECT_EQ(users.seats(system).used, 7);
    check_counters();
}

TEST_P(Adding, HU2_OneOfManyGetsTheLastSeat) {
    desk.update(system, {.seat_limit = 7});
    std::atomic<int> added{0}, full{0};
    at_once(8, [&](int i) {
        for (int n = 0; n < 3; ++n) {
            const auto result = outcome([&] {
                users.add(system, {.email = std::to_string(i) + "." + std::to_string(n) + "@desk.example"});
            });
            if (result == "done") ++added;
            else if (result == "resource_exhausted accounts.no_seat") ++full;
            else ADD_FAILURE() << result;
        }
    });
    EXPECT_EQ(added, 3);
    EXPECT_EQ(full, 21);
    EXPECT_EQ(users.seats(system).used, 7);
    check_counters();
}

TEST_P(Adding, DP1_NumbersAreUniqueAndWithoutGaps) {
    const Account other = directory.create_account({.name = "Other"});
    std::mutex mutex;
    std::vector<std::int64_t> numbers;
    at_once(8, [&](int i) {
        for (int n = 0; n < 12; ++n) {
            const auto name = std::to_string(i) + "." + std::to_string(n) + "@home.example";
            const User user = users.add(system, {.kind = UserKind::customer, .email = name});
            // Those that fail take no number with them.
            EXPECT_EQ(outcome([&] { users.add(system, {.kind = UserKind::customer, .email = name}); }),
                      "already_exists users.taken");
            if (n % 4 == 0) other.users().add(system, {.kind = UserKind::customer, .email = name});
            const std::lock_guard lock(mutex);
            numbers.push_back(user.number);
        }
    });
    std::sort(numbers.begin(), numbers.end());
    for (std::size_t i = 0; i < numbers.size(); ++i) ASSERT_EQ(numbers[i], static_cast<std::int64_t>(i) + 6);
    EXPECT_EQ(users.get_by_number(system, 1).id, owner.id);
    EXPECT_EQ(other.users().get_by_number(system, 24).number, 24);
    EXPECT_EQ(outcome([&] { other.users().get_by_number(system, 25); }), "not_found users.unknown");
    for (const std::int64_t none : {0, -1, 102})
        EXPECT_EQ(outcome([&] { users.get_by_number(system, none); }), "not_found users.unknown");

    users.remove(system, customer.id, "gone");
    EXPECT_EQ(add_customer("next").number, 102) << "a deleted user's number is never given again";
    EXPECT_EQ(users.get_by_number(system, customer.number).id, customer.id);
    check_counters();
}

TEST_P(Adding, ExternalIdsAreUnique) {
    const User a = add({.kind = UserKind::customer, .first_name = "A", .external_id = "crm-1"});
    EXPECT_EQ(faults([&] { add({.kind = UserKind::customer, .first_name = "B", .external_id = " crm-1 "}); }),
              "external_id:taken");
    const User b = add({.kind = UserKind::customer, .first_name = "B", .external_id = "CRM-1"});
    EXPECT_EQ(users.get_by_external_id(system, "crm-1").id, a.id) << "compared by its bytes";
    EXPECT_EQ(users.get_by_external_id(system, "CRM-1").id, b.id);
    refused("already_exists users.taken", [&] { users.update(system, b.id, {.external_id = "crm-1"}); });
    users.update(system, a.id, {.external_id = ""});
    EXPECT_EQ(users.update(system, b.id, {.external_id = "crm-1"}).external_id, "crm-1");
    EXPECT_FALSE(users.find_by_external_id(system, "CRM-1"));
    EXPECT_EQ(outcome([&] { users.find_by_external_id(system, ""); }), "invalid_argument users.invalid");
}

TEST_P(Adding, ManyAtOnceInTheOrderAsked) {
    std::vector<UserId> wanted{customer.id, UserId(), owner.id, customer.id, world.environment().new_id<UserId>()};
    std::vector<std::string> names;
    for (const auto& user : users.get_many(as(light), wanted)) names.push_back(user.first_name);
    EXPECT_EQ(names, (std::vector<std::string>{"customer", "owner", "customer"}));
    EXPECT_TRUE(users.get_many(system, {}).empty());
    for (const int size : {7, 8, 9, 63, 64, 65, 200}) {
        std::vector<UserId> many(static_cast<std::size_t>(size), world.environment().new_id<UserId>());
        many.back() = agent.id;
        many.front() = admin.id;
        ASSERT_EQ(users.get_many(system, many).size(), 2u) << size;
    }
    wanted.assign(1'001, owner.id);
    EXPECT_EQ(faults([&] { users.get_many(system, wanted); }), "ids:too_many");
    wanted.resize(1'000);
    EXPECT_EQ(users.get_many(system, wanted).size(), 1'000u);
}

}  // namespace
}  // namespace roster::test
