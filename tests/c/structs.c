/* Structs that grow: sizes are checked both ways, for every input struct and every way it is handed in. */
#include "support.h"

static struct world w;
static roster_user_page* users;
static roster_history_page* entries;

/* One call for each input struct; `given` is the struct under test. */
static roster_status give_actor(void* given) {
    return roster_users_list(w.desk, given, NULL, NULL, &users, &error);
}
static roster_status give_page(void* given) {
    return roster_users_list(w.desk, &w.host, NULL, given, &users, &error);
}
static roster_status give_options(void* given) {
    roster_directory* directory = NULL;
    const roster_status status = roster_open(&ROSTER_STR(":memory:"), given, &directory, &error);
    roster_directory_free(directory);
    return status;
}
static roster_status give_account(void* given) {
    return roster_account_update(w.desk, &w.host, given, 0, NULL, &error);
}
static roster_status give_policy(void* given) {
    roster_account_fields fields = {ROSTER_SIZED(roster_account_fields), .policy = given};
    return roster_account_update(w.desk, &w.host, &fields, 0, NULL, &error);
}
static roster_status give_features(void* given) {
    roster_account_fields fields = {ROSTER_SIZED(roster_account_fields), .features = given};
    return roster_account_update(w.desk, &w.host, &fields, 0, NULL, &error);
}
static roster_status give_user(void* given) {
    return roster_users_update(w.desk, &w.host, &w.owner.user, given, 0, NULL, &error);
}
static roster_status give_query(void* given) {
    return roster_users_list(w.desk, &w.host, given, NULL, &users, &error);
}
static roster_organization_id organization;
static roster_status give_organization(void* given) {
    return roster_organizations_update(w.desk, &w.host, &organization, given, 0, NULL, &error);
}
static roster_group_id group;
static roster_status give_group(void* given) {
    return roster_groups_update(w.desk, &w.host, &group, given, 0, NULL, &error);
}
static roster_status give_import(void* given) {
    return roster_imports_run_file(w.desk, &w.host, &ROSTER_STR("none.csv"), given, NULL, &error);
}
static roster_status give_history(void* given) {
    return roster_history_list(w.desk, &w.host, given, NULL, &entries, &error);
}

static roster_status give_copy(void* given) {
    return roster_copy(w.directory, w.directory, roster_account_id_of(w.desk), given, NULL, &error);
}

static roster_role_id own_role;
static roster_inbox_id inbox;
static roster_team_id team;
static roster_user_id agent;
static roster_decision* decision;
static roster_status give_role(void* given) {
    return roster_roles_update(w.desk, &w.host, &own_role, given, 0, NULL, &error);
}
static roster_status give_inbox(void* given) {
    return roster_inboxes_update(w.desk, &w.host, &inbox, given, 0, NULL, &error);
}
static roster_status give_team(void* given) {
    return roster_teams_update(w.desk, &w.host, &team, given, 0, NULL, &error);
}
static roster_status give_access(void* given) {
    return roster_roles_update_access(w.desk, &w.host, &agent, given, 0, NULL, &error);
}
static roster_status give_scope(void* given) {
    return roster_roles_why(w.desk, &w.host, &agent, &ROSTER_STR("view_users"), given, NULL, &decision, &error);
}
static roster_status give_hypothesis(void* given) {
    return roster_roles_why(w.desk, &w.host, &agent, &ROSTER_STR("view_users"), NULL, given, &decision, &error);
}

/* Signing in and stepping up are refused: for an unknown address, and without a session. */
static roster_sign_in* sign_in;
static roster_status give_client(void* given) {
    return roster_sessions_sign_in_with_identity(w.desk, &ROSTER_STR("https://id.example"), &ROSTER_STR("nobody"),
                                                 given, &sign_in, &error);
}
static roster_status give_proof(void* given) {
    return roster_sessions_step_up(w.desk, &ROSTER_STR("none"), given, &sign_in, &error);
}
static roster_status give_choice(void* given) {
    return roster_sessions_revoke(w.desk, &w.host, &w.owner.user, given, NULL, &error);
}
static roster_status give_app(void* given) {
    const roster_app_id none = {{1}};
    return roster_apps_update(w.desk, &w.host, &none, given, 0, NULL, &error);
}
static roster_status give_request(void* given) {
    roster_authorization* none = NULL;
    return roster_apps_authorize(w.desk, &ROSTER_STR("none"), given, &none, &error);
}

