#include <roster/base/environment.hpp>
#include <roster/base/error.hpp>

#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace {

using boost::uuids::uuid;
using roster::Environment;
using roster::Instant;

struct Tag;
using TestId = roster::Id<Tag>;

/// Deterministic bytes: 0, 1, 2, … over all calls.
Environment::Entropy counting() {
    return [next = std::make_shared<unsigned char>(static_cast<unsigned char>(0))](void* bytes, std::size_t size) {
        for (std::size_t i = 0; i < size; ++i) static_cast<unsigned char*>(bytes)[i] = (*next)++;
    };
}

Environment fixed(const char* when) {
    return {[now = *roster::parse_instant(when)] { return now; }, counting()};
}

std::uint64_t millis_of(const uuid& id) {
    std::uint64_t millis = 0;
    for (int i = 0; i < 6; ++i) millis = millis << 8 | id.data[i];
    return millis;
}

void expect_version_7(const uuid& id) {
    EXPECT_EQ(id.data[6] >> 4, 7);
    EXPECT_EQ(id.data[8] >> 6, 2);
}

TEST(Environment, SystemClockIsTheSystemsWithMicroseconds) {
    const auto before = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    const auto now = roster::to_chrono(Environment::system().now());
    const auto after = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    EXPECT_LE(before, now);
    EXPECT_LE(now, after);
    bool finer_than_millis = false;
    for (int i = 0; i < 1000 && !finer_than_millis; ++i)
        finer_than_millis = roster::to_micros(Environment::system().now()) % 1000 != 0;
    EXPECT_TRUE(finer_than_millis);
}

TEST(Environment, FillsAnySizeWithRandomness) {
    const auto environment = Environment::system();
    environment.fill_random(nullptr, 0);
    for (std::size_t size : {1u, 16u, 255u, 256u, 257u, 1024u, 5000u}) {
        std::string one(size + 1, '\0'), two(size + 1, '\0');
        environment.fill_random(one.data(), size);
        environment.fill_random(two.data(), size);
        EXPECT_EQ(one.back(), '\0');
        if (size >= 16) {
            EXPECT_NE(one, two);
        }
    }
    std::array<int, 256> seen{};
    for (int i = 0; i < 10'000; ++i) {
        unsigned char byte;
        environment.fill_random(&byte, 1);
        ++seen[byte];
    }
    EXPECT_GE(std::count_if(seen.begin(), seen.end(), [](int n) { return n > 0; }), 250);
}

TEST(Environment, NeedsBothFunctionsAndAClockThatTells) {
    EXPECT_THROW(Environment({}, counting()), roster::Error);
    EXPECT_THROW(Environment([] { return Instant(); }, {}), roster::Error);
    const Environment broken([] { return Instant(boost::posix_time::not_a_date_time); }, counting());
    EXPECT_THROW((void)broken.now(), roster::Error);
    EXPECT_THROW((void)broken.new_uuid(), roster::Error);
}

TEST(NewUuid, HasTheLayoutOfVersion7) {
    const auto environment = fixed("2022-02-22T19:22:22.123999Z");
    const auto id = environment.new_uuid();
    expect_version_7(id);
    EXPECT_EQ(millis_of(id), 0x017F22E279B0u + 123);  // RFC 9562's example and 123 ms
    const auto now = static_cast<std::uint64_t>(roster::to_micros(Environment::system().now()) / 1000);
    const auto made = Environment::system().new_uuid();
    expect_version_7(made);
    EXPECT_NEAR(static_cast<double>(millis_of(made)), static_cast<double>(now), 5000);
}

TEST(NewUuid, IsDeterministicWithInjectedClockAndEntropy) {
    const auto one = fixed("2024-05-06T07:08:09Z"), two = fixed("2024-05-06T07:08:09Z");
    for (int i = 0; i < 1000; ++i) EXPECT_EQ(one.new_id<TestId>(), two.new_id<TestId>());
}

