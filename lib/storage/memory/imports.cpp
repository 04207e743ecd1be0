#include "storage/memory/stores.hpp"

namespace roster::memory {

std::optional<Import> MemoryImportStore::find(ImportId id) {
    const auto* row = db_.look().imports.find(id);
    return row != nullptr ? std::optional(*row) : std::nullopt;
}

std::optional<Import> MemoryImportStore::find_by_key(std::string_view key) {
    const auto* id = db_.look().import_keys.find(key);
    return id != nullptr ? find(*id) : std::nullopt;
}

bool MemoryImportStore::insert(const Import& import) {
    State& state = db_.add();
    if (state.import_keys.find(import.key) != nullptr) return false;
    require(!import.id.is_nil() && state.imports.find(import.id) == nullptr, "the id is no new one");
    state.import_keys.put(import.key, import.id);
    state.imports.put(import.id, import);
    return true;
}

bool MemoryImportStore::save(const Import& before, const Import& after) {
    State& state = db_.change();
    const auto* row = state.imports.find(before.id);
    if (row == nullptr || row->revision != before.revision) return false;
    require(after.id == before.id && after.key == row->key, "an import's id and key are for life");
    state.imports.put(after.id, after);
    return true;
}

void MemoryImportStore::add_faults(ImportId id, std::int64_t first, std::span<const ImportFault> faults) {
    State& state = db_.change();
    for (const auto& fault : faults) {
        const std::pair key(id, first++);
        require(state.imports.find(id) != nullptr, "there is no such import");
        require(state.faults.find(key) == nullptr, "the import has a fault of this number");
        state.faults.put(key, fault);
    }
}

std::int64_t MemoryImportStore::count_faults(ImportId id) {
    std::int64_t last = 0;
    const auto& rows = db_.look().faults.rows();
    for (auto row = rows.lower_bound(std::pair(id, std::int64_t{0})); row != rows.end() && row->first.first == id;
         ++row)
        last = row->first.second;
    return last;
}

std::vector<ImportFault> MemoryImportStore::faults(ImportId id, std::int64_t from, std::int32_t limit) {
    std::vector<ImportFault> found;
    const auto& rows = db_.look().faults.rows();
    for (auto row = rows.lower_bound(std::pair(id, from)); row != rows.end() && row->first.first == id; ++row)
        if (static_cast<std::int32_t>(found.size()) < limit) found.push_back(row->second);
    return found;
}

std::vector<Import> MemoryImportStore::records(const ImportId& after, std::int32_t limit) {
    return rows_after(db_.look().imports, after, limit);
}

void MemoryImportStore::put(const Import& import) {
    State& state = db_.add();
    const auto* holder = state.import_keys.find(import.key);
    require(!import.id.is_nil() && (holder == nullptr || *holder == import.id), "a key belongs to one import");
    if (const auto* row = state.imports.find(import.id)) state.import_keys.erase(std::string(row->key));
    state.import_keys.put(import.key, import.id);
    state.imports.put(import.id, import);
}

void MemoryImportStore::erase(const ImportId& key) {
    State& state = db_.change();
    const auto* row = state.imports.find(key);
    if (row == nullptr) return;
    require(count_faults(key) == 0, "the import has faults");
    state.import_keys.erase(std::string(row->key));
    state.imports.erase(key);
}

std::vector<KeptFault> MemoryImportStore::records(const KeyOf<KeptFault>& after, std::int32_t limit) {
    return rows_after<KeptFault>(db_.look().faults, after, limit, [](const auto& row) {
        return KeptFault{row.first.first, row.first.second, row.second};
    });
}

void MemoryImportStore::put(const KeptFault& fault) {
    State& state = db_.add();
    require(state.imports.find(fault.import_id) != nullptr, "there is no such import");
    state.faults.put(key_of(fault), fault.fault);
}

void MemoryImportStore::erase(const KeyOf<KeptFault>& key) { db_.change().faults.erase(key); }

}  // namespace roster::memory
