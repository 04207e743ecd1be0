#include "storage/sql/row.hpp"
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
const Statement last_fault("SELECT coalesce(max(number), 0) FROM import_faults WHERE account = ? AND import_id = ?");
const Statement list_faults("SELECT " + columns<ImportFault>() +
                            " FROM import_faults WHERE account = ? AND import_id = ? AND number >= ? "
                            "ORDER BY number LIMIT ?");

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

}  // namespace roster::sql
