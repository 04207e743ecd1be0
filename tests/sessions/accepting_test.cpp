// An invitation accepted with an identity provider in place of a password (HU-1, UC-8).
#include "sessions/door.hpp"

#include <algorithm>
#include <atomic>

namespace roster::test {
namespace {

constexpr std::string_view provider = "https://id.example";

class Accepting : public Door {
protected:
    User add_uninvited(const std::string& name) {
        return users.add(system, {.first_name = name, .email = name + "@desk.example", .role = role::user},
                         Onboarding::not_invited);
    }
    std::string invite(const User& user) { return token_of(passwords.invite(system, user.id)); }
    SignIn accept(const std::string& token, std::string_view subject, std::string_view issuer = provider) {
        return passwords.accept_with_identity(token, {.issuer = issuer, .subject = subject});
    }
    std::string outcome_of(const std::string& token, std::string_view subject) {
        return outcome([&] { accept(token, subject); });
    }
    SignInOutcome arrive(std::string_view subject) {
        return sessions.sign_in_with_identity({.issuer = provider, .subject = subject}).outcome;
    }
    std::ptrdiff_t count_of(const User& user, std::string_view verb) const {
        const auto all = entries_of(user);
        return std::count_if(all.begin(), all.end(), [&](const HistoryEntry& one) { return one.verb == verb; });
    }
};
ROSTER_OVER_ALL_STORES(Accepting);

TEST_P(Accepting, HU1_UC8_BindsAnIdentityAndSignsIn) {
    const User grace = add_uninvited("grace");
    const auto token = invite(grace);
    const auto entered = passwords.accept_with_identity(
        token, {.issuer = provider, .subject = "g", .client = {.user_agent = "curl/8.5.0"}});
    EXPECT_EQ(entered.outcome, SignInOutcome::granted);
    EXPECT_EQ(entered.session->methods, std::vector<std::string>{"identity"});
    EXPECT_EQ(entered.session->device, "curl");
    EXPECT_EQ(entered.principal->assurance, Assurance::one_factor);
    EXPECT_TRUE(is_good(entered.token));
    EXPECT_EQ(now(grace).status, UserStatus::active);
    EXPECT_EQ(now(grace).email_verified_at, world.now());
    EXPECT_EQ(count_of(grace, "users.accept"), 1);
    EXPECT_EQ(count_of(grace, "sessions.link_identity"), 1);

    EXPECT_EQ(arrive("g"), SignInOutcome::granted);
    EXPECT_EQ(outcome_of(token, "g"), "not_found sessions.link_gone");
    EXPECT_EQ(outcome([&] { passwords.accept(token, good_password); }), "not_found sessions.link_gone");
    EXPECT_EQ(outcome([&] { passwords.start_reset(system, grace.id); }),
              "failed_precondition sessions.no_password");
}

TEST_P(Accepting, HU1_RefusedItUsesNothingUp) {
    sessions.link_identity(system, agent.id, provider, "agent's");
    const User grace = add_uninvited("grace");
    const auto token = invite(grace);
    EXPECT_EQ(outcome_of(token, "agent's"), "already_exists sessions.identity_taken");
    EXPECT_EQ(faults([&] { accept(token, "", ""); }), "issuer:required subject:required");
    EXPECT_EQ(faults([&] { accept(token, std::string(501, 's')); }), "subject:too_long");
    EXPECT_TRUE(passwords.look(token));
    EXPECT_EQ(now(grace).status, UserStatus::invited);
    EXPECT_FALSE(now(grace).email_verified_at);
    EXPECT_EQ(count_of(grace, "users.accept"), 0);
    EXPECT_EQ(arrive("agent's"), SignInOutcome::granted) << "still the agent's";
    EXPECT_EQ(accept(token, "g").outcome, SignInOutcome::granted);
}

TEST_P(Accepting, HU1_WhoIsLinkedAlreadyAcceptsToo) {
    const User grace = add_uninvited("grace"), heidi = add_uninvited("heidi");
    sessions.link_identity(system, grace.id, provider, "g");
    EXPECT_EQ(accept(invite(grace), "g").outcome, SignInOutcome::granted);
    EXPECT_EQ(count_of(grace, "sessions.link_identity"), 1) << "as it was";

    sessions.link_identity(system, heidi.id, provider, "old");
    const auto token = invite(heidi);
    EXPECT_EQ(outcome([&] { passwords.accept(token, good_password); }), "failed_precondition sessions.no_password");
    EXPECT_TRUE(passwords.look(token)) << "refused, it uses nothing up";
    EXPECT_EQ(accept(token, "new").outcome, SignInOutcome::granted);
    EXPECT_EQ(arrive("old"), SignInOutcome::granted);
    EXPECT_EQ(arrive("new"), SignInOutcome::granted);
}

TEST_P(Accepting, UC8_NoPasswordStays) {
    constexpr std::string_view hash = "pbkdf2_sha256$5000$saltsalt$c2FsdHNhbHRzYWx0c2FsdHNhbHRzYWx0c2FsdHNhbHQ=";
    const User grace = add_uninvited("grace");
    passwords.import_hash(system, grace.id, hash);
    EXPECT_EQ(outcome([&] { passwords.import_hash(system, grace.id, hash); }), "already_exists passwords.has_one");
    accept(invite(grace), "g");
    sessions.unlink_identity(system, grace.id, provider, "g");
    EXPECT_EQ(outcome([&] { passwords.import_hash(system, grace.id, hash); }), "done") << "there was none left";
}

TEST_P(Accepting, HU1_OneOfManyWinsWhicheverWay) {
    const User grace = add_uninvited("grace");
    const auto token = invite(grace);
    std::atomic<int> won{0}, gone{0};
    at_once(8, [&](int i) {
        const auto said =
            i % 2 == 0 ? outcome([&] { passwords.accept(token, good_password); }) : outcome_of(token, "g");
        won += said == "done";
        gone += said == "not_found sessions.link_gone";
    });
    EXPECT_EQ(won, 1);
    EXPECT_EQ(gone, 7);
    EXPECT_EQ(sessions.list(system, grace.id).size(), 1u);
    const bool by_password = sign_in(grace).outcome == SignInOutcome::granted;
    EXPECT_NE(by_password, arrive("g") == SignInOutcome::granted) << "one of the two, never both";
}

TEST_P(Accepting, HU1_OfTwoPeopleWithOneIdentityOneWins) {
    const User grace = add_uninvited("grace"), heidi = add_uninvited("heidi");
    const std::string tokens[] = {invite(grace), invite(heidi)};
    std::atomic<int> won{0}, taken{0};
    at_once(2, [&](int i) {
        const auto said = outcome_of(tokens[i], "shared");
        won += said == "done";
        taken += said == "already_exists sessions.identity_taken";
    });
    EXPECT_EQ(won, 1);
    EXPECT_EQ(taken, 1);
    EXPECT_NE(passwords.look(tokens[0]).has_value(), passwords.look(tokens[1]).has_value());
}

}  // namespace
}  // namespace roster::test
