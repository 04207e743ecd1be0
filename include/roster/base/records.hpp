// Records as they are kept, kind by kind: what moves an account between stores. For those who write a store.
#pragma once

#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

namespace roster {

/// What a record is found by within its account: its id. Records without one have an overload beside them.
template <class Record>
constexpr auto key_of(const Record& record) {
    return record.id;
}
template <class Record>
using KeyOf = std::remove_cvref_t<decltype(key_of(std::declval<const Record&>()))>;

/// Everything of one kind in the transaction's account, as it is: with its ids, numbers, revisions and times. Every
/// room's store has this beside its intent verbs, once for each kind of record it keeps; copying (copy.hpp) is made
/// of it and nothing else calls it. It decides nothing: no revision is compared, no counter kept.
///
/// `Record` has a field table, and equality of all its fields means that two records are the same. What a store keeps
/// only to find things by is no record: put() writes it along.
template <class Record>
class RecordStore {
public:
    virtual ~RecordStore() = default;

    /// Up to `limit` records in the order of their keys, those after `after`; a default-made key is before all.
    virtual std::vector<Record> records(const KeyOf<Record>& after, std::int32_t limit) = 0;
    /// Inserts the record, or replaces the one of this key. A unique value that another record holds (a name, an
    /// address) is taken from it: whoever puts all records of an account in turn ends with each as it should be.
    virtual void put(const Record& record) = 0;
    /// Nothing happens when there is none. What others refer to cannot be erased before them.
    virtual void erase(const KeyOf<Record>& key) = 0;
};

}  // namespace roster
