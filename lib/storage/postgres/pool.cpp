#include "storage/postgres/pool.hpp"

namespace roster::postgres {
namespace {

constexpr int usual_size = 10;

std::size_t size_of(const Url& url, const Options& options) {
    for (const int size : {options.pool_size, url.pool_size()})
        if (size > 0) return static_cast<std::size_t>(size);
    return usual_size;
}

}  // namespace

Pool::Pool(Url url, Options options) : url_(std::move(url)), options_(options), size_(size_of(url_, options_)) {
    idle_.reserve(size_);  // so that giving back cannot fail
}

Pool::Lease Pool::lease(Clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    const auto is_free = [this] { return !idle_.empty() || open_ < size_ || closed_; };
    if (!is_free()) {
        ++waiting_;
        const bool free = freed_.wait_until(lock, deadline, is_free);
        --waiting_;
        if (!free) fail_busy();
    }
    if (closed_) {
        freed_.notify_all();
        throw Error(ErrorCode::failed_precondition, "storage.closed", "The store has been closed.");
    }
    open_ -= std::erase_if(idle_, [this](const Idle& idle) { return idle.age != age_; });
    if (idle_.empty()) {
        ++open_;
        const unsigned age = age_;
        lock.unlock();
        return open(age);
    }
    auto connection = std::move(idle_.back().connection);
    idle_.pop_back();
    return {*this, std::move(connection), age_};
}

Pool::Lease Pool::open(unsigned age) {
    try {
        return {*this, std::make_unique<Connection>(url_, options_, forecasts_), age};
    } catch (...) {
        const std::lock_guard lock(mutex_);
        --open_;
        closed_ ? freed_.notify_all() : freed_.notify_one();
        throw;
    }
}

void Pool::give_back(std::unique_ptr<Connection> connection, unsigned age) noexcept {
    const std::lock_guard lock(mutex_);
    const bool alive = connection->alive();
    if (!alive && age == age_) ++age_;  // what took this one took the others too, most likely
    if (alive && age == age_) {
        idle_.push_back({std::move(connection), age});
    } else {
        --open_;  // closed once the lock is left
    }
    if (closed_) freed_.notify_all();
    else if (waiting_ > 0) freed_.notify_one();
}

void Pool::close() {
    std::vector<Idle> all;
    std::unique_lock lock(mutex_);
    closed_ = true;
    freed_.notify_all();
    freed_.wait(lock, [this] { return idle_.size() == open_ && waiting_ == 0; });
    all.swap(idle_);
    open_ = 0;
}

void Pool::abandon() noexcept {
    for (auto& idle : idle_) idle.connection.release()->abandon();
    idle_.clear();
}

}  // namespace roster::postgres
