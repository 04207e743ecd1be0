// Registering apps, and seeing which ones a user let in.
#include <roster/sessions/apps.hpp>

#include "sessions/apps_gate.hpp"
#include "sessions/see_to.hpp"

#include <roster/base/text.hpp>

#include <algorithm>

namespace roster {
namespace {

[[noreturn]] void throw_unknown_app() {
    throw Error(ErrorCode::not_found, "apps.unknown", "There is no such application.");
}
[[noreturn]] void throw_app_changed() {
    throw Error(ErrorCode::aborted, "apps.changed",
                "Somebody else changed this application meanwhile: read again and retry.");
}

void drop_doubles(std::vector<std::string>& list) {
    std::vector<std::string> seen;
    std::erase_if(list, [&](const std::string& one) {
        const bool known = rules::has_scope(seen, one);
        if (!known) seen.push_back(one);
        return known;
    });
}

/// Calls look(item, "list[2]") for each of at most `most` items, of which there must be one.
template <class Look>
void check_list(std::vector<std::string>& list, std::string_view name, std::size_t most, FieldErrors& errors,
                Look&& look) {
    if (list.empty()) errors.add(name, "required", "must have at least one item");
    if (list.size() > most)
        return errors.add(name, "too_many", "may have at most " + std::to_string(most) + " items");
    for (std::size_t i = 0; i < list.size(); ++i) look(list[i], std::string(name) + "[" + std::to_string(i) + "]");
    drop_doubles(list);
}

void normalise(App& app) {
    FieldErrors errors;
    app.name = text::clean(app.name, {.max_length = 100, .required = true}, "name", errors);
    if (!app.website.empty()) {
        const auto fault = rules::redirect_fault(app.website, AppKind::confidential);
        if (!fault.empty() || !app.website.starts_with("https://"))
            errors.add("website", "invalid_address", fault.empty() ? "must begin with https://" : fault);
    }
    check_list(app.redirect_uris, "redirect_uris", rules::most_redirect_uris, errors,
               [&](const std::string& one, const std::string& place) {
                   const auto fault = rules::redirect_fault(one, app.kind);
                   if (!fault.empty()) errors.add(place, "invalid_address", fault);
               });
    check_list(
        app.scopes, "scopes", rules::most_scopes, errors, [&](const std::string& one, const std::string& place) {
            if (!rules::is_scope(one))
                errors.add(
                    place, "invalid_scope",
                    "must have 1 to 100 characters of ASCII without spaces, quotation marks and backslashes");
        });
    if (!enum_from<AppKind>(static_cast<std::int64_t>(app.kind)))
        errors.add("kind", "unknown_value", "must be confidential or public_client");
    errors.throw_if_any("apps.invalid", "The application cannot be saved.");
}

StoredApp find_app(Transaction& tx, AppId id) {
    auto found = tx.sessions().apps().apps().find(id);
    if (!found) throw_unknown_app();
    return *std::move(found);
}

/// The app, for whoever may see to its owner.
StoredApp see_to_app(Transaction& tx, const Acting& who, AppId id) {
    auto app = find_app(tx, id);
    sessions::see_to(tx, who, app.user_id);
    return app;
}

/// An app and its secret are its owner's: nobody makes one for somebody else, and the system none at all.
const User& owner(const Acting& who) {
    if (!who.user) refuse({"apps.own_only", "Applications are registered by the users they belong to."});
    return *who.user;
}

/// Also of a key that is limited to other things, and of whoever must set a second factor up first.
void demand_permitted(const Acting& who) {
    if (who.user && !who.user->access.may(permission::manage_apps))
        refuse({"apps.not_permitted",
                "Registering applications was denied to this user, or what is used here is not for it."});
}

void demand_feature(Transaction& tx) {
    if (!rules::feature_on(account_of(tx), &FeatureSwitches::apps))
        throw Error(ErrorCode::failed_precondition, "apps.switched_off",
                    "This account has applications switched off.");
}

void note(const Scope& scope, Transaction& tx, const Acting& who, AppId app, std::string_view verb,
          std::vector<FieldChange> changes) {
    history::record(tx, scope.environment, who.author, who.now, verb, "app", app, std::move(changes));
}

}  // namespace

// ---- My apps -------------------------------------------------------------------------------------------------------

RegisteredApp Apps::create(const Actor& actor, const NewApp& given, AppKind kind) const {
    StoredApp app;
    static_cast<NewApp&>(app) = given;
    app.kind = kind;
    normalise(app);
    return scope_.write([&](Transaction& tx) {
        const Acting who = acting(tx, actor, scope_.environment.now());
        const User& user = owner(who);
        demand_feature(tx);
        demand_permitted(who);
        auto& apps = tx.sessions().apps().apps();
        if (apps.of_user(user.id).size() >= rules::most_apps)
            throw Error(ErrorCode::resource_exhausted, "apps.too_many",
                        "Fifty applications are the most one can register.");
        app.id = scope_.environment.new_id<AppId>();
        app.user_id = user.id;
        app.revision = 1;
        app.created_at = app.updated_at = who.now;
        RegisteredApp made;
        if (kind == AppKind::confidential) made.secret = gate::make_secret(scope_, app);
        apps.insert(app);
        note(scope_, tx, who, app.id, "apps.create", history::diff(App{}, static_cast<const App&>(app), true));
        made.app = app;
        return made;
    });
}

App Apps::update(const Actor& actor, AppId id, const AppPatch& patch, std::optional<std::int64_t> expected) const {
    return scope_.write([&](Transaction& tx) {
        const Acting who = acting(tx, actor, scope_.environment.now());
        const auto before = see_to_app(tx, who, id);
        demand_permitted(who);
        if (expected && *expected != before.revision) throw_app_changed();
        auto after = before;
        apply(patch, static_cast<App&>(after));
        normalise(after);
        auto changes = history::diff(static_cast<const App&>(before), static_cast<const App&>(after));
        if (changes.empty()) return App(before);
        ++after.revision;
        after.updated_at = who.now;
        if (!tx.sessions().apps().apps().replace(before, after)) throw_app_changed();
        note(scope_, tx, who, id, "apps.update", std::move(changes));
        return App(after);
    });
}

RegisteredApp Apps::rotate_secret(const Actor& actor, AppId id, Duration overlap) const {
    FieldErrors errors;
    if (overlap.is_special() || overlap.is_negative() || overlap > boost::posix_time::hours(7 * 24))
        errors.add("overlap", "out_of_range", "must be from 0 to 7 days");
    errors.throw_if_any("apps.invalid", "The secret cannot be replaced like this.");
    return scope_.write([&](Transaction& tx) {
        const Acting who = acting(tx, actor, scope_.environment.now());
        const User& user = owner(who);
        const auto before = see_to_app(tx, who, id);
        if (before.user_id != user.id) refuse({"apps.own_only", "An application's secret is its owner's to see."});
        demand_feature(tx);
        demand_permitted(who);
        if (before.kind != AppKind::confidential)
            throw Error(ErrorCode::failed_precondition, "apps.no_secret",
                        "This application runs where nothing can be kept secret, and has none.");
        auto after = before;
        after.old_secret = overlap == Duration() ? Digest{} : before.secret;
        after.old_secret_until = overlap == Duration() ? std::nullopt : std::optional(who.now + overlap);
        RegisteredApp made;
        made.secret = gate::make_secret(scope_, after);
        ++after.revision;
        after.updated_at = who.now;
        if (!tx.sessions().apps().apps().replace(before, after)) throw_app_changed();
        note(scope_, tx, who, id, "apps.rotate_secret", {{"secret", "\"[redacted]\"", "\"[redacted]\""}});
        made.app = after;
        return made;
    });
}

void Apps::remove(const Actor& actor, AppId id) const {
    scope_.write([&](Transaction& tx) {
        const Acting who = acting(tx, actor, scope_.environment.now());
        const auto app = see_to_app(tx, who, id);
        auto& stores = tx.sessions().apps();
        if (!stores.apps().remove(app)) throw_app_changed();
        stores.end_app(id);
        note(scope_, tx, who, id, "apps.remove", history::diff(static_cast<const App&>(app), App{}));
    });
}

App Apps::get(const Actor& actor, AppId id) const {
    return scope_.read(
        [&](Transaction& tx) { return App(see_to_app(tx, acting(tx, actor, scope_.environment.now()), id)); });
}

std::vector<App> Apps::list(const Actor& actor, UserId user) const {
    return scope_.read([&](Transaction& tx) {
        sessions::see_to(tx, acting(tx, actor, scope_.environment.now()), user);
        std::vector<App> found;
        for (const auto& app : tx.sessions().apps().apps().of_user(user)) found.push_back(app);
        return found;
    });
}

Page<App> Apps::all(const Actor& actor, const PageRequest& page) const {
    check_page(page);
    const std::string binding = "apps\n" + std::string(scope_.account.bytes());
    AppId after;
    if (!page.after.empty()) after = cursor::to_id<AppId>(cursor::decode(binding, page.after, 1)[0]);
    return scope_.read([&](Transaction& tx) {
        const Acting who = acting(tx, actor, scope_.environment.now());
        refuse(rules::may_administer(who.user_or_system()));
        demand_permitted(who);
        std::vector<App> found;
        for (const auto& app : tx.sessions().apps().list(after, page.limit + 1)) found.push_back(app);
        return page_of(std::move(found), page.limit,
                       [&](const App& app) { return cursor::encode(binding, {std::string(app.id.bytes())}); });
    });
}

// ---- Authorized apps -----------------------------------------------------------------------------------------------

std::vector<AuthorizedApp> Apps::authorized(const Actor& actor, UserId user) const {
    return scope_.read([&](Transaction& tx) {
        sessions::see_to(tx, acting(tx, actor, scope_.environment.now()), user);
        auto& stores = tx.sessions().apps();
        std::vector<AuthorizedApp> found;
        for (const auto& grant : stores.grants().of_user(user)) {
            const auto app = stores.apps().find(grant.app_id);
            if (!app) continue;
            found.push_back({.app_id = app->id,
                             .user_id = user,
                             .name = app->name,
                             .website = app->website,
                             .scopes = grant.scopes,
                             .granted_at = grant.created_at,
                             .changed_at = grant.changed_at,
                             .last_used_at = grant.last_used_at});
        }
        return found;
    });
}

void Apps::revoke(const Actor& actor, UserId user, AppId id) const {
    scope_.write([&](Transaction& tx) {
        const Acting who = acting(tx, actor, scope_.environment.now());
        sessions::see_to(tx, who, user);
        auto& stores = tx.sessions().apps();
        const auto grant = stores.grants().find({user, id});
        if (!grant) throw_unknown_app();
        const auto app = stores.apps().find(id);
        stores.grants().remove(*grant);
        stores.end_tokens(user, id);
        history::record(tx, scope_.environment, who.author, who.now, "apps.revoke", "user", user,
                        {{"app", json::write(app ? app->name : to_string(id)), "null"},
                         {"scopes", json::write(grant->scopes), "null"}});
    });
}

}  // namespace roster
