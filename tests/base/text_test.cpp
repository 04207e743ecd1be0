#include <roster/base/text.hpp>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>
#include <vector>

namespace {

using namespace roster;

std::string utf8(char32_t c) {
    const auto cut = [](char32_t bits) { return static_cast<char>(bits); };
    if (c < 0x80) return {cut(c)};
    if (c < 0x800) return {cut(0xC0 | c >> 6), cut(0x80 | (c & 63))};
    if (c < 0x10000) return {cut(0xE0 | c >> 12), cut(0x80 | (c >> 6 & 63)), cut(0x80 | (c & 63))};
    return {cut(0xF0 | c >> 18), cut(0x80 | (c >> 12 & 63)), cut(0x80 | (c >> 6 & 63)), cut(0x80 | (c & 63))};
}

/// Texts with many letters that fold, compose, or are spaces.
std::string any_text() {
    static const std::vector<char32_t> telling{
        'a',   'H',    ' ',    '\t',   0x300,  0x301,   0x331,  0x345,  0x34F,  0x30C,  0x1F0,
        0xDF,  0x1E9E, 0x130,  0x131,  0xC5,   0x212B,  0x3A3,  0x3C2,  0x1FB3, 0x1FBC, 0xA0,
        0x85,  0x2003, 0x3000, 0x200B, 0xFB01, 0x1100,  0x1161, 0x11A8, 0xAC00, 0xE33,  0x95C,
        0x9BC, 0xB4,   0x17F,  0x212A, 0xFDFA, 0x1D160, 0x4E00, 0x5D0,  0x5BC};
    const auto one =
        rc::gen::oneOf(rc::gen::elementOf(telling), rc::gen::cast<char32_t>(rc::gen::inRange(1, 0xD800)),
                       rc::gen::cast<char32_t>(rc::gen::inRange(0xE000, 0x110000)));
    std::string s;
    for (auto c : *rc::gen::container<std::vector<char32_t>>(one)) s += utf8(c);
    return s;
}

std::string reasons(const FieldErrors& errors) {
    std::string all;
    for (const auto& e : errors.list()) all += (all.empty() ? "" : ",") + e.reason;
    return all;
}

std::string clean(std::string_view s, TextLimit limit = {.max_length = 10}) {
    FieldErrors errors;
    const auto cleaned = text::clean(s, limit, "name", errors);
    if (errors.empty()) return cleaned;
    EXPECT_EQ(cleaned, "");
    EXPECT_EQ(errors.list()[0].field, "name");
    return "!" + reasons(errors);
}

TEST(TextUtf8, AcceptsExactlyWhatTheRfcDoes) {
    for (char32_t c = 0; c <= 0x10FFFF; c += c < 0x3000 ? 1 : 61) {
        const bool surrogate = c >= 0xD800 && c <= 0xDFFF;
        ASSERT_EQ(text::is_valid_utf8(utf8(c)), !surrogate) << static_cast<unsigned>(c);
    }
    for (const auto* bad :
         {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80",
          "\xF5\x80\x80\x80", "\xFF", "\xC3", "\xE2\x82", "\xF0\x9F\x98", "a\xE9z"})
        EXPECT_FALSE(text::is_valid_utf8(bad));
}

TEST(TextControl, FindsEveryControlCharacter) {
    for (char32_t c = 0; c < 0x3000; ++c) {
        const bool control = c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x2028 || c == 0x2029;
        ASSERT_EQ(text::has_control("a" + utf8(c)), control) << static_cast<unsigned>(c);
        ASSERT_EQ(text::has_control(utf8(c) + "b", true), control && c != '\n' && c != '\t')
            << static_cast<unsigned>(c);
    }
}

TEST(TextNfc, Composes) {
    EXPECT_EQ(text::nfc("plain"), "plain");
    EXPECT_EQ(text::nfc("e\u0301"), "\u00e9");
    EXPECT_EQ(text::nfc("\u212b"), "\u00c5");
    EXPECT_EQ(text::nfc(std::string_view("a\0\u00e9", 4)), std::string_view("a\0\u00e9", 4));
    EXPECT_TRUE(rc::check("NFC is stable and valid", [] {
        const auto once = text::nfc(any_text());
        RC_ASSERT(text::is_valid_utf8(once));
        RC_ASSERT(text::nfc(once) == once);
    }));
}

TEST(TextFold, MakesCasesEqual) {
    EXPECT_EQ(text::fold_case("ABC xyz [@`{"), "abc xyz [@`{");
    EXPECT_EQ(text::fold_case("STRASSE"), text::fold_case("Stra\u00dfe"));
    EXPECT_EQ(text::fold_case("\u03a3\u0391\u03a3"), text::fold_case("\u03c3\u03b1\u03c2"));
    EXPECT_EQ(text::fold_case("E\u0301"), text::fold_case("\u00e9"));
    EXPECT_EQ(text::fold_case("H\u0331"), text::fold_case("\u1e96"));
    EXPECT_NE(text::fold_case("e"), text::fold_case("\u00e9"));
    EXPECT_TRUE(rc::check("folding is stable and blind to normal forms", [] {
        const auto s = any_text();
        const auto once = text::fold_case(s);
        RC_ASSERT(text::is_valid_utf8(once));
        RC_ASSERT(text::fold_case(once) == once);
        RC_ASSERT(text::fold_case(text::nfc(s)) == once);
    }));
}

TEST(TextSearch, FoldsWhatPeopleDoNotType) {
    EXPECT_EQ(text::search_key("  Jos\u00e9  \u00c1LVAREZ"), "jose alvarez");
    EXPECT_EQ(text::search_key(" \tGrace \n HOPPER  "), "grace hopper");
    EXPECT_EQ(text::search_key("Nguy\u1ec5n"), "nguyen");
    EXPECT_EQ(text::search_key("\u0386\u03bb\u03c6\u03b1 \u0399\u03a3"), "\u03b1\u03bb\u03c6\u03b1 \u03b9\u03c3");
    EXPECT_EQ(text::search_key("\u0419\u043e\u0436\u0438\u043a"), "\u0438\u043e\u0436\u0438\u043a");
    EXPECT_EQ(text::search_key("\uff27\uff52\uff41\uff43\uff45\u3000\ufb01"), "grace fi");
    EXPECT_EQ(text::search_key("Stra\u00dfe"), "strasse");
    EXPECT_EQ(text::search_key("\u0130stanbul"), "istanbul");
    EXPECT_EQ(text::search_key("a\u200bb\u00adc"), "abc");
    EXPECT_EQ(text::search_key(""), "");
    EXPECT_EQ(text::search_key(" \u00a0 \u2003\t"), "");
    EXPECT_EQ(text::search_key("   "), "");
}

TEST(TextSearch, KeepsOtherScriptsMarks) {
    EXPECT_EQ(text::search_key("\u304c"), "\u304c");              // が is not か
    EXPECT_EQ(text::search_key("\u0915\u093f"), "\u0915\u093f");  // Devanagari vowel sign
    EXPECT_EQ(text::search_key("\ud55c\uae00"), "\ud55c\uae00");  // Hangul stays composed
    EXPECT_EQ(text::search_key("\u05e9\u05c1"), text::search_key("\u05e9\u05c1"));
    EXPECT_NE(text::search_key("\u05e9\u05c1"), "\u05e9");  // Hebrew points are letters' marks
}

TEST(TextSearch, IsStableAndBlindToCaseAndNormalForms) {
    EXPECT_TRUE(rc::check("search keys", [] {
        const auto s = any_text();
        const auto once = text::search_key(s);
        RC_ASSERT(text::is_valid_utf8(once));
        RC_ASSERT(text::search_key(once) == once);
        RC_ASSERT(text::search_key(text::nfc(s)) == once);
        RC_ASSERT(text::trim(once) == once);
        RC_ASSERT(once.find("  ") == once.npos);
    }));
    EXPECT_TRUE(rc::check("ASCII path and Unicode path agree", [](const std::string& given) {
        std::string s;
        for (char c : given) s += static_cast<char>(c & 0x7F);
        auto key = text::search_key(s + " \u4e00");
        key.resize(key.size() - 3);
        RC_ASSERT(std::string(text::trim(key)) == text::search_key(s));
    }));
}

TEST(TextTrim, DropsUnicodeWhiteSpaceAtBothEndsOnly) {
    for (char32_t c = 0; c < 0x11000; ++c) {
        if (c >= 0xD800 && c < 0xE000) continue;
        const bool space = (c >= 9 && c <= 13) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
                           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
                           c == 0x205F || c == 0x3000;
        ASSERT_EQ(text::trim(utf8(c) + "x y" + utf8(c)).size() == 3, space) << static_cast<unsigned>(c);
    }
    EXPECT_EQ(text::trim(" \u3000\u00a0 "), "");
    EXPECT_EQ(text::trim(""), "");
    EXPECT_EQ(text::trim("\xE2\x80"), "\xE2\x80");
    EXPECT_TRUE(rc::check("any bytes", [](const std::string& s) { RC_ASSERT(s.find(text::trim(s)) != s.npos); }));
}

TEST(TextClean, NormalisesAndTrims) {
    EXPECT_EQ(clean("  Jose\u0301 "), "Jos\u00e9");
    EXPECT_EQ(clean(""), "");
    EXPECT_EQ(clean("  "), "");
    EXPECT_EQ(clean("\nGrace\n"), "Grace");
}

TEST(TextClean, CountsCodePointsAfterNormalising) {
    EXPECT_EQ(clean("0123456789"), "0123456789");
    EXPECT_EQ(clean("01234567890"), "!too_long");
    EXPECT_EQ(clean("e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301"),
              "\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9");
    const std::string ten =
        "\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600"
        "\U0001F600\U0001F600";
    EXPECT_EQ(clean(ten), ten);
    EXPECT_EQ(clean(ten + " "), "!too_long");  // 41 bytes: the bytes are counted before anything else
    EXPECT_EQ(clean("\u0958\u0958\u0958\u0958\u0958\u0958"), "!too_long");  // each becomes two in NFC
    EXPECT_EQ(clean("", {.max_length = 0}), "");
    EXPECT_EQ(clean("a", {.max_length = 0}), "!too_long");
}

TEST(TextClean, Lists) {
    FieldErrors errors;
    std::vector<std::string> list{" a ", "b", "a", "\x01", ""};
    text::clean_list(list, {.max_length = 5, .required = true}, 5, "labels", errors);
    ASSERT_EQ(errors.list().size(), 2u);
    EXPECT_EQ(errors.list()[0].field, "labels[3]");
    EXPECT_EQ(errors.list()[1].field, "labels[4]");
    EXPECT_EQ(list, (std::vector<std::string>{"a", "b", ""}));
    text::clean_list(list, {.max_length = 5}, 2, "labels", errors);
    EXPECT_EQ(errors.list().back().reason, "too_many");
    EXPECT_EQ(list.size(), 3u);
}

TEST(TextClean, RefusesLongTextBeforeLookingAtIt) {
    EXPECT_EQ(clean(std::string(41, '\xFF')), "!too_long");
    EXPECT_EQ(clean(std::string(1'000'000, ' ')), "!too_long");
}

TEST(TextClean, RefusesInvalidUtf8AndControlCharacters) {
    EXPECT_EQ(clean("a\xC3"), "!invalid_utf8");
    EXPECT_EQ(clean("a\x80"), "!invalid_utf8");
    EXPECT_EQ(clean(std::string_view("a\0b", 3)), "!control_character");
    EXPECT_EQ(clean("a\nb"), "!control_character");
    EXPECT_EQ(clean("a\u2028b"), "!control_character");
    EXPECT_EQ(clean("a\u0085b"), "!control_character");
}

TEST(TextClean, ManyLinesHaveLineFeedsAndTabs) {
    const TextLimit lines{.max_length = 10, .multi_line = true};
    EXPECT_EQ(clean("a\n\tb", lines), "a\n\tb");
    EXPECT_EQ(clean("a\r\nb\r\n\r\nc", lines), "a\nb\n\nc");
    EXPECT_EQ(clean("a\rb", lines), "!control_character");
    EXPECT_EQ(clean("a\x1B[1m", lines), "!control_character");
}

TEST(TextClean, RequiredMeansThatSomethingCanBeSeen) {
    const TextLimit needed{.max_length = 10, .required = true};
    EXPECT_EQ(clean("x", needed), "x");
    EXPECT_EQ(clean("", needed), "!required");
    EXPECT_EQ(clean(" \u3000\t", needed), "!required");
    EXPECT_EQ(clean("\u200b\u2060", needed), "!required");
    EXPECT_EQ(clean("\u3164", needed), "!required");  // Hangul filler
}

TEST(TextClean, ComesBackUnchangedTheSecondTime) {
    EXPECT_TRUE(rc::check("clean is stable", [] {
        const auto s = any_text();
        FieldErrors errors;
        const TextLimit limit{.max_length = 1000, .multi_line = true};
        const auto once = text::clean(s, limit, "x", errors);
        if (!errors.empty()) return;
        RC_ASSERT(text::clean(once, limit, "x", errors) == once);
        RC_ASSERT(errors.empty());
    }));
}

}  // namespace
