// All one can do with people.
#include "users.hpp"

#include <roster/users/users.hpp>

using namespace roster;
using namespace roster::c;

namespace {

/// What nearly every function here begins with.
struct OnUser {
    OnUser(Arguments& in, const roster_account* account, const roster_actor* given, const roster_user_id* which)
        : actor(in.actor(given)), id(in.id<UserId>("id", which)) {
        in.need("account", account);
    }
    Actor actor;
    UserId id;
};

/// A function that does something to one user, and gives the record as it is then.
template <class Call>
roster_status on_user(const roster_account* account, const roster_actor* actor, const roster_user_id* id,
                      roster_user** user, roster_error** error, Call&& call) {
    return guard(error, [&] {
        Arguments in;
        Out result(user);
        const OnUser on(in, account, actor, id);
        in.done();
        result.give(call(account->value.users(), on.actor, on.id));
    });
}

/// A function that finds one user by a text.
template <class Found, class Call>
roster_status by_text(const roster_account* account, const roster_actor* actor, std::string_view name,
                      const roster_str* text, roster_user** user, roster_error** error, Found&& found,
                      Call&& call) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("user", user));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto what = in.text(name, text);
        in.done();
        found(result, call(account->value.users(), who, what));
    });
}
constexpr auto always = [](Out<roster_user>& result, User&& user) { result.give(std::move(user)); };
constexpr auto perhaps = [](Out<roster_user>& result, std::optional<User>&& user) {
    result.give_found(std::move(user));
};

}  // namespace

// ---- adding and changing ------------------------------------------------------------------------------------

roster_status roster_users_add(const roster_account* account, const roster_actor* actor,
                               const roster_user_fields* fields, int32_t start, roster_user** user,
                               roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(user);
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto what = read_user<Given>(in, fields);
        const auto begin = in.choice<Onboarding>("start", start);
        in.done();
        result.give(account->value.users().add(who, what, begin));
    });
}

roster_status roster_users_update(const roster_account* account, const roster_actor* actor,
                                  const roster_user_id* id, const roster_user_fields* fields, int64_t expected,
                                  roster_user** user, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(user);
        const OnUser on(in, account, actor, id);
        const auto patch = read_user<Change>(in, fields);
        in.done();
        result.give(account->value.users().update(on.actor, on.id, patch, Arguments::expected(expected)));
    });
}

roster_status roster_users_label(const roster_account* account, const roster_actor* actor, const roster_user_id* id,
                                 const roster_str_list* add, const roster_str_list* remove, roster_user** user,
                                 roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(user);
        const OnUser on(in, account, actor, id);
        const auto added = in.texts("add", add), removed = in.texts("remove", remove);
        in.done();
        result.give(account->value.users().label(on.actor, on.id, added, removed));
    });
}

// ---- finding ------------------------------------------------------------------------------------------------

roster_status roster_users_get(const roster_account* account, const roster_actor* actor, const roster_user_id* id,
                               roster_user** user, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("user", user));
        const OnUser on(in, account, actor, id);
        in.done();
        result.give(account->value.users().get(on.actor, on.id));
    });
}

roster_status roster_users_get_by_number(const roster_account* account, const roster_actor* actor, int64_t number,
                                         roster_user** user, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("user", user));
        in.need("account", account);
        const auto who = in.actor(actor);
        in.done();
        result.give(account->value.users().get_by_number(who, number));
    });
}

roster_status roster_users_get_by_email(const roster_account* account, const roster_actor* actor,
                                        const roster_str* address, roster_user** user, roster_error** error) {
    return by_text(account, actor, "address", address, user, error, always,
                   [](const Users& users, const auto& who, auto text) { return users.get_by_email(who, text); });
}
roster_status roster_users_get_by_external_id(const roster_account* account, const roster_actor* actor,
                                              const roster_str* external_id, roster_user** user,
                                              roster_error** error) {
    return by_text(
        account, actor, "external_id", external_id, user, error, always,
        [](const Users& users, const auto& who, auto text) { return users.get_by_external_id(who, text); });
}
roster_status roster_users_find_by_email(const roster_account* account, const roster_actor* actor,
                                         const roster_str* address, roster_user** user, roster_error** error) {
    return by_text(account, actor, "address", address, user, error, perhaps,
                   [](const Users& users, const auto& who, auto text) { return users.find_by_email(who, text); });
}
roster_status roster_users_find_by_external_id(const roster_account* account, const roster_actor* actor,
                                               const roster_str* external_id, roster_user** user,
                                               roster_error** error) {
    return by_text(
        account, actor, "external_id", external_id, user, error, perhaps,
        [](const Users& users, const auto& who, auto text) { return users.find_by_external_id(who, text); });
}

roster_status roster_users_get_many(const roster_account* account, const roster_actor* actor,
                                    const roster_user_id_list* ids, roster_user_page** users,
                                    roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("users", users));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto which = in.ids<UserId>("ids", in.need("ids", ids));
        in.done();
        result.give(account->value.users().get_many(who, which));
    });
}

roster_status roster_users_list(const roster_account* account, const roster_actor* actor,
                                const roster_user_query* query, const roster_page_request* page,
                                roster_user_page** users, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("users", users));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto which = read_query(in, query);
        const auto part = in.page(page);
        in.done();
        result.give(account->value.users().list(who, which, part));
    });
}

