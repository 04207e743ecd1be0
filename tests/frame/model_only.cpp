// A host that keeps its people elsewhere: includes the model and the rules, decides, and links nothing of Roster.
#include <roster/accounts/policy.hpp>
#include <roster/accounts/rules.hpp>
#include <roster/users/rules.hpp>

#include <cstdio>

using namespace roster;

namespace {

int failures = 0;
void expect(bool held, const char* what) {
    if (held) return;
    std::fprintf(stderr, "not so: %s\n", what);
    ++failures;
}

}  // namespace

int main() {
    const Instant now(unix_epoch_day + boost::gregorian::days(20'000));
    User grace;
    grace.id = UserId::well_known(7);
    grace.first_name = "Grace";
    grace.role = role::user;
    grace.onboarding = Onboarding::active;
    expect(rules::status_at(grace, now) == UserStatus::active, "somebody active is active");
    expect(rules::may_move(UserStatus::invited, rules::UserMove::accept), "the invited accept");
    expect(!rules::may_act(&grace, now), "the active act");

    User edited = grace;
    UserPatch patch;
    patch.phone = "+15550100";
    expect(apply(patch, edited), "a patch changes");
    const auto denial = [&](const Policy& policy) {
        return rules::may_change(&grace, &grace, edited, policy, rules::UserMove::update);
    };
    expect(!denial(policy::help_desk()), "the help desk's people edit their phone");
    expect(denial(policy::agent_inbox()).reason == "users.field_not_self_editable", "the agent inbox's do not");

    grace.failed_sign_ins = 10;
    expect(rules::alerts(grace, policy::crm(), now).size() == 1, "ten failures are an alert");
    expect(rules::feature_on(Plan::plus, {}, &FeatureSwitches::teams), "plus has teams");
    expect(!rules::feature_on(Plan::free, {}, &FeatureSwitches::teams), "free has none");
    expect(display_name(grace) == "Grace", "a name");
    expect(to_string(grace.id).size() == 36, "an id as text");
    return failures == 0 ? 0 : 1;
}
