// Import of a million rows, beside the same rows inserted by bare statements. Each in a process of its own.
#include "bench/bare.hpp"
#include "bench/bare_people.hpp"
#include "bench/people.hpp"

#include <benchmark/benchmark.h>

#include <chrono>
#include <filesystem>
#include <vector>

namespace bench {
namespace {

double seconds_since(std::chrono::steady_clock::time_point begun) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

}  // namespace

double import_by_roster(std::int64_t count, const std::string& path) {
    const auto directory = roster::open(path);
    const auto account = directory.create_account({.name = "Bench", .policy = roster::policy::crm()});
    const auto begun = std::chrono::steady_clock::now();
    const auto done = account.imports().run(roster::Actor::system("bench"), csv_of(count), {.key = "people"});
    const double seconds = seconds_since(begun);
    if (done.added != count) throw std::runtime_error("not everybody was added");
    return seconds;
}

double insert_by_hand(std::int64_t count, const std::string& path) {
    // Roster makes the schema and the account, and is closed again.
    const auto account_id =
        roster::open(path).create_account({.name = "Bench", .policy = roster::policy::crm()}).id();
    const auto environment = roster::Environment::system();
    Bare db(path);
    BareStatement begin(db, "BEGIN IMMEDIATE"), commit(db, "COMMIT");
    BarePerson insert(db, account_id);

    double seconds = 0;
    std::vector<BareRow> batch;
    for (std::int64_t next = 0; next < count;) {
        batch.clear();
        while (batch.size() < 1'000 && next < count) batch.push_back(bare_row(next++, environment));
        const auto begun = std::chrono::steady_clock::now();
        begin.step();
        begin.reset();
        for (const auto& row : batch) insert.run(row);
        commit.step();
        commit.reset();
        seconds += seconds_since(begun);
    }
    return seconds;
}

namespace {

void import_people(benchmark::State& state) {
    const auto count = state.range(0);
    for (auto _ : state) {
        const std::string ours = fresh_path("import"), theirs = fresh_path("bare");
        const auto bare = run_child("insert-by-hand", count, theirs);
        const auto roster = run_child("import-by-roster", count, ours);
        std::filesystem::remove(ours);
        std::filesystem::remove(theirs);
        state.SetIterationTime(roster.seconds);
        state.counters["rows/s"] = static_cast<double>(count) / roster.seconds;
        state.counters["bare_rows/s"] = static_cast<double>(count) / bare.seconds;
        state.counters["of_bare"] = bare.seconds / roster.seconds;
        state.counters["peak_MiB"] = static_cast<double>(roster.peak_kib) / 1024;
    }
}
BENCHMARK(import_people)
    ->Arg(10'000)
    ->Arg(1'000'000)
    ->UseManualTime()
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace bench

int main(int count, char** arguments) {
    if (count == 4) {
        const std::string task = arguments[1];
        const auto rows = std::atoll(arguments[2]);
        if (task == "import-by-roster") return std::printf("%f", bench::import_by_roster(rows, arguments[3])), 0;
        if (task == "insert-by-hand") return std::printf("%f", bench::insert_by_hand(rows, arguments[3])), 0;
    }
    benchmark::Initialize(&count, arguments);
    if (benchmark::ReportUnrecognizedArguments(count, arguments)) return 1;
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
