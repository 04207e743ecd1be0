// Copies a store into a new file while others go on.
#pragma once

#include "storage/sqlite/readers.hpp"

#include <string>

namespace roster::sqlite {

/// The copy is made beside its place under another name, checked, and put in its place only then.
/// @throws Error as Storage::backup
void backup(const File& file, Readers& readers, const std::string& path);

}  // namespace roster::sqlite
