#include "sessions/host.hpp"

#include <roster/base/error.hpp>
#include <roster/base/text.hpp>
#include <roster/sessions/apps_rules.hpp>

namespace roster {
namespace {

constexpr std::string_view place_of_token = "{token}";

void check_link(const std::string& base, std::string_view name, FieldErrors& errors) {
    if (base.empty()) return;
    const bool local = base.starts_with("http://localhost") || base.starts_with("http://127.0.0.1");
    if (!base.starts_with("https://") && !local)
        errors.add(name, "invalid_link", "must begin with https://");
    else if (base.find(place_of_token) == base.npos || base.find(place_of_token) != base.rfind(place_of_token))
        errors.add(name, "invalid_link", "must have {token} once, where the secret goes");
    for (const unsigned char c : base)
        if (c <= ' ' || c == 127) return errors.add(name, "invalid_link", "must not have spaces or control characters");
}

const SessionSettings& checked(const SessionSettings& settings) {
    FieldErrors errors;
    static_cast<void>(text::clean(settings.product, {.max_length = 60, .required = true}, "product", errors));
    check_link(settings.invitation_link, "invitation_link", errors);
    check_link(settings.reset_link, "reset_link", errors);
    const auto issuer_fault = rules::redirect_fault(settings.issuer, AppKind::confidential);
    if (!settings.issuer.empty() && (!issuer_fault.empty() || settings.issuer.find('?') != std::string::npos))
        errors.add("issuer", "invalid_link",
                   issuer_fault.empty() ? std::string_view("must not have a query") : issuer_fault);
    if (settings.parallel_hashes < 1 || settings.parallel_hashes > 1'000)
        errors.add("parallel_hashes", "out_of_range", "must be from 1 to 1,000");
    if (settings.hashing_memory < (std::size_t{32} << 20))
        errors.add("hashing_memory", "out_of_range", "must be at least 32 MiB");
    if (settings.validated_tokens > 100'000'000)
        errors.add("validated_tokens", "out_of_range", "must be at most 100,000,000");
    errors.throw_if_any("sessions.invalid_settings", "The settings for signing in cannot be used.");
    return settings;
}

sessions::HashingGate::Limits limits_of(const SessionSettings& settings) {
    return {.parallel = settings.parallel_hashes, .memory = settings.hashing_memory};
}

}  // namespace

Host::Host(const SessionSettings& given, const Environment& environment)
    : settings(checked(given)),
      hasher(environment, sessions::HashParameters{},
             std::make_shared<sessions::HashingGate>(limits_of(settings))),
      validated(std::make_unique<sessions::ValidatedCache>(settings.validated_tokens)),
      uses(std::make_unique<sessions::Uses>()) {}

const Host& host_of(const Scope& scope) {
    if (scope.host) return *scope.host;
    static const Host usual(SessionSettings{}, Environment::system());
    return usual;
}

std::string link_to(const std::string& base, std::string_view token) {
    if (base.empty())
        throw Error(ErrorCode::failed_precondition, "sessions.no_link_base",
                    "This program was not told where its links lead (SessionSettings).");
    std::string link = base;
    return link.replace(link.find(place_of_token), place_of_token.size(), token);
}

}  // namespace roster
