#include "entity.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "document.h"
#include "query.h"

/* Ends a change: commits it and writes the entity, or undoes it and leaves the problems to be written. */
static void finish(store *in, const entity_row *row, const char *document, bool good, answer *out)
{
    good = store_end(in, good && out->problem_count == 0);
    if (good) {
        answer_entity(out, row->singular_key, document);
    } else if (out->problem_count == 0) {
        answer_problem(out, CODE_INTERNAL, NULL, NULL);
    }
}

static const char *name_of(const sdp_json *entity)
{
    return sdp_json_text(sdp_json_member(entity, "name"));
}

/* The name that is given must be free, unless it is the one that the entity has already. */
static void check_unique(store *in, const entity_row *row, const char *name, const char *id, answer *out)
{
    if (!row->unique_name || !name) return;
    if (store_name_taken(in, row->noun, name, id)) answer_problem(out, CODE_NOT_UNIQUE, "name", NULL);
}

static void add(store *in, const route *to, const char *input, answer *out)
{
    const entity_row *row = to->row;
    const sdp_type *type = sdp_operation_input_type(to->operation);
    sdp_json *request = NULL;
    const sdp_json *entity = check_envelope(input, sdp_operation_input_key(to->operation), &request, out);
    if (entity) {
        check_members(type, entity, out);
        check_mandatory(sdp_operation_name(to->operation), type, entity, true, out);
    }
    if (out->problem_count == 0 && store_begin(in)) {
        char id[STORE_ID_SIZE] = "";
        const char *name = name_of(entity);
        check_unique(in, row, name, id, out);
        char *document = NULL;
        if (out->problem_count == 0 && store_new_id(in, id)) document = document_new(in, row, id, entity, out);
        stored made = {.noun = row->noun, .id = id, .name = name, .document = document};
        finish(in, row, document, document && store_put(in, &made), out);
        free(document);
    }
    sdp_json_free(request);
}

/* The name that an entity has after an edit: the input's, else the one it had. */
static char *name_after(const char *old, const sdp_json *input, bool *changed)
{
    sdp_json *before = NULL;
    sdp_json_parse(old, strlen(old), NULL, &before);
    const char *had = name_of(before);
    const char *given = name_of(input);
    *changed = given && (!had || strcmp(given, had) != 0);
    if (sdp_json_member(input, "name")) had = given;
    char *name = had ? strdup(had) : NULL;
    sdp_json_free(before);
    return name;
}

/* Checks the input before the entity is looked for, as the service refuses what it cannot read first. */
static void edit(store *in, const route *to, const char *input, answer *out)
{
    const entity_row *row = to->row;
    const sdp_type *type = sdp_operation_input_type(to->operation);
    sdp_json *request = NULL;
    const sdp_json *entity = check_envelope(input, sdp_operation_input_key(to->operation), &request, out);
    if (entity) {
        text add_operation = {0};
        text_printf(&add_operation, "%s.add", row->plural);
        check_members(type, entity, out);
        check_mandatory(text_get(&add_operation), type, entity, false, out);
        text_free(&add_operation);
    }
    if (out->problem_count == 0 && store_begin(in)) {
        char *old = store_get(in, row->noun, to->ids[0]);
        char *document = NULL;
        char *name = NULL;
        if (old) {
            bool changed = false;
            name = name_after(old, entity, &changed);
            if (changed) check_unique(in, row, name, to->ids[0], out);
            document = document_change(in, row, old, entity, out);
        } else {
            answer_problem(out, CODE_NO_SUCH_URL, NULL, NULL);
        }
        stored made = {.noun = row->noun, .id = to->ids[0], .name = name, .document = document};
        finish(in, row, document, document && out->problem_count == 0 && store_put(in, &made), out);
        free(name);
        free(document);
        free(old);
    }
    sdp_json_free(request);
}

