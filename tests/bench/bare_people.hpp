// The rows of one person, written by hand: what Roster writes for the same person, by bare prepared statements.
#pragma once

#include "bench/bare.hpp"
#include "bench/people.hpp"

#include "users/prepare.hpp"

#include <cstdint>
#include <string>

namespace bench {

/// Everything that is written for one person, made before the clock runs.
struct BareRow {
    roster::IndexedUser user;
    std::string changes, history_id;
    std::int64_t at = 0;
};

inline BareRow bare_row(std::int64_t n, const roster::Environment& environment) {
    const Person p = person(n);
    roster::User user;
    user.kind = roster::UserKind::customer;
    user.first_name = p.first_name;
    user.last_name = p.last_name;
    user.email = p.email;
    user.phone = p.phone;
    user.external_id = p.external_id;
    user.id = environment.new_id<roster::UserId>();
    user.number = n + 1;
    roster::FieldErrors errors;
    BareRow made{roster::index(std::move(user), errors), {}, {}, roster::to_micros(environment.now())};
    made.changes = R"([["kind",null,"customer"],["first_name",null,")" + p.first_name +
                   R"("],["last_name",null,")" + p.last_name + R"("],["phone",null,")" + p.phone +
                   R"("],["email",null,")" + p.email + R"("],["external_id",null,")" + p.external_id +
                   R"("],["number",null,)" + std::to_string(n + 1) + "]]";
    made.history_id = environment.new_id<roster::HistoryEntryId>().bytes();
    return made;
}

/// The statements that write them.
class BarePerson {
public:
    BarePerson(Bare& db, roster::AccountId account) : db_(db), account_(account) {}

    void run(const BareRow& row) {
        const roster::User& u = row.user.user;
        const auto account = account_.bytes(), id = u.id.bytes();
        const std::string subject = to_string(u.id);
        user_.blob(1, account).text(2, row.user.sort_key).text(3, row.user.name_key).text(4, u.external_id);
        user_.text(5, u.first_name).text(6, u.last_name).text(7, u.phone).text(8, u.email);
        user_.text(9, u.external_id).blob(10, id).integer(11, u.number);
        user_.integer(12, row.at).integer(13, row.at).integer(14, row.at);
        user_.step();
        user_.reset();
        email_.blob(1, account).text(2, row.user.email_keys.front()).blob(3, id).step();
        email_.reset();
        history_.blob(1, account).blob(2, row.history_id).integer(3, row.at).text(4, subject).text(5, row.changes);
        history_.step();
        history_.reset();
    }

private:
    Bare& db_;
    roster::AccountId account_;
    BareStatement user_{
        db_,
        "INSERT INTO users (account, sort_key, name_key, held_external_id, kind, first_name, last_name, job_title, phone, "
        "email, other_emails, role, organization, groups, labels, language, time_zone, external_id, id, number, revision, "
        "onboarding, invitation_expires_at, failed_sign_ins, suspended_from, suspended_through, suspension_reason, "
        "suspension_starts_at, suspension_ends_at, deleted_at, deletion_reason, created_at, updated_at, last_active_at) "
        "VALUES (?, ?, ?, ?, 2, ?, ?, '', ?, ?, '', NULL, NULL, x'', '', '', '', ?, ?, ?, 1, 1, NULL, 0, NULL, NULL, '', "
        "NULL, NULL, NULL, '', ?, ?, ?)"};
    BareStatement email_{db_, "INSERT INTO user_emails (account, email_key, user_id) VALUES (?, ?, ?)"};
    BareStatement history_{
        db_,
        "INSERT INTO history (account, id, at, actor, actor_name, on_behalf_of, verb, subject_kind, subject_id, changes) "
        "VALUES (?, ?, ?, NULL, 'bench', NULL, 'users.add', 'user', ?, ?)"};
};

}  // namespace bench
