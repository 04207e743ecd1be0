// A build without passkeys (ROSTER_PASSKEYS=OFF).
#ifndef ROSTER_HAS_PASSKEYS
#include "sessions/webauthn.hpp"

#include <roster/base/error.hpp>

namespace roster::webauthn {
namespace {

[[noreturn]] void throw_left_out() {
    throw Error(ErrorCode::unimplemented, "passkeys.left_out",
                "This build of Roster has no passkeys (ROSTER_PASSKEYS).");
}

}  // namespace

void demand(const SessionSettings&) { throw_left_out(); }
Registration read_registration(std::string_view, const SessionSettings&) { throw_left_out(); }
Assertion read_assertion(std::string_view, const SessionSettings&) { throw_left_out(); }
bool is_signed_by(const Assertion&, PasskeyAlgorithm, std::string_view, const SessionSettings&) {
    throw_left_out();
}

}  // namespace roster::webauthn
#endif
