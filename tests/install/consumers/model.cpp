// A host that keeps its people elsewhere: base, model and rules alone, linking nothing of Roster.
#include <roster/accounts/policy.hpp>
#include <roster/accounts/rules.hpp>
#include <roster/users/rules.hpp>

#include <cstdio>

int main() {
    roster::User agent, owner;
    agent.id = roster::UserId::well_known(1);
    agent.role = roster::role::user;
    agent.onboarding = roster::Onboarding::active;
    owner = agent;
    owner.role = roster::role::owner;
    auto promoted = agent;
    promoted.role = roster::role::administrator;
    const auto policy = roster::policy::help_desk();
    const auto refused =
        roster::rules::may_change(&agent, &agent, promoted, policy, roster::rules::UserMove::update);
    const auto allowed =
        roster::rules::may_change(&owner, &agent, promoted, policy, roster::rules::UserMove::update);
    std::printf("model: %.*s\n", static_cast<int>(refused.reason.size()), refused.reason.data());
    return refused && !allowed &&
                   !roster::rules::feature_on(roster::Plan::free, {}, &roster::FeatureSwitches::api_keys)
               ? 0
               : 1;
}
