// One-time passwords by the clock (RFC 6238), and the address by which an authenticator app learns of one.
#pragma once

#include <roster/base/environment.hpp>
#include <roster/base/secret.hpp>
#include <roster/base/time.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace roster::sessions {

/// The numbers may be stored and never change.
enum class TotpDigest : int { sha1 = 1, sha256 = 2, sha512 = 3 };

/// SHA-1, six digits and 30 seconds are what every authenticator app understands; several overlook anything else.
struct TotpParameters {
    TotpDigest digest = TotpDigest::sha1;
    int digits = 6;   ///< 6 or 8
    int period = 30;  ///< seconds, 15 to 300
};

/// Which codes are good: that of the running step alone, or those of the steps beside it as well, for clocks that differ.
enum class TotpWindow : int { exact = 0, neighbours = 1 };

/// As many random bytes as the digest has: 20, 32 or 64.
Secret make_totp_seed(TotpDigest digest, const Environment& environment);

/// Periods since 1970. Negative before.
std::int64_t totp_step(Instant now, const TotpParameters& parameters = {});

/// The code of a step.
/// @throws Error invalid_argument "sessions.totp" for parameters beyond the above, an empty seed, a negative step
Secret totp_code(std::string_view seed, std::int64_t step, const TotpParameters& parameters = {});

/// The step whose code was typed, or none. The caller keeps it and gives it as `last_step` from then on: a code of that
/// step, or of one before, is good no more. Spaces in the code are overlooked, anything else makes it wrong. How long it
/// takes depends on the window only. Takes any bytes as a code.
/// @throws Error invalid_argument "sessions.totp" as totp_code
std::optional<std::int64_t> verify_totp(std::string_view seed, std::string_view typed, Instant now,
                                        TotpWindow window, std::optional<std::int64_t> last_step,
                                        const TotpParameters& parameters = {});

/// "otpauth://totp/Acme:grace@acme.example?secret=…&issuer=Acme&algorithm=SHA1&digits=6&period=30" (Key URI Format).
/// A colon in issuer or account becomes a space: the format divides them by one.
Secret totp_uri(std::string_view seed, std::string_view issuer, std::string_view account,
                const TotpParameters& parameters = {});

/// RFC 4648 base 32, upper case, without padding: the seed, for typing it into an app.
Secret to_base32(std::string_view bytes);
/// The bytes; none when it is something else. Either case, spaces and padding allowed, for seeds taken over from
/// elsewhere; at most 128 of them.
std::optional<Secret> from_base32(std::string_view text);

}  // namespace roster::sessions
