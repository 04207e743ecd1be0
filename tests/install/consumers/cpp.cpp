// A host of the C++ library: what it needs to compile is Boost's headers, whatever Roster itself is made of.
#include <roster/roster.hpp>

#include <cstdio>

int main() {
    const auto directory = roster::open(":memory:");
    const auto desk = directory.create_account({.name = "Acme"});
    const auto ada =
        desk.users().add(roster::Actor::system("setup"),
                         {.first_name = "Ada", .email = "ada@acme.example", .role = roster::role::owner});
    std::printf("c++: number %d\n", static_cast<int>(ada.number));
    return ada.number == 1 ? 0 : 1;
}
