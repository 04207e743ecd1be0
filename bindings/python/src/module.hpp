// What each file adds to the module.
#pragma once

#include <pybind11/pybind11.h>

/// The parts in the order in which they are bound: `users` is bind_users() in users.cpp. Records and enums come before
/// the calls that mention them. A new room adds itself here.
#define ROSTER_PYTHON_PARTS(PART) \
    PART(errors)                  \
    PART(base)                    \
    PART(users)                   \
    PART(organizations)           \
    PART(groups)                  \
    PART(imports)                 \
    PART(history)                 \
    PART(sessions)                \
    PART(apps)                    \
    PART(permissions)             \
    PART(roles)                   \
    PART(accounts)                \
    PART(directory)               \
    PART(copy)

namespace roster::python {

#define ROSTER_PYTHON_DECLARE(part) void bind_##part(pybind11::module_& module);
ROSTER_PYTHON_PARTS(ROSTER_PYTHON_DECLARE)
#undef ROSTER_PYTHON_DECLARE

}  // namespace roster::python
