// Dependencies point one way: base ← model ← rules ← store ← service (docs/architecture.md). Read from the #include
// lines of the tree, so that a new file is held to it without a line here.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;
using Strings = std::set<std::string>;

struct Source {
    std::string path;  ///< from the root of the tree
    Strings includes;  ///< as written between the brackets or quotes
};

std::vector<Source> sources_of(const std::string& folder) {
    static const std::regex line(R"re(^\s*#\s*include\s*[<"]([^>"]+)[>"])re");
    const fs::path root = ROSTER_SOURCE_DIR;
    std::vector<Source> sources;
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
        const auto extension = entry.path().extension();
        if (extension != ".hpp" && extension != ".cpp" && extension != ".h" && extension != ".c") continue;
        Source source{fs::relative(entry.path(), root).generic_string(), {}};
        std::ifstream file(entry.path());
        std::smatch found;
        for (std::string text; std::getline(file, text);)
            if (std::regex_search(text, found, line)) source.includes.insert(found[1]);
        sources.push_back(std::move(source));
    }
    return sources;
}

/// include/roster/<room>/<noun>.hpp
struct Header {
    std::string room, noun;
};
Header header_of(std::string path) {
    for (const std::string prefix : {"include/roster/", "roster/"})
        if (path.starts_with(prefix)) path.erase(0, prefix.size());
    const auto slash = path.find('/');
    if (slash == path.npos) return {"", path};
    return {path.substr(0, slash), path.substr(slash + 1)};
}

/// The floors of include/roster, from the bottom.
enum Floor { base, model, rules, store, scope, service, door };
Floor floor_of(const Header& header) {
    if (header.room.empty()) return door;
    if (header.room == "base") return base;
    if (header.room == "storage")
        return header.noun == "storage.hpp" ? store : header.noun == "scope.hpp" ? scope : door;
    const auto is = [&](const char* name) {
        return header.noun == std::string(name) + ".hpp" || header.noun.ends_with("_" + std::string(name) + ".hpp");
    };
    if (is("model") || header.noun == "policy.hpp" || header.noun == "permissions.hpp") return model;
    if (is("rules")) return rules;
    if (is("store")) return store;
    return service;
}

bool is_ours(const std::string& include) { return include.starts_with("roster/"); }
bool is_standard(const std::string& include) {
    return include.find('/') == include.npos && include.find('.') == include.npos;
}
bool is_service(const std::string& include) { return is_ours(include) && floor_of(header_of(include)) >= scope; }

TEST(Includes, ATreeWasFound) {
    EXPECT_GT(sources_of("include").size(), 25u);
    EXPECT_GT(sources_of("lib").size(), 40u);
}

TEST(Includes, PublicHeadersPointDownwards) {
    for (const auto& source : sources_of("include"))
        for (const auto& include : source.includes) {
            if (!is_ours(include)) continue;
            const Header from = header_of(source.path), to = header_of(include);
            const auto above = floor_of(to) > floor_of(from);
            EXPECT_FALSE(above) << source.path << " includes " << include;
            // Services do not use each other, and the rooms' stores meet in storage.hpp only.
            const bool beside = floor_of(to) == floor_of(from) && from.room != to.room;
            const bool closed = floor_of(from) == service || (floor_of(from) == store && from.room != "storage");
            EXPECT_FALSE(beside && closed) << source.path << " includes another room's " << include;
        }
}

TEST(Includes, PublicHeadersShowNoLibraryButBoostDateTimeAndUuid) {
    for (const auto& source : sources_of("include"))
        for (const auto& include : source.includes)
            EXPECT_TRUE(is_ours(include) || is_standard(include) || include.starts_with("boost/date_time/") ||
                        include.starts_with("boost/uuid/"))
                << source.path << " includes " << include;
}

TEST(Includes, TheModelNeedsNoStore) {
    for (const auto& source : sources_of("include"))
        for (const auto& include : source.includes) {
            const bool above = is_ours(include) && floor_of(header_of(include)) > rules;
            EXPECT_FALSE(above && floor_of(header_of(source.path)) <= rules)
                << source.path << " includes " << include;
        }
}

TEST(Includes, StorageKnowsStoresAndModelsNeverServices) {
    const Strings doors{"lib/storage/open.cpp", "lib/storage/open.hpp"};  // roster::open is where the two meet
    for (const auto& source : sources_of("lib/storage"))
        for (const auto& include : source.includes) {
            if (doors.contains(source.path)) continue;
            const bool allowed = !is_service(include) || include.starts_with("roster/storage/");
            EXPECT_TRUE(allowed) << source.path << " includes " << include;
        }
}

