#include "storage/sql/stores.hpp"

#include <atomic>

namespace roster::sql {
namespace {

// What no foreign key says: a role may be a built-in one, and a copy brings members before their teams. Texts and no
// Statements: they read whole tables, as examining does.
const std::string count_roleless =
    "SELECT count(*) FROM users WHERE role IS NOT NULL AND role NOT IN (?, ?, ?, ?) AND NOT EXISTS (SELECT 1 FROM "
    "roles WHERE roles.account = users.account AND roles.id = users.role)";
const std::string count_teamless =
    "SELECT count(*) FROM team_members WHERE NOT EXISTS (SELECT 1 FROM teams WHERE teams.account = "
    "team_members.account AND teams.id = team_members.team_id)";

void examine_rights(Connection& db, std::vector<std::string>& lines) {
    const auto tell = [&](const char* what, const std::string& statement, const auto&... values) {
        Scratch scratch;
        Run run(db.prepare(statement));
        if (start(*run, scratch, values...) && run->get_int(0) > 0)
            lines.push_back(std::to_string(run->get_int(0)) + what);
    };
    tell(" users have a role that does not exist.", count_roleless, role::owner, role::administrator, role::user,
         role::light_user);
    tell(" members belong to a team that does not exist.", count_teamless);
}

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
    std::vector<std::string> check() override {
        auto lines = driver_->check();
        // A store whose pages are damaged cannot be asked further.
        if (lines.empty())
            driver_->read({}, [&](Connection& connection) {
                lines.clear();
                examine_rights(connection, lines);
            });
        return lines;
    }
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
