// Decisions about apps: which addresses and scopes they may have, what a request may say. Pure: values in, answer out,
// no store, no clock.
#pragma once

#include <roster/accounts/rules.hpp>
#include <roster/sessions/apps_model.hpp>
#include <roster/sessions/rules.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace roster::rules {

// ---- how much of it ------------------------------------------------------------------------------------------------

inline constexpr std::size_t most_apps = 50;     ///< of one owner
inline constexpr std::size_t most_grants = 200;  ///< of one user
inline constexpr std::size_t most_token_families =
    20;  ///< of one user and app; one more ends the one used least lately
inline constexpr std::size_t most_open_codes = 20;  ///< of one user; one more ends the oldest
inline constexpr std::size_t most_redirect_uris = 20;
inline constexpr std::size_t longest_redirect_uri = 2'000;
inline constexpr std::size_t most_scopes = 100;
inline constexpr std::size_t longest_scope = 100;
inline constexpr std::size_t longest_state = 1'000;
/// How long a code works (ASVS 10.4.3 asks for ten minutes at most, for one where much is at stake).
inline Duration code_lifetime() { return boost::posix_time::seconds(60); }
/// How long a client that lost the answer to a refresh may ask again.
inline Duration refresh_again_window() { return boost::posix_time::seconds(30); }

// ---- scopes --------------------------------------------------------------------------------------------------------

/// A scope-token of RFC 6749, 3.3: printable ASCII without space, quotation mark and backslash.
constexpr bool is_scope(std::string_view text) noexcept {
    if (text.empty() || text.size() > longest_scope) return false;
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return c > ' ' && c < 127 && c != '"' && c != '\\'; });
}

inline bool has_scope(const std::vector<std::string>& scopes, std::string_view one) {
    return std::find(scopes.begin(), scopes.end(), one) != scopes.end();
}

/// What a list of scopes, separated by single spaces, says, each once; nothing unless every one is a scope.
inline std::vector<std::string> scopes_of(std::string_view text) {
    std::vector<std::string> scopes;
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        const auto one = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!is_scope(one) || scopes.size() == most_scopes) return {};
        if (!has_scope(scopes, one)) scopes.emplace_back(one);
    }
    return scopes;
}

inline std::string to_text(const std::vector<std::string>& scopes) {
    std::string text;
    for (const auto& one : scopes) (text += text.empty() ? "" : " ") += one;
    return text;
}

/// Those of `wanted` that `had` does not have.
inline std::vector<std::string> scopes_beyond(const std::vector<std::string>& wanted,
                                              const std::vector<std::string>& had) {
    std::vector<std::string> beyond;
    for (const auto& one : wanted)
        if (!has_scope(had, one)) beyond.push_back(one);
    return beyond;
}
/// Those of `scopes` that `limit` has too.
inline std::vector<std::string> scopes_within(const std::vector<std::string>& scopes,
                                              const std::vector<std::string>& limit) {
    std::vector<std::string> within;
    for (const auto& one : scopes)
        if (has_scope(limit, one)) within.push_back(one);
    return within;
}

// ---- addresses -----------------------------------------------------------------------------------------------------

/// An address taken apart (RFC 3986), as far as redirects need it. Views into the text.
struct AddressParts {
    std::string_view scheme;
    bool has_authority = false;
    std::string_view host;  ///< "[::1]" with its brackets
    bool has_port = false;
    std::string_view port;
    std::string_view rest;  ///< what follows the authority, or the scheme where there is none
};

constexpr AddressParts parts_of(std::string_view address) noexcept {
    AddressParts parts;
    const auto colon = address.find(':');
    if (colon == address.npos) return parts;
    parts.scheme = address.substr(0, colon);
    parts.rest = address.substr(colon + 1);
    if (!parts.rest.starts_with("//")) return parts;
    parts.has_authority = true;
    auto authority = parts.rest.substr(2);
    const auto end = std::min(authority.find_first_of("/?#"), authority.size());
    parts.rest = authority.substr(end);
    authority = authority.substr(0, end);
    const auto host_end = authority.starts_with("[") ? authority.find(']') : 0;
    const auto port = host_end == authority.npos ? authority.npos : authority.find(':', host_end);
    parts.host = authority.substr(0, port);
    parts.has_port = port != authority.npos;
    if (parts.has_port) parts.port = authority.substr(port + 1);
    return parts;
}

/// A device's own address as a number, which no name server and no other device can answer for (RFC 8252, 7.3 and 8.3).
constexpr bool is_loopback(const AddressParts& address) noexcept {
    return address.scheme == "http" && (address.host == "127.0.0.1" || address.host == "[::1]");
}

constexpr bool is_port(std::string_view text) noexcept {
    if (text.empty() || text.size() > 5 || text.front() == '0') return false;
    int number = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return false;
        number = number * 10 + (c - '0');
    }
    return number <= 65'535;
}

