// Opaque tokens: what a session, a link, a key or a grant is proved by.
//
//     rses_2Zk…                   53 characters: prefix │ base64url of (32 random bytes │ CRC-32 of prefix and bytes)
//
// The text is shown once and never kept: the store has its BLAKE2b-256. The checksum is no secret: it refuses what was
// mistyped, cut, or made up by somebody who does not know it, without a look into the store. What protects are the 256
// random bits.
#pragma once

#include <roster/base/digest.hpp>
#include <roster/base/environment.hpp>
#include <roster/base/secret.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace roster::sessions {

/// The numbers may be stored and never change.
enum class TokenKind : int {
    session = 1,
    invitation = 2,
    password_reset = 3,
    email_verification = 4,
    pending_sign_in = 5,  ///< the password was right, the second factor is missing
    device = 6,           ///< a browser that was here before
    api_key = 7,
    client_secret = 8,  ///< of a registered app
    authorization_code = 9,
    access = 10,
    refresh = 11,
};

struct TokenKindName {
    TokenKind kind;
    std::string_view prefix;  ///< all of one length, none the beginning of another
    std::string_view name;
};
inline constexpr TokenKindName token_kinds[] = {
    {TokenKind::session, "rses_", "session"},
    {TokenKind::invitation, "rinv_", "invitation"},
    {TokenKind::password_reset, "rpwr_", "password_reset"},
    {TokenKind::email_verification, "reml_", "email_verification"},
    {TokenKind::pending_sign_in, "rpnd_", "pending_sign_in"},
    {TokenKind::device, "rdev_", "device"},
    {TokenKind::api_key, "rkey_", "api_key"},
    {TokenKind::client_secret, "rsec_", "client_secret"},
    {TokenKind::authorization_code, "rcod_", "authorization_code"},
    {TokenKind::access, "racc_", "access"},
    {TokenKind::refresh, "rref_", "refresh"},
};

inline constexpr std::size_t token_size = 53;

struct NewToken {
    Secret text;       ///< to be shown once
    Digest hash;       ///< to be kept: of the whole text
    std::string hint;  ///< "rkey_2Zk4…": the prefix and four characters more, fit for lists and logs
};

NewToken make_token(TokenKind kind, const Environment& environment);

// ---- lines: tokens of which each replaces the one before ----
//
// All tokens of a line have their first 16 random bytes in common, so that an old one is known for what it is without
// being kept. The other 16 are each one's own.

/// What stands for the line of a token; none when the text is not that of a token of this kind.
std::optional<Digest> line_of_token(TokenKind kind, std::string_view text);

/// The token after `earlier` in its line: made of it and of 32 random bytes, and so the same whenever it is made of the
/// two. Who has only one of them has nothing. @pre `earlier` is a token of this kind
NewToken next_token(TokenKind kind, std::string_view earlier, const Digest& salt);

/// A token of another kind that is made of the same two, for `purpose`.
NewToken token_beside(TokenKind kind, std::string_view earlier, const Digest& salt, std::string_view purpose);

/// The hash under which the token is kept; none when the text is not that of a token of this kind, to the last bit:
/// another length, letter or prefix, another kind, or a checksum that does not fit. Takes any bytes.
std::optional<Digest> read_token(TokenKind kind, std::string_view text);

/// The kind whose prefix the text has; the rest of it is not looked at.
std::optional<TokenKind> kind_of_token(std::string_view text) noexcept;

std::string_view to_string(TokenKind kind) noexcept;

}  // namespace roster::sessions