static void get(store *in, const route *to, const char *input, answer *out)
{
    (void)input;
    char *document = store_get(in, to->row->noun, to->ids[0]);
    if (document) {
        answer_entity(out, to->row->singular_key, document);
    } else {
        answer_problem(out, CODE_NO_SUCH_URL, NULL, NULL);
    }
    free(document);
}

static void delete (store *in, const route *to, const char *input, answer *out)
{
    (void)input;
    char *document = store_get(in, to->row->noun, to->ids[0]);
    if (!document) {
        answer_problem(out, CODE_NO_SUCH_URL, NULL, NULL);
    } else if (store_delete(in, to->row->noun, to->ids[0])) {
        answer_entity(out, NULL, NULL);
    }
    free(document);
}

/* Collects the rows of a page; one more than was asked for tells that there are more. */
typedef struct page {
    text rows;
    const query *query;
    int64_t count;
    bool more;
} page;

static void collect(void *data, const char *document)
{
    page *to = data;
    if (to->count == to->query->row_count) {
        to->more = true;
        return;
    }
    if (to->count++) text_puts(&to->rows, ",");
    if (to->query->fields_required) {
        char *part = document_part(document, to->query->fields_required);
        text_puts(&to->rows, part ? part : "{}");
        free(part);
    } else {
        text_puts(&to->rows, document);
    }
}

static void write_page(const entity_row *row, const page *from, int64_t total, answer *out)
{
    out->http = 200;
    text_puts(&out->body, "{\"response_status\":[{\"status_code\":2000,\"status\":\"success\"}],");
    if (!row->list_without_info) {
        text_printf(&out->body, "\"list_info\":{\"has_more_rows\":%s,\"row_count\":%" PRId64,
                    from->more ? "true" : "false", from->count);
        if (from->query->told_start) text_printf(&out->body, ",\"start_index\":%" PRId64, from->query->start_index);
        if (from->query->total) text_printf(&out->body, ",\"total_count\":%" PRId64, total);
        text_puts(&out->body, "},");
    }
    text_json(&out->body, row->list_key);
    text_puts(&out->body, ":[");
    text_add(&out->body, text_get(&from->rows), from->rows.size);
    text_puts(&out->body, "]}");
    if (from->rows.failed) out->body.failed = true;
}

static void list(store *in, const route *to, const char *input, answer *out)
{
    out->list = true;
    sdp_json *request = input && *input ? check_json(input, out) : NULL;
    query asked = {0};
    if (out->problem_count == 0 && query_read(&asked, sdp_operation_output_type(to->operation), request, out)) {
        page found = {.query = &asked};
        store_selection what = {.noun = to->row->noun,
                                .where = text_get(&asked.where),
                                .order = text_get(&asked.order),
                                .values = asked.values,
                                .value_count = asked.value_count,
                                .offset = asked.start_index - 1,
                                .limit = asked.row_count + 1};
        int64_t total = asked.total ? store_count(in, &what) : 0;
        if (total >= 0 && store_select(in, &what, collect, &found)) write_page(to->row, &found, total, out);
        text_free(&found.rows);
    }
    query_free(&asked);
    sdp_json_free(request);
}

static const struct {
    const char *verb;
    void (*answer)(store *in, const route *to, const char *input, answer *out);
} verbs[] = {{"add", add}, {"edit", edit}, {"get", get}, {"list", list}, {"delete", delete}};

#define VERBS (sizeof(verbs) / sizeof(verbs[0]))

bool entity_serves(const route *to)
{
    for (size_t i = 0; i < VERBS; i++) {
        if (strcmp(verbs[i].verb, to->verb) == 0) return true;
    }
    return false;
}

void entity_answer(store *in, const route *to, const char *input, answer *out)
{
    store_lock(in);
    for (size_t i = 0; i < VERBS; i++) {
        if (strcmp(verbs[i].verb, to->verb) == 0) verbs[i].answer(in, to, input, out);
    }
    store_unlock(in);
    if (out->problem_count == 0 && out->body.size == 0) answer_problem(out, CODE_INTERNAL, NULL, NULL);
    if (out->problem_count) answer_failure(out, 0);
}
