// The host, as signing in knows it: its settings made ready once, shared by all accounts of a directory.
#pragma once

#include "sessions/password_hash.hpp"
#include "sessions/uses.hpp"
#include "sessions/validated.hpp"

#include <roster/sessions/settings.hpp>
#include <roster/storage/scope.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace roster {

class Host {
public:
    /// @throws Error invalid_argument "sessions.invalid_settings" with every wrong one
    Host(const SessionSettings& settings, const Environment& environment);

    const SessionSettings settings;
    const sessions::PasswordHasher hasher;
    const std::unique_ptr<sessions::ValidatedCache> validated;
    const std::unique_ptr<sessions::Uses> uses;
};

/// Refuses an account with sealed seeds that the host's keys do not open: better when it is entered than when somebody
/// signs in. @throws Error failed_precondition "seal.unknown_key"
void demand_keys(const Scope& scope, Transaction& tx);

/// The host of a scope; one with default settings where there is none.
const Host& host_of(const Scope& scope);

/// "https://desk.example/join?token=rinv_…" @throws Error failed_precondition "sessions.no_link_base"
std::string link_to(const std::string& base, std::string_view token);

}  // namespace roster
