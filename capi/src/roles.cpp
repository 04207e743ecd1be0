// What may they do, and why.
#include "roles.hpp"
#include "sessions.hpp"

#include <roster/sessions/sessions.hpp>

namespace roster::c {

ROSTER_INPUT(roster_scope, team);
ROSTER_INPUT(roster_role_fields, permissions);
ROSTER_INPUT(roster_user_access_fields, capacity);
ROSTER_INPUT(roster_hypothesis, scopes);

namespace {

static_assert(same_enum<InboxLevel>({ROSTER_INBOX_LEVEL_NONE, ROSTER_INBOX_LEVEL_ONLY_ASSIGNED,
                                     ROSTER_INBOX_LEVEL_READ, ROSTER_INBOX_LEVEL_REPLY, ROSTER_INBOX_LEVEL_FULL}));
static_assert(same_enum<UserType>({ROSTER_USER_TYPE_REGULAR, ROSTER_USER_TYPE_COLLABORATION}));
static_assert(same_enum<Choice>({ROSTER_CHOICE_STANDARD, ROSTER_CHOICE_ALLOW, ROSTER_CHOICE_DENY}));
static_assert(same_enum<HeldFrom>({ROSTER_HELD_FROM_OWNER, ROSTER_HELD_FROM_ADMINISTRATOR, ROSTER_HELD_FROM_USER,
                                   ROSTER_HELD_FROM_LIGHT_USER, ROSTER_HELD_FROM_EVERYBODY}));
static_assert(same_enum<Verdict>({ROSTER_VERDICT_SILENT, ROSTER_VERDICT_YES, ROSTER_VERDICT_NO}));

template <template <class> class As>
constexpr auto fields_rows = [] {
    using C = roster_role_fields;
    using Cpp = RoleFields<As>;
    return FieldTable{ROSTER_ROW(inbox_level), ROSTER_ROW(name), ROSTER_ROW(description), ROSTER_ROW(base),
                      ROSTER_ROW(permissions)};
}();
static_assert(covers<NewRole>(fields_rows<Given>));

constexpr auto role_rows = [] {
    using C = roster_role_record;
    using Cpp = Role;
    return FieldTable{ROSTER_ROW(inbox_level), ROSTER_ROW(id),          ROSTER_ROW(base),
                      ROSTER_ROW(name),        ROSTER_ROW(description), ROSTER_ROW(permissions),
                      ROSTER_ROW(revision),    ROSTER_ROW(created_at),  ROSTER_ROW(updated_at)};
}();
static_assert(covers<Role>(role_rows));

constexpr auto access_rows = [] {
    using C = roster_user_access_record;
    using Cpp = UserAccess;
    return FieldTable{ROSTER_ROW(type),    ROSTER_ROW(user_id), ROSTER_ROW(default_inbox), ROSTER_ROW(permissions),
                      ROSTER_ROW(inboxes), ROSTER_ROW(serves),  ROSTER_ROW(revision),      ROSTER_ROW(capacity)};
}();
static_assert(covers<UserAccess>(access_rows));

constexpr auto patch_rows = [] {
    using C = roster_user_access_fields;
    using Cpp = UserAccessPatch;
    return FieldTable{ROSTER_ROW(type), ROSTER_ROW(default_inbox), ROSTER_ROW(capacity)};
}();
static_assert(covers<UserAccessPatch>(patch_rows));

constexpr auto hypothesis_rows = [] {
    using C = roster_hypothesis;
    using Cpp = Hypothesis;
    return FieldTable{ROSTER_ROW(type),        ROSTER_ROW(status),  ROSTER_ROW(plan),
                      ROSTER_ROW(role),        ROSTER_ROW(groups),  ROSTER_ROW(teams),
                      ROSTER_ROW(permissions), ROSTER_ROW(inboxes), ROSTER_ROW(scopes)};
}();
static_assert(covers<Hypothesis>(hypothesis_rows));

constexpr auto step_rows = [] {
    using C = roster_trail_step;
    using Cpp = TrailStep;
    return FieldTable{ROSTER_ROW(rule), ROSTER_ROW(verdict), ROSTER_ROW(says)};
}();
static_assert(covers<TrailStep>(step_rows));

constexpr auto candidate_rows = [] {
    using C = roster_candidate_record;
    using Cpp = Candidate;
    return FieldTable{ROSTER_ROW(eligible), ROSTER_ROW(user_id),       ROSTER_ROW(level),
                      ROSTER_ROW(capacity), ROSTER_ROW(conversations), ROSTER_ROW(reasons)};
}();
static_assert(covers<Candidate>(candidate_rows));

constexpr auto permission_rows = [] {
    using C = roster_permission_record;
    using Cpp = PermissionInfo;
    return FieldTable{ROSTER_ROW(held_from),   ROSTER_ROW(name),     ROSTER_ROW(sentence),
                      ROSTER_ROW(inbox_level), ROSTER_ROW(per_team), ROSTER_ROW(collaboration),
                      ROSTER_ROW(feature)};
}();
static_assert(covers<PermissionInfo>(permission_rows));

PermissionScope scope_of(const roster_scope& given) {
    PermissionScope scope;
    if (given.inbox != nullptr) scope = InboxId::from_bytes(given.inbox->bytes);
    if (given.team != nullptr) scope = TeamId::from_bytes(given.team->bytes);
    scope.assigned = given.assigned == ROSTER_YES;
    return scope;
}
PermissionScope read_scope(Arguments& in, const roster_scope* given) {
    const auto known = in.sized("scope", given);
    static_cast<void>(in.yes_or_no(Arguments::join("scope", "assigned"), known.assigned));
    if (known.inbox != nullptr && known.team != nullptr)
        in.fault("scope.team", "not_allowed", "must not be given beside an inbox");
    return scope_of(known);
}

template <template <class> class As>
RoleFields<As> read_role(Arguments& in, const roster_role_fields* given) {
    RoleFields<As> fields;
    take_all(in, "", fields_rows<As>, in.sized("fields", in.need("fields", given)), fields);
    return fields;
}

/// Without an error to tell of: what cannot be read is no.
bool asked(const Access& access, const roster_str* permission, const roster_scope* scope) noexcept {
    if (permission == nullptr || permission->data == nullptr) return false;
    PermissionScope place;
    if (scope != nullptr) {
        if (scope->struct_size < FirstRelease<roster_scope>::size) return false;
        place = scope_of(*scope);
    }
    try {
        const auto one = permissions::find({permission->data, permission->len});
        return one && access.may(*one, place);
    } catch (...) {
        return false;
    }
}

}  // namespace

/// "As many as wanted" by its number.
void take(Arguments&, std::string_view, const int32_t* from, Change<std::optional<std::int32_t>>& to) {
    if (from != nullptr) to = *from == ROSTER_NO_LIMIT ? std::optional<std::int32_t>() : std::optional(*from);
}

void write(Shelf& shelf, const Role& from, roster_role_record& to) { put_all(shelf, role_rows, from, to); }
void write(Shelf& shelf, const UserAccess& from, roster_user_access_record& to) {
    put_all(shelf, access_rows, from, to);
}
void write(Shelf& shelf, const TrailStep& from, roster_trail_step& to) { put_all(shelf, step_rows, from, to); }
void write(Shelf& shelf, const Candidate& from, roster_candidate_record& to) {
    put_all(shelf, candidate_rows, from, to);
}
void write(Shelf& shelf, const PermissionInfo& from, roster_permission_record& to) {
    put_all(shelf, permission_rows, from, to);
}

std::vector<Load> read_loads(Arguments& in, const roster_load_list* given) {
    std::vector<Load> loads;
    if (given == nullptr || given->count == 0 ||
        in.need(Arguments::join("loads", "items"), given->items) == nullptr)
        return loads;
    for (std::size_t i = 0; i < given->count && i <= 10'000; ++i)
        loads.push_back({UserId::from_bytes(given->items[i].user_id.bytes), given->items[i].conversations});
    return loads;
}

}  // namespace roster::c

struct roster_role : roster::c::One<roster::Role, roster_role_record> {
    using One::One;
};
struct roster_role_page : roster::c::Many<roster::Role, roster_role_record> {
    using Many::Many;
};
struct roster_permissions : roster::c::Many<roster::PermissionInfo, roster_permission_record> {
    using Many::Many;
};
struct roster_access {
    explicit roster_access(roster::Access access) : value(std::move(access)) {}
    const roster::Access value;
};
struct roster_decision : roster::c::Many<roster::TrailStep, roster_trail_step> {
    explicit roster_decision(roster::Decision decision)
        : Many(std::move(decision.trail)), allowed(decision.allowed) {}
    const bool allowed;
};

using namespace roster;
using namespace roster::c;

const char* roster_inbox_level_name(int32_t level) { return enum_name<InboxLevel>(level); }
const char* roster_user_type_name(int32_t type) { return enum_name<UserType>(type); }
const char* roster_rule_name(int32_t rule) { return enum_name<RuleKind>(rule); }

void roster_scope_init(roster_scope* scope, uint32_t struct_size) { init(scope, struct_size); }
void roster_role_fields_init(roster_role_fields* fields, uint32_t struct_size) { init(fields, struct_size); }
void roster_user_access_fields_init(roster_user_access_fields* fields, uint32_t struct_size) {
    init(fields, struct_size);
}
void roster_hypothesis_init(roster_hypothesis* what_if, uint32_t struct_size) { init(what_if, struct_size); }

void roster_actor_init_principal(roster_actor* actor, uint32_t struct_size,
                                 const roster_principal_record* principal) {
    static const roster_str_list nothing = {nullptr, 0};
    init(actor, struct_size);
    if (actor == nullptr || principal == nullptr || struct_size < sizeof(roster_actor)) return;
    actor->kind = ROSTER_ACTOR_USER;
    actor->user = principal->user_id;
    if (principal->must_enrol == ROSTER_YES) actor->limited_to = &nothing;
    else if (principal->scopes.count > 0) actor->limited_to = &principal->scopes;
}

size_t roster_permissions_count(const roster_permissions* permissions) { return count(permissions); }
const roster_permission_record* roster_permissions_at(const roster_permissions* permissions, size_t index) {
    return at(permissions, index);
}
void roster_permissions_free(roster_permissions* permissions) { delete permissions; }
roster_status roster_permissions_list(roster_permissions** permissions, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("permissions", permissions));
        in.done();
        result.give(permissions::catalogue()->all());
    });
}

