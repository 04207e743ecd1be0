// One table of all that ends what somebody has or may: made through another Directory, and in another process, it is in
// force at the very next question, also of what is kept in memory (HU-6 to HU-12, UC-6, DP-14, BX-13).
#include "sessions/apps_desk.hpp"
#include "support/folder.hpp"
#include "support/sqlite.hpp"
#ifdef ROSTER_HAS_POSTGRES
#include "support/postgres_server.hpp"
#endif

#include <sstream>
#include <utility>

#include <unistd.h>

namespace roster::test {
namespace {

const Actor by_system = Actor::system("test");

/// What the user, and whoever acts for them, shows with a request. Goes to the other process as text.
struct Shown {
    std::string session, key, access;
};
std::string to_lines(const Shown& shown) { return shown.session + "\n" + shown.key + "\n" + shown.access + "\n"; }
Shown from_lines(const std::string& text) {
    std::istringstream lines(text);
    Shown shown;
    lines >> shown.session >> shown.key >> shown.access;
    return shown;
}

using Question = std::function<bool(const Account&, const Shown&)>;

/// Something that ends something.
struct Row {
    std::string name;
    std::function<void(const Account&, const Shown&)> change;
    std::vector<Question> questions;  ///< yes before, no after
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

// ---- what is asked ---------------------------------------------------------------------------------------------------

bool session_is_good(const Account& desk, const Shown& shown) {
    return desk.sessions().validate(shown.session).has_value();
}
bool key_is_good(const Account& desk, const Shown& shown) {
    return desk.sessions().validate(shown.key).has_value();
}
bool access_is_good(const Account& desk, const Shown& shown) {
    return desk.sessions().validate(shown.access).has_value();
}
const std::vector<Question> everything{session_is_good, key_is_good, access_is_good};

InboxId inbox_of(const Account& desk) { return desk.inboxes().find_by_name(by_system, "Support")->id; }

Question may(Permission one) {
    return [one](const Account& desk, const Shown& shown) {
        const auto principal = desk.sessions().validate(shown.session);
        return principal && desk.roles().may(*principal, one);
    };
}
bool replies_at_inbox(const Account& desk, const Shown& shown) {
    const auto principal = desk.sessions().validate(shown.session);
    return principal && desk.roles().may(*principal, permission::reply_tickets, inbox_of(desk));
}

// ---- who is there ----------------------------------------------------------------------------------------------------

UserId id_of(const Account& desk, const std::string& name) {
    return desk.users().find_by_email(by_system, name + "@desk.example")->id;
}
UserId agent(const Account& desk) { return id_of(desk, "agent"); }
RoleId lead(const Account& desk) { return desk.roles().find_by_name(by_system, "Lead")->id; }
GroupId sellers(const Account& desk) { return desk.groups().find_by_name(by_system, "Sellers")->id; }
TeamId night(const Account& desk) { return desk.teams().find_by_name(by_system, "Night")->id; }
ApiKeyId key(const Account& desk) { return desk.api_keys().list(by_system, agent(desk)).at(0).id; }
AppId app(const Account& desk) { return desk.apps().list(by_system, id_of(desk, "maker")).at(0).id; }

Date today() { return Environment::system().now().date(); }

/// An agent whose every right has another source, with a session, a key, and an app of somebody else's.
Shown fill_desk(const Account& desk) {
    const auto add = [&](const std::string& name, RoleId role) {
        const auto user = desk.users().add(
            by_system, {.first_name = name, .email = name + "@desk.example", .role = role}, Onboarding::active);
        desk.sessions().link_identity(by_system, user.id, "https://id.example", name);
        return user.id;
    };
    const auto enter = [&](const std::string& name) {
        return desk.sessions().sign_in_with_identity({.issuer = "https://id.example", .subject = name}).token;
    };
    add("owner", role::owner);
    const auto role = desk.roles().add(
        by_system, {.name = "Lead", .permissions = {"view_users", "access_reports", "reply_tickets"}});
    const auto group = desk.groups().add(by_system, {.name = "Sellers", .permissions = {"access_kpis"}});
    const auto team = desk.teams().add(by_system, {.name = "Night", .permissions = {"merge_users"}});
    const auto inbox = desk.inboxes().add(by_system, {.name = "Support"});
    const auto maker = add("maker", role::user), user = add("agent", role.id);
    desk.users().update(by_system, user, {.groups = {{group.id}}});
    desk.teams().add_member(by_system, team.id, user);
    desk.inboxes().set_access(by_system, inbox.id, user, InboxLevel::reply);
    desk.roles().choose(by_system, user, "import_users", Choice::allow);

    Shown shown{enter("agent"), desk.api_keys().create(Actor::user(user), "script").text, {}};
    const auto made =
        desk.apps().create(Actor::user(maker), {.name = "App", .redirect_uris = {callback}, .scopes = {"a", "b"}});
    const AppCredentials credentials{to_string(made.app.id), made.secret};
    const auto agreed = desk.apps().consent(shown.session,
                                            {.response_type = "code",
                                             .client_id = credentials.client_id,
                                             .redirect_uri = callback,
                                             .scope = "a",
                                             .state = "",
                                             .code_challenge = std::string(rfc_challenge),
                                             .code_challenge_method = "S256"},
                                            {"a"});
    shown.access = desk.apps().exchange_code(credentials, agreed.code, callback, rfc_verifier).access_token;
    return shown;
}

// ---- the table -------------------------------------------------------------------------------------------------------

const Row rows[] = {
    {"SessionsRevoked",
     [](const Account& desk, const Shown&) { desk.sessions().revoke(by_system, agent(desk)); },
     {session_is_good}},
    {"SignedOut",
     [](const Account& desk, const Shown& shown) { desk.sessions().sign_out(shown.session); },
     {session_is_good}},
    {"FactorsReset",
     [](const Account& desk, const Shown&) { desk.factors().reset(by_system, agent(desk)); },
     {session_is_good}},
    {"IdentityUnlinked",
     [](const Account& desk, const Shown&) {
         desk.sessions().unlink_identity(by_system, agent(desk), "https://id.example", "agent");
     },
     {session_is_good}},
    {"KeyRevoked",
     [](const Account& desk, const Shown&) { desk.api_keys().revoke(by_system, agent(desk), key(desk)); },
     {key_is_good}},
    {"KeyRotated",
     [](const Account& desk, const Shown&) {
         desk.api_keys().rotate(Actor::user(agent(desk)), key(desk), hours(0));
     },
     {key_is_good}},
    {"AppRevoked",
     [](const Account& desk, const Shown&) { desk.apps().revoke(by_system, agent(desk), app(desk)); },
     {access_is_good}},
    {"AppRemoved",
     [](const Account& desk, const Shown&) { desk.apps().remove(by_system, app(desk)); },
     {access_is_good}},
    {"ScopesOfTheApp",
     [](const Account& desk, const Shown&) {
         desk.apps().update(by_system, app(desk), {.scopes = std::vector<std::string>{"b"}});
     },
     {access_is_good}},
    {"MakerOfTheAppSuspended",
     [](const Account& desk, const Shown&) { desk.users().suspend(by_system, id_of(desk, "maker"), today()); },
     {access_is_good}},
    {"AppsSwitchedOff",
     [](const Account& desk, const Shown&) {
         desk.update(by_system, {.features = FeatureSwitches{.apps = false}});
     },
     {access_is_good}},
    {"KeysSwitchedOff",
     [](const Account& desk, const Shown&) {
         desk.update(by_system, {.features = FeatureSwitches{.api_keys = false}});
     },
     {key_is_good, may(permission::use_api_keys)}},
    {"Suspended", [](const Account& desk, const Shown&) { desk.users().suspend(by_system, agent(desk), today()); },
     everything},
    {"Deleted", [](const Account& desk, const Shown&) { desk.users().remove(by_system, agent(desk), "left"); },
     everything},
    {"RoleLowered",
     [](const Account& desk, const Shown&) {
         desk.users().update(by_system, agent(desk), {.role = role::light_user});
     },
     {may(permission::access_reports), replies_at_inbox}},
    {"RoleReplaced",
     [](const Account& desk, const Shown&) { desk.roles().remove(by_system, lead(desk), role::light_user); },
     {may(permission::access_reports)}},
    {"PermissionsOfTheRole",
     [](const Account& desk, const Shown&) {
         desk.roles().update(by_system, lead(desk), {.permissions = std::vector<std::string>{"view_users"}});
     },
     {may(permission::access_reports), replies_at_inbox}},
    {"GroupLeft",
     [](const Account& desk, const Shown&) {
         desk.users().update(by_system, agent(desk), {.groups = std::vector<GroupId>{}});
     },
     {may(permission::access_kpis)}},
    {"PermissionsOfTheGroup",
     [](const Account& desk, const Shown&) {
         desk.groups().update(by_system, sellers(desk), {.permissions = std::vector<std::string>{}});
     },
     {may(permission::access_kpis)}},
    {"TeamLeft",
     [](const Account& desk, const Shown&) { desk.teams().remove_member(by_system, night(desk), agent(desk)); },
     {may(permission::merge_users)}},
    {"PermissionsOfTheTeam",
     [](const Account& desk, const Shown&) {
         desk.teams().update(by_system, night(desk), {.permissions = std::vector<std::string>{"-merge_users"}});
     },
     {may(permission::merge_users)}},
    {"OverrideTakenBack",
     [](const Account& desk, const Shown&) {
         desk.roles().choose(by_system, agent(desk), "import_users", Choice::standard);
     },
     {may(permission::import_users)}},
    {"OverrideDenies",
     [](const Account& desk, const Shown&) {
         desk.roles().choose(by_system, agent(desk), "access_reports", Choice::deny);
     },
     {may(permission::access_reports)}},
    {"LevelAtAnInbox",
     [](const Account& desk, const Shown&) {
         desk.inboxes().set_access(by_system, inbox_of(desk), agent(desk), InboxLevel::read);
     },
     {replies_at_inbox}},
    {"Collaborator",
     [](const Account& desk, const Shown&) {
         desk.roles().update_access(by_system, agent(desk), {.type = UserType::collaboration});
     },
     {may(permission::access_reports), replies_at_inbox}},
    {"PlanLowered",
     [](const Account& desk, const Shown&) { desk.update(by_system, {.plan = Plan::free}); },
     {key_is_good, may(permission::access_reports), may(permission::import_users), may(permission::merge_users)}},
    {"SecondFactorRequired",
     [](const Account& desk, const Shown&) {
         auto policy = desk.record().policy;
         policy.second_factor_roles = {"user"};
         policy.second_factor_grace = Duration();
         desk.update(by_system, {.policy = policy});
     },
     {may(permission::access_reports), may(permission::access_kpis)}},
};

/// Another process. It is begun before this one opens the store, which must not be carried over into it, and does its work
/// once it is told what is shown here.
class OtherProcess {
public:
    explicit OtherProcess(const std::function<bool(const Shown&)>& work) {
        if (pipe(pipe_) != 0) throw std::runtime_error("no pipe");
        child_ = sqlite::test::start_child([&] {
            ::close(pipe_[1]);
            std::string text;
            char buffer[4'096];
            for (ssize_t size; (size = ::read(pipe_[0], buffer, sizeof buffer)) > 0;)
                text.append(buffer, static_cast<std::size_t>(size));
            return !text.empty() && work(from_lines(text));
        });
        ::close(pipe_[0]);
    }
    OtherProcess(const OtherProcess&) = delete;
    OtherProcess& operator=(const OtherProcess&) = delete;
    ~OtherProcess() { static_cast<void>(end()); }

    /// @return whether it did its work
    bool run(const Shown& shown) {
        const auto text = to_lines(shown);
        const bool told = ::write(pipe_[1], text.data(), text.size()) == static_cast<ssize_t>(text.size());
        return end() && told;
    }

private:
    bool end() {
        if (child_ < 0) return false;
        ::close(pipe_[1]);
        return sqlite::test::succeeded(std::exchange(child_, -1));
    }

    int pipe_[2]{}, child_ = -1;
};

class SeenElsewhere : public testing::TestWithParam<Row> {
protected:
    static OpenOptions options() { return {.sessions = settings_of_tests()}; }