TEST(Includes, AServiceNeverUsesAnotherRoomsService) {
    // The bodies of directory.hpp, the door behind which all rooms are, and of copy.hpp, which stands before two of them.
    const Strings doors{"lib/accounts/accounts.cpp", "lib/copy/copy.cpp"};
    for (const auto& source : sources_of("lib")) {
        const auto room = source.path.substr(4, source.path.find('/', 4) - 4);
        if (room == "base" || room == "storage" || doors.contains(source.path)) continue;
        for (const auto& include : source.includes) {
            if (!is_service(include) || include.starts_with("roster/storage/")) continue;
            EXPECT_EQ(header_of(include).room, room) << source.path << " includes " << include;
        }
    }
}

TEST(Includes, BaseKnowsNobody) {
    for (const auto& source : sources_of("lib/base"))
        for (const auto& include : source.includes) {
            const bool allowed = include.starts_with("roster/") ? include.starts_with("roster/base/") : true;
            EXPECT_TRUE(allowed) << source.path << " includes " << include;
            EXPECT_FALSE(include.starts_with("users/") || include.starts_with("storage/") ||
                         include.starts_with("history/"))
                << source.path << " includes " << include;
        }
}

TEST(Includes, EachLibraryIsUsedInOnePlace) {
    struct Place {
        const char* include;  ///< how the include begins
        Strings places;       ///< how the paths begin that may have it
    };
    const Place places[] = {
        {"SQLiteCpp/", {"lib/storage/sqlite/"}},
        {"sqlite3.h", {"lib/storage/sqlite/"}},
        {"libpq-fe.h", {"lib/storage/postgres/"}},
        {"sodium.h", {"lib/base/"}},
        {"openssl/", {"lib/base/kdf.cpp"}},
        {"crypt.h", {"lib/base/kdf.cpp"}},
        {"zxcvbn.h", {"lib/sessions/password_rules.cpp"}},
        {"liboath/", {"lib/sessions/totp.cpp"}},
        {"fido.h", {"lib/sessions/webauthn/signature.cpp"}},
        {"fido/", {"lib/sessions/webauthn/signature.cpp"}},
        {"cbor.h", {"lib/sessions/webauthn/cbor.cpp"}},
        {"qrcodegen/", {"lib/sessions/qr.cpp"}},
        {"unicode/", {"lib/base/"}},
        {"cctz/", {"lib/base/"}},
        {"nlohmann/", {"lib/base/json_read.hpp", "lib/users/records/json_lines.cpp"}},
        {"pybind11/", {"bindings/python/"}},
    };
    for (const auto* folder : {"include", "lib", "capi", "bindings"})
        for (const auto& source : sources_of(folder))
            for (const auto& include : source.includes)
                for (const auto& place : places) {
                    if (!include.starts_with(place.include)) continue;
                    const bool allowed =
                        std::any_of(place.places.begin(), place.places.end(),
                                    [&](const auto& path) { return source.path.starts_with(path); });
                    EXPECT_TRUE(allowed) << source.path << " includes " << include;
                }
}

TEST(Includes, TheEdgesUseTheFrontOnly) {
    for (const auto* folder : {"capi", "bindings/python/src", "examples"})
        for (const auto& source : sources_of(folder))
            for (const auto& include : source.includes) {
                if (!is_ours(include) || include.ends_with(".h")) continue;
                const bool store = floor_of(header_of(include)) == Floor::store;
                EXPECT_FALSE(store) << source.path << " includes " << include;
            }
}

TEST(Includes, NoCircles) {
    std::map<std::string, Strings> graph;
    for (const auto& source : sources_of("include"))
        for (const auto& include : source.includes)
            if (is_ours(include)) graph[source.path.substr(8)].insert(include);
    Strings done, open;
    const std::function<void(const std::string&)> visit = [&](const std::string& header) {
        if (done.contains(header)) return;
        ASSERT_TRUE(open.insert(header).second) << "a circle through " << header;
        for (const auto& next : graph[header]) visit(next);
        open.erase(header);
        done.insert(header);
    };
    for (const auto& source : sources_of("include")) visit(source.path.substr(8));
}

}  // namespace