const roster_role_record* roster_role_view(const roster_role* role) { return view(role); }
void roster_role_free(roster_role* role) { delete role; }
size_t roster_role_page_count(const roster_role_page* page) { return count(page); }
const roster_role_record* roster_role_page_at(const roster_role_page* page, size_t index) {
    return at(page, index);
}
const roster_str* roster_role_page_next(const roster_role_page* page) { return next(page); }
void roster_role_page_free(roster_role_page* page) { delete page; }

roster_status roster_roles_add(const roster_account* account, const roster_actor* actor,
                               const roster_role_fields* fields, roster_role** role, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(role);
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto what = read_role<Given>(in, fields);
        in.done();
        result.give(account->value.roles().add(who, what));
    });
}

roster_status roster_roles_update(const roster_account* account, const roster_actor* actor,
                                  const roster_role_id* id, const roster_role_fields* fields, int64_t expected,
                                  roster_role** role, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(role);
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto which = in.id<RoleId>("id", id);
        const auto patch = read_role<Change>(in, fields);
        in.done();
        result.give(account->value.roles().update(who, which, patch, Arguments::expected(expected)));
    });
}

roster_status roster_roles_get(const roster_account* account, const roster_actor* actor, const roster_role_id* id,
                               roster_role** role, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("role", role));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto which = in.id<RoleId>("id", id);
        in.done();
        result.give(account->value.roles().get(who, which));
    });
}

