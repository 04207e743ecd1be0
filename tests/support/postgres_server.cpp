#ifdef ROSTER_HAS_POSTGRES
#include "support/postgres_server.hpp"

#include "storage/sql/migrate.hpp"

#include <roster/directory.hpp>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <random>
#include <stdexcept>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace roster::test {
namespace {

using namespace std::chrono_literals;

/// $1: the folder; $2: the folder of the primary, or nothing. Ends when its standard input does.
constexpr const char* supervisor_script = R"(
cd "$1" || exit 1
newest=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -z "$newest" ] || PATH="$newest:$PATH"
if [ -n "$2" ]; then
    pg_basebackup -h "$2" -U postgres -D data -R -X stream -c fast --no-sync
else
    initdb -D data -U postgres -A trust -E UTF8 --locale=C --no-sync >/dev/null &&
    cat >data/pg_hba.conf <<'END' &&
local all guarded scram-sha-256
local all refused reject
local all all trust
local replication all trust
END
    cat >>data/postgresql.conf <<'END'
listen_addresses = ''
fsync = off
full_page_writes = off
autovacuum = off
max_connections = 300
shared_buffers = 32MB
END
fi || exit 1
postgres -D data -k "$1" &
server=$!
cat >/dev/null
kill -QUIT $server
wait $server
cd /
rm -rf "$1"
)";

[[noreturn]] void fail(const std::string& what) { throw std::runtime_error("PostgreSQL for the tests: " + what); }

/// initdb and the server refuse to run as root.
const passwd* unprivileged_user() {
    if (geteuid() != 0) return nullptr;
    for (const char* const name : {"postgres", "nobody"})
        if (const passwd* const user = getpwnam(name)) return user;
    fail("there is no unprivileged user to run it as");
}

std::string escaped(std::string_view text) {
    constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    for (const unsigned char c : text) {
        if (std::isalnum(c) != 0 || c == '_' || c == '-' || c == '.') out += static_cast<char>(c);
        else ((out += '%') += digits[c >> 4]) += digits[c & 15];
    }
    return out;
}

/// The schema's own name, so that a server that outlives a build never offers an older one.
std::string template_name() {
    std::string text;
    for (int i = 0; i < sql::postgres_migration_count; ++i)
        text += sql::migration_checksum(sql::postgres_migrations[i]);
    return "template_" + std::to_string(std::hash<std::string>()(text));
}

/// Made once on a server, by whichever process comes first.
const std::string& template_database() {
    static const std::string name = [] {
        const std::string wanted = template_name();
        auto& server = PostgresServer::shared();
        PostgresClient client(server.url());
        client.ask("SELECT pg_advisory_lock(7)");
        if (client.ask("SELECT count(*) FROM pg_database WHERE datname = '" + wanted + "'") == "0") {
            client.ask("DROP DATABASE IF EXISTS unfinished WITH (FORCE)");
            client.ask("CREATE DATABASE unfinished");
            open(server.url("unfinished"));
            client.ask("ALTER DATABASE unfinished RENAME TO " + wanted);
        }
        return wanted;
    }();
    return name;
}

std::mutex spare_mutex;
std::vector<std::unique_ptr<PostgresDatabase>>& spare_databases() {
    static auto& server = PostgresServer::shared();  // before the list, to go after it
    static_cast<void>(server);
    static std::vector<std::unique_ptr<PostgresDatabase>> list;
    return list;
}

}  // namespace

// ---- The server ----

PostgresServer& PostgresServer::shared() {
    static const std::unique_ptr<PostgresServer> server = [] {
        if (const char* const given = std::getenv("ROSTER_TEST_POSTGRES"); given != nullptr && *given != '\0') {
            std::string folder;
            PQconninfoOption* const options = PQconninfoParse(given, nullptr);
            for (const auto* option = options; option != nullptr && option->keyword != nullptr; ++option)
                if (option->val != nullptr && std::string_view(option->keyword) == "host") folder = option->val;
            PQconninfoFree(options);
            if (!folder.starts_with('/')) fail("ROSTER_TEST_POSTGRES names no socket's folder as its host");
            return std::unique_ptr<PostgresServer>(new PostgresServer(folder));
        }
        return std::make_unique<PostgresServer>();
    }();
    return *server;
}

PostgresServer::PostgresServer(const PostgresServer* primary) {
    folder_ = "/tmp/roster-pg-XXXXXX";  // a socket's path may have 107 bytes
    if (mkdtemp(folder_.data()) == nullptr) fail("there is no temporary folder");
    start(primary == nullptr ? "" : primary->folder_);
    await();
}

PostgresServer::~PostgresServer() {
    if (lifeline_ < 0) return;
    close(lifeline_);
    waitpid(supervisor_, nullptr, 0);
}

