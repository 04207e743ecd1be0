// HU-9, HU-10, HU-11, HU-12, DP-14, AI-4, BX-1: who may what, as the table cases.txt tells it.
#include "roles/cases.hpp"
#include "support/desk.hpp"

#include <roster/sessions/model.hpp>

#include <set>

namespace roster::test {
namespace {

/// A case over a real store: its people, groups and rules are made, and the question is asked.
class Cases : public Desk {
protected:
    Cases() {
        desk.update(system, {.plan = Plan::pro});
        for (const std::string name : {"Support", "Sales"})
            inboxes.emplace(name, desk.inboxes().add(system, {.name = name}).id);
        for (const std::string name : {"Night", "Day"})
            teams.emplace(name, desk.teams().add(system, {.name = name}).id);
    }

    PermissionScope place(const std::string& name) const {
        if (inboxes.contains(name)) return inboxes.at(name);
        return teams.at(name);
    }
    /// What "may …", "may not … in …" and "gets to … at …" mean.
    struct Said {
        std::vector<std::string> permissions, inboxes;
        UserType type = UserType::regular;
        InboxLevel level = InboxLevel::none;
    };
    void say(Said& said, const std::string& text) const {
        std::stringstream words(text);
        std::string word, name, in, where;
        words >> word;
        if (word == "collaborator") {
            said.type = UserType::collaboration;
        } else if (word == "gets") {
            words >> word >> name >> in >> where;
            const auto level = parse_enum<InboxLevel>(name);
            ASSERT_TRUE(level) << text;
            if (where.empty()) said.level = *level;
            else said.inboxes.push_back(rules::to_string(rules::InboxRule{*level, inboxes.at(where)}));
        } else {
            ASSERT_EQ(word, "may") << text;
            PermissionRule rule;
            words >> rule.permission;
            if (rule.permission == "not") {
                rule.effect = Effect::deny;
                words >> rule.permission;
            }
            if (words >> in >> where) rule.scope = place(where);
            said.permissions.push_back(rules::to_string(rule));
        }
    }
    Said said_by(const std::string& text, char separator) const {
        Said said;
        for (const auto& part : parts(text, separator)) say(said, part);
        return said;
    }

    RoleId role_of(const Case& one) {
        if (one.role == "customer") return {};
        if (!one.role.starts_with("own role")) return rules::role_id(one.role);
        const auto colon = one.role.find(':');
        const Said said = said_by(one.role.substr(colon + 1), ';');
        const bool like_admin = one.role.starts_with("own role like administrator");
        return desk.roles()
            .add(system, {.name = "Role " + std::to_string(one.line),
                          .base = like_admin ? role::administrator : role::user,
                          .permissions = said.permissions,
                          .inbox_level = said.level})
            .id;
    }
    User user_of(const Case& one) {
        const std::string number = std::to_string(one.line);
        const RoleId role = role_of(one);
        NewUser given{.kind = role ? UserKind::staff : UserKind::customer,
                      .first_name = number,
                      .email = "c" + number + "@cases.example",
                      .role = role};
        std::vector<TeamId> joins;
        for (const auto& part : parts(one.groups, ';')) {
            const auto colon = part.find(':');
            const auto said = said_by(part.substr(colon + 1), ',');
            if (part.starts_with("group"))
                given.groups.push_back(desk.groups()
                                           .add(system, {.name = part.substr(6, colon - 6) + number,
                                                         .permissions = said.permissions,
                                                         .inboxes = said.inboxes})
                                           .id);
            else
                joins.push_back(desk.teams()
                                    .update(system, teams.at(part.substr(5, colon - 5)),
                                            {.permissions = said.permissions, .inboxes = said.inboxes})
                                    .id);
        }
        const User user =
            users.add(system, given, one.circumstances == "invited" ? Onboarding::invited : Onboarding::active);
        for (const auto team : joins) desk.teams().add_member(system, team, user.id);
        set_own(user.id, said_by(one.user, ';'));
        if (one.circumstances == "suspended") users.suspend(system, user.id, day("2020-01-01"));
        return user;
    }
    /// Past the verbs, which refuse what makes no sense: what to make of it all the same is the question.
    void set_own(UserId id, const Said& said) {
        if (said.permissions.empty() && said.inboxes.empty() && said.type == UserType::regular) return;
        UserAccess own;
        own.user_id = id;
        own.permissions = said.permissions;
        own.inboxes = said.inboxes;
        own.type = said.type;
        own.revision = 1;
        directory.storage().write(desk.id(), [&](Transaction& tx) { tx.roles().access().insert(own); });
    }

