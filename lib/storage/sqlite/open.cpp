#include "storage/open.hpp"

#include "storage/sqlite/driver.hpp"

#include <span>
#include <utility>

namespace roster::sqlite {

std::shared_ptr<Storage> open(const std::string& path, const OpenOptions& given) {
    Options options;
    options.create = given.create;
    options.read_only = given.read_only;
    const std::span migrations(sql::sqlite_migrations, static_cast<std::size_t>(sql::sqlite_migration_count));
    return sql::make_storage(std::make_unique<Driver>(path, std::move(options), migrations));
}

}  // namespace roster::sqlite
