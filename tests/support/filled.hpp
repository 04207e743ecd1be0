// What the tests of copying share: an account in which everything is there, and stores that fail or lie.
#pragma once

#include "support/desk.hpp"
#include "support/stores.hpp"
#include "support/world.hpp"

#include <roster/copy.hpp>
#include <roster/users/import.hpp>

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace roster::test {

/// An empty store of one kind, and what it lives in.
struct OpenStore {
    std::shared_ptr<void> keep;
    Directory directory;

    OpenStore(const StoreKind& kind, const World& world) : OpenStore(kind, world, nullptr) {}

private:
    OpenStore(const StoreKind& kind, const World& world, std::shared_ptr<void> nothing)
        : keep(std::move(nothing)), directory(kind.make(keep), world.environment()) {}
};

inline const StoreKind& store_kind(const std::string& name) {
    for (const auto& kind : store_kinds())
        if (kind.name == name) return kind;
    throw std::logic_error("there is no kind of store " + name);
}

/// Fills an account such that every table has rows, and every column something in it.
Account fill(const Directory& directory, World& world);

/// A store that does something after each of its writes; what that throws comes out.
class AfterWrite final : public Storage {
public:
    AfterWrite(std::shared_ptr<Storage> real, std::function<void(Storage&, AccountId)> then)
        : real_(std::move(real)), then_(std::move(then)) {}
    void read(AccountId account, Work work) override { real_->read(account, work); }
    void write(AccountId account, Work work) override {
        real_->write(account, work);
        then_(*real_, account);
    }
    std::vector<AccountRecord> accounts(AccountId after, std::int32_t limit) override {
        return real_->accounts(after, limit);
    }
    std::vector<std::string> check() override { return real_->check(); }
    void backup(const std::string& path) override { real_->backup(path); }
    std::string engine() const override { return real_->engine(); }
    void close() override { real_->close(); }
    bool is_closed() const noexcept override { return real_->is_closed(); }

private:
    std::shared_ptr<Storage> real_;
    std::function<void(Storage&, AccountId)> then_;
};

/// The same for people: what an account looks like through the library.
std::string description(const Account& account);

/// Every row of every table of an SQLite file but its list of migrations, as sorted lines.
/// @param empty  receives tables without rows, and columns that hold nothing but NULL, 0 or ""
std::vector<std::string> rows_of(const std::string& path, std::vector<std::string>* empty = nullptr);

}  // namespace roster::test
