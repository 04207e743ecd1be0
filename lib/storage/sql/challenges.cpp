// Challenges of passkeys.
#include "storage/sql/stores.hpp"

namespace roster::sql {
namespace {

const RecordStatements<StoredChallenge> challenge_records("passkey_challenges", {}, {"digest"});
const Statement add_challenge("INSERT INTO passkey_challenges (account, " + columns<StoredChallenge>() +
                              ") VALUES (?, " + parameters<StoredChallenge>() + ")");
const Statement take_challenge("DELETE FROM passkey_challenges WHERE account = ? AND digest = ? RETURNING " +
                               columns<StoredChallenge>());
const Statement remove_challenges_of_user("DELETE FROM passkey_challenges WHERE account = ? AND user_id = ?");

void put_challenge(Connection& db, const Statement& text, const AccountId& account, const StoredChallenge& record) {
    Scratch scratch;
    Run run(db.prepare(text));
    bind_value(*run, 1, account, scratch);
    bind_fields(*run, 2, record, scratch);
    run->step();
}

}  // namespace

void SqlChallengeStore::add(const StoredChallenge& challenge) {
    put_challenge(db_, add_challenge, account_, challenge);
}

std::optional<StoredChallenge> SqlChallengeStore::take(const Digest& digest) {
    Scratch scratch;
    Run run(db_.prepare(take_challenge));
    if (!start(*run, scratch, account_, digest)) return std::nullopt;
    auto found = read_fields<StoredChallenge>(*run);
    run->step();  // to the end: the statement is done only then
    return found;
}

std::int64_t SqlChallengeStore::remove_of_user(UserId user) {
    return execute(db_, remove_challenges_of_user, account_, user);
}

std::vector<StoredChallenge> SqlChallengeStore::records(const Digest& after, std::int32_t limit) {
    std::vector<StoredChallenge> found;
    Scratch scratch;
    Run run(db_.prepare(challenge_records.page));
    for (bool row = start(*run, scratch, account_, after, limit); row; row = run->step())
        found.push_back(read_fields<StoredChallenge>(*run));
    return found;
}
void SqlChallengeStore::put(const StoredChallenge& record) {
    put_challenge(db_, challenge_records.put, account_, record);
}
void SqlChallengeStore::erase(const Digest& key) { run_later(db_, challenge_records.erase, account_, key); }

}  // namespace roster::sql
