// What imports need kept. For those who write a store; applications use import.hpp.
#pragma once

#include <roster/users/import_model.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace roster {

class ImportStore {
public:
    virtual ~ImportStore() = default;

    virtual std::optional<Import> find(ImportId id) = 0;
    virtual std::optional<Import> find_by_key(std::string_view key) = 0;
    /// @return false when the key is taken
    virtual bool insert(const Import& import) = 0;
    /// @return false when the stored revision is not before.revision any more
    virtual bool save(const Import& before, const Import& after) = 0;

    /// Faults are numbered from `first` on, without gaps, in the order of their lines.
    virtual void add_faults(ImportId id, std::int64_t first, std::span<const ImportFault> faults) = 0;
    /// How many faults the import has so far.
    virtual std::int64_t count_faults(ImportId id) = 0;
    /// Faults numbered `from` and later.
    virtual std::vector<ImportFault> faults(ImportId id, std::int64_t from, std::int32_t limit) = 0;
};

}  // namespace roster
