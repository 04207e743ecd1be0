// Calls that a driver cannot serve: from within one of its own works, and from a process it was not opened in.
#pragma once

namespace roster::sql {

/// One to a driver. Safe from any thread.
class CallGuard {
public:
    CallGuard();
    CallGuard(const CallGuard&) = delete;
    CallGuard& operator=(const CallGuard&) = delete;

    /// Whether this process descends from the one in which the driver was opened: then the files' locks, the sockets
    /// and the threads that hold the mutexes are the parent's, and nothing may be touched.
    [[nodiscard]] bool forked() const noexcept;

    /// Marks the thread as working for the driver while it lives.
    class Inside {
    public:
        /// @throws Error failed_precondition "storage.forked", "storage.reentrant"
        explicit Inside(const CallGuard& guard);
        Inside(const Inside&) = delete;
        Inside& operator=(const Inside&) = delete;
        ~Inside();

    private:
        const CallGuard& guard_;
        const Inside* const outer_;
    };

private:
    unsigned forks_;
};

}  // namespace roster::sql
