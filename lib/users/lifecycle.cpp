// Coming and going: invitations, suspension, deletion, restoring.
#include "users/change.hpp"

#include <roster/base/email.hpp>
#include <roster/base/text.hpp>

namespace roster {
namespace {

using rules::UserMove;

void system_only(const Acting& who) {
    if (who.user) refuse({"users.system_only", "Only the system can do this."});
}

void set_invited(User& user, Instant now, const AccountRecord& account) {
    user.onboarding = Onboarding::invited;
    user.invitation_expires_at = now + account.policy.invitation_lifetime;
}

/// Gives up what others hold by now, and finds the primary address among what is left.
std::vector<NotRestored> reclaim(User& user, Transaction& tx) {
    std::vector<NotRestored> lost;
    // Held by the user: somebody else restores them at this moment, and the save will find that out.
    const auto is_free = [&](const std::optional<User>& holder) { return !holder || holder->id == user.id; };
    const auto free = [&](const std::string& address) {
        const auto key = email::key_of(address);
        return key && is_free(tx.users().find_by_email(*key));
    };
    std::vector<std::string> others;
    for (auto& address : user.other_emails) {
        if (free(address)) others.push_back(std::move(address));
        else lost.push_back({"other_emails", std::move(address), "taken"});
    }
    user.other_emails = std::move(others);
    if (!user.email.empty() && !free(user.email)) {
        const bool needs_one = user.kind == UserKind::staff ||
                               (user.first_name.empty() && user.last_name.empty() && user.phone.empty());
        if (user.other_emails.empty() && needs_one) throw_taken({"email"});
        lost.push_back({"email", std::move(user.email), "taken"});
        user.email.clear();
        if (!user.other_emails.empty()) {
            user.email = std::move(user.other_emails.front());
            user.other_emails.erase(user.other_emails.begin());
        }
    }
    if (!user.external_id.empty() && !is_free(tx.users().find_by_external_id(user.external_id))) {
        lost.push_back({"external_id", std::move(user.external_id), "taken"});
        user.external_id.clear();
    }
    return lost;
}

}  // namespace

User Users::invite(const Actor& actor, UserId id) const {
    return change_user(scope_, actor, id,
                       {.verb = "users.invite",
                        .move = UserMove::invite,
                        .edit = [](User& user, Transaction&, const Acting& who, const AccountRecord& account) {
                            set_invited(user, who.now, account);
                        }});
}

User Users::accept(const Actor& actor, UserId id) const {
    return change_user(scope_, actor, id,
                       {.verb = "users.accept",
                        .move = UserMove::accept,
                        .edit = [](User& user, Transaction&, const Acting& who, const AccountRecord&) {
                            system_only(who);
                            if (!rules::invitation_is_open(user, who.now))
                                throw Error(ErrorCode::failed_precondition, "users.invitation_expired",
                                            "The invitation has expired: ask for a new one.");
                            user.onboarding = Onboarding::active;
                        }});
}

User Users::activate(const Actor& actor, UserId id) const {
    return change_user(scope_, actor, id,
                       {.verb = "users.activate",
                        .move = UserMove::activate,
                        .edit = [](User& user, Transaction&, const Acting& who, const AccountRecord&) {
                            system_only(who);
                            user.onboarding = Onboarding::active;
                        }});
}

User Users::suspend(const Actor& actor, UserId id, Date from, std::optional<Date> through,
                    std::string_view reason) const {
    FieldErrors errors;
    // The day after the last must exist too, in every zone.
    const auto usable = [](Date day) { return !day.is_special() && day.year() >= 1970 && day.year() < 9999; };
    if (!usable(from)) errors.add("from", "invalid_date", "must be a day from 1970 to 9998");
    if (through && !usable(*through)) errors.add("through", "invalid_date", "must be a day from 1970 to 9998");
    else if (through && usable(from) && *through < from)
        errors.add("through", "before_from", "must not be before the first day");
    errors.throw_if_any("users.invalid", "The user cannot be suspended like this.");
    return change_user(scope_, actor, id,
                       {.verb = "users.suspend",
                        .move = UserMove::suspend,
                        .edit = [&](User& user, Transaction&, const Acting&, const AccountRecord&) {
                            user.suspended_from = from;
                            user.suspended_through = through;
                            user.suspension_reason = reason;
                        }});
}

User Users::resume(const Actor& actor, UserId id) const {
    return change_user(scope_, actor, id,
                       {.verb = "users.resume",
                        .move = UserMove::resume,
                        .edit = [](User& user, Transaction&, const Acting&, const AccountRecord&) {
                            if (!user.suspended_from)
                                throw Error(ErrorCode::failed_precondition, "users.not_suspended",
                                            "This user is not suspended.");
                            user.suspended_from.reset();
                            user.suspended_through.reset();
                            user.suspension_reason.clear();
                        }});
}

User Users::remove(const Actor& actor, UserId id, std::string_view reason) const {
    FieldErrors errors;
    const std::string why =
        text::clean(reason, {.max_length = 500, .required = true, .multi_line = true}, "reason", errors);
    errors.throw_if_any("users.invalid", "The user cannot be deleted without a reason.");
    return change_user(scope_, actor, id,
                       {.verb = "users.remove",
                        .move = UserMove::remove,
                        .edit = [&](User& user, Transaction&, const Acting& who, const AccountRecord&) {
                            user.deleted_at = who.now;
                            user.deletion_reason = why;
                        }});
}

Restored Users::restore(const Actor& actor, UserId id) const {
    Restored restored;
    restored.user = change_user(scope_, actor, id,
                                {.verb = "users.restore",
                                 .move = UserMove::restore,
                                 .edit = [&](User& user, Transaction& tx, const Acting&, const AccountRecord&) {
                                     user.deleted_at.reset();
                                     user.deletion_reason.clear();
                                     restored.not_restored = reclaim(user, tx);
                                 }});
    return restored;
}

void Users::record_activity(const Actor& actor, UserId id) const {
    scope_.write([&](Transaction& tx) {
        const Acting who = acting(tx, actor, scope_.environment.now());
        system_only(who);
        if (!tx.users().find(id)) throw_unknown_user();
        tx.users().touch(id, who.now);
    });
}

std::int32_t Users::record_failed_sign_in(const Actor& actor, UserId id) const {
    return scope_.write([&](Transaction& tx) {
        system_only(acting(tx, actor, scope_.environment.now()));
        const auto count = tx.users().count_failed_sign_in(id);
        if (!count) throw_unknown_user();
        return *count;
    });
}

void Users::record_sign_in(const Actor& actor, UserId id) const {
    scope_.write([&](Transaction& tx) {
        const Acting who = acting(tx, actor, scope_.environment.now());
        system_only(who);
        if (!tx.users().find(id)) throw_unknown_user();
        tx.users().clear_failed_sign_ins(id);
        tx.users().touch(id, who.now);
    });
}

}  // namespace roster
