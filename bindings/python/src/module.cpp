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
#define ROSTER_PYTHON_BIND(part) python::bind_##part(module);
    ROSTER_PYTHON_PARTS(ROSTER_PYTHON_BIND)
#undef ROSTER_PYTHON_BIND
    module.attr("__version__") = ROSTER_VERSION_STRING;
    module.def(
        "_schema", [] { return python::Schema::get().as_dict(); },
        "_schema()\n--\n\nWhat this extension offers, as data.");
}
