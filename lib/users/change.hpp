// The one path by which a user is changed.
#pragma once

#include "users/acting.hpp"
#include "users/prepare.hpp"

#include <roster/users/users.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace roster {

/// What is done to a user, and the edit that does it. The edit changes the copy it is given and nothing else.
struct UserChange {
    std::string_view verb;  ///< for the history
    rules::UserMove move = rules::UserMove::update;
    std::optional<std::int64_t> expected{};  ///< the revision the caller knows
    /// Whether it is to be alone among those that change rights: every step of the state machine is.
    bool alone = move != rules::UserMove::update;
    std::function<void(User&, Transaction&, const Acting&, const AccountRecord&)> edit;
    /// Before anything is read: what decides who may go on.
    std::function<void(Transaction&)> first{};
    /// What else belongs to it, after the user was saved; run also when the edit changed nothing.
    std::function<void(const User&, Transaction&, const Acting&, const AccountRecord&)> then{};
    /// What `then` changes beside the user's own fields, for the history.
    std::vector<FieldChange> also{};
};

/// Reads the user, checks the move, edits, checks who may, normalises, counts seats and owners, saves, and writes the
/// history: one transaction. An edit that changes nothing writes nothing.
/// @return the user as kept
User change_user(const Scope& scope, const Actor& actor, UserId id, const UserChange& change);

/// The user with `status` as of then.
User with_status(User user, Instant now);

[[noreturn]] void throw_changed();
[[noreturn]] void throw_last_owner();
[[noreturn]] void throw_no_seat(std::int64_t used);
[[noreturn]] void throw_taken(const Conflict& conflict);
/// @param field  what names them, when they are not whom the call is about
[[noreturn]] void throw_unknown_user(std::string_view field = {});

}  // namespace roster
