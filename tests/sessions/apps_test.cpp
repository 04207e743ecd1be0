// Apps: registering them, letting them in, taking them away (HU-7, HU-15, HU-16, BX-13).
#include "sessions/apps_desk.hpp"

namespace roster::test {
namespace {

class AppsTest : public AppsDesk {
protected:
    /// What became of a request that differs in one thing.
    template <class Edit>
    Authorization asked(Edit&& edit) {
        auto changed = request();
        edit(changed);
        return apps.authorize(session, changed);
    }
    static bool has(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }
};
ROSTER_OVER_ALL_STORES(AppsTest);

// ---- My apps -------------------------------------------------------------------------------------------------------

TEST_P(AppsTest, HU15_AreRegisteredListedChangedAndRemoved) {
    EXPECT_TRUE(made.secret.starts_with("rsec_"));
    EXPECT_TRUE(made.secret.starts_with(made.app.secret_hint.substr(0, 9))) << made.app.secret_hint;
    EXPECT_EQ(native.secret, "");
    EXPECT_EQ(native.app.secret_hint, "");
    EXPECT_EQ(made.app.user_id, admin.id);
    EXPECT_EQ(text_of(apps.get(as(admin), made.app.id)), text_of(made.app));
    ASSERT_EQ(apps.list(as(admin), admin.id).size(), 2u);

    world.advance(minutes(1));
    const auto changed =
        apps.update(as(admin), made.app.id, {.name = "  Carrier ", .scopes = {{"a", "a", "b"}}}, 1);
    EXPECT_EQ(changed.name, "Carrier");
    EXPECT_EQ(changed.scopes, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(changed.redirect_uris, made.app.redirect_uris);
    EXPECT_EQ(changed.revision, 2);
    EXPECT_EQ(changed.updated_at, world.now());
    EXPECT_EQ(apps.update(as(admin), made.app.id, {.name = "Carrier"}).revision, 2) << "nothing differs";
    refused("aborted apps.changed", [&] { apps.update(as(admin), made.app.id, {.name = "X"}, 1); });

    apps.remove(as(admin), made.app.id);
    refused("not_found apps.unknown", [&] { static_cast<void>(apps.get(as(admin), made.app.id)); });
    refused("not_found apps.unknown", [&] { apps.remove(as(admin), made.app.id); });
    std::vector<std::string> verbs;
    for (const auto& entry : entries({.subject_kind = "app", .subject_id = to_string(made.app.id)})) {
        verbs.push_back(entry.verb);
        for (const auto& change : entry.changes)
            EXPECT_FALSE(has(change.before + change.after, made.secret.substr(5))) << change.name;
    }
    EXPECT_EQ(verbs, (std::vector<std::string>{"apps.remove", "apps.update", "apps.create"}));
}

TEST_P(AppsTest, HU15_WhoMaySeeAndChangeWhose) {
    const auto mine = apps.create(as(agent), {.name = "Mine", .redirect_uris = {callback}, .scopes = {"a"}});
    EXPECT_EQ(apps.get(as(agent), mine.app.id).name, "Mine");
    EXPECT_EQ(apps.get(as(admin), mine.app.id).name, "Mine");
    EXPECT_EQ(apps.get(system, mine.app.id).name, "Mine");
    for (const User* other : {&light, &customer}) {
        refused("permission_denied users.not_administrator",
                [&] { static_cast<void>(apps.get(as(*other), mine.app.id)); });
        refused("permission_denied users.not_administrator",
                [&] { static_cast<void>(apps.list(as(*other), agent.id)); });
        refused("permission_denied users.not_administrator",
                [&] { apps.update(as(*other), mine.app.id, {.name = "X"}); });
        refused("permission_denied users.not_administrator", [&] { apps.remove(as(*other), mine.app.id); });
        refused("permission_denied users.not_administrator",
                [&] { apps.rotate_secret(as(*other), mine.app.id, {}); });
        refused("permission_denied users.not_administrator", [&] { static_cast<void>(apps.all(as(*other))); });
    }
    const auto owners = apps.create(as(owner), {.name = "Owner's", .redirect_uris = {callback}, .scopes = {"a"}});
    refused("permission_denied users.above_own_role",
            [&] { apps.update(as(admin), owners.app.id, {.name = "X"}); });
    refused("permission_denied apps.own_only", [&] { apps.rotate_secret(as(admin), mine.app.id, {}); });
    refused("permission_denied apps.own_only", [&] { apps.rotate_secret(system, mine.app.id, {}); });
    refused("permission_denied apps.own_only",
            [&] { apps.create(system, {.name = "X", .redirect_uris = {callback}, .scopes = {"a"}}); });
    EXPECT_EQ(apps.update(as(admin), mine.app.id, {.name = "Ours"}).name, "Ours");
    apps.remove(as(admin), mine.app.id);

    const auto first = apps.all(as(admin), {.limit = 2});
    ASSERT_EQ(first.items.size(), 2u);
    const auto rest = apps.all(system, {.limit = 2, .after = first.next});
    ASSERT_EQ(rest.items.size(), 1u);
    EXPECT_EQ(rest.items[0].id, owners.app.id);
    EXPECT_FALSE(rest.has_more());
}

TEST_P(AppsTest, HU15_WhoMayRegister) {
    const NewApp plain{.name = "x", .redirect_uris = {callback}, .scopes = {"a"}};
    for (const User* user : people) EXPECT_EQ(outcome([&] { apps.create(as(*user), plain); }), "done");
    // By a key that is for something else, and by nobody of whom a second factor is overdue.
    refused("permission_denied apps.not_permitted",
            [&] { apps.create(as(agent).limited_to({"tickets:read"}), plain); });
    refused("permission_denied apps.not_permitted", [&] { apps.create(as(agent).limited_to({}), plain); });
    refused("permission_denied apps.not_permitted", [&] {
        apps.update(as(agent).limited_to({"edit_own_profile"}), apps.list(as(agent), agent.id).at(0).id,
                    {.name = "X"});
    });
    EXPECT_EQ(outcome([&] { apps.create(as(agent).limited_to({"manage_apps"}), plain); }), "done");
    desk.update(system, {.plan = Plan::pro});
    desk.roles().choose(system, admin.id, "manage_apps", Choice::deny);
    refused("permission_denied apps.not_permitted", [&] { apps.create(as(admin), plain); });
    refused("permission_denied apps.not_permitted",
            [&] { apps.update(as(admin), made.app.id, {.name = "Carrier"}); });
    refused("permission_denied apps.not_permitted", [&] { apps.rotate_secret(as(admin), made.app.id, {}); });
    refused("permission_denied apps.not_permitted", [&] { static_cast<void>(apps.all(as(admin))); });
    EXPECT_EQ(apps.get(as(admin), made.app.id).name, "Exporter") << "it is still theirs";
    EXPECT_EQ(outcome([&] { apps.remove(as(admin), made.app.id); }), "done");
}

TEST_P(AppsTest, HU15_WrongInput) {
    EXPECT_EQ(faults([&] { apps.create(as(agent), {}); }), "name:required redirect_uris:required scopes:required");
    EXPECT_EQ(
        faults([&] {
            apps.create(as(agent), {.name = std::string(101, 'x'),
                                    .website = "http://app.example/",
                                    .redirect_uris = {callback, "http://app.example/", "com.example.app:/x"},
                                    .scopes = {"a", "b c", ""}});
        }),
        "name:too_long website:invalid_address redirect_uris[1]:invalid_address redirect_uris[2]:invalid_address "
        "scopes[1]:invalid_scope scopes[2]:invalid_scope");
    EXPECT_EQ(faults([&] {
                  apps.create(as(agent), {.name = "x", .redirect_uris = {callback}, .scopes = {"a"}}, AppKind{9});
              }),
              "kind:unknown_value");
    EXPECT_EQ(faults([&] {
                  apps.create(as(agent), {.name = "x",
                                          .redirect_uris = std::vector<std::string>(21, callback),
                                          .scopes = std::vector<std::string>(101, "a")});
              }),
              "redirect_uris:too_many scopes:too_many");
    EXPECT_EQ(faults([&] { apps.update(as(admin), made.app.id, {.redirect_uris = {{"com.example.app:/x"}}}); }),
              "redirect_uris[0]:invalid_address");
    EXPECT_EQ(
        apps.update(as(admin), native.app.id, {.redirect_uris = {{"com.example.app:/x"}}}).redirect_uris.size(),
        1u);
    EXPECT_EQ(faults([&] { apps.rotate_secret(as(admin), made.app.id, days(8)); }), "overlap:out_of_range");
    EXPECT_EQ(faults([&] { apps.rotate_secret(as(admin), made.app.id, -minutes(1)); }), "overlap:out_of_range");
    refused("failed_precondition apps.no_secret", [&] { apps.rotate_secret(as(admin), native.app.id, {}); });
    const NewApp plain{.name = "x", .redirect_uris = {callback}, .scopes = {"a"}};
    for (int i = 0; i < 50; ++i) apps.create(as(agent), plain);
    refused("resource_exhausted apps.too_many", [&] { apps.create(as(agent), plain); });
}

TEST_P(AppsTest, HU15_ASecretIsReplacedWithAnOverlap) {
    const auto first = made.secret;
    const auto works = [&](const std::string& secret) {
        return apps.exchange_code({to_string(made.app.id), secret}, code(), callback, rfc_verifier).error ==
               OAuthError::none;
    };
    const auto second = apps.rotate_secret(as(admin), made.app.id, hours(2));
    EXPECT_EQ(second.app.old_secret_until, world.now() + hours(2));
    EXPECT_TRUE(works(first));
    EXPECT_TRUE(works(second.secret));
    world.advance(hours(2));
    session = let_in(agent).token;
    EXPECT_FALSE(works(first));
    EXPECT_TRUE(works(second.secret));
    const auto third = apps.rotate_secret(as(admin), made.app.id, {});
    EXPECT_FALSE(works(second.secret));
    EXPECT_TRUE(works(third.secret));
    EXPECT_FALSE(third.app.old_secret_until);
}

// ---- Letting an app in ---------------------------------------------------------------------------------------------

TEST_P(AppsTest, BX13_IsAskedForOnceAndAgainForMore) {
    auto asks = apps.authorize(session, request());
    EXPECT_EQ(said(asks), "consent_needed");
    EXPECT_EQ(asks.app->name, "Exporter");
    EXPECT_EQ(asks.scopes, (std::vector<std::string>{"tickets:read", "tickets:write"}));
    EXPECT_EQ(asks.missing, asks.scopes);
    EXPECT_TRUE(apps.authorized(as(agent), agent.id).empty());

    const auto agreed = apps.consent(session, request(), {"tickets:read"});
    EXPECT_EQ(said(agreed), "granted");
    EXPECT_EQ(agreed.scopes, std::vector<std::string>{"tickets:read"});
    EXPECT_EQ(agreed.redirect, callback + "?code=" + agreed.code + "&state=st%2F1");
    EXPECT_EQ(exchange(agreed.code).scope, "tickets:read");

    EXPECT_EQ(said(apps.authorize(session, request("tickets:read"))), "granted");
    asks = apps.authorize(session, request("users:read tickets:read"));
    EXPECT_EQ(said(asks), "consent_needed");
    EXPECT_EQ(asks.missing, std::vector<std::string>{"users:read"});

    world.advance(minutes(5));
    EXPECT_EQ(said(agree(request("users:read tickets:read"))), "granted");
    const auto list = apps.authorized(as(agent), agent.id);
    ASSERT_EQ(list.size(), 1u);
    EXPECT_EQ(list[0].app_id, made.app.id);
    EXPECT_EQ(list[0].name, "Exporter");
    EXPECT_EQ(list[0].scopes, (std::vector<std::string>{"tickets:read", "users:read"}));
    EXPECT_EQ(list[0].granted_at, world.now() - minutes(5));
    EXPECT_EQ(list[0].changed_at, world.now());
    EXPECT_FALSE(list[0].last_used_at);
    EXPECT_EQ(said(apps.authorize(session, request("users:read"))), "granted");
    EXPECT_EQ(said(apps.authorize(let_in(light).token, request("tickets:read"))), "consent_needed")
        << "each user for themselves";
    EXPECT_EQ(entries_of(agent).at(0).verb, "apps.authorize");
    EXPECT_EQ(count_events("sessions.app_authorized"), 2u);
}

TEST_P(AppsTest, BX13_WhatNobodyAskedForCannotBeAgreedTo) {
    EXPECT_EQ(faults([&] { apps.consent(session, request("tickets:read"), {"tickets:read", "users:read"}); }),
              "agreed[1]:unknown_value");
    EXPECT_EQ(faults([&] { apps.consent(session, request(), {}); }), "agreed:required");
    EXPECT_TRUE(apps.authorized(as(agent), agent.id).empty());
    const auto declined = apps.decline(session, request());
    EXPECT_EQ(said(declined), "denied access_denied");
    EXPECT_EQ(declined.redirect,
              callback + "?error=access_denied&error_description=The%20user%20did%20not%20agree.&state=st%2F1");
}

TEST_P(AppsTest, BX13_AnAppThatCannotProveItselfIsAskedForEveryTime) {
    EXPECT_EQ(said(agree(native_request())), "granted");
    EXPECT_EQ(said(apps.authorize(session, native_request())), "consent_needed");
    EXPECT_EQ(said(apps.authorize(session, native_request(callback))), "granted")
        << "an address only it can answer at";
}

TEST_P(AppsTest, BX13_WithoutAnAddressOfTheAppsNobodyIsSentAway) {
    const auto from = [&](auto edit) { return said(asked(edit)); };
    EXPECT_EQ(from([](auto& r) { r.client_id = "nobody"; }), "refused invalid_request");
    EXPECT_EQ(from([](auto& r) { r.client_id.clear(); }), "refused invalid_request");
    EXPECT_EQ(from([&](auto& r) { r.client_id = to_string(AppId(world.environment().new_uuid())); }),
              "refused invalid_request");
    for (const std::string near :
         {"", "https://app.example/callback/", "https://app.example/Callback", "https://app.example/callback?",
          "https://app.example:443/callback", "https://app.example/callback#x", "https://x@app.example/callback",
          "https://app.example/%63allback", "http://app.example/callback", "https://app.example/other",
          "https://app.example/other?a=B", "http://127.0.0.1/callback", "https://evil.example/callback"})
        EXPECT_EQ(from([&](auto& r) { r.redirect_uri = near; }), "refused invalid_request") << near;
    EXPECT_FALSE(asked([](auto& r) { r.client_id = "nobody"; }).app);
}

TEST_P(AppsTest, BX13_WhatIsWrongIsToldToTheApp) {
    const auto from = [&](auto edit) {
        const auto answer = asked(edit);
        EXPECT_TRUE(answer.redirect.starts_with(callback + "?error=" + std::string(to_string(answer.error)) + "&"))
            << answer.redirect;
        EXPECT_EQ(has(answer.redirect, "&state=st%2F1"),
                  answer.error_description.find("state") == std::string::npos)
            << answer.redirect;
        EXPECT_FALSE(has(answer.redirect, "code="));
        return said(answer);
    };
    EXPECT_EQ(from([](auto& r) { r.response_type.clear(); }), "denied invalid_request");
    EXPECT_EQ(from([](auto& r) { r.response_type = "token"; }), "denied unsupported_response_type");
    EXPECT_EQ(from([](auto& r) { r.code_challenge.clear(); }), "denied invalid_request");
    EXPECT_EQ(from([](auto& r) { r.code_challenge_method = "plain"; }), "denied invalid_request");
    EXPECT_EQ(from([](auto& r) { r.code_challenge_method.clear(); }), "denied invalid_request")
        << "which would mean plain";
    EXPECT_EQ(from([](auto& r) { r.code_challenge_method = "s256"; }), "denied invalid_request");
    EXPECT_EQ(from([](auto& r) { r.code_challenge += "="; }), "denied invalid_request");
    EXPECT_EQ(from([](auto& r) { r.code_challenge.pop_back(); }), "denied invalid_request");
    EXPECT_EQ(from([](auto& r) { r.scope.clear(); }), "denied invalid_scope");
    EXPECT_EQ(from([](auto& r) { r.scope = "tickets:read  users:read"; }), "denied invalid_scope");
    EXPECT_EQ(from([](auto& r) { r.scope = "tickets:read tickets:delete"; }), "denied invalid_scope");
    EXPECT_EQ(from([](auto& r) { r.state = "a\nb"; }), "denied invalid_request");
    EXPECT_EQ(from([](auto& r) { r.state = std::string(1'001, 'a'); }), "denied invalid_request");
    EXPECT_TRUE(apps.authorized(as(agent), agent.id).empty());
}

TEST_P(AppsTest, BX13_AnAddressWithAQueryKeepsIt) {
    auto asked = request();
    asked.redirect_uri = "https://app.example/other?a=b";
    asked.state = "a b&c=d";
    const auto answer = agree(asked);
    EXPECT_EQ(answer.redirect, asked.redirect_uri + "&code=" + answer.code + "&state=a%20b%26c%3Dd");
    EXPECT_EQ(said(apps.exchange_code(credentials(), answer.code, asked.redirect_uri, rfc_verifier)), "none");
}

TEST_P(AppsTest, BX13_OnlyALiveSessionLetsAnAppIn) {
    const auto key = desk.api_keys().create(as(agent), "key").text;
    const auto access = tokens().access_token;
    for (const std::string& token : {std::string(), std::string("x"), key, access, session + "x"})
        EXPECT_EQ(outcome([&] { apps.authorize(token, request()); }), "unauthenticated sessions.no_session");
    sessions.sign_out(session);
    EXPECT_EQ(outcome([&] { agree(request()); }), "unauthenticated sessions.no_session");
}

TEST_P(AppsTest, BX12_NobodyWhoMustEnrolLetsAnAppIn) {
    auto policy = policy::help_desk();
    policy.second_factor_roles = {"user"};
    policy.second_factor_grace = {};
    set_policy(policy);
    EXPECT_EQ(outcome([&] { apps.authorize(session, request()); }), "permission_denied apps.must_enrol");
    EXPECT_EQ(outcome([&] { agree(request()); }), "permission_denied apps.must_enrol");
}

TEST_P(AppsTest, BX13_SwitchedOff) {
    const auto before = tokens();
    desk.update(system, {.features = FeatureSwitches{.apps = false}});
    EXPECT_EQ(said(apps.authorize(session, request())), "refused unauthorized_client");
    EXPECT_FALSE(is_good(before.access_token));
    EXPECT_EQ(said(refresh(before.refresh_token)), "invalid_client");
    refused("failed_precondition apps.switched_off",
            [&] { apps.create(as(agent), {.name = "x", .redirect_uris = {callback}, .scopes = {"a"}}); });
    refused("failed_precondition apps.switched_off", [&] { apps.rotate_secret(as(admin), made.app.id, {}); });
    EXPECT_EQ(apps.authorized(as(agent), agent.id).size(), 1u) << "and is kept";
    desk.update(system, {.features = FeatureSwitches{}});
    EXPECT_TRUE(is_good(before.access_token));
    EXPECT_EQ(said(refresh(before.refresh_token)), "none");
}

// ---- Taking it away ------------------------------------------------------------------------------------------------

TEST_P(AppsTest, HU7_RevokingEndsTheAccessAtOnce) {
    const auto had = tokens();
    const auto open = code();
    const auto others = exchange(agree(let_in(light).token, request()).code);
    EXPECT_TRUE(is_good(had.access_token));
    EXPECT_EQ(apps.authorized(as(agent), agent.id).at(0).last_used_at, world.now());
    refused("permission_denied users.not_administrator", [&] { apps.revoke(as(light), agent.id, made.app.id); });
    refused("not_found apps.unknown", [&] { apps.revoke(as(agent), agent.id, native.app.id); });
    apps.revoke(as(agent), agent.id, made.app.id);
    EXPECT_FALSE(is_good(had.access_token));
    EXPECT_EQ(said(refresh(had.refresh_token)), "invalid_grant");
    EXPECT_EQ(said(exchange(open)), "invalid_grant");
    EXPECT_TRUE(apps.authorized(as(agent), agent.id).empty());
    EXPECT_TRUE(is_good(others.access_token)) << "another user's";
    EXPECT_EQ(said(apps.authorize(session, request())), "consent_needed");
    EXPECT_EQ(entries_of(agent).at(0).verb, "apps.revoke");
    const auto again = tokens();
    EXPECT_FALSE(is_good(had.access_token));
    apps.revoke(as(admin), agent.id, made.app.id);
    EXPECT_FALSE(is_good(again.access_token)) << "administrators may";
    EXPECT_EQ(count_events("sessions.app_token_reused"), 0u);
}

TEST_P(AppsTest, HU15_ARemovedAppHasNothingLeft) {
    const auto had = tokens();
    const auto open = code();
    apps.remove(as(admin), made.app.id);
    EXPECT_FALSE(is_good(had.access_token));
    EXPECT_EQ(said(refresh(had.refresh_token)), "invalid_client");
    EXPECT_EQ(said(exchange(open)), "invalid_client");
    EXPECT_TRUE(apps.authorized(as(agent), agent.id).empty());
    EXPECT_EQ(said(apps.authorize(session, request())), "refused invalid_request");
}

TEST_P(AppsTest, HU16_WhatAppsHaveDiesWithTheUser) {
    const std::function<void()> ways[] = {[&] { users.remove(system, agent.id, "left"); },
                                          [&] { users.suspend(system, agent.id, (world.now() - days(1)).date()); }};
    const std::function<void()> back[] = {[&] { users.restore(system, agent.id); },
                                          [&] { users.resume(system, agent.id); }};
    for (std::size_t i = 0; i < 2; ++i) {
        session = let_in(agent).token;
        const auto had = tokens();
        const auto open = code();
        ways[i]();
        EXPECT_FALSE(is_good(had.access_token));
        EXPECT_EQ(said(refresh(had.refresh_token)), "invalid_grant");
        EXPECT_EQ(said(exchange(open)), "invalid_grant");
        EXPECT_TRUE(apps.authorized(system, agent.id).empty());
        back[i]();
        EXPECT_FALSE(is_good(had.access_token)) << "and does not come back";
        EXPECT_EQ(said(refresh(had.refresh_token)), "invalid_grant");
        EXPECT_EQ(said(exchange(open)), "invalid_grant");
    }
}

TEST_P(AppsTest, HU19_ASuspensionThatBeginsByItselfEndsIt) {
    const auto had = tokens();
    const auto begins = (world.now() + days(1)).date();
    users.suspend(system, agent.id, begins, begins);
    EXPECT_TRUE(is_good(had.access_token));
    world.advance(days(1) + hours(12));
    EXPECT_EQ(said(refresh(had.refresh_token)), "invalid_grant");
    world.advance(days(2));
    EXPECT_EQ(said(refresh(had.refresh_token)), "invalid_grant") << "when it is over too";
}

TEST_P(AppsTest, HU16_TheUsersAppIdsDieWithTheUser) {
    const auto had = tokens();
    users.suspend(system, admin.id, (world.now() - days(1)).date());
    EXPECT_FALSE(is_good(had.access_token));
    EXPECT_EQ(said(refresh(had.refresh_token)), "invalid_client");
    EXPECT_EQ(said(apps.authorize(session, request())), "denied unauthorized_client");
    users.resume(system, admin.id);
    EXPECT_TRUE(is_good(had.access_token)) << "a suspended owner's app waits, and keeps what others agreed to";
    EXPECT_EQ(apps.list(system, admin.id).size(), 2u);

    users.remove(system, admin.id, "left");
    EXPECT_FALSE(is_good(had.access_token));
    directory.storage().read(desk.id(), [&](Transaction& tx) {
        auto& stores = tx.sessions().apps();
        EXPECT_TRUE(stores.grants().of_user(agent.id).empty() && stores.codes().of_user(agent.id).empty() &&
                    stores.families().of_user(agent.id).empty() && stores.access().of_user(agent.id).empty())
            << "nothing of it is left behind";
    });
    EXPECT_EQ(said(apps.authorize(session, request())), "refused invalid_request");
    users.restore(system, admin.id);
    EXPECT_TRUE(apps.list(system, admin.id).empty()) << "and do not come back";
    EXPECT_TRUE(apps.authorized(as(agent), agent.id).empty());
    EXPECT_FALSE(is_good(had.access_token));
}

TEST_P(AppsTest, HU9_AnAppNeverMayMoreThanItsUserNow) {
    const auto had = tokens();
    EXPECT_EQ(sessions.validate(had.access_token)->role, role::user);
    users.update(system, agent.id, {.role = role::light_user});
    EXPECT_EQ(sessions.validate(had.access_token)->role, role::light_user);
}

}  // namespace

/// As AppsTest, at a host with a name.
class AppsIssuerTest : public testing::TestWithParam<StoreKind> {};
ROSTER_OVER_ALL_STORES(AppsIssuerTest);

TEST_P(AppsIssuerTest, BX13_TheHostsNameGoesWithEveryAnswer) {
    std::shared_ptr<void> keep;
    World world;
    SessionSettings settings = settings_of_tests();
    for (const std::string wrong :
         {"http://desk.example", "https://desk.example/?a", "https://desk.example/#a", "desk"}) {
        settings.issuer = wrong;
        EXPECT_EQ(faults([&] { Directory(GetParam().make(keep), world.environment(), settings); }),
                  "issuer:invalid_link");
    }
    settings.issuer = "https://desk.example";
    const Directory directory(GetParam().make(keep), world.environment(), settings);
    const auto desk = directory.create_account({.name = "Desk"});
    const auto system = Actor::system("test");
    const auto user = desk.users().add(system, {.first_name = "A", .email = "a@x.example", .role = role::owner},
                                       Onboarding::active);
    desk.sessions().link_identity(system, user.id, "i", "s");
    const auto token = desk.sessions().sign_in_with_identity({.issuer = "i", .subject = "s"}).token;
    const auto app =
        desk.apps().create(Actor::user(user.id), {.name = "X", .redirect_uris = {callback}, .scopes = {"a"}});
    const AuthorizationRequest request{.response_type = "code",
                                       .client_id = to_string(app.app.id),
                                       .redirect_uri = callback,
                                       .scope = "a",
                                       .code_challenge = std::string(rfc_challenge),
                                       .code_challenge_method = "S256"};
    const auto granted = desk.apps().consent(token, request, {"a"});
    EXPECT_EQ(granted.redirect, callback + "?code=" + granted.code + "&iss=https%3A%2F%2Fdesk.example");
    EXPECT_TRUE(desk.apps().decline(token, request).redirect.ends_with("&iss=https%3A%2F%2Fdesk.example"));
    const auto tokens =
        desk.apps().exchange_code({to_string(app.app.id), app.secret}, granted.code, callback, rfc_verifier);
    EXPECT_EQ(desk.apps().look_up(system, tokens.access_token).issuer, "https://desk.example");
}

}  // namespace roster::test
