#include "sessions/places.hpp"

#include <roster/base/text.hpp>

#include <arpa/inet.h>
#include <maxminddb.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>
#include <new>
#include <optional>

namespace roster::sessions {

struct Places::File {
    File() = default;
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() {
        if (is_open) MMDB_close(&database);
    }

    MMDB_s database{};
    bool is_open = false;
};

namespace {

constexpr std::size_t longest_name = 1'000;  // bytes; lists show less

sockaddr_storage stored(const in_addr& address) {
    sockaddr_in known{};
    known.sin_family = AF_INET;
    known.sin_addr = address;
    sockaddr_storage all{};
    std::memcpy(&all, &known, sizeof known);
    return all;
}

sockaddr_storage stored(const in6_addr& address) {
    if (IN6_IS_ADDR_V4MAPPED(&address)) {
        in_addr within{};
        std::memcpy(&within, address.s6_addr + 12, sizeof within);
        return stored(within);
    }
    sockaddr_in6 known{};
    known.sin6_family = AF_INET6;
    known.sin6_addr = address;
    sockaddr_storage all{};
    std::memcpy(&all, &known, sizeof known);
    return all;
}

/// An address in figures and nothing else: no name is resolved, no port or zone cut off.
std::optional<sockaddr_storage> read_address(std::string_view text) {
    std::array<char, INET6_ADDRSTRLEN> terminated{};
    if (text.size() >= terminated.size() || text.find('\0') != text.npos) return std::nullopt;
    std::copy(text.begin(), text.end(), terminated.begin());
    in_addr four{};
    if (inet_pton(AF_INET, terminated.data(), &four) == 1) return stored(four);
    in6_addr six{};
    if (inet_pton(AF_INET6, terminated.data(), &six) == 1) return stored(six);
    return std::nullopt;
}

/// @param path  ends in a null pointer
template <std::size_t N>
std::string name_at(MMDB_entry_s& entry, const char* const (&path)[N]) {
    MMDB_entry_data_s found{};
    if (MMDB_aget_value(&entry, &found, path) != MMDB_SUCCESS) return {};
    if (!found.has_data || found.type != MMDB_DATA_TYPE_UTF8_STRING || found.data_size > longest_name) return {};
    std::string name(found.utf8_string, found.data_size);
    return text::is_valid_utf8(name) && !text::has_control(name) ? name : std::string();
}

}  // namespace

Places::Places(std::unique_ptr<File> file) : file_(std::move(file)) {}
Places::~Places() = default;

std::unique_ptr<const Places> Places::open(const std::string& file, FieldErrors& errors) {
    std::error_code none;
    const bool is_there = file.find('\0') == file.npos && std::filesystem::is_regular_file(file, none);
    auto opened = std::make_unique<File>();
    const int status = is_there ? MMDB_open(file.c_str(), MMDB_MODE_MMAP, &opened->database) : MMDB_FILE_OPEN_ERROR;
    opened->is_open = status == MMDB_SUCCESS;
    if (status == MMDB_OUT_OF_MEMORY_ERROR) throw std::bad_alloc();
    if (status == MMDB_FILE_OPEN_ERROR || status == MMDB_IO_ERROR)
        errors.add("place_file", "unreadable", "cannot be opened for reading");
    else if (!opened->is_open) errors.add("place_file", "invalid", "is damaged, or not in MaxMind's format");
    return opened->is_open ? std::unique_ptr<const Places>(new Places(std::move(opened))) : nullptr;
}

std::string Places::of(std::string_view address) const {
    const auto known = read_address(address);
    if (!known) return {};
    int status = MMDB_SUCCESS;
    auto found = MMDB_lookup_sockaddr(&file_->database, reinterpret_cast<const sockaddr*>(&*known), &status);
    if (status != MMDB_SUCCESS || !found.found_entry) return {};
    const auto city = name_at(found.entry, {"city", "names", "en", nullptr});
    const auto country = name_at(found.entry, {"country", "names", "en", nullptr});
    if (!city.empty() && !country.empty()) return city + ", " + country;
    if (!city.empty() || !country.empty()) return city + country;
    return name_at(found.entry, {"subdivisions", "0", "names", "en", nullptr});
}

}  // namespace roster::sessions
