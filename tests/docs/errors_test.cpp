// docs/errors.md against the sources: every reason that the code can give is there with its code, and no other.
#include "docs/project.hpp"

#include <roster/base/error.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

namespace roster::test {
namespace {

using Names = std::set<std::string>;

bool is_snake(std::string_view text) {
    return !text.empty() && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == text.npos;
}
/// "users.taken": what reasons of errors and verbs of the history look like.
bool is_dotted(std::string_view text) {
    const auto dot = text.find('.');
    return dot != text.npos && dot > 1 && is_snake(text.substr(0, dot)) && is_snake(text.substr(dot + 1)) &&
           text.substr(dot + 1) != "hpp" && text.substr(dot + 1) != "conf";
}

/// The name before an opening bracket.
std::string name_before(std::string_view text, std::size_t open) {
    auto begin = open;
    while (begin > 0 && (std::isalnum(static_cast<unsigned char>(text[begin - 1])) != 0 || text[begin - 1] == '_'))
        --begin;
    return std::string(text.substr(begin, open - begin));
}

/// What the sources say.
struct Found {
    std::map<std::string, int> dotted;   ///< reasons, and verbs of the history; how often
    Names of_fields;                     ///< FieldError::reason
    std::map<std::string, Names> codes;  ///< the codes that stand right before a reason
    std::map<std::string, std::string> where;

