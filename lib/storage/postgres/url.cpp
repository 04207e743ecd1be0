#include "storage/postgres/url.hpp"

#include <roster/base/error.hpp>

#include <libpq-fe.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace roster::postgres {
namespace {

[[noreturn]] void refuse(const std::string& why) {
    throw Error(ErrorCode::invalid_argument, "storage.location", "The URL of the PostgreSQL store " + why + ".",
                {{"location", "invalid", why}});
}

/// libpq splits a URL at the first '@' and '/' it meets, so that part of a password that holds one of them raw would
/// become a host's name or a port: wrong, and shown in messages.
void demand_escapes(std::string_view text) {
    const auto begin = text.find("://") + 3;
    const auto rest = text.substr(begin, text.find('?', begin) - begin);
    const auto authority = rest.substr(0, rest.find('/'));
    const auto all = std::count(rest.begin(), rest.end(), '@');
    if (all > 1 || (all == 1 && authority.find('@') == authority.npos))
        refuse("has a character \"@\", \"/\" or \"?\" in a name or password: write it as %40, %2F or %3F");
}

/// The same for what libpq took for a port.
void demand_ports(std::string_view text) {
    if (text.find_first_not_of("0123456789,") != text.npos) refuse("has a port that is not a number");
}

struct FreeOptions {
    void operator()(PQconninfoOption* options) const noexcept { PQconninfoFree(options); }
};

/// Read while opening only; a host that changes its environment meanwhile does so at its own risk.
const char* environment(const char* name) {
    return name == nullptr ? nullptr : std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
}

void replace_all(std::string& text, std::string_view what, std::string_view with) {
    for (std::size_t at = 0; (at = text.find(what, at)) != text.npos; at += with.size())
        text.replace(at, what.size(), with);
}

}  // namespace

Url::Url(std::string text) {
    take_pool_size(text);
    demand_escapes(text);
    char* words = nullptr;
    const std::unique_ptr<PQconninfoOption, FreeOptions> options(PQconninfoParse(text.c_str(), &words));
    PQfreemem(words);  // never shown: they may repeat a part of the password
    if (!options) refuse("cannot be understood");

    constexpr std::pair<const char*, const char*> defaults[] = {
        {"connect_timeout", "5"},  {"keepalives_idle", "10"},     {"keepalives_interval", "5"},
        {"keepalives_count", "3"}, {"tcp_user_timeout", "30000"}, {"fallback_application_name", "roster"},
    };
    for (const auto* option = options.get(); option->keyword != nullptr; ++option) {
        if (option->val != nullptr) {
            parameters_.emplace_back(option->keyword, option->val);
            if (option->dispchar[0] == '*') secrets_.emplace_back(option->val);
            if (std::strcmp(option->keyword, "port") == 0) demand_ports(option->val);
            continue;
        }
        for (const auto& [keyword, value] : defaults)
            if (std::strcmp(option->keyword, keyword) == 0 && environment(option->envvar) == nullptr)
                parameters_.emplace_back(keyword, value);
    }
    std::erase_if(parameters_, [](const auto& parameter) { return parameter.first == "client_encoding"; });
    parameters_.emplace_back("client_encoding", "UTF8");
    if (const char* const password = environment("PGPASSWORD")) secrets_.emplace_back(password);
    std::erase_if(secrets_, [](const std::string& secret) { return secret.empty(); });
    std::sort(secrets_.begin(), secrets_.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
}

void Url::take_pool_size(std::string& text) {
    constexpr std::string_view name = "pool_size=";
    auto at = text.find('?');
    while (at != text.npos && std::string_view(text).substr(at + 1, name.size()) != name)
        at = text.find('&', at + 1);
    if (at == text.npos) return;
    const auto end = std::min(text.find('&', at + 1), text.size());
    const char* const first = text.data() + at + 1 + name.size();
    const auto [stop, code] = std::from_chars(first, text.data() + end, pool_size_);
    if (code != std::errc() || stop != text.data() + end || pool_size_ < 1 || pool_size_ > 1000)
        refuse("has a pool_size that is not a number from 1 to 1000");
    const std::size_t kept = end < text.size() ? 1 : 0;  // of the two separators around it
    text.erase(at + kept, end - at);
}

std::string Url::scrub(std::string_view message, const char* found) const {
    std::string text(message);
    const auto hide = [&](std::string_view secret) {
        if (secret.empty()) return;
        if (secret.size() < 4 && text.find(secret) != text.npos) text = "***";  // a word's letters would betray it
        replace_all(text, secret, "***");
    };
    for (const auto& secret : secrets_) hide(secret);
    if (found != nullptr) hide(found);
    std::replace_if(text.begin(), text.end(), [](char c) { return c == '\n' || c == '\t'; }, ' ');
    text.erase(std::unique(text.begin(), text.end(), [](char a, char b) { return a == ' ' && b == ' '; }),
               text.end());
    while (!text.empty() && text.back() == ' ') text.pop_back();
    return text;
}

}  // namespace roster::postgres
