// Users: the people of an account. Plain values.
#pragma once

#include <roster/base/fields.hpp>
#include <roster/base/page.hpp>
#include <roster/roles/model.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace roster {

using OrganizationId = Id<struct OrganizationTag>;
using GroupId = Id<struct GroupTag>;

/// Staff work in the product (agents, administrators, owners) and use a seat; customers are served by them.
enum class UserKind : std::int32_t { staff = 1, customer = 2 };
template <>
struct EnumNames<UserKind> {
    static constexpr std::pair<UserKind, std::string_view> all[] = {{UserKind::staff, "staff"},
                                                                    {UserKind::customer, "customer"}};
};

/// How far somebody got on the way to being able to sign in.
enum class Onboarding : std::int32_t { not_invited = 1, invited = 2, active = 3 };
template <>
struct EnumNames<Onboarding> {
    static constexpr std::pair<Onboarding, std::string_view> all[] = {
        {Onboarding::not_invited, "not_invited"}, {Onboarding::invited, "invited"}, {Onboarding::active, "active"}};
};

/// What a user is at an instant: deleted hides suspended, suspended hides the onboarding (rules::status_at).
enum class UserStatus : std::int32_t { not_invited = 1, invited = 2, active = 3, suspended = 4, deleted = 5 };
template <>
struct EnumNames<UserStatus> {
    static constexpr std::pair<UserStatus, std::string_view> all[] = {{UserStatus::not_invited, "not_invited"},
                                                                      {UserStatus::invited, "invited"},
                                                                      {UserStatus::active, "active"},
                                                                      {UserStatus::suspended, "suspended"},
                                                                      {UserStatus::deleted, "deleted"}};
};

/// What can be said of a person when they are added, and changed afterwards. `NewUser` holds plain values, `UserPatch`
/// the same members as changes:
///
///     users.add(owner, {.first_name = "Grace", .email = "grace@acme.example", .role = role::user});
///     users.update(owner, grace.id, {.job_title = "Lead"});
///
/// Text is normalised to NFC and trimmed; an empty text means "none".
template <template <class> class As>
struct UserFields {
    As<UserKind> kind = by_default<As, UserKind>(UserKind::staff);
    As<std::string> first_name{};
    As<std::string> last_name{};
    As<std::string> job_title{};
    As<std::string> pronouns{};
    As<std::string> phone{};
    As<std::string> email{};
    As<std::vector<std::string>> other_emails{};
    As<RoleId> role{};
    As<OrganizationId> organization{};
    As<std::vector<GroupId>> groups{};
    As<std::vector<std::string>> labels{};
    As<std::string> language{};
    As<std::string> time_zone{};
    As<std::string> external_id{};
    As<std::string> function{};
    As<std::string> extension{};
    As<std::string> second_factor_phone{};

    static constexpr auto fields() {
        using F = UserFields;
        return FieldTable{
            field("kind", &F::kind, "Staff or customer; fixed once added."),
            field("first_name", &F::first_name, "Given name (HP-1)."),
            field("last_name", &F::last_name, "Family name, or a company's name (HP-1, UC-2)."),
            field("job_title", &F::job_title, "Title shown with the name (HP-1, UC-3)."),
            field("pronouns", &F::pronouns, "Pronouns, as the person writes them."),
            field("phone", &F::phone, "Phone number in E.164 form, \"+\" and up to 15 digits (HP-1)."),
            field("email", &F::email,
                  "Primary address: the sign-in name, where resets go (HP-1, DP-5). Staff must have one."),
            field("other_emails", &F::other_emails,
                  "Further addresses by which the person is recognised (HP-4); each belongs to one user only."),
            field("role", &F::role, "A staff user's role (HU-9); customers have none."),
            field("organization", &F::organization, "The organization the person belongs to (DP-6); nil for none."),
            field("groups", &F::groups, "User groups the person is a member of (DP-14)."),
            field("labels", &F::labels, "Labels, for finding people (DP-2)."),
            field("language", &F::language, "BCP 47 tag; empty means the account's default (DP-8)."),
            field("time_zone", &F::time_zone, "IANA zone; empty means the account's default (HP-5, DP-8)."),
            field("external_id", &F::external_id, "The host's own id of the person; unique in the account."),
            field("function", &F::function,
                  "What the person does in the account, as administrators see it (AI-4)."),
            field("extension", &F::extension, "Extension at the account's telephone (AI-4)."),
            field(
                "second_factor_phone", &F::second_factor_phone,
                "Phone number for second factors, in E.164 form (AI-4). Kept for the host: nothing is sent to it."),
        };
    }
};

using NewUser = UserFields<Given>;
using UserPatch = UserFields<Change>;

