// What services never do, hosts' own stores and tools may: every store refuses it alike, and nothing of it remains.
#include "storage/differential_dump.hpp"

namespace roster::test {
namespace {

class Misuse : public Desk {
protected:
    Misuse()
        : organization(desk.organizations().add(system, {.name = "Acme"})),
          group(desk.groups().add(system, {.name = "Night"})) {
        import.id = ImportId::well_known(1);
        import.key = "key";
        import.revision = 1;
        import.started_at = import.updated_at = world.now();
        write([&](Transaction& tx) {
            tx.imports().insert(import);
            tx.imports().add_faults(import.id, 1, std::vector<ImportFault>{{.line = 2, .field = "email"}});
        });
        entry = entries().front();
    }

    Storage& storage() const { return directory.storage(); }
    void write(const std::function<void(Transaction&)>& work) const { storage().write(desk.id(), work); }
    std::string dump() const { return dump_of(storage(), desk.id(), {"key", "new"}); }

    /// A good new user, but for what `change` does.
    template <class Change>
    IndexedUser person(Change&& change) const {
        IndexedUser made;
        made.user.id = UserId::well_known(1);
        made.user.number = 77;
        made.user.revision = 1;
        made.user.created_at = made.user.updated_at = made.user.last_active_at = world.now();
        made.sort_key = made.name_key = "a";
        made.email_keys = {"new@x.example"};
        change(made);
        return made;
    }
    template <class Thing>
    Thing changed(Thing thing) const {
        ++thing.revision;
        return thing;
    }

