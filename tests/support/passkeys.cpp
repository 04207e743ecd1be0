#include "support/passkeys.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>

#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

#include <array>
#include <stdexcept>

namespace roster::test {
namespace {

using Json = nlohmann::json;
using Key = std::shared_ptr<evp_pkey_st>;

constexpr char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void demand(bool good) {
    if (!good) throw std::runtime_error("OpenSSL would not");
}

std::string random_bytes(int size) {
    std::string bytes(static_cast<std::size_t>(size), '\0');
    demand(RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), size) == 1);
    return bytes;
}

Key make_key(PasskeyAlgorithm algorithm) {
    EVP_PKEY* key = nullptr;
    if (algorithm == PasskeyAlgorithm::es256) key = EVP_EC_gen("P-256");
    else if (algorithm == PasskeyAlgorithm::eddsa) key = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    else {
        static const Key one(EVP_RSA_gen(2048), EVP_PKEY_free);  // takes long to make
        return one;
    }
    demand(key != nullptr);
    return {key, EVP_PKEY_free};
}

/// A number of the key, most significant byte first.
std::string number_of(const Key& key, const char* name, std::size_t size) {
    BIGNUM* number = nullptr;
    demand(EVP_PKEY_get_bn_param(key.get(), name, &number) == 1);
    std::string bytes(size, '\0');
    const int written =
        BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(size));
    BN_free(number);
    demand(written == static_cast<int>(size));
    return bytes;
}

std::string big_endian(std::uint64_t value, int size) {
    std::string bytes;
    for (int i = size - 1; i >= 0; --i) bytes += static_cast<char>(value >> (8 * i) & 0xFF);
    return bytes;
}

std::string client_data(std::string_view type, std::string_view options, const Ceremony& how) {
    const auto challenge = how.challenge.empty() ? json_at(options, "challenge") : how.challenge;
    return "{\"type\":\"" + (how.type.empty() ? std::string(type) : how.type) + "\",\"challenge\":\"" + challenge +
           "\",\"origin\":\"" + how.origin + "\"" + (how.more.empty() ? ",\"crossOrigin\":false" : how.more) + "}";
}

}  // namespace

namespace cbor {

std::string head(unsigned major, std::uint64_t number) {
    const unsigned type = major << 5;
    if (number < 24) return std::string(1, static_cast<char>(type | number));
    if (number < 0x100) return static_cast<char>(type | 24) + big_endian(number, 1);
    if (number < 0x10000) return static_cast<char>(type | 25) + big_endian(number, 2);
    if (number < 0x100000000) return static_cast<char>(type | 26) + big_endian(number, 4);
    return static_cast<char>(type | 27) + big_endian(number, 8);
}
std::string number(std::int64_t value) {
    return value >= 0 ? head(0, static_cast<std::uint64_t>(value))
                      : head(1, static_cast<std::uint64_t>(-1 - value));
}
std::string bytes(std::string_view value) { return head(2, value.size()) + std::string(value); }
std::string text(std::string_view value) { return head(3, value.size()) + std::string(value); }

}  // namespace cbor

std::string to_base64url(std::string_view bytes) {
    std::string text;
    unsigned bits = 0;
    int count = 0;
    for (const char c : bytes) {
        bits = bits << 8 | static_cast<unsigned char>(c);
        for (count += 8; count >= 6; count -= 6) text += letters[bits >> (count - 6) & 63];
    }
    if (count > 0) text += letters[bits << (6 - count) & 63];
    return text;
}

std::string from_base64url(std::string_view text) {
    std::string bytes;
    unsigned bits = 0;
    int count = 0;
    for (const char c : text) {
        const auto at = std::string_view(letters).find(c);
        if (at == std::string_view::npos) throw std::runtime_error("no base64url");
        bits = bits << 6 | static_cast<unsigned>(at);
        if ((count += 6) >= 8) bytes += static_cast<char>(bits >> (count -= 8) & 0xFF);
    }
    return bytes;
}

std::string from_hex(std::string_view text) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2)
        bytes += static_cast<char>(std::stoi(std::string(text.substr(i, 2)), nullptr, 16));
    return bytes;
}

std::string sha256_of(std::string_view bytes) {
    std::string digest(32, '\0');
    demand(EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), nullptr,
                      EVP_sha256(), nullptr) == 1);
    return digest;
}

std::string json_at(std::string_view json, std::string_view path) {
    Json at = Json::parse(json);
    for (std::string_view rest = path; !rest.empty();) {
        const auto dot = rest.find('.');
        at = Json(at.at(std::string(rest.substr(0, dot))));
        rest = dot == rest.npos ? std::string_view() : rest.substr(dot + 1);
    }
    return at.is_string() ? at.get<std::string>() : at.dump();
}

