// Directory::close over every store: now, for everybody, once and for all.
#include "support/desk.hpp"

#include <atomic>
#include <thread>

namespace roster::test {
namespace {

class Closing : public Desk {};
ROSTER_OVER_ALL_STORES(Closing);

TEST_P(Closing, EveryHandleIsClosed) {
    const Directory same = directory;
    EXPECT_FALSE(same.is_closed());
    directory.close();
    EXPECT_TRUE(same.is_closed());
    directory.close();
    same.close();
    const auto expect_closed = [](const std::function<void()>& call) {
        EXPECT_EQ(outcome(call), "failed_precondition storage.closed");
    };
    expect_closed([&] { users.get(system, owner.id); });
    expect_closed([&] { users.update(system, owner.id, {.job_title = "x"}); });
    expect_closed([&] { static_cast<void>(desk.record()); });
    expect_closed([&] { static_cast<void>(desk.history().list(system)); });
    expect_closed([&] { static_cast<void>(same.account(desk.id())); });
    expect_closed([&] { static_cast<void>(same.accounts()); });
    expect_closed([&] { same.create_account({.name = "Late"}); });
    expect_closed([&] { static_cast<void>(same.check()); });
}

TEST_P(Closing, CallsUnderWayFinishFirst) {
    constexpr int threads = 4;
    std::atomic<int> added = 0, refused = 0;
    {
        std::vector<std::jthread> working;
        for (int t = 0; t < threads; ++t)
            working.emplace_back([&, t] {
                for (int n = 0;; ++n) {
                    const auto came =
                        outcome([&] { add_customer("c" + std::to_string(t) + "." + std::to_string(n)); });
                    if (came != "done") {
                        EXPECT_EQ(came, "failed_precondition storage.closed");
                        ++refused;
                        return;
                    }
                    ++added;
                }
            });
        while (added < 20) std::this_thread::yield();
        std::vector<std::jthread> closing;
        for (int t = 0; t < 2; ++t) closing.emplace_back([&] { directory.close(); });
    }
    EXPECT_EQ(refused, threads);
    EXPECT_TRUE(directory.is_closed());
}

TEST_P(Closing, NotFromWithin) {
    EXPECT_EQ(outcome([&] { directory.storage().read(desk.id(), [&](Transaction&) { directory.close(); }); }),
              "failed_precondition storage.reentrant");
    EXPECT_FALSE(directory.is_closed());
    EXPECT_EQ(users.get(system, owner.id).id, owner.id);
}

}  // namespace
}  // namespace roster::test
