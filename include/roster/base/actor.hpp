// The actor: who does it. The first argument of every service call.
#pragma once

#include <roster/base/id.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace roster {

/// Who does something: a user of the account, possibly on behalf of another, or the host itself.
///
/// There is no default actor, and a nil user is refused as `unauthenticated`, never taken for the system.
/// Knowing that the user really is who they say is the sessions room's affair; a host with its own sign-in makes the
/// actor from its own knowledge.
class Actor {
public:
    /// A person acts, with that person's rights.
    static Actor user(UserId id) { return Actor(id, {}); }
    /// The host acts: a job, a migration, a back office. Not bound by any user's rights, only by the rules.
    /// @param name  shown in the history, e.g. "nightly sync"; at most 100 code points
    static Actor system(std::string name = "system") { return Actor({}, std::move(name)); }

    /// The same actor, acting for somebody else (an assistant, a support engineer signed in as the user). The rights
    /// stay the actor's; the history keeps both.
    [[nodiscard]] Actor on_behalf_of(UserId other) const {
        Actor copy = *this;
        copy.on_behalf_of_ = other;
        return copy;
    }

    /// The same actor with no more than these permissions, by name: what an API key or an app is limited to. None at all
    /// when the list is empty. An actor that is limited already keeps what both allow.
    [[nodiscard]] Actor limited_to(const std::vector<std::string>& permissions) const {
        Actor copy = *this;
        copy.limit_ = permissions;
        if (limit_)
            std::erase_if(*copy.limit_, [&](const std::string& name) {
                return std::find(limit_->begin(), limit_->end(), name) == limit_->end();
            });
        return copy;
    }

    [[nodiscard]] bool is_system() const noexcept { return !name_.empty(); }
    [[nodiscard]] UserId user_id() const noexcept { return user_; }              ///< nil for the system
    [[nodiscard]] const std::string& name() const noexcept { return name_; }     ///< empty for users
    [[nodiscard]] UserId represented() const noexcept { return on_behalf_of_; }  ///< nil when nobody
    /// Names of the permissions that it is limited to; nullopt for all that the user has.
    [[nodiscard]] const std::optional<std::vector<std::string>>& limit() const noexcept { return limit_; }

private:
    Actor(UserId user, std::string name) : user_(user), name_(std::move(name)) {}

    UserId user_;
    std::string name_;
    UserId on_behalf_of_;
    std::optional<std::vector<std::string>> limit_;
};

}  // namespace roster
