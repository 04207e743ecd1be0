// Revisions: of several who change the same record with the revision they know, one wins.
#include "support/desk.hpp"

namespace roster::test {
namespace {

class Revisions : public Desk {};
ROSTER_OVER_ALL_STORES(Revisions);

TEST_P(Revisions, AChangeWithAnOldRevisionIsRefused) {
    EXPECT_EQ(users.update(as(admin), agent.id, {.job_title = "A"}, 1).revision, 2);
    for (const std::int64_t wrong : {1, 3, 0, -1}) {
        refused("aborted users.changed", [&] { users.update(as(admin), agent.id, {.job_title = "B"}, wrong); });
        refused("aborted users.changed", [&] { users.update(as(admin), agent.id, {}, wrong); });
    }
    EXPECT_EQ(users.update(as(admin), agent.id, {.job_title = "A"}, 2).revision, 2) << "no change, no revision";
    EXPECT_EQ(users.update(as(admin), agent.id, {.job_title = "B"}).revision, 3) << "left out, as it is now";
}

TEST_P(Revisions, OneWinnerForEachRevision) {
    constexpr int threads = 8, each = 6;
    std::atomic<int> won{0}, lost{0};
    at_once(threads, [&](int i) {
        for (int n = 0; n < each;) {
            const auto revision = users.get(system, agent.id).revision;
            const auto title = std::to_string(i) + "." + std::to_string(n);
            const auto result = outcome([&] {
                const User after = users.update(system, agent.id, {.job_title = title}, revision);
                EXPECT_EQ(after.revision, revision + 1);
                EXPECT_EQ(after.job_title, title);
            });
            if (result == "done") ++won, ++n;
            else if (result == "aborted users.changed") ++lost;
            else FAIL() << result;
        }
    });
    EXPECT_EQ(won, threads * each);
    EXPECT_EQ(now(agent).revision, 1 + threads * each);
    const auto log = entries_of(agent);
    ASSERT_EQ(log.size(), 1u + threads * each);
    for (std::size_t i = 0; i + 2 < log.size(); ++i)
        ASSERT_EQ(log[i].changes.at(0).before, log[i + 1].changes.at(0).after) << "the history is a chain";
}

TEST_P(Revisions, WithoutOneEveryFieldsChangeStays) {
    at_once(4, [&](int i) {
        for (int n = 1; n <= 5; ++n) {
            const auto value = "v" + std::to_string(n);
            if (i == 0) users.update(system, agent.id, {.first_name = value});
            if (i == 1) users.update(system, agent.id, {.last_name = value});
            if (i == 2) users.update(system, agent.id, {.job_title = value});
            if (i == 3) users.update(system, agent.id, {.external_id = value});
        }
    });
    const User after = now(agent);
    EXPECT_EQ(after.first_name + after.last_name + after.job_title + after.external_id, "v5v5v5v5");
    EXPECT_EQ(after.revision, 21);
}

}  // namespace
}  // namespace roster::test
