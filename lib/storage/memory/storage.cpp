#include "storage/memory/stores.hpp"
#include "storage/sql/guard.hpp"

#include <roster/storage/memory.hpp>

#include <atomic>
#include <map>
#include <mutex>

namespace roster::memory {
namespace {

class MemoryTransaction final : public Transaction {
public:
    MemoryTransaction(State& state, AccountId account, bool writes) : access_(state, account, writes) {}

    AccountId account() const noexcept override { return access_.account(); }
    AccountStore& accounts() override { return accounts_; }
    UserStore& users() override { return users_; }
    OrganizationStore& organizations() override { return organizations_; }
    GroupStore& groups() override { return groups_; }
    ImportStore& imports() override { return imports_; }
    SessionStores& sessions() override { return sessions_; }
    RoleStores& roles() override { return roles_; }
    HistoryStore& history() override { return history_; }

private:
    Access access_;
    MemoryAccountStore accounts_{access_};
    MemoryUserStore users_{access_};
    MemoryOrganizationStore organizations_{access_};
    MemoryGroupStore groups_{access_};
    MemoryImportStore imports_{access_};
    MemorySessionStores sessions_{access_};
    MemoryRoleStores roles_{access_};
    MemoryHistoryStore history_{access_};
};

/// One at a time: a reading sees one state because nobody writes meanwhile, and a writing takes back what it did when
/// its work throws.
class MemoryStorage final : public Storage {
public:
    void read(AccountId account, Work work) override {
        const sql::CallGuard::Inside inside(guard_);
        const auto lock = enter();
        const auto found = states_.find(account);
        State nothing;
        MemoryTransaction tx(found == states_.end() ? nothing : found->second, account, false);
        work(tx);
    }

    void write(AccountId account, Work work) override {
        const sql::CallGuard::Inside inside(guard_);
        const auto lock = enter();
        const auto place = states_.try_emplace(account).first;
        State& state = place->second;
        try {
            MemoryTransaction tx(state, account, true);
            work(tx);
            state.keep();
            ++commits_;
        } catch (...) {
            state.take_back();
            forget_if_empty(place);
            throw;
        }
        forget_if_empty(place);
    }

    std::vector<AccountRecord> accounts(AccountId after, std::int32_t limit) override {
        const sql::CallGuard::Inside inside(guard_);
        const auto lock = enter();
        std::vector<AccountRecord> found;
        for (auto row = states_.upper_bound(after); row != states_.end(); ++row)
            if (static_cast<std::int32_t>(found.size()) < limit)
                found.push_back(*row->second.account.find(row->first));
        return found;
    }

    std::vector<std::string> check() override {
        const sql::CallGuard::Inside inside(guard_);
        const auto lock = enter();
        std::vector<std::string> lines;
        for (auto& [account, state] : states_)
            for (auto& line : examine(account, state)) lines.push_back(std::move(line));
        return lines;
    }

    void backup(const std::string&) override {
        throw Error(ErrorCode::unimplemented, "storage.backup",
                    "A store in memory is gone with its process: it has no backup.");
    }
    std::string engine() const override { return "memory"; }
    std::optional<std::uint64_t> stamp() noexcept override {
        return closed_ || guard_.forked() ? std::nullopt : std::optional(commits_.load());
    }

    void close() override {
        const sql::CallGuard::Inside inside(guard_);
        const std::lock_guard lock(mutex_);
        closed_ = true;
        states_.clear();
    }
    bool is_closed() const noexcept override { return closed_; }

private:
    /// A call's turn. @throws Error failed_precondition "storage.closed"
    std::unique_lock<std::mutex> enter() {
        std::unique_lock lock(mutex_);
        if (closed_) throw Error(ErrorCode::failed_precondition, "storage.closed", "The store has been closed.");
        return lock;
    }

    using States = std::map<AccountId, State>;

    /// Without its record there is nothing of an account: new rows are refused.
    void forget_if_empty(States::iterator place) noexcept {
        if (place->second.account.rows().empty()) states_.erase(place);
    }

    sql::CallGuard guard_;
    std::mutex mutex_;
    std::atomic<bool> closed_ = false;
    std::atomic<std::uint64_t> commits_ = 0;
    States states_;
};

}  // namespace
}  // namespace roster::memory

namespace roster {

std::shared_ptr<Storage> memory_storage() { return std::make_shared<memory::MemoryStorage>(); }

}  // namespace roster
