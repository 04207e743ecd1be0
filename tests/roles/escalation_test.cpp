// BX-6: no sequence of calls by one actor, through roles, groups, teams, what is set for single users, inboxes,
// invitations, imports, API keys, apps or edits of a role they hold, ends with more than they had, or lets anybody else
// have what neither they nor the actor had. Searched for at random; what is found is made as short as can be and shown as a
// list of calls.
#include "sessions/apps_desk.hpp"

#include <rapidcheck.h>

#include <roster/storage/memory.hpp>

#include <map>
#include <set>
#include <sstream>

namespace roster::test {
namespace {

/// One call, as numbers: what they mean is decided when it is made, so that a shorter sequence stays a sequence.
struct Step {  // shown as numbers when rapidcheck shrinks, and as calls in the failure itself
    int verb = 0, actor = 0, subject = 0, thing = 0, what = 0, how = 0;
};

const std::vector<std::string> given{
    "view_users",       "manage_users",   "manage_groups",       "manage_roles",   "choose_permissions",
    "manage_teams",     "manage_inboxes", "manage_inbox_access", "use_api_keys",   "delete_tickets",
    "export_tickets",   "reply_tickets",  "access_settings",     "delete_account", "transfer_ownership",
    "edit_own_profile", "manage_security"};

template <class T>
const T& pick(const std::vector<T>& all, int n) {
    return all[static_cast<std::size_t>(n) % all.size()];
}

/// A small account with one attacker, and those whom the attacker brings in.
class Search {
public:
    explicit Search(int kind)
        : kind_(kind),
          directory_(memory_storage(), world_.environment(), settings_of_tests()),
          desk_(directory_.create_account(
              {.name = "Desk", .plan = Plan::pro, .features = {.own_assignments = true}})) {
        owner_ = add("owner", role::owner);
        add("admin", role::administrator);
        add("agent", role::user);
        for (const std::string name : {"A", "B"})
            inboxes_.push_back(desk_.inboxes().add(system_, {.name = name}).id);
        for (const std::string name : {"T", "U"})
            teams_.push_back(desk_.teams().add(system_, {.name = name, .permissions = {"export_tickets"}}).id);
        groups_.push_back(
            desk_.groups().add(system_, {.name = "G", .permissions = {"-delete_tickets", "access_reports"}}).id);
        groups_.push_back(desk_.groups()
                              .add(system_, {.name = "H",
                                             .permissions = {"delete_account",
                                                             "-export_tickets@inbox:" + to_string(inboxes_[0])}})
                              .id);
        // What the attacker is made of: an administrator, or somebody trusted with some of it, with things denied.
        std::vector<std::string> trusted;
        for (std::size_t i = 0; i < given.size(); ++i)
            if (((kind >> (i % 8)) & 1) != 0 && given[i] != "delete_account" && given[i] != "transfer_ownership")
                trusted.push_back(given[i]);
        trusted.emplace_back("-reply_tickets@inbox:" + to_string(inboxes_[1]));
        const auto own = desk_.roles().add(
            system_,
            {.name = "Trusted", .permissions = trusted, .inbox_level = static_cast<InboxLevel>(1 + kind % 5)});
        roles_ = {role::owner, role::administrator, role::user, role::light_user, own.id};
        const auto attacker = add("attacker", kind % 3 == 0 ? role::administrator : own.id);
        desk_.users().update(system_, attacker, {.groups = {{groups_[static_cast<std::size_t>(kind) % 2]}}});
        if (kind % 2 == 0) desk_.roles().choose(system_, attacker, "export_tickets", Choice::deny, inboxes_[0]);
        if (kind % 7 == 0) desk_.roles().update_access(system_, attacker, {.type = UserType::collaboration});
        if (kind % 5 == 0) desk_.inboxes().set_access(system_, inboxes_[1], attacker, InboxLevel::read);
        desk_.teams().add_member(system_, teams_[0], attacker);
        // Who was invited and has not come yet: links can be made for them.
        for (const auto role : {role::light_user, role::administrator})
            people_.push_back(
                desk_.users()
                    .add(system_, {.email = to_string(role) + "@d.example", .role = role}, Onboarding::invited)
                    .id);
        mine_ = {attacker};
        actors_ = {Actor::user(attacker)};
        had_ = at_most(attacker);
        for (const auto& info : permissions::catalogue()->all())
            permissions_.push_back(*permissions::catalogue()->find(info.name));
        everybody_has();
    }

