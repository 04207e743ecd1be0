// The change log (DP-12).
#include "support/desk.hpp"
#include "users/fields.hpp"

#include <nlohmann/json.hpp>

#include <random>

namespace roster::test {
namespace {

class HistoryLog : public Desk {
protected:
    /// What the log must say of a change, found without the library's diff: field by field, compared as JSON.
    template <class T>
    static std::vector<FieldChange> expected_changes(const T& before, const T& after) {
        std::vector<FieldChange> changes;
        for_each_field<T>([&](const auto& f) {
            if (has(f.traits, Trait::untracked)) return;
            const auto a = json::write(before.*f.member), b = json::write(after.*f.member);
            if (a != b) changes.push_back({std::string(f.name), a, b});
        });
        return changes;
    }
};
ROSTER_OVER_ALL_STORES(HistoryLog);

TEST_P(HistoryLog, DP12_EveryWriteLeavesOneEntry) {
    std::size_t count = entry_count();
    const auto leaves = [&](int entries, const std::string& verb, const std::function<void()>& call) {
        SCOPED_TRACE(verb);
        world.advance(minutes(1));
        call();
        const auto log = this->entries();
        ASSERT_EQ(log.size(), count + static_cast<std::size_t>(entries));
        count = log.size();
        if (entries == 0) return;
        EXPECT_EQ(log[0].verb, verb);
        EXPECT_EQ(log[0].at, world.now());
        EXPECT_EQ(log[0].actor_name, "test");
        EXPECT_FALSE(log[0].changes.empty());
    };
    UserId id;
    leaves(1, "users.add", [&] {
        id = users.add(system, {.first_name = "G", .email = "g@desk.example"}, Onboarding::not_invited).id;
    });
    leaves(1, "users.update", [&] { users.update(system, id, {.job_title = "Lead", .labels = {{"a"}}}); });
    leaves(1, "users.label", [&] { users.label(system, id, {"b"}, {"a"}); });
    leaves(1, "users.invite", [&] { users.invite(system, id); });
    leaves(1, "users.accept", [&] { users.accept(system, id); });
    leaves(1, "users.suspend", [&] { users.suspend(system, id, day("2025-06-02")); });
    leaves(1, "users.resume", [&] { users.resume(system, id); });
    leaves(1, "users.remove", [&] { users.remove(system, id, "left"); });
    leaves(1, "users.restore", [&] { users.restore(system, id); });
    leaves(1, "users.activate", [&] {
        users.activate(system, users.add(system, {.email = "h@desk.example"}).id);
        ++count;
    });
    OrganizationId organization;
    GroupId group;
    leaves(1, "organizations.add", [&] { organization = desk.organizations().add(system, {.name = "O"}).id; });
    leaves(1, "organizations.update", [&] { desk.organizations().update(system, organization, {.name = "P"}); });
    leaves(1, "organizations.remove", [&] { desk.organizations().remove(system, organization); });
    leaves(1, "groups.add", [&] { group = desk.groups().add(system, {.name = "G"}).id; });
    leaves(1, "groups.update", [&] { desk.groups().update(system, group, {.description = "d"}); });
    leaves(1, "groups.remove", [&] { desk.groups().remove(system, group); });
    leaves(1, "accounts.update", [&] { desk.update(system, {.name = "N"}); });

    leaves(0, "", [&] { users.update(system, id, {}); });
    leaves(0, "", [&] { users.update(system, id, {.first_name = " G ", .labels = {{"b", "b"}}}); });
    leaves(0, "", [&] { users.label(system, id, {"b"}, {"a"}); });
    leaves(0, "", [&] { desk.update(system, {.name = "N"}); });
    leaves(0, "", [&] { users.record_activity(system, id); });
    leaves(0, "", [&] { users.record_failed_sign_in(system, id); });
    leaves(0, "", [&] { users.record_sign_in(system, id); });
}

TEST_P(HistoryLog, DP12_TheDifferenceIsBeforeAndAfter) {
    std::mt19937 random(3);
    const auto pick = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    Samples samples{desk.organizations().add(system, {.name = "O"}).id,
                    desk.groups().add(system, {.name = "G"}).id};
    const std::vector<std::string> values{
        "", "Plain", "\"quoted\" \\ back", "ünï çödé 李 \U0001F600", "a'b;--", "</script>", "null", "0"};
    User user = now(agent);
    int changed = 0;
    for (int i = 0; i < 150; ++i) {
        UserPatch patch;
        for (const auto field : user_fields()) {
            if (pick(4) || field == "kind") continue;
            const UserPatch one = patch_of(field, samples);
            for_each_field<UserPatch>([&](const auto& f) {
                if (!(one.*f.member).is_set()) return;
                patch.*f.member = one.*f.member;
                using Value = std::remove_cvref_t<decltype((one.*f.member).value())>;
                if constexpr (std::same_as<Value, std::string>)
                    if (f.name == "first_name" || f.name == "last_name" || f.name == "job_title" ||
                        f.name == "external_id")
                        patch.*f.member = values[pick(values.size())];
                if constexpr (std::same_as<Value, RoleId>)
                    patch.*f.member = pick(2) ? role::user : role::light_user;
                if constexpr (is_list<Value>)
                    if (pick(2)) patch.*f.member = Value();
            });
        }
        const auto count = entries_of(user).size();
        const User after = users.update(as(admin), user.id, patch);
        const auto expected = expected_changes(user, after);
        const auto log = entries_of(user);
        ASSERT_EQ(log.size(), count + !expected.empty());
        if (!expected.empty()) {
            ASSERT_EQ(log[0].changes, expected);
            ASSERT_EQ(after.revision, user.revision + 1);
            ++changed;
            for (const auto& change : log[0].changes)
                ASSERT_TRUE(nlohmann::json::accept(change.before) && nlohmann::json::accept(change.after));
        }
        user = after;
    }
    EXPECT_GT(changed, 80);
}

TEST_P(HistoryLog, DP12_LifecycleDifferences) {
    const auto step = [&](const std::function<void()>& call) {
        const User before = now(agent);
        world.advance(hours(1));
        call();
        EXPECT_EQ(entries_of(agent)[0].changes, expected_changes(before, now(agent)));
    };
    step([&] { users.suspend(system, agent.id, day("2025-07-01"), day("2025-07-02"), "a\n\"b\""); });
    step([&] { users.update(system, agent.id, {.time_zone = "Asia/Tokyo"}); });
    step([&] { users.resume(system, agent.id); });
    step([&] { users.remove(system, agent.id, "left\ttoday"); });
    step([&] { users.restore(system, agent.id); });
}

TEST_P(HistoryLog, DP12_AddingTellsWhatWasGiven) {
    const auto log = entries_of(admin);
    ASSERT_EQ(log.size(), 1u);
    std::map<std::string, std::string> given;
    for (const auto& change : log[0].changes) {
        EXPECT_EQ(change.before, "null");
        given[change.name] = change.after;
    }
    EXPECT_EQ(given, (std::map<std::string, std::string>{{"first_name", "\"admin\""},
                                                         {"email", "\"admin@desk.example\""},
                                                         {"role", json::write(role::administrator)},
                                                         {"number", "2"},
                                                         {"onboarding", "\"active\""}}));
}

TEST_P(HistoryLog, DP12_WhoDidItAsTheyWereThen) {
    users.update(as(admin).on_behalf_of(owner.id), agent.id, {.job_title = "A"});
    users.update(as(owner), admin.id, {.first_name = "Renamed", .last_name = "Person"});
    users.update(as(admin), agent.id, {.job_title = "B"});
    users.remove(as(owner), admin.id, "left");
    users.update(Actor::system("  nightly   sync "), agent.id, {.job_title = "C"});
    users.update(system.on_behalf_of(customer.id), agent.id, {.job_title = "D"});
    const auto log = entries_of(agent);
    EXPECT_EQ(log[3].actor, admin.id);
    EXPECT_EQ(log[3].actor_name, "admin") << "the name outlives the actor's";
    EXPECT_EQ(log[3].on_behalf_of, owner.id);
    EXPECT_EQ(log[2].actor_name, "Renamed Person");
    EXPECT_TRUE(log[2].on_behalf_of.is_nil());
    EXPECT_TRUE(log[1].actor.is_nil());
    EXPECT_EQ(log[1].actor_name, "nightly   sync");
    EXPECT_EQ(log[0].on_behalf_of, customer.id);
    const auto nameless = add({.email = "nameless@desk.example", .role = role::administrator});
    users.update(as(nameless), agent.id, {.job_title = "E"});
    EXPECT_EQ(entries_of(agent)[0].actor_name, "nameless@desk.example");
}

TEST_P(HistoryLog, DP12_ListedBySubjectAndActorInPages) {
    for (int i = 0; i < 12; ++i) {
        const User* who = i % 2 ? &owner : &admin;
        users.update(as(*who), i % 3 ? agent.id : light.id, {.job_title = std::to_string(i)});
    }
    const auto all = entries();
    const std::vector<HistoryQuery> queries{
        {},
        {.actor = admin.id},
        {.subject_kind = "user", .subject_id = to_string(agent.id)},
        {.subject_kind = "user", .subject_id = to_string(agent.id), .actor = owner.id},
        {.subject_kind = "account", .subject_id = to_string(desk.id())},
        {.subject_kind = "user", .subject_id = "nobody"},
        {.subject_kind = "organization", .subject_id = to_string(agent.id)},
    };
    for (const auto& query : queries) {
        SCOPED_TRACE(json::write(query));
        std::vector<std::string> expected;
        for (const auto& entry : all)
            if ((query.subject_kind.empty() ||
                 (entry.subject_kind == query.subject_kind && entry.subject_id == query.subject_id)) &&
                (!query.actor || entry.actor == query.actor))
                expected.push_back(text_of(entry));
        for (const std::int32_t limit : {1, 2, 5, 1'000}) {
            std::vector<std::string> found;
            PageRequest page{.limit = limit, .after = {}};
            do {
                const auto part = desk.history().list(as(light), query, page);
                for (const auto& entry : part.items) found.push_back(text_of(entry));
                page.after = part.next;
            } while (!page.after.empty() && found.size() < 1'000);
            ASSERT_EQ(found, expected) << limit;
        }
    }
    EXPECT_EQ(faults([&] { desk.history().list(system, {.subject_kind = "user"}); }), "subject_id:required");
    EXPECT_EQ(faults([&] { desk.history().list(system, {.subject_id = "x"}); }), "subject_kind:required");
}

TEST_P(HistoryLog, DP12_NewestFirstWhateverTheClock) {
    for (int i = 0; i < 6; ++i) {
        world.advance(i % 2 ? -hours(3) : hours(1));
        users.update(system, agent.id, {.job_title = std::to_string(i)});
    }
    const auto log = entries_of(agent);
    for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(log[i].changes.at(0).after, "\"" + std::to_string(5 - i) + "\"");
}

TEST_P(HistoryLog, DP12_NothingIsWrittenWithoutTheChange) {
    // A store whose transaction fails after the change leaves neither.
    const auto before = entry_count();
    EXPECT_THROW(
        directory.storage().write(desk.id(),
                                  [&](Transaction& tx) {
                                      User user = *tx.users().find(agent.id);
                                      user.revision = 2;
                                      tx.users().save(agent, {user, "k", "k", {"agent@desk.example"}});
                                      tx.history().append({.id = world.environment().new_id<HistoryEntryId>(),
                                                           .at = world.now(),
                                                           .verb = "x",
                                                           .subject_kind = "user",
                                                           .subject_id = "x"});
                                      throw std::runtime_error("no");
                                  }),
        std::runtime_error);
    EXPECT_EQ(entry_count(), before);
    EXPECT_EQ(now(agent).revision, 1);
}

}  // namespace
}  // namespace roster::test
