// Opening: what a URL may be, what the server may say, whose schema it is, and who sees which rows.
#ifdef ROSTER_HAS_POSTGRES
#include "storage/postgres/url.hpp"
#include "support/postgres.hpp"

#include <roster/directory.hpp>

#include <chrono>
#include <filesystem>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace roster::postgres {
namespace {

using namespace test;
using namespace std::chrono_literals;

// ---- URLs ----

TEST(PostgresUrl, PassesEverythingOn) {
    const Url url(
        "postgresql://grace:s%40crt@one:1,two:2/desk?target_session_attrs=read-write&sslmode=verify-full"
        "&sslrootcert=/ca.pem&connect_timeout=9&options=-c%20search_path%3Ddesk");
    const auto value = [&](const std::string& keyword) {
        for (const auto& [name, text] : url.parameters())
            if (name == keyword) return text;
        return std::string("(none)");
    };
    EXPECT_EQ(value("user"), "grace");
    EXPECT_EQ(value("password"), "s@crt");
    EXPECT_EQ(value("host"), "one,two");
    EXPECT_EQ(value("port"), "1,2");
    EXPECT_EQ(value("dbname"), "desk");
    EXPECT_EQ(value("target_session_attrs"), "read-write");
    EXPECT_EQ(value("sslmode"), "verify-full");
    EXPECT_EQ(value("sslrootcert"), "/ca.pem");
    EXPECT_EQ(value("connect_timeout"), "9");
    EXPECT_EQ(value("options"), "-c search_path=desk");
    EXPECT_EQ(value("client_encoding"), "UTF8");
    EXPECT_EQ(value("keepalives_idle"), "10");
}

TEST(PostgresUrl, PoolSize) {
    EXPECT_EQ(Url("postgresql:///desk").pool_size(), 0);
    for (const auto* const text :
         {"postgresql:///desk?pool_size=7", "postgresql:///desk?pool_size=7&host=/tmp",
          "postgresql:///desk?host=/tmp&pool_size=7", "postgresql:///desk?host=/tmp&pool_size=7&port=1"}) {
        EXPECT_EQ(Url(text).pool_size(), 7) << text;
    }
    for (const auto* const text : {"", "0", "-1", "1001", "7x", "x"})
        expect_error(ErrorCode::invalid_argument, "storage.location",
                     [&] { Url(std::string("postgresql:///desk?pool_size=") + text); });
}

TEST(PostgresUrl, WrongOnesAreRefusedWithoutRepeatingThem) {
    for (const auto* const text :
         {"postgresql://grace:hush@sh@host/desk", "postgresql://grace:hu/sh@host/desk",
          "postgresql://grace:hush@host:hush/desk", "postgresql://grace:hush@host/desk?hush=1",
          "postgresql://grace:hush@host/desk?sslmode=require&hush", "postgresql://grace:hush%2@host/desk",
          "postgresql://grace:hush%00@host/desk", "postgresql://grace:hush@[host/desk",
          "postgresql://grace:hush/desk"}) {
        SCOPED_TRACE(text);
        const auto words = expect_error(ErrorCode::invalid_argument, "storage.location", [&] { Url{text}; });
        EXPECT_EQ(words.find("hu"), std::string::npos) << text << " gives " << words;
    }
}

TEST(PostgresUrl, Scrubs) {
    const Url url("postgresql://grace:long-secret@host/desk?sslpassword=key%20word");
    EXPECT_EQ(url.scrub("user \"long-secret\"\nsaid  key word\n"), "user \"***\" said ***");
    EXPECT_EQ(url.scrub("from a file: other", "other"), "from a file: ***");
    EXPECT_EQ(Url("postgresql://grace:e@host/desk").scrub("some message"), "***");
}

// ---- Servers that do not let one in ----

/// A server of the suite's own: its settings are changed here.
class PostgresOpen : public testing::Test {
protected:
    static void SetUpTestSuite() {
        server = std::make_unique<PostgresServer>();
        root().ask(
            "CREATE ROLE guarded LOGIN PASSWORD 'pass/w@rd'; CREATE ROLE refused LOGIN; CREATE ROLE few LOGIN "
            "CONNECTION LIMIT 2; CREATE ROLE stranger LOGIN");
    }
    static void TearDownTestSuite() { server.reset(); }
    void SetUp() override { root().ask("CREATE DATABASE desk"); }
    void TearDown() override { root().ask("DROP DATABASE desk WITH (FORCE)"); }

