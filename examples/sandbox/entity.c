#include "entity.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "contract.h"
#include "customer.h"
#include "document.h"
#include "guess.h"
#include "query.h"
#include "trash.h"
#include "upload.h"

/* The name that is given must be free, unless it is the one that the entity has already. */
static void check_unique(const job *of, const char *name, const char *id)
{
    if (!of->to->row->unique_name || !name) return;
    if (!store_name_taken(of->store, of->to->row->noun, name, id)) return;
    if (guess_refuse_name(of->store, of->to->row->noun, name, of->out)) return;
    answer_problem(of->out, CODE_NOT_UNIQUE, "name", NULL);
}

/* Keeps a new or changed document, ends the transaction, and answers with the entity. */
static void finish(const job *of, sdp_json *document, const sdp_json *input)
{
    const entity_row *row = of->to->row;
    char *shown = NULL;
    bool good = document && document_keep(of->store, row, document, input, of->out);
    char *printed = json_print(document);
    if (good && printed) shown = document_show(of->store, row, row->view, printed);
    if (store_end(of->store, shown && of->out->problem_count == 0)) answer_entity(of->out, row->singular_key, shown);
    free(shown);
    free(printed);
}

static void add(const job *of)
{
    const sdp_type *type = sdp_operation_input_type(of->to->operation);
    sdp_json *request = NULL;
    const sdp_json *entity = check_envelope(of->input, sdp_operation_input_key(of->to->operation), &request, of->out);
    if (entity) {
        check_members(type, entity, of->out);
        check_mandatory(sdp_operation_name(of->to->operation), type, entity, true, of->out);
    }
    if (of->out->problem_count == 0 && store_begin(of->store)) {
        char id[STORE_ID_SIZE] = "";
        sdp_json *document = NULL;
        check_unique(of, json_text_at(entity, "name"), id);
        if (of->out->problem_count == 0 && store_new_id(of->store, id)) {
            document = document_new(of->store, of->to->row, id, NULL, entity, of->out);
        }
        finish(of, document, entity);
    }
    sdp_json_free(request);
}

/* A name that stays as it was may be that of another: the vendor's samples have such names. */
static void check_new_name(const job *of, const char *old, const sdp_json *input)
{
    sdp_json *before = json_parse(old);
    const char *had = json_text_at(before, "name");
    const char *given = json_text_at(input, "name");
    if (given && (!had || strcmp(given, had) != 0)) check_unique(of, given, of->to->ids[0]);
    sdp_json_free(before);
}

/* Checks the input before the entity is looked for, as the service refuses what it cannot read first. */
static void edit(const job *of)
{
    const sdp_type *type = sdp_operation_input_type(of->to->operation);
    sdp_json *request = NULL;
    char *old = store_get(of->store, of->to->row->noun, of->to->ids[0]);
    const sdp_json *entity = check_envelope(of->input, sdp_operation_input_key(of->to->operation), &request, of->out);
    if (entity) {
        char add_name[80];
        snprintf(add_name, sizeof(add_name), "%s.add", of->to->row->plural);
        check_members(type, entity, of->out);
        check_mandatory(add_name, type, entity, false, of->out);
    }
    if (of->out->problem_count == 0 && !old) answer_problem(of->out, CODE_NO_SUCH_URL, NULL, NULL);
    if (of->out->problem_count == 0 && store_begin(of->store)) {
        sdp_json *document = NULL;
        check_new_name(of, old, entity);
        if (of->out->problem_count == 0) document = document_change(of->store, of->to->row, old, entity, of->out);
        finish(of, document, entity);
    }
    free(old);
    sdp_json_free(request);
}

static void get(const job *of)
{
    const entity_row *row = of->to->row;
    char *document = store_get(of->store, row->noun, of->to->ids[0]);
    char *shown = document ? document_show(of->store, row, row->view, document) : NULL;
    if (!document) answer_problem(of->out, CODE_NO_SUCH_URL, NULL, NULL);
    if (shown) answer_entity(of->out, row->singular_key, shown);
    free(shown);
    free(document);
}

/* Collects the rows of a page; one more than was asked for tells that there are more. */
typedef struct page {
    text rows;
    const query *query;
    int64_t count;
    bool more;
} page;

/* A row is shown after all are read, since showing one reads the store too. */
static void collect(void *data, const char *document)
{
    page *to = data;
    if (to->count == to->query->row_count) {
        to->more = true;
        return;
    }
    to->count++;
    text_add(&to->rows, document, strlen(document) + 1);
}

/* Writes the rows, which stand one after the other with a zero byte at the end of each. */
static void write_rows(const job *of, const page *from, text *to)
{
    const entity_row *row = of->to->row;
    const char *document = text_get(&from->rows);
    for (int64_t i = 0; i < from->count; i++) {
        const sdp_json *fields = from->query->fields_required;
        char *shown = fields ? document_part(document, fields)
                             : document_show(of->store, row, row->list_view ? row->list_view : row->view, document);
        if (i) text_puts(to, ",");
        text_puts(to, shown ? shown : "{}");
        if (!shown) to->failed = true;
        free(shown);
        document += strlen(document) + 1;
    }
    if (from->rows.failed) to->failed = true;
}

