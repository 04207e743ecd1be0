// The functions of the headers, the symbols of symbols.map and those that libroster.so exports are the same set.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>
#include <string>

using Names = std::set<std::string>;

static std::string contents(const std::filesystem::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// Comments are no code.
static std::string code(std::string text) {
    for (std::size_t from; (from = text.find("/*")) != text.npos;)
        text.erase(from, text.find("*/", from) + 2 - from);
    return text;
}

static Names matches(const std::string& text, const char* pattern) {
    const std::regex regex(pattern);
    Names names;
    for (std::sregex_iterator it(text.begin(), text.end(), regex), end; it != end; ++it) names.insert((*it)[1]);
    return names;
}

static std::string headers() {
    std::string all;
    const std::filesystem::path include = std::filesystem::path(ROSTER_SOURCE_DIR) / "capi/include";
    for (const auto& entry : std::filesystem::recursive_directory_iterator(include))
        if (entry.path().extension() == ".h") all += code(contents(entry.path()));
    return all;
}

static Names declared() { return matches(headers(), "ROSTER_API[^;]*?\\b(roster_\\w+)\\("); }
static Names structs() { return matches(headers(), "\\}\\s*(roster_\\w+);"); }
static Names laid_out() {
    return matches(contents(ROSTER_SOURCE_DIR "/capi/abi/layout-x86_64.txt"), "(?:^|\n)(roster_\\w+) \\d");
}

static Names mapped() { return matches(code(contents(ROSTER_SOURCE_DIR "/capi/symbols.map")), "(\\w+);"); }

static Names exported() {
    std::FILE* nm = popen("nm -D --defined-only --without-symbol-versions '" ROSTER_LIBRARY "'", "r");
    std::string output;
    char buffer[4096];
    while (nm != nullptr && std::fgets(buffer, sizeof buffer, nm) != nullptr) output += buffer;
    if (nm == nullptr || pclose(nm) != 0) std::cerr << "nm failed\n";
    Names names;
    std::istringstream lines(output);
    for (std::string address, kind, name; lines >> address >> kind >> name;)
        if (kind != "A") names.insert(name);  // A: the version nodes themselves
    return names;
}

static int missing(const Names& from, const Names& in, const char* what) {
    Names lacking;
    std::set_difference(from.begin(), from.end(), in.begin(), in.end(), std::inserter(lacking, lacking.end()));
    for (const auto& name : lacking) std::cerr << what << ": " << name << "\n";
    return lacking.empty() ? 0 : 1;
}

int main() {
    const Names functions = declared(), map = mapped(), library = exported();
    const Names in_headers = structs(), in_layout = laid_out();
    std::cout << functions.size() << " functions, " << in_headers.size() << " structs\n";
    if (functions.empty() || in_headers.empty()) return 1;
    return missing(functions, map, "in a header, not in symbols.map") |
           missing(map, functions, "in symbols.map, in no header") |
           missing(functions, library, "in a header, not exported by the library") |
           missing(library, functions, "exported by the library, in no header") |
           missing(in_headers, in_layout, "in a header, not in layout.c") |
           missing(in_layout, in_headers, "in the layout file, in no header");
}
