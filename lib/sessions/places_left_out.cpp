// A build that reads no places of addresses (ROSTER_GEO=OFF).
#include "sessions/places.hpp"

namespace roster::sessions {

struct Places::File {};

Places::Places(std::unique_ptr<File> file) : file_(std::move(file)) {}
Places::~Places() = default;

std::unique_ptr<const Places> Places::open(const std::string&, FieldErrors&) {
    throw Error(ErrorCode::unimplemented, "sessions.left_out",
                "This build of Roster reads no place_file (ROSTER_GEO).");
}
std::string Places::of(std::string_view) const { return {}; }

}  // namespace roster::sessions
