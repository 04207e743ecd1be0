#include "gil.hpp"

#include <atomic>
#include <chrono>
#include <thread>

namespace roster::python {

namespace {

using namespace std::chrono_literals;

std::atomic<bool> ending = false;
std::atomic<int> wanting =
    0;  ///< Threads that wait for the GIL to come back here, and functions of the host that run.
std::thread::id ending_thread;  ///< Written before `ending`.

bool too_late() { return ending && std::this_thread::get_id() != ending_thread; }

void on_exit() {
    ending_thread = std::this_thread::get_id();
    ending = true;
    PyThreadState* thread = PyEval_SaveThread();
    for (int waited = 0; wanting > 0 && waited < 2'000; ++waited) std::this_thread::sleep_for(1ms);
    PyEval_RestoreThread(thread);
}

}  // namespace

void watch_exit() { pybind11::module_::import("atexit").attr("register")(pybind11::cpp_function(&on_exit)); }

Unlocked::~Unlocked() {
    ++wanting;
    if (too_late()) {
        --wanting;
        for (;;) std::this_thread::sleep_for(1h);
    }
    PyEval_RestoreThread(thread_);
    --wanting;
}

Locked::Locked() {
    ++wanting;
    if (too_late()) {
        --wanting;
        throw InterpreterEnds();
    }
    state_ = PyGILState_Ensure();
}

Locked::~Locked() {
    PyGILState_Release(state_);
    --wanting;
}

}  // namespace roster::python
