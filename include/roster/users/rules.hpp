// Decisions about users. Pure: values in, answer out, no store, no clock.
#pragma once

#include <roster/accounts/model.hpp>
#include <roster/base/text.hpp>
#include <roster/roles/access_rules.hpp>
#include <roster/users/model.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace roster::rules {

// ---- how much of it --------------------------------------------------------------------------------------------

inline constexpr std::size_t most_other_emails = 50;
inline constexpr std::size_t most_labels = 100;
inline constexpr std::size_t most_groups = 100;
/// Bytes of an organization's or group's folded name. Some characters unfold to eighteen; the key is unique, so it is
/// not cut, and it must fit a cursor.
inline constexpr std::size_t longest_name_key = 1'000;

/// What a text field of the users room may be; fields that are not named here are one line of up to 200 code points.
constexpr TextLimit text_limit(std::string_view field) noexcept {
    if (field == "first_name" || field == "last_name" || field == "job_title") return {.max_length = 100};
    if (field == "phone" || field == "second_factor_phone") return {.max_length = 40};
    if (field == "suspension_reason" || field == "deletion_reason") return {.max_length = 500, .multi_line = true};
    if (field == "description") return {.max_length = 2'000, .multi_line = true};
    if (field == "name") return {.max_length = 200, .required = true};
    return {.max_length = 200};
}

// ---- status: one state machine -------------------------------------------------------------------------------

/// What the user is at that instant. Deletion hides a suspension, a suspension hides the onboarding; what is hidden
/// is kept and comes back.
inline UserStatus status_at(const User& user, Instant now) {
    if (user.deleted_at) return UserStatus::deleted;
    if (user.suspension_starts_at && *user.suspension_starts_at <= now &&
        (!user.suspension_ends_at || now < *user.suspension_ends_at))
        return UserStatus::suspended;
    return static_cast<UserStatus>(user.onboarding);
}

/// What can happen to a user.
enum class UserMove { update, invite, accept, activate, suspend, resume, remove, restore };

/// The state machine as one table: may this happen to somebody of that status?
///
///     |          | not_invited | invited | active | suspended | deleted |
///     | update   |     yes     |   yes   |  yes   |    yes    |         |
///     | invite   |     yes     |   yes   |        |           |         |   again: ends the earlier invitation
///     | accept   |             |   yes   |        |           |         |   in time only
///     | activate |     yes     |   yes   |        |           |         |   the host vouches for the person
///     | suspend  |     yes     |   yes   |  yes   |    yes    |         |   again: sets other days
///     | resume   |     yes     |   yes   |  yes   |    yes    |         |   where a suspension is set, also a coming one
///     | remove   |     yes     |   yes   |  yes   |    yes    |         |
///     | restore  |             |         |        |           |   yes   |
constexpr bool may_move(UserStatus from, UserMove move) noexcept {
    switch (move) {
        case UserMove::update:
        case UserMove::suspend:
        case UserMove::resume:
        case UserMove::remove: return from != UserStatus::deleted;
        case UserMove::invite:
        case UserMove::activate: return from == UserStatus::not_invited || from == UserStatus::invited;
        case UserMove::accept: return from == UserStatus::invited;
        case UserMove::restore: return from == UserStatus::deleted;
    }
    return false;
}

/// The name of a move as in the table.
constexpr std::string_view to_string(UserMove move) noexcept {
    constexpr std::string_view names[] = {"update",  "invite", "accept", "activate",
                                          "suspend", "resume", "remove", "restore"};
    return names[static_cast<int>(move)];
}

/// Whether an open invitation may still be accepted.
inline bool invitation_is_open(const User& user, Instant now) {
    return user.onboarding == Onboarding::invited && user.invitation_expires_at &&
           now < *user.invitation_expires_at;
}

// ---- seats and alerts ------------------------------------------------------------------------------------------

/// Whether the user is billed (HU-2): staff who are not deleted.
inline bool uses_seat(const User& user) { return user.kind == UserKind::staff && !user.deleted_at; }
/// Whether the user counts for "at least one owner": not while a suspension is set, for then nobody may be left who can
/// act. One that has passed counts as set until it is resumed.
inline bool is_owner(const User& user) {
    return user.role == role::owner && !user.deleted_at && !user.suspended_from;
}

/// What an administrator should see to, most pressing last, each with the action that clears it (HU-3). Only staff
/// have alerts, and neither suspended nor deleted users do: nothing one could do for them would help.
inline std::vector<Alert> alerts(const User& user, const Policy& policy, Instant now) {
    std::vector<Alert> found;
    const UserStatus status = status_at(user, now);
    if (user.kind != UserKind::staff || status == UserStatus::suspended || status == UserStatus::deleted)
        return found;
    if (status == UserStatus::not_invited) found.push_back({AlertKind::invite_not_sent, AlertAction::send_invite});
    if (status == UserStatus::invited && !invitation_is_open(user, now))
        found.push_back({AlertKind::invite_expired, AlertAction::resend_invite});
    if (status == UserStatus::active && user.failed_sign_ins >= policy.failed_sign_in_alert)
        found.push_back({AlertKind::too_many_failed_sign_ins, AlertAction::send_password_reset});
    return found;
}

// ---- who may do what to whom -------------------------------------------------------------------------------------

/// Why something may not be done: a stable reason and a sentence for people. Empty reason: it may.
struct Denial {
    std::string_view reason;
    std::string_view message;
    explicit operator bool() const noexcept { return !reason.empty(); }
};

/// Names of the fields in which two records differ, by the table; bookkeeping fields are left out.
template <HasFields T>
std::vector<std::string_view> changed_fields(const T& before, const T& after) {
    std::vector<std::string_view> names;
    for_each_field<T>([&](const auto& f) {
        if (!has(f.traits, Trait::untracked) && !(before.*f.member == after.*f.member)) names.push_back(f.name);
    });
    return names;
}

/// Whether somebody may act at all. @param actor  as read at `now`; nullptr for the system
inline Denial may_act(const User* actor, Instant now) {
    if (actor == nullptr || status_at(*actor, now) == UserStatus::active) return {};
    return {"users.actor_not_active",
            "Only an active user can do this: the acting user has not accepted an "
            "invitation, is suspended or was deleted."};
}

// ---- what a decision about somebody depends on -------------------------------------------------------------------

/// From when on a user must have a second factor: when the grace since they were added is over, and not before the policy's
/// own date; none when the policy does not want one of them.
/// @param custom  the user's role where it is one of the account's own making: it counts as what it is a variant of, as what it
///   amounts to, and as everything between
inline std::optional<Instant> second_factor_required_from(const User& user, const Policy& policy,
                                                          const std::optional<Role>& custom = {}) {
    const auto& named = policy.second_factor_roles;
    const bool varied = custom && custom->id == user.role;
    const auto least = rank(varied ? custom->base : user.role), most = rank(counts_as(user.role, custom));
    bool wanted = false;
    for (const RoleId one : {role::light_user, role::user, role::administrator, role::owner})
        wanted = wanted || (least <= rank(one) && rank(one) <= most &&
                            std::find(named.begin(), named.end(), role_name(one)) != named.end());
    if (!wanted || user.role.is_nil()) return std::nullopt;
    const Instant grace_ends = user.created_at + policy.second_factor_grace;
    return std::max(grace_ends, policy.second_factor_from.value_or(grace_ends));
}

/// Whether a user has none though the grace is over: then they may nothing until they set one up.
inline bool second_factor_overdue(const User& user, const Policy& policy, const Grants& grants, Instant now) {
    const auto from = second_factor_required_from(user, policy, grants.role);
    return from && *from <= now && !grants.has_second_factor;
}

/// All of it, as of then.
inline AccessFacts facts_of(const User& user, const AccountRecord& account, Grants grants, Instant now,
                            std::optional<std::vector<std::string>> limit = {}) {
    AccessFacts facts;
    facts.user = user.id;
    facts.kind = user.kind;
    facts.status = status_at(user, now);
    facts.role = user.role;
    facts.second_factor_overdue = second_factor_overdue(user, account.policy, grants, now);
    facts.grants = std::move(grants);
    facts.plan = account.plan;
    facts.features = account.features;
    facts.limit = std::move(limit);
    return facts;
}

/// Somebody with what they may do.
struct Holder : User {
    AccessFacts facts;
    Access access;  ///< now

    Holder() = default;
    Holder(const User& user, AccessFacts known)
        : User(user), facts(std::move(known)), access(compile(*permissions::catalogue(), facts)) {}

    /// What they can give to others.
    [[nodiscard]] Access to_give() const { return compile(*permissions::catalogue(), facts, as_actor); }
    /// The same of the person, whatever API key or app they come with.
    [[nodiscard]] Access of_person() const {
        if (!facts.limit) return to_give();
        auto person = facts;
        person.limit.reset();
        return compile(*permissions::catalogue(), person, as_actor);
    }
    /// What they have at most. A role counts, whatever kind of person has it.
    [[nodiscard]] Access at_most() const {
        if (facts.kind == UserKind::staff || !facts.role)
            return compile(*permissions::catalogue(), facts, as_subject);
        auto most = facts;
        most.kind = UserKind::staff;
        return compile(*permissions::catalogue(), most, as_subject);
    }
};

/// Somebody of whom nothing but a built-in role is known; a role of the account's own making counts for nothing.
inline Holder holder_of(const User& user) { return Holder(user, facts_of_role(user.role)); }

/// Whether a member of the staff may do something that is about the account.
inline Denial may_use(const Holder* actor, Permission needed, const PermissionScope& scope = {}) {
    if (actor == nullptr || (actor->kind == UserKind::staff && actor->access.may(needed, scope))) return {};
    return {"users.not_administrator", "Only administrators, owners and those to whom it was allowed can do this."};
}
/// Whether `actor` may administer people.
inline Denial may_administer(const Holder* actor) { return may_use(actor, permission::manage_users); }

/// Whether `actor` may see lists of people and their history.
inline Denial may_list(const Holder* actor, Permission needed = permission::view_users) {
    if (actor == nullptr || (actor->kind == UserKind::staff && actor->access.may(needed))) return {};
    return {"users.not_staff", "Only staff can see other people's records."};
}
/// Whether `actor` may see `subject`'s record: staff see everybody, customers themselves.
inline Denial may_see(const Holder* actor, const User& subject) {
    if (actor != nullptr && actor->id == subject.id) return {};
    return may_list(actor);
}

/// Whether `actor` may have to do with somebody's access at all: it must be no more than their own. What they come with
/// may be for less: a key that manages users need not be for all that these may.
inline Denial may_touch(const Holder* actor, const Holder& subject) {
    if (actor == nullptr || actor->id == subject.id || subject.at_most().within(actor->of_person())) return {};
    return {"users.above_own_role", "Nobody can change somebody who may do more than they may themselves."};
}
/// Whether `actor` may make `after` of `before`, whom they may touch: what is new in it is no more than what they have to
/// give. What was there before is not asked about again: it may be more than a lowered plan leaves themselves. But what the
/// plan had put out of use comes into use by nobody who has not got it to give.
/// @param before  nullptr when somebody is added: what everybody may is given to nobody
inline Denial may_give(const Holder* actor, const Holder* before, const Holder& after) {
    if (actor == nullptr) return {};
    const Holder& had = before != nullptr ? *before : holder_of(User());
    const Access to_give = actor->to_give();
    if (after.at_most().new_within(had.at_most(), to_give) &&
        after.of_person().new_within(had.of_person(), to_give))
        return {};
    return {"users.above_own_role", "Nobody can give more than they may do themselves."};
}

/// Whether people change that of themselves under the policy: a field of their record, or "default_inbox".
inline bool is_self_editable(const Policy& policy, std::string_view name) {
    return std::find(policy.self_editable.begin(), policy.self_editable.end(), name) != policy.self_editable.end();
}

/// Whether the policy lets anybody at all turn `before` into `after`.
inline Denial policy_allows(const User* before, const User& after, const Policy& policy, UserMove move) {
    if (before != nullptr && policy.email_fixed && move == UserMove::update &&
        before->onboarding != Onboarding::not_invited && before->email != after.email)
        return {"users.email_fixed",
                "Under this account's policy an e-mail address does not change: invite the new "
                "address as a new user."};
    return {};
}

/// Whether `actor` may turn `before` into `after` (`before` is nullptr when a user is added).
///
/// In this order: the policy's fixed address (UC-2) binds everybody, the system too; nobody touches somebody who may do
/// more than they may, or gives more than they have (BX-6); an owner is made and unmade by a transfer only; who manages
/// users changes staff and customers; who edits customers keeps their records; everybody else changes only their own
/// record, and there only the policy's self_editable fields (HP-2, AI-2, AI-4).
inline Denial may_change(const Holder* actor, const Holder* before, const Holder& after, const Policy& policy,
                         UserMove move) {
    if (const auto denial = policy_allows(before, after, policy, move)) return denial;
    if (actor == nullptr) return {};
    if (before != nullptr)
        if (const auto denial = may_touch(actor, *before)) return denial;
    const bool gives = before == nullptr || before->role != after.role || before->groups != after.groups;
    if (gives)
        if (const auto denial = may_give(actor, before, after)) return denial;
    if (const bool was = before != nullptr && before->role == role::owner; was != (after.role == role::owner))
        return {"roles.by_transfer",
                "An owner is made and unmade by handing the account over, and by nothing else."};
    if (!may_administer(actor)) return {};
    const bool keeps_record = before == nullptr || move == UserMove::update;
    if (after.kind == UserKind::customer && !may_use(actor, permission::edit_customers) && keeps_record &&
        (before == nullptr || before->kind == UserKind::customer))
        return {};
    if (before == nullptr || before->id != actor->id || move != UserMove::update ||
        !actor->access.may(permission::edit_own_profile))
        return may_administer(actor);
    for (std::string_view name : changed_fields<User>(*before, after))
        if (!is_self_editable(policy, name))
            return {"users.field_not_self_editable",
                    "Under this account's policy only administrators change this."};
    return {};
}
/// The same where everybody has a built-in role and nothing else.
inline Denial may_change(const User* actor, const User* before, const User& after, const Policy& policy,
                         UserMove move) {
    if (actor == nullptr) return policy_allows(before, after, policy, move);
    const auto holder = [](const User* user) {
        return user != nullptr ? std::optional(holder_of(*user)) : std::nullopt;
    };
    const auto who = holder(actor), was = holder(before);
    return may_change(who ? &*who : nullptr, was ? &*was : nullptr, holder_of(after), policy, move);
}

}  // namespace roster::rules
