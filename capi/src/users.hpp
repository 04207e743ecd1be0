// Users on this floor: what users.cpp and users_model.cpp share.
#pragma once

#include "support.hpp"

namespace roster::c {

/// What a person is to be like (As = Given) or to become (As = Change).
template <template <class> class As>
UserFields<As> read_user(Arguments& in, const roster_user_fields* given);
UserQuery read_query(Arguments& in, const roster_user_query* given);

void write(Shelf& shelf, const User& from, roster_user_record& to);
void write(Shelf& shelf, const Alert& from, roster_alert_record& to);
void write(Shelf& shelf, const NotRestored& from, roster_not_restored_record& to);

}  // namespace roster::c

struct roster_user : roster::c::One<roster::User, roster_user_record> {
    using One::One;
};
struct roster_user_page : roster::c::Many<roster::User, roster_user_record> {
    using Many::Many;
};
struct roster_alert_list : roster::c::Many<roster::Alert, roster_alert_record> {
    using Many::Many;
};
struct roster_restored_user {
    explicit roster_restored_user(roster::Restored restored)
        : user(std::move(restored.user)), missing(std::move(restored.not_restored)) {}

    const roster_user user;
    const roster::c::Many<roster::NotRestored, roster_not_restored_record> missing;
};
