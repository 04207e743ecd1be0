// Every table that refers to a user belongs to a room's part in coming and going (users/lifecycle.hpp).
#include "users/lifecycle.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

namespace roster {
namespace {

std::string migrations() {
    std::stringstream text;
    for (const auto& file :
         std::filesystem::directory_iterator(std::string(ROSTER_SOURCE_DIR) + "/lib/storage/sql/migrations/sqlite"))
        text << std::ifstream(file.path()).rdbuf();
    return text.str();
}

TEST(Lifecycle, EveryTableThatRefersToAUserIsCovered) {
    std::set<std::string> covered{"history"};  // what was done stays with the name it was done under (HU-16)
    for (const auto& part : lifecycle_parts())
        for (const auto table : part.tables)
            EXPECT_TRUE(covered.emplace(table).second) << table << " is in two parts";
    const auto text = migrations();
    std::set<std::string> found;
    const std::regex table("CREATE TABLE (\\w+) \\(([^;]*);");
    for (auto it = std::sregex_iterator(text.begin(), text.end(), table); it != std::sregex_iterator(); ++it) {
        const auto body = (*it)[2].str();
        const bool refers = body.find("user_id") != body.npos || body.find("REFERENCES users") != body.npos;
        if (refers) found.insert((*it)[1]);
    }
    EXPECT_GE(found.size(), 12u);
    for (const auto& name : found)
        EXPECT_TRUE(covered.count(name)) << name << " refers to a user: whose part is it?";
}

}  // namespace
}  // namespace roster
