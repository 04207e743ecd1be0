// The one connection that writes. Callers that come while it is busy are committed together.
#pragma once

#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/readers.hpp"

#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace roster::sqlite {

/// Group commit without a thread of its own. A caller queues its work; whoever finds nobody leading leads: it begins a
/// transaction, runs the queued works one after another, commits once, tells the others, and hands over to the longest
/// waiting. A work that fails is undone alone: most have changed nothing by then; where one has, those before it run again
/// without it, and from then on behind savepoints. While a group is being made durable the next one gathers in the queue;
/// before it is committed in turn it waits a moment for those who were just served, as they often come again at once and
/// would otherwise always miss it.
///
/// Safe from any thread.
class Writer {
public:
    /// @param shared  where to borrow the connection from, in memory; null: the writer has its own
    Writer(const File& file, Readers* shared);

    /// Runs the work in a transaction and returns when it is durable. Throws what the work throws.
    void write(sql::Driver::Work work);

    /// Runs the work in a transaction of its own, with foreign keys examined at its end only, as a change of the
    /// schema needs it. Before the first write.
    void migrate(FunctionRef<void(Connection&)> work);

    /// Waits until all who came before are through, and closes. Then every call throws "storage.closed".
    void close();
    /// In a forked child: forgets the connection, which is the parent's.
    void abandon() noexcept;

private:
    enum class State { queued, leads, taken, done };
    /// The thread's own, and shared: a request is gone as soon as its caller has seen that it is done, and who tells the
    /// caller does so after letting go of the mutex, or each would wake only to wait for it.
    using Wake = std::shared_ptr<std::condition_variable>;
    static const Wake& wake_of_thread();
    struct Request {
        Request(sql::Driver::Work given, Clock::time_point until) : work(given), deadline(until) {}
        sql::Driver::Work work;
        Clock::time_point deadline;
        State state = State::queued;
        bool retry = false;
        std::exception_ptr error;
        const Wake wake = wake_of_thread();
    };
    /// What is under way between a BEGIN and its COMMIT. Made once, so that a leader needs no memory.
    struct Group {
        Connection* connection = nullptr;
        Clock::time_point deadline;     ///< for BEGIN
        Clock::time_point closes;       ///< nobody joins later
        std::vector<Request*> all;      ///< everybody taken from the queue
        std::vector<Request*> through;  ///< whose work is in the transaction, in order
        std::vector<Request*> again;    ///< whose work was undone along with another's; the next one last
        bool undone = false;            ///< that happened: savepoints from now on, and nobody joins
    };

    void submit(Request& request);
    Request* take();
    Request* await();
    void finish() noexcept;
    Wake hand_over() noexcept;

    Connection& acquire(std::optional<Readers::Lease>& lease);
    void lead(Clock::time_point deadline) noexcept;
    void run_group();
    Request* next();
    void run(Request& request) noexcept;
    void undo(bool guarded, std::int64_t changes) noexcept;
    void commit() noexcept;
    void fail_all() noexcept;
    void run_apart() noexcept;

    const File& file_;
    Readers* const shared_;
    std::unique_ptr<Connection> own_;
    Group group_;  ///< the leader's
    std::mutex mutex_;
    std::deque<Request*> queue_;
    std::vector<Wake> served_;  ///< room for those who are to be told; empty while a leader is telling them
    std::condition_variable idle_;
    std::condition_variable arrived_;
    std::size_t expected_ = 0;    ///< how many were writing lately: who was served last and who waited meanwhile
    Clock::duration patience_{};  ///< how long a group that is smaller may wait for them: little beside the commit
    bool led_ = false;
    bool awaiting_ = false;
    bool closed_ = false;
};

}  // namespace roster::sqlite
