#include <roster/base/email.hpp>

#include <roster/base/text.hpp>

#include <unicode/uchar.h>
#include <unicode/uidna.h>
#include <unicode/utf8.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <new>

namespace roster::email {
namespace {

enum class Fault { none, required, too_long, invalid_utf8, control_character, invalid_email, invalid_domain };

struct Told {
    std::string_view reason, message;
};

constexpr Told told(Fault fault) noexcept {
    switch (fault) {
        case Fault::none: break;
        case Fault::required: return {"required", "is required"};
        case Fault::too_long: return {"too_long", "is too long for an e-mail address"};
        case Fault::invalid_utf8: return {"invalid_utf8", "is not valid UTF-8"};
        case Fault::control_character: return {"control_character", "holds a control character"};
        case Fault::invalid_email: return {"invalid_email", "is not an e-mail address"};
        case Fault::invalid_domain: return {"invalid_domain", "has no valid domain after the @"};
    }
    return {};
}

// ---- characters ----

enum Class : std::uint8_t { atext = 1, qtext = 2, label = 4, control = 8, wide = 16 };

/// The classes of each byte. Bytes above ASCII are text in a local part (RFC 6531) once their code points are checked.
constexpr auto classes = [] {
    std::array<std::uint8_t, 256> table{};
    for (unsigned c = 0; c < 256; ++c) {
        const bool digit = c >= '0' && c <= '9';
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        std::uint8_t found = 0;
        if (c >= 0x80) found |= wide | atext | qtext;
        if (c < 0x20 || c == 0x7F) found |= control;
        if (digit || letter ||
            (c < 0x80 &&
             std::string_view("!#$%&'*+-/=?^_`{|}~").find(static_cast<char>(c)) != std::string_view::npos))
            found |= atext;
        if (c >= 0x20 && c < 0x7F && c != '"' && c != '\\') found |= qtext;
        if (digit || letter || c == '-') found |= label;
        table[c] = found;
    }
    return table;
}();

constexpr bool is(char c, Class wanted) noexcept { return (classes[static_cast<unsigned char>(c)] & wanted) != 0; }
constexpr char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

std::uint8_t classes_in(std::string_view s) noexcept {
    std::uint8_t seen = 0;
    for (char c : s) seen |= classes[static_cast<unsigned char>(c)];
    return seen;
}

/// Code points that may stand in an address although they are not ASCII: what can be seen, is assigned, and does not
/// pass for the @ itself. Joiners are a matter for IDNA in a domain, and let in nowhere else.
bool is_allowed(UChar32 c, bool in_domain) noexcept {
    if (c == 0x200C || c == 0x200D) return in_domain;
    if (c == 0xFF20 || c == 0xFE6B) return false;  // full-width and small @
    switch (u_charType(c)) {
        case U_UNASSIGNED:
        case U_PRIVATE_USE_CHAR:
        case U_SURROGATE:
        case U_SPACE_SEPARATOR: return false;
        default: return !u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
    }
}

/// @pre valid UTF-8
bool all_allowed(std::string_view s, bool in_domain) noexcept {
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(s.data());
    for (std::size_t i = 0; i < s.size();) {
        UChar32 c;
        U8_NEXT(bytes, i, s.size(), c);
        if (c >= 0x80 && !is_allowed(c, in_domain)) return false;
    }
    return true;
}

// ---- local part ----

/// atext runs with single dots between them.
bool is_dot_string(std::string_view s) noexcept {
    bool dot = true;  // none at the front
    for (char c : s) {
        if (c == '.' ? dot : !is(c, atext)) return false;
        dot = c == '.';
    }
    return !dot;
}

/// Length of the quoted string at the front, quotes included; 0 when there is none.
std::size_t quoted_length(std::string_view s) noexcept {
    for (std::size_t i = 1; i < s.size(); ++i) {
        if (s[i] == '"') return i + 1;
        if (s[i] == '\\') {
            if (++i == s.size() || static_cast<unsigned char>(s[i]) >= 0x80) return 0;
        } else if (!is(s[i], qtext)) {
            return 0;
        }
    }
    return 0;
}

/// Simple case folding, except that nothing becomes an ASCII letter that was none (ſ stays ſ): see EmailAddress.
std::string fold(std::string_view s) {
    std::string folded;
    folded.reserve(s.size());
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(s.data());
    for (std::size_t i = 0; i < s.size();) {
        UChar32 c;
        U8_NEXT(bytes, i, s.size(), c);
        const UChar32 small = u_foldCase(c, U_FOLD_CASE_DEFAULT);
        if (small >= 0x80 || c < 0x80) c = small;
        std::uint8_t unit[U8_MAX_LENGTH];
        std::size_t size = 0;
        U8_APPEND_UNSAFE(unit, size, c);
        folded.append(reinterpret_cast<const char*>(unit), size);
    }
    return text::nfc(folded);  // some letters compose in lower case only
}

/// The key's local part: what the quotes say, in quotes only when it could not be said without.
std::string local_key(std::string_view local) {
    if (local[0] != '"') return fold(local);
    std::string said;
    for (std::size_t i = 1; i + 1 < local.size(); ++i) {
        if (local[i] == '\\') ++i;
        said += local[i];
    }
    said = fold(said);
    if (is_dot_string(said)) return said;
    std::string quoted = "\"";
    for (char c : said) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted + '"';
}

// ---- domain ----

constexpr std::size_t max_domain_bytes = 253;
constexpr std::size_t max_label_bytes = 63;

/// Writes the lower-case domain to `out`, which has room for it. @return whether it is at least two labels of letters,
/// digits and inner hyphens, the last of them not a number; `has_ace` tells of labels that IDNA has to look into
bool read_ascii_domain(std::string_view domain, char* out, bool& has_ace) noexcept {
    has_ace = false;
    if (domain.empty() || domain.size() > max_domain_bytes) return false;
    std::size_t start = 0, labels = 0;
    bool number = true;
    for (std::size_t i = 0; i <= domain.size(); ++i) {
        if (i < domain.size() && domain[i] != '.') {
            if (!is(domain[i], label)) return false;
            number = number && is_digit(domain[i]);
            out[i] = lower(domain[i]);
            continue;
        }
        const std::size_t size = i - start;
        if (size == 0 || size > max_label_bytes || domain[start] == '-' || domain[i - 1] == '-') return false;
        has_ace = has_ace || (size >= 4 && std::memcmp(out + start, "xn--", 4) == 0);
        ++labels;
        if (i == domain.size()) break;
        out[i] = '.';
        start = i + 1;
        number = true;
    }
    return labels >= 2 && !number;
}

const UIDNA* idna() {
    // Kept for ever: safe from any thread, and usable while statics are destroyed.
    static const UIDNA* const opened = [] {
        UErrorCode status = U_ZERO_ERROR;
        const auto* const made = uidna_openUTS46(
            UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_USE_STD3_RULES | UIDNA_NONTRANSITIONAL_TO_ASCII,
            &status);
        // Thrown from here, the next call tries again.
        if (status == U_MEMORY_ALLOCATION_ERROR) throw std::bad_alloc();
        if (U_FAILURE(status)) throw Error(ErrorCode::internal, "email.icu", "The Unicode library failed.");
        return made;
    }();
    return opened;
}

/// The domain's A-labels, lower case; empty when it is not valid.
std::string idn_domain(std::string_view domain) {
    char ascii[max_domain_bytes + 2];
    UErrorCode status = U_ZERO_ERROR;
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    const auto size = uidna_nameToASCII_UTF8(idna(), domain.data(), static_cast<std::int32_t>(domain.size()), ascii,
                                             sizeof ascii, &info, &status);
    if (status == U_MEMORY_ALLOCATION_ERROR) throw std::bad_alloc();
    if (U_FAILURE(status) || info.errors != 0 || size <= 0 || static_cast<std::size_t>(size) > max_domain_bytes)
        return {};
    std::string labels(static_cast<std::size_t>(size), '\0');
    bool has_ace;
    if (!read_ascii_domain({ascii, labels.size()}, labels.data(), has_ace)) return {};
    return labels;
}

/// Reads `s` (no white space around it) and, when there is no fault, sets `key`.
Fault read(std::string_view s, std::string& key) {
    if (s.empty()) return Fault::required;
    if (s.size() > max_bytes) return Fault::too_long;
    const auto seen = classes_in(s);
    std::string normal;
    if (seen & wide) {
        if (!text::is_valid_utf8(s)) return Fault::invalid_utf8;
        normal = text::nfc(s);
        s = normal;
        if (s.size() > max_bytes) return Fault::too_long;
        if (text::has_control(s)) return Fault::control_character;
    }
    if (seen & control) return Fault::control_character;

    const bool quoted = s[0] == '"';
    const auto at = quoted ? quoted_length(s) : s.find('@');
    if (at == s.npos || at == 0 || at >= s.size() || s[at] != '@') return Fault::invalid_email;
    const auto local = s.substr(0, at), domain = s.substr(at + 1);
    if (local.size() > max_local_bytes) return Fault::too_long;
    if (!quoted && !is_dot_string(local)) return Fault::invalid_email;
    if (domain.find('@') != domain.npos) return Fault::invalid_email;

    char folded[max_bytes];
    bool has_ace = false;
    const bool is_ascii = read_ascii_domain(domain, folded + at + 1, has_ace);
    if (is_ascii && !has_ace && !quoted && !(seen & wide)) {
        for (std::size_t i = 0; i < at; ++i) folded[i] = lower(local[i]);
        folded[at] = '@';
        key.assign(folded, s.size());
        return Fault::none;
    }

    if (!is_ascii && text::is_ascii(domain)) return Fault::invalid_domain;
    if (!all_allowed(local, false)) return Fault::invalid_email;
    if (!all_allowed(domain, true)) return Fault::invalid_domain;
    const auto labels = is_ascii && !has_ace ? std::string(folded + at + 1, domain.size()) : idn_domain(domain);
    if (labels.empty()) return Fault::invalid_domain;
    if (local.size() + 1 + labels.size() > max_bytes) return Fault::too_long;  // as it goes over the wire
    key = local_key(local) + '@' + labels;
    return Fault::none;
}

Fault read_given(std::string_view& s, std::string& key) {
    if (s.size() > 4 * max_bytes) return Fault::too_long;  // before anything looks at it
    s = text::trim(s);
    return read(s, key);
}

}  // namespace

std::optional<EmailAddress> parse(std::string_view address, std::string_view field, FieldErrors& errors) {
    std::optional<EmailAddress> found(std::in_place);
    if (const auto fault = read_given(address, found->key); fault != Fault::none) {
        errors.add(field, told(fault).reason, told(fault).message);
        return std::nullopt;
    }
    found->address = address;
    return found;
}

std::optional<std::string> key_of(std::string_view address) {
    std::string key;
    if (read_given(address, key) != Fault::none) return std::nullopt;
    return key;
}

}  // namespace roster::email
