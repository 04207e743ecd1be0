/* A host in C11: the macros and initialisers of the headers, as C11 has them. */
#include <roster.h>

#include <stdio.h>

_Static_assert(sizeof(roster_str) == sizeof(void*) + sizeof(size_t), "no padding in roster_str");
_Static_assert(sizeof(roster_user_id) == 16 && _Alignof(roster_user_id) == 1, "ids are 16 bytes");
_Static_assert(_Generic((roster_user_id*)0, roster_account_id*: 0, default: 1),
               "ids of different kinds do not mix");

int main(void) {
    roster_error* error = NULL;
    roster_directory* directory = NULL;
    roster_account* account = NULL;
    roster_user* user = NULL;
    roster_account_fields acme = ROSTER_ACCOUNT_FIELDS_INIT;
    roster_user_fields fields = {ROSTER_SIZED(roster_user_fields), .email = ROSTER_STR("ada@acme.example"),
                                 .role = roster_role_owner()};
    const roster_actor host = ROSTER_ACTOR_INIT_SYSTEM("host");
    acme.name = ROSTER_STR("Acme");
    if (roster_open(&ROSTER_STR(":memory:"), NULL, &directory, &error) != ROSTER_OK ||
        roster_directory_create_account(directory, &acme, &account, &error) != ROSTER_OK ||
        roster_users_add(account, &host, &fields, ROSTER_ONBOARDING_ACTIVE, &user, &error) != ROSTER_OK) {
        fprintf(stderr, "%s\n", roster_error_message(error));
        roster_error_free(error);
        return 1;
    }
    const roster_actor owner = ROSTER_ACTOR_INIT_USER(roster_user_view(user)->id);
    const roster_status status = roster_users_seats(account, &owner, NULL, NULL, NULL);
    roster_user_free(user);
    roster_account_free(account);
    roster_directory_free(directory);
    return status == ROSTER_OK ? 0 : 1;
}
