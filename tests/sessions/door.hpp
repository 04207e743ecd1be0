// The desk with doors: people with passwords, who can sign in.
#pragma once

#include "base/kdf.hpp"
#include "sessions/totp.hpp"
#include "support/desk.hpp"

#include <roster/sessions/rules.hpp>

#include <string>
#include <string_view>

namespace roster::test {

inline constexpr std::string_view good_password = "velvet-otter-9-quarry";
inline constexpr std::string_view other_password = "amber!kettle!stride!42";

inline SessionSettings settings_of_tests() {
    SessionSettings settings;
    settings.product = "Deskwright";
    settings.invitation_link = "https://desk.example/join?token={token}";
    settings.reset_link = "https://desk.example/reset/{token}";
    settings.keys.add("test", Secret(std::string(32, 'k')));
    settings.rp_id = "desk.example";
    settings.origins = {"https://desk.example", "https://help.desk.example:8443"};
    return settings;
}

class Door : public Desk {
protected:
    Door()
        : Desk(settings_of_tests()),
          sessions(desk.sessions()),
          passwords(desk.passwords()),
          factors(desk.factors()) {}

    /// The secret in a message's link.
    static std::string token_of(const Message& message) {
        const auto at = message.link.find_last_of("=/");
        return message.link.substr(at + 1);
    }
    /// Gives a user a password, as a reset would.
    void give_password(const User& user, std::string_view password = good_password) {
        passwords.reset(token_of(passwords.start_reset(system, user.id)), password);
    }
    SignIn sign_in(const User& user, std::string_view password = good_password, const Client& client = {}) {
        return sessions.sign_in({.email = user.email, .password = password, .client = client});
    }
    /// Signed in through an identity provider: no password is hashed.
    SignIn let_in(const User& user, const Client& client = {}) {
        sessions.link_identity(system, user.id, "https://id.example", to_string(user.id));
        return sessions.sign_in_with_identity(
            {.issuer = "https://id.example", .subject = to_string(user.id), .client = client});
    }
    /// The code that an authenticator shows now.
    std::string code_of(const AuthenticatorSetup& setup, Duration later = {}) {
        const auto seed = sessions::from_base32(setup.seed);
        return std::string(sessions::totp_code(seed->reveal(), sessions::totp_step(world.now() + later)).reveal());
    }
    struct WithFactor {
        std::string token;
        AuthenticatorSetup setup;
        std::vector<std::string> recovery_codes;
    };
    /// Signs in and sets up an authenticator.
    WithFactor set_up_factor(const User& user) {
        const auto begun = let_in(user);
        const auto setup = factors.add_authenticator(begun.token, "phone");
        const auto confirmed = factors.confirm_authenticator(begun.token, setup.id, code_of(setup));
        world.advance(minutes(1));  // its code was used
        return {confirmed.sign_in.token, setup, confirmed.recovery_codes};
    }
    [[nodiscard]] bool is_good(const std::string& token) const { return sessions.validate(token).has_value(); }
    std::vector<std::string> event_kinds() const {
        std::vector<std::string> kinds;
        PageRequest page{.limit = 1'000, .after = {}};
        for (const auto& event : sessions.events(system, page).items) kinds.push_back(event.kind);
        return kinds;
    }

    Sessions sessions;
    Passwords passwords;
    Factors factors;
};

}  // namespace roster::test
