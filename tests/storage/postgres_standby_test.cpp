// BX-11: a primary and its streaming standby. Writers go on by themselves after the primary was killed.
//
// ROSTER_FAILOVER_ROUNDS=<n> kills so many primaries.
#ifdef ROSTER_HAS_POSTGRES
#include "support/postgres.hpp"

#include <roster/directory.hpp>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <map>
#include <set>

namespace roster::postgres {
namespace {

using namespace test;
using namespace std::chrono_literals;

TEST(PostgresStandby, BX11_IsReadAndNotWritten) {
    const PostgresServer primary;
    const auto driver = test::open(primary.url());
    put(*driver, 1);
    const PostgresServer standby(&primary);
    primary.await_replay_on(standby);
    const auto there = test::open(standby.url(), quick());
    EXPECT_EQ(count(*there), 1);
    expect_error(ErrorCode::failed_precondition, "storage.read_only", [&] { put(*there, 2); });
    EXPECT_TRUE(there->check().empty());

    PostgresClient(primary.url()).ask("CREATE DATABASE empty");
    primary.await_replay_on(standby);
    expect_error(ErrorCode::failed_precondition, "storage.read_only", [&] { test::open(standby.url("empty")); });
    expect_error(ErrorCode::unavailable, "storage.io",
                 [&] { test::open(standby.url() + "&target_session_attrs=read-write"); });

    PostgresClient(standby.url()).ask("SELECT pg_promote()");
    put(*there, 2);
    EXPECT_EQ(count(*there), 2) << "without being opened anew";
}

/// Threads that add people and never stop, and what they were told.
///
/// A call of theirs has one of three ends. It returns: the person is saved, on the standby too, for with synchronous
/// replication the primary answers a commit only then. It throws "storage.commit_unknown": the connection broke between
/// COMMIT and its answer, and the person may be saved or not. Nobody but the caller can decide what to do about it, so
/// the library never tries again by itself; these do what its message says: they look, and add the person again when
/// there is none. The address is unique, so that somebody who was saved after all is never added twice. Any other
/// error: nothing was saved.
class Writers {
public:
    explicit Writers(const Account& account) : users_(account.users()) {
        for (int t = 0; t < 4; ++t)
            threads_.emplace_back([this] {
                while (!over_) add(++next_);
            });
    }
    ~Writers() { over_ = true; }

    /// So many more, however long that takes.
    void go_on(std::size_t more) {
        const auto until = added() + more;
        for (const auto begin = Clock::now(); added() < until; std::this_thread::sleep_for(5ms))
            if (Clock::now() - begin > 30s) throw std::runtime_error("the writers do not go on");
    }
    void stop() {
        over_ = true;
        threads_.clear();
    }

    // Once stopped.
    [[nodiscard]] const std::map<std::string, UserId>& acknowledged() const {
        return acknowledged_;
    }  ///< by address
    [[nodiscard]] const std::set<std::string>& looked_up() const {
        return looked_up_;
    }  ///< found there, unacknowledged
    [[nodiscard]] int unknown() const { return unknown_; }
    [[nodiscard]] const std::vector<std::string>& refused() const { return refused_; }  ///< with other errors

private:
    std::size_t added() {
        const std::lock_guard lock(mutex_);
        return acknowledged_.size();
    }
    void add(int number) {
        const std::string email = "person." + std::to_string(number) + "@acme.example";
        while (true) try {
                const auto user =
                    users_.add(system_, {.kind = UserKind::customer, .first_name = "P", .email = email});
                const std::lock_guard lock(mutex_);
                acknowledged_.emplace(email, user.id);
                return;
            } catch (const Error& error) {
                if (error.reason() != "storage.commit_unknown") {
                    const std::lock_guard lock(mutex_);
                    refused_.push_back(error.reason() + ": " + error.what());
                    return;
                }
                ++unknown_;
                if (!users_.find_by_email(system_, email)) continue;
                const std::lock_guard lock(mutex_);
                looked_up_.insert(email);
                return;
            }
    }

    const Users users_;
    const Actor system_ = Actor::system("writer");
    std::mutex mutex_;
    std::map<std::string, UserId> acknowledged_;
    std::set<std::string> looked_up_;
    std::vector<std::string> refused_;
    std::atomic<int> unknown_ = 0, next_ = 0;
    std::atomic<bool> over_ = false;
    std::vector<std::jthread> threads_;
};

TEST(PostgresStandby, BX11_AfterThePrimaryWasKilledWritersGoOnAndNothingIsLost) {
    const char* const given = std::getenv("ROSTER_FAILOVER_ROUNDS");
    const int rounds = given != nullptr ? std::atoi(given) : 3;
    std::size_t acknowledged = 0;
    int unknown = 0;
    auto primary = std::make_unique<PostgresServer>();
    for (int round = 0; round < rounds; ++round) {
        SCOPED_TRACE("round " + std::to_string(round));
        PostgresClient(primary->url()).ask("DROP DATABASE IF EXISTS desk");
        PostgresClient(primary->url()).ask("CREATE DATABASE desk");
        auto standby = std::make_unique<PostgresServer>(primary.get());
        // Only now, so that the standby does not wait for one of its own when it has been promoted.
        PostgresClient(primary->url()).ask("ALTER SYSTEM SET synchronous_standby_names = '*'");
        PostgresClient(primary->url()).ask("SELECT pg_reload_conf()");
        PostgresClient(primary->url())
            .await("SELECT count(*) = 1 FROM pg_stat_replication WHERE sync_state = 'sync'");

        const auto directory = roster::open("postgresql://postgres@/desk?host=" + primary->folder() + "," +
                                            standby->folder() + "&target_session_attrs=read-write");
        const auto account = directory.create_account({.name = "Acme", .policy = policy::crm()});
        Writers writers(account);
        writers.go_on(200);
        primary->kill();
        PostgresClient(standby->url()).ask("SELECT pg_promote()");
        writers.go_on(200);
        writers.stop();

        EXPECT_EQ(writers.refused(), std::vector<std::string>())
            << "whoever was not in a commit should have waited";
        const auto system = Actor::system("test");
        for (const auto& [email, id] : writers.acknowledged()) {
            const auto found = account.users().find_by_email(system, email);
            ASSERT_TRUE(found) << email << " was acknowledged and is lost";
            EXPECT_EQ(found->id, id);
        }
        const auto expected = writers.acknowledged().size() + writers.looked_up().size();
        std::size_t there = 0;
        std::int64_t last = 0;
        for (PageRequest page{.limit = 1'000};;) {
            const auto part = account.users().list(system, {.sort = UserSort::number}, page);
            there += part.items.size();
            if (!part.items.empty()) last = std::max(part.items.front().number, part.items.back().number);
            if (part.next.empty()) break;
            page.after = part.next;
        }
        EXPECT_EQ(there, expected) << "nobody twice, nobody whom no writer knows of";
        EXPECT_EQ(last, static_cast<std::int64_t>(expected)) << "the counters are those of the rows";
        EXPECT_EQ(directory.check(), std::vector<std::string>());
        acknowledged += writers.acknowledged().size();
        unknown += writers.unknown();
        primary = std::move(standby);
    }
    EXPECT_GE(acknowledged, static_cast<std::size_t>(rounds) * 400);
    std::printf("%d primaries killed: %zu adds acknowledged, all there; %d ended with storage.commit_unknown\n",
                rounds, acknowledged, unknown);
}

}  // namespace
}  // namespace roster::postgres
#endif  // ROSTER_HAS_POSTGRES
