#include "support/world.hpp"

#include <cstring>
#include <stdexcept>

namespace roster::test {
namespace {

/// splitmix64: every call its own number, whichever thread calls.
std::uint64_t mix(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
}

}  // namespace

World::World(std::uint64_t seed)
    : state_(std::make_shared<State>()),
      environment_([state = state_] { return *instant_from_micros(state->micros); },
                   [state = state_](void* bytes, std::size_t size) {
                       auto* to = static_cast<char*>(bytes);
                       while (size > 0) {
                           const auto number = mix(state->entropy += 0x9E3779B97F4A7C15ull);
                           const auto part = std::min(size, sizeof number);
                           std::memcpy(to, &number, part);
                           to += part;
                           size -= part;
                       }
                   }) {
    state_->entropy = seed;
    set(at("2025-06-02T09:00:00Z"));
}

Instant at(std::string_view text) {
    const auto instant = parse_instant(text);
    if (!instant) throw std::invalid_argument("no instant: " + std::string(text));
    return *instant;
}

Date day(std::string_view text) {
    const auto date = parse_date(text);
    if (!date) throw std::invalid_argument("no date: " + std::string(text));
    return *date;
}

}  // namespace roster::test
