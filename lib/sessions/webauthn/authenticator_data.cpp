#include "sessions/webauthn/authenticator_data.hpp"

#include "sessions/webauthn.hpp"
#include "sessions/webauthn/cbor.hpp"

namespace roster::webauthn {
namespace {

using Kind = CborHead::Kind;

constexpr std::size_t hash_size = 32, head_size = hash_size + 1 + 4, aaguid_size = 16;
constexpr unsigned up = 0x01, uv = 0x04, be = 0x08, bs = 0x10, at = 0x40, ed = 0x80;
/// What authenticators write is at most 4 deep (CTAP 2.1, 8); an attestation holds lists of its own.
constexpr int most_depth = 4, most_statement_depth = 6;

unsigned byte_at(std::string_view bytes, std::size_t at) { return static_cast<unsigned char>(bytes[at]); }

/// Cuts the first `size` bytes off; nothing when there are fewer.
std::optional<std::string_view> cut(std::string_view& bytes, std::size_t size) {
    if (bytes.size() < size) return std::nullopt;
    const auto part = bytes.substr(0, size);
    bytes.remove_prefix(size);
    return part;
}

/// Cuts a map of CBOR off.
std::optional<std::string_view> cut_map(std::string_view& bytes) {
    CborReader look(bytes), reader(bytes);
    const auto head = look.next();
    if (!head || head->kind != Kind::map) return std::nullopt;
    const auto map = reader.item(most_depth);
    if (map) bytes.remove_prefix(map->size());
    return map;
}

std::optional<Attested> cut_attested(std::string_view whole, std::string_view& rest) {
    Attested found;
    const auto aaguid = cut(rest, aaguid_size);
    const auto length = cut(rest, 2);
    if (!aaguid || !length) return std::nullopt;
    const std::size_t size = byte_at(*length, 0) << 8 | byte_at(*length, 1);
    if (size < least_credential_id || size > most_credential_id) return std::nullopt;
    const auto id = cut(rest, size);
    if (!id) return std::nullopt;
    const auto key = cut_map(rest);
    if (!key) return std::nullopt;
    return Attested{*aaguid, *id, *key, whole.substr(0, whole.size() - rest.size())};
}

}  // namespace

std::optional<AuthenticatorData> read_authenticator_data(std::string_view bytes) {
    if (bytes.size() < head_size) return std::nullopt;
    const unsigned flags = byte_at(bytes, hash_size);
    AuthenticatorData data;
    data.rp_id_hash = bytes.substr(0, hash_size);
    data.user_present = (flags & up) != 0;
    data.user_verified = (flags & uv) != 0;
    data.backup_eligible = (flags & be) != 0;
    data.backed_up = (flags & bs) != 0;
    for (std::size_t i = 0; i < 4; ++i) data.sign_count = data.sign_count << 8 | byte_at(bytes, hash_size + 1 + i);
    if (data.backed_up && !data.backup_eligible) return std::nullopt;

    auto rest = bytes.substr(head_size);
    if ((flags & at) != 0) {
        data.attested = cut_attested(bytes, rest);
        if (!data.attested) return std::nullopt;
    }
    if ((flags & ed) != 0) {
        const auto extensions = cut_map(rest);
        if (!extensions) return std::nullopt;
        data.extensions = *extensions;
    }
    if (!rest.empty()) return std::nullopt;
    return data;
}

std::optional<AttestationObject> read_attestation_object(std::string_view bytes) {
    CborReader reader(bytes);
    const auto map = reader.next();
    if (!map || map->kind != Kind::map || map->number != 3) return std::nullopt;
    std::optional<std::string_view> format, statement, data;
    for (int i = 0; i < 3; ++i) {
        const auto name = reader.next();
        if (!name || name->kind != Kind::text) return std::nullopt;
        if (name->content == "attStmt" && !statement) {
            CborReader look(reader.rest());
            const auto head = look.next();
            statement = reader.item(most_statement_depth);
            if (!statement || head->kind != Kind::map) return std::nullopt;
            continue;
        }
        const auto value = reader.next();
        if (!value) return std::nullopt;
        if (name->content == "fmt" && !format && value->kind == Kind::text) format = value->content;
        else if (name->content == "authData" && !data && value->kind == Kind::bytes) data = value->content;
        else return std::nullopt;
    }
    if (!reader.at_end()) return std::nullopt;
    return AttestationObject{*format, *statement, *data};
}

std::optional<PackedStatement> read_packed_statement(std::string_view statement) {
    CborReader reader(statement);
    const auto map = reader.next();
    if (!map || map->kind != Kind::map) return std::nullopt;
    PackedStatement found;
    for (std::uint64_t i = 0; i < map->number; ++i) {
        const auto name = reader.next();
        if (!name || name->kind != Kind::text) return std::nullopt;
        CborReader look(reader.rest());
        const auto value = look.next();
        if (!value || !reader.item(most_statement_depth)) return std::nullopt;
        if (name->content == "alg") found.algorithm = value->small();
        else if (name->content == "sig" && value->kind == Kind::bytes) found.signature = value->content;
        else if (name->content == "x5c") found.has_certificates = true;
    }
    return found;
}

}  // namespace roster::webauthn
