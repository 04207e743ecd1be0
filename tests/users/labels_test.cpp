// Labels on people (DP-2).
#include "support/desk.hpp"

#include <set>

namespace roster::test {
namespace {

using Strings = std::vector<std::string>;

class Labels : public Desk {};
ROSTER_OVER_ALL_STORES(Labels);

TEST_P(Labels, DP2_EveryCombination) {
    const Strings all{"a", "b", "c", "d"};
    std::vector<User> made;
    for (unsigned bits = 0; bits < 16; ++bits) {
        Strings own;
        for (unsigned i = 0; i < 4; ++i)
            if (bits >> i & 1) own.push_back(all[i]);
        made.push_back(add({.kind = UserKind::customer, .first_name = "p" + std::to_string(bits), .labels = own}));
    }
    for (unsigned wanted = 1; wanted < 16; ++wanted) {
        Strings labels;
        std::set<std::int64_t> expected, found;
        for (unsigned i = 0; i < 4; ++i)
            if (wanted >> i & 1) labels.push_back(all[i]);
        for (unsigned bits = 0; bits < 16; ++bits)
            if ((bits & wanted) == wanted) expected.insert(made[bits].number);
        users.for_each(as(light), {.labels = labels},
                       [&](const User& user) { return found.insert(user.number).second; });
        EXPECT_EQ(found, expected) << wanted;
    }
    EXPECT_TRUE(users.list(system, {.labels = {"a", "nobody has this"}}).items.empty());
    EXPECT_EQ(users.list(system, {.labels = {"a", "a", " a "}}).items.size(), 8u);
}

TEST_P(Labels, DP2_AddingAndRemovingLeavesTheOthers) {
    const User a = add({.kind = UserKind::customer, .first_name = "A", .labels = {"one", "two", "three"}});
    EXPECT_EQ(users.label(as(agent), a.id, {"four", "one", "four"}, {"two", "unknown"}).labels,
              (Strings{"one", "three", "four"}));
    EXPECT_EQ(entries_of(a).front().verb, "users.label");
    EXPECT_EQ(users.label(as(agent), a.id, {"one"}, {"two"}).revision, 2) << "no change, no entry";
    EXPECT_EQ(users.label(as(agent), a.id, {}, {}).revision, 2);
    EXPECT_EQ(entries_of(a).size(), 2u);
    EXPECT_EQ(users.label(as(agent), a.id, {"One"}).labels, (Strings{"one", "three", "four", "One"}))
        << "by the exact text";
    EXPECT_EQ(users.update(as(agent), a.id, {.labels = Strings()}).labels, Strings());
    EXPECT_TRUE(users.labels(system).items.empty());
}

TEST_P(Labels, DP2_TheSameTextInAnotherForm) {
    const User a = add({.kind = UserKind::customer, .first_name = "A"});
    EXPECT_EQ(users.label(system, a.id, {" cafe\u0301 "}).labels, Strings{"café"});
    EXPECT_EQ(users.label(system, a.id, {"café"}).labels, Strings{"café"});
    EXPECT_EQ(users.list(system, {.labels = {"cafe\u0301"}}).items.size(), 1u);
    EXPECT_EQ(users.label(system, a.id, {}, {"cafe\u0301 "}).labels, Strings()) << "removed as it was added";
}

TEST_P(Labels, DP2_LabelsInUse) {
    add({.kind = UserKind::customer, .first_name = "A", .labels = {"b", "a", "ab", "abc", "ac", "Ä"}});
    const User b = add({.kind = UserKind::customer, .first_name = "B", .labels = {"b", "z", "A", "ab\U0001F600"}});
    const auto walk = [&](const char* prefix, std::int32_t limit) {
        Strings found;
        PageRequest page{.limit = limit, .after = {}};
        do {
            const auto part = users.labels(as(light), prefix, page);
            found.insert(found.end(), part.items.begin(), part.items.end());
            page.after = part.next;
        } while (!page.after.empty() && found.size() < 100);
        return found;
    };
    for (const std::int32_t limit : {1, 2, 3, 100}) {
        EXPECT_EQ(walk("", limit), (Strings{"A", "a", "ab", "abc", "ab\U0001F600", "ac", "b", "z", "Ä"}))
            << "in byte order";
        EXPECT_EQ(walk("a", limit), (Strings{"a", "ab", "abc", "ab\U0001F600", "ac"}));
        EXPECT_EQ(walk("ab", limit), (Strings{"ab", "abc", "ab\U0001F600"}));
        EXPECT_EQ(walk(" ab ", limit), (Strings{"ab", "abc", "ab\U0001F600"}));
        EXPECT_EQ(walk("abcd", limit), Strings());
    }
    users.update(system, b.id, {.labels = Strings{"b"}});
    EXPECT_EQ(walk("", 2), (Strings{"a", "ab", "abc", "ac", "b", "Ä"}));
}

TEST_P(Labels, NoMoreThanAHundred) {
    Strings many;
    for (int i = 0; i < 100; ++i) many.push_back("l" + std::to_string(i));
    const User a = add({.kind = UserKind::customer, .first_name = "A", .labels = many});
    EXPECT_EQ(a.labels.size(), 100u);
    refused("invalid_argument users.invalid", [&] { users.label(system, a.id, {"one more"}); });
    EXPECT_EQ(users.label(system, a.id, {"one more"}, {"l0"}).labels.size(), 100u);
}

TEST_P(Labels, EveryThreadsLabelStays) {
    at_once(8, [&](int i) {
        for (int n = 0; n < 5; ++n) users.label(system, customer.id, {std::to_string(i) + "." + std::to_string(n)});
    });
    EXPECT_EQ(now(customer).labels.size(), 40u);
    EXPECT_EQ(now(customer).revision, 41);
    EXPECT_EQ(users.labels(system).items.size(), 40u);
    check_counters();
}

}  // namespace
}  // namespace roster::test
