// The compiled answer is the law's, over random people; what a lower plan does; what comparing two people means.
#include "support/desk.hpp"

#include <rapidcheck.h>

namespace roster::test {
namespace {

const std::vector<std::string> names{"view_users",         "edit_own_profile",       "manage_users",
                                     "choose_permissions", "manage_inbox_access",    "manage_teams",
                                     "use_api_keys",       "view_tickets",           "reply_tickets",
                                     "delete_tickets",     "manage_own_assignments", "nobody.knows_this"};

InboxId inbox(int n) { return InboxId::well_known(static_cast<std::uint8_t>(n)); }
TeamId team(int n) { return TeamId::well_known(static_cast<std::uint8_t>(n)); }

int upto(int most) { return *rc::gen::inRange(0, most + 1); }
template <class T>
T one_of(const std::vector<T>& all) {
    return all[static_cast<std::size_t>(upto(static_cast<int>(all.size()) - 1))];
}

std::vector<std::string> some_rules() {
    std::vector<std::string> rules;
    for (int n = upto(5); n > 0; --n) {
        PermissionRule rule{upto(1) == 0 ? Effect::allow : Effect::deny, one_of(names), {}};
        if (const int where = upto(4); where == 1 || where == 2) rule.scope = inbox(where);
        else if (where > 2) rule.scope = team(where);
        rules.push_back(roster::rules::to_string(rule));
    }
    if (upto(20) == 0) rules.emplace_back("no rule@all");
    return rules;
}
std::vector<std::string> some_levels() {
    std::vector<std::string> levels;
    for (int n = upto(3); n > 0; --n)
        levels.push_back(
            rules::to_string(rules::InboxRule{static_cast<InboxLevel>(1 + upto(4)), inbox(1 + upto(2))}));
    return levels;
}

AccessFacts some_facts() {
    const std::vector<RoleId> roles{role::owner, role::administrator,  role::user, role::light_user,
                                    RoleId(),    RoleId::well_known(9)};
    AccessFacts facts;
    facts.role = one_of(roles);
    facts.kind = facts.role ? UserKind::staff : UserKind::customer;
    facts.status = upto(5) == 0 ? static_cast<UserStatus>(1 + upto(4)) : UserStatus::active;
    facts.plan = static_cast<Plan>(1 + upto(3));
    if (upto(2) == 0) facts.features.teams = upto(1) == 1;
    if (upto(2) == 0) facts.features.custom_permissions = upto(1) == 1;
    if (upto(2) == 0) facts.features.own_assignments = upto(1) == 1;
    if (upto(1) == 0) {
        Role custom;
        custom.id =
            upto(6) == 0 ? RoleId::well_known(8) : RoleId::well_known(9);  // also one that is not the user's
        custom.name = "Custom";
        custom.base = one_of(std::vector<RoleId>{role::administrator, role::user, role::light_user});
        custom.permissions = some_rules();
        custom.inbox_level = static_cast<InboxLevel>(1 + upto(4));
        facts.grants.role = custom;
    }
    for (int n = upto(3); n > 0; --n)
        facts.grants.sources.push_back({upto(1) == 1, std::string(16, 'a'), "Source", some_rules(), some_levels()});
    if (upto(2) != 0) {
        UserAccess own;
        own.permissions = some_rules();
        own.inboxes = some_levels();
        own.type = upto(4) == 0 ? UserType::collaboration : UserType::regular;
        facts.grants.own = own;
    }
    if (upto(3) == 0) {
        facts.limit.emplace();
        for (int n = upto(4); n > 0; --n) facts.limit->push_back(one_of(names));
    }
    facts.second_factor_overdue = upto(9) == 0;
    return facts;
}

std::vector<PermissionScope> places() {
    std::vector<PermissionScope> all{{}};
    for (const int n : {1, 2, 7})
        all.insert(all.end(), {PermissionScope(inbox(n)), PermissionScope(inbox(n)).assigned_to_them()});
    for (const int n : {3, 4, 7}) all.emplace_back(team(n));
    return all;
}

std::string shown(const AccessFacts& facts) {
    std::string text = "role " + to_string(facts.role) + ", plan " + std::string(to_string(facts.plan));
    const auto add = [&](const char* what, const std::vector<std::string>& list) {
        text += std::string("; ") + what;
        for (const auto& one : list) text += " " + one;
    };
    if (facts.grants.role) add("custom", facts.grants.role->permissions);
    for (const auto& source : facts.grants.sources)
        add(source.is_team ? "team" : "group", source.permissions), add("levels", source.inboxes);
    if (facts.grants.own) add("own", facts.grants.own->permissions), add("levels", facts.grants.own->inboxes);
    if (facts.limit) add("limit", *facts.limit);
    return text;
}

TEST(Law, BX1_TheCompiledAnswerIsTheLaws) {
    const auto catalogue = permissions::catalogue();
    const bool holds = rc::check("compiled = naive, whatever the gates", [&] {
        const auto facts = some_facts();
        const Gates gates{.now = upto(1) == 0, .sources = upto(1) == 0};
        const auto access = rules::compile(*catalogue, facts, gates);
        for (const auto& info : catalogue->all())
            for (const auto& place : places()) {
                const auto one = *catalogue->find(info.name);
                const auto decision = rules::decide(*catalogue, facts, one, place, gates);
                if (access.may(one, place) != decision.allowed ||
                    rules::allows(*catalogue, facts, one, place, gates) != decision.allowed)
                    RC_FAIL(info.name + " at place " + std::to_string(static_cast<int>(place.kind)) +
                            (decision.allowed ? " yes" : " no") + " by " +
                            std::string(to_string(decision.trail.back().rule)) + "; " + shown(facts));
            }
        for (const int n : {1, 2, 7})
            if (access.level(inbox(n)) != rules::inbox_level(facts, inbox(n), gates))
                RC_FAIL("level at inbox; " + shown(facts));
    });
    EXPECT_TRUE(holds);
}

TEST(Law, BX6_WithinMeansNoMoreAnywhere) {
    const auto catalogue = permissions::catalogue();
    int within = 0;
    const bool holds = rc::check("within(a, b): whatever a may, b may", [&] {
        auto a = some_facts(), b = some_facts();
        if (upto(1) == 0) {  // so that it happens often enough
            b = a;
            if (b.grants.own)
                std::erase_if(b.grants.own->permissions, [](const auto& text) { return text.starts_with('-'); });
            if (upto(3) == 0) b.role = role::owner;
        }
        const auto one = rules::compile(*catalogue, a, rules::as_subject),
                   other = rules::compile(*catalogue, b, rules::as_subject);
        RC_ASSERT(one.within(one));
        if (!one.within(other)) return;
        ++within;
        for (const auto& info : catalogue->all())
            for (const auto& place : places()) {
                const auto asked = *catalogue->find(info.name);
                if (one.may(asked, place) && !other.may(asked, place))
                    RC_FAIL(info.name + ": " + shown(a) + " // " + shown(b));
            }
    });
    EXPECT_TRUE(holds);
    EXPECT_GT(within, 10) << "too few pairs to tell";
}

TEST(Law, BX6_AnsweringWhatIsAssignedIsMoreThanReading) {
    const auto catalogue = permissions::catalogue();
    const auto with = [&](InboxLevel level) {
        AccessFacts facts = rules::facts_of_role(role::administrator);
        facts.grants.own.emplace().inboxes = {rules::to_string(rules::InboxRule{level, inbox(1)})};
        return rules::compile(*catalogue, facts, rules::as_subject);
    };
    for (int one = 1; one <= 5; ++one)
        for (int other = 1; other <= 5; ++other) {
            const auto less = with(static_cast<InboxLevel>(one)), more = with(static_cast<InboxLevel>(other));
            bool no_more = true;
            for (const auto& info : catalogue->all())
                for (const PermissionScope& place :
                     {PermissionScope(inbox(1)), PermissionScope(inbox(1)).assigned_to_them()}) {
                    const auto asked = *catalogue->find(info.name);
                    no_more = no_more && (!less.may(asked, place) || more.may(asked, place));
                }
            EXPECT_EQ(less.within(more), no_more) << one << " and " << other;
        }
}

// Another process of the host knows a permission, this one does not: what this one lets somebody give is no more than what
// they have, over there too.
TEST(Law, BX6_WithinIsRightAboutWhatIsNotKnownHere) {
    const PermissionCatalogue here;
    const auto there = here.with({{.name = "nobody.knows_this",
                                   .sentence = "Do what only some processes know.",
                                   .held_from = HeldFrom::owner,
                                   .inbox_level = InboxLevel::read,
                                   .per_team = true}});
    const auto asked = *there.find("nobody.knows_this");
    int had = 0, refused = 0;
    const bool holds = rc::check("within(a, b) here: what a may there, b may there", [&] {
        auto a = some_facts(), b = some_facts();
        if (upto(3) != 0) {  // so that it happens often enough
            b = a;
            auto& rules = b.grants.own ? b.grants.own->permissions : b.grants.own.emplace().permissions;
            if (upto(1) == 0) rules.push_back(upto(1) == 0 ? "-nobody.knows_this" : "nobody.knows_this");
            if (upto(1) == 0 && !b.grants.sources.empty()) b.grants.sources.pop_back();
        }
        const bool within =
            rules::compile(here, a, rules::as_subject).within(rules::compile(here, b, rules::as_actor));
        const auto one = rules::compile(there, a, rules::as_subject),
                   other = rules::compile(there, b, rules::as_actor);
        for (const auto& place : places()) {
            if (!one.may(asked, place)) continue;
            ++(within ? had : refused);
            if (within && !other.may(asked, place)) RC_FAIL(shown(a) + " // " + shown(b));
        }
    });
    EXPECT_TRUE(holds);
    EXPECT_GT(had, 5) << "too few pairs to tell";
    EXPECT_GT(refused, 5);
}

TEST(Law, HU9_ALowerPlanNeverGivesMore) {
    const auto catalogue = permissions::catalogue();
    const bool holds = rc::check("what is allowed on a plan is allowed on every higher one", [&] {
        auto low = some_facts();
        low.features = {};
        auto high = low;
        low.plan = static_cast<Plan>(1 + upto(2));
        high.plan = static_cast<Plan>(static_cast<int>(low.plan) + 1);
        const auto below = rules::compile(*catalogue, low), above = rules::compile(*catalogue, high);
        for (const auto& info : catalogue->all())
            for (const auto& place : places()) {
                const auto asked = *catalogue->find(info.name);
                if (below.may(asked, place) && !above.may(asked, place)) RC_FAIL(info.name + ": " + shown(low));
            }
    });
    EXPECT_TRUE(holds);
}

TEST(Law, HU9_BuiltInRolesIncludeEachOther) {
    const auto catalogue = permissions::catalogue();
    const RoleId order[] = {RoleId(), role::light_user, role::user, role::administrator, role::owner};
    for (std::size_t i = 0; i + 1 < std::size(order); ++i) {
        const auto less = rules::compile(*catalogue, rules::facts_of_role(order[i]), rules::as_subject);
        const auto more = rules::compile(*catalogue, rules::facts_of_role(order[i + 1]), rules::as_actor);
        EXPECT_TRUE(less.within(more));
        EXPECT_FALSE(more.within(less));
    }
}

TEST(Law, AHostsOwnPermissions) {
    const PermissionCatalogue shipped;
    EXPECT_EQ(shipped.all().size(), std::size(rules::shipped_permissions));
    EXPECT_GE(shipped.all().size(), 40u);
    for (const auto& info : shipped.all()) {
        EXPECT_EQ(shipped[*shipped.find(info.name)].name, info.name);
        EXPECT_TRUE(info.sentence.ends_with('.')) << info.name;
    }
    const PermissionInfo refund{.name = "acme.refund",
                                .sentence = "Give money back.",
                                .held_from = HeldFrom::user,
                                .inbox_level = InboxLevel::reply};
    const auto more = shipped.with({refund});
    const auto one = more.find("acme.refund");
    ASSERT_TRUE(one);
    EXPECT_EQ(one->id, shipped.all().size());
    EXPECT_FALSE(shipped.find("acme.refund"));
    EXPECT_EQ(more.with({refund}).all().size(), more.all().size()) << "the same again is no change";
    EXPECT_TRUE(more.held_by(role::user).has(*one));
    EXPECT_FALSE(more.held_by(role::light_user).has(*one));
    auto other = refund;
    other.held_from = HeldFrom::administrator;
    EXPECT_EQ(outcome([&] { static_cast<void>(more.with({other})); }), "already_exists roles.permission_conflict");
    EXPECT_EQ(
        faults([&] {
            static_cast<void>(shipped.with({{.name = "delete_tickets", .sentence = "x"},
                                            {.name = "a.b", .sentence = ""},
                                            {.name = "a.B", .sentence = "x", .feature = "none"}}));
        }),
        "permissions[0].name:invalid_name permissions[1].sentence:out_of_range permissions[2].name:invalid_name permissions[2].feature:unknown_value");
    std::vector<PermissionInfo> many;
    for (std::size_t n = shipped.all().size(); n < PermissionSet::capacity; ++n)
        many.push_back({.name = "a.p" + std::to_string(n), .sentence = "x"});
    const auto full = shipped.with(many);
    EXPECT_EQ(full.all().size(), PermissionSet::capacity);
    EXPECT_EQ(outcome([&] { static_cast<void>(full.with({refund})); }),
              "resource_exhausted roles.too_many_permissions");
    AccessFacts facts = rules::facts_of_role(role::owner);
    EXPECT_TRUE(rules::compile(full, facts).may(Permission{255}));
    facts.role = role::user;
    EXPECT_FALSE(rules::compile(full, facts).may(Permission{255}));
}

TEST(Law, RulesAsTexts) {
    const InboxId in = inbox(5);
    for (const std::string text :
         {"view_tickets", "-view_tickets", "a.b@inbox:00000000-0000-0000-0000-000000000005",
          "-x@team:00000000-0000-0000-0000-000000000005"}) {
        const auto rule = rules::parse_rule(text);
        ASSERT_TRUE(rule) << text;
        EXPECT_EQ(rules::to_string(PermissionRule{rule->effect, std::string(rule->permission), rule->scope}), text);
    }
    for (const std::string text : {"", "-", "@inbox:00000000-0000-0000-0000-000000000005", "x@",
                                   "x@inbox:", "x@inbox:00000000-0000-0000-0000-000000000000",
                                   "x@group:00000000-0000-0000-0000-000000000005", "x@inbox:0000"})
        EXPECT_FALSE(rules::parse_rule(text)) << text;
    EXPECT_EQ(rules::to_string(rules::InboxRule{InboxLevel::only_assigned, in}),
              "only_assigned@00000000-0000-0000-0000-000000000005");
    for (const std::string text : {"", "reply", "reply@", "some@00000000-0000-0000-0000-000000000005",
                                   "reply@00000000-0000-0000-0000-000000000000"})
        EXPECT_FALSE(rules::parse_inbox_rule(text)) << text;
    EXPECT_EQ(rules::level_in({"full@" + to_string(in), "read@" + to_string(in)}, in), InboxLevel::read)
        << "of two the lower";
}

}  // namespace
}  // namespace roster::test
