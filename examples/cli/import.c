#include "import.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "errors.h"
#include "import_file.h"
#include "import_line.h"
#include "import_state.h"
#include "json.h"
#include "print.h"
#include "signals.h"
#include "tasks_rows.h"
#include "verbose.h"

/* Lines one after the other that got no answer: the rest would not either. */
enum { MOST_UNANSWERED = 3 };

static const char interrupted[] = "sdp: interrupted: the line under way is finished; a second interrupt cancels it\n";

static const char *const columns[] = {"line", "action", "id", "name", "members", "error.message", "renamed_from", NULL};
static const char *const table_columns[] = {"line", "action", "id", "name", "members", NULL};

typedef struct importing {
    const arguments *arguments;
    import_file file;
    import_state state;
    import_index index;
    task_session session;
    task_rows rows;
    int64_t counts[IMPORT_FAILED + 1];
    int64_t before; /* lines that an earlier run did */
    int64_t left;   /* lines that were not begun */
    int unanswered;
    int failed;      /* the exit status of the first line that failed, other than STATUS_USAGE where there is one */
    bool maybe_done; /* a write of some line may have happened */
    text trouble;    /* why no other line is begun; empty: nothing is wrong */
    sdp_status trouble_status;
    const char *trouble_path;
} importing;

/* A table has no column for what a record was called before. */
static sdp_json *name_of(const importing *in, const char *name, const import_result *result)
{
    text words = {0};
    text_puts(&words, name);
    if (result->old_name != NULL && in->rows.format == FORMAT_TABLE) {
        text_printf(&words, ", renamed from %s", result->old_name);
    }
    sdp_json *made = json_text(text_get(&words));
    text_free(&words);
    return made;
}

static sdp_json *row_of(const importing *in, const csv_record *line, const import_result *result)
{
    static const char *const actions[] = {"added", "changed", "unchanged", "failed"};
    sdp_json *row = json_new(SDP_JSON_OBJECT);
    const char *name = import_cell(line, in->file.name_column);
    json_put_integer(row, "line", line->line);
    json_put_text(row, "action", actions[result->action]);
    json_put(row, "id", result->id != NULL ? json_text(result->id) : json_new(SDP_JSON_NULL));
    json_put(row, "name", *name != '\0' ? name_of(in, name, result) : json_new(SDP_JSON_NULL));
    const bool is_set = result->action == IMPORT_ADDED || result->action == IMPORT_CHANGED;
    json_put(row, "members", is_set ? json_copy(result->members) : json_new(SDP_JSON_ARRAY));
    if (result->error != NULL) json_put(row, "error", json_copy(result->error));
    if (result->old_name != NULL) json_put_text(row, "renamed_from", result->old_name);
    if (in->arguments->dry_run) json_put_bool(row, "dry_run", true);
    return row;
}

static bool is_network(sdp_status status)
{
    return exit_status(status) == STATUS_NETWORK;
}

static void count(importing *to, const import_result *result)
{
    to->counts[result->action]++;
    if (result->action != IMPORT_FAILED) {
        to->unanswered = 0;
        return;
    }
    if (to->failed == STATUS_DONE || to->failed == STATUS_USAGE) to->failed = exit_status(result->status);
    if (result->maybe_done) to->maybe_done = true;
    to->unanswered = is_network(result->status) ? to->unanswered + 1 : 0;
}

/* Whether what made a line fail makes all of them fail. */
static bool is_over(const importing *of, const import_result *last)
{
    if (last->action != IMPORT_FAILED) return false;
    const int status = exit_status(last->status);
    const bool is_login = status == STATUS_LOGIN && last->status != SDP_E_FORBIDDEN;
    return is_login || status == STATUS_QUOTA || of->unanswered >= MOST_UNANSWERED;
}

/* Ends the run by what was complained of while errors were silent: it is told behind the summary, as the last line of
   stderr. What came first counts. */
static void end_by(importing *in, sdp_status status, const char *path)
{
    if (in->trouble.size > 0) return;
    const bool was_told = *errors_untold() != '\0';
    text_puts(&in->trouble, was_told ? errors_untold() : "nobody reads standard output any more");
    in->trouble_status = status;
    in->trouble_path = path;
}

static bool wrote(const importing *in, const import_result *result)
{
    return !in->arguments->dry_run && (result->action == IMPORT_ADDED || result->action == IMPORT_CHANGED);
}

/* Notes what was done, and prints it. What was written and cannot be noted or told is done all the same. */
static void keep(importing *in, const csv_record *line, uint64_t print, const import_result *result)
{
    int noted = STATUS_DONE;
    errors_silence(true);
    if (result->action != IMPORT_FAILED) noted = import_state_note(&in->state, print, result->id);
    if (noted != STATUS_DONE) end_by(in, SDP_E_FILE, "--checkpoint");
    if (task_rows_add(&in->rows, row_of(in, line, result)) != STATUS_DONE) end_by(in, SDP_E_ANSWER, "stdout");
    errors_silence(false);
    if (in->trouble.size > 0 && wrote(in, result)) in->maybe_done = true;
}

