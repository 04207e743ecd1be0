// Sealing: secrets that must be read again (one-time password seeds) are kept encrypted, under keys that the host holds.
#pragma once

#include <roster/base/environment.hpp>
#include <roster/base/id.hpp>
#include <roster/base/secret.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace roster {

/// What a sealed box belongs to. It is no part of the box and must be the same when it is opened: a box that was moved to
/// another user, account or purpose does not open.
struct SealContext {
    AccountId account;
    UserId user;               ///< nil: the account's own
    std::string_view purpose;  ///< e.g. "totp"
};

/// The host's sealing keys: the first one seals, all of them open. To rotate, put the new key first, seal everything anew
/// (`is_current` tells what is left to do), and drop the old one when nothing is left.
///
/// Copies share the keys, which are wiped with the last copy. Safe from any thread once its keys were added.
class KeyRing {
public:
    static constexpr std::size_t key_size = 32;
    static constexpr std::size_t max_plain_size = 4'096;

    KeyRing();

    /// Adds a key behind those that are there.
    /// @param id   names the key in every box: 1 to 32 of a-z, 0-9, "_" and "-"; never used for another key again
    /// @param key  32 random bytes
    /// @throws Error invalid_argument "seal.key" for another length or id, or an id that is there
    KeyRing& add(std::string_view id, Secret key);

    [[nodiscard]] bool empty() const noexcept { return keys_.empty(); }

    /// Encrypted and authenticated with XChaCha20-Poly1305 under the first key: printable ASCII, "1.<id>.<base64url>",
    /// with a random nonce, so that equal texts make different boxes.
    /// @throws Error failed_precondition "seal.no_key" when the ring is empty; invalid_argument "seal.too_long"
    [[nodiscard]] std::string seal(std::string_view plain, const SealContext& context,
                                   const Environment& environment) const;

    /// What was sealed. Takes any bytes as a box.
    /// @throws Error failed_precondition "seal.unknown_key" when the box was sealed with a key that is not in the ring;
    ///         data_loss "seal.damaged" when it is no box, was changed, belongs to another context, or was sealed with
    ///         another key of this id
    [[nodiscard]] Secret open(std::string_view box, const SealContext& context) const;

    /// Whether the box names the first key; what does not is to be opened and sealed anew.
    [[nodiscard]] bool is_current(std::string_view box) const noexcept;

private:
    struct Key;
    std::vector<std::shared_ptr<const Key>> keys_;
};

}  // namespace roster
