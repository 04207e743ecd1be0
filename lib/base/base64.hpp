// Base64 (RFC 4648), strictly: each byte string has exactly one text. Private to the library's bodies.
#pragma once

#include <roster/base/secret.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace roster::base64 {

enum class Form {
    standard,  ///< + and /, padded with =
    unpadded,  ///< + and /
    url,       ///< - and _, no padding
};

std::string encode(std::string_view bytes, Form form);
/// The bytes that `text` stands for; none when it is not their one proper text: another length, alphabet or padding,
/// or spare bits that are not 0. Takes memory in proportion to the text.
std::optional<std::string> decode(std::string_view text, Form form);
/// The same, and what was decoded is wiped when it goes.
std::optional<Secret> decode_secret(std::string_view text, Form form);

}  // namespace roster::base64
