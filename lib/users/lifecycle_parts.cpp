#include "roles/lifecycle.hpp"
#include "sessions/lifecycle.hpp"
#include "users/lifecycle.hpp"

namespace roster {
namespace {

constexpr std::string_view tables[] = {"users", "user_emails", "user_labels", "user_groups"};

const LifecyclePart parts[] = {
    {"users", tables, [](const Scope&, Transaction&, const User&, const User&, Instant) {}},  // change_user itself
    sessions::lifecycle_part,
    roles::lifecycle_part,
};

}  // namespace

std::span<const LifecyclePart> lifecycle_parts() { return parts; }

}  // namespace roster
