// Pages: every list is read in pages, from one cursor to the next.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace roster {

/// Which part of a list is wanted.
struct PageRequest {
    std::int32_t limit = 50;  ///< Rows in a page, 1 to 1,000.
    std::string after{};      ///< Page::next of the page before; empty for the first page.
};

/// A part of a list. A walk from the first page to the one without `next` visits every row that existed throughout
/// exactly once, whatever others insert or delete meanwhile.
template <class T>
struct Page {
    std::vector<T> items;
    std::string next;  ///< The cursor of the following page; empty at the end.

    [[nodiscard]] bool has_more() const noexcept { return !next.empty(); }
};

/// Cursors: text that marks a place in one list. Opaque, printable (base64url), bound to the list, its filter, its
/// sort and its account: used with another one, cut, or changed in any bit, it is refused as invalid_argument
/// "page.cursor" and never reaches a store. A cursor is data, not a right: it opens nothing that the call itself
/// would not show.
namespace cursor {

/// The place: the sort key's values of the last row, in the order of the sort.
using Position = std::vector<std::string>;

/// Longest cursor in characters; a longer one is refused unread. It holds about 3,000 bytes of position.
inline constexpr std::size_t max_bytes = 4096;

/// @param binding  everything the list depends on (list name, account, filter, sort), any bytes
/// @throws Error internal "page.position" when the position does not fit into a cursor: a list's sort key must be short
std::string encode(std::string_view binding, const Position& position);
/// @throws Error invalid_argument "page.cursor"
Position decode(std::string_view binding, std::string_view cursor);
/// As above, of a list whose sort key has `parts` values.
/// @throws Error invalid_argument "page.cursor", also for another number of them
Position decode(std::string_view binding, std::string_view cursor, std::size_t parts);

/// An int64 as 8 bytes whose byte order is the numbers' order, and back.
std::string from_int(std::int64_t value);
/// @throws Error invalid_argument "page.cursor" unless there are 8 bytes
std::int64_t to_int(std::string_view bytes);

/// The 16 bytes themselves. @throws Error invalid_argument "page.cursor" unless there are 16 bytes
const void* id_bytes(std::string_view bytes);
/// An id as it stands in a position, `std::string(id.bytes())`, back.
template <class ThingId>
ThingId to_id(std::string_view bytes) {
    return ThingId::from_bytes(id_bytes(bytes));
}

}  // namespace cursor

}  // namespace roster
