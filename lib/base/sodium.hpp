// libsodium, made ready. Private to the library's bodies.
#pragma once

#include <roster/base/error.hpp>

#include <sodium.h>

namespace roster {

/// Initialises libsodium, once for the process. Call before any of its functions but sodium_memzero/memcmp: without
/// it, libsodium picks neither its fast implementations nor its random device in a thread-safe way.
inline void ensure_sodium() {
    static const bool ready = sodium_init() >= 0;
    if (!ready)
        throw Error(ErrorCode::internal, "secret.libsodium", "The cryptography library could not be started.");
}

}  // namespace roster
