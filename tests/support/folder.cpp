#include "support/folder.hpp"

#include <cstdlib>
#include <stdexcept>

#include <unistd.h>

namespace roster::test {
namespace {

/// In memory where the system offers it: what is tested over these files is not the disk.
std::filesystem::path place() {
    const std::filesystem::path memory = "/dev/shm";
    if (access(memory.c_str(), W_OK | X_OK) == 0) return memory;
    return std::filesystem::temp_directory_path();
}

}  // namespace

Folder::Folder() {
    auto name = (place() / "roster-test-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
}

Folder::~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

}  // namespace roster::test
