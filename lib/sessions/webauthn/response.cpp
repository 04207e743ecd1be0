// Browsers' answers: JSON around base64url around JSON and CBOR, each bounded before it is looked into.
#include "base/base64.hpp"
#include "base/json_read.hpp"
#include "base/kdf.hpp"
#include "sessions/webauthn.hpp"
#include "sessions/webauthn/signature.hpp"

#include <roster/base/error.hpp>
#include <roster/base/secret.hpp>

#include <algorithm>

namespace roster::webauthn {
namespace {

using json::Value;

const Value* member(const Value* of, std::string_view name, Value::Kind kind) {
    if (of == nullptr || of->kind != Value::Kind::object) return nullptr;
    for (std::size_t i = 0; i < of->names.size(); ++i)
        if (of->names[i] == name) return of->items[i].kind == kind ? &of->items[i] : nullptr;
    return nullptr;
}

bool has(const Value& object, std::string_view name) {
    return std::find(object.names.begin(), object.names.end(), name) != object.names.end();
}

bool is_text(const Value& object, std::string_view name, std::string_view expected) {
    const auto* const found = member(&object, name, Value::Kind::text);
    return found != nullptr && found->text == expected;
}

/// An answer as it is read; what is wrong with it is collected, and all of it told by done().
class Reading {
public:
    Reading(std::string_view text, const SessionSettings& settings) : settings_(settings) {
        if (text.size() > most_response) wrong("response", "too_long", "must be at most 64 KiB");
        else if (!(root_ = json::parse_foreign(text)) || root_->kind != Value::Kind::object)
            wrong("response", "invalid_json", "must be the browser's answer as JSON");
        done();
        response_ = member(&*root_, "response", Value::Kind::object);
        if (response_ == nullptr) wrong("response", "required", "is missing");
        if (!is_text(*root_, "type", "public-key")) wrong("type", "unknown_value", "must be \"public-key\"");
        done();
    }

    void wrong(std::string_view field, std::string_view reason, std::string_view message) {
        errors_.add(field, reason, message);
    }
    /// @throws Error when something was wrong so far
    void done() const { errors_.throw_if_any("passkeys.invalid", "The passkey's answer cannot be taken."); }

    const Value& root() const { return *root_; }
    const Value* response() const { return response_; }

    /// The credential id, which is there twice.
    std::string credential_id() {
        auto id = bytes(&*root_, "id", most_credential_id, least_credential_id);
        if (has(*root_, "rawId") && bytes(&*root_, "rawId", most_credential_id) != id)
            wrong("rawId", "invalid", "must be the same as id");
        return id;
    }

    /// A member's bytes, written as base64url.
    std::string bytes(const Value* of, std::string_view name, std::size_t most, std::size_t least = 1) {
        const auto* const text = member(of, name, Value::Kind::text);
        if (text == nullptr) return wrong(name, "required", "must be base64url"), std::string();
        if (text->text.size() > most * 4 / 3 + 4) return wrong(name, "too_long", "is too long"), std::string();
        auto decoded = base64::decode(text->text, base64::Form::url);
        if (!decoded || decoded->size() < least || decoded->size() > most)
            return wrong(name, "invalid", "must be base64url, and neither too short nor too long"), std::string();
        return *std::move(decoded);
    }

    /// Client data (5.8.1): what the browser says of the page. @return the challenge's bytes
    /// @param ceremony  "create" or "get"
    std::string client_data(const std::string& text, std::string_view ceremony) {
        const auto data = json::parse_foreign(text);
        if (!data || data->kind != Value::Kind::object) {
            wrong("clientDataJSON", "invalid_json", "must be JSON");
            return {};
        }
        if (!is_text(*data, "type", "webauthn." + std::string(ceremony)))
            wrong("type", "unknown_value", "is another ceremony's");
        const auto* const origin = member(&*data, "origin", Value::Kind::text);
        const auto& allowed = settings_.origins;
        if (origin == nullptr || std::find(allowed.begin(), allowed.end(), origin->text) == allowed.end())
            wrong("origin", "not_allowed",
                  "is none of those that this program was told (SessionSettings::origins)");
        const auto* const crossed = member(&*data, "crossOrigin", Value::Kind::boolean);
        if (has(*data, "topOrigin") || (has(*data, "crossOrigin") && (crossed == nullptr || crossed->number != 0)))
            wrong("crossOrigin", "not_allowed", "must not be set: the page is inside one of another site");
        return bytes(&*data, "challenge", 64);
    }

