/* One directory and one account used by many threads at once, each freeing its own results. */
#include "support.h"

#include <pthread.h>

enum { threads = 4, each = 25 };
static struct world w;
static int bad[threads];

static void* work(void* argument) {
    const int thread = *(const int*)argument;
    char email[48];
    int i;
    for (i = 0; i < each; ++i) {
        roster_error* e = NULL;
        roster_user *user = NULL, *again = NULL;
        roster_user_fields fields = {ROSTER_SIZED(roster_user_fields), .kind = ROSTER_USER_KIND_CUSTOMER};
        snprintf(email, sizeof email, "t%d-%d@x.example", thread, i);
        roster_str_init(&fields.email, email);
        if (roster_users_add(w.desk, &w.owner, &fields, 0, &user, &e) != ROSTER_OK) ++bad[thread];
        else if (roster_users_get(w.desk, &w.owner, &roster_user_view(user)->id, &again, &e) != ROSTER_OK)
            ++bad[thread];
        else if (!IS(roster_user_view(again)->email, email)) ++bad[thread];
        roster_error_free(e);
        e = NULL;
        if (roster_users_add(w.desk, &w.owner, &fields, 0, NULL, &e) != ROSTER_ALREADY_EXISTS) ++bad[thread];
        if (strcmp(roster_error_reason(e), "users.taken") != 0) ++bad[thread];
        roster_error_free(e);
        roster_user_free(user);
        roster_user_free(again);
    }
    return NULL;
}

int main(void) {
    pthread_t running[threads];
    int numbers[threads], i;
    roster_user_page* page = NULL;
    roster_page_request request = {ROSTER_SIZED(roster_page_request), .limit = 1000};
    open_world_at(&w, new_store("threads.db"));
    for (i = 0; i < threads; ++i) {
        numbers[i] = i;
        CHECK(pthread_create(&running[i], NULL, work, &numbers[i]) == 0);
    }
    for (i = 0; i < threads; ++i) CHECK(pthread_join(running[i], NULL) == 0 && bad[i] == 0);
    OK(roster_users_list(w.desk, &w.owner, NULL, &request, &page, &error));
    CHECK(roster_user_page_count(page) == 1 + threads * each);
    roster_user_page_free(page);
    close_world(&w);
    return failures != 0;
}