/// What is wrong with an address that an app of this kind wants people to be sent back to; empty when nothing is. It is
/// an https address; or one on the device itself, "http://127.0.0.1/…", "http://[::1]/…" or "http://localhost/…"; or,
/// for public clients, one of a scheme of the app's own that is a domain name backwards, "com.example.app:/…" (RFC 8252,
/// 7.1 to 7.3).
constexpr std::string_view redirect_fault(std::string_view uri, AppKind kind) noexcept {
    const auto is_lower = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    const auto is_hex = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    };
    if (uri.empty() || uri.size() > longest_redirect_uri) return "must have 1 to 2,000 characters";
    for (std::size_t i = 0; i < uri.size(); ++i) {
        const char c = uri[i];
        if (c <= ' ' || c >= 127 || std::string_view("\"<>\\^`{|}").find(c) != std::string_view::npos)
            return "must be an address in ASCII, other characters percent-encoded";
        if (c == '%' && (i + 2 >= uri.size() || !is_hex(uri[i + 1]) || !is_hex(uri[i + 2])))
            return "must have two hexadecimal digits after each %";
        if (c == '#') return "must not have a fragment";
        if (c == '*') return "must be one address, without wildcards";
    }
    const auto parts = parts_of(uri);
    if (parts.scheme.empty() || parts.scheme.front() < 'a' || parts.scheme.front() > 'z' ||
        !std::all_of(parts.scheme.begin(), parts.scheme.end(),
                     [&](char c) { return is_lower(c) || c == '+' || c == '-' || c == '.'; }))
        return "must begin with a scheme in small letters";
    if (parts.host.find('@') != parts.host.npos || parts.port.find('@') != parts.port.npos)
        return "must not have a user name";
    if (parts.scheme != "https" && parts.scheme != "http") {
        if (kind != AppKind::public_client) return "must begin with https://";
        if (parts.scheme.find('.') == parts.scheme.npos)
            return "must begin with https://, or with a scheme that is a domain name backwards";
        return parts.has_authority || parts.rest.starts_with("/") ? "" : "must have a / after its scheme";
    }
    const bool number = parts.host.starts_with("[") && parts.host.ends_with("]");
    const bool good_host = !parts.host.empty() && std::all_of(parts.host.begin(), parts.host.end(), [&](char c) {
        return is_lower(c) || c == '-' || c == '.' || (number && (c == '[' || c == ']' || c == ':'));
    });
    if (!parts.has_authority || !good_host) return "must have a host in small letters";
    if (parts.has_port && !is_port(parts.port)) return "must have a port from 1 to 65535, or none";
    if (parts.scheme == "http" && !is_loopback(parts) && parts.host != "localhost")
        return "must begin with https://";
    return "";
}

/// Whether an address in a request is the registered one: to the letter (RFC 9700, 4.1.3), but for the port of a
/// device's own address, which a native app learns only when it starts (RFC 8252, 7.3). That exception is not made for
/// "localhost", a name that may lead elsewhere.
constexpr bool is_redirect(std::string_view registered, std::string_view given) noexcept {
    if (registered == given) return true;
    const auto want = parts_of(registered), have = parts_of(given);
    return is_loopback(want) && is_loopback(have) && want.host == have.host && want.rest == have.rest &&
           (!have.has_port || is_port(have.port));
}

/// Whether an app that is sent back there is believed to be the one that was let in before: it has a secret, or the
/// address is one that only it can answer at (RFC 8252, 8.6).
constexpr bool keeps_consent(AppKind kind, std::string_view redirect) noexcept {
    return kind == AppKind::confidential || parts_of(redirect).scheme == "https";
}

// ---- PKCE (RFC 7636) -----------------------------------------------------------------------------------------------

constexpr bool is_unreserved(char c) noexcept {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}
constexpr bool is_code_verifier(std::string_view text) noexcept {
    return text.size() >= 43 && text.size() <= 128 && std::all_of(text.begin(), text.end(), is_unreserved);
}
/// 32 bytes as base64url without padding.
constexpr bool is_code_challenge(std::string_view text) noexcept {
    return text.size() == 43 &&
           std::all_of(text.begin(), text.end(), [](char c) { return is_unreserved(c) && c != '.' && c != '~'; });
}

// ---- what is good --------------------------------------------------------------------------------------------------

/// Whether an app may act at all: its owner may sign in, and the account has apps switched on.
inline bool may_act_as_app(const User& owner, const AccountRecord& account, Instant now) {
    return may_sign_in(owner, now) && feature_on(account, &FeatureSwitches::apps);
}

/// What a token endpoint answers with (RFC 6749, 5.2).
constexpr std::int32_t http_status(OAuthError error) noexcept {
    return error == OAuthError::none ? 200 : error == OAuthError::invalid_client ? 401 : 400;
}

}  // namespace roster::rules
