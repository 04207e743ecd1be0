// BX-10: every public verb of an account, called with another account's ids, values and people. What lists make of
// another account's cursors, and what look-ups by a shared value find, is in tests/users/tenancy_test.cpp.
#include "storage/differential_dump.hpp"
#include "support/folder.hpp"

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

namespace roster::test {
namespace {

/// Two accounts of the same people, and more of everything in the other one.
class EveryVerb : public Desk {
protected:
    EveryVerb() : other(directory.create_account({.name = "Other"})), theirs(other.users()) {
        for (const User* one : people)
            theirs.add(system, static_cast<const NewUser&>(*one), Onboarding::active);
        their_owner = theirs.get_by_email(system, owner.email);
        organization = other.organizations().add(system, {.name = "Theirs"}).id;
        group = other.groups().add(system, {.name = "Theirs"}).id;
        their_user = theirs.add(system, {.kind = UserKind::customer, .first_name = "Only There", .email = "there@x.example",
                                         .organization = organization, .groups = {group}, .labels = {"theirs"},
                                         .external_id = "there"});
        their_guest = theirs.add(system, {.first_name = "Guest", .email = "guest@x.example"});
        their_past = theirs.add(system, {.first_name = "Gone", .email = "gone@x.example"});
        theirs.remove(system, their_past.id, "left");
        theirs.update(as(their_owner), their_user.id, {.phone = "+49301"});
        theirs.update(as(their_owner), their_user.id, {.phone = "+49302"});
        std::istringstream rows(source);
        import = other.imports().run(system, rows, {.key = "theirs"}).id;
        std::ofstream(folder.file("people.csv")) << source;
    }

    /// What a verb did with what is theirs: how it was refused, or what it gave.
    struct Verb {
        const char* name;      ///< "Class::verb"
        const char* with;      ///< what of theirs
        std::string expected;  ///< of the host, in our account
        std::function<std::string(const Account&, const Actor&)> call;
    };
    std::vector<Verb> verbs() const;

    static std::string told(const Verb& verb, const Account& account, const Actor& actor) {
        std::string text;
        const auto refusal = outcome([&] { text = verb.call(account, actor); });
        return refusal == "done" ? text : refusal;
    }
    std::string dump(const Account& account) const { return dump_of(directory.storage(), account.id(), {"theirs"}); }

