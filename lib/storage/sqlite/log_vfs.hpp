// An SQLite VFS that writes the log in large pieces.
#pragma once

#include <string>

namespace roster::sqlite {

/// The name of a VFS that does what the given one does, and hands the frames of a commit to it in one piece.
///
/// SQLite writes each page of a commit to its log by two calls of the system, 24 bytes and then the page. A write that
/// touches a dozen indexes has a dozen and more pages, and where calls are dear they cost more than making it durable:
/// measured here 55 pages took 385 µs so and 18 µs in one piece, beside 200 µs for the sync. Nothing is promised less: a
/// commit is complete in the file before SQLite is told so, and what was gathered is in the file before the write lock
/// is let go, so that no other process finds the log in a state that SQLite itself would not have left.
///
/// For connections that write a file. Safe from any thread. The VFS stays registered until the library is unloaded.
/// @param base  empty: the system's; a name SQLite does not know is given back as it is, for SQLite to refuse
std::string log_vfs(const std::string& base);

}  // namespace roster::sqlite