/** The call as it is with a struct that is fine. */
static roster_status good(roster_status status) {
    roster_sign_in_free(sign_in);
    sign_in = NULL;
    roster_decision_free(decision);
    decision = NULL;
    roster_user_page_free(users);
    roster_history_page_free(entries);
    users = NULL;
    entries = NULL;
    return status;
}

typedef void (*init_function)(void* given, uint32_t struct_size);

#define INIT_OF(type) \
    static void init_##type(void* given, uint32_t struct_size) { type##_init(given, struct_size); }
INIT_OF(roster_actor)
INIT_OF(roster_page_request)
INIT_OF(roster_open_options)
INIT_OF(roster_account_fields)
INIT_OF(roster_policy)
INIT_OF(roster_features)
INIT_OF(roster_user_fields)
INIT_OF(roster_user_query)
INIT_OF(roster_organization_fields)
INIT_OF(roster_group_fields)
INIT_OF(roster_import_options)
INIT_OF(roster_history_query)
INIT_OF(roster_copy_options)
INIT_OF(roster_client)
INIT_OF(roster_second_factor)
INIT_OF(roster_session_choice)
INIT_OF(roster_app_fields)
INIT_OF(roster_authorization_request)
INIT_OF(roster_role_fields)
INIT_OF(roster_inbox_fields)
INIT_OF(roster_team_fields)
INIT_OF(roster_user_access_fields)
INIT_OF(roster_scope)
INIT_OF(roster_hypothesis)

/* `first` is the size it had in its first release: every size from there on is one that some release had. */
static void check_struct(const char* field, size_t first, size_t size, roster_status fine, init_function init,
                         roster_status (*give)(void*)) {
    /* Room for a struct from the future, and on the heap so that reading past it is seen by a sanitizer. */
    const size_t larger = size + 40;
    unsigned char* given = malloc(larger);
    uint32_t claimed;
    size_t i;
    if (given == NULL) exit(2);

    memset(given, 0xEE, larger);
    init(given, (uint32_t)size);
    memcpy(&claimed, given, sizeof claimed);
    CHECK(claimed == size && given[size] == 0xEE);
    for (i = sizeof claimed; i < size; ++i) CHECK(given[i] == 0);

    memset(given, 0, larger);
#define GIVE(bytes) (claimed = (uint32_t)(bytes), memcpy(given, &claimed, sizeof claimed), give(given))
#define WRONG(bytes) FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.struct_size", field, GIVE(bytes))
    if (give == give_actor) ((roster_actor*)(void*)given)->kind = ROSTER_ACTOR_SYSTEM;
    check_status(good(GIVE(size)), fine, NULL, NULL, __FILE__, __LINE__, field);
    /* From a later version, with nothing given that is not known here. */
    check_status(good(GIVE(larger)), fine, NULL, NULL, __FILE__, __LINE__, field);
    given[larger - 1] = 1;
    WRONG(larger);
    given[larger - 1] = 0;
    given[size] = 1;
    WRONG(larger);
    check_status(good(GIVE(size)), fine, NULL, NULL, __FILE__, __LINE__, field);
    given[size] = 0;
    WRONG(0);
    WRONG(1);
    WRONG(4);
    WRONG(first - 1);
    check_status(good(GIVE(first)), fine, NULL, NULL, __FILE__, __LINE__, field);
    /* What a freed or never initialised struct may say: not even read. */
    WRONG(UINT32_MAX);
    WRONG(0xEEEEEEEEu);
    free(given);
}

/* `last` is the last member of its first release, as in the library's ROSTER_INPUT: a member added later changes nothing
 * here. */
