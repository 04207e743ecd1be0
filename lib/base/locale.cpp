#include <roster/base/locale.hpp>

#include <unicode/uloc.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <new>

namespace roster::locales {
namespace {

bool listed(const char* const* list, const char* code) {
    for (; *list != nullptr; ++list)
        if (std::strcmp(*list, code) == 0) return true;
    return false;
}

void check_memory(UErrorCode status) {
    if (status == U_MEMORY_ALLOCATION_ERROR) throw std::bad_alloc();
}

/// A part of a locale, by one of ICU's getters.
template <auto Get, std::size_t Size>
std::array<char, Size> part(const char* locale) {
    std::array<char, Size> text{};
    UErrorCode status = U_ZERO_ERROR;
    Get(locale, text.data(), Size - 1, &status);
    check_memory(status);
    return text;
}

// Active codes of ISO 4217 as of 2025-05, funds and metals left out. ICU's own list lacks XCG and ZWG.
constexpr std::string_view currencies =
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP "
    "CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF "
    "IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD "
    "MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB "
    "RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD "
    "UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG ";

}  // namespace

std::optional<std::string> language(std::string_view tag) {
    if (tag.empty() || tag.size() > 35) return std::nullopt;
    for (char c : tag)
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'))
            return std::nullopt;
    const std::string text(tag);
    std::array<char, ULOC_FULLNAME_CAPACITY> locale{};
    std::int32_t parsed = 0;
    UErrorCode status = U_ZERO_ERROR;
    uloc_forLanguageTag(text.c_str(), locale.data(), locale.size() - 1, &parsed, &status);
    check_memory(status);
    if (U_FAILURE(status) || parsed != static_cast<std::int32_t>(text.size())) return std::nullopt;

    // Well-formed is not enough: "xx-YY" is. ICU knows what is registered and in use.
    const auto language_code = part<uloc_getLanguage, 16>(locale.data());
    const auto country = part<uloc_getCountry, 8>(locale.data());
    if (language_code[0] == 0 || !listed(uloc_getISOLanguages(), language_code.data())) return std::nullopt;
    const bool world_area = country[0] >= '0' && country[0] <= '9';  // "es-419": UN M.49
    if (country[0] != 0 && !world_area && !listed(uloc_getISOCountries(), country.data())) return std::nullopt;

    std::array<char, ULOC_FULLNAME_CAPACITY> canonical{};
    status = U_ZERO_ERROR;
    const auto size =
        uloc_toLanguageTag(locale.data(), canonical.data(), canonical.size() - 1, /*strict=*/1, &status);
    check_memory(status);
    if (U_FAILURE(status) || size <= 0) return std::nullopt;
    return std::string(canonical.data(), static_cast<std::size_t>(size));
}

bool known_currency(std::string_view code) noexcept {
    if (code.size() != 3) return false;
    for (std::size_t at = 0; at + 4 <= currencies.size(); at += 4)
        if (currencies.substr(at, 3) == code) return true;
    return false;
}

}  // namespace roster::locales