    static PostgresClient root(const std::string& database = "postgres") {
        return PostgresClient(server->url(database));
    }
    static std::string url(const std::string& user = "postgres") { return server->url("desk", user); }
    static std::string with_password(const std::string& password) {
        auto text = url("guarded");
        return text.insert(text.find('@'), ":" + password);
    }

    static std::unique_ptr<PostgresServer> server;
};

std::unique_ptr<PostgresServer> PostgresOpen::server;

TEST_F(PostgresOpen, AServerThatIsDown) {
    const auto begin = Clock::now();
    expect_error(ErrorCode::unavailable, "storage.io",
                 [] { test::open("postgresql://grace@/desk?host=/nowhere"); });
    expect_error(ErrorCode::unavailable, "storage.io", [] { test::open("postgresql://grace@localhost:1/desk"); });
    EXPECT_LT(Clock::now() - begin, 5s) << "nobody waits for it";
}

TEST_F(PostgresOpen, AServerThatNeverAnswers) {
    const std::string folder = std::filesystem::temp_directory_path() / ("roster-mute-" + std::to_string(getpid()));
    std::filesystem::create_directory(folder);
    sockaddr_un here = {};
    here.sun_family = AF_UNIX;
    std::snprintf(here.sun_path, sizeof here.sun_path, "%s/.s.PGSQL.5432", folder.c_str());
    const int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    ASSERT_EQ(bind(listener, reinterpret_cast<const sockaddr*>(&here), sizeof here), 0);
    ASSERT_EQ(listen(listener, 4), 0);
    const auto begin = Clock::now();
    expect_error(ErrorCode::unavailable, "storage.io",
                 [&] { test::open("postgresql://grace@/desk?connect_timeout=2&host=" + folder); });
    EXPECT_LT(Clock::now() - begin, 5s);
    close(listener);
    std::filesystem::remove_all(folder);
}

TEST_F(PostgresOpen, WrongPasswordsAndStrangers) {
    for (const auto& [where, shown] : {std::pair{with_password("hush-hush"), "guarded"},
                                       {url("guarded"), "password"},
                                       {url("refused"), "refused"},
                                       {url("nobody_knows"), "nobody_knows"}}) {
        const auto words =
            expect_error(ErrorCode::failed_precondition, "storage.no_access", [&] { test::open(where); });
        EXPECT_NE(words.find(shown), std::string::npos) << words;
        EXPECT_EQ(words.find("hush"), std::string::npos) << words;
    }
    root("desk").ask("GRANT CREATE ON SCHEMA public TO guarded");
    put(*test::open(with_password("pass%2Fw%40rd")), 1);
    root().ask("REVOKE CONNECT ON DATABASE desk FROM public");
    expect_error(ErrorCode::failed_precondition, "storage.no_access", [&] { test::open(url("stranger")); });
}

TEST_F(PostgresOpen, APasswordIsInNoMessageWhateverFails) {
    // A password that looks like the names that do appear in messages.
    root().ask("CREATE ROLE twin LOGIN PASSWORD 'x'");
    for (const auto* const rest :
         {"@/desk?host=/nowhere/", "@/guarded-secret?host=", "@localhost:1/desk?application_name="}) {
        const std::string where = std::string("postgresql://twin:guarded-secret") + rest +
                                  (std::string_view(rest).ends_with("host=") ? server->folder() : "guarded-secret");
        try {
            test::open(where);
            ADD_FAILURE() << where;
        } catch (const Error& error) {
            EXPECT_EQ(std::string(error.what()).find("guarded-secret"), std::string::npos) << error.what();
        }
    }
}

TEST_F(PostgresOpen, TlsThatCannotBe) {
    expect_error(ErrorCode::failed_precondition, "storage.no_access",
                 [] { test::open(url() + "&sslmode=perhaps"); });
}

TEST_F(PostgresOpen, NoConnectionLeft) {
    root("desk").ask("GRANT CREATE ON SCHEMA public TO few");
    auto options = quick();
    options.pool_size = 4;
    const auto driver = test::open(url("few"), options);
    put(*driver, 1);
    PostgresClient one(url("few"));
    expect_error(ErrorCode::unavailable, "storage.busy", [&] { test::open(url("few")); });
    // The driver has one and cannot have a second: who needs it waits for the first.
    std::jthread slow([&] { driver->read({}, [](sql::Connection&) { std::this_thread::sleep_for(200ms); }); });
    std::this_thread::sleep_for(50ms);
    put(*driver, 2);
    slow.join();
    EXPECT_EQ(count(*driver), 2);
}

TEST_F(PostgresOpen, DatabasesThatAreNoStore) {
    expect_error(ErrorCode::failed_precondition, "storage.missing", [] { test::open(server->url("nowhere")); });
    Options options;
    options.create = false;
    expect_error(ErrorCode::failed_precondition, "storage.missing", [&] { test::open(url(), options); });
    options = {};
    options.read_only = true;
    expect_error(ErrorCode::failed_precondition, "storage.missing", [&] { test::open(url(), options); });
    expect_error(ErrorCode::failed_precondition, "storage.no_access", [&] { test::open(url("stranger")); });
    expect_error(ErrorCode::failed_precondition, "storage.missing",
                 [] { test::open(url() + "&options=-c%20search_path%3Dnowhere"); });
    root().ask("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0");
    expect_error(ErrorCode::failed_precondition, "storage.encoding", [] { test::open(server->url("latin")); });
}

TEST_F(PostgresOpen, ReadOnly) {
    put(*test::open(url()), 1);
    Options options;
    options.read_only = true;
    const auto driver = test::open(url(), options);
    EXPECT_EQ(count(*driver), 1);
    expect_error(ErrorCode::failed_precondition, "storage.read_only", [&] { put(*driver, 2); });
}

// ---- Schemas ----

TEST_F(PostgresOpen, NewerOlderAndOther) {
    put(*test::open(url()), 1);
    root("desk").ask("INSERT INTO roster_migrations VALUES (2, '0002_later', 'x')");
    expect_error(ErrorCode::failed_precondition, "storage.newer", [] { test::open(url()); });
    root("desk").ask(
        "DELETE FROM roster_migrations WHERE number = 2; UPDATE roster_migrations SET checksum = 'other'");
    expect_error(ErrorCode::data_loss, "storage.migration_changed", [] { test::open(url()); });
    root("desk").ask("DELETE FROM roster_migrations");
    Options options;
    options.read_only = true;
    expect_error(ErrorCode::failed_precondition, "storage.older", [&] { test::open(url(), options); });
}

TEST_F(PostgresOpen, AMigrationThatFailsLeavesNothing) {
    static const sql::MigrationFile files[] = {
        {1, "0001_broken", "CREATE TABLE good (number BIGINT); CREATE TABLE bad (number NONSENSE);"}};
    const auto words = expect_error(ErrorCode::internal, "storage.migration", [] { Driver(url(), {}, files); });
    EXPECT_NE(words.find("0001_broken"), std::string::npos);
    EXPECT_EQ(root("desk").ask("SELECT to_regclass('good') IS NULL"), "t");
    EXPECT_EQ(root("desk").ask("SELECT to_regclass('roster_migrations') IS NULL"), "t");
}

TEST_F(PostgresOpen, SomethingElseUnderTheSameNames) {
    root("desk").ask("CREATE TABLE notes (id INT)");
    expect_error(ErrorCode::failed_precondition, "storage.not_a_store", [] { test::open(url()); });
    EXPECT_EQ(root("desk").ask("SELECT to_regclass('roster_migrations') IS NULL"), "t");
}

TEST_F(PostgresOpen, SeveralProcessesAtOnce) {
    for (int round = 0; round < 3; ++round) {
        root("desk").ask("DROP TABLE IF EXISTS replies, notes, roster_migrations");
        std::vector<int> children;
        for (int i = 0; i < 6; ++i)
            children.push_back(start_child([&, i] {
                put(*test::open(url()), i);
                return true;
            }));
        for (const int child : children) EXPECT_TRUE(succeeded(child));
        EXPECT_EQ(count(*test::open(url())), 6);
        EXPECT_EQ(root("desk").ask("SELECT count(*) FROM roster_migrations"), "1");
    }
}

TEST_F(PostgresOpen, ASchemaOfItsOwnByTheSearchPath) {
    root("desk").ask("CREATE SCHEMA one; CREATE SCHEMA two");
    const auto one = test::open(url() + "&options=-c%20search_path%3Done"),
               two = test::open(url() + "&options=-c%20search_path%3Dtwo");
    put(*one, 1);
    EXPECT_EQ(count(*one), 1);
    EXPECT_EQ(count(*two), 0);
}

// ---- The second wall (BX-10) ----

/// The roles as docs/scaling.md tells to make them.
class PostgresWall : public PostgresOpen {
protected:
    void SetUp() override {
        PostgresOpen::SetUp();
        root("desk").ask(role_setup());
        const auto owner = roster::open(url("desk_owner"));
        for (const auto* const name : {"One", "Two"}) {
            auto account = owner.create_account({.name = name});
            account.users().add(Actor::system("test"), {.first_name = "Grace", .email = "grace@acme.example"});
            ids.push_back(account.id());
        }
    }
    void TearDown() override {
        PostgresOpen::TearDown();
        root().ask("DROP ROLE desk_owner; DROP ROLE desk_host");
    }
    std::vector<AccountId> ids;
};

TEST_F(PostgresWall, BX10_TheHostSeesOneAccountAtATime) {
    const auto host = roster::open(url("desk_host"));
    for (int i = 0; i < 6; ++i) {  // the forecasts change how a read is sent
        EXPECT_EQ(host.account(ids[0]).record().name, "One");
        EXPECT_EQ(host.account(ids[1]).users().list(Actor::system("test"), {}).items.size(), 1u);
        EXPECT_EQ(host.accounts().items.size(), 2u) << "the directory may be read";
    }
    host.account(ids[0]).users().add(Actor::system("test"), {.first_name = "Ada", .email = "ada@acme.example"});
    const auto third = host.create_account({.name = "Three"});
    EXPECT_EQ(third.record().name, "Three");
    expect_error(ErrorCode::failed_precondition, "storage.no_access", [&] { (void)host.check(); });
    EXPECT_TRUE(roster::open(url("desk_owner")).check().empty());
}

TEST_F(PostgresWall, BX10_AStatementThatForgetsItsAccountFindsNothingOfOthers) {
    const std::span migrations(sql::postgres_migrations, static_cast<std::size_t>(sql::postgres_migration_count));
    Driver host(url("desk_host"), {}, migrations);
    for (int i = 0; i < 6; ++i)
        host.read(ids[0], [&](sql::Connection& connection) {
            for (const auto* const table : {"accounts", "account_counters", "users", "user_emails"})
                EXPECT_EQ(test::ask(connection, "SELECT count(*) FROM " + std::string(table)), 1) << table;
        });
    host.write(ids[0], [&](sql::Connection& connection) {
        sql::Run update(connection.prepare("UPDATE users SET first_name = 'Eve'"));
        update->step();
        EXPECT_EQ(update->changes(), 1);
    });
    EXPECT_EQ(root("desk").ask("SELECT count(*) FROM users WHERE first_name = 'Grace'"), "1");
    EXPECT_THROW(host.write(ids[0],
                            [&](sql::Connection& connection) {
                                sql::Run move(connection.prepare("UPDATE users SET account = ?"));
                                move->bind_blob(1, ids[1].bytes());
                                move->step();
                            }),
                 Error);
    PostgresClient past(url("desk_host"));
    EXPECT_EQ(past.ask("SELECT count(*) FROM users"), "0") << "without an account named";
    EXPECT_EQ(root("desk").ask(
                  "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
                  "AND NOT relrowsecurity AND relname <> 'roster_migrations'"),
              "0");
}

}  // namespace
}  // namespace roster::postgres
#endif  // ROSTER_HAS_POSTGRES
