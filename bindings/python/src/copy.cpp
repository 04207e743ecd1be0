#include "host.hpp"
#include "module.hpp"
#include "services.hpp"

#include <roster/copy.hpp>

namespace roster::python {

namespace {

struct CopyProgressSignature {
    static constexpr std::string_view annotation = "Callable[[CopyProgress], bool | None]";
};

Copied copy_account(const Directory& source, const Directory& target, AccountId account,
                    const CopyOptions& settings, const Callback<CopyProgressSignature>& progress) {
    CopyOptions options = settings;
    options.progress = [&](const CopyProgress& so_far) {
        const Locked gil;
        if (PyErr_CheckSignals() != 0) throw py::error_already_set();
        return !progress.is_set() || !progress.function(so_far).is(py::bool_(false));
    };
    return copy(source, target, account, options);
}

}  // namespace

template <>
struct Table<CopyOptions> {
    static constexpr auto fields() {
        using O = CopyOptions;
        return FieldTable{
            field("batch_records", &O::batch_records, "Records in one transaction of the target, 1 to 10,000."),
            field(
                "finish", &O::finish,
                "False: bring the target up to date with one pass and leave it incomplete, to be finished later."),
        };
    }
};

void bind_copy(py::module_& module) {
    bind_record<CopyProgress>(module, "How far a copy is.");
    bind_record<Copied>(module, "What came of a copy.");
    bind_function(
        module, "copy", &copy_account, "source, target, account, /, *, **settings, progress=None",
        "Copies an account with everything in it into another store, or goes on with a copy that was cut short, and "
        "verifies it. Until it is finished nobody can enter the account there. progress(CopyProgress) is called after "
        "every batch, and stops the copy by giving False; it must not call either store. What is written to the source "
        "after the last look at it is not in the target.");
}

}  // namespace roster::python
