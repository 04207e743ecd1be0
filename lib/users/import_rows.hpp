// From records to users: which column is which field, and what a record says of a person.
#pragma once

#include "users/prepare.hpp"
#include "users/records/record.hpp"

#include <roster/users/import.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace roster {

/// A person of an import, made from one record, before the store was asked anything.
struct ImportRow {
    std::int64_t line = 0;
    IndexedUser user;
    std::string organization;         ///< its name, to be found or created
    std::vector<std::string> groups;  ///< their names
    std::vector<ImportFault> faults;  ///< not empty: the record is refused
};

/// Makes rows of records. Columns are matched once, when they are first seen.
class RowMaker {
public:
    /// @throws Error invalid_argument "imports.invalid" when options.columns names an unknown field
    RowMaker(const ImportOptions& options, const Policy& policy);

    /// @pre `columns` only ever grows
    ImportRow make(const records::Record& record, const std::vector<std::string>& columns);
    /// @return false when no column so far is a field
    bool maps_anything(const std::vector<std::string>& columns);

private:
    /// Sets one field from text.
    using Set = void (*)(ImportRow& row, std::string_view text, const ImportOptions& options, FieldErrors& errors);

    Set find_field(std::string_view name) const;
    void match(const std::vector<std::string>& columns);

    const ImportOptions& options_;
    const Policy& policy_;
    std::unordered_map<std::string_view, Set> fields_;
    std::vector<Set> by_column_;  ///< nullptr: ignored
};

}  // namespace roster
