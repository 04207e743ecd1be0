// API keys: tokens for programs.
#include <roster/sessions/api_keys.hpp>

#include "sessions.hpp"

namespace roster::c {
namespace {

constexpr auto key_rows = [] {
    using C = roster_api_key_record;
    using Cpp = ApiKey;
    return FieldTable{ROSTER_ROW(id),     ROSTER_ROW(user_id),    ROSTER_ROW(label),      ROSTER_ROW(hint),
                      ROSTER_ROW(scopes), ROSTER_ROW(created_at), ROSTER_ROW(expires_at), ROSTER_ROW(last_used_at)};
}();
static_assert(covers<ApiKey>(key_rows));

constexpr auto new_key_rows = [] {
    using C = roster_new_api_key_record;
    using Cpp = NewApiKey;
    return FieldTable{ROSTER_ROW(key), ROSTER_ROW(text)};
}();
static_assert(covers<NewApiKey>(new_key_rows));

}  // namespace

void write(Shelf& shelf, const ApiKey& from, roster_api_key_record& to) { put_all(shelf, key_rows, from, to); }
void put(Shelf& shelf, const ApiKey& from, const roster_api_key_record*& to) {
    auto* const record = shelf.one<roster_api_key_record>();
    write(shelf, from, *record);
    to = record;
}
void write(Shelf& shelf, const NewApiKey& from, roster_new_api_key_record& to) {
    put_all(shelf, new_key_rows, from, to);
}

}  // namespace roster::c

struct roster_api_key : roster::c::One<roster::ApiKey, roster_api_key_record> {
    using One::One;
};
struct roster_api_key_list : roster::c::Many<roster::ApiKey, roster_api_key_record> {
    using Many::Many;
};
struct roster_new_api_key : roster::c::One<roster::c::Wiping<roster::NewApiKey>, roster_new_api_key_record> {
    using One::One;
};

using namespace roster;
using namespace roster::c;

const roster_api_key_record* roster_api_key_view(const roster_api_key* key) { return view(key); }
void roster_api_key_free(roster_api_key* key) { delete key; }

size_t roster_api_key_list_count(const roster_api_key_list* keys) { return count(keys); }
const roster_api_key_record* roster_api_key_list_at(const roster_api_key_list* keys, size_t index) {
    return at(keys, index);
}
void roster_api_key_list_free(roster_api_key_list* keys) { delete keys; }

const roster_new_api_key_record* roster_new_api_key_view(const roster_new_api_key* key) { return view(key); }
void roster_new_api_key_free(roster_new_api_key* key) { delete key; }

roster_status roster_api_keys_create(const roster_account* account, const roster_actor* actor,
                                     const roster_str* label, const roster_str_list* scopes, int64_t expires_at,
                                     roster_new_api_key** key, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("key", key));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto what = in.text("label", label);
        const auto limited_to = in.texts("scopes", scopes);
        const auto end =
            expires_at == ROSTER_NO_TIME ? std::nullopt : std::optional(in.instant("expires_at", expires_at));
        in.done();
        result.give(account->value.api_keys().create(who, what, limited_to, end));
    });
}

roster_status roster_api_keys_list(const roster_account* account, const roster_actor* actor,
                                   const roster_user_id* user, roster_api_key_list** keys, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("keys", keys));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto whose = in.id<UserId>("user", user);
        in.done();
        result.give(account->value.api_keys().list(who, whose));
    });
}

roster_status roster_api_keys_rename(const roster_account* account, const roster_actor* actor,
                                     const roster_user_id* user, const roster_api_key_id* id,
                                     const roster_str* label, roster_api_key** key, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(key);
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto whose = in.id<UserId>("user", user);
        const auto which = in.id<ApiKeyId>("id", id);
        const auto what = in.text("label", label);
        in.done();
        result.give(account->value.api_keys().rename(who, whose, which, what));
    });
}

roster_status roster_api_keys_revoke(const roster_account* account, const roster_actor* actor,
                                     const roster_user_id* user, const roster_api_key_id* id,
                                     roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto whose = in.id<UserId>("user", user);
        const auto which = in.id<ApiKeyId>("id", id);
        in.done();
        account->value.api_keys().revoke(who, whose, which);
    });
}

roster_status roster_api_keys_rotate(const roster_account* account, const roster_actor* actor,
                                     const roster_api_key_id* id, int64_t overlap, roster_new_api_key** key,
                                     roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("key", key));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto which = in.id<ApiKeyId>("id", id);
        in.done();
        result.give(account->value.api_keys().rotate(who, which, boost::posix_time::microseconds(overlap)));
    });
}
