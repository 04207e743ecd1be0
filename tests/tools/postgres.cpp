// Runs a program of tests over PostgreSQL, in whatever language it is written.
//
//     roster_postgres run <command…>   starts a server (or takes that of ROSTER_TEST_POSTGRES), runs the command, stops it
//     roster_postgres fresh <prefix>   prints where a new, empty store is
//
// The command finds in ROSTER_TEST_STORES a shell command that prints the location of another new, empty store each time
// it is run.
#include "support/postgres_server.hpp"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <string_view>

#include <sys/wait.h>
#include <unistd.h>

namespace {

using roster::test::PostgresClient;
using roster::test::PostgresServer;

int status_of(int child) {
    int status = 0;
    if (waitpid(child, &status, 0) != child) return 1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void set(const char* name, const std::string& value) { setenv(name, value.c_str(), 1); }

/// Those of this run: a server that was given to it lives on.
void drop_stores(const std::string& prefix) {
    PostgresClient client(PostgresServer::shared().url());
    const auto next = "SELECT nspname FROM pg_namespace WHERE starts_with(nspname, '" + prefix + "') LIMIT 1";
    for (auto name = client.ask(next); !name.empty(); name = client.ask(next))
        client.ask("DROP SCHEMA " + name + " CASCADE");
}

int run(char** command) {
    const bool given = std::getenv("ROSTER_TEST_POSTGRES") != nullptr;
    const std::string prefix = "run_" + std::to_string(getpid()) + "_";
    set("ROSTER_TEST_POSTGRES", PostgresServer::shared().url());
    char self[4096];
    const auto length = readlink("/proc/self/exe", self, sizeof self);
    if (length <= 0) return 1;
    set("ROSTER_TEST_STORES", "'" + std::string(self, static_cast<std::size_t>(length)) + "' fresh " + prefix);
    const int child = fork();
    if (child < 0) return 1;
    if (child == 0) {
        execvp(command[0], command);
        std::perror(command[0]);
        _exit(127);
    }
    const int status = status_of(child);
    if (given) drop_stores(prefix);
    return status;
}

}  // namespace

int main(int count, char** words) {
    const std::string_view verb = count > 2 ? words[1] : "";
    try {
        if (verb == "run") return run(words + 2);
        if (verb == "fresh") return std::puts(roster::test::new_postgres_store(words[2]).c_str()) < 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    std::fputs("usage: roster_postgres run <command…> | fresh <prefix>\n", stderr);
    return 2;
}