std::string Created::json() const {
    const auto name = to_base64url(id);
    return Json{{"id", name},
                {"rawId", name},
                {"type", "public-key"},
                {"authenticatorAttachment", "platform"},
                {"response",
                 {{"clientDataJSON", to_base64url(client_data)},
                  {"attestationObject", to_base64url(attestation)},
                  {"transports", transports}}},
                {"clientExtensionResults", {{"credProps", {{"rk", discoverable}}}}}}
        .dump();
}

std::string Shown::json() const {
    const auto name = to_base64url(id);
    Json response{{"clientDataJSON", to_base64url(client_data)},
                  {"authenticatorData", to_base64url(data)},
                  {"signature", to_base64url(signature)}};
    if (!handle.empty()) response["userHandle"] = to_base64url(handle);
    return Json{{"id", name},
                {"rawId", name},
                {"type", "public-key"},
                {"response", response},
                {"clientExtensionResults", Json::object()}}
        .dump();
}

SoftPasskey::SoftPasskey(PasskeyAlgorithm algorithm, std::string_view name)
    : id(name.empty() ? random_bytes(32) : std::string(name)), algorithm_(algorithm), key_(make_key(algorithm)) {}

std::string SoftPasskey::sign(std::string_view what) const {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    const auto* const digest = algorithm_ == PasskeyAlgorithm::eddsa ? nullptr : EVP_sha256();
    demand(EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, key_.get()) == 1);
    const auto* const bytes = reinterpret_cast<const unsigned char*>(what.data());
    std::size_t size = 0;
    demand(EVP_DigestSign(context.get(), nullptr, &size, bytes, what.size()) == 1);
    std::string signature(size, '\0');
    demand(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, bytes,
                          what.size()) == 1);
    signature.resize(size);
    return signature;
}

std::string SoftPasskey::cose_key() const {
    using cbor::number;
    const auto alg = number(static_cast<int>(algorithm_));
    switch (algorithm_) {
        case PasskeyAlgorithm::es256:
            return cbor::head(5, 5) + number(1) + number(2) + number(3) + alg + number(-1) + number(1) +
                   number(-2) + cbor::bytes(number_of(key_, OSSL_PKEY_PARAM_EC_PUB_X, 32)) + number(-3) +
                   cbor::bytes(number_of(key_, OSSL_PKEY_PARAM_EC_PUB_Y, 32));
        case PasskeyAlgorithm::eddsa: {
            std::string point(32, '\0');
            std::size_t size = point.size();
            demand(EVP_PKEY_get_raw_public_key(key_.get(), reinterpret_cast<unsigned char*>(point.data()), &size) ==
                   1);
            return cbor::head(5, 4) + number(1) + number(1) + number(3) + alg + number(-1) + number(6) +
                   number(-2) + cbor::bytes(point);
        }
        case PasskeyAlgorithm::rs256:
            return cbor::head(5, 4) + number(1) + number(3) + number(3) + alg + number(-1) +
                   cbor::bytes(number_of(key_, OSSL_PKEY_PARAM_RSA_N, 256)) + number(-2) +
                   cbor::bytes(number_of(key_, OSSL_PKEY_PARAM_RSA_E, 3));
    }
    return {};
}

std::string SoftPasskey::authenticator_data(const Ceremony& how) const {
    auto data = sha256_of(how.rp_id) + static_cast<char>(how.flags) + big_endian(how.count, 4);
    if ((how.flags & flag::at) != 0) data += aaguid + big_endian(id.size(), 2) + id + cose_key();
    return data + how.extensions;
}

std::string SoftPasskey::attestation_object(std::string_view format, std::string_view statement,
                                            std::string_view data) {
    return cbor::head(5, 3) + cbor::text("fmt") + cbor::text(format) + cbor::text("attStmt") +
           std::string(statement) + cbor::text("authData") + cbor::bytes(data);
}

Created SoftPasskey::create(std::string_view options, const Ceremony& how) {
    handle = from_base64url(json_at(options, "user.id"));
    Ceremony now = how;
    now.flags |= flag::at;
    Created made;
    made.id = id;
    made.client_data = client_data("webauthn.create", options, now);
    const auto data = authenticator_data(now);
    auto statement = cbor::head(5, 0);
    if (now.format == "packed")
        statement = cbor::head(5, 2) + cbor::text("alg") + cbor::number(static_cast<int>(algorithm_)) +
                    cbor::text("sig") + cbor::bytes(sign(data + sha256_of(made.client_data)));
    made.attestation = attestation_object(now.format, statement, data);
    return made;
}

Shown SoftPasskey::get(std::string_view options, const Ceremony& how) const {
    Shown shown;
    shown.id = id;
    shown.client_data = client_data("webauthn.get", options, how);
    shown.data = authenticator_data(how);
    shown.signature = sign(shown.data + sha256_of(shown.client_data));
    shown.handle = handle;
    return shown;
}

}  // namespace roster::test
