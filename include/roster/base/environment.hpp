// The environment: the only two things Roster takes from the world by itself, the time and randomness.
#pragma once

#include <roster/base/id.hpp>
#include <roster/base/time.hpp>

#include <cstddef>
#include <functional>
#include <memory>

namespace roster {

/// Clock and entropy, injected: with a fixed clock and seeded entropy the same calls give the same results.
/// Copies share the id generator. Safe from any thread when the two functions are.
class Environment {
public:
    using Clock = std::function<Instant()>;
    using Entropy = std::function<void(void* bytes, std::size_t size)>;

    /// The system's clock and libsodium's generator, pooled a thread; a forked child never repeats its parent's bytes.
    /// The same environment at every call, so that all ids of a process sort by the order they were made in.
    static Environment system();
    /// @throws Error invalid_argument "environment.missing" when a function is empty
    Environment(Clock clock, Entropy entropy);

    /// @throws Error failed_precondition "environment.clock" when the clock gives a special value
    [[nodiscard]] Instant now() const;
    void fill_random(void* bytes, std::size_t size) const;

    /// A new UUID version 7 of the current time, greater than every id this environment made before, also when the
    /// clock stands still or steps back (RFC 9562 §6.2, method 1: a counter in the 16 bits after the milliseconds,
    /// started anew at random in each millisecond). The other 58 bits are random. A clock before 1970 counts as 1970.
    [[nodiscard]] boost::uuids::uuid new_uuid() const;
    template <class IdType>
    [[nodiscard]] IdType new_id() const {
        return IdType(new_uuid());
    }

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace roster
