// Entropy that counts: bytes first, first + 1, … at each request. For comparing with what others computed of the same.
#pragma once

#include <roster/base/environment.hpp>

namespace roster::test {

inline Environment counting_entropy(unsigned char first = 0) {
    return {[] { return Environment::system().now(); },
            [first](void* bytes, std::size_t size) {
                for (std::size_t i = 0; i < size; ++i)
                    static_cast<unsigned char*>(bytes)[i] = static_cast<unsigned char>(first + i);
            }};
}

}  // namespace roster::test
