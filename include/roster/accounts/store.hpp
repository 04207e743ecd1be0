// What the accounts room needs kept. For those who write a store; applications use directory.hpp.
#pragma once

#include <roster/accounts/model.hpp>
#include <roster/base/records.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace roster {

/// Numbers kept beside the account, changed together and atomically.
struct Counters {
    std::int64_t last_user_number = 0;
    std::int64_t seats_used = 0;
    std::int64_t owners = 0;

    static constexpr auto fields() {
        return FieldTable{
            field("last_user_number", &Counters::last_user_number, "The highest number ever given to a user."),
            field("seats_used", &Counters::seats_used, "Staff users who are not deleted."),
            field("owners", &Counters::owners, "Owners who are not deleted."),
        };
    }
};

/// An account as it is kept.
struct KeptAccount {
    AccountRecord record;
    Counters counters;

    static constexpr auto fields() {
        return FieldTable{
            field("record", &KeptAccount::record, "The tenant's record."),
            field("counters", &KeptAccount::counters, "The numbers kept beside it."),
        };
    }
};
constexpr AccountId key_of(const KeptAccount& account) { return account.record.id; }

/// Its one record is the account's own; the id of what is put must be that of the transaction.
class AccountStore : public RecordStore<KeptAccount> {
public:
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

    /// From here to its end the transaction is alone among those of the account that lock: what it reads after this is what
    /// holds when it commits. For what compares several records and writes one of them: who may give what, who is let in,
    /// the order of events. Nothing where one writes at a time anyway.
    virtual void lock() = 0;
};

}  // namespace roster
