#include "storage/open.hpp"

#include <roster/base/error.hpp>

namespace roster {

Directory open(const std::string& location, const OpenOptions& options) {
    if (location.empty() || location.find('\0') != location.npos)
        throw Error(ErrorCode::invalid_argument, "storage.location",
                    "Name a store: a file, \":memory:\", or a URL that begins with \"postgresql://\".",
                    {{"location", "invalid", "must be a file, \":memory:\" or a postgresql:// URL"}});
    if (location.starts_with("postgresql://") || location.starts_with("postgres://"))
        return Directory(postgres::open(location, options), options.environment);
    return Directory(sqlite::open(location, options), options.environment);
}

#ifndef ROSTER_HAS_POSTGRES
std::shared_ptr<Storage> postgres::open(const std::string&, const OpenOptions&) {
    throw Error(ErrorCode::unimplemented, "storage.no_postgres",
                "This build of Roster has no PostgreSQL driver (ROSTER_POSTGRES).");
}
#endif

}  // namespace roster
