// What imports need kept. For those who write a store; applications use import.hpp.
#pragma once

#include <roster/base/records.hpp>
#include <roster/users/import_model.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace roster {

/// A fault as it is kept.
struct KeptFault {
    ImportId import_id;
    std::int64_t number = 0;
    ImportFault fault;

    static constexpr auto fields() {
        using F = KeptFault;
        return FieldTable{
            field("import_id", &F::import_id, "The import it belongs to."),
            field("number", &F::number, "Its place among the import's faults, from 1."),
            roster::field("fault", &F::fault, "What it says."),
        };
    }
};
constexpr std::pair<ImportId, std::int64_t> key_of(const KeptFault& fault) {
    return {fault.import_id, fault.number};
}

class ImportStore : public RecordStore<Import>, public RecordStore<KeptFault> {
public:
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
