// The project's own text: its sources and its documentation, for tests that hold one against the other.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace roster::test::project {

namespace fs = std::filesystem;

inline const fs::path root = ROSTER_SOURCE_DIR;

inline std::string trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\n");
    if (first == text.npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(" \t\n") - first + 1));
}

/// The place after the literal that begins at `at`, with its quotes.
inline std::size_t after_quoted(std::string_view text, std::size_t at) {
    const char quote = text[at];
    for (++at; at < text.size() && text[at] != quote; ++at)
        if (text[at] == '\\') ++at;
    return std::min(at + 1, text.size());
}

inline bool opens_literal(std::string_view text, std::size_t at) {
    if (text[at] == '"') return true;
    // A digit before it makes it a separator: 1'000.
    return text[at] == '\'' && (at == 0 || std::isalnum(static_cast<unsigned char>(text[at - 1])) == 0);
}

/// A file of the project, by its path from the root. Fails the test, and is empty, when it is not there.
inline std::string read(const std::string& path) {
    std::ifstream file(root / path, std::ios::binary);
    if (!file) {
        ADD_FAILURE() << "there is no file " << path;
        return {};
    }
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

inline bool exists(const std::string& path) { return fs::exists(root / path); }

/// The files below the folders that end like this, as paths from the root, sorted.
inline std::vector<std::string> files(const std::vector<std::string>& folders,
                                      const std::vector<std::string>& endings) {
    std::vector<std::string> found;
    for (const auto& folder : folders)
        for (const auto& entry : fs::recursive_directory_iterator(root / folder))
            if (std::find(endings.begin(), endings.end(), entry.path().extension()) != endings.end())
                found.push_back(fs::relative(entry.path(), root).generic_string());
    std::sort(found.begin(), found.end());
    return found;
}

/// README.md, CHANGELOG.md and docs/*.md.
inline std::vector<std::string> pages() {
    auto found = files({"docs"}, {".md"});
    found.insert(found.end(), {"CHANGELOG.md", "README.md"});
    return found;
}

inline std::vector<std::string> lines(const std::string& text) {
    std::vector<std::string> found;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) found.push_back(line);
    return found;
}

/// A page without its fenced blocks.
inline std::string prose(const std::string& page) {
    std::string text;
    bool fenced = false;
    for (const auto& line : lines(read(page))) {
        if (line.starts_with("```")) fenced = !fenced;
        else if (!fenced) text += line + "\n";
    }
    return text;
}

/// C++ text in which every comment is blank.
inline std::string without_comments(std::string text) {
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at + 1;
        if (opens_literal(text, at)) {
            at = after_quoted(text, at);
            continue;
        }
        if (text.compare(at, 2, "//") == 0) end = std::min(text.find('\n', at), text.size());
        else if (text.compare(at, 2, "/*") == 0) end = std::min(text.find("*/", at), text.size() - 2) + 2;
        else {
            ++at;
            continue;
        }
        for (; at < end; ++at)
            if (text[at] != '\n') text[at] = ' ';
    }
    return text;
}

/// The parts of an argument list: `inside` is what stands between the brackets.
inline std::vector<std::string> arguments(std::string_view inside) {
    std::vector<std::string> found;
    int depth = 0;
    std::size_t begin = 0;
    for (std::size_t at = 0; at < inside.size();) {
        if (opens_literal(inside, at)) {
            at = after_quoted(inside, at);
            continue;
        }
        const char c = inside[at];
        if (c == '(' || c == '{' || c == '[') ++depth;
        if (c == ')' || c == '}' || c == ']') --depth;
        if (c == ',' && depth == 0) {
            found.push_back(trimmed(inside.substr(begin, at - begin)));
            begin = at + 1;
        }
        ++at;
    }
    found.push_back(trimmed(inside.substr(begin)));
    return found;
}

/// What stands between the bracket at `open` and the one that closes it.
inline std::string_view inside(std::string_view text, std::size_t open) {
    int depth = 0;
    for (std::size_t at = open; at < text.size();) {
        if (opens_literal(text, at)) {
            at = after_quoted(text, at);
            continue;
        }
        const char c = text[at];
        if (c == '(' || c == '{' || c == '[') ++depth;
        if (c == ')' || c == '}' || c == ']') --depth;
        if (depth == 0) return text.substr(open + 1, at - open - 1);
        ++at;
    }
    return text.substr(open + 1);
}

/// The text of a string literal that is the whole of `code`; empty for anything else.
inline std::string literal(std::string_view code) {
    if (code.size() < 2 || code.front() != '"' || after_quoted(code, 0) != code.size()) return {};
    return std::string(code.substr(1, code.size() - 2));
}

/// The cells of the tables below a heading ("## Reasons"), row by row, without the head and without backticks.
inline std::vector<std::vector<std::string>> table(const std::string& page, const std::string& heading) {
    std::vector<std::vector<std::string>> rows;
    const auto level = heading.find(' ');
    bool below = false, head = true;
    for (const auto& line : lines(read(page))) {
        const auto mark = line.find_first_not_of('#');
        if (mark != line.npos && mark > 0 && line[mark] == ' ') {
            if (line == heading) below = true;
            else if (mark <= level) below = false;
        }
        if (!line.starts_with('|')) {
            head = true;
            continue;
        }
        if (line.starts_with("|--")) {
            head = false;
            continue;
        }
        if (!below || head) continue;
        std::vector<std::string> cells;
        std::istringstream stream(line.substr(1));
        for (std::string cell; std::getline(stream, cell, '|');) {
            std::erase(cell, '`');
            cells.push_back(trimmed(cell));
        }
        rows.push_back(std::move(cells));
    }
    EXPECT_FALSE(rows.empty()) << page << " has no table below " << heading;
    return rows;
}

}  // namespace roster::test::project