    /// What both ceremonies demand of authenticator data.
    Said said(const std::optional<AuthenticatorData>& data, bool attested) {
        if (!data) return wrong("authenticatorData", "invalid", "is malformed"), Said{};
        if (!secrets::equal(data->rp_id_hash, kdf::sha256(settings_.rp_id)))
            wrong("rp_id", "not_allowed", "is another domain's than this program's (SessionSettings::rp_id)");
        if (!data->user_present) wrong("user_present", "required", "must be set: somebody must be there");
        if (data->attested.has_value() != attested)
            wrong("authenticatorData", "invalid", "must hold a passkey when one is made, and only then");
        return {data->user_verified, data->backup_eligible, data->backed_up, data->sign_count};
    }

private:
    const SessionSettings& settings_;
    FieldErrors errors_;
    std::optional<Value> root_;
    const Value* response_ = nullptr;
};

std::string aaguid_text(std::string_view bytes) {
    const auto id = Id<struct AaguidTag>::from_bytes(bytes.data());
    return id.is_nil() ? std::string() : to_string(id);
}

/// At most ten short words; what else there is says nothing to anybody.
std::vector<std::string> transports_of(const Value* response) {
    std::vector<std::string> found;
    const auto* const list = member(response, "transports", Value::Kind::list);
    for (std::size_t i = 0; list != nullptr && i < list->items.size() && found.size() < 10; ++i) {
        const auto& word = list->items[i].text;
        const bool good = !word.empty() && word.size() <= 32 && std::all_of(word.begin(), word.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
        });
        if (good && std::find(found.begin(), found.end(), word) == found.end()) found.push_back(word);
    }
    return found;
}

/// "none" says nothing, and must. "packed" without certificates is the passkey's own word, and must be good. Any other
/// is a maker's, which nobody asked for: it is taken as none, and nothing it says is believed.
void check_attestation(Reading& reading, const AttestationObject& object, const AuthenticatorData& data,
                       const PublicKey& key, const std::string& client_data, const std::string& rp_id) {
    const auto refuse = [&] {
        reading.wrong("attestationObject", "attestation", "has an attestation statement that is not good");
    };
    if (object.format == "none" && object.statement != "\xA0") return refuse();
    if (object.format != "packed") return;
    const auto packed = read_packed_statement(object.statement);
    if (!packed) return refuse();
    if (packed->has_certificates) return;
    if (packed->algorithm != static_cast<std::int64_t>(key.algorithm) || packed->signature.empty() ||
        !is_self_attested(key, rp_id, client_data, object.authenticator_data, data, object.statement))
        refuse();
}

}  // namespace

void demand(const SessionSettings& settings) {
    if (settings.rp_id.empty())
        throw Error(ErrorCode::failed_precondition, "passkeys.not_set_up",
                    "This program was not told which domain passkeys belong to (SessionSettings::rp_id).");
}

Registration read_registration(std::string_view json, const SessionSettings& settings) {
    Reading reading(json, settings);
    Registration made;
    made.credential_id = reading.credential_id();
    const auto client_data = reading.bytes(reading.response(), "clientDataJSON", most_client_data);
    const auto attestation = reading.bytes(reading.response(), "attestationObject", most_attestation);
    reading.done();

    made.challenge = reading.client_data(client_data, "create");
    const auto object = read_attestation_object(attestation);
    if (!object || object->authenticator_data.size() > most_authenticator_data)
        reading.wrong("attestationObject", "invalid", "is malformed");
    reading.done();

    const auto data = read_authenticator_data(object->authenticator_data);
    made.said = reading.said(data, true);
    reading.done();

    if (data->attested->credential_id != made.credential_id)
        reading.wrong("id", "invalid", "is not that of the passkey that was made");
    auto key = read_public_key(*data->attested);
    if (!key) reading.wrong("attestationObject", "algorithm", "has a key of an algorithm that was not asked for");
    reading.done();

    check_attestation(reading, *object, *data, *key, client_data, settings.rp_id);
    reading.done();
    made.algorithm = key->algorithm;
    made.public_key = std::move(key->bytes);
    made.aaguid = aaguid_text(data->attested->aaguid);
    made.transports = transports_of(reading.response());
    const auto* const results = member(&reading.root(), "clientExtensionResults", Value::Kind::object);
    const auto* const found = member(member(results, "credProps", Value::Kind::object), "rk", Value::Kind::boolean);
    made.discoverable = found != nullptr && found->number != 0;
    return made;
}

Assertion read_assertion(std::string_view json, const SessionSettings& settings) {
    Reading reading(json, settings);
    Assertion made;
    made.credential_id = reading.credential_id();
    const auto* const response = reading.response();
    made.client_data = reading.bytes(response, "clientDataJSON", most_client_data);
    made.authenticator_data = reading.bytes(response, "authenticatorData", most_authenticator_data);
    made.signature = reading.bytes(response, "signature", most_signature);
    if (member(response, "userHandle", Value::Kind::null) == nullptr && has(*response, "userHandle"))
        made.user_handle = reading.bytes(response, "userHandle", most_user_handle);
    reading.done();

    made.challenge = reading.client_data(made.client_data, "get");
    made.said = reading.said(read_authenticator_data(made.authenticator_data), false);
    reading.done();
    return made;
}

bool is_signed_by(const Assertion& assertion, PasskeyAlgorithm algorithm, std::string_view public_key,
                  const SessionSettings& settings) {
    return is_signed({algorithm, std::string(public_key)}, settings.rp_id, assertion.client_data,
                     assertion.authenticator_data, assertion.signature);
}

}  // namespace roster::webauthn
