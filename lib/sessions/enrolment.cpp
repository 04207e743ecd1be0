#include "sessions/enrolment.hpp"

#include "sessions/proofs.hpp"
#include "sessions/recovery_codes.hpp"

#include <roster/sessions/rules.hpp>

namespace roster::sessions {

WithUser<StoredSession> fresh_session(Transaction& tx, std::string_view token, Instant now) {
    auto found = session_of(tx, token, now);
    const auto principal = gate::principal_of(found, now);
    if (!principal || !rules::is_fresh(*principal, rules::fresh_for(), now))
        throw Error(ErrorCode::permission_denied, "sessions.not_fresh",
                    "Show again that it is you: the last time was more than ten minutes ago.");
    if (principal->assurance == Assurance::one_factor && gate::has_second_factor(tx, found.user.id))
        throw Error(ErrorCode::permission_denied, "sessions.not_fresh",
                    "Show your second factor first: this session was begun without it.");
    return found;
}

history::Author author_of(const User& user) {
    return {.actor = user.id, .name = display_name(user), .on_behalf_of = {}};
}

std::vector<std::string> renew_recovery_codes(const Scope& scope, Transaction& tx, UserId user) {
    tx.sessions().recovery_codes().remove_of_user(user);
    std::vector<std::string> shown;
    const auto made = make_recovery_codes(scope.environment, owner_of_codes(scope.account, user),
                                          static_cast<std::size_t>(rules::recovery_code_count));
    for (const auto& code : made) {
        tx.sessions().recovery_codes().insert({.user_id = user, .digest = code.hash});
        shown.emplace_back(code.text.reveal());
    }
    return shown;
}

void end_others(Transaction& tx, const StoredSession& but) {
    for (const auto& other : tx.sessions().sessions().of_user(but.user_id))
        if (other.id != but.id) tx.sessions().sessions().remove(other);
    tx.sessions().pending().remove_of_user(but.user_id);
}

void end_with_factor(Transaction& tx, const StoredSession& session) {
    end_others(tx, session);
    if (gate::has_second_factor(tx, session.user_id)) return;
    tx.sessions().recovery_codes().remove_of_user(session.user_id);
    const auto before = tx.sessions().sessions().find(session.id);
    if (!before) gate::throw_no_session();
    auto after = *before;
    after.assurance = Assurance::one_factor;
    after.second_factor_at.reset();
    ++after.revision;
    if (!tx.sessions().sessions().replace(*before, after)) gate::throw_no_session();
}

}  // namespace roster::sessions
