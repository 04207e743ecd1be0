// Organizations, groups, imports, history.
#include "storage/conformance/support.hpp"

namespace roster::conformance {
namespace {

template <class Thing, class ThingId, auto store, auto belong>
void named_things(const OpenStore& open) {
    using Removal = typename NamedStore<Thing, ThingId>::Removal;
    const Bench bench(open);
    const Scope desk = bench.account(), elsewhere = bench.account();
    const auto make = [&](const std::string& name) {
        Thing thing;
        thing.name = name;
        thing.id = bench.environment.new_id<ThingId>();
        thing.revision = 1;
        thing.created_at = thing.updated_at = at(1);
        return thing;
    };
    const Thing acme = make("Acme"), basel = make("Basel"), zoo = make("Zoo");
    desk.write([&](Transaction& tx) {
        auto& things = (tx.*store)();
        demand(!things.insert(zoo, "zoo") && !things.insert(acme, "acme") && !things.insert(basel, "basel"),
               "new names are free");
        demand(things.insert(make("ACME"), "acme").has_value(), "a name key that is taken must be a conflict");
        demand_same(acme, things.find(acme.id).value(), "by id");
        demand_same(acme, things.find_by_name("acme").value(), "by name");
        demand(!things.find_by_name("acm") && !things.find_by_name("Acme"), "names are looked up by the whole key");
        const auto listed = things.list("", "", 10);
        demand(listed.size() == 3 && listed[0].id == acme.id && listed[2].id == zoo.id,
               "listed in the order of the key");
        demand(things.list("ba", "", 10).size() == 1, "those with a prefix");
        demand(things.list("", "acme", 1).at(0).id == basel.id, "those after a key");
        auto renamed = basel;
        renamed.name = "Bern";
        renamed.revision = 2;
        demand(things.save(basel, renamed, "acme").outcome == UserStore::Save::conflict,
               "a taken name is a conflict");
        demand(things.save(basel, renamed, "bern").outcome == UserStore::Save::done, "a free one is saved");
        demand(things.save(basel, renamed, "bern").outcome == UserStore::Save::changed_meanwhile,
               "over an old revision nothing is saved");
        auto member = bench.user(1);
        belong(member.user, acme.id);
        tx.users().insert(member);
        demand(things.remove(acme.id) == Removal::in_use, "what people belong to must not be removed");
        demand(things.remove(zoo.id) == Removal::done && things.remove(zoo.id) == Removal::not_found,
               "what nobody belongs to is removed once");
    });
    elsewhere.write([&](Transaction& tx) {
        demand(!(tx.*store)().find(acme.id) && !(tx.*store)().find_by_name("acme") &&
                   (tx.*store)().list("", "", 10).empty(),
               "another account must not see it");
        demand((tx.*store)().remove(acme.id) == Removal::not_found, "nor remove it");
    });
}

void imports_go_on(const OpenStore& open) {
    const Bench bench(open);
    const Scope desk = bench.account();
    Import import;
    import.id = bench.environment.new_id<ImportId>();
    import.key = "people";
    import.fingerprint = "f";
    import.revision = 1;
    import.started_at = import.updated_at = at(1);
    auto further = import;
    further.revision = 2;
    further.rows = further.position = 5'000'000'000;
    further.status = ImportStatus::finished;
    const std::vector<ImportFault> faults{{2, "email", "taken", "belongs to another user"},
                                          {3, "", "bad_quote", "a \"quote\""}};
    desk.write([&](Transaction& tx) {
        auto& imports = tx.imports();
        demand(imports.insert(import), "a new key is free");
        auto twin = import;
        twin.id = bench.environment.new_id<ImportId>();
        demand(!imports.insert(twin), "a key that is taken is refused");
        imports.add_faults(import.id, 1, faults);
        demand(imports.save(import, further), "a save over the stored revision is done");
        demand(!imports.save(import, further), "over an old one it is not");
    });
    desk.read([&](Transaction& tx) {
        auto& imports = tx.imports();
        demand_same(further, imports.find(import.id).value(), "by id");
        demand_same(further, imports.find_by_key("people").value(), "by key");
        demand(!imports.find_by_key("PEOPLE"), "keys are compared by bytes");
        demand(imports.count_faults(import.id) == 2, "faults are counted");
        demand(imports.faults(import.id, 1, 10) == faults, "faults come back in order");
        demand(imports.faults(import.id, 2, 10).size() == 1, "from a number on");
    });
}

void history_is_kept(const OpenStore& open) {
    const Bench bench(open);
    const Scope desk = bench.account(), elsewhere = bench.account();
    const UserId ada = bench.environment.new_id<UserId>(), grace = bench.environment.new_id<UserId>();
    std::vector<HistoryEntry> entries;
    desk.write([&](Transaction& tx) {
        for (int n = 0; n < 12; ++n) {
            HistoryEntry entry{.id = bench.environment.new_id<HistoryEntryId>(),
                               .at = at(n),
                               .actor = n % 2 == 0 ? ada : UserId(),
                               .actor_name = "Ada \"the\" Countess",
                               .on_behalf_of = n % 3 == 0 ? grace : UserId(),
                               .verb = "users.update",
                               .subject_kind = n % 4 == 0 ? "group" : "user",
                               .subject_id = to_string(grace),
                               .changes = {{"first_name", "null",
                                            "\"Gr\xC3\xA4"
                                            "ce\""},
                                           {"labels", "[]", "[\"a\",\"b\"]"}}};
            tx.history().append(entry);
            entries.push_back(entry);
        }
    });
    const auto list = [&](const Scope& scope, const HistoryQuery& query, HistoryEntryId before,
                          std::int32_t limit) {
        return scope.read([&](Transaction& tx) { return tx.history().list(query, before, limit); });
    };
    const auto all = list(desk, {}, {}, 100);
    demand(all.size() == 12, "every entry is there");
    for (std::size_t i = 0; i < 12; ++i) demand_same(entries[11 - i], all[i], "newest first");
    demand(list(desk, {}, entries[5].id, 3).at(0).id == entries[4].id, "those before an entry");
    demand(list(desk, {.actor = ada}, {}, 100).size() == 6, "one actor's");
    demand(list(desk, {.subject_kind = "user", .subject_id = to_string(grace)}, {}, 100).size() == 9,
           "one subject's");
    demand(list(desk, {.subject_kind = "user", .subject_id = to_string(grace), .actor = ada}, {}, 100).size() == 3,
           "both");
    demand(list(elsewhere, {}, {}, 100).empty(), "none of another account's");
}

constexpr auto join_organization = [](User& user, OrganizationId id) { user.organization = id; };
constexpr auto join_group = [](User& user, GroupId id) { user.groups = {id}; };

}  // namespace

std::vector<Check> other_checks() {
    return {
        {"organizations",
         "Organizations have unique names, are listed by them, and stay while people belong to them (DP-6).",
         named_things<Organization, OrganizationId, &Transaction::organizations, join_organization>},
        {"groups", "So do groups (DP-14).", named_things<Group, GroupId, &Transaction::groups, join_group>},
        {"imports_go_on", "An import's progress and faults are kept (BX-15).", imports_go_on},
        {"history_is_kept", "History comes back entry by entry, newest first (DP-12).", history_is_kept},
    };
}

}  // namespace roster::conformance
