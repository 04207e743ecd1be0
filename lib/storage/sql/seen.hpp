// Which revisions a transaction has read.
#pragma once

#include "storage/sql/driver.hpp"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace roster::sql {

/// Beside other writers a record may change between being read and being saved by one and the same transaction. The
/// caller has no part in that: the work runs again and reads anew. Who brings a revision from elsewhere is told that
/// it is no longer the record's.
template <class RecordId>
class SeenRevisions {
public:
    /// The record, as it goes by.
    template <class Record>
    std::optional<Record> note(std::optional<Record> record) {
        if (record) note(record->id, record->revision);
        return record;
    }
    void note(const RecordId& id, std::int64_t revision) { seen_.emplace_back(id, revision); }

    /// The record is no longer at this revision. @throws Retry when that is what this transaction read last
    void demand_foreign(const RecordId& id, std::int64_t revision) const {
        for (auto it = seen_.rbegin(); it != seen_.rend(); ++it)
            if (it->first == id) {
                if (it->second == revision) throw Retry{};
                return;
            }
    }

private:
    std::vector<std::pair<RecordId, std::int64_t>> seen_;
};

}  // namespace roster::sql
