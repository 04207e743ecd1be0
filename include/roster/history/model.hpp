// History: who changed what, when. Plain values.
#pragma once

#include <roster/base/fields.hpp>

#include <string>
#include <tuple>
#include <vector>

namespace roster {

using HistoryEntryId = Id<struct HistoryEntryTag>;

/// One field's change, both sides as JSON values, uncut: "null" where there was or is nothing. Secret fields show
/// "\"[redacted]\"".
struct FieldChange {
    std::string name;
    std::string before;
    std::string after;

    static constexpr auto fields() {
        using F = FieldChange;
        return FieldTable{
            field("name", &F::name, "The field's name."),
            field("before", &F::before, "Its value before, as JSON."),
            field("after", &F::after, "Its value after, as JSON."),
        };
    }
    friend bool operator==(const FieldChange&, const FieldChange&) = default;
};

/// One change, written in the same transaction as the change itself, never altered after (DP-12).
struct HistoryEntry {
    HistoryEntryId id;
    Instant at;
    UserId actor;
    std::string actor_name;
    UserId on_behalf_of;
    std::string verb;
    std::string subject_kind;
    std::string subject_id;
    std::vector<FieldChange> changes;

    static constexpr auto fields() {
        using H = HistoryEntry;
        return FieldTable{
            field("id", &H::id, "The entry's id; entries sort by it in the order they were made."),
            field("at", &H::at, "When it happened."),
            field("actor", &H::actor, "The user who did it; nil for the system."),
            field("actor_name", &H::actor_name, "The actor's name as it was then; outlives the actor."),
            field("on_behalf_of", &H::on_behalf_of, "For whom the actor acted; nil for nobody."),
            field("verb", &H::verb, "What was done: \"users.add\", \"organizations.update\" …"),
            field(
                "subject_kind", &H::subject_kind,
                "\"user\", \"organization\", \"group\", \"role\", \"inbox\", \"team\", \"account\", \"import\", \"app\"."),
            field("subject_id", &H::subject_id, "The subject's id as text."),
            field("changes", &H::changes, "Every tracked field that changed, in the order of the field table."),
        };
    }
};

/// Which entries are wanted, newest first. Every condition given must hold.
struct HistoryQuery {
    std::string subject_kind{};
    std::string subject_id{};
    UserId actor{};

    static constexpr auto fields() {
        using Q = HistoryQuery;
        return FieldTable{
            field("subject_kind", &Q::subject_kind, "Only entries about this kind of subject; needs subject_id."),
            field("subject_id", &Q::subject_id, "Only entries about this subject; needs subject_kind."),
            field("actor", &Q::actor, "Only what this user did."),
        };
    }
};

}  // namespace roster
