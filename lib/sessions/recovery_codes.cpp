#include "sessions/recovery_codes.hpp"

#include <cstdint>
#include <cstring>
#include <string>

namespace roster::sessions {
namespace {

constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t random_size = 15, letters = random_size * 8 / 5, group = 4;
constexpr std::size_t text_size = letters + letters / group - 1;
/// Room for a separator after each letter, and some more.
constexpr std::size_t most_typed = 256;

/// @param code  the letters without separators, as the alphabet has them
Digest hash_of(std::string_view code, std::string_view owner) {
    constexpr std::string_view purpose = "roster/recovery-code";
    auto message = Secret::zeros(purpose.size() + 1 + code.size() + owner.size());
    char* out = message.data();
    out += purpose.copy(out, purpose.size());
    *out++ = '\0';
    out += code.copy(out, code.size());  // of one length always: what follows is the owner
    owner.copy(out, owner.size());
    Digest hash;
    secrets::hash(message.reveal(), hash.raw.data());
    return hash;
}

/// The letter that is meant; 0 for none.
char letter_of(char c) noexcept {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    switch (c) {
        case 'o': return '0';
        case 'i':
        case 'l': return '1';
        case 'u': return 'v';
        default: return alphabet.find(c) != alphabet.npos ? c : '\0';
    }
}

/// Bytes of the separator in front: white space, a hyphen, or one of those that word processors make of them.
std::size_t separator(std::string_view text) noexcept {
    if (text.empty()) return 0;
    if (text[0] == ' ' || text[0] == '-' || text[0] == '_' || (text[0] >= '\t' && text[0] <= '\r')) return 1;
    if (text.starts_with("\u00A0") || text.starts_with("\u00AD")) return 2;  // no-break space, soft hyphen
    for (const auto* wide : {"\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212", "\u202F", "\u2009"})
        if (text.starts_with(wide)) return 3;
    return 0;
}

}  // namespace

std::vector<RecoveryCode> make_recovery_codes(const Environment& environment, std::string_view owner,
                                              std::size_t count) {
    std::vector<RecoveryCode> codes(count);
    for (auto& code : codes) {
        auto random = Secret::zeros(random_size), plain = Secret::zeros(letters);
        environment.fill_random(random.data(), random_size);
        code.text = Secret::zeros(text_size);
        char* out = code.text.data();
        for (std::size_t i = 0; i < letters; ++i) {
            // Five bytes are eight letters.
            const auto* const five = reinterpret_cast<const unsigned char*>(random.data()) + i / 8 * 5;
            std::uint64_t bits = 0;
            for (int n = 0; n < 5; ++n) bits = bits << 8 | five[n];
            plain.data()[i] = alphabet[bits >> (35 - 5 * (i % 8)) & 31];
            if (i != 0 && i % group == 0) *out++ = '-';
            *out++ = plain.data()[i];
        }
        code.hash = hash_of(plain.reveal(), owner);
    }
    return codes;
}

std::optional<Digest> read_recovery_code(std::string_view typed, std::string_view owner) {
    if (typed.size() > most_typed) return std::nullopt;
    auto plain = Secret::zeros(letters);
    std::size_t found = 0;
    while (!typed.empty()) {
        if (const auto n = separator(typed)) {
            typed.remove_prefix(n);
            continue;
        }
        const char letter = letter_of(typed[0]);
        if (letter == '\0' || found == letters) return std::nullopt;
        plain.data()[found++] = letter;
        typed.remove_prefix(1);
    }
    if (found != letters) return std::nullopt;
    return hash_of(plain.reveal(), owner);
}

}  // namespace roster::sessions
