// The tenant's record.
#include "accounts.hpp"

#include <roster/accounts/policy.hpp>
#include <roster/accounts/rules.hpp>

namespace roster::c {

static_assert(same_enum<Plan>({ROSTER_PLAN_FREE, ROSTER_PLAN_STANDARD, ROSTER_PLAN_PLUS, ROSTER_PLAN_PRO}));

ROSTER_INPUT(roster_features, own_assignments);
ROSTER_INPUT(roster_policy, invitation_lifetime);
ROSTER_INPUT(roster_account_fields, seat_limit);

namespace {

// ---- tables -------------------------------------------------------------------------------------------------

constexpr auto features_rows = [] {
    using C = roster_features;
    using Cpp = FeatureSwitches;
    return FieldTable{ROSTER_ROW(api_keys),           ROSTER_ROW(custom_permissions), ROSTER_ROW(teams),
                      ROSTER_ROW(my_profile_for_all), ROSTER_ROW(own_assignments),    ROSTER_ROW(apps)};
}();
static_assert(covers<FeatureSwitches>(features_rows));

constexpr auto policy_rows = [] {
    using C = roster_policy;
    using Cpp = Policy;
    return FieldTable{ROSTER_ROW(preset),
                      ROSTER_ROW(email_fixed),
                      ROSTER_ROW(other_emails),
                      ROSTER_ROW(self_editable),
                      ROSTER_ROW(failed_sign_in_alert),
                      ROSTER_ROW(invitation_lifetime),
                      ROSTER_ROW(reset_lifetime),
                      ROSTER_ROW(session_idle),
                      ROSTER_ROW(session_lifetime),
                      ROSTER_ROW(max_sessions),
                      ROSTER_ROW(password_length),
                      ROSTER_ROW(password_length_with_factor),
                      ROSTER_ROW(second_factor_roles),
                      ROSTER_ROW(second_factor_grace),
                      ROSTER_ROW(app_access_lifetime),
                      ROSTER_ROW(app_refresh_idle),
                      ROSTER_ROW(app_refresh_lifetime),
                      ROSTER_ROW(second_factor_from)};
}();
static_assert(covers<Policy>(policy_rows));

template <template <class> class As>
constexpr auto account_fields_rows = [] {
    using C = roster_account_fields;
    using Cpp = AccountFields<As>;
    return FieldTable{ROSTER_ROW(name),      ROSTER_ROW(plan),     ROSTER_ROW(policy),   ROSTER_ROW(features),
                      ROSTER_ROW(time_zone), ROSTER_ROW(language), ROSTER_ROW(currency), ROSTER_ROW(seat_limit)};
}();
static_assert(covers<NewAccount>(account_fields_rows<Given>));

constexpr auto account_rows = [] {
    using C = roster_account_record;
    using Cpp = AccountRecord;
    return FieldTable{ROSTER_ROW(name),      ROSTER_ROW(plan),     ROSTER_ROW(policy),     ROSTER_ROW(features),
                      ROSTER_ROW(time_zone), ROSTER_ROW(language), ROSTER_ROW(currency),   ROSTER_ROW(seat_limit),
                      ROSTER_ROW(id),        ROSTER_ROW(revision), ROSTER_ROW(incomplete), ROSTER_ROW(created_at),
                      ROSTER_ROW(updated_at)};
}();
static_assert(covers<AccountRecord>(account_rows));

}  // namespace

// ---- reading ------------------------------------------------------------------------------------------------

void take(Arguments&, std::string_view, std::int64_t from, Duration& to) {
    if (from != 0) to = boost::posix_time::microseconds(from);
}
void take(Arguments& in, std::string_view name, std::int64_t from, std::optional<Instant>& to) {
    if (from == ROSTER_NO_TIME) to.reset();
    else if (from != 0) to = in.instant(name, from);
}
template <class To>
void take(Arguments&, std::string_view, const std::int32_t* from, To& to) {
    if (from != nullptr) to = *from == ROSTER_NO_LIMIT ? std::optional<std::int32_t>() : std::optional(*from);
}
template <class To>
void take(Arguments& in, std::string_view name, const roster_features* from, To& to) {
    if (from == nullptr) return;
    FeatureSwitches switches;
    take_all(in, name, features_rows, in.sized(name, from), switches);
    to = switches;
}
template <class To>
void take(Arguments& in, std::string_view name, const roster_policy* from, To& to) {
    if (from == nullptr) return;
    const roster_policy known = in.sized(name, from);
    const auto preset = policy::by_name(in.text_member(name, known.preset));
    if (!preset && known.preset.len != 0)
        in.fault(Arguments::join(name, "preset"), "unknown_value", "must be one of roster_policy_preset()");
    Policy policy = preset.value_or(Policy());
    take_all(in, name, policy_rows, known, policy);
    to = std::move(policy);
}

template <template <class> class As>
AccountFields<As> read_account(Arguments& in, const roster_account_fields* given) {
    AccountFields<As> fields;
    take_all(in, "", account_fields_rows<As>, in.sized("fields", in.need("fields", given)), fields);
    return fields;
}
template NewAccount read_account<Given>(Arguments&, const roster_account_fields*);
template AccountPatch read_account<Change>(Arguments&, const roster_account_fields*);

// ---- writing ------------------------------------------------------------------------------------------------

void put(Shelf& shelf, const std::vector<std::string>& from, const roster_str_list*& to) {
    auto* const list = shelf.one<roster_str_list>();
    put(shelf, from, *list);
    to = list;
}
void put(Shelf& shelf, const Policy& from, const roster_policy*& to) {
    auto* const policy = shelf.one<roster_policy>();
    put_all(shelf, policy_rows, from, *policy);
    to = policy;
}
void put(Shelf& shelf, const FeatureSwitches& from, const roster_features*& to) {
    auto* const features = shelf.one<roster_features>();
    put_all(shelf, features_rows, from, *features);
    to = features;
}

void write(Shelf& shelf, const AccountRecord& from, roster_account_record& to) {
    put_all(shelf, account_rows, from, to);
}

}  // namespace roster::c

