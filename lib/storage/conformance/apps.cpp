// The sessions room: apps, what users agreed to, codes and tokens.
#include "storage/conformance/samples.hpp"
#include "storage/conformance/support.hpp"

namespace roster::conformance {
namespace {

/// Two users, each of whom has let two apps in, with a code, a family and an access token for each.
struct Agreements {
    Bench bench;
    Scope scope;
    UserId first, second;
    StoredApp one, other;

    explicit Agreements(const OpenStore& open) : bench(open), scope(bench.account()) {
        const auto some = bench.user(1), more = bench.user(2);
        first = some.user.id;
        second = more.user.id;
        one = sample<StoredApp>(bench.environment, first, 0);
        other = sample<StoredApp>(bench.environment, first, 1);
        scope.write([&](Transaction& tx) {
            tx.users().insert(some);
            tx.users().insert(more);
            tx.sessions().apps().apps().insert(one);
            tx.sessions().apps().apps().insert(other);
            for (const auto user : {first, second})
                for (const auto app : {one.id, other.id}) add(tx, user, app);
        });
    }

    template <class Record>
    Record of(UserId user, AppId app) const {
        auto record = sample<Record>(bench.environment, user, 0);
        record.app_id = app;
        if constexpr (requires { record.expires_at; }) record.expires_at = at(10);
        return record;
    }
    void add(Transaction& tx, UserId user, AppId app) const {
        auto& stores = tx.sessions().apps();
        stores.grants().insert(of<StoredGrant>(user, app));
        stores.codes().insert(of<StoredCode>(user, app));
        stores.families().insert(of<StoredTokenFamily>(user, app));
        stores.access().insert(of<StoredAccess>(user, app));
    }
    /// "grants codes families access" of a user and an app.
    std::string left(UserId user, AppId app) const {
        return scope.read([&](Transaction& tx) {
            auto& stores = tx.sessions().apps();
            std::string text;
            const auto count = [&](const auto& records) {
                text += std::to_string(std::count_if(records.begin(), records.end(),
                                                     [&](const auto& one) { return one.app_id == app; }));
            };
            count(stores.grants().of_user(user));
            count(stores.codes().of_user(user));
            count(stores.families().of_user(user));
            count(stores.access().of_user(user));
            return text;
        });
    }
    void demand_left(UserId user, AppId app, const std::string& expected, const std::string& what) const {
        const auto found = left(user, app);
        demand(found == expected, what + ": " + found + " instead of " + expected);
    }
};

void access_comes_with_everything(const OpenStore& open) {
    const Agreements people(open);
    const auto access = people.of<StoredAccess>(people.second, people.one.id);
    const auto orphan = sample<StoredAccess>(people.bench.environment, people.second, 1);
    people.scope.write([&](Transaction& tx) {
        auto& stores = tx.sessions().apps();
        demand(stores.access().insert(access) && stores.access().insert(orphan), "insert() must take new tokens");
    });
    const auto find = [&](const Digest& digest) {
        return people.scope.read([&](Transaction& tx) { return tx.sessions().apps().access_with_user(digest); });
    };
    const auto found = find(access.digest);
    demand(found.has_value(), "access_with_user() must find the token");
    demand_same(access, found->record, "an access token");
    demand_same(people.one, found->app, "the app of an access token");
    demand(found->user.id == people.second && found->owner.id == people.first &&
               found->account.id == people.scope.account && found->grant.app_id == people.one.id &&
               found->grant.user_id == people.second,
           "access_with_user() must give user, owner, grant and account");
    people.scope.read([&](Transaction& tx) {
        demand_same(*tx.users().find(people.second), found->user, "the user of an access token");
        demand_same(*tx.users().find(people.first), found->owner, "the owner of the app of an access token");
        demand_same(*tx.accounts().find(), found->account, "the account of an access token");
    });
    demand(!find(orphan.digest), "a token whose app does not exist must not be found");
    people.scope.write([&](Transaction& tx) {
        auto& grants = tx.sessions().apps().grants();
        grants.remove(*grants.find({people.second, people.one.id}));
    });
    demand(!find(access.digest), "a token without a grant must not be found");
}

void apps_end_with_what_they_have(const OpenStore& open) {
    const Agreements people(open);
    const auto write = [&](auto&& work) {
        return people.scope.write([&](Transaction& tx) { return work(tx.sessions().apps()); });
    };
    demand(write([&](AppStores& s) { return s.end_tokens(people.first, people.one.id); }) == 3,
           "end_tokens() must count what it removed");
    people.demand_left(people.first, people.one.id, "1000", "end_tokens() must leave the grant");
    people.demand_left(people.first, people.other.id, "1111", "end_tokens() must leave other apps");
    people.demand_left(people.second, people.one.id, "1111", "end_tokens() must leave other users");
    demand(write([&](AppStores& s) { return s.end_app(people.one.id); }) == 5,
           "end_app() must count what it removed");
    people.demand_left(people.first, people.one.id, "0000", "end_app() must remove everything");
    people.demand_left(people.second, people.one.id, "0000", "end_app() must remove everybody's");
    people.demand_left(people.second, people.other.id, "1111", "end_app() must leave other apps");
    demand(write([&](AppStores& s) { return s.apps().find(people.one.id).has_value(); }),
           "end_app() must leave the app itself");
}

void access_ends_by_generation(const OpenStore& open) {
    const Agreements people(open);
    const auto family = people.of<StoredTokenFamily>(people.first, people.one.id).family;
    people.scope.write([&](Transaction& tx) {
        for (std::int32_t generation = 0; generation < 4; ++generation) {
            auto access = people.of<StoredAccess>(people.first, people.one.id);
            access.family = family;
            access.generation = generation;
            tx.sessions().apps().access().insert(access);
        }
    });
    const auto end = [&](std::int32_t first, std::int32_t last) {
        return people.scope.write(
            [&](Transaction& tx) { return tx.sessions().apps().end_access(family, first, last); });
    };
    demand(end(1, 2) == 2 && end(1, 2) == 0, "end_access() must remove the generations it was told");
    demand(end(0, 100) == 2, "end_access() must have left the others");
    people.demand_left(people.first, people.one.id, "1111", "end_access() must leave other families");
}

void apps_are_listed_and_forgotten(const OpenStore& open) {
    const Agreements people(open);
    const Scope other = people.bench.account();
    people.scope.read([&](Transaction& tx) {
        auto& stores = tx.sessions().apps();
        const auto first = stores.list({}, 1);
        demand(first.size() == 1, "list() must keep to its limit");
        const auto rest = stores.list(first[0].id, 10);
        demand(rest.size() == 1 && first[0].id < rest[0].id, "list() must give what comes after, in order");
    });
    other.write([&](Transaction& tx) {
        auto& stores = tx.sessions().apps();
        demand(stores.list({}, 10).empty() && stores.end_app(people.one.id) == 0 &&
                   stores.end_tokens(people.first, people.one.id) == 0 && stores.forget(at(100)) == 0,
               "another account's apps must not be reached");
    });
    const auto forget = [&](Instant before) {
        return people.scope.write([&](Transaction& tx) { return tx.sessions().apps().forget(before); });
    };
    demand(forget(at(9)) == 0, "forget() must leave what is not over");
    demand(forget(at(10)) == 12, "forget() must remove ended codes, families and access tokens");
    people.demand_left(people.first, people.one.id, "1000", "forget() must leave what users agreed to");
}

}  // namespace

std::vector<Check> app_checks() {
    return {
        {"access_comes_with_everything", "An access token comes with user, app, owner and grant, or not at all.",
         access_comes_with_everything},
        {"apps_end_with_what_they_have", "What belongs to an app ends with it, and nothing else.",
         apps_end_with_what_they_have},
        {"access_ends_by_generation", "Access tokens end by family and generation.", access_ends_by_generation},
        {"apps_are_listed_and_forgotten", "Apps are listed in order; what they have is forgotten when it is over.",
         apps_are_listed_and_forgotten},
    };
}

}  // namespace roster::conformance
