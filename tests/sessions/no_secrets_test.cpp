// Everything that was handed out or given in, through every verb of the room, failing calls included: none of it is in the
// history, in an event, in an error or in the store (HP-9, HU-18, UC-7, BX-12, BX-13).
#include "base/base64.hpp"
#include "sessions/apps_desk.hpp"
#include "sessions/known_hashes.hpp"
#include "storage/differential_dump.hpp"
#include "support/folder.hpp"
#ifdef ROSTER_HAS_PASSKEYS
#include "support/passkeys.hpp"
#endif

#include <roster/copy.hpp>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

namespace roster::test {
namespace {

constexpr std::string_view third_password = "lantern~orchid~7~gravel";
constexpr std::string_view unused_password = "copper&thistle&8&marsh";
constexpr std::string_view short_password = "wzqk7";

struct SecretText {
    std::string what, text;
    bool is_short = false;  ///< six digits: looked for where neither digits nor letters are beside them
    bool is_kept = false;   ///< the store has it, as it must: a password's hash, a sealed seed
};

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

bool has(const std::string& place, const SecretText& secret) {
    for (std::size_t at = 0; (at = place.find(secret.text, at)) != place.npos; ++at) {
        const auto end = at + secret.text.size();
        const bool is_part = (at > 0 && is_word(place[at - 1])) || (end < place.size() && is_word(place[end]));
        if (!secret.is_short || !is_part) return true;
    }
    return false;
}

/// Every file in a folder, byte for byte.
std::string bytes_in(const std::filesystem::path& folder) {
    std::string all;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        std::ifstream file(entry.path(), std::ios::binary);
        all.append(std::istreambuf_iterator<char>(file), {});
    }
    return all;
}

class NoSecrets : public testing::TestWithParam<StoreKind> {
protected:
    std::shared_ptr<void> keep;  // before the store: goes after it
    World world;
    std::shared_ptr<Storage> storage = GetParam().make(keep);
    Directory directory{storage, world.environment(), settings_of_tests()};
    Account desk = directory.create_account({.name = "Desk", .plan = Plan::pro, .policy = policy::help_desk()});
    const Actor system = Actor::system("test");
    const Client here{.user_agent = "curl/8", .address = "198.51.100.7"};

    std::vector<SecretText> secrets;
    std::string errors;  ///< what was said of failed calls

    // ---- collecting --------------------------------------------------------------------------------------------

    std::string note(const std::string& what, std::string_view text, bool is_short = false, bool is_kept = false) {
        EXPECT_GE(text.size(), 5u) << what << " is too short to be looked for";
        secrets.push_back({what, std::string(text), is_short, is_kept});
        return std::string(text);
    }
    /// A token, and the random bytes it is made of, as they are and as hexadecimal digits.
    std::string note_token(const std::string& what, const std::string& text) {
        note(what, text);
        const auto bytes = base64::decode(std::string_view(text).substr(5), base64::Form::url);
        EXPECT_TRUE(bytes && bytes->size() == 36) << what;
        if (!bytes) return text;
        note_bytes(what, bytes->substr(0, 32));
        return text;
    }
    void note_bytes(const std::string& what, const std::string& bytes) {
        note(what + ", its bytes", bytes);
        std::string digits;
        for (const char c : bytes)
            for (const int half : {static_cast<unsigned char>(c) >> 4, c & 15}) digits += "0123456789abcdef"[half];
        note(what + ", its bytes in hexadecimal", digits);
    }
    SignIn note(SignIn answer) {
        if (!answer.token.empty()) note_token("session", answer.token);
        if (!answer.pending.empty()) note_token("pending sign-in", answer.pending);
        if (!answer.known_device.empty()) note_token("device", answer.known_device);
        return answer;
    }
    /// The token of a message's link.
    std::string note(const Message& message) {
        note("link", message.link);
        return note_token("link's token", message.link.substr(message.link.find_last_of("=/") + 1));
    }
    TokenResponse note(TokenResponse answer) {
        errors += answer.error_description + "\n";
        if (!answer.access_token.empty()) note_token("access token", answer.access_token);
        if (!answer.refresh_token.empty()) note_token("refresh token", answer.refresh_token);
        return answer;
    }
    Authorization note(Authorization answer) {
        errors += answer.error_description + "\n";
        if (!answer.code.empty()) note_token("authorization code", answer.code);
        return answer;
    }
    void note(const FieldError& fault) { errors += fault.field + " " + fault.reason + " " + fault.message + "\n"; }
    /// The call fails with this reason.
    void fails(const std::string& reason, const std::function<void()>& call) {
        try {
            call();
            ADD_FAILURE() << "nothing was thrown; expected " << reason;
        } catch (const Error& error) {
            EXPECT_EQ(error.reason(), reason);
            errors += std::string(error.what()) + "\n" + error.reason() + "\n";
            for (const auto& fault : error.fields()) note(fault);
        }
    }

