// Opaque tokens and recovery codes (BX-12, BX-13, HP-9, HU-18).
#include "sessions/token.hpp"

#include "sessions/recovery_codes.hpp"
#include "support/fixed_entropy.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <set>
#include <string>

namespace roster::sessions {
namespace {

std::string hex(const Digest& hash) {
    std::string text;
    char two[3];
    for (const auto byte : hash.raw) {
        std::snprintf(two, sizeof two, "%02x", byte);
        text += two;
    }
    return text;
}

const Environment& world() {
    static const Environment system = Environment::system();
    return system;
}

std::string fresh(TokenKind kind) { return std::string(make_token(kind, world()).text.reveal()); }

TEST(Token, BX12_IsReadAsItWasMade) {
    for (const auto& one : token_kinds) {
        const auto token = make_token(one.kind, world());
        const auto text = token.text.reveal();
        EXPECT_EQ(text.size(), token_size);
        EXPECT_TRUE(text.starts_with(one.prefix));
        EXPECT_EQ(text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
                  text.npos);
        EXPECT_EQ(read_token(one.kind, text), token.hash);
        EXPECT_EQ(kind_of_token(text), one.kind);
        EXPECT_EQ(to_string(one.kind), one.name);
        EXPECT_EQ(token.hint, std::string(text.substr(0, 9)) + "\u2026");
    }
}

TEST(Token, BX12_AgreesWithAnotherImplementation) {
    // Python 3: base64, zlib.crc32 and hashlib.blake2b of the bytes 0 to 31.
    const auto token = make_token(TokenKind::api_key, test::counting_entropy());
    EXPECT_EQ(token.text.reveal(), "rkey_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9GSltS");
    EXPECT_EQ(hex(token.hash), "9968d6363d00b3225b601f19d6ee5c741927d27daffc4c7d2c99ee841e7dc186");
}

TEST(Token, BX13_ALineGoesOnAndIsKnownByEveryTokenOfIt) {
    const auto first = make_token(TokenKind::refresh, world()), other = make_token(TokenKind::refresh, world());
    const auto line = line_of_token(TokenKind::refresh, first.text.reveal());
    ASSERT_TRUE(line);
    EXPECT_NE(line, line_of_token(TokenKind::refresh, other.text.reveal()));
    EXPECT_FALSE(line_of_token(TokenKind::access, first.text.reveal()));
    EXPECT_FALSE(line_of_token(TokenKind::refresh, first.text.reveal().substr(1)));
    const Digest salt = other.hash, another = *line;
    std::set<std::string> texts{std::string(first.text.reveal())};
    std::string text(first.text.reveal());
    for (int i = 0; i < 100; ++i) {
        const auto next = next_token(TokenKind::refresh, text, salt);
        EXPECT_EQ(next_token(TokenKind::refresh, text, salt).hash, next.hash) << "the same whenever it is made";
        EXPECT_NE(next_token(TokenKind::refresh, text, another).hash, next.hash);
        EXPECT_EQ(read_token(TokenKind::refresh, next.text.reveal()), next.hash);
        EXPECT_EQ(line_of_token(TokenKind::refresh, next.text.reveal()), line);
        const auto beside = token_beside(TokenKind::access, text, salt, "a");
        EXPECT_EQ(read_token(TokenKind::access, beside.text.reveal()), beside.hash);
        EXPECT_NE(token_beside(TokenKind::access, text, salt, "b").hash, beside.hash);
        text = next.text.reveal();
        EXPECT_TRUE(texts.insert(text).second);
        EXPECT_TRUE(texts.insert(std::string(beside.text.reveal())).second);
    }
}

TEST(Token, BX12_NoTwoAreAlike) {
    std::set<std::string> texts, hashes;
    for (int i = 0; i < 1'000; ++i) {
        const auto token = make_token(TokenKind::session, world());
        texts.insert(std::string(token.text.reveal()));
        hashes.insert(hex(token.hash));
    }
    EXPECT_EQ(texts.size(), 1'000u);
    EXPECT_EQ(hashes.size(), 1'000u);
}

TEST(Token, BX12_EveryOtherTextIsRefused) {
    for (const auto& one : token_kinds) {
        const auto text = fresh(one.kind);
        for (std::size_t size = 0; size < text.size(); ++size) {
            EXPECT_FALSE(read_token(one.kind, text.substr(0, size))) << "the first " << size;
            EXPECT_FALSE(read_token(one.kind, text.substr(text.size() - size))) << "the last " << size;
        }
        for (std::size_t at = 0; at < text.size(); ++at) {
            for (int c = 0; c < 256; ++c) {  // every change of one byte, those of one bit and of case among them
                auto changed = text;
                changed[at] = static_cast<char>(c);
                EXPECT_EQ(read_token(one.kind, changed).has_value(), changed == text) << at << " " << c;
            }
            auto longer = text, shorter = text;
            longer.insert(at, 1, 'A');
            shorter.erase(at, 1);
            EXPECT_FALSE(read_token(one.kind, longer));
            EXPECT_EQ(read_token(one.kind, shorter + "A").has_value(), shorter + "A" == text);
            if (at + 1 < text.size() && text[at] != text[at + 1]) {
                auto swapped = text;
                std::swap(swapped[at], swapped[at + 1]);
                EXPECT_FALSE(read_token(one.kind, swapped)) << at;
            }
        }
        for (const std::string& around : {text + " ", " " + text, text + "\n", text + std::string(1, '\0'),
                                          text + "=", text + text, "Bearer " + text})
            EXPECT_FALSE(read_token(one.kind, around));
        auto upper = text;
        std::transform(upper.begin(), upper.end(), upper.begin(), [](unsigned char c) { return std::toupper(c); });
        EXPECT_FALSE(read_token(one.kind, upper));
    }
}

TEST(Token, BX12_AKindIsNoOther) {
    for (const auto& one : token_kinds)
        for (const auto& other : token_kinds) {
            const auto text = fresh(one.kind);
            EXPECT_EQ(read_token(other.kind, text).has_value(), one.kind == other.kind);
            // Nor does it become one by another prefix: the checksum covers it.
            const auto renamed = std::string(other.prefix) + text.substr(other.prefix.size());
            EXPECT_EQ(read_token(other.kind, renamed).has_value(), one.kind == other.kind);
        }
    EXPECT_FALSE(read_token(static_cast<TokenKind>(0), fresh(TokenKind::session)));
    EXPECT_FALSE(kind_of_token("ghp_abc"));
    EXPECT_FALSE(kind_of_token(""));
}

TEST(Token, BX12_RandomTextsAreRefused) {
    EXPECT_TRUE(rc::check("any bytes", [](const std::string& bytes) {
        for (const auto& one : token_kinds) RC_ASSERT(!read_token(one.kind, bytes));
    }));
    EXPECT_TRUE(rc::check("made up of the right letters", [] {
        const auto letter = rc::gen::elementOf(std::string("ABCXYZabcxyz0189-_"));
        const auto body = *rc::gen::container<std::string>(48, letter);
        RC_ASSERT(!read_token(TokenKind::session, "rses_" + body));
    }));
    EXPECT_TRUE(rc::check("several characters changed in a row", [] {
        const auto text = fresh(TokenKind::refresh);
        auto changed = text;
        const auto length = *rc::gen::inRange<std::size_t>(1, 6);
        const auto at = *rc::gen::inRange<std::size_t>(5, text.size() - length + 1);
        for (std::size_t i = at; i < at + length; ++i)
            changed[i] = *rc::gen::elementOf(std::string("ABCDEFabcdef0123456789-_"));
        RC_ASSERT(read_token(TokenKind::refresh, changed).has_value() == (changed == text));
    }));
}

TEST(Token, HashesCompareWhole) {
    auto a = make_token(TokenKind::session, world()).hash, b = a;
    EXPECT_TRUE(a == b);
    for (auto& byte : b.raw) {
        byte ^= 1;
        EXPECT_FALSE(a == b);
        byte ^= 1;
    }
}

// ---- Recovery codes ------------------------------------------------------------------------------------------

TEST(RecoveryCodes, BX12_TenOfThemReadAsShown) {
    const auto codes = make_recovery_codes(world(), "owner");
    ASSERT_EQ(codes.size(), 10u);
    std::set<std::string> texts;
    for (const auto& code : codes) {
        const std::string text(code.text.reveal());
        texts.insert(text);
        EXPECT_EQ(text.size(), 29u);
        EXPECT_EQ(std::count(text.begin(), text.end(), '-'), 5);
        EXPECT_EQ(text.find_first_of("ilouILOU"), text.npos) << "letters that look like others";
        EXPECT_EQ(read_recovery_code(text, "owner"), code.hash);
    }
    EXPECT_EQ(texts.size(), 10u);
}

TEST(RecoveryCodes, BX12_AgreesWithAnotherImplementation) {
    // Python 3: the alphabet over the bytes 0 to 14, hashlib.blake2b.
    const auto code = std::move(make_recovery_codes(test::counting_entropy(), "owner", 1).front());
    EXPECT_EQ(code.text.reveal(), "000g-40r4-0m30-e209-185g-r38e");
    EXPECT_EQ(hex(code.hash), "27627d9c4e886b3f7b451f623be9ebd91cd922492f34a93879b5cc6d9946e345");
}

TEST(RecoveryCodes, BX12_TakesWhatPeopleType) {
    const std::string shown = "v01g-40r4-0m30-e209-185g-r38e";
    const auto hash = read_recovery_code(shown, "owner");
    ASSERT_TRUE(hash);
    for (const std::string& typed :
         {std::string("v01g40r40m30e209185gr38e"), std::string("V01G-40R4-0M30-E209-185G-R38E"),
          std::string("  v01g 40r4 0m30 e209 185g r38e\n"), std::string("uoIg-4or4-Om3o-e2o9-l85g-r38E"),
          std::string("v-0-1-g-4-0-r-4-0-m-3-0-e-2-0-9-1-8-5-g-r-3-8-e"),
          std::string("v01g\u201340r4\u20110m30\u00A0e209\u2014185g\u2212r38e"),
          std::string("v01g_40r4\t0m30--e209185gr38e")})
        EXPECT_EQ(read_recovery_code(typed, "owner"), hash) << typed;
}

TEST(RecoveryCodes, BX12_RefusesWhatIsNone) {
    const std::string shown = "v01g-40r4-0m30-e209-185g-r38e";
    const auto hash = read_recovery_code(shown, "owner");
    for (const std::string& none :
         {std::string(), std::string("-"), shown.substr(1), shown.substr(0, 28), shown + "0", shown + "!",
          "*" + shown, shown + std::string(1, '\0'), std::string("v01g-40r4-0m30-e209-185g-r38\u00E9"),
          std::string(257, ' '), shown + shown, std::string("v01g.40r4.0m30.e209.185g.r38e")})
        EXPECT_FALSE(read_recovery_code(none, "owner")) << none;
    EXPECT_NE(read_recovery_code(shown, "another"), hash) << "of another owner";
    EXPECT_NE(read_recovery_code(shown, ""), hash);
    for (std::size_t at = 0; at < shown.size(); ++at) {
        if (shown[at] == '-') continue;
        auto changed = shown;
        changed[at] = shown[at] == '7' ? '8' : '7';
        EXPECT_NE(read_recovery_code(changed, "owner"), hash) << at;
    }
}

TEST(RecoveryCodes, BX12_AnyBytes) {
    EXPECT_TRUE(rc::check("one code has one hash, whatever stands between", [] {
        const auto code = std::move(make_recovery_codes(world(), "owner", 1).front());
        std::string typed;
        for (const char c : code.text.reveal()) {
            if (c == '-') continue;
            typed += *rc::gen::arbitrary<bool>() ? static_cast<char>(std::toupper(c)) : c;
            typed += *rc::gen::elementOf(std::vector<std::string>{"", " ", "-", "\u2013", "  "});
        }
        RC_ASSERT(read_recovery_code(typed, "owner") == code.hash);
    }));
    EXPECT_TRUE(rc::check("any bytes", [](const std::string& typed) {
        static const auto known = make_recovery_codes(world(), "owner");
        const auto hash = read_recovery_code(typed, "owner");
        for (const auto& code : known) RC_ASSERT(hash != code.hash);
    }));
}

}  // namespace
}  // namespace roster::sessions