    void see_dotted(const std::string& text, const std::string& file) {
        if (!is_dotted(text)) return;
        ++dotted[text];
        where.emplace(text, file);
    }
    void see_of_field(const std::string& text, const std::string& file) {
        if (!is_snake(text)) return;
        of_fields.insert(text);
        where.emplace(text, file);
    }
};

/// add(field, reason, message) and its like. A dotted name there is a field's: "policy.preset".
void see_call(Found& found, const std::string& file, const std::string& name,
              const std::vector<std::string>& given) {
    if (name == "add" || name == "fault" || name == "quote_fault" || name == "wrong_value") {
        if (given.size() > 2) found.see_of_field(project::literal(given[1]), file);
        if (is_dotted(project::literal(given[0]))) --found.dotted[project::literal(given[0])];
    } else if (name == "take" || name == "text_member") {
        for (const auto& one : given)
            if (is_dotted(project::literal(one))) --found.dotted[project::literal(one)];
    } else if (name == "clean" && given.size() > 2) {
        if (is_dotted(project::literal(given[2]))) --found.dotted[project::literal(given[2])];
    } else if (name == "refuse" && given.size() > 1) {  // as in text::clean
        found.see_of_field(project::literal(given[0]), file);
    }
    for (std::size_t i = 1; i < given.size(); ++i) {
        const auto text = project::literal(given[i]);
        if (given[i - 1].starts_with("ErrorCode::") && is_dotted(text))
            found.codes[text].insert(given[i - 1].substr(11));
    }
}

/// {field, reason, message}, {line, field, reason, message} and {reason, message}: a message has spaces, or is made.
void see_braces(Found& found, const std::string& file, const std::vector<std::string>& given) {
    if (given.size() < 2 || given.size() > 4) return;
    const std::string& message = given.back();
    const bool is_message =
        message.starts_with("message") || (message.starts_with('"') && message.find(' ') != message.npos);
    if (is_message) found.see_of_field(project::literal(given[given.size() - 2]), file);
}

/// The one body of all things with a name puts their rooms before its reasons and verbs.
void see_named(Found& found, const std::string& text) {
    const std::string file = "lib/users/named.hpp";
    for (const std::string room : {"organizations", "groups", "roles", "inboxes", "teams"}) {
        const std::string before = "reason(\"";
        for (auto at = text.find(before); at != text.npos; at = text.find(before, at + 1)) {
            const auto begin = at + before.size();
            const auto what = text.substr(begin, text.find('"', begin) - begin);
            const bool never = room == "inboxes" && (what == "remove" || what == "in_use");  // they are archived
            if (!never) found.see_dotted(room + "." + what, file);
        }
    }
}

void see_source(Found& found, const std::string& file, const std::string& text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (project::opens_literal(text, at)) {
            const auto end = project::after_quoted(text, at);
            found.see_dotted(project::literal(std::string_view(text).substr(at, end - at)), file);
            at = end - 1;
        } else if (text[at] == '{') {
            see_braces(found, file, project::arguments(project::inside(text, at)));
        } else if (text[at] == '(') {
            see_call(found, file, name_before(text, at), project::arguments(project::inside(text, at)));
        }
    }
}

Found read_sources() {
    Found found;
    for (const auto& file :
         project::files({"lib", "capi/src", "bindings/python/src", "include"}, {".cpp", ".hpp"})) {
        // The conformance tests, which ship with the library, make errors of their own.
        if (file.find("/conformance/") != file.npos) continue;
        const auto text = project::without_comments(project::read(file));
        see_source(found, file, text);
        if (file == "lib/users/named.hpp") see_named(found, text);
    }
    std::erase_if(found.dotted, [](const auto& one) { return one.second <= 0; });
    return found;
}

const Found& found() {
    static const Found all = read_sources();
    return all;
}

Names first_cells(const std::string& page, const std::string& heading) {
    Names names;
    for (const auto& row : project::table(page, heading))
        EXPECT_TRUE(names.insert(row.at(0)).second) << row.at(0) << " is listed twice in " << page;
    return names;
}

TEST(Errors, EveryReasonIsDocumentedAndNoOther) {
    const auto reasons = first_cells("docs/errors.md", "## Reasons");
    auto verbs = first_cells("docs/architecture.md", "### The verbs");
    verbs.merge(first_cells("docs/architecture.md", "### The events"));
    for (const auto& [name, count] : found().dotted)
        EXPECT_TRUE(reasons.contains(name) || verbs.contains(name))
            << "\"" << name << "\" (" << found().where.at(name)
            << ") is neither a reason in docs/errors.md nor a verb of the history in docs/architecture.md";
    Names of_the_driver;
    if (!project::exists("lib/storage/postgres/driver.cpp"))  // a tree without the driver may tell of it
        of_the_driver = first_cells("docs/errors.md", "### PostgreSQL");
    for (const auto& name : reasons)
        EXPECT_TRUE(found().dotted.contains(name) || of_the_driver.contains(name))
            << "docs/errors.md lists \"" << name << "\", which no source gives";
    for (const auto& name : verbs)
        EXPECT_TRUE(found().dotted.contains(name))
            << "docs/architecture.md lists \"" << name << "\", which no source gives";
}

TEST(Errors, EveryReasonHasItsCodes) {
    for (const auto& row : project::table("docs/errors.md", "## Reasons")) {
        ASSERT_GE(row.size(), 4u) << row.at(0);
        const auto listed = project::arguments(row[1]);
        for (const auto& code : listed) {
            bool known = false;
            for (int number = 1; number <= 13; ++number)
                known = known || to_string(static_cast<ErrorCode>(number)) == code;
            EXPECT_TRUE(known) << row[0] << ": there is no code " << code;
        }
        if (const auto codes = found().codes.find(row[0]); codes != found().codes.end()) {
            for (const auto& code : codes->second)
                EXPECT_NE(std::find(listed.begin(), listed.end(), code), listed.end())
                    << row[0] << " is given with the code " << code << " as well";
        }
    }
}

TEST(Errors, EveryCodeIsDocumented) {
    const auto rows = project::table("docs/errors.md", "## Codes");
    ASSERT_EQ(rows.size(), 13u);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        EXPECT_EQ(rows[i].at(0), std::to_string(i + 1));
        EXPECT_EQ(rows[i].at(1), to_string(static_cast<ErrorCode>(i + 1)));
    }
}

TEST(Errors, EveryReasonOfAFieldIsDocumentedAndNoOther) {
    const auto listed = first_cells("docs/errors.md", "## Reasons of fields");
    for (const auto& name : found().of_fields)
        EXPECT_TRUE(listed.contains(name))
            << "\"" << name << "\" (" << found().where.at(name) << ") is not in docs/errors.md";
    for (const auto& name : listed)
        EXPECT_TRUE(found().of_fields.contains(name))
            << "docs/errors.md lists \"" << name << "\", which no source gives";
}

}  // namespace
}  // namespace roster::test
