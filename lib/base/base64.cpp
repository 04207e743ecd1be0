#include "base64.hpp"

#include "sodium.hpp"

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
    // libsodium 1.0.18 lets bytes above 127 pass for some letters.
    for (const char c : text)
        if (static_cast<unsigned char>(c) > 127) return std::nullopt;
    // As many as there can be: libsodium refuses what does not fit.
    const auto room = text.size() / 4 * 3 + text.size() % 4;
    std::size_t size = 0;
    const char* end = nullptr;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(out), room, text.data(), text.size(), nullptr, &size,
                          &end, variant(form)) != 0)
        return std::nullopt;
    if (end != text.data() + text.size()) return std::nullopt;
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
