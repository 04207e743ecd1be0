#include "users/acting.hpp"

#include <roster/base/text.hpp>

namespace roster {
namespace {

[[noreturn]] void throw_no_actor(const char* message) {
    throw Error(ErrorCode::unauthenticated, "users.no_actor", message);
}

}  // namespace

Acting acting(Transaction& tx, const Actor& actor, Instant now) {
    Acting who{.user = {},
               .author = {.actor = actor.user_id(), .name = actor.name(), .on_behalf_of = actor.represented()},
               .now = now};
    if (actor.represented() && !tx.users().find(actor.represented()))
        throw_no_actor("The user on whose behalf this is done is not known in this account.");
    if (actor.is_system()) {
        FieldErrors errors;
        who.author.name = text::clean(actor.name(), {.max_length = 100, .required = true}, "actor", errors);
        errors.throw_if_any("users.invalid_actor", "The system actor's name cannot be used.");
        return who;
    }
    if (actor.user_id().is_nil())
        throw_no_actor("Nobody is acting: a call needs a user or the system as its actor.");
    auto kept = tx.roles().holder(actor.user_id());
    if (!kept) throw_no_actor("The acting user is not known in this account.");
    auto facts = rules::facts_of(kept->user, kept->account, std::move(kept->grants), now, actor.limit());
    who.user.emplace(kept->user, std::move(facts));
    who.author.name = display_name(*who.user);
    refuse(rules::may_act(who.user_or_system(), now));
    return who;
}

Acting acting_alone(Transaction& tx, const Actor& actor, Instant now) {
    tx.accounts().lock();
    return acting(tx, actor, now);
}

rules::Holder holder_of(KeptHolder kept, Instant now) {
    auto facts = rules::facts_of(kept.user, kept.account, std::move(kept.grants), now);
    return {kept.user, std::move(facts)};
}

std::optional<rules::Holder> find_holder(Transaction& tx, UserId id, Instant now) {
    auto kept = tx.roles().holder(id);
    return kept ? std::optional(holder_of(*std::move(kept), now)) : std::nullopt;
}

Grants grants_with(Transaction& tx, Grants grants, const User& before, const User& after) {
    if (after.role != before.role)
        grants.role = rules::is_built_in(after.role) || after.role.is_nil() ? std::nullopt
                                                                            : tx.roles().roles().find(after.role);
    if (after.groups == before.groups) return grants;
    std::erase_if(grants.sources, [](const RuleSource& source) { return !source.is_team; });
    for (const auto& id : after.groups)
        if (const auto group = tx.groups().find(id))
            grants.sources.push_back(
                {false, std::string(id.bytes()), group->name, group->permissions, group->inboxes});
    return grants;
}

rules::Denial may_change(Transaction& tx, const Acting& who, const rules::Holder* before, const User& after,
                         const AccountRecord& account, rules::UserMove move) {
    if (!who.user) return rules::policy_allows(before, after, account.policy, move);
    const User nobody;
    auto grants = grants_with(tx, before != nullptr ? before->facts.grants : Grants{},
                              before != nullptr ? *before : nobody, after);
    const rules::Holder then(after, rules::facts_of(after, account, std::move(grants), who.now));
    return rules::may_change(who.user_or_system(), before, then, account.policy, move);
}

void refuse(const rules::Denial& denial) {
    if (denial) throw Error(ErrorCode::permission_denied, std::string(denial.reason), std::string(denial.message));
}

AccountRecord account_of(Transaction& tx) {
    if (auto account = tx.accounts().find()) return *std::move(account);
    throw Error(ErrorCode::not_found, "accounts.unknown", "There is no such account.");
}

void check_page(const PageRequest& page) {
    if (page.limit < 1 || page.limit > 1'000)
        throw Error(ErrorCode::invalid_argument, "page.limit", "A page holds 1 to 1,000 rows.",
                    {{"limit", "out_of_range", "must be from 1 to 1,000"}});
}

}  // namespace roster
