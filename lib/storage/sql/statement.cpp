#include "storage/sql/driver.hpp"

#include <utility>

namespace roster::sql {
namespace {

// Filled while the program or the library is loaded, by one thread; only read afterwards.
std::vector<const Statement*>& registry() {
    static std::vector<const Statement*> statements;
    return statements;
}

}  // namespace

Statement::Statement(std::string words) : text(std::move(words)), index(static_cast<int>(registry().size())) {
    registry().push_back(this);
}

const std::vector<const Statement*>& Statement::all() { return registry(); }

}  // namespace roster::sql
