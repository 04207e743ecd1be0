#include "module.hpp"

#include "gil.hpp"
#include "schema.hpp"

#ifndef ROSTER_VERSION_STRING
#define ROSTER_VERSION_STRING "0"
#endif

PYBIND11_MODULE(_roster, module) {
    namespace python = roster::python;
    pybind11::options options;
    options.disable_function_signatures();  // text_signature() writes them
    module.doc() = "The people layer of support products: the extension behind the package roster.";
    python::watch_exit();
    python::bind_errors(module);
    python::bind_base(module);
    python::bind_users(module);
    python::bind_organizations(module);
    python::bind_groups(module);
    python::bind_imports(module);
    python::bind_history(module);
    python::bind_sessions(module);
    python::bind_accounts(module);
    python::bind_directory(module);
    python::bind_copy(module);
    module.attr("__version__") = ROSTER_VERSION_STRING;
    module.def(
        "_schema", [] { return python::Schema::get().as_dict(); },
        "_schema()\n--\n\nWhat this extension offers, as data.");
}
