// Copying an account: a merge of both sides' records, kind by kind, until they agree.
#include "copy/digest.hpp"

#include <roster/base/error.hpp>
#include <roster/copy.hpp>
#include <roster/storage/scope.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <tuple>
#include <utility>

namespace roster {
namespace {

using copying::bytes_of;
using copying::Digest;

/// One kind of record, and where a transaction has it.
template <class RecordType>
struct Kind {
    using Record = RecordType;
    std::string_view name;
    RecordStore<Record>& (*in)(Transaction& tx);
};

/// Every kind of record that an account is made of; what is referred to before what refers to it. A new room adds its
/// line here.
constexpr std::tuple kinds{
    Kind<KeptAccount>{"account", [](Transaction& tx) -> RecordStore<KeptAccount>& { return tx.accounts(); }},
    Kind<IndexedThing<Organization>>{
        "organizations",
        [](Transaction& tx) -> RecordStore<IndexedThing<Organization>>& { return tx.organizations(); }},
    Kind<IndexedThing<Group>>{"groups",
                              [](Transaction& tx) -> RecordStore<IndexedThing<Group>>& { return tx.groups(); }},
    Kind<IndexedThing<Role>>{
        "roles", [](Transaction& tx) -> RecordStore<IndexedThing<Role>>& { return tx.roles().roles(); }},
    Kind<IndexedThing<Inbox>>{
        "inboxes", [](Transaction& tx) -> RecordStore<IndexedThing<Inbox>>& { return tx.roles().inboxes(); }},
    Kind<IndexedThing<Team>>{
        "teams", [](Transaction& tx) -> RecordStore<IndexedThing<Team>>& { return tx.roles().teams(); }},
    Kind<IndexedUser>{"users", [](Transaction& tx) -> RecordStore<IndexedUser>& { return tx.users(); }},
    Kind<Import>{"imports", [](Transaction& tx) -> RecordStore<Import>& { return tx.imports(); }},
    Kind<KeptFault>{"import_faults", [](Transaction& tx) -> RecordStore<KeptFault>& { return tx.imports(); }},
    Kind<StoredPassword>{"passwords",
                         [](Transaction& tx) -> RecordStore<StoredPassword>& { return tx.sessions().passwords(); }},
    Kind<StoredLink>{"links", [](Transaction& tx) -> RecordStore<StoredLink>& { return tx.sessions().links(); }},
    Kind<StoredDevice>{"devices",
                       [](Transaction& tx) -> RecordStore<StoredDevice>& { return tx.sessions().devices(); }},
    Kind<StoredPending>{"pending_sign_ins",
                        [](Transaction& tx) -> RecordStore<StoredPending>& { return tx.sessions().pending(); }},
    Kind<StoredAuthenticator>{
        "authenticators",
        [](Transaction& tx) -> RecordStore<StoredAuthenticator>& { return tx.sessions().authenticators(); }},
    Kind<StoredRecoveryCode>{
        "recovery_codes",
        [](Transaction& tx) -> RecordStore<StoredRecoveryCode>& { return tx.sessions().recovery_codes(); }},
    Kind<StoredIdentity>{
        "identities", [](Transaction& tx) -> RecordStore<StoredIdentity>& { return tx.sessions().identities(); }},
    Kind<StoredSession>{"sessions",
                        [](Transaction& tx) -> RecordStore<StoredSession>& { return tx.sessions().sessions(); }},
    Kind<StoredApiKey>{"api_keys",
                       [](Transaction& tx) -> RecordStore<StoredApiKey>& { return tx.sessions().api_keys(); }},
    Kind<StoredApp>{"apps", [](Transaction& tx) -> RecordStore<StoredApp>& { return tx.sessions().apps().apps(); }},
    Kind<StoredGrant>{"app_grants",
                      [](Transaction& tx) -> RecordStore<StoredGrant>& { return tx.sessions().apps().grants(); }},
    Kind<StoredCode>{"app_codes",
                     [](Transaction& tx) -> RecordStore<StoredCode>& { return tx.sessions().apps().codes(); }},
    Kind<StoredTokenFamily>{
        "app_token_families",
        [](Transaction& tx) -> RecordStore<StoredTokenFamily>& { return tx.sessions().apps().families(); }},
    Kind<StoredAccess>{"app_access_tokens",
                       [](Transaction& tx) -> RecordStore<StoredAccess>& { return tx.sessions().apps().access(); }},
    Kind<StoredPasskey>{"passkeys",
                        [](Transaction& tx) -> RecordStore<StoredPasskey>& { return tx.sessions().passkeys(); }},
    Kind<StoredChallenge>{
        "passkey_challenges",
        [](Transaction& tx) -> RecordStore<StoredChallenge>& { return tx.sessions().challenges(); }},
    Kind<StoredTries>{"sign_in_tries",
                      [](Transaction& tx) -> RecordStore<StoredTries>& { return tx.sessions().tries(); }},
    Kind<Event>{"events", [](Transaction& tx) -> RecordStore<Event>& { return tx.sessions().events(); }},
    Kind<UserAccess>{"user_access",
                     [](Transaction& tx) -> RecordStore<UserAccess>& { return tx.roles().access(); }},
    Kind<TeamMember>{"team_members",
                     [](Transaction& tx) -> RecordStore<TeamMember>& { return tx.roles().members(); }},
    Kind<HistoryEntry>{"history", [](Transaction& tx) -> RecordStore<HistoryEntry>& { return tx.history(); }},
};
constexpr std::size_t kind_count = std::tuple_size_v<decltype(kinds)>;

/// Calls visit(kind, its index) for every kind, in order.
template <class Visit>
void each_kind(Visit&& visit) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        (visit(std::get<I>(kinds), I), ...);
    }(std::make_index_sequence<kind_count>{});
}
template <class Visit>
void each_kind_backwards(Visit&& visit) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        (visit(std::get<kind_count - 1 - I>(kinds), kind_count - 1 - I), ...);
    }(std::make_index_sequence<kind_count>{});
}

