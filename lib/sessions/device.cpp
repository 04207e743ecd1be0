#include "sessions/device.hpp"

#include <roster/base/text.hpp>

#include <utility>

namespace roster::sessions {
namespace {

using Name = std::pair<std::string_view, std::string_view>;  // what is found in the text, what it is called

// In this order: nearly everybody calls themselves what the ones before them did.
constexpr Name browsers[] = {
    {"Edg/", "Edge"},
    {"EdgA/", "Edge"},
    {"EdgiOS/", "Edge"},
    {"OPR/", "Opera"},
    {"Vivaldi/", "Vivaldi"},
    {"SamsungBrowser/", "Samsung Internet"},
    {"YaBrowser/", "Yandex Browser"},
    {"Brave/", "Brave"},
    {"FxiOS/", "Firefox"},
    {"Firefox/", "Firefox"},
    {"CriOS/", "Chrome"},
    {"Electron/", "Desktop app"},
    {"HeadlessChrome/", "Headless Chrome"},
    {"Chrome/", "Chrome"},
    {"Safari/", "Safari"},
    {"Trident/", "Internet Explorer"},
};
constexpr Name systems[] = {
    {"iPhone", "iPhone"},  {"iPad", "iPad"},       {"Android", "Android"},
    {"CrOS", "ChromeOS"},  {"Windows", "Windows"}, {"Macintosh", "macOS"},
    {"Mac OS X", "macOS"}, {"FreeBSD", "FreeBSD"}, {"Linux", "Linux"},
};

template <std::size_t N>
std::string_view find(const Name (&names)[N], std::string_view text) {
    for (const auto& [part, name] : names)
        if (text.find(part) != text.npos) return name;
    return {};
}

/// "curl" of "curl/8.5.0": a program that is no browser begins with its name.
std::string program_name(std::string_view text) {
    const auto name = text.substr(0, text.find_first_of("/ ("));
    if (name.empty() || name == "Mozilla" || name.size() > 40 || !text::is_ascii(name) || text::has_control(name))
        return {};
    return std::string(name);
}

}  // namespace

std::string_view system_name(std::string_view user_agent) {
    return find(systems, user_agent.substr(0, longest_user_agent));
}

std::string in_words(std::string_view browser, std::string_view system) {
    return system.empty() ? std::string(browser) : std::string(browser) + " on " + std::string(system);
}

std::string device_name(std::string_view user_agent) {
    const auto seen = user_agent.substr(0, longest_user_agent);
    const auto browser = find(browsers, seen), system = system_name(seen);
    if (browser.empty()) {
        if (auto program = program_name(seen); !program.empty()) return program;
        return system.empty() ? "Unknown device" : std::string(system);
    }
    return in_words(browser, system);
}

}  // namespace roster::sessions
