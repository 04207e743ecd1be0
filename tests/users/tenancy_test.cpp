// Many accounts in one store: nothing of one is reachable through another (BX-10).
#include "support/desk.hpp"

#include <sstream>

namespace roster::test {
namespace {

/// Two accounts alike, to the addresses and names.
class Tenancy : public Desk {
protected:
    Tenancy() : other(directory.create_account({.name = "Other"})) {
        fill(desk);
        fill(other);
        their_admin = *other.users().find_by_email(system, "boss@x.example");
        their_user = *other.users().find_by_email(system, "p0@x.example");
    }
    void fill(const Account& account) {
        const auto organization = account.organizations().add(system, {.name = "Acme"}).id;
        account.organizations().add(system, {.name = "Bcme"});
        const auto group = account.groups().add(system, {.name = "Testers"}).id;
        account.groups().add(system, {.name = "Users"});
        account.users().add(system, {.email = "boss@x.example", .role = role::owner}, Onboarding::active);
        for (int i = 0; i < 3; ++i) {
            const auto n = std::to_string(i);
            account.users().add(system, {.kind = UserKind::customer,
                                         .first_name = "P" + n,
                                         .email = "p" + n + "@x.example",
                                         .organization = organization,
                                         .groups = {group},
                                         .labels = {"l" + n},
                                         .external_id = n});
        }
        std::istringstream csv("email,phone\nwrong,1\nwronger,2\n");
        account.imports().run(system, csv, {.key = "k"});
    }

