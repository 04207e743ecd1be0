// Passwords at rest (AI-2, BX-12).
#include "sessions/password_hash.hpp"

#include "base/kdf.hpp"
#include "sessions/known_hashes.hpp"
#include "support/world.hpp"

#include <roster/base/error.hpp>
#include <roster/base/text.hpp>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace roster::sessions {
namespace {

using test::known_hashes;
using test::known_password;

const std::string nfc = "Z\u00FCrich", nfd = "Zu\u0308rich";

PasswordHasher hasher(const HashParameters& parameters = {}) {
    return {Environment::system(), parameters, std::make_shared<HashingGate>()};
}

std::string hex(std::string_view bytes) {
    std::string text;
    char two[3];
    for (const char c : bytes) {
        std::snprintf(two, sizeof two, "%02x", static_cast<unsigned char>(c));
        text += two;
    }
    return text;
}

/// How many runs of a key derivation function that took.
template <class Call>
std::uint64_t runs_of(Call&& call) {
    const auto before = kdf::runs();
    call();
    return kdf::runs() - before;
}

std::string reason_of(const std::function<void()>& call) {
    try {
        call();
    } catch (const Error& e) {
        return e.reason();
    }
    return "";
}

TEST(PasswordHash, AI2_MatchesItsPasswordAndNoOther) {
    const auto hashes = hasher();
    const auto stored = hashes.hash("correct horse battery");
    EXPECT_TRUE(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << stored;
    EXPECT_EQ(stored.size(), 97u);
    const auto found = hashes.verify(stored, "correct horse battery");
    EXPECT_TRUE(found.matches);
    EXPECT_FALSE(found.needs_rehash);
    EXPECT_FALSE(found.fault);
    for (const auto* other : {"", "correct horse batter", "correct horse battery ", "Correct horse battery"})
        EXPECT_FALSE(hashes.verify(stored, other).matches) << other;
}

TEST(PasswordHash, AI2_AgreesWithTheReferenceImplementation) {
    // argon2-cffi 25.1, of the known password's NFC form.
    const std::string stored =
        "$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$O/NRtc9h7to5+6/dFnSLuNNq9E//M25M6xNEKyysTM4";
    EXPECT_TRUE(hasher().verify(stored, known_password).matches);
    EXPECT_FALSE(hasher().verify(stored, "x").matches);
}

TEST(PasswordHash, EachHashHasASaltOfItsOwn) {
    const auto hashes = hasher();
    const auto one = hashes.hash("same"), two = hashes.hash("same");
    EXPECT_NE(one, two);
    EXPECT_NE(one.substr(31, 22), two.substr(31, 22));
    test::World a(7), b(7);  // and it comes from the environment
    const PasswordHasher first(a.environment(), {}, nullptr), second(b.environment(), {}, nullptr);
    EXPECT_EQ(first.hash("same"), second.hash("same"));
}

TEST(PasswordHash, AI2_NormalisesToNfc) {
    const auto hashes = hasher();
    const auto stored = hashes.hash(nfd);
    EXPECT_TRUE(hashes.verify(stored, nfc).matches);
    EXPECT_TRUE(hashes.verify(stored, nfd).matches);
    EXPECT_FALSE(hashes.verify(stored, "Zurich").matches);
    EXPECT_EQ(runs_of([&] { static_cast<void>(hashes.verify(stored, nfd + "x")); }), 1u);
}

TEST(PasswordHash, AI2_NulsAndTheWholeLengthCount) {
    const auto hashes = hasher();
    const std::string with_nul("abc\0def", 7);
    const auto stored = hashes.hash(with_nul);
    EXPECT_TRUE(hashes.verify(stored, with_nul).matches);
    EXPECT_FALSE(hashes.verify(stored, "abc").matches);
    EXPECT_FALSE(hashes.verify(stored, std::string_view("abc\0deg", 7)).matches);
    const std::string longest(max_password_bytes, 'a');
    const auto of_longest = hashes.hash(longest);
    EXPECT_TRUE(hashes.verify(of_longest, longest).matches);
    EXPECT_FALSE(hashes.verify(of_longest, longest.substr(1)).matches);
    EXPECT_FALSE(hashes.verify(of_longest, longest + "a").matches);
}

TEST(PasswordHash, AI2_LengthAndEncodingAreCheckedFirst) {
    const auto hashes = hasher();
    // A combining mark repeated a million times would keep a normaliser busy.
    std::string huge;
    for (int i = 0; i < 1'000'000; ++i) huge += "\u0301";
    for (const std::string& bad :
         {std::string(max_password_bytes + 1, 'a'), huge, std::string("\xFF\xFE"), std::string("\xC0\x80")}) {
        EXPECT_EQ(runs_of([&] {
                      EXPECT_EQ(reason_of([&] { static_cast<void>(hashes.hash(bad)); }), "sessions.password");
                  }),
                  0u);
        const auto stored = hashes.hash("");
        EXPECT_EQ(runs_of([&] { EXPECT_FALSE(hashes.verify(stored, bad).matches); }), 1u);
        EXPECT_EQ(runs_of([&] { hashes.verify_nothing(bad); }), 1u);
    }
}

TEST(PasswordHash, HU18_NobodyCostsWhatSomebodyCosts) {
    const auto hashes = hasher();
    const auto stored = hashes.hash("right");
    EXPECT_EQ(runs_of([&] { static_cast<void>(hashes.verify(stored, "right")); }), 1u);
    EXPECT_EQ(runs_of([&] { static_cast<void>(hashes.verify(stored, "wrong")); }), 1u);
    EXPECT_EQ(runs_of([&] { hashes.verify_nothing("right"); }), 1u);
    for (const auto* unusable : {"", "!", "$argon2id$v=19$m=4194304,t=1000,p=1$c2FsdHNhbHQ$c2FsdHNhbHRzYWx0c2FsdA",
                                 "$2b$31$abcdefghijklmnopqrstuuuKw6oo.qisQpY33YQwwYX02XLfnIMFm"})
        EXPECT_EQ(runs_of([&] {
                      const auto found = hashes.verify(unusable, "right");
                      EXPECT_FALSE(found.matches);
                      EXPECT_TRUE(found.fault);
                  }),
                  1u)
            << unusable;
    for (const auto& known : known_hashes)
        EXPECT_EQ(runs_of([&] { static_cast<void>(hashes.verify(known.stored, "wrong")); }), 1u) << known.source;

    // And in time, not only in number: the middle of several tries.
    const auto time_of = [](const std::function<void()>& call) {
        std::vector<double> took;
        for (int i = 0; i < 9; ++i) {
            const auto begun = std::chrono::steady_clock::now();
            call();
            took.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count());
        }
        std::sort(took.begin(), took.end());
        return took[took.size() / 2];
    };
    const double somebody = time_of([&] { static_cast<void>(hashes.verify(stored, "wrong")); });
    const double nobody = time_of([&] { hashes.verify_nothing("wrong"); });
    EXPECT_LT(nobody / somebody, 3) << nobody;
    EXPECT_LT(somebody / nobody, 3) << somebody;
}

TEST(PasswordHash, BX12_ChecksTheHashesOfOtherSystems) {
    const auto hashes = hasher();
    for (const auto& known : known_hashes) {
        EXPECT_FALSE(PasswordHasher::check_imported(known.stored)) << known.source;
        const auto found = hashes.verify(known.stored, known_password);
        EXPECT_TRUE(found.matches) << known.source;
        EXPECT_TRUE(found.needs_rehash) << known.source;
        const auto wrong = hashes.verify(known.stored, known_password + std::string("!"));
        EXPECT_FALSE(wrong.matches) << known.source;
        EXPECT_FALSE(wrong.needs_rehash) << known.source;
        EXPECT_FALSE(hashes.verify(known.stored, "").matches) << known.source;
    }
}

TEST(PasswordHash, BX12_KnownVectors) {
    const auto hashes = hasher();
    // RFC 7914 §12, the third vector ("pleaseletmein", "SodiumChloride", N=16384, r=8, p=1).
    EXPECT_TRUE(
        hashes
            .verify("scrypt:16384:8:1$SodiumChloride$7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545"
                    "da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887",
                    "pleaseletmein")
            .matches);
    // RFC 7914 §11: PBKDF2-HMAC-SHA256 ("Password", "NaCl", 80000), salt too short for a stored hash.
    const auto bytes = kdf::pbkdf2(kdf::Digest::sha256, "Password", "NaCl", 80'000, 64);
    EXPECT_EQ(hex(bytes),
              "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"
              "a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d");
    // RFC 6070: PBKDF2-HMAC-SHA1 ("password", "salt", 4096).
    const auto sha1 = kdf::pbkdf2(kdf::Digest::sha1, "password", "salt", 4096, 20);
    EXPECT_EQ(hex(sha1), "4b007901b765489abead49d926f721d065a429c1");
    // Openwall's crypt_blowfish, its own tests.
    EXPECT_TRUE(hashes.verify("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*U").matches);
    EXPECT_TRUE(hashes.verify("$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK", "U*U*").matches);
    EXPECT_TRUE(hashes.verify("$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a", "U*U*U").matches);
    EXPECT_TRUE(hashes.verify("$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy", "").matches);
}

TEST(PasswordHash, BX12_BcryptOverlooksNothing) {
    const auto hashes = hasher();
    // bcrypt 4 of 72 letters "a": it is the hash of every longer password that begins so, too.
    const std::string stored = "$2b$04$abcdefghijklmnopqrstuuBzzIgyKkz7xMWYSzkIjUSnxEQFQ0WNe";
    const std::string seventy_two(72, 'a');
    ASSERT_EQ(kdf::bcrypt(stored.substr(0, 29), seventy_two), stored.substr(29));
    EXPECT_TRUE(hashes.verify(stored, seventy_two).matches);
    EXPECT_FALSE(hashes.verify(stored, seventy_two + "a").matches);
    EXPECT_FALSE(hashes.verify(stored, seventy_two.substr(1)).matches);
    // What follows a NUL is overlooked as well.
    const auto of_abc = "$2b$04$abcdefghijklmnopqrstuu" + *kdf::bcrypt("$2b$04$abcdefghijklmnopqrstuu", "abc");
    EXPECT_TRUE(hashes.verify(of_abc, "abc").matches);
    EXPECT_FALSE(hashes.verify(of_abc, std::string_view("abc\0", 4)).matches);
    EXPECT_FALSE(hashes.verify(of_abc, std::string_view("abc\0def", 7)).matches);
    // Nor does anything match what it is given to do instead.
    const auto of_x = "$2b$04$abcdefghijklmnopqrstuu" + *kdf::bcrypt("$2b$04$abcdefghijklmnopqrstuu", "x");
    EXPECT_FALSE(hashes.verify(of_x, std::string_view("\0", 1)).matches);
    EXPECT_FALSE(hashes.verify(of_x, seventy_two + "a").matches);
    // Django's bcrypt_sha256 knows no such limit.
    const auto long_password = std::string(200, 'a') + '\0' + "b";
    const auto of_long = "bcrypt_sha256$$2b$04$abcdefghijklmnopqrstuu" +
                         *kdf::bcrypt("$2b$04$abcdefghijklmnopqrstuu", kdf::sha256_hex(long_password));
    EXPECT_TRUE(hashes.verify(of_long, long_password).matches);
    EXPECT_FALSE(hashes.verify(of_long, std::string(200, 'a')).matches);
}

TEST(PasswordHash, BX12_ImportedHashesAreOfWhatWasTypedThere) {
    const auto hashes = hasher();
    const std::string setting = "$2b$04$abcdefghijklmnopqrstuu";
    const auto of_nfd = setting + *kdf::bcrypt(setting, nfd), of_nfc = setting + *kdf::bcrypt(setting, nfc);
    EXPECT_TRUE(hashes.verify(of_nfd, nfd).matches);
    EXPECT_TRUE(hashes.verify(of_nfc, nfc).matches);
    EXPECT_TRUE(hashes.verify(of_nfc, nfd).matches);
    EXPECT_FALSE(hashes.verify(of_nfd, "Zurich").matches);
    EXPECT_EQ(runs_of([&] { static_cast<void>(hashes.verify(of_nfc, nfd + "!")); }), 2u);  // the one exception
    EXPECT_EQ(runs_of([&] { static_cast<void>(hashes.verify(of_nfd, nfc + "!")); }), 1u);
}

TEST(PasswordHash, BX12_RehashOnAnyChange) {
    const auto now = hasher();
    const auto stored = now.hash("x");
    EXPECT_FALSE(now.needs_rehash(stored));
    EXPECT_TRUE(hasher({19'457, 2}).needs_rehash(stored));
    EXPECT_TRUE(hasher({19'456, 3}).needs_rehash(stored));
    EXPECT_TRUE(hasher({47'104, 1}).needs_rehash(stored));
    EXPECT_TRUE(now.needs_rehash(hasher({20'000, 3}).hash("x"))) << "a costlier one too";
    EXPECT_TRUE(now.needs_rehash("argon2" + stored));
    EXPECT_TRUE(now.needs_rehash("nonsense"));
    EXPECT_TRUE(now.needs_rehash(""));
    for (const auto& known : known_hashes) EXPECT_TRUE(now.needs_rehash(known.stored)) << known.source;
    const auto before = hasher({12'288, 3});
    const auto old = before.hash("x");
    EXPECT_TRUE(now.verify(old, "x").matches);
    EXPECT_TRUE(now.verify(old, "x").needs_rehash);
    EXPECT_FALSE(now.verify(old, "y").needs_rehash);
}

TEST(PasswordHash, ParametersAreNeverBelowTheStandard) {
    for (const HashParameters& weak :
         {HashParameters{19'455, 2}, HashParameters{19'456, 1}, HashParameters{47'103, 1},
          HashParameters{12'287, 3}, HashParameters{0, 0}, HashParameters{1'048'577, 2},
          HashParameters{1'048'576, 5}, HashParameters{19'456, 11}})
        EXPECT_EQ(reason_of([&] { static_cast<void>(hasher(weak)); }), "sessions.hash_parameters")
            << weak.memory_kib << " " << weak.passes;
    for (const HashParameters& fine :
         {HashParameters{19'456, 2}, HashParameters{47'104, 1}, HashParameters{12'288, 3}})
        EXPECT_TRUE(hasher(fine).verify(hasher(fine).hash("x"), "x").matches);
}

TEST(PasswordHash, BX12_EveryChangeOfADigestIsNoticed) {
    const auto hashes = hasher();
    int verified = 0;
    const auto matches = [&](const std::string& stored) {
        if (PasswordHasher::check_imported(stored))
            return false;  // which verify() is told as well, at its usual cost
        ++verified;
        return hashes.verify(stored, known_password).matches;
    };
    for (const auto& known : known_hashes) {
        const std::string stored = known.stored;
        for (std::size_t from_end = 1; from_end <= 8; ++from_end) {
            auto changed = stored;
            auto& c = changed[changed.size() - from_end];
            c = c == 'a' ? 'b' : 'a';
            EXPECT_FALSE(matches(changed)) << known.source << " " << changed;
            EXPECT_FALSE(matches(stored.substr(0, stored.size() - from_end)))
                << known.source << " without " << from_end;
        }
    }
    EXPECT_GT(verified, 100);
}

TEST(PasswordHash, BX12_MutatedHashesNeverMatch) {
    const auto hashes = hasher();
    int tried = 0;
    EXPECT_TRUE(rc::check("mutations of known hashes", [&] {
        for (int n = 0; n < 20; ++n) {
            const std::string known =
                known_hashes[*rc::gen::inRange<std::size_t>(0, std::size(known_hashes))].stored;
            auto text = known;
            const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
            const auto letters = std::string("0123456789abcdefABCDEF./+=$,");
            if (*rc::gen::inRange(0, 4) != 0) text[at] = *rc::gen::elementOf(letters);
            else text.erase(at, *rc::gen::inRange<std::size_t>(1, 4));
            const auto found = read_stored_hash(text);
            const auto* const hash = std::get_if<StoredHash>(&found);
            if (text == known || hash == nullptr) continue;
            const bool is_bcrypt = hash->scheme == HashScheme::bcrypt || hash->scheme == HashScheme::bcrypt_sha256;
            // 2a, 2b and 2y are the same function, and some bits of the salt's last character mean nothing.
            if (is_bcrypt && (hash->passes > 6 || text.ends_with(known.substr(known.size() - 31)))) continue;
            if (hash->memory_kib > 20'000 || hash->passes > 100'000)
                continue;  // would take its time to fail the same
            RC_ASSERT(!hashes.verify(text, known_password).matches);
            ++tried;
        }
    }));
    EXPECT_GT(tried, 100);
}

TEST(PasswordHash, AI2_OtherPasswordsNeverMatch) {
    const auto hashes = hasher();
    const std::string cheap =
        "pbkdf2_sha256$1500$qBm5DpYR9rYp8BGZ0IFg7k$4DsK2hXKWs9Y3Gop0JjezY5Y9chDr0raj/iPOHt+Mk4=";
    EXPECT_TRUE(rc::check("any bytes", [&](const std::string& password) {
        if (!text::is_valid_utf8(password)) return;  // costs the usual run, and matches nothing: tested above
        RC_ASSERT(hashes.verify(cheap, password).matches == (password == known_password));
    }));
}

TEST(PasswordHash, ParallelWorkIsBounded) {
    const auto gate = std::make_shared<HashingGate>(HashingGate::Limits{.parallel = 2});
    const PasswordHasher hashes(Environment::system(), {}, gate);
    const auto stored = hashes.hash("x");
    std::vector<std::jthread> threads;
    std::atomic<int> matched{0};
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&, i] {
            if (i % 2 == 0) matched += hashes.verify(stored, "x").matches ? 1 : 0;
            else hashes.verify_nothing("x");
        });
    threads.clear();
    EXPECT_EQ(matched, 4);
    EXPECT_EQ(gate->load().most_inside, 2u);
    EXPECT_EQ(gate->load().memory, 0u);
}

#ifndef ROSTER_SANITIZED
TEST(PasswordHash, NoMemoryIsNoWrongPassword) {
    // 512 MiB in four lanes: libsodium itself would say "does not match".
    const std::string large = "$argon2id$v=19$m=524288,t=1,p=4$MDEyMzQ1Njc4OWFiY2RlZg$O/NRtc9h7to5+6/dFnSLuA";
    const std::string own =
        "$argon2id$v=19$m=524288,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$O/NRtc9h7to5+6/dFnSLuNNq9E//M25M6xNEKyysTM4";
    const std::string scrypt = "scrypt:131072:32:1$saltsalt$" + std::string(128, 'a');
    for (const auto& stored : {large, own, scrypt}) {
        const auto child = fork();
        if (child == 0) {
            rlimit limit{};
            getrlimit(RLIMIT_AS, &limit);
            limit.rlim_cur = rlim_t{300} << 20;
            setrlimit(RLIMIT_AS, &limit);
            int result = 1;
            try {
                static_cast<void>(hasher().verify(stored, "x"));
            } catch (const Error& e) {
                result = e.code() == ErrorCode::resource_exhausted && e.reason() == "secret.memory" ? 0 : 2;
            } catch (...) {
                result = 3;
            }
            _exit(result);
        }
        ASSERT_GT(child, 0);
        int status = 0;
        ASSERT_EQ(waitpid(child, &status, 0), child);
        EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << stored << " " << status;
    }
}
#endif

}  // namespace
}  // namespace roster::sessions
