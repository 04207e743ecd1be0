// What the checks share: small records to store, demands, and threads that start together.
#pragma once

#include <roster/base/environment.hpp>
#include <roster/base/error.hpp>
#include <roster/storage/conformance.hpp>
#include <roster/storage/scope.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <latch>
#include <string>
#include <thread>
#include <vector>

namespace roster::conformance {

inline void demand(bool met, const std::string& what) {
    if (!met) throw Failure(what);
}

/// Runs the work and tells with what code it was refused; nullopt when it was not.
template <class Work>
std::optional<ErrorCode> refused(Work&& work) {
    try {
        work();
        return std::nullopt;
    } catch (const Error& error) {
        return error.code();
    }
}

inline Instant at(std::int64_t second) { return *instant_from_micros(1'700'000'000'000'000 + second * 1'000'000); }

/// A store with accounts to work in.
struct Bench {
    std::shared_ptr<Storage> storage;
    Environment environment = Environment::system();

    explicit Bench(const OpenStore& open) : storage(open()) {}

    Scope account(std::optional<std::int32_t> seat_limit = {}) const {
        AccountRecord record;
        record.name = "Conformance";
        record.policy.preset = "help_desk";
        record.seat_limit = seat_limit;
        record.id = environment.new_id<AccountId>();
        record.revision = 1;
        record.created_at = record.updated_at = at(0);
        const Scope scope{storage, environment, record.id};
        scope.write([&](Transaction& tx) { tx.accounts().insert(record); });
        return scope;
    }

    /// Somebody with every kind of value set. `number` decides all of them.
    IndexedUser user(std::int64_t number) const {
        IndexedUser made;
        User& u = made.user;
        const std::string n = std::to_string(number);
        u.id = environment.new_id<UserId>();
        u.number = number;
        u.revision = 1;
        u.kind = number % 2 == 0 ? UserKind::staff : UserKind::customer;
        u.role = u.kind == UserKind::staff ? role::user : RoleId();
        u.first_name = "Vorname\xC3\xA9 " + n;
        u.last_name = "N\"ame' \\ " + n;
        u.phone = "+4930" + n;
        u.email = "Person." + n + "@acme.example";
        u.other_emails = {"other." + n + "@acme.example", "third." + n + "@acme.example"};
        u.labels = {"every", "label " + std::to_string(number % 3)};
        u.external_id = "X-" + n;
        u.onboarding = Onboarding::active;
        u.created_at = u.updated_at = at(number);
        u.last_active_at = at(number * 7 % 101);
        made.sort_key = "name " + std::to_string(1'000'000 + number * 37 % 1'009);
        made.name_key = "vorname " + n;
        made.email_keys = {"person." + n + "@acme.example", u.other_emails[0], u.other_emails[1]};
        return made;
    }
};

/// Runs `work(thread)` in that many threads that start at the same moment, and rethrows the first exception.
template <class Work>
void together(int threads, Work&& work) {
    std::latch start(threads);
    std::vector<std::exception_ptr> failures(static_cast<std::size_t>(threads));
    std::vector<std::thread> running;
    for (int t = 0; t < threads; ++t)
        running.emplace_back([&, t] {
            start.arrive_and_wait();
            try {
                work(t);
            } catch (...) {
                failures[static_cast<std::size_t>(t)] = std::current_exception();
            }
        });
    for (auto& thread : running) thread.join();
    for (const auto& failure : failures)
        if (failure) std::rethrow_exception(failure);
}

/// Two records alike in every stored field; says which one differs.
template <HasFields T>
void demand_same(const T& expected, const T& found, const std::string& where) {
    for_each_field<T>([&](const auto& f) {
        using Value = typename std::remove_cvref_t<decltype(f)>::value_type;
        if (has(f.traits, Trait::derived)) return;
        if constexpr (HasFields<Value>) demand_same(expected.*f.member, found.*f.member, where);
        else if (!(expected.*f.member == found.*f.member))
            throw Failure(where + ": the field \"" + std::string(f.name) +
                          "\" does not come back as it was stored");
    });
}

}  // namespace roster::conformance