    /// @return what went wrong, with all the calls that were made; empty when nothing did
    std::string run(const std::vector<Step>& steps) {
        std::ostringstream told;
        for (const auto& step : steps) {
            std::string call;
            const auto result = outcome([&] { call = make(step); });
            if (result != "done" || call.empty()) continue;
            told << "  " << call << "\n", ++done;
            for (const auto id : mine_)
                if (!at_most(id).within(had_))
                    return told.str() + "  and now somebody of the attacker's has more than the attacker had";
            const auto before = have_;
            everybody_has();
            for (const auto& [id, has] : have_) {
                const auto known = before.find(id);
                if (!no_more(has, known != before.end() ? known->second : rules::holder_of(User()).at_most()))
                    return told.str() + "  and now " + desk_.users().get(system_, id).first_name +
                           " has what neither they nor the attacker had";
            }
            for (const auto& token : tokens_)
                if (const auto principal = desk_.sessions().validate(token))
                    if (!principal->access->within(desk_.roles().all(system_, principal->user_id)))
                        return told.str() + "  and now a key or app may do more than its owner";
            if (desk_.users().get(system_, owner_).role != role::owner)
                return told.str() + "  and now the owner is none";
        }
        if (const auto faults = directory_.check(); !faults.empty()) return told.str() + faults.front();
        return {};
    }
    int done = 0;

private:
    UserId add(const std::string& name, RoleId role) {
        const auto id =
            desk_.users()
                .add(system_, {.first_name = name, .email = name + "@d.example", .role = role}, Onboarding::active)
                .id;
        people_.push_back(id);
        return id;
    }
    /// Somebody whom the attacker brought in, and acts as.
    void bring_in(UserId id) {
        if (std::find(people_.begin(), people_.end(), id) == people_.end()) people_.push_back(id);
        mine_.push_back(id);
        actors_.push_back(Actor::user(id));
    }
    /// What comes with a token acts, for whom it is.
    void act_with(const std::string& token) {
        const auto principal = desk_.sessions().validate(token);
        if (!principal) return;
        tokens_.push_back(token);
        actors_.push_back(actor_of(*principal));
    }
    /// An app of the actor's to which one of the attacker's people agrees. @return whether it got a token
    bool use_app(const Actor& actor, const std::string& name, UserId user, const std::vector<std::string>& scopes) {
        const auto app = desk_.apps().create(actor, {.name = name, .redirect_uris = {callback}, .scopes = scopes});
        const std::string subject = to_string(user);
        if (linked_.insert(user).second) desk_.sessions().link_identity(system_, user, "i", subject);
        const auto entered = desk_.sessions().sign_in_with_identity({.issuer = "i", .subject = subject});
        std::string asked;
        for (const auto& scope : scopes) asked += (asked.empty() ? "" : " ") + scope;
        const auto answer = desk_.apps().consent(entered.token,
                                                 {.response_type = "code",
                                                  .client_id = to_string(app.app.id),
                                                  .redirect_uri = callback,
                                                  .scope = asked,
                                                  .state = "s",
                                                  .code_challenge = std::string(rfc_challenge),
                                                  .code_challenge_method = "S256"},
                                                 scopes);
        const auto given =
            desk_.apps().exchange_code({to_string(app.app.id), app.secret}, answer.code, callback, rfc_verifier);
        if (given.access_token.empty()) return false;
        act_with(given.access_token);
        return true;
    }

    void everybody_has() {
        have_.clear();
        for (const auto id : people_) have_.emplace(id, at_most(id));
    }
    /// Looked at one by one, at every place there is and one of which nothing is said.
    bool no_more(const Access& now, const Access& before) const {
        std::vector<PermissionScope> places{PermissionScope(), InboxId::well_known(200), TeamId::well_known(200)};
        places.insert(places.end(), inboxes_.begin(), inboxes_.end());
        places.insert(places.end(), teams_.begin(), teams_.end());
        for (const auto& place : places) {
            const auto has = [&](const Access& access, Permission one) {
                return place.kind == PermissionScope::Kind::account ? access.may(one) : access.holds(one, place);
            };
            for (const auto one : permissions_)
                if (has(now, one) && !has(before, one) && !has(had_, one)) return false;
            if (place.kind != PermissionScope::Kind::inbox) continue;
            const auto level = now.level(place.inbox());
            if (!rules::covers(before.level(place.inbox()), level) &&
                !rules::covers(had_.level(place.inbox()), level))
                return false;
        }
        return true;
    }
    std::vector<std::string> some_levels(const Step& step) const {
        if (step.subject % 3 != 0) return {};
        return {rules::to_string(
            rules::InboxRule{static_cast<InboxLevel>(1 + step.subject % 5), pick(inboxes_, step.how)})};
    }
    std::vector<std::string> some_scopes(const Step& step, int most) const {
        std::vector<std::string> scopes;
        for (int n = 0; n < step.how % (most + 1); ++n) scopes.push_back(pick(given, step.what + n));
        return scopes;
    }

