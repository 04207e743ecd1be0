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
/// The same into `out`, which has room for all of it; no NUL at the end. @pre fewer than 256 bytes
void encode_to(char* out, std::string_view bytes, Form form) noexcept;
/// The bytes that `text` stands for; none when it is not their one proper text: another length, alphabet or padding,
/// or spare bits that are not 0. Takes memory in proportion to the text.
std::optional<std::string> decode(std::string_view text, Form form);
/// The same into `out`, which has room for as many bytes as the text has characters, or three quarters of them where it
/// is not padded. @return how many they are
std::optional<std::size_t> decode_to(char* out, std::string_view text, Form form) noexcept;
/// The same, and what was decoded is wiped when it goes.
std::optional<Secret> decode_secret(std::string_view text, Form form);

}  // namespace roster::base64