/* Does a line, and tells of it. Returns whether others may be begun. */
static bool do_line(importing *in, const csv_record *line)
{
    import_result result;
    const uint64_t print = import_fingerprint(&in->file, line);
    if (import_state_has(&in->state, print)) {
        in->before++;
        return true;
    }
    import_line_do(&in->file, line, &in->session, &in->index, &result);
    count(in, &result);
    keep(in, line, print, &result);
    const bool ended = in->trouble.size > 0 || is_over(in, &result);
    /* A table has no room for what went wrong. */
    if (result.error != NULL && in->rows.format == FORMAT_TABLE) {
        const char *message = sdp_json_text(sdp_json_member(result.error, "message"));
        (void)complain(result.status, "FILE", "line %" PRId64 ": %s", line->line, message != NULL ? message : "?");
    }
    import_result_free(&result);
    return !ended;
}

static void do_lines(importing *in)
{
    size_t next = 1;
    bool goes_on = true;
    while (next < in->file.csv.count && goes_on && !signals_interrupted()) {
        goes_on = do_line(in, &in->file.csv.records[next++]);
    }
    in->left = (int64_t)(in->file.csv.count - next);
}

static void tell_summary(const importing *of)
{
    text words = {0};
    text_printf(&words, "%s%" PRId64 " added, %" PRId64 " changed, %" PRId64 " unchanged, %" PRId64 " failed",
                of->arguments->dry_run ? "dry run, nothing was written: " : "", of->counts[IMPORT_ADDED],
                of->counts[IMPORT_CHANGED], of->counts[IMPORT_UNCHANGED], of->counts[IMPORT_FAILED]);
    if (of->before > 0) text_printf(&words, ", %" PRId64 " done by a run before", of->before);
    if (of->left > 0) text_printf(&words, ", %" PRId64 " not begun: the same command does them", of->left);
    verbose_note("%s", text_get(&words));
    text_free(&words);
}

/* A table and an array are printed at the end: what was written is done, told or not. */
static void end_rows(importing *in)
{
    errors_silence(true);
    const int status = task_rows_end(&in->rows);
    if (status != STATUS_DONE) end_by(in, SDP_E_ANSWER, "stdout");
    errors_silence(false);
    const bool any = in->counts[IMPORT_ADDED] + in->counts[IMPORT_CHANGED] > 0 && !in->arguments->dry_run;
    const bool held_back = in->rows.format == FORMAT_TABLE || in->rows.format == FORMAT_JSON;
    if (status != STATUS_DONE && any && held_back) in->maybe_done = true;
}

static int tell_trouble(const importing *in)
{
    if (in->trouble.size == 0) return STATUS_DONE;
    const sdp_status cause = in->trouble_status;
    return complain_after_call(NULL, in->maybe_done ? SDP_E_MAYBE_DONE : cause, cause, in->trouble_path,
                               text_get(&in->trouble));
}

static int run(importing *in)
{
    import_index_make(&in->index, &in->file, &in->state, &in->session);
    do_lines(in);
    end_rows(in);
    tell_summary(in);
    const int status = tell_trouble(in);
    if (in->maybe_done) return STATUS_MAYBE_DONE;
    /* A signal that came with the last line stopped nothing. */
    if (signals_interrupted() && (in->left > 0 || in->failed != STATUS_DONE)) return STATUS_INTERRUPTED;
    /* What a line is wrong in by itself counts least. */
    const bool is_own_fault = in->failed == STATUS_DONE || in->failed == STATUS_USAGE;
    return is_own_fault && status != STATUS_DONE ? status : in->failed;
}

static int prepare(importing *in)
{
    /* Before anything else watches for signals. */
    (void)signals_stop_then_cancel(quiet() ? NULL : interrupted);
    int status = task_open(&in->session, in->arguments, in->arguments->words.items[0]);
    if (status != STATUS_DONE) return status;
    status = import_file_check(&in->file, &in->session);
    if (status != STATUS_DONE || in->arguments->dry_run) return status;
    return import_state_open(&in->state, in->arguments, &in->file, in->session.login.config.base_url);
}

int import_records(const arguments *from)
{
    importing all = {.arguments = from, .state = {.descriptor = -1}};
    if (from->words.count != 3 || *from->words.items[2] == '\0') {
        return complain(SDP_E_ARGUMENT, "FILE", "%s import takes one file of CSV, or - for standard input",
                        from->words.items[0]);
    }
    int status = task_rows_start(&all.rows, from);
    if (status == STATUS_DONE && from->output == FORMAT_DEFAULT && all.rows.format == FORMAT_JSON) {
        all.rows.format = FORMAT_JSONL; /* as the lines come */
    }
    if (status == STATUS_DONE) status = task_rows_columns(&all.rows, from, columns, table_columns);
    if (status == STATUS_DONE) status = import_file_read(&all.file, from);
    if (status == STATUS_DONE) {
        status = prepare(&all);
        if (status == STATUS_DONE) status = run(&all);
        const bool all_done = status == STATUS_DONE && all.left == 0 && !from->dry_run;
        import_state_close(&all.state, all_done);
        import_index_free(&all.index);
        task_close(&all.session);
    }
    task_rows_free(&all.rows);
    import_file_free(&all.file);
    text_free(&all.trouble);
    return status;
}