TEST(NewUuid, GrowsWhileTheClockStands) {
    const auto environment = fixed("2024-05-06T07:08:09Z");
    auto last = environment.new_uuid();
    for (int i = 0; i < 200'000; ++i) {  // more than one millisecond's counter holds
        const auto id = environment.new_uuid();
        ASSERT_LT(last, id);
        expect_version_7(id);
        last = id;
    }
}

TEST(NewUuid, GrowsWhenTheClockStepsBack) {
    auto now = *roster::parse_instant("2024-05-06T07:08:09Z");
    const Environment environment([&now] { return now; }, counting());
    auto last = environment.new_uuid();
    for (int i = 0; i < 1000; ++i) {
        now += boost::posix_time::milliseconds(i % 3 == 0 ? -5000 : 7);
        const auto id = environment.new_uuid();
        ASSERT_LT(last, id);
        last = id;
    }
    now = *roster::parse_instant("1400-01-01T00:00:00Z");
    EXPECT_LT(last, environment.new_uuid());
    now = *roster::parse_instant("9999-12-31T23:59:59.999999Z");
    const auto latest = environment.new_uuid();
    EXPECT_LT(last, latest);
    EXPECT_EQ(millis_of(latest), 253'402'300'799'999u);
}

TEST(NewUuid, ClockBefore1970CountsAs1970) {
    const auto id = fixed("1950-01-01T00:00:00Z").new_uuid();
    expect_version_7(id);
    EXPECT_EQ(millis_of(id), 0u);
}

TEST(NewUuid, CopiesShareTheGenerator) {
    const auto one = fixed("2024-05-06T07:08:09Z");
    const auto two = one;
    const auto first = one.new_uuid();
    EXPECT_LT(first, two.new_uuid());
    const auto third = Environment::system().new_uuid();
    EXPECT_LT(third, Environment::system().new_uuid());
}

TEST(NewUuid, IsUniqueAcrossThreadsAndGrowsInEach) {
    const auto environment = Environment::system();
    constexpr std::size_t threads = 8, each = 50'000;
    std::vector<std::vector<uuid>> made(threads);
    {
        std::vector<std::jthread> running;
        for (auto& mine : made)
            running.emplace_back([&mine, environment] {
                mine.reserve(each);
                for (std::size_t i = 0; i < each; ++i) mine.push_back(environment.new_uuid());
            });
    }
    std::vector<uuid> all;
    for (const auto& mine : made) {
        EXPECT_TRUE(std::is_sorted(mine.begin(), mine.end()));
        all.insert(all.end(), mine.begin(), mine.end());
    }
    std::sort(all.begin(), all.end());
    EXPECT_EQ(std::adjacent_find(all.begin(), all.end()), all.end());
    EXPECT_EQ(all.size(), threads * each);
}

TEST(Environment, ForkedChildDoesNotRepeatItsParentsBytes) {
    const auto environment = Environment::system();
    std::array<char, 32> bytes{};
    environment.fill_random(bytes.data(), bytes.size());  // the pool is filled before the fork

    int pipe_ends[2];
    ASSERT_EQ(pipe(pipe_ends), 0);
    const auto child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        environment.fill_random(bytes.data(), bytes.size());
        const auto id = environment.new_uuid();
        const bool sent =
            write(pipe_ends[1], bytes.data(), bytes.size()) == 32 && write(pipe_ends[1], id.data, 16) == 16;
        _exit(sent ? 0 : 1);
    }
    close(pipe_ends[1]);
    std::array<char, 48> childs{};
    std::size_t got = 0;
    for (ssize_t n; got < childs.size() && (n = read(pipe_ends[0], childs.data() + got, childs.size() - got)) > 0;)
        got += static_cast<std::size_t>(n);
    close(pipe_ends[0]);
    int status = -1;
    waitpid(child, &status, 0);
    ASSERT_EQ(status, 0);
    ASSERT_EQ(got, childs.size());

    environment.fill_random(bytes.data(), bytes.size());
    EXPECT_NE(std::memcmp(bytes.data(), childs.data(), 32), 0);
    const auto id = environment.new_uuid();
    EXPECT_NE(std::memcmp(id.data + 8, childs.data() + 40, 8), 0);
}

}  // namespace
