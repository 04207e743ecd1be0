// Text: what is accepted as text, how it is normalised, and how it is folded for comparison.
#pragma once

#include <roster/base/error.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace roster {

/// What a piece of text may be. Lengths are checked in bytes first (cheap, before anything looks at the text),
/// then in code points after normalisation.
struct TextLimit {
    std::size_t max_length;  ///< In code points; four times as many bytes are let in.
    bool required = false;   ///< Empty is refused, and so is a text of white space and invisible characters only.
    bool multi_line =
        false;  ///< Line feeds and tabs are let in (CR LF becomes LF); other control characters never.
};

namespace text {

/// Strict UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF.
constexpr bool is_valid_utf8(std::string_view s) noexcept {
    const auto* p = s.data();
    const auto* const end = p + s.size();
    const auto byte = [](char c) { return static_cast<unsigned char>(c); };
    while (p != end) {
        const unsigned lead = byte(*p++);
        if (lead < 0x80) continue;
        int more = 0;
        unsigned low = 0x80, high = 0xBF;
        if (lead >= 0xC2 && lead <= 0xDF) more = 1;
        else if (lead >= 0xE0 && lead <= 0xEF) {
            more = 2;
            if (lead == 0xE0) low = 0xA0;
            if (lead == 0xED) high = 0x9F;
        } else if (lead >= 0xF0 && lead <= 0xF4) {
            more = 3;
            if (lead == 0xF0) low = 0x90;
            if (lead == 0xF4) high = 0x8F;
        } else return false;
        for (; more > 0; --more) {
            if (p == end || byte(*p) < low || byte(*p) > high) return false;
            ++p;
            low = 0x80;
            high = 0xBF;
        }
    }
    return true;
}

constexpr bool is_ascii(std::string_view s) noexcept {
    for (char c : s)
        if (static_cast<unsigned char>(c) >= 0x80) return false;
    return true;
}

/// Number of code points. @pre valid UTF-8
constexpr std::size_t length(std::string_view s) noexcept {
    std::size_t n = 0;
    for (char c : s)
        if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) ++n;
    return n;
}

/// True when the text holds a control character (C0, DEL, C1, and the line and paragraph separators U+2028/9).
/// With `multi_line`, line feed and tab are not counted. @pre valid UTF-8
constexpr bool has_control(std::string_view s, bool multi_line = false) noexcept {
    for (std::size_t i = 0; i < s.size(); ++i) {
        const auto c = static_cast<unsigned char>(s[i]);
        if (c < 0x20 || c == 0x7F) {
            if (!(multi_line && (c == '\n' || c == '\t'))) return true;
        } else if (c == 0xC2 && static_cast<unsigned char>(s[i + 1]) < 0xA0) {
            return true;
        } else if (c == 0xE2 && static_cast<unsigned char>(s[i + 1]) == 0x80 &&
                   (static_cast<unsigned char>(s[i + 2]) == 0xA8 || static_cast<unsigned char>(s[i + 2]) == 0xA9)) {
            return true;
        }
    }
    return false;
}

/// Unicode NFC (UAX #15). ASCII returns at once. @pre valid UTF-8
std::string nfc(std::string_view s);
/// Full Unicode case folding of the NFC form, in NFC: the form in which two texts are "the same" whatever their case
/// ("Straße" and "STRASSE"). @pre valid UTF-8
std::string fold_case(std::string_view s);
/// The form used for finding and sorting people: compatibility case folding (NFKC_Casefold), Latin, Greek and
/// Cyrillic accents dropped (U+0300–U+036F only: other scripts' marks are letters), inner white space collapsed.
/// "  José  ÁLVAREZ" → "jose alvarez". Applying it twice changes nothing. May be longer than the text (one ligature
/// has 18 letters). @pre valid UTF-8
std::string search_key(std::string_view s);
/// Without leading and trailing Unicode white space (the property White_Space). Takes any bytes.
std::string_view trim(std::string_view s) noexcept;

/// The one door for text from outside: length in bytes → UTF-8 → trim → NFC → control characters → length in code
/// points → required. On a fault one FieldError is added ("too_long", "invalid_utf8", "control_character",
/// "required") and the text comes back empty; otherwise it comes back normalised.
std::string clean(std::string_view s, const TextLimit& limit, std::string_view field, FieldErrors& errors);
/// The same for a list of texts: cleans every item (a fault names "labels[2]"), drops doubles (the first stays), and
/// refuses more than `most` items ("too_many"), which then stay as they are.
void clean_list(std::vector<std::string>& list, const TextLimit& limit, std::size_t most, std::string_view field,
                FieldErrors& errors);

}  // namespace text
}  // namespace roster
