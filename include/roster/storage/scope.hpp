// A scope: what every room's service is made of. Applications get services from an Account and never see this.
#pragma once

#include <roster/base/environment.hpp>
#include <roster/storage/storage.hpp>

#include <memory>
#include <optional>
#include <utility>

namespace roster {

class Host;  // lib/sessions/host.hpp: SessionSettings, ready for use

/// One account in one store, with the clock and entropy in force. A light value; copies share the store.
struct Scope {
    std::shared_ptr<Storage> storage;
    Environment environment;
    AccountId account;
    std::shared_ptr<const Host> host;

    /// Runs `work(Transaction&)` over a snapshot and gives what it returns.
    template <class Work>
    auto read(Work&& work) const {
        return run<&Storage::read>(work);
    }
    /// Runs `work(Transaction&)` in a transaction (perhaps more than once) and gives what its last run returned.
    template <class Work>
    auto write(Work&& work) const {
        return run<&Storage::write>(work);
    }

private:
    template <auto Verb, class Work>
    auto run(Work& work) const {
        using Result = std::invoke_result_t<Work&, Transaction&>;
        if constexpr (std::is_void_v<Result>) {
            ((*storage).*Verb)(account, work);
        } else {
            std::optional<Result> result;
            ((*storage).*Verb)(account, [&](Transaction& tx) { result.emplace(work(tx)); });
            return *std::move(result);
        }
    }
};

}  // namespace roster