#define STRUCT(type, last, field, fine, give)                                                               \
    check_struct(field ".struct_size", offsetof(type, last) + sizeof(((type*)0)->last), sizeof(type), fine, \
                 init_##type, give)

static void sizes(void) {
    roster_organization* o = NULL;
    roster_group* g = NULL;
    roster_organization_fields of = {ROSTER_SIZED(roster_organization_fields), .name = ROSTER_STR("O")};
    roster_group_fields gf = {ROSTER_SIZED(roster_group_fields), .name = ROSTER_STR("G")};
    roster_role* r = NULL;
    roster_inbox* i = NULL;
    roster_team* t = NULL;
    roster_role_fields rf = {ROSTER_SIZED(roster_role_fields), .name = ROSTER_STR("R")};
    roster_inbox_fields inf = {ROSTER_SIZED(roster_inbox_fields), .name = ROSTER_STR("I")};
    roster_team_fields tf = {ROSTER_SIZED(roster_team_fields), .name = ROSTER_STR("T")};
    roster_account_fields pro = {ROSTER_SIZED(roster_account_fields), .plan = ROSTER_PLAN_PRO};
    open_world(&w);
    OK(roster_account_update(w.desk, &w.host, &pro, 0, NULL, &error));
    OK(roster_roles_add(w.desk, &w.host, &rf, &r, &error));
    OK(roster_inboxes_add(w.desk, &w.host, &inf, &i, &error));
    OK(roster_teams_add(w.desk, &w.host, &tf, &t, &error));
    own_role = roster_role_view(r)->id;
    inbox = roster_inbox_view(i)->id;
    team = roster_team_view(t)->id;
    agent = add_user(w.desk, &w.host, "Bea", "bea@acme.example", roster_role_user(), ROSTER_ONBOARDING_ACTIVE);
    roster_role_free(r);
    roster_inbox_free(i);
    roster_team_free(t);
    OK(roster_organizations_add(w.desk, &w.host, &of, &o, &error));
    OK(roster_groups_add(w.desk, &w.host, &gf, &g, &error));
    organization = roster_organization_view(o)->id;
    group = roster_group_view(g)->id;
    roster_organization_free(o);
    roster_group_free(g);
    STRUCT(roster_actor, on_behalf_of, "actor", ROSTER_OK, give_actor);
    STRUCT(roster_page_request, after, "page", ROSTER_OK, give_page);
    STRUCT(roster_open_options, destroy, "options", ROSTER_OK, give_options);
    STRUCT(roster_account_fields, seat_limit, "fields", ROSTER_OK, give_account);
    STRUCT(roster_policy, invitation_lifetime, "policy", ROSTER_OK, give_policy);
    STRUCT(roster_features, own_assignments, "features", ROSTER_OK, give_features);
    STRUCT(roster_user_fields, external_id, "fields", ROSTER_OK, give_user);
    STRUCT(roster_user_query, text, "query", ROSTER_OK, give_query);
    STRUCT(roster_organization_fields, external_id, "fields", ROSTER_OK, give_organization);
    STRUCT(roster_group_fields, description, "fields", ROSTER_OK, give_group);
    STRUCT(roster_import_options, destroy, "options", ROSTER_NOT_FOUND, give_import);
    STRUCT(roster_history_query, actor, "query", ROSTER_OK, give_history);
    STRUCT(roster_copy_options, destroy, "options", ROSTER_OK, give_copy);
    STRUCT(roster_client, known_device, "client", ROSTER_OK, give_client);
    STRUCT(roster_second_factor, recovery_code, "proof", ROSTER_UNAUTHENTICATED, give_proof);
    STRUCT(roster_session_choice, device, "which", ROSTER_OK, give_choice);
    STRUCT(roster_app_fields, scopes, "fields", ROSTER_NOT_FOUND, give_app);
    STRUCT(roster_authorization_request, code_challenge_method, "request", ROSTER_UNAUTHENTICATED, give_request);
    STRUCT(roster_role_fields, permissions, "fields", ROSTER_OK, give_role);
    STRUCT(roster_inbox_fields, external_id, "fields", ROSTER_OK, give_inbox);
    STRUCT(roster_team_fields, inboxes, "fields", ROSTER_OK, give_team);
    STRUCT(roster_user_access_fields, capacity, "fields", ROSTER_OK, give_access);
    STRUCT(roster_scope, team, "scope", ROSTER_OK, give_scope);
    STRUCT(roster_hypothesis, scopes, "what_if", ROSTER_OK, give_hypothesis);
    close_world(&w);
}

static void reserved_members_are_zero(void) {
    roster_open_options options = {ROSTER_SIZED(roster_open_options), .reserved = 1};
    roster_group_fields fields = {ROSTER_SIZED(roster_group_fields), .reserved = -1, .name = ROSTER_STR("G")};
    roster_directory* directory = NULL;
    open_world(&w);
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.value", "options.reserved",
             roster_open(&ROSTER_STR(":memory:"), &options, &directory, &error));
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.value", "fields.reserved",
             roster_groups_add(w.desk, &w.host, &fields, NULL, &error));
    CHECK(directory == NULL);
    close_world(&w);
}

