// History: the change log of an account (DP-12).
#pragma once

#include <roster/base/actor.hpp>
#include <roster/history/model.hpp>
#include <roster/storage/scope.hpp>

#include <utility>

namespace roster {

/// Every change of the account's records, newest first. A light handle; copies are free, any thread may use it.
class History {
public:
    explicit History(Scope scope) : scope_(std::move(scope)) {}

    /// Staff see the history of records; customers none.
    /// @throws Error invalid_argument "page.cursor", "page.limit", "history.invalid_query"
    Page<HistoryEntry> list(const Actor& actor, const HistoryQuery& query = {}, const PageRequest& page = {}) const;
    /// The history of one user.
    Page<HistoryEntry> of_user(const Actor& actor, UserId user, const PageRequest& page = {}) const;

private:
    Scope scope_;
};

}  // namespace roster
