// People to measure with, and the stores that hold them: made once a run, in a temporary folder.
#pragma once

#include <roster/roster.hpp>

#include <cstdint>
#include <string>

namespace bench {

/// Person number n: always the same.
struct Person {
    std::string first_name, last_name, email, phone, external_id;
};
Person person(std::int64_t n);

/// People 0 to count - 1 as CSV, made while it is read: a source of any length in no memory.
roster::Imports::Source csv_of(std::int64_t count);

/// The run's own folder, removed at its end.
const std::string& folder();
std::string fresh_path(const std::string& name);

/// A store with one account of that many customers, made when it is first asked for.
struct Populated {
    std::string path;
    roster::Directory directory;
    roster::Account account;
    roster::Actor system = roster::Actor::system("bench");
};
const Populated& populated(std::int64_t count);

/// Runs this program again for one measurement of its own (its memory is its own, too).
struct ChildResult {
    double seconds = 0;
    std::int64_t peak_kib = 0;
};
ChildResult run_child(const std::string& task, std::int64_t count, const std::string& path);

/// What a child does: imports through Roster, or inserts the same rows by bare statements.
/// @return the seconds of the work itself
double import_by_roster(std::int64_t count, const std::string& path);
double insert_by_hand(std::int64_t count, const std::string& path);

}  // namespace bench
