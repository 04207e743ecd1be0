// roster::copy: an account from any store to any other, whatever happens meanwhile.
#include "storage/open.hpp"
#include "support/filled.hpp"
#include "support/sqlite.hpp"
#ifdef ROSTER_HAS_POSTGRES
#include "support/postgres_server.hpp"
#endif

#include <atomic>
#include <thread>

namespace roster::test {
namespace {

const Actor host = Actor::system("test");

// ---- Between all kinds of stores ---------------------------------------------------------------------------------

using Pair = std::tuple<StoreKind, StoreKind>;

class CopyBetween : public testing::TestWithParam<Pair> {
protected:
    World world;
    OpenStore from{std::get<0>(GetParam()), world}, to{std::get<1>(GetParam()), world};
    Account desk = fill(from.directory, world);
};

TEST_P(CopyBetween, BX10_EverythingIsThere) {
    const auto copied = copy(from.directory, to.directory, desk.id(), {.batch_records = 3});
    EXPECT_GT(copied.records, 30);
    EXPECT_EQ(copied.written, copied.records);
    EXPECT_EQ(copied.passes, 1);
    const auto there = to.directory.account(desk.id());
    EXPECT_EQ(description(there), description(desk));
    EXPECT_EQ(to.directory.check(), std::vector<std::string>());

    // Again, and back: nothing is written, and the digest is the same.
    for (const auto& [a, b] : {std::pair(&from, &to), std::pair(&to, &from), std::pair(&from, &from)}) {
        const auto again = copy(a->directory, b->directory, desk.id());
        EXPECT_EQ(again.written, 0);
        EXPECT_EQ(again.records, copied.records);
        EXPECT_EQ(again.digest, copied.digest);
    }
}

TEST_P(CopyBetween, LifeGoesOnThere) {
    from.directory.create_account({.name = "Another"}).users().add(host, {.email = "one@else.example"});
    copy(from.directory, to.directory, desk.id());
    EXPECT_EQ(to.directory.accounts().items.size(), 1u);
    const auto there = to.directory.account(desk.id());
    const auto next = desk.users().add(host, {.kind = UserKind::customer, .first_name = "Next"});
    EXPECT_EQ(there.users().add(host, {.kind = UserKind::customer, .first_name = "Next"}).number, next.number);
    EXPECT_EQ(there.users().seats(host).used, desk.users().seats(host).used);
    const auto taken = [&] { there.users().add(host, {.email = "Other@acme.example"}); };
    EXPECT_EQ(outcome(taken), "already_exists users.taken");
    EXPECT_NE(description(there), description(desk));
}

/// What happens to the source while it is copied is there after another pass: new and removed things, names and
/// addresses that change hands, and what has no revision.
TEST_P(CopyBetween, AnotherPassCatchesUp) {
    const auto users = desk.users();
    const auto ada = users.get_by_email(host, "ada@acme.example"),
               bob = users.get_by_email(host, "bob@acme.example");
    bool changed = false;
    const auto copied =
        copy(from.directory, to.directory, desk.id(),
             {.batch_records = 2, .progress = [&](const auto& at) {
                  if (!at.verifying || changed)
                      return true;  // verifying: the target is being read, and nobody reads the source
                  changed = true;
                  world.advance(minutes(1));
                  users.update(host, ada.id, {.email = "elsewhere@acme.example", .external_id = ""});
                  users.update(host, bob.id, {.email = "ada@acme.example", .external_id = "A-1"});
                  users.record_failed_sign_in(host, bob.id);
                  users.record_activity(host, ada.id);
                  users.add(host, {.kind = UserKind::customer, .first_name = "Late", .labels = {"late"}});
                  const auto unused = desk.groups().find_by_name(host, "Unused").value();
                  desk.groups().remove(host, unused.id);
                  desk.groups().add(host, {.name = "Unused", .description = "another one"});
                  const auto acme = desk.organizations().find_by_name(host, "Acme").value();
                  const auto zoo = desk.organizations().find_by_name(host, "Zoo").value();
                  desk.organizations().update(host, acme.id, {.name = "Acme Inc."});
                  desk.organizations().update(host, zoo.id, {.name = "Acme"});
                  return true;
              }});
    EXPECT_TRUE(changed);
    EXPECT_EQ(copied.passes, 2);
    EXPECT_EQ(description(to.directory.account(desk.id())), description(desk));
    EXPECT_EQ(to.directory.check(), std::vector<std::string>());
}

INSTANTIATE_TEST_SUITE_P(, CopyBetween,
                         testing::Combine(testing::ValuesIn(store_kinds()), testing::ValuesIn(store_kinds())),
                         [](const auto& test) {
                             return std::get<0>(test.param).name + "To" + std::get<1>(test.param).name;
                         });

// ---- Every table and every column --------------------------------------------------------------------------------

class CopyTables : public testing::TestWithParam<StoreKind> {};

/// There and back again, every row of every table is the same. A table that the copy forgets is missing at the end; a
/// new one that fill() leaves empty fails too.
TEST_P(CopyTables, NoneIsForgotten) {
    World world;
    const Folder folder;
    const auto here = folder.file("here.db"), back = folder.file("back.db");
    AccountId id;
    {
        const OpenStore between(GetParam(), world);
        const Directory original(sqlite::open(here, {}), world.environment()),
            last(sqlite::open(back, {}), world.environment());
        id = fill(original, world).id();
        copy(original, between.directory, id, {.batch_records = 5});
        copy(between.directory, last, id, {.batch_records = 4});
    }
    std::vector<std::string> empty;
    EXPECT_EQ(rows_of(here, &empty), rows_of(back));
    EXPECT_EQ(empty, std::vector<std::string>{"accounts.incomplete"}) << "fill() leaves something empty";
}

INSTANTIATE_TEST_SUITE_P(, CopyTables, testing::ValuesIn(store_kinds()),
                         [](const auto& test) { return test.param.name; });

// ---- Cut short ---------------------------------------------------------------------------------------------------

class Copy : public testing::TestWithParam<StoreKind> {
protected:
    Copied again(const CopyOptions& options = {}) { return copy(from.directory, to.directory, desk.id(), options); }
    void expect_same() {
        const auto copied = again();
        EXPECT_EQ(description(to.directory.account(desk.id())), description(desk));
        EXPECT_EQ(again().written, 0);
        EXPECT_EQ(again().digest, copied.digest);
        EXPECT_EQ(to.directory.check(), std::vector<std::string>());
    }

