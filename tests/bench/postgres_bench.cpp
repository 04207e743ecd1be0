// Look-ups and single writes on PostgreSQL, each beside the same prepared statements through bare libpq, one after
// another as one writes them by hand. The statements are not copied here: what Roster runs is recorded, on a database
// with the same rows, and run again.
#ifdef ROSTER_HAS_POSTGRES
#include "bench/in_turns.hpp"
#include "bench/people.hpp"
#include "support/postgres_server.hpp"

#include "storage/postgres/driver.hpp"

#include <roster/base/email.hpp>

#include <endian.h>

#include <cstring>
#include <map>
#include <optional>
#include <stdexcept>

namespace bench {
namespace {

using roster::test::PostgresDatabase;
using roster::test::PostgresServer;
namespace sql = roster::sql;

// ---- Recording ----

/// A parameter as libpq takes it: its type, and its bytes in the binary form.
struct Value {
    Oid type = 0;
    std::optional<std::string> bytes;
};
struct Call {
    std::string text;  ///< with $1, $2, …
    std::vector<Value> values;
};
struct Work {
    bool writes = false;
    std::vector<Call> calls;
};

class RecordedStatement final : public sql::Prepared {
public:
    RecordedStatement(sql::Prepared& real, const std::string& text, Work& into)
        : real_(real), call_{roster::postgres::Translated(text).text, {}}, into_(into) {}

    void bind_null(int at) override { note(at, {}), real_.bind_null(at); }
    void bind_int(int at, std::int64_t value) override {
        const auto swapped = htobe64(static_cast<std::uint64_t>(value));
        note(at, {20, std::string(reinterpret_cast<const char*>(&swapped), sizeof swapped)});
        real_.bind_int(at, value);
    }
    void bind_text(int at, std::string_view value) override {
        note(at, {25, std::string(value)}), real_.bind_text(at, value);
    }
    void bind_blob(int at, std::string_view value) override {
        note(at, {17, std::string(value)}), real_.bind_blob(at, value);
    }
    bool step() override {
        if (!std::exchange(running_, true)) into_.calls.push_back(call_);
        return real_.step();
    }
    bool is_null(int column) override { return real_.is_null(column); }
    std::int64_t get_int(int column) override { return real_.get_int(column); }
    std::string_view get_text(int column) override { return real_.get_text(column); }
    std::string_view get_blob(int column) override { return real_.get_blob(column); }
    std::int64_t changes() override { return real_.changes(); }
    void reset() noexcept override {
        running_ = false;
        call_.values.clear();
        real_.reset();
    }

private:
    void note(int at, Value value) {
        const auto index = static_cast<std::size_t>(at - 1);
        if (call_.values.size() <= index) call_.values.resize(index + 1);
        call_.values[index] = std::move(value);
    }

    sql::Prepared& real_;
    Call call_;
    Work& into_;
    bool running_ = false;
};

class RecordedConnection final : public sql::Connection {
public:
    RecordedConnection(sql::Connection& real, Work& into) : real_(real), into_(into) {}
    sql::Prepared& prepare(const sql::Statement& statement) override {
        return *made_.emplace_back(
            std::make_unique<RecordedStatement>(real_.prepare(statement), statement.text, into_));
    }
    sql::Prepared& prepare(const std::string& text) override {
        return *made_.emplace_back(std::make_unique<RecordedStatement>(real_.prepare(text), text, into_));
    }

private:
    sql::Connection& real_;
    Work& into_;
    std::vector<std::unique_ptr<RecordedStatement>> made_;
};

class Recorder final : public sql::Driver {
public:
    explicit Recorder(const std::string& url)
        : real_(url, {}, {sql::postgres_migrations, static_cast<std::size_t>(sql::postgres_migration_count)}) {}

