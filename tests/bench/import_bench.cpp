// Import of a million rows, beside the same rows inserted by bare statements. Each in a process of its own.
#include "bench/bare.hpp"
#include "bench/people.hpp"

#include <benchmark/benchmark.h>

#include "users/prepare.hpp"

#include <chrono>
#include <filesystem>
#include <vector>

namespace bench {
namespace {

double seconds_since(std::chrono::steady_clock::time_point begun) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

/// Everything that the bare side writes for one person, made before the clock runs.
struct Row {
    roster::IndexedUser user;
    std::string changes, history_id;
    std::int64_t at = 0;
};

Row row(std::int64_t n, const roster::Environment& environment) {
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
    Row made{roster::index(std::move(user), errors), {}, {}, roster::to_micros(environment.now())};
    made.changes = R"([["kind",null,"customer"],["first_name",null,")" + p.first_name + R"("],["last_name",null,")" +
                   p.last_name + R"("],["phone",null,")" + p.phone + R"("],["email",null,")" + p.email +
                   R"("],["external_id",null,")" + p.external_id + R"("],["number",null,)" + std::to_string(n + 1) + "]]";
    made.history_id = environment.new_id<roster::HistoryEntryId>().bytes();
    return made;
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
    const auto account_id = roster::open(path).create_account({.name = "Bench", .policy = roster::policy::crm()}).id();
    const auto environment = roster::Environment::system();
    Bare db(path);
    BareStatement begin(db, "BEGIN IMMEDIATE"), commit(db, "COMMIT");
    BareStatement insert_user(
        db,
        "INSERT INTO users (account, sort_key, name_key, held_external_id, kind, first_name, last_name, job_title, phone, "
        "email, other_emails, role, organization, groups, labels, language, time_zone, external_id, id, number, revision, "
        "onboarding, invitation_expires_at, failed_sign_ins, suspended_from, suspended_through, suspension_reason, "
        "suspension_starts_at, suspension_ends_at, deleted_at, deletion_reason, created_at, updated_at, last_active_at) "
        "VALUES (?, ?, ?, ?, 2, ?, ?, '', ?, ?, '', NULL, NULL, x'', '', '', '', ?, ?, ?, 1, 1, NULL, 0, NULL, NULL, '', "
        "NULL, NULL, NULL, '', ?, ?, ?)");
    BareStatement insert_email(db, "INSERT INTO user_emails (account, email_key, user_id) VALUES (?, ?, ?)");
    BareStatement insert_history(
        db,
        "INSERT INTO history (account, id, at, actor, actor_name, on_behalf_of, verb, subject_kind, subject_id, changes) "
        "VALUES (?, ?, ?, NULL, 'bench', NULL, 'users.add', 'user', ?, ?)");

    double seconds = 0;
    std::vector<Row> batch;
    for (std::int64_t next = 0; next < count;) {
        batch.clear();
        while (batch.size() < 1'000 && next < count) batch.push_back(row(next++, environment));
        const auto begun = std::chrono::steady_clock::now();
        begin.step();
        begin.reset();
        for (const Row& r : batch) {
            const roster::User& u = r.user.user;
            const auto account = account_id.bytes(), id = u.id.bytes();
            const std::string subject = to_string(u.id);
            insert_user.blob(1, account).text(2, r.user.sort_key).text(3, r.user.name_key).text(4, u.external_id);
            insert_user.text(5, u.first_name).text(6, u.last_name).text(7, u.phone).text(8, u.email);
            insert_user.text(9, u.external_id).blob(10, id).integer(11, u.number);
            insert_user.integer(12, r.at).integer(13, r.at).integer(14, r.at);
            insert_user.step();
            insert_user.reset();
            insert_email.blob(1, account).text(2, r.user.email_keys.front()).blob(3, id).step();
            insert_email.reset();
            insert_history.blob(1, account).blob(2, r.history_id).integer(3, r.at).text(4, subject).text(5, r.changes);
            insert_history.step();
            insert_history.reset();
        }
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
BENCHMARK(import_people)->Arg(10'000)->Arg(1'000'000)->UseManualTime()->Iterations(1)->Unit(benchmark::kMillisecond);

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
