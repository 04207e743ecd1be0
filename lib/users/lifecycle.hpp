// The contract by which rooms take part in a person's coming and going: what it means for the rows they keep.
#pragma once

#include <roster/storage/scope.hpp>

#include <span>
#include <string_view>

namespace roster {

/// One room's part. Every table that refers to a user belongs to a part: a test compares them with the schema.
struct LifecyclePart {
    std::string_view room;
    std::span<const std::string_view> tables;
    /// A user was changed: deleted, suspended, brought back, or given another address. Within the transaction of the
    /// change, after the user was saved. What it throws undoes all of it.
    void (*changed)(const Scope& scope, Transaction& tx, const User& before, const User& after, Instant now);
};

/// All rooms' parts. A new room adds its own here (lib/users/lifecycle_parts.cpp).
std::span<const LifecyclePart> lifecycle_parts();

}  // namespace roster