    void read(roster::AccountId account, Work work) override {
        real_.read(account, [&](sql::Connection& connection) { record(connection, false, work); });
    }
    void write(roster::AccountId account, Work work) override {
        real_.write(account, [&](sql::Connection& connection) { record(connection, true, work); });
    }
    std::vector<std::string> check() override { return {}; }
    void backup(const std::string&) override {}
    std::string engine() const override { return "recorder"; }
    void close() override { real_.close(); }

    bench::Work last;

private:
    void record(sql::Connection& connection, bool writes, Work work) {
        last = {writes, {}};
        RecordedConnection recorded(connection, last);
        work(recorded);
    }

    roster::postgres::Driver real_;
};

// ---- Bare libpq ----

class BarePostgres {
public:
    explicit BarePostgres(const std::string& url) : connection_(PQconnectdb(url.c_str()), PQfinish) {
        if (PQstatus(connection_.get()) != CONNECTION_OK) throw std::runtime_error("cannot connect");
    }

    /// One statement after another; takes every column of every row out, as any program would.
    std::size_t run(const Work& work) {
        std::size_t bytes = 0;
        if (work.writes) bytes += run(Call{"BEGIN", {}});
        for (const auto& call : work.calls) bytes += run(call);
        if (work.writes) bytes += run(Call{"COMMIT", {}});
        return bytes;
    }
    std::size_t run(const Call& call) {
        auto& name = names_[call.text];
        const int count = static_cast<int>(call.values.size());
        if (name.empty()) {
            name = "s" + std::to_string(names_.size());
            std::vector<Oid> types;
            for (const auto& value : call.values) types.push_back(value.type);
            take(PQprepare(connection_.get(), name.c_str(), call.text.c_str(), count, types.data()));
        }
        const char* values[100];
        int lengths[100], formats[100];
        for (int i = 0; i < count; ++i) {
            const auto& bytes = call.values[static_cast<std::size_t>(i)].bytes;
            values[i] = bytes ? bytes->data() : nullptr;
            lengths[i] = bytes ? static_cast<int>(bytes->size()) : 0;
            formats[i] = 1;
        }
        return take(PQexecPrepared(connection_.get(), name.c_str(), count, values, lengths, formats, 1));
    }

private:
    std::size_t take(PGresult* given) {
        const std::unique_ptr<PGresult, void (*)(PGresult*)> result(given, PQclear);
        const auto status = PQresultStatus(given);
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
            throw std::runtime_error(PQresultErrorMessage(given));
        std::size_t bytes = 0;
        for (int row = 0; row < PQntuples(given); ++row)
            for (int column = 0; column < PQnfields(given); ++column) {
                const std::string copy(PQgetvalue(given, row, column),
                                       static_cast<std::size_t>(PQgetlength(given, row, column)));
                bytes += copy.size();
            }
        return bytes;
    }

    std::unique_ptr<PGconn, void (*)(PGconn*)> connection_;
    std::map<std::string, std::string> names_;  ///< by text
};

// ---- The same people in three databases ----

constexpr std::int64_t people_count = 10'000;

struct Base {
    PostgresDatabase database;
    roster::AccountId account;

