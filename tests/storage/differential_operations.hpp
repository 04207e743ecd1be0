// Random operations: every verb of the public API, with good and bad input.
#pragma once

#include "storage/differential_run.hpp"

#include <map>
#include <random>
#include <sstream>

namespace roster::test::differential {

template <class T>
std::string words_of(const T& value) {
    if constexpr (requires { value.is_set(); }) return json::write(value.value());
    else return json::write(value);
}

/// The fields of a patch that are set.
template <HasFields Patch>
std::string patch_words(const Patch& patch) {
    std::string text;
    for_each_field<Patch>([&](const auto& f) {
        if ((patch.*f.member).is_set()) text += " " + std::string(f.name) + "=" + words_of(patch.*f.member);
    });
    return text;
}

class Generator {
    int pick(int n) { return static_cast<int>(random_() % static_cast<std::uint64_t>(n)); }
    bool once_in(int n) { return pick(n) == 0; }
    template <class List>
    const auto& any(const List& list) {
        return list[static_cast<std::size_t>(pick(static_cast<int>(std::size(list))))];
    }

public:
    explicit Generator(std::uint64_t seed) : random_(seed) {}

    Operation next() {
        using Make = Operation (Generator::*)();
        // Those that make people come more often, so that there is somebody to do things to.
        static constexpr Make makes[] = {
            &Generator::add_user,     &Generator::add_user,    &Generator::add_user,       &Generator::update_user,
            &Generator::update_user,  &Generator::update_user, &Generator::label_user,     &Generator::move_user,
            &Generator::move_user,    &Generator::move_user,   &Generator::move_user,      &Generator::suspend_user,
            &Generator::suspend_user, &Generator::find_user,   &Generator::find_user,      &Generator::list_users,
            &Generator::list_users,   &Generator::list_users,  &Generator::list_labels,    &Generator::add_thing,
            &Generator::change_thing, &Generator::find_thing,  &Generator::list_history,   &Generator::run_import,
            &Generator::run_import,   &Generator::see_import,  &Generator::update_account, &Generator::see_account,
            &Generator::wait};
        account_ = pick(4) ? 0 : 1 + pick(2);
        return (this->*any(makes))();
    }

private:
    std::string text(std::initializer_list<const char*> list) {
        return *(list.begin() + pick(static_cast<int>(list.size())));
    }

    Who who() {
        const int kind = pick(20);
        if (kind < 10) return {};
        if (kind == 10) return {.kind = Who::Kind::nobody};
        Who who{.kind = Who::Kind::person, .account = account_, .number = 1 + pick(kind < 17 ? 5 : 12)};
        if (kind == 18) who.account = pick(3);
        if (kind == 19) who.on_behalf_of = 1 + pick(8);
        return who;
    }
    std::int64_t number() { return once_in(15) ? 99 : 1 + pick(16); }
    std::optional<std::int64_t> revision() {
        return once_in(8) ? std::optional<std::int64_t>(1 + pick(4)) : std::nullopt;
    }
    PageRequest page() { return {.limit = once_in(30) ? 0 : once_in(3) ? 50 : 1 + pick(4)}; }
    std::size_t cursor() { return once_in(3) ? static_cast<std::size_t>(1 + pick(3)) : 0; }

    /// One operation: its words begin with who does what in which account.
    template <class Call>
    Operation make(const std::string& verb, const std::string& details, Call call) {
        const Who actor = who();
        return {"[account " + std::to_string(account_) + ", " + actor.words() + "] " + verb + " " + details,
                [actor, n = account_, call](Run& run) { return call(run, run.account(n), run.actor(actor)); }};
    }

    // ---- values --------------------------------------------------------------------------------------------------

    std::string name() {
        return text({"Ada", "ada", "\u00C1d\u00E1", "Grace", "\u674E", "Zo\u00EB", "Stra\u00DFe", "\u0130lker",
                     "a%_b", "  two  words ", "O'Brien", "\U0001F389", "", "", "bad \xFF\xFE", "two\nlines",
                     "x\u0301"}) +
               (once_in(30) ? std::string(101, 'x') : "");
    }
    std::string address() {
        const std::string n = std::to_string(pick(9));
        switch (pick(16)) {
            case 0: return "";
            case 1: return "no address";
            case 2: return "P" + n + "@X.EXAMPLE";
            case 3: return "\"p" + n + "\"@x.example";
            case 4: return "p" + n + "@b\u00FCcher.example";
            default: return "p" + n + "@x.example";
        }
    }
    std::string label() { return text({"vip", "VIP", "v", "vi", "beta", "\u00E4", "zz top", " vip ", ""}); }
    std::string thing() {
        return text({"Acme", "ACME", "Bcme", "B\u00FCro", "Buro", "Night", "Day", "Day shift", "nothing", "",
                     "\u0301", "\xFF"});
    }
    std::string known_thing() { return text({"Acme", "Acme", "Bcme", "Night", "Night", "Day", "nothing", ""}); }
    std::string external_id() { return once_in(3) ? text({"x1", "x2", "X1", "x3", " x1", "\n"}) : ""; }
    RoleId role() {
        return any(std::vector{RoleId(), role::owner, role::administrator, role::user, role::user, role::light_user,
                               RoleId::well_known(9)});
    }
    std::vector<std::string> list_of(int most, std::string (Generator::*make)()) {
        std::vector<std::string> list;
        for (int i = pick(most + 1); i > 0; --i) list.push_back((this->*make)());
        return list;
    }

    Operation add_user();
    Operation update_user();
    Operation label_user();
    Operation move_user();
    Operation suspend_user();
    Operation find_user();
    Operation list_users();
    Operation list_labels();
    Operation add_thing();
    Operation change_thing();
    Operation find_thing();
    Operation list_history();
    Operation run_import();
    Operation see_import();
    Operation update_account();
    Operation see_account();
    Operation wait();

    std::string csv();

    std::mt19937_64 random_;
    int account_ = 0;                             ///< that of the operation being made
    std::map<std::string, std::string> sources_;  ///< what was imported under a key
};

}  // namespace roster::test::differential

#include "storage/differential_others.hpp"
#include "storage/differential_people.hpp"
