// Stored hashes are read strictly and within bounds, before any of them costs anything (BX-12).
#include "sessions/stored_hash.hpp"

#include "base/kdf.hpp"
#include "sessions/known_hashes.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <string>

namespace roster::sessions {
namespace {

using test::known_hashes;

/// "ok" or the fault's name.
std::string read(std::string_view stored) {
    const auto found = read_stored_hash(stored);
    if (std::holds_alternative<StoredHash>(found)) return "ok";
    switch (std::get<HashFault>(found)) {
        case HashFault::unknown_format: return "unknown_format";
        case HashFault::malformed: return "malformed";
        case HashFault::too_costly: return "too_costly";
        case HashFault::too_weak: return "too_weak";
    }
    return "?";
}

bool within_bounds(const StoredHash& hash) {
    namespace b = hash_bounds;
    if (hash.digest.size() < b::digest_least || hash.digest.size() > b::digest_most) return false;
    if (hash.salt.size() < b::salt_least || hash.salt.size() > b::text) return false;
    switch (hash.scheme) {
        case HashScheme::argon2id:
        case HashScheme::argon2i:
            return hash.passes >= 1 && hash.passes <= b::argon2_passes && hash.lanes >= 1 &&
                   hash.lanes <= b::argon2_lanes && hash.memory_kib >= 8 * hash.lanes &&
                   std::uint64_t{hash.memory_kib} * hash.passes <= b::argon2_work;
        case HashScheme::bcrypt:
        case HashScheme::bcrypt_sha256: return hash.passes >= b::bcrypt_least && hash.passes <= b::bcrypt_most;
        case HashScheme::pbkdf2_sha1:
        case HashScheme::pbkdf2_sha256:
        case HashScheme::pbkdf2_sha512: return hash.passes >= b::pbkdf2_least && hash.passes <= b::pbkdf2_most;
        case HashScheme::scrypt:
            return hash.n >= b::scrypt_least && hash.n <= b::scrypt_most && hash.block_size >= 1 &&
                   hash.lanes >= 1 && hash.n * hash.block_size * hash.lanes <= b::scrypt_work &&
                   hash.memory_kib <= 600'000;
    }
    return false;
}

TEST(StoredHash, BX12_ReadsTheFormatsOfOtherSystems) {
    for (const auto& known : known_hashes) {
        const auto found = read_stored_hash(known.stored);
        ASSERT_TRUE(std::holds_alternative<StoredHash>(found)) << known.source;
        EXPECT_EQ(std::get<StoredHash>(found).scheme, known.scheme) << known.source;
        EXPECT_TRUE(within_bounds(std::get<StoredHash>(found))) << known.source;
    }
}

TEST(StoredHash, OnlyItsOwnFormIsPlain) {
    const std::string own =
        "$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$O/NRtc9h7to5+6/dFnSLuNNq9E//M25M6xNEKyysTM4";
    EXPECT_TRUE(std::get<StoredHash>(read_stored_hash(own)).plain_format);
    for (const auto& known : known_hashes)
        EXPECT_FALSE(std::get<StoredHash>(read_stored_hash(known.stored)).plain_format) << known.source;
    EXPECT_FALSE(std::get<StoredHash>(read_stored_hash("argon2" + own)).plain_format);
}

TEST(StoredHash, BX12_CostsAreBounded) {
    const std::string salt = "$MDEyMzQ1Njc4OWFiY2RlZg$", digest = "O/NRtc9h7to5+6/dFnSLuNNq9E//M25M6xNEKyysTM4";
    const auto argon2 = [&](const std::string& cost) { return read("$argon2id$v=19$" + cost + salt + digest); };
    EXPECT_EQ(argon2("m=1048576,t=4,p=1"), "ok");
    EXPECT_EQ(argon2("m=1048576,t=5,p=1"), "too_costly");
    EXPECT_EQ(argon2("m=1048577,t=1,p=1"), "too_costly");
    EXPECT_EQ(argon2("m=1024,t=10,p=16"), "ok");
    EXPECT_EQ(argon2("m=1024,t=11,p=1"), "too_costly");
    EXPECT_EQ(argon2("m=1024,t=1,p=17"), "too_costly");
    EXPECT_EQ(argon2("m=4294967295,t=4294967295,p=1"), "too_costly");
    EXPECT_EQ(argon2("m=99999999999999999999999999999999,t=1,p=1"), "too_costly");
    EXPECT_EQ(argon2("m=31,t=1,p=4"), "malformed");
    EXPECT_EQ(argon2("m=32,t=0,p=4"), "malformed");
    EXPECT_EQ(argon2("m=32,t=1,p=0"), "malformed");
    EXPECT_EQ(argon2("m=32,t=1,p=99999999999999999999"), "malformed");

    const std::string tail = "abcdefghijklmnopqrstuuuKw6oo.qisQpY33YQwwYX02XLfnIMFm";
    EXPECT_EQ(read("$2b$15$" + tail), "ok");
    EXPECT_EQ(read("$2b$16$" + tail), "too_costly");
    EXPECT_EQ(read("$2b$31$" + tail), "too_costly");
    EXPECT_EQ(read("$2b$99$" + tail), "too_costly");
    EXPECT_EQ(read("$2b$04$" + tail), "ok");
    EXPECT_EQ(read("$2b$03$" + tail), "malformed");
    EXPECT_EQ(read("$2x$10$" + tail), "unknown_format");
    EXPECT_EQ(read("$2$10$" + tail), "unknown_format");
    EXPECT_EQ(read("bcrypt_sha256$$2b$16$" + tail), "too_costly");

    const auto django = [&](const std::string& n) {
        return read("pbkdf2_sha256$" + n + "$saltsalt$" + digest + "=");
    };
    EXPECT_EQ(django("10000000"), "ok");
    EXPECT_EQ(django("10000001"), "too_costly");
    EXPECT_EQ(django("18446744073709551617"), "too_costly");
    EXPECT_EQ(django("1000"), "ok");
    EXPECT_EQ(django("999"), "too_weak");
    EXPECT_EQ(django("0"), "malformed");

    const auto scrypt = [&](const std::string& cost) { return read("$scrypt$" + cost + salt + digest); };
    const std::string long_digest = std::string(85, 'A') + "Q==";
    EXPECT_EQ(read("scrypt$1024$saltsalt$8$1$" + long_digest), "ok");
    EXPECT_EQ(scrypt("ln=17,r=8,p=1"), "ok");
    EXPECT_EQ(scrypt("ln=18,r=8,p=1"), "too_costly");
    EXPECT_EQ(scrypt("ln=64,r=8,p=1"), "too_costly");
    EXPECT_EQ(scrypt("ln=18446744073709551615,r=8,p=1"), "too_costly");
    EXPECT_EQ(scrypt("ln=10,r=33,p=1"), "too_costly");
    EXPECT_EQ(scrypt("ln=10,r=8,p=17"), "too_costly");
    EXPECT_EQ(scrypt("ln=17,r=32,p=16"), "too_costly");
    EXPECT_EQ(scrypt("ln=9,r=8,p=1"), "too_weak");
    EXPECT_EQ(scrypt("ln=0,r=8,p=1"), "malformed");
    EXPECT_EQ(scrypt("ln=10,r=0,p=1"), "malformed");
    EXPECT_EQ(read("scrypt$1000$saltsalt$8$1$" + long_digest), "malformed");  // no power of two
    EXPECT_EQ(read("scrypt$262144$saltsalt$8$1$" + long_digest), "too_costly");
    EXPECT_EQ(read("scrypt:262144:8:1$saltsalt$" + std::string(128, 'a')), "too_costly");
}

TEST(StoredHash, BX12_NothingThatWouldMatchEverything) {
    // An empty or short digest is met by many passwords; an empty salt makes one hash of all equal passwords.
    EXPECT_EQ(read("$argon2id$v=19$m=64,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$"), "malformed");
    EXPECT_EQ(read("$argon2id$v=19$m=64,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$AAAA"), "malformed");
    EXPECT_EQ(read("$argon2id$v=19$m=64,t=1,p=1$MDEy$O/NRtc9h7to5+6/dFnSLuNNq9E//M25M6xNEKyysTM4"), "too_weak");
    EXPECT_EQ(read("pbkdf2_sha256$1000$saltsalt$"), "malformed");
    EXPECT_EQ(read("pbkdf2:sha256:1000$saltsalt$"), "malformed");
    EXPECT_EQ(read("pbkdf2_sha256$1000$$4DsK2hXKWs9Y3Gop0JjezY5Y9chDr0raj/iPOHt+Mk4="), "too_weak");
    EXPECT_EQ(read("$scrypt$ln=10,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$"), "malformed");
    EXPECT_EQ(read("AQAAAAEAACcQAAAAEAABAgMEBQYHCAkKCwwNDg8="), "malformed");  // v3 without a key
    EXPECT_EQ(read("AQAAAAEAACcQ/////wABAgMEBQYHCAkKCwwNDg8="), "malformed");  // v3, a salt of 4 GiB
    EXPECT_EQ(read("AQAAAAEAACcQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
              "too_weak");  // v3 without a salt
    EXPECT_EQ(read("AQAAAAMAACcQAAAAEAABAgMEBQYHCAkKCwwNDg/NdzHXjRBZ3EePhOgt9in/LE12RV3rfgYq+ilD8jtqnQ=="),
              "malformed");  // v3, no such PRF
    EXPECT_EQ(read("AQAAAAEAAAAAAAAAEAABAgMEBQYHCAkKCwwNDg/NdzHXjRBZ3EePhOgt9in/LE12RV3rfgYq+ilD8jtqnQ=="),
              "malformed");  // v3, 0 rounds
    EXPECT_EQ(read("AQAAAAH/////AAAAEAABAgMEBQYHCAkKCwwNDg/NdzHXjRBZ3EePhOgt9in/LE12RV3rfgYq+ilD8jtqnQ=="),
              "too_costly");
    EXPECT_EQ(read("AAABAgMEBQYHCAkKCwwNDg8gOjIG0Woe4zCjrNvippmfTMhrEC1Vbjn8YXTJerm8"), "malformed");  // v2, cut
}

TEST(StoredHash, RefusesWhatIsNoHash) {
    for (const auto* none : {"", " ", "!", "*", "secret", "5f4dcc3b5aa765d61d8327deb882cf99", "$1$abc$def",
                             "$6$rounds=5000$salt$hash", "md5$salt$hash", "!unusable", "AQ==", "$", "$$$$$"})
        EXPECT_EQ(read(none), "unknown_format") << none;
    EXPECT_EQ(read(std::string(hash_bounds::text + 1, 'A')), "unknown_format");
    EXPECT_EQ(read("$argon2id$v=16$m=64,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$O/NRtc9h7to5+6/dFnSLuA"), "malformed");
    EXPECT_EQ(read("$argon2d$v=19$m=64,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$O/NRtc9h7to5+6/dFnSLuA"), "unknown_format");
    EXPECT_EQ(read("pbkdf2_md5$1000$saltsalt$4DsK2hXKWs9Y3Gop0JjezY5Y9chDr0raj/iPOHt+Mk4="), "unknown_format");
}

TEST(StoredHash, NumbersAndTextsAreCanonical) {
    const std::string end = "$MDEyMzQ1Njc4OWFiY2RlZg$O/NRtc9h7to5+6/dFnSLuNNq9E//M25M6xNEKyysTM4";
    for (const auto* bad :
         {"m=064,t=1,p=1", "m=+64,t=1,p=1", "m= 64,t=1,p=1", "m=64,t=1,p=1 ", "m=64,p=1,t=1", "m=64,t=1",
          "m=,t=1,p=1", "m=64,t=-1,p=1", "m=0x40,t=1,p=1", "m=64,t=1,p=1,d=1", "M=64,t=1,p=1"})
        EXPECT_EQ(read(std::string("$argon2id$v=19$") + bad + end), "malformed") << bad;
    EXPECT_EQ(read("$argon2id$v=19$m=64,t=1,p=1" + end), "ok");
    EXPECT_EQ(read("$argon2id$v=19$m=64,t=1,p=1" + end + "="), "malformed");
    EXPECT_EQ(read("$argon2id$v=19$m=64,t=1,p=1" + end + "$"), "malformed");
}

/// A known hash with some bytes changed, left out or put in.
std::string mutated() {
    std::string text = known_hashes[*rc::gen::inRange<std::size_t>(0, std::size(known_hashes))].stored;
    for (auto n = *rc::gen::inRange(1, 5); n > 0; --n) {
        const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
        const auto c =
            *rc::gen::oneOf(rc::gen::arbitrary<char>(), rc::gen::elementOf(std::string("$,=:0919mtpnrl/+.")));
        switch (*rc::gen::inRange(0, 3)) {
            case 0: text[at] = c; break;
            case 1: text.erase(at, *rc::gen::inRange<std::size_t>(1, 20)); break;
            default: text.insert(at, 1, c);
        }
        if (text.empty()) break;
    }
    return text;
}

TEST(StoredHash, BX12_WhateverIsReadIsWithinTheBoundsAndCostsNothing) {
    const auto runs = kdf::runs();
    EXPECT_TRUE(rc::check("mutations of known hashes", [] {
        for (int n = 0; n < 50; ++n) {
            const auto found = read_stored_hash(mutated());
            if (const auto* const hash = std::get_if<StoredHash>(&found)) RC_ASSERT(within_bounds(*hash));
        }
    }));
    EXPECT_TRUE(rc::check("any bytes", [](const std::string& bytes) {
        const auto found = read_stored_hash(bytes);
        if (const auto* const hash = std::get_if<StoredHash>(&found)) RC_ASSERT(within_bounds(*hash));
    }));
    EXPECT_EQ(kdf::runs(), runs);
}

TEST(StoredHash, EveryFaultHasItsMessage) {
    FieldErrors errors;
    for (const auto fault :
         {HashFault::unknown_format, HashFault::malformed, HashFault::too_costly, HashFault::too_weak})
        refuse_hash(errors, "password_hash", fault);
    ASSERT_EQ(errors.list().size(), 4u);
    for (const auto& one : errors.list()) {
        EXPECT_EQ(one.field, "password_hash");
        EXPECT_TRUE(one.message.starts_with("is a ")) << one.message;
    }
}

}  // namespace
}  // namespace roster::sessions
