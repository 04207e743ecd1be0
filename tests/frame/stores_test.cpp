// A room's store is known wherever all of them have to be: what every store must do, and what two stores are compared by.
#include "docs/project.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <regex>
#include <set>
#include <string>

namespace roster::test {
namespace {

/// The accessors of Transaction that give a store: "users", "history" …
std::set<std::string> stores() {
    const std::string text = project::read("include/roster/storage/storage.hpp");
    const std::regex accessor("virtual \\w+Store& (\\w+)\\(\\) = 0;");
    std::set<std::string> found;
    for (std::sregex_iterator at(text.begin(), text.end(), accessor), none; at != none; ++at)
        found.insert((*at)[1]);
    return found;
}

bool uses(const std::string& text, const std::string& store) {
    return text.find("tx." + store + "()") != std::string::npos ||
           text.find("&Transaction::" + store) != std::string::npos;
}

TEST(Stores, HaveConformanceChecks) {
    std::string checks;
    for (const auto& entry : std::filesystem::directory_iterator(ROSTER_SOURCE_DIR "/lib/storage/conformance"))
        if (entry.path().extension() == ".cpp")
            checks += project::read("lib/storage/conformance/" + entry.path().filename().string());
    ASSERT_GE(stores().size(), 6u);
    for (const auto& store : stores())
        EXPECT_TRUE(uses(checks, store))
            << "nothing in lib/storage/conformance asks anything of Transaction::" << store;
}

TEST(Stores, AreInTheDumpThatTheDifferentialTestComparesBy) {
    const auto dump = project::read("tests/storage/differential_dump.hpp");
    for (const auto& store : stores())
        EXPECT_TRUE(uses(dump, store)) << "dump_of in tests/storage/differential_dump.hpp leaves out Transaction::"
                                       << store;
}

}  // namespace
}  // namespace roster::test
