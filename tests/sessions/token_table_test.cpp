// One table: every kind of token and code, and everything that is done to them.
#include "support/token_kinds.hpp"

#include <set>

namespace roster::test {
namespace {

class TokenTable : public Door {
protected:
    TokenDesk here() const { return {desk, world}; }
    /// Every kind, by the name of its row.
    void each(const std::function<void(const TokenCase&)>& check) const {
        for (const auto& kind : token_cases()) {
            SCOPED_TRACE(kind.name);
            check(kind);
        }
    }
    MadeToken make(const TokenCase& kind, const std::string& who) const {
        return kind.make(here(), kind.name + "." + who);
    }
};
ROSTER_OVER_ALL_STORES(TokenTable);

TEST_P(TokenTable, BX12_ReusedAreTakenOnceOrAlways) {
    each([&](const TokenCase& kind) {
        const auto made = make(kind, "a");
        EXPECT_TRUE(made.use(desk, made.text));
        EXPECT_EQ(made.use(desk, made.text), !kind.once);
        EXPECT_EQ(made.use(desk, made.text), !kind.once);
    });
}

TEST_P(TokenTable, BX12_ExpiredAreRefusedToTheMicrosecond) {
    each([&](const TokenCase& kind) {
        if (!kind.life) return;
        if (kind.name == "totp_code") {  // its steps are of the clock, not of when it was read
            const auto made = make(kind, "a");
            world.advance(*kind.life);
            EXPECT_FALSE(made.use(desk, made.text));
            return;
        }
        const auto in_time = make(kind, "a"), late = make(kind, "b");
        const Instant begun = world.now();
        // The second was made when the first had been: where making takes time, it ends that much later.
        world.set(begun + *kind.life - std::min<Duration>(minutes(1), *kind.life / 10) - micros(1));
        EXPECT_TRUE(in_time.use(desk, in_time.text));
        world.set(begun + *kind.life);
        EXPECT_FALSE(late.use(desk, late.text));
    });
}

TEST_P(TokenTable, BX12_EveryPrefixSuffixAndBitFlipIsRefused) {
    each([&](const TokenCase& kind) {
        if (!kind.is_token) return;  // codes are read in several spellings: token_test.cpp, totp_test.cpp
        const auto made = make(kind, "a");
        const auto& text = made.text;
        std::set<std::string> altered;
        for (std::size_t size = 0; size < text.size(); ++size) {
            altered.insert(text.substr(0, size));
            altered.insert(text.substr(text.size() - size));
            for (int bit = 0; bit < 8; ++bit) {
                auto flipped = text;
                flipped[size] = static_cast<char>(flipped[size] ^ (1 << bit));
                altered.insert(flipped);
            }
        }
        altered.insert(text + "A");
        altered.insert("A" + text);
        int tried = 0;
        for (const auto& one : altered) {
            // A password's hash is not worth it for all of them: every seventh, and others in other runs of the table.
            if (!kind.cheap && tried++ % 7 != 0) continue;
            EXPECT_FALSE(made.use(desk, one)) << one.size();
            // Fifty known devices are the most: the one in use stays among them.
            if (kind.name == "known_device" && tried++ % 20 == 0) {
                world.advance(micros(1));
                EXPECT_TRUE(made.use(desk, text));
            }
        }
        EXPECT_TRUE(made.use(desk, text));
    });
}

TEST_P(TokenTable, BX12_OneKindIsNotTakenForAnother) {
    std::vector<MadeToken> all;
    each([&](const TokenCase& kind) { all.push_back(make(kind, "a")); });
    for (std::size_t a = 0; a < all.size(); ++a)
        for (std::size_t b = 0; b < all.size(); ++b) {
            // Both are shown where a request shows what it has.
            const bool both_validate = token_cases()[a].is_shown && token_cases()[b].is_shown;
            const auto& one = token_cases()[a];
            const auto& other = token_cases()[b];
            if (one.twin == other.name || other.twin == one.name) continue;
            if (a == b || both_validate || !token_cases()[b].is_token || !token_cases()[a].is_token) continue;
            EXPECT_FALSE(all[a].use(desk, all[b].text)) << token_cases()[b].name << " as " << token_cases()[a].name;
        }
}

TEST_P(TokenTable, BX10_AnotherTenantTakesNone) {
    const auto other =
        directory.create_account({.name = "Other", .plan = Plan::pro, .policy = policy::help_desk()});
    each([&](const TokenCase& kind) {
        const auto made = make(kind, "a");
        EXPECT_FALSE(made.use(other, made.text));
        EXPECT_TRUE(made.use(desk, made.text)) << "and it is none the worse for that";
    });
}

TEST_P(TokenTable, BX12_GoneWithItsOwner) {
    each([&](const TokenCase& kind) {
        const auto deleted = make(kind, "deleted"), suspended = make(kind, "suspended"), back = make(kind, "back");
        users.remove(system, deleted.user, "left");
        EXPECT_FALSE(deleted.use(desk, deleted.text));
        users.suspend(system, suspended.user, world.now().date());
        EXPECT_FALSE(suspended.use(desk, suspended.text));
        users.remove(system, back.user, "left");
        users.restore(system, back.user);
        // What somebody set up for themselves comes back with them; what was given out does not.
        const bool stays = kind.name == "recovery_code" || kind.name == "known_device";
        if (!stays && kind.name != "totp_code") {
            EXPECT_FALSE(back.use(desk, back.text)) << "it came back with its owner";
        }
    });
}

TEST_P(TokenTable, BX12_ALoweredRoleIsInForceAtOnce) {
    each([&](const TokenCase& kind) {
        if (!kind.is_shown) return;
        const auto made = make(kind, "a");
        users.update(system, made.user, {.role = role::light_user});
        const auto principal = sessions.validate(made.text);
        ASSERT_TRUE(principal);
        EXPECT_EQ(principal->role, role::light_user);
    });
}

}  // namespace
}  // namespace roster::test
