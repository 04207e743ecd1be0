#include "users/prepare.hpp"

#include <roster/base/email.hpp>
#include <roster/base/locale.hpp>
#include <roster/base/text.hpp>
#include <roster/base/time.hpp>
#include <roster/users/rules.hpp>

#include <algorithm>
#include <set>

namespace roster {
namespace {

/// "+" and up to 15 digits (E.164), from the ways people write it: spaces, dots, hyphens and brackets are dropped.
void normalise_phone(std::string& phone, std::string_view field, FieldErrors& errors) {
    std::string digits;
    bool good = !phone.empty() && phone.front() == '+';
    for (char c : std::string_view(phone).substr(good ? 1 : 0)) {
        if (c >= '0' && c <= '9') digits += c;
        else if (c != ' ' && c != '-' && c != '.' && c != '(' && c != ')') good = false;
    }
    if (good && digits.size() >= 3 && digits.size() <= 15 && digits.front() != '0') {
        phone = "+" + digits;
    } else {
        errors.add(field, "invalid_phone",
                   "must be an international number: \"+\", the country code, up to 15 digits");
    }
}

void normalise_email(std::string& address, const std::string& field, FieldErrors& errors) {
    if (auto parsed = email::parse(address, field, errors)) address = std::move(parsed->address);
}

}  // namespace

std::string bounded_key(std::string key) {
    constexpr std::size_t most = 256;
    if (key.size() <= most) return key;
    std::size_t end = most;
    while ((static_cast<unsigned char>(key[end]) & 0xC0) == 0x80) --end;
    key.resize(end);
    return key;
}

void normalise(const User& before, User& after, const Policy& policy, FieldErrors& errors) {
    const auto changed = [&](auto member) { return !(before.*member == after.*member); };
    const bool is_new = before.id.is_nil();
    const auto is_wrong = [&](std::string_view field) {  // what is wrong is empty by now
        return std::any_of(errors.list().begin(), errors.list().end(),
                           [&](const FieldError& e) { return e.field == field; });
    };

    // Every text field by the table: a new one needs nothing here.
    for_each_field<User>([&](const auto& f) {
        using Value = typename std::remove_cvref_t<decltype(f)>::value_type;
        if constexpr (std::same_as<Value, std::string>) {
            if (f.name != "email" && changed(f.member))
                after.*f.member = text::clean(after.*f.member, rules::text_limit(f.name), f.name, errors);
        }
    });
    if (changed(&User::email) && !after.email.empty()) normalise_email(after.email, "email", errors);
    if (changed(&User::other_emails)) {
        if (after.other_emails.size() > rules::most_other_emails) {
            errors.add("other_emails", "too_many",
                       "may have at most " + std::to_string(rules::most_other_emails) + " items");
            after.other_emails = before.other_emails;  // nobody looks at a million of them
        } else {
            for (std::size_t i = 0; i < after.other_emails.size(); ++i)
                normalise_email(after.other_emails[i], "other_emails[" + std::to_string(i) + "]", errors);
        }
        if (!policy.other_emails && !after.other_emails.empty())
            errors.add("other_emails", "not_allowed", "this account's policy allows one address per user");
    }
    if (changed(&User::labels))
        text::clean_list(after.labels, {.max_length = 60, .required = true}, rules::most_labels, "labels", errors);
    if (changed(&User::groups)) {
        std::vector<GroupId> kept;
        for (const auto& id : after.groups) {
            if (std::find(kept.begin(), kept.end(), id) != kept.end()) continue;
            if (kept.size() == rules::most_groups) {
                errors.add("groups", "too_many",
                           "may have at most " + std::to_string(rules::most_groups) + " items");
                kept = before.groups;
                break;
            }
            kept.push_back(id);
        }
        after.groups = std::move(kept);
    }
    if (changed(&User::phone) && !after.phone.empty()) normalise_phone(after.phone, "phone", errors);
    if (changed(&User::second_factor_phone) && !after.second_factor_phone.empty())
        normalise_phone(after.second_factor_phone, "second_factor_phone", errors);
    if (changed(&User::language) && !after.language.empty()) {
        if (auto tag = locales::language(after.language)) after.language = *std::move(tag);
        else
            errors.add("language", "unknown_language",
                       "must be a BCP 47 tag of a registered language, e.g. \"pt-BR\"");
    }
    if (changed(&User::time_zone) && !after.time_zone.empty() && !zones::known(after.time_zone))
        errors.add("time_zone", "unknown_zone", "must be an IANA time zone, e.g. \"Europe/Berlin\"");

    if (!enum_from<UserKind>(static_cast<std::int64_t>(after.kind)))
        errors.add("kind", "unknown_value", "must be staff or customer");
    else if (!is_new && changed(&User::kind))
        errors.add("kind", "fixed", "staff stay staff and customers stay customers: add the person anew");
    if (after.kind == UserKind::staff) {
        if (after.role.is_nil() && is_new) after.role = role::user;
        // Whether there is such a role of the account's own is looked up by whoever saves.
        if (after.role.is_nil()) errors.add("role", "unknown_role", "must be one of the account's roles");
        if (after.email.empty()) errors.add("email", "required", "staff need an e-mail address to sign in with");
    } else {
        if (after.role) errors.add("role", "not_allowed", "customers have no role");
        if (after.email.empty() && !after.other_emails.empty())
            errors.add("email", "required", "the primary address must be given before others");
        else if (after.email.empty() && after.first_name.empty() && after.last_name.empty() &&
                 after.phone.empty() && !is_wrong("first_name") && !is_wrong("last_name") && !is_wrong("phone"))
            errors.add("email", "required", "a person needs an e-mail address, a name or a phone number");
    }
}

IndexedUser index(User user, FieldErrors& errors) {
    IndexedUser indexed;
    const auto add = [&](const std::string& address, const std::string& field) {
        auto key = email::key_of(address);
        if (!key) return;  // reported by normalise
        if (std::find(indexed.email_keys.begin(), indexed.email_keys.end(), *key) != indexed.email_keys.end())
            errors.add(field, "duplicate", "is the same mailbox as another address given");
        indexed.email_keys.push_back(*std::move(key));
    };
    if (!user.email.empty()) add(user.email, "email");
    for (std::size_t i = 0; i < user.other_emails.size(); ++i)
        add(user.other_emails[i], "other_emails[" + std::to_string(i) + "]");

    const auto joined = [](const std::string& a, const std::string& b) {
        return a.empty() ? b : b.empty() ? a : a + " " + b;
    };
    indexed.name_key = bounded_key(text::search_key(joined(user.first_name, user.last_name)));
    indexed.sort_key = bounded_key(text::search_key(joined(user.last_name, user.first_name)));
    if (indexed.sort_key.empty() && !indexed.email_keys.empty()) indexed.sort_key = indexed.email_keys.front();
    indexed.user = std::move(user);
    return indexed;
}

void place_suspension(User& user, const AccountRecord& account) {
    user.suspension_starts_at.reset();
    user.suspension_ends_at.reset();
    if (!user.suspended_from) return;
    const std::string& zone = user.time_zone.empty() ? account.time_zone : user.time_zone;
    user.suspension_starts_at = zones::start_of_day(*user.suspended_from, zone);
    if (user.suspended_through)
        user.suspension_ends_at = zones::start_of_day(*user.suspended_through + boost::gregorian::days(1), zone);
}

}  // namespace roster
