#include "storage/postgres/freshness.hpp"

#include <algorithm>

namespace roster::postgres {

bool Freshness::begin_asking(Clock::time_point now) {
    const std::lock_guard lock(mutex_);
    if (asking_ || (asked_ && !is_due(*asked_, now))) return false;
    asked_ = now;
    return asking_ = true;
}

void Freshness::learn(Clock::time_point asked, const Position& end) {
    const std::lock_guard lock(mutex_);
    asking_ = false;
    const auto is_over = [&](Clock::time_point then) { return asked - then > most_; };
    while (!samples_.empty() && is_over(samples_.front().asked)) samples_.pop_front();
    std::erase_if(written_, [&](const auto& one) { return is_over(one.second); });
    samples_.push_back({asked, end});
}

void Freshness::skip() {
    const std::lock_guard lock(mutex_);
    asking_ = false;
}

void Freshness::wrote(const AccountId& account, Clock::time_point now) noexcept {
    const std::lock_guard lock(mutex_);
    written_anywhere_ = std::max(written_anywhere_.value_or(now), now);
    try {
        auto& last = written_[account];
        last = std::max(last, now);
    } catch (...) {
        unnoted_ = written_anywhere_;
    }
}

bool Freshness::covers(const AccountId& account, const Position& position, Clock::time_point now) const {
    const std::lock_guard lock(mutex_);
    const auto newest = std::find_if(samples_.rbegin(), samples_.rend(),
                                     [&](const auto& one) { return position.reaches(one.end); });
    if (newest == samples_.rend() || now - newest->asked > most_) return false;
    const auto is_after = [&](const std::optional<Clock::time_point>& write) {
        return !write || newest->asked >= *write;
    };
    if (account.is_nil()) return is_after(written_anywhere_);
    const auto written = written_.find(account);
    return is_after(unnoted_) && (written == written_.end() || is_after(written->second));
}

}  // namespace roster::postgres
