#include <roster/base/id.hpp>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <string>
#include <type_traits>
#include <unordered_set>

namespace {

struct UserTag;
struct MailboxTag;
using UserId = roster::Id<UserTag>;
using MailboxId = roster::Id<MailboxTag>;

static_assert(sizeof(UserId) == 16 && std::is_trivially_copyable_v<UserId>);
static_assert(!std::is_convertible_v<UserId, MailboxId> && !std::is_constructible_v<UserId, MailboxId>);
static_assert(UserId().is_nil() && !UserId());
static_assert(UserId::well_known(2) < UserId::well_known(10));

constexpr auto example = "01890a5d-ac96-774b-bcce-b302099a8057";

TEST(Id, TextFormIsThatOfTheRfc) {
    const auto id = UserId::parse(example);
    ASSERT_TRUE(id);
    EXPECT_EQ(to_string(*id), example);
    EXPECT_EQ(to_string(UserId()), "00000000-0000-0000-0000-000000000000");
    EXPECT_EQ(to_string(UserId::well_known(255)), "00000000-0000-0000-0000-0000000000ff");
}

TEST(Id, ParsesUpperCase) {
    std::string upper = example;
    std::transform(upper.begin(), upper.end(), upper.begin(),
                   [](char c) { return static_cast<char>(std::toupper(c)); });
    EXPECT_EQ(UserId::parse(upper), UserId::parse(example));
}

TEST(Id, RefusesEveryOtherText) {
    const std::string good = example;
    for (std::size_t cut = 0; cut < good.size(); ++cut) EXPECT_FALSE(UserId::parse(good.substr(0, cut))) << cut;
    EXPECT_FALSE(UserId::parse(good + "0"));
    EXPECT_FALSE(UserId::parse("{" + good.substr(2) + "}"));
    for (std::size_t i = 0; i < good.size(); ++i)
        for (char wrong : {'g', ' ', '\0', '/', ':', '@', '`', '\x80', good[i] == '-' ? '0' : '-'}) {
            auto bad = good;
            bad[i] = wrong;
            EXPECT_FALSE(UserId::parse(bad)) << bad;
        }
}

TEST(Id, BytesAndTextAgreeAndSortAlike) {
    EXPECT_TRUE(rc::check("text and bytes come back", [](const std::array<std::uint8_t, 16>& bytes) {
        const auto id = UserId::from_bytes(bytes.data());
        RC_ASSERT(UserId::parse(to_string(id)) == id);
        RC_ASSERT(UserId::from_bytes(id.bytes().data()) == id);
    }));
    EXPECT_TRUE(rc::check("ids, their bytes and their texts have one order",
                          [](const std::array<std::uint8_t, 16>& x, const std::array<std::uint8_t, 16>& y) {
                              const auto a = UserId::from_bytes(x.data()), b = UserId::from_bytes(y.data());
                              RC_ASSERT((a < b) == (a.bytes() < b.bytes()));
                              RC_ASSERT((a < b) == (to_string(a) < to_string(b)));
                              RC_ASSERT((a == b) == (x == y));
                          }));
}

TEST(Id, ServesAsAKeyOfHashMaps) {
    std::unordered_set<UserId> ids;
    for (int i = 0; i < 256; ++i) ids.insert(UserId::well_known(static_cast<std::uint8_t>(i)));
    EXPECT_EQ(ids.size(), 256u);
}

}  // namespace
