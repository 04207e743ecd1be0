/* Imports (BX-15): from a callback and from a file, with faults, progress, interruption. */
#include "support.h"

static struct world w;

/** A source in memory that gives a few bytes at a time. */
struct source {
    const char* text;
    size_t at, fail_at;
    int destroyed;
};
static int64_t read_source(void* user_data, char* buffer, size_t size) {
    struct source* s = user_data;
    size_t left = strlen(s->text) - s->at, part = left < 7 ? left : 7;
    if (s->fail_at != 0 && s->at >= s->fail_at) return -1;
    if (part > size) part = size;
    memcpy(buffer, s->text + s->at, part);
    s->at += part;
    return (int64_t)part;
}
static void destroy_source(void* user_data) { ++((struct source*)user_data)->destroyed; }

/** What the callbacks were told. */
struct told {
    int batches, faults, stop_after, destroyed;
    int64_t rows, last_line;
};
static int32_t on_progress(void* user_data, const roster_import_progress_record* progress) {
    struct told* told = user_data;
    CHECK(progress->struct_size == sizeof *progress && progress->position > 0);
    told->rows = progress->rows;
    return ++told->batches == told->stop_after ? ROSTER_STOP : ROSTER_GO_ON;
}
static void on_fault(void* user_data, const roster_import_fault_record* fault) {
    struct told* told = user_data;
    CHECK(fault->struct_size == sizeof *fault && fault->reason.len > 0 && fault->message.len > 0);
    ++told->faults;
    told->last_line = fault->line;
}
static void destroy_told(void* user_data) { ++((struct told*)user_data)->destroyed; }

static const char people[] =
    "\xEF\xBB\xBF"
    "E-Mail,first_name,organization,labels,Note\r\n"
    "bob@b.example,Bob,Acme,vip;beta,\"line one\r\nline two\"\r\n"
    "not an address,Eve,,,\r\n"
    "bob@B.example,Bobby,,,\r\n"
    "carl@b.example,Carl,Acme,,\r\n";

static const roster_import_column columns[] = {{{"E-Mail", 6}, {"email", 5}}, {{"Note", 4}, {"", 0}}};
static const roster_import_column_list column_list = {columns, 2};

static roster_import_options options_for(struct told* told) {
    roster_import_options options = {ROSTER_SIZED(roster_import_options),
                                     .key = ROSTER_STR("people"),
                                     .columns = &column_list,
                                     .batch_rows = 2,
                                     .progress = on_progress,
                                     .fault = on_fault,
                                     .user_data = told,
                                     .destroy = destroy_told};
    return options;
}

static void BX_15_every_bad_row_by_line_and_reason(void) {
    struct source source = {people, 0, 0, 0};
    struct told told = {0, 0, 0, 0, 0, 0};
    roster_import_options options = options_for(&told);
    roster_import* import = NULL;
    const roster_import_record* r;
    roster_import_fault_page* faults = NULL;
    roster_page_request one = {ROSTER_SIZED(roster_page_request), .limit = 1};
    roster_user* bob = NULL;
    open_world(&w);
    OK(roster_imports_run(w.desk, &w.owner, read_source, &source, destroy_source, &options, &import, &error));
    CHECK(source.destroyed == 1 && told.destroyed == 1);
    r = roster_import_view(import);
    CHECK(r->struct_size == sizeof *r && r->format == ROSTER_IMPORT_FORMAT_CSV);
    CHECK(r->status == ROSTER_IMPORT_STATUS_FINISHED && IS(r->key, "people"));
    CHECK(r->rows == 4 && r->added == 2 && r->failed == 2 && r->position == (int64_t)strlen(people));
    CHECK(r->fingerprint.len > 0 && r->started_at == START);
    CHECK(told.batches >= 2 && told.rows == 4 && told.faults == 2 && told.last_line == 5);
    OK(roster_imports_faults(w.desk, &w.owner, &r->id, &one, &faults, &error));
    CHECK(roster_import_fault_page_count(faults) == 1 && roster_import_fault_page_next(faults) != NULL);
    CHECK(roster_import_fault_page_at(faults, 0)->line == 4 &&
          IS(roster_import_fault_page_at(faults, 0)->field, "email"));
    CHECK(roster_import_fault_page_at(faults, 1) == NULL);
    roster_import_fault_page_free(faults);
    OK(roster_imports_faults(w.desk, &w.owner, &r->id, NULL, &faults, &error));
    CHECK(roster_import_fault_page_count(faults) == 2);
    CHECK(IS(roster_import_fault_page_at(faults, 1)->reason, "taken"));
    roster_import_fault_page_free(faults);
    roster_import_free(import);
    OK(roster_users_get_by_email(w.desk, &w.owner, &ROSTER_STR("bob@b.example"), &bob, &error));
    CHECK(roster_user_view(bob)->kind == ROSTER_USER_KIND_CUSTOMER && roster_user_view(bob)->labels.count == 2);
    roster_user_free(bob);
    close_world(&w);
}

