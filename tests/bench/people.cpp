#include "bench/people.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <stdexcept>

namespace bench {
namespace {

constexpr std::array first_names{"Grace", "Ada", "Alan",  "Barbara", "Edsger",  "Frances", "John", "Katherine",
                                 "José",  "Zoë", "Björn", "Chloé",   "Dimitri", "Élodie",  "Noor", "Ravi"};
constexpr std::array last_names{"Hopper", "Byron",  "Turing",   "Liskov", "Dijkstra", "Allen",  "Backus", "Johnson",
                                "Ibáñez", "Müller", "Ångström", "Nguyen", "Okafor",   "Petrov", "Sato",   "Silva"};

struct Folder {
    std::string path;
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "roster-bench-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
        path = name;
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
};

}  // namespace

Person person(std::int64_t n) {
    // Multiplied by an odd number, so that names do not come in the order of the numbers.
    const auto mixed = static_cast<std::uint64_t>(n) * 0x9E3779B97F4A7C15ull;
    const std::string number = std::to_string(n);
    Person p;
    p.first_name = first_names[(mixed >> 32) % first_names.size()];
    p.last_name =
        std::string(last_names[(mixed >> 40) % last_names.size()]) + "-" + std::to_string((mixed >> 20) % 100'000);
    p.email = "person." + number + "@company" + std::to_string((mixed >> 44) % 5'000) + ".example";
    p.phone = "+4930" + std::to_string(1'000'000 + n % 9'000'000);
    p.external_id = "C-" + number;
    return p;
}

roster::Imports::Source csv_of(std::int64_t count) {
    struct State {
        std::int64_t next = 0;
        std::string pending = "first_name,last_name,email,phone,external_id\n";
    };
    auto state = std::make_shared<State>();
    return [state, count](char* buffer, std::size_t size) {
        while (state->pending.size() < size && state->next < count) {
            const Person p = person(state->next++);
            state->pending +=
                p.first_name + "," + p.last_name + "," + p.email + "," + p.phone + "," + p.external_id + "\n";
        }
        const auto given = state->pending.copy(buffer, size);
        state->pending.erase(0, given);
        return given;
    };
}

const std::string& folder() {
    static const Folder one;
    return one.path;
}

std::string fresh_path(const std::string& name) {
    static int number = 0;
    return folder() + "/" + name + "-" + std::to_string(++number) + ".db";
}

const Populated& populated(std::int64_t count) {
    static std::map<std::int64_t, std::unique_ptr<Populated>> made;
    auto& one = made[count];
    if (!one) {
        const std::string path = fresh_path("people-" + std::to_string(count));
        auto directory = roster::open(path);
        auto account = directory.create_account({.name = "Bench", .policy = roster::policy::crm()});
        one.reset(new Populated{path, directory, account});
        account.imports().run(one->system, csv_of(count), {.key = "people", .batch_rows = 10'000});
    }
    return *one;
}

ChildResult run_child(const std::string& task, std::int64_t count, const std::string& path) {
    int ends[2];
    if (pipe(ends) != 0) throw std::runtime_error("no pipe");
    const pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        execl("/proc/self/exe", "roster_bench", task.c_str(), std::to_string(count).c_str(), path.c_str(), nullptr);
        _exit(127);
    }
    close(ends[1]);
    char text[64] = {};
    const auto got = read(ends[0], text, sizeof text - 1);
    close(ends[0]);
    int status = 0;
    rusage usage{};
    wait4(child, &status, 0, &usage);
    if (got <= 0 || status != 0) throw std::runtime_error("the child's " + task + " failed");
    return {std::atof(text), usage.ru_maxrss};
}

}  // namespace bench
