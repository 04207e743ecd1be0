#include "sessions/totp.hpp"

#include <roster/base/error.hpp>

#include <liboath/oath.h>

#include <algorithm>
#include <cstdlib>
#include <string>

namespace roster::sessions {
namespace {

constexpr std::size_t most_seed = 128, most_typed = 64;

void check(std::string_view seed, const TotpParameters& parameters) {
    FieldErrors errors;
    if (seed.empty() || seed.size() > most_seed) errors.add("seed", "out_of_range", "must have 1 to 128 bytes");
    if (parameters.digest < TotpDigest::sha1 || parameters.digest > TotpDigest::sha512)
        errors.add("digest", "unknown_value", "must be SHA-1, SHA-256 or SHA-512");
    if (parameters.digits != 6 && parameters.digits != 8) errors.add("digits", "out_of_range", "must be 6 or 8");
    if (parameters.period < 15 || parameters.period > 300)
        errors.add("period", "out_of_range", "must be 15 to 300 seconds");
    errors.throw_if_any("sessions.totp", "One-time passwords cannot be made like this.");
}

int flags_of(TotpDigest digest) noexcept {
    return digest == TotpDigest::sha256   ? OATH_TOTP_HMAC_SHA256
           : digest == TotpDigest::sha512 ? OATH_TOTP_HMAC_SHA512
                                          : 0;
}

std::string_view name_of(TotpDigest digest) noexcept {
    return digest == TotpDigest::sha256 ? "SHA256" : digest == TotpDigest::sha512 ? "SHA512" : "SHA1";
}

/// @pre check(seed, parameters), step >= 0
Secret code_of(std::string_view seed, std::int64_t step, const TotpParameters& parameters) {
    auto code = Secret::zeros(static_cast<std::size_t>(parameters.digits) + 1);  // it ends it with a NUL
    const auto period = static_cast<unsigned>(parameters.period);
    if (oath_totp_generate2(seed.data(), seed.size(), static_cast<time_t>(step * parameters.period), period, 0,
                            static_cast<unsigned>(parameters.digits), flags_of(parameters.digest),
                            code.data()) != OATH_OK)
        throw Error(ErrorCode::internal, "secret.hash", "A hash could not be computed.");
    return Secret(code.reveal().substr(0, code.size() - 1));
}

/// The digits of what was typed; none when there is anything but digits and spaces, or another number of them.
std::optional<Secret> digits_of(std::string_view typed, std::size_t wanted) {
    if (typed.size() > most_typed) return std::nullopt;
    auto digits = Secret::zeros(wanted);
    std::size_t found = 0;
    for (const char c : typed) {
        if (c == ' ') continue;
        if (c < '0' || c > '9' || found == wanted) return std::nullopt;
        digits.data()[found++] = c;
    }
    if (found != wanted) return std::nullopt;
    return digits;
}

/// RFC 3986: everything but the unreserved characters.
std::string percent_encoded(std::string_view text) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string out;
    for (char c : text) {
        if (c == ':') c = ' ';
        const auto byte = static_cast<unsigned char>(c);
        const bool unreserved = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                                c == '-' || c == '.' || c == '_' || c == '~';
        if (unreserved) out += c;
        else (out += '%').append(1, hex[byte >> 4]).append(1, hex[byte & 15]);
    }
    return out;
}

/// What liboath allocates.
struct Allocated {
    char* text = nullptr;
    std::size_t size = 0;

    Allocated() = default;
    Allocated(const Allocated&) = delete;
    Allocated& operator=(const Allocated&) = delete;
    ~Allocated() {
        secrets::wipe(text, size);
        std::free(text);
    }
    [[nodiscard]] std::string_view view() const noexcept { return {text, size}; }
};

}  // namespace

Secret make_totp_seed(TotpDigest digest, const Environment& environment) {
    auto seed = Secret::zeros(digest == TotpDigest::sha256 ? 32 : digest == TotpDigest::sha512 ? 64 : 20);
    environment.fill_random(seed.data(), seed.size());
    return seed;
}

