#include "base64.hpp"

#include "sodium.hpp"

#include <algorithm>
#include <cstring>

namespace roster::base64 {
namespace {

int variant(Form form) noexcept {
    switch (form) {
        case Form::standard: return sodium_base64_VARIANT_ORIGINAL;
        case Form::unpadded: return sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
        case Form::url: break;
    }
    return sodium_base64_VARIANT_URLSAFE_NO_PADDING;
}

/// So many letters at a time, for which compilers have instructions: twelve bytes.
constexpr std::size_t letters_at_once = 16, bytes_at_once = letters_at_once / 4 * 3;

/// Decodes by arithmetic, so that neither a branch nor a place in memory depends on a letter. (libsodium does the same,
/// letter by letter, takes more than twice the time, and in version 1.0.18 lets some bytes above 127 pass.)
/// @return 0 when all are letters of the form
unsigned decode_block(const unsigned char (&text)[letters_at_once], unsigned char plus, unsigned char slash,
                      unsigned char (&out)[bytes_at_once]) noexcept {
    unsigned char found[letters_at_once];  // 1 to 64; 0 is no letter
    unsigned char bad = 0;
    for (std::size_t i = 0; i < letters_at_once; ++i) {
        const unsigned char c = text[i];
        const auto within = [c](unsigned char first, unsigned char size) {  // all bits, or none
            return static_cast<unsigned char>(-(static_cast<unsigned char>(c - first) < size));
        };
        found[i] = static_cast<unsigned char>(
            (within('A', 26) & (c - 'A' + 1)) | (within('a', 26) & (c - 'a' + 27)) |
            (within('0', 10) & (c - '0' + 53)) | (within(plus, 1) & 63) | (within(slash, 1) & 64));
        bad |= static_cast<unsigned char>(found[i] == 0);
    }
    for (std::size_t i = 0; i < letters_at_once / 4; ++i) {
        const auto value = [&](std::size_t n) { return static_cast<unsigned>(found[4 * i + n] - 1) & 63; };
        const unsigned bits = value(0) << 18 | value(1) << 12 | value(2) << 6 | value(3);
        out[3 * i] = static_cast<unsigned char>(bits >> 16);
        out[3 * i + 1] = static_cast<unsigned char>(bits >> 8);
        out[3 * i + 2] = static_cast<unsigned char>(bits);
    }
    secrets::wipe(found, sizeof found);
    return bad;
}

}  // namespace

std::string encode(std::string_view bytes, Form form) {
    std::string text(sodium_base64_encoded_len(bytes.size(), variant(form)), '\0');
    sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                      variant(form));
    text.pop_back();  // libsodium ends it with a NUL
    return text;
}

void encode_to(char* out, std::string_view bytes, Form form) noexcept {
    char text[4 * 256 / 3 + 5];
    const auto size = sodium_base64_encoded_len(bytes.size(), variant(form));
    sodium_bin2base64(text, sizeof text, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                      variant(form));
    std::memcpy(out, text, size - 1);  // libsodium ends it with a NUL
    secrets::wipe(text, sizeof text);
}

std::optional<std::size_t> decode_to(char* out, std::string_view text, Form form) noexcept {
    if (form == Form::standard) {
        if (text.size() % 4 != 0) return std::nullopt;
        for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
    }
    const std::size_t rest = text.size() % 4;
    if (rest == 1) return std::nullopt;
    const auto plus = static_cast<unsigned char>(form == Form::url ? '-' : '+');
    const auto slash = static_cast<unsigned char>(form == Form::url ? '_' : '/');

    const std::size_t size = text.size() / 4 * 3 + (rest == 0 ? 0 : rest - 1);
    unsigned char block[letters_at_once], bytes[bytes_at_once];
    unsigned bad = 0;
    for (std::size_t done = 0; done < size; done += bytes_at_once) {
        std::memset(block, 'A', sizeof block);  // the letter for 0
        text.remove_prefix(text.copy(reinterpret_cast<char*>(block), sizeof block));
        bad |= decode_block(block, plus, slash, bytes);
        const auto wanted = std::min(size - done, bytes_at_once);
        std::memcpy(out + done, bytes, wanted);
        for (auto i = wanted; i < bytes_at_once; ++i) bad |= bytes[i];  // spare bits
    }
    secrets::wipe(block, sizeof block);
    secrets::wipe(bytes, sizeof bytes);
    if (bad != 0) return std::nullopt;
    return size;
}

std::optional<std::string> decode(std::string_view text, Form form) {
    std::string bytes(text.size(), '\0');
    const auto size = decode_to(bytes.data(), text, form);
    if (!size) return std::nullopt;
    bytes.resize(*size);
    return bytes;
}

std::optional<Secret> decode_secret(std::string_view text, Form form) {
    auto room = Secret::zeros(text.size());
    const auto size = decode_to(room.data(), text, form);
    if (!size) return std::nullopt;
    return Secret(room.reveal().substr(0, *size));
}

}  // namespace roster::base64
