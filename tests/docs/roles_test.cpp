// docs/roles.md tells the order in which it is decided, and the permissions there are.
#include "roles/cases.hpp"

#include <roster/roles/rules.hpp>

#include <gtest/gtest.h>

#include <set>

namespace roster::test {
namespace {

TEST(RolesPage, TheOrderIsTheRules) {
    const auto table = project::table("docs/roles.md", "## The order");
    ASSERT_EQ(table.size(), std::size(rules::precedence));
    const auto all = cases();
    for (std::size_t i = 0; i < table.size(); ++i) {
        const auto& row = rules::precedence[i];
        const std::string name(to_string(row.rule));
        EXPECT_EQ(table[i].at(0), std::to_string(i + 1));
        EXPECT_EQ(table[i].at(1), name);
        EXPECT_EQ(table[i].at(2), row.when) << "run `./dev generate`";
        EXPECT_EQ(table[i].at(3), to_string(row.verdict));
        const auto first = std::find_if(all.begin(), all.end(), [&](const Case& one) { return one.rule == name; });
        ASSERT_NE(first, all.end()) << name;
        EXPECT_TRUE(table[i].at(4).ends_with(": " + first->asked)) << "run `./dev generate`";
    }
}

TEST(RolesPage, ThePermissionsAreTheCatalogue) {
    std::set<std::string> told;
    for (const auto& row : project::table("docs/roles.md", "## Permissions")) told.insert(row.at(0));
    for (const auto& row : rules::shipped_permissions)
        EXPECT_TRUE(told.erase(std::string(row.name)) == 1) << row.name << ": run `./dev generate`";
    EXPECT_TRUE(told.empty()) << *told.begin();
}

}  // namespace
}  // namespace roster::test
