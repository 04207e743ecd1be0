#include "storage/sql/holder.hpp"
#include "storage/sql/stores.hpp"

namespace roster::sql {
namespace {

const OwnedStatements<StoredPassword> passwords("passwords");
const OwnedStatements<StoredLink> links("links");
const OwnedStatements<StoredDevice> devices("devices");
const OwnedStatements<StoredPending> pending("pending_sign_ins");
const OwnedStatements<StoredAuthenticator> authenticators("authenticators");
const OwnedStatements<StoredRecoveryCode> recovery_codes("recovery_codes");
const OwnedStatements<StoredIdentity> identities("identities");
const OwnedStatements<StoredSession> sessions("sessions");
const OwnedStatements<StoredApiKey> api_keys("api_keys");
const OwnedStatements<StoredPasskey> passkeys("passkeys");

template <class Record>
std::string with_user(const std::string& table) {
    return holder_statement(Leading::of<Record>("s."),
                            "FROM " + table + " s JOIN users u ON u.account = s.account AND u.id = s.user_id",
                            "s.account = ? AND s.digest = ?");
}
const Statement find_session_with_user(with_user<StoredSession>("sessions"));
const Statement find_api_key_with_user(with_user<StoredApiKey>("api_keys"));

template <class Record>
std::optional<WithUser<Record>> find_with_user(Connection& db, const Statement& text, const AccountId& account,
                                               const Digest& digest) {
    Scratch scratch;
    Run run(db.prepare(text));
    const bool row = start(*run, scratch, account, digest, account, digest, account, digest);
    WithUser<Record> found;
    auto kept = read_holder(*run, row, stored_field_count<Record>(),
                            [&](Prepared& columns) { found.record = read_fields<Record>(columns, 1); });
    if (!kept) return std::nullopt;
    found.user = std::move(kept->user);
    found.account = std::move(kept->account);
    found.grants = std::move(kept->grants);
    return found;
}

// One statement, so that every one of many tries at once counts, and none that has to wait.
const Statement count_try(
    "INSERT INTO sign_in_tries (account, subject, device, failures, waits_until) VALUES (?, ?, ?, 1, ?) "
    "ON CONFLICT (account, subject, device) DO UPDATE SET failures = sign_in_tries.failures + 1, "
    "waits_until = excluded.waits_until "
    "WHERE sign_in_tries.waits_until <= ? RETURNING " +
    columns<StoredTries>());
const Statement find_tries("SELECT " + columns<StoredTries>() +
                           " FROM sign_in_tries WHERE account = ? AND subject = ? AND device = ?");
const Statement set_wait(
    "UPDATE sign_in_tries SET waits_until = ? WHERE account = ? AND subject = ? AND device = ?");
const Statement clear_tries("DELETE FROM sign_in_tries WHERE account = ? AND subject = ? AND device = ?");
const Statement clear_all_tries("DELETE FROM sign_in_tries WHERE account = ? AND subject = ?");
const RecordStatements<StoredTries> tries_records("sign_in_tries", {}, {"subject", "device"});

const Statement append_event("INSERT INTO events (account, " + columns<Event>() + ") VALUES (?, " +
                             parameters<Event>() + ")");
const Statement newest_event("SELECT id FROM events WHERE account = ? ORDER BY id DESC LIMIT 1");
const RecordStatements<Event> event_records("events");

const Statement session_seen_at(
    "UPDATE sessions SET last_seen_at = ?, revision = revision + 1 "
    "WHERE account = ? AND id = ? AND last_seen_at < ?");
const Statement api_key_used_at(
    "UPDATE api_keys SET last_used_at = ?, revision = revision + 1 "
    "WHERE account = ? AND id = ? AND coalesce(last_used_at, 0) < ?");

const Statement forget_links("DELETE FROM links WHERE account = ? AND expires_at <= ?");
const Statement forget_pending("DELETE FROM pending_sign_ins WHERE account = ? AND expires_at <= ?");
const Statement forget_sessions("DELETE FROM sessions WHERE account = ? AND expires_at <= ?");
const Statement forget_tries("DELETE FROM sign_in_tries WHERE account = ? AND waits_until <= ?");
const Statement forget_challenges("DELETE FROM passkey_challenges WHERE account = ? AND expires_at <= ?");

template <class Record>
void put_record(Connection& db, const Statement& text, const AccountId& account, const Record& record) {
    Scratch scratch;
    Run run(db.prepare(text));
    bind_value(*run, 1, account, scratch);
    bind_fields(*run, 2, record, scratch);
    run->step();
}

}  // namespace

template <>
const OwnedStatements<StoredPassword>& owned_statements() {
    return passwords;
}
template <>
const OwnedStatements<StoredLink>& owned_statements() {
    return links;
}
template <>
const OwnedStatements<StoredDevice>& owned_statements() {
    return devices;
}
template <>
const OwnedStatements<StoredPending>& owned_statements() {
    return pending;
}
template <>
const OwnedStatements<StoredAuthenticator>& owned_statements() {
    return authenticators;
}
template <>
const OwnedStatements<StoredRecoveryCode>& owned_statements() {
    return recovery_codes;
}
template <>
const OwnedStatements<StoredIdentity>& owned_statements() {
    return identities;
}
template <>
const OwnedStatements<StoredSession>& owned_statements() {
    return sessions;
}
template <>
const OwnedStatements<StoredApiKey>& owned_statements() {
    return api_keys;
}
template <>
const OwnedStatements<StoredPasskey>& owned_statements() {
    return passkeys;
}

// ---- The room ------------------------------------------------------------------------------------------------------

std::optional<WithUser<StoredSession>> SqlSessionStores::session_with_user(const Digest& digest) {
    return find_with_user<StoredSession>(db_, find_session_with_user, account_, digest);
}

std::optional<WithUser<StoredApiKey>> SqlSessionStores::api_key_with_user(const Digest& digest) {
    return find_with_user<StoredApiKey>(db_, find_api_key_with_user, account_, digest);
}

void SqlSessionStores::session_seen(SessionId id, Instant at) {
    run_later(db_, session_seen_at, at, account_, id, at);
}

void SqlSessionStores::api_key_used(ApiKeyId id, Instant at) {
    run_later(db_, api_key_used_at, at, account_, id, at);
}

std::int64_t SqlSessionStores::forget(Instant before) {
    std::int64_t count = apps_.forget(before);
    for (const auto* const text :
         {&forget_links, &forget_pending, &forget_sessions, &forget_challenges, &forget_tries})
        count += execute(db_, *text, account_, before);
    return count;
}

// ---- Tries ---------------------------------------------------------------------------------------------------------

StoredTries SqlTriesStore::count(const Digest& subject, const Digest& device, Instant now) {
    {
        Scratch scratch;
        Run run(db_.prepare(count_try));
        if (start(*run, scratch, account_, subject, device, now, now)) {
            auto found = read_fields<StoredTries>(*run);
            run->step();  // to the end: the statement is done only then
            return found;
        }
    }
    if (auto found = find_one<StoredTries>(db_, find_tries, account_, subject, device)) return *std::move(found);
    throw Retry{};  // cleared in between
}

void SqlTriesStore::wait(const Digest& subject, const Digest& device, Instant until) {
    run_later(db_, set_wait, until, account_, subject, device);
}

void SqlTriesStore::clear(const Digest& subject, const Digest& device) {
    run_later(db_, clear_tries, account_, subject, device);
}

void SqlTriesStore::clear_all(const Digest& subject) { run_later(db_, clear_all_tries, account_, subject); }

std::vector<StoredTries> SqlTriesStore::records(const KeyOf<StoredTries>& after, std::int32_t limit) {
    std::vector<StoredTries> found;
    Scratch scratch;
    Run run(db_.prepare(tries_records.page));
    for (bool row = start(*run, scratch, account_, after.first, after.second, limit); row; row = run->step())
        found.push_back(read_fields<StoredTries>(*run));
    return found;
}
void SqlTriesStore::put(const StoredTries& record) { put_record(db_, tries_records.put, account_, record); }
void SqlTriesStore::erase(const KeyOf<StoredTries>& key) {
    run_later(db_, tries_records.erase, account_, key.first, key.second);
}

// ---- Events --------------------------------------------------------------------------------------------------------

void SqlEventStore::append(const Event& event) { put_record(db_, append_event, account_, event); }

EventId SqlEventStore::newest() {
    Scratch scratch;
    Run run(db_.prepare(newest_event));
    EventId id;
    if (start(*run, scratch, account_)) read(*run, 0, id, "id");
    return id;
}

std::vector<Event> SqlEventStore::list(EventId after, std::int32_t limit) { return records(after, limit); }

std::vector<Event> SqlEventStore::records(const EventId& after, std::int32_t limit) {
    return read_page<Event>(db_, event_records.page, account_, after, limit,
                            [](Prepared& row) { return read_fields<Event>(row); });
}
void SqlEventStore::put(const Event& record) { put_record(db_, event_records.put, account_, record); }
void SqlEventStore::erase(const EventId& key) { run_later(db_, event_records.erase, account_, key); }

}  // namespace roster::sql
