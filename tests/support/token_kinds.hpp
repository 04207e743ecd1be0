// Every kind of token and code that lets somebody in or lets them do something: how one comes by it and what shows
// whether it was taken. The tables of the tests are made of them.
#pragma once

#include "sessions/door.hpp"

#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace roster::test {

/// Where a token is made: an account through one handle, and the clock.
struct TokenDesk {
    Account account;
    World world;
};

/// What was made: the text that its owner holds, and a try at using a text of that kind.
struct MadeToken {
    UserId user;
    std::string text;
    /// Whether the text was taken. Any number of times, through any handle of the account, by any thread.
    std::function<bool(const Account& through, const std::string& text)> use;
};

struct TokenCase {
    std::string name;
    bool once = false;             ///< taken once and never again
    bool is_shown = false;         ///< requests show it: Sessions::validate
    bool cheap = true;             ///< refusing it costs no password hash: thousands may be tried
    bool text_alone = false;       ///< whoever has the text can use it: no app's secret, no sign-in that was begun
    std::string_view twin{};       ///< the row whose texts are taken here too: another door for the same token
    bool is_token = true;          ///< no code that people type, which is read in several spellings
    std::optional<Duration> life;  ///< not taken any more after so long without use
    std::function<MadeToken(const TokenDesk&, const std::string& who)> make;
};

inline void PrintTo(const TokenCase& one, std::ostream* out) { *out << one.name; }

/// An active user with an identity to sign in by.
UserId token_owner(const TokenDesk& desk, const std::string& who);

const std::vector<TokenCase>& token_cases();

}  // namespace roster::test
