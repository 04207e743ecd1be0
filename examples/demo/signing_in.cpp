#include "signing_in.hpp"

#include "console.hpp"

#include <liboath/oath.h>

#include <cstdlib>
#include <ctime>
#include <iostream>

namespace demo {
namespace {

using namespace roster;

constexpr std::string_view password = "velvet-otter-9-quarry";
const Client laptop{.user_agent = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
                    .address = "203.0.113.7"};
const Client phone{.user_agent =
                       "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
                       "Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
                   .address = "198.51.100.23"};

/// The phone's part: the code that an authenticator app shows, now or some steps of 30 seconds ago.
std::string code_on_phone(const std::string& seed, int steps_ago) {
    char* bytes = nullptr;
    std::size_t size = 0;
    char code[7] = {};
    if (oath_base32_decode(seed.data(), seed.size(), &bytes, &size) == OATH_OK)
        oath_totp_generate(bytes, size, std::time(nullptr) - 30 * steps_ago, OATH_TOTP_DEFAULT_TIME_STEP_SIZE, 0, 6,
                           code);
    std::free(bytes);
    return code;
}

void refuse_weak_password(const Account& account, const std::string& token) {
    try {
        account.passwords().accept(token, "password", laptop);
        line("weak password", "was not refused: please report this");
    } catch (const Error& error) {
        for (const auto& field : error.fields()) line("weak password", field.reason + ": " + field.message);
    }
}

}  // namespace

SessionSettings signing_in_settings(const Environment& environment) {
    SessionSettings settings;
    settings.product = "Acme Support";
    settings.invitation_link = "https://desk.example/join?token={token}";
    settings.reset_link = "https://desk.example/reset?token={token}";
    // A host keeps its key outside the store, and the same one every time. This one is gone with the demo.
    auto key = Secret::zeros(KeyRing::key_size);
    environment.fill_random(key.data(), key.size());
    settings.keys.add("demo", std::move(key));
    return settings;
}

void sign_in(const Account& account, const Actor& owner) {
    heading("Sign in with a second factor");
    const auto sessions = account.sessions();
    const User ann = account.users().list(owner, {.with_alert = true}, {.limit = 1}).items.at(0);

    const Message invitation = account.passwords().invite(owner, ann.id);
    line("invited", display_name(ann) + "; to be sent to " + invitation.recipient);
    line("", shortened(invitation.link, 48) + "  until " + to_text(invitation.expires_at));
    const std::string token = invitation.link.substr(invitation.link.rfind('=') + 1);
    refuse_weak_password(account, token);
    const SignIn first = account.passwords().accept(token, password, laptop);
    line("accepted", display_name(ann) + " chose a password and is signed in on " + first.session->device);

    const auto factors = account.factors();
    const auto setup = factors.add_authenticator(first.token, "phone");
    line("authenticator", "scan this with an app:");
    std::cout << setup.qr_text;
    // The code of the step before, so that the present one is not used up yet: each is good once.
    const auto confirmed = factors.confirm_authenticator(first.token, setup.id, code_on_phone(setup.seed, 1));
    line("confirmed", "the session has a new token now; " + std::to_string(confirmed.recovery_codes.size()) +
                          " recovery codes for a rainy day");

    const SignIn half = sessions.sign_in({.email = ann.email, .password = password, .client = phone});
    line("on the phone", "the password is right: " + std::string(to_string(half.outcome)));
    const SignIn second = sessions.second_factor(half.pending, {.totp = code_on_phone(setup.seed, 0)}, phone);
    line("with the code",
         std::string(to_string(second.outcome)) + ", " + std::string(to_string(second.session->assurance)));

    const auto list = [&] {
        for (const auto& session : sessions.list(owner, ann.id))
            line(session.device, "from " + session.address + ", begun " + to_text(session.created_at));
    };
    list();
    sessions.revoke(Actor::user(ann.id), ann.id, {.id = confirmed.sign_in.session->id});
    line("ended one", "its token is " +
                          std::string(sessions.validate(confirmed.sign_in.token) ? "still good: please report this"
                                                                                 : "no good any more") +
                          ", the other one's " +
                          (sessions.validate(second.token) ? "is" : "is not: please report this"));
    list();
    // So that desk.db can be looked at without the demo's key: it holds nothing sealed any more.
    factors.reset(owner, ann.id);
    line("reset", "an administrator took the factor away, as for somebody who lost their phone: " +
                      std::to_string(sessions.list(owner, ann.id).size()) + " sessions left");
}

}  // namespace demo
