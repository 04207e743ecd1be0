// Organizations and groups: the services' one body.
#pragma once

#include "base/json.hpp"
#include "users/acting.hpp"

#include <roster/base/text.hpp>

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
};

/// The verbs over one kind of thing that has a unique name.
/// @tparam store  e.g. &Transaction::organizations
template <class Thing, class ThingId, class New, class Patch, auto store>
class Named {
public:
    Named(const Scope& scope, const NamedKind& kind) : scope_(scope), kind_(kind) {}

    Thing add(const Actor& actor, const New& given) const {
        return scope_.write([&](Transaction& tx) {
            const Acting who = administering(tx, actor);
            Thing thing;
            static_cast<New&>(thing) = given;
            const std::string key = normalise({}, thing);
            thing.id = scope_.environment.template new_id<ThingId>();
            thing.revision = 1;
            thing.created_at = thing.updated_at = who.now;
            if ((tx.*store)().insert(thing, key)) throw_taken();
            record(tx, who, "add", thing.id, history::diff(Thing{}, thing, true));
            return thing;
        });
    }

    Thing update(const Actor& actor, ThingId id, const Patch& patch, std::optional<std::int64_t> expected) const {
        return scope_.write([&](Transaction& tx) {
            const Acting who = administering(tx, actor);
            const Thing before = there((tx.*store)().find(id));
            if (expected && *expected != before.revision) throw_changed();
            Thing after = before;
            apply(patch, after);
            const std::string key = normalise(before, after);
            auto changes = history::diff(before, after);
            if (changes.empty()) return before;
            after.revision = before.revision + 1;
            after.updated_at = who.now;
            switch ((tx.*store)().save(before, after, key).outcome) {
                case UserStore::Save::done: break;
                case UserStore::Save::changed_meanwhile: throw_changed();
                case UserStore::Save::conflict: throw_taken();
            }
            record(tx, who, "update", id, std::move(changes));
            return after;
        });
    }

    Thing get(const Actor& actor, ThingId id) const {
        return scope_.read([&](Transaction& tx) {
            seeing(tx, actor);
            return there((tx.*store)().find(id));
        });
    }

    std::optional<Thing> find_by_name(const Actor& actor, std::string_view name) const {
        FieldErrors errors;
        const auto clean = text::clean(name, rules::text_limit("name"), "name", errors);
        errors.throw_if_any(reason("invalid"), "This cannot be a name.");
        return scope_.read([&](Transaction& tx) {
            seeing(tx, actor);
            return (tx.*store)().find_by_name(name_key(clean));
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
            return page_of((tx.*store)().list(prefix, after, page.limit + 1), page.limit, [&](const Thing& thing) {
                return cursor::encode(binding, {name_key(thing.name)});
            });
        });
    }

    void remove(const Actor& actor, ThingId id) const {
        using Removal = typename NamedStore<Thing, ThingId>::Removal;
        scope_.write([&](Transaction& tx) {
            const Acting who = administering(tx, actor);
            const Thing before = there((tx.*store)().find(id));
            switch ((tx.*store)().remove(id)) {
                case Removal::done: break;
                case Removal::not_found: throw_unknown();
                case Removal::in_use:
                    throw Error(ErrorCode::failed_precondition, reason("in_use"),
                                "Users belong to this " + std::string(kind_.subject) + ": move them first.");
            }
            Thing gone;
            record(tx, who, "remove", id, history::diff(before, gone));
        });
    }

private:
    /// Cleans what differs. @return the name's key
    std::string normalise(const Thing& before, Thing& after) const {
        FieldErrors errors;
        for_each_field<New>([&](const auto& f) {
            if (f.name == "name" || !(before.*f.member == after.*f.member))
                after.*f.member = text::clean(after.*f.member, rules::text_limit(f.name), f.name, errors);
        });
        std::string key = name_key(after.name);
        if (key.size() > rules::longest_name_key) errors.add("name", "too_long", "is too long when it is folded for searching");
        errors.throw_if_any(reason("invalid"), "The " + std::string(kind_.subject) + " cannot be saved.");
        return key;
    }

    Acting administering(Transaction& tx, const Actor& actor) const {
        Acting who = acting(tx, actor, scope_.environment.now());
        refuse(rules::may_administer(who.user_or_system()));
        return who;
    }
    void seeing(Transaction& tx, const Actor& actor) const {
        refuse(rules::may_list(acting(tx, actor, scope_.environment.now()).user_or_system()));
    }
    void record(Transaction& tx, const Acting& who, const char* verb, ThingId id, std::vector<FieldChange> changes) const {
        history::record(tx, scope_.environment, who.author, who.now, reason(verb), kind_.subject, id, std::move(changes));
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
        throw Error(ErrorCode::aborted, reason("changed"),
                    "Somebody else changed this " + std::string(kind_.subject) + " meanwhile: read again and retry.");
    }
    std::string reason(std::string_view what) const { return std::string(kind_.room) + "." + std::string(what); }

    const Scope& scope_;
    NamedKind kind_;
};

}  // namespace roster
