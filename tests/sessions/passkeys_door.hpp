// The desk with doors that open to passkeys.
#pragma once

#include "sessions/door.hpp"
#include "support/passkeys.hpp"

#include <string>
#include <vector>

namespace roster::test {

class PasskeyDoor : public Door {
protected:
    PasskeyDoor() : passkeys(desk.passkeys()) {}

    struct WithPasskey {
        std::string token;
        Passkey passkey;
        SoftPasskey key;
        std::vector<std::string> recovery_codes;
    };
    /// Sets a passkey up within a session.
    WithPasskey set_up_passkey(const std::string& token, SoftPasskey key = SoftPasskey(),
                               const Ceremony& how = {}) {
        const auto asked = passkeys.begin_registration(token);
        const auto made = passkeys.finish_registration(token, "phone", key.create(asked.options, how).json());
        return {made.sign_in.token, made.passkey, key, made.recovery_codes};
    }
    /// The same for somebody who has a password, so that the passkey opens the door alone.
    WithPasskey give_passkey(const User& user, SoftPasskey key = SoftPasskey(), const Ceremony& how = {}) {
        give_password(user);
        return set_up_passkey(sign_in(user).token, std::move(key), how);
    }
    SignIn enter(const SoftPasskey& key, const Ceremony& how = {}) {
        return passkeys.finish_sign_in(key.get(passkeys.begin_sign_in().options, how).json());
    }
    static std::string said(const SignIn& answer) { return std::string(to_string(answer.outcome)); }
    std::size_t session_count(const User& user) { return sessions.list(system, user.id).size(); }

    Passkeys passkeys;
};

}  // namespace roster::test
