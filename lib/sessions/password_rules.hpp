// Which passwords are good enough to be set. No rules of composition: length, and how hard it is to guess.
#pragma once

#include <roster/base/error.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace roster::sessions {

/// What is wrong with a password.
enum class PasswordFault {
    too_long = 1,       ///< more than 1,024 bytes; nothing else was looked at
    invalid_utf8,       ///< no text; nothing else was looked at
    control_character,  ///< holds what nobody can type: NUL, escape, line ends
    too_short,          ///< fewer code points, in NFC, than the rules ask for
    common,             ///< one of the passwords that are tried first, in any case
    context,            ///< little more than the person's name or address, or the product's
    weak,               ///< too easy to guess: words, repetitions, keys in a row, dates
};

struct PasswordRules {
    std::size_t min_length;  ///< code points
    double min_strength;     ///< bits, as zxcvbn estimates them: half of all such passwords take 2^(bits-1) guesses

    /// NIST SP 800-63B-4: 15 characters where the password is all there is, 8 where a second factor stands beside it.
    /// 33 bits are about 10^10 guesses, 27 bits 10^8.
    static constexpr PasswordRules alone() noexcept { return {15, 33}; }
    static constexpr PasswordRules with_second_factor() noexcept { return {8, 27}; }
};

/// Everything that is wrong, in the order above; empty for a good one. Takes any bytes.
/// @param context  the person's names, e-mail addresses, the account's and the product's name, as they are: they are
///                 taken apart here, and compared without case and accents
std::vector<PasswordFault> check_password(std::string_view password, const PasswordRules& rules,
                                          const std::vector<std::string>& context);

/// Adds the faults to the wrong fields of an input, each with its reason and a message.
void refuse_password(FieldErrors& errors, std::string_view field, const std::vector<PasswordFault>& faults,
                     const PasswordRules& rules);

/// The list of common passwords: each on a line of its own, lower case, in the order of their bytes.
extern const std::string_view common_passwords;
/// Whether the list has it, in any case.
bool is_common_password(std::string_view password);

}  // namespace roster::sessions
