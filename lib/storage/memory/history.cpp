#include "storage/memory/stores.hpp"

namespace roster::memory {

void MemoryHistoryStore::append(const HistoryEntry& entry) {
    State& state = db_.add();
    require(!entry.id.is_nil() && state.history.find(entry.id) == nullptr, "the id is no new one");
    state.history.put(entry.id, entry);
}

std::vector<HistoryEntry> MemoryHistoryStore::list(const HistoryQuery& query, HistoryEntryId before,
                                                   std::int32_t limit) {
    const auto meets = [&](const HistoryEntry& entry) {
        if (!query.subject_kind.empty() &&
            (entry.subject_kind != query.subject_kind || entry.subject_id != query.subject_id))
            return false;
        return query.actor.is_nil() || entry.actor == query.actor;
    };
    std::vector<HistoryEntry> found;
    const auto& rows = db_.look().history.rows();
    auto row = before.is_nil() ? rows.end() : rows.lower_bound(before);
    while (row != rows.begin() && static_cast<std::int32_t>(found.size()) < limit)
        if (meets((--row)->second)) found.push_back(row->second);
    return found;
}

std::vector<HistoryEntry> MemoryHistoryStore::records(const HistoryEntryId& after, std::int32_t limit) {
    return rows_after(db_.look().history, after, limit);
}

void MemoryHistoryStore::put(const HistoryEntry& entry) {
    require(!entry.id.is_nil(), "an entry has an id");
    db_.add().history.put(entry.id, entry);
}

void MemoryHistoryStore::erase(const HistoryEntryId& key) { db_.change().history.erase(key); }

}  // namespace roster::memory