    std::map<std::string, InboxId> inboxes;
    std::map<std::string, TeamId> teams;
};
ROSTER_OVER_ALL_STORES(Cases);

TEST_P(Cases, BX1_EveryCaseOfTheTable) {
    std::set<std::string> decided;
    const Policy usual = desk.record().policy;
    for (const auto& one : cases()) {
        SCOPED_TRACE("cases.txt:" + std::to_string(one.line) + ": " + one.role + " | " + one.user + " | " +
                     one.groups + " | " + one.circumstances + " | " + one.asked);
        for (const auto& [name, id] : teams)
            desk.teams().update(system, id,
                                {.permissions = std::vector<std::string>(), .inboxes = std::vector<std::string>()});
        const User user = user_of(one);
        if (one.circumstances.starts_with("plan "))
            desk.update(system, {.plan = *parse_enum<Plan>(one.circumstances.substr(5))});
        Policy policy = usual;
        if (one.circumstances == "second factor overdue") {
            policy.second_factor_roles = {"owner", "administrator"};
            policy.second_factor_grace = hours(0);
        }
        set_policy(policy);
        std::stringstream words(one.asked);
        std::string permission, in, where;
        words >> permission >> in >> where;
        PermissionScope scope = where.empty() ? PermissionScope() : place(where);
        if (one.circumstances == "assigned") scope = scope.assigned_to_them();
        Hypothesis what_if;
        std::optional<std::vector<std::string>> key_for;
        if (one.circumstances.starts_with("API key for "))
            what_if.scopes = *(key_for = std::vector{one.circumstances.substr(12)});

        const auto asked = permissions::find(permission);
        ASSERT_TRUE(asked);
        const auto decision = desk.roles().why(system, user.id, permission, scope, what_if);
        auto access = desk.roles().all(system, user.id);
        if (key_for)
            access = rules::compile(*permissions::catalogue(), [&] {
                AccessFacts facts;
                directory.storage().read(desk.id(), [&](Transaction& tx) {
                    auto kept = *tx.roles().holder(user.id);
                    facts = rules::facts_of(kept.user, kept.account, kept.grants, world.now(), key_for);
                });
                return facts;
            }());
        EXPECT_EQ(decision.allowed ? "yes" : "no", one.answer);
        ASSERT_FALSE(decision.trail.empty());
        EXPECT_EQ(to_string(decision.trail.back().rule), one.rule);
        for (std::size_t i = 0; i + 1 < decision.trail.size(); ++i) {
            EXPECT_EQ(decision.trail[i].rule, rules::precedence[i].rule) << "the trail goes by the order";
            EXPECT_EQ(decision.trail[i].verdict, Verdict::silent);
            EXPECT_FALSE(decision.trail[i].says.empty());
        }
        EXPECT_NE(decision.trail.back().verdict, Verdict::silent);
        EXPECT_EQ(access.may(*asked, scope), decision.allowed) << "the compiled answer";
        decided.insert(one.rule);
        desk.update(system, {.plan = Plan::pro});
    }
    for (const auto& row : rules::precedence)
        EXPECT_TRUE(decided.contains(std::string(to_string(row.rule))))
            << to_string(row.rule) << " decides no case";
    EXPECT_EQ(directory.check(), std::vector<std::string>());
}

}  // namespace
}  // namespace roster::test
