// What a person's coming and going means for what was given out to them.
#pragma once

#include "users/lifecycle.hpp"

namespace roster::sessions {

/// Deleted or suspended, a user loses every session, key, link and pending sign-in in the same transaction; brought back,
/// none of them returns. Password and second factors stay as they are: they are of no use without a sign-in, and a
/// restored user is the same as before (HU-17). A suspension that begins by itself ends nothing in the store; what was
/// given out before it goes when its days are changed (rules::outlives_suspension tells until then). Another address ends
/// the links that went to the old one.
extern const LifecyclePart lifecycle_part;

}  // namespace roster::sessions
