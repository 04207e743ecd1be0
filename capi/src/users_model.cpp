// A person's record, what can be given, and what can be asked for.
#include "users.hpp"

#include <roster/users/model.hpp>

namespace roster::c {

static_assert(same_enum<UserKind>({ROSTER_USER_KIND_STAFF, ROSTER_USER_KIND_CUSTOMER}));
static_assert(same_enum<Onboarding>({ROSTER_ONBOARDING_NOT_INVITED, ROSTER_ONBOARDING_INVITED,
                                     ROSTER_ONBOARDING_ACTIVE}));
static_assert(same_enum<UserStatus>({ROSTER_USER_STATUS_NOT_INVITED, ROSTER_USER_STATUS_INVITED,
                                     ROSTER_USER_STATUS_ACTIVE, ROSTER_USER_STATUS_SUSPENDED,
                                     ROSTER_USER_STATUS_DELETED}));
static_assert(same_enum<UserSort>({ROSTER_USER_SORT_NAME, ROSTER_USER_SORT_NUMBER,
                                   ROSTER_USER_SORT_LAST_ACTIVITY}));
static_assert(same_enum<AlertKind>({ROSTER_ALERT_INVITE_NOT_SENT, ROSTER_ALERT_INVITE_EXPIRED,
                                    ROSTER_ALERT_TOO_MANY_FAILED_SIGN_INS}));
static_assert(same_enum<AlertAction>({ROSTER_ALERT_ACTION_SEND_INVITE, ROSTER_ALERT_ACTION_RESEND_INVITE,
                                      ROSTER_ALERT_ACTION_SEND_PASSWORD_RESET}));

ROSTER_INPUT(roster_user_fields, external_id);
ROSTER_INPUT(roster_user_query, text);

namespace {

// ---- tables -------------------------------------------------------------------------------------------------

template <template <class> class As>
constexpr auto fields_rows = [] {
    using C = roster_user_fields;
    using Cpp = UserFields<As>;
    return FieldTable{ROSTER_ROW(kind),         ROSTER_ROW(first_name),  ROSTER_ROW(last_name),
                      ROSTER_ROW(job_title),    ROSTER_ROW(phone),       ROSTER_ROW(email),
                      ROSTER_ROW(other_emails), ROSTER_ROW(role),        ROSTER_ROW(organization),
                      ROSTER_ROW(groups),       ROSTER_ROW(labels),      ROSTER_ROW(language),
                      ROSTER_ROW(time_zone),    ROSTER_ROW(external_id), ROSTER_ROW(pronouns),
                      ROSTER_ROW(function),     ROSTER_ROW(extension),   ROSTER_ROW(second_factor_phone)};
}();
static_assert(covers<NewUser>(fields_rows<Given>));

constexpr auto query_rows = [] {
    using C = roster_user_query;
    using Cpp = UserQuery;
    return FieldTable{ROSTER_ROW(kind),         ROSTER_ROW(status),    ROSTER_ROW(role), ROSTER_ROW(labels),
                      ROSTER_ROW(organization), ROSTER_ROW(group),     ROSTER_ROW(text), ROSTER_ROW(with_alert),
                      ROSTER_ROW(sort),         ROSTER_ROW(descending)};
}();
static_assert(covers<UserQuery>(query_rows));

constexpr auto user_rows = [] {
    using C = roster_user_record;
    using Cpp = User;
    return FieldTable{ROSTER_ROW(kind),
                      ROSTER_ROW(first_name),
                      ROSTER_ROW(last_name),
                      ROSTER_ROW(job_title),
                      ROSTER_ROW(phone),
                      ROSTER_ROW(email),
                      ROSTER_ROW(other_emails),
                      ROSTER_ROW(role),
                      ROSTER_ROW(organization),
                      ROSTER_ROW(groups),
                      ROSTER_ROW(labels),
                      ROSTER_ROW(language),
                      ROSTER_ROW(time_zone),
                      ROSTER_ROW(external_id),
                      ROSTER_ROW(id),
                      ROSTER_ROW(number),
                      ROSTER_ROW(revision),
                      ROSTER_ROW(status),
                      ROSTER_ROW(onboarding),
                      ROSTER_ROW(invitation_expires_at),
                      ROSTER_ROW(failed_sign_ins),
                      ROSTER_ROW(suspended_from),
                      ROSTER_ROW(suspended_through),
                      ROSTER_ROW(suspension_reason),
                      ROSTER_ROW(suspension_starts_at),
                      ROSTER_ROW(suspension_ends_at),
                      ROSTER_ROW(deleted_at),
                      ROSTER_ROW(deletion_reason),
                      ROSTER_ROW(created_at),
                      ROSTER_ROW(updated_at),
                      ROSTER_ROW(last_active_at),
                      ROSTER_ROW(pronouns),
                      ROSTER_ROW(email_verified_at),
                      ROSTER_ROW(function),
                      ROSTER_ROW(extension),
                      ROSTER_ROW(second_factor_phone)};
}();
static_assert(covers<User>(user_rows));

constexpr auto alert_rows = [] {
    using C = roster_alert_record;
    using Cpp = Alert;
    return FieldTable{ROSTER_ROW(kind), ROSTER_ROW(action)};
}();
static_assert(covers<Alert>(alert_rows));

constexpr auto not_restored_rows = [] {
    using C = roster_not_restored_record;
    using Cpp = NotRestored;
    return FieldTable{ROSTER_ROW(field), ROSTER_ROW(value), ROSTER_ROW(reason)};
}();
static_assert(covers<NotRestored>(not_restored_rows));

}  // namespace

// ---- reading and writing ------------------------------------------------------------------------------------

template <template <class> class As>
UserFields<As> read_user(Arguments& in, const roster_user_fields* given) {
    UserFields<As> fields;
    take_all(in, "", fields_rows<As>, in.sized("fields", in.need("fields", given)), fields);
    return fields;
}
template NewUser read_user<Given>(Arguments&, const roster_user_fields*);
template UserPatch read_user<Change>(Arguments&, const roster_user_fields*);

UserQuery read_query(Arguments& in, const roster_user_query* given) {
    UserQuery query;
    take_all(in, "", query_rows, in.sized("query", given), query);
    return query;
}

void write(Shelf& shelf, const User& from, roster_user_record& to) {
    put_all(shelf, user_rows, from, to);
    to.display_name = shelf.text(display_name(from));
}
void write(Shelf& shelf, const Alert& from, roster_alert_record& to) { put_all(shelf, alert_rows, from, to); }
void write(Shelf& shelf, const NotRestored& from, roster_not_restored_record& to) {
    put_all(shelf, not_restored_rows, from, to);
}

}  // namespace roster::c

