// Organizations and groups: the services' one body.
#pragma once

#include "base/json.hpp"
#include "users/acting.hpp"

#include <roster/base/text.hpp>

#include <functional>
#include <string>
#include <string_view>

namespace roster {

/// The key by which a name is unique, found and sorted. A name of nothing but marks folds to nothing: it is its own key.
inline std::string name_key(const std::string& name) {
    std::string key = text::search_key(name);
    return key.empty() ? name : key;
}

/// What differs between the two.
struct NamedKind {
    std::string_view room;     ///< "organizations": the prefix of verbs and reasons
    std::string_view subject;  ///< "organization"
    Permission manage;         ///< what changing them needs
    bool grants = false;       ///< people have rights from it: who changes one is alone
};

/// What a kind demands besides a good name: looks at the difference, cleans `after`, and throws what is refused. The one
/// that is not there yet, or no more, is default-made.
template <class Thing>
using NamedCheck =
    std::function<void(Transaction&, const Acting&, const Thing& before, Thing& after, FieldErrors&)>;
/// Whether the actor may change such a thing.
template <class Thing>
using NamedRight = std::function<void(Transaction&, const Acting&, const Thing& before)>;

/// The verbs over one kind of thing that has a unique name.
/// @tparam store  e.g. &Transaction::organizations, or a function of the transaction
template <class Thing, class ThingId, class New, class Patch, auto store>
class Named {
public:
    Named(const Scope& scope, const NamedKind& kind, NamedCheck<Thing> check = {}, NamedRight<Thing> right = {})
        : scope_(scope), kind_(kind), check_(std::move(check)), right_(std::move(right)) {}

    Thing add(const Actor& actor, const New& given) const {
        return scope_.write([&](Transaction& tx) {
            const Acting who = begin(tx, actor);
            demand_right(tx, who, {});
            Thing thing;
            static_cast<New&>(thing) = given;
            const std::string key = normalise(tx, who, {}, thing);
            thing.id = scope_.environment.template new_id<ThingId>();
            thing.revision = 1;
            thing.created_at = thing.updated_at = who.now;
            if (std::invoke(store, tx).insert(thing, key)) throw_taken();
            record(tx, who, reason("add"), thing.id, history::diff(Thing{}, thing, true));
            return thing;
        });
    }

    Thing update(const Actor& actor, ThingId id, const Patch& patch, std::optional<std::int64_t> expected) const {
        return change(actor, id, expected, reason("update"),
                      [&](Transaction&, const Acting&, Thing& thing) { apply(patch, thing); });
    }
    /// Changes one thing by `edit(tx, who, thing)`. @param verb  for the history, whole
    template <class Edit>
    Thing change(const Actor& actor, ThingId id, std::optional<std::int64_t> expected, std::string_view verb,
                 Edit&& edit) const {
        return scope_.write(
            [&](Transaction& tx) { return change_in(tx, begin(tx, actor), id, expected, verb, edit); });
    }
    template <class Edit>
    Thing change_in(Transaction& tx, const Acting& who, ThingId id, std::optional<std::int64_t> expected,
                    std::string_view verb, Edit&& edit) const {
        const auto found = find_for(tx, who, id);
        const Thing& before = *found;
        if (expected && *expected != before.revision) throw_changed();
        Thing after = before;
        edit(tx, who, after);
        const std::string key = normalise(tx, who, before, after);
        auto changes = history::diff(before, after);
        if (changes.empty()) return before;
        after.revision = before.revision + 1;
        after.updated_at = who.now;
        switch (std::invoke(store, tx).save(before, after, key).outcome) {
            case Saved::done: break;
            case Saved::changed_meanwhile: throw_changed();
            case Saved::conflict: throw_taken();
        }
        record(tx, who, verb, id, std::move(changes));
        return after;
    }

    Thing get(const Actor& actor, ThingId id) const {
        return scope_.read([&](Transaction& tx) {
            seeing(tx, actor);
            return there(std::invoke(store, tx).find(id));
        });
    }

    std::optional<Thing> find_by_name(const Actor& actor, std::string_view name) const {
        FieldErrors errors;
        const auto clean = text::clean(name, rules::text_limit("name"), "name", errors);
        errors.throw_if_any(reason("invalid"), "This cannot be a name.");
        return scope_.read([&](Transaction& tx) {
            seeing(tx, actor);
            return std::invoke(store, tx).find_by_name(name_key(clean));
        });
    }

