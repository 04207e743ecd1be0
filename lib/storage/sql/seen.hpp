// Which revisions a transaction has read.
#pragma once

#include "storage/sql/driver.hpp"

#include <roster/base/records.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace roster::sql {

/// Beside other writers (PostgreSQL's READ COMMITTED) a record may change between being read and being saved by one
/// and the same transaction. The caller has no part in that: the work runs again and reads anew. Who brings a revision
/// from elsewhere is told that it is no longer the record's.
template <class RecordId>
class SeenRevisions {
public:
    /// The record, as it goes by.
    template <class Record>
    std::optional<Record> note(std::optional<Record> record) {
        if (record) note(*record);
        return record;
    }
    template <class Record>
    void note(const Record& record) {
        seen_.emplace_back(key_of(record), record.revision);
    }
    /// The record's revision is this transaction's own work now.
    void saved(const RecordId& id, std::int64_t revision) {
        std::erase_if(seen_, [&](const auto& seen) { return seen.first == id; });
        seen_.emplace_back(id, revision);
    }
    /// The record was found not to be at this revision. @throws Retry when this transaction has read it there
    void demand_foreign(const RecordId& id, std::int64_t revision) const {
        if (std::find(seen_.begin(), seen_.end(), std::pair(id, revision)) != seen_.end()) throw Retry{};
    }

private:
    std::vector<std::pair<RecordId, std::int64_t>> seen_;
};

}  // namespace roster::sql
