// Recovery codes: what lets somebody in who lost the second factor. Printed or kept in a safe, each good once.
//
//     k7fq-2m9x-bw4t-8hnp-2cjz-5vgd     120 random bits in Crockford's base 32
//
// More than the 64 bits that NIST SP 800-63B-4 asks for, because from 112 bits on OWASP ASVS 5 (6.5.2) is content with a
// plain hash: a code is then found by its hash in one statement, and ten of them do not cost ten password hashes.
#pragma once

#include "sessions/token.hpp"

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace roster::sessions {

inline constexpr std::size_t recovery_code_count = 10;

struct RecoveryCode {
    Secret text;  ///< to be shown once
    Digest hash;  ///< to be kept
};

/// @param owner  whom they belong to, e.g. the bytes of the account's and the user's id: another's hash of the same code
///               is another
std::vector<RecoveryCode> make_recovery_codes(const Environment& environment, std::string_view owner,
                                              std::size_t count = recovery_code_count);

/// The hash under which a code is kept, of what somebody typed: case, spaces, hyphens and dashes do not matter, and
/// letters that look like others are taken for these (o for 0, i and l for 1, u for v). None when it is no code: other
/// characters, too few or too many. Takes any bytes.
std::optional<Digest> read_recovery_code(std::string_view typed, std::string_view owner);

}  // namespace roster::sessions
