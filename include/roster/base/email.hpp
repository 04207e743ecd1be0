// E-mail addresses: what is accepted, and the key under which an address is looked up.
#pragma once

#include <roster/base/error.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace roster {

/// An e-mail address as it will be mailed, with the key under which it is found.
///
/// The address is kept as it was given (white space around it dropped, nothing else). The key folds what the whole
/// world folds and nothing more: the domain to lower-case A-labels (IDNA 2008/UTS #46, non-transitional), the local
/// part through NFC and simple case folding, its quotes dropped where they say nothing ("a.b"@x.example is
/// a.b@x.example). Dots and plus tags are kept: they are different mailboxes at most providers, and folding them would
/// let one person take another's address. For the same reason the folding is one letter to one letter, and never from
/// outside ASCII into it: straße and strasse, ſam and sam, dotless ılker and ilker stay different people.
struct EmailAddress {
    std::string address;  ///< e.g. "Grace.Hopper+desk@Bücher.example"
    std::string key;      ///< e.g. "grace.hopper+desk@xn--bcher-kva.example"

    friend bool operator==(const EmailAddress&, const EmailAddress&) = default;
};

namespace email {

/// Longest address in bytes (RFC 5321 §4.5.3.1.3, less the angle brackets), and longest local part.
inline constexpr std::size_t max_bytes = 254;
inline constexpr std::size_t max_local_bytes = 64;

/// Parses an addr-spec: Mailbox of RFC 5321 §4.1.2 with the UTF-8 extensions of RFC 6531 §3.3 (dot-string or
/// quoted-string local part; domain name of at least two labels; address literals in brackets are refused, for no
/// support product mails to them). Order: length → UTF-8 → NFC → grammar → domain.
/// On a fault one FieldError is added ("required", "too_long", "invalid_utf8", "control_character",
/// "invalid_email", "invalid_domain") and nullopt comes back. ASCII addresses take a path without any Unicode table.
std::optional<EmailAddress> parse(std::string_view address, std::string_view field, FieldErrors& errors);

/// The lookup key of an address, nullopt when it is not a valid address.
std::optional<std::string> key_of(std::string_view address);

}  // namespace email
}  // namespace roster
