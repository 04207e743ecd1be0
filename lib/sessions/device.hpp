// What a client calls itself, in words that people know.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace roster::sessions {

inline constexpr std::size_t longest_user_agent = 1'000;  ///< Bytes; what comes after them is not looked at.

/// "Firefox on Linux", "Safari on iPhone"; a program's own name ("curl") where it is no browser; "Unknown device" when
/// it says nothing of use. Takes any bytes. Knows the common browsers and systems; what it names is for people to
/// recognise, nothing is decided by it.
std::string device_name(std::string_view user_agent);

/// "Linux", "iPhone"; empty for a system that is not known.
std::string_view system_name(std::string_view user_agent);

/// "Firefox on Linux", "Firefox". @param system  may be empty
std::string in_words(std::string_view browser, std::string_view system);

}  // namespace roster::sessions
