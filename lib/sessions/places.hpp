// Where an address is, from a file in MaxMind's format: GeoLite2-City.mmdb or alike. A build without ROSTER_GEO has its own
// bodies of these (places_left_out.cpp).
#pragma once

#include <roster/base/error.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace roster::sessions {

/// An opened file. It is mapped into memory and read where needed: put a newer one in its place under the same name
/// (rename), never write into it; the newer one is read by whoever opens the store next. Any threads at once.
class Places {
public:
    /// Nothing, and a fault of "place_file", for a file that is not there or is damaged.
    /// @throws Error unimplemented "sessions.left_out" in a build without them
    static std::unique_ptr<const Places> open(const std::string& file, FieldErrors& errors);
    ~Places();

    /// "Lisbon, Portugal", by the English names; the country alone where no city is known, the region where neither is;
    /// empty for an address that the file does not know, and for what is no IPv4 or IPv6 address. The names are the
    /// file's: valid UTF-8 of at most some 2,000 bytes without control characters, and not normalised.
    [[nodiscard]] std::string of(std::string_view address) const;

private:
    struct File;
    explicit Places(std::unique_ptr<File> file);
    std::unique_ptr<File> file_;
};

}  // namespace roster::sessions
