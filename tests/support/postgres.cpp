#ifdef ROSTER_HAS_POSTGRES
#include "support/postgres.hpp"

#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

namespace roster::postgres::test {

std::span<const sql::MigrationFile> schema() {
    static const sql::MigrationFile files[] = {
        {1, "0001_notes",
         "CREATE TABLE notes (number BIGINT PRIMARY KEY, words TEXT COLLATE \"C\" UNIQUE, size BIGINT, data BYTEA);"
         "CREATE TABLE replies (number BIGINT PRIMARY KEY, note BIGINT REFERENCES notes (number));"},
    };
    return files;
}

Options quick() {
    Options options;
    options.wait = std::chrono::seconds(1);
    return options;
}

std::unique_ptr<Driver> open(const std::string& url, Options options) {
    return std::make_unique<Driver>(url, options, schema());
}

void insert(sql::Connection& connection, std::int64_t number, const std::string& words) {
    sql::Run run(connection.prepare("INSERT INTO notes (number, words) VALUES (?, ?)"));
    run->bind_int(1, number);
    if (words.empty()) run->bind_null(2);
    else run->bind_text(2, words);
    run->step();
}

void put(Driver& driver, std::int64_t number, const std::string& words) {
    driver.write({}, [&](sql::Connection& connection) { insert(connection, number, words); });
}

std::int64_t ask(sql::Connection& connection, const std::string& sql) {
    sql::Run run(connection.prepare(sql));
    return run->step() ? run->get_int(0) : 0;
}

std::int64_t count(sql::Connection& connection) { return ask(connection, "SELECT count(*) FROM notes"); }

std::int64_t count(Driver& driver) {
    std::int64_t found = -1;
    driver.read({}, [&](sql::Connection& connection) { found = count(connection); });
    return found;
}

int backend(sql::Connection& connection) { return static_cast<int>(ask(connection, "SELECT pg_backend_pid()")); }

std::string role_setup() {
    std::ifstream file(ROSTER_SOURCE_DIR "/examples/postgres/roles.sql");
    if (!file) throw std::runtime_error("no examples/postgres/roles.sql");
    return {std::istreambuf_iterator<char>(file), {}};
}

// ---- Processes ----

int start_child(const std::function<bool()>& work) {
    const int child = fork();
    if (child != 0) return child;
    bool good = false;
    try {
        good = work();
    } catch (const std::exception& error) {
        std::fprintf(stderr, "in the child: %s\n", error.what());
    } catch (...) {
        std::fprintf(stderr, "in the child: an unknown exception\n");
    }
    _exit(good ? 0 : 1);
}

bool succeeded(int child) {
    int status = 0;
    return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

// ---- The relay ----

namespace {

sockaddr_un address(const std::string& folder) {
    sockaddr_un to = {};
    to.sun_family = AF_UNIX;
    std::snprintf(to.sun_path, sizeof to.sun_path, "%s/.s.PGSQL.5432", folder.c_str());
    return to;
}

bool pass_on(const std::string& bytes, int to) {
    for (std::size_t at = 0; at < bytes.size();) {
        const auto sent = send(to, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
        if (sent <= 0) return false;
        at += static_cast<std::size_t>(sent);
    }
    return true;
}

bool receive(int from, std::string& bytes) {
    char buffer[65536];
    const auto size = recv(from, buffer, sizeof buffer, 0);
    if (size <= 0) return false;
    bytes.assign(buffer, static_cast<std::size_t>(size));
    return true;
}

}  // namespace

Relay::Relay(const PostgresServer& server) : server_(server), folder_("/tmp/roster-relay-XXXXXX") {
    if (mkdtemp(folder_.data()) == nullptr) throw std::runtime_error("no temporary folder");
    listener_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto here = address(folder_);
    if (bind(listener_, reinterpret_cast<const sockaddr*>(&here), sizeof here) != 0 || listen(listener_, 64) != 0)
        throw std::runtime_error("no socket");
    accepting_ = std::thread([this] { accept(); });
}

Relay::~Relay() {
    over_ = true;
    accepting_.join();
    for (auto& thread : threads_) thread.join();
    close(listener_);
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

std::string Relay::url(const std::string& database) const {
    return "postgresql://postgres@/" + database + "?host=" + folder_;
}

void Relay::cut_before(const std::string& text) {
    const std::lock_guard lock(mutex_);
    before_ = text;
}

void Relay::cut_after(const std::string& text) {
    const std::lock_guard lock(mutex_);
    after_ = text;
}

int Relay::fate(const std::string& bytes) {
    const std::lock_guard lock(mutex_);
    const auto hit = [&](std::string& text) {
        if (text.empty() || bytes.find(text) == std::string::npos) return false;
        text.clear();
        return true;
    };
    return hit(before_) ? 1 : hit(after_) ? 2 : 0;
}

void Relay::accept() {
    while (!over_) {
        pollfd waiting = {listener_, POLLIN, 0};
        if (poll(&waiting, 1, 20) == 1)
            threads_.emplace_back([this, program = ::accept(listener_, nullptr, nullptr)] { relay(program); });
    }
}

void Relay::relay(int program) {
    const int server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto there = address(server_.folder());
    std::string bytes;
    bool spoke = false, cut = false;
    bool open = connect(server, reinterpret_cast<const sockaddr*>(&there), sizeof there) == 0;
    while (open && !over_) {
        pollfd waiting[] = {{program, POLLIN, 0}, {server, POLLIN, 0}};
        if (poll(waiting, 2, 20) <= 0) continue;
        if (waiting[0].revents != 0) {
            open = receive(program, bytes);
            const int end = open ? fate(bytes) : 0;
            cut = cut || end == 2;
            open = open && end != 1 && pass_on(bytes, server);
            spoke = true;
        } else {
            open = receive(server, bytes) && !cut;
            if (spoke) ++exchanges_;
            spoke = false;
            std::this_thread::sleep_for(delay_.load());
            open = open && pass_on(bytes, program);
        }
    }
    close(server);
    close(program);
}

}  // namespace roster::postgres::test
#endif  // ROSTER_HAS_POSTGRES