void PostgresServer::start(const std::string& primary) {
    const passwd* const user = unprivileged_user();
    chmod(folder_.c_str(), 0755);
    if (user != nullptr && chown(folder_.c_str(), user->pw_uid, user->pw_gid) != 0) fail("chown");
    const std::string log = folder_ + "/log";
    const char* const arguments[] = {"sh",   "-c", supervisor_script, "sh", folder_.c_str(), primary.c_str(),
                                     nullptr};
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) fail("pipe");
    supervisor_ = fork();
    if (supervisor_ < 0) fail("fork");
    if (supervisor_ == 0) {
        setsid();  // what ends the tests by a key does not reach it
        if (user != nullptr &&
            (setgroups(0, nullptr) != 0 || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0))
            _exit(1);
        const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
        dup2(ends[0], 0);
        dup2(out, 1);
        dup2(out, 2);
        execv("/bin/sh", const_cast<char* const*>(arguments));
        _exit(1);
    }
    close(ends[0]);
    lifeline_ = ends[1];
}

void PostgresServer::await() const {
    for (const auto begin = std::chrono::steady_clock::now(); std::chrono::steady_clock::now() - begin < 60s;
         std::this_thread::sleep_for(20ms)) {
        if (PQping(url().c_str()) == PQPING_OK) return;
        if (waitpid(supervisor_, nullptr, WNOHANG) != 0) break;
    }
    std::ifstream log(folder_ + "/log");
    fail("it does not start: " + std::string(std::istreambuf_iterator<char>(log), {}));
}

std::string PostgresServer::url(std::string_view database, std::string_view user) const {
    return "postgresql://" + escaped(user) + "@/" + escaped(database) + "?host=" + escaped(folder_);
}

void PostgresServer::kill() {
    int pid = 0;
    if (!(std::ifstream(folder_ + "/data/postmaster.pid") >> pid) || pid <= 1) fail("it has no process");
    ::kill(pid, SIGKILL);
}

void PostgresServer::await_replay_on(const PostgresServer& standby) const {
    const auto written = PostgresClient(url()).ask("SELECT pg_current_wal_lsn()");
    PostgresClient(standby.url()).await("SELECT pg_last_wal_replay_lsn() >= '" + written + "'");
}

// ---- Databases ----

PostgresClient::PostgresClient(const std::string& url) : connection_(PQconnectdb(url.c_str()), PQfinish) {
    if (PQstatus(connection_.get()) != CONNECTION_OK) fail(PQerrorMessage(connection_.get()));
    PQsetNoticeReceiver(connection_.get(), [](void*, const PGresult*) {}, nullptr);
}

std::string PostgresClient::ask(const std::string& sql) {
    const std::unique_ptr<PGresult, void (*)(PGresult*)> result(PQexec(connection_.get(), sql.c_str()), PQclear);
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) fail(PQresultErrorMessage(result.get()));
    return PQntuples(result.get()) > 0 ? PQgetvalue(result.get(), 0, 0) : "";
}

void PostgresClient::await(const std::string& question) {
    for (const auto begin = std::chrono::steady_clock::now(); ask(question) != "t";
         std::this_thread::sleep_for(10ms))
        if (std::chrono::steady_clock::now() - begin > 30s) fail("in vain: " + question);
}

PostgresDatabase::PostgresDatabase(const std::string& original) {
    static std::atomic<int> count{0};
    name_ = "test_" + std::to_string(getpid()) + "_" + std::to_string(++count);
    PostgresClient client(PostgresServer::shared().url());
    client.ask("DROP DATABASE IF EXISTS " + name_ + " WITH (FORCE)");  // of an earlier process of this number
    client.ask("CREATE DATABASE " + name_ + (original.empty() ? "" : " TEMPLATE " + original));
}

PostgresDatabase::~PostgresDatabase() {
    try {
        PostgresClient(PostgresServer::shared().url()).ask("DROP DATABASE " + name_ + " WITH (FORCE)");
    } catch (const std::exception&) {  // the server goes too, soon
    }
}

std::string PostgresDatabase::url(std::string_view user) const { return PostgresServer::shared().url(name_, user); }

PostgresStore::PostgresStore() {
    {
        const std::lock_guard lock(spare_mutex);
        auto& spare = spare_databases();
        if (!spare.empty()) {
            database_ = std::move(spare.back());
            spare.pop_back();
            return;
        }
    }
    database_ = std::make_unique<PostgresDatabase>(template_database());
}

PostgresStore::~PostgresStore() {
    try {
        database_->client().ask(R"(DO $$ DECLARE t record; BEGIN
            SET LOCAL session_replication_role = replica;
            FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'roster_migrations' LOOP
                EXECUTE format('DELETE FROM %I', t.tablename);
            END LOOP; END $$)");
        const std::lock_guard lock(spare_mutex);
        spare_databases().push_back(std::move(database_));
    } catch (const std::exception&) {  // then it is no spare one
    }
}

std::string new_postgres_store(const std::string& prefix) {
    const auto name =
        prefix + std::to_string(std::random_device{}()) + "_" + std::to_string(std::random_device{}());
    const auto& server = PostgresServer::shared();
    PostgresClient(server.url()).ask("CREATE SCHEMA " + name);
    const auto url = server.url() + "&options=" + escaped("-csearch_path=" + name);
    open(url);
    return url;
}

}  // namespace roster::test
#endif  // ROSTER_HAS_POSTGRES
