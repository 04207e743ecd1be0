// What a Python host hands in besides values: paths, files and functions. Functions are called with the GIL held, and
// what they raise comes out of the call unchanged.
#pragma once

#include "gil.hpp"
#include "values.hpp"

#include <memory>
#include <string>
#include <utility>

namespace roster::python {

/// A path or a store's location, in the file system's bytes.
struct Location {
    std::string text;
};
template <>
struct Value<Location> {
    static Location from(py::handle given, const Place& place);
    static std::string input_type() { return "str | PathLike[str]"; }
};

/// A Python object that C++ code may keep, copy and drop without the GIL.
class Shared {
public:
    explicit Shared(py::object object) : object_(new py::object(std::move(object)), &drop) {}
    /// @pre the GIL is held
    [[nodiscard]] const py::object& get() const { return *object_; }

private:
    static void drop(py::object* object) {
        if (!Py_IsInitialized()) return;
        try {
            const Locked gil;
            delete object;
        } catch (const InterpreterEnds&) {  // nobody needs the memory back
        }
    }
    std::shared_ptr<py::object> object_;
};

/// A function of the host's, or nothing. `Signature` makes each a type of its own, with its annotation.
template <class Signature>
struct Callback {
    py::object function;  ///< None when there is none.
    [[nodiscard]] bool is_set() const { return !function.is_none(); }
};
template <class Signature>
struct Value<Callback<Signature>> {
    static Callback<Signature> from(py::handle given, const Place& place) {
        if (!given.is_none() && !PyCallable_Check(given.ptr())) wrong_type(place, input_type(), given);
        return {py::reinterpret_borrow<py::object>(given)};
    }
    static std::string input_type() { return std::string(Signature::annotation) + " | None"; }
};

}  // namespace roster::python