static void BX_15_other_delimiters(void) {
    struct source source = {"email;last_name\na@b.example;Doe, Jane\n", 0, 0, 0};
    roster_import_options options = {ROSTER_SIZED(roster_import_options), .key = ROSTER_STR("semicolons"),
                                     .delimiter = ROSTER_STR(";")};
    roster_user* jane = NULL;
    open_world(&w);
    OK(roster_imports_run(w.desk, &w.host, read_source, &source, NULL, &options, NULL, &error));
    OK(roster_users_get_by_email(w.desk, &w.host, &ROSTER_STR("a@b.example"), &jane, &error));
    CHECK(IS(roster_user_view(jane)->last_name, "Doe, Jane"));
    roster_user_free(jane);
    options.key = ROSTER_STR("wrong");
    options.delimiter = ROSTER_STR("::");
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "imports.delimiter", "delimiter",
             roster_imports_run(w.desk, &w.host, read_source, &source, NULL, &options, NULL, &error));
    close_world(&w);
}

static void BX_15_resumed_after_interruption(void) {
    struct source source = {people, 0, 0, 0};
    struct told told = {0, 0, 1, 0, 0, 0};
    roster_import_options options = options_for(&told);
    roster_import* import = NULL;
    open_world(&w);
    OK(roster_imports_find(w.desk, &w.owner, &ROSTER_STR("people"), &import, &error));
    CHECK(import == NULL);
    FAILS(ROSTER_CANCELLED, "imports.cancelled",
          roster_imports_run(w.desk, &w.owner, read_source, &source, destroy_source, &options, &import, &error));
    CHECK(import == NULL && source.destroyed == 1 && told.destroyed == 1);
    OK(roster_imports_find(w.desk, &w.owner, &ROSTER_STR("people"), &import, &error));
    CHECK(roster_import_view(import)->status == ROSTER_IMPORT_STATUS_RUNNING &&
          roster_import_view(import)->rows == 2);
    roster_import_free(import);
    source.at = 0;
    told.stop_after = 0;
    OK(roster_imports_run(w.desk, &w.owner, read_source, &source, NULL, &options, &import, &error));
    CHECK(roster_import_view(import)->rows == 4 && roster_import_view(import)->added == 2);
    roster_import_free(import);
    /* Finished: nothing is done, its result comes back. */
    source.at = 0;
    told.batches = 0;
    OK(roster_imports_run(w.desk, &w.owner, read_source, &source, NULL, &options, &import, &error));
    CHECK(roster_import_view(import)->added == 2 && told.batches == 0);
    roster_import_free(import);
    source.text = "email\nother@x.example\n";
    source.at = 0;
    FAILS(ROSTER_INVALID_ARGUMENT, "imports.other_source",
          roster_imports_run(w.desk, &w.owner, read_source, &source, NULL, &options, NULL, &error));
    close_world(&w);
}

static int64_t too_much(void* user_data, char* buffer, size_t size) {
    (void)user_data, (void)buffer;
    return (int64_t)size + 1;
}