    World world;
    OpenStore from{store_kind("SqliteFile"), world}, to{GetParam(), world};
    Account desk = fill(from.directory, world);
};
ROSTER_OVER_ALL_STORES(Copy);

TEST_P(Copy, BX10_AStoppedOneGoesOn) {
    std::int64_t total = 0;
    for (int stop = 1;; ++stop) {
        int batches = 0;
        std::int64_t written = 0;
        const auto call = [&] {
            written = 0;
            again({.batch_records = 4, .progress = [&](const CopyProgress& at) {
                       written = at.written;
                       return ++batches != stop;
                   }});
        };
        if (const auto came = outcome(call); came != "done") {
            EXPECT_EQ(came, "cancelled copy.cancelled");
        } else {
            total += written;
            break;
        }
        total += written;
        // Meanwhile it is listed, marked, and closed to everybody.
        const auto listed = to.directory.accounts().items;
        ASSERT_EQ(listed.size(), 1u);
        EXPECT_TRUE(listed[0].incomplete);
        EXPECT_EQ(outcome([&] { static_cast<void>(to.directory.account(desk.id())); }),
                  "failed_precondition accounts.incomplete");
        EXPECT_EQ(
            outcome([&] { copy(to.directory, OpenStore(store_kind("Reference"), world).directory, desk.id()); }),
            "failed_precondition accounts.incomplete");
        EXPECT_EQ(from.directory.accounts().items.at(0).incomplete, false);
    }
    EXPECT_FALSE(to.directory.account(desk.id()).record().incomplete);
    EXPECT_EQ(total, again().records) << "what was written once is not written again";
    expect_same();
}

TEST_P(Copy, AFailureAtAnyWriteIsOneToGoOnFrom) {
    int faults = 0;
    for (int fail_at = 1;; ++fail_at) {
        int writes = 0;
        const Directory failing(std::make_shared<AfterWrite>(
            // The account is there already after the first fault: each round fails one write later.
            std::shared_ptr<Storage>(&to.directory.storage(), [](Storage*) {}), [&](Storage&, AccountId) {
                if (++writes == fail_at) throw Error(ErrorCode::unavailable, "storage.io", "The test's.");
            }));
        const auto came = outcome([&] { copy(from.directory, failing, desk.id(), {.batch_records = 6}); });
        if (came == "done") break;
        ASSERT_EQ(came, "unavailable storage.io");
        ++faults;
    }
    EXPECT_GT(faults, 5);
    expect_same();
}

TEST_P(Copy, ManyAreCopiedInBoundedBatches) {
    for (int i = 0; i < 300; ++i)
        desk.users().add(host, {.kind = UserKind::customer, .first_name = "N" + std::to_string(i)});
    std::int64_t last = 0, most = 0;
    const auto copied = again({.batch_records = 50, .progress = [&](const CopyProgress& at) {
                                   if (!at.verifying)
                                       most = std::max(most, at.written - std::exchange(last, at.written));
                                   return true;
                               }});
    EXPECT_GT(copied.written, 600);  // people and their history
    EXPECT_LE(most, 50);
}

// ---- A source that changes, a target that differs ----------------------------------------------------------------

TEST_P(Copy, ASourceThatNeverRestsIsToldOf) {
    int changes = 0, pass = 0;
    const auto restless = [&] {
        again({.progress = [&](const CopyProgress& at) {
            if (at.verifying && at.passes != pass) {
                pass = at.passes;
                desk.users().add(host, {.kind = UserKind::customer, .first_name = "N" + std::to_string(++changes)});
            }
            return true;
        }});
    };
    EXPECT_EQ(outcome(restless), "aborted copy.changed");
    EXPECT_EQ(changes, 10);
    EXPECT_EQ(outcome([&] { static_cast<void>(to.directory.account(desk.id())); }),
              "failed_precondition accounts.incomplete");
    EXPECT_GT(again().written, 0);
    expect_same();
}

TEST_P(Copy, MostIsCopiedWhileTheSourceIsInUse) {
    const auto first = again({.finish = false});
    EXPECT_EQ(first.written, first.records);
    EXPECT_EQ(outcome([&] { static_cast<void>(to.directory.account(desk.id())); }),
              "failed_precondition accounts.incomplete");
    desk.users().add(host, {.kind = UserKind::customer, .first_name = "Late"});
    const auto second = again({.finish = false});
    EXPECT_LE(second.written, 4);  // the person, the entry, the counters
    EXPECT_GT(second.written, 1);
    desk.users().add(host, {.kind = UserKind::customer, .first_name = "Last"});
    EXPECT_LE(again().written, 4);
    expect_same();
}

TEST_P(Copy, ADifferentAccountIsLeftAlone) {
    again();
    const auto there = to.directory.account(desk.id());
    const auto ada = there.users().get_by_email(host, "ada@acme.example");
    there.users().record_failed_sign_in(host, ada.id);  // no revision, no history
    const auto before = description(there);
    const auto expect_refused = [&](const Directory& a, const Directory& b, const std::string& kind) {
        try {
            copy(a, b, desk.id());
            ADD_FAILURE() << "it was copied";
        } catch (const Error& error) {
            EXPECT_EQ(error.reason(), "copy.exists");
            EXPECT_EQ(error.code(), ErrorCode::already_exists);
            EXPECT_NE(std::string(error.what()).find("(" + kind + ")"), std::string::npos) << error.what();
        }
    };
    expect_refused(from.directory, to.directory, "users");
    expect_refused(to.directory, from.directory, "users");
    EXPECT_EQ(description(there), before);
    desk.organizations().add(host, {.name = "New"});
    expect_refused(from.directory, to.directory, "organizations");
}

TEST_P(Copy, AnUnfinishedCopyOfAnotherAccountIsLeftAlone) {
    again({.finish = false});
    const OpenStore other(store_kind("Reference"), world);
    AccountRecord impostor;
    impostor.id = desk.id();
    impostor.name = "Impostor";
    impostor.revision = 1;
    impostor.created_at = impostor.updated_at = world.now();
    other.directory.storage().write(desk.id(), [&](Transaction& tx) { tx.accounts().insert(impostor); });
    EXPECT_EQ(outcome([&] { copy(other.directory, to.directory, desk.id()); }), "already_exists copy.exists");
    expect_same();
}

TEST_P(Copy, ATargetThatDoesNotKeepWhatItIsGivenIsFound) {
    const Directory liar(std::make_shared<AfterWrite>(
        std::shared_ptr<Storage>(&to.directory.storage(), [](Storage*) {}), [](Storage& real, AccountId id) {
            real.write(id, [](Transaction& tx) {
                if (const auto user = tx.users().find_by_number(3)) tx.users().count_failed_sign_in(user->id);
            });
        }));
    try {
        copy(from.directory, liar, desk.id());
        ADD_FAILURE() << "nobody noticed";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::data_loss);
        EXPECT_EQ(error.reason(), "copy.different");
        EXPECT_NE(std::string(error.what()).find("(users)"), std::string::npos) << error.what();
    }
    expect_same();
}

TEST_P(Copy, OfTwoAtOnceOneFinishes) {
    bool met = false;
    const auto slow = [&] {
        again({.batch_records = 2, .progress = [&](const CopyProgress&) {
                   if (std::exchange(met, true)) return true;
                   std::jthread([&] { again(); });
                   return true;
               }});
    };
    EXPECT_EQ(outcome(slow), "aborted copy.finished_elsewhere");
    expect_same();
}

TEST_P(Copy, BadInput) {
    EXPECT_EQ(outcome([&] { copy(from.directory, to.directory, AccountId()); }), "not_found accounts.unknown");
    EXPECT_EQ(outcome([&] { copy(to.directory, from.directory, desk.id()); }), "not_found accounts.unknown");
    for (const int size : {0, -1, 10'001}) {
        EXPECT_EQ(outcome([&] { again({.batch_records = size}); }), "invalid_argument copy.invalid");
        EXPECT_EQ(faults([&] { again({.batch_records = size}); }), "batch_records:out_of_range");
    }
    EXPECT_EQ(to.directory.accounts().items.size(), 0u);
    const auto thrown = [&] { again({.progress = [](const auto&) -> bool { throw std::runtime_error("no"); }}); };
    EXPECT_THROW(thrown(), std::runtime_error);
    expect_same();
    from.directory.close();
    EXPECT_EQ(outcome([&] { again(); }), "failed_precondition storage.closed");
}

// ---- Killed ------------------------------------------------------------------------------------------------------

TEST(CopyProcess, BX10_AKilledOneGoesOn) {
    World world;
    const Folder folder;
    const auto source = folder.file("source.db"), target = folder.file("target.db");
    AccountId id;
    {
        const Directory original(sqlite::open(source, {}), world.environment());
        id = fill(original, world).id();
    }
    for (int batches = 1; batches <= 12; ++batches) {
        const int child = sqlite::test::start_child([&] {
            int seen = 0;
            copy(open(source), open(target), id, {.batch_records = 3, .progress = [&](const CopyProgress&) {
                                                      if (++seen == batches) raise(SIGKILL);
                                                      return true;
                                                  }});
            return true;
        });
        EXPECT_FALSE(sqlite::test::succeeded(child));
        const auto listed = open(target).accounts().items;
        ASSERT_EQ(listed.size(), 1u);
        EXPECT_TRUE(listed[0].incomplete);
    }
    const auto from = open(source), to = open(target);
    EXPECT_GT(copy(from, to, id).written, 0);
    EXPECT_EQ(description(to.account(id)), description(from.account(id)));
    EXPECT_TRUE(to.check().empty());
}

}  // namespace
}  // namespace roster::test