    Organization organization;
    Group group;
    Import import;
    HistoryEntry entry;
};
ROSTER_OVER_ALL_STORES(Misuse);

TEST_P(Misuse, RowsThatTheSchemaForbidsAreRefused) {
    const auto add = [&](auto change) {
        return [this, change](Transaction& tx) { tx.users().insert(person(change)); };
    };
    const auto save = [&](auto change) {
        return [this, change](Transaction& tx) {
            IndexedUser after;
            after.user = changed(*tx.users().find(agent.id));
            after.sort_key = after.name_key = "a";
            change(after);
            tx.users().save(*tx.users().find(agent.id), after);
        };
    };
    const AccountRecord record = desk.record();
    const auto nothing = OrganizationId::well_known(9);
    const auto no_group = GroupId::well_known(9);
    const std::pair<const char*, std::function<void(Transaction&)>> cases[] = {
        {"a user without an id", add([](IndexedUser& u) { u.user.id = {}; })},
        {"a user's id that is taken", add([&](IndexedUser& u) { u.user.id = agent.id; })},
        {"a number that is taken", add([&](IndexedUser& u) { u.user.number = agent.number; })},
        {"an organization that is not there", add([&](IndexedUser& u) { u.user.organization = nothing; })},
        {"a group that is not there", add([&](IndexedUser& u) { u.user.groups = {no_group}; })},
        {"a group twice", add([&](IndexedUser& u) { u.user.groups = {group.id, group.id}; })},
        {"a label twice", add([](IndexedUser& u) { u.user.labels = {"a", "a"}; })},
        {"saving a number that is taken", save([&](IndexedUser& u) { u.user.number = owner.number; })},
        {"saving an organization that is not there", save([&](IndexedUser& u) { u.user.organization = nothing; })},
        {"saving a group that is not there", save([&](IndexedUser& u) { u.user.groups = {no_group}; })},
        {"an organization without an id",
         [&](Transaction& tx) {
             Organization nameless = organization;
             nameless.id = {};
             tx.organizations().insert(nameless, "new");
         }},
        {"an organization's id that is taken",
         [&](Transaction& tx) { tx.organizations().insert(organization, "new"); }},
        {"a group's id that is taken", [&](Transaction& tx) { tx.groups().insert(group, "new"); }},
        {"an import's id that is taken",
         [&](Transaction& tx) {
             Import twin = import;
             twin.key = "new";
             tx.imports().insert(twin);
         }},
        {"faults of an import that is not there",
         [](Transaction& tx) { tx.imports().add_faults(ImportId::well_known(9), 1, std::vector<ImportFault>(1)); }},
        {"a fault's number that is taken",
         [&](Transaction& tx) { tx.imports().add_faults(import.id, 1, std::vector<ImportFault>(1)); }},
        {"an entry's id that is taken", [&](Transaction& tx) { tx.history().append(entry); }},
        {"an account that is there", [&](Transaction& tx) { tx.accounts().insert(record); }},
    };
    const auto before = dump();
    for (const auto& [name, work] : cases) {
        SCOPED_TRACE(name);
        EXPECT_EQ(outcome([&, &work = work] {
                      write([&](Transaction& tx) {
                          tx.accounts().count({.last_user_number = 3});  // goes too
                          work(tx);
                      });
                  }),
                  "internal storage.constraint");
        EXPECT_EQ(dump(), before);
    }
    const AccountId unknown = AccountId::well_known(9);
    EXPECT_EQ(outcome([&] {
                  storage().write(unknown, [&](Transaction& tx) { tx.organizations().insert(organization, "a"); });
              }),
              "internal storage.constraint");
    EXPECT_EQ(outcome([&] { storage().write(unknown, [&](Transaction& tx) { tx.groups().insert(group, "a"); }); }),
              "internal storage.constraint");
    EXPECT_EQ(outcome([&] { storage().write(unknown, [&](Transaction& tx) { tx.imports().insert(import); }); }),
              "internal storage.constraint");
    EXPECT_EQ(outcome([&] { storage().write(unknown, [&](Transaction& tx) { tx.history().append(entry); }); }),
              "internal storage.constraint");
    EXPECT_EQ(storage().accounts({}, 10).size(), 1u);
    EXPECT_EQ(directory.check(), std::vector<std::string>());
}

TEST_P(Misuse, EveryChangingVerbIsRefusedInAReading) {
    const AccountRecord record = desk.record();
    const User before = now(agent);
    const auto found = *desk.organizations().find_by_name(system, "Acme");
    const auto found_group = *desk.groups().find_by_name(system, "Night");
    const std::pair<const char*, std::function<void(Transaction&)>> verbs[] = {
        {"accounts.save", [&](Transaction& tx) { tx.accounts().save(record, changed(record)); }},
        {"accounts.count", [](Transaction& tx) { tx.accounts().count({.seats_used = -1}); }},
        {"users.insert", [&](Transaction& tx) { tx.users().insert(person([](IndexedUser&) {})); }},
        {"users.save",
         [&](Transaction& tx) {
             tx.users().save(before, {.user = changed(before), .sort_key = "a", .name_key = "a"});
         }},
        {"users.touch", [&](Transaction& tx) { tx.users().touch(before.id, world.now() + hours(1)); }},
        {"users.count_failed_sign_in", [&](Transaction& tx) { tx.users().count_failed_sign_in(before.id); }},
        {"users.clear_failed_sign_ins", [&](Transaction& tx) { tx.users().clear_failed_sign_ins(before.id); }},
        {"organizations.insert", [&](Transaction& tx) { tx.organizations().insert(found, "new"); }},
        {"organizations.save", [&](Transaction& tx) { tx.organizations().save(found, changed(found), "acme"); }},
        {"organizations.remove", [&](Transaction& tx) { tx.organizations().remove(found.id); }},
        {"groups.insert", [&](Transaction& tx) { tx.groups().insert(found_group, "new"); }},
        {"groups.save", [&](Transaction& tx) { tx.groups().save(found_group, changed(found_group), "night"); }},
        {"groups.remove", [&](Transaction& tx) { tx.groups().remove(found_group.id); }},
        {"imports.insert", [&](Transaction& tx) { tx.imports().insert(import); }},
        {"imports.save", [&](Transaction& tx) { tx.imports().save(import, changed(import)); }},
        {"imports.add_faults",
         [&](Transaction& tx) { tx.imports().add_faults(import.id, 2, std::vector<ImportFault>(1)); }},
        {"history.append", [&](Transaction& tx) { tx.history().append(entry); }},
    };
    const auto kept = dump();
    for (const auto& [name, verb] : verbs)
        EXPECT_EQ(outcome([&, &verb = verb] { storage().read(desk.id(), verb); }),
                  "failed_precondition storage.read_only")
            << name;
    EXPECT_EQ(dump(), kept);
}

TEST_P(Misuse, CallsFromWithinAreRefused) {
    const std::string refused = "failed_precondition storage.reentrant";
    const auto nothing = [](Transaction&) {};
    const auto kept = dump();
    for (const auto verb : {&Storage::read, &Storage::write}) {
        EXPECT_EQ(outcome([&] {
                      (storage().*verb)(desk.id(), [&](Transaction&) { storage().read(desk.id(), nothing); });
                  }),
                  refused);
        EXPECT_EQ(outcome([&] {
                      (storage().*verb)(desk.id(), [&](Transaction&) { storage().write(desk.id(), nothing); });
                  }),
                  refused);
        EXPECT_EQ(outcome([&] { (storage().*verb)(desk.id(), [&](Transaction&) { storage().accounts({}, 1); }); }),
                  refused);
        EXPECT_EQ(outcome([&] { (storage().*verb)(desk.id(), [&](Transaction&) { storage().check(); }); }),
                  refused);
        // Another store is another matter.
        EXPECT_EQ(outcome([&] {
                      std::shared_ptr<void> keep;
                      const auto another = store_kinds().front().make(keep);
                      (storage().*verb)(desk.id(), [&](Transaction&) { another->read(desk.id(), nothing); });
                  }),
                  "done");
    }
    EXPECT_EQ(dump(), kept);
}

TEST_P(Misuse, WorkThatThrowsLeavesEverythingAsItWas) {
    struct Stop {};
    desk.organizations().add(system, {.name = "Empty"});
    users.add(system, {.kind = UserKind::customer,
                       .email = "held@x.example",
                       .organization = organization.id,
                       .groups = {group.id},
                       .labels = {"l"},
                       .external_id = "held"});
    const User held = users.get_by_email(system, "held@x.example");
    const auto kept = dump();
    const AccountRecord record = desk.record();
    const auto everything = [&](Transaction& tx) {
        tx.accounts().save(record, changed(record));
        tx.accounts().count({.last_user_number = 5, .seats_used = 1, .owners = 1});
        tx.users().insert(person([](IndexedUser& u) { u.user.labels = {"new"}; }));
        // Gone and back, under other keys, then gone again.
        IndexedUser gone{
            .user = *tx.users().find(held.id), .sort_key = "z", .name_key = "z", .email_keys = {"held@x.example"}};
        for (int i = 0; i < 3; ++i) {
            const User before = gone.user;
            ++gone.user.revision;
            if (before.deleted_at) gone.user.deleted_at.reset();
            else gone.user.deleted_at = world.now();
            gone.email_keys = {"other" + std::to_string(i) + "@x.example"};
            gone.user.groups.clear();
            EXPECT_EQ(tx.users().save(before, gone).outcome, UserStore::Save::done);
        }
        tx.users().touch(agent.id, world.now() + hours(1));
        tx.users().count_failed_sign_in(agent.id);
        const auto empty = *tx.organizations().find_by_name("empty");
        EXPECT_EQ(tx.organizations().remove(empty.id), OrganizationStore::Removal::done);
        EXPECT_FALSE(tx.organizations().insert(empty, "empty"));  // in its place again
        EXPECT_EQ(tx.organizations().save(empty, changed(empty), "renamed").outcome, UserStore::Save::done);
        EXPECT_EQ(tx.groups().remove(group.id), GroupStore::Removal::done);
        Import further = changed(import);
        further.rows = 7;
        EXPECT_TRUE(tx.imports().save(import, further));
        tx.imports().add_faults(import.id, 2, std::vector<ImportFault>(3));
        HistoryEntry told = entry;
        told.id = HistoryEntryId::well_known(1);
        tx.history().append(told);
    };
    EXPECT_THROW(write([&](Transaction& tx) {
                     everything(tx);
                     throw Stop{};
                 }),
                 Stop);
    EXPECT_EQ(dump(), kept);
    EXPECT_EQ(users.get_by_email(system, "held@x.example").number, held.number);
    EXPECT_EQ(users.get_by_external_id(system, "held").number, held.number);
    EXPECT_EQ(directory.check(), std::vector<std::string>());
    write(everything);  // and it is no reason against doing it after all
    EXPECT_NE(dump(), kept);
    EXPECT_EQ(directory.check(), std::vector<std::string>());
}

}  // namespace
}  // namespace roster::test
