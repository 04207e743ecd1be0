// What each file adds to the module. Records and enums come before the calls that mention them.
#pragma once

#include <pybind11/pybind11.h>

namespace roster::python {

void bind_errors(pybind11::module_& module);
void bind_base(pybind11::module_& module);
void bind_users(pybind11::module_& module);
void bind_organizations(pybind11::module_& module);
void bind_groups(pybind11::module_& module);
void bind_imports(pybind11::module_& module);
void bind_history(pybind11::module_& module);
void bind_accounts(pybind11::module_& module);
void bind_directory(pybind11::module_& module);
void bind_copy(pybind11::module_& module);

}  // namespace roster::python
