// Addresses: one primary always, each belongs to one person.
#include "support/desk.hpp"

#include <algorithm>
#include <random>

namespace roster::test {
namespace {

using Strings = std::vector<std::string>;

class Addresses : public Desk {
protected:
    User person(const std::string& email, Strings others = {}) {
        return add(
            {.kind = UserKind::customer, .first_name = "P", .email = email, .other_emails = std::move(others)});
    }
};
ROSTER_OVER_ALL_STORES(Addresses);

TEST_P(Addresses, HP4_FoundByAnyAddressInAnySpelling) {
    const User ada = person("Ada.Lovelace+desk@Bücher.example", {"ada@engine.example", "\"a.b\"@quoted.example"});
    EXPECT_EQ(ada.email, "Ada.Lovelace+desk@Bücher.example") << "what is mailed is as it was given";
    for (const auto* spelling :
         {"Ada.Lovelace+desk@Bücher.example", "ada.lovelace+DESK@bücher.EXAMPLE",
          "ada.lovelace+desk@xn--bcher-kva.example", " ADA.lovelace+desk@XN--BCHER-KVA.example ",
          "Ada.Lovelace+desk@BU\xCC\x88"
          "CHER.example",
          "ADA@Engine.Example", "a.b@quoted.example", "A.B@quoted.example"})
        EXPECT_EQ(users.get_by_email(as(agent), spelling).id, ada.id) << spelling;
    for (const auto* other : {"adalovelace+desk@bücher.example", "ada.lovelace@bücher.example",
                              "ada@bucher.example", "ada@engine.example.com", "nobody@home.example"})
        EXPECT_FALSE(users.find_by_email(as(agent), other)) << other;
    EXPECT_EQ(outcome([&] { users.get_by_email(system, "nobody@home.example"); }), "not_found users.unknown");
    for (const auto* wrong : {"", "ada", "ada@", "@x.example", "a b@x.example", "ada@[127.0.0.1]", "a@b@c.example"})
        EXPECT_EQ(outcome([&] { users.find_by_email(system, wrong); }), "invalid_argument users.invalid") << wrong;
}

TEST_P(Addresses, HP4_AnAddressBelongsToOneUserOnly) {
    person("ada@bücher.example", {"second@home.example"});
    const User other = person("other@home.example");
    const User deleted = person("deleted@home.example");
    users.remove(system, deleted.id, "left");

    // Every spelling of the mailbox × every place an address can be given.
    for (const std::string taken :
         {"ada@bücher.example", "ADA@xn--bcher-kva.example", "Second@HOME.example", "\"second\"@home.example"}) {
        SCOPED_TRACE(taken);
        refused("already_exists users.taken", [&] { person(taken); });
        EXPECT_EQ(faults([&] { person("new@home.example", {"fresh@home.example", taken}); }),
                  "other_emails[1]:taken");
        EXPECT_EQ(faults([&] { add({.email = taken}); }), "email:taken");
        refused("already_exists users.taken", [&] { users.update(system, other.id, {.email = taken}); });
        EXPECT_EQ(
            faults([&] { users.update(system, other.id, {.other_emails = Strings{"fresh@home.example", taken}}); }),
            "other_emails[1]:taken");
        EXPECT_EQ(faults([&] { users.update(system, other.id, {.email = taken, .other_emails = Strings{taken}}); }),
                  "other_emails[0]:duplicate");
    }
    EXPECT_FALSE(users.find_by_email(system, "fresh@home.example")) << "nothing of the refused changes was kept";
    EXPECT_EQ(outcome([&] { person("Deleted@home.example"); }), "done") << "deleted users hold no address";
    EXPECT_EQ(
        directory.create_account({.name = "Other"}).users().add(system, {.email = "ada@bücher.example"}).number, 1);
}

TEST_P(Addresses, TheSameMailboxTwiceForOnePerson) {
    EXPECT_EQ(faults([&] { person("a@home.example", {"b@home.example", "A@Home.example", "B@home.example"}); }),
              "other_emails[1]:duplicate other_emails[2]:duplicate");
    const User a = person("a@home.example", {"b@home.example"});
    EXPECT_EQ(faults([&] { users.update(system, a.id, {.other_emails = Strings{"A@home.example"}}); }),
              "other_emails[0]:duplicate");
}

TEST_P(Addresses, DP5_AnotherAddressBecomesPrimaryAndChangesPlaces) {
    const User a = person("one@home.example", {"two@home.example", "three@home.example"});
    const User swapped = users.update(system, a.id, {.email = "THREE@home.example"});
    EXPECT_EQ(swapped.email, "THREE@home.example");
    EXPECT_EQ(swapped.other_emails, (Strings{"two@home.example", "one@home.example"}));
    for (const auto* each : {"one@home.example", "two@home.example", "three@home.example"})
        EXPECT_EQ(users.get_by_email(system, each).id, a.id);
    const auto entry = entries_of(a).front();
    ASSERT_EQ(entry.changes.size(), 2u);
    EXPECT_EQ(entry.changes[0].name, "email");
    EXPECT_EQ(entry.changes[1].name, "other_emails");

    EXPECT_EQ(users.update(system, a.id, {.email = "one@home.example"}).email, "one@home.example");
    const User both =
        users.update(system, a.id, {.email = "two@home.example", .other_emails = Strings{"one@home.example"}});
    EXPECT_EQ(both.other_emails, Strings{"one@home.example"});
    EXPECT_FALSE(users.find_by_email(system, "three@home.example")) << "given up";
    EXPECT_EQ(outcome([&] { person("three@home.example"); }), "done");
}

TEST_P(Addresses, ANewSpellingOfTheSameMailbox) {
    const User a = person("one@home.example");
    EXPECT_EQ(users.update(system, a.id, {.email = "One@Home.example"}).email, "One@Home.example");
    EXPECT_EQ(users.get_by_email(system, "one@home.example").revision, 2);
}

TEST_P(Addresses, DP5_ExactlyOnePrimaryAlways) {
    EXPECT_EQ(faults([&] { users.update(system, agent.id, {.email = ""}); }), "email:required");
    const User a = person("one@home.example", {"two@home.example"});
    EXPECT_EQ(faults([&] { users.update(system, a.id, {.email = ""}); }), "email:required")
        << "while there are others";
    const User none = users.update(system, a.id, {.email = "", .other_emails = Strings()});
    EXPECT_EQ(none.email, "") << "a customer with a name needs none";
    EXPECT_FALSE(users.find_by_email(system, "one@home.example"));
    EXPECT_EQ(faults([&] { users.update(system, a.id, {.first_name = ""}); }), "email:required");
    EXPECT_EQ(faults([&] { users.update(system, a.id, {.other_emails = Strings{"two@home.example"}}); }),
              "email:required");
}

TEST_P(Addresses, NoMoreThanFifty) {
    Strings many;
    for (int i = 0; i < 50; ++i) many.push_back("n" + std::to_string(i) + "@home.example");
    const User a = person("one@home.example", many);
    EXPECT_EQ(a.other_emails.size(), 50u);
    EXPECT_EQ(users.update(system, a.id, {.email = "n49@home.example"}).other_emails[49], "one@home.example");
    many.back() = "n50@home.example";
    many.emplace_back("n51@home.example");
    EXPECT_EQ(faults([&] { users.update(system, a.id, {.other_emails = many}); }), "other_emails:too_many");
}

// Random changes of three people's addresses against a map of who holds what.
TEST_P(Addresses, DP5_HP4_RandomChangesKeepEveryMailboxWithOneHolder) {
    std::mt19937 random(7);
    const auto pick = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    const auto address = [&] {
        return std::string(1, static_cast<char>((pick(2) ? 'a' : 'A') + pick(9))) + "@home.example";
    };
    std::vector<User> trio{person("a@home.example"), person("b@home.example"), person("c@home.example")};
    int done = 0, taken = 0;
    for (int step = 0; step < 200; ++step) {
        const User& who = trio[pick(3)];
        const bool gone = now(who).deleted_at.has_value();
        UserPatch patch;
        if (pick(2)) patch.email = address();
        if (pick(2)) {
            Strings others;
            for (std::size_t n = pick(4); n > 0; --n) others.push_back(address());
            patch.other_emails = others;
        }
        const auto result = outcome([&] {
            if (gone) users.restore(system, who.id);
            else if (pick(8) == 0) users.remove(system, who.id, "left");
            else users.update(system, who.id, patch);
        });
        ++(result == "done" ? done : taken);
        ASSERT_TRUE(result == "done" || result == "already_exists users.taken" ||
                    result == "invalid_argument users.invalid")
            << result;

        std::map<std::string, UserId> holders;
        for (const User& each : trio) {
            const User user = now(each);
            if (user.deleted_at) continue;
            Strings all = user.other_emails;
            if (!user.email.empty()) all.push_back(user.email);
            ASSERT_FALSE(user.email.empty() && !user.other_emails.empty());
            for (auto& one : all) {
                one[0] = static_cast<char>(std::tolower(one[0]));
                ASSERT_TRUE(holders.emplace(one, user.id).second) << one << " has two holders";
            }
        }
        for (char c = 'a'; c <= 'i'; ++c) {
            const auto one = std::string(1, c) + "@home.example";
            const auto found = users.find_by_email(system, one);
            ASSERT_EQ(found ? found->id : UserId(), holders.contains(one) ? holders[one] : UserId()) << one;
        }
    }
    EXPECT_GT(done, 40);
    EXPECT_GT(taken, 40);
    check_counters();
}

TEST_P(Addresses, OneOfManyGetsAnAddress) {
    std::atomic<int> won{0};
    std::vector<User> each;
    for (int i = 0; i < 4; ++i) each.push_back(person("p" + std::to_string(i) + "@home.example"));
    at_once(8, [&](int i) {
        const auto result = outcome([&] {
            if (i < 4)
                users.update(system, each[static_cast<std::size_t>(i)].id,
                             {.other_emails = Strings{"Prize@home.example"}});
            else person("prize@home.example");
        });
        if (result == "done") ++won;
        else EXPECT_EQ(result, "already_exists users.taken");
    });
    EXPECT_EQ(won, 1);
    check_counters();
}

}  // namespace
}  // namespace roster::test
