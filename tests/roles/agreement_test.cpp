// Every way of asking gives the same answer, whatever happened before and in whatever order: a principal, kept or read,
// `why`, `all`, a fresh compile and `who_may`. Random changes over a real store, with questions after each.
#include "sessions/door.hpp"

#include <rapidcheck.h>

#include <functional>
#include <map>
#include <set>
#include <sstream>

namespace roster::test {
namespace {

/// One change, and what is asked after it: numbers, from which what there is is picked.
struct Step {
    int verb = 0, subject = 0, thing = 0, how = 0;
};

template <class T>
const T& pick(const std::vector<T>& from, int number) {
    return from[static_cast<std::size_t>(number) % from.size()];
}

const std::vector<std::string> asked_for{"view_users",   "edit_own_profile", "manage_users",
                                         "access_kpis",  "reply_tickets",    "delete_tickets",
                                         "manage_teams", "use_api_keys",     "comment_tickets"};

class Agreement : public Door {};
INSTANTIATE_TEST_SUITE_P(, Agreement, testing::ValuesIn([] {
                             auto kinds = store_kinds();
                             std::erase_if(kinds, [](const StoreKind& kind) {
                                 return kind.name != "SqliteFile" && kind.name != "Reference";
                             });
                             return kinds;
                         }()),
                         [](const auto& test) { return test.param.name; });

/// An account of its own, with somebody of every kind, all of them signed in.
class Office {
public:
    Office(World& world, const Directory& directory, std::function<std::string(const AuthenticatorSetup&)> code_of)
        : world_(world),
          directory_(directory),
          code_of_(std::move(code_of)),
          desk_(directory_.create_account({.name = "Office", .plan = Plan::pro})) {
        for (const auto* name : {"Support", "Sales"})
            inboxes_.push_back(desk_.inboxes().add(system_, {.name = name}).id);
        for (const auto* name : {"Night", "Day"})
            teams_.push_back(desk_.teams().add(system_, {.name = name, .permissions = {"access_kpis"}}).id);
        groups_.push_back(desk_.groups().add(system_, {.name = "A", .permissions = {"manage_users"}}).id);
        groups_.push_back(desk_.groups().add(system_, {.name = "B", .permissions = {"-reply_tickets"}}).id);
        own_ = desk_.roles()
                   .add(system_, {.name = "Own",
                                  .base = role::administrator,
                                  .permissions = {"view_users", "delete_tickets"},
                                  .inbox_level = InboxLevel::full})
                   .id;
        roles_ = {role::administrator, role::user, role::light_user, own_};
        for (const RoleId role : {role::owner, role::administrator, role::user, own_, RoleId()}) {
            const std::string name = "p" + std::to_string(people_.size());
            const User user = desk_.users().add(system_,
                                                {.kind = role ? UserKind::staff : UserKind::customer,
                                                 .first_name = name,
                                                 .email = name + "@office.example",
                                                 .role = role},
                                                Onboarding::active);
            people_.push_back(user.id);
            desk_.sessions().link_identity(system_, user.id, "https://id.example", name);
            sign_in(user.id);
        }
        for (const int n : {1, 2})
            keys_.emplace(people_[static_cast<std::size_t>(n)],
                          desk_.api_keys()
                              .create(Actor::user(people_[static_cast<std::size_t>(n)]), "key",
                                      n == 1 ? limit : std::vector<std::string>())
                              .text);
    }

    /// @return the change in words, and whether it was let through
    std::string change(const Step& step) {
        std::string what;
        const auto result = outcome([&] { what = make(step); });
        if (result == "done") ++done;
        return "  " + (what.empty() ? "change " + std::to_string(step.verb) : what) + ": " + result + "\n";
    }
    /// @return which answers differ; empty when none does
    std::string ask(const Step& step) {
        for (int n = 0; n < 2; ++n)
            if (auto fault = ask_about(pick(asked_for, step.how + n * 4), place(step.thing + n)); !fault.empty())
                return fault;
        return {};
    }
    int done = 0, by_principal = 0, yes = 0;

private:
    static inline const std::vector<std::string> limit{"reply_tickets", "view_users"};

    void sign_in(UserId id) {
        const auto at = std::find(people_.begin(), people_.end(), id) - people_.begin();
        const auto answer = desk_.sessions().sign_in_with_identity(
            {.issuer = "https://id.example", .subject = "p" + std::to_string(at)});
        tokens_[id] = answer.token;
    }
    PermissionScope place(int number) const {
        switch (number % 5) {
            case 0: return {};
            case 1: return inboxes_[0];
            case 2: return PermissionScope(inboxes_[0]).assigned_to_them();
            case 3: return inboxes_[1];
            default: return teams_[0];
        }
    }
    std::string rule(const Step& step) const {
        PermissionRule made{step.how % 3 == 0 ? Effect::deny : Effect::allow, pick(asked_for, step.thing), {}};
        const auto catalogue = permissions::catalogue();
        const auto where = place(step.how);
        if (catalogue->scoped(where.kind).has(*catalogue->find(made.permission))) made.scope = where;
        made.scope.assigned = false;
        return rules::to_string(made);
    }
    InboxLevel level(int number) const { return static_cast<InboxLevel>(1 + number % 5); }

