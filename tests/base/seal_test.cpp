#include <roster/base/seal.hpp>

#include <roster/base/error.hpp>

#include "support/fixed_entropy.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <set>
#include <string>

namespace roster {
namespace {

Secret key(char first) {
    std::string bytes;
    for (int i = 0; i < 32; ++i) bytes += static_cast<char>(first + i);
    return Secret(bytes);
}

AccountId account(char first) {
    char bytes[16];
    for (int i = 0; i < 16; ++i) bytes[i] = static_cast<char>(first + i);
    return AccountId::from_bytes(bytes);
}
UserId user(char first) { return UserId::from_bytes(account(first).data()); }

const SealContext here{account(0), user(16), "totp"};

/// The reason why it does not open; "" when it does.
std::string refusal(const KeyRing& ring, std::string_view box, const SealContext& context = here) {
    try {
        static_cast<void>(ring.open(box, context));
        return "";
    } catch (const Error& e) {
        const auto code = e.reason() == "seal.damaged" ? ErrorCode::data_loss : ErrorCode::failed_precondition;
        EXPECT_EQ(e.code(), code);
        return e.reason();
    }
}

KeyRing ring_of(std::string_view id, char first = 0) {
    KeyRing ring;
    ring.add(id, key(first));
    return ring;
}

const Environment& world() {
    static const Environment system = Environment::system();
    return system;
}

TEST(Seal, UC7_OpensWhatItSealed) {
    const auto ring = ring_of("a");
    for (const auto& plain : {std::string(), std::string("x"), std::string("a\0b", 3), std::string(4'096, 's')}) {
        const auto box = ring.seal(plain, here, world());
        EXPECT_EQ(ring.open(box, here).reveal(), plain);
        EXPECT_TRUE(ring.is_current(box));
    }
}

TEST(Seal, UC7_AgreesWithAnotherImplementation) {
    // PyCryptodome 3, ChaCha20_Poly1305 with a nonce of 24 bytes, over the same key, nonce and bound bytes.
    const std::string known =
        "1.2026-a.QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXoE5gHKaFWWXilevSj_EK_Pnf1LeABxVU77ZsIygAAnsMACgk";
    const auto ring = ring_of("2026-a");
    EXPECT_EQ(ring.open(known, here).reveal(), "twelve small monkeys");
    EXPECT_EQ(ring.seal("twelve small monkeys", here, test::counting_entropy(64)), known);
}

TEST(Seal, UC7_EqualTextsMakeDifferentBoxes) {
    const auto ring = ring_of("a");
    std::set<std::string> boxes;
    for (int i = 0; i < 100; ++i) boxes.insert(ring.seal("same", here, world()));
    EXPECT_EQ(boxes.size(), 100u);
}

TEST(Seal, UC7_EveryBitOfABoxCounts) {
    const auto ring = ring_of("a");
    const auto box = ring.seal("twenty bytes of seed", here, world());
    for (std::size_t at = 0; at < box.size(); ++at)
        for (int bit = 0; bit < 8; ++bit) {
            auto changed = box;
            changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
            EXPECT_NE(refusal(ring, changed), "") << at << " " << bit;
        }
    for (std::size_t size = 0; size < box.size(); ++size) {
        EXPECT_EQ(refusal(ring, box.substr(0, size)), "seal.damaged") << size;
        EXPECT_EQ(refusal(ring, box.substr(box.size() - size)), "seal.damaged") << size;
    }
    for (const char c : {'A', '=', '.', ' ', '\0', '\n'}) EXPECT_EQ(refusal(ring, box + c), "seal.damaged");
    EXPECT_EQ(refusal(ring, std::string(100'000, 'A')), "seal.damaged");
    EXPECT_EQ(refusal(ring, "1.a." + std::string(80, 'A')), "seal.damaged");  // a tag of zeros
}

TEST(Seal, UC7_BelongsToAccountUserAndPurpose) {
    const auto ring = ring_of("a");
    const auto box = ring.seal("seed", here, world());
    EXPECT_EQ(refusal(ring, box, here), "");
    EXPECT_EQ(refusal(ring, box, {account(1), user(16), "totp"}), "seal.damaged");
    EXPECT_EQ(refusal(ring, box, {account(0), user(17), "totp"}), "seal.damaged");
    EXPECT_EQ(refusal(ring, box, {account(0), {}, "totp"}), "seal.damaged");
    EXPECT_EQ(refusal(ring, box, {account(16), user(0), "totp"}), "seal.damaged");
    for (const auto* purpose : {"", "tot", "totp ", "passkey"})
        EXPECT_EQ(refusal(ring, box, {account(0), user(16), purpose}), "seal.damaged") << purpose;
}

TEST(Seal, UC7_KeysRotate) {
    const auto before = ring_of("old", 0);
    const auto box = before.seal("seed", here, world());
    KeyRing both;
    both.add("new", key(50)).add("old", key(0));
    EXPECT_EQ(both.open(box, here).reveal(), "seed");
    EXPECT_FALSE(both.is_current(box));
    const auto again = both.seal(both.open(box, here).reveal(), here, world());
    EXPECT_TRUE(both.is_current(again));
    EXPECT_EQ(refusal(before, again), "seal.unknown_key");
    const auto after = ring_of("new", 50);
    EXPECT_EQ(after.open(again, here).reveal(), "seed");
    EXPECT_EQ(refusal(after, box), "seal.unknown_key");
}

TEST(Seal, UC7_AnotherKeyOfTheSameNameDoesNotOpen) {
    const auto box = ring_of("a", 0).seal("seed", here, world());
    EXPECT_EQ(refusal(ring_of("a", 1), box), "seal.damaged");
    EXPECT_EQ(refusal(ring_of("b", 0), box), "seal.unknown_key");
    EXPECT_EQ(refusal(ring_of("b", 0), "1.b" + box.substr(3)), "seal.damaged");  // the name is bound too
    EXPECT_EQ(refusal(KeyRing(), box), "seal.unknown_key");
}

TEST(Seal, UC7_WithoutAKeyNothingIsSealed) {
    try {
        static_cast<void>(KeyRing().seal("seed", here, world()));
        ADD_FAILURE();
    } catch (const Error& e) {
        EXPECT_EQ(e.code(), ErrorCode::failed_precondition);
        EXPECT_EQ(e.reason(), "seal.no_key");
    }
    EXPECT_TRUE(KeyRing().empty());
    EXPECT_FALSE(KeyRing().is_current("1.a.AAAA"));
    try {
        static_cast<void>(ring_of("a").seal(std::string(4'097, 's'), here, world()));
        ADD_FAILURE();
    } catch (const Error& e) {
        EXPECT_EQ(e.reason(), "seal.too_long");
    }
}

TEST(Seal, KeysAreChecked) {
    const auto fields = [](std::string_view id, Secret secret) {
        try {
            ring_of("taken").add(id, std::move(secret));
            return std::size_t{0};
        } catch (const Error& e) {
            EXPECT_EQ(e.reason(), "seal.key");
            return e.fields().size();
        }
    };
    EXPECT_EQ(fields("fine-2026_b", key(0)), 0u);
    EXPECT_EQ(fields(std::string(32, 'a'), key(0)), 0u);
    for (const auto* bad : {"", "A", "a.b", "a b", "\xC3\xA4", "taken"}) EXPECT_EQ(fields(bad, key(0)), 1u) << bad;
    EXPECT_EQ(fields(std::string(33, 'a'), key(0)), 1u);
    EXPECT_EQ(fields("a", Secret(std::string(31, 'k'))), 1u);
    EXPECT_EQ(fields("a", Secret(std::string(33, 'k'))), 1u);
    EXPECT_EQ(fields("", Secret()), 2u);
}

TEST(Seal, UC7_AnyBytesAreRefused) {
    const auto ring = ring_of("a");
    EXPECT_TRUE(rc::check("any bytes", [&](const std::string& box, const std::string& rest) {
        RC_ASSERT(refusal(ring, box) == "seal.damaged");
        RC_ASSERT(refusal(ring, "1.a." + rest) == "seal.damaged");
    }));
    EXPECT_TRUE(rc::check("sealing and opening", [&](const std::string& plain, const std::string& purpose) {
        const SealContext context{account(3), user(9), purpose};
        RC_ASSERT(ring.open(ring.seal(plain, context, world()), context).reveal() == plain);
    }));
}

}  // namespace
}  // namespace roster
