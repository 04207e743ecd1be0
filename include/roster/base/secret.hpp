// Secrets: bytes that are wiped when they go, and compared without telling where they differ.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

namespace roster {

/// A byte string that is zeroised on destruction and when moved from, cannot be copied by accident, and is never
/// printed: streaming or formatting it does not compile.
class Secret {
public:
    Secret() noexcept = default;
    explicit Secret(std::string_view bytes);
    /// `size` bytes of 0, to be filled through data().
    static Secret zeros(std::size_t size);

    Secret(Secret&& other) noexcept;
    Secret& operator=(Secret&& other) noexcept;
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    ~Secret();

    [[nodiscard]] Secret clone() const;
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] char* data() noexcept { return bytes_.get(); }
    /// The bytes themselves, for handing to a function that needs them. Valid as long as this object.
    [[nodiscard]] std::string_view reveal() const noexcept { return {bytes_.get(), size_}; }

    /// Equal in a time that depends on the lengths only.
    friend bool operator==(const Secret& a, const Secret& b) noexcept;

private:
    std::unique_ptr<char[]> bytes_;
    std::size_t size_ = 0;
};

namespace secrets {
/// Equal in a time that depends on the lengths only.
bool equal(std::string_view a, std::string_view b) noexcept;
/// Overwrites memory in a way the compiler does not remove.
void wipe(void* bytes, std::size_t size) noexcept;
/// BLAKE2b (RFC 7693) of the bytes, 32 bytes long, keyed when `key` is not empty (16 to 64 bytes).
/// @throws Error invalid_argument "secret.key_length" for a key of another length
void hash(std::string_view bytes, unsigned char out[32], std::string_view key = {});
}  // namespace secrets

}  // namespace roster
