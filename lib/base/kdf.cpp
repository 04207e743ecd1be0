#include "kdf.hpp"

#include <roster/base/error.hpp>
#include <roster/base/secret.hpp>

#include "sodium.hpp"

#include <crypt.h>
#include <openssl/evp.h>
#include <sys/mman.h>

#include <atomic>
#include <cerrno>
#include <memory>

namespace roster::kdf {
namespace {

std::atomic<std::uint64_t> run_count{0};

void count_run() noexcept { run_count.fetch_add(1, std::memory_order_relaxed); }

[[noreturn]] void no_memory() {
    throw Error(ErrorCode::resource_exhausted, "secret.memory", "There is not enough memory to check a password.");
}
[[noreturn]] void refused() { throw Error(ErrorCode::internal, "secret.hash", "A hash could not be computed."); }

/// Never null: an empty view may be, and the libraries' declarations say that nothing is.
const char* chars(std::string_view s) noexcept { return s.empty() ? "" : s.data(); }
const unsigned char* bytes(std::string_view s) noexcept { return reinterpret_cast<const unsigned char*>(chars(s)); }
unsigned char* bytes(std::string& s) noexcept { return reinterpret_cast<unsigned char*>(s.data()); }

/// libsodium does not tell "no memory" from "no match" when it verifies: asks the same way for as much beforehand.
void require_memory(std::uint32_t kib) {
    const auto size = static_cast<std::size_t>(kib) * 1024;
    void* const room = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (room == MAP_FAILED) no_memory();
    munmap(room, size);
}

}  // namespace

std::uint64_t runs() noexcept { return run_count.load(std::memory_order_relaxed); }

std::string argon2id(std::string_view password, std::string_view salt, const Argon2Cost& cost, std::size_t size) {
    ensure_sodium();
    count_run();
    if (salt.size() != crypto_pwhash_argon2id_SALTBYTES) refused();
    std::string out(size, '\0');
    errno = 0;
    if (crypto_pwhash_argon2id(bytes(out), out.size(), chars(password), password.size(), bytes(salt), cost.passes,
                               static_cast<std::size_t>(cost.memory_kib) * 1024,
                               crypto_pwhash_argon2id_ALG_ARGON2ID13) != 0)
        errno == EINVAL || errno == EFBIG ? refused() : no_memory();
    return out;
}

bool argon2_matches(const std::string& phc, std::string_view password, std::uint32_t memory_kib) {
    ensure_sodium();
    count_run();
    require_memory(memory_kib);
    const auto verify =
        phc.starts_with("$argon2id$") ? crypto_pwhash_argon2id_str_verify : crypto_pwhash_argon2i_str_verify;
    return verify(phc.c_str(), chars(password), password.size()) == 0;
}

std::string pbkdf2(Digest digest, std::string_view password, std::string_view salt, std::uint32_t iterations,
                   std::size_t size) {
    count_run();
    const EVP_MD* const md = digest == Digest::sha1     ? EVP_sha1()
                             : digest == Digest::sha256 ? EVP_sha256()
                                                        : EVP_sha512();
    std::string out(size, '\0');
    if (PKCS5_PBKDF2_HMAC(chars(password), static_cast<int>(password.size()), bytes(salt),
                          static_cast<int>(salt.size()), static_cast<int>(iterations), md,
                          static_cast<int>(out.size()), bytes(out)) != 1)
        refused();
    return out;
}

std::string scrypt(std::string_view password, std::string_view salt, std::uint64_t n, std::uint32_t r,
                   std::uint32_t p, std::size_t size) {
    ensure_sodium();
    count_run();
    std::string out(size, '\0');
    errno = 0;
    if (crypto_pwhash_scryptsalsa208sha256_ll(bytes(password), password.size(), bytes(salt), salt.size(), n, r, p,
                                              bytes(out), out.size()) != 0)
        errno == EINVAL || errno == EFBIG ? refused() : no_memory();
    return out;
}

std::optional<std::string> bcrypt(const std::string& setting, std::string_view password) {
    count_run();
    constexpr std::size_t before = 29, size = 60;  // "$2b$10$" and the salt; with the hash
    struct Wiped {
        crypt_data data{};
        ~Wiped() { secrets::wipe(&data, sizeof data); }
    };
    const auto room = std::make_unique<Wiped>();
    auto phrase = Secret::zeros(password.size() + 1);  // it wants a NUL at the end
    password.copy(phrase.data(), password.size());
    const char* const made = crypt_rn(phrase.data(), setting.c_str(), &room->data, sizeof room->data);
    if (made == nullptr) return std::nullopt;
    const std::string_view whole(made);
    if (whole.size() != size) return std::nullopt;
    return std::string(whole.substr(before));
}

std::string sha256_hex(std::string_view text) {
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(digest, bytes(text), text.size());
    std::string hex(2 * sizeof digest + 1, '\0');
    sodium_bin2hex(hex.data(), hex.size(), digest, sizeof digest);
    secrets::wipe(digest, sizeof digest);
    hex.pop_back();
    return hex;
}

std::string sha256(std::string_view text) {
    std::string digest(crypto_hash_sha256_BYTES, '\0');
    crypto_hash_sha256(reinterpret_cast<unsigned char*>(digest.data()), bytes(text), text.size());
    return digest;
}

}  // namespace roster::kdf