using namespace roster;
using namespace roster::c;

const char* roster_user_kind_name(int32_t kind) { return enum_name<UserKind>(kind); }
const char* roster_onboarding_name(int32_t onboarding) { return enum_name<Onboarding>(onboarding); }
const char* roster_user_status_name(int32_t status) { return enum_name<UserStatus>(status); }
const char* roster_user_sort_name(int32_t sort) { return enum_name<UserSort>(sort); }
const char* roster_alert_kind_name(int32_t kind) { return enum_name<AlertKind>(kind); }
const char* roster_alert_action_name(int32_t action) { return enum_name<AlertAction>(action); }

void roster_user_fields_init(roster_user_fields* fields, uint32_t struct_size) { init(fields, struct_size); }
void roster_user_query_init(roster_user_query* query, uint32_t struct_size) { init(query, struct_size); }

const roster_user_record* roster_user_view(const roster_user* user) { return view(user); }
void roster_user_free(roster_user* user) { delete user; }

size_t roster_user_page_count(const roster_user_page* page) { return count(page); }
const roster_user_record* roster_user_page_at(const roster_user_page* page, size_t index) {
    return at(page, index);
}
const roster_str* roster_user_page_next(const roster_user_page* page) { return next(page); }
void roster_user_page_free(roster_user_page* page) { delete page; }

size_t roster_alert_list_count(const roster_alert_list* alerts) { return count(alerts); }
const roster_alert_record* roster_alert_list_at(const roster_alert_list* alerts, size_t index) {
    return at(alerts, index);
}
void roster_alert_list_free(roster_alert_list* alerts) { delete alerts; }

const roster_user_record* roster_restored_user_view(const roster_restored_user* restored) {
    return restored == nullptr ? nullptr : view(&restored->user);
}
size_t roster_restored_user_missing_count(const roster_restored_user* restored) {
    return restored == nullptr ? 0 : count(&restored->missing);
}
const roster_not_restored_record* roster_restored_user_missing_at(const roster_restored_user* restored,
                                                                  size_t index) {
    return restored == nullptr ? nullptr : at(&restored->missing, index);
}
void roster_restored_user_free(roster_restored_user* restored) { delete restored; }