/// The record as it is compared: every record as it is, but for the mark that only one side has.
template <class Record>
void mark(Record&) {}
void mark(KeptAccount& account) { account.record.incomplete = true; }

using Digests = std::array<Digest, kind_count>;

/// The first kind in which two sides differ; empty when they agree.
std::string_view difference(const Digests& a, const Digests& b) {
    std::string_view name;
    each_kind([&](const auto& kind, std::size_t i) {
        if (name.empty() && a[i] != b[i]) name = kind.name;
    });
    return name;
}

constexpr int most_passes = 10;

std::string quoted(std::string_view kind) { return " (" + std::string(kind) + ")"; }

[[noreturn]] void throw_exists(std::string_view kind) {
    throw Error(ErrorCode::already_exists, "copy.exists",
                "The target has an account of this id, and it is not the same" + quoted(kind) + ".");
}

class Copy {
public:
    Copy(const Directory& from, const Directory& to, AccountId account, const CopyOptions& options)
        : from_(from.storage()), to_(to.storage()), account_(account), options_(options) {}

    Copied run() {
        const auto source = record_of(from_), target = record_of(to_);
        if (!source) throw Error(ErrorCode::not_found, "accounts.unknown", "There is no such account to copy.");
        if (source->incomplete)
            throw Error(ErrorCode::failed_precondition, "accounts.incomplete",
                        "This account is itself a copy that was not finished.");
        if (target && !target->incomplete) return found_complete();
        if (target && target->created_at != source->created_at) throw_exists("account");

        for (int pass = 1;; ++pass) {
            progress_.passes = pass;
            const Digests copied = merge();
            if (const auto kind = difference(copied, digests(to_)); !kind.empty())
                throw Error(ErrorCode::data_loss, "copy.different",
                            "The target does not hold what was copied into it" + quoted(kind) + ".");
            if (!options_.finish) return result(copied);
            const auto changed = difference(copied, digests(from_));
            if (changed.empty()) {
                finish();
                return result(copied);
            }
            if (pass == most_passes)
                throw Error(ErrorCode::aborted, "copy.changed",
                            "The account is changed faster than it can be copied" + quoted(changed) +
                                ": stop writing to it, and copy again.");
        }
    }

private:
    std::optional<AccountRecord> record_of(Storage& storage) const {
        std::optional<AccountRecord> record;
        storage.read(account_, [&](Transaction& tx) { record = tx.accounts().find(); });
        return record;
    }

    Copied found_complete() {
        progress_.passes = 0;
        const Digests here = digests(from_);
        if (const auto kind = difference(here, digests(to_)); !kind.empty()) throw_exists(kind);
        return result(here);
    }

    Copied result(const Digests& digests) const {
        Copied copied{.records = 0, .written = progress_.written, .passes = progress_.passes, .digest = {}};
        Digest all;
        for (const auto& digest : digests) {
            copied.records += digest.count();
            all.add(digest.bytes());
        }
        copied.digest = all.hexadecimal();
        return copied;
    }

    // ---- Reading ----

    /// Number and digest of every kind, over one snapshot.
    Digests digests(Storage& storage) {
        Digests found;
        storage.read(account_, [&](Transaction& tx) {
            begin(true);
            found = {};
            each_kind([&](const auto& kind, std::size_t i) {
                each_page(kind, tx, [&](const auto& page) {
                    for (const auto& record : page) found[i].add(bytes_of(record));
                    report(kind.name, page.size());
                });
            });
        });
        return found;
    }

    /// Calls visit(page) for page after page of a kind; the last one has less than a whole batch.
    template <class Kind, class Visit>
    void each_page(const Kind& kind, Transaction& tx, Visit&& visit) {
        KeyOf<typename Kind::Record> after{};
        for (bool more = true; more;) {
            auto page = kind.in(tx).records(after, options_.batch_records);
            more = is_whole(page);
            for (auto& record : page) mark(record);
            visit(std::as_const(page));
            if (more) after = key_of(page.back());
        }
    }
    template <class Page>
    [[nodiscard]] bool is_whole(const Page& page) const {
        return page.size() == static_cast<std::size_t>(options_.batch_records);
    }

