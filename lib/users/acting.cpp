#include "users/acting.hpp"

#include <roster/base/text.hpp>

namespace roster {
namespace {

[[noreturn]] void throw_no_actor(const char* message) {
    throw Error(ErrorCode::unauthenticated, "users.no_actor", message);
}

}  // namespace

Acting acting(Transaction& tx, const Actor& actor, Instant now) {
    Acting who{.user = {}, .author = {.actor = actor.user_id(), .name = actor.name(), .on_behalf_of = actor.represented()}, .now = now};
    if (actor.represented() && !tx.users().find(actor.represented()))
        throw_no_actor("The user on whose behalf this is done is not known in this account.");
    if (actor.is_system()) {
        FieldErrors errors;
        who.author.name = text::clean(actor.name(), {.max_length = 100, .required = true}, "actor", errors);
        errors.throw_if_any("users.invalid_actor", "The system actor's name cannot be used.");
        return who;
    }
    if (actor.user_id().is_nil()) throw_no_actor("Nobody is acting: a call needs a user or the system as its actor.");
    who.user = tx.users().find(actor.user_id());
    if (!who.user) throw_no_actor("The acting user is not known in this account.");
    who.author.name = display_name(*who.user);
    refuse(rules::may_act(who.user_or_system(), now));
    return who;
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
