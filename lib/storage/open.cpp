#include "storage/open.hpp"

#include <roster/base/error.hpp>

#include <algorithm>
#include <utility>

namespace roster {
namespace {

bool is_postgres(const std::string& location) {
    return location.starts_with("postgresql://") || location.starts_with("postgres://");
}

void check_standby(const std::string& location, const OpenOptions& options) {
    FieldErrors errors;
    const bool wanted = !options.standby.empty();
    if (wanted && !is_postgres(location)) errors.add("standby", "invalid", "only a PostgreSQL store has standbys");
    else if (wanted && !is_postgres(options.standby))
        errors.add("standby", "invalid", "must be a postgresql:// URL");
    if (!wanted && options.max_staleness != Duration())
        errors.add("max_staleness", "invalid", "says something only about a standby");
    if (wanted && (options.max_staleness < boost::posix_time::milliseconds(10) ||
                   options.max_staleness > boost::posix_time::hours(1)))
        errors.add("max_staleness", "out_of_range", "must be from 10 milliseconds to an hour");
    errors.throw_if_any("storage.standby", "Reads cannot be sent to a standby like this.");
}

/// "mysql://…": a URL is never taken for a file. A file of such a name can be given as "./mysql://…".
bool has_scheme(const std::string& location) {
    const auto end = location.find("://");
    return end != location.npos && end > 0 &&
           std::all_of(location.begin(), location.begin() + static_cast<std::ptrdiff_t>(end), [](unsigned char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
                      c == '-';
           });
}

}  // namespace

Directory open(const std::string& location, const OpenOptions& options) {
    if (location.empty() || location.find('\0') != location.npos ||
        (has_scheme(location) && !is_postgres(location)))
        throw Error(ErrorCode::invalid_argument, "storage.location",
                    "Name a store: a file, \":memory:\", or a URL that begins with \"postgresql://\".",
                    {{"location", "invalid", "must be a file, \":memory:\" or a postgresql:// URL"}});
    check_standby(location, options);
    // Wrong ones are told of before anything is opened; good ones become known once the store is open.
    static_cast<void>(permissions::catalogue()->with(options.permissions));
    auto storage = is_postgres(location) ? postgres::open(location, options) : sqlite::open(location, options);
    Directory directory(std::move(storage), options.environment, options.sessions);
    permissions::add(options.permissions);
    return directory;
}

#ifndef ROSTER_HAS_POSTGRES
std::shared_ptr<Storage> postgres::open(const std::string&, const OpenOptions&) {
    throw Error(ErrorCode::unimplemented, "storage.no_postgres",
                "This build of Roster has no PostgreSQL driver (ROSTER_POSTGRES).");
}
#endif

}  // namespace roster
