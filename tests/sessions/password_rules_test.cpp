// Which passwords may be set (AI-2).
#include "sessions/password_rules.hpp"

#include "sessions/password_hash.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

namespace roster::sessions {
namespace {

using Faults = std::vector<PasswordFault>;
using enum PasswordFault;

const std::vector<std::string> grace = {"Grace", "H\u00F6pper",    "grace.hopper@acme-desk.example",
                                        "Acme",  "Acme Help Desk", "Roster"};

Faults alone(std::string_view password, const std::vector<std::string>& context = {}) {
    return check_password(password, PasswordRules::alone(), context);
}
Faults beside(std::string_view password, const std::vector<std::string>& context = {}) {
    return check_password(password, PasswordRules::with_second_factor(), context);
}

TEST(PasswordRules, AI2_LengthInCodePoints) {
    const std::string strong = "vT7-pLq2xR9_kWz";  // 15
    EXPECT_EQ(alone(strong), Faults{});
    EXPECT_EQ(alone(strong.substr(1)), Faults{too_short});
    EXPECT_EQ(beside(strong.substr(0, 8)), Faults{});
    EXPECT_EQ(beside(strong.substr(0, 7)), Faults{too_short});
    // 15 code points of three bytes each; 14 of them decomposed are 15 before they are NFC.
    EXPECT_EQ(alone("\u6F22\u5B57\u8A00\u8449\u6D77\u5C71\u5DDD\u6728\u706B\u571F\u91D1\u6C34\u65E5\u6708\u661F"),
              Faults{});
    EXPECT_EQ(alone("vT7-pLq2xR9_ku\u0308"), Faults{too_short});
    EXPECT_EQ(alone(""), Faults{too_short});
}

TEST(PasswordRules, AI2_UpTo1024Bytes) {
    std::string longest;
    for (int i = 0; longest.size() < 1'024; ++i) longest += "word" + std::to_string(i * 7919);
    longest.resize(1'024);
    EXPECT_EQ(alone(longest), Faults{});
    EXPECT_EQ(alone(longest + "x"), Faults{too_long});
    EXPECT_EQ(alone(std::string(10'000'000, 'x')), Faults{too_long});
}

TEST(PasswordRules, AI2_NoRulesOfComposition) {
    for (const auto* fine :
         {"correct horse battery staple", "my dog ate my homework", "sommerferien in bayern",
          "blue table runs fast", "83650281745290361", "QZVKTWMXPLRDNBGH", "  spaces  are  fine  ",
          "\u0437\u0435\u043B\u0451\u043D\u0430\u044F \u043B\u043E\u0448\u0430\u0434\u044C 7"})
        EXPECT_EQ(alone(fine), Faults{}) << fine;
}

TEST(PasswordRules, AI2_WhatNobodyCanType) {
    EXPECT_EQ(alone("vT7-pLq2xR9_kWz\xFF"), Faults{invalid_utf8});
    EXPECT_EQ(alone("\xC0\x80vT7-pLq2xR9_kWz"), Faults{invalid_utf8});
    EXPECT_EQ(alone(std::string_view("vT7-pLq2\0xR9_kWz", 16)), Faults{control_character});
    EXPECT_EQ(alone("vT7-pLq2xR9_kWz\n"), Faults{control_character});
    EXPECT_EQ(alone("vT7-pLq2xR9_kWz\x7F"), Faults{control_character});
}

TEST(PasswordRules, AI2_TheListOfCommonPasswords) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < common_passwords.size();) {
        const auto end = common_passwords.find('\n', at);
        ASSERT_NE(end, common_passwords.npos) << "the last line ends too";
        lines.emplace_back(common_passwords.substr(at, end - at));
        at = end + 1;
    }
    EXPECT_GE(lines.size(), 10'000u);
    EXPECT_TRUE(std::is_sorted(lines.begin(), lines.end())) << "it is searched by halves";
    EXPECT_EQ(std::adjacent_find(lines.begin(), lines.end()), lines.end());
    for (const auto& line : lines) {
        EXPECT_GE(line.size(), 8u) << line;
        EXPECT_TRUE(std::all_of(line.begin(), line.end(), [](char c) {
            return c > ' ' && c <= '~' && !(c >= 'A' && c <= 'Z');
        })) << line;
        EXPECT_TRUE(is_common_password(line)) << line;
        EXPECT_FALSE(is_common_password(line + "\n")) << line;
        const auto faults = beside(line);
        EXPECT_TRUE(std::find(faults.begin(), faults.end(), common) != faults.end()) << line;
    }
    // Not what stands beside a line, or is a part of one.
    for (const auto& line : lines) {
        const auto without = line.substr(0, line.size() - 1);
        EXPECT_EQ(is_common_password(without), std::binary_search(lines.begin(), lines.end(), without)) << line;
        EXPECT_EQ(is_common_password(line + "~"), std::binary_search(lines.begin(), lines.end(), line + "~"))
            << line;
    }
}

TEST(PasswordRules, AI2_CommonInAnyCase) {
    EXPECT_EQ(beside("password1"), Faults{common});
    EXPECT_EQ(beside("PassWord1"), Faults{common});
    EXPECT_EQ(alone("PASSWORD1"), (Faults{too_short, common}));
    EXPECT_EQ(alone("1234567890QWERTY"), Faults{common});
    EXPECT_FALSE(is_common_password(""));
    EXPECT_FALSE(is_common_password("\n"));
    EXPECT_FALSE(is_common_password("password1\npassword12"));
    EXPECT_FALSE(is_common_password("\xFF"));
}

TEST(PasswordRules, AI2_ContextWords) {
    for (const auto* personal :
         {"gracehopper1906", "GraceHopper!1906", "hopper.grace.06", "H\u00D6PPERh\u00F6pperhopper",
          "grace.hopper@acme-desk.example", "AcmeHelpDesk2026!", "acmehelpdesk-2026", "acme-desk.example",
          "roster roster 12", "Grace Grace Grace"})
        EXPECT_EQ(alone(personal, grace), Faults{context}) << personal;
    EXPECT_EQ(beside("hopper12", grace), Faults{context});
    // Long enough without them, or none of them in it.
    EXPECT_EQ(alone("grace under seven quiet bridges", grace), Faults{});
    EXPECT_EQ(alone("gracehopper1906", {}), Faults{weak}) << "without context it is two names and a year";
    EXPECT_EQ(alone("vT7-pLq2xR9_kWz", grace), Faults{});
    // Short words are parts of too many others, and odd ones are none.
    EXPECT_EQ(alone("annabel saw nine green lamps", {"Ann", "", "\xFF", std::string(5'000, 'x'), "@", "..", " "}),
              Faults{});
}

TEST(PasswordRules, AI2_TooEasyToGuess) {
    for (const auto* easy :
         {"aaaaaaaaaaaaaaa", "passwordpassword", "password12345678", "qwertyuiopasdfgh", "abcabcabcabcabc",
          "iloveyouiloveyou", "12345678901234567890", "zxzxzxzxzxzxzxzx", "January2024February"})
        EXPECT_EQ(alone(easy), Faults{weak}) << easy;
    EXPECT_EQ(alone(std::string(1'024, 'a')), Faults{weak}) << "length alone is not strength";
    EXPECT_EQ(beside("summer2024!!"), Faults{weak});
    EXPECT_EQ(beside("kX9#mQ2$"), Faults{});
    // A word of the context counts as the first that is tried, where enough is left for the other rule.
    EXPECT_EQ(alone("zbyszko_warszawa"), Faults{});
    EXPECT_EQ(alone("zbyszko_warszawa", {"Zbyszko"}), Faults{weak});
}

TEST(PasswordRules, AI2_EveryFaultHasItsReasonAndMessage) {
    FieldErrors errors;
    refuse_password(errors, "password",
                    {too_long, invalid_utf8, control_character, too_short, common, context, weak},
                    PasswordRules::alone());
    std::vector<std::string> reasons;
    for (const auto& one : errors.list()) {
        EXPECT_EQ(one.field, "password");
        EXPECT_FALSE(one.message.empty());
        reasons.push_back(one.reason);
    }
    EXPECT_EQ(reasons, (std::vector<std::string>{"too_long", "invalid_utf8", "control_character", "too_short",
                                                 "common_password", "personal_password", "weak_password"}));
    EXPECT_EQ(errors.list()[3].message, "must have at least 15 characters");
    FieldErrors none;
    refuse_password(none, "password", {}, PasswordRules::alone());
    EXPECT_TRUE(none.empty());
}

TEST(PasswordRules, AI2_AnyBytesInBoundedTime) {
    EXPECT_TRUE(rc::check("any bytes", [](const std::string& password, const std::vector<std::string>& context) {
        const auto faults = check_password(password, PasswordRules::with_second_factor(), context);
        if (password.empty()) RC_ASSERT(!faults.empty());
        RC_ASSERT(std::adjacent_find(faults.begin(), faults.end(), [](auto a, auto b) { return a >= b; }) ==
                  faults.end());
    }));
    // What keeps an estimator busy: repetitions, and context words that fit everywhere.
    const std::vector<std::string> words(200, "aaaa");
    for (const std::string& slow :
         {std::string(1'024, 'a'), std::string(340, 'a') + std::string(340, 'b') + std::string(340, 'a')}) {
        const auto begun = std::chrono::steady_clock::now();
        static_cast<void>(alone(slow, words));
        EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(2));
    }
}

}  // namespace
}  // namespace roster::sessions
