#include <roster/base/email.hpp>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <chrono>
#include <string>
#include <vector>

namespace {

using namespace roster;

/// The key, or "!" and the reason.
std::string key(std::string_view address) {
    FieldErrors errors;
    const auto found = email::parse(address, "email", errors);
    EXPECT_EQ(found.has_value(), errors.empty());
    EXPECT_EQ(email::key_of(address).has_value(), found.has_value());
    if (found) {
        EXPECT_EQ(email::key_of(address), found->key);
        return found->key;
    }
    EXPECT_EQ(errors.list().size(), 1u);
    EXPECT_EQ(errors.list()[0].field, "email");
    return "!" + errors.list()[0].reason;
}

std::string repeat(std::string_view s, std::size_t n) {
    std::string all;
    for (std::size_t i = 0; i < n; ++i) all += s;
    return all;
}

TEST(Email, KeepsTheAddressAndFoldsTheKey) {
    FieldErrors errors;
    const auto found = email::parse(" \t Grace.Hopper+Desk@B\u00dccher.Example\r\n", "email", errors);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->address, "Grace.Hopper+Desk@B\u00dccher.Example");
    EXPECT_EQ(found->key, "grace.hopper+desk@xn--bcher-kva.example");
}

TEST(Email, AcceptsWhatMailUses) {
    for (const auto* good :
         {"a@b.co", "grace@acme.example", "g.h@a-b.example", "1@2.x1", "a+b_c-d@mail.acme.example",
          "!#$%&'*+-/=?^_`{|}~@x.example", "a@1and1.example", "a@b.c-d", "a@x.xn--p1ai", "a@ab--cd.example"})
        EXPECT_EQ(key(good), good);
}

TEST(Email, KeepsDotsAndTagsApart) {
    EXPECT_NE(key("grace.hopper@x.example"), key("gracehopper@x.example"));
    EXPECT_NE(key("grace+a@x.example"), key("grace@x.example"));
}

TEST(Email, RefusesWhatIsNoAddress) {
    for (const auto* bad : {"grace", "@x.example", ".a@x.example", "a.@x.example", "a..b@x.example",
                            "a b@x.example", "a@b@x.example", "a@@x.example", "a,b@x.example", "<a@x.example>",
                            "a(c)@x.example", "Grace <a@x.example>", "mailto:a@x.example", "a\\b@x.example",
                            "a\"b@x.example", ".@x.example", "a;b@x.example", "a[b@x.example", "a:b@x.example"})
        EXPECT_EQ(key(bad), "!invalid_email") << bad;
    for (const auto* bad : {"a@",
                            "a@x",
                            "a@x.",
                            "a@.x.example",
                            "a@x..example",
                            "a@x.example.",
                            "a@-x.example",
                            "a@x-.example",
                            "a@x.example-",
                            "a@x_y.example",
                            "a@x y.example",
                            "a@[127.0.0.1]",
                            "a@[IPv6:::1]",
                            "a@127.0.0.1",
                            "a@x.123",
                            "a@x.example:25",
                            "a@x/y.example",
                            "a@localhost",
                            "a@x.exa!mple",
                            "a@x!y.b\u00fccher.example",
                            "a@.",
                            "a@x.example,b"})
        EXPECT_EQ(key(bad), "!invalid_domain") << bad;
    EXPECT_EQ(key(""), "!required");
    EXPECT_EQ(key(" \t\u3000"), "!required");
}

TEST(Email, RefusesControlCharactersAndBrokenUtf8) {
    EXPECT_EQ(key(std::string("a\0b@x.example", 13)), "!control_character");
    EXPECT_EQ(key(std::string("a@x.example\0", 12)), "!control_character");
    EXPECT_EQ(key("a@x.example\nBcc: b@x.example"), "!control_character");
    EXPECT_EQ(key("a\r\nb@x.example"), "!control_character");
    EXPECT_EQ(key("\"a\nb\"@x.example"), "!control_character");
    EXPECT_EQ(key("\"a\\\nb\"@x.example"), "!control_character");
    EXPECT_EQ(key("a\x7F@x.example"), "!control_character");
    EXPECT_EQ(key("a\u0085b@x.example"), "!control_character");
    EXPECT_EQ(key("\u00e4\u2028@x.example"), "!control_character");
    EXPECT_EQ(key("\u00e4\n@x.example"), "!control_character");
    EXPECT_EQ(key("a\xE9@x.example"), "!invalid_utf8");
    EXPECT_EQ(key("a\xC0\xC0@x.example"), "!invalid_utf8");
    EXPECT_EQ(key("a@x\xED\xA0\x80.example"), "!invalid_utf8");
}

TEST(Email, OnlyTheAsciiAtIsAnAt) {
    EXPECT_EQ(key("a\uff20x.example"), "!invalid_email");
    EXPECT_EQ(key("a\ufe6bx.example"), "!invalid_email");
    EXPECT_EQ(key("admin\uff20evil.example@x.example"), "!invalid_email");
    EXPECT_EQ(key("a@evil\uff20x.example"), "!invalid_domain");
}

