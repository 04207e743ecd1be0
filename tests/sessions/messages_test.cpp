// Messages to be sent, as the feed of events gives them: with the link, which no store can read (HU-18).
#include "sessions/door.hpp"

#include <algorithm>

namespace roster::test {
namespace {

class Messages : public Door {
protected:
    /// What the feed must say of a message.
    static std::string told(const Message& message) {
        return "{\"recipient\":" + json::write(message.recipient) +
               ",\"language\":" + json::write(message.language) +
               ",\"expires_at\":" + json::write(message.expires_at) + ",\"link\":" + json::write(message.link) +
               "}";
    }
    static std::string told_without_link(const Message& message) {
        const auto all = told(message);
        return all.substr(0, all.find(",\"link\"")) + "}";
    }
    static Event last(const Account& account) {
        return account.sessions().events(Actor::system("test"), {.limit = 1'000, .after = {}}).items.back();
    }
    /// The account through a directory with other sealing keys.
    Account with_keys(const std::vector<std::pair<std::string, char>>& keys) const {
        auto settings = settings_of_tests();
        settings.keys = KeyRing();
        for (const auto& [id, byte] : keys) settings.keys.add(id, Secret(std::string(32, byte)));
        const std::shared_ptr<Storage> shared(std::shared_ptr<void>(), &directory.storage());
        return Directory(shared, world.environment(), settings).account(desk.id());
    }
    std::vector<Event> stored() const {
        std::vector<Event> all;
        directory.storage().read(desk.id(), [&](Transaction& tx) { all = tx.sessions().events().list({}, 1'000); });
        return all;
    }
};
ROSTER_OVER_ALL_STORES(Messages);

TEST_P(Messages, HU18_TheFeedGivesWhatTheCallGave) {
    const User grace = users.add(
        system, {.first_name = "Grace", .email = "grace@desk.example", .role = role::user, .language = "de"},
        Onboarding::not_invited);
    const auto invitation = passwords.invite(as(admin), grace.id);
    EXPECT_EQ(last(desk).kind, "sessions.invitation");
    EXPECT_EQ(last(desk).user_id, grace.id);
    EXPECT_EQ(last(desk).data, told(invitation));
    EXPECT_EQ(invitation.language, "de");
    const auto started = passwords.start_reset(as(admin), agent.id);
    EXPECT_EQ(last(desk).kind, "sessions.password_reset");
    EXPECT_EQ(last(desk).data, told(started));
    const auto asked = passwords.request_reset(agent.email);
    ASSERT_TRUE(asked);
    EXPECT_EQ(last(desk).data, told(*asked));
    EXPECT_EQ(event_kinds(), (std::vector<std::string>{"sessions.invitation", "sessions.password_reset",
                                                       "sessions.password_reset"}));
    EXPECT_FALSE(passwords.request_reset("nobody@desk.example"));
    EXPECT_EQ(event_kinds().size(), 3u) << "nothing is sent to strangers";
}

TEST_P(Messages, HU18_NoStoreCanReadALink) {
    const auto message = passwords.start_reset(system, agent.id);
    const auto again = passwords.start_reset(system, agent.id);
    const auto kept = stored();
    ASSERT_EQ(kept.size(), 2u);
    for (const auto& event : kept) {
        EXPECT_NE(event.data.find(",\"link\":\"1.test."), std::string::npos) << event.data;
        for (const auto& one : {message, again}) {
            EXPECT_EQ(event.data.find(token_of(one)), std::string::npos);
            EXPECT_EQ(event.data.find(one.link), std::string::npos);
        }
    }
}

TEST_P(Messages, HU18_WithoutAKeyTheCallAloneGivesTheLink) {
    const auto bare = with_keys({});
    const auto unkept = bare.passwords().start_reset(system, agent.id);
    EXPECT_TRUE(unkept.link.starts_with("https://desk.example/reset/"));
    EXPECT_EQ(last(bare).data, told_without_link(unkept));
    EXPECT_EQ(last(desk).data, told_without_link(unkept)) << "with a key neither: it was never kept";
    EXPECT_EQ(stored().back().data, told_without_link(unkept));

    const auto kept = passwords.start_reset(system, agent.id);
    EXPECT_EQ(last(bare).data, told_without_link(kept));
    EXPECT_EQ(last(with_keys({{"new", 'n'}})).data, told_without_link(kept)) << "its key is gone";
    EXPECT_EQ(last(with_keys({{"test", 'x'}})).data, told_without_link(kept)) << "another key of its id";
    EXPECT_EQ(last(with_keys({{"new", 'n'}, {"test", 'k'}})).data, told(kept)) << "while keys are being rotated";
}

TEST_P(Messages, HU18_AMovedLinkDoesNotOpen) {
    const auto message = passwords.start_reset(system, agent.id);
    auto moved = stored().back();
    moved.id = world.environment().new_id<EventId>();
    moved.user_id = admin.id;
    directory.storage().write(desk.id(), [&](Transaction& tx) { tx.sessions().events().append(moved); });
    std::size_t with_link = 0;
    for (const auto& event : sessions.events(system).items)
        if (event.data.find(message.link) != std::string::npos) {
            ++with_link;
            EXPECT_EQ(event.user_id, agent.id);
        }
    EXPECT_EQ(with_link, 1u);
}

TEST_P(Messages, HU18_OfManyMadeAtOnceOneIsGood) {
    std::vector<std::string> tokens(8);
    at_once(8, [&](int i) {
        if (const auto message = passwords.request_reset(agent.email))
            tokens[static_cast<std::size_t>(i)] = token_of(*message);
    });
    EXPECT_EQ(std::count(tokens.begin(), tokens.end(), std::string()), 3) << "five, then one waits";
    EXPECT_EQ(std::count_if(tokens.begin(), tokens.end(),
                            [&](const std::string& token) { return passwords.look(token).has_value(); }),
              1);
}

}  // namespace
}  // namespace roster::test
