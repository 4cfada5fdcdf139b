#include "import_line.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "errors.h"
#include "import_names.h"
#include "json.h"

/* What is known while a line is done. */
typedef struct doing {
    const import_file *of;
    const csv_record *line;
    task_session *with;
    bool is_dry_run;
    import_index *index;
    import_result *result;
} doing;

static void set_error(import_result *to, sdp_status status, const char *json)
{
    to->action = IMPORT_FAILED;
    to->status = status;
    sdp_json_free(to->error);
    to->error = NULL;
    (void)sdp_json_parse(json, strlen(json), NULL, &to->error);
}

static void fail_with(import_result *to, sdp_status status, const char *path, const char *message)
{
    char *json = error_as_json(status, path, message);
    set_error(to, status, json);
    sdp_text_free(json);
}

static void fail(const doing *d)
{
    const sdp_error *error = sdp_last_error(d->with->client);
    char *json = error_in_shell_words(NULL, error);
    if (sdp_error_maybe_done(error)) d->result->maybe_done = true;
    set_error(d->result, sdp_error_status(error), json);
    sdp_text_free(json);
}

static void set_id(import_result *to, const sdp_json *record)
{
    const char *id = sdp_json_text(sdp_json_member(record, "id"));
    free(to->id);
    to->id = id != NULL ? copy_part(id, strlen(id)) : NULL;
}

/* Records that a line may mean by its name. */
typedef struct candidates {
    const char *name;
    sdp_json *exact; /* the first of that very name */
    text ids;        /* of all, those too that only differ in case or blanks at the ends */
    size_t count;
} candidates;

static int see(void *data, sdp_json *row)
{
    candidates *to = data;
    const char *name = sdp_json_text(sdp_json_member(row, "name"));
    const char *id = sdp_json_text(sdp_json_member(row, "id"));
    if (name == NULL || !import_similar(name, to->name)) {
        sdp_json_free(row);
        return STATUS_DONE;
    }
    if (to->count++ < 8) text_printf(&to->ids, "%s%s", to->ids.size > 0 ? ", " : "", id != NULL ? id : "?");
    if (to->exact == NULL && strcmp(name, to->name) == 0) {
        to->exact = row;
    } else {
        sdp_json_free(row);
    }
    return STATUS_DONE;
}

/* Finds by the name. NULL with no error where there is none, and with one where that is not known. */
static sdp_json *find_by_name(const doing *d)
{
    candidates all = {.name = import_cell(d->line, d->of->name_column)};
    sdp_json *criterion = json_new(SDP_JSON_OBJECT);
    sdp_status ended;
    json_put_text(criterion, "field", "name");
    json_put_text(criterion, "condition", "is");
    json_put_text(criterion, "value", all.name);
    (void)task_try_walk(d->with, d->of->noun, task_list_info(criterion), see, &all, &ended); /* `see` stops nothing */
    if (ended != SDP_END) {
        fail(d);
        sdp_json_free(all.exact);
        all.exact = NULL;
    } else if (all.count > 1 || (all.count == 1 && all.exact == NULL)) {
        text message = {0};
        text_printf(&message, "%s by that name, or one that differs in case or blanks alone: %s; give the id",
                    all.count > 1 ? "there are several records" : "there is a record", text_get(&all.ids));
        fail_with(d->result, SDP_E_AMBIGUOUS, "name", text_get(&message));
        text_free(&message);
        sdp_json_free(all.exact);
        all.exact = NULL;
    }
    text_free(&all.ids);
    return all.exact;
}

static sdp_json *get(const doing *d, const char *id)
{
    sdp_status status;
    sdp_json *record = task_call(d->with, d->of->noun, "get", id, NULL, 0, &status);
    if (record == NULL) fail(d);
    return record;
}

/* Whether the record has all members that the line sets, be they null: a list need not give them. */
static bool is_whole(const doing *d, const sdp_json *record)
{
    const import_file *of = d->of;
    for (size_t i = 0; i < of->column_count; i++) {
        if (*import_cell(d->line, i) == '\0') continue;
        char *first = copy_part(of->columns[i].path, strcspn(of->columns[i].path, "."));
        const bool known = sdp_json_member(record, first) != NULL;
        free(first);
        if (!known) return false;
    }
    return true;
}

static sdp_json *find(const doing *d)
{
    const char *id = import_cell(d->line, d->of->id_column);
    if (*id != '\0') return get(d, id);
    sdp_json *row = find_by_name(d);
    if (row == NULL || is_whole(d, row)) return row;
    const char *found = sdp_json_text(sdp_json_member(row, "id"));
    sdp_json *whole = found != NULL ? get(d, found) : NULL;
    if (found == NULL) fail_with(d->result, SDP_E_ANSWER, "id", "the record has no id");
    sdp_json_free(row);
    return whole;
}

/* Whether the record has become what the line says; what cannot be read has not. */
static bool is_settled(const doing *d, const char *id)
{
    sdp_status status;
    sdp_json *record = task_call(d->with, d->of->noun, "get", id, NULL, 0, &status);
    sdp_json *left = record != NULL ? import_input(d->of, d->line, record, false, NULL) : NULL;
    const bool settled = left != NULL && sdp_json_count(left) == 0;
    sdp_json_free(record);
    sdp_json_free(left);
    return settled;
}

static void set_changed(const doing *d)
{
    d->result->action = IMPORT_CHANGED;
    sdp_json_free(d->result->error);
    d->result->error = NULL;
    d->result->maybe_done = false;
}

/* An edit sets values, so that one which may have happened can be made again. What the second try fails of says nothing
   about the first, whose error it is then. */
