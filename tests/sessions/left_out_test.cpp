// Components that a build can do without: what is asked of them says so, and everything else goes on.
#include "sessions/door.hpp"

namespace roster::test {
namespace {

#ifndef ROSTER_HAS_GEO
TEST(LeftOutPlaces, HU8_AFileCannotBeRead) {
    OpenOptions options;
    options.sessions.place_file = ROSTER_SOURCE_DIR "/tests/data/places.mmdb";
    EXPECT_EQ(outcome([&] { open(":memory:", options); }), "unimplemented sessions.left_out");
}
#endif

#ifndef ROSTER_HAS_USER_AGENT
TEST(LeftOutDevices, HU8_AFileCannotBeRead) {
    OpenOptions options;
    options.sessions.device_file = "/usr/share/uap-core/regexes.yaml";
    EXPECT_EQ(outcome([&] { open(":memory:", options); }), "unimplemented sessions.left_out");
}
#endif

#ifndef ROSTER_HAS_PASSKEYS
class LeftOut : public Door {};
ROSTER_OVER_ALL_STORES(LeftOut);

TEST_P(LeftOut, BX12_Passkeys) {
    const std::string refusal = "unimplemented passkeys.left_out";
    const auto passkeys = desk.passkeys();
    const auto token = let_in(agent).token;
    EXPECT_EQ(outcome([&] { passkeys.begin_registration(token); }), refusal);
    EXPECT_EQ(outcome([&] { passkeys.finish_registration(token, "x", "{}"); }), refusal);
    EXPECT_EQ(outcome([&] { passkeys.begin_sign_in(); }), refusal);
    EXPECT_EQ(outcome([&] { passkeys.finish_sign_in("{}"); }), refusal);
    EXPECT_EQ(outcome([&] { passkeys.begin_second_factor("x"); }), refusal);
    EXPECT_EQ(outcome([&] { passkeys.begin_step_up(token); }), refusal);
    EXPECT_EQ(outcome([&] { sessions.step_up(token, {.passkey = "{}"}); }), refusal);
    EXPECT_TRUE(passkeys.list(as(agent), agent.id).empty());
    EXPECT_EQ(outcome([&] { passkeys.remove(token, {}); }), "not_found sessions.unknown");
}
#endif

}  // namespace
}  // namespace roster::test
