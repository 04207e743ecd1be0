// Random operations on people. Part of differential_operations.hpp.
#pragma once

#include "storage/differential_operations.hpp"

namespace roster::test::differential {

inline Operation Generator::add_user() {
    NewUser user{.kind = once_in(3) ? UserKind::staff : UserKind::customer};
    user.first_name = name();
    user.last_name = name();
    user.email = address();
    if (once_in(3)) user.other_emails = list_of(2, &Generator::address);
    if (user.kind == UserKind::staff || once_in(20)) user.role = role();
    user.labels = list_of(3, &Generator::label);
    user.external_id = external_id();
    if (once_in(8)) user.phone = text({"+49 30 1234", "12", "+49(30)5"});
    if (once_in(8)) user.time_zone = text({"Europe/Berlin", "Asia/Kathmandu", "Mars/Base"});
    if (once_in(8)) user.language = text({"de", "pt-br", "not a tag"});
    const std::string organization = once_in(2) ? known_thing() : "";
    const auto groups = list_of(2, &Generator::known_thing);
    std::optional<Onboarding> start;
    if (once_in(2)) start = static_cast<Onboarding>(1 + pick(once_in(20) ? 4 : 3));
    return make("users.add",
                json::write(user) + " organization " + organization + " groups " + json::write(groups) + " start " +
                    (start ? std::to_string(static_cast<int>(*start)) : "-"),
                [=, n = account_](Run& run, const Account& account, const Actor& actor) {
                    NewUser given = user;
                    given.organization = run.organization(n, organization);
                    for (const auto& one : groups) given.groups.push_back(run.group(n, one));
                    return text_of(account.users().add(actor, given, start));
                });
}

inline Operation Generator::update_user() {
    UserPatch patch;
    if (once_in(4)) patch.first_name = name();
    if (once_in(4)) patch.last_name = name();
    if (once_in(3)) patch.email = address();
    if (once_in(4)) patch.other_emails = list_of(3, &Generator::address);
    if (once_in(5)) patch.role = role();
    if (once_in(4)) patch.labels = list_of(3, &Generator::label);
    if (once_in(5)) patch.external_id = external_id();
    if (once_in(8)) patch.time_zone = text({"Europe/Berlin", "Asia/Kathmandu", "Mars/Base", ""});
    if (once_in(30)) patch.kind = UserKind::staff;
    const std::string organization = once_in(3) ? known_thing() : "-";
    const auto groups = once_in(3) ? std::optional(list_of(2, &Generator::known_thing)) : std::nullopt;
    const auto number = this->number();
    const auto expected = revision();
    return make("users.update",
                "#" + std::to_string(number) + patch_words(patch) + " organization " + organization + " groups " +
                    (groups ? json::write(*groups) : "-") + " expected " + json::write(expected),
                [=, n = account_](Run& run, const Account& account, const Actor& actor) {
                    UserPatch given = patch;
                    if (organization != "-") given.organization = run.organization(n, organization);
                    if (groups) {
                        std::vector<GroupId> ids;
                        for (const auto& one : *groups) ids.push_back(run.group(n, one));
                        given.groups = ids;
                    }
                    return text_of(account.users().update(actor, run.user(n, number), given, expected));
                });
}

inline Operation Generator::label_user() {
    const auto add = list_of(2, &Generator::label), remove = list_of(2, &Generator::label);
    const auto number = this->number();
    return make("users.label", "#" + std::to_string(number) + " +" + json::write(add) + " -" + json::write(remove),
                [=, n = account_](Run& run, const Account& account, const Actor& actor) {
                    return text_of(account.users().label(actor, run.user(n, number), add, remove));
                });
}

inline Operation Generator::move_user() {
    const auto number = this->number();
    const std::string verb =
        text({"invite", "accept", "activate", "resume", "remove", "remove", "restore", "restore", "record_activity",
              "record_failed_sign_in", "record_failed_sign_in", "record_sign_in"});
    const std::string reason = verb == "remove" ? text({"left", "left", "left", "", "\xFF", "two\nlines"}) : "";
    return make("users." + verb, "#" + std::to_string(number) + " " + json::write(reason),
                [=, n = account_](Run& run, const Account& account, const Actor& actor) -> std::string {
                    const Users users = account.users();
                    const UserId id = run.user(n, number);
                    if (verb == "invite") return text_of(users.invite(actor, id));
                    if (verb == "accept") return text_of(users.accept(actor, id));
                    if (verb == "activate") return text_of(users.activate(actor, id));
                    if (verb == "resume") return text_of(users.resume(actor, id));
                    if (verb == "remove") return text_of(users.remove(actor, id, reason));
                    if (verb == "record_activity") return users.record_activity(actor, id), "done";
                    if (verb == "record_sign_in") return users.record_sign_in(actor, id), "done";
                    if (verb == "record_failed_sign_in")
                        return std::to_string(users.record_failed_sign_in(actor, id));
                    const Restored restored = users.restore(actor, id);
                    std::string text = text_of(restored.user);
                    for (const auto& lost : restored.not_restored) text += text_of(lost);
                    return text;
                });
}

inline Operation Generator::suspend_user() {
    const auto number = this->number();
    const Date from = day("2025-05-28") + boost::gregorian::days(pick(12));
    std::optional<Date> through;
    if (once_in(2)) through = from + boost::gregorian::days(pick(8) - 1);
    return make("users.suspend",
                "#" + std::to_string(number) + " " + to_text(from) + " to " + (through ? to_text(*through) : "-"),
                [=, n = account_](Run& run, const Account& account, const Actor& actor) {
                    return text_of(account.users().suspend(actor, run.user(n, number), from, through, "away"));
                });
}

inline Operation Generator::find_user() {
    const auto number = this->number();
    const std::string verb = text({"get", "get_by_number", "get_by_email", "find_by_email", "get_by_external_id",
                                   "find_by_external_id", "get_many", "alerts"});
    const std::string key = verb.ends_with("email")         ? address()
                            : verb.ends_with("external_id") ? external_id()
                                                            : "";
    std::vector<std::int64_t> numbers;
    if (verb == "get_many")
        for (int i = pick(12); i > 0; --i) numbers.push_back(this->number());
    std::string details = "#" + std::to_string(number) + " " + json::write(key);
    for (const auto n : numbers) details += " " + std::to_string(n);
    return make("users." + verb, details, [=, n = account_](Run& run, const Account& account, const Actor& actor) {
        const Users users = account.users();
        const auto maybe = [](const std::optional<User>& user) {
            return user ? text_of(*user) : std::string("nobody");
        };
        if (verb == "get") return text_of(users.get(actor, run.user(n, number)));
        if (verb == "get_by_number") return text_of(users.get_by_number(actor, number));
        if (verb == "get_by_email") return text_of(users.get_by_email(actor, key));
        if (verb == "find_by_email") return maybe(users.find_by_email(actor, key));
        if (verb == "get_by_external_id") return text_of(users.get_by_external_id(actor, key));
        if (verb == "find_by_external_id") return maybe(users.find_by_external_id(actor, key));
        std::string text;
        if (verb == "alerts") {
            for (const auto& alert : users.alerts(actor, run.user(n, number))) text += text_of(alert);
            return text;
        }
        std::vector<UserId> ids;
        for (const auto one : numbers) ids.push_back(run.user(n, one));
        for (const auto& user : users.get_many(actor, ids)) text += text_of(user);
        return text;
    });
}

inline Operation Generator::list_users() {
    UserQuery query;
    if (once_in(4)) query.kind = static_cast<UserKind>(1 + pick(2));
    if (once_in(3)) query.status = static_cast<UserStatus>(1 + pick(once_in(20) ? 6 : 5));
    if (once_in(6)) query.role = role();
    if (once_in(4)) query.labels = list_of(2, &Generator::label);
    if (once_in(4))
        query.text = text({"p", "P1", "a", "\u00C1", "stra", "STRASS", "\u674E", "two", "p3@x", "\"p", "%", "_",
                           "\xFF", "x\u0301", "\U0001F389", "zzz"});
    query.with_alert = once_in(6);
    query.sort = static_cast<UserSort>(1 + pick(3));
    query.descending = once_in(2);
    const std::string organization = once_in(5) ? known_thing() : "", group = once_in(5) ? known_thing() : "";
    const auto request = page();
    const auto from = cursor();
    return make("users.list",
                json::write(query) + " organization " + organization + " group " + group + " limit " +
                    std::to_string(request.limit) + " from cursor " + std::to_string(from),
                [=, n = account_](Run& run, const Account& account, const Actor& actor) {
                    UserQuery wanted = query;
                    wanted.organization = run.organization(n, organization);
                    wanted.group = run.group(n, group);
                    std::string text =
                        run.page(account.users().list(actor, wanted, {request.limit, run.cursor(from)}));
                    // Everything else in the same order, page by page, and everything at once.
                    for (int pages = 0; pages < 30 && text.substr(text.rfind("next: ")) != "next: "; ++pages)
                        text += run.page(account.users().list(actor, wanted, {request.limit, run.cursor(1)}));
                    account.users().for_each(actor, wanted, [&](const User& user) {
                        text += " " + std::to_string(user.number);
                        return true;
                    });
                    return text;
                });
}

inline Operation Generator::list_labels() {
    const std::string prefix = text({"", "", "v", "vi", "vip", "V", "\u00E4", "z", "\xFF"});
    const auto request = page();
    const auto from = cursor();
    return make(
        "users.labels",
        json::write(prefix) + " limit " + std::to_string(request.limit) + " from cursor " + std::to_string(from),
        [=](Run& run, const Account& account, const Actor& actor) {
            return run.page(account.users().labels(actor, prefix, {request.limit, run.cursor(from)})) + " seats " +
                   text_of(account.users().seats(actor));
        });
}

}  // namespace roster::test::differential
