#include "base/base64.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>

namespace roster::base64 {
namespace {

constexpr Form forms[] = {Form::standard, Form::unpadded, Form::url};

TEST(Base64, KnownTexts) {  // RFC 4648, section 10
    const std::pair<const char*, const char*> known[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
    for (const auto& [bytes, text] : known) {
        EXPECT_EQ(encode(bytes, Form::standard), text);
        EXPECT_EQ(decode(text, Form::standard), bytes);
        std::string bare = text;
        while (bare.ends_with('=')) bare.pop_back();
        EXPECT_EQ(encode(bytes, Form::unpadded), bare);
        EXPECT_EQ(decode(bare, Form::url), bytes);
    }
    EXPECT_EQ(encode("\xFB\xEF\xBE\xFF\xFF\xFF", Form::url), "----____");
    EXPECT_EQ(encode("\xFB\xEF\xBE\xFF\xFF\xFF", Form::unpadded), "++++////");
}

TEST(Base64, RefusesEveryOtherText) {
    for (const auto* bad :
         {"Zg", "Zg=", "Zg===", "Z", "Zh==", "Zm9=", "Zm9v=", "Z m9v", "Zm9v\n", "----", "=", "===="})
        EXPECT_FALSE(decode(bad, Form::standard)) << bad;
    for (const auto* bad : {"Zg==", "Zh", "Zm9", "Z", "++++", "Zm9v "}) EXPECT_FALSE(decode(bad, Form::url)) << bad;
    EXPECT_FALSE(decode(std::string_view("Zm9v\0", 5), Form::url));
}

TEST(Base64, EachTextThatIsReadIsTheOneThatIsWritten) {
    EXPECT_TRUE(rc::check("every text of four bytes' worth", [](std::string bytes, std::string noise) {
        for (const auto form : forms) {
            const auto text = encode(bytes, form);
            RC_ASSERT(decode(text, form) == bytes);
            RC_ASSERT(decode_secret(text, form)->reveal() == bytes);
            if (const auto read = decode(noise, form)) RC_ASSERT(encode(*read, form) == noise);
        }
    }));
    // One letter changed into each of the 256 bytes.
    for (const auto form : forms) {
        const auto text = encode("ab?>~\xFF!", form);
        for (std::size_t at = 0; at < text.size(); ++at) {
            for (int c = 0; c < 256; ++c) {
                auto changed = text;
                changed[at] = static_cast<char>(c);
                const auto read = decode(changed, form);
                EXPECT_EQ(read ? encode(*read, form) : changed, changed) << at << " " << c;
                EXPECT_EQ(read.has_value(), decode_secret(changed, form).has_value());
            }
        }
    }
}

}  // namespace
}  // namespace roster::base64