    static std::string answers(const Account& desk, const Shown& shown) {
        std::string all;
        for (const auto& question : GetParam().questions) all += question(desk, shown) ? "yes " : "no ";
        return all;
    }
    static std::string all_of(const std::string& answer) {
        std::string all;
        for (std::size_t i = 0; i < GetParam().questions.size(); ++i) all += answer + " ";
        return all;
    }
    /// The last time from what is kept: the first writes down when a key was used, the second keeps what it has read.
    static void expect_yes(const Account& desk, const Shown& shown) {
        for (int i = 0; i < 3; ++i) ASSERT_EQ(answers(desk, shown), all_of("yes"));
    }

    static Account new_desk(const Directory& directory) {
        return directory.create_account({.name = "Desk", .plan = Plan::pro, .policy = policy::help_desk()});
    }

    static void by_another_directory(const std::string& location) {
        const Directory here = roster::open(location, options()), there = roster::open(location, options());
        const auto desk = new_desk(here), elsewhere = there.account(desk.id());
        const auto shown = fill_desk(desk);
        ASSERT_NO_FATAL_FAILURE(expect_yes(desk, shown));
        ASSERT_NO_FATAL_FAILURE(expect_yes(elsewhere, shown));
        GetParam().change(elsewhere, shown);
        EXPECT_EQ(answers(desk, shown), all_of("no"));
        EXPECT_EQ(answers(elsewhere, shown), all_of("no"));
    }
    static void by_another_process(const std::string& location) {
        OtherProcess other([&](const Shown& shown) {
            const auto there = roster::open(location, options());
            const auto elsewhere = there.account(there.accounts().items.at(0).id);
            if (answers(elsewhere, shown) != all_of("yes")) return false;
            GetParam().change(elsewhere, shown);
            return answers(elsewhere, shown) == all_of("no");
        });
        const Directory here = roster::open(location, options());
        const auto desk = new_desk(here);
        const auto shown = fill_desk(desk);
        ASSERT_NO_FATAL_FAILURE(expect_yes(desk, shown));
        EXPECT_TRUE(other.run(shown));
        EXPECT_EQ(answers(desk, shown), all_of("no"));
    }
};

TEST_P(SeenElsewhere, BX12_AnotherDirectorysChangeIsSeenAtOnce) {
    const Folder folder;
    by_another_directory(folder.file("desk.db"));
}

TEST_P(SeenElsewhere, BX12_AnotherProcesssChangeIsSeenAtOnce) {
    const Folder folder;
    by_another_process(folder.file("desk.db"));
}

#ifdef ROSTER_HAS_POSTGRES
TEST_P(SeenElsewhere, BX12_AnotherDirectorysChangeIsSeenAtOnceOnPostgresql) {
    const PostgresStore store;
    by_another_directory(store.url());
}

TEST_P(SeenElsewhere, BX12_AnotherProcesssChangeIsSeenAtOnceOnPostgresql) {
    const PostgresStore store;
    by_another_process(store.url());
}
#endif

INSTANTIATE_TEST_SUITE_P(, SeenElsewhere, testing::ValuesIn(rows),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace roster::test
