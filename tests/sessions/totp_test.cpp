// One-time passwords by the clock (UC-7).
#include "sessions/totp.hpp"

#include "support/fixed_entropy.hpp"
#include "support/world.hpp"

#include <roster/base/error.hpp>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>

namespace roster::sessions {
namespace {

using test::at;

const std::string sha1_seed = "12345678901234567890";
const std::string sha256_seed = "12345678901234567890123456789012";
const std::string sha512_seed = "1234567890123456789012345678901234567890123456789012345678901234";

std::string code(std::string_view seed, std::int64_t step, const TotpParameters& parameters = {}) {
    return std::string(totp_code(seed, step, parameters).reveal());
}

std::string reason_of(const std::function<void()>& call) {
    try {
        call();
    } catch (const Error& e) {
        EXPECT_EQ(e.code(), ErrorCode::invalid_argument);
        return e.reason();
    }
    return "";
}

TEST(Totp, UC7_VectorsOfTheStandard) {  // RFC 6238, appendix B
    struct Row {
        std::int64_t seconds;
        const char *sha1, *sha256, *sha512;
    };
    for (const auto& row :
         {Row{59, "94287082", "46119246", "90693936"}, Row{1111111109, "07081804", "68084774", "25091201"},
          Row{1111111111, "14050471", "67062674", "99943326"}, Row{1234567890, "89005924", "91819424", "93441116"},
          Row{2000000000, "69279037", "90698825", "38618901"},
          Row{20000000000, "65353130", "77737706", "47863826"}}) {
        const auto now = *instant_from_micros(row.seconds * 1'000'000);
        const auto check = [&](TotpDigest digest, const std::string& seed, const std::string& wanted) {
            const TotpParameters eight{digest, 8, 30}, six{digest, 6, 30};
            EXPECT_EQ(totp_step(now, eight), row.seconds / 30);
            EXPECT_EQ(code(seed, row.seconds / 30, eight), wanted);
            EXPECT_EQ(code(seed, row.seconds / 30, six), wanted.substr(2));
            EXPECT_EQ(verify_totp(seed, wanted, now, TotpWindow::exact, {}, eight), row.seconds / 30);
            EXPECT_FALSE(verify_totp(seed, wanted, now, TotpWindow::exact, {}, six));
        };
        check(TotpDigest::sha1, sha1_seed, row.sha1);
        check(TotpDigest::sha256, sha256_seed, row.sha256);
        check(TotpDigest::sha512, sha512_seed, row.sha512);
    }
}

TEST(Totp, UC7_AStepIsGoodOnce) {
    const auto now = at("2024-05-05T12:00:15Z");
    const auto step = totp_step(now);
    const auto running = code(sha1_seed, step), before = code(sha1_seed, step - 1),
               after = code(sha1_seed, step + 1);
    const auto verify = [&](const std::string& typed, std::optional<std::int64_t> last) {
        return verify_totp(sha1_seed, typed, now, TotpWindow::neighbours, last);
    };
    EXPECT_EQ(verify(running, std::nullopt), step);
    EXPECT_EQ(verify(running, step - 1), step);
    EXPECT_FALSE(verify(running, step)) << "used again";
    EXPECT_FALSE(verify(before, step)) << "an earlier one after a later one";
    EXPECT_FALSE(verify(before, step - 1));
    EXPECT_EQ(verify(before, step - 2), step - 1);
    EXPECT_EQ(verify(after, step), step + 1);
    EXPECT_FALSE(verify(running, step + 1));
    EXPECT_FALSE(verify(running, std::numeric_limits<std::int64_t>::max()));
}

TEST(Totp, UC7_TheWindowIsASetting) {
    const auto now = at("2024-05-05T12:00:15Z");
    const auto step = totp_step(now);
    for (const auto distance : {-3, -2, -1, 0, 1, 2, 3}) {
        const auto typed = code(sha1_seed, step + distance);
        EXPECT_EQ(verify_totp(sha1_seed, typed, now, TotpWindow::exact, {}).has_value(), distance == 0) << distance;
        EXPECT_EQ(verify_totp(sha1_seed, typed, now, TotpWindow::neighbours, {}).has_value(),
                  distance >= -1 && distance <= 1)
            << distance;
    }
}

TEST(Totp, UC7_TwoStepsOfOneCodeAreUsedTogether) {
    // A seed and a step where two codes in a row are equal.
    std::int64_t twin = 0;
    for (std::int64_t step = 1; twin == 0 && step < 5'000'000; ++step) {
        static std::string last = code(sha1_seed, 0);
        auto next = code(sha1_seed, step);
        if (next == last) twin = step;
        last = std::move(next);
    }
    ASSERT_NE(twin, 0);
    const auto now = *instant_from_micros((twin * 30 - 15) * 1'000'000);  // in the first of the two
    EXPECT_EQ(verify_totp(sha1_seed, code(sha1_seed, twin), now, TotpWindow::neighbours, {}), twin);
    EXPECT_FALSE(verify_totp(sha1_seed, code(sha1_seed, twin), now, TotpWindow::neighbours, twin));
}

TEST(Totp, UC7_OnlyItsDigitsAreACode) {
    const auto now = at("2024-05-05T12:00:15Z");
    const auto right = code(sha1_seed, totp_step(now));
    const auto verify = [&](std::string_view typed) {
        return verify_totp(sha1_seed, typed, now, TotpWindow::neighbours, {}).has_value();
    };
    EXPECT_TRUE(verify(right));
    EXPECT_TRUE(verify(right.substr(0, 3) + " " + right.substr(3)));
    EXPECT_TRUE(verify(" " + right + " "));
    for (const std::string& wrong :
         {std::string(), std::string(" "), std::string("000000000"), right + "0", "0" + right, right.substr(1),
          right.substr(0, 5), "+" + right, "-" + right, right + "\n", right + std::string(1, '\0'),
          std::string(6, '\0'), right.substr(0, 5) + "a", std::string("\uFF11\uFF12\uFF13\uFF14\uFF15\uFF16"),
          right + std::string(64, ' ')})
        EXPECT_FALSE(verify(wrong)) << wrong;
    for (std::size_t i = 0; i < right.size(); ++i) {
        auto changed = right;
        changed[i] = changed[i] == '9' ? '0' : static_cast<char>(changed[i] + 1);
        EXPECT_FALSE(verify(changed));
    }
}

TEST(Totp, StepsBeforeAndAt1970) {
    EXPECT_EQ(totp_step(*instant_from_micros(0)), 0);
    EXPECT_EQ(totp_step(*instant_from_micros(29'999'999)), 0);
    EXPECT_EQ(totp_step(*instant_from_micros(30'000'000)), 1);
    EXPECT_EQ(totp_step(*instant_from_micros(-1)), -1);
    EXPECT_EQ(totp_step(*instant_from_micros(-30'000'000)), -1);
    EXPECT_EQ(totp_step(*instant_from_micros(-30'000'001)), -2);
    EXPECT_FALSE(verify_totp(sha1_seed, "123456", at("1960-01-01T00:00:00Z"), TotpWindow::neighbours, {}));
    EXPECT_EQ(verify_totp(sha1_seed, code(sha1_seed, 0), at("1970-01-01T00:00:00Z"), TotpWindow::neighbours, {}),
              0);
}

TEST(Totp, ParametersAreChecked) {
    const auto refused = [](std::string_view seed, const TotpParameters& parameters) {
        const auto now = at("2024-05-05T12:00:15Z");
        const auto one = reason_of([&] { static_cast<void>(totp_code(seed, 1, parameters)); });
        EXPECT_EQ(reason_of([&] { static_cast<void>(totp_uri(seed, "A", "b", parameters)); }), one);
        EXPECT_EQ(reason_of([&] {
                      static_cast<void>(verify_totp(seed, "123456", now, TotpWindow::exact, {}, parameters));
                  }),
                  one);
        return one == "sessions.totp";
    };
    EXPECT_FALSE(refused("x", {}));
    EXPECT_FALSE(refused("x", {TotpDigest::sha512, 8, 300}));
    EXPECT_TRUE(refused("", {}));
    EXPECT_TRUE(refused(std::string(129, 'x'), {}));
    for (const int digits : {-1, 0, 5, 7, 9, 1'000'000}) EXPECT_TRUE(refused("x", {.digits = digits})) << digits;
    for (const int period : {-30, 0, 14, 301}) EXPECT_TRUE(refused("x", {.period = period})) << period;
    EXPECT_TRUE(refused("x", {.digest = static_cast<TotpDigest>(0)}));
    EXPECT_TRUE(refused("x", {.digest = static_cast<TotpDigest>(4)}));
    EXPECT_EQ(reason_of([] { static_cast<void>(totp_code("x", -1)); }), "sessions.totp");
}

TEST(Totp, UC7_SeedsAreRandomAndLongEnough) {
    EXPECT_EQ(make_totp_seed(TotpDigest::sha1, Environment::system()).size(), 20u);
    EXPECT_EQ(make_totp_seed(TotpDigest::sha256, Environment::system()).size(), 32u);
    EXPECT_EQ(make_totp_seed(TotpDigest::sha512, Environment::system()).size(), 64u);
    EXPECT_FALSE(make_totp_seed(TotpDigest::sha1, Environment::system()) ==
                 make_totp_seed(TotpDigest::sha1, Environment::system()));
    EXPECT_EQ(make_totp_seed(TotpDigest::sha1, test::counting_entropy(65)).reveal(), "ABCDEFGHIJKLMNOPQRST");
}

TEST(Totp, UC7_TheAddressForApps) {
    const auto uri = [](std::string_view issuer, std::string_view account, const TotpParameters& parameters = {}) {
        return std::string(totp_uri("Hello!\xDE\xAD\xBE\xEF", issuer, account, parameters).reveal());
    };
    // The example of the Key URI Format.
    EXPECT_EQ(
        uri("Example", "alice@google.com"),
        "otpauth://totp/Example:alice%40google.com?secret=JBSWY3DPEHPK3PXP&issuer=Example&algorithm=SHA1&digits=6&period=30");
    EXPECT_EQ(uri("Acme & S\u00F6hne", "a+b@x.example", {TotpDigest::sha256, 8, 60}),
              "otpauth://totp/Acme%20%26%20S%C3%B6hne:a%2Bb%40x.example?secret=JBSWY3DPEHPK3PXP"
              "&issuer=Acme%20%26%20S%C3%B6hne&algorithm=SHA256&digits=8&period=60");
    EXPECT_EQ(
        uri("A:B", "c:d?e=f#g&h%/"),
        "otpauth://totp/A%20B:c%20d%3Fe%3Df%23g%26h%25%2F?secret=JBSWY3DPEHPK3PXP&issuer=A%20B&algorithm=SHA1&digits=6&period=30");
    EXPECT_EQ(uri("", "x"), "otpauth://totp/x?secret=JBSWY3DPEHPK3PXP&algorithm=SHA1&digits=6&period=30");
    EXPECT_TRUE(uri("A", "b", {.digest = TotpDigest::sha512}).find("algorithm=SHA512") != std::string::npos);
}

TEST(Base32, KnownTexts) {  // RFC 4648, section 10
    const std::pair<const char*, const char*> known[] = {{"f", "MY"},           {"fo", "MZXQ"},
                                                         {"foo", "MZXW6"},      {"foob", "MZXW6YQ"},
                                                         {"fooba", "MZXW6YTB"}, {"foobar", "MZXW6YTBOI"}};
    for (const auto& [bytes, text] : known) {
        EXPECT_EQ(to_base32(bytes).reveal(), text);
        EXPECT_EQ(from_base32(text)->reveal(), bytes);
        const std::string padded =
            std::string(text) + std::string((8 - std::string_view(text).size() % 8) % 8, '=');
        EXPECT_EQ(from_base32(padded)->reveal(), bytes);
    }
    EXPECT_EQ(from_base32("mzxw 6ytb oi")->reveal(), "foobar");
    EXPECT_TRUE(to_base32("").empty());
    for (const std::string& bad :
         {std::string(), std::string(" "), std::string("="), std::string("M"), std::string("MZX"),
          std::string("MZ"), std::string("MY="), std::string("MY=====M"), std::string("MY======="),
          std::string("M0"), std::string("M1"), std::string("M8"), std::string("M-"), std::string("MZXW6YTB="),
          std::string("MZXW6YTB========"), std::string("MY\0\0", 4), std::string("\xC3\xA4Y"),
          std::string(2'000, 'A')})
        EXPECT_FALSE(from_base32(bad)) << bad;
}

TEST(Totp, UC7_AnyBytes) {
    const auto now = at("2024-05-05T12:00:15Z");
    EXPECT_TRUE(rc::check("typed", [&](const std::string& typed) {
        const auto found = verify_totp(sha1_seed, typed, now, TotpWindow::neighbours, {});
        if (found) RC_ASSERT(*found - totp_step(now) >= -1 && *found - totp_step(now) <= 1);
        else
            for (const auto aside : {-1, 0, 1}) RC_ASSERT(typed != code(sha1_seed, totp_step(now) + aside));
    }));
    EXPECT_TRUE(rc::check("base 32", [](const std::string& text) {
        if (!text.empty() && text.size() <= 128) RC_ASSERT(from_base32(to_base32(text).reveal())->reveal() == text);
        if (const auto read = from_base32(text))
            RC_ASSERT(from_base32(to_base32(read->reveal()).reveal())->reveal() == read->reveal());
    }));
    EXPECT_TRUE(rc::check("letters of base 32", [] {
        const auto text = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("AZaz27M =")));
        std::string plain;
        for (const char c : text)
            if (c != ' ' && c != '=') plain += static_cast<char>(std::toupper(c));
        if (const auto read = from_base32(text)) RC_ASSERT(to_base32(read->reveal()).reveal() == plain);
    }));
}

}  // namespace
}  // namespace roster::sessions