    // ---- people ------------------------------------------------------------------------------------------------

    User add(const std::string& name, RoleId role = role::user, Onboarding start = Onboarding::active) {
        return desk.users().add(system, {.first_name = name, .email = name + "@desk.example", .role = role}, start);
    }
    SignIn sign_in(const User& user, std::string_view password) {
        return note(desk.sessions().sign_in({.email = user.email, .password = password, .client = here}));
    }
    SignIn let_in(const User& user) {
        return note(desk.sessions().sign_in_with_identity(
            {.issuer = "https://id.example", .subject = to_string(user.id), .client = here}));
    }
    std::string code_of(const AuthenticatorSetup& setup) {
        const auto seed = sessions::from_base32(setup.seed);
        const auto code = sessions::totp_code(seed->reveal(), sessions::totp_step(world.now()));
        return note("code of an app", code.reveal(), true);
    }
    /// What the store keeps in a form that is worth something: it may be in the store and nowhere else.
    void note_kept() {
        storage->read(desk.id(), [&](Transaction& tx) {
            for (const auto& one : tx.sessions().passwords().records({}, 1'000))
                note("password hash", one.hash, false, true);
            for (const auto& one : tx.sessions().authenticators().records({}, 1'000))
                note("sealed seed", one.seed, false, true);
        });
    }

    // ---- every verb --------------------------------------------------------------------------------------------

    void passwords(const User& agent) {
        const auto all = desk.passwords();
        const auto earlier = note(all.invite(system, agent.id)), later = note(all.invite(system, agent.id));
        EXPECT_TRUE(all.look(later));
        note("password that is too short", short_password);
        for (const auto& fault : all.check(agent.id, short_password)) note(fault);
        fails("sessions.link_gone", [&] { all.accept(earlier, good_password); });
        fails("passwords.invalid", [&] { all.accept(later, short_password); });
        auto session = note(all.accept(later, note("password", good_password), here));
        fails("sessions.link_gone", [&] { all.accept(later, good_password); });
        note_kept();

        sign_in(agent, note("wrong password", unused_password));
        session = sign_in(agent, good_password);
        ASSERT_EQ(session.outcome, SignInOutcome::granted);
        fails("passwords.wrong", [&] { all.change(session.token, unused_password, other_password); });
        fails("passwords.invalid", [&] { all.change(session.token, good_password, short_password); });
        session = note(all.change(session.token, good_password, note("password", other_password)));
        EXPECT_EQ(note(desk.sessions().confirm(session.token, unused_password)).outcome, SignInOutcome::rejected);
        EXPECT_EQ(note(desk.sessions().confirm(session.token, other_password)).outcome, SignInOutcome::granted);
        fails("sessions.no_session", [&] { desk.sessions().confirm(session.token, other_password); });
        fails("sessions.no_session", [&] { all.change(session.token, other_password, third_password); });
        note_kept();

        note(all.start_reset(system, agent.id));
        const auto asked = all.request_reset(agent.email);
        ASSERT_TRUE(asked);
        const auto reset = note(*asked);
        fails("passwords.invalid", [&] { all.reset(reset, short_password); });
        all.reset(reset, note("password", third_password));
        fails("sessions.link_gone", [&] { all.reset(reset, third_password); });
        note_kept();

        const auto moved = add("Imogen");
        fails("passwords.invalid_hash",
              [&] { all.import_hash(system, moved.id, note("hash", "$2b$31$abcdefghijklmnopqrstuu")); });
        all.import_hash(system, moved.id, note("imported hash", known_hashes[0].stored, false, true));
        fails("passwords.has_one", [&] { all.import_hash(system, moved.id, known_hashes[1].stored); });
        EXPECT_EQ(sign_in(moved, note("password", known_password)).outcome, SignInOutcome::granted);
        note_kept();
    }

    /// @return a session of two factors, begun just now
    std::string factors(const User& agent) {
        const auto all = desk.factors();
        auto token = sign_in(agent, third_password).token;
        const auto setup = all.add_authenticator(token, "phone");
        note("seed", setup.seed);
        note("seed's URI", setup.uri);
        note("seed as a picture", setup.qr_svg);
        note("seed as a text", setup.qr_text);
        note_bytes("seed", std::string(sessions::from_base32(setup.seed)->reveal()));
        note_kept();
        const auto good = code_of(setup), bad = std::string(good == "271828" ? "314159" : "271828");
        fails("factors.wrong_code",
              [&] { all.confirm_authenticator(token, setup.id, note("wrong code", bad, true)); });
        const auto confirmed = all.confirm_authenticator(token, setup.id, good);
        token = note(confirmed.sign_in).token;
        for (const auto& code : confirmed.recovery_codes) note("recovery code", code);
        const auto codes = all.renew_recovery_codes(token);
        for (const auto& code : codes) note("recovery code", code);

        world.advance(minutes(1));
        const auto waiting = sign_in(agent, third_password);
        EXPECT_EQ(waiting.outcome, SignInOutcome::second_factor_needed);
        const auto& sessions = desk.sessions();
        const auto next = code_of(setup);
        fails("sessions.invalid",
              [&] { sessions.second_factor(waiting.pending, {.totp = next, .recovery_code = codes[0]}); });
        EXPECT_EQ(sessions.second_factor(waiting.pending, {.totp = bad}).outcome, SignInOutcome::rejected);
        EXPECT_EQ(sessions.second_factor(waiting.pending, {.recovery_code = confirmed.recovery_codes[0]}).outcome,
                  SignInOutcome::rejected);
        token = note(sessions.second_factor(waiting.pending, {.totp = next}, here)).token;
        EXPECT_EQ(sessions.step_up(token, {.totp = next}).outcome, SignInOutcome::rejected);
        const auto old = token;
        token = note(sessions.step_up(token, {.recovery_code = codes[0]})).token;
        fails("sessions.no_session", [&] { sessions.step_up(old, {.recovery_code = codes[1]}); });

        auto others = settings_of_tests();
        others.keys = KeyRing();
        others.keys.add("another", Secret(std::string(32, 'x')));
        const Directory without_key(storage, world.environment(), others);
        fails("seal.unknown_key", [&] { static_cast<void>(without_key.account(desk.id())); });
        EXPECT_EQ(all.reseal(system), 0);

        const auto second = all.add_authenticator(token, "tablet");
        note("seed", second.seed);
        note_kept();
        token = note(all.confirm_authenticator(token, second.id, code_of(second)).sign_in).token;
        all.remove_authenticator(token, second.id);
        fails("sessions.unknown", [&] { all.remove_authenticator(token, second.id); });
        return token;
    }

#ifdef ROSTER_HAS_PASSKEYS
    std::string note_challenge(const PasskeyOptions& asked) {
        note("challenge", json_at(asked.options, "challenge"));
        return asked.options;
    }
    std::string passkeys(const User& agent, std::string token) {
        const auto all = desk.passkeys();
        SoftPasskey key;
        const auto asked = note_challenge(all.begin_registration(token));
        fails("passkeys.invalid", [&] {
            all.finish_registration(token, "laptop", key.create(asked, {.origin = "https://evil.example"}).json());
        });
        const auto created = key.create(asked).json();
        const auto made = all.finish_registration(token, "laptop", created);
        token = note(made.sign_in).token;
        for (const auto& code : made.recovery_codes) note("recovery code", code);
        fails("passkeys.challenge_gone", [&] { all.finish_registration(token, "again", created); });
        all.rename(system, agent.id, made.passkey.id, "desktop");

        const auto entered = note(all.finish_sign_in(key.get(note_challenge(all.begin_sign_in())).json(), here));
        EXPECT_EQ(entered.outcome, SignInOutcome::granted);
        const auto waiting = sign_in(agent, third_password);
        const auto second = note(desk.sessions().second_factor(
            waiting.pending,
            {.passkey = key.get(note_challenge(all.begin_second_factor(waiting.pending))).json()}));
        EXPECT_EQ(second.outcome, SignInOutcome::granted);
        fails("sessions.no_pending", [&] { all.begin_second_factor(waiting.pending); });
        const auto shown = key.get(note_challenge(all.begin_step_up(token))).json();
        token = note(desk.sessions().step_up(token, {.passkey = shown})).token;
        fails("passkeys.invalid", [&] { all.finish_sign_in("{\"challenge\":\"" + token + "\"}"); });
        all.remove(token, made.passkey.id);
        fails("sessions.unknown", [&] { all.remove(token, made.passkey.id); });
        return token;
    }
#endif

    void api_keys(const User& maker) {
        const auto all = desk.api_keys();
        const auto by = Actor::user(maker.id);
        const auto first = all.create(by, "nightly", {"users:read"}, world.now() + days(1));
        note_token("API key", first.text);
        EXPECT_TRUE(desk.sessions().validate(first.text));
        all.rename(by, maker.id, first.key.id, "weekly");
        const auto second = all.rotate(by, first.key.id, hours(1));
        note_token("API key", second.text);
        fails("sessions.unknown", [&] { all.rename(by, maker.id, ApiKeyId(world.environment().new_uuid()), "x"); });
        fails("api_keys.own_only", [&] { all.create(system, "of nobody"); });
        all.revoke(by, maker.id, second.key.id);
        fails("sessions.unknown", [&] { all.revoke(by, maker.id, second.key.id); });
        EXPECT_FALSE(desk.sessions().validate(second.text));
    }

    void apps(const User& maker, const std::string& token) {
        const auto all = desk.apps();
        const auto by = Actor::user(maker.id);
        const auto made = all.create(by, {.name = "Exporter", .redirect_uris = {callback}, .scopes = {"a", "b"}});
        note_token("client secret", made.secret);
        const auto anew = all.rotate_secret(by, made.app.id, hours(1));
        note_token("client secret", anew.secret);
        const AppCredentials app{to_string(made.app.id), anew.secret};
        fails("apps.changed", [&] { all.update(by, made.app.id, {.website = "https://app.example/"}, 99); });
        fails("apps.own_only", [&] { all.rotate_secret(system, made.app.id, hours(1)); });

        const AuthorizationRequest request{.response_type = "code",
                                           .client_id = app.client_id,
                                           .redirect_uri = callback,
                                           .scope = "a b",
                                           .state = "state-1",
                                           .code_challenge = std::string(rfc_challenge),
                                           .code_challenge_method = "S256"};
        const auto dead = note(desk.sessions().sign_in_with_identity(
            {.issuer = "https://id.example", .subject = to_string(maker.id)}));
        EXPECT_TRUE(desk.sessions().sign_out(dead.token));
        fails("sessions.no_session", [&] { all.authorize(dead.token, request); });
        fails("sessions.no_session", [&] { all.consent(dead.token, request, {"a"}); });
        EXPECT_EQ(note(all.authorize(token, request)).outcome, AuthorizationOutcome::consent_needed);
        EXPECT_EQ(note(all.decline(token, request)).outcome, AuthorizationOutcome::denied);
        auto wrong = request;
        wrong.redirect_uri = "https://evil.example/";
        EXPECT_EQ(note(all.authorize(token, wrong)).outcome, AuthorizationOutcome::refused);
        const auto code = note(all.consent(token, request, {"a", "b"})).code;

        note("code verifier", rfc_verifier);
        EXPECT_EQ(note(all.exchange_code({app.client_id, dead.token}, code, callback, rfc_verifier)).error,
                  OAuthError::invalid_client);
        EXPECT_EQ(note(all.exchange_code(app, code, callback, std::string(43, 'v'))).error,
                  OAuthError::invalid_grant);
        const auto first = note(all.exchange_code(app, code, callback, rfc_verifier));
        ASSERT_EQ(first.error, OAuthError::none);
        EXPECT_TRUE(desk.sessions().validate(first.access_token));
        const auto second = note(all.refresh(app, first.refresh_token, "a"));
        ASSERT_EQ(second.error, OAuthError::none);
        EXPECT_TRUE(all.introspect(app, second.access_token).active);
        EXPECT_TRUE(all.look_up(system, second.refresh_token).active);
        EXPECT_EQ(note(all.refresh(app, second.refresh_token, "c")).error, OAuthError::invalid_scope);
        world.advance(minutes(1));
        EXPECT_EQ(note(all.refresh(app, first.refresh_token)).error, OAuthError::invalid_grant) << "it was stolen";
        EXPECT_EQ(note(all.exchange_code(app, code, callback, rfc_verifier)).error, OAuthError::invalid_grant);
        const auto other =
            note(all.exchange_code(app, note(all.authorize(token, request)).code, callback, rfc_verifier));
        EXPECT_EQ(all.revoke_token(app, other.refresh_token), OAuthError::none);
        fails("apps.unknown", [&] { static_cast<void>(all.get(by, AppId(world.environment().new_uuid()))); });
    }

    void sessions_of(const User& maker, const User& agent, const std::string& token) {
        const auto all = desk.sessions();
        const auto open = all.list(system, agent.id);
        ASSERT_FALSE(open.empty());
        all.name(system, agent.id, open[0].id, "laptop");
        fails("sessions.unknown",
              [&] { all.name(system, agent.id, SessionId(world.environment().new_uuid()), "x"); });
        EXPECT_EQ(all.validate(token)->user_id, agent.id);
        const auto elsewhere = let_in(maker);
        EXPECT_EQ(all.revoke(system, maker.id, {.id = elsewhere.session->id}), 1);
        const auto other = add("Oswin");
        all.link_identity(system, other.id, "https://id.example", "oswin");
        fails("sessions.identity_taken",
              [&] { all.link_identity(system, agent.id, "https://id.example", "oswin"); });
        all.unlink_identity(system, other.id, "https://id.example", "oswin");
        EXPECT_EQ(desk.factors().status(system, agent.id).authenticators, 1);
        EXPECT_EQ(desk.factors().authenticators(system, agent.id).size(), 1u);
        EXPECT_TRUE(desk.passkeys().list(system, agent.id).empty());
        EXPECT_EQ(desk.api_keys().list(system, maker.id).size(), 1u);
        const auto apps = desk.apps().list(system, maker.id);
        ASSERT_EQ(apps.size(), 1u);
        EXPECT_EQ(desk.apps().all(system).items.size(), 1u);
        EXPECT_EQ(desk.apps().authorized(system, maker.id).size(), 1u);
        desk.apps().revoke(system, maker.id, apps[0].id);
        fails("apps.unknown", [&] { desk.apps().revoke(system, maker.id, apps[0].id); });
        desk.apps().remove(system, apps[0].id);
        desk.factors().reset(system, maker.id);
        EXPECT_FALSE(all.events(system).items.empty());
        all.sweep(system);
    }

    // ---- where it must not be ------------------------------------------------------------------------------------

    std::string history() {
        std::string text;
        storage->read(desk.id(), [&](Transaction& tx) {
            for (const auto& entry : tx.history().list({}, {}, 100'000)) text += text_of(entry);
        });
        return text;
    }
    std::string events() {
        std::string text;
        storage->read(desk.id(), [&](Transaction& tx) {
            for (const auto& event : tx.sessions().events().records({}, 100'000)) text += text_of(event);
        });
        return text;
    }
    /// All that any store has of the account: as text, and every record in the bytes of an SQLite file it was copied to.
    std::string whole() {
        const Folder folder;
        copy(directory, open(folder.file("copy.db")), desk.id());
        auto all = dump_of(*storage, desk.id()) + bytes_in(folder.file(""));
        // What was overwritten or removed may still be in the file itself.
        if (GetParam().name == "SqliteFile") all += bytes_in(static_cast<const Folder*>(keep.get())->file(""));
        return all;
    }
    std::set<std::string> found_in(const std::string& place, bool is_store = false) const {
        std::set<std::string> found;
        for (const auto& secret : secrets)
            if (!(is_store && secret.is_kept) && has(place, secret)) found.insert(secret.what);
        return found;
    }
    static constexpr std::string_view kinds[] = {
        "session",       "pending sign-in", "device",       "link",          "link's token",  "password",
        "imported hash", "password hash",   "sealed seed",  "seed",          "recovery code", "code of an app",
        "API key",       "client secret",   "access token", "refresh token", "code verifier", "authorization code",
#ifdef ROSTER_HAS_PASSKEYS
        "challenge",
#endif
    };
};
ROSTER_OVER_ALL_STORES(NoSecrets);

TEST_P(NoSecrets, BX12_NothingSecretIsInHistoryEventsErrorsOrTheStore) {
    const auto maker = add("Marlowe", role::administrator);
    const auto agent = add("Quillon", role::user, Onboarding::not_invited);
    desk.sessions().link_identity(system, maker.id, "https://id.example", to_string(maker.id));
    const auto at_work = let_in(maker);
    ASSERT_NO_FATAL_FAILURE(passwords(agent));
    auto token = factors(agent);
#ifdef ROSTER_HAS_PASSKEYS
    token = passkeys(agent, token);
#endif
    api_keys(maker);
    ASSERT_NO_FATAL_FAILURE(apps(maker, at_work.token));
    ASSERT_NO_FATAL_FAILURE(sessions_of(maker, agent, token));
    note_kept();
    for (const auto kind : kinds)
        EXPECT_TRUE(std::any_of(secrets.begin(), secrets.end(), [&](const auto& one) { return one.what == kind; }))
            << "no " << kind << " was collected";

    const std::set<std::string> none;
    EXPECT_EQ(found_in(history()), none);
    EXPECT_EQ(found_in(events()), none);
    EXPECT_EQ(found_in(errors), none);
    EXPECT_EQ(found_in(whole(), true), none);

    // The same search finds what is there.
    EXPECT_TRUE(has(history(), {"a name", "Quillon"}));
    EXPECT_TRUE(has(events(), {"an address", "198.51.100.7"}));
    EXPECT_TRUE(has(errors, {"a reason", "sessions.link_gone"}));
    const auto found = found_in(whole());
    EXPECT_TRUE(found.contains("password hash") && found.contains("sealed seed"));
    desk.sessions().name(system, agent.id, desk.sessions().validate(token)->session_id, token);
    EXPECT_TRUE(found_in(whole(), true).contains("session")) << "a session that is called by its token";
    desk.users().update(system, agent.id, {.last_name = std::string(short_password)});
    EXPECT_TRUE(found_in(history()).contains("password that is too short"));
}

}  // namespace
}  // namespace roster::test
