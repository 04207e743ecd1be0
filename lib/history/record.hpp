// Writing history: the difference of two records by their field table, and the entry that keeps it.
#pragma once

#include "base/json.hpp"

#include <roster/history/model.hpp>
#include <roster/storage/scope.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace roster::history {

/// Every tracked field in which `after` differs from `before`, in the order of the table. For something new,
/// `before` is a default-made record, and a default value counts as "was not there".
template <HasFields T>
std::vector<FieldChange> diff(const T& before, const T& after, bool is_new = false) {
    std::vector<FieldChange> changes;
    for_each_field<T>([&](const auto& f) {
        if (has(f.traits, Trait::untracked) || before.*f.member == after.*f.member) return;
        if (has(f.traits, Trait::secret)) {
            changes.push_back({std::string(f.name), "\"[redacted]\"", "\"[redacted]\""});
        } else {
            changes.push_back({std::string(f.name), is_new ? "null" : json::write(before.*f.member),
                               json::write(after.*f.member)});
        }
    });
    return changes;
}

/// Who acted, as the history keeps it.
struct Author {
    UserId actor;
    std::string name;
    UserId on_behalf_of;
};

template <class ThingId>
void record(Transaction& tx, const Environment& environment, const Author& author, Instant at,
            std::string_view verb, std::string_view subject_kind, ThingId subject,
            std::vector<FieldChange> changes) {
    tx.history().append({.id = environment.new_id<HistoryEntryId>(),
                         .at = at,
                         .actor = author.actor,
                         .actor_name = author.name,
                         .on_behalf_of = author.on_behalf_of,
                         .verb = std::string(verb),
                         .subject_kind = std::string(subject_kind),
                         .subject_id = to_string(subject),
                         .changes = std::move(changes)});
}

}  // namespace roster::history