    std::string make(const Step& step) {
        const UserId subject = pick(people_, step.subject);
        const std::string who = "p" + std::to_string(step.subject % static_cast<int>(people_.size()));
        const auto& users = desk_.users();
        switch (step.verb) {
            case 0:
                users.update(system_, subject, {.role = pick(roles_, step.thing)});
                return who + " gets role " + std::to_string(step.thing % 4);
            case 1: {
                std::vector<GroupId> groups;
                for (int n = 0; n < 2; ++n)
                    if (((step.thing >> n) & 1) != 0) groups.push_back(groups_[static_cast<std::size_t>(n)]);
                users.update(system_, subject, {.groups = groups});
                return who + " is in " + std::to_string(groups.size()) + " groups";
            }
            case 2:
                if (step.how % 3 == 0) desk_.teams().remove_member(system_, pick(teams_, step.thing), subject);
                else desk_.teams().add_member(system_, pick(teams_, step.thing), subject);
                return who + (step.how % 3 == 0 ? " leaves a team" : " joins a team");
            case 3: {
                const std::string text = rule(step);
                const auto made = *rules::parse_rule(text);
                desk_.roles().choose(system_, subject, made.permission, static_cast<Choice>(1 + step.how % 3),
                                     made.scope);
                return who + " is allowed or denied, or neither, " + text;
            }
            case 4:
                switch (step.how % 3) {
                    case 0:
                        desk_.inboxes().set_access(system_, pick(inboxes_, step.thing), subject,
                                                   level(step.how / 3));
                        break;
                    case 1:
                        desk_.inboxes().set_access(system_, inboxes_[0], pick(groups_, step.thing),
                                                   level(step.how / 3));
                        break;
                    default:
                        desk_.inboxes().set_access(system_, inboxes_[0], pick(teams_, step.thing),
                                                   level(step.how / 3));
                }
                return "level " + std::string(to_string(level(step.how / 3))) + " for " + who +
                       ", a group or a team";
            case 5:
                desk_.update(system_, {.plan = static_cast<Plan>(1 + step.how % 4)});
                return "plan " + std::to_string(1 + step.how % 4);
            case 6: {
                FeatureSwitches features;
                if (step.how % 2 != 0) features.teams = step.thing % 2 == 0;
                if (step.how % 3 != 0) features.custom_permissions = step.thing % 3 != 0;
                desk_.update(system_, {.features = features});
                return "features";
            }
            case 7:
                if (step.how % 2 == 0) users.suspend(system_, subject, day("2020-01-01"));
                else users.resume(system_, subject);
                return who + (step.how % 2 == 0 ? " is suspended" : " comes back");
            case 8: {
                Policy policy = desk_.record().policy;
                policy.second_factor_roles.clear();
                if (step.how % 3 != 0) policy.second_factor_roles.emplace_back("administrator");
                if (step.how % 3 == 2) policy.second_factor_roles.emplace_back("user");
                policy.second_factor_grace = step.thing % 2 == 0 ? hours(0) : hours(1);
                desk_.update(system_, {.policy = policy});
                return "second factors of " + std::to_string(step.how % 3) + " roles";
            }
            case 9: {
                if (step.how % 3 == 0) {
                    desk_.factors().reset(system_, subject);
                    sign_in(subject);
                    return who + " has no second factor any more";
                }
                sign_in(subject);
                const auto setup = desk_.factors().add_authenticator(tokens_[subject], "phone");
                tokens_[subject] = desk_.factors()
                                       .confirm_authenticator(tokens_[subject], setup.id, code_of_(setup))
                                       .sign_in.token;
                return who + " sets a second factor up";
            }
            case 10:
                desk_.groups().update(system_, pick(groups_, step.subject), {.permissions = {{rule(step)}}});
                return "a group says " + rule(step);
            case 11:
                desk_.teams().update(system_, pick(teams_, step.subject), {.permissions = {{rule(step)}}});
                return "a team says " + rule(step);
            case 12:
                desk_.roles().update(system_, own_,
                                     {.permissions = {{"view_users", rule(step)}}, .inbox_level = level(step.how)});
                return "the role says " + rule(step);
            case 13:
                desk_.roles().update_access(system_, subject, {.type = static_cast<UserType>(1 + step.how % 2)});
                return who + " is of another type";
            case 14:
                if (step.how % 3 == 0) users.remove(system_, subject, "left");
                else users.restore(system_, subject);
                return who + (step.how % 3 == 0 ? " is deleted" : " is restored");
            case 15: world_.advance(minutes(1 + step.how % 40)); return "time goes by";
            default: sign_in(subject); return who + " signs in";
        }
    }