/* The vendor prints no list_info for customers, of whom one page is enough for all; where it is not, or where
   another page was asked for, there is no other way to tell how it goes on. */
static bool has_info(const job *of, const page *from)
{
    return !of->to->row->list_without_info || from->more || from->query->start_index > 1 || from->query->total;
}

static void write_page(const job *of, const page *from, int64_t total)
{
    const entity_row *row = of->to->row;
    text *body = &of->out->body;
    if (row->list_without_info && has_info(of, from) &&
        guess_refuse(of->out, "how a list of customers goes on that has more rows than a page")) {
        return;
    }
    of->out->http = 200;
    text_puts(body, row->list_status_object ? "{\"response_status\":{\"status_code\":2000,\"status\":"
                                              "\"success\"},"
                                            : "{\"response_status\":[{\"status_code\":2000,"
                                              "\"status\":\"success\"}],");
    if (has_info(of, from)) {
        text_printf(body, "\"list_info\":{\"has_more_rows\":%s,", from->more ? "true" : "false");
        if (row->usual_sort && from->query->sort_field) {
            text_puts(body, "\"sort_field\":");
            text_json(body, from->query->sort_field);
            text_puts(body, ",");
        }
        text_printf(body, "\"row_count\":%" PRId64, from->count);
        if (from->query->told_start) text_printf(body, ",\"start_index\":%" PRId64, from->query->start_index);
        if (from->query->total) text_printf(body, ",\"total_count\":%" PRId64, total);
        text_puts(body, "},");
    }
    text_json(body, row->list_key);
    text_puts(body, ":[");
    write_rows(of, from, body);
    text_puts(body, "]}");
}

static void list(const job *of)
{
    of->out->list = !of->to->row->list_status_object;
    const sdp_type *type = sdp_operation_output_type(of->to->operation);
    sdp_json *request = of->input && *of->input ? check_json(of->input, of->out) : NULL;
    query asked = {0};
    if (of->out->problem_count == 0 && query_read(&asked, type, of->to->row->usual_sort, request, of->out)) {
        page found = {.query = &asked};
        store_selection what = {.noun = of->to->row->noun,
                                .where = text_get(&asked.where),
                                .order = text_get(&asked.order),
                                .values = asked.values,
                                .value_count = asked.value_count,
                                .offset = asked.start_index - 1,
                                .limit = asked.row_count + 1};
        int64_t total = asked.total ? store_count(of->store, &what) : 0;
        if (total >= 0 && store_select(of->store, &what, collect, &found)) write_page(of, &found, total);
        text_free(&found.rows);
    }
    query_free(&asked);
    sdp_json_free(request);
}

static const struct {
    const char *verb;
    void (*answer)(const job *of);
    bool takes_file;
} verbs[] = {
    {"add", add, false},
    {"edit", edit, false},
    {"get", get, false},
    {"list", list, false},
    {"delete", trash_delete, false},
    {"move_to_trash", trash_move, false},
    {"restore_from_trash", trash_restore, false},
    {"add_service_url", customer_add_service_url, false},
    {"delete_service_url", customer_delete_service_url, false},
    {"renew", contract_renew, false},
    {"cancel", contract_cancel, false},
    {"associate_assets", contract_associate, false},
    {"associate_software_licenses", contract_associate, false},
    {"dissociate_assets", contract_dissociate, false},
    {"dissociate_software_licenses", contract_dissociate, false},
    {"associate_child_contract", contract_associate_child, false},
    {"dissociate_child_contract", contract_dissociate_child, false},
    {"email_vendor", contract_email_vendor, false},
    {"email_owner", contract_email_owner, false},
    {"upload_attachment", upload_answer, true},
    {"upload_image", upload_answer, true},
};

#define VERBS (sizeof(verbs) / sizeof(verbs[0]))

static size_t find_verb(const route *to)
{
    size_t i = 0;
    while (i < VERBS && strcmp(verbs[i].verb, to->verb) != 0) i++;
    return i;
}

bool entity_serves(const route *to)
{
    return find_verb(to) < VERBS;
}

bool entity_takes_file(const route *to)
{
    size_t verb = find_verb(to);
    return verb < VERBS && verbs[verb].takes_file;
}

void entity_answer(const job *of)
{
    size_t verb = find_verb(of->to);
    store_lock_portal(of->store, of->portal);
    if (verb < VERBS && contract_age(of->store)) verbs[verb].answer(of);
    store_unlock(of->store);
    if (of->out->problem_count == 0 && of->out->body.size == 0)
        answer_problem(of->out, CODE_INTERNAL, NULL, store_ceiling(of->store));
    if (of->out->problem_count) answer_failure(of->out, 0);
}
