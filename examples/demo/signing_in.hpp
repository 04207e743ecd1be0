// The demo's sessions part: invite, accept, a second factor, sessions and ending one.
#pragma once

#include <roster/roster.hpp>

namespace demo {

/// What the store is opened with so that people can sign in: where links lead, and a key for the seeds of their phones.
roster::SessionSettings signing_in_settings(const roster::Environment& environment);

void sign_in(const roster::Account& account, const roster::Actor& owner);

}  // namespace demo
