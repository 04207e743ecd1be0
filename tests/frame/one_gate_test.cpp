// There is one gate: only lib/sessions/gate.cpp makes sessions, API keys and sign-ins that wait, and only its part for apps,
// lib/sessions/apps_gate.cpp, makes codes and their tokens. Read from the sources, so that a new file is held to it.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

namespace {

namespace fs = std::filesystem;
using Strings = std::set<std::string>;

const std::string gate = "lib/sessions/gate.cpp", apps_gate = "lib/sessions/apps_gate.cpp";

/// What is kept, by the verb of the room's stores that leads to it, and who alone puts it there.
const std::map<std::string, Strings> kept{
    {"sessions", {gate}},   {"api_keys", {gate}},      {"pending", {gate}},
    {"codes", {apps_gate}}, {"families", {apps_gate}}, {"access", {apps_gate}},
};
/// What is handed out, by its TokenKind, and who alone makes it.
const std::map<std::string, Strings> made{
    {"session", {gate}},
    {"api_key", {gate}},
    {"pending_sign_in", {gate}},
    {"device", {gate}},
    {"client_secret", {apps_gate}},
    {"authorization_code", {apps_gate}},
    {"access", {apps_gate}},
    {"refresh", {apps_gate}},
};

/// A source without its comments, and without the store of the roles room that is called "access" too.
std::string code_of(std::istream& file) {
    std::string line, text;
    while (std::getline(file, line)) (text += line.substr(0, line.find("//"))) += '\n';
    static const std::regex of_roles(R"(roles\(\)\s*\.\s*access\(\))");
    return text.find("roles()") == text.npos ? text : std::regex_replace(text, of_roles, "");
}
std::string code_of(const char* text) {
    std::istringstream lines(text);
    return code_of(lines);
}

/// Every source by its path, but those of the stores themselves.
const std::map<std::string, std::string>& sources() {
    static const auto all = [] {
        const fs::path root = ROSTER_SOURCE_DIR;
        std::map<std::string, std::string> found;
        for (const auto* folder : {"include", "lib", "capi/src", "bindings/python/src"})
            for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
                const auto extension = entry.path().extension();
                const auto path = fs::relative(entry.path(), root).generic_string();
                if ((extension != ".hpp" && extension != ".cpp") || path.starts_with("lib/storage/")) continue;
                std::ifstream file(entry.path());
                found[path] = code_of(file);
            }
        return found;
    }();
    return all;
}

/// The first group of each place where the pattern matches, or all of it where there is none.
Strings matches(const std::string& text, const std::string& pattern) {
    const std::regex regex(pattern);
    Strings found;
    for (std::sregex_iterator it(text.begin(), text.end(), regex), end; it != end; ++it)
        found.insert((*it)[it->size() > 1 ? 1 : 0]);
    return found;
}

/// Whether something is put into that store: by its verb, or by a name that was given to it.
bool puts_into(const std::string& text, const std::string& store) {
    if (text.find(store + "()") == text.npos) return false;  // sooner than a pattern
    const std::string verb = R"(\.\s*)" + store + R"(\(\)\s*)", put = R"(\s*\.\s*(?:insert|put)\s*\()";
    if (!matches(text, verb + put).empty()) return true;
    for (const auto& name : matches(text, R"(&\s*(\w+)\s*=[^;{}]*)" + verb + ";"))
        if (!matches(text, R"(\b)" + name + put).empty()) return true;
    return false;
}

bool names_tokens(const std::string& text) {
    return text.find("_token(") != text.npos || text.find("token_beside(") != text.npos;
}
Strings kinds_made(const std::string& text) {
    if (!names_tokens(text)) return {};
    return matches(text, R"((?:make_token|next_token|token_beside)\s*\(\s*(?:sessions::)?TokenKind::(\w+))");
}
/// Whether it makes tokens of a kind that is only known when it runs.
bool makes_some_kind(const std::string& text) {
    const char* const computed =
        R"((?:make_token|next_token|token_beside)\s*\(\s*(?!(?:sessions::)?TokenKind\b)[^)\s])";
    return names_tokens(text) && !matches(text, computed).empty();
}

TEST(OneGate, TheTreeWasFound) {
    EXPECT_GT(sources().size(), 150u);
    EXPECT_TRUE(sources().contains(gate) && sources().contains(apps_gate));
}

TEST(OneGate, OnlyTheGatePutsThemIntoTheStore) {
    for (const auto& [store, expected] : kept) {
        Strings found;
        for (const auto& [path, text] : sources())
            if (puts_into(text, store)) found.insert(path);
        EXPECT_EQ(found, expected) << store;
    }
}

TEST(OneGate, OnlyTheGateMakesTheirTokens) {
    for (const auto& [kind, expected] : made) {
        Strings found;
        for (const auto& [path, text] : sources())
            if (kinds_made(text).contains(kind)) found.insert(path);
        EXPECT_EQ(found, expected) << kind;
    }
}

TEST(OneGate, WhoMakesTokensOfSomeKindNamesNoneOfThese) {
    int count = 0;
    for (const auto& [path, text] : sources()) {
        if (path.starts_with("lib/sessions/token.") || !makes_some_kind(text)) continue;
        ++count;
        for (const auto& kind : matches(text, R"(TokenKind::(\w+))"))
            EXPECT_FALSE(made.contains(kind)) << path << " makes tokens of some kind and knows " << kind;
    }
    EXPECT_GT(count, 0) << "the links are made so";
}

TEST(OneGate, ThePatternsFindWhatTheyLookFor) {
    for (const char* text :
         {"tx.sessions().pending().insert({.digest = d});", "tx.sessions().pending()\n    .insert(x);",
          "auto& waiting = tx.sessions().pending();\nwaiting.insert(x);",
          "OwnedStore<StoredPending>& all =\n    stores.pending();\nif (!all.insert(x)) return;",
          "tx.sessions().pending().put(x);"})
        EXPECT_TRUE(puts_into(code_of(text), "pending")) << text;
    for (const char* text :
         {"// tx.sessions().pending().insert(x);", "tx.sessions().pending().remove(x); names.insert(x);",
          "auto& all = tx.sessions().pending();\nall.replace(x, y);",
          "auto& all = tx.sessions().devices();\nall.insert(x);"})
        EXPECT_FALSE(puts_into(code_of(text), "pending")) << text;
    EXPECT_TRUE(puts_into(code_of("tx.sessions().apps().access().insert(x);"), "access"));
    EXPECT_FALSE(puts_into(code_of("auto& store = tx.roles().access();\nstore.insert(x);"), "access"));
    EXPECT_EQ(
        kinds_made(
            "a = make_token(TokenKind::session, e); b = sessions::make_token(\n  sessions::TokenKind::api_key, e);"
            "c = next_token(TokenKind::refresh, t, s);"),
        (Strings{"session", "api_key", "refresh"}));
    EXPECT_EQ(kinds_made("read_token(TokenKind::session, text); NewToken make_token(TokenKind kind, e);"),
              Strings());
    EXPECT_TRUE(makes_some_kind("make_token(kind_of(link), e)"));
    EXPECT_FALSE(makes_some_kind("make_token(sessions::TokenKind::session, e)"));
}

}  // namespace
