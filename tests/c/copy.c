/* Copying an account between stores, and closing a store. */
#include "support.h"

static struct world w;

/** What the progress callback is told, and tells. */
struct watch {
    int calls;
    int stop_at; /**< 0: never */
    int destroyed;
    int64_t written;
    int32_t passes;
    int verified;
};

static int32_t watch_progress(void* user_data, const roster_copy_progress_record* progress) {
    struct watch* const watch = user_data;
    CHECK(progress->struct_size == sizeof *progress && progress->kind.len > 0 && progress->records >= 0);
    watch->written = progress->written;
    watch->passes = progress->passes;
    if (progress->verifying == ROSTER_YES) watch->verified = 1;
    return ++watch->calls == watch->stop_at ? ROSTER_STOP : ROSTER_GO_ON;
}

static void destroy_watch(void* user_data) { ++((struct watch*)user_data)->destroyed; }

static roster_copy_options watched(struct watch* watch, int stop_at) {
    roster_copy_options options = ROSTER_COPY_OPTIONS_INIT;
    memset(watch, 0, sizeof *watch);
    watch->stop_at = stop_at;
    options.batch_records = 2;
    options.progress = watch_progress;
    options.user_data = watch;
    options.destroy = destroy_watch;
    return options;
}

static roster_directory* open_store(const char* otherwise) {
    roster_directory* directory = NULL;
    roster_str where;
    roster_str_init(&where, new_store(otherwise));
    OK(roster_open(&where, NULL, &directory, &error));
    return directory;
}

static roster_account_id open_source(void) {
    open_world(&w);
    add_customer(&w, "Grace", "grace@home.example");
    add_customer(&w, "Alan", "alan@home.example");
    return *roster_account_id_of(w.desk);
}

static void an_account_is_copied(void) {
    const roster_account_id id = open_source();
    roster_directory* const there = open_store(":memory:");
    roster_copied *copied = NULL, *again = NULL;
    roster_account* desk = NULL;
    roster_user* user = NULL;
    struct watch watch;
    const roster_copy_options options = watched(&watch, 0);
    OK(roster_copy(w.directory, there, &id, &options, &copied, &error));
    if (copied == NULL) exit(2);
    CHECK(watch.calls > 4 && watch.destroyed == 1 && watch.verified && watch.passes == 1);
    CHECK(roster_copied_view(copied)->records == 8); /* the account, three people, four entries */
    CHECK(roster_copied_view(copied)->written == 8 && watch.written == 8);
    CHECK(roster_copied_view(copied)->passes == 1 && roster_copied_view(copied)->digest.len == 64);

    OK(roster_directory_account(there, &id, &desk, &error));
    OK(roster_users_get_by_number(desk, &w.owner, 2, &user, &error));
    CHECK(user != NULL && IS(roster_user_view(user)->email, "grace@home.example"));
    roster_user_free(user);

    /* Again, without options: nothing is written, and the same is there. */
    OK(roster_copy(w.directory, there, &id, NULL, &again, &error));
    CHECK(roster_copied_view(again)->written == 0 && roster_copied_view(again)->passes == 0);
    CHECK(strcmp(roster_copied_view(again)->digest.data, roster_copied_view(copied)->digest.data) == 0);
    OK(roster_copy(there, w.directory, &id, NULL, NULL, &error));

    /* Either goes its own way: then they are two accounts. */
    add_customer(&w, "Late", "late@home.example");
    FAILS(ROSTER_ALREADY_EXISTS, "copy.exists", roster_copy(w.directory, there, &id, NULL, &again, &error));
    CHECK(again == NULL);
    roster_copied_free(copied);
    roster_account_free(desk);
    roster_directory_free(there);
    close_world(&w);
}

