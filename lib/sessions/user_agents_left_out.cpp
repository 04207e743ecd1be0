// A build that reads no expressions for user agents (ROSTER_USER_AGENT=OFF).
#include "sessions/user_agents.hpp"

#include "sessions/device.hpp"

namespace roster::sessions {

struct UserAgents::File {};

UserAgents::UserAgents(std::unique_ptr<File> file) : file_(std::move(file)) {}
UserAgents::~UserAgents() = default;

std::unique_ptr<const UserAgents> UserAgents::open(const std::string&, FieldErrors&) {
    throw Error(ErrorCode::unimplemented, "sessions.left_out",
                "This build of Roster reads no device_file (ROSTER_USER_AGENT).");
}
UserAgents::Families UserAgents::families(std::string_view) const { return {}; }
std::string UserAgents::device_name(std::string_view user_agent) const { return sessions::device_name(user_agent); }

}  // namespace roster::sessions
