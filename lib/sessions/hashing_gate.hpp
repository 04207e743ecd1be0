// How much hashing goes on at once. Argon2 takes tens of megabytes on purpose: without a bound, a flood of sign-ins is a
// flood of memory.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>

namespace roster::sessions {

/// Lets in so many at once, and so much memory at once, in the order of arrival; the others wait on their own threads.
/// One that wants more memory than there is in all gets in when it is alone. Safe from any thread.
class HashingGate {
public:
    struct Limits {
        std::size_t parallel = 4;                     ///< At most so many at once.
        std::size_t memory = std::size_t{256} << 20;  ///< Bytes, of all that are in.
        std::chrono::milliseconds wait{10'000};       ///< How long one waits before giving up.
    };

    HashingGate() : HashingGate(Limits{}) {}
    /// @throws Error invalid_argument "sessions.hashing_limits" when a limit is 0 or less
    explicit HashingGate(const Limits& limits);
    HashingGate(const HashingGate&) = delete;
    HashingGate& operator=(const HashingGate&) = delete;

    /// Being in. Leaves when it goes; must not outlive the gate.
    class [[nodiscard]] Pass {
    public:
        Pass(Pass&& other) noexcept : gate_(other.gate_), memory_(other.memory_) { other.gate_ = nullptr; }
        Pass& operator=(Pass&&) = delete;
        ~Pass() {
            if (gate_ != nullptr) gate_->leave(memory_);
        }

    private:
        friend HashingGate;
        Pass(HashingGate* gate, std::size_t memory) noexcept : gate_(gate), memory_(memory) {}
        HashingGate* gate_;
        std::size_t memory_;
    };

    /// Waits for room. @param memory  bytes that the work will take
    /// @throws Error unavailable "sessions.hashing_busy" when there is none for as long as the limits say
    Pass enter(std::size_t memory);

    /// What is going on, for tests and for a host's gauges.
    struct Load {
        std::size_t inside = 0, waiting = 0, memory = 0;
        std::size_t most_inside = 0;  ///< ever at once
    };
    [[nodiscard]] Load load() const;

private:
    bool has_room(std::size_t memory) const noexcept;
    void leave(std::size_t memory) noexcept;

    const Limits limits_;
    mutable std::mutex mutex_;
    std::condition_variable moved_;
    std::list<std::uint64_t> queue_;  ///< tickets, the next one first
    std::uint64_t tickets_ = 0;
    Load load_;
};

}  // namespace roster::sessions