    Base() {
        {
            const auto directory = roster::open(database.url());
            const auto made = directory.create_account({.name = "Bench", .policy = roster::policy::crm()});
            account = made.id();
            made.imports().run(roster::Actor::system("bench"), csv_of(people_count),
                               {.key = "people", .batch_rows = 1'000});
        }
        database.client().ask("VACUUM ANALYZE");
    }
    static const Base& shared() {
        PostgresServer::shared();  // made before it, to go after it
        static const Base base;
        return base;
    }
};

struct Databases {
    const roster::AccountId account = Base::shared().account;
    const roster::Actor system = roster::Actor::system("bench");
    const std::unique_ptr<PostgresDatabase> ours = copy(), bare = copy(), recorded = copy();

private:
    static std::unique_ptr<PostgresDatabase> copy() {
        return std::make_unique<PostgresDatabase>(Base::shared().database.name());
    }
};

/// One for each benchmark: they write.
struct Stage : Databases {
    roster::Directory directory = roster::open(ours->url());
    roster::Users users = directory.account(account).users();
    BarePostgres libpq{bare->url()};

    /// What Roster sends for a call; the calls come in the order in which they will be run by hand.
    template <class DoIt>
    Work record(DoIt&& call) {
        call(recording_.account(account).users());
        return recorder_->last;
    }

private:
    Recorder* recorder_ = new Recorder(recorded->url());
    roster::Directory recording_{sql::make_storage(std::unique_ptr<sql::Driver>(recorder_))};
};

roster::NewUser new_user(std::int64_t n) {
    const Person p = person(n);
    return {.kind = roster::UserKind::customer,
            .first_name = p.first_name,
            .last_name = p.last_name,
            .phone = p.phone,
            .email = p.email,
            .external_id = p.external_id};
}

void postgres_look_up_by_email(benchmark::State& state) {
    Stage stage;
    auto find =
        stage.record([&](const roster::Users& users) { users.get_by_email(stage.system, person(0).email); });
    if (find.calls.size() != 1) throw std::runtime_error("a look-up is not one statement any more");
    in_turns(
        state, 200,
        [&](std::int64_t n) {
            benchmark::DoNotOptimize(
                stage.users.get_by_email(stage.system, person(scattered(n, people_count)).email));
        },
        [&](std::int64_t n) {
            find.calls[0].values[1].bytes = person(scattered(n, people_count)).email;
            if (stage.libpq.run(find) < 50) throw std::runtime_error("not found");
        });
}
BENCHMARK(postgres_look_up_by_email)->UseManualTime()->Iterations(50)->Unit(benchmark::kMicrosecond);

/// Records so many calls, and then runs them in turns.
template <class DoIt>
void writes_in_turns(benchmark::State& state, Stage& stage, DoIt&& call) {
    constexpr int rounds = 50, turns = 40;
    std::vector<Work> works;
    for (std::int64_t n = 0; n < rounds * turns; ++n)
        works.push_back(stage.record([&](const roster::Users& users) { call(users, n); }));
    in_turns(
        state, rounds, [&](std::int64_t n) { call(stage.users, n); },
        [&](std::int64_t n) { stage.libpq.run(works.at(static_cast<std::size_t>(n))); });
    state.counters["statements"] = static_cast<double>(works[0].calls.size() + 2);  // with BEGIN and COMMIT
}

void postgres_add(benchmark::State& state) {
    Stage stage;
    writes_in_turns(state, stage, [&](const roster::Users& users, std::int64_t n) {
        users.add(stage.system, new_user(1'000'000 + n));
    });
}
BENCHMARK(postgres_add)->UseManualTime()->Iterations(40)->Unit(benchmark::kMicrosecond);

void postgres_change(benchmark::State& state) {
    Stage stage;
    std::vector<roster::UserId> ids;
    for (std::int64_t n = 0; n < 500; ++n)
        ids.push_back(stage.users.get_by_email(stage.system, person(n).email).id);
    writes_in_turns(state, stage, [&](const roster::Users& users, std::int64_t n) {
        users.update(stage.system, ids[static_cast<std::size_t>(n) % ids.size()],
                     {.job_title = "Title " + std::to_string(n)});
    });
}
BENCHMARK(postgres_change)->UseManualTime()->Iterations(40)->Unit(benchmark::kMicrosecond);

/// The smallest write: one statement.
void postgres_touch(benchmark::State& state) {
    Stage stage;
    const auto id = stage.users.get_by_email(stage.system, person(1).email).id;
    writes_in_turns(state, stage,
                    [&](const roster::Users& users, std::int64_t) { users.record_activity(stage.system, id); });
}
BENCHMARK(postgres_touch)->UseManualTime()->Iterations(40)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace bench
#endif  // ROSTER_HAS_POSTGRES
