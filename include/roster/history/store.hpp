// What the history room needs kept. For those who write a store; applications use history.hpp.
#pragma once

#include <roster/base/records.hpp>
#include <roster/history/model.hpp>

#include <cstdint>
#include <vector>

namespace roster {

class HistoryStore : public RecordStore<HistoryEntry> {
public:
    /// Entries are only ever appended. Part of the transaction of the change they tell of.
    virtual void append(const HistoryEntry& entry) = 0;
    /// Newest first, those before `before` (nil: from the newest on).
    virtual std::vector<HistoryEntry> list(const HistoryQuery& query, HistoryEntryId before,
                                           std::int32_t limit) = 0;
};

}  // namespace roster
