// What a client calls itself, in words that people know.
#pragma once

#include <string>
#include <string_view>

namespace roster::sessions {

/// "Firefox on Linux", "Safari on iPhone"; a program's own name ("curl") where it is no browser; "Unknown device" when
/// it says nothing of use. Takes any bytes. Knows the common browsers and systems; what it names is for people to
/// recognise, nothing is decided by it.
std::string device_name(std::string_view user_agent);

}  // namespace roster::sessions
