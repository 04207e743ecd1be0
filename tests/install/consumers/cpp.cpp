// A host of the C++ library: what it needs to compile is Boost's headers, whatever Roster itself is made of.
#include <roster/base/text.hpp>

#include <cstdio>

int main() {
    const auto key = roster::text::search_key("  José  ÁLVAREZ");
    std::printf("c++: %s\n", key.c_str());
    return key == "jose alvarez" ? 0 : 1;
}
