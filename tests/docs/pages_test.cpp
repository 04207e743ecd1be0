// README.md and docs/*.md against the tree: what they show is what is there.
#include "docs/project.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace roster::test {
namespace {

using Lines = std::vector<std::string>;

/// Without the indentation that all lines share.
Lines dedented(Lines lines) {
    std::size_t least = std::string::npos;
    for (const auto& line : lines)
        if (const auto indent = line.find_first_not_of(' '); indent != line.npos) least = std::min(least, indent);
    for (auto& line : lines) line.erase(0, std::min(least, line.find_first_not_of(' ')));
    return lines;
}

/// The lines between the one with [name] and the one with [/name].
Lines block_of(const std::string& file, const std::string& name) {
    Lines block;
    bool within = false;
    for (const auto& line : project::lines(project::read(file))) {
        if (line.find("[/" + name + "]") != line.npos) return dedented(block);
        if (within) block.push_back(line);
        if (line.find("[" + name + "]") != line.npos) within = true;
    }
    ADD_FAILURE() << file << " has no block [" << name << "] … [/" << name << "]";
    return {};
}

/// The fenced block after line `at`.
Lines fenced_after(const Lines& page, std::size_t at) {
    while (at < page.size() && !page[at].starts_with("```")) ++at;
    Lines block;
    while (++at < page.size() && !page[at].starts_with("```")) block.push_back(page[at]);
    return block;
}

TEST(Pages, BlocksTakenFromFilesAreTheSame) {
    int blocks = 0;
    for (const auto& page : project::pages()) {
        const auto lines = project::lines(project::read(page));
        for (std::size_t i = 0; i < lines.size(); ++i) {
            // <!-- from examples/cpp/tour.cpp [tour] -->
            if (!lines[i].starts_with("<!-- from ")) continue;
            const auto open = lines[i].find(" ["), close = lines[i].find(']');
            ASSERT_TRUE(open != std::string::npos && close != std::string::npos) << page << ":" << i + 1;
            const auto file = lines[i].substr(10, open - 10), name = lines[i].substr(open + 2, close - open - 2);
            EXPECT_EQ(fenced_after(lines, i), block_of(file, name))
                << page << ":" << i + 1 << " is not as in " << file;
            ++blocks;
        }
    }
    EXPECT_GE(blocks, 3);
}

TEST(Pages, LinksLeadSomewhere) {
    for (const auto& page : project::pages()) {
        const auto text = project::prose(page);
        const auto folder = page.substr(0, page.find('/') == std::string::npos ? 0 : page.find('/') + 1);
        for (auto at = text.find("]("); at != text.npos; at = text.find("](", at + 1)) {
            auto target = text.substr(at + 2, text.find(')', at) - at - 2);
            target = target.substr(0, target.find('#'));
            if (target.empty() || target.find("://") != target.npos) continue;
            EXPECT_TRUE(project::exists(folder + target)) << page << " links to " << target;
        }
    }
}

/// Paths in backticks, such as `lib/users/users.cpp`: those that begin with a folder of the root, and are no pattern.
TEST(Pages, FilesTheyNameAreThere) {
    const std::vector<std::string> roots{"include/", "lib/", "capi/", "bindings/", "examples/", "tests/", "docs/"};
    for (const auto& page : project::pages()) {
        const auto text = project::prose(page);
        for (auto at = text.find('`'); at != text.npos;) {
            const auto end = text.find('`', at + 1);
            if (end == text.npos) break;
            const auto name = text.substr(at + 1, end - at - 1);
            at = text.find('`', end + 1);
            const bool is_path =
                std::any_of(roots.begin(), roots.end(), [&](const auto& root) { return name.starts_with(root); });
            if (!is_path || name.find_first_of("<>*{}… \n") != name.npos || name.find("NNNN") != name.npos)
                continue;
            EXPECT_TRUE(project::exists(name)) << page << " names " << name;
        }
    }
}

}  // namespace
}  // namespace roster::test
