// Permissions: an answer from a principal, a principal from a token, and who may, over accounts of 10 and 100,000 rules.
// Beside them pycasbin is asked of the same rules, in the same run, where ROSTER_CASBIN names a Python that has it.
#include "bench/people.hpp"

#include <roster/roster.hpp>

#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>

namespace bench {
namespace {

using namespace roster;

/// Staff of whom every tenth has rules of their own, until there are as many rules in the account; one of them signed in.
struct Ruled {
    Directory directory;
    Account account;
    InboxId inbox;
    std::string token;
    UserId member;
};

const Ruled& ruled(std::int64_t rules, std::int64_t staff) {
    static std::map<std::pair<std::int64_t, std::int64_t>, Ruled> made;
    const auto key = std::pair(rules, staff);
    if (const auto found = made.find(key); found != made.end()) return found->second;
    const Actor system = Actor::system("bench");
    OpenOptions options;
    options.sessions.validated_tokens = 0;  // a principal is made anew each time
    auto directory = open(fresh_path("ruled.db"), options);
    auto account = directory.create_account({.name = "Bench", .plan = Plan::pro});
    const auto inbox = account.inboxes().add(system, {.name = "Support"}).id;
    const Group group =
        account.groups().add(system, {.name = "Sellers", .permissions = {"export_users", "-view_history"}});
    // In transactions of a thousand, past the services: what is measured is asking.
    std::int64_t left = rules, number = 0;
    UserId member;
    while (number < staff) {
        directory.storage().write(account.id(), [&](Transaction& tx) {
            for (int n = 0; n < 1'000 && number < staff; ++n, ++number) {
                IndexedUser user;
                user.user.id = Environment::system().new_id<UserId>();
                user.user.number = number + 1;
                user.user.revision = 1;
                user.user.role = number % 20 == 0 ? role::administrator : role::user;
                user.user.onboarding = Onboarding::active;
                user.user.email = "s" + std::to_string(number) + "@bench.example";
                user.user.created_at = user.user.updated_at = user.user.last_active_at =
                    Environment::system().now();
                if (number % 4 == 0) user.user.groups = {group.id};
                user.sort_key = user.name_key = user.user.email;
                user.email_keys = {user.user.email};
                tx.users().insert(user);
                if (number == 0) member = user.user.id;
                UserAccess access;
                access.user_id = user.user.id;
                access.revision = 1;
                access.inboxes = {"reply@" + to_string(inbox)};
                const auto own = std::min<std::int64_t>(left, std::max<std::int64_t>(1, rules / staff));
                for (std::int64_t i = 0; i < own; ++i)
                    access.permissions.push_back(
                        (i % 3 == 0 ? "-" : "") +
                        std::string(
                            rules::shipped_permissions[static_cast<std::size_t>(i * 7 + number) % 46].name));
                left -= own;
                if (own > 0) tx.roles().access().insert(access);
            }
        });
    }
    account.sessions().link_identity(system, member, "bench", "member");
    const auto entered = account.sessions().sign_in_with_identity({.issuer = "bench", .subject = "member"});
    return made.emplace(key, Ruled{directory, account, inbox, entered.token, member}).first->second;
}

void may_from_a_principal(benchmark::State& state) {
    const auto& desk = ruled(state.range(0), 10'000);
    const auto principal = *desk.account.sessions().validate(desk.token);
    const auto roles = desk.account.roles();
    const PermissionScope scope = desk.inbox;
    std::uint16_t n = 0;
    for (auto _ : state)
        benchmark::DoNotOptimize(roles.may(principal, Permission{static_cast<std::uint16_t>(++n % 46)}, scope));
}
BENCHMARK(may_from_a_principal)->ArgName("rules")->Arg(10)->Arg(100'000)->Unit(benchmark::kNanosecond);

void principal_cold(benchmark::State& state) {
    const auto& desk = ruled(state.range(0), 10'000);
    for (auto _ : state) benchmark::DoNotOptimize(desk.account.sessions().validate(desk.token));
}
BENCHMARK(principal_cold)->ArgName("rules")->Arg(10)->Arg(100'000)->Unit(benchmark::kMicrosecond);

void compile_access(benchmark::State& state) {
    const auto& desk = ruled(state.range(0), 10'000);
    rules::Holder holder;
    desk.directory.storage().read(desk.account.id(), [&](Transaction& tx) {
        auto kept = *tx.roles().holder(desk.member);
        holder = {kept.user, rules::facts_of(kept.user, kept.account, kept.grants, Environment::system().now())};
    });
    const auto catalogue = permissions::catalogue();
    for (auto _ : state) benchmark::DoNotOptimize(rules::compile(*catalogue, holder.facts));
}
BENCHMARK(compile_access)->ArgName("rules")->Arg(10)->Arg(100'000)->Unit(benchmark::kMicrosecond);

/// All of the staff who may, page by page.
void who_may(benchmark::State& state) {
    const auto& desk = ruled(state.range(0), 10'000);
    const Actor system = Actor::system("bench");
    std::size_t found = 0;
    for (auto _ : state) {
        found = 0;
        PageRequest page{.limit = 1'000, .after = {}};
        do {
            const auto part = desk.account.roles().who_may(system, "delete_tickets", {}, page);
            found += part.items.size();
            page.after = part.next;
        } while (!page.after.empty());
    }
    state.counters["found"] = static_cast<double>(found);
}
BENCHMARK(who_may)->ArgName("rules")->Arg(10)->Arg(100'000)->Unit(benchmark::kMillisecond);

/// All rules of the account as casbin takes them, and what to ask of whom.
void write_for_casbin(const Ruled& desk, const std::string& path) {
    const auto catalogue = permissions::catalogue();
    std::ofstream out(path);
    for (const RoleId role : {role::administrator, role::user})
        for (const auto& one : rules::shipped_permissions)
            if (catalogue->held_by(role).has(one.permission))
                out << "p," << rules::role_name(role) << ',' << one.name << ",allow\n";
    const auto write = [&](const std::string& who, const std::vector<std::string>& texts) {
        for (const auto& text : texts) {
            const auto rule = *rules::parse_rule(text);
            out << "p," << who << ',' << rule.permission << ',' << to_string(rule.effect) << '\n';
        }
    };
    desk.directory.storage().read(desk.account.id(), [&](Transaction& tx) {
        for (const auto& group : tx.groups().list("", "", 100)) write(to_string(group.id), group.permissions);
        for (UserId after;;) {
            const auto staff = tx.roles().people({}, after, 1'000);
            for (const auto& row : staff) {
                out << "g," << to_string(row.id) << ',' << rules::role_name(row.role) << '\n';
                for (const auto& group : row.groups)
                    out << "g," << to_string(row.id) << ',' << to_string(group) << '\n';
            }
            if (staff.size() < 1'000) break;
            after = staff.back().id;
        }
        for (UserId after;;) {
            const auto page = tx.roles().access().records(after, 1'000);
            for (const auto& access : page) write(to_string(access.user_id), access.permissions);
            if (page.size() < 1'000) break;
            after = page.back().user_id;
        }
    });
    out << "ask," << to_string(desk.member);
    for (const auto& one : rules::shipped_permissions) out << ',' << one.name;
    out << '\n';
}

void casbin_may(benchmark::State& state) {
    const char* python = std::getenv("ROSTER_CASBIN");
    if (python == nullptr)
        return state.SkipWithError("ROSTER_CASBIN names no Python with casbin (./dev bench installs it)");
    const std::string path = fresh_path("casbin.csv");
    write_for_casbin(ruled(state.range(0), 10'000), path);
    double seconds = 0;
    const std::string command = std::string(python) + " " ROSTER_BENCH_FOLDER "/casbin_bench.py <'" + path + "'";
    std::FILE* answer = ::popen(command.c_str(), "r");
    const bool read = answer != nullptr && std::fscanf(answer, "%lf", &seconds) == 1;
    if (answer != nullptr) ::pclose(answer);
    if (!read) return state.SkipWithError("casbin_bench.py gave no answer");
    for (auto _ : state) state.SetIterationTime(seconds);
}
BENCHMARK(casbin_may)
    ->ArgName("rules")
    ->Arg(10)
    ->Arg(100'000)
    ->UseManualTime()
    ->Iterations(1)
    ->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace bench
