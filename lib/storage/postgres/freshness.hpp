// How old what a standby shows may be, as the primary's own log tells.
#pragma once

#include "storage/postgres/options.hpp"

#include <roster/base/id.hpp>

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>

namespace roster::postgres {

/// A place in the log of a PostgreSQL cluster.
struct Position {
    std::int64_t cluster = 0;   ///< the system identifier; 0: no place at all
    std::int64_t timeline = 0;  ///< a promotion begins another, on which the same numbers mean other things
    std::int64_t log = 0;

    /// Whether who has come to here has everything up to there.
    [[nodiscard]] bool reaches(const Position& there) const noexcept {
        return cluster != 0 && cluster == there.cluster && timeline == there.timeline && log >= there.log;
    }
};

/// The primary is asked now and then where its log ends. Who has replayed the log up to there shows everything that
/// was committed before the question was asked: what they show is no older than the question. Nothing else is believed.
/// A standby's own idea of its lag is "none" when it has lost its primary, and the clocks of two machines differ.
/// Safe from any thread.
class Freshness {
public:
    /// @param most  how old may be what is shown
    explicit Freshness(Clock::duration most) : most_(most) {}

    /// Whether whoever asks should now ask the primary, and then tell: learn or skip. True for one at a time, and some
    /// times within the bound.
    bool begin_asking(Clock::time_point now);
    /// @param asked  before the question was sent
    void learn(Clock::time_point asked, const Position& end);
    void skip();

    /// Something of the account (nil: of the list of accounts) was written, or perhaps; the answer has come.
    void wrote(const AccountId& account, Clock::time_point now) noexcept;

    /// Whether who has come to that position shows everything that the account's readers must see now.
    [[nodiscard]] bool covers(const AccountId& account, const Position& position, Clock::time_point now) const;
    /// Whether a standby that was asked then for its position may be asked again.
    [[nodiscard]] bool is_due(Clock::time_point asked, Clock::time_point now) const noexcept {
        return now - asked >= most_ / times_asked;
    }

private:
    static constexpr int times_asked = 10;  ///< within the bound
    struct Sample {
        Clock::time_point asked;
        Position end;
    };

    const Clock::duration most_;
    mutable std::mutex mutex_;
    bool asking_ = false;
    std::optional<Clock::time_point> asked_;
    std::deque<Sample> samples_;                      ///< oldest first
    std::map<AccountId, Clock::time_point> written_;  ///< within the bound; what is older is covered by it
    std::optional<Clock::time_point> written_anywhere_;
    std::optional<Clock::time_point> unnoted_;  ///< a write for which there was no memory: it may be anybody's
};

}  // namespace roster::postgres