    Access at_most(UserId id) const {
        std::optional<KeptHolder> kept;
        directory_.storage().read(desk_.id(), [&](Transaction& tx) { kept = tx.roles().holder(id); });
        return rules::Holder(kept->user, rules::facts_of(kept->user, kept->account, kept->grants, world_.now()))
            .at_most();
    }
    std::string rule(const Step& step) const {
        PermissionRule made{step.how % 3 == 0 ? Effect::deny : Effect::allow, pick(given, step.what), {}};
        if (step.how % 4 == 1) made.scope = pick(inboxes_, step.how);
        if (step.how % 4 == 2) made.scope = pick(teams_, step.how);
        return rules::to_string(made);
    }
    /// @return the call in words
    std::string make(const Step& step) {
        const Actor& actor = pick(actors_, step.actor);
        const UserId subject = pick(people_, step.subject);
        const auto name = [&] { return desk_.users().get(system_, subject).first_name; };
        const std::string who = actor.limit() ? "a key of the attacker" : "the attacker";
        const std::string made = "x" + std::to_string(++counter_);
        switch (step.verb) {
            case 0: {
                const auto role = pick(roles_, step.thing);
                desk_.users().update(actor, subject, {.role = role});
                return who + " gives " + name() + " role " + std::to_string(step.thing % 5);
            }
            case 1: {
                std::vector<GroupId> groups;
                if (step.thing % 2 != 0) groups.push_back(pick(groups_, step.how));
                desk_.users().update(actor, subject, {.groups = groups});
                return who + " puts " + name() + " into " + std::to_string(groups.size()) + " groups";
            }
            case 2: {
                const auto added = desk_.users().add(
                    actor,
                    {.first_name = made,
                     .email = made + "@x.example",
                     .role = pick(roles_, step.thing),
                     .groups = step.how % 2 ? std::vector{pick(groups_, step.how)} : std::vector<GroupId>()});
                desk_.users().activate(system_, added.id);  // they accept
                bring_in(added.id);
                return who + " brings in " + made + " with role " + std::to_string(step.thing % 5);
            }
            case 3:
                desk_.roles().choose(
                    actor, subject, pick(given, step.what), static_cast<Choice>(1 + step.how % 3),
                    step.thing % 3 == 1 ? PermissionScope(pick(inboxes_, step.how)) : PermissionScope());
                return who + " chooses " + pick(given, step.what) + "/" + std::to_string(step.how % 3) + " for " +
                       name();
            case 4: {
                auto permissions = std::vector{rule(step)};
                if (step.thing % 3 == 0) permissions.clear();
                desk_.groups().update(actor, pick(groups_, step.thing),
                                      {.permissions = permissions, .inboxes = some_levels(step)});
                return who + " lets a group have " + (permissions.empty() ? "nothing" : permissions[0]);
            }
            case 5: {
                const auto role = pick(roles_, step.thing);
                auto permissions = desk_.roles().get(system_, role).permissions;
                if (step.how % 2 == 0) permissions.push_back(rule(step));
                else if (!permissions.empty())
                    permissions.erase(permissions.begin() + step.what % static_cast<int>(permissions.size()));
                desk_.roles().update(
                    actor, role,
                    {.base = pick(std::vector{role::administrator, role::user, role::light_user}, step.subject),
                     .permissions = permissions,
                     .inbox_level = static_cast<InboxLevel>(1 + step.how % 5)});
                return who + " changes a role of their own making by " + rule(step);
            }
            case 6:
                roles_.push_back(desk_.roles()
                                     .add(actor, {.name = made,
                                                  .base = role::administrator,
                                                  .permissions = {rule(step)},
                                                  .inbox_level = static_cast<InboxLevel>(1 + step.thing % 5)})
                                     .id);
                return who + " makes a role with " + rule(step);
            case 7:
                desk_.roles().remove(actor, pick(roles_, step.thing), pick(roles_, step.how));
                return who + " replaces a role";
            case 8: {
                auto permissions = std::vector{rule(step)};
                if (step.thing % 3 == 0) permissions.clear();
                desk_.teams().update(actor, pick(teams_, step.thing),
                                     {.permissions = permissions, .inboxes = some_levels(step)});
                return who + " lets a team have " + (permissions.empty() ? "nothing" : permissions[0]);
            }
            case 9:
                desk_.teams().add_member(actor, pick(teams_, step.thing), subject);
                return who + " adds " + name() + " to a team";
            case 10:
                desk_.teams().remove_member(actor, pick(teams_, step.thing), subject);
                return who + " takes " + name() + " out of a team";
            case 11: {
                AccessHolder holder(subject);
                if (step.how % 3 == 1) holder = pick(groups_, step.subject);
                if (step.how % 3 == 2) holder = pick(teams_, step.subject);
                const auto level =
                    step.what % 6 == 0 ? std::nullopt : std::optional(static_cast<InboxLevel>(step.what % 6));
                desk_.inboxes().set_access(actor, pick(inboxes_, step.thing), holder, level);
                return who + " sets level " + std::to_string(step.what % 6);
            }
            case 12:
                desk_.roles().update_access(actor, subject, {.type = static_cast<UserType>(1 + step.how % 2)});
                return who + " sets the type of " + name();
            case 13: {
                act_with(desk_.api_keys().create(actor, made, some_scopes(step, 2)).text);
                return who + " makes a key";
            }
            case 14:
                desk_.roles().transfer_ownership(actor, pick(mine_, step.subject),
                                                 step.how % 2 ? owner_ : UserId());
                return who + " takes the account over";
            case 15: desk_.users().suspend(actor, subject, day("2020-01-01")); return who + " suspends " + name();
            case 16: desk_.users().remove(actor, subject, "x"); return who + " deletes " + name();
            case 17: desk_.users().restore(actor, subject); return who + " restores " + name();
            case 18: desk_.users().resume(actor, subject); return who + " resumes " + name();
            case 19:
                inboxes_.push_back(desk_.inboxes().add(actor, {.name = made}).id);
                return who + " makes an inbox";
            case 20:
                groups_.push_back(desk_.groups().add(actor, {.name = made, .permissions = {rule(step)}}).id);
                return who + " makes a group with " + rule(step);
            case 21: {
                auto scopes = some_scopes(step, 3);
                if (scopes.empty()) scopes.emplace_back("view_users");
                return use_app(actor, made, pick(mine_, step.subject), scopes) ? who + " uses an app" : "";
            }
            case 22: {
                std::string text =
                    "email,role,groups\n" + made + "@i.example," + to_string(pick(roles_, step.thing));
                text +=
                    "," + (step.how % 2 ? desk_.groups().get(system_, pick(groups_, step.how)).name : "") + "\n";
                std::istringstream file(text);
                if (desk_.imports().run(actor, file, {.key = made}).added == 0) return "";
                const auto id = desk_.users().get_by_email(system_, made + "@i.example").id;
                desk_.users().activate(system_, id);
                bring_in(id);
                return who + " imports " + made + " with role " + std::to_string(step.thing % 5);
            }
            case 23: {
                // Who has the link accepts. A password is hashed for it, which takes long: in a few searches.
                if (kind_ % 8 != 0 || invitations_ == 2) return "";
                const auto message = desk_.passwords().invite(actor, subject);
                ++invitations_;
                const auto token = message.link.substr(message.link.find_last_of("=/") + 1);
                act_with(desk_.passwords().accept(token, good_password).token);
                bring_in(subject);
                return who + " makes a link for " + name() + ", and accepts";
            }
            case 24:
                // A circumstance: nobody at the desk changes the plan.
                desk_.update(system_, {.plan = step.how % 4 == 0 ? Plan::standard : Plan::pro,
                                       .features = FeatureSwitches{}});
                return "the plan changes";
            default:
                teams_.push_back(desk_.teams().add(actor, {.name = made, .permissions = {rule(step)}}).id);
                return who + " makes a team with " + rule(step);
        }
    }

