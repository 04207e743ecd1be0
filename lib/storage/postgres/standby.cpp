#include "storage/postgres/standby.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace roster::postgres {
namespace {

using namespace std::chrono_literals;

// The control file's timeline follows a promotion at the next checkpoint only. Until then a standby that was left behind
// and one that came along look alike, and neither is used.
const std::string where_standby_is =
    "SELECT system_identifier, timeline_id::bigint, pg_last_wal_replay_lsn() - '0/0'::pg_lsn, 0::bigint "
    "FROM pg_control_system(), pg_control_checkpoint() WHERE pg_is_in_recovery()";
const std::string where_primary_is =
    "SELECT system_identifier, ('x' || substr(pg_walfile_name(place), 1, 8))::bit(32)::bigint, "
    "place - '0/0'::pg_lsn, current_setting('wal_block_size')::bigint FROM pg_control_system(), "
    "(SELECT CASE WHEN pg_is_in_recovery() THEN NULL ELSE pg_current_wal_insert_lsn() END AS place OFFSET 0) AS log "
    "WHERE place IS NOT NULL";

/// Where a page begins the primary names the place behind the page's header, and who has replayed everything the one in
/// front of it. No record ends in between.
std::int64_t before_page_header(std::int64_t log, std::int64_t page_size) {
    constexpr std::int64_t header = 24, header_of_file = 40;
    const auto offset = page_size > 0 ? log % page_size : 0;
    return offset == header || offset == header_of_file ? log - offset : log;
}

/// @return no place when the server is not what the question is for
Position ask(Connection& connection, const std::string& question) {
    Position found;
    try {
        connection.begin_read({}, false);
        {
            sql::Run row(connection.prepare(question));
            if (row->step())
                found = {row->get_int(0), row->get_int(1), before_page_header(row->get_int(2), row->get_int(3))};
        }
        connection.end_read();
    } catch (...) {
        connection.caught();
        throw;
    }
    return found;
}

Url url_of(const std::string& text) {
    try {
        return Url(text);
    } catch (const Error& error) {
        auto fields = error.fields();
        for (auto& field : fields) field.field = "standby";
        throw Error(error.code(), "storage.standby", error.what(), std::move(fields));
    }
}

}  // namespace

Standby::Standby(Pool& primary)
    : primary_(primary),
      pool_(url_of(primary.options().standby), primary.options()),
      freshness_(primary.options().max_staleness) {
    const auto now = Clock::now();
    try {
        const auto there = ask(*pool_.lease(now), where_standby_is);
        const auto here = ask(*primary.lease(now + primary.options().wait), where_primary_is);
        if (there.cluster != here.cluster && there.cluster != 0 && here.cluster != 0)
            throw Error(ErrorCode::invalid_argument, "storage.standby", "The standby is a copy of another server.",
                        {{"standby", "invalid", "must be a standby of the store's own server"}});
    } catch (const Error& error) {
        if (error.code() != ErrorCode::unavailable) throw;
        leave_alone(now);
    } catch (const sql::Retry&) {
    } catch (const Connection::Lost&) {
        leave_alone(now);
    }
}

bool Standby::read(const AccountId& account, sql::Driver::Work work) {
    const auto now = Clock::now();
    const auto found = lease(now);
    if (!found) return false;
    ask_primary(now);
    auto& connection = **found;
    if (!is_fresh(connection, account, now)) return false;
    try {
        connection.begin_read(account, false);
        work(connection);
        connection.end_read();
        return true;
    } catch (...) {
        if (!connection.caught()) throw;
        return false;
    }
}

/// A connection, when one is free or can be made at once.
std::optional<Pool::Lease> Standby::lease(Clock::time_point now) {
    auto until = away_until_.load();
    if (until != 0) {  // one reader tries again, the others go on
        const auto meanwhile = (now + pool_.options().wait).time_since_epoch().count();
        if (now.time_since_epoch().count() < until || !away_until_.compare_exchange_strong(until, meanwhile))
            return std::nullopt;
    }
    try {
        auto found = pool_.lease(now);
        if (until != 0) away_until_ = 0;
        return found;
    } catch (const Error& error) {
        if (error.reason() == "storage.busy" && until == 0) return std::nullopt;
        leave_alone(now);
        return std::nullopt;
    }
}

/// To find that nobody is there may take seconds: that shall be a small part of the time.
void Standby::leave_alone(Clock::time_point tried) {
    const auto now = Clock::now();
    away_until_ = (now + std::max<Clock::duration>(1s, 10 * (now - tried))).time_since_epoch().count();
}

void Standby::ask_primary(Clock::time_point now) {
    if (!freshness_.begin_asking(now)) return;
    try {
        const auto connection = primary_.lease(now + pool_.options().max_staleness);
        const auto asked = Clock::now();
        freshness_.learn(asked, ask(*connection, where_primary_is));
    } catch (...) {  // whoever needs the primary will be told
        freshness_.skip();
    }
}

bool Standby::is_fresh(Connection& connection, const AccountId& account, Clock::time_point now) {
    auto& known = connection.whereabouts;
    if (!known.asked || freshness_.is_due(*known.asked, now)) {  // it may have been promoted: then it is nowhere
        known.asked = now;
        try {
            known.position = ask(connection, where_standby_is);
        } catch (...) {
            return false;
        }
    }
    return freshness_.covers(account, known.position, now);
}

}  // namespace roster::postgres
