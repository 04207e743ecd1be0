// Roles on this floor: what inboxes and teams need of them.
#pragma once

#include "support.hpp"

#include <roster/roles/roles.hpp>

namespace roster::c {

void write(Shelf& shelf, const UserAccess& from, roster_user_access_record& to);
void write(Shelf& shelf, const Candidate& from, roster_candidate_record& to);
inline void write(Shelf& shelf, const UserId& from, roster_user_id& to) { put(shelf, from, to); }

std::vector<Load> read_loads(Arguments& in, const roster_load_list* given);

}  // namespace roster::c

struct roster_user_access : roster::c::One<roster::UserAccess, roster_user_access_record> {
    using One::One;
};
struct roster_user_id_page : roster::c::Many<roster::UserId, roster_user_id> {
    using Many::Many;
};
struct roster_candidate_page : roster::c::Many<roster::Candidate, roster_candidate_record> {
    using Many::Many;
};
