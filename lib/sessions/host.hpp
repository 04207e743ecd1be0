// The host, as signing in knows it: its settings made ready once, shared by all accounts of a directory.
#pragma once

#include "sessions/password_hash.hpp"
#include "sessions/places.hpp"
#include "sessions/user_agents.hpp"
#include "sessions/uses.hpp"
#include "sessions/validated.hpp"

#include <roster/sessions/settings.hpp>
#include <roster/storage/scope.hpp>

#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

namespace roster {

class Host {
    std::unique_ptr<const sessions::Places> places_;  // opened where the settings are checked
    std::unique_ptr<const sessions::UserAgents> user_agents_;

public:
    /// @throws Error invalid_argument "sessions.invalid_settings" with every wrong one; unimplemented "sessions.left_out"
    Host(const SessionSettings& settings, const Environment& environment);

    /// City and country, by the host's own function or else its file; empty where that does not know, or throws.
    [[nodiscard]] std::string place_of(std::string_view address) const;
    /// "Firefox on Linux", by the host's file or what is known without it.
    [[nodiscard]] std::string device_of(std::string_view user_agent) const;

    /// Whether the keys of an account are to be looked at: until they were found to fit.
    [[nodiscard]] bool is_unchecked(const AccountId& account) const;
    void note_checked(const AccountId& account) const;

    const SessionSettings settings;
    const sessions::PasswordHasher hasher;
    const std::unique_ptr<sessions::ValidatedCache> validated;
    const std::unique_ptr<sessions::Uses> uses;

private:
    mutable std::mutex checked_mutex_;
    mutable std::set<AccountId> checked_;
};

/// Refuses an account with sealed seeds that the host's keys do not open: better when it is entered than when somebody
/// signs in. @throws Error failed_precondition "seal.unknown_key"
void demand_keys(const Scope& scope, Transaction& tx);

/// The host of a scope; one with default settings where there is none.
const Host& host_of(const Scope& scope);

/// "https://desk.example/join?token=rinv_…" @throws Error failed_precondition "sessions.no_link_base"
std::string link_to(const std::string& base, std::string_view token);

}  // namespace roster
