#include "storage/open.hpp"

#include "storage/postgres/driver.hpp"

#include <span>
#include <utility>

namespace roster::postgres {

std::shared_ptr<Storage> open(const std::string& url, const OpenOptions& given) {
    Options options;
    options.create = given.create;
    options.read_only = given.read_only;
    options.standby = given.standby;
    options.max_staleness = std::chrono::microseconds(given.max_staleness.total_microseconds());
    const std::span migrations(sql::postgres_migrations, static_cast<std::size_t>(sql::postgres_migration_count));
    return sql::make_storage(std::make_unique<Driver>(url, options, migrations));
}

}  // namespace roster::postgres
