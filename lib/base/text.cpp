#include <roster/base/text.hpp>

#include <unicode/bytestream.h>
#include <unicode/casemap.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <limits>

namespace roster::text {
namespace {

// ---- ICU ----

void check(UErrorCode status) {
    if (status == U_MEMORY_ALLOCATION_ERROR)
        throw Error(ErrorCode::resource_exhausted, "text.memory", "There is not enough memory.");
    if (U_FAILURE(status)) throw Error(ErrorCode::internal, "text.icu", "The Unicode library failed.");
}

icu::StringPiece piece(std::string_view s) {
    if (s.size() > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max() / 4))
        throw Error(ErrorCode::invalid_argument, "text.too_long", "A text is too long.");
    return {s.data(), static_cast<std::int32_t>(s.size())};
}

using Instance = const icu::Normalizer2*(UErrorCode&);

const icu::Normalizer2& normalizer(Instance* instance) {
    UErrorCode status = U_ZERO_ERROR;
    const auto* const found = instance(status);
    check(status);
    return *found;
}

/// @pre valid UTF-8: ICU replaces faults by U+FFFD and says nothing
std::string normalize(const icu::Normalizer2& form, std::string_view s) {
    UErrorCode status = U_ZERO_ERROR;
    std::string out;
    icu::StringByteSink<std::string> sink(&out, static_cast<std::int32_t>(s.size()));
    form.normalizeUTF8(0, piece(s), sink, nullptr, status);
    check(status);
    return out;
}

const icu::Normalizer2& nfc_form() {
    static const auto& form = normalizer(icu::Normalizer2::getNFCInstance);
    return form;
}
const icu::Normalizer2& nfd_form() {
    static const auto& form = normalizer(icu::Normalizer2::getNFDInstance);
    return form;
}
const icu::Normalizer2& search_form() {
    static const auto& form = normalizer(icu::Normalizer2::getNFKCCasefoldInstance);
    return form;
}

// ---- bytes ----

constexpr unsigned char byte(char c) noexcept { return static_cast<unsigned char>(c); }
constexpr bool is_ascii_space(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }
constexpr char ascii_lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

/// Whether these bytes are one code point of Unicode's White_Space that is not ASCII. @pre two or three bytes
constexpr bool is_wide_space(std::string_view s) noexcept {
    if (s.size() == 2) return s == "\xC2\x85" || s == "\xC2\xA0";  // next line, no-break space
    if (s == "\xE1\x9A\x80" || s == "\xE2\x81\x9F" || s == "\xE3\x80\x80") return true;  // U+1680, U+205F, U+3000
    if (!s.starts_with("\xE2\x80")) return false;
    const auto last = byte(s[2]);  // U+2000–U+200A, U+2028, U+2029, U+202F
    return (last >= 0x80 && last <= 0x8A) || last == 0xA8 || last == 0xA9 || last == 0xAF;
}

/// Bytes of the white space at the front; 0 when there is none.
constexpr std::size_t space_in_front(std::string_view s) noexcept {
    if (s.empty()) return 0;
    if (byte(s[0]) < 0x80) return is_ascii_space(s[0]) ? 1 : 0;
    for (std::size_t n : {2, 3})
        if (s.size() >= n && is_wide_space(s.substr(0, n))) return n;
    return 0;
}

constexpr std::size_t space_at_back(std::string_view s) noexcept {
    if (s.empty()) return 0;
    if (byte(s.back()) < 0x80) return is_ascii_space(s.back()) ? 1 : 0;
    for (std::size_t n : {2, 3})
        if (s.size() >= n && is_wide_space(s.substr(s.size() - n))) return n;
    return 0;
}

/// U+0300–U+036F: CC 80 … CD AF.
constexpr bool is_accent(unsigned char first, unsigned char second) noexcept {
    return first == 0xCC || (first == 0xCD && second <= 0xAF);
}

std::string ascii_search_key(std::string_view s) {
    std::string key(s.size(), '\0');
    char* out = key.data();
    bool space = true;  // none at the front
    for (char c : s) {
        const bool is_space = is_ascii_space(c);
        if (!is_space) *out++ = ascii_lower(c);
        else if (!space) *out++ = ' ';
        space = is_space;
    }
    if (space && out != key.data()) --out;
    key.resize(static_cast<std::size_t>(out - key.data()));
    return key;
}

/// Accents dropped and white space collapsed. @pre decomposed
std::string without_accents(std::string_view s) {
    std::string out;
    out.reserve(s.size());
    bool space = true;
    for (std::size_t i = 0; i < s.size();) {
        if (const auto n = space_in_front(s.substr(i))) {
            if (!space) out += ' ';
            space = true;
            i += n;
        } else if (i + 1 < s.size() && is_accent(byte(s[i]), byte(s[i + 1]))) {
            i += 2;
        } else {
            out += s[i++];
            space = false;
        }
    }
    if (space && !out.empty()) out.pop_back();
    return out;
}

/// Whether nothing of the text can be seen: white space and default-ignorable code points (zero-width and such) only.
bool is_blank(std::string_view s) noexcept {
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(s.data());
    for (std::size_t i = 0; i < s.size();) {
        UChar32 c;
        U8_NEXT(bytes, i, s.size(), c);
        if (!u_isUWhiteSpace(c) && !u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) return false;
    }
    return true;
}

/// Line ends as one line feed: browsers send forms with CR LF, whatever was typed.
void unify_line_ends(std::string& s) {
    std::size_t out = 0;
    for (std::size_t i = 0; i < s.size(); ++i)
        if (!(s[i] == '\r' && i + 1 < s.size() && s[i + 1] == '\n')) s[out++] = s[i];
    s.resize(out);
}

}  // namespace

