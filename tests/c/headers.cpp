// Each header of the C API compiles alone: as C99, as C11 and as C++20, without a warning, and without padding in
// any struct (padding is undefined in the caller's copy and so could never become a member).
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>

static int compile(const char* compiler, const char* flags, const std::string& include, const std::string& header) {
    const std::string command = std::string(compiler) + " " + flags +
                                " -Wall -Wextra -pedantic -Werror -Wpadded -fsyntax-only -I'" + include +
                                "' -include '" + header + "' /dev/null";
    if (std::system(command.c_str()) == 0) return 0;
    std::cerr << "failed: " << command << "\n";
    return 1;
}

int main() {
    namespace fs = std::filesystem;
    const fs::path include = fs::path(ROSTER_SOURCE_DIR) / "capi/include";
    int headers = 0, failed = 0;
    for (const auto& entry : fs::recursive_directory_iterator(include)) {
        if (entry.path().extension() != ".h") continue;
        const std::string header = fs::relative(entry.path(), include).string();
        ++headers;
        failed |= compile("cc", "-x c -std=c99", include.string(), header);
        failed |= compile("cc", "-x c -std=c11", include.string(), header);
        failed |= compile("c++", "-x c++ -std=c++20", include.string(), header);
    }
    std::cout << headers << " headers\n";
    return headers == 0 || failed != 0;
}
