// What the differential test runs: one store with its own world, and operations that answer in text.
#pragma once

#include "base/json.hpp"
#include "support/desk.hpp"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace roster::test::differential {

class Run;

/// One call of the public API. Everything random in it was decided when it was made, so that it can be replayed, with
/// others left out, against any store. It names people and things as the run finds them: by number, by name.
struct Operation {
    std::string words;
    std::function<std::string(Run&)> call;
};

inline const Actor host = Actor::system("host");

/// Who acts: found when the operation is run.
struct Who {
    enum class Kind { host, nobody, person } kind = Kind::host;
    int account = 0;
    std::int64_t number = 0;
    std::int64_t on_behalf_of = 0;  ///< 0: of nobody

    [[nodiscard]] std::string words() const {
        std::string text = kind == Kind::host ? "host"
                           : kind == Kind::nobody
                               ? "nobody"
                               : "#" + std::to_string(number) + " of account " + std::to_string(account);
        if (on_behalf_of != 0) text += " for #" + std::to_string(on_behalf_of);
        return text;
    }
};

/// A store with three accounts, a clock that stands until it is moved, and ids that are the same in every run.
class Run {
public:
    explicit Run(const StoreKind& kind) : directory_(kind.make(keep_), world_.environment()) {
        const Policy policies[] = {policy::help_desk(), policy::live_chat(), policy::crm()};
        for (int i = 0; i < 3; ++i) {
            NewAccount account{.name = "Account " + std::to_string(i), .policy = policies[i]};
            if (i == 1) account.seat_limit = 7;
            accounts_.push_back(directory_.create_account(account));
            const auto users = accounts_.back().users();
            const std::pair<const char*, RoleId> staff[] = {{"owner", role::owner},
                                                            {"admin", role::administrator},
                                                            {"agent", role::user},
                                                            {"light", role::light_user}};
            for (const auto& [name, role] : staff)
                users.add(host, {.first_name = name, .email = std::string(name) + "@desk.example", .role = role},
                          Onboarding::active);
            users.add(host, {.kind = UserKind::customer, .first_name = "customer", .email = "c@home.example"},
                      Onboarding::active);
            accounts_.back().organizations().add(host, {.name = "Acme"});
            accounts_.back().groups().add(host, {.name = "Night"});
        }
    }

    /// What the call gave; how it failed, after a "!".
    std::string perform(const Operation& operation) {
        try {
            return operation.call(*this);
        } catch (const Error& error) {
            std::string text =
                "! " + std::string(to_string(error.code())) + " " + error.reason() + ": " + error.what();
            for (const auto& field : error.fields())
                text += "\n  " + field.field + ": " + field.reason + ", " + field.message;
            return text;
        }
    }

    World& world() { return world_; }
    const Directory& directory() const { return directory_; }
    const Account& account(int n) const { return accounts_[static_cast<std::size_t>(n)]; }
    int account_count() const { return static_cast<int>(accounts_.size()); }

    Actor actor(const Who& who) const {
        Actor actor = who.kind == Who::Kind::host     ? host
                      : who.kind == Who::Kind::nobody ? Actor::user({})
                                                      : Actor::user(user(who.account, who.number));
        return who.on_behalf_of == 0 ? actor : actor.on_behalf_of(user(who.account, who.on_behalf_of));
    }
    /// The user of that number; an id that nobody has when there is none.
    UserId user(int account_, std::int64_t number) const {
        UserId id = UserId::well_known(200);
        directory_.storage().read(account(account_).id(), [&](Transaction& tx) {
            if (const auto found = tx.users().find_by_number(number)) id = found->id;
        });
        return id;
    }
    /// The thing of that name; nil without a name, an id that nothing has when there is none.
    OrganizationId organization(int n, const std::string& name) const {
        return id_of<OrganizationId>(account(n).organizations(), name);
    }
    GroupId group(int n, const std::string& name) const { return id_of<GroupId>(account(n).groups(), name); }

    /// A page as text; its cursor can be gone on from afterwards.
    template <class T>
    std::string page(const Page<T>& page) {
        std::string text;
        for (const auto& item : page.items) {
            if constexpr (HasFields<T>) text += text_of(item) + "--\n";
            else text += item + "\n";
        }
        if (!page.next.empty()) cursors_.push_back(page.next);
        return text + "next: " + (page.next.empty() ? "" : "more");  // cursors hold ids, see IdNames
    }
    /// The n-th last cursor; empty for n = 0, and when there were not so many.
    std::string cursor(std::size_t n) const {
        return n == 0 || n > cursors_.size() ? "" : cursors_[cursors_.size() - n];
    }

    /// Everything that is kept, as text.
    std::string dump() const {
        std::string text;
        for (const auto& one : accounts_) {
            text += text_of(one.record());
            for (const bool deleted : {false, true}) {
                UserQuery query{.sort = UserSort::number};
                if (deleted) query.status = UserStatus::deleted;
                one.users().for_each(host, query, [&](const User& user) { return text += text_of(user), true; });
            }
            PageRequest request{.limit = 1'000, .after = {}};
            for (const auto& thing : one.organizations().list(host, {}, request).items) text += text_of(thing);
            for (const auto& thing : one.groups().list(host, {}, request).items) text += text_of(thing);
            do {
                const auto page = one.history().list(host, {}, request);
                for (const auto& entry : page.items) text += text_of(entry);
                request.after = page.next;
            } while (!request.after.empty());
            directory_.storage().read(one.id(), [&](Transaction& tx) {
                const auto now = tx.accounts().counters();
                text += std::to_string(now.last_user_number) + " " + std::to_string(now.seats_used) + " " +
                        std::to_string(now.owners) + "\n";
            });
        }
        for (const auto& line : directory_.check()) text += "fault: " + line + "\n";
        return text;
    }

private:
    template <class ThingId, class Service>
    static ThingId id_of(const Service& service, const std::string& name) {
        if (name.empty()) return {};
        const auto found = service.find_by_name(host, name);
        return found ? found->id : ThingId::well_known(201);
    }

    World world_{7};
    std::shared_ptr<void> keep_;  // before the directory: goes after it
    Directory directory_;
    std::vector<Account> accounts_;
    std::vector<std::string> cursors_;
};

}  // namespace roster::test::differential