std::string nfc(std::string_view s) {
    if (is_ascii(s)) return std::string(s);
    UErrorCode status = U_ZERO_ERROR;
    const bool already = nfc_form().isNormalizedUTF8(piece(s), status);
    check(status);
    return already ? std::string(s) : normalize(nfc_form(), s);
}

std::string fold_case(std::string_view s) {
    if (is_ascii(s)) {
        std::string folded(s);
        for (char& c : folded) c = ascii_lower(c);
        return folded;
    }
    UErrorCode status = U_ZERO_ERROR;
    std::string folded;
    icu::StringByteSink<std::string> sink(&folded, static_cast<std::int32_t>(s.size()));
    icu::CaseMap::utf8Fold(0, piece(nfc(s)), sink, nullptr, status);
    check(status);
    // Folding may decompose (U+01F0) or bring letters together that compose in lower case only (H + U+0331).
    return nfc(folded);
}

std::string search_key(std::string_view s) {
    if (is_ascii(s)) return ascii_search_key(s);
    // NFC first: folding makes a letter of the mark U+0345, which then no longer sorts among its neighbours.
    const auto decomposed = normalize(nfd_form(), normalize(search_form(), nfc(s)));
    return nfc(without_accents(decomposed));
}

std::string_view trim(std::string_view s) noexcept {
    while (const auto n = space_in_front(s)) s.remove_prefix(n);
    while (const auto n = space_at_back(s)) s.remove_suffix(n);
    return s;
}

std::string clean(std::string_view s, const TextLimit& limit, std::string_view field, FieldErrors& errors) {
    const auto refuse = [&](std::string_view reason, std::string_view message) {
        errors.add(field, reason, message);
        return std::string();
    };
    const auto too_long = [&] {
        return refuse("too_long", "may have at most " + std::to_string(limit.max_length) + " characters");
    };
    if (s.size() / 4 + (s.size() % 4 != 0) > limit.max_length) return too_long();
    if (!is_valid_utf8(s)) return refuse("invalid_utf8", "is not valid UTF-8");

    auto cleaned = nfc(trim(s));
    if (limit.multi_line) unify_line_ends(cleaned);
    if (has_control(cleaned, limit.multi_line)) return refuse("control_character", "holds a control character");
    if (cleaned.size() > limit.max_length && length(cleaned) > limit.max_length) return too_long();
    if (limit.required && is_blank(cleaned)) return refuse("required", "is required");
    return cleaned;
}

void clean_list(std::vector<std::string>& list, const TextLimit& limit, std::size_t most, std::string_view field,
                FieldErrors& errors) {
    if (list.size() > most) {
        errors.add(field, "too_many", "may have at most " + std::to_string(most) + " items");
        return;
    }
    std::vector<std::string> kept;
    for (std::size_t i = 0; i < list.size(); ++i) {
        auto item = clean(list[i], limit, std::string(field) + "[" + std::to_string(i) + "]", errors);
        if (std::find(kept.begin(), kept.end(), item) == kept.end()) kept.push_back(std::move(item));
    }
    list = std::move(kept);
}

}  // namespace roster::text
