// Languages and currencies: whether a code exists, and its canonical form.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace roster::locales {

/// The canonical form of a BCP 47 language tag whose language, script and region are registered ("EN-us" → "en-US");
/// nullopt for anything else, the empty text included.
std::optional<std::string> language(std::string_view tag);

/// True for an active ISO 4217 currency code in capitals ("EUR"). The table is dated 2025-05 (with XCG and ZWG).
bool known_currency(std::string_view code) noexcept;

}  // namespace roster::locales