roster_status roster_roles_find_by_name(const roster_account* account, const roster_actor* actor,
                                        const roster_str* name, roster_role** role, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("role", role));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto what = in.text("name", name);
        in.done();
        result.give_found(account->value.roles().find_by_name(who, what));
    });
}

roster_status roster_roles_list(const roster_account* account, const roster_actor* actor, const roster_str* search,
                                const roster_page_request* page, roster_role_page** roles, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("roles", roles));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto what = in.optional_text("search", search);
        const auto part = in.page(page);
        in.done();
        result.give(account->value.roles().list(who, what, part));
    });
}

roster_status roster_roles_remove(const roster_account* account, const roster_actor* actor,
                                  const roster_role_id* id, const roster_role_id* replacement,
                                  roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto which = in.id<RoleId>("id", id);
        in.done();
        account->value.roles().remove(who, which,
                                      replacement == nullptr ? RoleId() : RoleId::from_bytes(replacement->bytes));
    });
}

const roster_user_access_record* roster_user_access_view(const roster_user_access* access) { return view(access); }
void roster_user_access_free(roster_user_access* access) { delete access; }

roster_status roster_roles_access_of(const roster_account* account, const roster_actor* actor,
                                     const roster_user_id* user, roster_user_access** access,
                                     roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("access", access));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto whose = in.id<UserId>("user", user);
        in.done();
        result.give(account->value.roles().access_of(who, whose));
    });
}

roster_status roster_roles_update_access(const roster_account* account, const roster_actor* actor,
                                         const roster_user_id* user, const roster_user_access_fields* fields,
                                         int64_t expected, roster_user_access** access, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(access);
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto whose = in.id<UserId>("user", user);
        UserAccessPatch patch;
        take_all(in, "", patch_rows, in.sized("fields", in.need("fields", fields)), patch);
        in.done();
        result.give(account->value.roles().update_access(who, whose, patch, Arguments::expected(expected)));
    });
}

