#include "storage/conformance/support.hpp"

namespace roster::conformance {
namespace {

void user_comes_back(const OpenStore& open) {
    const Bench bench(open);
    const Scope desk = bench.account();
    auto full = bench.user(2);
    full.user.suspended_from = Date(2024, 2, 29);
    full.user.suspended_through = Date(2024, 3, 1);
    full.user.suspension_reason = "line one\nline two";
    full.user.suspension_starts_at = at(-5);
    full.user.suspension_ends_at = at(5) + boost::posix_time::microseconds(999'999);
    full.user.invitation_expires_at = *instant_from_micros(max_micros);
    full.user.failed_sign_ins = 2'147'483'647;
    auto least = bench.user(3);
    User empty;
    empty.id = least.user.id;
    empty.number = 9'000'000'000'000'000'000;
    empty.created_at = empty.updated_at = empty.last_active_at = *instant_from_micros(min_micros);
    least = {empty, "", "", {}};
    desk.write([&](Transaction& tx) {
        demand(!tx.users().insert(full) && !tx.users().insert(least), "inserting new users is no conflict");
    });
    desk.read([&](Transaction& tx) {
        auto& users = tx.users();
        demand_same(full.user, users.find(full.user.id).value(), "by id");
        demand_same(full.user, users.find_by_number(2).value(), "by number");
        demand_same(full.user, users.find_by_external_id("X-2").value(), "by external id");
        for (const auto& key : full.email_keys)
            demand_same(full.user, users.find_by_email(key).value(), "by address");
        demand_same(empty, users.find(empty.id).value(), "with nothing set");
        demand(!users.find(bench.environment.new_id<UserId>()) && !users.find(UserId()),
               "unknown ids are not found");
        demand(!users.find_by_external_id(""), "the empty external id is nobody's");
        demand(!users.find_by_email(""), "the empty address is nobody's");
    });
}

void keys_compare_by_bytes(const OpenStore& open) {
    const Bench bench(open);
    const Scope desk = bench.account();
    const std::vector<std::string> keys{"strasse@a.example",
                                        "stra\xC3\x9F"
                                        "e@a.example",
                                        "STRASSE@a.example",
                                        "strasse@a.example ",
                                        "strass\xC3\xA9@a.example",
                                        "strasse\xCC\x81@a.example",
                                        "%@a.example",
                                        "_trasse@a.example"};
    std::int64_t number = 0;
    std::vector<IndexedUser> users;
    for (const auto& key : keys) {
        auto one = bench.user(++number);
        one.email_keys = {key};
        one.user.other_emails.clear();
        one.user.external_id = key;
        users.push_back(one);
        desk.write(
            [&](Transaction& tx) { demand(!tx.users().insert(one), "the key \"" + key + "\" is nobody else's"); });
    }
    desk.read([&](Transaction& tx) {
        for (std::size_t i = 0; i < keys.size(); ++i) {
            demand(tx.users().find_by_email(keys[i]).value().id == users[i].user.id,
                   "addresses must be told apart by every byte");
            demand(tx.users().find_by_external_id(keys[i]).value().id == users[i].user.id, "so must external ids");
        }
    });
}

void conflict_leaves_nothing(const OpenStore& open) {
    const Bench bench(open);
    const Scope desk = bench.account();
    const auto first = bench.user(1);
    auto same_other = bench.user(2), same_external = bench.user(3), fine = bench.user(4);
    same_other.email_keys[2] = first.email_keys[0];
    same_external.user.external_id = first.user.external_id;
    desk.write([&](Transaction& tx) {
        auto& users = tx.users();
        demand(!users.insert(first), "the first is no conflict");
        demand(users.insert(same_other).value().field == "other_emails[1]",
               "a taken address must be named: other_emails[1]");
        demand(users.insert(same_external).value().field == "external_id", "a taken external id must be named");
        demand(!users.insert(fine), "after conflicts the transaction must go on");
    });
    desk.read([&](Transaction& tx) {
        demand(!tx.users().find(same_other.user.id) && !tx.users().find(same_external.user.id),
               "a conflict must insert nothing");
        demand(!tx.users().find_by_email(same_other.email_keys[0]), "nor keep any of the addresses");
        demand(tx.users().find(fine.user.id).has_value(), "those without a conflict must be there");
    });
}

void save_moves_addresses(const OpenStore& open) {
    const Bench bench(open);
    const Scope desk = bench.account();
    const auto before = bench.user(1), neighbour = bench.user(2);
    desk.write([&](Transaction& tx) { tx.users().insert(before), tx.users().insert(neighbour); });
    auto after = before;
    after.user.revision = 2;
    after.user.email = "new@acme.example";
    after.email_keys[0] = "new@acme.example";
    after.user.labels = {"every", "fresh"};
    desk.write([&](Transaction& tx) {
        demand(tx.users().save(before.user, after).outcome == UserStore::Save::done,
               "a save over the stored revision is done");
    });
    desk.read([&](Transaction& tx) {
        demand_same(after.user, tx.users().find_by_email("new@acme.example").value(), "by the new address");
        demand(!tx.users().find_by_email(before.email_keys[0]), "the address that was given up must be free");
        demand(tx.users().find_by_email(before.email_keys[1]).has_value(), "the addresses that stayed must stay");
        demand(tx.users().labels("", "", 10) == std::vector<std::string>{"every", "fresh", "label 2"},
               "labels must follow");
    });
    auto greedy = after;
    greedy.user.revision = 3;
    greedy.email_keys[1] = neighbour.email_keys[0];
    greedy.user.other_emails[0] = neighbour.user.email;
    try {
        desk.write([&](Transaction& tx) {
            const auto saved = tx.users().save(after.user, greedy);
            demand(saved.outcome == UserStore::Save::conflict && saved.conflict.field == "other_emails[0]",
                   "a save that takes another's address must be a conflict that names it");
            throw Error(ErrorCode::already_exists, "conformance", "given up");
        });
    } catch (const Error& error) {
        demand(error.reason() == "conformance", "a conflict is a result, not an exception");
    }
    desk.read([&](Transaction& tx) {
        demand_same(after.user, tx.users().find(after.user.id).value(), "after a conflict");
    });
}

void deleted_users_free_their_keys(const OpenStore& open) {
    const Bench bench(open);
    const Scope desk = bench.account();
    const auto before = bench.user(1);
    auto deleted = before, back = before;
    deleted.user.revision = 2;
    deleted.user.deleted_at = at(100);
    back.user.revision = 3;
    desk.write([&](Transaction& tx) {
        auto& users = tx.users();
        users.insert(before);
        demand(users.save(before.user, deleted).outcome == UserStore::Save::done, "deleting is a save");
        demand(!users.find_by_email(before.email_keys[0]) && !users.find_by_external_id("X-1"),
               "a deleted user must not be found by what it gave up");
        demand_same(deleted.user, users.find(before.user.id).value(), "a deleted user keeps its values");
        demand(users.save(deleted.user, back).outcome == UserStore::Save::done, "restoring is a save");
        demand_same(back.user, users.find_by_email(before.email_keys[2]).value(), "a restored user");
    });
    auto gone = back;
    gone.user.deleted_at = at(101);
    gone.user.revision = 4;
    auto heir = bench.user(2);
    heir.email_keys[0] = before.email_keys[0];
    heir.user.external_id = before.user.external_id;
    desk.write([&](Transaction& tx) {
        tx.users().save(back.user, gone);
        demand(!tx.users().insert(heir), "what a deleted user gave up must be free for others");
    });
    auto again = back;
    again.user.revision = 5;
    const auto code = refused([&] {
        desk.write([&](Transaction& tx) {
            demand(tx.users().save(gone.user, again).outcome == UserStore::Save::conflict,
                   "a user cannot come back to what others hold by now");
            throw Error(ErrorCode::already_exists, "conformance", "given up");
        });
    });
    demand(code == ErrorCode::already_exists, "a conflict is a result, not an exception");
}

void batches_of_any_size(const OpenStore& open) {
    const Bench bench(open);
    const Scope desk = bench.account();
    std::vector<UserId> ids;
    desk.write([&](Transaction& tx) {
        for (int n = 1; n <= 130; ++n) {
            const auto one = bench.user(n);
            tx.users().insert(one);
            ids.push_back(one.user.id);
        }
    });
    for (const std::size_t size : {0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129}) {
        auto wanted = std::vector(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(size));
        wanted.push_back(bench.environment.new_id<UserId>());
        const auto found = desk.read([&](Transaction& tx) { return tx.users().find_many(wanted); });
        demand(found.size() == size,
               "find_many of " + std::to_string(size) + " gave " + std::to_string(found.size()));
    }
}

void sign_in_facts(const OpenStore& open) {
    const Bench bench(open);
    const Scope desk = bench.account();
    const auto somebody = bench.user(1);
    desk.write([&](Transaction& tx) { tx.users().insert(somebody); });
    together(8, [&](int) {
        for (int i = 0; i < 10; ++i)
            desk.write([&](Transaction& tx) {
                demand(tx.users().count_failed_sign_in(somebody.user.id).has_value(), "is there");
            });
    });
    desk.write([&](Transaction& tx) {
        auto& users = tx.users();
        demand(users.find(somebody.user.id).value().failed_sign_ins == 80,
               "every failure must count, however many at once");
        users.clear_failed_sign_ins(somebody.user.id);
        users.touch(somebody.user.id, at(5'000));
        users.touch(somebody.user.id, at(4'000));
        const auto now = users.find(somebody.user.id).value();
        demand(now.failed_sign_ins == 0, "clearing starts from 0 again");
        demand(now.last_active_at == at(5'000), "last_active_at moves forward only");
        demand(now.revision == 1, "neither is a change of the record");
        demand(!users.count_failed_sign_in(bench.environment.new_id<UserId>()),
               "nobody's failures are not counted");
    });
}

}  // namespace

std::vector<Check> user_checks() {
    return {
        {"user_comes_back", "A user comes back in every field, by every key.", user_comes_back},
        {"keys_compare_by_bytes", "Keys are compared byte by byte: no collation folds them.",
         keys_compare_by_bytes},
        {"conflict_leaves_nothing", "A taken value is named, nothing is inserted, the transaction goes on.",
         conflict_leaves_nothing},
        {"save_moves_addresses", "A save frees what is given up, holds what is new, and takes nothing of others.",
         save_moves_addresses},
        {"deleted_users_free_their_keys", "Deleted users keep their values and give up their keys (HU-16, HU-17).",
         deleted_users_free_their_keys},
        {"batches_of_any_size", "Many at once, in any number.", batches_of_any_size},
        {"sign_in_facts", "Failures count exactly, activity moves forward, neither changes the revision.",
         sign_in_facts},
    };
}

}  // namespace roster::conformance
