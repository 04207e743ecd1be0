// Accounts: the tenant's record. Plain values.
#pragma once

#include <roster/base/fields.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace roster {

/// What the customer pays for. It decides which features may be on (rules::feature_on).
enum class Plan : std::int32_t { free = 1, standard = 2, plus = 3, pro = 4 };
template <>
struct EnumNames<Plan> {
    static constexpr std::pair<Plan, std::string_view> all[] = {
        {Plan::free, "free"}, {Plan::standard, "standard"}, {Plan::plus, "plus"}, {Plan::pro, "pro"}};
};

/// How the five guides differ, as data. `roster::policy` makes the four presets; any value may be changed after.
struct Policy {
    std::string preset{};
    bool email_fixed = false;
    bool other_emails = true;
    std::vector<std::string> self_editable{};
    std::int32_t failed_sign_in_alert = 10;
    Duration invitation_lifetime = boost::posix_time::hours(7 * 24);
    Duration reset_lifetime = boost::posix_time::hours(1);
    Duration session_idle = boost::posix_time::hours(14 * 24);
    Duration session_lifetime = boost::posix_time::hours(30 * 24);
    std::int32_t max_sessions = 20;
    std::int32_t password_length = 15;
    std::int32_t password_length_with_factor = 8;
    std::vector<std::string> second_factor_roles{};
    Duration second_factor_grace = boost::posix_time::hours(7 * 24);
    Duration app_access_lifetime = boost::posix_time::hours(1);
    Duration app_refresh_idle = boost::posix_time::hours(30 * 24);
    Duration app_refresh_lifetime = boost::posix_time::hours(180 * 24);
    std::optional<Instant> second_factor_from{};

    static constexpr auto fields() {
        return FieldTable{
            field("preset", &Policy::preset,
                  "The preset it was made from: help_desk, crm, live_chat or agent_inbox."),
            field(
                "email_fixed", &Policy::email_fixed,
                "An e-mail address never changes once the person was invited; a new address is a new invitation (UC-2)."),
            field("other_emails", &Policy::other_emails,
                  "Users may have addresses besides the primary one (HP-4, DP-5)."),
            field(
                "self_editable", &Policy::self_editable,
                "Names of the user fields that people may change on their own record (HP-2, AI-2); \"default_inbox\" "
                "for the inbox that opens first (AI-4)."),
            field("failed_sign_in_alert", &Policy::failed_sign_in_alert,
                  "Failed sign-ins from which the list shows an alert (HU-3)."),
            field("invitation_lifetime", &Policy::invitation_lifetime,
                  "How long an invitation may be accepted (HU-18)."),
            field("reset_lifetime", &Policy::reset_lifetime, "How long a password reset may be used (HU-18)."),
            field("session_idle", &Policy::session_idle, "A session that is not used for so long ends."),
            field("session_lifetime", &Policy::session_lifetime,
                  "A session ends after so long, however much it is used."),
            field("max_sessions", &Policy::max_sessions,
                  "Sessions a user may have at once; one more ends the one that was not used for longest."),
            field("password_length", &Policy::password_length,
                  "Least length of a password that is all somebody signs in with, in code points."),
            field("password_length_with_factor", &Policy::password_length_with_factor,
                  "The same for somebody who has a second factor."),
            field("second_factor_roles", &Policy::second_factor_roles,
                  "Names of the built-in roles that must have a second factor."),
            field("second_factor_grace", &Policy::second_factor_grace,
                  "How long after they were added they may go on without."),
            field("app_access_lifetime", &Policy::app_access_lifetime,
                  "How long an app's access token works (BX-13)."),
            field("app_refresh_idle", &Policy::app_refresh_idle,
                  "An app that does not refresh its tokens for so long must be let in again."),
            field("app_refresh_lifetime", &Policy::app_refresh_lifetime,
                  "An app must be let in again after so long, however much it refreshes its tokens."),
            field("second_factor_from", &Policy::second_factor_from,
                  "Nobody must have a second factor before then, however long ago they were added."),
        };
    }
    friend bool operator==(const Policy&, const Policy&) = default;
};

