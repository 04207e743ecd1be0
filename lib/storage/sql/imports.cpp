#include "storage/sql/records.hpp"
#include "storage/sql/stores.hpp"

namespace roster::sql {
namespace {

const Statement find_import("SELECT " + columns<Import>() + " FROM imports WHERE account = ? AND id = ?");
const Statement find_by_import_key("SELECT " + columns<Import>() + " FROM imports WHERE account = ? AND key = ?");
const Statement insert_import("INSERT INTO imports (account, " + columns<Import>() + ") VALUES (?, " +
                              parameters<Import>() + ") ON CONFLICT (account, key) DO NOTHING");
const Statement update_import("UPDATE imports SET " + assignments<Import>() +
                              " WHERE account = ? AND id = ? AND revision = ?");
const Statement insert_fault("INSERT INTO import_faults (account, import_id, number, " + columns<ImportFault>() +
                             ") VALUES (?, ?, ?, " + parameters<ImportFault>() + ")");
const Statement last_fault(
    "SELECT coalesce(max(number), 0) FROM import_faults WHERE account = ? AND import_id = ?");
const Statement list_faults("SELECT " + columns<ImportFault>() +
                            " FROM import_faults WHERE account = ? AND import_id = ? AND number >= ? "
                            "ORDER BY number LIMIT ?");

const RecordStatements<Import> import_records("imports");
const RecordStatements<ImportFault> fault_records("import_faults", {"import_id", "number"},
                                                  {"import_id", "number"});

}  // namespace

std::optional<Import> SqlImportStore::find(ImportId id) { return find_one<Import>(db_, find_import, account_, id); }

std::optional<Import> SqlImportStore::find_by_key(std::string_view key) {
    return find_one<Import>(db_, find_by_import_key, account_, key);
}

bool SqlImportStore::insert(const Import& import) {
    Scratch scratch;
    Run run(db_.prepare(insert_import));
    bind_value(*run, 1, account_, scratch);
    bind_fields(*run, 2, import, scratch);
    run->step();
    return run->changes() == 1;
}

bool SqlImportStore::save(const Import& before, const Import& after) {
    Scratch scratch;
    Run run(db_.prepare(update_import));
    int at = bind_fields(*run, 1, after, scratch);
    bind_value(*run, at++, account_, scratch);
    bind_value(*run, at++, before.id, scratch);
    bind_value(*run, at, before.revision, scratch);
    run->step();
    return run->changes() == 1;
}

void SqlImportStore::add_faults(ImportId id, std::int64_t first, std::span<const ImportFault> faults) {
    for (const auto& fault : faults) {
        Scratch scratch;
        Run run(db_.prepare(insert_fault));
        bind_value(*run, 1, account_, scratch);
        bind_value(*run, 2, id, scratch);
        run->bind_int(3, first++);
        bind_fields(*run, 4, fault, scratch);
        run->step();
    }
}

std::int64_t SqlImportStore::count_faults(ImportId id) {
    Scratch scratch;
    Run run(db_.prepare(last_fault));
    start(*run, scratch, account_, id);
    return run->get_int(0);
}

std::vector<ImportFault> SqlImportStore::faults(ImportId id, std::int64_t from, std::int32_t limit) {
    std::vector<ImportFault> found;
    Scratch scratch;
    Run run(db_.prepare(list_faults));
    for (bool row = start(*run, scratch, account_, id, from, limit); row; row = run->step())
        found.push_back(read_fields<ImportFault>(*run));
    return found;
}

std::vector<Import> SqlImportStore::records(const ImportId& after, std::int32_t limit) {
    return read_page<Import>(db_, import_records.page, account_, after, limit,
                             [](Prepared& row) { return read_fields<Import>(row); });
}

void SqlImportStore::put(const Import& import) {
    Scratch scratch;
    Run run(db_.prepare(import_records.put));
    bind_value(*run, 1, account_, scratch);
    bind_fields(*run, 2, import, scratch);
    run->step();
}

void SqlImportStore::erase(const ImportId& key) { run_later(db_, import_records.erase, account_, key); }

std::vector<KeptFault> SqlImportStore::records(const KeyOf<KeptFault>& after, std::int32_t limit) {
    std::vector<KeptFault> found;
    Run run(db_.prepare(fault_records.page));
    bind_key(*run, 1, account_);
    bind_key(*run, 2, after.first);
    run->bind_int(3, after.second);
    run->bind_int(4, limit);
    while (run->step()) {
        KeptFault& fault = found.emplace_back();
        read(*run, 0, fault.import_id, "import_id");
        read(*run, 1, fault.number, "number");
        fault.fault = read_fields<ImportFault>(*run, 2);
    }
    return found;
}

void SqlImportStore::put(const KeptFault& fault) {
    Scratch scratch;
    Run run(db_.prepare(fault_records.put));
    bind_value(*run, 1, account_, scratch);
    bind_value(*run, 2, fault.import_id, scratch);
    bind_value(*run, 3, fault.number, scratch);
    bind_fields(*run, 4, fault.fault, scratch);
    run->step();
}

void SqlImportStore::erase(const KeyOf<KeptFault>& key) {
    run_later(db_, fault_records.erase, account_, key.first, key.second);
}

}  // namespace roster::sql
