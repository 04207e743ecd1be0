// Decisions about accounts. Pure: values in, answer out.
#pragma once

#include <roster/accounts/model.hpp>

namespace roster::rules {

/// What a plan comes with. A feature is on when the plan has it and no switch turns it off, or when the switch turns
/// it on and the plan allows it (HP-9, HU-6: API keys from standard; HU-10, HU-12: permissions and teams from plus).
struct PlanFeature {
    std::optional<bool> FeatureSwitches::*feature;
    Plan from;           ///< The lowest plan that allows it.
    bool on_by_default;  ///< On without a switch, where allowed.
};

inline constexpr PlanFeature plan_features[] = {
    {&FeatureSwitches::api_keys, Plan::standard, true},
    {&FeatureSwitches::custom_permissions, Plan::plus, true},
    {&FeatureSwitches::teams, Plan::plus, true},
    {&FeatureSwitches::my_profile_for_all, Plan::free, false},
    {&FeatureSwitches::own_assignments, Plan::free, false},
    {&FeatureSwitches::apps, Plan::free, true},
};

/// Whether a feature is on: `feature_on(record, &FeatureSwitches::teams)`. A lowered plan turns features off and
/// keeps their data.
constexpr bool feature_on(Plan plan, const FeatureSwitches& switches,
                          std::optional<bool> FeatureSwitches::*feature) {
    for (const auto& row : plan_features)
        if (row.feature == feature) return plan >= row.from && (switches.*feature).value_or(row.on_by_default);
    return false;
}
inline bool feature_on(const AccountRecord& account, std::optional<bool> FeatureSwitches::*feature) {
    return feature_on(account.plan, account.features, feature);
}

}  // namespace roster::rules