    // ---- Writing ----

    /// One pass: makes the target what one snapshot of the source is. @return the snapshot's
    Digests merge() {
        Digests found;
        from_.read(account_, [&](Transaction& source) {
            begin(false);
            found = {};
            std::array<bool, kind_count> surplus{};
            each_kind([&](const auto& kind, std::size_t i) { surplus[i] = put_all(kind, source, found[i]); });
            each_kind_backwards([&](const auto& kind, std::size_t i) {
                if (surplus[i]) erase_surplus(kind, source);
            });
        });
        return found;
    }

    /// @return whether the target has records that the source has not
    template <class Kind>
    bool put_all(const Kind& kind, Transaction& source, Digest& digest) {
        using Key = KeyOf<typename Kind::Record>;
        bool surplus = false;
        Key after{};
        each_page(kind, source, [&](const auto& page) {
            for (const auto& record : page) digest.add(bytes_of(record));
            bool more_there = false;
            write([&](Transaction& target) {
                auto record = page.begin();
                std::int64_t written = 0;
                more_there = false;
                const auto put = [&] {
                    kind.in(target).put(*record++);
                    ++written;
                };
                each_until(kind, target, after, is_whole(page) ? &page.back() : nullptr, [&](const auto& there) {
                    while (record != page.end() && key_of(*record) < key_of(there)) put();
                    if (record == page.end() || key_of(there) < key_of(*record)) more_there = true;
                    else if (bytes_of(*record) == bytes_of(there)) ++record;
                    else put();
                });
                while (record != page.end()) put();
                return written;
            });
            surplus = surplus || more_there;
            report(kind.name, page.size());
            if (!page.empty()) after = key_of(page.back());
        });
        return surplus;
    }

    /// Once everything that referred to them is as in the source.
    template <class Kind>
    void erase_surplus(const Kind& kind, Transaction& source) {
        using Key = KeyOf<typename Kind::Record>;
        Key after{};
        each_page(kind, source, [&](const auto& page) {
            write([&](Transaction& target) {
                std::vector<Key> surplus;
                auto record = page.begin();
                each_until(kind, target, after, is_whole(page) ? &page.back() : nullptr, [&](const auto& there) {
                    while (record != page.end() && key_of(*record) < key_of(there)) ++record;
                    if (record == page.end() || key_of(there) < key_of(*record)) surplus.push_back(key_of(there));
                });
                for (const auto& key : surplus) kind.in(target).erase(key);
                return static_cast<std::int64_t>(surplus.size());
            });
            report(kind.name, 0);
            if (!page.empty()) after = key_of(page.back());
        });
    }

    /// Calls visit(record) for the target's records after the key, up to the one of `last`'s key (null: to the end).
    /// Records up to the visited one may be put meanwhile.
    template <class Kind, class Visit>
    void each_until(const Kind& kind, Transaction& target, KeyOf<typename Kind::Record> after,
                    const typename Kind::Record* last, Visit&& visit) {
        for (bool more = true; more;) {
            const auto page = kind.in(target).records(after, options_.batch_records);
            more = is_whole(page);
            for (const auto& record : page) {
                if (last != nullptr && key_of(*last) < key_of(record)) return;
                visit(record);
            }
            if (more) after = key_of(page.back());
        }
    }

    /// A transaction of the target, as long as nobody else has finished the copy.
    /// @param work  gives how many records it wrote
    template <class Work>
    void write(Work&& work) {
        std::int64_t written = 0;
        to_.write(account_, [&](Transaction& target) {
            if (const auto found = target.accounts().find(); found && !found->incomplete)
                throw Error(ErrorCode::aborted, "copy.finished_elsewhere",
                            "Somebody else has finished copying this account.");
            written = work(target);
        });
        progress_.written += written;
    }

    void finish() {
        write([](Transaction& target) {
            RecordStore<KeptAccount>& accounts = target.accounts();
            auto account = accounts.records({}, 1).at(0);
            account.record.incomplete = false;
            accounts.put(account);
            return std::int64_t{0};
        });
    }

    // ---- Telling ----

    /// A reading may run again from its start.
    void begin(bool verifying) {
        progress_.verifying = verifying;
        progress_.records = 0;
    }

    void report(std::string_view kind, std::size_t records) {
        progress_.kind = kind;
        progress_.records += static_cast<std::int64_t>(records);
        if (options_.progress && !options_.progress(progress_))
            throw Error(ErrorCode::cancelled, "copy.cancelled", "The copy was stopped; copy again to go on.");
    }

    Storage& from_;
    Storage& to_;
    const AccountId account_;
    const CopyOptions& options_;
    CopyProgress progress_;
};

}  // namespace

Copied copy(const Directory& from, const Directory& to, AccountId account, const CopyOptions& options) {
    if (options.batch_records < 1 || options.batch_records > 10'000)
        throw Error(ErrorCode::invalid_argument, "copy.invalid", "The copy cannot be made like this.",
                    {{"batch_records", "out_of_range", "must be from 1 to 10,000"}});
    return Copy(from, to, account, options).run();
}

}  // namespace roster
