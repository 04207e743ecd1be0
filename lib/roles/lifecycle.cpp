#include "roles/lifecycle.hpp"

namespace roster::roles {
namespace {

constexpr std::string_view tables[] = {"user_access", "team_members"};

}  // namespace

const LifecyclePart lifecycle_part{"roles", tables,
                                   [](const Scope&, Transaction&, const User&, const User&, Instant) {}};

}  // namespace roster::roles