static void init_functions_take_anything(void) {
    uint32_t small = 7;
    roster_actor actor;
    const roster_user_id id = {{1}};
    roster_user_fields_init(NULL, 100);
    roster_user_fields_init((roster_user_fields*)(void*)&small, 3);
    CHECK(small == 7);
    roster_user_fields_init((roster_user_fields*)(void*)&small, 4);
    CHECK(small == 4);
    roster_actor_init_user(NULL, sizeof actor, &id);
    roster_actor_init_system(NULL, sizeof actor, NULL);
    roster_actor_init_user(&actor, sizeof actor, NULL);
    CHECK(actor.kind == 0);
    roster_actor_init_user(&actor, sizeof actor, &id);
    CHECK(actor.kind == ROSTER_ACTOR_USER && actor.user.bytes[0] == 1 && actor.name.data == NULL);
    roster_actor_init_system(&actor, sizeof actor, NULL);
    CHECK(actor.kind == ROSTER_ACTOR_SYSTEM && actor.user.bytes[0] == 0 && actor.name.data == NULL);
    roster_actor_init_user((roster_actor*)(void*)&small, 4, &id);
    CHECK(small == 4);
}

static int destroyed;
static void count_destroy(void* user_data) {
    (void)user_data;
    ++destroyed;
}
static void fill_entropy(void* user_data, void* bytes, size_t size) {
    *(int*)user_data += 1;
    memset(bytes, 0x5A, size);
}

/** The host's clock and entropy are used, and given back when the store is closed or was not opened. */
static void environment(void) {
    int calls = 0;
    roster_directory* directory = NULL;
    roster_account* account = NULL;
    roster_open_options options = {ROSTER_SIZED(roster_open_options), .entropy = fill_entropy, .user_data = &calls,
                                   .destroy = count_destroy};
    roster_account_fields fields = {ROSTER_SIZED(roster_account_fields), .name = ROSTER_STR("Acme")};
    OK(roster_open(&ROSTER_STR(":memory:"), &options, &directory, &error));
    OK(roster_directory_create_account(directory, &fields, &account, &error));
    CHECK(calls > 0 && roster_account_id_of(account)->bytes[15] == 0x5A);
    roster_directory_free(directory);
    CHECK(destroyed == 0);
    roster_account_free(account);
    CHECK(destroyed == 1);
    FAILS(ROSTER_INVALID_ARGUMENT, "storage.location", roster_open(&ROSTER_STR(""), &options, &directory, &error));
    CHECK(destroyed == 2 && directory == NULL);
    FAILS(ROSTER_INVALID_ARGUMENT, "abi.null", roster_open(NULL, &options, &directory, &error));
    CHECK(destroyed == 3);
    options.create = 7;
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.value", "options.create",
             roster_open(&ROSTER_STR(":memory:"), &options, &directory, &error));
    CHECK(destroyed == 4);
}

static int64_t broken_clock(void* user_data) {
    (void)user_data;
    return INT64_MAX;
}
static void a_clock_out_of_range(void) {
    roster_directory* directory = NULL;
    roster_open_options options = {ROSTER_SIZED(roster_open_options), .clock = broken_clock};
    roster_account_fields fields = {ROSTER_SIZED(roster_account_fields), .name = ROSTER_STR("Acme")};
    OK(roster_open(&ROSTER_STR(":memory:"), &options, &directory, &error));
    FAILS(ROSTER_FAILED_PRECONDITION, "environment.clock",
          roster_directory_create_account(directory, &fields, NULL, &error));
    roster_directory_free(directory);
}

int main(void) {
    RUN(sizes);
    RUN(reserved_members_are_zero);
    RUN(init_functions_take_anything);
    RUN(environment);
    RUN(a_clock_out_of_range);
    return failures != 0;
}
