#include "host.hpp"
#include "module.hpp"
#include "services.hpp"

#include <roster/users/import.hpp>

#include <cstring>

namespace roster::python {

namespace {

/// ImportOptions as keywords.
struct ImportSettings : ImportOptions {
    std::optional<ImportFormat> chosen_format;
};

/// Where the people come from: a path, or a file object opened for bytes.
struct People {
    std::string path;  ///< Empty for a file object.
    std::string name;  ///< From which the format is guessed.
    py::object read;
};

struct ProgressSignature {
    static constexpr std::string_view annotation = "Callable[[ImportProgress], bool | None]";
};
struct FaultSignature {
    static constexpr std::string_view annotation = "Callable[[ImportFault], object]";
};

}  // namespace

template <>
struct Table<ImportSettings> {
    static constexpr auto fields() {
        using S = ImportSettings;
        return FieldTable{
            field("key", &S::key, "The host's name for this import; running it again under this name resumes it."),
            field("format", &S::chosen_format, "What the source is; without it the file's suffix tells."),
            field("columns", &S::columns,
                  "Column name → field name, for columns that are not named like the field."),
            field("delimiter", &S::delimiter, "What separates the cells of a CSV: one ASCII character."),
            field("kind", &S::kind, "Of rows that do not say."),
            field("onboarding", &S::onboarding, "Of everybody; active only by the system."),
            field("create_organizations", &S::create_organizations,
                  "Organizations and groups not there yet are created; else it is a fault."),
            field("batch_rows", &S::batch_rows, "Rows in one transaction, 1 to 10,000."),
        };
    }
};

template <>
struct Value<People> {
    static People from(py::handle given, const Place& place) {
        if (py::hasattr(given, "read")) {
            const py::object name = py::getattr(given, "name", py::none());
            return {{}, PyUnicode_Check(name.ptr()) ? text_from(name, place) : std::string(), given.attr("read")};
        }
        if (!PyUnicode_Check(given.ptr()) && !py::hasattr(given, "__fspath__"))
            wrong_type(place, input_type(), given);
        std::string path = Value<Location>::from(given, place).text;
        return {path, path, py::none()};
    }
    static std::string input_type() { return "str | PathLike[str] | BinaryIO"; }
};

namespace {

ImportFormat format_of(const ImportSettings& settings, const People& people) {
    if (settings.chosen_format) return *settings.chosen_format;
    const std::string_view name = people.name;
    if (name.ends_with(".csv")) return ImportFormat::csv;
    if (name.ends_with(".jsonl") || name.ends_with(".ndjson")) return ImportFormat::json_lines;
    wrong_value({"Imports.run()", "format"}, "required", "must be given: the name of the source does not tell it");
}

/// Reads from the file object. Also the place where Ctrl-C is seen.
std::size_t read_some(const People& people, char* buffer, std::size_t size) {
    const Locked gil;
    if (PyErr_CheckSignals() != 0) throw py::error_already_set();
    const py::object given = people.read(size);
    if (!PyBytes_Check(given.ptr()))
        throw py::type_error("the file's read() must give bytes: open it in binary mode");
    const auto length = static_cast<std::size_t>(PyBytes_GET_SIZE(given.ptr()));
    if (length > size) throw py::value_error("the file's read() gave more bytes than asked for");
    std::memcpy(buffer, PyBytes_AS_STRING(given.ptr()), length);
    return length;
}

Import run(const Imports& imports, const Actor& actor, const People& people, const ImportSettings& settings,
           const Callback<ProgressSignature>& progress, const Callback<FaultSignature>& on_fault) {
    ImportOptions options = static_cast<const ImportOptions&>(settings);
    options.format = format_of(settings, people);
    options.progress = [&](const ImportProgress& so_far) {
        const Locked gil;
        if (PyErr_CheckSignals() != 0) throw py::error_already_set();
        return !progress.is_set() || !progress.function(so_far).is(py::bool_(false));
    };
    if (on_fault.is_set()) {
        options.fault = [&](const ImportFault& fault) {
            const Locked gil;
            on_fault.function(fault);
        };
    }
    if (!people.path.empty() || people.read.is_none()) return imports.run_file(actor, people.path, options);
    return imports.run(
        actor, Imports::Source([&](char* buffer, std::size_t size) { return read_some(people, buffer, size); }),
        options);
}

}  // namespace

void bind_imports(py::module_& module) {
    bind_enum<ImportFormat>(module);
    bind_enum<ImportStatus>(module);
    bind_record<Import>(module, "One import: what it is, and how far it came.");
    bind_record<ImportFault>(module, "Why one record of an import was refused, or one of its values.");
    bind_record<ImportProgress>(module, "How far a running import is.");

    Service<Imports>(module,
                     "Bringing in people from CSV or JSON lines (BX-15). A row is taken whole or not at all.")
        .call(
            "run", &run, "actor, source, /, *, **settings, progress=None, on_fault=None",
            "Runs (or resumes) an import to its end. The source is a path or a file object opened for bytes. "
            "progress(ImportProgress) is called after every batch, and stops the import by giving False; "
            "on_fault(ImportFault) is called for every fault. What they raise ends the import and comes out; what "
            "was committed stays, and the import can be resumed.")
        .call("find", &Imports::find, "actor, key, /", "The import begun under this key; None when there is none.")
        .list("faults", "all_faults", &Imports::faults, "actor, import_, /, *, **page",
              "The faults of an import, in the order of their lines.");
}

}  // namespace roster::python
