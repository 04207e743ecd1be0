// The URL of a store: what libpq is told, and what nobody may be shown.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace roster::postgres {

/// A postgresql:// URL taken apart. Everything libpq knows passes through: several hosts, target_session_attrs, TLS.
/// `pool_size` (1 to 1000) is the driver's own parameter. Immutable; may be shared.
///
/// Where the URL and libpq's environment variables say nothing, a server that has gone away is noticed within half a
/// minute: connect_timeout=5, keepalives and tcp_user_timeout.
class Url {
public:
    /// @throws Error invalid_argument "storage.location"; its words repeat nothing of the URL
    explicit Url(std::string text);

    /// Keywords and values for PQconnectdbParams.
    [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& parameters() const noexcept {
        return parameters_;
    }
    [[nodiscard]] int pool_size() const noexcept { return pool_size_; }  ///< 0 when the URL does not say

    /// A message of libpq's as one line without any secret. `found`: a password that came from elsewhere (a password
    /// file).
    [[nodiscard]] std::string scrub(std::string_view message, const char* found = nullptr) const;

private:
    void take_pool_size(std::string& text);

    std::vector<std::pair<std::string, std::string>> parameters_;
    std::vector<std::string> secrets_;
    int pool_size_ = 0;
};

}  // namespace roster::postgres
