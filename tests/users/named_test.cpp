// Organizations (DP-6) and groups (DP-14): the same verbs, so the same tests over both.
#include "support/desk.hpp"

namespace roster::test {
namespace {

using Strings = std::vector<std::string>;

class Named : public Desk {
protected:
    template <class Room>
    Strings walk(const Room& room, std::string_view search, std::int32_t limit) {
        Strings names;
        PageRequest page{.limit = limit, .after = {}};
        do {
            const auto part = room.list(as(light), search, page);
            for (const auto& thing : part.items) names.push_back(thing.name);
            page.after = part.next;
        } while (!page.after.empty() && names.size() < 100);
        return names;
    }
    /// Runs the body once for each of the two rooms.
    template <class Body>
    void both(Body&& body) {
        {
            SCOPED_TRACE("organizations");
            body(desk.organizations(), NewOrganization{}, OrganizationPatch{}, std::string("organizations"),
                 [](const auto& thing) { return UserPatch{.organization = thing.id}; });
        }
        {
            SCOPED_TRACE("groups");
            body(desk.groups(), NewGroup{}, GroupPatch{}, std::string("groups"),
                 [](const auto& thing) { return UserPatch{.groups = std::vector{thing.id}}; });
        }
    }
    template <class New>
    static New named(New given, std::string_view name) {
        given.name = std::string(name);
        return given;
    }
};
ROSTER_OVER_ALL_STORES(Named);

TEST_P(Named, DP6_DP14_ANameIsUniqueWhateverCaseAndAccents) {
    both([&](const auto& room, auto given, auto patch, const std::string& name, auto) {
        const auto made = room.add(as(admin), named(given, "  Ünal  Söhne GmbH "));
        EXPECT_EQ(made.name, "Ünal  Söhne GmbH");
        EXPECT_EQ(made.revision, 1);
        for (const auto* same :
             {"Ünal  Söhne GmbH", "unal sohne gmbh", "UNAL SÖHNE GMBH", "U\u0308nal So\u0308hne GmbH"}) {
            EXPECT_EQ(room.find_by_name(as(light), same)->id, made.id) << same;
            refused("already_exists " + name + ".taken", [&] { room.add(system, named(given, same)); });
        }
        EXPECT_FALSE(room.find_by_name(system, "Unal"));
        const auto second = room.add(system, named(given, "Second"));
        patch.name = std::string("unal sohne gmbh");
        EXPECT_EQ(faults([&] { room.update(system, second.id, patch); }), "name:taken");
        EXPECT_EQ(room.update(system, made.id, patch).name, "unal sohne gmbh")
            << "its own name in another spelling";
        EXPECT_EQ(text_of(room.get(as(light), made.id)), text_of(*room.find_by_name(system, "ünal söhne gmbh")));
        const Account other = directory.create_account({.name = "Other"});
        EXPECT_TRUE(other.organizations().list(system).items.empty());
    });
}

TEST_P(Named, DP6_SearchByPrefixInPages) {
    both([&](const auto& room, auto given, auto, const std::string&, auto) {
        for (const auto* name : {"Zeta", "acme", "Acme Labs", "Ácme East", "Bcme", "\u0301", "Жук", "acm%", "acm_"})
            room.add(system, named(given, name));
        for (const std::int32_t limit : {1, 2, 3, 100}) {
            EXPECT_EQ(walk(room, "", limit),
                      (Strings{"acm%", "acm_", "acme", "Ácme East", "Acme Labs", "Bcme", "Zeta", "\u0301", "Жук"}));
            EXPECT_EQ(walk(room, "ACME", limit), (Strings{"acme", "Ácme East", "Acme Labs"}));
            EXPECT_EQ(walk(room, "acm_", limit), Strings{"acm_"});
            EXPECT_EQ(walk(room, "acme labs and more", limit), Strings());
            EXPECT_EQ(walk(room, "жУ", limit), Strings{"Жук"});
        }
        EXPECT_TRUE(room.find_by_name(system, "\u0301")) << "a name that folds to nothing is found too";
    });
}

TEST_P(Named, NamesThatGrowWhenFolded) {
    both([&](const auto& room, auto given, auto, const std::string& name, auto) {
        std::string ligatures;
        for (int i = 0; i < 200; ++i) ligatures += "\uFDFA";
        const auto result = outcome([&] { room.add(system, named(given, ligatures)); });
        EXPECT_EQ(result, "invalid_argument " + name + ".invalid") << "no cursor could hold its key";
        room.add(system, named(given, "\uFDFA"));
        room.add(system, named(given, "\uFDFB"));
        EXPECT_EQ(walk(room, "", 1).size(), 2u);
    });
}

TEST_P(Named, WrongNames) {
    both([&](const auto& room, auto given, auto patch, const std::string& name, auto) {
        const auto made = room.add(system, named(given, "Good"));
        const std::pair<std::string, std::string> wrong[] = {{"", "required"},
                                                             {" \u00A0\u3000", "required"},
                                                             {std::string(201, 'x'), "too_long"},
                                                             {std::string(1 << 20, 'x'), "too_long"},
                                                             {"\xed\xa0\x80", "invalid_utf8"},
                                                             {"a\nb", "control_character"},
                                                             {std::string("a\0b", 3), "control_character"}};
        for (const auto& [text, reason] : wrong) {
            refused("invalid_argument " + name + ".invalid", [&] { room.add(system, named(given, text)); });
            EXPECT_EQ(faults([&] { room.add(system, named(given, text)); }), "name:" + reason);
            patch.name = text;
            EXPECT_EQ(faults([&] { room.update(system, made.id, patch); }), "name:" + reason);
            EXPECT_EQ(faults([&] { room.find_by_name(system, text); }), "name:" + reason);
            const std::string in_search = reason == "required" ? "" : "search:" + reason;
            if (!in_search.empty()) {
                EXPECT_EQ(faults([&] { room.list(system, text); }), in_search);
            }
        }
        const std::string longest(200, 'x');
        EXPECT_EQ(room.add(system, named(given, longest)).name, longest);
    });
    EXPECT_EQ(faults([&] { desk.groups().add(system, {.name = "", .description = "a\x07"}); }),
              "name:required description:control_character");
    EXPECT_EQ(desk.groups().add(system, {.name = "Lines", .description = "one\r\ntwo"}).description, "one\ntwo");
    EXPECT_EQ(
        faults([&] { desk.organizations().add(system, {.name = "x", .external_id = std::string(201, 'x')}); }),
        "external_id:too_long");
}

TEST_P(Named, AdministratorsChangeAndStaffSee) {
    both([&](const auto& room, auto given, auto patch, const std::string& name, auto) {
        const auto made = room.add(system, named(given, "One"));
        patch.name = std::string("Two");
        const std::string denied = "permission_denied users.not_administrator";
        for (const User* who : {&agent, &light, &customer}) {
            refused(denied, [&] { room.add(as(*who), named(given, "New")); });
            refused(denied, [&] { room.update(as(*who), made.id, patch); });
            refused(denied, [&] { room.remove(as(*who), made.id); });
            if (who != &customer) {
                EXPECT_EQ(room.get(as(*who), made.id).name, "One");
            }
        }
        EXPECT_EQ(outcome([&] { room.get(as(customer), made.id); }), "permission_denied users.not_staff");
        EXPECT_EQ(room.update(as(admin), made.id, patch).name, "Two");
        room.remove(as(owner), made.id);
        EXPECT_EQ(outcome([&] { room.get(system, made.id); }), "not_found " + name + ".unknown");
        EXPECT_EQ(outcome([&] { room.remove(system, made.id); }), "not_found " + name + ".unknown");
        EXPECT_EQ(room.add(system, named(given, "Two")).revision, 1) << "its name is free again";
    });
}

TEST_P(Named, RevisionsAndHistory) {
    both([&](const auto& room, auto given, auto patch, const std::string& name, auto) {
        const auto made = room.add(as(admin), named(given, "One"));
        patch.name = std::string("Two");
        world.advance(minutes(1));
        const auto changed = room.update(as(admin), made.id, patch, 1);
        EXPECT_EQ(changed.revision, 2);
        EXPECT_EQ(changed.updated_at, world.now());
        EXPECT_EQ(changed.created_at, made.created_at);
        refused("aborted " + name + ".changed", [&] { room.update(system, made.id, patch, 1); });
        EXPECT_EQ(room.update(system, made.id, patch, 2).revision, 2) << "no change";
        room.remove(as(admin), made.id);
        const auto log =
            entries({.subject_kind = name.substr(0, name.size() - 1), .subject_id = to_string(made.id)});
        ASSERT_EQ(log.size(), 3u);
        EXPECT_EQ(log[0].verb, name + ".remove");
        EXPECT_EQ(log[0].changes, (std::vector<FieldChange>{{"name", "\"Two\"", "\"\""}}));
        EXPECT_EQ(log[1].verb, name + ".update");
        EXPECT_EQ(log[1].changes, (std::vector<FieldChange>{{"name", "\"One\"", "\"Two\""}}));
        EXPECT_EQ(log[2].verb, name + ".add");
        EXPECT_EQ(log[2].changes, (std::vector<FieldChange>{{"name", "null", "\"One\""}}));
        EXPECT_EQ(log[2].actor_name, "admin");
    });
}

TEST_P(Named, DP14_NotRemovedWhileSomebodyBelongsToIt) {
    both([&](const auto& room, auto given, auto, const std::string& name, auto belonging) {
        const auto made = room.add(system, named(given, "One"));
        users.update(system, agent.id, belonging(made));
        refused("failed_precondition " + name + ".in_use", [&] { room.remove(system, made.id); });
        users.update(system, agent.id, {.organization = OrganizationId(), .groups = std::vector<GroupId>()});
        EXPECT_EQ(outcome([&] { room.remove(system, made.id); }), "done");
    });
}

TEST_P(Named, DP14_MembersOfGroups) {
    std::vector<GroupId> groups;
    for (const auto* name : {"a", "b", "c"}) groups.push_back(desk.groups().add(system, {.name = name}).id);
    const User both = users.update(system, agent.id, {.groups = std::vector{groups[1], groups[0], groups[1]}});
    EXPECT_EQ(both.groups, (std::vector{groups[1], groups[0]})) << "each once, in the order given";
    EXPECT_EQ(now(agent).groups, both.groups);
    EXPECT_EQ(users.list(system, {.group = groups[0]}).items.size(), 1u);
    users.update(system, agent.id, {.groups = std::vector{groups[2]}});
    EXPECT_TRUE(users.list(system, {.group = groups[0]}).items.empty());
    EXPECT_EQ(
        faults([&] { users.update(system, agent.id, {.groups = std::vector{groups[0], GroupId(), groups[1]}}); }),
        "groups[1]:unknown");
    EXPECT_EQ(users.update(system, agent.id, {.groups = std::vector(101, groups[0])}).groups.size(), 1u);
}

TEST_P(Named, OneOfManyGetsTheName) {
    std::atomic<int> won{0};
    at_once(8, [&](int) {
        const auto result = outcome([&] { desk.organizations().add(system, {.name = "Prize"}); });
        if (result == "done") ++won;
        else EXPECT_EQ(result, "already_exists organizations.taken");
    });
    EXPECT_EQ(won, 1);
}

}  // namespace
}  // namespace roster::test
