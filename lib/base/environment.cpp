#include <roster/base/environment.hpp>

#include <roster/base/error.hpp>
#include <roster/base/secret.hpp>

#include "sodium.hpp"

#include <pthread.h>
#include <time.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <utility>

namespace roster {
namespace {

std::int64_t system_micros() noexcept {
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    return static_cast<std::int64_t>(now.tv_sec) * 1'000'000 + now.tv_nsec / 1'000;
}

Instant system_now() {
    if (const auto now = instant_from_micros(system_micros())) return *now;
    throw Error(ErrorCode::failed_precondition, "environment.clock", "The system's clock is out of range.");
}

/// Counts forks, seen from the child: bytes pooled under another generation belong to the parent as well.
std::atomic<unsigned> fork_generation{1};

void watch_forks() {
    static const int failed = pthread_atfork(nullptr, nullptr, [] { fork_generation.fetch_add(1); });
    if (failed != 0)
        throw Error(ErrorCode::resource_exhausted, "environment.memory", "There is not enough memory.");
}

/// One thread's stock of random bytes: a system call for each id would cost six times the id. Handed-out bytes are
/// wiped at once, so that memory never holds what has become a token.
struct Pool {
    unsigned char bytes[1024] = {};
    std::size_t left = 0;
    unsigned generation = 0;

    constexpr Pool() = default;
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;
    ~Pool() {
        secrets::wipe(bytes, sizeof bytes);
        left = 0;
    }

    /// A fresh key from the system, stretched by ChaCha20: the system's own bytes cost a call for each 256 of them.
    void refill() {
        unsigned char key[randombytes_SEEDBYTES];
        randombytes_buf(key, sizeof key);
        randombytes_buf_deterministic(bytes, sizeof bytes, key);
        secrets::wipe(key, sizeof key);
    }

    void take(void* out, std::size_t size) {
        const auto now = fork_generation.load(std::memory_order_relaxed);
        if (left < size || generation != now) {
            refill();
            left = sizeof bytes;
            generation = now;
        }
        left -= size;
        std::memcpy(out, bytes + left, size);
        secrets::wipe(bytes + left, size);
    }
};

void system_random(void* out, std::size_t size) {
    thread_local Pool pool;
    if (size == 0) return;
    if (size > sizeof pool.bytes / 4) return randombytes_buf(out, size);
    pool.take(out, size);
}

}  // namespace

struct Environment::State {
    Clock clock;
    Entropy entropy;
    bool is_system = false;  ///< The clock is known to be system_now: ids skip the way through calendar types.

    /// The newest id's leading 64 bits without version and variant: milliseconds (48), counter (16). Being one number,
    /// it only ever grows, and a counter that overflows carries into the milliseconds by itself.
    std::atomic<std::uint64_t> newest{0};

    [[nodiscard]] std::int64_t micros() const {
        if (is_system) return system_micros();
        const Instant now = clock();
        if (now.is_special())
            throw Error(ErrorCode::failed_precondition, "environment.clock", "The clock gave no instant.");
        return to_micros(now);
    }
};

Environment Environment::system() {
    // One for the process, whoever asks: ids made by one process sort by the order they were made in.
    static const Environment shared = [] {
        ensure_sodium();
        watch_forks();
        Environment made(system_now, system_random);
        made.state_->is_system = true;
        return made;
    }();
    return shared;
}

Environment::Environment(Clock clock, Entropy entropy) : state_(std::make_shared<State>()) {
    if (!clock || !entropy)
        throw Error(ErrorCode::invalid_argument, "environment.missing",
                    "An environment needs a clock and entropy.");
    state_->clock = std::move(clock);
    state_->entropy = std::move(entropy);
}

Instant Environment::now() const {
    const Instant now = state_->clock();
    if (now.is_special())
        throw Error(ErrorCode::failed_precondition, "environment.clock", "The clock gave no instant.");
    return now;
}

void Environment::fill_random(void* bytes, std::size_t size) const { state_->entropy(bytes, size); }

boost::uuids::uuid Environment::new_uuid() const {
    std::uint8_t random[10];
    state_->entropy(random, sizeof random);
    const auto millis = static_cast<std::uint64_t>(std::max<std::int64_t>(state_->micros() / 1'000, 0));

    // A new millisecond's counter starts at random in the lower half: 32,768 ids at least before it carries.
    const std::uint64_t fresh = millis << 16 | static_cast<std::uint64_t>(random[8] & 0x7F) << 8 | random[9];
    auto before = state_->newest.load(std::memory_order_relaxed);
    std::uint64_t mine;
    do {
        mine = millis > before >> 16 ? fresh : before + 1;
    } while (!state_->newest.compare_exchange_weak(before, mine, std::memory_order_relaxed));

    boost::uuids::uuid id;
    auto* const out = id.data;
    for (int i = 0; i < 6; ++i) out[i] = static_cast<std::uint8_t>(mine >> (56 - 8 * i));
    out[6] = static_cast<std::uint8_t>(0x70 | (mine >> 12 & 0x0F));  // version, counter's upper 4 bits
    out[7] = static_cast<std::uint8_t>(mine >> 4);                   // counter's middle 8 bits
    out[8] = static_cast<std::uint8_t>(0x80 | (mine & 0x0F) << 2 | (random[0] & 0x03));  // variant, lower 4 bits
    std::memcpy(out + 9, random + 1, 7);
    return id;
}

}  // namespace roster
