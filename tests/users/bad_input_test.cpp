// Wrong text in every text field of a user: each named at once, nothing written.
#include "users/fields.hpp"

#include <chrono>
#include <map>

namespace roster::test {
namespace {

class BadInput : public Desk {};
ROSTER_OVER_ALL_STORES(BadInput);

struct Wrong {
    const char* what;
    std::string text;
    const char* reason;
};
const Wrong texts[] = {
    {"a megabyte", std::string(1 << 20, 'x'), "too_long"},
    {"a megabyte that is not UTF-8", std::string(1 << 20, '\xff'), "too_long"},
    {"a megabyte of marks",
     [] {
         std::string s;
         while (s.size() < 1 << 20) s += "\u0301";
         return s;
     }(),
     "too_long"},
    {"one too many", std::string(301, 'x'), "too_long"},
    {"a byte alone", "a\xe9", "invalid_utf8"},
    {"overlong", "\xc0\xaf", "invalid_utf8"},
    {"a surrogate", "\xed\xa0\x80", "invalid_utf8"},
    {"above Unicode", "\xf4\x90\x80\x80", "invalid_utf8"},
    {"cut off", "a\xe2\x82", "invalid_utf8"},
    {"NUL", std::string("a\0b", 3), "control_character"},
    {"bell",
     "a\x07"
     "b",
     "control_character"},
    {"line feed", "a\nb", "control_character"},
    {"delete",
     "a\x7f"
     "b",
     "control_character"},
    {"next line (C1)", "a\u0085b", "control_character"},
    {"line separator", "a\u2028b", "control_character"},
};

/// The text in one field of a patch or a new user; false when the field holds no text.
template <class Record>
bool put(Record& record, std::string_view field, const std::string& text) {
    bool is_text = false;
    for_each_field<Record>([&](const auto& f) {
        if (f.name != field) return;
        using Value = typename std::remove_cvref_t<decltype(f)>::value_type;
        if constexpr (std::constructible_from<Value, std::string>) {
            record.*f.member = text;
            is_text = true;
        } else if constexpr (std::constructible_from<Value, std::vector<std::string>>) {
            record.*f.member = std::vector<std::string>{text};
            is_text = true;
        }
    });
    return is_text;
}

std::string name_in_error(std::string_view field) {
    return std::string(field) + (field == "labels" || field == "other_emails" ? "[0]" : "");
}

TEST_P(BadInput, EveryTextFieldAndEveryWrongText) {
    for (const auto& wrong : texts)
        for (const auto field : user_fields()) {
            UserPatch patch;
            if (!put(patch, field, wrong.text)) continue;
            SCOPED_TRACE(std::string(field) + ": " + wrong.what);
            const auto expected = name_in_error(field) + ":" + wrong.reason;
            refused("invalid_argument users.invalid", [&] { users.update(system, agent.id, patch); });
            EXPECT_EQ(faults([&] { users.update(system, agent.id, patch); }), expected);
            NewUser given{
                .kind = UserKind::customer, .first_name = "N", .phone = "+4930901820", .email = "n@desk.example"};
            put(given, field, wrong.text);
            refused("invalid_argument users.invalid", [&] { users.add(system, given); });
            EXPECT_EQ(faults([&] { users.add(system, given); }), expected);
        }
    EXPECT_EQ(text_of(now(agent)), text_of(agent));
}

TEST_P(BadInput, AllWrongFieldsAreNamedAtOnce) {
    for (const auto& wrong : texts) {
        SCOPED_TRACE(wrong.what);
        UserPatch patch;
        std::map<std::string, std::string> expected, found;
        for (const auto field : user_fields())
            if (put(patch, field, wrong.text)) expected[name_in_error(field)] = wrong.reason;
        patch.organization = world.environment().new_id<OrganizationId>();
        expected["organization"] = "unknown";
        try {
            users.update(system, agent.id, patch);
            ADD_FAILURE();
        } catch (const Error& error) {
            for (const auto& field : error.fields()) {
                EXPECT_TRUE(found.emplace(field.field, field.reason).second) << field.field << " twice";
                EXPECT_EQ(field.message.find(wrong.text), std::string::npos) << "the rejected value is told";
            }
            EXPECT_LT(std::string(error.what()).size(), 5'000u);
            EXPECT_TRUE(text::is_valid_utf8(error.what()));
        }
        EXPECT_EQ(found, expected);
    }
    EXPECT_EQ(entries_of(agent).size(), 1u);
}

TEST_P(BadInput, ListsFarTooLongAreRefusedAtOnce) {
    std::vector<std::string> texts;
    std::vector<GroupId> groups;
    for (int i = 0; i < 200'000; ++i) {
        texts.push_back("a" + std::to_string(i) + "@home.example");
        groups.push_back(GroupId::well_known(static_cast<std::uint8_t>(i % 250)));
        if (i >= 250) groups.back() = world.environment().new_id<GroupId>();
    }
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(
        faults([&] { users.update(system, agent.id, {.other_emails = texts, .groups = groups, .labels = texts}); }),
        "other_emails:too_many labels:too_many groups:too_many");
    EXPECT_EQ(
        faults([&] { users.add(system, {.email = "n@desk.example", .other_emails = texts, .groups = groups}); }),
        "other_emails:too_many groups:too_many");
    EXPECT_EQ(faults([&] { users.label(system, agent.id, texts, texts); }), "labels:too_many");
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5))
        << "each is looked at once at most";
}

TEST_P(BadInput, LimitsAreInCodePointsAfterNormalisation) {
    std::string decomposed, composed;
    for (int i = 0; i < 100; ++i) decomposed += "e\u0301", composed += "é";
    EXPECT_EQ(users.update(system, agent.id, {.first_name = decomposed}).first_name, composed);
    EXPECT_EQ(faults([&] { users.update(system, agent.id, {.first_name = composed + "é"}); }),
              "first_name:too_long");
    const std::string longest(100, 'x');
    EXPECT_EQ(users.update(system, agent.id, {.last_name = "  " + longest + " "}).last_name, longest);
}

TEST_P(BadInput, Phones) {
    const auto set = [&](const std::string& phone) {
        return users.update(system, agent.id, {.phone = phone}).phone;
    };
    EXPECT_EQ(set("+49 (30) 901-820"), "+4930901820");
    EXPECT_EQ(set("+1.555.0100"), "+15550100");
    EXPECT_EQ(set("+123456789012345"), "+123456789012345");
    EXPECT_EQ(set(" "), "");
    for (const auto* wrong : {"030901820", "0049 30 901820", "+0 555 0100", "+", "+1", "++49 30", "+49 30 x",
                              "+1234567890123456", "+４９３０"})
        EXPECT_EQ(faults([&] { set(wrong); }), "phone:invalid_phone") << wrong;
}

TEST_P(BadInput, LanguagesAndZones) {
    EXPECT_EQ(users.update(system, agent.id, {.language = "PT-br"}).language, "pt-BR");
    EXPECT_EQ(users.update(system, agent.id, {.language = ""}).language, "");
    for (const auto* wrong : {"zz", "english", "en_US_", "-"})
        EXPECT_EQ(faults([&] { users.update(system, agent.id, {.language = wrong}); }), "language:unknown_language")
            << wrong;
    EXPECT_EQ(users.update(system, agent.id, {.time_zone = "Asia/Kathmandu"}).time_zone, "Asia/Kathmandu");
    for (const auto* wrong :
         {"Europe/Atlantis", "+01:00", "../etc/passwd", "/etc/localtime", "Factory", "utc+1", "europe/berlin"})
        EXPECT_EQ(faults([&] { users.update(system, agent.id, {.time_zone = wrong}); }), "time_zone:unknown_zone")
            << wrong;
}

TEST_P(BadInput, LookUps) {
    for (const auto& wrong : texts) {
        SCOPED_TRACE(wrong.what);
        EXPECT_EQ(outcome([&] { users.find_by_email(system, wrong.text); }), "invalid_argument users.invalid");
        EXPECT_EQ(outcome([&] { users.get_by_email(system, wrong.text); }), "invalid_argument users.invalid");
        EXPECT_EQ(outcome([&] { users.find_by_external_id(system, wrong.text); }),
                  "invalid_argument users.invalid");
        EXPECT_EQ(outcome([&] { users.list(system, {.text = wrong.text}); }),
                  "invalid_argument users.invalid_query");
        EXPECT_EQ(outcome([&] { users.labels(system, wrong.text); }), "invalid_argument users.invalid_query");
        EXPECT_EQ(outcome([&] { desk.history().list(system, {.subject_kind = wrong.text, .subject_id = "x"}); }),
                  "invalid_argument history.invalid_query");
        EXPECT_EQ(outcome([&] { desk.imports().find(system, wrong.text); }), "invalid_argument imports.invalid");
        EXPECT_EQ(faults([&] { users.label(system, agent.id, {"ok", wrong.text}); }),
                  std::string("labels[1]:") + wrong.reason);
    }
}

}  // namespace
}  // namespace roster::test
