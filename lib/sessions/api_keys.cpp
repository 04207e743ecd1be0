#include "sessions/gate.hpp"
#include "sessions/see_to.hpp"

#include <roster/accounts/rules.hpp>
#include <roster/base/text.hpp>

#include <algorithm>

namespace roster {
namespace {

/// @return the label as it is kept
std::string check(std::string_view label, const std::vector<std::string>* scopes, std::optional<Instant> expires_at,
                  Instant now) {
    FieldErrors errors;
    auto clean = text::clean(label, {.max_length = 100, .required = true}, "label", errors);
    if (scopes != nullptr) {
        if (scopes->size() > 100) errors.add("scopes", "too_many", "may have at most 100 items");
        for (std::size_t i = 0; i < std::min<std::size_t>(scopes->size(), 100); ++i)
            text::clean((*scopes)[i], {.max_length = 100, .required = true}, "scopes[" + std::to_string(i) + "]",
                        errors);
    }
    if (expires_at && (expires_at->is_special() || *expires_at <= now))
        errors.add("expires_at", "in_the_past", "must be an instant to come");
    errors.throw_if_any("sessions.invalid", "The API key cannot be made like this.");
    return clean;
}

StoredApiKey find_of(Transaction& tx, UserId user, ApiKeyId id) {
    const auto found = tx.sessions().api_keys().find(id);
    if (found && found->user_id == user) return *found;
    throw Error(ErrorCode::not_found, "sessions.unknown", "There is no such API key.");
}

void demand_plan(Transaction& tx) {
    if (!rules::feature_on(account_of(tx), &FeatureSwitches::api_keys))
        throw Error(ErrorCode::failed_precondition, "api_keys.not_on_plan",
                    "The account's plan has no API keys, or they are switched off.");
}

void note(const Scope& scope, Transaction& tx, const Acting& who, UserId user, std::string_view verb,
          FieldChange change) {
    history::record(tx, scope.environment, who.author, who.now, verb, "user", user, {std::move(change)});
}

/// A key is its owner's: nobody makes one for somebody else, and the system none at all.
const User& owner(const Acting& who) {
    if (!who.user) refuse({"api_keys.own_only", "API keys are made by the users they belong to."});
    return *who.user;
}

/// Who uses a key makes none that is for more.
void demand_within(const Acting& who, const std::vector<std::string>& scopes) {
    if (!who.user->facts.limit) return;
    const auto& limit = *who.user->facts.limit;
    const bool within = !scopes.empty() && std::all_of(scopes.begin(), scopes.end(), [&](const std::string& name) {
        return std::find(limit.begin(), limit.end(), name) != limit.end();
    });
    if (!within || !who.user->access.may(permission::use_api_keys))
        refuse({"users.above_own_role", "A key cannot be used to make one that is for more."});
}

bool is_expired(const ApiKey& key, Instant now) { return key.expires_at && *key.expires_at <= now; }

/// Keys that expired make room, the one that did so first before the others.
void make_room(Transaction& tx, UserId user, Instant now) {
    constexpr auto most = static_cast<std::size_t>(rules::most_api_keys);
    auto all = tx.sessions().api_keys().of_user(user);
    const auto good =
        std::stable_partition(all.begin(), all.end(), [&](const auto& key) { return is_expired(key, now); });
    if (static_cast<std::size_t>(all.end() - good) >= most)
        throw Error(ErrorCode::resource_exhausted, "api_keys.too_many",
                    "Fifty API keys are the most one can have.");
    std::sort(all.begin(), good, [](const auto& a, const auto& b) { return a.expires_at < b.expires_at; });
    for (std::size_t i = 0; i + most <= all.size(); ++i)
        if (!tx.sessions().api_keys().remove(all[i])) throw_changed();
}

/// A key that its owner may have, and the event that tells of it.
NewApiKey make(const Scope& scope, Transaction& tx, const Acting& who, const std::string& label,
               const std::vector<std::string>& scopes, std::optional<Instant> expires_at) {
    const User& user = owner(who);
    demand_plan(tx);
    demand_within(who, scopes);
    if (!who.user->access.may(permission::use_api_keys))
        refuse({"api_keys.not_permitted", "API keys were denied to this user."});
    make_room(tx, user.id, who.now);
    auto made = gate::make_api_key(scope, tx, user, label, scopes, expires_at, who.now);
    gate::tell(scope, tx, "sessions.api_key_made", user.id, who.now);
    return made;
}

}  // namespace

NewApiKey ApiKeys::create(const Actor& actor, std::string_view given, const std::vector<std::string>& scopes,
                          std::optional<Instant> expires_at) const {
    const auto label = check(given, &scopes, expires_at, scope_.environment.now());
    return scope_.write([&](Transaction& tx) {
        const Acting who = acting_alone(tx, actor, scope_.environment.now());
        auto made = make(scope_, tx, who, label, scopes, expires_at);
        note(scope_, tx, who, made.key.user_id, "api_keys.create", {"api_key", "null", json::write(label)});
        return made;
    });
}

std::vector<ApiKey> ApiKeys::list(const Actor& actor, UserId user) const {
    return scope_.read([&](Transaction& tx) {
        sessions::see_to(tx, acting(tx, actor, scope_.environment.now()), user);
        std::vector<ApiKey> found;
        for (const auto& key : tx.sessions().api_keys().of_user(user)) found.push_back(key);
        return found;
    });
}

ApiKey ApiKeys::rename(const Actor& actor, UserId user, ApiKeyId id, std::string_view given) const {
    const auto label = check(given, nullptr, {}, scope_.environment.now());
    return scope_.write([&](Transaction& tx) {
        const Acting who = acting(tx, actor, scope_.environment.now());
        sessions::see_to(tx, who, user);
        const auto found = find_of(tx, user, id);
        if (found.label == label) return ApiKey(found);
        auto named = found;
        named.label = label;
        ++named.revision;
        if (!tx.sessions().api_keys().replace(found, named)) throw_changed();
        note(scope_, tx, who, user, "api_keys.rename", {"api_key", json::write(found.label), json::write(label)});
        return ApiKey(named);
    });
}

void ApiKeys::revoke(const Actor& actor, UserId user, ApiKeyId id) const {
    scope_.write([&](Transaction& tx) {
        const Acting who = acting(tx, actor, scope_.environment.now());
        sessions::see_to(tx, who, user);
        const auto found = find_of(tx, user, id);
        if (!tx.sessions().api_keys().remove(found)) throw_changed();
        note(scope_, tx, who, user, "api_keys.revoke", {"api_key", json::write(found.label), "null"});
    });
}

NewApiKey ApiKeys::rotate(const Actor& actor, ApiKeyId id, Duration overlap) const {
    FieldErrors errors;
    if (overlap.is_special() || overlap.is_negative() || overlap > boost::posix_time::hours(7 * 24))
        errors.add("overlap", "out_of_range", "must be from 0 to 7 days");
    errors.throw_if_any("sessions.invalid", "The API key cannot be replaced like this.");
    return scope_.write([&](Transaction& tx) {
        const Acting who = acting_alone(tx, actor, scope_.environment.now());
        const auto old = find_of(tx, owner(who).id, id);
        if (is_expired(old, who.now))
            throw Error(ErrorCode::failed_precondition, "api_keys.expired",
                        "This key has expired: make another one.");
        if (overlap == Duration()) {
            if (!tx.sessions().api_keys().remove(old)) throw_changed();
        } else {
            auto ending = old;
            ending.expires_at = std::min(old.expires_at.value_or(who.now + overlap), who.now + overlap);
            ++ending.revision;
            if (!tx.sessions().api_keys().replace(old, ending)) throw_changed();
        }
        auto made = make(scope_, tx, who, old.label, old.scopes, old.expires_at);
        note(scope_, tx, who, old.user_id, "api_keys.rotate",
             {"api_key", json::write(old.label), json::write(old.label)});
        return made;
    });
}

}  // namespace roster
