// BX-11: how old what a standby shows may be, decided by the primary's log alone.
#ifdef ROSTER_HAS_POSTGRES
#include "storage/postgres/freshness.hpp"

#include <roster/base/environment.hpp>

#include <gtest/gtest.h>

namespace roster::postgres {
namespace {

using namespace std::chrono_literals;

constexpr Position at(std::int64_t log) { return {7, 1, log}; }

class PostgresFreshness : public testing::Test {
protected:
    [[nodiscard]] bool covers(const Position& position, Clock::duration when, const AccountId& account = {}) const {
        return freshness.covers(account, position, begin + when);
    }
    void learn(Clock::duration when, std::int64_t end) {
        EXPECT_TRUE(freshness.begin_asking(begin + when));
        freshness.learn(begin + when, at(end));
    }

    Freshness freshness{1s};
    const Clock::time_point begin = Clock::now();
    const AccountId one = Environment::system().new_id<AccountId>(),
                    two = Environment::system().new_id<AccountId>();
};

TEST_F(PostgresFreshness, NothingIsFreshBeforeThePrimaryWasAsked) {
    EXPECT_FALSE(covers(at(1'000), 0s));
    EXPECT_FALSE(covers({}, 0s));
}

TEST_F(PostgresFreshness, APositionIsAsOldAsTheNewestQuestionItReaches) {
    learn(0ms, 100);
    learn(500ms, 200);
    EXPECT_FALSE(covers(at(99), 500ms));
    EXPECT_TRUE(covers(at(100), 1'000ms));
    EXPECT_FALSE(covers(at(100), 1'001ms));
    EXPECT_TRUE(covers(at(200), 1'500ms));
    EXPECT_FALSE(covers(at(200), 1'501ms));
    learn(1'600ms, 200);  // nothing was written meanwhile
    EXPECT_TRUE(covers(at(200), 2'600ms));
}

TEST_F(PostgresFreshness, NumbersOfAnotherLogSayNothing) {
    learn(0ms, 100);
    EXPECT_TRUE(covers({7, 1, 100}, 0ms));
    EXPECT_FALSE(covers({7, 2, 1'000}, 0ms)) << "another timeline";
    EXPECT_FALSE(covers({8, 1, 1'000}, 0ms)) << "another cluster";
    freshness.begin_asking(begin + 200ms);
    freshness.learn(begin + 200ms, {});  // no primary any more
    EXPECT_FALSE(covers({}, 200ms)) << "no place is nowhere";
}

TEST_F(PostgresFreshness, AnAccountReadsItsOwnWrites) {
    learn(0ms, 100);
    freshness.wrote(one, begin + 50ms);
    EXPECT_FALSE(covers(at(100), 60ms, one));
    EXPECT_TRUE(covers(at(100), 60ms, two));
    EXPECT_FALSE(covers(at(100), 60ms)) << "the list of accounts is everybody's";
    learn(200ms, 200);
    EXPECT_FALSE(covers(at(199), 210ms, one));
    EXPECT_TRUE(covers(at(199), 210ms, two));
    EXPECT_TRUE(covers(at(200), 210ms, one));
    EXPECT_TRUE(covers(at(200), 210ms));
}

TEST_F(PostgresFreshness, OneAsksAtATimeAndNotTooOften) {
    EXPECT_TRUE(freshness.begin_asking(begin));
    EXPECT_FALSE(freshness.begin_asking(begin + 10s)) << "while another waits for the answer";
    freshness.skip();
    EXPECT_FALSE(freshness.begin_asking(begin + 99ms));
    EXPECT_TRUE(freshness.begin_asking(begin + 100ms));
}

}  // namespace
}  // namespace roster::postgres
#endif  // ROSTER_HAS_POSTGRES
