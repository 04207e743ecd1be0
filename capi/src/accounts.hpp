// Accounts on this floor: what the directory needs of them.
#pragma once

#include "support.hpp"

namespace roster::c {

/// What an account is to be like (As = Given) or to become (As = Change).
template <template <class> class As>
AccountFields<As> read_account(Arguments& in, const roster_account_fields* given);

void write(Shelf& shelf, const AccountRecord& from, roster_account_record& to);

}  // namespace roster::c

struct roster_account_details : roster::c::One<roster::AccountRecord, roster_account_record> {
    using One::One;
};
struct roster_account_page : roster::c::Many<roster::AccountRecord, roster_account_record> {
    using Many::Many;
};
