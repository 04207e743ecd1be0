// The sessions room: records that belong to a user, tries at signing in, events.
#include "storage/conformance/samples.hpp"
#include "storage/conformance/support.hpp"

namespace roster::conformance {
namespace {

/// Two users of an account, and what is done with one kind of record.
struct People {
    Bench bench;
    Scope scope;
    UserId first, second;

    explicit People(const OpenStore& open) : bench(open), scope(bench.account()) {
        const auto one = bench.user(1), two = bench.user(2);
        first = one.user.id;
        second = two.user.id;
        scope.write([&](Transaction& tx) {
            tx.users().insert(one);
            tx.users().insert(two);
        });
    }
};

void owned_records_come_back(const OpenStore& open) {
    const People people(open);
    each_owned([&](auto in, auto kind) {
        using Record = decltype(kind);
        const auto mine = sample<Record>(people.bench.environment, people.first, 0),
                   theirs = sample<Record>(people.bench.environment, people.second, 1);
        people.scope.write([&](Transaction& tx) {
            auto& store = in(tx);
            demand(store.insert(mine) && store.insert(theirs), "insert() must take a new record");
            demand(!store.insert(mine), "insert() must refuse a key that is taken");
        });
        people.scope.read([&](Transaction& tx) {
            auto& store = in(tx);
            const auto found = store.find(key_of(mine));
            demand(found.has_value(), "find() must find what was inserted");
            demand_same(mine, *found, "a record of a user");
            demand(store.of_user(people.first).size() == 1 && store.of_user(people.second).size() == 1,
                   "of_user() must give a user's own records");
            if constexpr (is_found_by_digest<Record>) {
                const auto by_digest = store.find_by_digest(mine.digest);
                demand(by_digest && key_of(*by_digest) == key_of(mine), "find_by_digest() must find the record");
                demand(!store.find_by_digest(Digest{}), "find_by_digest() must find nothing for another digest");
            }
            demand(refused([&] { store.insert(mine); }) == ErrorCode::failed_precondition,
                   "insert() inside read() must be refused");
        });
        if constexpr (is_found_by_digest<Record> && requires { kind.id; }) {
            auto thief = sample<Record>(people.bench.environment, people.second, 2);
            thief.digest = mine.digest;
            people.scope.write(
                [&](Transaction& tx) { demand(!in(tx).insert(thief), "a digest must be one record's only"); });
        }
    });
}

void owned_records_have_one_winner(const OpenStore& open) {
    const People people(open);
    each_owned([&](auto in, auto kind) {
        using Record = decltype(kind);
        const auto before = sample<Record>(people.bench.environment, people.first, 0);
        people.scope.write([&](Transaction& tx) { in(tx).insert(before); });
        auto after = before;
        after.revision = 2;
        std::atomic<int> won{0};
        together(8, [&](int) {
            // Read before, elsewhere: whoever comes second is told, and does not run again.
            if (people.scope.write([&](Transaction& tx) { return in(tx).replace(before, after); })) ++won;
        });
        demand(won == 1, "replace() of one revision must have one winner, and had " + std::to_string(won.load()));
        won = 0;
        together(8, [&](int) {
            if (people.scope.write([&](Transaction& tx) { return in(tx).remove(after); })) ++won;
        });
        demand(won == 1, "remove() must have one winner, and had " + std::to_string(won.load()));
        people.scope.write([&](Transaction& tx) {
            demand(!in(tx).replace(after, after) && !in(tx).remove(after), "what is gone cannot be changed");
            demand(in(tx).remove_of_user(people.first) == 0, "remove_of_user() must count what there was");
            in(tx).insert(before);
            demand(in(tx).remove_of_user(people.first) == 1, "remove_of_user() must remove a user's records");
            demand(!in(tx).find(key_of(before)), "what was removed must not be found");
        });
    });
}

void owned_records_stay_in_their_account(const OpenStore& open) {
    const People people(open);
    const Scope other = people.bench.account();
    each_owned([&](auto in, auto kind) {
        using Record = decltype(kind);
        const auto record = sample<Record>(people.bench.environment, people.first, 0);
        people.scope.write([&](Transaction& tx) { in(tx).insert(record); });
        other.write([&](Transaction& tx) {
            auto& store = in(tx);
            demand(!store.find(key_of(record)) && store.of_user(people.first).empty() && !store.remove(record) &&
                       !store.replace(record, record) && store.remove_of_user(people.first) == 0,
                   "another account's record must not be reached");
            if constexpr (is_found_by_digest<Record>)
                demand(!store.find_by_digest(record.digest), "another account's digest must not be found");
        });
        people.scope.read([&](Transaction& tx) {
            demand(in(tx).find(key_of(record)).has_value(), "another account must not have changed the record");
        });
    });
}

void sessions_come_with_their_user(const OpenStore& open) {
    const People people(open);
    const auto session = sample<StoredSession>(people.bench.environment, people.first, 1);
    const auto key = sample<StoredApiKey>(people.bench.environment, people.second, 1);
    people.scope.write([&](Transaction& tx) {
        tx.sessions().sessions().insert(session);
        tx.sessions().api_keys().insert(key);
    });
    people.scope.read([&](Transaction& tx) {
        const auto found = tx.sessions().session_with_user(session.digest);
        demand(found && found->user.id == people.first && found->account.id == people.scope.account,
               "session_with_user() must give the session's user and account");
        demand_same(session, found->record, "a session with its user");
        demand_same(*tx.users().find(people.first), found->user, "the user of a session");
        demand_same(*tx.accounts().find(), found->account, "the account of a session");
        const auto with = tx.sessions().api_key_with_user(key.digest);
        demand(with && with->user.id == people.second, "api_key_with_user() must give the key's user");
        demand_same(key, with->record, "an API key with its user");
        demand(!tx.sessions().session_with_user(key.digest), "a key's digest is no session's");
    });
}

void tries_all_count(const OpenStore& open) {
    const People people(open);
    const auto at_door = sample<StoredTries>(people.bench.environment, {}, 1);
    const auto count = [&](Instant now) {
        return people.scope.write(
            [&](Transaction& tx) { return tx.sessions().tries().count(at_door.subject, at_door.device, now); });
    };
    together(8, [&](int) { count(at(1)); });
    demand(count(at(1)).failures == 9, "count() must count every one of many at once");
    people.scope.write(
        [&](Transaction& tx) { tx.sessions().tries().wait(at_door.subject, at_door.device, at(10)); });
    const auto waiting = count(at(9));
    demand(waiting.failures == 9 && waiting.waits_until == at(10), "count() must not count who has to wait");
    demand(count(at(10)).failures == 10, "count() must count again when the wait is over");
    people.scope.write([&](Transaction& tx) {
        demand(tx.sessions().tries().count(at_door.subject, {}, at(1)).failures == 1, "devices must count apart");
        tx.sessions().tries().clear(at_door.subject, at_door.device);
    });
    demand(count(at(1)).failures == 1, "clear() must begin anew");
    const auto other = sample<StoredTries>(people.bench.environment, {}, 2);
    people.scope.write([&](Transaction& tx) {
        auto& tries = tx.sessions().tries();
        tries.count(other.subject, at_door.device, at(1));
        tries.clear_all(at_door.subject);
    });
    people.scope.write([&](Transaction& tx) {
        auto& tries = tx.sessions().tries();
        demand(tries.count(at_door.subject, {}, at(1)).failures == 1 &&
                   tries.count(at_door.subject, at_door.device, at(1)).failures == 1,
               "clear_all() must begin anew for every device");
        demand(tries.count(other.subject, at_door.device, at(1)).failures == 2,
               "clear_all() must leave other subjects");
    });
}

void uses_are_noted(const OpenStore& open) {
    const People people(open);
    auto session = sample<StoredSession>(people.bench.environment, people.first, 0);
    session.last_seen_at = at(5);
    auto key = sample<StoredApiKey>(people.bench.environment, people.first, 0);
    key.last_used_at.reset();
    people.scope.write([&](Transaction& tx) {
        tx.sessions().sessions().insert(session);
        tx.sessions().api_keys().insert(key);
    });
    const auto note = [&](Instant when) {
        people.scope.write([&](Transaction& tx) {
            tx.sessions().session_seen(session.id, when);
            tx.sessions().api_key_used(key.id, when);
            tx.sessions().session_seen(SessionId(), when);
            tx.sessions().api_key_used(ApiKeyId(), when);
        });
        return people.scope.read([&](Transaction& tx) {
            return std::pair(tx.sessions().sessions().find(session.id).value(),
                             tx.sessions().api_keys().find(key.id).value());
        });
    };
    const auto first = note(at(7)), earlier = note(at(6));
    demand(first.first.last_seen_at == at(7) && first.second.last_used_at == at(7), "a use must be noted");
    demand(first.first.revision == session.revision + 1 && first.second.revision == key.revision + 1,
           "noting a use must count as a change");
    demand_same(first.first, earlier.first, "a session after an earlier use");
    demand_same(first.second, earlier.second, "an API key after an earlier use");
}

void what_is_over_is_forgotten(const OpenStore& open) {
    const People people(open);
    const auto ended = [&](auto record) {
        record.expires_at = at(10);
        return record;
    };
    const auto& environment = people.bench.environment;
    people.scope.write([&](Transaction& tx) {
        auto& stores = tx.sessions();
        stores.links().insert(ended(sample<StoredLink>(environment, people.first, 0)));
        stores.pending().insert(ended(sample<StoredPending>(environment, people.first, 0)));
        stores.sessions().insert(ended(sample<StoredSession>(environment, people.first, 0)));
        stores.challenges().add(ended(sample<StoredChallenge>(environment, people.first, 0)));
        stores.tries().count(Digest{}, {}, at(1));
        stores.tries().wait(Digest{}, {}, at(10));
    });
    const auto forget = [&](Instant before) {
        return people.scope.write([&](Transaction& tx) { return tx.sessions().forget(before); });
    };
    demand(forget(at(9)) == 0, "forget() must leave what is not over");
    demand(forget(at(10)) == 5,
           "forget() must remove ended links, pending sign-ins, sessions, challenges and waits");
    demand(forget(at(10)) == 0, "forget() must count what there was");
}

void challenges_are_taken_once(const OpenStore& open) {
    const People people(open);
    const auto named = sample<StoredChallenge>(people.bench.environment, people.first, 0),
               open_to_all = sample<StoredChallenge>(people.bench.environment, {}, 1);
    people.scope.write([&](Transaction& tx) {
        tx.sessions().challenges().add(named);
        tx.sessions().challenges().add(open_to_all);
    });
    const Scope other = people.bench.account();
    other.write([&](Transaction& tx) {
        demand(!tx.sessions().challenges().take(named.digest) &&
                   tx.sessions().challenges().remove_of_user(people.first) == 0,
               "another account's challenge must not be taken");
    });
    demand(people.scope.write([&](Transaction& tx) { return !tx.sessions().challenges().take(Digest{}); }),
           "take() must give nothing for a challenge that was never made");
    for (const auto& challenge : {named, open_to_all}) {
        std::atomic<int> won{0};
        together(8, [&](int) {
            const auto taken = people.scope.write(
                [&](Transaction& tx) { return tx.sessions().challenges().take(challenge.digest); });
            if (!taken) return;
            ++won;
            demand_same(challenge, *taken, "a challenge");
        });
        demand(won == 1, "take() must have one winner, and had " + std::to_string(won.load()));
    }
    people.scope.write([&](Transaction& tx) {
        auto& challenges = tx.sessions().challenges();
        challenges.add(named);
        challenges.add(open_to_all);
        demand(challenges.remove_of_user(people.second) == 0 && challenges.remove_of_user({}) == 0 &&
                   challenges.remove_of_user(people.first) == 1,
               "remove_of_user() must remove a user's challenges");
        demand(!challenges.take(named.digest) && challenges.take(open_to_all.digest),
               "remove_of_user() must leave the others");
    });
}

void events_are_in_order(const OpenStore& open) {
    const People people(open);
    std::vector<EventId> ids;
    for (int n = 0; n < 5; ++n) {
        const auto event = sample<Event>(people.bench.environment, people.first, n);
        ids.push_back(event.id);
        people.scope.write([&](Transaction& tx) { tx.sessions().events().append(event); });
    }
    people.scope.read([&](Transaction& tx) {
        auto& events = tx.sessions().events();
        demand(events.list({}, 10).size() == 5 && events.list({}, 2).size() == 2, "list() must keep to its limit");
        const auto rest = events.list(ids[1], 10);
        demand(rest.size() == 3 && rest[0].id == ids[2] && rest[2].id == ids[4],
               "list() must give what comes after, in order");
    });
}

}  // namespace

std::vector<Check> session_checks() {
    return {
        {"owned_records_come_back", "A record of a user comes back by its key, its user and its digest.",
         owned_records_come_back},
        {"owned_records_have_one_winner", "Of many who replace or remove one revision, one wins.",
         owned_records_have_one_winner},
        {"owned_records_stay_in_their_account", "A record of a user is not reached from another account.",
         owned_records_stay_in_their_account},
        {"sessions_come_with_their_user", "A session and an API key come with their user and account.",
         sessions_come_with_their_user},
        {"tries_all_count", "Every one of many tries at once counts, and none that has to wait.", tries_all_count},
        {"uses_are_noted", "The latest use of a session and of an API key is noted.", uses_are_noted},
        {"challenges_are_taken_once", "Of all who want a challenge, one gets it.", challenges_are_taken_once},
        {"what_is_over_is_forgotten", "What ended is removed, and nothing else.", what_is_over_is_forgotten},
        {"events_are_in_order", "Events come in the order of their ids.", events_are_in_order},
    };
}

}  // namespace roster::conformance