static void sources_that_fail(void) {
    struct source source = {people, 0, 60, 0};
    struct told told = {0, 0, 0, 0, 0, 0};
    roster_import_options options = options_for(&told);
    open_world(&w);
    FAILS(ROSTER_CANCELLED, "abi.source",
          roster_imports_run(w.desk, &w.owner, read_source, &source, destroy_source, &options, NULL, &error));
    CHECK(source.destroyed == 1 && told.destroyed == 1);
    FAILS(ROSTER_INVALID_ARGUMENT, "abi.source",
          roster_imports_run(w.desk, &w.owner, too_much, NULL, NULL, &options, NULL, &error));
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.null", "source",
             roster_imports_run(w.desk, &w.owner, NULL, &source, destroy_source, &options, NULL, &error));
    CHECK(source.destroyed == 2 && told.destroyed == 3);
    FAILS(ROSTER_NOT_FOUND, "imports.no_file",
          roster_imports_run_file(w.desk, &w.owner, &ROSTER_STR("no such file.csv"), &options, NULL, &error));
    FAILS(ROSTER_NOT_FOUND, "imports.no_file",
          roster_imports_run_file(w.desk, &w.owner, &ROSTER_STR("."), &options, NULL, &error));
    close_world(&w);
}

static void json_lines_from_a_file(void) {
    static const char text[] =
        "{\"email\":\"jo@j.example\",\"first_name\":\"Jo\",\"labels\":[\"a\",\"b\"]}\n"
        "{\"email\":\"ka@j.example\",\"kind\":\"staff\",\"role\":\"user\"}\n";
    FILE* file = fopen("people.jsonl", "wb");
    roster_import* import = NULL;
    roster_import_options options = {ROSTER_SIZED(roster_import_options), .key = ROSTER_STR("json"),
                                     .format = ROSTER_IMPORT_FORMAT_JSON_LINES};
    CHECK(file != NULL && fwrite(text, 1, sizeof text - 1, file) == sizeof text - 1 && fclose(file) == 0);
    open_world(&w);
    OK(roster_imports_run_file(w.desk, &w.owner, &ROSTER_STR("people.jsonl"), &options, &import, &error));
    CHECK(import != NULL && roster_import_view(import)->added == 2 && roster_import_view(import)->failed == 0);
    roster_import_free(import);
    close_world(&w);
}

static void bad_options(void) {
    struct source source = {people, 0, 0, 0};
    struct told told = {0, 0, 0, 0, 0, 0};
    roster_import_options options = options_for(&told);
    const roster_import_column twice[] = {
        {{"a", 1}, {"email", 5}}, {{"a", 1}, {"phone", 5}}, {{NULL, 0}, {"x", 1}}};
    roster_import_column_list list = {twice, 2};
#define RUN_IMPORT roster_imports_run(w.desk, &w.owner, read_source, &source, NULL, &options, NULL, &error)
    open_world(&w);
    options.format = 9;
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.value", "format", RUN_IMPORT);
    options.format = 0;
    options.onboarding = -1;
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.value", "onboarding", RUN_IMPORT);
    options.onboarding = 0;
    options.columns = &list;
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.value", "columns[1].column", RUN_IMPORT);
    list.count = 3;
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "abi.null", "columns[2].column", RUN_IMPORT);
    options.columns = NULL;
    options.batch_rows = -1;
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "imports.invalid", "batch_rows", RUN_IMPORT);
    options.batch_rows = 10001;
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "imports.invalid", "batch_rows", RUN_IMPORT);
    options.batch_rows = 0;
    options.key = ROSTER_STR("");
    FAILS_ON(ROSTER_INVALID_ARGUMENT, "imports.invalid", "key", RUN_IMPORT);
    CHECK(source.at == 0);
    close_world(&w);
}

int main(void) {
    RUN(BX_15_every_bad_row_by_line_and_reason);
    RUN(BX_15_other_delimiters);
    RUN(BX_15_resumed_after_interruption);
    RUN(sources_that_fail);
    RUN(json_lines_from_a_file);
    RUN(bad_options);
    return failures != 0;
}
