// Addresses, scopes and PKCE, as values (BX-13).
#include <roster/sessions/apps_rules.hpp>

#include "base/base64.hpp"
#include "base/kdf.hpp"

#include <gtest/gtest.h>

namespace roster::rules {
namespace {

constexpr auto confidential = AppKind::confidential, native = AppKind::public_client;

TEST(AppRules, BX13_AddressesThatAppsMayHave) {
    const std::string_view for_all[] = {
        "https://app.example/callback",   "https://app.example",     "https://app.example:8443/a/b?c=d&e=%2F",
        "https://xn--bcher-kva.example/", "https://[2001:db8::1]/x", "http://127.0.0.1/x",
        "http://127.0.0.1:8080/x",        "http://[::1]:1/",         "http://localhost:3000/callback"};
    for (const auto uri : for_all) {
        EXPECT_EQ(redirect_fault(uri, confidential), "") << uri;
        EXPECT_EQ(redirect_fault(uri, native), "") << uri;
    }
    for (const std::string_view uri :
         {"com.example.app:/oauth2redirect", "com.example.app://done", "com.example.app:/"}) {
        EXPECT_EQ(redirect_fault(uri, native), "") << uri;
        EXPECT_NE(redirect_fault(uri, confidential), "") << uri;
    }
}

TEST(AppRules, BX13_AddressesThatNoAppMayHave) {
    const std::string long_one = "https://app.example/" + std::string(1'981, 'a');
    const std::string_view none[] = {"",
                                     "app.example/callback",
                                     "/callback",
                                     "//app.example/",
                                     "https:",
                                     "https://",
                                     "https:///x",
                                     "https:/app.example",
                                     "http://app.example/",
                                     "http://127.0.0.2/",
                                     "http://127.0.0.1.example/",
                                     "http://localhost.example/",
                                     "http://0.0.0.0/",
                                     "HTTPS://app.example/",
                                     "https://App.example/",
                                     "https://user@app.example/",
                                     "https://user:word@app.example/",
                                     "https://app.example@evil.example/",
                                     "https://app.example/#",
                                     "https://app.example/#x",
                                     "https://app.example/*",
                                     "https://*.app.example/",
                                     "https://app.example/ x",
                                     "https://app.example/\n",
                                     "https://app.example/\\x",
                                     "https://app.example/%",
                                     "https://app.example/%4",
                                     "https://app.example/%zz",
                                     "https://b\xC3\xBC"
                                     "cher.example/",
                                     "https://app.example:/",
                                     "https://app.example:0/",
                                     "https://app.example:65536/",
                                     "https://app.example:80a/",
                                     "https://[::1/",
                                     "javascript:alert(1)",
                                     "data:text/html,x",
                                     "myapp:/callback",
                                     "com.example.app:callback",
                                     "com.example.app://user@x/",
                                     "file:///etc/passwd",
                                     "ftp://app.example/",
                                     long_one};
    for (const auto uri : none) {
        EXPECT_NE(redirect_fault(uri, confidential), "") << uri;
        EXPECT_NE(redirect_fault(uri, native), "") << uri;
    }
}

TEST(AppRules, BX13_AddressesAreComparedToTheLetter) {
    const std::string_view registered = "https://app.example/callback?a=%2f";
    EXPECT_TRUE(is_redirect(registered, registered));
    for (const std::string_view near :
         {"https://app.example/callback/?a=%2f", "https://app.example/callback?a=%2F",
          "https://app.example/callback?a=/", "https://app.example/callback", "https://app.example/Callback?a=%2f",
          "https://app.example:443/callback?a=%2f", "http://app.example/callback?a=%2f",
          "https://app.example/callback?a=%2f#x", "https://app.example/callback?a=%2f&b=c",
          "https://x@app.example/callback?a=%2f", "https://app.example.evil/callback?a=%2f",
          "https://app.example/./callback?a=%2f", "https://app.example/x/../callback?a=%2f",
          "https://app.example/callback?a=%2f ", "HTTPS://app.example/callback?a=%2f", ""})
        EXPECT_FALSE(is_redirect(registered, near)) << near;
}

TEST(AppRules, BX13_OnlyTheDevicesOwnNumberMayHaveAnyPort) {
    for (const std::string_view given :
         {"http://127.0.0.1/x", "http://127.0.0.1:1/x", "http://127.0.0.1:65535/x"}) {
        EXPECT_TRUE(is_redirect("http://127.0.0.1/x", given)) << given;
        EXPECT_TRUE(is_redirect("http://127.0.0.1:8080/x", given)) << given;
    }
    EXPECT_TRUE(is_redirect("http://[::1]/x", "http://[::1]:5000/x"));
    for (const std::string_view given :
         {"http://127.0.0.1:5000/y", "http://127.0.0.1:5000/x?", "http://127.0.0.1:/x", "http://127.0.0.1:0/x",
          "http://127.0.0.1:05/x", "http://127.0.0.1:65536/x", "http://127.0.0.1:5000@evil.example/x",
          "http://127.0.0.1:80.evil.example/x", "http://[::1]:5000/x", "https://127.0.0.1:5000/x",
          "http://127.0.0.1.evil.example/x", "http://x@127.0.0.1:5000/x"})
        EXPECT_FALSE(is_redirect("http://127.0.0.1/x", given)) << given;
    EXPECT_FALSE(is_redirect("http://localhost/x", "http://localhost:5000/x"));
    EXPECT_FALSE(is_redirect("https://app.example/x", "https://app.example:444/x"));
}

TEST(AppRules, BX13_WhoKeepsAConsent) {
    EXPECT_TRUE(keeps_consent(confidential, "http://127.0.0.1/x"));
    EXPECT_TRUE(keeps_consent(native, "https://app.example/x"));
    EXPECT_FALSE(keeps_consent(native, "http://127.0.0.1/x"));
    EXPECT_FALSE(keeps_consent(native, "http://localhost/x"));
    EXPECT_FALSE(keeps_consent(native, "com.example.app:/x"));
}

TEST(AppRules, BX13_Scopes) {
    using List = std::vector<std::string>;
    EXPECT_EQ(scopes_of("a b:c a d"), (List{"a", "b:c", "d"}));
    for (const std::string_view text : {"", " ", " a", "a  b", "a\tb", "a\"", "a\\", "a\x7F", "\xC3\xA9"})
        EXPECT_EQ(scopes_of(text), List{}) << text;
    EXPECT_EQ(scopes_of("a "), List{"a"});
    EXPECT_EQ(scopes_of(std::string(101, 'a')), List{});
    std::string many;
    for (int i = 0; i < 100; ++i) many += (i == 0 ? "s" : " s") + std::to_string(i);
    EXPECT_EQ(scopes_of(many).size(), 100u);
    EXPECT_EQ(scopes_of(many + " more"), List{});
    EXPECT_EQ(scopes_beyond({"a", "b"}, {"b"}), List{"a"});
    EXPECT_EQ(scopes_within({"a", "b"}, {"b", "c"}), List{"b"});
    EXPECT_EQ(to_text({"a", "b"}), "a b");
}

TEST(AppRules, BX13_PkceAsInRfc7636AppendixB) {
    const std::string_view verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const std::string_view challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    EXPECT_TRUE(is_code_verifier(verifier));
    EXPECT_TRUE(is_code_challenge(challenge));
    EXPECT_EQ(base64::encode(kdf::sha256(verifier), base64::Form::url), challenge);
    EXPECT_FALSE(is_code_verifier(std::string(42, 'a')));
    EXPECT_TRUE(is_code_verifier(std::string(128, '~')));
    EXPECT_FALSE(is_code_verifier(std::string(129, 'a')));
    EXPECT_FALSE(is_code_verifier(std::string(43, '+')));
    EXPECT_FALSE(is_code_challenge(std::string(43, '.')));
    EXPECT_FALSE(is_code_challenge(std::string(44, 'a')));
}

}  // namespace
}  // namespace roster::rules
