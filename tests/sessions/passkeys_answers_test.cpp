// Every answer of a browser that must not be taken: one thing wrong in each (BX-12).
#include "sessions/passkeys_door.hpp"
#include "sessions/proofs.hpp"

#include "base/json.hpp"

#include <algorithm>

namespace roster::test {
namespace {

class PasskeyAnswers : public PasskeyDoor {
protected:
    /// What came of a call: "granted", "rejected", or the wrong fields.
    static std::string came_of(const std::function<SignIn()>& call) {
        try {
            return said(call());
        } catch (const Error& error) {
            std::string text = error.reason() == "passkeys.invalid" ? "" : error.reason();
            for (const auto& field : error.fields())
                text += (text.empty() ? "" : " ") + field.field + ":" + field.reason;
            return text;
        }
    }
    std::string replace(std::string text, const std::string& from, const std::string& to) {
        EXPECT_NE(text.find(from), text.npos) << from;
        return text.replace(text.find(from), from.size(), to);
    }
};
ROSTER_OVER_ALL_STORES(PasskeyAnswers);

TEST_P(PasskeyAnswers, BX12_OfSigningIn) {
    const auto mine = give_passkey(agent, SoftPasskey(), {.count = 10});
    const auto theirs = give_passkey(admin);
    std::uint32_t count = 10;
    const unsigned up = flag::up, uv = flag::uv, both = up | uv;
    const Ceremony good{.count = 11};
    struct Case {
        const char* what;
        std::string expected;
        std::function<void(Ceremony&)> before;
        std::function<void(Shown&)> after;
    };
    const auto untouched = [](auto&) {};
    // clang-format off: a table
    const std::vector<Case> cases{
        {"nothing", "granted", untouched, untouched},
        {"the other page", "granted", [](Ceremony& c) { c.origin = "https://help.desk.example:8443"; }, untouched},
        {"client data with more in it", "granted", [](Ceremony& c) { c.more = ",\"new\":{\"a\":[1.5,null,true]}"; }, untouched},
        {"type", "type:unknown_value", [](Ceremony& c) { c.type = "webauthn.create"; }, untouched},
        {"no such type", "type:unknown_value", [](Ceremony& c) { c.type = "payment.get"; }, untouched},
        {"plain http", "origin:not_allowed", [](Ceremony& c) { c.origin = "http://desk.example"; }, untouched},
        {"below", "origin:not_allowed", [](Ceremony& c) { c.origin = "https://evil.desk.example"; }, untouched},
        {"port", "origin:not_allowed", [](Ceremony& c) { c.origin = "https://desk.example:444"; }, untouched},
        {"slash", "origin:not_allowed", [](Ceremony& c) { c.origin = "https://desk.example/"; }, untouched},
        {"capitals", "origin:not_allowed", [](Ceremony& c) { c.origin = "https://DESK.example"; }, untouched},
        {"before", "origin:not_allowed", [](Ceremony& c) { c.origin = "https://desk.example.evil"; }, untouched},
        {"no page", "origin:not_allowed", [](Ceremony& c) { c.origin = "null"; }, untouched},
        {"in a frame", "crossOrigin:not_allowed", [](Ceremony& c) { c.more = ",\"crossOrigin\":true"; }, untouched},
        {"in a frame, oddly", "crossOrigin:not_allowed", [](Ceremony& c) { c.more = ",\"crossOrigin\":\"no\""; }, untouched},
        {"in a named frame", "crossOrigin:not_allowed", [](Ceremony& c) { c.more = ",\"topOrigin\":\"https://desk.example\""; }, untouched},
        {"a name twice", "clientDataJSON:invalid_json", [](Ceremony& c) { c.more = ",\"origin\":\"https://desk.example\""; }, untouched},
        {"another challenge", "rejected", [](Ceremony& c) { c.challenge = to_base64url(std::string(32, 'x')); }, untouched},
        {"no challenge", "challenge:invalid", [](Ceremony& c) { c.challenge = "%"; }, untouched},
        {"a padded challenge", "challenge:invalid", [](Ceremony& c) { c.challenge = to_base64url(std::string(32, 'x')) + "="; }, untouched},
        {"a long challenge", "challenge:too_long", [](Ceremony& c) { c.challenge = std::string(200, 'x'); }, untouched},
        {"domain", "rp_id:not_allowed", [](Ceremony& c) { c.rp_id = "evil.example"; }, untouched},
        {"domain below", "rp_id:not_allowed", [](Ceremony& c) { c.rp_id = "help.desk.example"; }, untouched},
        {"nobody there", "user_present:required", [=](Ceremony& c) { c.flags = uv; }, untouched},
        {"not verified", "rejected", [=](Ceremony& c) { c.flags = up; }, untouched},
        {"a passkey promised", "authenticatorData:invalid", [=](Ceremony& c) { c.flags = both; },
         [](Shown& s) { s.data[32] = static_cast<char>(s.data[32] | 0x40); }},
        {"a passkey there", "authenticatorData:invalid", [=](Ceremony& c) { c.flags = both | flag::at; }, untouched},
        {"extensions promised", "authenticatorData:invalid", [=](Ceremony& c) { c.flags = both | flag::ed; }, untouched},
        {"extensions there, unpromised", "authenticatorData:invalid", [](Ceremony& c) { c.extensions = cbor::head(5, 0); }, untouched},
        {"extensions that are no map", "authenticatorData:invalid", [=](Ceremony& c) { c.flags = both | flag::ed, c.extensions = cbor::bytes("x"); }, untouched},
        {"a byte too many", "authenticatorData:invalid", untouched, [](Shown& s) { s.data += 'x'; }},
        {"a byte too few", "authenticatorData:invalid", untouched, [](Shown& s) { s.data.pop_back(); }},
        {"backed up and cannot be", "authenticatorData:invalid", [=](Ceremony& c) { c.flags = both | flag::bs; }, untouched},
        {"may be backed up from now on", "rejected", [=](Ceremony& c) { c.flags = both | flag::be; }, untouched},
        {"the same count", "rejected", [&](Ceremony& c) { c.count = count; }, untouched},
        {"a count gone back", "rejected", [](Ceremony& c) { c.count = 1; }, untouched},
        {"a count gone to nothing", "rejected", [](Ceremony& c) { c.count = 0; }, untouched},
        {"a signature of nothing", "signature:invalid", untouched, [](Shown& s) { s.signature.clear(); }},
        {"a signature cut", "rejected", untouched, [](Shown& s) { s.signature.pop_back(); }},
        {"a signature gone on with", "rejected", untouched, [](Shown& s) { s.signature += '\0'; }},
        {"a signature of another key", "rejected", untouched, [&](Shown& s) { s.signature = theirs.key.sign(s.data + sha256_of(s.client_data)); }},
        {"a signature of other data", "rejected", untouched, [&](Shown& s) { s.signature = mine.key.sign(s.data); }},
        {"a long signature", "signature:too_long", untouched, [](Shown& s) { s.signature = std::string(3'000, 'x'); }},
        {"a count that was not signed", "rejected", untouched, [](Shown& s) { s.data[36] = '\x7F'; }},
        {"no handle", "rejected", untouched, [](Shown& s) { s.handle.clear(); }},
        {"another's handle", "rejected", untouched, [&](Shown& s) { s.handle = theirs.key.handle; }},
        {"a long handle", "userHandle:invalid", untouched, [](Shown& s) { s.handle = std::string(65, 'x'); }},
        {"no such passkey", "rejected", untouched, [](Shown& s) { s.id = std::string(32, 'x'); }},
        {"another's passkey", "rejected", untouched, [&](Shown& s) { s.id = theirs.key.id; }},
        {"another's passkey and handle", "rejected", untouched, [&](Shown& s) { s.id = theirs.key.id, s.handle = theirs.key.handle; }},
        {"a short id", "id:invalid rawId:invalid", untouched, [](Shown& s) { s.id = std::string(15, 'x'); }},
        {"a long id", "id:invalid rawId:invalid", untouched, [](Shown& s) { s.id = std::string(1'024, 'x'); }},
        {"an algorithm that was not registered", "rejected", untouched, [&](Shown& s) {
             s.signature = SoftPasskey(PasskeyAlgorithm::eddsa).sign(s.data + sha256_of(s.client_data)); }},
    };
    // clang-format on
    for (const auto& one : cases) {
        SCOPED_TRACE(one.what);
        Ceremony how = good;
        how.count = count + 1;
        one.before(how);
        auto shown = mine.key.get(passkeys.begin_sign_in().options, how);
        one.after(shown);
        const auto sessions_before = session_count(agent) + session_count(admin);
        const auto outcome_of_it = came_of([&] { return passkeys.finish_sign_in(shown.json()); });
        EXPECT_EQ(outcome_of_it, one.expected);
        if (outcome_of_it == "granted") ++count;
        else EXPECT_EQ(session_count(agent) + session_count(admin), sessions_before);
        EXPECT_EQ(passkeys.list(system, agent.id).at(0).sign_count, count);
        // Used up, whatever came of it.
        if (one.expected == "rejected" || one.expected == "granted") {
            const auto again = came_of([&] { return passkeys.finish_sign_in(shown.json()); });
            EXPECT_EQ(again, "rejected");
        }
    }
    const auto kinds = event_kinds();
    EXPECT_EQ(std::count(kinds.begin(), kinds.end(), "sessions.passkey_cloned"), 3);
    EXPECT_EQ(said(enter(mine.key, {.count = count + 1})), "granted") << "the genuine one goes on";
}

TEST_P(PasskeyAnswers, BX12_ThatAreNoAnswers) {
    const auto mine = give_passkey(agent);
    const auto answer = [&] { return mine.key.get(passkeys.begin_sign_in().options).json(); };
    const auto id = to_base64url(mine.key.id);
    std::string deep = "1";
    for (int i = 0; i < 2'000; ++i) deep = "[" + deep + "]";
    const auto with = [&](const std::string& more) { return answer().insert(1, more + ","); };
    const std::string invalid = "response:invalid_json";
    // clang-format off: a table
    const std::pair<std::string, std::string> cases[] = {
        {"", invalid}, {"null", invalid}, {"[]", invalid}, {"\"x\"", invalid}, {"{", invalid}, {answer() + "}", invalid},
        {std::string(70'000, ' ') + answer(), "response:too_long"},
        {with("\"deep\":" + deep), invalid}, {with("\"id\":\"" + id + "\""), invalid}, {with("\"\xFF\":1"), invalid},
        {"{}", "response:required type:unknown_value"},
        {R"({"type":"public-key","response":{}})",
         "id:required clientDataJSON:required authenticatorData:required signature:required"},
        {replace(answer(), "\"public-key\"", "\"password\""), "type:unknown_value"},
        {replace(answer(), "\"" + id + "\"", "7"), "id:required rawId:invalid"},
        {replace(answer(), "\"" + id + "\"", "\"" + id + "=\""), "id:invalid rawId:invalid"},
        {replace(answer(), "\"" + id + "\"", "\"" + id + "\\u0000\""), "id:invalid rawId:invalid"},
        {replace(answer(), "\"rawId\":\"" + id, "\"rawId\":\"" + to_base64url(std::string(32, 'x'))), "rawId:invalid"},
        {replace(answer(), "\"signature\":\"", "\"signature\":\"+"), "signature:invalid"},
        {replace(answer(), "\"clientDataJSON\":\"", "\"clientDataJSON\":\"AAAA"), "clientDataJSON:invalid_json"},
        {replace(answer(), "\"clientDataJSON\":\"", "\"clientDataJSON\":\"" + std::string(20'000, 'A')), "clientDataJSON:too_long"},
        {replace(answer(), "\"authenticatorData\":\"", "\"authenticatorData\":\"" + std::string(20'000, 'A')), "authenticatorData:too_long"},
    };
    // clang-format on
    for (const auto& [text, expected] : cases) {
        SCOPED_TRACE(text.substr(0, 300));
        EXPECT_EQ(came_of([&, sent = text] { return passkeys.finish_sign_in(sent); }), expected);
    }
}

TEST_P(PasskeyAnswers, BX12_OfRegistration) {
    give_password(agent);
    const auto token = sign_in(agent).token;
    const unsigned up = flag::up, both = up | flag::uv;
    struct Case {
        const char* what;
        std::string expected;
        std::function<void(Ceremony&, SoftPasskey&)> before;
        std::function<void(Created&, SoftPasskey&)> after;
    };
    const auto untouched = [](auto&, auto&) {};
    const std::string malformed = "attestationObject:invalid", data = "authenticatorData:invalid",
                      not_good = "attestationObject:attestation", algorithm = "attestationObject:algorithm";
    const auto remade = [=](const std::function<std::string(std::string)>& change,
                            const std::string& format = "none", const std::string& statement = cbor::head(5, 0)) {
        return [=](Created& c, SoftPasskey& key) {
            c.attestation = SoftPasskey::attestation_object(
                format, statement, change(key.authenticator_data({.flags = both | flag::at})));
        };
    };
    const auto same = [](std::string text) { return text; };
    const auto with_key = [=](const std::string& cose) {
        return remade([=](std::string text) { return text.substr(0, 37 + 16 + 2 + 32) + cose; });
    };
    using cbor::number;
    const std::string coordinate = cbor::bytes(std::string(32, '\x05'));
    const auto es256_key = [&](std::int64_t kty, std::int64_t alg, std::int64_t crv, const std::string& x) {
        return cbor::head(5, 5) + number(1) + number(kty) + number(3) + number(alg) + number(-1) + number(crv) +
               number(-2) + x + number(-3) + coordinate;
    };
    // clang-format off: a table
    const std::vector<Case> cases{
        {"type", "type:unknown_value", [](Ceremony& c, auto&) { c.type = "webauthn.get"; }, untouched},
        {"origin", "origin:not_allowed", [](Ceremony& c, auto&) { c.origin = "https://evil.example"; }, untouched},
        {"in a frame", "crossOrigin:not_allowed", [](Ceremony& c, auto&) { c.more = ",\"crossOrigin\":true"; }, untouched},
        {"domain", "rp_id:not_allowed", [](Ceremony& c, auto&) { c.rp_id = "evil.example"; }, untouched},
        {"nobody there", "user_present:required", [](Ceremony& c, auto&) { c.flags = flag::uv; }, untouched},
        {"backed up and cannot be", data, [=](Ceremony& c, auto&) { c.flags = both | flag::bs; }, untouched},
        {"another challenge", "passkeys.challenge_gone", [](Ceremony& c, auto&) { c.challenge = to_base64url(std::string(32, 'x')); }, untouched},
        {"no passkey in it", data, untouched, [=](Created& c, SoftPasskey& key) {
             c.attestation = SoftPasskey::attestation_object("none", cbor::head(5, 0), key.authenticator_data({})); }},
        {"id of another", "id:invalid", untouched, [](Created& c, auto&) { c.id = std::string(32, 'x'); }},
        {"a short id", data, untouched, remade([](std::string text) { return text.replace(54, 1, 1, '\x0F'); })},
        {"a long id", data, untouched, remade([](std::string text) { return text.replace(53, 2, "\x04\x00", 2) + std::string(2'000, 'x'); })},
        {"an id beyond the end", data, untouched, remade([](std::string text) { return text.replace(53, 2, "\x03\xFF", 2); })},
        {"a byte too many", data, untouched, remade([](std::string text) { return text + 'x'; })},
        {"bytes after the object", malformed, untouched, [](Created& c, auto&) { c.attestation += '\0'; }},
        {"no object", malformed, untouched, [](Created& c, auto&) { c.attestation = "x"; }},
        {"a list", malformed, untouched, [](Created& c, auto&) { c.attestation = cbor::head(4, 3) + "abc"; }},
        {"a name twice", malformed, untouched, [](Created& c, auto&) {
             c.attestation = cbor::head(5, 3) + cbor::text("fmt") + cbor::text("none") + cbor::text("fmt") + cbor::text("none") + cbor::text("authData") + cbor::bytes("x"); }},
        {"four names", malformed, untouched, [](Created& c, auto&) { c.attestation[0] = '\xA4', c.attestation += cbor::text("more") + number(1); }},
        {"a huge claim", malformed, untouched, [](Created& c, auto&) { c.attestation = cbor::head(5, 0x7FFFFFFFFFFFFFFF); }},
        {"huge bytes", malformed, untouched, [](Created& c, auto&) { c.attestation = cbor::head(5, 3) + cbor::text("authData") + cbor::head(2, 0xFFFFFFFFFFFFFFFF); }},
        {"a huge list in the statement", malformed, untouched, remade(same, "tpm", cbor::head(5, 1) + cbor::text("x5c") + cbor::head(4, 0xFFFFFFFF))},
        {"no end told", malformed, untouched, remade(same, "none", "\xBF\xFF")},
        {"a tag", malformed, untouched, remade(same, "none", "\xC1\xA0")},
        {"a statement beside none", not_good, untouched, remade(same, "none", cbor::head(5, 1) + cbor::text("a") + number(1))},
        {"packed, with nothing in it", not_good, untouched, remade(same, "packed")},
        {"packed, of another algorithm", not_good, untouched, remade(same, "packed", cbor::head(5, 2) + cbor::text("alg") + number(-8) + cbor::text("sig") + cbor::bytes(std::string(64, 'x')))},
        {"packed, not signed", not_good, untouched, remade(same, "packed", cbor::head(5, 2) + cbor::text("alg") + number(-7) + cbor::text("sig") + cbor::bytes(std::string(64, 'x')))},
        {"packed, signed by another", not_good, [](Ceremony& c, auto&) { c.format = "packed"; }, [=](Created& c, SoftPasskey& key) {
             const auto whole = key.authenticator_data({.flags = both | flag::at});
             const SoftPasskey other;
             c.attestation = SoftPasskey::attestation_object("packed", cbor::head(5, 2) + cbor::text("alg") + number(-7) + cbor::text("sig") +
                 cbor::bytes(other.sign(whole + sha256_of(c.client_data))), whole); }},
        {"a key off its curve", algorithm, untouched, with_key(es256_key(2, -7, 1, coordinate))},
        {"a key of another curve", algorithm, untouched, with_key(es256_key(2, -7, 2, coordinate))},
        {"a key of another kind", algorithm, untouched, with_key(es256_key(3, -7, 1, coordinate))},
        {"a key of another algorithm", algorithm, untouched, with_key(es256_key(2, -35, 1, coordinate))},
        {"a key with short numbers", algorithm, untouched, with_key(es256_key(2, -7, 1, cbor::bytes(std::string(31, '\x05'))))},
        {"a key of no algorithm", algorithm, untouched, with_key(cbor::head(5, 0))},
        {"a key that is no map", data, untouched, with_key(cbor::bytes("x"))},
        {"a deep key", data, untouched, with_key(cbor::head(5, 1) + number(1) + std::string(100, '\x81') + number(1))},
        {"a small RSA key", algorithm, untouched, with_key(cbor::head(5, 4) + number(1) + number(3) + number(3) + number(-257) + number(-1) +
             cbor::bytes(std::string(128, '\x7F')) + number(-2) + cbor::bytes("\x01\x01\x01"))},
    };
    // clang-format on
    for (const auto& one : cases) {
        SCOPED_TRACE(one.what);
        Ceremony how;
        SoftPasskey key;
        one.before(how, key);
        auto made = key.create(passkeys.begin_registration(token).options, how);
        one.after(made, key);
        EXPECT_EQ(came_of([&] { return passkeys.finish_registration(token, "x", made.json()).sign_in; }),
                  one.expected);
        EXPECT_TRUE(passkeys.list(system, agent.id).empty());
        EXPECT_TRUE(is_good(token));
    }
}

TEST_P(PasskeyAnswers, BX12_OfRegistrationThatAreTaken) {
    auto token = let_in(agent).token;
    const auto register_with = [&](
                                   SoftPasskey& key, const Ceremony& how,
                                   const std::function<void(Created&)>& change = [](Created&) {}) {
        auto made = key.create(passkeys.begin_registration(token).options, how);
        change(made);
        const auto done = passkeys.finish_registration(token, "x", made.json());
        token = done.sign_in.token;
        return done.passkey;
    };
    const unsigned both = flag::up | flag::uv, with = both | flag::ed;
    for (const auto algorithm : {PasskeyAlgorithm::es256, PasskeyAlgorithm::eddsa, PasskeyAlgorithm::rs256}) {
        SCOPED_TRACE(to_string(algorithm));
        SoftPasskey key(algorithm);
        EXPECT_EQ(register_with(key, {.format = "packed"}).algorithm, algorithm);
    }
    SoftPasskey synced;
    const auto kept = register_with(synced, {.flags = both | flag::be | flag::bs});
    EXPECT_TRUE(kept.backup_eligible && kept.backed_up);
    // Extensions that the authenticator adds by itself.
    for (const auto* format : {"none", "packed"}) {
        SoftPasskey key;
        register_with(key, {.flags = with,
                            .format = format,
                            .extensions = cbor::head(5, 2) + cbor::text("credProtect") + cbor::number(2) +
                                          cbor::text("hmac-secret") + "\xF5"});
    }
    // A maker's attestation: taken as none.
    const auto certificate = cbor::head(5, 3) + cbor::text("alg") + cbor::number(-7) + cbor::text("sig") +
                             cbor::bytes("not looked at") + cbor::text("x5c") + cbor::head(4, 1) +
                             cbor::bytes("nor this");
    for (const auto* format : {"packed", "tpm", "android-key", "fido-u2f", "apple", "something new"}) {
        SCOPED_TRACE(format);
        SoftPasskey key;
        register_with(key, {}, [&](Created& made) {
            made.attestation = SoftPasskey::attestation_object(format, certificate,
                                                               key.authenticator_data({.flags = both | flag::at}));
        });
    }
    // An id of the greatest length; one that begins like an uncompressed point does not matter either.
    SoftPasskey longest(PasskeyAlgorithm::es256, std::string(1'023, '\x04'));
    register_with(longest, {}, [](Created& made) {
        made.transports = {"usb", "usb", "NFC", std::string(40, 'x'), "smart-card"};
    });
    EXPECT_EQ(passkeys.list(system, agent.id).back().transports, (std::vector<std::string>{"usb", "smart-card"}));
    const auto asked = passkeys.begin_step_up(token).options;
    EXPECT_EQ(said(sessions.step_up(token, {.passkey = longest.get(asked).json()})), "granted");
}

TEST_P(PasskeyAnswers, BX12_ToAnotherQuestion) {
    auto policy = desk.record().policy;
    policy.max_sessions = 100;
    set_policy(policy);
    const auto mine = give_passkey(agent);
    const auto theirs = give_passkey(admin);
    const auto other = directory.create_account({.name = "Other"});
    struct Question {
        const char* name;
        std::function<std::string()> ask;
    };
    // clang-format off: a table
    const std::vector<Question> questions{
        {"signing in", [&] { return passkeys.begin_sign_in().options; }},
        {"the second factor of another sign-in", [&] { return passkeys.begin_second_factor(sign_in(agent).pending).options; }},
        {"another's second factor", [&] { return passkeys.begin_second_factor(sign_in(admin).pending).options; }},
        {"stepping up", [&] { return passkeys.begin_step_up(mine.token).options; }},
        {"another's stepping up", [&] { return passkeys.begin_step_up(theirs.token).options; }},
        {"stepping up in another session", [&] { return passkeys.begin_step_up(enter(mine.key).token).options; }},
        {"registration", [&] { return passkeys.begin_registration(mine.token).options; }},
        {"another tenant's signing in", [&] { return other.passkeys().begin_sign_in().options; }},
    };
    // clang-format on
    // clang-format off: a table
    const std::pair<const char*, std::function<SignIn(const std::string&)>> doors[] = {
        {"signing in", [&](const std::string& answer) { return passkeys.finish_sign_in(answer); }},
        {"the second factor", [&](const std::string& answer) { return sessions.second_factor(sign_in(agent).pending, {.passkey = answer}); }},
        {"stepping up", [&](const std::string& answer) { return sessions.step_up(mine.token, {.passkey = answer}); }},
        {"another tenant's signing in", [&](const std::string& answer) { return other.passkeys().finish_sign_in(answer); }},
    };
    // clang-format on
    const auto second_factor_with = [&](const SoftPasskey& key) {
        const auto pending = sign_in(agent).pending;
        const auto asked = passkeys.begin_second_factor(pending).options;
        return said(sessions.second_factor(pending, {.passkey = key.get(asked).json()}));
    };
    for (const auto& question : questions)
        for (const auto& [name, door] : doors) {
            if (std::string(question.name) == name) continue;  // the tests of what works
            SCOPED_TRACE(std::string(question.name) + " answered at " + name);
            // Tries at stepping up are counted for the device, which would wait after some: no matter here.
            directory.storage().write(desk.id(), [&](Transaction& tx) {
                tx.sessions().tries().clear_all(sessions::subject_of("factor", agent.id.bytes()));
            });
            EXPECT_EQ(said(door(mine.key.get(question.ask()).json())), "rejected");
            EXPECT_EQ(second_factor_with(mine.key), "granted")
                << "and so no tries are left that one would wait for";
        }
    EXPECT_EQ(second_factor_with(theirs.key), "rejected");

    for (const auto& question : questions) {
        SCOPED_TRACE(question.name);
        const auto fresh = enter(mine.key).token;
        const auto own = passkeys.begin_registration(fresh).options;
        SoftPasskey key;
        const Ceremony foreign{.challenge = json_at(question.ask(), "challenge")};
        EXPECT_EQ(outcome([&] { passkeys.finish_registration(fresh, "x", key.create(own, foreign).json()); }),
                  "not_found passkeys.challenge_gone");
    }

    const auto late = passkeys.begin_sign_in().options, in_time = passkeys.begin_sign_in().options;
    world.advance(minutes(5) - micros(1));
    EXPECT_EQ(said(passkeys.finish_sign_in(mine.key.get(in_time).json())), "granted");
    world.advance(micros(1));
    EXPECT_EQ(said(passkeys.finish_sign_in(mine.key.get(late).json())), "rejected");
}

TEST_P(PasskeyAnswers, BX12_FiveTriesForOneSignIn) {
    const auto mine = give_passkey(agent);
    const auto pending = sign_in(agent).pending;
    for (int i = 0; i < 5; ++i) {
        const auto asked = passkeys.begin_second_factor(pending).options;
        auto shown = mine.key.get(asked);
        shown.signature.back() ^= 1;
        EXPECT_EQ(said(sessions.second_factor(pending, {.passkey = shown.json()})), "rejected");
    }
    EXPECT_EQ(outcome([&] { passkeys.begin_second_factor(pending); }), "unauthenticated sessions.no_pending");
}

}  // namespace
}  // namespace roster::test