    const int kind_;
    World world_;
    const Actor system_ = Actor::system("test");
    Directory directory_;
    Account desk_;
    UserId owner_;
    std::vector<UserId> people_, mine_;
    std::vector<Actor> actors_;
    std::vector<RoleId> roles_;
    std::vector<GroupId> groups_;
    std::vector<TeamId> teams_;
    std::vector<InboxId> inboxes_;
    std::vector<Permission> permissions_;
    Access had_;
    std::map<UserId, Access> have_;    ///< everybody, before the next call
    std::vector<std::string> tokens_;  ///< of keys, apps and sessions
    std::set<UserId> linked_;
    int counter_ = 0, invitations_ = 0;
};

rc::Gen<std::vector<Step>> steps() {
    const auto number = rc::gen::inRange(0, 1'000);
    const auto step =
        rc::gen::build<Step>(rc::gen::set(&Step::verb, rc::gen::inRange(0, 26)), rc::gen::set(&Step::actor, number),
                             rc::gen::set(&Step::subject, number), rc::gen::set(&Step::thing, number),
                             rc::gen::set(&Step::what, number), rc::gen::set(&Step::how, number));
    return rc::gen::container<std::vector<Step>>(150, step);
}

TEST(Escalation, BX6_NoSequenceOfCallsEndsWithMore) {
    int done = 0;
    const bool holds = rc::check("nobody ends with more than they had", [&] {
        const int kind = *rc::gen::inRange(0, 256);
        const auto sequence = *rc::gen::scale(1.0, steps());
        Search search(kind);
        const auto found = search.run(sequence);
        done += search.done;
        if (!found.empty()) RC_FAIL("attacker of kind " + std::to_string(kind) + ":\n" + found);
    });
    EXPECT_TRUE(holds);
    EXPECT_GT(done, 500) << "too few calls were let through to tell anything";
}

}  // namespace
}  // namespace roster::test
