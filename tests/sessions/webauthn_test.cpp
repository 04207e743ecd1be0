// What browsers answer, read and checked without a store: the W3C's vectors, every bit of what is signed, every length of
// what is parsed, and noise (BX-12).
#include "sessions/webauthn.hpp"

#include "sessions/webauthn/authenticator_data.hpp"
#include "sessions/webauthn/cbor.hpp"
#include "sessions/webauthn_vectors.hpp"
#include "support/passkeys.hpp"

#include <roster/base/error.hpp>
#include <roster/directory.hpp>
#include <roster/storage/memory.hpp>

#include <gtest/gtest.h>

#include <optional>
#include <random>

namespace roster::test {
namespace {

using webauthn_vectors::Vector;

SessionSettings settings_of(const std::string& domain) {
    SessionSettings settings;
    settings.rp_id = domain;
    settings.origins = {"https://" + domain};
    return settings;
}
const SessionSettings w3c = settings_of("example.org"), desk = settings_of("desk.example");

Created created(const Vector& vector) {
    return {from_hex(vector.id), std::string(vector.create_client_data), from_hex(vector.attestation), {}, false};
}
Shown shown(const Vector& vector) {
    return {from_hex(vector.id),
            std::string(vector.get_client_data),
            from_hex(vector.authenticator_data),
            from_hex(vector.signature),
            {}};
}

/// Read, or nothing when it was refused as "passkeys.invalid".
template <class Read>
auto attempt(Read&& read) -> std::optional<decltype(read())> {
    try {
        return read();
    } catch (const Error& error) {
        EXPECT_EQ(error.reason(), "passkeys.invalid");
        EXPECT_FALSE(error.fields().empty());
        return std::nullopt;
    }
}

/// Whether the answer is taken: read, and signed by the key.
bool is_good(const Shown& answer, PasskeyAlgorithm algorithm, const std::string& key,
             const SessionSettings& settings) {
    const auto read = attempt([&] { return webauthn::read_assertion(answer.json(), settings); });
    return read && webauthn::is_signed_by(*read, algorithm, key, settings);
}

const std::string options = R"({"challenge":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","user":{"id":"AQID"}})";

TEST(WebAuthn, BX12_TakesTheVectorsOfTheW3C) {
    for (const auto& vector : webauthn_vectors::all) {
        SCOPED_TRACE(vector.name);
        const auto made = webauthn::read_registration(created(vector).json(), w3c);
        EXPECT_EQ(made.credential_id, from_hex(vector.id));
        EXPECT_EQ(made.aaguid, vector.aaguid);
        EXPECT_EQ(made.algorithm,
                  vector.name == "packed_eddsa" ? PasskeyAlgorithm::eddsa : PasskeyAlgorithm::es256);
        EXPECT_EQ(made.challenge, from_base64url(json_at(vector.create_client_data, "challenge")));
        EXPECT_TRUE(is_good(shown(vector), made.algorithm, made.public_key, w3c));
        EXPECT_FALSE(attempt([&] { return webauthn::read_registration(created(vector).json(), desk); }));
        EXPECT_FALSE(is_good(shown(vector), made.algorithm, made.public_key, desk));
    }
    auto framed = created(webauthn_vectors::none_es256);
    framed.client_data = webauthn_vectors::in_a_frame;
    EXPECT_FALSE(attempt([&] { return webauthn::read_registration(framed.json(), w3c); }));
}

