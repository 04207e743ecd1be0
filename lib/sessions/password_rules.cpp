#include "sessions/password_rules.hpp"

#include "sessions/password_hash.hpp"

#include <roster/base/secret.hpp>
#include <roster/base/text.hpp>

#include <zxcvbn.h>

#include <algorithm>
#include <utility>

namespace roster::sessions {
namespace {

/// A context word of fewer code points is a part of too many other words to be taken out of a password.
constexpr std::size_t least_word = 4;
/// What has to be left of a password without its context words.
constexpr std::size_t least_rest = 8;
/// zxcvbn's time grows with the square of the length and more, and what it adds for a long tail is a guess of its own:
/// it judges the front. A password that is strong in its front is strong.
constexpr std::size_t judged_bytes = 64;

/// A string that is wiped when it goes.
struct Wiped {
    std::string text;

    explicit Wiped(std::string given) : text(std::move(given)) {}
    Wiped(const Wiped&) = delete;
    Wiped& operator=(const Wiped&) = delete;
    ~Wiped() { secrets::wipe(text.data(), text.size()); }
};

constexpr bool is_ascii_sign(char c) noexcept {
    const auto u = static_cast<unsigned char>(c);
    return u < 0x80 && !(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z');
}

/// Every context text folded, whole and in its parts: "grace.hopper@acme.example" is also "grace", "hopper", "acme",
/// "example". The longest first.
std::vector<std::string> words_of(const std::vector<std::string>& context) {
    std::vector<std::string> words;
    const auto add = [&](std::string_view word) {
        if (text::length(word) >= least_word) words.emplace_back(word);
    };
    for (const auto& one : context) {
        if (one.size() > max_password_bytes || !text::is_valid_utf8(one)) continue;
        const std::string key = text::search_key(one);
        add(key);
        std::string joined;
        for (std::size_t at = 0; at < key.size();) {
            const auto end = static_cast<std::size_t>(
                std::find_if(key.begin() + static_cast<std::ptrdiff_t>(at), key.end(), is_ascii_sign) -
                key.begin());
            add(std::string_view(key).substr(at, end - at));
            joined += key.substr(at, end - at);
            at = end + 1;
        }
        add(joined);
    }
    std::sort(words.begin(), words.end(),
              [](const auto& a, const auto& b) { return a.size() != b.size() ? a.size() > b.size() : a < b; });
    words.erase(std::unique(words.begin(), words.end()), words.end());
    return words;
}

/// Whether little is left when the context words are taken out. @param key  the password's search key
bool is_made_of(const std::vector<std::string>& words, std::string_view key) {
    Wiped rest{std::string(key)};
    bool found = false;
    for (const auto& word : words)
        for (std::size_t at; (at = rest.text.find(word)) != std::string::npos; found = true) {
            // From the end to the front, so that what is moved leaves nothing of the password behind.
            const auto end = rest.text.size() - word.size();
            std::copy(rest.text.begin() + static_cast<std::ptrdiff_t>(at + word.size()), rest.text.end(),
                      rest.text.begin() + static_cast<std::ptrdiff_t>(at));
            secrets::wipe(rest.text.data() + end, word.size());
            rest.text.resize(end);
        }
    return found && text::length(rest.text) < least_rest;
}

/// @pre no NUL in it
double strength_of(std::string_view password, const std::vector<std::string>& words) {
    Wiped front{std::string(password.substr(0, judged_bytes))};
    std::vector<const char*> dictionary;
    for (const auto& word : words) dictionary.push_back(word.c_str());
    dictionary.push_back(nullptr);
    return ZxcvbnMatch(front.text.c_str(), dictionary.data(), nullptr);
}

}  // namespace

bool is_common_password(std::string_view password) {
    if (password.size() > max_password_bytes || !text::is_valid_utf8(password)) return false;
    const Wiped folded(text::fold_case(password));
    const std::string_view wanted(folded.text);
    // A search by halves over the bytes of the list; each step goes to the line that holds the middle.
    std::size_t low = 0, high = common_passwords.size();
    while (low < high) {
        const auto middle = low + (high - low) / 2;
        const auto before = common_passwords.substr(0, middle).rfind('\n');
        const auto begin = before == common_passwords.npos ? 0 : before + 1;
        const auto end = common_passwords.find('\n', middle);
        const auto line = common_passwords.substr(begin, end - begin);
        if (line == wanted) return true;
        if (line < wanted) low = end + 1;
        else high = begin;
    }
    return false;
}

std::vector<PasswordFault> check_password(std::string_view password, const PasswordRules& rules,
                                          const std::vector<std::string>& context) {
    if (password.size() > max_password_bytes) return {PasswordFault::too_long};
    if (!text::is_valid_utf8(password)) return {PasswordFault::invalid_utf8};
    if (text::has_control(password)) return {PasswordFault::control_character};

    const Wiped normalised(text::nfc(password));
    const Wiped key(text::search_key(normalised.text));
    const auto words = words_of(context);
    std::vector<PasswordFault> faults;
    if (text::length(normalised.text) < rules.min_length) faults.push_back(PasswordFault::too_short);
    if (is_common_password(normalised.text)) faults.push_back(PasswordFault::common);
    if (is_made_of(words, key.text)) faults.push_back(PasswordFault::context);
    if (faults.empty() && strength_of(normalised.text, words) < rules.min_strength)
        faults.push_back(PasswordFault::weak);
    return faults;
}

void refuse_password(FieldErrors& errors, std::string_view field, const std::vector<PasswordFault>& faults,
                     const PasswordRules& rules) {
    for (const auto fault : faults) {
        switch (fault) {
            case PasswordFault::too_long: errors.add(field, "too_long", "may have at most 1,024 bytes"); break;
            case PasswordFault::invalid_utf8: errors.add(field, "invalid_utf8", "is not valid UTF-8"); break;
            case PasswordFault::control_character:
                errors.add(field, "control_character", "holds a control character");
                break;
            case PasswordFault::too_short:
                errors.add(field, "too_short",
                           "must have at least " + std::to_string(rules.min_length) + " characters");
                break;
            case PasswordFault::common:
                errors.add(field, "common_password", "is one of the passwords that are tried first");
                break;
            case PasswordFault::context:
                errors.add(field, "personal_password", "is little more than a name or address that others know");
                break;
            case PasswordFault::weak:
                errors.add(field, "weak_password", "is too easy to guess: add some unrelated words");
                break;
        }
    }
}

}  // namespace roster::sessions