TEST(Email, QuotesInTheKeyOnlyWhereNeeded) {
    EXPECT_EQ(key("\"a.b\"@x.example"), "a.b@x.example");
    EXPECT_EQ(key("\"A\\.b\"@x.example"), "a.b@x.example");
    EXPECT_EQ(key("\"a b\"@x.example"), "\"a b\"@x.example");
    EXPECT_EQ(key("\"a\\ b\"@x.example"), "\"a b\"@x.example");
    EXPECT_EQ(key("\"a@b\"@X.example"), "\"a@b\"@x.example");
    EXPECT_EQ(key("\"a..b\"@x.example"), "\"a..b\"@x.example");
    EXPECT_EQ(key("\"a\\\"\\\\\"@x.example"), "\"a\\\"\\\\\"@x.example");
    EXPECT_EQ(key("\"\"@x.example"), "\"\"@x.example");
    EXPECT_EQ(key("\"\u00c4\"@x.example"), "\u00e4@x.example");
    for (const auto* bad :
         {"\"@x.example", "\"a@x.example", "\"a\"b@x.example", "a\"b\"@x.example", "\"a\"x.example",
          "\"a\\\"@x.example", "\"a\"", "\"", "\"a\".b@x.example", "\"\\\u00e4\"@x.example"})
        EXPECT_EQ(key(bad), "!invalid_email") << bad;
}

TEST(Email, LengthsAreExact) {
    EXPECT_EQ(key(repeat("a", 64) + "@x.example"), repeat("a", 64) + "@x.example");
    EXPECT_EQ(key(repeat("a", 65) + "@x.example"), "!too_long");
    EXPECT_EQ(key("\"" + repeat("a", 62) + "\"@x.example"), repeat("a", 62) + "@x.example");
    EXPECT_EQ(key("\"" + repeat("a", 63) + "\"@x.example"), "!too_long");
    EXPECT_EQ(key("a@" + repeat("b", 63) + ".example"), "a@" + repeat("b", 63) + ".example");
    EXPECT_EQ(key("a@" + repeat("b", 64) + ".example"), "!invalid_domain");
    const auto long_domain = repeat(repeat("b", 62) + ".", 3);  // 189 bytes
    const auto local = repeat("a", 64) + "@";
    EXPECT_EQ(key(local + long_domain).front(), '!');
    EXPECT_EQ((local + long_domain).size(), 254u);
    const auto full = repeat("a", 56) + "@" + long_domain + "example1";
    ASSERT_EQ(full.size(), 254u);
    EXPECT_EQ(key(full), full);
    EXPECT_EQ(key("a" + full), "!too_long");
    EXPECT_EQ(key("  " + full + "  "), full);
    EXPECT_EQ(key("a@" + repeat("b.", 125) + "c"), "a@" + repeat("b.", 125) + "c");
}

TEST(Email, LengthsHoldAlsoForTheFormOnTheWire) {
    // 62 ä make a label of 63 bytes and more in Punycode; U+0958 doubles in NFC.
    EXPECT_EQ(key("a@" + repeat("\u00e4", 62) + ".example"), "!invalid_domain");
    EXPECT_EQ(key(repeat("\u0958", 20) + "@x.example"), "!too_long");
    EXPECT_EQ(key(repeat("a", 46) + "@" + repeat("\u00e4.", 25) + "example").size(), 254u);
    EXPECT_EQ(key(repeat("a", 47) + "@" + repeat("\u00e4.", 25) + "example"), "!too_long");
}

