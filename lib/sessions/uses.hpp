// What was used when, gathered so that many uses cost one write.
#pragma once

#include <roster/sessions/model.hpp>
#include <roster/storage/scope.hpp>

#include <cstddef>
#include <map>
#include <mutex>
#include <vector>

namespace roster::sessions {

/// A token that was found good.
struct Use {
    Principal principal;
    Instant at;
};

/// Safe from any thread.
class Uses {
public:
    /// @return what is to be written now: all that came together, when the account's last write is a while ago or there is
    ///   much of it; else nothing
    std::vector<Use> note(const AccountId& account, Use use);
    /// @return all that came together and was not written yet
    std::map<AccountId, std::vector<Use>> take();

private:
    struct Waiting {
        std::vector<Use> uses;
        Instant written;
    };

    std::mutex mutex_;
    std::map<AccountId, Waiting> accounts_;
};

/// Writes them down. That something was used is never worth a refusal: on a full disk, or in a store that is only read,
/// good tokens stay good, and the next use is noted again.
void write_down(const Scope& scope, const std::vector<Use>& uses) noexcept;

}  // namespace roster::sessions
