# cmake -DOUTPUT=<file.cpp> -DLIST=<lib/sessions/common_passwords.txt> -P EmbedPasswords.cmake
# Writes the C++ source behind common_passwords of lib/sessions/password_rules.cpp: the list without its comment.
file(READ "${LIST}" list)
string(REGEX REPLACE "^(#[^\n]*\n)+" "" list "${list}")
if(list MATCHES "\\)roster_list\"")
    message(FATAL_ERROR "${LIST}: contains the delimiter )roster_list\"")
endif()
file(WRITE "${OUTPUT}" "// Made by lib/cmake/EmbedPasswords.cmake. Do not edit.
#include <string_view>

namespace roster::sessions {

extern const std::string_view common_passwords;
const std::string_view common_passwords = R\"roster_list(${list})roster_list\";

}  // namespace roster::sessions
")
