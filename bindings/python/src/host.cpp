#include "host.hpp"

namespace roster::python {

Location Value<Location>::from(py::handle given, const Place& place) {
    PyObject* bytes = nullptr;
    if (PyUnicode_FSConverter(given.ptr(), &bytes) == 0) {
        if (!PyErr_ExceptionMatches(PyExc_TypeError)) throw py::error_already_set();
        PyErr_Clear();
        wrong_type(place, input_type(), given);
    }
    return {py::reinterpret_steal<py::bytes>(bytes)};
}

}  // namespace roster::python
