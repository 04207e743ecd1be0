#include "storage/sql/stores.hpp"

#include <atomic>

namespace roster::sql {
namespace {

class SqlTransaction final : public Transaction {
public:
    SqlTransaction(Connection& connection, AccountId account) : db_(connection), account_(account) {}

    AccountId account() const noexcept override { return account_; }
    AccountStore& accounts() override { return accounts_; }
    UserStore& users() override { return users_; }
    OrganizationStore& organizations() override { return organizations_; }
    GroupStore& groups() override { return groups_; }
    ImportStore& imports() override { return imports_; }
    SessionStores& sessions() override { return sessions_; }
    RoleStores& roles() override { return roles_; }
    HistoryStore& history() override { return history_; }

private:
    Connection& db_;
    AccountId account_;
    SqlAccountStore accounts_{db_, account_};
    SqlUserStore users_{db_, account_};
    SqlOrganizationStore organizations_{db_, account_};
    SqlGroupStore groups_{db_, account_};
    SqlImportStore imports_{db_, account_};
    SqlSessionStores sessions_{db_, account_};
    SqlRoleStores roles_{db_, account_, users_};
    SqlHistoryStore history_{db_, account_};
};

class SqlStorage final : public Storage {
public:
    explicit SqlStorage(std::unique_ptr<Driver> driver) : driver_(std::move(driver)) {}

    void read(AccountId account, Work work) override {
        driver_->read(account, [&](Connection& connection) {
            SqlTransaction tx(connection, account);
            work(tx);
        });
    }
    void write(AccountId account, Work work) override {
        driver_->write(account, [&](Connection& connection) {
            SqlTransaction tx(connection, account);
            work(tx);
        });
    }
    std::vector<AccountRecord> accounts(AccountId after, std::int32_t limit) override {
        std::vector<AccountRecord> found;
        driver_->read({}, [&](Connection& connection) { found = SqlAccountStore::list(connection, after, limit); });
        return found;
    }
    std::vector<std::string> check() override { return driver_->check(); }
    void backup(const std::string& path) override { driver_->backup(path); }
    std::string engine() const override { return driver_->engine(); }
    std::optional<std::uint64_t> stamp() noexcept override { return is_closed() ? std::nullopt : driver_->stamp(); }
    void close() override {
        driver_->close();
        closed_ = true;
    }
    bool is_closed() const noexcept override { return closed_; }

private:
    std::atomic<bool> closed_ = false;
    std::unique_ptr<Driver> driver_;
};

}  // namespace

std::shared_ptr<Storage> make_storage(std::unique_ptr<Driver> driver) {
    return std::make_shared<SqlStorage>(std::move(driver));
}

}  // namespace roster::sql
