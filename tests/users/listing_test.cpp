// Lists of users against a naive oracle; pages.
#include "support/desk.hpp"
#include "users/listing_oracle.hpp"

#include <random>
#include <set>
#include <thread>

namespace roster::test {
namespace {

class Listing : public Desk {
protected:
    Listing() {
        for (const auto* name : {"Acme", "Bcme", "Ccme"})
            organizations.push_back(desk.organizations().add(system, {.name = name}).id);
        for (const auto* name : {"G", "H", "I"}) groups.push_back(desk.groups().add(system, {.name = name}).id);
    }
    std::size_t pick(std::size_t n) { return static_cast<std::size_t>(random() % n); }
    template <class List>
    const auto& any(const List& list) {
        return list[pick(list.size())];
    }

    void populate(int count) {
        for (int i = 0; i < count; ++i) {
            const auto n = std::to_string(i);
            NewUser user{.kind = pick(3) ? UserKind::customer : UserKind::staff};
            if (pick(4)) user.first_name = any(firsts);
            if (pick(4)) user.last_name = any(lasts);
            user.email = any(mails) + n + "@" + any(domains);
            if (pick(4) == 0) user.other_emails = {any(mails) + n + "@other.example"};
            if (user.kind == UserKind::staff)
                user.role = any(std::vector{role::owner, role::administrator, role::user, role::light_user});
            if (pick(2)) user.organization = any(organizations);
            for (const auto& group : groups)
                if (pick(3) == 0) user.groups.push_back(group);
            for (const auto& label : labels)
                if (pick(3) == 0) user.labels.push_back(label);
            const UserId id = users.add(system, user, static_cast<Onboarding>(1 + pick(3))).id;
            if (pick(5) == 0)
                users.suspend(system, id, day(any(days_)),
                              pick(2) ? std::optional(day("2025-12-01")) : std::nullopt);
            for (auto left = pick(5) == 0 ? pick(14) : 0; left > 0; --left) users.record_failed_sign_in(system, id);
            if (pick(7) == 0) users.remove(system, id, "left");
            if (pick(3) == 0) world.advance(minutes(static_cast<long>(pick(3'000))));
        }
        for (const bool deleted : {false, true})
            users.for_each(system, {.status = deleted ? std::optional(UserStatus::deleted) : std::nullopt},
                           [&](const User& user) { return all.push_back(user), true; });
    }
    UserQuery random_query() {
        UserQuery query;
        if (pick(3) == 0) query.kind = static_cast<UserKind>(1 + pick(2));
        if (pick(2) == 0) query.status = static_cast<UserStatus>(1 + pick(5));
        if (pick(6) == 0)
            query.role = any(std::vector{role::owner, role::administrator, role::user, role::light_user});
        for (const auto& label : labels)
            if (pick(6) == 0) query.labels.push_back(label);
        if (pick(5) == 0) query.organization = any(organizations);
        if (pick(5) == 0) query.group = any(groups);
        if (pick(3) == 0) query.text = any(texts);
        query.with_alert = pick(6) == 0;
        query.sort = static_cast<UserSort>(1 + pick(3));
        query.descending = pick(2);
        return query;
    }
    std::vector<std::int64_t> walk(const UserQuery& query, std::int32_t limit) {
        std::vector<std::int64_t> numbers;
        PageRequest page{.limit = limit, .after = {}};
        do {
            const auto part = users.list(as(agent), query, page);
            EXPECT_TRUE(!part.has_more() || part.items.size() == static_cast<std::size_t>(limit));
            for (const auto& user : part.items) numbers.push_back(user.number);
            page.after = part.next;
        } while (!page.after.empty() && numbers.size() <= 10'000);
        return numbers;
    }

    std::mt19937 random{5};
    std::vector<OrganizationId> organizations;
    std::vector<GroupId> groups;
    std::vector<User> all;
    const std::vector<std::string> firsts{"Ada", "ada",    "Ádá", "Grace",      "李",
                                          "Zoë", "Straße", "ÅSA", "\u0130lker", "a%_b"},
        lasts{"Hopper", "HOPPER", "van der Berg", "Lovelace", "明", "Ünal", "O'Brien", "Ω", "_", "%"},
        mails{"ada", "Grace", "x+tag", "o_b", "zoe%"}, domains{"desk.example", "Home.example"},
        labels{"vip", "VIP", "beta", "späť"},
        texts{"ada",           "ADA l", "á",   "hopper g", "van  der",   "g",
              "grace",         "x+TAG", "%",   "_",        "李",         "straß",
              "STRASS",        "o_",    "zoe", "ada1",     "x+tag2",     " ",
              "nobody at all", "ΩΩ",    "ω",   "zoe%1",    "ada12@desk", "grace3@HOME.ex"},
        days_{"2025-05-01", "2025-06-20", "2025-07-01", "2025-12-01"};
};
ROSTER_OVER_ALL_STORES(Listing);

TEST_P(Listing, EveryQueryAgainstTheOracle) {
    populate(160);
    const auto policy = desk.record().policy;
    std::size_t found = 0;
    for (int i = 0; i < 400; ++i) {
        const UserQuery query = random_query();
        SCOPED_TRACE(json::write(query));
        const auto expected = expected_list(all, query, policy, world.now());
        ASSERT_EQ(walk(query, 1'000), expected);
        ASSERT_EQ(walk(query, static_cast<std::int32_t>(1 + pick(9))), expected);
        found += expected.size();
    }
    EXPECT_GT(found, 2'000u);
}

TEST_P(Listing, PagesOfEverySizeVisitAllOnce) {
    populate(40);
    for (const bool descending : {false, true})
        for (int sort = 1; sort <= 3; ++sort) {
            const UserQuery query{.sort = static_cast<UserSort>(sort), .descending = descending};
            const auto expected = expected_list(all, query, {}, world.now());
            for (std::int32_t limit = 1; limit <= static_cast<std::int32_t>(expected.size()) + 1; ++limit)
                ASSERT_EQ(walk(query, limit), expected) << sort << " pages of " << limit;
        }
}

TEST_P(Listing, WhoWasThereIsVisitedOnceWhateverOthersDo) {
    populate(30);
    std::atomic<bool> stop{false};
    std::thread writer([&] {
        for (int i = 0; i < 400 && !stop; ++i) {
            const auto name = "new" + std::to_string(i);
            const User user = users.add(
                system, {.kind = UserKind::customer, .first_name = any(firsts), .email = name + "@x.example"});
            if (i % 3 == 0) users.remove(system, user.id, "left");
        }
    });
    std::map<std::string, std::vector<std::int64_t>> seen;
    for (int round = 0; round < 5; ++round)
        for (int sort = 1; sort <= 3; ++sort)
            seen.emplace(std::to_string(round) + "/" + std::to_string(sort),
                         walk({.sort = static_cast<UserSort>(sort)}, 3));
    stop = true;
    writer.join();
    for (const auto& [name, numbers] : seen) {
        const std::set<std::int64_t> once(numbers.begin(), numbers.end());
        ASSERT_EQ(once.size(), numbers.size()) << name << ": somebody twice";
        for (const auto& user : all) ASSERT_EQ(once.contains(user.number), !user.deleted_at) << name;
    }
}

TEST_P(Listing, ForEachStopsWhenTold) {
    populate(20);
    int visited = 0;
    users.for_each(system, {}, [&](const User&) { return ++visited < 7; });
    EXPECT_EQ(visited, 7);
}

TEST_P(Listing, NamesThatGrowWhenFoldedStillPage) {
    std::string ligatures;  // one letter of which becomes eighteen
    for (int i = 0; i < 100; ++i) ligatures += "\uFDFA";
    for (int i = 0; i < 3; ++i)
        users.add(system, {.kind = UserKind::customer,
                           .first_name = ligatures,
                           .last_name = ligatures,
                           .email = "l" + std::to_string(i) + "@x.example"});
    EXPECT_EQ(walk({}, 1).size(), 8u);
    EXPECT_EQ(walk({.text = "\uFDFA"}, 1).size(), 3u);
}

TEST_P(Listing, LongNamesAreFoundByAllOfThem) {
    std::string first, last;  // 300 bytes each
    for (int i = 0; i < 100; ++i) first += "क", last += "ख";
    const User user = users.add(system, {.kind = UserKind::customer, .first_name = first, .last_name = last});
    for (const auto& text : {first + " " + last, last + " " + first, first.substr(0, 150), last})
        EXPECT_EQ(walk({.text = text}, 10), std::vector{user.number});
}

TEST_P(Listing, TextFindsAddressesInOtherScripts) {
    const User ivan = add({.kind = UserKind::customer, .first_name = "I", .email = "иван@home.example"});
    EXPECT_EQ(walk({.text = "иван@"}, 10), std::vector{ivan.number});
}

TEST_P(Listing, ImpossibleQueries) {
    const auto faults_of = [&](const UserQuery& query) { return faults([&] { users.list(system, query); }); };
    EXPECT_EQ(faults_of({.kind = static_cast<UserKind>(0),
                         .status = static_cast<UserStatus>(6),
                         .sort = static_cast<UserSort>(9)}),
              "kind:unknown_value status:unknown_value sort:unknown_value");
    EXPECT_EQ(faults_of({.labels = {"ok", "", "\xff", "a\nb", std::string(61, 'x')}}),
              "labels[1]:required labels[2]:invalid_utf8 labels[3]:control_character labels[4]:too_long");
    EXPECT_EQ(faults_of({.labels = std::vector<std::string>(11, "x")}), "labels:too_many");
    EXPECT_EQ(faults_of({.text = std::string(1 << 20, 'x')}), "text:too_long");
    EXPECT_EQ(faults_of({.text = "\xc3"}), "text:invalid_utf8");
    EXPECT_EQ(faults([&] { users.labels(system, "\xff"); }), "prefix:invalid_utf8");
    EXPECT_TRUE(users.list(system, {.role = RoleId::well_known(50)}).items.empty());
}

}  // namespace
}  // namespace roster::test