TEST(WebAuthn, BX12_EveryBitOfWhatIsSignedCounts) {
    for (const auto algorithm : {PasskeyAlgorithm::es256, PasskeyAlgorithm::eddsa, PasskeyAlgorithm::rs256}) {
        SCOPED_TRACE(to_string(algorithm));
        SoftPasskey passkey(algorithm);
        const auto key = webauthn::read_registration(passkey.create(options).json(), desk).public_key;
        const auto answer = passkey.get(options);
        ASSERT_TRUE(is_good(answer, algorithm, key, desk));
        const auto flip_all = [&](std::string Shown::*part, const char* name) {
            for (std::size_t bit = 0; bit < (answer.*part).size() * 8; ++bit) {
                auto flipped = answer;
                (flipped.*part)[bit / 8] = static_cast<char>((flipped.*part)[bit / 8] ^ (1 << bit % 8));
                EXPECT_FALSE(is_good(flipped, algorithm, key, desk)) << name << ", bit " << bit;
            }
        };
        flip_all(&Shown::data, "authenticator data");
        flip_all(&Shown::client_data, "client data");
        flip_all(&Shown::signature, "signature");
        for (std::size_t bit = 0; bit < key.size() * 8; ++bit) {
            auto flipped = key;
            flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
            EXPECT_FALSE(is_good(answer, algorithm, flipped, desk)) << "key, bit " << bit;
        }
        for (const auto other : {PasskeyAlgorithm::es256, PasskeyAlgorithm::eddsa, PasskeyAlgorithm::rs256})
            EXPECT_EQ(is_good(answer, other, key, desk), other == algorithm);
    }
}

TEST(WebAuthn, BX12_EveryBitOfASelfMadeAttestationCounts) {
    SoftPasskey passkey;
    const auto made = passkey.create(options, {.format = "packed"});
    ASSERT_TRUE(attempt([&] { return webauthn::read_registration(made.json(), desk); }));
    // The names of members aside, which may turn a known statement into one that is not looked at.
    const auto signature_at = made.attestation.find("sig") + 5;
    for (std::size_t bit = signature_at * 8; bit < made.attestation.size() * 8; ++bit) {
        auto flipped = made;
        flipped.attestation[bit / 8] = static_cast<char>(flipped.attestation[bit / 8] ^ (1 << bit % 8));
        EXPECT_FALSE(attempt([&] { return webauthn::read_registration(flipped.json(), desk); })) << bit;
    }
    for (std::size_t bit = 0; bit < made.client_data.size() * 8; ++bit) {
        auto flipped = made;
        flipped.client_data[bit / 8] = static_cast<char>(flipped.client_data[bit / 8] ^ (1 << bit % 8));
        EXPECT_FALSE(attempt([&] { return webauthn::read_registration(flipped.json(), desk); })) << bit;
    }
}

TEST(WebAuthn, BX12_EveryLengthButTheRightOneIsRefused) {
    const unsigned all = flag::up | flag::uv | flag::ed;
    for (const auto* format : {"none", "packed"}) {
        SoftPasskey passkey;
        const Ceremony how{.flags = all,
                           .format = format,
                           .extensions = cbor::head(5, 1) + cbor::text("credProtect") + cbor::number(2)};
        const auto made = passkey.create(options, how);
        ASSERT_TRUE(attempt([&] { return webauthn::read_registration(made.json(), desk); }));
        for (std::size_t size = 0; size < made.attestation.size(); ++size) {
            auto cut = made;
            cut.attestation.resize(size);
            EXPECT_FALSE(attempt([&] { return webauthn::read_registration(cut.json(), desk); })) << size;
        }
        for (std::size_t size = 0; size < made.client_data.size(); ++size) {
            auto cut = made;
            cut.client_data.resize(size);
            EXPECT_FALSE(attempt([&] { return webauthn::read_registration(cut.json(), desk); })) << size;
        }
        const auto whole = passkey.authenticator_data({.flags = all | flag::at, .extensions = how.extensions});
        ASSERT_TRUE(webauthn::read_authenticator_data(whole));
        for (std::size_t size = 0; size < whole.size(); ++size)
            EXPECT_FALSE(webauthn::read_authenticator_data(whole.substr(0, size))) << size;
        EXPECT_FALSE(webauthn::read_authenticator_data(whole + '\0'));
    }
    SoftPasskey passkey;
    const auto json = passkey.create(options).json(), answer = passkey.get(options).json();
    for (std::size_t size = 0; size < json.size(); ++size)
        EXPECT_FALSE(attempt([&] { return webauthn::read_registration(json.substr(0, size), desk); })) << size;
    for (std::size_t size = 0; size < answer.size(); ++size)
        EXPECT_FALSE(attempt([&] { return webauthn::read_assertion(answer.substr(0, size), desk); })) << size;
}

