// The GIL: let go around every call into the library, taken back for the host's functions.
//
// Daemon threads may be inside the library when the interpreter ends. CPython before 3.14 kills a thread that wants
// the GIL then, which unwinds it through C++ and aborts the process. So at exit (watch_exit) the threads that are
// waiting for the GIL get it first; those that come later sleep for good, having left the library.
#pragma once

#include <pybind11/pybind11.h>

#include <exception>

namespace roster::python {

/// Registers what has to happen at the interpreter's end. Called once, while the module is made.
void watch_exit();

/// Without the GIL while it lives.
class Unlocked {
public:
    Unlocked() : thread_(PyEval_SaveThread()) {}
    ~Unlocked();
    Unlocked(const Unlocked&) = delete;
    Unlocked& operator=(const Unlocked&) = delete;

private:
    PyThreadState* thread_;
};

/// Thrown through the library, out of a thread that wants the GIL too late. Nobody gets to see it.
struct InterpreterEnds : std::exception {};

/// With the GIL while it lives. @throws InterpreterEnds
class Locked {
public:
    Locked();
    ~Locked();
    Locked(const Locked&) = delete;
    Locked& operator=(const Locked&) = delete;

private:
    PyGILState_STATE state_;
};

/// Runs a function without the GIL.
template <class F>
auto unlocked(F&& function) {
    const Unlocked scope;
    return function();
}

}  // namespace roster::python
