// Users: all one can do with the people of an account.
//
// Read model.hpp for the values and rules.hpp for the state machine and who may do what; organizations.hpp, groups.hpp
// and import.hpp for the rest of the room.
#pragma once

#include <roster/base/actor.hpp>
#include <roster/storage/scope.hpp>
#include <roster/users/model.hpp>

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace roster {

/// The people of one account. A light handle; copies are free, any thread may use it.
///
/// Every change is one transaction and leaves one history entry; a change that changes nothing leaves none. Calls that
/// change take an `expected` revision: given, the change is refused as `aborted` "users.changed" unless the record
/// still has that revision; left out, the change is made to the record as it is now.
///
/// Errors common to all: unauthenticated "users.no_actor" (a nil actor, or one that is not of this account),
/// permission_denied (the reasons in rules.hpp, and "users.system_only" where only the host may), not_found
/// "users.unknown" (also for users of other accounts), invalid_argument "users.invalid" with every wrong field,
/// failed_precondition "users.illegal_move", and the store's (storage/storage.hpp).
class Users {
public:
    explicit Users(Scope scope) : scope_(std::move(scope)) {}

    // ---- adding and changing -----------------------------------------------------------------------------------

    /// Adds a person (HU-1). `start` is where they begin: staff are `invited` unless told otherwise (sending the
    /// invitation is the host's), customers `not_invited`; `active` is for the system, which thereby vouches for them.
    /// @throws Error already_exists "users.taken" naming "email", "other_emails[n]" or "external_id";
    ///   resource_exhausted "accounts.no_seat"
    User add(const Actor& actor, const NewUser& user, std::optional<Onboarding> start = {}) const;

    /// Changes the given fields. A new primary e-mail must not be somebody else's; one of the person's other addresses
    /// may become primary, and then changes places with it (DP-5).
    /// @throws Error as add; failed_precondition "users.last_owner"
    User update(const Actor& actor, UserId id, const UserPatch& patch,
                std::optional<std::int64_t> expected = {}) const;

    /// Adds and removes labels without touching the others (DP-2). Both may be empty; labels compare by their exact text.
    User label(const Actor& actor, UserId id, const std::vector<std::string>& add,
               const std::vector<std::string>& remove = {}) const;

    // ---- finding -----------------------------------------------------------------------------------------------

    /// @throws Error not_found "users.unknown". Deleted users are found by id and number, not by address.
    User get(const Actor& actor, UserId id) const;
    User get_by_number(const Actor& actor, std::int64_t number) const;
    /// By the primary or any other address, in any spelling that means the same mailbox (email.hpp).
    User get_by_email(const Actor& actor, std::string_view address) const;
    User get_by_external_id(const Actor& actor, std::string_view external_id) const;
    /// The same, nullopt where there is nobody.
    std::optional<User> find_by_email(const Actor& actor, std::string_view address) const;
    std::optional<User> find_by_external_id(const Actor& actor, std::string_view external_id) const;
    /// Many at once, at most 1,000, in the order asked; ids that are not of this account are left out.
    std::vector<User> get_many(const Actor& actor, std::span<const UserId> ids) const;

    /// A page of the people that meet the query. The cost depends on the page, not on the number of users.
    /// @throws Error invalid_argument "page.cursor", "page.limit", "users.invalid_query"
    Page<User> list(const Actor& actor, const UserQuery& query = {}, const PageRequest& page = {}) const;
    /// Calls `visit` for everybody who meets the query, page by page, until it returns false.
    void for_each(const Actor& actor, const UserQuery& query, const std::function<bool(const User&)>& visit) const;

    /// Labels in use that begin with `prefix`, in byte order (DP-2).
    Page<std::string> labels(const Actor& actor, std::string_view prefix = {}, const PageRequest& page = {}) const;

    /// What an administrator should see to about this user, as of now (HU-3).
    std::vector<Alert> alerts(const Actor& actor, UserId id) const;
    /// Billable seats used and allowed (HU-2).
    SeatUsage seats(const Actor& actor) const;

    // ---- coming and going --------------------------------------------------------------------------------------

    /// Records that an invitation went out (again), which ends the earlier one; it may be accepted for the policy's
    /// invitation_lifetime.
    User invite(const Actor& actor, UserId id) const;
    /// Records that the user accepted. @throws Error failed_precondition "users.invitation_expired"
    User accept(const Actor& actor, UserId id) const;
    /// The host vouches that the person may sign in, without an invitation. The system only.
    User activate(const Actor& actor, UserId id) const;

    /// Takes somebody out for a while (HU-19): from the beginning of `from` to the end of `through` in the user's zone,
    /// open-ended without `through`. Nothing is lost, no address is freed, the seat stays.
    /// @throws Error failed_precondition "users.last_owner"
    User suspend(const Actor& actor, UserId id, Date from, std::optional<Date> through = {},
                 std::string_view reason = {}) const;
    /// Ends a suspension, also one that is yet to begin. @throws Error failed_precondition "users.not_suspended"
    User resume(const Actor& actor, UserId id) const;

    /// Deletes a user (HU-16): the record stays as it is, for restoring and for the names in old work; addresses,
    /// external id and seat become free for others. @param reason  required
    /// @throws Error failed_precondition "users.last_owner"
    User remove(const Actor& actor, UserId id, std::string_view reason) const;
    /// Brings the same user back (HU-17), with everything that is still free. When the primary address is taken by now,
    /// the first free other one becomes primary; what could not come back is listed.
    /// @throws Error already_exists "users.taken" when no address is left for a staff user;
    ///   resource_exhausted "accounts.no_seat"
    Restored restore(const Actor& actor, UserId id) const;

    // ---- what a host's own sign-in tells -------------------------------------------------------------------------

    /// The person was seen now. No history, no revision; cheap, but once a minute is enough. The system only.
    void record_activity(const Actor& actor, UserId id) const;
    /// A sign-in failed. @return failures in a row, this one included. The system only.
    std::int32_t record_failed_sign_in(const Actor& actor, UserId id) const;
    /// A sign-in succeeded: failures count from 0 again, and the person was seen now. The system only.
    void record_sign_in(const Actor& actor, UserId id) const;

private:
    Scope scope_;
};

}  // namespace roster