roster_status roster_users_for_each(const roster_account* account, const roster_actor* actor,
                                    const roster_user_query* query, roster_user_visit visit, void* user_data,
                                    roster_destroy destroy, roster_error** error) {
    return guard(error, [&] {
        const auto data = keep(user_data, destroy);
        Arguments in;
        in.need("account", account);
        in.need("visit", visit);
        const auto who = in.actor(actor);
        const auto which = read_query(in, query);
        in.done();
        account->value.users().for_each(who, which, [&](const User& user) {
            Shelf shelf;
            roster_user_record record{};
            write(shelf, user, record);
            return visit(data.get(), &record) == ROSTER_GO_ON;
        });
    });
}

roster_status roster_users_labels(const roster_account* account, const roster_actor* actor,
                                  const roster_str* prefix, const roster_page_request* page,
                                  roster_text_page** labels, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("labels", labels));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto beginning = in.optional_text("prefix", prefix);
        const auto part = in.page(page);
        in.done();
        result.give(account->value.users().labels(who, beginning, part));
    });
}

roster_status roster_users_alerts(const roster_account* account, const roster_actor* actor,
                                  const roster_user_id* id, roster_alert_list** alerts, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("alerts", alerts));
        const OnUser on(in, account, actor, id);
        in.done();
        result.give(account->value.users().alerts(on.actor, on.id));
    });
}

roster_status roster_users_seats(const roster_account* account, const roster_actor* actor, int64_t* used,
                                 int32_t* limit, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        in.need("account", account);
        const auto who = in.actor(actor);
        in.done();
        const SeatUsage seats = account->value.users().seats(who);
        if (used != nullptr) *used = seats.used;
        if (limit != nullptr) *limit = seats.limit.value_or(ROSTER_NO_LIMIT);
    });
}

// ---- coming and going ---------------------------------------------------------------------------------------

roster_status roster_users_invite(const roster_account* account, const roster_actor* actor,
                                  const roster_user_id* id, roster_user** user, roster_error** error) {
    return on_user(account, actor, id, user, error,
                   [](const Users& users, const auto& who, auto which) { return users.invite(who, which); });
}
roster_status roster_users_accept(const roster_account* account, const roster_actor* actor,
                                  const roster_user_id* id, roster_user** user, roster_error** error) {
    return on_user(account, actor, id, user, error,
                   [](const Users& users, const auto& who, auto which) { return users.accept(who, which); });
}
roster_status roster_users_activate(const roster_account* account, const roster_actor* actor,
                                    const roster_user_id* id, roster_user** user, roster_error** error) {
    return on_user(account, actor, id, user, error,
                   [](const Users& users, const auto& who, auto which) { return users.activate(who, which); });
}
roster_status roster_users_resume(const roster_account* account, const roster_actor* actor,
                                  const roster_user_id* id, roster_user** user, roster_error** error) {
    return on_user(account, actor, id, user, error,
                   [](const Users& users, const auto& who, auto which) { return users.resume(who, which); });
}

roster_status roster_users_suspend(const roster_account* account, const roster_actor* actor,
                                   const roster_user_id* id, int32_t from, int32_t through,
                                   const roster_str* reason, roster_user** user, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(user);
        const OnUser on(in, account, actor, id);
        const Date first = in.date("from", from);
        const auto last = through == ROSTER_NO_DATE ? std::nullopt : std::optional(in.date("through", through));
        const auto why = in.optional_text("reason", reason);
        in.done();
        result.give(account->value.users().suspend(on.actor, on.id, first, last, why));
    });
}

roster_status roster_users_remove(const roster_account* account, const roster_actor* actor,
                                  const roster_user_id* id, const roster_str* reason, roster_user** user,
                                  roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(user);
        const OnUser on(in, account, actor, id);
        const auto why = in.text("reason", reason);
        in.done();
        result.give(account->value.users().remove(on.actor, on.id, why));
    });
}

roster_status roster_users_restore(const roster_account* account, const roster_actor* actor,
                                   const roster_user_id* id, roster_restored_user** restored,
                                   roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(restored);
        const OnUser on(in, account, actor, id);
        in.done();
        result.give(account->value.users().restore(on.actor, on.id));
    });
}

// ---- what a host's own sign-in tells ------------------------------------------------------------------------

roster_status roster_users_record_activity(const roster_account* account, const roster_actor* actor,
                                           const roster_user_id* id, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        const OnUser on(in, account, actor, id);
        in.done();
        account->value.users().record_activity(on.actor, on.id);
    });
}

roster_status roster_users_record_failed_sign_in(const roster_account* account, const roster_actor* actor,
                                                 const roster_user_id* id, int32_t* failures,
                                                 roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        const OnUser on(in, account, actor, id);
        in.done();
        const std::int32_t in_a_row = account->value.users().record_failed_sign_in(on.actor, on.id);
        if (failures != nullptr) *failures = in_a_row;
    });
}

roster_status roster_users_record_sign_in(const roster_account* account, const roster_actor* actor,
                                          const roster_user_id* id, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        const OnUser on(in, account, actor, id);
        in.done();
        account->value.users().record_sign_in(on.actor, on.id);
    });
}
