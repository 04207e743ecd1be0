// A table: a std::map that can take back what was done to it.
#pragma once

#include <map>
#include <utility>
#include <vector>

namespace roster::memory {

/// What is done to every table of an account alike.
class AnyTable {
public:
    virtual ~AnyTable() = default;
    virtual void keep() noexcept = 0;
    virtual void take_back() noexcept = 0;
    [[nodiscard]] virtual bool is_kept() const noexcept = 0;
};
/// The tables of one account: each enters itself, so that none is forgotten when a transaction is taken back.
using Tables = std::vector<AnyTable*>;

/// Everything done since the last keep() can be taken back. Keys are compared by <, so texts by bytes.
template <class Key, class Row>
class Table final : public AnyTable {
public:
    using Rows = std::map<Key, Row, std::less<>>;

    explicit Table(Tables& all) { all.push_back(this); }
    Table(const Table&) = delete;
    Table& operator=(const Table&) = delete;

    [[nodiscard]] const Rows& rows() const noexcept { return rows_; }
    /// @return nullptr when there is no such row
    template <class AnyKey>
    [[nodiscard]] const Row* find(const AnyKey& key) const {
        const auto found = rows_.find(key);
        return found == rows_.end() ? nullptr : &found->second;
    }

    /// Inserts, or replaces what is there.
    void put(const Key& key, Row row) {
        remember(key);
        rows_.emplace(key, std::move(row));
    }
    void erase(const Key& key) { remember(key); }

    void keep() noexcept override { past_.clear(); }
    void take_back() noexcept override {
        for (; !past_.empty(); past_.pop_back()) {
            rows_.erase(past_.back().key);
            if (past_.back().row) rows_.insert(std::move(past_.back().row));
        }
    }
    [[nodiscard]] bool is_kept() const noexcept override { return past_.empty(); }

private:
    struct Before {
        Key key;
        typename Rows::node_type row;  ///< empty: there was none
    };

    /// Moves the row, if any, from the table to the past. Nothing is allocated between, so that nothing gets lost.
    void remember(const Key& key) {
        past_.push_back({key, {}});
        past_.back().row = rows_.extract(key);
    }

    Rows rows_;
    std::vector<Before> past_;
};

}  // namespace roster::memory
