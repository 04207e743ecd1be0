#include "sessions/hashing_gate.hpp"

#include <roster/base/error.hpp>

#include <algorithm>

namespace roster::sessions {

HashingGate::HashingGate(const Limits& limits) : limits_(limits) {
    FieldErrors errors;
    if (limits.parallel == 0) errors.add("parallel", "out_of_range", "must be at least 1");
    if (limits.memory == 0) errors.add("memory", "out_of_range", "must be at least 1");
    if (limits.wait.count() <= 0) errors.add("wait", "out_of_range", "must be longer than nothing");
    errors.throw_if_any("sessions.hashing_limits", "The limits of hashing cannot be used.");
}

bool HashingGate::has_room(std::size_t memory) const noexcept {
    if (load_.inside == 0) return true;
    return load_.inside < limits_.parallel && load_.memory < limits_.memory &&
           memory <= limits_.memory - load_.memory;
}

HashingGate::Pass HashingGate::enter(std::size_t memory) {
    const auto deadline = std::chrono::steady_clock::now() + limits_.wait;
    std::unique_lock lock(mutex_);
    const auto mine = queue_.insert(queue_.end(), tickets_++);
    const auto my_turn = [&] { return queue_.front() == *mine && has_room(memory); };
    ++load_.waiting;
    const bool in = moved_.wait_until(lock, deadline, my_turn);
    --load_.waiting;
    queue_.erase(mine);
    if (in) {
        ++load_.inside;
        load_.memory += memory;
        load_.most_inside = std::max(load_.most_inside, load_.inside);
    }
    lock.unlock();
    moved_.notify_all();  // whoever is next may have room too
    if (!in)
        throw Error(ErrorCode::unavailable, "sessions.hashing_busy",
                    "Too many people are signing in at this moment. Please try again shortly.");
    return {this, memory};
}

void HashingGate::leave(std::size_t memory) noexcept {
    {
        const std::lock_guard lock(mutex_);
        --load_.inside;
        load_.memory -= memory;
    }
    moved_.notify_all();
}

HashingGate::Load HashingGate::load() const {
    const std::lock_guard lock(mutex_);
    return load_;
}

}  // namespace roster::sessions
