// Store conformance: what any store must do, as checks that any test framework can run. For those who write a store.
//
//     for (const auto& check : roster::conformance::checks()) check.run([] { return open_my_empty_store(); });
//
// Link roster::store_conformance.
#pragma once

#include <roster/storage/storage.hpp>

#include <functional>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace roster::conformance {

/// Opens a new, empty store. Each check opens its own and lets go of it at its end.
using OpenStore = std::function<std::shared_ptr<Storage>()>;

/// What a failed check throws: a sentence that says what was demanded and what the store did.
struct Failure : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct Check {
    std::string_view name;     ///< snake_case, stable: "users_save_has_one_winner"
    std::string_view demands;  ///< One sentence for people.
    /// @throws Failure; whatever the store throws where it should not comes out as it is
    void (*run)(const OpenStore& open);
};

/// All checks, in the order of the rooms. Grows with every version: a store that passes today may be told tomorrow
/// what it lacks.
const std::vector<Check>& checks();

}  // namespace roster::conformance
