// Look-ups, lists and adds, each beside the same work by bare prepared statements on the same file. The counter
// `x_bare` is the ratio of the two, taken in turns within one run: the machine's mood touches both.
#include "bench/bare.hpp"
#include "bench/in_turns.hpp"
#include "bench/people.hpp"

#include <benchmark/benchmark.h>

#include "storage/sql/row.hpp"

#include <thread>

namespace bench {
namespace {

void look_up_by_email(benchmark::State& state) {
    const auto count = state.range(0);
    const auto& desk = populated(count);
    Bare db(desk.path);
    BareStatement find(db, "SELECT " + roster::sql::columns<roster::User>("u.") +
                               " FROM user_emails e JOIN users u ON u.account = e.account AND u.id = e.user_id "
                               "WHERE e.account = ? AND e.email_key = ?");
    const auto users = desk.account.users();
    const auto account = desk.account.id();
    in_turns(
        state, 200, [&](std::int64_t n) { benchmark::DoNotOptimize(users.get_by_email(desk.system, person(scattered(n, count)).email)); },
        [&](std::int64_t n) {
            const std::string key = person(scattered(n, count)).email;
            find.blob(1, account.bytes()).text(2, key);
            if (!find.step()) throw std::runtime_error("not found");
            benchmark::DoNotOptimize(find.take_row());
            find.reset();
        });
}
BENCHMARK(look_up_by_email)->Arg(10'000)->Arg(1'000'000)->UseManualTime()->Unit(benchmark::kMicrosecond);

void list_page_of_50(benchmark::State& state) {
    const auto count = state.range(0);
    const auto& desk = populated(count);
    Bare db(desk.path);
    BareStatement list(db, "SELECT " + roster::sql::columns<roster::User>("u.") +
                               ", u.sort_key FROM users u WHERE u.account = ? AND u.deleted_at IS NULL AND "
                               "(u.sort_key, u.id) > (?, ?) ORDER BY u.sort_key, u.id LIMIT 51");
    const auto users = desk.account.users();
    const auto account = desk.account.id();
    // From somewhere in the middle, as people do who page.
    const auto middle = users.list(desk.system, {}, {.limit = 1'000}).next;
    const auto first = users.list(desk.system, {}, {.limit = 1, .after = middle}).items.at(0);
    const std::string key = roster::text::search_key(first.last_name + " " + first.first_name);
    in_turns(
        state, 10,
        [&](std::int64_t) { benchmark::DoNotOptimize(users.list(desk.system, {}, {.limit = 50, .after = middle})); },
        [&](std::int64_t) {
            list.blob(1, account.bytes()).text(2, key).blob(3, first.id.bytes());
            while (list.step()) benchmark::DoNotOptimize(list.take_row());
            list.reset();
        });
}
BENCHMARK(list_page_of_50)->Arg(10'000)->Arg(1'000'000)->UseManualTime()->Unit(benchmark::kMicrosecond);

/// One durable commit for each person: by one thread, or by several at once.
double add_many(const roster::Account& account, int threads, int each, std::int64_t first) {
    std::vector<std::thread> running;
    const auto begun = Clock::now();
    for (int t = 0; t < threads; ++t)
        running.emplace_back([&, t] {
            for (int i = 0; i < each; ++i) {
                const Person p = person(first + t * each + i);
                account.users().add(roster::Actor::system("bench"), {.kind = roster::UserKind::customer,
                                                                     .first_name = p.first_name,
                                                                     .last_name = p.last_name,
                                                                     .phone = p.phone,
                                                                     .email = p.email,
                                                                     .external_id = p.external_id});
            }
        });
    for (auto& thread : running) thread.join();
    return threads * each / std::chrono::duration<double>(Clock::now() - begun).count();
}

/// The bare loop: the same rows, one commit each. @return rows a second
double insert_many(const std::string& path, roster::AccountId account, int count, std::int64_t first) {
    Bare db(path);
    BareStatement begin(db, "BEGIN IMMEDIATE"), commit(db, "COMMIT");
    BareStatement counters(db, "UPDATE account_counters SET last_user_number = last_user_number + 1 WHERE account = ?");
    std::string copied;
    roster::for_each_field<roster::User>([&](const auto& f) {
        if (has(f.traits, roster::Trait::derived)) return;
        const bool given = f.name == "id" || f.name == "number" || f.name == "email" || f.name == "external_id";
        copied += given ? ", ?" : ", " + std::string(f.name);  // in the table's order: email, external_id, id, number
    });
    BareStatement user(db, "INSERT INTO users (account, sort_key, name_key, held_external_id, " +
                               roster::sql::columns<roster::User>() + ") SELECT account, sort_key, name_key, ?" + copied +
                               " FROM users WHERE account = ? AND number = 1");
    BareStatement email(db, "INSERT INTO user_emails (account, email_key, user_id) VALUES (?, ?, ?)");
    BareStatement history(db,
                          "INSERT INTO history SELECT account, ?, at, actor, actor_name, on_behalf_of, verb, subject_kind, "
                          "?, changes FROM history WHERE account = ? ORDER BY id DESC LIMIT 1");
    const auto environment = roster::Environment::system();
    const auto begun = Clock::now();
    for (int i = 0; i < count; ++i) {
        const Person p = person(first + i);
        const auto id = environment.new_id<roster::UserId>();
        const auto entry = environment.new_id<roster::HistoryEntryId>();
        const std::string subject = to_string(id);
        begin.step(), begin.reset();
        counters.blob(1, account.bytes()).step(), counters.reset();
        user.text(1, p.external_id).text(2, p.email).text(3, p.external_id).blob(4, id.bytes()).integer(5, first + i);
        user.blob(6, account.bytes()).step(), user.reset();
        email.blob(1, account.bytes()).text(2, p.email).blob(3, id.bytes()).step(), email.reset();
        history.blob(1, entry.bytes()).text(2, subject).blob(3, account.bytes()).step(), history.reset();
        commit.step(), commit.reset();
    }
    return count / std::chrono::duration<double>(Clock::now() - begun).count();
}

void add_durably(benchmark::State& state) {
    const std::string path = fresh_path("adds");
    const auto directory = roster::open(path);
    const auto account = directory.create_account({.name = "Bench", .policy = roster::policy::crm()});
    std::int64_t next = 10'000'000;
    add_many(account, 1, 100, next += 100'000);
    for (auto _ : state) {
        const double bare = insert_many(path, account.id(), 400, next += 100'000);
        const double one = add_many(account, 1, 400, next += 100'000);
        const double eight = add_many(account, 8, 200, next += 100'000);
        state.SetIterationTime(1 / one);
        state.counters["bare/s"] = bare;
        state.counters["one/s"] = one;
        state.counters["eight/s"] = eight;
        state.counters["one_of_bare"] = one / bare;
        state.counters["eight_of_bare"] = eight / bare;
        state.counters["eight_of_one"] = eight / one;
    }
}
BENCHMARK(add_durably)->UseManualTime()->Iterations(5)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace bench