/// A person as they are kept: the fields above and what the library itself manages.
struct User : UserFields<Given> {
    UserId id;
    std::int64_t number = 0;
    std::int64_t revision = 0;
    UserStatus status = UserStatus::not_invited;
    Onboarding onboarding = Onboarding::not_invited;
    std::optional<Instant> invitation_expires_at;
    std::int32_t failed_sign_ins = 0;
    std::optional<Date> suspended_from;
    std::optional<Date> suspended_through;
    std::string suspension_reason;
    std::optional<Instant> suspension_starts_at;
    std::optional<Instant> suspension_ends_at;
    std::optional<Instant> deleted_at;
    std::string deletion_reason;
    Instant created_at;
    Instant updated_at;
    Instant last_active_at;
    std::optional<Instant> email_verified_at;

    static constexpr auto fields() {
        using U = User;
        return joined(
            UserFields<Given>::fields(),
            FieldTable{
                field("id", &U::id, "The user's id, never reused.", Trait::untracked),
                field("number", &U::number, "Unique number in the account, readable by people, from 1 (DP-1)."),
                field("revision", &U::revision, "Grows by one with every change; given back to change safely.",
                      Trait::untracked),
                field("status", &U::status, "What the user was when this record was read (rules::status_at).",
                      Trait::derived | Trait::untracked),
                field("onboarding", &U::onboarding, "How far the person got on the way to signing in."),
                field("invitation_expires_at", &U::invitation_expires_at,
                      "Until when the last invitation may be accepted; none when never invited."),
                field("failed_sign_ins", &U::failed_sign_ins, "Failed sign-ins in a row (HU-3).", Trait::untracked),
                field("suspended_from", &U::suspended_from,
                      "First day of the suspension, in the user's zone (HU-19); none when not suspended."),
                field("suspended_through", &U::suspended_through,
                      "Last day of the suspension, included; none while it is open-ended."),
                field("suspension_reason", &U::suspension_reason, "Why the user is suspended."),
                field("suspension_starts_at", &U::suspension_starts_at, "The instant suspended_from begins.",
                      Trait::untracked),
                field("suspension_ends_at", &U::suspension_ends_at, "The instant suspended_through has passed.",
                      Trait::untracked),
                field("deleted_at", &U::deleted_at, "When the user was deleted (HU-16); none while not deleted."),
                field("deletion_reason", &U::deletion_reason, "Why the user was deleted."),
                field("created_at", &U::created_at, "When the user was added.", Trait::untracked),
                field("updated_at", &U::updated_at, "When the record was last changed.", Trait::untracked),
                field("last_active_at", &U::last_active_at,
                      "When the person was last seen; being added counts as the first time.", Trait::untracked),
                field("email_verified_at", &U::email_verified_at,
                      "When the person showed that they read what is sent to `email`; none since it changed.",
                      Trait::untracked),
            });
    }
};

/// First and last name with a space between; the e-mail address of somebody without a name.
inline std::string display_name(const User& user) {
    if (user.first_name.empty() && user.last_name.empty()) return user.email;
    if (user.first_name.empty()) return user.last_name;
    if (user.last_name.empty()) return user.first_name;
    return user.first_name + " " + user.last_name;
}

// ---- organizations and groups ------------------------------------------------------------------------------------

/// An organization that people belong to (DP-6).
template <template <class> class As>
struct OrganizationFields {
    As<std::string> name{};
    As<std::string> external_id{};

    static constexpr auto fields() {
        using F = OrganizationFields;
        return FieldTable{
            field("name", &F::name, "The organization's name; unique in the account, whatever the case."),
            field("external_id", &F::external_id, "The host's own id of it."),
        };
    }
};
using NewOrganization = OrganizationFields<Given>;
using OrganizationPatch = OrganizationFields<Change>;

struct Organization : OrganizationFields<Given> {
    OrganizationId id;
    std::int64_t revision = 0;
    Instant created_at;
    Instant updated_at;

    static constexpr auto fields() {
        using O = Organization;
        return joined(OrganizationFields<Given>::fields(),
                      FieldTable{
                          field("id", &O::id, "The organization's id.", Trait::untracked),
                          field("revision", &O::revision, "Grows by one with every change.", Trait::untracked),
                          field("created_at", &O::created_at, "When it was created.", Trait::untracked),
                          field("updated_at", &O::updated_at, "When it was last changed.", Trait::untracked),
                      });
    }
};

/// A group of users whose members share permissions (DP-14).
template <template <class> class As>
struct GroupFields {
    As<std::string> name{};
    As<std::string> description{};
    As<std::vector<std::string>> permissions{};
    As<std::vector<std::string>> inboxes{};

    static constexpr auto fields() {
        using F = GroupFields;
        return FieldTable{
            field("name", &F::name, "The group's name; unique in the account, whatever the case."),
            field("description", &F::description, "What the group is for; may have several lines."),
            field("permissions", &F::permissions,
                  "What it allows its members; or denies them, with \"-\" before it."),
            field("inboxes", &F::inboxes, "Its members' levels at inboxes: \"reply@<inbox>\"."),
        };
    }
};
using NewGroup = GroupFields<Given>;
using GroupPatch = GroupFields<Change>;

