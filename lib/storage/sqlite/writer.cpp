#include "storage/sqlite/writer.hpp"

#include <roster/base/error.hpp>

#include <algorithm>
#include <thread>

namespace roster::sqlite {
namespace {

using namespace std::chrono_literals;

constexpr auto shortest_patience = 20us;  // less than a thread takes to wake up
constexpr auto longest_patience = 1ms;

/// The exception being handled, for one more thread: what it catches is its own, free to be changed.
std::exception_ptr copy_of_current() noexcept {
    try {
        throw;
    } catch (const Error& error) {
        try {
            return std::make_exception_ptr(Error(error));
        } catch (...) {  // no memory for a copy
            return std::current_exception();
        }
    } catch (...) {
        return std::current_exception();
    }
}

}  // namespace

Writer::Writer(const File& file, Readers* shared) : file_(file), shared_(shared) {
    if (shared_ == nullptr) own_ = std::make_unique<Connection>(file_, Connection::Mode::write);
    const auto size = static_cast<std::size_t>(std::max(file_.options().group_size, 1));
    group_.all.reserve(size);
    group_.through.reserve(size);
    group_.again.reserve(size);
    served_.reserve(size);
}

void Writer::write(sql::Driver::Work work) {
    const auto deadline = Clock::now() + file_.options().wait;
    for (int tries = 0;; ++tries) {
        Request request(work, deadline);
        submit(request);
        if (request.error) std::rethrow_exception(std::move(request.error));
        if (!request.retry) return;
        if (tries == most_retries || Clock::now() > deadline) fail_busy();
        std::this_thread::sleep_for(retry_pause(tries));
    }
}

void Writer::migrate(FunctionRef<void(Connection&)> work) {
    std::optional<Readers::Lease> lease;
    auto& connection = acquire(lease);
    // None of them does anything within a transaction. A migration may be larger than memory; when it fails the
    // connection goes with it.
    connection.execute("PRAGMA foreign_keys = OFF; PRAGMA temp_store = FILE; PRAGMA cache_spill = ON");
    const auto restore = [&] {
        connection.execute("PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_spill = OFF");
    };
    try {
        connection.begin_write(Clock::now() + file_.options().wait);
        work(connection);
        if (connection.query("SELECT count(*) FROM pragma_foreign_key_check") != 0)
            throw Error(ErrorCode::data_loss, "storage.damaged",
                        "Rows of the store refer to rows that do not exist.");
        connection.commit();
    } catch (...) {
        connection.rollback();
        restore();
        throw;
    }
    restore();
}

void Writer::close() {
    std::unique_lock lock(mutex_);
    closed_ = true;
    idle_.wait(lock, [this] { return !led_; });
    own_.reset();
}

void Writer::abandon() noexcept { static_cast<void>(own_.release()); }

// ---- The queue ----

void Writer::submit(Request& request) {
    std::unique_lock lock(mutex_);
    if (closed_) fail_closed();
    queue_.push_back(&request);
    if (led_) {
        if (awaiting_) arrived_.notify_one();
        const auto called = [&] { return request.state == State::leads || request.state == State::done; };
        if (!request.wake->wait_until(lock, request.deadline, called)) {
            if (request.state == State::queued) {
                std::erase(queue_, &request);
                fail_busy();
            }
            request.wake->wait(lock, called);  // it is being run: its end must be awaited
        }
        if (request.state == State::done) return;
    }
    led_ = true;
    lock.unlock();
    lead(request.deadline);
}

Writer::Request* Writer::take() {
    const std::lock_guard lock(mutex_);
    if (queue_.empty()) return nullptr;
    auto* const request = queue_.front();
    queue_.pop_front();
    request->state = State::taken;
    group_.all.push_back(request);
    return request;
}

/// The next in the queue, or whoever comes within a moment if somebody is expected.
Writer::Request* Writer::await() {
    if (auto* const request = take()) return request;
    std::unique_lock lock(mutex_);
    if (group_.all.size() >= expected_ || patience_ < shortest_patience) return nullptr;
    awaiting_ = true;
    const bool came = arrived_.wait_for(lock, patience_, [this] { return !queue_.empty(); });
    awaiting_ = false;
    if (!came) return nullptr;
    lock.unlock();
    return take();
}

const Writer::Wake& Writer::wake_of_thread() {
    static thread_local const Wake own = std::make_shared<std::condition_variable>();
    return own;
}

void Writer::finish() noexcept {
    std::vector<Wake> served;
    Wake next;
    {
        const std::lock_guard lock(mutex_);
        served.swap(served_);
        expected_ = group_.all.size() + queue_.size();
        for (auto* const request : group_.all) {
            request->state = State::done;
            if (served.size() < served.capacity()) served.push_back(request->wake);
            else request->wake->notify_one();
        }
        group_.all.clear();
        group_.through.clear();
        group_.undone = false;
        next = hand_over();
    }
    if (next) next->notify_one();
    for (const auto& wake : served) wake->notify_one();
    served.clear();
    const std::lock_guard lock(mutex_);
    if (served.capacity() > served_.capacity()) served.swap(served_);
}

/// The one who has waited longest leads the next group, so that nobody works for others for ever.
/// @return whom to wake, if anybody
Writer::Wake Writer::hand_over() noexcept {
    if (queue_.empty()) {
        led_ = false;
        idle_.notify_all();
        return nullptr;
    }
    queue_.front()->state = State::leads;
    return queue_.front()->wake;
}

// ---- A group ----

Connection& Writer::acquire(std::optional<Readers::Lease>& lease) {
    if (shared_ != nullptr) return *lease.emplace(shared_->lease());
    if (!own_) own_ = std::make_unique<Connection>(file_, Connection::Mode::write);
    return *own_;
}

/// The leader's own request is the first in the queue.
void Writer::lead(Clock::time_point deadline) noexcept {
    group_.deadline = deadline;
    try {
        run_group();
    } catch (...) {
        // The transaction could not be begun. The leader alone fails: another may have more time left.
        take()->error = std::current_exception();
    }
    finish();
}

void Writer::run_group() {
    std::optional<Readers::Lease> lease;
    group_.connection = &acquire(lease);
    group_.connection->begin_write(group_.deadline);
    group_.closes = Clock::now() + file_.options().group_time;
    while (auto* const request = next()) run(*request);
    commit();
}

Writer::Request* Writer::next() {
    if (!group_.again.empty()) {
        auto* const request = group_.again.back();
        group_.again.pop_back();
        return request;
    }
    if (group_.all.empty()) return take();
    const bool full = group_.all.size() == group_.all.capacity() || Clock::now() >= group_.closes;
    return full || group_.undone ? nullptr : await();
}

void Writer::run(Request& request) noexcept {
    auto& connection = *group_.connection;
    // A savepoint costs a copy of every page that the work changes. So there is none until a work has failed.
    const bool guarded = group_.undone && !group_.through.empty();
    std::int64_t changes = 0;
    try {
        if (!connection.in_transaction()) connection.begin_write(group_.deadline);
        changes = connection.changes();
        if (guarded) connection.savepoint();
        request.work(connection);
        connection.settle();
        if (!connection.in_transaction())
            throw Error(ErrorCode::unavailable, "storage.io", "The store gave the work up. Nothing was saved.");
        if (guarded) connection.release();
        group_.through.push_back(&request);
    } catch (const sql::Retry&) {
        request.retry = true;
        undo(guarded, changes);
    } catch (...) {
        request.error = std::current_exception();
        undo(guarded, changes);
    }
}

/// Takes back the work that failed, and nothing else. Most have changed nothing by then. Otherwise, without a savepoint or
/// where SQLite has taken back everything, as it does when the disk is full, the works before it run again.
void Writer::undo(bool guarded, std::int64_t changes) noexcept {
    auto& connection = *group_.connection;
    connection.settle();
    if (connection.in_transaction()) {
        if (guarded ? connection.rollback_to_savepoint() : connection.changes() == changes) return;
    }
    connection.rollback();
    group_.again.insert(group_.again.end(), group_.through.rbegin(), group_.through.rend());
    group_.undone = group_.undone || !group_.through.empty();
    group_.through.clear();
}

void Writer::commit() noexcept {
    const auto begin = Clock::now();
    bool is_full = false;
    try {
        if (!group_.through.empty()) group_.connection->commit();
        patience_ = std::min<Clock::duration>((Clock::now() - begin) / 8, longest_patience);
    } catch (const Error& error) {
        is_full = error.code() == ErrorCode::resource_exhausted && group_.all.size() > 1;
        if (!is_full) fail_all();
    } catch (...) {
        fail_all();
    }
    if (!group_.connection->rollback() && own_) {
        if (is_full)
            for (auto* const request : group_.all) request->retry = true;
        own_.reset();
        return;
    }
    if (is_full) run_apart();
}

/// In the handler of what the commit threw. Those who failed may have done so because of what others had written and
/// now is not there.
void Writer::fail_all() noexcept {
    for (auto* const request : group_.all) {
        request->error = copy_of_current();
        request->retry = false;
    }
}

/// There is no room for all of them together: who wants too much is found by giving each a transaction of its own.
void Writer::run_apart() noexcept {
    for (auto* const request : group_.all) {
        group_.through.clear();
        request->error = nullptr;
        request->retry = false;
        run(*request);
        try {
            if (!group_.through.empty()) group_.connection->commit();
        } catch (...) {
            request->error = std::current_exception();
        }
        group_.connection->rollback();
    }
}

}  // namespace roster::sqlite
