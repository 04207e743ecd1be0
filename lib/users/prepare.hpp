// From what was given to what is kept: normalising, checking and indexing a user, the same for one and for a million.
#pragma once

#include <roster/accounts/model.hpp>
#include <roster/base/error.hpp>
#include <roster/users/store.hpp>

namespace roster {

/// Normalises and checks every field of `after` that differs from `before`: a value that was good when it was kept
/// is not asked about again. Adds a FieldError for each wrong one.
/// @param before  as kept; a default-made User for a new one
void normalise(const User& before, User& after, const Policy& policy, FieldErrors& errors);

/// The user with its keys. @pre normalised
/// @param errors  gets "duplicate" for an address that is given twice
IndexedUser index(User user, FieldErrors& errors);

/// No more of a folded text than sorts and finds people: some characters unfold to eighteen. What is looked for is cut
/// like what is kept.
std::string bounded_key(std::string key);

/// The suspension's days as instants, in the user's zone, else the account's.
void place_suspension(User& user, const AccountRecord& account);

}  // namespace roster
