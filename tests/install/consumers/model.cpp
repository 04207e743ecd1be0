// A host that keeps its people elsewhere: base, model and rules alone, linking nothing of Roster.
#include <roster/base/error.hpp>
#include <roster/base/id.hpp>
#include <roster/base/time.hpp>

#include <cstdio>

int main() {
    struct Tag;
    const roster::Id<Tag> none;
    const auto code = roster::to_string(roster::ErrorCode::not_found);
    std::printf("model: %.*s %d\n", static_cast<int>(code.size()), code.data(), none == roster::Id<Tag>{});
    return none == roster::Id<Tag>{} && code == "not_found" ? 0 : 1;
}
