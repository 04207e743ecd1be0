// Records as they are: what copying an account between stores is made of.
#include "storage/conformance/support.hpp"

namespace roster::conformance {
namespace {

/// All of a kind, read in pages of this size. The keys must grow.
template <class Record>
std::vector<Record> read_all(RecordStore<Record>& store, std::int32_t page_size) {
    std::vector<Record> all;
    KeyOf<Record> after{};
    for (bool more = true; more;) {
        auto page = store.records(after, page_size);
        demand(page.size() <= static_cast<std::size_t>(page_size), "records() must not give more than its limit");
        more = !page.empty();
        for (auto& record : page) {
            demand(after < key_of(record),
                   "records() must give the records after a key, in the order of their keys");
            after = key_of(record);
            all.push_back(std::move(record));
        }
    }
    return all;
}

template <class Record>
void demand_all_same(const std::vector<Record>& expected, const std::vector<Record>& found,
                     const std::string& what) {
    demand(expected.size() == found.size(), "records() must give every " + what +
                                                " once: " + std::to_string(found.size()) + " of " +
                                                std::to_string(expected.size()));
    for (std::size_t i = 0; i < found.size(); ++i) demand_same(expected[i], found[i], what);
}

/// Everything of a kind in one account goes into another one, and comes back as it was; putting it again changes
/// nothing.
template <class Record>
void move_all(const Scope& from, const Scope& to, RecordStore<Record>& (*in)(Transaction&),
              const std::string& what) {
    const auto read = [&](const Scope& scope, std::int32_t page_size) {
        return scope.read([&](Transaction& tx) { return read_all(in(tx), page_size); });
    };
    const auto records = read(from, 100);
    demand(records.size() > 1, "the check has too few of: " + what);
    for (const std::int32_t page_size : {1, 2, 3}) demand_all_same(records, read(from, page_size), what);
    const auto code = refused([&] { from.read([&](Transaction& tx) { in(tx).put(records.front()); }); });
    demand(code == ErrorCode::failed_precondition, "put() inside read() must be refused");
    for (int again = 0; again < 2; ++again) {
        to.write([&](Transaction& tx) {
            for (const auto& record : records) in(tx).put(record);
        });
        demand_all_same(records, read(to, 100), what + " that was put");
    }
}

template <class Thing, class ThingId>
Thing named(const Bench& bench, const std::string& name) {
    Thing thing;
    thing.name = name;
    thing.id = bench.environment.new_id<ThingId>();
    thing.revision = 3;
    thing.created_at = at(1);
    thing.updated_at = at(2);
    return thing;
}

RecordStore<KeptAccount>& accounts_in(Transaction& tx) { return tx.accounts(); }
RecordStore<IndexedThing<Organization>>& organizations_in(Transaction& tx) { return tx.organizations(); }
RecordStore<IndexedThing<Group>>& groups_in(Transaction& tx) { return tx.groups(); }
RecordStore<IndexedUser>& users_in(Transaction& tx) { return tx.users(); }
RecordStore<Import>& imports_in(Transaction& tx) { return tx.imports(); }
RecordStore<KeptFault>& faults_in(Transaction& tx) { return tx.imports(); }
RecordStore<HistoryEntry>& history_in(Transaction& tx) { return tx.history(); }

void records_come_back(const OpenStore& open) {
    const Bench bench(open);
    const Scope from = bench.account(9), to = bench.account();
    const auto acme = named<Organization, OrganizationId>(bench, "Acme"),
               zoo = named<Organization, OrganizationId>(bench, "Zoo");
    const auto first = named<Group, GroupId>(bench, "First"), second = named<Group, GroupId>(bench, "Second");
    std::vector<IndexedUser> people;
    for (int n = 1; n <= 7; ++n) {
        people.push_back(bench.user(n));
        people.back().user.organization = n % 2 == 0 ? acme.id : OrganizationId();
        people.back().user.groups = {second.id, first.id};
    }
    from.write([&](Transaction& tx) {
        tx.organizations().insert(acme, "acme");
        tx.organizations().insert(zoo, "zoo");
        tx.groups().insert(first, "first");
        tx.groups().insert(second, "second");
        for (const auto& person : people) tx.users().insert(person);
        auto gone = people[2];
        gone.user.revision = 2;
        gone.user.deleted_at = at(9);
        tx.users().save(people[2].user, gone);
        tx.users().touch(people[0].user.id, at(1'000));
        tx.users().count_failed_sign_in(people[1].user.id);
        tx.accounts().count({.last_user_number = 7, .seats_used = 3, .owners = 1});
        for (const std::string key : {"one", "two"}) {
            Import import;
            import.id = bench.environment.new_id<ImportId>();
            import.key = key;
            import.fingerprint = "f";
            import.revision = 1;
            import.started_at = import.updated_at = at(3);
            tx.imports().insert(import);
            tx.imports().add_faults(import.id, 1,
                                    std::vector<ImportFault>{{2, "email", "taken", "is"}, {3, "", "x", "\"y\""}});
            tx.history().append({.id = bench.environment.new_id<HistoryEntryId>(),
                                 .at = at(3),
                                 .actor = people[0].user.id,
                                 .actor_name = "Ada",
                                 .on_behalf_of = {},
                                 .verb = "users.update",
                                 .subject_kind = "user",
                                 .subject_id = to_string(people[0].user.id),
                                 .changes = {{"first_name", "null",
                                              "\"Gr\xC3\xA4"
                                              "ce\""}}});
        }
    });

    const auto account_of = [](const Scope& scope) {
        return scope.read([](Transaction& tx) { return read_all(accounts_in(tx), 10); }).at(0);
    };
    auto account = account_of(from);
    demand(
        account.counters.last_user_number == 7 && account.counters.seats_used == 3 && account.counters.owners == 1,
        "an account's record must have its counters");
    account.record.id = to.account;
    account.record.incomplete = true;
    to.write([&](Transaction& tx) { accounts_in(tx).put(account); });
    demand_same(account, account_of(to), "an account that was put");

    move_all(from, to, organizations_in, "organization");
    move_all(from, to, groups_in, "group");
    move_all(from, to, users_in, "user");
    move_all(from, to, imports_in, "import");
    move_all(from, to, faults_in, "fault");
    move_all(from, to, history_in, "entry of the history");

    // What only serves to find things was written along.
    to.write([&](Transaction& tx) {
        demand(tx.organizations().find_by_name("zoo").value().id == zoo.id,
               "an organization that was put is found by name");
        demand(tx.users().find_by_number(4).value().id == people[3].user.id,
               "a user who was put is found by number");
        demand(tx.users().find_by_email(people[3].email_keys[1]).value().id == people[3].user.id, "by address");
        demand(!tx.users().find_by_email(people[2].email_keys[0]), "a deleted one is not");
        demand(tx.users().find_by_external_id("X-4").value().id == people[3].user.id &&
                   !tx.users().find_by_external_id("X-3"),
               "by external id, if it is held");
        demand(tx.users().labels("", "", 10).size() == 4, "labels that were put are in use");
        demand(tx.users().list({.query = {.labels = {"every"}}, .now = at(0)}).size() == 6, "and lists go by them");
        demand(tx.users().list({.query = {.group = first.id}, .now = at(0)}).size() == 6, "and by groups");
        demand(tx.groups().remove(first.id) == GroupStore::Removal::in_use,
               "a group with people that were put is in use");
        demand(tx.imports().find_by_key("two").has_value(), "an import that was put is found by its key");
    });
}

void put_takes_what_is_unique(const OpenStore& open) {
    const Bench bench(open);
    const Scope desk = bench.account();
    auto ada = bench.user(1), grace = bench.user(2);
    const auto old = named<Group, GroupId>(bench, "Team"), fresh = named<Group, GroupId>(bench, "Team");
    desk.write([&](Transaction& tx) {
        for (auto* person : {&ada, &grace}) {
            std::sort(person->email_keys.begin(), person->email_keys.end());
            tx.users().put(*person);
        }
        tx.groups().put({old, "team"});
    });
    // Both change places, one after the other: for a moment both want the same.
    std::swap(ada.email_keys, grace.email_keys);
    std::swap(ada.user.external_id, grace.user.external_id);
    ada.user.labels = {"other"};
    desk.write([&](Transaction& tx) {
        tx.users().put(ada);
        tx.users().put(grace);
        tx.groups().put({fresh, "team"});
    });
    desk.write([&](Transaction& tx) {
        const auto people = read_all(users_in(tx), 10);
        demand(people.size() == 2, "put() replaces");
        for (const auto& person : people)
            demand_same(person.user.id == ada.user.id ? ada : grace, person,
                        "a user who took another one's address");
        demand(tx.users().find_by_external_id("X-2").value().id == ada.user.id,
               "an external id is taken from who holds it");
        demand(tx.users().find_by_external_id("X-1").value().id == grace.user.id, "and found where it is now");
        demand(tx.users().labels("", "", 10) == std::vector<std::string>{"every", "label 2", "other"},
               "labels follow");
        demand(tx.groups().find_by_name("team").value().id == fresh.id, "a name is taken from who has it");
        groups_in(tx).erase(old.id);
    });
    desk.read(
        [&](Transaction& tx) { demand(read_all(groups_in(tx), 10).size() == 1, "who lost its name can go"); });
}

void records_are_erased(const OpenStore& open) {
    const Bench bench(open);
    const Scope desk = bench.account(), other = bench.account();
    const auto team = named<Group, GroupId>(bench, "Team");
    auto ada = bench.user(1);
    ada.user.groups = {team.id};
    Import import;
    import.id = bench.environment.new_id<ImportId>();
    import.key = "k";
    import.revision = 1;
    import.started_at = import.updated_at = at(0);
    HistoryEntry entry;
    entry.id = bench.environment.new_id<HistoryEntryId>();
    entry.at = at(0);
    for (const Scope& scope : {desk, other})
        scope.write([&](Transaction& tx) {
            tx.groups().put({team, "team"});
            tx.users().put(ada);
            imports_in(tx).put(import);
            faults_in(tx).put({import.id, 1, {}});
            tx.history().put(entry);
        });
    demand(refused([&] { desk.write([&](Transaction& tx) { groups_in(tx).erase(team.id); }); }).has_value(),
           "what others refer to must not be erased before them");
    desk.write([&](Transaction& tx) {
        tx.history().erase(entry.id);
        faults_in(tx).erase({import.id, 1});
        imports_in(tx).erase(import.id);
        users_in(tx).erase(ada.user.id);
        users_in(tx).erase(ada.user.id);  // nothing happens
        groups_in(tx).erase(team.id);
    });
    const auto left = [](const Scope& scope) {
        return scope.read([](Transaction& tx) {
            return read_all(history_in(tx), 9).size() + read_all(faults_in(tx), 9).size() +
                   read_all(imports_in(tx), 9).size() + read_all(users_in(tx), 9).size() +
                   read_all(groups_in(tx), 9).size() + tx.users().labels("", "", 9).size();
        });
    };
    demand(left(desk) == 0, "what was erased is gone");
    demand(left(other) == 5 + ada.user.labels.size(), "another account's is not");
    ada.user.groups.clear();
    desk.write([&](Transaction& tx) {
        demand(!tx.users().insert(ada), "and its number, addresses and external id are free");
    });
}

}  // namespace

std::vector<Check> record_checks() {
    return {
        {"records_come_back", "Every kind of record can be read and put as it is (BX-10).", records_come_back},
        {"put_takes_what_is_unique", "Putting takes unique values from who holds them.", put_takes_what_is_unique},
        {"records_are_erased", "Records are erased with everything by which they were found.", records_are_erased},
    };
}

}  // namespace roster::conformance
