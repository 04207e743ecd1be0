// The reference store: accounts in plain containers, without SQL. For hosts' own tests, and as the model of what a
// store does.
#pragma once

#include <roster/storage/storage.hpp>

#include <memory>

namespace roster {

/// A new, empty store that lives in memory. Everything in it is lost when the last Directory, Account and pointer to
/// it are gone.
///
///     const Directory directory(memory_storage(), environment_of_the_test);
///
/// It keeps every promise of Storage and of the rooms' stores, and answers as the SQL stores do, error for error: random
/// sequences of calls are run against all of them and compared. What it does not promise is speed among many: one
/// reading or writing runs at a time, and lists look at every user of the account. Some ten thousand users are fine.
///
/// engine() is "memory". check() examines its own indexes. backup() is `unimplemented` "storage.backup".
std::shared_ptr<Storage> memory_storage();

}  // namespace roster