TEST(Email, HugeInputIsRefusedAtOnce) {
    const auto begin = std::chrono::steady_clock::now();
    for (const auto& huge : {repeat("a", 1'000'000), repeat(" ", 1'000'000), repeat("e\u0301", 333'333),
                             repeat("\xFF", 1'000'000), "a@" + repeat("x.", 500'000)})
        for (int i = 0; i < 100; ++i) EXPECT_FALSE(email::key_of(huge));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2));
    EXPECT_EQ(key(repeat("a", 1'000'000)), "!too_long");
}

TEST(Email, DomainsAreComparedAsALabels) {
    EXPECT_EQ(key("a@XN--BCHER-KVA.example"), key("a@b\u00fccher.example"));
    EXPECT_EQ(key("a@BU\u0308CHER.example"), key("a@b\u00fccher.example"));
    EXPECT_EQ(key("a@\u0440\u0444.\u0440\u0444"), "a@xn--p1ai.xn--p1ai");
    EXPECT_EQ(key("a@x\u3002example"), "a@x.example");
    EXPECT_EQ(key("a@\uff58.example"), "a@x.example");
    EXPECT_EQ(key("a@stra\u00dfe.example"), "a@xn--strae-oqa.example");  // non-transitional: not strasse.example
    EXPECT_NE(key("a@\u0430cme.example"), key("a@acme.example"));        // Cyrillic а
}

TEST(Email, RefusesInvalidInternationalDomains) {
    for (const auto* bad :
         {"a@xn--.example", "a@xn--a.example", "a@xn--bcher-.example", "a@xn--bcher-kva-.example",
          "a@xn--acme.example", "a@xn--\u00fc.example", "a@\u0301x.example", "a@x\u200dy.example",
          "a@\u05d0b.example", "a@\u05d0-.example", "a@b\u00fccher", "a@b\u00fccher.1", "a@b\u00fc cher.example",
          "a@b\u00fccher..example", "a@b\u00fccher.example.", "a@x\u00ady.example", "a@x\u200by.example",
          "a@\ue000.example", "a@x\u2028y.example.\u00fc"})
        EXPECT_EQ(key(bad).front(), '!') << bad;
    EXPECT_EQ(key("a@xn--nxasmm1c.com"), key("a@\u03b2\u03cc\u03bb\u03bf\u03c2.com"));  // final sigma is kept
}

TEST(Email, LocalPartsFoldOneLetterToOne) {
    EXPECT_EQ(key("\u00c4RZTIN@x.example"), "\u00e4rztin@x.example");
    EXPECT_EQ(key("A\u0308rztin@x.example"), "\u00e4rztin@x.example");
    EXPECT_EQ(key("H\u0331@x.example"), key("\u1e96@x.example"));
    EXPECT_EQ(key("\u1e9e@x.example"), key("\u00df@x.example"));
    EXPECT_NE(key("stra\u00dfe@x.example"), key("strasse@x.example"));
    EXPECT_NE(key("\ufb01n@x.example"), key("fin@x.example"));
}

TEST(Email, NothingOutsideAsciiBecomesAscii) {
    EXPECT_NE(key("\u0131lker@x.example"), key("ilker@x.example"));  // dotless i
    EXPECT_NE(key("\u0130lker@x.example"), key("ilker@x.example"));  // dotted capital I
    EXPECT_NE(key("\u017fam@x.example"), key("sam@x.example"));      // long s
    EXPECT_NE(key("\uff53am@x.example"), key("sam@x.example"));      // full-width s
    EXPECT_NE(key("\u0430dmin@x.example"), key("admin@x.example"));  // Cyrillic а
}

TEST(Email, LocalPartsHoldNothingInvisible) {
    for (const auto* bad : {"a\u200bb@x.example", "a\u00adb@x.example", "a\u202eb@x.example", "a\u00a0b@x.example",
                            "a\ufeffb@x.example", "a\u200db@x.example", "a\u3164b@x.example", "a\ue000b@x.example",
                            "a\U000E0041@x.example", "a\u0378@x.example", "\"a\u200b\"@x.example"})
        EXPECT_EQ(key(bad), "!invalid_email") << bad;
}

TEST(Email, KeysAreTheirOwnKeys) {
    const std::vector<std::string> parts{"a",      "B",      "z9",     ".",       "\"",     "\\",
                                         "@",      "-",      "xn--",   " ",       "\u00df", "\u1e9e",
                                         "\u0130", "\u0131", "\u0308", "\u00fc",  "\u03a3", "\u3002",
                                         "\u0345", "\u05d0", "\u4e00", "H\u0331", ".com",   "@x.example"};
    EXPECT_TRUE(rc::check("key_of(key) == key, and bytes never break it", [&] {
        std::string s;
        for (const auto& part : *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(parts))) s += part;
        for (const auto& address : {s, s + "@x.example", "\"" + s + "\"@x.example", "a@" + s + ".com"})
            if (const auto found = email::key_of(address)) {
                RC_ASSERT(email::key_of(*found) == found);
                RC_ASSERT(found->find('@') != found->npos);
            }
    }));
    EXPECT_TRUE(rc::check("any bytes", [](const std::string& s) {
        (void)email::key_of(s);
        (void)email::key_of(s + "@" + s + ".com");
    }));
}

TEST(Email, AsciiPathAndUnicodePathAgree) {
    // One local part before an ASCII and an international domain; one domain after a plain and a quoted local part.
    EXPECT_TRUE(rc::check("paths agree", [] {
        const auto local = *rc::gen::container<std::string>(rc::gen::inRange<char>(0x20, 0x7F));
        const auto plain = email::key_of(local + "@x.example"), wide = email::key_of(local + "@\u00fc.example");
        RC_ASSERT(plain.has_value() == wide.has_value());
        if (plain) {
            RC_ASSERT(plain->substr(0, plain->size() - 10) == wide->substr(0, wide->rfind('@')));
        }
        const auto domain = *rc::gen::container<std::string>(rc::gen::element('a', 'Z', '1', '-', '.', '_', ' '));
        const auto simple = email::key_of("a@" + domain), quoted = email::key_of("\"a\"@" + domain);
        RC_ASSERT(simple == quoted);
    }));
}

}  // namespace
