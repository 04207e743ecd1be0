// What a client calls itself, by the expressions of uap-core (regexes.yaml, https://github.com/ua-parser/uap-core). A build
// without ROSTER_USER_AGENT has its own bodies of these (user_agents_left_out.cpp).
#pragma once

#include <roster/base/error.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace roster::sessions {

/// The file's expressions for browsers and systems, compiled. The time that a text takes is linear in its length, whatever
/// it is (RE2), and the memory for each expression is bounded. Any threads at once.
class UserAgents {
public:
    /// Nothing, and a fault of "device_file", for a file that is not there, is damaged, or has no expression for either.
    /// An expression that RE2 does not take is passed over.
    /// @throws Error unimplemented "sessions.left_out" in a build without them
    static std::unique_ptr<const UserAgents> open(const std::string& file, FieldErrors& errors);
    ~UserAgents();

    /// As uap-core calls them: "Firefox Mobile", "Mac OS X". Empty where it says "Other".
    struct Families {
        std::string browser, system;
    };
    /// Takes any bytes, and looks at the first `longest_user_agent` of them.
    [[nodiscard]] Families families(std::string_view user_agent) const;

    /// As sessions::device_name says it, which also answers where no expression matches.
    [[nodiscard]] std::string device_name(std::string_view user_agent) const;

private:
    struct File;
    explicit UserAgents(std::unique_ptr<File> file);
    std::unique_ptr<File> file_;
};

}  // namespace roster::sessions
