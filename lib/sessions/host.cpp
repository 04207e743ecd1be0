#include "sessions/host.hpp"

#include "base/base64.hpp"
#include "sessions/device.hpp"
#include "sessions/proofs.hpp"

#include <roster/base/error.hpp>
#include <roster/base/text.hpp>
#include <roster/sessions/apps_rules.hpp>

#include <algorithm>
#include <functional>
#include <set>

namespace roster {
namespace {

constexpr std::string_view place_of_token = "{token}";

void check_link(const std::string& base, std::string_view name, FieldErrors& errors) {
    if (base.empty()) return;
    const bool local = base.starts_with("http://localhost") || base.starts_with("http://127.0.0.1");
    if (!base.starts_with("https://") && !local) errors.add(name, "invalid_link", "must begin with https://");
    else if (base.find(place_of_token) == base.npos || base.find(place_of_token) != base.rfind(place_of_token))
        errors.add(name, "invalid_link", "must have {token} once, where the secret goes");
    for (const unsigned char c : base)
        if (c <= ' ' || c == 127)
            return errors.add(name, "invalid_link", "must not have spaces or control characters");
}

/// "1.<key id>" of a sealed box (base/seal.hpp).
std::string_view key_name(std::string_view box) {
    const auto end = box.find('.', std::min(box.find('.'), box.size() - 1) + 1);
    return box.substr(0, end);
}

/// A domain in lower case, as browsers write it: letters, digits, hyphens, and dots between; "localhost" too. No address.
bool is_domain(std::string_view text) {
    if (text.empty() || text.size() > 253) return false;
    std::size_t label = 0;
    bool digits_only = true;
    char last = '.';
    for (const char c : text) {
        const bool digit = c >= '0' && c <= '9', letter = c >= 'a' && c <= 'z';
        if (c == '.') {
            if (label == 0 || last == '-') return false;
            label = 0;
            digits_only = true;
        } else if (!digit && !letter && (c != '-' || label == 0)) {
            return false;
        } else {
            if (++label > 63) return false;
            digits_only = digits_only && digit;
        }
        last = c;
    }
    return label > 0 && last != '-' && !digits_only;
}

/// "https://desk.example", "https://desk.example:8443": on the domain or below it. "http://localhost:8080" on this machine.
bool is_page_of(std::string_view origin, std::string_view rp_id) {
    const bool secure = origin.starts_with("https://");
    if (!secure && !origin.starts_with("http://")) return false;
    auto host = origin.substr(secure ? 8 : 7);
    if (const auto colon = host.find(':'); colon != host.npos) {
        const auto port = host.substr(colon + 1);
        const bool good = !port.empty() && port.size() <= 5 && port.front() != '0' &&
                          port.find_first_not_of("0123456789") == port.npos && port != (secure ? "443" : "80") &&
                          std::stoi(std::string(port)) <= 65'535;
        if (!good) return false;
        host = host.substr(0, colon);
    }
    const bool below =
        host.size() > rp_id.size() && host.ends_with(rp_id) && host[host.size() - rp_id.size() - 1] == '.';
    const bool local = host == "localhost" || host.ends_with(".localhost");
    return is_domain(host) && (host == rp_id || below) && (secure || local);
}

/// The hash of an app's certificate, as Android writes it: 32 bytes as base64url.
bool is_app(std::string_view origin) {
    constexpr std::string_view prefix = "android:apk-key-hash:";
    if (!origin.starts_with(prefix)) return false;
    const auto hash = base64::decode(origin.substr(prefix.size()), base64::Form::url);
    return hash && hash->size() == 32;
}

void check_passkeys(const SessionSettings& settings, FieldErrors& errors) {
    static_cast<void>(text::clean(settings.rp_name, {.max_length = 60}, "rp_name", errors));
    if (settings.rp_id.empty()) {
        if (!settings.origins.empty()) errors.add("rp_id", "required", "must be the domain of the origins");
        return;
    }
    if (!is_domain(settings.rp_id)) return errors.add("rp_id", "invalid", "must be a domain, in lower case");
    if (settings.origins.empty() || settings.origins.size() > 100)
        errors.add("origins", settings.origins.empty() ? "required" : "too_many", "must be from 1 to 100 of them");
    for (std::size_t i = 0; i < std::min<std::size_t>(settings.origins.size(), 100); ++i)
        if (const auto& one = settings.origins[i]; !is_app(one) && !is_page_of(one, settings.rp_id))
            errors.add("origins[" + std::to_string(i) + "]", "invalid",
                       "must be like https://desk.example, without a path, on rp_id or below it");
}

const SessionSettings& checked(const SessionSettings& settings, std::unique_ptr<const sessions::Places>& places,
                               std::unique_ptr<const sessions::UserAgents>& user_agents) {
    FieldErrors errors;
    static_cast<void>(text::clean(settings.product, {.max_length = 60, .required = true}, "product", errors));
    check_link(settings.invitation_link, "invitation_link", errors);
    check_link(settings.reset_link, "reset_link", errors);
    const auto issuer_fault = rules::redirect_fault(settings.issuer, AppKind::confidential);
    if (!settings.issuer.empty() && (!issuer_fault.empty() || settings.issuer.find('?') != std::string::npos))
        errors.add("issuer", "invalid_link",
                   issuer_fault.empty() ? std::string_view("must not have a query") : issuer_fault);
    check_passkeys(settings, errors);
    if (settings.parallel_hashes < 1 || settings.parallel_hashes > 1'000)
        errors.add("parallel_hashes", "out_of_range", "must be from 1 to 1,000");
    if (settings.hashing_memory < (std::size_t{32} << 20))
        errors.add("hashing_memory", "out_of_range", "must be at least 32 MiB");
    if (settings.validated_tokens > 100'000'000)
        errors.add("validated_tokens", "out_of_range", "must be at most 100,000,000");
    if (!settings.place_file.empty()) places = sessions::Places::open(settings.place_file, errors);
    if (!settings.device_file.empty()) user_agents = sessions::UserAgents::open(settings.device_file, errors);
    errors.throw_if_any("sessions.invalid_settings", "The settings for signing in cannot be used.");
    return settings;
}

sessions::HashingGate::Limits limits_of(const SessionSettings& settings) {
    return {.parallel = settings.parallel_hashes, .memory = settings.hashing_memory};
}

}  // namespace

Host::Host(const SessionSettings& given, const Environment& environment)
    : settings(checked(given, places_, user_agents_)),
      hasher(environment, sessions::HashParameters{}, std::make_shared<sessions::HashingGate>(limits_of(settings))),
      validated(std::make_unique<sessions::ValidatedCache>(settings.validated_tokens)),
      uses(std::make_unique<sessions::Uses>()) {}

std::string Host::place_of(std::string_view address) const {
    if (!settings.place) return places_ ? places_->of(address) : std::string();
    try {
        return settings.place(address);
    } catch (...) {  // nothing is decided by it: whoever may come in comes in without
        return {};
    }
}

std::string Host::device_of(std::string_view user_agent) const {
    return user_agents_ ? user_agents_->device_name(user_agent) : sessions::device_name(user_agent);
}

const Host& host_of(const Scope& scope) {
    if (scope.host) return *scope.host;
    static const Host usual(SessionSettings{}, Environment::system());
    return usual;
}

bool Host::is_unchecked(const AccountId& account) const {
    const std::lock_guard lock(checked_mutex_);
    return !checked_.contains(account);
}

void Host::note_checked(const AccountId& account) const {
    const std::lock_guard lock(checked_mutex_);
    checked_.insert(account);
}

void demand_keys(const Scope& scope, Transaction& tx) {
    constexpr std::int32_t at_once = 500;
    const Host& host = host_of(scope);
    if (scope.host && !host.is_unchecked(scope.account)) return;
    // One seed under each key: sealing anew may have been interrupted.
    std::set<std::string, std::less<>> opened;
    auto& authenticators = tx.sessions().authenticators();
    for (std::optional<FactorId> after = FactorId(); after;) {
        const auto page = authenticators.records(*after, at_once);
        for (const auto& one : page) {
            const auto key = key_name(one.seed);
            if (opened.contains(key)) continue;
            // That one seed is damaged is no reason to refuse all.
            if (sessions::sound_seed(scope, one)) opened.emplace(key);
        }
        after = static_cast<std::int32_t>(page.size()) < at_once ? std::nullopt : std::optional(page.back().id);
    }
    if (scope.host) host.note_checked(scope.account);
}

std::string link_to(const std::string& base, std::string_view token) {
    if (base.empty())
        throw Error(ErrorCode::failed_precondition, "sessions.no_link_base",
                    "This program was not told where its links lead (SessionSettings).");
    std::string link = base;
    return link.replace(link.find(place_of_token), place_of_token.size(), token);
}

}  // namespace roster
