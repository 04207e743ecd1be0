// What the accounts room needs kept. For those who write a store; applications use directory.hpp.
#pragma once

#include <roster/accounts/model.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace roster {

/// Numbers kept beside the account, changed together and atomically.
struct Counters {
    std::int64_t last_user_number = 0;
    std::int64_t seats_used = 0;
    std::int64_t owners = 0;
};

class AccountStore {
public:
    virtual ~AccountStore() = default;

    /// The record of the transaction's account; nullopt when there is none.
    virtual std::optional<AccountRecord> find() = 0;
    virtual void insert(const AccountRecord& account) = 0;
    /// @return false when the stored revision is not before.revision any more
    virtual bool save(const AccountRecord& before, const AccountRecord& after) = 0;

    virtual Counters counters() = 0;
    enum class Count { done, no_seat, last_owner };
    struct Counted {
        Count outcome = Count::done;
        Counters now;  ///< with the change, when done
    };
    /// Adds to the counters in one statement. Refused, nothing changed, when seats are added beyond seat_limit
    /// (no_seat) or the last owner would go (last_owner).
    virtual Counted count(const Counters& change) = 0;
};

}  // namespace roster