static void a_stopped_copy_goes_on(void) {
    const roster_account_id id = open_source();
    roster_directory* const there = open_store(":memory:");
    roster_account* desk = NULL;
    roster_account_page* accounts = NULL;
    roster_copied* copied = NULL;
    struct watch watch;
    roster_copy_options options = watched(&watch, 3);
    FAILS(ROSTER_CANCELLED, "copy.cancelled", roster_copy(w.directory, there, &id, &options, &copied, &error));
    CHECK(copied == NULL && watch.calls == 3 && watch.destroyed == 1);
    FAILS(ROSTER_FAILED_PRECONDITION, "accounts.incomplete", roster_directory_account(there, &id, &desk, &error));
    CHECK(desk == NULL);
    OK(roster_directory_accounts(there, NULL, &accounts, &error));
    CHECK(roster_account_page_count(accounts) == 1 &&
          roster_account_page_at(accounts, 0)->incomplete == ROSTER_YES);
    roster_account_page_free(accounts);

    options = watched(&watch, 0);
    options.finish = ROSTER_NO;
    OK(roster_copy(w.directory, there, &id, &options, NULL, &error));
    FAILS(ROSTER_FAILED_PRECONDITION, "accounts.incomplete", roster_directory_account(there, &id, &desk, &error));
    add_customer(&w, "Late", "late@home.example");
    OK(roster_copy(w.directory, there, &id, NULL, &copied, &error));
    CHECK(copied != NULL && roster_copied_view(copied)->written == 3); /* the counters, Late, the entry */
    OK(roster_directory_account(there, &id, &desk, &error));
    roster_copied_free(copied);
    roster_account_free(desk);
    roster_directory_free(there);
    close_world(&w);
}

static void bad_input(void) {
    const roster_account_id id = open_source();
    roster_directory* const there = open_store(":memory:");
    roster_account_id unknown;
    struct watch watch;
    roster_copy_options options = watched(&watch, 0);
    memset(&unknown, 7, sizeof unknown);
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.null", "from", roster_copy(NULL, there, &id, &options, NULL, &error));
    CHECK(watch.destroyed == 1);
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.null", "to", roster_copy(w.directory, NULL, &id, NULL, NULL, &error));
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.null", "account",
             roster_copy(w.directory, there, NULL, NULL, NULL, &error));
    FAILS(ROSTER_NOT_FOUND, "accounts.unknown", roster_copy(w.directory, there, &unknown, NULL, NULL, &error));
    options.batch_records = 10001;
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "copy.invalid", "batch_records",
             roster_copy(w.directory, there, &id, &options, NULL, &error));
    options = watched(&watch, 0);
    options.finish = 7;
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.value", "options.finish",
             roster_copy(w.directory, there, &id, &options, NULL, &error));
    CHECK(watch.calls == 0 && watch.destroyed == 1);
    CHECK(roster_copied_view(NULL) == NULL);
    roster_copied_free(NULL);
    roster_directory_free(there);
    close_world(&w);
}

static void a_closed_store_says_so(void) {
    const roster_account_id id = open_source();
    roster_directory* const there = open_store(":memory:");
    roster_account* desk = NULL;
    roster_text_page* faults = NULL;
    roster_user* user = NULL;
    OK(roster_directory_close(w.directory, &error));
    OK(roster_directory_close(w.directory, &error));
#define CLOSED(call) FAILS(ROSTER_FAILED_PRECONDITION, "storage.closed", call)
    CLOSED(roster_users_get(w.desk, &w.owner, &w.owner.user, &user, &error));
    CLOSED(roster_users_remove(w.desk, &w.host, &w.owner.user, &ROSTER_STR("gone"), NULL, &error));
    CLOSED(roster_directory_account(w.directory, &id, &desk, &error));
    CLOSED(roster_directory_check(w.directory, &faults, &error));
    CLOSED(roster_copy(w.directory, there, &id, NULL, NULL, &error));
    CHECK(user == NULL && desk == NULL && faults == NULL);
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.null", "directory", roster_directory_close(NULL, &error));
    roster_directory_free(there);
    close_world(&w);
}

int main(void) {
    RUN(an_account_is_copied);
    RUN(a_stopped_copy_goes_on);
    RUN(bad_input);
    RUN(a_closed_store_says_so);
    return failures != 0;
}
