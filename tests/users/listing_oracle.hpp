// What a list of users should be: a naive filter and sort over all of them in memory.
#pragma once

#include <roster/base/email.hpp>
#include <roster/base/text.hpp>
#include <roster/users/rules.hpp>

#include <algorithm>
#include <vector>

namespace roster::test {

inline std::string joined(const std::string& a, const std::string& b) {
    return a.empty() || b.empty() ? a + b : a + " " + b;
}

inline std::string sort_key(const User& user) {
    const auto key = text::search_key(joined(user.last_name, user.first_name));
    return key.empty() ? email::key_of(user.email).value_or("") : key;
}

inline bool meets(const User& user, const UserQuery& query, const Policy& policy, Instant now) {
    const auto holds = [](const auto& list, const auto& item) {
        return std::find(list.begin(), list.end(), item) != list.end();
    };
    const UserStatus status = rules::status_at(user, now);
    if (query.status ? status != *query.status : status == UserStatus::deleted) return false;
    if (query.kind && user.kind != *query.kind) return false;
    if (query.role && user.role != query.role) return false;
    for (const auto& label : query.labels)
        if (!holds(user.labels, label)) return false;
    if (query.organization && user.organization != query.organization) return false;
    if (query.group && !holds(user.groups, query.group)) return false;
    if (query.with_alert && rules::alerts(user, policy, now).empty()) return false;
    if (query.text.empty()) return true;
    const auto wanted = text::search_key(query.text);
    std::vector<std::string> keys{text::search_key(joined(user.first_name, user.last_name)), sort_key(user)};
    if (!user.deleted_at) {
        keys.push_back(email::key_of(user.email).value_or(""));
        for (const auto& other : user.other_emails) keys.push_back(email::key_of(other).value_or(""));
    }
    return std::any_of(keys.begin(), keys.end(), [&](const auto& key) { return key.starts_with(wanted); });
}

inline bool comes_before(const User& a, const User& b, UserSort sort) {
    switch (sort) {
        case UserSort::name: return std::pair(sort_key(a), a.id) < std::pair(sort_key(b), b.id);
        case UserSort::number: return a.number < b.number;
        case UserSort::last_activity: return std::pair(a.last_active_at, a.id) < std::pair(b.last_active_at, b.id);
    }
    return false;
}

/// The numbers of those who meet the query, in its order.
inline std::vector<std::int64_t> expected_list(std::vector<User> all, const UserQuery& query, const Policy& policy,
                                               Instant now) {
    std::erase_if(all, [&](const User& user) { return !meets(user, query, policy, now); });
    std::sort(all.begin(), all.end(), [&](const User& a, const User& b) { return comes_before(a, b, query.sort); });
    if (query.descending) std::reverse(all.begin(), all.end());
    std::vector<std::int64_t> numbers;
    for (const auto& user : all) numbers.push_back(user.number);
    return numbers;
}

}  // namespace roster::test