/// Switches the host's support staff sets for one account. Unset follows the plan; set on, the plan must allow it.
struct FeatureSwitches {
    std::optional<bool> api_keys{};
    std::optional<bool> custom_permissions{};
    std::optional<bool> teams{};
    std::optional<bool> my_profile_for_all{};
    std::optional<bool> own_assignments{};
    std::optional<bool> apps{};

    static constexpr auto fields() {
        using F = FeatureSwitches;
        return FieldTable{
            field("api_keys", &F::api_keys, "API keys for users (HP-9, HU-6)."),
            field("custom_permissions", &F::custom_permissions, "Permissions chosen for one user (HU-10)."),
            field("teams", &F::teams, "Teams (HU-12)."),
            field("my_profile_for_all", &F::my_profile_for_all,
                  "The profile page is there for users without access to settings too (AI-1)."),
            field("own_assignments", &F::own_assignments, "Users manage the inboxes they serve themselves (AI-3)."),
            field("apps", &F::apps, "Apps that act for users by OAuth 2 (HU-7, HU-15)."),
        };
    }
    friend bool operator==(const FeatureSwitches&, const FeatureSwitches&) = default;
};

/// What can be given when an account is created, and changed afterwards.
template <template <class> class As>
struct AccountFields {
    As<std::string> name{};
    As<Plan> plan = by_default<As, Plan>(Plan::standard);
    As<Policy> policy{};
    As<FeatureSwitches> features{};
    As<std::string> time_zone = by_default<As, std::string>("UTC");
    As<std::string> language = by_default<As, std::string>("en");
    As<std::string> currency = by_default<As, std::string>("USD");
    As<std::optional<std::int32_t>> seat_limit{};

    static constexpr auto fields() {
        using F = AccountFields;
        return FieldTable{
            field("name", &F::name, "The customer company's name."),
            field("plan", &F::plan, "What the account pays for."),
            field("policy", &F::policy, "Which guide's rules are in force."),
            field("features", &F::features, "Switches that differ from the plan."),
            field("time_zone", &F::time_zone, "IANA zone of users who chose none (HP-5)."),
            field("language", &F::language, "BCP 47 tag of users who chose none (DP-8)."),
            field("currency", &F::currency, "ISO 4217 code of users who chose none (UC-4)."),
            field("seat_limit", &F::seat_limit, "Most billable seats (HU-2); none means no limit."),
        };
    }
};

using NewAccount = AccountFields<Given>;
using AccountPatch = AccountFields<Change>;

/// A tenant as it is kept: the fields above and what the library itself manages.
struct AccountRecord : AccountFields<Given> {
    AccountId id;
    std::int64_t revision = 0;
    bool incomplete = false;
    Instant created_at;
    Instant updated_at;

    static constexpr auto fields() {
        using R = AccountRecord;
        return joined(
            AccountFields<Given>::fields(),
            FieldTable{
                field("id", &R::id, "The account's id.", Trait::untracked),
                field("revision", &R::revision, "Grows by one with every change; given back to change safely.",
                      Trait::untracked),
                field("incomplete", &R::incomplete,
                      "It is being copied into this store and not all of it is here: nobody can enter it.",
                      Trait::untracked),
                field("created_at", &R::created_at, "When the account was created.", Trait::untracked),
                field("updated_at", &R::updated_at, "When it was last changed.", Trait::untracked),
            });
    }
};

/// Billable seats (HU-2): every staff user who is not deleted uses one, invited and suspended ones too.
struct SeatUsage {
    std::int64_t used = 0;
    std::optional<std::int32_t> limit;  ///< None: as many as wanted.

    static constexpr auto fields() {
        return FieldTable{
            field("used", &SeatUsage::used, "Staff users who are not deleted."),
            field("limit", &SeatUsage::limit, "The account's seat_limit."),
        };
    }
};

}  // namespace roster