using namespace roster;
using namespace roster::c;

const char* roster_plan_name(int32_t plan) { return enum_name<Plan>(plan); }
const char* roster_policy_preset(size_t index) {
    return index < policy::names.size() ? policy::names[index].data() : nullptr;
}

void roster_features_init(roster_features* features, uint32_t struct_size) { init(features, struct_size); }
void roster_policy_init(roster_policy* policy, uint32_t struct_size) { init(policy, struct_size); }
void roster_account_fields_init(roster_account_fields* fields, uint32_t struct_size) { init(fields, struct_size); }

const roster_account_record* roster_account_details_view(const roster_account_details* details) {
    return view(details);
}
void roster_account_details_free(roster_account_details* details) { delete details; }

size_t roster_account_page_count(const roster_account_page* page) { return count(page); }
const roster_account_record* roster_account_page_at(const roster_account_page* page, size_t index) {
    return at(page, index);
}
const roster_str* roster_account_page_next(const roster_account_page* page) { return next(page); }
void roster_account_page_free(roster_account_page* page) { delete page; }

roster_status roster_account_feature_on(const roster_account_details* details, int32_t feature, int32_t* on,
                                        roster_error** error) {
    // In the order of ROSTER_FEATURE_…
    static constexpr std::optional<bool> FeatureSwitches::*features[] = {
        &FeatureSwitches::api_keys,           &FeatureSwitches::custom_permissions, &FeatureSwitches::teams,
        &FeatureSwitches::my_profile_for_all, &FeatureSwitches::own_assignments,    &FeatureSwitches::apps};
    static_assert(std::size(features) == field_count<FeatureSwitches>);
    return guard(error, [&] {
        Arguments in;
        in.need("details", details);
        in.need("on", on);
        if (feature < 1 || static_cast<std::size_t>(feature) > std::size(features))
            in.fault("feature", "unknown_value", "must be one of ROSTER_FEATURE_…");
        in.done();
        *on = rules::feature_on(details->value, features[feature - 1]) ? 1 : 0;
    });
}

void roster_account_free(roster_account* account) { delete account; }
const roster_account_id* roster_account_id_of(const roster_account* account) {
    return account == nullptr ? nullptr : &account->id;
}

roster_status roster_account_read(const roster_account* account, roster_account_details** details,
                                  roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("details", details));
        in.need("account", account);
        in.done();
        result.give(account->value.record());
    });
}

roster_status roster_account_update(const roster_account* account, const roster_actor* actor,
                                    const roster_account_fields* fields, int64_t expected,
                                    roster_account_details** details, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(details);
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto patch = read_account<Change>(in, fields);
        in.done();
        result.give(account->value.update(who, patch, Arguments::expected(expected)));
    });
}
