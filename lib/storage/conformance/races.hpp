// Races: every verb of the stores that many may want at once and one gets. The suite runs them among 64 threads of this
// process; the project's own tests run them among processes too.
#pragma once

#include "storage/conformance/support.hpp"

namespace roster::conformance {

/// What each of the many does, in a transaction of its own. @return whether they won
/// @throws Beaten  to give up the transaction where the verb asks for that
using Want = std::function<bool(Transaction&, int runner)>;
struct Beaten {};

struct Race {
    std::string_view name;
    std::string_view demands;
    /// Sets the stage in an account without anybody.
    Want (*prepare)(const Bench& bench, const Scope& desk);
    void (*check)(const OpenStore& open);
};

const std::vector<Race>& races();

/// Runs `runners` threads, numbered from `first`, that all want the same. @return how many got it
inline int winners(const Scope& desk, const Want& want, int first, int runners) {
    std::atomic<int> count = 0;
    together(runners, [&](int thread) {
        try {
            if (desk.write([&](Transaction& tx) { return want(tx, first + thread); })) ++count;
        } catch (const Beaten&) {}
    });
    return count;
}

}  // namespace roster::conformance
