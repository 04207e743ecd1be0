// The account's own record: creating, reading, changing.
#include "history/record.hpp"
#include "sessions/host.hpp"
#include "users/acting.hpp"

#include <roster/accounts/rules.hpp>
#include <roster/base/locale.hpp>
#include <roster/base/text.hpp>
#include <roster/directory.hpp>

#include <set>

namespace roster {
namespace {

void normalise_sign_in(Policy& policy, FieldErrors& errors) {
    using boost::posix_time::hours, boost::posix_time::minutes;
    const auto span = [&](Duration value, const char* name, Duration least, Duration most, const char* range) {
        if (value.is_special() || value < least || value > most)
            errors.add(std::string("policy.") + name, "out_of_range", std::string("must be from ") + range);
    };
    const auto count = [&](std::int32_t value, const char* name, std::int32_t least, std::int32_t most) {
        if (value < least || value > most)
            errors.add(std::string("policy.") + name, "out_of_range",
                       "must be from " + std::to_string(least) + " to " + std::to_string(most));
    };
    span(policy.reset_lifetime, "reset_lifetime", minutes(5), hours(72), "5 minutes to 3 days");
    span(policy.session_idle, "session_idle", minutes(5), hours(24 * 365), "5 minutes to 365 days");
    span(policy.session_lifetime, "session_lifetime", minutes(5), hours(24 * 365), "5 minutes to 365 days");
    span(policy.second_factor_grace, "second_factor_grace", hours(0), hours(24 * 365), "0 to 365 days");
    if (policy.second_factor_from && policy.second_factor_from->is_special())
        errors.add("policy.second_factor_from", "invalid_date", "must be an instant");
    span(policy.app_access_lifetime, "app_access_lifetime", minutes(1), hours(24), "1 minute to 1 day");
    span(policy.app_refresh_idle, "app_refresh_idle", hours(1), hours(24 * 365), "1 hour to 365 days");
    span(policy.app_refresh_lifetime, "app_refresh_lifetime", hours(1), hours(24 * 365 * 2), "1 hour to 730 days");
    count(policy.max_sessions, "max_sessions", 1, 100);
    count(policy.password_length, "password_length", 8, 64);
    count(policy.password_length_with_factor, "password_length_with_factor", 8, 64);
    for (const auto& name : policy.second_factor_roles)
        if (rules::role_id(name).is_nil())
            errors.add("policy.second_factor_roles", "unknown_value",
                       "must name built-in roles: owner, administrator, user, light_user");
}

void normalise(Policy& policy, FieldErrors& errors) {
    policy.preset = text::clean(policy.preset, {.max_length = 60}, "policy.preset", errors);
    if (policy.failed_sign_in_alert < 1 || policy.failed_sign_in_alert > 100)
        errors.add("policy.failed_sign_in_alert", "out_of_range", "must be from 1 to 100");
    if (policy.invitation_lifetime.is_special() || policy.invitation_lifetime < boost::posix_time::minutes(10) ||
        policy.invitation_lifetime > boost::posix_time::hours(24 * 90))
        errors.add("policy.invitation_lifetime", "out_of_range", "must be from 10 minutes to 90 days");
    normalise_sign_in(policy, errors);
    std::set<std::string_view> named;
    std::erase_if(policy.self_editable, [&](const std::string& name) { return !named.insert(name).second; });
    if (policy.self_editable.size() > field_count<NewUser> + 1) {
        errors.add("policy.self_editable", "too_many", "names more fields than users have");
        return;
    }
    for (const auto& name : policy.self_editable) {
        bool known = name == "default_inbox";  // which is a part of their access
        for_each_field<NewUser>([&](const auto& f) { known = known || f.name == name; });
        // Groups give permissions as roles do: nobody puts themselves into one (BX-6).
        if (!known || name == "role" || name == "kind" || name == "groups")
            errors.add("policy.self_editable", "unknown_field",
                       "must name fields of a user that people may change themselves");
    }
}

/// A feature may be switched on only where the plan has it; switching off is always possible.
void check_features(const AccountRecord& account, FieldErrors& errors) {
    for_each_field<FeatureSwitches>([&](const auto& f) {
        if (account.features.*f.member == true && !rules::feature_on(account, f.member))
            errors.add("features." + std::string(f.name), "not_in_plan",
                       "the plan \"" + std::string(to_string(account.plan)) + "\" does not have this feature");
    });
}

void normalise(const AccountRecord& before, AccountRecord& after, FieldErrors& errors) {
    const auto changed = [&](auto member) { return !(before.*member == after.*member); };
    if (changed(&AccountRecord::name) || after.name.empty())
        after.name = text::clean(after.name, {.max_length = 200, .required = true}, "name", errors);
    if (!enum_from<Plan>(static_cast<std::int64_t>(after.plan)))
        errors.add("plan", "unknown_value", "must be free, standard, plus or pro");
    else if (changed(&AccountRecord::features)) check_features(after, errors);
    if (changed(&AccountRecord::policy)) normalise(after.policy, errors);
    if (changed(&AccountRecord::time_zone) && !zones::known(after.time_zone))
        errors.add("time_zone", "unknown_zone", "must be an IANA time zone, e.g. \"Europe/Berlin\"");
    if (changed(&AccountRecord::language)) {
        if (auto tag = locales::language(after.language)) after.language = *std::move(tag);
        else
            errors.add("language", "unknown_language",
                       "must be a BCP 47 tag of a registered language, e.g. \"pt-BR\"");
    }
    if (changed(&AccountRecord::currency) && !locales::known_currency(after.currency))
        errors.add("currency", "unknown_currency", "must be an ISO 4217 code in capitals, e.g. \"EUR\"");
    if (after.seat_limit && *after.seat_limit < 1)
        errors.add("seat_limit", "out_of_range", "must be at least 1; leave it out for no limit");
}

[[noreturn]] void throw_unknown_account() {
    throw Error(ErrorCode::not_found, "accounts.unknown", "There is no such account.");
}

}  // namespace

AccountRecord Account::record() const {
    return scope_.read([&](Transaction& tx) { return account_of(tx); });
}

AccountRecord Account::update(const Actor& actor, const AccountPatch& patch,
                              std::optional<std::int64_t> expected) const {
    return scope_.write([&](Transaction& tx) {
        const Acting who = acting(tx, actor, scope_.environment.now());
        refuse(rules::may_use(who.user_or_system(), permission::manage_account));
        if (who.user && (patch.plan.is_set() || patch.features.is_set() || patch.seat_limit.is_set()))
            refuse({"accounts.system_only",
                    "The plan, its features and the seat limit are the provider's to change."});
        const AccountRecord before = account_of(tx);
        const auto changed_meanwhile = [] {
            throw Error(ErrorCode::aborted, "accounts.changed",
                        "Somebody else changed this account meanwhile: read again and retry.");
        };
        if (expected && *expected != before.revision) changed_meanwhile();

        AccountRecord after = before;
        apply(patch, after);
        FieldErrors errors;
        normalise(before, after, errors);
        errors.throw_if_any("accounts.invalid", "The account cannot be saved.");
        auto changes = history::diff(before, after);
        if (changes.empty()) return before;
        if (after.seat_limit && after.seat_limit != before.seat_limit &&
            tx.accounts().counters().seats_used > *after.seat_limit)
            throw Error(ErrorCode::failed_precondition, "accounts.seats_in_use",
                        "More seats than that are in use: delete users first.",
                        {{"seat_limit", "in_use", "is below the seats in use"}});
        after.revision = before.revision + 1;
        after.updated_at = who.now;
        if (!tx.accounts().save(before, after)) changed_meanwhile();
        history::record(tx, scope_.environment, who.author, who.now, "accounts.update", "account", after.id,
                        std::move(changes));
        return after;
    });
}

Directory::Directory(std::shared_ptr<Storage> storage, Environment environment, const SessionSettings& settings)
    : storage_(std::move(storage)),
      environment_(std::move(environment)),
      host_(std::make_shared<const Host>(settings, environment_)) {}

Account Directory::create_account(const NewAccount& given) const {
    AccountRecord account;
    static_cast<NewAccount&>(account) = given;
    if (account.policy == Policy{}) account.policy = policy::help_desk();
    FieldErrors errors;
    normalise({}, account, errors);
    errors.throw_if_any("accounts.invalid", "The account cannot be created.");
    account.id = environment_.new_id<AccountId>();
    account.revision = 1;
    account.created_at = account.updated_at = environment_.now();

    const Scope scope{storage_, environment_, account.id, host_};
    scope.write([&](Transaction& tx) {
        tx.accounts().insert(account);
        history::record(tx, environment_, {.actor = {}, .name = "system", .on_behalf_of = {}}, account.created_at,
                        "accounts.create", "account", account.id, history::diff(AccountRecord{}, account, true));
    });
    return Account(scope);
}

Account Directory::account(AccountId id) const {
    const Scope scope{storage_, environment_, id, host_};
    scope.read([&](Transaction& tx) {
        const auto record = tx.accounts().find();
        if (!record) throw_unknown_account();
        if (record->incomplete)
            throw Error(ErrorCode::failed_precondition, "accounts.incomplete",
                        "This account is being copied into this store, and not all of it is here.");
        demand_keys(scope, tx);
    });
    return Account(scope);
}

Page<AccountRecord> Directory::accounts(const PageRequest& page) const {
    check_page(page);
    const std::string binding = "accounts";
    AccountId after;
    if (!page.after.empty()) after = cursor::to_id<AccountId>(cursor::decode(binding, page.after, 1)[0]);
    return page_of(storage_->accounts(after, page.limit + 1), page.limit, [&](const AccountRecord& account) {
        return cursor::encode(binding, {std::string(account.id.bytes())});
    });
}

std::vector<std::string> Directory::check() const { return storage_->check(); }
void Directory::backup(const std::string& path) const { storage_->backup(path); }
void Directory::close() const {
    if (!is_closed())
        for (const auto& [account, uses] : host_->uses->take())
            sessions::write_down({storage_, environment_, account, host_}, uses);
    storage_->close();
}

}  // namespace roster
