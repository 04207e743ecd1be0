// Validating what a request shows, and signing in, each beside what it cannot do without: the hash of the token and one
// probe of a map; a prepared statement; the password's hash.
#include "bench/bare.hpp"
#include "bench/in_turns.hpp"
#include "bench/people.hpp"

#include "sessions/password_hash.hpp"
#include "sessions/token.hpp"
#include "storage/sql/row.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <map>
#include <memory>
#include <thread>
#include <unordered_map>

namespace bench {
namespace {

using roster::sessions::make_token;
using roster::sessions::TokenKind;

constexpr std::string_view password = "velvet-otter-9-quarry";

struct HashOfDigest {
    std::size_t operator()(const roster::Digest& digest) const noexcept {
        std::size_t word;
        std::memcpy(&word, digest.raw.data(), sizeof word);
        return word;
    }
};

/// A store with that many live sessions of 1,000 people, and what the bare side needs for the same.
struct SignedIn {
    std::string path;
    roster::Directory directory;
    roster::Account account;
    std::vector<std::string> tokens;
    std::string key;
    std::unordered_map<roster::Digest, roster::Principal, HashOfDigest> map;
};

SignedIn make_signed_in(std::int64_t count) {
    const std::string path = fresh_path("sessions");
    roster::OpenOptions options;
    options.sessions.validated_tokens = 4'000'000;
    auto directory = roster::open(path, options);
    auto account =
        directory.create_account({.name = "Bench", .plan = roster::Plan::pro, .policy = roster::policy::crm()});
    SignedIn made{path, directory, account, {}, {}, {}};
    const auto system = roster::Actor::system("bench");
    std::vector<roster::UserId> people;
    for (int n = 0; n < 1'000; ++n) {
        const Person p = person(n);
        people.push_back(account.users()
                             .add(system,
                                  {.first_name = p.first_name, .email = p.email, .role = roster::role::user},
                                  roster::Onboarding::active)
                             .id);
    }
    made.key = account.api_keys().create(roster::Actor::user(people[0]), "bench").text;

    const auto environment = roster::Environment::system();
    const auto now = environment.now();
    // In the order of their digests, or the index would be written all over again for each batch.
    std::vector<std::pair<roster::Digest, std::string>> tokens;
    for (std::int64_t n = 0; n < count; ++n) {
        const auto token = make_token(TokenKind::session, environment);
        tokens.emplace_back(token.hash, token.text.reveal());
    }
    std::sort(tokens.begin(), tokens.end());
    for (std::size_t next = 0; next < tokens.size();) {
        std::vector<roster::StoredSession> batch;
        for (; batch.size() < 10'000 && next < tokens.size(); ++next) {
            roster::StoredSession session;
            session.id = environment.new_id<roster::SessionId>();
            session.user_id = people[next % people.size()];
            session.device = "Firefox on Linux";
            session.methods = {"password"};
            session.created_at = session.authenticated_at = now;
            session.last_seen_at =
                now + boost::posix_time::minutes(30);  // so that no use is written down meanwhile
            session.expires_at = now + boost::posix_time::hours(24);
            session.digest = tokens[next].first;
            batch.push_back(session);
            made.tokens.push_back(std::move(tokens[next].second));
        }
        directory.storage().write(account.id(), [&](roster::Transaction& tx) {
            for (const auto& session : batch) tx.sessions().sessions().insert(session);
        });
    }
    return made;
}

SignedIn& signed_in(std::int64_t count) {
    static std::map<std::int64_t, std::unique_ptr<SignedIn>> made;
    auto& one = made[count];
    if (!one) {
        one = std::make_unique<SignedIn>(make_signed_in(count));
        // First: that it was used is written down, and a commit makes everything be read again.
        one->map.emplace(*roster::sessions::read_token(TokenKind::api_key, one->key),
                         *one->account.sessions().validate(one->key));
        for (const auto& token : one->tokens)
            one->map.emplace(*roster::sessions::read_token(TokenKind::session, token),
                             *one->account.sessions().validate(token));
    }
    return *one;
}

/// The hash of a token and one probe of a map that is too large for the processor's caches.
void validate_beside_hash_and_probe(benchmark::State& state) {
    const auto count = state.range(0);
    auto& desk = signed_in(count);
    const auto sessions = desk.account.sessions();
    const auto token = [&](std::int64_t n) -> const std::string& {
        return desk.tokens[static_cast<std::size_t>(scattered(n, count))];
    };
    in_turns(
        state, 20'000, [&](std::int64_t n) { benchmark::DoNotOptimize(sessions.validate(token(n))); },
        [&](std::int64_t n) {
            roster::Digest digest;
            roster::secrets::hash(token(n), digest.raw.data());
            const auto found = desk.map.find(digest);
            if (found == desk.map.end()) throw std::runtime_error("not found");
            benchmark::DoNotOptimize(roster::Principal(found->second));
        });
}
BENCHMARK(validate_beside_hash_and_probe)
    ->Arg(10'000)
    ->Arg(1'000'000)
    ->UseManualTime()
    ->Iterations(40)
    ->Unit(benchmark::kMicrosecond);

const std::string join_of_three = "SELECT " + roster::sql::columns<roster::StoredSession>("s.") + ", " +
                                  roster::sql::columns<roster::User>("u.") + ", " +
                                  roster::sql::columns<roster::AccountRecord>("a.") +
                                  " FROM sessions s JOIN users u ON u.account = s.account AND u.id = s.user_id "
                                  "JOIN accounts a ON a.id = s.account WHERE s.account = ? AND s.digest = ?";

/// One prepared join of session, user and account.
void validate_beside_join(benchmark::State& state) {
    const auto count = state.range(0);
    auto& desk = signed_in(count);
    const auto sessions = desk.account.sessions();
    Bare db(desk.path);
    BareStatement find(db, join_of_three);
    const auto token = [&](std::int64_t n) -> const std::string& {
        return desk.tokens[static_cast<std::size_t>(scattered(n, count))];
    };
    in_turns(
        state, 1'000, [&](std::int64_t n) { benchmark::DoNotOptimize(sessions.validate(token(n))); },
        [&](std::int64_t n) {
            roster::Digest digest;
            roster::secrets::hash(token(n), digest.raw.data());
            find.blob(1, desk.account.id().bytes()).blob(2, digest.bytes());
            if (!find.step()) throw std::runtime_error("not found");
            benchmark::DoNotOptimize(find.take_row());
            find.reset();
        });
}
BENCHMARK(validate_beside_join)
    ->Arg(10'000)
    ->Arg(1'000'000)
    ->UseManualTime()
    ->Iterations(40)
    ->Unit(benchmark::kMicrosecond);

/// The first validation after somebody else has committed, beside the join that it runs.
void validate_after_a_commit(benchmark::State& state) {
    constexpr std::int64_t count = 10'000;
    auto& desk = signed_in(count);
    const auto sessions = desk.account.sessions();
    Bare db(desk.path);
    BareStatement find(db, join_of_three),
        change(db, "UPDATE account_counters SET last_user_number = last_user_number");
    db.run("PRAGMA synchronous=OFF");
    in_turns(
        state, 200,
        [&](std::int64_t n) {
            const auto& token = desk.tokens[static_cast<std::size_t>(scattered(n, count))];
            if (n % 200 == 0) change.step(), change.reset();
            benchmark::DoNotOptimize(sessions.validate(token));
        },
        [&](std::int64_t n) {
            roster::Digest digest;
            roster::secrets::hash(desk.tokens[static_cast<std::size_t>(scattered(n, count))], digest.raw.data());
            if (n % 200 == 0) change.step(), change.reset();
            find.blob(1, desk.account.id().bytes()).blob(2, digest.bytes());
            if (!find.step()) throw std::runtime_error("not found");
            benchmark::DoNotOptimize(find.take_row());
            find.reset();
        });
}
BENCHMARK(validate_after_a_commit)->UseManualTime()->Iterations(40)->Unit(benchmark::kMicrosecond);

/// A key's hash and a probe, as above.
void api_key_genuine(benchmark::State& state) {
    auto& desk = signed_in(10'000);
    const auto sessions = desk.account.sessions();
    in_turns(
        state, 5'000, [&](std::int64_t) { benchmark::DoNotOptimize(sessions.validate(desk.key)); },
        [&](std::int64_t) {
            roster::Digest digest;
            roster::secrets::hash(desk.key, digest.raw.data());
            const auto found = desk.map.find(digest);
            if (found == desk.map.end()) throw std::runtime_error("not found");
            benchmark::DoNotOptimize(roster::Principal(found->second));
        });
}
BENCHMARK(api_key_genuine)->UseManualTime()->Iterations(40)->Unit(benchmark::kMicrosecond);

/// A forged key is refused by its checksum: nothing is hashed and nothing read.
void api_key_forged(benchmark::State& state) {
    auto& desk = signed_in(10'000);
    const auto sessions = desk.account.sessions();
    std::string forged = desk.key;
    forged[10] = forged[10] == 'A' ? 'B' : 'A';
    in_turns(
        state, 5'000, [&](std::int64_t) { benchmark::DoNotOptimize(sessions.validate(forged)); },
        [&](std::int64_t) {
            roster::Digest digest;
            roster::secrets::hash(forged, digest.raw.data());
            benchmark::DoNotOptimize(digest);
        });
}
BENCHMARK(api_key_forged)->UseManualTime()->Iterations(40)->Unit(benchmark::kMicrosecond);

/// Signing in with a password on one core, beside the password's hash alone. `kdf_share` is the hash's part of it.
void sign_in_with_password(benchmark::State& state) {
    roster::OpenOptions options;
    options.sessions.reset_link = "https://desk.example/reset/{token}";
    const auto directory = roster::open(fresh_path("sign-in"), options);
    auto account = directory.create_account({.name = "Bench", .policy = roster::policy::crm()});
    const auto system = roster::Actor::system("bench");
    const auto user = account.users().add(
        system, {.first_name = "Grace", .email = "grace@acme.example", .role = roster::role::user},
        roster::Onboarding::active);
    const auto link = account.passwords().start_reset(system, user.id).link;
    account.passwords().reset(link.substr(link.rfind('/') + 1), password);
    const auto environment = roster::Environment::system();
    const roster::sessions::PasswordHasher hasher(
        environment, {}, std::make_shared<roster::sessions::HashingGate>(roster::sessions::HashingGate::Limits{}));
    const auto stored = hasher.hash(password);
    const auto known = account.sessions().sign_in({.email = user.email, .password = password}).known_device;
    in_turns(
        state, 5,
        [&](std::int64_t) {
            const auto in =
                account.sessions().sign_in({.email = user.email,
                                            .password = password,
                                            .client = {.user_agent = {}, .address = {}, .known_device = known}});
            if (in.outcome != roster::SignInOutcome::granted) throw std::runtime_error("not let in");
        },
        [&](std::int64_t) { benchmark::DoNotOptimize(hasher.verify(stored, password)); });
    state.counters["kdf_share"] = 1 / state.counters["x_bare"].value;
    state.counters["a_second"] = 1e6 / state.counters["us"].value;
}
BENCHMARK(sign_in_with_password)->UseManualTime()->Iterations(40)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace bench
