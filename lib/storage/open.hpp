// The engines' front doors, one function each.
#pragma once

#include <roster/directory.hpp>

#include <memory>
#include <string>

namespace roster {

namespace sqlite {
/// Opens (and migrates) an SQLite file or ":memory:".
std::shared_ptr<Storage> open(const std::string& path, const OpenOptions& options);
}  // namespace sqlite

namespace postgres {
/// Opens (and migrates) a PostgreSQL database by URL. Error unimplemented in a build without PostgreSQL.
std::shared_ptr<Storage> open(const std::string& url, const OpenOptions& options);
}  // namespace postgres

}  // namespace roster