    /// A fresh compile of what the store says.
    bool compiled(UserId id, Permission one, const PermissionScope& scope) const {
        std::optional<KeptHolder> kept;
        directory_.storage().read(desk_.id(), [&](Transaction& tx) { kept = tx.roles().holder(id); });
        const auto facts = rules::facts_of(kept->user, kept->account, kept->grants, world_.now());
        return rules::compile(*permissions::catalogue(), facts).may(one, scope);
    }
    /// What a token's principals may: validated twice, for the second may be one that was kept. None of one that is not
    /// good any more.
    std::vector<bool> by_token(const std::string& token, Permission one, const PermissionScope& scope) {
        std::vector<bool> said;
        for (int n = 0; n < 2; ++n)
            if (const auto principal = desk_.sessions().validate(token)) {
                said.push_back(desk_.roles().may(*principal, one, scope));
                ++by_principal;
            }
        return said;
    }

    std::string ask_about(const std::string& permission, const PermissionScope& scope) {
        const auto one = *permissions::find(permission);
        const auto roles = desk_.roles();
        std::ostringstream fault;
        std::set<UserId> expected;
        for (std::size_t n = 0; n < people_.size(); ++n) {
            const UserId id = people_[n];
            const auto decision = roles.why(system_, id, permission, scope);
            if (decision.allowed) expected.insert(id), ++yes;
            const auto differs = [&](const char* way, bool said, bool meant) {
                if (said != meant)
                    fault << "  p" << n << " " << permission << " at " << static_cast<int>(scope.kind)
                          << (scope.assigned ? " (assigned)" : "") << ": why says " << (meant ? "yes" : "no")
                          << " by " << to_string(decision.trail.back().rule) << ", " << way << " does not\n";
            };
            differs("all", roles.all(system_, id).may(one, scope), decision.allowed);
            differs("a fresh compile", compiled(id, one, scope), decision.allowed);
            for (const bool said : by_token(tokens_[id], one, scope))
                differs("the session's principal", said, decision.allowed);
            if (!keys_.contains(id)) continue;
            const bool by_key =
                n == 1 ? roles.why(system_, id, permission, scope, {.scopes = limit}).allowed : decision.allowed;
            for (const bool said : by_token(keys_.at(id), one, scope)) differs("the key's principal", said, by_key);
        }
        std::set<UserId> listed;
        PageRequest page{.limit = 2, .after = {}};
        do {
            const auto part = roles.who_may(system_, permission, scope, page);
            listed.insert(part.items.begin(), part.items.end());
            page.after = part.next;
        } while (!page.after.empty());
        if (listed != expected)
            fault << "  " << permission << ": who_may lists " << listed.size() << ", why says yes of "
                  << expected.size() << "\n";
        return fault.str();
    }

    World& world_;
    const Directory& directory_;
    const std::function<std::string(const AuthenticatorSetup&)> code_of_;
    const Actor system_ = Actor::system("test");
    const Account desk_;
    std::vector<InboxId> inboxes_;
    std::vector<TeamId> teams_;
    std::vector<GroupId> groups_;
    std::vector<RoleId> roles_;
    RoleId own_;
    std::vector<UserId> people_;
    std::map<UserId, std::string> tokens_, keys_;
};

TEST_P(Agreement, BX1_EveryWayOfAskingGivesTheSameAnswer) {
    int done = 0, by_principal = 0, yes = 0;
    const auto number = rc::gen::inRange(0, 1'000);
    const auto step = rc::gen::build<Step>(rc::gen::set(&Step::verb, rc::gen::inRange(0, 17)),
                                           rc::gen::set(&Step::subject, number), rc::gen::set(&Step::thing, number),
                                           rc::gen::set(&Step::how, number));
    const bool holds = rc::check("whatever happened before", [&] {
        // Not the size that grows from case to case: the first are as wide as the last.
        const auto steps = *rc::gen::scale(1.0, rc::gen::container<std::vector<Step>>(14, step));
        Office office(world, directory, [&](const AuthenticatorSetup& setup) { return code_of(setup); });
        std::string told;
        for (const auto& one : steps) {
            told += office.change(one);
            if (const auto fault = office.ask(one); !fault.empty()) RC_FAIL("\n" + told + fault);
        }
        done += office.done;
        by_principal += office.by_principal;
        yes += office.yes;
    });
    EXPECT_TRUE(holds);
    EXPECT_GT(done, 500) << "too few changes were made to tell anything";
    EXPECT_GT(by_principal, 3'000) << "too few principals were asked";
    EXPECT_GT(yes, 1'000) << "too few may anything";
}

}  // namespace
}  // namespace roster::test