std::int64_t totp_step(Instant now, const TotpParameters& parameters) {
    const std::int64_t micros = to_micros(now), period = std::int64_t{parameters.period} * 1'000'000;
    return micros / period - (micros % period < 0 ? 1 : 0);
}

Secret totp_code(std::string_view seed, std::int64_t step, const TotpParameters& parameters) {
    check(seed, parameters);
    if (step < 0 || step > (std::int64_t{1} << 40)) {
        FieldErrors errors;
        errors.add("step", "out_of_range", "must not be negative, or too far ahead");
        errors.throw_if_any("sessions.totp", "One-time passwords cannot be made like this.");
    }
    return code_of(seed, step, parameters);
}

std::optional<std::int64_t> verify_totp(std::string_view seed, std::string_view typed, Instant now,
                                        TotpWindow window, std::optional<std::int64_t> last_step,
                                        const TotpParameters& parameters) {
    check(seed, parameters);
    const auto digits = digits_of(typed, static_cast<std::size_t>(parameters.digits));
    const std::int64_t middle = totp_step(now, parameters), aside = window == TotpWindow::neighbours ? 1 : 0;
    // All of them, and the latest that fits: two steps may have one code, and what was used is used for both.
    std::optional<std::int64_t> matched;
    for (auto step = std::max<std::int64_t>(middle - aside, 0); step <= middle + aside; ++step) {
        const auto code = code_of(seed, step, parameters);
        if (secrets::equal(code.reveal(), digits ? digits->reveal() : std::string_view())) matched = step;
    }
    if (matched && last_step && *matched <= *last_step) return std::nullopt;
    return matched;
}

Secret totp_uri(std::string_view seed, std::string_view issuer, std::string_view account,
                const TotpParameters& parameters) {
    check(seed, parameters);
    const auto secret = to_base32(seed);
    const auto name = percent_encoded(issuer);
    const auto before =
        "otpauth://totp/" + (name.empty() ? "" : name + ":") + percent_encoded(account) + "?secret=";
    const auto after =
        (name.empty() ? "" : "&issuer=" + name) + "&algorithm=" + std::string(name_of(parameters.digest)) +
        "&digits=" + std::to_string(parameters.digits) + "&period=" + std::to_string(parameters.period);
    auto uri = Secret::zeros(before.size() + secret.size() + after.size());
    char* out = uri.data();
    out += before.copy(out, before.size());
    out += secret.reveal().copy(out, secret.size());
    after.copy(out, after.size());
    return uri;
}

Secret to_base32(std::string_view bytes) {
    if (bytes.empty()) return {};
    Allocated made;
    if (oath_base32_encode(bytes.data(), bytes.size(), &made.text, &made.size) != OATH_OK)
        throw Error(ErrorCode::resource_exhausted, "secret.memory", "There is not enough memory.");
    auto text = made.view();
    while (text.ends_with('=')) text.remove_suffix(1);
    return Secret(text);
}

std::optional<Secret> from_base32(std::string_view text) {
    if (text.size() > 4 * most_seed) return std::nullopt;
    auto room = Secret::zeros(text.size());
    std::size_t letters = 0, padding = 0;
    for (char c : text) {
        if (c == ' ') continue;
        if (c == '=') {
            ++padding;
            continue;
        }
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
        if (padding != 0 || !((c >= 'A' && c <= 'Z') || (c >= '2' && c <= '7'))) return std::nullopt;
        room.data()[letters++] = c;
    }
    const auto plain = room.reveal().substr(0, letters);
    if (plain.empty() || (padding != 0 && padding != (8 - letters % 8) % 8)) return std::nullopt;
    Allocated made;
    if (oath_base32_decode(plain.data(), plain.size(), &made.text, &made.size) != OATH_OK) return std::nullopt;
    Secret bytes(made.view());
    // Spare bits that are not 0, and lengths that no bytes have: liboath lets some of them pass.
    if (bytes.size() > most_seed || to_base32(bytes.reveal()).reveal() != plain) return std::nullopt;
    return bytes;
}

}  // namespace roster::sessions
