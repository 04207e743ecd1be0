#include "sessions/user_agents.hpp"

#include "sessions/device.hpp"

#include <roster/base/text.hpp>

#include <re2/re2.h>
#include <re2/stringpiece.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <utility>
#include <vector>

namespace roster::sessions {
namespace {

struct Expression {
    std::unique_ptr<const RE2> pattern;
    std::string replacement;  ///< with $1 to $9 for groups; empty for the first group
};
using Expressions = std::vector<Expression>;

constexpr std::uintmax_t largest_file = 16 << 20;
constexpr std::size_t most_expressions = 5'000;     // uap-core has some 350
constexpr std::size_t longest_expression = 20'000;  // its longest has 2,500 bytes
constexpr std::size_t longest_family = 60;          // parts of a user agent can be families
constexpr std::int64_t memory_of_each = 256
                                        << 10;  // RE2 keeps states it met within this, and forgets them beyond it
constexpr std::size_t most_groups = 10;

RE2::Options options() {
    RE2::Options chosen;
    chosen.set_log_errors(false);
    chosen.set_max_mem(memory_of_each);
    chosen.set_encoding(RE2::Options::EncodingLatin1);  // any byte is a character: a quarter of the memory of UTF-8
    return chosen;
}

/// What is no list of expressions throws as YAML does.
Expressions compile(const YAML::Node& list, const char* replacement) {
    Expressions all;
    for (const auto& one : list) {
        if (all.size() == most_expressions) break;
        const auto text = one["regex"].as<std::string>();
        if (text.size() > longest_expression) continue;
        auto pattern = std::make_unique<const RE2>(text, options());
        if (pattern->ok()) all.push_back({std::move(pattern), one[replacement].as<std::string>(std::string())});
    }
    return all;
}

std::string filled(const std::string& replacement, const std::array<re2::StringPiece, most_groups>& groups) {
    std::string text;
    for (std::size_t i = 0; i < replacement.size(); ++i) {
        const char next = i + 1 < replacement.size() ? replacement[i + 1] : '\0';
        if (replacement[i] != '$' || next < '1' || next > '9') {
            text += replacement[i];
            continue;
        }
        const auto& group = groups[static_cast<std::size_t>(next - '0')];
        text.append(group.data() == nullptr ? "" : group.data(), group.size());
        ++i;
    }
    return text;
}

/// Without spaces at its ends; empty for "Other" and for what is no text or no name.
std::string family_of(const std::string& raw) {
    const auto first = raw.find_first_not_of(' ');
    if (first == raw.npos) return {};
    auto name = raw.substr(first, raw.find_last_not_of(' ') - first + 1);
    const bool good =
        name != "Other" && name.size() <= longest_family && text::is_valid_utf8(name) && !text::has_control(name);
    return good ? name : std::string();
}

/// By the first expression that matches.
std::string family(const Expressions& all, std::string_view user_agent) {
    const re2::StringPiece text(user_agent.data(), user_agent.size());
    for (const auto& [pattern, replacement] : all) {
        if (!pattern->Match(text, 0, text.size(), RE2::UNANCHORED, nullptr, 0)) continue;
        std::array<re2::StringPiece, most_groups> groups;
        const int wanted = std::min(pattern->NumberOfCapturingGroups() + 1, static_cast<int>(most_groups));
        pattern->Match(text, 0, text.size(), RE2::UNANCHORED, groups.data(), wanted);
        return family_of(filled(replacement.empty() ? "$1" : replacement, groups));
    }
    return {};
}

using Name = std::pair<std::string_view, std::string_view>;  // uap-core's, the one people are shown

constexpr Name browsers[] = {
    {"Mobile Safari", "Safari"},         {"Mobile Safari UI/WKWebView", ""},
    {"Chrome Mobile", "Chrome"},         {"Chrome Mobile iOS", "Chrome"},
    {"Chrome Mobile WebView", "Chrome"}, {"Firefox Mobile", "Firefox"},
    {"Firefox iOS", "Firefox"},          {"Edge Mobile", "Edge"},
    {"IE", "Internet Explorer"},         {"IE Mobile", "Internet Explorer"},
    {"Opera Mobile", "Opera"},           {"HeadlessChrome", "Headless Chrome"},
    {"Electron", "Desktop app"},         {"Android", "Android Browser"},
};
constexpr Name systems[] = {
    {"Mac OS X", "macOS"},
    {"Mac OS", "macOS"},
    {"Chrome OS", "ChromeOS"},
};

template <std::size_t N>
std::string shown(const Name (&names)[N], std::string family) {
    for (const auto& [given, name] : names)
        if (given == family) return std::string(name);
    return family;
}

}  // namespace

struct UserAgents::File {
    Expressions browsers, systems;
};

UserAgents::UserAgents(std::unique_ptr<File> file) : file_(std::move(file)) {}
UserAgents::~UserAgents() = default;

std::unique_ptr<const UserAgents> UserAgents::open(const std::string& file, FieldErrors& errors) {
    std::error_code none;
    const bool is_there = file.find('\0') == file.npos && std::filesystem::is_regular_file(file, none);
    std::ifstream stream(is_there ? file : std::string(), std::ios::binary);
    if (!stream) {
        errors.add("device_file", "unreadable", "cannot be opened for reading");
        return nullptr;
    }
    auto read = std::make_unique<File>();
    try {
        const auto all = std::filesystem::file_size(file, none) <= largest_file ? YAML::Load(stream) : YAML::Node();
        read->browsers = compile(all["user_agent_parsers"], "family_replacement");
        read->systems = compile(all["os_parsers"], "os_replacement");
    } catch (const YAML::Exception&) {
        read->systems.clear();
    }
    if (read->browsers.empty() || read->systems.empty()) {
        errors.add("device_file", "invalid", "is not like uap-core's regexes.yaml");
        return nullptr;
    }
    return std::unique_ptr<const UserAgents>(new UserAgents(std::move(read)));
}

UserAgents::Families UserAgents::families(std::string_view user_agent) const {
    const auto seen = user_agent.substr(0, longest_user_agent);
    return {family(file_->browsers, seen), family(file_->systems, seen)};
}

std::string UserAgents::device_name(std::string_view user_agent) const {
    const auto found = families(user_agent);
    const auto browser = shown(browsers, found.browser);
    if (browser.empty()) return sessions::device_name(user_agent);
    const auto known = system_name(user_agent);
    const bool tells_them_apart = found.system == "iOS" && (known == "iPhone" || known == "iPad");
    if (found.system.empty() || tells_them_apart) return in_words(browser, known);
    return in_words(browser, shown(systems, found.system));
}

}  // namespace roster::sessions
