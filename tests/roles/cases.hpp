// The cases of cases.txt, read.
#pragma once

#include "docs/project.hpp"

#include <sstream>
#include <string>
#include <vector>

namespace roster::test {

struct Case {
    int line = 0;
    std::string role, user, groups, circumstances, asked, answer, rule;
};

inline std::string trimmed(const std::string& text) {
    const auto begin = text.find_first_not_of(' '), end = text.find_last_not_of(' ');
    return begin == text.npos ? "" : text.substr(begin, end - begin + 1);
}

inline std::vector<std::string> parts(const std::string& text, char separator) {
    std::vector<std::string> found;
    std::stringstream stream(text);
    for (std::string part; std::getline(stream, part, separator);)
        if (!trimmed(part).empty()) found.push_back(trimmed(part));
    return found;
}

inline std::vector<Case> cases() {
    std::vector<Case> found;
    std::stringstream file(project::read("tests/roles/cases.txt"));
    int number = 0;
    bool headed = false;
    for (std::string line; std::getline(file, line);) {
        ++number;
        if (line.empty() || line[0] == '#') continue;
        std::vector<std::string> cells;
        std::stringstream stream(line);
        for (std::string cell; std::getline(stream, cell, '|');) cells.push_back(trimmed(cell));
        if (cells.size() != 7)
            throw std::runtime_error("cases.txt: line " + std::to_string(number) + " has no seven cells");
        if (headed) found.push_back({number, cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], cells[6]});
        headed = true;
    }
    return found;
}

}  // namespace roster::test