struct Group : GroupFields<Given> {
    GroupId id;
    std::int64_t revision = 0;
    Instant created_at;
    Instant updated_at;

    static constexpr auto fields() {
        using G = Group;
        return joined(GroupFields<Given>::fields(),
                      FieldTable{
                          field("id", &G::id, "The group's id.", Trait::untracked),
                          field("revision", &G::revision, "Grows by one with every change.", Trait::untracked),
                          field("created_at", &G::created_at, "When it was created.", Trait::untracked),
                          field("updated_at", &G::updated_at, "When it was last changed.", Trait::untracked),
                      });
    }
};

// ---- lists -------------------------------------------------------------------------------------------------------

enum class UserSort : std::int32_t {
    name = 1,           ///< Last name, then first name, folded (text::search_key).
    number = 2,         ///< The order in which people were added.
    last_activity = 3,  ///< Longest unseen first.
};
template <>
struct EnumNames<UserSort> {
    static constexpr std::pair<UserSort, std::string_view> all[] = {
        {UserSort::name, "name"}, {UserSort::number, "number"}, {UserSort::last_activity, "last_activity"}};
};

/// Which users are wanted, and in what order. Every condition given must hold.
struct UserQuery {
    std::optional<UserKind> kind{};
    std::optional<UserStatus> status{};
    RoleId role{};
    std::vector<std::string> labels{};
    OrganizationId organization{};
    GroupId group{};
    std::string text{};
    bool with_alert = false;
    UserSort sort = UserSort::name;
    bool descending = false;

    static constexpr auto fields() {
        using Q = UserQuery;
        return FieldTable{
            field("kind", &Q::kind, "Only staff, or only customers."),
            field("status", &Q::status, "Only this status; without it everybody who is not deleted."),
            field("role", &Q::role, "Only this role; nil for any."),
            field("labels", &Q::labels, "Only people with all of these labels (DP-2)."),
            field("organization", &Q::organization, "Only this organization's people; nil for any."),
            field("group", &Q::group, "Only this group's members; nil for any."),
            field("text", &Q::text,
                  "Only people whose first name, last name, full name or one of whose addresses begins with this."),
            field("with_alert", &Q::with_alert, "Only staff whom an alert concerns (HU-3)."),
            field("sort", &Q::sort, "The order."),
            field("descending", &Q::descending, "The order reversed."),
        };
    }
};

// ---- what a call tells besides the record ------------------------------------------------------------------------

/// Something an administrator should see to (HU-3).
enum class AlertKind : std::int32_t { invite_not_sent = 1, invite_expired = 2, too_many_failed_sign_ins = 3 };
template <>
struct EnumNames<AlertKind> {
    static constexpr std::pair<AlertKind, std::string_view> all[] = {
        {AlertKind::invite_not_sent, "invite_not_sent"},
        {AlertKind::invite_expired, "invite_expired"},
        {AlertKind::too_many_failed_sign_ins, "too_many_failed_sign_ins"}};
};
/// What clears an alert.
enum class AlertAction : std::int32_t { send_invite = 1, resend_invite = 2, send_password_reset = 3 };
template <>
struct EnumNames<AlertAction> {
    static constexpr std::pair<AlertAction, std::string_view> all[] = {
        {AlertAction::send_invite, "send_invite"},
        {AlertAction::resend_invite, "resend_invite"},
        {AlertAction::send_password_reset, "send_password_reset"}};
};

struct Alert {
    AlertKind kind = AlertKind::invite_not_sent;
    AlertAction action = AlertAction::send_invite;

    static constexpr auto fields() {
        return FieldTable{
            field("kind", &Alert::kind, "What is wrong."),
            field("action", &Alert::action, "What clears it."),
        };
    }
    friend bool operator==(const Alert&, const Alert&) = default;
};

/// A value that a restored user could not get back (BX-3).
struct NotRestored {
    std::string field;
    std::string value;
    std::string reason;

    static constexpr auto fields() {
        using N = NotRestored;
        return FieldTable{
            roster::field("field", &N::field, "The user's field: \"email\", \"other_emails\" or \"external_id\"."),
            roster::field("value", &N::value, "What it was."),
            roster::field("reason", &N::reason, "Why it did not come back: \"taken\"."),
        };
    }
};

/// A restored user, with everything that could not come back.
struct Restored {
    User user;
    std::vector<NotRestored> not_restored;

    static constexpr auto fields() {
        return FieldTable{
            field("user", &Restored::user, "The user, back again."),
            field("not_restored", &Restored::not_restored, "Everything that could not come back."),
        };
    }
};

}  // namespace roster