    Page<Thing> list(const Actor& actor, std::string_view search, const PageRequest& page) const {
        check_page(page);
        FieldErrors errors;
        const std::string prefix = text::search_key(text::clean(search, {.max_length = 200}, "search", errors));
        errors.throw_if_any(reason("invalid_query"), "The list cannot be made like this.");
        const std::string binding = std::string(kind_.room) + "\n" + std::string(scope_.account.bytes()) + prefix;
        std::string after;
        if (!page.after.empty()) after = cursor::decode(binding, page.after, 1)[0];
        return scope_.read([&](Transaction& tx) {
            seeing(tx, actor);
            return page_of(std::invoke(store, tx).list(prefix, after, page.limit + 1), page.limit,
                           [&](const Thing& thing) { return cursor::encode(binding, {name_key(thing.name)}); });
        });
    }

    /// @param first  run before, once it is known that the actor may: (tx, who, thing)
    template <class First>
    void remove(const Actor& actor, ThingId id, First&& first) const {
        using Removal = typename NamedStore<Thing, ThingId>::Removal;
        scope_.write([&](Transaction& tx) {
            const Acting who = begin(tx, actor);
            const auto found = find_for(tx, who, id);
            const Thing& before = *found;
            if (check_) {
                Thing gone;
                FieldErrors ignored;
                check_(tx, who, before, gone, ignored);
            }
            first(tx, who, before);
            switch (std::invoke(store, tx).remove(id)) {
                case Removal::done: break;
                case Removal::not_found: throw_unknown();
                case Removal::in_use:
                    throw Error(ErrorCode::failed_precondition, reason("in_use"),
                                "Users belong to this " + std::string(kind_.subject) + ": move them first.");
            }
            Thing gone;
            record(tx, who, reason("remove"), id, history::diff(before, gone));
        });
    }

    void remove(const Actor& actor, ThingId id) const {
        remove(actor, id, [](Transaction&, const Acting&, const Thing&) {});
    }

private:
    Acting begin(Transaction& tx, const Actor& actor) const {
        const Instant now = scope_.environment.now();
        return kind_.grants ? acting_alone(tx, actor, now) : acting(tx, actor, now);
    }
    /// Cleans what differs. @return the name's key
    std::string normalise(Transaction& tx, const Acting& who, const Thing& before, Thing& after) const {
        FieldErrors errors;
        for_each_field<New>([&](const auto& f) {
            if constexpr (std::same_as<typename std::remove_cvref_t<decltype(f)>::value_type, std::string>)
                if (f.name == "name" || !(before.*f.member == after.*f.member))
                    after.*f.member = text::clean(after.*f.member, rules::text_limit(f.name), f.name, errors);
        });
        if (check_) check_(tx, who, before, after, errors);
        std::string key = name_key(after.name);
        if (key.size() > rules::longest_name_key)
            errors.add("name", "too_long", "is too long when it is folded for searching");
        errors.throw_if_any(reason("invalid"), "The " + std::string(kind_.subject) + " cannot be saved.");
        return key;
    }

    void demand_right(Transaction& tx, const Acting& who, const Thing& before) const {
        if (right_) right_(tx, who, before);
        else refuse(rules::may_use(who.user_or_system(), kind_.manage));
    }
    /// The thing, and the right to change it: asked first, so that who may not learns nothing of what is there.
    std::optional<Thing> find_for(Transaction& tx, const Acting& who, ThingId id) const {
        auto found = std::invoke(store, tx).find(id);
        demand_right(tx, who, found ? *found : Thing{});
        if (!found) throw_unknown();
        return found;
    }
    void seeing(Transaction& tx, const Actor& actor) const {
        refuse(rules::may_list(acting(tx, actor, scope_.environment.now()).user_or_system()));
    }
    void record(Transaction& tx, const Acting& who, std::string_view verb, ThingId id,
                std::vector<FieldChange> changes) const {
        history::record(tx, scope_.environment, who.author, who.now, verb, kind_.subject, id, std::move(changes));
    }
    Thing there(std::optional<Thing> thing) const {
        if (!thing) throw_unknown();
        return *std::move(thing);
    }
    [[noreturn]] void throw_unknown() const {
        throw Error(ErrorCode::not_found, reason("unknown"),
                    "There is no such " + std::string(kind_.subject) + " in this account.");
    }
    [[noreturn]] void throw_taken() const {
        throw Error(ErrorCode::already_exists, reason("taken"),
                    "There is a " + std::string(kind_.subject) + " of this name already.",
                    {{"name", "taken", "is used already"}});
    }
    [[noreturn]] void throw_changed() const {
        throw Error(
            ErrorCode::aborted, reason("changed"),
            "Somebody else changed this " + std::string(kind_.subject) + " meanwhile: read again and retry.");
    }
    std::string reason(std::string_view what) const { return std::string(kind_.room) + "." + std::string(what); }

    const Scope& scope_;
    NamedKind kind_;
    NamedCheck<Thing> check_;
    NamedRight<Thing> right_;
};

}  // namespace roster
