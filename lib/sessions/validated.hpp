// What was found of a token, for as long as nobody has committed since.
#pragma once

#include <roster/accounts/model.hpp>
#include <roster/base/digest.hpp>
#include <roster/sessions/model.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <mutex>
#include <optional>
#include <unordered_map>

namespace roster::sessions {

/// A principal, and how long it is what the store says even though nothing in the store changes: until a session ends, a
/// suspension begins, or its use is to be noted again.
struct Validated {
    Principal principal;
    Instant from;
    Instant until;
};

/// Safe from any thread. Keeps a bounded number; which of them goes to make room is left to chance.
class ValidatedCache {
public:
    explicit ValidatedCache(std::size_t most) : most_in_part_(most / parts) {}

    /// What was kept under this very stamp (Storage::stamp), if it still holds now and no permission became known since.
    std::optional<Principal> find(const AccountId& account, const Digest& digest, std::uint64_t stamp, Instant now);

    /// @param stamp  taken before the store was read
    void keep(const AccountId& account, const Digest& digest, std::uint64_t stamp, const Validated& found);

    [[nodiscard]] std::size_t size();

private:
    struct Key {
        AccountId account;
        Digest digest;
        friend bool operator==(const Key&, const Key&) = default;
    };
    struct Hash {
        std::size_t operator()(const Key& key) const noexcept { return word_of(key.digest); }
    };
    struct Kept {
        std::uint64_t stamp;
        Validated found;
    };
    struct alignas(64) Part {
        std::mutex mutex;
        std::unordered_map<Key, Kept, Hash> kept;
    };

    /// A digest is random enough to be its own hash.
    static std::uint64_t word_of(const Digest& digest) noexcept {
        std::uint64_t word;
        std::memcpy(&word, digest.raw.data(), sizeof word);
        return word;
    }
    static void make_room(Part& part, std::uint64_t anywhere);
    Part& part_of(const Digest& digest) noexcept { return parts_[word_of(digest) % parts]; }

    static constexpr std::size_t parts = 64;
    const std::size_t most_in_part_;
    std::array<Part, parts> parts_;
};

}  // namespace roster::sessions
