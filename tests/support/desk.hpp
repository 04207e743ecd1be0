// The desk: one account with somebody in every role, over any store. What the rooms' tests begin with.
#pragma once

#include "base/json.hpp"
#include "support/stores.hpp"
#include "support/world.hpp"

#include <roster/directory.hpp>
#include <roster/users/rules.hpp>

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace roster::test {

/// What came of a call, as one text that tables can hold: "done", or the error's code and reason
/// ("not_found users.unknown").
std::string outcome(const std::function<void()>& call);
/// Its wrong fields in order: "email:taken labels[1]:too_long"; "" when there is none. Fails when nothing is thrown.
std::string faults(const std::function<void()>& call);

/// Every field by the table, for comparing two records and showing where they differ.
template <HasFields T>
std::string text_of(const T& value) {
    std::string text;
    for_each_field<T>([&](const auto& f) {
        ((text += f.name) += ": ") += json::write(value.*f.member);
        text += '\n';
    });
    return text;
}

class Desk : public testing::TestWithParam<StoreKind> {
protected:
    explicit Desk(const SessionSettings& settings = {});

    /// An active user.
    User add(const NewUser& user) { return users.add(system, user, Onboarding::active); }
    /// An active staff user "n@desk.example".
    User add_staff(const std::string& name, RoleId role = role::user);
    User add_customer(const std::string& name);
    static Actor as(const User& user) { return Actor::user(user.id); }

    /// Everything in the history, newest first.
    std::vector<HistoryEntry> entries(const HistoryQuery& query = {}) const;
    std::size_t entry_count() const { return entries().size(); }
    std::vector<HistoryEntry> entries_of(const User& user) const;

    /// Throws away nothing: the call is refused like this, and no history tells of it.
    void refused(const std::string& expected, const std::function<void()>& call) const;

    User now(const User& user) const { return users.get(system, user.id); }
    AccountRecord set_policy(const Policy& policy) { return desk.update(system, {.policy = policy}); }
    /// Numbers, seats and owners as counted afresh are those that the store keeps.
    void check_counters() const;

    World world;
    const Actor system = Actor::system("test");

private:
    std::shared_ptr<void> keep_;  // before the directory: goes after it

protected:
    Directory directory;
    Account desk;
    Users users;
    User owner, admin, agent, light, customer;  ///< active, one of every role
    std::vector<const User*> people{&owner, &admin, &agent, &light, &customer};
};

/// Runs `work(0)`, `work(1)` … at the same time, each in its thread; what they throw comes out.
void at_once(int threads, const std::function<void(int)>& work);

}  // namespace roster::test
