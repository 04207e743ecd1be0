/* Files that are no stores, stores that cannot be written, stores that are damaged: a clear error each. */
#include "support.h"

#include <sys/stat.h>
#include <unistd.h>

static struct world w;
static roster_directory* directory;

static void write_file(const char* path, const void* bytes, size_t size) {
    FILE* file = fopen(path, "wb");
    CHECK(file != NULL && fwrite(bytes, 1, size, file) == size && fclose(file) == 0);
}

static void a_store_is_kept(void) {
    roster_account_id id;
    roster_account* desk = NULL;
    roster_user* user = NULL;
    roster_open_options existing = {ROSTER_SIZED(roster_open_options), .create = ROSTER_NO};
    open_world_at(&w, "kept.db");
    id = *roster_account_id_of(w.desk);
    close_world(&w);
    OK(roster_open(&ROSTER_STR("kept.db"), &existing, &directory, &error));
    OK(roster_directory_account(directory, &id, &desk, &error));
    OK(roster_users_get_by_number(desk, &w.owner, 1, &user, &error));
    CHECK(user != NULL && IS(roster_user_view(user)->first_name, "Ada"));
    roster_user_free(user);
    roster_account_free(desk);
    roster_directory_free(directory);
}

static void no_stores(void) {
    static const char text[] =
        "This is a letter, and not a store. It is long enough to have a header's length, too."
        "0123456789012345678901234567890123456789";
    roster_open_options existing = {ROSTER_SIZED(roster_open_options), .create = ROSTER_NO};
    CHECK(mkdir("folder.db", 0755) == 0);
    write_file("letter.db", text, sizeof text);
    FAILS(ROSTER_FAILED_PRECONDITION, "storage.not_a_store",
          roster_open(&ROSTER_STR("letter.db"), NULL, &directory, &error));
    FAILS(ROSTER_FAILED_PRECONDITION, "storage.not_a_store",
          roster_open(&ROSTER_STR("folder.db"), NULL, &directory, &error));
    CHECK(roster_open(&ROSTER_STR("none.db"), &existing, &directory, NULL) != ROSTER_OK);
    CHECK(access("none.db", F_OK) != 0);
    CHECK(roster_open(&ROSTER_STR("no/such/folder/a.db"), NULL, &directory, NULL) != ROSTER_OK);
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "storage.location", "location",
             roster_open(&ROSTER_STR(""), NULL, &directory, &error));
    FAILS(ROSTER_INVALID_ARGUMENT, "storage.location", roster_open(&ROSTER_STR("a\0b"), NULL, &directory, &error));
    FAILS(ROSTER_INVALID_ARGUMENT, "storage.location",
          roster_open(&ROSTER_STR("mysql://localhost/desk"), NULL, &directory, &error));
    CHECK(directory == NULL);
}

static void read_only(void) {
    roster_account_id id;
    roster_account* desk = NULL;
    roster_user* user = NULL;
    roster_user_fields change = {ROSTER_SIZED(roster_user_fields), .job_title = ROSTER_STR("x")};
    roster_open_options options = {ROSTER_SIZED(roster_open_options), .read_only = ROSTER_YES};
    open_world_at(&w, "read_only.db");
    id = *roster_account_id_of(w.desk);
    close_world(&w);
    OK(roster_open(&ROSTER_STR("read_only.db"), &options, &directory, &error));
    OK(roster_directory_account(directory, &id, &desk, &error));
    OK(roster_users_get(desk, &w.owner, &w.owner.user, &user, &error));
    roster_user_free(user);
    FAILS(ROSTER_FAILED_PRECONDITION, "storage.read_only",
          roster_users_update(desk, &w.owner, &w.owner.user, &change, 0, &user, &error));
    CHECK(user == NULL);
    roster_account_free(desk);
    roster_directory_free(directory);
}

/** What a standby is good for, tests/storage shows; here, that the option arrives. */
static void standbys(void) {
    roster_open_options lacks = {ROSTER_SIZED(roster_open_options), .standby = ROSTER_STR("postgresql:///desk")};
    roster_open_options whose = {ROSTER_SIZED(roster_open_options), .standby = ROSTER_STR("postgresql:///desk"),
                                 .max_staleness = 2000000};
    roster_open_options stale = {ROSTER_SIZED(roster_open_options), .max_staleness = 2000000};
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "storage.standby", "max_staleness",
             roster_open(&ROSTER_STR("postgresql:///desk?host=/nowhere"), &lacks, &directory, &error));
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "storage.standby", "standby",
             roster_open(&ROSTER_STR(":memory:"), &whose, &directory, &error));
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "storage.standby", "max_staleness",
             roster_open(&ROSTER_STR(":memory:"), &stale, &directory, &error));
    CHECK(roster_open(&ROSTER_STR("postgresql:///desk?host=/nowhere"), &whose, &directory, NULL) != ROSTER_OK);
    CHECK(directory == NULL);
}

static void check_and_backup(void) {
    roster_text_page* faults = NULL;
    roster_directory* copy = NULL;
    roster_account_page* accounts = NULL;
    open_world_at(&w, "original.db");
    OK(roster_directory_check(w.directory, &faults, &error));
    CHECK(faults != NULL && roster_text_page_count(faults) == 0);
    roster_text_page_free(faults);
    OK(roster_directory_backup(w.directory, &ROSTER_STR("copy.db"), &error));
    FAILS(ROSTER_FAILED_PRECONDITION, "storage.exists",
          roster_directory_backup(w.directory, &ROSTER_STR("copy.db"), &error));
    close_world(&w);
    OK(roster_open(&ROSTER_STR("copy.db"), NULL, &copy, &error));
    OK(roster_directory_accounts(copy, NULL, &accounts, &error));
    CHECK(roster_account_page_count(accounts) == 1 && IS(roster_account_page_at(accounts, 0)->name, "Acme"));
    roster_account_page_free(accounts);
    roster_directory_free(copy);
}

int main(void) {
    RUN(a_store_is_kept);
    RUN(no_stores);
    RUN(read_only);
    RUN(standbys);
    RUN(check_and_backup);
    return failures != 0;
}
