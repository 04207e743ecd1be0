// Adding and changing: one path for every change of a user.
#include "roles/granting.hpp"
#include "users/change.hpp"
#include "users/lifecycle.hpp"

#include <roster/base/email.hpp>
#include <roster/base/text.hpp>

#include <algorithm>

namespace roster {
namespace {

/// Things that a user refers to must be there.
void check_references(Transaction& tx, const User& before, const User& after, const AccountRecord& account,
                      FieldErrors& errors) {
    const bool own_role = after.role && after.role != before.role && !rules::is_built_in(after.role);
    if (own_role && !tx.roles().roles().find(after.role))
        errors.add("role", "unknown_role", "must be one of the account's roles");
    else if (own_role) roles::demand_on_plan(account, after.role, "role");
    if (after.organization && after.organization != before.organization &&
        !tx.organizations().find(after.organization))
        errors.add("organization", "unknown", "there is no such organization in this account");
    for (std::size_t i = 0; i < after.groups.size(); ++i) {
        const bool had =
            std::find(before.groups.begin(), before.groups.end(), after.groups[i]) != before.groups.end();
        if (!had && !tx.groups().find(after.groups[i]))
            errors.add("groups[" + std::to_string(i) + "]", "unknown", "there is no such group in this account");
    }
}

/// Keeps seats, owners and numbers in step, and refuses what they forbid.
Counters count(Transaction& tx, const User* before, const User& after) {
    const Counters change{.last_user_number = before == nullptr ? 1 : 0,
                          .seats_used = rules::uses_seat(after) - (before != nullptr && rules::uses_seat(*before)),
                          .owners = rules::is_owner(after) - (before != nullptr && rules::is_owner(*before))};
    if (change.last_user_number == 0 && change.seats_used == 0 && change.owners == 0) return {};
    const auto counted = tx.accounts().count(change);
    if (counted.outcome == AccountStore::Count::no_seat) throw_no_seat(counted.now.seats_used);
    if (counted.outcome == AccountStore::Count::last_owner) throw_last_owner();
    return counted.now;
}

/// A new primary address that is one of the user's others changes places with it (DP-5).
void swap_primary(const User& before, User& after) {
    const auto wanted = email::key_of(after.email);
    if (!wanted || after.email == before.email || after.other_emails != before.other_emails) return;
    for (auto& other : after.other_emails) {
        if (email::key_of(other) != wanted) continue;
        other = before.email;
        return;
    }
}

}  // namespace

void throw_last_owner() {
    throw Error(ErrorCode::failed_precondition, "users.last_owner",
                "This is the account's last owner: make somebody else an owner first.");
}

void throw_no_seat(std::int64_t used) {
    throw Error(ErrorCode::resource_exhausted, "accounts.no_seat",
                "All " + std::to_string(used) + " seats of the account are in use.");
}

void throw_taken(const Conflict& conflict) {
    throw Error(ErrorCode::already_exists, "users.taken", "Another user has this " + conflict.field + " already.",
                {{conflict.field, "taken", "belongs to another user"}});
}

void throw_unknown_user(std::string_view field) {
    std::vector<FieldError> fields;
    if (!field.empty()) fields.push_back({std::string(field), "unknown", "must be a user of the account"});
    throw Error(ErrorCode::not_found, "users.unknown", "There is no such user in this account.", std::move(fields));
}

User with_status(User user, Instant now) {
    user.status = rules::status_at(user, now);
    return user;
}

User change_user(const Scope& scope, const Actor& actor, UserId id, const UserChange& change) {
    return scope.write([&](Transaction& tx) -> User {
        const Instant now = scope.environment.now();
        if (change.first) change.first(tx);
        const Acting who = change.alone ? acting_alone(tx, actor, now) : acting(tx, actor, now);
        auto found = tx.roles().holder(id);
        if (!found) {
            refuse(rules::may_list(who.user_or_system()));  // a customer must not learn who is not there
            throw_unknown_user();
        }
        const AccountRecord account = found->account;
        found->user = with_status(std::move(found->user), who.now);
        const rules::Holder before = holder_of(*std::move(found), who.now);
        // Asked before anything else: who may not touch the user at all learns nothing of their state.
        refuse(may_change(tx, who, &before, before, account, change.move));
        if (change.expected && *change.expected != before.revision) throw_changed();
        if (!rules::may_move(before.status, change.move))
            throw Error(ErrorCode::failed_precondition, "users.illegal_move",
                        "A user who is " + std::string(to_string(before.status)) +
                            " cannot do this step: " + std::string(to_string(change.move)) + ".");

        User after = before;
        change.edit(after, tx, who, account);
        refuse(may_change(tx, who, &before, after, account, change.move));
        FieldErrors errors;
        normalise(before, after, account.policy, errors);
        check_references(tx, before, after, account, errors);
        IndexedUser indexed = index(std::move(after), errors);
        errors.throw_if_any("users.invalid", "The user cannot be saved.");
        User& kept = indexed.user;
        if (kept.time_zone != before.time_zone || kept.suspended_from != before.suspended_from ||
            kept.suspended_through != before.suspended_through)
            place_suspension(kept, account);

        if (kept.email != before.email && kept.email_verified_at == before.email_verified_at)
            kept.email_verified_at.reset();

        auto changes = history::diff<User>(before, kept);
        changes.insert(changes.end(), change.also.begin(), change.also.end());
        if (changes.empty()) {
            if (change.then) change.then(before, tx, who, account);
            return before;
        }
        count(tx, &before, kept);
        kept.revision = before.revision + 1;
        kept.updated_at = who.now;
        kept.status = rules::status_at(kept, who.now);
        switch (const auto saved = tx.users().save(before, indexed); saved.outcome) {
            case UserStore::Save::done: break;
            case UserStore::Save::changed_meanwhile: throw_changed();
            case UserStore::Save::conflict: throw_taken(saved.conflict);
        }
        history::record(tx, scope.environment, who.author, who.now, change.verb, "user", id, std::move(changes));
        for (const auto& part : lifecycle_parts()) part.changed(scope, tx, before, kept, who.now);
        if (change.then) change.then(kept, tx, who, account);
        return kept;
    });
}

void throw_changed() {
    throw Error(ErrorCode::aborted, "users.changed",
                "Somebody else changed this user meanwhile: read again and retry.");
}

User Users::add(const Actor& actor, const NewUser& given, std::optional<Onboarding> start) const {
    return scope_.write([&](Transaction& tx) {
        const Acting who = acting_alone(tx, actor, scope_.environment.now());
        const AccountRecord account = account_of(tx);
        User user;
        static_cast<NewUser&>(user) = given;
        user.onboarding =
            start.value_or(given.kind == UserKind::staff ? Onboarding::invited : Onboarding::not_invited);
        if (user.onboarding == Onboarding::invited)
            user.invitation_expires_at = who.now + account.policy.invitation_lifetime;

        FieldErrors errors;
        normalise({}, user, account.policy, errors);
        if (!enum_from<Onboarding>(static_cast<std::int64_t>(user.onboarding)))
            errors.add("start", "unknown_value", "must be not_invited, invited or active");
        refuse(may_change(tx, who, nullptr, user, account, rules::UserMove::update));
        if (user.onboarding == Onboarding::active && who.user)
            refuse({"users.system_only", "Only the system can vouch for a person: invite them instead."});
        check_references(tx, {}, user, account, errors);
        IndexedUser indexed = index(std::move(user), errors);
        errors.throw_if_any("users.invalid", "The user cannot be added.");

        User& kept = indexed.user;
        kept.id = scope_.environment.new_id<UserId>();
        kept.revision = 1;
        kept.created_at = kept.updated_at = kept.last_active_at = who.now;
        kept.number = count(tx, nullptr, kept).last_user_number;
        kept.status = rules::status_at(kept, who.now);
        if (const auto conflict = tx.users().insert(indexed)) throw_taken(*conflict);
        history::record(tx, scope_.environment, who.author, who.now, "users.add", "user", kept.id,
                        history::diff(User{}, kept, true));
        return kept;
    });
}

User Users::update(const Actor& actor, UserId id, const UserPatch& patch,
                   std::optional<std::int64_t> expected) const {
    return change_user(
        scope_, actor, id,
        {.verb = "users.update",
         .move = rules::UserMove::update,
         .expected = expected,
         // A new address is told of, which locks as well: first, then, and not behind the user's row.
         .alone = patch.role.is_set() || patch.groups.is_set() || patch.email.is_set(),
         .edit = [&](User& user, Transaction&, const Acting&, const AccountRecord&) {
             const User before = user;
             apply(patch, user);
             if (!patch.other_emails.is_set()) swap_primary(before, user);
         }});
}

User Users::label(const Actor& actor, UserId id, const std::vector<std::string>& add,
                  const std::vector<std::string>& remove) const {
    return change_user(scope_, actor, id,
                       {.verb = "users.label",
                        .move = rules::UserMove::update,
                        .edit = [&](User& user, Transaction&, const Acting&, const AccountRecord&) {
                            FieldErrors ignored;  // what is no label is on nobody
                            for (const auto& given : remove)
                                std::erase(user.labels, text::clean(given, {.max_length = 60}, "remove", ignored));
                            user.labels.insert(user.labels.end(), add.begin(), add.end());
                        }});
}

}  // namespace roster
