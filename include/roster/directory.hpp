// Directory and Account: the front door. Open a store, pick a tenant, enter a room.
#pragma once

#include <roster/accounts/model.hpp>
#include <roster/accounts/policy.hpp>
#include <roster/base/actor.hpp>
#include <roster/base/environment.hpp>
#include <roster/base/page.hpp>
#include <roster/history/history.hpp>
#include <roster/roles/inboxes.hpp>
#include <roster/roles/roles.hpp>
#include <roster/roles/teams.hpp>
#include <roster/sessions/api_keys.hpp>
#include <roster/sessions/apps.hpp>
#include <roster/sessions/factors.hpp>
#include <roster/sessions/passkeys.hpp>
#include <roster/sessions/passwords.hpp>
#include <roster/sessions/settings.hpp>
#include <roster/users/groups.hpp>
#include <roster/users/import.hpp>
#include <roster/users/organizations.hpp>
#include <roster/users/users.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace roster {

/// One tenant, and the only way to its data. A light handle; copies are free, any thread may use it. Keeps the store
/// open as long as it lives.
class Account {
public:
    explicit Account(Scope scope) : scope_(std::move(scope)) {}

    [[nodiscard]] AccountId id() const noexcept { return scope_.account; }
    /// The tenant's record. @throws Error not_found "accounts.unknown"
    [[nodiscard]] AccountRecord record() const;
    /// Changes the given fields. Administrators and the system; plan, features and seat limit the system only
    /// ("accounts.system_only").
    /// @throws Error invalid_argument "accounts.invalid", aborted "accounts.changed", permission_denied,
    ///   failed_precondition "accounts.seats_in_use" for a seat limit below the seats in use
    AccountRecord update(const Actor& actor, const AccountPatch& patch,
                         std::optional<std::int64_t> expected = {}) const;

    // The rooms. A new room adds its line here.
    [[nodiscard]] Users users() const { return Users(scope_); }
    [[nodiscard]] Organizations organizations() const { return Organizations(scope_); }
    [[nodiscard]] Groups groups() const { return Groups(scope_); }
    [[nodiscard]] Imports imports() const { return Imports(scope_); }
    [[nodiscard]] Sessions sessions() const { return Sessions(scope_); }
    [[nodiscard]] Passwords passwords() const { return Passwords(scope_); }
    [[nodiscard]] Factors factors() const { return Factors(scope_); }
    [[nodiscard]] Passkeys passkeys() const { return Passkeys(scope_); }
    [[nodiscard]] ApiKeys api_keys() const { return ApiKeys(scope_); }
    [[nodiscard]] Apps apps() const { return Apps(scope_); }
    [[nodiscard]] Roles roles() const { return Roles(scope_); }
    [[nodiscard]] Inboxes inboxes() const { return Inboxes(scope_); }
    [[nodiscard]] Teams teams() const { return Teams(scope_); }
    [[nodiscard]] History history() const { return History(scope_); }

private:
    Scope scope_;
};

/// An opened store of many accounts. Copies share the store; any thread may use it. The store is closed by
/// close(), or when the last Directory and Account of it are gone.
class Directory {
public:
    /// Over any store, a host's own too.
    /// @throws Error invalid_argument "sessions.invalid_settings"
    explicit Directory(std::shared_ptr<Storage> storage, Environment environment = Environment::system(),
                       const SessionSettings& settings = {});

    /// Creates a tenant. The host's own decision: there is no actor yet.
    /// @throws Error invalid_argument "accounts.invalid" with every wrong field
    Account create_account(const NewAccount& account) const;
    /// A handle to a tenant. @throws Error not_found "accounts.unknown", failed_precondition "accounts.incomplete" for
    ///   one that is being copied into this store (copy.hpp), "seal.unknown_key" when it holds seeds that were sealed
    ///   with a key that SessionSettings do not have
    [[nodiscard]] Account account(AccountId id) const;
    /// The tenants, oldest first.
    [[nodiscard]] Page<AccountRecord> accounts(const PageRequest& page = {}) const;

    /// Examines the whole store; one line for each fault, empty when it is sound. Slow.
    [[nodiscard]] std::vector<std::string> check() const;
    /// Copies the store into a new file while others go on working. @throws Error failed_precondition "storage.exists"
    void backup(const std::string& path) const;
    /// Closes the store now, whoever still holds a Directory or Account of it: waits for the calls under way, then lets
    /// go of files and connections. Every later call throws failed_precondition "storage.closed"; closing again does
    /// nothing. @throws Error failed_precondition "storage.reentrant" from within a transaction of the store
    void close() const;
    [[nodiscard]] bool is_closed() const noexcept { return storage_->is_closed(); }
    [[nodiscard]] Storage& storage() const noexcept { return *storage_; }

private:
    std::shared_ptr<Storage> storage_;
    Environment environment_;
    std::shared_ptr<const Host> host_;
};

struct OpenOptions {
    bool create = true;      ///< Make the store when there is none.
    bool read_only = false;  ///< Refuse to write.
    Environment environment = Environment::system();
    SessionSettings sessions{};
    /// The host's own permissions, each with a prefix and a point in its name. They are known in the whole process from
    /// then on (permissions::catalogue); giving the same again is fine.
    std::vector<PermissionInfo> permissions{};

    /// A streaming standby of the PostgreSQL store, or several ("postgresql://…"), to which reads may go; empty: every
    /// read goes to the primary, which is what `location` names. Writes always do.
    ///
    /// What is promised then:
    /// - A read finds everything that was committed `max_staleness` before it began, and perhaps more. A standby
    ///   answers only when it is known to have that: when it has replayed the log up to where the primary's ended at a
    ///   moment within the bound. One that lags further, lost its primary, or cannot be reached is passed over, and the
    ///   read goes to the primary. So nothing of this fails a read that would succeed without it.
    /// - Each account reads its own writes: what was written through this Directory, or a copy, is found by every later
    ///   read of the account through it.
    /// What is not: two reads one after the other may see states in the wrong order, the later one an older state; what
    /// another process wrote, or an actor whose rights it took away, may be missing or still there for `max_staleness`.
    /// Who cannot have that opens a second Directory without a standby.
    std::string standby{};
    /// How old may be what a standby shows; from 10 ms to an hour, and required with `standby`.
    Duration max_staleness{};
};

/// Opens a store: a path is an SQLite file, ":memory:" an SQLite store that lives as long as the Directory,
/// "postgresql://…" a PostgreSQL database. Migrates an older store to this version first.
/// @throws Error as listed at Storage; invalid_argument "storage.location", "storage.standby",
///   "roles.invalid_permissions", already_exists "roles.permission_conflict"
Directory open(const std::string& location, const OpenOptions& options = {});

}  // namespace roster