TEST(WebAuthn, BX12_FlagsSayWhatTheyMean) {
    const SoftPasskey passkey;
    for (unsigned flags = 0; flags < 0x40; ++flags) {
        const auto data =
            webauthn::read_authenticator_data(passkey.authenticator_data({.flags = flags, .count = 0xFEDCBA98}));
        const bool eligible = flags & flag::be, backed_up = flags & flag::bs;
        ASSERT_EQ(data.has_value(), eligible || !backed_up) << flags;
        if (!data) continue;
        EXPECT_EQ(data->user_present, (flags & flag::up) != 0);
        EXPECT_EQ(data->user_verified, (flags & flag::uv) != 0);
        EXPECT_EQ(data->backup_eligible, eligible);
        EXPECT_EQ(data->backed_up, backed_up);
        EXPECT_EQ(data->sign_count, 0xFEDCBA98u);
        EXPECT_FALSE(data->attested);
    }
}

TEST(WebAuthn, BX12_CborHasBoundsOfItsOwn) {
    using webauthn::CborReader;
    const auto size_of = [](const std::string& bytes, int depth) {
        const auto item = CborReader(bytes).item(depth);
        return item ? static_cast<long>(item->size()) : -1L;
    };
    EXPECT_EQ(size_of(cbor::number(0), 0), 1);
    EXPECT_EQ(size_of(cbor::number(-1'000'000), 0), 5);
    EXPECT_EQ(size_of(cbor::bytes("abc") + "rest", 0), 4);
    EXPECT_EQ(size_of("\xF5", 0), 1);
    EXPECT_EQ(size_of("\xF9\x3C\x01", 0), 3);
    EXPECT_EQ(size_of(cbor::head(4, 2) + cbor::number(1) + cbor::head(5, 0), 2), 3);
    EXPECT_EQ(size_of(cbor::head(4, 1) + cbor::number(1), 0), -1) << "too deep";
    EXPECT_EQ(size_of(std::string(8, '\x81') + "\x01", 8), 9);
    EXPECT_EQ(size_of(std::string(9, '\x81') + "\x01", 8), -1);
    EXPECT_EQ(size_of(std::string(60'000, '\x81'), 8), -1);
    for (const unsigned major : {2u, 3u, 4u, 5u})
        for (const std::uint64_t claim : {1ull, 24ull, 0xFFFFull, 0xFFFFFFFFull, 0x7FFFFFFFFFFFFFFFull, ~0ull})
            EXPECT_EQ(size_of(cbor::head(major, claim), 8), -1) << major << " " << claim;
    for (const char* refused : {"\x5F\x41x\xFF", "\x7F\x61x\xFF", "\x9F\x01\xFF", "\xBF\xFF", "\xFF", "\xC0\x61x",
                                "\xD8\x2A\x01", "\x1C", "\xF8", ""})
        EXPECT_EQ(size_of(refused, 8), -1) << refused;
}

TEST(WebAuthn, BX12_NoiseIsRefusedAndHarmless) {
    std::mt19937 random(20'240'501);
    SoftPasskey passkey;
    const auto made = passkey.create(
        options, {.flags = flag::up | flag::ed,
                  .format = "packed",
                  .extensions = cbor::head(5, 1) + cbor::text("x") + cbor::head(4, 1) + cbor::number(1)});
    const auto answer = passkey.get(options);
    const auto spoil = [&](std::string& text) {
        for (int times = 1 + static_cast<int>(random() % 4); times > 0 && !text.empty(); --times) {
            const auto at = random() % text.size();
            switch (random() % 5) {
                case 0: text[at] = static_cast<char>(random()); break;
                case 1: text.erase(at, 1 + random() % 8); break;
                case 2: text.insert(at, 1 + random() % 8, static_cast<char>(random())); break;
                case 3: text.insert(at, text.substr(random() % text.size(), random() % 40)); break;
                default: text[at] = "\x1B\x3B\x5B\x7B\x9B\xBB\xFF\x00"[random() % 8];
            }
        }
    };
#ifdef ROSTER_SANITIZED
    const int rounds = 3'000;
#else
    const int rounds = 20'000;
#endif
    int taken = 0;
    for (int i = 0; i < rounds; ++i) {
        auto registration = made;
        spoil(i % 2 == 0 ? registration.attestation : registration.client_data);
        if (const auto read = attempt([&] { return webauthn::read_registration(registration.json(), desk); })) {
            ++taken;
            EXPECT_EQ(read->credential_id, passkey.id);
        }
        auto json = i % 3 == 0 ? registration.json() : answer.json();
        spoil(json);
        attempt([&] { return webauthn::read_registration(json, desk); });
        attempt([&] { return webauthn::read_assertion(json, desk); });
        auto assertion = answer;
        spoil(i % 2 == 0 ? assertion.data : assertion.signature);
        attempt([&] { return webauthn::read_assertion(assertion.json(), desk); });
    }
    EXPECT_LT(taken, rounds / 20) << "what is not signed: formats that are taken as none, members nobody knows";
}

// ---- settings -----------------------------------------------------------------------------------------------------------

std::string faults_of(const SessionSettings& settings) {
    try {
        const Directory directory(memory_storage(), Environment::system(), settings);
        return "";
    } catch (const Error& error) {
        std::string text = error.reason() == "sessions.invalid_settings" ? "" : error.reason();
        for (const auto& field : error.fields())
            text += (text.empty() ? "" : " ") + field.field + ":" + field.reason;
        return text;
    }
}

TEST(WebAuthn, BX12_DomainAndPagesAreCheckedWhenAStoreIsOpened) {
    const auto with = [](const std::string& domain, const std::vector<std::string>& pages,
                         const std::string& name = "") {
        SessionSettings settings;
        settings.rp_id = domain;
        settings.origins = pages;
        settings.rp_name = name;
        return faults_of(settings);
    };
    EXPECT_EQ(with("", {}), "");
    EXPECT_EQ(with("", {"https://desk.example"}), "rp_id:required");
    EXPECT_EQ(with("desk.example", {}), "origins:required");
    EXPECT_EQ(with("desk.example", {"https://desk.example", "x", "https://evil"}),
              "origins[1]:invalid origins[2]:invalid");
    EXPECT_EQ(with("desk.example", {"https://desk.example"}, std::string(61, 'x')), "rp_name:too_long");
    EXPECT_EQ(with("desk.example", std::vector<std::string>(101, "https://desk.example")), "origins:too_many");
    for (const auto* domain : {"Desk.example", "desk.example.", ".desk", "desk..example", "-desk.example",
                               "desk-.example", "desk_x.example", "https://desk.example", "desk.example:443",
                               "192.0.2.1", "[::1]", "d\xC3\xA9sk.example", "desk example"})
        EXPECT_EQ(with(domain, {"https://desk.example"}), "rp_id:invalid") << domain;
    EXPECT_EQ(with(std::string(64, 'x') + ".example", {"https://x.example"}), "rp_id:invalid");
    for (const auto* page :
         {"https://desk.example", "https://a.b.desk.example", "https://desk.example:8443",
          "https://xn--bcher-kva.desk.example", "android:apk-key-hash:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"})
        EXPECT_EQ(with("desk.example", {page}), "") << page;
    for (const auto* page :
         {"http://desk.example", "https://desk.example/", "https://desk.example/join", "https://evildesk.example",
          "https://example", "https://desk.example:443", "https://desk.example:0443", "https://desk.example:99999",
          "https://desk.example:", "https://user@desk.example", "https://Desk.example", "https://.desk.example",
          "null", "", "https://", "wss://desk.example", "https://desk.example ", "https://*.desk.example",
          "android:apk-key-hash:AAEC"})
        EXPECT_EQ(with("desk.example", {page}), "origins[0]:invalid") << page;
    for (const auto* page : {"http://localhost", "http://localhost:8080", "https://localhost:8443"})
        EXPECT_EQ(with("localhost", {page}), "") << page;
}

}  // namespace
}  // namespace roster::test
