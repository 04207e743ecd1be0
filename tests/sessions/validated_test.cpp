// What is kept of validated tokens is never anything but what the store says: in time, across handles and processes.
#include "sessions/validated.hpp"
#include "sessions/door.hpp"
#include "support/filled.hpp"

#include <atomic>
#include <random>
#include <thread>

namespace roster::test {
namespace {

class ValidatedTest : public Door {
protected:
    /// The same store through a directory that keeps nothing.
    Account plain() const {
        auto settings = settings_of_tests();
        settings.validated_tokens = 0;
        return Directory(storage(), world.environment(), settings).account(desk.id());
    }
    std::shared_ptr<Storage> storage() const { return {std::shared_ptr<void>(), &directory.storage()}; }
};
ROSTER_OVER_ALL_STORES(ValidatedTest);

std::string text_of(const std::optional<Principal>& principal) {
    return principal ? test::text_of(*principal) : std::string("none");
}

TEST_P(ValidatedTest, BX12_ReadsNothingWhileNobodyWrites) {
    class Counting final : public Storage {
    public:
        explicit Counting(Storage& real) : real_(real) {}
        void read(AccountId account, Work work) override {
            ++reads;
            real_.read(account, work);
        }
        void write(AccountId account, Work work) override { real_.write(account, work); }
        std::vector<AccountRecord> accounts(AccountId after, std::int32_t limit) override {
            return real_.accounts(after, limit);
        }
        std::vector<std::string> check() override { return real_.check(); }
        void backup(const std::string& path) override { real_.backup(path); }
        std::optional<std::uint64_t> stamp() noexcept override { return real_.stamp(); }
        std::string engine() const override { return real_.engine(); }
        void close() override {}
        bool is_closed() const noexcept override { return false; }
        int reads = 0;

    private:
        Storage& real_;
    };
    const auto token = let_in(agent).token;
    const auto counting = std::make_shared<Counting>(directory.storage());
    const auto there = Directory(counting, world.environment(), settings_of_tests()).account(desk.id()).sessions();
    counting->reads = 0;
    for (int n = 0; n < 100; ++n) EXPECT_TRUE(there.validate(token));
    const bool can_tell = directory.storage().stamp().has_value();
    EXPECT_EQ(counting->reads, can_tell ? 1 : 100);
    add_customer("somebody");
    EXPECT_TRUE(there.validate(token));
    EXPECT_EQ(counting->reads, can_tell ? 2 : 101);
    EXPECT_FALSE(there.validate("rses_forged"));
    EXPECT_EQ(counting->reads, can_tell ? 2 : 101) << "a forged token was looked up";
}

// A kept answer is the one that would be read, whatever happens in between and whoever does it.
TEST_P(ValidatedTest, BX12_KeptOrReadIsTheSame) {
    const auto other = plain();
    Policy policy = desk.record().policy;
    policy.session_idle = minutes(30);
    policy.session_lifetime = hours(6);
    policy.second_factor_roles = {"user"};
    policy.second_factor_grace = hours(48);
    set_policy(policy);
    std::vector<User> people{agent, add_staff("ann"), add_staff("ben", role::administrator)};
    std::vector<std::string> tokens;
    std::mt19937 random(7);
    const auto pick = [&](std::size_t count) {
        return std::uniform_int_distribution<std::size_t>(0, count - 1)(random);
    };
    int none = 0, some = 0;
    for (int step = 0; step < 400; ++step) {
        const User& user = people[pick(people.size())];
        const auto attempt = [&](const std::function<void()>& call) { static_cast<void>(outcome(call)); };
        switch (pick(12)) {
            case 0:
            case 1: tokens.push_back(let_in(user).token); break;
            case 2:
                attempt([&] {
                    tokens.push_back(desk.api_keys().create(as(user), "k", {}, world.now() + minutes(90)).text);
                });
                break;
            case 3: attempt([&] { other.sessions().revoke(system, user.id); }); break;
            case 4: attempt([&] { users.suspend(system, user.id, (world.now() + hours(24)).date()); }); break;
            case 5: attempt([&] { other.users().resume(system, user.id); }); break;
            case 6:
                attempt([&] {
                    other.users().update(system, user.id, {.role = step % 2 == 0 ? role::light_user : role::user});
                });
                break;
            case 7: world.advance(hours(3)); break;
            case 8: world.advance(boost::posix_time::seconds(50)); break;
            default: world.advance(minutes(static_cast<long>(pick(20)))); break;
        }
        if (tokens.size() > 12) tokens.erase(tokens.begin(), tokens.begin() + 6);
        for (const auto& token : tokens) {
            static_cast<void>(
                sessions.validate(token));  // its use may be noted here, which moves the end by idleness
            const auto kept = text_of(sessions.validate(token));
            ASSERT_EQ(kept, text_of(other.sessions().validate(token))) << "step " << step;
            ++(kept == "none" ? none : some);
        }
    }
    EXPECT_GT(none, 50);
    EXPECT_GT(some, 500);
}

TEST_P(ValidatedTest, BX12_RevocationIsSeenByTheNextCall) {
    const auto other = plain();
    for (int n = 0; n < 20; ++n) {
        const auto token = let_in(agent).token;
        const auto key = desk.api_keys().create(as(agent), "script");
        EXPECT_TRUE(is_good(token) && is_good(key.text));
        EXPECT_TRUE(is_good(token) && is_good(key.text));
        other.sessions().revoke(system, agent.id);
        EXPECT_FALSE(is_good(token));
        other.api_keys().revoke(system, agent.id, key.key.id);
        EXPECT_FALSE(is_good(key.text));
    }
}

// Many threads validate while sessions end: no answer is older than the end it was asked after.
TEST_P(ValidatedTest, BX12_NoThreadSeesAnEndedSession) {
    const auto other = plain();
    std::vector<std::string> tokens;
    for (int n = 0; n < 15; ++n) tokens.push_back(let_in(agent).token);
    std::vector<std::atomic<bool>> ended(tokens.size());
    std::atomic<bool> stop = false;
    std::atomic<int> wrong = 0;
    {
        std::vector<std::jthread> asking;
        for (int t = 0; t < 6; ++t)
            asking.emplace_back([&, t] {
                for (std::size_t n = static_cast<std::size_t>(t); !stop; n = (n + 1) % tokens.size()) {
                    const bool was_ended = ended[n];
                    if (sessions.validate(tokens[n]).has_value() && was_ended) ++wrong;
                }
            });
        for (std::size_t n = 0; n < tokens.size(); ++n) {
            EXPECT_TRUE(other.sessions().sign_out(tokens[n]));
            ended[n] = true;
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
        stop = true;
    }
    EXPECT_EQ(wrong, 0);
}

TEST_P(ValidatedTest, BX12_ManyUsesCostOneWrite) {
    std::vector<std::string> tokens;
    for (int n = 0; n < 10; ++n) tokens.push_back(let_in(agent).token);
    int writes = 0;
    const auto counting = std::make_shared<AfterWrite>(storage(), [&](Storage&, AccountId) { ++writes; });
    Directory there(counting, world.environment(), settings_of_tests());
    const auto theirs = there.account(desk.id()).sessions();
    world.advance(minutes(2));
    for (const auto& token : tokens) EXPECT_TRUE(theirs.validate(token));
    EXPECT_EQ(writes, 1);
    world.advance(boost::posix_time::seconds(6));
    const auto late = world.now();
    for (const auto& token : tokens) EXPECT_TRUE(theirs.validate(token));
    EXPECT_LE(writes, 2);
    world.advance(minutes(2));
    EXPECT_TRUE(theirs.validate(tokens[0]));
    EXPECT_LE(writes, 3);
    for (const auto& session : sessions.list(system, agent.id)) EXPECT_GE(session.last_seen_at, late - minutes(1));
}

TEST(ValidatedCache, KeepsToItsBound) {
    sessions::ValidatedCache cache(640);
    const auto environment = Environment::system();
    const AccountId account = environment.new_id<AccountId>();
    const Instant now = environment.now();
    const sessions::Validated found{{}, now, now + minutes(1)};
    int kept = 0;
    for (int n = 0; n < 5'000; ++n) {
        Digest digest;
        environment.fill_random(digest.raw.data(), digest.raw.size());
        cache.keep(account, digest, 1, found);
        kept += cache.find(account, digest, 1, now).has_value();
        EXPECT_FALSE(cache.find(account, digest, 2, now));
        EXPECT_FALSE(cache.find({}, digest, 1, now));
        EXPECT_FALSE(cache.find(account, digest, 1, now + minutes(1)));
        EXPECT_FALSE(cache.find(account, digest, 1, now - micros(1)));
    }
    EXPECT_EQ(kept, 5'000) << "what was just kept must be there";
    EXPECT_LE(cache.size(), 640u);
    EXPECT_GT(cache.size(), 600u);
    sessions::ValidatedCache none(0);
    none.keep(account, Digest{}, 1, found);
    EXPECT_EQ(none.size(), 0u);
}

}  // namespace
}  // namespace roster::test
