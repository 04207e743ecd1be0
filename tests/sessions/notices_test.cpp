// What changes how somebody signs in is told, and nowhere does what is told or kept hold a secret.
#include "sessions/door.hpp"

#include <algorithm>

namespace roster::test {
namespace {

class Notices : public Door {
protected:
    /// What the call has the feed tell.
    std::vector<std::string> told_by(const std::function<void()>& call) const {
        const auto before = event_kinds().size();
        call();
        auto kinds = event_kinds();
        kinds.erase(kinds.begin(), kinds.begin() + static_cast<std::ptrdiff_t>(before));
        return kinds;
    }
    /// Everything that a refusal says.
    static std::string said_by(const std::function<void()>& call) {
        try {
            call();
        } catch (const Error& error) {
            std::string text = error.reason() + " " + error.what();
            for (const auto& field : error.fields()) text += " " + field.field + field.reason + field.message;
            return text;
        }
        ADD_FAILURE() << "nothing was thrown";
        return {};
    }
};
ROSTER_OVER_ALL_STORES(Notices);

using Kinds = std::vector<std::string>;

TEST_P(Notices, BX12_WhatChangesHowOneSignsInIsTold) {
    EXPECT_EQ(told_by([&] { give_password(agent); }),
              (Kinds{"sessions.password_reset", "sessions.password_changed"}));
    std::string token = sign_in(agent).token;
    EXPECT_EQ(told_by([&] { token = passwords.change(token, good_password, other_password).token; }),
              Kinds{"sessions.password_changed"});
    const auto setup = factors.add_authenticator(token, "phone");
    ConfirmedAuthenticator confirmed;
    EXPECT_EQ(told_by([&] { confirmed = factors.confirm_authenticator(token, setup.id, code_of(setup)); }),
              Kinds{"sessions.factor_changed"});
    EXPECT_EQ(told_by([&] {
                  const auto waiting = sign_in(agent, other_password);
                  token =
                      sessions.second_factor(waiting.pending, {.recovery_code = confirmed.recovery_codes[0]}).token;
              }),
              (Kinds{"sessions.recovery_code_used", "sessions.new_device"}));
    EXPECT_EQ(told_by([&] { factors.remove_authenticator(token, setup.id); }), Kinds{"sessions.factor_changed"});
    EXPECT_EQ(told_by([&] { desk.api_keys().create(as(agent), "script"); }), Kinds{"sessions.api_key_made"});
    EXPECT_EQ(told_by([&] { factors.reset(as(admin), agent.id); }), Kinds{"sessions.factor_changed"});
    EXPECT_EQ(told_by([&] { users.update(system, agent.id, {.email = "new@desk.example"}); }),
              Kinds{"sessions.email_changed"});
    const auto last = sessions.events(system, {.limit = 1'000, .after = {}}).items.back();
    EXPECT_EQ(last.data, "{\"old\":\"agent@desk.example\"}") << "so that the old address can be told";
    EXPECT_EQ(last.user_id, agent.id);
    EXPECT_TRUE(told_by([&] { sign_in(agent, good_password); }).empty()) << "a wrong password is none";
}

TEST_P(Notices, BX12_NoSecretIsInHistoryEventsOrErrors) {
    std::vector<std::string> secrets{std::string(good_password), std::string(other_password)};
    const auto keep = [&](const std::string& secret) {
        EXPECT_GE(secret.size(), 6u);
        secrets.push_back(secret);
        return secret;
    };
    const auto reset = keep(token_of(passwords.start_reset(as(admin), agent.id)));
    std::string all = said_by([&] { passwords.reset(reset, keep("sh0rt-one")); });
    passwords.reset(reset, good_password);
    all += said_by([&] { passwords.reset(reset, other_password); });
    const auto begun = sign_in(agent);
    keep(begun.known_device);
    const auto setup = factors.add_authenticator(keep(begun.token), "phone");
    keep(setup.seed);
    const auto right = code_of(setup);
    const std::string wrong = right == "918273" ? "918274" : "918273";
    all += said_by([&] { factors.confirm_authenticator(begun.token, setup.id, keep(wrong)); });
    const auto confirmed = factors.confirm_authenticator(begun.token, setup.id, right);
    for (const auto& code : confirmed.recovery_codes) keep(code);
    const auto token = keep(confirmed.sign_in.token);
    all += said_by([&] { passwords.change(token, keep("not-the-password-at-all"), other_password); });
    all += said_by([&] { passwords.change(begun.token, good_password, other_password); });
    const auto changed = passwords.change(token, good_password, other_password);
    keep(changed.token);
    keep(sign_in(agent, other_password).pending);
    const auto key = desk.api_keys().create(as(agent), "script", {"view_users"});
    keep(key.text);
    desk.api_keys().rotate(as(agent), key.key.id, hours(1));
    all += said_by([&] { passwords.import_hash(system, light.id, keep("$2y$10$no-hash-but-a-secret")); });
    const User grace = users.add(system, {.first_name = "Grace", .email = "grace@desk.example", .role = role::user},
                                 Onboarding::not_invited);
    keep(token_of(passwords.invite(as(admin), grace.id)));
    EXPECT_GE(secrets.size(), 20u);

    for (const auto& entry : entries()) {
        all += "\n" + entry.verb + " " + entry.actor_name;
        for (const auto& change : entry.changes) all += " " + change.name + change.before + change.after;
    }
    directory.storage().read(desk.id(), [&](Transaction& tx) {
        for (const auto& event : tx.sessions().events().list({}, 1'000)) all += "\n" + event.kind + event.data;
    });
    for (const char* told : {"passwords.change", "passwords.reset", "api_keys.rotate", "sessions.invitation"})
        EXPECT_NE(all.find(told), std::string::npos) << told;
    for (const auto& secret : secrets) EXPECT_EQ(all.find(secret), std::string::npos) << secret;
}

}  // namespace
}  // namespace roster::test
