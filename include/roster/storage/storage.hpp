// Storage: where an account's data is kept. For those who write a store or move data between stores; applications
// open a Directory and never see this.
#pragma once

#include <roster/accounts/store.hpp>
#include <roster/history/store.hpp>
#include <roster/roles/store.hpp>
#include <roster/sessions/apps_store.hpp>
#include <roster/sessions/store.hpp>
#include <roster/users/import_store.hpp>
#include <roster/users/store.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace roster {

/// A reference to something callable, for the length of a call. Costs no allocation.
template <class Signature>
class FunctionRef;
template <class Result, class... Args>
class FunctionRef<Result(Args...)> {
public:
    template <class F>
        requires(std::is_invocable_r_v<Result, F&, Args...> && !std::is_same_v<std::remove_cvref_t<F>, FunctionRef>)
    FunctionRef(F&& f) noexcept  // NOLINT: implicit on purpose
        : object_(const_cast<void*>(static_cast<const void*>(std::addressof(f)))),
          call_([](void* object, Args... args) -> Result {
              return (*static_cast<std::remove_reference_t<F>*>(object))(std::forward<Args>(args)...);
          }) {}
    Result operator()(Args... args) const { return call_(object_, std::forward<Args>(args)...); }

private:
    void* object_;
    Result (*call_)(void*, Args...);
};

/// The rooms' stores over one snapshot or transaction of one account. A new room adds its line here.
///
/// Belongs to the function it was handed to: it must not be kept, nor used by another thread meanwhile.
class Transaction {
public:
    virtual ~Transaction() = default;

    [[nodiscard]] virtual AccountId account() const noexcept = 0;
    virtual AccountStore& accounts() = 0;
    virtual UserStore& users() = 0;
    virtual OrganizationStore& organizations() = 0;
    virtual GroupStore& groups() = 0;
    virtual ImportStore& imports() = 0;
    virtual SessionStores& sessions() = 0;
    virtual RoleStores& roles() = 0;
    virtual HistoryStore& history() = 0;
};

/// A store of many accounts. Safe from any thread.
///
/// Errors of every member: unavailable ("storage.busy", "storage.io"), resource_exhausted ("storage.full"),
/// failed_precondition ("storage.read_only", "storage.not_a_store", "storage.newer", "storage.closed"), data_loss
/// ("storage.damaged"). Whatever `work` throws comes out unchanged, after the transaction was rolled back.
class Storage {
public:
    using Work = FunctionRef<void(Transaction&)>;
    virtual ~Storage() = default;

    /// Runs `work` over one consistent snapshot of the account. Its stores refuse to write.
    virtual void read(AccountId account, Work work) = 0;

    /// Runs `work` in a transaction of the account and commits it durably; on any exception nothing of it remains.
    /// The work may run again, from the start, after a conflict with another writer; several callers' works may be
    /// committed together, possibly run by another caller's thread: it must not depend on which thread runs it, and
    /// must not call this storage.
    virtual void write(AccountId account, Work work) = 0;

    /// Accounts by id, those after `after`. The one call that looks across accounts; for hosts' back offices.
    virtual std::vector<AccountRecord> accounts(AccountId after, std::int32_t limit) = 0;

    /// Examines the whole store and gives one line for every fault found; empty when it is sound. Slow.
    virtual std::vector<std::string> check() = 0;
    /// Copies the store into a new file while others go on reading and writing. @throws Error unimplemented where the
    /// engine has its own tools for it; failed_precondition "storage.exists" when the file exists
    virtual void backup(const std::string& path) = 0;

    /// A number that changes with every commit that anybody makes to the store, another process included: what was read
    /// after it was taken still stands while it is the same. None where the engine cannot tell without being asked, as
    /// over a network, and after close(). Costs a few reads of memory.
    [[nodiscard]] virtual std::optional<std::uint64_t> stamp() noexcept { return std::nullopt; }

    /// "sqlite", "postgresql", "memory". After close() too.
    [[nodiscard]] virtual std::string engine() const = 0;

    /// Waits for the calls under way and lets go of files and connections; every later call but this one, engine(), stamp()
    /// and is_closed() throws failed_precondition "storage.closed". From within a work it is refused ("storage.reentrant").
    virtual void close() = 0;
    /// Whether it was closed.
    [[nodiscard]] virtual bool is_closed() const noexcept = 0;
};

}  // namespace roster