roster_status roster_roles_choose(const roster_account* account, const roster_actor* actor,
                                  const roster_user_id* user, const roster_str* permission, int32_t choice,
                                  const roster_scope* scope, roster_user_access** access, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(access);
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto whose = in.id<UserId>("user", user);
        const auto what = in.text("permission", permission);
        const auto chosen = in.choice<Choice>("choice", choice);
        const auto where = read_scope(in, scope);
        in.done();
        result.give(account->value.roles().choose(who, whose, what, chosen.value_or(Choice{}), where));
    });
}

roster_status roster_roles_transfer_ownership(const roster_account* account, const roster_actor* actor,
                                              const roster_user_id* to, const roster_user_id* from,
                                              const roster_role_id* becomes, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto next_owner = in.id<UserId>("to", to);
        in.done();
        account->value.roles().transfer_ownership(
            who, next_owner, from == nullptr ? UserId() : UserId::from_bytes(from->bytes),
            becomes == nullptr ? role::administrator : RoleId::from_bytes(becomes->bytes));
    });
}

void roster_access_free(roster_access* access) { delete access; }
int32_t roster_principal_may(const roster_principal* principal, const roster_str* permission,
                             const roster_scope* scope) {
    const auto* const access = roster::c::access_of(principal);
    return access != nullptr && asked(*access, permission, scope) ? 1 : 0;
}
int32_t roster_access_may(const roster_access* access, const roster_str* permission, const roster_scope* scope) {
    return access != nullptr && asked(access->value, permission, scope) ? 1 : 0;
}
int32_t roster_access_level(const roster_access* access, const roster_inbox_id* inbox) {
    if (access == nullptr || inbox == nullptr) return ROSTER_INBOX_LEVEL_NONE;
    return static_cast<int32_t>(access->value.level(InboxId::from_bytes(inbox->bytes)));
}
int32_t roster_access_within(const roster_access* access, const roster_access* other) {
    return access != nullptr && other != nullptr && access->value.within(other->value) ? 1 : 0;
}
roster_status roster_access_permissions(const roster_access* access, const roster_scope* scope,
                                        roster_text_page** names, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("names", names));
        in.need("access", access);
        const auto where = read_scope(in, scope);
        in.done();
        result.give(permissions::names(access->value.all(where)));
    });
}

roster_status roster_roles_access(const roster_account* account, const roster_actor* actor,
                                  const roster_user_id* user, roster_access** access, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("access", access));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto whose = in.id<UserId>("user", user);
        in.done();
        result.give(account->value.roles().all(who, whose));
    });
}

int32_t roster_decision_allowed(const roster_decision* decision) {
    return decision != nullptr && decision->allowed ? 1 : 0;
}
size_t roster_decision_count(const roster_decision* decision) { return count(decision); }
const roster_trail_step* roster_decision_at(const roster_decision* decision, size_t index) {
    return at(decision, index);
}
void roster_decision_free(roster_decision* decision) { delete decision; }

roster_status roster_roles_why(const roster_account* account, const roster_actor* actor, const roster_user_id* user,
                               const roster_str* permission, const roster_scope* scope,
                               const roster_hypothesis* what_if, roster_decision** decision, roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("decision", decision));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto whose = in.id<UserId>("user", user);
        const auto what = in.text("permission", permission);
        const auto where = read_scope(in, scope);
        Hypothesis supposed;
        take_all(in, "what_if", hypothesis_rows, in.sized("what_if", what_if), supposed);
        in.done();
        result.give(account->value.roles().why(who, whose, what, where, supposed));
    });
}

size_t roster_user_id_page_count(const roster_user_id_page* page) { return count(page); }
const roster_user_id* roster_user_id_page_at(const roster_user_id_page* page, size_t index) {
    return at(page, index);
}
const roster_str* roster_user_id_page_next(const roster_user_id_page* page) { return next(page); }
void roster_user_id_page_free(roster_user_id_page* page) { delete page; }

roster_status roster_roles_who_may(const roster_account* account, const roster_actor* actor,
                                   const roster_str* permission, const roster_scope* scope,
                                   const roster_page_request* page, roster_user_id_page** users,
                                   roster_error** error) {
    return guard(error, [&] {
        Arguments in;
        Out result(in.need("users", users));
        in.need("account", account);
        const auto who = in.actor(actor);
        const auto what = in.text("permission", permission);
        const auto where = read_scope(in, scope);
        const auto part = in.page(page);
        in.done();
        result.give(account->value.roles().who_may(who, what, where, part));
    });
}
