#include "import_index.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "errors.h"
#include "import_names.h"
#include "json.h"
#include "select.h"
#include "signals.h"
#include "verbose.h"

/* Below so many lines nothing is to be gained. */
enum { FEW_LINES = 20, PAGE_ROWS = 100, STATUS_NOT_WORTH_IT = 1000 };

/* What a line is found by, and what was found. */
struct index_entry {
    record_key key;
    const char *name; /* of the line; borrowed */
    size_t matches;   /* records of that key */
    char *record;     /* JSON of the one that has that very name, or the id; NULL: none has */
    bool is_spoilt;
};

/* The entry of a key, which no two lines have; NULL where there is none. */
static index_entry *entry_of(const import_index *in, const char *cell, bool is_id)
{
    const record_key key = record_key_of(cell, is_id);
    index_entry *found = NULL;
    if (in->count > 0) found = bsearch(&key, in->entries, in->count, sizeof(*found), record_key_compare);
    free(key.words);
    return found;
}

static void add_line(import_index *to, const import_file *of, const csv_record *line)
{
    bool is_id;
    const char *key = import_key(of, line, &is_id);
    const char *name = import_cell(line, of->name_column);
    to->entries[to->count++] = (index_entry){.key = record_key_of(key, is_id), .name = name};
}

static void collect_lines(import_index *to, const import_file *of, const import_state *done)
{
    to->entries = must_have(calloc(of->csv.count, sizeof(*to->entries)));
    for (size_t i = 1; i < of->csv.count; i++) {
        const csv_record *line = &of->csv.records[i];
        if (!import_state_has(done, import_fingerprint(of, line))) add_line(to, of, line);
    }
    qsort(to->entries, to->count, sizeof(*to->entries), record_key_compare);
}

/* A walk, and what it is for. */
typedef struct walking {
    import_index *index;
    task_session *with;
    selection kept; /* of a record: what the file names, and what it is found by */
    bool is_wanted; /* however many requests it needs */
    int64_t rows;
} walking;

static void keep(const walking *w, index_entry *entry, const sdp_json *row)
{
    sdp_json *part = selection_apply(&w->kept, row);
    char *printed = json_print(part, 0);
    free(entry->record);
    entry->record = copy_part(printed, strlen(printed));
    sdp_text_free(printed);
    sdp_json_free(part);
}

static void match(const walking *w, const char *key, bool is_id, const char *name, const sdp_json *row)
{
    index_entry *entry = entry_of(w->index, key, is_id);
    if (entry == NULL) return;
    entry->matches++;
    if (is_id || strcmp(entry->name, name) == 0) keep(w, entry, row);
}

/* Whether the walk needs more requests than it saves: as many as there are pages, against one for each line. */
static bool is_too_long(const walking *w)
{
    sdp_page_info info = {.size = sizeof(info), .total_count = -1};
    if (w->is_wanted || sdp_pager_get_info(w->with->pager, &info) != SDP_OK) return false;
    const int64_t rows = info.total_count > w->rows ? info.total_count : w->rows;
    return (rows + PAGE_ROWS - 1) / PAGE_ROWS > (int64_t)w->index->count;
}

static int see(void *data, sdp_json *row)
{
    walking *w = data;
    const char *id = sdp_json_text(sdp_json_member(row, "id"));
    const char *name = sdp_json_text(sdp_json_member(row, "name"));
    w->rows++;
    if (id != NULL) match(w, id, true, name, row);
    if (name != NULL) match(w, name, false, name, row);
    sdp_json_free(row);
    if (signals_interrupted()) return STATUS_INTERRUPTED; /* no line is begun */
    return is_too_long(w) ? STATUS_NOT_WORTH_IT : STATUS_DONE;
}

static void add_member(selection *to, const char *path)
{
    const size_t size = strcspn(path, ".");
    if (size == 0) return; /* a column without a name, which is empty */
    for (size_t i = 0; i < to->count; i++) {
        if (strlen(to->paths[i]) == size && strncmp(to->paths[i], path, size) == 0) return;
    }
    to->paths[to->count++] = copy_part(path, size);
}

static sdp_json *make_list_info(walking *to, const import_file *of)
{
    sdp_json *made = task_list_info(NULL);
    sdp_json *fields = json_new(SDP_JSON_ARRAY);
    to->kept.paths = must_have(calloc(of->column_count + 2, sizeof(*to->kept.paths)));
    add_member(&to->kept, "id");
    add_member(&to->kept, "name");
    for (size_t i = 0; i < of->column_count; i++) add_member(&to->kept, of->columns[i].path);
    for (size_t i = 0; i < to->kept.count; i++) json_put(fields, "[]", json_text(to->kept.paths[i]));
    json_put_bool(made, "get_total_count", true);
    json_put(made, "fields_required", fields);
    return made;
}

/* Why nothing is known after a walk that ended so; NULL: it is. */
static const char *why_not(const walking *w, sdp_status ended)
{
    if (ended != SDP_END) return sdp_error_message(sdp_last_error(w->with->client));
    return w->with->moved > 0 ? "records were added or removed meanwhile" : NULL;
}

static void walk(walking *w, const import_file *of)
{
    sdp_status ended;
    sdp_json *list_info = make_list_info(w, of);
    const int stopped = task_try_walk(w->with, of->noun, list_info, see, w, &ended);
    selection_free(&w->kept);
    const char *problem = stopped == STATUS_DONE ? why_not(w, ended) : NULL;
    if (problem != NULL && !signals_interrupted())
        verbose_note("each line is looked up by itself, for the list of all is no help: %.300s", problem);
    if (stopped != STATUS_DONE || problem != NULL) import_index_free(w->index);
}

void import_index_make(import_index *to, const import_file *of, const import_state *done, task_session *with)
{
    const look_up how = with->arguments->look_up;
    walking w = {.index = to, .with = with, .is_wanted = how == LOOK_UP_LIST};
    *to = (import_index){0};
    if (how == LOOK_UP_EACH) return;
    collect_lines(to, of, done);
    if (to->count > 0 && (w.is_wanted || to->count >= FEW_LINES)) {
        walk(&w, of);
    } else {
        import_index_free(to);
    }
}

index_answer import_index_find(const import_index *in, const import_file *of, const csv_record *line, sdp_json **record)
{
    bool is_id;
    const char *key = import_key(of, line, &is_id);
    const index_entry *entry = entry_of(in, key, is_id);
    *record = NULL;
    if (entry == NULL || entry->is_spoilt) return INDEX_UNKNOWN;
    if (entry->matches == 0) return is_id ? INDEX_UNKNOWN : INDEX_NONE;
    /* Several, or one whose name is only nearly the same: what is to be said of that, looking it up says. */
    if (entry->matches > 1 || entry->record == NULL) return INDEX_UNKNOWN;
    (void)sdp_json_parse(entry->record, strlen(entry->record), NULL, record);
    (void)must_have(*record);
    return INDEX_FOUND;
}

void import_index_spoil(import_index *in, const char *name)
{
    index_entry *entry = name != NULL ? entry_of(in, name, false) : NULL;
    if (entry != NULL) entry->is_spoilt = true;
}

void import_index_free(import_index *from)
{
    for (size_t i = 0; i < from->count; i++) {
        free(from->entries[i].key.words);
        free(from->entries[i].record);
    }
    free(from->entries);
    *from = (import_index){0};
}
