// Look-ups, lists and adds, each beside the same work by bare prepared statements on the same file. The counter
// `x_bare` is the ratio of the two, taken in turns within one run: the machine's mood touches both.
#include "bench/bare.hpp"
#include "bench/bare_people.hpp"
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
        state, 200,
        [&](std::int64_t n) {
            benchmark::DoNotOptimize(users.get_by_email(desk.system, person(scattered(n, count)).email));
        },
        [&](std::int64_t n) {
            const std::string key = person(scattered(n, count)).email;
            find.blob(1, account.bytes()).text(2, key);
            if (!find.step()) throw std::runtime_error("not found");
            benchmark::DoNotOptimize(find.take_row());
            find.reset();
        });
}
BENCHMARK(look_up_by_email)
    ->Arg(10'000)
    ->Arg(1'000'000)
    ->UseManualTime()
    ->Iterations(400)
    ->Unit(benchmark::kMicrosecond);

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
        [&](std::int64_t) {
            benchmark::DoNotOptimize(users.list(desk.system, {}, {.limit = 50, .after = middle}));
        },
        [&](std::int64_t) {
            list.blob(1, account.bytes()).text(2, key).blob(3, first.id.bytes());
            while (list.step()) benchmark::DoNotOptimize(list.take_row());
            list.reset();
        });
}
BENCHMARK(list_page_of_50)
    ->Arg(10'000)
    ->Arg(1'000'000)
    ->UseManualTime()
    ->Iterations(100)
    ->Unit(benchmark::kMicrosecond);

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

/// The bare loop: rows like Roster's, one commit each. What comes of the person alone is made before the clock runs.
/// @return rows a second
double insert_many(const std::string& path, roster::AccountId account, int count, std::int64_t first) {
    Bare db(path);
    BareStatement begin(db, "BEGIN IMMEDIATE"), commit(db, "COMMIT");
    BareStatement counters(db,
                           "UPDATE account_counters SET last_user_number = last_user_number + 1 WHERE account = ?");
    BarePerson insert(db, account);
    const auto environment = roster::Environment::system();
    std::vector<BareRow> rows;
    for (int i = 0; i < count; ++i) rows.push_back(bare_row(first + i, environment));
    const auto begun = Clock::now();
    for (const auto& row : rows) {
        begin.step(), begin.reset();
        counters.blob(1, account.bytes()).step(), counters.reset();
        insert.run(row);
        commit.step(), commit.reset();
    }
    return count / std::chrono::duration<double>(Clock::now() - begun).count();
}

double median(std::vector<double> values) {
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
    return values[values.size() / 2];
}

void add_durably(benchmark::State& state) {
    const std::string path = fresh_path("adds");
    const auto directory = roster::open(path);
    const auto account = directory.create_account({.name = "Bench", .policy = roster::policy::crm()});
    std::int64_t next = 10'000'000;
    add_many(account, 1, 100, next += 100'000);
    std::vector<double> bares, ones, eights, ones_of_bare, eights_of_bare;
    for (auto _ : state) {
        const double bare = insert_many(path, account.id(), 400, next += 100'000);
        const double one = add_many(account, 1, 400, next += 100'000);
        const double eight = add_many(account, 8, 200, next += 100'000);
        state.SetIterationTime(1 / one);
        bares.push_back(bare), ones.push_back(one), eights.push_back(eight);
        ones_of_bare.push_back(one / bare), eights_of_bare.push_back(eight / bare);
    }
    state.counters["bare/s"] = median(bares);
    state.counters["one/s"] = median(ones);
    state.counters["eight/s"] = median(eights);
    state.counters["one_of_bare"] = median(ones_of_bare);
    state.counters["eight_of_bare"] = median(eights_of_bare);
}
BENCHMARK(add_durably)->UseManualTime()->Iterations(15)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace bench
