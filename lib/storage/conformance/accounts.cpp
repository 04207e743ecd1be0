#include "storage/conformance/support.hpp"

namespace roster::conformance {
namespace {

void account_comes_back(const OpenStore& open) {
    const Bench bench(open);
    AccountRecord record;
    record.name = "Bücher & \"Söhne\" \\ 株式会社";
    record.plan = Plan::pro;
    record.policy = {.preset = "crm",
                     .email_fixed = true,
                     .other_emails = false,
                     .self_editable = {"first_name", "email"},
                     .failed_sign_in_alert = 7,
                     .invitation_lifetime = boost::posix_time::microseconds(3'600'000'001)};
    record.features.api_keys = false;
    record.features.own_assignments = true;
    record.time_zone = "Asia/Kathmandu";
    record.seat_limit = 12;
    record.id = bench.environment.new_id<AccountId>();
    record.revision = 1;
    record.created_at = record.updated_at = at(-1'000'000'000) + boost::posix_time::microseconds(1);
    const Scope desk{bench.storage, bench.environment, record.id};
    desk.write([&](Transaction& tx) {
        demand(!tx.accounts().find(), "an account that was not inserted is not there");
        tx.accounts().insert(record);
    });
    desk.read([&](Transaction& tx) { demand_same(record, tx.accounts().find().value(), "an account"); });

    const auto listed = bench.storage->accounts({}, 10);
    demand(listed.size() == 1 && listed[0].id == record.id, "accounts() must list it");
    demand(bench.storage->accounts(record.id, 10).empty(), "and nothing after it");
}

void seats_are_counted(const OpenStore& open) {
    const Bench bench(open);
    const Scope desk = bench.account(3);
    std::atomic<int> seated = 0, refused = 0;
    together(16, [&](int) {
        const auto counted = desk.write([](Transaction& tx) {
            return tx.accounts().count({.last_user_number = 1, .seats_used = 1, .owners = 0});
        });
        counted.outcome == AccountStore::Count::done ? ++seated : ++refused;
        if (counted.outcome != AccountStore::Count::done)
            demand(counted.outcome == AccountStore::Count::no_seat,
                   "without a seat left, count() must answer no_seat");
    });
    demand(seated == 3, "three seats must seat three, not " + std::to_string(seated));
    const auto now = desk.read([](Transaction& tx) { return tx.accounts().counters(); });
    demand(now.seats_used == 3 && now.last_user_number == 3, "a refused count must change nothing");
    desk.write([](Transaction& tx) {
        demand(tx.accounts().count({.last_user_number = 1, .seats_used = 0, .owners = 0}).outcome ==
                   AccountStore::Count::done,
               "who needs no seat must not be refused one");
        demand(tx.accounts().count({.last_user_number = 0, .seats_used = -1, .owners = 0}).now.seats_used == 2,
               "seats must be given back");
    });
}

void last_owner_stays(const OpenStore& open) {
    const Bench bench(open);
    const Scope desk = bench.account();
    desk.write([](Transaction& tx) { tx.accounts().count({.last_user_number = 0, .seats_used = 0, .owners = 5}); });
    std::atomic<int> gone = 0;
    together(5, [&](int) {
        const auto counted = desk.write([](Transaction& tx) {
            return tx.accounts().count({.last_user_number = 0, .seats_used = 0, .owners = -1});
        });
        if (counted.outcome == AccountStore::Count::done) ++gone;
        else demand(counted.outcome == AccountStore::Count::last_owner, "count() must answer last_owner");
    });
    demand(gone == 4, "of five owners four may go, not " + std::to_string(gone));
}

}  // namespace

std::vector<Check> account_checks() {
    return {
        {"account_comes_back", "An account comes back in every field, and is listed.", account_comes_back},
        {"seats_are_counted", "Seats are never given out beyond the limit (HU-2).", seats_are_counted},
        {"last_owner_stays", "The last owner cannot be counted away (BX-6).", last_owner_stays},
    };
}

}  // namespace roster::conformance