    Account other;
    User their_admin, their_user;
};
ROSTER_OVER_ALL_STORES(Tenancy);

TEST_P(Tenancy, BX10_IdsOfAnotherAccountAreNotFound) {
    const UserId id = their_user.id;
    const auto organization = other.organizations().find_by_name(system, "Acme")->id;
    const auto group = other.groups().find_by_name(system, "Testers")->id;
    const auto import = other.imports().find(system, "k")->id;
    const auto theirs = [&] {
        std::string text;
        for (const auto& one : other.users().list(system).items) text += text_of(one);
        return text + std::to_string(other.history().list(system, {}, {.limit = 1'000}).items.size());
    };
    const auto before = theirs();
    const UserId unknown = world.environment().new_id<UserId>();
    for (const Actor& actor : {system, as(owner)})
        for (const UserId user : {id, unknown, UserId()}) {
            const std::pair<const char*, std::function<void()>> calls[] = {
                {"get", [&] { users.get(actor, user); }},
                {"update", [&] { users.update(actor, user, {.first_name = "X"}); }},
                {"label", [&] { users.label(actor, user, {"x"}); }},
                {"alerts", [&] { users.alerts(actor, user); }},
                {"invite", [&] { users.invite(actor, user); }},
                {"accept", [&] { users.accept(actor, user); }},
                {"activate", [&] { users.activate(actor, user); }},
                {"suspend", [&] { users.suspend(actor, user, day("2025-06-02")); }},
                {"resume", [&] { users.resume(actor, user); }},
                {"remove", [&] { users.remove(actor, user, "x"); }},
                {"restore", [&] { users.restore(actor, user); }},
            };
            for (const auto& [name, call] : calls) {
                SCOPED_TRACE(name);
                refused("not_found users.unknown", call);
            }
            EXPECT_TRUE(users.get_many(actor, std::vector{user}).empty());
            EXPECT_TRUE(desk.history().of_user(actor, user).items.empty());
        }
    refused("not_found users.unknown", [&] { users.record_activity(system, id); });
    refused("not_found users.unknown", [&] { users.record_failed_sign_in(system, id); });
    refused("not_found users.unknown", [&] { users.record_sign_in(system, id); });

    refused("not_found organizations.unknown", [&] { desk.organizations().get(system, organization); });
    refused("not_found organizations.unknown",
            [&] { desk.organizations().update(system, organization, {.name = "X"}); });
    refused("not_found organizations.unknown", [&] { desk.organizations().remove(system, organization); });
    refused("not_found groups.unknown", [&] { desk.groups().get(system, group); });
    refused("not_found groups.unknown", [&] { desk.groups().update(system, group, {.name = "X"}); });
    refused("not_found groups.unknown", [&] { desk.groups().remove(system, group); });
    refused("not_found imports.unknown", [&] { desk.imports().faults(system, import); });

    // As values and as filters.
    EXPECT_EQ(faults([&] { users.update(system, agent.id, {.organization = organization, .groups = {{group}}}); }),
              "organization:unknown groups[0]:unknown");
    EXPECT_EQ(faults([&] {
                  users.add(system, {.email = "n@x.example", .organization = organization, .groups = {group}});
              }),
              "organization:unknown groups[0]:unknown");
    EXPECT_TRUE(users.list(system, {.organization = organization}).items.empty());
    EXPECT_TRUE(users.list(system, {.group = group}).items.empty());
    EXPECT_TRUE(desk.history().list(system, {.actor = their_admin.id}).items.empty());

    // As actors.
    refused("unauthenticated users.no_actor", [&] { users.get(as(their_admin), agent.id); });
    refused("unauthenticated users.no_actor",
            [&] { users.update(as(their_admin), agent.id, {.first_name = "X"}); });
    refused("unauthenticated users.no_actor",
            [&] { users.update(system.on_behalf_of(id), agent.id, {.first_name = "X"}); });
    refused("unauthenticated users.no_actor", [&] { desk.update(as(their_admin), {.name = "X"}); });
    EXPECT_EQ(theirs(), before);
}

TEST_P(Tenancy, BX10_ValuesOfAnotherAccountFindOurs) {
    EXPECT_NE(users.get_by_email(system, "p0@x.example").id, their_user.id);
    EXPECT_NE(users.get_by_external_id(system, "0").id, their_user.id);
    EXPECT_NE(desk.organizations().find_by_name(system, "acme")->id,
              other.organizations().find_by_name(system, "acme")->id);
    const User ours = users.get_by_email(system, "p0@x.example");
    users.remove(system, ours.id, "left");
    EXPECT_EQ(other.users().get_by_email(system, "p0@x.example").id, their_user.id);
    EXPECT_FALSE(users.find_by_email(system, "p0@x.example"));
    for (const auto* account : {&desk, &other}) {
        std::vector<std::string> found;
        account->users().for_each(system, {.text = "p"}, [&](const User& user) {
            found.push_back(user.email);
            return true;
        });
        EXPECT_EQ(found.size(), account == &desk ? 2u : 3u);
        EXPECT_EQ(account->users().labels(system).items.size(), 3u);
    }
}

TEST_P(Tenancy, BX10_CursorsOfAnotherAccountOrListAreRefused) {
    struct List {
        const char* name;
        std::function<std::string(const Account&, const std::string&)> page;
    };
    const UserId boss = users.get_by_email(system, "boss@x.example").id;
    const auto page = [](std::string after) { return PageRequest{.limit = 1, .after = std::move(after)}; };
    std::vector<List> lists{
        {"organizations",
         [&](auto& a, auto& after) { return a.organizations().list(system, {}, page(after)).next; }},
        {"groups", [&](auto& a, auto& after) { return a.groups().list(system, {}, page(after)).next; }},
        {"labels", [&](auto& a, auto& after) { return a.users().labels(system, {}, page(after)).next; }},
        {"labels beginning", [&](auto& a, auto& after) { return a.users().labels(system, "l", page(after)).next; }},
        {"history", [&](auto& a, auto& after) { return a.history().list(system, {}, page(after)).next; }},
        {"faults",
         [&](auto& a, auto& after) {
             return a.imports().faults(system, a.imports().find(system, "k")->id, page(after)).next;
         }},
        {"accounts", [&](auto&, auto& after) { return directory.accounts(page(after)).next; }},
    };
    const UserQuery base{.kind = UserKind::customer};
    std::vector<std::pair<const char*, UserQuery>> queries{{"users", base}};
    const auto query = [&](const char* name, auto change) { change(queries.emplace_back(name, base).second); };
    query("any kind", [](UserQuery& q) { q.kind.reset(); });
    query("a status", [](UserQuery& q) { q.status = UserStatus::not_invited; });
    query("text", [](UserQuery& q) { q.text = "p"; });
    query("text by number", [](UserQuery& q) {
        q.text = "P";
        q.sort = UserSort::number;
    });
    query("by number", [](UserQuery& q) { q.sort = UserSort::number; });
    query("by activity", [](UserQuery& q) { q.sort = UserSort::last_activity; });
    query("descending", [](UserQuery& q) { q.descending = true; });
    query("both", [](UserQuery& q) {
        q.sort = UserSort::last_activity;
        q.descending = true;
    });
    for (const auto& [name, q] : queries)
        lists.push_back({name, [this, q = q, page](auto& a, auto& after) {
                             return a.users().list(system, q, page(after)).next;
                         }});

    for (const auto& from : lists) {
        const std::string ours = from.page(desk, ""), theirs = from.page(other, "");
        ASSERT_FALSE(ours.empty()) << from.name;
        for (const auto& to : lists) {
            SCOPED_TRACE(std::string(from.name) + " in " + to.name);
            const bool same = from.name == to.name;
            EXPECT_EQ(outcome([&] { to.page(desk, ours); }), same ? "done" : "invalid_argument page.cursor");
            if (from.name == std::string("accounts")) continue;
            EXPECT_EQ(outcome([&] { to.page(desk, theirs); }), "invalid_argument page.cursor");
        }
        for (std::size_t i = 0; i < ours.size(); ++i) {
            std::string changed = ours;
            changed[i] = changed[i] == 'A' ? 'B' : 'A';
            ASSERT_EQ(outcome([&] { from.page(desk, changed); }), "invalid_argument page.cursor")
                << from.name << " " << i;
            ASSERT_EQ(outcome([&] { from.page(desk, ours.substr(0, i)); }),
                      i ? "invalid_argument page.cursor" : "done");
        }
    }
    for (const std::int32_t limit : {0, -1, 1'001, 1 << 30}) {
        EXPECT_EQ(faults([&] { users.list(system, {}, {.limit = limit}); }), "limit:out_of_range");
        EXPECT_EQ(faults([&] { users.labels(system, {}, {.limit = limit}); }), "limit:out_of_range");
        EXPECT_EQ(faults([&] { desk.groups().list(system, {}, {.limit = limit}); }), "limit:out_of_range");
        EXPECT_EQ(faults([&] { desk.history().list(system, {}, {.limit = limit}); }), "limit:out_of_range");
        EXPECT_EQ(faults([&] { desk.imports().faults(system, {}, {.limit = limit}); }), "limit:out_of_range");
        EXPECT_EQ(faults([&] { static_cast<void>(directory.accounts({.limit = limit})); }), "limit:out_of_range");
    }
    EXPECT_EQ(users.get(system, boss).role, role::owner);
}

TEST_P(Tenancy, BX10_AnAccountThatDoesNotExist) {
    EXPECT_EQ(outcome([&] { static_cast<void>(directory.account({})); }), "not_found accounts.unknown");
    EXPECT_EQ(outcome([&] { static_cast<void>(directory.account(world.environment().new_id<AccountId>())); }),
              "not_found accounts.unknown");
    EXPECT_EQ(text_of(directory.account(other.id()).record()), text_of(other.record()));
}

TEST_P(Tenancy, BX10_CustomersSeeThemselvesOnly) {
    EXPECT_EQ(users.get(as(customer), customer.id).id, customer.id);
    EXPECT_EQ(users.get_by_number(as(customer), customer.number).id, customer.id);
    EXPECT_EQ(users.get_by_email(as(customer), customer.email).id, customer.id);
    const std::string denied = "permission_denied users.not_staff";
    for (const UserId id : {agent.id, their_user.id, UserId()})
        EXPECT_EQ(outcome([&] { users.get(as(customer), id); }), denied);
    for (const auto* address : {"agent@desk.example", "nobody@desk.example"})
        EXPECT_EQ(outcome([&] { users.find_by_email(as(customer), address); }), denied)
            << "who is not there is not told";
    for (const int number : {1, 999})
        EXPECT_EQ(outcome([&] { users.get_by_number(as(customer), number); }), denied);
    for (const auto* id : {"0", "none"})
        EXPECT_EQ(outcome([&] { users.find_by_external_id(as(customer), id); }), denied);
    EXPECT_EQ(outcome([&] { users.list(as(customer)); }), denied);
    EXPECT_EQ(outcome([&] { users.labels(as(customer)); }), denied);
    EXPECT_EQ(outcome([&] { users.seats(as(customer)); }), denied);
    EXPECT_EQ(outcome([&] { users.get_many(as(customer), std::vector{customer.id}); }), denied);
    EXPECT_EQ(outcome([&] { desk.history().list(as(customer)); }), denied);
    EXPECT_EQ(outcome([&] { desk.history().of_user(as(customer), customer.id); }), denied);
    EXPECT_EQ(outcome([&] { desk.organizations().list(as(customer)); }), denied);
    EXPECT_EQ(outcome([&] { desk.organizations().find_by_name(as(customer), "Acme"); }), denied);
    EXPECT_EQ(outcome([&] { desk.groups().get(as(customer), {}); }), denied);
    EXPECT_EQ(outcome([&] { desk.imports().find(as(customer), "k"); }),
              "permission_denied users.not_administrator");
}

}  // namespace
}  // namespace roster::test
