// What records are compared by.
#include "copy/digest.hpp"

#include <roster/users/import_store.hpp>
#include <roster/users/store.hpp>

#include <gtest/gtest.h>

#include <set>

namespace roster::test {
namespace {

using copying::bytes_of;
using copying::Digest;

struct Kept {
    std::string text, other;
    std::optional<std::int32_t> number;
    std::vector<std::string> list;
    std::int32_t computed = 0;
    std::string hidden;

    static constexpr auto fields() {
        return FieldTable{
            field("text", &Kept::text, ""),
            field("other", &Kept::other, ""),
            field("number", &Kept::number, ""),
            field("list", &Kept::list, ""),
            field("computed", &Kept::computed, "", Trait::derived),
            field("hidden", &Kept::hidden, "", Trait::secret),
        };
    }
};

TEST(CopyDigest, TellsApartWhateverIsStored) {
    const std::vector<Kept> all{
        {},
        {.text = "a"},
        {.other = "a"},
        {.text = "ab", .other = "c"},
        {.text = "a", .other = "bc"},
        {.number = 0},
        {.number = 1},
        {.number = -1},
        {.list = {""}},
        {.list = {"", ""}},
        {.list = {"a", "b"}},
        {.list = {"ab"}},
        {.hidden = "secret"},
    };
    std::set<std::string> seen;
    for (const auto& one : all) EXPECT_TRUE(seen.insert(bytes_of(one)).second);
    EXPECT_EQ(bytes_of(Kept{.computed = 7}), bytes_of(Kept{}));
}

TEST(CopyDigest, CountsAndChains) {
    Digest none, one, two, swapped;
    one.add("a");
    two.add("a");
    two.add("b");
    swapped.add("b");
    swapped.add("a");
    EXPECT_EQ(none.count(), 0);
    EXPECT_EQ(two.count(), 2);
    EXPECT_NE(none, one);
    EXPECT_NE(one, two);
    EXPECT_NE(two, swapped);
    Digest again;
    again.add("a");
    again.add("b");
    EXPECT_EQ(two, again);
    EXPECT_EQ(two.hexadecimal().size(), 64u);
}

TEST(CopyDigest, EveryFieldOfAUserCounts) {
    for_each_field<User>([](const auto& f) {
        if (has(f.traits, Trait::derived)) return;
        IndexedUser user;
        const auto before = bytes_of(user);
        auto& value = user.user.*f.member;
        using Value = std::remove_cvref_t<decltype(value)>;
        if constexpr (std::same_as<Value, std::string>) value = "x";
        else if constexpr (std::same_as<Value, bool>) value = !value;
        else if constexpr (std::is_enum_v<Value>) value = static_cast<Value>(99);
        else if constexpr (std::integral<Value>) value += 1;
        else if constexpr (is_id<Value>) value = Value::well_known(9);
        else if constexpr (std::same_as<Value, Instant>) value = Instant(boost::gregorian::date(2001, 1, 1));
        else if constexpr (is_optional<Value>) value.emplace();
        else value.emplace_back();
        EXPECT_NE(bytes_of(user), before) << f.name;
    });
}

}  // namespace
}  // namespace roster::test