static void edit(const doing *d, const sdp_json *input)
{
    sdp_status status = SDP_OK;
    const char *id = d->result->id;
    if (!d->is_dry_run) must_have_or_maybe_done();
    for (int tries = 0; tries < 2; tries++) {
        d->with->options.dry_run = d->is_dry_run;
        sdp_json_free(task_call(d->with, d->of->noun, "edit", id, input, 0, &status));
        d->with->options.dry_run = 0;
        if (status == SDP_OK || status == SDP_DRY_RUN) {
            set_changed(d);
            return;
        }
        if (tries == 0) fail(d);
        if (!sdp_error_maybe_done(sdp_last_error(d->with->client))) return;
        if (!is_settled(d, id)) continue;
        set_changed(d);
        return;
    }
}

/* A line that goes by its name may mean the record of another line: each would undo what the other did. Returns whether
   it does, having told. */
static bool is_of_another(const doing *d)
{
    const char *id = d->result->id;
    const bool by_name = *import_cell(d->line, d->of->id_column) == '\0';
    const csv_record *other = by_name && id != NULL ? import_line_of_id(d->of, id) : NULL;
    if (other == NULL) return false;
    text message = {0};
    text_printf(&message, "the record of that name is %s, which line %" PRId64 " means by its id", id, other->line);
    fail_with(d->result, SDP_E_VALUE, "name", text_get(&message));
    text_free(&message);
    return true;
}

/* Whether the record has something that the line's cells cannot be made, having told. */
static bool is_refused(const doing *d, const sdp_json *record)
{
    const char *path;
    text message = {0};
    const char *problem = import_refusal(d->of, d->line, record, &path);
    if (problem == NULL) return false;
    text_printf(&message, "%.100s: %s", path, problem);
    fail_with(d->result, SDP_E_VALUE, path, text_get(&message));
    text_free(&message);
    return true;
}

/* A record that its id names gets the line's name. */
static void note_old_name(const doing *d, const sdp_json *input, const sdp_json *record)
{
    const char *old_name = sdp_json_text(sdp_json_member(record, "name"));
    if (old_name == NULL || sdp_json_member(input, "name") == NULL) return;
    free(d->result->old_name);
    d->result->old_name = copy_part(old_name, strlen(old_name));
}

static void change(const doing *d, const sdp_json *record)
{
    set_id(d->result, record);
    if (is_of_another(d) || is_refused(d, record)) return;
    sdp_json *input = import_input(d->of, d->line, record, false, d->result->members);
    d->result->action = IMPORT_UNCHANGED;
    if (sdp_json_count(input) > 0) {
        if (!d->is_dry_run) import_index_spoil(d->index, sdp_json_text(sdp_json_member(record, "name")));
        edit(d, input);
        if (d->result->action == IMPORT_CHANGED) note_old_name(d, input, record);
    }
    sdp_json_free(input);
}

/* An adding whose answer was lost is settled by the library, which looks for the record again. Before it adds it looks,
   too: what somebody else has added meanwhile is changed. */
static void add(const doing *d)
{
    sdp_status status;
    const int64_t adds = d->with->adds;
    sdp_json *input = import_input(d->of, d->line, NULL, true, d->result->members);
    d->result->action = IMPORT_ADDED;
    if (!d->is_dry_run) must_have_or_maybe_done();
    d->with->options.dry_run = d->is_dry_run;
    sdp_json *there = task_call(d->with, d->of->noun, "add", NULL, input, SDP_INVOKE_ENSURE, &status);
    d->with->options.dry_run = 0;
    if (there != NULL && d->with->adds == adds) {
        sdp_json_free(d->result->members);
        d->result->members = json_new(SDP_JSON_ARRAY);
        change(d, there);
    } else if (there != NULL) {
        set_id(d->result, there);
    } else if (status != SDP_DRY_RUN) {
        fail(d);
    }
    sdp_json_free(there);
    sdp_json_free(input);
}

static bool differs(const doing *d, const sdp_json *record)
{
    sdp_json *input = import_input(d->of, d->line, record, false, NULL);
    const bool does = sdp_json_count(input) > 0;
    sdp_json_free(input);
    return does;
}

/* Does what can be done by what the walk saw, and returns whether that was all. A record is changed so only where its
   id says which it is: by now another one may have the name. */
static bool do_by_index(const doing *d)
{
    bool is_id;
    sdp_json *record;
    (void)import_key(d->of, d->line, &is_id);
    const index_answer answer = import_index_find(d->index, d->of, d->line, &record);
    if (answer == INDEX_NONE) add(d);
    const bool is_done =
        answer == INDEX_NONE || (answer == INDEX_FOUND && is_whole(d, record) && (is_id || !differs(d, record)));
    if (is_done && record != NULL) change(d, record);
    sdp_json_free(record);
    return is_done;
}

static void do_by_looking(const doing *d)
{
    sdp_json *record = find(d);
    if (record != NULL) {
        change(d, record);
    } else if (d->result->action != IMPORT_FAILED) {
        add(d);
    }
    sdp_json_free(record);
}

void import_line_do(const import_file *of, const csv_record *line, task_session *with, import_index *index,
                    import_result *out)
{
    const doing d = {of, line, with, with->arguments->dry_run, index, out};
    *out = (import_result){.action = IMPORT_UNCHANGED, .members = json_new(SDP_JSON_ARRAY)};
    if (!do_by_index(&d)) do_by_looking(&d);
}

void import_result_free(import_result *from)
{
    free(from->id);
    free(from->old_name);
    sdp_json_free(from->members);
    sdp_json_free(from->error);
}
