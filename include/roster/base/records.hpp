// Records as they are kept, kind by kind: what moves an account between stores. For those who write a store.
#pragma once

#include <roster/base/digest.hpp>
#include <roster/base/fields.hpp>
#include <roster/base/id.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace roster {

/// What a record is found by within its account: its id. Records without one have an overload beside them.
template <class Record>
constexpr auto key_of(const Record& record) {
    return record.id;
}
template <class Record>
using KeyOf = std::remove_cvref_t<decltype(key_of(std::declval<const Record&>()))>;

/// Everything of one kind in the transaction's account, as it is: with its ids, numbers, revisions and times. Every
/// room's store has this beside its intent verbs, once for each kind of record it keeps; copying (copy.hpp) is made
/// of it and nothing else calls it. It decides nothing: no revision is compared, no counter kept.
///
/// `Record` has a field table, and equality of all its fields means that two records are the same. What a store keeps
/// only to find things by is no record: put() writes it along.
template <class Record>
class RecordStore {
public:
    virtual ~RecordStore() = default;

    /// Up to `limit` records in the order of their keys, those after `after`; a default-made key is before all.
    virtual std::vector<Record> records(const KeyOf<Record>& after, std::int32_t limit) = 0;
    /// Inserts the record, or replaces the one of this key. A unique value that another record holds (a name, an
    /// address) is taken from it: whoever puts all records of an account in turn ends with each as it should be.
    virtual void put(const Record& record) = 0;
    /// Nothing happens when there is none. What others refer to cannot be erased before them.
    virtual void erase(const KeyOf<Record>& key) = 0;
};

// ---- stores that are alike -------------------------------------------------------------------------------------

/// Which unique value was taken already: the field's name ("email", "other_emails[1]", "external_id", "name") .
struct Conflict {
    std::string field;
};

/// What came of replacing a record.
enum class Saved { done, changed_meanwhile, conflict };
struct SaveResult {
    Saved outcome = Saved::done;
    Conflict conflict;
};

/// Something that has a unique name, with the key it is found by.
template <class Thing>
struct IndexedThing {
    Thing thing;
    std::string name_key;  ///< text::search_key of the name

    static constexpr auto fields() {
        using T = IndexedThing;
        return FieldTable{
            field("thing", &T::thing, "The organization, group, role, inbox or team."),
            field("name_key", &T::name_key, "What it is found and sorted by."),
        };
    }
};
template <class Thing>
constexpr auto key_of(const IndexedThing<Thing>& named) {
    return named.thing.id;
}

/// Organizations, groups, roles, inboxes, teams: the same verbs over kinds of thing that have a unique name.
template <class Thing, class ThingId>
class NamedStore : public RecordStore<IndexedThing<Thing>> {
public:
    virtual std::optional<Thing> find(ThingId id) = 0;
    /// @param name_key  text::search_key of the name
    virtual std::optional<Thing> find_by_name(std::string_view name_key) = 0;
    /// In the order of name_key; those whose name_key begins with `prefix` and comes after `after_key`.
    virtual std::vector<Thing> list(std::string_view prefix, std::string_view after_key, std::int32_t limit) = 0;
    /// nullopt: inserted.
    virtual std::optional<Conflict> insert(const Thing& thing, std::string_view name_key) = 0;
    virtual SaveResult save(const Thing& before, const Thing& after, std::string_view name_key) = 0;

    enum class Removal { done, not_found, in_use };
    /// Removes it if no user belongs to it. Deleted users count: they may come back.
    virtual Removal remove(ThingId id) = 0;
};

/// Whether a record's digest is unique in the account, so that a token finds the record by it. Not where the key has the
/// digest beside the user.
template <class Record>
inline constexpr bool is_found_by_digest = [] {
    if constexpr (requires(const Record& record) { record.digest; }) {
        bool user = false, digest = false;
        for (const std::string_view name : Record::key)
            user = user || name == "user_id", digest = digest || name == "digest";
        return !(user && digest);
    } else {
        return false;
    }
}();

/// Records that belong to a user, of one kind. Each grows its `revision` by one with every change. What several want at
/// once is decided by replace() and remove(): of all who have read the same revision one wins.
///
/// A record's table names the columns of its key (`Record::key`), and key_of() gives their values. Some records are
/// found by their digest (is_found_by_digest).
template <HasFields Record>
class OwnedStore : public RecordStore<Record> {
public:
    virtual std::optional<Record> find(const KeyOf<Record>& key) = 0;
    /// Nothing, for records that are not found by one.
    virtual std::optional<Record> find_by_digest(const Digest& digest) = 0;
    /// All of a user's, by key. The services see to it that nobody has more than a few dozen.
    virtual std::vector<Record> of_user(UserId user) = 0;

    /// @return false when the key or the digest is taken
    virtual bool insert(const Record& record) = 0;
    /// Replaces all but the key and the user of the record that still has before.revision.
    /// @return false when it has another revision by now, or is gone
    virtual bool replace(const Record& before, const Record& after) = 0;
    /// @return false when it has another revision by now, or is gone: somebody else has removed it
    virtual bool remove(const Record& record) = 0;
    /// @return how many there were
    virtual std::int64_t remove_of_user(UserId user) = 0;
};

}  // namespace roster