    Account other;
    Users theirs;
    User their_owner, their_user, their_guest, their_past;
    OrganizationId organization;
    GroupId group;
    ImportId import;
    const std::string source = "email,phone\nwrong,1\nnew@y.example,+49305\n";
    Folder folder;
};
ROSTER_OVER_ALL_STORES(EveryVerb);

std::vector<EveryVerb::Verb> EveryVerb::verbs() const {
    const std::string no_user = "not_found users.unknown", invalid = "invalid_argument users.invalid";
    const UserId id = their_user.id;
    const auto people = [](const std::vector<User>& list) { return list.empty() ? std::string("nobody") : "people"; };
    const auto maybe = [](const auto& found) { return std::string(found ? "something" : "nothing"); };
    const auto size = [](const auto& page) { return std::to_string(page.items.size()) + " items"; };
    const auto user = [&](const char* name, const char* with, auto act) {
        return Verb{name, with, no_user, [act](const Account& a, const Actor& actor) { return act(a.users(), actor), "done"; }};
    };
    const std::string past_cursor = other.history().of_user(system, id, {.limit = 1}).next;
    return {
        user("Users::update", "id", [id](const Users& u, const Actor& a) { u.update(a, id, {.first_name = "X"}); }),
        user("Users::label", "id", [id](const Users& u, const Actor& a) { u.label(a, id, {"x"}); }),
        user("Users::get", "id", [id](const Users& u, const Actor& a) { u.get(a, id); }),
        user("Users::get_by_number", "number", [n = their_user.number](const Users& u, const Actor& a) { u.get_by_number(a, n); }),
        user("Users::get_by_email", "address", [](const Users& u, const Actor& a) { u.get_by_email(a, "THERE@x.example"); }),
        user("Users::get_by_external_id", "external id", [](const Users& u, const Actor& a) { u.get_by_external_id(a, "there"); }),
        user("Users::alerts", "id", [id](const Users& u, const Actor& a) { u.alerts(a, id); }),
        user("Users::invite", "id", [n = their_guest.id](const Users& u, const Actor& a) { u.invite(a, n); }),
        user("Users::accept", "id", [n = their_guest.id](const Users& u, const Actor& a) { u.accept(a, n); }),
        user("Users::activate", "id", [n = their_guest.id](const Users& u, const Actor& a) { u.activate(a, n); }),
        user("Users::suspend", "id", [id](const Users& u, const Actor& a) { u.suspend(a, id, day("2025-06-02")); }),
        user("Users::resume", "id", [id](const Users& u, const Actor& a) { u.resume(a, id); }),
        user("Users::remove", "id", [id](const Users& u, const Actor& a) { u.remove(a, id, "x"); }),
        user("Users::restore", "id", [n = their_past.id](const Users& u, const Actor& a) { u.restore(a, n); }),
        user("Users::record_activity", "id", [id](const Users& u, const Actor& a) { u.record_activity(a, id); }),
        user("Users::record_failed_sign_in", "id", [id](const Users& u, const Actor& a) { u.record_failed_sign_in(a, id); }),
        user("Users::record_sign_in", "id", [id](const Users& u, const Actor& a) { u.record_sign_in(a, id); }),
        {"Users::update", "organization", invalid, [this](auto& a, auto& actor) {
             return a.users().update(actor, customer.id, {.organization = organization}), "done"; }},
        {"Users::update", "group", invalid, [this](auto& a, auto& actor) {
             return a.users().update(actor, customer.id, {.groups = {{group}}}), "done"; }},
        {"Users::update", "address", "done", [this](auto& a, auto& actor) {
             return a.users().update(actor, customer.id, {.email = "there@x.example", .external_id = "there"}), "done"; }},
        {"Users::add", "organization", invalid, [this](auto& a, auto& actor) {
             return a.users().add(actor, {.email = "new@x.example", .organization = organization}), "done"; }},
        {"Users::add", "group", invalid, [this](auto& a, auto& actor) {
             return a.users().add(actor, {.email = "new@x.example", .groups = {group}}), "done"; }},
        {"Users::add", "address", "done", [](auto& a, auto& actor) {
             return a.users().add(actor, {.email = "guest@x.example"}), "done"; }},
        {"Users::find_by_email", "address", "nothing", [=](auto& a, auto& actor) { return maybe(a.users().find_by_email(actor, "gone@x.example")); }},
        {"Users::find_by_external_id", "external id", "nothing", [=](auto& a, auto& actor) { return maybe(a.users().find_by_external_id(actor, "theirs")); }},
        {"Users::get_many", "ids", "nobody", [=, this](auto& a, auto& actor) {
             return people(a.users().get_many(actor, std::vector{id, their_owner.id, their_past.id})); }},
        {"Users::list", "organization", "0 items", [=, this](auto& a, auto& actor) { return size(a.users().list(actor, {.organization = organization})); }},
        {"Users::list", "group", "0 items", [=, this](auto& a, auto& actor) { return size(a.users().list(actor, {.group = group})); }},
        {"Users::list", "label", "0 items", [=](auto& a, auto& actor) { return size(a.users().list(actor, {.labels = {"theirs"}})); }},
        {"Users::list", "name", "0 items", [=](auto& a, auto& actor) { return size(a.users().list(actor, {.text = "only there"})); }},
        {"Users::for_each", "deleted", "nobody", [=](auto& a, auto& actor) {
             std::vector<User> seen;
             a.users().for_each(actor, {.status = UserStatus::deleted}, [&](const User& one) { return seen.push_back(one), true; });
             return people(seen); }},
        {"Users::labels", "label", "0 items", [=](auto& a, auto& actor) { return size(a.users().labels(actor, "theirs")); }},
        {"Users::seats", "seats", "5 seats", [](auto& a, auto& actor) { return std::to_string(a.users().seats(actor).used) + " seats"; }},
        {"Organizations::add", "name", "done", [](auto& a, auto& actor) { return a.organizations().add(actor, {.name = "Theirs"}), "done"; }},
        {"Organizations::update", "id", "not_found organizations.unknown", [this](auto& a, auto& actor) {
             return a.organizations().update(actor, organization, {.name = "X"}), "done"; }},
        {"Organizations::get", "id", "not_found organizations.unknown", [this](auto& a, auto& actor) { return a.organizations().get(actor, organization), "done"; }},
        {"Organizations::remove", "id", "not_found organizations.unknown", [this](auto& a, auto& actor) { return a.organizations().remove(actor, organization), "done"; }},
        {"Organizations::find_by_name", "name", "ours", [this](auto& a, auto& actor) {
             const auto found = a.organizations().find_by_name(actor, "theirs");
             return found && found->id != organization ? "ours" : "not ours"; }},
        {"Organizations::list", "name", "1 items", [=](auto& a, auto& actor) { return size(a.organizations().list(actor, "theirs")); }},
        {"Groups::add", "name", "done", [](auto& a, auto& actor) { return a.groups().add(actor, {.name = "Theirs"}), "done"; }},
        {"Groups::update", "id", "not_found groups.unknown", [this](auto& a, auto& actor) { return a.groups().update(actor, group, {.name = "X"}), "done"; }},
        {"Groups::get", "id", "not_found groups.unknown", [this](auto& a, auto& actor) { return a.groups().get(actor, group), "done"; }},
        {"Groups::remove", "id", "not_found groups.unknown", [this](auto& a, auto& actor) { return a.groups().remove(actor, group), "done"; }},
        {"Groups::find_by_name", "name", "ours", [this](auto& a, auto& actor) {
             const auto found = a.groups().find_by_name(actor, "theirs");
             return found && found->id != group ? "ours" : "not ours"; }},
        {"Groups::list", "name", "1 items", [=](auto& a, auto& actor) { return size(a.groups().list(actor, "theirs")); }},
        {"Imports::find", "key", "nothing", [=](auto& a, auto& actor) { return maybe(a.imports().find(actor, "theirs")); }},
        {"Imports::faults", "id", "not_found imports.unknown", [=, this](auto& a, auto& actor) { return size(a.imports().faults(actor, import)); }},
        {"Imports::run", "key", "1 added", [this](auto& a, auto& actor) {
             std::istringstream rows(source);
             return std::to_string(a.imports().run(actor, rows, {.key = "theirs"}).added) + " added"; }},
        {"Imports::run_file", "key", "1 added", [this](auto& a, auto& actor) {
             return std::to_string(a.imports().run_file(actor, folder.file("people.csv"), {.key = "theirs"}).added) + " added"; }},
        {"History::list", "actor", "0 items", [=, this](auto& a, auto& actor) { return size(a.history().list(actor, {.actor = their_owner.id})); }},
        {"History::list", "subject", "0 items", [=](auto& a, auto& actor) {
             return size(a.history().list(actor, {.subject_kind = "user", .subject_id = to_string(id)})); }},
        {"History::of_user", "id", "0 items", [=](auto& a, auto& actor) { return size(a.history().of_user(actor, id)); }},
        {"History::of_user", "cursor", "invalid_argument page.cursor", [=](auto& a, auto& actor) {
             return size(a.history().of_user(actor, id, {.limit = 1, .after = past_cursor})); }},
        {"Account::update", "name", "done", [](auto& a, auto& actor) { return a.update(actor, {.name = "Other"}), "done"; }},
        {"Account::record", "nothing", "ours", [this](auto& a, auto&) { return a.record().id == desk.id() ? "ours" : "not ours"; }},
    };
}

TEST_P(EveryVerb, BX10_FindsNothingOfAnotherAccount) {
    const auto before = dump(other);
    for (const auto& verb : verbs()) {
        SCOPED_TRACE(std::string(verb.name) + " with their " + verb.with);
        const auto ours = dump(desk);
        EXPECT_EQ(told(verb, desk, system), verb.expected);
        EXPECT_EQ(dump(other), before) << "the other account was changed";
        const bool changes = verb.expected == "done" || verb.expected == "1 added";
        if (!changes) { EXPECT_EQ(dump(desk), ours) << "something was written"; }
    }
    EXPECT_EQ(directory.check(), std::vector<std::string>());
}

TEST_P(EveryVerb, BX10_IsClosedToPeopleOfAnotherAccount) {
    const auto before = dump(other), ours = dump(desk);
    const std::pair<const char*, Actor> strangers[] = {{"their owner", as(their_owner)},
                                                       {"the host for their owner", system.on_behalf_of(their_owner.id)},
                                                       {"our owner for their user", as(owner).on_behalf_of(their_user.id)},
                                                       {"their deleted user", as(their_past)},
                                                       {"nobody", Actor::user({})}};
    for (const auto& verb : verbs()) {
        if (verb.name == std::string("Account::record")) continue;  // has no actor
        for (const auto& [name, actor] : strangers) {
            SCOPED_TRACE(std::string(verb.name) + " with their " + verb.with + ", by " + name);
            const bool cursor = verb.expected == "invalid_argument page.cursor";  // refused unread
            EXPECT_EQ(told(verb, desk, actor), cursor ? verb.expected : "unauthenticated users.no_actor");
        }
    }
    EXPECT_EQ(dump(other), before);
    EXPECT_EQ(dump(desk), ours);
}

// ---- The table is complete ---------------------------------------------------------------------------------------

/// "Class::verb" for every public member function that a header declares.
std::set<std::string> declared(const std::string& header, const std::string& name) {
    std::ifstream file(std::string(ROSTER_SOURCE_DIR "/include/roster/") + header);
    std::stringstream stream;
    stream << file.rdbuf();
    const std::string text = std::regex_replace(stream.str(), std::regex("//[^\n]*"), "");
    const auto begin = text.find("\nclass " + name + " {"), end = text.find("private:", begin);
    const std::string body = text.substr(begin, end - begin);
    std::set<std::string> found;
    // A type, a name, an opening bracket; constructors have no type.
    const std::regex declaration("\n    (?:\\[\\[nodiscard\\]\\] )?[A-Za-z][\\w:<>, ]* (\\w+)\\(");
    for (std::sregex_iterator at(body.begin(), body.end(), declaration), none; at != none; ++at)
        if ((*at)[0].str().find("explicit") == std::string::npos) found.insert(name + "::" + (*at)[1].str());
    return found;
}

/// The rooms of an account as its front door declares them: service and accessor, "Users" and "users".
std::map<std::string, std::string> rooms() {
    std::ifstream file(ROSTER_SOURCE_DIR "/include/roster/directory.hpp");
    std::stringstream stream;
    stream << file.rdbuf();
    const std::string text = stream.str();
    std::map<std::string, std::string> found;
    const std::regex room("\\[\\[nodiscard\\]\\] (\\w+) (\\w+)\\(\\) const \\{ return \\1\\(scope_\\); \\}");
    for (std::sregex_iterator at(text.begin(), text.end(), room), none; at != none; ++at) found[(*at)[1]] = (*at)[2];
    return found;
}

/// The header, from include/roster, that declares the class.
std::string header_of(const std::string& name) {
    const std::filesystem::path root = ROSTER_SOURCE_DIR "/include/roster";
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
        if (!entry.is_regular_file()) continue;
        std::ifstream file(entry.path());
        std::stringstream text;
        text << file.rdbuf();
        if (text.str().find("\nclass " + name + " {") != std::string::npos)
            return std::filesystem::relative(entry.path(), root).generic_string();
    }
    return {};
}

TEST_P(EveryVerb, BX10_IsInTheTable) {
    const auto all = rooms();
    EXPECT_GE(all.size(), 5u);
    auto expected = declared("directory.hpp", "Account");
    EXPECT_EQ(expected.erase("Account::id"), 1u);
    for (const auto& [service, accessor] : all) {
        EXPECT_EQ(expected.erase("Account::" + accessor), 1u) << accessor;  // a handle, which reads nothing
        const auto verbs_of_it = declared(header_of(service), service);
        EXPECT_FALSE(verbs_of_it.empty()) << service;
        expected.insert(verbs_of_it.begin(), verbs_of_it.end());
    }
    EXPECT_GE(expected.size(), 40u);
    std::set<std::string> found;
    for (const auto& verb : verbs()) found.insert(verb.name);
    for (const auto& verb : expected)
        EXPECT_TRUE(found.contains(verb)) << verb << " is public and has no row in verbs(): what does it with another account's ids?";
    for (const auto& verb : found) EXPECT_TRUE(expected.contains(verb)) << verb << " has a row in verbs() and is no public verb";
}

}  // namespace
}  // namespace roster::test
