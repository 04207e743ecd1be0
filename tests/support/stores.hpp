// The stores over which the rooms' tests run. Adding one is one line in stores.cpp.
#pragma once

#include "support/folder.hpp"

#include <roster/directory.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <ostream>
#include <string>
#include <vector>

namespace roster::test {

/// One kind of store: its name in test names, and how an empty one is made. What the store lives in (a folder, a
/// database) is kept by `keep` until the store is closed.
struct StoreKind {
    std::string name;
    std::shared_ptr<Storage> (*make)(std::shared_ptr<void>& keep);
};
inline void PrintTo(const StoreKind& kind, std::ostream* out) { *out << kind.name; }

const std::vector<StoreKind>& store_kinds();

}  // namespace roster::test

/// Runs the suite's TEST_Ps over every kind of store.
#define ROSTER_OVER_ALL_STORES(suite)                                                   \
    INSTANTIATE_TEST_SUITE_P(, suite, testing::ValuesIn(::roster::test::store_kinds()), \
                             [](const auto& test) { return test.param.name; })
