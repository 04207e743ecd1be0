// Bringing in people from files.
#include "support.hpp"

#include <roster/users/import.hpp>

namespace roster::c {

static_assert(same_enum<ImportFormat>({ROSTER_IMPORT_FORMAT_CSV, ROSTER_IMPORT_FORMAT_JSON_LINES}));
static_assert(same_enum<ImportStatus>({ROSTER_IMPORT_STATUS_RUNNING, ROSTER_IMPORT_STATUS_FINISHED}));

ROSTER_INPUT(roster_import_options, destroy);

namespace {

// ---- tables -------------------------------------------------------------------------------------------------

constexpr auto import_rows = [] {
    using C = roster_import_record;
    using Cpp = Import;
    return FieldTable{ROSTER_ROW(id),        ROSTER_ROW(key),         ROSTER_ROW(format),   ROSTER_ROW(status),
                      ROSTER_ROW(rows),      ROSTER_ROW(added),       ROSTER_ROW(failed),   ROSTER_ROW(position),
                      ROSTER_ROW(line),      ROSTER_ROW(fingerprint), ROSTER_ROW(revision), ROSTER_ROW(started_at),
                      ROSTER_ROW(updated_at)};
}();
static_assert(covers<Import>(import_rows));

constexpr auto fault_rows = [] {
    using C = roster_import_fault_record;
    using Cpp = ImportFault;
    return FieldTable{ROSTER_ROW(line), ROSTER_ROW(field), ROSTER_ROW(reason), ROSTER_ROW(message)};
}();
static_assert(covers<ImportFault>(fault_rows));

constexpr auto progress_rows = [] {
    using C = roster_import_progress_record;
    using Cpp = ImportProgress;
    return FieldTable{ROSTER_ROW(rows), ROSTER_ROW(added), ROSTER_ROW(failed), ROSTER_ROW(position)};
}();
static_assert(covers<ImportProgress>(progress_rows));

constexpr auto options_rows = [] {
    using C = roster_import_options;
    using Cpp = ImportOptions;
    return FieldTable{ROSTER_ROW(format),     ROSTER_ROW(key),        ROSTER_ROW(columns),
                      ROSTER_ROW(kind),       ROSTER_ROW(onboarding), ROSTER_ROW(create_organizations),
                      ROSTER_ROW(batch_rows), ROSTER_ROW(delimiter)};
}();

}  // namespace

// ---- reading and writing ------------------------------------------------------------------------------------

void take(Arguments& in, std::string_view name, const roster_import_column_list* from,
          std::map<std::string, std::string>& to) {
    if (from == nullptr || from->count == 0 || in.need(name, from->items) == nullptr) return;
    for (std::size_t i = 0; i < from->count; ++i) {
        const std::string item = std::string(name) + "[" + std::to_string(i) + "]";
        const auto column = in.text(item + ".column", &from->items[i].column);
        const auto field = in.text_member(item + ".field", from->items[i].field);
        if (!to.emplace(column, field).second) in.fault(item + ".column", "duplicate", "is given twice");
    }
}

void write(Shelf& shelf, const Import& from, roster_import_record& to) { put_all(shelf, import_rows, from, to); }
void write(Shelf& shelf, const ImportFault& from, roster_import_fault_record& to) {
    put_all(shelf, fault_rows, from, to);
}

namespace {

/// @param data  what `given.user_data` points at, kept for as long as the options are
ImportOptions read_options(Arguments& in, const roster_import_options& given, const std::shared_ptr<void>& data) {
    ImportOptions options;
    take_all(in, "", options_rows, given, options);
    if (given.progress != nullptr)
        options.progress = [data, call = given.progress](const ImportProgress& progress) {
            Shelf shelf;
            roster_import_progress_record record{};
            put_all(shelf, progress_rows, progress, record);
            return call(data.get(), &record) == ROSTER_GO_ON;
        };
    if (given.fault != nullptr)
        options.fault = [data, call = given.fault](const ImportFault& fault) {
            Shelf shelf;
            roster_import_fault_record record{};
            write(shelf, fault, record);
            call(data.get(), &record);
        };
    return options;
}

Imports::Source read_source(roster_import_source source, const std::shared_ptr<void>& data) {
    return [source, data](char* buffer, std::size_t size) {
        const std::int64_t got = source(data.get(), buffer, size);
        if (got < 0) throw Error(ErrorCode::cancelled, "abi.source", "The source of the import could not be read.");
        if (static_cast<std::uint64_t>(got) > size)
            throw Error(ErrorCode::invalid_argument, "abi.source",
                        "The source of the import gave more than was asked for.");
        return static_cast<std::size_t>(got);
    };
}

}  // namespace
}  // namespace roster::c

struct roster_import : roster::c::One<roster::Import, roster_import_record> {
    using One::One;
};
struct roster_import_fault_page : roster::c::Many<roster::ImportFault, roster_import_fault_record> {
    using Many::Many;
};

using namespace roster;
using namespace roster::c;

const char* roster_import_format_name(int32_t format) { return enum_name<ImportFormat>(format); }
const char* roster_import_status_name(int32_t status) { return enum_name<ImportStatus>(status); }

void roster_import_options_init(roster_import_options* options, uint32_t struct_size) {
    init(options, struct_size);
}

const roster_import_record* roster_import_view(const roster_import* import) { return view(import); }
void roster_import_free(roster_import* import) { delete import; }

size_t roster_import_fault_page_count(const roster_import_fault_page* page) { return count(page); }
const roster_import_fault_record* roster_import_fault_page_at(const roster_import_fault_page* page, size_t index) {
    return at(page, index);
}
const roster_str* roster_import_fault_page_next(const roster_import_fault_page* page) { return next(page); }
void roster_import_fault_page_free(roster_import_fault_page* page) { delete page; }

roster_status roster_imports_run(const roster_account* account, const roster_actor* actor,
                                 roster_import_source source, void* user_data, roster_destroy destroy,
                                 const roster_import_options* options, roster_import** import,
                                 roster_error** error) {
    return guard(error, [&] {
        const auto source_data = keep(user_data, destroy);
        Arguments in;
        const auto known = in.sized("options", in.need("options", options));
        const auto options_data = keep(known.user_data, known.destroy);
        Out result(import);
        in.need("account", account);
        in.need("source", source);
        const auto who = in.actor(actor);
        const auto how = read_options(in, known, options_data);
        in.done();
        result.give(account->value.imports().run(who, read_source(source, source_data), how));
    });
}

roster_status roster_imports_run_file(const roster_account* account, const roster_actor* actor,
                                      const roster_str* path, const roster_import_options* options,
                                      roster_import** import, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        const auto known = in.sized("options", in.need("options", options));
        const auto options_data = keep(known.user_data, known.destroy);
        Out result(import);
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto where = in.text("path", path);
        const auto how = read_options(in, known, options_data);
        in.done();
        result.give(account->value.imports().run_file(who, std::string(where), how));
    });
}

roster_status roster_imports_find(const roster_account* account, const roster_actor* actor, const roster_str* key,
                                  roster_import** import, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("import", import));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto name = in.text("key", key);
        in.done();
        result.give_found(account->value.imports().find(who, std::string(name)));
    });
}

roster_status roster_imports_faults(const roster_account* account, const roster_actor* actor,
                                    const roster_import_id* import, const roster_page_request* page,
                                    roster_import_fault_page** faults, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("faults", faults));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto which = in.id<ImportId>("import", import);
        const auto part = in.page(page);
        in.done();
        result.give(account->value.imports().faults(who, which, part));
    });
}
