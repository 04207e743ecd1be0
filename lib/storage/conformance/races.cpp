#include "storage/conformance/races.hpp"
#include "storage/conformance/samples.hpp"

namespace roster::conformance {
namespace {

// ---- Accounts ----

Want account_revision(const Bench&, const Scope& desk) {
    const auto before = desk.read([](Transaction& tx) { return tx.accounts().find().value(); });
    return [before](Transaction& tx, int runner) {
        auto after = before;
        after.name = "Winner " + std::to_string(runner);
        after.revision = before.revision + 1;
        return tx.accounts().save(before, after);
    };
}

bool is_done(const AccountStore::Counted& counted) { return counted.outcome == AccountStore::Count::done; }

Want last_seat(const Bench&, const Scope& desk) {
    desk.write([](Transaction& tx) {
        auto record = tx.accounts().find().value();
        const auto before = record;
        record.seat_limit = 1;
        ++record.revision;
        demand(tx.accounts().save(before, record), "a save over the stored revision is done");
    });
    return [](Transaction& tx, int) {
        return is_done(tx.accounts().count({.last_user_number = 1, .seats_used = 1, .owners = 0}));
    };
}

Want last_but_one_owner(const Bench&, const Scope& desk) {
    desk.write([](Transaction& tx) { tx.accounts().count({.last_user_number = 0, .seats_used = 0, .owners = 2}); });
    return [](Transaction& tx, int) {
        return is_done(tx.accounts().count({.last_user_number = 0, .seats_used = 0, .owners = -1}));
    };
}

Want user_number(const Bench&, const Scope&) {
    return [](Transaction& tx, int) {
        return tx.accounts().count({.last_user_number = 1, .seats_used = 0, .owners = 0}).now.last_user_number == 7;
    };
}

// ---- Users ----

Want address(const Bench& bench, const Scope&) {
    return [&bench](Transaction& tx, int runner) {
        auto one = bench.user(runner + 1);
        one.email_keys = {"wanted@acme.example"};
        one.user.other_emails.clear();
        return !tx.users().insert(one);
    };
}

Want external_id(const Bench& bench, const Scope&) {
    return [&bench](Transaction& tx, int runner) {
        auto one = bench.user(runner + 1);
        one.user.external_id = "wanted";
        return !tx.users().insert(one);
    };
}

/// Many who are there already want the same value of somebody else's kind.
Want by_save(const Bench& bench, const Scope& desk, void (*change)(IndexedUser&)) {
    std::vector<IndexedUser> people;
    for (int n = 1; n <= 64; ++n) people.push_back(bench.user(n));
    desk.write([&](Transaction& tx) {
        for (const auto& one : people) tx.users().insert(one);
    });
    return [people, change](Transaction& tx, int runner) {
        const auto& before = people.at(static_cast<std::size_t>(runner));
        auto after = before;
        after.user.revision = 2;
        change(after);
        const auto saved = tx.users().save(before.user, after);
        if (saved.outcome != UserStore::Save::done) throw Beaten{};
        return true;
    };
}

Want address_by_save(const Bench& bench, const Scope& desk) {
    return by_save(bench, desk,
                   [](IndexedUser& one) { one.email_keys[0] = one.user.email = "wanted@acme.example"; });
}

Want external_id_by_save(const Bench& bench, const Scope& desk) {
    return by_save(bench, desk, [](IndexedUser& one) { one.user.external_id = "wanted"; });
}

Want user_revision(const Bench& bench, const Scope& desk) {
    const auto before = bench.user(1);
    desk.write([&](Transaction& tx) { tx.users().insert(before); });
    return [before](Transaction& tx, int runner) {
        auto after = before;
        after.user.job_title = "Winner " + std::to_string(runner);
        after.user.revision = 2;
        return tx.users().save(before.user, after).outcome == UserStore::Save::done;
    };
}

/// Deletes and changes of one revision are the same verb: who comes second finds neither.
Want deletion_or_change(const Bench& bench, const Scope& desk) {
    const auto before = bench.user(1);
    desk.write([&](Transaction& tx) { tx.users().insert(before); });
    return [before](Transaction& tx, int runner) {
        auto after = before;
        after.user.revision = 2;
        if (runner % 2 == 0) after.user.deleted_at = at(1);
        else after.user.last_name = "Changed";
        return tx.users().save(before.user, after).outcome == UserStore::Save::done;
    };
}

/// The sign-in that reaches a limit is one.
Want failed_sign_in(const Bench& bench, const Scope& desk) {
    const auto person = bench.user(1);
    desk.write([&](Transaction& tx) { tx.users().insert(person); });
    return [id = person.user.id](Transaction& tx, int) { return tx.users().count_failed_sign_in(id) == 10; };
}

// ---- Organizations, groups, imports ----

template <class Thing>
Thing thing(const Bench& bench, const std::string& name) {
    Thing made;
    made.name = name;
    made.id = bench.environment.new_id<decltype(made.id)>();
    made.revision = 1;
    made.created_at = made.updated_at = at(1);
    return made;
}

template <class Thing, auto store>
Want name_of(const Bench& bench, const Scope&) {
    return [&bench](Transaction& tx, int runner) {
        return !(tx.*store)().insert(thing<Thing>(bench, "Wanted " + std::to_string(runner)), "wanted");
    };
}

template <class Thing, auto store>
Want name_by_save(const Bench& bench, const Scope& desk) {
    std::vector<Thing> things;
    desk.write([&](Transaction& tx) {
        things.clear();
        for (int n = 0; n < 64; ++n) {
            things.push_back(thing<Thing>(bench, "N" + std::to_string(n)));
            (tx.*store)().insert(things.back(), "n" + std::to_string(n));
        }
    });
    return [things](Transaction& tx, int runner) {
        const auto& before = things.at(static_cast<std::size_t>(runner));
        auto after = before;
        after.name = "Wanted";
        after.revision = 2;
        if ((tx.*store)().save(before, after, "wanted").outcome != UserStore::Save::done) throw Beaten{};
        return true;
    };
}

template <class Thing, auto store>
Want revision_of(const Bench& bench, const Scope& desk) {
    const auto before = thing<Thing>(bench, "Acme");
    desk.write([&](Transaction& tx) { (tx.*store)().insert(before, "acme"); });
    return [before](Transaction& tx, int runner) {
        auto after = before;
        after.name = "Winner " + std::to_string(runner);
        after.revision = 2;
        return (tx.*store)().save(before, after, "winner").outcome == UserStore::Save::done;
    };
}

template <class Thing, auto store>
Want removal_of(const Bench& bench, const Scope& desk) {
    const auto gone = thing<Thing>(bench, "Acme");
    desk.write([&](Transaction& tx) { (tx.*store)().insert(gone, "acme"); });
    using Removal = typename std::remove_reference_t<decltype((std::declval<Transaction&>().*store)())>::Removal;
    return [id = gone.id](Transaction& tx, int) { return (tx.*store)().remove(id) == Removal::done; };
}

Import import_of(const Bench& bench) {
    Import import;
    import.id = bench.environment.new_id<ImportId>();
    import.key = "people";
    import.fingerprint = "f";
    import.revision = 1;
    import.started_at = import.updated_at = at(1);
    return import;
}

Want import_key(const Bench& bench, const Scope&) {
    return [&bench](Transaction& tx, int) { return tx.imports().insert(import_of(bench)); };
}

Want import_revision(const Bench& bench, const Scope& desk) {
    const auto before = import_of(bench);
    desk.write([&](Transaction& tx) { tx.imports().insert(before); });
    return [before](Transaction& tx, int runner) {
        auto after = before;
        after.rows = runner;
        after.revision = 2;
        return tx.imports().save(before, after);
    };
}

// ---- What belongs to a user: links, sessions, keys, grants … ----

/// The store of the records of one kind, found by the kind.
template <class Record>
OwnedStore<Record>& owned(Transaction& tx) {
    OwnedStore<Record>* found = nullptr;
    each_owned([&](auto store, auto kind) {
        if constexpr (std::same_as<decltype(kind), Record>) found = &store(tx);
    });
    return *found;
}

template <class Record>
Record kept_record(const Bench& bench, const Scope& desk) {
    const auto user = bench.user(1);
    const auto record = sample<Record>(bench.environment, user.user.id, 1);
    desk.write([&](Transaction& tx) {
        demand(!tx.users().insert(user), "the first user is no duplicate");
        demand(owned<Record>(tx).insert(record), "a new record is inserted");
    });
    return record;
}

template <class Record>
Want owned_change(const Bench& bench, const Scope& desk) {
    return [record = kept_record<Record>(bench, desk)](Transaction& tx, int) {
        auto after = record;
        ++after.revision;
        return owned<Record>(tx).replace(record, after);
    };
}

template <class Record>
Want owned_removal(const Bench& bench, const Scope& desk) {
    return [record = kept_record<Record>(bench, desk)](Transaction& tx, int) {
        return owned<Record>(tx).remove(record);
    };
}

template <class Record>
Want owned_insert(const Bench& bench, const Scope& desk) {
    const auto user = bench.user(1);
    desk.write([&](Transaction& tx) { demand(!tx.users().insert(user), "the first user is no duplicate"); });
    return [record = sample<Record>(bench.environment, user.user.id, 1)](Transaction& tx, int) {
        return owned<Record>(tx).insert(record);
    };
}

// ---- The suite ----

template <auto prepare>
void has_one_winner(const OpenStore& open) {
    const Bench bench(open);
    const Scope desk = bench.account();
    const int won = winners(desk, prepare(bench, desk), 0, 64);
    demand(won == 1, "of 64 one must win, not " + std::to_string(won));
    const auto faults = bench.storage->check();
    demand(faults.empty(), "and the store must be sound: " + (faults.empty() ? "" : faults.front()));
}

template <auto prepare>
constexpr Race race(std::string_view name, std::string_view demands) {
    return {name, demands, prepare, has_one_winner<prepare>};
}

}  // namespace

const std::vector<Race>& races() {
    constexpr auto organizations = &Transaction::organizations;
    constexpr auto groups = &Transaction::groups;
    static const std::vector<Race> all{
        race<account_revision>("account_save_has_one_winner", "Of 64 saves over one revision one wins."),
        race<last_seat>("seat_has_one_winner", "Of 64 who want the last seat one gets it (HU-2)."),
        race<last_but_one_owner>("owner_has_one_winner", "Of two owners one may go (BX-6)."),
        race<user_number>("number_has_one_winner", "A number is given once (DP-1)."),
        race<address>("address_has_one_winner", "Of 64 who want one address one gets it."),
        race<address_by_save>("address_save_has_one_winner", "Of 64 who change to one address one gets it."),
        race<external_id>("external_id_has_one_winner", "Of 64 who want one external id one gets it."),
        race<external_id_by_save>("external_id_save_has_one_winner",
                                  "Of 64 who change to one external id one gets it."),
        race<user_revision>("user_save_has_one_winner", "Of 64 saves over one revision one wins."),
        race<deletion_or_change>("deletion_has_one_winner", "Of deletions and changes of one revision one wins."),
        race<failed_sign_in>("failed_sign_in_has_one_winner", "One sign-in is the tenth that failed (HU-3)."),
        race<name_of<Organization, organizations>>("organization_has_one_winner",
                                                   "Of 64 who add one name one does."),
        race<name_by_save<Organization, organizations>>("organization_name_has_one_winner",
                                                        "Of 64 who take one name one does."),
        race<revision_of<Organization, organizations>>("organization_save_has_one_winner",
                                                       "Of 64 saves over one revision one wins."),
        race<removal_of<Organization, organizations>>("organization_removal_has_one_winner",
                                                      "Of 64 who remove it one does."),
        race<name_of<Group, groups>>("group_has_one_winner", "Of 64 who add one name one does."),
        race<name_by_save<Group, groups>>("group_name_has_one_winner", "Of 64 who take one name one does."),
        race<revision_of<Group, groups>>("group_save_has_one_winner", "Of 64 saves over one revision one wins."),
        race<removal_of<Group, groups>>("group_removal_has_one_winner", "Of 64 who remove it one does."),
        race<import_key>("import_has_one_winner", "Of 64 who begin an import under one key one does (BX-15)."),
        race<import_revision>("import_save_has_one_winner", "Of 64 who go on with an import one does (BX-15)."),
        race<owned_insert<StoredIdentity>>("identity_has_one_winner",
                                           "Of 64 who link one identity one does (UC-8)."),
        race<owned_removal<StoredLink>>("link_has_one_winner", "A link is used once (HU-18)."),
        race<owned_removal<StoredPending>>("pending_sign_in_has_one_winner",
                                           "A pending sign-in goes on once (BX-12)."),
        race<owned_removal<StoredRecoveryCode>>("recovery_code_has_one_winner",
                                                "A recovery code works once (BX-12)."),
        race<owned_change<StoredAuthenticator>>("totp_step_has_one_winner", "A code is accepted once (UC-7)."),
        race<owned_change<StoredSession>>("session_token_has_one_winner", "A session gets one new token (BX-12)."),
    };
    return all;
}

std::vector<Check> race_checks() {
    std::vector<Check> checks;
    for (const auto& race : races()) checks.push_back({race.name, race.demands, race.check});
    return checks;
}

}  // namespace roster::conformance
