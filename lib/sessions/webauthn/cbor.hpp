// CBOR (RFC 8949) as authenticators write it, read item by item over the bytes, and nothing copied or allocated: whatever
// lengths are claimed. Items of indefinite length and tags are refused, as CTAP2's canonical form has none of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace roster::webauthn {

/// The beginning of an item: of bytes and text all of it.
struct CborHead {
    enum class Kind { positive, negative, bytes, text, list, map, simple };
    Kind kind = Kind::simple;
    std::uint64_t number = 0;  ///< a number (of a negative one -1 minus it), or how many items, or pairs of a map
    std::string_view content;  ///< of bytes and text

    /// The number where it is a small one.
    [[nodiscard]] std::optional<std::int64_t> small() const {
        if (number > 1'000'000 || (kind != Kind::positive && kind != Kind::negative)) return std::nullopt;
        return kind == Kind::positive ? static_cast<std::int64_t>(number) : -1 - static_cast<std::int64_t>(number);
    }
};

class CborReader {
public:
    explicit CborReader(std::string_view bytes) : rest_(bytes) {}

    [[nodiscard]] bool at_end() const noexcept { return rest_.empty(); }
    [[nodiscard]] std::string_view rest() const noexcept { return rest_; }

    /// Nothing when the bytes end before the item's head, text or bytes does, or it is of a kind that is refused.
    std::optional<CborHead> next();
    /// The bytes of one whole item with all that is in it, at most `depth` lists and maps deep.
    std::optional<std::string_view> item(int depth);

private:
    bool skip(int depth);

    std::string_view rest_;
};

}  // namespace roster::webauthn
