#include "base/json.hpp"
#include "base/json_read.hpp"
#include "storage/sql/records.hpp"
#include "storage/sql/stores.hpp"

namespace roster::sql {

/// The list of changes as one JSON text: [["first_name",null,"Grace"],…].
std::string write_changes(const std::vector<FieldChange>& changes) {
    std::string out = "[";
    for (const auto& change : changes) {
        if (out.size() > 1) out += ',';
        out += '[';
        json::append_text(out, change.name);
        ((out += ',') += change.before) += ',';
        (out += change.after) += ']';
    }
    return out += ']';
}

std::vector<FieldChange> read_changes(std::string_view text) {
    std::vector<FieldChange> changes;
    for (const auto change : json::items(text)) {
        const auto parts = json::items(change);
        if (parts.size() != 3) throw_damaged("changes");
        changes.push_back({json::parse<std::string>(parts[0]), std::string(parts[1]), std::string(parts[2])});
    }
    return changes;
}

template <>
void bind_value(Prepared& to, int at, const std::vector<FieldChange>& value, Scratch& scratch) {
    to.bind_text(at, scratch.keep(write_changes(value)));
}
template <>
void read(Prepared& from, int at, std::vector<FieldChange>& value, std::string_view) {
    value = read_changes(from.get_text(at));
}

namespace {

const std::string select_history =
    "SELECT " + columns<HistoryEntry>() + " FROM history WHERE account = ? AND id < ?";
const std::string newest_first = " ORDER BY id DESC LIMIT ?";

const Statement append_entry("INSERT INTO history (account, " + columns<HistoryEntry>() + ") VALUES (?, " +
                             parameters<HistoryEntry>() + ")");
const Statement list_all(select_history + newest_first);
const Statement list_subject(select_history + " AND subject_kind = ? AND subject_id = ?" + newest_first);
const Statement list_actor(select_history + " AND actor = ?" + newest_first);
const Statement list_both(select_history + " AND subject_kind = ? AND subject_id = ? AND actor = ?" + newest_first);

const RecordStatements<HistoryEntry> record_statements("history");

}  // namespace

void SqlHistoryStore::append(const HistoryEntry& entry) {
    Scratch scratch;
    Run run(db_.prepare(append_entry));
    bind_value(*run, 1, account_, scratch);
    bind_fields(*run, 2, entry, scratch);
    run->step();
}

std::vector<HistoryEntry> SqlHistoryStore::list(const HistoryQuery& query, HistoryEntryId before,
                                                std::int32_t limit) {
    const bool by_subject = !query.subject_kind.empty(), by_actor = !query.actor.is_nil();
    const Statement& text = by_subject ? (by_actor ? list_both : list_subject) : (by_actor ? list_actor : list_all);
    static const std::string after_every_id(16, '\xff');

    Scratch scratch;
    Run run(db_.prepare(text));
    int at = 0;
    bind_value(*run, ++at, account_, scratch);
    run->bind_blob(++at, before.is_nil() ? std::string_view(after_every_id) : before.bytes());
    if (by_subject) {
        bind_value(*run, ++at, query.subject_kind, scratch);
        bind_value(*run, ++at, query.subject_id, scratch);
    }
    if (by_actor) bind_value(*run, ++at, query.actor, scratch);
    run->bind_int(++at, limit);

    std::vector<HistoryEntry> found;
    while (run->step()) found.push_back(read_fields<HistoryEntry>(*run));
    return found;
}

std::vector<HistoryEntry> SqlHistoryStore::records(const HistoryEntryId& after, std::int32_t limit) {
    return read_page<HistoryEntry>(db_, record_statements.page, account_, after, limit,
                                   [](Prepared& row) { return read_fields<HistoryEntry>(row); });
}

void SqlHistoryStore::put(const HistoryEntry& entry) {
    Scratch scratch;
    Run run(db_.prepare(record_statements.put));
    bind_value(*run, 1, account_, scratch);
    bind_fields(*run, 2, entry, scratch);
    run->step();
}

void SqlHistoryStore::erase(const HistoryEntryId& key) { run_later(db_, record_statements.erase, account_, key); }

}  // namespace roster::sql
