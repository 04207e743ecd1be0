#include "storage/memory/stores.hpp"

namespace roster::memory {
namespace {

template <class Record>
std::optional<WithUser<Record>> with_user(const State& state, AccountId account, std::optional<Record> found) {
    if (!found) return std::nullopt;
    const User& user = state.users.find(found->user_id)->user;
    return WithUser<Record>{*found, user, *state.account.find(account), grants_of(state, user)};
}

}  // namespace

std::optional<WithUser<StoredSession>> MemorySessionStores::session_with_user(const Digest& digest) {
    return with_user(db_.look(), db_.account(), sessions_.find_by_digest(digest));
}

std::optional<WithUser<StoredApiKey>> MemorySessionStores::api_key_with_user(const Digest& digest) {
    return with_user(db_.look(), db_.account(), api_keys_.find_by_digest(digest));
}

void MemorySessionStores::session_seen(SessionId id, Instant at) {
    const auto found = sessions_.find(id);
    if (!found || found->last_seen_at >= at) return;
    auto seen = *found;
    seen.last_seen_at = at;
    ++seen.revision;
    sessions_.replace(*found, seen);
}

void MemorySessionStores::api_key_used(ApiKeyId id, Instant at) {
    const auto found = api_keys_.find(id);
    if (!found || (found->last_used_at && *found->last_used_at >= at)) return;
    auto used = *found;
    used.last_used_at = at;
    ++used.revision;
    api_keys_.replace(*found, used);
}

std::int64_t MemorySessionStores::forget(Instant before) {
    State& state = db_.change();
    const auto ended = [&](const auto& row) { return row.expires_at <= before; };
    return apps_.forget(before) + erase_where(state.links, ended) + erase_where(state.pending, ended) +
           erase_where(state.sessions, ended) + erase_where(state.challenges, ended) +
           erase_where(state.tries, [&](const StoredTries& row) { return row.waits_until <= before; });
}

// ---- Tries ---------------------------------------------------------------------------------------------------------

StoredTries MemoryTriesStore::count(const Digest& subject, const Digest& device, Instant now) {
    State& state = db_.add();
    const std::pair key(subject, device);
    const auto* row = state.tries.find(key);
    StoredTries tries = row != nullptr ? *row : StoredTries{subject, device, 0, now};
    if (row != nullptr && now < tries.waits_until) return tries;
    ++tries.failures;
    tries.waits_until = now;
    state.tries.put(key, tries);
    return tries;
}

void MemoryTriesStore::wait(const Digest& subject, const Digest& device, Instant until) {
    State& state = db_.change();
    const auto* row = state.tries.find(std::pair(subject, device));
    if (row == nullptr) return;
    StoredTries tries = *row;
    tries.waits_until = until;
    state.tries.put(std::pair(subject, device), tries);
}

void MemoryTriesStore::clear(const Digest& subject, const Digest& device) {
    db_.change().tries.erase(std::pair(subject, device));
}

void MemoryTriesStore::clear_all(const Digest& subject) {
    erase_where(db_.change().tries, [&](const StoredTries& row) { return row.subject == subject; });
}

std::vector<StoredTries> MemoryTriesStore::records(const KeyOf<StoredTries>& after, std::int32_t limit) {
    return rows_after(db_.look().tries, after, limit);
}
void MemoryTriesStore::put(const StoredTries& record) { db_.add().tries.put(key_of(record), record); }
void MemoryTriesStore::erase(const KeyOf<StoredTries>& key) { db_.change().tries.erase(key); }

// ---- Challenges ----------------------------------------------------------------------------------------------------

void MemoryChallengeStore::add(const StoredChallenge& challenge) {
    State& state = db_.add();
    require(state.challenges.find(challenge.digest) == nullptr, "the challenge is no new one");
    put(challenge);
}

std::optional<StoredChallenge> MemoryChallengeStore::take(const Digest& digest) {
    State& state = db_.change();
    const auto* row = state.challenges.find(digest);
    if (row == nullptr) return std::nullopt;
    StoredChallenge taken = *row;
    state.challenges.erase(digest);
    return taken;
}

std::int64_t MemoryChallengeStore::remove_of_user(UserId user) {
    return erase_where(db_.change().challenges,
                       [&](const StoredChallenge& row) { return !user.is_nil() && row.user_id == user; });
}

std::vector<StoredChallenge> MemoryChallengeStore::records(const Digest& after, std::int32_t limit) {
    return rows_after(db_.look().challenges, after, limit);
}
void MemoryChallengeStore::put(const StoredChallenge& record) {
    State& state = db_.add();
    require(record.user_id.is_nil() || state.users.find(record.user_id) != nullptr, "there is no such user");
    state.challenges.put(record.digest, record);
}
void MemoryChallengeStore::erase(const Digest& key) { db_.change().challenges.erase(key); }

// ---- Events --------------------------------------------------------------------------------------------------------

void MemoryEventStore::append(const Event& event) {
    State& state = db_.add();
    require(!event.id.is_nil() && state.events.find(event.id) == nullptr, "the id is no new one");
    state.events.put(event.id, event);
}
std::vector<Event> MemoryEventStore::list(EventId after, std::int32_t limit) { return records(after, limit); }
EventId MemoryEventStore::newest() {
    const auto& rows = db_.look().events.rows();
    return rows.empty() ? EventId() : rows.rbegin()->first;
}
std::vector<Event> MemoryEventStore::records(const EventId& after, std::int32_t limit) {
    return rows_after(db_.look().events, after, limit);
}
void MemoryEventStore::put(const Event& record) { db_.add().events.put(record.id, record); }
void MemoryEventStore::erase(const EventId& key) { db_.change().events.erase(key); }

}  // namespace roster::memory
