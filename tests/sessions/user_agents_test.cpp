// Names of devices by uap-core's expressions, against the tests that uap-core publishes (HU-8).
#include "sessions/user_agents.hpp"

#include "sessions/device.hpp"
#include "support/desk.hpp"
#include "support/folder.hpp"

#include <roster/base/text.hpp>
#include <roster/sessions/sessions.hpp>

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace roster::test {
namespace {

const std::string uap_core = ROSTER_UAP_CORE "/";  // Debian's package uap-core
const std::string expressions = uap_core + "regexes.yaml";

const sessions::UserAgents& known() {
    static const auto opened = [] {
        FieldErrors errors;
        return sessions::UserAgents::open(expressions, errors);
    }();
    if (!opened) throw Error(ErrorCode::internal, "test.data", "uap-core cannot be read.");
    return *opened;
}

std::string fault_of(const std::string& file) {
    FieldErrors errors;
    EXPECT_EQ(sessions::UserAgents::open(file, errors), nullptr);
    EXPECT_EQ(errors.list().size(), 1U);
    return errors.empty() ? "" : errors.list()[0].field + ":" + errors.list()[0].reason;
}

std::string write(const Folder& folder, std::string_view text) {
    const auto file = folder.file("regexes.yaml");
    std::ofstream(file, std::ios::binary) << text;
    return file;
}

// Every case of uap-core: what it calls the browser or program ("Other" is nothing here), and the system.
void check_all(const std::string& file, std::string sessions::UserAgents::Families::*part, std::size_t at_least) {
    std::size_t count = 0;
    for (const auto& one : YAML::LoadFile(uap_core + file)["test_cases"]) {
        const auto agent = one["user_agent_string"].as<std::string>();
        const auto family = one["family"].as<std::string>();
        EXPECT_EQ(known().families(agent).*part, family == "Other" ? "" : family) << agent;
        ++count;
    }
    EXPECT_GE(count, at_least) << file;
}

TEST(UserAgents, HU8_BrowsersOfUapCore) {
    const auto browser = &sessions::UserAgents::Families::browser;
    check_all("tests/test_ua.yaml", browser, 1'400);
    check_all("test_resources/firefox_user_agent_strings.yaml", browser, 240);
    check_all("test_resources/opera_mini_user_agent_strings.yaml", browser, 200);
    check_all("test_resources/podcasting_user_agent_strings.yaml", browser, 140);
}

TEST(UserAgents, HU8_SystemsOfUapCore) {
    const auto system = &sessions::UserAgents::Families::system;
    check_all("tests/test_os.yaml", system, 450);
    check_all("test_resources/additional_os_tests.yaml", system, 20);
}

TEST(UserAgents, HU8_NamesThatPeopleKnow) {
    // clang-format off: a table
    const std::pair<const char*, const char*> cases[] = {
        // As in sessions_test.cpp, which is about what is known without the file.
        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36", "Chrome on Windows"},
        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0", "Edge on Windows"},
        {"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15", "Safari on macOS"},
        {"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/126.0.6478.35 Mobile/15E148 Safari/604.1", "Chrome on iPhone"},
        {"Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0", "Firefox on Android"},
        {"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox on Linux"},
        {"", "Unknown device"},
        {"\xff\xfe", "Unknown device"},
        // More.
        {"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1", "Safari on iPhone"},
        {"Mozilla/5.0 (iPad; CPU OS 16_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/110.0 Mobile/15E148 Safari/605.1.15", "Firefox on iPad"},
        {"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148", "iPhone"},
        {"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36", "Chrome on Android"},
        {"Mozilla/5.0 (Linux; Android 13; SM-S901B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/21.0 Chrome/110.0.5481.154 Mobile Safari/537.36", "Samsung Internet on Android"},
        {"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36", "Chrome on ChromeOS"},
        {"Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox on Ubuntu"},
        {"Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko", "Internet Explorer on Windows"},
        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Safari/537.36 OPR/111.0.0.0", "Opera on Windows"},
        {"Opera/9.80 (J2ME/MIDP; Opera Mini/4.2/28.3492; U; en) Presto/2.8.119 Version/11.10", "Opera Mini"},
        {"curl/8.5.0", "curl"},
        {"python-requests/2.32.0", "Python Requests"},
        {"AcmeSync/1.4", "AcmeSync"},
    };
    // clang-format on
    for (const auto& [agent, name] : cases) EXPECT_EQ(known().device_name(agent), name) << agent;
}

TEST(UserAgents, HU8_AnyBytesHaveANameThatCanBeShown) {
    std::mt19937 random(8);
    const std::string parts[] = {"Mozilla/5.0 ",
                                 "Android ",
                                 "Windows NT 10.0",
                                 "; ",
                                 "Chrome/1.",
                                 "AppleWebKit/",
                                 "\xC3\xBC",
                                 "0",
                                 "1.1.1.1",
                                 "/",
                                 "(",
                                 ")",
                                 "Version/",
                                 "Mobile ",
                                 "Safari/",
                                 "Linux ",
                                 "Dalvik/",
                                 "bot",
                                 "CFNetwork/",
                                 "\xC3",
                                 "\n",
                                 "\x01",
                                 std::string(1, '\0'),
                                 "\xE2\x80\xA8"};
    for (int i = 0; i < 2'000; ++i) {
        std::string agent;
        while (agent.size() < 3'000)
            if (i % 2 == 0) agent += parts[random() % std::size(parts)];
            else agent += static_cast<char>(random());
        agent.resize(random() % 3'000);
        const auto name = known().device_name(agent);
        EXPECT_FALSE(name.empty());
        EXPECT_LE(name.size(), 130U);
        EXPECT_TRUE(text::is_valid_utf8(name) && !text::has_control(name)) << name;
        EXPECT_EQ(name, known().device_name(agent.substr(0, sessions::longest_user_agent))) << "more was looked at";
    }
    const std::string late = std::string(sessions::longest_user_agent, ' ') + "Firefox/128.0";
    EXPECT_EQ(known().families(late).browser, "");
    EXPECT_EQ(known().families(late.substr(20)).browser, "Firefox");
}

TEST(UserAgents, HU8_AFileThatIsNotThereOrDamagedIsRefused) {
    const Folder folder;
    EXPECT_EQ(fault_of(folder.file("none.yaml")), "device_file:unreadable");
    EXPECT_EQ(fault_of(std::filesystem::path(folder.file("x")).parent_path().string()), "device_file:unreadable");
    EXPECT_EQ(fault_of(expressions + std::string("\0.yaml", 6)), "device_file:unreadable");
    const std::string browsers = "user_agent_parsers:\n  - regex: '(Firefox)/'\n",
                      systems = "os_parsers:\n  - regex: '(Linux)'\n";
    for (const std::string& text :
         {std::string(), std::string("just text"), std::string("- a\n- list\n"), browsers, systems,
          std::string("a: [b\n"), std::string("user_agent_parsers: text\n") + systems,
          browsers + "os_parsers:\n  - [regex]\n", browsers + "os_parsers:\n  - regex: [a, b]\n",
          browsers + "os_parsers:\n  - os_replacement: Linux\n", browsers + "os_parsers:\n  - regex: '(unclosed'\n",
          std::string(100'000, '['), std::string("\0\xff\xfe", 3),
          browsers + systems + std::string(std::size_t{17} << 20, '\n')})
        EXPECT_EQ(fault_of(write(folder, text)), "device_file:invalid") << text.substr(0, 80);
    std::ifstream in(expressions, std::ios::binary);
    const std::string whole{std::istreambuf_iterator<char>(in), {}};
    for (std::size_t size = 1; size < whole.size(); size += 20'011) {
        FieldErrors errors;
        const auto opened = sessions::UserAgents::open(write(folder, whole.substr(0, size)), errors);
        EXPECT_EQ(opened ? opened->device_name("curl/8.5.0") : "curl", "curl");
    }
}

TEST(UserAgents, HU8_ExpressionsThatRE2DoesNotTakeArePassedOver) {
    const Folder folder;
    const auto file = write(folder,
                            "user_agent_parsers:\n"
                            "  - regex: '(?!Never)(Acme)'\n"
                            "    family_replacement: 'Looked ahead'\n"
                            "  - regex: '(Acme)-(\\w+)(-x)?/'\n"
                            "    family_replacement: '$2 by $1$3$9 $'\n"
                            "os_parsers:\n"
                            "  - regex: ' on (\\w+)'\n"
                            "  - regex: 'never'\n");
    FieldErrors errors;
    const auto opened = sessions::UserAgents::open(file, errors);
    ASSERT_NE(opened, nullptr);
    EXPECT_EQ(opened->device_name("Acme-Sync/1 on Toaster"), "Sync by Acme $ on Toaster");
    EXPECT_EQ(opened->device_name("Acme-Sync/1"), "Sync by Acme $");
    const auto too_long = "Acme-" + std::string(200, 'x') + "/1 (Linux)";
    EXPECT_EQ(opened->device_name(too_long), sessions::device_name(too_long));
}

class Devices : public Desk {
protected:
    Devices()
        : Desk([] {
              SessionSettings settings;
              settings.device_file = expressions;
              settings.place = [](std::string_view) { return std::string("Lisbon, Portugal"); };
              return settings;
          }()) {}
};
ROSTER_OVER_ALL_STORES(Devices);

TEST_P(Devices, HU8_SessionsListTheirDevice) {
    const auto sessions = desk.sessions();
    sessions.link_identity(system, agent.id, "https://id.example", "agent");
    sessions.sign_in_with_identity(
        {.issuer = "https://id.example",
         .subject = "agent",
         .client = {.user_agent = "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
                    .address = "192.0.2.1"}});
    const auto all = sessions.list(as(agent), agent.id);
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].device, "Firefox on Ubuntu");
    EXPECT_EQ(all[0].place, "Lisbon, Portugal");
}

TEST(UserAgents, HU8_OpeningAStoreTellsOfBadFiles) {
    OpenOptions options;
    options.sessions.device_file = uap_core + "none.yaml";
    options.sessions.product = "";
    const auto open_it = [&] { open(":memory:", options); };
    EXPECT_EQ(outcome(open_it), "invalid_argument sessions.invalid_settings");
    EXPECT_EQ(faults(open_it), "product:required device_file:unreadable");
}

}  // namespace
}  // namespace roster::test
