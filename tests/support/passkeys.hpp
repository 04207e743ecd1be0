// A software authenticator: makes passkeys and answers what browsers are asked, with OpenSSL's keys and its own CBOR and
// JSON, so that it shares nothing with what it tests. Everything in an answer can be made wrong before it is sent.
#pragma once

#include <roster/sessions/passkeys_model.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct evp_pkey_st;

namespace roster::test {

namespace flag {
inline constexpr unsigned up = 0x01, uv = 0x04, be = 0x08, bs = 0x10, at = 0x40, ed = 0x80;
}

/// CBOR, as far as it is needed.
namespace cbor {
std::string head(unsigned major, std::uint64_t number);
std::string number(std::int64_t value);
std::string bytes(std::string_view value);
std::string text(std::string_view value);
}  // namespace cbor

std::string to_base64url(std::string_view bytes);
std::string from_base64url(std::string_view text);
std::string from_hex(std::string_view text);
std::string sha256_of(std::string_view bytes);
/// A member of a JSON object at a path like "user.id"; of texts the text itself.
std::string json_at(std::string_view json, std::string_view path);

/// What the browser and the authenticator put into an answer.
struct Ceremony {
    std::string origin = "https://desk.example";
    std::string rp_id = "desk.example";
    unsigned flags = flag::up | flag::uv;
    std::uint32_t count = 0;
    std::string type;       ///< of the client data; empty for the right one
    std::string challenge;  ///< as base64url; empty for the one that was asked for
    std::string more;       ///< of the client data: ",\"crossOrigin\":true"
    std::string format = "none";
    std::string extensions;  ///< CBOR; with flag::ed
};

/// RegistrationResponseJSON in its parts.
struct Created {
    std::string id, client_data, attestation;
    std::vector<std::string> transports{"internal", "hybrid"};
    bool discoverable = true;
    [[nodiscard]] std::string json() const;
};

/// AuthenticationResponseJSON in its parts.
struct Shown {
    std::string id, client_data, data, signature, handle;
    [[nodiscard]] std::string json() const;
};

class SoftPasskey {
public:
    explicit SoftPasskey(PasskeyAlgorithm algorithm = PasskeyAlgorithm::es256, std::string_view id = "");

    /// Answers creation options; remembers the user handle in them.
    Created create(std::string_view options, const Ceremony& how = {});
    /// Answers request options.
    [[nodiscard]] Shown get(std::string_view options, const Ceremony& how = {}) const;

    [[nodiscard]] std::string sign(std::string_view what) const;
    [[nodiscard]] std::string cose_key() const;
    /// With a new passkey in it, where flag::at is set.
    [[nodiscard]] std::string authenticator_data(const Ceremony& how) const;
    static std::string attestation_object(std::string_view format, std::string_view statement,
                                          std::string_view data);

    std::string id, handle;
    std::string aaguid = std::string("\xF1\xD0", 2) + std::string(14, '\x11');

private:
    PasskeyAlgorithm algorithm_;
    std::shared_ptr<evp_pkey_st> key_;
};

}  // namespace roster::test
