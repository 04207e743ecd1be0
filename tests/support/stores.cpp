#include "support/stores.hpp"

#include "storage/open.hpp"

#include <roster/storage/memory.hpp>
#ifdef ROSTER_HAS_POSTGRES
#include "support/postgres_server.hpp"
#endif

namespace roster::test {
namespace {

std::shared_ptr<Storage> sqlite_file(std::shared_ptr<void>& keep) {
    const auto folder = std::make_shared<Folder>();
    keep = folder;
    return sqlite::open(folder->file("desk.db"), {});
}

std::shared_ptr<Storage> sqlite_memory(std::shared_ptr<void>&) { return sqlite::open(":memory:", {}); }

#ifdef ROSTER_HAS_POSTGRES
std::shared_ptr<Storage> postgresql(std::shared_ptr<void>& keep) {
    const auto store = std::make_shared<PostgresStore>();
    keep = store;
    return postgres::open(store->url(), {});
}
#endif

}  // namespace

const std::vector<StoreKind>& store_kinds() {
    static const std::vector<StoreKind> kinds{
        {"SqliteFile", sqlite_file},
        {"SqliteMemory", sqlite_memory},
        {"Reference", [](std::shared_ptr<void>&) { return memory_storage(); }},
#ifdef ROSTER_HAS_POSTGRES
        {"Postgresql", postgresql},
#endif
    };
    return kinds;
}

}  // namespace roster::test
