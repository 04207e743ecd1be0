#pragma once

#include "users/lifecycle.hpp"

namespace roster::roles {

/// The roles room's part in coming and going: nothing is taken from somebody who leaves. Whoever is not active may
/// nothing and is given no work, and whoever is restored has what they had (BX-3).
extern const LifecyclePart lifecycle_part;

}  // namespace roster::roles
