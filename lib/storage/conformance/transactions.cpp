#include "storage/conformance/support.hpp"

namespace roster::conformance {
namespace {

struct Stop {};

void failed_write_leaves_nothing(const OpenStore& open) {
    const Bench bench(open);
    const Scope desk = bench.account();
    const auto somebody = bench.user(1);
    try {
        desk.write([&](Transaction& tx) {
            demand(!tx.users().insert(somebody), "inserting a new user is no conflict");
            tx.accounts().count({.last_user_number = 5, .seats_used = 1, .owners = 0});
            throw Stop{};
        });
        throw Failure("an exception thrown by the work must come out of write()");
    } catch (const Stop&) {}
    desk.read([&](Transaction& tx) {
        demand(!tx.users().find(somebody.user.id), "a user inserted by work that threw must be gone");
        demand(!tx.users().find_by_email(somebody.email_keys[0]), "so must its address");
        demand(tx.accounts().counters().last_user_number == 0, "and the counters must be as before");
    });
}

void read_refuses_to_write(const OpenStore& open) {
    const Bench bench(open);
    const Scope desk = bench.account();
    const auto code = refused([&] { desk.read([&](Transaction& tx) { tx.users().insert(bench.user(1)); }); });
    demand(code == ErrorCode::failed_precondition, "writing inside read() must be refused as failed_precondition");
    desk.read([](Transaction& tx) { demand(!tx.users().find_by_number(1), "and must leave nothing"); });
}

void read_is_one_snapshot(const OpenStore& open) {
    const Bench bench(open);
    const Scope desk = bench.account();
    std::thread writer;
    // A store may also make the writer wait until the reading is over: then the snapshot holds trivially.
    desk.read([&](Transaction& tx) {
        demand(!tx.users().find_by_number(1), "nobody is there yet");
        writer = std::thread([&] { desk.write([&](Transaction& other) { other.users().insert(bench.user(1)); }); });
        for (int i = 0; i < 50; ++i) {
            demand(!tx.users().find_by_number(1), "one reading must see one state: somebody appeared within it");
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    });
    writer.join();
    desk.read(
        [](Transaction& tx) { demand(tx.users().find_by_number(1).has_value(), "the next reading must see it"); });
}

void writes_do_not_lose_each_other(const OpenStore& open) {
    const Bench bench(open);
    const Scope desk = bench.account();
    constexpr int threads = 8, each = 25;
    together(threads, [&](int) {
        for (int i = 0; i < each; ++i)
            desk.write([](Transaction& tx) {
                tx.accounts().count({.last_user_number = 1, .seats_used = 0, .owners = 0});
            });
    });
    desk.read([](Transaction& tx) {
        demand(tx.accounts().counters().last_user_number == threads * each,
               "every acknowledged write must be there: the counter shows " +
                   std::to_string(tx.accounts().counters().last_user_number));
    });
}

void one_failure_harms_no_other(const OpenStore& open) {
    const Bench bench(open);
    const Scope desk = bench.account();
    std::atomic<int> stopped = 0;
    together(16, [&](int thread) {
        try {
            desk.write([&](Transaction& tx) {
                tx.users().insert(bench.user(thread + 1));
                if (thread % 2 == 0) throw Stop{};
            });
        } catch (const Stop&) {
            ++stopped;
        }
    });
    demand(stopped == 8, "exactly the callers whose work threw must get the exception");
    desk.read([](Transaction& tx) {
        for (int thread = 0; thread < 16; ++thread)
            demand(tx.users().find_by_number(thread + 1).has_value() == (thread % 2 == 1),
                   "works committed together must stand and fall each by itself");
    });
}

void accounts_are_apart(const OpenStore& open) {
    const Bench bench(open);
    const Scope one = bench.account(), other = bench.account();
    const auto somebody = bench.user(1);
    one.write([&](Transaction& tx) { tx.users().insert(somebody); });
    other.read([&](Transaction& tx) {
        demand(!tx.users().find(somebody.user.id), "a user of another account must not be found by id");
        demand(!tx.users().find_by_number(1), "nor by number");
        demand(!tx.users().find_by_email(somebody.email_keys[0]), "nor by address");
        demand(!tx.users().find_by_external_id("X-1"), "nor by external id");
        demand(tx.users().find_many(std::vector{somebody.user.id}).empty(), "nor among many");
        demand(tx.users().list({.query = {}, .now = at(0)}).empty(), "nor in a list");
        demand(tx.users().labels("", "", 10).empty(), "nor may its labels show");
    });
    other.write([&](Transaction& tx) {
        auto changed = somebody;
        changed.user.first_name = "Taken over";
        demand(tx.users().save(somebody.user, changed).outcome == UserStore::Save::changed_meanwhile,
               "a user of another account must not be saved");
        demand(!tx.users().count_failed_sign_in(somebody.user.id), "nor counted against");
        demand(!tx.users().insert(bench.user(1)),
               "the same number, address and external id must be free in another account");
    });
    one.read([&](Transaction& tx) {
        demand_same(somebody.user, tx.users().find(somebody.user.id).value(), "after another account's writes");
    });
}

void closed_stays_closed(const OpenStore& open) {
    const Bench bench(open);
    const Scope desk = bench.account();
    std::atomic<bool> inside = false, over = false;
    std::thread caller([&] {
        desk.read([&](Transaction& tx) {
            inside = true;
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
            static_cast<void>(tx.accounts().find());
            over = true;
        });
    });
    while (!inside) std::this_thread::yield();
    demand(!bench.storage->is_closed(), "an open store must not say that it is closed");
    bench.storage->close();
    const bool waited = over;
    caller.join();
    demand(waited, "closing must wait for the calls under way");
    demand(bench.storage->is_closed(), "a closed store must say so");
    const auto demand_closed = [](const char* call, auto&& work) {
        try {
            work();
        } catch (const Error& error) {
            demand(error.code() == ErrorCode::failed_precondition && error.reason() == "storage.closed",
                   std::string(call) + " after close() must be failed_precondition \"storage.closed\", not \"" +
                       error.reason() + "\"");
            return;
        }
        throw Failure(std::string(call) + " after close() must be refused");
    };
    demand_closed("read()", [&] { desk.read([](Transaction&) {}); });
    demand_closed("write()", [&] { desk.write([](Transaction&) {}); });
    demand_closed("accounts()", [&] { bench.storage->accounts({}, 1); });
    demand_closed("check()", [&] { bench.storage->check(); });
    demand(!bench.storage->engine().empty(), "engine() is known for ever");
    bench.storage->close();  // again: nothing happens
}

void close_within_a_work_is_refused(const OpenStore& open) {
    const Bench bench(open);
    const Scope desk = bench.account();
    const auto code = refused([&] { desk.write([&](Transaction&) { bench.storage->close(); }); });
    demand(code == ErrorCode::failed_precondition, "close() inside a work must be refused as failed_precondition");
    demand(!bench.storage->is_closed(), "and must leave the store open");
    desk.read([](Transaction& tx) { demand(tx.accounts().find().has_value(), "with everything in it"); });
}

}  // namespace

std::vector<Check> transaction_checks() {
    return {
        {"failed_write_leaves_nothing", "An exception in the work undoes all of it.", failed_write_leaves_nothing},
        {"read_refuses_to_write", "Stores handed out by read() refuse to write.", read_refuses_to_write},
        {"read_is_one_snapshot", "One read() sees one state, whatever others commit.", read_is_one_snapshot},
        {"writes_do_not_lose_each_other", "Concurrent writes are all there afterwards.",
         writes_do_not_lose_each_other},
        {"one_failure_harms_no_other", "Of works committed together, one failing leaves the others.",
         one_failure_harms_no_other},
        {"accounts_are_apart", "Nothing of one account is reachable through another (BX-10).", accounts_are_apart},
        {"closed_stays_closed", "Closing waits for the calls under way; every call after it is refused.",
         closed_stays_closed},
        {"close_within_a_work_is_refused", "A work cannot close its own store.", close_within_a_work_is_refused},
    };
}

}  // namespace roster::conformance
