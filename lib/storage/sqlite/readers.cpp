#include "storage/sqlite/readers.hpp"

#include <roster/base/error.hpp>

#include <thread>

namespace roster::sqlite {

Readers::Readers(const File& file) : file_(file) {
    idle_.reserve(static_cast<std::size_t>(file.readers()));  // so that giving back cannot fail
    if (!file.in_memory()) return;
    idle_.push_back(std::make_unique<Connection>(file, Connection::Mode::write));
    open_ = 1;
}

std::unique_ptr<Connection> Readers::open() {
    try {
        return std::make_unique<Connection>(file_, Connection::Mode::read);
    } catch (...) {
        const std::lock_guard lock(mutex_);
        --open_;
        freed_.notify_all();
        throw;
    }
}

Readers::Lease Readers::lease() {
    std::unique_lock lock(mutex_);
    if (idle_.empty() && open_ >= file_.readers() && !closed_) {
        ++waiting_;
        const auto is_free = [this] { return !idle_.empty() || open_ < file_.readers() || closed_; };
        const bool free = freed_.wait_for(lock, file_.options().wait, is_free);
        --waiting_;
        if (closed_) freed_.notify_all();  // who closes waits for this one to leave
        if (!free) fail_busy();
    }
    if (closed_) fail_closed();
    if (!idle_.empty()) {
        auto connection = std::move(idle_.back());
        idle_.pop_back();
        return {*this, std::move(connection)};
    }
    ++open_;
    lock.unlock();
    return {*this, open()};
}

void Readers::give_back(std::unique_ptr<Connection> connection) noexcept {
    // In memory the connection is the store; of a file another one can be had.
    const bool of_use = file_.in_memory() || !connection->in_transaction();
    if (!of_use) connection.reset();
    const std::lock_guard lock(mutex_);
    if (of_use) {
        idle_.push_back(std::move(connection));
    } else {
        --open_;
    }
    if (closed_) {
        freed_.notify_all();
    } else if (waiting_ > 0) {
        freed_.notify_one();
    }
}

void Readers::read(sql::Driver::Work work) {
    for (int tries = 0; tries <= most_retries; ++tries) {
        try {
            read_once(work);
            return;
        } catch (const sql::Retry&) {
            std::this_thread::sleep_for(retry_pause(tries));
        }
    }
    fail_busy();
}

void Readers::read_once(sql::Driver::Work work) {
    const auto connection = lease();
    connection->begin_read();
    try {
        work(*connection);
    } catch (...) {
        connection->rollback();
        throw;
    }
    // SQLite ends the transaction itself after some errors; a work that caught one of them has ended well.
    if (connection->in_transaction()) {
        connection->commit();
    } else {
        connection->settle();
    }
}

void Readers::close() {
    std::vector<std::unique_ptr<Connection>> all;
    std::unique_lock lock(mutex_);
    closed_ = true;
    freed_.notify_all();
    freed_.wait(lock, [this] { return static_cast<int>(idle_.size()) == open_ && waiting_ == 0; });
    all.swap(idle_);
    open_ = 0;
}

void Readers::abandon() noexcept {
    for (auto& connection : idle_) static_cast<void>(connection.release());
    idle_.clear();
}

void fail_closed() { throw Error(ErrorCode::failed_precondition, "storage.closed", "The store has been closed."); }

void fail_busy() { throw Error(ErrorCode::unavailable, "storage.busy", "The store is busy. Please try again."); }

}  // namespace roster::sqlite
