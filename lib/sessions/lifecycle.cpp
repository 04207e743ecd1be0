#include "sessions/lifecycle.hpp"

#include "base/json.hpp"
#include "sessions/apps_gate.hpp"
#include "sessions/gate.hpp"

namespace roster::sessions {
namespace {

constexpr std::string_view tables[] = {"passwords",
                                       "links",
                                       "devices",
                                       "pending_sign_ins",
                                       "authenticators",
                                       "recovery_codes",
                                       "identities",
                                       "sessions",
                                       "api_keys",
                                       "events",
                                       "apps",
                                       "app_grants",
                                       "app_codes",
                                       "app_token_families",
                                       "app_access_tokens",
                                       "passkeys",
                                       "passkey_challenges"};

bool is_away(const User& user, Instant now) {
    const auto status = rules::status_at(user, now);
    return status == UserStatus::deleted || status == UserStatus::suspended;
}

void changed(const Scope& scope, Transaction& tx, const User& before, const User& after, Instant now) {
    const bool could = rules::may_sign_in(before, now), can = rules::may_sign_in(after, now);
    // Also when a suspension is lifted that had begun by itself: nothing ended then what was given out before it.
    // And of somebody who could not sign in yet: their invitation.
    if (could != can || is_away(after, now) != is_away(before, now)) gate::end_all(tx, after.id);
    // Nothing was ended when a suspension began by itself; once its days are forgotten, nothing else would tell.
    else if (const auto& began = before.suspension_starts_at;
             began && *began <= now && began != after.suspension_starts_at)
        gate::end_given_until(tx, after.id, *began);
    if (after.deleted_at && !before.deleted_at) gate::remove_apps_of(tx, after.id);
    // Invited anew, whether or not through here: the earlier link ends (HU-18).
    if (before.invitation_expires_at != after.invitation_expires_at)
        if (const auto link = tx.sessions().links().find({after.id, LinkKind::invitation}))
            tx.sessions().links().remove(*link);
    if (before.email == after.email || before.email.empty()) return;
    tx.sessions().links().remove_of_user(after.id);
    std::string data = "{\"old\":";
    json::append_text(data, before.email);
    gate::tell(scope, tx, "sessions.email_changed", after.id, now, data + "}");
}

}  // namespace

const LifecyclePart lifecycle_part{"sessions", tables, changed};

}  // namespace roster::sessions
