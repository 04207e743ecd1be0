#include "storage/sql/guard.hpp"

#include <roster/base/error.hpp>

#include <atomic>

#include <pthread.h>

namespace roster::sql {
namespace {

std::atomic<unsigned> fork_count{0};

/// Counting in the child is cheaper than asking for the process id in every call.
unsigned count_forks() {
    static const int registered =
        pthread_atfork(nullptr, nullptr, [] { fork_count.fetch_add(1, std::memory_order_relaxed); });
    static_cast<void>(registered);
    return fork_count.load(std::memory_order_relaxed);
}

thread_local const CallGuard::Inside* innermost = nullptr;

}  // namespace

CallGuard::CallGuard() : forks_(count_forks()) {}

bool CallGuard::forked() const noexcept { return fork_count.load(std::memory_order_relaxed) != forks_; }

CallGuard::Inside::Inside(const CallGuard& guard) : guard_(guard), outer_(innermost) {
    if (guard.forked()) [[unlikely]]
        throw Error(ErrorCode::failed_precondition, "storage.forked",
                    "The store was opened before this process was forked. Open it again in the child.");
    for (const auto* inside = outer_; inside != nullptr; inside = inside->outer_)
        if (&inside->guard_ == &guard) [[unlikely]]
            throw Error(ErrorCode::failed_precondition, "storage.reentrant",
                        "A function that runs in a transaction cannot call the store it runs in.");
    innermost = this;
}

CallGuard::Inside::~Inside() { innermost = outer_; }

}  // namespace roster::sql
